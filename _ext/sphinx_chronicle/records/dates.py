"""Dates that keep the precision they were written with.

A subset of EDTF, the Extended Date/Time Format of ISO 8601-2:2019 (levels 0 and 1): years, months and days, intervals
and open intervals, and the qualifiers ``~`` (approximate), ``?`` (uncertain) and ``%`` (both). Two readable forms are
added for half-years (``2026-H1``) and quarters (``2025-Q3``). Nothing is rounded, filled in or guessed.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from .date_cures import proposals
from .i18n import N_, __
from .problems import either

#: Comparable calendar day: year (astronomical, so 0 is 1 BCE), month, day.
Day = tuple[int, int, int]

#: Before and after every day that can be written.
_FIRST: Day = (-10_000, 1, 1)
_LAST: Day = (10_000, 12, 31)

_MOMENT = re.compile(
    r'(?P<year>-?\d{4})'
    r'(?:-(?:(?P<month>\d{2})(?:-(?P<day>\d{2}))?|H(?P<half>[12])|Q(?P<quarter>[1-4])))?'
    r'(?P<qualifier>[~?%]?)',
    re.ASCII,
)


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
    """One point in time as precise as it is known: a year, part of a year, a month or a day.

    `part` is ``('H', 1)`` for the first half-year and ``('Q', 3)`` for the third quarter.
    """

    year: int
    month: int | None = None
    day: int | None = None
    part: tuple[str, int] | None = None
    approximate: bool = False
    uncertain: bool = False

    @property
    def earliest(self) -> Day:
        """The first calendar day it can mean."""
        if self.part:
            letter, number = self.part
            return self.year, (number - 1) * (6 if letter == 'H' else 3) + 1, 1
        return self.year, self.month or 1, self.day or 1

    @property
    def latest(self) -> Day:
        """The last calendar day it can mean."""
        if self.part:
            letter, number = self.part
            month = number * (6 if letter == 'H' else 3)
        else:
            month = self.month or 12
        return self.year, month, self.day or _days_in_month(self.year, month)

    @property
    def iso(self) -> str | None:
        """What the HTML `datetime` attribute may hold, or `None` for a half-year, a quarter or a year before 1 CE.

        HTML standard, section 4.5.14 (the `time` element): a valid year, month or date string of the common era.
        """
        if self.part or self.year < 1:
            return None
        parts = [f'{self.year:04}']
        if self.month:
            parts.append(f'{self.month:02}')
        if self.day:
            parts.append(f'{self.day:02}')
        return '-'.join(parts)


@dataclass(frozen=True, slots=True)
class Date:
    """A moment or an interval, in the form it was written (`text`).

    `start` is `None` only for an interval with an open start (``../2024``); `end` is `None` for an open end
    (``2026-03/..``) and equals `start` for a single moment.
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
    def earliest(self) -> Day:
        """The first calendar day it can mean; an open start comes before all others."""
        return self.start.earliest if self.start else _FIRST

    @property
    def latest(self) -> Day:
        """The last calendar day it can mean; an open end comes after all others."""
        return self.end.latest if self.end else _LAST

    @property
    def sort_key(self) -> tuple[Day, tuple[int, int, int]]:
        """Order of records: the earliest possible day, then the wider span first."""
        year, month, day = self.latest
        return self.earliest, (-year, -month, -day)

    @property
    def span(self) -> tuple[float, float | None]:
        """Its first moment and its last as decimal years; an open start counts as the last, an open end is `None`."""
        end = _decimal(self.latest, 1) if self.end else None
        start = _decimal(self.earliest, 0) if self.start else end
        assert start is not None
        return start, end

    @property
    def year(self) -> int | None:
        """The year it begins in; `None` for an open start."""
        return self.start.year if self.start else None


def _decimal(day: Day, ends: int) -> float:
    """A day within its year as a decimal year; its end if `ends` is 1."""
    year, month, number = day
    before = sum(_days_in_month(year, earlier) for earlier in range(1, month))
    return year + (before + number - 1 + ends) / (sum(_days_in_month(year, month) for month in range(1, 13)))


def _days_in_month(year: int, month: int) -> int:
    # The Gregorian calendar repeats every 400 years, and the calendar module starts at year 1.
    return monthrange((year % 400) + 400, month)[1]


def _no_date(text: str, *forms: str) -> str:
    return __("'%(text)s' is not a date (write %(forms)s)") % {'text': text, 'forms': either(forms)}


def _moment(text: str) -> Moment:
    match = _MOMENT.fullmatch(text)
    if not match:
        if re.fullmatch(r'Y?-?\d{5,}', text):
            raise ValueError(__("'%s' is not a year from -9999 to 9999") % text)
        raise ValueError(_no_date(text, '2025, 2025-12, 2025-12-15, 2025-Q3, 2026-H1', __('START/END')))
    year = int(match['year'])
    month = int(match['month']) if match['month'] else None
    day = int(match['day']) if match['day'] else None
    if month is not None and not 1 <= month <= 12:
        raise ValueError(__("there is no month %(month)s in '%(text)s' (01 to 12)") % {'month': match['month'], 'text': text})
    if month is not None and day is not None:
        last = _days_in_month(year, month)
        if not 1 <= day <= last:
            raise ValueError(
                __("there is no day %(day)s in '%(text)s' (that month has 01 to %(last)d)")
                % {'day': match['day'], 'text': text, 'last': last}
            )
    part = None
    if match['half']:
        part = ('H', int(match['half']))
    elif match['quarter']:
        part = ('Q', int(match['quarter']))
    qualifier = match['qualifier']
    return Moment(year, month, day, part, qualifier in {'~', '%'}, qualifier in {'?', '%'})


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
    if first == second == '..':
        raise ValueError
    start = None if first == '..' else _moment(first)
    end = None if second == '..' else _moment(second)
    if start and end and start.earliest > end.latest:
        message = __("the interval '%(text)s' ends before it starts (correct one of its ends, or write %(second)s/%(first)s)")
        raise ValueError(message % {'text': text, 'first': first, 'second': second})
    return Date(text, start, end)


def today(environment: Mapping[str, str] = os.environ) -> str:
    """The day of the build in UTC, as ISO 8601 writes it: that of ``SOURCE_DATE_EPOCH`` where it is set.

    The specification of that variable: https://reproducible-builds.org/specs/source-date-epoch/
    """
    try:
        moment = dt.datetime.fromtimestamp(int(environment['SOURCE_DATE_EPOCH']), tz=dt.UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        moment = dt.datetime.now(tz=dt.UTC)
    return f'{moment.year:04}-{moment.month:02}-{moment.day:02}'
