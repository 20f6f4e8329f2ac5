"""Which pages are outdated though their sources are not.

A page shows relations, mentions and listings of records elsewhere, so it can go stale without a change of its own. What
each builder last wrote is kept beside the doctrees, one file for each builder and output folder: when a page was read,
and a digest of what it took from other pages. While pages are written the file is marked; a build that was killed leaves it
so, and everything is written again. Several builders can so share one folder of doctrees. Where no page was read or removed
since the builder last wrote, nothing is stale, and nothing is looked at.

Links to records that nobody has are found only when a page is resolved. A page with such a problem is written in every
build, so that it is reported in every build.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import NAMESPACE

from ..doctree.builders import is_html, is_interactive
from ..doctree.compat import build_info_file, index_files, index_view, search_files, write_if
from ..doctree.i18n import WARNING_TYPE
from ..env.domain import ChronicleDomain, chronicle_domain
from ..env.problems import is_suppressed
from ..records.fields import Type
from ..records.graph import values_naming
from ..records.load import uncollected
from ..records.record import Record
from ..view.citations import matching_exports
from ..view.edit import edit_form
from ..view.exports import head_of
from ..view.listing import count_of, kept_view
from ..view.relations import lineage_rows, marked_item, mention_rows, record_rows, tag_items, target_item
from .pictures import drawn_with, picture_of
from .search import fill_search_index
from .sources import Sources

#: Changes when the digests or the form of the file do; older files then count as none.
FORMAT = 6


def shared_view(domain: ChronicleDomain) -> tuple[object, ...]:
    """What pages take from elsewhere than documents: what is shown, the day, other projects, edit links, and what draws."""
    shown = domain.verdicts, domain.registry.today, domain.index.others.digest()
    return *shown, edit_form(domain) if is_html(domain.builder) else None, drawn_with(domain)


def foreign_view(domain: ChronicleDomain, docname: str) -> Iterator[object]:
    """Yield everything that a page takes from records, wherever they are, in plain data."""
    index = domain.index
    document = index.documents[docname]
    yield sorted((one, domain.shows((one,))) for one in index.documents.whole(docname).conditions)
    if is_html(domain.builder) and document.placed:
        yield edit_form(domain)
    for placed in document.placed:
        if placed.extra:
            # Titles in it may be those of records of other pages.
            yield sorted(index.extra_of(placed).items())
        yield from _record_view(domain, placed.declared.record)
    for mention in document.mentions:
        yield index.find(mention.target) or (
            mention.target in index.left_out,
            mention.target in index.broken,
            index.is_mistyped(mention.target),
        )
    for number in document.listings:
        yield kept_view(domain, docname, number)
    for what in document.counts:
        yield count_of(domain, docname, what)
    for pattern in document.exports:
        yield matching_exports(index, pattern)
    yield head_of(domain, docname, lambda docname, file='', image='': image or file or docname)
    yield picture_of(domain, docname)[0]


def _record_view(domain: ChronicleDomain, record: Record) -> Iterator[object]:
    """Yield what is shown with a record of others."""
    index = domain.index
    if index.graph.has_relations(record.key):
        yield from record_rows(domain, record.key)
        yield from lineage_rows(domain, record.key)
    if index.mentions_of(record.key):
        yield from mention_rows(domain, record.key)
    kind = domain.registry.of(record)
    yield kind.is_planned(record)
    for found in kind.derived:
        made = kind.derive(found, record)
        yield made and made.words(domain.labels.language)
    yield from kind.ask('rows', (), domain, record.key)
    if is_html(domain.builder):
        yield tag_items(domain, record)
    if kind.naming.intersection(record.given):
        for found, _place, value in values_naming(kind, record):
            if isinstance(found.type, Type):
                yield marked_item(domain, found.type, value)
            else:
                yield target_item(index, value.given['ref'])


def _digest(domain: ChronicleDomain, docname: str) -> str:
    digest = hashlib.sha256()
    for part in foreign_view(domain, docname):
        digest.update(repr(part).encode())
    return digest.hexdigest()


def beside_doctrees(app: Sphinx, name: str, suffix: str) -> Path:
    """A file about what was last written into the output folder."""
    place = hashlib.sha256(str(Path(app.outdir).resolve()).encode()).hexdigest()[:16]
    return Path(app.doctreedir, f'chronicle-{name}-{place}{suffix}')


class Ledger:
    """What one builder last wrote into one output folder.

    :ivar warned: the pages for which something was reported when they were resolved.
    :ivar indices: a digest of what the indices were made of.
    """

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.file = beside_doctrees(app, app.builder.name, '.json')
        self.version = app.extensions['sphinx_chronicle'].version
        data = self._read()
        self.written: dict[str, list[Any]] | None = data.get('pages')
        self.written_from: str = data.get('read', '')
        self.warned: set[str] = set(data.get('warned', ()))
        self.indices: str = data.get('indices', '')
        self.written_state: str = data.get('state', '')
        self.current_state = ''
        self.current: dict[str, list[Any]] = {}
        self.current_from = ''

    def _read(self) -> dict[str, Any]:
        """What was written, or nothing if that is not known for sure."""
        try:
            data = json.loads(self.file.read_text(encoding='utf-8'))
        except (OSError, ValueError):
            return {}
        if not isinstance(data, dict) or data.get('format') != FORMAT or data.get('dirty', True):
            return {}
        forms = {'pages': dict, 'read': str, 'warned': list, 'indices': str, 'state': str}
        return data if all(isinstance(data.get(name), form) for name, form in forms.items()) else {}

    def stale(self, env: BuildEnvironment) -> list[str]:
        """The pages that differ from what was written."""
        # When each page was last read. What pages show follows from what was read, so that the same gives the same; a newer
        # extension may show something else.
        everything = self.version, sorted(env.all_docs.items()), shared_view(chronicle_domain(env))
        self.current_from = hashlib.sha256(repr(everything).encode()).hexdigest()
        if self.is_current and self.written is not None:
            self.current, self.current_state = self.written, self.written_state
            return sorted(self.warned & env.all_docs.keys())
        domain = chronicle_domain(env)
        # Where a page was read that changes nothing elsewhere, all take from it what they took.
        state = repr((self.version, shared_view(domain), Sources(self.app).state))
        self.current_state = hashlib.sha256(state.encode()).hexdigest()
        known = {} if self.current_state != self.written_state else self.written or {}
        self.current = {
            docname: [env.all_docs[docname], known[docname][1] if docname in known else _digest(domain, docname)]
            for docname in domain.documents
        }
        if self.written is None:
            return sorted(self.current)
        # A page without records was written with some.
        gone = [docname for docname in self.written if docname not in self.current and docname in env.all_docs]
        changed = [docname for docname, state in self.current.items() if self.written.get(docname) != state]
        return sorted({*changed, *gone, *self.warned & env.all_docs.keys()})

    @property
    def is_current(self) -> bool:
        """Whether no page was read, removed or changed by what is elsewhere since the builder has last written all."""
        return self.written is not None and self.written_from == self.current_from

    def keep_unwritten(self, env: BuildEnvironment, resolved: set[str]) -> None:
        """Take back what was not written in the end, but for pages that were removed."""
        before = self.written or {}
        for docname in self.current.keys() - resolved:
            if before.get(docname) != self.current[docname]:
                self.current[docname] = before.get(docname, [0, ''])
                self.current_from = self.current_state = ''
        for docname in before.keys() & env.all_docs.keys() - self.current.keys() - resolved:
            self.current[docname] = before[docname]
            self.current_from = self.current_state = ''

    def write(self, *, dirty: bool) -> None:
        """Write the file whole, so that a killed build leaves the old one or the new one."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        data = {
            'format': FORMAT,
            'dirty': dirty,
            'read': self.current_from,
            'pages': self.current,
            'warned': sorted(self.warned),
            'indices': self.indices,
            'state': self.current_state,
        }
        scratch = self.file.with_suffix('.tmp')
        scratch.write_text(json.dumps(data), encoding='utf-8')
        scratch.replace(self.file)


