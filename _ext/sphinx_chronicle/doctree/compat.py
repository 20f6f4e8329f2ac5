"""What Sphinx, docutils and MyST-Parser do not document, each behind a function that says what it is for.

No other module has their private names, so a new version of theirs that changes one is answered here.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import docutils
import sphinx
from docutils import nodes
from docutils.nodes import Element
from docutils.utils import normalize_language_tag, smartquotes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.gettext import MsgOrigin
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util._serialise import stable_hash
from sphinx.writers.html5 import HTML5Translator
from sphinx.writers.latex import LaTeXTranslator
from sphinx.writers.manpage import ManualPageTranslator
from sphinx.writers.texinfo import TexinfoTranslator
from sphinx.writers.text import MAXWIDTH, TextTranslator, my_wrap

# -- parsers ----------------------------------------------------------------------------------------------------------


@contextmanager
def sections_into(state: Any, text: str, holder: Element) -> Iterator[None]:
    """Let MyST put the sections of a text into an element, whatever their level: it would put them where the page has them."""
    renderer = state._renderer
    tokens = renderer.md.parse(text, {})
    levels = [int(token.tag[1:]) for token in tokens if token.type == 'heading_open' and not token.level]
    before = renderer._level_to_section
    renderer._level_to_section = {min(levels, default=1) - 1: holder}
    try:
        yield
    finally:
        renderer._level_to_section = before


def parser_mark(state: Any) -> Callable[[], None]:
    """A function that takes a parser back to where it is now: MyST does not go back when a parse ends with an error."""
    renderer = getattr(state, '_renderer', None)
    current = getattr(renderer, 'current_node', None)

    def go_back() -> None:
        if renderer is not None:
            renderer.current_node = current

    return go_back


def is_hard_break(node: nodes.raw) -> bool:
    """Whether a node is a line break of Markdown in HTML, which MyST follows with the same in LaTeX."""
    follows = node.next_node(descend=False, siblings=True)
    return node.astext() == '<br />\n' and not node.rawsource and isinstance(follows, nodes.raw) and follows['format'] == 'latex'


def note_slug(document: nodes.document, anchor: str, title: str, line: int) -> None:
    """Tell MyST of an anchor, so that ``page.md#anchor`` finds it; reStructuredText has no such links."""
    slugs = getattr(document, 'myst_slugs', None)
    if slugs is not None:
        slugs.setdefault(anchor, (line, anchor, title))


@contextmanager
def messages_located(document: nodes.document, source: str, first: int) -> Iterator[None]:
    """Let the messages of a nested parse name the file of its text.

    :param first: the line of messages that have none.
    """
    # docutils' reporter asks the state machine where a line is, and that one reads the page.
    reporter: Any = document.reporter
    where = getattr(reporter, 'get_source_and_line', None)
    reporter.get_source_and_line = lambda line=None: (source, line or first)
    myst_logger = logging.getLogger('sphinx.myst_parser.warnings_')
    relocate = _Relocate(source)
    myst_logger.addFilter(relocate)
    try:
        yield
    finally:
        reporter.get_source_and_line = where
        myst_logger.removeFilter(relocate)


