"""How often Python looks for garbage while a build runs: less often, since a doctree is little else than cycles in use.

By itself Python looks through what is young after every 700 objects, and a page has hundreds of thousands. Nearly nothing of
it is garbage before the page is done.
"""

from __future__ import annotations

import gc
import weakref
from typing import Any, Final

from sphinx.application import Sphinx

#: At how many more objects Python looks, and at how many looks it looks through what is older (`gc.set_threshold`).
RARE: Final = (100_000, 20, 100)


class Thresholds:
    """The thresholds of this process, raised for as long as anything needs them to be."""

    def __init__(self) -> None:
        self._running = 0
        self._before = self._raised = gc.get_threshold()

    def raise_for(self, app: Sphinx) -> None:
        """Raise what is lower than wanted until a build of the application has ended, with an error or without one."""
        if not self._running:
            self._before = gc.get_threshold()
            # Where the first is 0, Python does not look at all.
            first, second, third = map(max, self._before, RARE)
            self._raised = (first, second, third) if self._before[0] else self._before
            gc.set_threshold(*self._raised)
        self._running += 1
        # Called once, whatever comes first: an application may be given up before it builds anything.
        end = weakref.finalize(app, self._end)
        end.atexit = False

        def finish(_app: Sphinx, _exception: Any) -> None:
            end()

        # After everything else that is done at the end of a build.
        app.connect('build-finished', finish, priority=1000)

    def _end(self) -> None:
        """Put back what was there when the last build has ended, unless somebody else has set something since."""
        self._running -= 1
        if not self._running and gc.get_threshold() == self._raised:
            gc.set_threshold(*self._before)


#: Python has one set of thresholds in a process, however many builds run in it.
THRESHOLDS: Final = Thresholds()
