"""Parsing of summaries: many short texts of one file in the markup of their page.

A parser call costs more than a paragraph, so the plain ones of a page are parsed in one go, each at the line it has in
its file. What a summary may not hold, raw HTML above all, is replaced by its own words and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from docutils import nodes
from docutils.nodes import Element, Node
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList
from sphinx import addnodes

from ..doctree.compat import messages_located, parser_mark, raw_refused
from ..doctree.i18n import report
from ..doctree.labels import catalog_of, has_catalog
from ..doctree.runs import gather
from ..doctree.tree import Found, around, find_all
from ..env.domain import chronicle_domain
from ..records.core import SUMMARY
from ..records.i18n import __
from ..records.options import resolved
from ..records.problems import Code, Problem
from ..records.record import Declared
from ..records.types import check_url
from .base import ChronicleDirective, read_state
from .breaks import break_lines
from .plain_text import changes_in_type
from .unread import Markup, unread

#: Deeper nesting than any summary has; at some hundred nodes pickling ends with an error.
MAX_DEPTH = 40

#: How the address of something on another host begins. An author may have written anything, so it is not taken apart.
_REMOTE = re.compile(r'(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//')

#: One paragraph in Markdown whatever the extensions: each line begins with a letter.
_PLAIN_MARKDOWN = re.compile(r'[A-Za-z][^\n]*(?:\n[A-Za-z][^\n]*)*')

#: Not so in reStructuredText: letters may number a list, and a role may complain without saying where.
_NOT_PLAIN_REST = re.compile(r'^[A-Za-z]{1,8}[.)] |:`|`:|::$', re.MULTILINE)

#: A transition in reStructuredText: docutils refuses it in a nested parse, with a message that cannot name the record.
_TRANSITION = re.compile(r'(?:\A|(?<=\n\n))([!-/:-@\[-`{-~])\1{3,}[ \t]*(?=\n\n|\n?\Z)')


def parse_summaries(directive: ChronicleDirective, declared: Sequence[Declared]) -> list[list[Node]]:
    """Parse the summaries of records.

    :returns: the nodes of each summary, in the order of the records.
    """
    found: list[list[Node]] = [[] for _record in declared]
    batches: dict[str, list[int]] = {}
    for number, item in enumerate(declared):
        summary = item.record.get(SUMMARY)
        if not summary:
            continue
        if _is_plain(directive, summary):
            batches.setdefault(item.path, []).append(number)
        else:
            found[number] = _parse_alone(directive, item)
    for path, numbers in batches.items():
        # Records come in the order of their dates; the text must have that of the file.
        numbers.sort(key=lambda number: declared[number].summary_line)
        texts = [(declared[number].summary_line, declared[number].record.get(SUMMARY) or '') for number in numbers]
        # Two summaries may share a line only in flow style; they cannot share a text then.
        lines_apart = all(first[0] + first[1].count('\n') + 1 < second[0] for first, second in pairwise(texts))
        parsed = (_parse(directive, texts, path) if lines_apart else None) or []
        if len(parsed) == len(numbers) and all(isinstance(node, nodes.paragraph) for node in parsed):
            for number, node in zip(numbers, parsed, strict=True):
                found[number] = [node]
        else:
            for number in numbers:
                found[number] = _parse_alone(directive, declared[number])
    # Translations are of paragraphs as they are written.
    is_final = not has_catalog(directive.env, catalog_of(directive.env, directive.env.current_document.docname))
    markup = Markup(chronicle_domain(directive.env).roles, is_rest=isinstance(directive.state, RSTState))
    return [
        _made_safe(directive, item, content, markup, is_final=is_final) for item, content in zip(declared, found, strict=True)
    ]


def _is_plain(directive: ChronicleDirective, text: str) -> bool:
    if not _PLAIN_MARKDOWN.fullmatch(text):
        return False
    if isinstance(directive.state, RSTState):
        return not _NOT_PLAIN_REST.search(text)
    return True


def _parse_alone(directive: ChronicleDirective, item: Declared) -> list[Node]:
    """Parse one summary, which stays plain text where it is nested deeper than a doctree can be."""
    text = item.record.get(SUMMARY) or ''
    transition = _TRANSITION.search(text) if isinstance(directive.state, RSTState) else None
    if transition:
        line = item.summary_line + text.count('\n', 0, transition.start())
        report(Problem(Code.MARKUP, _no_transition(), item.path, line, item.name))
        text = _TRANSITION.sub('', text)
    parsed = _parse(directive, [(item.summary_line, text)], item.path)
    if parsed is not None:
        return parsed
    message = __('the summary is nested too deep; it is shown as plain text (write it simpler)')
    report(Problem(Code.MARKUP, message, item.path, item.summary_line, item.name))
    paragraph = nodes.paragraph(text, '', nodes.Text(text), support_smartquotes=False)
    paragraph.source, paragraph.line = directive.absolute(item.path), item.summary_line
    return [paragraph]


def _parse(directive: ChronicleDirective, texts: Sequence[tuple[int, str]], path: str) -> list[Node] | None:
    """Parse texts, each at its 1-based line in a file, with an empty line between them; `None` if they nest too deep."""
    source = directive.absolute(path)
    first = texts[0][0]
    lines: list[str] = []
    for line, text in texts:
        lines += [''] * (line - first - len(lines))
        lines += text.split('\n')
    state = directive.state
    container = nodes.Element()
    before = [child for child in state.document.children if isinstance(child, nodes.meta)]
    go_back = parser_mark(state)
    try:
        with _as_if_from(directive, source, first):
            if isinstance(state, RSTState):
                items = [(source, first - 1 + index) for index in range(len(lines))]
                state.nested_parse(StringList(lines, items=items), first - 1, container, match_titles=False)
            else:
                state.nested_parse(StringList(lines, source=source), first - 1 - directive.lineno, container)
    except RecursionError:
        go_back()
        return None
    if _depth(container) > MAX_DEPTH:
        return None
    # What is meant for the head of the page has gone there.
    for meta in [child for child in state.document.children if isinstance(child, nodes.meta) and child not in before]:
        state.document.remove(meta)
        container.append(meta)
    return [node for node in container.children if not isinstance(node, nodes.system_message)]


def _no_transition() -> str:
    return __('a line between paragraphs is not allowed in a summary; it is left out (remove it)')


def _depth(tree: Element) -> int:
    """How deep the nodes of a tree are nested."""
    deepest = 0
    stack: list[tuple[Element, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack += [(child, depth + 1) for child in node.children if isinstance(child, nodes.Element)]
    return deepest


@contextmanager
def _as_if_from(directive: ChronicleDirective, source: str, first: int) -> Iterator[None]:
    """Let messages and nodes of a nested parse name the file of the text, and refuse what it may not do."""
    document = directive.state.document
    before = document.get('source')
    here = read_state(directive.env)
    here.in_summary = True
    document['source'] = source
    try:
        with messages_located(document, source, first), raw_refused(document):
            yield
    finally:
        here.in_summary = False
        document['source'] = before


#: A comment of HTML, which is how Markdown has comments (CommonMark 0.31, sections 4.6 and 6.6); one that is not closed goes to
#: the end.
_COMMENT = re.compile(r'<!--(?:-?>|.*?(?:-->|\Z))', re.DOTALL)

#: What a summary may not hold, or not everywhere.
_LOOKED_AT = (
    nodes.raw, nodes.math, nodes.math_block, nodes.meta, addnodes.download_reference, nodes.image, nodes.reference, nodes.target,
    nodes.table, nodes.transition, nodes.paragraph,
)  # fmt: skip


def _made_safe(
    directive: ChronicleDirective, declared: Declared, content: list[Node], markup: Markup, *, is_final: bool
) -> list[Node]:
    """The nodes of a summary, with what it may not hold replaced by its words and reported.

    :param markup: finds what was meant to be more than text.
    :param is_final: whether its paragraphs stay as they are.
    """
    holder = nodes.Element()
    holder.extend(content)
    refused: dict[str, int] = {}
    found = find_all(holder, *_LOOKED_AT)
    _refuse_code(found, declared, refused)
    _refuse_files(directive, found, declared, refused)
    _refuse_links(found, declared, refused)
    _refuse_tables(found, declared, refused)
    for paragraph in found[nodes.paragraph]:
        refused.update((one.message, one.line or declared.summary_line) for one in unread(paragraph, markup))
    for message, line in refused.items():
        report(Problem(Code.MARKUP, message, declared.path, line, declared.name))
    for paragraph in found[nodes.paragraph] if is_final else ():
        if paragraph.parent is not None and not changes_in_type(directive.config, paragraph):
            gather(paragraph)
    return holder.children


def _refuse_code(found: Found, declared: Declared, refused: dict[str, int]) -> None:
    """Show what a writer would pass on as it is, or a browser would obey, as text."""
    raw = __('raw HTML is not allowed in a summary; it is shown as text (write Markdown)')
    formula = __('a formula is not allowed in a summary, since it is LaTeX; it is shown as text (put it into a page)')
    done = break_lines(found[nodes.raw])
    for comment in (one for one in found[nodes.raw] if _COMMENT.search(one.astext())):
        done.add(comment)
        rest = _COMMENT.sub('', comment.astext()).strip()
        # Nobody sees it, so it is not published either.
        hidden = nodes.comment('', '')
        if rest:
            refused.setdefault(raw, _line(comment, declared))
            _replace(comment, nodes.Text(rest), hidden)
        else:
            comment.replace_self(hidden)
    for message, node_class in ((raw, nodes.raw), (formula, nodes.math), (formula, nodes.math_block)):
        for node in (one for one in found[node_class] if one not in done):
            refused.setdefault(message, _line(node, declared))
            _replace(node, nodes.Text(node.astext()))
    for meta in found[nodes.meta]:
        refused.setdefault(__("'meta' is not allowed in a summary (put it into a page)"), _line(meta, declared))
        _replace(meta, nodes.Text(meta.get('content', '')))
    for line in found[nodes.transition]:
        refused.setdefault(_no_transition(), _line(line, declared))
        _parent(line).remove(line)


def _refuse_files(directive: ChronicleDirective, found: Found, declared: Declared, refused: dict[str, int]) -> None:
    """Keep out files that are not the site's own."""
    files: list[tuple[Element, str]] = [(file, file['reftarget']) for file in found[addnodes.download_reference]]
    files += [(image, image['uri']) for image in found[nodes.image]]
    for file, address in files:
        if not _is_inside(directive, address):
            message = __("the file '%s' is outside the source folder (put it inside)") % address
            refused.setdefault(message, _line(file, declared))
            _replace(file, nodes.Text(file.get('alt') or file.astext() or address))
        elif isinstance(file, nodes.image) and _REMOTE.match(address):
            message = __('an image from another host is shown as a link (readers would load it from there)')
            refused.setdefault(message, _line(file, declared))
            words = nodes.Text(file.get('alt') or address)
            in_link = isinstance(file.parent, nodes.reference)
            _replace(file, words if in_link else nodes.reference('', '', words, refuri=address, internal=False))


