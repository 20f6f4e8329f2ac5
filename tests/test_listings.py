"""Listings: what their options choose, what their layouts show, and what is said of wrong ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.env.domain import chronicle_domain
from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.record import Record
from sphinx_chronicle.view.filters import filtered_by, offered_years

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

    from conftest import Build, Markup

ENTRIES = """\
- {key: a, title: Zed, date: 2021, family: Fam One, org: Acme, tags: [moe],
   checkpoints: [{name: A1, params: 7B, license: MIT}, {name: A2}]}
- {key: b, title: Yak, date: 2022-05, family: Fam Two, org: Acme, type: software, derived_from: a}
- {key: c, title: Xen, date: 2023/2024, org: Other Org, status: announced, checkpoints: [{name: C1, license: terms}]}
"""


def project(markup: Markup, options: dict[str, str], entries: str = ENTRIES) -> dict[str, str]:
    """A timeline, a dataset, a license with an SPDX id, and a listing."""
    corpus = 'date: 2024-06\nlicense: terms\ntokens: 6.6T\nnotes: [{about: tokens, kind: conflict, text: Fewer.}]'
    page = markup.page(
        markup.heading('Page'),
        markup.heading('Timeline', 2),
        markup.directive('timeline', options={'file': 'data.yaml'}),
        markup.heading('Corpus', 2),
        markup.directive('dataset', 'corpus', corpus),
        markup.heading('Terms', 2),
        markup.directive('license', 'terms', 'spdx: Apache-2.0\naliases: [terms-old]'),
        markup.heading('Listing', 2),
        markup.directive('listing', options=options),
    )
    return {markup.index: page, 'data.yaml': entries}


def part(soup: BeautifulSoup) -> Tag:
    found = soup.select_one('section#listing')
    assert found is not None
    return found


CHOSEN = [
    ({}, ['Zed', 'Yak', 'Xen', 'Corpus', 'Terms']),
    ({'kind': 'dataset, license'}, ['Corpus', 'Terms']),
    ({'kind': 'entry', 'order': 'title'}, ['Xen', 'Yak', 'Zed']),
    ({'kind': 'entry', 'order': 'newest', 'limit': '2'}, ['Xen', 'Yak']),
    ({'type': 'software'}, ['Yak']),
    ({'family': 'fam  one'}, ['Zed']),
    ({'tags': 'moe'}, ['Zed']),
    ({'org': 'acme'}, ['Zed', 'Yak']),
    ({'status': 'announced'}, ['Xen']),
    ({'license': 'terms'}, ['Xen', 'Corpus']),
    ({'license': 'Apache-2.0'}, ['Xen', 'Corpus']),
    ({'license': 'terms-old'}, ['Xen', 'Corpus']),
    ({'license': 'MIT'}, ['Zed']),
    ({'license': 'not-stated'}, ['Zed']),
    ({'since': '2024'}, ['Xen', 'Corpus']),
    ({'until': '2022'}, ['Zed', 'Yak']),
]


@pytest.mark.parametrize('layout', ['cards', 'list', 'table'])
@pytest.mark.parametrize(('options', 'expected'), CHOSEN, ids=str)
def test_options_choose_and_order_records_in_every_layout(
    build: Build, markdown: Markup, options: dict[str, str], expected: list[str], layout: str
) -> None:
    site = build(project(markdown, {'layout': layout, **options}))
    assert site.lines == []
    items = part(site.soup()).select('tbody tr' if layout == 'table' else 'ul.chronicle-list > li, li.chronicle-mark')
    assert [item.select('a')[0].get_text() for item in items] == expected


@pytest.mark.parametrize(
    ('options', 'expected'),
    [
        ({}, ['A1', 'A2', 'C1']),
        ({'limit': '2'}, ['A1', 'A2']),
        ({'license': 'Apache-2.0'}, ['C1']),
        ({'license': 'not-stated'}, ['A2']),
    ],
    ids=str,
)
def test_rows_of_checkpoints_are_chosen_and_limited_one_by_one(
    build: Build, markup: Markup, options: dict[str, str], expected: list[str]
) -> None:
    site = build(project(markup, {'layout': 'table', 'rows': 'checkpoints', **options}))
    assert site.lines == []
    assert [row.select('th')[0].get_text() for row in part(site.soup()).select('tbody tr')] == expected


WRONG = {
    'layout': ('tabel', "(did you mean 'table'?)"),
    'rows': ('checkpoint', "(did you mean 'checkpoints'?)"),
    'columns': ('titel', "(did you mean 'title'?)"),
    'order': ('newst', "(did you mean 'newest'?)"),
    'group-by': ('famly', "(did you mean 'family'?)"),
    'kind': ('entyr', "(did you mean 'entry'?)"),
    'limit': ('0', "'0' is not a whole number from 1 up"),
    'since': ('soon', "'soon' is not a date"),
    'family': ('fam-on', "there is no 'fam-on' (did you mean 'fam one'?)"),
    'tags': ('mo', "there is no 'mo' (did you mean 'moe'?)"),
    'org': ('acm', "there is no 'acm' (did you mean 'acme'?)"),
    'license': ('term', "there is no 'term' (did you mean 'terms'?)"),
}


@pytest.mark.parametrize('option', WRONG)
def test_a_wrong_value_is_one_warning_at_its_line_with_the_nearest(build: Build, markup: Markup, option: str) -> None:
    value, words = WRONG[option]
    files = project(markup, {'filter-bar': '', option: value})
    site = build(files, 'dummy')
    lines = files[markup.index].splitlines()
    number = next(number for number, line in enumerate(lines, 1) if line.strip() == f':{option}: {value}')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"{markup.index}:{number}: WARNING: {{listing}}: option ':{option}:': ")
    assert words in site.lines[0]


def test_an_empty_listing_says_so(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'kind': 'episode'}))
    assert site.lines == []
    assert 'There are no records to show here.' in part(site.soup()).get_text()


def test_cells_have_values_doubts_and_what_they_sort_by(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'layout': 'table', 'kind': 'dataset', 'columns': 'title, date, tokens, license, size'}))
    (row,) = part(site.soup()).select('tbody tr')
    words = [cell.get_text() for cell in row.select('th, td')]
    assert words == ['Corpus', 'Jun 2024', '6.6T?', 'Terms', '6.6T tokens?']
    marks = row.select('.chronicle-mark')
    assert [mark['aria-label'] for mark in marks] == ['sources disagree'] * 2
    assert row.select('td.chronicle-tokens')[0]['data-value'] == '6600000000000'
    assert float(str(row.select('td.chronicle-date')[0]['data-value'])) == pytest.approx(2024 + 152 / 366, abs=1e-3)


def test_groups_have_headings(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'layout': 'list', 'kind': 'entry', 'group-by': 'family'}))
    assert [rubric.get_text() for rubric in part(site.soup()).select('.rubric')] == ['Fam One', 'Fam Two', 'Other']


def test_a_filter_bar_knows_the_choices_and_each_row_its_values(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'layout': 'table', 'kind': 'entry', 'filter-bar': ''}))
    (bar,) = part(site.soup()).select('.chronicle-filter')
    facets = json.loads(str(bar['data-facets']))
    assert facets['family'] == [['fam-one', 'Fam One'], ['fam-two', 'Fam Two']]
    assert facets['spans']['years'] == [['from', 'to'], [[year, str(year)] for year in range(2021, 2025)]]
    first, second, third = part(site.soup()).select('tbody tr')
    assert (first['data-family'], first['data-license'], first['data-years']) == ('fam-one', 'mit', '2021')
    assert (second['data-type'], third['data-years']) == ('software', '2023 2024')


WEIGHTS = """
- key: one
  title: One
  date: 2025
  license: mit
  checkpoints: [{hf: a/one, license: mit}, {name: Two, license: terms}]
