"""A Chromium and a server of the built site for the browser tests."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from .get_chromium import find_chromium
from .serving import SiteHandler
from .support import HEIGHT, PAGES, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from .support import Open, Visit

ARGUMENTS = [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    # Our pages alone are opened, so none needs a process that is kept from all others.
    '--process-per-site',
    '--num-raster-threads=1',
]

PATIENCE = 10_000


@pytest.fixture(scope='session')
def serve() -> Callable[[Path], AbstractContextManager[str]]:
    """Serve a folder and give its address."""

    @contextmanager
    def serve(folder: Path) -> Iterator[str]:
        with ThreadingHTTPServer(('127.0.0.1', 0), partial(SiteHandler, directory=str(folder))) as server:
            thread = Thread(target=server.serve_forever, kwargs={'poll_interval': 0.05})
            thread.start()
            try:
                yield f'http://127.0.0.1:{server.server_port}/'
            finally:
                server.shutdown()
                thread.join()

    return serve


@pytest.fixture(scope='session')
def address(site: Path, serve: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    """Where the built site is served."""
    with serve(site) as address:
        yield address


@pytest.fixture(scope='session')
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.fail('There is no Chromium; "make test" gets one, as does "python tests/browser/get_chromium.py".')
    with sync_playwright() as playwright:
        # In Python's development mode its event loop would note the origin of each of its thousands of calls.
        asyncio.get_running_loop().set_debug(False)
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


@pytest.fixture(scope='module', params=PAGES)
def visited(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """Each page of the site in turn, loaded once for all tests of a module."""
    with browser.new_context(base_url=address) as context:
        context.set_default_timeout(PATIENCE)
        yield visit(context, request.param)
