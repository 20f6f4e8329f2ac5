"""Reading a file of entries: whole where it can be, else item by item.

A slip costs the item it is in, whose key is kept. Each problem keeps its line in the whole file.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from . import slips, yaml_load
from .fields import Shape
from .i18n import __
from .notation import YAML, BadItem, Notation
from .problems import Code, did_you_mean
from .reader import Path_, Places, Reading, RecordReader
from .record import record_name
from .registry import KindOf, Registry
from .types import TEXT, key_of
from .yaml_faults import open_quote

#: Most entries of a file that are read one by one when the file as a whole cannot be read.
MAX_ITEMS = 50_000

#: The field of an item that names its kind, where it is no entry.
KIND = 'kind'

#: The member of a file by which editors find its JSON Schema.
SCHEMA = '$schema'


def read_entries(text: str, places: Places, registry: Registry) -> Reading:
    """Read a list of entries, or a mapping with `defaults` and `entries`.

    An item is of the kind `entry` unless its field `kind` names another.
    """
    text = yaml_load.clean(text)
    reader = EntriesReader(places, registry)
    try:
        tree = yaml_load.parse(text)
    except yaml_load.UnreadableError as error:
        reader.recover(error, None if error.final else reader.cut(text))
        return reader.reading()
    reader.read(tree)
    if reader.problems:
        # A lost dash pours an entry into the one before it, and none of that is a syntax error.
        layout = reader.cut(text)
        if len(layout.pieces) > reader.count:
            again = EntriesReader(places, registry)
            again.recover(None, layout)
            # Where the pieces are sound, they are not what is wrong.
            reader = again if again.problems else reader
    return reader.reading()


class EntriesReader(RecordReader):
    """Reads entries one after the other; the first of two with the same key counts."""

    def __init__(self, places: Places, registry: Registry, notation: Notation = YAML) -> None:
        super().__init__(places, notation)
        self.registry = registry
        self.kind = registry.kinds['entry']
        self.defaults: dict[str, Any] = {}
        self.default_lines: dict[Path_, int] = {}
        self.seen: dict[str, int] = {}
        self.count = 0

    def read(self, tree: yaml_load.Tree | None) -> None:
        """Read a whole file."""
        if tree is None or tree.value is None:
            self.problem(Code.YAML, __('there are no entries (%s)') % __(self.notation.records), 0)
            return
        value, marks = tree.value, tree.marks
        if isinstance(value, dict):
            value, marks = self.head(value, marks)
        if not isinstance(value, list):
            self.problem(Code.YAML, __('the entries must be a list (%s)') % __(self.notation.records), marks.line)
            return
        self.items(value, marks, odd=tree.odd)

    # -- the parts of a file --------------------------------------------------------------------------------------------

    def head(self, value: dict[str, Any], marks: yaml_load.Marks) -> tuple[Any, yaml_load.Marks]:
        """Take the defaults, and return what is under `entries`."""
        if 'entries' not in value and ('key' in value or 'title' in value):
            self.problem(Code.YAML, __(self.notation.single), marks.line)
            return [value], yaml_load.Marks(marks.line, {0: marks})
        for name in marks.key_lines:
            if name not in {'defaults', 'entries', SCHEMA}:
                hint = did_you_mean(name, ('defaults', 'entries'))
                message = __("unknown field '%(field)s'%(hint)s: a file holds 'defaults' and 'entries', or a list of entries")
                self.problem(Code.FIELD, message % {'field': name, 'hint': hint}, marks.find((name,)))
        self.note_odd(yaml_load.Marks(marks.line, twice=marks.twice), '')
        defaults = value.get('defaults', {})
        if isinstance(defaults, dict):
            self.take_defaults(defaults, marks.inner.get('defaults', yaml_load.Marks(marks.line)))
        else:
            message = __("field '%(field)s': %(what)s")
            what = __('expected a mapping (%s)') % __(self.notation.mapping)
            self.problem(Code.VALUE, message % {'field': 'defaults', 'what': what}, marks.find(('defaults',)))
        return value.get('entries', []), marks.inner.get('entries', marks)

    def take_defaults(self, defaults: dict[str, Any], marks: yaml_load.Marks) -> None:
        """Read the defaults once, so that a mistake in them is not reported for every entry."""
        self.name, self.lines = __('defaults'), {}
        if marks.twice:
            self.note_odd(marks, self.name)
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

    def items(self, values: list[Any], marks: yaml_load.Marks, *, odd: bool) -> None:
        """Read the items of a list."""
        for index, value in enumerate(values):
            if (
                isinstance(value, dict)
                and len(value) == 1
                and 'key' in value
                and self.is_same_key(value, values[index + 1 : index + 2])
            ):
                message = __("the line '- key: …' is there twice (delete one of them)")
                self.problem(Code.DUPLICATE, message, marks.inner[index].line, self.called(value))
                continue
            if isinstance(value, BadItem):
                self.lose(value.message, marks.inner[index].line, value.said)
                continue
            before = len(self.records)
            self.item(value, marks.inner[index], odd=odd)
            if len(self.records) == before:
                self.broken.update(ids_in(value, self.registry.id_fields))

    @staticmethod
    def is_same_key(value: dict[str, Any], rest: list[Any]) -> bool:
        """Whether the next item begins with the one line that an item is."""
        return bool(rest) and isinstance(rest[0], dict) and value.items() < rest[0].items()

    def item(self, item: Any, marks: yaml_load.Marks, *, odd: bool) -> None:
        """Read one item."""
        self.count += 1
        if not isinstance(item, dict):
            message = __('an entry must be a mapping (%s)') % __(self.notation.record)
            self.problem(Code.YAML, message, marks.line, self.called({}))
            return
        self.name = name = self.called(item)
        if odd:
            self.note_odd(marks, name)
        kind = self.kind_of(item, marks)
        key = item.get('key')
        if kind is None:
            if isinstance(key, str):
                self.broken.add(key)
            return
        if isinstance(key, str) and key in self.seen:
            message = __('the key is taken by the entry in line %d (give the newer one another key, or delete one of them)')
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

    def called(self, item: Mapping[str, Any]) -> str:
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

    def cut(self, text: str) -> slips.Layout:
        """The pieces of a file by its lines."""
        shapes = (found.type for kind in self.registry.kinds.values() for found in kind.shape.fields)
        key_is_inner = any(isinstance(shape, Shape) and 'key' in shape.by_name for shape in shapes)
        return slips.cut(text.split('\n'), self.kind.by_name.keys(), key_is_inner=key_is_inner)

    def recover(self, error: yaml_load.UnreadableError | None, layout: slips.Layout | None) -> None:
        """Read each item by itself."""
        if layout is None or not 0 < len(layout.pieces) <= MAX_ITEMS:
            if error:
                self.problem(Code.YAML, error.message, error.line)
            return
        problems = len(self.problems)
        self.recover_head(layout.head)
        said_by = {piece.start: piece.said for piece in layout.pieces} if layout.remarks else {}
        for remark in layout.remarks:
            piece = layout.piece_at(remark.line)
            said = (said_by[piece.start] if piece else {}) if remark.about is None else remark.about
            self.problem(Code.YAML, remark.message, remark.line, self.called(said) if said else '')
        self.broken |= layout.keys
        for piece in layout.pieces:
            self.recover_item(piece)
        if error and len(self.problems) == problems:
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

    def recover_item(self, piece: slips.Piece) -> None:
        """Read one item."""
        start, lines = piece.start, piece.lines
        message, line = piece.slip, start
        if not message:
            try:
                tree = yaml_load.parse('\n'.join(lines), start)
            except yaml_load.UnreadableError as error:
                message, line = error.message, min(max(error.line, start), start + len(lines) - 1)
                if piece.open_quote is not None:
                    message, line = open_quote(), piece.open_quote
            else:
                if tree and isinstance(tree.value, list):
                    self.items(tree.value, tree.marks, odd=tree.odd)
                return
        self.lose(message, line, piece.said)
        # Links and relations name its parts by their ids.
        self.broken.update(slips.values_in(piece.lines, self.registry.id_fields))

    def lose(self, message: str, line: int, said: Mapping[str, str]) -> None:
        """Report an item that cannot be read, and keep its key as one that is written there."""
        self.count += 1
        self.problem(Code.YAML, message, line, self.called(said))
        key = said.get('key') or key_of(said.get('title', ''))
        if key:
            self.broken.add(key)


def ids_in(value: Any, names: Container[str]) -> Iterator[str]:
    """Yield the ids in a text tree, which some fields have."""
    if isinstance(value, dict):
        yield from (one for name, one in value.items() if name in names and isinstance(one, str))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from ids_in(inner, names)
