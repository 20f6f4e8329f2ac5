"""HTML shapes: visitors that draw what other builders say in words. They read nodes, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..doctree import nodes
from . import html, latex, others, tables

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def register(app: Sphinx) -> None:
    """Register the nodes with their visitors, by format and never by builder."""
    app.add_node(nodes.chronicle_group, html=(html.visit_group, html.depart_group))
    app.add_node(
        nodes.chronicle_card,
        html=(html.visit_card, html.depart_card),
        latex=(latex.visit_card, latex.depart_card),
        texinfo=(others.texinfo_visit_card, others.texinfo_depart_card),
    )
    app.add_node(
        nodes.chronicle_infobox,
        html=(html.visit_infobox, html.depart_infobox),
        latex=(latex.visit_infobox, latex.depart_card),
        texinfo=(others.texinfo_visit_card, others.texinfo_depart_card),
    )
    app.add_node(nodes.chronicle_date, html=(html.visit_date, None))
    app.add_node(
        nodes.chronicle_title,
        html=(html.visit_title, html.depart_title),
        latex=(latex.visit_title, latex.depart_title),
        man=(others.man_visit_title, others.man_depart_title),
    )
    app.add_node(
        nodes.chronicle_meta,
        html=(html.visit_meta, None),
        latex=(latex.visit_meta, latex.depart_meta),
        text=(others.text_visit_line, others.text_depart_line),
    )
    app.add_node(
        nodes.chronicle_rows,
        html=(html.visit_rows, html.depart_rows),
        latex=(latex.visit_rows, latex.depart_rows),
        man=(others.man_visit_block, others.man_depart_block),
    )
    app.add_node(nodes.chronicle_line, text=(others.text_visit_line, others.text_depart_line))
    app.add_node(
        nodes.chronicle_row,
        html=(html.visit_row, None),
        latex=(latex.visit_row, latex.depart_row),
    )
    app.add_node(nodes.chronicle_label)
    app.add_node(nodes.chronicle_item, html=(html.visit_inline, html.depart_inline))
    app.add_node(
        nodes.chronicle_address,
        html=(html.visit_address, None),
        latex=(others.visit_address, None),
        man=(others.visit_address, None),
    )
    app.add_node(nodes.chronicle_note, html=(html.visit_note, None))
    app.add_node(nodes.chronicle_ref)
    app.add_node(nodes.chronicle_link)
    app.add_node(
        nodes.chronicle_details,
        html=(html.visit_details, html.depart_details),
        man=(others.man_visit_block, others.man_depart_block),
    )
    app.add_node(
        nodes.chronicle_caption,
        html=(html.visit_caption, html.depart_caption),
        latex=(latex.visit_caption, latex.depart_caption),
    )
    app.add_node(
        nodes.chronicle_table,
        html=(tables.visit_table, tables.depart_table),
        latex=(latex.visit_table, latex.depart_table),
    )
    app.add_node(
        nodes.chronicle_table_row,
        html=(tables.visit_table_row, tables.depart_table_row),
        latex=(latex.visit_table_row, latex.depart_table_row),
        texinfo=(others.texinfo_visit_row, others.texinfo_depart_row),
    )
    app.add_node(nodes.chronicle_cell, html=(tables.visit_cell, tables.depart_cell))
    app.add_node(nodes.chronicle_list, html=(html.visit_list, html.depart_list))
    app.add_node(nodes.chronicle_chart, html=(html.visit_chart, html.depart_chart))
    app.add_node(nodes.chronicle_mark)
    app.add_node(nodes.chronicle_list_item, html=(html.visit_list_item, html.depart_list_item))
    app.add_node(nodes.chronicle_filter, html=(html.visit_filter, None))
    app.add_node(nodes.chronicle_listing)
    app.add_node(nodes.chronicle_export)
    app.add_node(nodes.chronicle_export_link, html=(html.visit_export_link, html.depart_export_link))
