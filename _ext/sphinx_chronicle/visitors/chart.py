"""The chart: time from left to right, a lane for each family, a mark for each entry, arrows for descent.

Drawn as one static SVG at build time. All sizes are in CSS pixels; one unit of the drawing is one pixel. Marks that would
collide are stacked, so lanes grow with what they hold; where a lane would grow too tall, the labels of the marks that do
not fit are left out, and their links keep their names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import count
from math import floor
from typing import NamedTuple

#: Width of the drawing, as wide as a page's text, and what is kept free at its sides. At the end arrows need room to turn.
WIDTH = 736
MARGIN = 10
END_MARGIN = 40

#: Height of a row of marks and of the axis at the top, and what is kept free above the rows of a lane and below them.
ROW = 22
AXIS = 26
PADDING = 5

#: Rows of a lane in which marks still get labels.
LABELED_ROWS = 12

#: A span shorter than this, in years, is drawn as a point.
POINT = 0.16

#: How far an arrow keeps from the marks that it passes.
CLEARANCE = 9

_RADIUS = 5
_CHARACTER = 6.3
_BOLD_CHARACTER = 8.2
_GAP = 6

#: What a number of the axis takes at least.
_WIDTH_OF_YEAR = 36


class Mark(NamedTuple):
    """An entry on the chart.

    :ivar start: its first possible moment as a decimal year; `end` the last. An open end is `None`.
    :ivar parents: keys of the entries it derives from.
    :ivar name: what a screen reader calls it.
    """

    key: str
    href: str
    label: str
    name: str
    family: str
    lane: str
    start: float
    end: float | None
    parents: tuple[str, ...] = ()


@dataclass(slots=True)
class _Place:
    """Where a mark is drawn: `x0` to `x1`, the same for a point, in row `row` of its lane; `side` of its `label`."""

    mark: Mark
    x0: float
    x1: float
    label: str = ''
    row: int = 0
    side: str = 'right'
    labeled: bool = True
    y: float = 0.0


@dataclass(slots=True)
class _Lane:
    name: str
    family: str
    places: list[_Place] = field(default_factory=list)
    rows: int = 0
    top: float = 0.0


def draw(
    marks: Sequence[Mark], *, identifier: str, title: str, description: str, other: str, year_words: Callable[[int], str] = str
) -> str:
    """Draw the chart.

    :param identifier: prefix of the ids in the drawing, unique on its page.
    :param title: what the chart is, for assistive technology; `description` says what can be learned from it.
    :param other: heading of the lane of entries without a family.
    :param year_words: a year, counted astronomically, as the language writes it.
    """
    first = floor(min(mark.start for mark in marks))
    last = floor(max(mark.end if mark.end is not None else mark.start for mark in marks)) + 1
    scale = (WIDTH - MARGIN - END_MARGIN) / (last - first)
    lanes = _lanes(marks, first, last, scale, other)
    height = AXIS
    for lane in lanes:
        lane.top = height
        for place in lane.places:
            place.y = lane.top + PADDING + place.row * ROW + ROW / 2
        height += lane.rows * ROW + 2 * PADDING
    places = {place.mark.key: place for lane in lanes for place in lane.places}
    parts = [
        (
            f'<svg class="chronicle-chart-drawing" role="group" aria-labelledby="{identifier}-title {identifier}-description"'
            f' viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}">'
        ),
        # Words that were searched for are highlighted on the page; a script can do that only to what is drawn.
        f'<title class="nohighlight" id="{identifier}-title">{escape(title)}</title>',
        f'<desc class="nohighlight" id="{identifier}-description">{escape(description)}</desc>',
        (
            f'<defs><marker id="{identifier}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6"'
            ' orient="auto"><path class="chronicle-chart-head" d="M0 0L8 4L0 8z"/></marker></defs>'
        ),
        _grid(first, last, scale, height, year_words),
        _arrows(places, identifier),
    ]
    parts += [_lane(lane) for lane in lanes]
    parts.append('</svg>')
    return '\n'.join(parts)


def _lanes(marks: Sequence[Mark], first: int, last: int, scale: float, other: str) -> list[_Lane]:
    """The lanes in the order of their first marks, each with its marks in rows."""
    lanes: dict[str, _Lane] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.key)):
        lane = lanes.setdefault(mark.family, _Lane(mark.lane or other, mark.family))
        end = last if mark.end is None else mark.end
        if end - mark.start < POINT:
            x0 = x1 = MARGIN + ((mark.start + end) / 2 - first) * scale
        else:
            x0, x1 = MARGIN + (mark.start - first) * scale, MARGIN + (end - first) * scale
        lane.places.append(_Place(mark, x0, x1))
    for lane in lanes.values():
        _stack(lane)
    return list(lanes.values())


def _stack(lane: _Lane) -> None:
    """Put each mark into the first row where it and its label touch nothing; the lane's name is at the head of the first."""
    rows: list[list[tuple[float, float]]] = [[(0.0, MARGIN + len(lane.name) * _BOLD_CHARACTER)]]
    for place in lane.places:
        place.side = _side(place)
        place.label = _label(place)
        for labeled in (True, False):
            low, high = _extent(place, labeled=labeled)
            row = next((n for n, taken in enumerate(rows) if all(high < a or low > b for a, b in taken)), len(rows))
            if labeled and row >= LABELED_ROWS:
                continue
            if row == len(rows):
                rows.append([])
            rows[row].append((low, high))
            place.row, place.labeled = row, labeled
            break
    lane.rows = len(rows)


