"""HTML visitors of what cards say at a glance: figures in fixed places, ways on, and the first line of a short card."""

from __future__ import annotations

from html import escape

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.writers.html5 import HTML5Translator

from ..doctree.builders import is_book
from ..doctree.i18n import _
from ..doctree.nodes import chronicle_cell, chronicle_choice, chronicle_place


def visit_strip(self: HTML5Translator, node: Element) -> None:
    """Write the places as a list; what joins them in running text is left out, and so is each label before its values."""
    self.body.append('<ul class="chronicle-strip" role="list">')
    for place in node.children:
        if isinstance(place, chronicle_place):
            place.walkabout(self)
    self.body.append('</ul>\n')
    raise nodes.SkipNode


def visit_place(self: HTML5Translator, node: Element) -> None:
    """Write a figure above its label; a dash where nothing is known."""
    body = self.body
    body.append('<li class="chronicle-linked">' if node['linked'] else '<li>')
    if node.children:
        body.append('<b>')
        # The first is the label in words, the last are those of the doubts.
        for child in node.children[1 : -1 if node['doubts'] else None]:
            child.walkabout(self)
        # A choice is kept together with its mark.
        closing = [body.pop()] if isinstance(node.children[-2 if node['doubts'] else -1], chronicle_choice) else []
        if not closing:
            body.append('</b>')
        if 'number' in node:
            write_mark(self, node, node['doubts'][0])
        else:
            _write_doubts(self, ', '.join(node['doubts']))
        if closing:
            body += [*closing, '</b>']
    else:
        unknown = escape(_('not known'))
        body.append(f'<b class="chronicle-none" title="{unknown}">–</b>')
    # Styles put the label below its figure; a book has them in one line.
    space = ' ' if is_book(self.builder) else ''
    body.append(f'{space}<span>{escape(node["label"])}</span></li>')
    raise nodes.SkipNode


def visit_doubt(self: HTML5Translator, node: Element) -> None:
    """Mark a value that is doubted; a book has room for words."""
    if is_book(self.builder):
        self.body.append(escape(node.astext()))
    else:
        _write_doubts(self, node['words'])
    raise nodes.SkipNode


def _write_doubts(self: HTML5Translator, doubts: str) -> None:
    """Mark a value that is doubted; how is said to those who listen or point at it, and in full at its record."""
    if doubts:
        words = escape(doubts)
        self.body.append(f'<span class="chronicle-mark" role="img" aria-label="{words}" title="{words}">?</span>')


def write_mark(self: HTML5Translator, node: Element, kind: str) -> None:
    """Write the number of a doubt, which leads to what is known of it."""
    words = escape(_('%(kind)s, note %(number)d') % {'kind': kind, 'number': node['number']})
    self.body.append(f'<a class="chronicle-mark" href="#{escape(node["doubt"])}" aria-label="{words}">{node["number"]}</a>')


def visit_doubts(self: HTML5Translator, node: Element) -> None:
    items = ''.join(
        f'<li id="{escape(identifier)}"><b>{escape(kind)}</b> ({escape(about)}): {escape(words)}</li>'
        for identifier, kind, about, words in node['found']
    )
    self.body.append(self.starttag(node, 'ol', '', CLASS='chronicle-doubts', role='list') + items + '</ol>\n')
    raise nodes.SkipNode


def visit_ways(self: HTML5Translator, node: Element) -> None:
    self.body.append('<ul class="chronicle-ways" role="list">')
    for way in node.children:
        self.body.append('<li>')
        _write_content(self, way)
        self.body.append('</li>')
    self.body.append('</ul>\n')
    raise nodes.SkipNode


def visit_head(self: HTML5Translator, node: Element) -> None:
    """Write the date, then the title as a heading, then what is beside them."""
    level = node['level']
    cells = {cell['column']: cell for cell in node.children if isinstance(cell, chronicle_cell)}
    title = cells.pop('title')
    for date in cells.values():
        self.body.append('<p class="chronicle-date">')
        _write_content(self, date)
        self.body.append('</p>\n')
    self.body.append(f'<h{level} class="chronicle-title">')
    _write_content(self, title)
    self.body.append(f'</h{level}>\n')
    parts = [f'<span class="{escape(classes)}">{escape(words)}</span>' for classes, words in node['values']]
    if parts:
        self.body.append(f'<p class="chronicle-meta">{" ".join(parts)}</p>\n')
    raise nodes.SkipNode


def _write_content(self: HTML5Translator, node: Node) -> None:
    for child in node.children:
        child.walkabout(self)
