"""Visitors for the other writers that need more than the stock nodes say.

Texinfo gets the anchors, manual pages the breaks between the parts of a card, plain text its addresses whole.
"""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import Element
from sphinx.util.docutils import SphinxTranslator
from sphinx.writers.manpage import ManualPageTranslator
from sphinx.writers.texinfo import TexinfoTranslator
from sphinx.writers.text import TextTranslator

from ..doctree.compat import man_begin_line, texinfo_anchor, text_end_unbroken


def visit_address(self: SphinxTranslator, node: Element) -> None:
    """Skip the address where the writer's own links show it: man always does, LaTeX if `latex_show_urls` says so."""
    raise nodes.SkipNode


def texinfo_visit_card(self: TexinfoTranslator, node: Element) -> None:
    for anchor in node['ids']:
        texinfo_anchor(self, anchor, node)


def texinfo_depart_card(self: TexinfoTranslator, node: Element) -> None:
    """Nothing to close."""


def texinfo_visit_row(self: TexinfoTranslator, node: Element) -> None:
    self.visit_list_item(node)
    texinfo_visit_card(self, node)


def texinfo_depart_row(self: TexinfoTranslator, node: Element) -> None:
    self.depart_list_item(node)


def text_visit_line(self: TextTranslator, node: Element) -> None:
    self.new_state(0)


def text_depart_line(self: TextTranslator, node: Element) -> None:
    """Wrap between words only: an address broken at a hyphen is no address."""
    text_end_unbroken(self)


def man_visit_block(self: ManualPageTranslator, node: Element) -> None:
    """Begin a paragraph; the first one in a container does not do so itself."""
    man_begin_line(self)
    self.body.append('.sp\n')


def man_depart_block(self: ManualPageTranslator, node: Element) -> None:
    """Nothing to close."""


def man_visit_title(self: ManualPageTranslator, node: Element) -> None:
    man_begin_line(self)
    self.body.append('.sp\n\\fB')


def man_depart_title(self: ManualPageTranslator, node: Element) -> None:
    self.body.append('\\fP\n')