def _side(place: _Place) -> str:
    """Where the label is: toward the middle of the chart, or above a bar that leaves room at neither end."""
    width = len(place.mark.label) * _CHARACTER + _GAP + _RADIUS
    if place.x0 > WIDTH * 0.55 or (place.x1 + width > WIDTH and place.x0 - width > 0):
        return 'left'
    return 'right' if place.x1 + width <= WIDTH else 'above'


def _label(place: _Place) -> str:
    """The label, without its end where the drawing is too narrow for it; its link has the whole name."""
    room = {'left': place.x0 - _GAP, 'right': WIDTH - place.x1 - _GAP, 'above': WIDTH - place.x0}[place.side]
    longest = int((room - _RADIUS) / _CHARACTER)
    label = place.mark.label
    return label if len(label) <= longest else f'{label[: max(longest - 1, 1)].rstrip()}…'


def _extent(place: _Place, *, labeled: bool) -> tuple[float, float]:
    """The stretch of its row that a mark takes, with the gap around it."""
    low, high = place.x0 - _RADIUS - _GAP / 2, place.x1 + _RADIUS + _GAP / 2
    if labeled:
        width = len(place.label) * _CHARACTER + _GAP
        if place.side == 'above':
            return low, max(high, low + width)
        return (low - width, high) if place.side == 'left' else (low, high + width)
    return low, high


def _grid(first: int, last: int, scale: float, height: float, year_words: Callable[[int], str]) -> str:
    """A line and a number for each year, or for round ones where numbers would touch."""
    wide = max(_WIDTH_OF_YEAR, len(year_words(first)) * _CHARACTER + _GAP)
    step = next(size * 10**zeros for zeros in count() for size in (1, 2, 5) if size * 10**zeros * scale >= wide)
    lines = ['<g class="chronicle-chart-grid" aria-hidden="true">']
    for year in range(first, last + 1):
        # There is no year zero: 1 BC, which is year 0 here, comes before 1.
        if (year if year > 0 else 1 - year) % step == 0:
            x = MARGIN + (year - first) * scale
            lines.append(f'<path d="M{x:.1f} {AXIS - 6}V{height:.0f}"/>')
            if year < last:
                lines.append(f'<text x="{x + 4:.1f}" y="14">{escape(year_words(year))}</text>')
    lines.append('</g>')
    return '\n'.join(lines)


def _arrows(places: dict[str, _Place], identifier: str) -> str:
    """A line from each parent to what was derived from it."""
    lines = ['<g class="chronicle-chart-arrows" aria-hidden="true">']
    ends = _Ends(list(places.values()))
    for place in places.values():
        for parent in place.mark.parents:
            origin = places.get(parent)
            if origin is not None:
                lines.append(f'<path marker-end="url(#{identifier}-arrow)" d="{_curve(origin, place, ends)}"/>')
    lines.append('</g>')
    return '\n'.join(lines)


