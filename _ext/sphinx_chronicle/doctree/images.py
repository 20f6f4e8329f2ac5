"""How large an image is: its size in pixels, and that in which a page shows it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Final
from xml.parsers import expat

import imagesize  # type: ignore[import-untyped]  # It has no types.

#: The largest size in which a record shows an image, in CSS pixels.
BOX: Final = (320, 180)

#: A picture of vectors says how large it is in its first element.
_HEAD: Final = 64 * 1024

#: Longer entities are no names of namespaces.
_LONGEST_ENTITY: Final = 200

_LENGTH = re.compile(r'\s*(\d*\.?\d+)\s*(px|pt|pc|in|cm|mm|q)?\s*', re.IGNORECASE | re.ASCII)

#: CSS pixels in a unit of length (CSS Values and Units, section 6.2).
_UNITS: Final = {'': 1, 'px': 1, 'pt': 96 / 72, 'pc': 16, 'in': 96, 'cm': 96 / 2.54, 'mm': 9.6 / 2.54, 'q': 2.4 / 2.54}


class _FoundError(Exception):
    """The first element was read."""


def image_size(file: Path) -> tuple[float, float] | None:
    """Width and height in pixels; `None` if the file does not tell."""
    try:
        if file.suffix.lower() == '.svg':
            with file.open('rb') as stream:
                size = _size_of_vectors(stream.read(_HEAD))
        else:
            size = imagesize.get(str(file))
    except Exception:  # noqa: BLE001  # A broken file may break the library in any way, and costs only its size.
        return None
    return size if size and min(size) > 0 else None


def shown_size(file: Path) -> tuple[int, int] | None:
    """Width and height in which a page shows an image: its own within the box; vectors without a size fill that."""
    size = image_size(file)
    if size is None:
        return None
    scale = min(BOX[0] / size[0], BOX[1] / size[1])
    if not (file.suffix.lower() == '.svg' and scale > 1 and not _has_size(file)):
        scale = min(scale, 1)
    width, height = (max(1, round(side * scale)) for side in size)
    return width, height


def _has_size(file: Path) -> bool:
    with file.open('rb') as stream:
        given = _root_of(stream.read(_HEAD))
    return bool(_pixels(given.get('width', '')) and _pixels(given.get('height', '')))


def _size_of_vectors(head: bytes) -> tuple[float, float] | None:
    """The size that the first element of an SVG gives, or that of its view box (SVG 2, section 8.2)."""
    given = _root_of(head)
    box = re.split(r'[\s,]+', given.get('viewBox', '').strip())
    view = (float(box[2]), float(box[3])) if len(box) == 4 else None  # x, y, width, height
    width, height = _pixels(given.get('width', '')), _pixels(given.get('height', ''))
    if width and height:
        return width, height
    if view and width:
        return width, width * view[1] / view[0]
    if view and height:
        return height * view[0] / view[1], height
    return view


def _root_of(head: bytes) -> dict[str, str]:
    """The attributes of the first element. Nothing else is read, and no other file."""
    parser = expat.ParserCreate()
    found: dict[str, str] = {}

    def start(_name: str, attributes: dict[str, str]) -> None:
        found.update(attributes)
        raise _FoundError

    def entity(_name: str, _is_parameter: int, value: str | None, *_more: str | None) -> None:
        # Entities that name others grow without an end; those of drawing programs name namespaces.
        if value is None or '&' in value or len(value) > _LONGEST_ENTITY:
            raise ValueError(value)

    parser.StartElementHandler = start
    parser.EntityDeclHandler = entity
    with suppress(_FoundError):
        parser.Parse(head, False)  # noqa: FBT003  # It takes no names.
    return found


def _pixels(length: str) -> float:
    """A length in pixels; 0 where it is none, or one that depends on what is around."""
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _UNITS[(match[2] or '').lower()] if match else 0
