"""Files of a project as they are to be: what is put at their end, whether they hold what they held, and how they are written."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..records import yaml_load
from ..records.entries import read_entries
from ..records.problems import Problem
from ..records.reader import Reading, file_places, read_text
from .command import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..records.registry import Registry


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


def joined(before: str, block: str, gap: str) -> tuple[str, int]:
    """A text with a block behind it, and the 1-based line at which the block begins; line ends stay what they are."""
    kept = before.rstrip()
    start = f'{kept}\n{gap}' if kept else ''
    newline = '\r\n' if '\r\n' in before else '\n'
    text = start.replace('\r\n', '\n') + block
    return text.replace('\n', newline), start.count('\n') + 1


def without_defaults(text: str) -> str:
    """The text from its entries on."""
    match = re.search(r'^entries[ \t]*:', text, re.MULTILINE)
    return text[match.start() :] if match else text


def check_entries(registry: Registry, before: str, after: str, key: str, path: str) -> None:
    """Check that a file holds what it held, and the new entry."""
    old, new = (read_entries(text, file_places(path), registry) for text in (before, after))
    try:
        yaml_load.parse_whole(yaml_load.clean(before))
    except yaml_load.UnreadableError as error:
        raise CommandError(f'{path}:{error.line + 1}: {error.message} (fix the file first)') from None
    try:
        yaml_load.parse(yaml_load.clean(after))
    except yaml_load.UnreadableError:
        # What can be read of it in spite of that is no sound file.
        new = Reading()
    kept = [item.record for item in new.records[:-1]] == [item.record for item in old.records]
    if not kept or not new.records or new.records[-1].record.key != key:
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
        if is_new:
            with file.open('xb') as stream:
                stream.write(content)
            return
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f'.{file.name}-')
        try:
            with os.fdopen(handle, 'wb') as stream:
                stream.write(content)
            Path(temporary).chmod(file.stat().st_mode & 0o7777)
            Path(temporary).replace(file.resolve())
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CommandError(f"'{path}' cannot be written: {error.strerror or error}") from None
