"""Dates that keep the precision they were written with.

A subset of EDTF, the Extended Date/Time Format of ISO 8601-2:2019, levels 0 and 1: years, months and days; decades
(``199X``), centuries (``19XX``) and seasons (``2024-21``); a time of day with its zone (``2027-05-01T14:30+02:00``);
intervals, each end of which may be open (``..``) or unknown (nothing); and the qualifiers ``~`` (approximate), ``?``
(uncertain) and ``%`` (both). Two readable forms are added for half-years (``2026-H1``) and quarters (``2025-Q3``), of which
level 2 has numbers (``2026-40``, ``2025-35``). Nothing is rounded, filled in or guessed.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from .date_cures import lacks_zone, proposals
from .i18n import N_, __
from .problems import either

#: Comparable calendar day: year (astronomical, so 0 is 1 BCE), month, day.
Day = tuple[int, int, int]

#: Before and after every day that can be written.
_FIRST: Day = (-10_000, 1, 1)
_LAST: Day = (10_000, 12, 31)

#: Grammar of a moment, without names of groups, so that a JSON Schema can have it.
_CALENDAR = r'\d{4}(?:-(?:\d{2}(?:-\d{2})?|H[12]|Q[1-4]))?|\d{3}X|\d{2}XX'
_TIMED = r'-?\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})'
_END = rf'(?:-?(?:{_CALENDAR})[~?%]?|{_TIMED})'

#: Grammar of a date, as far as a regular expression can say it.
DATE_PATTERN: Final = rf'{_END}|(?:\.\.|{_END})?/{_END}|{_END}/(?:\.\.)?'

_YEARS = re.compile(r'(?P<sign>-?)(?P<digits>\d{2,3})(?P<unknown>X{1,2})(?P<qualifier>[~?%]?)', re.ASCII)
_MOMENT = re.compile(
    r'(?P<year>-?\d{4})'
    r'(?:-(?:(?P<month>\d{2})(?:-(?P<day>\d{2})(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?P<zone>Z|[+-]\d\d:\d\d))?)?'
    r'|H(?P<half>[12])|Q(?P<quarter>[1-4])))?'
    r'(?P<qualifier>[~?%]?)',
    re.ASCII,
)

#: The first of EDTF's numbers for seasons, which stand where months do: spring, summer, autumn and winter, on either hemisphere.
_SPRING = 21

#: How many months the parts of a year have, by their letters: half-years, quarters and seasons.
_MONTHS = {'H': 6, 'Q': 3, 'S': 3}

#: What people write for a date and only they can tell the meaning of, and what is said of it.
_INCURABLE = (
    (
        re.compile(r'(?i)unknown|unbekannt|tb[acd]|n\.? ?d\.?|n/a|none|soon|0000-00-00|[?x-]+', re.ASCII),
        N_("'%s' is not a date (give the years that are certain, such as 2024/2026, or ../2026)"),
    ),
    (
        re.compile(r"\d\d?([-/.])\d\d?\1'?\d\d", re.ASCII),
        N_("'%s' is not a date (write the year first, with four digits, such as 2025-12-15)"),
    ),
    (re.compile(r'[./ ]*'), N_("'%s' says nothing (give a date, or the start or the end of an interval)")),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One point in time as precise as it is known: some years, a year, part of a year, a month, a day or a minute.

    :ivar year: counted astronomically, so 0 is 1 BCE; of a decade or a century the first.
    :ivar part: ``('H', 1)`` for the first half-year, ``('Q', 3)`` for the third quarter, ``('S', 4)`` for winter.
    :ivar last_year: of a decade or a century the last year; any other moment has none.
    :ivar time: hour and minute where it is; `zone` is ``Z`` or the difference from UTC, such as ``+02:00``.
    """

    year: int
    month: int | None = None
    day: int | None = None
    part: tuple[str, int] | None = None
    approximate: bool = False
    uncertain: bool = False
    last_year: int | None = None
    time: tuple[int, int] | None = None
    zone: str = ''

    @property
    def earliest(self) -> Day:
        """The first calendar day it can mean, where it is; a season is placed as the northern hemisphere has it."""
        return self.year, self._first_month if self.part else self.month or 1, self.day or 1

    @property
    def latest(self) -> Day:
        """The last calendar day it can mean, where it is."""
        year, month = self.last_year if self.last_year is not None else self.year, self.month or 12
        if self.part:
            month = self._first_month + _MONTHS[self.part[0]] - 1
            # A winter ends in the year after that in which it begins.
            year, month = year + (month > 12), (month - 1) % 12 + 1
        return year, month, self.day or _days_in_month(year, month)

    @property
    def _first_month(self) -> int:
        assert self.part is not None
        letter, number = self.part
        # Meteorological seasons, of which spring begins in March.
        return (number - 1) * _MONTHS[letter] + (3 if letter == 'S' else 1)

    @property
    def minute(self) -> int | None:
        """The minute in UTC, counted from the start of its day where it is; `None` without a time of day."""
        if self.time is None:
            return None
        hour, minute = self.time
        return hour * 60 + minute - self._offset

    @property
    def _offset(self) -> int:
        """The minutes by which its zone is ahead of UTC."""
        if self.zone == 'Z':
            return 0
        minutes = int(self.zone[1:3]) * 60 + int(self.zone[4:])
        return -minutes if self.zone[0] == '-' else minutes

    def within(self, unit: Unit) -> str:
        """The year, decade, century or month that it is in, as a date; itself, without qualifiers, where it is less precise."""
        last = self.year if self.last_year is None else self.last_year
        # Year 0 is one before the common era.
        sign, digits = '-' if last <= 0 else '', abs(self.year if last > 0 else last)
        if unit == 'century' or last - self.year > 10:
            return f'{sign}{digits // 100:02}XX'
        if unit == 'decade' or self.last_year is not None:
            return f'{sign}{digits // 10:03}X'
        year = f'{sign if self.year else ""}{digits:04}'
        if unit == 'year' or not (self.month or self.part):
            return year
        if self.part and self.part[0] == 'S':
            return f'{year}-{_SPRING + self.part[1] - 1}'
        return f'{year}-{self.part[0]}{self.part[1]}' if self.part else f'{year}-{self.month:02}'

    @property
    def iso(self) -> str | None:
        """The moment as ISO 8601-1 and the HTML `datetime` attribute have it; `None` where they do not.

        HTML standard, section 4.5.14 (the `time` element): a valid year, month, date, or global date and time string of the
        common era; neither has half-years, quarters, seasons, decades or centuries.
        """
        if self.part or self.year < 1 or self.last_year is not None:
            return None
        parts = [f'{self.year:04}']
        if self.month:
            parts.append(f'{self.month:02}')
        if self.day:
            parts.append(f'{self.day:02}')
        if self.time:
            hour, minute = self.time
            parts[-1] += f'T{hour:02}:{minute:02}{self.zone}'
        return '-'.join(parts)


