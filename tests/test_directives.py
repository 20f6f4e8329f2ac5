"""The directives, in Markdown and in reStructuredText: what they show, where it stands, and what they say of mistakes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from docutils import nodes
from pydantic import ValidationError

from sphinx_chronicle.domain import ChronicleDomain
from sphinx_chronicle.nodes import chronicle_card
from sphinx_chronicle.records import model, reader
from sphinx_chronicle.words import field_label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
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
    'authors': Sample(['Ann Author', 'Bob Author'], ('Ann Author', 'Bob Author')),
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
REF = {
    'ref': Sample('acme/corpus', ('acme/corpus',), (), ('https://huggingface.co/datasets/acme/corpus',)),
    'basis': Sample('recipe', ('says an open recipe',)),
    'use': Sample('seed', ('as seed data',)),
}
CUTOFF = {
    'pretraining': Sample('2024-06', ('Jun 2024 (pre-training)',)),
    'posttraining': Sample('2024-09', ('Sep 2024 (post-training)',)),
}
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
    'derived_from': Sample({'ref': 'acme/parent', 'basis': 'card'}, ('acme/parent', 'says the card')),
    'method': Sample('pruned by hand', ('pruned by hand',)),
    'notes': Sample([{'about': 'method', 'text': 'By both hands.'}], ('By both hands.',)),
}
SUBSET = {
    'name': Sample('High quality', ('High quality',)),
    'rows': Sample('16_083', ('16,083',)),
    'tokens': Sample('608.96B', ('608.96B',)),
    'bytes': Sample('1.5TB', ('1.5TB',)),
    'license': Sample('MIT', ('MIT',), (), ('https://spdx.org/licenses/MIT.html',)),
    'notes': Sample([{'about': 'rows', 'text': 'Counted twice.'}], ('Counted twice.',)),
}
GUEST = {
    'name': Sample('Gwen Guest', ('Gwen Guest',)),
    'role': Sample('Maker of things', ('Maker of things',)),
    'links': Sample([{'label': 'Her page', 'url': 'https://a.example/gwen'}], ('Her page',), ('https://a.example/gwen',)),
}


def record_samples(kind: str) -> dict[str, Sample]:
    return {
        'key': Sample(f'full-{kind}'),
        'title': Sample('Full title', ('Full title',)),
        'date': Sample('2025-03/2025-06', ('Mar – Jun 2025',)),
        'summary': Sample('Summary in a word.', ('Summary in a word.',)),
        'tags': Sample(['tag-one', 'tag two'], ('tag-one', 'tag two')),
        'links': Sample([values(LINK)]),
        'papers': Sample([values(PAPER)]),
        'related': Sample('other', ('Other record',)),
        'aliases': Sample([f'old-{kind}'], (f'old-{kind}',)),
        'sources': Sample([values(SOURCE)]),
        'notes': Sample([values(NOTE)]),
        'added': Sample('2026-01-02', ('Jan 2, 2026',)),
        'updated': Sample('2026-02-03', ('Feb 3, 2026',)),
    }


SAMPLES: dict[type[model.Model], dict[str, Sample]] = {
    model.Link: LINK,
    model.Paper: PAPER,
    model.Source: SOURCE,
    model.Note: NOTE,
    model.Ref: REF,
    model.Cutoff: CUTOFF,
    model.Checkpoint: CHECKPOINT,
    model.Subset: SUBSET,
    model.Guest: GUEST,
    model.Entry: {
        **record_samples('entry'),
        'type': Sample('software', ('Software',)),
        'status': Sample('announced', ('Announced',)),
        'org': Sample('Acme Works', ('Acme Works',)),
        'family': Sample('Full family', ('Full family',)),
        'architecture': Sample('Dense <and> thick', ('Dense <and> thick',)),
        'precision': Sample(['BF16', 'FP8'], ('BF16, FP8',)),
        'training_tokens': Sample('25T', ('25T',)),
        'cutoff': Sample(values(CUTOFF)),
        'trained_on': Sample([values(REF)]),
        'derived_from': Sample('acme/base', ('acme/base',), (), ('https://huggingface.co/acme/base',)),
        'checkpoints': Sample([values(CHECKPOINT)], ('1 checkpoint',)),
    },
    model.Dataset: {
        **record_samples('dataset'),
        'type': Sample('sft', ('Supervised fine-tuning',)),
        'hf': Sample('acme/Full-Data', ('acme/Full-Data',), ('https://huggingface.co/datasets/acme/Full-Data',)),
        'languages': Sample(['en', 'Swahili'], ('en, Swahili',)),
        'rows': Sample('1_376_666', ('1,376,666',)),
        'tokens': Sample('6.6T', ('6.6T',)),
        'bytes': Sample('1.2TB', ('1.2TB',)),
        'items': Sample('15', ('15',)),
        'license': Sample('CC-BY-4.0', ('CC-BY-4.0',), (), ('https://spdx.org/licenses/CC-BY-4.0.html',)),
        'gated': Sample('yes', ('access must be requested',)),
        'generated_with': Sample('acme/writer', ('acme/writer',), (), ('https://huggingface.co/acme/writer',)),
        'subsets': Sample([values(SUBSET)], ('1 subset',)),
        'members': Sample('acme/member', ('acme/member',), (), ('https://huggingface.co/datasets/acme/member',)),
        'used_by': Sample('acme/user', ('acme/user',), (), ('https://huggingface.co/acme/user',)),
    },
    model.Episode: {
        **record_samples('episode'),
        'show': Sample('The Show', ('The Show',)),
        'host': Sample('Hal Host', ('Hal Host',)),
        'guests': Sample([values(GUEST)]),
        'recorded': Sample('2026-01', ('Jan 2026',)),
        'duration': Sample('1h 7m', ('1h 7m',)),
        **{
            name: Sample(f'https://a.example/{name}', (), (f'https://a.example/{name}',))
            for name in ('audio', 'video', 'feed', 'transcript', 'discussion')
        },
    },
    model.License: {
        **record_samples('license'),
        'spdx': Sample('CC-BY-SA-4.0', ('CC-BY-SA-4.0',), ('https://spdx.org/licenses/CC-BY-SA-4.0.html',)),
        'url': Sample('https://a.example/license', (), ('https://a.example/license',)),
        'commercial': Sample('conditions', ('Allowed on conditions',)),
        'conditions': Sample('Attribution is required.', ('Attribution is required.',)),
    },
}


def models_in(annotation: Any) -> Iterator[type[model.Model]]:
    """The models a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, model.Model):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
    for argument in getattr(annotation, '__args__', ()):
        yield from models_in(argument)


