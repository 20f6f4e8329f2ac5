"""Changelogs as records: each version becomes an entry, with its changes as the summary.

The format is that of `Keep a Changelog`_ 1.0 and 1.1; headings as other tools write them, ``1.2.0 (2024-03-01)``, are read too.

.. _Keep a Changelog: https://keepachangelog.com/en/1.1.0/
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ...cli.html_prose import STYLES, Lose, read_html
from ...cli.importer import Imported, Importer, Made, SourceError, Target, read_source
from ...cli.prose import BREAK, MAX_DEPTH, Block, Code, Items, Paragraph, Quote, Run, address, linked, write
from ...records.yaml_dump import Value
from .kinds import VERSION, WITHDRAWN
from .versions import add_name, add_version

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_ABOUT: Final = """\
Turn a changelog in Markdown, in the form of Keep a Changelog, into entries: one for each version that has a date, with
its changes as the summary and the address of its heading as a link. The oldest comes first. It needs markdown-it-py,
which comes with MyST-Parser.
"""

#: The heading of a version: a name before it, its number, and what follows.
_HEADING: Final = re.compile(
    r'(?:\[?v?(?P<version>\d[^\s\],:(]*)|(?:[^\W\d][\w.-]*\s+){1,2}\[?v?(?P<named>\d+\.[^\s\],:(]+))\]?:?(?P<rest>(?![\w.]).*)',
    re.IGNORECASE | re.DOTALL,
)
_UNRELEASED: Final = re.compile(r'\W*(?:unreleased|upcoming|next)\b', re.IGNORECASE)
_DATE: Final = re.compile(r'\d{4}(?:-\d{1,2}){0,2}')
_DAY: Final = re.compile(r'\d{4}-\d\d-\d\d')
_TAG: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)')
#: As Node.js has it: the date, then the version.
_DATE_FIRST: Final = re.compile(r'^(\d{4}-\d\d-\d\d),?\s+(?:version\s+)?(v?\d+\.[^\s,]+)', re.IGNORECASE)
_YANKED: Final = re.compile(r'\[?\byanked\b\]?', re.IGNORECASE)


def importer() -> Importer:
    """The importer ``changelog``."""
    examples = (
        'changelog CHANGELOG.md > timeline/releases.yaml',
        'changelog CHANGELOG.md --name Harbor --file timeline/releases.yaml',
    )
    return Importer('a changelog in the form of Keep a Changelog', _ABOUT, examples, _add_arguments, _import, 'releases')


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('source_path', metavar='CHANGELOG.md', help='the changelog')
    add_name(parser)


@dataclass(slots=True)
class _Section:
    """A heading, and what is below it up to the next one of its level.

    :ivar level: level of the heading; 0 for what is before the first.
    :ivar line: its 1-based line.
    """

    level: int
    line: int
    title: str
    url: str
    nodes: list[SyntaxTreeNode] = field(default_factory=list)


def _import(options: argparse.Namespace, target: Target) -> Imported:
    path = options.source_path
    imported = Imported(path)
    sections = _sections(_parsed(read_source(path), path))
    versions = [section for section in sections if _version(section) or _UNRELEASED.match(section.title)]
    if not any(map(_version, versions)):
        raise SourceError(f"{path}: there is no heading of a version, such as '## [1.2.0] - 2024-03-01'")
    found = []
    for section in sections:
        if _version(section):
            found.append(section)
        elif section.nodes or (section.level > 1 and section not in versions):
            _leave(imported, section, is_version=section in versions)
    dates = [match[0] for section in found if (match := _DATE.search(_rest(section)))]
    # Files grow at their end, and changelogs mostly at their beginning.
    for section in found if dates == sorted(dates) and len(set(dates)) > 1 else reversed(found):
        _add(imported, section, target, options.name)
    return imported


def _leave(imported: Imported, section: _Section, *, is_version: bool) -> None:
    """Say what of a changelog is no version."""
    line, what = section.line, f"'{section.title.strip('[]')}'"
    if is_version:
        imported.lose(line, what, 'what is not out has no date (import it again once it is)')
    elif section.level <= 1:
        line = section.nodes[0].map[0] + 1 if section.nodes and section.nodes[0].map else line
        imported.lose(line, 'the text outside of versions', 'it belongs to a page')
    else:
        imported.lose(line, what, 'it is the heading of no version')


def _version(section: _Section) -> str:
    """The version that a section is about; empty if it is about none."""
    match = _HEADING.fullmatch(section.title)
    if not match or re.search(r'\bunreleased\b', match['rest'], re.IGNORECASE):
        return ''
    version: str = match['version'] or match['named']
    # A number that words follow counts them.
    is_one = '.' in version or not re.search(r'\w', match['rest']) or _DATE.search(match['rest'])
    return version if is_one else ''


def _rest(section: _Section) -> str:
    """What a heading says after the version."""
    match = _HEADING.fullmatch(section.title)
    return match['rest'] if match else ''


def _add(imported: Imported, section: _Section, target: Target, name: str) -> None:
    made = Made(section.line)
    version, rest = _version(section), _rest(section)
    yanked = _YANKED.search(rest)
    rest = _YANKED.sub('', rest)
    date = _DATE.search(rest)
    words = (rest.replace(date[0], '', 1) if date else rest).strip(' -–—:,()\t')
    if words:
        made.lose(f"'{words}'", 'a heading has a version and a date alone')
    fields: dict[str, Value] = {
        'date': date[0] if date else version if _DAY.fullmatch(version) else '',
        VERSION.name: version,
        WITHDRAWN.name: 'yes' if yanked else '',
        'summary': write(_Prose(made).blocks(section.nodes), target.markup),
    }
    if url := address(section.url):
        fields['links'] = [{'label': 'Changes' if '/compare/' in url else 'Release', 'url': url}]
    add_version(imported, made, target, name, version, fields)


# -- Markdown -------------------------------------------------------------------------------------------------------------


def _parsed(text: str, path: str) -> SyntaxTreeNode:
    """A Markdown text as a tree.

    :raises SourceError: if the parser is missing, or the text is nested too deep.
    """
    try:
        from markdown_it import MarkdownIt  # noqa: PLC0415  # A project in reStructuredText does without.
        from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415
    except ModuleNotFoundError:
        raise SourceError(
            'a changelog is read with markdown-it-py, which is not installed (pip install markdown-it-py)'
        ) from None
    parser = MarkdownIt('commonmark', {'maxNesting': 200}).enable('table')
    try:
        return SyntaxTreeNode(parser.parse(text))
    except RecursionError:
        raise SourceError(f'{path}: the text is nested too deep') from None


def _sections(tree: SyntaxTreeNode) -> list[_Section]:
    """The parts of a changelog, each up to the next heading of the level that versions have."""
    headings = [_Section(int(node.tag[1:]), _line(node), *_title(node)) for node in tree.children if node.type == 'heading']
    level = next((one.level for one in headings if _version(one) or _UNRELEASED.match(one.title)), 0)
    found = [_Section(0, 1, '', '')]
    for node in tree.children:
        if node.type == 'heading' and int(node.tag[1:]) <= level:
            found.append(_Section(int(node.tag[1:]), _line(node), *_title(node)))
        elif node.type != 'hr':
            found[-1].nodes.append(node)
    return found


def _line(node: SyntaxTreeNode) -> int:
    """The 1-based line at which a node begins."""
    return (node.map[0] if node.map else 0) + 1


def _title(heading: SyntaxTreeNode) -> tuple[str, str]:
    """The words of a heading, and the address of its first link."""
    inner = heading.children[0].children if heading.children else []
    link = next((node for node in inner if node.type == 'link'), None)
    words = ''.join(_words(node) for node in inner)
    return _DATE_FIRST.sub(r'\2 \1', ' '.join(words.split())), str(link.attrs.get('href', '')) if link else ''


def _words(node: SyntaxTreeNode) -> str:
    return ''.join(map(_words, node.children)) if node.children else '' if node.type == 'html_inline' else node.content


class _Prose:
    """Turns the nodes of Markdown into prose."""

    def __init__(self, made: Made) -> None:
        self.made = made

    def blocks(self, nodes: Sequence[SyntaxTreeNode], depth: int = 0) -> list[Block]:
        """The blocks of nodes."""
        found: list[Block] = []
        for node in nodes:
            if depth < MAX_DEPTH or node.type not in {'bullet_list', 'ordered_list', 'blockquote'}:
                found += self.block(node, depth)
            else:
                self.made.lose('a list', 'it is nested too deep (its items are kept in the one around it)', _line(node))
                items = node.children if node.type != 'blockquote' else [node]
                # Beyond this depth the words alone are kept, however deep they are.
                found += [Paragraph([Run(words)]) for item in items if (words := _all_words(item))]
        return found

    def block(self, node: SyntaxTreeNode, depth: int) -> list[Block]:
        kind = node.type
        if kind in {'bullet_list', 'ordered_list'}:
            return [Items([self.blocks(item.children, depth + 1) for item in node.children], ordered=kind == 'ordered_list')]
        if kind == 'blockquote':
            return [Quote(self.blocks(node.children, depth + 1))]
        if kind in {'fence', 'code_block'}:
            return [Code(node.content)]
        if kind == 'html_block':
            return read_html(node.content, self.lose_at(_line(node)))
        if kind == 'table':
            self.made.lose('a table', 'a summary has none (its rows are kept as a list)', _line(node))
            rows = [row for part in node.children for row in part.children]
            return [Items([[Paragraph([Run(' · '.join(_all_words(cell) for cell in row.children))])] for row in rows])]
        if kind in {'heading', 'paragraph'}:
            inline = node.children[0] if node.children else None
            runs = self.runs(inline.children, _line(node), 'strong' if kind == 'heading' else '') if inline else []
            return [Paragraph(runs)]
        return []

    def lose_at(self, line: int) -> Lose:
        """How something is noted that is not carried over from a line."""
        return lambda what, why: self.made.lose(what, why, line)

    def runs(self, nodes: Sequence[SyntaxTreeNode], line: int, style: str = '', url: str = '') -> list[Run]:
        """The pieces of a text."""
        found: list[Run] = []
        around = style
        for node in nodes:
            kind = node.type
            if kind == 'text':
                found += linked(Run(node.content, style, url))
            elif kind == 'code_inline':
                found.append(Run(node.content, 'code', url))
            elif kind in {'em', 'strong'}:
                found += self.runs(node.children, line, 'strong' if 'strong' in {kind, style} else 'em', url)
            elif kind == 'link':
                found += self.runs(node.children, line, style, self.url(node.attrs.get('href'), line))
            elif kind == 'image':
                found += self.image(node, line)
            elif kind == 'hardbreak':
                found.append(BREAK)
            elif kind == 'softbreak':
                found.append(Run(' '))
            elif kind == 'html_inline':
                more, style = self.tag(node.content.lower(), line, style, around)
                found += more
        return found

    def tag(self, text: str, line: int, style: str, around: str) -> tuple[list[Run], str]:
        """A tag of HTML, which is by itself here: what stands for it, and the style of what follows."""
        match = _TAG.match(text)
        is_end, tag = match.groups() if match else ('', '')
        if tag in STYLES:
            return [], around if is_end else STYLES[tag]
        if tag == 'a' and 'href' in text:
            self.made.lose('<a>', 'it is a link in HTML (its words are kept)', line)
        elif tag != 'br':
            read_html(text, self.lose_at(line))
        return [BREAK] if tag == 'br' else [], style

    def url(self, href: Any, line: int) -> str:
        """The address of a link, if a record may have it."""
        url = address(str(href))
        if not url:
            self.made.lose(f"the link to '{href}'", 'only http, https and mailto lead anywhere from a record', line)
        return url

    def image(self, node: SyntaxTreeNode, line: int) -> list[Run]:
        url = address(str(node.attrs.get('src')))
        why = 'an image in a text becomes a link' if url else 'only http and https lead anywhere from a record'
        self.made.lose('an image', why, line)
        words = _all_words(node) or node.content or url
        return [Run(words, '', url)] if words else []


def _all_words(node: SyntaxTreeNode) -> str:
    """The words of a node and of all within it."""
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop()
        waiting += reversed(one.children)
        if not one.children and one.type != 'html_inline':
            found.append(one.content if one.type != 'softbreak' else ' ')
    return ' '.join(''.join(found).split())
