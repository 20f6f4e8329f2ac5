"""Visitors for the writers that need more than the stock nodes say.

LaTeX and Texinfo get the anchors, LaTeX also tables and tight rows, manual pages the breaks between the parts of a card,
plain text its addresses whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.writers.text import MAXWIDTH, my_wrap

from .nodes import chronicle_address, chronicle_caption, chronicle_cell, chronicle_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Element
    from sphinx.util.docutils import SphinxTranslator
    from sphinx.writers.latex import LaTeXTranslator
    from sphinx.writers.manpage import ManualPageTranslator
    from sphinx.writers.texinfo import TexinfoTranslator
    from sphinx.writers.text import TextTranslator


def latex_visit_card(self: LaTeXTranslator, node: Element) -> None:
    """Write the labels; a container of its own has none."""
    self.body.append('\n\\begin{sphinxuseclass}{chronicle-card}\n' + self.hypertarget_to(node, anchor=True) + '%\n')


def latex_depart_card(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\n\\end{sphinxuseclass}\n')


def latex_visit_meta(self: LaTeXTranslator, node: Element) -> None:
    """Set the line under a title small, on the page of what follows it."""
    self.body.append('\n\\begingroup\\small\\raggedright')
    self.visit_paragraph(node)


def latex_depart_meta(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\\par\\endgroup\\nopagebreak\n')


def latex_visit_rows(self: LaTeXTranslator, node: Element) -> None:
    """Open a tight list without marks, whose items hang under their labels."""
    self.body.append(
        '\n\\begin{list}{}{\\setlength{\\leftmargin}{1.5em}\\setlength{\\itemindent}{-1.5em}\\setlength{\\labelwidth}{0pt}'
        '\\setlength{\\labelsep}{0pt}\\setlength{\\topsep}{2pt}\\setlength{\\itemsep}{0pt}\\setlength{\\parsep}{1pt}}\\raggedright\n'
    )


def latex_depart_rows(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\\end{list}\n')


def latex_visit_row(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\\item{} ')


def latex_depart_row(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('\n')


def latex_visit_caption(self: LaTeXTranslator, node: Element) -> None:
    """Keep what says what follows on the page of its beginning; a table has it for its own first line."""
    if isinstance(node.next_node(descend=False, siblings=True), chronicle_table) and _is_unboxed(node):
        raise nodes.SkipNode
    self.body.append('\n\\needspace{6\\baselineskip}')
    self.visit_paragraph(node)
    self.body.append('\\textbf{')


def latex_depart_caption(self: LaTeXTranslator, node: Element) -> None:
    self.body.append('}\\nopagebreak\n')


#: What may stand around a table that goes on from page to page; anything else may be a box.
_UNBOXED = (nodes.document, nodes.section, nodes.container, nodes.compound, addnodes.start_of_file)

#: The width of a line in letters of small type, and of the space between two columns.
_LINE, _BETWEEN = 104.0, 1.5

#: A column asks for so many times the mean width of its values, and for no more than so many letters.
_SPREAD, _COLUMN = 1.25, 44.0


def latex_visit_table(self: LaTeXTranslator, node: Element) -> None:
    """Draw a table that goes on from page to page, or leave the list a list where no such table can stand."""
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
    for number, row in enumerate(node.children):
        if number:
            self.body.append('\\addlinespace\n')
        _latex_row(self, cast('Element', row), node['columns'])
    self.body.append('\\end{longtable}\\endgroup\n')
    raise nodes.SkipNode


def latex_depart_table(self: LaTeXTranslator, node: Element) -> None:
    self.depart_bullet_list(cast('nodes.bullet_list', node))


def _latex_row(self: LaTeXTranslator, row: Element, columns: Sequence[str]) -> None:
    """A row with its labels, and beneath it the doubts about its values over the whole width."""
    cells, notes = _cells(row)
    self.body.append(self.hypertarget_to(row, anchor=True) + '%\n')
    for number, column in enumerate(columns):
        if number:
            self.body.append(' & ')
        if column in cells:
            # Else its first word would not break.
            self.body.append('\\sphinxAtStartPar ')
            cells[column].walkabout(self)
    # No page ends between a value and the doubt about it (ragged columns know no starred end of a row).
    self.body.append(' \\\\ \\noalign{\\nobreak}\n' if notes else ' \\\\\n')
    if notes:
        width = r'\dimexpr\linewidth-2\tabcolsep\relax'
        self.body.append(rf'\multicolumn{{{len(columns)}}}{{>{{\raggedright\arraybackslash\itshape}}p{{{width}}}}}{{')
        for note in notes:
            self.body.append(self.escape(note['about']))
            note.walkabout(self)
            self.body.append(' ')
        self.body.append('} \\\\\n')


def _cells(row: Element) -> tuple[dict[str, Element], list[Element]]:
    """The cells of a row by column, and those of doubts."""
    found = [child for child in cast('Element', row[0]).children if isinstance(child, chronicle_cell)]
    cells: dict[str, Element] = {cell['column']: cell for cell in found if cell['column'] != 'notes'}
    return cells, [cell for cell in found if cell['column'] == 'notes']


def _shares(table: Element) -> list[float]:
    """The parts of a line that the columns get: room for the longest word, then for values of their mean width."""
    rows = [_cells(cast('Element', row))[0] for row in table.children]
    needs, wishes = [], []
    for column, label in zip(table['columns'], table['labels'], strict=True):
        values = [_shown(row[column]) for row in rows if column in row]
        texts = [label, *values]
        # Lines break at spaces and hyphens.
        needs.append(min(max(_width(word) for text in texts for word in re.findall(r'[^\s-]+-?|-', text)), _COLUMN))
        wishes.append(max(needs[-1], min(sum(map(_width, values)) / max(len(values), 1) * _SPREAD, _COLUMN)))
    room = _LINE - _BETWEEN * len(needs)
    spare, wanted = room - sum(needs), sum(wishes) - sum(needs)
    widths = [
        need + (wish - need) * min(spare / wanted, 1) if spare > 0 and wanted else need
        for need, wish in zip(needs, wishes, strict=True)
    ]
    total = sum(widths) + _BETWEEN * len(widths)
    # Rounded down: together they must not be more than a line.
    return [int((width + _BETWEEN) / total * 10000) / 10000 for width in widths]


def _shown(cell: Element) -> str:
    """The words of a cell, without the addresses that its links have."""
    return ''.join(text for text in cell.findall(nodes.Text) if not isinstance(text.parent, chronicle_address))


def _width(text: str) -> float:
    """About how wide a text is, in letters."""
    return len(text) + 0.6 * len(re.findall(r'[A-Zmw]', text)) - 0.4 * len(re.findall(r"[iljtfr.,:;()'-]", text))


def _is_unboxed(node: Element) -> bool:
    parent = node.parent
    while isinstance(parent, _UNBOXED):
        parent = parent.parent
    return parent is None


def latex_visit_table_row(self: LaTeXTranslator, node: Element) -> None:
    """Write the label behind the item's bullet."""
    self.visit_list_item(node)
    self.body.append(self.hypertarget_to(node, anchor=True) + '%\n')


