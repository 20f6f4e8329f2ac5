"""Whether a release is supported on a day: what its dates say, as precisely as they do and no more."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache, partial
from typing import Final

from babel.dates import format_timedelta

from ...records.core import STATUS
from ...records.date_words import format_date, locale_for
from ...records.dates import Date
from ...records.fields import Derived, Language
from ...records.i18n import N_
from ...records.moments import Day
from ...records.record import Record
from ...records.today import is_ahead
from .kinds import END_OF_LIFE, STATE, SUPPORTED_UNTIL, WITHDRAWN

#: Days before its end from which on a release is ending soon, as endoflife.date has it (`eolWarnThreshold`).
SOON: Final = 121


def state_of(record: Record, day: Day) -> Derived | None:
    """The state of a release; `None` for what is not out yet, and where nobody said how long it is supported."""
    if record.get(WITHDRAWN):
        return Derived('withdrawn', partial(_plain, STATE.choices['withdrawn']), '0')
    ends = record.get(END_OF_LIFE) or record.get(SUPPORTED_UNTIL)
    date = record.given.get('date')
    if ends is None or (date and is_ahead(date, day)) or record.get(STATUS) in STATUS.ahead:
        return None
    end = ends.span[1]
    value = _value(ends, day)
    support = record.get(SUPPORTED_UNTIL)
    if value != 'supported':
        words = partial(_words, ends, day)
    elif support and support.latest < day:
        words = partial(_security, ends)
    else:
        words = partial(_plain, STATE.choices['supported'])
    # What has no end comes last.
    return Derived(value, words, '10000' if end is None else f'{end:.4f}')


def _value(ends: Date, day: Day) -> str:
    if ends.end is None:
        return 'supported'
    if ends.latest < day:
        return 'ended'
    return 'ending' if _days(day, ends.end.earliest) <= SOON else 'supported'


def _days(day: Day, later: Day) -> int:
    return (dt.date(*later) - dt.date(*day)).days


def _plain(words: str, language: Language) -> str:
    return language.translate(words)


def _security(ends: Date, language: Language) -> str:
    """That only problems of security are fixed, and until when, where that is known."""
    if ends.end is None:
        return language.translate(N_('Security support only'))
    words = format_date(ends, language.code, language.translate)
    return language.translate(N_('Security support only until %s')) % words


@lru_cache(maxsize=4096)
def _words(ends: Date, day: Day, language: Language) -> str:
    """How long until a release ends, or since when it has ended; the date where that is too rough to count from."""
    is_over = ends.latest < day
    if not _is_exact(ends):
        words = N_('Ended %s') if is_over else N_('Supported until %s')
        return language.translate(words) % format_date(ends, language.code, language.translate)
    left = _days(day, ends.latest)
    if not left:
        return language.translate(N_('Ends today'))
    span = format_timedelta(dt.timedelta(left), granularity='day', add_direction=True, locale=locale_for(language.code))
    return language.translate(N_('Ended %s') if is_over else N_('Ends %s')) % span


def _is_exact(date: Date) -> bool:
    """Whether a date is a month or a day, and certain."""
    moment = date.end
    if date.is_interval or moment is None or moment.approximate or moment.uncertain or not 1 <= moment.year <= 9999:
        return False
    return moment.month is not None and moment.part is None
