"""Checking records, and the formats in which warnings are printed: what needs no Sphinx."""

from __future__ import annotations

import ast
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..records.declare import declared_registry
from ..records.files import YAML_SUFFIXES, read_file
from ..records.problems import Code, Problem
from ..records.reader import Reading, read_text
from ..records.registry import Registry

#: Suffixes of the files that commands write entries to.
YAML: Final = YAML_SUFFIXES

_BREAKS = re.compile(r'\s*[\n\r\x85\u2028\u2029]+\s*')

#: What `check` does, and what else its help says.
CHECK: Final = """\
Check a project without building it: Sphinx reads it with its own configuration and extensions, checks consistency and
resolves all references, and writes no page. So the warnings are those of a build, in the same words:

  timeline/models.yaml:42: entry 'x': unknown field 'nmae' (did you mean 'name'?) [chronicle.field]

The source folder is the nearest one upward that holds a conf.py. What was read is kept in its folder .chronicle/check
and read again only when it has changed; that folder can be deleted at any time.

With FILES only the warnings about these are printed. If all are files of YAML, JSON or CSV, only they are read,
without Sphinx and in a fraction of the time; relations to other records are then not checked.
"""

CHECK_END: Final = """\
formats:
  text     one warning a line: FILE:LINE: MESSAGE [CODE]; FILE is relative to the source folder
  github   workflow commands, which GitHub shows beside the lines of a change; FILE is relative to the current folder
  json     one array of objects with the members path, line (null if unknown), code, record and message

The codes of records begin with 'chronicle.'; others are those of Sphinx and of extensions, and may be missing.

Where nothing is wrong, the number of records is said on standard error, and nothing is printed.

exit status: 0 no warnings, 1 warnings, 2 the command line is wrong or the project cannot be read

examples:
  python -m sphinx_chronicle check
  python -m sphinx_chronicle check timeline/models.yaml people.md
  python -m sphinx_chronicle check --format github
"""


class ProjectError(Exception):
    """There is no project, it cannot be read, or a file that was asked for is not in it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning of a build.

    :ivar path: the file, relative to the source folder where it is inside; empty if the warning is about no file.
    :ivar line: 1-based line, if known.
    :ivar code: type and subtype of the warning, such as ``chronicle.date``; empty if it has none.
    :ivar record: the record it is about, such as ``entry 'nemotron-h'``, if any.
    """

    path: str
    line: int | None
    code: str
    message: str
    record: str = ''

    def __str__(self) -> str:
        place = ':'.join(str(part) for part in (self.path, self.line) if part)
        text = f'{place}: {self.message}' if place else self.message
        return f'{text} [{self.code}]' if self.code else text

    @property
    def order(self) -> tuple[bool, str, int, str]:
        """By file and line; first comes what keeps records from being read, which may be the reason for the rest."""
        return self.code not in _CAUSES, self.path, self.line or 0, self.message


class Checked(NamedTuple):
    """What was found in records, and how many there are."""

    findings: list[Finding]
    number: int

    def and_also(self, other: Checked) -> Checked:
        """The same of these records and of others."""
        return Checked(self.findings + other.findings, self.number + other.number)


def from_problem(problem: Problem) -> Finding:
    """A problem as it is reported."""
    return Finding(problem.path, problem.line, from_code(problem.code), problem.text, problem.record)


def from_code(code: Code) -> str:
    """Type and subtype of the warning of a problem."""
    return f'chronicle.{code}'


#: What keeps records from being read, or from being the ones that others mean.
_CAUSES: Final = frozenset(map(from_code, (Code.YAML, Code.FILE, Code.DUPLICATE)))


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return _BREAKS.sub(' ', text.strip())


def find_root(start: Path) -> Path:
    """The source folder around a folder: the nearest one upward with a ``conf.py``, or one named as usual within it.

    :raises ProjectError: if there is none.
    """
    start = start.resolve()
    within = (start / name for name in ('docs', 'doc', 'source', 'docs/source'))
    for folder in (start, *within, *start.parents):
        if (folder / 'conf.py').is_file():
            return folder
    raise ProjectError(f"no 'conf.py' was found in {start} or above it (name the source folder with --source)")


