"""Whole cards in HTML: what comes after the short card is folded under one heading each, and doubts are numbered.

A mark with a number is at the value that is doubted, and what is known of the doubt is in a list below the facts. Books and
all other formats say it in words beside the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, cast
from urllib.parse import quote

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from ..doctree import nodes as ours
from ..doctree.builders import HTML_FORMATS, is_book, is_interactive
from ..doctree.i18n import _, within_line
from ..doctree.make import PROVENANCE, READING, SPECS
from ..doctree.tree import find_all, joined
from ..env.domain import TagIndex, chronicle_domain
from ..records.core import TAGS
from ..view.relations import tag_items

#: The parts of a card in the order in which readers need them.
_ORDER: Final = ('', SPECS, 'listed', 'relations', READING, 'doubts', PROVENANCE)


class FoldRecords(SphinxPostTransform):
    """Number the doubts of each record, and fold away what is more of a card than a short card shows."""

    # After the rows about the records themselves have been added (791).
    default_priority = 792
    formats = HTML_FORMATS

    def run(self, **kwargs: Any) -> None:
        """Go through the records of the document."""
        if is_book(chronicle_domain(self.env).builder):
            return
        found = find_all(self.document, ours.chronicle_card, ours.chronicle_infobox, ours.chronicle_choice)
        for choice in found[ours.chronicle_choice]:
            _take_comma(choice)
        if is_interactive(chronicle_domain(self.env).builder):
            for record in (*found[ours.chronicle_card], *found[ours.chronicle_infobox]):
                self.link_tags(record)
        for infobox in found[ours.chronicle_infobox]:
            _list_doubts(infobox)
        for card in found[ours.chronicle_card]:
            _list_doubts(card)
            _fold(card)

    def link_tags(self, record: ours.chronicle_record) -> None:
        """Let the tags of a record lead to the page of tags, if the site has one."""
        domain = chronicle_domain(self.env)
        builder = domain.builder
        assert isinstance(builder, StandaloneHTMLBuilder)
        row = next((row for row in record.findall(ours.chronicle_row) if row['field'] == TAGS.name), None)
        placed = domain.index.placed_at(record['docname'], record['key'])
        if row is None or placed is None or not any(index.name == TagIndex.name for _, index, *_more in builder.domain_indices):
            return
        item = next((child for child in row.children if isinstance(child, ours.chronicle_item)), None)
        if item is not None:
            here = builder.get_target_uri(record['docname'])
            runs: list[list[Node]] = []
            for tag in tag_items(domain, placed.declared.record):
                words = nodes.Text(tag.title)
                address = f'{relative_uri(here, builder.get_target_uri(tag.docname))}#{quote(tag.anchor)}' if tag.docname else ''
                runs.append([nodes.reference('', '', words, refuri=address, internal=True) if address else words])
            item.children = []
            item += joined(runs)


def _take_comma(choice: ours.chronicle_choice) -> None:
    """Keep the comma after a choice with it: the next one may begin a line."""
    parent = choice.parent
    place = parent.index(choice) + 1
    after = parent.children[place] if place < len(parent.children) else None
    if isinstance(after, nodes.Text) and after.startswith(','):
        choice.append(nodes.Text(','))
        parent[place] = nodes.Text(after[1:])


def _parts(record: Element) -> list[Element]:
    """What follows the short card: tables of parts, and rows."""
    return [child for child in record.children if isinstance(child, (ours.chronicle_details, ours.chronicle_rows))]


def _part(node: Element) -> str:
    return str(node['part']) if 'part' in node else ''


def _rank(node: Element) -> int:
    part = _part(node)
    return _ORDER.index(part) if part in _ORDER else _ORDER.index(SPECS)


# -- doubts -----------------------------------------------------------------------------------------------------------


class _Doubt(NamedTuple):
    """A doubt about a record: its note, and the field and the value that it is about."""

    note: Element
    field: str
    about: str


def _in_order(found: Sequence[_Doubt], heads: Iterable[str]) -> list[_Doubt]:
    """The doubts in the order in which readers meet their marks.

    :param heads: the fields that the head of the record shows; a mark there is that of the first doubt about the field.
    """
    first: dict[str, _Doubt] = {}
    for one in found:
        first.setdefault(one.field, one)
    ahead = [first.pop(field) for field in heads if field in first]
    return [*ahead, *(one for one in found if not any(one is other for other in ahead))]


def _list_doubts(record: ours.chronicle_record) -> None:
    """Number the notes of a record, and list them before where its facts come from."""
    parts = _parts(record)
    base = f'{record["kind"]}-{record["key"]}'
    found: list[_Doubt] = []
    for part in sorted(parts, key=_rank):
        for node in _noted(part):
            if isinstance(node, ours.chronicle_row):
                found += _doubts_of_row(node)
            else:
                found += _doubts_of_item(node)
    if not found:
        return
    marked = [place for place in record.findall(ours.chronicle_place) if place['doubts']]
    heads = [node for node in [*record.findall(ours.chronicle_meta), *marked] if 'field' in node]
    told = _in_order(found, [node['field'] for node in heads])
    for number, one in enumerate(told, 1):
        one.note['number'], one.note['doubt'] = number, f'{base}--doubt-{number}'
    for node in heads:
        first = next((one.note for one in told if one.field == node['field']), None)
        if first is not None:
            node['number'], node['doubt'], node['doubts'] = first['number'], first['doubt'], [first['label']]
    listed = ours.chronicle_doubts(
        '',
        found=[(one.note['doubt'], one.note['label'], within_line(one.about), one.note['words']) for one in told],
        part='doubts',
        ids=[f'{base}--doubts'],
    )
    _insert(record, listed)
    for part in parts:
        if isinstance(part, ours.chronicle_rows) and not part.children:
            record.remove(part)


def _insert(record: ours.chronicle_record, listed: ours.chronicle_doubts) -> None:
    """Put the list before where the facts come from, wherever that is in the record."""
    before = next((part for part in record.findall(ours.chronicle_rows) if _part(part) == PROVENANCE), None)
    if before is not None:
        before.parent.insert(before.parent.index(before), listed)
    else:
        last = record.children[-1]
        if isinstance(record, ours.chronicle_infobox) and isinstance(last, ours.chronicle_details) and not last['ids']:
            # All but the beginning of it is folded.
            last.append(listed)
        else:
            record.append(listed)


def _noted(part: Element) -> Iterator[Element]:
    """Yield the rows of a part, and the items of its table."""
    # As a list, since rows are removed on the way.
    for node in list(part.findall(nodes.Element)):
        if isinstance(node, (ours.chronicle_row, ours.chronicle_table_row)):
            yield node


def _doubts_of_row(row: Element) -> list[_Doubt]:
    notes = [child for child in row.children if isinstance(child, ours.chronicle_note)]
    if notes and not any(isinstance(child, ours.chronicle_item) for child in row.children):
        # There is no value that the doubt could be beside.
        row.parent.remove(row)
    return [_Doubt(note, row['field'], row['label']) for note in notes]


def _doubts_of_item(item: Element) -> Iterator[_Doubt]:
    """Put the doubts about an item of a part into the cells of their values, else into its first, and yield them."""
    line = item.children[0]
    assert isinstance(line, nodes.Element)
    cells = [cell for cell in line.children if isinstance(cell, ours.chronicle_cell)]
    # A title may be followed by its address, for other formats.
    name = next((link.astext() for link in cells[0].findall(nodes.reference)), cells[0].astext())
    values = {cell['column']: cell for cell in cells if cell['column'] != 'notes'}
    # What is beneath another value is words alone.
    above = {under: column for column, under in cast('Element', item.parent)['beneath'].items()}
    for cell in cells:
        if cell['column'] == 'notes':
            for note in [child for child in cell.children if isinstance(child, ours.chronicle_note)]:
                _beside(values.get(above.get(cell['field'], cell['field']), cells[0]), note)
                yield _Doubt(note, cell['field'], f'{name}, {within_line(cell["about"])}')
            line.remove(cell)


def _beside(cell: Element, note: Element) -> None:
    """Put a note at the end of a value; one with a mark is kept together with it."""
    last = cell.children[-1] if cell.children else None
    (last if isinstance(last, ours.chronicle_choice) else cell).append(note)


# -- folding ----------------------------------------------------------------------------------------------------------


def _fold(card: ours.chronicle_card) -> None:
    """Put what follows the short card behind one word, each part under a heading."""
    if not _parts(card):
        return
    _say_quiet(card)
    parts = [*_parts(card), *(child for child in card.children if isinstance(child, ours.chronicle_doubts))]
    fold = ours.chronicle_fold('')
    for part in sorted(parts, key=_rank):
        card.remove(part)
        fold += _headed(part)
    card += fold


def _say_quiet(card: ours.chronicle_card) -> None:
    """Say among the facts what is not beside the title, since it goes without saying."""
    meta = next(child for child in card.children if isinstance(child, ours.chronicle_meta))
    rows = [
        ours.chronicle_row('', '', ours.chronicle_item('', words), field=name, label=label, listed=False)
        for name, label, words in meta['quiet']
    ]
    if rows:
        facts = next((part for part in _parts(card) if _part(part) == SPECS), None)
        if facts is None:
            facts = ours.chronicle_rows('', part=SPECS)
            card.append(facts)
        facts.extend(rows)


def _headed(part: Element) -> list[Node]:
    """A part under its heading."""
    if isinstance(part, ours.chronicle_details):
        caption, *content = part.children
        return [ours.chronicle_heading(caption.astext(), caption.astext(), ids=part['ids']), *content]
    words = {
        SPECS: _('Facts'),
        'relations': _('Relations'),
        READING: _('Papers and links'),
        'doubts': _('Doubts and notes'),
        PROVENANCE: _('Sources and record'),
    }.get(_part(part), '')
    if not words:
        return [part]
    heading = ours.chronicle_heading(words, words, ids=part['ids'])
    part['ids'] = []
    return [heading, part]