#: What dates can be grouped by.
Unit = Literal['year', 'decade', 'century', 'month']

#: What dates are compared by: the first day, the minute of it that is known, the wider span first.
SortKey = tuple[Day, int, Day, int]

#: Before every minute of a day.
_WHOLE_DAY = -100_000


@dataclass(frozen=True, slots=True)
class Date:
    """A moment or an interval, in the form it was written (`text`).

    `start` is `None` only for an interval whose start is open (``../2024``) or unknown (``/2024``), `end` for one whose end is;
    `end` equals `start` for a single moment.
    """

    text: str
    start: Moment | None
    end: Moment | None

    def __str__(self) -> str:
        return self.text

    @property
    def is_interval(self) -> bool:
        """Whether it was written with a slash."""
        return '/' in self.text

    @property
    def has_unknown_end(self) -> bool:
        """Whether it has a start or an end of which nothing is known, other than an open one."""
        return self.text.startswith('/') or self.text.endswith('/')

    @property
    def earliest(self) -> Day:
        """The first calendar day it can mean; an open or unknown start comes before all others."""
        return self.start.earliest if self.start else _FIRST

    @property
    def latest(self) -> Day:
        """The last calendar day it can mean; an open or unknown end comes after all others."""
        return self.end.latest if self.end else _LAST

    @property
    def begin(self) -> Moment | None:
        """What it is sorted and grouped by: its start, or its end where nothing is known of a start; `None` for an open start."""
        return self.end if self.text.startswith('/') else self.start

    @property
    def sort_key(self) -> SortKey:
        """Order of records: the earliest possible day, a time within its day, then the wider span first."""
        begin = self.begin
        first, minute = (begin.earliest, begin.minute) if begin else (_FIRST, None)
        year, month, day = self.latest
        last = self.end.minute if self.end else None
        return first, _WHOLE_DAY if minute is None else minute, (-year, -month, -day), _WHOLE_DAY if last is None else -last

    @property
    def number(self) -> str:
        """Where it begins as a decimal year, in digits that sort as dates do; an open start counts as the end."""
        begin = self.begin or self.end
        assert begin is not None
        # A ten-thousandth of a year is less than an hour, so the minutes of a day come in four digits more, which are positive
        # wherever on earth the day is.
        minutes = '' if begin.minute is None else f'{begin.minute + 24 * 60:04}'
        return f'{_decimal(begin.earliest if self.begin else begin.latest, 0 if self.begin else 1):.4f}{minutes}'

    @property
    def span(self) -> tuple[float, float | None]:
        """Its first moment and its last as decimal years, for drawings; an open end is `None`.

        Of an interval that has one known end, that is all there is to draw: an open start counts as the last moment.
        """
        if self.has_unknown_end:
            known = self.start or self.end
            assert known is not None
            return _decimal(known.earliest, 0), _decimal(known.latest, 1)
        end = _decimal(self.latest, 1) if self.end else None
        start = _decimal(self.earliest, 0) if self.start else end
        assert start is not None
        return start, end

    def within(self, unit: Unit) -> str:
        """The year, decade, century or month that it begins in, as a date; itself where it is less precise.

        Empty for an open start.
        """
        return self.begin.within(unit) if self.begin else ''


