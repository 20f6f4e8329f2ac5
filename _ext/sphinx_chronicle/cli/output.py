"""The formats in which `check` prints warnings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .check import Finding


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
