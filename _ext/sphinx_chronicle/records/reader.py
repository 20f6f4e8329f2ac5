"""From YAML text to records, with every problem found and every other record kept.

A wrong value costs that value, a wrong field that field, a syntax error the item it stands in. The reader never raises
for what an author wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from . import yamltree
from .messages import __
from .model import KINDS, Model, is_key, slug
from .problems import Code, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from .model import AnyRecord, Checkpoint, Subset

    #: Tells where a line of a text (0-based) stands: path and 1-based line.
    Places = Callable[[int], tuple[str, int]]

#: Largest file that is read, in bytes. Ten thousand entries take about five megabytes.
MAX_FILE_SIZE = 16 * 1024 * 1024

_RELATIONS = ('related', 'derived_from', 'trained_on', 'used_by', 'members', 'generated_with', 'license')


@dataclass(frozen=True, slots=True)
class Declared:
    """A record and the place it was declared.

    :ivar path: file, relative to the source folder, with forward slashes.
    :ivar line: 1-based line of its first field.
    :ivar lines: 1-based lines of the values that are checked once all records are known, by their path within the
        record, such as ``('checkpoints', 2, 'derived_from', 0)``.
    :ivar summary_line: 1-based line of the first line of the summary.
    """

    record: AnyRecord
    path: str
    line: int
    lines: Mapping[tuple[str | int, ...], int] = field(default_factory=dict)
    summary_line: int = 0

    @property
    def name(self) -> str:
        """What problems call it: ``entry 'nemotron-h'``."""
        return record_name(self.record.kind, self.record.key)

    def line_of(self, *path: str | int) -> int:
        """The line of a value, as far as it is kept, else of the record."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return self.line


@dataclass(slots=True)
class Reading:
    """What a text gave: the records, and the problems in the order of their lines."""

    records: list[Declared] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def record_name(kind: str, key: str) -> str:
    """What problems call a record."""
    return f"{kind} '{key}'"


def file_places(path: str) -> Places:
    """The places of the lines of a whole file."""
    return lambda index: (path, index + 1)


