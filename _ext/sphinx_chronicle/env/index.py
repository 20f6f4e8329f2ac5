"""What is known of all documents: computed once from what is stored of each, and never stored itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sphinx.environment import BuildEnvironment
from sphinx.util.matching import Matcher

from ..doctree.words import OPEN_TITLE
from ..records.core import ALIASES, TAGS
from ..records.graph import Graph
from ..records.problems import did_you_mean
from ..records.record import Declared, Record
from ..records.registry import Registry
from ..records.types import is_key
from ..records.words import spelled
from .elsewhere import OtherProjects
from .plain_text import in_plain_text
from .store import Documents, Mention, Placed

T = TypeVar('T')


class Object(NamedTuple):
    """What a name refers to: a record, or an item of a part of one.

    :ivar role: the role by which it is referred to: the kind of the record.
    :ivar kind: its type of object.
    """

    role: str
    kind: str
    key: str
    docname: str
    anchor: str
    title: str


def anchors_of(registry: Registry, record: Record) -> dict[str, str]:
    """The ids of a record, of its former keys and of the items of its parts, each with the key."""
    former = (f'{record.kind}-{alias}' for alias in record.get(ALIASES))
    items = (anchor for *_item, anchor in registry.of(record).items(record))
    return dict.fromkeys((*former, *items, record.anchor), record.key)


def names_of(registry: Registry, record: Record) -> dict[str, str]:
    """What a link can name a record by, each with the key: its keys, the names of items of its parts, and all their ids."""
    items = (item.given.get(part.names) for _field, part, item, _anchor in registry.of(record).items(record) if part.names)
    return anchors_of(registry, record) | dict.fromkeys((record.key, *record.get(ALIASES), *filter(None, items)), record.key)


class Index:
    """The records of all documents, with each part computed when it is first asked for.

    The domain makes a new one whenever a document is noted or cleared.

    :param registry: the kinds of the project.
    :param documents: what is stored of each document.
    """

    def __init__(self, env: BuildEnvironment, registry: Registry, documents: Documents) -> None:
        self.env = env
        self.registry = registry
        self.documents = documents
        self._made: dict[Callable[[Index], Any], Any] = {}
        #: What listings show, by document and number: they are compared before they are written (see `view.listing`).
        self.views: dict[tuple[str, int], Any] = {}

    def once(self, make: Callable[[Index], T]) -> T:
        """What a function makes of the index; it is called when that is first asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def all_placed(self) -> Iterator[Placed]:
        """All records, in an order that does not depend on how the documents were read."""
        for docname in sorted(self.documents):
            yield from self.documents[docname].placed

    @cached_property
    def graph(self) -> Graph:
        """The relations of all records."""
        placed = [*self.all_placed()]
        samples = {one.declared.record.key for one in placed if self.is_sample(one.docname)}
        return Graph([one.declared for one in placed], self.registry, samples, self.left_out, self.broken, self.others)

    @property
    def others(self) -> OtherProjects:
        """The records of other projects."""
        return OtherProjects(self.env)

    @cached_property
    def tags(self) -> dict[str, str]:
        """Each tag as most records write it, by what it is compared by; those of samples are left out."""
        return spelled(tag for placed in self.published for tag in placed.declared.record.get(TAGS))

    @cached_property
    def broken(self) -> frozenset[str]:
        """The keys of records that could not be read."""
        return frozenset(key for document in self.documents.values() for key in document.broken) - self.objects.keys()

    @property
    def left_out(self) -> AbstractSet[str]:
        """The names of what is declared and not shown in this build: keys, former keys, names of items of parts, anchors."""
        return self._left_out.keys()

    def key_left_out(self, name: str) -> str:
        """The key of the record that one of these names means."""
        return self._left_out[name]

    @cached_property
    def _left_out(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for docname in sorted(self.documents):
            found |= self.documents.whole(docname).drafts
            for record in self._hidden(docname):
                found |= names_of(self.registry, record)
        return {name: key for name, key in found.items() if name not in self.objects}

    def _hidden(self, docname: str) -> list[Record]:
        """The records of a document in branches that are left out."""
        documents = self.documents
        if docname not in documents or len(documents.whole(docname).placed) == len(documents[docname].placed):
            return []
        shown = {*map(id, documents[docname].placed)}
        return [one.declared.record for one in documents.whole(docname).placed if id(one) not in shown]

    def anchors_left_out(self, docname: str) -> dict[str, str]:
        """The keys of the records of a document that are not shown in this build, by anchor of the record and of its parts."""
        found: dict[str, str] = {}
        for record in self._hidden(docname):
            found |= anchors_of(self.registry, record)
        return found

    def is_sample(self, docname: str) -> bool:
        """Whether the records of a page only show how something is written (setting `chronicle_sample_pages`)."""
        return self._sample_pages(docname)

    @cached_property
    def _sample_pages(self) -> Matcher:
        return Matcher(self.env.config.chronicle_sample_pages)

    def records_seen_from(self, docname: str) -> list[Declared]:
        """What there is to list on a page: all records but the samples, and its own samples."""
        own = {placed.declared.record.key for placed in self.documents[docname].placed} if docname in self.documents else set()
        samples = self.graph.samples - own
        return [declared for key, declared in self.graph.records.items() if key not in samples]

    @property
    def published(self) -> list[Placed]:
        """The records that are exported: all but the samples, and of those with one key the first."""
        records, samples = self.graph.records, self.graph.samples
        found = (placed for placed in self.all_placed() if records[placed.declared.record.key] is placed.declared)
        return [placed for placed in found if placed.declared.record.key not in samples]

    def catalog_page(self, kind: str) -> str:
        """The page that lists the records of a kind and nothing else, the first if there are several; empty if there is none."""
        return self._catalog_pages.get(kind, '')

    @cached_property
    def _catalog_pages(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for docname in sorted(self.documents):
            if not self.is_sample(docname):
                for listing in self.documents[docname].listings.values():
                    if len(listing.selection.kind) == 1:
                        found.setdefault(listing.selection.kind[0], docname)
        return found

    @cached_property
    def objects(self) -> dict[str, Object]:
        """What each key, former key and name of an item of a part refers to."""
        objects: dict[str, Object] = {}
        rest: list[tuple[str, Object]] = []
        for placed in self.all_placed():
            record = placed.declared.record
            found = Object(record.kind, record.kind, record.key, placed.docname, record.anchor, record.title)
            objects.setdefault(record.key, found)
            rest += [(alias, found) for alias in record.given.get(ALIASES.name, ())]
            for _field, part, item, anchor in self.registry.of(record).items(record):
                name = item.given.get(part.names) if part.names else None
                if name:
                    title = part.title_of(item)
                    rest.append((name, Object(record.kind, part.object_type[0], record.key, placed.docname, anchor, title)))
        # Keys come before former keys, whichever document they are in.
        for name, found in rest:
            objects.setdefault(name, found)
        return objects

    def find(self, name: str) -> Object | None:
        """What a key, a former key or an id of a thing elsewhere refers to; the latter in any case of letters."""
        found = self.objects.get(name)
        if found is None and self.registry.is_external(name):
            node = self.graph.parts.get(name.casefold())
            found = self.objects.get(node.part or node.key) if node else None
        return found

    def mentions_of(self, key: str) -> list[Mention]:
        """Links to a record in prose, outside of itself: those with a moment first, then by document."""
        return self._mentions.get(key, [])

    @cached_property
    def _mentions(self) -> dict[str, list[Mention]]:
        mentions: dict[str, list[Mention]] = {}
        for docname in sorted(self.documents):
            for mention in self.documents[docname].mentions:
                found = self.find(mention.target)
                if found and found.key != mention.record and (not self.is_sample(docname) or found.key in self.graph.samples):
                    mentions.setdefault(found.key, []).append(mention)
        for listed in mentions.values():
            listed.sort(key=lambda m: (m.moment is None, m.docname, m.moment[0] if m.moment else 0))
        return mentions

    # -- words of other pages -------------------------------------------------------------------------------------------

    def page_title(self, docname: str) -> str:
        """The title of a page."""
        title = self.env.titles.get(docname)
        return title.astext() if title is not None else docname

    def placed_at(self, docname: str, key: str) -> Placed | None:
        """A record as it is on a page, whoever else has its key."""
        return self._places.get((docname, key))

    @cached_property
    def _places(self) -> dict[tuple[str, str], Placed]:
        # Of two records with one key the first counts, on a page and in the project.
        return {(placed.docname, placed.declared.record.key): placed for placed in reversed([*self.all_placed()])}

    def summary_of(self, key: str) -> str:
        """The summary of a record in plain text."""
        return self._summaries.get(key, '')

    @cached_property
    def _summaries(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for placed in self.all_placed():
            # Of two records with one key the first counts.
            if placed.declared.record.key not in found:
                found[placed.declared.record.key] = in_plain_text(self.env, placed.docname, placed.summary)
        return found

    def extra_of(self, placed: Placed) -> Mapping[str, Any]:
        """What the vocabulary of a record has collected from its page, with the titles of the records that it names."""
        if not placed.extra:
            return placed.extra
        return self.registry.of(placed.declared.record).ask('complete', placed.extra, placed.extra, self.filled)

    def filled(self, text: str) -> str:
        """A plain text with the titles of the records it names."""

        def title(match: re.Match[str]) -> str:
            found = self.find(match[1])
            return found.title if found else match[1]

        return OPEN_TITLE.sub(title, text)

    def is_mistyped(self, target: str) -> bool:
        """Whether a link that nothing answers looks like a record's key mistyped."""
        return is_key(target) and bool(did_you_mean(target, self.objects)) and not self._is_elsewhere(target)

    def is_not_there(self, target: str) -> bool:
        """Whether a link names a record that is not shown in this build or could not be read, and nothing else."""
        return (target in self.left_out or target in self.broken) and not self._is_elsewhere(target)

    def _is_elsewhere(self, target: str) -> bool:
        """Whether another part of Sphinx knows something of a name."""
        standard = self.env.domains.standard_domain
        if target in standard.labels or target in standard.anonlabels or target in self.env.all_docs:
            return True
        return any(target == name for domain in self.env.domains.values() for name, *_rest in domain.get_objects())
