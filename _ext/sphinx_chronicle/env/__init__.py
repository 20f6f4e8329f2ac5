"""What is known of all documents: stored while they are read, computed from that once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .domain import ChronicleDomain, note_builder

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def register(app: Sphinx) -> None:
    """Register the domain."""
    app.add_domain(ChronicleDomain)
    app.connect('builder-inited', note_builder)
