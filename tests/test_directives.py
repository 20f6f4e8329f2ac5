"""The directives, in Markdown and in reStructuredText: what they show, where it stands, and what they say of mistakes."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from docutils import nodes

from sphinx_chronicle.domain import ChronicleDomain
from sphinx_chronicle.nodes import chronicle_card
from sphinx_chronicle.records import model, reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bs4 import BeautifulSoup, Tag
    from conftest import Build, Markup, Site

ENTRIES = """\
- key: alpha
  title: Alpha
  date: 2024-03
- key: beta
  title: Beta
  date: 2025-06-01
- key: gamma
  title: Gamma
  date: 2024-09"""


def entry(key: str, date: str = '2025', **fields: str) -> str:
    """One entry in YAML."""
    lines = [f'- key: {key}', f'  title: {key.title()}', f'  date: {date}']
    return '\n'.join([*lines, *(f'  {name}: {value}' for name, value in fields.items())])


def shown(page: Tag) -> list[str]:
    """Keys of the cards in a part of a page, in order."""
    return [str(article['id']).removeprefix('entry-') for article in page.select('article[id^=entry-]')]


def cards_of(site: Site, docname: str = 'index') -> list[str]:
    """Keys of the cards of a document, in order."""
    return [node['key'] for node in site.app.env.get_doctree(docname).findall(chronicle_card)]


def ids_of(page: BeautifulSoup) -> list[str]:
    return [str(tag['id']) for tag in page.select('[id]')]


def line_of(text: str, words: str) -> int:
    """The 1-based line in which the words stand; they stand there once."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    assert len(found) == 1, (words, found)
    return found[0]


def contents_of(site: Site, docname: str = 'index') -> list[tuple[str, str]]:
    """What the sidebar lists of a page: anchors and titles."""
    references = site.app.env.tocs[docname].findall(nodes.reference)
    return [(node['anchorname'], node.astext()) for node in references]


def object_of(site: Site, key: str) -> tuple[str, str, str]:
    """Page, anchor and title of what a key refers to."""
    domain = site.app.env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    found = domain.objects[key]
    return found.docname, found.anchor, found.title


# -- where entries come from ----------------------------------------------------------------------------------------------


class Origin(NamedTuple):
    """A timeline's body and files, and the entries it shows."""

    body: str
    file: str
    expected: list[str]


@pytest.mark.parametrize(
    'origin',
    [
        Origin(entry('one'), '', ['one']),
        Origin('', 'two.yaml', ['two']),
        Origin('', 'two.yaml, sub/three.yaml', ['three', 'two']),
        Origin('', 'two.yaml,sub/three.yaml,', ['three', 'two']),
        Origin(entry('one'), '/sub/three.yaml', ['three', 'one']),
        Origin('defaults:\n  org: Acme\nentries:\n' + entry('one'), '', ['one']),
    ],
    ids=str,
)
def test_a_timeline_shows_the_entries_of_its_files_and_its_body(build: Build, markup: Markup, origin: Origin) -> None:
    options = {'file': origin.file} if origin.file else {}
    page = markup.page(markup.heading('Page'), markup.directive('timeline', '', origin.body, options))
    files = {markup.index: page, 'two.yaml': entry('two', '2021'), 'sub/three.yaml': entry('three', '2026')}
    site = build(files, 'dummy')
    assert site.lines == []
    assert cards_of(site) == origin.expected


def test_a_file_is_looked_for_beside_the_page(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options={'file': 'data.yaml'}))
    index = markup.page(markup.heading('Index'), markup.directive('+toctree', body='deep/page'))
    files = {markup.index: index, f'deep/page.{markup.suffix}': page, 'deep/data.yaml': entry('deep'), 'data.yaml': entry('high')}
    site = build(files)
    assert site.lines == []
    assert shown(site.soup('deep/page.html')) == ['deep']


