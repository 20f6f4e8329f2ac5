"""What goes wrong around a build: it is killed, the disk is full, a file cannot be read, a cache is damaged.

The next build is right, and what is there for other programs to read is never half a file.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import subprocess
import time
from io import StringIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from programs import Program, start_sphinx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ARGUMENTS = ['-q', '-d', 'doctrees', 'src', 'out']
PAGES = 10
CONF = """
project = 'Test'
extensions = ['myst_parser', 'sphinx_chronicle']
chronicle_vocabularies = ['models', 'podcast']
html_theme = 'basic'
html_copy_source = False

import os

from sphinx_chronicle.write import beside as outputs

html_baseurl = os.environ.get('ADDRESS', '')

def die(*_arguments):
    os._exit(9)

def setup(app):
    killed = os.environ.get('KILLED')
    if killed == 'before the last pages':
        app.connect('html-page-context', lambda app, name, *_rest: die() if name == 'page5' else None)
    if killed == 'before anything is noted':
        app.connect('build-finished', die, priority=1)
    if killed == 'among the exports':
        write = outputs._write
        outputs._write = lambda file, text: die() if file.name == 'chronicle.schema.json' else write(file, text)
"""


class Project:
    """A project that is built in a process of its own, as a user builds it."""

    def __init__(self, folder: Path, title: str = 'Alpha') -> None:
        self.folder = folder
        self.src = folder / 'src'
        self.out = folder / 'out'
        self.src.mkdir(parents=True)
        (self.src / 'conf.py').write_text(CONF)
        pages = '\n'.join(f'page{number}' for number in range(PAGES))
        listing = '```{chronicle:listing}\n:layout: table\n```'
        (self.src / 'index.md').write_text(f'# Home\n\n{listing}\n\n```{{toctree}}\ntimeline\n{pages}\n```\n')
        (self.src / 'timeline.md').write_text('# Timeline\n\n```{chronicle:timeline}\n:file: data.yaml\n```\n')
        for number in range(PAGES):
            dataset = f'```{{chronicle:dataset}} data-{number}\nused_by: [alpha]\n```'
            (self.src / f'page{number}.md').write_text(f'# Page {number}\n\n## Data {number}\n\n{dataset}\n\nSee [](#alpha).\n')
        self.rename(title)

    @property
    def data(self) -> Path:
        return self.src / 'data.yaml'

    def rename(self, title: str) -> None:
        """Give the entry that every page shows another title."""
        self.data.write_text(f'- key: alpha\n  title: {title}\n  date: 2024\n  family: Greek\n')

    def start(self, builder: str = 'html', **environment: str) -> Program:
        arguments = [*ARGUMENTS, '-b', builder]
        return start_sphinx(arguments, folder=self.folder, said=self.folder / 'said.txt', environment=environment)

    def build(self, builder: str = 'html', **environment: str) -> tuple[int, str]:
        """Build; the exit code and what was said."""
        return self.start(builder, **environment).wait()

    def build_here(self) -> None:
        """Build in the process of the tests, which takes a quarter of the time; for what is only there to be built upon."""
        warnings = StringIO()
        locale.translators.clear()
        with patch_docutils(self.src), docutils_namespace():
            Sphinx(self.src, self.src, self.out, self.folder / 'doctrees', 'html', status=None, warning=warnings).build()
        assert warnings.getvalue() == ''

    def output(self) -> dict[str, bytes]:
        """Everything that the build made, but for what Sphinx itself keeps there."""
        own = {'.buildinfo', '.buildinfo.bak', 'searchindex.js'}
        files = [file for file in self.out.rglob('*') if file.is_file() and file.name not in own]
        return {file.relative_to(self.out).as_posix(): file.read_bytes() for file in files if '_static' not in file.parts}


def half_written(out: Path) -> list[str]:
    """The exports that are not whole, and what was left of their making."""
    found = []
    for file in sorted(out.glob('exports/*')):
        try:
            if file.suffix == '.json':
                json.loads(file.read_text())
            elif file.suffix == '.atom':
                ET.parse(file)
            elif file.suffix not in {'.csv', '.bib', '.vtt'} or not file.read_bytes().endswith(b'\n'):
                found.append(file.name)
        except ValueError:
            found.append(file.name)
    return found


@pytest.fixture(scope='module')
def clean(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, bytes]]:
    """What a clean build gives, with a title for the entry."""
    built: dict[str, dict[str, bytes]] = {}

    def output(title: str) -> dict[str, bytes]:
        if title not in built:
            project = Project(tmp_path_factory.mktemp('clean'), title)
            assert project.build() == (0, '')
            built[title] = project.output()
        return built[title]

    return output


@pytest.fixture(scope='module')
def duration(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long a build takes, in seconds."""
    project = Project(tmp_path_factory.mktemp('timed'))
    begin = time.monotonic()
    assert project.build() == (0, '')
    return time.monotonic() - begin


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that has been built; in its place, since Sphinx forgets everything of one that was moved."""
    project = Project(tmp_path)
    project.build_here()
    return project


def test_clean_builds_differ_where_the_title_does(clean: Callable[[str], dict[str, bytes]]) -> None:
    first, second = clean('Alpha'), clean('Omega')
    # A picture is called by what it shows.
    assert {name for name in first if not name.startswith('_previews/')} == {
        name for name in second if not name.startswith('_previews/')
    }
    assert {name for name in first if first[name] != second.get(name)} >= {f'page{number}.html' for number in range(PAGES)}


def test_a_build_killed_at_any_moment_leaves_whole_exports_and_is_repaired(
    project: Project, clean: Callable[[str], dict[str, bytes]], duration: float, kill: int
) -> None:
    project.rename('Omega')
    process = project.start()
    # Some of the builds are done by then, as it may be.
    time.sleep(duration * random.Random(kill).uniform(0.2, 1.1))
    process.kill()
    assert half_written(project.out) == []
    assert project.build() == (0, '')
    assert project.output() == clean('Omega')


def test_an_edit_that_a_killed_build_has_written_is_taken_back(
    project: Project, clean: Callable[[str], dict[str, bytes]]
) -> None:
    """Pages that show the entry have its other title then, and are themselves as they were when they were read."""
    project.rename('Omega')
    assert project.build(KILLED='before anything is noted') == (9, '')
    assert project.output()['page0.html'] == clean('Omega')['page0.html'] != clean('Alpha')['page0.html']
    project.rename('Alpha')
    assert project.build() == (0, '')
    assert project.output() == clean('Alpha')


ADDRESS = 'https://example.org/'


def test_a_setting_that_a_killed_build_was_given_is_followed_by_the_next(project: Project, tmp_path: Path) -> None:
    """Also on the pages that it did not come to: nothing but the setting has changed, and Sphinx takes it for known."""
    assert project.build(ADDRESS=ADDRESS, KILLED='before the last pages') == (9, '')
    assert project.build(ADDRESS=ADDRESS) == (0, '')
    clean = Project(tmp_path / 'clean')
    assert clean.build(ADDRESS=ADDRESS) == (0, '')
    assert ADDRESS in clean.output()['page9.html'].decode()
    assert project.output() == clean.output()


def test_a_setting_that_a_killed_build_was_given_is_taken_back(
    project: Project, clean: Callable[[str], dict[str, bytes]]
) -> None:
    """Some of the exports have it then, and all else is as it was."""
    name = 'exports/chronicle.json'
    assert project.build(ADDRESS=ADDRESS, KILLED='among the exports') == (9, '')
    assert ADDRESS in project.output()[name].decode()
    assert project.build() == (0, '')
    assert project.output() == clean('Alpha')


def test_two_builders_that_take_turns_in_a_folder_leave_the_exports_of_the_last(project: Project) -> None:
    name = 'exports/chronicle.json'
    before = project.output()[name]
    assert b'timeline.html#entry-alpha' in before
    assert project.build('dirhtml') == (0, '')
    assert b'timeline/#entry-alpha' in project.output()[name]
    assert project.build() == (0, '')
    assert project.output()[name] == before


@pytest.fixture
def small_disk(project: Project) -> Iterator[Callable[[int], None]]:
    """Put the output on a disk of so many kilobytes, or make that disk larger."""
    if os.geteuid() != 0:
        pytest.skip('only root may mount a small disk')

    def mount(size: int) -> None:
        again = 'remount,' if project.out.is_mount() else ''
        options = f'{again}size={size}k'
        done = subprocess.run(
            ['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', str(project.out)], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip('this machine does not let us mount a small disk')

    shutil.rmtree(project.out)
    project.out.mkdir()
    yield mount
    subprocess.run(['umount', str(project.out)], check=True)


@pytest.mark.parametrize('size', [20, 60, 120])
def test_a_full_disk_is_an_error_that_leaves_whole_exports_and_is_repaired(
    project: Project, small_disk: Callable[[int], None], clean: Callable[[str], dict[str, bytes]], size: int
) -> None:
    small_disk(size)
    code, said = project.build()
    assert code != 0
    assert 'No space left on device' in said
    assert half_written(project.out) == []
    small_disk(100_000)
    code, said = project.build()
    assert (code, said) == (0, ''), said
    assert project.output() == clean('Alpha')


def test_a_file_that_cannot_be_read_is_one_warning_and_is_repaired(
    project: Project, clean: Callable[[str], dict[str, bytes]]
) -> None:
    text = project.data.read_text()
    project.data.unlink()
    project.data.mkdir()  # Root may read every file; a folder cannot be read by anybody.
    code, said = project.build()
    assert code == 0
    lines = said.splitlines()
    assert [line for line in lines if 'data.yaml' in line] == [line for line in lines if 'timeline.md:4: ' in line] != [], said
    assert 'Traceback' not in said
    assert half_written(project.out) == []
    project.data.rmdir()
    project.data.write_text(text)
    assert project.build()[0] == 0
    assert project.output() == clean('Alpha')


def damaged(data: bytes, how: str) -> bytes:
    """The content of a file after an accident."""
    match how:
        case 'cut':
            return data[: len(data) // 2]
        case 'empty':
            return b''
        case 'zeros':
            return data[:200] + bytes(len(data) - 200)
        case 'noise':
            return random.Random(0).randbytes(len(data))
    return pickle.dumps({'not': 'an environment'})


@pytest.mark.parametrize('how', ['cut', 'empty', 'zeros', 'noise', 'other'])
@pytest.mark.parametrize('name', ['environment.pickle', 'chronicle-html-*.json'])
def test_a_damaged_cache_is_made_anew(project: Project, clean: Callable[[str], dict[str, bytes]], name: str, how: str) -> None:
    (cache,) = (project.folder / 'doctrees').glob(name)
    cache.write_bytes(damaged(cache.read_bytes(), how))
    project.rename('Omega')
    assert project.build() == (0, '')
    assert project.output() == clean('Omega')


@pytest.mark.parametrize(
    'damage',
    [
        pytest.param(lambda _data, _check: 'nonsense', id='text'),
        pytest.param(lambda _data, _check: (b'nonsense', 1), id='no pickle'),
        pytest.param(lambda _data, _check: None, id='nothing'),
        pytest.param(lambda data, check: (data[:-9] + data[-8:], check), id='a byte is missing'),
    ],
)
def test_stored_records_that_are_damaged_are_not_trusted(
    project: Project, clean: Callable[[str], dict[str, bytes]], damage: Callable[[bytes, int], object]
) -> None:
    cache = project.folder / 'doctrees' / 'environment.pickle'
    env = pickle.loads(cache.read_bytes())
    documents = env.domaindata['chronicle']['documents']
    documents['page1'] = damage(*documents['page1'])
    cache.write_bytes(pickle.dumps(env))
    project.rename('Omega')
    assert project.build() == (0, '')
    assert project.output() == clean('Omega')
