"""The fields, relations and parts that a project declares for a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

from .columns import RECORDS
from .declaration import OWN, Declaration, Given, Path_
from .fields import BESIDE_RECORDS, FIELD_NAME, NUMBERS, Field, Filter, Mark, Shape, Slot, Type
from .i18n import N_, __
from .kinds import Kind, Part, Relation, Table, ref
from .problems import did_you_mean
from .registry import Registry
from .selection import CHOOSING, UNITS
from .types import BOOLEAN, CHOICE, TEXT

#: What a part's item, and what is said of a relation, has beside its fields in exports.
_BESIDE_ITEMS: Final = frozenset({'notes', NUMBERS})
_BESIDE_RELATIONS: Final = frozenset({'ref', 'from', 'from_part', 'relation', 'to', 'to_part', 'external'})

#: Options of listings and their values, and words of filter bars: a field of such a name cannot be filtered by.
_NO_FILTERS: Final = frozenset(
    [name.replace('-', '_') for name in CHOOSING]
    + [*UNITS]
    + ['file', 'filter_bar', 'layout', 'rows', 'columns']
    + ['search', 'filters', 'all', 'clear', 'count', 'from', 'to', 'years', 'spans']
)

_FIELD_KEYS: Final = (
    'type', 'label', 'description', 'example', 'default', 'multiple', 'required', 'slot', 'filter', 'every', 'choices',
    'marks', 'schema_org',
)  # fmt: skip
_RELATION_KEYS: Final = (
    'label', 'inverse', 'inverse_label', 'description', 'inverse_description', 'targets', 'acyclic', 'qualifiers',
)  # fmt: skip
_PART_KEYS: Final = ('label', 'description', 'name', 'fields', 'relations', 'csv')


@dataclass(slots=True)
class Own:
    """What a project declares, as it is collected."""

    kinds: list[Kind] = field(default_factory=list)
    fields: dict[str, list[Field[Any]]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    inverses: list[tuple[str, Field[Any], Path_]] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    needs: dict[str, dict[str, bool]] = field(default_factory=dict)


class FieldReader(Declaration):
    """Reads what a kind or a part has."""

    def __init__(self, conf: Path) -> None:
        super().__init__(conf)
        self.registry = Registry()
        self.made = Own()
        self.names: frozenset[str] = frozenset()

    def fields(self, kind: str, about: Given) -> list[Field[Any]]:
        """The fields of a kind or a part, those of its relations and parts included."""
        found: dict[str, Field[Any]] = {}
        for group, read in (('fields', self.field), ('relations', self.relation), ('parts', self.part)):
            declared = about.inner(group)
            for name, inner in declared.items():
                if name in found:
                    declared.wrong(__("'%s' is declared twice, as a field, a relation or a part (keep one)") % name, name)
                    continue
                made = read(kind, name, inner, (*declared.path, name))
                if made is not None:
                    found[name] = made
        return [*found.values()]

    def is_field_name(self, name: str, path: Path_) -> bool:
        """Whether a field can have a name, which the path ends with or which is that of an inverse."""
        beside: frozenset[str] = frozenset()
        if path[-2] == 'qualifiers':
            beside = _BESIDE_RELATIONS
        elif path[-2] in {'fields', 'relations'} and len(path) > 3:
            beside = _BESIDE_ITEMS | {path[0], f'{path[0]}_title'}
        if not FIELD_NAME.fullmatch(name):
            message = __("'%s' cannot be the name of a field (lower-case letters, digits and underscores)") % name
        elif name in self.registry.columns:
            message = __("'%s' is a column that listings have already (choose another name)") % name
        elif name in BESIDE_RECORDS or name in beside:
            message = __("'%s' is what records have beside their fields (choose another name)") % name
        else:
            return True
        self.problem(path, message)
        return False

    def known(self, kind: str, name: str) -> Field[Any] | None:
        """The field that a kind has without the project's declarations."""
        of = self.registry.kinds.get(kind) or self.registry.kinds['entry']
        if kind in self.registry.kinds:
            return of.by_name.get(name)
        return next((one for one in of.shared if one.name == name), None)

    def field(self, kind: str, name: str, about: object, path: Path_) -> Field[Any] | None:
        """A field, or what is to be different in one that there is."""
        given = self.given(about, path, _FIELD_KEYS)
        if given is None or not self.is_field_name(name, path):
            return None
        found = self.known(kind, name) if len(path) == 3 else None
        choices = self.choices(given)
        slot: Slot = given.one_of('slot', get_args(Slot), found.slot if found else 'facts')
        has_type = True
        if found is None:
            found, has_type = self.new_field(kind, name, given, choices)
        elif 'type' in given or 'multiple' in given:
            given.wrong(__("the field '%s' is declared already (a new field needs another name)") % name)
            return None
        else:
            if choices and not found.choices:
                message = __("the field '%s' has no choices to add to (a new field needs another name)") % name
                given.wrong(message, 'choices')
                choices = {}
            if 'required' in given:
                self.made.needs.setdefault(kind, {})[name] = given.flag('required')
            found = replace(found, choices={**found.choices, **choices})
        made = replace(
            found,
            description=given.text('description', found.description),
            label=given.text('label', found.label),
            example=self.example(given, found.example),
            slot=slot,
            every=given.text('every', found.every),
            marks={**found.marks, **self.marks(given, found.choices)},
            schema_org=given.text('schema_org', found.schema_org),
        )
        made = replace(made, filter=self.filter(made, given, has_type=has_type))
        return self.with_default(made, given) if has_type else made

    def new_field(self, kind: str, name: str, given: Given, choices: dict[str, str]) -> tuple[Field[Any], bool]:
        """A field with its type, and whether that is the one that was meant."""
        problems = len(self.problems)
        kind_of = self.registry.types[given.one_of('type', self.registry.types, (CHOICE if choices else TEXT).name)]
        has_type = len(self.problems) == problems
        if kind_of is CHOICE and not choices:
            if given.get('choices', {}) in ({}, [], ()):
                given.wrong(__("'type': a choice needs 'choices' (write {'name': 'Label'})"), 'type')
            kind_of = TEXT
        elif choices and kind_of not in (CHOICE, TEXT):
            message = __("'choices': a field of the type '%s' has none (remove them, or the type)") % kind_of.name
            given.wrong(message, 'choices')
            choices = {}
        required, multiple, is_own = given.flag('required'), given.flag('multiple'), len(given.path) == 3
        if required and is_own:
            self.made.needs.setdefault(kind, {})[name] = True
        needed = required and not is_own
        made: Field[Any] = Field(name, kind_of, multiple=multiple, lenient=multiple, required=needed, choices=choices, origin=OWN)
        return made, has_type

    def filter(self, made: Field[Any], given: Given, *, has_type: bool) -> Filter:
        """How readers filter by a field."""
        by: Filter = given.one_of('filter', get_args(Filter), made.filter)
        kind_of = made.type
        message = ''
        if not by or by == made.filter:
            return by
        if made.name in _NO_FILTERS:
            message = __("'filter': '%s' is what listings call something else (give the field another name)") % made.name
        elif not has_type:
            return made.filter if by == 'range' else by
        elif isinstance(kind_of, Shape):
            message = __("'filter': there is nothing in such a field to filter by (remove it)")
        elif by == 'range' and (made.multiple or kind_of is BOOLEAN or not kind_of.can_range):
            message = __("'filter': a range needs a single number or date")
        if message:
            given.wrong(message, 'filter')
        return made.filter if message else by

    @staticmethod
    def example(given: Given, before: Any) -> Any:
        """How a field is written, as YAML has it: texts, and lists and mappings of texts."""
        found = _as_yaml(given['example']) if 'example' in given else before
        if found is None and 'example' in given:
            given.wrong(__("'example': expected text, or a list or a mapping of texts"), 'example')
        return before if found is None else found

    def choices(self, given: Given) -> dict[str, str]:
        """The choices of a field with their labels."""
        value = given.get('choices', {})
        if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
            value = {one: one for one in value}
        found = self.given(value, (*given.path, 'choices'))
        return {name: found.text(name, name) for name in found} if found else {}

    def marks(self, given: Given, choices: Mapping[str, str]) -> dict[str, Mark]:
        """The marks of some of the choices of a field."""
        if not choices and 'marks' in given:
            given.wrong(__("'marks': the field has no choices to mark (remove them, or write 'choices')"), 'marks')
            return {}
        found = self.given(given.get('marks', {}), (*given.path, 'marks'), choices)
        return {name: found.one_of(name, get_args(Mark), 'full') for name in found} if found else {}

    @staticmethod
    def with_default(made: Field[Any], given: Given) -> Field[Any]:
        """The field with its default, if that is a value that it can have."""
        if 'default' not in given:
            return made
        value = given['default']
        values = value if made.multiple and isinstance(value, (list, tuple)) else (value,)
        if isinstance(made.type, Shape):
            message = __("'default': only a field of single values has one")
        elif made.required:
            message = __("'default': every record has this field itself (remove the default)")
        elif not all(isinstance(one, (str, int, float)) for one in values):
            message = __("'default': expected text")
        else:
            try:
                read = tuple(_default(made, made.type, str(one)) for one in values)
                return replace(made, default=read if made.multiple else read[0])
            except ValueError as error:
                message = f"'default': {error}"
        given.wrong(message, 'default')
        return made

    # -- relations and parts --------------------------------------------------------------------------------------------

    def relation(self, kind: str, name: str, about: object, path: Path_) -> Field[Any] | None:
        """A relation: its field, and that of its inverse at the kinds that it leads to."""
        given = self.given(about, path, _RELATION_KEYS)
        if given is None or not self.is_field_name(name, path):
            return None
        inverse = given.text('inverse', name)
        if not self.is_field_name(inverse, (*path, 'inverse')):
            return None
        known = {*self.registry.inverse, *(end for made in self.made.relations for end in (made.name, made.inverse))}
        taken = next((one for one in (name, inverse) if one in known), name if self.known(kind, name) else '')
        if taken:
            given.wrong(__("'%s' is declared already (a new relation needs another name)") % taken)
            return None
        label = given.text('label', name)
        targets = []
        for target in given.words('targets'):
            if target in self.names:
                targets.append(target)
            else:
                words = {'name': target, 'hint': did_you_mean(target, self.names)}
                given.wrong(__("'targets': there is no kind '%(name)s'%(hint)s") % words, 'targets')
        qualifiers = tuple(self.qualifiers(kind, given.inner('qualifiers')))
        inverse_label = given.text('inverse_label', inverse if inverse != name else label)
        acyclic = given.flag('acyclic')
        if acyclic and inverse == name:
            given.wrong(__("'acyclic': such a relation has two ends (add an 'inverse', the name of the other one)"), 'acyclic')
            acyclic = False
        self.made.relations.append(Relation(name, label, inverse, inverse_label, tuple(targets), acyclic, qualifiers=qualifiers))
        if inverse != name:
            other = ref(inverse, given.text('inverse_description'), label=inverse_label, origin=OWN)
            self.made.inverses += [(target, other, (*path, 'inverse')) for target in targets]
        return ref(name, given.text('description'), label=label, origin=OWN)

    def qualifiers(self, kind: str, declared: Given) -> Iterator[Field[Any]]:
        """Yield what can be said of a single relation: words, or one of a few words."""
        for name, inner in declared.items():
            made = self.field(kind, name, inner, (*declared.path, name))
            if made is not None and (made.multiple or made.type not in (CHOICE, TEXT)):
                message = __("'%s': what is said of a relation is a text or a choice, and a single one") % name
                declared.wrong(message, name)
            elif made is not None:
                yield made

    def part(self, kind: str, name: str, about: object, path: Path_) -> Field[Any] | None:
        """A part: a list of small records."""
        given = self.given(about, path, _PART_KEYS)
        if given is None or not self.is_field_name(name, path):
            return None
        if name == RECORDS or self.known(kind, name) or self.registry.part(name) or name in self.made.parts | self.names:
            given.wrong(__("'%s' is declared already (a new part needs another name)") % name)
            return None
        self.made.parts.add(name)
        problems = len(self.problems)
        fields = self.fields(kind, given)
        title = given.text('name', fields[0].name if fields else '')
        named = next((one for one in fields if one.name == title), None)
        if named is None or named.multiple or isinstance(named.type, Shape):
            if not fields:
                message = __("a part needs 'fields'")
            elif named is None:
                hint = did_you_mean(title, [one.name for one in fields])
                message = __("'name': there is no field '%(name)s'%(hint)s; it names the field by which an item is called")
                message %= {'name': title, 'hint': hint}
            else:
                message = __("'name': the field '%s' holds no single value (name another one)") % title
            # What is missing because of another mistake is no second one.
            if named is not None or len(self.problems) == problems:
                given.wrong(message, 'name')
            return None
        fields = [replace(one, required=True, lenient=False) if one.name == title else one for one in fields]
        label = given.text('label', name)
        table = Table(f'{name}.csv', title=label) if given.flag('csv', default=True) else None
        words, description = (N_('item'), N_('list of items')), given.text('description')
        shape = Part(name, tuple(fields), *words, description=description, title=title, table=table)
        return shape.many_of(name, description, label=label, origin=OWN)


def _as_yaml(value: object) -> Any:
    """A value as a tree of texts; `None` for what YAML does not hold."""
    if isinstance(value, dict):
        found = {str(name): _as_yaml(inner) for name, inner in value.items()}
        return None if not found or None in found.values() else found
    if isinstance(value, (list, tuple)):
        items = [_as_yaml(inner) for inner in value]
        return None if not items or None in items else items
    if isinstance(value, bool):
        return 'yes' if value else 'no'
    return str(value) if isinstance(value, (str, int, float, date)) else None


def _default(made: Field[Any], kind: Type[Any], value: str) -> Any:
    """A value that a field has where none is given.

    :raises ValueError: if it cannot have it.
    """
    if made.choices and value not in made.choices:
        message = __("there is no choice '%(value)s'%(hint)s")
        raise ValueError(message % {'value': value, 'hint': did_you_mean(value, made.choices)})
    return kind.parse(value)