def _curve(origin: _Place, place: _Place, ends: _Ends) -> str:
    """The way from a parent to a child. It runs where no labels are."""
    if place.side == 'right':
        # The label is behind the mark, so the line comes from before it.
        x0, x1 = min(origin.x1, place.x0), place.x0 - _RADIUS
        bend = max((x1 - x0) / 2, 14)
        return f'M{x0:.1f} {origin.y:.1f}C{x0 + bend:.1f} {origin.y:.1f} {x1 - bend:.1f} {place.y:.1f} {x1:.1f} {place.y:.1f}'
    if origin.side != 'left':
        # From above or below, between the label of the parent and that of the child; from a bar when the child begins.
        sign = 1 if place.y > origin.y else -1
        x1, y1 = (place.x0 + place.x1) / 2, place.y - sign * _RADIUS
        x0, y0 = min(origin.x1, x1), origin.y + sign * _RADIUS
        bend = (y1 - y0) / 2
        return f'M{x0:.1f} {y0:.1f}C{x0:.1f} {y0 + bend:.1f} {x1:.1f} {y1 - bend:.1f} {x1:.1f} {y1:.1f}'
    # Around the ends of all marks between the two: their labels are on the other side.
    x0, x1 = origin.x1, place.x1 + _RADIUS
    farthest = min(ends.farthest(origin.y, place.y) + CLEARANCE, WIDTH - 2)
    # A curve whose two handles stand at the same x comes within an eighth of each end of it.
    handle = (farthest - (x0 + x1) / 8) / 0.75
    return f'M{x0:.1f} {origin.y:.1f}C{handle:.1f} {origin.y:.1f} {handle:.1f} {place.y:.1f} {x1:.1f} {place.y:.1f}'


class _Ends:
    """Answers how far to the end the marks between two rows reach, from the largest of each 1, 2, 4, … rows."""

    def __init__(self, places: Sequence[_Place]) -> None:
        by_row: dict[float, float] = {}
        for place in places:
            by_row[place.y] = max(by_row.get(place.y, 0.0), place.x1 + _RADIUS)
        self.rows = sorted(by_row)
        self.largest = [[by_row[y] for y in self.rows]]
        width = 1
        while 2 * width <= len(self.rows):
            before = self.largest[-1]
            self.largest.append([max(before[n], before[n + width]) for n in range(len(before) - width)])
            width *= 2

    def farthest(self, one: float, other: float) -> float:
        """The largest end in the rows from one to the other, both included."""
        low, high = sorted((bisect_left(self.rows, one), bisect_left(self.rows, other)))
        level = (high - low + 1).bit_length() - 1
        return max(self.largest[level][low], self.largest[level][high + 1 - (1 << level)])


def _lane(lane: _Lane) -> str:
    """A lane: its name, and its marks as a list of links."""
    parts = [
        f'<g class="chronicle-chart-lane" data-family="{escape(lane.family)}">',
        f'<path class="chronicle-chart-rule" d="M0 {lane.top:.0f}H{WIDTH}"/>',
        f'<text class="chronicle-chart-name" x="{MARGIN}" y="{lane.top + PADDING + ROW / 2 + 4:.0f}">{escape(lane.name)}</text>',
        f'<g role="list" aria-label="{escape(lane.name)}">',
    ]
    parts += [_mark(place) for place in lane.places]
    parts.append('</g></g>')
    return '\n'.join(parts)


def _mark(place: _Place) -> str:
    mark, y = place.mark, place.y
    above = place.labeled and place.side == 'above'
    if place.x0 == place.x1:
        shape = f'<circle cx="{place.x0:.1f}" cy="{y:.1f}" r="{_RADIUS}"/>'
    else:
        # A label above leaves the bar the lower part of the row.
        top, thickness = (y + 4, 4) if above else (y - 4, 8)
        width = max(place.x1 - place.x0, 2)
        shape = f'<rect x="{place.x0:.1f}" y="{top:.1f}" width="{width:.1f}" height="{thickness}" rx="{thickness / 2:.0f}"/>'
    label = ''
    if place.labeled:
        x = {'left': place.x0 - _RADIUS - 4, 'right': place.x1 + _RADIUS + 4, 'above': place.x0}[place.side]
        anchor = ' text-anchor="end"' if place.side == 'left' else ''
        label = f'<text x="{x:.1f}" y="{y + (1 if above else 4):.1f}"{anchor}>{escape(place.label)}</text>'
    # The area that can be hit is as large as a finger needs, whatever is drawn.
    low, high = _extent(place, labeled=place.labeled)
    target = f'<rect class="chronicle-chart-target" x="{low:.1f}" y="{y - ROW / 2:.1f}" width="{high - low:.1f}" height="{ROW}"/>'
    return (
        f'<g role="listitem"><a href="{escape(mark.href)}" aria-label="{escape(mark.name)}">'
        f'<title class="nohighlight">{escape(mark.name)}</title>{target}{shape}{label}</a></g>'
    )
