"""The command line: problems in the words of a build, stubs that are sound, current schemas, cards that become records."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from textwrap import dedent, indent
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sphinx_chronicle.cli import app, changes, check, imports
from sphinx_chronicle.cli import new as stubs
from sphinx_chronicle.cli.cache import open_cache
from sphinx_chronicle.cli.reading import read_project
from sphinx_chronicle.records import yaml_dump as writing
from sphinx_chronicle.records import yaml_load as yamltree
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.reader import file_places, read_record
from views import REGISTRY, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conftest import Build, Markup
    from sphinx_chronicle.cli.reading import Project

ROOT = Path(__file__).parent.parent


class Result(NamedTuple):
    """What a command gave."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def is_sound(result: Result) -> bool:
    """Whether `check` has found nothing, and says so."""
    return (result.status, result.out) == (0, '') and re.fullmatch(r'\d+ records?, no problems\n', result.err) is not None


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run a command in this process."""

    def run_command(*arguments: str | Path) -> Result:
        status = app.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run_command


CONF = """
extensions = ['myst_parser', 'sphinx_chronicle']
chronicle_vocabularies = ['models', 'podcast']
html_theme = 'basic'
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an empty page, the current folder."""
    source = tmp_path / 'project'
    source.mkdir()
    write(source, {'conf.py': CONF, 'index.md': '# T\n'})
    monkeypatch.chdir(source)
    return source


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding='utf-8')


def read(root: Path) -> Project:
    """A project as Sphinx reads it."""
    with open_cache(root) as cache:
        return read_project(root, cache)


def from_build(lines: list[str]) -> list[str]:
    """A build's warnings as `check` prints problems."""
    assert all(re.search(r'\[chronicle\.[a-z]+\]$', line) for line in lines), lines
    return sorted(line.replace(': WARNING: ', ': ', 1) for line in lines)


# -- check says what a build says -----------------------------------------------------------------------------------------

ENTRY = '- key: sound\n  title: Sound\n  date: 2024\n'


def entry(key: str, **fields: str) -> str:
    return '\n'.join(
        [f'- key: {key}', f'  title: {key}', '  date: 2024', *(f'  {name}: {text}' for name, text in fields.items())]
    )


#: Mistakes in a file of entries: what stands in the file.
IN_FILES = {
    'unknown field': entry('x', nmae='x'),
    'missing date': '- key: x\n  title: X\n',
    'missing key': '- title: X\n  date: 2024\n',
    'bad key': entry('Not_A_Key'),
    'bad date': entry('x').replace('2024', '2024-13'),
    'bad quantity': entry('x', training_tokens='many'),
    'bad address': entry('x', links='[{label: a, url: "javascript:alert(1)"}]'),
    'no member of a closed list': entry('x', type='relase'),
    'field twice': entry('x', org='a') + '\n  org: b',
    'key twice': entry('x') + '\n' + entry('x'),
    'two mistakes': entry('x', nmae='x') + '\n' + entry('y', status='relesed'),
    'broken item': entry('x') + '\n' + entry('y', org='"open') + '\n' + entry('z'),
    'tab': entry('x') + '\n\torg: a',
    'anchor': entry('x', org='&a b'),
    'nothing': '# Nothing yet.\n',
    'no list': 'words\n',
    'defaults': 'defaults:\n  orgg: a\nentries:\n' + entry('x'),
    'not a file of entries': 'entry:\n' + indent(entry('x'), '  '),
    'note about no field': entry('x', notes='[{about: dat, text: T}]'),
    'relation to nobody': entry('alpha') + '\n' + entry('x', derived_from='alpa'),
    'relation to nobody in a checkpoint': entry('x', checkpoints='[{name: a, derived_from: [nobody]}]'),
    'license of nobody': entry('x', checkpoints='[{hf: a/b, license: my-licence}]'),
    'own relation': entry('x', related='x'),
    'circle': entry('x', derived_from='y') + '\n' + entry('y', derived_from='x'),
    'alias taken': entry('x', aliases='[y]') + '\n' + entry('y'),
    'Hugging Face id twice': entry('x', checkpoints='[{hf: a/b}]') + '\n' + entry('y', checkpoints='[{hf: A/B}]'),
}


@pytest.mark.parametrize('content', IN_FILES.values(), ids=IN_FILES)
def test_what_is_wrong_in_a_file_is_said_as_a_build_says_it(
    build: Build, run: Callable[..., Result], markdown: Markup, content: str
) -> None:
    page = markdown.page('# Page', '```{chronicle:timeline}\n:file: sub/data.yaml\n```')
    site = build({'index.md': page, 'sub/data.yaml': content}, 'dummy')
    expected = from_build(site.lines)
    assert expected
    checked = run('check', '--source', site.app.srcdir)
    assert sorted(checked.lines) == expected
    assert checked.status == 1
    assert checked.err == ''


class Written(NamedTuple):
    """A page in either markup: its blocks, each a text or the arguments of a directive."""

    blocks: list[object]
    said: int = 1


def directive(name: str, argument: str = '', body: str = '', **options: str) -> tuple[str, str, str, dict[str, str]]:
    return name, argument, body, {option.replace('_', '-'): value for option, value in options.items()}


IN_PAGES = {
    'entry in the body': Written(['# T', directive('timeline', '', entry('x', nmae='x'))]),
    'entry in the body below options': Written(
        ['# T', 'Words.', directive('timeline', '', entry('x', nmae='x'), order='newest', group_by='year')]
    ),
    'dataset': Written(['# T', '## D', 'Words.', directive('dataset', 'd', 'tags: [a]\nrows: many')]),
    'field of the heading': Written(['# T', directive('dataset', 'd', 'title: D\nkey: d')], 2),
    'episode': Written(['# T', directive('episode', 'e', 'show: S\nduration: long')]),
    'license': Written(['# T', '## L', directive('license', 'l', 'spdx: no-such-id!\ncommercial: maybe')], 2),
    'no mapping': Written(['# T', directive('license', 'l', 'words')]),
    'broken body': Written(['# T', directive('dataset', 'd', 'tags: [a\nhf: b')]),
    'bad key': Written(['# T', directive('dataset', 'My_Data', 'tags: [a]')]),
    'several words for a key': Written(['# T', directive('dataset', 'my data', 'tags: [a]')]),
    'no key': Written(['# T', directive('dataset')]),
    'empty body': Written(['# T', directive('dataset', 'd'), '## E', directive('dataset', 'd')]),
    'relation to nobody': Written(['# T', directive('dataset', 'd', 'used_by: nobody\nmembers: [a/b, none]')], 2),
    'license of nobody': Written(
        ['# T', directive('dataset', 'd', 'license: my-licence'), '## L', directive('license', 'my-license')]
    ),
    'key of two kinds': Written(['# T', directive('dataset', 'x'), '## E', directive('timeline', '', entry('x'))]),
    'key twice on a page': Written(['# T', '## A', directive('dataset', 'x'), '## B', directive('dataset', 'x')]),
    'entry twice on a page': Written(['# T', directive('timeline', '', entry('x')), directive('timeline', '', entry('x'))]),
    'two under one heading': Written(['# T', directive('dataset', 'x'), 'Words.', directive('license', 'y')]),
    'no file': Written(['# T', directive('timeline', file='a.yaml, ../b.yaml')], 2),
    'nothing to show': Written(['# T', 'Words.', directive('timeline')]),
    'bad options': Written(['# T', directive('timeline', '', entry('x'), order='newst', limit='0', since='Monday')], 3),
    'listing': Written(
        ['# T', directive('listing', layout='tabel', columns='titel', kind='entrie'), directive('listing', rows='rowz')], 4
    ),
    'listing of nobody': Written(
        ['# T', directive('timeline', '', entry('x', family='F')), directive('listing', family='G', tags='t')], 2
    ),
    'rows for tables': Written(['# T', directive('listing', rows='checkpoints', layout='cards')]),
    'left out by an option': Written(
        ['# T', directive('timeline', '', entry('x') + '\n' + entry('y'), limit='1'), directive('dataset', 'd', 'used_by: y')]
    ),
    'audio that is not there': Written(['# T', directive('episode', 'e', 'show: S\naudio: sub/e.mp3')]),
    'chapters out of order': Written(
        ['# T', directive('episode', 'e'), '## @0:10 A', '### @0:10 B', '### @0:05 C', '## D', '## @0:07 E']
    ),
    'a chapter after the end': Written(['# T', directive('episode', 'e', 'duration: 10m'), '## @9:59 A', '## @11:00 B']),
    'a time that is none': Written(['# T', directive('episode', 'e'), '## @0:10 A', 'Words.', '## @0:99 B']),
    'in something else': Written(['# T', ('note', directive('dataset', 'd', 'rows: many'))], 2),
}  # fmt: skip


