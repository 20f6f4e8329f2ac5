"""Markup that a parser leaves as text, since something of it is missing: readers would see it, and nobody would be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.transforms import SphinxTransform
from sphinx.util import get_filetype

from ..doctree.i18n import report
from ..doctree.nodes import chronicle_record
from ..doctree.tree import around
from ..env.domain import chronicle_domain
from ..records.i18n import __
from ..records.problems import Code, Problem, relative_path
from ..records.yaml_faults import conflict_left

#: How a conflict of Git begins: in Markdown it becomes a heading, in reStructuredText a title.
_CONFLICT = '<<<<<<< '

#: What no text can have at all.
_ANY = re.compile(r'[{:\]<]')

#: What follows a role that is a key, or the like.
_WORD = re.compile(r'\w(?:[\w:./-]*\w)?')

#: Nodes whose text is what it looks like, or is not shown.
_VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.raw, nodes.math, nodes.Invisible)


class Markup:
    """Finds markup among the text of paragraphs, by the roles that there are."""

    def __init__(self, roles: Iterable[str], *, is_rest: bool) -> None:
        self.is_rest = is_rest
        names = '|'.join(sorted(map(re.escape, roles)))
        known = rf'(?:chronicle:)?(?:{names})'
        self.pattern = re.compile(
            # A role without its backticks, in either markup.
            rf'\{{(?P<braces>{known})\}}(?=\w|\s?\Z)|(?<![\w:]):(?P<colons>{known}):(?=\w|\Z)'
            # A role, whichever it is, whose backtick is not closed.
            r'|(?P<open>\{[a-z][\w:-]*\}`)'
            # A link to a place that is not closed, or has a space in it.
            r'|(?P<link>\[[^\][]*\]\s?\(#[\w./-]*)'
        )

    def found(self, text: nodes.Text, raw: str) -> Iterator[tuple[int, str]]:
        """Yield what is wrong in a text, each with its place in it.

        :param raw: the text as it is written, with what is around it; empty where that is not known.
        """
        if text.startswith(_CONFLICT):
            yield 0, conflict_left()
        for match in self.pattern.finditer(text):
            if raw and not re.search(rf'(?<!\\){re.escape(match[0])}', raw):
                # It has a backslash, so it is meant to be text.
                continue
            if match['link']:
                if self.is_rest:
                    continue
                yield match.start(), __("'%s' is no link (write [text](#key))") % match['link']
            elif match['open'] and not self.is_rest:
                yield match.start(), __("the backtick after '%s' is not closed (close it)") % match['open'][:-1]
            elif match['open'] or match.end() < len(text.rstrip()) or isinstance(_next(text), nodes.literal):
                name = match['braces'] or match['colons'] or match['open'][1:-2]
                meant = _WORD.match(text, match.end())
                target = meant[0] if meant else 'key'
                right = f':{name}:`{target}`' if self.is_rest else f'{{{name}}}`{target}`'
                words = {'markup': match[0].rstrip('`'), 'right': right}
                yield match.start(), __("'%(markup)s' is shown as it is (write %(right)s)") % words


class Found(NamedTuple):
    """What is wrong, and in which line of its file; 0 where that is not known."""

    message: str
    line: int


def unread(block: Element, markup: Markup) -> Iterator[Found]:
    """Yield the markup that the lines of a block show as text."""
    line = 0
    for text in block.findall(nodes.Text):
        if _ANY.search(text) and not any(isinstance(one, _VERBATIM) for one in around(text)):
            for place, message in markup.found(text, block.rawsource):
                yield Found(message, block.line + line + text.count('\n', 0, place) if block.line else 0)
        line += text.count('\n')


def _next(text: Node) -> Node | None:
    """What follows a text in its block."""
    parent = text.parent
    place = parent.index(text) + 1 if parent is not None else 0
    return parent[place] if parent is not None and place < len(parent) else None


class UnreadMarkup(SphinxTransform):
    """Report markup that a page shows as text; that of summaries is reported with the name of the record."""

    # After substitutions (220), before anything is made of texts.
    default_priority = 230

    def apply(self) -> None:
        """Look at the paragraphs, titles and terms of the page."""
        docname = self.env.current_document.docname
        is_rest = get_filetype(self.config.source_suffix, self.env.doc2path(docname)) == 'restructuredtext'
        markup = Markup(chronicle_domain(self.env).roles, is_rest=is_rest)
        for block in _blocks(self.document):
            for found in unread(block, markup):
                path = relative_path(block.source or str(self.env.doc2path(docname)), self.env.srcdir)
                report(Problem(Code.MARKUP, found.message, path, found.line))


def _blocks(node: Element) -> Iterator[Element]:
    """Yield the paragraphs and the like within a node, those of records left out."""
    for child in node.children:
        if isinstance(child, nodes.TextElement):
            yield child
        elif isinstance(child, Element) and not isinstance(child, chronicle_record):
            yield from _blocks(child)
