"""What readers can filter by: the facets of the records of a timeline or a listing, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple

from docutils.nodes import Element

from ..doctree.i18n import _, within_line
from ..env.domain import ChronicleDomain
from ..records.fields import Field, Item, Shape, Type, listed
from ..records.record import Record
from ..records.selection import RECORD, YEARS
from ..records.types import DATE
from ..records.words import alphabetical, anchors, identity, spellings
from .relations import named_item

#: The last year of what has no end, and with a minus the first of what has no start, as JavaScript and Python read it.
ENDLESS: Final = 'Infinity'

#: Most years that a filter offers.
MOST_YEARS: Final = 100

#: What a value is compared by, and the words for it.
Choice = tuple[str, str]


class Filtered(NamedTuple):
    """What a card or a row is filtered by, as plain data.

    :ivar choices: by facet, its values there.
    :ivar spans: by field, and for `years`, the first and the last number there; one of them if they are the same.
    """

    choices: tuple[tuple[str, tuple[Choice, ...]], ...]
    spans: tuple[tuple[str, tuple[str, ...]], ...]


def facet_fields(domain: ChronicleDomain) -> dict[str, Field[Any] | None]:
    """The facets in the order of the bar, as they are called in addresses, with their fields; two are no fields."""
    found: dict[str, Field[Any] | None] = {'kind': None, RECORD: None}
    found |= {one.one_name: one for one in domain.registry.filters.values() if one.filter in {'choice', 'given'}}
    return found | {name: field for name, (_kind, field) in domain.registry.marked.items()}


def range_fields(domain: ChronicleDomain) -> dict[str, Field[Any]]:
    """The fields that are filtered by a span of numbers."""
    return {one.name: one for one in domain.registry.filters.values() if one.filter == 'range'}


def holders_of(domain: ChronicleDomain, record: Record, name: str, item: Item | None) -> Iterable[Item]:
    """What has the values of a field: an item of a part, or the record and the items of its parts."""
    kind = domain.registry.of(record)
    if item is not None and any(name in part.by_name for found, part in kind.parts):
        return (item,)
    own = (record,) if name in kind.by_name else ()
    return (*own, *(one for _field, one in kind.holders(record, name)))


def filtered_by(domain: ChronicleDomain, record: Record, item: Item | None = None) -> Filtered:
    """What a record, or an item of one of its parts, is filtered by."""
    choices = ((name, tuple(found)) for name, found in _choices(domain, record, item).items() if found)
    return Filtered(tuple(choices), tuple(_spans_of(domain, record, item)))


def _choices(domain: ChronicleDomain, record: Record, item: Item | None) -> dict[str, list[Choice]]:
    """The values that a record, or an item of one of its parts, has in each facet."""
    kind = domain.registry.of(record)
    facets: dict[str, list[Choice]] = {}
    for name, facet in facet_fields(domain).items():
        if facet is None:
            if name == RECORD:
                facets[name] = [(identity(record.key), record.title)] if item is not None else []
            else:
                facets[name] = [(identity(record.kind), domain.labels.kind(record.kind))]
            continue
        if facet.name in domain.registry.marked:
            facets[name] = _said_by_records(domain, record, item, facet)
            continue
        values: dict[Any, None] = {}
        holders = [*holders_of(domain, record, facet.name, item)]
        for holder in holders:
            value = holder.given.get(facet.name, kind.get(record, facet.name) if holder is record else None)
            values |= dict.fromkeys(listed(value))
        # Choices may differ from kind to kind.
        own = kind.by_name.get(facet.name) or facet
        if facet.filter == 'given':
            facets[name] = [_presence(domain, facet, given=bool(values))] if holders and own.filter else []
            continue
        facets[name] = [choice for value in values if (choice := _choice(domain, own, value))[0]]
        if holders and not values and own.unsaid:
            facets[name].append(('unsaid', domain.labels.text(own.unsaid)))
    return facets


def _presence(domain: ChronicleDomain, facet: Field[Any], *, given: bool) -> Choice:
    """That a field is given, or that it is not."""
    words, none = facet.presence
    return ('given', domain.labels.text(words) or domain.labels.of(facet)) if given else ('none', domain.labels.text(none))


def _said_by_records(domain: ChronicleDomain, record: Record, item: Item | None, facet: Field[Any]) -> list[Choice]:
    """What the records say in a field with marks that something names, such as its licenses; that they say nothing too."""
    kind, _field = domain.registry.marked[facet.name]
    naming = [one for one in domain.registry.filters.values() if isinstance(one.type, Type) and one.type.refers == kind]
    said: dict[Any, None] = {}
    for one in naming:
        for holder in holders_of(domain, record, one.name, item):
            for value in listed(holder.given.get(one.name)):
                key = domain.index.graph.named(one.type, value) if isinstance(one.type, Type) else None
                named = domain.index.graph.records.get(key) if key else None
                said[named.record.given.get(facet.name) if named else None] = None
    if record.kind == kind:
        said[record.given.get(facet.name)] = None
    words = {value: domain.labels.value(facet, value) if value else domain.labels.text(facet.unsaid) for value in said}
    together = {name: words for name, (words, some) in facet.together.items() if not said.keys().isdisjoint(some)}
    return [
        *((identity(value or 'unsaid'), label) for value, label in words.items() if label),
        *((name, domain.labels.text(label)) for name, label in together.items()),
    ]


def _choice(domain: ChronicleDomain, facet: Field[Any], value: Any) -> Choice:
    if not isinstance(facet.type, Shape) and facet.type.refers:
        return domain.index.graph.named(facet.type, value) or identity(value), named_item(domain.index, facet.type, value).title
    words = domain.labels.value(facet, value)
    # What is translated is compared by what was written, so that addresses are the same in every language.
    return identity(value if facet.choices or facet.is_compared_prose else words), words


def set_facets(domain: ChronicleDomain, filtered: Iterable[tuple[Element, Filtered]], wanted: Sequence[str] = ()) -> str:
    """Note on cards or rows what they are filtered by, for the HTML visitor, and give the choices as JSON.

    :param wanted: the facets that the bar offers, in this order, as fields are called; all where there are none.
    """
    called = {field.name if field else name: name for name, field in facet_fields(domain).items()}
    called |= {name: name for name in (*range_fields(domain), YEARS)}
    shown_as = [called[name] for name in wanted or called]
    choices: dict[str, list[Choice]] = {name: [] for name in facet_fields(domain) if name in shown_as}
    spans: dict[str, set[str]] = {name: set() for name in (*range_fields(domain), YEARS) if name in shown_as}
    filtered = [
        (
            node,
            Filtered(tuple(one for one in by.choices if one[0] in choices), tuple(one for one in by.spans if one[0] in spans)),
        )
        for node, by in filtered
    ]
    for _node, by in filtered:
        for name, pairs in by.choices:
            choices[name] += pairs
        for name, numbers in by.spans:
            spans[name].update(numbers)
    names = {name: anchors(same for same, _words in pairs) for name, pairs in choices.items()}
    for node, by in filtered:
        for name, pairs in by.choices:
            node[f'facet_{name}'] = ' '.join(dict.fromkeys(names[name][same] for same, _words in pairs))
        for name, numbers in by.spans:
            node[f'facet_{name}'] = ' '.join(numbers)
    fields = facet_fields(domain)
    data: dict[str, object] = {
        name: [[names[name][same], words] for same, words in _offered(domain, fields[name], spellings(pairs))]
        for name, pairs in choices.items()
        if len(names[name]) > 1
    }
    shown = _shown_spans(domain, spans)
    order = [name for name in shown_as if name in data or name in shown]
    return json.dumps(data | {'spans': shown, 'order': order}, ensure_ascii=False)


def _offered(domain: ChronicleDomain, facet: Field[Any] | None, found: Mapping[str, str]) -> list[Choice]:
    """The choices of a filter, those of a field in its order."""
    if facet is None or not facet.choices:
        return sorted(found.items(), key=lambda choice: alphabetical(choice[1]))
    order = {name: rank for rank, name in enumerate([*facet.together, *map(identity, facet.choices)])}
    asked = {identity(name): domain.labels.text(words) for name, words in facet.asked.items()}
    offered = sorted(found.items(), key=lambda choice: (order.get(choice[0], len(order)), alphabetical(choice[1])))
    return [(same, asked.get(same, words)) for same, words in offered]


def _spans_of(domain: ChronicleDomain, record: Record, item: Item | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the first and the last number of each field, and of the years that a record can lie in."""
    for name, field in range_fields(domain).items():
        assert not isinstance(field.type, Shape)
        values = [one.given[name] for one in holders_of(domain, record, name, item) if name in one.given]
        yield from _span(name, field.type, values)
    date = domain.registry.date_of(record)
    yield from _span(YEARS, DATE, [date] if date else [])


