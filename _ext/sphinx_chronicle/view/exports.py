"""What the site publishes for machines, gathered from the index of records: the exports, and the heads of the pages.

Records of sample pages are left out everywhere. The head of a page names other pages (the catalog, a license), so the
comparison of outdated pages compares it from build to build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote

from ..doctree.i18n import _, ngettext
from ..env.addresses import target_of
from ..env.domain import ChronicleDomain
from ..env.index import Index
from ..env.store import Placed
from ..exports.corpus import Corpus, Exported, Picture, one_line
from ..exports.csv import tables_of
from ..exports.jsonld import Catalog, Collection, Site, described, page_data
from ..exports.plan import FEED, JSON, Export
from ..records.core import ABOUT, FAMILY, NOTE_KIND, NOTE_TEXT, NOTES, SUMMARY
from ..records.fields import Field, Place, Shape, Type, listed
from ..records.graph import Graph, canonical
from ..records.record import Record
from ..records.today import iso_day
from ..records.types import is_inside
from ..records.words import identity
from .citations import exports_of
from .listing import records_shown


class Addresses(Protocol):
    """Gives the address of a page by its docname, or of a file or an image that it ships by its path within the source folder."""

    def __call__(self, docname: str, file: str = '', image: str = '') -> str:
        """The address, absolute or relative to what names it."""


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


def corpus_of(domain: ChronicleDomain, page: Addresses, folder: str) -> Corpus:
    """All that is exported.

    :param page: gives the addresses of pages and files.
    :param folder: the address of the exports, empty where nobody knows it.
    """
    config, index = domain.env.config, domain.index
    placed = index.published
    # Without the samples nothing is related to one.
    graph = Graph([one.declared for one in placed], domain.registry) if index.graph.samples else index.graph
    # Sphinx has a word for an author who is not named.
    author = config.author if config.author not in {'', 'unknown', 'Author name not set'} else config.project
    return Corpus(
        tuple(item_of(domain, one, page) for one in placed),
        graph,
        domain.registry,
        config.html_title or config.project,
        author,
        config.chronicle_feed_id or config.project,
        page(config.root_doc),
        folder,
        domain.labels.own,
        iso_day(domain.registry.today),
        _('The last %(shown)d of %(all)d changes'),
        lambda count: ngettext('%d record without a date is left out', '%d records without a date are left out', count) % count,
        config.project,
    )


def item_of(domain: ChronicleDomain, placed: Placed, page: Addresses) -> Exported:
    """A record with what the site knows of it."""
    record = placed.declared.record
    labels = domain.labels
    notes = []
    for note in record.get(NOTES):
        about, kind = labels.field(note.get(ABOUT), (record.kind,)), labels.value(NOTE_KIND, note.get(NOTE_KIND))
        notes.append(f'{about}: {kind}: {one_line(note.get(NOTE_TEXT))}')
    index = domain.index
    summary = index.summary_of(record.key)
    if placed.has_hidden:
        # What was written has parts that are not to be published.
        record = record.with_values(**{SUMMARY.name: summary})
    images = tuple(Picture(page('', image=path), alt) for path, alt in placed.images)
    record = with_web_addresses(index, placed.docname, record, page)
    date = domain.registry.date_of(record)
    planned = labels.date(date, planned=True) if date and domain.registry.of(record).is_planned(record) else ''
    extra, credit = index.extra_of(placed), credit_of(domain, record)
    return Exported(record, page(placed.docname), summary, tuple(notes), extra, images, planned, credit)


def credit_of(domain: ChronicleDomain, record: Record) -> str:
    """Whose work a record is about: the organizations, else the people, as far as they are known."""
    kind = domain.registry.of(record)
    named = {of: [one for name in names for one in listed(record.given.get(name))] for of, names in kind.kind.cite.items()}
    makers = named.get('organization') or named.get('people') or []
    words = [one if isinstance(one, str) else str(next(iter(one.given.values()))) for one in makers]
    return _('Describes work by %s') % ', '.join(map(domain.labels.own, words)) if words else ''


def with_web_addresses(index: Index, docname: str, record: Record, page: Addresses) -> Record:
    """A record of a page with its links into the project as readers follow them. What can only be a file keeps its name."""

    def change(kind: Type[Any], address: str, _place: Place) -> str:
        return web_address(index, docname, address, page) if kind.pages else address

    return record.with_addresses(index.registry.of(record).naming_files, change)


def web_address(index: Index, docname: str, address: str, page: Addresses) -> str:
    """An address that a record of a page has, as readers follow it."""
    if not is_inside(address):
        return address
    target = target_of(index.env, docname, address)
    anchor = f'#{quote(target.anchor)}' if target.anchor else ''
    return page(target.docname, target.file) + anchor if target.docname or target.file else address


def head_of(domain: ChronicleDomain, docname: str, page: Addresses) -> Head:
    """What the head of a page says, and nothing where the exports are turned off or it is a sample page."""
    index = domain.index
    exports = exports_of(index)
    document = index.documents.get(docname)
    if not exports or document is None or index.is_sample(docname):
        return Head()
    placed = [one for one in document.placed if index.graph.records.get(one.declared.record.key) is one.declared]
    shown = {record.key for record in described([one.declared.record for one in placed], domain.registry)}
    site = Site(
        domain.registry,
        lambda kind: _catalog(domain, kind, page),
        lambda field, value: _address_of(index, field, value, page),
    )
    listed = next((kind for kind in domain.registry.kinds if index.catalog_page(kind) == docname), '')
    data = page_data(
        [item_of(domain, one, page) for one in placed if one.declared.record.key in shown],
        site,
        _catalog(domain, listed, page) if listed else None,
        _collection(domain, docname, page) if document.listings else None,
    )
    return Head(tuple(dict.fromkeys(_links(domain, docname, placed, exports, page))), data)


def _collection(domain: ChronicleDomain, docname: str, page: Addresses) -> Collection:
    """The records that the listings of a page show."""
    index = domain.index
    objects = [index.objects[key] for key in records_shown(domain, docname)]
    listed = tuple(f'{page(one.docname)}#{one.anchor}' for one in objects if not index.is_sample(one.docname))
    return Collection(index.page_title(docname), page(docname), listed)


def _catalog(domain: ChronicleDomain, kind: str, page: Addresses) -> Catalog | None:
    """The catalog that the records of a kind are in."""
    schema_type = domain.registry.kinds[kind].kind.catalog
    if not schema_type:
        return None
    found = domain.index.catalog_page(kind)
    if not found:
        return Catalog(schema_type, domain.env.config.project)
    return Catalog(schema_type, domain.index.page_title(found), page(found))


def _address_of(index: Index, field: Field[Any], value: str, page: Addresses) -> str:
    """Where a thing is that a value names: its own address, else the one by which it is known, else its record."""
    if isinstance(field.type, Shape):
        return ''
    key = index.graph.named(field.type, value)
    known: str | None = value
    if key:
        record = index.graph.records[key].record
        address = index.registry.of(record).ask('address', '', record)
        if address:
            return web_address(index, index.objects[key].docname, address, page)
        known = None
    name = canonical(field.type, known) if known else None
    if name and field.type.address:
        return field.type.address(name)
    found = index.find(key) if key else None
    return f'{page(found.docname)}#{found.anchor}' if found else ''


def _links(
    domain: ChronicleDomain, docname: str, placed: list[Placed], exports: dict[str, Export], page: Addresses
) -> Iterator[Link]:
    """Yield what else shows the records of a page."""
    records = [one.declared.record for one in placed]
    wanted = {**_tables_and_feeds(domain, docname, records), **_of_single_things(domain, records, exports)}
    for name, title in wanted.items():
        if name in exports:
            yield Link(exports[name].media_type, title, name)
    for record in records:
        links: Iterable[tuple[str, str, str]] = domain.registry.of(record).ask('links', (), record)
        for media_type, title, uri in links:
            yield Link(media_type, title, uri=web_address(domain.index, docname, uri, page))


def _tables_and_feeds(domain: ChronicleDomain, docname: str, records: Sequence[Record]) -> dict[str, str]:
    """Exports of the whole site that show what a page declares or lists, with a title for each."""
    listings = [*domain.index.documents[docname].listings.values()]
    is_first = docname == domain.env.config.root_doc
    found: dict[str, str] = {}
    if is_first:
        found[JSON] = _('All records')
    has_entries = any(record.kind == 'entry' for record in records)
    if is_first or has_entries or any(one.selection.order == 'updated' for one in listings):
        found[FEED] = _('Changes')
    for name, of in tables_of(domain.registry).items():
        if of.part:
            held = of.part[0].name
            is_shown = any(held in record.given for record in records) or any(one.rows == held for one in listings)
        else:
            is_listed = any(one.selection.kind == (of.kind.name,) for one in listings)
            is_shown = is_listed or any(record.kind == of.kind.name for record in records)
        if is_shown:
            found[name] = domain.labels.text(of.table.title)
    return found


def _of_single_things(domain: ChronicleDomain, records: Sequence[Record], exports: dict[str, Export]) -> dict[str, str]:
    """The feed of the one family that a page is about, and the exports of single records."""
    wanted: dict[str, str] = {}
    families = {identity(record.get(FAMILY) or '') for record in records if record.kind == 'entry'}
    if len(families) == 1:
        feeds = (export for export in exports.values() if not export.write and identity(export.title) in families)
        titles = {export.name: domain.labels.value(FAMILY, export.title) for export in feeds if export.title}
        wanted |= {name: _('Changes: %s') % title for name, title in titles.items()}
    for record in records:
        hook = domain.registry.of(record).hook('export_title')
        if hook:
            wanted |= {export.name: hook(record) for export in exports.values() if export.write and export.of == record.key}
    return wanted
