"""Datasets, episodes and licenses as portable doctrees: the infobox beneath a heading."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from ..records.model import Dataset, Episode, License
from .i18n import _, ngettext, within_line
from .labels import field_label, value_label
from .make import HF_DATASETS, HF_MODELS, SPDX_LICENSES, Maker, notes_by_field
from .media import file_name, video_id
from .nodes import (
    chronicle_caption,
    chronicle_chapters,
    chronicle_details,
    chronicle_infobox,
    chronicle_item,
    chronicle_line,
    chronicle_player,
    chronicle_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Node

    from ..records.model import AnyRecord, Guest, Subset
    from .nodes import chronicle_row

#: Fields that are rows of their own part, relations, or not a value of the record.
_ELSEWHERE = frozenset(
    {'papers', 'links', 'sources', 'aliases', 'added', 'updated', 'related', 'used_by', 'members', 'generated_with', 'subsets'}
)


class InfoboxMaker(Maker):
    """Makes the infobox of a dataset, an episode or a license."""

    def infobox(self, record: AnyRecord, summary: Sequence[Node], docname: str) -> chronicle_infobox:
        """The infobox of a record.

        :param summary: the parsed summary.
        :param docname: the document it stands in.
        """
        infobox = self.node(chronicle_infobox, '', kind=record.kind, key=record.key, docname=docname)
        if record.date:
            infobox['date'] = record.date.text
        if isinstance(record, Episode):
            infobox['people'] = [name for name in (record.host, *(guest.name for guest in record.guests)) if name]
        infobox.extend(summary)
        facts = self.facts(record)
        subsets = self.subsets(record) if isinstance(record, Dataset) else None
        chapters = self.node(chronicle_chapters, key=record.key, docname=docname) if isinstance(record, Episode) else None
        for part in (self.player(record, docname), facts, subsets, chapters, self.reading(record), self.provenance(record)):
            if part is not None:
                infobox += part
        return infobox

    def player(self, record: AnyRecord, docname: str) -> chronicle_player | None:
        """The place of an episode's player, if there is something to play here."""
        if not isinstance(record, Episode) or not (record.audio or video_id(record.video)):
            return None
        player = self.node(chronicle_player, key=record.key, docname=docname, heading=record.title, show=record.show or '')
        if record.audio:
            player['audio'] = record.audio
        else:
            player['video'] = record.video
        return player

    def facts(self, record: AnyRecord) -> chronicle_rows | None:
        """A row for each field that has a value or a doubt."""
        notes = notes_by_field(record)
        rows: list[chronicle_row] = []
        for field, items in self.values(record):
            if items or field in notes:
                rows.append(self.row(field, items, notes.pop(field, ()), listed=field == 'guests'))
        rows += [self.row(field, [], found) for field, found in notes.items() if not _shown(record, field)]
        return self.rows('facts', rows)

    def values(self, record: AnyRecord) -> Iterator[tuple[str, Sequence[Sequence[Node]]]]:
        """The fields in the order they are read, each with its items; no items where there is no value."""
        if isinstance(record, Dataset):
            yield from self.dataset_values(record)
        elif isinstance(record, Episode):
            yield from self.episode_values(record)
        elif isinstance(record, License):
            yield from self.license_values(record)
        yield 'tags', self.text(', '.join(record.tags))

    @staticmethod
    def text(text: str) -> list[list[Node]]:
        """One item of plain text, or none."""
        return [[nodes.Text(text)]] if text else []

    def dataset_values(self, record: Dataset) -> Iterator[tuple[str, Sequence[Sequence[Node]]]]:
        yield 'type', self.text(value_label('type', record.type or ''))
        # A collection is no repository: its address is among the links.
        address = HF_MODELS + f'collections/{record.hf}' if record.type == 'collection' else HF_DATASETS + (record.hf or '')
        yield 'hf', [self.link(record.hf, address)] if record.hf else []
        yield 'date', [self.date_words(record.date)] if record.date else []
        yield 'languages', self.text(', '.join(record.languages))
        for field in ('rows', 'tokens', 'bytes', 'items'):
            quantity = getattr(record, field)
            yield field, self.text(self.quantity(quantity) if quantity else '')
        yield 'license', [self.refs([item], 'license') for item in record.license]
        yield 'gated', self.text(value_label('gated', record.gated or ''))

    def episode_values(self, record: Episode) -> Iterator[tuple[str, Sequence[Sequence[Node]]]]:
        yield 'show', self.text(record.show or '')
        yield 'date', [self.date_words(record.date)] if record.date else []
        yield 'host', self.text(record.host or '')
        yield 'guests', [self.guest(guest) for guest in record.guests]
        yield 'recorded', [self.date_words(record.recorded)] if record.recorded else []
        yield 'duration', self.text(record.duration.text if record.duration else '')
        yield 'audio', [self.audio(record.audio)] if record.audio else []
        for field in ('video', 'feed', 'transcript', 'discussion'):
            address = getattr(record, field)
            yield field, [self.link(address, address)] if address else []

    def audio(self, address: str) -> list[Node]:
        """A link to the audio. A file of the site is shipped with the pages, as Sphinx does with downloads."""
        file = file_name(address)
        if not file:
            return self.link(address, address)
        return [self.inline(addnodes.download_reference, nodes.Text(PurePosixPath(file).name), reftarget=file)]

    def guest(self, guest: Guest) -> list[Node]:
        """A guest's name, role and pages."""
        content: list[Node] = [nodes.Text(guest.name + (f', {guest.role}' if guest.role else ''))]
        for number, link in enumerate(guest.links):
            content.append(nodes.Text(', ' if number else ' ('))
            content += self.link(link.label, link.url)
        if guest.links:
            content.append(nodes.Text(')'))
        return content

    def license_values(self, record: License) -> Iterator[tuple[str, Sequence[Sequence[Node]]]]:
        if record.spdx:
            yield 'spdx', [self.link(record.spdx, f'{SPDX_LICENSES}{record.spdx}.html')]
        yield 'url', [self.link(record.url, record.url)] if record.url else []
        yield 'date', [self.date_words(record.date)] if record.date else []
        # That nobody said it is an answer too, and the one that a reader of a license page looks for.
        yield 'commercial', self.text(value_label('commercial', record.commercial) if record.commercial else _('not stated'))
        yield 'conditions', self.text(record.conditions or '')

    def subsets(self, record: Dataset) -> chronicle_details | None:
        """The named parts of a dataset with their figures."""
        if not record.subsets:
            return None
        count = len(record.subsets)
        caption = ngettext('%d subset', '%d subsets', count) % count
        listing = self.node(nodes.bullet_list, '', bullet='-')
        for subset in record.subsets:
            listing += self.node(nodes.list_item, '', self.subset(subset))
        details = self.node(chronicle_details, '', self.node(chronicle_caption, caption), listing)
        notes = notes_by_field(record).get('subsets')
        if notes:
            details += self.node(chronicle_rows, '', self.row('subsets', [], notes), part='notes')
        return details

    def subset(self, subset: Subset) -> chronicle_line:
        """One subset in a line."""
        notes = notes_by_field(subset)
        paragraph = self.node(chronicle_line, '', nodes.Text(subset.name))
        for note in notes.pop('name', ()):
            paragraph += self.note(note)
        for field in ('rows', 'tokens', 'bytes', 'license'):
            value = getattr(subset, field)
            if not value and field not in notes:
                continue
            paragraph += nodes.Text(f'; {within_line(field_label(field))}: ')
            content = self.refs(value, 'license') if field == 'license' else [nodes.Text(self.quantity(value))] if value else []
            paragraph += self.inline(chronicle_item, *content)
            for note in notes.pop(field, ()):
                paragraph += self.note(note)
        for field, found in notes.items():
            paragraph += nodes.Text(f'; {within_line(field_label(field))}')
            for note in found:
                paragraph += self.note(note)
        return paragraph


def _shown(record: AnyRecord, field: str) -> bool:
    """Whether the doubts about a field have their place in another part of the infobox."""
    return field in _ELSEWHERE and bool(getattr(record, field))