def written(markup: Markup, blocks: list[object]) -> str:
    """The page in one of the markups."""
    parts = []
    for block in blocks:
        if isinstance(block, str) and block.startswith('#'):
            level, _space, title = block.partition(' ')
            time = re.match(r'@(\S+) ', title)
            title = f'{markup.role("at", time[1])} {title[time.end() :]}' if time else title
            parts.append(markup.heading(title, len(level)))
        elif isinstance(block, str):
            parts.append(block)
        elif isinstance(block, tuple) and len(block) == 2:
            inner = markup.directive(*block[1])
            parts.append(markup.directive(f'+{block[0]}', '', inner))
        elif isinstance(block, tuple):
            parts.append(markup.directive(*block))
    return markup.page(*parts)


@pytest.mark.parametrize('case', IN_PAGES.values(), ids=IN_PAGES)
def test_what_is_wrong_in_a_page_is_said_as_a_build_says_it(
    build: Build, run: Callable[..., Result], markup: Markup, case: Written
) -> None:
    site = build({markup.index: written(markup, case.blocks)}, 'dummy')
    expected = from_build(site.lines)
    assert len(expected) == case.said
    assert sorted(run('check', '--source', site.app.srcdir).lines) == expected


MARKDOWN = {
    'front matter': '---\n# no heading\ntocdepth: 1\n---\n\n# T\n\n```{{chronicle:dataset}} d\n{bad}\n```\n',
    'long fence': '# T\n\n``````{{chronicle:dataset}} d\n{bad}\nsummary: |\n  ```\n  x\n  ```\n``````\n',
    'tildes': '# T\n\n~~~{{chronicle:dataset}} d\n{bad}\n~~~\n',
    'colons': '# T\n\n:::{{chronicle:dataset}} d\n{bad}\n:::\n',
    'nested colons': '# T\n\n::::{{note}}\n:class: x\n\n:::{{chronicle:dataset}} d\n{bad}\n:::\n::::\n',
    'nested twice': '# T\n\n:::::{{note}}\nWords.\n\n::::{{tip}}\n```{{chronicle:dataset}} d\n{bad}\n```\n::::\n:::::\n',
    'plain container': '# T\n\n::::card\n\n:::{{chronicle:dataset}} d\n{bad}\n:::\n::::\n',
    'in a list': '# T\n\n- Item\n\n  ```{{chronicle:dataset}} d\n  {bad}\n  ```\n',
    'behind a bullet': '# T\n\n1. ```{{chronicle:dataset}} d\n   {bad}\n   ```\n2. x\n',
    'indented fence': '# T\n\n  ```{{chronicle:dataset}} d\n  {bad}\n  ```\n',
    'left open': '# T\n\n```{{chronicle:dataset}} d\n{bad}\n',
    'empty line first': '# T\n\n```{{chronicle:dataset}} d\n\n{bad}\n```\n',
    'two empty lines first': '# T\n\n```{{chronicle:dataset}} d\n\n\n{bad}\n```\n',
    'document mark first': '# T\n\n```{{chronicle:dataset}} d\n---\n{bad}\n```\n',
    'underlined title': 'T\n=\n\nWords.\n\nTitle\nof two lines\n---\n\n```{{chronicle:dataset}} d\n{bad}\n```\n',
    'windows': '# T\r\n\r\n```{{chronicle:dataset}} d\r\n{bad}\r\n```\r\n',
    'comment': '<!--\n```{{chronicle:dataset}} c\n{bad}\n```\n-->\n\n# T\n\n{data}',
    'line comment': '# T\n\n% # X\n\n```{{chronicle:dataset}} d\n{bad}\n```\n',
    'HTML block': '# T\n\n<div>\n```{{chronicle:dataset}} c\n</div>\n\n{data}',
    'code': '# T\n\n````md\n```{{chronicle:dataset}} c\n{bad}\n```\n````\n\n{data}',
    'code block': '# T\n\n    ```{{chronicle:dataset}} c\n    {bad}\n\n{data}',
    'code directive': '# T\n\n````{{code-block}} md\n```{{chronicle:dataset}} c\n{bad}\n```\n````\n\n{data}',
    'options in YAML': '# T\n\n```{{chronicle:timeline}}\n---\norder: newst\n---\n{entry}\n  {bad}\n```\n',
    'quoted option': '# T\n\n```{{chronicle:timeline}}\n:order: "newst"\n\n{entry}\n  {bad}\n```\n',
    'flag among options': '# T\n\n```{{chronicle:timeline}}\n:filter-bar:\n:limit: 0\n{entry}\n  {bad}\n```\n',
    'heading of another level': '# T\n\n### Deep\n\n{data}\n## Next\n\n```{{chronicle:dataset}} e\n```\n',
    'closing number signs': '# T\n\n## Deep ##\n\n```{{chronicle:dataset}} d\n{bad}\n```\n',
    'no heading': '```{{chronicle:dataset}} d\n{bad}\n```\n',
    'example': '# T\n\n## S\n\n````{{chronicle:example}}\n# A\n\n{data}\n## B\n\n```{{chronicle:license}} l\n```\n````\n\n## U\n',
    'example without headings': '# T\n\n````{{chronicle:example}}\n{data}````\n\n```{{chronicle:license}} l\n```\n',
    'example of an episode': '# T\n\n````{{chronicle:example}}\n## E\n\n```{{chronicle:episode}} e\n{bad}\n```\n\n'
    '### {{chronicle:at}}`0:10` A\n\n### {{chronicle:at}}`0:05` B\n````\n',
}  # fmt: skip


def pages_of(cases: Mapping[str, str], suffix: str, names: Mapping[str, str]) -> dict[str, str]:
    """A page of each case, with keys of its own."""
    pages = {}
    for number, page in enumerate(cases.values()):
        text = page.format(**names)
        pages[f'p{number}.{suffix}'] = re.sub(r'(dataset|license|episode)(\}|::)( +|\n +)(\w)\b', rf'\1\2\3\g<4>{number}', text)
    return pages


def test_directives_are_found_in_markdown_wherever_they_are(build: Build, run: Callable[..., Result]) -> None:
    data = '```{chronicle:dataset} d\nnmae: x\n```\n'
    pages = pages_of(MARKDOWN, 'md', {'bad': 'nmae: x', 'entry': entry('x'), 'data': data})
    conf = "myst_enable_extensions = ['colon_fence']\nsuppress_warnings = ['myst', 'toc', 'docutils']\n"
    site = build({'index.md': '# H\n'}, 'dummy', conf=conf)
    for name, text in pages.items():
        (Path(site.app.srcdir) / name).write_bytes(text.encode())
    site = build({}, 'dummy', conf=conf, fresh=True)
    expected = from_build(site.lines)
    assert {line.partition(':')[0] for line in expected if "'nmae'" in line} == set(pages)
    assert sorted(run('check', '--source', site.app.srcdir).lines) == expected


