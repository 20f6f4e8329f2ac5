"""Runs `sphinx-build` in processes of its own, which need not import all of Sphinx again: that takes most of a small build.

They are forked from one process that has imported what they need and has built nothing.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from multiprocessing import current_process, get_context
from pkgutil import walk_packages
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

_FORKSERVER = get_context('forkserver')
_FORKSERVER.set_forkserver_preload([__name__])


class Program:
    """A build that runs."""

    def __init__(self, process: ForkServerProcess, said: Path) -> None:
        self._process = process
        self._said = said

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self._process.join()

    def wait(self) -> tuple[int, str]:
        """Its exit code and what it said on both streams."""
        self._process.join()
        code = self._process.exitcode
        assert code is not None
        return code, self._said.read_text(encoding='utf-8')


def start_sphinx(arguments: Sequence[str], *, folder: Path, said: Path, environment: Mapping[str, str]) -> Program:
    """Start `sphinx-build` in a folder, with variables beside those of this process."""
    process = _FORKSERVER.Process(target=_run, args=(arguments, folder, said, {**os.environ, **environment}))
    # Python 3.11 does not tell the one process that the others come from where modules are.
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):
        process.start()
    return Program(process, said)


def _run(arguments: Sequence[str], folder: Path, said: Path, environment: Mapping[str, str]) -> None:
    from sphinx.cmd.build import main  # noqa: PLC0415

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    stream = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    sys.exit(main(arguments))


def _preload() -> None:
    """Import what a build of HTML imports."""
    from sphinx.application import builtin_extensions  # noqa: PLC0415

    import sphinx_chronicle  # noqa: PLC0415

    ours = (module.name for module in walk_packages(sphinx_chronicle.__path__, 'sphinx_chronicle.'))
    for name in (*builtin_extensions, 'sphinx.cmd.build', 'myst_parser.parsers.sphinx_', *ours):
        if not name.endswith('__main__'):
            import_module(name)
    gc.freeze()


if current_process().name == 'MainProcess' and 'multiprocessing.forkserver' in sys.modules and 'pytest' not in sys.modules:
    _preload()
