"""Large doctrees: finding everything of some classes in one pass, and making many nodes at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from docutils import nodes
from docutils.nodes import Element, Node

N = TypeVar('N', bound='Node')


class Found:
    """The nodes of some classes in a tree."""

    def __init__(self, found: dict[type[Node], list[Node]]) -> None:
        self._found = found

    def __getitem__(self, node_class: type[N]) -> list[N]:
        return cast('list[N]', self._found[node_class])


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collection of cyclic garbage while many nodes are made that are all kept.

    It would walk through them time and again, the longer the more there are, and find nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
