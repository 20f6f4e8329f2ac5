"""Visitors for plain text: lines wrap between words only, since an address broken at a hyphen is no address."""

from __future__ import annotations

from docutils.nodes import Element
from sphinx.writers.text import TextTranslator

from ..doctree.compat import text_end_unbroken


def visit_line(self: TextTranslator, node: Element) -> None:
    self.new_state(0)


def depart_line(self: TextTranslator, node: Element) -> None:
    text_end_unbroken(self)


visit_meta, depart_meta = visit_line, depart_line
