"""From YAML text to records, with every problem found and every other record kept.

A wrong value costs that value, a wrong field that field, a syntax error the item it is in. The reader never raises
for what an author wrote.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from . import yaml_load
from .core import ABOUT, ALIASES, NOTE
from .cures import inside, unknown_field, wrong_choice
from .fields import Field, Item, Shape, Type
from .i18n import __, ngettext
from .kinds import REFERENCE
from .notation import YAML, Notation
from .problems import Code, Problem, did_you_mean, shortened
from .record import Declared, Record, record_name
from .registry import KindOf
from .slips import values_in
from .types import key_of
from .yaml_faults import prose_after

#: Where a line of a text (0-based) is: path and 1-based line.
Places = Callable[[int], tuple[str, int]]

#: Steps from a record to a value in it.
Path_ = tuple[str | int, ...]

#: Largest file that is read, in bytes. Ten thousand entries take about five megabytes.
MAX_FILE_SIZE = 16 * 1024 * 1024

#: Most problems of one text that are reported one by one.
MAX_PROBLEMS = 1000

#: Stands for a value that cannot be read.
_WRONG: Final = object()


@dataclass(slots=True)
class Reading:
    """What a text gave: the records, and the problems in the order of their lines, those of syntax first.

    :ivar broken: keys of records that are written there and could not be read. What names them is not wrong.
    """

    records: list[Declared] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


def file_places(path: str) -> Places:
    """The places of the lines of a whole file."""
    return lambda index: (path, index + 1)


def read_text(file: Path, path: str) -> str | Problem:
    """The text of a UTF-8 file, or what keeps it from being read.

    :param path: the name by which problems call the file.
    """
    try:
        about = file.stat()
        if not stat.S_ISREG(about.st_mode):
            return Problem(Code.FILE, __('this is no regular file (name a file)'), path, 1)
        if about.st_size > MAX_FILE_SIZE:
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


def read_record(text: str, places: Places, kind: KindOf, key: str, title: str) -> Reading:
    """Read the one mapping of a record that is a section of a page.

    :param key: the key, already checked.
    :param title: the title, which the page's heading gives.
    """
    reader = RecordReader(places)
    name = record_name(kind.name, key)
    text = yaml_load.clean(text)
    try:
        tree = yaml_load.parse(text)
    except yaml_load.UnreadableError as error:
        end = prose_after(text)
        message = __('the block with the fields is not closed before this text (close it above)') if end else error.message
        reader.problem(Code.YAML, message, end or error.line, name)
        tree = _parse_head(text, end) if end else None
        if tree is None:
            reader.broken.update(values_in(text.split('\n'), kind.id_fields))
    value, marks = (tree.value, tree.marks) if tree and tree.value is not None else ({}, yaml_load.Marks(0))
    if not isinstance(value, dict):
        reader.problem(Code.YAML, __("the body must be 'field: value' lines"), marks.line, name)
        value, marks = {}, yaml_load.Marks(marks.line)
    reader.note_odd(marks, name)
    for given, by in (('key', __('the directive names the key')), ('title', __('the heading is the title'))):
        if given in value:
            reader.problem(
                Code.FIELD,
                __("field '%(field)s' does not belong here (%(why)s)") % {'field': given, 'why': by},
                marks.find((given,)),
                name,
            )
            del value[given]
    reader.record(kind, value, marks, name, {'key': key, 'title': title})
    return reader.reading()


def _parse_head(text: str, end: int) -> yaml_load.Tree | None:
    """The fields above a line (0-based), if they can be read."""
    try:
        return yaml_load.parse('\n'.join(text.split('\n')[:end]))
    except yaml_load.UnreadableError:
        return None


class RecordReader:
    """Turns text trees into records and collects the problems."""

    def __init__(self, places: Places, notation: Notation = YAML) -> None:
        self.places = places
        self.notation = notation
        self.records: list[Declared] = []
        self.problems: list[Problem] = []
        self.broken: set[str] = set()
        self.untold = 0
        #: Of the record that is being read: what problems call it, and the lines of what names other records.
        self.name = ''
        self.lines: dict[Path_, int] = {}
        #: Lines (0-based) of what the notes are about that were read last.
        self.note_lines: list[int] = []
        self.kind_read: KindOf | None = None
        #: The names of the fields that it has.
        self.beside: Collection[str] = ()

    def reading(self) -> Reading:
        """What was read so far."""
        self.problems.sort(key=lambda problem: (problem.code is not Code.YAML, problem.line))
        if self.untold:
            last = self.problems[-1]
            message = ngettext(
                'there is %d more problem here (fix these first)',
                'there are %d more problems here (fix these first)',
                self.untold,
            )
            self.problems.append(Problem(Code.YAML, message % self.untold, last.path, last.line))
        return Reading(self.records, self.problems, self.broken - {declared.record.key for declared in self.records})

    def problem(self, code: Code, message: str, line: int, name: str = '', column: str = '') -> None:
        """Note a problem at a line (0-based) of the text, and in a column of a table."""
        if len(self.problems) >= MAX_PROBLEMS:
            self.untold += 1
            return
        path, number = self.places(line)
        self.problems.append(Problem(code, shortened(message), path, number, name, column))

    def note_odd(self, marks: yaml_load.Marks, name: str) -> None:
        """Note the fields that are given twice, and the texts that a comment cuts."""
        for inner in marks.walk():
            for key, first, second in inner.twice:
                message = __("field '%(field)s' is given twice, first in line %(line)d (keep one)")
                self.problem(Code.DUPLICATE, message % {'field': key, 'line': self.places(first)[1]}, second, name)
            if isinstance(inner, yaml_load.CutMarks):
                message = __(
                    "the text ends before ' #', which begins a comment (put the text in quotes; "
                    "where a comment is meant, a space after '#')"
                )
                self.problem(Code.VALUE, message, inner.line, name)

    # -- records ------------------------------------------------------------------------------------------------------

    def record(
        self, kind: KindOf, data: Mapping[str, Any], marks: yaml_load.Marks, name: str, known: Mapping[str, Any] | None = None
    ) -> None:
        """Read a mapping as a record, without what is wrong in it. There is none without a key or a title.

        :param known: values that were read before, such as the defaults of a file; those of the mapping itself go first.
        """
        self.name, self.lines = name, {}
        self.kind_read, self.beside = kind, data.keys()
        given, wrong = self.values(kind.shape, data, marks, ())
        missing = False
        key = given.get('key')
        for field_name in ('key', 'title'):
            if field_name not in given and not (known and field_name in known):
                missing = True
                if field_name in wrong:
                    continue
                line = marks.find((field_name,))
                if field_name == 'key':
                    key = self.miss_key(data.get('title'), line)
                else:
                    self.miss(kind.by_name[field_name], line)
        if missing:
            if key:
                self.broken.add(key)
            return
        if known:
            given = {**{name: value for name, value in known.items() if name not in data}, **given}
        for needed in kind.kind.needs:
            if needed not in given and needed not in wrong:
                self.miss(kind.by_name[needed], marks.find((needed,)))
        path, line = self.places(marks.line)
        summary = marks.inner.get('summary')
        summary_line = self.places(summary.line + summary.block)[1] if summary else 0
        usual = frozenset(name for name, value in (known or {}).items() if given.get(name) == value)
        self.records.append(Declared(Record(kind.name, given), path, line, self.lines, summary_line, usual))

    def miss_key(self, title: Any, line: int) -> str:
        """Note that a record has no key, and return the one that is proposed by its title."""
        key = (key_of(title) if isinstance(title, str) else '') or 'a-short-name'
        message = __("field 'key' is missing (add '%s')") % (self.notation.pair % ('key', key))
        self.problem(Code.KEY, message, line, self.name)
        return key

    def miss(self, missing: Field[Any], line: int, where: str = '') -> None:
        """Note that a field is missing."""
        more = ''
        if isinstance(missing.type, Type) and missing.type.proposes:
            hint, *values = missing.type.proposes
            proposals = tuple(f"'{self.notation.pair % (missing.name, value)}'" for value in values)
            more = f' ({__(hint) % proposals})'
        message = __("field '%(field)s' is missing%(where)s")
        self.problem(Code.FIELD, message % {'field': missing.name, 'where': where + more}, line, self.name)

    def check_notes(self, shape: Shape, notes: Iterable[Item]) -> None:
        """A note must be about a field of what it is in."""
        for note, line in zip(notes, self.note_lines, strict=True):
            about = note.get(ABOUT)
            if about not in shape.by_name:
                message = __("a note is about '%(field)s', which is no field%(hint)s")
                words = {'field': about, 'hint': self.instead(about, shape.by_name)}
                self.problem(Code.FIELD, message % words, line, self.name)

    # -- values -------------------------------------------------------------------------------------------------------

    def values(
        self, shape: Shape, data: Mapping[str, Any], marks: yaml_load.Marks, where: Path_
    ) -> tuple[dict[str, Any], set[str]]:
        """The values of a mapping that can be read, and the names of those that cannot."""
        given: dict[str, Any] = {}
        wrong: set[str] = set()
        known = shape.by_name
        for name, value in data.items():
            found = known.get(name)
            if found is None:
                wrong.add(name)
                self.unknown(name, known, marks.find((name,)))
                continue
            read = self.field(found, value, marks.inner[name], marks.key_lines[name], (*where, name))
            if read is _WRONG:
                wrong.add(name)
            else:
                # The declared name is one text for all records.
                given[found.name] = read
                if found.type is NOTE and found.multiple:
                    self.check_notes(shape, read)
        return given, wrong

    def instead(self, name: str, known: Mapping[str, Field[Any]]) -> str:
        """What is said of a name that is none of some fields: the part that has such a field, the nearest, or all."""
        kind = self.kind_read if self.kind_read and known is self.kind_read.shape.by_name else None
        for found, part in kind.parts if kind else ():
            if name in part.by_name:
                return ' ' + inside(found.name, part, name, self.notation, given=found.name in self.beside)
        return did_you_mean(name, known) or ' ' + unknown_field(name, known, kind)

    def unknown(self, name: str, known: Mapping[str, Field[Any]], line: int) -> None:
        """Note a field that there is not."""
        kind = self.kind_read
        vocabulary = kind.vocabulary_of(name) if kind and known is kind.shape.by_name else ''
        if vocabulary:
            message = __("field '%(field)s' belongs to the vocabulary '%(name)s' (add it to chronicle_vocabularies)")
            self.problem(Code.FIELD, message % {'field': name, 'name': vocabulary}, line, self.name)
            return
        if kind and known is kind.shape.by_name and name in kind.by_name:
            self.problem(Code.FIELD, __("field '%s' follows from other fields (remove it)") % name, line, self.name)
            return
        words = {'field': name, 'hint': self.instead(name, known)}
        self.problem(Code.FIELD, __("unknown field '%(field)s'%(hint)s") % words, line, self.name)

    def field(self, found: Field[Any], value: Any, marks: yaml_load.Marks, line: int, path: Path_) -> Any:
        """The value of a field, or `_WRONG`."""
        if not found.multiple:
            one = self.value(found, value, marks, line, path)
            return found.unread if one is _WRONG and found.unread is not None else one
        if isinstance(value, list):
            lines = [(item, marks.inner[number], marks.inner[number].line) for number, item in enumerate(value)]
        elif found.lenient and isinstance(value, (str, dict)):
            lines = [(value, marks, line)]
        else:
            example = self.notation.listed % value if isinstance(value, str) else self.notation.some
            return self.refuse_form(path, value, __('expected a list (write %s)') % example, line)
        read: list[Any] = []
        notes: list[int] = []
        for item, item_marks, item_line in lines:
            one = self.value(found, item, item_marks, item_line, (*path, len(read)))
            if one is not _WRONG:
                if found.names_records or found.name == ALIASES.name:
                    self.lines[*path, len(read)] = self.places(item_line)[1]
                elif found.type is NOTE:
                    notes.append(item_marks.find((ABOUT.name,)))
                read.append(one)
        self.note_lines = notes
        # A list of which nothing is left was not given.
        return tuple(read) if read or not value else _WRONG

    def value(self, found: Field[Any], value: Any, marks: yaml_load.Marks, line: int, path: Path_) -> Any:
        """A single value of a field, or `_WRONG`."""
        kind = found.type
        if isinstance(kind, Shape):
            return self.mapping(kind, value, marks, line, path)
        if not isinstance(value, str):
            what = __('a list') if isinstance(value, list) else __('a mapping')
            message = __('expected text, got %(what)s (%(cure)s)') % {'what': what, 'cure': __(self.notation.texts)}
            return self.refuse_form(path, value, message, line)
        if found.choices:
            if value not in found.choices:
                return self.refuse(path, wrong_choice(value, found, self.kind_read), line)
            return value
        try:
            parsed = kind.parse(value)
        except ValueError as error:
            return self.refuse(path, str(error), line, kind.code)
        if kind.is_checked_late or (kind.file and kind.file(parsed)):
            self.lines[path] = self.places(line)[1]
        return parsed

    def mapping(self, shape: Shape, value: Any, marks: yaml_load.Marks, line: int, path: Path_) -> Any:
        """A small record of a field, or `_WRONG`."""
        if isinstance(value, str) and shape.short:
            value, marks = {shape.short: value}, yaml_load.Marks(line, {shape.short: marks}, {shape.short: line})
        if not isinstance(value, dict):
            message = __('expected a mapping (%(cure)s; its fields are: %(fields)s)')
            message %= {'cure': __(self.notation.mapping), 'fields': ', '.join(shape.by_name)}
            return self.refuse_form(path, value, message, line)
        kept = len(self.lines)
        given, wrong = self.values(shape, value, marks, path)
        item = self.item_of(shape, given, wrong, marks, line, path)
        while item is _WRONG and len(self.lines) > kept:
            # The next item of the list takes its place.
            self.lines.popitem()
        return item

    def item_of(
        self, shape: Shape, given: dict[str, Any], wrong: set[str], marks: yaml_load.Marks, line: int, path: Path_
    ) -> Any:
        """The small record that some values are, or `_WRONG` where it lacks something."""
        complete = True
        for needed in shape.fields:
            if needed.required and needed.name not in given:
                complete = False
                if not wrong:
                    # What was taken out is no second mistake.
                    self.miss(needed, marks.key_lines.get(needed.name, line), __(" in '%s'") % path[0])
        if not complete:
            return _WRONG
        message = shape.check(given) if shape.check else ''
        if message:
            return _WRONG if wrong else self.refuse(path, message, line, Code.FIELD)
        return Item(given)

    def refuse_form(self, path: Path_, value: Any, what: str, line: int) -> Any:
        """Note that a value is not of the form that is expected, or is a text that cannot be read."""
        if isinstance(value, yaml_load.BadText):
            return self.refuse(path, value.message, line, Code.YAML)
        return self.refuse(path, what, line)

    def refuse(self, path: Path_, what: str, line: int, code: Code = Code.VALUE) -> Any:
        """Note what is wrong with a value; what names a record is called by its relation."""
        name = next((step for step in reversed(path) if isinstance(step, str) and step != REFERENCE.short), path[0])
        return self.wrong(__("field '%(field)s': %(what)s") % {'field': name, 'what': what}, line, code)

    def wrong(self, message: str, line: int, code: Code, column: str = '') -> Any:
        """Note what is wrong with a value, and give what is in its place."""
        self.problem(code, message, line, self.name, column)
        return _WRONG