REST = {
    'over and under': '=====\nTitle\n=====\n\nPart\n----\n\n.. chronicle:dataset:: d\n\n   {bad}\n',
    'deep indentation': 'T\n=\n\n.. chronicle:dataset:: d\n\n      {bad}\n      hf: a/b\n',
    'two empty lines': 'T\n=\n\n.. chronicle:dataset:: d\n\n\n   {bad}\n',
    'key in the next line': 'T\n=\n\n.. chronicle:dataset::\n   d\n\n   {bad}\n',
    'comment': 'T\n=\n\n.. A comment\n\n   .. chronicle:dataset:: c\n\n      {bad}\n\n.. chronicle:dataset:: d\n\n   {bad}\n',
    'literal block': 'T\n=\n\nSo::\n\n   .. chronicle:dataset:: c\n\n      {bad}\n\n.. chronicle:dataset:: d\n\n   {bad}\n',
    'code': 'T\n=\n\n.. code-block:: rst\n\n   .. chronicle:dataset:: c\n\n.. chronicle:dataset:: d\n\n   {bad}\n',
    'in a list': 'T\n=\n\n* Item\n\n  .. chronicle:dataset:: d\n\n     {bad}\n',
    'behind a bullet': 'T\n=\n\n* .. chronicle:dataset:: d\n\n     {bad}\n',
    'behind a target': 'T\n=\n\n.. _here:\n\n.. chronicle:dataset:: d\n\n   {bad}\n',
    'entries': 'T\n=\n\n.. chronicle:timeline::\n   :order: newst\n   :limit:\n      0\n\n{entry}\n     {bad}\n',
    'entries without options': 'T\n=\n\n.. chronicle:timeline::\n\n{entry}\n     {bad}\n',
    'tabs': 'T\n=\n\n.. chronicle:dataset:: d\n\n\t{bad}\n',
    'example': 'T\n=\n\nS\n-\n\n.. chronicle:example::\n\n   A\n   -\n\n   .. chronicle:dataset:: d\n\n      {bad}\n',
    'transition': 'T\n=\n\nA\n\n----\n\nB\n\nP\n~\n\n.. chronicle:dataset:: d\n\n   {bad}\n\nN\n~\n\n.. chronicle:dataset:: e\n',
}  # fmt: skip


def test_directives_are_found_in_restructuredtext_wherever_they_are(build: Build, run: Callable[..., Result]) -> None:
    pages = pages_of(REST, 'rst', {'bad': 'nmae: x', 'entry': indent(entry('x'), '   ')})
    conf = "suppress_warnings = ['toc', 'docutils']\n"
    site = build({'index.md': '# H\n', **pages}, 'dummy', conf=conf)
    expected = from_build(site.lines)
    assert {line.partition(':')[0] for line in expected if "'nmae'" in line} == set(pages)
    assert sorted(run('check', '--source', site.app.srcdir).lines) == expected


def test_problems_between_pages_are_those_of_a_build(build: Build, run: Callable[..., Result], markdown: Markup) -> None:
    ours = markdown.directive('timeline', '', entry('one', related='tow'))
    files = {
        'index.md': markdown.page('# T', '```{toctree}\nb\na\n```', ours),
        'b.md': markdown.page('# B', markdown.directive('dataset', 'one'), '## Two', markdown.directive('dataset', 'two')),
        'a.md': markdown.page('# A', markdown.directive('episode', 'two', 'related: three')),
    }  # fmt: skip
    site = build(files, 'dummy')
    expected = from_build(site.lines)
    # What a second record of a key says of others does not count.
    assert len(expected) == 3
    assert sorted(run('check', '--source', site.app.srcdir).lines) == expected


def test_sample_pages_are_those_of_the_configuration(build: Build, run: Callable[..., Result], markdown: Markup) -> None:
    files = {
        'index.md': markdown.page('# T', '```{toctree}\nguide/a\n```', markdown.directive('listing', options={'tags': 'shown'})),
        'guide/a.md': markdown.page('# A', markdown.directive('timeline', '', entry('one', tags='[shown]'))),
    }
    site = build(files, 'dummy', conf="chronicle_sample_pages = ['guide/**']\n")
    expected = from_build(site.lines)
    assert len(expected) == 1
    assert run('check', '--source', site.app.srcdir).lines == expected


def test_an_option_that_a_directive_does_not_have_is_told_as_the_parser_tells_it(
    folder: Path, run: Callable[..., Result]
) -> None:
    write(folder, {'index.md': '# T\n\n```{chronicle:timeline}\n:file: a.yaml\n:ordr: newest\n```\n', 'a.yaml': ENTRY})
    (line,) = run('check').lines
    assert line.startswith('index.md:5: ')
    assert "'ordr'" in line
    assert "'order'" in line
    assert line.endswith('[myst.directive_option]')


# -- what is checked ------------------------------------------------------------------------------------------------------

PROJECT = {
    'index.md': '# T\n\n```{chronicle:timeline}\n:file: data/a.yaml, data/b.yaml\n```\n',
    'data/a.yaml': entry('a', related='nobody'),
    'data/b.yaml': entry('b', related='a', nmae='x'),
    'data/loose.yaml': entry('c', related='[a, none]'),
    'notes.txt': '',
}


def test_a_clean_project_gives_nothing_and_status_0(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'index.md': '# T\n\n```{chronicle:timeline}\n:file: a.yaml\n```\n', 'a.yaml': ENTRY})
    assert is_sound(run('check'))
    assert run('check', '--format', 'github') == Result(0, '', '')
    assert json.loads(run('check', '--format', 'json').out) == []


def test_with_files_only_their_problems_are_told_and_relations_are_looked_up_everywhere(
    folder: Path, run: Callable[..., Result]
) -> None:
    write(folder, PROJECT)
    assert [line.partition(':')[0] for line in run('check').lines] == ['data/a.yaml', 'data/b.yaml']
    only = run('check', 'data/b.yaml', 'index.md')
    assert only.status == 1
    assert len(only.lines) == 1
    assert only.lines[0].startswith("data/b.yaml:5: entry 'b': unknown field 'nmae'")
    assert "there is no record 'nobody'" in run('check', 'data/a.yaml', 'index.md').out
    assert is_sound(run('check', 'index.md'))


def test_paths_are_relative_to_the_source_folder_wherever_the_command_runs(
    folder: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, PROJECT)
    whole = run('check').lines
    monkeypatch.chdir(folder / 'data')
    assert run('check').lines == whole
    assert run('check', 'b.yaml').lines == [whole[1]]
    assert run('check', '--format', 'github', 'b.yaml').out.startswith('::error file=b.yaml,line=5,')
    monkeypatch.chdir(folder.parent)
    assert run('check', '--source', 'project').lines == whole
    assert run('check', '--source', 'project', '--format', 'github', 'project/data/b.yaml').out.startswith(
        '::error file=project/data/b.yaml,'
    )


UNFIT = {
    'no such file': (['check', 'none.md'], "there is no file 'none.md'"),
    'folder': (['check', 'data'], "'data' is a folder"),
    'other file': (['check', 'notes.txt'], "'notes.txt' holds no records"),
    'outside': (['check', '../out.yaml'], 'is outside the source folder'),
    'no source': (['check', '--source', 'nowhere'], "'nowhere' is no folder"),
    'unknown format': (['check', '--format', 'xml'], 'invalid choice'),
    'unknown option': (['check', '--forma', 'json'], 'unrecognized arguments'),
    'no command': ([], 'COMMAND'),
    'unknown command': (['chekc'], 'invalid choice'),
    'unknown kind': (['schema', '--kind', 'model'], "the kind 'model' is not one of entry"),
    'bad key': (['new', 'entry', 'Not A Key'], "write 'not-a-key'"),
    'no page': (['new', 'dataset', 'd'], '--file'),
    'no card': (['import-card'], 'README.md'),
    'bad Hugging Face id': (['import-card', 'notes.txt', '--hf', 'name'], "'name' is not a Hugging Face id"),
}


