"""What the browser tests share: the pages of the site, and steps that readers take on them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page, Route

ROOT = Path(__file__).parent.parent.parent

HOME = 'index.html'
TIMELINE = 'timeline/index.html'
CATALOG = 'datasets/index.html'
LICENSES = 'licenses.html'
EPISODE = 'episodes/nvidia-open-models-catanzaro.html'

#: Pages that stand for all others where looking at each would take too long.
MAIN_PAGES = [HOME, TIMELINE, CATALOG, 'datasets/pretraining.html', EPISODE, LICENSES]

SOURCES = [
    *ROOT.glob('*.md'),
    *(file for folder in ('datasets', 'episodes', 'timeline') for file in ROOT.glob(f'{folder}/**/*.md')),
]
NO_PAGES = {'README', 'CHANGELOG', 'CONTRIBUTING'}
GENERATED = ['chronicle-tags.html', 'genindex.html', 'search.html']

#: Every page of the site; a test sees to it that none is missing.
PAGES = sorted(
    [
        *(file.relative_to(ROOT).with_suffix('.html').as_posix() for file in SOURCES if file.stem not in NO_PAGES),
        *GENERATED,
    ]
)

#: What the filter bars of a page are set to when it is looked at with a filter.
FILTERED = {TIMELINE: '?family=nemotron-3&c2.q=nano', CATALOG: '?type=sft'}


class Open(Protocol):
    """Opens a page of the site in a browser of its own, so that nothing is remembered from elsewhere."""

    def __call__(
        self,
        name: str,
        *,
        width: int = 1280,
        prepare: Callable[[Page], object] | None = None,
        **context: Any,
    ) -> Page: ...


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
