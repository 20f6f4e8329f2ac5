"""What a kind of record is: one declaration, which everything else reads.

A `Vocabulary` is a set of kinds and of additions to kinds. `Registry` (see `registry`) puts the ones together that a project
names. What a declaration cannot say, a kind names as a function, ``module:function``, which is looked up when first called.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any

from .fields import Field, Form, Item, Shape, Type


@lru_cache(maxsize=256)
def function(name: str) -> Callable[..., Any]:
    """The function that a declaration names as ``module:function``.

    :raises ImportError: if there is no such module.
    :raises AttributeError: if there is no such function in it.
    """
    module, _, attribute = name.partition(':')
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found


@dataclass(frozen=True)
class Relation:
    """A relation between records, which may be written at either end and is listed at both.

    The fields that it is written in are declared with their kinds (see `ref`).

    :ivar name: its name at the newer thing, the direction that exports list it in.
    :ivar inverse: its name at the other end; the same for a relation without a direction.
    :ivar targets: the kinds of record that it may lead to; any where there are none.
    :ivar acyclic: whether no record can be its own ancestor by it. Lineages draw its lines, cards name the kin.
    :ivar external: the kind of thing that an id means which no record here has; `inverse_external` at the other end.
    :ivar qualifiers: what can be said of a single relation: fields with choices.
    :ivar about: ``module:function`` that gives what readers want to know at once of a record at its other end, in words.
    :ivar tally: the same for words that the line of ways on says with how many such records there are.
    :ivar inherited: name and label of a row of what the ancestors of a record have in this relation; none where it is empty.
    """

    name: str
    label: str
    inverse: str
    inverse_label: str
    targets: tuple[str, ...] = ()
    acyclic: bool = False
    external: str = ''
    inverse_external: str = ''
    qualifiers: tuple[Field[Any], ...] = ()
    about: str = ''
    tally: str = ''
    inherited: tuple[str, str] | tuple[()] = ()


#: Stands for the type of a field that names records, which the registry makes for each relation.
REFERENCE = Shape('ref', (), short='ref')


def ref(name: str, description: str, relation: str = '', **more: Any) -> Field[tuple[Item, ...]]:
    """A field in which a relation is written.

    :param relation: the relation as seen from the record; the name of the field if it is the same.
    """
    return Field(name, REFERENCE, description, multiple=True, lenient=True, relation=relation or name, **more)


@dataclass(frozen=True)
class Table:
    """A table of data: a file with a row for each record of a kind, or for each of a part's items.

    :ivar columns: names of fields and relations, ``url``, ``text`` and ``notes``; all fields where there are none.
    :ivar of_record: in a table of parts the columns that are fields of the record, by column.
    :ivar title: what a link to it says.
    """

    file: str
    columns: tuple[str, ...] = ()
    of_record: Mapping[str, str] = field(default_factory=dict)
    title: str = ''


@dataclass(frozen=True)
class Part(Shape):
    """The items of a list of small records inside a record, each of which has an anchor.

    :ivar title: the field that names one, or a function of the values given.
    :ivar link: a function of the values given that gives the address of one; empty where it has none.
    :ivar counted: how many there are, in words, for one and for several; where it is empty, a number after the label.
    :ivar captioned: how the table of a record's items is called, with the record's title in it.
    :ivar compare: what is said of laying some of them side by side.
    :ivar record_label: what their record is called in a table of them; the label of its kind where it is empty.
    :ivar object_type: the type of object that they are for references; empty if none refers to them.
    :ivar names: the field by whose values they are known elsewhere.
    :ivar order: the order of the columns in which a card shows them; that of the fields where it is empty.
    :ivar beneath: the columns that a card shows in the cell of another, by that.
    :ivar once: the columns that are said once above the items of a card where all have the same in them.
    :ivar pivot: the column whose values are the heads of rows, that whose values are the heads of columns, and that in the
        cells, where a card lays items side by side that have the same in the columns of `once`; empty where each is a row.
    :ivar columns: the columns of a listing of them that names none.
    :ivar table: the export that has a row for each.
    """

    title: str | Callable[[Mapping[str, Any]], str] = 'name'
    link: Callable[[Mapping[str, Any]], str] | None = None
    counted: tuple[str, str] = ('', '')
    captioned: str = ''
    compare: str = ''
    record_label: str = ''
    object_type: tuple[str, str] = ('', '')
    names: str = ''
    order: tuple[str, ...] = ()
    beneath: Mapping[str, str] = field(default_factory=dict)
    once: tuple[str, ...] = ()
    pivot: tuple[str, str, str] | tuple[()] = ()
    columns: tuple[str, ...] = ()
    table: Table | None = None

    def name_of(self, item: Item) -> str:
        """The name of an item, by which relations know it."""
        return item.given.get(self.names) or self.title_of(item)

    def title_of(self, item: Item) -> str:
        """What an item is called."""
        return self.title(item.given) if callable(self.title) else str(item.given.get(self.title) or '')

    @property
    def title_column(self) -> str:
        """The column in which the items' titles are."""
        return 'name' if callable(self.title) else self.title


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    :ivar name: as directives, roles and files name it.
    :ivar label: what one is called; `plural` several.
    :ivar fields: its own fields, without those that all records share.
    :ivar date: the field that charts, feeds and the order of records go by.
    :ivar ends: the field with the date at which it ends; empty where it has none.
    :ivar order: the order in which cards and infoboxes show fields, where it is not that of their declaration.
    :ivar needs: fields without which a record is reported.
    :ivar unsaid: by field, words that pages show where a record has none of a field that all records share.
    :ivar names: fields by whose values its records are known elsewhere.
    :ivar feed: whether its records are items of the feeds.
    :ivar cite: the fields that name who made what a record is about: an ``organization``, ``people``.
    :ivar schema_org: its type in schema.org, or the function that describes a record; empty where schema.org has no word.
    :ivar catalog: the type in schema.org of a page that lists its records and nothing else; empty where that is none.
    :ivar table: the export that has a row for each record.
    :ivar page: the page that a new record goes to, without its suffix, with ``{key}`` for a page of its own; empty where its
        author must say.
    :ivar marked: the field with marks that its records have beside their names in other records; empty where they have none.
    :ivar script: a script of the extension that pages with its records load, and `style` a style sheet.
    :ivar folded: what the facts of its infobox are folded away under; empty where they are open.
    :ivar hooks: functions of its vocabulary, ``module:function``, by what they do (see `vocabularies`).
    """

    name: str
    label: str
    plural: str
    fields: tuple[Field[Any], ...] = ()
    description: str = ''
    date: str = 'date'
    ends: str = ''
    order: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unsaid: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    feed: bool = True
    cite: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    schema_org: str = ''
    catalog: str = ''
    table: Table | None = None
    page: str = ''
    marked: str = ''
    script: str = ''
    style: str = ''
    folded: str = ''
    hooks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """A column of listings that is no field.

    :ivar cell: the function that gives its cell for a record, ``module:function``.
    :ivar kinds: the kinds whose records have it.
    :ivar form: how it is set.
    """

    name: str
    label: str
    cell: str
    kinds: tuple[str, ...]
    form: Form = ''


@dataclass(frozen=True)
class External:
    """Ids of things elsewhere, which a relation may name as well as a record's key.

    :ivar type: the type of such an id.
    :ivar pattern: its grammar.
    :ivar words: what a value is called that is either.
    :ivar wrong: what is said of a value that is neither; `unknown` of a key that no record has; `taken` of an id that two
        records claim.
    :ivar description: what the field means that names the other record.
    :ivar addresses: where a thing is, by the kind that it would be here; under the empty name any other.
    """

    type: Type[str]
    pattern: str
    words: str
    wrong: str
    unknown: str
    taken: str
    description: str
    addresses: Mapping[str, str]

    def address(self, name: str, kind: str = '') -> str:
        """Where a thing is."""
        return self.addresses.get(kind, self.addresses['']) + name


@dataclass(frozen=True)
class Vocabulary:
    """A set of kinds and of additions to kinds.

    :ivar requires: names of the vocabularies that it builds on.
    :ivar fields: the fields that it adds to kinds, by kind.
    :ivar relations: its relations, in the order in which cards show them.
    :ivar qualifiers: what can be said as well of a relation that is not its own, by relation.
    :ivar needs: whether a field is needed, by kind and field, where that is not what the kind says.
    :ivar ends: the field with the date at which its records end, by kind, where that is not what the kind says.
    :ivar types: the types that a declaration can name.
    :ivar roles: roles of its own, as ``module:class``, by name; `importers` likewise functions that give an
        importer of the command line.
    :ivar register: ``module:function`` that registers nodes and transforms of its own in a Sphinx application; only of the
        shipped ones, since another extension has its own `setup`.
    """

    name: str
    requires: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    fields: Mapping[str, tuple[Field[Any], ...]] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    qualifiers: Mapping[str, tuple[Field[Any], ...]] = field(default_factory=dict)
    types: tuple[Type[Any] | Shape, ...] = ()
    columns: tuple[Column, ...] = ()
    external: External | None = None
    needs: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    importers: Mapping[str, str] = field(default_factory=dict)
    register: str = ''

    @cached_property
    def digest(self) -> str:
        """Changes with whatever it declares, its name included; functions are left out."""
        return hashlib.sha256(json.dumps(_plain(self), sort_keys=True).encode()).hexdigest()


#: What most values in a declaration are.
_SIMPLE = frozenset({str, bool, int, type(None)})


def _plain(value: Any) -> Any:
    """A declaration as JSON takes it."""
    if type(value) in _SIMPLE:
        return value
    if isinstance(value, Field):
        # Of all mappings in a declaration, this alone has an order that is shown.
        own = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        return own | {'choices': [[name, str(label)] for name, label in value.choices.items()]}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value if isinstance(value, (str, int, bool, float, type(None))) else ''
