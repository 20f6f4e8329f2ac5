"""Quantities that keep their written form and sort by value.

Counts are written as people say them: ``31.6B`` parameters, ``25T`` tokens, ``1_376_666`` rows. Sizes in bytes carry
a unit of ISO/IEC 80000-13, ``1.2TB`` (decimal) or ``5.6GiB`` (binary), or are a bare number of bytes. ``~`` marks an
approximate quantity, ``>`` and ``<`` a bound.
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
