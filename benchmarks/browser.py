"""What a page with many cards costs a reader's browser: the first layout, and a letter typed into its filter bar."""

from __future__ import annotations

import runpy
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from playwright.sync_api import sync_playwright

from .content import make_entries
from .rivals import OURS, project, write_filtered
from .run import ROOT, build, write_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, CDPSession, Page

_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']

#: What is typed: a word that some of the cards have.
_TYPED: Final = 'quantized'

#: Milliseconds until a change is drawn and announced, which takes half a second.
_SETTLED: Final = 800

#: Waits for the browser to say it: that may come after the paint.
_FIRST_PAINT = """() => new Promise((done) => {
    const observer = new PerformanceObserver((list) => {
        const found = list.getEntriesByName('first-contentful-paint')[0];
        if (found) done(found.startTime);
    });
    observer.observe({ type: 'paint', buffered: true });
})"""
_TWO_FRAMES = '() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'


class Opening(NamedTuple):
    """What it took to open a page, in milliseconds.

    :ivar paint: from the begin of the navigation to the first painted content, by the clock.
    :ivar layout: computing styles and layout.
    :ivar script: running scripts.
    :ivar thread: all that the main thread did until the page was at rest.
    """

    paint: float
    layout: float
    script: float
    thread: float


class Browsing(NamedTuple):
    """What was measured in a browser; keystrokes are milliseconds of main-thread time.

    :ivar first: the first letter typed, for which the words of all cards are gathered.
    :ivar next: the median of the letters after it.
    """

    version: str
    size: int
    with_script: Opening
    without_script: Opening
    first: float
    next: float


def browse(size: int, repeats: int, folder: Path, say: Callable[[str], None]) -> Browsing | None:
    """Measure a page of so many plain entries with a filter bar; `None` where there is no Chromium."""
    found = runpy.run_path(str(ROOT / 'tests' / 'browser' / 'get_chromium.py'))['find_chromium']()
    if found is None:
        return None
    source, target = folder / 'browser' / 'source', folder / 'browser' / 'build'
    write_project(source, project(OURS._replace(write=write_filtered), make_entries(size, 'plain'), 1))
    build(source, target)
    address = (target / 'html' / 'p0.html').as_uri()
    openings: dict[bool, list[Opening]] = {True: [], False: []}
    keystrokes: list[list[float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        for number in range(repeats):
            for scripted in (True, False):
                openings[scripted].append(_open(browser, address, scripted=scripted))
            keystrokes.append(_type(browser, address))
            say(f'round {number + 1} of {repeats}: Chromium, {size:,} entries: {openings[True][-1]}')
        version = browser.version
        browser.close()
    return Browsing(
        version,
        size,
        _median(openings[True]),
        _median(openings[False]),
        median(letters[0] for letters in keystrokes),
        median(time for letters in keystrokes for time in letters[1:]),
    )


def _median(openings: list[Opening]) -> Opening:
    return Opening(*(median(values) for values in zip(*openings, strict=True)))


def _new_page(browser: Browser) -> tuple[Page, CDPSession]:
    page = browser.new_context(viewport={'width': 1280, 'height': 800}).new_page()
    session = page.context.new_cdp_session(page)
    session.send('Performance.enable')
    return page, session


def _metrics(session: CDPSession) -> dict[str, float]:
    """What the main thread has done so far, in milliseconds."""
    answer: dict[str, Any] = session.send('Performance.getMetrics')
    return {metric['name']: metric['value'] * 1000 for metric in answer['metrics'] if metric['name'].endswith('Duration')}


def _open(browser: Browser, address: str, *, scripted: bool) -> Opening:
    """Open the page in a fresh context, with our script or without it; other scripts run in both."""
    page, session = _new_page(browser)
    if not scripted:
        page.route('**/chronicle.js*', lambda route: route.abort())
    page.goto(address)
    paint = page.evaluate(_FIRST_PAINT)
    page.evaluate(_TWO_FRAMES)
    metrics = _metrics(session)
    opening = Opening(
        paint=paint,
        layout=metrics['LayoutDuration'] + metrics['RecalcStyleDuration'],
        script=metrics['ScriptDuration'],
        thread=metrics['TaskDuration'],
    )
    page.context.close()
    return opening


def _type(browser: Browser, address: str) -> list[float]:
    """Type a word into the filter bar letter by letter: main-thread milliseconds of each."""
    page, session = _new_page(browser)
    page.goto(address)
    page.locator('.chronicle-filter input[type=search]').focus()
    page.wait_for_timeout(_SETTLED)
    times = []
    for letter in _TYPED:
        before = _metrics(session)['TaskDuration']
        page.keyboard.type(letter)
        page.evaluate(_TWO_FRAMES)
        page.wait_for_timeout(_SETTLED)
        times.append(_metrics(session)['TaskDuration'] - before)
    page.context.close()
    return times
