"""What the formats of files have in common: how messages write in each, and the place of an item that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .i18n import N_


@dataclass(frozen=True, slots=True)
class Notation:
    """How a format writes what messages propose.

    :ivar pair: a field and its value, in this order.
    :ivar listed: a list of one text; `some` is a list of something else.
    :ivar mapping: what to write for a mapping; `record` for a record, and `records` for a list of them.
    :ivar single: what is said of a record that is in no list.
    :ivar texts: what to do where text is expected.
    :ivar part: a field with an item in it; empty where a record can hold none.
    """

    pair: str
    listed: str
    some: str
    mapping: str
    record: str
    records: str
    single: str
    texts: str
    part: str = ''


YAML: Final = Notation(
    '%s: %s',
    '[%s]',
    '- …',
    N_("write 'field: value' lines"),
    N_("write 'key: …', 'title: …', 'date: …'"),
    N_("begin each with '- key: …'"),
    N_("an entry must begin with '- ', since a file is a list of entries"),
    N_("put words that begin with '{' or '[' or hold ': ' in quotes"),
    '%s: [{%s}]',
)
JSON: Final = Notation(
    '"%s": "%s"',
    '["%s"]',
    '[…]',
    N_('write {"field": "value"}'),
    N_('write {"key": "…", "title": "…", "date": "…"}'),
    N_('write [{"key": "…", "title": "…"}, …]'),
    N_('an entry must be in square brackets, since a file is a list of entries'),
    N_('put it in double quotes'),
    '"%s": [{%s}]',
)
#: A cell is one text, so that little can be wrong with its form. Its column names the field, and is not written in it.
CSV: Final = Notation(
    '%.0s%s',
    '%s',
    '…',
    N_('give each of its fields a column'),
    N_('write a row with a key, a title and a date'),
    N_('the first row names the fields: key, title, date …'),
    '',
    N_('write plain text'),
)


@dataclass(frozen=True, slots=True)
class BadItem:
    """What is in a list in the place of an item that cannot be read.

    :ivar message: what is wrong with it, in a sentence with its cure.
    :ivar said: its key and its title, as far as they can be read.
    """

    message: str
    said: Mapping[str, str]
