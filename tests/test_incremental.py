"""Builds after edits: they give what a clean build gives, write no more than they must, and survive being killed."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_chronicle.write import outdated as staleness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from conftest import Build, Site
    from sphinx_chronicle.env.index import Index

#: The theme's navigation of untouched pages goes stale in stock Sphinx and is not compared; a layout without it builds fast.
LAYOUT = """\
<title>{{ title }}</title><div class="head">{{ metatags }}</div>
<div class="body" role="main">{% block body %}{% endblock %}<div class="clearer"></div></div>
"""
CONF = """
templates_path = ['_templates']
exclude_patterns = ['_templates']
html_use_index = False
suppress_warnings = ['toc.not_included']
"""

#: A conf.py that ends the build once everything is read and before anything is written.
KILLING = """
def _end(app, builder):
    raise ERROR('killed')
def setup(app):
    app.connect('write-started', _end)
"""


class Project:
    """A project whose files come and go."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._srcdir: Path | None = None
        self._files: set[str] = set()

    def __call__(
        self, files: Mapping[str, str], builder: str = 'html', *, conf: str = '', parallel: int = 0, only: Sequence[str] = ()
    ) -> Site:
        for name in self._files - files.keys():
            assert self._srcdir is not None
            (self._srcdir / name).unlink()
        self._files = set(files)
        files = {**files, '_templates/layout.html': LAYOUT}
        site = self._build(files, builder, conf=CONF + conf, parallel=parallel, only=only)
        self._srcdir = site.app.srcdir
        return site


@pytest.fixture(scope='module')
def project(new_project: Callable[[], Build]) -> Callable[[], Project]:
    return lambda: Project(new_project())


@pytest.fixture(scope='module')
def clean(project: Callable[[], Project]) -> Callable[..., Site]:
    """A clean build of files, which is the same for all who ask for it and stays as it is."""
    built: dict[tuple[frozenset[tuple[str, str]], str], Site] = {}

    def build(files: Mapping[str, str], builder: str = 'html') -> Site:
        key = frozenset(files.items()), builder
        if key not in built:
            built[key] = project()(files, builder)
        return built[key]

    return build


# -- what a build gives ------------------------------------------------------------------------------------------------------


def content_of(page: str) -> str:
    """The parts of an HTML page that are not the theme's: what the head says of it, and the body."""
    return page[page.index('<div class="head">') : page.index('<div class="clearer">')]


def searched(site: Site) -> list[tuple[Any, ...]]:
    """Objects and index entries of the search index, with names for numbers: these depend on the order of reading."""
    index = json.loads(site.read('searchindex.js').removeprefix('Search.setIndex(').removesuffix(')'))
    found = [
        (prefix, index['docnames'][page], index['objnames'][str(kind)], *rest)
        for prefix, objects in index['objects'].items()
        for page, kind, *rest in objects
    ]
    found += [
        (title, index['docnames'][page], *rest) for title, places in index['indexentries'].items() for page, *rest in places
    ]
    return sorted(found, key=repr)


def output_of(site: Site) -> dict[str, Any]:
    """Everything in the output that this extension writes or decides."""
    docnames = sorted(site.app.env.all_docs)
    if site.app.builder.name == 'text':
        return {docname: site.read(f'{docname}.txt') for docname in docnames}
    assert isinstance(site.app.builder, StandaloneHTMLBuilder)
    # The index of tags is there as long as there are any.
    indices = [name for name, *_rest in site.app.builder.domain_indices]
    pages = {docname: content_of(site.read(f'{docname}.html')) for docname in [*docnames, *indices]}
    exports = {f'exports/{file.name}': file.read_text(encoding='utf-8') for file in (site.outdir / 'exports').glob('*')}
    inventory = (site.outdir / 'objects.inv').read_bytes()
    return {**pages, **exports, 'objects.inv': inventory, 'objects of the search': searched(site)}


