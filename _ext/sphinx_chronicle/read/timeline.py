"""The directive `timeline`: declares entries and shows them as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes

from ..doctree.card import CardMaker
from ..doctree.find import uncollected
from ..doctree.i18n import report
from ..doctree.nodes import chronicle_filter, chronicle_group
from ..env.read_state import read_state
from ..records.entries import read_entries
from ..records.i18n import __
from ..records.options import key_taken, no_entries
from ..records.problems import Code, Problem
from ..records.reader import file_places, read_text
from ..records.selection import group, select
from ..records.words import anchors, identity
from .base import FILTER_OPTION, ChronicleDirective
from .summaries import parse_summaries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Node

    from ..doctree.nodes import chronicle_card
    from ..records.reader import Reading
    from ..records.record import Declared
    from ..records.selection import Group


class Timeline(ChronicleDirective):
    """Declare the entries of YAML files, or of the body, and show those that the options select."""

    has_content = True
    # The options that choose records follow from the project's kinds (see `kinds`).
    option_spec = {'file': directives.unchanged_required, **FILTER_OPTION}

    def make(self) -> list[Node]:
        with uncollected():
            return self.made()

    def made(self) -> list[Node]:
        """The filter bar, if wanted, and the cards, under headings if they are grouped."""
        selection = self.selection()
        shown = self.unique(select(self.read(), selection, self.registry))
        if not shown:
            return []
        cards = self.cards(shown)
        here = read_state(self.env)
        here.has_groups |= selection.group_by is not None
        here.declared.update({item.record.anchor: item for item in shown})
        here.cards += cards
        scope = self.filter_scope()
        made: list[Node] = []
        if scope:
            bar = chronicle_filter('', scope=scope)
            self.set_source_info(bar)
            made.append(bar)
        if selection.group_by is None:
            return made + self.group_nodes(shown, cards, scope)
        by_key = {card['key']: card for card in cards}
        parts = group(shown, selection.group_by, self.registry)
        # A group without a value is called by a word that some other may have as its value.
        ids = anchors((part.value for part in parts), lambda value: nodes.make_id(f'{selection.group_by}-{value or "none"}'))
        for part in parts:
            content = self.group_nodes(part.records, [by_key[item.record.key] for item in part.records], scope)
            made.append(self.headed(part, selection.group_by, ids[identity(part.value)], content))
        return made

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> list[Declared]:
        """The entries of the files and of the body."""
        names = [name.strip() for name in self.options.get('file', '').split(',') if name.strip()]
        declared = [item for name in names for item in self.read_file(name)]
        if self.content:
            declared += self.reported(read_entries('\n'.join(self.content), self.place, self.registry))
        elif not names:
            self.problem(Code.FILE, no_entries())
        return declared

    def reported(self, reading: Reading) -> list[Declared]:
        for problem in reading.problems:
            report(problem)
        return reading.records

    def read_file(self, name: str) -> list[Declared]:
        found = self.find_file(name, 'file')
        if found is None:
            return []
        path, file = found
        text = read_text(file, path)
        if isinstance(text, Problem):
            report(text)
            return []
        return self.reported(read_entries(text, file_places(path), self.registry))

    def unique(self, declared: Sequence[Declared]) -> list[Declared]:
        """The entries whose anchor is still free in this document."""
        taken = read_state(self.env).declared
        free: dict[str, Declared] = {}
        for item in declared:
            anchor = item.record.anchor
            other = taken.get(anchor) or free.get(anchor)
            if other is not None:
                report(key_taken(item, other))
            elif anchor in self.state.document.ids:
                message = __("the anchor '%s' is taken by something else on this page (choose another key)")
                report(Problem(Code.DUPLICATE, message % anchor, item.path, item.line, item.name))
            else:
                free[anchor] = item
        return [self.with_files(item) for item in free.values()]

    # -- nodes --------------------------------------------------------------------------------------------------------

    def cards(self, declared: Sequence[Declared]) -> list[chronicle_card]:
        """A card for each entry, its anchors made known to the document."""
        cards = []
        ids = self.state.document.ids
        for item, summary in zip(declared, parse_summaries(self, declared), strict=True):
            maker = CardMaker(self.labels, self.absolute(item.path), item.line)
            kind = self.registry.of(item.record)
            card = maker.card(kind, item.record, summary, self.env.current_document.docname)
            # A former key whose anchor is taken has none; who has it is said when all records are known.
            first, *former = card['ids']
            card['ids'] = [first, *(anchor for anchor in dict.fromkeys(former) if anchor not in ids and anchor != first)]
            for anchor in (*card['ids'], *(anchor for *_item, anchor in kind.items(item.record))):
                ids.setdefault(anchor, card)
            cards.append(card)
        return cards

    def group_nodes(self, declared: Sequence[Declared], cards: Sequence[chronicle_card], scope: str) -> list[Node]:
        """Cards in order, and one node for all their places in the index, where samples have none."""
        container = chronicle_group('', *cards)
        if scope:
            container['scope'] = scope
        self.set_source_info(container)
        if self.domain.index.is_sample(self.env.current_document.docname):
            return [container]
        # What follows a semicolon would become an entry under what is before it.
        titles = [(item.record.title.replace(';', ','), item.record.anchor) for item in declared]
        index = addnodes.index(entries=[('single', title, anchor, '', None) for title, anchor in titles])
        self.set_source_info(index)
        return [index, container]

    def headed(self, part: Group, group_by: str, anchor: str, content: list[Node]) -> nodes.section:
        """Cards under a heading: a real section where the directive is in one, else a rubric."""
        title = self.labels.group(part.value, group_by)
        name = f'{group_by}-{part.value}' if part.value else f'{group_by}-none'
        section = nodes.section('', names=[nodes.fully_normalize_name(name)])
        heading = nodes.title(title, title, translatable=False)
        self.set_source_info(section)
        self.set_source_info(heading)
        section += heading
        section.extend(content)
        section['chronicle_group'] = True
        document = self.state.document
        if anchor not in document.ids:
            section['ids'] = [anchor]
        document.note_implicit_target(section, section)
        section['slug'] = section['ids'][0]
        return section
