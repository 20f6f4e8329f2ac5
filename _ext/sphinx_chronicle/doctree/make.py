"""What cards and infoboxes are made of: labeled rows, links, dates, notes.

Nothing here asks for another record; what depends on others is left to `sphinx_chronicle.write.expand`. All text of an
author goes into text nodes and is never parsed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from docutils import nodes
from docutils.nodes import Element, Node

from ..records import core
from ..records.dates import Date
from ..records.fields import Field, Item, Shape, Slot, listed
from ..records.kinds import Part, function
from ..records.pivot import columns_of, groups_of, is_pivot
from ..records.record import Record
from ..records.registry import KindOf
from ..records.types import IMAGE, file_name, is_inside, link_words
from ..records.words import alphabetical, spelled
from . import nodes as ours
from .i18n import _, within_line
from .labels import Labels
from .tree import joined

E = TypeVar('E', bound='Element')

#: Names of the parts of a card, by the slot whose fields they show.
READING: Final = 'reading'
PROVENANCE: Final = 'provenance'

#: Name of the part of a card that shows its facts.
SPECS: Final = 'specs'

#: What chronicle_ref names where it is no value of a type.
RECORD: Final = 'record'


class Maker:
    """Makes the parts of a record's nodes in one document.

    :param labels: the words of the project.
    :param source: absolute path of the file the record is declared in.
    :param line: its first line there.
    """

    def __init__(self, labels: Labels, source: str, line: int) -> None:
        self.labels = labels
        self.source = source
        self.line = line

    # -- nodes --------------------------------------------------------------------------------------------------------

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
        """An inline node; the paragraph around it speaks for its place."""
        node = node_class('', **attributes)
        node.extend(children)
        node['support_smartquotes'] = False
        return node

    def link(self, label: str, url: str, *, pages: bool = True) -> list[Node]:
        """A link, followed by its address for the writers whose links do not show it.

        :param pages: whether the source of a page leads to the page.
        """
        if is_inside(url):
            return [self.inline(ours.chronicle_link, nodes.Text(link_words(label, url)), address=url, pages=pages)]
        link = nodes.reference('', '', nodes.Text(label), refuri=url, internal=False, support_smartquotes=False)
        if label == url:
            return [link]
        return [link, self.inline(ours.chronicle_address, nodes.Text(f' <{url}>'))]

    def note(self, note: Item) -> ours.chronicle_note:
        """A note on a value, in parentheses in the words of every builder."""
        kind, text = note.get(core.NOTE_KIND), note.get(core.NOTE_TEXT)
        label = self.labels.value(core.NOTE_KIND, kind)
        return self.inline(ours.chronicle_note, nodes.Text(f' ({label}: {text})'), notekind=kind, label=label, words=text)

    def row(
        self,
        name: str,
        label: str,
        items: Iterable[Sequence[Node]],
        notes: Iterable[Item] = (),
        *,
        listed: bool = False,
    ) -> ours.chronicle_row:
        """A labeled row. `items` are joined by semicolons, except where HTML makes them a list."""
        row = self.node(ours.chronicle_row, field=name, label=label, listed=listed)
        row += self.inline(ours.chronicle_label, nodes.Text(f'{label}:'))
        for number, item in enumerate(items):
            row += nodes.Text('; ' if number else ' ')
            row += self.inline(ours.chronicle_item, *item)
        for note in notes:
            row += self.note(note)
        return row

    def rows(self, part: str, rows: Sequence[ours.chronicle_row], base: str = '') -> list[ours.chronicle_rows]:
        """The rows of one part of a card, if there are any.

        :param base: the anchor of the record, where the part has one of its own.
        """
        ids = [f'{base}--{part}'] if base else []
        return [self.node(ours.chronicle_rows, '', *rows, part=part, ids=ids)] if rows else []

    # -- values -------------------------------------------------------------------------------------------------------

    def refs(self, targets: Iterable[str], what: str) -> list[Node]:
        """Mentions of records, to be resolved when all are known.

        :param what: the type of the values, or `RECORD`.
        """
        return joined([self.inline(ours.chronicle_ref, nodes.Text(target), target=target, what=what)] for target in targets)

    def relations(self, found: Field[Any], refs: Iterable[Item]) -> list[Node]:
        """Mentions of related records, each with what is said of the relation."""
        runs = []
        qualifiers = self.labels.registry.relation(found.relation).qualifiers
        for ref in refs:
            said = said_of(self.labels, qualifiers, ref.given)
            words = [nodes.Text(f' ({", ".join(said)})')] if said else []
            runs.append([*self.refs([ref.given['ref']], RECORD), *words])
        return joined(runs)

    def items(self, found: Field[Any], record: Item, of: KindOf | None = None) -> list[list[Node]]:
        """The value of a field as items of a row; none where there is nothing to show.

        :param of: the kind of the record, where it is one.
        """
        if found.derived:
            assert of is not None
            assert isinstance(record, Record)
            return [[nodes.Text(words)] for _value, words in self.labels.beside(found, of, record)]
        value = record.given.get(found.name)
        if value is None or value == ():
            return [[self.unsaid(found)]] if found.unsaid else []
        values = value if found.multiple else (value,)
        kind = found.type
        if isinstance(kind, Shape):
            return [made for one in values if (made := self.mapping(kind, one))]
        if kind.refers:
            return [self.refs([one], kind.name) for one in values]
        if found.link or kind.address:
            return [self.linked(found, record, one) for one in values]
        if isinstance(value, Date):
            planned = found.name == of.kind.date and of.is_planned(record) if of and isinstance(record, Record) else False
            # HTML marks it up.
            words = nodes.Text(self.labels.date(value, planned=planned))
            return [[self.inline(ours.chronicle_date, words, date=value.text, planned=planned)]]
        # Author's words are joined as a sentence would join them.
        return [[self.choice(found, value, self.labels.values(found, value))]]

    def unsaid(self, found: Field[Any]) -> Node:
        """Words for no value, where that is an answer too."""
        return self.choice(self.labels.marking(found.type) or found, None, self.labels.text(found.unsaid))

    def choice(self, found: Field[Any], value: Any, words: str) -> Node:
        """Words for a value, with a mark beside them where the field has marks."""
        mark = self.labels.mark(found, value)
        return self.inline(ours.chronicle_choice, nodes.Text(words), mark=mark) if mark else nodes.Text(words)

    def linked(self, found: Field[Any], record: Item, value: Any) -> list[Node]:
        """A value that leads somewhere."""
        assert not isinstance(found.type, Shape)
        address = function(found.link)(record) if found.link else (found.type.address or str)(value)
        words = self.labels.value(found, value)
        return self.link(words, address, pages=found.type.pages) if address else [nodes.Text(words)]

    def mapping(self, shape: Shape, item: Item) -> list[Node]:
        """A small record: a link, a paper, a source, or the words of its values."""
        if shape is core.LINK:
            return self.link(item.get(core.LABEL), item.get(core.LINK_URL))
        if shape is core.PAPER:
            return self.paper(item)
        if shape is core.SOURCE:
            via = item.get(core.VIA)
            return [
                *self.link(item.get(core.SOURCE_URL), item.get(core.SOURCE_URL)),
                *([nodes.Text(' ' + _('(read in %s)') % via)] if via else []),
            ]
        if shape is core.CHANGE:
            words = self.labels.value(core.CHANGE_DATE, item.get(core.CHANGE_DATE))
            return [nodes.Text(f'{words}: {item.get(core.CHANGE_TEXT)}')]
        if shape is IMAGE or shape is core.NOTE:
            return []
        if not any(found.multiple for found in shape.fields):
            return [nodes.Text(self.labels.mapping(shape, item))]
        return self.described(shape, item)

    def described(self, shape: Shape, item: Item) -> list[Node]:
        """A small record with links: its words, then the links in parentheses."""
        words = [str(item.given[f.name]) for f in shape.fields if not f.multiple and f.name in item.given]
        content: list[Node] = [nodes.Text(', '.join(words))]
        links = [one for f in shape.fields if f.type is core.LINK for one in item.given.get(f.name, ())]
        if links:
            content += [nodes.Text(' ('), *joined(self.mapping(core.LINK, link) for link in links), nodes.Text(')')]
        return content

    def paper(self, paper: Item) -> list[Node]:
        """A paper: its authors as far as known, its title, and its number."""
        address, title, authors = core.address_of_paper(paper), paper.get(core.PAPER_TITLE), paper.get(core.PAPER_AUTHORS)
        known = (('arXiv', paper.get(core.PAPER_ARXIV)), ('doi', paper.get(core.PAPER_DOI)))
        numbers = [f'{name}:{value}' for name, value in known if value]
        words = ', '.join(_('and others') if name == core.OTHERS else name for name in authors)
        content: list[Node] = [nodes.Text(f'{words}: ')] if authors else []
        content += self.link(title, address) if address else [nodes.Text(title)]
        if numbers:
            content.append(nodes.Text(f' ({", ".join(numbers)})'))
        return content

    def figures(self, kind: KindOf, record: Record) -> list[ours.chronicle_figure]:
        """The images of a record, each with its caption. Sphinx finds them while a page is read."""
        found = (one for one in kind.shown if one.type is IMAGE and one.slot != 'none')
        return [self.figure(image) for one in found for image in listed(record.given.get(one.name))]

    def figure(self, image: Item) -> ours.chronicle_figure:
        """An image and its caption."""
        given = image.given
        figure = self.node(ours.chronicle_figure)
        figure += self.node(ours.chronicle_image, uri=file_name(given['file']), alt=given['alt'])
        if 'caption' in given:
            figure += self.node(ours.chronicle_image_caption, given['caption'])
        return figure

    # -- fields of a record -------------------------------------------------------------------------------------------

    @staticmethod
    def has_row(found: Field[Any], record: Record, kind: KindOf) -> bool:
        """Whether a field has something to show as a row. An image has none."""
        if found.derived:
            return kind.get(record, found.name) is not None
        has_value = record.given.get(found.name, ()) != () or bool(found.unsaid)
        return has_value and found.type is not IMAGE and not isinstance(found.type, Part)

    def row_of(self, found: Field[Any], record: Record, notes: Iterable[Item], kind: KindOf) -> ours.chronicle_row:
        """The row of a field."""
        listed = found.multiple and isinstance(found.type, Shape)
        return self.row(found.name, self.labels.of(found), self.items(found, record, kind), notes, listed=listed)

    def rows_of(self, part: str, slot: Slot, kind: KindOf, record: Record) -> list[ours.chronicle_rows]:
        """The rows of the fields of a slot that have a value."""
        notes = notes_by_field(record)
        fields = (f for f in kind.shown if f.slot == slot and not f.relation and self.has_row(f, record, kind))
        rows = [self.row_of(found, record, notes.get(found.name, ()), kind) for found in fields]
        return self.rows(part, rows, record.anchor if slot == 'ways' else '')

    def ranges(self, kind: KindOf, record: Record) -> Iterator[ours.chronicle_row]:
        """Yield the distinct values that the items of a part have in the fields that are figures of the record too."""
        for held, part in kind.parts:
            items = record.given.get(held.name, ())
            for found in part.fields:
                if found.slot != 'strip' or isinstance(found.type, Shape):
                    continue
                values = {item.given[found.name] for item in items if found.name in item.given}
                if values:
                    sort = found.type.sort
                    ordered = sorted(values, key=lambda value: (float(sort(value) or 0), alphabetical(str(value))))
                    words = spelled(self.labels.value(found, value) for value in ordered)
                    yield self.row(found.name, self.labels.of(found), [[nodes.Text(', '.join(words.values()))]])

    def parts(self, kind: KindOf, record: Record) -> Iterator[ours.chronicle_details]:
        """Yield the parts of a record, each as a list that HTML draws as a table."""
        notes = notes_by_field(record)
        for found, part in kind.parts:
            items = record.given.get(found.name)
            if items:
                yield self.part(found, part, record, items, kind.anchors(record, found.name), notes.get(found.name, ()))

    def part(
        self,
        found: Field[Any],
        part: Part,
        record: Record,
        items: Sequence[Item],
        anchors: Sequence[str],
        notes: Sequence[Item],
    ) -> ours.chronicle_details:
        """The items of a part, folded away under how many there are."""
        label = self.labels.of(found)
        called = self.labels.caption(part, label, record.title)
        caption = self.node(ours.chronicle_caption, self.labels.count(part, label, len(items)))
        details = self.node(ours.chronicle_details, '', caption, ids=[f'{record.anchor}--{found.name}'])
        groups = groups_of(part, list(zip(items, anchors, strict=True)))
        for group in groups:
            details += self.part_group(part, group, called, is_one_of_some=len(groups) > 1)
        if notes:
            details += self.node(ours.chronicle_rows, '', self.row(found.name, label, [], notes), part='notes')
        return details

    def part_group(self, part: Part, group: Sequence[tuple[Item, str]], caption: str, *, is_one_of_some: bool) -> list[Element]:
        """Items of a part with their anchors as a list, below what all of them have in common."""
        items = [item for item, _anchor in group]
        columns, once = columns_of(part, items)
        above = [self.said_once(part, items[0], once)] if once else []
        listing = self.node(
            ours.chronicle_table,
            columns=columns,
            labels=[self.labels.of(part.by_name[name]) for name in columns],
            forms={name: part.by_name[name].form for name in columns},
            beneath={column: under for column, under in part.beneath.items() if {column, under} <= {*columns}},
            caption=f'{caption}: {self.words_of(part, items[0], once)}' if is_one_of_some else caption,
            bullet='-',
            pivot=part.pivot if is_pivot(part, items, columns) else (),
        )
        for item, anchor in group:
            listing += self.node(ours.chronicle_table_row, '', self.part_item(part, item, columns), ids=[anchor])
        return [*above, listing]

    def words_of(self, part: Part, item: Item, columns: Sequence[str]) -> str:
        """What tells a group of items from others, for the name of its table: regions of a page have different ones."""
        cells = [self.part_cell(part, item, name) for name in columns]
        return ', '.join(
            ''.join(node.astext() for node in cell if not isinstance(node, ours.chronicle_address)) for cell in cells
        )

    def said_once(self, part: Part, item: Item, columns: Sequence[str]) -> ours.chronicle_line:
        """What all items of a part have in common, in a sentence of labeled values."""
        line = self.node(ours.chronicle_line, classes=['chronicle-once'])
        for name in columns:
            label = self.labels.of(part.by_name[name])
            line += nodes.Text(f'; {within_line(label)}: ' if len(line) else f'{label}: ')
            line += self.part_cell(part, item, name)
        return line

    def part_item(self, part: Part, item: Item, columns: Sequence[str]) -> ours.chronicle_line:
        """One item in a sentence of labeled values."""
        paragraph = self.node(ours.chronicle_line)
        for name in columns:
            content = self.part_cell(part, item, name)
            if not content:
                continue
            if len(paragraph):
                paragraph += nodes.Text('; ')
                paragraph += nodes.Text(within_line(self.labels.of(part.by_name[name])) + ': ')
            paragraph += self.inline(ours.chronicle_cell, *content, column=name)
        for note in item.given.get(core.NOTES.name, ()):
            name = note.get(core.ABOUT)
            about = self.labels.of(part.by_name[name]) if name in part.by_name else name
            paragraph += nodes.Text('; ' + within_line(about))
            paragraph += self.inline(ours.chronicle_cell, self.note(note), column='notes', field=name, about=about)
        return paragraph

    def part_cell(self, part: Part, item: Item, name: str) -> list[Node]:
        """A value of an item; its title leads to where the item is, if that is public."""
        if name == part.title_column:
            address = part.link(item.given) if part.link else ''
            title = part.title_of(item)
            return self.link(title, address) if address else [nodes.Text(title)]
        found = part.by_name[name]
        value = item.given.get(name)
        if value is None or value == ():
            return [self.unsaid(found)] if found.unsaid else []
        if found.relation:
            return self.relations(found, value)
        if not isinstance(found.type, Shape) and found.type.refers:
            return self.refs(value, found.type.name)
        return joined(self.items(found, item))


def said_of(labels: Labels, qualifiers: Iterable[Field[Any]], given: Mapping[str, Any]) -> list[str]:
    """What is said of a relation, in words; what goes without saying is left out."""
    return [labels.value(one, given[one.name]) for one in qualifiers if one.name in given and given[one.name] not in one.quiet]


def notes_by_field(record: Item) -> dict[str, list[Item]]:
    """The notes on a record by the field they are about."""
    notes: dict[str, list[Item]] = {}
    for note in record.given.get(core.NOTES.name, ()):
        notes.setdefault(note.get(core.ABOUT), []).append(note)
    return notes


def is_shown_elsewhere(found: Field[Any], record: Item, slots: Collection[str]) -> bool:
    """Whether the notes on a field have their place where its value is shown: in another part, or among the relations."""
    has_place = bool(found.relation) or isinstance(found.type, Part) or found.slot not in slots
    return has_place and bool(record.given.get(found.name))