def _decimal(day: Day, ends: int) -> float:
    """A day within its year as a decimal year; its end if `ends` is 1."""
    year, month, number = day
    before = sum(_days_in_month(year, earlier) for earlier in range(1, month))
    return year + (before + number - 1 + ends) / (sum(_days_in_month(year, month) for month in range(1, 13)))


# The Gregorian calendar repeats every 400 years, and the modules of Python start at year 1.


def _days_in_month(year: int, month: int) -> int:
    return monthrange((year % 400) + 400, month)[1]


def _day_number(day: Day) -> int:
    return dt.date(day[0] % 400 + 400, day[1], day[2]).toordinal() + day[0] // 400 * 146_097


def _no_date(text: str, *forms: str) -> str:
    return __("'%(text)s' is not a date (write %(forms)s)") % {'text': text, 'forms': either(forms)}


def _moment(text: str) -> Moment:
    if years := _YEARS.fullmatch(text):
        if len(years['digits']) + len(years['unknown']) == 4:
            return _years(years)
        raise ValueError(_no_date(text, '199X', '19XX'))
    match = _MOMENT.fullmatch(text)
    if not match:
        if re.fullmatch(r'Y?-?\d{5,}', text):
            raise ValueError(__("'%s' is not a year from -9999 to 9999") % text)
        raise ValueError(_no_date(text, '2025, 2025-12, 2025-12-15, 2025-Q3, 199X, 19XX', __('START/END')))
    year = int(match['year'])
    month = int(match['month']) if match['month'] else None
    day = int(match['day']) if match['day'] else None
    part = next(((letter, int(match[name])) for letter, name in (('H', 'half'), ('Q', 'quarter')) if match[name]), None)
    if month is not None and day is None and _SPRING <= month < _SPRING + 4:
        part, month = ('S', month - _SPRING + 1), None
    _check_day(text, year, month, day)
    qualifier = match['qualifier']
    time, zone = None, match['zone'] or ''
    if zone:
        _check_time(text, match['hour'], match['minute'], zone)
        time = int(match['hour']), int(match['minute'])
        if qualifier:
            raise ValueError(_no_date(text, text.removesuffix(qualifier), text.partition('T')[0] + qualifier))
    return Moment(year, month, day, part, qualifier in {'~', '%'}, qualifier in {'?', '%'}, time=time, zone=zone)


