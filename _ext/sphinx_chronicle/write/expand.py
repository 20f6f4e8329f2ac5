"""The write phase before references are resolved: what depends on all records becomes stock nodes.

Runs at priority 5, before MyST's resolver (9) and Sphinx's (10). Only stock nodes and `pending_xref` come out, so that
the ordinary resolver does the rest for every builder.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..doctree.builders import HTML_FORMATS, is_html
from ..doctree.card import CardMaker
from ..doctree.find import find_all, uncollected
from ..doctree.i18n import WARNING_TYPE, _, logger
from ..doctree.make import PROVENANCE, READING, notes_by_field
from ..doctree.nodes import (
    chronicle_caption,
    chronicle_card,
    chronicle_details,
    chronicle_export,
    chronicle_export_link,
    chronicle_filter,
    chronicle_infobox,
    chronicle_link,
    chronicle_listing,
    chronicle_ref,
    chronicle_rows,
)
from ..env.domain import chronicle_domain
from ..records.fields import Type
from ..records.i18n import __
from ..records.problems import Code, did_you_mean
from ..view.exports import matching_exports
from ..view.listing import listing_view
from ..view.relations import Row, lineage_rows, link_item, mention_rows, named_item, record_rows, target_item
from .items import ItemMaker, document_of
from .left_out import nearest_place, report_left_out
from .listings import ListingMaker, fill_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx
    from sphinx.domains import Domain

    from ..doctree.find import Found
    from ..doctree.nodes import chronicle_record
    from ..env.domain import ChronicleDomain
    from ..env.index import Index

#: Nodes that wait for all records to be known.
_OURS = (
    chronicle_card, chronicle_export, chronicle_filter, chronicle_infobox, chronicle_link, chronicle_listing,
    chronicle_ref,
)  # fmt: skip


class Expand(SphinxPostTransform):
    """Expand all nodes of the extension in one document, but for the parts of records in HTML."""

    default_priority = 5
    is_late = False

    @cached_property
    def make(self) -> ItemMaker:
        """Makes nodes of what is known of other documents."""
        return ItemMaker(self.env, is_late=self.is_late)

    def run(self, **kwargs: Any) -> None:
        """Expand mentions, relations and listings, then take over links that name a record."""
        domain = chronicle_domain(self.env)
        index = domain.index
        found = find_all(self.document, *_OURS, nodes.reference, addnodes.pending_xref)
        for ref in found[chronicle_ref]:
            self.ref(domain, ref)
        for link in found[chronicle_link]:
            self.link(link)
        if not is_html(domain.builder):
            self.records_of(domain, found)
        listings = ListingMaker(self.env, is_late=self.is_late)
        for place in found[chronicle_listing]:
            listing = index.documents[place['docname']].listings[place['number']]
            place.replace_self(listings.listing(domain, listing, listing_view(domain, listing, place['docname']), place))
        for export in found[chronicle_export]:
            export.replace_self(self.exports(index, export))
        for bar in found[chronicle_filter]:
            self.filter_bar(domain, bar, found[chronicle_card])
        self.claim_links(domain, found[nodes.reference], found[addnodes.pending_xref])

    def ref(self, domain: ChronicleDomain, ref: chronicle_ref) -> None:
        """Put what a key or an id leads to in its place."""
        index, what = domain.index, ref['what']
        kind = domain.registry.types.get(what)
        found = named_item(index, kind, ref['target']) if isinstance(kind, Type) else target_item(index, ref['target'])
        ref.replace_self(self.make.item(found, ref))

    def link(self, link: chronicle_link) -> None:
        """Put what an address inside the project leads to in its place."""
        docname = document_of(link) or self.env.docname
        item = link_item(self.env, docname, link.astext(), link['address'], pages=link['pages'])
        link.replace_self(self.make.item(item, link))

    # -- records ------------------------------------------------------------------------------------------------------

    def records_of(self, domain: ChronicleDomain, found: Found) -> None:
        """Add to each card its parts, and to each record what others say of it."""
        for card in found[chronicle_card]:
            placed = domain.index.placed_at(card['docname'], card['key'])
            assert placed is not None
            record = placed.declared.record
            maker = CardMaker(domain.labels, card.source or '', card.line or 0)
            for part in maker.complete(card, domain.registry.of(record), record):
                found_in = find_all(part, chronicle_ref, chronicle_link)
                for ref in found_in[chronicle_ref]:
                    self.ref(domain, ref)
                for link in found_in[chronicle_link]:
                    self.link(link)
        for node in [*found[chronicle_card], *found[chronicle_infobox]]:
            self.relations(domain, node)

    def relations(self, domain: ChronicleDomain, node: chronicle_record) -> None:
        """Add what other records and pages say of a record."""
        key, index = node['key'], domain.index
        declared = index.graph.records.get(key)
        placed = index.placed_at(node['docname'], key)
        # Of two records with one key the first is known to the others; what they say is said of that one.
        if declared is None or placed is None or placed.declared is not declared:
            return
        record = declared.record
        notes = notes_by_field(record)
        hook = domain.registry.of(record).hook('rows')
        if not hook and not notes and not index.graph.has_relations(key) and not index.mentions_of(key):
            return
        made: list[Element | None] = []
        if hook:
            made.append(self.make.rows('listed', hook(domain, key), node, {}))
        related = record_rows(domain, key)
        # A note on a relation that leads nowhere is still something known.
        shown = {row.field for row in related}
        noted = [name for name in domain.registry.seen if name in notes and name in record.given and name not in shown]
        related += tuple(Row(name, domain.labels.relation(name), ()) for name in noted)
        made.append(self.make.rows('relations', (*related, *mention_rows(domain, key)), node, notes))
        lineage = self.make.rows('lineage', lineage_rows(domain, key), node, {})
        if lineage is not None:
            maker = self.make.maker(node)
            made.append(maker.node(chronicle_details, '', maker.node(chronicle_caption, _('Lineage')), lineage))
        place = _place_for_relations(node)
        for part in reversed([part for part in made if part is not None]):
            node.insert(place, part)

    def filter_bar(self, domain: ChronicleDomain, bar: chronicle_filter, cards: Sequence[chronicle_card]) -> None:
        """Set the choices of a timeline's filter bar, and on each card what it is filtered by."""
        records = domain.index.graph.records
        mine = [card for card in cards if card.parent is not None and card.parent.get('scope') == bar['scope']]
        fill_bar(domain, bar, [(card, records[card['key']].record, None) for card in mine if card['key'] in records])

    # -- exports ------------------------------------------------------------------------------------------------------

    def exports(self, index: Index, node: chronicle_export) -> list[Node]:
        """The exports of a form, as links where they are beside the pages."""
        pattern = node['pattern']
        found = matching_exports(index, pattern)
        if not found:
            hint = did_you_mean(pattern, index.exports) or ' ' + __('(the exports are listed in exports/index.json)')
            message = __("there is no export '%(name)s'%(hint)s") % {'name': pattern, 'hint': hint}
            logger.warning('%s', message, location=nearest_place(node), type=WARNING_TYPE, subtype=Code.REFERENCE.value)
            return [nodes.literal('', pattern)]
        content: list[Node] = []
        for number, export in enumerate(found):
            if number:
                content.append(nodes.Text(', '))
            words = node.astext() if node['explicit'] else export.title if len(found) > 1 else ''
            label = nodes.inline('', words) if words else nodes.literal('', export.name)
            label['support_smartquotes'] = False
            content.append(chronicle_export_link('', '', label, name=export.name))
        return content

    # -- links of authors ---------------------------------------------------------------------------------------------

    def claim_links(
        self, domain: ChronicleDomain, links: Sequence[nodes.reference], xrefs: Sequence[addnodes.pending_xref]
    ) -> None:
        """Take over the links of the author's that name a record."""
        for xref in xrefs:
            self.claim_link(domain, xref)
        for link in links:
            freed = self.free_link(domain, link)
            if freed is not None:
                self.claim_link(domain, freed)

    def free_link(self, domain: ChronicleDomain, link: nodes.reference) -> addnodes.pending_xref | None:
        """Take a link back from a heading of the same page that has the name of a record."""
        target = link.get('chronicle_target')
        if target is None or domain.index.find(target) is None:
            return None
        words = link.children if link['chronicle_explicit'] else []
        inner = nodes.inline('', '', *words)
        xref = addnodes.pending_xref('', inner, reftype='myst', reftarget=target, refexplicit=bool(words))
        xref.source, xref.line = link.source, link.line
        link.replace_self(xref)
        return xref

    def claim_link(self, domain: ChronicleDomain, xref: addnodes.pending_xref) -> None:
        """Assign a link that names a record to our domain, so that nothing of the same name makes it ambiguous."""
        if xref.get('refdomain') or xref['reftype'] not in {'any', 'myst'}:
            return
        found = domain.index.find(xref['reftarget'])
        if found is not None:
            xref['refdomain'] = domain.name
            xref['reftype'] = found.role
        elif domain.index.is_left_out(xref['reftarget']) or domain.index.is_mistyped(xref['reftarget']):
            xref['refdomain'], xref['reftype'], xref['refwarn'] = domain.name, 'entry', True


