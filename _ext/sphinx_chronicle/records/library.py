"""Records for programs: files, folders and pages read together, without Sphinx."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from .fields import Type
from .files import SUFFIXES, read_file
from .graph import Graph
from .load import registry_of, uncollected
from .pages import PAGE_SUFFIXES, read_page
from .problems import Problem
from .reader import Reading, read_text
from .record import Declared, Record
from .registry import Registry


@dataclass(frozen=True)
class Library:
    """Records that were read together.

    It is iterated over in the order of the files. Asked for by its key (``library['nemotron-h']``), a record is found by a
    former key too.

    :ivar registry: the kinds of records and their fields.
    :ivar reading: what was read, as it was read.
    """

    registry: Registry
    reading: Reading

    @cached_property
    def graph(self) -> Graph:
        """The relations of the records. Of two records with the same key the first counts."""
        return Graph(self.reading.records, self.registry, broken=self.reading.broken)

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong: in the files, by their order, then between the records. A relation to what was not read is wrong too."""
        return [*self.reading.problems, *self.graph.problems]

    def __iter__(self) -> Iterator[Record]:
        return (declared.record for declared in self.graph.records.values())

    def __len__(self) -> int:
        return len(self.graph.records)

    def __contains__(self, key: object) -> bool:
        return key in self.graph.records or key in self.graph.aliases

    def __getitem__(self, key: str) -> Record:
        """The record of a key or a former key.

        :raises KeyError: if there is none.
        """
        return self.declared(key).record

    def declared(self, key: str) -> Declared:
        """A record with its place: `path` and `line`.

        :raises KeyError: if there is none.
        """
        return self.graph.records[self.graph.aliases.get(key, key)]

    def of_kind(self, kind: str) -> list[Record]:
        """The records of a kind, by date, then by key.

        :raises KeyError: if the project has no such kind.
        """
        name = self.registry.kinds[kind].name
        found = {record.key: record for record in self if record.kind == name}
        return [found[key] for key in self.graph.ordered(found)]

    def value(self, record: Record, name: str) -> Any:
        """The value of a field by its name: what was given, else what the field is without it.

        :raises KeyError: if the kind of the record has no such field.
        """
        kind = self.registry.kinds[record.kind]
        return kind.get(record, kind.by_name[name].name)

    def related(self, record: Record, relation: str) -> list[Record]:
        """The records at the other end of a relation, whichever end it was written at, by date, then by key.

        What is related and has no record here is left out; `graph.neighbors` has it.

        :raises KeyError: if there is no relation of that name.
        """
        if relation not in self.registry.inverse:
            raise KeyError(relation)
        keys = dict.fromkeys(found.node.key for found in self.graph.neighbors(record.key, relation) if found.node.key)
        return [self[key] for key in keys]

    def named(self, kind: str, name: str) -> Record | None:
        """The record of a kind by its key, a former key, or another name of it, such as the SPDX id of a license.

        `None` if no record that was read has the name.
        """
        types = (found for found in self.registry.types.values() if isinstance(found, Type) and found.refers == kind)
        found = next(types, None)
        key = self.graph.named(found, name) if found else name if name in self else None
        record = self[key] if key else None
        return record if record and record.kind == kind else None


def load_records(*paths: str | Path, vocabularies: Iterable[str] = ()) -> Library:
    """Read files of records (YAML, JSON, CSV), pages (Markdown, reStructuredText), and folders of both.

    In folders, and those in them, what begins with a dot or an underscore is left out. Nothing that an author wrote raises an
    error: what is wrong is in `problems`, and everything else is read.

    :param vocabularies: the names that the project gives in ``chronicle_vocabularies``.
    :raises LookupError: if there is no vocabulary of a name.
    """
    registry = registry_of(*vocabularies)
    found = Reading()
    with uncollected():
        for file in _files(map(Path, paths)):
            name = file.as_posix()
            text = read_text(file, name)
            if isinstance(text, Problem):
                found.problems.append(text)
                continue
            is_page = file.suffix.lower() in PAGE_SUFFIXES
            reading = read_page(text, name, registry) if is_page else read_file(text, name, registry)
            found.records += reading.records
            found.problems += reading.problems
            found.broken |= reading.broken
    return Library(registry, found)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(one for one in path.iterdir() if not one.name.startswith(('.', '_')))
        wanted = (*SUFFIXES, *PAGE_SUFFIXES)
        yield from _files(one for one in inside if one.is_dir() or one.suffix.lower() in wanted)
