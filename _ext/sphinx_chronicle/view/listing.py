"""What listings show: the rows and columns of tables and lists, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from ..env.domain import ChronicleDomain
from ..records.columns import RECORDS, Listing
from ..records.core import DRAFT, FAMILY, RECORD_DATE, SUMMARY, TITLE
from ..records.record import Declared
from ..records.selection import Matcher, group, select
from .cells import Cell, Cells
from .filters import Filtered, filtered_by
from .head import Head, heads_of

_NO_PARENTS: tuple[str, ...] = ()


class Line(NamedTuple):
    """One record of a listing, or one item of a part.

    :ivar record: key of the record.
    :ivar summary: what it is in plain text, for a short card.
    :ivar lane: the family, and `parents` the keys of what it derives from, for the chart.
    :ivar span: from when to when it is, as decimal years, for the chart.
    :ivar part: anchor of the item that the line is about.
    :ivar filtered: what readers filter it by, where there is a bar.
    :ivar head: what it shows as a short card.
    """

    cells: tuple[Cell, ...]
    record: str = ''
    summary: str = ''
    lane: str = ''
    parents: tuple[str, ...] = ()
    span: tuple[float, float | None] | None = None
    part: str = ''
    filtered: Filtered | None = None
    head: Head | None = None


class ListingGroup(NamedTuple):
    """Lines under one heading; no heading where the listing has no groups."""

    heading: str
    lines: tuple[Line, ...]


class ListingView(NamedTuple):
    """A listing: its columns with those nobody fills left out, and its lines by group."""

    columns: tuple[str, ...]
    groups: tuple[ListingGroup, ...]


def kept_view(domain: ChronicleDomain, docname: str, number: int) -> ListingView:
    """What a listing of a page shows, kept until the page is written."""
    views = domain.index.views
    if (docname, number) not in views:
        views[docname, number] = listing_view(domain, domain.index.documents[docname].listings[number], docname)
    found: ListingView = views[docname, number]
    return found


def taken_view(domain: ChronicleDomain, docname: str, number: int) -> ListingView:
    """The same for a page that is being written, after which it is not needed."""
    found = kept_view(domain, docname, number)
    del domain.index.views[docname, number]
    return found


def listing_view(domain: ChronicleDomain, listing: Listing, docname: str) -> ListingView:
    """What a listing on a page shows."""
    maker = _Lines(domain)
    records = domain.index.records_seen_from(docname)
    selection = listing.selection
    if listing.rows == RECORDS:
        chosen = select(records, selection, domain.registry, domain.index.graph)
        heads = _heads(domain, listing, chosen)
        lines = [(d, maker.record_line(d, listing, head)) for d, head in zip(chosen, heads, strict=True)]
    else:
        # The limit is one of rows, however many records they belong to.
        chosen = select(records, replace(selection, limit=None), domain.registry, domain.index.graph)
        lines = [(d, line) for d in chosen for line in maker.part_lines(d, listing)][: selection.limit]
    if selection.group_by is None:
        groups = [ListingGroup('', tuple(line for _declared, line in lines))] if lines else []
    else:
        by_record: dict[str, list[Line]] = {}
        for declared, line in lines:
            by_record.setdefault(declared.record.key, []).append(line)
        shown = [declared for declared in chosen if declared.record.key in by_record]
        groups = [
            ListingGroup(
                domain.labels.group(part.value, selection.group_by),
                tuple(line for d in part.records for line in by_record[d.record.key]),
            )
            for part in group(shown, selection.group_by, domain.registry)
        ]
    columns = tuple(
        column
        for number, column in enumerate(listing.columns if listing.layout != 'cards' else ())
        if number == 0 or any(line.cells[number].items for found in groups for line in found.lines)
    )
    return ListingView(columns, tuple(groups))


def _heads(domain: ChronicleDomain, listing: Listing, chosen: list[Declared]) -> list[Head] | list[None]:
    """What short cards show of the records; nothing in other layouts."""
    if listing.layout != 'cards':
        return [None] * len(chosen)
    shown = {TITLE.name, RECORD_DATE.name, SUMMARY.name}
    figures = [column for column in listing.columns if column not in shown] if 'columns' in listing.lines else None
    return heads_of(domain, [declared.record for declared in chosen], listing.hidden, figures)


def _card_columns(domain: ChronicleDomain, listing: Listing, declared: Declared) -> tuple[str, ...]:
    """The title and the date that a record goes by, unless that is hidden."""
    date = domain.registry.of(declared.record).kind.date
    return (TITLE.name,) if date in listing.hidden else (TITLE.name, date)


class _Lines:
    """Makes the lines of a listing."""

    def __init__(self, domain: ChronicleDomain) -> None:
        self.domain = domain
        self.registry = domain.registry
        self.cells = Cells(domain)

    def record_line(self, declared: Declared, listing: Listing, head: Head | None) -> Line:
        """The line of a record."""
        record = declared.record
        columns = _card_columns(self.domain, listing, declared) if head else listing.columns
        cells = tuple(self.cells.record_cell(record, column) for column in columns)
        if not head and record.get(DRAFT):
            # A card has a mark for it.
            cells = tuple(self.as_draft(cell) if cell.column == TITLE.name else cell for cell in cells)
        lane, parents, span = '', _NO_PARENTS, None
        if listing.layout == 'chart':
            lane = record.get(FAMILY) or ''
            parents = self.domain.index.graph.parents(record.key)
            span = self.registry.span_of(record)
        summary = self.domain.index.summary_of(record.key) if head and SUMMARY.name not in listing.hidden else ''
        filtered = filtered_by(self.domain, record) if listing.scope else None
        return Line(cells, record.key, summary, lane, parents, span, filtered=filtered, head=head)

    def as_draft(self, cell: Cell) -> Cell:
        """The cell of the title of a draft, which says so."""
        *items, last = cell.items
        return cell._replace(items=(*items, last._replace(details=(self.domain.labels.of(DRAFT), *last.details))))

    def part_lines(self, declared: Declared, listing: Listing) -> Iterable[Line]:
        """Yield the lines of the items of a part."""
        record, kind = declared.record, self.registry.of(declared.record)
        matcher = Matcher(self.registry, listing.selection, self.domain.index.graph)
        wanted = listing.selection.values.items()
        for found, part, item, anchor in kind.items(record):
            known = ((part.by_name[name], words) for name, words in wanted if name in part.by_name)
            if found.name != listing.rows or any(
                not matcher.item_words(one, item, record).intersection(words) for one, words in known
            ):
                continue
            cells = tuple(self.cells.part_cell(record, part, item, anchor, column) for column in listing.columns)
            filtered = filtered_by(self.domain, record, item) if listing.scope else None
            yield Line(cells, record.key, part=anchor, filtered=filtered)
