"""What a stranger reads first: the README of the package builds as it is written, and links of both READMEs lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup

import sphinx_chronicle
from sphinx_chronicle import OLDEST_DOCUTILS, OLDEST_MYST, OLDEST_SPHINX

ROOT = Path(__file__).parent.parent
PACKAGE = (ROOT / '_ext/README.md').read_text(encoding='utf-8')
REPOSITORY = (ROOT / 'README.md').read_text(encoding='utf-8')
PROJECT = tomllib.loads((ROOT / 'pyproject.toml').read_text(encoding='utf-8'))['project']

_FENCE = re.compile(r'^(?P<fence>`{3,})(?P<language>\w+)\n(?P<body>.*?)^(?P=fence)$', re.MULTILINE | re.DOTALL)
_NAME = re.compile(r'`([\w.-]+\.(?:py|yaml|csv|md|rst))`')


class Block(NamedTuple):
    """A block of code, under its nearest headings, with the file that the paragraph above it names last."""

    language: str
    heading: str
    file: str
    body: str


def blocks() -> list[Block]:
    found = []
    end = 0
    heading = ''
    for match in _FENCE.finditer(PACKAGE):
        above = PACKAGE[end : match.start()]
        heading = (re.findall(r'^#+ (.+)$', above, re.MULTILINE) or [heading])[-1]
        paragraph = above.rstrip().rpartition('\n\n')[2]
        names = _NAME.findall(paragraph)
        found.append(Block(match['language'], heading, names[-1] if names else '', match['body']))
        end = match.end()
    return found


def files_in(markup: str) -> dict[str, str]:
    """The files that a reader of the page has in the end who writes in one of the markups."""
    other = {'Markdown': 'reStructuredText', 'reStructuredText': 'Markdown'}[markup]
    suffix = {'Markdown': '.rst', 'reStructuredText': '.md'}[markup]
    files = {}
    for block in blocks():
        name = {'python': 'conf.py'}.get(block.language, block.file)
        if block.language == 'sh' or other in block.heading or name.endswith(suffix):
            continue
        assert name, block.body
        files[name] = block.body
    if markup == 'reStructuredText':
        files['conf.py'] = files['conf.py'].replace("'myst_parser', ", '')
        assert 'myst' not in files['conf.py']
    return files


Made = dict[str, Path]


@pytest.fixture(scope='module')
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The projects of the page, built by the command that it gives."""
    found = {}
    for markup in ('Markdown', 'reStructuredText'):
        folder = tmp_path_factory.mktemp(markup)
        for name, text in files_in(markup).items():
            (folder / name).write_text(text, encoding='utf-8')
        (command,) = {block.body for block in blocks() if 'sphinx .' in block.body}
        done = run(command.split(), folder)
        assert (done.returncode, done.stderr) == (0, ''), done.stderr
        found[markup] = folder
    return found


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the page with the Python of the tests and the extension of this repository."""
    command = (
        [sys.executable, *command[1:]] if command[0] == 'python' else [sys.executable, '-m', 'sphinx_chronicle', *command[1:]]
    )
    environment = {**os.environ, 'PYTHONPATH': str(ROOT / '_ext'), 'NO_COLOR': '1'}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def page(made: Made, markup: str, name: str) -> BeautifulSoup:
    return BeautifulSoup((made[markup] / '_build' / name).read_text(encoding='utf-8'), 'html.parser')


MARKUPS = pytest.mark.parametrize('markup', ['Markdown', 'reStructuredText'])


def test_every_block_is_a_file_or_a_command_of_the_trial() -> None:
    assert {block.language for block in blocks()} == {'sh', 'python', 'yaml', 'text', 'markdown', 'rst'}
    assert set(files_in('Markdown')) == {'conf.py', 'history.yaml', 'releases.csv', 'index.md', 'releases.md'}
    assert set(files_in('reStructuredText')) == {'conf.py', 'history.yaml', 'releases.csv', 'index.rst', 'releases.rst'}


@MARKUPS
def test_the_first_timeline_has_its_own_field_a_filter_bar_and_links_from_prose(made: Made, markup: str) -> None:
    shown = page(made, markup, 'index.html')
    prose = next(paragraph for paragraph in shown.select('p') if 'It began with' in paragraph.get_text())
    assert prose.get_text() == 'It began with a talk, and led to Version 1.'
    assert [link['href'] for link in prose.select('a')] == ['#entry-first-talk', '#entry-version-1']
    cards = shown.select('.chronicle-card')
    assert [card['id'] for card in cards] == ['entry-second-talk', 'entry-version-1', 'entry-first-talk']
    assert 'Grace' in cards[0].get_text()
    (bar,) = shown.select('.chronicle-filter')
    assert 'All speakers' in str(bar['data-labels'])
    assert [word.get_text() for word in cards[1].select('em')] == ['first talk']


@MARKUPS
def test_the_page_of_the_spreadsheet_has_its_rows_as_cards_and_as_a_table(made: Made, markup: str) -> None:
    shown = page(made, markup, 'releases.html')
    assert [card['id'] for card in shown.select('.chronicle-card')] == ['entry-release-1', 'entry-release-2']
    rows = [' '.join(row.get_text(' ').split()) for row in shown.select('.chronicle-table tbody tr')]
    assert len(rows) == 2
    assert rows[0].startswith('Release 1')
    assert 'docs' in rows[0]


@MARKUPS
def test_the_mistake_is_reported_as_the_page_says(made: Made, markup: str, tmp_path: Path) -> None:
    (command,) = (block.body.split() for block in blocks() if 'check' in block.body)
    done = run(command, made[markup])
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '5 records, no problems\n')
    assert f'`{done.stderr.strip()}`' in PACKAGE
    for name, text in files_in(markup).items():
        (tmp_path / name).write_text(text.replace('  speaker: Ada', '  speeker: Ada'), encoding='utf-8')
    said = re.findall(r'`(history\.yaml:\d+: .+\])`', PACKAGE.replace('\n', ' '))
    assert run(command, tmp_path).stdout.splitlines() == said


# -- facts and links ------------------------------------------------------------------------------------------------------


def test_the_versions_that_are_needed_are_those_of_the_package() -> None:
    for what, version in (('Sphinx', OLDEST_SPHINX), ('docutils', OLDEST_DOCUTILS), ('MyST-Parser', OLDEST_MYST)):
        assert f'{what} {version} ' in PACKAGE
    assert f'Python {PROJECT["requires-python"].removeprefix(">=")},' in PACKAGE


def links(text: str) -> list[str]:
    return re.findall(r'\]\(([^)\s#]+)[^)]*\)', re.sub(r'^(`{3,}).*?^\1$', '', text, flags=re.MULTILINE | re.DOTALL))


def test_links_of_the_package_work_on_an_index_and_lead_to_pages_that_are_there(site: Path) -> None:
    found = [link for link in links(PACKAGE) if not link.startswith('#')]
    home = PROJECT['urls']['Homepage']
    assert len(found) > 4
    for link in found:
        assert link.startswith(home), link
        file = site / link.removeprefix(home)
        assert (file / 'index.html' if link == home else file).is_file(), link


def test_links_of_the_repository_lead_to_files_that_are_there(site: Path) -> None:
    home = PROJECT['urls']['Homepage']
    for link in links(REPOSITORY):
        if link.startswith(home):
            assert (site / (link.removeprefix(home) or 'index.html')).is_file(), link
        elif not link.startswith('https:'):
            assert (ROOT / link).exists(), link


def test_the_version_is_one_everywhere() -> None:
    changelog = (ROOT / 'CHANGELOG.md').read_text(encoding='utf-8')
    released = re.findall(r'^## (\d\S+) \((\d{4}-\d\d-\d\d)\)$', changelog, re.MULTILINE)
    citation = (ROOT / 'CITATION.cff').read_text(encoding='utf-8')
    assert released[0][0] == sphinx_chronicle.__version__
    assert f'\nversion: "{released[0][0]}"\ndate-released: {released[0][1]}\n' in citation


def test_the_pictures_are_small_and_say_what_they_show() -> None:
    for text in (PACKAGE, REPOSITORY):
        (picture,) = re.findall(r'^!\[(.+)\]\((\S+)\)$', text, re.MULTILINE)
        file = ROOT / 'guide/pictures' / picture[1].rpartition('/')[2]
        assert file.stat().st_size < 150_000
        assert len(picture[0]) > 40
