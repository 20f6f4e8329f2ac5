"""What a card says at a glance: its figures in fixed places, and the ways on, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ..doctree.builders import is_book, is_interactive
from ..doctree.i18n import _, ngettext, within_line
from ..env.domain import ChronicleDomain
from ..records.core import NOTE_KIND, NOTES
from ..records.fields import Field, Shape, Type, listed
from ..records.kinds import Part
from ..records.record import Declared, Record
from ..records.registry import KindOf
from .cells import DOUBTS, Cells
from .citations import citations_of
from .relations import Item, facts_of, said_by

#: Most figures of a card; what names records, such as a license, has a place after them.
MOST_FIGURES: Final = 4
#: Most ways on from a card: two in a line, they take as many lines as a short summary does.
MOST_WAYS: Final = 6


class Place(NamedTuple):
    """A figure of a card.

    :ivar field: the name of the field.
    :ivar items: the values; none where nothing is known.
    :ivar doubts: words for each kind of doubt about them.
    :ivar linked: whether they name records, such as licenses.
    :ivar said: what all those records say by their mark, in words; empty where they have none, or say different things.
    """

    field: str
    label: str
    items: tuple[Item, ...]
    doubts: tuple[str, ...]
    linked: bool
    said: str = ''


class Head(NamedTuple):
    """What a short card shows beside a title, a date and a summary.

    :ivar meta: style classes and words of what is beside the title.
    :ivar places: its figures, the same in all cards of a list.
    """

    meta: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    ways: tuple[Item, ...]


def heads_of(
    domain: ChronicleDomain, declared: Sequence[Declared], hidden: Collection[str], columns: Sequence[str] | None
) -> list[Head]:
    """What the short cards of some records show that are listed together.

    :param columns: the figures to take; `None` for those that the fields have by their slot.
    """
    places = places_of(domain, [item.record for item in declared], hidden, columns)
    index = domain.index
    return [
        Head(
            tuple(_meta(domain, item, hidden)),
            figures,
            ways_of(domain, item.record, index.objects[item.record.key].docname, hidden),
        )
        for item, figures in zip(declared, places, strict=True)
    ]


def _meta(domain: ChronicleDomain, item: Declared, hidden: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what is beside the title of a short card, as style classes and words; what most records are goes without saying."""
    record = item.record
    kind = domain.registry.of(record)
    for found in kind.shown:
        is_hidden = found.name in hidden or found.slot in hidden or found.name == kind.kind.date
        if found.slot == 'meta' and not is_hidden and not is_usual(found, item):
            yield from domain.labels.marked(found, domain.labels.beside(found, kind, record))


def is_usual(found: Field[Any], item: Declared) -> bool:
    """Whether a record has in a field what goes without saying: nothing, the default, or what its file says of all entries."""
    return not found.derived and (found.name in item.usual or item.record.given.get(found.name) in (None, (), found.default))


def places_of(
    domain: ChronicleDomain, records: Sequence[Record], hidden: Collection[str] = (), columns: Sequence[str] | None = None
) -> list[tuple[Place, ...]]:
    """The figures of each of some records that are shown together: the same ones in the same places.

    :param columns: the fields to take; `None` for those with the slot ``strip``, as far as there is room for them.
    """
    cells = Cells(domain)
    wanted = _strip_fields(domain, records) if columns is None else dict.fromkeys(columns)
    names = [name for name in wanted if name not in hidden]
    if 'strip' in hidden or not names:
        return [() for _record in records]
    rows = [{name: cells.place(record, name) for name in names} for record in records]
    filled = [name for name in names if any(row[name][0] for row in rows)]
    if columns is None:
        figures = [name for name in filled if not _names_records(domain, name)]
        filled = [*figures[:MOST_FIGURES], *[name for name in filled if name not in figures][:1]]
    labels = {name: (domain.labels.field(name), _names_records(domain, name)) for name in filled}
    # A card with dashes alone says nothing.
    return [
        tuple(Place(name, labels[name][0], *row[name], labels[name][1], _said_of(cells, record, name)) for name in filled)
        if any(row[name][0] for name in filled)
        else ()
        for record, row in zip(records, rows, strict=True)
    ]


