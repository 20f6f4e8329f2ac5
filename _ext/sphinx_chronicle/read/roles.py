"""Roles: links to records in running text, and times in a recording."""

from __future__ import annotations

from docutils import nodes
from sphinx.roles import XRefRole
from sphinx.util.docutils import ReferenceRole, SphinxRole

from ..doctree.i18n import relative_path, report
from ..doctree.nodes import chronicle_export, chronicle_time
from ..env.read_state import read_state
from ..records.options import wrong_time
from ..records.times import format_time, parse_time


class RecordRole(XRefRole):
    """A link to a record by its key: ``{entry}`nemotron-h` `` or ``{entry}`the first hybrid <nemotron-h>` ``."""

    def __init__(self) -> None:
        # Titles are prose, so they are not set as code.
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)


class ExportRole(ReferenceRole):
    """A link to an export by its file name: ``{export}`checkpoints.csv` ``.

    With an asterisk it links all of that form, by the family or the episode that each is of: ``{export}`timeline-*.atom` ``.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        node = chronicle_export(self.rawtext, '', nodes.Text(self.title), pattern=self.target, explicit=self.has_explicit_title)
        node['support_smartquotes'] = False
        self.set_source_info(node)
        return [node], []


class TimeRole(SphinxRole):
    """A time in the recording that the page is about: ``{at}`15:23` ``. At the head of a heading it begins a chapter."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            seconds = parse_time(self.text)
        except ValueError as error:
            source, line = self.get_source_info()
            report(wrong_time(error, relative_path(source, self.env.srcdir), line))
            return [nodes.inline(self.rawtext, self.text)], []
        read_state(self.env).has_times = True
        node = chronicle_time(self.rawtext, '', nodes.Text(format_time(seconds)), seconds=seconds)
        self.set_source_info(node)
        return [node], []
