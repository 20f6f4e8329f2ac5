"""Quantities and times: they keep their written form and sort by value.

Counts are written as people say them: ``31.6B`` parameters, ``25T`` tokens, ``1_376_666`` rows. Sizes in bytes carry
a unit of ISO/IEC 80000-13, ``1.2TB`` (decimal) or ``5.6GiB`` (binary), or are a bare number of bytes. ``~`` marks an
approximate quantity, ``>`` and ``<`` a bound. A time in a recording is written as players show it, ``15:23`` or
``1:07:37``; a duration as people say it, ``1h 7m``, or as a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import lru_cache

from babel.numbers import format_decimal

from .dates import locale_for
from .i18n import __

#: Longest written form of a quantity, in characters.
MAX_LENGTH = 40

# The default context would round what has more than 28 digits.
_EXACT = Context(prec=MAX_LENGTH + 20)

_NUMBER = r'(?P<qualifier>[~<>]?)\s*(?P<number>\d+(?:[_,]\d{3})*(?:\.\d+)?)\s*'
#: Grammar of a count: a qualifier, a number and the letter of a unit.
COUNT = re.compile(_NUMBER + r'(?P<unit>[KMBT]?)', re.ASCII)
_BYTES = re.compile(_NUMBER + r'(?P<unit>|B|[kKMGTP]B|[KMGTP]iB)', re.ASCII)

#: What a count is multiplied by, by the letter of its unit.
COUNT_UNITS = {'': 1, 'K': 10**3, 'M': 10**6, 'B': 10**9, 'T': 10**12}
_BYTE_UNITS = {
    '': 1,
    'B': 1,
    **{f'{prefix}B': 1000**power for power, prefix in enumerate('kMGTP', 1)},
    'KB': 1000,
    **{f'{prefix}iB': 1024**power for power, prefix in enumerate('KMGTP', 1)},
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the form it was written.

    `value` is exact: a count, or a number of bytes. `qualifier` is ``~``, ``<``, ``>`` or empty.
    """

    text: str
    value: Decimal
    qualifier: str = ''

    def __str__(self) -> str:
        return self.text


def read_quantity(text: str, pattern: re.Pattern[str], units: Mapping[str, int], expected: str) -> Quantity:
    """Read a quantity of a grammar with the groups ``qualifier``, ``number`` and ``unit``.

    :param units: what the number is multiplied by, by unit.
    :param expected: the message of what does not fit, with ``%s`` for the text.
    :raises ValueError: with that message.
    """
    match = pattern.fullmatch(text)
    # More digits than any figure needs would only serve to make arithmetic slow.
    if not match or len(text) > MAX_LENGTH:
        raise ValueError(expected % text)
    number = Decimal(match['number'].replace('_', '').replace(',', ''))
    return Quantity(text, _EXACT.multiply(number, Decimal(units[match['unit']])), match['qualifier'])


@lru_cache(maxsize=4096)
def parse_count(text: str) -> Quantity:
    """Read a count such as ``31.6B``, ``~100B``, ``>20T`` or ``1_376_666``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    return read_quantity(text.strip(), COUNT, COUNT_UNITS, __("'%s' is not a count (write 1_376_666, 31.6B, ~100B or >20T)"))


@lru_cache(maxsize=4096)
def parse_bytes(text: str) -> Quantity:
    """Read a size in bytes such as ``1.2TB``, ``5.6GiB`` or ``510_313``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    return read_quantity(
        text.strip(), _BYTES, _BYTE_UNITS, __("'%s' is not a size in bytes (write 1.2TB, 5.6GiB or a bare number)")
    )


def format_quantity(quantity: Quantity, language: str) -> str:
    """The quantity as written; a bare number gets the language's digit groups (``1,376,666``)."""
    text = quantity.text.removeprefix(quantity.qualifier).strip()
    if re.fullmatch(r'[\d_,]+', text):
        with localcontext(_EXACT):
            text = format_decimal(quantity.value, locale=locale_for(language))
    return quantity.qualifier + text


# -- times -------------------------------------------------------------------------------------------------------------

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
    is anything from 1:07:00 to 1:07:59.
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
        precision = 1 if match['seconds'] else 60 if match['minutes'] else 3600
        return Duration(text, hours * 3600 + minutes * 60 + seconds, precision)
    try:
        return Duration(text, parse_time(text), 1)
    except ValueError:
        raise ValueError(__("'%s' is not a duration (write 1h 7m or 1:07:37)") % text) from None