@pytest.mark.parametrize(('arguments', 'message'), UNFIT.values(), ids=UNFIT)
def test_a_wrong_command_line_is_status_2_with_one_message(
    folder: Path, run: Callable[..., Result], arguments: list[str], message: str
) -> None:
    write(folder, PROJECT)
    (folder.parent / 'out.yaml').write_text('', encoding='utf-8')
    result = run(*arguments)
    assert result.status == 2
    assert result.out == ''
    assert message in result.err
    assert 'Traceback' not in result.err


def test_without_a_project_around_the_command_says_what_to_do(
    tmp_path: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_none(start: Path) -> Path:
        raise check.ProjectError(f'{start} (--source)')

    # Above a temporary folder there may be anything.
    monkeypatch.setattr(app, 'find_root', find_none)
    monkeypatch.chdir(tmp_path)
    assert run('check') == Result(2, '', f'error: {tmp_path} (--source)\n')


def test_the_project_is_found_upward_and_in_the_usual_folders(tmp_path: Path) -> None:
    (tmp_path / 'docs/a/b').mkdir(parents=True)
    (tmp_path / 'docs/conf.py').write_text('', encoding='utf-8')
    assert check.find_root(tmp_path) == tmp_path / 'docs'
    assert check.find_root(tmp_path / 'docs/a/b') == tmp_path / 'docs'


def test_a_page_that_the_project_leaves_out_is_not_checked(folder: Path, run: Callable[..., Result]) -> None:
    bad = '# T\n\n```{chronicle:dataset} d\nnmae: x\n```\n'
    write(folder, {'conf.py': f"{CONF}include_patterns = ['index.md']", 'index.md': '# T\n', 'README.md': bad})
    assert is_sound(run('check'))
    said = 'README.md: no page of the project, not checked\n0 records, no problems\n'
    assert run('check', 'README.md') == Result(0, '', said)


def test_this_project_is_clean_and_seen_whole(run: Callable[..., Result]) -> None:
    with warnings.catch_warnings():
        # Its other extensions use what a later Sphinx will remove.
        warnings.simplefilter('ignore')
        result = run('check', '--source', ROOT)
        kinds = [item.record.kind for item in read(ROOT).graph.records.values()]
    assert (result.status, result.out) == (0, '')
    assert set(kinds) == set(REGISTRY.kinds)
    assert len(kinds) > 70


# -- formats --------------------------------------------------------------------------------------------------------------


def test_json_is_an_array_of_problems(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {**PROJECT, 'data/b.yaml': entry('b', nmae='x', org='"\u2603\\u0007"')})
    result = run('check', '--format', 'json')
    assert result.status == 1
    found = json.loads(result.out)
    assert [(one['path'], one['line'], one['code'], one['record']) for one in found] == [
        ('data/b.yaml', 5, 'chronicle.yaml', "entry 'b'"),
        ('data/a.yaml', 4, 'chronicle.relation', "entry 'a'"),
        ('data/b.yaml', 4, 'chronicle.field', "entry 'b'"),
    ]
    text = run('check').lines
    assert [f'{one["path"]}:{one["line"]}: {one["message"]} [{one["code"]}]' for one in found] == text


def test_a_workflow_command_cannot_be_left_by_what_an_author_wrote(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'index.md': '# T\n\n```{chronicle:timeline}\n---\nfile: "%%0A::x"\n---\n```\n'})
    result = run('check', '--format', 'github')
    assert result.lines == [
        "::error file=index.md,line=5,title=chronicle.file::{timeline}: there is no file '%25%250A::x' (looked for %25%250A::x)"
    ]
    strange = folder / 'a,b:c%.md'
    strange.write_text('# T\n\n```{chronicle:license} l\nurl: "a\\nb"\n```\n', encoding='utf-8')
    (line,) = run('check', '--format', 'github', strange.name).lines
    assert line.startswith('::error file=a%2Cb%3Ac%25.md,line=4,title=chronicle.url::license ')


# -- schema ---------------------------------------------------------------------------------------------------------------


def test_the_schema_in_the_repository_is_the_one_that_is_printed(run: Callable[..., Result]) -> None:
    result = run('schema')
    assert result.status == 0
    assert (ROOT / changes.SCHEMA_FILE).read_text(encoding='utf-8') == result.out


def test_every_timeline_file_names_the_schema_in_its_first_line() -> None:
    files = sorted((ROOT / 'timeline').glob('*.yaml'))
    assert len(files) > 3
    for file in files:
        first = file.read_text(encoding='utf-8').splitlines()[0]
        match = re.fullmatch(r'# yaml-language-server: \$schema=(\S+)', first)
        assert match, file.name
        assert (file.parent / match[1]).resolve() == ROOT / changes.SCHEMA_FILE


@pytest.mark.parametrize('kind', REGISTRY.kinds)
def test_each_kind_has_a_schema(run: Callable[..., Result], kind: str) -> None:
    schema = json.loads(run('schema', '--kind', kind).out)
    assert schema['type'] == 'object'
    assert ('key' in schema['properties']) == (kind == 'entry')
    assert 'date' in schema['properties']


# -- new ------------------------------------------------------------------------------------------------------------------


def start(folder: Path) -> dict[str, str]:
    """A project to add records to."""
    fence = '```{toctree}\n:glob:\n\nepisodes/*\ntalks/*\nlicenses\nsets\n```\n'
    files = {
        'index.md': f'# T\n\n{fence}\n```{{chronicle:timeline}}\n:file: timeline/models.yaml\n```\n',
        'timeline/models.yaml': f'# The models.\n{ENTRY}',
        'licenses.md': '# Licenses\n\nWords.\n',
        'episodes/one.md': '# One\n',
        'talks/one.md': '# One\n',
        'sets.md': '# Data\n\n## First\n\n```{chronicle:dataset} first\n```\n\nWords.\n',
    }
    write(folder, files)
    return files


def sources(folder: Path) -> dict[Path, bytes]:
    """All files but those that were kept of reading them."""
    files = (file for file in folder.rglob('*') if file.is_file() and '.chronicle' not in file.parts)
    return {file: file.read_bytes() for file in files if '__pycache__' not in file.parts}


NEW = {
    'entry': ['entry', 'new-one', '--file', 'timeline/models.yaml'],
    'dataset': ['dataset', 'new-one', '--file', 'sets.md'],
    'episode': ['episode', 'new-one'],
    'episode elsewhere': ['episode', 'new-one', '--file', 'talks/it.rst'],
    'license': ['license', 'new-one'],
}


@pytest.mark.parametrize('arguments', NEW.values(), ids=NEW)
def test_a_stub_passes_check_and_builds_without_a_word(
    build: Build, folder: Path, run: Callable[..., Result], arguments: list[str]
) -> None:
    files = start(folder)
    result = run('new', *arguments)
    assert result.status == 0, result.err
    path = next(part for part in result.out.split() if part.endswith((':', '.'))).rstrip(':')
    assert f"'{arguments[1]}'" in result.out
    assert 'Fill it in' in result.out
    assert is_sound(run('check'))
    changed = {file.relative_to(folder).as_posix(): data.decode() for file, data in sources(folder).items()}
    del changed['conf.py']
    assert changed.keys() - files.keys() == ({path} if arguments[0] == 'episode' else set())
    assert changed[path].startswith(files.get(path, '').rstrip())
    assert all(changed[name] == text for name, text in files.items() if name != path)
    site = build(changed, 'dummy')
    assert site.lines == []
    assert 'new-one' in read(folder).graph.records


