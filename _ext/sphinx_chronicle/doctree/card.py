"""Entries as portable doctrees: the nodes of a card, readable in every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..records.model import slug
from .i18n import _, ngettext, within_line
from .labels import field_label, value_label
from .make import HF_MODELS, Maker, notes_by_field
from .nodes import (
    chronicle_caption,
    chronicle_card,
    chronicle_cell,
    chronicle_details,
    chronicle_line,
    chronicle_meta,
    chronicle_rows,
    chronicle_table,
    chronicle_table_row,
    chronicle_title,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from docutils.nodes import Element, Node

    from ..records.model import Checkpoint, Cutoff, Entry
    from .nodes import chronicle_row

#: Columns of the checkpoints, in this order; those nobody fills are left out.
COLUMNS = ('name', 'params', 'active_params', 'context', 'license', 'derived_from', 'method', 'date')

#: Fields whose values stand in the line under the title; doubts about them get a row of their own.
_META_FIELDS = ('key', 'title', 'date', 'type', 'status', 'org', 'family', 'tags', 'summary')


#: Fields that have their place further down; doubts about them stand there if they have a value.
_LATER = frozenset(
    {'checkpoints', 'papers', 'links', 'sources', 'aliases', 'added', 'updated', 'related', 'trained_on', 'derived_from'}
)


class CardMaker(Maker):
    """Makes the card of an entry."""

    def card(self, record: Entry, summary: Sequence[Node], docname: str) -> chronicle_card:
        """The card of an entry.

        :param summary: the parsed summary.
        :param docname: the document it stands in.
        """
        card = self.node(chronicle_card, '', kind=record.kind, key=record.key, docname=docname)
        card['ids'] = [record.anchor, *(f'{record.kind}-{alias}' for alias in record.aliases)]
        if record.family:
            card['family'] = slug(record.family)
        # A title may be translated; everything else that is ours says itself in the site's language already.
        card += self.node(chronicle_title, record.title, translatable=True)
        card.extend(summary)
        return card

    def complete(self, card: chronicle_card, record: Entry) -> list[Element]:
        """Add what no reader of the source needs to see, and give it: the line under the title, and all under the summary.

        That is done when pages are written. Until then it would only be walked through, some fifty times.
        """
        meta = self.meta(record)
        made = (self.specs(record), self.checkpoints(record), self.reading(record), self.provenance(record))
        parts: list[Element] = [part for part in made if part is not None]
        card.insert(1, meta)
        card.extend(parts)
        return parts

    def meta(self, record: Entry) -> chronicle_meta:
        """The line under the title: when, what, whose and about what."""
        words = []
        if record.date:
            words.append(self.date(record.date))
        words.append(value_label('type', record.type))
        if record.status != 'released':
            words.append(value_label('status', record.status))
        words += [word for word in (record.org, record.family) if word]
        if record.tags:
            words.append(', '.join(record.tags))
        attributes: dict[str, Any] = {'type': record.type}
        if record.date:
            attributes['date'] = record.date.text
        if record.status != 'released':
            attributes['status'] = record.status
        for name in ('org', 'family'):
            if getattr(record, name):
                attributes[name] = getattr(record, name)
        if record.tags:
            attributes['tags'] = list(record.tags)
        return self.node(chronicle_meta, ' · '.join(words), **attributes)

    def specs(self, record: Entry) -> chronicle_rows | None:
        """What can be said of the release as a whole, with the doubts about it."""
        notes = notes_by_field(record)
        rows = [self.row(field, [], notes.pop(field)) for field in _META_FIELDS if field in notes]
        if record.checkpoints:
            rows += self.ranges(record)
        if record.training_tokens:
            rows.append(self.text_row('training_tokens', self.quantity(record.training_tokens), notes.pop('training_tokens', ())))
        if record.architecture:
            rows.append(self.text_row('architecture', record.architecture, notes.pop('architecture', ())))
        if record.precision:
            rows.append(self.text_row('precision', ', '.join(record.precision), notes.pop('precision', ())))
        if record.cutoff:
            rows.append(self.text_row('cutoff', self.cutoff(record.cutoff), notes.pop('cutoff', ())))
        # A doubt about a value that is not there (nobody knows the context, say) is still something known.
        rows += [self.row(field, [], notes[field]) for field in notes if field not in _LATER or not getattr(record, field)]
        return self.rows('specs', rows)

    def ranges(self, record: Entry) -> Iterator[chronicle_row]:
        """The sizes and context lengths that its checkpoints have."""
        for field, spell in (('params', self.quantity), ('active_params', self.quantity), ('context', self.tokens)):
            values = {getattr(checkpoint, field) for checkpoint in record.checkpoints} - {None}
            if values:
                ordered = sorted(values, key=lambda quantity: (quantity.value, quantity.text))
                words = dict.fromkeys(spell(quantity) for quantity in ordered)
                yield self.text_row(field, ', '.join(words))

    def cutoff(self, cutoff: Cutoff) -> str:
        """The ends of the training data in words."""
        parts = []
        for name in ('pretraining', 'posttraining'):
            date = getattr(cutoff, name)
            if date:
                parts.append(_('%(date)s (%(stage)s)') % {'date': self.date(date), 'stage': value_label('cutoff', name)})
        return ', '.join(parts)

    def checkpoints(self, record: Entry) -> chronicle_details | None:
        """The checkpoints, as a list that HTML draws as a table."""
        if not record.checkpoints:
            return None
        columns = [field for field in COLUMNS if field == 'name' or any(getattr(c, field) for c in record.checkpoints)]
        listing = self.node(
            chronicle_table,
            columns=columns,
            labels=[field_label(field) for field in columns],
            caption=_('Checkpoints of %s') % record.title,
            bullet='-',
        )
        for checkpoint, anchor in zip(record.checkpoints, record.checkpoint_anchors, strict=True):
            item = self.node(chronicle_table_row, '', ids=[anchor])
            item += self.checkpoint(checkpoint, columns)
            listing += item
        count = len(record.checkpoints)
        caption = ngettext('%d checkpoint', '%d checkpoints', count) % count
        details = self.node(chronicle_details, '', self.node(chronicle_caption, caption), listing)
        notes = notes_by_field(record).get('checkpoints')
        if notes:
            details += self.node(chronicle_rows, '', self.row('checkpoints', [], notes), part='notes')
        return details

    def checkpoint(self, checkpoint: Checkpoint, columns: Sequence[str]) -> chronicle_line:
        """One checkpoint in a sentence of labeled values."""
        paragraph = self.node(chronicle_line)
        spelled: dict[str, Callable[[], list[Node]]] = {
            'name': lambda: self.checkpoint_name(checkpoint),
            'context': lambda: [nodes.Text(self.tokens(checkpoint.context))] if checkpoint.context else [],
            'license': lambda: self.refs(checkpoint.license, 'license'),
            'derived_from': lambda: self.refs([ref.ref for ref in checkpoint.derived_from], 'record', checkpoint.derived_from),
            'method': lambda: [nodes.Text(checkpoint.method or '')],
            'date': lambda: [nodes.Text(self.date(checkpoint.date))] if checkpoint.date else [],
        }
        for field in columns:
            value = getattr(checkpoint, field)
            if not value and field != 'name':
                continue
            if len(paragraph):
                paragraph += nodes.Text('; ')
                paragraph += nodes.Text(within_line(field_label(field)) + ': ')
            content = spelled[field]() if field in spelled else [nodes.Text(self.quantity(value))]
            paragraph += self.inline(chronicle_cell, *content, column=field)
        for note in checkpoint.notes:
            paragraph += nodes.Text('; ' + within_line(field_label(note.about)))
            cell = self.inline(chronicle_cell, self.note(note), column='notes', about=field_label(note.about))
            paragraph += cell
        return paragraph

    def checkpoint_name(self, checkpoint: Checkpoint) -> list[Node]:
        """The name, which links to the weights where they are public, and their Hugging Face id."""
        if not checkpoint.hf:
            return [nodes.Text(checkpoint.label)]
        return self.link(checkpoint.label, HF_MODELS + checkpoint.hf)
