"""Moments: some years, a year, a part of one, a month, a day or a minute, as precise as they are known.

EDTF (ISO 8601-2:2019), level 0 and what level 1 has of unspecified years and seasons.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from .i18n import __
from .problems import either

#: Comparable calendar day: year (astronomical, so 0 is 1 BCE), month, day.
Day = tuple[int, int, int]

#: What dates can be grouped by.
Unit = Literal['year', 'decade', 'century', 'month']

# Grammar without names of groups, so that a JSON Schema can have it.
_CALENDAR = r'\d{4}(?:-(?:\d{2}(?:-\d{2})?|H[12]|Q[1-4]))?|\d{3}X|\d{2}XX'
_TIMED = r'-?\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})'
#: Grammar of a moment.
END = rf'(?:-?(?:{_CALENDAR})[~?%]?|{_TIMED})'

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
        return year, month, self.day or days_in_month(year, month)

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


# The Gregorian calendar repeats every 400 years, and the modules of Python start at year 1.


def days_in_month(year: int, month: int) -> int:
    return monthrange((year % 400) + 400, month)[1]


def day_number(day: Day) -> int:
    return dt.date(day[0] % 400 + 400, day[1], day[2]).toordinal() + day[0] // 400 * 146_097


def no_date(text: str, *forms: str, means: str = '') -> str:
    """What is said of a text that is no date.

    :param forms: what to write instead.
    :param means: what a sign in these forms means.
    """
    written = f'{either(forms)}; {means}' if means else either(forms)
    return __("'%(text)s' is not a date (write %(forms)s)") % {'text': text, 'forms': written}


def read_moment(text: str) -> Moment:
    if years := _YEARS.fullmatch(text):
        if len(years['digits']) + len(years['unknown']) == 4:
            return _years(years)
        raise ValueError(no_date(text, '199X', '19XX'))
    match = _MOMENT.fullmatch(text)
    if not match:
        if re.fullmatch(r'Y?-?\d{5,}', text):
            raise ValueError(__("'%s' is not a year from -9999 to 9999") % text)
        raise ValueError(no_date(text, '2025, 2025-12, 2025-12-15, 2025-Q3, 199X, 19XX', __('START/END')))
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
            raise ValueError(no_date(text, text.removesuffix(qualifier), text.partition('T')[0] + qualifier))
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
        last = days_in_month(year, month)
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