def differences(site: Site, clean: Site) -> dict[str, list[str]]:
    """Lines that only one of two builds has, by page."""
    first, second = output_of(site), output_of(clean)
    found: dict[str, list[str]] = {name: [] for name in first.keys() ^ second.keys()}
    for name in first.keys() & second.keys():
        if first[name] != second[name]:
            one, other = (str(output[name]).splitlines() for output in (first, second))
            found[name] = [
                *(f'only incremental: {line}' for line in one if line not in other),
                *(f'only clean: {line}' for line in other if line not in one),
            ]
    return found


# -- a small site and how it is edited -------------------------------------------------------------------------------------------

DATES = ('2019', '2023-05', '2024-07/2024-09', '2025-Q3', '2026-H1', '2025-12-15', '2023-11~', '2026-03/..')
LISTED = (
    ':kind: entry', ':kind: dataset', ':kind: license', ':kind: episode', ':kind: entry, dataset', ':family: Red', ':tags: x',
    ':license: MIT', ':license: not-stated', ':group-by: year', ':group-by: kind', ':group-by: family', ':limit: 2', ':limit: 4',
    ':order: newest', ':order: title', ':since: 2024', ':filter-bar:',
)  # fmt: skip
LAYOUTS = (
    ':layout: cards', ':layout: list', ':layout: chart', ':layout: table',
    ':layout: chart\n:lanes: license', ':layout: lineage', ':layout: plot\n:y: params\n:color: family',
    ':layout: plot\n:rows: checkpoints\n:y: params\n:color: license',
    ':layout: table\n:rows: checkpoints',
    ':layout: table\n:columns: title, date, license, size',
    ':layout: table\n:columns: title, used-by, trained-on, derived-from, derivatives, member-of, checkpoints',
)  # fmt: skip
TIMELINE_OPTIONS = ('', ':group-by: year', ':group-by: family', ':limit: 2', ':order: title', ':tags: x', ':filter-bar:')


@dataclass
class Record:
    """A record of any kind; the values of its fields are YAML."""

    kind: str
    key: str
    title: str
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ''
    chapters: list[tuple[str, str, str]] = field(default_factory=list)


