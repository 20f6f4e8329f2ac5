"""HTML visitors of the images of records."""

from __future__ import annotations

import posixpath
from html import escape
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from docutils.nodes import Element
from sphinx.writers.html5 import HTML5Translator

from ..doctree.builders import is_interactive
from ..doctree.images import shown_size


def visit_figure(self: HTML5Translator, node: Element) -> None:
    self.body.append('<figure class="chronicle-figure">')


def depart_figure(self: HTML5Translator, node: Element) -> None:
    self.body.append('</figure>\n')


def visit_image(self: HTML5Translator, node: Element) -> None:
    """Write the image with its size, so that nothing moves when it comes. Readers of books load what they like."""
    uri = node['uri']
    size = shown_size(Path(self.builder.srcdir, uri))
    if uri in self.builder.images:
        uri = posixpath.join(self.builder.imgpath, quote(self.builder.images[uri]))
    sides = f' width="{size[0]}" height="{size[1]}"' if size else ''
    lazy = ' loading="lazy"' if is_interactive(self.builder) else ''
    self.body.append(f'<img src="{escape(uri)}" alt="{escape(node["alt"])}"{sides}{lazy} />')
    raise nodes.SkipNode


def visit_image_caption(self: HTML5Translator, node: Element) -> None:
    self.body.append('<figcaption>')


def depart_image_caption(self: HTML5Translator, node: Element) -> None:
    self.body.append('</figcaption>')
