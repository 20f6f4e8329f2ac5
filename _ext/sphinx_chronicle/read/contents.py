"""Cards in the contents of their pages: what themes show beside a page, and the contents of books.

Sphinx takes the contents of a page from its sections, and cards are none: they may be in the middle of a text.
"""

from __future__ import annotations

from typing import Final

from docutils import nodes
from docutils.nodes import Element
from sphinx import addnodes
from sphinx.application import Sphinx

from ..doctree.nodes import chronicle_card
from ..doctree.tree import around, conditions_around, is_never_shown, title_of
from .base import read_state

#: Most cards that the contents of a page name: more of them are found by their groups, the filter bar and the search.
MOST: Final = 40


def add_cards(app: Sphinx, doctree: nodes.document) -> None:
    """Add the cards of a page to its contents, below the sections that they are in (event `doctree-read`, after Sphinx).

    Those of a timeline with groups are left out: the groups are in the contents.
    """
    docname = app.env.current_document.docname
    contents = app.env.tocs.get(docname)
    if contents is None or not 0 < len(read_state(app.env).cards) <= MOST:
        return
    items = {link['anchorname']: item for item in contents.findall(nodes.list_item) for link in _links(item)}
    for card in doctree.findall(chronicle_card):
        section = next((one for one in around(card) if isinstance(one, nodes.section)), None)
        if section is None or 'chronicle_group' in section or not title_of(card):
            continue
        if conditions_around(card) or is_never_shown(card):
            # The contents are the same in every build, and not every build shows the card.
            continue
        is_page = isinstance(section.parent, nodes.document)
        anchors = ['', *(f'#{one}' for one in section['ids'])] if is_page else [f'#{one}' for one in section['ids']]
        holder = next((items[anchor] for anchor in anchors if anchor in items), None)
        if holder is not None:
            entries = _entries_of(holder)
            entries.insert(_place(entries, _anchors_below(section, card)), _entry(card, docname))
            # Themes ask it whether there is anything to show.
            app.env.toc_num_entries[docname] += 1


def _anchors_below(section: Element, card: chronicle_card) -> set[str]:
    """The anchors of the sections that follow a card in its section."""
    holder = next(one for one in (card, *around(card)) if one.parent is section)
    below = section.children[section.index(holder) + 1 :]
    return {f'#{name}' for one in below if isinstance(one, nodes.section) for name in one['ids']}


def _place(entries: Element, below: set[str]) -> int:
    """Where an entry comes: before the first of what follows its card."""
    for place, item in enumerate(entries.children):
        if isinstance(item, nodes.list_item) and any(link['anchorname'] in below for link in _links(item)):
            return place
    return len(entries)


def _links(item: nodes.list_item) -> list[Element]:
    """The link of an item of the contents, those of the items in it left out."""
    return [
        link for child in item.children if not isinstance(child, nodes.bullet_list) for link in child.findall(nodes.reference)
    ]


def _entries_of(item: nodes.list_item) -> Element:
    last = item.children[-1]
    if not isinstance(last, nodes.bullet_list):
        last = nodes.bullet_list('')
        item.append(last)
    return last


def _entry(card: chronicle_card, docname: str) -> nodes.list_item:
    link = nodes.reference('', title_of(card), internal=True, refuri=docname, anchorname=f'#{card["ids"][0]}')
    return nodes.list_item('', addnodes.compact_paragraph('', '', link))