class Story:
    """A generated site, and edits of it; the same seed always tells the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.records: dict[str, list[Record]] = {}
        self.notes: dict[str, tuple[str, list[str]]] = {}
        self.listings: dict[str, list[str]] = {'lists.md': [], 'index.md': []}
        self.timelines = {'timeline.md': '', 'deep/timeline.md': ':group-by: year'}
        self.shown = {'timeline.md': 'a.yaml', 'deep/timeline.md': 'b.yaml'}
        self.broken: dict[str, str] = {}
        kinds = {'a.yaml': 'entry', 'deep/b.yaml': 'entry', 'data.md': 'dataset', 'deep/data.md': 'dataset'}
        for name, kind in {**kinds, 'licenses.md': 'license', 'talk.md': 'episode', 'deep/talk.md': 'episode'}.items():
            self.records[name] = []
            for _number in range(1 if kind == 'episode' else 2):
                self.records[name].append(self.new_record(kind))
        for _number in range(3):
            self.add_page()
        for _number in range(3):
            self.change_listing()

    # -- material -------------------------------------------------------------------------------------------------------

    def word(self) -> str:
        return f'{self.random.choice(("red", "blue", "green"))} {self.random.randint(1, 99)}'

    def key(self, kind: str) -> str:
        self.count += 1
        return f'{kind}-{self.count}'

    def any_key(self, *kinds: str) -> str:
        """A key, mostly one that is there; former keys, ids and keys of none come in as well."""
        keys = [r.key for records in self.records.values() for r in records if not kinds or r.kind in kinds]
        return self.random.choice([*keys, 'old-1', 'old-2', 'acme/X1', 'acme/d1', f'{kinds[0] if kinds else "entry"}-1'])

    def license(self) -> str:
        return self.random.choice([r.key for r in self.records.get('licenses.md', [])] + ['MIT', 'CC-BY-4.0'])

    def prose(self) -> str:
        key = self.any_key()
        self.count += 1
        return self.random.choice(
            [
                f'See [words](#{key}).',
                f'See [](#{key}).',
                f'See {{any}}`{key}`.',
                f'See {{chronicle:entry}}`{key}` and {{chronicle:dataset}}`words <{key}>`.',
                f'Footnote[^f{self.count}].\n\n[^f{self.count}]: About [](#{key}).',
                f'Only words, {self.word()}.',
            ]
        )

    def checkpoint(self) -> str:
        more = f', derived_from: {self.any_key("entry")}' if self.random.random() < 0.5 else ''
        return f'{{hf: acme/X{self.random.randint(1, 4)}, params: {self.random.randint(1, 9)}B, license: {self.license()}{more}}}'

    def values(self, kind: str) -> dict[str, Callable[[], str]]:
        """What each field of a record can have."""
        common: dict[str, Callable[[], str]] = {
            'date': lambda: self.random.choice(DATES),
            'summary': lambda: f'Summary {self.word()} of [words](#{self.any_key()})',
            'tags': lambda: f'[{self.random.choice("xyz")}]',
            'related': lambda: f'[{self.any_key()}]',
            'aliases': lambda: f'[old-{self.random.randint(1, 3)}]',
        }
        own: dict[str, dict[str, Callable[[], str]]] = {
            'entry': {
                'family': lambda: self.random.choice(('Red', 'Blue')),
                'derived_from': lambda: f'[{{ref: {self.any_key("entry")}, basis: card}}]',
                'trained_on': lambda: f'[{self.any_key("dataset")}]',
                'checkpoints': lambda: f'[{self.checkpoint()}]',
                'notes': lambda: f'[{{about: derived_from, kind: unverified, text: Doubt {self.word()}}}]',
            },
            'dataset': {
                'hf': lambda: f'acme/d{self.random.randint(1, 3)}',
                'license': self.license,
                'tokens': lambda: f'{self.random.randint(1, 9)}T',
                'used_by': lambda: f'[{self.any_key("entry")}]',
                'members': lambda: f'[{self.any_key("dataset")}]',
                'generated_with': lambda: f'[{self.any_key("entry")}]',
            },
            'license': {'spdx': lambda: self.random.choice(('MIT', 'CC-BY-4.0')), 'commercial': lambda: '"yes"'},
            'episode': {'audio': lambda: 'https://x.example/a.mp3', 'duration': lambda: self.random.choice(('20m', '1h'))},
        }
        return {**common, **own[kind]}

    def new_record(self, kind: str) -> Record:
        record = Record(kind, self.key(kind), f'Title {self.word()}')
        self.vary(record)
        return record

    def vary(self, record: Record) -> None:
        """Change some of a record."""
        values = self.values(record.kind)
        for name in self.random.sample(sorted(values), 2):
            record.fields[name] = values[name]()
        if record.fields and self.random.random() < 0.2:
            record.fields.pop(self.random.choice(sorted(record.fields)))
        if self.random.random() < 0.3:
            record.title = f'Title {self.word()}'
        if record.kind != 'entry' and self.random.random() < 0.5:
            record.text = self.prose()
        if record.kind == 'episode' and (not record.chapters or self.random.random() < 0.5):
            times = sorted(self.random.sample(range(1, 59), 2))
            record.chapters = [(f'{minutes}:07', f'Chapter {self.word()}', self.prose()) for minutes in times]

    # -- edits ----------------------------------------------------------------------------------------------------------

    def place(self, *, whole: bool = False) -> str:
        """A file with records; `whole` if any number of records can stand there."""
        return self.random.choice([n for n, found in self.records.items() if found and not (whole and 'talk' in n)])

    def change_record(self) -> None:
        self.vary(self.random.choice(self.records[self.place()]))

    def add_record(self) -> None:
        name = self.place(whole=True)
        self.records[name].append(self.new_record(self.records[name][0].kind))

    def delete_record(self) -> None:
        name = self.place(whole=True)
        if len(self.records[name]) > 1:
            self.records[name].pop(self.random.randrange(len(self.records[name])))

    def rename_record(self) -> None:
        record = self.random.choice(self.records[self.place()])
        record.key = self.key(record.kind)

    def move_record(self) -> None:
        first, second = self.random.choice([('a.yaml', 'deep/b.yaml'), ('data.md', 'deep/data.md')])
        if self.random.random() < 0.5:
            first, second = second, first
        first, second = self.real(first), self.real(second)
        if len(self.records[first]) > 1:
            self.records[second].append(self.records[first].pop())

    def real(self, name: str) -> str:
        """The present name of a YAML file."""
        page = {'a.yaml': 'timeline.md', 'deep/b.yaml': 'deep/timeline.md'}.get(name)
        return name if page is None else self.yaml_of(page)

    def yaml_of(self, page: str) -> str:
        return page.removesuffix('timeline.md') + self.shown[page]

    def rename_yaml(self) -> None:
        page = self.random.choice(sorted(self.shown))
        before = self.yaml_of(page)
        self.count += 1
        self.shown[page] = f'c{self.count}.yaml'
        self.records[self.yaml_of(page)] = self.records.pop(before)
        if before in self.broken:
            self.broken[self.yaml_of(page)] = self.broken.pop(before)

    def add_page(self) -> None:
        self.count += 1
        self.notes[f'{self.random.choice(("", "deep/"))}note{self.count}.md'] = (self.word(), [self.prose(), self.prose()])

    def change_page(self) -> None:
        name = self.random.choice(sorted(self.notes))
        self.notes[name] = (self.random.choice((self.word(), self.notes[name][0])), [self.prose() for _ in range(2)])

    def delete_page(self) -> None:
        if len(self.notes) > 1:
            del self.notes[self.random.choice(sorted(self.notes))]

    def rename_page(self) -> None:
        self.count += 1
        self.notes[f'moved{self.count}.md'] = self.notes.pop(self.random.choice(sorted(self.notes)))

    def change_all_pages(self) -> None:
        """Change so many pages that several processes read them."""
        for name, (_title, texts) in self.notes.items():
            self.notes[name] = (self.word(), texts)
        for records in self.records.values():
            self.vary(records[0])

    def change_listing(self) -> None:
        name = self.random.choice(sorted(self.listings))
        options = '\n'.join(self.random.sample(LISTED, self.random.randint(0, 3)))
        names = [line.partition(': ')[0] for line in options.splitlines()]
        if len(names) != len(set(names)):
            options = ''
        self.listings[name] = [*self.listings[name][-1:], f'{self.random.choice(LAYOUTS)}\n{options}'.strip()]

    def change_timeline(self) -> None:
        self.timelines[self.random.choice(sorted(self.timelines))] = self.random.choice(TIMELINE_OPTIONS)

    def break_file(self) -> None:
        """Make a YAML file unreadable, take it away, or break a page's record."""
        name = self.random.choice(sorted(self.records))
        self.broken[name] = self.random.choice(('- {key: [', '', 'nmae: x')) if name.endswith('.yaml') else 'type: [nothing'

    def mend_file(self) -> None:
        if self.broken:
            del self.broken[self.random.choice(sorted(self.broken))]

    def edit(self) -> str:
        """Make one of the edits at random; which one is told."""
        change = self.random.choice(
            [
                *[self.change_record] * 4, self.add_record, self.delete_record, self.rename_record, self.move_record,
                self.rename_yaml, self.add_page, *[self.change_page] * 2, self.delete_page, self.rename_page,
                self.change_all_pages, *[self.change_listing] * 2, self.change_timeline, self.break_file, *[self.mend_file] * 2,
            ]
        )  # fmt: skip
        change()
        return change.__name__

    def edits(self) -> list[str]:
        """Make those between two builds."""
        return [self.edit() for _ in range(self.random.randint(1, 3))]

    # -- files ----------------------------------------------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        files = {}
        for name, records in self.records.items():
            broken = self.broken.get(name)
            if not name.endswith('.yaml'):
                parts = [self.section(record, '#' if record.kind == 'episode' else '##', broken) for record in records]
                files[name] = '\n\n'.join([*(() if 'talk' in name else ('# Page',)), *parts]) + '\n'
            elif broken is None or broken:
                # An empty one stands for a file that is not there.
                files[name] = '\n'.join([*(self.item(record) for record in records), broken or '']) + '\n'
        for name, (title, texts) in self.notes.items():
            files[name] = f'# Note {title}\n\n' + '\n\n'.join(f'## Part {title} {n}\n\n{t}' for n, t in enumerate(texts)) + '\n'
        for name, options in self.listings.items():
            files[name] = '# Lists\n\n' + '\n\n'.join(f'```{{chronicle:listing}}\n{text}\n```' for text in options) + '\n'
        for name, text in self.timelines.items():
            files[name] = f'# Timeline\n\n```{{chronicle:timeline}}\n:file: {self.shown[name]}\n{text}\n```\n'
        files['index.md'] += '\n```{toctree}\n:glob:\n:hidden:\n\n**\n```\n'
        return files

    @staticmethod
    def item(record: Record) -> str:
        fields = {'key': record.key, 'title': record.title, **record.fields}
        return '\n'.join(f'{" " if number else "-"} {name}: {value}' for number, (name, value) in enumerate(fields.items()))

    @staticmethod
    def section(record: Record, level: str, broken: str | None) -> str:
        fields = '\n'.join([*(f'{name}: {value}' for name, value in record.fields.items()), broken or ''])
        head = f'{level} {record.title}\n\n```{{chronicle:{record.kind}}} {record.key}\n{fields}\n```\n\n{record.text}'
        return '\n\n'.join([head, *(f'## {{chronicle:at}}`{t}` {title}\n\n{text}' for t, title, text in record.chapters)])


