"""The day of a build, and what depends on it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping

from .dates import Date
from .moments import Day


def today(environment: Mapping[str, str] = os.environ) -> Day:
    """The day of the build in UTC: that of ``SOURCE_DATE_EPOCH`` where it is set.

    The specification of that variable: https://reproducible-builds.org/specs/source-date-epoch/
    """
    try:
        moment = dt.datetime.fromtimestamp(int(environment['SOURCE_DATE_EPOCH']), tz=dt.UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        moment = dt.datetime.now(tz=dt.UTC)
    return moment.year, moment.month, moment.day


def iso_day(day: Day) -> str:
    """A day of the common era as ISO 8601 writes it."""
    return '{:04}-{:02}-{:02}'.format(*day)


def is_ahead(date: Date, day: Day) -> bool:
    """Whether all that a date can mean is after a day."""
    return date.earliest > day


def has_changed(changes: Iterable[Day], before: Day, day: Day) -> bool:
    """Whether one of the days on which something changes by itself has come between two days, or is no longer past."""
    return any((change <= before) != (change <= day) for change in changes)
