"""Imports: what other tools publish becomes records that build silently, what is lost is said, and nothing is written twice."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sphinx_chronicle.cli import app
from sphinx_chronicle.cli.check import ProjectError
from sphinx_chronicle.cli.importer import short_key
from sphinx_chronicle.records.declare import declared_registry
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.load import registry_of, shipped
from sphinx_chronicle.records.reader import file_places

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Build

SAMPLES = Path(__file__).parent / 'imports'

#: A project with fields of its own by the names that the vocabulary has.
CONF = """
project = 'Harbor'
extensions = ['myst_parser', 'sphinx_chronicle']
chronicle_kinds = {'entry': {'fields': {
    'version': {'type': 'text'}, 'latest': {'type': 'text'}, 'supported_until': {'type': 'date'},
    'end_of_life': {'type': 'date'}, 'withdrawn': {'type': 'boolean'},
}}}
"""

FIELDS = ('version', 'latest', 'supported_until', 'end_of_life', 'withdrawn')

#: What each sample is read with, and how many records it gives.
SOURCES = {
    'changelog': (['changelog', 'CHANGELOG.md'], 3),
    'timelinejs': (['timelinejs', 'timeline.json'], 7),
    'endoflife, a file of the site': (['endoflife', 'harbor.md'], 3),
    'endoflife, the API': (['endoflife', 'cycles.json', '--name', 'Harbor'], 2),
    'endoflife, version 1 of the API': (['endoflife', 'product.json'], 1),
}


class Result(NamedTuple):
    """What a command gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Import something into the project, in this process."""
    monkeypatch.chdir(folder)

    def run_command(*arguments: str) -> Result:
        status = app.main(['import', *arguments])
        captured = capsys.readouterr()
        assert 'Traceback' not in captured.err
        return Result(status, captured.out, captured.err)

    return run_command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with an empty page and the samples."""
    source = tmp_path / 'project'
    shutil.copytree(SAMPLES, source)
    (source / 'conf.py').write_text(f"{CONF}include_patterns = ['index.*']\n", encoding='utf-8')
    (source / 'index.md').write_text('# T\n', encoding='utf-8')
    return source


def records(text: str) -> dict[str, dict[str, Any]]:
    """The records of a YAML text, as they are written."""
    values: dict[str, Any] = {}
    exec(CONF, values)
    registry = declared_registry((), values['chronicle_kinds'], (), Path('conf.py'), lambda _name: False)[0]
    reading = read_entries(text, file_places('x.yaml'), registry)
    assert reading.problems == []
    return {item.record.key: {name: plain(value) for name, value in item.record.given.items()} for item in reading.records}


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return {name: plain(inner) for name, inner in value.given.items()} if hasattr(value, 'given') else str(value)


def lost(result: Result) -> list[tuple[str, str]]:
    """What was not carried over, by place and by what it is."""
    return [
        (one[0].rstrip(':'), one[1])
        for one in re.findall(r'^[^:]+:(.+?): not carried over: (.+?): .+$', result.err, re.MULTILINE)
    ]


# -- the samples ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('suffix', ['md', 'rst'])
def test_what_others_publish_is_imported_and_builds_without_an_edit_or_a_word(
    build: Build, folder: Path, run: Callable[..., Result], suffix: str
) -> None:
    page = {
        'md': '# T\n\n```{chronicle:timeline}\n:file: FILES\n```\n',
        'rst': 'T\n=\n\n.. chronicle:timeline::\n   :file: FILES\n',
    }[suffix]
    names = [f'{name.partition(".")[0].lower()}.yaml' for (_import, name, *_more), _count in SOURCES.values()]
    if suffix == 'rst':
        (folder / 'index.md').rename(folder / 'index.rst')
        (folder / 'index.rst').write_text('T\n=\n', encoding='utf-8')
    for (arguments, count), name in zip(SOURCES.values(), names, strict=True):
        result = run(*arguments, '--file', name)
        assert (result.status, result.out.splitlines()[0]) == (0, f'Wrote {name}: {count} record{"s" if count > 1 else ""}.'), (
            result
        )
        assert result.err
    files = {name: (folder / name).read_text(encoding='utf-8') for name in names}
    assert ('`dinner <' if suffix == 'rst' else '[dinner](') in files['timeline.yaml']
    site = build({f'index.{suffix}': page.replace('FILES', ', '.join(names)), **files}, conf=CONF)
    assert site.lines == []
    assert len(site.soup().select('.chronicle-card, article[id^="entry-"]')) >= sum(
        count for _arguments, count in SOURCES.values()
    )
    text = site.soup().get_text()
    assert 'harbor plan --tides' in text.replace('–', '--')
    assert '\\' not in text