def read_text(file: Path, path: str) -> str | Problem:
    """The text of a UTF-8 file, or what keeps it from being read.

    :param path: the name by which problems call the file.
    """
    try:
        if file.stat().st_size > MAX_FILE_SIZE:
            message = __('the file is larger than %d MB (split it)') % (MAX_FILE_SIZE // 2**20)
            return Problem(Code.FILE, message, path, 1)
        data = file.read_bytes()
    except OSError as error:
        return Problem(Code.FILE, __('the file cannot be read: %s') % (error.strerror or error), path, 1)
    try:
        return data.decode('utf-8')
    except UnicodeDecodeError as error:
        line = data.count(b'\n', 0, error.start) + 1
        return Problem(Code.FILE, __('the file is not UTF-8 (save it in that encoding)'), path, line)


def read_entries(text: str, places: Places) -> Reading:
    """Read a list of entries, or a mapping with `defaults` and `entries`."""
    return _EntriesReader(places).read(text)


def read_record(text: str, places: Places, kind: str, key: str, title: str) -> Reading:
    """Read the one mapping of a dataset, an episode or a license.

    :param kind: the kind's name, a key of `KINDS`.
    :param key: the key, already checked.
    :param title: the title, which the page's heading gives.
    """
    reader = _Reader(places, kind)
    name = record_name(kind, key)
    try:
        tree = yamltree.parse(yamltree.clean(text))
    except yamltree.UnreadableError as error:
        reader.problem(Code.YAML, error.message, error.line, name)
        tree = None
    value, marks = (tree.value, tree.marks) if tree else ({}, yamltree.Marks(0))
    if not isinstance(value, dict):
        reader.problem(Code.YAML, __("the body must be 'field: value' lines"), marks.line, name)
        value = {}
    reader.note_twice(tree.twice if tree else [], name)
    for given, by in (('key', __('the directive names the key')), ('title', __('the heading is the title'))):
        if given in value:
            reader.problem(
                Code.FIELD,
                __("field '%(field)s' does not belong here (%(why)s)") % {'field': given, 'why': by},
                marks.find((given,)),
                name,
            )
    reader.record({**value, 'key': key, 'title': title}, marks, name)
    return reader.reading()


class _Reader:
    """Turns text trees into records of one kind and collects the problems."""

    def __init__(self, places: Places, kind: str) -> None:
        self.places = places
        self.kind = kind
        self.model = KINDS[kind]
        self.records: list[Declared] = []
        self.problems: list[Problem] = []

    def reading(self) -> Reading:
        self.problems.sort(key=lambda problem: problem.line)
        return Reading(self.records, self.problems)

    def problem(self, code: Code, message: str, line: int, name: str = '') -> None:
        path, number = self.places(line)
        self.problems.append(Problem(code, message, path, number, name))

    def note_twice(self, twice: list[tuple[str, int, int]], name: str) -> None:
        for key, first, second in twice:
            message = __("field '%(field)s' is given twice, first in line %(line)d (keep one)")
            self.problem(Code.DUPLICATE, message % {'field': key, 'line': self.places(first)[1]}, second, name)

    def record(self, data: dict[str, Any], marks: yamltree.Marks, name: str) -> None:
        """Validate a mapping, taking out what is wrong, until the rest is a record."""
        # What an error is reported about is taken out. Where that leaves a mapping without something it needs, the
        # consequence is not a second mistake: mappings that lost a value are remembered by identity.
        thinned: set[int] = set()
        while True:
            try:
                record = self.model.model_validate(data)
                break
            except ValidationError as error:
                details = error.errors(include_url=False)
            for detail in details:
                if id(_at(data, _culprit(detail))) not in thinned:
                    self.report(detail, data, marks, name)
            # From the back, so that the places of list items stay true.
            for path in sorted({_culprit(detail) for detail in details}, key=_from_the_back):
                if not _take_out(data, marks, path, thinned):
                    return
        if record.kind == 'entry' and record.date is None and id(data) not in thinned:
            self.problem(Code.FIELD, __("field 'date' is missing (a year is enough: 'date: 2025')"), marks.line, name)
        self.check_notes(record, marks, name)
        self.records.append(self.declared(record, marks))

    def declared(self, record: AnyRecord, marks: yamltree.Marks) -> Declared:
        path, line = self.places(marks.line)
        lines = {place: self.places(marks.find(place))[1] for place in _relation_places(record)}
        summary = marks.inner.get('summary')
        summary_line = self.places(summary.line + summary.block)[1] if summary else 0
        return Declared(record, path, line, lines, summary_line)

    def check_notes(self, record: AnyRecord, marks: yamltree.Marks, name: str) -> None:
        """A note must be about a field that the record can have."""
        holders: list[tuple[AnyRecord | Checkpoint | Subset, tuple[str | int, ...]]] = [(record, ())]
        for part in ('checkpoints', 'subsets'):
            holders += [(holder, (part, index)) for index, holder in enumerate(getattr(record, part, ()))]
        for holder, where in holders:
            for index, note in enumerate(holder.notes):
                fields = type(holder).model_fields
                if note.about not in fields:
                    message = __("a note is about '%(field)s', which is no field%(hint)s")
                    hint = did_you_mean(note.about, fields)
                    line = marks.find((*where, 'notes', index, 'about'))
                    self.problem(Code.FIELD, message % {'field': note.about, 'hint': hint}, line, name)

    def report(self, detail: ErrorDetails, data: dict[str, Any], marks: yamltree.Marks, name: str) -> None:
        path = tuple(detail['loc'])
        line = marks.find(path)
        field_name = next((step for step in reversed(path) if isinstance(step, str) and step != 'ref'), '')
        kind = detail['type']
        if kind == 'extra_forbidden':
            fields = _model_at(self.model, path[:-1]).model_fields
            message = __("unknown field '%(field)s'%(hint)s") % {
                'field': path[-1],
                'hint': did_you_mean(str(path[-1]), fields) or ' ' + __('(the fields are: %s)') % ', '.join(fields),
            }
            self.problem(Code.FIELD, message, line, name)
        elif kind == 'missing':
            if path == ('key',):
                proposal = slug(str(data.get('title', ''))) or 'a-short-name'
                self.problem(Code.KEY, __("field 'key' is missing (add 'key: %s')") % proposal, marks.line, name)
            else:
                message = __("field '%(field)s' is missing%(where)s")
                where = __(" in '%s'") % path[0] if len(path) > 1 else ''
                self.problem(Code.FIELD, message % {'field': field_name, 'where': where}, line, name)
        else:
            code = Code(kind) if kind in {code.value for code in Code} else Code.VALUE
            self.problem(code, __("field '%(field)s': %(what)s") % {'field': field_name, 'what': _what(detail)}, line, name)


def _what(detail: ErrorDetails) -> str:
    """What is wrong with a value, and what would be right."""
    context = detail.get('ctx', {})
    value = detail['input']
    if 'message' in context:
        return str(context['message'])
    match detail['type']:
        case 'literal_error':
            expected = str(context['expected'])
            hint = did_you_mean(value, re.findall(r"'([^']+)'", expected)) if isinstance(value, str) else ''
            return __("'%(value)s' is not one of %(expected)s%(hint)s") % {'value': value, 'expected': expected, 'hint': hint}
        case 'tuple_type':
            example = f'[{value}]' if isinstance(value, str) else '- …'
            return __('expected a list (write %s)') % example
        case 'model_type' | 'model_attributes_type' | 'dict_type':
            return __("expected a mapping (write 'field: value' lines)")
    return detail['msg']


def _model_at(model: type[Model], path: tuple[Any, ...]) -> type[Model]:
    """The model of the mapping at a path within a record."""
    for step in path:
        if isinstance(step, str):
            model = next(iter(_models_in(model.model_fields[step].annotation)), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for argument in getattr(annotation, '__args__', ()):
        yield from _models_in(argument)


def _culprit(detail: ErrorDetails) -> tuple[Any, ...]:
    """Path of the value an error is about; of the mapping where one of its fields is missing."""
    path = tuple(detail['loc'])
    return path[:-1] if detail['type'] == 'missing' else path


def _from_the_back(path: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sorts paths so that deeper ones and later list items come first."""
    return (*tuple((0, -step) if isinstance(step, int) else (1, step) for step in path), (2,))


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    """The value at a path; the innermost one there is, where the path goes on into a short form."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
    return data


def _take_out(data: dict[str, Any], marks: yamltree.Marks, path: tuple[Any, ...], thinned: set[int]) -> bool:
    """Take the innermost value there is at `path` out of the tree and its marks.

    :returns: whether a record is left; not so without its key or title.
    """
    if not path or path in {('key',), ('title',)}:
        return False
    holder: Any = data
    for depth, step in enumerate(path):
        inner = holder[step] if _holds(holder, step) else None
        if depth + 1 < len(path) and _holds(inner, path[depth + 1]):
            holder, marks = inner, marks.inner[step]
            continue
        if _holds(holder, step):
            del holder[step]
            thinned.add(id(holder))
            if isinstance(holder, list):
                marks.inner = {index - (index > step): mark for index, mark in marks.inner.items() if index != step}
        return True
    return True


def _holds(holder: Any, step: Any) -> bool:
    if isinstance(holder, dict):
        return step in holder
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)


def _relation_places(record: AnyRecord) -> Iterator[tuple[str | int, ...]]:
    """Paths of the values that name other records."""
    for name in _RELATIONS:
        for index in range(len(getattr(record, name, ()))):
            yield name, index
    for part in ('checkpoints', 'subsets'):
        for number, holder in enumerate(getattr(record, part, ())):
            for name in ('license', 'derived_from'):
                for index in range(len(getattr(holder, name, ()))):
                    yield part, number, name, index
    for index in range(len(record.aliases)):
        yield 'aliases', index


class _EntriesReader(_Reader):
    """Reads a file of entries, item by item where it cannot be read whole."""

    def __init__(self, places: Places) -> None:
        super().__init__(places, 'entry')
        self.defaults: dict[str, Any] = {}
        self.default_marks = yamltree.Marks(0)
        self.seen: dict[str, int] = {}
        self.count = 0

    def read(self, text: str) -> Reading:
        try:
            text = yamltree.clean(text)
        except yamltree.UnreadableError as error:
            self.problem(Code.YAML, error.message, error.line)
            return self.reading()
        try:
            tree = yamltree.parse(text)
        except yamltree.UnreadableError as error:
            self.recover(text, error)
        else:
            if tree is None or tree.value is None:
                self.problem(Code.YAML, __("there are no entries (begin each with '- key: …')"), 0)
            else:
                self.whole(tree)
        return self.reading()

    def whole(self, tree: yamltree.Tree) -> None:
        value, marks = tree.value, tree.marks
        if isinstance(value, dict):
            value, marks = self.head(value, marks)
        if not isinstance(value, list):
            self.problem(Code.YAML, __("the entries must be a list (begin each with '- key: …')"), marks.line)
            return
        starts = [marks.inner[index].line for index in range(len(value))]
        twice: dict[int, list[tuple[str, int, int]]] = {}
        for item in tree.twice:
            twice.setdefault(sum(start <= item[2] for start in starts) - 1, []).append(item)
        for index, item in enumerate(value):
            self.item(item, marks.inner[index], twice.get(index, []))
        self.note_twice(twice.get(-1, []), '')

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
        defaults = value.get('defaults', {})
        if isinstance(defaults, dict):
            self.take_defaults(defaults, marks.inner.get('defaults', marks))
        else:
            self.problem(
                Code.VALUE, __("field 'defaults': expected a mapping (write 'field: value' lines)"), marks.find(('defaults',))
            )
        return value.get('entries', []), marks.inner.get('entries', marks)

    def take_defaults(self, defaults: dict[str, Any], marks: yamltree.Marks) -> None:
        """Check the defaults once, so that a mistake in them is not said of every entry."""
        probe = {'key': 'defaults', 'title': 'defaults', 'date': '2000', **defaults}
        for name in ('key', 'title'):
            if name in defaults:
                message = __("field '%s' is every entry's own and has no default")
                self.problem(Code.FIELD, message % name, marks.find((name,)), __('defaults'))
                probe[name] = 'defaults'
        trial = _Reader(self.places, self.kind)
        trial.record(probe, marks, __('defaults'))
        self.problems += trial.problems
        wrong = {problem.line for problem in trial.problems}
        self.defaults = {
            name: value
            for name, value in defaults.items()
            if name not in {'key', 'title'} and self.places(marks.find((name,)))[1] not in wrong
        }
        self.default_marks = marks

    def item(self, item: Any, marks: yamltree.Marks, twice: list[tuple[str, int, int]]) -> None:
        self.count += 1
        if not isinstance(item, dict):
            message = __("an entry must be a mapping (write 'key: …', 'title: …', 'date: …')")
            self.problem(Code.YAML, message, marks.line, self.called({}))
            return
        name = self.called(item)
        self.note_twice(twice, name)
        key = item.get('key')
        if isinstance(key, str) and key in self.seen:
            message = __('the key is taken by the entry in line %d (choose another, or delete one of them)')
            self.problem(Code.DUPLICATE, message % self.places(self.seen[key])[1], marks.find(('key',)), name)
            return
        if self.defaults:
            for field_name in self.defaults.keys() - item.keys():
                marks.inner[field_name] = self.default_marks.inner[field_name]
                marks.key_lines[field_name] = self.default_marks.key_lines[field_name]
            item = {**self.defaults, **item}
        before = len(self.records)
        self.record(item, marks, name)
        if len(self.records) > before and isinstance(key, str):
            self.seen[key] = marks.find(('key',))

    def called(self, item: dict[str, Any]) -> str:
        """What problems call an entry: its key, else its title, else its number."""
        for name in ('key', 'title'):
            value = item.get(name)
            if isinstance(value, str) and value.strip():
                value = value.strip()
                return record_name(self.kind, value if len(value) <= 60 else value[:59] + '…')
        return __('entry %d') % self.count

    def recover(self, text: str, error: yamltree.UnreadableError) -> None:
        """Read each item by itself: a syntax error costs the item it stands in."""
        lines = text.split('\n')
        head, starts = _item_starts(lines)
        if not starts:
            self.problem(Code.YAML, error.message, error.line)
            return
        first_problem = len(self.problems)
        if head.strip():
            self.recover_head(head)
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            chunk = '\n'.join(lines[start:end])
            try:
                # Empty lines in front give every mark its line in the whole text.
                tree = yamltree.parse('\n' * start + chunk)
            except yamltree.UnreadableError as wrong:
                self.count += 1
                match = re.search(r'^[-\s]*key:[ \t]*["\']?([^\s"\'#]+)', chunk, re.MULTILINE)
                name = record_name(self.kind, match[1]) if match and is_key(match[1]) else __('entry %d') % self.count
                self.problem(Code.YAML, wrong.message, min(max(wrong.line, start), end - 1), name)
                continue
            if tree and isinstance(tree.value, list):
                for index, item in enumerate(tree.value):
                    self.item(item, tree.marks.inner[index], tree.twice if index == 0 else [])
        if len(self.problems) == first_problem:
            # Every item is sound by itself: the fault lies between them.
            self.problem(Code.YAML, error.message, error.line)

    def recover_head(self, head: str) -> None:
        try:
            tree = yamltree.parse(head)
        except yamltree.UnreadableError as wrong:
            self.problem(Code.YAML, wrong.message, wrong.line)
            return
        if tree and isinstance(tree.value, dict):
            self.head({'entries': [], **tree.value}, tree.marks)


def _item_starts(lines: list[str]) -> tuple[str, list[int]]:
    """What stands before the list of entries, and the lines its items begin in."""
    first = 0
    for index, line in enumerate(lines):
        if re.match(r'entries[ \t]*:', line):
            first = index + 1
            break
        if re.match(r'-(\s|$)', line):
            break
    dash = None
    starts = []
    for index in range(first, len(lines)):
        match = re.match(r'( *)-(?:\s|$)', lines[index])
        if match:
            dash = dash if dash is not None else len(match[1])
            if len(match[1]) == dash:
                starts.append(index)
    return '\n'.join(lines[:first]), starts
