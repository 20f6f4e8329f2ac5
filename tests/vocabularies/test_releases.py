"""Releases: the state that follows from their dates and the day, in pages, listings, selections and filters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.fields import Language
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.record import Record
from sphinx_chronicle.vocabularies.releases.state import state_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import BeautifulSoup

    from conftest import Build, Markup

DAY = (2026, 5, 1)
#: Its noon in seconds since 1970, and that of a day on which more has ended.
NOON, LATER = 1777636800, 1811851200
CONF = "chronicle_vocabularies = ['releases', 'models']\n"


def release(**given: Any) -> Record:
    dates = {'date', 'supported_until', 'end_of_life'}
    values = {name: parse_date(value) if name in dates else value for name, value in given.items()}
    return Record('entry', {'key': 'x', 'title': 'X', **values})


@pytest.mark.parametrize(
    ('given', 'value', 'words'),
    [
        ({'end_of_life': '2026-04-30'}, 'ended', 'Ended 1 day ago'),
        ({'end_of_life': '2026-05-01'}, 'ending', 'Ends today'),
        ({'end_of_life': '2026-05-02'}, 'ending', 'Ends in 1 day'),
        ({'end_of_life': '2026-07'}, 'ending', 'Ends in 3 months'),
        ({'end_of_life': '2026-08-30'}, 'ending', 'Ends in 4 months'),
        ({'end_of_life': '2026-08-31'}, 'supported', 'Supported'),
        ({'end_of_life': '2024-05'}, 'ended', 'Ended 2 years ago'),
        # The day is not known, and nothing is counted from it.
        ({'end_of_life': '2026'}, 'ending', 'Supported until 2026'),
        ({'end_of_life': '2024'}, 'ended', 'Ended 2024'),
        ({'end_of_life': '2026-06~'}, 'ending', 'Supported until about Jun 2026'),
        ({'end_of_life': '2026-Q2'}, 'ending', 'Supported until Q2 2026'),
        ({'end_of_life': '2026-03/2026-06'}, 'ending', 'Supported until Mar – Jun 2026'),
        ({'end_of_life': '2024/..'}, 'supported', 'Supported'),
        ({'end_of_life': '-0100'}, 'ended', 'Ended 101 BC'),
        # All fixes count, else those that are known.
        ({'supported_until': '2026-01', 'end_of_life': '2030'}, 'supported', 'Security support only until 2030'),
        ({'supported_until': '2026-01', 'end_of_life': '2026-07'}, 'ending', 'Ends in 3 months'),
        ({'supported_until': '2026', 'end_of_life': '2030'}, 'supported', 'Supported'),
        ({'supported_until': '2026-01', 'end_of_life': '2024/..'}, 'supported', 'Security support only'),
        ({'supported_until': '2026-01'}, 'ended', None),
        ({'withdrawn': True, 'end_of_life': '2030'}, 'withdrawn', 'Withdrawn'),
        ({'withdrawn': False, 'end_of_life': '2030'}, 'supported', 'Supported'),
        ({}, None, None),
        ({'date': '2026-06', 'end_of_life': '2030'}, None, None),
        ({'status': 'announced', 'end_of_life': '2030'}, None, None),
    ],
)
def test_the_state_is_what_the_dates_say(given: dict[str, Any], value: str | None, words: str | None) -> None:
    found = state_of(release(**given), DAY)
    assert (found.value if found else None) == value
    if found and words:
        assert found.words(Language('en', str)) == words


def test_states_are_in_the_words_of_the_language() -> None:
    german = {'Ends %s': 'Endet %s', 'Ended %s': 'Endete %s'}
    language = Language('de', lambda text: german.get(text, text))
    found = [state_of(release(end_of_life=end), DAY) for end in ('2026-07', '2024-05')]
    assert [one.words(language) for one in found if one] == ['Endet in 3 Monaten', 'Endete vor 2 Jahren']


def test_states_sort_by_the_end_and_what_was_withdrawn_comes_first() -> None:
    given: list[dict[str, Any]] = [
        {'withdrawn': True},
        {'end_of_life': '2024'},
        {'end_of_life': '2026-06'},
        {'end_of_life': '2030/..'},
    ]
    found = [state_of(release(**one), DAY) for one in given]
    numbers = [float(one.sort) for one in found if one]
    assert numbers == sorted(numbers)
    assert len(numbers) == len(set(numbers)) == 4


def test_nobody_writes_a_state(build: Build, markup: Markup) -> None:
    body = '- {key: a, title: A, date: 2024, state: ended}\n'
    page = markup.page(markup.heading('Home'), markup.directive('timeline', '', body))
    (line,) = build({markup.index: page}, 'dummy', conf=CONF).lines
    assert "entry 'a': field 'state' follows from other fields (remove it)" in line
    assert 'state' not in {one.name for one in registry_of('releases').kinds['entry'].fields}


RELEASES = """\
- {key: r1, title: Acme 1.9, date: 2020-03, version: '1.9', latest: 1.9.10, end_of_life: 2023-03}
- {key: r2, title: Acme 1.10, date: 2023-01-01, version: '1.10', supported_until: 2026-01, end_of_life: 2026-07-15}
- {key: r3, title: Acme 2.0, date: 2026-01-01, version: '2.0', latest: 2.0.2, end_of_life: 2029}
- {key: r4, title: Acme 1.11, date: 2024-01-01, version: '1.11', withdrawn: yes}
- {key: r5, title: Acme 3.0, date: 2027, version: '3.0', end_of_life: 2031}
"""
STATES = {'r1': 'Ended 3 years ago', 'r2': 'Ends in 2 months', 'r3': 'Supported', 'r4': 'Withdrawn', 'r5': ''}
COLUMNS = 'title, date, latest, supported_until, end_of_life, state'


def project(markup: Markup) -> dict[str, str]:
    def listing(**options: str) -> str:
        return markup.directive('listing', '', '', {name.replace('_', '-'): value for name, value in options.items()})

    blocks = [
        markup.heading('Home'),
        markup.directive('timeline', '', RELEASES, {'filter-bar': ''}),
        markup.heading('Table', 2),
        listing(layout='table', columns=COLUMNS, filter_bar=''),
        markup.heading('Chosen', 2),
        listing(state='ending, withdrawn', layout='list'),
        markup.heading('Groups', 2),
        listing(group_by='state', layout='list'),
        markup.heading('Bars', 2),
        listing(layout='chart'),
    ]
    return {markup.index: markup.page(*blocks)}


def rows(page: BeautifulSoup) -> dict[str, list[str]]:
    table = page.select('#table table')[0]
    return {
        str(row.select('a')[0]['href']).rpartition('-')[2]: [
            '' if c.select('.chronicle-none') else c.get_text() for c in row.select('th, td')
        ]
        for row in table.select('tbody tr')
    }


def test_releases_are_shown_listed_chosen_and_filtered_by_their_state(
    build: Build, markup: Markup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('SOURCE_DATE_EPOCH', str(NOON))
    site = build(project(markup), conf=CONF)
    assert site.lines == []
    page = site.soup()
    badges = {key: page.select(f'#entry-{key} [class*=chronicle-state]') for key in STATES}
    assert {key: ''.join(one.get_text() for one in found) for key, found in badges.items()} == STATES
    assert {key: found[-1] for key, found in rows(page).items()} == STATES
    assert rows(page)['r2'][1:5] == ['Jan 1, 2023', '', 'Jan 2026', 'Jul 15, 2026']
    chosen = page.select('#chosen a[href^="#entry"]')
    assert [link['href'] for link in chosen] == ['#entry-r2', '#entry-r4']
    groups = [heading.get_text() for heading in page.select('#groups .rubric')]
    assert sorted(groups) == ['Ended', 'Ending soon', 'Other', 'Supported', 'Withdrawn']
    bars = [json.loads(str(bar['data-facets'])) for bar in page.select('.chronicle-filter')]
    assert [[words for _value, words in bar['state']] for bar in bars] == [['Supported', 'Ending soon', 'Ended', 'Withdrawn']] * 2
    assert page.select('[data-state="ending"]')


def test_a_bar_goes_from_the_release_to_the_end_of_its_life(
    build: Build, markup: Markup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv('SOURCE_DATE_EPOCH', str(NOON))
    site = build(project(markup), conf=CONF)
    registry = site.app.env.domains['chronicle'].registry  # type: ignore[attr-defined]
    assert registry.span_of(release(date='2020', end_of_life='2023')) == (2020.0, 2024.0)
    assert registry.span_of(release(date='2020')) == (2020.0, 2021.0)
    # A mistake that no drawing can show.
    assert registry.span_of(release(date='2020', end_of_life='2010')) == (2020.0, 2021.0)


def test_another_day_gives_other_states(
    new_project: Callable[[], Build], markup: Markup, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = project(markup)
    shared = new_project()
    for noon in (NOON, LATER, NOON):
        monkeypatch.setenv('SOURCE_DATE_EPOCH', str(noon))
        pages = [shared(files, conf=CONF), new_project()(files, conf=CONF)]
        assert pages[0].read('index.html') == pages[1].read('index.html')
        assert rows(pages[0].soup())['r2'][-1] == ('Ends in 2 months' if noon == NOON else 'Ended 1 year ago')


def test_other_builders_say_the_state(build: Build, markup: Markup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('SOURCE_DATE_EPOCH', str(NOON))
    site = build(project(markup), 'text', conf=CONF)
    assert site.lines == []
    # A card, a row, and the groups and lists that have it.
    assert site.read('index.txt').count('Ends in 2 months') >= 2
