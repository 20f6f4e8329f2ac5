"""The Sphinx domain: what is stored for each document, and how references find it.

Three phases, as everywhere in this extension. While documents are read, `note_document` stores what stands where, keyed
by document; it is the only writer. Once all are read, `graph` and `objects` are computed from that and never stored. When
documents are written, references are resolved against them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.util.matching import Matcher
from sphinx.util.nodes import make_refnode

from ..doctree.i18n import _, report
from ..exports.plan import plan
from ..records.graph import Graph
from ..records.model import Entry, is_key, slug
from ..records.options import unknown_in_listing
from ..records.problems import did_you_mean
from .store import Documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from ..doctree.nodes import chronicle_card
    from ..exports.plan import Export
    from ..records.chapters import Chapter
    from ..records.reader import Declared
    from ..records.selection import Listing
    from .store import Document, Mention, Placed


#: Type of the references that this extension makes itself.
PLACE = 'place'

#: What stands in a plain text for the title of a record that is known only once all documents are read.
_OPEN_TITLE = re.compile('\ue000([^\ue001]*)\ue001')


def open_title(target: str) -> str:
    """A mark for the title of the record that a link without words names."""
    return f'\ue000{target}\ue001'


class Object(NamedTuple):
    """What a name refers to: a record, or a checkpoint by its Hugging Face id."""

    kind: str
    key: str
    docname: str
    anchor: str
    title: str


class TagIndex(Index):
    """All records by tag; a page that needs no script."""

    name = 'tags'
    localname = _('Tags')
    shortname = _('tags')

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Give a heading per tag and under it the records in the order of their titles."""
        assert isinstance(self.domain, ChronicleDomain)
        wanted = None if docnames is None else set(docnames)
        labels: dict[str, str] = {}
        found: dict[str, list[IndexEntry]] = {}
        for placed in self.domain.all_placed():
            if (wanted is not None and placed.docname not in wanted) or self.domain.is_sample(placed.docname):
                continue
            record = placed.declared.record
            for tag in record.tags:
                labels.setdefault(slug(tag), tag)
                found.setdefault(slug(tag), []).append(IndexEntry(record.title, 0, placed.docname, record.anchor, '', '', ''))
        content = []
        for name in sorted(found, key=lambda name: labels[name].casefold()):
            # The template of such pages makes the heading an id as well, and takes it for HTML.
            heading = escape('\xa0'.join(labels[name].split()))
            content.append((heading, sorted(found[name], key=lambda entry: (entry.name.casefold(), entry.anchor))))
        return content, True


