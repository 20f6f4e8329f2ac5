"""Nodes of listings: tables and lists of records, with their filter bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node

from ..doctree import nodes as ours
from ..doctree.i18n import _, within_line
from ..doctree.tree import around
from ..env.domain import ChronicleDomain
from ..records.columns import RECORDS, Listing
from ..records.fields import Field
from ..view.filters import Filtered, labels_json, set_facets
from ..view.listing import Line, ListingGroup, ListingView
from .drawings import DrawingMaker


class ListingMaker(DrawingMaker):
    """Makes the nodes of listings."""

    def listing(self, listing: Listing, view: ListingView, node: Element) -> list[Element]:
        """What a listing becomes: for each group its heading, then a table or a list."""
        made: list[Element] = []
        maker, depth = self.maker(node), _depth(node)
        for found in view.groups:
            if found.heading:
                rubric = maker.node(nodes.rubric, found.heading)
                rubric['heading-level'] = min(depth + 1, 6)
                made.append(rubric)
            made.append(self.group(listing, view, found, depth, node))
        if not made:
            made.append(maker.node(nodes.paragraph, _('There are no records to show here.')))
        for one in made:
            if not isinstance(one, nodes.rubric):
                one['classes'] += node['classes']
        if listing.scope:
            made.insert(0, self.listing_bar(listing, view, made))
        return made

    def group(self, listing: Listing, view: ListingView, found: ListingGroup, depth: int, node: Element) -> Element:
        """The lines of a group in the form of the listing.

        :param depth: that of the section that the listing is in.
        """
        match listing.layout:
            case 'table':
                return self.table(listing, view, found.lines, found.heading, node)
            case 'chart':
                return self.chart(listing, view, found.lines, found.heading, node)
            case 'lineage':
                return self.lineage(listing, view, found.lines, found.heading, node)
            case 'plot':
                table = self.table(listing, view, found.lines, found.heading, node)
                return self.plot(listing, found.lines, table, found.heading, node)
        return self.records(listing, found.lines, min(depth + 1 + bool(found.heading), 6), node)

    def listing_bar(self, listing: Listing, view: ListingView, made: Sequence[Node]) -> Element:
        """The filter bar of a listing, its choices, and on each row or item what it is filtered by."""
        bar = ours.chronicle_filter('', scope=listing.scope)
        # A plot holds the table of what it shows.
        shown = (node.children[0] if isinstance(node, ours.chronicle_plot) else node for node in made)
        lists = [node for node in shown if isinstance(node, nodes.bullet_list)]
        items = [item for holder in lists for item in holder.children if isinstance(item, nodes.Element)]
        lines = (line for found in view.groups for line in found.lines)
        filtered = [(item, line.filtered) for item, line in zip(items, lines, strict=True) if line.filtered]
        for holder in lists:
            holder['scope'] = listing.scope
        fill_bar(self.domain, bar, filtered, self.record_label(listing))
        return bar

    def table(self, listing: Listing, view: ListingView, lines: Sequence[Line], heading: str, node: Element) -> Element:
        """A table of records, or of items of a part."""
        maker = self.maker(node)
        labels = self.domain.labels
        shown = self.domain.registry.part(listing.rows)
        what = labels.of(shown[1]) if shown else _('Records')
        section = next((words for words in _headings(node)), '')
        heads = {column: self.column_label(listing, column) for column in view.columns}
        caption = listing.caption or (f'{section} ({within_line(what)})' if section else what)
        table = maker.node(
            ours.chronicle_table,
            columns=list(view.columns),
            labels=[*heads.values()],
            caption=f'{caption}: {heading}' if heading else caption,
            bullet='-',
            compare=(labels.text(shown[2].compare) or _('Tick two to four rows to lay them side by side.')) if shown else '',
        )
        for line in lines:
            paragraph = maker.node(ours.chronicle_line)
            for cell in line.cells:
                if cell.column not in view.columns or not cell.items:
                    continue
                if len(paragraph):
                    paragraph += nodes.Text(f'; {within_line(heads[cell.column])}: ')
                made = maker.inline(ours.chronicle_cell, *self.items(cell.items, node), column=cell.column)
                if cell.value or cell.is_unsaid:
                    made['value'] = cell.value
                paragraph += made
            table += ours.chronicle_table_row('', paragraph)
        return table

    def column_label(self, listing: Listing, column: str) -> str:
        """The head of a column."""
        shown = self.domain.registry.part(listing.rows) if listing.rows != RECORDS else None
        found: Field[Any] | None = None
        if shown:
            kind, _field, part = shown
            if column == kind.name:
                return self.record_label(listing)
            found = part.by_name.get(column)
        return self.domain.labels.of(found) if found else self.domain.labels.field(column, listing.selection.kind)

    def record_label(self, listing: Listing) -> str:
        """What the record of a row is called, where the rows are items of a part."""
        shown = self.domain.registry.part(listing.rows) if listing.rows != RECORDS else None
        return (self.domain.labels.text(shown[2].record_label) or self.domain.labels.kind(shown[0].name)) if shown else ''

    def records(self, listing: Listing, lines: Sequence[Line], level: int, node: Element) -> Element:
        """Records as a list: a link and its date, or a short card.

        :param level: that of the heading of a card.
        """
        made = self.maker(node).node(ours.chronicle_list, layout=listing.layout, bullet='-')
        for line in lines:
            content = self.short(line, level, node) if line.head else [self.sentence(line, node)]
            item = ours.chronicle_list_item('', *content)
            if line.head and line.head.family:
                item['family'] = line.head.family
            made += item
        return made


def fill_bar(
    domain: ChronicleDomain, bar: ours.chronicle_filter, filtered: Iterable[tuple[Element, Filtered]], record_label: str = ''
) -> None:
    """Set the words of a filter bar, its choices, and on what it filters by what that is.

    :param record_label: what the record of a row is called, where the rows are items of a part.
    """
    bar['labels'] = labels_json(domain, record_label)
    bar['facets'] = set_facets(domain, filtered)


def _headings(node: Element) -> Iterator[str]:
    """The headings that a node is under, the nearest first."""
    return (one[0].astext() for one in around(node) if isinstance(one, nodes.section))


def _depth(node: Element) -> int:
    return sum(1 for _heading in _headings(node))
