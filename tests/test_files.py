"""Files that timelines name by patterns, and files that are not YAML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.cli import app
from sphinx_chronicle.env.domain import chronicle_domain
from sphinx_chronicle.records.options import site_file

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Build, Markup, Site

CONF = "primary_domain = 'chronicle'\nexclude_patterns = ['out', 'left']\n"


def entry(key: str) -> str:
    return f'- {{key: {key}, title: {key.upper()}, date: 2025}}\n'


def keys(site: Site) -> list[str]:
    """The keys of the cards of the page, in order."""
    return [str(card['id']).removeprefix('entry-') for card in site.soup().select('.chronicle-card')]


def known(site: Site) -> set[str]:
    return {one.declared.record.key for one in chronicle_domain(site.app.env).index.all_placed()}


FILES = {
    'data/v10.yaml': entry('ten'),
    'data/v9.yaml': entry('nine'),
    'data/x.json': '[{"key": "json", "title": "J", "date": "2025"}]',
    'data/deep/er/x.csv': 'key,title,date\ncsv,C,2025\n',
    'data/notes.txt': 'no records',
    'data/.hidden.yaml': entry('hidden'),
    'left/z.yaml': entry('left'),
}


@pytest.mark.parametrize(
    ('names', 'expected'),
    [
        ('data/*.yaml', ['nine', 'ten']),
        ('data/v10.yaml, data/*', ['ten', 'nine', 'json']),
        ('data/**/*.csv', ['csv']),
        ('**/*', ['csv', 'nine', 'ten', 'json']),
        ('/data/v?.yaml, data/v9.yaml,', ['nine']),
        ('data/v[0-8]*.yaml', ['ten']),
    ],
)
def test_a_pattern_stands_for_the_files_that_match_it_each_once(build: Build, names: str, expected: list[str]) -> None:
    page = f'# T\n\n```{{timeline}}\n:file: {names}\n:order: oldest\n```\n'
    site = build({'index.md': page, **FILES}, conf=CONF)
    assert site.lines == []
    assert keys(site) == expected


def test_a_file_with_the_name_of_a_pattern_is_that_file(build: Build) -> None:
    page = '# T\n\n```{timeline}\n:file: data/v[1].yaml\n```\n'
    site = build({'index.md': page, 'data/v[1].yaml': entry('one'), 'data/v1.yaml': entry('other')}, 'dummy', conf=CONF)
    assert (site.lines, known(site)) == ([], {'one'})


@pytest.mark.parametrize('pattern', ['data/*.yml', 'nowhere/**', '../*.yaml', '/../*', 'left/*.yaml', 'data/***'])
def test_a_pattern_that_nothing_matches_is_reported_at_its_line(build: Build, pattern: str) -> None:
    page = f'# T\n\n```{{timeline}}\n:order: oldest\n:file: {pattern}, data/v9.yaml\n```\n'
    site = build({'index.md': page, **FILES}, 'dummy', conf=CONF)
    (line,) = site.lines
    assert line.startswith(f"index.md:5: WARNING: {{timeline}}: no file of YAML, JSON or CSV matches '{pattern}' (")
    assert known(site) == {'nine'}


@pytest.mark.parametrize('parallel', [0, 2])
def test_files_that_come_and_go_make_the_page_outdated_in_every_builder(build: Build, parallel: int) -> None:
    page = '# T\n\n```{timeline}\n:file: data/*\n```\n'
    other = '# O\n\n```{listing}\n```\n'
    more = {f'p{number}.md': f'# P{number}\n' for number in range(6)}
    files = {'index.md': page, 'other.md': other, 'data/a.yaml': entry('aa'), 'data/b.yaml': entry('bb'), **more}
    kept = CONF + "suppress_warnings = ['toc.not_included']\n"
    build(files, 'text', conf=kept, parallel=parallel)
    first = build(files, conf=kept, parallel=parallel)
    assert known(first) == {'aa', 'bb'}
    srcdir = first.app.srcdir
    (srcdir / 'data' / 'c.csv').write_text('key,title,date\ncc,CC,2025\n', encoding='utf-8')
    added = build(files, conf=kept, parallel=parallel)
    assert 'CC' in added.read('index.html')
    assert 'CC' in added.read('other.html')
    assert 'CC' in build(files, 'text', conf=kept, parallel=parallel).read('index.txt')
    (srcdir / 'data' / 'b.yaml').unlink()
    del files['data/b.yaml']
    removed = build(files, conf=kept, parallel=parallel)
    assert 'BB' not in removed.read('index.html')
    assert 'BB' not in removed.read('other.html')
    assert removed.lines == []
    # Nothing is read again where nothing has changed.
    before = dict(removed.app.env.all_docs)
    assert build(files, conf=kept, parallel=parallel).app.env.all_docs == before


def test_check_sees_files_that_come_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'conf.py').write_text("extensions = ['myst_parser', 'sphinx_chronicle']\n" + CONF, encoding='utf-8')
    (tmp_path / 'index.md').write_text('# T\n\n```{timeline}\n:file: data/*\n```\n', encoding='utf-8')
    (tmp_path / 'data').mkdir()
    (tmp_path / 'data' / 'a.yaml').write_text(entry('aa'), encoding='utf-8')
    assert app.main(['check']) == 0
    (tmp_path / 'data' / 'b.csv').write_text('key,title,dat\nbb,BB,2025\n', encoding='utf-8')
    (tmp_path / 'data' / 'c.json').write_text('[{"key": "cc",\n "title": "CC", "date": "soon"}]', encoding='utf-8')
    expected = ["data/b.csv:1: unknown field 'dat' (did you mean 'date'?) [chronicle.field]"]
    assert app.main(['check', 'data/b.csv']) == 1
    assert capsys.readouterr().out.splitlines() == expected
    assert app.main(['check']) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[:1] == expected
    assert out[1].startswith("data/c.json:2: entry 'cc': field 'date': 'soon' is not a date")
    for name in ('b.csv', 'c.json'):
        (tmp_path / 'data' / name).unlink()
    assert app.main(['check']) == 0


TABLE = 'key,title,date,summary\nada,Ada,2025,"Two\nlines"\nbob,Bob,2025-13,\n'


def test_rows_are_cards_with_their_place_in_the_file(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('T'), markup.directive('timeline', options={'file': 'x.csv', 'order': 'oldest'}))
    files = {markup.index: page, 'x.csv': TABLE}
    conf = CONF + "chronicle_edit_url = 'https://git.example/{path}#L{line}'\n"
    site = build(files, conf=conf)
    assert site.lines == [
        "x.csv:4: WARNING: entry 'bob', column 'date': there is no month 13 in '2025-13' (01 to 12) [chronicle.date]"
    ]
    assert sorted(keys(site)) == ['ada', 'bob']
    links = [str(link['href']) for link in site.soup().select('a[href^="https://git.example"]')]
    assert [link.rpartition('#')[2] for link in links] == ['L2', 'L4']


RECORDS = """\
- key: first
  title: "=First; one"
  date: 2024~
  summary: Some *words* about [](#second).
  tags: [a, "@b"]
  org: [X, Y]
  links: [{label: code, url: "https://example.org/"}]
  notes: [{about: date, kind: conflict, text: One says 2023.}]
- key: second
  title: Second
  date: 2025-03
  type: software
  training_tokens: 1T-2T
  checkpoints: [{name: x, params: 7.25B}]
  related: first
"""


def test_exports_are_read_back(build: Build) -> None:
    page = '# T\n\n```{timeline}\n:file: x.yaml\n:order: oldest\n```\n'
    files = {'index.md': page, 'x.yaml': RECORDS.replace('  related: first\n', '  related: [first]\n')}
    site = build(files, conf=CONF)
    assert site.lines == []
    graph = chronicle_domain(site.app.env).index.graph
    whole = {key: dict(one.record.given) for key, one in graph.records.items()}
    exported = site.read('exports/chronicle.json')
    again = build({'index.md': page.replace('x.yaml', 'back.json'), 'back.json': exported}, 'dummy', conf=CONF)
    assert again.lines == []
    defaults = {'type': 'release', 'status': 'released'}
    found = chronicle_domain(again.app.env).index.graph.records
    assert {key: dict(one.record.given) for key, one in found.items()} == {
        key: {**defaults, **given} for key, given in whole.items()
    }
    table = (site.outdir / 'exports' / 'entries.csv').read_bytes().decode()
    rows = build({'index.md': page.replace('x.yaml', 'back.csv'), 'back.csv': table}, 'dummy', conf=CONF)
    assert rows.lines == []
    lost = {'summary', 'links', 'related', 'checkpoints'}
    for key, one in chronicle_domain(rows.app.env).index.graph.records.items():
        expected = {name: value for name, value in {**defaults, **whole[key]}.items() if name not in lost}
        got = {**defaults, **one.record.given}
        assert got == expected


def test_an_export_of_another_version_says_so(build: Build) -> None:
    page = '# T\n\n```{timeline}\n:file: x.json\n```\n'
    text = json.dumps({'version': 1, 'records': []})
    (line,) = build({'index.md': page, 'x.json': text}, 'dummy', conf=CONF).lines
    assert line.startswith('x.json:1: WARNING: this is not version 2 of an export (')


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('entrys.yaml', "(did you mean 'entries.yaml'?)"),
        ('Entries.yaml', "(did you mean 'entries.yaml'?)"),
        ('/deep/entrys.yaml', "(did you mean '/deep/entries.yaml'?)"),
        ('../deep/entries.yml', "(did you mean '../deep/entries.yaml'?)"),
        ('nothing-like-it.yaml', '(looked for deep/nothing-like-it.yaml)'),
        ('fodler', '(looked for deep/fodler)'),
        ('none/entries.yaml', '(looked for deep/none/entries.yaml)'),
    ],
)
def test_a_missing_file_is_told_the_one_beside_it_with_nearly_its_name(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / 'deep' / 'folder').mkdir(parents=True)
    (tmp_path / 'deep' / 'entries.yaml').touch()
    assert site_file(name, 'deep', tmp_path).message == f"there is no file '{name}' {expected}"