@pytest.mark.parametrize('kind', REGISTRY.kinds)
def test_every_field_of_a_stub_is_valid_once_its_number_sign_is_taken_away(kind: str) -> None:
    lines = stubs.stub_lines(REGISTRY.kinds[kind], {'key': 'x', 'title': 'X', 'date': '2026'} if kind == 'entry' else {})
    used = [line.removeprefix('#') if re.match(r'#(?! )|#  +\S', line) else line for line in lines]
    text = '\n'.join(used)
    if kind == 'entry':
        reading = read_entries('- ' + indent(text, '  ').lstrip().removeprefix('- '), file_places('x.yaml'), REGISTRY)
    else:
        reading = read_record(text, file_places('x.md'), REGISTRY.kinds[kind], 'x', 'X')
    assert [str(problem) for problem in reading.problems] == []
    (item,) = reading.records
    assert set(REGISTRY.kinds[kind].shape.by_name) == set(item.record.given)


@pytest.mark.parametrize('kind', REGISTRY.kinds)
def test_a_stub_explains_every_field_in_the_words_of_the_model(kind: str) -> None:
    text = ' '.join(line.removeprefix('# ') for line in stubs.stub_lines(REGISTRY.kinds[kind], {}))
    for name, field in REGISTRY.kinds[kind].shape.by_name.items():
        if name not in {'key', 'title'}:
            assert field.description in text
            assert f'#{name}:' in text
    assert 'One of: ' in text or kind == 'episode'


REFUSED = {
    'key of an entry': (['license', 'sound'], "the key 'sound' is taken by entry 'sound' in timeline/models.yaml:2"),
    'key of a dataset': (['entry', 'first'], "the key 'first' is taken by dataset 'first' in sets.md:"),
    'former key': (['dataset', 'former', '--file', 'sets.md'], "the key 'former' is taken by entry 'old'"),
    'page that is there': (['episode', 'talk', '--file', 'sets.md'], "'sets.md' is there already"),
    'no page': (['dataset', 'x', '--file', 'sets.yaml'], 'is no page'),
    'no YAML file': (['entry', 'x', '--file', 'sets.md'], 'is no YAML file'),
    'left out': (['dataset', 'x', '--file', 'left/x.md'], 'is no page of the project'),
    'fence left open': (['dataset', 'x', '--file', 'open.md'], 'is a fence left open there?'),
    'broken file': (['entry', 'x', '--file', 'broken.yaml'], 'broken.yaml:2: '),
    'list in one line': (['entry', 'x', '--file', 'flow.yaml'], 'cannot be put at the end'),
    'defaults last': (['entry', 'x', '--file', 'last.yaml'], 'cannot be put at the end'),
    'not UTF-8': (['entry', 'x', '--file', 'latin.yaml'], 'the file is not UTF-8'),
    'folder': (['entry', 'x', '--file', 'dir.yaml'], 'is no file'),
    'bad date': (['entry', 'x', '--date', 'soon'], "'soon' is not a date"),
}


@pytest.mark.parametrize(('arguments', 'message'), REFUSED.values(), ids=REFUSED)
def test_a_stub_that_cannot_be_written_changes_nothing(
    folder: Path, run: Callable[..., Result], arguments: list[str], message: str
) -> None:
    start(folder)
    write(
        folder,
        {
            'conf.py': f"{CONF}exclude_patterns = ['left']\n",
            'index.md': '# T\n\n```{chronicle:timeline}\n:file: timeline/models.yaml, old.yaml\n```\n',
            'old.yaml': entry('old', aliases='[former]'),
            'open.md': '# O\n\n```\ncode\n',
            'broken.yaml': '- key: a\n\ttitle: A\n',
            'flow.yaml': '[{key: a, title: A, date: 2024}]\n',
            'last.yaml': 'entries:\n  - {key: a, title: A, date: 2024}\ndefaults:\n  org: A\n',
            'dir.yaml/x': '',
        },
    )
    (folder / 'latin.yaml').write_bytes(b'- key: caf\xe9\n')
    before = sources(folder)
    folders = {file for file in folder.iterdir() if file.is_dir()}
    result = run('new', *arguments)
    assert result.status == 1
    assert message in result.err
    assert result.out == ''
    assert sources(folder) == before
    assert {file for file in folder.iterdir() if file.is_dir()} - folders <= {folder / '.chronicle'}


def test_a_new_file_of_entries_says_what_names_it(folder: Path, run: Callable[..., Result]) -> None:
    start(folder)
    write(folder, {changes.SCHEMA_FILE: '{}'})
    result = run('new', 'entry', 'new-one', '--title', 'New: one', '--date', '2026-03')
    assert result.status == 0
    text = (folder / 'timeline/new-one.yaml').read_text(encoding='utf-8')
    assert text.startswith('# yaml-language-server: $schema=../schema/timeline.schema.json\n')
    assert ':file: new-one.yaml' in result.out
    (item,) = read_entries(text, file_places('x'), REGISTRY).records
    assert (item.record.key, item.record.title, str(View(item.record).date)) == ('new-one', 'New: one', '2026-03')
    assert run('new', 'entry', 'new-two', '--file', 'timeline/new-one.yaml').status == 0
    reading = read_entries((folder / 'timeline/new-one.yaml').read_text(encoding='utf-8'), file_places('x'), REGISTRY)
    assert [item.record.key for item in reading.records] == ['new-one', 'new-two']


@pytest.mark.parametrize(
    'before',
    [
        pytest.param('defaults:\n  org: A\n  tags:\n  - a\nentries:\n    - key: a\n      title: A\n      date: 2024', id='deep'),
        pytest.param('entries:\n- key: a\n  title: A\n  date: 2024\n\n\n', id='flat'),
        pytest.param('- key: a\r\n  title: A\r\n  date: 2024\r\n', id='windows'),
        pytest.param('\ufeff- key: a\n  title: A\n  date: 2024\n', id='byte order mark'),
    ],
)
def test_an_entry_is_put_where_the_others_stand(folder: Path, run: Callable[..., Result], before: str) -> None:
    (folder / 'a.yaml').write_bytes(before.encode())
    assert run('new', 'entry', 'b', '--file', 'a.yaml').status == 0
    after = (folder / 'a.yaml').read_bytes().decode()
    assert after.startswith(before.rstrip())
    assert ('\r\n' in after) == ('\r\n' in before)
    assert after.count('\r') in {0, after.count('\n')}
    reading = read_entries(after, file_places('a.yaml'), REGISTRY)
    assert [item.record.key for item in reading.records] == ['a', 'b']
    assert reading.problems == []


def test_a_new_episode_is_to_be_listed_unless_a_pattern_lists_it(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'index.md': '# T\n\n```{toctree}\nepisodes/x\n```\n'})
    assert 'toctree' in run('new', 'episode', 'one').out
    write(folder, {'index.md': '# T\n\n```{toctree}\n:glob:\n\nepisodes/*\n```\n'})
    assert 'toctree' not in run('new', 'episode', 'two').out


def test_new_pages_of_a_project_in_restructuredtext_are_in_it(folder: Path, run: Callable[..., Result]) -> None:
    (folder / 'index.md').unlink()
    write(folder, {'index.rst': 'Talks\n=====\n\n.. toctree::\n\n   none\n'})
    assert run('new', 'license', 'one').out.startswith('Wrote licenses.rst: ')
    assert run('new', 'license', 'two').out.startswith('Added to licenses.rst: ')
    assert 'such as that of index.rst' in run('new', 'episode', 'talk', '--file', 'talk.rst').out
    # There is no page to list it.
    assert run('new', 'episode', 'other').out.splitlines()[2].endswith('to a table of contents (toctree).')
    assert 'datasets/PAGE.rst' in run('new', 'dataset', 'data').err
    assert {line.rpartition('[')[2] for line in run('check').lines} == {'toc.not_readable]', 'toc.not_included]'}