def _years(match: re.Match[str]) -> Moment:
    """A decade or a century: the years that have its digits, before the common era counted down to year 0, which is 1 BCE."""
    size = 10 ** len(match['unknown'])
    first = int(match['digits']) * size
    last = first + size - 1
    if match['sign']:
        first, last = -last, -first
    qualifier = match['qualifier']
    return Moment(first, approximate=qualifier in {'~', '%'}, uncertain=qualifier in {'?', '%'}, last_year=last)


def _check_day(text: str, year: int, month: int | None, day: int | None) -> None:
    if month is not None and not 1 <= month <= 12:
        raise ValueError(__("there is no month %(month)s in '%(text)s' (01 to 12)") % {'month': f'{month:02}', 'text': text})
    if month is not None and day is not None:
        last = _days_in_month(year, month)
        if not 1 <= day <= last:
            raise ValueError(
                __("there is no day %(day)s in '%(text)s' (that month has 01 to %(last)d)")
                % {'day': f'{day:02}', 'text': text, 'last': last}
            )


def _check_time(text: str, hour: str, minute: str, zone: str) -> None:
    if hour > '23' or minute > '59':
        words = {'time': f'{hour}:{minute}', 'text': text}
        raise ValueError(__("there is no time %(time)s in '%(text)s' (00:00 to 23:59)") % words)
    # No place is farther from UTC. ISO 8601-1, section 4.3.13: no difference is written with a plus.
    if zone != 'Z' and (zone[1:] > '15:59' or zone[4:] > '59' or zone == '-00:00'):
        words = {'zone': zone, 'text': text}
        raise ValueError(__("there is no time zone %(zone)s in '%(text)s' (write Z for UTC, or such as +02:00)") % words)


@lru_cache(maxsize=4096)
def parse_date(text: str) -> Date:
    """Read a date.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    text = text.strip()
    try:
        return _date(text)
    except ValueError:
        found = proposals(text, is_date)
        message = '' if found else next((__(message) for form, message in _INCURABLE if form.fullmatch(text)), '')
        if message:
            raise ValueError(message % text) from None
        if not found:
            raise
        if lacks_zone(text):
            message = __("'%(text)s' has no time zone (write %(forms)s; Z is UTC)")
            raise ValueError(message % {'text': text, 'forms': either(found)}) from None
        raise ValueError(_no_date(text, *found)) from None


def is_date(text: str) -> bool:
    """Whether a text is a date in a form that records take."""
    try:
        _date(text)
    except ValueError:
        return False
    return True


def _date(text: str) -> Date:
    if '/' not in text:
        moment = _moment(text)
        return Date(text, moment, moment)
    first, _, second = text.partition('/')
    if {first, second} <= {'', '..'}:
        raise ValueError
    start = None if first in {'', '..'} else _moment(first)
    end = None if second in {'', '..'} else _moment(second)
    if start and end and _is_after(start, end):
        message = __("the interval '%(text)s' ends before it starts (correct one of its ends, or write %(second)s/%(first)s)")
        raise ValueError(message % {'text': text, 'first': first, 'second': second})
    return Date(text, start, end)


def _is_after(start: Moment, end: Moment) -> bool:
    """Whether nothing of a moment can be before another ends."""
    if start.minute is None or end.minute is None:
        return start.earliest > end.latest
    # A day begins and ends elsewhere at other times.
    return _day_number(start.earliest) * 24 * 60 + start.minute > _day_number(end.earliest) * 24 * 60 + end.minute


def today(environment: Mapping[str, str] = os.environ) -> str:
    """The day of the build in UTC, as ISO 8601 writes it: that of ``SOURCE_DATE_EPOCH`` where it is set.

    The specification of that variable: https://reproducible-builds.org/specs/source-date-epoch/
    """
    try:
        moment = dt.datetime.fromtimestamp(int(environment['SOURCE_DATE_EPOCH']), tz=dt.UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        moment = dt.datetime.now(tz=dt.UTC)
    return f'{moment.year:04}-{moment.month:02}-{moment.day:02}'
