"""The folder in which `check` keeps what it has read, so that it reads only what has changed since."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Final

#: Where the folder is, from the source folder on.
PLACE: Final = Path('.chronicle', 'check')

#: The packages whose versions what is kept depends on.
_PACKAGES: Final = ('sphinx', 'docutils', 'myst-parser', 'sphinx-chronicle')


def versions() -> str:
    """A name for the versions in use: what one has kept means nothing to another."""
    return '-'.join([sys.implementation.cache_tag or sys.implementation.name, *map(_version, _PACKAGES)])


def _version(package: str) -> str:
    try:
        return f'{package.partition("-")[0]}{version(package)}'
    except PackageNotFoundError:
        return package.partition('-')[0]


@contextmanager
def open_cache(root: Path, place: Path | None = None) -> Iterator[Path]:
    """The folder, which nobody else uses in the meantime; a temporary one while it is in use or cannot be written.

    :param place: a folder for it, instead of the usual one within the source folder.
    """
    with ExitStack() as stack:
        folder = (place or root / PLACE) / versions()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if place is None:
                (root / PLACE / '.gitignore').write_text('*\n', encoding='utf-8')
            lock = stack.enter_context((folder / 'lock').open('a+b'))
            _lock(lock)
        except OSError:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix='sphinx-chronicle-', ignore_cleanup_errors=True))
            )
        yield folder


def _lock(file: IO[bytes]) -> None:
    """Lock a file until it is closed.

    :raises OSError: if another process has locked it.
    """
    if sys.platform == 'win32':
        import msvcrt  # noqa: PLC0415  # It exists there alone.

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  # It is missing there alone.

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
