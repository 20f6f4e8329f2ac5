"""The plot: time from left to right and a quantity from below, a mark for each row.

As in the chart, places are percent and nothing is scaled. What is known less precisely than a mark is wide has a whisker.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final, NamedTuple

from ..doctree.axes import quantity_axis, time_axis
from .chart import family_data, link, time_words

#: Height of the drawing in CSS pixels.
HEIGHT: Final = 320

#: The shape of each color, so that color is not all that tells them apart; the later ones are open.
_SHAPES: Final = (
    'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z',
    'M-4.5-4.5h9v9h-9z',
    'M0-6L6 0L0 6L-6 0z',
    'M0-5.5L5.5 4.5h-11z',
    'M0 5.5L5.5-4.5h-11z',
)


class Mark(NamedTuple):
    """A row of the plot.

    :ivar start: with `end` its date as decimal years; an open end is `None`.
    :ivar color: the number of its color, from 1; 0 where there are no colors.
    """

    href: str
    name: str
    start: float
    end: float | None
    low: float
    high: float
    color: int = 0
    group: str = ''
    family: str = ''


def shape(color: int) -> str:
    """The shape of a color, from 1."""
    number = max(color - 1, 0)
    kind = ' class="chronicle-chart-open"' if number >= len(_SHAPES) else ''
    return f'<path{kind} d="{_SHAPES[number % len(_SHAPES)]}"/>'


def draw(marks: Sequence[Mark], identifier: str, ticks: Sequence[str], words: Callable[[str], str]) -> tuple[str, Sequence[str]]:
    """Draw the plot, and give the names of what is squeezed in it.

    :param ticks: what the ticks of the quantities are called.
    :param words: gives a date or an interval (EDTF) in the words of the language.
    """
    times = time_axis((moment for mark in marks for moment in (mark.start, mark.end) if moment is not None), words)
    quantities, _values = quantity_axis([number for mark in marks for number in (mark.low, mark.high)])
    heights = [100 - tick.place for tick in quantities.ticks]
    names = ''.join(
        f'<text x="100%" dx="-8" dy="4" y="{y:g}%" text-anchor="end">{escape(name)}</text>'
        for y, name in zip(heights, ticks, strict=True)
    )
    lines = ''.join(f'<line y1="{y:g}%" y2="{y:g}%" x2="100%"/>' for y in heights)
    breaks = {True: ' class="chronicle-chart-break"', False: ''}
    lines += ''.join(
        f'<line{breaks[tick.is_break]} x1="{tick.place:g}%" x2="{tick.place:g}%" y2="100%"/>' for tick in times.ticks
    )
    families, drawn = _families(marks), []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.low, mark.href)):
        # What is still going has a figure of when it began.
        x0, x1 = times.at(mark.start), times.at(mark.start if mark.end is None else mark.end)
        y0, y1 = 100 - quantities.at(mark.low), 100 - quantities.at(mark.high)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        whiskers = f'<line x1="{x0:.4g}%" x2="{x1:.4g}%" y1="{y:.4g}%" y2="{y:.4g}%"/>' if x1 - x0 > 1 else ''
        whiskers += f'<line x1="{x:.4g}%" x2="{x:.4g}%" y1="{y0:.4g}%" y2="{y1:.4g}%"/>' if y0 - y1 > 1 else ''
        point = f'{whiskers}<svg class="chronicle-chart-point" x="{x:.4g}%" y="{y:.4g}%">{shape(mark.color)}</svg>'
        hue = f' data-hue="{mark.color}"' if mark.color else ''
        drawn.append(link(mark.href, mark.name, point, families.get(mark.color, mark.family), hue))
    return (
        '<div class="chronicle-plot-field">'
        f'<svg class="chronicle-axis" aria-hidden="true" width="100%" height="{HEIGHT}">{names}</svg>'
        f'<svg class="chronicle-track" role="group" aria-labelledby="{identifier}" width="100%" height="{HEIGHT}">'
        f'<g class="chronicle-chart-lines">{lines}</g>\n' + '\n'.join(drawn) + '</svg>'
        '<svg class="chronicle-axis chronicle-chart-times" aria-hidden="true" width="100%" height="20">'
        f'{"".join(time_words(tick) for tick in times.ticks)}</svg></div>'
    ), times.squeezed


def legend(marks: Sequence[Mark]) -> str:
    """The colors with their names, in order; empty where there are none."""
    found, families = {mark.color: mark for mark in marks if mark.color}, _families(marks)
    items = [
        f'<li data-hue="{color}"{family_data(families[color])}><svg aria-hidden="true" width="12" height="12"'
        f' viewBox="-6.5 -6.5 13 13">{shape(color)}</svg>{escape(mark.group)}</li>'
        for color, mark in sorted(found.items())
    ]
    return f'<ul class="chronicle-legend" role="list">{"".join(items)}</ul>\n' if items else ''


def _families(marks: Sequence[Mark]) -> dict[int, str]:
    """The family of each color, empty where not all that have it are of one: then the color is that of the legend alone."""
    found: dict[int, set[str]] = {}
    for mark in marks:
        if mark.color:
            found.setdefault(mark.color, set()).add(mark.family)
    return {color: next(iter(families)) if len(families) == 1 else '' for color, families in found.items()}
