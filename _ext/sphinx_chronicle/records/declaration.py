"""A setting that declares something: its values, and the lines of its mistakes in ``conf.py``."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from .i18n import __
from .problems import Code, Problem, did_you_mean, shortened

#: The name under which the project's own declarations are a vocabulary, and what problems call their file.
OWN: Final = 'conf.py'

#: What is no text where one is expected. A lazy translation is one.
_NO_TEXT: Final = (dict, list, tuple, set, frozenset, bytes, bool, int, float, type(None))

#: The setting that declares kinds.
KINDS: Final = 'chronicle_kinds'

#: Steps from a setting to something in it.
Path_ = tuple[str, ...]


class Declaration:
    """Reads the values of a declaration and collects the problems, each with its line where that can be found."""

    def __init__(self, conf: Path) -> None:
        self.conf = conf
        self.problems: list[Problem] = []
        self._tree: ast.Module | None = None

    def problem(self, path: Path_, message: str, line: int | None = None, setting: str = KINDS) -> None:
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

    def line(self, setting: str, path: Path_) -> int:
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
        waiting: list[tuple[ast.expr | None, Path_]] = [(found, ()) for name, found, _line in self.literals() if name == KINDS]
        while waiting:
            literal, path = waiting.pop()
            lines: dict[str, int] = {}
            for key, value in zip(literal.keys, literal.values, strict=True) if isinstance(literal, ast.Dict) else ():
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                    continue
                name = key.value
                if name in lines:
                    message = __("'%(name)s' is declared twice, first in line %(line)d (keep one)")
                    self.problem((*path, name), message % {'name': name, 'line': lines[name]}, key.lineno)
                lines.setdefault(name, key.lineno)
                waiting.append((value, (*path, name)))

    def given(self, value: object, path: Path_, keys: Collection[str] = ()) -> Given | None:
        """What a mapping with known keys gives; `None` where it is no mapping."""
        if not isinstance(value, dict):
            self.problem(path, __("'%(what)s': expected a mapping (write {…})") % {'what': path[-1] if path else KINDS})
            return None
        found = {}
        for key, inner in value.items():
            if keys and key not in keys:
                hint = did_you_mean(str(key), keys) or ' ' + __('(known are: %s)') % ', '.join(keys)
                self.problem((*path, str(key)), __("unknown key '%(key)s'%(hint)s") % {'key': key, 'hint': hint})
            else:
                found[str(key)] = inner
        return Given(found, self, path)


class Given(dict[str, Any]):
    """A mapping of a declaration that knows where it is."""

    def __init__(self, values: Mapping[str, Any], declaration: Declaration, path: Path_) -> None:
        super().__init__(values)
        self.declaration = declaration
        self.path = path

    def wrong(self, message: str, *steps: str) -> None:
        """Note a problem with it, or with what is in it."""
        self.declaration.problem((*self.path, *steps), message)

    def inner(self, name: str) -> Given:
        """A mapping in it; an empty one where there is none."""
        path = (*self.path, name)
        return self.declaration.given(self.get(name, {}), path) or Given({}, self.declaration, path)

    def text(self, name: str, default: str = '') -> str:
        """A text. It may be a lazy translation."""
        value = self.get(name, default)
        if isinstance(value, _NO_TEXT) or callable(value):
            self.wrong(__("'%s': expected text") % name, name)
            return default
        return str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no."""
        value = self.get(name, default)
        if not isinstance(value, bool):
            self.wrong(__("'%s': expected True or False") % name, name)
            return default
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """A list of names."""
        value = self.get(name, ())
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
            self.wrong(__("'%s': expected a list of names (write ['entry'])") % name, name)
            return ()
        return tuple(value)

    def one_of(self, name: str, choices: Collection[str], default: str) -> Any:
        """One of a few words."""
        value = self.get(name, default)
        if isinstance(value, str) and value in choices:
            return value
        hint = ' ' + __('(it is one of %s)') % ', '.join(filter(None, choices))
        message = __("'%s': expected text") % name + hint
        if isinstance(value, str):
            words = {'name': name, 'value': value, 'hint': did_you_mean(value, choices) or hint}
            message = __("'%(name)s': there is no '%(value)s'%(hint)s") % words
        self.wrong(message, name)
        return default
