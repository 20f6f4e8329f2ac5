"""Which records a timeline or a listing shows, in which order and under which headings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast, get_args

from .core import ALIASES
from .dates import Date, SortKey, parse_date
from .fields import Field, Item, Type, listed
from .graph import Graph
from .i18n import __
from .moments import Unit
from .problems import did_you_mean
from .record import Declared, Record
from .registry import Registry
from .today import iso_day
from .words import alphabetical, identity, spelled

Order = Literal['oldest', 'newest', 'title', 'updated']

#: Options that choose records beside those of fields, the same for all directives that show some.
CHOOSING: Final = ('keys', 'since', 'until', 'limit', 'order', 'group-by')

#: What `:since:` and `:until:` call the day of the build.
TODAY: Final = 'today'

#: Other words for it, which are no dates.
_NOW: Final = frozenset({'now', 'heute'})

#: Value of a filter for what names no record where it could, such as a license.
NOT_STATED: Final = 'not-stated'

#: What a filter bar calls the record that an item of a part belongs to.
RECORD: Final = 'record'

#: What a filter bar calls the span of years that a date is in.
YEARS: Final = 'years'

#: What time records can be grouped by.
UNITS: Final = get_args(Unit)


@dataclass(frozen=True, slots=True)
class Selection:
    """The selection options of a directive, read and checked.

    :ivar kind: names of kinds; empty for all.
    :ivar values: what the fields must have one of, by field, as `words.identity` gives it.
    :ivar keys: the records by key, former keys included; empty for all.
    :ivar since: with `until` keeps what can lie in the span; `TODAY` for the day of the build.
    :ivar order: an `Order`, or a field with choices; `None` for the order of `keys`, or the oldest first where none are named.
    :ivar group_by: a `Unit` of time, ``kind`` or a field.
    """

    kind: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    since: Date | str | None = None
    until: Date | str | None = None
    limit: int | None = None
    order: str | None = None
    group_by: str | None = None

    def depends_on_day(self, registry: Registry) -> bool:
        """Whether another day selects other records, or has them in other groups."""
        derived = {one.name for one in registry.filters.values() if one.derived}
        return TODAY in {self.since, self.until} or not derived.isdisjoint({*self.values, self.group_by, self.order})


def one_of(value: str, choices: Iterable[str]) -> str:
    """The value, if it is one of the choices.

    :raises ValueError: with the choices and the nearest of them.
    """
    choices = tuple(choices)
    if value not in choices:
        message = __("'%(value)s' is not one of %(choices)s%(hint)s")
        raise ValueError(message % {'value': value, 'choices': ', '.join(choices), 'hint': did_you_mean(value, choices)})
    return value


def _positive(text: str) -> int:
    if len(text) > 9 or not (text.isascii() and text.isdecimal()) or int(text) < 1:
        raise ValueError(__("'%s' is not a whole number from 1 up") % text)
    return int(text)


def choices_of(registry: Registry, name: str) -> dict[str, str]:
    """The values that a field can have in any kind, with their labels; none for a field that can have any value in one."""
    fields = [kind.by_name[name] for kind in registry.kinds.values() if name in kind.by_name]
    fields += [part.by_name[name] for kind in registry.kinds.values() for _field, part in kind.parts if name in part.by_name]
    if not all(one.choices for one in fields):
        return {}
    return {value: label for one in fields for value, label in one.choices.items()}


def groups_of(registry: Registry) -> tuple[str, ...]:
    """What records can be grouped by."""
    fields = (
        name
        for name, one in registry.filters.items()
        if one.selects and (not one.multiple or (one.lenient and not one.names_records))
    )
    return (*UNITS, 'kind', *fields)


def orders_of(registry: Registry) -> tuple[str, ...]:
    """What records can be ordered by: the orders that all have, and the fields whose choices have an order of their own."""
    fields = (one for kind in registry.kinds.values() for one in (*kind.own, *kind.derived))
    chosen = (one.name for one in fields if one.choices and not one.multiple and choices_of(registry, one.name))
    return (*get_args(Order), *dict.fromkeys(chosen))


def filters_of(registry: Registry) -> tuple[str, ...]:
    """The names of the options that keep records with one of some values."""
    return ('kind', *(name for name, one in registry.filters.items() if one.selects))


def facets_of(registry: Registry) -> tuple[str, ...]:
    """What a filter bar can offer: kinds, fields that readers choose a value or a span of, and years."""
    chosen = (name for name, one in registry.filters.items() if one.filter != 'option')
    return ('kind', RECORD, *dict.fromkeys((*chosen, *registry.marked)), YEARS)


def named(text: str) -> tuple[str, ...]:
    """The words of an option that takes several, each once, as `identity` gives them.

    :raises ValueError: if there are none.
    """
    words = tuple(dict.fromkeys(word for word in map(identity, text.split(',')) if word))
    if not words:
        raise ValueError(__('it is empty (give a value, or remove the option)'))
    return words


def read_option(registry: Registry, name: str, text: str) -> object:
    """The value of one selection option, by its name with hyphens.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    text = text.strip()
    match name:
        case 'since' | 'until':
            word = identity(text)
            if word in _NOW:
                raise ValueError(__("'%(text)s' is not a date (write %(forms)s)") % {'text': text, 'forms': TODAY})
            return TODAY if word == TODAY else parse_date(text)
        case 'limit':
            return _positive(text)
        case 'order':
            return one_of(text.replace('-', '_'), orders_of(registry))
        case 'group-by':
            return one_of(text.replace('-', '_'), groups_of(registry))
    words = named(text)
    if name == 'keys':
        return words
    choices = registry.kinds if name == 'kind' else choices_of(registry, name.replace('-', '_'))
    if choices:
        for word in words:
            one_of(word, map(identity, choices))
    return words