def latex_depart_table_row(self: LaTeXTranslator, node: Element) -> None:
    self.depart_list_item(node)


def visit_address(self: SphinxTranslator, node: Element) -> None:
    """Skip the address where the writer's own links show it: man always does, LaTeX if `latex_show_urls` says so."""
    raise nodes.SkipNode


def texinfo_visit_card(self: TexinfoTranslator, node: Element) -> None:
    for anchor in node['ids']:
        self.add_anchor(anchor, node)


def texinfo_depart_card(self: TexinfoTranslator, node: Element) -> None:
    """Nothing to close."""


def texinfo_visit_row(self: TexinfoTranslator, node: Element) -> None:
    self.visit_list_item(node)
    texinfo_visit_card(self, node)


def texinfo_depart_row(self: TexinfoTranslator, node: Element) -> None:
    self.depart_list_item(node)


def text_visit_line(self: TextTranslator, node: Element) -> None:
    self.new_state(0)


def text_depart_line(self: TextTranslator, node: Element) -> None:
    """Wrap between words only: an address broken at a hyphen is no address."""
    text = ''.join(item for indent, item in self.states[-1] if indent == -1 and isinstance(item, str))
    width = MAXWIDTH - sum(self.stateindent)
    self.states[-1] = [(-1, '\n'.join(my_wrap(text, width=width, break_on_hyphens=False, break_long_words=False)))]
    self.end_state(wrap=False)


def man_visit_block(self: ManualPageTranslator, node: Element) -> None:
    """Begin a paragraph; the first one in a container does not do so itself."""
    self.ensure_eol()
    self.body.append('.sp\n')


def man_depart_block(self: ManualPageTranslator, node: Element) -> None:
    """Nothing to close."""


def man_visit_title(self: ManualPageTranslator, node: Element) -> None:
    self.ensure_eol()
    self.body.append('.sp\n\\fB')


def man_depart_title(self: ManualPageTranslator, node: Element) -> None:
    self.body.append('\\fP\n')
