"""Which pages must be written again, though nobody touched them.

A page shows relations, mentions and listings of records elsewhere, so it can go stale without a change of its own. What
each builder last wrote is kept beside the doctrees, one file for each builder and output folder: when a page was read,
and a digest of what it took from other pages. While pages are written the file is marked; a build that was killed leaves it
so, and everything is written again. Several builders can so share one folder of doctrees. Where no page was read or removed
since the builder last wrote, nothing is stale, and nothing is looked at.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..compat import build_info_file
from ..env.domain import chronicle_domain
from ..records.graph import licenses_of
from ..records.model import Entry
from ..view.exports import head_of, matching_exports
from ..view.listing import listing_view
from ..view.relations import license_item, license_rows, lineage_rows, mention_rows, record_rows, target_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..env.index import Index
    from ..records.model import AnyRecord

#: Changes when the digests or the form of the file do; older files then count as none.
FORMAT = 2


def foreign_view(index: Index, docname: str) -> Iterator[object]:
    """Give everything a page takes from records, wherever they stand, in plain data."""
    document = index.documents[docname]
    for placed in document.placed:
        if placed.chapters:
            # Their titles may name records of other pages.
            yield index.chapters_at(docname, placed.declared.record.key)
        yield from _record_view(index, placed.declared.record)
    for mention in document.mentions:
        yield index.find(mention.target) or index.is_mistyped(mention.target)
    for listing in document.listings:
        yield listing_view(index, listing, docname)
    for pattern in document.exports:
        yield matching_exports(index, pattern)
    yield head_of(index, docname, str)


def _record_view(index: Index, record: AnyRecord) -> Iterator[object]:
    """Give what is shown with a record of others."""
    if index.graph.has_relations(record.key):
        yield from record_rows(index, record.key)
        yield from lineage_rows(index, record.key)
    if index.mentions_of(record.key):
        yield from mention_rows(index, record.key)
    if record.kind == 'license':
        yield from license_rows(index, record.key)
    if isinstance(record, Entry):
        for checkpoint in record.checkpoints:
            for ref in checkpoint.derived_from:
                yield target_item(index, ref.ref)
        if not record.checkpoints:
            return
    for _place, license_id in licenses_of(record):
        yield license_item(index, license_id)


def _digest(index: Index, docname: str) -> str:
    digest = hashlib.sha256()
    for part in foreign_view(index, docname):
        digest.update(repr(part).encode())
    return digest.hexdigest()


def beside_doctrees(app: Sphinx, name: str, suffix: str) -> Path:
    """A file about what was last written into the output folder."""
    place = hashlib.sha256(str(Path(app.outdir).resolve()).encode()).hexdigest()[:16]
    return Path(app.doctreedir, f'chronicle-{name}-{place}{suffix}')


class Ledger:
    """What one builder last wrote into one output folder."""

    def __init__(self, app: Sphinx) -> None:
        self.file = beside_doctrees(app, app.builder.name, '.json')
        self.version = app.extensions['sphinx_chronicle'].version
        data = self._read()
        self.written: dict[str, list[Any]] | None = data.get('pages')
        self.written_from: str = data.get('read', '')
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
        return data if isinstance(data.get('pages'), dict) and isinstance(data.get('read'), str) else {}

    def stale(self, env: BuildEnvironment) -> list[str]:
        """The pages that differ from what was written."""
        # When each page was last read. What pages show follows from what was read, so that the same gives the same; a newer
        # extension may show something else.
        self.current_from = hashlib.sha256(repr((self.version, sorted(env.all_docs.items()))).encode()).hexdigest()
        if self.written is not None and self.written_from == self.current_from:
            self.current = self.written
            return []
        index = chronicle_domain(env).index
        self.current = {docname: [env.all_docs[docname], _digest(index, docname)] for docname in index.documents}
        if self.written is None:
            return sorted(self.current)
        # A page that has nothing of ours any more was written with something.
        gone = [docname for docname in self.written if docname not in self.current and docname in env.all_docs]
        changed = [docname for docname, state in self.current.items() if self.written.get(docname) != state]
        return sorted(changed + gone)

    def keep_unwritten(self, env: BuildEnvironment, resolved: set[str]) -> None:
        """Take back what was not written in the end, but for pages that were removed."""
        before = self.written or {}
        for docname in self.current.keys() - resolved:
            if before.get(docname) != self.current[docname]:
                self.current[docname] = before.get(docname, [0, ''])
                self.current_from = ''
        for docname in before.keys() & env.all_docs.keys() - self.current.keys() - resolved:
            self.current[docname] = before[docname]
            self.current_from = ''

    def write(self, *, dirty: bool) -> None:
        """Write the file whole, so that a killed build leaves the old one or the new one."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        data = {'format': FORMAT, 'dirty': dirty, 'read': self.current_from, 'pages': self.current}
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


class StalePages:
    """The event handlers of one application; they share a ledger from the begin of each build to its end."""

    def __init__(self) -> None:
        self.ledger: Ledger | None = None
        self.resolved: set[str] = set()

    def note(self, _app: Sphinx, _doctree: nodes.document, docname: str) -> None:
        """Note a page that is about to be written (event `doctree-resolved`, in the main process).

        The first marks the ledger: whatever it is that has pages written, it may have written some of them when the build is
        killed.
        """
        if self.ledger is not None and not self.resolved:
            self.ledger.write(dirty=True)
        self.resolved.add(docname)

    def update(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Give the pages to write again (event `env-updated`)."""
        self.ledger = Ledger(app)
        self.resolved = set()
        return self.ledger.stale(env)

    def finish(self, app: Sphinx, exception: Exception | None) -> None:
        """Note what was written (event `build-finished`)."""
        ledger, self.ledger = self.ledger, None
        if ledger is None or exception is not None:
            return
        if not isinstance(app.builder.get_outdated_docs(), str):
            # Builders of single pages can be told which to write; the others are as stale as they were.
            ledger.keep_unwritten(app.env, self.resolved)
        if self.resolved or (ledger.written, ledger.written_from) != (ledger.current, ledger.current_from):
            ledger.write(dirty=False)