def values_of(registry: Registry, record: Record, name: str) -> tuple[Any, ...]:
    """What a record has in a field: its own values, else those of the items of its parts."""
    kind = registry.of(record)
    own = listed(kind.get(record, name))
    return own or tuple(value for _field, item in kind.holders(record, name) for value in listed(item.given.get(name)))


@dataclass(frozen=True, slots=True)
class Matcher:
    """Tells whether a record is selected.

    :param graph: the relations of all records, where fields name some; without it such names are compared as written.
    """

    registry: Registry
    selection: Selection
    graph: Graph | None = None

    def __call__(self, record: Record) -> bool:
        """Whether a record is selected."""
        selection = self.selection
        if selection.kind and record.kind not in selection.kind:
            return False
        if selection.keys and not _keys(record).intersection(selection.keys):
            return False
        for name, wanted in selection.values.items():
            if not self.words(record, name).intersection(wanted):
                return False
        if selection.since or selection.until:
            date = self.registry.date_of(record)
            if date is None:
                return False
            if selection.since and date.latest < self.limit(selection.since).earliest:
                return False
            if selection.until and date.earliest > self.limit(selection.until).latest:
                return False
        return True

    def limit(self, date: Date | str) -> Date:
        """The date that one of the ends of a span means."""
        return parse_date(iso_day(self.registry.today)) if isinstance(date, str) else date

    def words(self, record: Record, name: str) -> set[str]:
        """What a filter compares a record with in a field."""
        kind = self.registry.of(record)
        own = kind.by_name.get(name)
        parts = [*kind.holders(record, name)]
        one = own or (parts[0][0] if parts else None)
        if one is None:
            return set()
        if not (isinstance(one.type, Type) and one.type.refers):
            return {identity(str(value)) for value in values_of(self.registry, record, name)}
        values = listed(kind.get(record, name)) if own else ()
        words = self.names(one.type, values) if values or (own and own.unsaid) else set()
        for found, item in parts:
            value = item.given.get(name, ())
            if value or not values:
                words |= self.names(found.type, value)
        return words

    def item_words(self, found: Field[Any], item: Item, record: Record) -> set[str]:
        """What a filter compares an item of a part with in a field: its values, else those that its record has itself."""
        values = listed(item.given.get(found.name)) or listed(self.registry.of(record).get(record, found.name))
        if isinstance(found.type, Type) and found.type.refers:
            return self.names(found.type, values)
        return {identity(str(value)) for value in values}

    def names(self, kind: Any, values: Iterable[str]) -> set[str]:
        """What a filter compares names of records with: the names, and all other names of the same records."""
        words: set[str] = set()
        others = self.graph.other_names(kind.refers) if self.graph else {}
        for value in values:
            names = {value, (kind.canonical(value) if kind.canonical else None) or value}
            names |= {others[name] for name in names if name in others}
            names |= {name for name, key in others.items() if key in names}
            words |= {identity(name) for name in names}
        return words or {NOT_STATED}


def select(declared: Iterable[Declared], selection: Selection, registry: Registry, graph: Graph | None = None) -> list[Declared]:
    """The records a selection lets through, in its order.

    :param declared: all records that there are to choose from; those of one file decide on which end of it is the oldest.
    :param graph: the relations of all records, by which names of records are compared.
    """
    matches = Matcher(registry, selection, graph)
    declared = [*declared]
    chosen = [d for d in declared if matches(d.record)]
    if selection.keys and selection.order is None:
        found = sorted(chosen, key=lambda d: min(selection.keys.index(key) for key in _keys(d.record) if key in selection.keys))
    else:
        found = _ordered(chosen, selection.order or 'oldest', registry, _positions(declared, registry))
    return found[: selection.limit] if selection.limit else found


def _keys(record: Record) -> set[str]:
    """The key of a record and its former ones."""
    return {record.key, *record.get(ALIASES)}


