"""Dates that keep the precision they were written with.

A subset of EDTF, the Extended Date/Time Format of ISO 8601-2:2019, levels 0 and 1: years, months and days; decades
(``199X``), centuries (``19XX``) and seasons (``2024-21``); a time of day with its zone (``2027-05-01T14:30+02:00``);
intervals, each end of which may be open (``..``) or unknown (nothing); and the qualifiers ``~`` (approximate), ``?``
(uncertain) and ``%`` (both). Two readable forms are added for half-years (``2026-H1``) and quarters (``2025-Q3``), of which
level 2 has numbers (``2026-40``, ``2025-35``). Nothing is rounded, filled in or guessed.
"""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .i18n import N_, __
from .moments import END, Day, Moment, Unit, day_number, no_date, read_moment
from .problems import either

#: Before and after every day that can be written.
_FIRST: Day = (-10_000, 1, 1)
_LAST: Day = (10_000, 12, 31)

#: The days of a year that is no leap year before each of its months, which are counted from 1.
_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)

#: Grammar of a date, as far as a regular expression can say it.
DATE_PATTERN: Final = rf'{END}|(?:\.\.|{END})?/{END}|{END}/(?:\.\.)?'

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
    (re.compile(r'(?i)-?\d{4}-?Q\d+', re.ASCII), N_("'%s' is not a date (the quarters of a year are Q1 to Q4)")),
    (re.compile(r'(?i)-?\d{4}-?H\d+', re.ASCII), N_("'%s' is not a date (the halves of a year are H1 and H2)")),
    (
        re.compile(r'\d\d?([-/.])\d\d?\1\d{4}', re.ASCII),
        N_("'%s' is not a day of the calendar (write the year, the month and the day, such as 2025-12-15)"),
    ),
    (re.compile(r'[./ ]*'), N_("'%s' says nothing (give a date, or the start or the end of an interval)")),
)


#: Signs in a proposed form that one cannot guess, and what they mean.
_MEANINGS = (
    (re.compile(r'(?:^|/)-'), N_('0000 is 1 BCE, -0001 is 2 BCE')),
    (re.compile(r'\d{4}-2[1-4]'), N_('21 to 24 are spring, summer, fall and winter')),
    (re.compile(r'X'), N_('X is any digit')),
    (re.compile(r'~'), N_('~ is about')),
    (re.compile(r'\?'), N_('? is uncertain')),
    (re.compile(r'\.\.'), N_('.. is an open end')),
)


#: What dates are compared by: the first day, the minute of it that is known, the wider span first.
SortKey = tuple[Day, int, Day, int]

#: Before every minute of a day.
_WHOLE_DAY = -100_000


@dataclass(frozen=True, slots=True)
class Date:
    """A moment or an interval, in the form it was written (`text`).

    `start` is `None` only for an interval whose start is open (``../2024``) or unknown (``/2024``), `end` for one whose end is;
    `end` equals `start` for a single moment. Dates are compared as records are sorted (`sort_key`); two that are written
    differently are never equal.
    """

    text: str
    start: Moment | None
    end: Moment | None

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Date) -> bool:
        return self.sort_key < other.sort_key

    def __le__(self, other: Date) -> bool:
        return self.sort_key <= other.sort_key

    def __gt__(self, other: Date) -> bool:
        return self.sort_key > other.sort_key

    def __ge__(self, other: Date) -> bool:
        return self.sort_key >= other.sort_key

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
    leaps = isleap(year)
    before = _BEFORE[month] + (leaps and month > 2)
    return year + (before + number - 1 + ends) / (365 + leaps)


@lru_cache(maxsize=4096)
def parse_date(text: str) -> Date:
    """Read a date.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    text = text.strip()
    try:
        return _date(text)
    except ValueError:
        from .date_cures import lacks_zone, proposals  # noqa: PLC0415  # Most builds have no date to cure.

        found = proposals(text, is_date)
        message = '' if found else next((__(message) for form, message in _INCURABLE if form.fullmatch(text)), '')
        if message:
            raise ValueError(message % text) from None
        if not found:
            raise
        if lacks_zone(text):
            message = __("'%(text)s' has no time zone (write %(forms)s; Z is UTC, an offset such as +02:00 is ahead of it)")
            raise ValueError(message % {'text': text, 'forms': either(found)}) from None
        new = (__(meaning) for sign, meaning in _MEANINGS if any(map(sign.search, found)) and not sign.search(text))
        raise ValueError(no_date(text, *found, means='; '.join(new))) from None


def is_date(text: str) -> bool:
    """Whether a text is a date in a form that records take."""
    try:
        _date(text)
    except ValueError:
        return False
    return True


def _date(text: str) -> Date:
    if '/' not in text:
        moment = read_moment(text)
        return Date(text, moment, moment)
    first, _, second = text.partition('/')
    if {first, second} <= {'', '..'}:
        raise ValueError
    start = None if first in {'', '..'} else read_moment(first)
    end = None if second in {'', '..'} else read_moment(second)
    if start and end and _is_after(start, end):
        message = __("the interval '%(text)s' ends before it starts (correct one of its ends, or write %(second)s/%(first)s)")
        raise ValueError(message % {'text': text, 'first': first, 'second': second})
    return Date(text, start, end)


def _is_after(start: Moment, end: Moment) -> bool:
    """Whether nothing of a moment can be before another ends."""
    if start.minute is None or end.minute is None:
        return start.earliest > end.latest
    # A day begins and ends elsewhere at other times.
    return day_number(start.earliest) * 24 * 60 + start.minute > day_number(end.earliest) * 24 * 60 + end.minute
