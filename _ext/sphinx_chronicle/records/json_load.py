"""JSON as the text trees that YAML gives, with the line of every value.

JSON as in RFC 8259. Numbers, ``true`` and ``false`` stay the text that they are written as, and ``null`` is absent. A mistake
costs the item of the list of records that it is in, and a text that cannot be read itself alone.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Final

from .i18n import __
from .notation import BadItem
from .yaml_faults import open_quote
from .yaml_load import CONTROL, MAX_DEPTH, MAX_VALUES, RECORD_DEPTH, BadText, Marks, UnreadableError

#: Members of the object of a whole file that hold its records: those of a file of entries, and those of an export.
LISTS: Final = ('entries', 'records')

_SPACE = re.compile(r'[ \t\n]*')
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_WORD = re.compile(r'[^\s,:\[\]{}"]+')
_NUMBER = re.compile(r'-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?', re.ASCII)
_COMMENT = re.compile(r'//|/\*|#')
_LIST = re.compile(rf'"(?:{"|".join(LISTS)})"\s*:\s*\[')
#: The first field of an item.
_FIRST = re.compile(r'\{\s*("[^"\n]*"\s*:)')
_SAID = re.compile(r'"(key|title)"\s*:\s*("(?:[^"\\\n]|\\.)*")')
#: Brackets, and texts in which there may be some; one that is not closed ends with its line.
_TOKEN = re.compile(r'[{}\[\]]|"(?:[^"\\\n]|\\.)*"?')
#: What may stand in a line before the first bracket of an item.
_BEFORE = re.compile(r'([ \t]*)(?:\[|\}[ \t]*,)?[ \t]*')


@dataclass(slots=True)
class JsonFile:
    """What a file of JSON holds.

    :ivar value: text, `BadText`, `None`, a list or a mapping. In the list of records `BadItem` is in the place of an item that
        cannot be read.
    :ivar odd: whether a key is there twice somewhere.
    :ivar slips: what is wrong between the items, with the 0-based line.
    """

    value: Any
    marks: Marks
    odd: bool = False
    slips: list[tuple[int, str]] = field(default_factory=list)


def parse(text: str) -> JsonFile:
    """Parse a file of JSON, whose text is cleaned as that of YAML is. It never raises."""
    return _Scanner(text).file()


class _Scanner:
    """Reads values, each from an index of the text on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer('\n', text))]
        self.left = MAX_VALUES
        self.odd = False
        self.slips: list[tuple[int, str]] = []

    def line(self, index: int) -> int:
        """The line of an index."""
        return bisect_right(self.starts, index) - 1

    def space(self, index: int) -> int:
        """Where the next thing begins."""
        match = _SPACE.match(self.text, index)
        return match.end() if match else index

    def error(self, message: str, index: int) -> UnreadableError:
        return UnreadableError(message, self.line(index))

    def slip(self, message: str, index: int) -> None:
        self.slips.append((self.line(index), message))

    def file(self) -> JsonFile:
        """The whole file."""
        start = self.space(0)
        value: Any = None
        marks = Marks(self.line(start))
        try:
            if self.text.startswith('[', start):
                value, marks, end = self.records(start)
            elif start < len(self.text):
                value, marks, end = self.value(start, 0)
            else:
                end = start
            end = self.space(end)
            if end < len(self.text):
                self.slip(__('something follows the end of the list (remove it, or put all records into one list)'), end)
        except UnreadableError as error:
            # What is around the records cannot be read; they may be.
            self.slips.append((error.line, error.message))
            found = None if error.final else _LIST.search(self.text)
            if found:
                try:
                    value, marks, _end = self.records(found.end() - 1)
                except UnreadableError as again:
                    self.slips.append((again.line, again.message))
            else:
                value = []
        return JsonFile(value, marks, self.odd, self.slips)

    def value(self, index: int, depth: int) -> tuple[Any, Marks, int]:
        """A value, its marks, and where it ends."""
        self.left -= 1
        if self.left < 0:
            message = __('there are more than %d values up to here (split the file)') % MAX_VALUES
            raise UnreadableError(message, self.line(index), final=True)
        first = self.text[index : index + 1]
        if first in {'{', '['} and depth >= MAX_DEPTH:
            raise self.error(__('the values are nested more than %d deep') % MAX_DEPTH, index)
        if first == '{':
            return self.mapping(index, depth)
        if first == '[':
            return self.sequence(index, depth)
        if first == '"':
            return self.string(index)
        return self.word(index)

    def string(self, index: int) -> tuple[str | BadText, Marks, int]:
        """A text in double quotes."""
        match = _STRING.match(self.text, index)
        marks = Marks(self.line(index))
        if not match:
            raise UnreadableError(open_quote(), marks.line)
        try:
            value: str | BadText = json.loads(match[0], strict=False)
        except json.JSONDecodeError:
            value = BadText(__('an unknown escape in double quotes (write the backslash twice)'))
        if isinstance(value, str) and CONTROL.search(value):
            value = BadText(__('the text has a control character (remove it)'))
        return value, marks, match.end()

    def word(self, index: int) -> tuple[str | BadText | None, Marks, int]:
        """What is in no quotes: a number, or one of three words."""
        match = _WORD.match(self.text, index)
        if not match:
            found = self.text[index : index + 1]
            if not found:
                raise self.error(__('the file ends where a value is expected (is a bracket not closed?)'), index)
            raise self.error(__("a value is expected before '%s' (is a comma too much, or a quote missing?)") % found, index)
        word = match[0]
        if _COMMENT.match(word):
            raise self.error(__('JSON has no comments (remove it)'), index)
        marks = Marks(self.line(index))
        if word == 'null':
            return None, marks, match.end()
        if word in {'true', 'false'} or _NUMBER.fullmatch(word):
            return word, marks, match.end()
        return (
            BadText(__("'%s' is neither a number nor true, false or null (put it in double quotes)") % word),
            marks,
            match.end(),
        )

    def follows(self, index: int, closing: str, opened: int) -> tuple[bool, int]:
        """Whether the list or mapping ends at an index, and where what follows begins."""
        index = self.space(index)
        found = self.text[index : index + 1]
        if found == closing:
            return True, index + 1
        if found == ',':
            after = self.space(index + 1)
            if self.text.startswith(closing, after):
                raise self.error(__("a comma is too much before '%s' (remove it)") % closing, index)
            return False, after
        if not found or found in '}]':
            raise self.error(__("the bracket '%s' is not closed (close it)") % self.text[opened], opened)
        raise self.error(__("a comma or a quote is missing before '%s'") % self.text[index : index + 20].split('\n')[0], index)

    def sequence(self, index: int, depth: int) -> tuple[list[Any], Marks, int]:
        values: list[Any] = []
        marks, opened = Marks(self.line(index), {}), index
        index = self.space(index + 1)
        if self.text.startswith(']', index):
            return values, marks, index + 1
        is_closed = False
        while not is_closed:
            value, inner, index = self.value(index, depth + 1)
            # As in YAML, an empty item of a record's list is absent.
            if value is not None or depth < RECORD_DEPTH:
                marks.inner[len(values)] = inner
                values.append(value)
            is_closed, index = self.follows(index, ']', opened)
        return values, marks, index

    def mapping(self, index: int, depth: int) -> tuple[dict[str, Any], Marks, int]:
        values: dict[str, Any] = {}
        marks, opened = Marks(self.line(index), {}, {}, []), index
        index = self.space(index + 1)
        if self.text.startswith('}', index):
            return values, marks, index + 1
        is_closed = False
        while not is_closed:
            line = self.line(index)
            if not self.text.startswith('"', index):
                raise UnreadableError(__('the name of a field is expected here, in double quotes'), line)
            key, _marks, index = self.string(index)
            if isinstance(key, BadText):
                raise UnreadableError(key.message, line)
            index = self.space(index)
            if not self.text.startswith(':', index):
                raise self.error(__("a colon is missing after '%s'") % key, index)
            index = self.space(index + 1)
            is_list = depth == 0 and key in LISTS and self.text.startswith('[', index)
            value, inner, index = self.records(index) if is_list else self.value(index, depth + 1)
            if key in marks.key_lines:
                marks.twice.append((key, marks.key_lines[key], line))
                self.odd = True
            if key not in values:
                marks.key_lines.setdefault(key, line)
                marks.inner[key] = inner
                if value is not None:
                    values[key] = value
            is_closed, index = self.follows(index, '}', opened)
        return values, marks, index

    # -- the list of records --------------------------------------------------------------------------------------------

    def records(self, index: int) -> tuple[list[Any], Marks, int]:
        """The list of a file's records, in which a mistake costs the item it is in."""
        values: list[Any] = []
        marks, opened = Marks(self.line(index), {}), index
        index += 1
        # What is before an index: the beginning, a comma, an item, or an item that cannot be read.
        before = ''
        while True:
            index = self.space(index)
            found = self.text[index : index + 1]
            if not found:
                self.slip(__("the bracket '%s' is not closed (close it)") % '[', opened)
                return values, marks, index
            if found == ']':
                if before == ',':
                    self.slip(__("a comma is too much before '%s' (remove it)") % ']', index)
                return values, marks, index + 1
            if found == ',':
                if before in {'', ','}:
                    self.slip(__('a comma is too much here (remove it)'), index)
                before, index = ',', index + 1
                continue
            if before == 'item':
                self.slip(__("a comma is missing before '%s'") % found, index)
            number = len(values)
            try:
                value, marks.inner[number], index = self.value(index, 1)
                before = 'item'
            except UnreadableError as error:
                if error.final:
                    raise
                end = max(self.after_item(index), index + 1)
                piece = self.text[index:end]
                said = {name: text[1:-1] for name, text in reversed(_SAID.findall(piece))}
                line = min(max(error.line, self.line(index)), self.line(max(end - 1, index)))
                value, marks.inner[number], index = BadItem(error.message, said), Marks(line), end
                before = 'bad item'
            values.append(value)

    def after_item(self, index: int) -> int:
        """Where an item ends that cannot be read.

        That is before the next with the same indentation or, in one line, the same first field; else where its brackets close.
        """
        start = self.text.rfind('\n', 0, index) + 1
        before = _BEFORE.fullmatch(self.text, start, index)
        if before:
            indent = before[1]
            sibling = rf'\n(?:{indent}(?:\}}[ \t]*,[ \t]*)?(?=\{{)|[ \t]{{0,{len(indent)}}}(?=\]))'
            match = re.compile(sibling).search(self.text, index)
            if match:
                return match.end()
        field = _FIRST.match(self.text, index)
        match = re.compile(rf'\}}[ \t\n]*,?[ \t\n]*(?=\{{\s*{re.escape(field[1])})').search(self.text, index) if field else None
        if match:
            return match.end()
        depth = 0
        for token in _TOKEN.finditer(self.text, index):
            depth += {'{': 1, '[': 1, '}': -1, ']': -1}.get(token[0], 0)
            if depth <= 0:
                return token.end() if token[0] != ']' else token.start()
        return len(self.text)
