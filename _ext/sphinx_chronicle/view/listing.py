"""What listings show: the rows and columns of tables and lists, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..doctree.i18n import within_line
from ..env.domain import ChronicleDomain
from ..records.columns import RECORDS, Listing
from ..records.core import ABOUT, FAMILY, NOTE_KIND, NOTES, SUMMARY
from ..records.dates import Date
from ..records.fields import Field, Shape
from ..records.fields import Item as Small
from ..records.kinds import Part, function
from ..records.record import Declared, Record
from ..records.selection import Matcher, group, select
from ..records.words import identity
from .filters import Filtered, filtered_by
from .relations import Item, link_item, named_item, neighbor_item, target_item

_NO_PARENTS: tuple[str, ...] = ()

#: Kinds of note that doubt a value, so that a cell with it says so.
_DOUBTS = frozenset({'unverified', 'conflict'})


class Cell(NamedTuple):
    """What a column of a row holds.

    :ivar value: the number it sorts by where its words would mislead, as text: a quantity, or a date as a decimal year.
    """

    column: str
    items: tuple[Item, ...]
    value: str = ''


class Line(NamedTuple):
    """One record of a listing, or one item of a part.

    :ivar record: key of the record.
    :ivar summary: the first words on it in plain text, for layouts that show some.
    :ivar lane: the family, and `parents` the keys of what it derives from, for the chart.
    :ivar span: the date as decimal years, for the chart.
    :ivar part: anchor of the item that the line is about.
    :ivar filtered: what readers filter it by, where there is a bar.
    """

    cells: tuple[Cell, ...]
    record: str = ''
    summary: str = ''
    lane: str = ''
    parents: tuple[str, ...] = ()
    span: tuple[float, float | None] | None = None
    part: str = ''
    filtered: Filtered | None = None


class ListingGroup(NamedTuple):
    """Lines under one heading; no heading where the listing has no groups."""

    heading: str
    lines: tuple[Line, ...]


class ListingView(NamedTuple):
    """A listing: its columns with those nobody fills left out, and its lines by group."""

    columns: tuple[str, ...]
    groups: tuple[ListingGroup, ...]


def listing_view(domain: ChronicleDomain, listing: Listing, docname: str) -> ListingView:
    """What a listing on a page shows."""
    maker = Cells(domain)
    records = domain.index.records_seen_from(docname)
    selection = listing.selection
    if listing.rows == RECORDS:
        chosen = select(records, selection, domain.registry, domain.index.graph)
        lines = [(d, maker.record_line(d, listing)) for d in chosen]
    else:
        # The limit is one of rows, however many records they belong to.
        chosen = select(records, replace(selection, limit=None), domain.registry, domain.index.graph)
        lines = [(d, line) for d in chosen for line in maker.part_lines(d, listing)][: selection.limit]
    if selection.group_by is None:
        groups = [ListingGroup('', tuple(line for _declared, line in lines))] if lines else []
    else:
        by_record: dict[str, list[Line]] = {}
        for declared, line in lines:
            by_record.setdefault(declared.record.key, []).append(line)
        shown = [declared for declared in chosen if declared.record.key in by_record]
        groups = [
            ListingGroup(
                domain.labels.group(part.value, selection.group_by),
                tuple(line for d in part.records for line in by_record[d.record.key]),
            )
            for part in group(shown, selection.group_by, domain.registry)
        ]
    columns = tuple(
        column
        for number, column in enumerate(listing.columns)
        if number == 0 or any(line.cells[number].items for found in groups for line in found.lines)
    )
    return ListingView(columns, tuple(groups))


class Cells:
    """Makes the cells of columns in the site's language."""

    def __init__(self, domain: ChronicleDomain) -> None:
        self.domain = domain
        self.labels = domain.labels
        self.registry = domain.registry

    # -- lines --------------------------------------------------------------------------------------------------------

    def record_line(self, declared: Declared, listing: Listing) -> Line:
        """The line of a record."""
        record = declared.record
        cells = tuple(self.record_cell(record, column) for column in listing.columns)
        lane, parents, span = '', _NO_PARENTS, None
        if listing.layout == 'chart':
            lane = record.get(FAMILY) or ''
            parents = self.domain.index.graph.parents(record.key)
            date = self.registry.date_of(record)
            span = date.span if date else None
        summary = (
            self.domain.index.summary_of(record.key) if listing.layout == 'cards' and SUMMARY.name not in listing.hidden else ''
        )
        filtered = filtered_by(self.domain, record) if listing.scope else None
        return Line(cells, record.key, summary, lane, parents, span, filtered=filtered)

    def part_lines(self, declared: Declared, listing: Listing) -> Iterable[Line]:
        """Yield the lines of the items of a part."""
        record, kind = declared.record, self.registry.of(declared.record)
        matcher = Matcher(self.registry, listing.selection, self.domain.index.graph)
        wanted = listing.selection.values.items()
        for found, part, item, anchor in kind.items(record):
            known = ((part.by_name[name], words) for name, words in wanted if name in part.by_name)
            if found.name != listing.rows or any(
                not matcher.item_words(one, item, record).intersection(words) for one, words in known
            ):
                continue
            cells = tuple(self.part_cell(record, part, item, anchor, column) for column in listing.columns)
            filtered = filtered_by(self.domain, record, item) if listing.scope else None
            yield Line(cells, record.key, part=anchor, filtered=filtered)

    # -- cells --------------------------------------------------------------------------------------------------------

    def record_cell(self, record: Record, column: str) -> Cell:
        """The cell of a record."""
        notes = _about(record, column)
        if column == 'title':
            return Cell(column, self.doubted([target_item(self.domain.index, record.key)], notes))
        if column == 'kind':
            return Cell(column, (Item(self.labels.kind(record.kind)),))
        if column == SUMMARY.name:
            summary = self.domain.index.summary_of(record.key)
            return Cell(column, (Item(summary),) if summary else ())
        if column in self.registry.columns:
            about = self.registry.columns[column]
            made: Cell = function(about.cell)(self, record) if record.kind in about.kinds else Cell(column, ())
            return made
        if column in self.registry.inverse:
            return Cell(column, tuple(self.related(record.key, column)))
        kind = self.registry.of(record)
        found = kind.by_name.get(column)
        if found is not None and isinstance(found.type, Part):
            count = len(record.given.get(column, ()))
            return Cell(column, (Item(str(count)),) if count else (), str(count) if count else '')
        if found is None or column not in record.given:
            of_parts = self.cell_of_parts(record, column, notes)
            if found is None or of_parts.items:
                return of_parts
        return self.value_cell(found, record, notes, record)

    def cell_of_parts(self, record: Record, column: str, notes: Sequence[Small]) -> Cell:
        """The distinct values that the items of a record's parts have in a field."""
        items: dict[Item, Item] = {}
        for found, item in self.registry.of(record).holders(record, column):
            for one in self.value_cell(found, item, (), record).items:
                items.setdefault(one._replace(title=identity(one.title)), one)
        return Cell(column, self.doubted([*items.values()], notes))

    def part_cell(self, record: Record, part: Part, item: Small, anchor: str, column: str) -> Cell:
        """The cell of an item of a part; what the item does not have is its record's."""
        notes = _about(item, column)
        if column == part.title_column:
            docname = self.domain.index.objects[record.key].docname
            return Cell(column, self.doubted([Item(part.title_of(item), docname, anchor)], notes))
        if column == record.kind:
            return Cell(column, (target_item(self.domain.index, record.key),))
        found = part.by_name.get(column)
        if found is None:
            return self.record_cell(record, column)
        own = self.registry.of(record).by_name.get(column)
        if column not in item.given and own and not found.relation:
            return self.value_cell(own, record, _about(record, column), record)
        return self.value_cell(found, item, notes, record)

    def related(self, key: str, relation: str) -> Iterable[Item]:
        """Yield what is related to a record."""
        neighbors = {n.node: n for n in self.domain.index.graph.neighbors(key, relation) if n.node.key != key}
        return (neighbor_item(self.domain, relation, neighbor) for neighbor in neighbors.values())

    def value_cell(self, found: Field[Any], holder: Small, notes: Sequence[Small], record: Record) -> Cell:
        """The cell of a field of a record, or of an item of a part of one."""
        column = found.name
        value = holder.given.get(column, found.absent)
        if value is None or value == ():
            return Cell(column, self.doubted([Item(self.labels.text(found.unsaid))] if found.unsaid else [], notes))
        values = value if found.multiple else (value,)
        kind = found.type
        if isinstance(kind, Shape):
            # The notes are on more than what a cell says.
            return Cell(column, tuple(self.small_item(found, one, record) for one in values))
        if kind.refers:
            items = dict.fromkeys(named_item(self.domain.index, kind, one) for one in values)
            return Cell(column, self.doubted([*items], notes))
        if kind.file and any(kind.file(one) for one in values):
            return Cell(column, self.doubted([self.link(one, one, record, pages=kind.pages) for one in values], notes))
        if isinstance(value, Date):
            if value.start and value.start.uncertain:
                # The date says so itself.
                notes = [note for note in notes if note.get(NOTE_KIND) != 'unverified']
            item = Item(self.labels.value(found, value), date=value.text)
            return Cell(column, self.doubted([item], notes), kind.sort(value))
        item = Item(self.labels.values(found, value))
        return Cell(column, self.doubted([item], notes), '' if found.multiple else kind.sort(value))

    def small_item(self, found: Field[Any], one: Small, record: Record) -> Item:
        """A small record in a cell: what it names, else its first value."""
        assert isinstance(found.type, Shape)
        if found.relation:
            return target_item(self.domain.index, one.given['ref'])
        address = one.given.get('url', '')
        if not found.multiple:
            return Item(self.labels.mapping(found.type, one))
        return self.link(str(next(iter(one.given.values()))), address, record)

    def link(self, title: str, address: str, record: Record, *, pages: bool = True) -> Item:
        """A link that a record has; words alone without an address."""
        docname = self.domain.index.objects[record.key].docname
        return link_item(self.domain.env, docname, title, address, pages=pages) if address else Item(title)

    def doubted(self, items: list[Item], notes: Sequence[Small]) -> tuple[Item, ...]:
        """The items, the last of which says that its value is doubted; the words of the doubt are at the record."""
        kinds = dict.fromkeys(kind for note in notes if (kind := note.get(NOTE_KIND)) in _DOUBTS)
        if items and kinds:
            words = (within_line(self.labels.value(NOTE_KIND, kind)) for kind in kinds)
            items[-1] = items[-1]._replace(details=(*items[-1].details, *words))
        return tuple(items)


def _about(holder: Small, column: str) -> list[Small]:
    """The notes about a field."""
    return [note for note in holder.given.get(NOTES.name, ()) if note.get(ABOUT) == column]
