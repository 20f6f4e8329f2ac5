"""Sections with titles, and the words of their headings."""

from __future__ import annotations

from typing import TypeGuard

from docutils import nodes
from docutils.nodes import Node

from .words import plain_words


def is_titled_section(node: Node | None) -> TypeGuard[nodes.section]:
    """Whether a node is a section with a title."""
    return isinstance(node, nodes.section) and len(node) > 0 and isinstance(node[0], nodes.title)


def heading_words(section: nodes.section) -> str:
    """The words of a heading, without what is beside it, such as the time in a recording at which a chapter begins."""
    words = (plain_words(child) for child in section[0].children if not getattr(child, 'is_beside', False))
    return ''.join(words).strip()