#: How often each sequence is built.
STEPS = 6


def test_after_any_edits_an_incremental_build_gives_what_a_clean_one_gives(project: Callable[[], Project], seed: int) -> None:
    story = Story(seed)
    serial, parallel = project(), project()
    serial(story.files())
    serial(story.files(), 'text')
    parallel(story.files(), parallel=4)
    told: list[str] = []
    for step in range(STEPS):
        told += story.edits()
        files = story.files()
        clean = project()
        expected = clean(files)
        # The second builder finds the doctrees read, by the first or by itself.
        text_first = step % 2 == 0
        if text_first:
            assert differences(serial(files, 'text'), clean(files, 'text')) == {}, told
        assert differences(serial(files), expected) == {}, told
        assert differences(parallel(files, parallel=4), expected) == {}, told
        if step == STEPS - 1:
            assert differences(serial(files, 'text'), clean(files, 'text')) == {}, told
        told.append('|')


KINDS_OF_EDITS = {
    'change_record', 'add_record', 'delete_record', 'rename_record', 'move_record', 'rename_yaml', 'add_page', 'change_page',
    'delete_page', 'rename_page', 'change_all_pages', 'change_listing', 'change_timeline', 'break_file', 'mend_file',
}  # fmt: skip


def test_the_sequences_that_are_built_reach_every_kind_of_edit(pytestconfig: pytest.Config) -> None:
    stories = [Story(seed) for seed in range(pytestconfig.getoption('seeds'))]
    assert {edit for story in stories for _step in range(STEPS) for edit in story.edits()} == KINDS_OF_EDITS


