"""A project read by Sphinx, as a build reads it: the read phase, the consistency checks, and all references resolved.

Nothing is written but what Sphinx keeps for the next time, in a folder of its own.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import sphinx
from docutils import nodes
from sphinx import locale
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.errors import ConfigError, SphinxError
from sphinx.util.build_phase import BuildPhase
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import NAMESPACE, WarningStreamHandler, pending_warnings

from ..env.domain import ChronicleDomain, chronicle_domain
from ..records.graph import Graph
from ..records.problems import PROBLEM, relative_path
from .check import NOT_WRITTEN, YAML, Finding, ProjectError, from_problem, one_line, written_registry

#: The loggers of intersphinx, which asks other projects for their inventories when Sphinx starts.
_INTERSPHINX = 'sphinx.sphinx.ext.intersphinx'

#: After how many resolved pages memory is freed, which nothing else does here.
_COLLECTED = 100

_LOCATION = re.compile(r'(.*?)(?::(\d*))?', re.DOTALL)


class _Application(Sphinx):
    """Sphinx with its warnings collected instead of printed."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self._listens = False
        super().__init__(root, root, folder / 'out', folder / 'doctrees', 'html', status=None, warning=None)

    def setup_extension(self, extname: str) -> None:
        """Load an extension; before the first one, begin to collect warnings."""
        if not self._listens:
            self._listens = True
            for handler in logging.getLogger(NAMESPACE).handlers:
                if isinstance(handler, WarningStreamHandler):
                    # The last of its filters: those of Sphinx have left out what is suppressed and found the location.
                    handler.addFilter(self.collect)
        super().setup_extension(extname)

    def collect(self, record: logging.LogRecord) -> bool:
        """Collect a warning, which then is not printed."""
        finding = self._finding(record)
        if record.name.startswith(_INTERSPHINX) and not finding.path:
            self.notes.append(str(finding))
        else:
            self.findings.append(finding)
        return False

    def _finding(self, record: logging.LogRecord) -> Finding:
        problem = getattr(record, PROBLEM, None)
        if problem is not None:
            return from_problem(problem)
        names = getattr(record, 'type', None), getattr(record, 'subtype', None)
        code = '.'.join(name for name in names if name) if names[0] else ''
        # Not that of Sphinx's own records, which puts the location in front.
        message = one_line(logging.LogRecord.getMessage(record))
        if self.config.show_warning_types:
            message = message.removesuffix(f' [{code}]')
        match = _LOCATION.fullmatch(getattr(record, 'location', None) or '')
        path, line = (match[1], match[2]) if match else ('', '')
        path = path.partition(':docstring of ')[0]
        return Finding(relative_path(path, self.srcdir) if path else '', int(line) if line else None, code, message)


@dataclass(frozen=True, slots=True)
class Project:
    """A project that has been read.

    :ivar findings: the warnings of the run, by file and line.
    :ivar notes: what was reported and is no mistake of the project.
    """

    app: Sphinx
    findings: list[Finding]
    notes: list[str]

    @property
    def root(self) -> Path:
        """The source folder."""
        return Path(self.app.srcdir)

    @property
    def domain(self) -> ChronicleDomain:
        """What is known of the records."""
        return chronicle_domain(self.app.env)

    @property
    def graph(self) -> Graph:
        """The relations of all records."""
        return self.domain.index.graph

    @property
    def name(self) -> str:
        """Its name; empty if it has none."""
        name, option = str(self.app.config.project), self.app.config.values['project']
        return '' if name == option.default else name

    @property
    def is_primary(self) -> bool:
        """Whether directives go by their short names."""
        return bool(self.app.config.primary_domain == 'chronicle')

    @property
    def pages(self) -> dict[str, str]:
        """The docnames of the pages by their paths."""
        env = self.app.env
        return {env.doc2path(docname, base=False).as_posix(): docname for docname in sorted(env.found_docs)}

    @property
    def files(self) -> list[str]:
        """Paths of all other files within the source folder that pages are made from."""
        found = {file for files in self.app.env.dependencies.values() for file in files}
        return sorted({relative_path(str(self.root / file), self.root) for file in found})

    @property
    def yaml_files(self) -> list[str]:
        """Paths of the YAML files that timelines name."""
        return [path for path in self.files if path.endswith(YAML) and (self.root / path).is_file()]

    @property
    def suffix(self) -> str:
        """The suffix of new pages: reStructuredText where all pages are, which may be all that the project can read."""
        return '.rst' if {PurePosixPath(path).suffix for path in self.pages} == {'.rst'} else '.md'

    def suffix_for(self, path: str) -> str:
        """The suffix of the pages that show a file of records; that of new pages where none does, or where they differ."""
        env = self.app.env
        shown = {
            env.doc2path(docname, base=False).suffix
            for docname, files in env.dependencies.items()
            if path in {relative_path(str(self.root / file), self.root) for file in files}
        }
        return shown.pop() if len(shown) == 1 else self.suffix

    def is_listed(self, docname: str) -> bool:
        """Whether a page is in a table of contents."""
        return any(docname in listed for listed in self.app.env.toctree_includes.values())

    def sections(self, path: str) -> list[tuple[int, int]]:
        """Level and 1-based line of the sections of a page, in order; reStructuredText counts them from the underlines."""
        docname = self.pages.get(path)
        if docname is None:
            return []
        doctree = self.app.env.get_doctree(docname)
        found = [section for section in doctree.findall(nodes.section) if section.line and len(section)]
        return [(_level(section), section.line or 0) for section in found]


