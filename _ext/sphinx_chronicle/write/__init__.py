"""From nodes to stock nodes, and what is written beside the pages."""

from __future__ import annotations

from sphinx.application import Sphinx

from .beside import add_head, add_static_files, add_to_page, remove_tag_page, write_exports
from .expand import Expand, ExpandRecords, warn_missing
from .folding import FoldRecords
from .formats import EditLinks, Images, IndexPlaces, ManualLinks, NodeNames, check_edit_url
from .left_out import LeftOut, RemoveBranches
from .outdated import StalePages, forget_empty_build_info
from .previews import AFTER_OTHERS, add_preview, draw_previews
from .search import add_search_script


def register(app: Sphinx) -> None:
    """Register what runs while pages are written and when all are."""
    app.connect('config-inited', check_edit_url)
    app.add_post_transform(RemoveBranches)
    app.add_post_transform(Expand)
    app.add_post_transform(ExpandRecords)
    app.add_post_transform(EditLinks)
    app.add_post_transform(FoldRecords)
    app.add_post_transform(Images)
    app.add_post_transform(IndexPlaces)
    app.add_post_transform(NodeNames)
    app.add_post_transform(ManualLinks)
    app.connect('builder-inited', add_static_files)
    app.connect('builder-inited', forget_empty_build_info)
    app.connect('html-page-context', add_to_page)
    app.connect('html-page-context', add_head)
    app.connect('html-page-context', add_preview, priority=AFTER_OTHERS)
    app.connect('html-page-context', add_search_script)
    app.connect('warn-missing-reference', warn_missing)
    pages = StalePages()
    app.connect('builder-inited', pages.watch)
    app.connect('html-collect-pages', pages.fill_search)
    # After other extensions have settled what references to theirs say, such as the labels of citations.
    app.connect('env-updated', pages.update, priority=900)
    app.connect('doctree-resolved', pages.note)
    app.connect('build-finished', pages.finish)
    app.connect('build-finished', write_exports)
    app.connect('build-finished', draw_previews)
    app.connect('build-finished', remove_tag_page)
    left_out = LeftOut()
    app.connect('write-started', left_out.hide)
    app.connect('build-finished', left_out.restore)
