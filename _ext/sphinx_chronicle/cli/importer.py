"""What an importer is: it reads a source of another tool, and gives records and what it could not carry over.

Sources are untrusted. What an importer gives goes through the reader that records go through (see `imports`), so it need not
check values: it says what each is.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ..records import yaml_load
from ..records.problems import Problem
from ..records.reader import read_text
from ..records.types import key_of
from .check import ProjectError

if TYPE_CHECKING:
    from ..records.graph import Graph
    from ..records.registry import Registry
    from ..records.yaml_dump import Value
    from .prose import Markup

#: Where in a source something is: a 1-based line, or words such as ``slide 3``.
Place: TypeAlias = int | str

#: Longest key that is made of a title, in characters.
_KEY: Final = 60


class SourceError(ProjectError):
    """A source cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Target:
    """What records are made for.

    :ivar markup: that of their summaries.
    :ivar project: the name of the project; empty if there is none.
    :ivar graph: the records that it has; `None` if there is no project.
    """

    registry: Registry
    markup: Markup = 'markdown'
    project: str = ''
    graph: Graph | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What was not carried over: where it is, what it is called there, and why."""

    place: Place
    what: str
    why: str


@dataclass(slots=True)
class Made:
    """A record that is being made.

    :ivar place: where it begins in the source.
    :ivar fields: its fields as they are written, the key and the title first.
    :ivar losses: what of it was not carried over.
    """

    place: Place
    kind: str = 'entry'
    fields: dict[str, Value] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)

    def lose(self, what: str, why: str, place: Place = '') -> None:
        """Note what is not carried over, at the place of the record if none is given."""
        self.losses.append(Loss(place or self.place, what, why))

    @property
    def key(self) -> str:
        return str(self.fields['key'])

    @property
    def title(self) -> str:
        return str(self.fields['title'])


class Imported:
    """What came of a source.

    :ivar path: the source as it was named.
    :ivar losses: what was not carried over and belongs to none of the records.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.records: list[Made] = []
        self.losses: list[Loss] = []
        self._keys: set[str] = set()

    def lose(self, place: Place, what: str, why: str) -> None:
        """Note what is not carried over."""
        self.losses.append(Loss(place, what, why))

    def add(self, made: Made, key: str, title: str, fields: Mapping[str, Value]) -> None:
        """Add a record, without the fields that are empty. Its key is one that no other has."""
        base, number = key, 2
        while key in self._keys:
            key, number = f'{base}-{number}', number + 1
        self._keys.add(key)
        given = {'key': key, 'title': ' '.join(yaml_load.printable(title).split()), **fields}
        made.fields = {name: clean for name, value in given.items() if (clean := _printable(value))}
        self.records.append(made)


def _printable(value: Value) -> Value:
    if isinstance(value, str):
        return yaml_load.printable(value)
    if isinstance(value, Mapping):
        return {name: clean for name, inner in value.items() if (clean := _printable(inner))}
    return [clean for inner in value if (clean := _printable(inner))]


@dataclass(frozen=True, slots=True)
class Importer:
    """How a kind of source is read.

    :ivar help: what the source is, in a few words; `about` what becomes of it, in sentences, and `examples` command lines.
    :ivar arguments: adds its own arguments to a parser, the source first.
    :ivar read: reads the source that the options name; raises `SourceError`.
    :ivar vocabulary: the vocabulary with the fields that it gives values to.
    :ivar is_partial: whether its records may lack fields that nothing but a person knows.
    """

    help: str
    about: str
    examples: tuple[str, ...]
    arguments: Callable[[argparse.ArgumentParser], None]
    read: Callable[[argparse.Namespace, Target], Imported]
    vocabulary: str = ''
    is_partial: bool = False


def short_key(*names: str) -> str:
    """A key made of names, the first that has letters or digits which keys can have; at most some words long."""
    key = next((found for name in names if (found := key_of(name))), '')
    return key if len(key) <= _KEY else key[: _KEY + 1].rpartition('-')[0] or key[:_KEY]


def read_source(path: str) -> str:
    """The text of a source.

    :raises SourceError: if it is no UTF-8 text, too large, or no regular file.
    """
    try:
        text = read_text(Path(path), path)
    except ValueError as error:
        raise SourceError(f"'{path}' is no name of a file: {error}") from None
    if isinstance(text, Problem):
        raise SourceError(f'{text.place}: {text.text}')
    return text.removeprefix('\ufeff')


def front_matter(lines: Sequence[str], path: str) -> tuple[yaml_load.Tree, int]:
    """The YAML at the top of a page, a mapping with something in it, and the number of the line that closes it, from 0.

    :param lines: those of the page, the first of which opens it.
    :raises SourceError: if it is not closed, cannot be read, or is no such mapping.
    """
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == '---'), None)
    if end is None:
        raise SourceError(f"{path}:1: the front matter is not closed (a second line '---' is missing)")
    try:
        tree = yaml_load.parse_whole('\n'.join(lines[1:end]), 1)
    except yaml_load.UnreadableError as error:
        raise SourceError(f'{path}:{error.line + 1}: {error.message}') from None
    if tree is None or not isinstance(tree.value, dict) or not tree.value:
        raise SourceError(f"{path}:2: the front matter holds no 'field: value' lines")
    return tree, end


def read_json(text: str, path: str) -> Any:
    """The value of a JSON text, its numbers as they are written.

    :raises SourceError: if it is none, or names something twice.
    """

    def pairs(found: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        names: dict[str, Any] = {}
        for name, value in found:
            if name in names:
                raise SourceError(f"{path}: '{name}' is given twice in one object (keep one)")
            names[name] = value
        return names

    def constant(name: str) -> None:
        raise SourceError(f"{path}: '{name}' is no value of JSON (remove it)")

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise SourceError(f'{path}:{error.lineno}: this is no JSON: {error.msg} (column {error.colno})') from None
    except RecursionError:
        raise SourceError(f'{path}: the values are nested too deep') from None


def text_of(value: object) -> str:
    """A value of JSON as text: numbers and words as they are written, anything else as nothing."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    return value.strip() if isinstance(value, str) else ''
