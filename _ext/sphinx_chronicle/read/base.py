"""What the directives share: their options, their place in the sources, how they report, and the state of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import RSTState
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from ..doctree.i18n import report
from ..doctree.labels import Labels, catalog_of, translation
from ..doctree.nodes import chronicle_card
from ..doctree.words import Captured
from ..env.addresses import named_file, page_of
from ..env.domain import ChronicleDomain, chronicle_domain
from ..records.columns import FilterBar, Listing
from ..records.core import DRAFT
from ..records.fields import Place, Type
from ..records.i18n import __
from ..records.moments import Day
from ..records.options import OptionProblem, SiteFile, line_of_option, read_facets, read_selection, selection_names
from ..records.problems import Code, Problem, relative_path
from ..records.reader import Reading
from ..records.record import Declared, Record
from ..records.registry import Registry
from ..records.selection import Selection
from ..records.translate import translated

#: Options of all directives that show records, beside those that choose them: a bar by which readers filter, what is hidden, and
#: what docutils has for everything with a caption.
SHOWING: dict[str, Callable[[str], Any]] = {
    'filter-bar': directives.unchanged,
    'hide': directives.unchanged,
    'caption': directives.unchanged,
    'class': directives.unchanged,
    'name': directives.unchanged,
}


def selection_options(registry: Registry) -> dict[str, Callable[[str], Any]]:
    """Options that choose records, the same for all directives that show some.

    Their values are read by the core, so that a wrong one is a located warning and costs that option only, in Markdown and in
    reStructuredText.
    """
    return dict.fromkeys(selection_names(registry), directives.unchanged)


class ChronicleDirective(SphinxDirective):
    """Base of the directives: places and problems."""

    def run(self) -> list[Node]:
        """Run the directive, unless it is in a summary: a record there might hold itself."""
        if read_state(self.env).in_summary:
            self.problem(Code.MARKUP, __('a summary cannot hold records (put the directive into a page)'))
            return [nodes.literal_block(self.block_text, self.block_text)]
        return self.make()

    def make(self) -> list[Node]:
        """What the directive gives; each directive has its own."""
        raise NotImplementedError(type(self).__name__)

    @property
    def domain(self) -> ChronicleDomain:
        """The domain of the environment."""
        return chronicle_domain(self.env)

    @property
    def registry(self) -> Registry:
        """The kinds of the project."""
        return self.domain.registry

    @property
    def labels(self) -> Labels:
        """The words of the project."""
        return self.domain.labels

    @property
    def path(self) -> str:
        """The file of the directive, relative to the source folder where it is inside."""
        return self.relative(self.get_source_info()[0] or '')

    @property
    def line(self) -> int:
        """The line the directive begins in, in that file."""
        return self.get_source_info()[1] or 0

    def relative(self, source: str) -> str:
        """A path as problems say it."""
        return relative_path(source, self.env.srcdir)

    def absolute(self, path: str) -> str:
        """The file a path of a problem or a record names."""
        return str(Path(self.env.srcdir, path))

    def place(self, index: int) -> tuple[str, int]:
        """Path and 1-based line of the body's n-th line (0-based)."""
        if isinstance(self.state, RSTState):
            if not len(self.content):
                return self.path, self.lineno
            source, line = self.content.info(min(index, len(self.content) - 1))
            return self.relative(source or self.get_source_info()[0] or ''), (line or 0) + 1
        return self.path, self.lineno + self.content_offset + 1 + index

    def line_of(self, option: str) -> int:
        """The line of an option, else of the directive."""
        return line_of_option(self.block_text, option, self.line)

    def problem(self, code: Code, message: str, option: str = '') -> None:
        """Report a problem at the directive's line, or at the line of one of its options."""
        line = self.line_of(option) if option else self.line
        report(Problem(code, message, self.path, line, f'{{{self.name.rpartition(":")[2]}}}'))

    def site_file(self, name: str) -> SiteFile:
        """A file that the page names."""
        found = named_file(self.env, self.env.current_document.docname, name)
        if found.path:
            # Before it is opened: a file that is missing today is watched until it is there.
            self.env.note_dependency(found.path)
        return found

    def find_file(self, name: str, option: str) -> tuple[str, Path] | None:
        """A file of the site: its path in the source folder, and where it is; a problem at the option's line if there is none."""
        found = self.site_file(name)
        if found.file is None:
            self.problem(Code.FILE, found.message, option)
            return None
        return found.path, found.file

    def with_files(self, item: Declared) -> Declared:
        """The record without the addresses of what is not there; a problem for each."""

        def found(kind: Type[Any], address: str, place: Place) -> str | None:
            name = kind.file(address) if kind.file else ''
            if not name:
                return address
            file = self.site_file(name)
            if not file.message:
                if not kind.shown and not (kind.pages and page_of(self.env, file)):
                    # Files are copied before pages are written, and cards get their links only then. Images are copied
                    # by Sphinx with the pages that show them.
                    self.env.dlfiles.add_file(self.env.current_document.docname, file.path)
                return address
            message = file.message
            if kind.pages and file.path and not file.near:
                message = __(
                    "there is no file '%(name)s' (looked for %(path)s; an address elsewhere begins with https: or mailto:)"
                )
                message %= {'name': name, 'path': file.path}
            report(Problem(Code.FILE, message, item.path, item.line_of(*place), item.name))
            return None

        record = item.record.with_addresses(self.registry.of(item.record).naming_files, found)
        return item if record is item.record else replace(item, record=record)

    def reported(self, reading: Reading) -> list[Declared]:
        """The records that could be read; what is wrong with the text is reported, and what could not be read is known."""
        for problem in reading.problems:
            report(problem)
        read_state(self.env).broken |= reading.broken
        return reading.records

    def without_drafts(self, declared: Sequence[Declared]) -> list[Declared]:
        """The records that are there for readers: without drafts, unless the project shows them."""
        drafts = [item.record for item in declared if item.record.get(DRAFT)]
        if not drafts:
            return [*declared]
        here = read_state(self.env)
        here.has_drafts = True
        if self.config.chronicle_drafts:
            return [*declared]
        here.drafts += drafts
        return [item for item in declared if not item.record.get(DRAFT)]

    def in_language(self, item: Declared) -> Declared:
        """The record with the words that the catalog of its document has for it, as Sphinx translates what is beside it."""
        if not self.domain.builder.use_message_catalog:
            return item
        here = read_state(self.env)
        if here.translate is None:
            here.translate = translation(self.env, catalog_of(self.env, self.env.current_document.docname))
        return replace(item, record=translated(self.registry.of(item.record), item.record, here.translate))

    def filter_bar(self) -> FilterBar | None:
        """The filter bar of this directive, if it has one, with a name that is unique on the page."""
        if 'filter-bar' not in self.options:
            return None
        here = read_state(self.env)
        here.scopes += 1
        facets, problems = read_facets(self.registry, self.options)
        self.report_options(problems)
        return FilterBar(f'c{here.scopes}', facets)

    def classes(self) -> list[str]:
        """The names of style classes that the option `:class:` gives."""
        if 'class' not in self.options:
            return []
        try:
            found: list[str] = directives.class_option(self.options['class'])
        except ValueError as error:
            self.problem(Code.OPTION, __("option ':%(name)s:': %(what)s") % {'name': 'class', 'what': error}, 'class')
            return []
        return found

    def named(self) -> list[Node]:
        """What comes before everything that is shown: the caption, which has the name that `:name:` gives, or the name alone."""
        caption = self.options.get('caption', '').strip()
        made: nodes.rubric | nodes.target
        if caption:
            words, messages = self.state.inline_text(caption, self.lineno)
            made = nodes.rubric(caption, '', *words, classes=['chronicle-listing-caption'])
        elif 'name' in self.options:
            made, messages = nodes.target(), []
        else:
            return []
        self.set_source_info(made)
        self.add_name(made)
        return [made, *messages]

    def selection(self) -> Selection:
        """The selection options that can be read; the others are reported."""
        selection, problems = read_selection(self.registry, self.options)
        self.report_options(problems)
        return selection

    def report_options(self, problems: Iterable[OptionProblem]) -> None:
        """Report what is wrong with options."""
        for problem in problems:
            self.problem(Code.OPTION, problem.message, problem.option)


