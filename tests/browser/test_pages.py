"""What every page promises: quiet, still, within its width, and whole without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from .support import EPISODE, HOME, LICENSES, MAIN_PAGES, PAGES, TIMELINE, is_ours, open_all_details, sideways

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from .support import Open


def test_every_page_of_the_site_is_known_here(site: Path) -> None:
    assert sorted(file.relative_to(site).as_posix() for file in site.rglob('*.html') if '_static' not in file.parts) == PAGES


@pytest.mark.parametrize('name', PAGES)
def test_a_page_asks_no_other_host_and_has_no_errors(open_page: Open, name: str) -> None:
    asked: list[str] = []
    errors: list[str] = []

    def note(page: Page) -> None:
        page.on('request', lambda request: asked.append(request.url))
        page.on('requestfailed', lambda request: errors.append(f'{request.url}: {request.failure}'))
        page.on('console', lambda message: errors.append(message.text) if message.type in {'error', 'warning'} else None)
        page.on('pageerror', lambda error: errors.append(str(error)))

    page = open_page(name, prepare=note)
    open_all_details(page)
    page.keyboard.press('End')
    page.wait_for_load_state('networkidle')
    assert any(address.endswith(name) for address in asked)
    assert [address for address in asked if not is_ours(address)] == []
    assert errors == []


@pytest.mark.parametrize('name', PAGES)
def test_nothing_moves_while_a_page_loads_even_when_the_scripts_are_late(open_page: Open, name: str) -> None:
    """A shift is measured from what was painted, so our scripts come only after that."""
    held: list[Route] = []
    asked: list[str] = []

    def hold(page: Page) -> None:
        page.on('request', lambda request: asked.append(request.url))
        page.add_init_script("""
            window.shifts = [];
            new PerformanceObserver((list) => {
                for (const { value, sources } of list.getEntries())
                    shifts.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 100) ?? node?.nodeName)]);
            }).observe({ type: 'layout-shift', buffered: true });
        """)
        page.route('**/_static/*.js*', lambda route: held.append(route) if is_a_script_of_ours(route) else route.continue_())

    page = open_page('about:blank', prepare=hold)
    page.goto(name, wait_until='commit')
    page.wait_for_function('() => performance.getEntriesByName("first-contentful-paint").length > 0')
    for route in held:
        route.continue_()
    page.wait_for_load_state('load')
    two_frames(page)
    names = {address.rpartition('/')[2].partition('?')[0] for address in asked}
    assert len(held) == len(names & {'chronicle.js', 'player.js'})
    assert page.evaluate('() => shifts') == []


def is_a_script_of_ours(route: Route) -> bool:
    return any(f'/{name}.js' in route.request.url for name in ('chronicle', 'player'))


def two_frames(page: Page) -> None:
    """Wait until what was done has been painted."""
    page.evaluate('() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')


@pytest.mark.parametrize('width', [320, 360, 768, 1440])
@pytest.mark.parametrize('name', PAGES)
def test_a_page_does_not_scroll_sideways(open_page: Open, name: str, width: int) -> None:
    page = open_page(name, width=width)
    open_all_details(page)
    assert sideways(page) == 0


@pytest.mark.parametrize('scheme', ['light', 'dark'])
@pytest.mark.parametrize('width', [360, 768, 1440])
@pytest.mark.parametrize('name', MAIN_PAGES)
def test_a_page_is_painted_in_its_scheme(open_page: Open, tmp_path: Path, name: str, width: int, scheme: str) -> None:
    """The screenshots are for people to look at."""
    page = open_page(name, width=width, color_scheme=scheme)
    file = tmp_path / f'{name.replace("/", "-").removesuffix(".html")}-{width}-{scheme}.png'
    assert page.screenshot(path=file).startswith(b'\x89PNG')
    lightness = page.evaluate("""() => {
        const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
        return (red + green + blue) / 3;
    }""")
    assert lightness < 64 if scheme == 'dark' else lightness > 192


@pytest.mark.parametrize('name', MAIN_PAGES)
def test_without_javascript_nothing_is_hidden_but_the_filter_bar(open_page: Open, name: str) -> None:
    page = open_page(name, java_script_enabled=False)
    for summary in page.locator('article details:not([open]) > summary').all():
        summary.click()
    hidden = page.locator('article :is(a, p, li, h1, h2, h3, h4, dt, dd, th, td, time, svg, audio)').evaluate_all(
        '(parts) => parts.filter((part) => !part.checkVisibility()).map((part) => part.outerHTML.slice(0, 150))'
    )
    assert hidden == []
    for bar in page.locator('.chronicle-filter').all():
        assert not bar.is_visible()


@pytest.mark.parametrize('name', MAIN_PAGES)
def test_without_javascript_there_is_every_card_link_row_and_chapter(open_page: Open, site: Path, name: str) -> None:
    soup = BeautifulSoup((site / name).read_text(encoding='utf-8'), 'html.parser')
    page = open_page(name, java_script_enabled=False)
    for summary in page.locator('article details:not([open]) > summary').all():
        summary.click()
    counted = 0
    for selector in ('.chronicle-card', 'article tbody tr', 'article section a[href]', '.chronicle-infobox', '.chronicle-at'):
        expected = len(soup.select(selector))
        counted += expected
        assert page.locator(selector).locator('visible=true').count() == expected, selector
    assert counted > 0


def test_without_javascript_the_chapters_lead_to_their_sections_and_the_video_to_its_host(open_page: Open) -> None:
    page = open_page(EPISODE, java_script_enabled=False)
    chapters = page.locator('.chronicle-infobox a[href^="#at-"]')
    assert chapters.count() == 9
    chapters.nth(2).click()
    heading = page.locator('[id="at-15-23"] > h2')
    assert heading.bounding_box()['y'] < 800  # type: ignore[index]
    assert (
        page.get_by_role('link', name='Watch on YouTube').get_attribute('href') == 'https://www.youtube.com/watch?v=Y3Vb6ecvfpU'
    )


@pytest.mark.parametrize('name', [HOME, TIMELINE, LICENSES])
def test_the_scripts_add_to_a_page_and_take_nothing_from_it(open_page: Open, name: str) -> None:
    """The same text with and without them, but for what they add."""
    selector = 'article :is(.chronicle-card, .chronicle-infobox, .chronicle-chart)'
    plain = open_page(name, java_script_enabled=False).locator(selector).all_inner_texts()
    assert plain
    assert open_page(name).locator(selector).all_inner_texts() == plain
