"""Roles: links to records and exports in running text."""

from __future__ import annotations

from docutils import nodes
from sphinx.roles import XRefRole
from sphinx.util.docutils import ReferenceRole

from ..doctree.nodes import chronicle_export


class RecordRole(XRefRole):
    """A link to a record by its key: ``{entry}`nemotron-h` `` or ``{entry}`the first hybrid <nemotron-h>` ``."""

    def __init__(self) -> None:
        # Titles are prose, so they are not set as code.
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)


class ExportRole(ReferenceRole):
    """A link to an export by its file name: ``{export}`entries.csv` ``.

    With an asterisk it links all of that form, by the family or the record that each is of: ``{export}`timeline-*.atom` ``.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        node = chronicle_export(self.rawtext, '', nodes.Text(self.title), pattern=self.target, explicit=self.has_explicit_title)
        node['support_smartquotes'] = False
        self.set_source_info(node)
        return [node], []
