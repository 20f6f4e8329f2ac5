"""A setting that declares something: its values, and the lines of its mistakes in ``conf.py``."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from .i18n import N_, __
from .problems import Code, Problem, did_you_mean, shortened

#: The name under which the project's own declarations are a vocabulary, and what problems call their file.
OWN: Final = 'conf.py'

#: What is no text where one is expected. A lazy translation is one.
_NO_TEXT: Final = (dict, list, tuple, set, frozenset, bytes, bool, int, float, type(None))

_NO_MAPPING: Final = N_("'%(what)s': expected a mapping (write {…})")


class Declaration:
    """Reads the values of a declaration and collects the problems, each with its line where that can be found."""

    def __init__(self, conf: Path) -> None:
        self.conf = conf
        self.problems: list[Problem] = []
        self._tree: ast.Module | None = None

    def problem(self, setting: str, path: tuple[str, ...], message: str, line: int | None = None) -> None:
        """Note a problem at a line, else at the innermost part of a path in a setting that ``conf.py`` has as a literal."""
        name = f"'{path[0]}'" if path else ''
        where = f'{setting} {name}'.rstrip()
        line = self.line(setting, path) if line is None else line
        self.problems.append(Problem(Code.KIND, shortened(message), OWN, line, where))

    def literals(self) -> Iterator[tuple[str, ast.expr | None, int]]:
        """Yield the names that ``conf.py`` assigns, each with what it assigns and the 1-based line."""
        if self._tree is None:
            try:
                self._tree = ast.parse(self.conf.read_text(encoding='utf-8'))
            except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
                self._tree = ast.Module([], [])
        for statement in self._tree.body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, 'target', None)]
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, getattr(statement, 'value', None), statement.lineno

    def line(self, setting: str, path: tuple[str, ...]) -> int:
        """The 1-based line of the innermost key; 0 where there is no literal."""
        line = 0
        for name, value, number in self.literals():
            if name == setting:
                line, inner = number, value
                for step in path:
                    pairs = zip(inner.keys, inner.values, strict=True) if isinstance(inner, ast.Dict) else ()
                    # Of two that are called the same, Python keeps the last.
                    found = [(key, value) for key, value in pairs if isinstance(key, ast.Constant) and key.value == step]
                    if not found:
                        break
                    line, inner = found[-1][0].lineno, found[-1][1]
        return line

    def check_twice(self) -> None:
        """Report what a literal declares twice, of which Python keeps the last."""
        waiting: list[tuple[ast.expr | None, tuple[str, ...]]] = [
            (found, ()) for name, found, _line in self.literals() if name == 'chronicle_kinds'
        ]
        while waiting:
            literal, path = waiting.pop()
            lines: dict[str, int] = {}
            for key, value in zip(literal.keys, literal.values, strict=True) if isinstance(literal, ast.Dict) else ():
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                    continue
                name = key.value
                if name in lines:
                    message = __("'%(name)s' is declared twice, first in line %(line)d (keep one)")
                    self.problem('chronicle_kinds', (*path, name), message % {'name': name, 'line': lines[name]}, line=key.lineno)
                lines.setdefault(name, key.lineno)
                waiting.append((value, (*path, name)))

    def mapping(self, value: object, path: tuple[str, ...], keys: Collection[str] = ()) -> dict[str, Any]:
        """A mapping with known keys; empty where it is none."""
        if not isinstance(value, dict):
            what = path[-1] if path else 'chronicle_kinds'
            self.problem('chronicle_kinds', path, __(_NO_MAPPING) % {'what': what})
            return {}
        found = {}
        for key, inner in value.items():
            if keys and key not in keys:
                hint = did_you_mean(str(key), keys) or ' ' + __('(known are: %s)') % ', '.join(keys)
                self.problem(
                    'chronicle_kinds', (*path, str(key)), __("unknown key '%(key)s'%(hint)s") % {'key': key, 'hint': hint}
                )
            else:
                found[str(key)] = inner
        return found

    def text(self, about: Mapping[str, Any], name: str, path: tuple[str, ...], default: str = '') -> str:
        """A text of a declaration. It may be a lazy translation."""
        value = about.get(name, default)
        if isinstance(value, _NO_TEXT) or callable(value):
            self.problem('chronicle_kinds', (*path, name), __("'%s': expected text") % name)
            return default
        return str(value)

    def flag(self, about: Mapping[str, Any], name: str, path: tuple[str, ...], *, default: bool) -> bool:
        """A yes or no of a declaration."""
        value = about.get(name, default)
        if not isinstance(value, bool):
            self.problem('chronicle_kinds', (*path, name), __("'%s': expected True or False") % name)
            return default
        return value

    def words(self, about: Mapping[str, Any], name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        """A list of names of a declaration."""
        value = about.get(name, ())
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            self.problem('chronicle_kinds', (*path, name), __("'%s': expected a list of names (write ['entry'])") % name)
            return ()
        return tuple(value)

    def one_of(self, about: Mapping[str, Any], name: str, path: tuple[str, ...], choices: Collection[str], default: str) -> Any:
        """One of a few words of a declaration."""
        value = about.get(name, default)
        if isinstance(value, str) and value in choices:
            return value
        hint = ' ' + __('(it is one of %s)') % ', '.join(filter(None, choices))
        message = __("'%s': expected text") % name + hint
        if isinstance(value, str):
            words = {'name': name, 'value': value, 'hint': did_you_mean(value, choices) or hint}
            message = __("'%(name)s': there is no '%(value)s'%(hint)s") % words
        self.problem('chronicle_kinds', (*path, name), message)
        return default