def test_a_mistake_in_a_file_or_a_body_is_reported_at_its_line_and_costs_itself_only(build: Build, markup: Markup) -> None:
    data = entry('from-file', nmae='x') + '\n' + entry('other')
    body = entry('from-body', '2025-13')
    page = markup.page(markup.heading('Page'), markup.directive('timeline', '', body, {'file': 'data.yaml'}))
    site = build({markup.index: page, 'data.yaml': data}, 'dummy')
    in_file, in_body = site.lines
    assert in_file.startswith(f"data.yaml:{line_of(data, 'nmae')}: WARNING: entry 'from-file': unknown field 'nmae' (")
    assert in_body == (
        f"{markup.index}:{line_of(page, '2025-13')}: WARNING: entry 'from-body': field 'date': there is no month 13 in '2025-13'"
        ' (01 to 12) [chronicle.date]'
    )
    assert set(cards_of(site)) == {'from-file', 'other', 'from-body'}


class Unreadable(NamedTuple):
    """A file that cannot be read, and what is said of it."""

    name: str
    content: bytes | None
    warning: str


UNREADABLE = [
    Unreadable('../out.yaml', None, "{page}: WARNING: {{name}}: the file '../out.yaml' is outside the source folder"),
    Unreadable('none.yaml', None, "{page}: WARNING: {{name}}: there is no file 'none.yaml' (looked for none.yaml)"),
    Unreadable('.', None, "{page}: WARNING: {{name}}: there is no file '.'"),
    Unreadable('bad.yaml', b'', "bad.yaml:1: WARNING: there are no entries (begin each with '- key: "),
    Unreadable('bad.yaml', b'# Nothing yet.\n', 'bad.yaml:1: WARNING: there are no entries'),
    Unreadable('bad.yaml', b'- key: a\n  title: caf\xe9\n', 'bad.yaml:2: WARNING: the file is not UTF-8'),
    Unreadable('bad.yaml', b'- key: a\n  title: \x07\n', 'bad.yaml:2: WARNING: there is a control character, U+0007'),
    Unreadable('bad.yaml', b'#' * 2000, 'bad.yaml:1: WARNING: the file is larger than'),
    Unreadable('bad.yaml', b'just words\n', 'bad.yaml:1: WARNING: the entries must be a list'),
    Unreadable('bad.yaml', b'key: a\ntitle: A\n', "bad.yaml:1: WARNING: an entry must begin with '- '"),
]


@pytest.mark.parametrize('case', UNREADABLE, ids=lambda case: f'{case.name}-{(case.content or b"")[:8]!r}')
def test_a_file_that_cannot_be_read_is_one_warning_and_the_rest_is_shown(
    build: Build, markup: Markup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Unreadable
) -> None:
    monkeypatch.setattr(reader, 'MAX_FILE_SIZE', 1000)
    (tmp_path / 'src').mkdir()
    (tmp_path / 'out.yaml').write_text(entry('outside'), encoding='utf-8')
    if case.content is not None:
        (tmp_path / 'src' / case.name).write_bytes(case.content)
    options = {'order': 'oldest', 'file': f'good.yaml, {case.name}'}
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options=options))
    site = build({markup.index: page, 'good.yaml': entry('good')}, 'dummy')
    place = f'{markup.index}:{line_of(page, ":file:")}'
    warnings = [line for line in site.lines if "field 'date' is missing" not in line]
    assert len(warnings) == 1
    assert warnings[0].startswith(case.warning.format(page=place).replace('{name}: ', '{chronicle:timeline}: '))
    assert cards_of(site) in (['good'], ['a', 'good'], ['good', 'a'])


@pytest.mark.parametrize('folder', [False, True])
def test_a_link_that_leads_out_of_the_source_folder_is_not_followed(
    build: Build, markup: Markup, tmp_path: Path, *, folder: bool
) -> None:
    (tmp_path / 'src').mkdir()
    (tmp_path / 'secret').mkdir()
    (tmp_path / 'secret/data.yaml').write_text(entry('secret'), encoding='utf-8')
    if folder:
        os.symlink(tmp_path / 'secret', tmp_path / 'src/sub')
    else:
        (tmp_path / 'src/sub').mkdir()
        os.symlink(tmp_path / 'secret/data.yaml', tmp_path / 'src/sub/data.yaml')
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options={'file': 'sub/data.yaml'}))
    site = build({markup.index: page})
    assert len(site.lines) == 1
    assert f'{markup.index}:{line_of(page, ":file:")}: WARNING: ' in site.lines[0]
    assert "the file 'sub/data.yaml' is outside the source folder" in site.lines[0]
    assert 'secret' not in site.read('index.html').casefold()


