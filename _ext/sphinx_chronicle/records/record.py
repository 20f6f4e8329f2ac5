"""Records and the small records inside them: a kind's name and the values that were given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from .fields import ChangeAddress, Field, Item
from .i18n import __
from .problems import Code, Problem


class Record(Item):
    """A record: the name of its kind, and the values that were given. What the kind is, the registry knows."""

    __slots__ = ('anchors', 'kind')

    def __init__(self, kind: str, given: Mapping[str, Any]) -> None:
        super().__init__(given)
        self.kind = kind
        #: The ids of its parts, computed once (see `KindOf.anchors`).
        self.anchors: dict[str, tuple[str, ...]] | None = None

    @property
    def key(self) -> str:
        """Its permanent name."""
        return cast('str', self.given['key'])

    @property
    def title(self) -> str:
        """What it is called."""
        return cast('str', self.given['title'])

    @property
    def anchor(self) -> str:
        """The id of its place in a page."""
        return f'{self.kind}-{self.given["key"]}'

    def with_addresses(self, fields: Iterable[Field[Any]], change: ChangeAddress) -> Record:
        """The record with other addresses in some of its fields (see `Field.with_addresses`)."""
        old = {found.name: self.given[found.name] for found in fields if found.name in self.given}
        new = {found.name: found.with_addresses(old[found.name], change) for found in fields if found.name in old}
        return self if new == old else self.with_values(**new)

    def with_values(self, **values: Any) -> Record:
        """The record with other values for some fields; without those that are `None`."""
        given = {name: value for name, value in {**self.given, **values}.items() if value is not None}
        return Record(self.kind, given)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.kind == other.kind and self.given == other.given

    def __hash__(self) -> int:
        return hash((self.kind, self.given['key']))

    def __repr__(self) -> str:
        return f'Record({self.kind!r}, {dict(self.given)!r})'

    def __reduce__(self) -> tuple[Any, ...]:
        return Record, (self.kind, self.given)


@dataclass(frozen=True, slots=True)
class Declared:
    """A record and the place where it is declared.

    :ivar path: file, relative to the source folder, with forward slashes.
    :ivar line: 1-based line of its first field.
    :ivar lines: 1-based lines of the values that are checked once all records are known, by their path within the
        record, such as ``('related', 0)``.
    :ivar summary_line: 1-based line of the first line of the summary.
    :ivar usual: the fields in which it has what its file says of all its entries.
    """

    record: Record
    path: str
    line: int
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    summary_line: int = 0
    usual: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What problems call it: ``entry 'nemotron-h'``."""
        return record_name(self.record.kind, self.record.key)

    def line_of(self, *path: str | int) -> int:
        """The line of a value, as far as it is kept, else of the record."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.line


def record_name(kind: str, key: str) -> str:
    """What problems call a record: its kind as directives name it, and its key."""
    return f"{kind} '{key}'"


def keys_taken(pairs: Iterable[tuple[Declared, Declared]]) -> list[Problem]:
    """What is said of records whose keys others have; once for each file whose records are taken from it twice.

    :param pairs: each record with the one that has its key.
    """
    problems: list[Problem] = []
    again: dict[str, list[Declared]] = {}
    for item, first in pairs:
        if (item.path, item.line) == (first.path, first.line):
            again.setdefault(item.path, []).append(item)
            continue
        message = __('the key is taken by %(name)s in %(path)s:%(line)d (give the newer one another key, or delete one of them)')
        message %= {'name': first.name, 'path': first.path, 'line': first.line}
        problems.append(Problem(Code.DUPLICATE, message, item.path, item.line, item.name))
    for path, (item, *more) in again.items():
        message = __('its file is shown in another place already, which declares it (show it again with {listing})')
        if more:
            message = __(
                'its file is shown in another place already, which declares it and %d more (show them again with {listing})'
            ) % len(more)
        problems.append(Problem(Code.DUPLICATE, message, path, item.line, item.name))
    return problems
