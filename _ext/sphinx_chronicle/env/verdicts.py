"""What the current build shows of the branches that a build may leave out."""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.builders import Builder

from ..doctree.tree import IFCONFIG, ONLY, Condition


class Verdicts:
    """Decides for one builder, by its tags and the settings, each condition once.

    Builders that share a folder of doctrees decide differently, so nothing of it is stored.
    """

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._found: dict[Condition, bool] = {}

    def shows(self, conditions: Iterable[Condition]) -> bool:
        """Whether what is under these conditions is shown."""
        return all(self.holds(one) for one in conditions)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition holds, as Sphinx decides it."""
        if condition not in self._found:
            self._found[condition] = self._decide(*condition)
        return self._found[condition]

    def _decide(self, kind: str, expression: str) -> bool:
        config = self.builder.config
        if kind == ONLY:
            try:
                # gettext has tags that say yes to everything, so that all is translated.
                return bool(self.builder.tags.eval_condition(expression))
            except Exception:  # noqa: BLE001  # Whatever an expression raises: Sphinx warns of it, and shows the branch.
                return True
        if kind == IFCONFIG:
            # As `sphinx.ext.ifconfig` does; it shows an error instead of the branch.
            names = {setting.name: setting.value for setting in config} | dict(vars(config)) | {'builder': self.builder.name}
            try:
                return bool(eval(expression, names))  # noqa: S307  # An expression of the page, run by Sphinx as well.
            except Exception:  # noqa: BLE001
                return False
        return bool(getattr(config, 'todo_include_todos', False))