def test_a_timeline_without_file_and_body_says_what_to_write(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), 'Text.', markup.directive('timeline'))
    site = build({markup.index: page}, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f'{markup.index}:{line_of(page, "timeline")}: WARNING: ')
    assert 'there are no entries' in site.lines[0]


def test_a_key_taken_on_the_same_page_is_reported_with_both_places(build: Build, markup: Markup) -> None:
    first = markup.directive('timeline', '', entry('same'))
    page = markup.page(markup.heading('Page'), first, markup.directive('timeline', options={'file': 'data.yaml'}))
    site = build({markup.index: page, 'data.yaml': entry('other') + '\n' + entry('same')}, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith("data.yaml:4: WARNING: entry 'same': the key is taken by")
    assert f'{markup.index}:{line_of(page, "key: same")} ' in site.lines[0]
    assert cards_of(site) == ['same', 'other']


# -- options ----------------------------------------------------------------------------------------------------------------

SELECTABLE = """\
- {key: a, title: Zed, date: 2021, family: Fam One, org: Acme, tags: [moe, long context]}
- {key: b, title: Yak, date: 2022-05, family: Fam Two, org: Acme, type: software}
- {key: c, title: Xen, date: 2023/2024, org: Other Org, status: announced, tags: [moe]}
- {key: d, title: Wil, date: 2026, type: event, checkpoints: [{name: W, license: MIT}]}
"""

SELECTED = [
    ({}, ['d', 'c', 'b', 'a']),
    ({'order': 'newest'}, ['d', 'c', 'b', 'a']),
    ({'order': 'oldest'}, ['a', 'b', 'c', 'd']),
    ({'order': 'title'}, ['d', 'c', 'b', 'a']),
    ({'kind': 'entry'}, ['d', 'c', 'b', 'a']),
    ({'kind': 'dataset'}, []),
    ({'type': 'software'}, ['b']),
    ({'type': 'software, event'}, ['d', 'b']),
    ({'family': 'Fam One'}, ['a']),
    ({'family': 'fam-one, FAM TWO'}, ['b', 'a']),
    ({'tags': 'moe'}, ['c', 'a']),
    ({'tags': 'long-context'}, ['a']),
    ({'org': 'acme'}, ['b', 'a']),
    ({'status': 'announced'}, ['c']),
    ({'license': 'MIT'}, ['d']),
    ({'since': '2024'}, ['d', 'c']),
    ({'until': '2022'}, ['b', 'a']),
    ({'since': '2022-06', 'until': '2023-01'}, ['c']),
    ({'limit': '2'}, ['d', 'c']),
    ({'limit': '1', 'order': 'oldest', 'org': 'acme'}, ['a']),
]


@pytest.mark.parametrize(('options', 'expected'), SELECTED, ids=str)
def test_options_choose_and_order_entries(build: Build, markup: Markup, options: dict[str, str], expected: list[str]) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options={'file': 'data.yaml', **options}))
    site = build({markup.index: page, 'data.yaml': SELECTABLE}, 'dummy')
    assert site.lines == []
    assert cards_of(site) == expected


WRONG_OPTIONS = [
    ('order', 'newst', "'newst' is not one of oldest, newest, title (did you mean 'newest'?)"),
    ('group-by', 'yaer', "'yaer' is not one of year, kind, type, family, org, status (did you mean 'year'?)"),
    ('kind', 'entrie', "'entrie' is not one of entry, dataset, episode, license (did you mean 'entry'?)"),
    ('type', 'sofware', "'sofware' is not one of "),
    ('status', 'announcd', "'announcd' is not one of released, announced (did you mean 'announced'?)"),
    ('limit', '0', "'0' is not a whole number from 1 up"),
    ('limit', 'all', "'all' is not a whole number from 1 up"),
    ('since', 'Monday', "'Monday' is not a date ("),
    ('until', '2025-02-30', "there is no day 30 in '2025-02-30' (that month has 01 to 28)"),
    ('tags', '', 'it is empty ('),
    ('family', ' , ', 'it is empty ('),
    ('org', '', 'it is empty ('),
    ('license', '', 'it is empty ('),
]


