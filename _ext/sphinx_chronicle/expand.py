"""The write phase before references are resolved: what depends on all records becomes stock nodes.

Runs at priority 5, before MyST's resolver (9) and Sphinx's (10). Only stock nodes and `pending_xref` come out, so that
the ordinary resolver does the rest for every builder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .domain import chronicle_domain
from .messages import WARNING_TYPE, logger
from .nodes import chronicle_record, chronicle_ref, chronicle_rows
from .parts import HF_DATASETS, HF_MODELS, Maker
from .records.messages import __
from .records.model import is_hf, is_key, spdx_id
from .records.problems import Code, did_you_mean
from .words import value_label

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from .domain import ChronicleDomain
    from .records.graph import Neighbor, Relation

#: Relations on a card, in the order a reader asks: what it came from, what came of it.
CARD_RELATIONS: tuple[Relation, ...] = (
    'derived_from', 'derivatives', 'trained_on', 'used_by', 'generated_with', 'generated', 'member_of', 'members', 'related',
)  # fmt: skip

#: Where the SPDX License List shows a license.
SPDX_LICENSES = 'https://spdx.org/licenses/'


class Expand(SphinxPostTransform):
    """Expand everything of ours in one document."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Expand relations and mentions, then take over links that name a record."""
        domain = chronicle_domain(self.env)
        for ref in list(self.document.findall(chronicle_ref)):
            ref.replace_self(self.resolved(domain, ref))
        for record in list(self.document.findall(chronicle_record)):
            self.relations(domain, record)
        self.claim_links(domain)

    # -- mentions within records --------------------------------------------------------------------------------------

    def resolved(self, domain: ChronicleDomain, ref: chronicle_ref) -> Node:
        """What a mention becomes: a reference to a record, a link to where the thing lives, or its words."""
        target = ref['target']
        if ref['what'] == 'license':
            return license_link(domain, target, ref)
        return record_link(domain, target, ref, dataset=False)

    def relations(self, domain: ChronicleDomain, card: Element) -> None:
        """Add the rows of a card's relations, whichever end they were written at."""
        key = card['key']
        graph = domain.graph
        placed = graph.records.get(key)
        if placed is None or not graph.has_relations(key):
            return
        maker = Maker(self.config.language, card.source or '', card.line or 0)
        rows = []
        for relation in CARD_RELATIONS:
            neighbors = _merged([n for n in graph.neighbors(key, relation) if n.node.key != key])
            if neighbors:
                items = [self.neighbor(domain, card, neighbor) for neighbor in neighbors]
                notes = [note for note in placed.record.notes if note.about == relation]
                rows.append(maker.row(relation, items, notes, listed=True))
        made = maker.rows('relations', rows)
        if made is not None:
            card.insert(_place_for_relations(card), made)

    def neighbor(self, domain: ChronicleDomain, card: Element, neighbor: Neighbor) -> list[Node]:
        """One related thing: a link, and what is known of the relation."""
        node = neighbor.node
        content: list[Node] = [record_link(domain, node.part or node.key or node.external, card, dataset=neighbor.dataset)]
        known = [value_label('basis', neighbor.basis)] if neighbor.basis else []
        if neighbor.use == 'seed':
            known.append(value_label('use', neighbor.use))
        if known:
            content.append(nodes.Text(f' ({", ".join(known)})'))
        return content

    # -- links of authors -----------------------------------------------------------------------------------------------

    def claim_links(self, domain: ChronicleDomain) -> None:
        """Give links that name a record to our domain, so that nothing of the same name makes them ambiguous."""
        for xref in self.document.findall(addnodes.pending_xref):
            if xref.get('refdomain') or xref['reftype'] not in {'any', 'myst'}:
                continue
            found = domain.objects.get(xref['reftarget'])
            if found is not None:
                xref['refdomain'] = domain.name
                xref['reftype'] = domain.object_types[found.kind].roles[0]
            elif self.is_meant_for_us(domain, xref['reftarget']):
                xref['refdomain'], xref['reftype'], xref['refwarn'] = domain.name, 'entry', True

    def is_meant_for_us(self, domain: ChronicleDomain, target: str) -> bool:
        """Whether a link that nothing answers looks like a record's key mistyped."""
        if not is_key(target) or not did_you_mean(target, domain.objects):
            return False
        return target not in _names_elsewhere(self.env)


