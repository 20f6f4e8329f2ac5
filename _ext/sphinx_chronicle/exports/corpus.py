"""What the exports are made from: records with what a site knows about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..records.chapters import Chapter
    from ..records.graph import Graph
    from ..records.model import AnyRecord

#: What XML 1.0 (section 2.2, `Char`) cannot hold at all, escaped or not.
_NO_XML = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')


@dataclass(frozen=True, slots=True)
class Item:
    """A record and what is known of it beyond its fields.

    :ivar page: address of the page it stands in, absolute or relative to the file that names it.
    :ivar text: its summary in plain text.
    :ivar doubts: what is doubted about it, in the words of the site's language.
    :ivar chapters: the chapters of an episode.
    """

    record: AnyRecord
    page: str
    text: str = ''
    doubts: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...] = ()

    @property
    def address(self) -> str:
        """Its permalink."""
        return self.at(self.record.anchor)

    def at(self, anchor: str) -> str:
        """The address of a place in its page."""
        return f'{self.page}#{anchor}'


@dataclass(frozen=True, slots=True)
class Corpus:
    """All records that are exported.

    :ivar items: in an order that does not depend on how they were read.
    :ivar graph: the relations between them.
    :ivar title: title of the site, and `author` who is responsible for it.
    :ivar identity: what ids in feeds are made from.
    :ivar home: address of the site's first page.
    :ivar folder: address of the exports, with a slash at its end; empty where nobody knows it.
    """

    items: tuple[Item, ...]
    graph: Graph
    title: str
    author: str
    identity: str
    home: str
    folder: str = ''


def one_line(text: str) -> str:
    """The text with each run of white space made one space."""
    return ' '.join(text.split())


def xml_text(text: str) -> str:
    """The text without what XML cannot hold; a replacement character stands for each."""
    return _NO_XML.sub('\ufffd', text)
