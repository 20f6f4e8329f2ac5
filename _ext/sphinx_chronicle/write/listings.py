"""Nodes of listings: tables and lists of records, with their filter bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.environment import BuildEnvironment

from ..doctree import nodes as ours
from ..doctree.builders import is_book, is_html, is_interactive
from ..doctree.i18n import _, ngettext, within_line
from ..doctree.tree import around
from ..env.domain import ChronicleDomain
from ..records.columns import RECORDS, FilterBar, Listing
from ..records.core import TITLE
from ..records.fields import Field, Form
from ..records.words import anchors, identity
from ..view.filters import Filtered, labels_json, set_facets
from ..view.listing import Line, ListingGroup, ListingView
from .drawings import DrawingMaker


class ListingMaker(DrawingMaker):
    """Makes the nodes of the listings of one document."""

    def __init__(self, env: BuildEnvironment, *, is_late: bool) -> None:
        super().__init__(env, is_late=is_late)
        #: The ids that listings have given.
        self.taken: set[str] = set()

    def listing(self, listing: Listing, view: ListingView, node: Element) -> list[Element]:
        """What a listing becomes: for each group its heading, then a table or a list."""
        made: list[Element] = []
        maker, depth = self.maker(node), _depth(node)
        headings = self.group_anchors(listing, view, node)
        for found in view.groups:
            if found.heading:
                rubric = maker.node(ours.chronicle_rubric, found.heading)
                rubric['heading-level'] = min(depth + 1, 6)
                if headings:
                    rubric['ids'] = [headings[found.value]]
                made.append(rubric)
            made.append(self.group(listing, view, found, depth, node))
        if not made:
            made.append(maker.node(nodes.paragraph, _('There are no records to show here.')))
        for one in made:
            if not isinstance(one, nodes.rubric):
                one['classes'] += node['classes']
        before: list[Element] = []
        if listing.bar:
            before.append(self.listing_bar(listing.bar, listing, view, made))
        if listing.overview and listing.layout == 'cards' and is_html(self.domain.builder) and not is_book(self.domain.builder):
            before += self.overview(listing, view, headings, node)
        return [*before, *made]

    def group_anchors(self, listing: Listing, view: ListingView, node: Element) -> dict[str, str]:
        """The anchors of the headings of groups by what each has in common, in pages that can have some."""
        group_by = listing.selection.group_by
        if group_by is None or not is_interactive(self.domain.builder):
            return {}
        made = anchors((found.value for found in view.groups), lambda value: nodes.make_id(f'{group_by}-{value}'))
        return {found.value: self.free_id(made[identity(found.value)], node) for found in view.groups}

    def free_id(self, wanted: str, node: Element) -> str:
        """The id itself, or one like it that nothing on the page has."""
        ids = node.document.ids if node.document is not None else {}
        numbered = (f'{wanted}-{number}' for number in count(1))
        found = next(one for one in chain([wanted], numbered) if one not in ids and one not in self.taken)
        self.taken.add(found)
        return found

    def overview(self, listing: Listing, view: ListingView, headings: Mapping[str, str], node: Element) -> list[Element]:
        """A chart of all records of a listing, whose marks lead to their short cards, and a line of links to the groups."""
        lines = [line for found in view.groups for line in found.lines]
        if not lines:
            return []
        chart = self.chart(listing, view, lines, '', node)
        chart['overview'] = True
        if listing.bar:
            chart['scope'] = listing.bar.scope
        for item, line in zip(chart.children, lines, strict=True):
            if isinstance(item, nodes.Element) and line.anchors and is_interactive(self.domain.builder):
                item['here'] = line.anchors[0]
        made: list[Element] = [chart]
        if headings:
            assert listing.selection.group_by is not None
            chart['groups'] = {found.heading: headings[found.value] for found in view.groups}
            groups = [(headings[found.value], found.heading, len(found.lines)) for found in view.groups]
            label = _('Years') if listing.selection.group_by == 'year' else self.domain.labels.field(listing.selection.group_by)
            made.append(self.maker(node).node(ours.chronicle_jump, groups=groups, label=label))
        return made

    def group(self, listing: Listing, view: ListingView, found: ListingGroup, depth: int, node: Element) -> Element:
        """The lines of a group in the form of the listing.

        :param depth: that of the section that the listing is in.
        """
        match listing.layout:
            case 'table':
                return self.table(listing, view, found.lines, found.heading, node)
            case 'chart':
                chart = self.chart(listing, view, found.lines, found.heading, node)
                if listing.overview:
                    chart['overview'] = True
                return chart
            case 'lineage':
                return self.lineage(listing, view, found.lines, found.heading, node)
            case 'plot':
                table = self.table(listing, view, found.lines, found.heading, node)
                return self.plot(listing, found.lines, table, found.heading, node)
        return self.records(listing, found.lines, min(depth + 1 + bool(found.heading), 6), node)

    def listing_bar(self, about: FilterBar, listing: Listing, view: ListingView, made: Sequence[Node]) -> Element:
        """The filter bar of a listing, its choices, and on each row or item what it is filtered by."""
        bar = ours.chronicle_filter('', scope=about.scope, wanted=list(about.facets))
        bar['hint'] = self.hint(listing) if listing.layout == 'table' else ''
        # A plot holds the table of what it shows.
        shown = (node.children[0] if isinstance(node, ours.chronicle_plot) else node for node in made)
        lists = [node for node in shown if isinstance(node, nodes.bullet_list)]
        items = [item for holder in lists for item in holder.children if isinstance(item, nodes.Element)]
        lines = (line for found in view.groups for line in found.lines)
        filtered = [(item, line.filtered) for item, line in zip(items, lines, strict=True) if line.filtered]
        for holder in lists:
            holder['scope'] = about.scope
        number = sum(len(found.lines) for found in view.groups)
        fill_bar(self.domain, bar, filtered, self.counted(listing, number), self.record_label(listing))
        return bar

    def counted(self, listing: Listing, number: int) -> str:
        """How many records or items of a part a listing shows, in words."""
        shown = self.domain.registry.part(listing.rows) if listing.rows != RECORDS else None
        if shown:
            return self.domain.labels.count(shown[2], self.domain.labels.of(shown[1]), number)
        return counted_kinds(self.domain, listing.selection.kind or self.domain.registry.kinds, number)

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
            forms={column: self.form(listing, column) for column in view.columns},
            beneath={column: under for column, under in listing.beneath.items() if {column, under} <= {*view.columns}},
            caption=f'{caption}: {heading}' if heading else caption,
            bullet='-',
            compare=self.hint(listing),
        )
        said = ''
        ordered_by = self.domain.registry.field(str(listing.selection.order), listing.selection.kind)
        # Each title and each date would differ from the one before.
        by_choice = ordered_by is not None and bool(ordered_by.choices)
        for number, line in enumerate(lines):
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
            row = ours.chronicle_table_row('', paragraph)
            if line.family:
                row['family'] = line.family
            before, said = said, _said(line, listing.selection.order) if by_choice else ''
            if number and before != said:
                row['classes'].append('chronicle-change')
            table += row
        return table

    def hint(self, listing: Listing) -> str:
        """How rows are laid side by side, in words; empty where that is not for the rows of the listing."""
        shown = self.domain.registry.part(listing.rows) if listing.rows != RECORDS else None
        if shown is None:
            return ''
        return self.domain.labels.text(shown[2].compare) or _('Tick two to four rows to lay them side by side.')

    def form(self, listing: Listing, column: str) -> Form:
        """How a column is set."""
        registry = self.domain.registry
        shown = registry.part(listing.rows) if listing.rows != RECORDS else None
        if shown and column == shown[0].name:
            return 'phrase'
        if column in registry.columns:
            return registry.columns[column].form
        found = (shown[2].by_name.get(column) if shown else None) or registry.field(column, listing.selection.kind)
        return found.form if found else ''

    def column_label(self, listing: Listing, column: str) -> str:
        """The head of a column."""
        shown = self.domain.registry.part(listing.rows) if listing.rows != RECORDS else None
        found: Field[Any] | None = None
        if shown:
            kind, _field, part = shown
            if column == kind.name:
                return self.record_label(listing)
            found = part.by_name.get(column)
        elif column == TITLE.name and len(listing.selection.kind) == 1:
            # What all of them are says more than that these are their titles.
            return self.domain.labels.kind(listing.selection.kind[0])
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
            if is_interactive(self.domain.builder):
                ids = node.document.ids if node.document is not None else {}
                item['ids'] = [anchor for anchor in line.anchors if anchor not in ids and anchor not in self.taken]
                self.taken.update(item['ids'])
            if line.head and line.family:
                item['family'] = line.family
            made += item
        return made


def fill_bar(
    domain: ChronicleDomain,
    bar: ours.chronicle_filter,
    filtered: Iterable[tuple[Element, Filtered]],
    what: str,
    record_label: str = '',
) -> None:
    """Set the words of a filter bar, its choices, and on what it filters by what that is.

    :param what: what it filters, in words, with how many there are.
    :param record_label: what the record of a row is called, where the rows are items of a part.
    """
    bar['labels'] = labels_json(domain, what, record_label)
    bar['facets'] = set_facets(domain, filtered, bar['wanted'])


def counted_kinds(domain: ChronicleDomain, kinds: Iterable[str], number: int) -> str:
    """How many records there are, in words: of one kind by its name, else as records."""
    found = {*kinds}
    if len(found) != 1:
        return ngettext('%d record', '%d records', number) % number
    about = domain.registry.kinds[found.pop()].kind
    return f'{number} {within_line(domain.labels.text(about.label if number == 1 else about.plural))}'


def _said(line: Line, column: str | None) -> str:
    """The first words of a column of a line; empty where it has none."""
    return next((cell.items[0].title for cell in line.cells if cell.column == column and cell.items), '')


def _headings(node: Element) -> Iterator[str]:
    """The headings that a node is under, the nearest first."""
    return (one[0].astext() for one in around(node) if isinstance(one, nodes.section))


def _depth(node: Element) -> int:
    return sum(1 for _heading in _headings(node))
