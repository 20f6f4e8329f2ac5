"""What the search of a site knows of records: every name that they go by.

Sphinx's search has titles with the places that they lead to, and the general index. The names of records are added to the
titles, and a script on the search page puts what goes by a name first. In other places Sphinx would call each by the title of
its page. Files of exports are not searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.index_entries import split_index_msg

from ..doctree.builders import is_interactive
from ..doctree.compat import drop_unused_words, search_entries, search_titles
from ..env.domain import ChronicleDomain, chronicle_domain
from ..records.core import ALIASES, TAGS
from ..records.record import Record

#: A word or name, the anchor it leads to, and whether that is its main place, as the search index has them.
Found = tuple[str, str, str]


def fill_search_index(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Let the search find records by all their names (event `html-collect-pages`).

    Sphinx takes index entries from the pages it writes and forgets those of all others, so that after an edit it would find
    records of the edited pages only; here they are put together for every page, in the order of a clean build.
    """
    entries = search_entries(app.builder)
    if entries is None:
        return []
    drop_unused_words(app.builder)
    domain = chronicle_domain(app.env)
    stored = app.env.domains.index_domain.entries
    docnames = sorted(app.env.all_docs)
    found = {docname: sorted({*_general_index(stored.get(docname, [])), *_tags_on(domain, docname)}) for docname in docnames}
    entries.clear()
    entries.update(found)
    titles = search_titles(app.builder)
    terms: dict[str, list[tuple[str, str]]] = {}
    for (kind, name), (docname, anchor) in app.env.domains.standard_domain.objects.items():
        if kind == 'term':
            terms.setdefault(docname, []).append((name, anchor))
    for docname in docnames:
        known = titles.get(docname)
        if known is not None:
            names = (*_names_on(domain, docname), *sorted(terms.get(docname, ())))
            # What was written by an earlier build is there already.
            before = set(known)
            known += [one for one in dict.fromkeys(names) if one not in before]
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


def _records_on(domain: ChronicleDomain, docname: str) -> Iterator[Record]:
    if docname in domain.documents and not domain.index.is_sample(docname):
        for placed in domain.documents[docname].placed:
            yield placed.declared.record


def _tags_on(domain: ChronicleDomain, docname: str) -> Iterator[Found]:
    """Yield the tags of the records of a page, which many records have."""
    for record in _records_on(domain, docname):
        for tag in record.get(TAGS):
            yield domain.labels.value(TAGS, tag), record.anchor, ''


def _names_on(domain: ChronicleDomain, docname: str) -> Iterator[tuple[str, str]]:
    for record in _records_on(domain, docname):
        yield from _names(domain, record)


def _names(domain: ChronicleDomain, record: Record) -> Iterator[tuple[str, str]]:
    """Yield what a reader may know a record and its parts by, each with its anchor."""
    kind = domain.registry.of(record)
    others = (str(record.given[name]) for name in kind.kind.names if name in record.given)
    for name in (record.title, *record.get(ALIASES), *others):
        yield name, record.anchor
    for _field, part, item, anchor in kind.items(record):
        title = part.title_of(item)
        for name in dict.fromkeys((title, str(item.given.get(part.names) or title))):
            yield name, anchor


def add_search_script(
    app: Sphinx, pagename: str, _templatename: str, _context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Load the script on the search page, unless the project has a scorer of its own (event `html-page-context`)."""
    if pagename == 'search' and is_interactive(app.builder) and not app.config.html_search_scorer:
        kinds = '|'.join(chronicle_domain(app.env).registry.kinds)
        attributes: dict[str, Any] = {'data-kinds': kinds}
        app.add_js_file('search.js', loading_method='defer', **attributes)
