"""Parsing of summaries: many short texts of one file in the markup of the page they stand in.

A parser call costs more than a paragraph, so the plain ones of a page are parsed in one go, each at the line it has in
its file. What a summary may not hold, raw HTML above all, is replaced by its own words and reported.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList

from ..messages import report
from ..records.messages import __
from ..records.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import Element, Node

    from ..records.reader import Declared
    from .options import ChronicleDirective

#: One paragraph in Markdown whatever the extensions: each line begins with a letter.
_PLAIN_MARKDOWN = re.compile(r'[A-Za-z][^\n]*(?:\n[A-Za-z][^\n]*)*')

#: The same in reStructuredText, where letters may number a list and a double colon announces a block.
_NUMBERED = re.compile(r'^[A-Za-z]{1,8}[.)] ', re.MULTILINE)


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
    for item, content in zip(declared, found, strict=True):
        _make_safe(item, content)
    return found


def _is_plain(directive: ChronicleDirective, text: str) -> bool:
    if not _PLAIN_MARKDOWN.fullmatch(text):
        return False
    if isinstance(directive.state, RSTState):
        return not _NUMBERED.search(text) and not text.endswith('::')
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
    with _as_if_from(directive, source):
        if isinstance(state, RSTState):
            items = [(source, first - 1 + index) for index in range(len(lines))]
            # The titles of a nested text would become sections of the page.
            state.nested_parse(StringList(lines, items=items), first - 1, container, match_titles=False)
        else:
            state.nested_parse(StringList(lines, source=source), first - 1 - directive.lineno, container)
    return [node for node in container.children if not isinstance(node, nodes.system_message)]


@contextmanager
def _as_if_from(directive: ChronicleDirective, source: str) -> Iterator[None]:
    """Let messages and nodes of a nested parse name the file the text stands in, and refuse what it may not do."""
    document = directive.state.document
    settings = document.settings
    before = document.get('source'), settings.raw_enabled, settings.file_insertion_enabled
    myst_logger = logging.getLogger('sphinx.myst_parser.warnings_')
    relocate = _Relocate(source)
    document['source'] = source
    settings.raw_enabled = settings.file_insertion_enabled = False
    myst_logger.addFilter(relocate)
    try:
        yield
    finally:
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


def _make_safe(declared: Declared, content: Sequence[Node]) -> None:
    """Replace what a summary may not hold by its words."""
    refused: dict[str, int] = {}
    for top in content:
        if not isinstance(top, nodes.Element):
            continue
        for raw in list(top.findall(nodes.raw)):
            refused.setdefault(
                __('raw HTML is not allowed in a summary; it is shown as text (write Markdown)'), _line(raw, declared)
            )
            words = nodes.Text(raw.astext())
            parent = raw.parent
            parent.replace(raw, words if isinstance(parent, nodes.TextElement) else nodes.paragraph('', '', words))
        for image in list(top.findall(nodes.image)):
            if '://' in image['uri']:
                refused.setdefault(
                    __('an image from another host is shown as a link (readers would load it from there)'), _line(image, declared)
                )
                _replace_image(image)
    for message, line in refused.items():
        report(Problem(Code.MARKUP, message, declared.path, line, declared.name))


def _line(node: Element, declared: Declared) -> int:
    while node is not None:
        if node.line:
            return node.line
        node = node.parent
    return declared.summary_line


def _replace_image(image: nodes.image) -> None:
    uri = image['uri']
    link = nodes.reference('', '', nodes.Text(image.get('alt') or uri), refuri=uri, internal=False)
    parent = image.parent
    if isinstance(parent, nodes.reference):
        parent.replace(image, nodes.Text(image.get('alt') or uri))
    else:
        parent.replace(image, link if isinstance(parent, nodes.TextElement) else nodes.paragraph('', '', link))
