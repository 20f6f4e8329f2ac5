"""What a page with many cards costs a reader's browser on a slow device: opening it, filtering its cards, sorting a table."""

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

#: Numbers of rich entries on a page.
BROWSED: Final = (1_000, 5_000)
#: How many times slower than this machine the reader's is.
SLOWER: Final = 4

#: A word that some of the cards have.
_TYPED: Final = 'quantized'

#: Milliseconds after which a page is at rest.
_SETTLED: Final = 3_000

#: Waits for the browser to say it: that may come after the paint.
_FIRST_PAINT = """() => new Promise((done) => {
    const observer = new PerformanceObserver((list) => {
        const found = list.getEntriesByName('first-contentful-paint')[0];
        if (found) done(found.startTime);
    });
    observer.observe({ type: 'paint', buffered: true });
})"""
_WATCH_SHIFTS = """() => {
    window.shift = 0;
    const add = (list) => list.getEntries().forEach((one) => { window.shift += one.value; });
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
}"""
#: Does something, and gives the milliseconds until the frame after it was drawn.
_UNTIL_DRAWN = """([selector, act, value]) => new Promise((done) => {
    const element = document.querySelector(selector);
    const begin = performance.now();
    if (act === 'click') element.click();
    else {
        element.value = value;
        element.dispatchEvent(new Event(act, { bubbles: true }));
    }
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
})"""


class Browsing(NamedTuple):
    """What was measured in a browser, in medians of milliseconds.

    :ivar paint: from the begin of the navigation to the first painted content.
    :ivar shift: the sum of all layout shifts, which has no unit.
    :ivar layout: computing styles and layout until the page was at rest.
    :ivar script: running scripts until then.
    :ivar hide: from the choice of a tag that few cards have to the frame that shows them.
    :ivar clear: from taking it back to the frame that shows the first of all cards.
    :ivar letters: from a word typed into the filter bar to the frame that shows what has it.
    :ivar sort: from the choice of a column to the frame that shows a table of the same entries in its order.
    """

    version: str
    size: int
    paint: float
    shift: float
    layout: float
    script: float
    hide: float
    clear: float
    letters: float
    sort: float


def browse(size: int, repeats: int, folder: Path, say: Callable[[str], None]) -> Browsing | None:
    """Measure a page of so many rich entries with a filter bar, in Furo; `None` where there is no Chromium."""
    found = runpy.run_path(str(ROOT / 'tests' / 'browser' / 'get_chromium.py'))['find_chromium']()
    if found is None:
        return None
    source, target = folder / f'browser-{size}' / 'source', folder / f'browser-{size}' / 'build'
    write_project(source, project(OURS._replace(write=write_filtered), make_entries(size, 'rich'), 1, 'furo'))
    build(source, target)
    rounds: list[tuple[float, ...]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        for number in range(repeats):
            rounds.append((*_cards(browser, (target / 'html' / 'p0.html').as_uri()), _table(browser, target / 'html')))
            say(f'round {number + 1} of {repeats}: Chromium, {size:,} entries: {[round(value, 2) for value in rounds[-1]]}')
        version = browser.version
        browser.close()
    return Browsing(version, size, *(median(values) for values in zip(*rounds, strict=True)))


def _open(browser: Browser, address: str) -> tuple[Page, CDPSession]:
    """Open a page on a device that is slower."""
    page = browser.new_context(viewport={'width': 1280, 'height': 800}).new_page()
    session = page.context.new_cdp_session(page)
    session.send('Performance.enable')
    session.send('Emulation.setCPUThrottlingRate', {'rate': SLOWER})
    page.goto(address, timeout=0)
    return page, session


def _metrics(session: CDPSession) -> dict[str, float]:
    """What the main thread has done so far, in milliseconds."""
    answer: dict[str, Any] = session.send('Performance.getMetrics')
    return {metric['name']: metric['value'] * 1000 for metric in answer['metrics'] if metric['name'].endswith('Duration')}


def _cards(browser: Browser, address: str) -> tuple[float, ...]:
    """Paint, shift, layout, script, and the times to hide cards, to show them again and to find a word."""
    page, session = _open(browser, address)
    paint = page.evaluate(_FIRST_PAINT)
    page.evaluate(_WATCH_SHIFTS)
    page.wait_for_timeout(_SETTLED)
    metrics = _metrics(session)
    shift = page.evaluate('window.shift')
    times = []
    tags, search = '.chronicle-filter select[name=tag]', '.chronicle-filter input[type=search]'
    tag = page.locator(f'{tags} option').last.get_attribute('value')
    for selector, event, value in ((tags, 'change', tag), (tags, 'change', ''), (search, 'input', _TYPED)):
        times.append(page.evaluate(_UNTIL_DRAWN, [selector, event, value]))
        page.wait_for_timeout(_SETTLED)
    page.context.close()
    return paint, shift, metrics['LayoutDuration'] + metrics['RecalcStyleDuration'], metrics['ScriptDuration'], *times


def _table(browser: Browser, html: Path) -> float:
    """The time to sort a table by its first column."""
    page, _session = _open(browser, (html / 'table.html').as_uri())
    page.wait_for_timeout(_SETTLED)
    time: float = page.evaluate(_UNTIL_DRAWN, ['table.chronicle-table th button', 'click', ''])
    page.context.close()
    return time
