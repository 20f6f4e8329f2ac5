"""Makes sure that there is a Chromium for the browser tests: Debian's where apt-get may be used, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DEBIAN = Path('/usr/bin/chromium')


def find_chromium() -> Path | None:
    """The browser that the tests drive, or None where there is none."""
    if DEBIAN.exists():
        return DEBIAN
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def install_chromium() -> None:
    """Install a browser in the way that this machine allows."""
    if os.geteuid() == 0 and shutil.which('apt-get'):
        environment = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
        subprocess.run(['apt-get', 'update', '-qq'], check=True, env=environment)
        subprocess.run(['apt-get', 'install', '-qq', '-y', '--no-install-recommends', 'chromium'], check=True, env=environment)
    else:
        subprocess.run([sys.executable, '-m', 'playwright', 'install', 'chromium'], check=True)


def main() -> str | None:
    if find_chromium() is None:
        install_chromium()
    if find_chromium() is None:
        return 'The browser tests need Chromium, and none could be installed.'
    return None


if __name__ == '__main__':
    sys.exit(main())
