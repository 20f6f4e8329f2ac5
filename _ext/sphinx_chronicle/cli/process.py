"""What a command changes in its process while Sphinx runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def stdout_to_stderr() -> Iterator[None]:
    """Have standard output go to standard error: configurations, extensions and their programs may print anything."""
    saved = None
    sys.stdout.flush()
    stdout, sys.stdout = sys.stdout, sys.stderr
    with suppress(OSError):
        saved = os.dup(1)
        os.dup2(2, 1)
    try:
        yield
    finally:
        sys.stdout = stdout
        if saved is not None:
            os.dup2(saved, 1)
            os.close(saved)


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collection of cyclic garbage: nearly all that Sphinx loads and makes is kept, and is gone through each time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
