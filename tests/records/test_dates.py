from __future__ import annotations

import pickle
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from babel.dates import format_interval

from sphinx_chronicle.records.date_words import date_pieces, format_date, format_heading, locale_for
from sphinx_chronicle.records.dates import DATE_PATTERN, parse_date

if TYPE_CHECKING:
    from sphinx_chronicle.records.dates import Date

KEPT = [
    pytest.param('2019', (2019, 1, 1), (2019, 12, 31), id='year'),
    pytest.param('2025-12', (2025, 12, 1), (2025, 12, 31), id='month'),
    pytest.param('2025-12-15', (2025, 12, 15), (2025, 12, 15), id='day'),
    pytest.param('2024-02', (2024, 2, 1), (2024, 2, 29), id='february of a leap year'),
    pytest.param('1900-02', (1900, 2, 1), (1900, 2, 28), id='february of a century'),
    pytest.param('2000-02-29', (2000, 2, 29), (2000, 2, 29), id='leap day'),
    pytest.param('2026-H1', (2026, 1, 1), (2026, 6, 30), id='first half'),
    pytest.param('2026-H2', (2026, 7, 1), (2026, 12, 31), id='second half'),
    pytest.param('2025-Q1', (2025, 1, 1), (2025, 3, 31), id='first quarter'),
    pytest.param('2025-Q3', (2025, 7, 1), (2025, 9, 30), id='third quarter'),
    pytest.param('2019/2022', (2019, 1, 1), (2022, 12, 31), id='years'),
    pytest.param('2024-07/2024-09', (2024, 7, 1), (2024, 9, 30), id='months'),
    pytest.param('2024-07-30/2024-08', (2024, 7, 30), (2024, 8, 31), id='mixed precision'),
    pytest.param('2025-12/2025', (2025, 12, 1), (2025, 12, 31), id='end less precise than start'),
    pytest.param('2025-06/2025-06', (2025, 6, 1), (2025, 6, 30), id='both ends the same'),
    pytest.param('199X', (1990, 1, 1), (1999, 12, 31), id='decade'),
    pytest.param('19XX', (1900, 1, 1), (1999, 12, 31), id='century, as digits are'),
    pytest.param('00XX', (0, 1, 1), (99, 12, 31), id='first century'),
    pytest.param('-00XX', (-99, 1, 1), (0, 12, 31), id='first century BCE'),
    pytest.param('-01XX', (-199, 1, 1), (-100, 12, 31), id='second century BCE, 200 to 101 BCE'),
    pytest.param('-004X', (-49, 1, 1), (-40, 12, 31), id='decade BCE'),
    pytest.param('2024-21', (2024, 3, 1), (2024, 5, 31), id='spring'),
    pytest.param('2024-22', (2024, 6, 1), (2024, 8, 31), id='summer'),
    pytest.param('2024-23', (2024, 9, 1), (2024, 11, 30), id='fall'),
    pytest.param('2023-24', (2023, 12, 1), (2024, 2, 29), id='winter'),
    pytest.param('9999-24', (9999, 12, 1), (10000, 2, 29), id='last winter'),
    pytest.param('2027-05-01T14:30+02:00', (2027, 5, 1), (2027, 5, 1), id='time of day'),
    pytest.param('-0043-03-15T12:00Z', (-43, 3, 15), (-43, 3, 15), id='time of day BCE'),
    pytest.param('199X/201X', (1990, 1, 1), (2019, 12, 31), id='decades'),
    pytest.param('12XX/1301-21', (1200, 1, 1), (1301, 5, 31), id='century to spring'),
    pytest.param('2027-05-01T14:30Z/2027-05-02', (2027, 5, 1), (2027, 5, 2), id='time to day'),
    pytest.param('2027-05-02T00:30+02:00/2027-05-01T23:00Z', (2027, 5, 2), (2027, 5, 1), id='times of two zones'),
    pytest.param('0000', (0, 1, 1), (0, 12, 31), id='1 BCE'),
    pytest.param('-0004-02', (-4, 2, 1), (-4, 2, 29), id='leap year before the common era'),
    pytest.param('-9999-12-31', (-9999, 12, 31), (-9999, 12, 31), id='first year'),
    pytest.param('9999-12-31', (9999, 12, 31), (9999, 12, 31), id='last year'),
]


