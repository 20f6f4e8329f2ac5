"""HTML visitors of the extension's nodes (html, dirhtml, singlehtml, epub).

A group is an ordered list of articles, each with a real heading; dates are `time` elements, labeled rows a description
list, checkpoints a table that can be folded away. Registered for the format, never for one builder: a visitor under a
builder's own name would switch off those of all other extensions there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, cast

from docutils import nodes
from docutils.nodes import Element
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from ..doctree.builders import is_book, is_interactive
from ..doctree.compat import html_heading_level, html_link, html_permalink
from ..doctree.i18n import _
from ..doctree.labels import date_pieces
from ..doctree.make import PROVENANCE
from ..doctree.nodes import chronicle_fold, chronicle_item, chronicle_meta, chronicle_note, chronicle_run
from ..doctree.runs import link_of
from .html_heads import write_mark


def facets(self: HTML5Translator, node: Element) -> dict[str, Any]:
    """The data attributes by which a script filters; none for pages without scripts."""
    names = [name for name in node.attributes if name.startswith('facet_')] if is_interactive(self.builder) else []
    return {f'data-{name.removeprefix("facet_")}': node[name] for name in names}


def scope(self: HTML5Translator, node: Element) -> dict[str, Any]:
    """The data attribute that tells which filter bar a list or table belongs to."""
    return {'data-scope': node['scope']} if 'scope' in node and is_interactive(self.builder) else {}


#: Of a choice that has two ends.
_RANGE: Final = ' class="chronicle-range"'


def visit_filter(self: HTML5Translator, node: Element) -> None:
    """Write the bar's place, hidden until a script fills it, with as much in it as takes the same room."""
    if is_interactive(self.builder) and 'facets' in node:
        facets = json.loads(node['facets'])
        choices = ''.join(f'<span{_RANGE if name in facets["spans"] else ""}></span>' for name in facets['order'])
        label = escape(json.loads(node['labels'])['search'])
        hint = f'<span class="chronicle-hint">{escape(node["hint"])}</span>' if node.get('hint') else ''
        self.body.append(
            f'<div class="chronicle-filter" role="group" aria-label="{label}" hidden data-scope="{escape(node["scope"])}"'
            f' data-labels="{escape(node["labels"])}" data-facets="{escape(node["facets"])}"><span></span>'
            f'{f"<div>{choices}</div>" if choices else ""}<p>{hint}</p></div>\n'
        )
    raise nodes.SkipNode


def _say_link_words(self: HTML5Translator) -> None:
    """Write what a script says of the links of records, once in a page."""
    if is_interactive(self.builder) and 'chronicle_words' not in self.document:
        self.document['chronicle_words'] = True
        said = {'copied': _('Link copied'), 'copy': _('Copy BibTeX'), 'cited': _('Citation copied')}
        words = json.dumps(said, ensure_ascii=False)
        self.body.append(f'<template class="chronicle-words" data-labels="{escape(words)}"></template>\n')


def visit_group(self: HTML5Translator, node: Element) -> None:
    _say_link_words(self)
    # The role keeps the list a list for VoiceOver, which forgets it with the bullets.
    self.body.append(self.starttag(node, 'ol', CLASS='chronicle-cards', role='list', **scope(self, node)))


def depart_group(self: HTML5Translator, node: Element) -> None:
    self.body.append('</ol>\n')


def visit_card(self: HTML5Translator, node: Element) -> None:
    attributes: dict[str, Any] = {'aria-labelledby': f'{node["ids"][0]}--title'}
    if 'family' in node:
        attributes['data-family'] = node['family']
    attributes |= facets(self, node)
    self.body.append('<li>')
    self.body.append(self.starttag(node, 'article', CLASS='chronicle-card', **attributes))


def depart_card(self: HTML5Translator, node: Element) -> None:
    if not isinstance(node.children[-1], chronicle_fold):
        _write_citation(self, node)
    self.body.append('</article></li>\n')


def _write_citation(self: HTML5Translator, node: Element) -> None:
    """Write where a record's BibTeX is, folded away; a script shows the text and copies it."""
    if node.get('citations'):
        # No more markup than it takes: each card has it once.
        here = self.builder.get_target_uri(self.builder.current_docname)
        links = [
            f'<a href="{escape(relative_uri(here, path))}#{key}">{escape(title)}</a>' for path, key, title in node['citations']
        ]
        caption = escape(_('Cite'))
        # What leads here opens it, without a script too.
        label = f'<span id="{escape(node["cite"])}">BibTeX:</span>' if node.get('cite') else 'BibTeX:'
        self.body.append(f'<details class="chronicle-cite"><summary>{caption}</summary>{label} {", ".join(links)}</details>')


def visit_fold(self: HTML5Translator, node: Element) -> None:
    caption = escape(_('Details'))
    self.body.append(f'<details class="chronicle-more"><summary>{caption}</summary>\n')


