"""Records as cards: portable doctrees, readable in every builder.

A card knows slots, never names of fields: what is beside the title, what among the figures and the facts, what comes last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..records.core import ALIASES, FAMILY, NOTES
from ..records.words import anchor
from .make import PROVENANCE, READING, Maker, is_shown_elsewhere, notes_by_field
from .nodes import chronicle_card, chronicle_meta, chronicle_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Element, Node

    from ..records.fields import Field, Item
    from ..records.record import Record
    from ..records.registry import KindOf
    from .nodes import chronicle_record, chronicle_row, chronicle_rows

#: Slots whose fields are rows of the facts of a card, in this order.
_ROWS = ('lead', 'strip', 'facts')

#: The same, and those that have no place of their own in a card: notes on them are rows.
_NOTED = frozenset({*_ROWS, 'meta', 'none'})


class CardMaker(Maker):
    """Makes the card of a record."""

    def card(self, kind: KindOf, record: Record, summary: Sequence[Node], docname: str) -> chronicle_card:
        """The card of a record.

        :param summary: the parsed summary.
        :param docname: the document it is declared in.
        """
        card = self.node(chronicle_card, '', kind=record.kind, key=record.key, docname=docname)
        card['ids'] = [record.anchor, *(f'{record.kind}-{alias}' for alias in record.get(ALIASES))]
        family = record.get(FAMILY)
        if family:
            card['family'] = anchor(family)
        note_citation(card, kind, record)
        # A title may be translated; everything else that is ours says itself in the site's language already.
        card += self.node(chronicle_title, record.title, translatable=True)
        card.extend(summary)
        return card

    def complete(self, card: chronicle_card, kind: KindOf, record: Record) -> list[Element]:
        """Add what no reader of the source needs to see, and give it: the line under the title, and all under the summary.

        That is done when pages are written. Until then it would only be walked through, some fifty times.
        """
        notes = notes_by_field(record)
        made = (
            self.specs(kind, record, dict(notes)),
            *self.parts(kind, record),
            self.rows_of(READING, 'ways', kind, record, notes),
            self.rows_of(PROVENANCE, 'source', kind, record, notes),
        )
        parts: list[Element] = [part for part in made if part is not None]
        card.insert(1, self.meta(kind, record))
        card.extend(parts)
        return parts

    def meta(self, kind: KindOf, record: Record) -> chronicle_meta:
        """The line under the title: when, what, whose and about what."""
        words: list[str] = []
        values: list[tuple[str, str]] = []
        for found in kind.shown:
            value = record.given.get(found.name, found.default)
            if found.slot != 'meta' or value is None or value == () or value in found.quiet:
                continue
            words.append(self.labels.values(found, value))
            if found.name != kind.kind.date:
                values += self.marked(found, value)
        meta = self.node(chronicle_meta, ' · '.join(words), values=values)
        date = record.given.get(kind.kind.date)
        if date:
            meta['date'] = date.text
        return meta

    def marked(self, found: Field[Any], value: Any) -> Iterator[tuple[str, str]]:
        """Yield the classes and the words of each value, for HTML."""
        for one in value if found.multiple else (value,):
            classes = f'chronicle-badge chronicle-{found.name}-{one}' if found.choices else f'chronicle-{found.one_name}'
            yield classes, self.labels.value(found, one)

    def specs(self, kind: KindOf, record: Record, notes: dict[str, list[Item]]) -> chronicle_rows | None:
        """The figures and the facts, with the notes on them; notes on what is beside the title come first."""
        rows = [self.row_of_notes(found, notes.pop(found.name)) for found in self.beside(kind) if found.name in notes]
        rows += self.ranges(kind, record)
        for found in sorted(kind.shown, key=lambda found: _ROWS.index(found.slot) if found.slot in _ROWS else 0):
            is_row = found.slot in _ROWS and not found.relation and not is_part(kind, found)
            if is_row and self.has_row(found, record):
                rows.append(self.row_of(found, record, notes.pop(found.name, ())))
        # A note on a value that is not there (nobody knows the context, say) is still something known.
        for name, about in notes.items():
            other = kind.by_name.get(name)
            if other is None or not is_shown_elsewhere(other, record, _NOTED):
                label = self.labels.of(other) if other else name
                rows.append(self.row(name, label, [], about))
        return self.rows('specs', rows)

    @staticmethod
    def beside(kind: KindOf) -> Iterator[Field[Any]]:
        """Yield the fields whose values are in the title or beside it."""
        return (found for found in kind.fields if found.slot in {'meta', 'none'} and found.name != NOTES.name)

    def row_of_notes(self, found: Field[Any], notes: Sequence[Item]) -> chronicle_row:
        """A row of notes alone."""
        return self.row(found.name, self.labels.of(found), [], notes)


def is_part(kind: KindOf, found: Field[Any]) -> bool:
    """Whether a field holds the items of a part."""
    return any(found is held for held, _part in kind.parts)


def note_citation(node: chronicle_record, kind: KindOf, record: Record) -> None:
    """Note on a record's node what a citation of it says: `date`, `org` and `people`, as far as they are known."""
    date = record.given.get(kind.kind.date)
    if date:
        node['date'] = date.text
    for name in kind.kind.cite.get('organization', ()):
        if name in record.given:
            node['org'] = record.given[name]
    people: list[str] = []
    for name in kind.kind.cite.get('people', ()):
        value = record.given.get(name)
        listed = value if isinstance(value, tuple) else () if value is None else (value,)
        people += [one if isinstance(one, str) else str(next(iter(one.given.values()))) for one in listed]
    if people:
        node['people'] = people
