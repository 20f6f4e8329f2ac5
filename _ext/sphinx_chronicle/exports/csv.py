"""Tables: a file for each kind of record and each part that asks for one.

RFC 4180 (section 2: CRLF, quotes doubled, a header line) in UTF-8 without a byte order mark. A spreadsheet runs a cell that
begins with ``=``, ``+``, ``-``, ``@`` or a control character as a formula, so an apostrophe is put before those (OWASP, CSV
Injection); it is put before apostrophes as well, and `read_table` takes exactly one away again. Quantities are as they
were written and, in columns of their own, plain numbers: what they sort by, and the limits of ranges and bounds. Lists
are joined by semicolons, notes by line breaks.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..records.core import ABOUT, NOTE_KIND, NOTE_TEXT, NOTES
from ..records.csv_load import ACTIVE
from ..records.fields import Field, Item, Shape
from ..records.graph import Graph
from ..records.kinds import Part, Table
from ..records.registry import KindOf, Registry
from .corpus import Corpus, Exported, numbers, numbers_of, one_line

Row = Mapping[str, str]

#: A column, the field that it shows, if any, and whether that is one of the record in a table of parts.
_Shown = tuple[str, Field[Any] | None, bool]


class TableOf(NamedTuple):
    """A table that is exported, and what its rows are.

    :ivar part: the part whose items are the rows, with its field; `None` where the records are.
    :ivar of_record: in a table of parts the columns that are fields of the record, by column.
    """

    table: Table
    kind: KindOf
    part: tuple[Field[Any], Part] | None = None
    of_record: Mapping[str, str] = {}


def tables_of(registry: Registry) -> dict[str, TableOf]:
    """The tables of a registry by the names of their files, in the order of the kinds."""
    found: dict[str, TableOf] = {}
    for kind in registry.kinds.values():
        if kind.kind.table:
            found[kind.kind.table.file] = TableOf(kind.kind.table, kind)
        for held, part in kind.parts:
            if part.table:
                of_record = {kind.name: 'key', f'{kind.name}_title': 'title', **part.table.of_record}
                found[part.table.file] = TableOf(part.table, kind, (held, part), of_record)
    return found


def table_csv(corpus: Corpus, of: TableOf) -> str:
    """A table: a row for each record of its kind, or for each item of its part."""
    columns = of.table.columns or (_part_columns(of) if of.part else _kind_columns(of.kind, corpus.registry))
    return write_table(_with_numbers(of, columns), _rows(corpus, of, columns))


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
    return f"'{cell}" if cell.startswith(ACTIVE) else cell


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
    """The columns, those with quantities followed by those with plain numbers."""
    found = []
    for column in columns:
        found.append(column)
        field, _from_record = _field(of, column)
        if field is not None and _has_number(field):
            found += [f'{column}_{name}' for name in numbers_of(field)]
    return found


def _field(of: TableOf, column: str) -> tuple[Field[Any] | None, bool]:
    """The field that a column shows, and whether it is one of the record in a table of parts."""
    if column in of.of_record:
        return of.kind.by_name.get(of.of_record[column]), True
    return (of.part[1] if of.part else of.kind).by_name.get(column), False


def _has_number(field: Field[Any]) -> bool:
    return not field.multiple and bool(numbers_of(field))


#: What an empty cell shows.
_NOTHING: Final = (None, ())


# -- rows -------------------------------------------------------------------------------------------------------------


def _rows(corpus: Corpus, of: TableOf, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the records of a kind, or the items of a part, in the order of the site."""
    shown = [(column, *_field(of, column)) for column in columns]
    for exported in corpus.items:
        record = exported.record
        if record.kind == of.kind.name and of.part is None:
            yield _row(corpus, of, shown, exported, record, exported.address)
        elif record.kind == of.kind.name and of.part is not None:
            held = of.part[0].name
            for item, anchor in zip(record.given.get(held, ()), of.kind.anchors(record, held), strict=True):
                yield _row(corpus, of, shown, exported, item, exported.at(anchor))


def _row(corpus: Corpus, of: TableOf, shown: Sequence[_Shown], exported: Exported, holder: Item, address: str) -> Row:
    """A row of a record, or of an item of its part, which holds the values."""
    row: dict[str, str] = {}
    for column, field, from_record in shown:
        if of.part and column == of.part[1].title_column and not from_record:
            row[column] = of.part[1].title_of(holder)
        elif not of.part and column in corpus.registry.inverse:
            row[column] = _related(corpus.graph, exported.record.key, column)
        elif field is not None:
            item = exported.record if from_record else holder
            if item.given.get(field.name, field.absent) not in _NOTHING:
                row |= _cells(column, field, item)
        elif column in _ADDRESS:
            row[column] = address
        elif column in _SUMMARY and not of.part:
            row[column] = exported.text
    return row


def _cells(column: str, field: Field[Any], item: Item) -> Row:
    """The value of a field as written; a quantity as plain numbers too, which know nothing of an approximation."""
    value = item.given.get(field.name, field.absent)
    if field.name == NOTES.name:
        return {column: _notes(value)}
    words = '; '.join(_words(field, one) for one in value) if field.multiple else _words(field, value)
    if _has_number(field):
        return {column: words, **{f'{column}_{name}': digits for name, digits in numbers(field, value).items()}}
    return {column: words}


def _words(field: Field[Any], value: Any) -> str:
    """A value in a cell; a small record by its first field, or all its values where they are of a kind."""
    if not isinstance(field.type, Shape):
        return {True: 'yes', False: 'no'}[value] if isinstance(value, bool) else str(field.type.dump(value))
    if field.relation:
        return str(value.given['ref'])
    return '; '.join(f'{name}: {inner}' for name, inner in value.given.items())


def _related(graph: Graph, key: str, relation: str) -> str:
    """What is related to a record, by key, or by its id where it has no record or is an item of a part."""
    nodes = [neighbor.node for neighbor in graph.neighbors(key, relation)]
    return '; '.join(dict.fromkeys(node.part or node.key or node.external for node in nodes))


def _notes(notes: Iterable[Item]) -> str:
    """Notes, one a line, such as ``params (conflict): One page says 15B.``."""
    return '\n'.join(f'{one_line(n.get(ABOUT))} ({n.get(NOTE_KIND)}): {one_line(n.get(NOTE_TEXT))}' for n in notes)