class _Relocate(logging.Filter):
    """MyST locates its warnings by document and line; the line is one of another file."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source

    def filter(self, record: logging.LogRecord) -> bool:
        location = getattr(record, 'location', None)
        if isinstance(location, tuple) and location[1] is not None:
            record.location = f'{self.source}:{location[1]}'
        return True


@contextmanager
def raw_refused(document: nodes.document) -> Iterator[None]:
    """Refuse raw markup and the insertion of files in a nested parse."""
    settings = document.settings
    before = settings.raw_enabled, settings.file_insertion_enabled
    settings.raw_enabled = settings.file_insertion_enabled = False
    try:
        yield
    finally:
        settings.raw_enabled, settings.file_insertion_enabled = before


# -- links to headings ------------------------------------------------------------------------------------------------


def heading_links(env: BuildEnvironment, docname: str) -> dict[str, Any]:
    """What MyST stores of the headings of a page: by the name in links, their line, id and words."""
    return dict(env.metadata[docname].get('myst_slugs', {}))


def note_heading_links(env: BuildEnvironment, docname: str, links: dict[str, Any]) -> None:
    """Store what links to headings of a page find."""
    env.metadata[docname]['myst_slugs'] = links


# -- typography --------------------------------------------------------------------------------------------------------


def typography_language(env: BuildEnvironment) -> str | None:
    """The language of typographical quotes, whichever builder reads; `None` where the project has none."""
    config = env.config
    # What is excluded by builder is of no account: an export is the same whoever has read the pages.
    excluded = [values for name, values in config.smartquotes_excludes.items() if name != 'builders']
    if not config.smartquotes or any(config.language in values for values in excluded):
        return None
    tags = normalize_language_tag(env.settings['language_code'])
    return next((tag for tag in tags if tag in smartquotes.smartchars.quotes), None)


# -- builders ---------------------------------------------------------------------------------------------------------


def add_message(builder: Any, catalog: str, message: str, source: Path, line: int) -> None:
    """Add a message to a template that the gettext builder writes."""
    builder.catalogs[catalog].add(message, MsgOrigin(str(source), line))


def ships_files(builder: StandaloneHTMLBuilder) -> bool:
    """Whether a builder copies the files that pages offer to download."""
    return builder.download_support


def shipped_address(builder: StandaloneHTMLBuilder, filename: str) -> str:
    """The address of a file that the build ships, from the page it is writing."""
    return posixpath.join(builder.dlpath, quote(filename))


def shipped_from_root(env: BuildEnvironment, file: str) -> str:
    """The address of a file that a build ships, from the root of the site.

    :param file: its path within the source folder.
    """
    return f'_downloads/{quote(str(env.dlfiles[Path(file)][1]))}'


def build_info_file(app: Sphinx) -> Path:
    """The file by which Sphinx tells whether the settings of the last build were others."""
    return Path(app.outdir, '.buildinfo')


def write_if(builder: StandaloneHTMLBuilder, indices: Callable[[], bool], search: Callable[[], bool]) -> None:
    """Have a builder write the indices and the search index only if they are needed; Sphinx writes them in every build."""

    def asking(write: Callable[[], None], is_needed: Callable[[], bool]) -> Callable[[], None]:
        return lambda: write() if is_needed() else None

    for name, is_needed in {'gen_indices': indices, 'dump_search_index': search}.items():
        setattr(builder, name, asking(getattr(builder, name), is_needed))


def index_files(builder: StandaloneHTMLBuilder) -> Iterator[Path]:
    """Yield the files of the indices, from the time on when pages are written."""
    names = ['genindex'] if builder.use_index else []
    yield from (Path(builder.get_outfilename(name)) for name in (*names, *(one[0] for one in builder.domain_indices)))


def search_files(builder: StandaloneHTMLBuilder) -> Iterator[Path]:
    """Yield the file that the search looks words up in, if there is a search."""
    if builder.search:
        yield Path(builder.outdir, builder.searchindex_filename)


def _by_docname(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What is known of each document, in the order of their names."""
    return sorted(found.items(), key=itemgetter(0))


