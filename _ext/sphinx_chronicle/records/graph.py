"""The graph of relations between records: both directions, ancestors, descendants, and what does not resolve.

Works on all records at once and keeps nothing; a relation may be written at either end and means the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from .i18n import __
from .model import Dataset, Entry, License, spdx_id
from .problems import Code, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from .model import AnyRecord, Checkpoint, Ref, Subset
    from .reader import Declared

#: Most names that nobody has for which the nearest is looked for; more of them are no typing errors.
MAX_HINTS = 200

#: Most circles that are looked for; each costs a walk over all records.
MAX_CIRCLES = 100

#: A relation as seen from a record. The first of each pair is the direction edges are kept in.
Relation = Literal[
    'derived_from', 'derivatives', 'trained_on', 'used_by', 'member_of', 'members', 'generated_with', 'generated', 'related'
]

#: The same relation seen from its other end.
INVERSE: Final[Mapping[Relation, Relation]] = {
    'derived_from': 'derivatives',
    'derivatives': 'derived_from',
    'trained_on': 'used_by',
    'used_by': 'trained_on',
    'member_of': 'members',
    'members': 'member_of',
    'generated_with': 'generated',
    'generated': 'generated_with',
    'related': 'related',
}

#: The directions edges are kept in: from the newer thing to what it was made of.
_KEPT: Final = frozenset({'derived_from', 'trained_on', 'member_of', 'generated_with', 'related'})


class Node(NamedTuple):
    """An end of a relation: a record, a part of one, or something that has no record here.

    :ivar key: the record's key; empty for a thing without one.
    :ivar part: Hugging Face id or name of the checkpoint that is meant, else empty.
    :ivar external: Hugging Face id of a thing without a record, else empty.
    """

    key: str
    part: str = ''
    external: str = ''


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A related thing as seen from a record.

    :ivar here: the part of this record the relation belongs to (a checkpoint), else empty.
    :ivar dataset: whether a thing without a record is a dataset.
    """

    node: Node
    here: str = ''
    basis: str | None = None
    use: str | None = None
    dataset: bool = False


