"""The axes of drawings: where a moment or a quantity is, in percent of the length, and which round ones are named.

Times are decimal years, counted astronomically: 2025.5 is the middle of 2025, and 0 is 1 BC.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import isleap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil, floor, log10
from typing import Final, NamedTuple

#: Lengths in CSS pixels that drawings are made for: with names and labels, and on a phone.
WIDE: Final = 440
NARROW: Final = 210

#: What a character of the small print takes, in CSS pixels, and what is kept free beside words.
CHARACTER: Final = 6.5
GAP: Final = 10

#: Percent of the length that a squeezed stretch gets, and how many there are at most.
SQUEEZED: Final = 11.0
MOST_SQUEEZED: Final = 3

#: Stretches that stay as they are, at least, where others are squeezed: with fewer, no stretch is a long one.
_ENOUGH: Final = 5

#: What is drawn beyond the first and the last moment to begin and end with a round one, in parts of the whole.
_ROUNDED: Final = 0.12

_FIRST_YEAR, _LAST_YEAR = -9999, 9999
_DAYS: Final = (*accumulate((0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30)),)

#: Steps from tick to tick: a unit, and how many of it.
_STEPS: Final = (
    ('day', 1), ('day', 2), ('day', 5), ('day', 10), ('month', 1), ('month', 3), ('month', 6),
    *(('year', size * 10**zeros) for zeros in range(5) for size in (1, 2, 5)),
)  # fmt: skip
_LENGTH: Final = {'day': 1 / 365.2425, 'month': 1 / 12, 'year': 1.0}

#: Years, months and days from 1 on; a unit that is not told apart is 1.
_Day = tuple[int, int, int]
_Step = tuple[str, int]
#: The begin and the end of a squeezed stretch, and its first and last unit as an interval.
_Squeezed = tuple[float, float, str]


class Tick(NamedTuple):
    """A named moment or quantity, at `place` percent; one that is not `major` has no room for its words on a phone.

    `is_break` tells that a squeezed stretch ends here.
    """

    place: float
    words: str
    is_major: bool = True
    is_break: bool = False


@dataclass(frozen=True)
class Axis:
    """An axis.

    :ivar knots: values and their places, in percent, in rising order; what is between two is in proportion.
    :ivar squeezed: what the squeezed stretches are called.
    """

    knots: Sequence[tuple[float, float]]
    ticks: Sequence[Tick]
    squeezed: Sequence[str] = ()

    def at(self, value: float) -> float:
        """Where a value is, in percent; one beyond an end is at that end."""
        values = [knot for knot, _place in self.knots]
        right = min(max(bisect_left(values, value), 1), len(values) - 1)
        (v0, p0), (v1, p1) = self.knots[right - 1], self.knots[right]
        return round(p0 + (p1 - p0) * min(max((value - v0) / (v1 - v0), 0.0), 1.0), 3)


# -- time --------------------------------------------------------------------------------------------------------------


def time_axis(moments: Iterable[float], words: Callable[[str], str], named: Sequence[tuple[float, str]] = ()) -> Axis:
    """An axis for dates, on which long stretches without one are squeezed.

    :param moments: when something begins or ends; at least one.
    :param words: gives a date or an interval (EDTF) in the words of the language.
    :param named: moments that have names of their own, beside which ticks leave room.
    """
    points = sorted({min(max(moment, _FIRST_YEAR), _LAST_YEAR + 1.0) for moment in moments})
    first, last = points[0], points[-1]
    if last - first < 2 / 365:
        first, last = float(floor(first)), floor(first) + 1.0
    gaps = _long_gaps(points)
    for step in _STEPS:
        ends = _rounded_ends(first, last, gaps, step)
        squeezed = _snapped(gaps, step, ends[0])
        axis = Axis(_knots(*ends, squeezed), ())
        if _has_room(axis, step, squeezed, words, WIDE):
            break
    coarse = next((one for one in _coarser(step) if _has_room(axis, one, squeezed, words, NARROW)), _STEPS[-1])
    ticks, names = _ticks(axis, step, coarse, squeezed, words, named)
    return Axis(axis.knots, ticks, names)


def _long_gaps(points: Sequence[float]) -> list[tuple[float, float]]:
    """The stretches that are longer than all shorter ones together, in order."""
    gaps = sorted(pairwise(points), key=lambda gap: gap[0] - gap[1])
    rest = points[-1] - points[0]
    found: list[tuple[float, float]] = []
    for number, (a, b) in enumerate(gaps[:MOST_SQUEEZED]):
        rest -= b - a
        if len(gaps) - number - 1 < _ENOUGH or b - a <= rest:
            break
        found.append((a, b))
    return sorted(found)


def _has_room(axis: Axis, step: _Step, squeezed: Sequence[_Squeezed], words: Callable[[str], str], length: int) -> bool:
    """Whether the words of a step have room on an axis of a length in CSS pixels."""
    (first, _), (last, _) = axis.knots[0], axis.knots[-1]
    size = step[1] * _LENGTH[step[0]]
    share = (100 - SQUEEZED * len(squeezed)) / (last - first - sum(b - a for a, b, _name in squeezed))
    longest = max(len(words(_text(_floor(at, step), step[0]))) for at in (first, last))
    return size * share / 100 * length >= longest * CHARACTER + GAP


def _coarser(step: _Step) -> Iterator[_Step]:
    """Yield the steps whose ticks are all among those of a step, the smallest first."""
    for one in _STEPS[_STEPS.index(step) :]:
        if one[0] != step[0] or one[1] % step[1] == 0:
            yield one


def _rounded_ends(first: float, last: float, gaps: Sequence[tuple[float, float]], step: _Step) -> tuple[float, float]:
    """The ends of an axis, at round moments where these are near."""
    most = (last - first - sum(b - a for a, b in gaps)) * _ROUNDED
    low, high = _start(_floor(first, step)), _start(_ceil(last, step))
    return low if first - low <= most else first, high if high - last <= most else last


def _snapped(gaps: Sequence[tuple[float, float]], step: _Step, first: float) -> list[_Squeezed]:
    """The stretches from tick to tick with the names of their first and last units, those that are still long."""
    found: list[_Squeezed] = []
    for a, b in gaps:
        begin, end = _ceil(a, step), _floor(b, step)
        # What little there is before the first is squeezed with it.
        start = first if not found and _start(begin) - first <= step[1] * _LENGTH[step[0]] else _start(begin)
        if _start(end) - start < 2 * step[1] * _LENGTH[step[0]]:
            continue
        head = _floor(start, (step[0], 1))
        found.append((start, _start(end), f'{_text(head, step[0])}/{_text(_before(end, step[0]), step[0])}'))
    return found


def _knots(first: float, last: float, squeezed: Sequence[_Squeezed]) -> list[tuple[float, float]]:
    rest = last - first - sum(b - a for a, b, _name in squeezed)
    share = (100 - SQUEEZED * len(squeezed)) / rest
    knots, place, at = [(first, 0.0)], 0.0, first
    for a, b, _name in squeezed:
        if a > at:
            place += (a - at) * share
            knots.append((a, place))
        place += SQUEEZED
        knots.append((b, place))
        at = b
    if last > at:
        knots.append((last, 100.0))
    return knots


def _ticks(
    axis: Axis,
    step: _Step,
    coarse: _Step,
    squeezed: Sequence[_Squeezed],
    words: Callable[[str], str],
    named: Sequence[tuple[float, str]],
) -> tuple[list[Tick], list[str]]:
    found: list[tuple[int, float, str]] = []
    ends = {b for _a, b, _name in squeezed}
    for day in _days(axis.knots[0][0], axis.knots[-1][0], step):
        at = _start(day)
        if not any(a <= at < b for a, b, _name in squeezed):
            rank = 0 if at in ends else 1 if day == _floor(at, coarse) else 3
            found.append((rank, at, words(_text(day, step[0]))))
    names = [words(name) for _a, _b, name in squeezed]
    found += [(2, a, name) for (a, _b, _name), name in zip(squeezed, names, strict=True)]
    # What a squeezed stretch ends at is said first, then what is said on phones too.
    room = {length: _Room(length, [(axis.at(at), name) for at, name in named]) for length in (WIDE, NARROW)}
    ticks = []
    for rank, at, name in sorted(found):
        place = axis.at(at)
        is_shown = room[WIDE].take(place, name)
        is_major = is_shown and rank < 2 and room[NARROW].take(place, name)
        ticks.append(Tick(place, name if is_shown else '', is_major, rank == 0))
    return sorted(ticks), names


class _Room:
    """Where words are on an axis of a length in CSS pixels."""

    def __init__(self, length: int, named: Iterable[tuple[float, str]]) -> None:
        self.length = length
        self.taken: list[tuple[float, float]] = []
        for place, words in named:
            self.take(place, words)

    def take(self, place: float, words: str) -> bool:
        """Put words to the right of a place, if they touch no others and do not go too far beyond the end."""
        left = place * self.length / 100
        right = left + len(words) * CHARACTER + GAP
        if right > self.length + GAP + 8 or any(left < b and right > a for a, b in self.taken):
            return False
        self.taken.append((left, right))
        return True


# -- days --------------------------------------------------------------------------------------------------------------


def _start(day: _Day) -> float:
    """The begin of a day as a decimal year."""
    year, month, number = day
    leap = isleap(year % 400 + 400)
    return year + (_DAYS[month - 1] + (leap and month > 2) + number - 1) / (365 + leap)


def _floor(at: float, step: _Step) -> _Day:
    """The last round day that is not after a moment."""
    unit, size = step
    year = floor(at + 1e-9)
    if unit == 'year':
        # There is no year zero: 1 BC, which is year 0 here, comes before 1.
        down = year // size * size if year >= size else 1 if year > 0 else 1 - -(-(1 - year) // size) * size
        return max(down, _FIRST_YEAR), 1, 1
    month = next(m for m in range(12, 0, -1) if _start((year, m, 1)) <= at + 1e-9)
    if unit == 'month':
        return year, (month - 1) // size * size + 1, 1
    number = floor((at - _start((year, month, 1))) * (365 + isleap(year % 400 + 400)) + 0.01) + 1
    return year, month, min((number - 1) // size * size + 1, _last_day(size))


def _ceil(at: float, step: _Step) -> _Day:
    """The first round day that is not before a moment."""
    day = _floor(at, step)
    return day if _start(day) >= at - 1e-9 else _next(day, step)


def _next(day: _Day, step: _Step) -> _Day:
    unit, size = step
    year, month, number = day
    if unit == 'year':
        if year <= 0:
            # From 1 BC to the first round year.
            return (year + size if year + size <= 0 else size), 1, 1
        return min(year + (size if year % size == 0 else size - year % size), _LAST_YEAR + 1), 1, 1
    if unit == 'day' and number + size <= min(_last_day(size), _days_in(year, month)):
        return year, month, number + size
    month += size if unit == 'month' else 1
    return (year + 1, 1, 1) if month > 12 else (year, month, 1)


def _before(day: _Day, unit: str) -> _Day:
    """The unit before the one that begins with a day."""
    year, month, number = day
    if unit == 'year' or (month == 1 and number == 1):
        return (year - 1, 12, 31) if unit != 'year' else (year - 1, 1, 1)
    if unit == 'month' or number == 1:
        return year, month - 1, _days_in(year, month - 1)
    return year, month, number - 1


def _days(first: float, last: float, step: _Step) -> Iterator[_Day]:
    """Yield the round days of a span."""
    day = _ceil(first, step)
    while _start(day) <= last + 1e-9 and day[0] <= _LAST_YEAR:
        yield day
        day = _next(day, step)


def _last_day(size: int) -> int:
    """The last day of a month that a step of some days leads to, so that none is near the next first."""
    return 31 if size == 1 else 29 if size == 2 else 26 if size == 5 else 21


def _days_in(year: int, month: int) -> int:
    return 31 if month in {1, 3, 5, 7, 8, 10, 12} else 30 if month != 2 else 28 + isleap(year % 400 + 400)


def _text(day: _Day, unit: str) -> str:
    """A day, its month or its year as EDTF writes it."""
    year, month, number = day
    written = f'{year:05}' if year < 0 else f'{year:04}'
    return written + (f'-{month:02}' if unit != 'year' else '') + (f'-{number:02}' if unit == 'day' else '')


# -- quantities --------------------------------------------------------------------------------------------------------


def quantity_axis(numbers: Sequence[float]) -> tuple[Axis, list[float]]:
    """An axis for quantities, by their logarithms where they span two orders of magnitude, and the numbers of its ticks."""
    low, high = min(numbers), max(numbers)
    if low > 0 and high / low >= 100:
        sizes = (1, 10) if high / low >= 10**3 else (1, 3, 10)
        values = [size * 10.0**power for power in range(floor(log10(low)), ceil(log10(high)) + 1) for size in sizes[:-1]]
        every = max(ceil((len(values)) / 9), 1) if len(sizes) == 2 else 1
        values = _around(values[::every] if every > 1 else values, low, high)
        ends = min(values[0], low), max(values[-1], high)
        # Between two knots a place is in proportion, which a logarithm is not: they are close enough to each other.
        count = 400
        span = log10(ends[1]) - log10(ends[0])
        knots = [(10 ** (log10(ends[0]) + span * n / count), 100.0 * n / count) for n in range(count + 1)]
    else:
        if low == high:
            low, high = min(low, 0.0), max(high, 0.0) or 1.0
        elif 0 < low < high / 2:
            low = 0.0
        powers = range(0 if all(number == int(number) for number in numbers) else -6, 30)
        step = next(size * 10.0**power for power in powers for size in (1, 2, 5) if size * 10.0**power >= (high - low) / 6)
        values = [round(step * n, 9) for n in range(floor(low / step), ceil(high / step) + 1)]
        knots = [(min(values[0], low), 0.0), (max(values[-1], high), 100.0)]
    axis = Axis(knots, ())
    return Axis(knots, [Tick(axis.at(value), '') for value in values]), values


def _around(values: Sequence[float], low: float, high: float) -> list[float]:
    """The values from the last that is not above the least to the first that is not below the most."""
    first = max((n for n, value in enumerate(values) if value <= low), default=0)
    last = min((n for n, value in enumerate(values) if value >= high), default=len(values) - 1)
    return list(values[first : last + 1])
