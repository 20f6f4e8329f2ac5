"""Dates in the words of a language: those of CLDR, and by gettext what it does not have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import match_skeleton, parse_pattern

from .dates import Date, Moment
from .i18n import N_

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


def _skeleton(moment: Moment) -> str:
    if moment.day:
        return 'yMMMd'
    if moment.month:
        return 'yMMM'
    return 'y'


def _plain(moment: Moment, locale: Locale, translate: Callable[[str], str]) -> str:
    """The moment without its qualifiers."""
    if not 1 <= moment.year <= 9999:
        # datetime has no such year. The era is said with the year; month and day are as ISO 8601 writes them.
        era = locale.eras['abbreviated'][0]
        year = f'{1 - moment.year} {era}'
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
            return translate(N_('H%(half)d %(year)d')) % {'half': number, 'year': moment.year}
        return _spaces(_format_skeleton('yQQQ', day, locale))
    return _spaces(_format_skeleton(_skeleton(moment), day, locale))


def _format_skeleton(skeleton: str, day: dt.date, locale: Locale) -> str:
    # As `babel.dates.format_skeleton`, which makes a moment with a time zone of the day first.
    skeletons = locale.datetime_skeletons
    known = skeleton if skeleton in skeletons else match_skeleton(skeleton, skeletons)
    return str(skeletons[known].apply(day, locale))


def _spaces(text: str) -> str:
    # CLDR writes thin and no-break spaces, which PDF fonts lack and readers cannot search for.
    return text.replace('\u2009', ' ').replace('\u202f', ' ').replace('\xa0', ' ')


def _qualified(moment: Moment, text: str, translate: Callable[[str], str]) -> str:
    if moment.approximate:
        text = translate(N_('about %s')) % text
    if moment.uncertain:
        text = translate(N_('%s (uncertain)')) % text
    return text


def _shared_interval(start: Moment, end: Moment, locale: Locale) -> tuple[str, str, str] | None:
    """Start, separator and end by the locale's own interval pattern, where it has one for both precisions."""
    skeleton = _skeleton(start)
    if skeleton != _skeleton(end) or start.part or end.part or start.year < 1 or end.year < 1:
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


@lru_cache(maxsize=4096)
def _pieces(date: Date, language: str, translate: Callable[[str], str]) -> tuple[Piece, ...]:
    locale = locale_for(language)
    start, end = date.start, date.end

    def piece(moment: Moment) -> Piece:
        return Piece(_qualified(moment, _plain(moment, locale, translate), translate), moment.iso)

    if not date.is_interval:
        assert start is not None
        return (piece(start),)
    if start is None or end is None:
        moment = start or end
        assert moment is not None
        template = translate(N_('since %s') if end is None else N_('until %s'))
        before, _, after = template.partition('%s')
        return tuple(p for p in (Piece(before), piece(moment), Piece(after)) if p.text)
    qualified = start.approximate or start.uncertain or end.approximate or end.uncertain
    shared = None if qualified else _shared_interval(start, end, locale)
    if shared:
        head, separator, tail = shared
        return tuple(p for p in (Piece(head, start.iso), Piece(separator), Piece(tail, end.iso)) if p.text)
    pattern = locale.interval_formats.get(None) or '{0} – {1}'
    before, _, rest = str(pattern).partition('{0}')
    separator, _, after = rest.partition('{1}')
    parts = (Piece(before), piece(start), Piece(_spaces(separator)), piece(end), Piece(after))
    return tuple(p for p in parts if p.text)


def date_pieces(date: Date, language: str, translate: Callable[[str], str] = str) -> tuple[Piece, ...]:
    """A date in the words of a language, in runs that tell which of them are machine-readable moments.

    :param language: a Sphinx language code such as ``en`` or ``de``.
    :param translate: gettext for the words Babel does not have (half-years, open and approximate dates).
    """
    return _pieces(date, language, translate)


def format_date(date: Date, language: str, translate: Callable[[str], str] = str) -> str:
    """A date in the words of a language: ``Dec 2025``, ``Jul – Sep 2024``, ``H1 2026``, ``since Mar 2026``."""
    return ''.join(piece.text for piece in _pieces(date, language, translate))
