"""Problems found while documents are read: stored by docname, and reported in every run until they are fixed.

Sphinx itself reports what it finds in a document in the run that reads it, and in no later one. So that a build without
warnings always means sound records, each later run repeats the problems of the documents that it does not read. Warnings
of others, such as those of the parser about a summary, may depend on more than the document: it is read again instead.
"""

from __future__ import annotations

import logging
import stat
from contextlib import suppress
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging as sphinx_logging

from ..doctree.i18n import report
from ..records.i18n import __
from ..records.problems import PROBLEM, Code, Problem
from .domain import chronicle_domain


def is_suppressed(app: Sphinx, record: logging.LogRecord) -> bool:
    """Whether the configuration silences a warning."""
    names = getattr(record, 'type', None), getattr(record, 'subtype', None)
    return sphinx_logging.is_suppressed_warning(*names, app.config.suppress_warnings)  # type: ignore[arg-type]  # As Sphinx does.


class ReadingProblems(logging.Handler):
    """The event handlers that note what is reported while a document is read, in the process that reads it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.problems: list[Problem] = []
        self.others: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note a warning."""
        problem = getattr(record, PROBLEM, None)
        if problem is None:
            self.others.append(record)
        else:
            self.problems.append(problem)

    def start(self, _app: Sphinx, _docname: str, _source: list[str]) -> None:
        """Listen from here on (event `source-read`)."""
        self.problems, self.others = [], []
        logging.getLogger(sphinx_logging.NAMESPACE).addHandler(self)

    def finish(self, app: Sphinx, _doctree: nodes.document) -> None:
        """Store the problems of the document (event `doctree-read`, the last handler)."""
        logging.getLogger(sphinx_logging.NAMESPACE).removeHandler(self)
        domain = chronicle_domain(app.env)
        docname = app.env.current_document.docname
        domain.note_problems(docname, tuple(self.problems))
        has_records = docname in domain.documents and bool(domain.documents[docname].placed)
        if (domain.is_check or has_records) and not all(is_suppressed(app, record) for record in self.others):
            app.env.note_reread()


def report_stored(_app: Sphinx, env: BuildEnvironment) -> None:
    """Report the problems of the documents that were not read in this run, and those between records (event `env-updated`)."""
    for problem in chronicle_domain(env).stored_problems():
        report(problem)


def skip_unreadable_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Leave out pages that Sphinx cannot read, each with a warning (event `env-before-read-docs`).

    A pipe would never end, and a page in another encoding would end the build without its name.
    """
    for docname in docnames[:]:
        path = env.doc2path(docname, base=False).as_posix()
        problem = _unreadable(env.doc2path(docname), path, app.config.source_encoding)
        if problem is not None:
            docnames.remove(docname)
            env.project.docnames.discard(docname)
            # What an earlier build read of it is not what it says now.
            env.events.emit('env-purge-doc', env, docname)
            env.clear_doc(docname)
            report(problem)


def remove_doctree(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Remove the doctree of a document that is gone or will be read again (event `env-purge-doc`).

    Sphinx leaves it on disk, and builders that join pages take it for the page as long as a table of contents names it.
    """
    # What cannot be removed, such as a name too long for the disk, was never written.
    with suppress(OSError):
        (env.doctreedir / f'{docname}.doctree').unlink()


def _unreadable(file: Path, path: str, encoding: str) -> Problem | None:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return Problem(Code.FILE, __('the page is no regular file and is left out (remove it)'), path, 1)
        data = file.read_bytes()
    except OSError:
        # Sphinx says what is wrong with it.
        return None
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b'\n', 0, error.start) + 1
        return Problem(Code.FILE, __('the page is not UTF-8 and is left out (save it in that encoding)'), path, line)
    return None
