"""What Sphinx's search knows of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util.index_entries import split_index_msg

from ..compat import search_entries
from ..env.domain import chronicle_domain
from ..records.model import Dataset, Entry, License

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from ..env.index import Index
    from ..records.model import AnyRecord

#: A word or name, the anchor it leads to, and whether that is its main place, as the search index has them.
Found = tuple[str, str, str]


def fill_search_index(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Let the search find records by all their names (event `html-collect-pages`).

    Index entries are what Sphinx's search has with an anchor. It takes them from the pages it writes and forgets those of
    all others, so that after an edit it would find records of the edited pages only; here they are put together for every
    page, in the order of a clean build. Names that a record goes by besides its title are added for the search alone: in
    the general index they would bury everything else.
    """
    entries = search_entries(app.builder)
    if entries is None:
        return []
    index = chronicle_domain(app.env).index
    stored = app.env.domains.index_domain.entries
    found = {
        docname: sorted({*_general_index(stored.get(docname, [])), *_names_on(index, docname)})
        for docname in sorted(app.env.all_docs)
    }
    entries.clear()
    entries.update(found)
    return []


def _general_index(stored: list[tuple[str, str, str, str, str | None]]) -> Iterator[Found]:
    """Give the index entries of a page as `sphinx.search.IndexBuilder.feed` does."""
    for kind, value, target, main, _category in stored:
        try:
            words = split_index_msg(kind, value)
        except (ValueError, SphinxError):
            continue
        for word in words[:1] if kind in {'see', 'seealso'} else words:
            yield word, target or '', main


def _names_on(index: Index, docname: str) -> Iterator[Found]:
    if docname in index.documents and not index.is_sample(docname):
        for placed in index.documents[docname].placed:
            yield from _names(placed.declared.record)


def _names(record: AnyRecord) -> Iterator[Found]:
    """Give what a reader may know a record by, besides its title."""
    names = [*record.aliases, *record.tags]
    if isinstance(record, Dataset) and record.hf:
        names.append(record.hf)
    if isinstance(record, License) and record.spdx:
        names.append(record.spdx)
    for name in names:
        yield name, record.anchor, ''
    if isinstance(record, Entry):
        for checkpoint, anchor in zip(record.checkpoints, record.checkpoint_anchors, strict=True):
            for name in {checkpoint.label, checkpoint.hf or checkpoint.label}:
                yield name, anchor, ''
