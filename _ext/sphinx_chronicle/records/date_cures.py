"""Dates as people write them, in the forms that records take.

What is proposed means what was written, or is one of several things that can be meant by it. Months have the names of CLDR in a
few languages.
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

_DAY: Final = re.compile(r'-?\d{4}-\d\d-\d\d')

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
#: The numbers that EDTF has for seasons.
_SEASONS: Final = {
    word: number
    for words, number in (
        ('spring frühling frühjahr printemps', 21),
        ('summer sommer été', 22),
        ('autumn fall herbst automne', 23),
        ('winter hiver', 24),
    )
    for word in words.split()
}
#: The numbers of EDTF, level 2, that mean what is written otherwise here: quarters, thirds and halves of years, and the seasons
#: of one hemisphere.
_NUMBERED: Final = {
    **{25 + number: f'{{0}}-{21 + number % 4}' for number in range(8)},
    **{32 + number: f'{{0}}-Q{number}' for number in range(1, 5)},
    37: '{0}-01/{0}-04', 38: '{0}-05/{0}-08', 39: '{0}-09/{0}-12', 40: '{0}-H1', 41: '{0}-H2',
}  # fmt: skip

#: Time zones by the names that mean one thing everywhere.
_ZONES: Final = {
    name: zone
    for names, zone in (
        ('z utc gmt', 'Z'),
        ('cet mez', '+01:00'),
        ('cest mesz', '+02:00'),
        ('est', '-05:00'),
        ('edt', '-04:00'),
        ('pst', '-08:00'),
        ('pdt', '-07:00'),
    )
    for name in names.split()
}

_TIME: Final = re.compile(
    r'(.+?)(?:t|,? (?:at |um |à )?)(\d\d?)[:h](\d\d)(?::\d\d(?:[.,]\d+)?)? ?(?:(a|p)\.?m\b\.?|uhr)? ?'
    rf'({"|".join(_ZONES)}|(?:utc|gmt)?[+-]\d\d?(?::?\d\d)?)?'
)


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
    if int(month) > 12:
        # It would be the number of a season.
        return ''
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
    """A year and two digits: a month, a number of EDTF's or the last year of a span."""
    year, mark, second = match.groups()
    if mark != '–':
        yield _day(year, second)
    if mark == '-' and int(second) in _NUMBERED:
        yield _NUMBERED[int(second)].format(year)
    if len(second) == 2:
        yield f'{year}/{year[:2]}{second}'


def _decade(match: Match) -> Iterator[str]:
    yield f'{match[1][:3]}X'
    if match[1].endswith('00'):
        yield f'{match[1][:2]}XX'


def _century(match: Match) -> Iterator[str]:
    roman = {'i': 1, 'v': 5, 'x': 10}
    digits = [roman.get(digit, 0) for digit in match[1]]
    # A digit before a larger one is taken from it.
    value = sum(-one if one < after else one for one, after in zip(digits, (*digits[1:], 0), strict=True))
    number = int(match[1]) if match[1].isdecimal() else value
    if number:
        yield f'{"-" if match[2] else ""}{number - 1:02}XX'


def _unknown_digits(match: Match) -> Iterator[str]:
    known = match[0].replace('u', 'x').upper()
    yield known if 'XXX' not in known else '/'.join(known.replace('X', digit) for digit in '09')


def _time_of_day(match: Match, days: Iterable[str]) -> Iterator[str]:
    """A time of a day, to the minute: in its zone, else in UTC, in one of the others, or the day alone."""
    hour, minute, half, zone = int(match[2]), match[3], match[4], match[5]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == 'p' else 0)
    days = [*days]
    for day in days:
        known = 'Z' if zone is None else _ZONES.get(zone) or _difference(zone)
        yield f'{day}T{hour:02}:{minute}{known}'
        if zone is None and len(days) == 1 and hour < 24 and minute < '60':
            yield f'{day}T{hour:02}:{minute}+02:00'
            yield day


def _difference(zone: str) -> str:
    """A difference from UTC with hours and minutes of two digits."""
    sign, digits = re.findall(r'[+-]|[\d:]+', zone)
    hours, _, minutes = digits.partition(':') if ':' in digits or len(digits) < 3 else (digits[:-2], '', digits[-2:])
    found = f'{sign}{int(hours):02}:{minutes or "00"}'
    return 'Z' if found[1:] == '00:00' else found


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


