"""What exports and pictures of pages are made from, so that they are made again only when some of it has changed."""

from __future__ import annotations

import hashlib
from functools import cached_property

from sphinx.application import Sphinx

from ..env.domain import chronicle_domain

#: Settings that exports depend on, beside what documents hold.
_SETTINGS = (
    'author', 'chronicle_exports', 'chronicle_feed_id', 'chronicle_registry', 'chronicle_sample_pages', 'html_baseurl',
    'html_file_suffix', 'html_link_suffix', 'html_title', 'language', 'project', 'root_doc',
)  # fmt: skip


class Sources:
    """Everything that exports and pictures are made from, as two digests. From `env-updated` on."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.domain = chronicle_domain(app.env)
        settings = [getattr(app.config, name) for name in _SETTINGS]
        version = app.extensions['sphinx_chronicle'].version
        others = self.domain.index.others.digest()
        self._everywhere = repr((version, app.builder.name, settings, self.domain.verdicts, others))

    def are(self, read: str, state: str) -> bool:
        """Whether they are what they were, by the digests of then."""
        return read == self.read or state == self.state

    @cached_property
    def read(self) -> str:
        """Changes whenever a document is read; known at once."""
        return _digest(self._everywhere, repr(sorted(self.app.env.all_docs.items())))

    @cached_property
    def state(self) -> str:
        """Changes when something that is exported or drawn does.

        That is what is stored of documents, the words of other pages in summaries, titles of pages, and where files are put.
        """
        env, index = self.app.env, self.domain.index
        summaries = [index.summary_of(placed.declared.record.key) for placed in index.all_placed()]
        titles = [(docname, index.page_title(docname)) for docname in sorted(env.all_docs)]
        files = [[(path, name) for path, (_docnames, name) in sorted(found.items())] for found in (env.images, env.dlfiles)]
        return _digest(
            self._everywhere, self.domain.documents.digest(), repr((self.domain.data['catalog'], titles, files)), *summaries
        )


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode('utf-8', 'replace'))
        digest.update(b'\0')
    return digest.hexdigest()
