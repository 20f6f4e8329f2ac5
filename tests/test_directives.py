"""The directives, in Markdown and in reStructuredText: what they show, where it stands, and what they say of mistakes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from docutils import nodes

from sphinx_chronicle.doctree.i18n import within_line
from sphinx_chronicle.doctree.labels import Labels
from sphinx_chronicle.doctree.nodes import chronicle_card
from sphinx_chronicle.env.domain import ChronicleDomain
from sphinx_chronicle.records import reader, yaml_load
from sphinx_chronicle.records.fields import Shape
from sphinx_chronicle.vocabularies.models.kinds import BASIS, USE
from views import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from bs4 import BeautifulSoup, Tag

    from conftest import Build, Markup, Site
    from sphinx_chronicle.records.fields import Field

LABELS = Labels(REGISTRY, 'en')

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


def ids_of(page: Tag) -> list[str]:
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
    found = domain.index.objects[key]
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
        Origin('', 'two.yaml, sub/three.yaml', ['two', 'three']),
        Origin('', 'two.yaml,sub/three.yaml,', ['two', 'three']),
        Origin(entry('one'), '/sub/three.yaml', ['one', 'three']),
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
    Unreadable('goood.yaml', None, "{page}: WARNING: {{name}}: there is no file 'goood.yaml' (did you mean 'good.yaml'?)"),
    Unreadable('.', None, "{page}: WARNING: {{name}}: there is no file '.'"),
    Unreadable('bad.yaml', b'', "bad.yaml:1: WARNING: there are no entries (begin each with '- key: "),
    Unreadable('bad.yaml', b'# Nothing yet.\n', 'bad.yaml:1: WARNING: there are no entries'),
    Unreadable('bad.yaml', b'- key: a\n  title: caf\xe9\n', 'bad.yaml:2: WARNING: the file is not UTF-8'),
    Unreadable(
        'bad.yaml', b'- key: a\n  title: \x07\n', "bad.yaml:2: WARNING: entry 'a': field 'title': there is a control character"
    ),
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
    assert warnings[0].startswith(case.warning.format(page=place).replace('{name}: ', '{timeline}: '))
    assert cards_of(site) in (['good'], ['a', 'good'], ['good', 'a'])


@pytest.mark.parametrize('folder', [False, True])
def test_a_link_that_leads_out_of_the_source_folder_is_not_followed(
    build: Build, markup: Markup, tmp_path: Path, *, folder: bool
) -> None:
    (tmp_path / 'src').mkdir()
    (tmp_path / 'secret').mkdir()
    (tmp_path / 'secret/data.yaml').write_text(entry('secret'), encoding='utf-8')
    if folder:
        (tmp_path / 'src/sub').symlink_to(tmp_path / 'secret')
    else:
        (tmp_path / 'src/sub').mkdir()
        (tmp_path / 'src/sub/data.yaml').symlink_to(tmp_path / 'secret/data.yaml')
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


SHOWN_TWICE = 'its file is shown in another place already, which declares it (show it again with {listing}) [chronicle.duplicate]'


@pytest.mark.parametrize('parallel', [1, 2])
def test_a_file_shown_on_two_pages_is_told_the_way_to_show_it_again(build: Build, markup: Markup, parallel: int) -> None:
    shown = markup.directive('timeline', options={'file': '/sub/data.yaml'})
    pages = {f'sub/{name}.{markup.suffix}': markup.page(markup.heading(name), shown) for name in ('one', 'two')}
    site = build(
        {markup.index: markup.page(markup.heading('Page')), 'sub/data.yaml': entry('same'), **pages}, 'dummy', parallel=parallel
    )
    lines = [line for line in site.lines if '[chronicle.' in line]
    assert lines == [f"sub/data.yaml:1: WARNING: entry 'same': {SHOWN_TWICE}"]


def test_a_file_shown_twice_on_one_page_is_told_the_same(build: Build, markup: Markup) -> None:
    shown = markup.directive('timeline', options={'file': 'data.yaml'})
    site = build({markup.index: markup.page(markup.heading('Page'), shown, shown), 'data.yaml': entry('same')}, 'dummy')
    assert [line.partition('WARNING: ')[2] for line in site.lines] == [f"entry 'same': {SHOWN_TWICE}"]


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
    ({}, ['a', 'b', 'c', 'd']),
    ({'order': 'newest'}, ['d', 'c', 'b', 'a']),
    ({'order': 'oldest'}, ['a', 'b', 'c', 'd']),
    ({'order': 'title'}, ['d', 'c', 'b', 'a']),
    ({'kind': 'entry'}, ['a', 'b', 'c', 'd']),
    ({'kind': 'dataset'}, []),
    ({'type': 'software'}, ['b']),
    ({'type': 'software, event'}, ['b', 'd']),
    ({'family': 'Fam One'}, ['a']),
    ({'family': 'fam one, FAM  TWO'}, ['a', 'b']),
    ({'tags': 'moe'}, ['a', 'c']),
    ({'tags': 'Long Context'}, ['a']),
    ({'org': 'acme'}, ['a', 'b']),
    ({'status': 'announced'}, ['c']),
    ({'license': 'MIT'}, ['d']),
    ({'since': '2024'}, ['c', 'd']),
    ({'until': '2022'}, ['a', 'b']),
    ({'since': '2022-06', 'until': '2023-01'}, ['c']),
    ({'limit': '2'}, ['a', 'b']),
    ({'limit': '1', 'order': 'oldest', 'org': 'acme'}, ['a']),
]


@pytest.mark.parametrize(('options', 'expected'), SELECTED, ids=str)
def test_options_choose_and_order_entries(build: Build, markup: Markup, options: dict[str, str], expected: list[str]) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options={'file': 'data.yaml', **options}))
    site = build({markup.index: page, 'data.yaml': SELECTABLE}, 'dummy')
    assert site.lines == []
    assert cards_of(site) == expected


WRONG_OPTIONS = [
    ('order', 'newst', "'newst' is not one of oldest, newest, title, updated, type, status, commercial, gated (did"),
    ('group-by', 'yaer', "'yaer' is not one of year, decade, century, month, kind, "),
    ('kind', 'entyr', "'entyr' is not one of entry, license, dataset, episode (did you mean 'entry'?)"),
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
    start = f"{markup.index}:{line_of(page, f':{option}:')}: WARNING: {{timeline}}: option ':{option}:': {what}"
    assert site.lines[0].startswith(start)
    assert site.lines[0].endswith(' [chronicle.option]')
    assert cards_of(site) == ['two', 'one']


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
    ('type', [('#type-release', 'Release'), ('#type-software', 'Software'), ('#type-event', 'Event')]),
    ('status', [('#status-released', 'Released'), ('#status-announced', 'Announced')]),
    ('org', [('#org-acme', 'Acme'), ('#org-other-org', 'Other Org'), ('#org-none', 'Other')]),
    ('family', [('#family-fam-one', 'Fam One'), ('#family-fam-two', 'Fam Two'), ('#family-none', 'Other')]),
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
    assert [tag.get_text() for tag in soup.select('.rubric')] == ['2024', '2025']
    assert soup.select('section[id^=year-]') == []
    assert {'year-2025', 'year-2024'} <= set(ids_of(soup))
    assert shown(soup) == ['alpha', 'gamma', 'beta']
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
    assert contents_of(site)[1:] == [('#year-2024', '2024'), ('#year-2025', '2025')]


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


# -- what is shown of a record ----------------------------------------------------------------------------------------------


class Sample(NamedTuple):
    """A field's value in YAML, and what of it stands in a page.

    :ivar words: in the text of every page.
    :ivar addresses: in links, and in words where links do not show them.
    :ivar links: addresses in links only, since the words name the thing.
    """

    value: Any
    words: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def values(samples: Mapping[str, Sample]) -> dict[str, Any]:
    return {name: sample.value for name, sample in samples.items()}


LINK = {'label': Sample('Link label', ('Link label',)), 'url': Sample('https://a.example/link', (), ('https://a.example/link',))}
PAPER = {
    'title': Sample('Paper title', ('Paper title',)),
    'arxiv': Sample('2402.16819', ('2402.16819',)),
    'doi': Sample('10.1145/1390156.1390170', ('10.1145/1390156.1390170',)),
    'url': Sample('https://a.example/paper', (), ('https://a.example/paper',)),
    'authors': Sample(['Ann Author', 'Bob Author', 'others'], ('Ann Author, Bob Author, and others: ',)),
}
SOURCE = {
    'url': Sample('https://a.example/source', (), ('https://a.example/source',)),
    'via': Sample('a stored copy', ('a stored copy',)),
}
NOTE = {
    'about': Sample('date', ('Date',)),
    'kind': Sample('conflict', ('Sources disagree',)),
    'text': Sample('One page says otherwise.', ('One page says otherwise.',)),
}
CHANGE = {
    'date': Sample('2026-02-03', ('Feb 3, 2026: It was a month too late.',)),
    'text': Sample('It was a month too late.', ('It was a month too late.',)),
}
REF = {
    'ref': Sample('acme/corpus', ('acme/corpus',), (), ('https://huggingface.co/datasets/acme/corpus',)),
    'basis': Sample('recipe', (LABELS.value(BASIS, 'recipe'),)),
    'use': Sample('seed', (LABELS.value(USE, 'seed'),)),
}
CUTOFF = {
    'pretraining': Sample('2024-06', ('Jun 2024 (pretraining)',)),
    'posttraining': Sample('2024-09', ('Sep 2024 (post-training)',)),
}
IMAGE = {
    'file': Sample('house.svg'),
    # In HTML it is no text of the page.
    'alt': Sample('The old house'),
    'caption': Sample('The house in 1897.', ('The house in 1897.',)),
}
#: The file that the sample of an image names.
HOUSE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>'
CHECKPOINT = {
    'name': Sample('Full 7B', ('Full 7B',)),
    'hf': Sample('acme/Full-7B-Base', (), ('https://huggingface.co/acme/Full-7B-Base',)),
    'date': Sample('2025-04-08', ('Apr 8, 2025',)),
    'params': Sample('7.25B', ('7.25B',)),
    'active_params': Sample('3.2B', ('3.2B',)),
    'context': Sample('131072', ('128K',)),
    'license': Sample(
        ['Apache-2.0', 'own-license'], ('Apache-2.0', 'License record'), (), ('https://spdx.org/licenses/Apache-2.0.html',)
    ),
    'derived_from': Sample({'ref': 'acme/parent', 'basis': 'card'}, ('acme/parent', LABELS.value(BASIS, 'card'))),
    'method': Sample('pruned by hand', ('pruned by hand',)),
    'notes': Sample([{'about': 'method', 'text': 'By both hands.'}], ('By both hands.',)),
}
SCORE = {
    'benchmark': Sample('Bench v6', ('Bench v6',)),
    'measured': Sample('Full-7B-Base', ('Full-7B-Base',)),
    'value': Sample('78.30', ('78.30',)),
    'compared': Sample('behind', ('another is better',)),
    'setting': Sample('Thinking <on>', ('Thinking <on>',)),
    'as_of': Sample('2026-06', ('Jun 2026',)),
    'source': Sample({'label': 'Table 3', 'url': 'https://a.example/table'}, ('Table 3',), ('https://a.example/table',)),
    'notes': Sample([{'about': 'value', 'text': 'Rounded up.'}], ('Rounded up.',)),
}
HARDWARE = {
    'aspect': Sample('GPU memory', ('GPU memory',)),
    'claim': Sample('At least 64 GB', ('At least 64 GB',)),
    'source': Sample({'label': 'Cookbook', 'url': 'https://a.example/cook'}, ('Cookbook',), ('https://a.example/cook',)),
    'notes': Sample([{'about': 'claim', 'text': 'Or twice as much.'}], ('Or twice as much.',)),
}
SUBSET = {
    'name': Sample('High quality', ('High quality',)),
    'rows': Sample('16_083', ('16,083',)),
    'tokens': Sample('608.96B', ('608.96B',)),
    'bytes': Sample('1.5TB', ('1.5TB',)),
    'license': Sample('MIT', ('MIT',), (), ('https://spdx.org/licenses/MIT.html',)),
    'notes': Sample([{'about': 'rows', 'text': 'Counted twice.'}], ('Counted twice.',)),
}
TAKEAWAY = {'at': Sample('15:23', ('15:23',)), 'text': Sample('Data is shared.', ('Data is shared.',))}

GUEST = {
    'name': Sample('Gwen Guest', ('Gwen Guest',)),
    'role': Sample('Maker of things', ('Maker of things',)),
    'links': Sample([{'label': 'Her page', 'url': 'https://a.example/gwen'}], ('Her page',), ('https://a.example/gwen',)),
}

TERM = {'text': Sample('No change of names', ('No change of names',)), 'clause': Sample('section 4', ('section 4',))}
WORDING = {
    'quotation': Sample('as you like it', ('“as you like it”',)),
    'text': Sample('for whatever it may be', ('for whatever it may be',)),
    'clause': Sample('section 2', ('section 2',)),
}


def record_samples(kind: str) -> dict[str, Sample]:
    return {
        'key': Sample(f'full-{kind}'),
        'title': Sample('Full title', ('Full title',)),
        'date': Sample('2025-03/2025-06', ('Mar – Jun 2025',)),
        # Under a heading the page's own prose says what the record is; there a summary is for listings.
        'summary': Sample('Summary in a word.', ('Summary in a word.',) if kind == 'entry' else ()),
        'image': Sample(values(IMAGE)),
        'tags': Sample(['tag-one', 'tag two'], ('tag-one', 'tag two')),
        'links': Sample([values(LINK)]),
        'papers': Sample([values(PAPER)]),
        'related': Sample('other', ('Other record',)),
        'aliases': Sample([f'old-{kind}'], (f'old-{kind}',)),
        'sources': Sample([values(SOURCE)]),
        'notes': Sample([values(NOTE)]),
        'changes': Sample([values(CHANGE)]),
        'added': Sample('2026-01-02', ('Jan 2, 2026',)),
        'updated': Sample('2026-02-03', ('Feb 3, 2026',)),
    }


#: By kind, or by what the field reference calls a part.
SAMPLES: dict[str, dict[str, Sample]] = {
    'link': LINK,
    'paper': PAPER,
    'source': SOURCE,
    'takeaway': TAKEAWAY,
    'note': NOTE,
    'change': CHANGE,
    'ref': REF,
    'cutoff': CUTOFF,
    'image': IMAGE,
    'checkpoint': CHECKPOINT,
    'score': SCORE,
    'hardware': HARDWARE,
    'subset': SUBSET,
    'guest': GUEST,
    'term': TERM,
    'wording': WORDING,
    'entry': {
        **record_samples('entry'),
        'type': Sample('software', ('Software',)),
        'status': Sample('announced', ('Announced',)),
        'org': Sample(['Acme Works', 'Others'], ('Acme Works', 'Others')),
        'license': Sample('Apache-2.0', ('Apache-2.0',), (), ('https://spdx.org/licenses/Apache-2.0.html',)),
        'family': Sample('Full family', ('Full family',)),
        'architecture': Sample('Dense <and> thick', ('Dense <and> thick',)),
        'precision': Sample(['BF16', 'FP8'], ('BF16, FP8',)),
        'training_tokens': Sample('25T', ('25T',)),
        'cutoff': Sample(values(CUTOFF)),
        'trained_on': Sample([values(REF)]),
        'derived_from': Sample('acme/base', ('acme/base',), (), ('https://huggingface.co/acme/base',)),
        'checkpoints': Sample([values(CHECKPOINT)], ('1 checkpoint',)),
        'scores': Sample([values(SCORE)], ('1 score',)),
        'hardware': Sample([values(HARDWARE)], ('1 claim about hardware',)),
    },
    'dataset': {
        **record_samples('dataset'),
        'type': Sample('sft', ('Supervised fine-tuning',)),
        'hf': Sample('acme/Full-Data', ('acme/Full-Data',), ('https://huggingface.co/datasets/acme/Full-Data',)),
        'languages': Sample(['en', 'Swahili'], ('en, Swahili',)),
        'rows': Sample('1_376_666', ('1,376,666',)),
        'tokens': Sample('6.6T', ('6.6T',)),
        'bytes': Sample('1.2TB', ('1.2TB',)),
        'items': Sample('15', ('15',)),
        'license': Sample('CC-BY-4.0', ('CC-BY-4.0',), (), ('https://spdx.org/licenses/CC-BY-4.0.html',)),
        'gated': Sample('yes', ('Gated',)),
        'generated_with': Sample('acme/writer', ('acme/writer',), (), ('https://huggingface.co/acme/writer',)),
        'generators': Sample(['Writer-7B', 'Critic 1B'], ('Writer-7B, Critic 1B',)),
        'subsets': Sample([values(SUBSET)], ('1 subset',)),
        'members': Sample('acme/member', ('acme/member',), (), ('https://huggingface.co/datasets/acme/member',)),
        'used_by': Sample('acme/user', ('acme/user',), (), ('https://huggingface.co/acme/user',)),
    },
    'episode': {
        **record_samples('episode'),
        'show': Sample('The Show', ('The Show',)),
        'host': Sample('Hal Host', ('Hal Host',)),
        'guests': Sample([values(GUEST)]),
        'takeaways': Sample([values(TAKEAWAY)]),
        'recorded': Sample('2026-01', ('Jan 2026',)),
        'duration': Sample('1h 7m', ('1h 7m',)),
        **{
            name: Sample(f'https://a.example/{name}', (), (f'https://a.example/{name}',))
            for name in ('audio', 'video', 'feed', 'transcript', 'discussion')
        },
    },
    'license': {
        **record_samples('license'),
        'spdx': Sample('CC-BY-SA-4.0', ('CC-BY-SA-4.0',), ('https://spdx.org/licenses/CC-BY-SA-4.0.html',)),
        'url': Sample('https://a.example/license', (), ('https://a.example/license',)),
        'version': Sample('4.0', ('4.0',)),
        'commercial': Sample('conditions', ('With conditions',)),
        'wording': Sample([values(WORDING)]),
        # It is for listings.
        'in_short': Sample('Say whose it is'),
        'conditions': Sample([values(TERM), 'Attribution is required'], ('Attribution is required',)),
        'passing_on': Sample('All notices are kept', ('All notices are kept',)),
        'ended_by': Sample(['A breach', 'A lawsuit'], ('A breach', 'A lawsuit')),
    },
}


def shapes_in(fields: Iterable[Field[Any]]) -> Iterator[Shape]:
    """The small records that fields hold, and those inside them."""
    for field in fields:
        if isinstance(field.type, Shape):
            yield field.type
            yield from shapes_in(field.type.fields)


SHAPES = {kind.name: kind.shape for kind in REGISTRY.kinds.values()} | {
    shape.name: shape for kind in REGISTRY.kinds.values() for shape in shapes_in(kind.fields)
}


def test_there_is_a_sample_of_every_field_of_every_record() -> None:
    # A draft is not there at all.
    assert {holder: set(samples) for holder, samples in SAMPLES.items()} == {
        holder: set(shape.by_name) - {'draft'} for holder, shape in SHAPES.items()
    }


def dumped(data: Any) -> str:
    """Data as YAML, in the order given, each text in one line."""
    text: str = yaml.safe_dump(data, sort_keys=False, width=10_000, allow_unicode=True)
    return text.rstrip()


def record_page(markup: Markup, kind: str, data: dict[str, Any], heading: str, options: Mapping[str, str] | None = None) -> str:
    """A page with one record under a heading."""
    if kind == 'entry':
        shown_at = markup.directive('timeline', '', dumped([data]), options)
        return markup.page(markup.heading('Timeline'), shown_at)
    body = {name: value for name, value in data.items() if name not in {'key', 'title'}}
    return markup.page(markup.heading(heading), markup.directive(kind, data['key'], dumped(body)))


class Shown(NamedTuple):
    """A page as readers see it: its text, its links, and its plain text with one space between words."""

    page: BeautifulSoup
    words: str
    links: set[str]
    text: str


def words_of(text: str) -> str:
    return ' '.join(text.split())


def show(build: Build, files: Mapping[str, str], names: Iterable[str]) -> dict[str, Shown]:
    html, text = build(files), build(files, 'text')
    shown_pages = {}
    for name in names:
        page = html.soup(f'{name}.html')
        links = {str(tag['href']) for tag in page.select('a[href]')}
        shown_pages[name] = Shown(page, words_of(page.get_text()), links, words_of(text.read(f'{name}.txt')))
    return shown_pages


@pytest.fixture(scope='module')
def full(new_project: Callable[[], Build], markdown: Markup) -> dict[str, Shown]:
    """The pages of records that have every field, by kind."""
    files = {f'{kind}.md': record_page(markdown, kind, values(SAMPLES[kind]), 'Full title') for kind in REGISTRY.kinds}
    files['house.svg'] = HOUSE
    others = markdown.page(
        markdown.heading('Other record'), markdown.directive('license', 'other'), markdown.heading('License record', 2)
    )
    files['index.md'] = markdown.page(
        others, markdown.directive('license', 'own-license'), markdown.directive('+toctree', body='\n'.join(REGISTRY.kinds))
    )
    return show(new_project(), files, REGISTRY.kinds)


FIELDS = [
    (kind, holder, field)
    for kind, record in REGISTRY.kinds.items()
    for holder in dict.fromkeys([kind, *(shape.name for shape in shapes_in(record.fields))])
    for field in SAMPLES[holder]
    if not (holder == 'ref' and kind != 'entry')
]


@pytest.mark.parametrize(('kind', 'holder', 'field'), FIELDS)
def test_every_field_of_a_record_is_shown(full: dict[str, Shown], kind: str, holder: str, field: str) -> None:
    sample = SAMPLES[holder][field]
    page = full[kind]
    assert [word for word in sample.words if word not in page.words] == []
    assert [word for word in sample.words if word not in page.text] == []
    assert {*sample.addresses, *sample.links} <= page.links
    assert [address for address in sample.addresses if address not in page.text] == []


@pytest.mark.parametrize('kind', REGISTRY.kinds)
def test_a_record_and_its_former_keys_have_their_anchors(full: dict[str, Shown], kind: str) -> None:
    ids = ids_of(full[kind].page)
    assert len(ids) == len(set(ids))
    assert {f'{kind}-full-{kind}', f'{kind}-old-{kind}'} <= set(ids)


def test_checkpoints_have_anchors_of_their_own(build: Build, markup: Markup) -> None:
    checkpoints = [{'name': 'Same Name'}, {'hf': 'acme/Alpha-7B'}, {'name': 'Same name'}]
    data = [{'key': 'a', 'title': 'A', 'date': '2020', 'checkpoints': checkpoints}]
    page = build({markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', '', dumped(data)))}).soup()
    anchors = {anchor: tag.get_text() for anchor in ids_of(page) if '--' in anchor for tag in page.select(f'[id="{anchor}"]')}
    rows = {anchor: words for anchor, words in anchors.items() if not anchor.endswith(('--title', '--checkpoints', '--cite'))}
    assert {anchor: words_of(words) for anchor, words in rows.items()} == {
        'entry-a--same-name': 'Same Name',
        'entry-a--alpha-7b': 'Alpha-7B',
        'entry-a--same-name-2': 'Same name',
    }


# -- doubts -------------------------------------------------------------------------------------------------------------------


def doubts(holder: str, name: str) -> dict[str, str]:
    """A doubt about every field."""
    return {field: f'Doubt {name} {field}.' for field in SHAPES[holder].by_name}


def noted(data: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    return {**data, 'notes': [{'about': field, 'text': text} for field, text in about.items()]}


DOUBTED = [(kind, filled) for kind in REGISTRY.kinds for filled in (True, False)]


@pytest.mark.parametrize(('kind', 'filled'), DOUBTED)
def test_a_doubt_is_told_once_with_its_field_whether_there_is_a_value_or_not(
    build: Build, markup: Markup, kind: str, *, filled: bool
) -> None:
    holder = kind
    about = doubts(holder, kind)
    samples = values(SAMPLES[holder])
    needed = {'key', 'title', *(['date'] if kind == 'entry' else [])}
    data = noted(samples if filled else {name: samples[name] for name in needed}, about)
    others = markup.page(markup.heading('Other'), markup.directive('license', 'other'), markup.heading('Own', 2))
    index = markup.page(others, markup.directive('license', 'own-license'), markup.directive('+toctree', body='page'))
    files = {markup.index: index, f'page.{markup.suffix}': record_page(markup, kind, data, 'Title'), 'house.svg': HOUSE}
    page = show(build, files, ['page'])['page']
    assert {field: page.words.count(text) for field, text in about.items()} == dict.fromkeys(about, 1)
    assert {field: page.text.count(text) for field, text in about.items()} == dict.fromkeys(about, 1)
    told = {words_of(doubt.get_text()): str(doubt['id']) for doubt in page.page.select('ol.chronicle-doubts > li')}
    said = [f'Note ({within_line(LABELS.field(name, [kind]))}): {text}' for name, text in about.items()]
    # The parts of the sample have doubts of their own.
    assert sorted(one for one in told if one.rpartition(': ')[2] in about.values()) == sorted(said)
    # What has a value has the number of the doubt beside it, which leads there.
    marks = [str(mark['href']) for mark in page.page.select('a.chronicle-mark')]
    assert {mark.removeprefix('#') for mark in marks} <= set(told.values())
    assert marks or not filled


PARTS = [('entry', 'checkpoints', 'checkpoint'), ('dataset', 'subsets', 'subset')]


@pytest.mark.parametrize(('kind', 'part', 'holder'), PARTS)
@pytest.mark.parametrize('filled', [True, False])
def test_a_doubt_about_a_part_of_a_record_is_shown_once(
    build: Build, markup: Markup, kind: str, part: str, holder: str, *, filled: bool
) -> None:
    about = doubts(holder, part)
    samples = values(SAMPLES[holder])
    inner = noted(samples if filled else {'name': samples['name']}, about)
    data = {'key': 'k', 'title': 'T', 'date': '2020', part: [inner]}
    index = markup.page(
        markup.heading('Own'), markup.directive('license', 'own-license'), markup.directive('+toctree', body='page')
    )
    files = {markup.index: index, f'page.{markup.suffix}': record_page(markup, kind, data, 'Title')}
    page = show(build, files, ['page'])['page']
    assert {field: page.words.count(text) for field, text in about.items()} == dict.fromkeys(about, 1)
    assert {field: page.text.count(text) for field, text in about.items()} == dict.fromkeys(about, 1)


def test_a_doubt_about_a_relation_that_leads_nowhere_is_still_shown(build: Build, markup: Markup) -> None:
    data = noted({'key': 'a', 'title': 'A', 'date': '2020', 'related': ['nobody']}, {'related': 'Is it related?'})
    page = show(build, {markup.index: record_page(markup, 'entry', data, '')}, ['index'])['index']
    assert page.words.count('Is it related?') == 1
    assert page.text.count('Is it related?') == 1


# -- the text of authors --------------------------------------------------------------------------------------------------------


def is_right(field: Field[Any], value: Any) -> bool:
    """Whether a field can have a value."""
    tree = yaml_load.parse(dumped({field.name: value}))
    assert tree is not None
    trial = reader.RecordReader(reader.file_places('trial.yaml'))
    trial.values(Shape('trial', (field,)), tree.value, tree.marks, ('trial',))
    return trial.problems == []


def poisoned(holder: str, data: dict[str, Any], put: list[str]) -> dict[str, Any]:
    """The data with a script in every field that takes any text; what was put is appended to the list."""
    for name, value in data.items():
        field = SHAPES[holder].by_name[name]
        if isinstance(field.type, Shape) and not isinstance(value, str):
            items = value if isinstance(value, list) else [value]
            found = [poisoned(field.type.name, item, put) if isinstance(item, dict) else item for item in items]
            data = {**data, name: found if isinstance(value, list) else found[0]}
            continue
        evil = f'<script>evil({len(put)})</script>'
        trial = [evil] if isinstance(value, list) else evil
        if not is_right(field, trial):
            continue
        # A note that is about no field is a mistake, and a title or summary is not shown where the page has its own.
        titled = holder in REGISTRY.kinds and holder != 'entry'
        # The words for an image are no text of the page, and a license in short is for listings.
        if (holder, name) not in {('note', 'about'), ('image', 'alt'), ('license', 'in_short')} and not (
            titled and name in {'title', 'summary'}
        ):
            put.append(evil)
            data = {**data, name: trial}
    return data


@pytest.mark.parametrize(('kind', 'count'), [('entry', 15), ('dataset', 9), ('episode', 11), ('license', 7)])
def test_a_script_in_any_field_is_text_in_every_page(build: Build, markup: Markup, kind: str, count: int) -> None:
    put: list[str] = []
    data = poisoned(kind, {**values(SAMPLES[kind]), 'related': 'other'}, put)
    assert len(put) >= count
    others = markup.page(markup.heading('Other'), markup.directive('license', 'other'), markup.heading('Own', 2))
    index = markup.page(others, markup.directive('license', 'own-license'), markup.directive('+toctree', body='page'))
    page = record_page(markup, kind, data, 'Title', {'group-by': 'family'})
    site = build({markup.index: index, f'page.{markup.suffix}': page, 'house.svg': HOUSE})
    assert [line for line in site.lines if '[chronicle.markup]' not in line] == []
    words = words_of(site.soup('page.html').get_text())
    assert [evil for evil in put if evil not in words] == []
    for file in site.outdir.rglob('*.html'):
        soup = site.soup(str(file.relative_to(site.outdir)))
        # Data for search engines are no script, and no text in them ends it.
        scripts = soup.select('script:not([type="application/ld+json"])')
        assert [tag for tag in scripts if 'evil' in tag.get_text()] == [], file.name
        assert [tag for tag in soup.select('script') if '<' in tag.get_text()] == [], file.name
        assert [tag for tag in soup.select('*') if any('evil' in name for name in tag.attrs)] == [], file.name


def summary_entry(*lines: str) -> str:
    """An entry with a summary, which begins in the line after `summary`."""
    return entry('a', summary='|') + '\n' + '\n'.join(f'    {line}'.rstrip() for line in lines)


class Refused(NamedTuple):
    """What a summary may not hold: the lines, the words that stay, and the warning's words."""

    suffix: str
    lines: tuple[str, ...]
    stays: str
    warning: str


