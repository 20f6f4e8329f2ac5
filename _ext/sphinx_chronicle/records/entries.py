"""Reading a file of entries: whole where it can be, else item by item.

A syntax error costs the item it is in. Each problem keeps its line in the whole file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from . import yaml_load
from .i18n import __
from .problems import Code, did_you_mean
from .reader import Path_, Places, Reading, RecordReader
from .record import record_name
from .registry import KindOf, Registry
from .types import TEXT, is_key

#: Most entries of a file that are read one by one when the file as a whole cannot be read.
MAX_ITEMS = 50_000

_DOCUMENT = re.compile(r'(?:---|\.\.\.)(?:\s|$)')
_HEAD_FIELD = re.compile(r'(?:defaults|entries)[ \t]*:')


#: The field of an item that names its kind, where it is no entry.
KIND = 'kind'


def read_entries(text: str, places: Places, registry: Registry) -> Reading:
    """Read a list of entries, or a mapping with `defaults` and `entries`.

    An item is of the kind `entry` unless its field `kind` names another.
    """
    reader = _EntriesReader(places, registry)
    reader.read(yaml_load.clean(text))
    return reader.reading()


class _EntriesReader(RecordReader):
    """Reads entries one after the other; the first of two with the same key counts."""

    def __init__(self, places: Places, registry: Registry) -> None:
        super().__init__(places)
        self.registry = registry
        self.kind = registry.kinds['entry']
        self.defaults: dict[str, Any] = {}
        self.default_lines: dict[Path_, int] = {}
        self.seen: dict[str, int] = {}
        self.count = 0

    def read(self, text: str) -> None:
        """Read a whole file."""
        try:
            tree = yaml_load.parse(text)
        except yaml_load.UnreadableError as error:
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

    def head(self, value: dict[str, Any], marks: yaml_load.Marks) -> tuple[Any, yaml_load.Marks]:
        """Take the defaults, and return what is under `entries`."""
        if 'entries' not in value and ('key' in value or 'title' in value):
            self.problem(Code.YAML, __("an entry must begin with '- ', since a file is a list of entries"), marks.line)
            return [value], yaml_load.Marks(marks.line, {0: marks})
        for name in value:
            if name not in {'defaults', 'entries'}:
                hint = did_you_mean(name, ('defaults', 'entries'))
                message = __("unknown field '%(field)s'%(hint)s: a file holds 'defaults' and 'entries', or a list of entries")
                self.problem(Code.FIELD, message % {'field': name, 'hint': hint}, marks.find((name,)))
        self.note_twice(yaml_load.Marks(marks.line, twice=marks.twice), '')
        defaults = value.get('defaults', {})
        if isinstance(defaults, dict):
            self.take_defaults(defaults, marks.inner.get('defaults', marks))
        else:
            message = __("field 'defaults': expected a mapping (write 'field: value' lines)")
            self.problem(Code.VALUE, message, marks.find(('defaults',)))
        return value.get('entries', []), marks.inner.get('entries', marks)

    def take_defaults(self, defaults: dict[str, Any], marks: yaml_load.Marks) -> None:
        """Read the defaults once, so that a mistake in them is not reported for every entry."""
        self.name, self.lines = __('defaults'), {}
        if marks.twice:
            self.note_twice(marks, self.name)
        self.kind = self.kind_of(defaults, marks) or self.kind
        for field in ('key', 'title'):
            if field in defaults:
                message = __("field '%s' is every entry's own and has no default")
                self.problem(Code.FIELD, message % field, marks.find((field,)), self.name)
        shared = {field: value for field, value in defaults.items() if field not in {'key', 'title', KIND}}
        self.kind_read = self.kind
        self.defaults, _wrong = self.values(self.kind.shape, shared, marks, ())
        self.default_lines = self.lines

    def kind_of(self, item: dict[str, Any], marks: yaml_load.Marks) -> KindOf | None:
        """The kind that an item names; `None` if it names one that there is not."""
        name = item.get(KIND)
        if name is None:
            return self.kind
        if not isinstance(name, str):
            self.value(TEXT.one(KIND), name, marks.inner[KIND], marks.find((KIND,)), (KIND,))
            return None
        kinds = self.registry.kinds
        if name in kinds:
            return kinds[name]
        unnamed = self.registry.unnamed_kinds()
        if name in unnamed:
            message = __("field 'kind': '%(kind)s' belongs to the vocabulary '%(name)s' (add it to chronicle_vocabularies)")
            self.problem(Code.VALUE, message % {'kind': name, 'name': unnamed[name]}, marks.find((KIND,)), self.name)
            return None
        hint = did_you_mean(name, kinds) or ' ' + __('(the kinds are: %s)') % ', '.join(kinds)
        message = __("field 'kind': there is no kind '%(kind)s'%(hint)s") % {'kind': name, 'hint': hint}
        self.problem(Code.VALUE, message, marks.find((KIND,)), self.name)
        return None

    def items(self, values: list[Any], marks: yaml_load.Marks, *, twice: bool) -> None:
        """Read the items of a list."""
        for index, value in enumerate(values):
            self.item(value, marks.inner[index], twice=twice)

    def item(self, item: Any, marks: yaml_load.Marks, *, twice: bool) -> None:
        """Read one item."""
        self.count += 1
        if not isinstance(item, dict):
            message = __("an entry must be a mapping (write 'key: …', 'title: …', 'date: …')")
            self.problem(Code.YAML, message, marks.line, self.called({}))
            return
        self.name = name = self.called(item)
        if twice:
            self.note_twice(marks, name)
        kind = self.kind_of(item, marks)
        if kind is None:
            return
        key = item.get('key')
        if isinstance(key, str) and key in self.seen:
            message = __('the key is taken by the entry in line %d (choose another, or delete one of them)')
            self.problem(Code.DUPLICATE, message % self.places(self.seen[key])[1], marks.find(('key',)), name)
            return
        before = len(self.records)
        data = {field: value for field, value in item.items() if field != KIND} if KIND in item else item
        self.record(kind, data, marks, name, self.inherited(kind))
        if len(self.records) > before:
            for path, line in self.default_lines.items():
                if path[0] not in item and path[0] in self.records[-1].record.given:
                    self.lines.setdefault(path, line)
            if isinstance(key, str):
                self.seen[key] = marks.find(('key',))

    def inherited(self, kind: KindOf) -> dict[str, Any]:
        """The defaults that a kind can have."""
        if kind is self.kind:
            return self.defaults
        mine = self.kind.by_name
        return {name: value for name, value in self.defaults.items() if kind.by_name.get(name) is mine[name]}

    def called(self, item: dict[str, Any]) -> str:
        """What problems call an entry: its key, else its title, else its number."""
        for field in ('key', 'title'):
            value = item.get(field)
            if isinstance(value, str) and value.strip():
                value = value.strip()
                kind = item.get(KIND)
                name = kind if isinstance(kind, str) else self.kind.name
                return record_name(name, value if len(value) <= 60 else value[:59] + '…')
        return f'{self.kind.name} {self.count}'

    # -- recovery -------------------------------------------------------------------------------------------------------

    def recover(self, text: str, error: yaml_load.UnreadableError) -> None:
        """Read each item by itself."""
        layout = _Layout([], [], []) if error.final else _layout(text.split('\n'))
        if not 0 < len(layout.items) <= MAX_ITEMS:
            self.problem(Code.YAML, error.message, error.line)
            return
        problems = len(self.problems)
        self.recover_head(layout.head)
        for line in layout.documents:
            message = __("a second document begins here (remove the line '---'; one file is one list)")
            self.problem(Code.YAML, message, line)
        for start, lines in layout.items:
            self.recover_item(start, lines)
        if len(self.problems) == problems:
            # Every item is sound by itself: the fault lies between them.
            self.problem(Code.YAML, error.message, error.line)

    def recover_head(self, lines: list[str]) -> None:
        """Take the defaults from what is around the items."""
        try:
            tree = yaml_load.parse('\n'.join(lines))
        except yaml_load.UnreadableError as error:
            self.problem(Code.YAML, error.message, error.line)
            return
        if tree and isinstance(tree.value, dict):
            self.head({'entries': [], **tree.value}, tree.marks)
        elif tree and tree.value is not None:
            self.problem(Code.YAML, __("this is neither 'defaults', 'entries' nor an item '- …' (remove it)"), tree.marks.line)

    def recover_item(self, start: int, lines: list[str]) -> None:
        """Read one item that begins in a line (0-based) of the file."""
        try:
            tree = yaml_load.parse('\n'.join(lines), start)
        except yaml_load.UnreadableError as error:
            self.count += 1
            keys = (re.match(r'[- \t]*key:[ \t]*["\']?([^\s"\'#]+)', line) for line in lines)
            key = next((match[1] for match in keys if match and is_key(match[1])), None)
            name = record_name(self.kind.name, key) if key else f'{self.kind.name} {self.count}'
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
            # Only a list under `entries` is the list of entries; lists among the defaults are not.
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
