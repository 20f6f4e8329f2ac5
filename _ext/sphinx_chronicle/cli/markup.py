"""Finds directives and headings in Markdown and in reStructuredText, without parsing either.

What is understood: in Markdown (CommonMark 0.31.2: 4.2-4.6 and 5.2; MyST's front matter, comments and colon fences)
fences of any length, nested ones, lists, HTML blocks and both kinds of heading; in reStructuredText (docutils' markup
specification) directives, comments, literal blocks and titles. Not seen are directives in block quotes, in included
files and in `eval-rst`.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ..records import yaml_load as yamltree
from ..records.options import line_of_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Directives that declare a record by its key and one YAML mapping; they have no options.
RECORDS: Final = frozenset({'dataset', 'episode', 'license'})

#: All directives that are looked for, by name without the domain; a table of contents tells where pages are listed.
KNOWN: Final = RECORDS | {'timeline', 'listing', 'toctree'}

#: Shows its body as an ordinary part of the page.
_EXAMPLE: Final = frozenset({'example', 'chronicle:example'})

#: Directives and lists nested deeper than this are not looked into.
MAX_DEPTH: Final = 40

#: Directives whose content is no markup.
_VERBATIM: Final = frozenset({
    'code', 'code-block', 'sourcecode', 'highlight', 'literalinclude', 'raw', 'math', 'parsed-literal', 'prompt',
    'doctest', 'testcode', 'testoutput', 'testsetup', 'testcleanup', 'productionlist', 'graphviz', 'digraph', 'graph',
    'mermaid', 'csv-table', 'eval-rst', 'include', 'code-cell', 'raw-cell', 'math-block',
})  # fmt: skip


@dataclass(eq=False, slots=True)
class Heading:
    """A heading of a page and the section it opens.

    :ivar line: 1-based line of its text.
    :ivar parent: the heading of the section around it.
    """

    text: str
    level: int
    line: int
    parent: Heading | None


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive as it is written.

    :ivar name: without the domain.
    :ivar argument: what stands behind the name.
    :ivar line: 1-based line it begins in.
    :ivar lines: 1-based lines of the lines of the body.
    :ivar end: 1-based line that counts for an empty body.
    :ivar text: all of it, from its first line on.
    :ivar section: the heading it stands under; `None` where it stands under none, or in something else.
    :ivar is_inner: whether it stands in something else: in another directive or in a list.
    """

    name: str
    argument: str
    options: Mapping[str, str]
    body: str
    line: int
    lines: Sequence[int]
    end: int
    text: str
    section: Heading | None
    is_inner: bool = False

    def place(self, index: int) -> int:
        """1-based line of the body's n-th line (0-based)."""
        if not self.lines:
            return self.end + index if self.end > self.line else self.line
        return self.lines[index] if index < len(self.lines) else self.lines[-1] + index - len(self.lines) + 1

    def line_of(self, option: str) -> int:
        """The line of an option, else of the directive."""
        return line_of_option(self.text, option, self.line)


@dataclass(slots=True)
class Page:
    """What a page holds, in its order."""

    directives: list[Directive] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)

    def sections_in(self, heading: Heading) -> list[Heading]:
        """The headings one level below another."""
        return [inner for inner in self.headings if inner.parent is heading]

    def take(self, inner: Page, section: Heading | None) -> None:
        """Take over what an example holds, whose headings open sections below the one it stands in.

        Without headings an example is a box, in which nothing stands directly under a heading.
        """
        if inner.headings and section is not None:
            lift = section.level + 1 - min(heading.level for heading in inner.headings)
            for heading in inner.headings:
                heading.level += lift
                heading.parent = heading.parent or section
            inner.directives = [
                found if found.section or found.is_inner else replace(found, section=section) for found in inner.directives
            ]
        self.directives += inner.directives
        self.headings += inner.headings

    def add_heading(self, text: str, level: int, line: int) -> None:
        parent = self.headings[-1] if self.headings else None
        while parent is not None and parent.level >= level:
            parent = parent.parent
        self.headings.append(Heading(text, level, line, parent))


