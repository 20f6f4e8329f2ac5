"""Directives: from the text of an author to nodes. Nothing here knows another document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import collect
from .anchors import GroupHeadings, LocalLinks, PlainSummaries, RecordAnchors, TimeAnchors
from .example import Example
from .field_list import Fields
from .listing import ListingDirective
from .record import DatasetDirective, EpisodeDirective, LicenseDirective
from .roles import ExportRole, RecordRole, TimeRole
from .timeline import Timeline

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def register(app: Sphinx) -> None:
    """Register directives, roles and transforms; the domain must be registered before."""
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
    app.add_transform(RecordAnchors)
    app.add_transform(GroupHeadings)
    app.add_transform(TimeAnchors)
    app.add_transform(PlainSummaries)
    app.add_transform(LocalLinks)
    app.connect('doctree-read', collect.collect)
