"""The chart: time from left to right, a lane for each group, a mark for each record.

Places are percent of the width and heights are rows, whose height the style sheet says, so that nothing is scaled: text and
marks are of one size at every width. Marks that would hide each other have rows of their own, as long as there are some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Final, NamedTuple

from ..doctree.axes import CHARACTER, WIDE, Axis, Tick, time_axis

#: The length in CSS pixels that has room for labels in a chart without lanes, which shows them on phones too.
_PLAIN: Final = 312

#: Rows that a chart spends on labels, shared by its lanes, and how many more a lane has at most.
LABELED_ROWS: Final = 12
MORE_ROWS: Final = 8

#: Longest label, in characters.
LONGEST: Final = 40

#: In percent: the diameter of a dot, the least distance of two, and what is kept free beside a label.
_DOT: Final = 10 / WIDE * 100
_APART: Final = 4 / WIDE * 100
_GAP: Final = 5 / WIDE * 100


class Mark(NamedTuple):
    """A record on the chart.

    :ivar name: what a screen reader calls it.
    :ivar start: its first possible moment as a decimal year; `end` the last. An open end is `None`.
    """

    href: str
    label: str
    name: str
    family: str
    lane: str
    start: float
    end: float | None


@dataclass(slots=True)
class _Place:
    """Where a mark is drawn: from `x0` to `x1`, the same for a dot, in row `row` of its lane; `side` of its label, if any."""

    mark: Mark
    x0: float
    x1: float
    row: int = 0
    side: str = ''


@dataclass(slots=True)
class _Lane:
    name: str
    places: list[_Place] = field(default_factory=list)
    rows: int = 1


def draw(
    marks: Sequence[Mark],
    identifier: str,
    words: Callable[[str], str],
    today: tuple[float, str] | None = None,
    *,
    links: Mapping[str, str] | None = None,
) -> tuple[str, Sequence[str]]:
    """Draw the chart, and give the names of what is squeezed in it.

    :param identifier: of the grid, unique on its page.
    :param words: gives a date or an interval (EDTF) in the words of the language.
    :param today: the day of the build as a decimal year, and what it is called.
    :param links: addresses of what words of the axis and names of lanes are about, for a chart without names at its marks, of
        which each lane is one row.
    """
    moments = [moment for mark in marks for moment in (mark.start, mark.end) if moment is not None]
    axis = time_axis(moments, words, [today] if today else ())
    lanes = _lanes(marks, axis, rows=0 if links is not None else LABELED_ROWS, more=1 if links is not None else MORE_ROWS)
    ticks = ''.join(time_words(tick, links or {}) for tick in axis.ticks)
    if today:
        ticks += _today_words(axis.at(today[0]), today[1])
    hidden = '' if links else ' aria-hidden="true"'
    parts = [
        f'<svg class="chronicle-axis"{hidden} width="100%" height="1em">{ticks}</svg>',
        grid(axis, identifier, axis.at(today[0]) if today else None),
        '<ol role="list">',
    ]
    parts += [_lane(lane, identifier, (links or {}).get(lane.name, '')) for lane in lanes]
    parts.append('</ol>')
    return '\n'.join(parts), axis.squeezed


def time_words(tick: Tick, links: Mapping[str, str] = MappingProxyType({})) -> str:
    """The words of a tick above a drawing, beside its line; a link where they are those of one."""
    if not tick.words:
        return ''
    minor = '' if tick.is_major else ' class="chronicle-chart-minor"'
    where = f'x="{tick.place:g}%" dx="4" y="70%"'
    words = escape(tick.words)
    if tick.words not in links:
        return f'<text{minor} {where}>{words}</text>'
    # Where there is no room for the words, the link goes with them.
    return f'<a{minor} href="{escape(links[tick.words])}"><text {where}>{words}</text></a>'


def _today_words(place: float, words: str) -> str:
    side = ' dx="-4" text-anchor="end"' if place > 90 else ' dx="4"'
    return f'<text class="chronicle-chart-today" x="{place:g}%"{side} y="70%">{escape(words)}</text>'


def grid(axis: Axis, identifier: str, today: float | None = None) -> str:
    """The lines of the ticks, which each lane uses; what squeezed time ends at is dashed, and where time begins no line is."""
    lines = [(tick.place, ' class="chronicle-chart-break"' if tick.is_break else '') for tick in axis.ticks if tick.place > 0]
    if today is not None:
        lines.append((today, ' class="chronicle-chart-today"'))
    made = ''.join(f'<line{kind} x1="{place:g}%" x2="{place:g}%" y2="100%"/>' for place, kind in lines)
    return f'<svg class="chronicle-chart-hidden" aria-hidden="true"><symbol id="{identifier}-grid">{made}</symbol></svg>'


def _lanes(marks: Sequence[Mark], axis: Axis, *, rows: int, more: int) -> list[_Lane]:
    """The lanes in the order of their first marks, each with its marks in rows."""
    lanes: dict[str, _Lane] = {}
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.href)):
        lane = lanes.setdefault(mark.lane, _Lane(mark.lane))
        x0, x1 = axis.at(mark.start), 100.0 if mark.end is None else axis.at(mark.end)
        if mark.end is None:
            x0 = min(x0, 100 - _DOT)
        elif x1 - x0 < _DOT:
            x0 = x1 = (x0 + x1) / 2
        lane.places.append(_Place(mark, x0, x1))
    for lane in lanes.values():
        _stack(lane, max(rows // len(lanes), 1) if rows else 0, more, WIDE if lane.name else _PLAIN)
    return list(lanes.values())


def _stack(lane: _Lane, labeled: int, more: int, length: int) -> None:
    """Put each mark into the first row where nothing hides it, with its label if one of the first rows has room for that.

    Marks come in the order in which they begin, so that of each row no more is to be known than where it ends.

    :param labeled: how many rows may have labels, on a drawing of a `length` in CSS pixels, and how many `more` may have none.
    """
    ends, least = [-100.0], [0.0]
    for place in sorted(lane.places, key=lambda place: place.x0):
        half = _DOT / 2 if place.x0 == place.x1 else 0
        low, high = place.x0 - half, place.x1 + half
        width = len(short(place.mark.label)) * CHARACTER / length * 100 + 2 * _GAP
        for row in range(min(len(ends) + 1, labeled)):
            end = ends[row] if row < len(ends) else -100.0
            if low >= end + _GAP and high + width <= 101:
                place.row, place.side = row, 'right'
                break
            if low - width >= max(end + _GAP, 0):
                place.row, place.side = row, 'left'
                break
        else:
            rows = range(labeled + more)
            free = (row for row in rows if row >= len(ends) or place.x0 >= ends[row] + least[row])
            row = next(free, -1)
            place.row = row if row >= 0 else min(rows[labeled:], key=ends.__getitem__)
        if place.row == len(ends):
            ends.append(-100.0)
            least.append(0.0)
        if high >= ends[place.row]:
            # Dots may cover each other in part, but no label.
            is_dot = half and place.side != 'right'
            ends[place.row], least[place.row] = high + (width if place.side == 'right' else 0), _APART - half if is_dot else half
    lane.rows = len(ends)


def short(label: str) -> str:
    """A label, without its end where it is a long one; its link has the whole name."""
    return label if len(label) <= LONGEST else f'{label[: LONGEST - 1].rstrip()}…'


def _lane(lane: _Lane, identifier: str, href: str = '') -> str:
    """A lane: its name, and its marks as links."""
    words = f'<a href="{escape(href)}">{escape(lane.name)}</a>' if href else escape(lane.name)
    name = f'<span class="chronicle-lane">{words}</span>' if lane.name else ''
    label = f' role="group" aria-label="{escape(lane.name)}"' if lane.name else ''
    marks = '\n'.join(_mark(place, lane.rows) for place in lane.places)
    return (
        f'<li>{name}<svg class="chronicle-track"{label} width="100%" height="{lane.rows}em">'
        f'<use href="#{identifier}-grid" width="100%" height="100%"/>\n{marks}</svg></li>'
    )


def _mark(place: _Place, rows: int) -> str:
    mark, y = place.mark, f'{(place.row + 0.5) / rows * 100:.4g}%'
    if place.x0 == place.x1:
        shape = f'<circle cx="{place.x0:.4g}%" cy="{y}" r="5"/>'
    else:
        # Its ends are round, so that it is a dot where it would be shorter than one.
        going, inset = (' class="chronicle-chart-going"', 0.0) if mark.end is None else ('', _DOT / 2)
        way = f'x1="{place.x0 + inset:.4g}%" x2="{place.x1 - inset:.4g}%" y1="{y}" y2="{y}"'
        shape = f'<g{going}><line class="chronicle-chart-ring" {way}/><line {way}/></g>'
    label = ''
    if place.side:
        gap = 9 if place.x0 == place.x1 else 5
        x, dx, anchor = (place.x0, -gap, ' text-anchor="end"') if place.side == 'left' else (place.x1, gap, '')
        label = f'<text x="{x:.4g}%" y="{y}" dx="{dx}" dy="4"{anchor}>{escape(short(mark.label))}</text>'
    return link(mark.href, mark.name, shape + label, mark.family)


def link(href: str, name: str, drawn: str, family: str = '', more: str = '') -> str:
    """A mark of a drawing: what is drawn as a link with a name."""
    title = f'<title class="nohighlight">{escape(name)}</title>'
    return f'<a href="{escape(href)}" aria-label="{escape(name)}"{family_data(family)}{more}>{title}{drawn}</a>'


def family_data(family: str) -> str:
    """The attribute that gives something the color of a family; empty without one."""
    return f' data-family="{escape(family)}"' if family else ''
