"""A project read without a build: its pages, the records they declare, and what is wrong with them.

The reader functions are those of the build, and so are the words. What takes parsed prose is left to the build: the markup
of summaries, links and roles in running text, anchors that something else on a page has.
"""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from ..doctree.media import file_name
from ..records.chapters import Chapter, Topic, check_chapters
from ..records.entries import read_entries
from ..records.graph import Graph
from ..records.model import Episode
from ..records.options import (
    LISTING_OPTIONS,
    TIMELINE_OPTIONS,
    key_taken,
    misplaced,
    no_entries,
    read_form,
    read_key,
    read_selection,
    site_file,
    unknown_in_listing,
    unknown_option,
    wrong_time,
)
from ..records.problems import Code, Problem
from ..records.reader import file_places, read_record, read_text
from ..records.selection import Listing, group, select
from ..records.times import parse_time
from . import markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..records.options import SiteFile
    from ..records.reader import Declared, Places, Reading
    from .markup import Directive, Heading

#: Endings of the pages that are read.
SUFFIXES: Final = ('.md', '.rst')

#: Folders that hold no pages; hidden ones are left out as well.
SKIPPED: Final = frozenset({'_build', 'node_modules', 'tests', 'venv', '__pycache__'})

#: Settings of ``conf.py`` that are taken from it, as far as they are written out there.
_SETTINGS: Final = ('include_patterns', 'exclude_patterns', 'chronicle_sample_pages', 'primary_domain')

_TIME = re.compile(r'(?:\{(?:chronicle:)?at\}|:(?:chronicle:)?at:)(`{1,3})(?P<time>[^`]+)\1')


class ProjectError(Exception):
    """There is no project, or a file that was asked for is not in it."""


def find_root(start: Path) -> Path:
    """The source folder around a folder: the nearest one upward with a ``conf.py``, or one named as usual within it.

    :raises ProjectError: if there is none.
    """
    start = start.resolve()
    within = (start / name for name in ('docs', 'doc', 'source', 'docs/source'))
    for folder in (start, *within, *start.parents):
        if (folder / 'conf.py').is_file():
            return folder
    raise ProjectError(f"no 'conf.py' was found in {start} or above it (name the source folder with --source)")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a ``conf.py`` says of its pages; it is not run, so only settings that are written out count."""

    include: tuple[str, ...] = ('**',)
    exclude: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    is_primary: bool = False


def read_settings(root: Path) -> Settings:
    """Read the settings of a project that are literals at the top level of its ``conf.py``."""
    text = read_text(root / 'conf.py', 'conf.py')
    if isinstance(text, Problem):
        return Settings()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Settings()
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names, value = [target.id for target in node.targets if isinstance(target, ast.Name)], node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            names, value = [node.target.id], node.value
        else:
            continue
        for name in set(names).intersection(_SETTINGS):
            try:
                found[name] = ast.literal_eval(value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                found.pop(name, None)
    return Settings(
        _patterns(found.get('include_patterns')) or ('**',),
        _patterns(found.get('exclude_patterns')),
        _patterns(found.get('chronicle_sample_pages')),
        found.get('primary_domain') == 'chronicle',
    )


def _patterns(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, (list, tuple)) else ()


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Whether a path matches one of Sphinx's patterns: ``**`` means anything, ``*`` and ``?`` no slash, ``[…]`` one of a set."""
    return any(_compiled(pattern).fullmatch(path) for pattern in patterns)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.findall(r'\*\*|\*|\?|\[!?\]?[^\]]*\]|.', pattern, re.DOTALL)
    words = {'**': '.*', '*': '[^/]*', '?': '[^/]'}
    try:
        return re.compile(''.join(words.get(part) or _one_of(part) for part in parts), re.DOTALL)
    except re.error:
        return re.compile(re.escape(pattern))


def _one_of(part: str) -> str:
    if len(part) < 3:
        return re.escape(part)
    inner = part[1:-1].replace('\\', '\\\\')
    return f'[^/{inner[1:]}]' if inner.startswith('!') else f'[\\{inner}]' if inner.startswith('^') else f'[{inner}]'


@dataclass(slots=True)
class Found:
    """What a page gave.

    :ivar records: the records it declares, in the order in which a build knows them.
    :ivar files: paths of the YAML files that its timelines name.
    :ivar tables: what its tables of contents list by patterns, relative to the source folder.
    """

    records: list[Declared] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