def _refuse_links(found: Found, declared: Declared, refused: dict[str, int]) -> None:
    """Let links lead only where the links of a record may."""
    # In reStructuredText an address may be apart from the words that lead there.
    apart = {name: target['refuri'] for target in found[nodes.target] for name in target['names'] if 'refuri' in target}
    for target in found[nodes.target]:
        if 'refuri' in target and not _is_address(target['refuri']):
            _parent(target).remove(target)
    for link in found[nodes.reference]:
        if link.get('refname') in apart:
            link['refuri'] = apart[link['refname']]
        if 'refuri' in link and not _is_address(link['refuri']):
            refused.setdefault(__("the address '%s' is not allowed; it is shown as text") % link['refuri'], _line(link, declared))
            link.replace_self(nodes.inline('', '', *link.children))


def _refuse_tables(found: Found, declared: Declared, refused: dict[str, int]) -> None:
    """Simplify tables that a writer of Sphinx crashes on: LaTeX on one without rows, text on one in another."""
    for table in reversed(found[nodes.table]):
        if any(isinstance(one, nodes.table) for one in around(table)):
            message = __('a table inside a table is not allowed in a summary; its cells are shown as text (take it out)')
            refused.setdefault(message, _line(table, declared))
            table.replace_self([child for cell in find_all(table, nodes.entry)[nodes.entry] for child in cell.children])
            continue
        for group in table.children:
            if isinstance(group, nodes.tgroup) and not any(isinstance(part, nodes.tbody) for part in group):
                refused.setdefault(__('the table has no rows; its header is shown as one (add a row)'), _line(table, declared))
                head = next(part for part in group if isinstance(part, nodes.thead))
                head.replace_self(nodes.tbody('', *head.children))


