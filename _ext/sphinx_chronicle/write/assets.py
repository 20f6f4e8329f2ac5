"""The style sheet and the scripts: where they are, and which pages load them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..doctree.builders import is_book, is_html, is_interactive
from ..env.domain import chronicle_domain

STATIC = Path(__file__).parent.parent / 'static'
#: Instead of it, what readers of EPUB understand.
STATIC_BOOK = Path(__file__).parent.parent / 'static_book'


def add_static_files(app: Sphinx) -> None:
    """Ship the extension's own files with HTML builds (event `builder-inited`)."""
    if is_html(app.builder):
        book = is_book(app.builder)
        app.config.html_static_path.append(str(STATIC_BOOK if book else STATIC))
        app.add_css_file('book.css' if book else 'chronicle.css')


def add_scripts(
    app: Sphinx, pagename: str, _templatename: str, _context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Load a script on the pages that have something for it (event `html-page-context`)."""
    if not is_interactive(app.builder):
        return
    document = chronicle_domain(app.env).documents.get(pagename)
    if document is None:
        return
    if document.placed or document.listings:
        app.add_js_file('chronicle.js', loading_method='defer')
    domain = chronicle_domain(app.env)
    for script in dict.fromkeys(domain.registry.of(placed.declared.record).kind.script for placed in document.placed):
        if script:
            app.add_js_file(script, loading_method='defer')