RAW_SHOWN = 'raw HTML is not allowed in a summary'
REFUSED = {
    'inline HTML': Refused(
        'md', ('Some <b>bold</b> <i onclick=x()>EVIL</i>.',), '<b>bold</b> <i onclick=x()>EVIL</i>', RAW_SHOWN
    ),
    'block of HTML': Refused('md', ('<script>', 'EVIL()', '</script>'), '<script> EVIL() </script>', RAW_SHOWN),
    'block of HTML in a list': Refused(
        'md', ('* Item', '', '  <script>', '  EVIL()', '  </script>'), '<script> EVIL()', RAW_SHOWN
    ),
    'raw directive': Refused('md', ('```{raw} html', '<b>EVIL</b>', '```', '', 'Words.'), 'Words.', 'raw'),
    'raw directive in eval-rst': Refused(
        'md', ('```{eval-rst}', '.. raw:: html', '', '   EVIL', '```', '', 'Words.'), 'Words.', 'raw'
    ),
    'include': Refused('md', ('```{include} secret.txt', '```', '', 'Words.'), 'Words.', 'include'),
    'literalinclude': Refused('md', ('```{literalinclude} secret.txt', '```', '', 'Words.'), 'Words.', 'disabled'),
    'raw directive, reST': Refused('rst', ('.. raw:: html', '', '   <b>EVIL</b>', '', 'Words.'), 'Words.', 'raw'),
    'raw file, reST': Refused('rst', ('.. raw:: html', '   :file: secret.txt', '', 'Words.'), 'Words.', 'raw'),
    'raw role, reST': Refused('rst', ('.. role:: html(raw)', '   :format: html', '', 'Words :html:`EVIL`.'), 'Words', 'raw'),
    'include, reST': Refused('rst', ('.. include:: secret.txt', '', 'Words.'), 'Words.', 'include'),
    'literalinclude, reST': Refused('rst', ('.. literalinclude:: secret.txt', '', 'Words.'), 'Words.', 'disabled'),
    'csv file, reST': Refused('rst', ('.. csv-table::', '   :file: secret.txt', '', 'Words.'), 'Words.', 'csv-table'),
}


