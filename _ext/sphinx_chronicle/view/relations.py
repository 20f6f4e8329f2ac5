"""What a page shows of other pages, as plain data.

Everything that a page takes from records elsewhere goes through here: relations, mentions, listings, the targets of
links. The expanding transform makes nodes of it, and the bookkeeping of stale pages compares it from build to build, so
that both always speak of the same things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..doctree.i18n import _
from ..doctree.labels import value_label
from ..doctree.make import HF_DATASETS, HF_MODELS, SPDX_LICENSES
from ..records.model import Checkpoint, Dataset, Entry, is_hf, spdx_id
from ..records.times import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..env.index import Index
    from ..env.store import Mention
    from ..records.graph import Neighbor, Node, Relation

#: Relations on a card, in the order a reader asks: what it came from, what came of it.
RELATIONS: tuple[Relation, ...] = (
    'derived_from', 'derivatives', 'trained_on', 'used_by', 'generated_with', 'generated', 'member_of', 'members', 'related',
)  # fmt: skip


#: Ancestors or descendants that are named singly.
MOST_KIN = 100

T = TypeVar('T')


class Item(NamedTuple):
    """One thing in a row or a cell: a place of this site, an address, or words alone.

    :ivar docname: page of the place, with its `anchor`; empty for an address or for words.
    :ivar date: the date in EDTF that the words say.
    :ivar details: what is said of it in parentheses.
    :ivar parts: things that belong to it.
    """

    title: str
    docname: str = ''
    anchor: str = ''
    uri: str = ''
    date: str = ''
    details: tuple[str, ...] = ()
    parts: tuple[Item, ...] = ()


class Row(NamedTuple):
    """A labeled row of things."""

    field: str
    items: tuple[Item, ...]


def target_item(index: Index, target: str, *, dataset: bool = False) -> Item:
    """What a key or a Hugging Face id leads to."""
    found = index.find(target)
    if found is not None:
        return Item(found.title, found.docname, found.anchor)
    if is_hf(target):
        return Item(target, uri=(HF_DATASETS if dataset else HF_MODELS) + target)
    return Item(target)


def license_item(index: Index, license_id: str) -> Item:
    """What a license's key or SPDX id leads to."""
    key = index.graph.license(license_id)
    if key is not None:
        return target_item(index, key)
    spdx = spdx_id(license_id)
    if spdx is not None:
        return Item(spdx, uri=f'{SPDX_LICENSES}{spdx}.html')
    return Item(license_id)


def record_rows(index: Index, key: str) -> tuple[Row, ...]:
    """Relations of a record, whichever end they were written at."""
    graph = index.graph
    if not graph.has_relations(key):
        return ()
    rows = []
    for relation in RELATIONS:
        neighbors = _merged(n for n in graph.neighbors(key, relation) if n.node.key != key)
        if neighbors:
            rows.append(Row(relation, tuple(neighbor_item(index, neighbor) for neighbor in neighbors)))
    return tuple(rows)


def neighbor_item(index: Index, neighbor: Neighbor) -> Item:
    """A related thing, with how the relation is known."""
    node = neighbor.node
    item = target_item(index, node.part or node.key or node.external, dataset=neighbor.dataset)
    details = [value_label('basis', neighbor.basis)] if neighbor.basis else []
    if neighbor.use == 'seed':
        details.append(value_label('use', neighbor.use))
    return item._replace(details=tuple(details))


def _merged(neighbors: Iterable[Neighbor]) -> list[Neighbor]:
    """One of each thing: that several checkpoints have the same parent is said at the checkpoints."""
    first: dict[object, Neighbor] = {}
    for neighbor in neighbors:
        known = first.get(neighbor.node)
        if known is None or (known.basis is None and neighbor.basis):
            first[neighbor.node] = neighbor
    return list(first.values())


def lineage_rows(index: Index, key: str) -> tuple[Row, ...]:
    """All ancestors and descendants of an entry, and the data its ancestors were trained on."""
    graph = index.graph
    if not graph.has_relations(key):
        return ()
    ancestors, descendants = graph.ancestors(key), graph.descendants(key)
    data: dict[Node, Neighbor] = {}
    for ancestor in ancestors:
        for neighbor in graph.neighbors(ancestor, 'trained_on'):
            data.setdefault(neighbor.node, neighbor)
    rows = [
        _first('ancestors', ancestors, lambda ancestor: target_item(index, ancestor)),
        _first('descendants', descendants, lambda descendant: target_item(index, descendant)),
        _first('inherited_data', [*data.values()], lambda found: neighbor_item(index, found)._replace(details=())),
    ]
    return tuple(row for row in rows if row.items)


def _first(field: str, found: Sequence[T], item: Callable[[T], Item]) -> Row:
    """A row of the first things; all of a long line of descent on each of its cards would grow with its square."""
    items = [item(one) for one in found[:MOST_KIN]]
    if len(found) > MOST_KIN:
        items.append(Item(_('and %d more') % (len(found) - MOST_KIN)))
    return Row(field, tuple(items))


def license_rows(index: Index, key: str) -> tuple[Row, ...]:
    """Every checkpoint and dataset under a license, by record."""
    checkpoints: dict[str, list[Item]] = {}
    datasets: dict[str, list[Item]] = {}
    anchors: dict[int, str] = {}
    for declared, part in index.graph.under_license(key):
        record = declared.record
        parts = (checkpoints if isinstance(record, Entry) else datasets).setdefault(record.key, [])
        if isinstance(record, Entry):
            if not parts:
                anchors = {id(one): anchor for one, anchor in zip(record.checkpoints, record.checkpoint_anchors, strict=True)}
            assert isinstance(part, Checkpoint)
            parts.append(Item(part.label, index.objects[record.key].docname, anchors[id(part)]))
        elif isinstance(record, Dataset) and part is not None:
            parts.append(Item(_('subset %s') % getattr(part, 'name', '')))
    rows = [
        Row(field, tuple(target_item(index, holder)._replace(parts=tuple(parts)) for holder, parts in found.items()))
        for field, found in (('licensed_checkpoints', checkpoints), ('licensed_datasets', datasets))
    ]
    return tuple(row for row in rows if row.items)


def mention_rows(index: Index, key: str) -> tuple[Row, ...]:
    """Where the prose of any page links to a record, with the time if it stands in a chapter."""
    mentions = {(mention.docname, mention.anchor): mention for mention in reversed(index.mentions_of(key))}
    ordered = list(reversed(mentions.values()))
    titles = [_mention_title(index, mention) for mention in ordered]
    items = []
    for mention, title in zip(ordered, titles, strict=True):
        # A chapter and its first topic may begin together; links that lead to different places differ in name.
        name = title
        if titles.count(title) > 1:
            name = _('%(place)s (%(topic)s)') % {'place': title, 'topic': index.filled(mention.title)}
        # A page is meant by its own name: LaTeX gives the title of the first page no anchor.
        is_page = not mention.is_record and mention.title == index.page_title(mention.docname)
        items.append(Item(name, mention.docname, '' if is_page else mention.anchor))
    return (Row('mentioned_in', tuple(items)),) if items else ()


def _mention_title(index: Index, mention: Mention) -> str:
    title = index.filled(mention.title)
    if mention.seconds is not None:
        return _('%(title)s, at %(time)s') % {'title': mention.episode, 'time': format_time(mention.seconds)}
    page = index.page_title(mention.docname)
    if mention.is_record or title in {'', page}:
        return title or page
    return _('%(page)s: %(section)s') % {'page': page, 'section': title}