def test_there_is_a_sample_of_every_field_of_every_model() -> None:
    assert {found for kind in model.KINDS.values() for found in models_in(kind)} == set(SAMPLES)
    assert {found: set(samples) for found, samples in SAMPLES.items()} == {found: set(found.model_fields) for found in SAMPLES}


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
    files = {f'{kind}.md': record_page(markdown, kind, values(SAMPLES[model.KINDS[kind]]), 'Full title') for kind in model.KINDS}
    others = markdown.page(
        markdown.heading('Other record'), markdown.directive('license', 'other'), markdown.heading('License record', 2)
    )
    files['index.md'] = markdown.page(
        others, markdown.directive('license', 'own-license'), markdown.directive('+toctree', body='\n'.join(model.KINDS))
    )
    return show(new_project(), files, model.KINDS)


FIELDS = [
    (kind, holder, field)
    for kind, record in model.KINDS.items()
    for holder in dict.fromkeys(models_in(record))
    for field in SAMPLES[holder]
    if not (holder is model.Ref and kind != 'entry')
]


@pytest.mark.parametrize(
    ('kind', 'holder', 'field'), FIELDS, ids=lambda value: value.__name__ if isinstance(value, type) else value
)
def test_every_field_of_a_record_is_shown(full: dict[str, Shown], kind: str, holder: type[model.Model], field: str) -> None:
    sample = SAMPLES[holder][field]
    page = full[kind]
    assert [word for word in sample.words if word not in page.words] == []
    assert [word for word in sample.words if word not in page.text] == []
    assert {*sample.addresses, *sample.links} <= page.links
    assert [address for address in sample.addresses if address not in page.text] == []


@pytest.mark.parametrize('kind', model.KINDS)
def test_a_record_and_its_former_keys_have_their_anchors(full: dict[str, Shown], kind: str) -> None:
    ids = ids_of(full[kind].page)
    assert len(ids) == len(set(ids))
    assert {f'{kind}-full-{kind}', f'{kind}-old-{kind}'} <= set(ids)


