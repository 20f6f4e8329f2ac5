"""What the picture of a page says: its title, and the figures of its one record or the newest of its records."""

from __future__ import annotations

from collections.abc import Iterable

from ..env.domain import ChronicleDomain
from ..env.index import Index
from ..exports.preview import MOST_LINES, Preview, drawable
from ..records.record import Record
from .cells import Cells
from .head import places_of
from .listing import records_shown
from .relations import Item


def preview_of(domain: ChronicleDomain, docname: str) -> Preview | None:
    """What the picture of a page says; `None` for a page without records, or with a title in letters that cannot be drawn."""
    known = domain.index.once(_previews)
    if docname not in known:
        known[docname] = _preview(domain, docname)
    return known[docname]


def _previews(_index: Index) -> dict[str, Preview | None]:
    return {}


def _preview(domain: ChronicleDomain, docname: str) -> Preview | None:
    index = domain.index
    document = index.documents.get(docname)
    if document is None or not (document.placed or document.listings):
        return None
    title, site = index.page_title(docname), domain.env.config.project
    figures: list[tuple[str, str]] = []
    records: list[tuple[str, str]] = []
    # What samples say is made up, so that it does not leave its page.
    if not index.is_sample(docname):
        own = [one.declared.record for one in document.placed]
        if len(own) == 1:
            figures = _figures(domain, own[0])
        else:
            records = _newest(domain, own or [index.graph.records[key].record for key in records_shown(domain, docname)])
    return drawable(Preview(title, site if site != title else '', tuple(figures), tuple(records)))


def _figures(domain: ChronicleDomain, record: Record) -> list[tuple[str, str]]:
    """The date of a record and its figures."""
    (places,) = places_of(domain, [record])
    found = [(place.label, _said(place.items, place.doubts)) for place in places if not place.linked]
    kind = domain.registry.of(record)
    if kind.kind.date in record.given:
        found.insert(0, (domain.labels.of(kind.by_name[kind.kind.date]), _date(domain, record)))
    return [(label, value) for label, value in found if value]


def _date(domain: ChronicleDomain, record: Record) -> str:
    return _said(*Cells(domain).place(record, domain.registry.of(record).kind.date))


def _said(items: Iterable[Item], doubts: Iterable[str]) -> str:
    """Values with the doubts about them, which are nowhere else in a picture."""
    items = [*items]
    kinds = dict.fromkeys([*(doubt for item in items for doubt in item.doubts), *doubts])
    return ', '.join(item.title for item in items) + (f' ({", ".join(kinds)})' if items and kinds else '')


def _newest(domain: ChronicleDomain, records: list[Record]) -> list[tuple[str, str]]:
    """The newest records with their dates; those without a date only where no record has one, in the order of the page."""
    dated = [(date.earliest, record) for record in records if (date := domain.registry.date_of(record))]
    dated.sort(key=lambda one: one[0], reverse=True)
    if not dated:
        return [('', record.title) for record in records[:MOST_LINES]]
    return [(_date(domain, record), record.title) for _day, record in dated[:MOST_LINES]]