def test_a_changelog_keeps_all_of_its_changes(run: Callable[..., Result]) -> None:
    result = run('changelog', 'CHANGELOG.md')
    assert result.status == 0
    found = records(result.out)
    assert list(found) == ['harbor-1-0-0', 'harbor-1-0-1', 'harbor-1-1-0']
    new, yanked = found['harbor-1-1-0'], found['harbor-1-0-1']
    assert (new['title'], new['date'], new['version']) == ('Harbor 1.1.0', '2024-03-01', '1.1.0')
    assert new['links'] == [{'label': 'Changes', 'url': 'https://github.com/acme/harbor/compare/v1.0.1...v1.1.0'}]
    assert (yanked['withdrawn'], yanked['links'][0]['label']) == ('True', 'Release')
    assert yanked['summary'] == '**Security**\n\n- Lock the gates. ([CVE-2024-0001](https://example.org/cve))'
    for words in (
        '**Added**',
        '  - of *two* seas',
        '`harbor plan --tides`',
        '**Breaking:**',
        'A `key` press',
        '- Ada · 12',
        'depth = 12',
    ):
        assert words in new['summary']
    assert lost(result) == [
        ('3', 'the text outside of versions'),
        ('8', "'Unreleased'"),
        ('28', "the link to 'docs/ships.md'"),
        ('28', 'an image'),
        ('31', 'a table'),
        ('52', "'Harbor 0.9'"),
    ]


def test_a_timeline_keeps_its_dates_words_and_links(run: Callable[..., Result]) -> None:
    result = run('timelinejs', 'timeline.json', '--prefix', 'house')
    found = records(result.out)
    assert {key: one['date'] for key, one in found.items()} == {
        'house-first-stone': '1822-05-11',
        'house-years-of-building': '1823/1831-09',
        'house-the-lighthouse-of-alexandria-was-finished': '-0279',
        'house-electric-light': '1901-12-01',
        'house-event-2001': '2001',
        'house-electric-light-2': '2002',
        'house-the-age-of-oil': '1822/1900',
    }
    first = found['house-first-stone']
    assert (first['title'], first['family'], first['type']) == ('The first stone laid by the mayor', 'Building', 'event')
    assert first['links'] == [{'label': 'The stone in 1822 (Harbor archive)', 'url': 'https://images.example/stone.jpg'}]
    assert found['house-years-of-building']['summary'] == 'Stone by stone.\n\nA \\*great\\* work: 1. plan, 2. build.'
    assert ' slide 7' in dict(lost(result))
    assert [what for place, what in lost(result) if place == ' slide 4'] == ['<script>', '<u>', "the time of 'start_date'"]
    assert (' title', 'the title slide') in lost(result)


