"""Dates of every form, and entries without one, on pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Build, Markup

#: Keys of entries and their dates, in another order than that of time.
DATES = {
    'festival': '2027-05-01T14:30+02:00',
    'rehearsal': '2027-05-01T09:00+02:00',
    'day': '2027-05-01',
    'nobody-knows': '',
    'wall': '12XX',
    'town': '1190~',
    'settlement': '-0449~',
    'market': '1897-05',
    'band': '199X',
    'season': '2024-21',
    'house': '/1950',
    'choir': '1960/..',
}
ENTRIES = ''.join(
    f'- {{key: {key}, title: {key.title()}, date: {date}}}\n' if date else f'- {{key: {key}, title: {key.title()}}}\n'
    for key, date in DATES.items()
)
ORDER = [
    'settlement', 'town', 'wall', 'market', 'house', 'choir', 'band', 'season', 'day', 'rehearsal', 'festival', 'nobody-knows',
]  # fmt: skip

CONF = """
language = 'de'
chronicle_vocabularies = []
chronicle_kinds = {'entry': {'fields': {'date': {'required': False}}}}
"""

GROUPS = {
    'century': [
        '5. Jahrhundert v. Chr.', '12. Jahrhundert', '13. Jahrhundert', '19. Jahrhundert', '20. Jahrhundert', '21. Jahrhundert',
        'Ohne Datum',
    ],
    'decade': [
        '450 v. Chr. – 441 v. Chr.', '1190er Jahre', '13. Jahrhundert', '1890er Jahre', '1950er Jahre', '1960er Jahre',
        '1990er Jahre', '2020er Jahre', 'Ohne Datum',
    ],
    'year': ['450 v. Chr.', '1190', '13. Jahrhundert', '1897', '1950', '1960', '1990er Jahre', '2024', '2027', 'Ohne Datum'],
    'month': [
        '450 v. Chr.', '1190', '13. Jahrhundert', 'Mai 1897', '1950', '1960', '1990er Jahre', 'Frühling 2024', 'Mai 2027',
        'Ohne Datum',
    ],
}  # fmt: skip


def test_groups_of_time_are_called_by_words_of_the_language(build: Build, markup: Markup) -> None:
    parts = [markup.heading('Page'), markup.directive('timeline', '', ENTRIES.strip(), {'group-by': 'century'})]
    for unit in GROUPS:
        options = {'kind': 'entry', 'group-by': unit, 'layout': 'list'}
        parts += [markup.heading(unit, 2), markup.directive('listing', options=options)]
    site = build({markup.index: markup.page(*parts)}, conf=CONF)
    assert site.lines == []
    soup = site.soup()
    headings = [heading.get_text().rstrip('¶') for heading in soup.select('h2')]
    assert headings == [*GROUPS['century'], *GROUPS]
    for unit, groups in GROUPS.items():
        assert [rubric.get_text().rstrip('¶') for rubric in soup.select(f'#{unit} .rubric')] == groups
    assert [str(card['id']) for card in soup.select('article.chronicle-card')] == [f'entry-{key}' for key in ORDER]


SEATS = {'small': '<50', 'hall': '240', 'arena': '10_000–25_000', 'square': '≥1M', 'tent': '~300', 'none': ''}


def test_readers_filter_by_all_that_a_quantity_or_a_date_can_be(build: Build, markdown: Markup) -> None:
    conf = """
