"""Reading a file of entries: whole where it can be, else item by item.

A syntax error costs the item it stands in. Each problem keeps its line in the whole file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import yaml_load as yamltree
from .i18n import __
from .model import is_key
from .problems import Code, did_you_mean
from .reader import RecordReader, record_name

if TYPE_CHECKING:
    from .reader import Places, Reading

#: Most entries of a file that are read one by one when the file as a whole cannot be read.
MAX_ITEMS = 50_000

_DOCUMENT = re.compile(r'(?:---|\.\.\.)(?:\s|$)')
_HEAD_FIELD = re.compile(r'(?:defaults|entries)[ \t]*:')


def read_entries(text: str, places: Places) -> Reading:
    """Read a list of entries, or a mapping with `defaults` and `entries`."""
    reader = _EntriesReader(places)
    reader.read(yamltree.clean(text))
    return reader.reading()


class _EntriesReader(RecordReader):
    """Reads entries one after the other; the first of two with the same key counts."""

    def __init__(self, places: Places) -> None:
        super().__init__(places, 'entry')
        self.defaults: dict[str, Any] = {}
        self.default_marks = yamltree.Marks(0)
        self.seen: dict[str, int] = {}
        self.count = 0

    def read(self, text: str) -> None:
        """Read a whole file."""
        try:
            tree = yamltree.parse(text)
        except yamltree.UnreadableError as error:
            self.recover(text, error)
            return
        if tree is None or tree.value is None:
            self.problem(Code.YAML, __("there are no entries (begin each with '- key: …')"), 0)
            return
        value, marks = tree.value, tree.marks
        if isinstance(value, dict):
            value, marks = self.head(value, marks)
        if not isinstance(value, list):
            self.problem(Code.YAML, __("the entries must be a list (begin each with '- key: …')"), marks.line)
            return
        self.items(value, marks, twice=tree.twice)

    # -- the parts of a file --------------------------------------------------------------------------------------------

    def head(self, value: dict[str, Any], marks: yamltree.Marks) -> tuple[Any, yamltree.Marks]:
        """Take the defaults; give what stands under `entries`."""
        if 'entries' not in value and ('key' in value or 'title' in value):
            self.problem(Code.YAML, __("an entry must begin with '- ', since a file is a list of entries"), marks.line)
            return [value], yamltree.Marks(marks.line, {0: marks})
        for name in value:
            if name not in {'defaults', 'entries'}:
                hint = did_you_mean(name, ('defaults', 'entries'))
                message = __("unknown field '%(field)s'%(hint)s: a file holds 'defaults' and 'entries', or a list of entries")
                self.problem(Code.FIELD, message % {'field': name, 'hint': hint}, marks.find((name,)))
        self.note_twice(yamltree.Marks(marks.line, twice=marks.twice), '')
        defaults = value.get('defaults', {})
        if isinstance(defaults, dict):
            self.take_defaults(defaults, marks.inner.get('defaults', marks))
        else:
            message = __("field 'defaults': expected a mapping (write 'field: value' lines)")
            self.problem(Code.VALUE, message, marks.find(('defaults',)))
        return value.get('entries', []), marks.inner.get('entries', marks)

    def take_defaults(self, defaults: dict[str, Any], marks: yamltree.Marks) -> None:
        """Check the defaults once, so that a mistake in them is not said of every entry."""
        name = __('defaults')
        if marks.twice:
            self.note_twice(marks, name)
        probe = {'date': '2000', **defaults, 'key': 'defaults', 'title': 'defaults'}
        for field in ('key', 'title'):
            if field in defaults:
                message = __("field '%s' is every entry's own and has no default")
                self.problem(Code.FIELD, message % field, marks.find((field,)), name)
        trial = RecordReader(self.places, self.kind)
        trial.record(probe, marks, name)
        self.problems += trial.problems
        # What was wrong has been taken out of the probe.
        self.defaults = {field: probe[field] for field in defaults if field in probe and field not in {'key', 'title'}}
        self.default_marks = marks

    def items(self, values: list[Any], marks: yamltree.Marks, *, twice: bool) -> None:
        """Read the items of a list."""
        for index, value in enumerate(values):
            self.item(value, marks.inner[index], twice=twice)

    def item(self, item: Any, marks: yamltree.Marks, *, twice: bool) -> None:
        """Read one item."""
        self.count += 1
        if not isinstance(item, dict):
            message = __("an entry must be a mapping (write 'key: …', 'title: …', 'date: …')")
            self.problem(Code.YAML, message, marks.line, self.called({}))
            return
        name = self.called(item)
        if twice:
            self.note_twice(marks, name)
        key = item.get('key')
        if isinstance(key, str) and key in self.seen:
            message = __('the key is taken by the entry in line %d (choose another, or delete one of them)')
            self.problem(Code.DUPLICATE, message % self.places(self.seen[key])[1], marks.find(('key',)), name)
            return
        inherited = self.defaults.keys() - item.keys()
        for field in inherited:
            marks.inner[field] = self.default_marks.inner[field]
            marks.key_lines[field] = self.default_marks.key_lines[field]
        before = len(self.records)
        self.record({**self.defaults, **item}, marks, name, inherited)
        if len(self.records) > before and isinstance(key, str):
            self.seen[key] = marks.find(('key',))

    def called(self, item: dict[str, Any]) -> str:
        """What problems call an entry: its key, else its title, else its number."""
        for field in ('key', 'title'):
            value = item.get(field)
            if isinstance(value, str) and value.strip():
                value = value.strip()
                return record_name(self.kind, value if len(value) <= 60 else value[:59] + '…')
        return __('entry %d') % self.count

    # -- recovery -------------------------------------------------------------------------------------------------------

    def recover(self, text: str, error: yamltree.UnreadableError) -> None:
        """Read each item by itself."""
        layout = _Layout([], [], []) if error.final else _layout(text.split('\n'))
        if not 0 < len(layout.items) <= MAX_ITEMS:
            self.problem(Code.YAML, error.message, error.line)
            return
        problems = len(self.problems)
        self.recover_head(layout.head)
        for line in layout.documents:
            message = __("a second document begins here (take the line '---' out; one file is one list)")
            self.problem(Code.YAML, message, line)
        for start, lines in layout.items:
            self.recover_item(start, lines)
        if len(self.problems) == problems:
            # Every item is sound by itself: the fault lies between them.
            self.problem(Code.YAML, error.message, error.line)

    def recover_head(self, lines: list[str]) -> None:
        """Take the defaults from what stands around the items."""
        try:
            tree = yamltree.parse('\n'.join(lines))
        except yamltree.UnreadableError as error:
            self.problem(Code.YAML, error.message, error.line)
            return
        if tree and isinstance(tree.value, dict):
            self.head({'entries': [], **tree.value}, tree.marks)
        elif tree and tree.value is not None:
            self.problem(Code.YAML, __("this is neither 'defaults', 'entries' nor an item '- …' (take it out)"), tree.marks.line)

    def recover_item(self, start: int, lines: list[str]) -> None:
        """Read one item that begins in a line (0-based) of the file."""
        try:
            tree = yamltree.parse('\n'.join(lines), start)
        except yamltree.UnreadableError as error:
            self.count += 1
            keys = (re.match(r'[- \t]*key:[ \t]*["\']?([^\s"\'#]+)', line) for line in lines)
            key = next((match[1] for match in keys if match and is_key(match[1])), None)
            name = record_name(self.kind, key) if key else __('entry %d') % self.count
            self.problem(Code.YAML, error.message, min(max(error.line, start), start + len(lines) - 1), name)
            return
        if tree and isinstance(tree.value, list):
            self.items(tree.value, tree.marks, twice=tree.twice)


@dataclass(slots=True)
class _Layout:
    """A file cut by its lines, without understanding them.

    :ivar head: all lines, those of the items left empty.
    :ivar items: the first line (0-based) of each item, and its lines.
    :ivar documents: lines that begin another document.
    """

    head: list[str]
    items: list[tuple[int, list[str]]]
    documents: list[int]


def _layout(lines: list[str]) -> _Layout:
    layout = _Layout([''] * len(lines), [], [])
    dash: int | None = None
    item: list[str] | None = None
    begun = False
    for number, line in enumerate(lines):
        match = re.match(r'( *)-(?:\s|$)', line)
        if _DOCUMENT.match(line):
            if begun:
                layout.documents.append(number)
            item = None
        elif match and (dash is None or len(match[1]) == dash):
            dash = len(match[1])
            item = [line]
            layout.items.append((number, item))
        elif _HEAD_FIELD.match(line) or item is None:
            # Only a list that stands under `entries` is the list of entries; lists among the defaults are not.
            item = None
            layout.head[number] = line
            if line.startswith('entries'):
                dash = None
            elif line.startswith('defaults'):
                dash = -1
        else:
            item.append(line)
        if not begun and line.startswith('%'):
            # A directive belongs to the mark that follows it, and that one is left out as well.
            layout.head[number] = ''
        begun = begun or bool(layout.items or layout.head[number].partition('#')[0].strip())
    return layout
