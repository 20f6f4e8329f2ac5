"""The guide: its examples build, the field reference has every field, and the extension's pages everything that one can write."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import pytest
from bs4 import BeautifulSoup

from sphinx_chronicle.cli import app
from sphinx_chronicle.env.domain import ChronicleDomain
from sphinx_chronicle.records import columns, selection, yaml_load
from sphinx_chronicle.records.core import LABEL, LINKS, STATUS
from sphinx_chronicle.records.date_words import format_date
from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.fields import Shape
from sphinx_chronicle.records.problems import Code
from sphinx_chronicle.records.quantities import parse_count
from sphinx_chronicle.records.reader import RecordReader, file_places
from sphinx_chronicle.records.yaml_dump import field_lines
from sphinx_chronicle.vocabularies.releases.kinds import RELEASES
from sphinx_chronicle.vocabularies.releases.state import SOON
from views import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conftest import Build, Markup, Site
    from sphinx_chronicle.records.fields import Field

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / 'guide'
PAGES = sorted(GUIDE.rglob('*.md'))

_FENCE = re.compile(r'^(?P<fence>`{3,})(?P<language>\S+)[^\n]*\n(?P<body>.*?)^(?P=fence)$', re.MULTILINE | re.DOTALL)
_TWIN = re.compile(
    r'^::::\{tab-item\} (Markdown|reStructuredText)\n:sync: (?:md|rst)\n\n(?P<fence>`{3,})\w+\n(.*?)^(?P=fence)\n::::$',
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(r'^```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^```$', re.MULTILINE | re.DOTALL)

DATES = (GUIDE / 'dates.md').read_text(encoding='utf-8')

TODAY = (GUIDE / 'today.md').read_text(encoding='utf-8')

#: The pages about the extension, in the order of its table of contents.
LANDING = (GUIDE / 'extension.md').read_text(encoding='utf-8')
SECTION = re.findall(r'^extension/([a-z-]+)$', LANDING.partition('{toctree}')[2], re.MULTILINE)


def text_of(page: str) -> str:
    return (GUIDE / f'{page}.md').read_text(encoding='utf-8')


#: Those whose examples belong together: what the quick start begins, the reference goes on with.
EXTENSION = text_of('extension/quick-start') + text_of('extension/directives')

#: The pages without their examples, in which there are headings too.
PROSE = {name: _FENCE.sub('', text_of(f'extension/{name}')) for name in SECTION}


#: The fields whose items a listing can have as rows.
PARTS = tuple(field.name for kind in REGISTRY.kinds.values() for field, _part in kind.parts)


class Fence(NamedTuple):
    page: str
    language: str
    body: str


def fences(*languages: str) -> list[Fence]:
    """The fenced blocks of the guide in some languages; directives are called by their names in braces."""
    names = {page: page.relative_to(GUIDE).with_suffix('').as_posix() for page in PAGES}
    every = [(names[page], match) for page in PAGES for match in _FENCE.finditer(page.read_text(encoding='utf-8'))]
    return [Fence(page, match['language'], match['body']) for page, match in every if match['language'] in languages]


def case(fence: Fence) -> str:
    return f'{fence.page}: {fence.body.splitlines()[0]}'


# -- the pages ------------------------------------------------------------------------------------------------------------


def test_the_guide_lists_all_of_its_pages() -> None:
    index = (GUIDE / 'index.md').read_text(encoding='utf-8')
    listed = set(re.findall(r'^([a-z-]+)$', index.partition('{toctree}')[2], re.MULTILINE))
    assert listed == {page.stem for page in GUIDE.glob('*.md')} - {'index'}
    for name in listed:
        assert f']({name}.md)' in index
    assert set(SECTION) == {page.stem for page in (GUIDE / 'extension').glob('*.md')}
    assert len(SECTION) == len(set(SECTION))
    for name in SECTION:
        assert f'](extension/{name}.md)' in LANDING


#: The anchors of the page on the extension when it was one.
OLD_ANCHORS = (
    'install', 'a-timeline-in-two-minutes', 'records', 'directives', 'timeline', 'entry-dataset-episode-and-license', 'listing',
    'example', 'fields', 'selections', 'what-is-shown-and-how-it-is-called', 'roles', 'settings', 'builders', 'warnings',
    'commands', 'theming', 'classes', 'translations',
)  # fmt: skip


def test_old_addresses_of_the_extension_s_page_lead_to_where_its_parts_are_now(site: Path) -> None:
    page = BeautifulSoup((site / 'guide' / 'extension.html').read_text(encoding='utf-8'), 'html.parser')
    for anchor in OLD_ANCHORS:
        assert page.find(id=anchor) is not None, anchor


@pytest.mark.parametrize('fence', fences('{example}'), ids=case)
def test_each_live_example_stands_on_its_page_as_it_is_written_and_as_what_it_becomes(site: Path, fence: Fence) -> None:
    page = BeautifulSoup((site / 'guide' / f'{fence.page}.html').read_text(encoding='utf-8'), 'html.parser')
    sources = [block.get_text() for block in page.select('.highlight-markdown pre')]
    assert fence.body in sources
    keys = re.findall(r'\{(dataset|episode)\} (\S+)', fence.body)
    keys += [('entry', key) for key in re.findall(r'^- key: (\S+)', fence.body, re.MULTILINE)]
    links = re.findall(r'\]\(#([^)]+)\)', fence.body)
    assert keys or links
    for kind, key in keys:
        shown = page.find(id=f'{kind}-{key}')
        assert shown is not None
        assert not shown.find_parents('pre')


def test_the_sample_file_becomes_a_card_below_its_text(site: Path) -> None:
    page = BeautifulSoup((site / 'guide' / 'add-a-release.html').read_text(encoding='utf-8'), 'html.parser')
    text = (GUIDE / 'sample-release.yaml').read_text(encoding='utf-8')
    assert text in [block.get_text() for block in page.select('pre')]
    reading = read_entries(text, file_places('sample-release.yaml'), REGISTRY)
    assert reading.problems == []
    assert [page.find(id=item.record.anchor) is not None for item in reading.records] == [True]


def as_entries(text: str) -> str:
    """A file of entries that holds a fragment."""
    if text.startswith(('- key:', 'defaults:', 'entries:')):
        return text
    return f'- key: fragment\n  title: Fragment\n  date: 2025\n{indent(text, "  ")}'


@pytest.mark.parametrize('fence', [one for one in fences('yaml') if 'mistake' not in one.body], ids=case)
def test_each_piece_of_yaml_is_right(fence: Fence) -> None:
    reading = read_entries(as_entries(fence.body), file_places('example.yaml'), REGISTRY)
    assert [str(problem) for problem in reading.problems] == []
    assert reading.records


def test_the_mistakes_of_the_guide_are_reported_as_it_says() -> None:
    (wrong,) = (one for one in fences('yaml') if 'mistake' in one.body)
    (said,) = (one for one in fences('text') if one.page == wrong.page)
    reading = read_entries(wrong.body, file_places('timeline/sample.yaml'), REGISTRY)
    assert [str(problem) for problem in reading.problems] == said.body.splitlines()


@pytest.mark.parametrize(
    'fence',
    [one for one in fences('markdown') if one.page not in {'files', 'today'} and not one.page.startswith('extension/')],
    ids=case,
)
def test_each_page_that_the_guide_shows_builds_silently(build: Build, fence: Fence) -> None:
    files = {'index.md': fence.body}
    for name in re.findall(r'^audio: (\S+)$', fence.body, re.MULTILINE):
        files[name] = ''
    assert build(files, conf="primary_domain = 'chronicle'\n").lines == []


# -- the extension's page -------------------------------------------------------------------------------------------------


def pairs_of_examples(page: str = EXTENSION) -> list[tuple[str, str]]:
    """The examples of a page in Markdown and in reStructuredText."""
    found = [(match[1], match[3]) for match in _TWIN.finditer(page)]
    assert len(found) > (4 if page == EXTENSION else 1)
    assert len(re.findall(r'\{tab-item\}', page)) == len(found)
    pairs = list(zip(found[::2], found[1::2], strict=True))
    assert all(first[0] == 'Markdown' and second[0] == 'reStructuredText' for first, second in pairs)
    return [(first[1], second[1]) for first, second in pairs]


@pytest.fixture(scope='module')
def twins(new_project: Callable[[], Build]) -> dict[str, Site]:
    """All examples of the extension's page together, in one project for each markup."""
    files = dict(_FILE.findall(EXTENSION))
    conf = files.pop('conf.py')
    made = {}
    for number, suffix in enumerate(('md', 'rst')):
        first, *others = (pair[number] for pair in pairs_of_examples())
        pages = {f'index.{suffix}': first}
        for count, text in enumerate(others):
            orphan = '---\norphan: true\n---\n\n' if suffix == 'md' else ':orphan:\n\n'
            title = f'# Page {count}\n\n' if suffix == 'md' else f'Page {count}\n======\n\n'
            pages[f'page-{count}.{suffix}'] = orphan + title + text
        made[suffix] = new_project()({**files, **pages}, conf=conf)
    return made


