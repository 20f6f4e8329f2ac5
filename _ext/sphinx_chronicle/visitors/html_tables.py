"""HTML visitors of tables: rows, the cells in them, and the doubts beneath."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any, cast

from docutils import nodes
from docutils.nodes import Element
from sphinx.writers.html5 import HTML5Translator

from ..doctree.builders import is_book, is_interactive
from ..doctree.i18n import _
from ..doctree.nodes import chronicle_choice, chronicle_list
from ..doctree.tree import cells_of
from .html import facets, scope

#: Most columns of a table in a book: its pages are narrow, and none can be scrolled sideways.
_BOOK_COLUMNS = 4

#: Fewest columns of a table that has no room on a phone: there its rows are lines, in which values say what they are.
_STACKED = 3


def _columns(table: Element) -> list[str]:
    """The columns of a table, without those that are in the cell of another."""
    return [column for column in table['columns'] if column not in table['beneath'].values()]


def _is_stacked(self: HTML5Translator, table: Element) -> bool:
    """Whether the rows of a table are lines where there is little room."""
    return len(_columns(table)) >= _STACKED and not is_book(self.builder)


def _is_table(self: HTML5Translator, node: Element) -> bool:
    """Whether a table is drawn as one; else it is the list in words that it is made of."""
    return not is_book(self.builder) or len(node['columns']) <= _BOOK_COLUMNS


def visit_table(self: HTML5Translator, node: Element) -> None:
    """Open the table. It scrolls within its own region, which the keyboard can reach."""
    if not _is_table(self, node):
        self.visit_bullet_list(cast('nodes.bullet_list', node))
        return
    if node.get('pivot') and not is_book(self.builder):
        _write_pivot(self, node)
        raise nodes.SkipNode
    labels = dict(zip(node['columns'], node['labels'], strict=True))
    heads = ''.join(
        f'<th{_class_of(node, column, f"chronicle-{column}")} scope="col">{escape(labels[column])}</th>'
        for column in _columns(node)
    )
    classes = 'chronicle-table chronicle-stacked' if _is_stacked(self, node) else 'chronicle-table'
    self.body.append(
        f'<div class="chronicle-scroll" role="region" aria-label="{escape(node["caption"])}" tabindex="0">'
        + self.starttag(node, 'table', '', CLASS=classes, **_label(node), **scope(self, node), **_data(self, node))
        + f'<thead><tr>{heads}</tr></thead>\n<tbody>\n'
    )


def _write_pivot(self: HTML5Translator, table: Element) -> None:
    """Write rows side by side: those of one row of the pivot in one row, each in its column, with its anchor.

    What else is said of them is said of the row, in columns of its own.
    """
    by_row, by_column, _in_cell = table['pivot']
    labels = dict(zip(table['columns'], table['labels'], strict=True))
    others = [column for column in table['columns'] if column not in table['pivot']]
    lines: dict[str, dict[str, tuple[Element, dict[str, Element], list[Element]]]] = {}
    heads: dict[str, Element] = {}
    for row in cast('list[Element]', table.children):
        cells, notes = cells_of(row)
        head = cells[by_column].astext()
        heads.setdefault(head, cells[by_column])
        name = cells[by_row].astext()
        # Different values may read the same: each has a row.
        while head in lines.get(name, ()):
            name += '\0'
        lines.setdefault(name, {})[head] = row, cells, notes
    # Two figures beside a name have room on a phone.
    is_stacked = len(heads) + len(others) >= _STACKED
    self.body.append(
        f'<div class="chronicle-scroll" role="region" aria-label="{escape(table["caption"])}" tabindex="0">'
        + self.starttag(table, 'table', '', CLASS=f'chronicle-table{" chronicle-stacked" * is_stacked}', **_label(table))
        + f'<thead><tr><th class="chronicle-{by_row}" scope="col">{escape(labels[by_row])}</th>'
    )
    for cell in heads.values():
        self.body.append(f'<th class="chronicle-{by_column}" scope="col">')
        cell.walkabout(self)
        self.body.append('</th>')
    self.body.append(''.join(f'<th class="chronicle-{column}" scope="col">{escape(labels[column])}</th>' for column in others))
    self.body.append('</tr></thead>\n<tbody>\n')
    for line in lines.values():
        _write_line(self, table, line, list(heads), others)
    self.body.append('</tbody></table></div>\n')


def _write_line(
    self: HTML5Translator,
    table: Element,
    line: dict[str, tuple[Element, dict[str, Element], list[Element]]],
    heads: Sequence[str],
    others: Sequence[str],
) -> None:
    """Write a row of a pivot, and beneath it the doubts about its values."""
    by_row, _by_column, in_cell = table['pivot']
    labels = dict(zip(table['columns'], table['labels'], strict=True))
    _row, first, _notes = next(iter(line.values()))
    self.body.append(f'<tr><th class="chronicle-{by_row}" scope="row">')
    first[by_row].walkabout(self)
    self.body.append('</th>')
    for head in heads:
        row, cells, _notes = line.get(head, (None, {}, []))
        anchor = ''.join(f' id="{escape(one)}"' for one in row['ids'][:1]) if row is not None else ''
        self.body.append(f'<td class="chronicle-{in_cell}" data-label="{escape(head)}"{anchor}>')
        _write_value(self, cells.get(in_cell))
        self.body.append('</td>')
    for column in others:
        cell = next((cells[column] for _row, cells, _notes in line.values() if column in cells), None)
        self.body.append(f'<td class="chronicle-{column} chronicle-phrase" data-label="{escape(labels[column])}">')
        _write_value(self, cell)
        self.body.append('</td>')
    self.body.append('</tr>\n')
    _write_notes(self, [note for _row, _cells, notes in line.values() for note in notes], 1 + len(heads) + len(others))


def _write_value(self: HTML5Translator, cell: Element | None) -> None:
    """Write the value in a cell, or a dash."""
    if cell is None:
        self.body.append('<span class="chronicle-none">–</span>')
        return
    # Words for no value; a mark says so by itself.
    is_unsaid = cell.get('value') == '' and not any(isinstance(one, chronicle_choice) for one in cell.children)
    self.body.append('<span class="chronicle-none">' if is_unsaid else '')
    cell.walkabout(self)
    self.body.append('</span>' if is_unsaid else '')


def _write_notes(self: HTML5Translator, notes: Sequence[Element], columns: int) -> None:
    """Write the doubts about the values of a row, as a row of their own."""
    if not notes:
        return
    self.body.append(f'<tr class="chronicle-notes"><td colspan="{columns}">')
    for note in notes:
        self.body.append(f'<p><span class="chronicle-about">{escape(note["about"])}</span> ')
        note.walkabout(self)
        self.body.append('</p>')
    self.body.append('</td></tr>\n')


def _class_of(table: Element, column: str, *more: str) -> str:
    form = table['forms'][column]
    classes = [*more, *([f'chronicle-{form}'] if form else [])]
    return f' class="{" ".join(classes)}"' if classes else ''


def _label(node: Element) -> dict[str, Any]:
    return {'aria-label': node['caption']}


def _data(self: HTML5Translator, node: Element) -> dict[str, Any]:
    """What a script may do with a table: sort it, and lay checkpoints side by side."""
    if not is_interactive(self.builder) or 'compare' not in node:
        return {}
    compare = node['compare']
    if not compare:
        return {'data-sortable': ''}
    words = {
        'compare': _('Compare'),
        'remove': _('Remove'),
        'close': _('Clear'),
        'pick': _('Compare %s'),
        'hint': compare,
        'full': _('Four is the most that fit side by side.'),
        'differs': _('differs'),
    }
    return {'data-sortable': '', 'data-compare': '', 'data-labels': json.dumps(words, ensure_ascii=False)}


def depart_table(self: HTML5Translator, node: Element) -> None:
    if not _is_table(self, node):
        self.depart_bullet_list(cast('nodes.bullet_list', node))
        return
    self.body.append('</tbody></table></div>\n')


def visit_table_row(self: HTML5Translator, node: Element) -> None:
    """A row, and beneath it one with the doubts about its values."""
    if not _is_table(self, cast('Element', node.parent)):
        self.visit_list_item(cast('nodes.list_item', node))
        return
    table = cast('Element', node.parent)
    beneath, columns = table['beneath'], _columns(table)
    labels = dict(zip(table['columns'], map(escape, table['labels']), strict=True)) if _is_stacked(self, table) else {}
    cells, notes = cells_of(node)
    family = {'data-family': node['family']} if 'family' in node else {}
    self.body.append(self.starttag(node, 'tr', '', **{**family, **facets(self, node)}))
    for number, column in enumerate(columns):
        tag = 'td' if number else 'th'
        cell = cells.get(column)
        attributes = f' data-label="{labels[column]}"' if number and labels else '' if number else ' scope="row"'
        if cell is not None and 'value' in cell:
            attributes += f' data-value="{escape(cell["value"])}"'
        elif cell is None and number and is_interactive(self.builder):
            # It sorts as what it is: nothing.
            attributes += ' data-value=""'
        self.body.append(f'<{tag}{_class_of(table, column, f"chronicle-{column}")}{attributes}>')
        _write_value(self, cell)
        if beneath.get(column) in cells:
            # Words alone: a second link below the first would leave neither room to be hit.
            self.body.append(
                f'<small class="chronicle-beneath-{beneath[column]}">{escape(cells[beneath[column]].astext())}</small>'
            )
        self.body.append(f'</{tag}>')
    self.body.append('</tr>\n')
    _write_notes(self, notes, len(columns))
    raise nodes.SkipNode


def depart_table_row(self: HTML5Translator, node: Element) -> None:
    """Close the item; a row is closed already."""
    self.depart_list_item(cast('nodes.list_item', node))


def _in_list(cell: Element) -> bool:
    """Whether a cell is a run of words in a list; in a table it is an element of its own."""
    item = cell.parent.parent if cell.parent is not None else None
    return item is not None and isinstance(item.parent, chronicle_list)


def visit_cell(self: HTML5Translator, node: Element) -> None:
    if _in_list(node):
        self.body.append(f'<span class="chronicle-{node["column"]}">')


def depart_cell(self: HTML5Translator, node: Element) -> None:
    if _in_list(node):
        self.body.append('</span>')
