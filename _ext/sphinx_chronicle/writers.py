"""Visitors for the writers that need more than the stock nodes say: anchors in LaTeX and Texinfo, link targets in LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.writers.latex import LaTeXTranslator
    from sphinx.writers.texinfo import TexinfoTranslator


def latex_visit_card(self: LaTeXTranslator, node: Element) -> None:
    """Write the labels; a container of its own has none."""
    self.body.append('\n\\begin{sphinxuseclass}{chronicle-card}\n' + self.hypertarget_to(node, anchor=True) + '%\n')


def latex_depart_card(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\n\\end{sphinxuseclass}\n')


def latex_visit_checkpoint(self: LaTeXTranslator, node: Element) -> None:
    """Write the label behind the item's bullet."""
    self.visit_list_item(node)
    self.body.append(self.hypertarget_to(node, anchor=True) + '%\n')


def latex_depart_checkpoint(self: LaTeXTranslator, node: Element) -> None:
    self.depart_list_item(node)


def latex_visit_address(self: LaTeXTranslator, node: Element) -> None:
    """Skip the address: the link before it leads there, and `latex_show_urls` prints it for those who want it."""
    raise nodes.SkipNode


def texinfo_visit_card(self: TexinfoTranslator, node: Element) -> None:
    for anchor in node['ids']:
        self.add_anchor(anchor, node)


def texinfo_depart_card(self: TexinfoTranslator, node: Element) -> None:
    """Nothing to close."""


def texinfo_visit_checkpoint(self: TexinfoTranslator, node: Element) -> None:
    self.visit_list_item(node)
    texinfo_visit_card(self, node)


def texinfo_depart_checkpoint(self: TexinfoTranslator, node: Element) -> None:
    self.depart_list_item(node)