- {key: two, title: Two, date: 2025, license: none-yet}
"""


def test_a_filter_asks_whether_there_is_a_value_and_offers_choices_together(build: Build, markdown: Markup) -> None:
    licenses = markdown.page(
        markdown.heading('Licenses'),
        *(
            part
            for key, answer in (('mit', 'yes'), ('terms', 'conditions'), ('none-yet', 'no'))
            for part in (markdown.heading(key, 2), markdown.directive('license', key, f'commercial: {answer}'))
        ),
    )
    table = {'kind': 'entry', 'layout': 'table', 'filter-bar': 'hf, commercial'}
    index = markdown.page(
        markdown.heading('Page'),
        markdown.directive('timeline', '', WEIGHTS),
        markdown.directive('listing', options=table | {'rows': 'checkpoints'}),
        markdown.directive('listing', options=table),
        markdown.directive('+toctree', body='licenses'),
    )
    site = build({'index.md': index, 'licenses.md': licenses})
    assert site.lines == []
    rows, records = (json.loads(str(bar['data-facets'])) for bar in site.soup().select('.chronicle-filter'))
    assert rows['hf'] == [['none', 'No address known'], ['given', 'On Hugging Face']]
    assert rows['commercial'] == [
        ['allowed', 'Commercial or conditions'],
        ['yes', 'Commercial'],
        ['conditions', 'With conditions'],
    ]
    first, second = (table.select('tbody tr') for table in site.soup().select('table.chronicle-table')[-2:])
    assert [(row['data-hf'], row['data-commercial']) for row in first] == [
        ('given', 'yes allowed'), ('none', 'conditions allowed'),
    ]  # fmt: skip
    # Of a record that has no checkpoints nothing is said about weights.
    assert 'hf' not in records
    assert [row.get('data-hf') for row in second] == ['given', None]
    assert {row['data-commercial'] for row in second} == {'yes conditions allowed', 'no'}


def test_a_field_of_the_project_can_be_asked_whether_it_is_given(build: Build, markup: Markup) -> None:
    field = {'type': 'url', 'label': 'Recording', 'filter': 'given'}
    conf = f"chronicle_kinds = {{'entry': {{'fields': {{'recording': {field!r}}}}}}}\n"
    entries = '- {key: a, title: A, date: 2025, recording: "https://a.example/"}\n- {key: b, title: B, date: 2025}'
    page = markup.page(
        markup.heading('Page'),
        markup.directive('timeline', '', entries),
        markup.directive('listing', options={'layout': 'table', 'filter-bar': 'recording'}),
    )
    site = build({markup.index: page}, conf=conf)
    assert site.lines == []
    (bar,) = site.soup().select('.chronicle-filter')
    assert json.loads(str(bar['data-facets']))['recording'] == [['none', 'Not given'], ['given', 'Recording']]


def test_the_rows_of_a_part_are_filtered_by_their_record_and_records_are_not(build: Build, markdown: Markup) -> None:
    scores = '{benchmark: Bench, measured: %s, value: %s, setting: On, source: {label: s, url: "https://a.example/"}}'
    entries = '\n'.join(
        f'- {{key: {key}, title: {key.upper()}, date: 2025, scores: [{scores % (key, value)}]}}'
        for key, value in (('one', '78.30'), ('two', '9'))
    )
    listing = {'kind': 'entry', 'layout': 'table', 'filter-bar': ''}
    site = build(project(markdown, listing | {'rows': 'scores'}, entries))
    assert site.lines == []
    (bar,) = part(site.soup()).select('.chronicle-filter')
    assert json.loads(str(bar['data-facets']))['record'] == [['one', 'ONE'], ['two', 'TWO']]
    assert json.loads(str(bar['data-labels']))['record'] == 'Release'
    rows = part(site.soup()).select('tbody tr')
    assert [row['data-record'] for row in rows] == ['one', 'two']
    cells = [cell for row in rows for cell in row.select('.chronicle-value')]
    assert [(cell['data-value'], cell.get_text()) for cell in cells] == [('78.3', '78.30'), ('9', '9')]
    bar = part(build(project(markdown, listing, entries)).soup()).select('.chronicle-filter')[0]
    assert 'record' not in json.loads(str(bar['data-facets']))
    assert 'record' not in json.loads(str(bar['data-labels']))


@pytest.mark.parametrize(
    ('date', 'years'),
    [
        ('2025', '2025'),
        ('2024-07/2025-02', '2024 2025'),
        ('2019/..', '2019 Infinity'),
        ('../2024', '-Infinity 2024'),
        ('0000', '0'),
        # The year of Caesar's death, 44 BCE, is astronomically -43.
        ('-0043-03-15', '-43'),
        ('-0043/0014', '-43 14'),
    ],
)
def test_a_record_is_filtered_by_the_years_it_lies_in(build: Build, markdown: Markup, date: str, years: str) -> None:
    site = build({'index.md': markdown.page(markdown.heading('Page'))}, 'dummy')
    record = Record('entry', {'key': 'one', 'title': 'One', 'date': parse_date(date)})
    assert dict(filtered_by(chronicle_domain(site.app.env), record).spans)['years'] == tuple(years.split())


def test_a_filter_offers_years_that_a_reader_can_use() -> None:
    assert offered_years({2019, 2026}) == [*range(2019, 2027)]
    assert offered_years({-4999, 1492, 2025}) == [-4999, 1492, 2025]
    every = offered_years(set(range(-4999, 2026)))
    assert every == [*range(-5000, 2101, 100)]
    some = offered_years({*range(1000, 1100, 2), *range(1900, 2000)})
    assert some == [*range(1000, 1101, 10), *range(1900, 2001, 10)]
    for found in (set(range(-4999, 2026)), set(range(0, 7000, 7)), set(range(1800, 2026))):
        assert len(offered_years(found)) <= 101
        assert min(offered_years(found)) <= min(found) <= max(found) <= max(offered_years(found))


def test_years_to_choose_from_are_written_as_on_cards(build: Build, markdown: Markup) -> None:
    entries = "- {key: a, title: A, date: '-0449'}\n- {key: b, title: B, date: '0012'}\n- {key: c, title: C, date: 2025}"
    site = build(project(markdown, {'layout': 'table', 'kind': 'entry', 'filter-bar': ''}, entries))
    assert site.lines == []
    (bar,) = site.soup().select('.chronicle-filter')
    spans = json.loads(str(bar['data-facets']))['spans']
    assert spans['years'][1] == [[-449, '450 BC'], [12, '12'], [2025, '2025']]


def test_a_filter_follows_a_value_that_no_column_shows(build: Build, markdown: Markup) -> None:
    listing = markdown.directive('listing', options={'layout': 'table', 'columns': 'title', 'filter-bar': ''})
    home = markdown.page(markdown.heading('Home'), listing, markdown.directive('+toctree', body='data'))
    found = []
    for family, tag in (('Red', 'x'), ('Red', 'y'), ('Blue', 'y')):
        other = '- {key: b, title: B, date: 2025, family: Red}'
        entries = f'- {{key: a, title: A, date: 2025, family: {family}, tags: [{tag}]}}\n{other}'
        data = markdown.page(markdown.heading('Data'), markdown.directive('timeline', body=entries))
        page = build({markdown.index: home, f'data.{markdown.suffix}': data}).soup()
        row = page.select('tbody tr')[0]
        found.append((row['data-family'], row['data-tag'], 'Blue' in str(page.select('.chronicle-filter')[0])))
    assert found == [('red', 'x', False), ('red', 'y', False), ('blue', 'y', True)]
