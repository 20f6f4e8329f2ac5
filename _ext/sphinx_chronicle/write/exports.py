"""Writes the exports, and says in the head of a page what else shows its records.

Only builders whose pages are on a site do so (html, dirhtml). The exports are made from the records alone and compared
with what is there: a file that would not change is not touched. Each is written beside its place and then moved there, so
that a build that is killed, or a disk that is full, leaves the old file or the new one. `exports/index.json` lists them; what
it lists and nobody exports any more is deleted.
"""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import relative_uri

from ..compat import shipped_from_root
from ..doctree.builders import is_interactive
from ..doctree.i18n import WARNING_TYPE, logger
from ..env.domain import chronicle_domain
from ..exports.jsonld import to_script
from ..exports.plan import FOLDER, INDEX, Export, index_json, names_in_index, path_of, text_of
from ..records.i18n import __
from ..records.problems import Code
from ..view.exports import corpus_of, head_of
from .outdated import beside_doctrees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

    from ..view.exports import Addresses


#: What a file is written as before it takes its place. It has one name, so that what a killed build left does not stay.
_SCRATCH = '.scratch'


def page_address(app: Sphinx, here: str) -> Addresses:
    """Gives addresses: absolute where `html_baseurl` is set, else relative to the address of what names them."""
    base = app.config.html_baseurl
    builder = app.builder

    def address(docname: str, file: str = '') -> str:
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
    signature = _signature(app)
    try:
        if _text(note) == signature and _is_whole(folder):
            return
        # A build that is killed leaves files of two states; settings may then go back to those noted.
        note.unlink(missing_ok=True)
        _write_all(app, folder)
        note.write_text(signature, encoding='utf-8')
    except OSError as error:
        message = __("the exports cannot be written: '%(file)s': %(why)s (fix that and build again; old files are whole)")
        words = {'file': error.filename2 or error.filename or folder, 'why': error.strerror or error}
        logger.warning('%s', message % words, type=WARNING_TYPE, subtype=Code.FILE.value)


#: Settings that the exports depend on, beside what documents hold.
_SETTINGS = (
    'author', 'chronicle_exports', 'chronicle_feed_id', 'chronicle_registry', 'chronicle_sample_pages', 'html_baseurl',
    'html_file_suffix', 'html_link_suffix', 'html_title', 'language', 'project', 'root_doc',
)  # fmt: skip


def _signature(app: Sphinx) -> str:
    """Changes when the exports may: with builder and settings, and when a document with records is read."""
    domain = chronicle_domain(app.env)
    read = sorted((docname, app.env.all_docs[docname]) for docname in domain.documents)
    settings = [getattr(app.config, name) for name in _SETTINGS]
    version = app.extensions['sphinx_chronicle'].version
    everything = repr((version, app.builder.name, settings, read, domain.verdicts))
    return hashlib.sha256(everything.encode('utf-8', 'replace')).hexdigest()


def _is_whole(folder: Path) -> bool:
    """Whether all is there that was written. It lists itself, so that nothing is planned where nothing has changed."""
    names = names_in_index(_text(folder / INDEX) or '')
    return bool(names) and all((folder / name).exists() for name in names)


def _write_all(app: Sphinx, folder: Path) -> None:
    domain = chronicle_domain(app.env)
    exports = domain.index.exports
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
    """Put a file in its place as a whole, unless it is there already."""
    data = text.encode('utf-8', 'replace')
    try:
        if file.read_bytes() == data:
            return
    except FileNotFoundError:
        pass
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
        tags.append(_tag({'rel': 'alternate', 'type': link.media_type, 'title': link.title, 'href': address}))
    if head.data is not None:
        tags.append(f'<script type="application/ld+json">{to_script(head.data)}</script>')
    if tags:
        context['metatags'] = '\n'.join([context.get('metatags', ''), *tags])


def _tag(attributes: Mapping[str, str]) -> str:
    return f'<link {" ".join(f"{name}={chr(34)}{escape(value)}{chr(34)}" for name, value in attributes.items())}>'
