"""The directives `dataset`, `episode` and `license`: a record that is the section it stands in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from ..doctree.i18n import report
from ..doctree.infobox import InfoboxMaker
from ..doctree.media import file_name
from ..env.read_state import read_state
from ..records.model import Episode
from ..records.options import key_taken, read_key
from ..records.problems import Code
from ..records.reader import read_record
from .base import ChronicleDirective
from .summaries import parse_summaries

if TYPE_CHECKING:
    from docutils.nodes import Node

    from ..records.reader import Declared


class RecordDirective(ChronicleDirective):
    """Declare a record by its key and one YAML mapping; its title is the heading it stands under."""

    kind: ClassVar[str]

    # The key. One that is missing or is several words is said to be wrong here, and not in the words of a parser.
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    # No options: the parsers then hand the body over untouched, YAML front matter and all.
    option_spec = None

    def make(self) -> list[Node]:
        try:
            key = read_key(''.join(self.arguments), self.kind)
        except ValueError as error:
            self.problem(Code.KEY, str(error))
            return []
        # The title is the heading's, which is known once the page is parsed and translated.
        reading = read_record('\n'.join(self.content), self.place, self.kind, key, key)
        for problem in reading.problems:
            report(problem)
        if not reading.records:
            return []
        item = self.checked(reading.records[0])
        here = read_state(self.env)
        taken = here.declared
        other = taken.get(item.record.anchor)
        if other is not None:
            report(key_taken(item, other))
            return []
        taken[item.record.anchor] = item
        here.has_infoboxes = True
        (summary,) = parse_summaries(self, [item])
        maker = InfoboxMaker(self.config.language, self.absolute(item.path), item.line)
        return [maker.infobox(item.record, summary, self.env.current_document.docname)]

    def checked(self, item: Declared) -> Declared:
        """The record without what this kind of it cannot have here."""
        return item


class DatasetDirective(RecordDirective):
    """A dataset or a collection of datasets."""

    kind = 'dataset'


class EpisodeDirective(RecordDirective):
    """An episode of a podcast."""

    kind = 'episode'

    def checked(self, item: Declared) -> Declared:
        """The episode, without its audio if that is a file which is not there."""
        record = item.record
        file = file_name(record.audio) if isinstance(record, Episode) else ''
        if not file or self.find_file(file, 'audio') is not None:
            return item
        return replace(item, record=record.model_copy(update={'audio': None}))


class LicenseDirective(RecordDirective):
    """Terms under which weights or data are published."""

    kind = 'license'