@pytest.mark.parametrize(('text', 'earliest', 'latest'), KEPT)
def test_a_date_spans_exactly_what_was_written(text: str, earliest: tuple[int, int, int], latest: tuple[int, int, int]) -> None:
    date = parse_date(text)
    assert (date.earliest, date.latest, str(date)) == (earliest, latest, text)


def test_an_open_end_comes_after_every_date_and_an_open_start_before() -> None:
    assert parse_date('2026-03/..').latest > parse_date('9999-12-31').latest
    assert parse_date('../2024').earliest < parse_date('-9999-01-01').earliest
    assert parse_date('2026-03/..').earliest == (2026, 3, 1)
    assert parse_date('../2024').latest == (2024, 12, 31)


@pytest.mark.parametrize(
    ('text', 'approximate', 'uncertain'),
    [
        ('2023', False, False),
        ('2023-11~', True, False),
        ('2023-11-02?', False, True),
        ('2023%', True, True),
        ('2023-Q1~', True, False),
        ('199X~', True, False),
        ('-04XX?', False, True),
        ('2024-21%', True, True),
    ],
)
def test_qualifiers_say_how_sure_a_date_is_and_do_not_move_it(text: str, approximate: bool, uncertain: bool) -> None:  # noqa: FBT001
    date = parse_date(text)
    assert date.start is not None
    assert (date.start.approximate, date.start.uncertain) == (approximate, uncertain)
    assert date.earliest == parse_date(text.rstrip('~?%')).earliest


def test_each_end_of_an_interval_has_its_own_qualifier() -> None:
    date = parse_date('2022~/2023?')
    assert date.start is not None
    assert date.end is not None
    assert (date.start.approximate, date.start.uncertain) == (True, False)
    assert (date.end.approximate, date.end.uncertain) == (False, True)


