"""Records as cards and infoboxes: portable doctrees, readable in every builder.

A card is a record with a title of its own; an infobox is beneath the heading of the section that a record is. Both know
slots, never names of fields: what is beside the title, what among the figures and the facts, what comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from docutils.nodes import Element, Node

from ..records.core import ALIASES, FAMILY, NOTES, SUMMARY
from ..records.fields import Field
from ..records.kinds import Part
from ..records.record import Record
from ..records.registry import KindOf
from ..records.words import anchor
from .make import PROVENANCE, READING, SPECS, Maker, is_shown_elsewhere, notes_by_field
from .nodes import (
    chronicle_caption,
    chronicle_card,
    chronicle_details,
    chronicle_figure,
    chronicle_infobox,
    chronicle_meta,
    chronicle_rows,
    chronicle_title,
)

#: Slots whose fields are rows of the facts, in this order. A card has its figures in places of their own.
_ROWS = ('lead', 'strip', 'facts')

#: The same, and those that have no place of their own in a card: notes on them are rows.
_NOTED = frozenset({*_ROWS, 'meta', 'none'})

#: Slots whose fields a card shows before its facts.
_BEFORE_FACTS = frozenset({'meta', 'strip', 'none'})


class RecordMaker(Maker):
    """Makes the card or the infobox of a record."""

    def card(self, record: Record, summary: Sequence[Node], docname: str) -> chronicle_card:
        """The card of a record.

        :param summary: the parsed summary.
        :param docname: the document it is declared in.
        """
        card = self.node(chronicle_card, '', kind=record.kind, key=record.key, docname=docname)
        card['ids'] = [record.anchor, *(f'{record.kind}-{alias}' for alias in record.get(ALIASES))]
        family = record.get(FAMILY)
        if family:
            card['family'] = anchor(family)
        # A title may be translated; everything else that is ours says itself in the site's language already.
        card += self.node(chronicle_title, record.title)
        card.extend(summary)
        return card

    def complete(self, card: chronicle_card, kind: KindOf, record: Record, usual: Callable[[Field[Any]], bool]) -> list[Element]:
        """Add what no reader of the source needs to see, and give it: the line under the title, and all under the summary.

        That is done when pages are written. Until then it would only be walked through, some fifty times.

        :param usual: whether what the record has in a field goes without saying.
        """
        rows = (found for found in kind.shown if found.slot in _ROWS and found.slot not in _BEFORE_FACTS)
        fields = sorted(rows, key=lambda found: _ROWS.index(found.slot))
        beside = [found for found in kind.fields if found.slot in _BEFORE_FACTS and found.name != NOTES.name]
        specs = self.facts(SPECS, kind, record, fields, beside)
        parts: list[Element] = [*specs, *self.parts(kind, record), *self.last_rows(kind, record)]
        if SUMMARY.name not in kind.by_name:
            card[1:] = [child for child in card[1:] if isinstance(child, chronicle_figure)]
        card.insert(1, self.meta(kind, record, usual))
        card.extend(parts)
        return parts

    def infobox(self, kind: KindOf, record: Record, summary: Sequence[Node], docname: str) -> chronicle_infobox:
        """The infobox of a record, which has nothing beside its title."""
        infobox = self.node(chronicle_infobox, '', kind=record.kind, key=record.key, docname=docname)
        nothing: list[Element] = []
        infobox.extend(kind.ask('line', nothing, self, record))
        infobox.extend(summary)
        infobox.extend(self.figures(kind, record))
        infobox.extend(kind.ask('lead', nothing, self, record, docname))
        fields = [found for found in kind.shown if found.slot in {'meta', *_ROWS}]
        facts = [*self.facts('facts', kind, record, fields), *self.parts(kind, record), *self.last_rows(kind, record)]
        if kind.kind.folded and facts:
            caption = self.node(chronicle_caption, self.labels.text(kind.kind.folded))
            facts = [self.node(chronicle_details, '', caption, *facts, folds=True)]
        infobox.extend(facts)
        return infobox

    def meta(self, kind: KindOf, record: Record, usual: Callable[[Field[Any]], bool]) -> chronicle_meta:
        """The line under the title: when, what, whose and about what."""
        words: list[str] = []
        values: list[tuple[str, str]] = []
        quiet: list[tuple[str, str, str]] = []
        for found in kind.shown:
            said = self.labels.beside(found, kind, record) if found.slot == 'meta' else []
            if said:
                is_date = found.name == kind.kind.date
                marked = said if is_date else [*self.labels.marked(found, said)]
                words.append(', '.join(one for _classes, one in marked))
                if usual(found):
                    # A default that nobody has written goes without saying indeed.
                    if found.name in record.given:
                        quiet.append((found.name, self.labels.of(found), ', '.join(one for _value, one in said)))
                elif not is_date:
                    values += marked
        date = record.given.get(kind.kind.date)
        dated = kind.by_name.get(kind.kind.date)
        undated = self.labels.text(dated.unsaid) if dated and date is None else ''
        meta = self.node(chronicle_meta, ' · '.join([*([undated] if undated else ()), *words]), values=values)
        meta['field'], meta['quiet'] = kind.kind.date, quiet
        if dated and date:
            meta['date'], meta['planned'] = date.text, kind.is_planned(record)
        elif undated:
            meta['undated'] = undated
        return meta

    def facts(
        self, part: str, kind: KindOf, record: Record, fields: Iterable[Field[Any]], beside: Sequence[Field[Any]] = ()
    ) -> list[chronicle_rows]:
        """The figures and the facts with the notes on them, if there are any.

        :param beside: the fields that are shown beside the title. Notes on them come first; where there are none, a note on a
            value that is not there has the place of the value, else the last.
        """
        notes = notes_by_field(record)
        rows = [self.row(found.name, self.labels.of(found), [], notes.pop(found.name)) for found in beside if found.name in notes]
        rows += self.ranges(kind, record) if not beside else ()
        for found in fields:
            is_row = self.has_row(found, record, kind) or (not beside and found.name in notes)
            if is_row and not found.relation and not isinstance(found.type, Part):
                rows.append(self.row_of(found, record, notes.pop(found.name, ()), kind))
        # A note on a value that is not there (nobody knows the context, say) is still something known.
        for name, about in notes.items():
            other = kind.by_name.get(name)
            if other is None or not is_shown_elsewhere(other, record, _NOTED):
                rows.append(self.row(name, self.labels.of(other) if other else name, [], about))
        return self.rows(part, rows)

    def last_rows(self, kind: KindOf, record: Record) -> list[chronicle_rows]:
        """The rows of what to read on, and of where the facts come from."""
        return [*self.rows_of(READING, 'ways', kind, record), *self.rows_of(PROVENANCE, 'source', kind, record)]
