"""Parsing of summaries: many short texts of one file in the markup of the page they stand in.

A parser call costs more than a paragraph, so the plain ones of a page are parsed in one go, each at the line it has in
its file. What a summary may not hold, raw HTML above all, is replaced by its own words and reported.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList

from ..domain import waiting
from ..messages import report
from ..records.messages import __
from ..records.model import check_url
from ..records.problems import Code, Problem
from ..trees import find_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Element, Node

    from ..records.reader import Declared
    from .options import ChronicleDirective

#: One paragraph in Markdown whatever the extensions: each line begins with a letter.
_PLAIN_MARKDOWN = re.compile(r'[A-Za-z][^\n]*(?:\n[A-Za-z][^\n]*)*')

#: Not so in reStructuredText: letters may number a list, and a role may complain without saying where.
_NOT_PLAIN_REST = re.compile(r'^[A-Za-z]{1,8}[.)] |:`|`:|::$', re.MULTILINE)


def parse_summaries(directive: ChronicleDirective, declared: Sequence[Declared]) -> list[list[Node]]:
    """Parse the summaries of records.

    :returns: the nodes of each summary, in the order of the records.
    """
    found: list[list[Node]] = [[] for _record in declared]
    batches: dict[str, list[int]] = {}
    for number, item in enumerate(declared):
        summary = item.record.summary
        if not summary:
            continue
        if _is_plain(directive, summary):
            batches.setdefault(item.path, []).append(number)
        else:
            found[number] = _parse(directive, [(item.summary_line, summary)], item.path)
    for path, numbers in batches.items():
        # Records come in the order of their dates; the text must have that of the file.
        numbers.sort(key=lambda number: declared[number].summary_line)
        texts = [(declared[number].summary_line, declared[number].record.summary or '') for number in numbers]
        # Two summaries may share a line only in flow style; they cannot share a text then.
        lines_apart = all(first[0] + first[1].count('\n') + 1 < second[0] for first, second in pairwise(texts))
        parsed = _parse(directive, texts, path) if lines_apart else []
        if len(parsed) == len(numbers) and all(isinstance(node, nodes.paragraph) for node in parsed):
            for number, node in zip(numbers, parsed, strict=True):
                found[number] = [node]
        else:
            for number, text in zip(numbers, texts, strict=True):
                found[number] = _parse(directive, [text], path)
    return [_made_safe(item, content) for item, content in zip(declared, found, strict=True)]


def _is_plain(directive: ChronicleDirective, text: str) -> bool:
    if not _PLAIN_MARKDOWN.fullmatch(text):
        return False
    if isinstance(directive.state, RSTState):
        return not _NOT_PLAIN_REST.search(text)
    return True


def _parse(directive: ChronicleDirective, texts: Sequence[tuple[int, str]], path: str) -> list[Node]:
    """Parse texts, each at its 1-based line in a file, with an empty line between them."""
    source = directive.absolute(path)
    first = texts[0][0]
    lines: list[str] = []
    for line, text in texts:
        lines += [''] * (line - first - len(lines))
        lines += text.split('\n')
    state = directive.state
    container = nodes.Element()
    with _as_if_from(directive, source, first):
        if isinstance(state, RSTState):
            items = [(source, first - 1 + index) for index in range(len(lines))]
            state.nested_parse(StringList(lines, items=items), first - 1, container, match_titles=False)
        else:
            state.nested_parse(StringList(lines, source=source), first - 1 - directive.lineno, container)
    return [node for node in container.children if not isinstance(node, nodes.system_message)]


@contextmanager
def _as_if_from(directive: ChronicleDirective, source: str, first: int) -> Iterator[None]:
    """Let messages and nodes of a nested parse name the file the text stands in, and refuse what it may not do."""
    document = directive.state.document
    settings = document.settings
    before = document.get('source'), settings.raw_enabled, settings.file_insertion_enabled
    # docutils' reporter asks the state machine where a line stands, and that one reads the page.
    reporter: Any = document.reporter
    where = getattr(reporter, 'get_source_and_line', None)
    reporter.get_source_and_line = lambda line=None: (source, line or first)
    myst_logger = logging.getLogger('sphinx.myst_parser.warnings_')
    relocate = _Relocate(source)
    here = waiting(directive.env)
    here.in_summary = True
    document['source'] = source
    settings.raw_enabled = settings.file_insertion_enabled = False
    myst_logger.addFilter(relocate)
    try:
        yield
    finally:
        here.in_summary = False
        reporter.get_source_and_line = where
        myst_logger.removeFilter(relocate)
        document['source'], settings.raw_enabled, settings.file_insertion_enabled = before


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


def _made_safe(declared: Declared, content: list[Node]) -> list[Node]:
    """The nodes of a summary, with what it may not hold replaced by its words and reported."""
    holder = nodes.Element()
    holder.extend(content)
    refused: dict[str, int] = {}
    found = find_all(holder, nodes.raw, nodes.image, nodes.reference, nodes.target)
    for raw in found[nodes.raw]:
        message = __('raw HTML is not allowed in a summary; it is shown as text (write Markdown)')
        refused.setdefault(message, _line(raw, declared))
        _replace(raw, nodes.Text(raw.astext()))
    for image in found[nodes.image]:
        if urlsplit(image['uri']).netloc:
            message = __('an image from another host is shown as a link (readers would load it from there)')
            refused.setdefault(message, _line(image, declared))
            words = nodes.Text(image.get('alt') or image['uri'])
            in_link = isinstance(image.parent, nodes.reference)
            _replace(image, words if in_link else nodes.reference('', '', words, refuri=image['uri'], internal=False))
    # In reStructuredText an address may stand apart from the words that lead there.
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
    for message, line in refused.items():
        report(Problem(Code.MARKUP, message, declared.path, line, declared.name))
    return holder.children


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


def _replace(node: Element, words: Node) -> None:
    """Put words in a node's place, in a paragraph of their own where the node was a block."""
    parent = _parent(node)
    if not isinstance(parent, nodes.TextElement):
        paragraph = nodes.paragraph('', '', words, support_smartquotes=False)
        paragraph.source, paragraph.line = node.source, node.line
        words = paragraph
    parent.replace(node, words)


def _line(start: Element, declared: Declared) -> int:
    """The line of a node, or of the nearest one around it that knows its own."""
    node: Element | None = start
    while node is not None:
        if node.line:
            return node.line
        node = node.parent
    return declared.summary_line
