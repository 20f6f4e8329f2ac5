"""The read phase after parsing: anchors are given, and what a document holds is stored.

Runs in the process that reads the document. The transforms come before the table of contents is collected; the storing
comes at `doctree-read`, when titles are translated and links are known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from ..doctree.find import find_all
from ..doctree.i18n import relative_path, report
from ..doctree.nodes import chronicle_card, chronicle_export, chronicle_infobox, chronicle_time, chronicle_title
from ..env.domain import chronicle_domain
from ..env.index import open_title
from ..env.read_state import read_state
from ..env.store import Document, Mention, Placed
from ..records.chapters import Chapter, Topic, check_chapters
from ..records.i18n import __
from ..records.model import Entry, Episode, is_hf, is_key
from ..records.options import misplaced
from ..records.problems import Code, Problem
from ..records.times import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from ..doctree.find import Found
    from ..doctree.nodes import chronicle_record
    from ..records.reader import Declared


def is_titled_section(node: Node | None) -> TypeGuard[nodes.section]:
    """Whether a node is a section with a title."""
    return isinstance(node, nodes.section) and len(node) > 0 and isinstance(node[0], nodes.title)


def give_anchor(document: nodes.document, owner: Element, anchor: str) -> bool:
    """Put an id first among an element's; `False` if something else on the page has it."""
    other = document.ids.get(anchor)
    if other is not None and other is not owner:
        return False
    if anchor in owner['ids']:
        owner['ids'].remove(anchor)
    owner['ids'].insert(0, anchor)
    document.ids[anchor] = owner
    return True


def note_slug(document: nodes.document, anchor: str, title: str, line: int) -> None:
    """Tell MyST of an anchor, so that ``page.md#anchor`` finds it; reStructuredText has no such links."""
    slugs = getattr(document, 'myst_slugs', None)
    if slugs is not None:
        slugs.setdefault(anchor, (line, anchor, title))


def _note_slugs(document: nodes.document, declared: Declared) -> None:
    """Tell MyST of the anchors of a record and its checkpoints."""
    record = declared.record
    note_slug(document, record.anchor, record.title, declared.line)
    if isinstance(record, Entry):
        for checkpoint, anchor in zip(record.checkpoints, record.checkpoint_anchors, strict=True):
            note_slug(document, anchor, checkpoint.label, declared.line)


# -- transforms ---------------------------------------------------------------------------------------------------------


class RecordAnchors(SphinxTransform):
    """Give the section of a dataset, an episode or a license the record's anchors.

    They come first among the section's ids, so that its permalink and the sidebar use them.
    """

    # Before the table of contents is collected and before MyST settles its slugs (700).
    default_priority = 245

    def apply(self) -> None:
        """Find the section of each infobox on the page."""
        here = read_state(self.env)
        for declared in here.declared.values():
            _note_slugs(self.document, declared)
        if not here.has_infoboxes:
            return
        owners: dict[Element, str] = {}
        for infobox in list(self.document.findall(chronicle_infobox)):
            section = infobox.parent
            declared = read_state(self.env).declared[f'{infobox["kind"]}-{infobox["key"]}']
            owner: Element = infobox
            if not is_titled_section(section):
                report(misplaced(declared, None))
            elif section in owners:
                report(misplaced(declared, owners[section]))
            else:
                owners[section] = declared.name
                owner = section
            record = declared.record
            for anchor in reversed([record.anchor, *(f'{record.kind}-{alias}' for alias in record.aliases)]):
                if not give_anchor(self.document, owner, anchor):
                    message = __("the anchor '%s' is taken by something else on this page (choose another key)")
                    report(Problem(Code.DUPLICATE, message % anchor, declared.path, declared.line, declared.name))


class GroupHeadings(SphinxTransform):
    """Turn the sections of a timeline's groups into rubrics where sections cannot stand.

    A section can stand only in a titled section, and what follows it there would become a part of it.
    """

    # After explicit targets are settled and translations are in (20), before anything collects sections.
    default_priority = 250

    def apply(self) -> None:
        """Replace sections where needed, and say so once for each timeline."""
        if not read_state(self.env).has_groups:
            return
        warned: set[Element] = set()
        for section in list(self.document.findall(nodes.section)):
            parent = section.parent
            if parent is None or 'chronicle_group' not in section:
                continue
            problem = _why_no_section(section)
            if problem is None:
                continue
            if parent not in warned:
                warned.add(parent)
                path = relative_path(section.source or self.document['source'], self.env.srcdir)
                report(Problem(Code.PLACE, problem, path, section.line or 1, '{timeline}'))
            parent.replace(section, _as_rubric(section))


def _why_no_section(section: nodes.section) -> str | None:
    parent = section.parent
    if not is_titled_section(parent):
        return __('the groups get no headings of their own here (put the directive directly under a heading of the page)')
    for sibling in parent.children[parent.index(section) + 1 :]:
        if not isinstance(sibling, (nodes.section, nodes.Invisible, nodes.system_message)):
            return __(
                'text follows the groups in the same section, so they get no headings of their own'
                ' (put a heading before that text)'
            )
    return None


