"""From YAML text to records, with every problem found and every other record kept.

A wrong value costs that value, a wrong field that field, a syntax error the item it stands in. The reader never raises
for what an author wrote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from . import yaml_load as yamltree
from .i18n import N_, __, ngettext
from .model import KINDS, Model, part_id
from .problems import Code, Problem, did_you_mean, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from .model import AnyRecord, Checkpoint, Subset

    #: Tells where a line of a text (0-based) stands: path and 1-based line.
    Places = Callable[[int], tuple[str, int]]

#: Largest file that is read, in bytes. Ten thousand entries take about five megabytes.
MAX_FILE_SIZE = 16 * 1024 * 1024

#: Most problems of one text that are told one by one.
MAX_PROBLEMS = 1000

#: Fields whose items are models that name records.
_PARTS = ('checkpoints', 'subsets')

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


_NAMES = {
    'entry': N_("entry '%s'"),
    'dataset': N_("dataset '%s'"),
    'episode': N_("episode '%s'"),
    'license': N_("license '%s'"),
}


def record_name(kind: str, key: str) -> str:
    """What problems call a record."""
    return __(_NAMES[kind]) % key


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


def read_record(text: str, places: Places, kind: str, key: str, title: str) -> Reading:
    """Read the one mapping of a dataset, an episode or a license.

    :param kind: the kind's name, a key of `KINDS`.
    :param key: the key, already checked.
    :param title: the title, which the page's heading gives.
    """
    reader = RecordReader(places, kind)
    name = record_name(kind, key)
    try:
        tree = yamltree.parse(yamltree.clean(text))
    except yamltree.UnreadableError as error:
        reader.problem(Code.YAML, error.message, error.line, name)
        tree = None
    value, marks = (tree.value, tree.marks) if tree and tree.value is not None else ({}, yamltree.Marks(0))
    if not isinstance(value, dict):
        reader.problem(Code.YAML, __("the body must be 'field: value' lines"), marks.line, name)
        value = {}
    reader.note_twice(marks, name)
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


class RecordReader:
    """Turns text trees into records of one kind and collects the problems."""

    def __init__(self, places: Places, kind: str) -> None:
        self.places = places
        self.kind = kind
        self.model = KINDS[kind]
        self.records: list[Declared] = []
        self.problems: list[Problem] = []
        self.untold = 0

    def reading(self) -> Reading:
        self.problems.sort(key=lambda problem: problem.line)
        if self.untold:
            last = self.problems[-1]
            message = ngettext(
                'there is %d more problem here (mend these first)',
                'there are %d more problems here (mend these first)',
                self.untold,
            )
            self.problems.append(Problem(Code.YAML, message % self.untold, last.path, last.line))
        return Reading(self.records, self.problems)

    def problem(self, code: Code, message: str, line: int, name: str = '') -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            self.untold += 1
            return
        path, number = self.places(line)
        self.problems.append(Problem(code, shortened(message), path, number, name))

    def note_twice(self, marks: yamltree.Marks, name: str) -> None:
        for key, first, second in marks.all_twice():
            message = __("field '%(field)s' is given twice, first in line %(line)d (keep one)")
            self.problem(Code.DUPLICATE, message % {'field': key, 'line': self.places(first)[1]}, second, name)

    def record(self, data: dict[str, Any], marks: yamltree.Marks, name: str, inherited: Collection[str] = ()) -> None:
        """Validate a mapping, taking out of it what is wrong, until the rest is a record.

        :param inherited: fields that were checked already, with the defaults of the file.
        """
        dated = 'date' in data
        # What an error is reported about is taken out. Where that leaves a mapping without something it needs, the
        # consequence is not a second mistake: mappings that lost a value are remembered by identity.
        thinned: set[int] = set()
        shortened: dict[int, yamltree.Marks] = {}
        while True:
            try:
                record = self.model.model_validate(data)
                break
            except ValidationError as error:
                details = error.errors(include_url=False)
            for detail in details:
                if id(_at(data, _culprit(data, detail))) not in thinned:
                    self.report(detail, data, marks, name)
            # From the back, so that the places of list items stay true.
            for path in sorted({_culprit(data, detail) for detail in details}, key=_from_the_back):
                if not _take_out(data, marks, path, thinned, shortened):
                    return
            for short in shortened.values():
                short.inner = dict(enumerate(inner for _index, inner in sorted(short.inner.items())))
            shortened.clear()
        if record.kind == 'entry' and record.date is None and not dated:
            self.problem(Code.FIELD, __("field 'date' is missing (a year is enough: 'date: 2025')"), marks.line, name)
        self.check_notes(record, marks, name, inherited)
        self.records.append(self.declared(record, marks))

    def declared(self, record: AnyRecord, marks: yamltree.Marks) -> Declared:
        path, line = self.places(marks.line)
        lines = {place: self.places(marks.find(place))[1] for place in _relation_places(record)}
        summary = marks.inner.get('summary')
        summary_line = self.places(summary.line + summary.block)[1] if summary else 0
        return Declared(record, path, line, lines, summary_line)

    def check_notes(self, record: AnyRecord, marks: yamltree.Marks, name: str, inherited: Collection[str]) -> None:
        """A note must be about a field that the record can have."""
        holders: list[tuple[AnyRecord | Checkpoint | Subset, tuple[str | int, ...]]] = []
        if 'notes' not in inherited:
            holders.append((record, ()))
        for part in _relation_fields(type(record))[1]:
            if part in inherited:
                continue
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
        path = _as_written(data, tuple(detail['loc']))
        line = marks.find(path)
        field_name = next((step for step in reversed(path) if isinstance(step, str) and step != 'ref'), '')
        kind = detail['type']
        if kind == 'extra_forbidden':
            fields = _model_at(self.model, tuple(detail['loc'])[:-1]).model_fields
            message = __("unknown field '%(field)s'%(hint)s") % {
                'field': path[-1],
                'hint': did_you_mean(str(path[-1]), fields) or ' ' + __('(the fields are: %s)') % ', '.join(fields),
            }
            self.problem(Code.FIELD, message, line, name)
        elif kind == 'missing':
            if path == ('key',):
                proposal = part_id(str(data.get('title', 'a short name')))
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
            expected = expected.replace(' or ', __(' or '))
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


def _as_written(data: Any, path: tuple[Any, ...]) -> tuple[Any, ...]:
    """A path within the model as one within the text, where a list may be written as its only item."""
    steps = []
    for step in path:
        if isinstance(step, int) and not isinstance(data, list):
            continue
        steps.append(step)
        data = data[step] if _holds(data, step) else None
    return tuple(steps)


def _culprit(data: Any, detail: ErrorDetails) -> tuple[Any, ...]:
    """Path of the value an error is about; of the mapping where one of its fields is missing."""
    path = tuple(detail['loc'])
    return _as_written(data, path[:-1] if detail['type'] == 'missing' else path)


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


def _take_out(
    data: dict[str, Any],
    marks: yamltree.Marks,
    path: tuple[Any, ...],
    thinned: set[int],
    shortened: dict[int, yamltree.Marks],
) -> bool:
    """Take the innermost value there is at `path` out of the tree and its marks.

    :param shortened: takes the marks of lists that lost an item; the others keep their numbers until all are taken out.
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
        if _holds(holder, step) and (isinstance(holder, dict) or step in marks.inner):
            del holder[step]
            thinned.add(id(holder))
            if isinstance(holder, list):
                del marks.inner[step]
                shortened[id(marks)] = marks
        return True
    return True


def _holds(holder: Any, step: Any) -> bool:
    if isinstance(holder, dict):
        return step in holder
    return isinstance(holder, list) and isinstance(step, int) and step < len(holder)


@cache
def _relation_fields(model: type[Model]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Fields of a model that name other records, and those whose items have such fields."""
    fields = model.model_fields
    return tuple(name for name in _RELATIONS if name in fields), tuple(name for name in _PARTS if name in fields)


def _relation_places(record: AnyRecord) -> Iterator[tuple[str | int, ...]]:
    """Paths of the values that name other records."""
    relations, parts = _relation_fields(type(record))
    for name in relations:
        for index in range(len(getattr(record, name))):
            yield name, index
    for part in parts:
        for number, holder in enumerate(getattr(record, part)):
            holder_class: type[Model] = type(holder)
            for name in _relation_fields(holder_class)[0]:
                for index in range(len(getattr(holder, name))):
                    yield part, number, name, index
    for index in range(len(record.aliases)):
        yield 'aliases', index
