"""The Sphinx domain: what is stored for each document, and how references find it.

Three phases, as everywhere in this extension. While documents are read, `note_placed` stores what stands where, keyed by
document; it is the only writer. Once all are read, `graph` and `objects` are computed from that and never stored. When
documents are written, references are resolved against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.util.nodes import make_refnode

from .messages import _, report
from .records.graph import Graph
from .records.model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .records.reader import Declared


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and where it stands.

    :ivar title: the title in the language of the page, the record's own.
    :ivar anchor: its id in the page.
    """

    declared: Declared
    docname: str
    anchor: str
    title: str


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
        tags: dict[str, list[IndexEntry]] = {}
        for placed in self.domain.all_placed():
            if wanted is not None and placed.docname not in wanted:
                continue
            for tag in placed.declared.record.tags:
                tags.setdefault(tag, []).append(IndexEntry(placed.title, 0, placed.docname, placed.anchor, '', '', ''))
        for entries in tags.values():
            entries.sort(key=lambda entry: (entry.name.casefold(), entry.anchor))
        return sorted(tags.items(), key=lambda pair: pair[0].casefold()), True


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
    initial_data = {'placed': {}}
    data_version = 1

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._graph: Graph | None = None
        self._objects: dict[str, Object] | None = None

    # -- storage ------------------------------------------------------------------------------------------------------

    @property
    def placed(self) -> dict[str, tuple[Placed, ...]]:
        """Records by document, in the order they stand there."""
        placed: dict[str, tuple[Placed, ...]] = self.data['placed']
        return placed

    def note_placed(self, docname: str, placed: Sequence[Placed]) -> None:
        """Store what stands in a document. Runs at `doctree-read`, once for each document."""
        if placed:
            self.placed[docname] = tuple(placed)
        self._forget()

    def clear_doc(self, docname: str) -> None:
        """Remove every trace of a document."""
        self.placed.pop(docname, None)
        self._forget()

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read; its data also hold what it inherited, hence the names."""
        for docname, placed in otherdata['placed'].items():
            if docname in docnames:
                self.placed[docname] = placed
        self._forget()

    def _forget(self) -> None:
        self._graph = None
        self._objects = None

    # -- computed once all documents are read ---------------------------------------------------------------------------

    def all_placed(self) -> Iterator[Placed]:
        """All records, in an order that does not depend on how the documents were read."""
        for docname in sorted(self.placed):
            yield from self.placed[docname]

    @property
    def graph(self) -> Graph:
        """The relations of all records."""
        if self._graph is None:
            self._graph = Graph([placed.declared for placed in self.all_placed()])
        return self._graph

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
            found = Object(record.kind, record.key, placed.docname, placed.anchor, placed.title)
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

    def check_consistency(self) -> None:
        """Report what is wrong between records. Runs after every build that read something."""
        for problem in self.graph.problems:
            report(problem)

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
        """Resolve a role's reference: a record of that kind, or a checkpoint for `entry`."""
        found = self.objects.get(target)
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
        found = self.objects.get(target)
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
        """Give what `objects.inv` and the search index list; former keys are in the first only."""
        for name, found in self.objects.items():
            priority = 1 if name == found.key or found.kind == 'checkpoint' else -1
            yield name, found.title, found.kind, found.docname, found.anchor, priority

    def get_full_qualified_name(self, node: Element) -> str | None:
        """The key a reference node names; keys have no context to add."""
        target: str | None = node.get('reftarget')
        return target


#: Key in the environment's current document under which the records of a page wait for `doctree-read`.
_WAITING = 'chronicle:declared'


def declared_here(env: BuildEnvironment) -> dict[str, Declared]:
    """The records that directives have declared in the document being read, by anchor."""
    if _WAITING not in env.current_document:
        env.current_document[_WAITING] = {}
    declared: dict[str, Declared] = env.current_document[_WAITING]
    return declared


def chronicle_domain(env: BuildEnvironment) -> ChronicleDomain:
    """The domain of an environment, with its type."""
    domain = env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    return domain
