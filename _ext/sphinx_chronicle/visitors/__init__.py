"""Visitors that draw what other builders say in words. They read nodes, nothing else.

They are found by their names, as docutils finds its own: `visit_card` and `depart_card` in a module of a format, which is
named after it, are those of `chronicle_card`. A node without one is drawn by the visitor of what it is derived from.
"""

from __future__ import annotations

from typing import Any, Final

from sphinx.application import Sphinx

from ..doctree import nodes
from . import html, html_drawings, html_heads, html_images, html_tables, latex, man, texinfo, text

#: The modules, each of a format and never of one builder.
MODULES: Final = (html, html_drawings, html_heads, html_images, html_tables, latex, man, texinfo, text)


def register(app: Sphinx) -> None:
    """Register the nodes with their visitors, and what their output needs."""
    app.connect('config-inited', latex.declare_signs)
    for name, node_class in vars(nodes).items():
        if name.startswith('chronicle_'):
            app.add_node(node_class, **_visitors(name.removeprefix('chronicle_')))


def _visitors(name: str) -> dict[str, Any]:
    """What opens and what closes a node, by format; what raises `SkipNode` closes nothing."""
    return {
        module.__name__.rpartition('.')[2].partition('_')[0]: (vars(module)[f'visit_{name}'], vars(module).get(f'depart_{name}'))
        for module in MODULES
        if f'visit_{name}' in vars(module)
    }
