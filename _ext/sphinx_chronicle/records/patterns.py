"""Files named by a pattern: ``data/*.yaml``, ``data/**/*.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from .files import SUFFIXES
from .options import site_file

_WILD = re.compile(r'[*?\[]')


def is_pattern(name: str, folder: str, root: str | Path) -> bool:
    """Whether a name stands for the files that match it: it has a wildcard, and no file is called so.

    :param folder: the folder of the page within the source folder.
    """
    return bool(_WILD.search(name)) and site_file(name, folder, root).file is None


def matching(pattern: str, folder: str, root: str | Path, is_skipped: Callable[[str], bool]) -> tuple[str, ...]:
    """The paths within the source folder of the files of records that a pattern matches, in natural order.

    ``*`` and ``?`` match within a name, ``**`` any number of folders. Hidden files and folders are no matches, nor what leads out
    of the source folder.

    :param pattern: relative to the page, or from the source folder on with a slash in front.
    :param is_skipped: whether a path within the source folder is left out, with all below it.
    """
    source = Path(root).resolve()
    base = source if pattern.startswith('/') else source / folder
    if any('**' in part and part != '**' for part in pattern.split('/')):
        # Python takes these for one asterisk from 3.13 on, and refuses them before.
        return ()
    try:
        paths = {path for file in base.glob(pattern.lstrip('/')) if (path := _inside(file, source))}
    except (OSError, ValueError, NotImplementedError, IndexError):
        # A folder that cannot be read, or a pattern that Python refuses, such as an absolute or an empty one.
        return ()
    wanted = (path for path in paths if not any(map(is_skipped, _steps(path))))
    return tuple(sorted(wanted, key=natural))


def _inside(file: Path, source: Path) -> str:
    """The path of a file of records within the source folder; empty for anything else."""
    if file.suffix.lower() not in SUFFIXES:
        return ''
    try:
        found = file.resolve(strict=True)
        if not found.is_file() or not found.is_relative_to(source):
            return ''
    except (OSError, RuntimeError):
        return ''
    path = found.relative_to(source)
    return '' if any(part.startswith('.') for part in path.parts) else path.as_posix()


def _steps(path: str) -> Iterator[str]:
    """A path, and all folders that it is in."""
    yield path
    yield from (parent.as_posix() for parent in PurePosixPath(path).parents if parent.name)


def natural(path: str) -> list[tuple[int, str]]:
    """What to sort names by so that ``2`` comes before ``10``."""
    return [(int(piece), '') if piece.isdecimal() else (-1, piece) for piece in re.split(r'(\d+)', path)]
