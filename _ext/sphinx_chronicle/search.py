"""What Sphinx's search knows of records after an incremental build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.errors import SphinxError
from sphinx.util.index_entries import split_index_msg

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def keep_index_entries(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Give the search index the index entries of pages that were not written (event `html-collect-pages`).

    Sphinx takes them from the pages it writes and keeps those of no other, so that after an edit the search would find
    records of the edited pages only. They are put together as `sphinx.search.IndexBuilder.feed` does, in the order of a
    clean build.
    """
    indexer = getattr(app.builder, 'indexer', None)
    entries: dict[str, list[tuple[str, str, str]]] | None = getattr(indexer, '_index_entries', None)
    if entries is None:
        return []
    stored = app.env.domains.index_domain.entries
    kept = {docname: entries.get(docname) or _entries(stored.get(docname, [])) for docname in sorted(app.env.all_docs)}
    entries.clear()
    entries.update(kept)
    return []


def _entries(stored: list[tuple[str, str, str, str, str | None]]) -> list[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for kind, value, target, main, _category in stored:
        try:
            words = split_index_msg(kind, value)
        except (ValueError, SphinxError):
            continue
        found |= {(word, target or '', main) for word in (words[:1] if kind in {'see', 'seealso'} else words)}
    return sorted(found)
