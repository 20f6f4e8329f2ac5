"""YAML as plain text trees with the line of every value.

Works on the events of libyaml's parser: nothing is constructed but text, lists and mappings, so there is no tag, anchor
or alias to abuse, no `Norway problem`_, and a date stays the text it is. Problems carry a 0-based line within the text.

.. _Norway problem: https://hitchdev.com/strictyaml/why/implicit-typing-removed/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from .i18n import __
from .yaml_faults import is_escape, problem_and_line

#: Deeper nesting than any record has.
MAX_DEPTH = 16

#: More values than any file has: ten thousand entries have some 250,000.
MAX_VALUES = 1_000_000

#: Most control characters and unknown escapes of a text that cost their values only.
MAX_BAD = 20

#: Lists that lie deeper than this are a record's own.
RECORD_DEPTH = 2

try:
    from yaml import CSafeLoader as _Parser
except ImportError:  # pragma: no cover  # PyYAML without libyaml
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]  # the same events, slower

_ABSENT = frozenset({'', '~', 'null', 'Null', 'NULL'})

# NEL, LS and PS are line breaks to libyaml and to nobody's editor; they would shift every line after them.
_UNICODE_BREAKS = str.maketrans({'\x85': ' ', '\u2028': ' ', '\u2029': ' '})

CONTROL = re.compile(r'[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]')


class UnreadableError(Exception):
    """A text that cannot be read any further.

    :ivar message: what is wrong and how to fix it.
    :ivar line: 0-based line it begins in.
    :ivar final: whether reading the text part by part would be no better.
    """

    def __init__(self, message: str, line: int, *, final: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.final = final


@dataclass(frozen=True, slots=True)
class BadText:
    """What is in the place of a text that cannot be read."""

    message: str


# A text holds nothing, and there are many texts: they share these and never fill them.
_NOTHING: dict[Any, Any] = {}
_NEVER: list[Any] = []


class Marks:
    """Lines (0-based) of a value and of what it holds.

    `inner` maps the keys of a mapping, or the indices of a list, to their own marks. `key_lines` has the lines of a
    mapping's keys; `twice` those of keys given again, each with the line of the first. `block` tells that a text is a
    literal block, whose words begin in the next line.
    """

    __slots__ = ('block', 'inner', 'key_lines', 'line', 'twice')

    def __init__(
        self,
        line: int,
        inner: dict[Any, Marks] = _NOTHING,
        key_lines: dict[str, int] = _NOTHING,
        twice: list[tuple[str, int, int]] = _NEVER,
        *,
        block: bool = False,
    ) -> None:
        self.line = line
        self.inner = inner
        self.key_lines = key_lines
        self.twice = twice
        self.block = block

    def walk(self) -> Iterator[Marks]:
        """These marks, and all within."""
        yield self
        for inner in self.inner.values():
            yield from inner.walk()

    def find(self, path: tuple[Any, ...]) -> int:
        """The line of the innermost part of `path` that there is; of the key where it is a mapping's field."""
        marks, line = self, self.line
        for step in path:
            line = marks.key_lines.get(step, line)
            inner = marks.inner.get(step)
            if inner is None:
                break
            if step not in marks.key_lines:
                line = inner.line
            marks = inner
        return line


class CutMarks(Marks):
    """Marks of a text that ends where a ``#`` begins a comment, though it looks like a part of the text."""

    __slots__ = ()


@dataclass(slots=True)
class Tree:
    """A text tree.

    :ivar value: text, `BadText`, `None`, a list or a mapping.
    :ivar odd: whether a key is there twice somewhere, or a text is cut by a comment.
    :ivar bad: what is wrong with the first `BadText` and its line, if there is one.
    """

    value: Any
    marks: Marks
    odd: bool
    bad: UnreadableError | None


def clean(text: str) -> str:
    """The text without a byte order mark and with one kind of line break."""
    return text.removeprefix('\ufeff').replace('\r\n', '\n').replace('\r', '\n').translate(_UNICODE_BREAKS)


def printable(text: str) -> str:
    """The text without what no YAML text can hold: control characters and halves of characters."""
    return CONTROL.sub('', clean(text))