def test_the_edits_reach_every_kind_of_edit_and_of_reference() -> None:
    told: set[str] = set()
    texts = ''
    for seed in range(15):
        story = Story(seed)
        for _step in range(40):
            told.add(story.edit())
            texts += '\n'.join(story.files().values())
    assert told == KINDS_OF_EDITS
    for option in (*LISTED, *LAYOUTS, *TIMELINE_OPTIONS):
        assert option in texts


# -- what stands where, for the tests below -------------------------------------------------------------------------------------

ENTRIES = """\
- key: alpha
  title: Alpha
  date: 2024
  family: Red
  summary: First words.
- key: beta
  title: Beta
  date: 2025
  derived_from: alpha
"""
FILES = {
    'index.md': '# Home\n\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n',
    'timeline.md': '# Timeline\n\n```{chronicle:timeline}\n:file: data.yaml\n```\n',
    'data.yaml': ENTRIES,
    'corpus.md': '# Data\n\n## Corpus\n\n```{chronicle:dataset} corpus\nused_by: [alpha]\n```\n',
    'note.md': '# Note\n\nAbout [](#alpha).\n',
    'words.md': '# Words\n\nAbout [my words](#beta).\n',
    'table.md': '# Table\n\n```{chronicle:listing}\n:layout: table\n:columns: title, date\n:kind: entry\n```\n',
    'cards.md': '# Cards\n\n```{chronicle:listing}\n:layout: cards\n:family: red\n```\n',
    'catalog.md': '# Catalog\n\n```{chronicle:listing}\n:layout: list\n:kind: dataset\n```\n',
    'plain.md': '# Plain\n\nNothing of ours.\n',
}
PAGES = sorted(name.removesuffix('.md') for name in FILES if name.endswith('.md') and name != 'index.md')


