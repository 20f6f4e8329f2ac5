"""A file of entries cut into its entries by its lines, where the YAML as a whole says something else or nothing.

Each piece is what the author most likely meant as one entry, whatever is wrong with it, so that a slip costs the entry it
is in. The columns that most entries agree on tell what is wrong with the first line of a piece.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from .i18n import __, ngettext
from .types import is_key
from .yaml_faults import CONFLICT, conflict_left

#: Lines that are looked at, at most, for what follows a line.
_AHEAD = 60

_SPACE = r'[ \t\xa0]'
_DASH = '[-\u2010-\u2015\u2212\u2022*]'
_NAME = r'(?P<quote>["\']?)(?P<name>[\w-]+)(?P=quote)'

#: The first line of a piece: white space, what was meant as a dash, and a field.
_FIELD = re.compile(rf'(?P<lead>{_SPACE}*)(?P<dash>(?:{_DASH}{_SPACE}*)*)\{{?{_SPACE}*{_NAME}{_SPACE}*:(?P<value>.*)')

#: A field and a value in a word, wherever in a line.
_VALUE = re.compile(r"""(?<![\w-])(?P<name>[\w-]+)["']?:[ \t]+["']?(?P<value>[^\s,}#"']+)""")

_DOCUMENT = re.compile(r'(?:---|\.\.\.)(?:\s|$)')
_HEAD_FIELD = re.compile(r'(?P<name>defaults|entries)[ \t]*:')
_ITEM = re.compile(r'( *)-(?:\s|$)')
_BLOCK = re.compile(r'(?:^|[-:][ \t]+)[|>][-+\d]*[ \t]*(?:[ \t]#.*)?$')
_OPEN_QUOTE = re.compile(r"""[ \t]+(?:"(?:[^"\\]|\\.)*|'(?:[^']|'')*)""")


class Columns(NamedTuple):
    """The columns (0-based) in which the entries of a file have their dash and their fields."""

    dash: int
    fields: int


@dataclass(slots=True)
class Piece:
    """The lines of one entry.

    :ivar start: its first line (0-based).
    :ivar column: the column in which its fields begin.
    :ivar slip: what is wrong with its first line.
    """

    start: int
    column: int
    lines: list[str] = field(default_factory=list)
    slip: str = ''
    names: set[str] = field(default_factory=set)

    @property
    def said(self) -> dict[str, str]:
        """What it says of itself, as far as lines tell: key, title and kind."""
        own = [line for line in self.lines[1:] if _indent(line) == self.column]
        return _said_of([self.lines[0], *own])

    @property
    def open_quote(self) -> int | None:
        """The line (0-based) of a value whose quote is not closed before the next field begins, if there is one."""
        for number, line in enumerate(self.lines[:-1]):
            match = _FIELD.match(line)
            if match and _OPEN_QUOTE.fullmatch(match['value']):
                after = _FIELD.match(self.lines[number + 1])
                if after and after.start('name') <= match.start('name'):
                    return self.start + number
        return None


class Remark(NamedTuple):
    """What is wrong with a line that is left out.

    :ivar line: 0-based.
    :ivar about: what tells which entry it is about (see `Piece.said`); `None` if that is the one it is in.
    """

    message: str
    line: int
    about: dict[str, str] | None


@dataclass(slots=True)
class Layout:
    """A file cut by its lines.

    :ivar head: all lines, those of the pieces left empty.
    :ivar remarks: what is wrong with lines that were left out.
    :ivar keys: all keys of what a conflict leaves out.
    """

    head: list[str]
    pieces: list[Piece] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def piece_at(self, line: int) -> Piece | None:
        """The piece that a line (0-based) is in or after."""
        index = bisect_right(self.pieces, line, key=lambda piece: piece.start) - 1
        return self.pieces[index] if index >= 0 else None


def values_in(lines: Iterable[str], names: Container[str]) -> Iterator[str]:
    """The values of some fields, as far as lines tell."""
    found = (one for line in lines for one in _VALUE.finditer(line))
    return (one['value'] for one in found if one['name'] in names)


def _said_of(lines: Iterable[str]) -> dict[str, str]:
    """The first key, title and kind in some lines."""
    found: dict[str, str] = {}
    for line in lines:
        match = _FIELD.match(line)
        if match and match['name'] in {'key', 'title', 'kind'} and match['name'] not in found:
            value = match['value'].strip()
            if match['name'] != 'title':
                value = re.split(r'[\s,}#]', value, maxsplit=1)[0]
            value = value.strip('"\' ')
            if value and (match['name'] != 'key' or is_key(value)):
                found[match['name']] = value
    return found


def cut(lines: list[str], fields: AbstractSet[str], *, key_is_inner: bool) -> Layout:
    """Cut the lines of a file.

    :param fields: the names of fields of entries.
    :param key_is_inner: whether what is in a record can have a field `key` as well.
    """
    layout = Layout([''] * len(lines))
    lines = [*_settled(lines, layout)]
    columns = _columns(lines)
    if columns is not None:
        _Cutter(lines, layout, columns, fields, key_is_inner=key_is_inner).run()
    return layout


def _settled(lines: list[str], layout: Layout) -> Iterator[str]:
    """Yield the lines, those empty that mark a conflict or are the other side of one."""
    marks = [(number, match[1][0]) for number, line in enumerate(lines) if (match := CONFLICT.match(line))]
    left_out: set[int] = set()
    begin: int | None = None
    for index, (number, mark) in enumerate(marks):
        after = marks[index + 1][0] if index + 1 < len(marks) else None
        left_out.add(number)
        if mark == '<' or begin is None:
            begin = number
            inner = _line_after(lines, number)
            about = _said_of([inner]) if mark == '<' and _is_key(_FIELD.match(inner)) else None
            layout.remarks.append(Remark(conflict_left(), number, about))
        if mark == '>':
            begin = None
        elif mark != '<' and after is not None:
            other = range(number + 1, after)
            left_out.update(other)
            layout.keys.update(key for line in other if (key := _said_of([lines[line]]).get('key')))
    return ('' if number in left_out else line for number, line in enumerate(lines))


def _is_key(match: re.Match[str] | None) -> bool:
    return match is not None and match['name'] == 'key'


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(' '))


def _line_after(lines: list[str], number: int) -> str:
    """The line that follows a line, without those that say nothing; empty at the end."""
    for after in range(number + 1, min(number + _AHEAD, len(lines))):
        line = lines[after]
        if line.strip() and not line.lstrip().startswith('#') and not CONFLICT.match(line):
            return line
    return ''


def _columns(lines: list[str]) -> Columns | None:
    """The columns that most entries have; `None` where nothing begins with a dash."""
    votes: Counter[Columns] = Counter()
    agreed: Counter[Columns] = Counter()
    first: Columns | None = None
    in_defaults = False
    usual = [0, 2]
    for number, line in enumerate(lines):
        head = _HEAD_FIELD.match(line)
        if head:
            in_defaults = head['name'] == 'defaults'
            usual = [2, 0]
            continue
        match = _FIELD.match(line) if '-' in line and 'key' in line else None
        if match and _is_key(match) and re.fullmatch(' *- +', line[: match.end('dash')]):
            found = Columns(len(match['lead']), match.start('name') - len(match['quote']))
            votes[found] += 1
            agreed[found] += _indent(_line_after(lines, number)) == found.fields
        elif first is None and not in_defaults and (item := _ITEM.match(line)):
            first = Columns(len(item[1]), len(item[1]) + 2)
    # Where each has one vote, what people usually write is right.
    rank = {column: -place for place, column in enumerate(usual)}
    return max(votes, key=lambda one: (votes[one], agreed[one], rank.get(one.dash, -2), one)) if votes else first


class _Cutter:
    """Finds where entries begin.

    :param columns: where most of them do.
    """

    def __init__(
        self, lines: list[str], layout: Layout, columns: Columns, fields: AbstractSet[str], *, key_is_inner: bool
    ) -> None:
        self.lines = lines
        self.layout = layout
        self.columns = columns
        self.fields = fields
        self.key_is_inner = key_is_inner
        self.piece: Piece | None = None
        #: The field of the head that the lines belong to, where there is no piece.
        self.head = ''
        #: The column of the field whose block of text the lines are in, if they are in one.
        self.block: int | None = None
        self.is_begun = self.was_stray = False

    def run(self) -> None:
        """Put each line where it belongs."""
        for number, line in enumerate(self.lines):
            bare = line.strip()
            if self.block is not None and (not bare or _indent(line) > self.block):
                self.keep(number, line)
                continue
            self.block = None
            if self.is_between(number, line):
                continue
            if not bare or bare.startswith('#'):
                self.keep(number, line)
                continue
            if self.begins(number, line):
                self.begin(number, line)
            elif self.is_stray(line):
                self.leave_out(number)
                continue
            else:
                self.keep(number, line)
            self.is_begun, self.was_stray = True, False
            self.note_block(line)

    def is_between(self, number: int, line: str) -> bool:
        """Whether a line is a mark of documents or begins a field of the head, and so ends a piece."""
        head = _HEAD_FIELD.match(line)
        if head:
            self.piece, self.head, self.is_begun = None, head['name'], True
            self.layout.head[number] = line
        elif _DOCUMENT.match(line):
            if self.is_begun:
                message = __("a second document begins here (remove the line '---'; one file is one list)")
                self.layout.remarks.append(Remark(message, number, {}))
            self.piece, self.head = None, self.head and 'entries'
        else:
            # A directive belongs to the mark that follows it, and that one is left out as well.
            return line.startswith('%') and not self.is_begun
        return True

    def leave_out(self, number: int) -> None:
        """Leave out a line; several in a row are one mistake."""
        if not self.was_stray:
            message = __('this line belongs to no entry (remove it, or indent it like the fields of its entry)')
            self.layout.remarks.append(Remark(message, number, {}))
        self.was_stray = True
        self.keep(number, '')

    def keep(self, number: int, line: str) -> None:
        """Take a line as one of the piece, or of the head."""
        piece = self.piece
        if piece is None:
            self.layout.head[number] = line
            return
        match = _FIELD.match(line)
        if match and not match['dash'] and _indent(line) == piece.column:
            piece.names.add(match['name'])
        piece.lines.append(line)

    def note_block(self, line: str) -> None:
        """Note that the next lines are a block of text."""
        if line.rstrip()[-1:] not in {'|', '>', '-', '+'} and '#' not in line and not line.rstrip()[-1:].isdigit():
            return
        if _BLOCK.search(line):
            match = _FIELD.match(line)
            self.block = match.start('name') - len(match['quote']) if match else _indent(line)

    def begins(self, number: int, line: str) -> bool:
        """Whether an entry begins in a line."""
        if self.piece is None and self.head == 'entries':
            return True
        match = _FIELD.match(line)
        item = _ITEM.match(line)
        if match and _is_key(match):
            column = match.start('name')
            if match['dash']:
                return not self.key_is_inner or column <= self.columns.fields
            return self.piece is not None and 'key' in self.piece.names and column <= max(self.columns.fields, self.piece.column)
        if item and len(item[1]) == self.columns.dash:
            return self.head != 'defaults' and (self.piece is None or self.columns.dash < self.piece.column)
        return bool(match and match['name'] == 'title' and self.is_again(number, line))

    def is_again(self, number: int, line: str) -> bool:
        """Whether the title of a piece and another field of it are there a second time."""
        piece = self.piece
        if piece is None or 'title' not in piece.names or _indent(line) != piece.column:
            return False
        for after in self.lines[number + 1 : number + _AHEAD]:
            match = _FIELD.match(after)
            if match and _indent(after) == piece.column and not match['dash']:
                if match['name'] in piece.names - {'title'}:
                    return True
            elif match and _is_key(match):
                return False
        return False

    def is_stray(self, line: str) -> bool:
        """Whether a line belongs to no entry."""
        piece = self.piece
        if piece is None or line[_indent(line) : _indent(line) + 1] == '\t' or _ITEM.match(line):
            return False
        match = _FIELD.match(line)
        if match and match['name'] in self.fields:
            return False
        return _indent(line) <= min(self.columns.dash, _indent(piece.lines[0]))

    def begin(self, number: int, line: str) -> None:
        """Begin a piece, and look at its first line."""
        match = _FIELD.match(line)
        after = _line_after(self.lines, number)
        column = self.columns.fields
        if match and (next_field := _FIELD.match(after)) and not next_field['dash'] and '\t' not in next_field['lead']:
            column = max(len(next_field['lead']), len(match['lead']))
        self.head = ''
        self.piece = Piece(number, column, [line], names={match['name']} if match else set())
        self.layout.pieces.append(self.piece)
        if match:
            self.piece.slip = self.slip(match, after)

    def slip(self, match: re.Match[str], after: str) -> str:
        """What is wrong with the first line of a piece."""
        dash, name = match['dash'], match['name']
        if '\t' in match['lead'] + dash:
            return __('a tab is used for indentation (use as many spaces as the fields beside it have)')
        if not dash:
            if name == 'key':
                return __("the '-' before the key is missing (begin the entry with '- key: …')")
            return __("the first line of an entry is missing before this one (add '- key: …')")
        if '\xa0' in match['lead'] + dash:
            return __("a no-break space is at the '-' (write a plain space)")
        if dash.strip() != '-':
            return __("'%s' does not begin an entry (begin it with '- key: …')") % dash.strip()
        if dash == '-' and not match['quote']:
            return __("the space after the '-' is missing (begin the entry with '- %s: …')") % name
        if match['value'][:1].strip() and not match['quote']:
            return __("the space after the ':' is missing (write '%s: …')") % name
        return self.column_slip(len(match['lead']), after)

    def column_slip(self, column: int, after: str) -> str:
        """What is wrong with the column (0-based) of a dash."""
        if column == self.columns.dash:
            return ''
        words = {'column': column + 1, 'other': self.columns.dash + 1}
        spaces = abs(column - self.columns.dash)
        if _indent(after) - column == self.columns.fields - self.columns.dash:
            return __('the entry begins in column %(column)d, the others in column %(other)d (move all its lines there)') % words
        if column > self.columns.dash:
            what = ngettext(
                "the '-' is too far to the right (delete %(spaces)d space before it)",
                "the '-' is too far to the right (delete %(spaces)d spaces before it)",
                spaces,
            )
        else:
            what = ngettext(
                "the '-' is too far to the left (put %(spaces)d space before it)",
                "the '-' is too far to the left (put %(spaces)d spaces before it)",
                spaces,
            )
        return what % {'spaces': spaces}