class Project:
    """All pages of a source folder and their records."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings = read_settings(self.root)

    def relative(self, file: Path) -> str:
        """The path of a file as a build says it: within the source folder, with forward slashes."""
        try:
            return file.resolve().relative_to(self.root).as_posix()
        except (ValueError, OSError, RuntimeError):
            raise ProjectError(f"'{file}' is outside the source folder {self.root}") from None

    def is_page(self, path: str) -> bool:
        """Whether a build would read a file as a page."""
        folders = PurePosixPath(path).parts[:-1]
        if any(folder.startswith('.') or folder in SKIPPED for folder in folders) or not path.endswith(SUFFIXES):
            return False
        around = ['/'.join(folders[: number + 1]) for number in range(len(folders))]
        exclude = self.settings.exclude
        return matches(path, self.settings.include) and not any(matches(part, exclude) for part in (path, *around))

    @cached_property
    def pages(self) -> list[str]:
        """Paths of the pages, in the order in which a build knows them."""
        found = []
        for folder, inner, files in os.walk(self.root):
            inner[:] = [name for name in inner if not name.startswith('.') and name not in SKIPPED]
            base = Path(folder).relative_to(self.root).as_posix()
            found += [name if base == '.' else f'{base}/{name}' for name in files]
        return sorted(filter(self.is_page, found), key=_docname)

    @cached_property
    def suffix(self) -> str:
        """The ending of new pages: reStructuredText where all pages are, which may be all that the project can read."""
        return '.rst' if {PurePosixPath(path).suffix for path in self.pages} == {'.rst'} else '.md'

    @cached_property
    def found(self) -> dict[str, Found]:
        """What each page gave, by path."""
        return {path: PageReader(self.root, path).read() for path in self.pages}

    def loose(self, path: str) -> Found:
        """What a YAML file gives that no page names."""
        found = Found()
        text = read_text(self.root / path, path)
        if isinstance(text, Problem):
            found.problems.append(text)
        else:
            reading = read_entries(text, file_places(path))
            found.records, found.problems = reading.records, reading.problems
        return found

    def graph(self, more: Sequence[Found] = ()) -> Graph:
        """The relations of all records."""
        samples = {item.record.key for path, found in self.found.items() if self.is_sample(path) for item in found.records}
        return Graph([item for found in (*self.found.values(), *more) for item in found.records], samples)

    def is_sample(self, path: str) -> bool:
        """Whether the records of a page only show how something is written (setting `chronicle_sample_pages`)."""
        patterns = self.settings.samples
        within = [pattern[3:] for pattern in patterns if pattern.startswith('**/')]
        return matches(_docname(path), (*patterns, *within))

    def problems(self, more: Sequence[Found] = ()) -> list[Problem]:
        """Everything that is wrong, by file and line."""
        everything = [*self.found.values(), *more]
        problems = [problem for found in everything for problem in found.problems]
        graph = self.graph(more)
        problems += graph.problems
        for found in self.found.values():
            own = {item.record.key for item in found.records}
            for listing in found.listings:
                seen = [item for key, item in graph.records.items() if key not in graph.samples - own]
                problems += unknown_in_listing(listing, seen)
        return sorted(dict.fromkeys(problems), key=lambda problem: (problem.path, problem.line))


def _docname(path: str) -> str:
    return path.rpartition('.')[0]


class PageReader:
    """Reads the records of a page as its directives do."""

    def __init__(self, root: Path, path: str) -> None:
        self.root = root
        self.path = path
        self.found = Found()
        self.entries: list[Declared] = []
        self.others: list[Declared] = []
        self.taken: dict[str, Declared] = {}
        self.owners: dict[Heading, str] = {}
        self.page = markup.Page()
        self.times: dict[Heading, int] = {}

    def read(self) -> Found:
        """Read the page."""
        text = read_text(self.root / self.path, self.path)
        if isinstance(text, Problem):
            self.found.problems.append(text)
            return self.found
        self.page = markup.read_page(text, PurePosixPath(self.path).suffix)
        self.read_times()
        for directive in self.page.directives:
            if directive.name == 'timeline':
                self.timeline(directive)
            elif directive.name == 'listing':
                self.listing(directive)
            elif directive.name == 'toctree':
                self.toctree(directive)
            else:
                self.record(directive)
        self.found.records = [*self.entries, *self.others]
        return self.found

    # -- what the directives share ----------------------------------------------------------------------------------------

    def problem(self, directive: Directive, code: Code, message: str, option: str = '') -> None:
        line = directive.line_of(option) if option else directive.line
        self.found.problems.append(Problem(code, message, self.path, line, f'{{{directive.name}}}'))

    def reported(self, reading: Reading) -> list[Declared]:
        self.found.problems += reading.problems
        return reading.records

    def places(self, directive: Directive) -> Places:
        return lambda index: (self.path, directive.place(index))

    def file(self, directive: Directive, name: str, option: str) -> SiteFile:
        """A file that a directive names; what is wrong with it is noted."""
        found = site_file(name, PurePosixPath(self.path).parent.as_posix(), self.root)
        if found.message:
            self.problem(directive, Code.FILE, found.message, option)
        return found

    def check_options(self, directive: Directive, known: Sequence[str]) -> None:
        """Note options that a directive does not have; a build says so in the words of the parser."""
        for name in directive.options:
            message = unknown_option(name, known)
            if message:
                self.problem(directive, Code.OPTION, message, name)

    # -- the directives ---------------------------------------------------------------------------------------------------

    def timeline(self, directive: Directive) -> None:
        """Take the entries that a timeline declares: those that it shows."""
        self.check_options(directive, TIMELINE_OPTIONS)
        selection, wrong = read_selection(directive.options)
        for problem in wrong:
            self.problem(directive, Code.OPTION, problem.message, problem.option)
        shown = []
        for item in select(self.timeline_entries(directive), selection):
            other = self.taken.get(item.record.anchor)
            if other is not None:
                self.found.problems.append(key_taken(item, other))
            else:
                self.taken[item.record.anchor] = item
                shown.append(item)
        if selection.group_by is not None:
            shown = [item for part in group(shown, selection.group_by) for item in part.records]
        self.entries += shown

    def timeline_entries(self, directive: Directive) -> list[Declared]:
        names = [name.strip() for name in directive.options.get('file', '').split(',') if name.strip()]
        declared = []
        for name in names:
            file = self.file(directive, name, 'file')
            if file.file is None:
                continue
            self.found.files.append(file.path)
            text = read_text(file.file, file.path)
            if isinstance(text, Problem):
                self.found.problems.append(text)
            else:
                declared += self.reported(read_entries(text, file_places(file.path)))
        if directive.lines:
            declared += self.reported(read_entries(directive.body, self.places(directive)))
        elif not names:
            self.problem(directive, Code.FILE, no_entries())
        return declared

    def listing(self, directive: Directive) -> None:
        """Take what a listing asks for."""
        self.check_options(directive, LISTING_OPTIONS)
        form, wrong_form = read_form(directive.options)
        selection, wrong = read_selection(directive.options)
        for problem in (*wrong_form, *wrong):
            self.problem(directive, Code.OPTION, problem.message, problem.option)
        lines = {name: directive.line_of(name) for name in directive.options}
        self.found.listings.append(Listing(selection, *form, self.path, directive.line, lines))

    def toctree(self, directive: Directive) -> None:
        """Note the patterns of a table of contents."""
        if 'glob' in directive.options:
            folder = PurePosixPath(self.path).parent
            lines = filter(None, map(str.strip, directive.body.splitlines()))
            self.found.tables += [line[1:] if line.startswith('/') else (folder / line).as_posix() for line in lines]

    def record(self, directive: Directive) -> None:
        """Take a dataset, an episode or a license."""
        try:
            key = read_key(directive.argument, directive.name)
        except ValueError as error:
            self.problem(directive, Code.KEY, str(error))
            return
        # Titles are the build's: none of what is checked here is about them.
        reading = read_record(directive.body, self.places(directive), directive.name, key, key)
        for item in self.reported(reading):
            record = item.record
            audio = file_name(record.audio) if isinstance(record, Episode) else ''
            if audio:
                self.file(directive, audio, 'audio')
            other = self.taken.get(record.anchor)
            if other is not None:
                self.found.problems.append(key_taken(item, other))
                continue
            self.taken[record.anchor] = item
            self.others.append(item)
            self.check_place(item, directive.section)

    def check_place(self, item: Declared, section: Heading | None) -> None:
        """Check the section that a record stands in, and the chapters that an episode has in it."""
        if section is None or section in self.owners:
            self.found.problems.append(misplaced(item, self.owners[section] if section else None))
        else:
            self.owners[section] = item.name
        if section is not None and isinstance(item.record, Episode):
            chapters = tuple(self.chapters(section))
            self.found.problems += check_chapters(chapters, item.record.duration, item.path, item.name)

    # -- chapters -----------------------------------------------------------------------------------------------------------

    def read_times(self) -> None:
        """Read the times at the heads of headings."""
        for heading in self.page.headings:
            match = _TIME.match(heading.text)
            if match:
                try:
                    self.times[heading] = parse_time(match['time'])
                except ValueError as error:
                    self.found.problems.append(wrong_time(error, self.path, heading.line))

    def chapters(self, section: Heading) -> Iterator[Chapter]:
        """The chapters under a heading: the headings below it with a time, and theirs."""
        for heading in self.page.sections_in(section):
            if heading in self.times:
                inner = [part for part in self.page.sections_in(heading) if part in self.times]
                topics = tuple(Topic(self.times[part], part.text, '', part.line) for part in inner)
                yield Chapter(self.times[heading], heading.text, '', heading.line, topics)
