"""What a page shows of other pages, as plain data.

Everything that a page takes from records elsewhere goes through here: relations, mentions, the targets of links. The
expanding transform makes nodes of it, and the comparison of outdated pages compares it from build to build, so that both
always speak of the same things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from sphinx.environment import BuildEnvironment

from ..doctree.i18n import _, ngettext
from ..doctree.labels import Labels
from ..doctree.make import said_of
from ..env.addresses import target_of
from ..env.domain import ChronicleDomain, TagIndex
from ..env.index import Index
from ..env.store import Mention
from ..records.core import TAGS
from ..records.descent import Some
from ..records.fields import Field, Type
from ..records.graph import Neighbor, Node, canonical
from ..records.kinds import function
from ..records.record import Record
from ..records.types import is_inside, link_words
from ..records.words import identity

#: Most ancestors or descendants that are named; more of them are counted.
MOST_KIN = 12

#: Most pages that mention a record and are seen at once.
MOST_MENTIONS = 4
#: Name of the part of an infobox in which a kind lists what belongs to its records.
LISTED: Final = 'listed'

T = TypeVar('T')


class Item(NamedTuple):
    """One thing in a row or a cell: a place of this site, an address, or words alone.

    :ivar docname: page of the place, with its `anchor`; empty for an address or for words.
    :ivar file: path of a file of the project within the source folder.
    :ivar date: the date in EDTF that the words say, `planned` whether they say that it is planned.
    :ivar details: what is said of it in parentheses; `doubts` the same of kinds of doubt about it, which tables mark.
    :ivar parts: things that belong to it.
    :ivar mark: tells the mark beside the words (see `Labels.mark`); empty where there is none.
    :ivar group: what it has in common with others beside it, where they are too many for one list.
    """

    title: str
    docname: str = ''
    anchor: str = ''
    uri: str = ''
    file: str = ''
    date: str = ''
    planned: bool = False
    details: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    parts: tuple[Item, ...] = ()
    mark: str = ''
    group: str = ''


class Row(NamedTuple):
    """A labeled row of things.

    :ivar folded: what those are called, in words, that are too many to be seen at once; `shown` is how many are.
    """

    field: str
    label: str
    items: tuple[Item, ...]
    folded: str = ''
    shown: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What a vocabulary says something of a record with."""

    index: Index
    labels: Labels


def target_item(index: Index, target: str, kind: str = '') -> Item:
    """What a key or an id of a thing elsewhere leads to.

    :param kind: the kind that a thing elsewhere would be of.
    """
    found = index.find(target)
    if found is not None:
        return Item(found.title, found.docname, found.anchor)
    elsewhere = index.others.find(target)
    if elsewhere is not None:
        return Item(elsewhere.title, uri=elsewhere.uri, details=(elsewhere.project,))
    external = index.registry.external
    if external is not None and index.registry.is_external(target):
        return Item(target, uri=external.address(target, kind))
    return Item(target)


def link_item(env: BuildEnvironment, docname: str, title: str, address: str, *, pages: bool = True) -> Item:
    """What an address leads to that a record on a page has.

    :param pages: whether the source of a page leads to the page.
    """
    if not is_inside(address):
        return Item(title, uri=address)
    target = target_of(env, docname, address, pages=pages)
    return Item(link_words(title, address), target.docname, target.anchor, file=target.file)


def named_item(index: Index, kind: Type[Any], name: str) -> Item:
    """What a value leads to that names a record, or a thing that is known everywhere by that name."""
    key = index.graph.named(kind, name)
    if key is not None:
        return target_item(index, key)
    known = canonical(kind, name)
    return Item(known, uri=kind.address(known) if kind.address else '') if known else Item(name)


def said_by(domain: ChronicleDomain, kind: Type[Any], name: str) -> tuple[Field[Any], Any] | None:
    """What the record that a value names says in the field whose mark it has; `None` where it has none."""
    found = domain.labels.marking(kind)
    key = domain.index.graph.named(kind, name) if found else None
    if found is None or key is None:
        return None
    return found, domain.index.graph.records[key].record.given.get(found.name)


def marked_item(domain: ChronicleDomain, kind: Type[Any], name: str) -> Item:
    """What a value leads to that names a record, with the mark that the record has."""
    item = named_item(domain.index, kind, name)
    said = said_by(domain, kind, name)
    return item._replace(mark=domain.labels.mark(*said)) if said else item


def tag_items(domain: ChronicleDomain, record: Record) -> tuple[Item, ...]:
    """The tags of a record, each with its place on the page of tags, as far as it is there: the page's name is in `docname`."""
    page = f'{domain.name}-{TagIndex.name}'
    items = []
    for tag in record.get(TAGS):
        known = domain.index.tags.get(identity(tag))
        anchor = f'cap-{TagIndex.heading(domain.labels.value(TAGS, known))}' if known else ''
        items.append(Item(domain.labels.value(TAGS, tag), page if known else '', anchor))
    return tuple(items)


