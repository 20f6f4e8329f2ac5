"""What the option `:hide:` of a directive leaves out of the records that it shows.

It is only what readers do not see there: exports, the search and other places of the same record have it all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, get_args

from .core import ABOUT, NOTES, RECORD_KEY, TITLE
from .fields import Field, Slot
from .kinds import Part
from .record import Record
from .registry import KindOf, Registry
from .selection import named, one_of

#: What records show that is no field: all relations, the lineage, the places that mention them, how they are cited, and where
#: to edit them.
BESIDE_FIELDS: Final = ('relations', 'lineage', 'mentions', 'cite', 'edit')

_SLOTS: Final = tuple(slot for slot in get_args(Slot) if slot != 'none')


def can_hide(registry: Registry) -> tuple[str, ...]:
    """What the option can name: fields, relations at either end, slots, and what is no field."""
    fields = (one.name for kind in registry.kinds.values() for one in kind.by_name.values())
    items = (one.name for kind in registry.kinds.values() for _field, part in kind.parts for one in part.fields)
    names = dict.fromkeys((*fields, *items, *registry.seen, *_SLOTS, *BESIDE_FIELDS))
    return tuple(name for name in names if name not in {RECORD_KEY.name, TITLE.name, NOTES.name})


def read_hidden(registry: Registry, text: str) -> tuple[str, ...]:
    """The names that the option gives.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    known = can_hide(registry)
    return tuple(sorted({one_of(word.replace('-', '_'), known) for word in named(text)}))


def shown_of(kind: KindOf, record: Record, hidden: Collection[str]) -> tuple[KindOf, Record]:
    """A kind and a record of it without what is hidden, notes on that included."""
    if not hidden:
        return kind, record
    anchors = {found.name: kind.anchors(record, found.name) for found, _part in kind.parts}
    shown = _kind_without(kind, tuple(hidden))
    gone = kind.by_name.keys() - shown.by_name.keys()
    notes = tuple(note for note in record.get(NOTES) if note.get(ABOUT) not in gone)
    record = Record(record.kind, {**record.given, NOTES.name: notes})
    # Items are told apart by numbers, which do not depend on what is shown.
    record.anchors = anchors
    return shown, record


@lru_cache(maxsize=64)
def _kind_without(kind: KindOf, hidden: tuple[str, ...]) -> KindOf:
    own = _shown((*kind.own, *kind.derived), hidden)
    return KindOf(kind.kind, _shown(kind.shared, hidden), own, lambda _kind, _name: '', kind.day)


def _shown(fields: tuple[Field[Any], ...], hidden: Collection[str]) -> list[Field[Any]]:
    # Relations and parts are more than the line of ways on that counts them.
    stays = (one for one in fields if one.slot not in hidden or one.relation or isinstance(one.type, Part))
    return [_without(one, hidden) for one in stays if one.name not in hidden]


def _without(found: Field[Any], hidden: Collection[str]) -> Field[Any]:
    """A field whose part has no hidden fields; the one that names its items is always there."""
    part = found.type
    if not isinstance(part, Part):
        return found
    fields = (one for one in part.fields if one.name not in hidden or one.name == part.title_column)
    # A figure of the record is one of the items as well.
    kept = tuple(replace(one, slot='facts') if one.slot in hidden else one for one in fields)
    order = tuple(name for name in part.order if name not in hidden or name == part.title_column)
    return replace(found, type=replace(part, fields=kept, order=order))