def _names_elsewhere(env: BuildEnvironment) -> set[str]:
    """Everything else that a link without a domain may name."""
    standard = env.domains.standard_domain
    names = {*standard.labels, *standard.anonlabels, *env.all_docs}
    for domain in env.domains.values():
        names.update(name for name, *_rest in domain.get_objects())
    return names


def record_link(domain: ChronicleDomain, target: str, where: Element, *, dataset: bool) -> Node:
    """A reference to a record or checkpoint, a link to Hugging Face, or the target's words."""
    found = domain.objects.get(target)
    if found is not None:
        role = domain.object_types[found.kind].roles[0]
        return _pending(domain.name, role, target, found.title, where)
    if is_hf(target):
        return nodes.reference(
            '', '', nodes.Text(target), refuri=(HF_DATASETS if dataset else HF_MODELS) + target, internal=False
        )
    return nodes.inline('', target)


def license_link(domain: ChronicleDomain, license_id: str, where: Element) -> Node:
    """A reference to a license record, a link to the SPDX License List, or the words."""
    key = domain.graph.license(license_id)
    if key is not None:
        return _pending(domain.name, 'license', key, domain.objects[key].title, where)
    spdx = spdx_id(license_id)
    if spdx is not None and not spdx.startswith('LicenseRef-'):
        return nodes.reference('', '', nodes.Text(spdx), refuri=f'{SPDX_LICENSES}{spdx}.html', internal=False)
    return nodes.inline('', license_id)


def _pending(domain: str, role: str, target: str, title: str, where: Element) -> addnodes.pending_xref:
    xref = addnodes.pending_xref(
        '', nodes.inline('', title), refdomain=domain, reftype=role, reftarget=target, refexplicit=True, refwarn=False
    )
    xref.source, xref.line = where.source, where.line
    return xref


def _merged(neighbors: list[Neighbor]) -> list[Neighbor]:
    """One of each thing: that several checkpoints have the same parent is said at the checkpoints."""
    first: dict[object, Neighbor] = {}
    for neighbor in neighbors:
        known = first.get(neighbor.node)
        if known is None or (known.basis is None and neighbor.basis):
            first[neighbor.node] = neighbor
    return list(first.values())


def _place_for_relations(card: Element) -> int:
    """Relations stand before papers, links and sources."""
    for index, child in enumerate(card.children):
        if isinstance(child, chronicle_rows) and child['part'] in {'reading', 'provenance'}:
            return index
    return len(card.children)


def warn_missing(app: Sphinx, domain: Domain | None, node: addnodes.pending_xref) -> bool | None:
    """Say what a link to a record that is not there may have meant (event `warn-missing-reference`)."""
    if domain is None or domain.name != 'chronicle':
        return None
    ours = chronicle_domain(app.env)
    target, role = node['reftarget'], node['reftype']
    found = ours.objects.get(target)
    if found is not None:
        message = __("'%(key)s' is no %(role)s (write {%(right)s}`%(key)s`)")
        text = message % {'key': target, 'role': role, 'right': ours.object_types[found.kind].roles[0]}
    else:
        hint = did_you_mean(target, ours.objects) or ' ' + __('(the key stands in the record; look it up in the index)')
        text = __("there is no record '%(key)s'%(hint)s") % {'key': target, 'hint': hint}
    logger.warning('%s', text, location=_nearest_place(node), type=WARNING_TYPE, subtype=Code.REFERENCE.value)
    return True


def _nearest_place(node: Element) -> Element:
    """The nearest node around that knows its line; MyST's links do not."""
    while node.line is None and node.parent is not None:
        node = node.parent
    return node
