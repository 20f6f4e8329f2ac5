"""Records of pages, without Sphinx: what is declared by a plain directive in Markdown or reStructuredText.

A build knows more of a page: what it includes, leaves out, or makes with other directives. Here a directive counts that begins
its line and is in nothing else.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from .entries import read_entries
from .problems import Code, Problem
from .reader import Places, Reading, read_record
from .record import record_name
from .registry import Registry
from .types import check_key

#: Suffixes of pages, by markup.
MARKDOWN_SUFFIXES: Final = ('.md',)
RST_SUFFIXES: Final = ('.rst',)
PAGE_SUFFIXES: Final = (*MARKDOWN_SUFFIXES, *RST_SUFFIXES)

#: The directive whose body holds entries.
_TIMELINE: Final = 'timeline'

_FENCE = re.compile(r'(?P<fence>`{3,}|~{3,}|:{3,})(?:\{(?:chronicle:)?(?P<name>[\w-]+)\})?(?P<rest>.*)')
_ATX = re.compile(r'#{1,6}\s+(?P<title>.+?)(?:\s+#+)?\s*')
_DIRECTIVE = re.compile(r'\.\. (?:chronicle:)?(?P<name>[\w-]+)::(?P<rest>.*)')
_UNDERLINE = re.compile(r'([!-/:-@[-`{-~])\1+\s*')
_OPTION = re.compile(r'\s*:[\w-]+:(?:\s|$)')
_MARKUP = re.compile(r'[`*]')


def read_page(text: str, path: str, registry: Registry) -> Reading:
    """Read the records that a page declares: sections, and entries in the body of a timeline.

    :param path: the name by which problems call the page; its suffix tells the markup.
    """
    lines = text.removeprefix('\ufeff').splitlines()
    is_rst = PurePosixPath(path).suffix.lower() in RST_SUFFIXES
    found = Reading()
    for name, rest, start, body, title in (_in_rst if is_rst else _in_markdown)(lines):
        reading = _read(registry, name, rest, body, title, _places(path, start))
        found.records += reading.records
        found.problems += reading.problems
        found.broken |= reading.broken
    return found


#: A directive: its name, what is behind it, the line (0-based) of its body, the body, and the title of its section.
_Found = tuple[str, str, int, str, str]


def _places(path: str, start: int) -> Places:
    return lambda index: (path, start + index + 1)


def _read(registry: Registry, name: str, rest: str, body: str, title: str, places: Places) -> Reading:
    if name == _TIMELINE:
        return read_entries(body, places, registry) if body.strip() else Reading()
    if name not in registry.kinds:
        return Reading()
    try:
        key = check_key(rest)
    except ValueError as error:
        path, line = places(-1)
        return Reading(problems=[Problem(Code.KEY, str(error), path, line, record_name(name, rest))])
    return read_record(body, places, registry.kinds[name], key, title)


def _in_markdown(lines: list[str]) -> list[_Found]:
    found = []
    title = ''
    index = 0
    while index < len(lines):
        match = _FENCE.fullmatch(lines[index])
        if match is None:
            heading = _ATX.fullmatch(lines[index])
            title = _MARKUP.sub('', heading['title']) if heading else title
            index += 1
            continue
        end = index + 1
        fence = match['fence']
        while end < len(lines) and not re.fullmatch(rf'{re.escape(fence[0])}{{{len(fence)},}}\s*', lines[end]):
            end += 1
        if match['name']:
            found.append(_directive(match['name'], match['rest'], lines, index + 1, end, title))
        index = end + 1
    return found


def _in_rst(lines: list[str]) -> list[_Found]:
    found = []
    title = ''
    index = 0
    while index < len(lines):
        line = lines[index]
        match = _DIRECTIVE.fullmatch(line)
        if match is None:
            below = lines[index + 1] if index + 1 < len(lines) else ''
            if (
                line.strip()
                and not _UNDERLINE.fullmatch(line)
                and _UNDERLINE.fullmatch(below)
                and len(below) >= len(line.rstrip())
            ):
                title = _MARKUP.sub('', line.strip())
            index += 1
            continue
        end = index + 1
        while end < len(lines) and (not lines[end].strip() or lines[end][0] in ' \t'):
            end += 1
        found.append(_directive(match['name'], match['rest'], lines, index + 1, end, title))
        index = end
    return found


def _directive(name: str, rest: str, lines: list[str], start: int, end: int, title: str) -> _Found:
    """A directive without its options and without the indent of its body."""
    while start < end and (_OPTION.match(lines[start]) or not lines[start].strip()):
        start += 1
    body = lines[start:end]
    indent = min((len(line) - len(line.lstrip()) for line in body if line.strip()), default=0)
    return name, rest.strip(), start, '\n'.join(line[indent:] for line in body), title
