"""How pages look where somebody shares their addresses: a title, a description and a picture, drawn at build time.

The properties are those of The Open Graph protocol (ogp.me) and of X's cards. What another extension or the author of a page has
said of it is left as it is.
"""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from ..doctree.builders import is_interactive
from ..doctree.i18n import WARNING_TYPE, logger
from ..env.domain import ChronicleDomain, chronicle_domain
from ..exports.corpus import one_line
from ..exports.preview import HEIGHT, WIDTH
from ..records.i18n import __
from ..records.problems import Code
from ..records.today import iso_day
from ..view.previews import preview_of
from .beside import write_whole
from .heads import shortened
from .outdated import beside_doctrees
from .pictures import are_wanted, draw, drawer, drawn_with, picture_of
from .sources import Sources

#: The folder of the pictures, beside the pages.
FOLDER: Final = '_previews'

#: The names that pictures have.
_NAME: Final = re.compile(r'[0-9a-f]{20}\.png')

_META: Final = re.compile(r'<meta\s[^>]*?\b(?:property|name)="([^"]+)"[^>]*?\bcontent="([^"]*)"', re.IGNORECASE)

#: Runs after the handlers of extensions that say the same of pages.
AFTER_OTHERS: Final = 900


def add_preview(app: Sphinx, pagename: str, _templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add to the head of a page with records what others show of it (event `html-page-context`)."""
    domain = chronicle_domain(app.env)
    document = domain.index.documents.get(pagename)
    is_ours = document is not None and bool(document.placed or document.listings)
    if not is_interactive(app.builder) or not app.config.chronicle_previews or doctree is None or not is_ours:
        return
    head = context.get('metatags', '')
    said = {name: unescape(content) for name, content in _META.findall(head)}
    wanted = {
        'og:title': domain.index.page_title(pagename),
        'og:type': 'website',
        'og:url': _address(app, pagename, app.builder.get_target_uri(pagename)) if app.config.html_baseurl else '',
        'og:site_name': app.config.project,
        'og:description': _description(domain, pagename, doctree),
    }
    wanted = {**wanted, **said}
    name, _svg = picture_of(domain, pagename) if 'og:image' not in said else ('', '')
    if name:
        preview = preview_of(domain, pagename)
        assert preview is not None
        wanted['og:image'] = _address(app, pagename, f'{FOLDER}/{name}')
        wanted |= {'og:image:width': f'{WIDTH}', 'og:image:height': f'{HEIGHT}', 'og:image:alt': preview.words}
    cards = {
        'description': wanted['og:description'],
        'twitter:card': 'summary_large_image' if wanted.get('og:image') else 'summary',
        'twitter:title': wanted['og:title'],
        'twitter:description': wanted['og:description'],
        'twitter:image': wanted.get('og:image', ''),
    }
    tags = [f'<meta property="{key}" content="{escape(value)}">' for key, value in wanted.items() if value and key not in said]
    tags += [f'<meta name="{key}" content="{escape(value)}">' for key, value in cards.items() if value and key not in said]
    context['metatags'] = '\n'.join([head, *tags])


def _address(app: Sphinx, pagename: str, target: str) -> str:
    """An address that is absolute where the site says where it is, else relative to the page."""
    base = app.config.html_baseurl.rstrip('/')
    return f'{base}/{target}' if base else relative_uri(app.builder.get_target_uri(pagename), target)


def _description(domain: ChronicleDomain, pagename: str, doctree: nodes.document) -> str:
    """The first paragraph of a page that belongs to no record, else the summary of its first record."""
    paragraphs = (one for one in doctree.findall(nodes.paragraph) if isinstance(one.parent, nodes.section | nodes.document))
    text = next((words for one in paragraphs if (words := one_line(one.astext()))), '')
    placed = domain.index.documents[pagename].placed
    if not text and placed:
        text = one_line(domain.index.summary_of(placed[0].declared.record.key))
    return shortened(text)


def draw_previews(app: Sphinx, exception: Exception | None) -> None:
    """Draw the pictures that are not there, and remove those that no page has (event `build-finished`)."""
    if exception is not None or not is_interactive(app.builder):
        return
    domain = chronicle_domain(app.env)
    folder = Path(app.outdir, FOLDER)
    note = beside_doctrees(app, 'previews', '.txt')
    sources, drawn = Sources(app), f'{drawn_with(domain)} {iso_day(domain.registry.today)}'
    try:
        noted = note.read_text(encoding='utf-8').split('\n') if note.is_file() else []
        (read, state, how), names = [*noted, '', '', ''][:3], noted[3:]
        if how == drawn and all((folder / name).is_file() for name in names) and sources.are(read, state):
            if read != sources.read:
                note.write_text('\n'.join([sources.read, state, how, *names]), encoding='utf-8')
            return
        note.unlink(missing_ok=True)
        names = _draw_all(domain, folder)
        note.write_text('\n'.join([sources.read, sources.state, drawn, *names]), encoding='utf-8')
    except OSError as error:
        message = __("the pictures of pages cannot be written: '%(file)s': %(why)s (fix that and build again)")
        words = {'file': error.filename2 or error.filename or folder, 'why': error.strerror or error}
        logger.warning('%s', message % words, type=WARNING_TYPE, subtype=Code.FILE.value)


def _draw_all(domain: ChronicleDomain, folder: Path) -> list[str]:
    """Draw the pictures of all pages; the names of those that there are."""
    module = drawer()
    wanted = dict(sorted(picture_of(domain, docname) for docname in domain.documents))
    wanted.pop('', None)
    if module is None and are_wanted(domain) and any(preview_of(domain, docname) for docname in domain.documents):
        message = __('pages have no pictures for link previews: resvg_py is missing (%(cure)s)')
        logger.info(message, {'cure': 'pip install "sphinx-chronicle[previews]"'})
    for file in folder.glob('*.png') if folder.is_dir() else ():
        if _NAME.fullmatch(file.name) and file.name not in wanted:
            file.unlink()
    if module is not None and wanted:
        folder.mkdir(exist_ok=True)
        for name, svg in wanted.items():
            if not (folder / name).is_file():
                write_whole(folder / name, draw(module, svg))
    elif folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return list(wanted)