def parse(text: str, first: int = 0) -> Tree | None:
    """Parse one YAML document; `None` if there is nothing in it.

    :param text: the text, cleaned.
    :param first: the line its first one counts as.
    :raises UnreadableError: for a syntax error, a character that YAML does not allow, or a part of YAML that records do
        without.
    """
    bad: dict[int, str] = {}
    for match in CONTROL.finditer(text):
        bad[match.start()] = __('there is a control character, U+%04X (delete it)') % ord(match[0])
        if len(bad) > MAX_BAD:
            index, message = next(iter(bad.items()))
            raise UnreadableError(message, first + text.count('\n', 0, index))
    readable = CONTROL.sub('\ufffd', text) if bad else text
    cuts = set(_cuts(text))
    while True:
        builder = _CarefulBuilder(readable, first, bad, cuts) if bad or cuts else _Builder(readable, first)
        try:
            return builder.document()
        except _EscapeError as error:
            if len(bad) >= MAX_BAD:
                raise
            # Two backslashes can be read; what they are in is refused.
            bad[error.index] = error.message
            readable = f'{readable[: error.index]}\\\\{readable[error.index + 2 :]}'


def parse_whole(text: str, first: int = 0) -> Tree | None:
    """Parse one YAML document of which every text must be readable (see `parse`)."""
    tree = parse(text, first)
    if tree and tree.bad:
        raise tree.bad
    return tree


def _cuts(text: str) -> Iterator[int]:
    """Yield where a ``#`` begins a comment, unless it is in quotes, that looks like a word with a ``#``."""
    index = text.find(' #')
    while index >= 0:
        if text[index + 2 : index + 3].isalnum():
            yield index + 1
        index = text.find(' #', index + 2)


class _EscapeError(UnreadableError):
    """There is an unknown escape in double quotes; `index` is where in the text."""

    def __init__(self, message: str, line: int, index: int) -> None:
        super().__init__(message, line)
        self.index = index


