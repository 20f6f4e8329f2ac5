"""The write phase before references are resolved: what depends on all records becomes stock nodes.

Runs at priority 5, before MyST's resolver (9) and Sphinx's (10). Only stock nodes and `pending_xref` come out, so that
the ordinary resolver does the rest for every builder.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..doctree import nodes as ours
from ..doctree.builders import HTML_FORMATS, is_html, is_interactive
from ..doctree.card import RecordMaker
from ..doctree.i18n import WARNING_TYPE, _, logger
from ..doctree.make import PROVENANCE, READING, notes_by_field
from ..doctree.runs import nodes_of
from ..doctree.tree import Found, find_all, joined
from ..env.domain import ChronicleDomain, chronicle_domain
from ..exports.plan import path_of
from ..records.fields import Type
from ..records.hidden import shown_of
from ..records.i18n import __
from ..records.load import uncollected
from ..records.problems import Code, did_you_mean
from ..records.record import Declared
from ..view.citations import citations_of, exports_of, matching_exports
from ..view.filters import filtered_by
from ..view.head import Place, is_usual, places_of, ways_of
from ..view.listing import count_of, taken_view
from ..view.relations import LISTED, Row, lineage_rows, link_item, marked_item, mention_rows, record_rows, target_item
from .heads import HeadMaker
from .items import ItemMaker, document_of
from .left_out import nearest_place, report_left_out
from .listings import ListingMaker, counted_kinds, fill_bar

#: Nodes that wait for all records to be known.
_OURS = (
    ours.chronicle_card, ours.chronicle_count, ours.chronicle_export, ours.chronicle_filter, ours.chronicle_infobox,
    ours.chronicle_link, ours.chronicle_listing, ours.chronicle_ref, ours.chronicle_run,
)  # fmt: skip


class Expand(SphinxPostTransform):
    """Expand all nodes of the extension in one document, but for the parts of records in HTML."""

    default_priority = 5
    is_late = False

    @cached_property
    def domain(self) -> ChronicleDomain:
        """The domain of the environment."""
        return chronicle_domain(self.env)

    @cached_property
    def make(self) -> ItemMaker:
        """Makes nodes of what is known of other documents."""
        return ItemMaker(self.env, is_late=self.is_late)

    @uncollected()
    def run(self, **kwargs: Any) -> None:
        """Expand mentions, relations and listings, then take over links that name a record."""
        index = self.domain.index
        found = find_all(self.document, *_OURS, nodes.reference, addnodes.pending_xref)
        for run in found[ours.chronicle_run] if not is_interactive(self.domain.builder) else ():
            run.replace_self([*nodes_of(run)])
        for ref in found[ours.chronicle_ref]:
            self.ref(ref)
        for link in found[ours.chronicle_link]:
            self.link(link)
        if not is_html(self.domain.builder):
            self.records_of(found)
        listings = ListingMaker(self.env, is_late=self.is_late)
        for place in found[ours.chronicle_listing]:
            listing = index.documents[place['docname']].listings[place['number']]
            made = listings.listing(listing, taken_view(self.domain, place['docname'], place['number']), place)
            # What names the place, as a label above it does, names what is there now.
            named = [nodes.target('', '', ids=place['ids'], names=place['names'])] if place['ids'] else []
            place.parent.replace(place, [*named, *made])
        for count in found[ours.chronicle_count]:
            number = count_of(self.domain, document_of(count) or self.env.docname, count['what'])
            count.replace_self(nodes.Text(str(number)))
        for export in found[ours.chronicle_export]:
            export.replace_self(self.exports(export))
        for bar in found[ours.chronicle_filter]:
            self.filter_bar(bar, found[ours.chronicle_card])
        self.claim_links(found[nodes.reference], found[addnodes.pending_xref])

    def ref(self, ref: ours.chronicle_ref) -> None:
        """Put what a key or an id leads to in its place."""
        index, what = self.domain.index, ref['what']
        kind = self.domain.registry.types.get(what)
        found = marked_item(self.domain, kind, ref['target']) if isinstance(kind, Type) else target_item(index, ref['target'])
        ref.replace_self(self.make.item(found, ref))

    def link(self, link: ours.chronicle_link) -> None:
        """Put what an address inside the project leads to in its place."""
        docname = document_of(link) or self.env.docname
        item = link_item(self.env, docname, link.astext(), link['address'], pages=link['pages'])
        link.replace_self(self.make.item(item, link))

    # -- records ------------------------------------------------------------------------------------------------------

    def records_of(self, found: Found) -> None:
        """Add to each card its parts, and to each record what others say of it."""
        figures, heads = self.figures(found[ours.chronicle_card]), HeadMaker(self.env, is_late=self.is_late)
        for card in found[ours.chronicle_card]:
            item = self.declared_of(card)
            record = item.record
            kind = self.domain.registry.of(record)
            shown, given = shown_of(kind, record, card.get('hidden', ()))
            # What leads to an item of a part that is not shown leads to the record.
            card['ids'] += [anchor for found, _part, _item, anchor in kind.items(record) if found.name not in shown.by_name]
            maker = RecordMaker(self.domain.labels, card.source or '', card.line or 0)
            parts = maker.complete(card, shown, given, partial(is_usual, item=item))
            for part in parts:
                found_in = find_all(part, ours.chronicle_ref, ours.chronicle_link)
                for ref in found_in[ours.chronicle_ref]:
                    self.ref(ref)
                for link in found_in[ours.chronicle_link]:
                    self.link(link)
            ways = ways_of(self.domain, record, card['docname'], card.get('hidden', ()))
            card[len(card) - len(parts) : len(card) - len(parts)] = heads.ways(ways, card)
            card[2:2] = heads.strip(figures.get(card['key'], ()), card)
        for node in [*found[ours.chronicle_card], *found[ours.chronicle_infobox]]:
            self.relations(node)

    def declared_of(self, card: ours.chronicle_card) -> Declared:
        """The record of a card, as it is declared there."""
        placed = self.domain.index.placed_at(card['docname'], card['key'])
        assert placed is not None
        return placed.declared

    def figures(self, cards: Sequence[ours.chronicle_card]) -> dict[str, tuple[Place, ...]]:
        """The figures of cards by the keys of their records, the same ones for all that are in one list."""
        groups: dict[int, list[ours.chronicle_card]] = {}
        for card in cards:
            groups.setdefault(id(card.parent), []).append(card)
        found: dict[str, tuple[Place, ...]] = {}
        for group in groups.values():
            places = places_of(self.domain, [self.declared_of(card).record for card in group], group[0].get('hidden', ()))
            found.update(zip((card['key'] for card in group), places, strict=True))
        return found

    def relations(self, node: ours.chronicle_record) -> None:
        """Add what other records and pages say of a record."""
        key, index = node['key'], self.domain.index
        declared = index.graph.records.get(key)
        placed = index.placed_at(node['docname'], key)
        # Of two records with one key the first is known to the others; what they say is said of that one.
        if declared is None or placed is None or placed.declared is not declared:
            return
        record, hidden = declared.record, node.get('hidden', ())
        notes = notes_by_field(record)
        hook = self.domain.registry.of(record).hook('rows')
        if not hook and not notes and not index.graph.has_relations(key) and not index.mentions_of(key):
            return
        made: list[Element] = []
        if hook:
            made += self.make.rows(LISTED, hook(self.domain, key), node, {}, record.anchor)
        related: tuple[Row, ...] = ()
        if 'relations' not in hidden:
            related = record_rows(self.domain, key)
            # A note on a relation that leads nowhere is still something known.
            shown = {row.field for row in related}
            noted = [name for name in self.domain.registry.seen if name in notes and name in record.given and name not in shown]
            related += tuple(Row(name, self.domain.labels.relation(name), ()) for name in noted)
            related = tuple(row for row in related if row.field not in hidden)
        mentions = mention_rows(self.domain, key) if 'mentions' not in hidden else ()
        made += self.make.rows('relations', (*related, *mentions), node, notes, record.anchor)
        lineage = self.make.rows('lineage', lineage_rows(self.domain, key), node, {}) if 'lineage' not in hidden else []
        if lineage:
            maker = self.make.maker(node)
            made.append(maker.node(ours.chronicle_details, '', maker.node(ours.chronicle_caption, _('Lineage')), *lineage))
        holder = next(
            (child for child in node.children if isinstance(child, ours.chronicle_details) and child.get('folds')), node
        )
        place = _place_for_relations(holder)
        for part in reversed(made):
            holder.insert(place, part)

    def filter_bar(self, bar: ours.chronicle_filter, cards: Sequence[ours.chronicle_card]) -> None:
        """Set the choices of a timeline's filter bar, and on each card what it is filtered by."""
        records = self.domain.index.graph.records
        mine = [card for card in cards if card.parent is not None and card.parent.get('scope') == bar['scope']]
        fill_bar(
            self.domain,
            bar,
            [(card, filtered_by(self.domain, records[card['key']].record)) for card in mine if card['key'] in records],
            counted_kinds(self.domain, (card['kind'] for card in mine), len(mine)),
        )

    # -- exports ------------------------------------------------------------------------------------------------------

    def exports(self, node: ours.chronicle_export) -> list[Node]:
        """The exports of a form, as links where they are beside the pages."""
        index, pattern = self.domain.index, node['pattern']
        found = matching_exports(index, pattern)
        if not found:
            hint = did_you_mean(pattern, exports_of(index)) or ' ' + __('(the exports are listed in exports/index.json)')
            message = __("there is no export '%(name)s'%(hint)s") % {'name': pattern, 'hint': hint}
            logger.warning('%s', message, location=nearest_place(node), type=WARNING_TYPE, subtype=Code.REFERENCE.value)
            return [nodes.literal('', pattern)]
        links = []
        for export in found:
            words = node.astext() if node['explicit'] else export.title if len(found) > 1 else ''
            label = nodes.inline('', words) if words else nodes.literal('', export.name)
            label['support_smartquotes'] = False
            link = ours.chronicle_export_link('', '', label, name=export.name)
            if is_interactive(self.domain.builder):
                link['path'] = path_of(export.name)
            links.append([link])
        return joined(links)

    # -- links of authors ---------------------------------------------------------------------------------------------

    def claim_links(self, links: Sequence[nodes.reference], xrefs: Sequence[addnodes.pending_xref]) -> None:
        """Take over the links of the author's that name a record."""
        for xref in xrefs:
            self.claim_link(xref)
        for link in links:
            freed = self.free_link(link)
            if freed is not None:
                self.claim_link(freed)

    def free_link(self, link: nodes.reference) -> addnodes.pending_xref | None:
        """Take a link back from a heading of the same page that has the name of a record."""
        target = link.get('chronicle_target')
        if target is None or self.domain.index.find(target) is None:
            return None
        words = link.children if link['chronicle_explicit'] else []
        inner = nodes.inline('', '', *words)
        xref = addnodes.pending_xref('', inner, reftype='myst', reftarget=target, refexplicit=bool(words))
        xref.source, xref.line = link.source, link.line
        link.replace_self(xref)
        return xref

    def claim_link(self, xref: addnodes.pending_xref) -> None:
        """Assign a link that names a record to our domain, so that nothing of the same name makes it ambiguous."""
        if xref.get('refdomain') or xref['reftype'] not in {'any', 'myst'}:
            return
        found = self.domain.index.find(xref['reftarget'])
        if found is not None:
            xref['refdomain'] = self.domain.name
            xref['reftype'] = found.role
        elif self.domain.index.is_not_there(xref['reftarget']) or self.domain.index.is_mistyped(xref['reftarget']):
            xref['refdomain'], xref['reftype'], xref['refwarn'] = self.domain.name, 'entry', True
            if not xref.astext():
                # Its words would have been the title.
                xref.children = [nodes.literal('', xref['reftarget'])]


