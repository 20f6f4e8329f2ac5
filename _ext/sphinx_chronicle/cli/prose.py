"""Prose apart from any markup, and how it is written in Markdown and in reStructuredText.

It is what a summary may hold: paragraphs, lists, quotations and code; in their text emphasis, code and links. Everything
else is text: what either markup would take for its own is escaped, for MyST with all of its extensions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from ..records.types import check_url

Markup = Literal['markdown', 'rst']

#: How deep lists and quotations are nested at most; a doctree has two nodes for each.
MAX_DEPTH: Final = 8

#: An address in a text, without what ends its sentence.
_ADDRESS = re.compile(r'https?://[^\s<>"`]*[^\s<>"`.,;:!?\'()\[\]*_]')


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text.

    :ivar style: ``em``, ``strong``, ``code`` or none.
    :ivar url: where it leads, if anywhere.
    """

    text: str
    style: str = ''
    url: str = ''


#: The end of a line that is meant.
BREAK: Final = Run('\n')


@dataclass(slots=True)
class Paragraph:
    """Text in a row."""

    runs: list[Run]


@dataclass(slots=True)
class Items:
    """A list, numbered if `ordered`."""

    items: list[list[Block]] = field(default_factory=list)
    ordered: bool = False


@dataclass(slots=True)
class Quote:
    """What somebody else said."""

    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Code:
    """Lines as they are."""

    text: str


Block: TypeAlias = Paragraph | Items | Quote | Code


def address(url: str) -> str:
    """An address that a link of a record may have; empty for any other, also for one that leads from where it is written."""
    try:
        url = check_url(url.strip().replace(' ', '%20'))
        return url if urlsplit(url).scheme.lower() in {'http', 'https', 'mailto'} else ''
    except ValueError:
        return ''


def linked(run: Run) -> list[Run]:
    """A piece of text with the addresses in it as links."""
    if run.style == 'code' or run.url:
        return [run]
    found, start = [], 0
    for match in _ADDRESS.finditer(run.text):
        # A bracket that ends an address is a part of it where the address has the other one.
        words = match[0] + (')' if run.text[match.end() :][:1] == ')' and match[0].count('(') > match[0].count(')') else '')
        if url := address(words):
            found += [Run(run.text[start : match.start()], run.style), Run(words, run.style, url)]
            start = match.start() + len(words)
    return [one for one in (*found, Run(run.text[start:], run.style)) if one.text]


def plain(blocks: Iterable[Block]) -> str:
    """The words alone, in one line."""
    words: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            words.append(''.join(run.text for run in block.runs))
        elif isinstance(block, Code):
            words.append(block.text)
        else:
            inner = block.items if isinstance(block, Items) else [block.blocks]
            words += [plain(blocks) for blocks in inner]
    return ' '.join(' '.join(words).split())


def write(blocks: Sequence[Block], markup: Markup) -> str:
    """Prose in a markup, without a line end behind it."""
    return '\n'.join(_lines(blocks, markup))