@pytest.mark.parametrize(('option', 'value', 'what'), WRONG_OPTIONS)
def test_a_wrong_option_is_one_warning_at_its_line_and_costs_itself_only(
    build: Build, markup: Markup, option: str, value: str, what: str
) -> None:
    options = {'file': 'data.yaml', option: value}
    page = markup.page(markup.heading('Page'), 'Text.', markup.directive('timeline', '', entry('one'), options))
    site = build({markup.index: page, 'data.yaml': entry('two', '2020')}, 'dummy')
    assert len(site.lines) == 1
    start = f"{markup.index}:{line_of(page, f':{option}:')}: WARNING: {{chronicle:timeline}}: option ':{option}:': {what}"
    assert site.lines[0].startswith(start)
    assert site.lines[0].endswith(' [chronicle.option]')
    assert cards_of(site) == ['one', 'two']


def test_an_unknown_option_is_one_warning_with_its_place(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('timeline', '', entry('one'), {'ordr': 'newest'}))
    site = build({markup.index: page}, 'dummy')
    # The parsers report it themselves: MyST in the line of the options, docutils with the source below.
    located = [line for line in site.lines if line.startswith(f'{markup.index}:')]
    assert len(located) == 1
    assert int(located[0].split(':')[1]) - line_of(page, 'timeline') in {0, 1}
    assert "'ordr'" in site.warnings or '"ordr"' in site.warnings


# -- groups -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('order', 'years'), [('newest', ['2025', '2024']), ('oldest', ['2024', '2025'])])
def test_years_are_sections_of_the_page_and_of_the_sidebar(build: Build, markup: Markup, order: str, years: list[str]) -> None:
    options = {'group-by': 'year', 'order': order}
    page = markup.page(
        markup.heading('Page'), 'Before.', markup.directive('timeline', '', ENTRIES, options), markup.heading('After', 2), 'Text.'
    )
    site = build({markup.index: page})
    assert site.lines == []
    sections = site.soup().select('section > section')
    assert [section['id'] for section in sections] == [*(f'year-{year}' for year in years), 'after']
    headings = [section.find(['h1', 'h2', 'h3']) for section in sections]
    assert [heading.name for heading in headings if heading] == ['h2', 'h2', 'h2']
    assert {tuple(shown(section)) for section in sections} == {
        ('beta',),
        ('gamma', 'alpha') if order == 'newest' else ('alpha', 'gamma'),
        (),
    }
    expected = [('', 'Page'), *((f'#year-{year}', year) for year in years), ('#after', 'After')]
    assert contents_of(site) == expected


def test_cards_of_a_group_have_headings_one_level_below_it(build: Build, markup: Markup) -> None:
    page = markup.page(
        markup.heading('Page'), markup.heading('Part', 2), markup.directive('timeline', '', ENTRIES, {'group-by': 'year'})
    )
    soup = build({markup.index: page}).soup()
    assert [tag.name for tag in soup.select('section[id^=year-] > :first-child')] == ['h3', 'h3']
    assert {tag.name for tag in soup.select('article [id$=--title]')} == {'h4'}


GROUPED = [
    ('type', [('#type-event', 'Event'), ('#type-release', 'Release'), ('#type-software', 'Software')]),
    ('status', [('#status-released', 'Released'), ('#status-announced', 'Announced')]),
    ('org', [('#org-other-org', 'Other Org'), ('#org-acme', 'Acme'), ('#org-none', 'Other')]),
    ('family', [('#family-fam-two', 'Fam Two'), ('#family-fam-one', 'Fam One'), ('#family-none', 'Other')]),
]


@pytest.mark.parametrize(('group_by', 'expected'), GROUPED)
def test_groups_come_in_the_order_of_their_first_entry_and_the_rest_last(
    build: Build, markup: Markup, group_by: str, expected: list[tuple[str, str]]
) -> None:
    options = {'file': 'data.yaml', 'group-by': group_by}
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options=options))
    site = build({markup.index: page, 'data.yaml': SELECTABLE}, 'dummy')
    assert site.lines == []
    assert contents_of(site) == [('', 'Page'), *expected]
    assert sorted(cards_of(site)) == ['a', 'b', 'c', 'd']