@pytest.mark.parametrize('in_file', [True, False])
@pytest.mark.parametrize('case', REFUSED.values(), ids=REFUSED)
def test_what_a_summary_may_not_hold_is_refused_with_one_warning_in_its_file(
    build: Build, markups: dict[str, Markup], case: Refused, *, in_file: bool
) -> None:
    markup = markups[case.suffix]
    data = summary_entry(*case.lines)
    options = {'file': 'data.yaml'} if in_file else {}
    page = markup.page(markup.heading('Page'), markup.directive('timeline', '', '' if in_file else data, options))
    site = build({markup.index: page, 'data.yaml': data, 'secret.txt': 'SECRET'})
    source, text = ('data.yaml', data) if in_file else (markup.index, page)
    located = [line for line in site.lines if line.startswith(f'{source}:')]
    assert len(located) == 1, site.lines
    first = line_of(text, 'summary: |') + 1
    assert first <= int(located[0].split(':')[1]) < first + len(case.lines)
    assert case.warning in site.warnings
    card = site.soup().select_one('article#entry-a')
    assert card is not None
    assert case.stays in words_of(card.get_text())
    assert 'SECRET' not in card.get_text()
    assert card.select('b, i, script') == []
    assert 'EVIL' not in ''.join(str(tag.attrs) for tag in card.select('*'))


