"""Visitors for plain text: lines wrap between words only, since an address broken at a hyphen is no address."""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import Element
from sphinx.writers.text import TextTranslator

from ..doctree.compat import text_end_unbroken
from ..doctree.i18n import _


def visit_line(self: TextTranslator, node: Element) -> None:
    self.new_state(0)


def depart_line(self: TextTranslator, node: Element) -> None:
    text_end_unbroken(self)


def visit_image(self: TextTranslator, node: Element) -> None:
    """Say once what an image shows, where it shows something; Sphinx says it is an image as well."""
    if node['alt']:
        self.new_state(0)
        self.add_text(_('[image: %s]') % node['alt'])
        self.end_state()
    raise nodes.SkipNode


visit_meta, depart_meta = visit_line, depart_line
