"""Times in a recording and its duration.

A time is written as players show it, ``15:23`` or ``1:07:37``; a duration as people say it, ``1h 7m``, or as a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .i18n import __

_TIME = re.compile(r'(?:(?P<hours>\d{1,2}):(?=\d\d:))?(?P<minutes>\d{1,2}):(?P<seconds>[0-5]\d)', re.ASCII)
_SPOKEN = re.compile(r'(?:(?P<hours>\d{1,2}) ?h)?(?: ?(?P<minutes>\d{1,3}) ?m(?:in)?)?(?: ?(?P<seconds>\d{1,2}) ?s)?', re.ASCII)


def parse_time(text: str) -> int:
    """Read a time in a recording, in whole seconds from its start.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    match = _TIME.fullmatch(text.strip())
    if not match or (match['hours'] and int(match['minutes']) > 59):
        raise ValueError(__("'%s' is not a time (write 15:23 or 1:07:37)") % text)
    return int(match['hours'] or 0) * 3600 + int(match['minutes']) * 60 + int(match['seconds'])


def format_time(seconds: int) -> str:
    """A time as players show it: ``0:39``, ``15:23``, ``1:07:37``."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02}:{seconds:02}' if hours else f'{minutes}:{seconds:02}'


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a recording is.

    `seconds` is the shortest length the text can mean and `precision` the seconds by which it may be longer: ``1h 7m``
    is anything from 1:07:00 to 1:07:59; ``1h`` is an hour, since nobody leaves out minutes.
    """

    text: str
    seconds: int
    precision: int

    def __str__(self) -> str:
        return self.text

    @property
    def longest(self) -> int:
        """The last second the recording can have."""
        return self.seconds + self.precision - 1

    @property
    def iso(self) -> str:
        """ISO 8601-1 duration, as schema.org and the HTML `time` element take it: ``PT1H7M``."""
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        parts = [f'{n}{unit}' for n, unit in ((hours, 'H'), (minutes, 'M'), (seconds, 'S')) if n]
        return 'PT' + (''.join(parts) or '0S')


def parse_duration(text: str) -> Duration:
    """Read a duration such as ``1h 7m``, ``45m`` or ``1:07:37``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    text = text.strip()
    match = _SPOKEN.fullmatch(text)
    if match and any(match.groups()):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        precision = 60 if match['minutes'] and not match['seconds'] else 1
        return Duration(text, hours * 3600 + minutes * 60 + seconds, precision)
    try:
        return Duration(text, parse_time(text), 1)
    except ValueError:
        raise ValueError(__("'%s' is not a duration (write 1h 7m or 1:07:37)") % text) from None