def depart_fold(self: HTML5Translator, node: Element) -> None:
    _write_citation(self, node.parent)
    self.body.append('</details>\n')


def visit_heading(self: HTML5Translator, node: Element) -> None:
    """A heading below that of the card."""
    level = min(html_heading_level(self) + 1, 6)
    self.body.append(self.starttag(node, f'h{level}', '', CLASS='chronicle-part'))


def depart_heading(self: HTML5Translator, node: Element) -> None:
    self.body.append(f'</h{min(html_heading_level(self) + 1, 6)}>\n')


def visit_infobox(self: HTML5Translator, node: Element) -> None:
    if not node.children and not node['ids']:
        raise nodes.SkipNode
    self.body.append(self.starttag(node, 'div', CLASS=f'chronicle-infobox chronicle-{node["kind"]}'))


def depart_infobox(self: HTML5Translator, node: Element) -> None:
    _write_citation(self, node)
    _say_link_words(self)
    self.body.append('</div>\n')


def visit_title(self: HTML5Translator, node: Element) -> None:
    """Write the date before the title, as it is seen and read."""
    meta = next((one for one in node.parent.children if isinstance(one, chronicle_meta)), None)
    if meta is not None and ('date' in meta or 'undated' in meta):
        date = date_html(meta, self.config.language) if 'date' in meta else escape(meta['undated'])
        self.body.append(f'<p class="chronicle-date">{date}')
        if 'number' in meta:
            write_mark(self, meta, meta['doubts'][0])
        self.body.append('</p>\n')
    level = html_heading_level(self)
    self.body.append(f'<h{level} class="chronicle-title" id="{escape(node.parent["ids"][0])}--title">')


def depart_title(self: HTML5Translator, node: Element) -> None:
    html_permalink(self, node.parent, escape(_('Link to this entry')))
    self.body.append(f'</h{html_heading_level(self)}>\n')


def visit_meta(self: HTML5Translator, node: Element) -> None:
    """Draw the line from its attributes; its text says the same and is for other builders."""
    body = self.body
    values = list(node['values'])
    if not any(isinstance(one, chronicle_fold) for one in node.parent.children):
        # There is no other place for what goes without saying.
        values = [*((f'chronicle-{name}', words) for name, _label, words in node['quiet']), *values]
    parts = [f'<span class="{escape(classes)}">{escape(words)}</span>' for classes, words in values]
    if parts:
        body.append(f'<p class="chronicle-meta">{" ".join(parts)}</p>\n')
    raise nodes.SkipNode


def visit_run(self: HTML5Translator, node: chronicle_run) -> None:
    """Write the texts and the links; whatever a theme or an extension has made of links is made of these, too."""
    for piece in node['pieces']:
        if isinstance(piece, str):
            self.body.append(self.encode(piece))
            continue
        words, address = piece
        written = html_link(self, address, words)
        if written is not None:
            self.body.append(written)
        else:
            link = link_of(node, words, address)
            link.parent = node
            link.walkabout(self)
    raise nodes.SkipNode


def date_html(node: Element, language: str) -> str:
    """The date of a node with its moments marked up as `time` elements."""
    return ''.join(
        f'<time datetime="{piece.iso}">{escape(piece.text)}</time>' if piece.iso else escape(piece.text)
        for piece in date_pieces(node['date'], language, planned=node.get('planned', False))
    )


def _is_folded(node: Element) -> bool:
    return node['part'] == PROVENANCE and not isinstance(node.parent, chronicle_fold)


def visit_rows(self: HTML5Translator, node: Element) -> None:
    """Open a description list; where the facts come from is there for who asks, and folded for who reads."""
    if _is_folded(node):
        caption = escape(_('Sources and record'))
        self.body.append(f'<details class="chronicle-details"><summary>{caption}</summary>\n')
    opened = node.copy()
    if _begins_folded(self, node):
        opened['ids'] = []
    self.body.append(self.starttag(opened, 'dl', CLASS=f'chronicle-rows chronicle-{node["part"]}'))


def _begins_folded(self: HTML5Translator, rows: Element) -> bool:
    """Whether the first row has nothing but what is folded, which browsers open for who is led to something in it."""
    first = next(iter(rows.children), None)
    return isinstance(first, Element) and 'folded' in first and not first['shown'] and is_interactive(self.builder)


def depart_rows(self: HTML5Translator, node: Element) -> None:
    self.body.append('</dl>\n')
    if _is_folded(node):
        self.body.append('</details>\n')


