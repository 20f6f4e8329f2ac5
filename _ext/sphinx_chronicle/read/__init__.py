"""Directives: from the text of an author to nodes. Nothing here knows another document."""

from __future__ import annotations

from sphinx.application import Sphinx

from . import collect, contents
from .anchors import GroupHeadings, LocalLinks, RecordAnchors
from .kinds import declare_kinds
from .plain_text import PlainText, Runs
from .unread import UnreadMarkup


def register(app: Sphinx) -> None:
    """Register transforms, and have directives and roles follow from the settings once they are known."""
    # After other extensions have had their say on the settings.
    app.connect('config-inited', declare_kinds, priority=900)
    app.add_transform(RecordAnchors)
    app.add_transform(GroupHeadings)
    app.add_transform(PlainText)
    app.add_transform(Runs)
    app.add_transform(LocalLinks)
    app.add_transform(UnreadMarkup)
    app.connect('doctree-read', collect.collect)
    # After Sphinx has collected the contents.
    app.connect('doctree-read', contents.add_cards, priority=900)
