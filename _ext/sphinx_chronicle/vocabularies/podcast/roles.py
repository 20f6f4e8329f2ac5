"""The role `at`: times in a recording."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from ...doctree.i18n import report
from ...records.problems import Code, Problem, relative_path
from ...records.times import format_time, parse_time
from .nodes import chronicle_time


class TimeRole(SphinxRole):
    """A time in the recording that the page is about: ``{at}`15:23` ``. At the head of a heading it begins a chapter."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            seconds = parse_time(self.text)
        except ValueError as error:
            source, line = self.get_source_info()
            report(Problem(Code.TIME, str(error), relative_path(source, self.env.srcdir), line, '{at}'))
            return [nodes.inline(self.rawtext, self.text)], []
        node = chronicle_time(self.rawtext, '', nodes.Text(format_time(seconds)), seconds=seconds)
        self.set_source_info(node)
        return [node], []
