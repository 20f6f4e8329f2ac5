"""What is known of all documents: stored while they are read, computed from that once."""

from __future__ import annotations

from sphinx.application import Sphinx

from .catalog import add_messages, outdated_by_catalog
from .domain import ChronicleDomain, forget_empty_tag_page, forget_labels, note_builder, note_kinds_elsewhere
from .garbage import THRESHOLDS
from .patterns import outdated_by_files
from .problems import ReadingProblems, remove_doctree, report_stored, skip_unreadable_pages
from .read_with import outdated_by_day


def register(app: Sphinx) -> None:
    """Register the domain, and what keeps problems until they are fixed; from here on Python looks for garbage less often."""
    THRESHOLDS.raise_for(app)
    app.add_domain(ChronicleDomain)
    app.connect('builder-inited', note_builder)
    app.connect('builder-inited', note_kinds_elsewhere, priority=600)
    problems = ReadingProblems()
    app.connect('env-get-outdated', outdated_by_catalog)
    app.connect('env-get-outdated', outdated_by_files)
    app.connect('env-get-outdated', outdated_by_day)
    app.connect('env-before-read-docs', forget_labels)
    app.connect('env-before-read-docs', skip_unreadable_pages)
    app.connect('env-purge-doc', remove_doctree)
    app.connect('source-read', problems.start)
    app.connect('doctree-read', problems.finish, priority=1000)
    app.connect('env-updated', report_stored)
    app.connect('env-updated', add_messages)
    app.connect('env-updated', forget_empty_tag_page)
