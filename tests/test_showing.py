"""What directives show of records and how it is called: `:keys:`, `:hide:`, `:caption:`, `:name:` and `:class:`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bs4 import Tag

    from conftest import Build, Markup, Site

ENTRIES = """\
- key: one
  title: First
  date: 2021
  org: [Acme, Umbrella]
  tags: [moe]
  summary: Words on the first.
  architecture: Dense
  checkpoints: [{name: A1, params: 7B, license: MIT}, {name: A2}]
  papers: [{title: A paper, arxiv: '2402.16819'}]
  links: [{label: code, url: https://example.org/code}]
  sources: [https://example.org/source]
  notes: [{about: architecture, kind: conflict, text: Some say sparse.}]
  aliases: [former]
- {key: two, title: Second, date: 2022, derived_from: one, license: MIT, summary: After.}
- {key: three, title: Third, date: 2023, org: Umbrella, summary: 'Like [](#one).'}
"""


def pages(markup: Markup, *directives: tuple[str, dict[str, str]]) -> dict[str, str]:
    """A page with a timeline, and one for each further directive."""
    timeline = markup.directive('timeline', options={'file': 'data.yaml'})
    declared = markup.page(markup.heading('Timeline'), timeline, contents(markup))
    others = {
        f'page{number}.{markup.suffix}': markup.page(markup.heading(f'Page {number}'), markup.directive(name, options=options))
        for number, (name, options) in enumerate(directives)
    }
    data = ENTRIES if markup.suffix == 'md' else ENTRIES.replace('[](#one)', ':chronicle:entry:`one`')
    return {markup.index: declared, 'data.yaml': data, **others}


def contents(markup: Markup) -> str:
    """A table of contents of all pages."""
    return markup.directive('+toctree', body='*', options={'glob': '', 'hidden': ''})


def article(site: Site, name: str = 'index.html') -> Tag:
    found = site.soup(name).select_one('[role="main"], article, .body')
    assert found is not None
    return found


# -- keys -------------------------------------------------------------------------------------------------------------


def test_records_are_shown_by_key_in_the_order_given_former_keys_included(build: Build, markup: Markup) -> None:
    site = build(
        pages(
            markup,
            ('listing', {'keys': 'three, Former', 'layout': 'table', 'columns': 'title, org'}),
            ('listing', {'keys': 'three, one, two, one', 'order': 'title'}),
        ),
        'text',
    )
    assert site.lines == []
    assert re.findall('First|Second|Third', site.read('page0.txt')) == ['Third', 'First']
    assert re.findall('First|Second|Third', site.read('page1.txt')) == ['First', 'Second', 'Third']


def test_a_timeline_declares_what_its_keys_name(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options={'file': 'data.yaml', 'keys': 'three, one'}))
    site = build({markup.index: page, 'data.yaml': ENTRIES}, 'text')
    assert site.lines == []
    assert re.findall('^-\\[ (First|Second|Third) \\]-$', site.read('index.txt'), re.MULTILINE) == ['Third', 'First']


@pytest.mark.parametrize('directive', ['timeline', 'listing'])
def test_a_key_that_no_record_has_is_said_with_the_nearest(build: Build, markup: Markup, directive: str) -> None:
    data = {'file': 'data.yaml'} if directive == 'timeline' else {}
    page = markup.page(markup.heading('Page'), markup.directive(directive, options={'keys': 'one, thre', **data}))
    declared = markup.directive('timeline', options={'file': 'data.yaml'}) if directive == 'listing' else ''
    site = build({markup.index: markup.page(page, declared), 'data.yaml': ENTRIES.replace('[](#one)', '')}, 'dummy')
    (line,) = [line for line in site.lines if 'option' in line]
    assert f"{{{directive}}}: option ':keys:': there is no 'thre' (did you mean 'three'?) [chronicle.option]" in line


def test_a_key_of_a_broken_record_is_no_second_problem(build: Build, markdown: Markup) -> None:
    data = '- {key: one, title: One, date: 2021}\n- {key: bad, date: 2022}\n'
    listing = markdown.directive('listing', options={'keys': 'bad, one'})
    page = markdown.page(markdown.heading('Page'), markdown.directive('timeline', options={'file': 'data.yaml'}), listing)
    site = build({markdown.index: page, 'data.yaml': data}, 'dummy')
    assert [line.partition('WARNING: ')[2] for line in site.lines] == ["entry 'bad': field 'title' is missing [chronicle.field]"]


# -- hide -------------------------------------------------------------------------------------------------------------

#: What the card of the first record shows, by what hides it.
HIDDEN = {
    'org': ['Acme', 'Umbrella'],
    'architecture': ['Dense', 'Some say sparse.'],
    'facts': ['Dense', 'Some say sparse.', 'moe'],
    'checkpoints': ['A1', 'A2'],
    'params': ['7B'],
    'tags': ['moe'],
    'summary': ['Words on the first.'],
    'meta': ['Acme', '2021'],
    'ways': ['A paper', 'code'],
    'papers': ['A paper'],
    'sources': ['https://example.org/source'],
    'source': ['https://example.org/source', 'former'],
    'derivatives': ['Derived models'],
    'relations': ['Derived models'],
    'lineage': ['Descendants'],
    'mentions': ['Mentioned in'],
    'cite': ['BibTeX'],
    'edit': ['Edit this record'],
}


@pytest.mark.parametrize('builder', ['html', 'text'])
def test_what_is_hidden_is_not_on_the_card_and_the_rest_is(build: Build, markup: Markup, builder: str) -> None:
    files = pages(markup)
    for name in HIDDEN:
        key = f'key-{name}'
        data = ENTRIES.replace('key: one', f'key: {key}').replace('[former]', f'[former-{name}]')
        data = (
            data.replace('derived_from: one', f'derived_from: {key}')
            .replace('#one', f'#{key}')
            .replace('key: t', f'key: {name}-t')
        )
        data = data.replace(':entry:`one`', f':entry:`{key}`')
        files[f'{name}.yaml'] = data if markup.suffix == 'md' else data.replace(f'[](#{key})', f':chronicle:entry:`{key}`')
        options = {'file': f'{name}.yaml', 'hide': name.upper() if name == 'org' else name}
        files[f'hide-{name}.{markup.suffix}'] = markup.page(
            markup.heading(f'Page {name}'), markup.directive('timeline', options=options)
        )
    conf = "chronicle_edit_url = 'https://example.org/{path}#{line}'\nhtml_baseurl = 'https://example.org/'"
    site = build(files, builder, conf=conf)
    assert site.lines == []
    only_html = {'cite', 'edit'} if builder == 'text' else set()
    whole = _words_of_card(site, 'index', builder)
    for name, words in HIDDEN.items():
        if name in only_html:
            continue
        shown = _words_of_card(site, f'hide-{name}', builder)
        gone = [word for others in HIDDEN.values() for word in others if word in whole and word not in shown]
        assert set(words) <= set(gone), name
        others = {word for other in HIDDEN.values() for word in other} - {'former'}
        assert {word for word in others if word in whole} - set(gone) <= {word for word in others if word in shown}, name


def _words_of_card(site: Site, page: str, builder: str) -> str:
    if builder == 'text':
        return site.read(f'{page}.txt')
    card = site.soup(f'{page}.html').select_one('.chronicle-card')
    assert card is not None
    # A citation names the papers again.
    return re.sub('(BibTeX).*', r'\1', card.get_text(' '), flags=re.DOTALL)


def test_a_link_to_an_item_of_a_hidden_part_leads_to_the_record(build: Build, markdown: Markup) -> None:
    options = {'file': 'data.yaml', 'hide': 'checkpoints'}
    timeline = markdown.page(markdown.heading('Page'), markdown.directive('timeline', options=options), contents(markdown))
    data = '- {key: one, title: One, date: 2021, checkpoints: [{hf: a/A1}]}\n'
    other = '# Other\n\n[](#a/A1)\n'
    for builder in ('html', 'latex'):
        site = build({'index.md': timeline, 'data.yaml': data, 'other.md': other}, builder)
        assert site.lines == []
    site = build({'index.md': timeline, 'data.yaml': data, 'other.md': other})
    link = article(site, 'other.html').select_one('a.internal')
    assert link is not None
    place = str(link['href']).partition('#')[2]
    target = site.soup().find(id=place)
    assert target is not None
    assert target.find_parent('article', class_='chronicle-card') is not None


def test_a_listing_hides_columns_and_words(build: Build, markup: Markup) -> None:
    site = build(
        pages(
            markup,
            ('listing', {'layout': 'table', 'hide': 'tags, org', 'columns': 'title, org, tags, summary, links, papers, sources'}),
            ('listing', {'layout': 'cards', 'hide': 'summary'}),
            ('listing', {'layout': 'table', 'hide': 'summary', 'columns': 'summary, title'}),
        ),
    )
    assert site.lines == []
    heads = [head.get_text() for head in article(site, 'page0.html').select('th[scope=col]')]
    assert heads == ['Title', 'Summary', 'Links', 'Papers', 'Sources']
    row = [cell.get_text() for cell in article(site, 'page0.html').select('tbody tr')[0].select('th, td')]
    assert row == ['First', 'Words on the first.', 'code', 'A paper', 'https://example.org/source']
    assert 'Words on the first' not in article(site, 'page1.html').get_text()
    # A table always has its first column.
    assert [head.get_text() for head in article(site, 'page2.html').select('th[scope=col]')] == ['Summary', 'Title']


@pytest.mark.parametrize('directive', ['timeline', 'listing'])
@pytest.mark.parametrize(
    ('options', 'said'),
    [
        ({'hide': 'sumary'}, "option ':hide:': 'sumary' is not one of "),
        ({'hide': 'title'}, "option ':hide:': 'title' is not one of "),
        ({'hide': ' , '}, "option ':hide:': it is empty (give a value, or remove the option)"),
        ({'class': '!!'}, "option ':class:': cannot make"),
    ],
)
def test_a_wrong_option_is_one_warning_at_its_line(
    build: Build, markup: Markup, directive: str, options: dict[str, str], said: str
) -> None:
    more = {'file': 'data.yaml'} if directive == 'timeline' else {}
    page = markup.page(markup.heading('Page'), markup.directive(directive, options={**more, **options}))
    site = build({markup.index: page, 'data.yaml': '- {key: one, title: One, date: 2021}\n'}, 'dummy')
    (line,) = site.lines
    assert said in line
    place, option = int(line.split(':')[1]), next(iter(options))
    assert f':{option}:' in page.splitlines()[place - 1]


# -- caption, name, class ---------------------------------------------------------------------------------------------

NAMED = [
    ('timeline', {'file': 'named.yaml'}),
    ('timeline', {'file': 'named.yaml', 'group-by': 'year'}),
    ('listing', {'layout': 'table'}),
    ('listing', {'layout': 'list', 'group-by': 'year'}),
    ('listing', {'layout': 'cards', 'filter-bar': ''}),
    ('listing', {'layout': 'chart'}),
]


def named(markup: Markup, *, caption: bool) -> dict[str, str]:
    """A page for each directive with a name, and one that refers to all of them."""
    files = {'data.yaml': '- {key: one, title: One, date: 2021}\n'}
    references = []
    for number, (directive, options) in enumerate(NAMED):
        given = {'name': f'named-{number}', 'class': 'Special other', **options}
        if caption:
            given['caption'] = f'Caption *{number}*'
        data = f'- {{key: named-{number}, title: Named, date: 2022}}\n'
        files[f'named{number}.yaml'] = data
        if 'file' in given:
            given['file'] = f'named{number}.yaml'
        files[f'page{number}.{markup.suffix}'] = markup.page(markup.heading('Page'), markup.directive(directive, options=given))
        title = f'named-{number}' if caption else f'words {number} <named-{number}>'
        references.append(f'{{ref}}`{title}`' if markup.suffix == 'md' else f':ref:`{title}`')
    timeline = markup.directive('timeline', options={'file': 'data.yaml'})
    files[markup.index] = markup.page(markup.heading('Index'), timeline, '\n\n'.join(references), contents(markup))
    return files


@pytest.mark.parametrize('caption', [True, False])
def test_a_directive_with_a_name_can_be_referred_to(build: Build, markup: Markup, *, caption: bool) -> None:
    site = build(named(markup, caption=caption))
    assert site.lines == []
    links = [link for link in article(site).select('a.internal') if 'page' in str(link['href'])]
    assert [link.get_text() for link in links] == [
        f'{"Caption" if caption else "words"} {number}' for number in range(len(NAMED))
    ]
    for number, link in enumerate(links):
        page = article(site, f'page{number}.html')
        assert link['href'] == f'page{number}.html#named-{number}'
        assert len(page.select(f'[id="named-{number}"]')) == 1
        shown = page.select('.special.other')
        assert {one.name for one in shown} <= {'ol', 'ul', 'table', 'div'}
        assert shown
        captions = [one.get_text() for one in page.select('p.rubric.chronicle-listing-caption')]
        assert captions == ([f'Caption {number}'] if caption else [])


@pytest.mark.parametrize('builder', ['text', 'latex', 'epub', 'man', 'texinfo', 'pseudoxml'])
def test_every_builder_has_the_caption(build: Build, markdown: Markup, builder: str) -> None:
    site = build(named(markdown, caption=True), builder)
    assert site.lines == []
    if builder == 'text':
        assert 'Caption *2*' in site.read('page2.txt')


def test_a_caption_says_what_a_table_is_for_those_who_do_not_see_it(build: Build, markdown: Markup) -> None:
    site = build(pages(markdown, ('listing', {'layout': 'table', 'caption': 'All of them'})))
    table = article(site, 'page0.html').select_one('table.chronicle-table')
    assert table is not None
    assert table['aria-label'] == 'All of them'


# -- several organizations, a license of its own ----------------------------------------------------------------------


def test_a_record_of_two_organizations_is_found_by_each_and_grouped_by_the_first(build: Build, markup: Markup) -> None:
    site = build(
        pages(
            markup,
            ('listing', {'org': 'umbrella'}),
            ('listing', {'org': 'acme'}),
            ('listing', {'group-by': 'org', 'kind': 'entry'}),
        ),
        'text',
    )
    assert site.lines == []
    assert [re.findall('First|Second|Third', site.read(f'page{number}.txt')) for number in (0, 1)] == [
        ['First', 'Third'],
        ['First'],
    ]
    assert re.findall('Acme|Umbrella|Other|First|Second|Third', site.read('page2.txt')) == [
        'Acme', 'First', 'Umbrella', 'Third', 'Other', 'Second',
    ]  # fmt: skip


def test_a_record_has_a_license_itself_or_by_its_checkpoints(build: Build, markup: Markup) -> None:
    site = build(
        pages(
            markup,
            ('listing', {'license': 'mit', 'layout': 'table', 'columns': 'title, license'}),
            ('listing', {'license': 'not-stated'}),
            ('listing', {'license': 'mit', 'rows': 'checkpoints', 'layout': 'table'}),
        ),
    )
    assert site.lines == []
    rows = [[cell.get_text() for cell in row.select('th, td')] for row in article(site, 'page0.html').select('tbody tr')]
    assert rows == [['First', 'MIT'], ['Second', 'MIT']]
    # Of the first one checkpoint has none; that the third is under a license nobody said.
    assert [link.get_text() for link in article(site, 'page1.html').select('.chronicle-title')] == ['First']
    assert [cell.get_text() for cell in article(site, 'page2.html').select('tbody th')] == ['A1']
