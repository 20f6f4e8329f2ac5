"""A record that cannot be read is said to be so, once, and what names it is not wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Build, Markup

GOOD = """\
entries:
  - key: alpha-one
    title: Alpha
    date: 2024
    related: [alpha-two]
    checkpoints:
      - name: x
        license: alpha-license
  - key: alpha-two
    title: Alpha 2
    date: 2025
    derived_from: [alpha-one]
  - key: alpha-license
    kind: license
    title: Alpha License
  - key: alpha-three
    title: Alpha 3
    date: 2026
    derived_from: [alpha-two]
"""

SAID = "a.yaml:9: WARNING: entry 'alpha-two': the '-' is too far to the left (put 1 space before it)"


def slipped(*keys: str) -> str:
    text = GOOD
    for key in keys:
        text = text.replace(f'  - key: {key}', f' - key: {key}')
    return text


def project(markup: Markup, entries: str) -> dict[str, str]:
    """A project whose pages name all of the records in every way there is."""
    keys = ('alpha-one', 'alpha-two', 'alpha-three')
    links = [markup.role(role, key) for role in ('entry', 'record', '+any') for key in keys]
    links += [markup.role('entry', 'words <alpha-two>'), markup.role('license', 'alpha-license')]
    if markup.suffix == 'md':
        links += [f'[](#{key}) [words](#{key})' for key in keys]
    index = markup.page(
        markup.heading('Home'),
        markup.directive('timeline', options={'file': 'a.yaml'}),
        *links,
        markup.directive('listing', options={'layout': 'table', 'license': 'alpha-license'}),
        markup.directive('+toctree', body='sub/page'),
    )
    page = markup.page(
        markup.heading('Page'),
        *links,
        markup.directive('timeline', body='- key: other\n  title: Other\n  date: 2025\n  related: [alpha-two, alpha-tow]'),
    )
    return {'a.yaml': entries, markup.index: index, f'sub/page.{markup.suffix}': page}


@pytest.mark.parametrize('parallel', [0, 2], ids=['serial', 'parallel'])
@pytest.mark.parametrize('builder', ['html', 'dirhtml', 'text', 'latex'])
def test_what_names_a_record_with_a_slip_is_not_reported(builder: str, parallel: int, build: Build, markup: Markup) -> None:
    lines = build(project(markup, slipped('alpha-two', 'alpha-license')), builder, parallel=parallel).lines
    # Of what is not written anywhere the nearest is still proposed, and that is no record that could not be read.
    assert [line for line in lines if 'alpha-tow' not in line] == [
        f'{SAID} [chronicle.yaml]',
        f'{SAID.replace("9", "13").replace("entry", "license").replace("alpha-two", "alpha-license")} [chronicle.yaml]',
    ]
    assert len(lines) == 3


#: Slips of an entry whose checkpoint, or dataset, has an id.
IDS = {
    'a dash one column off': ('- key: b\n', ' - key: b\n', "entry 'b'"),
    'a tab': ('    - hf: lab/B-one', '\t- hf: lab/B-one', "entry 'b'"),
    'a quote that is not closed': ('title: B', 'title: "B', "entry 'b'"),
    'a column less': ('  date: 2025', ' date: 2025', "entry 'b'"),
    'no title': ('  title: B\n', '', "entry 'b'"),
    'no key': ('- key: b\n  title: B', "- title: '?'", "entry '?'"),
    'no such kind': ('- key: b\n', '- key: b\n  kind: modle\n', "modle 'b'"),
    'a key that is taken': ('- key: b\n', '- key: a\n', "entry 'a'"),
}


@pytest.mark.parametrize(('sound', 'slip', 'name'), IDS.values(), ids=IDS)
def test_what_names_an_id_in_a_record_with_a_slip_is_not_reported(
    build: Build, markup: Markup, sound: str, slip: str, name: str
) -> None:
    entries = '- key: a\n  title: A\n  date: 2024\n- key: b\n  title: B\n  date: 2025\n  checkpoints:\n    - hf: lab/B-one\n'
    entries += '      params: 1B\n    - {hf: "lab/B-two", derived_from: lab/B-one}\n- key: c\n  title: C\n  date: 2026\n'
    assert entries.count(sound) == 1
    links = [markup.role('entry', 'lab/B-one'), markup.role('+any', 'lab/B-two')]
    if markup.suffix == 'md':
        links += ['[](#lab/B-one) [words](#lab/B-two)']
    page = markup.page(
        markup.heading('Home'),
        markup.directive('timeline', options={'file': 'a.yaml'}),
        *links,
        markup.directive('timeline', body='- key: other\n  title: Other\n  date: 2025\n  derived_from: [lab/B-one, lab/B-two]'),
    )
    assert build({'a.yaml': entries, markup.index: page}).lines == []
    site = build({'a.yaml': entries.replace(sound, slip), markup.index: page})
    assert len(site.lines) == 1, site.lines
    assert f'WARNING: {name}: ' in site.lines[0]


def test_what_names_an_id_in_a_section_that_cannot_be_read_is_not_reported(build: Build, markup: Markup) -> None:
    page = markup.page(
        markup.heading('Data'),
        markup.directive('dataset', 'data', 'hf: lab/data\ndate: "2025'),
        f'See {markup.role("dataset", "lab/data")}.',
    )
    (line,) = build({markup.index: page}).lines
    assert 'a quote is opened here and not closed' in line


def test_a_slip_that_is_made_and_fixed_leaves_no_trace(build: Build, markup: Markup, tmp_path: Path) -> None:
    def pages() -> dict[str, str]:
        return {file.name: file.read_text(encoding='utf-8') for file in (tmp_path / 'out' / 'html').rglob('*.html')}

    first = build(project(markup, GOOD))
    assert len(first.lines) == 1
    sound = pages()
    assert 'alpha-two' in sound['page.html']
    broken = build(project(markup, slipped('alpha-two')))
    assert broken.lines[0].startswith(SAID)
    assert len(broken.lines) == 2
    assert 'href="../index.html#entry-alpha-two"' not in broken.read('sub/page.html')
    slips = pages()
    build(project(markup, slipped('alpha-two')), fresh=True)
    assert pages() == slips
    assert len(build(project(markup, GOOD)).lines) == 1
    assert pages() == sound


def test_check_says_the_error_of_syntax_first(tmp_path: Path, markup: Markup, capsys: pytest.CaptureFixture[str]) -> None:
    files = {'conf.py': CONF, **project(markup, slipped('alpha-two').replace('title: Alpha\n', 'title: Alpha\n    nmae: x\n'))}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding='utf-8')
    assert app.main(['check', '--source', str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(': ')[0] for line in lines] == [
        'a.yaml:10',
        'a.yaml:4',
        f'sub/page.{markup.suffix}:{lines[2].split(":")[1]}',
    ]
    assert app.main(['check', '--source', str(tmp_path), str(tmp_path / 'a.yaml')]) == 1
    assert capsys.readouterr().out.splitlines() == lines[:2]


CONF = (
    "extensions = ['myst_parser', 'sphinx_chronicle']\nhtml_theme = 'basic'\nchronicle_vocabularies = ['models', 'podcast']\n"
    'nitpicky = True\n'
)