@dataclass(slots=True)
class Graph:
    """Relations of a set of records.

    :param declared: all records, in an order that does not depend on how they were read; of two with the same key the
        first counts.
    :param samples: keys of records that only show how something is written. They are related to others, but of others
        only samples are related to them.
    """

    declared: Iterable[Declared]
    samples: AbstractSet[str] = frozenset()
    records: dict[str, Declared] = field(init=False, default_factory=dict)
    aliases: dict[str, str] = field(init=False, default_factory=dict)
    hf: dict[str, Node] = field(init=False, default_factory=dict)
    spdx: dict[str, str] = field(init=False, default_factory=dict)
    problems: list[Problem] = field(init=False, default_factory=list)
    _edges: dict[str, dict[Relation, dict[tuple[Node, str], Neighbor]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index()
        for declared in self.records.values():
            self._connect(declared)
        self._find_cycles()

    # -- building -----------------------------------------------------------------------------------------------------

    def _index(self) -> None:
        for declared in self.declared:
            record = declared.record
            if record.key in self.records:
                first = self.records[record.key]
                message = __('the key is taken by %(name)s in %(path)s:%(line)d (choose another, or delete one of them)')
                self._problem(
                    Code.DUPLICATE, declared, (), message % {'name': first.name, 'path': first.path, 'line': first.line}
                )
                continue
            self.records[record.key] = declared
        for declared in self.records.values():
            record = declared.record
            for index, alias in enumerate(record.aliases):
                if alias in self.records or alias in self.aliases:
                    other = self.records[self.aliases.get(alias, alias)]
                    message = __("the alias '%(alias)s' is taken by %(name)s (take it out)")
                    self._problem(Code.DUPLICATE, declared, ('aliases', index), message % {'alias': alias, 'name': other.name})
                else:
                    self.aliases[alias] = record.key
            self._index_names(declared)

    def _index_hf(self, declared: Declared, hf: str, node: Node, place: tuple[str | int, ...]) -> None:
        other = self.hf.setdefault(hf.casefold(), node)
        if other is not node:
            message = __("the Hugging Face id '%(hf)s' is that of %(name)s already (take it out of one of them)")
            words = {'hf': hf, 'name': self.records[other.key].name}
            self._problem(Code.DUPLICATE, declared, place, message % words)

    def _index_names(self, declared: Declared) -> None:
        """Note the names a record goes by elsewhere."""
        record = declared.record
        if isinstance(record, Entry):
            for number, checkpoint in enumerate(record.checkpoints):
                if checkpoint.hf:
                    self._index_hf(declared, checkpoint.hf, Node(record.key, checkpoint.hf), ('checkpoints', number))
        elif isinstance(record, Dataset) and record.hf:
            self._index_hf(declared, record.hf, Node(record.key), ())
        elif isinstance(record, License) and record.spdx:
            self.spdx.setdefault(record.spdx, record.key)

    def _connect(self, declared: Declared) -> None:
        record = declared.record
        fields: tuple[Relation, ...] = ('related', 'derived_from', 'trained_on', 'used_by', 'members', 'generated_with')
        for relation in fields:
            if relation not in record.model_fields_set:
                continue
            for index, ref in enumerate(getattr(record, relation)):
                self._relate(declared, Node(record.key), relation, ref, (relation, index))
        if isinstance(record, Entry):
            for number, checkpoint in enumerate(record.checkpoints):
                here = Node(record.key, checkpoint.hf or checkpoint.label)
                for index, ref in enumerate(checkpoint.derived_from):
                    self._relate(declared, here, 'derived_from', ref, ('checkpoints', number, 'derived_from', index))
        for place, license_id in licenses_of(record):
            if self.license(license_id) is None and spdx_id(license_id) is None:
                known = [d.record.key for d in self.records.values() if d.record.kind == 'license']
                message = __("there is no license '%(key)s'%(hint)s")
                hint = did_you_mean(license_id, known) or ' ' + __('(name a license record or an SPDX id)')
                self._problem(Code.RELATION, declared, place, message % {'key': license_id, 'hint': hint})

    def _relate(self, declared: Declared, here: Node, relation: Relation, ref: Ref, place: tuple[str | int, ...]) -> None:
        there = self.resolve(ref.ref)
        if there is None:
            message = __("there is no record '%(key)s'%(hint)s")
            near = did_you_mean(ref.ref, [*self.records, *self.aliases]) if len(self.problems) < MAX_HINTS else ''
            hint = near or ' ' + __('(name the key of a record, or a Hugging Face id: organization/name)')
            self._problem(Code.RELATION, declared, place, message % {'key': ref.ref, 'hint': hint})
            return
        if there == here:
            message = __('a record cannot be its own relation (name another one, or one of its checkpoints)')
            self._problem(Code.RELATION, declared, place, message)
            return
        dataset = relation in {'trained_on', 'members'} or (there.key != '' and self.records[there.key].record.kind == 'dataset')
        self._add(here, relation, there, ref, dataset=dataset)
        if there.key and self.is_seen_from(there.key, here.key):
            self._add(there, INVERSE[relation], here, ref, dataset=declared.record.kind == 'dataset')

    def is_seen_from(self, here: str, there: str) -> bool:
        """Whether a record elsewhere is shown with this one."""
        return there not in self.samples or here in self.samples

    def _add(self, here: Node, relation: Relation, there: Node, ref: Ref, *, dataset: bool) -> None:
        neighbors = self._edges.setdefault(here.key, {}).setdefault(relation, {})
        known = neighbors.get((there, here.part))
        # Written at both ends, a relation is one relation; what only one end says is kept.
        basis = (known and known.basis) or ref.basis
        use = (known and known.use) or ref.use
        neighbors[there, here.part] = Neighbor(there, here.part, basis, use, dataset)

    def _problem(self, code: Code, declared: Declared, place: tuple[str | int, ...], message: str) -> None:
        self.problems.append(Problem(code, message, declared.path, declared.line_of(*place), declared.name))

    def _find_cycles(self) -> None:
        """Report each circle of records that descend from each other, once."""
        parents = {key: sorted(set(self._parents(key))) for key in self._edges if key in self.records}
        for _number in range(MAX_CIRCLES):
            try:
                TopologicalSorter(parents).prepare()
            except CycleError as error:
                circle = set(error.args[1])
            else:
                return
            declared = self.records[min(circle)]
            others = ', '.join(sorted(circle - {declared.record.key}))
            message = __("it is its own ancestor, through %s (take one 'derived_from' out)")
            place = next((place for place in declared.lines if self._parent_at(declared, place) in circle), ())
            self._problem(Code.RELATION, declared, place, message % others)
            for key in circle:
                parents[key] = [parent for parent in parents[key] if parent not in circle]

    def _parent_at(self, declared: Declared, place: tuple[str | int, ...]) -> str | None:
        """Key of the parent that a value of a record names; `None` if the value is no parent."""
        if 'derived_from' not in place:
            return None
        value: Any = declared.record
        for step in place:
            value = value[step] if isinstance(step, int) else getattr(value, step)
        node = self.resolve(value.ref)
        return node.key if node and node.key != declared.record.key else None

    # -- asking -------------------------------------------------------------------------------------------------------

    def resolve(self, target: str) -> Node | None:
        """The node a relation names: by key, former key or Hugging Face id; `None` for a key nobody has."""
        key = self.aliases.get(target, target)
        if key in self.records:
            return Node(key)
        if '/' in target:
            return self.hf.get(target.casefold()) or Node('', external=target)
        return None

    @property
    def license_keys(self) -> dict[str, str]:
        """Keys of the license records by their SPDX ids and former keys."""
        former = {alias: key for alias, key in self.aliases.items() if self.records[key].record.kind == 'license'}
        return {**self.spdx, **former}

    def license(self, license_id: str) -> str | None:
        """Key of the license record for a key or an SPDX id, if there is one."""
        key = self.aliases.get(license_id, license_id)
        if key in self.records:
            return key if self.records[key].record.kind == 'license' else None
        return self.spdx.get(spdx_id(license_id) or license_id)

    def has_relations(self, key: str) -> bool:
        """Whether anything is related to a record."""
        return key in self._edges

    def neighbors(self, key: str, relation: Relation) -> list[Neighbor]:
        """What stands in a relation to a record, whichever end it was written at, in a stable order."""
        found = self._edges.get(key, {}).get(relation, {})
        return sorted(found.values(), key=lambda n: (self._order(n.node), n.here))

    def _order(self, node: Node) -> tuple[int, tuple[object, ...], str, str]:
        declared = self.records.get(node.key)
        date = declared.record.date if declared else None
        return int(date is None), date.sort_key if date else (), node.key or node.external.casefold(), node.part

    def _parents(self, key: str) -> Iterator[str]:
        # Checkpoints of one release that descend from each other do not make the release its own ancestor.
        for node, _here in self._edges.get(key, {}).get('derived_from', {}):
            if node.key and node.key != key:
                yield node.key

    def _children(self, key: str) -> Iterator[str]:
        for node, _here in self._edges.get(key, {}).get('derivatives', {}):
            if node.key and node.key != key:
                yield node.key

    @staticmethod
    def _reachable(key: str, step: Callable[[str], Iterable[str]]) -> set[str]:
        seen: set[str] = set()
        stack = [*step(key)]
        while stack:
            found = stack.pop()
            if found not in seen:
                seen.add(found)
                stack += step(found)
        return seen - {key}

    def ancestors(self, key: str) -> list[str]:
        """Keys of everything a record descends from, oldest first; the record itself is never among them."""
        return self._sorted(self._reachable(key, self._parents))

    def descendants(self, key: str) -> list[str]:
        """Keys of everything that descends from a record, oldest first; the record itself is never among them."""
        return self._sorted(self._reachable(key, self._children))

    def _sorted(self, keys: set[str]) -> list[str]:
        return sorted(keys, key=lambda key: self._order(Node(key)))

    def under_license(self, key: str) -> list[tuple[Declared, Checkpoint | Subset | None]]:
        """Every checkpoint, dataset and part of a dataset under a license, in the order of their records."""
        found: list[tuple[Declared, Checkpoint | Subset | None]] = []
        for holder in self._sorted({found for found in self.records if self.is_seen_from(key, found)}):
            declared = self.records[holder]
            for place, license_id in licenses_of(declared.record):
                if self.license(license_id) == key:
                    part = getattr(declared.record, str(place[0]))[place[1]] if len(place) > 2 else None
                    if not found or found[-1][0] is not declared or found[-1][1] is not part:
                        found.append((declared, part))
        return found


def licenses_of(record: AnyRecord) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The licenses a record and its parts name, each with its path within the record."""
    for index, license_id in enumerate(getattr(record, 'license', ())):
        yield ('license', index), license_id
    for part in ('checkpoints', 'subsets'):
        for number, holder in enumerate(getattr(record, part, ())):
            for index, license_id in enumerate(holder.license):
                yield (part, number, 'license', index), license_id
