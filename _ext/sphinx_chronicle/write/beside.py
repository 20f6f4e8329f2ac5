"""What is written beside the pages and into their heads: exports, scripts, and what the search knows of records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from docutils.nodes import Element
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from ..doctree.builders import is_book, is_html, is_interactive
from ..doctree.compat import shipped_from_root
from ..doctree.i18n import WARNING_TYPE, logger
from ..env.domain import ChronicleDomain, TagIndex, chronicle_domain
from ..exports import atom
from ..exports.jsonld import to_script
from ..exports.plan import FOLDER, INDEX, Export, index_json, names_in_index, path_of, text_of
from ..records.i18n import __
from ..records.moments import Day
from ..records.problems import Code
from ..records.registry import KindOf
from ..records.today import iso_day
from ..view.citations import exports_of
from ..view.exports import Addresses, corpus_of, head_of
from .outdated import beside_doctrees
from .sources import Sources

#: What a file is written as before it takes its place. It has one name, so that what a killed build left does not stay.
_SCRATCH = '.scratch'


def page_address(app: Sphinx, here: str) -> Addresses:
    """Gives addresses: absolute where `html_baseurl` is set, else relative to the address of what names them."""
    base = app.config.html_baseurl
    builder = app.builder

    def address(docname: str, file: str = '', image: str = '') -> str:
        if image:
            target = f'{builder.imagedir}/{quote(app.env.images[image][1])}'
        else:
            target = shipped_from_root(app.env, file) if file else builder.get_target_uri(docname)
        return f'{base.rstrip("/")}/{target}' if base else relative_uri(here, target)

    return address


# -- files ------------------------------------------------------------------------------------------------------------


def write_exports(app: Sphinx, exception: Exception | None) -> None:
    """Write what changed (event `build-finished`)."""
    if exception is not None or not is_interactive(app.builder):
        return
    folder = Path(app.outdir, FOLDER)
    note = beside_doctrees(app, 'exports', '.txt')
    sources = Sources(app)
    try:
        read, state, since, until = [*(_text(note) or '').split('\n'), '', '', ''][:4]
        day = iso_day(chronicle_domain(app.env).registry.today)
        if since <= day < (until or _NEVER) and _is_whole(folder) and sources.are(read, state):
            if read != sources.read:
                note.write_text(f'{sources.read}\n{state}\n{since}\n{until}', encoding='utf-8')
            return
        # A build that is killed leaves files of two states; settings may then go back to those noted.
        note.unlink(missing_ok=True)
        _write_all(app, folder)
        note.write_text(f'{sources.read}\n{sources.state}\n{_unchanged(app, day)}', encoding='utf-8')
    except OSError as error:
        message = __("the exports cannot be written: '%(file)s': %(why)s (fix that and build again; old files are whole)")
        words = {'file': error.filename2 or error.filename or folder, 'why': error.strerror or error}
        logger.warning('%s', message % words, type=WARNING_TYPE, subtype=Code.FILE.value)


def remove_tag_page(app: Sphinx, exception: Exception | None) -> None:
    """Remove the page of tags where no record has any (event `build-finished`): Sphinx writes none, and leaves the old one."""
    builder = app.builder
    if exception is None and isinstance(builder, StandaloneHTMLBuilder):
        name = f'{ChronicleDomain.name}-{TagIndex.name}'
        if name not in {one[0] for one in builder.domain_indices}:
            Path(builder.get_outfilename(name)).unlink(missing_ok=True)


#: A day after all days, and one before all that the calendar of feeds has.
_NEVER = '9999-12-32'
_FIRST: Day = (1, 1, 1)


def _unchanged(app: Sphinx, day: str) -> str:
    """The days, a line each, from which on and before which feeds do not change by themselves, since what is planned happens.

    :param day: the day of the build, between them.
    """
    registry = chronicle_domain(app.env).registry
    records = [placed.declared.record for placed in chronicle_domain(app.env).index.published]
    days = {atom.day_of(record, registry) for record in records if atom.is_item(record, registry)}
    days |= {iso_day(date.earliest) for record in records if (date := registry.date_of(record)) and date.earliest > _FIRST}
    past, future = (one for one in days if one <= day), (one for one in days if one > day)
    return f'{max(past, default="")}\n{min(future, default="")}'


def _is_whole(folder: Path) -> bool:
    """Whether all is there that was written. It lists itself, so that nothing is planned where nothing has changed."""
    names = names_in_index(_text(folder / INDEX) or '')
    return bool(names) and all((folder / name).exists() for name in names)


def _write_all(app: Sphinx, folder: Path) -> None:
    domain = chronicle_domain(app.env)
    exports = exports_of(domain.index)
    index = folder / INDEX
    before = names_in_index(_text(index) or '')
    if not exports and not before:
        return
    folder.mkdir(exist_ok=True)
    (folder / _SCRATCH).unlink(missing_ok=True)
    texts: dict[str, str] = {}
    if exports:
        base = app.config.html_baseurl.rstrip('/')
        corpus = corpus_of(domain, page_address(app, f'{FOLDER}/'), f'{base}/{FOLDER}/' if base else '')
        texts = {name: text_of(export, corpus) for name, export in exports.items()}
    # Until all is done the list names the old files as well, so that a build that is killed forgets none.
    stale = before - texts.keys()
    if before != texts.keys():
        _write(index, index_json([*exports.values(), *(Export(name, '') for name in sorted(stale))]))
    for name, text in texts.items():
        _write(folder / name, text)
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    if exports:
        _write(index, index_json(exports.values()))
        return
    index.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _text(file: Path) -> str | None:
    try:
        return file.read_bytes().decode('utf-8')
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def _write(file: Path, text: str) -> None:
    """Put a file in its place, unless it is there already."""
    data = text.encode('utf-8', 'replace')
    try:
        if file.read_bytes() == data:
            return
    except FileNotFoundError:
        pass
    write_whole(file, data)


def write_whole(file: Path, data: bytes) -> None:
    """Put a file in its place as a whole.

    :raises OSError: if that fails; what was there before is there still.
    """
    scratch = file.with_name(_SCRATCH)
    try:
        scratch.write_bytes(data)
        scratch.replace(file)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise


# -- heads ------------------------------------------------------------------------------------------------------------


def add_head(app: Sphinx, pagename: str, _templatename: str, context: dict[str, Any], _doctree: nodes.document | None) -> None:
    """Add links and data to the head of a page (event `html-page-context`)."""
    if not is_interactive(app.builder):
        return
    domain = chronicle_domain(app.env)
    if pagename not in domain.documents:
        return
    here = app.builder.get_target_uri(pagename)
    head = head_of(domain, pagename, page_address(app, here))
    tags = []
    for link in head.links:
        address = link.uri or relative_uri(here, path_of(link.name))
        attributes = {'rel': 'alternate', 'type': link.media_type, 'title': link.title, 'href': address}
        tags.append(f'<link {" ".join(f"{name}={chr(34)}{escape(value)}{chr(34)}" for name, value in attributes.items())}>')
    if head.data is not None:
        tags.append(f'<script type="application/ld+json">{to_script(head.data)}</script>')
    if tags:
        context['metatags'] = '\n'.join([context.get('metatags', ''), *tags])


# -- styles and scripts ------------------------------------------------------------------------------------------------

STATIC = Path(__file__).parent.parent / 'static'
#: The style sheets of records, in their order, each with what the pages that need it have in them.
_SHEETS = {
    'chronicle.css': '',
    'chronicle-rows.css': r'chronicle-(rows|fields)\b|chronicle-cite',
    'chronicle-guides.css': r'chronicle-(example|fields)\b',
    'chronicle-figures.css': 'chronicle-figure',
    'chronicle-cards.css': r'chronicle-(card|list)\b',
    'chronicle-list.css': r'chronicle-list-(?!cards)',
    'chronicle-tables.css': 'chronicle-scroll',
    'chronicle-sort.css': 'data-sortable',
    'chronicle-compare.css': 'data-compare',
    'chronicle-filters.css': 'chronicle-filter',
    'chronicle-jump.css': 'chronicle-jump',
    'chronicle-drawings.css': 'chronicle-(chart|plot)',
    'chronicle-chart.css': 'chronicle-chart ',
    'chronicle-plot.css': 'chronicle-plot|data-hue',
    'chronicle-lineage.css': 'chronicle-descent',
}
#: Instead of it, what readers of EPUB understand.
STATIC_BOOK = Path(__file__).parent.parent / 'static_book'


def add_static_files(app: Sphinx) -> None:
    """Ship the extension's own files with HTML builds (event `builder-inited`)."""
    if is_html(app.builder):
        book = is_book(app.builder)
        app.config.html_static_path.append(str(STATIC_BOOK if book else STATIC))
        if book:
            app.add_css_file('book.css')
        elif not is_interactive(app.builder):
            # All pages are one.
            for style in (*_SHEETS, *_of_kinds(chronicle_domain(app.env).registry.kinds.values(), 'style')):
                app.add_css_file(style)


def add_to_page(app: Sphinx, pagename: str, _templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Load styles and scripts on the pages that have something for them (event `html-page-context`)."""
    if not is_interactive(app.builder) or doctree is None:
        return
    domain = chronicle_domain(app.env)
    document = domain.documents.get(pagename)
    has_records = document is not None and bool(document.placed or document.listings)
    # Something of ours may be no record: a list of fields, an example.
    if not has_records and not any('chronicle' in name for node in doctree.findall(Element) for name in node['classes']):
        return
    for style, mark in _SHEETS.items():
        if re.search(mark, context['body']):
            app.add_css_file(style)
    if document is not None and has_records:
        app.add_js_file('chronicle.js', loading_method='defer')
        kinds = [domain.registry.kinds[kind] for kind in dict.fromkeys(placed.declared.record.kind for placed in document.placed)]
        for style in _of_kinds(kinds, 'style'):
            app.add_css_file(style)
        for script in _of_kinds(kinds, 'script'):
            app.add_js_file(script, loading_method='defer')


def _of_kinds(kinds: Iterable[KindOf], name: str) -> dict[str, None]:
    """The styles or scripts that kinds have."""
    return dict.fromkeys(found for kind in kinds if (found := getattr(kind.kind, name)))