@pytest.mark.parametrize(
    ('text', 'what'),
    [
        pytest.param('', "'' says nothing (give a date, or the start or the end", id='empty'),
        pytest.param('soonish', "'soonish' is not a date (write 2025, 2025-12,", id='words'),
        pytest.param('Dec 2025', "'Dec 2025' is not a date (write 2025-12)", id='a month in words'),
        pytest.param('05/06/2025', "'05/06/2025' is not a date (write 2025-06-05 or 2025-05-06)", id='day or month'),
        pytest.param('15/12/25', 'is not a date (write the year first, with four digits, such as', id='year of two digits'),
        pytest.param('unknown', 'is not a date (give the years that are certain, such as', id='unknown'),
        pytest.param('TBD', 'is not a date (give the years that are certain, such as', id='to be said'),
        pytest.param('0000-00-00', 'is not a date (give the years that are certain, such as', id='nothing, as databases say it'),
        pytest.param('2025-13', "no month 13 in '2025-13' (01 to 12)", id='month 13'),
        pytest.param('2025-00', "'2025-00' is not a date (write 2025)", id='month 0'),
        pytest.param('2025-02-29', "no day 29 in '2025-02-29' (that month has 01 to 28)", id='no leap day'),
        pytest.param('2025-04-31', 'that month has 01 to 30', id='day 31 of april'),
        pytest.param('2025-04-00', 'is not a date (write 2025-04)', id='day 0'),
        pytest.param('2025-H3', "'2025-H3' is not a date", id='third half'),
        pytest.param('2025-Q5', "'2025-Q5' is not a date", id='fifth quarter'),
        pytest.param('2025-Q0', "'2025-Q0' is not a date", id='quarter 0'),
        pytest.param('2025-h1', "'2025-h1' is not a date (write 2025-H1)", id='lower-case half'),
        pytest.param('2025~?', "'2025~?' is not a date (write 2025%)", id='two qualifiers'),
        pytest.param('2025-12-15T24:00Z', "no time 24:00 in '2025-12-15T24:00Z' (00:00 to 23:59)", id='hour 24'),
        pytest.param('2025-12-15T10:60Z', 'no time 10:60', id='minute 60'),
        pytest.param('2025-12-15T10:00+16:00', "no time zone +16:00 in '2025-12-15T10:00+16:00' (write Z for", id='far zone'),
        pytest.param('2025-12-15T10:00+02:75', 'no time zone +02:75', id='zone with minute 75'),
        pytest.param('2025-02-30T10:00Z', 'no day 30', id='time of no day'),
        pytest.param('2025-12-15T10:00Z~', 'is not a date (write 2025-12-15T10:00Z or 2025-12-15~)', id='about a minute'),
        pytest.param('2025-12T10:00Z', "'2025-12T10:00Z' is not a date", id='time of a month'),
        pytest.param('2024-21-05', "no month 21 in '2024-21-05' (01 to 12)", id='day of a season'),
        pytest.param('19X', "'19X' is not a date (write 199X or 19XX)", id='decade of three signs'),
        pytest.param('199X-05', "'199X-05' is not a date (write", id='month of a decade'),
        pytest.param('199X/1980', 'ends before it starts', id='backwards by a decade'),
        pytest.param('2027-05-01T14:30Z/2027-05-01T14:29Z', 'ends before it starts', id='backwards by a minute'),
        pytest.param('2027-05-01T14:30+02:00/2027-05-01T12:29Z', 'ends before it starts', id='backwards by a zone'),
        pytest.param('/', 'says nothing (give a date, or the start or the end', id='unknown at both ends'),
        pytest.param('../', 'says nothing (give a date, or the start or the end', id='open and unknown'),
        pytest.param('12025', "'12025' is not a year from -9999 to 9999", id='year of five digits'),
        pytest.param('Y-17000', 'is not a year from -9999 to 9999', id='EDTF long year'),
        pytest.param('٢٠٢٥', 'is not a date', id='other digits'),
        pytest.param('2025/2024', 'ends before it starts (correct one of its ends, or write 2024/2025)', id='backwards'),
        pytest.param('2025-06-02/2025-06-01', 'ends before it starts', id='backwards by a day'),
        pytest.param('../..', 'says nothing (give a date, or the start or the end', id='open at both ends'),
        pytest.param('2025 / 2026', 'is not a date (write 2025/2026)', id='spaces in an interval'),
        pytest.param('2024/2025/2026', "'2025/2026' is not a date", id='three ends'),
        pytest.param('2025/2026-13', 'no month 13', id='bad end'),
    ],
)
def test_what_is_no_date_is_refused_with_a_cure(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        parse_date(text)


def test_space_around_a_date_does_not_count() -> None:
    assert parse_date(' 2025-12\n') == parse_date('2025-12')


def test_dates_sort_by_earliest_day_then_the_wider_span_first() -> None:
    ordered = [
        '../2024', '-04XX', '-0043-03-15', '0001', '19XX', '1900', '/1950', '199X', '1990', '2019/2022', '2019', '2019-H1',
        '2019-Q1', '2019-01', '2019-01-01', '2019-01-01T09:00+02:00', '2019-01-01T08:00Z/2019-01-01T09:00Z', '2019-01-01T08:00Z',
        '2019-01-01T08:01Z', '2019-01-02T00:00+14:00', '2024-21', '2024-22', '2024-24', '2025-12/', '2025-12/2026', '2025-12',
        '2025-12-01~', '9999',
    ]  # fmt: skip
    shuffled = sorted(ordered, key=len)
    assert sorted(shuffled, key=lambda text: parse_date(text).sort_key) == ordered


def test_equals_are_equal() -> None:
    assert parse_date('2027-05-01T14:30+02:00').sort_key == parse_date('2027-05-01T12:30Z').sort_key
    assert parse_date('2025/').sort_key == parse_date('2025/..').sort_key


def test_the_number_of_a_date_has_the_order_of_dates() -> None:
    ordered = ['-0499', '-0043', '0000', '0001', '19XX', '2027-04-30', '2027-05-01', '2027-05-01T00:00+15:00',
               '2027-05-01T23:59-15:00', '2027-05-02']  # fmt: skip
    numbers = [float(parse_date(text).number) for text in ordered]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(ordered)


@pytest.mark.parametrize(
    ('text', 'span'),
    [
        ('199X', (1990.0, 2000.0)), ('-04XX', (-499.0, -399.0)), ('2025/..', (2025.0, None)), ('../2025', (2026.0, 2026.0)),
        ('2025/', (2025.0, 2026.0)), ('/2025', (2025.0, 2026.0)), ('2023/2025', (2023.0, 2026.0)),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_not_drawn(text: str, span: tuple[float, float | None]) -> None:
    assert parse_date(text).span == span


@pytest.mark.parametrize('text', ['/2025', '2025/', '12XX/', '/-0043-03-15', '/2027-05-01T14:30Z'])
def test_an_unknown_end_is_said_to_be_and_an_open_one_is_said_otherwise(text: str) -> None:
    shown = format_date(parse_date(text), 'en')
    assert shown.startswith('unknown – ') or shown.endswith(' – unknown')
    is_open = parse_date(text.replace('/', '../') if text[0] == '/' else f'{text}..')
    assert format_date(is_open, 'en').partition(' ')[0] in {'until', 'since'}
    assert (parse_date(text).has_unknown_end, is_open.has_unknown_end) == (True, False)


@pytest.mark.parametrize(
    ('text', 'interval'), [('2025', False), ('2025-12-15', False), ('2019/2022', True), ('2026/..', True), ('../2024', True)]
)
def test_an_interval_is_what_has_a_slash(text: str, interval: bool) -> None:  # noqa: FBT001
    assert parse_date(text).is_interval is interval


@pytest.mark.parametrize(
    ('text', 'iso'),
    [
        ('2025', '2025'), ('2025-12~', '2025-12'), ('2025-12-05?', '2025-12-05'), ('0001', '0001'), ('0800-12', '0800-12'),
        ('2027-05-01T14:30+02:00', '2027-05-01T14:30+02:00'), ('2027-05-01T14:30Z', '2027-05-01T14:30Z'),
        ('199X', None), ('19XX', None), ('2024-21', None), ('-0043-03-15T14:30Z', None),
        ('2026-H1', None), ('2025-Q3', None), ('0000', None), ('-0043-03-15', None),
    ],
)  # fmt: skip
def test_only_years_months_and_days_of_the_common_era_are_machine_readable(text: str, iso: str | None) -> None:
    start = parse_date(text).start
    assert start is not None
    assert start.iso == iso
    assert [piece.iso for piece in date_pieces(parse_date(text), 'en')] == [iso]


LANGUAGES = ('en', 'de', 'fr', 'zh_CN')

#: What is between the ends of an interval in Chinese, which differs between versions of Babel.
(ZH_TO,) = re.findall('月(.+?)9', re.sub(r'\s', ' ', format_interval(date(2024, 7, 1), date(2024, 9, 1), 'yMMM', locale='zh_CN')))

#: What has no words in CLDR, in those of four languages and two more.
WORDS = {
    'de': {
        '{ordinal} century': '{number}. Jahrhundert', '{ordinal} century BC': '{number}. Jahrhundert v. Chr.',
        'since the {ordinal} century': 'seit dem {number}. Jahrhundert', '{decade}s': '{decade}er Jahre',
        'until the {decade}s': 'bis in die {decade}er Jahre', 'Spring %s': 'Frühling %s', 'unknown': 'unbekannt',
    },
    'fr': {
        '{ordinal} century': '{roman}e siècle', '{ordinal} century BC': '{roman}e siècle av. J.-C.',
        'since the {ordinal} century': 'depuis le {roman}e siècle', '{decade}s': 'années {decade}',
        'until the {decade}s': 'jusqu’aux années {decade}', 'Spring %s': 'printemps %s', 'unknown': 'inconnu',
    },
    'ja': {
        '{ordinal} century': '{number}世紀', '{ordinal} century BC': '紀元前{number}世紀',
        'since the {ordinal} century': '{number}世紀から', '{decade}s': '{decade}年代',
        'until the {decade}s': '{decade}年代まで', 'Spring %s': '%s春', 'unknown': '不明',
    },
    'zh_CN': {
        '{ordinal} century': '{number}世纪', '{ordinal} century BC': '公元前{number}世纪',
        'since the {ordinal} century': '自{number}世纪起', '{decade}s': '{decade}年代',
        'until the {decade}s': '至{decade}年代', 'Spring %s': '%s春', 'unknown': '不详',
    },
    'ar': {
        '{ordinal} century': 'القرن {number}', '{ordinal} century BC': 'القرن {number} ق.م',
        'since the {ordinal} century': 'منذ القرن {number}', '{decade}s': 'عقد {decade}',
        'until the {decade}s': 'حتى عقد {decade}', 'Spring %s': 'ربيع %s', 'unknown': 'غير معروف',
    },
    'en': {},
}  # fmt: skip

#: Forms that most or all words of come from a catalog, in English, German, French, Japanese, Chinese and Arabic.
TRANSLATED = {
    '12XX': ('13th century', '13. Jahrhundert', 'XIIIe siècle', '13世紀', '13世纪', 'القرن 13'),
    '20XX': ('21st century', '21. Jahrhundert', 'XXIe siècle', '21世紀', '21世纪', 'القرن 21'),
    '-01XX': (
        '2nd century BC', '2. Jahrhundert v. Chr.', 'IIe siècle av. J.-C.', '紀元前2世紀', '公元前2世纪', 'القرن 2 ق.م',
    ),
    '-00XX': (
        '1st century BC', '1. Jahrhundert v. Chr.', 'Ie siècle av. J.-C.', '紀元前1世紀', '公元前1世纪', 'القرن 1 ق.م',
    ),
    '12XX/..': (
        'since the 13th century', 'seit dem 13. Jahrhundert', 'depuis le XIIIe siècle', '13世紀から', '自13世纪起',
        'منذ القرن 13',
    ),
    '199X': ('1990s', '1990er Jahre', 'années 1990', '1990年代', '1990年代', 'عقد 1990'),
    '../199X': (
        'until the 1990s', 'bis in die 1990er Jahre', 'jusqu’aux années 1990', '1990年代まで', '至1990年代', 'حتى عقد 1990',
    ),
    '190X': ('1900 – 1909', '1900–1909', '1900–1909', '1900年～1909年', '1900–1909年', '1900–1909'),
    '-004X': (
        '50 BC – 41 BC', '50 v. Chr. – 41 v. Chr.', '50 av. J.-C. – 41 av. J.-C.', '紀元前50年～紀元前41年',
        '公元前50年 – 公元前41年', '50 ق.م – 41 ق.م',
    ),
    '2024-21': ('Spring 2024', 'Frühling 2024', 'printemps 2024', '2024年春', '2024年春', 'ربيع 2024'),
    '-0043-21': ('Spring 44 BC', 'Frühling 44 v. Chr.', 'printemps 44 av. J.-C.', '紀元前44年春', '公元前44年春', 'ربيع 44 ق.م'),
    '2020/': ('2020 – unknown', '2020 – unbekannt', '2020 – inconnu', '2020年～不明', '2020年 – 不详', '2020 – غير معروف'),
    '/2020': ('unknown – 2020', 'unbekannt – 2020', 'inconnu – 2020', '不明～2020年', '不详 – 2020年', 'غير معروف – 2020'),
    '2027-05-01T14:30+02:00': (
        'May 1, 2027, 2:30 PM UTC+2', '1. Mai 2027, 14:30 UTC+2', '1 mai 2027, 14:30 UTC+2', '2027年5月1日 14:30 UTC+2',
        '2027年5月1日 14:30 UTC+2', '1 مايو 2027، 2:30 م UTC+2',
    ),
    '2027-05-01T14:30Z/2027-05-01T16:00Z': (
        'May 1, 2027, 2:30 PM – 4:00 PM UTC', '1. Mai 2027, 14:30 – 16:00 UTC', '1 mai 2027, 14:30 – 16:00 UTC',
        '2027年5月1日 14:30～16:00 UTC', '2027年5月1日 14:30 – 16:00 UTC', '1 مايو 2027، 2:30 م – 4:00 م UTC',
    ),
}  # fmt: skip


@pytest.mark.parametrize('text', TRANSLATED)
@pytest.mark.parametrize(('number', 'language'), [*enumerate(('en', 'de', 'fr', 'ja', 'zh_CN', 'ar'))])
def test_what_calendars_lack_is_said_in_words_of_a_catalog(text: str, number: int, language: str) -> None:
    def translate(words: str) -> str:
        return WORDS[language].get(words, words)

    assert format_date(parse_date(text), language, translate) == TRANSLATED[text][number]


@pytest.mark.parametrize(
    ('text', 'shown'),
    [
        ('199X~', 'about the 1990s'), ('12XX~', 'about the 13th century'), ('-04XX%', 'about the 5th century BC (uncertain)'),
        ('10XX', '11th century'), ('190X~', 'about 1900 – 1909'), ('199X/201X', '1990s – 2010s'), ('000X', '1 BC – 9'),
        ('2024-22~', 'about Summer 2024'), ('2024-23/..', 'since Fall 2024'),
        ('2027-05-01T14:30+05:30', 'May 1, 2027, 2:30 PM UTC+5:30'),
        ('2027-05-01T14:30-10:00', 'May 1, 2027, 2:30 PM UTC-10'),
        ('2027-05-01T14:30+00:00', 'May 1, 2027, 2:30 PM UTC'),
        ('2027-05-01T14:30+00:30', 'May 1, 2027, 2:30 PM UTC+0:30'),
        ('2027-05-01T14:30Z/2027-05-02', 'May 1, 2027, 2:30 PM UTC – May 2, 2027'),
        ('-0449-05-01T14:30Z', '450 BC (-0449-05-01), 2:30 PM UTC'),
    ],
)  # fmt: skip
def test_combinations_are_said_in_english(text: str, shown: str) -> None:
    assert format_date(parse_date(text), 'en') == shown


@pytest.mark.parametrize(
    ('text', 'heading'),
    [('2025-12', 'December 2025'), ('2025', '2025'), ('199X', '1990s'), ('2025-12~', 'about Dec 2025'), ('-0043', '44 BC')],
)
def test_a_heading_has_the_whole_name_of_a_month(text: str, heading: str) -> None:
    assert format_heading(parse_date(text), 'en') == heading


@pytest.mark.parametrize(
    'text', [*TRANSLATED, *(param.values[0] for param in KEPT), '2019~/2020?', '../2020', '2020/..', '/2020']
)
def test_the_pattern_fits_what_is_a_date(text: str) -> None:
    assert re.fullmatch(DATE_PATTERN, text)
    assert '(?P' not in DATE_PATTERN


@pytest.mark.parametrize('text', ['/', '..', '2025-1-5', 'Dec 2025', '1990s', '199x', '2025-05-01T14:30', '2025 / 2026', '1XXX'])
def test_the_pattern_fits_nothing_that_people_write_otherwise(text: str) -> None:
    assert not re.fullmatch(DATE_PATTERN, text)


SHOWN = {
    '2019': ('2019', '2019', '2019', '2019年'),
    '2025-12': ('Dec 2025', 'Dez. 2025', 'déc. 2025', '2025年12月'),
    '2025-12-15': ('Dec 15, 2025', '15. Dez. 2025', '15 déc. 2025', '2025年12月15日'),
    '2025-Q3': ('Q3 2025', 'Q3 2025', 'T3 2025', '2025年第3季度'),
    '2026-H1': ('H1 2026', 'H1 2026', 'H1 2026', 'H1 2026'),
    '2019/2022': ('2019 – 2022', '2019–2022', '2019–2022', '2019–2022年'),
    '2024-07/2024-09': ('Jul – Sep 2024', 'Juli–Sept. 2024', 'juil.–sept. 2024', '2024年7月至9月'),
    '2024-12/2025-01': ('Dec 2024 – Jan 2025', 'Dez. 2024 – Jan. 2025', 'déc. 2024 – janv. 2025', '2024年12月至2025年1月'),
    '2024-07-01/2024-07-09': ('Jul 1 – 9, 2024', '1.–9. Juli 2024', '1–9 juil. 2024', '2024年7月1日至9日'),
    '2024-07-30/2024-08-02': (
        'Jul 30 – Aug 2, 2024',
        '30. Juli – 2. Aug. 2024',
        '30 juil. – 2 août 2024',
        '2024年7月30日至8月2日',
    ),
    '2019/2022-03': ('2019 – Mar 2022', '2019 – März 2022', '2019 – mars 2022', '2019年 – 2022年3月'),
    '2026-03/..': ('since Mar 2026', 'since März 2026', 'since mars 2026', 'since 2026年3月'),
    '../2024': ('until 2024', 'until 2024', 'until 2024', 'until 2024年'),
    '2023-11~': ('about Nov 2023', 'about Nov. 2023', 'about nov. 2023', 'about 2023年11月'),
    '2023-11?': ('Nov 2023 (uncertain)', 'Nov. 2023 (uncertain)', 'nov. 2023 (uncertain)', '2023年11月 (uncertain)'),
    '2023%': ('about 2023 (uncertain)', 'about 2023 (uncertain)', 'about 2023 (uncertain)', 'about 2023年 (uncertain)'),
    '2022~/2023': ('about 2022 – 2023', 'about 2022 – 2023', 'about 2022 – 2023', 'about 2022年 – 2023年'),
}


@pytest.mark.parametrize('text', SHOWN)
@pytest.mark.parametrize('language', LANGUAGES)
def test_a_date_is_shown_as_its_language_writes_it(text: str, language: str) -> None:
    assert format_date(parse_date(text), language) == SHOWN[text][LANGUAGES.index(language)].replace('至', ZH_TO)


@pytest.mark.parametrize(
    'language', ['ar', 'bal_Arab', 'fa', 'he', 'hi', 'ja', 'ko', 'pl', 'pt_BR', 'ru', 'sr@latin', 'th', 'tr', 'vi', 'zh_TW']
)
@pytest.mark.parametrize('text', SHOWN)
def test_any_language_shows_the_year_and_no_space_that_fonts_lack(text: str, language: str) -> None:
    shown = format_date(parse_date(text), language)
    assert text.strip('./')[:4] in shown
    assert not re.search('[\u2009\u202f\xa0]', shown)


@pytest.mark.parametrize('language', ['xx', 'tlh', 'no such language', '', 'e' * 1000])
def test_an_unknown_language_falls_back_to_american_english(language: str) -> None:
    assert str(locale_for(language)) == 'en_US'
    assert format_date(parse_date('2025-12-15'), language) == 'Dec 15, 2025'


@pytest.mark.parametrize(('language', 'locale'), [('pt_BR', 'pt_BR'), ('zh-CN', 'zh_Hans_CN'), ('de', 'de')])
def test_sphinx_language_codes_find_their_locale(language: str, locale: str) -> None:
    assert str(locale_for(language)) == locale


@pytest.mark.parametrize(
    ('text', 'english', 'german'),
    [
        pytest.param('-0043', '44 BC', '44 v. Chr.', id='year'),
        pytest.param('-0043-03', '44 BC (-0043-03)', '44 v. Chr. (-0043-03)', id='month'),
        pytest.param('-0043-03-15', '44 BC (-0043-03-15)', '44 v. Chr. (-0043-03-15)', id='day'),
        pytest.param('0000', '1 BC', '1 v. Chr.', id='1 BCE'),
        pytest.param('0000-03-15', '1 BC (0000-03-15)', '1 v. Chr. (0000-03-15)', id='day of 1 BCE'),
        pytest.param('-0500/-0400', '501 BC – 401 BC', '501 v. Chr. – 401 v. Chr.', id='interval'),
        pytest.param('-0001/0001', '2 BC – 1', '2 v. Chr. – 1', id='interval across the eras'),
    ],
)
def test_years_before_the_common_era_are_shown_with_their_era(text: str, english: str, german: str) -> None:
    assert format_date(parse_date(text), 'en') == english
    assert format_date(parse_date(text), 'de') == german


@pytest.mark.parametrize('part', ['H1', 'H2', 'Q1', 'Q4'])
def test_a_part_of_a_year_before_the_common_era_is_not_shown_as_the_whole_year(part: str) -> None:
    assert format_date(parse_date(f'-0043-{part}'), 'en') != '44 BC'


@pytest.mark.parametrize(
    ('language', 'text', 'expected'),
    [
        ('en', '2024-07/2024-09', [('Jul', '2024-07'), (' – ', None), ('Sep 2024', '2024-09')]),
        ('fr', '2024-07-01/2024-07-09', [('1', '2024-07-01'), ('–', None), ('9 juil. 2024', '2024-07-09')]),
        ('zh_CN', '2024-07/2024-09', [('2024年7月', '2024-07'), (ZH_TO, None), ('9月', '2024-09')]),
        ('ja', '2019/2022', [('2019年', '2019'), ('～', None), ('2022年', '2022')]),
        ('en', '2019/2022-03', [('2019', '2019'), (' – ', None), ('Mar 2022', '2022-03')]),
        ('en', '2026-03/..', [('since ', None), ('Mar 2026', '2026-03')]),
        ('en', '2025-Q3/2025-12', [('Q3 2025', None), (' – ', None), ('Dec 2025', '2025-12')]),
    ],
)
def test_the_pieces_of_an_interval_are_its_ends_and_what_separates_them(
    language: str, text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert [(piece.text, piece.iso) for piece in date_pieces(parse_date(text), language)] == expected


def test_the_words_babel_lacks_are_translated() -> None:
    german = {
        'H%(half)d %(year)d': '%(half)d. Halbjahr %(year)d',
        'since %s': 'seit %s',
        'until %s': 'bis %s einschließlich',
        'about %s': 'etwa %s',
        '%s (uncertain)': '%s (unsicher)',
    }
    shown = [format_date(parse_date(text), 'de', german.__getitem__) for text in ('2026-H1', '2026-03/..', '../2024', '2023-11%')]
    assert shown == ['1. Halbjahr 2026', 'seit März 2026', 'bis 2024 einschließlich', 'etwa Nov. 2023 (unsicher)']
    assert format_date(parse_date('2026-H1'), 'de') == 'H1 2026', 'without a translation the English word stays'


@pytest.mark.parametrize('text', SHOWN)
def test_a_date_survives_pickling(text: str) -> None:
    date: Date = pickle.loads(pickle.dumps(parse_date(text)))
    assert date == parse_date(text)
    assert date.sort_key == parse_date(text).sort_key