def _span(name: str, kind: Type[Any], values: Iterable[Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the first and the last number that values can mean, if there is one."""
    limits = [kind.limits(value) if kind.limits else (kind.sort(value),) * 2 for value in values]
    numbers = [(low or f'-{ENDLESS}', high or ENDLESS) for low, high in limits if low or high]
    if numbers:
        yield (
            name,
            tuple(dict.fromkeys((min((low for low, _ in numbers), key=float), max((high for _, high in numbers), key=float)))),
        )


def labels_json(domain: ChronicleDomain, what: str, record_label: str = '') -> str:
    """The words of the filter bar.

    :param what: what it filters, in words, with how many there are.
    :param record_label: what the record of a row of a part is called.
    """
    labels = domain.labels
    named = {name: field for name, field in facet_fields(domain).items() if name != RECORD}
    words = {
        'search': _('Search'),
        'filters': _('Filters'),
        'find': _('Search %s') % within_line(what),
        'all': {
            'kind': _('All kinds'),
            RECORD: record_label,
            **{name: labels.text(field.every) or labels.of(field) for name, field in named.items() if field},
        },
        'clear': _('Clear'),
        'count': _('%d of %d'),
        'from': _('From'),
        'to': _('To'),
        **{name: labels.of(field) if field else labels.field(name) for name, field in named.items()},
        **({RECORD: record_label} if record_label else {}),
        **{f'{name}-{end}': f'{labels.of(field)} {sign}' for name, field in range_fields(domain).items() for end, sign in _ENDS},
    }
    return json.dumps(words, ensure_ascii=False)


#: The ends of a span of numbers: how its control is called in addresses, and the sign after its label.
_ENDS: Final = (('min', '≥'), ('max', '≤'))


def _shown_spans(domain: ChronicleDomain, spans: Mapping[str, set[str]]) -> dict[str, object]:
    """The spans of numbers and years to choose from; those that tell nothing apart are left out."""
    shown: dict[str, object] = {}
    for name, field in range_fields(domain).items():
        assert not isinstance(field.type, Shape)
        if name not in spans:
            continue
        numbers = sorted((number for number in spans[name] if ENDLESS not in number), key=float)
        if len(spans[name]) > 1 and numbers:
            options = [[number, field.type.limit(number, domain.labels.language)] for number in numbers]
            shown[name] = [[f'{name}-{end}' for end, _sign in _ENDS], options]
    found = {int(year) for year in spans.get(YEARS, ()) if ENDLESS not in year}
    if len(found) > 1:
        language = domain.labels.language
        years: list[list[Any]] = [[year, DATE.limit(str(year), language)] for year in offered_years(found)]
        shown[YEARS] = [['from', 'to'], years]
    return shown


def offered_years(found: AbstractSet[int]) -> list[int]:
    """The years to choose from, counted astronomically: each year of a short history; of a long one those that occur.

    If these are too many, the begins and the ends of the decades, the centuries or the millennia in which they are.
    """
    if max(found) - min(found) < MOST_YEARS:
        return [*range(min(found), max(found) + 1)]
    years, step = set(found), 1
    while len(years) > MOST_YEARS:
        step *= 10
        years = {edge for year in found for edge in (year // step * step, (year // step + 1) * step)}
    return sorted(years)