def _as_rubric(section: nodes.section) -> list[Node]:
    """What a group's section becomes where a section cannot stand: a rubric, then its content."""
    heading = section[0]
    assert isinstance(heading, nodes.title)
    rubric = nodes.rubric(heading.rawsource, '', *heading.children, ids=section['ids'], translatable=False)
    rubric.source, rubric.line = heading.source, heading.line
    return [rubric, *section.children[1:]]


class TimeAnchors(SphinxTransform):
    """Give a heading that begins with a time the anchor ``at-15-23``, which does not change with its words."""

    # After the groups have their sections, before MyST settles its slugs (700).
    default_priority = 255

    def apply(self) -> None:
        """Anchor each such heading; a topic that begins with its chapter gets a number."""
        if not read_state(self.env).has_times:
            return
        for section in self.document.findall(nodes.section):
            seconds = heading_time(section)
            if seconds is None:
                continue
            base = anchor = 'at-' + format_time(seconds).replace(':', '-')
            number = 2
            while not give_anchor(self.document, section, anchor):
                anchor = f'{base}-{number}'
                number += 1
            # Known by name as well, so that a link on the same page finds it; a label of the author's goes first.
            if anchor not in self.document.nameids:
                self.document.nameids[anchor] = anchor
                self.document.nametypes[anchor] = False
            note_slug(self.document, anchor, heading_words(section), heading_line(section))


class LocalLinks(SphinxTransform):
    """Keep what a Markdown link to the same page was written as.

    MyST turns ``[text](#nemotron-h)`` into a link to a heading of that name, if the page has one. Should it be a record's
    key as well, the record is meant; that is known only when all documents are read.
    """

    # Just before MyST resolves such links (879).
    default_priority = 878

    def apply(self) -> None:
        """Note the target, and whether the link has words of its own."""
        for link in find_all(self.document, nodes.reference)[nodes.reference]:
            if link.get('id_link') and link.get('refuri', '').startswith('#'):
                target = link['refuri'][1:]
                if is_key(target) or is_hf(target):
                    link['chronicle_target'] = target
                    link['chronicle_explicit'] = bool(link.children)


#: What typography may replace in a text (docutils.utils.smartquotes): quotes, dashes, dots, and escapes of these.
_TYPOGRAPHY = re.compile(r"""["'`\\&]|--|\. ?\.""")

#: The action of typography (setting `smartquotes_action`) that takes typographical characters away, whichever they are.
_STUPEFY = '-1'


class PlainSummaries(SphinxTransform):
    """Have the summaries left alone that typography has nothing to change in: it takes its time to find that out."""

    # After translations (20) and substitutions (220), before docutils makes quotes typographical (750).
    default_priority = 745

    def apply(self) -> None:
        """Look at the paragraphs of each card on the page."""
        if self.config.smartquotes_action == _STUPEFY:
            return
        for card in read_state(self.env).cards:
            for paragraph in card.children:
                if type(paragraph) is nodes.paragraph and not _TYPOGRAPHY.search(paragraph.astext()):
                    paragraph['support_smartquotes'] = False


# -- storing ------------------------------------------------------------------------------------------------------------


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


def plain_words(node: Node) -> str:
    """The words of a node; a link without words stands for the title of what it names."""
    if not isinstance(node, nodes.Element):
        return node.astext()
    if isinstance(node, addnodes.pending_xref) and not node.get('refexplicit') and _may_name_record(node):
        return open_title(node['reftarget'])
    if 'chronicle_target' in node and not node['chronicle_explicit']:
        return open_title(node['chronicle_target'])
    separator = '' if isinstance(node, nodes.TextElement) else ' '
    return separator.join(plain_words(child) for child in node.children)


def _may_name_record(xref: addnodes.pending_xref) -> bool:
    return xref.get('refdomain') == 'chronicle' or (not xref.get('refdomain') and xref['reftype'] in {'any', 'myst'})


def heading_time(section: Element) -> int | None:
    """The time at the head of a section's heading, in seconds."""
    if not is_titled_section(section):
        return None
    first = next((child for child in section[0].children if child.astext().strip()), None)
    return first['seconds'] if isinstance(first, chronicle_time) else None


def heading_line(section: nodes.section) -> int:
    """The line of a heading: that of its time, since docutils counts a heading from its underline."""
    times = (child.line for child in section[0].children if isinstance(child, chronicle_time))
    return next(times, None) or section[0].line or 0


def heading_words(section: nodes.section) -> str:
    """A heading without its time."""
    words = (plain_words(child) for child in section[0].children if not isinstance(child, chronicle_time))
    return ''.join(words).strip()


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
        if _may_name_record(xref):
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