def test_the_twins_of_the_page_on_dates_give_the_same(new_project: Callable[[], Build]) -> None:
    ((markdown, rst),) = pairs_of_examples(DATES)
    pages = {'index.md': markdown, 'index.rst': rst}
    made = [new_project()({name: text}, 'text', conf="primary_domain = 'chronicle'\n") for name, text in pages.items()]
    assert [site.lines for site in made] == [[], []]
    texts = [site.read('index.txt') for site in made]
    assert texts[0] == texts[1]
    for words in (
        '5th century BC',
        '13th century',
        'unknown – Aug 17, 1634',
        'Spring 1897',
        'May 1, 2027, 2:30 PM – 4:00 PM UTC+2',
    ):
        assert words in texts[0]


def cells(row: str) -> list[list[str]]:
    """What is code in each cell of a row of a table."""
    return [re.findall(r'`([^`]+)`', cell) for cell in row.strip('|').split('|')]


def test_the_forms_of_dates_are_shown_as_the_page_says() -> None:
    shown = 0
    for title in ('How precise a date is', 'Spans'):
        for row in re.findall(r'^\|.*`.*\|$', DATES.partition(f'## {title}\n')[2].partition('\n## ')[0], re.MULTILINE):
            _know, forms, _words = cells(row)
            words = [format_date(parse_date(form), 'en') for form in forms]
            told = row.strip('| ').rpartition('| ')[2]
            assert all(part in told for part in ([words[0], words[-1]] if '…' in told else words[:1])), row
            shown += 1
    assert shown > 10


