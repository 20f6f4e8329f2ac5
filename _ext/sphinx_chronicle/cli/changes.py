"""Files of a project as they are to be: what is put at their end, whether they hold what they held, and how they are written."""

from __future__ import annotations

import os
import re
import textwrap
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from ..records import yaml_load
from ..records.entries import read_entries
from ..records.problems import Problem
from ..records.reader import Reading, file_places, read_text
from .check import YAML
from .command import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.registry import Registry
    from .reading import Project

#: First line of a timeline file, for editors that complete and check what is typed.
SCHEMA_LINE: Final = '# yaml-language-server: $schema={}\n'

#: Where the JSON Schema of timeline files is, from the source folder on.
SCHEMA_FILE: Final = 'schema/timeline.schema.json'


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


def current(root: Path, path: str) -> str | None:
    """The text of a file; `None` if there is none."""
    file = root / path
    if not os.path.lexists(file):
        return None
    if not file.is_file():
        raise CommandError(f"'{path}' is no file")
    text = read_text(file, path)
    if isinstance(text, Problem):
        raise CommandError(f'{text.place}: {text.text}')
    return text


def joined(before: str, block: str) -> tuple[str, int]:
    """A text with a block behind it, and the 1-based line at which the block begins; line ends are those that the text has."""
    newline = '\r\n' if '\r\n' in before else '\n'
    kept = before.rstrip()
    start = f'{kept}{newline * 2}' if kept else ''
    return start + block.replace('\n', newline), start.count('\n') + 1


def with_entries(project: Project, path: str, block: str) -> Change:
    """A YAML file with entries at its end, indented as those that it has; a new one if there is none.

    :param block: the entries as YAML, at the left margin.
    :raises CommandError: if they cannot be put there.
    """
    if not path.endswith(YAML):
        raise CommandError(f"'{path}' is no YAML file (an entry is an item of one)")
    text = current(project.root, path)
    if text is None or not text.strip():
        depth = '../' * (len(PurePosixPath(path).parts) - 1)
        start = SCHEMA_LINE.format(f'{depth}{SCHEMA_FILE}') if (project.root / SCHEMA_FILE).is_file() else ''
        change, line = start + block, start.count('\n') + 1
    else:
        entries = _without_defaults(text)
        dash = re.search(r'^( *)-(?=\s)', entries, re.MULTILINE)
        margin = dash[1] if dash else '  ' if entries.startswith('entries') else ''
        change, line = joined(text, textwrap.indent(block, margin))
    _check_entries(project.domain.registry, text or '', change, block, path)
    steps = []
    if path not in project.files:
        steps.append(f"Name the file in a timeline, with ':file:' (for example ':file: {PurePosixPath(path).name}').")
    return Change(path, change, line, text is None, tuple(steps))


def _without_defaults(text: str) -> str:
    """The text from its entries on."""
    match = re.search(r'^entries[ \t]*:', text, re.MULTILINE)
    return text[match.start() :] if match else text


def _check_entries(registry: Registry, before: str, after: str, block: str, path: str) -> None:
    """Check that a file holds what it held, and behind that what a block holds."""
    try:
        yaml_load.parse_whole(yaml_load.clean(before))
    except yaml_load.UnreadableError as error:
        raise CommandError(f'{path}:{error.line + 1}: {error.message} (fix the file first)') from None
    old, more, new = (read_entries(text, file_places(path), registry) for text in (before, block, after))
    try:
        yaml_load.parse(yaml_load.clean(after))
    except yaml_load.UnreadableError:
        # What can be read of it in spite of that is no sound file.
        new = Reading()
    count = len(old.records)
    kept = [item.record for item in new.records[:count]] == [item.record for item in old.records]
    added = [item.record for item in new.records[count:]]
    # The defaults of the file are added to what is given.
    same = len(added) == len(more.records) and all(
        now.kind == then.record.kind and now.given.items() >= then.record.given.items()
        for now, then in zip(added, more.records, strict=True)
    )
    if not kept or not same or not added:
        raise CommandError(f"an entry cannot be put at the end of '{path}' (name another file with --file)")


@contextmanager
def written(root: Path, change: Change) -> Iterator[None]:
    """Write a changed file whole or not at all, and take it back if what follows ends with an error.

    :raises CommandError: if the file system refuses it, or somebody else made the file in the meantime.
    """
    file = root / change.path
    folders = [folder for folder in file.parents if not folder.exists()]
    old = None if change.is_new else file.read_bytes()
    try:
        _write(root, change.path, change.text.encode(), is_new=change.is_new)
        yield
    except BaseException:
        if old is not None:
            _write(root, change.path, old, is_new=False)
        else:
            file.unlink(missing_ok=True)
            for folder in folders:
                with suppress(OSError):
                    folder.rmdir()
        raise


def _write(root: Path, path: str, content: bytes, *, is_new: bool) -> None:
    file = root / path
    try:
        if not file.resolve().is_relative_to(root):
            raise CommandError(f"'{path}' is outside the source folder")
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch = file.with_name(f'.{file.name}-{os.getpid()}')
        try:
            scratch.write_bytes(content)
            if is_new:
                _place(scratch, file)
            else:
                scratch.chmod(file.stat().st_mode & 0o7777)
                scratch.replace(file.resolve())
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(f"'{path}' cannot be written: {error.strerror or error}") from None


def _place(scratch: Path, file: Path) -> None:
    """Give a file its name, which nobody may have taken in the meantime."""
    try:
        file.hardlink_to(scratch)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links.
        scratch.replace(file)