def read_page(text: str, suffix: str) -> Page:
    """The directives and headings of a page.

    :param suffix: ``.rst`` for reStructuredText; anything else is Markdown.
    """
    text = text.removeprefix('\ufeff').replace('\r\n', '\n').replace('\r', '\n')
    if suffix == '.rst':
        return _Rest(text).page
    page = Page()
    lines = text.split('\n')
    first = 0
    if _FRONT_MATTER.fullmatch(lines[0]):
        first = next((number + 1 for number, line in enumerate(lines[1:], 1) if _FRONT_MATTER.fullmatch(line)), 0)
    _Markdown(lines[first:], first + 1, page).read()
    return page


def _ours(name: str) -> str:
    """The name of a directive that is looked for, without the domain; empty for any other."""
    name = name.removeprefix('chronicle:')
    return name if name in KNOWN else ''


def _boxed(page: Page) -> Page:
    """What an example without headings holds."""
    return Page([replace(found, section=None, is_inner=True) for found in page.directives])


# -- Markdown -----------------------------------------------------------------------------------------------------------

_FENCE = re.compile(r'(?P<marker>`{3,}|~{3,}|:{3,})(?P<info>.*)')
_ATX = re.compile(r'(#{1,6})(?:[ \t](.*)|$)')
_CLOSING = re.compile(r'(?:^|[ \t])#+$')
_ITEM = re.compile(r'(?:[-+*]|\d{1,9}[.)])(?=\s|$)')
# A list that does not begin with 1 cannot interrupt a paragraph.
_NO_FIRST = re.compile(r'(?!0*1[.)])\d')
_BREAK = re.compile(r'([-_*])[ \t]*(?:\1[ \t]*){2,}')
_UNDERLINE = re.compile(r'(?:=+|-+)[ \t]*')
_FRONT_MATTER = re.compile(r'-{3,}[ \t]*')
_LABEL = re.compile(r'\([^()]*\)=\s*')
# CommonMark 4.6: where an HTML block of each kind begins and ends; kind 6 ends with an empty line.
_HTML = (
    (
        re.compile(r'<(?:script|pre|style|textarea)(?:\s|>|$)', re.IGNORECASE),
        re.compile(r'</(?:script|pre|style|textarea)>', re.IGNORECASE),
    ),
    (re.compile(r'<!--'), re.compile(r'-->')),
    (re.compile(r'<\?'), re.compile(r'\?>')),
    (
        re.compile(
            r'</?(?:address|article|aside|base|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|'
            r'footer|form|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|option|p|section|summary|table|'
            r'tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|/?>|$)',
            re.IGNORECASE,
        ),
        None,
    ),
)  # fmt: skip

# The last kind, 7: a tag that stands alone in its line.
_TAG = re.compile(r'</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?>\s*')


def _kind_of(words: str) -> tuple[str, re.Match[str] | None]:
    """What a line is by itself."""
    fence = _FENCE.fullmatch(words)
    if not words.strip():
        return 'empty', None
    if fence and not (fence['marker'][0] == '`' and '`' in fence['info']):
        return 'fence', fence
    if words[0] in '>%' or words.startswith('+++') or _BREAK.fullmatch(words) or _LABEL.fullmatch(words):
        return 'apart', None
    for kind, pattern in (('heading', _ATX.fullmatch(words)), ('item', _ITEM.match(words))):
        if pattern:
            return kind, pattern
    return 'html' if any(begin.match(words) for begin, _end in _HTML) else 'text', None