def test_what_people_write_instead_is_cured_as_the_page_says() -> None:
    rows = re.findall(r'^\| `.*\|$', DATES.partition('## What people write instead\n')[2], re.MULTILINE)
    assert len(rows) > 5
    for written, proposed in map(cells, rows):
        messages = []
        for text in written:
            for parse in (parse_date, parse_count):
                with pytest.raises(ValueError, match=re.escape(text)) as caught:
                    parse(text)
                messages.append(str(caught.value))
        assert all(any(re.search(rf'(?:write|or|,) {re.escape(form)}[,) ;]', said) for said in messages) for form in proposed)


def test_the_forms_of_quantities_are_read() -> None:
    for row in re.findall(r'^\|.*`.*\|$', DATES.partition('## Quantities\n')[2].partition('\n## ')[0], re.MULTILINE):
        _know, forms = cells(row)
        assert all(parse_count(form.strip("'")) for form in forms)


@pytest.mark.parametrize('suffix', ['md', 'rst'])
def test_the_files_and_the_image_of_the_guide_are_read_silently(build: Build, suffix: str) -> None:
    page = (GUIDE / 'files.md').read_text(encoding='utf-8')
    first, second = (pair[('md', 'rst').index(suffix)] for pair in pairs_of_examples(page))
    image = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"/>'
    site = build({f'index.{suffix}': f'{first}\n{second}', 'images/house.svg': image, **dict(_FILE.findall(page))})
    assert site.lines == []
    found = domain_of(site).index.graph.records
    assert set(found) == {'founding', 'first-talk', 'second-talk', 'fair', 'move', 'opening'}
    assert [link.get(LABEL) for link in found['fair'].record.get(LINKS)] == ['program', 'photos']
    assert [image['src'] for image in site.soup().select('figure > img')] == ['_images/house.svg'] * 2


