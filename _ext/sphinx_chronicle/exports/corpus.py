"""What the exports are made from: records with what a site knows about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ..records.core import FAMILY
from ..records.fields import Field, Shape
from ..records.graph import Graph
from ..records.record import Record
from ..records.registry import Registry
from ..records.words import identity

#: What XML 1.0 (section 2.2, `Char`) cannot hold at all, escaped or not.
_NO_XML = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')


class Picture(NamedTuple):
    """An image that a page shows of a record: where it is, and what it shows."""

    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A record and what is known of it beyond its fields.

    :ivar page: address of the page it is in, absolute or relative to the file that names it.
    :ivar text: its summary in plain text.
    :ivar notes: the notes on it, in the words of the site's language.
    :ivar extra: what its vocabulary has collected from its page.
    :ivar images: those that its page shows.
    :ivar planned: the words for its date where that is planned, else empty.
    :ivar credit: says whose work the record is about, if that is known.
    """

    record: Record
    page: str
    text: str = ''
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    images: tuple[Picture, ...] = ()
    planned: str = ''
    credit: str = ''

    @property
    def address(self) -> str:
        """Its permalink."""
        return self.at(self.record.anchor)

    def at(self, anchor: str) -> str:
        """The address of a place in its page."""
        return f'{self.page}#{anchor}'


@dataclass(frozen=True)
class Corpus:
    """All records that are exported.

    :ivar items: in an order that does not depend on how they were read.
    :ivar graph: the relations between them, and `registry` what their kinds are.
    :ivar title: title of the site, and `author` who is responsible for it.
    :ivar identity: what ids in feeds are made from.
    :ivar home: address of the site's first page.
    :ivar folder: address of the exports, with a slash at its end; empty where nobody knows it.
    :ivar today: the day of the build, as ISO 8601 writes it; nothing has changed after it.
    :ivar shortened: what a feed with the last changes alone says of that, with their number and that of all.
    :ivar undated: says how many records a feed leaves out that have no date.
    :ivar project: what the site is called in citations.
    :ivar words: translates the words that records are compared by, such as families.
    """

    items: tuple[Exported, ...]
    graph: Graph
    registry: Registry
    title: str
    author: str
    identity: str
    home: str
    folder: str = ''
    words: Callable[[str], str] = str
    today: str = '9999-12-31'
    shortened: str = '%(shown)d/%(all)d'
    undated: Callable[[int], str] = str
    project: str = ''

    @cached_property
    def by_family(self) -> dict[str, list[Exported]]:
        """The items of each family, by what the names of families are compared by."""
        found: dict[str, list[Exported]] = {}
        for item in self.items:
            found.setdefault(identity(item.record.get(FAMILY) or ''), []).append(item)
        return found


def numbers_of(field: Field[Any]) -> tuple[str, ...]:
    """What plain numbers the values of a field have: what they sort by, and their limits."""
    if isinstance(field.type, Shape) or not field.type.has_number:
        return ()
    return ('number', 'min', 'max') if field.type.limits else ('number',)


def numbers(field: Field[Any], value: Any) -> dict[str, str]:
    """The plain numbers of a value in decimal digits; limits where it is a range or a bound."""
    assert not isinstance(field.type, Shape)
    found = {'number': field.type.number(value)}
    low, high = field.type.limits(value) if field.type.limits else ('', '')
    return found if low == high else {**found, **{name: digits for name, digits in (('min', low), ('max', high)) if digits}}


def one_line(text: str) -> str:
    """The text with each run of white space made one space."""
    return ' '.join(text.split())


def xml_text(text: str) -> str:
    """The text without what XML cannot hold; each becomes a replacement character."""
    return _NO_XML.sub('\ufffd', text)
