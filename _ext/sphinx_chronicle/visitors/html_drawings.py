"""HTML visitors of drawings: charts, lineages and plots.

They are SVG without a scale, so that text is of one size at every width, and need no script. Readers of books may not show
them and get the list or the table that each is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, cast

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.writers.html5 import HTML5Translator

from ..doctree.builders import is_book
from ..doctree.i18n import _
from ..doctree.labels import date_pieces
from ..doctree.nodes import chronicle_cell, chronicle_stems
from . import chart, plot
from .html import scope
from .lineage import DOT, ROW, Lines


def visit_chart(self: HTML5Translator, node: Element) -> None:
    """Draw the chart, and list what has no date below it."""
    items = [child for child in node.children if isinstance(child, nodes.Element)]
    marks = [mark for mark in map(_chart_mark, items) if mark is not None]
    if is_book(self.builder) or not marks:
        self.visit_bullet_list(cast('nodes.bullet_list', node))
        return
    today = (float(node['today']), node['today_words']) if 'today' in node else None
    plain = '' if any(mark.lane for mark in marks) else ' chronicle-chart-plain'
    if 'overview' not in node:
        drawing, squeezed = chart.draw(marks, node['identifier'], _words(self), today)
        self.body.append(_open(self, node, f'chronicle-chart{plain}') + drawing)
    else:
        groups: dict[str, str] = node.get('groups', {})
        links = {words: f'#{anchor}' for words, anchor in groups.items()} | _pages_of_lanes(items)
        drawing, squeezed = chart.draw(marks, node['identifier'], _words(self), today, links=links)
        classes = f'chronicle-chart chronicle-overview{plain}'
        end = f'{node["identifier"]}-end'
        skip = _('Skip the chart')
        self.body.append(f'<a class="chronicle-skip" href="#{end}">{escape(skip)}</a>\n')
        self.body.append(_open(self, node, classes, **scope(self, node)) + drawing)
    _write_notes(self, _squeezed(squeezed))
    self.body.append('</div>\n')
    if 'overview' in node:
        self.body.append(f'<span id="{end}"></span>\n')
    undated = [child for child in items if 'start' not in child]
    if undated:
        self.body.append('<ul class="chronicle-list" role="list">')
        for child in undated:
            child.walkabout(self)
        self.body.append('</ul>\n')
    raise nodes.SkipNode


def depart_chart(self: HTML5Translator, node: Element) -> None:
    self.depart_bullet_list(cast('nodes.bullet_list', node))


def visit_lineage(self: HTML5Translator, node: Element) -> None:
    """Draw a row for each record and the lines between them."""
    if is_book(self.builder):
        self.visit_bullet_list(cast('nodes.bullet_list', node))
        return
    items = [child for child in node.children if isinstance(child, nodes.Element)]
    lines = Lines([item['parents'] for item in items])
    # The date is beside the lines that are in its order.
    columns = sorted(node['columns'], key='date'.__ne__)
    self.body.append(_open(self, node, 'chronicle-descent') + '<ol role="list">\n')
    if node['heads']:
        words = ''.join(f'<span class="chronicle-{column}">{escape(node["heads"].get(column, ""))}</span>' for column in columns)
        self.body.append(f'<li class="chronicle-lineage-heads" aria-hidden="true"><span></span>{words}</li>\n')
    for row, item in enumerate(items):
        family = f' data-family="{escape(item["family"])}"' if 'family' in item else ''
        kind = '' if item['listed'] else ' class="chronicle-lineage-other"'
        self.body.append(
            f'<li{kind}{family}><span><svg aria-hidden="true" width="{lines.width:g}" height="{ROW}">'
            f'<g transform="translate(0 {ROW // 2})">{lines.draw(row)}<circle cx="{lines.dot:g}" r="{DOT}"/></g></svg></span>'
        )
        cells = {cell['column']: cell for cell in item.findall(chronicle_cell)}
        for column in columns:
            self.body.append(f'<span class="chronicle-{column}">')
            for child in cells[column].children if column in cells else ():
                child.walkabout(self)
            self.body.append('</span>')
        for stems in item.findall(chronicle_stems):
            self.body.append(f'<span class="chronicle-lineage-unseen">{escape(stems.astext().removeprefix(" · "))}</span>')
        self.body.append('</li>\n')
    self.body.append('</ol>')
    _write_notes(self, [node['note']])
    if node['heads']:
        beside = _('Beside the names: %s.') % ', '.join(node['heads'].values())
        self.body.append(f'<p class="chronicle-lineage-unseen">{escape(beside)}</p>')
    self.body.append('</div>\n')
    raise nodes.SkipNode


depart_lineage = depart_chart


def visit_plot(self: HTML5Translator, node: Element) -> None:
    """Draw the plot; where nothing can be drawn its table is all there is."""
    marks = [mark for mark in map(_plot_mark, node.children[0].children) if mark is not None]
    if is_book(self.builder) or not marks:
        return
    drawing, squeezed = plot.draw(marks, f'{node["identifier"]}-label', node['ticks'], _words(self))
    self.body.append(
        _open(self, node, 'chronicle-plot')
        + f'<p class="chronicle-plot-label" id="{node["identifier"]}-label">{escape(node["label"])}</p>\n'
        + plot.legend(marks)
        + drawing
    )
    _write_notes(self, [*_squeezed(squeezed), *([node['note']] if 'note' in node else [])])
    self.body.append('</div>\n')
    raise nodes.SkipNode


def depart_plot(self: HTML5Translator, node: Element) -> None:
    """Close nothing: its table has closed itself."""


def _open(self: HTML5Translator, node: Element, classes: str, **more: Any) -> str:
    opened: str = self.starttag(node, 'div', CLASS=classes, role='group', **{'aria-label': node['caption'], **more})
    return opened


def _words(self: HTML5Translator) -> Callable[[str], str]:
    """Gives a date (EDTF) in the words of the language."""
    return lambda text: ''.join(piece.text for piece in date_pieces(text, self.config.language))


def _squeezed(names: Sequence[str]) -> list[str]:
    return [_('Not to scale: %s.') % ', '.join(names)] if names else []


def _write_notes(self: HTML5Translator, notes: Iterable[str]) -> None:
    words = ' '.join(notes)
    if words:
        self.body.append(f'\n<p class="chronicle-drawing-note">{escape(words)}</p>')


def _link_of(item: Element) -> tuple[str, str] | None:
    """Where an item leads whose reference is resolved by now, and the words of the link."""
    link = next(iter(item.findall(nodes.reference)), None)
    if link is None:
        return None
    return link['refuri'] if 'refuri' in link else f'#{link["refid"]}', link.astext()


def _dates(item: Element) -> tuple[float, float | None]:
    return float(item['start']), float(item['end']) if item['end'] else None


def _chart_mark(item: Element) -> chart.Mark | None:
    link = _link_of(item)
    if link is None or 'start' not in item:
        return None
    href, label = link
    return chart.Mark(
        f'#{item["here"]}' if 'here' in item else href, label, item['words'], item.get('family', ''), item['lane'], *_dates(item)
    )


def _pages_of_lanes(items: Iterable[Element]) -> dict[str, str]:
    """The page of each lane whose records are all on one."""
    pages: dict[str, set[str]] = {}
    for item in items:
        link = _link_of(item)
        if link is not None:
            pages.setdefault(item['lane'], set()).add(link[0].partition('#')[0])
    return {lane: address for lane, found in pages.items() if len(found) == 1 and lane for address in found if address}


def visit_jump(self: HTML5Translator, node: Element) -> None:
    """Write the links to the groups of a listing, with how many records each has."""
    links = ''.join(
        f'<li><a href="#{escape(anchor)}">{escape(heading)} <small>{number}</small></a></li>'
        for anchor, heading, number in node['groups']
    )
    self.body.append(f'<nav class="chronicle-jump" aria-label="{escape(node["label"])}"><ul role="list">{links}</ul></nav>\n')
    raise nodes.SkipNode


def _plot_mark(row: Node) -> plot.Mark | None:
    link = _link_of(row) if isinstance(row, nodes.Element) and 'low' in row else None
    if link is None:
        return None
    item = cast('Any', row)
    more = item.get('color', 0), item.get('group', ''), item.get('family', '')
    return plot.Mark(link[0], item['words'], *_dates(item), float(item['low']), float(item['high']), *more)
