"""Sections with titles: the time at the head of a heading, and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from docutils import nodes

from .nodes import chronicle_time
from .words import plain_words

if TYPE_CHECKING:
    from docutils.nodes import Element, Node


def is_titled_section(node: Node | None) -> TypeGuard[nodes.section]:
    """Whether a node is a section with a title."""
    return isinstance(node, nodes.section) and len(node) > 0 and isinstance(node[0], nodes.title)


def heading_time(section: Element) -> int | None:
    """The time at the head of a section's heading, in seconds."""
    if not is_titled_section(section):
        return None
    first = next((child for child in section[0].children if child.astext().strip()), None)
    return first['seconds'] if isinstance(first, chronicle_time) else None


def heading_line(section: nodes.section) -> int:
    """The line of a heading: that of its time, since docutils counts a heading from its underline."""
    times = (child.line for child in section[0].children if isinstance(child, chronicle_time))
    return next(times, None) or section[0].line or 0


def heading_words(section: nodes.section) -> str:
    """A heading without its time."""
    words = (plain_words(child) for child in section[0].children if not isinstance(child, chronicle_time))
    return ''.join(words).strip()
