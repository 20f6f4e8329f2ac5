"""What is stored of each document, and how it is kept in the environment.

The environment is read at every build, also where nothing has changed, and then nobody asks for a record. So each
document is kept packed, and unpacked when it is first asked for.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from zlib import crc32

from ..doctree.tree import Condition
from ..doctree.words import Captured
from ..records.columns import Listing
from ..records.record import Declared

#: A packed document and its CRC-32 (RFC 1952, section 8), which tells a damaged one before it is unpacked.
Packed = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and the document it is in.

    :ivar summary: its summary as captured for plain text (see `plain_text.in_plain_text`).
    :ivar has_hidden: whether the summary has a part that no build shows, or not every one.
    :ivar extra: what the vocabulary of its kind has collected from the page, with titles still open (see `words.OPEN_TITLE`).
    :ivar when: the conditions under which it is shown.
    :ivar images: the images that are shown of it: the path of each, in the language of the site, and what it shows.
    """

    declared: Declared
    docname: str
    summary: tuple[Captured, ...] = ()
    has_hidden: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    when: tuple[Condition, ...] = ()
    images: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to a record in an author's prose, and where it is.

    :ivar target: what the link names; whether that is a record is known only when all documents are read.
    :ivar anchor: id of the nearest record or section around it.
    :ivar title: title of the same.
    :ivar record: key of the record it is in, else empty.
    :ivar is_record: whether anchor and title are those of that record, and not of a section in it.
    :ivar moment: where within its record it is, as the vocabulary of that says it: a number to sort by, and words.
    :ivar when: the conditions under which it is shown.
    """

    target: str
    docname: str
    anchor: str
    title: str
    record: str = ''
    is_record: bool = False
    moment: tuple[int, str] | None = None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """All that is stored of one document.

    :ivar listings: its listings by number, in their order.
    :ivar listed_when: the conditions under which listings are shown, by number, of those that have some.
    :ivar exports: names of the exports that it links to, as patterns.
    :ivar counts: the kinds and parts whose number it says.
    :ivar drafts: the names of drafts that are left out, each with the key of its draft (see `index.names_of`). Nothing else is
        kept of them.
    :ivar broken: keys of records that are written there and could not be read, in order.
    """

    placed: tuple[Placed, ...] = ()
    mentions: tuple[Mention, ...] = ()
    listings: Mapping[int, Listing] = field(default_factory=dict)
    listed_when: Mapping[int, tuple[Condition, ...]] = field(default_factory=dict)
    exports: tuple[str, ...] = ()
    drafts: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()

    @property
    def conditions(self) -> set[Condition]:
        """Everything that decides on what is shown of it."""
        chains = [*(one.when for one in self.placed), *(one.when for one in self.mentions), *self.listed_when.values()]
        return {condition for chain in chains for condition in chain}

    def shown(self, shows: Callable[[Iterable[Condition]], bool]) -> Document:
        """What a build shows of it."""
        if not self.conditions:
            return self
        return replace(
            self,
            placed=tuple(one for one in self.placed if shows(one.when)),
            mentions=tuple(one for one in self.mentions if shows(one.when)),
            listings={number: one for number, one in self.listings.items() if shows(self.listed_when.get(number, ()))},
        )


EMPTY: Final = Document()


def pack(content: object) -> Packed:
    """What is kept in the environment for an object."""
    data = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    return data, crc32(data)


def unpack(packed: Packed) -> Any:
    """The object that was packed."""
    return pickle.loads(packed[0])  # noqa: S301  # As trusted as the environment it is a part of.


def check_packed(packed: Iterable[Packed]) -> None:
    """Check what was read from the environment.

    :raises ValueError: if it is damaged.
    """
    if not all(crc32(data) == check for data, check in packed):
        raise ValueError('a stored document is damaged')


class Documents(Mapping[str, Document]):
    """What the build shows of the stored documents, by docname; documents without records are absent.

    Whatever is computed of records, mentions and listings goes through here, so that what a build does not show is nowhere
    in what it publishes.

    :param packed: where they are kept, a part of the environment.
    :param shows: whether the build shows what is under some conditions.
    :raises ValueError: if what is kept is damaged.
    """

    def __init__(self, packed: dict[str, Packed], shows: Callable[[Iterable[Condition]], bool]) -> None:
        self._packed = packed
        self._shows = shows
        self._shown: dict[str, Document] = {}
        self._unpacked: dict[str, Document] = {}
        self._digest = ''
        check_packed(packed.values())

    def __getitem__(self, docname: str) -> Document:
        if docname not in self._shown:
            self._shown[docname] = self.whole(docname).shown(self._shows)
        return self._shown[docname]

    def whole(self, docname: str) -> Document:
        """All that is stored of a document, what the build does not show included."""
        if docname not in self._unpacked:
            document = unpack(self._packed[docname])
            assert isinstance(document, Document)
            self._unpacked[docname] = document
        return self._unpacked[docname]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, docname: object) -> bool:
        return docname in self._packed

    def digest(self) -> str:
        """Changes when what is stored of a document does."""
        if not self._digest:
            digest = hashlib.sha256()
            for docname, (data, _check) in sorted(self._packed.items()):
                digest.update(f'{docname}\0{len(data)}\0'.encode())
                digest.update(data)
            self._digest = digest.hexdigest()
        return self._digest

    def note(self, docname: str, document: Document) -> None:
        """Keep a document, unless there is nothing in it."""
        self.forget(docname)
        if document != EMPTY:
            self._packed[docname] = pack(document)
            self._unpacked[docname] = document

    def take(self, docname: str, packed: Packed) -> None:
        """Keep a document that another process has packed."""
        self.forget(docname)
        self._packed[docname] = packed

    def forget(self, docname: str) -> None:
        """Remove every trace of a document."""
        self._digest = ''
        self._packed.pop(docname, None)
        self._unpacked.pop(docname, None)
        self._shown.pop(docname, None)
