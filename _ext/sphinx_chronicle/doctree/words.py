"""The words of nodes in plain text, with the titles of what they refer to still open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx import addnodes
from sphinx.util.nodes import is_smartquotable

from .tree import is_hidden


class Reference(NamedTuple):
    """A reference that is resolved once all documents are read.

    :ivar attributes: those of its node (`pending_xref`); of a link to a heading of its page, `reftype` is `ID_LINK`.
    :ivar words: its own words; its target if it has none.
    """

    attributes: Mapping[str, Any]
    words: tuple[Token, ...]

    @property
    def may_name_record(self) -> bool:
        """Whether the title of a record may take the place of its words."""
        return not self.attributes.get('refexplicit') and may_name_record(self.attributes)


#: Type of references to headings of their own page, which MyST resolves by itself.
ID_LINK: Final = 'id_link'

#: How typography treats the text of a token (`docutils.utils.smartquotes.educate_tokens`).
PLAIN, LITERAL = 'plain', 'literal'

#: A piece of a text: how typography treats it, and the text or what it is to be taken from.
Token = tuple[str, str | Reference]

#: A block of text: as it is where nothing can change it, else in pieces.
Captured = str | tuple[Token, ...]

#: A placeholder in a plain text for the title of a record that is known only once all documents are read.
OPEN_TITLE = re.compile('\ue000([^\ue001]*)\ue001')

#: Never a part of what is read: marks and texts of footnotes, what is meant for one writer, messages, headers.
_NO_WORDS = (
    nodes.footnote_reference,
    nodes.footnote,
    nodes.raw,
    nodes.system_message,
    nodes.meta,
    nodes.label,
    addnodes.index,
    addnodes.toctree,
)  # fmt: skip

_RAISED = str.maketrans('0123456789+-−=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ')
_LOWERED = str.maketrans('0123456789+-−=()aeoxhklmnpst', '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ')


def blocks(node: Node) -> Iterator[tuple[Token, ...]]:
    """Yield the pieces of each block of text in a node."""
    if isinstance(node, (nodes.Text, nodes.TextElement, nodes.image)):
        yield tuple(tokens(node))
    elif isinstance(node, nodes.Element) and not _is_left_out(node):
        for child in node.children:
            yield from blocks(child)


def plain_words(node: Node) -> str:
    """The words of a node; a link without words has the title of what it names."""
    return nodes.unescape(''.join(_open(part) for _how, part in tokens(node)))


def _open(part: str | Reference) -> str:
    if isinstance(part, str):
        return part
    if part.may_name_record:
        return f'\ue000{part.attributes["reftarget"]}\ue001'
    return ''.join(_open(own) for _how, own in part.words)


def tokens(node: Node) -> Iterator[Token]:
    """Yield the pieces of a text, with the escapes that typography looks at."""
    if isinstance(node, nodes.Text):
        yield (PLAIN if is_smartquotable(node) else LITERAL), str(node)
    elif not isinstance(node, nodes.Element) or _is_left_out(node):
        return
    elif isinstance(node, nodes.image):
        yield LITERAL, node.get('alt', '')
    elif isinstance(node, (nodes.superscript, nodes.subscript)):
        yield LITERAL, _shifted(''.join(map(plain_words, node.children)), node)
    elif isinstance(node, addnodes.pending_xref):
        yield PLAIN, Reference(dict(node.attributes), _words_or_target(node, node['reftarget']))
    elif (target := _heading_named(node)) is not None:
        yield PLAIN, Reference({'reftype': ID_LINK, 'refdomain': '', 'reftarget': target}, _words_or_target(node, target))
    else:
        for child in node.children:
            yield from tokens(child)
            if not isinstance(node, nodes.TextElement):
                yield PLAIN, ' '


def _words_or_target(node: Element, target: str) -> tuple[Token, ...]:
    """The words of a reference as it is written, and its target where it has none."""
    own = tuple(token for child in node.children for token in tokens(child))
    return own if any(part for _how, part in own) else ((LITERAL, target),)


def _is_left_out(node: Node) -> bool:
    return isinstance(node, _NO_WORDS) or is_hidden(node)


def _shifted(words: str, node: Element) -> str:
    """A superscript or subscript in characters that have that form, else behind the sign that LaTeX has for it."""
    is_raised = isinstance(node, nodes.superscript)
    shifted = words.translate(_RAISED if is_raised else _LOWERED)
    if all(one != other for one, other in zip(words, shifted, strict=True)):
        return shifted
    return ('^' if is_raised else '_') + words


def _heading_named(node: Element) -> str | None:
    """What a link without words to something on its page names, before MyST resolves it and after."""
    if 'chronicle_target' in node:
        return None if node['chronicle_explicit'] else str(node['chronicle_target'])
    if node.get('id_link') and not node.children and node.get('refuri', '').startswith('#'):
        return str(node['refuri'][1:])
    return None


def may_name_record(xref: Mapping[str, Any] | addnodes.pending_xref) -> bool:
    """Whether a reference may lead to a record: that is known only once all documents are read."""
    return xref.get('refdomain') == 'chronicle' or (not xref.get('refdomain') and xref['reftype'] in {'any', 'myst', ID_LINK})


def heading_words(section: nodes.section) -> str:
    """The words of a heading, without what is beside it, such as the time in a recording at which a chapter begins."""
    words = (plain_words(child) for child in section[0].children if not getattr(child, 'is_beside', False))
    return ''.join(words).strip()
