"""Runs of text and outside links as single nodes, which is what most of a summary is.

Every transform and every writer walks through all nodes of a page, some fifty times in all. A run has one child, the text with
the words of its links, where it would have three nodes for each link; HTML draws it from its pieces, and other formats get the
nodes back before they look for links.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from docutils.nodes import Element, Node

from .nodes import chronicle_run

#: A text, or the words and the address of a link.
Piece = str | tuple[str, str]

#: The fewest nodes of which a run is made.
_FEWEST = 3


def gather(paragraph: Element) -> None:
    """Put a run in the place of each sequence of texts and outside links in a paragraph.

    What is in the nodes is not changed: typography has no place to look at in a run, so there should be nothing for it.
    """
    children: list[Node] = []
    run: list[Node] = []
    pieces: list[Piece] = []
    for child in (*paragraph.children, None):
        piece = _piece_of(child) if child is not None else None
        if piece is not None and child is not None and _may_follow(pieces, piece):
            run.append(child)
            pieces.append(piece)
            continue
        children += [_run_of(pieces, paragraph)] if len(run) >= _FEWEST else run
        run, pieces = ([child], [piece]) if piece is not None and child is not None else ([], [])
        children += [child] if piece is None and child is not None else []
    if len(children) < len(paragraph.children):
        paragraph.children = []
        paragraph.extend(children)


def _piece_of(node: Node) -> Piece | None:
    """What a run keeps of a node; `None` if that were not all that is in it."""
    if type(node) is nodes.Text:
        # A text with escapes is not what it says.
        return None if '\0' in node else str(node)
    if type(node) is not nodes.reference or len(node.children) != 1 or type(node.children[0]) is not nodes.Text:
        return None
    # Which attributes a node has without a value depends on the version of docutils.
    said = {name: value for name, value in node.attributes.items() if value}
    address = said.pop('refuri', '')
    if said:
        return None
    words = _piece_of(node.children[0])
    return (words, address) if isinstance(words, str) and address.startswith(('https://', 'http://')) else None


def _may_follow(pieces: Sequence[Piece], piece: Piece) -> bool:
    """Whether the words of a piece are others than those before it: in one text no search could tell them apart."""
    if not pieces:
        return True
    before, after = (one if isinstance(one, str) else one[0] for one in (pieces[-1], piece))
    return not (before[-1:].isalnum() and after[:1].isalnum())


def _run_of(pieces: Sequence[Piece], paragraph: Element) -> chronicle_run:
    run = chronicle_run('', ''.join(one if isinstance(one, str) else one[0] for one in pieces), pieces=[*pieces])
    run.source, run.line = paragraph.source, paragraph.line
    return run


def nodes_of(run: chronicle_run) -> Iterator[Node]:
    """Yield the nodes that a run was made from."""
    for piece in run['pieces']:
        yield nodes.Text(piece) if isinstance(piece, str) else link_of(run, *piece)


def link_of(run: chronicle_run, words: str, address: str) -> nodes.reference:
    """A link of a run as a node."""
    link = nodes.reference(words, words, refuri=address)
    link.source, link.line = run.source, run.line
    return link