def test_a_product_keeps_its_dates_in_each_of_the_forms(run: Callable[..., Result]) -> None:
    site, old, new = (records(run(*arguments).out) for arguments, _count in [*SOURCES.values()][2:])
    assert list(site) == ['harbor-server-1', 'harbor-server-2-10', 'harbor-server-3']
    long = site['harbor-server-2-10']
    assert long['title'] == 'Harbor Server 2.10 (Kraken)'
    assert [long[name] for name in FIELDS[:4]] == ['2.10', '2.10.17', '2025-03-01', '2027-03-01']
    assert (long['tags'], long['family']) == (['LTS'], 'Harbor Server')
    assert long['links'] == [{'label': 'Release notes', 'url': 'https://harbor.example/lts/Kraken/'}]
    assert long['sources'] == [{'url': 'https://endoflife.date/harbor-server'}]
    assert site['harbor-server-3']['links'][0]['url'] == 'https://harbor.example/releases/3#3.1.2'
    assert not {'end_of_life', 'supported_until'} & site['harbor-server-1'].keys()
    assert [old['harbor-3-0'].get(name) for name in FIELDS[:4]] == ['3.0', '3.0.9', None, '2025-01-02']
    assert old['harbor-3-1']['supported_until'] == '2026-01-01'
    assert [new['harbor-os-22-04'][name] for name in FIELDS[:4]] == ['22.04', '22.04.5', '2024-09-30', '2027-04-01']
    told = dict(lost(run('endoflife', 'harbor.md')))
    assert (told['38'], told['46'], told['47'], told['30']) == ("'eoes'", "'eoas'", "'eol'", "'latestReleaseDate'")


def test_fields_of_a_vocabulary_that_is_not_named_are_said_once(folder: Path, run: Callable[..., Result]) -> None:
    (folder / 'conf.py').write_text("extensions = ['myst_parser', 'sphinx_chronicle']\n", encoding='utf-8')
    result = run('endoflife', 'harbor.md')
    assert result.status == 0
    assert 'version:' not in result.out
    said = [line for line in result.err.splitlines() if ': version: ' in line]
    why = "it belongs to the vocabulary 'releases' (add it to chronicle_vocabularies, and import again)"
    assert said == [f'harbor.md:24: not carried over: version: {why} (also in line 32, 43)']
    # A project has a name only if it says so.
    assert 'title: Version 1.1.0' in run('changelog', 'CHANGELOG.md').out


