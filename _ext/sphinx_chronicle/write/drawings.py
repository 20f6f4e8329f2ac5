"""Nodes of drawings: charts, lineages and plots. Each is a list or a table for builders that draw nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from docutils import nodes
from docutils.nodes import Element

from ..doctree import nodes as ours
from ..doctree.axes import quantity_axis
from ..doctree.i18n import _, ngettext, within_line
from ..records.columns import NO_LANES, Listing
from ..records.core import FAMILY
from ..records.fields import Type
from ..records.words import anchor, anchors, identity, spelled
from ..view.drawings import Mark
from ..view.listing import Line, ListingView
from .heads import HeadMaker

#: Most colors of a plot; what would need one more shares the last.
MOST_COLORS: Final = 9


class DrawingMaker(HeadMaker):
    """Makes the nodes of drawings."""

    def chart(self, listing: Listing, view: ListingView, lines: Sequence[Line], heading: str, node: Element) -> Element:
        """Records on a chart: a list whose items carry what the drawing needs."""
        title = _('Chart of %s') % heading if heading else listing.caption or _('Chart of the records by date')
        made = self._drawing(ours.chronicle_chart, title, node)
        if view.today is not None:
            made['today'], made['today_words'] = f'{view.today:.6f}', _('today')
        groups = _groups(lines)
        has_lanes = listing.drawing.lanes != NO_LANES and any(called for called, _words in groups.values())
        for line in lines:
            sentence = self.sentence(line, node)
            mark = line.mark or Mark()
            called, words = groups[identity(mark.group)]
            lane = (words or _('Other')) if has_lanes else ''
            item = ours.chronicle_mark('', sentence, lane=lane, words=sentence.astext())
            if listing.drawing.lanes == FAMILY.name and called:
                item['family'] = called
            _set_dates(item, mark)
            made += item
        return made

    def lineage(self, listing: Listing, view: ListingView, lines: Sequence[Line], heading: str, node: Element) -> Element:
        """Records in order of date, with what each comes from: a list whose items carry what the lines need."""
        relation = listing.drawing.relation
        label = self.domain.labels.relation(relation) if relation else ''
        title = _('Lineage of %s') % heading if heading else listing.caption or _('Lineage of the records')
        made = self._drawing(ours.chronicle_lineage, title, node)
        outside = any(line.mark and not line.mark.is_listed for line in lines)
        words = _('Each arrow leads from what a record has under “%s” to the record.') % label
        made['note'] = ' '.join([*[_('Open dots are related records that are not in this list.')] * outside, words])
        made['heads'] = {name: self.domain.labels.field(name) for name in view.columns if name not in {'date', 'title'}}
        made['columns'] = list(view.columns)
        numbers = {line.record: number for number, line in enumerate(lines)}
        for line in lines:
            mark = line.mark or Mark()
            sentence = self.sentence(line, node)
            if mark.stems:
                stems = self.maker(node).inline(ours.chronicle_stems, nodes.Text(f' · {within_line(label)}: '))
                stems += self.items(mark.stems, node)
                sentence += stems
            parents = [numbers[key] for key in mark.parents if key in numbers]
            item = ours.chronicle_mark('', sentence, parents=parents, listed=mark.is_listed)
            if mark.group:
                item['family'] = anchor(mark.group)
            made += item
        return made

    def plot(self, listing: Listing, lines: Sequence[Line], table: Element, heading: str, node: Element) -> Element:
        """Quantities over time: the table of them, whose rows carry what the drawing needs."""
        drawing = listing.drawing
        found = self.domain.registry.field(drawing.y, listing.selection.kind)
        label = self.domain.labels.field(drawing.y, listing.selection.kind)
        words = {'what': label, 'of': heading or listing.caption}
        title = _('%(what)s over time: %(of)s') % words if words['of'] else _('%s over time') % label
        made = self._drawing(ours.chronicle_plot, title, node)
        made += table
        groups = _groups(lines)
        colors = _colors(identity(line.mark.group) for line in lines if line.mark and _is_drawn(line.mark))
        rows = [row for row in table.children if isinstance(row, nodes.Element)]
        numbers: list[float] = []
        for line, row in zip(lines, rows, strict=True):
            mark = line.mark or Mark()
            if not _is_drawn(mark):
                continue
            assert mark.low is not None
            assert mark.high is not None
            same = identity(mark.group)
            called, group = groups[same]
            _set_dates(row, mark)
            row['low'], row['high'] = f'{mark.low:.10g}', f'{mark.high:.10g}'
            row['words'] = ' · '.join(self.words(cell.items, node) for cell in line.cells if cell.items)
            if drawing.color:
                row['color'] = colors[same]
                row['group'] = group if colors[same] < MOST_COLORS and group else _('Other')
                if drawing.color == FAMILY.name and called:
                    row['family'] = called
            numbers += [mark.low, mark.high]
        if numbers:
            _axis, ticks = quantity_axis(numbers)
            assert found is not None
            assert isinstance(found.type, Type)
            made['ticks'] = [found.type.limit(f'{Decimal(f"{tick:.10g}"):f}', self.domain.labels.language) for tick in ticks]
        made['label'] = label
        missing = len(lines) - len(numbers) // 2
        if missing:
            made['note'] = (
                ngettext('%d without a date or a value is not shown.', '%d without a date or a value are not shown.', missing)
                % missing
            )
        return made

    def words(self, items: Iterable[Any], node: Element) -> str:
        """Items as they are read."""
        return ''.join(one.astext() for one in self.items([*items], node))

    def sentence(self, line: Line, node: Element) -> Element:
        """The cells of a line, joined by dots."""
        head = self.maker(node).node(ours.chronicle_line)
        for cell in line.cells:
            if not cell.items:
                continue
            if len(head):
                head += nodes.Text(' · ')
            head += self.maker(node).inline(ours.chronicle_cell, *self.items(cell.items, node), column=cell.column)
        return head

    def _drawing(self, make: type[Element], title: str, node: Element) -> Element:
        identifier = f'drawing-{node["number"]}'
        return self.maker(node).node(make, identifier=identifier, caption=title, bullet='-')


def _is_drawn(mark: Mark) -> bool:
    return mark.start is not None and mark.low is not None


def _set_dates(item: Element, mark: Mark) -> None:
    if mark.start is not None:
        item['start'] = f'{mark.start:.6f}'
        item['end'] = '' if mark.end is None else f'{mark.end:.6f}'


def _groups(lines: Iterable[Line]) -> dict[str, tuple[str, str]]:
    """What the groups of marks are called in style sheets, and for readers, by what words are compared by."""
    marks = [line.mark for line in lines if line.mark and line.mark.group]
    called = anchors(mark.group for mark in marks)
    shown = spelled(mark.group for mark in marks)
    words = {mark.group: mark.words for mark in marks}
    return {'': ('', ''), **{same: (called[same], words[shown[same]]) for same in shown}}


def _colors(groups: Iterable[str]) -> dict[str, int]:
    """The number of the color of each group, from 1 in the order of their first marks; those with the fewest share the last."""
    counts = Counter(groups)
    named = [same for same in counts if same]
    if len(named) + ('' in counts) > MOST_COLORS:
        most = {same for same, _count in Counter({same: counts[same] for same in named}).most_common(MOST_COLORS - 1)}
        named = [same for same in named if same in most]
    numbers = {same: number for number, same in enumerate(named, 1)}
    return {same: numbers.get(same, MOST_COLORS) for same in counts}