class ChronicleDomain(Domain):
    """Records of timelines and catalogs: entries, datasets, episodes and licenses."""

    name = 'chronicle'
    label = 'Chronicle'
    object_types = {
        'entry': ObjType(_('entry'), 'entry'),
        'dataset': ObjType(_('dataset'), 'dataset'),
        'episode': ObjType(_('episode'), 'episode'),
        'license': ObjType(_('license'), 'license'),
        'checkpoint': ObjType(_('checkpoint'), 'entry'),
    }
    indices = [TagIndex]
    initial_data = {'documents': {}}
    builder: Builder
    data_version = 5

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        try:
            self.documents = Documents(self.data['documents'])
        except (TypeError, ValueError) as error:
            # Sphinx reads everything again when the stored environment cannot be set up.
            raise OSError('what is stored of the domain is damaged') from error
        self._graph: Graph | None = None
        self._objects: dict[str, Object] | None = None
        self._mentions: dict[str, list[Mention]] | None = None
        self._summaries: dict[str, str] | None = None
        self._places: dict[tuple[str, str], Placed] | None = None
        self._sample_pages: Matcher | None = None
        self._exports: dict[str, Export] | None = None
        self._catalog_page: str | None = None

    # -- storage ------------------------------------------------------------------------------------------------------

    def note_document(self, docname: str, document: Document) -> None:
        """Store what a document holds. Runs at `doctree-read`, once for each document."""
        self.documents.note(docname, document)
        self._forget()

    def clear_doc(self, docname: str) -> None:
        """Remove every trace of a document."""
        self.documents.forget(docname)
        self._forget()

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read; its data also hold what it inherited, hence the names."""
        for docname, packed in otherdata['documents'].items():
            if docname in docnames:
                self.documents.take(docname, packed)
        self._forget()

    def _forget(self) -> None:
        self._graph = None
        self._objects = None
        self._mentions = None
        self._summaries = None
        self._places = None
        self._sample_pages = None
        self._exports = None
        self._catalog_page = None

    # -- computed once all documents are read ---------------------------------------------------------------------------

    def all_placed(self) -> Iterator[Placed]:
        """All records, in an order that does not depend on how the documents were read."""
        for docname in sorted(self.documents):
            yield from self.documents[docname].placed

    @property
    def graph(self) -> Graph:
        """The relations of all records."""
        if self._graph is None:
            placed = [*self.all_placed()]
            samples = {one.declared.record.key for one in placed if self.is_sample(one.docname)}
            self._graph = Graph([one.declared for one in placed], samples)
        return self._graph

    def is_sample(self, docname: str) -> bool:
        """Whether the records of a page only show how something is written (setting `chronicle_sample_pages`)."""
        if self._sample_pages is None:
            self._sample_pages = Matcher(self.env.config.chronicle_sample_pages)
        return self._sample_pages(docname)

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

    @property
    def exports(self) -> dict[str, Export]:
        """The files that are exported, by name."""
        if self._exports is None:
            placed = self.published if self.env.config.chronicle_exports else []
            self._exports = plan((one.declared.record, bool(one.chapters)) for one in placed)
        return self._exports

    @property
    def catalog_page(self) -> str:
        """The page that lists the datasets and nothing else, the first if there are several; empty if there is none."""
        if self._catalog_page is None:
            pages = (docname for docname in sorted(self.documents) if not self.is_sample(docname))
            found = (name for name in pages if any(one.selection.kind == ('dataset',) for one in self.documents[name].listings))
            self._catalog_page = next(found, '')
        return self._catalog_page

    @property
    def objects(self) -> dict[str, Object]:
        """What each key, former key and Hugging Face id of a checkpoint refers to."""
        if self._objects is None:
            self._objects = self._collect_objects()
        return self._objects

    def _collect_objects(self) -> dict[str, Object]:
        objects: dict[str, Object] = {}
        rest: list[tuple[str, Object]] = []
        for placed in self.all_placed():
            record = placed.declared.record
            found = Object(record.kind, record.key, placed.docname, record.anchor, record.title)
            objects.setdefault(record.key, found)
            rest += [(alias, found) for alias in record.aliases]
            if isinstance(record, Entry):
                for checkpoint, anchor in zip(record.checkpoints, record.checkpoint_anchors, strict=True):
                    if checkpoint.hf:
                        part = Object('checkpoint', record.key, placed.docname, anchor, checkpoint.label)
                        rest.append((checkpoint.hf, part))
        # Keys come before former keys, whichever document they stand in.
        for name, found in rest:
            objects.setdefault(name, found)
        return objects

    def find(self, name: str) -> Object | None:
        """What a key, a former key or a Hugging Face id refers to; the latter in any case of letters."""
        found = self.objects.get(name)
        if found is None and '/' in name:
            node = self.graph.hf.get(name.casefold())
            found = self.objects.get(node.part or node.key) if node else None
        return found

    def mentions_of(self, key: str) -> list[Mention]:
        """Links to a record in prose, outside of itself: those with a time first, then by document."""
        if self._mentions is None:
            self._mentions = {}
            for docname in sorted(self.documents):
                for mention in self.documents[docname].mentions:
                    found = self.find(mention.target)
                    if found is None or found.key == mention.record:
                        continue
                    if not self.is_sample(docname) or found.key in self.graph.samples:
                        self._mentions.setdefault(found.key, []).append(mention)
            for mentions in self._mentions.values():
                mentions.sort(key=lambda m: (m.seconds is None, m.docname, m.seconds or 0))
        return self._mentions.get(key, [])

    def check_consistency(self) -> None:
        """Report what is wrong between records. Runs after every build that read something."""
        for problem in self.graph.problems:
            report(problem)
        for docname in sorted(self.documents):
            for listing in self.documents[docname].listings:
                for problem in unknown_in_listing(listing, self.records_seen_from(docname)):
                    report(problem)

    # -- words of other pages -------------------------------------------------------------------------------------------

    def page_title(self, docname: str) -> str:
        """The title of a page."""
        title = self.env.titles.get(docname)
        return title.astext() if title is not None else docname

    def placed_at(self, docname: str, key: str) -> Placed | None:
        """A record as it stands on a page, whoever else has its key."""
        if self._places is None:
            self._places = {}
            for placed in self.all_placed():
                self._places.setdefault((placed.docname, placed.declared.record.key), placed)
        return self._places.get((docname, key))

    def summary_of(self, key: str) -> str:
        """The summary of a record in plain text."""
        if self._summaries is None:
            self._summaries = {}
            for placed in self.all_placed():
                self._summaries.setdefault(placed.declared.record.key, self.filled(placed.summary))
        return self._summaries.get(key, '')

    def chapters_at(self, docname: str, key: str) -> tuple[Chapter, ...]:
        """The chapters of an episode."""
        placed = self.placed_at(docname, key)
        return tuple(replace(c, title=self.filled(c.title)) for c in placed.chapters) if placed else ()

    def filled(self, text: str) -> str:
        """A plain text with the titles of the records it names."""

        def title(match: re.Match[str]) -> str:
            found = self.find(match[1])
            return found.title if found else match[1]

        return _OPEN_TITLE.sub(title, text)

    def is_mistyped(self, target: str) -> bool:
        """Whether a link that nothing answers looks like a record's key mistyped."""
        if not is_key(target) or not did_you_mean(target, self.objects):
            return False
        standard = self.env.domains.standard_domain
        if target in standard.labels or target in standard.anonlabels or target in self.env.all_docs:
            return False
        return not any(target == name for domain in self.env.domains.values() for name, *_rest in domain.get_objects())

    # -- references -----------------------------------------------------------------------------------------------------

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Resolve a role's reference: a record of that kind, or a checkpoint for `entry`.

        References made by this extension itself may name any place as ``docname#anchor``, under the type `place`.
        """
        if typ == PLACE:
            docname, _hash, anchor = target.rpartition('#')
            return make_refnode(builder, fromdocname, docname, anchor, contnode)
        found = self.find(target)
        if found is None or typ not in self.object_types[found.kind].roles:
            return None
        return self._refnode(builder, fromdocname, found, node, contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve a reference that does not say what it refers to."""
        found = self.find(target)
        if found is None:
            return []
        role = self.object_types[found.kind].roles[0]
        return [(f'{self.name}:{role}', self._refnode(builder, fromdocname, found, node, contnode))]

    @staticmethod
    def _refnode(builder: Builder, fromdocname: str, found: Object, node: pending_xref, contnode: Element) -> nodes.reference:
        if not node.get('refexplicit'):
            contnode = nodes.inline('', found.title, classes=contnode.get('classes', []))
        return make_refnode(builder, fromdocname, found.docname, found.anchor, contnode)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Give what `objects.inv` lists; of these the search index has the checkpoints.

        The search finds records by their headings and index entries. As objects it would lead astray: an anchor that is
        type, hyphen and name is stored short there, and put together again from the title.
        """
        for name, found in self.objects.items():
            searched = 1 if found.kind == 'checkpoint' else -1
            yield name, found.title, found.kind, found.docname, found.anchor, searched

    def get_full_qualified_name(self, node: Element) -> str | None:
        """The key a reference node names; keys have no context to add."""
        target: str | None = node.get('reftarget')
        return target


class Waiting:
    """What directives and roles leave of the document being read until `doctree-read`.

    :ivar declared: records by anchor.
    :ivar cards: the cards of its entries.
    :ivar listings: listings in order.
    :ivar in_summary: whether a summary is being parsed, which holds no records of its own.
    :ivar scopes: how many filter bars there are.
    :ivar has_infoboxes: whether there are infoboxes, which anchor the section they stand in.
    :ivar has_groups: whether a timeline has groups with headings.
    :ivar has_times: whether there are times in a recording.
    """

    def __init__(self) -> None:
        self.declared: dict[str, Declared] = {}
        self.cards: list[chronicle_card] = []
        self.listings: list[Listing] = []
        self.scopes = 0
        self.in_summary = False
        self.has_infoboxes = False
        self.has_groups = False
        self.has_times = False


#: Its key in the environment's current document.
_WAITING = 'chronicle:waiting'


def waiting(env: BuildEnvironment) -> Waiting:
    """What waits in the document being read."""
    if _WAITING not in env.current_document:
        env.current_document[_WAITING] = Waiting()
    found = env.current_document[_WAITING]
    assert isinstance(found, Waiting)
    return found


def note_builder(app: Sphinx) -> None:
    """Tell the domain for which builder it works (event `builder-inited`)."""
    chronicle_domain(app.env).builder = app.builder


def chronicle_domain(env: BuildEnvironment) -> ChronicleDomain:
    """The domain of an environment, with its type."""
    domain = env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    return domain
