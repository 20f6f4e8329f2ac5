"""What a listing shows of the records that it selects: in which columns, or in which drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from .core import FAMILY, NOTES, SUMMARY, TITLE
from .fields import Type
from .i18n import __
from .registry import KindOf, Registry
from .selection import Selection, one_of

Layout = Literal['cards', 'list', 'table', 'chart', 'lineage', 'plot']

#: Names the records themselves, where a listing may also show the items of a part.
RECORDS: Final = 'records'

#: The lanes of a chart that has none.
NO_LANES: Final = 'none'


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a drawing shows beside dates.

    :ivar lanes: the column by whose first value a chart has lanes; `NO_LANES` for none.
    :ivar relation: the relation whose lines a lineage has, by its name at the newer end; empty where there is none.
    :ivar y: the field with the quantities of a plot; empty where none is named.
    :ivar color: the column by which the marks of a plot are told apart; empty where they are not.
    """

    lanes: str = FAMILY.name
    relation: str = ''
    y: str = ''
    color: str = ''


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The bar by which readers filter what a directive shows.

    :ivar scope: the name of what it filters, unique on the page.
    :ivar facets: what it offers to filter by, in this order, as fields are called; all where there are none.
    """

    scope: str
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing shows: which records, as what, and where it is.

    :ivar rows: ``records``, or the name of a part whose items are the rows.
    :ivar hidden: what its `:hide:` names (see `hidden`).
    :ivar lines: 1-based lines of its options, by name with hyphens.
    :ivar drawing: what it draws, in the layouts that draw.
    :ivar bar: its filter bar, if it has one.
    :ivar caption: what it is called; empty where its headings say that.
    :ivar beneath: the columns that tables have in the cell of another, by that.
    :ivar overview: whether a chart of all its records is above short cards.
    """

    selection: Selection
    layout: Layout
    rows: str
    columns: tuple[str, ...]
    hidden: tuple[str, ...]
    path: str
    line: int
    lines: Mapping[str, int]
    bar: FilterBar | None = None
    caption: str = ''
    drawing: Drawing = Drawing()
    overview: bool = False
    beneath: Mapping[str, str] = field(default_factory=dict)


def record_columns(registry: Registry) -> dict[str, None]:
    """The columns that a table of records can have."""
    found = dict.fromkeys(('title', *default_columns(registry)))
    for kind in registry.kinds.values():
        found |= dict.fromkeys(_kind_columns(registry, kind))
        found |= dict.fromkeys(one.name for _field, part in kind.parts for one in part.fields if one.name != NOTES.name)
    return found | dict.fromkeys(('kind', *registry.seen))


def _kind_columns(registry: Registry, kind: KindOf) -> tuple[str, ...]:
    """The columns that the records of a kind can fill, but for relations."""
    fields = (one.name for one in (*kind.own, *kind.derived, *kind.fields) if one.name != NOTES.name)
    return (*fields, *(column.name for column in registry.columns.values() if kind.name in column.kinds))


def default_columns(registry: Registry) -> tuple[str, ...]:
    """The columns of a table of records that names none; those that nobody fills are left out."""
    return ('title', 'date', *(name for name, one in registry.filters.items() if one.filter == 'choice' and not one.singular))


def part_columns(registry: Registry, name: str) -> dict[str, None]:
    """The columns that a table of the items of a part can have: those of the items, and those of their record."""
    found = registry.part(name)
    assert found is not None
    kind, _field, part = found
    items = (one.name for one in part.fields if one.name != NOTES.name)
    first = (*default_part_columns(registry, name), *items, 'title')
    return dict.fromkeys((*first, *_kind_columns(registry, kind), 'kind', *registry.seen))


def default_part_columns(registry: Registry, name: str) -> tuple[str, ...]:
    """The columns of a table of the items of a part that names none."""
    found = registry.part(name)
    assert found is not None
    kind, _field, part = found
    items = (one.name for one in part.fields if one.name != NOTES.name)
    return part.columns or tuple(dict.fromkeys((part.title_column, kind.name, *items)))


def told_apart_by(registry: Registry, rows: str = RECORDS) -> tuple[str, ...]:
    """The columns by which a drawing can tell marks apart: all but those that are different in each row."""
    known = record_columns(registry) if rows == RECORDS else part_columns(registry, rows)
    return tuple(name for name in known if name not in {TITLE.name, SUMMARY.name})


def quantities(registry: Registry, rows: str = RECORDS) -> tuple[str, ...]:
    """The fields with numbers that the rows of a plot can have: those of records, of their parts, or of the items of one."""
    found: dict[str, None] = {}
    for kind in registry.kinds.values():
        for held, part in kind.parts:
            if rows in {RECORDS, held.name}:
                found |= dict.fromkeys(one.name for one in part.fields if isinstance(one.type, Type) and one.type.has_number)
        if rows in {RECORDS, *(held.name for field, _part in kind.parts)}:
            found |= dict.fromkeys(one.name for one in kind.fields if isinstance(one.type, Type) and one.type.has_number)
    return tuple(found)


def drawn_columns(layout: Layout, columns: tuple[str, ...], drawing: Drawing) -> tuple[str, ...]:
    """The columns of a drawing that names none."""
    if layout == 'lineage':
        return columns[:2]
    if layout == 'plot':
        more = (name for name in (drawing.y, drawing.color) if name)
        return tuple(dict.fromkeys((columns[0], 'date', *more)))
    return columns


def read_columns(registry: Registry, text: str, rows: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The columns that an option names, and those that are in the cell of another, by that: ``title + summary, date``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    groups = [[one.strip().replace('-', '_') for one in part.split('+')] for part in text.split(',') if part.strip()]
    if not groups:
        raise ValueError(__('it is empty (give a value, or remove the option)'))
    known = record_columns(registry) if rows == RECORDS else part_columns(registry, rows)
    for column in (one for group in groups for one in group):
        one_of(column, known)
    wide = next((group for group in groups if len(group) > 2), None)
    if wide:
        raise ValueError(__("'%s': a cell holds two columns at most (write 'a + b')") % ' + '.join(wide))
    beneath = {group[0]: group[1] for group in groups if len(group) == 2}
    return tuple(dict.fromkeys(one for group in groups for one in group)), beneath
