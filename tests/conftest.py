"""Builds small Sphinx projects in temporary folders, and the real site once."""

from __future__ import annotations

import gc
import json
import logging
import os
import re
import subprocess
import sys
import time
from functools import cache, lru_cache, wraps
from importlib.metadata import entry_points
from io import StringIO
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, Protocol

import pytest
import sphinx.deprecation
import sphinx.registry
import sphinx.theming
from bs4 import BeautifulSoup
from jinja2 import Environment
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import CodeType

ROOT = Path(__file__).parent.parent

# Tests read warnings, which are in the language of who builds.
os.environ['LANGUAGE'] = 'en'
# They read what other processes print as well; Sphinx colors that where `CI` is set.
os.environ['NO_COLOR'] = '1'
# What Sphinx notes for those who look for its own mistakes is a fifth of a small build, and nobody reads it here.
logging.disable(logging.DEBUG)

CONF = """
project = 'Test'
author = 'Tester'
version = '1'
copyright = 'Tester'
extensions = ['myst_parser', 'sphinx_chronicle']
chronicle_vocabularies = ['models', 'podcast']
myst_heading_slug_func = 'docutils.nodes.make_id'
myst_heading_anchors = 3
html_theme = 'basic'
html_copy_source = False
# Pictures take longer than all else in a small build; tests of them turn them on.
chronicle_previews = False
"""


def pytest_configure(config: pytest.Config) -> None:
    # MyST-Parser 5.2 still asks transforms for their application; Sphinx 11 will remove that, and Sphinx 8 does not say so.
    if hasattr(sphinx.deprecation, 'RemovedInSphinx11Warning'):
        config.addinivalue_line('filterwarnings', 'ignore::sphinx.deprecation.RemovedInSphinx11Warning:myst_parser')


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption('--seeds', type=int, default=6, help='how many random sequences of edits to try (default: 6)')
    parser.addoption('--records', type=int, default=300, help='how many random records to make (default: 300)')


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try as many random sequences as were asked for, and a third as many accidents: those take longer."""
    seeds = metafunc.config.getoption('seeds')
    for name, count in (('seed', seeds), ('kill', seeds // 3)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, range(count))


class Site:
    """A finished build: its application, its warnings and its output."""

    def __init__(self, app: Sphinx, warnings: str) -> None:
        self.app = app
        self.warnings = warnings

    def read(self, name: str) -> str:
        """Text of an output file."""
        return (self.outdir / name).read_text(encoding='utf-8')

    def soup(self, name: str = 'index.html') -> BeautifulSoup:
        """A page of HTML output, parsed; tests that ask for the same page share it, so it is to be left as it is."""
        return _parsed(self.read(name))

    @property
    def outdir(self) -> Path:
        return self.app.outdir

    @property
    def lines(self) -> list[str]:
        """Warnings, one a line, with the source folder taken off."""
        return [line.replace(f'{self.app.srcdir}/', '') for line in self.warnings.splitlines() if line.strip()]


_CODES: dict[tuple[object, ...], str | CodeType] = {}


@wraps(Environment.compile)
def _compile(self: Environment, source: Any, *names: Any, **options: Any) -> Any:
    """Compile a template once in a process, which is a third of a small build, whatever application asks for it."""
    key = (type(self), self.lexer, *self.extensions, self.autoescape, source, *names, *options.items())
    if key not in _CODES:
        _CODES[key] = _compile_anew(self, source, *names, **options)
    return _CODES[key]


_compile_anew, Environment.compile = Environment.compile, _compile  # type: ignore[method-assign]

# What is installed stays while tests run, and each HTML builder reads the metadata of all packages for its themes.
for module in (sphinx.theming, sphinx.registry):
    vars(module)['entry_points'] = cache(entry_points)


def pytest_collection_finish() -> None:
    """Search for cyclic garbage in what tests make, and not each time again in all that was imported and collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class Build(Protocol):
    """Builds a project from the texts of its files."""

    def __call__(
        self,
        files: Mapping[str, str],
        builder: str = 'html',
        *,
        conf: str = '',
        parallel: int = 0,
        fresh: bool = False,
        only: Sequence[str] = (),
    ) -> Site: ...


