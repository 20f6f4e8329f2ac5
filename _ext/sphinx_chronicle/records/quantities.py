"""Quantities and times: they keep their written form and sort by value.

Counts are written as people say them: ``31.6B`` parameters, ``25T`` tokens, ``1_376_666`` rows. Sizes in bytes carry
a unit of ISO/IEC 80000-13, ``1.2TB`` (decimal) or ``5.6GiB`` (binary), or are a bare number of bytes. ``~`` marks an
approximate quantity, ``>``, ``<``, ``≥`` and ``≤`` a bound, a dash a range: ``8–12B``, ``800M-1.2B``. A time in a
recording is written as players show it, ``15:23`` or ``1:07:37``; a duration as people say it, ``1h 7m``, or as a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from functools import lru_cache

from babel.numbers import format_decimal

from .date_words import locale_for
from .i18n import __
from .problems import either

#: Longest written form of a quantity, in characters.
MAX_LENGTH = 40

# The default context would round what has more than 28 digits.
_EXACT = Context(prec=MAX_LENGTH + 20)

_NUMBER = r'(?P<qualifier>[~<>≤≥]?)\s*(?P<number>\d+(?:[_,]\d{3})*(?:\.\d+)?)\s*'
#: Grammar of a count: a qualifier, a number and the letter of a unit.
COUNT_GRAMMAR = re.compile(_NUMBER + r'(?P<unit>[KMBT]?)', re.ASCII)
BYTES_GRAMMAR = re.compile(_NUMBER + r'(?P<unit>|B|[kKMGTP]B|[KMGTP]iB)', re.ASCII)

#: What a count is multiplied by, by the letter of its unit.
COUNT_UNITS = {'': 1, 'K': 10**3, 'M': 10**6, 'B': 10**9, 'T': 10**12}
BYTE_UNITS = {
    '': 1,
    'B': 1,
    **{f'{prefix}B': 1000**power for power, prefix in enumerate('kMGTP', 1)},
    'KB': 1000,
    **{f'{prefix}iB': 1024**power for power, prefix in enumerate('KMGTP', 1)},
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the form it was written.

    :ivar value: what it sorts by, exactly: a count, or a number of bytes; of a range the first.
    :ivar qualifier: ``~``, ``<``, ``>``, ``≤``, ``≥`` or empty.
    :ivar last: the end of a range.
    """

    text: str
    value: Decimal
    qualifier: str = ''
    last: Decimal | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def limits(self) -> tuple[Decimal | None, Decimal | None]:
        """The least and the most that it can be; `None` where it has no limit."""
        if self.qualifier in {'<', '≤'}:
            return None, self.value
        if self.qualifier in {'>', '≥'}:
            return self.value, None
        return self.value, self.value if self.last is None else self.last


#: The ends of a range.
_RANGE = re.compile(r'(.*?\S)\s*[-–]\s*(\S.*)')


def quantity_pattern(pattern: re.Pattern[str]) -> str:
    """What a quantity of a grammar looks like, or a range of two, without names of groups."""
    one = re.sub(r'\?P<\w+>', '?:', pattern.pattern)
    return rf'{one}(?:\s*[-–]\s*{one})?'


#: What is written in different ways, and the one way that records take.
_SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), one)
    for pattern, one in (
        (r'^(?:ca?\.|circa|about|around|approx\.?|etwa|rund|≈|~)\s*', '~'),
        (r'^(?:more than|over|mehr als|über)\s+', '>'),
        (r'^(?:less than|under|fewer than|weniger als|unter)\s+', '<'),
        (r'^(?:<=|=<|⩽|(?:up to|at most|no more than|max(?:imum|\.)?|bis(?: zu)?|höchstens|maximal)\s)\s*', '≤'),
        (r'^(?:>=|=>|⩾|(?:from|at least|no less than|min(?:imum|\.)?|ab|mindestens)\s)\s*', '≥'),
        (r'^(\d.*[\da-z])\s*\+$', r'≥\1'),
        (r"(?<=\d)['’\s](?=\d{3}(?:\D|$))", '_'),
        (r'(?<![\d.])(\d{1,3})\.(\d{3})\.(\d{3})(?![\d.])', r'\1_\2_\3'),
        (r'(?<![\d,._])(\d+),(\d{1,2})(?=\s*[a-z]+\.?$)', r'\1.\2'),
        (r'(?<!\d)\.(?=\d)', '0.'),
        (r'\s*bytes$', ''),
        (r'(?<=\d)\s*([kmgtp])(?:ilo|ega|iga|era|eta)$', r'\1b'),
    )
)

