"""Nodes of what a page shows of other pages: items as links, rows of items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx import addnodes
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from ..doctree.builders import is_html
from ..doctree.make import Maker
from ..doctree.nodes import chronicle_choice, chronicle_date, chronicle_doubt, chronicle_rows
from ..doctree.tree import around, joined
from ..env.domain import PLACE, chronicle_domain
from ..view.relations import Item, Row


class ItemMaker:
    """Makes nodes of items.

    :param is_late: whether references are resolved already, so that those made here must be whole.
    """

    def __init__(self, env: BuildEnvironment, *, is_late: bool) -> None:
        self.env = env
        self.domain = chronicle_domain(env)
        self.is_late = is_late

    def item(self, item: Item, where: Element) -> list[Node]:
        """An item as a link, with what is said of it and what belongs to it."""
        content: list[Node] = []
        if item.date:
            content.append(chronicle_date('', item.title, date=item.date, planned=item.planned))
        elif item.docname:
            content.append(self.place(item.docname, item.anchor, item.title, where))
        elif item.file:
            content.append(self.file(item, where))
        elif item.uri:
            content.append(nodes.reference('', '', nodes.Text(item.title), refuri=item.uri, internal=False))
        elif item.mark:
            content.append(chronicle_choice('', item.title, mark=item.mark))
        else:
            content.append(nodes.Text(item.title))
        if item.mark and item.docname:
            content = [chronicle_choice('', '', *content, mark=item.mark)]
        if item.details:
            content.append(nodes.Text(f' ({", ".join(item.details)})'))
        if item.doubts:
            words = ', '.join(item.doubts)
            # In one with a value that is kept together.
            around = content[-1] if isinstance(content[-1], chronicle_choice) else None
            (content if around is None else around).append(chronicle_doubt('', f' ({words})', words=words))
        if item.parts:
            content += [nodes.Text(': '), *self.items(item.parts, where)]
        return content

    def items(self, items: Sequence[Item], node: Element) -> list[Node]:
        return joined(self.item(item, node) for item in items)

    def place(self, docname: str, anchor: str, title: str, where: Element) -> Element:
        """A reference to a place of this site that is known to be there."""
        if self.is_late or is_html(self.domain.builder):
            # In HTML nothing of it is left to resolve.
            here = document_of(where) or self.env.docname
            return make_refnode(self.domain.builder, here, docname, anchor, nodes.inline('', title))
        xref = addnodes.pending_xref(
            '',
            nodes.inline('', title),
            refdoc=document_of(where),
            refdomain='chronicle',
            reftype=PLACE,
            reftarget=f'{docname}#{anchor}',
            refexplicit=True,
        )
        xref.source, xref.line = where.source, where.line
        return xref

    def file(self, item: Item, where: Element) -> Element:
        """A file of the project, which is shipped with the pages as Sphinx does with downloads."""
        filename = self.env.dlfiles.add_file(document_of(where) or self.env.docname, item.file).as_posix()
        words = nodes.Text(item.title)
        return addnodes.download_reference('', '', words, reftarget=item.file, filename=filename, support_smartquotes=False)

    def shipped(self, docname: str, file: str) -> str:
        """The name under which a build ships a file that a page names."""
        return self.env.dlfiles.add_file(docname, self.env.relfn2path(file, docname)[0]).as_posix()

    def maker(self, node: Element) -> Maker:
        return Maker(self.domain.labels, node.source or '', node.line or 0)

    def rows(
        self, part: str, rows: Sequence[Row], node: Element, notes: dict[str, list[Any]], base: str = ''
    ) -> list[chronicle_rows]:
        maker = self.maker(node)
        made = [
            maker.row(row.field, row.label, [self.item(item, node) for item in row.items], notes.get(row.field, ()), listed=True)
            for row in rows
        ]
        for row, one in zip(rows, made, strict=True):
            if row.folded:
                one['folded'], one['shown'] = row.folded, row.shown
                one['groups'] = [item.group for item in row.items]
        return maker.rows(part, made, base)


def document_of(node: Element) -> str | None:
    """The document of a node of the extension: builders that join documents resolve references from there."""
    return next((one['docname'] for one in (node, *around(node)) if 'docname' in one), None)