def visit_row(self: HTML5Translator, node: Element) -> None:
    """A term and its description; what joins the items in running text gives way to a list."""
    body = self.body
    # A doubt may be about a field that there is not.
    name = '-'.join(re.findall(r'[\w-]+', node['field']))
    items = [child for child in node.children if isinstance(child, chronicle_item)]
    notes = [child for child in node.children if isinstance(child, chronicle_note)]
    as_list = 'folded' in node or (node['listed'] and len(items) > 1)
    body.append(f'<div class="chronicle-row chronicle-field-{name}"><dt>{escape(node["label"])}')
    # A mark is beside the value; what is about a list is beside its label.
    marks = [note for note in notes if as_list and 'number' in note]
    for note in marks:
        note.walkabout(self)
    body.append('</dt><dd>')
    if 'folded' in node and is_interactive(self.builder):
        shown = node['shown']
        if shown:
            _write_items(self, items[:shown], as_list=True)
        body.append(f'<details><summary>{escape(node["folded"])}</summary>')
        rows = cast('Element', node.parent)
        if node is rows.children[0] and _begins_folded(self, rows):
            body += [f'<span class="chronicle-here" id="{escape(identifier)}"></span>' for identifier in rows['ids']]
        for group, members in groupby(zip(node['groups'][shown:], items[shown:], strict=True), key=itemgetter(0)):
            body.append(f'<p>{escape(group)}</p>' if group else '')
            _write_items(self, [item for _group, item in members], as_list=True)
        body.append('</details>')
    else:
        _write_items(self, items, as_list=as_list)
    for note in notes:
        if note not in marks:
            note.walkabout(self)
    body.append('</dd></div>\n')
    raise nodes.SkipNode


def _write_items(self: HTML5Translator, items: Sequence[Element], *, as_list: bool) -> None:
    self.body.append('<ul role="list">' if as_list else '')
    for item in items:
        self.body.append('<li>' if as_list else '')
        item.walkabout(self)
        self.body.append('</li>' if as_list else '')
    self.body.append('</ul>' if as_list else '')


def visit_item(self: HTML5Translator, node: Element) -> None:
    """Items have no element of their own; what is around them says what they are."""


depart_item = visit_item


def visit_address(self: HTML5Translator, node: Element) -> None:
    """Skip the address: the link before it leads there."""
    raise nodes.SkipNode


def visit_note(self: HTML5Translator, node: Element) -> None:
    if 'number' in node:
        write_mark(self, node, node['label'])
        raise nodes.SkipNode
    kind = node['notekind']
    self.body.append(
        f' <span class="chronicle-note chronicle-note-{escape(kind)}"><span class="chronicle-note-kind">'
        f'{escape(node["label"])}</span> {escape(node["words"])}</span>'
    )
    raise nodes.SkipNode


def visit_details(self: HTML5Translator, node: Element) -> None:
    # Not every reader of books can open what is closed. An EPUB is XML, where an attribute has a value.
    opened = node.get('open') or is_book(self.builder)
    attributes: dict[str, Any] = {'open': 'open'} if opened else {}
    self.body.append(self.starttag(node, 'details', CLASS='chronicle-details', **attributes))


def depart_details(self: HTML5Translator, node: Element) -> None:
    self.body.append('</details>\n')


def visit_caption(self: HTML5Translator, node: Element) -> None:
    self.body.append('<summary>')


def depart_caption(self: HTML5Translator, node: Element) -> None:
    self.body.append('</summary>\n')


def visit_list(self: HTML5Translator, node: Element) -> None:
    classes = f'chronicle-list chronicle-list-{node["layout"]}'
    self.body.append(self.starttag(node, 'ul', CLASS=classes, role='list', **scope(self, node)))


def depart_list(self: HTML5Translator, node: Element) -> None:
    self.body.append('</ul>\n')


def visit_date(self: HTML5Translator, node: Element) -> None:
    self.body.append(date_html(node, self.config.language))
    raise nodes.SkipNode


def visit_choice(self: HTML5Translator, node: Element) -> None:
    self.body.append(f'<span class="chronicle-choice chronicle-{escape(node["mark"])}">')


def depart_choice(self: HTML5Translator, node: Element) -> None:
    self.body.append('</span>')


def visit_list_item(self: HTML5Translator, node: Element) -> None:
    attributes = facets(self, node)
    if 'family' in node:
        attributes['data-family'] = node['family']
    is_card = node.parent.get('layout') == 'cards'
    self.body.append(self.starttag(node, 'li', '', CLASS='chronicle-card' if is_card else '', **attributes))


def depart_list_item(self: HTML5Translator, node: Element) -> None:
    self.body.append('</li>\n')


def visit_export_link(self: HTML5Translator, node: Element) -> None:
    if 'path' in node:
        here = self.builder.get_target_uri(self.builder.current_docname)
        self.body.append(f'<a class="reference internal" href="{escape(relative_uri(here, node["path"]))}">')


def depart_export_link(self: HTML5Translator, node: Element) -> None:
    if 'path' in node:
        self.body.append('</a>')