SAFE_LINKS = [
    ('md', '[words](javascript:EVIL)'),
    ('md', '[words](<data:text/html,EVIL>)'),
    ('md', '<javascript:EVIL>'),
    ('md', '[words]: javascript:EVIL\n\n[words]'),
    ('rst', '`words <javascript:EVIL>`_'),
    ('rst', '.. _words: javascript:EVIL\n\nwords_'),
    ('rst', '`words <data:text/html,EVIL>`_'),
    ('rst', '`words <JavaScript:EVIL>`__'),
]


@pytest.mark.parametrize(('suffix', 'summary'), SAFE_LINKS)
def test_a_link_of_a_summary_runs_nothing(build: Build, markups: dict[str, Markup], suffix: str, summary: str) -> None:
    markup = markups[suffix]
    data = summary_entry(*summary.split('\n'))
    site = build({markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', '', data))})
    links = {str(tag['href']) for tag in site.soup().select('[href]')}
    assert [link for link in links if 'EVIL' in link] == []
    assert 'words' in site.soup().get_text() or 'EVIL' in site.soup().get_text()


IMAGES = [
    ('md', '![a cat](https://far.example/cat.png)', 'a cat'),
    ('md', 'Words ![a cat](https://far.example/cat.png) words.', 'a cat'),
    ('md', '![](https://far.example/cat.png)', 'https://far.example/cat.png'),
    ('md', '```{image} https://far.example/cat.png\n:alt: a cat\n```', 'a cat'),
    ('rst', '.. image:: https://far.example/cat.png\n   :alt: a cat', 'a cat'),
    ('rst', '.. figure:: https://far.example/cat.png\n   :alt: a cat\n\n   Caption.', 'a cat'),
]


@pytest.mark.parametrize(('suffix', 'summary', 'words'), IMAGES)
def test_an_image_from_another_host_becomes_a_link(
    build: Build, markups: dict[str, Markup], suffix: str, summary: str, words: str
) -> None:
    markup = markups[suffix]
    data = summary_entry(*summary.split('\n'))
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options={'file': 'data.yaml'}))
    site = build({markup.index: page, 'data.yaml': data})
    assert len(site.lines) == 1, site.lines
    assert site.lines[0].startswith(f"data.yaml:{line_of(data, 'far.example')}: WARNING: entry 'a': an image from another host")
    card = site.soup().select_one('article#entry-a')
    assert card is not None
    assert card.select('img') == []
    links = {words_of(tag.get_text()): str(tag['href']) for tag in card.select('a[href*=far]')}
    assert links == {words: 'https://far.example/cat.png'}


