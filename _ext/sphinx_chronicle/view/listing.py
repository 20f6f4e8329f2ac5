"""What listings show: the rows and columns of tables and lists, as plain data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ..doctree.i18n import _, within_line
from ..doctree.labels import counted, group_title, value_label
from ..records.dates import Date, format_date
from ..records.model import Dataset, Entry, Episode, License
from ..records.quantities import Quantity, format_quantity, format_tokens
from ..records.selection import group, license_words, select
from ..records.times import Duration
from .relations import Item, license_item, neighbor_item, target_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..env.index import Index
    from ..records.graph import Relation
    from ..records.model import AnyRecord, Checkpoint, Note
    from ..records.reader import Declared
    from ..records.selection import Listing


#: Room for the figures of one unit; below what a script counts exactly, with all units together.
_UNIT = 10**15

_NO_PARENTS: tuple[str, ...] = ()


class Cell(NamedTuple):
    """What stands in a column of a row.

    :ivar value: the number it sorts by where its words would mislead, as text: a quantity, or a date as a decimal year.
    """

    column: str
    items: tuple[Item, ...]
    value: str = ''


class Line(NamedTuple):
    """One record or checkpoint of a listing.

    :ivar record: key of the record.
    :ivar summary: the first words on it in plain text, for layouts that show some.
    :ivar lane: the family, and `parents` the keys of what it derives from, for the chart.
    :ivar span: the date as decimal years, for the chart.
    :ivar part: anchor of the checkpoint that the line is about.
    """

    cells: tuple[Cell, ...]
    record: str = ''
    summary: str = ''
    lane: str = ''
    parents: tuple[str, ...] = ()
    span: tuple[float, float | None] | None = None
    part: str = ''


class ListingGroup(NamedTuple):
    """Lines under one heading; no heading where the listing has no groups."""

    heading: str
    lines: tuple[Line, ...]


class ListingView(NamedTuple):
    """A listing: its columns with those nobody fills left out, and its lines by group."""

    columns: tuple[str, ...]
    groups: tuple[ListingGroup, ...]


def listing_view(index: Index, listing: Listing, docname: str) -> ListingView:
    """What a listing on a page shows."""
    maker = _Columns(index)
    records = index.records_seen_from(docname)
    selection = listing.selection
    license_keys = index.graph.license_keys
    if listing.rows == 'checkpoints':
        # The limit is one of rows, however many records they belong to.
        chosen = select(records, replace(selection, limit=None), license_keys)
        lines = [(d, line) for d in chosen for line in maker.checkpoint_lines(d, listing, license_keys)][: selection.limit]
    else:
        chosen = select(records, selection, license_keys)
        lines = [(d, maker.record_line(d, listing)) for d in chosen]
    if selection.group_by is None:
        groups = [ListingGroup('', tuple(line for _declared, line in lines))] if lines else []
    else:
        by_record: dict[str, list[Line]] = {}
        for declared, line in lines:
            by_record.setdefault(declared.record.key, []).append(line)
        shown = [declared for declared in chosen if declared.record.key in by_record]
        groups = [
            ListingGroup(
                group_title(part.value, selection.group_by, maker.language),
                tuple(line for d in part.records for line in by_record[d.record.key]),
            )
            for part in group(shown, selection.group_by)
        ]
    columns = tuple(
        column
        for number, column in enumerate(listing.columns)
        if number == 0 or any(line.cells[number].items for found in groups for line in found.lines)
    )
    return ListingView(columns, tuple(groups))


class _Columns:
    """Makes the cells of columns in the site's language."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.language = index.env.config.language

    # -- lines --------------------------------------------------------------------------------------------------------

    def record_line(self, declared: Declared, listing: Listing) -> Line:
        record = declared.record
        cells = tuple(self.record_cell(record, column) for column in listing.columns)
        lane, parents, span = '', _NO_PARENTS, None
        if listing.layout == 'chart':
            lane = getattr(record, 'family', None) or ''
            found = self.index.graph.neighbors(record.key, 'derived_from')
            parents = tuple(dict.fromkeys(n.node.key for n in found if n.node.key not in {'', record.key}))
            span = record.date.span if record.date else None
        summary = self.index.summary_of(record.key) if listing.layout == 'cards' else ''
        return Line(cells, record.key, summary, lane, parents, span)

    def checkpoint_lines(self, declared: Declared, listing: Listing, license_keys: Mapping[str, str]) -> Iterable[Line]:
        record = declared.record
        if not isinstance(record, Entry):
            return
        wanted = set(listing.selection.license)
        for checkpoint, anchor in zip(record.checkpoints, record.checkpoint_anchors, strict=True):
            if wanted and not wanted & license_words(checkpoint.license, license_keys):
                continue
            cells = tuple(self.checkpoint_cell(record, checkpoint, anchor, column) for column in listing.columns)
            yield Line(cells, record.key, part=anchor)

    # -- cells --------------------------------------------------------------------------------------------------------

    def record_cell(self, record: AnyRecord, column: str) -> Cell:
        notes = [note for note in record.notes if note.about == column]
        if column == 'title':
            return Cell(column, _doubted([target_item(self.index, record.key)], notes))
        if column == 'size':
            return self.size_cell(record)
        if column in {'used_by', 'trained_on', 'derived_from', 'derivatives', 'member_of'}:
            return Cell(column, tuple(self.related(record.key, column)))  # type: ignore[arg-type]  # the relations above
        if column == 'license':
            return self.license_cell(record, notes)
        if column == 'kind':
            return Cell(column, (Item(value_label('kind', record.kind)),))
        if column == 'guests' and isinstance(record, Episode):
            return Cell(column, tuple(Item(guest.name) for guest in record.guests))
        if column == 'checkpoints':
            count = len(getattr(record, 'checkpoints', ()))
            return Cell(column, (Item(str(count)),) if count else (), str(count) if count else '')
        if column == 'commercial' and isinstance(record, License):
            words = value_label('commercial', record.commercial) if record.commercial else _('not stated')
            return Cell(column, _doubted([Item(words)], notes))
        return self.value_cell(column, getattr(record, column, None), notes)

    def checkpoint_cell(self, record: Entry, checkpoint: Checkpoint, anchor: str, column: str) -> Cell:
        notes = [note for note in checkpoint.notes if note.about == column]
        match column:
            case 'name':
                docname = self.index.objects[record.key].docname
                return Cell(column, _doubted([Item(checkpoint.label, docname, anchor)], notes))
            case 'entry':
                return Cell(column, (target_item(self.index, record.key),))
            case 'license':
                return Cell(column, _doubted([license_item(self.index, found) for found in checkpoint.license], notes))
            case 'derived_from':
                return Cell(column, _doubted([target_item(self.index, ref.ref) for ref in checkpoint.derived_from], notes))
            case 'family':
                return self.value_cell(column, record.family, notes)
            case 'date':
                if not checkpoint.date:
                    notes = [note for note in record.notes if note.about == 'date']
                return self.value_cell(column, checkpoint.date or record.date, notes)
        return self.value_cell(column, getattr(checkpoint, column, None), notes)

    def related(self, key: str, relation: Relation) -> Iterable[Item]:
        neighbors = {n.node: n for n in self.index.graph.neighbors(key, relation) if n.node.key != key}
        return (neighbor_item(self.index, neighbor) for neighbor in neighbors.values())

    def license_cell(self, record: AnyRecord, notes: Sequence[Note]) -> Cell:
        holders = record.checkpoints if isinstance(record, Entry) else (record,)
        ids = dict.fromkeys(found for holder in holders for found in getattr(holder, 'license', ()))
        items = dict.fromkeys(license_item(self.index, found) for found in ids)
        return Cell('license', _doubted([*items], notes))

    def size_cell(self, record: AnyRecord) -> Cell:
        """The figures that say how large a dataset is, sorted by its tokens, else by its rows."""
        if not isinstance(record, Dataset):
            return Cell('size', ())
        items: list[Item] = []
        value = ''
        # Tokens, rows and datasets do not compare; each unit gets a range of its own to sort in.
        for rank, field in ((3, 'tokens'), (2, 'rows'), (1, 'items')):
            quantity: Quantity | None = getattr(record, field)
            if quantity is None:
                continue
            words = counted(field, format_quantity(quantity, self.language))
            items += _doubted([Item(words)], [note for note in record.notes if note.about == field])
            value = value or str(rank * _UNIT + min(int(quantity.value), _UNIT - 1))
        if record.bytes and not items:
            items += _doubted(
                [Item(format_quantity(record.bytes, self.language))], [n for n in record.notes if n.about == 'bytes']
            )
        return Cell('size', tuple(items), value)

    def value_cell(self, column: str, value: object, notes: Sequence[Note]) -> Cell:
        """A cell of a plain field, by the type of its value."""
        if value is None or value == ():
            return Cell(column, _doubted([], notes))
        sort = ''
        if isinstance(value, Date):
            if value.start and value.start.uncertain:
                # The date says so itself.
                notes = [note for note in notes if note.kind != 'unverified']
            words, sort = format_date(value, self.language, _), f'{value.span[0]:.4f}'
        elif isinstance(value, Quantity):
            words = (format_tokens if column == 'context' else format_quantity)(value, self.language)
            sort = f'{value.value.normalize():f}'
        elif isinstance(value, Duration):
            words, sort = value.text, str(value.seconds)
        elif isinstance(value, tuple):
            words = ', '.join(str(part) for part in value)
        else:
            words = value_label(column, str(value))
        date = value.text if isinstance(value, Date) else ''
        return Cell(column, _doubted([Item(words, date=date)], notes), sort)


def _doubted(items: list[Item], notes: Sequence[Note]) -> tuple[Item, ...]:
    """The items, the last of which says that its value is doubted; the words of the doubt stand at the record."""
    kinds = dict.fromkeys(note.kind for note in notes if note.kind in {'unverified', 'conflict'})
    if items and kinds:
        items[-1] = items[-1]._replace(details=(*items[-1].details, *(within_line(value_label('kind', kind)) for kind in kinds)))
    return tuple(items)