def test_the_short_names_are_used_where_the_domain_is_the_primary_one(folder: Path, run: Callable[..., Result]) -> None:
    assert run('new', 'license', 'one').status == 0
    assert '```{chronicle:license} one\n' in (folder / 'licenses.md').read_text(encoding='utf-8')
    write(folder, {'conf.py': f"{CONF}primary_domain = 'chronicle'\n"})
    assert run('new', 'license', 'two').status == 0
    assert '```{license} two\n' in (folder / 'licenses.md').read_text(encoding='utf-8')


ODD_ARGUMENTS = {
    'title that is not UTF-8': (['new', 'entry', 'x', '--title', 'caf\udce9'], 'argument --title: the text is not UTF-8'),
    'file that is not UTF-8': (['new', 'entry', 'x', '--file', 'caf\udce9.yaml'], 'argument --file: the text is not UTF-8'),
    'nothing for a key': (['new', 'entry', '--', '--'], "'--' is no name"),
    'nothing for a card': (['import-card', '--', '--'], 'error: '),
    'date that is not UTF-8': (['new', 'entry', 'x', '--date', 'caf\udce9'], 'argument --date: the text is not UTF-8'),
    'file of entries that is a pipe': (['new', 'entry', 'x', '--file', 'pipe.yaml'], "'pipe.yaml' is no file"),
    'page that is a pipe': (['new', 'license', 'x', '--file', 'pipe.md'], "'pipe.md' is no file"),
    'page that is a folder': (['new', 'license', 'x', '--file', 'folder.md'], "'folder.md' is no file"),
    'outside': (['new', 'license', 'x', '--file', '../x.md'], 'is outside the source folder'),
    'name with a zero': (['new', 'license', 'x', '--file', 'nul\0.md'], 'is outside the source folder'),
    'card that is a pipe': (['import-card', 'pipe.md'], 'pipe.md:1: this is no regular file'),
    'card that is a device': (['import-card', '/dev/zero'], '/dev/zero:1: this is no regular file'),
}  # fmt: skip


@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no such files')
@pytest.mark.parametrize(('arguments', 'message'), ODD_ARGUMENTS.values(), ids=ODD_ARGUMENTS)
def test_odd_arguments_are_one_message_and_leave_nothing(
    folder: Path, run: Callable[..., Result], arguments: list[str], message: str
) -> None:
    start(folder)
    write(folder, {'folder.md/x.txt': ''})
    os.mkfifo(folder / 'pipe.yaml')
    os.mkfifo(folder / 'pipe.md')
    before = sources(folder)
    result = run(*arguments)
    (folder / 'pipe.md').unlink()
    assert result.status in {1, 2}
    assert result.out == ''
    assert message in result.err
    assert 'Traceback' not in result.err
    assert len([line for line in result.err.splitlines() if 'error: ' in line]) == 1
    assert sources(folder) == before


#: Ends of pages at which a section cannot stand, and those at which it can.
ENDS = {
    'open fence': ('# T\n\n````\ncode\n', False),
    'open directive': ('# T\n\n```{note}\nwords\n', False),
    'open comment': ('# T\n\n<!-- words\n', False),
    'front matter left open': ('---\na: b\n', False),
    'list': ('# T\n\n- words\n', True),
    'quote': ('# T\n\n> words\n', True),
    'deep heading': ('# T\n\n## A\n\n### B\n', True),
    'comment': ('# T\n\n<!-- words -->\n', True),
    'no line end': ('# T\n\nWords', True),
}


@pytest.mark.parametrize(('page', 'fits'), ENDS.values(), ids=ENDS)
def test_a_section_is_put_only_where_the_parser_sees_one(
    folder: Path, run: Callable[..., Result], page: str, *, fits: bool
) -> None:
    write(folder, {'index.md': page})
    before = sources(folder)
    result = run('new', 'license', 'one', '--file', 'index.md', '--title', "It's *one*: `x`")
    assert result.status == (0 if fits else 1), result.err
    if fits:
        assert read(folder).graph.records['one'].path == 'index.md'
    else:
        assert 'a section cannot be put at the end of' in result.err
        assert sources(folder) == before


STYLES = {
    'plain': ('T\n=\n\nA\n-\n', '-'),
    'other characters': ('T\n~\n\nA\n^\n\nB\n"\n', '^'),
    'lines above and below': ('=\nT\n=\n\nA\n-\n', '-'),
    'only a title': ('T\n-\n', '='),
    'lines above and below alone': ('====\nHome\n====\n\n----\nPart\n----\n', '-'),
    'deep': ('T\n=\n\nA\n-\n\nB\n~\n', '-'),
}


@pytest.mark.parametrize(('page', 'style'), STYLES.values(), ids=STYLES)
def test_a_section_in_restructuredtext_has_the_underline_of_its_level(
    folder: Path, run: Callable[..., Result], page: str, style: str
) -> None:
    (folder / 'index.md').unlink()
    write(folder, {'index.rst': page})
    result = run('new', 'license', 'one', '--file', 'index.rst', '--title', 'One')
    assert result.status == 0, result.err
    assert f'\nOne\n{style * 3}\n' in (folder / 'index.rst').read_text(encoding='utf-8')
    assert [level for level, _line in read(folder).sections('index.rst')][-1] == 2


def test_an_interrupted_stub_is_taken_back(folder: Path) -> None:
    before = sources(folder)
    change = changes.Change('new/page.md', '# T\n', 1, is_new=True, steps=())
    with changes.written(folder, change):
        assert (folder / 'new/page.md').is_file()
    (folder / 'new/page.md').unlink()
    (folder / 'new').rmdir()

    def interrupt() -> None:
        with changes.written(folder, change):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert sources(folder) == before
    assert not (folder / 'new').exists()


# -- import-card ----------------------------------------------------------------------------------------------------------

DATA_CARD = """\
---
license: cc-by-4.0
language:
- en
- no
pretty_name: 'Harbor Logs: *annotated*'
size_categories:
- 1M<n<10M
task_categories:
- text-generation
tags:
- shipping
- region:us
extra_gated_prompt: Please agree.
dataset_info:
  features:
  - name: text
    dtype: string
  splits:
  - name: train
    num_bytes: 120000
    num_examples: 1400
  - name: test
    num_bytes: 9000
    num_examples: 90
  download_size: 60000
  dataset_size: 129000
my_own_key: 1
---

# Harbor

Some words.
"""

MODEL_CARD = """\
---
license: other
license_name: harbor-license
license_link: LICENSE
library_name: transformers
pipeline_tag: text-generation
base_model:
- acme/anchor-7b
- squad
base_model_relation: finetune
datasets: [acme/harbor-logs]
language: [en]
tags: [shipping, "arxiv:2401.00001"]
---
# Anchor Chat
"""


def left(result: Result) -> dict[str, str]:
    """What a command did not carry over, with the reasons; the last one of each."""
    found = (re.fullmatch(r'\S+?:(?: |\d+: )not carried over: (.+?): (.+)', line) for line in result.err.splitlines())
    return {match[1]: match[2] for match in found if match}


def test_a_dataset_card_becomes_a_section_of_a_page(build: Build, folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'card/README.md': DATA_CARD})
    result = run('import-card', 'card/README.md', '--hf', 'acme/harbor-logs')
    assert result.status == 0
    assert result.out == dedent("""\
        ## Harbor Logs: \\*annotated\\*

        ```{chronicle:dataset} harbor-logs
        hf: acme/harbor-logs
        tags: [shipping]
        languages: [en, "no"]
        license: [CC-BY-4.0]
        bytes: 129000
        subsets:
          - name: train
            rows: 1400
            bytes: 120000
          - name: test
            rows: 90
            bytes: 9000
        ```
        """)
    reasons = left(result)
    assert set(reasons) == {
        'size_categories', 'task_categories', 'tags', 'extra_gated_prompt', 'dataset_info.features',
        'dataset_info.download_size', 'my_own_key', 'the text of the card',
    }  # fmt: skip
    assert all(reasons.values())
    assert build({'index.md': f'# T\n\n{result.out}'}, 'dummy').lines == []


