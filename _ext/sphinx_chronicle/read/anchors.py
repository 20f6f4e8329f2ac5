"""The transforms of the read phase: anchors are given, and links prepared for what comes later.

They come after parsing and before the table of contents is collected.
"""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.transforms import SphinxTransform

from ..doctree.compat import note_slug
from ..doctree.i18n import report
from ..doctree.nodes import chronicle_infobox
from ..doctree.tree import find_all, give_anchor, is_titled_section
from ..env.domain import chronicle_domain
from ..records.core import ALIASES
from ..records.i18n import __
from ..records.options import anchor_taken, misplaced
from ..records.problems import Code, Problem, relative_path
from ..records.record import Declared
from ..records.registry import Registry
from .base import read_state


def _note_slugs(document: nodes.document, declared: Declared, registry: Registry) -> None:
    """Tell MyST of the anchors of a record and the items of its parts."""
    record = declared.record
    note_slug(document, record.anchor, record.title, declared.line)
    for _field, part, item, anchor in registry.of(record).items(record):
        note_slug(document, anchor, part.title_of(item), declared.line)


class RecordAnchors(SphinxTransform):
    """Put the anchors of a record on the section that it is.

    They come first among the section's ids, so that its permalink and the sidebar use them.
    """

    # Before the table of contents is collected and before MyST settles its slugs (700).
    default_priority = 245

    def apply(self) -> None:
        """Find the section of each infobox on the page."""
        here = read_state(self.env)
        for declared in here.declared.values():
            _note_slugs(self.document, declared, chronicle_domain(self.env).registry)
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
            for anchor in reversed([record.anchor, *(f'{record.kind}-{alias}' for alias in record.get(ALIASES))]):
                if not give_anchor(self.document, owner, anchor):
                    report(anchor_taken(declared, anchor))


class GroupHeadings(SphinxTransform):
    """Turn the sections of a timeline's groups into rubrics where sections are not allowed.

    A section is allowed only in a titled section, and what follows it there would become a part of it.
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
    """What a group's section becomes where a section is not allowed: a rubric, then its content."""
    heading = section[0]
    assert isinstance(heading, nodes.title)
    rubric = nodes.rubric(heading.rawsource, '', *heading.children, ids=section['ids'], translatable=False)
    rubric.source, rubric.line = heading.source, heading.line
    return [rubric, *section.children[1:]]


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
                link['chronicle_target'] = link['refuri'][1:]
                link['chronicle_explicit'] = bool(link.children)