def _is_inside(directive: ChronicleDirective, address: str) -> bool:
    """Whether a file that the build would copy lies in the source folder; an address elsewhere is none to copy."""
    if '://' in address or address.startswith('data:'):
        return True
    try:
        file = resolved(Path(directive.env.relfn2path(address)[1]))
    except (OSError, RuntimeError, ValueError):
        return False
    return file.is_relative_to(Path(directive.env.srcdir).resolve())


def _is_address(uri: str) -> bool:
    """Whether a link may lead there; what a parser has let through is an address, and its scheme is what counts."""
    if uri.startswith(('https://', 'http://')):
        return True
    try:
        check_url(uri)
    except ValueError:
        return False
    return True


def _parent(node: Element) -> Element:
    assert node.parent is not None
    return node.parent


def _replace(node: Element, words: Node, *more: Node) -> None:
    """Put words in a node's place, in a paragraph of their own where the node was a block.

    :param more: nodes that follow them.
    """
    parent = _parent(node)
    if not isinstance(parent, nodes.TextElement):
        paragraph = nodes.paragraph('', '', words, support_smartquotes=False)
        paragraph.source, paragraph.line = node.source, node.line
        words = paragraph
    parent.replace(node, [words, *more])


def _line(start: Element, declared: Declared) -> int:
    """The line of a node, or of the nearest one around it that knows its own."""
    return next((one.line for one in (start, *around(start)) if one.line), declared.summary_line)
