"""Tables as records: CSV whose header names the fields.

RFC 4180, in what spreadsheets make of it: commas, semicolons or tabs, with or without a byte order mark, and with line breaks in
quotes. A cell is the text that YAML would have; an empty one is not given. The values of a list are separated by semicolons.
A column such as ``links.label`` has a field of small records: its n-th value belongs to the n-th of them.

What `exports.csv` writes is read as well: the apostrophe that keeps a spreadsheet from acting on a cell is taken away, and
columns that follow from others are passed over.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from .core import ABOUT, NOTE, NOTE_KIND, NOTE_TEXT
from .entries import KIND, EntriesReader
from .fields import Field, Shape
from .i18n import __
from .kinds import Part
from .notation import CSV, BadItem
from .problems import Code, either, nearest
from .reader import Path_, Places
from .registry import Registry
from .types import is_key
from .yaml_faults import open_quote
from .yaml_load import CONTROL, BadText, Marks, clean

#: What separates the values of a list in a cell.
SEPARATOR: Final = ';'

#: What may separate cells; of two that make as many columns the first.
_DELIMITERS: Final = ',;\t'

#: First characters of a cell that a spreadsheet acts on, also in their full-width forms, and the apostrophe that is put before
#: them (OWASP, CSV Injection).
ACTIVE: Final = ('=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20', "'")

#: Columns of an export that follow from the record.
DERIVED: Final = frozenset({'permalink', 'plain_summary', 'image_url'})

#: What follows from a quantity, in columns whose names end so.
NUMBERS_OF: Final = frozenset({'number', 'min', 'max'})

#: A note as an export has it.
_NOTE = re.compile(r'(\S+) \((\w+)\): (.+)')


class Column(NamedTuple):
    """A column that can be read.

    :ivar name: as the header has it; `field` is the field that it is of, and `inner` the one of its small records.
    """

    name: str
    field: str
    inner: str = ''


class Row(NamedTuple):
    """A row: its first line (0-based), and its cells or what is wrong with it."""

    line: int
    cells: list[str]
    message: str = ''


class TableReader(EntriesReader):
    """Reads the rows of a table as records. Problems name the column."""

    def __init__(self, places: Places, registry: Registry) -> None:
        super().__init__(places, registry, CSV)
        self.header: list[str] = []
        #: Fields that were said to have no column, or that one has by another name.
        self.absent: set[str] = set()

    def read_table(self, text: str) -> None:
        """Read a whole table."""
        rows = rows_of(clean(text))
        head = next(rows, None)
        if head is None or head.message:
            message = head.message if head else __('there are no rows (the first names the fields: key, title, date …)')
            self.problem(Code.YAML, message, head.line if head else 0)
            return
        self.header = [name.strip() for name in head.cells]
        columns = [self.column(name, self.header[:number], head.line) for number, name in enumerate(self.header)]
        for found in self.kind.shape.fields:
            # A date that is missing is said where a record of a kind that needs one comes.
            if found.required and found.name != self.kind.kind.date:
                self.lack(found)
        values: list[Any] = []
        marks = Marks(head.line, {})
        for row in rows:
            if not any(cell.strip() for cell in row.cells) and not row.message:
                continue
            value, marks.inner[len(values)] = self.row(row, columns)
            values.append(value)
        self.items(values, marks, odd=False)

    # -- columns ------------------------------------------------------------------------------------------------------

    def column(self, name: str, before: Sequence[str], line: int) -> Column | None:
        """A column of the header; `None`, and a problem, for one that cannot be read."""
        if not name or name in DERIVED or self.is_number(name):
            return None
        if name in before:
            self.problem(Code.DUPLICATE, __("the column '%s' is there twice (keep one)") % name, line)
            return None
        field, _dot, inner = name.partition('.')
        found = self.field_of(field)
        if found is None and name != KIND:
            self.kind_read, self.name = self.kind, ''
            known = self.kind.shape.by_name
            self.unknown(name, known, line)
            self.absent.update(filter(None, (nearest(name, known),)))
            return None
        message = self.misfit(name, found) if found else ''
        if message:
            self.problem(Code.FIELD, message, line, column=name)
            return None
        return Column(name, field, inner)

    def misfit(self, name: str, found: Field[Any]) -> str:
        """Why a column cannot hold what it is named after; empty where it can."""
        field, dot, inner = name.partition('.')
        shape = found.type
        if isinstance(shape, Part):
            return __("'%s' are records inside a record, which a row has no place for (write these in YAML or JSON)") % field
        if not isinstance(shape, Shape):
            return __("'%s' has no fields of its own (name the column after the field)") % field if dot else ''
        if not dot:
            if shape.short or shape is NOTE:
                return ''
            names = either(f"'{field}.{one.name}'" for one in shape.fields if not one.multiple)
            message = __("'%(field)s' has fields, each of which needs a column (name the columns %(names)s)")
            return message % {'field': field, 'names': names}
        if inner not in shape.by_name:
            message = __("there is no field '%(name)s' in '%(field)s'%(hint)s")
            return message % {'name': inner, 'field': field, 'hint': self.instead(inner, shape.by_name)}
        if shape.by_name[inner].multiple or isinstance(shape.by_name[inner].type, Shape):
            return __("'%s' is a list in a list, which a cell has no place for (write these records in YAML or JSON)") % name
        return ''

    def field_of(self, name: str) -> Field[Any] | None:
        """The field of a name, in the first kind that has it; entries come first."""
        kinds = (self.kind, *self.registry.kinds.values())
        return next((kind.by_name[name] for kind in kinds if name in kind.by_name), None)

    def is_number(self, name: str) -> bool:
        """Whether a column has plain numbers of another one."""
        base, _, what = name.rpartition('_')
        return what in NUMBERS_OF and base in self.header and self.field_of(name) is None

    # -- rows ---------------------------------------------------------------------------------------------------------

    def row(self, row: Row, columns: Sequence[Column | None]) -> tuple[Any, Marks]:
        """A row as a text tree."""
        marks = Marks(row.line, {}, {})
        places: dict[str, int] = {name: self.header.index(name) for name in ('key', 'title') if name in self.header}
        said = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
        message = row.message
        if not message and len(row.cells) != len(columns):
            message = __(
                'the row has %(cells)d cells and the header %(columns)d (put a text in quotes that has the separator in it)'
            )
            message %= {'cells': len(row.cells), 'columns': len(columns)}
        if message:
            return BadItem(message, {**said}), marks
        values: dict[str, Any] = {}
        parts: dict[str, dict[str, list[str]]] = {}
        for column, cell in zip(columns, row.cells, strict=True):
            # Only what an export puts there is taken away.
            text = (cell[1:] if cell.startswith("'") and cell[1:].startswith(ACTIVE) else cell).strip()
            if column is None or not text:
                continue
            marks.key_lines[column.field] = row.line
            if column.inner:
                parts.setdefault(column.field, {})[column.inner] = self.listed(column.field, text)
                continue
            found = self.field_of(column.field)
            if found is not None and found.type is NOTE:
                values[column.field] = [note_of(line) for line in text.split('\n')]
            elif CONTROL.search(text):
                values[column.field] = BadText(__('the text has a control character (remove it)'))
            else:
                values[column.field] = self.listed(column.field, text) if found and found.multiple else text
        for field, cells in parts.items():
            found = self.field_of(field)
            items = small_records(cells)
            values[field] = items if found and found.multiple else items[0]
        marks.inner.update((name, marks_in(value, row.line)) for name, value in values.items())
        return values, marks

    def listed(self, field: str, text: str) -> list[str]:
        """The values in a cell."""
        found = self.field_of(field)
        return [one.strip() for one in text.split(SEPARATOR)] if found and found.multiple else [text]

    # -- problems -----------------------------------------------------------------------------------------------------

    def miss_key(self, title: Any, line: int) -> str:
        """Note that a record has no key, unless no row has one."""
        return super().miss_key(title, line) if 'key' in self.header else ''

    def miss(self, missing: Field[Any], line: int, where: str = '') -> None:
        """Note that a field is missing; once for the table where it has no column."""
        if where or missing.name in self.header:
            super().miss(missing, line, where)
        else:
            self.lack(missing)

    def lack(self, missing: Field[Any]) -> None:
        """Note that a field has no column, unless that is known."""
        if missing.name not in (*self.header, *self.absent):
            self.absent.add(missing.name)
            message = __("there is no column '%(column)s' (add it; the first row names the fields, and here it has: %(columns)s)")
            self.problem(Code.FIELD, message % {'column': missing.name, 'columns': ', '.join(self.header)}, 0)

    def refuse(self, path: Path_, what: str, line: int, code: Code = Code.VALUE) -> Any:
        """Note what is wrong with a cell."""
        names = [step for step in path if isinstance(step, str)]
        dotted = '.'.join(names[:2])
        return self.wrong(what, line, code, column=dotted if dotted in self.header else names[0])


def marks_in(value: Any, line: int) -> Marks:
    """Marks of what a row holds: all of it is in the row's first line."""
    if isinstance(value, dict):
        return Marks(line, {name: marks_in(inner, line) for name, inner in value.items()}, dict.fromkeys(value, line))
    if isinstance(value, list):
        return Marks(line, {number: marks_in(inner, line) for number, inner in enumerate(value)})
    return Marks(line)