class _Markdown:
    """Walks over the blocks of a Markdown text, or of what stands in a directive.

    :param first: 1-based line of the first line.
    :param depth: how many directives are around.
    :param is_inner: whether headings open no sections here.
    """

    def __init__(self, lines: list[str], first: int, page: Page, depth: int = 0, *, is_inner: bool = False) -> None:
        self.lines = lines
        self.first = first
        self.page = page
        self.depth = depth
        self.is_inner = is_inner
        self.index = 0
        #: Columns at which the contents of the list items around begin.
        self.items: list[int] = []
        #: Indices of the lines of the paragraph so far.
        self.paragraph: list[int] = []

    @property
    def is_top(self) -> bool:
        """Whether nothing is around: only there headings open sections."""
        return not self.is_inner and not self.items

    def read(self) -> None:
        """Walk to the end."""
        while self.index < len(self.lines):
            rest = self.block(self.lines[self.index].expandtabs(4))
            while rest:
                rest = self.block(rest)

    def block(self, line: str) -> str:
        """Take what begins in a line; give the rest of the line where a list item begins in it."""
        here = self.index
        self.index += 1
        words = line.lstrip(' ')
        indent = len(line) - len(words)
        kind, match = _kind_of(words)
        if self.goes_on(kind, indent):
            return ''
        if match and kind == 'fence':
            self.fence(here, match, indent)
        elif self.paragraph and self.is_top and _UNDERLINE.fullmatch(words):
            text = ' '.join(self.lines[number].strip() for number in self.paragraph)
            self.page.add_heading(text, 1 if words[0] == '=' else 2, self.first + self.paragraph[0])
        elif match and kind == 'item' and len(self.items) < MAX_DEPTH and not (self.paragraph and _NO_FIRST.match(words)):
            self.paragraph.clear()
            return self.item(words[match.end() :], indent + match.end(), here)
        elif match and kind == 'heading':
            if self.is_top:
                text = _CLOSING.sub('', (match[2] or '').strip()).strip()
                self.page.add_heading(text, len(match[1]), self.first + here)
        elif kind == 'html' or (not self.paragraph and _TAG.fullmatch(words)):
            self.index = _after_html(self.lines, here, words)
        elif kind in {'text', 'item'}:
            self.paragraph.append(here)
            return ''
        self.paragraph.clear()
        return ''

    def goes_on(self, kind: str, indent: int) -> bool:
        """Whether a line belongs to what is above it; the list items that end with it are left."""
        if kind == 'text' and self.paragraph and self.items:
            # However far to the left: a paragraph goes on.
            return True
        if kind == 'empty':
            return False
        while self.items and indent < self.items[-1]:
            self.items.pop()
            self.paragraph.clear()
        # Code, or a paragraph again.
        return indent - (self.items[-1] if self.items else 0) >= 4

    def item(self, rest: str, column: int, here: int) -> str:
        """Take a list item's marker; give the line with what stands behind it."""
        if not rest.strip():
            self.items.append(column + 1)
            return ''
        spaces = len(rest) - len(rest.lstrip(' '))
        self.items.append(column + (spaces if spaces <= 4 else 1))
        self.index = here
        return ' ' * column + rest

    def fence(self, start: int, fence: re.Match[str], indent: int) -> None:
        """Take a fenced block."""
        marker = fence['marker']
        base = self.items[-1] if self.items else 0
        end = self.index = len(self.lines)
        for index in range(start + 1, len(self.lines)):
            line = self.lines[index].expandtabs(4)
            words = line.strip()
            depth = len(line) - len(line.lstrip(' '))
            if words and depth < base:
                end = self.index = index
                break
            if len(words) >= len(marker) and not words.strip(marker[0]) and depth - base < 4:
                end, self.index = index, index + 1
                break
        content = [_dedented(line, indent) for line in self.lines[start + 1 : end]]
        if end == len(self.lines) and content and not content[-1]:
            content.pop()
        parts = fence['info'].split(maxsplit=1)
        name = parts[0] if parts else ''
        is_directive = name.startswith('{') and name.endswith('}')
        ours = _ours(name[1:-1]) if is_directive else ''
        line_number = self.first + start
        section = self.page.headings[-1] if self.page.headings and self.is_top else None
        if ours:
            block = '\n'.join([self.lines[start].strip(), *content])
            argument = parts[1] if len(parts) > 1 else ''
            found = _markdown_directive(ours, argument, content, line_number, block, section)
            self.page.directives.append(replace(found, is_inner=not self.is_top))
        elif self.depth < MAX_DEPTH and is_directive and name[1:-1] in _EXAMPLE:
            inner = Page()
            _Markdown(content, line_number + 1, inner, self.depth + 1, is_inner=not self.is_top).read()
            self.page.take(inner if inner.headings else _boxed(inner), section)
        elif self.depth < MAX_DEPTH and (name[1:-1] not in _VERBATIM if is_directive else marker[0] == ':'):
            _Markdown(content, line_number + 1, self.page, self.depth + 1, is_inner=True).read()


def _after_html(lines: list[str], index: int, words: str) -> int:
    """The index of the line behind an HTML block."""
    stop = next((end for begin, end in _HTML if begin.match(words)), None)
    while index < len(lines) and not (stop.search(lines[index]) if stop else not lines[index].strip()):
        index += 1
    return index + 1