def build_in(folder: Path) -> Build:
    """A builder of one project; a second call with the same builder is an incremental build, of the files `only` names if any."""

    def build_site(
        files: Mapping[str, str],
        builder: str = 'html',
        *,
        conf: str = '',
        parallel: int = 0,
        fresh: bool = False,
        only: Sequence[str] = (),
    ) -> Site:
        srcdir = folder / 'src'
        srcdir.mkdir(exist_ok=True)
        for name, text in {'conf.py': CONF + conf, **files}.items():
            path = srcdir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            # What does not change is not touched: Sphinx reads again what is newer than its last reading.
            if not path.exists() or path.read_text(encoding='utf-8') != text:
                path.write_text(text, encoding='utf-8')
        warnings = StringIO()
        # Sphinx keeps a language's words for as long as its process runs; each build here begins as in one of its own.
        locale.translators.clear()
        with patch_docutils(srcdir), docutils_namespace():
            app = Sphinx(
                srcdir,
                srcdir,
                folder / 'out' / builder,
                folder / 'doctrees',
                builder,
                status=None,
                warning=warnings,
                freshenv=fresh,
                parallel=parallel,
                confoverrides={'nitpicky': True},
            )
            app.build(filenames=[srcdir / name for name in only])
        return Site(app, _plain(warnings.getvalue()))

    return build_site


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a project in a folder of the test's own."""
    return build_in(tmp_path)


@pytest.fixture(scope='module')
def new_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Build]:
    """Give a project that lives as long as the tests of a module."""
    return lambda: build_in(tmp_path_factory.mktemp('project'))


@pytest.fixture(scope='session')
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make html` does: nitpicky, in parallel, warnings as errors; once for all processes of the tests."""
    folder = tmp_path_factory.getbasetemp()
    out = (folder.parent if 'PYTEST_XDIST_WORKER' in os.environ else folder) / 'site'
    said = out / 'said.json'
    try:
        out.mkdir()
    except FileExistsError:
        while not said.exists():
            time.sleep(0.1)
    else:
        command = [sys.executable, '-m', 'sphinx', '-q', '-n', '-W', '-j', '2', '-b', 'html', '-d', str(out / 'doctrees')]
        done = subprocess.run([*command, str(ROOT), str(out / 'html')], capture_output=True, text=True, check=False)
        written = out / 'written.json'
        written.write_text(json.dumps([done.returncode, done.stderr]), encoding='utf-8')
        written.rename(said)
    assert json.loads(said.read_text(encoding='utf-8')) == [0, '']
    return out / 'html'


class Markup:
    """Writes the same page in Markdown (`md`) or in reStructuredText (`rst`)."""

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix
        self.index = f'index.{suffix}'

    def heading(self, text: str, level: int = 1) -> str:
        return f'{"#" * level} {text}' if self.suffix == 'md' else f'{text}\n{"=-~"[level - 1] * len(text)}'

    def directive(self, name: str, argument: str = '', body: str = '', options: Mapping[str, str] | None = None) -> str:
        """A directive; the name is one of the domain's unless it begins with a plus sign."""
        name = name[1:] if name.startswith('+') else f'chronicle:{name}'
        lines = [f':{option}: {value}'.rstrip() for option, value in (options or {}).items()]
        if self.suffix == 'md':
            fence = '`' * max([2, *(len(run) for run in re.findall('`+', body))]) + '`'
            return '\n'.join([f'{fence}{{{name}}} {argument}'.rstrip(), *lines, *([''] if lines and body else []), body, fence])
        return f'.. {name}:: {argument}'.rstrip() + '\n' + indent('\n'.join([*lines, '', body]), '   ')

    def role(self, name: str, text: str) -> str:
        name = name[1:] if name.startswith('+') else f'chronicle:{name}'
        return f'{{{name}}}`{text}`' if self.suffix == 'md' else f':{name}:`{text}`'

    def item(self, block: str) -> str:
        """A list of one item."""
        return '* Item\n\n' + indent(block, '  ')

    @staticmethod
    def page(*blocks: str) -> str:
        return '\n\n'.join(blocks) + '\n'


@pytest.fixture(scope='session')
def markups() -> dict[str, Markup]:
    """Both markups by suffix, for tests that choose one."""
    return {suffix: Markup(suffix) for suffix in ('md', 'rst')}


@pytest.fixture(scope='session')
def markdown(markups: dict[str, Markup]) -> Markup:
    """Markdown, for what only it has, and for what is the same in both."""
    return markups['md']


@pytest.fixture(params=['md', 'rst'])
def markup(request: pytest.FixtureRequest, markups: dict[str, Markup]) -> Markup:
    """Run the test in both markups."""
    return markups[request.param]


@lru_cache(maxsize=4)
def _parsed(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, 'html.parser')


def _plain(text: str) -> str:
    """The text without terminal colors."""
    return re.sub(r'\x1b\[[0-9;]*m', '', text)