def test_checkpoints_have_anchors_of_their_own(build: Build, markup: Markup) -> None:
    checkpoints = [{'name': 'Same Name'}, {'hf': 'acme/Alpha-7B'}, {'name': 'Same name'}]
    data = [{'key': 'a', 'title': 'A', 'date': '2020', 'checkpoints': checkpoints}]
    page = build({markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', '', dumped(data)))}).soup()
    anchors = {anchor: tag.get_text() for anchor in ids_of(page) if '--' in anchor for tag in page.select(f'[id="{anchor}"]')}
    rows = {anchor: words for anchor, words in anchors.items() if not anchor.endswith('--title')}
    assert {anchor: words_of(words) for anchor, words in rows.items()} == {
        'entry-a--same-name': 'Same Name',
        'entry-a--alpha-7b': 'Alpha-7B',
        'entry-a--same-name-2': 'Same name',
    }


# -- doubts -------------------------------------------------------------------------------------------------------------------


def doubts(holder: type[model.Model], name: str) -> dict[str, str]:
    """A doubt about every field."""
    return {field: f'Doubt {name} {field}.' for field in holder.model_fields}


def noted(data: dict[str, Any], about: Mapping[str, str]) -> dict[str, Any]:
    return {**data, 'notes': [{'about': field, 'text': text} for field, text in about.items()]}


DOUBTED = [(kind, filled) for kind in model.KINDS for filled in (True, False)]


@pytest.mark.parametrize(('kind', 'filled'), DOUBTED)
def test_a_doubt_stands_beside_its_field_once_whether_there_is_a_value_or_not(
    build: Build, markup: Markup, kind: str, *, filled: bool
) -> None:
    holder = model.KINDS[kind]
    about = doubts(holder, kind)
    samples = values(SAMPLES[holder])
    needed = {'key', 'title', *(['date'] if kind == 'entry' else [])}
    data = noted(samples if filled else {name: samples[name] for name in needed}, about)
    others = markup.page(markup.heading('Other'), markup.directive('license', 'other'), markup.heading('Own', 2))
    index = markup.page(others, markup.directive('license', 'own-license'), markup.directive('+toctree', body='page'))
    files = {markup.index: index, f'page.{markup.suffix}': record_page(markup, kind, data, 'Title')}
    page = show(build, files, ['page'])['page']
    assert {field: page.words.count(text) for field, text in about.items()} == dict.fromkeys(about, 1)
    assert {field: page.text.count(text) for field, text in about.items()} == dict.fromkeys(about, 1)
    places = {}
    for field, text in about.items():
        row = page.page.find(string=lambda words, text=text: text in words).find_parent('dd')  # type: ignore[union-attr]
        places[field] = words_of(row.find_previous_sibling('dt').get_text())  # type: ignore[union-attr]
    assert places == {field: field_label(field) for field in about}


PARTS = [('entry', 'checkpoints', model.Checkpoint), ('dataset', 'subsets', model.Subset)]


@pytest.mark.parametrize(('kind', 'part', 'holder'), PARTS)
@pytest.mark.parametrize('filled', [True, False])
def test_a_doubt_about_a_part_of_a_record_is_shown_once(
    build: Build, markup: Markup, kind: str, part: str, holder: type[model.Model], *, filled: bool
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


def poisoned(holder: type[model.Model], data: dict[str, Any], put: list[str]) -> dict[str, Any]:
    """The data with a script in every field that takes any text; what was put is appended to the list."""
    for field in list(data):
        value = data[field]
        inner = [found for found in models_in(holder.model_fields[field].annotation)]
        if inner and not isinstance(value, str):
            items = value if isinstance(value, list) else [value]
            found = [poisoned(inner[0], item, put) if isinstance(item, dict) else item for item in items]
            data = {**data, field: found if isinstance(value, list) else found[0]}
            continue
        evil = f'<script>evil("{len(put)}")</script>'
        trial = {**data, field: [evil] if isinstance(value, list) else evil}
        try:
            holder.model_validate(trial)
        except ValidationError:
            continue
        put.append(evil)
        data = trial
    return data


@pytest.mark.parametrize('kind', model.KINDS)
def test_a_script_in_any_field_is_text_in_every_page(build: Build, markup: Markup, kind: str) -> None:
    put: list[str] = []
    data = poisoned(model.KINDS[kind], {**values(SAMPLES[model.KINDS[kind]]), 'related': 'other'}, put)
    assert len(put) > 15
    others = markup.page(markup.heading('Other'), markup.directive('license', 'other'), markup.heading('Own', 2))
    index = markup.page(others, markup.directive('license', 'own-license'), markup.directive('+toctree', body='page'))
    page = record_page(markup, kind, data, 'Title', {'group-by': 'family'})
    site = build({markup.index: index, f'page.{markup.suffix}': page})
    assert [line for line in site.lines if '[chronicle.markup]' not in line] == []
    words = words_of(site.soup('page.html').get_text())
    unseen = {'title', 'summary'} if kind != 'entry' else set()
    hidden = {str(data[field]) for field in unseen}
    straight = words.replace('“', '"').replace('”', '"')
    assert [evil for evil in put if evil not in straight and evil not in hidden] == []
    for file in site.outdir.rglob('*.html'):
        soup = site.soup(str(file.relative_to(site.outdir)))
        assert [tag for tag in soup.select('script') if 'evil' in tag.get_text()] == [], file.name
        assert [tag for tag in soup.select('*') if any('evil' in key for key in tag.attrs)] == [], file.name
