"""The Sphinx domain: it stores what documents hold, and resolves the references to their records.

Three phases, as everywhere in this extension. While documents are read, `note_document` stores what stands where, keyed
by document; it is the only writer. Once all are read, `index` answers what is computed from that and never stored. When
documents are written, references are resolved against it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.domains import Domain, IndexEntry, ObjType
from sphinx.domains import Index as DomainIndex
from sphinx.util.nodes import make_refnode

from ..doctree.i18n import _, report
from ..records.model import slug
from ..records.options import unknown_in_listing
from .index import Index
from .store import Documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .index import Object
    from .store import Document


#: Type of the references that this extension makes itself.
PLACE = 'place'


class TagIndex(DomainIndex):
    """All records by tag; a page that needs no script."""

    name = 'tags'
    localname = _('Tags')
    shortname = _('tags')

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Give a heading per tag and under it the records in the order of their titles."""
        assert isinstance(self.domain, ChronicleDomain)
        index = self.domain.index
        wanted = None if docnames is None else set(docnames)
        labels: dict[str, str] = {}
        found: dict[str, list[IndexEntry]] = {}
        for placed in index.all_placed():
            if (wanted is not None and placed.docname not in wanted) or index.is_sample(placed.docname):
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
        self.index = Index(env, self.documents)

    # -- storage ------------------------------------------------------------------------------------------------------

    def note_document(self, docname: str, document: Document) -> None:
        """Store what a document holds. Runs at `doctree-read`, once for each document."""
        self.documents.note(docname, document)
        self.index = Index(self.env, self.documents)

    def clear_doc(self, docname: str) -> None:
        """Remove every trace of a document."""
        self.documents.forget(docname)
        self.index = Index(self.env, self.documents)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read; its data also hold what it inherited, hence the names."""
        for docname, packed in otherdata['documents'].items():
            if docname in docnames:
                self.documents.take(docname, packed)
        self.index = Index(self.env, self.documents)

    # -- checks --------------------------------------------------------------------------------------------------------

    def check_consistency(self) -> None:
        """Report what is wrong between records. Runs after every build that read something."""
        for problem in self.index.graph.problems:
            report(problem)
        for docname in sorted(self.documents):
            for listing in self.documents[docname].listings:
                for problem in unknown_in_listing(listing, self.index.records_seen_from(docname)):
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
        """Resolve a role's reference: a record of that kind, or a checkpoint for `entry`.

        References made by this extension itself may name any place as ``docname#anchor``, under the type `place`.
        """
        if typ == PLACE:
            docname, _hash, anchor = target.rpartition('#')
            return make_refnode(builder, fromdocname, docname, anchor, contnode)
        found = self.index.find(target)
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
        found = self.index.find(target)
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
        for name, found in self.index.objects.items():
            searched = 1 if found.kind == 'checkpoint' else -1
            yield name, found.title, found.kind, found.docname, found.anchor, searched

    def get_full_qualified_name(self, node: Element) -> str | None:
        """The key a reference node names; keys have no context to add."""
        target: str | None = node.get('reftarget')
        return target


def note_builder(app: Sphinx) -> None:
    """Tell the domain for which builder it works (event `builder-inited`)."""
    chronicle_domain(app.env).builder = app.builder


def chronicle_domain(env: BuildEnvironment) -> ChronicleDomain:
    """The domain of an environment, with its type."""
    domain = env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    return domain
