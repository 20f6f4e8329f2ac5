"""The end of the read phase: what a document holds is stored.

Runs at `doctree-read` in the process that reads the document, when titles are translated and links are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from docutils import nodes
from docutils.nodes import Element
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..doctree.nodes import (
    chronicle_card,
    chronicle_count,
    chronicle_export,
    chronicle_figure,
    chronicle_image,
    chronicle_infobox,
    chronicle_listing,
    chronicle_record,
)
from ..doctree.tree import Found, conditions_around, find_all, is_hidden, is_never_shown, is_titled_section, title_of
from ..doctree.words import heading_words, may_name_record
from ..env.domain import chronicle_domain
from ..env.index import names_of
from ..env.plain_text import one_block
from ..env.read_with import ReadWith
from ..env.store import Document, Mention, Placed
from ..records.moments import Day
from ..records.registry import Registry
from .base import ReadState, read_state
from .plain_text import summary_nodes

_STORED = (
    chronicle_card, chronicle_count, chronicle_export, chronicle_infobox, chronicle_listing, addnodes.pending_xref,
    nodes.reference,
)  # fmt: skip


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Store what the document holds (event `doctree-read`)."""
    docname = app.env.current_document.docname
    here = read_state(app.env)
    domain = chronicle_domain(app.env)
    found = find_all(doctree, *_STORED)
    records = [*found[chronicle_card], *found[chronicle_infobox]]
    document = Document(
        tuple(_placed(app.env, record, docname, domain.registry) for record in records),
        tuple(_mentions(doctree, docname, found, domain.registry)),
        dict(enumerate(here.listings)),
        {node['number']: when for node in found[chronicle_listing] if (when := conditions_around(node))},
        tuple(dict.fromkeys(node['pattern'] for node in found[chronicle_export])),
        {name: key for draft in here.drafts for name, key in names_of(domain.registry, draft).items()},
        tuple(sorted(here.broken)),
        tuple(dict.fromkeys(node['what'] for node in found[chronicle_count])),
    )
    domain.note_document(docname, document, _read_with(app, here, domain.registry.today))


def _read_with(app: Sphinx, here: ReadState, day: Day) -> ReadWith | tuple[()]:
    """What the document was read with, as far as it depends on that."""
    drafts = bool(app.config.chronicle_drafts) if here.has_drafts else None
    changes = None if here.is_daily else tuple(sorted(here.changes))
    return ReadWith(day, changes, drafts) if changes != () or drafts is not None else ()


def _placed(env: BuildEnvironment, node: chronicle_record, docname: str, registry: Registry) -> Placed:
    here = read_state(env)
    anchor = f'{node["kind"]}-{node["key"]}'
    item = here.declared[anchor]
    summary, words = here.plain.get(anchor, ((), ''))
    title = one_block(env, docname, words, resolve=False)
    # What the author wrote as a title is now known in the language of the page.
    if title and title != item.record.title:
        item = replace(item, record=item.record.with_values(title=title))
    extra: Mapping[str, Any] = {}
    if is_titled_section(node.parent):
        extra = registry.of(item.record).ask('collect', extra, node.parent, item)
    written = summary_nodes(node)
    has_hidden = any(is_hidden(one) for child in written for one in child.findall())
    # Writers would put them into the page, where nobody sees and everybody can read them.
    for comment in [one for child in written for one in child.findall(nodes.comment)]:
        comment.parent.remove(comment)
    # Sphinx has found the files, those in the language of the site first.
    figures = (child for child in node.children if isinstance(child, chronicle_figure))
    shown = (image for figure in figures for image in figure.children if isinstance(image, chronicle_image))
    images = tuple((image['uri'], image['alt']) for image in shown if image['uri'] in env.images)
    return Placed(item, docname, summary, has_hidden, extra, conditions_around(node), images)


def _mentions(doctree: nodes.document, docname: str, found: Found, registry: Registry) -> Iterator[Mention]:
    """Links that may name a record, in the author's prose. Links that the extension makes come later."""
    for xref in found[addnodes.pending_xref]:
        if may_name_record(xref) and not is_never_shown(xref):
            yield replace(_mention(doctree, docname, xref, xref['reftarget'], registry), when=conditions_around(xref))
    for link in found[nodes.reference]:
        if 'chronicle_target' in link and not is_never_shown(link):
            mention = _mention(doctree, docname, link, link['chronicle_target'], registry)
            yield replace(mention, when=conditions_around(link))


def _mention(doctree: nodes.document, docname: str, link: Element, target: str, registry: Registry) -> Mention:
    around: list[nodes.section] = []
    node: Element | None = link
    while node is not None:
        if isinstance(node, nodes.footnote) and node['backrefs']:
            # Footnotes are at the end of the page; what counts is where they are called.
            node = doctree.ids.get(node['backrefs'][0], node)
        if isinstance(node, chronicle_card):
            return Mention(target, docname, node['ids'][0], title_of(node), node['key'], is_record=True)
        if is_titled_section(node):
            around.append(node)
            infobox = next((child for child in node.children if isinstance(child, chronicle_infobox)), None)
            if infobox is not None:
                hook = registry.kinds[infobox['kind']].hook('mention')
                if hook is None:
                    return Mention(target, docname, node['ids'][0], heading_words(node), infobox['key'], is_record=True)
                return _in_section(target, docname, around, infobox['key'], hook(around))
        node = node.parent
    return _in_section(target, docname, around)


def _in_section(
    target: str, docname: str, around: list[nodes.section], key: str = '', moment: tuple[int, str] | None = None
) -> Mention:
    """A link in a section, the nearest of which comes first."""
    if not around:
        return Mention(target, docname, '', '', key, moment=moment)
    # A heading may be nothing but what is beside its words.
    nearest = next((section for section in around if heading_words(section)), around[0])
    return Mention(target, docname, nearest['ids'][0], heading_words(nearest), key, moment=moment)
