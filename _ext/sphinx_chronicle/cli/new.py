"""New records: stubs made from the models, each field with what it means and an example, and the places they go to."""

from __future__ import annotations

import os
import re
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, get_args
from unicodedata import east_asian_width

from ..records import yaml_load as yamltree
from ..records.entries import read_entries
from ..records.model import KINDS
from ..records.problems import Problem
from ..records.reader import file_places, read_record, read_text
from ..records.yaml_dump import field_lines
from . import markup
from .project import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..records.yaml_dump import Value
    from .project import Project

#: Longest line of a comment.
_WIDTH: Final = 100

#: First line of a timeline file, for editors that complete and check what is typed.
SCHEMA_LINE: Final = '# yaml-language-server: $schema={}\n'

#: Where the JSON Schema of timeline files stands, from the source folder on.
SCHEMA_FILE: Final = 'schema/timeline.schema.json'


class StubError(Exception):
    """A stub cannot be written; nothing was changed."""


def title_of(key: str) -> str:
    """A title made of a key's words, to be mended by hand."""
    return ' '.join(word.capitalize() for word in key.split('-'))


def stub_lines(kind: str, given: Mapping[str, Value]) -> list[str]:
    """The fields of a kind of record, each with a comment; those without a value are comments themselves."""
    lines = ["# Each field is explained above it. To use one, take the '#' away and put your own value in."]
    for name, field in KINDS[kind].model_fields.items():
        if name in {'key', 'title'}:
            if name in given:
                lines += field_lines(name, given[name])
            continue
        choices = list(_choices(field.annotation))
        words = f'{field.description} One of: {", ".join(choices)}.' if choices else str(field.description)
        lines += textwrap.wrap(words, _WIDTH, initial_indent='# ', subsequent_indent='# ')
        if name in given:
            lines += field_lines(name, given[name])
        else:
            example = field.examples[0] if field.examples else ''
            lines += [f'#{line}' for line in field_lines(name, example)]
    return lines


def _choices(annotation: object) -> Iterator[str]:
    """The values of a field that has only some."""
    arguments = get_args(annotation)
    if arguments and all(isinstance(argument, str) for argument in arguments):
        yield from arguments
    elif type(None) in arguments:
        for argument in arguments:
            yield from _choices(argument)


