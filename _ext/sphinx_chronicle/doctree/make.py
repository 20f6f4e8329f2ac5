"""What cards and infoboxes are made of: labeled rows, links, dates, doubts.

Nothing here asks for another record; what depends on others is left to `write.expand`. All text of an author
goes into text nodes and is never parsed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes

from ..records.dates import format_date
from ..records.quantities import format_quantity, format_tokens
from .i18n import _
from .labels import field_label, value_label
from .nodes import (
    chronicle_address,
    chronicle_date,
    chronicle_item,
    chronicle_label,
    chronicle_note,
    chronicle_ref,
    chronicle_row,
    chronicle_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.nodes import Element, Node

    from ..records.dates import Date
    from ..records.model import Checkpoint, Note, Paper, Record, Ref, Subset
    from ..records.quantities import Quantity

#: Where a model or a dataset lives on Hugging Face.
HF_MODELS = 'https://huggingface.co/'
HF_DATASETS = 'https://huggingface.co/datasets/'

#: Where the SPDX License List shows a license.
SPDX_LICENSES = 'https://spdx.org/licenses/'

E = TypeVar('E', bound='Element')


class Maker:
    """Makes the parts of a record's nodes in one document.

    :param language: the site's language, a Sphinx language code.
    :param source: absolute path of the file the record stands in.
    :param line: its first line there.
    """

    def __init__(self, language: str, source: str, line: int) -> None:
        self.language = language
        self.source = source
        self.line = line

    def node(self, node_class: type[E], text: str = '', *children: Node, translatable: bool = False, **attributes: Any) -> E:
        """A node with its place in the sources, its text left alone by typography and, unless wanted, by translators."""
        node = node_class('', **attributes)
        node.source, node.line = self.source, self.line
        if isinstance(node, nodes.TextElement):
            node['support_smartquotes'] = False
            if not translatable:
                node['translatable'] = False
            if text:
                node.append(nodes.Text(text))
                node.rawsource = text
        node.extend(children)
        return node

    def inline(self, node_class: type[E], *children: Node, **attributes: Any) -> E:
        """An inline node; the paragraph it stands in speaks for its place."""
        node = node_class('', **attributes)
        node.extend(children)
        node['support_smartquotes'] = False
        return node

    def date(self, date: Date) -> str:
        """A date in the site's language."""
        return format_date(date, self.language, _)

    def date_words(self, date: Date) -> list[Node]:
        """A date as a node that HTML marks up."""
        return [self.inline(chronicle_date, nodes.Text(self.date(date)), date=date.text)]

    def quantity(self, quantity: Quantity) -> str:
        """A quantity in the site's language."""
        return format_quantity(quantity, self.language)

    def link(self, label: str, url: str) -> list[Node]:
        """A link, followed by its address for the writers whose links do not show it."""
        link = nodes.reference('', '', nodes.Text(label), refuri=url, internal=False, support_smartquotes=False)
        if label == url:
            return [link]
        return [link, self.inline(chronicle_address, nodes.Text(f' <{url}>'))]

    def note(self, note: Note) -> chronicle_note:
        """A doubt, in parentheses in the words of every builder."""
        label = value_label('kind', note.kind)
        return self.inline(chronicle_note, nodes.Text(f' ({label}: {note.text})'), notekind=note.kind, words=note.text)

    def row(
        self, field: str, items: Iterable[Sequence[Node]], notes: Iterable[Note] = (), *, listed: bool = False
    ) -> chronicle_row:
        """A labeled row. `items` are joined by semicolons, except where HTML makes them a list."""
        row = self.node(chronicle_row, field=field, listed=listed)
        row += self.inline(chronicle_label, nodes.Text(field_label(field) + ':'))
        for number, item in enumerate(items):
            row += nodes.Text('; ' if number else ' ')
            row += self.inline(chronicle_item, *item)
        for note in notes:
            row += self.note(note)
        return row

    def text_row(self, field: str, text: str, notes: Iterable[Note] = ()) -> chronicle_row:
        """A labeled row with one text."""
        return self.row(field, [[nodes.Text(text)]], notes)

    def rows(self, part: str, rows: Sequence[chronicle_row]) -> chronicle_rows | None:
        """The rows of one part of a card, if there are any."""
        return self.node(chronicle_rows, '', *rows, part=part) if rows else None

    def tokens(self, quantity: Quantity) -> str:
        """A context length in the site's language."""
        return format_tokens(quantity, self.language)

    def refs(self, targets: Iterable[str], what: str, refs: Sequence[Ref] = ()) -> list[Node]:
        """Mentions of records or licenses, to be resolved when all are known."""
        found: list[Node] = []
        for number, target in enumerate(targets):
            if number:
                found.append(nodes.Text(', '))
            found.append(self.inline(chronicle_ref, nodes.Text(target), target=target, what=what))
            if refs and refs[number].basis:
                found.append(nodes.Text(f' ({value_label("basis", refs[number].basis or "")})'))
        return found

    def reading(self, record: Record) -> chronicle_rows | None:
        """Papers and links."""
        notes = notes_by_field(record)
        rows = []
        if record.papers:
            rows.append(self.row('papers', [self.paper(paper) for paper in record.papers], notes.get('papers', ()), listed=True))
        if record.links:
            rows.append(
                self.row('links', [self.link(link.label, link.url) for link in record.links], notes.get('links', ()), listed=True)
            )
        return self.rows('reading', rows)

    def paper(self, paper: Paper) -> list[Node]:
        """A paper: its authors as far as known, its title, and its number."""
        address = paper.address
        numbers = [f'arXiv:{paper.arxiv}'] if paper.arxiv else []
        if paper.doi:
            numbers.append(f'doi:{paper.doi}')
        content: list[Node] = [nodes.Text(', '.join(paper.authors) + ': ')] if paper.authors else []
        if address:
            content += self.link(paper.title, address)
        else:
            content.append(nodes.Text(paper.title))
        if numbers:
            content.append(nodes.Text(f' ({", ".join(numbers)})'))
        return content

    def provenance(self, record: Record) -> chronicle_rows | None:
        """Where the facts were read, and what happened to the record itself."""
        notes = notes_by_field(record)
        rows = []
        if record.sources:
            items = []
            for source in record.sources:
                content = self.link(source.url, source.url)
                if source.via:
                    content.append(nodes.Text(' ' + _('(read in %s)') % source.via))
                items.append(content)
            rows.append(self.row('sources', items, notes.get('sources', ()), listed=True))
        if record.aliases:
            rows.append(self.text_row('aliases', ', '.join(record.aliases), notes.get('aliases', ())))
        for field in ('added', 'updated'):
            date = getattr(record, field)
            if date:
                rows.append(self.row(field, [self.date_words(date)], notes.get(field, ())))
        return self.rows('provenance', rows)


def notes_by_field(record: Record | Checkpoint | Subset) -> dict[str, list[Note]]:
    """The doubts about a record by the field they are about."""
    notes: dict[str, list[Note]] = {}
    for note in record.notes:
        notes.setdefault(note.about, []).append(note)
    return notes