def test_the_twins_of_the_page_on_today_give_the_same(new_project: Callable[[], Build], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('SOURCE_DATE_EPOCH', '1777636800')
    conf = "chronicle_vocabularies = ['releases']\nchronicle_drafts = True\n"
    texts: list[list[str]] = []
    for pair in pairs_of_examples(TODAY):
        made = [
            new_project()({f'index.{suffix}': text}, 'text', conf=conf) for suffix, text in zip(('md', 'rst'), pair, strict=True)
        ]
        assert [site.lines for site in made] == [[], []]
        texts.append([site.read('index.txt') for site in made])
    for first, second in texts:
        assert first == second
    (plans, _), (versions, _) = texts
    assert plans.count('planned for 2035') == 2
    assert 'planned for 2036 · Release · Draft' in plans
    for words in ('Supported', 'Ended 5 years ago', 'Withdrawn'):
        assert words in versions


def test_the_fields_and_states_of_releases_are_told_of() -> None:
    own = {one.name: one for field in RELEASES.fields.values() for one in field}
    told = re.findall(r'^\| `(\w+)` \|', TODAY, re.MULTILINE)
    assert told == [*(name for name, one in own.items() if not one.derived), *own['state'].choices]
    assert f'{SOON} days' in TODAY


def test_the_twins_of_the_page_on_charts_give_the_same_drawings(new_project: Callable[[], Build]) -> None:
    ((markdown, rst),) = pairs_of_examples((GUIDE / 'charts.md').read_text(encoding='utf-8'))
    pages = {'index.md': markdown, 'index.rst': rst}
    made = [new_project()({name: text}, conf="primary_domain = 'chronicle'\n") for name, text in pages.items()]
    assert [site.lines for site in made] == [[], []]
    drawn = [[str(one) for one in site.soup().select('.chronicle-chart, .chronicle-descent, .chronicle-plot')] for site in made]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 5


def domain_of(site: Site) -> ChronicleDomain:
    domain = site.app.env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    return domain


@pytest.mark.parametrize('suffix', ['md', 'rst'])
def test_the_examples_of_the_extension_build_silently(twins: dict[str, Site], suffix: str) -> None:
    assert twins[suffix].lines == []


def test_the_twins_of_the_examples_give_the_same(twins: dict[str, Site]) -> None:
    first, second = (domain_of(twins[suffix]) for suffix in ('md', 'rst'))
    assert {'first-model', 'second-model', 'workshop', 'web-text', 'our-terms', 'makers-talk'} == set(first.index.graph.records)
    records = [{key: item.record for key, item in domain.index.graph.records.items()} for domain in (first, second)]
    assert records[0] == records[1]
    chapters, others = (chapters_of(domain) for domain in (first, second))
    assert [[(c.seconds, c.title) for c in part] for part in chapters] == [[(30, 'The first model')]]
    assert [[(c.seconds, c.title) for c in part] for part in others] == [[(30, 'The first model')]]
    shown = [[page.listings for page in domain.documents.values()] for domain in (first, second)]
    listings = [[replaced(one) for page in pages for one in page.values()] for pages in shown]
    assert listings[0] == listings[1]
    assert listings[0]


def chapters_of(domain: ChronicleDomain) -> list[Any]:
    """The chapters of each record that has some."""
    return [one.extra['chapters'] for one in domain.index.all_placed() if one.extra.get('chapters')]


def replaced(listing: object) -> list[object]:
    """What a listing asks for, without its place."""
    return [getattr(listing, name) for name in ('selection', 'layout', 'rows', 'columns', 'bar', 'overview', 'beneath')]


def section_of(page: str, title: str) -> str:
    """The text under a heading of a page about the extension, up to the next one of the same level."""
    mark = title.partition(' ')[0]
    parts = re.split(rf'^({mark} .+)$', PROSE[page], flags=re.MULTILINE)
    return parts[parts.index(title) + 1]


def rows(page: str, title: str) -> set[str]:
    """The first cells of the tables under a heading."""
    return set(re.findall(r'^\| `([^`]+)` \|', section_of(page, title), re.MULTILINE))


def directives(domain: ChronicleDomain) -> Iterator[tuple[str, set[str]]]:
    """The directives with their options."""
    for name, directive in domain.directives.items():
        yield name, set(getattr(directive, 'option_spec', None) or {})


def project_of(text: str, number: int) -> dict[str, str]:
    """What a text shows as one project in Markdown (0) or reStructuredText (1): its files, and its examples on one page."""
    markup = ('Markdown', 'reStructuredText')[number]
    found = [(match[1], match[3]) for match in _TWIN.finditer(text)]
    page = '\n'.join(body for name, body in found if name == markup)
    title = '' if number == 0 or '\n===' in page else 'Page\n====\n\n'
    return {**dict(_FILE.findall(text)), f'index.{("md", "rst")[number]}': title + page}


#: The recipes by their titles. Headings in examples are no titles of recipes.
_RECIPES = re.split(
    r'^## (.+)\n', _FENCE.sub(lambda match: match[0].replace('\n#', '\n\0#'), text_of('extension/recipes')), flags=re.MULTILINE
)
RECIPES = {title: body.replace('\0', '') for title, body in zip(_RECIPES[1::2], _RECIPES[2::2], strict=True)}


@pytest.mark.parametrize('title', [*RECIPES, 'How-tos'])
def test_each_recipe_builds_silently_and_gives_the_same_in_both_markups(new_project: Callable[[], Build], title: str) -> None:
    text = RECIPES.get(title) or text_of('extension/how-to')
    conf = 'chronicle_vocabularies = []\n' + ("primary_domain = 'chronicle'\n" if title in RECIPES else '')
    made = []
    for number in range(2):
        files = project_of(text, number)
        made.append(new_project()(files, conf=conf + files.pop('conf.py', '')))
    assert [site.lines for site in made] == [[], []]
    first, second = ({key: item.record for key, item in domain_of(site).index.graph.records.items()} for site in made)
    assert first == second != {}
    for site in made:
        page = site.soup()
        assert page.select('.chronicle-card, .chronicle-table, .chronicle-list')
    cards = [[one.get('id') for one in site.soup().select('.chronicle-card')] for site in made]
    assert cards[0] == cards[1]


def test_the_recipes_that_were_promised_are_there() -> None:
    assert [*RECIPES] == [
        'A changelog', 'A roadmap', 'A lifecycle page', 'A list of talks', 'A museum', 'A list of papers',
    ]  # fmt: skip


def test_every_directive_has_a_heading(twins: dict[str, Site]) -> None:
    headings = re.findall(r'^## (`.+)$', PROSE['directives'], re.MULTILINE)
    assert set(re.findall(r'`([^`]+)`', ' '.join(headings))) == set(domain_of(twins['md']).directives)


def test_every_option_is_told_of(twins: dict[str, Site]) -> None:
    selections = set(re.findall(r'`:([a-z-]+):`', section_of('directives', '## Selections')))
    shown = set(
        re.findall(r'^\| `:([a-z-]+):`', section_of('directives', '## What is shown, and how it is called'), re.MULTILINE)
    )
    for name, options in directives(domain_of(twins['md'])):
        heading = next(line for line in re.findall(r'^## .+$', PROSE['directives'], re.MULTILINE) if f'`{name}`' in line)
        about = section_of('directives', heading)
        own = set(re.findall(r'`:([a-z-]+):`', about))
        if name in {'timeline', 'listing'}:
            assert '[selections](#selections)' in about
            assert '(#what-is-shown-and-how-it-is-called)' in about
            own |= selections | shown
        assert own == options, name


CHOICES = {
    'kind': tuple(REGISTRY.kinds),
    'status': tuple(STATUS.choices),
    'group-by': selection.groups_of(REGISTRY),
    'order': get_args(selection.Order),
    'layout': get_args(columns.Layout),
    'rows': (columns.RECORDS, *PARTS),
}


@pytest.mark.parametrize('option', CHOICES)
def test_every_value_of_an_option_that_has_only_some_is_told_of(option: str) -> None:
    (line,) = re.findall(rf'^(?:\| )?`:{option}:` .+$', PROSE['directives'], re.MULTILINE)
    assert sorted(re.findall(r'`([\w-]+)`', line)) == sorted(CHOICES[option])


def test_every_role_is_told_of(twins: dict[str, Site]) -> None:
    assert rows('directives', '## Roles') == set(domain_of(twins['md']).roles)


def test_every_setting_is_told_of_with_its_default(twins: dict[str, Site]) -> None:
    told = dict(re.findall(r'^\| `(chronicle_\w+)` \| `(.+?)` \|', section_of('settings', '## Settings'), re.MULTILINE))
    config = twins['md'].app.config
    ours = {name: repr(option.default) for name, option in config.values.items() if name.startswith('chronicle_')}
    # What the extension keeps there for itself.
    del ours['chronicle_registry']
    assert told == ours
    assert ours


def test_every_warning_is_told_of_with_cause_and_cure() -> None:
    table = re.findall(r'^\| `chronicle\.(\w+)` \| (.+?) \| (.+?) \|$', section_of('warnings', '# Warnings'), re.MULTILINE)
    assert [code for code, _cause, _cure in table] == [code.value for code in Code]
    assert all(cause.endswith('.') and cure.endswith('.') for _code, cause, cure in table)


def test_every_command_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(['--help']) == 0
    commands = set(re.findall(r'^    ([a-z-]+)', capsys.readouterr().out, re.MULTILINE))
    assert rows('settings', '## Commands') == commands
    assert {'check', 'new'} <= commands


def test_every_variable_of_the_style_is_told_of() -> None:
    css = (ROOT / '_ext/sphinx_chronicle/static_sources/chronicle.css').read_text(encoding='utf-8')
    (block,) = re.findall(r'^body \{\n(.*?)^\}', css, re.MULTILINE | re.DOTALL)
    told = {name for name in rows('styling', '## Variables') if name.startswith('--')}
    assert told == set(re.findall(r'^  (--chronicle-[a-z]+):', block, re.MULTILINE)) != set()


#: Classes that are made of names: of fields, kinds, columns, choices and notes; those of scripts; and those within drawings.
_MADE = re.compile(r'chronicle-(?:beneath|field|type|status|note|list|chart|lineage|plot|words)(?:-.+)?$')


def test_every_class_is_told_of(site: Path) -> None:
    table = '\n'.join(re.findall(r'^\| `.+$', section_of('styling', '## Classes'), re.MULTILINE))
    told = set(re.findall(r'`(chronicle-[a-z-]+)`', table))
    pages = (page.read_text(encoding='utf-8') for page in site.rglob('*.html'))
    classes = {name for page in pages for found in re.findall(r'class="([^"]*)"', page) for name in found.split()}
    written = {name for name in classes if name.startswith('chronicle-')}
    names = {name for kind in REGISTRY.kinds.values() for name in (kind.name, *kind.by_name)}
    names |= {one.name for kind in REGISTRY.kinds.values() for _field, part in kind.parts for one in part.fields}
    made = {f'chronicle-{name}' for name in (*names, *REGISTRY.columns, *REGISTRY.seen, 'kind', 'name')} - told
    # The site's own is on pages that are wider than others.
    assert {name for name in written if not _MADE.match(name)} - made - told == {'chronicle-wide'}
    assert told - written == set()


def test_the_parts_of_a_record_that_can_be_listed_are_told_of() -> None:
    told = set(re.findall(r'`([a-z]+)`', section_of('directives', '## `fields`').rpartition('Its option')[2]))
    assert told == set(REGISTRY.described) - set(REGISTRY.kinds)


#: Endings of the files that builders write pages into.
WRITTEN = {'.txt', '.tex', '.7', '.1', '.texi', '.xhtml', '.xml', '.pot'}

# -- the directive `fields` -----------------------------------------------------------------------------------------------


def shapes_in(fields: Iterable[Field[Any]]) -> Iterator[Shape]:
    """What small records there are in fields, and in those again."""
    for field in fields:
        if isinstance(field.type, Shape):
            yield field.type
            yield from shapes_in(field.type.fields)


def test_everything_with_fields_is_in_the_reference() -> None:
    shapes = {shape.name: shape.fields for kind in REGISTRY.kinds.values() for shape in shapes_in(kind.fields)}
    assert set(REGISTRY.described) == {'record', *REGISTRY.kinds, *shapes}
    assert all(REGISTRY.described[name] == fields for name, fields in shapes.items())


@pytest.mark.parametrize('name', REGISTRY.described)
def test_every_field_has_a_description_and_an_example_that_is_right(name: str) -> None:
    # A note is about another field of the same record.
    beside = {field.name: field for kind in REGISTRY.kinds.values() for field in kind.fields}
    beside |= {field.name: field for field in REGISTRY.described[name]}
    holder = Shape('holder', tuple(replace(field, required=False) for field in beside.values()))
    for field in REGISTRY.described[name]:
        assert field.description.endswith('.'), field.name
        tree = yaml_load.parse('\n'.join(field_lines(field.name, field.example)))
        assert tree is not None
        assert set(tree.value) == {field.name}
        reader = RecordReader(file_places('example.yaml'))
        given, _wrong = reader.values(holder, tree.value, tree.marks, ())
        assert reader.problems == []
        assert given[field.name] not in {None, ()}
        assert field.words


@pytest.mark.parametrize('name', REGISTRY.described)
def test_the_page_has_every_field(site: Path, name: str) -> None:
    page = BeautifulSoup((site / 'guide' / 'reference.html').read_text(encoding='utf-8'), 'html.parser')
    source = (GUIDE / 'reference.md').read_text(encoding='utf-8')
    kinds = re.findall(r'^```\{fields\}\n:kind: (\w+)\n```$', source, re.MULTILINE)
    shown = page.select('dl.chronicle-fields')
    assert len(kinds) == len(shown) == len(REGISTRY.described)
    lists = dict(zip(kinds, shown, strict=True))
    terms = [term.get_text() for term in lists[name].select(':scope > dt > code')]
    assert terms == [field.name for field in REGISTRY.described[name]]
    words = ' '.join(lists[name].get_text().split())
    for field in REGISTRY.described[name]:
        assert field.description.replace('`', '').replace("'", '’') in words.replace("'", '’')
        assert all(choice in words for choice in field.choices)


@pytest.mark.parametrize('builder', ['text', 'latex', 'man', 'texinfo', 'epub', 'xml', 'gettext'])
def test_every_builder_has_the_fields(build: Build, markup: Markup, builder: str) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('fields', options={'kind': 'link'}))
    site = build({markup.index: page}, builder, conf="epub_show_urls = 'no'\n")
    assert site.lines == []
    texts = [file.read_text(encoding='utf-8') for file in site.outdir.rglob('*') if file.suffix in WRITTEN]
    text = ' '.join(re.sub(r'\\-|[-\s]+', ' ', ' '.join(texts)).split())
    for field in REGISTRY.described['link']:
        assert re.sub(r'[-\s]+', ' ', field.description) in text
        assert field.name in text or builder == 'gettext'


