"""Dates in the words of a language: those of CLDR, and by gettext what it does not have."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.dates import match_skeleton, parse_pattern

from .dates import Date
from .i18n import N_
from .moments import Moment

#: What separates the ends of an interval in CLDR's patterns.
_DASHES = ' \u2009\u202f\xa0–—-~～〜至'


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a displayed date; `iso` is set where it may be marked up as an HTML `time` element."""

    text: str
    iso: str | None = None


@lru_cache(maxsize=64)
def locale_for(language: str) -> Locale:
    """Babel's locale for a Sphinx language code; American English where Babel has none."""
    try:
        return Locale.parse(language.replace('-', '_'))
    except (UnknownLocaleError, ValueError):
        return Locale('en', 'US')


#: What a season is called in a year; CLDR has no names for seasons.
_SEASONS = (N_('Spring %s'), N_('Summer %s'), N_('Fall %s'), N_('Winter %s'))


class _Years(NamedTuple):
    """The words for a decade or a century: alone, approximately, and as the start or the end of an open interval."""

    alone: str
    about: str
    since: str
    until: str


# For translators: {ordinal} is English, such as 13th. Write {number} for 13 or {roman} for XIII where your language has those.
_CENTURY = _Years(
    N_('{ordinal} century'),
    N_('about the {ordinal} century'),
    N_('since the {ordinal} century'),
    N_('until the {ordinal} century'),
)
# For translators: {ordinal} is English, such as 13th. Write {number} for 13 or {roman} for XIII where your language has those.
_CENTURY_BC = _Years(
    N_('{ordinal} century BC'),
    N_('about the {ordinal} century BC'),
    N_('since the {ordinal} century BC'),
    N_('until the {ordinal} century BC'),
)
_DECADE = _Years(N_('{decade}s'), N_('about the {decade}s'), N_('since the {decade}s'), N_('until the {decade}s'))

#: In a pattern of CLDR what is quoted, the era, and the year.
_ERA_AND_YEAR = re.compile(r"'([^']*)'|G+|y+")

_ROMAN = ((100, 'C'), (90, 'XC'), (50, 'L'), (40, 'XL'), (10, 'X'), (9, 'IX'), (5, 'V'), (4, 'IV'), (1, 'I'))