def _level(section: nodes.section) -> int:
    return 1 if not isinstance(section.parent, nodes.section) else 1 + _level(section.parent)


def read_project(root: Path, folder: Path) -> Project:
    """Read a project; what is kept in the folder is built again if it turns out to be damaged.

    :param folder: where Sphinx keeps what it has read.
    :raises ProjectError: if the project cannot be read.
    """
    is_kept = (folder / 'doctrees').exists()
    try:
        return _read(root, folder)
    except ConfigError as error:
        raise ProjectError(_reason(error)) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001  # Extensions raise anything, and so does a damaged file.
        if isinstance(error, ProjectError) or not is_kept:
            raise ProjectError(_reason(error)) from None
    shutil.rmtree(folder / 'doctrees', ignore_errors=True)
    return read_project(root, folder)


def _reason(error: BaseException) -> str:
    """Why a project cannot be read, in one line."""
    if isinstance(error, ProjectError):
        return str(error)
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    words = ' '.join(dict.fromkeys([*lines[:1], *lines[-1:]]))
    if isinstance(error, SystemExit):
        words = 'an extension ended the program'
    elif not isinstance(error, SphinxError):
        words = f'{type(error).__name__}: {words}'
    in_conf = re.findall(r'File "[^"]*\bconf\.py", line (\d+)', str(error))
    place = f'conf.py:{in_conf[-1]}: ' if in_conf else ''
    return f'{place}the project cannot be read: {words}'


def _read(root: Path, folder: Path) -> Project:
    with stdout_to_stderr(), patch_docutils(root), docutils_namespace():
        locale.init_console()
        app = _Application(root, folder)
        if 'sphinx_chronicle' not in app.extensions:
            raise ProjectError("conf.py: the extension is not loaded (add 'sphinx_chronicle' to extensions)")
        env = app.env
        chronicle_domain(env).is_check = True
        before = dict(env.all_docs)
        _set_phase(app, BuildPhase.READING)
        # As in a build: warnings come after the reading.
        with pending_warnings():
            docnames = app.builder.read()
        if docnames or before != env.all_docs:
            _save(app)
        _note_kinds(root, chronicle_domain(env).registry.digest)
        _set_phase(app, BuildPhase.CONSISTENCY_CHECK)
        env.check_consistency()
        _set_phase(app, BuildPhase.RESOLVING)
        more: dict[str, Any] = {'tags': app.builder.tags} if sphinx.version_info >= (9,) else {}
        for number, docname in enumerate(sorted(env.all_docs), 1):
            if number % _COLLECTED == 0:
                gc.collect()
            env.get_and_resolve_doctree(docname, app.builder, **more)
    return Project(app, sorted(app.findings, key=lambda finding: finding.order), app.notes)


@contextmanager
def stdout_to_stderr() -> Iterator[None]:
    """Have standard output go to standard error: configurations, extensions and their programs may print anything."""
    saved = None
    sys.stdout.flush()
    stdout, sys.stdout = sys.stdout, sys.stderr
    with suppress(OSError):
        saved = os.dup(1)
        os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout = stdout
        if saved is not None:
            os.dup2(saved, 1)
            os.close(saved)


def _note_kinds(root: Path, digest: str) -> None:
    """Note whether the kinds of the project are those that its ``conf.py`` writes out."""
    note = root / NOT_WRITTEN
    with suppress(OSError):
        note.unlink(missing_ok=True)
        written = written_registry(root)
        if written is not None and written.digest != digest:
            note.touch()


def _save(app: Sphinx) -> None:
    """Keep what was read, whole or not at all; Sphinx leaves that to the build."""
    file = Path(app.doctreedir, ENV_PICKLE_FILENAME)
    scratch = file.with_suffix('.tmp')
    with suppress(OSError):
        scratch.write_bytes(pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL))
        scratch.replace(file)


def _set_phase(app: Sphinx, phase: BuildPhase) -> None:
    """Say in which phase a build is: the builder knows, and before Sphinx 9 the application."""
    knowing: Any = app.builder if hasattr(app.builder, 'phase') else app
    knowing.phase = phase