class ReadState:
    """What directives and roles keep of the document being read until `doctree-read`.

    :ivar declared: records by anchor.
    :ivar cards: the cards of its entries.
    :ivar plain: by anchor, what the summary and the title of a record say, as captured before typography.
    :ivar broken: keys of records that could not be read.
    :ivar drafts: the drafts that are left out; `has_drafts` tells whether there are any, shown or not.
    :ivar changes: the days on which something that was read changes by itself, `is_daily` whether that is every day.
    :ivar listings: listings in order.
    :ivar in_summary: whether a summary is being parsed, which holds no records of its own.
    :ivar translate: translates by the catalog of the document, once it has been asked for.
    :ivar scopes: how many filter bars there are.
    :ivar has_infoboxes: whether there are infoboxes, which anchor the section they are in.
    :ivar has_groups: whether a timeline has groups with headings.
    """

    def __init__(self) -> None:
        self.declared: dict[str, Declared] = {}
        self.cards: list[chronicle_card] = []
        self.plain: dict[str, tuple[tuple[Captured, ...], Captured]] = {}
        self.broken: set[str] = set()
        self.drafts: list[Record] = []
        self.has_drafts = False
        self.changes: set[Day] = set()
        self.is_daily = False
        self.listings: list[Listing] = []
        self.translate: Callable[[str], str] | None = None
        self.scopes = 0
        self.in_summary = False
        self.has_infoboxes = False
        self.has_groups = False


#: Its key in the environment's current document.
_KEY = 'chronicle:read-state'


def read_state(env: BuildEnvironment) -> ReadState:
    """The state of the document being read."""
    if _KEY not in env.current_document:
        env.current_document[_KEY] = ReadState()
    found = env.current_document[_KEY]
    assert isinstance(found, ReadState)
    return found