def _dedented(line: str, columns: int) -> str:
    """A line without as much of its indentation as the fence has."""
    if not columns or not line[:1].isspace():
        return line
    expanded = line.expandtabs(4)
    return expanded[min(columns, len(expanded) - len(expanded.lstrip(' '))) :]


def _markdown_directive(
    name: str, argument: str, content: list[str], line: int, block: str, section: Heading | None
) -> Directive:
    # MyST cuts the content at whatever Unicode takes for the end of a line.
    body = ''.join(f'{line}\n' for line in content).splitlines()
    options: dict[str, str] = {}
    taken = 0
    if name not in RECORDS:
        options, taken = _markdown_options(body)
        body = body[taken:]
        if argument and name == 'timeline':
            body.insert(0, argument)
            taken -= 1
    if body and not body[0].strip():
        body = body[1:]
        taken += 1
    first = line + 1 + taken
    return Directive(
        name, argument.strip(), options, '\n'.join(body), line, range(first, first + len(body)), first, block, section
    )


def _markdown_options(lines: list[str]) -> tuple[dict[str, str], int]:
    """The options at the head of a directive's content, and how many lines they take."""
    if lines and lines[0].startswith('---'):
        end = next((number for number, line in enumerate(lines[1:], 1) if line.startswith('---')), len(lines))
        return _option_values(textwrap.dedent('\n'.join(lines[1:end]))), min(end + 1, len(lines))
    if not next((line for line in lines if line.strip()), '').lstrip().startswith(':'):
        return {}, 0
    count = 0
    while count < len(lines) and lines[count].lstrip().startswith(':') and not lines[count].lstrip().startswith(':::'):
        count += 1
    return _option_values('\n'.join(line.lstrip()[1:] for line in lines[:count])), count


def _option_values(text: str) -> dict[str, str]:
    """Options as MyST reads them: a mapping of texts in a small part of YAML."""
    try:
        tree = yamltree.parse(yamltree.clean(text))
    except yamltree.UnreadableError:
        pairs = (line.partition(':') for line in text.split('\n') if ':' in line)
        return {name.strip(): value.strip() for name, _colon, value in pairs}
    if tree is None or not isinstance(tree.value, dict):
        return {}
    return {name: str(tree.value.get(name, '')) for name in tree.marks.inner}


# -- reStructuredText ---------------------------------------------------------------------------------------------------

_EXPLICIT = re.compile(r'(?P<indent> *)\.\.(?:[ ]+(?P<rest>.*)|$)')
_MARKER = re.compile(r'(?P<name>[A-Za-z0-9]+(?:[-_+:.][A-Za-z0-9]+)*) ?::(?:[ ]+(?P<rest>.*)|$)')
_NO_COMMENT = re.compile(r'_[^ ]|__ |\[[^\]]+\] |\|[^|]+\| ')
_BULLET = re.compile(r' *(?:[-*+]|(?:\d+|[A-Za-z#])[.)])[ ]+(?=\.\. )')
_FIELD = re.compile(r':(?P<name>[A-Za-z](?:[\w-]*\w)?):(?:[ ]+(?P<value>.*)|$)')
_ADORNMENT = re.compile(r'([!-/:-@\[-`{-~])\1*')