def test_a_kind_that_does_not_exist_is_reported(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('fields', options={'kind': 'datset'}))
    site = build({markup.index: page}, 'dummy')
    line = page.splitlines().index(next(line for line in page.splitlines() if ':kind:' in line)) + 1
    (said,) = site.lines
    assert said.startswith(f"{markup.index}:{line}: WARNING: {{fields}}: option ':kind:': 'datset' is not one of record, entry")
    assert "(did you mean 'dataset'?) [chronicle.option]" in said


# -- the directive `example` ----------------------------------------------------------------------------------------------

ENTRY = '- key: alpha\n  title: Alpha\n  date: 2020\n  nmae: x'


def test_an_example_shows_its_source_and_what_comes_of_it(build: Build, markup: Markup) -> None:
    body = markup.page('Some *words*.', markup.directive('timeline', body=ENTRY.replace('\n  nmae: x', ''))).rstrip()
    site = build({markup.index: markup.page(markup.heading('Page'), markup.directive('example', body=body), 'After it.')})
    assert site.lines == []
    page = site.soup()
    (source,) = page.select('.highlight pre')
    assert source.get_text().rstrip() == body
    (frame,) = page.select('.chronicle-example')
    assert frame.select_one('em') is not None
    assert frame.find(id='entry-alpha') is not None
    assert 'After it.' not in frame.get_text()