def test_an_image_that_is_a_link_stays_one(build: Build, markdown: Markup) -> None:
    markup = markdown
    data = summary_entry('[![a cat](https://far.example/cat.png)](https://far.example/page)')
    site = build({markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', '', data))})
    links = {words_of(tag.get_text()): str(tag['href']) for tag in site.soup().select('a[href*=far]')}
    assert links == {'a cat': 'https://far.example/page'}


WRONG_SUMMARIES = {
    'one plain line': ('Words {nope} here.',),
    'a list': ('* Item', '', '* {nope}'),
    'after a paragraph': ('Plain words.', '', 'Words {nope} here.'),
}


@pytest.mark.parametrize('in_file', [True, False])
@pytest.mark.parametrize('lines', WRONG_SUMMARIES.values(), ids=WRONG_SUMMARIES)
def test_a_mistake_in_a_summary_is_reported_where_it_is_written(
    build: Build, markup: Markup, lines: tuple[str, ...], *, in_file: bool
) -> None:
    wrong = [line.replace('{nope}', markup.role('+nope', 'x')) for line in lines]
    # Before and after it in the file, and in another order by date: summaries that are parsed together with it.
    before = entry('z', '2030', summary='Plain words.') + '\n' + entry('y', '2010', summary='Plainer words.')
    data = f'{before}\n{summary_entry(*wrong)}\n{entry("w", "2000", summary="Plainest words.")}'
    options = {'file': 'data.yaml'} if in_file else {}
    page = markup.page(markup.heading('Page'), 'Text.', markup.directive('timeline', '', '' if in_file else data, options))
    site = build({markup.index: page, 'data.yaml': data}, 'dummy')
    source, text = ('data.yaml', data) if in_file else (markup.index, page)
    located = [line for line in site.lines if line.startswith(f'{source}:')]
    assert located, site.lines
    assert {line.split(':')[1] for line in located} == {str(line_of(text, 'nope'))}
    assert [line for line in site.lines if markup.index in line and line not in located] == []


def test_each_summary_stands_in_its_own_card(build: Build, markup: Markup) -> None:
    years = [2019, 2003, 2011, 2007, 2015]
    data = '\n'.join(entry(f'e{year}', str(year), summary=f'Summary of {year}.') for year in years)
    data += '\n' + entry('quoted', '2001', summary=f'"Say {markup.role("entry", "e2003")}: **well**."')
    page = markup.page(markup.heading('Page'), markup.directive('timeline', '', data))
    site = build({markup.index: page})
    assert site.lines == []
    cards = {str(card['id']): words_of(card.get_text()) for card in site.soup().select('article')}
    assert all(f'Summary of {year}.' in cards[f'entry-e{year}'] for year in years)
    assert all(sum(f'Summary of {year}.' in words for words in cards.values()) == 1 for year in years)
    assert 'Say E2003: well.' in cards['entry-quoted']


TYPOGRAPHY = (
    'Plain words.',
    'It\'s "so" -- or...',
    'Wait . . . what',
    'Written &amp;#45;&amp;#45; or &amp;quot;so&amp;quot;',
    'Dashes – and — and “so” …',
)


@pytest.mark.parametrize('conf', ['', "language = 'de'\n", "smartquotes_action = 'qDew'\n", "smartquotes_action = '-1'\n"])
def test_typography_of_a_summary_is_that_of_other_text(build: Build, markdown: Markup, conf: str) -> None:
    data = '\n'.join(entry(f'e{number}', '2025', summary=json.dumps(text)) for number, text in enumerate(TYPOGRAPHY))
    page = markdown.page(markdown.heading('Page'), *TYPOGRAPHY, markdown.directive('timeline', '', data))
    soup = build({markdown.index: page}, conf=conf).soup()
    (section,) = soup.select('section')
    texts = [part.get_text() for part in section.find_all('p', recursive=False)]
    assert len(texts) == len(TYPOGRAPHY)
    cards = [soup.select_one(f'#entry-e{number} > p:not([class])') for number in range(len(texts))]
    assert [part.get_text() for part in cards if part is not None] == texts


# -- datasets, episodes and licenses ----------------------------------------------------------------------------------------


RECORD_KINDS = ['dataset', 'episode', 'license']


@pytest.mark.parametrize('kind', RECORD_KINDS)
def test_a_record_is_the_section_it_stands_in(build: Build, markup: Markup, kind: str) -> None:
    title = 'Nemotron *CC* v2'
    record = markup.directive(kind, 'the-key', 'aliases: [old-key]')
    page = markup.page(markup.heading('Page'), markup.heading(title, 2), record, 'Prose.', markup.heading('Next', 2), 'More.')
    site = build({markup.index: page})
    assert site.lines == []
    soup = site.soup()
    section = soup.select_one(f'section#{kind}-the-key')
    assert section is not None
    permalink = section.select_one('h2 a.headerlink')
    assert permalink is not None
    assert permalink['href'] == f'#{kind}-the-key'
    assert f'{kind}-old-key' in ids_of(section)
    assert 'nemotron-cc-v2' in ids_of(section)
    assert contents_of(site) == [('', 'Page'), (f'#{kind}-the-key', 'Nemotron CC v2'), ('#next', 'Next')]
    assert object_of(site, 'the-key') == ('index', f'{kind}-the-key', 'Nemotron CC v2')
    assert object_of(site, 'old-key') == ('index', f'{kind}-the-key', 'Nemotron CC v2')
    assert soup.select(f'#{kind}-the-key > h2')


def test_a_record_may_be_the_whole_page(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Whole Page'), markup.directive('episode', 'the-key'), markup.heading('Part', 2), 'Text.')
    site = build({markup.index: page})
    assert site.lines == []
    assert object_of(site, 'the-key') == ('index', 'episode-the-key', 'Whole Page')
    assert site.soup().select('section#episode-the-key > h1')


def test_a_record_may_come_after_words_of_its_section(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), markup.heading('Data', 2), 'Words first.', markup.directive('dataset', 'the-key'))
    site = build({markup.index: page}, 'dummy')
    assert site.lines == []
    assert object_of(site, 'the-key') == ('index', 'dataset-the-key', 'Data')


def test_of_two_records_in_a_section_the_first_is_the_section_and_both_are_found(build: Build, markup: Markup) -> None:
    first, second = markup.directive('dataset', 'one', 'rows: 1'), markup.directive('license', 'two', 'commercial: no')
    page = markup.page(markup.heading('Page'), markup.heading('Both', 2), first, second)
    site = build({markup.index: page})
    assert len(site.lines) == 1
    # The record is named by the first line of its body.
    assert site.lines[0].startswith(
        f"{markup.index}:{line_of(page, 'commercial')}: WARNING: license 'two': the section belongs to"
    )
    assert "dataset 'one'" in site.lines[0]
    ids = ids_of(site.soup())
    assert ids.count('dataset-one') == ids.count('license-two') == 1
    assert object_of(site, 'one') == ('index', 'dataset-one', 'Both')
    assert object_of(site, 'two')[1] == 'license-two'
    assert site.soup().select('section#dataset-one > h2')


HEADLESS: dict[str, Callable[[Markup, str], str]] = {
    'on a page without a heading': lambda m, record: m.page('Words.', record),
    'in a note': lambda m, record: m.page(m.heading('Page'), m.directive('+note', body=record)),
    'in a list': lambda m, record: m.page(m.heading('Page'), m.item(record)),
}


@pytest.mark.parametrize('make', HEADLESS.values(), ids=HEADLESS)
def test_a_record_under_no_heading_is_one_warning_and_still_found(
    build: Build, markup: Markup, make: Callable[[Markup, str], str]
) -> None:
    page = make(markup, markup.directive('dataset', 'the-key', 'rows: 12'))
    site = build({markup.index: page})
    warnings = [line for line in site.lines if '[chronicle.' in line]
    assert len(warnings) == 1
    assert warnings[0].startswith(
        f"{markup.index}:{line_of(page, 'rows: 12')}: WARNING: dataset 'the-key': no heading precedes this directive"
    )
    assert ids_of(site.soup()).count('dataset-the-key') == 1
    assert object_of(site, 'the-key') == ('index', 'dataset-the-key', 'the-key')
    assert '12' in site.soup().get_text()


@pytest.mark.parametrize('key', ['Upper-Case', 'double--hyphen', '-start', 'ünder', '<b>'])
def test_a_bad_key_is_one_warning_at_the_directive(build: Build, markup: Markup, key: str) -> None:
    page = markup.page(markup.heading('Page'), 'Text.', markup.directive('dataset', key, 'rows: 12'))
    site = build({markup.index: page}, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"{markup.index}:{line_of(page, 'dataset')}: WARNING: {{dataset}}: '{key}' is not a key")


@pytest.mark.parametrize('keys', ['', 'two words'])
def test_no_key_or_several_are_a_located_message_of_the_parser(build: Build, markup: Markup, keys: str) -> None:
    page = markup.page(markup.heading('Page'), 'Text.', markup.directive('dataset', keys, 'rows: 12'))
    site = build({markup.index: page}, 'dummy')
    located = [line for line in site.lines if line.startswith(f'{markup.index}:')]
    assert len(located) == 1
    assert int(located[0].split(':')[1]) - line_of(page, 'dataset') in {0, 1}


@pytest.mark.parametrize('kind', RECORD_KINDS)
def test_a_key_given_twice_on_a_page_is_one_warning_with_both_places(build: Build, markup: Markup, kind: str) -> None:
    first, second = markup.directive(kind, 'same', 'added: 2026'), markup.directive(kind, 'same', 'added: 2027')
    page = markup.page(markup.heading('Page'), markup.heading('One', 2), first, markup.heading('Two', 2), second)
    site = build({markup.index: page}, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"{markup.index}:{line_of(page, '2027')}: WARNING: {kind} 'same': the key is taken by")
    assert f'{markup.index}:{line_of(page, "2026")} ' in site.lines[0]
    assert object_of(site, 'same') == ('index', f'{kind}-same', 'One')


def test_a_key_that_two_kinds_share_is_one_warning(build: Build, markup: Markup) -> None:
    first, second = markup.directive('dataset', 'same', 'added: 2026'), markup.directive('license', 'same', 'added: 2027')
    page = markup.page(markup.heading('Page'), markup.heading('One', 2), first, markup.heading('Two', 2), second)
    site = build({markup.index: page}, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"{markup.index}:{line_of(page, '2027')}: WARNING: license 'same': the key is taken by")


def test_an_anchor_that_a_label_has_taken_is_one_warning(build: Build, markup: Markup) -> None:
    label = '(dataset-same)=' if markup.suffix == 'md' else '.. _dataset-same:'
    record = markup.directive('dataset', 'same', 'rows: 12')
    page = markup.page(markup.heading('Page'), label, 'Labeled words.', markup.heading('Data', 2), record)
    site = build({markup.index: page})
    assert len(site.lines) == 1
    assert site.lines[0].startswith(
        f"{markup.index}:{line_of(page, 'rows: 12')}: WARNING: dataset 'same': the anchor 'dataset-same'"
    )
    ids = ids_of(site.soup())
    assert len(ids) == len(set(ids))


MISTAKES = [
    ('rwos: 12', "unknown field 'rwos' (did you mean 'rows'?)"),
    ('rows: many', "field 'rows': 'many' is not a count"),
    ('title: Data', "field 'title' does not belong here"),
    ('key: data', "field 'key' does not belong here"),
    ('hf: nowhere', "field 'hf': 'nowhere' is not a Hugging Face id"),
    ('license: "no way"', "field 'license': 'no way' is neither"),
    ('notes: [{about: rowz, text: x}]', "a note is about 'rowz', which is no field (did you mean 'rows'?)"),
    ("tags: ['open", 'a quote is opened here and not closed'),
]


@pytest.mark.parametrize(('line', 'warning'), MISTAKES)
def test_a_mistake_in_a_record_is_one_warning_at_its_line(build: Build, markup: Markup, line: str, warning: str) -> None:
    record = markup.directive('dataset', 'the-key', f'type: sft\n{line}')
    page = markup.page(markup.heading('Page'), 'Text.', markup.heading('Data', 2), record, 'After.')
    site = build({markup.index: page})
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"{markup.index}:{line_of(page, line)}: WARNING: dataset 'the-key': {warning}")
    assert object_of(site, 'the-key') == ('index', 'dataset-the-key', 'Data')
    assert 'After.' in site.soup().get_text()


NESTED: dict[str, Callable[[Markup, str], str]] = {
    'in a note': lambda m, record: m.directive('+note', body=f'Words.\n\n{record}'),
    'in notes': lambda m, record: m.directive('+note', body=m.directive('+tip', body=f'Words.\n\n{record}')),
    'in a list': lambda m, record: m.item(record),
    'in a note in a list': lambda m, record: m.item(m.directive('+note', body=record)),
    'in a list in a note': lambda m, record: m.directive('+note', body=m.item(record)),
}


@pytest.mark.parametrize('make', NESTED.values(), ids=NESTED)
@pytest.mark.parametrize('name', ['dataset', 'timeline'])
def test_lines_are_right_in_nested_blocks(build: Build, markup: Markup, name: str, make: Callable[[Markup, str], str]) -> None:
    body = 'type: sft\nrwos: 12' if name == 'dataset' else entry('a', rwos='12')
    block = markup.directive(name, 'the-key' if name == 'dataset' else '', body)
    page = markup.page(markup.heading('Page'), 'Text.', make(markup, block), 'After.')
    site = build({markup.index: page}, 'dummy')
    found = [line for line in site.lines if '[chronicle.field]' in line]
    assert len(found) == 1
    assert found[0].startswith(f'{markup.index}:{line_of(page, "rwos")}: WARNING: ')


@pytest.mark.parametrize('name', ['dataset', 'timeline'])
@pytest.mark.parametrize('lead', ['', 'Words of the part.\n\nMore words.\n\n'])
def test_mistakes_in_an_included_file_name_that_file(build: Build, markup: Markup, name: str, lead: str) -> None:
    body = 'type: sft\nrwos: 12' if name == 'dataset' else entry('a', rwos='12')
    part = lead + markup.directive(name, 'the-key' if name == 'dataset' else '', body)
    included = f'part.{markup.suffix}.inc'
    page = markup.page(markup.heading('Page'), 'Text.', markup.directive('+include', included))
    site = build({markup.index: page, included: part}, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f'{included}:{line_of(part, "rwos")}: WARNING: ')


def test_a_body_may_begin_with_options_or_a_rule(build: Build, markdown: Markup) -> None:
    record = '```{chronicle:dataset} the-key\n---\nrows: 1\ntokens: 5X\n```'
    page = markdown.page(markdown.heading('Page'), record)
    site = build({'index.md': page}, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"index.md:{line_of(page, '5X')}: WARNING: dataset 'the-key': field 'tokens'")
