"""Makes sure that there is a Chromium for the browser tests: Debian's where apt-get may be used, else Playwright's own.

The one without windows opens a page in a third of the time, so it is got beside one with windows as well, where that is easy.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Debian's Chromium without windows, and the one with them.
SHELL = Path('/usr/bin/chromium-headless-shell')
DEBIAN = Path('/usr/bin/chromium')


def find_chromium() -> Path | None:
    """The browser that the tests drive, or None where there is none."""
    for program in (SHELL, DEBIAN):
        if program.exists():
            return program
    own = path_of_playwright()
    return own if own.exists() else None


def path_of_playwright() -> Path:
    """Where Playwright keeps a Chromium of its own, once it has one."""
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def ways(found: Path | None) -> Iterator[list[list[str]]]:
    """The commands of each way to install one, or a better one than was found; the better way first."""
    if os.geteuid() == 0 and shutil.which('apt-get'):
        yield [['apt-get', 'update', '-qq'], ['apt-get', 'install', '-qq', '-y', '--no-install-recommends', SHELL.name]]
    if found is None:
        yield [[sys.executable, '-m', 'playwright', 'install', 'chromium']]


def run(command: list[str]) -> str | None:
    """Run a command, which is told of only if it fails."""
    environment = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=environment)
    except OSError as error:
        return f'{shlex.join(command)}: {error}'
    if done.returncode == 0:
        return None
    return '\n'.join([f'{shlex.join(command)} ended with status {done.returncode}:', *done.stdout.strip().splitlines()[-5:]])


def main() -> str | None:
    """Install a Chromium where there is none or a slow one; what is returned says why there still is none."""
    found = find_chromium()
    if found not in {None, DEBIAN}:
        return None
    failures = []
    for commands in ways(found):
        # What comes after a failure cannot succeed.
        failures.append(next((failure for failure in map(run, commands) if failure), None))
        if find_chromium():
            return None
    if found is not None:
        return None
    reasons = [failure or 'All went well, and yet there is none.' for failure in failures]
    return '\n'.join(['The browser tests need Chromium, and none could be installed.', *reasons])


if __name__ == '__main__':
    sys.exit(main())
