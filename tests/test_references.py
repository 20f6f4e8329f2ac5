"""Links to records: every way to write one, what it leads to, and what is said of one that leads nowhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from sphinx.util.inventory import InventoryFile

from sphinx_chronicle.doctree.labels import Labels
from views import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bs4 import BeautifulSoup, Tag

    from conftest import Build, Markup, Site

LABELS = Labels(REGISTRY, 'en')

ALPHA = """\
- key: alpha
  title: Alpha Model
  date: 2025
  aliases: [alpha-old]
  checkpoints:
    - hf: acme/Alpha-7B
    - name: Alpha Small"""

Target = tuple[str, str]

#: Where each name leads and what it is called there.
TARGETS: dict[str, Target] = {
    'alpha': ('entry-alpha', 'Alpha Model'),
    'alpha-old': ('entry-alpha', 'Alpha Model'),
    'acme/Alpha-7B': ('entry-alpha--alpha-7b', 'Alpha-7B'),
    'corpus': ('dataset-corpus', 'Corpus Data'),
    'corpus-old': ('dataset-corpus', 'Corpus Data'),
    'talk': ('episode-talk', 'Talk Show'),
    'terms': ('license-terms', 'Terms of Use'),
}

ROLES = {'alpha': 'entry', 'acme/Alpha-7B': 'entry', 'corpus': 'dataset', 'talk': 'episode', 'terms': 'license'}


def things(markup: Markup, *more: str) -> str:
    """A page with a record of each kind."""
    return markup.page(
        markup.heading('Things'),
        markup.heading('Timeline', 2),
        markup.directive('timeline', '', ALPHA),
        markup.heading('Corpus Data', 2),
        markup.directive('dataset', 'corpus', 'aliases: [corpus-old]\nhf: acme/Corpus'),
        markup.heading('Talk Show', 2),
        markup.directive('episode', 'talk'),
        markup.heading('Terms of Use', 2),
        markup.directive('license', 'terms'),
        markup.heading('Links', 2),
        *more,
    )


def role_of(name: str) -> str:
    return ROLES.get(name) or TARGETS[name][0].partition('-')[0]


#: Ways to write a link to a name, with words of their own or with those of the target.
WAYS: dict[str, tuple[str, Callable[[Markup, str], str]]] = {
    'role': ('', lambda m, name: m.role(role_of(name), name)),
    'role with words': ('words', lambda m, name: m.role(role_of(name), f'words <{name}>')),
    'any': ('', lambda m, name: m.role('+any', name)),
    'any with words': ('words', lambda m, name: m.role('+any', f'words <{name}>')),
    'link': ('words', lambda _m, name: f'[words](#{name})'),
    'link with markup': ('words', lambda _m, name: f'[*words*](#{name})'),
    'link without words': ('', lambda _m, name: f'[](#{name})'),
    'autolink': ('', lambda _m, name: f'<project:#{name}>'),
}


class Case(NamedTuple):
    """A link, and where it leads under which words."""

    suffix: str
    way: str
    name: str


CASES = [
    Case(suffix, way, name)
    for suffix in ('md', 'rst')
    for way in WAYS
    for name in TARGETS
    if suffix == 'md' or not way.startswith(('link', 'autolink'))
]


def paragraph(markup: Markup, case: Case) -> str:
    """A paragraph that only has the link, and can be found by its words."""
    return f'Case {CASES.index(case)}: {WAYS[case.way][1](markup, case.name)}'


@pytest.fixture(scope='module')
def linked(new_project: Callable[[], Build], markups: dict[str, Markup]) -> dict[str, Site]:
    """Pages full of links, one beside the records and one without records, by markup."""
    sites = {}
    for suffix, markup in markups.items():
        links = [paragraph(markup, case) for case in CASES if case.suffix == suffix]
        files = {
            markup.index: markup.page(markup.heading('Index'), markup.directive('+toctree', body='things\nother')),
            f'things.{suffix}': things(markup, *links),
            f'other.{suffix}': markup.page(markup.heading('Other'), *links),
        }
        sites[suffix] = new_project()(files)
    return sites


def link_in(page: BeautifulSoup, words: str) -> Target:
    """Where the only link of a paragraph leads, and its text."""
    paragraphs = [tag for tag in page.select('p') if tag.get_text().startswith(f'{words}: ')]
    assert len(paragraphs) == 1
    links = paragraphs[0].select('a')
    assert len(links) == 1, paragraphs[0]
    return str(links[0]['href']), links[0].get_text()


@pytest.mark.parametrize('suffix', ['md', 'rst'])
def test_links_to_records_build_without_a_warning(linked: dict[str, Site], suffix: str) -> None:
    assert linked[suffix].lines == []


@pytest.mark.parametrize('case', CASES, ids=lambda case: f'{case.suffix}-{case.way}-{case.name}')
def test_a_link_leads_to_its_record_from_any_page(linked: dict[str, Site], case: Case) -> None:
    anchor, title = TARGETS[case.name]
    words = WAYS[case.way][0] or title
    site, mark = linked[case.suffix], f'Case {CASES.index(case)}'
    assert link_in(site.soup('other.html'), mark) == (f'things.html#{anchor}', words)
    assert link_in(site.soup('things.html'), mark) == (f'#{anchor}', words)
    assert site.soup('things.html').select(f'[id="{anchor}"]')


def test_a_hugging_face_id_is_found_in_any_case_of_letters(build: Build, markup: Markup) -> None:
    links = [f'Checkpoint: {markup.role("entry", "ACME/alpha-7b")}', f'Dataset: {markup.role("dataset", "acme/corpus")}']
    site = build({markup.index: things(markup, *links)})
    assert site.lines == []
    assert link_in(site.soup(), 'Checkpoint') == ('#entry-alpha--alpha-7b', 'Alpha-7B')
    assert link_in(site.soup(), 'Dataset') == ('#dataset-corpus', 'Corpus Data')


def test_roles_are_short_where_the_domain_is_the_primary_one(build: Build, markup: Markup) -> None:
    page = things(markup, f'Link: {markup.role("+entry", "alpha")}', markup.directive('+dataset', 'more'))
    site = build({markup.index: page}, conf="primary_domain = 'chronicle'\n")
    assert link_in(site.soup(), 'Link') == ('#entry-alpha', 'Alpha Model')


def test_a_translated_title_is_what_a_link_takes(build: Build, markdown: Markup) -> None:
    page = markdown.page(markdown.heading('The *Best* `Data`'), markdown.directive('dataset', 'best'), 'Link: [](#best)')
    site = build({'index.md': page})
    assert site.lines == []
    assert link_in(site.soup(), 'Link') == ('#dataset-best', 'The Best Data')


# -- names that other things have, too ---------------------------------------------------------------------------------------

CLASHES: dict[str, Callable[[Markup], str]] = {
    'a heading': lambda m: m.heading('Alpha', 2),
    'a label': lambda m: ('(alpha)=\n' if m.suffix == 'md' else '.. _alpha:\n\n') + m.heading('Labeled', 2),
    'a label of a paragraph': lambda m: ('(alpha)=\n' if m.suffix == 'md' else '.. _alpha:\n\n') + 'Labeled.',
    'a term': lambda m: m.directive('+glossary', body='alpha\n  A letter.'),
    'a function': lambda m: m.directive('+py:function', 'alpha'),
}


@pytest.mark.parametrize('clash', [*CLASHES, 'a page'])
def test_a_thing_of_the_same_name_makes_no_link_ambiguous(build: Build, markup: Markup, clash: str) -> None:
    links = [f'Role: {markup.role("entry", "alpha")}', f'Any: {markup.role("+any", "alpha")}']
    if markup.suffix == 'md':
        links += ['Link: [words](#alpha)', 'Empty: [](#alpha)']
    namesake = [CLASHES[clash](markup)] if clash in CLASHES else []
    name = 'alpha' if clash == 'a page' else 'namesake'
    files = {
        # A namesake on the page of the links, on a page of its own, and on that of the record.
        markup.index: markup.page(markup.heading('Index'), *links, markup.directive('+toctree', body=f'things\n{name}')),
        f'things.{markup.suffix}': things(markup, *links),
        f'{name}.{markup.suffix}': markup.page(markup.heading('Namesake'), *links, *namesake, 'Words.'),
    }
    site = build(files)
    assert site.lines == []
    words = {'Role': 'Alpha Model', 'Any': 'Alpha Model', 'Link': 'words', 'Empty': 'Alpha Model'}
    for mark in [link.partition(':')[0] for link in links]:
        assert link_in(site.soup('index.html'), mark) == ('things.html#entry-alpha', words[mark])
        assert link_in(site.soup(f'{name}.html'), mark) == ('things.html#entry-alpha', words[mark])
        assert link_in(site.soup('things.html'), mark) == ('#entry-alpha', words[mark])


@pytest.mark.parametrize('clash', ['a heading', 'a label of a paragraph'])
def test_a_thing_of_the_same_name_beside_the_record_makes_no_link_ambiguous(build: Build, markdown: Markup, clash: str) -> None:
    links = ['Any: {any}`alpha`', 'Link: [words](#alpha)', 'Empty: [](#alpha)']
    site = build({'index.md': things(markdown, *links, CLASHES[clash](markdown), 'Words.')})
    assert site.lines == []
    assert {link_in(site.soup(), mark)[0] for mark in ('Any', 'Link', 'Empty')} == {'#entry-alpha'}


def test_links_to_other_things_stay_what_they_are(build: Build, markdown: Markup) -> None:
    links = ['Heading: [](#alphas)', 'Label: [words](#alpah)', 'Term: {any}`alphb`', 'Page: {any}`alphc`']
    more = ['## Alphas', '(alpah)=\nLabeled.', '```{glossary}\nalphb\n  A letter.\n```', '```{toctree}\nalphc\n```']
    site = build({'index.md': things(markdown, *links, *more), 'alphc.md': '# Page C\n\nFar: [words](#alpah)\n'})
    assert site.lines == []
    assert link_in(site.soup(), 'Heading') == ('#alphas', 'Alphas')
    assert link_in(site.soup(), 'Label') == ('#alpah', 'words')
    assert link_in(site.soup(), 'Term') == ('#term-alphb', 'alphb')
    assert link_in(site.soup(), 'Page') == ('alphc.html', 'Page C')
    assert link_in(site.soup('alphc.html'), 'Far') == ('index.html#alpah', 'words')


# -- links that lead nowhere -------------------------------------------------------------------------------------------------


class Wrong(NamedTuple):
    """A link that leads nowhere, and what is said of it."""

    link: Callable[[Markup], str]
    warning: str


NO_ALPHA = "there is no record 'alhpa' (did you mean 'alpha'?)"
WRONG = {
    'mistyped': Wrong(lambda m: m.role('entry', 'alhpa'), NO_ALPHA),
    'mistyped with words': Wrong(lambda m: m.role('entry', 'words <alhpa>'), NO_ALPHA),
    'mistyped any': Wrong(lambda m: m.role('+any', 'alhpa'), NO_ALPHA),
    'mistyped dataset': Wrong(lambda m: m.role('dataset', 'corpsu'), "there is no record 'corpsu' (did you mean 'corpus'?)"),
    'mistyped checkpoint': Wrong(
        lambda m: m.role('entry', 'acme/Alhpa-7B'), "there is no record 'acme/Alhpa-7B' (did you mean 'acme/Alpha-7B'?)"
    ),
    'nothing like it': Wrong(lambda m: m.role('entry', 'zzzz'), "there is no record 'zzzz'"),
    'wrong kind': Wrong(lambda m: m.role('dataset', 'alpha'), "'alpha' is no dataset (write {entry}`alpha`)"),
    'wrong kind of a former key': Wrong(lambda m: m.role('license', 'alpha-old'), "'alpha-old' is no license (write {entry}`"),
    'wrong kind of a checkpoint': Wrong(lambda m: m.role('episode', 'acme/Alpha-7B'), "'acme/Alpha-7B' is no episode (write {"),
    'wrong kind of an episode': Wrong(lambda m: m.role('entry', 'talk'), "'talk' is no entry (write {episode}`talk`)"),
}  # fmt: skip


def place_of(files: Mapping[str, str], name: str, words: str) -> str:
    """File and line in which the words stand."""
    lines = [number for number, line in enumerate(files[name].splitlines(), 1) if words in line]
    assert len(lines) == 1
    return f'{name}:{lines[0]}'


def one_wrong_link(markup: Markup, link: str, *, beside: bool) -> tuple[dict[str, str], str]:
    """A project with one wrong link, on the page of the records or on another one, and the place of it."""
    block = f'Words before.\n\nWrong: {link} and words.'
    files = {
        markup.index: markup.page(markup.heading('Index'), '' if beside else block, markup.directive('+toctree', body='things')),
        f'things.{markup.suffix}': things(markup, block if beside else ''),
    }
    return files, place_of(files, f'things.{markup.suffix}' if beside else markup.index, 'Wrong: ')


@pytest.mark.parametrize('beside', [True, False])
@pytest.mark.parametrize('wrong', WRONG.values(), ids=WRONG)
def test_a_link_that_leads_nowhere_is_one_warning_with_place_and_hint(
    build: Build, markup: Markup, wrong: Wrong, *, beside: bool
) -> None:
    files, place = one_wrong_link(markup, wrong.link(markup), beside=beside)
    site = build(files, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f'{place}: WARNING: {wrong.warning}')
    assert site.lines[0].endswith(' [chronicle.reference]')


@pytest.mark.parametrize('beside', [True, False])
@pytest.mark.parametrize('link', ['[words](#alhpa)', '[](#alhpa)', '<project:#alhpa>'])
def test_a_mistyped_link_is_one_warning_with_place_and_hint(build: Build, markdown: Markup, link: str, *, beside: bool) -> None:
    files, place = one_wrong_link(markdown, link, beside=beside)
    site = build(files, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0] == f'{place}: WARNING: {NO_ALPHA} [chronicle.reference]'


def test_the_words_of_a_link_that_leads_nowhere_stay(build: Build, markup: Markup) -> None:
    files, _place = one_wrong_link(markup, markup.role('entry', 'my words <alhpa>'), beside=False)
    assert 'Wrong: my words and words.' in build(files).soup().get_text()


# -- for other projects and for the search -----------------------------------------------------------------------------------

LISTED = {
    'chronicle:entry': {'alpha', 'alpha-old'},
    'chronicle:checkpoint': {'acme/Alpha-7B'},
    'chronicle:dataset': {'corpus', 'corpus-old'},
    'chronicle:episode': {'talk'},
    'chronicle:license': {'terms'},
    # For projects that have not declared the kind.
}


def test_the_inventory_lists_every_name_with_its_place_and_title(build: Build, markup: Markup) -> None:
    site = build({markup.index: things(markup)})
    with (site.outdir / 'objects.inv').open('rb') as stream:
        inventory = InventoryFile.load(stream, 'https://first.example', lambda base, path: f'{base}/{path}')
    found = {kind: items for kind, items in inventory.items() if kind.startswith('chronicle:')}
    assert {kind: set(items) for kind, items in found.items()} == LISTED
    for items in found.values():
        for name, item in items.items():
            anchor, title = TARGETS[name]
            assert (item.uri, item.display_name) == (f'https://first.example/index.html#{anchor}', title)


TAGGED = '```{chronicle:timeline}\n- {key: a, title: A, date: 2025, tags: [x]}\n```'
TAG_PAGES = {
    'a tag': (TAGGED, '', True),
    'no tag': (TAGGED.replace(', tags: [x]', ''), '', False),
    'no record': ('', '', False),
    'no such page wanted': (TAGGED, 'html_domain_indices = False\n', False),
    'another page wanted': (TAGGED, "html_domain_indices = ['py-modindex']\n", False),
    'this page wanted': (TAGGED, "html_domain_indices = ['chronicle-tags']\n", True),
    'a tag that is left out': (f'````{{only}} other\n{TAGGED}\n````', '', False),
}


@pytest.mark.parametrize(('text', 'conf', 'expected'), TAG_PAGES.values(), ids=TAG_PAGES)
def test_the_inventory_lists_the_tag_page_where_there_is_one(build: Build, text: str, conf: str, *, expected: bool) -> None:
    site = build({'index.md': f'# Home\n\n{text}\n'}, conf=conf)
    assert site.lines == []
    with (site.outdir / 'objects.inv').open('rb') as stream:
        labels = InventoryFile.load(stream, '', lambda base, path: f'{base}{path}')['std:label']
    assert ('chronicle-tags' in labels) == (site.outdir / 'chronicle-tags.html').is_file() == expected


def test_the_search_leads_to_records_and_checkpoints_by_their_titles(build: Build, markup: Markup) -> None:
    site = build({markup.index: things(markup)})
    index = json.loads(site.read('searchindex.js').removeprefix('Search.setIndex(').removesuffix(')'))
    kinds = {int(number): (kind[0], kind[1]) for number, kind in index['objnames'].items()}
    found = {}
    for prefix, objects in index['objects'].items():
        for _page, number, _priority, anchor, name in objects:
            # As the script of the search puts it together, which shortens two forms of anchors.
            title = f'{prefix}.{name}' if prefix else name
            _domain, kind = kinds[number]
            found[title] = {'': title, '-': f'{kind}-{title}'}.get(anchor, anchor)
    # Records are found by their index entries and their headings.
    lowered = {title.lower(): title for _anchor, title in TARGETS.values()}
    found |= {lowered[words]: entries[0][1] for words, entries in index['indexentries'].items() if words in lowered}
    found |= {words: entries[0][1] for words, entries in index['alltitles'].items() if words in lowered.values()}
    # Former keys would only repeat what the keys find.
    names = [name for listed in LISTED.values() for name in listed if not name.endswith('-old')]
    assert found == {TARGETS[name][1]: TARGETS[name][0] for name in names}


def test_other_projects_resolve_links_by_the_inventory(new_project: Callable[[], Build], build: Build, markup: Markup) -> None:
    first = new_project()({markup.index: things(markup)})
    links = {f'Role {name.replace("/", "")}': (name, markup.role(role, name)) for name, role in ROLES.items()}
    links |= {f'Any {name.replace("/", "")}': (name, markup.role('+any', name)) for name in ROLES}
    links['Former'] = ('alpha-old', markup.role('entry', 'alpha-old'))
    if markup.suffix == 'md':
        links['Link'] = ('alpha', '[](#alpha)')
    blocks = [f'{mark}: {link}' for mark, (_name, link) in links.items()]
    mapping = f"intersphinx_mapping = {{'first': ('https://first.example/', {str(first.outdir / 'objects.inv')!r})}}\n"
    site = build(
        {markup.index: markup.page(markup.heading('Second'), *blocks)},
        conf=f"extensions += ['sphinx.ext.intersphinx']\n{mapping}",
    )
    assert site.lines == []
    for mark, (name, _link) in links.items():
        anchor, title = TARGETS[name]
        address, words = link_in(site.soup(), mark)
        assert address == f'https://first.example/index.html#{anchor}'
        assert words == title


# -- keys that two documents have --------------------------------------------------------------------------------------------


def twins(markup: Markup) -> dict[str, str]:
    """A project in which two documents declare the same key, with enough pages to be read in parallel."""
    entry = '- key: same\n  title: Same\n  date: 2025'
    pages = {f'page{number}.{markup.suffix}': markup.page(markup.heading(f'Page {number}')) for number in range(8)}
    pages[f'page2.{markup.suffix}'] += '\n' + markup.directive('timeline', '', entry) + '\n'
    pages[f'page6.{markup.suffix}'] += '\n' + markup.directive('timeline', options={'file': 'six.yaml'}) + '\n'
    tree = markup.directive('+toctree', body='\n'.join(f'page{number}' for number in range(8)))
    return {**pages, markup.index: markup.page(markup.heading('Index'), tree), 'six.yaml': '# Six.\n' + entry}


def test_a_key_of_two_documents_is_one_warning_with_both_places_however_they_are_read(
    build: Build, new_project: Callable[[], Build], markup: Markup
) -> None:
    files = twins(markup)
    serial, parallel = build(files, 'dummy'), new_project()(files, 'dummy', parallel=2)
    assert len(serial.lines) == 1
    place = place_of(files, f'page2.{markup.suffix}', '- key')
    assert serial.lines[0].startswith("six.yaml:2: WARNING: entry 'same': the key is taken by entry 'same' in ")
    assert f' {place} ' in serial.lines[0]
    assert parallel.lines == serial.lines


def test_a_former_key_that_another_record_has_is_one_warning(build: Build, markup: Markup) -> None:
    second = '- key: beta\n  title: Beta\n  date: 2025\n  aliases: [alpha]'
    files = {
        markup.index: markup.page(markup.heading('Index'), markup.directive('timeline', '', second), 'Link: '
                                  + markup.role('entry', 'alpha'), markup.directive('+toctree', body='things')),
        f'things.{markup.suffix}': things(markup),
    }  # fmt: skip
    site = build(files)
    assert len(site.lines) == 1
    place = place_of(files, markup.index, 'aliases')
    assert site.lines[0].startswith(f"{place}: WARNING: entry 'beta': the alias 'alpha' is taken by entry 'alpha'")
    assert link_in(site.soup(), 'Link') == ('things.html#entry-alpha', 'Alpha Model')


# -- relations ---------------------------------------------------------------------------------------------------------------

#: Each relation as it can be written, with a record of the kinds that have it at either end.
WRITTEN = [
    ('related', 'entry', 'entry'),
    ('derived_from', 'entry', 'entry'),
    ('trained_on', 'entry', 'dataset'),
    ('used_by', 'dataset', 'entry'),
    ('members', 'dataset', 'dataset'),
    ('generated_with', 'dataset', 'entry'),
    ('related', 'license', 'dataset'),
    ('related', 'episode', 'entry'),
]


def record(markup: Markup, kind: str, key: str, body: str = '') -> str:
    """A page with one record, titled after its key."""
    title = key.title()
    if kind == 'entry':
        data = f'- key: {key}\n  title: {title}\n  date: 2025' + (f'\n  {body}' if body else '')
        return markup.page(markup.heading(f'Page of {title}'), markup.directive('timeline', '', data))
    return markup.page(markup.heading(title), markup.directive(kind, key, body))


def rows_of(page: BeautifulSoup) -> dict[str, dict[str, str]]:
    """Links of the labeled rows of a page: by label, addresses by text."""
    rows: dict[str, dict[str, str]] = {}
    for term in page.select('dt'):
        value: Tag | Any = term.find_next_sibling('dd')
        rows.setdefault(term.get_text(), {}).update({link.get_text(): str(link['href']) for link in value.select('a')})
    return rows


@pytest.mark.parametrize(('relation', 'here', 'there'), WRITTEN)
def test_a_relation_is_shown_at_both_ends_whichever_page_they_are_on(
    build: Build, markup: Markup, relation: Any, here: str, there: str
) -> None:
    suffix = markup.suffix
    files = {
        markup.index: markup.page(markup.heading('Index'), markup.directive('+toctree', body='one\ntwo')),
        f'one.{suffix}': record(markup, here, 'one', f'{relation}: [two, acme/external]'),
        f'two.{suffix}': record(markup, there, 'two'),
    }
    site = build(files)
    assert site.lines == []
    written, seen = rows_of(site.soup('one.html')), rows_of(site.soup('two.html'))
    assert written[LABELS.field(relation)]['Two'] == f'two.html#{there}-two'
    assert written[LABELS.field(relation)]['acme/external'].startswith('https://huggingface.co/')
    assert seen[LABELS.relation(REGISTRY.inverse[relation])] == {'One': f'one.html#{here}-one'}


def test_a_relation_to_a_checkpoint_leads_to_it_and_back_to_its_release(build: Build, markup: Markup) -> None:
    child = '- key: child\n  title: Child\n  date: 2026\n  checkpoints:\n    - name: Child S\n      derived_from: acme/Alpha-7B'
    page = markup.page(
        markup.heading('Index'), markup.directive('timeline', '', child), markup.directive('+toctree', body='things')
    )
    site = build({markup.index: page, f'things.{markup.suffix}': things(markup)})
    assert site.lines == []
    assert rows_of(site.soup())['Derived from'] == {'Alpha-7B': 'things.html#entry-alpha--alpha-7b'}
    assert set(rows_of(site.soup('things.html'))['Derived models'].values()) <= {
        'index.html#entry-child', 'index.html#entry-child--child-s'
    }  # fmt: skip


@pytest.mark.parametrize(
    ('line', 'warning'),
    [
        ('related: [alhpa]', "there is no record 'alhpa' (did you mean 'alpha'?)"),
        ('derived_from: corpsu', "there is no record 'corpsu' (did you mean 'corpus'?)"),
        ('related: one', 'a record cannot be its own relation'),
        ('checkpoints: [{name: x, license: tersm}]', "there is no license 'tersm' (did you mean 'terms'?)"),
    ],
)
def test_a_relation_that_leads_nowhere_is_one_warning_at_its_line(build: Build, markup: Markup, line: str, warning: str) -> None:
    files = {
        markup.index: record(markup, 'entry', 'one', line) + '\n' + markup.directive('+toctree', body='things') + '\n',
        f'things.{markup.suffix}': things(markup),
    }
    site = build(files, 'dummy')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"{place_of(files, markup.index, line)}: WARNING: entry 'one': {warning}")
    assert site.lines[0].endswith(' [chronicle.relation]')
