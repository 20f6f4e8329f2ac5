"""What recordings add to an application; it has nothing to do in a project without episodes."""

from __future__ import annotations

from sphinx.application import Sphinx

from . import nodes, player
from .chapters import TimeAnchors
from .expand import ExpandRecordings


def register(app: Sphinx) -> None:
    """Register the nodes and transforms of recordings (while extensions are set up)."""
    app.add_node(nodes.chronicle_player, html=(player.visit_player, None))
    app.add_node(nodes.chronicle_moment, html=(player.visit_moment, player.depart_moment))
    app.add_node(nodes.chronicle_file_moment, html=(player.visit_file_moment, player.depart_file_moment))
    app.add_node(nodes.chronicle_chapters)
    app.add_node(nodes.chronicle_time)
    app.add_transform(TimeAnchors)
    app.add_post_transform(ExpandRecordings)