class _Builder:
    """Builds a text tree from the parser's events."""

    def __init__(self, text: str, first: int) -> None:
        self.text = text
        self.first = first
        self.parser = _Parser(text)
        self.odd = False
        self.bad_text: UnreadableError | None = None
        self.left = MAX_VALUES

    def document(self) -> Tree | None:
        try:
            get = self.parser.get_event
            get()  # stream start
            if isinstance(get(), yaml.StreamEndEvent):
                return None
            value, marks = self.node(get(), 0)
            get()  # document end
            after: Any = get()
            if not isinstance(after, yaml.StreamEndEvent):
                message = __("a second document begins here (remove the line '---'; one file is one list)")
                raise UnreadableError(message, self.first + after.start_mark.line)
        except yaml.MarkedYAMLError as error:
            message, number = problem_and_line(error, self.text.split('\n'))
            mark: Any = error.problem_mark
            if mark and is_escape(error):
                index = self.text.rfind('\\', 0, mark.index + 1)
                raise _EscapeError(message, self.first + number, index) from None
            raise UnreadableError(message, self.first + number) from None
        except yaml.YAMLError as error:
            raise UnreadableError(str(error).splitlines()[0], self.first) from None
        finally:
            dispose = getattr(self.parser, 'dispose', None)
            if dispose is not None:
                dispose()
        self.check_end()
        return Tree(value, marks, self.odd, self.bad_text)

    def node(self, event: Any, depth: int) -> tuple[Any, Marks]:
        line = self.first + event.start_mark.line
        self.left -= 1
        if self.left < 0:
            message = __('there are more than %d values up to here (split the file)') % MAX_VALUES
            raise UnreadableError(message, line, final=True)
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
            return self.scalar(event, line)
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableError(__("'*%s' is an alias, which records do not use (write the value out)") % event.anchor, line)
        if event.anchor is not None:
            raise UnreadableError(__("'&%s' is an anchor, which records do not use (remove it)") % event.anchor, line)
        if event.tag is not None:
            tag = event.tag if len(event.tag) <= 40 else event.tag[:39] + '…'
            raise UnreadableError(__("'%s' is a tag, which records do not use (remove it)") % tag, line)
        if depth >= MAX_DEPTH:
            raise UnreadableError(__('the values are nested more than %d deep') % MAX_DEPTH, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(line, depth)
        return self.mapping(line, depth)

    def scalar(self, event: yaml.ScalarEvent, line: int) -> tuple[str | BadText | None, Marks]:
        value: str = event.value
        if not event.style:
            if ' - ' in value and (dash := self.dash_in(event)):
                message = __(
                    "the '-' continues the text above it (line it up with the '-' of the list, or put the text in quotes)"
                )
                return self.refuse(message, dash), Marks(dash)
            return (None if value in _ABSENT else value), Marks(line)
        marks = Marks(line, block=event.style in ('|', '>'))
        if event.style == '"' and CONTROL.search(value):
            return self.refuse(__('an escape in this text is for a control character (remove it)'), line), marks
        return value, marks

    def dash_in(self, event: Any) -> int:
        """The line in which a text without quotes goes on with what looks like an item; 0 if none does."""
        lines = self.text[event.start_mark.index : event.end_mark.index].split('\n')[1:]
        number = next((number for number, one in enumerate(lines, 1) if one.lstrip().startswith('- ')), 0)
        return self.first + event.start_mark.line + number if number else 0

    def refuse(self, message: str, line: int) -> BadText:
        """What is in the place of a text that cannot be read."""
        self.bad_text = self.bad_text or UnreadableError(message, line)
        return BadText(message)

    def check_end(self) -> None:
        """Look at what no value holds."""

    def sequence(self, line: int, depth: int) -> tuple[list[Any], Marks]:
        values: list[Any] = []
        marks = Marks(line, {})
        get = self.parser.get_event
        while not isinstance(event := get(), yaml.SequenceEndEvent):
            value, inner = self.node(event, depth + 1)
            # An empty item of a record's list is absent, as an empty field is.
            if value is not None or depth < RECORD_DEPTH:
                marks.inner[len(values)] = inner
                values.append(value)
        return values, marks

    def mapping(self, line: int, depth: int) -> tuple[dict[str, Any], Marks]:
        values: dict[str, Any] = {}
        marks = Marks(line, {}, {}, [])
        get = self.parser.get_event
        while not isinstance(event := get(), yaml.MappingEndEvent):
            key, key_marks = self.node(event, depth + 1)
            value, inner = self.node(get(), depth + 1)
            if not isinstance(key, str):
                raise UnreadableError(__('a field must have a name in plain text'), key_marks.line)
            if key in marks.key_lines:
                marks.twice.append((key, marks.key_lines[key], key_marks.line))
                self.odd = True
                if key in values:
                    continue
            marks.key_lines[key] = key_marks.line
            marks.inner[key] = inner
            if value is not None:
                values[key] = value
        return values, marks


class _CarefulBuilder(_Builder):
    """Builds a tree of a text in which not every text can be taken as it is.

    :param bad: messages by the index in the text of what cannot be read.
    :param cuts: indices in the text of what may be comments that cut a text.
    """

    def __init__(self, text: str, first: int, bad: dict[int, str], cuts: set[int]) -> None:
        super().__init__(text, first)
        self.bad = dict(sorted(bad.items()))
        self.cuts = cuts

    def scalar(self, event: yaml.ScalarEvent, line: int) -> tuple[str | BadText | None, Marks]:
        value, marks = super().scalar(event, line)
        marked: Any = event
        start, end = marked.start_mark.index, marked.end_mark.index
        found = [index for index in self.bad if start <= index < end]
        if found:
            messages = [self.bad.pop(index) for index in found]
            return self.refuse(messages[0], line), marks
        if not event.style and value is not None and self.cuts:
            after = self.text[end : end + 80]
            if end + len(after) - len(after.lstrip(' ')) in self.cuts:
                self.odd = True
                return value, CutMarks(line)
        return value, marks

    def check_end(self) -> None:
        for index, message in self.bad.items():
            raise UnreadableError(message, self.first + self.text.count('\n', 0, index))


def marks_of(value: Any, line: int = 0) -> Marks:
    """Marks of a tree that was not read from text: everything is in one line."""
    if isinstance(value, dict):
        return Marks(line, {name: marks_of(inner, line) for name, inner in value.items()}, dict.fromkeys(value, line))
    if isinstance(value, list):
        return Marks(line, {number: marks_of(inner, line) for number, inner in enumerate(value)})
    return Marks(line)
