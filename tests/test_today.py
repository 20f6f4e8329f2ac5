"""Drafts, and what depends on the day: selections by today, and what is planned."""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.record import Record
from sphinx_chronicle.records.today import has_changed, iso_day, today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Build, Markup

#: Seconds since 1970 of the noon of some days.
DAYS = {'2026-05-01': 1777636800, '2026-05-02': 1777723200, '2027-06-01': 1811851200}

BASE = "html_baseurl = 'https://example.org/'\n"


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the day of builds."""
    return lambda day: monkeypatch.setenv('SOURCE_DATE_EPOCH', str(DAYS[day]))


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """The text of every file that is published."""
    for file in sorted(folder.rglob('*')):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not name.startswith(('.doctrees', '_sources', '.buildinfo')) and file.name != 'environment.pickle':
            data = file.read_bytes()
            if name == 'objects.inv':
                data = zlib.decompress(data.split(b'\n', 4)[4])
            yield name, data.decode('utf-8', 'replace')


# -- the day ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('day', DAYS)
def test_the_day_is_that_of_the_source(day: str) -> None:
    assert iso_day(today({'SOURCE_DATE_EPOCH': str(DAYS[day])})) == day


@pytest.mark.parametrize('wrong', ['', 'soon', '9' * 30])
def test_without_a_moment_that_can_be_read_the_day_is_that_of_the_clock(wrong: str) -> None:
    assert today({'SOURCE_DATE_EPOCH': wrong}) == today({})


def test_a_change_comes_between_two_days_whichever_is_the_earlier() -> None:
    change, before, after = (2026, 5, 2), (2026, 5, 1), (2026, 5, 3)
    assert has_changed([change], before, after)
    assert has_changed([change], after, before)
    assert has_changed([change], before, change)
    assert not has_changed([change], change, after)
    assert not has_changed([], before, after)


@pytest.mark.parametrize(
    ('given', 'planned'),
    [
        ({'date': '2027'}, True),
        ({'date': '2026-05-02'}, True),
        ({'date': '2026-05-01'}, False),
        # It may have come out already.
        ({'date': '2026'}, False),
        ({'date': '2025', 'status': 'announced'}, True),
        ({'date': '../2030'}, False),
        ({}, False),
        ({'status': 'announced'}, False),
    ],
)
def test_a_date_is_planned_if_it_is_to_come_or_the_record_says_so(
    on: Callable[[str], None], given: dict[str, Any], *, planned: bool
) -> None:
    on('2026-05-01')
    kind = registry_of().kinds['entry']
    values = {name: parse_date(value) if name == 'date' else value for name, value in given.items()}
    assert kind.is_planned(Record('entry', {'key': 'x', 'title': 'X', **values})) is planned


# -- what is planned ------------------------------------------------------------------------------------------------------

PLANNED = {
    '2027': 'planned for 2027',
    '2027/..': 'planned for 2027',
    '2027-03/2027-06': 'planned for Mar – Jun 2027',
    '2027~': 'planned for about 2027',
    '../2027': 'planned by 2027',
}


def records(*dates: str, more: str = '') -> str:
    return ''.join(f'- {{key: k{number}, title: T{number}, date: {date}{more}}}\n' for number, date in enumerate(dates))


def page_of(markup: Markup, body: str, listings: Any = (), *, dataset: str = '') -> dict[str, str]:
    blocks = [markup.heading('Home'), markup.directive('timeline', '', body)]
    blocks += [markup.directive('listing', '', '', options) for options in listings]
    if dataset:
        blocks += [markup.heading('Corpus', 2), markup.directive('dataset', 'corpus', dataset)]
    return {markup.index: markup.page(*blocks)}


def test_what_is_planned_is_said_so_everywhere(build: Build, markup: Markup, on: Callable[[str], None]) -> None:
    on('2026-05-01')
    body = records(*PLANNED, more=', status: announced')
    files = page_of(markup, body, [{'layout': layout} for layout in ('table', 'list', 'cards', 'chart')], dataset='date: 2027')
    site = build(files, conf=BASE)
    assert site.lines == []
    page = site.soup()
    said = [card.get_text() for card in page.select('article.chronicle-card > .chronicle-date')]
    assert sorted(said) == sorted(PLANNED.values())
    assert 'since' not in page.get_text()
    assert page.select_one('.chronicle-infobox')
    assert 'planned for 2027' in page.select('.chronicle-infobox')[0].get_text()
    for words in PLANNED.values():
        # A card, four listings, and the drawing of one.
        assert page.get_text().count(words) >= 5
    things = json.loads(page.select('script[type="application/ld+json"]')[0].get_text())['@graph']
    assert {thing['creativeWorkStatus'] for thing in things if thing['@type'] != 'CollectionPage'} == set(PLANNED.values())
    assert not any('datePublished' in thing for thing in things)
    assert site.read('exports/timeline.atom').count('planned') == len(PLANNED) + 1


def test_other_builders_say_what_is_planned(build: Build, markup: Markup, on: Callable[[str], None]) -> None:
    on('2026-05-01')
    site = build(page_of(markup, records('2027/..'), [{'layout': 'list'}], dataset='date: 2028'), 'text')
    text = site.read('index.txt')
    assert text.count('planned for 2027') == 2
    assert text.count('planned for 2028') == 2
    assert 'since' not in text


# -- today in selections ----------------------------------------------------------------------------------------------------


def test_since_and_until_understand_today(build: Build, markup: Markup, on: Callable[[str], None]) -> None:
    on('2026-05-02')
    body = records('2026-05-01', '2026-05-02', '2026-05-03', '2026')
    for option, keys in (('since', {'k1', 'k2', 'k3'}), ('until', {'k0', 'k1', 'k3'})):
        pages = {
            **page_of(markup, body),
            f'other.{markup.suffix}': markup.page(
                markup.heading('Other'), markup.directive('listing', '', '', {option: 'Today', 'layout': 'list'})
            ),
        }
        pages[markup.index] += '\n\n' + markup.directive('+toctree', body='other')
        site = build(pages, 'pseudoxml')
        assert site.lines == []
        found = re.findall(r'refuri="index#entry-(k\d)"|refuri="#entry-(k\d)"', site.read('other.pseudoxml'))
        assert {first or second for first, second in found} == keys, option


@pytest.mark.parametrize('word', ['now', 'heute'])
def test_other_words_for_today_are_told(build: Build, markup: Markup, word: str) -> None:
    (line,) = build(page_of(markup, records('2026'), [{'until': word}]), 'dummy').lines
    assert f"option ':until:': '{word}' is not a date (write today)" in line


def test_another_day_gives_what_a_clean_build_gives(
    new_project: Callable[[], Build], markup: Markup, on: Callable[[str], None]
) -> None:
    def timeline(option: str, body: str) -> str:
        return markup.directive('timeline', '', body, {option: 'today'})

    listing = markup.directive('listing', '', '', {'since': 'today', 'layout': 'table'})
    files = {
        markup.index: markup.page(markup.heading('Home'), markup.directive('+toctree', body='past\nlist\ncards\nbox\nstill')),
        f'past.{markup.suffix}': markup.page(markup.heading('Past'), timeline('until', records('2026-05-01', '2026-05-02'))),
        f'list.{markup.suffix}': markup.page(markup.heading('List'), listing),
        f'cards.{markup.suffix}': markup.page(
            markup.heading('Cards'), markup.directive('timeline', '', '- {key: next, title: Next, date: 2027}\n')
        ),
        f'box.{markup.suffix}': markup.page(
            markup.heading('Box'), markup.heading('Corpus', 2), markup.directive('dataset', 'corpus', 'date: 2027-06')
        ),
        f'still.{markup.suffix}': markup.page(
            markup.heading('Still'), markup.directive('timeline', '', '- {key: old, title: Old, date: 2000}\n')
        ),
    }
    conf = f'{BASE}html_copy_source = False\n'
    shared = new_project()
    for day in ('2026-05-01', '2026-05-02', '2027-06-01', '2026-05-01'):
        on(day)
        site = shared(files, conf=conf)
        clean = new_project()(files, conf=conf)
        found, wanted = dict(texts(site.outdir)), dict(texts(clean.outdir))
        assert {name for name in found | wanted if found.get(name) != wanted.get(name)} == set(), day
    before = (shared(files, conf=conf).outdir / 'still.html').stat().st_mtime_ns
    on('2027-06-01')
    site = shared(files, conf=conf)
    assert (site.outdir / 'still.html').stat().st_mtime_ns == before


# -- drafts -----------------------------------------------------------------------------------------------------------------

HIDDEN = re.compile('Zebra|striped|quagga')


def draft_files(markup: Markup) -> dict[str, str]:
    """A draft among entries, and one that is a section, with all that can be known of them."""
    body = (
        '- {key: start, title: Start, date: 2024, tags: [shown]}\n'
        '- key: quagga\n  title: Zebra\n  date: 2025\n  draft: yes\n  family: Striped striped\n  tags: [striped-tag]\n'
        '  trained_on: [corpus]\n  derived_from: [start]\n  checkpoints: [{name: Striped striped}]\n'
        f'  summary: "Striped words, striped, about {markup.role("entry", "start")}."\n'
    )
    data = [
        markup.heading('Data', 2),
        markup.directive('dataset', 'quagga-data', 'draft: yes\nused_by: start\nsummary: All striped.'),
        'The prose stays.',
        markup.heading('Corpus', 2),
        markup.directive('dataset', 'corpus', 'summary: Words.'),
        markup.directive('listing', '', '', {'layout': 'table', 'kind': 'entry'}),
        markup.directive('listing', '', '', {'rows': 'checkpoints'}),
    ]
    return {markup.index: markup.page(markup.heading('Home'), markup.directive('timeline', '', body), *data)}


@pytest.mark.parametrize(
    'builder', ['html', 'dirhtml', 'singlehtml', 'text', 'latex', 'man', 'texinfo', 'epub', 'xml', 'gettext']
)
def test_nothing_of_a_draft_is_published(build: Build, markup: Markup, builder: str) -> None:
    site = build(draft_files(markup), builder, conf=BASE)
    assert site.lines == []
    assert [name for name, text in texts(site.outdir) if HIDDEN.search(text)] == []
    if builder == 'text':
        assert 'The prose stays.' in site.read('index.txt')


def test_drafts_are_shown_where_the_project_wants_them_and_are_marked(build: Build, markup: Markup) -> None:
    site = build(draft_files(markup), conf=f'{BASE}chronicle_drafts = True\n')
    assert site.lines == []
    page = site.soup()
    (badge,) = page.select('#entry-quagga .chronicle-draft-yes')
    assert badge.get_text() == 'Draft'
    assert page.select('#dataset-quagga-data, [id="data"]')
    assert 'Draft' in page.select('.chronicle-infobox')[0].get_text()
    (cell,) = [cell for cell in page.select('th') if cell.get_text() == 'Zebra (Draft)']
    assert cell.select('a')
    data = json.loads(site.read('exports/chronicle.json'))
    assert {'quagga', 'quagga-data'} <= {record['key'] for record in data['records']}


def test_the_setting_has_the_pages_read_again_that_have_drafts_and_no_others(
    new_project: Callable[[], Build], markup: Markup
) -> None:
    files = draft_files(markup)
    files[markup.index] += '\n\n' + markup.directive('+toctree', body='other\nabout')
    files[f'other.{markup.suffix}'] = markup.page(markup.heading('Other'), 'Words.')
    files[f'about.{markup.suffix}'] = markup.page(
        markup.heading('About'), markup.heading('More', 2), markup.directive('dataset', 'more', 'used_by: quagga')
    )
    shared = new_project()
    conf = f"{BASE}html_copy_source = False\nsuppress_warnings = ['chronicle.relation']\n"
    times = set()
    for drafts in (False, True, False):
        site = shared(files, conf=f'{conf}chronicle_drafts = {drafts}\n')
        clean = new_project()(files, conf=f'{conf}chronicle_drafts = {drafts}\n')
        found, wanted = dict(texts(site.outdir)), dict(texts(clean.outdir))
        assert {name for name in found | wanted if found.get(name) != wanted.get(name)} == set(), drafts
        times.add((site.outdir / 'other.html').stat().st_mtime_ns)
    assert len(times) == 1


@pytest.mark.parametrize('link', ['role', 'any', 'relation', 'anchor'])
def test_a_link_to_a_draft_is_told_as_such(build: Build, markup: Markup, link: str) -> None:
    files = draft_files(markup)
    if link == 'relation':
        files[markup.index] = files[markup.index].replace('date: 2024', 'date: 2024, related: quagga')
    elif link == 'anchor':
        if markup.suffix != 'md':
            pytest.skip('reStructuredText has no such links')
        files[markup.index] += '\n\nSee [](#entry-quagga) and [words](#entry-quagga--striped-striped).\n'
    else:
        files[markup.index] += f'\n\nSee {markup.role("entry" if link == "role" else "+any", "quagga")}.\n'
    site = build(files, 'dummy')
    assert len(site.lines) == (2 if link == 'anchor' else 1)
    assert all("the record 'quagga' is left out of this build (leave out what names it as well)" in line for line in site.lines)


def test_a_draft_is_not_one_of_those_that_a_limit_counts(build: Build, markup: Markup) -> None:
    body = records('2024', '2025') + '- {key: d, title: D, date: 2023, draft: yes}\n'
    files = {
        markup.index: markup.page(
            markup.heading('Home'), markup.directive('timeline', '', body, {'limit': '2', 'keys': 'd, k0, k1'})
        )
    }
    site = build(files, 'text')
    assert site.lines == []
    assert {'T0', 'T1'} <= set(site.read('index.txt').split())


def test_what_is_wrong_with_a_draft_is_told(build: Build, markup: Markup) -> None:
    (line,) = build(page_of(markup, '- {key: d, title: D, date: 2023, draft: yes, nmae: x}\n'), 'dummy').lines
    assert "entry 'd': unknown field 'nmae'" in line


@pytest.mark.parametrize('draft', ['maybe', 'Ja', '[yes]', '{is: yes}', "''"])
def test_a_draft_that_is_written_wrong_is_not_published(build: Build, markup: Markup, draft: str) -> None:
    site = build(
        page_of(markup, f'- {{key: d, title: Hidden, date: 2023, draft: {draft}}}\n- {{key: e, title: E, date: 2024}}\n'), 'text'
    )
    (line,) = site.lines
    assert "entry 'd': field 'draft': " in line
    assert 'Hidden' not in site.read('index.txt')
