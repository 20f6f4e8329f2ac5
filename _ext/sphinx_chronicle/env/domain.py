"""The Sphinx domain: it stores what documents hold, and resolves the references to their records.

Three phases, as everywhere in this extension. While documents are read, `note_document` stores what they hold, keyed
by document; it is the only writer. Once all are read, `index` answers what is computed from that and never stored. When
documents are written, references are resolved against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from html import escape
from operator import itemgetter
from typing import Any, cast, overload

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, IndexEntry, ObjType
from sphinx.domains import Index as DomainIndex
from sphinx.environment import BuildEnvironment
from sphinx.ext.intersphinx import InventoryAdapter
from sphinx.util.nodes import make_refnode

from ..doctree.builders import is_interactive
from ..doctree.i18n import _
from ..doctree.labels import Labels, translation
from ..doctree.tree import Condition, holds
from ..records.core import TAGS
from ..records.kinds import Vocabulary
from ..records.options import unknown_in_listing
from ..records.problems import Problem
from ..records.registry import Registry
from ..records.words import alphabetical, identity
from .index import Index, Object
from .store import Document, Documents, check_packed, pack, unpack

#: Type of the references that this extension makes itself.
PLACE = 'place'


#: A heading of an index, with what is under it.
_Letter = tuple[str, list[IndexEntry]]


class _TagContent(Sequence[_Letter]):
    """What is on the page of tags, put together when the page is written: Sphinx asks for it in every build.

    Its representation changes when it does.
    """

    def __init__(self, index: TagIndex, domain: ChronicleDomain) -> None:
        self._index = index
        self._domain = domain

    @cached_property
    def _letters(self) -> list[_Letter]:
        return self._index.content()

    def _tagged(self) -> Iterator[tuple[object, ...]]:
        """Yield all that the page takes from each record with tags."""
        index = self._domain.index
        for placed in index.all_placed():
            record = placed.declared.record
            if record.get(TAGS) and not index.is_sample(placed.docname):
                yield placed.docname, record.anchor, record.title, record.get(TAGS)

    def __bool__(self) -> bool:
        return any(True for _one in self._tagged())

    def __len__(self) -> int:
        return len(self._letters)

    @overload
    def __getitem__(self, place: int) -> _Letter: ...
    @overload
    def __getitem__(self, place: slice) -> list[_Letter]: ...
    def __getitem__(self, place: int | slice) -> _Letter | list[_Letter]:
        return self._letters[place]

    def __repr__(self) -> str:
        return repr(list(self._tagged()))


class TagIndex(DomainIndex):
    """All records by tag; a page that needs no script."""

    name = 'tags'
    localname = 'Tags'
    shortname = 'tags'

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[_Letter], bool]:
        """A heading for each tag, and under it the records in the order of their titles."""
        assert isinstance(self.domain, ChronicleDomain)
        if docnames is None and is_interactive(self.domain.builder):
            return cast('list[_Letter]', _TagContent(self, self.domain)), True
        return self.content(docnames), True

    def content(self, docnames: Iterable[str] | None = None) -> list[_Letter]:
        """What is on the page, of some documents if they are given."""
        assert isinstance(self.domain, ChronicleDomain)
        index = self.domain.index
        wanted = None if docnames is None else set(docnames)
        found: dict[str, list[tuple[tuple[object, str], IndexEntry]]] = {}
        for placed in index.all_placed():
            if (wanted is not None and placed.docname not in wanted) or index.is_sample(placed.docname):
                continue
            record = placed.declared.record
            own = [*dict.fromkeys(map(identity, record.get(TAGS)))]
            if own:
                entry = IndexEntry(record.title, 0, placed.docname, record.anchor, '', '', '')
                keyed = (alphabetical(entry.name), entry.anchor), entry
            for tag in own:
                found.setdefault(tag, []).append(keyed)
        labels = {same: self.domain.labels.value(TAGS, tag) for same, tag in index.tags.items()}
        return [
            (self.heading(labels[name]), [entry for _key, entry in sorted(found[name], key=itemgetter(0))])
            for name in sorted(found, key=lambda name: alphabetical(labels[name]))
        ]

    @staticmethod
    def heading(label: str) -> str:
        """The heading of a tag: the template of such pages makes it an id as well, and takes it for HTML."""
        return escape('\xa0'.join(label.split()))


class ChronicleDomain(Domain):
    """Records of timelines and catalogs.

    Each application has a class of its own, made once its settings are known (see `read.kinds`): `registry` says what kinds
    there are, and object types, roles and directives follow from it.

    :cvar added: the vocabularies that other extensions have added.
    """

    name = 'chronicle'
    label = 'Chronicle'
    registry = Registry()
    added: tuple[Vocabulary, ...] = ()
    #: A record of any kind. Other projects can refer to kinds by it that they have not declared.
    object_types = {'record': ObjType(_('record'), 'record')}
    indices = [TagIndex]
    # Problems by docname, and those between records; packed as documents are, and `None` until they are looked for. The
    # CRC-32 of the catalog that all pages share. The patterns of files that documents name, with the paths that match them. What
    # documents were read with, by docname (see `read_with`).
    initial_data = {'documents': {}, 'problems': {}, 'between': None, 'catalog': 0, 'patterns': {}, 'read_with': {}}
    builder: Builder
    data_version = 16
    #: Whether the project is only checked: nothing is written, and no page is looked at for being outdated.
    is_check = False

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        try:
            self.documents = Documents(self.data['documents'], self.shows)
            check_packed(self.data['problems'].values())
            check_packed([self.data['between']] if self.data['between'] else [])
        except (AttributeError, TypeError, ValueError) as error:
            # Sphinx reads everything again when the stored environment cannot be set up.
            raise OSError('what is stored of the domain is damaged') from error
        self.index = Index(env, self.registry, self.documents)
        #: Documents read in this run, whose problems have been reported.
        self._just_read: set[str] = set()
        #: Builders that share a folder of doctrees decide differently, so it is not stored.
        self._verdicts: dict[Condition, bool] = {}
        # Here, since a name that is translated when the class is made is in the language of the first build of a process.
        indices: list[type[DomainIndex]] = [
            type('TagIndex', (TagIndex,), {'localname': str(_('Tags')), 'shortname': str(_('tags'))})
        ]
        # Sphinx itself reads it from the instance.
        vars(self)['indices'] = indices

    @cached_property
    def labels(self) -> Labels:
        """The words of the project in the site's language."""
        return Labels(self.registry, self.env.config.language, translation(self.env))

    # -- what the build shows -----------------------------------------------------------------------------------------

    def shows(self, conditions: Iterable[Condition]) -> bool:
        """Whether the build shows what is under some conditions. From `builder-inited` on."""
        return all(self._holds(one) for one in conditions)

    def _holds(self, condition: Condition) -> bool:
        if condition not in self._verdicts:
            self._verdicts[condition] = holds(self.builder, condition)
        return self._verdicts[condition]

    @property
    def verdicts(self) -> tuple[tuple[Condition, bool], ...]:
        """Every condition in the project that decides on a record, a mention or a listing, and whether it holds."""
        conditions = {one for docname in self.documents for one in self.documents.whole(docname).conditions}
        return tuple((one, self.shows((one,))) for one in sorted(conditions))

    # -- storage ------------------------------------------------------------------------------------------------------

    def note_document(self, docname: str, document: Document, read_with: tuple[object, ...] = ()) -> None:
        """Store what a document holds. Runs at `doctree-read`, once for each document.

        :param read_with: what that depends on (see `read_with`); empty where it depends on nothing.
        """
        self.documents.note(docname, document)
        if read_with:
            self.data['read_with'][docname] = read_with
        self._forget()

    def note_problems(self, docname: str, problems: tuple[Problem, ...]) -> None:
        """Store what was reported while a document was read, once for each document."""
        self._just_read.add(docname)
        if problems:
            self.data['problems'][docname] = pack(problems)

    @property
    def patterns(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The patterns of files that documents name, by docname, with the paths that matched when they were read."""
        found: dict[str, dict[str, tuple[str, ...]]] = self.data['patterns']
        return found

    def note_pattern(self, docname: str, pattern: str, paths: tuple[str, ...]) -> None:
        """Store which files match a pattern that a document names."""
        self.patterns.setdefault(docname, {})[pattern] = paths

    def clear_doc(self, docname: str) -> None:
        """Remove every trace of a document."""
        self.documents.forget(docname)
        self.data['problems'].pop(docname, None)
        self.patterns.pop(docname, None)
        self.data['read_with'].pop(docname, None)
        self._forget()

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read; its data also hold what it inherited, hence the names."""
        for docname, packed in otherdata['documents'].items():
            if docname in docnames:
                self.documents.take(docname, packed)
        self._just_read |= docnames
        self.patterns.update({name: found for name, found in otherdata['patterns'].items() if name in docnames})
        for name in ('problems', 'read_with'):
            self.data[name] |= {docname: one for docname, one in otherdata[name].items() if docname in docnames}
        self._forget()

    def _forget(self) -> None:
        self.index = Index(self.env, self.registry, self.documents)

    # -- problems -------------------------------------------------------------------------------------------------------

    def stored_problems(self) -> list[Problem]:
        """What is wrong and has not been reported in this run: in documents that were not read, and between records."""
        problems = self.data['problems']
        found: list[Problem] = [one for name in sorted(problems.keys() - self._just_read) for one in unpack(problems[name])]
        self._just_read = set()
        seen = self.verdicts, self.index.others.digest(), self.documents.digest()
        between = unpack(self.data['between']) if self.data['between'] is not None else (None, ())
        if between[0] != seen:
            between = seen, tuple(self._between_records())
            self.data['between'] = pack(between)
        return [*found, *between[1]]

    def _between_records(self) -> Iterator[Problem]:
        """Yield what is wrong between records."""
        index = self.index
        yield from index.graph.problems
        for docname in sorted(self.documents):
            for listing in self.documents[docname].listings.values():
                yield from unknown_in_listing(listing, index.records_seen_from(docname), self.registry, index.graph)

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
        """Resolve a role's reference: a record of that kind, or an item of a part of one; with `record` of any kind.

        References made by this extension itself may name any place as ``docname#anchor``, under the type `place`.
        """
        if typ == PLACE:
            docname, _hash, anchor = target.rpartition('#')
            return make_refnode(builder, fromdocname, docname, anchor, contnode)
        found = self.index.find(target)
        if found is None or typ not in {found.role, 'record'}:
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
        return [(f'{self.name}:{found.role}', self._refnode(builder, fromdocname, found, node, contnode))]

    @staticmethod
    def _refnode(builder: Builder, fromdocname: str, found: Object, node: pending_xref, contnode: Element) -> nodes.reference:
        if not node.get('refexplicit'):
            contnode = nodes.inline('', found.title, classes=contnode.get('classes', []), support_smartquotes=False)
        return make_refnode(builder, fromdocname, found.docname, found.anchor, contnode)

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield what `objects.inv` lists; of these the search index has the items of parts.

        The search finds records by their headings and index entries. As objects it would lead astray: an anchor that is
        type, hyphen and name is stored short there, and put together again from the title.
        """
        for name, found in self.index.objects.items():
            is_part = found.kind != found.role
            yield name, found.title, found.kind, found.docname, found.anchor, 1 if is_part else -1

    def get_full_qualified_name(self, node: Element) -> str | None:
        """The key a reference node names; keys have no context to add."""
        target: str | None = node.get('reftarget')
        return target


def forget_labels(_app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Have the words looked up again: catalogs are compiled after a domain is made (event `env-before-read-docs`)."""
    vars(chronicle_domain(env)).pop('labels', None)


def note_kinds_elsewhere(app: Sphinx) -> None:
    """Let `record` and `any` find what other projects list of kinds that this one lacks (event `builder-inited`).

    Runs after intersphinx has loaded their inventories; it looks a name up by the types that the role has here.
    """
    if 'sphinx.ext.intersphinx' in app.extensions:
        domain = chronicle_domain(app.env)
        for domain_name, _colon, kind in (name.partition(':') for name in InventoryAdapter(app.env).main_inventory):
            if domain_name == domain.name and kind not in domain.object_types:
                domain.add_object_type(kind, ObjType(kind, 'record'))


def forget_empty_tag_page(app: Sphinx, env: BuildEnvironment) -> None:
    """Remove the label of the tag page where no such page is written (event `env-updated`).

    Sphinx notes one for each index of a domain in every run (`Domain.setup`), and lists it in `objects.inv`.
    """
    name = f'{ChronicleDomain.name}-{TagIndex.name}'
    wanted = app.config.html_domain_indices
    is_wanted = wanted if isinstance(wanted, bool) else name in wanted
    index = chronicle_domain(env).index
    has_tags = any(one.declared.record.get(TAGS) and not index.is_sample(one.docname) for one in index.all_placed())
    if not is_wanted or not has_tags:
        for labels in (env.domains.standard_domain.labels, env.domains.standard_domain.anonlabels):
            labels.pop(name, None)


def note_builder(app: Sphinx) -> None:
    """Tell the domain for which builder it works (event `builder-inited`)."""
    chronicle_domain(app.env).builder = app.builder


def chronicle_domain(env: BuildEnvironment) -> ChronicleDomain:
    """The domain of an environment, with its type."""
    domain = env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    return domain