def edited(name: str, before: str, after: str) -> dict[str, str]:
    """The files with one change."""
    assert before in FILES[name]
    return {**FILES, name: FILES[name].replace(before, after, 1)}


#: Edits, and the pages whose content they change.
EDITS: dict[str, tuple[dict[str, str], set[str]]] = {
    'nothing': (FILES, set()),
    'a title': (edited('data.yaml', 'Alpha', 'Omega'), {'timeline', 'corpus', 'note', 'table', 'cards'}),
    'a date': (edited('data.yaml', '2024', '2023'), {'timeline', 'table', 'cards'}),
    'a summary': (edited('data.yaml', 'First', 'Other'), {'timeline', 'cards'}),
    'an organization': (edited('data.yaml', 'family: Red', 'family: Red\n  org: Acme'), {'timeline', 'cards'}),
    'a family': (edited('data.yaml', 'family: Red', 'family: Blue'), {'timeline', 'cards'}),
    'a new entry': (
        {**FILES, 'data.yaml': ENTRIES + '- key: gamma\n  title: Gamma\n  date: 2026\n'},
        {'timeline', 'table'},
    ),
    'a relation': (edited('corpus.md', 'alpha', 'beta'), {'timeline', 'corpus', 'cards'}),
    'a title of a dataset': (edited('corpus.md', '## Corpus', '## Corpora'), {'timeline', 'corpus', 'catalog'}),
    # The head of a dataset's page names the catalog.
    'a title of the catalog': (edited('catalog.md', '# Catalog', '# All data'), {'catalog', 'corpus'}),
    'a mention': (edited('words.md', '#beta', '#corpus'), {'timeline', 'corpus', 'words'}),
    'words of a mention': (edited('words.md', 'my words', 'others'), {'words'}),
    'a title of a page that mentions': (edited('words.md', '# Words', '# Wordings'), {'timeline', 'words'}),
    'a plain page': (edited('plain.md', 'Nothing', 'Little'), {'plain'}),
    'a listing': (edited('cards.md', 'cards', 'list'), {'cards'}),
}


def times_of(site: Site) -> dict[str, int]:
    return {name: (site.outdir / f'{name}.html').stat().st_mtime_ns for name in PAGES}


@pytest.mark.parametrize(('files', 'expected'), EDITS.values(), ids=EDITS)
def test_only_pages_whose_content_changes_are_written(
    project: Callable[[], Project], files: dict[str, str], expected: set[str]
) -> None:
    build = project()
    before = build(FILES)
    old, times = output_of(before), times_of(before)
    after = build(files)
    written = {name for name, time in times_of(after).items() if time != times[name]}
    assert {name for name in PAGES if output_of(after)[name] != old[name]} == expected
    assert written == expected