def _ordinal(number: int) -> str:
    """A number as English orders by it: ``1st``, ``12th``, ``22nd``."""
    ending = {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') if number // 10 % 10 != 1 else 'th'
    return f'{number}{ending}'


def _roman(number: int) -> str:
    digits = ''
    for value, digit in _ROMAN:
        digits += digit * (number // value)
        number %= value
    return digits


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes moments in a language."""

    locale: Locale
    translate: Callable[[str], str]

    def year(self, year: int) -> str:
        """A year, with its era where it is before the common one."""
        if 1 <= year <= 9999:
            return _spaces(_format_skeleton('y', dt.date(year, 1, 1), self.locale))
        era = str(self.locale.eras['abbreviated'][0])
        pattern = self.locale.datetime_skeletons['Gy'].pattern
        return _spaces(
            _ERA_AND_YEAR.sub(lambda m: m[1] if m[1] is not None else era if m[0][0] == 'G' else str(1 - year), pattern)
        )

    def plain(self, moment: Moment) -> str:
        """The moment without its qualifiers."""
        if moment.last_year is not None:
            return self.named(moment, 'alone') or self.years(moment)
        if moment.part and moment.part[0] == 'S':
            return self.translate(_SEASONS[moment.part[1] - 1]) % self.year(moment.year)
        if moment.time:
            return f'{self.at(moment)} {self.zone(moment)}'
        return self.day(moment)

    def day(self, moment: Moment) -> str:
        """A moment of which the calendar can tell, without the time of day."""
        if not 1 <= moment.year <= 9999:
            # datetime has no such year. The era is said with the year; month and day are as ISO 8601 writes them.
            year = self.year(moment.year)
            if moment.part:
                return f'{moment.part[0]}{moment.part[1]} {year}'
            written = f'{moment.year:05}' if moment.year < 0 else f'{moment.year:04}'
            written += f'-{moment.month:02}' if moment.month else ''
            written += f'-{moment.day:02}' if moment.day else ''
            return f'{year} ({written})' if moment.month else year
        day = dt.date(*moment.earliest)
        if moment.part:
            letter, number = moment.part
            if letter == 'H':
                return self.translate(N_('H%(half)d %(year)d')) % {'half': number, 'year': moment.year}
            return _spaces(_format_skeleton('yQQQ', day, self.locale))
        return _spaces(_format_skeleton(_skeleton(moment), day, self.locale))

    def at(self, moment: Moment) -> str:
        """A day with the time, without its zone."""
        both: str = str(self.locale.datetime_formats['medium'])
        # What is quoted in a pattern of CLDR is a word.
        return _spaces(both.replace("'", '').replace('{1}', self.day(moment)).replace('{0}', self.clock(moment)))

    def clock(self, moment: Moment) -> str:
        """The time of a day."""
        assert moment.time is not None
        return _spaces(self.locale.time_formats['short'].apply(dt.time(*moment.time), self.locale))

    @staticmethod
    def zone(moment: Moment) -> str:
        """The zone of a time; UTC is called that in every language."""
        if moment.zone in {'Z', '+00:00'}:
            return 'UTC'
        sign, hours, minutes = moment.zone[0], int(moment.zone[1:3]), moment.zone[3:].removesuffix(':00')
        return f'UTC{sign}{hours}{minutes}'

    def named(self, moment: Moment, form: str) -> str:
        """A decade or a century by its name; empty for anything else, and where the name could mean something else."""
        first, last = moment.year, moment.last_year
        if last is None:
            return ''
        if last - first > 10:
            # The years of the 1st century before the common era are counted down to 1, which is year 0 here.
            number = 1 - last // 100 if last <= 0 else first // 100 + 1
            words = _CENTURY_BC if last <= 0 else _CENTURY
            said = {'ordinal': _ordinal(number), 'number': number, 'roman': _roman(number)}
            return self.translate(getattr(words, form)).format(**said)
        # The 1900s may be a century, and those before the common era are no round numbers here.
        return self.translate(getattr(_DECADE, form)).format(decade=first) if first > 0 and first % 100 else ''

    def years(self, moment: Moment) -> str:
        """A decade by its first year and its last."""
        assert moment.last_year is not None
        return ''.join(piece.text for piece in _between(Moment(moment.year), Moment(moment.last_year), self))

    def qualified(self, moment: Moment) -> str:
        """The moment with its qualifiers."""
        text = self.plain(moment)
        if moment.approximate:
            text = self.named(moment, 'about') or self.translate(N_('about %s')) % text
        if moment.uncertain:
            text = self.translate(N_('%s (uncertain)')) % text
        return text

    def piece(self, moment: Moment) -> Piece:
        """The moment, with what a machine may read of it."""
        return Piece(self.qualified(moment), moment.iso)


def _skeleton(moment: Moment) -> str:
    if moment.day:
        return 'yMMMd'
    if moment.month:
        return 'yMMM'
    return 'y'


def _format_skeleton(skeleton: str, day: dt.date, locale: Locale) -> str:
    # As `babel.dates.format_skeleton`, which makes a moment with a time zone of the day first.
    skeletons = locale.datetime_skeletons
    known = skeleton if skeleton in skeletons else match_skeleton(skeleton, skeletons)
    return str(skeletons[known].apply(day, locale))


def _spaces(text: str) -> str:
    # CLDR writes thin and no-break spaces, which PDF fonts lack and readers cannot search for.
    return text.replace('\u2009', ' ').replace('\u202f', ' ').replace('\xa0', ' ')


def _is_exact(moment: Moment) -> bool:
    """Whether it is a year, a month or a day of the common era, and surely so."""
    is_calendar = not moment.part and moment.last_year is None and moment.time is None and moment.year >= 1
    return is_calendar and not moment.approximate and not moment.uncertain


def _shared_interval(start: Moment, end: Moment, locale: Locale) -> tuple[str, str, str] | None:
    """Start, separator and end by the locale's own interval pattern, where it has one for both precisions."""
    skeleton = _skeleton(start)
    if skeleton != _skeleton(end) or not _is_exact(start) or not _is_exact(end):
        return None
    first, second = dt.date(*start.earliest), dt.date(*end.earliest)
    formats = locale.interval_formats.get(skeleton, {})
    for field, differs in (
        ('y', first.year != second.year),
        ('M', first.month != second.month),
        ('d', first.day != second.day),
    ):
        if differs and len(formats.get(field, ())) == 2:
            # The separator is at the end of the first pattern. Format both patterns and cut it off there.
            opening, closing = (
                parse_pattern(p).apply(day, locale) for p, day in zip(formats[field], (first, second), strict=True)
            )
            head = opening.rstrip(_DASHES)
            separator = opening[len(head) :]
            return _spaces(head), _spaces(separator), _spaces(closing)
    return None


def _between(start: Moment | None, end: Moment | None, writer: _Writer) -> tuple[Piece, ...]:
    """An interval with its ends; one that is unknown is said to be."""
    shared = _shared_interval(start, end, writer.locale) if start and end else None
    if shared and start and end:
        head, separator, tail = shared
        pieces = (Piece(head, start.iso), Piece(separator), Piece(tail, end.iso))
        return tuple(piece for piece in pieces if piece.text)
    if start and end and start.time and end.time and (start.earliest, start.zone) == (end.earliest, end.zone):
        # One day and one zone are said once.
        ends = Piece(writer.at(start), start.iso), Piece(f'{writer.clock(end)} {writer.zone(end)}', end.iso)
    else:
        nobody_knows = Piece(writer.translate(N_('unknown')))
        ends = writer.piece(start) if start else nobody_knows, writer.piece(end) if end else nobody_knows
    pattern = str(writer.locale.interval_formats.get(None) or '{0} – {1}')
    # Some languages have the end first.
    parts = (ends[int(part[1])] if part in {'{0}', '{1}'} else Piece(_spaces(part)) for part in re.split(r'(\{[01]\})', pattern))
    return tuple(part for part in parts if part.text)


def _open(moment: Moment, writer: _Writer, *, ends: bool) -> tuple[Piece, ...]:
    """An interval that has one end and goes on, or was ever before it."""
    words = '' if moment.approximate or moment.uncertain else writer.named(moment, 'until' if ends else 'since')
    if words:
        return (Piece(words),)
    template = writer.translate(N_('until %s') if ends else N_('since %s'))
    before, _, after = template.partition('%s')
    return tuple(piece for piece in (Piece(before), writer.piece(moment), Piece(after)) if piece.text)


@lru_cache(maxsize=4096)
def _pieces(date: Date, language: str, translate: Callable[[str], str]) -> tuple[Piece, ...]:
    writer = _Writer(locale_for(language), translate)
    start, end = date.start, date.end
    if not date.is_interval:
        assert start is not None
        return (writer.piece(start),)
    if date.has_unknown_end or (start and end):
        return _between(start, end, writer)
    moment = start or end
    assert moment is not None
    return _open(moment, writer, ends=start is None)


def date_pieces(date: Date, language: str, translate: Callable[[str], str] = str) -> tuple[Piece, ...]:
    """A date in the words of a language, in runs that tell which of them are machine-readable moments.

    :param language: a Sphinx language code such as ``en`` or ``de``.
    :param translate: gettext for the words Babel does not have (half-years, open and approximate dates).
    """
    return _pieces(date, language, translate)


def format_date(date: Date, language: str, translate: Callable[[str], str] = str) -> str:
    """A date in the words of a language: ``Dec 2025``, ``Jul – Sep 2024``, ``H1 2026``, ``since Mar 2026``."""
    return ''.join(piece.text for piece in _pieces(date, language, translate))


def format_heading(date: Date, language: str, translate: Callable[[str], str] = str) -> str:
    """A date as a heading has it, with the whole name of a month: ``December 2025``."""
    moment = date.start
    if moment and not date.is_interval and moment.month and not moment.day and _is_exact(moment):
        return _spaces(_format_skeleton('yMMMM', dt.date(*moment.earliest), locale_for(language)))
    return format_date(date, language, translate)