def _lines(blocks: Sequence[Block], markup: Markup, *, tight: bool = False) -> list[str]:
    """The lines of blocks; in Markdown a list may follow its item's text at once."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        made = _block(block, markup)
        if not made:
            continue
        if before is not None:
            follows = tight and markup == 'markdown' and isinstance(before, Paragraph) and isinstance(block, Items)
            lines += [] if follows else ['']
            if markup == 'rst' and isinstance(block, Quote) and not isinstance(before, Paragraph):
                # Else its indentation would make it a part of what comes before.
                lines += ['..', '']
        elif markup == 'rst' and isinstance(block, Quote):
            lines += ['..', '']
        lines += made
        before = block
    return lines


def _block(block: Block, markup: Markup) -> list[str]:
    if isinstance(block, Paragraph):
        rows = _rows(block.runs)
        return _markdown(rows) if markup == 'markdown' else _rest(rows)
    if isinstance(block, Quote):
        inner = _lines(block.blocks, markup)
        return [f'> {line}'.rstrip() for line in inner] if markup == 'markdown' else _indented(inner, '   ')
    if isinstance(block, Code):
        return _code(block.text, markup)
    items = [made for item in block.items if (made := _lines(item, markup, tight=True))]
    is_short = all(len(item) == 1 for item in items)
    lines: list[str] = []
    for number, item in enumerate(items, 1):
        marker = f'{number}. ' if block.ordered else '- '
        if lines and (not is_short if markup == 'rst' else '' in item):
            lines.append('')
        lines += [f'{marker}{item[0]}', *_indented(item[1:], ' ' * len(marker))]
    return lines


def _code(text: str, markup: Markup) -> list[str]:
    lines = [line.rstrip() for line in text.expandtabs(4).strip('\n').split('\n')]
    if not any(lines):
        return []
    # A language could be one that nobody here can color, and that would be a warning.
    if markup == 'rst':
        return ['.. code-block:: text', '', *_indented(lines, '   ')]
    fence = '`' * max(3, *(len(run) + 1 for run in re.findall('`+', text)), 3)
    return [f'{fence}text', *lines, fence]


def _indented(lines: Iterable[str], margin: str) -> list[str]:
    return [f'{margin}{line}' if line else '' for line in lines]


def _rows(runs: Iterable[Run]) -> list[list[Run]]:
    """The lines of a paragraph, without needless spaces."""
    rows: list[list[Run]] = [[]]
    for run in runs:
        if run is BREAK:
            rows.append([])
        else:
            rows[-1].append(run)
    return [row for row in map(_tidy, rows) if row]


def _tidy(runs: Iterable[Run]) -> list[Run]:
    """A line without spaces at its ends, several in a row, and those at the ends of what has markup."""
    found: list[Run] = []
    for run in runs:
        text = re.sub(r'\s+', ' ', run.text)
        core = text.strip()
        if not core or not (run.style or run.url):
            parts = [Run(text)]
        else:
            before, after = text.split(core, 1)
            parts = [Run(before), Run(core, run.style, run.url), Run(after)]
        for part in parts:
            last = found[-1] if found else Run(' ')
            words = part.text.lstrip(' ') if last.text.endswith(' ') else part.text
            if words and found and (last.style, last.url) == (part.style, part.url):
                found[-1] = Run(last.text + words, part.style, part.url)
            elif words:
                found.append(Run(words, part.style, part.url))
    if found:
        last = found.pop()
        found += [Run(last.text.rstrip(' '), last.style, last.url)] if last.text.strip() else []
    return found


# -- Markdown -------------------------------------------------------------------------------------------------------------

#: What MyST may take for the beginning of a block, with any of its extensions.
_BLOCK_MARKDOWN = re.compile(
    r'#{1,6}(?=\s|$)|[-+](?=\s|$|[-+])|=+\s*$|~(?=\s|$|~~)|:(?=\s|$|:|[^:\s][^:]*:)|[%>|]|\((?=[^)]*\)=)'
)
_NUMBER_MARKDOWN = re.compile(r'(\d{1,9})(?=[.)](?:\s|$))')


def _markdown(rows: Sequence[Sequence[Run]]) -> list[str]:
    lines = []
    for row in rows:
        line = ''
        for run, after in zip_longest(row, row[1:]):
            if run.url and line.endswith('!'):
                # Else the link would be an image.
                line = f'{line[:-1]}\\!'
            line += _run_markdown(run, line, after.text[0] if after else '')
        line = _BLOCK_MARKDOWN.sub(r'\\\g<0>', line, count=1) if _BLOCK_MARKDOWN.match(line) else line
        lines.append(_NUMBER_MARKDOWN.sub(r'\1\\', line, count=1) if _NUMBER_MARKDOWN.match(line) else line)
    return [*(f'{line}\\' for line in lines[:-1]), *lines[-1:]]


def _run_markdown(run: Run, before: str, after: str) -> str:
    if run.style == 'code':
        fence = '`' * next(count for count in range(1, len(run.text) + 2) if not re.search(rf'(?<!`)`{{{count}}}(?!`)', run.text))
        pad = ' ' if run.text[0] == '`' or run.text[-1] == '`' else ''
        # Two runs of backticks would be one.
        text = escaped_markdown(run.text) if before.endswith('`') or after == '`' else f'{fence}{pad}{run.text}{pad}{fence}'
    else:
        text = escaped_markdown(run.text)
        mark = {'em': '*', 'strong': '**'}.get(run.style, '')
        # Emphasis has to begin and end at the edge of a word.
        begins = run.text[0].isalnum() or not before or not (before[-1].isalnum() or before[-1] == '*')
        ends = run.text[-1].isalnum() or not after.isalnum()
        if begins and ends and not before.endswith('*'):
            text = f'{mark}{text}{mark}'
    if not run.url:
        return text
    if run.text == run.url and not run.style and run.url.startswith('http'):
        return f'<{run.url}>'
    return f'[{text}](<{run.url}>)' if re.search(r'[()]', run.url) else f'[{text}]({run.url})'


def escaped_markdown(text: str) -> str:
    """A text as it is written within a paragraph of MyST."""
    text = re.sub(r'[\\`*\[\]<{}$]', r'\\\g<0>', text)
    text = re.sub(r'(?<![^\W_])_|_(?![^\W_])', r'\\_', text)
    return re.sub(r'~(?=~)|&(?=#?\w+;)', r'\\\g<0>', text)


# -- reStructuredText -----------------------------------------------------------------------------------------------------

_ESCAPE: Final = '\\'

#: It separates markup from what is beside it, and nothing of it is seen.
ESCAPED_SPACE: Final = '\\ '

#: What docutils may take for the beginning of a block.
_BLOCK_REST = re.compile(
    r'[-+•‣⁃:/>.=~#^!$%&,;?@{}\[\]"\'](?=.?$|[^\w]|[-/\w]*(?:\s|$)|[^:]+:)|\(?(?:\w{1,8}|#)[.)](?=\s|$)|([!-/:-@\[-`{-~])\1*$'
)


def _rest(rows: Sequence[Sequence[Run]]) -> list[str]:
    lines = []
    for row in rows:
        line = ''
        for run, after in zip_longest(row, row[1:]):
            text, is_markup = _run_rest(run)
            if is_markup:
                # Markup has to begin and end at spaces, which an escaped one is, or at some of the punctuation.
                begins = not line or line[-1].isspace() or (line[-1] == '(' and run.text[0].isalnum())
                ends = after is None or after.text[0].isspace() or after.text[0] in '.,;:!?)'
                text = f'{"" if begins else ESCAPED_SPACE}{text}{"" if ends else ESCAPED_SPACE}'
            elif not line and _BLOCK_REST.match(text):
                text = (ESCAPED_SPACE if text[0] == _ESCAPE else _ESCAPE) + text
            line += text
        # Two colons at the end would make what follows literal.
        lines.append(re.sub(r'::$', r':\\:', line))
    return [f'| {line}' for line in lines] if len(lines) > 1 else lines


def _run_rest(run: Run) -> tuple[str, bool]:
    """A piece of text, and whether it is in markup; docutils has one at a time."""
    text = escaped_rest(run.text)
    if run.url:
        if run.text == run.url and re.fullmatch(r'https?://[\w./-]*[a-zA-Z0-9/]', run.url):
            return run.url, True
        return f'`{text} <{run.url.replace("_", _ESCAPE + "_")}>`__', True
    if run.style == 'code':
        fits = '``' not in run.text and '`' not in {run.text[0], run.text[-1]}
        return (f'``{run.text}``', True) if fits else (text, False)
    mark = {'em': '*', 'strong': '**'}.get(run.style, '')
    return f'{mark}{text}{mark}', bool(mark)


def escaped_rest(text: str) -> str:
    """A text as it is written within a paragraph of reStructuredText."""
    text = re.sub(r'[\\`*|<]', r'\\\g<0>', text)
    text = re.sub(r'_(?![^\W_])|(?<![^\W_])_', r'\\_', text)
    # Words before a colon may be the scheme of an address.
    return re.sub(r'\b([A-Za-z][\w.+-]*)(?=:\S)', r'\1\\', text)
