"""The end of the read phase: what a document holds is stored.

Runs at `doctree-read` in the process that reads the document, when titles are translated and links are known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from ..doctree.find import find_all
from ..doctree.headings import heading_line, heading_time, heading_words, is_titled_section
from ..doctree.i18n import report
from ..doctree.nodes import chronicle_card, chronicle_export, chronicle_infobox, chronicle_title
from ..doctree.words import may_name_record, plain_words
from ..env.domain import chronicle_domain
from ..env.read_state import read_state
from ..env.store import Document, Mention, Placed
from ..records.chapters import Chapter, Topic, check_chapters
from ..records.model import Episode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from ..doctree.find import Found
    from ..doctree.nodes import chronicle_record
    from ..records.reader import Declared


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Store what the document holds (event `doctree-read`)."""
    docname = app.env.current_document.docname
    here = read_state(app.env)
    found = find_all(doctree, chronicle_card, chronicle_infobox, chronicle_export, addnodes.pending_xref, nodes.reference)
    records = [*found[chronicle_card], *found[chronicle_infobox]]
    document = Document(
        tuple(_placed(record, docname, here.declared) for record in records),
        tuple(_mentions(doctree, docname, found)),
        tuple(here.listings),
        tuple(dict.fromkeys(node['pattern'] for node in found[chronicle_export])),
    )
    chronicle_domain(app.env).note_document(docname, document)


def _placed(node: chronicle_record, docname: str, declared: dict[str, Declared]) -> Placed:
    item = declared[f'{node["kind"]}-{node["key"]}']
    title = _title_of(node)
    # What the author wrote as a title is now known in the language of the page.
    if title and title != item.record.title:
        item = replace(item, record=item.record.model_copy(update={'title': title}))
    record = item.record
    chapters: tuple[Chapter, ...] = ()
    if isinstance(record, Episode) and is_titled_section(node.parent):
        chapters = tuple(_chapters(node.parent))
        for problem in check_chapters(chapters, record.duration, item.path, item.name):
            report(problem)
    return Placed(item, docname, _summary_of(node), chapters)


def _title_of(node: Element) -> str:
    """The title of a card, or of the section an infobox stands in."""
    if isinstance(node, chronicle_card):
        holder: Node | None = next((child for child in node.children if isinstance(child, chronicle_title)), None)
    else:
        holder = node.parent[0] if is_titled_section(node.parent) else None
    return holder.astext() if holder is not None else ''


def _summary_of(node: Element) -> str:
    """The summary in plain text, as parsed: its nodes are the only ones of a record that are none of ours."""
    shown = (child for child in node.children if not type(child).__name__.startswith('chronicle_'))
    return ' '.join(' '.join(plain_words(child).split()) for child in shown)


def _chapters(page: nodes.section) -> Iterator[Chapter]:
    """The chapters under an episode's title: its subsections with a time, and theirs."""
    for section in page.children:
        seconds = heading_time(section) if isinstance(section, nodes.section) else None
        if seconds is None or not isinstance(section, nodes.section):
            continue
        topics = []
        for inner in section.children:
            time = heading_time(inner) if isinstance(inner, nodes.section) else None
            if time is not None and isinstance(inner, nodes.section):
                topics.append(Topic(time, heading_words(inner), inner['ids'][0], heading_line(inner)))
        yield Chapter(seconds, heading_words(section), section['ids'][0], heading_line(section), tuple(topics))


def _mentions(doctree: nodes.document, docname: str, found: Found) -> Iterator[Mention]:
    """Links that may name a record, in the author's prose. Links that the extension makes come later."""
    for xref in found[addnodes.pending_xref]:
        if may_name_record(xref):
            yield _mention(doctree, docname, xref, xref['reftarget'])
    for link in found[nodes.reference]:
        if 'chronicle_target' in link:
            yield _mention(doctree, docname, link, link['chronicle_target'])


def _mention(doctree: nodes.document, docname: str, link: Element, target: str) -> Mention:
    anchor = title = ''
    seconds = None
    node: Element | None = link
    while node is not None:
        if isinstance(node, nodes.footnote) and node['backrefs']:
            # Footnotes stand at the end of the page; what counts is where they are called.
            node = doctree.ids.get(node['backrefs'][0], node)
        if isinstance(node, chronicle_card):
            return Mention(target, docname, node['ids'][0], _title_of(node), node['key'], is_record=True)
        if is_titled_section(node):
            if not title:
                anchor, title = node['ids'][0], heading_words(node)
            if seconds is None:
                seconds = heading_time(node)
            infobox = next((child for child in node.children if isinstance(child, chronicle_infobox)), None)
            if infobox is not None and infobox['kind'] == 'episode':
                episode = heading_words(node) if seconds is not None else ''
                return Mention(target, docname, anchor, title, infobox['key'], seconds=seconds, episode=episode)
            if infobox is not None:
                return Mention(target, docname, node['ids'][0], heading_words(node), infobox['key'], is_record=True)
        node = node.parent
    return Mention(target, docname, anchor, title)