def _said_of(cells: Cells, record: Record, name: str) -> str:
    """What the records say, by their mark, that a figure of a card names; empty unless all say the same."""
    found = cells.registry.field(name, (record.kind,))
    if found is None or not isinstance(found.type, Type) or not found.type.refers:
        return ''
    holders = [one for _field, one in cells.registry.of(record).holders(record, name)]
    values = {value: None for one in (record, *holders) for value in listed(one.given.get(name))}
    said = [one for name_of in values if (one := said_by(cells.domain, found.type, name_of))]
    if len({value for _field, value in said}) != 1:
        return ''
    field, value = said[0]
    return f'{cells.labels.of(field)}: {within_line(cells.labels.value(field, value))}' if value else ''


def _strip_fields(domain: ChronicleDomain, records: Iterable[Record]) -> dict[str, None]:
    found: dict[str, None] = {}
    for name in dict.fromkeys(record.kind for record in records):
        kind = domain.registry.kinds[name]
        parts = (one for _field, part in kind.parts for one in part.fields)
        found |= {one.name: None for one in (*parts, *kind.shown) if one.slot == 'strip'}
    return found


def _names_records(domain: ChronicleDomain, name: str) -> bool:
    found = domain.registry.field(name)
    return found is not None and found.names_records


def ways_of(domain: ChronicleDomain, record: Record, docname: str, hidden: Collection[str] = ()) -> tuple[Item, ...]:
    """What leads on from a record: to its parts and relations as counts, to papers and the like, to doubts and citations.

    :param docname: the document that shows all of the record.
    """
    if 'ways' in hidden:
        return ()
    kind = domain.registry.of(record)
    # Parts first, then relations, then what is elsewhere.
    fields = sorted(kind.shown, key=lambda one: 0 if isinstance(one.type, Part) else 1 if one.relation else 2)
    found = [way for one in fields if one.name not in hidden for way in _way(domain, record, one, docname, hidden)]
    # Doubts and citations are always among them; what has no room is in the details.
    del found[MOST_WAYS - 2 :]
    doubts = sum(note.get(NOTE_KIND) in DOUBTS for note in _notes(kind, record))
    if doubts:
        # A book tells of them beside the values.
        place = record.anchor if is_book(domain.builder) else f'{record.anchor}--doubts'
        found.append(Item(ngettext('%d doubt', '%d doubts', doubts) % doubts, docname, place))
    # A line of its own it is not worth: details are below.
    if found and 'cite' not in hidden and is_interactive(domain.builder) and citations_of(domain.index, docname, record.key):
        found.append(Item(_('Cite'), docname, f'{record.anchor}--cite'))
    return tuple(found)


def _said_of_many(domain: ChronicleDomain, key: str, relation: str) -> str:
    """What is to be known at once of some of the records in a relation, each with how many there are: ``, 3 gated``."""
    nodes = {neighbor.node: None for neighbor in domain.index.graph.neighbors(key, relation)}
    tally = domain.registry.relation(relation).tally
    counts = Counter(words for node in nodes for words in facts_of(domain, relation, node, tally)) if tally else {}
    return ''.join(f', {count} {words}' for words, count in counts.items())


def _notes(kind: KindOf, record: Record) -> Iterator[Any]:
    yield from record.get(NOTES)
    for _field, _part, item, _anchor in kind.items(record):
        yield from item.get(NOTES)


def _way(domain: ChronicleDomain, record: Record, found: Field[Any], docname: str, hidden: Collection[str]) -> Iterator[Item]:
    """Yield the way on that a field is, if it is one and has a value."""
    if found.slot != 'ways':
        return
    labels, label = domain.labels, domain.labels.of(found)
    if found.relation:
        if 'relations' not in hidden:
            count = len({neighbor.node for neighbor in domain.index.graph.neighbors(record.key, found.relation)})
            if count:
                words = labels.counted(found.counted, label, count)
                yield Item(f'{words}{_said_of_many(domain, record.key, found.relation)}', docname, f'{record.anchor}--relations')
        return
    values = listed(record.given.get(found.name))
    if not values:
        return
    if isinstance(found.type, Part):
        yield Item(labels.count(found.type, label, len(values)), docname, f'{record.anchor}--{found.name}')
    elif len(values) == 1 and isinstance(found.type, Type):
        (item,) = Cells(domain).value_cell(found, record, (), record).items or (Item(''),)
        yield item._replace(title=label)
    else:
        words = labels.counted(found.counted, label, len(values)) if isinstance(found.type, Shape) else label
        yield Item(words, docname, f'{record.anchor}--reading')
