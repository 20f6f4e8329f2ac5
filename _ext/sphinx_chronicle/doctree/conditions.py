"""Under which conditions a build shows a node: the branches around it that a build may leave out."""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx import addnodes

#: What decides, and the expression it decides by: ``only`` by tags, ``ifconfig`` by the settings, ``todo`` by one of them.
Condition = tuple[str, str]

ONLY, IFCONFIG, TODO = 'only', 'ifconfig', 'todo'

#: Nodes of other extensions, by the names of their classes: nothing imports those where they are not used.
_OTHERS = {'ifconfig': IFCONFIG, 'todo_node': TODO}


def condition_of(node: Node) -> Condition | None:
    """The condition under which a branch is shown; `None` for a node that is no such branch."""
    if isinstance(node, addnodes.only):
        return ONLY, node['expr']
    kind = _OTHERS.get(type(node).__name__)
    if kind is None or not isinstance(node, nodes.Element):
        return None
    return kind, node.get('expr', '')


def conditions_around(node: Element) -> tuple[Condition, ...]:
    """The conditions of the branches around a node, the innermost first.

    What counts is where the node is in the doctree, not where it was written: of a branch in Markdown that has headings, all
    from the first heading on is outside of it.
    """
    found = []
    around = node.parent
    while around is not None:
        condition = condition_of(around)
        if condition is not None:
            found.append(condition)
        around = around.parent
    return tuple(found)


def is_hidden(node: Node) -> bool:
    """Whether no build shows the node itself, or not every one: a comment, a definition, a branch."""
    return isinstance(node, (nodes.comment, nodes.substitution_definition)) or condition_of(node) is not None


def is_never_shown(node: Element) -> bool:
    """Whether a node is in the definition of a substitution: where that is used, a copy of it is shown."""
    around: Element | None = node
    while around is not None:
        if isinstance(around, nodes.substitution_definition):
            return True
        around = around.parent
    return False
