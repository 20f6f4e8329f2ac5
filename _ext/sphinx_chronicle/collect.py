"""The read phase after parsing: what a document declares is stored, and groups get headings they can have.

Runs in the process that reads the document. The transform comes before the table of contents is collected; the storing
comes at `doctree-read`, when titles are translated and links are known.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from docutils import nodes
from sphinx.transforms import SphinxTransform

from .domain import Placed, chronicle_domain, declared_here
from .messages import relative_path, report
from .nodes import chronicle_card, chronicle_infobox, chronicle_record, chronicle_title
from .records.messages import __
from .records.problems import Code, Problem

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from .records.reader import Declared


class GroupHeadings(SphinxTransform):
    """Turn the sections of a timeline's groups into rubrics where sections cannot stand.

    A section can stand only in a titled section, and what follows it there would become a part of it.
    """

    # After explicit targets are settled and translations are in (20), before anything collects sections.
    default_priority = 250

    def apply(self) -> None:
        """Replace sections where needed, each timeline's at once."""
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
                source = section.source or self.document['source']
                report(Problem(Code.PLACE, problem, relative_path(source, self.env.srcdir), section.line or 1, '{timeline}'))
            parent.replace(section, as_rubric(section))


def is_titled_section(node: Element | None) -> TypeGuard[nodes.section]:
    """Whether a node is a section with a title."""
    return isinstance(node, nodes.section) and len(node) > 0 and isinstance(node[0], nodes.title)


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


def as_rubric(section: nodes.section) -> list[Node]:
    """What a group's section becomes where a section cannot stand: a rubric, then its content."""
    heading = section[0]
    assert isinstance(heading, nodes.title)
    rubric = nodes.rubric(heading.rawsource, '', *heading.children, ids=section['ids'], translatable=False)
    rubric.source, rubric.line = heading.source, heading.line
    return [rubric, *section.children[1:]]


class RecordAnchors(SphinxTransform):
    """Give the section of a dataset, an episode or a license the record's anchors."""

    # Before the table of contents is collected and before MyST settles its slugs (700).
    default_priority = 245

    def apply(self) -> None:
        """Put the anchors first among the section's ids, so that permalinks and the sidebar use them."""
        owners: dict[nodes.Element, str] = {}
        for infobox in list(self.document.findall(chronicle_infobox)):
            section = infobox.parent
            record = declared_here(self.env)[f'{infobox["kind"]}-{infobox["key"]}']
            problem = None
            if not is_titled_section(section):
                problem = __('it stands under no heading, so it has no title (put a heading right above it)')
            elif section in owners:
                problem = __('the section belongs to %s already (give each record a heading of its own)') % owners[section]
            if problem:
                report(Problem(Code.PLACE, problem, record.path, record.line, record.name))
                owner: nodes.Element = infobox
            else:
                assert section is not None
                owners[section] = record.name
                owner = section
            self.give_anchors(owner, record)

    def give_anchors(self, owner: nodes.Element, declared: Declared) -> None:
        """Give the owner the record's anchors that nothing else has."""
        record = declared.record
        anchors = [record.anchor, *(f'{record.kind}-{alias}' for alias in record.aliases)]
        for anchor in reversed(anchors):
            other = self.document.ids.get(anchor)
            if other is not None and other is not owner:
                message = __("the anchor '%s' is taken by something else on this page (choose another key)")
                report(Problem(Code.DUPLICATE, message % anchor, declared.path, declared.line, declared.name))
                continue
            if anchor in owner['ids']:
                owner['ids'].remove(anchor)
            owner['ids'].insert(0, anchor)
            self.document.ids[anchor] = owner


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Store what the document declares (event `doctree-read`)."""
    docname = app.env.current_document.docname
    declared = declared_here(app.env)
    placed = []
    if declared:
        for node in doctree.findall(chronicle_record):
            item = declared[f'{node["kind"]}-{node["key"]}']
            title = _title_of(node)
            # What the author wrote as a title is now known in the language of the page.
            if title and title != item.record.title:
                item = replace(item, record=item.record.model_copy(update={'title': title}))
            placed.append(Placed(item, docname, item.record.anchor, item.record.title))
    chronicle_domain(app.env).note_placed(docname, placed)


def _title_of(node: nodes.Element) -> str:
    """The title of a card, or of the section an infobox stands in."""
    if isinstance(node, chronicle_card):
        holder: Node | None = next((child for child in node.children if isinstance(child, chronicle_title)), None)
    else:
        holder = node.parent[0] if is_titled_section(node.parent) else None
    return holder.astext() if holder is not None else ''
