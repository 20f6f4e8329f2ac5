"""New records: stubs made from the declarations, each field with what it means and an example, and the places they go to."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from ..records.core import ENTRY
from ..records.reader import file_places, read_record
from ..records.yaml_dump import field_lines
from .changes import Change, current, joined, with_entries
from .check import YAML
from .command import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..records.registry import KindOf
    from ..records.yaml_dump import Value
    from .reading import Project

#: Longest line of a comment.
_WIDTH: Final = 100


def title_of(key: str) -> str:
    """A title made of a key's words, to be corrected by hand."""
    return ' '.join(word.capitalize() for word in key.split('-'))


def stub_lines(kind: KindOf, given: Mapping[str, Value]) -> list[str]:
    """The fields of a kind of record, each with a comment; those without a value are comments themselves."""
    lines = ["# Each field is explained above it. To use one, remove the '#' and put your own value in."]
    for field in kind.fields:
        name = field.name
        if name in {'key', 'title'}:
            if name in given:
                lines += field_lines(name, given[name])
            continue
        about = field.description or f'{field.label or name}.'
        words = f'{about} One of: {", ".join(field.choices)}.' if field.choices else about
        lines += textwrap.wrap(words, _WIDTH, initial_indent='# ', subsequent_indent='# ')
        if name in given:
            lines += field_lines(name, given[name])
        else:
            lines += [f'#{line}' for line in field_lines(name, field.sample)]
    return lines


@dataclass(frozen=True, slots=True)
class Stub:
    """A record that is to be written.

    :ivar given: its fields that have values.
    """

    kind: KindOf
    key: str
    title: str
    given: Mapping[str, Value]


def plan(project: Project, stub: Stub, file: str) -> Change:
    """What writing a stub changes.

    :param file: path of the file within the source folder; empty for the usual one.
    :raises CommandError: if the key is taken, or the file is not fit for it.
    """
    graph = project.graph
    holder = graph.records.get(graph.aliases.get(stub.key, stub.key))
    if holder is not None:
        raise CommandError(f"the key '{stub.key}' is taken by {holder.name} in {holder.path}:{holder.line}")
    path = file or usual_file(project, stub)
    _check_fields(stub)
    if stub.kind.name == ENTRY.name:
        return _entry(project, stub, path)
    if not path.endswith(('.md', '.rst')):
        raise CommandError(f"'{path}' is no page (a record of this kind is a section of a Markdown or reStructuredText file)")
    return _section(project, stub, path)


def _check_fields(stub: Stub) -> None:
    """Check the values that are given."""
    lines = stub_lines(stub.kind, stub.given)
    reading = read_record('\n'.join(lines), file_places(''), stub.kind, stub.key, stub.title)
    if reading.problems:
        raise CommandError(reading.problems[0].message)


def has_usual_file(kind: KindOf) -> bool:
    """Whether a kind of record has a place where it goes when no file is named."""
    return kind.name == ENTRY.name or bool(kind.kind.page)


def usual_file(project: Project, stub: Stub) -> str:
    """Where a record goes when no file is named; only for a kind that has a usual file."""
    if stub.kind.name != ENTRY.name:
        return stub.kind.kind.page.replace('{key}', stub.key) + project.suffix
    files = (placed.declared.path for placed in project.domain.index.all_placed())
    named = next((path for path in (*files, *project.yaml_files) if path.endswith(YAML)), 'timeline/any.yaml')
    folder = PurePosixPath(named).parent
    return (folder / f'{stub.key}.yaml').as_posix()


# -- entries --------------------------------------------------------------------------------------------------------------


def _entry(project: Project, stub: Stub, path: str) -> Change:
    lines = stub_lines(stub.kind, {'key': stub.key, 'title': stub.title, **stub.given})
    # The comment at the head of the stub goes above the item.
    block = '\n'.join([lines[0], f'- {lines[1]}', *(f'  {line}' for line in lines[2:])]) + '\n'
    change = with_entries(project, path, block)
    line = change.line + 1
    return replace(change, line=line, steps=(f'Fill it in: {path}:{line}.', *change.steps))