def test_a_second_build_of_each_builder_writes_no_page(project: Callable[[], Project]) -> None:
    build = project()
    build(FILES, 'text')
    times = times_of(build(FILES))
    text_times = {path: path.stat().st_mtime_ns for path in build(FILES, 'text').outdir.glob('*.txt')}
    assert times_of(build(FILES)) == times
    assert {path: path.stat().st_mtime_ns for path in build(FILES, 'text').outdir.glob('*.txt')} == text_times


@pytest.mark.parametrize('builder', ['text', 'html'])
@pytest.mark.parametrize('name', ['a title', 'a summary', 'a relation', 'a mention', 'a listing'])
def test_a_builder_that_comes_second_to_the_doctrees_is_not_stale(
    project: Callable[[], Project], clean: Callable[..., Site], builder: str, name: str
) -> None:
    other = {'text': 'html', 'html': 'text'}[builder]
    build, files = project(), EDITS[name][0]
    build(FILES, builder)
    build(FILES, other)
    build(files, other)
    assert differences(build(files, builder), clean(files, builder)) == {}


@pytest.mark.parametrize('error', ['RuntimeError', 'KeyboardInterrupt'])
@pytest.mark.parametrize('name', ['a title', 'a relation', 'a new entry'])
def test_a_killed_build_is_repaired_by_the_next(
    project: Callable[[], Project], clean: Callable[..., Site], name: str, error: str
) -> None:
    build, files = project(), EDITS[name][0]
    build(FILES)
    build(FILES, 'text')
    with pytest.raises((ExtensionError, KeyboardInterrupt), match='killed'):
        build(files, conf=KILLING.replace('ERROR', error))
    assert differences(build(files), clean(files)) == {}
    assert differences(build(files, 'text'), clean(files, 'text')) == {}


def test_a_first_build_that_is_killed_is_repaired_by_the_next(project: Callable[[], Project], clean: Callable[..., Site]) -> None:
    build = project()
    with pytest.raises(ExtensionError, match='killed'):
        build(FILES, conf=KILLING.replace('ERROR', 'RuntimeError'))
    assert differences(build(FILES), clean(FILES)) == {}


@pytest.mark.parametrize('name', ['a title', 'a relation'])
@pytest.mark.parametrize('only', ['note.md', 'timeline.md', 'plain.md'])
def test_building_one_file_leaves_the_others_to_the_next_build(
    project: Callable[[], Project], clean: Callable[..., Site], name: str, only: str
) -> None:
    build, (files, changed) = project(), EDITS[name]
    before = times_of(build(FILES))
    expected = clean(files)
    page = only.removesuffix('.md')
    part = build(files, only=[only])
    assert output_of(part)[page] == output_of(expected)[page]
    assert {name for name, time in times_of(part).items() if time != before[name]} <= {page}
    after = build(files)
    assert {name for name, time in times_of(after).items() if time != before[name]} >= changed
    assert differences(after, expected) == {}


BROKEN = {
    'a file that is gone': ('data.yaml', None),
    'a file that cannot be read': ('data.yaml', '- {key: ['),
    'an entry without a key': ('data.yaml', ENTRIES.replace('key: alpha\n  ', '')),
    'a page without its record': ('corpus.md', '# Data\n\n## Corpus\n'),
    'a record that cannot be read': ('corpus.md', FILES['corpus.md'].replace('[alpha]', '[alpha')),
    'an option that is wrong': ('table.md', FILES['table.md'].replace('title, date', 'titel')),
}


@pytest.mark.parametrize('builder', ['html', 'text'])
@pytest.mark.parametrize(('name', 'text'), BROKEN.values(), ids=BROKEN)
def test_what_was_broken_and_mended_leaves_no_trace(
    project: Callable[[], Project], clean: Callable[..., Site], name: str, text: str | None, builder: str
) -> None:
    build = project()
    before = output_of(build(FILES, builder))
    broken = {file: content for file, content in {**FILES, name: text}.items() if content is not None}
    site = build(broken, builder)
    assert output_of(site) != before
    assert differences(site, clean(broken, builder)) == {}
    assert output_of(build(FILES, builder)) == before


