"""Records as infoboxes: portable doctrees beneath the heading of the section that a record is."""

from __future__ import annotations

from collections.abc import Sequence

from docutils.nodes import Element, Node

from ..records.fields import Shape
from ..records.kinds import Part
from ..records.record import Record
from ..records.registry import KindOf
from .card import note_citation
from .make import PROVENANCE, READING, Maker, is_shown_elsewhere, notes_by_field
from .nodes import chronicle_infobox, chronicle_row, chronicle_rows

#: Slots whose fields are rows of the facts of an infobox, which has nothing beside its title.
_ROWS = frozenset({'meta', 'lead', 'strip', 'facts'})


class InfoboxMaker(Maker):
    """Makes the infobox of a record."""

    def infobox(self, kind: KindOf, record: Record, summary: Sequence[Node], docname: str) -> chronicle_infobox:
        """The infobox of a record.

        :param summary: the parsed summary.
        :param docname: the document it is declared in.
        """
        infobox = self.node(chronicle_infobox, '', kind=record.kind, key=record.key, docname=docname)
        note_citation(infobox, kind, record)
        infobox.extend(summary)
        notes = notes_by_field(record)
        made: list[Element | None] = [
            *self.hooked('lead', kind, record, docname),
            self.facts(kind, record),
            *self.parts(kind, record),
            *self.hooked('body', kind, record, docname),
            self.rows_of(READING, 'ways', kind, record, notes),
            self.rows_of(PROVENANCE, 'source', kind, record, notes),
        ]
        infobox.extend(part for part in made if part is not None)
        return infobox

    def hooked(self, name: str, kind: KindOf, record: Record, docname: str) -> list[Element]:
        """What the vocabulary of a kind puts into its infoboxes."""
        hook = kind.hook(name)
        found: list[Element] = hook(self, record, docname) if hook else []
        return found

    def facts(self, kind: KindOf, record: Record) -> chronicle_rows | None:
        """A row for each field that has a value or a note."""
        notes = notes_by_field(record)
        rows: list[chronicle_row] = [*self.ranges(kind, record)]
        for found in kind.shown:
            if found.slot not in _ROWS or found.relation or isinstance(found.type, Part):
                continue
            items = self.items(found, record)
            if items or found.name in notes:
                listed = found.multiple and isinstance(found.type, Shape)
                rows.append(self.row(found.name, self.labels.of(found), items, notes.pop(found.name, ()), listed=listed))
        for name, about in notes.items():
            other = kind.by_name.get(name)
            if other is None or not is_shown_elsewhere(other, record, _ROWS | {'none'}):
                rows.append(self.row(name, self.labels.of(other) if other else name, [], about))
        return self.rows('facts', rows)