def index_view(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[object]:
    """Yield all that the pages of the indices are made of, in plain data: entries, the contents beside them, and settings."""
    env = builder.env
    yield sphinx.__version__, [(name, one.version) for name, one in app.extensions.items()]
    yield [(one.name, stable_hash(one.value)) for one in env.config if one.rebuild in {'env', 'html'}]
    yield sorted(builder.tags), builder.templates.newest_template_mtime()
    yield builder.globalcontext['last_updated'], builder.globalcontext['rellinks']
    # What was read again is at the end of each mapping.
    for known in (env.domains.index_domain.entries, env.toctree_includes, env.toc_secnumbers):
        yield _by_docname(known)
    yield [(name, index.localname, content, is_collapsed) for name, index, content, is_collapsed in builder.domain_indices]
    for named in (env.titles, env.longtitles, env.tocs):
        for docname, found in _by_docname(named):
            yield docname, [(one.tagname, one.attributes) if isinstance(one, Element) else one for one in found.findall()]


def search_entries(builder: Builder) -> dict[str, list[tuple[str, str, str]]] | None:
    """What the search index has of the general index, by document; `None` if the builder has no search."""
    indexer = getattr(builder, 'indexer', None)
    return getattr(indexer, '_index_entries', None)


def search_titles(builder: Builder) -> dict[str, list[tuple[str, str | None]]]:
    """What the search index has of titles, each with its id, by document; none if the builder has no search."""
    indexer = getattr(builder, 'indexer', None)
    return getattr(indexer, '_all_titles', {})


def drop_unused_words(builder: Builder) -> None:
    """Drop from the search index the words that no page has any more; Sphinx leaves them with empty lists of pages."""
    indexer = getattr(builder, 'indexer', None)
    for name in ('_mapping', '_title_mapping'):
        mapping = getattr(indexer, name, {})
        for word in [word for word, docnames in mapping.items() if not docnames]:
            del mapping[word]


# -- writers ----------------------------------------------------------------------------------------------------------


def html_heading_level(self: HTML5Translator) -> int:
    """The level of a heading below that of the section."""
    return min(self.section_level + 1, 6)


def html_permalink(self: HTML5Translator, node: Element, title: str) -> None:
    """Write the link of an element to itself, if the theme has such links."""
    self.add_permalink_ref(node, title)


#: What takes part in writing a link.
_OF_LINKS = ('visit_reference', 'depart_reference', 'visit_Text', 'starttag', 'attval')


def html_link(self: HTML5Translator, address: str, words: str) -> str | None:
    """A link to an address, as Sphinx writes it; `None` where a theme, an extension or a project writes links its own way."""
    if any(getattr(getattr(self, name), '__func__', None) is not getattr(HTML5Translator, name) for name in _OF_LINKS):
        return None
    return f'<a class="reference external" href="{self.attval(address)}">{self.encode(words)}</a>'


def latex_anchors(self: LaTeXTranslator, node: Element) -> str:
    """The labels of an element, and where links to it lead."""
    return self.hypertarget_to(node, anchor=True)


def latex_heading(self: LaTeXTranslator, deepest: str) -> tuple[int, str]:
    """The level below that of the section, and its command; none is below `deepest`."""
    level = min(self.sectionlevel + 1, self.sectionnames.index(deepest))
    return level, self.sectionnames[level]


def latex_id(self: LaTeXTranslator, name: str) -> str:
    """A name that is unique among the documents which are joined to a book."""
    return self.idescape(f'{self.curfilestack[-1]}:{name}')


def latex_in_title(self: LaTeXTranslator, *, inside: bool) -> None:
    """Tell the writer whether it is within a heading, where it writes literals and links in another way."""
    self.in_title = int(inside)


def texinfo_anchor(self: TexinfoTranslator, anchor: str, node: Element) -> None:
    """Write an anchor."""
    self.add_anchor(anchor, node)


def text_end_unbroken(self: TextTranslator) -> None:
    """End a paragraph, with lines broken between words only."""
    text = ''.join(item for indent, item in self.states[-1] if indent == -1 and isinstance(item, str))
    width = MAXWIDTH - sum(self.stateindent)
    self.states[-1] = [(-1, '\n'.join(my_wrap(text, width=width, break_on_hyphens=False, break_long_words=False)))]
    self.end_state(wrap=False)


def man_begin_line(self: ManualPageTranslator) -> None:
    """Begin a new line, unless the writer is at the beginning of one."""
    self.ensure_eol()


def man_shows_addresses(self: ManualPageTranslator) -> bool:
    """Whether the writer shows where links lead: from docutils 0.22 on it does, before only where the project wants it."""
    return docutils.__version_info__[:2] >= (0, 22) or bool(self.config.man_show_urls)
