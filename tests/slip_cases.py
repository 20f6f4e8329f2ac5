"""Slips that people make in lists of records, each as a change of one entry's lines, and what becomes of the entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: The columns of the dash and the fields in the timeline files of this project.
DASH, FIELDS = 2, 4

Lines = list[str]


@dataclass(frozen=True, slots=True)
class File:
    """A file of entries by its lines: what is before the first entry, and the lines of each entry by its key."""

    head: Lines
    entries: dict[str, Lines]

    def text(self, key: str = '', lines: Lines | None = None) -> str:
        """The file, with other lines for one entry."""
        parts = [self.head, *(lines if lines is not None and name == key else own for name, own in self.entries.items())]
        return '\n'.join(line for part in parts for line in part) + '\n'

    def line_of(self, key: str) -> int:
        """The 1-based line an entry begins in."""
        before = [len(lines) for name, lines in self.entries.items() if [*self.entries].index(name) < [*self.entries].index(key)]
        return len(self.head) + sum(before) + 1


def split(file: Path) -> File:
    """A timeline file of this project."""
    head: Lines = []
    entries: dict[str, Lines] = {}
    into = head
    for line in file.read_text(encoding='utf-8').rstrip('\n').split('\n'):
        if line.startswith('  - key: '):
            into = entries.setdefault(line.removeprefix('  - key: ').strip(), [])
        into.append(line)
    return File(head, entries)


def first(change: Callable[[str], str]) -> Callable[[Lines], Lines]:
    """A change of the first line."""
    return lambda lines: [change(lines[0]), *lines[1:]]


def shift(by: int) -> Callable[[Lines], Lines]:
    """All lines to the right, or to the left as far as they can go."""
    if by > 0:
        return lambda lines: [line and ' ' * by + line for line in lines]
    return lambda lines: [line[min(-by, len(line) - len(line.lstrip(' '))) :] for line in lines]


def at(name: str, change: Callable[[str], Lines]) -> Callable[[Lines], Lines]:
    """A change of the line of a field of the entry itself."""

    def changed(lines: Lines) -> Lines:
        number = next(number for number, line in enumerate(lines) if line.startswith(f'    {name}: '))
        return [*lines[:number], *change(lines[number]), *lines[number + 1 :]]

    return changed


def conflict(lines: Lines) -> Lines:
    return ['<<<<<<< HEAD', *lines, '=======', lines[0], '    title: Theirs', '    date: 2020', '>>>>>>> theirs']


def conflict_within(lines: Lines) -> Lines:
    return at(
        'title', lambda line: ['<<<<<<< HEAD', line, '||||||| base', '    title: Base', '=======', '    title: X', '>>>>>>> y']
    )(lines)


#: By name: what is done to the lines of an entry. Its own record may be lost by it, and no other.
SLIPS: dict[str, Callable[[Lines], Lines]] = {
    'dash one column left': first(lambda line: line[1:]),
    'dash one column right': first(lambda line: ' ' + line),
    'dash two columns right': first(lambda line: '  ' + line),
    'dash at column 0': first(lambda line: line[2:]),
    'dash moved, key not': first(lambda line: line.replace('  - ', ' -  ')),
    'dash missing': first(lambda line: line.replace('- ', '  ')),
    'dash missing, key moved': first(lambda line: line.replace('- ', '')),
    'dash without space': first(lambda line: line.replace('- ', '-')),
    'en dash': first(lambda line: line.replace('-', '–', 1)),
    'em dash': first(lambda line: line.replace('-', '—', 1)),
    'bullet': first(lambda line: line.replace('-', '•', 1)),
    'asterisk': first(lambda line: line.replace('-', '*', 1)),
    'two dashes': first(lambda line: line.replace('- ', '- - ', 1)),
    'two hyphens': first(lambda line: line.replace('- ', '-- ', 1)),
    'no-break space': first(lambda line: line.replace('- ', '-\xa0', 1)),
    'tab before the dash': first(lambda line: '\t' + line),
    'tab for the indent': first(lambda line: '\t' + line.lstrip()),
    'tab after the dash': first(lambda line: line.replace('- ', '-\t', 1)),
    'tab for the indent of a field': at('date', lambda line: ['\t' + line.lstrip()]),
    'tabs for all indents': lambda lines: [
        line and '\t' * ((len(line) - len(line.lstrip())) // 2) + line.lstrip() for line in lines
    ],
    'moved one left': shift(-1),
    'moved two left': shift(-2),
    'moved one right': shift(1),
    'moved two right': shift(2),
    'moved four right': shift(4),
    'open double quote': at('title', lambda line: [line.replace(': ', ': "', 1).removesuffix('"')]),
    'open single quote': at('title', lambda line: [line.replace(': ', ": '", 1)]),
    'open bracket': at('date', lambda line: [line, '    tags: [a, b']),
    'open brace': at('date', lambda line: [line, '    cutoff: {pretraining: 2025']),
    'field moved one left': at('date', lambda line: [line[1:]]),
    'field moved one right': at('date', lambda line: [' ' + line]),
    'field at column of the dash': at('date', lambda line: [line[2:]]),
    'field at column 0': at('date', lambda line: [line.lstrip()]),
    'conflict': conflict,
    'conflict within': conflict_within,
    'conflict mark left at the top': lambda lines: ['<<<<<<< HEAD', *lines],
    'conflict mark left at the end': lambda lines: [*lines[:2], '>>>>>>> theirs', *lines[2:]],
    'key line missing': lambda lines: lines[1:],
    'title line missing': at('title', lambda _line: []),
    'date line missing': at('date', lambda _line: []),
    'key line twice': lambda lines: [lines[0], *lines],
    'title line twice': at('title', lambda line: [line, line]),
    'date line twice': at('date', lambda line: [line, line]),
    'colon missing': at('title', lambda line: [line.replace(':', '', 1)]),
    'key without the space after the colon': first(lambda line: line.replace(': ', ':')),
    'unknown escape': at('title', lambda _line: [r'    title: "C:\new \q"']),
    'control character': at('title', lambda line: [line + '\x07']),
}


def all_slips(folder: Path) -> Iterator[tuple[File, str, str]]:
    """Yield each slip at each entry of each file: the file, the entry's key and the name of the slip."""
    for path in sorted(folder.glob('*.yaml')):
        file = split(path)
        for key in file.entries:
            for name in SLIPS:
                yield file, key, name
