"""Which records a timeline or a listing shows, in which order and under which headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from .dates import parse_date
from .graph import licenses_of
from .i18n import __
from .model import KINDS, Dataset, Entry, License, slug, spdx_id
from .problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .dates import Date, Day
    from .model import AnyRecord
    from .reader import Declared

Order = Literal['oldest', 'newest', 'title', 'updated']
GroupBy = Literal['year', 'kind', 'type', 'family', 'org', 'status']

#: Value of the license filter for what states no license.
NOT_STATED: Final = 'not-stated'

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
    order: Order = 'oldest'
    group_by: GroupBy | None = None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (slug(part) for part in text.split(',')) if word)


def one_of(value: str, choices: tuple[str, ...]) -> str:
    """The value, if it is one of the choices.

    :raises ValueError: with the choices and the nearest of them.
    """
    if value not in choices:
        message = __("'%(value)s' is not one of %(choices)s%(hint)s")
        raise ValueError(message % {'value': value, 'choices': ', '.join(choices), 'hint': did_you_mean(value, choices)})
    return value


def _positive(text: str) -> int:
    if len(text) > 9 or not (text.isascii() and text.isdecimal()) or int(text) < 1:
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
            return one_of(text, get_args(Order))
        case 'group-by':
            return one_of(text, get_args(GroupBy))
    words = _words(text)
    if not words:
        raise ValueError(__('it is empty (give a value, or take the option out)'))
    choices = _closed(name) if name in {'kind', 'type', 'status'} else ()
    if choices:
        for word in words:
            one_of(word, choices)
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
            values = licenses_in(record, license_keys)
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


def licenses_in(record: AnyRecord, license_keys: Mapping[str, str]) -> set[str]:
    """What a license filter compares a record with: the licenses of all its parts, or that one of them states none."""
    words: set[str] = set()
    if isinstance(record, Entry):
        for checkpoint in record.checkpoints:
            words |= license_words(checkpoint.license, license_keys)
    elif isinstance(record, Dataset):
        words = license_words(record.license, license_keys)
        for subset in record.subsets:
            words |= license_words(subset.license, license_keys) if subset.license else set()
    return words


def license_words(licenses: Iterable[str], license_keys: Mapping[str, str]) -> set[str]:
    """What a license filter compares one thing's licenses with: their ids and the keys of their records."""
    words: set[str] = set()
    for license_id in licenses:
        names = {license_id, spdx_id(license_id) or license_id}
        names |= {license_keys[name] for name in names if name in license_keys}
        names |= {name for name, key in license_keys.items() if key in names}
        words |= {slug(name) for name in names}
    return words or {NOT_STATED}


def select(declared: Iterable[Declared], selection: Selection, license_keys: Mapping[str, str] | None = None) -> list[Declared]:
    """The records a selection lets through, in its order.

    :param declared: records in the order they stand in their files, which decides between equal dates.
    :param license_keys: keys of the license records by their other names, so that either finds the other.
    """
    found = _ordered((d for d in declared if _matches(d.record, selection, license_keys or {})), selection.order)
    return found[: selection.limit] if selection.limit else found


def _ordered(declared: Iterable[Declared], order: Order) -> list[Declared]:
    if order == 'title':
        return sorted(declared, key=lambda d: (d.record.title.casefold(), d.record.key))
    found = sorted(declared, key=_date_key)
    if order == 'oldest':
        return found
    # Undated records stay last; among records of one date the order of the file is turned round as well.
    dated = [d for d in found if d.record.date]
    found = [*reversed(dated), *(d for d in found if not d.record.date)]
    if order == 'updated':
        # What changed on one day stands as it stands among the newest.
        changes = [(d.record.changed.sort_key, d) for d in found if d.record.changed]
        changes.sort(key=lambda pair: pair[0], reverse=True)
        found = [*(d for _key, d in changes), *(d for d in found if not d.record.changed)]
    return found


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


Layout = Literal['cards', 'list', 'table', 'chart']
Rows = Literal['records', 'checkpoints']

#: Columns that a table of records, or of checkpoints, can have; the first ones are those it has when none are named.
RECORD_COLUMNS: Final = (
    'title', 'date', 'type', 'family', 'license',
    'kind', 'status', 'org', 'size', 'rows', 'tokens', 'bytes', 'items', 'gated', 'used_by', 'trained_on', 'derived_from',
    'derivatives', 'member_of', 'languages', 'tags', 'checkpoints', 'training_tokens', 'architecture', 'show', 'host',
    'guests', 'duration', 'commercial', 'conditions', 'added', 'updated',
)  # fmt: skip
CHECKPOINT_COLUMNS: Final = (
    'name', 'entry', 'params', 'active_params', 'context', 'license', 'date', 'family', 'derived_from', 'method', 'hf',
)  # fmt: skip
DEFAULT_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {'records': RECORD_COLUMNS[:5], 'checkpoints': CHECKPOINT_COLUMNS[:7]}


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing shows: which records, as what, and where it stands.

    :ivar lines: 1-based lines of its options, by name with hyphens.
    :ivar scope: name of what its filter bar filters; empty without a bar.
    """

    selection: Selection
    layout: Layout
    rows: Rows
    columns: tuple[str, ...]
    path: str
    line: int
    lines: Mapping[str, int]
    scope: str = ''


def read_columns(text: str, rows: Rows) -> tuple[str, ...]:
    """The columns that an option names.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    known = RECORD_COLUMNS if rows == 'records' else CHECKPOINT_COLUMNS
    columns = tuple(part.strip().replace('-', '_') for part in text.split(',') if part.strip())
    if not columns:
        raise ValueError(__('it is empty (give a value, or take the option out)'))
    for column in columns:
        one_of(column, known)
    return columns


def unknown_values(selection: Selection, declared: Iterable[Declared]) -> Iterator[tuple[str, str, str]]:
    """Give what a selection's filters ask for and no record has: the option, the value, and a hint at the nearest."""
    declared = list(declared)
    for field in ('family', 'tags', 'org', 'license'):
        wanted = getattr(selection, field)
        if not wanted:
            continue
        known = {slug(value) for item in declared for value in values_of(item.record, field)}
        if field == 'license':
            licenses = [item.record for item in declared if isinstance(item.record, License)]
            known |= {
                NOT_STATED,
                *(name for record in licenses for name in (record.key, *record.aliases)),
                *(slug(record.spdx) for record in licenses if record.spdx),
            }
        for value in wanted:
            if value not in known:
                yield field, value, did_you_mean(value, known) or ' ' + __('(no record has it)')
