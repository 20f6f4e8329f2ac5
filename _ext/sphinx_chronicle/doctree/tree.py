"""What is in a doctree: nodes of some classes, conditions around a node, words, and sections with their headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard, TypeVar, cast

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx import addnodes
from sphinx.builders import Builder

from .nodes import chronicle_card, chronicle_cell, chronicle_title

N = TypeVar('N', bound='Node')


def around(node: Node) -> Iterator[Element]:
    """Yield the nodes around a node, the innermost first."""
    while (parent := node.parent) is not None:
        yield parent
        node = parent


def joined(runs: Iterable[Sequence[Node]], separator: str = ', ') -> list[Node]:
    """Runs of nodes, none of them empty, with a separator between them."""
    found: list[Node] = []
    for run in runs:
        found += [nodes.Text(separator), *run] if found else run
    return found


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


# -- conditions --------------------------------------------------------------------------------------------------------

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


def holds(builder: Builder, condition: Condition) -> bool:
    """Whether a condition holds for a builder, by its tags and the settings, as Sphinx decides it."""
    kind, expression = condition
    config = builder.config
    if kind == ONLY:
        try:
            # gettext has tags that say yes to everything, so that all is translated.
            return bool(builder.tags.eval_condition(expression))
        except Exception:  # noqa: BLE001  # Whatever an expression raises: Sphinx warns of it, and shows the branch.
            return True
    if kind == IFCONFIG:
        # As `sphinx.ext.ifconfig` does; it shows an error instead of the branch.
        names = {setting.name: setting.value for setting in config} | dict(vars(config)) | {'builder': builder.name}
        try:
            return bool(eval(expression, names))  # noqa: S307  # An expression of the page, run by Sphinx as well.
        except Exception:  # noqa: BLE001
            return False
    return bool(getattr(config, 'todo_include_todos', False))


def conditions_around(node: Element) -> tuple[Condition, ...]:
    """The conditions of the branches around a node, the innermost first.

    What counts is where the node is in the doctree, not where it was written: of a branch in Markdown that has headings, all
    from the first heading on is outside of it.
    """
    return tuple(condition for outer in around(node) if (condition := condition_of(outer)) is not None)


def is_hidden(node: Node) -> bool:
    """Whether no build shows the node itself, or not every one: a comment, a definition, a branch."""
    return isinstance(node, (nodes.comment, nodes.substitution_definition)) or condition_of(node) is not None


def is_never_shown(node: Element) -> bool:
    """Whether a node is in the definition of a substitution: where that is used, a copy of it is shown."""
    return any(isinstance(one, nodes.substitution_definition) for one in (node, *around(node)))


# -- words -------------------------------------------------------------------------------------------------------------


def is_titled_section(node: Node | None) -> TypeGuard[nodes.section]:
    """Whether a node is a section with a title."""
    return isinstance(node, nodes.section) and len(node) > 0 and isinstance(node[0], nodes.title)


def title_of(node: Element) -> str:
    """The title of a card, or of the section of an infobox."""
    if isinstance(node, chronicle_card):
        holder: Node | None = next((child for child in node.children if isinstance(child, chronicle_title)), None)
    else:
        holder = node.parent[0] if is_titled_section(node.parent) else None
    return holder.astext() if holder is not None else ''


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


def cells_of(row: Element) -> tuple[dict[str, Element], list[Element]]:
    """The cells of a row by column, and those of doubts."""
    found = [child for child in cast('Element', row[0]).children if isinstance(child, chronicle_cell)]
    cells: dict[str, Element] = {cell['column']: cell for cell in found if cell['column'] != 'notes'}
    return cells, [cell for cell in found if cell['column'] == 'notes']
