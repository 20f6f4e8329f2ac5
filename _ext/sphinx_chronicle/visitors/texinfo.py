"""Visitors for Texinfo: the anchors of records and rows."""

from __future__ import annotations

from docutils.nodes import Element
from sphinx.writers.texinfo import TexinfoTranslator

from ..doctree.compat import texinfo_anchor


def visit_record(self: TexinfoTranslator, node: Element) -> None:
    for anchor in node['ids']:
        texinfo_anchor(self, anchor, node)


def visit_table_row(self: TexinfoTranslator, node: Element) -> None:
    self.visit_list_item(node)
    visit_record(self, node)


def depart_table_row(self: TexinfoTranslator, node: Element) -> None:
    self.depart_list_item(node)