@dataclass(frozen=True, slots=True)
class Stub:
    """A record that is to be written.

    :ivar given: its fields that have values.
    """

    kind: str
    key: str
    title: str
    given: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it is to be, and what its author does next.

    :ivar line: 1-based line at which the record begins.
    """

    path: str
    text: str
    line: int
    is_new: bool
    steps: tuple[str, ...]


def plan(project: Project, stub: Stub, file: str) -> Change:
    """What writing a stub changes.

    :param file: path of the file within the source folder; empty for the usual one.
    :raises StubError: if the key is taken, or the file is not fit for it.
    """
    graph = project.graph()
    holder = graph.records.get(graph.aliases.get(stub.key, stub.key))
    if holder is not None:
        raise StubError(f"the key '{stub.key}' is taken by {holder.name} in {holder.path}:{holder.line}")
    path = file or usual_file(project, stub)
    _check_fields(stub)
    if stub.kind == 'entry':
        return _entry(project, stub, path)
    if not path.endswith(('.md', '.rst')):
        raise StubError(f"'{path}' is no page (a {stub.kind} stands in a Markdown or reStructuredText file)")
    return _section(project, stub, path)


def _check_fields(stub: Stub) -> None:
    """Check the values that are given."""
    lines = stub_lines(stub.kind, stub.given)
    reading = read_record('\n'.join(lines), file_places(''), stub.kind, stub.key, stub.title)
    if reading.problems:
        raise StubError(reading.problems[0].message)


def usual_file(project: Project, stub: Stub) -> str:
    """Where a kind of record goes when no file is named.

    :raises StubError: if that depends on what the record is about.
    """
    match stub.kind:
        case 'license':
            return f'licenses{project.suffix}'
        case 'episode':
            return f'episodes/{stub.key}{project.suffix}'
        case 'entry':
            named = [path for found in project.found.values() for path in found.files]
            folder = PurePosixPath(named[0]).parent if named else PurePosixPath('timeline')
            return (folder / f'{stub.key}.yaml').as_posix()
    raise StubError(f'name the page the dataset goes to: --file datasets/PAGE{project.suffix}')


def _current(project: Project, path: str) -> str | None:
    """The text of a file; `None` if there is none."""
    file = project.root / path
    if not os.path.lexists(file):
        return None
    if not file.is_file():
        raise StubError(f"'{path}' is no file")
    text = read_text(file, path)
    if isinstance(text, Problem):
        raise StubError(f'{text.place}: {text.text}')
    return text


def _joined(before: str, block: str, gap: str) -> tuple[str, int]:
    """A text with a block behind it, and the 1-based line at which the block begins; line ends stay what they are."""
    kept = before.rstrip()
    start = f'{kept}\n{gap}' if kept else ''
    newline = '\r\n' if '\r\n' in before else '\n'
    text = start.replace('\r\n', '\n') + block
    return text.replace('\n', newline), start.count('\n') + 1


# -- entries --------------------------------------------------------------------------------------------------------------


def _entry(project: Project, stub: Stub, path: str) -> Change:
    if not path.endswith(('.yaml', '.yml')):
        raise StubError(f"'{path}' is no YAML file (an entry stands in one)")
    lines = stub_lines('entry', {'key': stub.key, 'title': stub.title, **stub.given})
    # The comment at the head of the stub stands above the item.
    block = '\n'.join([lines[0], f'- {lines[1]}', *(f'  {line}' for line in lines[2:])]) + '\n'
    text = _current(project, path)
    if text is None or not text.strip():
        depth = '../' * (len(PurePosixPath(path).parts) - 1)
        start = SCHEMA_LINE.format(f'{depth}{SCHEMA_FILE}') if (project.root / SCHEMA_FILE).is_file() else ''
        change, line = start + block, start.count('\n') + 2
    else:
        entries = _without_defaults(text)
        dash = re.search(r'^( *)-(?=\s)', entries, re.MULTILINE)
        margin = dash[1] if dash else '  ' if entries.startswith('entries') else ''
        change, line = _joined(text, textwrap.indent(block, margin), '\n')
        line += 1
        _check_entries(text, change, stub.key, path)
    named = {name for found in project.found.values() for name in found.files}
    steps = [f'Fill it in: {path}:{line}.']
    if path not in named:
        steps.append(f"Name the file in a timeline, with ':file:' (for example ':file: {PurePosixPath(path).name}').")
    return Change(path, change, line, text is None, tuple(steps))


def _without_defaults(text: str) -> str:
    """The text from its entries on."""
    match = re.search(r'^entries[ \t]*:', text, re.MULTILINE)
    return text[match.start() :] if match else text


def _check_entries(before: str, after: str, key: str, path: str) -> None:
    """Check that a file holds what it held, and the new entry."""
    old, new = (read_entries(text, file_places(path)) for text in (before, after))
    try:
        yamltree.parse(yamltree.clean(before))
    except yamltree.UnreadableError as error:
        raise StubError(f'{path}:{error.line + 1}: {error.message} (mend the file first)') from None
    kept = [item.record for item in new.records[:-1]] == [item.record for item in old.records]
    if not kept or not new.records or new.records[-1].record.key != key:
        raise StubError(f"an entry cannot be put at the end of '{path}' (name another file with --file)")


# -- sections of pages ----------------------------------------------------------------------------------------------------


def _section(project: Project, stub: Stub, path: str) -> Change:
    text = _current(project, path)
    if text is not None and stub.kind == 'episode':
        raise StubError(f"'{path}' is there already, and an episode is a page of its own (name another file with --file)")
    if not project.is_page(path):
        raise StubError(f"'{path}' is no page of the project (see include_patterns and exclude_patterns in conf.py)")
    is_new = text is None or not text.strip()
    block = _page_block(project, stub, path, level=1 if is_new else 2)
    change, line = _joined(text or '', block, '\n')
    old, new = (markup.read_page(content, PurePosixPath(path).suffix) for content in (text or '', change))
    added = new.directives[-1] if len(new.directives) > len(old.directives) else None
    if added is None or added.argument != stub.key or added.section is None or added.section.text != stub.title:
        raise StubError(f"a section cannot be put at the end of '{path}' (is a fence left open there?)")
    steps = [f'Fill it in: {path}:{line}. The title is the heading; the text of the page goes below the record.']
    document = path.rpartition('.')[0]
    tables = [pattern for found in project.found.values() for pattern in found.tables]
    if text is None and not matches(document, tables):
        name, index = PurePosixPath(document).name, PurePosixPath(path).parent / f'index{project.suffix}'
        known = f', such as that of {index}' if index.as_posix() in project.pages else ''
        steps.append(f"Add '{name}' to a table of contents (toctree){known}.")
    return Change(path, change, line, text is None, tuple(steps))


def _page_block(project: Project, stub: Stub, path: str, level: int) -> str:
    """A heading with a record below it."""
    name = stub.kind if project.settings.is_primary else f'chronicle:{stub.kind}'
    lines = stub_lines(stub.kind, stub.given)
    if path.endswith('.rst'):
        width = sum(2 if east_asian_width(character) in 'WF' else 1 for character in stub.title)
        underline = _rest_underline(project, path, level) * width
        body = textwrap.indent('\n'.join(lines), '   ')
        return f'{stub.title}\n{underline}\n\n.. {name}:: {stub.key}\n\n{body}\n'
    return '\n'.join([f'{"#" * level} {stub.title}', '', f'```{{{name}}} {stub.key}', *lines, '```', ''])


def _rest_underline(project: Project, path: str, level: int) -> str:
    """The character that underlines titles of a level on a page."""
    text = _current(project, path) or ''
    page = markup.read_page(text, '.rst')
    lines = text.splitlines()
    for heading in page.headings:
        above = lines[heading.line - 2] if heading.line > 1 else ''
        if heading.level == level and not (above and above == lines[heading.line]):
            return lines[heading.line][0]
    used = {lines[heading.line][0] for heading in page.headings}
    return next(character for character in '=-~^"' if character not in used)


def write(project: Project, change: Change) -> None:
    """Write a changed file whole or not at all.

    :raises StubError: if the file system refuses it, or somebody else made the file in the meantime.
    """
    file = project.root / change.path
    try:
        if not file.resolve().is_relative_to(project.root):
            raise StubError(f"'{change.path}' is outside the source folder")
        file.parent.mkdir(parents=True, exist_ok=True)
        if change.is_new:
            with file.open('x', encoding='utf-8', newline='') as stream:
                stream.write(change.text)
            return
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f'.{file.name}-')
        try:
            with os.fdopen(handle, 'w', encoding='utf-8', newline='') as stream:
                stream.write(change.text)
            Path(temporary).chmod(file.stat().st_mode & 0o7777)
            Path(temporary).replace(file.resolve())
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StubError(f"'{change.path}' cannot be written: {error.strerror or error}") from None