def test_a_model_card_becomes_an_entry_that_lacks_only_its_date(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'README.md': MODEL_CARD, 'licenses.md': '# L\n\n```{chronicle:license} harbor-license\n```\n'})
    result = run('import-card', 'README.md', '--hf', 'acme/Anchor-Chat')
    assert result.status == 0
    assert result.out == dedent("""\
        - key: anchor-chat
          title: Anchor Chat
          tags: [shipping]
          trained_on:
            - ref: acme/harbor-logs
              basis: card
          checkpoints:
            - hf: acme/Anchor-Chat
              license: [harbor-license]
              derived_from:
                - ref: acme/anchor-7b
                  basis: card
              method: finetune
        """)
    assert set(left(result)) == {
        'license_link', 'library_name', 'pipeline_tag', 'base_model', 'language', 'tags', 'date', 'the text of the card',
    }  # fmt: skip
    problems = read_entries(result.out, file_places('x'), REGISTRY).problems
    assert [problem.message.partition(' (')[0] for problem in problems] == ["field 'date' is missing"]


def test_what_is_no_license_of_the_project_is_not_carried_over(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'README.md': MODEL_CARD})
    result = run('import-card', 'README.md')
    assert 'license:' not in result.out
    assert "'new license harbor-license'" in left(result)['license_name']
    assert 'name: Anchor Chat' in result.out


@pytest.mark.parametrize(
    ('card', 'field', 'reason'),
    [
        pytest.param('pretty_name: P\nlicense: openrail', 'license', "'openrail' is neither", id='license'),
        pytest.param('pretty_name: P\nlanguage: {a: b}', 'language', 'neither a text nor a list', id='mapping'),
        pytest.param('pretty_name: P\ntags: [a, [b]]', 'tags', 'neither a text nor a list', id='list in a list'),
        pytest.param(
            'dataset_info: [{config_name: a}, {config_name: b}]', 'dataset_info', 'several configurations', id='configs'
        ),
        pytest.param('dataset_info: [{config_name: a}]', 'dataset_info.config_name', 'no field', id='one configuration'),
        pytest.param('dataset_info: none', 'dataset_info', 'it holds no sizes', id='no configuration'),
        pytest.param('dataset_info: {splits: all}', 'dataset_info.splits', 'no field', id='no splits'),
        pytest.param('dataset_info: {splits: [{num_examples: 1}]}', 'dataset_info.splits', 'without a name', id='nameless split'),
        pytest.param('pretty_name: {a: b}\nconfigs: []', 'pretty_name', 'it is no text', id='name'),
        pytest.param('pretty_name: P\ndataset_info: {dataset_size: big}', 'bytes', "'big' is not a size", id='size'),
        pytest.param('base_model: [x]\ndatasets: [squad]', 'datasets', "'squad' is not a Hugging Face id", id='dataset'),
    ],
)
def test_what_a_record_cannot_hold_is_told_with_the_reason(
    folder: Path, run: Callable[..., Result], card: str, field: str, reason: str
) -> None:
    write(folder, {'README.md': f'---\n{card}\n---\n# Name\n'})
    result = run('import-card', 'README.md')
    assert result.status == 0
    assert reason in left(result)[field]


def test_the_sizes_of_a_configuration_that_has_a_name_are_taken(folder: Path, run: Callable[..., Result]) -> None:
    info = '- config_name: all\n  dataset_size: 2048\n  splits:\n  - {name: train, num_examples: 7}\n'
    write(folder, {'README.md': f'---\npretty_name: P\ndataset_info:\n{info}---\n'})
    result = run('import-card', 'README.md')
    assert 'bytes: 2048' in result.out
    assert 'rows: 7' in result.out


def test_an_open_size_is_a_number_of_rows(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'README.md': '---\npretty_name: P\nsize_categories: n<1K\n---\n'})
    assert 'rows: "<1K"' in run('import-card', 'README.md').out


@pytest.mark.parametrize('sizes', ['[10M<n<100M, n>1T]', '[n<1K, n>1T]', '\n- n>1T\n- n<1K'])
def test_several_sizes_are_no_number_of_rows_whichever_comes_first(folder: Path, run: Callable[..., Result], sizes: str) -> None:
    write(folder, {'README.md': f'---\npretty_name: P\nsize_categories: {sizes}\n---\n'})
    result = run('import-card', 'README.md')
    assert 'rows:' not in result.out
    assert result.err.count("several sizes are no number of rows (give 'rows' if it is known)") == 2


GATES = {
    'auto': 'yes',
    'manual': 'yes',
    'true': 'yes',
    'false': 'no',
    '"no"': 'no',
    'Auto': 'yes',
    'maybe': '',
    '[auto]': '',
    'null': '',
}


@pytest.mark.parametrize(('written', 'gated'), GATES.items())
def test_whether_access_must_be_asked_for_is_carried_over(
    folder: Path, run: Callable[..., Result], written: str, gated: str
) -> None:
    write(folder, {'README.md': f'---\npretty_name: P\ndataset_info: {{}}\ngated: {written}\n---\n'})
    result = run('import-card', 'README.md')
    assert ('gated:' in result.out) == bool(gated)
    assert f'gated: {gated}\n' in result.out or not gated
    assert ('not carried over: gated: ' in result.err) == (not gated and written != 'null')


def test_a_model_is_told_truly_that_it_has_no_field_for_its_gate(folder: Path, run: Callable[..., Result]) -> None:
    write(folder, {'README.md': '---\npipeline_tag: text-generation\ngated: auto\n---\n# M\n'})
    result = run('import-card', 'README.md')
    assert 'not carried over: gated: a checkpoint has no field for it (a dataset has)' in result.err


BAD_CARDS = {
    'empty': ('', 'README.md:1: the card is empty'),
    'blank': ('\n \n', 'README.md:1: the card is empty'),
    'no front matter': ('# Words\n', 'README.md:1: the card has no front matter'),
    'left open': ('---\nlicense: mit\n', 'README.md:1: the front matter is not closed'),
    'nothing in it': ('---\n---\n# Words\n', "README.md:2: the front matter holds no 'field: value' lines"),
    'a list': ('---\n- a\n---\n', "README.md:2: the front matter holds no 'field: value' lines"),
    'broken': ('---\nlicense: mit\ntags: [a\n---\n', 'README.md:3: a bracket is opened here and not closed'),
    'alias': ('---\nlicense: &a mit\ntags: *a\n---\n', "README.md:2: '&a' is an anchor"),
    'bomb': ('---\na: ' + '[' * 100 + ']' * 100 + '\n---\n', 'README.md:2: the values are nested more than'),
    'control character': ('---\npretty_name: "\\x07"\n---\n', 'README.md:2: an escape in this text'),
    'no kind': ('---\nlicense: mit\n---\n# Words\n', 'README.md: nothing tells whether'),
    'no key': ('---\npretty_name: 港\n---\n', "no key can be made of '港' (give one with --key)"),
    'no name': ('---\npretty_name: []\n---\n', 'README.md: the card states no name'),
}


@pytest.mark.parametrize(('card', 'message'), BAD_CARDS.values(), ids=BAD_CARDS)
def test_a_malformed_card_is_one_clear_error(folder: Path, run: Callable[..., Result], card: str, message: str) -> None:
    write(folder, {'README.md': card})
    result = run('import-card', 'README.md')
    assert result.status == 2
    assert result.out == ''
    assert result.err.startswith(f'error: {message}')
    assert result.err.count('\n') == 1


