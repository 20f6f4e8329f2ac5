"""Visitors for LaTeX, which needs more than the stock nodes say: anchors, tables and tight rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from docutils import nodes
from docutils.nodes import Element
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.writers.latex import LaTeXTranslator

from ..doctree.compat import latex_anchors, latex_heading, latex_id, latex_in_title
from ..doctree.nodes import chronicle_address, chronicle_caption, chronicle_table
from ..doctree.tree import cells_of

Pieces = Sequence[tuple[float, float]]

#: What pdfLaTeX lacks of the signs that quantities have, as Sphinx's own preamble declares others; other engines know them.
_SIGNS = r'\ifdefined\sphinxDUC\sphinxDUC{2264}{\ensuremath{\leq}}\sphinxDUC{2265}{\ensuremath{\geq}}\fi'


def declare_signs(_app: Sphinx, config: Config) -> None:
    """Put the signs before the preamble of the project (event `config-inited`)."""
    preamble = config.latex_elements.get('preamble', '')
    config.latex_elements = {**config.latex_elements, 'preamble': f'{_SIGNS}\n{preamble}'}


def visit_card(self: LaTeXTranslator, node: Element) -> None:
    """Open a group; the labels are in its title, which may go to the next page."""
    self.body.append('\n\\begin{sphinxuseclass}{chronicle-card}\n')


def depart_card(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\n\\end{sphinxuseclass}\n')


def visit_infobox(self: LaTeXTranslator, node: Element) -> None:
    """Open a group and write the labels, of which there are some where no section has taken them."""
    visit_card(self, node)
    self.body.append(latex_anchors(self, node) + '%\n')


depart_infobox = depart_card


#: The deepest heading that has a line of its own.
_DEEPEST = 'subsubsection'


def visit_title(self: LaTeXTranslator, node: Element) -> None:
    """Write a heading one level below that of the section, with the labels of the card and a bookmark.

    Headings without a number have no bookmark of themselves.
    """
    level, command = latex_heading(self, _DEEPEST)
    self.body.append(rf'\{command}*{{{latex_anchors(self, node.parent)}')
    # LaTeX counts levels from the chapter.
    name = latex_id(self, f'{node.parent["ids"][0]}.bookmark')
    self.context.append(rf'}}\pdfbookmark[{level - 1}]{{{self.encode(node.astext())}}}{{{name}}}\nopagebreak' + '\n')
    latex_in_title(self, inside=True)


def depart_title(self: LaTeXTranslator, node: Element) -> None:
    latex_in_title(self, inside=False)
    self.body.append(self.context.pop())


def visit_rubric(self: LaTeXTranslator, node: Element) -> None:
    """Write a heading one level below that of the section where the document is in the book."""
    _level, command = latex_heading(self, _DEEPEST)
    self.body.append(rf'\{command}*{{{latex_anchors(self, node)}')
    latex_in_title(self, inside=True)


def depart_rubric(self: LaTeXTranslator, _node: Element) -> None:
    latex_in_title(self, inside=False)
    self.body.append('}\\nopagebreak\n')


def visit_meta(self: LaTeXTranslator, node: Element) -> None:
    """Set the line under a title small, on the page of what follows it."""
    self.body.append('\n\\begingroup\\small\\raggedright')
    self.visit_paragraph(node)


def depart_meta(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\\par\\endgroup\\nopagebreak\n')


def visit_address(self: LaTeXTranslator, node: Element) -> None:
    """Skip the address, which the writer's own links show if `latex_show_urls` says so."""
    raise nodes.SkipNode


def visit_rows(self: LaTeXTranslator, node: Element) -> None:
    """Open a tight list without marks, whose items hang under their labels."""
    if node['ids']:
        self.body.append('\n' + latex_anchors(self, node) + '%')
    self.body.append(
        '\n\\begin{list}{}{\\setlength{\\leftmargin}{1.5em}\\setlength{\\itemindent}{-1.5em}\\setlength{\\labelwidth}{0pt}'
        '\\setlength{\\labelsep}{0pt}\\setlength{\\topsep}{2pt}\\setlength{\\itemsep}{0pt}\\setlength{\\parsep}{1pt}}\\raggedright\n'
    )


