"""Hard line breaks of Markdown: a paragraph with some becomes a block of lines, which every writer knows.

MyST gives markup for HTML and LaTeX alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from docutils import nodes
from docutils.nodes import Element, Node

from ..doctree.compat import is_hard_break

#: How a hard line break is written (CommonMark 0.31, section 6.7).
_WRITTEN = re.compile(r'(?: {2,}|\\)\n')


def break_lines(raws: Iterable[nodes.raw]) -> set[nodes.raw]:
    """Make lines where raw nodes are hard line breaks.

    :returns: the raw nodes that were such breaks.
    """
    breaks = [raw for raw in raws if is_hard_break(raw)]
    done = set(breaks)
    broken: dict[nodes.paragraph, None] = {}
    for raw in breaks:
        parent = raw.parent
        assert parent is not None
        in_latex = parent[parent.index(raw) + 1]
        assert isinstance(in_latex, nodes.raw)
        parent.remove(in_latex)
        done.add(in_latex)
        paragraph: Element | None = parent
        while isinstance(paragraph, nodes.TextElement) and not isinstance(paragraph, nodes.paragraph):
            paragraph = paragraph.parent
        if isinstance(paragraph, nodes.paragraph):
            broken[paragraph] = None
        else:
            # A heading or a term has one line.
            parent.replace(raw, nodes.Text(' '))
    for paragraph in broken:
        written = _WRITTEN.split(paragraph.rawsource)
        lines = _lines(paragraph, done)
        block = nodes.line_block('', **paragraph.attributes)
        block.source, block.line = paragraph.source, paragraph.line
        for number, content in enumerate(lines):
            # Translators find a line by what was written.
            line = nodes.line(written[number] if len(written) == len(lines) else '', '', *content)
            line.source, line.line = paragraph.source, (paragraph.line or 0) + number
            block += line
        paragraph.replace_self(block)
    return done


def _lines(node: Element, breaks: set[nodes.raw]) -> list[list[Node]]:
    """The content of a node line by line; what goes over several lines is in each of them."""
    lines: list[list[Node]] = [[]]
    for child in node.children:
        if isinstance(child, nodes.raw) and child in breaks:
            lines.append([])
        elif isinstance(child, nodes.Element) and any(raw in breaks for raw in child.findall(nodes.raw)):
            for number, content in enumerate(_lines(child, breaks)):
                part = child.copy()
                part += content
                lines += [[]] if number else []
                lines[-1].append(part)
        else:
            lines[-1].append(child)
    return lines