def test_where_nothing_has_changed_nothing_is_looked_at_also_after_a_page_was_removed(
    project: Callable[[], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    build = project()
    build(FILES)
    fewer = {name: text for name, text in FILES.items() if name != 'catalog.md'}
    build(fewer)
    looked: list[str] = []

    def note(_index: Index, docname: str) -> str:
        looked.append(docname)
        return ''

    monkeypatch.setattr(staleness, '_digest', note)
    build(fewer)
    assert looked == []
    # Nor where a page was read that others take nothing from.
    fewer['plain.md'] = '# Plain\n\nLittle of ours.\n'
    build(fewer)
    assert looked == []
    build({**fewer, 'plain.md': '# Other title\n\nLittle of ours.\n'})
    assert looked


#: Builders that join the pages that a table of contents names, from the doctrees on disk.
JOINING = ('singlehtml', 'latex', 'texinfo', 'man', 'epub')
GONE: dict[str, Callable[[Path], object]] = {
    'deleted': lambda page: page.unlink(),
    'in another encoding': lambda page: page.write_bytes(b'# caf\xe9\n'),
    'moved': lambda page: page.rename(page.with_suffix('.txt')),
}


@pytest.mark.parametrize('builder', JOINING)
@pytest.mark.parametrize('how', GONE)
def test_a_page_that_is_gone_but_in_a_table_of_contents_is_left_out(
    new_project: Callable[[], Build], builder: str, how: str
) -> None:
    files = {
        'index.md': '# Home\n\n```{toctree}\ngone\nstill\n```\n\n```{chronicle:listing}\n```\n',
        'gone.md': '# Gone\n\n```{chronicle:timeline}\n- {key: gone, title: Lost, date: 2025}\n```\n',
        'still.md': '# Still\n\n```{chronicle:timeline}\n- {key: still, title: Kept, date: 2025}\n```\n',
    }
    build = new_project()
    source = build(files, builder).app.srcdir
    GONE[how](source / 'gone.md')
    del files['gone.md']
    site = build(files, builder)
    assert any("'gone'" in line for line in site.lines)
    written = texts_of(site)
    assert 'Kept' in ''.join(written)
    assert 'Lost' not in ''.join(written)
    assert texts_of(build(files, builder, fresh=True)) == written


#: What each of them writes of the pages.
WRITTEN = {'singlehtml': '.html', 'latex': '.tex', 'texinfo': '.texi', 'man': '.1', 'epub': '.xhtml'}


def texts_of(site: Site) -> list[str]:
    found = sorted(site.outdir.glob(f'*{WRITTEN[site.app.builder.name]}'))
    # A page that is gone stays in the folder of a builder that writes one file each, as Sphinx leaves it.
    return [page.read_text(encoding='utf-8') for page in found if page.stem != 'gone']


def test_an_application_that_builds_again_knows_what_it_has_written_since(
    project: Callable[[], Project], clean: Callable[..., Site], tmp_path: Path
) -> None:
    site = project()(FILES)
    source = site.app.srcdir
    locale.translators.clear()
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(source, source, tmp_path, tmp_path / 'doctrees', 'html', status=None, warning=StringIO())
        app.build()
        files, _changed = EDITS['a title']
        (source / 'data.yaml').write_text(files['data.yaml'], encoding='utf-8')
        app.build(filenames=[source / 'plain.md'])
        app.build()
    assert differences(type(site)(app, ''), clean(files)) == {}


def test_an_output_folder_that_was_emptied_is_written_whole(project: Callable[[], Project]) -> None:
    build = project()
    site = build(FILES)
    before = output_of(site)
    for page in site.outdir.glob('*.html'):
        page.unlink()
    assert output_of(build(FILES)) == before


def test_bodies_are_compared_and_not_empty(clean: Callable[..., Site]) -> None:
    found = output_of(clean(FILES))
    assert [name for name in PAGES if not re.search(r'<h1>\w+', found[name])] == []
    assert 'entry-alpha' in found['timeline']
    assert 'rel="alternate"' in found['timeline']
    assert 'First words.' in found['exports/chronicle.json']