def depart_rows(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\\end{list}\n')


def visit_row(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\\item{} ')


def depart_row(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\n')


def visit_caption(self: LaTeXTranslator, node: Element) -> None:
    """Keep what says what follows on the page of its beginning; a table has it for its own first line."""
    if isinstance(node.next_node(descend=False, siblings=True), chronicle_table) and _is_unboxed(node):
        raise nodes.SkipNode
    self.body.append('\n\\needspace{6\\baselineskip}')
    self.visit_paragraph(node)
    self.body.append('\\textbf{')


def depart_caption(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('}\\nopagebreak\n')


#: What may be around a table that goes on from page to page; anything else may be a box.
_UNBOXED = (nodes.document, nodes.section, nodes.container, nodes.compound, addnodes.start_of_file)

#: The width of a line of small type, and of the space between two columns, in digits: half of its size each.
_LINE, _BETWEEN = 108.0, 1.5

#: The most that a column is promised for its longest word, and how wide a value is that must not break, such as a date.
_COLUMN, _WHOLE = 44.0, 13.5

#: Most rows that are tried out; those of a longer table are much like each other.
_TRIED = 200

#: Widths of characters in digits, as they are in Palatino and much the same in other faces with serifs.
_WIDTHS = {
    **dict.fromkeys("ijlI.,:;'| ", 0.55),
    **dict.fromkeys('ft()[]-', 0.67),
    **dict.fromkeys('rsc', 0.85),
    **dict.fromkeys('mwMW', 1.8),
    **dict.fromkeys('ABCDEFGHJKLNOPQRSTUVXYZ', 1.35),
    **dict.fromkeys('0123456789', 1.0),
}
_OTHER = 1.05


def visit_table(self: LaTeXTranslator, node: Element) -> None:
    """Draw a table that goes on from page to page, or leave the list a list where no such table is possible."""
    if not _is_unboxed(node):
        self.visit_bullet_list(cast('nodes.bullet_list', node))
        return
    shares = _shares(node)
    spec = ''.join(rf'>{{\raggedright\arraybackslash}}p{{\dimexpr{share:.4f}\linewidth-2\tabcolsep\relax}}' for share in shares)
    heads = r'\toprule ' + ' & '.join(rf'\textbf{{{self.escape(label)}}}' for label in node['labels']) + r' \\ \midrule'
    caption = node.parent[node.parent.index(node) - 1]
    if isinstance(caption, chronicle_caption):
        words = rf'\multicolumn{{{len(shares)}}}{{@{{}}l}}{{\normalsize\textbf{{{self.escape(caption.astext())}}}}}'
        heads = rf'{words} \\ \addlinespace {heads}\endfirsthead' + '\n' + heads
    # LuaTeX breaks no name at Sphinx's own hyphen, and a column is narrower than most names.
    self.body.append(
        '\n\\begingroup\\footnotesize\\protected\\def\\sphinxhyphen#1{-\\allowbreak}'
        '\\setlength{\\tabcolsep}{3pt}\\setlength{\\LTpre}{6pt}\\setlength{\\LTpost}{4pt}\n'
        rf'\begin{{longtable}}{{{spec}}}' + '\n'
        rf'{heads}\endhead' + '\n'
        # A page keeps more room than the last foot takes, which could else push the last rows to a page without a head.
        r'\bottomrule\addlinespace[\baselineskip]\endfoot' + '\n'
        r'\bottomrule\endlastfoot' + '\n'
    )
    for left, row in zip(range(len(node) - 1, -1, -1), node.children, strict=True):
        # No row is alone on the last page.
        _write_row(self, cast('Element', row), node['columns'], _ROW_KEPT if 0 < left < _TOGETHER else _ROW_END)
    self.body.append('\\end{longtable}\\endgroup\n')
    raise nodes.SkipNode


def depart_table(self: LaTeXTranslator, node: Element) -> None:
    self.depart_bullet_list(cast('nodes.bullet_list', node))


#: A page ends after the space between two rows, so that none is left under the head of the next one.
_ROW_END = ' \\\\ \\noalign{\\nobreak\\vskip0.4em\\penalty0}\n'


#: The same where no page may end, and how many rows at the end of a table stay together.
_ROW_KEPT = _ROW_END.replace('\\penalty0', '\\nobreak')
_TOGETHER = 3


def _write_row(self: LaTeXTranslator, row: Element, columns: Sequence[str], end: str) -> None:
    """A row with its labels, and beneath it the doubts about its values over the whole width."""
    cells, notes = cells_of(row)
    self.body.append(latex_anchors(self, row) + '%\n')
    for number, column in enumerate(columns):
        if number:
            self.body.append(' & ')
        if column in cells:
            # Else its first word would not break.
            self.body.append('\\sphinxAtStartPar ')
            cells[column].walkabout(self)
    # No page ends between a value and the doubt about it (ragged columns know no starred end of a row).
    self.body.append(' \\\\ \\noalign{\\nobreak}\n' if notes else end)
    if notes:
        width = r'\dimexpr\linewidth-2\tabcolsep\relax'
        self.body.append(rf'\multicolumn{{{len(columns)}}}{{>{{\raggedright\arraybackslash\itshape}}p{{{width}}}}}{{')
        for note in notes:
            self.body.append(self.escape(note['about']))
            note.walkabout(self)
            self.body.append(' ')
        self.body.append('}' + end)


def _shares(table: Element) -> list[float]:
    """The parts of a line that the columns get: room for the longest word, and the rest to where it saves most lines."""
    rows = [cells_of(cast('Element', row))[0] for row in table.children]
    widths = []
    for column, label in zip(table['columns'], table['labels'], strict=True):
        texts = [label, *(_shown(row[column]) for row in rows if column in row)]
        words = {word for text in texts for _space, word in _PIECES.findall(text)}
        short = [width for width in map(_width, texts) if width <= _WHOLE]
        widths.append(min(max([*map(_width, words), *short]), _COLUMN))
    tried = rows[:: len(rows) // _TRIED + 1]
    cells = [[_pieces(_shown(row[column])) if column in row else [] for row in tried] for column in table['columns']]
    spare = max(_LINE - _BETWEEN * len(widths) - sum(widths), 0.0)
    while spare >= 1:
        saved, wider, number = max(_savings(cells, widths, int(spare)))
        if saved <= 0:
            break
        widths[number] += wider
        spare -= wider
    # What saves no line is the same air for all.
    widths = [width + spare / len(widths) for width in widths]
    total = sum(widths) + _BETWEEN * len(widths)
    # Rounded down: together they must not be more than a line.
    return [int((width + _BETWEEN) / total * 10000) / 10000 for width in widths]


def _savings(cells: Sequence[Sequence[Pieces]], widths: Sequence[float], spare: int) -> Iterator[tuple[float, int, int]]:
    """Yield, for each column and each width that it could have in addition, how many lines that saves for this width.

    Lines count with their squares: the tallest cell of a row makes it tall, and of equal ones each must become lower.
    """
    for number, (column, width) in enumerate(zip(cells, widths, strict=True)):
        before = sum(_lines(cell, width) ** 2 for cell in column)
        for wider in range(1, spare + 1):
            saved = before - sum(_lines(cell, width + wider) ** 2 for cell in column)
            yield saved / wider, wider, number


#: Where lines break: at spaces and behind hyphens.
_PIECES = re.compile(r'(\s*)([^\s-]+-?|-)')


def _pieces(text: str) -> Pieces:
    """What is together in a line, each as the widths of the space before it and of itself."""
    return [(_width(space), _width(word)) for space, word in _PIECES.findall(text)]


def _lines(pieces: Pieces, width: float) -> int:
    """How many lines a text takes."""
    lines, used = 1, 0.0
    for space, word in pieces:
        if used and used + space + word > width:
            lines, used = lines + 1, word
        else:
            used += (space if used else 0) + word
    return lines


def _shown(cell: Element) -> str:
    """The words of a cell, without the addresses that its links have."""
    return ''.join(text for text in cell.findall(nodes.Text) if not isinstance(text.parent, chronicle_address))


def _width(text: str) -> float:
    """About how wide a text is, in digits."""
    return sum(_WIDTHS.get(character, _OTHER) for character in text)


def _is_unboxed(node: Element) -> bool:
    parent = node.parent
    while isinstance(parent, _UNBOXED):
        parent = parent.parent
    return parent is None


def visit_table_row(self: LaTeXTranslator, node: Element) -> None:
    """Write the label behind the item's bullet."""
    self.visit_list_item(node)
    self.body.append(latex_anchors(self, node) + '%\n')


def depart_table_row(self: LaTeXTranslator, node: Element) -> None:
    self.depart_list_item(node)
