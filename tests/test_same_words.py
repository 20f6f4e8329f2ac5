"""Words such as tags and families are one where they read the same, wherever a build compares or shows them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from conftest import build_in

if TYPE_CHECKING:
    from conftest import Build, Markup, Site

ENTRIES = """\
- {key: a, title: In C, date: 2024-01, tags: [C], family: Main line, org: Foo}
- {key: b, title: In C++, date: 2024-02, tags: [C++], family: main-line, org: foo}
- {key: c, title: In C#, date: 2024-03, tags: ['C#', .NET], family: MAIN  LINE, org: FOO}
- {key: d, title: In D, date: 2024-04, tags: [NET, net, '+1', '-1', '1'], family: '—'}
- {key: e, title: In E, date: 2024-05, tags: ['🎉', c++], family: 🎉, org: none}
- {key: f, title: In F, date: 2024-06, tags: [★, '日本 語'], family: Main line}
"""


def project(markup: Markup, *listings: dict[str, str], entries: str = ENTRIES) -> dict[str, str]:
    timeline = markup.directive('timeline', options={'file': 'deep/data.yaml', 'group-by': 'family', 'filter-bar': ''})
    listed = [markup.directive('listing', options={'layout': 'table', **options}) for options in listings]
    page = markup.page(markup.heading('Page'), timeline, markup.heading('Listing', 2), *listed)
    return {markup.index: page, 'deep/data.yaml': entries}


def rows(site: Site) -> list[str]:
    return [row.select('a')[0].get_text() for row in site.soup().select('section#listing tbody tr')]


@pytest.mark.parametrize(
    ('option', 'value', 'expected'),
    [
        ('tags', 'C', ['In C']),
        ('tags', 'c++', ['In C++', 'In E']),
        ('tags', 'C#', ['In C#']),
        ('tags', '.net, 🎉', ['In C#', 'In E']),
        ('tags', '-1', ['In D']),
        ('tags', '日本  語', ['In F']),
        ('family', 'main line', ['In C', 'In C#', 'In F']),
        ('family', 'MAIN-LINE', ['In C++']),
        ('org', 'fOO', ['In C', 'In C++', 'In C#']),
    ],
)
def test_an_option_chooses_by_what_readers_see(
    build: Build, markup: Markup, option: str, value: str, expected: list[str]
) -> None:
    site = build(project(markup, {option: value}))
    assert site.lines == []
    assert rows(site) == expected


def test_what_reads_differently_is_reported_with_the_word_that_there_is(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'family': 'main_line'}), 'dummy')
    assert len(site.lines) == 1
    assert "option ':family:': there is no 'main_line' (did you mean 'main" in site.lines[0]


def test_groups_and_the_filter_have_the_same_words_with_an_anchor_for_each(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'group-by': 'org', 'filter-bar': ''}))
    assert site.lines == []
    page = site.soup()
    sections = {section.find(['h2', 'h3']).find(string=True): str(section['id']) for section in page.select('section section')}  # type: ignore[union-attr]
    sections.pop('Listing')
    assert list(sections) == ['Main line', 'main-line', '—', '🎉']
    assert sections['Main line'] == 'family-main-line'
    assert len(set(sections.values())) == 4
    assert [rubric.get_text() for rubric in page.select('.rubric')] == ['Foo', 'none', 'Other']
    first, second = (json.loads(str(bar['data-facets'])) for bar in page.select('.chronicle-filter'))
    assert first['family'] == second['family']
    assert {words for _value, words in first['family']} == set(sections)
    # Of spellings as frequent as each other the first counts.
    tags = {words: value for value, words in first['tag']}
    assert set(tags) == {'C', 'C++', 'C#', '.NET', 'NET', '+1', '-1', '1', '🎉', '★', '日本 語'}
    assert (tags['C'], tags['NET'], tags['1'], tags['日本 語']) == ('c', 'net', '1', '日本-語')
    assert len(set(tags.values())) == len(tags)
    cards = {str(card['id']): card for card in page.select('.chronicle-card')}
    assert str(cards['entry-e']['data-tag']).split() == [tags['🎉'], tags['C++']]
    assert str(cards['entry-d']['data-tag']).split() == [tags[word] for word in ('NET', '+1', '-1', '1')]
    assert cards['entry-a']['data-family'] == cards['entry-c']['data-family'] != cards['entry-b']['data-family']


def test_a_group_without_a_value_is_not_one_whose_value_is_the_word_for_that(build: Build, markup: Markup) -> None:
    timeline = markup.directive('timeline', options={'file': 'data.yaml', 'group-by': 'org'})
    site = build({markup.index: markup.page(markup.heading('Page'), timeline), 'data.yaml': ENTRIES})
    ids = [str(section['id']) for section in site.soup().select('section section')]
    assert ids[0] == 'org-foo'
    assert ids[-1] == 'org-none'
    assert len(set(ids)) == 3
    assert ids[1].startswith('org-none-')


def test_the_tag_page_has_each_tag_once_and_under_it_each_record_once(build: Build, markup: Markup) -> None:
    site = build(project(markup))
    page = site.soup('chronicle-tags.html')
    anchors = [str(anchor['id']) for anchor in page.select('[id^=cap-]')]
    assert len(anchors) == len(set(anchors)) == 11
    assert {'cap-C', 'cap-C++', 'cap-C#', 'cap-.NET', 'cap-NET', 'cap-日本\xa0語'} <= set(anchors)
    names = [link.get_text() for link in page.select('.indextable a, table a') if link.get_text().startswith('In ')]
    assert sorted(names) == ['In C', 'In C#', 'In C#', 'In C++', 'In D', 'In D', 'In D', 'In D', 'In E', 'In E', 'In F', 'In F']


def test_a_family_has_one_feed_and_another_that_reads_differently_has_its_own(build: Build, markup: Markup) -> None:
    site = build(project(markup))
    files = {file['name']: file['of'] for file in json.loads(site.read('exports/index.json'))['files'] if 'of' in file}
    assert len(files) == len(set(files.values())) == 4
    entries = {name: site.read(f'exports/{name}').count('<entry>') for name in files}
    assert entries.pop('timeline-main-line.atom') == 3
    assert set(entries.values()) == {1}
    assert 'Main line</title>' in site.read('exports/timeline-main-line.atom')


def test_lanes_of_a_chart_are_families(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'layout': 'chart'}))
    lanes = site.soup().select('.chronicle-chart li')
    assert [lane.select('.chronicle-lane')[0].get_text() for lane in lanes] == ['Main line', 'main-line', '—', '🎉']
    assert len({str(mark['data-family']) for lane in lanes for mark in lane.select('a')}) == 4


@pytest.mark.parametrize('parallel', [0, 2])
def test_the_word_that_is_shown_follows_what_most_write_in_every_build(
    build: Build, markdown: Markup, tmp_path_factory: pytest.TempPathFactory, parallel: int
) -> None:
    before = project(markdown, {'group-by': 'family', 'layout': 'list', 'filter-bar': ''})
    page = '# More\n\n## Page {0}\n\n```{{chronicle:entry}} more-{0}\ndate: 202{0}\nfamily: MAIN LINE\ntags: [net]\n```\n'
    more = {f'more{number}.md': page.format(number) for number in range(3)}
    listed = '# Pages\n\n```{toctree}\n:glob:\n\nmore*\n```\n'
    files = {**before, 'pages.md': f'---\norphan: true\n---\n{listed}'}
    build(files, parallel=parallel)
    edited = build({**files, **more}, parallel=parallel)
    clean = build_in(tmp_path_factory.mktemp('clean'))({**files, **more})
    assert edited.lines == clean.lines == []
    for name in ('index.html', 'chronicle-tags.html', 'exports/index.json', 'exports/timeline-main-line.atom'):
        assert edited.read(name) == clean.read(name)
    assert 'MAIN LINE' in [rubric.get_text() for rubric in edited.soup().select('.rubric')]


TITLES = ['Ä9', 'Ä10', 'B', 'c', 'É', 'Øre', 'Zebra']
UNSORTED = ''.join(
    f"- {{key: k{number}, title: '{title}', date: 2024, tags: ['{title}', all]}}\n" for number, title in enumerate(sorted(TITLES))
)


def test_titles_and_words_have_one_order_wherever_they_are_listed(build: Build, markup: Markup) -> None:
    site = build(project(markup, {'order': 'title', 'columns': 'title'}, entries=UNSORTED))
    assert site.lines == []
    assert rows(site) == TITLES
    bar = json.loads(str(site.soup().select('.chronicle-filter')[0]['data-facets']))
    assert [words for _value, words in bar['tag']] == [TITLES[0], TITLES[1], 'all', *TITLES[2:]]
    page = site.soup('chronicle-tags.html')
    assert [str(anchor['id']) for anchor in page.select('[id^=cap-]')] == [
        f'cap-{word}' for word in ['Ä9', 'Ä10', 'all', *TITLES[2:]]
    ]
    names = [link.get_text() for link in page.select('table a') if link.get_text() in TITLES]
    assert names == [*TITLES[:2], *TITLES, *TITLES[2:]]


@pytest.mark.parametrize('order', ['oldest', 'newest', 'title'])
def test_a_listing_keeps_the_order_of_a_file_however_its_timeline_is_sorted(build: Build, markup: Markup, order: str) -> None:
    entries = ''.join(f'- {{key: {key}, title: {key}, date: {date}}}\n' for key, date in NEWEST_FIRST.items())
    timeline = markup.directive('timeline', options={'file': 'data.yaml', 'order': order})
    listings = [markup.directive('listing', options={'layout': 'table', 'order': 'newest'})]
    site = build(
        {
            markup.index: markup.page(markup.heading('Page'), markup.directive('+toctree', body='other'), timeline),
            f'other.{markup.suffix}': markup.page(markup.heading('Listing'), *listings),
            'data.yaml': entries,
        }
    )
    assert site.lines == []
    assert [row.select('a')[0].get_text() for row in site.soup('other.html').select('tbody tr')] == [*NEWEST_FIRST]


#: Dates of entries by key, in the order of a file that is kept newest first.
NEWEST_FIRST = {'m': '2025-02', 'z': '2025-01', 'b': '2025-01', 'q': '2025-01', 'a': '2024-12'}
