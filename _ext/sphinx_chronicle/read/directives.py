"""The directives that declare and show records: `timeline`, one for each kind, and `listing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst import directives
from sphinx import addnodes

from ..doctree.card import RecordMaker
from ..doctree.i18n import report
from ..doctree.nodes import chronicle_card, chronicle_filter, chronicle_group, chronicle_listing
from ..env.patterns import matching_files, names_many
from ..records.columns import Listing
from ..records.entries import read_entries
from ..records.files import read_file
from ..records.hidden import shown_of
from ..records.i18n import __
from ..records.load import uncollected
from ..records.options import anchor_taken, nothing_named, read_form, read_hiding, read_key
from ..records.problems import Code, Problem
from ..records.reader import read_record, read_text
from ..records.record import Declared, Record, keys_taken
from ..records.registry import KindOf
from ..records.selection import Group, group, select, unknown_keys
from ..records.words import anchors, identity
from .base import SHOWING, ChronicleDirective, read_state
from .summaries import parse_summaries


class Timeline(ChronicleDirective):
    """Declare the entries of files, or of the body, and show those that the options select."""

    has_content = True
    # The options that choose records follow from the project's kinds (see `kinds`).
    option_spec = {'file': directives.unchanged_required, **SHOWING}

    @uncollected()
    def make(self) -> list[Node]:
        """The filter bar, if wanted, and the cards, under headings if they are grouped."""
        selection = self.selection()
        here = read_state(self.env)
        declared = self.read()
        for unknown in unknown_keys(selection, declared, here.broken):
            self.problem(Code.OPTION, nothing_named(*unknown), 'keys')
        here.is_daily |= selection.depends_on_day(self.registry)
        # The limit is one of what is shown.
        found = self.without_drafts(select(declared, replace(selection, limit=None), self.registry))
        shown = self.unique(found[: selection.limit])
        if not shown:
            return []
        hidden, problems = read_hiding(self.registry, self.options)
        self.report_options(problems)
        classes = self.classes()
        cards = self.cards(shown, hidden)
        here.has_groups |= selection.group_by is not None
        here.declared.update({item.record.anchor: item for item in shown})
        here.cards += cards
        bar = self.filter_bar()
        scope = bar.scope if bar else ''
        made = self.named()
        if bar:
            made.append(chronicle_filter('', scope=bar.scope, wanted=list(bar.facets)))
            self.set_source_info(made[-1])
        if selection.group_by is None:
            return made + self.group_nodes(shown, cards, scope, classes)
        by_key = {card['key']: card for card in cards}
        parts = group(shown, selection.group_by, self.registry)
        # A group without a value is called by a word that some other may have as its value.
        ids = anchors((part.value for part in parts), lambda value: nodes.make_id(f'{selection.group_by}-{value or "none"}'))
        for part in parts:
            content = self.group_nodes(part.records, [by_key[item.record.key] for item in part.records], scope, classes)
            made.append(self.headed(part, selection.group_by, ids[identity(part.value)], content))
        return made

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> list[Declared]:
        """The entries of the files and of the body."""
        names = [name.strip() for name in self.options.get('file', '').split(',') if name.strip()]
        declared = [item for path, file in self.named_files(names).items() for item in self.read_file(path, file)]
        if self.content:
            declared += self.reported(read_entries('\n'.join(self.content), self.place, self.registry))
        elif not names:
            message = __("there are no entries (name a file with ':file:', or write a YAML list as the body)")
            self.problem(Code.FILE, message)
        return declared

    def named_files(self, names: Sequence[str]) -> dict[str, Path]:
        """The files that names and patterns stand for, by their paths: in the order of the names, and each once."""
        files: dict[str, Path] = {}
        docname = self.env.current_document.docname
        for name in names:
            wanted: Sequence[str] = [name]
            if names_many(self.env, docname, name):
                paths = matching_files(self.env, docname, name)
                self.domain.note_pattern(docname, name, paths)
                if not paths:
                    message = __("no file of YAML, JSON or CSV matches '%s' (check the folder, or write a file's name)") % name
                    self.problem(Code.FILE, message, 'file')
                wanted = [f'/{path}' for path in paths]
            for one in wanted:
                found = self.find_file(one, 'file')
                if found is not None:
                    files.setdefault(*found)
        return files

    def read_file(self, path: str, file: Path) -> list[Declared]:
        text = read_text(file, path)
        if isinstance(text, Problem):
            report(text)
            return []
        return self.reported(read_file(text, path, self.registry))

    def unique(self, declared: Sequence[Declared]) -> list[Declared]:
        """The entries whose anchor is still free in this document."""
        taken = read_state(self.env).declared
        free: dict[str, Declared] = {}
        others: list[tuple[Declared, Declared]] = []
        for item in declared:
            anchor = item.record.anchor
            other = taken.get(anchor) or free.get(anchor)
            if other is not None:
                others.append((item, other))
            elif anchor in self.state.document.ids:
                report(anchor_taken(item, anchor))
            else:
                free[anchor] = item
        for problem in keys_taken(others):
            report(problem)
        return [self.in_language(self.with_files(item)) for item in free.values()]

    # -- nodes --------------------------------------------------------------------------------------------------------

    def cards(self, declared: Sequence[Declared], hidden: Sequence[str]) -> list[chronicle_card]:
        """A card for each entry without what is hidden, its anchors made known to the document."""
        cards = []
        ids = self.state.document.ids
        for item, summary in zip(declared, parse_summaries(self, declared), strict=True):
            maker = RecordMaker(self.labels, self.absolute(item.path), item.line)
            kind = self.registry.of(item.record)
            card = maker.card(item.record, summary, self.env.current_document.docname)
            card.extend(maker.figures(shown_of(kind, item.record, hidden)[0], item.record))
            if hidden:
                card['hidden'] = list(hidden)
            # A former key whose anchor is taken has none; who has it is said when all records are known.
            first, *former = card['ids']
            card['ids'] = [first, *(anchor for anchor in dict.fromkeys(former) if anchor not in ids and anchor != first)]
            for anchor in (*card['ids'], *(anchor for *_item, anchor in kind.items(item.record))):
                ids.setdefault(anchor, card)
            cards.append(card)
        return cards

    def group_nodes(
        self, declared: Sequence[Declared], cards: Sequence[chronicle_card], scope: str, classes: list[str]
    ) -> list[Node]:
        """Cards in order, and one node for all their places in the index, where samples have none."""
        container = chronicle_group('', *cards, classes=[*classes])
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


class RecordDirective(ChronicleDirective):
    """Declare a record by its key and one YAML mapping; its title is the heading it is under.

    :cvar kind: the name of the kind; each has a subclass (see `kinds`).
    """

    kind: ClassVar[str]

    # The key. One that is missing or is several words is said to be wrong here, and not in the words of a parser.
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    # No options: the parsers then hand the body over untouched, YAML front matter and all.
    option_spec = None

    def make(self) -> list[Node]:
        """The infobox of the record."""
        try:
            key = read_key(''.join(self.arguments), self.kind)
        except ValueError as error:
            self.problem(Code.KEY, str(error))
            return []
        kind = self.registry.kinds[self.kind]
        # The title is the heading's, which is known once the page is parsed and translated.
        reading = read_record('\n'.join(self.content), self.place, kind, key, key)
        found = self.without_drafts(self.reported(reading))
        if not found:
            return []
        item = self.in_language(self.with_files(found[0]))
        here = read_state(self.env)
        taken = here.declared
        other = taken.get(item.record.anchor)
        if other is not None:
            for problem in keys_taken([(item, other)]):
                report(problem)
            return []
        taken[item.record.anchor] = item
        here.has_infoboxes = True
        self.note_day(kind, item.record)
        (summary,) = parse_summaries(self, [item])
        maker = RecordMaker(self.labels, self.absolute(item.path), item.line)
        return [maker.infobox(kind, item.record, summary, self.env.current_document.docname)]

    def note_day(self, kind: KindOf, record: Record) -> None:
        """Note when an infobox will say something else: cards are made when pages are written."""
        here = read_state(self.env)
        date = self.registry.date_of(record)
        if date is not None:
            here.changes.add(date.earliest)
        here.is_daily |= any(kind.derive(found, record) for found in kind.derived)


class ListingDirective(ChronicleDirective):
    """Show the records that the options select. What it shows is known once all pages are read."""

    # The options that choose records follow from the project's kinds (see `kinds`).
    option_spec = {
        **SHOWING,
        'layout': directives.unchanged,
        'overview': directives.flag,
        'rows': directives.unchanged,
        'columns': directives.unchanged,
        'lanes': directives.unchanged,
        'relation': directives.unchanged,
        'y': directives.unchanged,
        'color': directives.unchanged,
    }

    def make(self) -> list[Node]:
        form, problems = read_form(self.registry, self.options)
        self.report_options(problems)
        lines = {name: self.line_of(name) for name in self.options}
        caption = self.options.get('caption', '').strip()
        shown = (form.layout, form.rows, form.columns, form.hidden)
        bar = self.filter_bar()
        more = (form.drawing, form.overview, form.beneath)
        listing = Listing(self.selection(), *shown, self.path, self.line, lines, bar, caption, *more)
        listings = read_state(self.env).listings
        listings.append(listing)
        here = self.env.current_document.docname
        node = chronicle_listing('', docname=here, number=len(listings) - 1, classes=self.classes())
        self.set_source_info(node)
        return [*self.named(), node]
