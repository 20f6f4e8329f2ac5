"""Context lengths: counts of tokens in binary thousands, as model cards write them."""

from __future__ import annotations

from functools import lru_cache

from ...records.i18n import __
from ...records.problems import either
from ...records.quantities import COUNT_GRAMMAR, COUNT_UNITS, Quantity, format_quantity, read_quantity

TOKEN_UNITS = COUNT_UNITS | {'K': 2**10, 'M': 2**20}


@lru_cache(maxsize=4096)
def parse_tokens(text: str) -> Quantity:
    """Read a context length, a count of tokens in which ``K`` and ``M`` are powers of 1,024: ``131072`` or ``128K``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    return read_quantity(
        text.strip(),
        COUNT_GRAMMAR,
        TOKEN_UNITS,
        __("'%(text)s' is not a count of tokens (write %(forms)s)"),
        either(('131072', '128K')),
    )


def format_tokens(quantity: Quantity, language: str) -> str:
    """A context length in binary thousands, as model cards say it: 1048576 is ``1M``, 131072 is ``128K``."""
    value = quantity.value
    if quantity.last is not None:
        return format_quantity(quantity, language)
    for unit, size in (('M', 2**20), ('K', 2**10)):
        if value >= size and value % size == 0:
            return f'{quantity.qualifier}{int(value) // size}{unit}'
    return format_quantity(quantity, language)
