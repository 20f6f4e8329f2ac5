"""Scores: numbers with the unit that their benchmark has, kept to the last digit as they were printed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from babel.numbers import format_decimal

from ...records.date_words import locale_for
from ...records.i18n import __
from ...records.problems import either
from ...records.quantities import Quantity, read_quantity

#: Grammar of a score: a qualifier, a number and a unit.
SCORE_GRAMMAR: Final = re.compile(r'(?P<qualifier>[~<>≤≥]?)\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>|%|ms|s)', re.ASCII)

#: What a score is multiplied by to sort: only scores of one benchmark are compared, and they have one unit.
SCORE_UNITS: Final = {'': 1, '%': 1, 'ms': 1, 's': 1}


@lru_cache(maxsize=4096)
def parse_score(text: str) -> Quantity:
    """Read a score such as ``78.30``, ``56.1 %`` or ``448 ms``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    return read_quantity(
        text.strip(),
        SCORE_GRAMMAR,
        SCORE_UNITS,
        __("'%(text)s' is not a score (write %(forms)s)"),
        either(('78.30', '56.1 %', '448 ms')),
    )


def format_score(quantity: Quantity, language: str) -> str:
    """A score with as many decimals as it was written with, a zero at the end included."""
    match = SCORE_GRAMMAR.fullmatch(quantity.text)
    if match is None:
        return quantity.text
    decimals = len(match['number'].partition('.')[2])
    number = format_decimal(
        quantity.value, format=f'#,##0.{"0" * decimals}' if decimals else '#,##0', locale=locale_for(language)
    )
    return f'{quantity.qualifier}{number}{" " if match["unit"] else ""}{match["unit"]}'
