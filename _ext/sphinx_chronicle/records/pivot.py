"""Items of a part side by side: those that have the same said of them, and whether one table can show them by two heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .core import ABOUT, NOTES
from .fields import Item
from .kinds import Part

#: Most columns of a table whose heads are values: more of them would have no room for their names.
MOST_HEADS: Final = 6


def groups_of(part: Part, items: Sequence[tuple[Item, str]]) -> list[list[tuple[Item, str]]]:
    """Items, each with its anchor, by what is said once of them (`Part.once`); all together where a part has no pivot."""
    groups: dict[tuple[str, ...], list[tuple[Item, str]]] = {}
    for item, anchor in items:
        groups.setdefault(tuple(key_of(item, name) for name in part.once) if part.pivot else (), []).append((item, anchor))
    return list(groups.values())


def columns_of(part: Part, items: Sequence[Item]) -> tuple[list[str], list[str]]:
    """The columns in which some of a group of items have a value, in order, and those that are said once above them."""
    title = part.title_column
    order = part.order or (title, *(one.name for one in part.fields if one.name != title and one.slot != 'none'))
    columns = [name for name in order if name == title or any(item.given.get(name) for item in items)]
    alike = [name for name in part.once if name in columns and len({key_of(item, name) for item in items}) == 1]
    once = alike if part.pivot or len(items) > 1 else []
    return [name for name in columns if name not in once], once


def is_pivot(part: Part, items: Sequence[Item], columns: Sequence[str]) -> bool:
    """Whether a table by `Part.pivot` shows the columns of some items and loses nothing.

    Each item has a value in the three columns, each place in it holds one item, each row says one thing in each of the other
    columns, and only what is in the places is in doubt.
    """
    if not part.pivot or not {*part.pivot} <= {*columns}:
        return False
    if any(name not in item.given for item in items for name in part.pivot):
        return False
    by_row, by_column, in_cell = part.pivot
    places = {(key_of(item, by_row), key_of(item, by_column)) for item in items}
    if len(places) < len(items) or len({column for _row, column in places}) > MOST_HEADS:
        return False
    others = [name for name in columns if name not in part.pivot]
    said = {(key_of(item, by_row), name, key_of(item, name)) for item in items for name in others if name in item.given}
    if len(said) > len({(row, name) for row, name, _value in said}):
        return False
    return all(note.get(ABOUT) == in_cell for item in items for note in item.given.get(NOTES.name, ()))


def key_of(item: Item, name: str) -> str:
    """What a value is compared by with that of another item."""
    return repr(item.given.get(name))
