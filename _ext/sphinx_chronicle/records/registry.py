"""The kinds, relations and types of one project: those of the core, of the vocabularies that it names, and its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final, TypeVar, cast

from .core import CORE, SHARED
from .dates import Date
from .fields import BESIDE_RECORDS, FIELD_NAME, Derived, Field, Item, Shape, Type
from .i18n import N_, __
from .kinds import REFERENCE, Column, External, Kind, Part, Relation, Vocabulary, function
from .moments import Day
from .problems import Code
from .record import Record
from .today import is_ahead, today
from .types import CORE_TYPES, FOREIGN_PATTERN, KEY, KEY_PATTERN, check_key, is_foreign, is_key, part_id, string

T = TypeVar('T')

#: The order of the shared fields that cards and infoboxes show last.
_LAST: Final = ('papers', 'links', 'sources', 'aliases')


class KindOf:
    """A kind with all that vocabularies and the project have added to it.

    :param own: its own fields, those that are derived included.
    :param day: the day of the build.
    :param can_name: whether a project could declare a field of a name.
    :ivar fields: all fields that a record can give: those that all records share, then its own.
    :ivar derived: the fields that follow from others and from the day.
    :ivar by_name: both of them.
    :ivar shown: the same in the order in which cards and infoboxes show them.
    :ivar parts: the fields that hold parts, each with the part.
    """

    def __init__(
        self,
        kind: Kind,
        shared: Sequence[Field[Any]],
        own: Iterable[Field[Any]],
        belongs: Callable[[str, str], str],
        day: Day,
        can_name: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        self.kind = kind
        self.name = kind.name
        self.shared = tuple(shared)
        declared = tuple(own)
        self.own = tuple(found for found in declared if not found.derived)
        self.derived = tuple(found for found in declared if found.derived)
        self.day = day
        # What the kind says of a shared field goes before what all say of it.
        instead = {found.name: found for found in self.own}
        names = {found.name for found in shared}
        more = (found for found in self.own if found.name not in names)
        both = (*(instead.get(found.name, found) for found in shared), *more)
        self.fields = tuple(
            replace(found, unsaid=kind.unsaid[found.name]) if found.name in kind.unsaid else found for found in both
        )
        self.by_name: dict[str, Field[Any]] = {found.name: found for found in (*self.fields, *self.derived)}
        self.parts: tuple[tuple[Field[Any], Part], ...] = tuple(
            (found, found.type) for found in self.fields if isinstance(found.type, Part)
        )
        #: The fields in which a record, or an item of a part of it, may name other records.
        self.naming = frozenset(
            [found.name for found in self.fields if found.names_records]
            + [found.name for found, part in self.parts if any(one.names_records for one in part.fields)]
        )
        #: The fields by whose values its records and items of their parts are known elsewhere.
        self.id_fields = frozenset(filter(None, (*kind.names, *(part.names for _found, part in self.parts))))
        #: The fields that name files of the site.
        self.naming_files = tuple(found for found in self.fields if found.names_files)
        #: The fields that can say that what a record is about is still to come.
        self.telling_ahead = tuple(found for found in self.fields if found.ahead)
        order = (*(kind.order or (kind.date, 'date', *(found.name for found in declared))), *_LAST)
        rank = {name: number for number, name in reversed([*enumerate(order)])}
        self.shown = tuple(sorted(self.by_name.values(), key=lambda found: rank.get(found.name, len(rank))))
        self.shape = Shape(kind.name, self.fields)
        self._belongs = belongs
        self.can_name = can_name

    def vocabulary_of(self, name: str) -> str:
        """The vocabulary that would add a field to the kind, if the project named it; empty if none would."""
        return self._belongs(self.name, name)

    def get(self, record: Record, name: str) -> Any:
        """The value of a field: what was given, else what the field is without it; `None` for a field it does not have."""
        if name in record.given:
            return record.given[name]
        found = self.by_name.get(name)
        if found is not None and found.derived:
            made = self.derive(found, record)
            return made.value if made else None
        return found.absent if found else None

    def derive(self, found: Field[Any], record: Record) -> Derived | None:
        """What a derived field says of a record on the day of the build; `None` where it says nothing."""
        made: Derived | None = function(found.derived)(record, self.day)
        return made

    def is_planned(self, record: Record) -> bool:
        """Whether the date of a record is one that is planned: it is in the future, or the record says so."""
        date = record.given.get(self.kind.date)
        if date is None:
            return False
        return is_ahead(date, self.day) or any(self.get(record, found.name) in found.ahead for found in self.telling_ahead)

    def anchors(self, record: Record, part: str) -> tuple[str, ...]:
        """The ids of the items of a part, in order; equal ones are told apart by a number."""
        if record.anchors is None:
            # The heading of a card and its sections have ids of the same form.
            sections = ('title', 'listed', 'relations', 'reading', *(found.name for found, _part in self.parts))
            taken = {f'{record.anchor}--{name}' for name in sections}
            record.anchors = {
                found.name: _anchors(record.anchor, [shape.title_of(item) for item in record.given[found.name]], taken)
                for found, shape in self.parts
                if found.name in record.given
            }
        return record.anchors.get(part, ())

    def items(self, record: Record) -> Iterator[tuple[Field[Any], Part, Item, str]]:
        """Yield the items of all parts: the field, the part, the item and its id."""
        for found, part in self.parts:
            for item, anchor in zip(record.given.get(found.name, ()), self.anchors(record, found.name), strict=True):
                yield found, part, item, anchor

    def holders(self, record: Record, name: str) -> Iterator[tuple[Field[Any], Item]]:
        """Yield the items of parts that can have a field, each with that field."""
        for found, part in self.parts:
            if name in part.by_name:
                for item in record.given.get(found.name, ()):
                    yield part.by_name[name], item

    def hook(self, name: str) -> Callable[..., Any] | None:
        """A function of the vocabulary for this kind; `None` if it has none."""
        return function(self.kind.hooks[name]) if name in self.kind.hooks else None

    def ask(self, name: str, without: T, *arguments: Any) -> T:
        """What a function of the vocabulary for this kind gives; `without` if it has none."""
        hook = self.hook(name)
        return cast('T', hook(*arguments)) if hook else without


def _anchors(base: str, titles: Iterable[str], taken: set[str]) -> tuple[str, ...]:
    found = []
    numbers: dict[str, int] = {}
    for title in titles:
        anchor = plain = f'{base}--{part_id(title)}'
        number = numbers.get(plain, 2)
        while anchor in taken:
            anchor = f'{plain}-{number}'
            number += 1
        numbers[plain] = number
        taken.add(anchor)
        found.append(anchor)
    return tuple(found)


class Registry:
    """All that a project declares. One belongs to each application; none is shared.

    :param vocabularies: each after those that it requires; the core's own comes before all.
    :param shipped: gives the vocabularies that a project could name, for messages about what is in those that it does not.
    :ivar today: the day of the build.
    :ivar inverse: the name of each relation as seen from its other end.
    :ivar external: ids of things elsewhere that relations may name; `None` where there are none.
    """

    def __init__(self, vocabularies: Iterable[Vocabulary] = (), shipped: Callable[[], Iterable[Vocabulary]] = tuple) -> None:
        self.vocabularies = (CORE, *vocabularies)
        self.shipped = shipped
        self.today = today()
        self.types: dict[str, Type[Any] | Shape] = dict(CORE_TYPES)
        for vocabulary in self.vocabularies:
            self.types.update((found.name, found) for found in vocabulary.types)
        self.external: External | None = next((v.external for v in self.vocabularies if v.external), None)
        self.relations: dict[str, Relation] = {}
        # Those of the core say least, so that cards show them last.
        for vocabulary in (*self.vocabularies[1:], CORE):
            for relation in vocabulary.relations:
                self.relations[relation.name] = self._qualified(relation)
        self.inverse: dict[str, str] = {}
        for relation in self.relations.values():
            self.inverse |= {relation.name: relation.inverse, relation.inverse: relation.name}
        self.columns: dict[str, Column] = {c.name: c for v in self.vocabularies for c in v.columns}
        self.target = self._target()
        self.references: list[tuple[tuple[Field[Any], ...], Shape]] = []
        self.kinds: dict[str, KindOf] = {}
        shared = self._made(SHARED)
        for kind in (kind for vocabulary in self.vocabularies for kind in vocabulary.kinds):
            more = (found for vocabulary in self.vocabularies for found in vocabulary.fields.get(kind.name, ()))
            own = {found.name: found for found in (*kind.fields, *more)}
            needs = dict.fromkeys(kind.needs, True)
            for vocabulary in self.vocabularies:
                needs |= vocabulary.needs.get(kind.name, {})
            ends = next((v.ends[kind.name] for v in self.vocabularies if kind.name in v.ends), kind.ends)
            kind = replace(kind, needs=tuple(name for name, needed in needs.items() if needed), ends=ends)  # noqa: PLW2901
            self.kinds[kind.name] = KindOf(
                kind, shared, self._made(own.values()), self.vocabulary_with, self.today, self.can_name
            )

    def _qualified(self, relation: Relation) -> Relation:
        more = tuple(q for vocabulary in self.vocabularies for q in vocabulary.qualifiers.get(relation.name, ()))
        return replace(relation, qualifiers=(*relation.qualifiers, *more)) if more else relation

    def _target(self) -> Type[str]:
        """The type of what names another record."""
        external = self.external

        def parse(value: str) -> str:
            if is_key(value) or is_foreign(value) or self.is_external(value):
                return value
            if external is None:
                return check_key(value)
            raise ValueError(__(external.wrong) % value)

        patterns = (KEY_PATTERN, FOREIGN_PATTERN, *((external.pattern,) if external else ()))
        pattern = string('|'.join(patterns))
        words, code = (external.words, Code.VALUE) if external else (KEY.words, KEY.code)
        return Type('target', words, parse, '', pattern, pattern, code)

    def _made(self, declared: Iterable[Field[Any]]) -> tuple[Field[Any], ...]:
        """The fields with the types that depend on this project: those that name records, in parts as well."""
        made = []
        for found in declared:
            if found.type is REFERENCE:
                made.append(replace(found, type=self.reference(found.relation)))
            elif isinstance(found.type, Part):
                made.append(replace(found, type=replace(found.type, fields=self._made(found.type.fields))))
            else:
                made.append(found)
        return tuple(made)

    def reference(self, relation: str) -> Shape:
        """The mapping that names a record in a relation."""
        qualifiers = self.relation(relation).qualifiers
        for same, shape in self.references:
            if same == qualifiers:
                return shape
        name = 'ref' if not self.references else f'{relation}-ref'
        description = self.external.description if self.external else "The other record's key."
        target = self.target.needed('ref', description, label=N_('Record'), example='nemotron-4-15b')
        made = Shape(
            name,
            (target, *qualifiers),
            N_('relation'),
            N_('relation, or list of relations'),
            'ref',
            'A relation to another record.',
        )
        self.references.append((qualifiers, made))
        return made

    # -- asking -------------------------------------------------------------------------------------------------------

    def relation(self, name: str) -> Relation:
        """A relation by its name at either end."""
        return self.relations.get(name) or self.relations[self.inverse[name]]

    def leads_to(self, name: str, kind: str) -> bool:
        """Whether a relation, by its name at the other end, leads to records of a kind."""
        relation = self.relation(name)
        return name == relation.inverse != relation.name and kind in relation.targets

    @cached_property
    def seen(self) -> tuple[str, ...]:
        """The relations as seen from a record, in the order in which cards show them: each end once."""
        return tuple(dict.fromkeys(end for r in self.relations.values() for end in (r.name, r.inverse)))

    @cached_property
    def acyclic(self) -> tuple[str, ...]:
        """The relations by which records descend from each other."""
        return tuple(relation.name for relation in self.relations.values() if relation.acyclic)

    def is_external(self, name: str) -> bool:
        """Whether a name has the form of an id of a thing elsewhere."""
        return self.external is not None and bool(re.fullmatch(self.external.pattern, name))

    def of(self, record: Record) -> KindOf:
        """The kind of a record."""
        return self.kinds[record.kind]

    def date_of(self, record: Record) -> Date | None:
        """The date that a record goes by."""
        date: Date | None = record.given.get(self.kinds[record.kind].kind.date)
        return date

    def span_of(self, record: Record) -> tuple[float, float | None] | None:
        """From when to when a record is, as decimal years: its date, up to the date at which it ends where it has one."""
        date = self.date_of(record)
        if date is None:
            return None
        start, end = date.span
        ends: Date | None = record.given.get(self.of(record).kind.ends)
        # What ends before it begins is a mistake, which a drawing cannot show.
        return (start, end) if ends is None or ends.latest < date.earliest else (start, ends.span[1])

    def field(self, name: str, kinds: Iterable[str] = ()) -> Field[Any] | None:
        """The field of that name of the first kind that has one, or of a part of it.

        :param kinds: the kinds to look in, all if there are none.
        """
        chosen = [self.kinds[kind] for kind in kinds if kind in self.kinds] or [*self.kinds.values()]
        for kind in chosen:
            if name in kind.by_name:
                return kind.by_name[name]
        return next((part.by_name[name] for kind in chosen for _field, part in kind.parts if name in part.by_name), None)

    def part(self, name: str) -> tuple[KindOf, Field[Any], Part] | None:
        """The part of that name, with its field and the kind that has it."""
        return next(((k, f, p) for k in self.kinds.values() for f, p in k.parts if f.name == name), None)

    @cached_property
    def filters(self) -> dict[str, Field[Any]]:
        """The fields that listings can select by, in the order of the kinds; `kind` itself is no field."""
        found: dict[str, Field[Any]] = {}
        for kind in self.kinds.values():
            for one in (*kind.own, *kind.derived, *(f for _field, part in kind.parts for f in part.fields), *kind.fields):
                if one.filter:
                    found.setdefault(one.name, one)
        return found

    @cached_property
    def id_fields(self) -> frozenset[str]:
        """The fields by whose values records and items of their parts are known elsewhere."""
        return frozenset().union(*(kind.id_fields for kind in self.kinds.values()))

    @cached_property
    def marked(self) -> dict[str, tuple[str, Field[Any]]]:
        """The fields whose marks records have beside their names in other records, by name, each with its kind."""
        return {kind.kind.marked: (name, kind.by_name[kind.kind.marked]) for name, kind in self.kinds.items() if kind.kind.marked}

    @cached_property
    def described(self) -> dict[str, tuple[Field[Any], ...]]:
        """What has fields, by the name that the field reference knows it by; of a kind only those that are its own."""
        found: dict[str, tuple[Field[Any], ...]] = {'record': next(iter(self.kinds.values())).shared}
        found |= {name: kind.own for name, kind in self.kinds.items()}

        def visit(fields: Iterable[Field[Any]]) -> None:
            for one in fields:
                if isinstance(one.type, Shape) and one.type.name not in found:
                    found[one.type.name] = one.type.fields
                    visit(one.type.fields)

        for kind in self.kinds.values():
            visit(kind.fields)
        return found

    def can_name(self, name: str) -> bool:
        """Whether a project could declare a field of a name."""
        return bool(FIELD_NAME.fullmatch(name)) and name not in self.columns and name not in BESIDE_RECORDS

    def vocabulary_with(self, kind: str, name: str) -> str:
        """The vocabulary not named that adds a field to a kind; empty if none does."""
        return next((v.name for v in self.others() if any(one.name == name for one in v.fields.get(kind, ()))), '')

    def unnamed_kinds(self) -> dict[str, str]:
        """The kinds of vocabularies that are shipped and that the project does not name, with the vocabulary of each."""
        return {kind.name: found.name for found in self.others() for kind in found.kinds if kind.name not in self.kinds}

    def others(self) -> Iterator[Vocabulary]:
        """Yield the vocabularies that are shipped and that the project does not name."""
        named = {found.name for found in self.vocabularies}
        return (found for found in self.shipped() if found.name not in named)

    @cached_property
    def digest(self) -> str:
        """Changes with whatever is declared; the functions of vocabularies are left out."""
        return hashlib.sha256(' '.join(vocabulary.digest for vocabulary in self.vocabularies).encode()).hexdigest()