#: What is counted, behind a number with its unit.
_COUNTED = re.compile(r'(?<=\d[KMBT])\s+[a-z]{3,}$')

#: Powers of ten in words, with the letter that counts have for them.
_POWERS = tuple(
    (re.compile(rf'([~<>≤≥]?)([\d_]+(?:\.\d+)?) ?(?:{words})', re.IGNORECASE), power, letter)
    for words, power, letter in (
        (r'thousand|tausend|tsd\.?|e\+?0?3', 3, 'K'),
        (r'millions?|millionen|mio\.?|mn|e\+?0?6', 6, 'M'),
        (r'billions?|milliarden?|mrd\.?|bn|e\+?0?9', 9, 'B'),
        (r'trillions?|billionen|tn|e\+?12', 12, 'T'),
    )
)


def _in_our_form(text: str, pattern: re.Pattern[str], units: Mapping[str, int]) -> str:
    """What was meant as a quantity, as records take it; empty where that cannot be told."""
    if len(text) > MAX_LENGTH:
        return ''
    text = unicodedata.normalize('NFKC', text)
    ends = next(filter(None, (spelling.fullmatch(text) for spelling in _RANGES)), None)
    if ends:
        return _range_in_our_form(ends[1], ends[2], pattern, units)
    for spelling, one in _SPELLINGS:
        text = spelling.sub(one, text)
    if pattern is COUNT_GRAMMAR:
        text = _COUNTED.sub('', text)
    for words, power, letter in _POWERS:
        match = words.fullmatch(text)
        if match:
            number = _EXACT.scaleb(Decimal(match[2]), power)
            digits = f'{int(number):_}' if number == int(number) else ''
            text = match[1] + (match[2] + letter if units.get(letter) == 10**power else digits)
    if pattern.fullmatch(text):
        return text
    # A letter for a bit is as small as those before it.
    upper = re.sub(r'[a-z]+$', lambda match: match[0].upper(), text) if not re.search('[A-Z]', text) else text
    return upper if pattern.fullmatch(upper) else ''


#: Ranges as they are written, in words and with other signs.
_RANGES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r'(.*\d\D*?)\s*(?:[-–—]|\.{2,3}|…|\s(?:to|bis|à)\s)\s*(\d.*)',
        r'(?:between|zwischen)\s+(.+?)\s+(?:and|und)\s+(\d.*)',
        r'(\d\S*?)\s*<=?\s*\w\s*<=?\s*(\d.*)',
    )
)


def _range_in_our_form(first: str, last: str, pattern: re.Pattern[str], units: Mapping[str, int]) -> str:
    """What was meant as a range; empty where that cannot be told, and where only the first end has its unit."""
    found = [_in_our_form(end, pattern, units) for end in (first, last)]
    low, high = (pattern.fullmatch(end) for end in found)
    if low is None or high is None or low['qualifier'] not in {'', '~'} or high['qualifier']:
        return ''
    if high['unit'] or not low['unit']:
        # A power that was said of both ends is lost where it has become digits.
        is_whole = low['unit'] or high['unit'] or pattern.fullmatch(last)
        text = f'{found[0]}–{found[1]}'
    else:
        is_whole, text = True, f'{found[0]}–{found[1]}{low["unit"]}'
    forms = (text, f'{found[1]}–{found[0]}') if is_whole else ()
    return next((form for form in forms if _ranged(form, pattern, units)), '')


