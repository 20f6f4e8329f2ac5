"""The words of nodes in plain text, with the titles of records still open."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.nodes import Node
from sphinx import addnodes

from .conditions import is_hidden

#: What stands in a plain text for the title of a record that is known only once all documents are read.
OPEN_TITLE = re.compile('\ue000([^\ue001]*)\ue001')


def open_title(target: str) -> str:
    """A mark for the title of the record that a link without words names."""
    return f'\ue000{target}\ue001'


def plain_words(node: Node) -> str:
    """The words of a node; a link without words stands for the title of what it names."""
    if not isinstance(node, nodes.Element):
        return node.astext()
    if isinstance(node, addnodes.pending_xref) and not node.get('refexplicit') and may_name_record(node):
        return open_title(node['reftarget'])
    if 'chronicle_target' in node and not node['chronicle_explicit']:
        return open_title(node['chronicle_target'])
    if is_hidden(node):
        return ''
    separator = '' if isinstance(node, nodes.TextElement) else ' '
    return separator.join(plain_words(child) for child in node.children)


def may_name_record(xref: addnodes.pending_xref) -> bool:
    """Whether a reference may lead to a record: that is known only once all documents are read."""
    return xref.get('refdomain') == 'chronicle' or (not xref.get('refdomain') and xref['reftype'] in {'any', 'myst'})
