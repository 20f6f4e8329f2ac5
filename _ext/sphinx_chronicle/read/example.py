"""The directive `example`: shows its body as it is written, and below that what comes of it."""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst.states import RSTState
from sphinx.util.parsing import nested_parse_to_nodes

from ..compat import sections_into
from ..records.i18n import __
from ..records.problems import Code
from .base import ChronicleDirective


class Example(ChronicleDirective):
    """Show a part of a page and its source, which is written once.

    What is in it is an ordinary part of the page: its records are declared, and problems have its lines. Headings in it
    open sections below its own, so an example with headings is the last thing in its section.
    """

    has_content = True
    # No options: the parsers then hand the body over untouched.
    option_spec = None

    def make(self) -> list[Node]:
        if not self.content:
            self.problem(Code.MARKUP, __('there is nothing to show (write the example as the body)'))
            return []
        text = '\n'.join(self.content)
        language = 'rst' if isinstance(self.state, RSTState) else 'markdown'
        source = nodes.literal_block(text, text, language=language)
        self.set_source_info(source)
        content = self.parsed()
        if any(isinstance(node, nodes.section) for node in content):
            # A section is allowed in a section and nowhere else.
            return [source, *content]
        frame = nodes.container('', *content, classes=['chronicle-example'])
        self.set_source_info(frame)
        return [source, frame]

    def parsed(self) -> list[Node]:
        """The nodes of the body."""
        if isinstance(self.state, RSTState):
            return nested_parse_to_nodes(self.state, self.content, offset=self.content_offset)
        holder = nodes.Element()
        with sections_into(self.state, '\n'.join(self.content), holder):
            self.state.nested_parse(self.content, self.content_offset, holder, match_titles=True)
        return holder.children