# -- sections of pages ----------------------------------------------------------------------------------------------------


def _section(project: Project, stub: Stub, path: str) -> Change:
    text = current(project.root, path)
    if text is not None and '{key}' in stub.kind.kind.page:
        raise CommandError(f"'{path}' is there already, and the record is a page of its own (name another file with --file)")
    is_new = text is None or not text.strip()
    block = _page_block(project, stub, path, level=1 if is_new else 2)
    change, line = joined(text or '', block)
    steps = [f'Fill it in: {path}:{line}. The title is the heading; the text of the page goes below the record.']
    return Change(path, change, line, text is None, tuple(steps))


def check_section(before: Project, after: Project, stub: Stub, change: Change) -> list[str]:
    """Check that a changed page holds its records and the new one, as the parser sees them.

    :param before: the project without the change.
    :param after: the project with it.
    :returns: what else there is to do.
    :raises CommandError: if a record cannot be put there.
    """
    path = change.path
    docname = after.pages.get(path)
    if docname is None:
        raise CommandError(f"'{path}' is no page of the project (see include_patterns and exclude_patterns in conf.py)")
    placed = after.domain.index.placed_at(docname, stub.key)
    kept = _records(before, docname) <= _records(after, docname)
    if placed is None or not kept or _words(placed.declared.record.title) != _words(stub.title):
        raise CommandError(f"a section cannot be put at the end of '{path}' (is a fence left open there?)")
    wrong = (one for one in after.findings if one.path == path and (one.line or 0) >= change.line)
    finding = next((one for one in wrong if one not in before.findings), None)
    if finding is not None:
        raise CommandError(f"a section cannot be put at the end of '{path}': {finding}")
    if not change.is_new or after.is_listed(docname) or docname == after.app.config.root_doc:
        return []
    name, index = PurePosixPath(docname).name, PurePosixPath(path).parent / f'index{after.suffix}'
    known = f', such as that of {index}' if index.as_posix() in after.pages else ''
    return [f"Add '{name}' to a table of contents (toctree){known}."]


def _records(project: Project, docname: str) -> set[str]:
    """The keys of the records of a page."""
    return {placed.declared.record.key for placed in project.domain.index.all_placed() if placed.docname == docname}


def _words(title: str) -> str:
    """A title without what markup and typography change."""
    return ''.join(filter(str.isalnum, title))


def _page_block(project: Project, stub: Stub, path: str, level: int) -> str:
    """A heading with a record below it."""
    name = stub.kind.name if project.is_primary else f'chronicle:{stub.kind.name}'
    lines = stub_lines(stub.kind, stub.given)
    if path.endswith('.rst'):
        width = sum(2 if east_asian_width(character) in 'WF' else 1 for character in stub.title)
        character, has_overline = _rest_style(project, path, level)
        line = character * width
        heading = f'{line}\n{stub.title}\n{line}' if has_overline else f'{stub.title}\n{line}'
        body = textwrap.indent('\n'.join(lines), '   ')
        return f'{heading}\n\n.. {name}:: {stub.key}\n\n{body}\n'
    return '\n'.join([f'{"#" * level} {stub.title}', '', f'```{{{name}}} {stub.key}', *lines, '```', ''])


def _rest_style(project: Project, path: str, level: int) -> tuple[str, bool]:
    """The character that underlines titles of a level on a page, and whether it is above them as well."""
    lines = (current(project.root, path) or '').splitlines()
    styles: dict[int, tuple[str, bool]] = {}
    for depth, number in project.sections(path):
        line = lines[number - 1].strip() if number <= len(lines) else ''
        if line and line == line[0] * len(line):
            above = lines[number - 3].strip() if number > 2 else ''
            styles.setdefault(depth, (line[0], above == line))
    free = (character for character in '=-~^"' if (character, False) not in styles.values())
    return styles.get(level) or (next(free), False)