class ExpandRecords(Expand):
    """Add to each record its parts, in HTML.

    It comes after nearly all other transforms, which would go through many nodes that have nothing for them; references
    made here need no resolving. The collector of linkcheck (800) still sees them. Other formats have transforms of their
    own that want to see everything, so that they get it at first.
    """

    default_priority = 790
    formats = HTML_FORMATS
    is_late = True

    def run(self, **kwargs: Any) -> None:
        """Add the parts and relations of all records of the document."""
        with uncollected():
            self.records_of(chronicle_domain(self.env), find_all(self.document, chronicle_card, chronicle_infobox))


def _place_for_relations(record: Element) -> int:
    """Relations come before papers, links and sources."""
    for index, child in enumerate(record.children):
        if isinstance(child, chronicle_rows) and child['part'] in {READING, PROVENANCE}:
            return index
    return len(record.children)


def warn_missing(app: Sphinx, domain: Domain | None, node: addnodes.pending_xref) -> bool | None:
    """Say what a link to a record that is not there may have meant (event `warn-missing-reference`)."""
    if domain is None or domain.name != 'chronicle':
        return None
    ours = chronicle_domain(app.env)
    target, role = node['reftarget'], node['reftype']
    found = ours.index.find(target)
    if found is not None:
        message = __("'%(key)s' is no %(role)s (write {%(right)s}`%(key)s`)")
        text = message % {'key': target, 'role': role, 'right': found.role}
    elif target in ours.index.left_out:
        report_left_out(target, node)
        return True
    else:
        hint = did_you_mean(target, ours.index.objects) or ' ' + __('(look the key up in the record, or in the index)')
        text = __("there is no record '%(key)s'%(hint)s") % {'key': target, 'hint': hint}
    logger.warning('%s', text, location=nearest_place(node), type=WARNING_TYPE, subtype=Code.REFERENCE.value)
    return True
