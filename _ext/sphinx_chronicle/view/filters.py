"""What readers can filter by: the facets of the records of a timeline or a listing, as plain data."""

from __future__ import annotations

import json
from math import floor
from typing import TYPE_CHECKING, Final

from ..doctree.i18n import _
from ..doctree.labels import field_label, value_label
from ..records.model import Entry, slug
from .relations import license_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.nodes import Element

    from ..env.index import Index
    from ..records.model import AnyRecord, Checkpoint

#: Facets in the order of the bar, as they are called in addresses, and the fields they are of; years stand last, as a span.
FACETS: Final = {'kind': 'kind', 'type': 'type', 'family': 'family', 'license': 'license', 'tag': 'tags'}

#: The last year of what has no end, and with a minus the first of what has no start, as JavaScript and Python read it.
ENDLESS: Final = 'Infinity'

#: A value that a filter compares, and the words for it.
Choice = tuple[str, str]


def facets_of(index: Index, record: AnyRecord, checkpoint: Checkpoint | None = None) -> dict[str, list[Choice]]:
    """The values a record, or one of its checkpoints, has in each facet."""
    holders: Sequence[object] = (checkpoint,) if checkpoint else record.checkpoints if isinstance(record, Entry) else (record,)
    licenses = dict.fromkeys(found for holder in holders for found in getattr(holder, 'license', ()))
    kind_of = getattr(record, 'type', None)
    family = getattr(record, 'family', None)
    return {
        'kind': [(record.kind, value_label('kind', record.kind))],
        'type': [(kind_of, value_label('type', kind_of))] if kind_of else [],
        'family': [(slug(family), family)] if family else [],
        'license': [(index.graph.license(found) or slug(found), license_item(index, found).title) for found in licenses],
        'tag': [(slug(tag), tag) for tag in record.tags],
    }


def set_facets(node: Element, facets: dict[str, list[Choice]], record: AnyRecord) -> None:
    """Note on a card or a row what it is filtered by, for the HTML visitor."""
    for name, choices in facets.items():
        if choices:
            node[f'facet_{name}'] = ' '.join(dict.fromkeys(value for value, _words in choices))
    if record.date:
        start, end = record.date.span
        first = str(floor(start)) if record.date.start else f'-{ENDLESS}'
        # The end of a span is exclusive: the end of 2025 is 2026.0.
        last = str(floor(end - 0.001)) if end is not None else ENDLESS
        node['facet_years'] = ' '.join(dict.fromkeys([first, last]))


def labels_json() -> str:
    """The words of the filter bar."""
    words = {
        'search': _('Search'),
        'filters': _('Filters'),
        'all': _('All'),
        'clear': _('Clear'),
        'count': _('%d of %d'),
        'from': _('From'),
        'to': _('To'),
        **{name: field_label(field) for name, field in FACETS.items()},
    }
    return json.dumps(words, ensure_ascii=False)


def facets_json(found: Iterable[dict[str, list[Choice]]], years: Iterable[str]) -> str:
    """The choices of each facet, in the order of their words; those that tell nothing apart are left out."""
    choices: dict[str, dict[str, str]] = {name: {} for name in FACETS}
    for facets in found:
        for name, pairs in facets.items():
            choices[name].update(pairs)
    data: dict[str, object] = {
        name: sorted(([value, words] for value, words in pairs.items()), key=lambda pair: pair[1].casefold())
        for name, pairs in choices.items()
        if len(pairs) > 1
    }
    numbers = sorted({int(year) for span in years for year in span.split() if ENDLESS not in year})
    if len(numbers) > 1:
        data['years'] = [numbers[0], numbers[-1]]
    return json.dumps(data, ensure_ascii=False)
