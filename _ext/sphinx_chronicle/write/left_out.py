"""What a build leaves out of pages is left out of what is made of all pages, too.

Sphinx removes branches that are not shown when it writes a page. By then references in them have been resolved, and the
general index, the search and the links of MyST know the ids in them, since those are collected while documents are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..doctree.compat import heading_links, note_heading_links
from ..doctree.i18n import WARNING_TYPE, logger
from ..doctree.tree import condition_of, find_all
from ..env.domain import ChronicleDomain, chronicle_domain
from ..records.i18n import __
from ..records.problems import Code


def branches_left_out(domain: ChronicleDomain, document: nodes.document) -> Iterator[Element]:
    """Yield the outermost branches of a doctree that the build does not show."""
    waiting: list[Element] = [document]
    while waiting:
        for child in waiting.pop().children:
            if isinstance(child, nodes.Element):
                condition = condition_of(child)
                if condition is not None and not domain.shows((condition,)):
                    yield child
                else:
                    waiting.append(child)


def report_left_out(key: str, place: Node) -> None:
    """Say that a link names a record that the build does not show."""
    message = __("the record '%s' is left out of this build (leave out what names it as well)")
    logger.warning(message, key, location=nearest_place(place), type=WARNING_TYPE, subtype=Code.REFERENCE.value)


def nearest_place(node: Node) -> Node:
    """The nearest node around that knows its line; MyST's links do not."""
    while node.line is None and node.parent is not None:
        node = node.parent
    return node


class RemoveBranches(SphinxPostTransform):
    """Remove what the build does not show, so that nothing in it is expanded, resolved or reported."""

    # Before everything of this extension (5), and before Sphinx resolves references (10) and removes branches (50).
    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        """Put a comment in the place of each branch, as Sphinx does."""
        domain = chronicle_domain(self.env)
        branches = [*branches_left_out(domain, self.document)]
        for branch in branches:
            branch.replace_self(nodes.comment())
        if branches:
            self.unlink(domain.index.anchors_left_out(self.env.current_document.docname))

    def unlink(self, places: Mapping[str, str]) -> None:
        """Take away links to records that were removed, whose keys are given by anchor.

        Markdown resolves a link within a page when the page is read, and takes the title from there.
        """
        for link in find_all(self.document, nodes.reference)[nodes.reference]:
            anchor = link.get('refid') or link.get('refuri', '').removeprefix('#')
            if anchor in places:
                report_left_out(places[anchor], link)
                has_words = link.get('chronicle_explicit', True)
                link.replace_self(link.children if has_words else nodes.literal('', anchor))


class LeftOut:
    """Takes out of the environment what the build does not show, and puts it back at the end, for other builders."""

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}
        self.links: dict[str, Any] = {}

    def hide(self, app: Sphinx, _builder: Builder) -> None:
        """Hide the index entries and the heading links of branches that are left out (event `write-started`)."""
        env = app.env
        domain = chronicle_domain(env)
        for docname in domain.documents:
            # Whole records are in the doctree under the conditions that are stored of them: no other page is loaded.
            if not all(domain.shows((one,)) for one in domain.documents.whole(docname).conditions):
                branches = branches_left_out(domain, env.get_doctree(docname))
                ids = {*domain.index.anchors_left_out(docname)}
                ids |= {one for branch in branches for node in branch.findall(nodes.Element) for one in node['ids']}
                self._hide(env, docname, ids)

    def _hide(self, env: BuildEnvironment, docname: str, ids: set[str]) -> None:
        entries = env.domains.index_domain.entries
        if docname in entries:
            self.entries[docname] = entries[docname]
            entries[docname] = [entry for entry in entries[docname] if entry[2] not in ids]
        links = heading_links(env, docname)
        if links:
            self.links[docname] = links
            note_heading_links(env, docname, {slug: found for slug, found in links.items() if found[1] not in ids})

    def restore(self, app: Sphinx, _exception: Exception | None) -> None:
        """Put back what was hidden (event `build-finished`)."""
        env = app.env
        entries = env.domains.index_domain.entries
        entries |= self.entries
        for docname, links in self.links.items():
            note_heading_links(env, docname, links)
        self.entries, self.links = {}, {}
