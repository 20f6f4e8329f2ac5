"""What the site publishes for machines, gathered from the index of records: the exports, and the heads of the pages.

Records of sample pages are left out everywhere. The head of a page names other pages (the catalog, a license), so the
bookkeeping of stale pages compares it from build to build.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from ..doctree.i18n import _
from ..doctree.labels import field_label, value_label
from ..doctree.make import SPDX_LICENSES
from ..exports.corpus import Corpus, Item, one_line
from ..exports.jsonld import Catalog, described, page_data
from ..exports.plan import CHECKPOINTS, DATASETS, FEED, JSON, chapter_names, feed_name
from ..records.graph import Graph
from ..records.model import Dataset, Entry, Episode, License, slug, spdx_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..env.index import Index
    from ..env.store import Placed
    from ..exports.plan import Export
    from ..records.model import AnyRecord


class Link(NamedTuple):
    """Something else that shows what a page shows: an export by its `name`, or an address elsewhere."""

    media_type: str
    title: str
    name: str = ''
    uri: str = ''


class Head(NamedTuple):
    """What a page's head says to machines."""

    links: tuple[Link, ...] = ()
    data: dict[str, Any] | None = None


def matching_exports(index: Index, pattern: str) -> list[Export]:
    """The exports whose names have a form: an asterisk stands for anything."""
    return [export for name, export in index.exports.items() if fnmatchcase(name, pattern)]


def corpus_of(index: Index, page: Callable[[str], str], folder: str) -> Corpus:
    """All that is exported.

    :param page: gives the address of a page by its document.
    :param folder: the address of the exports, empty where nobody knows it.
    """
    config = index.env.config
    placed = index.published
    # Without the samples nothing is related to one.
    graph = Graph([one.declared for one in placed]) if index.graph.samples else index.graph
    # Sphinx has a word for an author who is not named.
    author = config.author if config.author not in {'', 'unknown', 'Author name not set'} else config.project
    return Corpus(
        tuple(item_of(index, one, page) for one in placed),
        graph,
        config.html_title or config.project,
        author,
        config.chronicle_feed_id or config.project,
        page(config.root_doc),
        folder,
    )


def item_of(index: Index, placed: Placed, page: Callable[[str], str]) -> Item:
    """A record with what the site knows of it."""
    record = placed.declared.record
    return Item(
        record,
        page(placed.docname),
        index.summary_of(record.key),
        tuple(f'{field_label(note.about)}: {value_label("kind", note.kind)}: {one_line(note.text)}' for note in record.notes),
        index.chapters_at(placed.docname, record.key),
    )


def head_of(index: Index, docname: str, page: Callable[[str], str]) -> Head:
    """What the head of a page says, and nothing where the exports are turned off or it is a sample page."""
    exports = index.exports
    document = index.documents.get(docname)
    if not exports or document is None or index.is_sample(docname):
        return Head()
    placed = [one for one in document.placed if index.graph.records.get(one.declared.record.key) is one.declared]
    catalog = index.catalog_page
    shown = {record.key for record in described(one.declared.record for one in placed)}
    data = page_data(
        [item_of(index, one, page) for one in placed if one.declared.record.key in shown],
        Catalog(index.page_title(catalog), page(catalog)) if catalog else Catalog(index.env.config.project),
        lambda license_id: _license_address(index, license_id, page),
        is_catalog=docname == catalog,
    )
    return Head(tuple(dict.fromkeys(_links(index, docname, placed, exports))), data)


def _license_address(index: Index, license_id: str, page: Callable[[str], str]) -> str:
    """Where the text of a license is, else its record."""
    key = index.graph.license(license_id)
    record = index.graph.records[key].record if key else None
    if isinstance(record, License) and record.url:
        return record.url
    spdx = record.spdx if isinstance(record, License) else spdx_id(license_id)
    if spdx:
        return f'{SPDX_LICENSES}{spdx}.html'
    found = index.find(key) if key else None
    return f'{page(found.docname)}#{found.anchor}' if found else ''


def _links(index: Index, docname: str, placed: list[Placed], exports: dict[str, Export]) -> Iterator[Link]:
    """Give what else shows the records of a page."""
    records = [one.declared.record for one in placed]
    wanted = {**_tables_and_feeds(index, docname, records), **_of_single_things(records)}
    for name, title in wanted.items():
        if name in exports:
            yield Link(exports[name].media_type, title, name)
    for record in records:
        if isinstance(record, Episode) and record.feed:
            yield Link('application/rss+xml', record.show or record.title, uri=record.feed)


def _tables_and_feeds(index: Index, docname: str, records: Sequence[AnyRecord]) -> dict[str, str]:
    """Exports of the whole site that show what a page declares or lists, with a title for each."""
    listings = index.documents[docname].listings
    entries = [record for record in records if isinstance(record, Entry)]
    is_first = docname == index.env.config.root_doc
    tests = (
        (JSON, _('All records'), is_first),
        (FEED, _('Changes'), is_first or bool(entries) or any(one.selection.order == 'updated' for one in listings)),
        (
            CHECKPOINTS,
            _('All checkpoints'),
            any(record.checkpoints for record in entries) or any(one.rows == 'checkpoints' for one in listings),
        ),
        (
            DATASETS,
            _('All datasets'),
            any(isinstance(record, Dataset) for record in records) or any(one.selection.kind == ('dataset',) for one in listings),
        ),
    )
    return {name: title for name, title, is_wanted in tests if is_wanted}


def _of_single_things(records: Sequence[AnyRecord]) -> dict[str, str]:
    """The feed of the one family that a page is about, and the chapters of its episodes."""
    wanted: dict[str, str] = {}
    families = {slug(record.family or ''): record.family for record in records if isinstance(record, Entry)}
    if len(families) == 1:
        ((name, family),) = families.items()
        wanted[feed_name(name)] = _('Changes: %s') % family
    for record in records:
        if isinstance(record, Episode):
            wanted |= dict.fromkeys(chapter_names(record.key), _('Chapters of %s') % record.title)
    return wanted
