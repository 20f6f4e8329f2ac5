"""Dates as people write them, in the forms that records take.

What is proposed means what was written, or is one of several things that can be meant by it. Months have the names of CLDR in a
few languages, a season is that of either hemisphere.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Match = re.Match[str]
    IsDate = Callable[[str], bool]

#: Longer texts are no dates, whatever they hold.
_LONGEST: Final = 60

#: How often a text is taken apart: a range of approximate ends, each a day in words.
_DEPTH: Final = 3

#: Languages whose names of months are known.
_LANGUAGES: Final = ('en', 'de', 'fr', 'es', 'it', 'nl', 'pt')

#: What is written in different ways, in lower case, and the one way that the rules know.
_SPELLINGS: Final = tuple(
    (re.compile(pattern), one)
    for pattern, one in (
        ('[\u2010\u2011\u2212]', '-'),
        (r'\s*(?:—|―|--|\.{3}|…)\s*', '–'),
        (r"['’]s\b", 's'),
        (r'(?<=\d0)er(?: jahren?)?\b', 's'),
        (r'~ ?\?|\? ?~', '%'),
        (r'\b(?:b\. ?c\.|bc|b\. ?c\. ?e\.|bce|v\. ?chr\b\.?|v\. ?u\. ?z\.)(?!\w)', 'bc'),
        (r'\b(?:a\. ?d\.|ad|c\. ?e\.|ce|n\. ?chr\b\.?|n\. ?u\. ?z\.)(?!\w)', 'ad'),
        (r'\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch),? ', ''),
        (r'\b(?:of|the|year|in|on|im|am|der|den|des|jahr|jahres?|de|del)\b ?', ''),
        (r'\b(?:1st|first|erste[sn]?)\b', '1'),
        (r'\b(?:2nd|second|zweite[sn]?)\b', '2'),
        (r'\b(?:3rd|third|dritte[sn]?)\b', '3'),
        (r'\b(?:fourth|vierte[sn]?)\b', '4'),
        (r'(?<=\d)(?:st|nd|rd|th|er|º)\b', ''),
        (r'\b([1-4])\.?[- ]?(?:q|quarter|quartal)(?=\b|\d)', r'q\1'),
        (r'\b([12])\.?[- ]?(?:h|half|halbjahr|hälfte)(?=\b|\d)', r'h\1'),
        (r'\b(?:now|present|today|ongoing|heute|jetzt)\b', 'now'),
    )
)

_ABOUT: Final = re.compile(
    r'(?:c\.? ?(?=\d)|(?:c\.|ca\.|ca\b|circa|about|around|approx\.|approx\b|approximately|um|etwa|ungefähr|vers|[~≈]) ?)(.+)'
    r'|(.+) ~'
)
_UNSURE: Final = re.compile(
    r'(?:(?:probably|perhaps|maybe|possibly|vermutlich|vielleicht|wohl) |\(?\?\)? ?)(.+)|(.+?) ?(?: \?|\(\?\))'
)
_SINCE: Final = re.compile(r'(?:since|from|seit|ab) (.+)|(.+?) ?[-–/] ?(?:now)?|(.+) (?:to|bis|until) now')
_UNTIL: Final = re.compile(r'(?:until|till|up to|bis) (.+)|[–/] ?(.+)')
_RANGE: Final = re.compile(r'(?:from |von )?(.+?)(?: ?– ?| (?:-|to|until|till|through|bis) |/)([^/]+)|([^-]+)-([^-]+)')

#: The spans that a part of a year, in words, can mean.
_PARTS: Final = {
    word: forms
    for words, forms in (
        ('early beginning anfang', ('{0}-Q1', '{0}-H1')),
        ('mid middle mitte', ('{0}-Q2/{0}-Q3', '{0}-06/{0}-07')),
        ('late end ende', ('{0}-Q4', '{0}-H2')),
    )
    for word in words.split()
}
#: The month in which a season begins in the north; in the south it is half a year later. The numbers are those of EDTF.
_SEASONS: Final = {
    word: month
    for words, month in (
        ('spring frühling frühjahr 21', 3),
        ('summer sommer 22', 6),
        ('autumn fall herbst 23', 9),
        ('winter 24', 12),
    )
    for word in words.split()
}


@cache
def _months() -> dict[str, int]:
    """Months by their names in lower case; what is another month in another language is not among them."""
    found: dict[str, set[int]] = {'sept': {9}}
    for language in _LANGUAGES:
        for widths in Locale(language).months.values():
            for width in ('wide', 'abbreviated'):
                for number, name in widths[width].items():
                    found.setdefault(name.casefold().rstrip('.'), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


# -- rules ----------------------------------------------------------------------------------------------------------------


def _year(number: int) -> str:
    """An astronomical year."""
    return f'-{-number:04}' if number < 0 else f'{number:04}'


def _day(year: str, month: str, day: str | None = None) -> str:
    """A day, or a month; where digits are 0, what is known."""
    parts = (f'{int(part):02}' for part in (month, day) if part and int(part))
    return '-'.join((f'{int(year):04}', *parts))


def _numbers(match: Match) -> Iterator[str]:
    """A day with its year last: behind points the day is the first, else day or month."""
    first, mark, second, year = match.groups()
    if mark != '.' or int(second) <= 12:
        yield _day(year, second, first)
    if mark != '.' or int(second) > 12:
        yield _day(year, first, second)


def _year_and_two(match: Match) -> Iterator[str]:
    """A year and two digits: a month, a season or the last year of a span."""
    year, mark, second = match.groups()
    if mark != '–':
        yield _day(year, second)
        if mark == '-' and second in _SEASONS:
            yield from _season(year, second)
    if len(second) == 2:
        yield f'{year}/{year[:2]}{second}'


def _season(year: str, name: str) -> Iterator[str]:
    north = _SEASONS[name]
    for first in (north, (north + 5) % 12 + 1):
        last = first + 2
        yield f'{year}-{first:02}/{int(year) + (last > 12):04}-{(last - 1) % 12 + 1:02}'


def _decade(match: Match) -> Iterator[str]:
    first = int(match[1])
    yield f'{first:04}/{first + 9:04}'
    if first % 100 == 0:
        yield f'{first:04}/{first + 99:04}'


def _century(match: Match) -> Iterator[str]:
    last = int(match[1]) * 100
    yield f'{_year(1 - last)}/{_year(100 - last)}' if match[2] else f'{_year(last - 99)}/{_year(last)}'


def _unknown_digits(match: Match) -> Iterator[str]:
    yield '/'.join(re.sub('[xu]', digit, match[0]) for digit in '09')


def _short_year(match: Match) -> Iterator[str]:
    """A year of two or three digits; where there are two, the century may be left out."""
    yield _year(int(match[1]))
    if len(match[1]) == 2:
        yield from (f'19{match[1]}', f'20{match[1]}')


def _week(match: Match) -> Iterator[str]:
    """ISO 8601-1, section 5.2.3: a week from Monday to Sunday."""
    with suppress(ValueError):
        yield '/'.join(dt.date.fromisocalendar(int(match[1]), int(match[2]), day).isoformat() for day in (1, 7))


def _shortened_end(match: Match) -> Iterator[str]:
    """ISO 8601-1, section 5.5.2.1: the end of an interval leaves out what it shares with the start."""
    start, end = match.groups()
    yield f'{start}/{start[: -len(end)]}{end}'


_S: Final = r'[-/., ]*'

#: What a text is, and what it can mean; the first that fits counts. A month's name is ``m5``.
_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[Match], Iterable[str]]], ...]] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r'(\d{4})([-/. ])(\d\d?)\2(\d\d?)', lambda m: [_day(m[1], m[3], m[4])]),
        (r'(\d{4})(\d\d)(\d\d)?', lambda m: [_day(m[1], m[2], m[3])]),
        (r'(\d{4})年(\d\d?)月(?:(\d\d?)日)?', lambda m: [_day(m[1], m[2], m[3])]),
        (r'(\d{4}-\d\d-\d\d)(?:t|,? )\d\d:\d\d.*', lambda m: [m[1]]),
        (r'(\d\d?)([-/.]) ?(\d\d?)\2 ?(\d{4})', _numbers),
        (r'(\d\d?)[-/. ](\d{4})', lambda m: [_day(m[2], m[1])]),
        (r'(\d{4})([-/.–])(\d\d?)', _year_and_two),
        (r'(\d{4}-\d\d(?=/\d\d$)|\d{4}-\d\d-\d\d)/(\d\d(?:-\d\d)?)', _shortened_end),
        (r'(\d{4})-?w(\d\d)', _week),
        (rf'm(\d+){_S}(\d{{4}})', lambda m: [_day(m[2], m[1])]),
        (rf'(\d{{4}}){_S}m(\d+)', lambda m: [_day(m[1], m[2])]),
        (rf'm(\d+) (\d\d?){_S}(\d{{4}})', lambda m: [_day(m[3], m[1], m[2])]),
        (rf'(\d\d?){_S}m(\d+){_S}(\d{{4}})', lambda m: [_day(m[3], m[2], m[1])]),
        (rf'(\d{{4}}){_S}m(\d+){_S}(\d\d?)', lambda m: [_day(m[1], m[2], m[3])]),
        (rf'([qh][1-4]){_S}(\d{{4}})', lambda m: [f'{m[2]}-{m[1].upper()}']),
        (rf'(\d{{4}}){_S}([qh][1-4])', lambda m: [f'{m[1]}-{m[2].upper()}']),
        (rf'({"|".join(_PARTS)})[- ]?(\d{{4}})', lambda m: [form.format(m[2]) for form in _PARTS[m[1]]]),
        (rf'({"|".join(_SEASONS)}) (\d{{4}})', lambda m: _season(m[2], m[1])),
        (r'(\d{3}0)(?:s|er(?: jahre)?)', _decade),
        (r'(\d\d?)\.?[- ](?:century|jahrhundert|jh\.?)( bc)?', _century),
        (r'\d\d\d?[xu]{1,2}', _unknown_digits),
        (r'([1-9]\d{0,3}) ?bc', lambda m: [_year(1 - int(m[1]))]),
        (r'(\d{1,4}) ?ad|ad ?(\d{1,4})', lambda m: [_year(int(m[1] or m[2]))]),
        (r"['’]?(\d{2,3})", _short_year),
        (r'-(\d{1,3})', lambda m: [_year(-int(m[1])), _year(1 - int(m[1]))]),
    )
)


# -- readings -------------------------------------------------------------------------------------------------------------


def proposals(text: str, is_date: IsDate) -> list[str]:
    """What a text can mean as a date, in the forms that records take; nothing where that cannot be told.

    :param is_date: whether a text is a date in one of these forms.
    """
    if len(text) > _LONGEST:
        return []
    text = ' '.join(unicodedata.normalize('NFKC', text.casefold()).split())
    for pattern, one in _SPELLINGS:
        text = pattern.sub(one, text)
    months = _months()
    text = re.sub(r'([^\W\d_]{3,})\.?', lambda m: f'm{months[m[1]]}' if m[1] in months else m[0], text).strip()
    if not text.strip('0-/. '):
        return []
    return [one for one in dict.fromkeys(_readings(text, is_date, _DEPTH)) if is_date(one)]


def _by_rules(text: str, is_date: IsDate) -> list[str]:
    """What a text means by the first rule that makes dates of it."""
    for pattern, rule in _RULES:
        match = pattern.fullmatch(text)
        found = [one for one in rule(match) if is_date(one)] if match else []
        if found:
            return found
    return []


def _readings(text: str, is_date: IsDate, depth: int) -> list[str]:
    """What a text in the spelling of the rules can mean."""
    if is_date(text.upper()):
        return [text.upper()]
    found = _by_rules(text, is_date)
    if found or not depth:
        return found

    def inner(part: str) -> list[str]:
        return _readings(part.strip(), is_date, depth - 1)

    for pattern, mark in ((_ABOUT, '~'), (_UNSURE, '?')):
        match = pattern.fullmatch(text)
        if match:
            return [_qualified(one, mark) for one in inner(_given(match)[0])]
    for pattern, form in ((_SINCE, '{}/..'), (_UNTIL, '../{}')):
        match = pattern.fullmatch(text)
        found = [one for one in inner(_given(match)[0]) if '/' not in one] if match else []
        if found:
            # A slash without an end may have been left over.
            return [*map(form.format, found), *(found if '/' in {text[0], text[-1]} else ())]
    match = _RANGE.fullmatch(text)
    if not match:
        return []
    left, right = _given(match)
    return list(_ranges(left, right, inner))


def _given(match: Match) -> list[str]:
    return [group for group in match.groups() if group]


def _qualified(date: str, mark: str) -> str:
    """A date with a qualifier at each end."""
    return re.sub(r'([^/.~?%]+)([~?%]?)', lambda m: m[1] + (mark if m[2] in {'', mark} else '%'), date)


def _ranges(left: str, right: str, inner: Callable[[str], list[str]]) -> Iterator[str]:
    """A span whose ends have one meaning each; each may leave to the other what they share, as in "3 – 5 May 2024"."""
    words, heads = right.split(' '), left.split(' ')
    lefts = [f'{left} {" ".join(words[n:])}' for n in range(1, len(words))]
    rights = [f'{" ".join(heads[:n])} {right}' for n in range(1, len(heads))]
    # A year is never left out where there is another.
    firsts = [left, *lefts] if re.search(r'\d{4}', left) else [*lefts, left]
    start = next(filter(None, map(inner, firsts)), [])
    end = next(filter(None, map(inner, [right, *rights])), [])
    # A span of spans is none.
    if len(start) == len(end) == 1 and not any('/' in one and one in {left, right} for one in (*start, *end)):
        yield f'{start[0].partition("/")[0]}/{end[0].rpartition("/")[2]}'