chronicle_vocabularies = []
chronicle_kinds = {'entry': {'fields': {
    'seats': {'type': 'count', 'label': 'Seats', 'filter': 'range', 'slot': 'strip'},
    'opened': {'type': 'date', 'label': 'Opened', 'filter': 'range'},
}}}
"""
    entries = ''.join(
        f'- {{key: {key}, title: {key.title()}, date: 2025, opened: {opened}{", seats: " if seats else ""}{seats}}}\n'
        for (key, seats), opened in zip(SEATS.items(), ('199X', '-0043', '2020/', '2024-24', '../1980', '0000'), strict=True)
    )
    page = markdown.page(
        markdown.heading('Page'),
        markdown.directive('timeline', '', entries.strip(), {'filter-bar': ''}),
        markdown.heading('Table', 2),
        markdown.directive('listing', options={'layout': 'table', 'columns': 'title, seats, opened'}),
    )
    site = build({markdown.index: page}, conf=conf)
    assert site.lines == []
    soup = site.soup()
    cards = {str(card['id']).removeprefix('entry-'): card for card in soup.select('article.chronicle-card')}
    assert {key: card.get('data-seats') for key, card in cards.items()} == {
        'small': '-Infinity 50', 'hall': '240', 'arena': '10000 25000', 'square': '1000000 Infinity', 'tent': '300', 'none': None,
    }  # fmt: skip
    assert {key: card.get('data-opened') for key, card in cards.items()} == {
        'small': '1990 1999', 'hall': '-43', 'arena': '2020 Infinity', 'tent': '-Infinity 1980', 'square': '2024 2025',
        'none': '0',
    }  # fmt: skip
    spans = json.loads(str(soup.select('.chronicle-filter')[0]['data-facets']))['spans']
    assert [words for _number, words in spans['seats'][1]] == ['50', '240', '300', '10K', '25K', '1M']
    assert [words for _number, words in spans['opened'][1]][:3] == ['44 BC', '1 BC', '1980']
    cells = {row.select('th')[0].get_text(): row.select('td')[0] for row in soup.select('#table tbody tr')}
    assert [cells['Arena'].get_text(), cells['Arena']['data-value']] == ['10,000–25,000', '10000']


def test_what_has_no_date_is_last_and_said_to_be_undated(build: Build, markdown: Markup, monkeypatch: pytest.MonkeyPatch) -> None:
    # When all of it has happened.
    monkeypatch.setenv('SOURCE_DATE_EPOCH', '1900000000')
    layouts = {'table': {'layout': 'table', 'columns': 'title, date', 'filter-bar': ''}, 'chart': {'layout': 'chart'}}
    page = markdown.page(
        markdown.heading('Page'),
        markdown.directive('timeline', '', ENTRIES.strip(), {'filter-bar': ''}),
        *(
            part
            for name, options in layouts.items()
            for part in (markdown.heading(name, 2), markdown.directive('listing', options={'kind': 'entry', **options}))
        ),
    )
    site = build({markdown.index: page}, conf=CONF.replace("'de'", "'en'"))
    assert site.lines == []
    soup = site.soup()
    cards = soup.select('article.chronicle-card')
    assert [str(card['id']) for card in cards] == [f'entry-{key}' for key in ORDER]
    assert [date.get_text() for date in cards[-1].select('.chronicle-date')] == ['Undated']
    # Nobody can filter it by years, and it sorts as an empty cell does.
    assert not cards[-1].has_attr('data-years')
    assert (cards[2]['data-years'], cards[4]['data-years'], cards[5]['data-years']) == (
        '1200 1299',
        '-Infinity 1950',
        '1960 Infinity',
    )
    rows = soup.select('#table tbody tr')
    assert [row.select('th, td')[1].get_text() for row in rows][-2:] == ['May 1, 2027, 2:30 PM UTC+2', 'Undated']
    assert rows[-1].select('th, td')[1]['data-value'] == ''
    numbers = [float(str(row.select('th, td')[1]['data-value'])) for row in rows[:-1]]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
    assert len(soup.select('#chart svg a')) == len(ORDER) - 1
    (below,) = soup.select('#chart .chronicle-list li')
    assert 'Nobody-Knows' in below.get_text()
    assert 'Undated' in below.get_text()
    # Only what HTML can read is marked up for machines.
    assert [str(time['datetime']) for time in soup.select('article time')] == [
        '1190', '1897-05', '1950', '1960', '2027-05-01', '2027-05-01T09:00+02:00', '2027-05-01T14:30+02:00',
    ]  # fmt: skip
    data = json.loads((site.outdir / 'exports' / 'chronicle.json').read_text(encoding='utf-8'))
    assert {one['key']: one.get('date', '') for one in data['records']} == DATES
    feed = (site.outdir / 'exports' / 'timeline.atom').read_text(encoding='utf-8')
    assert '<subtitle>1 record without a date is left out</subtitle>' in feed


def test_latex_can_write_the_signs_of_quantities(build: Build, markdown: Markup) -> None:
    conf = """
latex_elements = {'preamble': '% of the project'}
chronicle_vocabularies = []
chronicle_kinds = {'entry': {'fields': {'seats': {'type': 'count', 'label': 'Seats', 'slot': 'strip'}}}}
"""
    entry = '- {key: a, title: A, date: 199X, seats: ≤ 12B}'
    page = markdown.page(markdown.heading('Page'), markdown.directive('timeline', '', entry))
    site = build({markdown.index: page}, 'latex', conf=conf)
    assert site.lines == []
    (text,) = [file.read_text(encoding='utf-8') for file in site.outdir.glob('*.tex')]
    preamble, _, body = text.partition('\\begin{document}')
    assert '≤12B' in body
    assert preamble.index('\\sphinxDUC{2264}') < preamble.index('% of the project')
