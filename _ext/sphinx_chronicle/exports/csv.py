"""Tables: a file for each kind of record and each part that asks for one.

RFC 4180 (section 2: CRLF, quotes doubled, a header line) in UTF-8 without a byte order mark. A spreadsheet runs a cell that
begins with ``=``, ``+``, ``-``, ``@`` or a control character as a formula, so an apostrophe is put before those (OWASP, CSV
Injection); it is put before apostrophes as well, and `read_table` takes exactly one away again. Quantities are as they
were written and, in a column of their own, plain numbers. Lists are joined by semicolons, notes by line breaks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..records.core import ABOUT, NOTE_KIND, NOTE_TEXT, NOTES
from ..records.fields import Field, Item, Shape
from ..records.graph import Graph
from ..records.kinds import Part, Table
from ..records.registry import KindOf, Registry
from .corpus import Corpus, Exported, one_line

Row = Mapping[str, str]

#: First characters of a cell that a spreadsheet acts on, also in their full-width forms, and the apostrophe itself.
_ACTIVE: Final = ('=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20', "'")


class TableOf(NamedTuple):
    """A table that is exported, and what its rows are.

    :ivar part: the part whose items are the rows, with its field; `None` where the records are.
    """

    table: Table
    kind: KindOf
    part: tuple[Field[Any], Part] | None = None


def tables_of(registry: Registry) -> dict[str, TableOf]:
    """The tables of a registry by the names of their files, in the order of the kinds."""
    found: dict[str, TableOf] = {}
    for kind in registry.kinds.values():
        if kind.kind.table:
            found[kind.kind.table.file] = TableOf(kind.kind.table, kind)
        for held, part in kind.parts:
            if part.table:
                found[part.table.file] = TableOf(part.table, kind, (held, part))
    return found


def table_csv(corpus: Corpus, of: TableOf) -> str:
    """A table: a row for each record of its kind, or for each item of its part."""
    columns = of.table.columns or (_part_columns(of) if of.part else _kind_columns(of.kind, corpus.registry))
    rows = _part_rows(corpus, of, columns) if of.part else _record_rows(corpus, of, columns)
    return write_table(_with_numbers(of, columns), rows)


def write_table(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """A table as CSV; what a row lacks is an empty cell."""
    text = io.StringIO(newline='')
    writer = csv.writer(text, lineterminator='\r\n')
    writer.writerow(columns)
    writer.writerows([_defused(row.get(column, '')) for column in columns] for row in rows)
    return text.getvalue()


def read_table(text: str) -> list[dict[str, str]]:
    """The rows of a table that `write_table` has written, as they were."""
    rows = csv.DictReader(io.StringIO(text, newline=''), strict=True)
    return [{column: cell.removeprefix("'") for column, cell in row.items()} for row in rows]


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


# -- columns ----------------------------------------------------------------------------------------------------------


def _kind_columns(kind: KindOf, registry: Registry) -> tuple[str, ...]:
    """The columns of a table of records that names none: all fields that fit into a cell, and relations to the kind."""
    own = [found.name for found in kind.own if not isinstance(found.type, Shape) or found.relation]
    own += [name for name in registry.seen if registry.leads_to(name, kind.name)]
    names = ('key', 'title', 'permalink', kind.kind.date, *own, 'tags', 'added', 'updated', 'plain_summary', 'notes')
    known = _ADDRESS | _SUMMARY | kind.by_name.keys() | registry.inverse.keys()
    return tuple(dict.fromkeys(name for name in names if name in known))


#: Columns that are no fields, by what they are called in a table that names its columns, and in one that names none.
_ADDRESS: Final = frozenset({'url', 'permalink'})
_SUMMARY: Final = frozenset({'text', 'plain_summary'})


def _part_columns(of: TableOf) -> tuple[str, ...]:
    assert of.part is not None
    own = (found.name for found in of.part[1].fields if found.name != NOTES.name)
    return tuple(dict.fromkeys((of.kind.name, f'{of.kind.name}_title', 'permalink', *own, 'notes')))


def _with_numbers(of: TableOf, columns: Iterable[str]) -> list[str]:
    """The columns, those with quantities followed by one with the plain number."""
    found = []
    for column in columns:
        found.append(column)
        field = _field(of, column)
        if field is not None and _has_number(field):
            found.append(f'{column}_number')
    return found


def _field(of: TableOf, column: str) -> Field[Any] | None:
    """The field that a column shows."""
    if of.part is None:
        return of.kind.by_name.get(column)
    if column in of.table.of_record:
        return of.kind.by_name.get(of.table.of_record[column])
    return of.part[1].by_name.get(column)


def _has_number(field: Field[Any]) -> bool:
    return not field.multiple and not isinstance(field.type, Shape) and field.type.has_number


# -- rows -------------------------------------------------------------------------------------------------------------


def _record_rows(corpus: Corpus, of: TableOf, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the records of a kind, in the order of the site."""
    for item in corpus.items:
        if item.record.kind != of.kind.name:
            continue
        row: dict[str, str] = {}
        for column in columns:
            field = of.kind.by_name.get(column)
            if column in _ADDRESS and field is None:
                row[column] = item.address
            elif column in _SUMMARY and field is None:
                row[column] = item.text
            elif column in corpus.registry.inverse:
                row[column] = _related(corpus.graph, item.record.key, column)
            elif field is not None:
                row |= _cells(column, field, item.record)
        yield row


