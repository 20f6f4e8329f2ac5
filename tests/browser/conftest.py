"""A Chromium and a server of the built site for the browser tests."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from .get_chromium import find_chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from .support import Open

ARGUMENTS = [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
]

HEIGHT = 800
PATIENCE = 10_000


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and keeps no log of it."""

    def log_message(self, *_message: Any) -> None:
        """Say nothing: what fails to load is seen in the browser."""

    def do_GET(self) -> None:
        # Browsers ask for it without being told to.
        if self.path == '/favicon.ico':
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture(scope='session')
def address(site: Path) -> Iterator[str]:
    """Where the built site is served."""
    with ThreadingHTTPServer(('127.0.0.1', 0), partial(QuietHandler, directory=str(site))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f'http://127.0.0.1:{server.server_port}/'
        server.shutdown()
        thread.join()


@pytest.fixture(scope='session')
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.fail('There is no Chromium; "make test" gets one, as does "python tests/browser/get_chromium.py".')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    with ExitStack() as contexts:

        def open_page(name: str, *, width: int = 1280, prepare: Callable[[Page], object] | None = None, **context: Any) -> Page:
            made = contexts.enter_context(
                browser.new_context(base_url=address, viewport={'width': width, 'height': HEIGHT}, **context)
            )
            made.set_default_timeout(PATIENCE)
            page = made.new_page()
            if prepare:
                prepare(page)
            page.goto(name)
            return page

        yield open_page
