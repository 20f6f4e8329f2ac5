"""Roles: links to records in running text."""

from __future__ import annotations

from docutils import nodes
from sphinx.roles import XRefRole


class RecordRole(XRefRole):
    """A link to a record by its key: ``{entry}`nemotron-h` `` or ``{entry}`the first hybrid <nemotron-h>` ``."""

    def __init__(self) -> None:
        # Titles are prose, so they are not set as code.
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)