class _Rest:
    """Walks over the lines of a reStructuredText."""

    def __init__(self, text: str, depth: int = 0) -> None:
        self.page = Page()
        self.depth = depth
        self.styles: list[str] = []
        # As docutils cuts a text into lines (`statemachine.string2lines`).
        self.lines = [line.expandtabs(8).rstrip() for line in re.sub('[\v\f]', ' ', text).splitlines()]
        index = 0
        while index < len(self.lines):
            index = self.block(index)

    def example(self, start: int, end: int, section: Heading | None) -> None:
        """Take an example: a part of the page that stands in a directive."""
        block = self.lines[start + 1 : end]
        depth = min((_indent(line) for line in block if line), default=0)
        inner = _Rest('\n' * (start + 1) + '\n'.join(line[depth:] for line in block), self.depth + 1).page
        self.page.take(inner if inner.headings else _boxed(inner), section)

    def block(self, index: int) -> int:
        """Take what begins in a line; give the index of the line from which to go on."""
        line = self.lines[index]
        bullet = _BULLET.match(line)
        if bullet:
            line = ' ' * bullet.end() + line[bullet.end() :]
        match = _EXPLICIT.fullmatch(line)
        if match:
            return self.explicit(index, len(match['indent']), match['rest'] or '')
        if line.endswith('::') and line.strip() != '::' and not _ADORNMENT.fullmatch(line.strip()):
            return self.behind(index, _indent(line))
        if line.strip() == '::':
            return self.behind(index, _indent(line))
        return self.title(index)

    def behind(self, index: int, indent: int) -> int:
        """The index of the first line behind a block that is indented deeper than its first line."""
        index += 1
        while index < len(self.lines) and (not self.lines[index] or _indent(self.lines[index]) > indent):
            index += 1
        return index

    def explicit(self, index: int, indent: int, rest: str) -> int:
        """Take explicit markup: a directive, or a comment and the like."""
        marker = _MARKER.fullmatch(rest)
        if not marker:
            return index + 1 if _NO_COMMENT.match(rest) else self.behind(index, indent)
        name = _ours(marker['name'])
        section = self.page.headings[-1] if self.page.headings and not indent else None
        if name:
            end = self.behind(index, indent)
            found = self.directive(name, marker['rest'] or '', index, end, section)
            self.page.directives.append(replace(found, is_inner=indent > 0))
            return end
        if marker['name'] in _EXAMPLE and not indent and self.depth < MAX_DEPTH:
            end = self.behind(index, indent)
            self.example(index, end, section)
            return end
        return self.behind(index, indent) if marker['name'] in _VERBATIM else index + 1

    def directive(self, name: str, rest: str, start: int, end: int, section: Heading | None) -> Directive:
        block = self.lines[start + 1 : end]
        depth = min((_indent(line) for line in block if line), default=0)
        lines = [(start + 1, rest.strip()), *((start + 2 + number, line[depth:]) for number, line in enumerate(block))]
        while lines and not lines[0][1]:
            lines.pop(0)
        while lines and not lines[-1][1]:
            lines.pop()
        gap = next((number for number, (_line, text) in enumerate(lines) if not text), len(lines))
        head, body = lines[:gap], lines[gap:]
        options: dict[str, str] = {}
        argument = ''
        if name in RECORDS:
            argument = '\n'.join(text for _line, text in head)
        else:
            first = next((number for number, (_line, text) in enumerate(head) if _FIELD.fullmatch(text)), len(head))
            options = _fields([text for _line, text in head[first:]])
            if first:
                body = [*head[:first], *body]
        while body and not body[0][1]:
            body.pop(0)
        text = '\n'.join(self.lines[start:end])
        content = '\n'.join(text for _line, text in body)
        return Directive(name, argument, options, content, start + 1, [line for line, _text in body], start + 1, text, section)

    def title(self, index: int) -> int:
        """Take a section's title, if one begins in a line."""
        here = self.lines[index]
        below = self.lines[index + 1] if index + 1 < len(self.lines) else ''
        third = self.lines[index + 2] if index + 2 < len(self.lines) else ''
        if _ADORNMENT.fullmatch(here) and len(here) > 1 and below and third == here and not _ADORNMENT.fullmatch(below):
            self.add_title(below.strip(), here[0] * 2, index + 2)
            return index + 3
        is_underline = _ADORNMENT.fullmatch(below) and (len(below) >= 4 or len(below) >= len(here))
        starts = index == 0 or not self.lines[index - 1]
        if here and not here.startswith(' ') and starts and is_underline and not _ADORNMENT.fullmatch(here):
            self.add_title(here, below[0], index + 1)
            return index + 2
        return index + 1

    def add_title(self, text: str, style: str, line: int) -> None:
        if style not in self.styles:
            self.styles.append(style)
        self.page.add_heading(text, self.styles.index(style) + 1, line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(' '))


def _fields(lines: list[str]) -> dict[str, str]:
    """Options of a directive: a field list, whose values may go on in indented lines."""
    options: dict[str, str] = {}
    name = ''
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match:
            name = match['name'].lower()
            options[name] = match['value'] or ''
        elif name:
            options[name] = f'{options[name]}\n{line.strip()}'
    return options