def test_entries_without_a_year_come_last_and_years_before_the_common_era_are_said_so(build: Build, markup: Markup) -> None:
    data = '- {key: none, title: None}\n- {key: old, title: Old, date: -0049}\n- {key: until, title: Until, date: ../2020}\n'
    page = markup.page(markup.heading('Page'), markup.directive('timeline', '', data.strip(), {'group-by': 'year'}))
    site = build({markup.index: page})
    assert [line for line in site.lines if "field 'date' is missing" not in line] == []
    assert [title for _anchor, title in contents_of(site)] == ['Page', '50 BC', 'Undated']


class Place(NamedTuple):
    """A place where a section cannot stand."""

    make: Callable[[Markup, str], str]
    why: str


UNTITLED = 'put the directive directly under a heading of the page'
FOLLOWED = 'text follows the groups in the same section'
PLACES = {
    'in a note': Place(lambda m, timeline: m.page(m.heading('Page'), m.directive('+note', body=timeline)), UNTITLED),
    'in a list': Place(lambda m, timeline: m.page(m.heading('Page'), m.item(timeline)), UNTITLED),
    'without a heading': Place(lambda m, timeline: m.page('Words.', timeline), UNTITLED),
    'before text': Place(lambda m, timeline: m.page(m.heading('Page'), timeline, 'Words after it.'), FOLLOWED),
    'before text and a heading': Place(
        lambda m, timeline: m.page(m.heading('Page'), timeline, 'Words.', m.heading('Next', 2), 'Words.'), FOLLOWED
    ),
}


@pytest.mark.parametrize('place', PLACES.values(), ids=PLACES)
def test_where_sections_cannot_stand_groups_get_rubrics_and_one_warning_says_so(
    build: Build, markup: Markup, place: Place
) -> None:
    page = place.make(markup, markup.directive('timeline', '', ENTRIES, {'group-by': 'year'}))
    site = build({markup.index: page})
    warnings = [line for line in site.lines if '[chronicle.place]' in line]
    assert len(warnings) == 1
    assert warnings[0].startswith(f'{markup.index}:{line_of(page, "timeline")}: WARNING: ')
    assert place.why in warnings[0]
    # A page without a heading is a page without a title, which Sphinx says itself.
    assert [line for line in site.lines if line not in warnings and 'title' not in line] == []
    soup = site.soup()
    assert [tag.get_text() for tag in soup.select('.rubric')] == ['2025', '2024']
    assert soup.select('section[id^=year-]') == []
    assert {'year-2025', 'year-2024'} <= set(ids_of(soup))
    assert shown(soup) == ['beta', 'gamma', 'alpha']
    assert not [anchor for anchor, _title in contents_of(site) if 'year' in anchor]


def test_text_after_groups_stays_after_them(build: Build, markup: Markup) -> None:
    timeline = markup.directive('timeline', '', ENTRIES, {'group-by': 'year'})
    site = build({markup.index: markup.page(markup.heading('Page'), timeline, 'Words after it.')}, 'text')
    text = site.read('index.txt')
    assert text.index('Alpha') < text.index('Words after it.')


def test_what_is_not_shown_may_follow_groups(build: Build, markup: Markup) -> None:
    comment = '% A comment.' if markup.suffix == 'md' else '.. A comment.'
    timeline = markup.directive('timeline', '', ENTRIES, {'group-by': 'year'})
    site = build({markup.index: markup.page(markup.heading('Page'), timeline, comment)})
    assert site.lines == []
    assert contents_of(site)[1:] == [('#year-2025', '2025'), ('#year-2024', '2024')]


def test_two_timelines_of_a_page_have_ids_of_their_own(build: Build, markup: Markup) -> None:
    second = ENTRIES.replace('alpha', 'delta').replace('beta', 'eta').replace('gamma', 'iota')
    page = markup.page(
        markup.heading('Page'),
        markup.heading('First', 2),
        markup.directive('timeline', '', ENTRIES, {'group-by': 'year'}),
        markup.heading('Second', 2),
        markup.directive('timeline', '', second, {'group-by': 'year'}),
    )
    site = build({markup.index: page})
    assert site.lines == []
    ids = ids_of(site.soup())
    assert len(ids) == len(set(ids))
    anchors = [anchor for anchor, title in contents_of(site) if title in {'2025', '2024'}]
    assert len(anchors) == len(set(anchors)) == 4
    assert {anchor.removeprefix('#') for anchor in anchors} <= set(ids)
    assert len(shown(site.soup())) == 6
