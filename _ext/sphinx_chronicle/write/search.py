"""What Sphinx's search knows of records."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.index_entries import split_index_msg

from ..compat import drop_unused_words, search_entries
from ..env.domain import chronicle_domain
from ..env.index import Index
from ..records.core import ALIASES, TAGS
from ..records.record import Record
from ..records.registry import Registry

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
    drop_unused_words(app.builder)
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
    """Yield the index entries of a page as `sphinx.search.IndexBuilder.feed` does."""
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
            yield from _names(placed.declared.record, index.registry)


def _names(record: Record, registry: Registry) -> Iterator[Found]:
    """Yield what a reader may know a record by, besides its title."""
    kind = registry.of(record)
    others = (str(record.given[name]) for name in kind.kind.names if name in record.given)
    for name in (*record.get(ALIASES), *record.get(TAGS), *others):
        yield name, record.anchor, ''
    for _field, part, item, anchor in kind.items(record):
        title = part.title_of(item)
        for name in {title, item.given.get(part.names) or title}:
            yield str(name), anchor, ''