def test_problems_in_an_example_have_its_lines(build: Build, markup: Markup) -> None:
    wrong = '{chronicle:entry}`nobody`' if markup.suffix == 'md' else ':chronicle:entry:`nobody`'
    body = markup.page(f'Words {wrong}.', markup.directive('timeline', body=ENTRY)).rstrip()
    page = markup.page(markup.heading('Page'), 'Words.', markup.directive('example', body=body))
    lines = page.splitlines()
    first, second = (next(n for n, line in enumerate(lines, 1) if word in line) for word in ('nobody', 'nmae'))
    said = sorted(line.split(' WARNING')[0].rpartition('/')[2] for line in build({markup.index: page}).lines)
    assert said == sorted([f'{markup.index}:{first}:', f'{markup.index}:{second}:'])


@pytest.mark.parametrize('level', [1, 3])
def test_headings_in_an_example_open_sections_below_its_own(build: Build, markup: Markup, level: int) -> None:
    data = markup.directive('dataset', 'corpus', '# A comment, and no heading.\ntype: sft')
    body = markup.page(markup.heading('Corpus', level), data, 'Text.', *([markup.heading('Inner', 2)] if level == 1 else []))
    blocks = [markup.heading('Page'), markup.heading('Shown', 2), markup.directive('example', body=body.rstrip())]
    site = build({markup.index: markup.page(*blocks, markup.heading('Next', 2), 'After it.')})
    assert site.lines == []
    page = site.soup()
    shown, following = page.find(id='shown'), page.find(id='next')
    assert shown is not None
    assert following is not None
    corpus = shown.find(id='dataset-corpus')
    assert corpus is not None
    assert corpus.find('h3') is not None
    assert following not in shown.find_all()
    assert (corpus.find('h4') is not None) == (level == 1)


def test_an_example_is_not_for_summaries(build: Build, markdown: Markup) -> None:
    summary = dedent("""\
        - key: alpha
          title: Alpha
          date: 2020
          summary: |
            ```{chronicle:example}
            Words.
            ```
        """)
    (said,) = build({'index.md': markdown.page('# Page', markdown.directive('timeline', body=summary))}, 'dummy').lines
    assert 'a summary cannot hold records' in said


def test_an_empty_example_is_reported(build: Build, markup: Markup) -> None:
    site = build({markup.index: markup.page(markup.heading('Page'), markup.directive('example'))}, 'dummy')
    line = 3 if markup.suffix == 'md' else 4
    message = 'there is nothing to show (write the example as the body)'
    assert site.lines == [f'{markup.index}:{line}: WARNING: {{example}}: {message} [chronicle.markup]']
