"""What every page promises: quiet, still, within its width, for everybody to read, and whole without JavaScript."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from .support import (
    CHECKPOINTS,
    EPISODE,
    HEIGHT,
    HOME,
    LICENSES,
    MAIN_PAGES,
    NARROW,
    OUR_SCRIPTS,
    PAGES,
    ROOT,
    SAMPLE,
    TIMELINE,
    WIDE,
    is_ours,
    open_all_details,
    sideways,
    violations_in_both_schemes,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from .support import Open, Visit

#: For people to look at.
SCREENSHOTS = ROOT / '_build' / 'screenshots'

#: What a reader without scripts is there for, by selector.
CONTENT = [
    '.chronicle-card',
    'article tr',
    'article section a[href]:not(.headerlink)',
    'article :is(h1, h2, h3, h4, p, li, dt, dd, th, td, time, svg):not(.chronicle-filter *, .chronicle-offer *)',
    '.chronicle-infobox',
    '.chronicle-at',
    'audio[controls]',
]


def test_every_page_of_the_site_is_known_here(site: Path) -> None:
    assert sorted(file.relative_to(site).as_posix() for file in site.rglob('*.html') if '_static' not in file.parts) == PAGES


# The tests of a visit share one loading of the page, from here to the last of them.


def test_nothing_moves_while_a_page_loads_even_when_the_scripts_are_late(visited: Visit) -> None:
    """A shift is measured from what was painted, so our scripts come only after that.

    Where rows can be compared, boxes to tick come into the room that is kept for them in the first cell of each row: its words
    stay where they are, but it begins after the box, which browsers count.
    """
    for tab in visited.tabs:
        assert tab.held or visited.name not in MAIN_PAGES
    assert visited.score <= 0.01, visited.shifts
    if visited.wide.page.locator('table[data-compare]').count():
        assert [shift for shift in visited.shifts if not re.search('<th |<small', shift)] == []
    else:
        assert visited.shifts == []


@pytest.mark.parametrize('width', [WIDE, NARROW])
def test_no_word_of_a_table_moves_when_its_rows_can_be_ticked(open_page: Open, width: int) -> None:
    places = [
        open_page(CHECKPOINTS, width=width, prepare=prepare).evaluate(
            """() => [...document.querySelectorAll('table[data-compare] :is(th > a, small, time, td.chronicle-number, thead th)')]
                .map((part) => {
                    const words = document.createRange();
                    words.selectNodeContents(part.querySelector('button') ?? part);
                    const table = part.closest('table').getBoundingClientRect();
                    const { left, top } = words.getBoundingClientRect();
                    return [left - table.left, top - table.top].map(Math.round);
                })"""
        )
        for prepare in (None, lambda page: page.route(OUR_SCRIPTS, lambda route: route.abort()))
    ]
    assert places[0] == places[1]
    assert len(places[0]) > 100


def test_a_page_does_not_scroll_sideways(visited: Visit) -> None:
    for tab, widths in ((visited.narrow, (360, 320)), (visited.wide, (768, 900, 1024, 1440, 1280))):
        open_all_details(tab.page)
        for width in widths:
            tab.page.set_viewport_size({'width': width, 'height': HEIGHT})
            assert sideways(tab.page) == 0, width
            # Fonts differ; at the least width there may be a word that is wider than its column.
            assert [table for table in too_wide(tab.page) if width > 320] == [], width


def too_wide(page: Page) -> list[str]:
    """The tables that are wider than their places."""
    found: list[str] = page.locator('.chronicle-scroll').evaluate_all(
        'all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)'
    )
    return found


def test_on_a_phone_the_values_of_wide_tables_say_what_they_are(visited: Visit) -> None:
    page = visited.narrow.page
    page.set_viewport_size({'width': 360, 'height': HEIGHT})
    open_all_details(page)
    values = page.locator('.chronicle-stacked td:visible:not(:has(.chronicle-pick), .chronicle-notes *)')
    assert values.evaluate_all('all => all.filter((one) => !one.dataset.label).map((one) => one.outerHTML)') == []
    assert page.locator('.chronicle-stacked thead:visible').count() == 0


def test_axe_finds_nothing_on_a_page_with_all_of_it_open(visited: Visit) -> None:
    for tab in visited.tabs:
        open_all_details(tab.page)
    assert violations_in_both_schemes(*(tab.page for tab in visited.tabs)) == []


def test_with_forced_colors_every_control_of_a_page_shows_its_focus(visited: Visit) -> None:
    page = visited.wide.page
    open_all_details(page)
    page.emulate_media(forced_colors='active')
    looked_at, unmarked = page.evaluate("""() => {
        const isMarked = (control) => {
            const { outlineStyle, outlineWidth } = getComputedStyle(control);
            return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
        };
        const unmarked = [];
        let lookedAt = 0;
        for (const control of document.querySelectorAll('article :is(a, button, input, select, summary)')) {
            control.focus({ focusVisible: true, preventScroll: true });
            if (control !== document.activeElement) continue;
            lookedAt += 1;
            if (!isMarked(control)) unmarked.push(control.outerHTML.slice(0, 200));
            control.blur();
            // A mark that is always there marks nothing.
            if (isMarked(control)) unmarked.push(`not focused: ${control.outerHTML.slice(0, 200)}`);
        }
        return [lookedAt, unmarked];
    }""")
    page.emulate_media(forced_colors='none')
    assert looked_at > 0 or visited.name not in MAIN_PAGES
    assert unmarked == []


def test_with_reduced_motion_nothing_of_ours_moves_and_nothing_scrolls_smoothly(visited: Visit) -> None:
    page = visited.wide.page
    open_all_details(page)
    page.emulate_media(reduced_motion='reduce')
    moving = page.evaluate("""() =>
        [...document.querySelectorAll('html, [class*=scroll], [class*=chronicle-], [class*=chronicle-] *')].filter((part) => {
            const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(part);
            const lasts = transitionDuration.split(',').some((duration) => parseFloat(duration) > 0);
            return animationName !== 'none' || lasts || scrollBehavior !== 'auto';
        }).map((part) => part.outerHTML.slice(0, 150))""")
    page.emulate_media(reduced_motion='no-preference')
    assert moving == []
    # A link leads at once, whoever follows it: pages are many screens long.
    assert page.evaluate('getComputedStyle(document.documentElement).scrollBehavior') == 'auto'


def test_a_page_asks_no_other_host_and_has_no_errors(visited: Visit) -> None:
    """This comes last: by now the page has been read to its end, in both schemes and at many widths."""
    for tab in visited.tabs:
        tab.page.keyboard.press('End')
        tab.page.wait_for_load_state('networkidle')
        assert any(address.endswith(visited.name) for address in tab.asked)
        assert [address for address in tab.asked if not is_ours(address)] == []
        assert tab.errors == []


@pytest.mark.parametrize('widths', [(360,), (1440, 768)], ids=['phone', 'tablet and desktop'])
@pytest.mark.parametrize('name', MAIN_PAGES)
def test_a_page_is_painted_in_its_scheme(open_page: Open, name: str, widths: tuple[int, ...]) -> None:
    page = open_page(name, width=widths[0])
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for width, scheme in product(widths, ('light', 'dark')):
        page.set_viewport_size({'width': width, 'height': HEIGHT})
        page.emulate_media(color_scheme='dark' if scheme == 'dark' else 'light')
        file = SCREENSHOTS / f'{name.replace("/", "-").removesuffix(".html")}-{width}-{scheme}.png'
        assert page.screenshot(path=file).startswith(b'\x89PNG')
        lightness = page.evaluate("""() => {
            const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
            return (red + green + blue) / 3;
        }""")
        assert lightness < 64 if scheme == 'dark' else lightness > 192


@pytest.mark.parametrize('name', PAGES)
def test_without_javascript_there_is_all_of_a_page_but_its_filter_bar(open_page: Open, site: Path, name: str) -> None:
    soup = BeautifulSoup((site / name).read_text(encoding='utf-8'), 'html.parser')
    page = open_page(name, java_script_enabled=False)
    closed = page.locator('article details:not([open])')
    if count := closed.count():
        closed.first.locator('> summary').click()
        expect(closed).to_have_count(count - 1)
        open_all_details(page)
    counts = page.evaluate(
        """(selectors) => {
            const isVisible = (part) => part.checkVisibility({ visibilityProperty: true });
            return selectors.map((selector) => [...document.querySelectorAll(selector)].filter(isVisible).length);
        }""",
        [*CONTENT, '.chronicle-filter'],
    )
    assert counts == [*(len(soup.select(selector)) for selector in CONTENT), 0]
    assert sum(counts) > 0


def test_without_javascript_there_are_cards_rows_chapters_and_a_recording_to_look_at(site: Path) -> None:
    """Else the test before this one would say nothing."""
    pages = [
        BeautifulSoup((site / name).read_text(encoding='utf-8'), 'html.parser')
        for name in (TIMELINE, CHECKPOINTS, EPISODE, SAMPLE)
    ]
    for selector in CONTENT:
        assert any(page.select_one(selector) for page in pages), selector


def test_without_javascript_the_chapters_lead_to_their_sections_and_the_video_to_its_host(open_page: Open) -> None:
    page = open_page(EPISODE, java_script_enabled=False)
    chapters = page.locator('.chronicle-infobox a[href^="#at-"]')
    assert chapters.count() == 9
    heading = page.locator('[id="at-15-23"] > h2')
    expect(heading).not_to_be_in_viewport()
    chapters.nth(2).click()
    expect(heading).to_be_in_viewport()
    address = page.get_by_role('link', name='Watch on YouTube').get_attribute('href')
    assert address == 'https://www.youtube.com/watch?v=Y3Vb6ecvfpU'


def test_without_javascript_the_number_of_datasets_under_a_license_leads_to_them(open_page: Open) -> None:
    page = open_page(LICENSES, java_script_enabled=False)
    fold = page.locator('details', has=page.locator('[id="license-cc-by-4-0--listed"]'))
    summary, first = fold.locator('summary'), fold.locator('li').first
    expect(first).not_to_be_visible()
    page.locator('td > a[href="#license-cc-by-4-0--listed"]').click()
    expect(first).to_be_in_viewport()
    expect(summary).to_be_in_viewport()


@pytest.mark.parametrize('name', [HOME, TIMELINE, LICENSES])
def test_the_scripts_add_to_a_page_and_take_nothing_from_it(open_page: Open, name: str) -> None:
    """The same text with and without them, but for what they add."""
    selector = 'article :is(.chronicle-card, .chronicle-infobox, .chronicle-chart)'
    plain = open_page(name, java_script_enabled=False).locator(selector).all_inner_texts()
    assert plain
    assert open_page(name).locator(selector).all_inner_texts() == plain
