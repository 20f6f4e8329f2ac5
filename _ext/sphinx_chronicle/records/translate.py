"""The words of a record that can be translated: its texts, but for what it is known and found by.

Tags, families and the like are compared, and the items of parts have anchors made from their names; these stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .fields import Field, Item, Shape, listed
from .kinds import Part
from .record import Record
from .registry import KindOf


def translated(kind: KindOf, record: Record, translate: Callable[[str], str]) -> Record:
    """The record with its texts in another language."""
    return Record(record.kind, _mapped(kind.shape, record.given, translate))


def texts_of(kind: KindOf, record: Record) -> Iterator[str]:
    """Yield the texts of a record that can be translated."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    translated(kind, record, note)
    yield from found


def compared_texts_of(kind: KindOf, record: Record) -> Iterator[str]:
    """Yield the texts of a record that stay as they are and are translated wherever they are shown."""
    for found in kind.fields:
        if found.is_compared_prose and not found.choices:
            yield from listed(record.given.get(found.name))
    for held, part in kind.parts:
        for item in record.given.get(held.name, ()):
            for found in part.fields:
                if found.is_compared_prose and not found.choices:
                    yield from listed(item.given.get(found.name))


def _mapped(shape: Shape, given: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """The values of a mapping, with its texts changed."""
    name = shape.title_column if isinstance(shape, Part) else ''
    made = dict(given)
    for found in shape.fields:
        if found.name in given and found.name != name:
            made[found.name] = _changed(found, given[found.name], change)
    return made


def _changed(found: Field[Any], value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(found.type, Shape):
        if not isinstance(value, tuple):
            return _item(found.type, value, change)
        return tuple(_item(found.type, one, change) for one in value)
    if not found.is_prose or not value:
        # For an empty text a catalog has what it says of itself.
        return value
    return tuple(change(one) for one in value) if isinstance(value, tuple) else change(value)


def _item(shape: Shape, item: Item, change: Callable[[str], str]) -> Item:
    return type(item)(_mapped(shape, item.given, change))
