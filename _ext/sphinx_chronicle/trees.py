"""Walking doctrees: everything of some classes in one pass, in document order."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from docutils import nodes

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

N = TypeVar('N', bound='Node')


class Found:
    """The nodes of some classes in a tree."""

    def __init__(self, found: dict[type[Node], list[Node]]) -> None:
        self._found = found

    def __getitem__(self, node_class: type[N]) -> list[N]:
        return cast('list[N]', self._found[node_class])


def find_all(tree: Element, *classes: type[Node]) -> Found:
    """Find the nodes of each of the classes themselves, subclasses not counted.

    A pass of `Node.findall` costs as much as this one for all classes together, and a page has many nodes.
    """
    found: dict[type[Node], list[Node]] = {node_class: [] for node_class in classes}
    stack: list[Node] = [tree]
    while stack:
        node = stack.pop()
        if type(node) in found:
            found[type(node)].append(node)
        if isinstance(node, nodes.Element):
            stack += reversed(node.children)
    return Found(found)