class ExpandRecords(Expand):
    """Add to each record its parts, in HTML.

    It comes after nearly all other transforms, which would go through many nodes that have nothing for them; references
    made here need no resolving. The collector of linkcheck (800) still sees them. Other formats have transforms of their
    own that want to see everything, so that they get it at first.
    """

    default_priority = 790
    formats = HTML_FORMATS
    is_late = True

    @uncollected()
    def run(self, **kwargs: Any) -> None:
        """Add the parts and relations of all records of the document, and how they are cited."""
        found = find_all(self.document, ours.chronicle_card, ours.chronicle_infobox)
        self.records_of(found)
        if is_interactive(self.domain.builder):
            # Of two records with one key the first has the anchor.
            records = {
                record['key']: record for record in reversed([*found[ours.chronicle_card], *found[ours.chronicle_infobox]])
            }
            for key, record in records.items():
                placed = self.domain.index.placed_at(record['docname'], key)
                record['cite'] = f'{placed.declared.record.anchor}--cite' if placed else ''
            for record in (*found[ours.chronicle_card], *found[ours.chronicle_infobox]):
                self.cite(record)

    def cite(self, record: ours.chronicle_record) -> None:
        """Note on a record where its citations are: the file of each, its key there, and what it cites."""
        hidden = record.get('hidden', ())
        if 'cite' not in hidden:
            found = citations_of(self.domain.index, record['docname'], record['key'], hidden)
            record['citations'] = [(path_of(one.name), one.key, one.title) for one in found]


def _place_for_relations(holder: Element) -> int:
    """Relations come before papers, links and sources."""
    for index, child in enumerate(holder.children):
        if isinstance(child, ours.chronicle_rows) and child['part'] in {READING, PROVENANCE}:
            return index
    return len(holder.children)


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
    elif target in ours.index.broken:
        # What is wrong with the record has been said.
        return True
    elif target in ours.index.left_out:
        report_left_out(ours.index.key_left_out(target), node)
        return True
    else:
        hint = did_you_mean(target, ours.index.objects) or ' ' + __('(look the key up in the record, or in the index)')
        text = __("there is no record '%(key)s'%(hint)s") % {'key': target, 'hint': hint}
    logger.warning('%s', text, location=nearest_place(node), type=WARNING_TYPE, subtype=Code.REFERENCE.value)
    return True