def _shortened_times(match: Match) -> Iterator[str]:
    """The same with times of one day, and with one zone for both."""
    day, start, first, end, last = match.groups()
    yield f'{day}{start}{first or last}/{day}{end}{last or first}'.upper()


_S: Final = r'[-/., ]*'

#: What a text is, and what it can mean; the first that fits counts. A month's name is ``m5``.
_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[Match], Iterable[str]]], ...]] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (r'(\d{4})([-/. ])(\d\d?)\2(\d\d?)', lambda m: [_day(m[1], m[3], m[4])]),
        (r'(\d{4})(\d\d)(\d\d)?', lambda m: [_day(m[1], m[2], m[3])]),
        (r'(\d{4})年(\d\d?)月(?:(\d\d?)日)?', lambda m: [_day(m[1], m[2], m[3])]),
        (r'(\d\d?)([-/.]) ?(\d\d?)\2 ?(\d{4})', _numbers),
        (r'(\d\d?)[-/. ](\d{4})', lambda m: [_day(m[2], m[1])]),
        (r'(\d{4})([-/.–])(\d\d?)', _year_and_two),
        (r'(\d{4}-\d\d(?=/\d\d$)|\d{4}-\d\d-\d\d)/(\d\d(?:-\d\d)?)', _shortened_end),
        (r'(\d{4}-\d\d-\d\dt)(\d\d:\d\d)(z|[+-]\d\d:\d\d)?/(\d\d:\d\d)(z|[+-]\d\d:\d\d)?', _shortened_times),
        (r'(\d{4})-?w(\d\d)', _week),
        (rf'm(\d+){_S}(\d{{4}})', lambda m: [_day(m[2], m[1])]),
        (rf'(\d{{4}}){_S}m(\d+)', lambda m: [_day(m[1], m[2])]),
        (rf'm(\d+) (\d\d?){_S}(\d{{4}})', lambda m: [_day(m[3], m[1], m[2])]),
        (rf'(\d\d?){_S}m(\d+){_S}(\d{{4}})', lambda m: [_day(m[3], m[2], m[1])]),
        (rf'(\d{{4}}){_S}m(\d+){_S}(\d\d?)', lambda m: [_day(m[1], m[2], m[3])]),
        (rf'([qh][1-4]){_S}(\d{{4}})', lambda m: [f'{m[2]}-{m[1].upper()}']),
        (rf'(\d{{4}}){_S}([qh][1-4])', lambda m: [f'{m[1]}-{m[2].upper()}']),
        (rf'({"|".join(_PARTS)})[- ]?(\d{{4}})', lambda m: [form.format(m[2]) for form in _PARTS[m[1]]]),
        (rf'({"|".join(_SEASONS)}) (\d{{4}})', lambda m: [f'{m[2]}-{_SEASONS[m[1]]}']),
        (r'(\d{3}0)(?:s|er(?: jahre)?)', _decade),
        (r'(\d\d?|[ivx]{1,5})(?:\.|e|ème|º)?[- ](?:century|jahrhundert|jh\.?|siècle|secolo)( bc)?', _century),
        (r'(?:siglo|século) ([ivx]{1,5})( bc)?', _century),
        (r'(\d{4}(?:-\d\d)?)(?:-[xu]{2}){1,2}', lambda m: [m[1]]),
        (r'-?\d{1,3}[xu]{1,3}', _unknown_digits),
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


def _by_time(text: str, is_date: IsDate) -> list[str]:
    """What a text means that ends with a time of day."""
    match = _TIME.fullmatch(text)
    days = [one for one in _readings(match[1].strip(), is_date, 0) if _DAY.fullmatch(one)] if match else []
    return [one for one in _time_of_day(match, days) if is_date(one)] if match else []


def _readings(text: str, is_date: IsDate, depth: int) -> list[str]:
    """What a text in the spelling of the rules can mean."""
    if is_date(text.upper()):
        return [text.upper()]
    found = _by_rules(text, is_date) or _by_time(text, is_date)
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


def lacks_zone(text: str) -> bool:
    """Whether a text ends with a time of day that has no zone."""
    match = _TIME.fullmatch(' '.join(text.casefold().split()))
    return match is not None and match[5] is None


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
