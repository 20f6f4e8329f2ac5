"""What readers can filter by: the facets of the records of a timeline or a listing, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from math import floor
from typing import Any, Final

from docutils.nodes import Element

from ..doctree.i18n import _
from ..env.domain import ChronicleDomain
from ..records.fields import Field, Item, Shape, listed
from ..records.record import Record
from ..records.words import alphabetical, anchors, identity, spellings
from .relations import named_item

#: The last year of what has no end, and with a minus the first of what has no start, as JavaScript and Python read it.
ENDLESS: Final = 'Infinity'

#: Most years that a filter offers without a gap.
MOST_YEARS: Final = 100

#: What a value is compared by, and the words for it.
Choice = tuple[str, str]

#: What a page filters: a card or a row, its record, and the item of a part that it is about.
Filtered = tuple['Element', 'Record', 'Item | None']


def facet_fields(domain: ChronicleDomain) -> dict[str, Field[Any] | None]:
    """The facets in the order of the bar, as they are called in addresses, with their fields; `kind` is no field."""
    found: dict[str, Field[Any] | None] = {'kind': None}
    return found | {one.one_name: one for one in domain.registry.filters.values() if one.filter == 'choice'}


def range_fields(domain: ChronicleDomain) -> dict[str, Field[Any]]:
    """The fields that are filtered by a span of numbers."""
    return {one.name: one for one in domain.registry.filters.values() if one.filter == 'range'}


def holders_of(domain: ChronicleDomain, record: Record, name: str, item: Item | None) -> Iterable[Item]:
    """What has the values of a field: an item of a part, or the record and where it cannot the items of its parts."""
    kind = domain.registry.of(record)
    if item is not None and any(name in part.by_name for found, part in kind.parts):
        return (item,)
    if name in kind.by_name:
        return (record,)
    return (one for _field, one in kind.holders(record, name))


def facets_of(domain: ChronicleDomain, record: Record, item: Item | None = None) -> dict[str, list[Choice]]:
    """The values that a record, or an item of one of its parts, has in each facet."""
    kind = domain.registry.of(record)
    facets: dict[str, list[Choice]] = {}
    for name, facet in facet_fields(domain).items():
        if facet is None:
            facets[name] = [(identity(record.kind), domain.labels.kind(record.kind))]
            continue
        values: dict[Any, None] = {}
        for holder in holders_of(domain, record, facet.name, item):
            value = holder.given.get(facet.name, kind.get(record, facet.name) if holder is record else None)
            values |= dict.fromkeys(listed(value))
        # Choices may differ from kind to kind.
        own = kind.by_name.get(facet.name) or facet
        facets[name] = [choice for value in values if (choice := _choice(domain, own, value))[0]]
    return facets


def _choice(domain: ChronicleDomain, facet: Field[Any], value: Any) -> Choice:
    if not isinstance(facet.type, Shape) and facet.type.refers:
        return domain.index.graph.named(facet.type, value) or identity(value), named_item(domain.index, facet.type, value).title
    words = domain.labels.value(facet, value)
    # What is translated is compared by what was written, so that addresses are the same in every language.
    return identity(value if facet.choices or facet.is_compared_prose else words), words


def set_facets(domain: ChronicleDomain, filtered: Iterable[Filtered]) -> str:
    """Note on cards or rows what they are filtered by, for the HTML visitor, and give the choices as JSON."""
    filtered = [*filtered]
    found = [facets_of(domain, record, item) for _node, record, item in filtered]
    choices = {name: [choice for facets in found for choice in facets[name]] for name in facet_fields(domain)}
    names = {name: anchors(same for same, _words in pairs) for name, pairs in choices.items()}
    for (node, record, item), facets in zip(filtered, found, strict=True):
        for name, pairs in facets.items():
            if pairs:
                node[f'facet_{name}'] = ' '.join(dict.fromkeys(names[name][same] for same, _words in pairs))
        set_spans(domain, node, record, item)
    data: dict[str, object] = {
        name: sorted(
            ([names[name][same], words] for same, words in spellings(pairs).items()),
            key=lambda pair: alphabetical(pair[1]),
        )
        for name, pairs in choices.items()
        if len(names[name]) > 1
    }
    spans = _spans(domain, [node for node, _record, _item in filtered])
    return json.dumps(data | ({'spans': spans} if spans else {}), ensure_ascii=False)


def set_spans(domain: ChronicleDomain, node: Element, record: Record, item: Item | None) -> None:
    """Note on a card or a row the numbers and years that it is filtered by."""
    for name, field in range_fields(domain).items():
        assert not isinstance(field.type, Shape)
        sort = field.type.sort
        values = [one.given[name] for one in holders_of(domain, record, name, item) if name in one.given]
        numbers = sorted((number for value in values if (number := sort(value))), key=float)
        if numbers:
            node[f'facet_{name}'] = ' '.join(dict.fromkeys((numbers[0], numbers[-1])))
    date = domain.registry.date_of(record)
    if date:
        start, end = date.span
        first = str(floor(start)) if date.start else f'-{ENDLESS}'
        # The end of a span is exclusive: the end of 2025 is 2026.0.
        last = str(floor(end - 0.001)) if end is not None else ENDLESS
        node['facet_years'] = ' '.join(dict.fromkeys([first, last]))


def labels_json(domain: ChronicleDomain) -> str:
    """The words of the filter bar."""
    labels = domain.labels
    words = {
        'search': _('Search'),
        'filters': _('Filters'),
        'all': _('All'),
        'clear': _('Clear'),
        'count': _('%d of %d'),
        'from': _('From'),
        'to': _('To'),
        **{name: labels.of(field) if field else labels.field(name) for name, field in facet_fields(domain).items()},
        **{f'{name}-{end}': f'{labels.of(field)} {sign}' for name, field in range_fields(domain).items() for end, sign in _ENDS},
    }
    return json.dumps(words, ensure_ascii=False)


#: The ends of a span of numbers: how its control is called in addresses, and the sign after its label.
_ENDS: Final = (('min', '≥'), ('max', '≤'))


def _spans(domain: ChronicleDomain, items: Sequence[Element]) -> dict[str, object]:
    """The spans of numbers and years to choose from; those that tell nothing apart are left out."""
    spans: dict[str, object] = {}
    for name, field in range_fields(domain).items():
        numbers = {number for item in items for number in item.get(f'facet_{name}', '').split()}
        if len(numbers) > 1:
            options = [[number, _words(domain, field, number)] for number in sorted(numbers, key=float)]
            spans[name] = [[f'{name}-{end}' for end, _sign in _ENDS], options]
    found_years = {int(year) for item in items for year in item.get('facet_years', '').split() if ENDLESS not in year}
    if len(found_years) > 1:
        every = range(min(found_years), max(found_years) + 1)
        # All years between the first and the last, but for a long history those that occur.
        years = every if len(every) <= MOST_YEARS else sorted(found_years)
        spans['years'] = [['from', 'to'], [[year, str(year)] for year in years]]
    return spans


def _words(domain: ChronicleDomain, field: Field[Any], number: str) -> str:
    """A number in the words of its field, where the type reads numbers as authors write them."""
    assert not isinstance(field.type, Shape)
    try:
        return domain.labels.value(field, field.type.parse(number))
    except ValueError:
        return number
