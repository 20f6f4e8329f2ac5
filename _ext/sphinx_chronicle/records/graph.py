"""The graph of relations between records: both directions, ancestors, descendants, and what does not resolve.

Works on all records at once and keeps nothing; a relation may be written at either end and means the same. What relations
there are, the registry says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple, Protocol

from .core import ALIASES
from .descent import Descent, Some
from .fields import Field, Item, Shape, Type
from .i18n import N_, __
from .kinds import Part
from .problems import Code, Problem, did_you_mean, either
from .record import Declared, Record, keys_taken
from .registry import KindOf, Registry
from .types import is_foreign

Place = tuple[str | int, ...]
Order = tuple[int, tuple[object, ...], str, str]

#: Most names that nobody has for which the nearest is looked for; more of them are no typing errors.
MAX_HINTS = 200

#: Most circles that are looked for; each costs a walk over all records.
MAX_CIRCLES = 100


class Node(NamedTuple):
    """An end of a relation: a record, an item of a part of one, or something that has no record here.

    :ivar key: the record's key; empty for a thing without one.
    :ivar part: the name of the item that is meant, else empty.
    :ivar external: id of a thing without a record, else empty.
    """

    key: str
    part: str = ''
    external: str = ''

    @property
    def name(self) -> str:
        """What tells a record from its parts: the key of a record is its own."""
        return f'{self.key}\0{self.part}' if self.part else self.key


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A related thing as seen from a record.

    :ivar here: the item of a part of this record that the relation belongs to, else empty.
    :ivar said: what is said of the relation, by qualifier.
    :ivar kind: the kind that a thing without a record would be of.
    """

    node: Node
    here: str = ''
    said: Mapping[str, str] = field(default_factory=dict)
    kind: str = ''


class Others(Protocol):
    """The records of other projects, which are named ``project:key``."""

    def problem_of(self, target: str) -> str:
        """What is wrong with such a name; empty if nothing is."""

    def name_of(self, key: str) -> str:
        """Such a name of the first record with a key; empty if there is none."""


