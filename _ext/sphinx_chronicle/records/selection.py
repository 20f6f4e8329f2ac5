"""Which records a timeline or a listing shows, in which order and under which headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from .dates import parse_date
from .graph import licenses_of
from .messages import __
from .model import KINDS, Dataset, Entry, slug
from .problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .dates import Date, Day
    from .model import AnyRecord
    from .reader import Declared

Order = Literal['oldest', 'newest', 'title']
GroupBy = Literal['year', 'kind', 'type', 'family', 'org', 'status']

#: Options that keep the records with one of the values given; compared as lower-case words.
FILTERS: Final = ('kind', 'type', 'family', 'tags', 'org', 'status', 'license')


@dataclass(frozen=True, slots=True)
class Selection:
    """The selection options of a directive, read and checked.

    The filters hold slugs; an empty one lets everything through. `since` and `until` keep what can lie in the span.
    """

    kind: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    org: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    license: tuple[str, ...] = ()
    since: Date | None = None
    until: Date | None = None
    limit: int | None = None
    order: Order = 'newest'
    group_by: GroupBy | None = None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (slug(part) for part in text.split(',')) if word)


def _one_of(value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        message = __("'%(value)s' is not one of %(choices)s%(hint)s")
        raise ValueError(message % {'value': value, 'choices': ', '.join(choices), 'hint': did_you_mean(value, choices)})
    return value


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(__("'%s' is not a whole number from 1 up") % text)
    return int(text)


def _closed(field: str) -> tuple[str, ...]:
    """The values a filter's field can have at all, where the models say so."""
    if field == 'kind':
        return tuple(KINDS)
    values: list[str] = []
    for model in (Entry, Dataset):
        if field in model.model_fields:
            values += _literals(model.model_fields[field].annotation)
    return tuple(values)


def _literals(annotation: object) -> list[str]:
    arguments = get_args(annotation)
    if arguments and all(isinstance(argument, str) for argument in arguments):
        return list(arguments)
    return [word for argument in arguments for word in _literals(argument)]


def read_option(name: str, text: str) -> object:
    """The value of one selection option, by its name with hyphens.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    text = text.strip()
    match name:
        case 'since' | 'until':
            return parse_date(text)
        case 'limit':
            return _positive(text)
        case 'order':
            return _one_of(text, get_args(Order))
        case 'group-by':
            return _one_of(text, get_args(GroupBy))
    words = _words(text)
    if not words:
        raise ValueError(__('it is empty (give a value, or take the option out)'))
    choices = _closed(name) if name in {'kind', 'type', 'status'} else ()
    if choices:
        for word in words:
            _one_of(word, choices)
    return words


def values_of(record: AnyRecord, field: str) -> tuple[str, ...]:
    """What a record has in a filter's field, as written."""
    if field == 'license':
        return tuple(license_id for _place, license_id in licenses_of(record))
    value = getattr(record, field, None)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _matches(record: AnyRecord, selection: Selection, license_keys: Mapping[str, str]) -> bool:
    for field in FILTERS:
        wanted = getattr(selection, field)
        if not wanted:
            continue
        values = {slug(value) for value in values_of(record, field)}
        if field == 'license':
            values |= {license_keys[value] for value in values_of(record, field) if value in license_keys}
        if not values.intersection(wanted):
            return False
    if selection.since or selection.until:
        if record.date is None:
            return False
        if selection.since and record.date.latest < selection.since.earliest:
            return False
        if selection.until and record.date.earliest > selection.until.latest:
            return False
    return True


def select(declared: Iterable[Declared], selection: Selection, license_keys: Mapping[str, str] | None = None) -> list[Declared]:
    """The records a selection lets through, in its order.

    :param declared: records in the order they stand in their files, which decides between equal dates.
    :param license_keys: keys of the license records by SPDX id, so that either finds the other.
    """
    found = [d for d in declared if _matches(d.record, selection, license_keys or {})]
    if selection.order == 'title':
        found.sort(key=lambda d: (d.record.title.casefold(), d.record.key))
    else:
        found.sort(key=_date_key)
        if selection.order == 'newest':
            # Undated records stay last; among records of one date the order of the file is turned round as well.
            dated = [d for d in found if d.record.date]
            found = [*reversed(dated), *(d for d in found if not d.record.date)]
    return found[: selection.limit] if selection.limit else found


def _date_key(declared: Declared) -> tuple[bool, tuple[Day, Day]]:
    date = declared.record.date
    return date is None, date.sort_key if date else ((0, 0, 0), (0, 0, 0))


@dataclass(frozen=True, slots=True)
class Group:
    """Records under one heading.

    :ivar value: what they have in common, as written; empty where they lack the field.
    """

    value: str
    records: tuple[Declared, ...]


def group(declared: Iterable[Declared], group_by: GroupBy) -> list[Group]:
    """Records by what they have in common, groups in the order of their first record, those without a value last."""
    groups: dict[str, list[Declared]] = {}
    for item in declared:
        groups.setdefault(_group_value(item.record, group_by), []).append(item)
    ordered = sorted(groups.items(), key=lambda pair: pair[0] == '')
    return [Group(value, tuple(records)) for value, records in ordered]


def _group_value(record: AnyRecord, group_by: GroupBy) -> str:
    if group_by == 'year':
        return '' if record.date is None or record.date.year is None else str(record.date.year)
    return next(iter(values_of(record, group_by)), '')
