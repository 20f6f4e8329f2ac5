"""What listings show: the rows and columns of tables and lists, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from ..env.domain import ChronicleDomain
from ..env.index import Index
from ..records.columns import RECORDS, Listing
from ..records.core import ALIASES, DRAFT, FAMILY, RECORD_DATE, SUMMARY, TITLE
from ..records.record import Declared, Record
from ..records.selection import Matcher, group, select
from ..records.today import iso_day
from ..records.words import anchor, first_sentence
from .cells import Cell, Cells
from .drawings import Mark, MarkMaker, today_within
from .filters import Filtered, filtered_by
from .head import Head, heads_of


class Line(NamedTuple):
    """One record of a listing, or one item of a part.

    :ivar record: key of the record.
    :ivar summary: what it is in plain text, for a short card.
    :ivar part: anchor of the item that the line is about.
    :ivar filtered: what readers filter it by, where there is a bar.
    :ivar head: what it shows as a short card.
    :ivar mark: how it is drawn, in a layout that draws.
    :ivar anchors: those of its record and of the items of that, for a short card on another page than the record's.
    :ivar family: that of its record, as style sheets name it.
    """

    cells: tuple[Cell, ...]
    record: str = ''
    summary: str = ''
    part: str = ''
    filtered: Filtered | None = None
    head: Head | None = None
    mark: Mark | None = None
    anchors: tuple[str, ...] = ()
    family: str = ''


class ListingGroup(NamedTuple):
    """Lines under one heading; no heading where the listing has no groups. `value` is what the lines have in common."""

    heading: str
    lines: tuple[Line, ...]
    value: str = ''


class ListingView(NamedTuple):
    """A listing: its columns with those nobody fills left out, and its lines by group.

    :ivar today: the day of the build as a decimal year, in a chart whose span it is in.
    """

    columns: tuple[str, ...]
    groups: tuple[ListingGroup, ...]
    today: float | None = None


def count_of(domain: ChronicleDomain, docname: str, what: str) -> int:
    """How many records of a kind there are to list on a page, or items of a part of such records."""
    records = (declared.record for declared in domain.index.records_seen_from(docname))
    if what in domain.registry.kinds:
        return sum(record.kind == what for record in records)
    return sum(len(record.given.get(what, ())) for record in records)


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


def records_shown(domain: ChronicleDomain, docname: str) -> tuple[str, ...]:
    """The keys of the records that the listings of a page show, each once, in their order."""
    known = domain.index.once(_shown)
    if docname not in known:
        views = [kept_view(domain, docname, number) for number in domain.index.documents[docname].listings]
        lines = (line.record for view in views for part in view.groups for line in part.lines)
        known[docname] = tuple(dict.fromkeys(filter(None, lines)))
    return known[docname]


def _shown(_index: Index) -> dict[str, tuple[str, ...]]:
    return {}


def listing_view(domain: ChronicleDomain, listing: Listing, docname: str) -> ListingView:
    """What a listing on a page shows."""
    maker = _Lines(domain, listing, docname)
    records = domain.index.records_seen_from(docname)
    selection = listing.selection
    if listing.rows == RECORDS:
        chosen = select(records, selection, domain.registry, domain.index.graph)
        heads = _heads(domain, listing, chosen)
        lines = [(d, maker.record_line(d, head)) for d, head in zip(chosen, heads, strict=True)]
    else:
        # The limit is one of rows, however many records they belong to.
        chosen = select(records, replace(selection, limit=None), domain.registry, domain.index.graph)
        lines = [(d, line) for d in chosen for line in maker.part_lines(d)][: selection.limit]
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
                part.value or 'none',
            )
            for part in group(shown, selection.group_by, domain.registry)
        ]
    if listing.layout == 'lineage':
        seen = {declared.record.key: declared for declared in records}
        groups = [ListingGroup(found.heading, tuple(maker.lineage(found.lines, seen))) for found in groups]
    columns = tuple(
        column
        for number, column in enumerate(listing.columns if listing.layout != 'cards' else ())
        if number == 0 or any(line.cells[number].items for found in groups for line in found.lines)
    )
    drawn = groups if listing.layout == 'chart' or listing.overview else []
    marks = [line.mark for found in drawn for line in found.lines if line.mark]
    return ListingView(columns, tuple(groups), today_within(marks, iso_day(domain.registry.today)))


def _heads(domain: ChronicleDomain, listing: Listing, chosen: list[Declared]) -> list[Head] | list[None]:
    """What short cards show of the records; nothing in other layouts."""
    if listing.layout != 'cards':
        return [None] * len(chosen)
    shown = {TITLE.name, RECORD_DATE.name, SUMMARY.name}
    figures = [column for column in listing.columns if column not in shown] if 'columns' in listing.lines else None
    return heads_of(domain, chosen, listing.hidden, figures)


def _card_columns(domain: ChronicleDomain, listing: Listing, declared: Declared) -> tuple[str, ...]:
    """The title and the date that a record goes by, unless that is hidden."""
    date = domain.registry.of(declared.record).kind.date
    return (TITLE.name,) if date in listing.hidden else (TITLE.name, date)


def _begun(cell: Cell) -> Cell:
    """The cell with the first sentence of its words."""
    return cell._replace(items=tuple(item._replace(title=first_sentence(item.title)) for item in cell.items))


class _Lines:
    """Makes the lines of a listing."""

    def __init__(self, domain: ChronicleDomain, listing: Listing, docname: str) -> None:
        self.domain = domain
        self.docname = docname
        self.registry = domain.registry
        self.listing = listing
        self.cells = Cells(domain)
        self.marks = MarkMaker(self.cells, listing)

    def record_line(self, declared: Declared, head: Head | None = None, *, is_listed: bool = True) -> Line:
        """The line of a record."""
        record, listing = declared.record, self.listing
        columns = _card_columns(self.domain, listing, declared) if head else listing.columns
        # The rows of a lineage have no room for doubts, which the records tell of.
        cell_of = self.cells.short_cell if listing.layout == 'lineage' else self.cells.record_cell
        cells = tuple(cell_of(record, column) for column in columns)
        if SUMMARY.name in listing.beneath.values():
            cells = tuple(_begun(cell) if cell.column == SUMMARY.name else cell for cell in cells)
        if listing.layout == 'lineage':
            cells = tuple(cell._replace(items=tuple(item._replace(doubts=()) for item in cell.items)) for cell in cells)
        if not head and record.get(DRAFT):
            # A card has a mark for it.
            cells = tuple(self.as_draft(cell) if cell.column == TITLE.name else cell for cell in cells)
        summary = self.domain.index.summary_of(record.key) if head and SUMMARY.name not in listing.hidden else ''
        filtered = filtered_by(self.domain, record) if listing.bar else None
        mark = self.marks.of_record(record, is_listed=is_listed)
        anchors = self.anchors(record) if head else ()
        return Line(
            cells, record.key, summary, filtered=filtered, head=head, mark=mark, anchors=anchors, family=self.family(record)
        )

    def family(self, record: Record) -> str:
        """The family of a record, as style sheets name it, where it is marked: in cards, and before a record beneath a part."""
        is_marked = self.listing.layout == 'cards' or record.kind in self.listing.beneath.values()
        return anchor(record.get(FAMILY) or '') if is_marked else ''

    def anchors(self, record: Record) -> tuple[str, ...]:
        """What leads to a record and its parts on the page that it is declared on, and may lead to its short card elsewhere."""
        if self.domain.index.objects[record.key].docname == self.docname:
            return ()
        former = (f'{record.kind}-{alias}' for alias in record.get(ALIASES))
        items = (anchor for _field, _part, _item, anchor in self.registry.of(record).items(record))
        return (record.anchor, *former, *items)

    def as_draft(self, cell: Cell) -> Cell:
        """The cell of the title of a draft, which says so."""
        *items, last = cell.items
        return cell._replace(items=(*items, last._replace(details=(self.domain.labels.of(DRAFT), *last.details))))

    def lineage(self, lines: Iterable[Line], seen: Mapping[str, Declared]) -> Iterator[Line]:
        """Yield the lines of a lineage by date: of records, and of those next to them that are not among them.

        :param seen: the records that can be listed, by key.
        """
        listed = {line.record: line for line in lines}
        beside = {key for line in listed.values() for key in self.marks.kin(line.record) if key in seen}
        for key in self.domain.index.graph.ordered({*listed, *beside}):
            yield listed.get(key) or self.record_line(seen[key], is_listed=False)

    def part_lines(self, declared: Declared) -> Iterable[Line]:
        """Yield the lines of the items of a part."""
        record, kind, listing = declared.record, self.registry.of(declared.record), self.listing
        matcher = Matcher(self.registry, listing.selection, self.domain.index.graph)
        wanted = listing.selection.values.items()
        for found, part, item, item_anchor in kind.items(record):
            known = ((part.by_name[name], words) for name, words in wanted if name in part.by_name)
            if found.name != listing.rows or any(
                not matcher.item_words(one, item, record).intersection(words) for one, words in known
            ):
                continue
            cells = tuple(self.cells.part_cell(record, part, item, item_anchor, column) for column in listing.columns)
            filtered = filtered_by(self.domain, record, item) if listing.bar else None
            mark = self.marks.of_item(record, part, item, item_anchor)
            yield Line(cells, record.key, part=item_anchor, filtered=filtered, mark=mark, family=self.family(record))