def relative(root: Path, file: Path) -> str:
    """The path of a file within the source folder, with forward slashes.

    :raises ProjectError: if it is outside.
    """
    try:
        return file.resolve().relative_to(root).as_posix()
    except (ValueError, OSError, RuntimeError):
        raise ProjectError(f"'{file}' is outside the source folder {root}") from None


def chosen_file(root: Path, name: str) -> str:
    """The path of a file of the command line within the source folder.

    :raises ProjectError: if it cannot be checked.
    """
    file = Path(name)
    try:
        exists, is_folder, is_file = file.exists(), file.is_dir(), file.is_file()
    except (OSError, ValueError):
        exists = is_folder = is_file = False
    if not exists:
        raise ProjectError(f"there is no file '{name}'")
    if is_folder:
        raise ProjectError(f"'{name}' is a folder (name files, or none to check the whole project)")
    if not is_file:
        raise ProjectError(f"'{name}' is no regular file (only pages and files of records are checked)")
    return relative(root, file)


def written_registry(root: Path) -> Registry | None:
    """The kinds of a project as far as its ``conf.py`` writes them out, without running it; `None` if it does not.

    Extensions may add kinds as well. A project that was read says so in its cache, and then is read again.
    """
    if (root / NOT_WRITTEN).exists():
        return None
    conf = root / 'conf.py'
    values: dict[str, Any] = {'chronicle_vocabularies': (), 'chronicle_kinds': {}}
    try:
        for statement in ast.parse(conf.read_text(encoding='utf-8')).body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and node.id in values and not _is_literal(statement, node, values):
                    return None
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return declared_registry(values['chronicle_vocabularies'], values['chronicle_kinds'], (), conf, lambda _name: False)[0]


#: Says that the kinds of a project are not all written out in its ``conf.py``.
NOT_WRITTEN: Final = Path('.chronicle', 'kinds-are-not-written-out')


def _is_literal(statement: ast.stmt, name: ast.Name, values: dict[str, Any]) -> bool:
    """Whether a statement sets a name to a literal, whose value is then noted."""
    is_set = isinstance(statement, ast.Assign) and statement.targets == [name]
    if not is_set and not (isinstance(statement, ast.AnnAssign) and statement.target is name):
        return False
    try:
        values[name.id] = ast.literal_eval(statement.value)  # type: ignore[attr-defined]  # both have one
    except (ValueError, TypeError, RecursionError, MemoryError):
        return False
    return True


def check_files(root: Path, paths: Iterable[str], registry: Registry) -> Checked:
    """What is wrong within files of entries; their relations to other records are not looked up."""
    checked = Checked([], 0)
    for path in paths:
        text = read_text(root / path, path)
        reading = Reading(problems=[text]) if isinstance(text, Problem) else read_file(text, path, registry)
        checked = checked.and_also(Checked([from_problem(problem) for problem in reading.problems], len(reading.records)))
    return checked


def all_well(count: int) -> str:
    """What is said where nothing is wrong."""
    return f'{count} record{"" if count == 1 else "s"}, no problems'


def print_findings(found: Sequence[Finding], form: str, root: Path) -> None:
    """Print warnings in one of the formats."""
    if form == 'json':
        members = [
            {'path': one.path, 'line': one.line, 'code': one.code, 'record': one.record, 'message': one.message} for one in found
        ]
        _write(json.dumps(members, indent=2, ensure_ascii=True))
        return
    for finding in found:
        _write(_annotation(finding, root) if form == 'github' else str(finding))


def _annotation(finding: Finding, root: Path) -> str:
    """A warning as a workflow command of GitHub.

    GitHub Actions, "Workflow commands", section "Setting an error message"; the escapes are those of the toolkit's
    `command.ts`.
    """
    path = Path(os.path.relpath(root / finding.path)).as_posix() if finding.path else ''
    properties = {'file': path, 'line': str(finding.line or ''), 'title': finding.code}
    escapes = {':': '%3A', ',': '%2C'}
    pairs = ','.join(f'{name}={_escaped(value, escapes)}' for name, value in properties.items() if value)
    return f'{f"::error {pairs}".rstrip()}::{_escaped(finding.message, {})}'


def _escaped(text: str, more: dict[str, str]) -> str:
    for character, escape in {'%': '%25', '\r': '%0D', '\n': '%0A', **more}.items():
        text = text.replace(character, escape)
    return text


def _write(text: str) -> None:
    sys.stdout.write(text + '\n')
