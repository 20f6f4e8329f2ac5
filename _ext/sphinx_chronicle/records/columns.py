"""What a listing shows of the records that it selects, and in which columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .core import NOTES
from .i18n import __
from .registry import KindOf, Registry
from .selection import Selection, one_of

Layout = Literal['cards', 'list', 'table', 'chart']

#: Names the records themselves, where a listing may also show the items of a part.
RECORDS: Final = 'records'


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing shows: which records, as what, and where it is.

    :ivar rows: ``records``, or the name of a part whose items are the rows.
    :ivar hidden: what its `:hide:` names (see `hidden`).
    :ivar lines: 1-based lines of its options, by name with hyphens.
    :ivar scope: name of what its filter bar filters; empty without a bar.
    :ivar caption: what it is called; empty where its headings say that.
    """

    selection: Selection
    layout: Layout
    rows: str
    columns: tuple[str, ...]
    hidden: tuple[str, ...]
    path: str
    line: int
    lines: Mapping[str, int]
    scope: str = ''
    caption: str = ''


def record_columns(registry: Registry) -> dict[str, None]:
    """The columns that a table of records can have."""
    found = dict.fromkeys(('title', *default_columns(registry)))
    for kind in registry.kinds.values():
        found |= dict.fromkeys(_kind_columns(registry, kind))
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


def read_columns(registry: Registry, text: str, rows: str) -> tuple[str, ...]:
    """The columns that an option names.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    columns = tuple(part.strip().replace('-', '_') for part in text.split(',') if part.strip())
    if not columns:
        raise ValueError(__('it is empty (give a value, or remove the option)'))
    known = record_columns(registry) if rows == RECORDS else part_columns(registry, rows)
    for column in columns:
        one_of(column, known)
    return columns