def record_rows(domain: ChronicleDomain, key: str) -> tuple[Row, ...]:
    """Relations of a record, whichever end they were written at."""
    graph = domain.index.graph
    if not graph.has_relations(key):
        return ()
    rows = []
    for relation in domain.registry.seen:
        neighbors = _merged(n for n in graph.neighbors(key, relation) if n.node.key != key)
        if neighbors:
            items = tuple(neighbor_item(domain, relation, neighbor) for neighbor in neighbors)
            rows.append(Row(relation, domain.labels.relation(relation), items))
    return tuple(rows)


def neighbor_item(domain: ChronicleDomain, relation: str, neighbor: Neighbor) -> Item:
    """A related thing, with what is said of the relation."""
    node = neighbor.node
    item = target_item(domain.index, node.part or node.key or node.external, neighbor.kind)
    known = facts_of(domain, relation, node, domain.registry.relation(relation).about)
    if not neighbor.said and not known:
        return item
    qualifiers = domain.registry.relation(relation).qualifiers
    return item._replace(details=(*item.details, *known, *said_of(domain.labels, qualifiers, neighbor.said)))


def facts_of(domain: ChronicleDomain, relation: str, node: Node, about: str) -> tuple[str, ...]:
    """What readers want to know at once of a record at the other end of a relation, in words.

    :param about: the ``module:function`` that says it of a record; none where it is empty.
    """
    is_known = about and relation == domain.registry.relation(relation).name
    declared = domain.index.graph.records.get(node.key) if is_known else None
    return tuple(function(about)(Known(domain.index, domain.labels), declared.record)) if declared else ()


def _merged(neighbors: Iterable[Neighbor]) -> list[Neighbor]:
    """One of each thing: that several items of parts have the same relation is said at the items."""
    first: dict[object, Neighbor] = {}
    for neighbor in neighbors:
        known = first.get(neighbor.node)
        if known is None or (not known.said and neighbor.said):
            first[neighbor.node] = neighbor
    return list(first.values())


def lineage_rows(domain: ChronicleDomain, key: str) -> tuple[Row, ...]:
    """All ancestors and descendants of a record, and what its ancestors have in the relations that cards show of them."""
    index, labels = domain.index, domain.labels
    graph = index.graph
    if not domain.registry.acyclic or not graph.has_relations(key):
        return ()
    rows = [
        _few('ancestors', labels.field('ancestors'), graph.descent.ancestors(key), partial(target_item, index)),
        _few('descendants', labels.field('descendants'), graph.descent.descendants(key), partial(_descendant, domain, key)),
    ]
    for relation in domain.registry.relations.values():
        if relation.inherited:
            name, label = relation.inherited
            found = graph.inherited(key, relation.name)
            rows.append(_few(name, labels.text(label), found, partial(_node_item, index)))
    return tuple(row for row in rows if row.items)


def _descendant(domain: ChronicleDomain, ancestor: str, key: str) -> Item:
    """A record that descends from another one, with its items that do where others of them do not."""
    graph = domain.index.graph
    record, found = graph.records[key].record, graph.descent.parts_from(ancestor, key)
    parts: dict[str, list[tuple[str, bool]]] = {}
    for field, part, item, _id in domain.registry.of(record).items(record):
        parts.setdefault(field.name, []).append((part.title_of(item), Node(key, part.name_of(item)).name in found))
    some = (items for items in parts.values() if not all(descends for _title, descends in items))
    said = tuple(title for items in some for title, descends in items if descends)
    return target_item(domain.index, key)._replace(details=said)


def _node_item(index: Index, node: Node) -> Item:
    return target_item(index, node.part or node.key or node.external)


def _few(field: str, label: str, found: Some[T], item: Callable[[T], Item]) -> Row:
    """A row of a few things, or of how many they are: all names on each card of a long line would grow with its square."""
    if len(found) > MOST_KIN:
        return Row(field, label, (Item(ngettext('%d record', '%d records', len(found)) % len(found)),))
    return Row(field, label, tuple(item(one) for one in found))


def mention_rows(domain: ChronicleDomain, key: str) -> tuple[Row, ...]:
    """Where the prose of any page links to a record, with the moment where its vocabulary knows one."""
    index = domain.index
    related = {n.node.key for relation in domain.registry.seen for n in index.graph.neighbors(key, relation)} - {''}
    mentions = {(mention.docname, mention.anchor): mention for mention in reversed(index.mentions_of(key))}
    # A record that is related is named already. What has its moment comes first, since it says the most.
    known = [one for one in reversed(mentions.values()) if not (one.is_record and one.record in related)]
    ordered = sorted(known, key=lambda mention: mention.moment is None)
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
    if not items:
        return ()
    rest = len(items) - MOST_MENTIONS
    folded = ngettext('%d more page', '%d more pages', rest) % rest if rest > 1 else ''
    return (Row('mentioned_in', domain.labels.field('mentioned_in'), tuple(items), folded, MOST_MENTIONS),)


def _mention_title(index: Index, mention: Mention) -> str:
    if mention.moment is not None:
        return index.filled(mention.moment[1])
    title = index.filled(mention.title)
    page = index.page_title(mention.docname)
    if mention.is_record or title in {'', page}:
        return title or page
    return _('%(page)s: %(section)s') % {'page': page, 'section': title}