@dataclass(slots=True)
class Graph:
    """Relations of a set of records.

    :param declared: all records, in an order that does not depend on how they were read; of two with the same key the
        first counts.
    :param samples: keys of records that only show how something is written. They are related to others, but of others
        only samples are related to them.
    :param left_out: names of records that the build leaves out.
    :param broken: keys of records that could not be read; what is wrong with them has been said.
    :param others: the records of other projects; `None` where nobody knows them.
    """

    declared: Iterable[Declared]
    registry: Registry
    samples: AbstractSet[str] = frozenset()
    left_out: AbstractSet[str] = frozenset()
    broken: AbstractSet[str] = frozenset()
    others: Others | None = None
    records: dict[str, Declared] = field(init=False, default_factory=dict)
    aliases: dict[str, str] = field(init=False, default_factory=dict)
    parts: dict[str, Node] = field(init=False, default_factory=dict)
    names: dict[str, dict[str, str]] = field(init=False, default_factory=dict)
    problems: list[Problem] = field(init=False, default_factory=list)
    _edges: dict[str, dict[str, dict[tuple[Node, str], Neighbor]]] = field(init=False, default_factory=dict)
    _orders: dict[Node, Order] = field(init=False, default_factory=dict)
    _descent: Descent | None = field(init=False, default=None)
    _inherited: dict[str, tuple[list[Node], dict[str, int]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index()
        for declared in self.records.values():
            self._connect(declared)
        for relation in self.registry.acyclic:
            self._find_cycles(relation)

    # -- building -----------------------------------------------------------------------------------------------------

    def _index(self) -> None:
        taken: list[tuple[Declared, Declared]] = []
        for declared in self.declared:
            first = self.records.setdefault(declared.record.key, declared)
            if first is not declared:
                taken.append((declared, first))
        self.problems += keys_taken(taken)
        for declared in self.records.values():
            record = declared.record
            for index, alias in enumerate(record.given.get(ALIASES.name, ())):
                if alias in self.records or alias in self.aliases:
                    other = self.records[self.aliases.get(alias, alias)]
                    message = __("the alias '%(alias)s' is taken by %(name)s (remove it)")
                    place = ('aliases', index)
                    self._problem(Code.DUPLICATE, declared, place, message % {'alias': alias, 'name': other.name})
                else:
                    self.aliases[alias] = record.key
            self._index_names(declared)

    def _index_names(self, declared: Declared) -> None:
        """Note the names by which a record and the items of its parts are known elsewhere."""
        record = declared.record
        kind = self.registry.of(record)
        for name in kind.kind.names:
            value = record.given.get(name)
            if value is None:
                continue
            if self.registry.is_external(value):
                self._index_external(declared, value, Node(record.key), ())
            else:
                self.names.setdefault(kind.name, {}).setdefault(value, record.key)
        for found, part in kind.parts:
            if part.names:
                for number, item in enumerate(record.given.get(found.name, ())):
                    value = item.given.get(part.names)
                    if value:
                        self._index_external(declared, value, Node(record.key, value), (found.name, number))

    def _index_external(self, declared: Declared, name: str, node: Node, place: Place) -> None:
        other = self.parts.setdefault(name.casefold(), node)
        if other is not node and self.registry.external is not None:
            words = {'id': name, 'name': self.records[other.key].name}
            self._problem(Code.DUPLICATE, declared, place, __(self.registry.external.taken) % words)

    def _connect(self, declared: Declared) -> None:
        record = declared.record
        kind = self.registry.of(record)
        if not kind.naming.intersection(record.given):
            return
        for found, place, value in values_naming(kind, record):
            if found.relation:
                part = part_at(kind, record, place)
                here = Node(record.key, part[0].name_of(part[1]) if part else '')
                self._relate(declared, here, found.relation, value, place)
            elif (
                not isinstance(found.type, Shape)
                and self.named(found.type, value) is None
                and canonical(found.type, value) is None
                and value not in self.broken
            ):
                known = [d.record.key for d in self.records.values() if d.record.kind == found.type.refers]
                message = __("there is no %(kind)s '%(key)s'%(hint)s")
                meant = found.type.meant(value)
                cure = __('write %s') % either(meant) if meant else __(found.type.hint) if found.type.hint else ''
                hint = did_you_mean(value, known) or (f' ({cure})' if cure else '')
                words = {'kind': found.type.refers, 'key': value, 'hint': hint}
                self._problem(Code.RELATION, declared, place, message % words)

    def _relate(self, declared: Declared, here: Node, relation: str, ref: Item, place: Place) -> None:
        target = ref.given['ref']
        there = self.resolve(target)
        if is_foreign(target) and self.others is not None and (message := self.others.problem_of(target)):
            self._problem(Code.RELATION, declared, place, message)
            return
        if there is None and target in self.broken:
            return
        if there is None and target in self.left_out:
            message = __("the record '%s' is left out of this build (leave out what names it as well)")
            self._problem(Code.RELATION, declared, place, message % target)
            return
        if there is None:
            message = __("there is no record '%(key)s'%(hint)s")
            near = did_you_mean(target, [*self.records, *self.aliases]) if len(self.problems) < MAX_HINTS else ''
            other = self.registry.external.unknown if self.registry.external else N_('(name the key of a record)')
            self._problem(Code.RELATION, declared, place, message % {'key': target, 'hint': near or f' {__(other)}'})
            return
        if there == here:
            parts = [found.name for found, part in self.registry.of(declared.record).parts if part.names]
            other = __(', or one of its %s') % ', '.join(parts) if parts else ''
            message = __('a record cannot be its own relation (name another one%s)')
            self._problem(Code.RELATION, declared, place, message % other)
            return
        about = self.registry.relation(relation)
        if there.key and about.targets and relation == about.name:
            kind = self.records[there.key].record.kind
            if kind not in about.targets:
                message = __("'%(key)s' is of the kind '%(kind)s' (name a record of the kind %(kinds)s)")
                words = {'key': target, 'kind': kind, 'kinds': ', '.join(f"'{name}'" for name in about.targets)}
                self._problem(Code.RELATION, declared, place, message % words)
                return
        external = '' if there.key else about.external if relation == about.name else about.inverse_external
        self._add(here, relation, there, ref, external)
        if there.key and self.is_seen_from(there.key, here.key):
            self._add(there, self.registry.inverse[relation], here, ref, '')

    def is_seen_from(self, here: str, there: str) -> bool:
        """Whether a record elsewhere is shown with this one."""
        return there not in self.samples or here in self.samples

    def _add(self, here: Node, relation: str, there: Node, ref: Item, kind: str) -> None:
        neighbors = self._edges.setdefault(here.key, {}).setdefault(relation, {})
        known = neighbors.get((there, here.part))
        said = {name: value for name, value in ref.given.items() if name != 'ref'}
        # Written at both ends, a relation is one relation; what only one end says is kept.
        neighbors[there, here.part] = Neighbor(there, here.part, {**said, **(known.said if known else {})}, kind)

    def _problem(self, code: Code, declared: Declared, place: Place, message: str) -> None:
        self.problems.append(Problem(code, message, declared.path, declared.line_of(*place), declared.name))

    def _find_cycles(self, relation: str) -> None:
        """Report each circle of records that descend from each other, once."""
        parents = {key: sorted(set(self._next(key, relation))) for key in self._edges if key in self.records}
        for _number in range(MAX_CIRCLES):
            try:
                TopologicalSorter(parents).prepare()
            except CycleError as error:
                circle = set(error.args[1])
            else:
                return
            # It may be written at either end.
            found = ((key, self._places_of(self.records[key], relation, circle)) for key in sorted(circle))
            key, places = next((key, places) for key, places in found if places)
            others = ', '.join(sorted(circle - {key}))
            message = __("circular derivation via %(others)s (remove one '%(relation)s')")
            declared = self.records[key]
            place = min(places, key=lambda place: declared.line_of(*place))
            self._problem(Code.RELATION, declared, place, message % {'others': others, 'relation': relation})
            for key in circle:
                parents[key] = [parent for parent in parents[key] if parent not in circle]

    def _places_of(self, declared: Declared, relation: str, others: AbstractSet[str]) -> list[Place]:
        """Where a record names one of some others in a relation, at either end."""
        ends = {relation, self.registry.inverse[relation]}
        places = []
        for found, place, value in values_naming(self.registry.of(declared.record), declared.record):
            if found.relation in ends:
                node = self.resolve(value.given['ref'])
                if node and node.key in others and node.key != declared.record.key:
                    places.append(place)
        return places

    # -- asking -------------------------------------------------------------------------------------------------------

    def resolve(self, target: str) -> Node | None:
        """The node a relation names: by key, former key or an id of a thing elsewhere; `None` for a key nobody has."""
        key = self.aliases.get(target, target)
        if key in self.records:
            return Node(key)
        if self.registry.is_external(target):
            return self.parts.get(target.casefold()) or Node('', external=target)
        name = target if is_foreign(target) else self.others.name_of(target) if self.others else ''
        return Node('', external=name) if name else None

    def named(self, kind: Type[Any], name: str) -> str | None:
        """Key of the record that a value of a type names, by its key, a former key or another name of it."""
        key = self.aliases.get(name, name)
        if key in self.records:
            return key if self.records[key].record.kind == kind.refers else None
        return self.names.get(kind.refers, {}).get(canonical(kind, name) or name)

    def other_names(self, kind: str) -> dict[str, str]:
        """Keys of the records of a kind by their other names and former keys."""
        former = {alias: key for alias, key in self.aliases.items() if self.records[key].record.kind == kind}
        return {**self.names.get(kind, {}), **former}

    def nodes(self) -> Iterator[Node]:
        """Yield what records are related to."""
        return (node for edges in self._edges.values() for relation in edges.values() for node, _here in relation)

    def has_relations(self, key: str) -> bool:
        """Whether anything is related to a record."""
        return key in self._edges

    def neighbors(self, key: str, relation: str) -> list[Neighbor]:
        """The neighbors of a record in a relation, whichever end it was written at, in a stable order."""
        found = self._edges.get(key, {}).get(relation)
        return sorted(found.values(), key=lambda n: (self._order(n.node), n.here)) if found else []

    def _order(self, node: Node) -> Order:
        # A record is asked for as often as others are related to it.
        known = self._orders.get(node)
        if known is None:
            declared = self.records.get(node.key)
            date = self.registry.date_of(declared.record) if declared else None
            known = int(date is None), date.sort_key if date else (), node.key or node.external.casefold(), node.part
            self._orders[node] = known
        return known

    def _next(self, key: str, *relations: str) -> Iterator[str]:
        # Items of one record that descend from each other do not make the record its own ancestor.
        edges = self._edges.get(key, {})
        for relation in relations:
            for node, _here in edges.get(relation, {}):
                if node.key and node.key != key:
                    yield node.key

    @property
    def descent(self) -> Descent:
        """Who descends from whom, in the order of the records."""
        if self._descent is None:
            steps: dict[str, list[tuple[Node, str]]] = {key: [] for key in self.ordered(self.records)}
            parts: dict[str, dict[str, list[str]]] = {}
            for key, found in steps.items():
                edges = self._edges.get(key, {})
                found += [step for name in self.registry.acyclic for step in edges.get(name, {}) if step[0].key]
                for named in {Node(key, here) for _node, here in found if here} | {node for node, _here in found if node.part}:
                    parts.setdefault(named.key, {})[named.name] = []
            for key, names in parts.items():
                for name in names:
                    here = steps[key]
                    names[name] = [node.name for node, of in here if Node(key, of).name in {key, name} and node.name != name]
            parents = {key: [node.name for node, _here in found if node.key != key] for key, found in steps.items()}
            self._descent = Descent(parents, parts)
        return self._descent

    def inherited(self, key: str, relation: str) -> Some[Node]:
        """What the ancestors of a record have in a relation, in the order of records."""
        if relation not in self._inherited:
            nodes = sorted({node for edges in self._edges.values() for node, _here in edges.get(relation, {})}, key=self._order)
            numbers = {node: number for number, node in enumerate(nodes)}
            own: dict[str, int] = {}
            for holder, edges in self._edges.items():
                for node, here in edges.get(relation, {}):
                    # What is said of a record holds for its parts, which add what is said of them.
                    names = {holder, Node(holder, here).name} if here else {holder, *self.descent.parts_of(holder)}
                    for name in names:
                        own[name] = own.get(name, 0) | 1 << numbers[node]
            self._inherited[relation] = nodes, self.descent.of_ancestors(own)
        nodes, found = self._inherited[relation]
        return Some(found.get(key, 0), nodes)

    def parents(self, key: str) -> tuple[str, ...]:
        """Keys of what a record descends from directly, in a stable order."""
        found = (n.node.key for name in self.registry.acyclic for n in self.neighbors(key, name))
        return tuple(dict.fromkeys(name for name in found if name not in {'', key}))

    def ordered(self, keys: Iterable[str]) -> list[str]:
        """Keys in the order of their records: by date, then by key."""
        return sorted(keys, key=lambda key: self._order(Node(key)))


def canonical(kind: Type[Any], name: str) -> str | None:
    """The form in which a name that no record has is known everywhere; `None` if it is not."""
    return kind.canonical(name) if kind.canonical else None


def values_naming(kind: KindOf, record: Record) -> Iterator[tuple[Field[Any], Place, Any]]:
    """Yield each value that names another record: its field, its path within the record, and the value.

    Own fields come before those of parts, and relations before names such as those of licenses.
    """
    holders: list[tuple[tuple[Field[Any], ...], Place, Item]] = [(kind.fields, (), record)]
    for found, part in kind.parts:
        holders += [(part.fields, (found.name, n), item) for n, item in enumerate(record.given.get(found.name, ()))]
    for relations in (True, False):
        for fields, where, item in holders:
            for found in fields:
                if found.name in item.given and found.names_records and bool(found.relation) == relations:
                    for index, value in enumerate(item.given[found.name]):
                        yield found, (*where, found.name, index), value


def part_at(kind: KindOf, record: Record, place: Place) -> tuple[Part, Item] | None:
    """The item of a part that a path leads into; `None` for a path to a field of the record itself."""
    if len(place) < 3:
        return None
    field_name, number = place[0], place[1]
    part = next(part for found, part in kind.parts if found.name == field_name)
    item: Item = record.given[str(field_name)][number]
    return part, item