def test_a_card_that_is_no_text_or_not_there_is_one_clear_error(folder: Path, run: Callable[..., Result]) -> None:
    (folder / 'README.md').write_bytes(b'---\nlicense: \xff\n---\n')
    result = run('import-card', 'README.md')
    assert (result.status, result.out) == (2, '')
    assert result.err.endswith('error: README.md:2: the file is not UTF-8 (save it in that encoding)\n')
    assert run('import-card', 'none.md').err.startswith('error: none.md:1: the file cannot be read: ')
    assert run('import-card', '.').status == 2


HOSTILE = [
    '```',
    '<script>alert(1)</script>',
    'a: b # c',
    '{dataset} x',
    '- item',
    '"quoted" \'text\'',
    '\\',
    '> fold',
    '*a',
    '%x',
    '@y',
]


@pytest.mark.parametrize('text', HOSTILE)
def test_nothing_in_a_card_is_more_than_text_in_the_record(
    build: Build, folder: Path, run: Callable[..., Result], text: str
) -> None:
    write(folder, {'README.md': f'---\npretty_name: {json.dumps(text)}\ntags: [{json.dumps(text)}]\n---\n'})
    made = run('import-card', 'README.md', '--key', 'x')
    assert made.status == 0
    site = build({'index.md': f'# T\n\n{made.out}'}, 'html')
    assert site.lines == []
    (item,) = read(Path(site.app.srcdir)).graph.records.values()
    assert View(item.record).tags == ((text,) if ':' not in text else ())
    heading = site.soup().select_one('h2')
    assert heading is not None
    assert heading.get_text().removesuffix('¶').translate({0x201C: 34, 0x201D: 34, 0x2018: 39, 0x2019: 39}) == text
    assert site.soup().select('h2 script') == []


# -- YAML that people go on editing ---------------------------------------------------------------------------------------

SCALARS = [
    'a', 'a b', 'a: b', 'a #b', 'a:', ':a', '', ' a', '1.50', '2402.16819', '31.6B', '~100B', '>20T', '<1K', 'null',
    '~', 'yes', '2025-03/2025-06', '1:07:37', 'https://e.org/a?b=c#d', "it's", '"q"', 'a\nb', '- a', '? a', '!a',
    '&a', '*a', '%a', '@a', '`a', '[a]', '{a}', 'a, b', 'a]b', 'ä☃', '\\', '1h 7m', '= a', '.a', '|', '--- a', 'true',
    '0x1F', 'key: [a', 'a\n\n- b\n  - c: #d', 'a \nb', 'a\n b', ' a\nb', 'a\n', 'a\n\nb\n', '# a\n# b', 'a\n  \nb', 'a\n\tb',
    '|\n---\n...\nb',
]  # fmt: skip


@pytest.mark.parametrize('text', SCALARS)
@pytest.mark.parametrize('form', ['field', 'flow', 'block'])
def test_a_text_is_read_back_as_it_was(text: str, form: str) -> None:
    values: dict[str, writing.Value] = {'field': text, 'flow': [text, 'b'], 'block': [{'k': text}, {'k': 'b' * 100}]}
    value = values[form]
    lines = writing.field_lines('f', value)
    tree = yamltree.parse('\n'.join(lines))
    assert tree is not None
    assert tree.value == {'f': value}


# -- the program ----------------------------------------------------------------------------------------------------------

#: Runs commands in a process in which nothing of Sphinx can be imported.
BLOCKED = """\
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {'sphinx', 'docutils', 'myst_parser', 'markdown_it', 'jinja2'}:
            raise ModuleNotFoundError(f'{name} was asked for', name=name)
        return None

sys.meta_path.insert(0, Refuse())
from sphinx_chronicle.cli.app import main

statuses = [
    main(['check', 'timeline/models.yaml']),
    main(['schema', '--kind', 'license']),
    main(['import-card', 'README.md']),
    main(['check', '--format', 'json', 'timeline/models.yaml']),
    main(['check']),
    main(['new', 'license', 'new-license']),
]
assert not {'sphinx', 'docutils', 'myst_parser', 'markdown_it'} & set(sys.modules)
sys.exit(repr(statuses))
"""


def program(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, 'PYTHONPATH': str(ROOT / '_ext'), 'PYTHONUTF8': '1'}
    command = [sys.executable, '-W', 'error', *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_what_needs_no_sphinx_works_where_it_cannot_be_imported(folder: Path) -> None:
    start(folder)
    write(folder, {'README.md': DATA_CARD})
    done = program(folder, '-c', BLOCKED)
    *_notes, checked, added, statuses = done.stderr.splitlines()
    assert statuses == '[0, 0, 0, 0, 2, 2]'
    assert checked == added == "error: 'sphinx' is not installed in this environment (activate that of the project)"
    assert done.stdout.endswith('[]\n')


def test_the_module_is_a_program(folder: Path) -> None:
    write(folder, PROJECT)
    done = program(folder, '-m', 'sphinx_chronicle', 'check')
    assert done.returncode == 1
    assert done.stderr == ''
    assert [line.partition(':')[0] for line in done.stdout.splitlines()] == ['data/a.yaml', 'data/b.yaml']
    assert program(folder, '-m', 'sphinx_chronicle', 'chekc').returncode == 2


def test_a_reader_that_goes_away_is_no_error_of_ours(folder: Path) -> None:
    entries = '\n'.join(entry(f'e{number}', nmae='x') for number in range(900))
    write(folder, {**PROJECT, 'data/a.yaml': entries})
    environment = {**os.environ, 'PYTHONPATH': str(ROOT / '_ext')}
    command = [sys.executable, '-m', 'sphinx_chronicle', 'check']
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b''
        assert running.wait(60) == 1


@pytest.mark.skipif(sys.platform != 'linux', reason='only Linux has a device that is always full')
@pytest.mark.parametrize(
    'arguments', [['schema'], ['check'], ['check', '--format', 'json'], ['import-card', 'README.md']], ids=' '.join
)
def test_an_output_that_is_full_is_one_clear_error(folder: Path, arguments: list[str]) -> None:
    write(folder, {**PROJECT, 'README.md': DATA_CARD})
    environment = {**os.environ, 'PYTHONPATH': str(ROOT / '_ext'), 'LC_ALL': 'C'}
    command = [sys.executable, '-m', 'sphinx_chronicle', *arguments]
    with Path('/dev/full').open('w') as full:
        done = subprocess.run(command, cwd=folder, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, 'error: the output cannot be written: No space left on device\n')


@pytest.mark.skipif(sys.platform == 'win32', reason='Windows keeps the current folder of a process')
def test_a_current_folder_that_is_gone_is_one_clear_error(folder: Path) -> None:
    (folder / 'gone').mkdir()
    code = "import os, sys; from sphinx_chronicle.cli.app import main; os.rmdir(os.getcwd()); sys.exit(main(['check']))"
    done = program(folder / 'gone', '-c', code)
    assert done.returncode == 2
    assert done.stderr.startswith('error: the current folder cannot be read: ')
    assert done.stderr.count('\n') == 1


COMMANDS = [[], ['check'], ['schema'], ['new'], ['import'], ['import-card'], *(['import', name] for name in imports.importers())]


@pytest.mark.parametrize('command', COMMANDS, ids=' '.join)
def test_the_help_of_each_command_tells_what_it_does_with_examples(run: Callable[..., Result], command: list[str]) -> None:
    result = run(*command, '--help')
    assert result.status == 0
    assert f'python -m sphinx_chronicle {" ".join(command)}'.strip() in result.out
    examples = result.out.partition('\nexamples:\n')[2]
    assert len(re.findall(r'^  python -m sphinx_chronicle ', examples, re.MULTILINE)) >= 2
    assert all(len(line) < 120 for line in result.out.splitlines())