def _number(match: re.Match[str], unit: str, units: Mapping[str, int]) -> Decimal:
    digits = match['number'].replace('_', '').replace(',', '')
    return _EXACT.multiply(Decimal(digits), Decimal(units[unit]))


def _ranged(text: str, pattern: re.Pattern[str], units: Mapping[str, int]) -> Quantity | None:
    """A range; a unit that only its end has is that of both."""
    ends = _RANGE.fullmatch(text)
    low, high = (pattern.fullmatch(end) for end in ends.groups()) if ends else (None, None)
    if low is None or high is None or low['qualifier'] not in {'', '~'} or high['qualifier']:
        return None
    first, last = _number(low, low['unit'] or high['unit'], units), _number(high, high['unit'], units)
    return Quantity(text, first, low['qualifier'], last) if first < last else None


def read_quantity(text: str, pattern: re.Pattern[str], units: Mapping[str, int], expected: str, forms: str) -> Quantity:
    """Read a quantity of a grammar with the groups ``qualifier``, ``number`` and ``unit``.

    :param units: what the number is multiplied by, by unit.
    :param expected: the message of what does not fit, with ``%(text)s`` and what to write instead, ``%(forms)s``.
    :param forms: examples of what can be written, where nobody can tell what was meant.
    :raises ValueError: with that message.
    """
    # More digits than any figure needs would only serve to make arithmetic slow.
    if len(text) <= MAX_LENGTH:
        match = pattern.fullmatch(text)
        if match:
            return Quantity(text, _number(match, match['unit'], units), match['qualifier'])
        found = _ranged(text, pattern, units)
        if found:
            return found
    raise ValueError(expected % {'text': text, 'forms': _in_our_form(text, pattern, units) or forms})


@lru_cache(maxsize=4096)
def parse_count(text: str) -> Quantity:
    """Read a count such as ``31.6B``, ``~100B``, ``>20T``, ``8–12B`` or ``1_376_666``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    return read_quantity(
        text.strip(),
        COUNT_GRAMMAR,
        COUNT_UNITS,
        __("'%(text)s' is not a count (write %(forms)s)"),
        either(('1_376_666', '31.6B', '~100B', '>20T', '8–12B')),
    )


@lru_cache(maxsize=4096)
def parse_bytes(text: str) -> Quantity:
    """Read a size in bytes such as ``1.2TB``, ``5.6GiB`` or ``510_313``.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    return read_quantity(
        text.strip(),
        BYTES_GRAMMAR,
        BYTE_UNITS,
        __("'%(text)s' is not a size in bytes (write %(forms)s)"),
        either(('1.2TB', '5.6GiB', '1_376_666')),
    )


def format_quantity(quantity: Quantity, language: str) -> str:
    """The quantity as written; a bare number gets the language's digit groups (``1,376,666``)."""
    text = quantity.text.removeprefix(quantity.qualifier).strip()
    if not re.search(r'[^\d_,\s–-]', text):
        text = re.sub(r'[\d_,]+', lambda match: _grouped(match[0], language), text)
    return quantity.qualifier + text


def _grouped(digits: str, language: str) -> str:
    with localcontext(_EXACT):
        return str(format_decimal(Decimal(digits.replace('_', '').replace(',', '')), locale=locale_for(language)))


def format_limit(number: Decimal, units: Mapping[str, int], language: str) -> str:
    """A number with the largest unit in which it has two decimals at most (``31.6B``), else in digit groups."""
    fitting = ((size, unit) for unit, size in units.items() if 1 < size <= number < 1024 * size and number * 100 % size == 0)
    size, unit = max(fitting, default=(1, ''))
    if unit:
        return f'{(number / size).normalize():f}{unit}'
    return _grouped(f'{number:f}', language)


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