def forget_empty_build_info(app: Sphinx) -> None:
    """Remove an empty note of the settings, which a full disk leaves and Sphinx cannot read (event `builder-inited`).

    Without the file Sphinx writes every page again.
    """
    file = build_info_file(app)
    if file.is_file() and not file.stat().st_size:
        file.unlink()


class ResolvingProblems(logging.Handler):
    """Notes the pages for which something is reported while they are resolved.

    That is what this extension reports on any page, and what others report on a page that declares or may name records.
    """

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        self.pages: set[str] = set()
        logging.getLogger(NAMESPACE).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Note the page that is being resolved, if any."""
        docname = self.app.env.current_document.docname
        if not docname or docname in self.pages or is_suppressed(self.app, record):
            return
        if getattr(record, 'type', '') == WARNING_TYPE or docname in chronicle_domain(self.app.env).documents:
            self.pages.add(docname)

    def close(self) -> None:
        """Stop listening."""
        logging.getLogger(NAMESPACE).removeHandler(self)
        super().close()


class StalePages:
    """The event handlers of one application; they share a ledger from the begin of each build to its end."""

    def __init__(self) -> None:
        self.ledger: Ledger | None = None
        self.problems: ResolvingProblems | None = None
        self.resolved: set[str] = set()
        self.is_dirty = False

    def note(self, _app: Sphinx, _doctree: nodes.document, docname: str) -> None:
        """Note a page that is about to be written (event `doctree-resolved`, in the main process).

        The first marks the ledger: whatever it is that has pages written, it may have written some of them when the build is
        killed.
        """
        if self.ledger is not None and not self.resolved:
            self.ledger.write(dirty=True)
        self.resolved.add(docname)

    def watch(self, app: Sphinx) -> None:
        """Have what is about all pages written where that may have changed (event `builder-inited`)."""
        if isinstance(app.builder, StandaloneHTMLBuilder) and is_interactive(app.builder):
            write_if(app.builder, partial(self.are_indices_needed, app.builder), partial(self.is_search_needed, app.builder))

    def are_indices_needed(self, builder: StandaloneHTMLBuilder) -> bool:
        """Whether the indices may differ from what was written; known once pages have been written."""
        if self.ledger is None:
            return True
        has_files = all(file.is_file() for file in index_files(builder))
        if has_files and not self.resolved and self.ledger.is_current:
            return False
        digest = hashlib.sha256()
        for part in index_view(self.ledger.app, builder):
            digest.update(repr(part).encode())
        if has_files and digest.hexdigest() == self.ledger.indices:
            return False
        self.ledger.indices = digest.hexdigest()
        self._begin(self.ledger)
        return True

    def is_search_needed(self, builder: StandaloneHTMLBuilder) -> bool:
        """Whether the search index may differ from what was written; known once pages have been written."""
        if self.ledger is None:
            return True
        if not self.resolved and self.ledger.is_current and all(file.is_file() for file in search_files(builder)):
            return False
        self._begin(self.ledger)
        return True

    def _begin(self, ledger: Ledger) -> None:
        """Mark the ledger: a build that is killed meanwhile leaves half a file."""
        if not self.resolved and not self.is_dirty:
            ledger.write(dirty=True)
            self.is_dirty = True

    def fill_search(self, app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
        """Let the search find records where its index is written (event `html-collect-pages`)."""
        builder = app.builder
        if isinstance(builder, StandaloneHTMLBuilder) and is_interactive(builder) and not self.is_search_needed(builder):
            return []
        return fill_search_index(app)

    @uncollected()
    def update(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """The pages to write again (event `env-updated`)."""
        if chronicle_domain(env).is_check:
            return []
        self.ledger = Ledger(app)
        self.problems = ResolvingProblems(app)
        self.resolved = set()
        self.is_dirty = False
        return self.ledger.stale(env)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Note what was written (event `build-finished`)."""
        ledger, self.ledger = self.ledger, None
        problems, self.problems = self.problems, None
        if problems is not None:
            problems.close()
        if ledger is None or problems is None or exception is not None:
            return
        ledger.warned = ledger.warned - self.resolved | problems.pages
        if not isinstance(app.builder.get_outdated_docs(), str):
            # Builders of single pages can be told which to write; the others are as stale as they were.
            ledger.keep_unwritten(app.env, self.resolved)
        if self.is_dirty or self.resolved or (ledger.written, ledger.written_from) != (ledger.current, ledger.current_from):
            ledger.write(dirty=False)
