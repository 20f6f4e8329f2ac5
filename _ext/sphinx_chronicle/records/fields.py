"""What a value of a record is: its type, its field, and the shape of a mapping with several.

A `Type` owns everything that is known of a kind of value, so that no reader of it has to ask which one it is. `Shape` is the
same for a mapping: the fields that it may have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar, cast

from .i18n import N_
from .problems import Code

Json = Mapping[str, Any]

#: Names of fields are names in YAML, JSON and options.
FIELD_NAME: Final = re.compile(r'[a-z][a-z0-9_]*')

#: What exports have beside the quantities of a record or a small one: their plain numbers, by field.
NUMBERS: Final = 'numbers'

#: What JSON has beside the fields of a record, and what tables have.
BESIDE_RECORDS: Final = frozenset(
    {'kind', 'permalink', 'plain_summary', 'image_url', 'chapters', 'get', 'given', 'anchor', 'anchors', 'with_values', 'ref'}
    | {NUMBERS}
)

#: The path of a value within a record, such as ``('links', 0, 'url')``.
Place = tuple[str | int, ...]

#: What an address becomes, by its type, itself and its place.
ChangeAddress = Callable[['Type[Any]', Any, Place], Any]

T = TypeVar('T')
T_co = TypeVar('T_co', covariant=True)


@dataclass(frozen=True, slots=True)
class Language:
    """The language that values are shown in.

    :ivar code: a Sphinx language code.
    :ivar translate: gettext of the words of this package.
    """

    code: str
    translate: Callable[[str], str]


def _as_written(value: Any, _language: Language) -> str:
    return str(value)


def _no_number(_value: Any) -> str:
    return ''


class _Holder(Generic[T_co]):
    """What fields hold, of which it makes some."""

    def one(self, name: str, description: str = '', **more: Any) -> Field[T_co | None]:
        """A field that holds one such value."""
        return Field(name, cast('Any', self), description, **more)

    def needed(self, name: str, description: str = '', **more: Any) -> Field[T_co]:
        """A field that holds one such value and must be given."""
        return Field(name, cast('Any', self), description, required=True, **more)

    def many_of(self, name: str, description: str = '', **more: Any) -> Field[tuple[T_co, ...]]:
        """A field that holds a list of such values."""
        return Field(name, cast('Any', self), description, multiple=True, **more)


def _nothing_meant(_name: str) -> list[str]:
    return []


@dataclass(frozen=True)
class Type(_Holder[T_co]):
    """A type of value.

    :ivar name: how a declaration names it.
    :ivar words: what it is called in the field reference; `many` is a list of such values.
    :ivar parse: reads a value from its written form; raises `ValueError` with what is wrong and what would be right.
    :ivar schema: its JSON Schema as it may be written in YAML; exports hold text, or `written` where that is given.
    :ivar code: the code of problems with it.
    :ivar show: the value in words of a language.
    :ivar sort: the number it sorts by in a table, in decimal digits; empty where its words sort.
    :ivar number: the value as a plain number for a table of data, in decimal digits; empty where it has none.
    :ivar limits: the least and the most that a value can mean, in decimal digits, which readers filter by; empty where there is
        no limit. A value that has no limits of its own is the number it sorts by.
    :ivar limit: such a number in words of a language.
    :ivar address: the address that a value leads to; empty where it leads nowhere.
    :ivar file: the file of the site that a value names, as its author wrote it; empty where it names none.
    :ivar shown: whether pages show the file itself, as an image, rather than lead to it.
    :ivar pages: whether a value that names the source of a page leads to the page, as a link in prose does.
    :ivar refers: name of the kind whose records the values name, by key or by another name of theirs.
    :ivar canonical: the form in which a name that no record has is known everywhere; `None` for a name that is not.
    :ivar is_bare: whether the words of a value do not tell what it is about, so that the field's label is said with them.
    :ivar is_prose: whether the values are words of a language.
    :ivar is_checked_late: whether a value can turn out to be wrong once the whole record is known, so that its line is kept.
    :ivar meant: the names known everywhere that a name which is none can mean.
    :ivar hint: what a message says of a value that names nothing.
    :ivar proposes: what a message says of a missing value, with a place for each value that it proposes, and those values.
    :ivar example: a value as it is written.
    """

    name: str
    words: str
    parse: Callable[[str], T_co]
    many: str = ''
    schema: Json = field(default_factory=lambda: {'type': 'string'})
    written: Json | None = None
    code: Code = Code.VALUE
    show: Callable[[Any, Language], str] = _as_written
    sort: Callable[[Any], str] = _no_number
    number: Callable[[Any], str] = _no_number
    limits: Callable[[Any], tuple[str, str]] | None = None
    limit: Callable[[str, Language], str] = _as_written
    address: Callable[[Any], str] | None = None
    file: Callable[[Any], str] | None = None
    shown: bool = False
    pages: bool = False
    refers: str = ''
    canonical: Callable[[str], str | None] | None = None
    is_bare: bool = False
    is_prose: bool = False
    is_checked_late: bool = False
    meant: Callable[[str], list[str]] = _nothing_meant
    hint: str = ''
    proposes: tuple[str, ...] = ()
    example: str = ''

    @property
    def can_range(self) -> bool:
        """Whether its values have an order that a span of numbers can be taken from."""
        return self.sort is not _no_number

    @property
    def has_number(self) -> bool:
        """Whether its values are numbers as well."""
        return self.number is not _no_number

    def dump(self, value: Any) -> Any:
        """The value as JSON holds it: as it was written."""
        return value if isinstance(value, bool) else str(value)


def listed(value: Any) -> tuple[Any, ...]:
    """The values of a field, whether it holds one, several or none."""
    return () if value is None else value if isinstance(value, tuple) else (value,)


class Derived(NamedTuple):
    """What a field says that follows from others and from the day.

    :ivar value: one of the choices of the field, which records are chosen and filtered by.
    :ivar words: gives what readers see, in a language.
    :ivar sort: the number it sorts by in a table, in decimal digits.
    """

    value: str
    words: Callable[[Language], str]
    sort: str


#: Where a card shows a field: beside the title, with the figures, above the facts, among the facts, among the sources, with the
#: ways on, or nowhere.
Slot = Literal['meta', 'strip', 'lead', 'facts', 'source', 'ways', 'none']

#: How a column is set: numbers end below each other, phrases and names have room for a few words, and names, which may be ids,
#: break anywhere; as it comes, where empty.
Form = Literal['number', 'phrase', 'names', '']

#: How much of the ring beside a choice is filled, or that a line crosses it.
Mark = Literal['full', 'half', 'struck']

#: How readers filter by a field: by its values, by a span of numbers, by whether it is given, or in listings alone.
Filter = Literal['', 'choice', 'range', 'given', 'option']


@dataclass(frozen=True)
class Field(Generic[T_co]):
    """What a value of a record is.

    :ivar description: what it means, in a sentence.
    :ivar label: its label in pages; a message id of the catalog, or text of the project's.
    :ivar example: how it is written, as YAML has it.
    :ivar default: the value where none is given.
    :ivar multiple: whether it holds a list. A `lenient` one takes a single value for a list of one.
    :ivar quiet: the choices that go without saying.
    :ivar ahead: the choices which say that what the record is about is still to come.
    :ivar singular: what a single value of a list is called in addresses and style classes.
    :ivar choices: the values it can have, with their labels; any value where there are none.
    :ivar every: the choice of a filter that all values pass, in words; the label where it is empty.
    :ivar asked: what a filter calls choices whose labels do not tell what they are about.
    :ivar together: choices that a filter also offers as one, by what that is called in addresses: its words, and the choices.
    :ivar presence: what a filter by whether it is given offers, in words: that it is, and that it is not.
    :ivar counted: how many values there are, in words, for one and for several; where it is empty, a number after the label.
    :ivar unread: the value that counts where one is given that cannot be read; `None` where then none is given.
    :ivar unsaid: words that pages show where no value is given, of a field of which that is an answer too.
    :ivar marks: the ring beside the words of each choice, where style sheets can draw one; a dotted one is beside `unsaid`.
    :ivar link: ``module:function`` that gives the address of the value from the record, where the type alone does not.
    :ivar schema_org: the property of schema.org that it is.
    :ivar relation: the relation that it declares, by its name as seen from here.
    :ivar derived: ``module:function`` that makes the value, a `Derived` or `None`, from the record and a day, of a field that
        nobody writes.
    :ivar origin: ``conf.py`` where the project declares it, else empty.
    """

    name: str
    type: Type[Any] | Shape
    description: str = ''
    label: str = ''
    example: Any = None
    default: Any = None
    multiple: bool = False
    lenient: bool = False
    required: bool = False
    slot: Slot = 'facts'
    filter: Filter = ''
    quiet: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    singular: str = ''
    choices: Mapping[str, str] = field(default_factory=dict)
    every: str = ''
    asked: Mapping[str, str] = field(default_factory=dict)
    together: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    presence: tuple[str, str] = ('', N_('Not given'))
    counted: tuple[str, str] = ('', '')
    unread: Any = None
    unsaid: str = ''
    marks: Mapping[str, Mark] = field(default_factory=dict)
    link: str = ''
    schema_org: str = ''
    relation: str = ''
    derived: str = ''
    origin: str = ''

    @cached_property
    def form(self) -> Form:
        """How a column of its values is set."""
        if self.relation:
            return 'names'
        if isinstance(self.type, Shape):
            return ''
        if self.type.refers or self.type.is_prose:
            return 'phrase'
        return 'number' if self.type.has_number and not self.multiple else ''

    @cached_property
    def selects(self) -> bool:
        """Whether listings have an option that selects by its values."""
        return self.filter in {'choice', 'option'}

    @cached_property
    def absent(self) -> Any:
        """The value where none is given: the default, an empty tuple or `None`."""
        return () if self.multiple and self.default is None else self.default

    @cached_property
    def names_records(self) -> bool:
        """Whether its values name records: by a relation, or by a type that refers to a kind."""
        return bool(self.relation) or (isinstance(self.type, Type) and bool(self.type.refers))

    @cached_property
    def is_prose(self) -> bool:
        """Whether its values are words that can be translated where they are read, since nothing is compared with them."""
        return isinstance(self.type, Type) and self.type.is_prose and not self.filter

    @cached_property
    def is_compared_prose(self) -> bool:
        """Whether its values are words that records are chosen and grouped by, so that only what is shown is translated."""
        return isinstance(self.type, Type) and self.type.is_prose and bool(self.filter)

    @cached_property
    def names_files(self) -> bool:
        """Whether its values name files of the site, or have a field that does."""
        if isinstance(self.type, Shape):
            return any(one.names_files for one in self.type.fields)
        return self.type.file is not None

    def with_addresses(self, value: Any, change: ChangeAddress, place: Place = ()) -> Any:
        """The value with other addresses in it; `None` if nothing is left of it.

        :param change: gives the address to take for one that may lead into the project, by its type, itself and its path
            within the record; `None` to take it out, and with it what cannot be without it.
        """
        if not self.multiple:
            return self._with_address(value, change, (*place, self.name))
        values = (self._with_address(one, change, (*place, self.name, number)) for number, one in enumerate(value))
        return tuple(one for one in values if one is not None) or None

    def _with_address(self, one: Any, change: ChangeAddress, place: Place) -> Any:
        if not isinstance(self.type, Shape):
            return change(self.type, one, place) if self.type.file else one
        given = dict(one.given)
        for inner in self.type.fields:
            if inner.names_files and inner.name in given:
                given[inner.name] = inner.with_addresses(given[inner.name], change, place)
        if given == one.given:
            return one
        given = {name: value for name, value in given.items() if value is not None}
        is_whole = all(inner.name in given for inner in self.type.fields if inner.required)
        return Item(given) if is_whole else None

    @property
    def words(self) -> str:
        """Its type in words."""
        return self.type.many if self.multiple else self.type.words

    @property
    def sample(self) -> Any:
        """How the field is written, as YAML has it: its example, else one made from its type."""
        if self.example is not None:
            return self.example
        if self.choices:
            one: Any = next(iter(self.choices))
        elif isinstance(self.type, Shape):
            one = 'some-key' if self.relation else {one.name: one.sample for one in self.type.fields[:2]}
        else:
            one = self.type.example or 'some words'
        return [one] if self.multiple else one

    @cached_property
    def one_name(self) -> str:
        """What a single value is called in addresses and style classes."""
        return self.singular or self.name


class Item:
    """A mapping that was read, such as a link or a checkpoint.

    :ivar given: the values that were given, by field. It is never changed.
    """

    __slots__ = ('given',)

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def get(self, field: Field[T]) -> T:
        """The value of a field; what the field says where none was given."""
        return cast('T', self.given.get(field.name, field.absent))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Item) and type(other) is type(self) and self.given == other.given

    def __hash__(self) -> int:
        return hash(frozenset(self.given))

    def __repr__(self) -> str:
        return f'{type(self).__name__}({dict(self.given)!r})'

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.given,)


@dataclass(frozen=True)
class Shape(_Holder[Item]):
    """A mapping inside a record: the fields it may have.

    :ivar name: how the field reference knows it.
    :ivar words: what a value is called there; `many` is a list of such values.
    :ivar description: what such a mapping is, in a sentence.
    :ivar short: the field that a single text gives, where there is a short form.
    :ivar check: says what is wrong with the fields that are given; empty if nothing is.
    :ivar code: the code of that problem.
    :ivar show: a mapping in words of a language, by the values given, where they are not said one by one.
    """

    name: str
    fields: tuple[Field[Any], ...]
    words: str = ''
    many: str = ''
    short: str = ''
    description: str = ''
    check: Callable[[Mapping[str, Any]], str] | None = None
    code: Code = Code.FIELD
    show: Callable[[Mapping[str, Any], Language], str] | None = None

    @cached_property
    def by_name(self) -> dict[str, Field[Any]]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    @property
    def definition(self) -> str:
        """Its name among the definitions of a JSON Schema."""
        return ''.join(word.capitalize() for word in re.split(r'[-_]', self.name))
