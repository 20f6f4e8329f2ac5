"""Timelines and catalogs for Sphinx: records in YAML become cards, tables, references and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = '0.1.0'

#: Version of the nodes and of what is collected from them. A change makes Sphinx read every document again.
ENV_VERSION = 9


def _add_nodes(app: Sphinx) -> None:
    """Register the nodes with their visitors, by format and never by builder."""
    from .doctree import nodes
    from .visitors import html, latex, others, player, tables

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
    app.add_node(nodes.chronicle_player, html=(player.visit_player, None))
    app.add_node(nodes.chronicle_moment, html=(player.visit_moment, player.depart_moment))
    app.add_node(nodes.chronicle_file_moment, html=(player.visit_file_moment, player.depart_file_moment))
    app.add_node(nodes.chronicle_listing)
    app.add_node(nodes.chronicle_chapters)
    app.add_node(nodes.chronicle_export)
    app.add_node(nodes.chronicle_export_link, html=(html.visit_export_link, html.depart_export_link))
    app.add_node(nodes.chronicle_time)


def _add_settings(app: Sphinx) -> None:
    """Register the settings, each with the narrowest rebuild that a change of it needs."""
    # Form of an edit link with {path} and {line} in it. It is read when pages are written.
    app.add_config_value('chronicle_edit_url', '', 'html', types=frozenset({str}))
    # Pages, as patterns, whose records only show how something is written: nothing of them appears on other pages.
    app.add_config_value('chronicle_sample_pages', [], 'env', types=frozenset({list, tuple}))
    # Whether the records are exported for machines, and what ids in feeds are made from if the project's name changed.
    app.add_config_value('chronicle_exports', default=True, rebuild='env', types=frozenset({bool}))
    app.add_config_value('chronicle_feed_id', '', 'html', types=frozenset({str}))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register everything; the only place that knows all parts of the extension."""
    # Sphinx is imported here, so that the core and the command line work without it.
    from .env.domain import ChronicleDomain, note_builder
    from .read import anchors, collect
    from .read.example import Example
    from .read.field_list import Fields
    from .read.listing import ListingDirective
    from .read.record import DatasetDirective, EpisodeDirective, LicenseDirective
    from .read.roles import ExportRole, RecordRole, TimeRole
    from .read.timeline import Timeline
    from .records.i18n import CATALOG, LOCALE_DIR
    from .write import assets, books, edit, expand, search
    from .write import exports as outputs
    from .write.outdated import StalePages, forget_empty_build_info

    app.add_message_catalog(CATALOG, str(LOCALE_DIR))

    app.add_domain(ChronicleDomain)
    app.add_directive_to_domain('chronicle', 'timeline', Timeline)
    app.add_directive_to_domain('chronicle', 'dataset', DatasetDirective)
    app.add_directive_to_domain('chronicle', 'episode', EpisodeDirective)
    app.add_directive_to_domain('chronicle', 'license', LicenseDirective)
    app.add_directive_to_domain('chronicle', 'listing', ListingDirective)
    app.add_directive_to_domain('chronicle', 'example', Example)
    app.add_directive_to_domain('chronicle', 'fields', Fields)
    for kind in ('entry', 'dataset', 'episode', 'license'):
        app.add_role_to_domain('chronicle', kind, RecordRole())
    app.add_role_to_domain('chronicle', 'at', TimeRole())
    app.add_role_to_domain('chronicle', 'export', ExportRole())

    _add_nodes(app)
    app.add_transform(anchors.RecordAnchors)
    app.add_transform(anchors.GroupHeadings)
    app.add_transform(anchors.TimeAnchors)
    app.add_transform(anchors.PlainSummaries)
    app.add_transform(anchors.LocalLinks)
    app.add_post_transform(expand.Expand)
    app.add_post_transform(expand.ExpandRecords)
    app.add_post_transform(edit.EditLinks)
    app.add_post_transform(books.IndexPlaces)
    app.add_post_transform(books.ManualLinks)
    _add_settings(app)
    app.connect('builder-inited', note_builder)
    app.connect('builder-inited', assets.add_static_files)
    app.connect('builder-inited', forget_empty_build_info)
    app.connect('html-page-context', assets.add_scripts)
    app.connect('html-page-context', outputs.add_head)
    app.connect('html-collect-pages', search.fill_search_index)
    app.connect('doctree-read', collect.collect)
    app.connect('warn-missing-reference', expand.warn_missing)
    pages = StalePages()
    app.connect('env-updated', pages.update)
    app.connect('doctree-resolved', pages.note)
    app.connect('build-finished', pages.finish)
    app.connect('build-finished', outputs.write_exports)

    return {
        'version': __version__,
        'env_version': ENV_VERSION,
        'parallel_read_safe': True,
        'parallel_write_safe': True,
    }
