"""What the browser tests share: the pages of the site, visits to them, and steps that readers take on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page, Route

ROOT = Path(__file__).parent.parent.parent

HOME = 'index.html'
TIMELINE = 'timeline/index.html'
FAMILY = 'timeline/nemotron-3.html'
CHECKPOINTS = 'timeline/checkpoints.html'
SCORES = 'timeline/scores.html'
CATALOG = 'datasets/index.html'
LICENSES = 'licenses.html'
EPISODE = 'episodes/nvidia-open-models-catanzaro.html'
SAMPLE = 'guide/sample-episode.html'

#: Pages that stand for all others where looking at each would take too long.
MAIN_PAGES = [HOME, TIMELINE, FAMILY, CHECKPOINTS, SCORES, CATALOG, 'datasets/pretraining.html', EPISODE, LICENSES, SAMPLE]

SOURCES = [
    *ROOT.glob('*.md'),
    *(file for folder in ('datasets', 'episodes', 'guide', 'timeline') for file in ROOT.glob(f'{folder}/**/*.md')),
]
NO_PAGES = {'README', 'CHANGELOG', 'CONTRIBUTING', 'CODE_OF_CONDUCT', 'RELEASING', 'SECURITY'}
GENERATED = ['404.html', 'chronicle-tags.html', 'genindex.html', 'search.html']

#: Every page of the site; a test sees to it that none is missing.
PAGES = sorted(
    [
        *(file.relative_to(ROOT).with_suffix('.html').as_posix() for file in SOURCES if file.stem not in NO_PAGES),
        *GENERATED,
    ]
)

#: What the filter bars of a page are set to when it is looked at with a filter.
FILTERED = {
    'changes.html': '?q=nano',
    CATALOG: '?type=sft',
    TIMELINE: '?family=nemotron-3',
    CHECKPOINTS: '?params-max=12000000000&q=nano',
    SCORES: '?q=nano',
}

#: The widths at which every page is loaded, and the height of its window.
WIDE, NARROW, HEIGHT = 1280, 320, 800

#: The scripts of the extension, whatever is added to their names.
OUR_SCRIPTS = re.compile(r'/_static/(chronicle|player)\b[^/]*\.js')

AXE = files('axe_playwright_python').joinpath('axe.min.js').read_text(encoding='utf-8')

#: All rules of WCAG 2.2 A and AA.
RULES: Final = {
    'runOnly': {'type': 'tag', 'values': ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
    'resultTypes': ['violations'],
}

#: Two thirds of its time axe spends on reading the same few colors again and on weak maps, in which its private fields
#: are kept since it was translated for old browsers. A test sees to it that it finds the same without these losses.
QUICK_MAPS = """() => {
    'use strict';
    class QuickMap {
        key = Symbol();
        constructor(entries) { for (const [item, value] of entries ?? []) this.set(item, value); }
        has(item) { return Object.hasOwn(item, this.key); }
        get(item) { return this.has(item) ? item[this.key] : undefined; }
        set(item, value) { item[this.key] = value; return this; }
        add(item) { return this.set(item, true); }
        delete(item) { return this.has(item) && delete item[this.key]; }
    }
    window.ownMaps = { WeakMap, WeakSet };
    window.WeakMap = window.WeakSet = function (entries) { return new QuickMap(entries); };
    window.WeakMap.prototype = QuickMap.prototype;
}"""
OWN_MAPS_AND_QUICK_COLORS = """() => {
    Object.assign(window, ownMaps);
    const { prototype } = axe.commons.color.Color;
    const { parseString } = prototype;
    const known = new Map();
    prototype.parseString = function (text) {
        if (!known.has(text)) {
            const { r, g, b, alpha } = parseString.call(this, text);
            known.set(text, { r, g, b, alpha });
        }
        return Object.assign(this, known.get(text));
    };
}"""

QUICK_AXE = (QUICK_MAPS, AXE, OWN_MAPS_AND_QUICK_COLORS)

WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
"""

#: What has moved on a page, but for three things that browsers do by themselves: they arrange their own controls of a
#: recording, whose parts have no name here, and while a page still arrives they fit the columns of a table to its rows
#: and put a word that has been painted in part on the next line once the rest makes it too wide.
FIND_SHIFTS = """() => {
    const audio = document.querySelector('audio')?.getBoundingClientRect();
    const isItsOwn = ({ node, currentRect: { top, bottom } }) => !node && audio && top >= audio.top && bottom <= audio.bottom;
    const { domInteractive } = performance.getEntriesByType('navigation')[0];
    const isPart = ({ previousRect, currentRect }) => previousRect.width < currentRect.width;
    const isArriving = (source, { startTime }) =>
        startTime < domInteractive && (isPart(source) || source.node?.parentElement?.closest('table'));
    return shifts.flatMap((entry) => entry.sources
        .filter((source) => !isItsOwn(source) && !isArriving(source, entry))
        .map(({ node, previousRect, currentRect }) =>
            [entry.value, node?.outerHTML?.slice(0, 100) ?? node?.nodeName, previousRect.toJSON(), currentRect.toJSON()]));
}"""


class Open(Protocol):
    """Opens a page of the site in a browser of its own, so that nothing is remembered from elsewhere."""

    def __call__(
        self,
        name: str,
        *,
        width: int = WIDE,
        prepare: Callable[[Page], object] | None = None,
        **context: Any,
    ) -> Page: ...


