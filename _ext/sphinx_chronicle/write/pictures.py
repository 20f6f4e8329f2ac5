"""Which picture each page has, by its name.

A picture is named by what it shows and by what draws it, so that the comparison of outdated pages compares names, and one that
is there need not be drawn again.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

from ..doctree.builders import is_interactive
from ..env.domain import ChronicleDomain
from ..exports.preview import FAMILY, FONT_FILE, to_svg
from ..view.previews import preview_of

#: What draws pictures, if it is installed.
_PACKAGE: Final = 'resvg_py'


def drawer() -> ModuleType | None:
    """What draws pictures, if it is installed."""
    try:
        return import_module(_PACKAGE)
    except ImportError:
        return None


def are_wanted(domain: ChronicleDomain) -> bool:
    """Whether the pages of this build are to have pictures."""
    return bool(domain.env.config.chronicle_previews) and is_interactive(domain.builder)


def drawn_with(domain: ChronicleDomain) -> str:
    """What the pictures of this build depend on beside what they show; empty where there are none."""
    module = drawer() if are_wanted(domain) else None
    return f'{module.__version__} {_font_digest()}' if module else ''


@cache
def _font_digest() -> str:
    return hashlib.sha256(FONT_FILE.read_bytes()).hexdigest()


def picture_of(domain: ChronicleDomain, docname: str) -> tuple[str, str]:
    """The name of a page's picture and the picture as SVG; both are empty for a page that has none."""
    tool = drawn_with(domain)
    preview = preview_of(domain, docname) if tool else None
    if preview is None:
        return '', ''
    svg = to_svg(preview)
    return f'{hashlib.sha256(f"{tool} {svg}".encode()).hexdigest()[:20]}.png', svg


def draw(module: ModuleType, svg: str) -> bytes:
    """A picture as PNG, with the shipped font alone."""
    drawn: bytes = module.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=[str(FONT_FILE)], font_family=FAMILY, sans_serif_family=FAMILY
    )
    return drawn
