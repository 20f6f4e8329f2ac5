"""What columns and figures show of records: values as items, with the doubts about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..doctree.i18n import _, within_line
from ..env.domain import ChronicleDomain
from ..records.core import ABOUT, CHANGE, CHANGE_DATE, CHANGE_TEXT, LINK, NOTE_KIND, NOTES, SUMMARY
from ..records.dates import Date, parse_date
from ..records.fields import Field, Shape, Type
from ..records.fields import Item as Small
from ..records.kinds import Part, function
from ..records.record import Record
from ..records.words import identity
from .relations import Item, link_item, marked_item, neighbor_item, target_item

#: Kinds of note that doubt a value, so that a cell with it says so.
DOUBTS = frozenset({'unverified', 'conflict'})


#: Most values that a figure of a card names.
MOST_VALUES = 2


class Cell(NamedTuple):
    """What a column of a row holds.

    :ivar value: the number it sorts by where its words would mislead, as text: a quantity, or a date as a decimal year.
    :ivar is_unsaid: whether the words say that there is no value, so that it sorts as an empty cell does.
    """

    column: str
    items: tuple[Item, ...]
    value: str = ''
    is_unsaid: bool = False


class Cells:
    """Makes the cells of columns in the site's language."""

    def __init__(self, domain: ChronicleDomain) -> None:
        self.domain = domain
        self.labels = domain.labels
        self.registry = domain.registry

    def place(self, record: Record, column: str) -> tuple[tuple[Item, ...], tuple[str, ...]]:
        """What a record has in a column, and words for each kind of doubt about that."""
        notes = [note for _field, item in self.registry.of(record).holders(record, column) for note in _about(item, column)]
        kinds = _doubts([*_about(record, column), *notes])
        return self.short_cell(record, column).items, tuple(within_line(self.labels.value(NOTE_KIND, kind)) for kind in kinds)

    def short_cell(self, record: Record, column: str) -> Cell:
        """The cell of a record in few words, which tells of no notes."""
        cell = self.record_cell(record, column, ())
        items = (self.abridged(record, column, cell.items),) if len(cell.items) > MOST_VALUES else cell.items
        return cell._replace(items=items)

    def abridged(self, record: Record, column: str, items: Sequence[Item]) -> Item:
        """Many values in few words: quantities by the least and the most, all others by how many there are."""
        found = self.registry.field(column, (record.kind,))
        label = self.labels.field(column, (record.kind,))
        if found is None or not isinstance(found.type, Type):
            return Item(self.labels.counted(('', ''), label, len(items)))
        kind = found.type
        holders = (one for _field, one in self.registry.of(record).holders(record, column))
        given = (one.given[column] for one in holders if column in one.given and kind.has_number and not found.multiple)
        values = sorted(given, key=lambda value: float(kind.sort(value) or 0))
        if not values:
            return Item(self.labels.counted(found.counted, label, len(items)))
        least, most = (self.labels.value(found, value) for value in (values[0], values[-1]))
        return Item(f'{least} – {most}')

    def record_cell(self, record: Record, column: str, notes: Sequence[Small] | None = None) -> Cell:
        """The cell of a record.

        :param notes: the doubts that the cell tells of; `None` for all that there are about the column.
        """
        notes = _about(record, column) if notes is None else notes
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
        """The distinct values that the items of a record's parts have in a field; where none has one, what is said then."""
        cells = [self.value_cell(found, item, (), record) for found, item in self.registry.of(record).holders(record, column)]
        said = [cell for cell in cells if not cell.is_unsaid]
        items: dict[Item, Item] = {}
        for cell in said or cells:
            for one in cell.items:
                items.setdefault(one._replace(title=identity(one.title)), one)
        return Cell(column, self.doubted([*items.values()], notes), is_unsaid=bool(cells) and not said)

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
        if column not in item.given and own and (own.derived or column in record.given) and not found.relation:
            return self.value_cell(own, record, _about(record, column), record)
        return self.value_cell(found, item, notes, record)

    def related(self, key: str, relation: str) -> Iterable[Item]:
        """Yield what is related to a record."""
        neighbors = {n.node: n for n in self.domain.index.graph.neighbors(key, relation) if n.node.key != key}
        return (neighbor_item(self.domain, relation, neighbor) for neighbor in neighbors.values())

    def value_cell(self, found: Field[Any], holder: Small, notes: Sequence[Small], record: Record) -> Cell:
        """The cell of a field of a record, or of an item of a part of one."""
        column = found.name
        if found.derived:
            made = self.registry.of(record).derive(found, record)
            return Cell(column, (Item(made.words(self.labels.language)),), made.sort) if made else Cell(column, ())
        value = holder.given.get(column, found.absent)
        if value is None or value == ():
            mark = self.labels.mark(self.labels.marking(found.type) or found, None)
            words = [Item(self.labels.text(found.unsaid), mark=mark)] if found.unsaid else []
            return Cell(column, self.doubted(words, notes), is_unsaid=bool(words))
        values = value if found.multiple else (value,)
        kind = found.type
        if kind is CHANGE:
            last = max(one.get(CHANGE_DATE).sort_key for one in values)
            said = [one.get(CHANGE_TEXT) for one in values if one.get(CHANGE_DATE).sort_key == last]
            return Cell(column, (Item(' '.join(said)),))
        if isinstance(kind, Shape):
            # The notes are on more than what a cell says.
            return Cell(column, tuple(self.small_item(found, one, record) for one in values))
        if kind.refers:
            items = dict.fromkeys(marked_item(self.domain, kind, one) for one in values)
            return Cell(column, self.doubted([*items], notes))
        if kind.address:
            links = [self.link(self.labels.value(found, one), kind.address(one), record, pages=kind.pages) for one in values]
            return Cell(column, self.doubted(links, notes))
        if isinstance(value, Date):
            return self.date_cell(found, value, notes, is_own=holder is record, record=record)
        item = Item(self.labels.values(found, value), mark=self.labels.mark(found, value))
        return Cell(column, self.doubted([item], notes), '' if found.multiple else kind.sort(value))

    def date_cell(self, found: Field[Any], value: Date, notes: Sequence[Small], *, is_own: bool, record: Record) -> Cell:
        """The cell of a date. That a day is uncertain is a doubt like others, so that it has their mark."""
        of = self.registry.of(record)
        planned = is_own and found.name == of.kind.date and of.is_planned(record)
        shown, doubts = value, []
        if value.start and value.start.uncertain:
            # The date says so itself.
            notes = [note for note in notes if note.get(NOTE_KIND) != 'unverified']
            if not value.is_interval:
                shown = parse_date(value.text.replace('?', '').replace('%', '~'))
                doubts = [_('uncertain')]
        item = Item(self.labels.date(shown, planned=planned), date=shown.text, planned=planned, doubts=tuple(doubts))
        assert isinstance(found.type, Type)
        return Cell(found.name, self.doubted([item], notes), found.type.sort(value))

    def small_item(self, found: Field[Any], one: Small, record: Record) -> Item:
        """A small record in a cell: what it names, else its first value."""
        assert isinstance(found.type, Shape)
        if found.relation:
            return target_item(self.domain.index, one.given['ref'])
        address = one.given.get('url', '')
        if not found.multiple and found.type is not LINK:
            return Item(self.labels.mapping(found.type, one))
        return self.link(str(next(iter(one.given.values()))), address, record)

    def link(self, title: str, address: str, record: Record, *, pages: bool = True) -> Item:
        """A link that a record has; words alone without an address."""
        docname = self.domain.index.objects[record.key].docname
        return link_item(self.domain.env, docname, title, address, pages=pages) if address else Item(title)

    def doubted(self, items: list[Item], notes: Sequence[Small]) -> tuple[Item, ...]:
        """The items, the last of which says that its value is doubted; the words of the doubt are at the record."""
        kinds = _doubts(notes)
        if items and kinds:
            words = (within_line(self.labels.value(NOTE_KIND, kind)) for kind in kinds)
            items[-1] = items[-1]._replace(doubts=(*items[-1].doubts, *words))
        return tuple(items)


def _about(holder: Small, column: str) -> list[Small]:
    """The notes about a field."""
    return [note for note in holder.given.get(NOTES.name, ()) if note.get(ABOUT) == column]


def _doubts(notes: Iterable[Small]) -> dict[str, None]:
    """The kinds of doubt among notes."""
    return dict.fromkeys(kind for note in notes if (kind := note.get(NOTE_KIND)) in DOUBTS)
