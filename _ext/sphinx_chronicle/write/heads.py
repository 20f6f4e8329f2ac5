"""Nodes of what a card says at a glance: figures in fixed places, ways on, and the whole of a short card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from docutils.nodes import Element, Node

from ..doctree import nodes as ours
from ..doctree.builders import is_html
from ..doctree.i18n import within_line
from ..view.head import Place
from ..view.listing import Line
from ..view.relations import Item
from .items import ItemMaker

#: Characters of a summary that a short card shows.
SUMMARY_LENGTH = 240


class HeadMaker(ItemMaker):
    """Makes what cards begin with."""

    def strip(self, places: Iterable[Place], node: Element) -> list[Element]:
        """The figures of a card, if it has any: in words those that are known, as places all of them."""
        strip = self.maker(node).node(ours.chronicle_strip)
        is_first = True
        for place in places:
            label = within_line(place.label)
            said = within_line(place.said)
            made = ours.chronicle_place(
                '', field=place.field, label=said or label, doubts=list(place.doubts), linked=place.linked
            )
            if place.items:
                if not is_first:
                    strip += nodes.Text(' · ')
                is_first = False
                made += nodes.Text(f'{place.label}: ')
                made += self.items(place.items, node)
                if place.doubts:
                    made += nodes.Text(f' ({", ".join(place.doubts)})')
            strip += made
        return [strip] if len(strip) else []

    def ways(self, items: Sequence[Item], node: Element) -> list[Element]:
        """The ways on from a card where pages can be left, if there are any."""
        if not is_html(self.domain.builder):
            return []
        maker = self.maker(node)
        lines: list[Node] = [maker.node(nodes.paragraph, '', *self.item(item, node)) for item in items]
        return [maker.node(ours.chronicle_ways, '', *lines)] if lines else []

    def short(self, line: Line, level: int, node: Element) -> list[Element]:
        """What a short card holds: title, date and what is beside them, figures, the first words on it, and the ways on."""
        assert line.head is not None
        maker = self.maker(node)
        head = maker.node(ours.chronicle_head, values=list(line.head.meta), level=level)
        for cell in line.cells:
            if cell.items:
                if len(head):
                    head += nodes.Text(' · ')
                head += maker.inline(ours.chronicle_cell, *self.items(cell.items, node), column=cell.column)
        for _classes, words in line.head.meta:
            head += nodes.Text(f' · {words}')
        summary = [maker.node(nodes.paragraph, shortened(line.summary))] if line.summary else []
        return [head, *self.strip(line.head.places, node), *summary, *self.ways(line.head.ways, node)]


def shortened(text: str) -> str:
    """The text up to a sentence's end, else a word's, within the length that a short card shows."""
    if len(text) <= SUMMARY_LENGTH:
        return text
    end = text.rfind('. ', SUMMARY_LENGTH // 3, SUMMARY_LENGTH)
    if end > 0:
        return text[: end + 1]
    return text[:SUMMARY_LENGTH].rsplit(' ', 1)[0].rstrip(',;:') + ' …'
