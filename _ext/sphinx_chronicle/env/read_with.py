"""What documents were read with that can change without them: the day, and whether drafts are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..records.moments import Day
from ..records.today import has_changed
from .domain import chronicle_domain


class ReadWith(NamedTuple):
    """What a document was read with, as far as what is stored of it depends on that.

    :ivar day: the day of the build.
    :ivar changes: the days on which something in it changes by itself; `None` where that is every day.
    :ivar drafts: whether drafts were shown; `None` where it has none.
    """

    day: Day
    changes: tuple[Day, ...] | None = ()
    drafts: bool | None = None

    def is_outdated(self, day: Day, *, drafts: bool) -> bool:
        """Whether the document is to be read again on a day, with or without drafts."""
        if self.drafts not in {None, drafts}:
            return True
        return self.day != day if self.changes is None else has_changed(self.changes, self.day, day)


def outdated_by_day(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> Iterable[str]:
    """Have documents read again on another day, or where drafts are shown that were not (event `env-get-outdated`)."""
    domain = chronicle_domain(env)
    day, drafts = domain.registry.today, bool(app.config.chronicle_drafts)
    return [name for name, found in domain.data['read_with'].items() if ReadWith(*found).is_outdated(day, drafts=drafts)]
