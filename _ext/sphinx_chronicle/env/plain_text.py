"""Plain text: what was captured of a page before typography, with references resolved and typography last.

The doctree cannot be asked. Typography in it depends on the builder that has read the page, and an incremental build
resolves the references of few pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from docutils.utils import smartquotes
from sphinx import addnodes
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.errors import NoUri

from ..doctree.builders import NoBuilder
from ..doctree.compat import heading_links, typography_language
from ..doctree.words import ID_LINK, PLAIN, Captured, Reference, Token, tokens


def in_plain_text(env: BuildEnvironment, docname: str, captured: Iterable[Captured]) -> str:
    """Blocks of text in one line. From `env-updated` on, when the titles of all documents are known."""
    return ' '.join(filter(None, (' '.join(one_block(env, docname, block).split()) for block in captured)))


def one_block(env: BuildEnvironment, docname: str, block: Captured, *, resolve: bool = True) -> str:
    """One block of text, with the typography of the project.

    :param resolve: whether references get the titles of what they refer to, and not their own words.
    """
    if isinstance(block, str):
        return block
    words: list[tuple[str, str]] = []
    for token in block:
        words += _filled(env, docname, token, resolve=resolve)
    language = typography_language(env)
    if language is None or all(how != PLAIN for how, _text in words):
        educated: Iterable[str] = (text for _how, text in words)
    else:
        # As SphinxSmartQuotes does; only escapes that are those of the parser are kept from it.
        tokens = ((how, _escaped(text) if how == PLAIN else nodes.unescape(text)) for how, text in words)
        educated = smartquotes.educate_tokens(tokens, attr=env.config.smartquotes_action, language=language)
    # A mark that is dropped may have stood between spaces.
    return re.sub(' {2,}', ' ', nodes.unescape(''.join(educated)))


def _escaped(text: str) -> str:
    """A text with the escapes of the parser as typography knows them, by a backslash."""
    for character in '-\\\'".`':
        text = text.replace(f'\0{character}', f'\0\\{character}')
    return text


def _filled(env: BuildEnvironment, docname: str, token: Token, *, resolve: bool) -> Iterator[tuple[str, str]]:
    """Yield the pieces of text that a piece is shown with: for a reference, its own words or the title it refers to."""
    how, part = token
    if isinstance(part, str):
        yield how, part
        return
    for inner in _shown(env, docname, part) if resolve else part.words:
        yield from _filled(env, docname, inner, resolve=False)


def _shown(env: BuildEnvironment, docname: str, reference: Reference) -> Iterable[Token]:
    """The words that a reference is shown with."""
    attributes = dict(reference.attributes)
    kind = attributes['reftype']
    if attributes.get('refexplicit') and kind != 'numref':
        return reference.words
    target, start = attributes['reftarget'], attributes.get('refdoc', docname)
    if kind == 'numref':
        # Figures are numbered late, and anew with every page: what is referred to is named instead.
        attributes |= {'reftype': 'ref', 'refexplicit': False}
    own = nodes.inline('', ''.join(text for one in reference.words for _how, text in _filled(env, docname, one, resolve=False)))
    node = addnodes.pending_xref('', own, **attributes)
    try:
        if kind == ID_LINK or (kind == 'myst' and attributes.get('refdomain') == 'doc'):
            found = _heading_of(env, docname, node)
        else:
            found = next(_resolved(env, start, node, target), None) or env.events.emit_firstresult(
                'missing-reference', env, node, own, allowed_exceptions=(NoUri,)
            )
    except NoUri:
        found = None
    if found is None or found.astext() in {'', own.astext()}:
        return reference.words
    return tuple(tokens(found))


def _heading_of(env: BuildEnvironment, docname: str, node: addnodes.pending_xref) -> Node | None:
    """The title of a heading, a record or a page that a link of MyST names."""
    target = node['reftarget']
    if node['reftype'] == ID_LINK:
        # A record of that name is meant before a heading.
        record = next(_any_of(env.domains['chronicle'], env, docname, NoBuilder(), target, node, nodes.inline()), None)
        if record is not None:
            return record
        name, page = target, docname
    else:
        name, page = node.get('reftargetid'), target
    if not name:
        return nodes.Text(env.titles[page].astext()) if page in env.titles else None
    links = heading_links(env, page) if page in env.all_docs else {}
    titles = [title for slug, (_line, anchor, title) in links.items() if name in {slug, anchor}]
    labels = env.domains.standard_domain.labels.items()
    titles += [title for label, (of, anchor, title) in labels if of == page and name in {label, anchor}]
    return nodes.Text(next(iter(titles), name))


def _resolved(env: BuildEnvironment, start: str, node: addnodes.pending_xref, target: str) -> Iterator[Element]:
    """Yield what the domains resolve a reference to, in the order in which Sphinx asks them."""
    builder: Any = NoBuilder()
    words = node[0]
    assert isinstance(words, nodes.Element)
    kind = node['reftype']
    standard = env.domains.standard_domain
    if kind in {'any', 'myst'}:
        page = standard.resolve_xref(env, start, builder, 'doc', target, node, words)
        if page is not None:
            yield page
        others = (domain for domain in env.domains.sorted() if domain is not standard)
        for domain in (standard, *others):
            yield from _any_of(domain, env, start, builder, target, node, words)
        return
    domain = env.domains.get(node.get('refdomain', '')) or standard
    found = domain.resolve_xref(env, start, builder, kind, target, node, words)
    if found is not None:
        yield found


def _any_of(
    domain: Domain,
    env: BuildEnvironment,
    start: str,
    builder: Any,
    target: str,
    node: addnodes.pending_xref,
    words: Element,
) -> Iterator[Element]:
    try:
        for _role, found in domain.resolve_any_xref(env, start, builder, target, node, words):
            yield found
    except NotImplementedError:
        # As Sphinx does with domains that lack the method.
        for role in domain.roles:
            one = domain.resolve_xref(env, start, builder, role, target, node, words)
            if one is not None:
                yield one