def test_without_a_project_all_is_printed(tmp_path: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def find_none(start: Path) -> Path:
        raise ProjectError(f'{start}')

    # Above a temporary folder there may be anything.
    monkeypatch.setattr(app, 'find_root', find_none)
    result = run('timelinejs', str(SAMPLES / 'timeline.json'), '--markup', 'rst')
    assert result.status == 0
    assert '`dinner <' in result.out
    assert run('timelinejs', str(SAMPLES / 'timeline.json'), '--file', 'x.yaml').status == 2


GUIDE = (Path(__file__).parent.parent / 'guide' / 'importing.md').read_text(encoding='utf-8')


@pytest.mark.parametrize(('number', 'suffix'), [(0, 'md'), (1, 'rst')])
def test_the_example_of_the_guide_is_what_the_command_gives(
    build: Build, folder: Path, run: Callable[..., Result], number: int, suffix: str
) -> None:
    (log,) = re.findall(r'^:caption: CHANGELOG\.md\n\n(.*?)^```$', GUIDE, re.MULTILINE | re.DOTALL)
    blocks = {
        language: re.findall(rf'^(`{{3,}}){language}\n(.*?)^\1$', GUIDE, re.MULTILINE | re.DOTALL)
        for language in ('yaml', 'text', suffix, 'sh')
    }
    (folder / 'index.md').rename(folder / f'index.{suffix}')
    title = {'md': '# T\n\n', 'rst': 'T\n=\n\n'}[suffix]
    conf = CONF.partition('chronicle_kinds')[0]
    (folder / 'conf.py').write_text(f"{conf}include_patterns = ['index.*']\n", encoding='utf-8')
    (folder / f'index.{suffix}').write_text(title, encoding='utf-8')
    (folder / 'CHANGELOG.md').write_text(log, encoding='utf-8')
    command = blocks['sh'][0][1].split()
    assert command[:4] == ['python', '-m', 'sphinx_chronicle', 'import']
    result = run(*command[4:])
    assert result.out.startswith('Wrote timeline/releases.yaml: 2 records.')
    text = (folder / 'timeline/releases.yaml').read_text(encoding='utf-8')
    assert text == blocks['yaml'][number][1]
    assert result.err == blocks['text'][0][1]
    files = {f'index.{suffix}': title + blocks[suffix][0][1], 'timeline/releases.yaml': text}
    assert build(files, 'dummy', conf='project = "Harbor"\n').lines == []


# -- tags -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., None]:
    """Runs Git in a repository of its own, at a moment."""
    place = tmp_path / 'repository'

    def git(*arguments: str | bytes, at: str = '2024-01-15T12:00:00Z') -> None:
        person = {f'GIT_{who}_{what}': 'a@e.org' for who in ('AUTHOR', 'COMMITTER') for what in ('NAME', 'EMAIL')}
        dates = {
            'GIT_AUTHOR_DATE': at,
            'GIT_COMMITTER_DATE': at,
            'GIT_CONFIG_GLOBAL': os.devnull,
            'GIT_CONFIG_SYSTEM': os.devnull,
        }
        subprocess.run(['git', *arguments], cwd=place, env={**os.environ, **person, **dates}, check=True, capture_output=True)

    place.mkdir()
    git('init', '--quiet')
    git('commit', '--quiet', '--allow-empty', '--message', 'Begin')
    return git


def test_tags_become_entries_in_the_order_of_their_versions(run: Callable[..., Result], repository: Callable[..., None]) -> None:
    for name in ('v1.2.0-rc.10', 'v1.2.0-rc.2', 'v1.2.0', 'v0.9', 'lib/v2.0', 'nightly', 'release-1.1'):
        repository('tag', name)
    message = 'Harbor 1.10.0\n\nNew: *berths*, __tides__.\n\n- one\n- two\n  and more\n'
    repository('tag', '--annotate', 'v1.10.0', '--message', message, at='2024-02-02T00:30:00+0200')
    repository('tag', '--annotate', 'v1.10.1', '--message', 'v1.10.1')
    repository('update-ref', b'refs/tags/v3.\xe9', 'HEAD')
    result = run('git-tags', '../repository')
    found = records(result.out)
    assert [one['title'] for one in found.values()] == [
        'Harbor 0.9', 'Harbor 1.2.0-rc.2', 'Harbor 1.2.0-rc.10', 'Harbor 1.2.0', 'Harbor 1.10.0', 'Harbor 1.10.1',
        'Harbor lib 2.0', 'Harbor 1.1',
    ]  # fmt: skip
    assert found['harbor-1-10-0']['date'] == '2024-02-01'
    assert found['harbor-1-10-0']['summary'] == 'New: \\*berths\\*, \\_\\_tides\\_\\_.\n\n- one\n- two and more'
    assert 'summary' not in found['harbor-1-10-1']
    assert 'summary' not in found['harbor-1-2-0']
    assert lost(result) == [(' tag nightly', 'the tag'), (' tag v3.\ufffd', 'the tag')]
    assert list(records(run('git-tags', '../repository', '--match', 'n*', '--name', 'Harbor Beta').out)) == [
        'harbor-beta-nightly'
    ]


def test_tags_that_cannot_be_read_are_one_message(
    run: Callable[..., Result], repository: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run('git-tags', '../repository').err == "error: '../repository' has no tags with versions\n"
    repository('tag', 'v1')
    assert 'has no tags that match' in run('git-tags', '../repository', '--match', 'x').err
    assert run('git-tags', '../none').status == 2
    monkeypatch.setenv('PATH', '')
    assert run('git-tags', '../repository') == Result(2, '', "error: 'git' was not found (install it, or put it on the PATH)\n")


# -- files ----------------------------------------------------------------------------------------------------------------

OLD = '- key: old\n  title: Old\n  date: 2020\n'

FILES = {
    'at the margin': f'# Mine.\n{OLD}# The end.\n',
    'indented': 'entries:\n  - key: old   # mine\n    title: Old\n    date: 2020\n',
    'with defaults': f'defaults:\n  org: Acme\nentries:\n{OLD}',
    'deep': 'entries:\n    - {key: old, title: Old, date: 2020}\n',
    'windows': OLD.replace('\n', '\r\n'),
    'no line end': OLD.rstrip(),
    'block at the end': f'{OLD}  summary: |\n    Words.\n\n    More.\n',
    'byte order mark': f'\ufeff{OLD}',
}


@pytest.mark.parametrize('before', FILES.values(), ids=FILES)
def test_records_go_to_the_end_of_a_file_as_it_is_written_and_only_once(
    folder: Path, run: Callable[..., Result], before: str
) -> None:
    file = folder / 'x.yaml'
    file.write_bytes(before.encode())
    first = run('changelog', 'CHANGELOG.md', '--file', 'x.yaml')
    assert (first.status, first.out.splitlines()[0]) == (0, 'Added to x.yaml: 3 records.'), first
    after = file.read_bytes().decode()
    assert after.startswith(before.rstrip())
    assert after.count('\r') == (after.count('\n') if '\r' in before else 0)
    assert list(records(after)) == ['old', 'harbor-1-0-0', 'harbor-1-0-1', 'harbor-1-1-0']
    again = run('changelog', 'CHANGELOG.md', '--file', 'x.yaml')
    assert (again.status, again.out) == (0, 'There is nothing new for x.yaml.\n')
    assert 'x.yaml has 3 records already: harbor-1-0-0, harbor-1-0-1, harbor-1-1-0\n' in again.err
    assert 'docs/ships.md' not in again.err
    assert file.read_bytes().decode() == after
    log = (folder / 'CHANGELOG.md').read_text(encoding='utf-8')
    (folder / 'CHANGELOG.md').write_text(
        log.replace('## [1.1.0]', '## 1.2.0 (2024-05-01)\n\n- New.\n\n## [1.1.0]'), encoding='utf-8'
    )
    assert run('changelog', 'CHANGELOG.md', '--file', 'x.yaml').out.startswith('Added to x.yaml: 1 record.')
    assert [*records(file.read_bytes().decode())][-1] == 'harbor-1-2-0'
    assert file.read_bytes().decode().startswith(after.rstrip())


def test_a_key_that_another_file_has_is_left_out(folder: Path, run: Callable[..., Result]) -> None:
    (folder / 'index.md').write_text('# T\n\n```{chronicle:timeline}\n:file: one.yaml, two.yaml\n```\n', encoding='utf-8')
    (folder / 'one.yaml').write_text(OLD.replace('old', 'harbor-1-0-1'), encoding='utf-8')
    result = run('changelog', 'CHANGELOG.md', '--file', 'two.yaml')
    assert result.out == 'Wrote two.yaml: 2 records.\n  Check it: python -m sphinx_chronicle check\n'
    assert "the key 'harbor-1-0-1' is taken by entry 'harbor-1-0-1' in one.yaml:1" in result.err


REFUSED = {
    'broken': ('- key: a\n\ttitle: A\n', 1, 'x.yaml:2: a tab'),
    'list in one line': ('[{key: a, title: A, date: 2024}]\n', 1, 'cannot be put at the end'),
    'defaults last': ('entries:\n  - {key: a, title: A, date: 2024}\ndefaults:\n  org: A\n', 1, 'cannot be put at the end'),
    'ended': (f'{OLD}...\n', 1, 'cannot be put at the end'),
    'not UTF-8': ('- key: caf\udce9\n', 1, 'the file is not UTF-8'),
}


@pytest.mark.parametrize(('before', 'status', 'message'), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_take_records_stays_as_it_is(
    folder: Path, run: Callable[..., Result], before: str, status: int, message: str
) -> None:
    (folder / 'x.yaml').write_bytes(before.encode('utf-8', 'surrogateescape'))
    result = run('changelog', 'CHANGELOG.md', '--file', 'x.yaml')
    assert (result.status, result.out) == (status, '')
    assert message in result.err
    assert (folder / 'x.yaml').read_bytes() == before.encode('utf-8', 'surrogateescape')
    assert sorted(file.name for file in folder.glob('*x.yaml*')) == ['x.yaml']


@pytest.mark.parametrize(('name', 'status'), [('x.txt', 1), ('../x.yaml', 2), ('.', 1), ('none/../../../x.yaml', 2)])
def test_a_file_that_is_none_for_records_is_one_message(run: Callable[..., Result], name: str, status: int) -> None:
    result = run('timelinejs', 'timeline.json', '--file', name)
    assert (result.status, result.out) == (status, '')
    assert result.err.count('error: ') == 1


def test_a_card_goes_to_a_file_as_a_record_of_its_kind(folder: Path, run: Callable[..., Result]) -> None:
    (folder / 'conf.py').write_text(
        "extensions = ['myst_parser', 'sphinx_chronicle']\nchronicle_vocabularies = ['models']\n", 'utf-8'
    )
    (folder / 'data.md').write_text('---\npretty_name: Some Data\nlicense: mit\n---\n', encoding='utf-8')
    (folder / 'model.md').write_text('---\npipeline_tag: x\n---\n# A Model\n', encoding='utf-8')
    assert run('card', 'data.md', '--kind', 'dataset', '--file', 'x.yaml').status == 0
    missing = run('card', 'model.md', '--file', 'x.yaml')
    assert missing.status == 1
    assert "it has no 'date'" in missing.err
    assert run('card', 'model.md', '--date', '2025-03', '--file', 'x.yaml').status == 0
    text = (folder / 'x.yaml').read_text(encoding='utf-8')
    found = read_entries(text, file_places('x.yaml'), registry_of(*shipped()))
    assert [(item.record.kind, item.record.key) for item in found.records] == [('dataset', 'some-data'), ('entry', 'a-model')]
    assert found.problems == []
    (folder / 'conf.py').write_text("extensions = ['myst_parser', 'sphinx_chronicle']\n", encoding='utf-8')
    refused = run('card', 'data.md', '--kind', 'dataset')
    assert refused.status == 2
    assert "the project has no records of the kind 'dataset' (add the vocabulary 'models'" in refused.err
    (folder / 'index.md').rename(folder / 'index.rst')
    (folder / 'index.rst').write_text('T\n=\n', encoding='utf-8')
    (folder / 'conf.py').write_text(
        "extensions = ['sphinx_chronicle']\ninclude_patterns = ['index.*']\nchronicle_vocabularies = ['models']\n",
        encoding='utf-8',
    )
    section = run('card', 'data.md', '--kind', 'dataset').out
    assert section == 'Some Data\n---------\n\n.. chronicle:dataset:: some-data\n\n   license: [MIT]\n'


# -- what nobody should send ----------------------------------------------------------------------------------------------

BAD = {
    'empty changelog': ('changelog', '', 'there is no heading of a version'),
    'changelog without versions': ('changelog', '# A\n\n## B\n', 'there is no heading of a version'),
    'changelog nested too deep': ('changelog', '## 1.0 - 2024-01-01\n\n' + '> ' * 400 + 'x\n', ''),
    'empty timeline': ('timelinejs', '', 'x:1: this is no JSON'),
    'timeline of another kind': ('timelinejs', '[]', 'this is no timeline of TimelineJS 3'),
    'timeline of another version': ('timelinejs', '{"timeline": {"date": []}}', 'that of TimelineJS 2 is another'),
    'not a number': ('timelinejs', '{"events": [NaN]}', "x: 'NaN' is no value of JSON"),
    'name given twice': ('timelinejs', '{"events": [], "events": []}', "x: 'events' is given twice"),
    'JSON nested too deep': ('timelinejs', '[' * 200_000, 'the values are nested too deep'),
    'no events': ('timelinejs', '{"events": []}', "no record could be made of 'x'"),
    'YAML bomb': ('endoflife', '---\na: &a [x, x]\nb: [*a, *a]\n---\n', "x:2: '&a' is an anchor"),
    'front matter left open': ('endoflife', '---\ntitle: X\n', 'x:1: the front matter is not closed'),
    'front matter that is a list': ('endoflife', '---\n- a\n---\n', "x:2: the front matter holds no 'field: value' lines"),
    'no releases': ('endoflife', '---\ntitle: X\n---\n', "it has no list 'releases'"),
    'a number': ('endoflife', '1', 'this is no product of endoflife.date'),
    'not UTF-8': ('endoflife', b'\xff', 'x:1: the file is not UTF-8'),
    'too large': ('changelog', b' ' * (17 * 2**20), 'x:1: the file is larger than'),
}  # fmt: skip


@pytest.mark.parametrize(('name', 'text', 'message'), BAD.values(), ids=BAD)
def test_a_source_that_is_none_is_one_message(
    folder: Path, run: Callable[..., Result], name: str, text: str | bytes, message: str
) -> None:
    (folder / 'x').write_bytes(text if isinstance(text, bytes) else text.encode())
    result = run(name, 'x')
    if not message:
        assert result.status == 0
        return
    assert result.status == (1 if message.startswith('no record') else 2)
    assert result.out == ''
    assert message in result.err
    assert result.err.count('\n') == 1


@pytest.mark.parametrize('name', ['changelog', 'timelinejs', 'endoflife', 'card'])
@pytest.mark.parametrize('path', ['none', '.', 'pipe', 'nul\0'])
def test_a_source_that_is_no_file_is_one_message(folder: Path, run: Callable[..., Result], name: str, path: str) -> None:
    if sys.platform != 'win32':
        os.mkfifo(folder / 'pipe')
    result = run(name, path)
    assert (result.status, result.out) == (2, '')
    assert result.err.count('\n') == 1
    assert result.err.startswith('error: ')


#: Values of any kind where others are expected.
JUNK: list[Any] = [
    None,
    True,
    3,
    'x',
    '',
    [],
    ['x'],
    {},
    {'year': []},
    {'headline': {'a': 'b'}, 'text': 1},
    'a\u0000b\ud800\x07',
    '\u2028',
]


@pytest.mark.parametrize('junk', JUNK, ids=repr)
def test_values_of_any_kind_are_messages_and_never_a_traceback(folder: Path, run: Callable[..., Result], junk: Any) -> None:
    sound = {'start_date': {'year': '2000'}, 'text': {'headline': 'A'}}
    names = ('start_date', 'end_date', 'text', 'media', 'group', 'display_date', 'background', 'autolink', 'unique_id', 'zzz')
    events = [{**sound, name: junk} for name in names] + [junk]
    events += [{**sound, 'text': {'headline': junk, 'text': junk}}, {**sound, 'media': {'url': junk, 'caption': junk}}]
    events += [{**sound, 'start_date': {'year': '2000', 'month': junk, 'day': junk}}]
    data = {'events': [sound, *events], 'eras': [junk], 'title': junk, 'scale': junk, 'other': junk}
    (folder / 'x.json').write_text(json.dumps(data), encoding='utf-8')
    result = run('timelinejs', 'x.json', '--file', 'x.yaml')
    assert result.status == 0
    assert len(records((folder / 'x.yaml').read_text(encoding='utf-8'))) > 5
    names = ('cycle', 'releaseDate', 'eol', 'latest', 'lts', 'support', 'link', 'codename', 'releaseLabel', 'zzz')
    cycles = [{'cycle': '1', 'releaseDate': '2000'}, junk, *({'cycle': '2', 'releaseDate': '2001', name: junk} for name in names)]
    (folder / 'y.json').write_text(json.dumps({'result': {'releases': cycles, 'label': junk, 'links': junk}}), encoding='utf-8')
    assert run('endoflife', 'y.json', '--file', 'y.yaml').status == 0
    assert len(records((folder / 'y.yaml').read_text(encoding='utf-8'))) > 5


HEADINGS = {
    '## [1.2.0] - 2024-03-01': ('1.2.0', '2024-03-01'),
    '## [1.2.0](https://e.org/x) (2024-03-01)': ('1.2.0', '2024-03-01'),
    '## v1.2.0 — 2024-03': ('1.2.0', '2024-03'),
    '# 1.2.0 (2024)': ('1.2.0', '2024'),
    '## Harbor 1.2.0: 2024-03-01': ('1.2.0', '2024-03-01'),
    '## Release v1.2, 2024-03-01': ('1.2', '2024-03-01'),
    '## 1.2.0-rc.1+build.5 - 2024-03-01': ('1.2.0-rc.1+build.5', '2024-03-01'),
    '## 2024-03-01, Version 1.2.0 (Current), @sailor': ('1.2.0', '2024-03-01'),
    '## 2024-03-01': ('2024-03-01', '2024-03-01'),
    '1.2.0 / 2024-03-01\n---': ('1.2.0', '2024-03-01'),
}


@pytest.mark.parametrize(('heading', 'expected'), HEADINGS.items())
def test_headings_as_others_write_them_are_versions(
    folder: Path, run: Callable[..., Result], heading: str, expected: tuple[str, str]
) -> None:
    (folder / 'x.md').write_text(f'# Changes\n\n{heading}\n\n- Words.\n\n## 3 ways to begin\n', encoding='utf-8')
    ((_key, made),) = records(run('changelog', 'x.md').out).items()
    assert (made['version'], made['date']) == expected
    assert made['summary'].startswith('- Words.')


def test_keys_are_unique_and_stable(folder: Path, run: Callable[..., Result]) -> None:
    text = '## 1.0.0+1 - 2024-02-01\n\n## 1.0.0-1 - 2024-01-01\n'
    (folder / 'x.md').write_text(text, encoding='utf-8')
    before = {one['version']: key for key, one in records(run('changelog', 'x.md').out).items()}
    assert before == {'1.0.0-1': 'harbor-1-0-0-1', '1.0.0+1': 'harbor-1-0-0-1-2'}
    (folder / 'x.md').write_text(f'## 1.0.0.1 - 2024-03-01\n\n{text}', encoding='utf-8')
    after = {one['version']: key for key, one in records(run('changelog', 'x.md').out).items()}
    assert after == {**before, '1.0.0.1': 'harbor-1-0-0-1-3'}
    assert short_key('光', 'a' * 99) == 'a' * 60
    assert short_key(' '.join(['word'] * 20)) == '-'.join(['word'] * 12)


def test_a_changelog_says_what_it_needs(folder: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / 'index.md').rename(folder / 'index.rst')
    (folder / 'conf.py').write_text("extensions = ['sphinx_chronicle']\ninclude_patterns = ['index.*']\n", encoding='utf-8')
    monkeypatch.setitem(sys.modules, 'markdown_it', None)
    message = 'a changelog is read with markdown-it-py, which is not installed (pip install markdown-it-py)'
    assert run('changelog', 'CHANGELOG.md') == Result(2, '', f'error: {message}\n')


def test_nothing_of_a_source_is_more_than_text(build: Build, folder: Path, run: Callable[..., Result]) -> None:
    odd = '<script>x()</script> {{ x }} {ref}`y` $z$ ![i](/i.png) [l](javascript:x) %c\n\n(t)=\n\n::: {note}\nx\n:::\n'
    (folder / 'x.md').write_text(f'## 1.0 - 2024-01-01\n\n{odd}\n```{{chronicle:timeline}}\n- x\n```\n', encoding='utf-8')
    text = run('changelog', 'x.md').out
    extensions = "myst_enable_extensions = ['colon_fence', 'dollarmath', 'substitution', 'html_image', 'deflist', 'fieldlist']\n"
    page = '# T\n\n```{chronicle:timeline}\n:file: x.yaml\n```\n'
    site = build({'index.md': page, 'x.yaml': text}, conf=CONF + extensions)
    assert site.lines == []
    assert {'key', 'title', 'date', 'summary'} <= records(text)['harbor-1-0'].keys()
    assert site.soup().select('main script, [href^="javascript"]') == []