def _part_rows(corpus: Corpus, of: TableOf, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the items of a part, in the order of their records."""
    assert of.part is not None
    held, part = of.part
    of_record = {of.kind.name: 'key', f'{of.kind.name}_title': 'title', **of.table.of_record}
    for exported in corpus.items:
        if exported.record.kind != of.kind.name:
            continue
        anchors = of.kind.anchors(exported.record, held.name)
        for item, anchor in zip(exported.record.given.get(held.name, ()), anchors, strict=True):
            yield dict(_part_row(exported, of, part, item, anchor, columns, of_record))


def _part_row(
    exported: Exported, of: TableOf, part: Part, item: Item, anchor: str, columns: Sequence[str], of_record: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for column in columns:
        if column in of_record:
            yield from _cells(column, of.kind.by_name[of_record[column]], exported.record).items()
        elif column in _ADDRESS and column not in part.by_name:
            yield column, exported.at(anchor)
        elif column == part.title_column:
            yield column, part.title_of(item)
        elif column in part.by_name:
            yield from _cells(column, part.by_name[column], item).items()


def _cells(column: str, field: Field[Any], item: Item) -> Row:
    """The value of a field as written; a quantity as a plain number too, which knows nothing of a bound or an approximation."""
    value = item.given.get(field.name, field.absent)
    if value is None or value == ():
        return {}
    if field.name == NOTES.name:
        return {column: _notes(value)}
    words = _joined(_words(field, one) for one in value) if field.multiple else _words(field, value)
    if _has_number(field) and not isinstance(field.type, Shape):
        return {column: words, f'{column}_number': field.type.number(value)}
    return {column: words}


def _words(field: Field[Any], value: Any) -> str:
    """A value in a cell; a small record by its first field, or all its values where they are of a kind."""
    if not isinstance(field.type, Shape):
        return {True: 'yes', False: 'no'}[value] if isinstance(value, bool) else str(field.type.dump(value))
    if field.relation:
        return str(value.given['ref'])
    return _joined(f'{name}: {inner}' for name, inner in value.given.items())


def _related(graph: Graph, key: str, relation: str) -> str:
    """What is related to a record, by key, or by its id where it has no record or is an item of a part."""
    nodes = [neighbor.node for neighbor in graph.neighbors(key, relation)]
    return _joined(dict.fromkeys(node.part or node.key or node.external for node in nodes))


def _joined(words: Iterable[str]) -> str:
    return '; '.join(words)


def _notes(notes: Iterable[Item]) -> str:
    """Notes, one a line, such as ``params (conflict): One page says 15B.``."""
    return '\n'.join(f'{one_line(n.get(ABOUT))} ({n.get(NOTE_KIND)}): {one_line(n.get(NOTE_TEXT))}' for n in notes)