@dataclass
class Tab:
    """A page as it was loaded at a width.

    :ivar asked: the address of each request since then, also of those that failed.
    :ivar errors: what the console said, and what failed to load.
    :ivar held: the requests for our scripts, which are let go only when the page has been painted.
    """

    page: Page
    width: int
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    held: list[Route] = field(default_factory=list)
    is_painted: bool = False

    def hold(self, route: Route) -> None:
        self.held.append(route)
        if self.is_painted:
            route.continue_()

    def let_go(self) -> None:
        self.is_painted = True
        for route in self.held:
            route.continue_()

    def listen(self) -> None:
        self.page.on('request', lambda request: self.asked.append(request.url))
        self.page.on('requestfailed', lambda request: self.errors.append(f'{request.url}: {request.failure}'))
        self.page.on('console', lambda said: self.errors.append(said.text) if said.type in {'error', 'warning'} else None)
        self.page.on('pageerror', lambda error: self.errors.append(str(error)))


@dataclass(frozen=True, slots=True)
class Visit:
    """A page of the site, loaded twice: in a wide window and in a narrow one.

    :ivar shifts: what has moved while they were loaded, with the names of the elements.
    :ivar score: how much of it that was, as browsers count it, in the window where it was more.
    """

    name: str
    wide: Tab
    narrow: Tab
    shifts: list[str]
    score: float

    @property
    def tabs(self) -> tuple[Tab, Tab]:
        return self.wide, self.narrow


def visit(context: BrowserContext, name: str) -> Visit:
    """Load a page, our scripts later than all else, so that what they move has been painted before."""
    wide, narrow = (Tab(context.new_page(), width) for width in (WIDE, NARROW))
    for tab in (wide, narrow):
        tab.listen()
        tab.page.set_viewport_size({'width': tab.width, 'height': HEIGHT})
        tab.page.add_init_script(WATCH_SHIFTS)
        tab.page.route(OUR_SCRIPTS, tab.hold)
        tab.page.goto(name, wait_until='commit')
    shifts, scores = [], []
    for tab in (wide, narrow):
        tab.page.wait_for_function('() => performance.getEntriesByName("first-contentful-paint").length > 0')
        tab.let_go()
        tab.page.wait_for_load_state('load')
        two_frames(tab.page)
        found = tab.page.evaluate(FIND_SHIFTS)
        shifts += [f'{tab.width}: {shift}' for shift in found]
        # All that moves at the same time has the value of that time.
        scores.append(sum({value for value, *_ in found}))
    return Visit(name, wide, narrow, shifts, max(scores))


def two_frames(page: Page) -> None:
    """Wait until what was done has been painted."""
    page.evaluate('() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')


def is_of_furo(_rule: str, _node: dict[str, Any]) -> bool:
    """Whether a violation stands in what Furo itself emits, which is not ours to change; each with its reason."""
    return False


def violations(*pages: Page, within: str = 'html') -> list[str]:
    """What axe finds in pages, one line for each element; it looks at all of them at the same time."""
    for page in pages:
        if not page.evaluate('() => "axe" in window'):
            for script in QUICK_AXE:
                page.evaluate(script)
        # The answer is not waited for here.
        page.evaluate(
            '([within, rules]) => { window.looked = new Promise((done) => setTimeout(() => done(axe.run(within, rules)))); }',
            [within, RULES],
        )
    found = []
    for page in pages:
        width = page.viewport_size['width'] if page.viewport_size else 0
        for violation in page.evaluate('async () => (await looked).violations'):
            found += [
                f'{width}: {violation["id"]}: {node["target"]}: {node["html"][:200]}: {node["failureSummary"]}'
                for node in violation['nodes']
                if not is_of_furo(violation['id'], node)
            ]
    return found


def violations_in_both_schemes(*pages: Page, within: str = 'html') -> list[str]:
    found = []
    for scheme in ('light', 'dark'):
        for page in pages:
            page.emulate_media(color_scheme=scheme)
        found += [f'{scheme}: {line}' for line in violations(*pages, within=within)]
    return found


def is_ours(address: str) -> bool:
    """Whether an address asks no other host for anything."""
    parts = urlsplit(address)
    return parts.scheme in {'data', 'blob', 'about'} or parts.hostname == '127.0.0.1'


def open_all_details(page: Page) -> None:
    """Open what is closed, as a reader would who looks at all of it."""
    page.evaluate('() => { for (const details of document.querySelectorAll("details")) details.open = true; }')
    expect(page.locator('details:not([open])')).to_have_count(0)


def query(page: Page) -> str:
    return urlsplit(page.url).query


def shown(items: Locator) -> Locator:
    """Those of the items that no filter hides."""
    return items.locator('visible=true')


def texts(items: Locator) -> list[str]:
    """The texts of elements with their white space folded."""
    return [' '.join(text.split()) for text in items.all_text_contents()]


def sideways(page: Page) -> int:
    """By how many pixels the page scrolls sideways."""
    return int(page.evaluate('() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth'))


def refuse_videos(page: Page) -> list[str]:
    """Let no request through to YouTube; the list fills with what is asked of it."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(lambda address: not is_ours(address), refuse)
    return asked
