"""What is under a license, and where its text is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...env.domain import ChronicleDomain
from ...records.fields import Field, Type
from ...records.i18n import N_
from ...records.record import Record
from ...records.registry import KindOf
from ...view.relations import Item, Row, target_item
from .kinds import ADDRESS, LICENSE, LICENSE_ID, SPDX_FIELD, address_of


def address(record: Record) -> str:
    """Where the text of a license is; empty if nobody says."""
    spdx = record.get(SPDX_FIELD)
    return record.get(ADDRESS) or (address_of(spdx) if spdx else '')


def license_rows(domain: ChronicleDomain, key: str) -> tuple[Row, ...]:
    """Every record, and every item of a part of one, under a license: a row for each kind of record or part."""
    graph = domain.index.graph
    seen = graph.ordered({found for found in graph.records if graph.is_seen_from(key, found)})
    rows = (row for kind in domain.registry.kinds.values() for row in _rows_of(domain, kind, seen, key))
    return tuple(row for row in rows if row.items)


def _rows_of(domain: ChronicleDomain, kind: KindOf, seen: Iterable[str], key: str) -> list[Row]:
    """The rows of a kind: one of its records if they have licenses, and one for each part whose items are things of their own.

    Other items are named with their record, or have a row where records have no licenses.
    """
    index, labels = domain.index, domain.labels
    has_own = bool(_naming(kind.fields))
    name, label = f'licensed_{kind.name}s', labels.text(kind.kind.plural)
    rows: dict[str, tuple[str, dict[str, list[Item]]]] = {name: (label, {})} if has_own else {}
    for holder in seen:
        record = index.graph.records[holder].record
        if record.kind != kind.name:
            continue
        if _is_under(domain, kind.fields, record.given, key):
            rows[name][1].setdefault(holder, [])
        for found, part, item, anchor in kind.items(record):
            if not _is_under(domain, part.fields, item.given, key):
                continue
            title = part.title_of(item)
            is_named_with_record = has_own and not part.object_type[0]
            if is_named_with_record:
                title = labels.text(N_('%(part)s %(title)s')) % {'part': labels.text(part.words), 'title': title}
            row = rows[name] if is_named_with_record else rows.setdefault(f'licensed_{found.name}', (labels.of(found), {}))
            row[1].setdefault(holder, []).append(Item(title, index.objects[holder].docname, anchor))
    return [
        Row(field, words, tuple(target_item(index, holder)._replace(parts=tuple(parts)) for holder, parts in found.items()))
        for field, (words, found) in rows.items()
    ]


def _naming(fields: Iterable[Field[Any]]) -> list[str]:
    """The fields that name licenses."""
    return [found.name for found in fields if isinstance(found.type, Type) and found.type.refers == LICENSE.name]


def _is_under(domain: ChronicleDomain, fields: Iterable[Field[Any]], given: Mapping[str, Any], key: str) -> bool:
    values = (value for name in _naming(fields) for value in given.get(name, ()))
    return any(domain.index.graph.named(LICENSE_ID, value) == key for value in values)
