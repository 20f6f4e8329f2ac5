"""Visitors for manual pages: the breaks between the parts of a card, and addresses once."""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import Element
from sphinx.writers.manpage import ManualPageTranslator

from ..doctree.compat import man_begin_line, man_shows_addresses
from ..doctree.i18n import _


def visit_rows(self: ManualPageTranslator, node: Element) -> None:
    """Begin a paragraph; the first one in a container does not do so itself."""
    man_begin_line(self)
    self.body.append('.sp\n')


visit_details = visit_rows


def visit_title(self: ManualPageTranslator, node: Element) -> None:
    man_begin_line(self)
    self.body.append('.sp\n\\fB')


def depart_title(self: ManualPageTranslator, node: Element) -> None:
    self.body.append('\\fP\n')


def visit_image(self: ManualPageTranslator, node: Element) -> None:
    """Say once what an image shows, where it shows something."""
    if node['alt']:
        visit_rows(self, node)
        self.visit_Text(nodes.Text(_('[image: %s]') % node['alt']))
        self.body.append('\n')
    raise nodes.SkipNode


def visit_address(self: ManualPageTranslator, node: Element) -> None:
    """Skip the address where the writer's own links show it."""
    if man_shows_addresses(self):
        raise nodes.SkipNode


def depart_address(self: ManualPageTranslator, node: Element) -> None:
    """Close nothing: an address is a run of words."""
