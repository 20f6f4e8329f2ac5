"""The write phase before references are resolved: what depends on all records becomes stock nodes.

Runs at priority 5, before MyST's resolver (9) and Sphinx's (10). Only stock nodes and `pending_xref` come out, so that
the ordinary resolver does the rest for every builder.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..doctree.builders import HTML_FORMATS, is_html
from ..doctree.card import CardMaker
from ..doctree.find import find_all, uncollected
from ..doctree.i18n import WARNING_TYPE, _, logger, ngettext
from ..doctree.make import notes_by_field
from ..doctree.media import address_at, file_name
from ..doctree.nodes import (
    chronicle_caption,
    chronicle_card,
    chronicle_chapters,
    chronicle_details,
    chronicle_export,
    chronicle_export_link,
    chronicle_file_moment,
    chronicle_filter,
    chronicle_infobox,
    chronicle_line,
    chronicle_listing,
    chronicle_moment,
    chronicle_player,
    chronicle_record,
    chronicle_ref,
    chronicle_rows,
    chronicle_time,
)
from ..env.domain import chronicle_domain
from ..records.i18n import __
from ..records.model import Entry, Episode
from ..records.problems import Code, did_you_mean
from ..records.times import format_time
from ..view.exports import matching_exports
from ..view.filters import facets_of, set_facets
from ..view.listing import listing_view
from ..view.relations import RELATIONS, Row, license_item, license_rows, lineage_rows, mention_rows, record_rows, target_item
from .items import ItemMaker
from .listings import ListingMaker, fill_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx
    from sphinx.domains import Domain

    from ..doctree.find import Found
    from ..env.domain import ChronicleDomain
    from ..env.index import Index
    from ..env.store import Placed

#: Nodes that wait for all records to be known.
_OURS = (
    chronicle_card, chronicle_chapters, chronicle_export, chronicle_filter, chronicle_infobox, chronicle_listing,
    chronicle_player, chronicle_ref, chronicle_time,
)  # fmt: skip


class Expand(SphinxPostTransform):
    """Expand everything of ours in one document, but for the parts of records in HTML."""

    default_priority = 5
    is_late = False

    @cached_property
    def make(self) -> ItemMaker:
        """Makes nodes of what is known of other documents."""
        return ItemMaker(self.env, is_late=self.is_late)

    def run(self, **kwargs: Any) -> None:
        """Expand mentions, relations, listings, chapters and times, then take over links that name a record."""
        domain = chronicle_domain(self.env)
        index = domain.index
        found = find_all(self.document, *_OURS, nodes.reference, addnodes.pending_xref)
        for ref in found[chronicle_ref]:
            self.ref(index, ref)
        if not is_html(domain.builder):
            self.records_of(index, found)
        for node in found[chronicle_chapters]:
            node.replace_self(self.chapters(index, node))
        listings = ListingMaker(self.env, is_late=self.is_late)
        for place in found[chronicle_listing]:
            listing = index.documents[place['docname']].listings[place['number']]
            place.replace_self(listings.listing(index, listing, listing_view(index, listing, place['docname']), place))
        for player in found[chronicle_player]:
            self.player(index, player)
        for time in found[chronicle_time]:
            self.time(index, time)
        for export in found[chronicle_export]:
            export.replace_self(self.exports(index, export))
        for bar in found[chronicle_filter]:
            self.filter_bar(index, bar, found[chronicle_card])
        self.claim_links(domain, found[nodes.reference], found[addnodes.pending_xref])

    def ref(self, index: Index, ref: chronicle_ref) -> None:
        """Put what a key or an id leads to in its place."""
        find = license_item if ref['what'] == 'license' else target_item
        ref.replace_self(self.make.item(find(index, ref['target']), ref))

    # -- records ------------------------------------------------------------------------------------------------------

    def records_of(self, index: Index, found: Found) -> None:
        """Add to each card its parts, and to each record what others say of it."""
        for card in found[chronicle_card]:
            placed = index.placed_at(card['docname'], card['key'])
            assert placed is not None
            assert isinstance(placed.declared.record, Entry)
            maker = CardMaker(self.config.language, card.source or '', card.line or 0)
            for part in maker.complete(card, placed.declared.record):
                for ref in find_all(part, chronicle_ref)[chronicle_ref]:
                    self.ref(index, ref)
        for record in [*found[chronicle_card], *found[chronicle_infobox]]:
            self.relations(index, record)

    def relations(self, index: Index, node: chronicle_record) -> None:
        """Add what other records and pages say of a record."""
        key, kind = node['key'], node['kind']
        declared = index.graph.records.get(key)
        placed = index.placed_at(node['docname'], key)
        # Of two records with one key the first is known to the others; what they say is said of that one.
        if declared is None or placed is None or placed.declared is not declared:
            return
        notes = notes_by_field(declared.record)
        if kind == 'entry' and not notes and not index.graph.has_relations(key) and not index.mentions_of(key):
            return
        made: list[Element | None] = []
        if kind == 'license':
            made.append(self.make.rows('licensed', license_rows(index, key), node, {}))
        related = record_rows(index, key)
        # A doubt about a relation that leads nowhere is still something known.
        doubted = [Row(field, ()) for field in RELATIONS if field in notes and getattr(declared.record, field, None)]
        related += tuple(row for row in doubted if row.field not in {shown.field for shown in related})
        made.append(self.make.rows('relations', (*related, *mention_rows(index, key)), node, notes))
        if kind == 'entry':
            lineage = self.make.rows('lineage', lineage_rows(index, key), node, {})
            if lineage is not None:
                maker = self.make.maker(node)
                caption = maker.node(chronicle_caption, _('Lineage'))
                made.append(maker.node(chronicle_details, '', caption, lineage))
        place = _place_for_relations(node)
        for part in reversed([part for part in made if part is not None]):
            node.insert(place, part)

    def chapters(self, index: Index, node: Element) -> list[Node]:
        """An episode's chapters as a list of links into the page."""
        docname = node['docname']
        placed = index.placed_at(docname, node['key'])
        chapters = index.chapters_at(docname, node['key'])
        if not chapters:
            return []
        maker = self.make.maker(node)
        listing = maker.node(nodes.bullet_list, bullet='-')
        for chapter in chapters:
            line = maker.node(chronicle_line)
            line += self.moment(placed, chapter.seconds)
            line += nodes.Text(' ')
            line += self.make.place(docname, chapter.anchor, chapter.title, node)
            listing += nodes.list_item('', line)
        count = len(chapters)
        caption = maker.node(chronicle_caption, ngettext('%d chapter', '%d chapters', count) % count)
        return [maker.node(chronicle_details, '', caption, listing, open=True)]

    def filter_bar(self, index: Index, bar: chronicle_filter, cards: Sequence[chronicle_card]) -> None:
        """Give the filter bar of a timeline its choices, and each card what it is filtered by."""
        found = []
        mine = [card for card in cards if card.parent is not None and card.parent.get('scope') == bar['scope']]
        for card in mine:
            declared = index.graph.records.get(card['key'])
            if declared is not None:
                facets = facets_of(index, declared.record)
                set_facets(card, facets, declared.record)
                found.append(facets)
        fill_bar(bar, found, mine)

    def player(self, index: Index, node: chronicle_player) -> None:
        """Give the player its chapters, and the file that it plays."""
        file = file_name(node.get('audio'))
        if file:
            node['filename'] = self.shipped(node['docname'], file)
        placed = index.placed_at(node['docname'], node['key'])
        if placed is not None:
            node['heading'] = placed.declared.record.title
        chapters = index.chapters_at(node['docname'], node['key'])
        node['chapters'] = json.dumps([[c.seconds, c.title, c.anchor] for c in chapters], ensure_ascii=False)

    def time(self, index: Index, node: chronicle_time) -> None:
        """Make a time a link into the recording that the page is about."""
        node.replace_self(self.moment(self.episode_around(index, node), node['seconds']))

    def shipped(self, docname: str, file: str) -> str:
        """The name under which a build ships a file that a page names."""
        return self.env.dlfiles.add_file(docname, self.env.relfn2path(file, docname)[0]).as_posix()

    def moment(self, placed: Placed | None, seconds: int) -> Element:
        """A time: a link to that moment, if there is a recording to lead to."""
        words = nodes.inline('', format_time(seconds), classes=['chronicle-time'])
        episode = placed.declared.record if placed else None
        if placed is None or not isinstance(episode, Episode):
            return words
        file = file_name(episode.audio)
        if file:
            return chronicle_file_moment('', '', words, filename=self.shipped(placed.docname, file), seconds=seconds)
        address = address_at(episode, seconds)
        if address is None:
            return words
        return chronicle_moment('', '', words, refuri=address, internal=False, seconds=seconds)

    def episode_around(self, index: Index, node: Element) -> Placed | None:
        """The episode whose section a node stands in."""
        section = node.parent
        while section is not None:
            for child in section.children:
                if isinstance(child, chronicle_record) and child['kind'] == 'episode':
                    return index.placed_at(child['docname'], child['key'])
            section = section.parent
        return None

    # -- exports ------------------------------------------------------------------------------------------------------

    def exports(self, index: Index, node: chronicle_export) -> list[Node]:
        """The exports of a form, as links where they stand beside the pages."""
        pattern = node['pattern']
        found = matching_exports(index, pattern)
        if not found:
            hint = did_you_mean(pattern, index.exports) or ' ' + __('(the exports are listed in exports/index.json)')
            message = __("there is no export '%(name)s'%(hint)s") % {'name': pattern, 'hint': hint}
            logger.warning('%s', message, location=_nearest_place(node), type=WARNING_TYPE, subtype=Code.REFERENCE.value)
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
        """Give a link that names a record to our domain, so that nothing of the same name makes it ambiguous."""
        if xref.get('refdomain') or xref['reftype'] not in {'any', 'myst'}:
            return
        found = domain.index.find(xref['reftarget'])
        if found is not None:
            xref['refdomain'] = domain.name
            xref['reftype'] = domain.object_types[found.kind].roles[0]
        elif domain.index.is_mistyped(xref['reftarget']):
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
            self.records_of(chronicle_domain(self.env).index, find_all(self.document, chronicle_card, chronicle_infobox))


def _place_for_relations(record: Element) -> int:
    """Relations stand before papers, links and sources."""
    for index, child in enumerate(record.children):
        if isinstance(child, chronicle_rows) and child['part'] in {'reading', 'provenance'}:
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
        text = message % {'key': target, 'role': role, 'right': ours.object_types[found.kind].roles[0]}
    else:
        hint = did_you_mean(target, ours.index.objects) or ' ' + __('(the key stands in the record; look it up in the index)')
        text = __("there is no record '%(key)s'%(hint)s") % {'key': target, 'hint': hint}
    logger.warning('%s', text, location=_nearest_place(node), type=WARNING_TYPE, subtype=Code.REFERENCE.value)
    return True


def _nearest_place(node: Element) -> Element:
    """The nearest node around that knows its line; MyST's links do not."""
    while node.line is None and node.parent is not None:
        node = node.parent
    return node
