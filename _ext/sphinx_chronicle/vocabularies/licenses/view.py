"""What is under a license, how much that is, and where its text is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...env.domain import ChronicleDomain
from ...env.index import Index
from ...records.core import FAMILY
from ...records.fields import Field, Type
from ...records.i18n import N_
from ...records.kinds import Part
from ...records.record import Record
from ...records.registry import KindOf
from ...view.cells import Cell, Cells
from ...view.relations import LISTED, Item, Row, target_item
from .kinds import ADDRESS, LICENSE, LICENSE_ID, SPDX_FIELD, address_of

#: Most links that a row shows at once; more of them are folded.
_MOST: Final = 12


@dataclass
class _Licensed:
    """What is under a license, of one kind of record or part.

    :ivar row: the name of the row of an infobox that lists them; `label` what they are called there.
    :ivar counted: how many they are, in words, for one and for several; empty where the label says it.
    :ivar found: by the key of the record that holds them, the items of its parts.
    :ivar whole: the records that are under it as a whole.
    """

    row: str
    label: str
    counted: tuple[str, str] = ('', '')
    found: dict[str, list[Item]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        """How many they are: records that are under it as a whole, and of others the parts that are."""
        return sum(1 if holder in self.whole else len(parts) for holder, parts in self.found.items())

    @property
    def links(self) -> int:
        """How many links a row of them has."""
        return sum(1 + len(parts) for parts in self.found.values())


def address(record: Record) -> str:
    """Where the text of a license is; empty if nobody says."""
    spdx = record.get(SPDX_FIELD)
    return record.get(ADDRESS) or (address_of(spdx) if spdx else '')


def license_rows(domain: ChronicleDomain, key: str) -> tuple[Row, ...]:
    """Every record, and every item of a part of one, under a license: a row for each kind of record or part.

    A row of many is folded, with those together whose records are of one family.
    """
    index = domain.index
    rows = []
    for one in _licensed(domain, key):
        items = [target_item(index, holder)._replace(parts=tuple(parts)) for holder, parts in one.found.items()]
        if one.links <= _MOST:
            rows.append(Row(one.row, one.label, tuple(items)))
            continue
        families = [_family(index, holder) for holder in one.found]
        # Families as they begin; what has none comes last.
        rank = {family: number for number, family in enumerate(dict.fromkeys((*filter(None, families), '')))}
        grouped = [item._replace(group=family) for item, family in zip(items, families, strict=True)]
        grouped.sort(key=lambda item: rank[item.group])
        rows.append(Row(one.row, one.label, tuple(grouped), domain.labels.counted(one.counted, one.label, one.count)))
    return tuple(rows)


def counter(name: str) -> Callable[[Cells, Record], Cell]:
    """A column that counts what is under a license, of one kind of record or part, and leads there.

    :param name: the name of their row.
    """

    def cell(cells: Cells, record: Record) -> Cell:
        """The cell of a license."""
        licensed = (one for one in _licensed(cells.domain, record.key) if one.row == name)
        count = str(sum(one.count for one in licensed) or '')
        docname = cells.domain.index.objects[record.key].docname
        return Cell(name, (Item(count, docname, f'{record.anchor}--{LISTED}'),) if count else (), count)

    return cell


def _licensed(domain: ChronicleDomain, key: str) -> list[_Licensed]:
    """All that is under a license and seen from there, in the order of the kinds."""
    graph = domain.index.graph
    seen = graph.ordered({found for found in graph.records if graph.is_seen_from(key, found)})
    return [one for kind in domain.registry.kinds.values() for one in _of_kind(domain, kind, seen, key) if one.found]


def _of_kind(domain: ChronicleDomain, kind: KindOf, seen: Iterable[str], key: str) -> list[_Licensed]:
    """What is under a license of a kind: its records if they have licenses, and each part whose items are things of their own.

    Other items are named with their record, or by themselves where records have no licenses.
    """
    index, labels = domain.index, domain.labels
    has_own = bool(_naming(kind.fields))
    own = _Licensed(f'licensed_{kind.name}s', labels.text(kind.kind.plural))
    made = {own.row: own} if has_own else {}
    for holder in seen:
        record = index.graph.records[holder].record
        if record.kind != kind.name:
            continue
        if _is_under(domain, kind.fields, record.given, key):
            own.found.setdefault(holder, [])
            own.whole.add(holder)
        for found, part, item, anchor in kind.items(record):
            if not _is_under(domain, part.fields, item.given, key):
                continue
            title = part.title_of(item)
            is_named_with_record = has_own and not part.object_type[0]
            if is_named_with_record:
                title = labels.text(N_('%(part)s %(title)s')) % {'part': labels.text(part.words), 'title': title}
            one = own if is_named_with_record else made.setdefault(f'licensed_{found.name}', _of_part(domain, found, part))
            one.found.setdefault(holder, []).append(Item(title, index.objects[holder].docname, anchor))
    return [*made.values()]


def _of_part(domain: ChronicleDomain, found: Field[Any], part: Part) -> _Licensed:
    return _Licensed(f'licensed_{found.name}', domain.labels.of(found), part.counted)


def _family(index: Index, holder: str) -> str:
    return index.graph.records[holder].record.get(FAMILY) or ''


def _naming(fields: Iterable[Field[Any]]) -> list[str]:
    """The fields that name licenses."""
    return [found.name for found in fields if isinstance(found.type, Type) and found.type.refers == LICENSE.name]


def _is_under(domain: ChronicleDomain, fields: Iterable[Field[Any]], given: Mapping[str, Any], key: str) -> bool:
    values = (value for name in _naming(fields) for value in given.get(name, ()))
    return any(domain.index.graph.named(LICENSE_ID, value) == key for value in values)
