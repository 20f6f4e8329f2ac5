"""What drawings show of records: where in time, in which lane or color, how much, and what comes of what, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..records.columns import NO_LANES, Listing
from ..records.core import FAMILY
from ..records.dates import Date, parse_date
from ..records.fields import Field, Type, listed
from ..records.fields import Item as Small
from ..records.kinds import Part
from ..records.record import Record
from ..records.selection import values_of
from .cells import Cell, Cells
from .relations import Item, neighbor_item


class Mark(NamedTuple):
    """A line of a listing as it is drawn.

    :ivar group: what it is told apart by, as its author wrote it: a lane, a color; empty where it has none.
    :ivar words: the same for readers.
    :ivar start: with `end` its date in decimal years, `None` without a date; an open end is `None` too.
    :ivar low: with `high` its quantity; `None` where that is not known.
    :ivar parents: the keys of the records that it comes from, in a lineage; `stems` is all that it comes from.
    :ivar is_listed: whether it is one of the records that the listing is of.
    """

    group: str = ''
    words: str = ''
    start: float | None = None
    end: float | None = None
    low: float | None = None
    high: float | None = None
    parents: tuple[str, ...] = ()
    stems: tuple[Item, ...] = ()
    is_listed: bool = True


class MarkMaker:
    """Makes the marks of a listing."""

    def __init__(self, cells: Cells, listing: Listing) -> None:
        self.cells = cells
        self.domain = cells.domain
        self.registry = cells.registry
        self.layout = 'chart' if listing.overview else listing.layout
        self.drawing = listing.drawing

    def of_record(self, record: Record, *, is_listed: bool = True) -> Mark | None:
        """The mark of a record; `None` in a layout that draws nothing."""
        start, end = self._dates(record)
        if self.layout == 'chart':
            return Mark(*self._group(record, self.drawing.lanes), start, end)
        if self.layout == 'plot':
            low, high = self._extent(record, values_of(self.registry, record, self.drawing.y))
            return Mark(*self._group(record, self.drawing.color), start, end, low, high)
        if self.layout == 'lineage':
            stems = self._related(record.key, self.drawing.relation)
            items = tuple(dict.fromkeys(item for _key, item in stems))
            parents = tuple(dict.fromkeys(key for key, _item in stems if key))
            return Mark(*self._group(record, FAMILY.name), start, end, parents=parents, stems=items, is_listed=is_listed)
        return None

    def of_item(self, record: Record, part: Part, item: Small, anchor: str) -> Mark | None:
        """The mark of an item of a part, which has what its record has where it says nothing; `None` where nothing is drawn."""
        if self.layout != 'plot':
            return None
        dates = (item.given.get(one.name) for one in part.fields)
        own = next((date for date in dates if isinstance(date, Date)), None)
        start, end = own.span if own else self._dates(record)
        name = self.drawing.y
        values = listed(item.given.get(name)) or listed(record.given.get(name))
        color = self.drawing.color
        found = part.by_name.get(color)
        if found and color in item.given and isinstance(found.type, Type) and not found.type.refers:
            group = self._value(found, listed(item.given[color])[0])
        elif found:
            group = _first(self.cells.part_cell(record, part, item, anchor, color))
        else:
            group = self._group(record, color)
        return Mark(*group, start, end, *self._extent(record, values, part))

    def kin(self, key: str) -> list[str]:
        """The keys of the records next to one, by the relation of a lineage, at either end."""
        relation = self.drawing.relation
        ends = (relation, self.registry.inverse[relation]) if relation else ()
        neighbors = (one for end in ends for one in self.domain.index.graph.neighbors(key, end))
        return [one.node.key for one in neighbors if one.node.key]

    def _related(self, key: str, relation: str) -> list[tuple[str, Item]]:
        """The keys of what a record has in a relation, empty for things elsewhere, and what it leads to."""
        found = self.domain.index.graph.neighbors(key, relation) if relation else []
        return [(one.node.key, neighbor_item(self.domain, relation, one)) for one in found if one.node.key != key]

    def _dates(self, record: Record) -> tuple[float | None, float | None]:
        """When a record begins and ends."""
        return self.registry.span_of(record) or (None, None)

    def _group(self, record: Record, column: str) -> tuple[str, str]:
        """What a record is told apart by, as written and in words: its first value in a column."""
        if not column or column == NO_LANES:
            return '', ''
        found = self.registry.of(record).by_name.get(column)
        if found is None or not isinstance(found.type, Type) or found.type.refers:
            return _first(self.cells.record_cell(record, column, ()))
        value = next(iter(values_of(self.registry, record, column)), None)
        return ('', '') if value is None else self._value(found, value)

    def _value(self, found: Field[Any], value: Any) -> tuple[str, str]:
        return str(value), self.cells.labels.value(found, value)

    def _extent(self, record: Record, values: Iterable[Any], part: Part | None = None) -> tuple[float | None, float | None]:
        """The least and the most of some quantities; a bound counts as its value."""
        name = self.drawing.y
        found = (part.by_name.get(name) if part else None) or self.registry.field(name, (record.kind,))
        if found is None or not isinstance(found.type, Type):
            return None, None
        numbers = [float(number) for value in values for number in _ends(found.type, value)]
        return (min(numbers), max(numbers)) if numbers else (None, None)


def _ends(kind: Type[Any], value: Any) -> Iterable[str]:
    """The least and the most that a value can mean; what has a limit at one end alone counts as the number it sorts by."""
    ends = kind.limits(value) if kind.limits else ('', '')
    if all(ends):
        return ends
    number = kind.sort(value)
    return (number,) if number else ()


def _first(cell: Cell) -> tuple[str, str]:
    title = cell.items[0].title if cell.items else ''
    return title, title


def today_within(marks: Iterable[Mark], today: str) -> float | None:
    """A day (ISO 8601) as a decimal year, if it is in the span of some marks; `None` if not."""
    ends = [one for mark in marks if mark.start is not None for one in (mark.start, mark.end) if one is not None]
    if not ends:
        return None
    now, _end = parse_date(today).span
    return now if min(ends) <= now <= max(ends) else None
