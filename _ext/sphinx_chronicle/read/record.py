"""The directives that declare a record as the section they are in, one for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..doctree.i18n import report
from ..doctree.infobox import InfoboxMaker
from ..env.read_state import read_state
from ..records.graph import key_taken
from ..records.options import read_key
from ..records.problems import Code
from ..records.reader import read_record
from .base import ChronicleDirective
from .summaries import parse_summaries

if TYPE_CHECKING:
    from docutils.nodes import Node


class RecordDirective(ChronicleDirective):
    """Declare a record by its key and one YAML mapping; its title is the heading it is under.

    :cvar kind: the name of the kind; each has a subclass (see `kinds`).
    """

    kind: ClassVar[str]

    # The key. One that is missing or is several words is said to be wrong here, and not in the words of a parser.
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    # No options: the parsers then hand the body over untouched, YAML front matter and all.
    option_spec = None

    def make(self) -> list[Node]:
        """The infobox of the record."""
        try:
            key = read_key(''.join(self.arguments), self.kind)
        except ValueError as error:
            self.problem(Code.KEY, str(error))
            return []
        kind = self.registry.kinds[self.kind]
        # The title is the heading's, which is known once the page is parsed and translated.
        reading = read_record('\n'.join(self.content), self.place, kind, key, key)
        for problem in reading.problems:
            report(problem)
        if not reading.records:
            return []
        item = self.with_files(reading.records[0])
        here = read_state(self.env)
        taken = here.declared
        other = taken.get(item.record.anchor)
        if other is not None:
            report(key_taken(item, other))
            return []
        taken[item.record.anchor] = item
        here.has_infoboxes = True
        (summary,) = parse_summaries(self, [item])
        maker = InfoboxMaker(self.labels, self.absolute(item.path), item.line)
        return [maker.infobox(kind, item.record, summary, self.env.current_document.docname)]