def _positions(declared: Iterable[Declared], registry: Registry) -> dict[str, tuple[int, int]]:
    """For each file where it comes among others, and 1 if it is kept oldest first, -1 if it is kept newest first.

    A file is kept as most of its neighboring dates are, and oldest first where they do not say.
    """
    ranks: dict[str, int] = {}
    for one in declared:
        ranks.setdefault(one.path, len(ranks))
    rising = dict.fromkeys(ranks, 0)
    last: dict[str, SortKey] = {}
    for one in sorted(declared, key=lambda one: one.line):
        date = registry.date_of(one.record)
        if date is not None:
            before = last.get(one.path, date.sort_key)
            rising[one.path] += (date.sort_key > before) - (date.sort_key < before)
            last[one.path] = date.sort_key
    return {path: (rank, -1 if rising[path] < 0 else 1) for path, rank in ranks.items()}


def _ordered(
    declared: list[Declared], order: str, registry: Registry, positions: Mapping[str, tuple[int, int]]
) -> list[Declared]:
    if order == 'title':
        return sorted(declared, key=lambda d: (alphabetical(d.record.title), d.record.key))
    if order not in get_args(Order):
        places = {value: number for number, value in enumerate(choices_of(registry, order))}
        said = {d.record.key: registry.of(d.record).get(d.record, order) for d in declared}
        titled = _ordered(declared, 'title', registry, positions)
        return sorted(titled, key=lambda d: places.get(said[d.record.key], len(places)))
    dated: list[tuple[SortKey, int, int, Declared]] = []
    undated = []
    for one in declared:
        date = registry.date_of(one.record)
        if date is None:
            undated.append(one)
        else:
            # Of one day what the file has nearer to its old end is the older.
            rank, sign = positions[one.path]
            dated.append((date.sort_key, rank, sign * one.line, one))
    dated.sort(key=lambda row: row[:3])
    if order != 'oldest':
        dated.reverse()
    found = [*(one for *_key, one in dated), *undated]
    if order == 'updated':
        # What changed on one day keeps the order it has among the newest.
        changes = [(date.sort_key, d) for d in found if (date := changed(d.record))]
        changes.sort(key=lambda pair: pair[0], reverse=True)
        found = [*(d for _key, d in changes), *(d for d in found if not changed(d.record))]
    return found


def changed(record: Record) -> Date | None:
    """When a record last changed: the later of `updated` and `added`."""
    dates = (record.given.get('updated'), record.given.get('added'))
    return max((date for date in dates if date), key=lambda date: date.sort_key, default=None)


@dataclass(frozen=True, slots=True)
class Group:
    """Records under one heading.

    :ivar value: what they have in common, as most of them write it; empty where they lack the field.
    """

    value: str
    records: tuple[Declared, ...]


def group(declared: Iterable[Declared], group_by: str, registry: Registry) -> list[Group]:
    """Records by what they have in common, groups in the order of their first record, those without a value last."""
    valued = [(_group_value(item.record, group_by, registry), item) for item in declared]
    groups: dict[str, list[Declared]] = {}
    for value, item in valued:
        groups.setdefault(identity(value), []).append(item)
    words = spelled(value for value, _item in valued)
    ordered = sorted(groups.items(), key=lambda pair: pair[0] == '')
    return [Group(words[same], tuple(records)) for same, records in ordered]


def _group_value(record: Record, group_by: str, registry: Registry) -> str:
    if group_by == 'kind':
        return record.kind
    if group_by in UNITS:
        date = registry.date_of(record)
        return date.within(cast('Unit', group_by)) if date else ''
    return str(next(iter(values_of(registry, record, group_by)), ''))


def unknown_keys(selection: Selection, declared: Iterable[Declared], known: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the keys that a selection names and no record has: the option, the key, and a hint at the nearest.

    :param known: keys of records that are not there, of which that is said elsewhere.
    """
    keys = {key for item in declared for key in _keys(item.record)} if selection.keys else set()
    for key in selection.keys:
        if key not in keys and key not in known:
            yield 'keys', key, did_you_mean(key, keys) or ' ' + __('(no record has it)')


def unknown_values(
    selection: Selection, declared: Iterable[Declared], registry: Registry, graph: Graph
) -> Iterator[tuple[str, str, str]]:
    """Yield what a selection asks for and no record has: the option, the value, and a hint at the nearest."""
    matcher = Matcher(registry, selection, graph)
    declared = list(declared)
    yield from unknown_keys(selection, declared, {*graph.broken, *graph.left_out})
    for name, wanted in selection.values.items():
        if choices_of(registry, name):
            continue
        known = {word for item in declared for word in matcher.words(item.record, name)}
        kind = registry.filters[name].type
        if isinstance(kind, Type) and kind.refers:
            records = [item.record for item in declared if item.record.kind == kind.refers]
            known |= {NOT_STATED, *(record.key for record in records)}
            known |= {identity(other) for other in graph.other_names(kind.refers)}
        for value in wanted:
            if value not in known and value not in graph.broken:
                yield name, value, did_you_mean(value, known) or ' ' + __('(no record has it)')