def note_of(line: str) -> Any:
    """A note as an export has it."""
    match = _NOTE.fullmatch(line)
    if match is None:
        words = {'value': line, 'kinds': either(f"'{kind}'" for kind in NOTE_KIND.choices)}
        return BadText(__("'%(value)s' is not a note (write FIELD (KIND): TEXT, where KIND is %(kinds)s)") % words)
    return dict(zip((ABOUT.name, NOTE_KIND.name, NOTE_TEXT.name), match.groups(), strict=True))


def small_records(cells: dict[str, list[str]]) -> list[dict[str, str]]:
    """The small records whose fields have lists of values."""
    count = max(map(len, cells.values()))
    return [
        {name: values[number] for name, values in cells.items() if number < len(values) and values[number]}
        for number in range(count)
    ]


# -- lines ------------------------------------------------------------------------------------------------------------


class _Lines(Iterator[str]):
    """The lines of a text, of which the next can be set."""

    def __init__(self, text: str) -> None:
        self.lines = text.removesuffix('\n').split('\n') if text.strip() else []
        self.next = 0

    def __next__(self) -> str:
        if self.next >= len(self.lines):
            raise StopIteration
        self.next += 1
        return self.lines[self.next - 1] + '\n'


def rows_of(text: str) -> Iterator[Row]:
    """Yield the rows of a table, the header first. A quote that is not closed costs the row it is in."""
    lines = _Lines(text)
    while lines.next < len(lines.lines) and not lines.lines[lines.next].strip():
        lines.next += 1
    first = lines.next
    delimiter = _delimiter(lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    width, place = 0, 0

    def is_row(line: str) -> bool:
        """Whether a line is a row by itself: it has a key, and as many cells as the header."""
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            return False
        return len(cells) == width and is_key(cells[place].strip())

    while lines.next < len(lines.lines):
        line = lines.next
        row = _row(reader, line)
        if line == first:
            width, place = len(row.cells), next((n for n, name in enumerate(row.cells) if name.strip() == 'key'), 0)
        elif row.message or len(row.cells) != width:
            taken = range(line + 1, lines.next)
            own = next((number for number in taken if is_row(lines.lines[number])), None)
            if own is not None:
                # What a quote has taken in are rows of their own.
                lines.next = own
                row = Row(line, next(csv.reader([lines.lines[line]], delimiter=delimiter), []), open_quote())
        yield row
        if line == first and row.message:
            return


def _row(reader: Iterator[list[str]], line: int) -> Row:
    try:
        return Row(line, next(reader, []))
    except csv.Error as error:
        # Python says it in its own words, in English.
        message = __('the row cannot be read: %s (put a cell with quotes in it in quotes, and write each of them twice)') % error
        return Row(line, [], message)


def _delimiter(lines: _Lines) -> str:
    """What separates the cells of the header."""
    start = lines.next
    counts = {}
    for delimiter in _DELIMITERS:
        lines.next = start
        try:
            counts[delimiter] = len(next(csv.reader(lines, delimiter=delimiter), []))
        except csv.Error:
            counts[delimiter] = 0
    lines.next = start
    return max(_DELIMITERS, key=lambda delimiter: counts[delimiter])
