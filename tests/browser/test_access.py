"""Everybody can read the pages: axe with the rules of WCAG 2.2 A and AA, forced colors, less motion, right to left."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .support import EPISODE, FILTERED, HOME, MAIN_PAGES, PAGES, TIMELINE, open_all_details, refuse_videos, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from .support import Open

AXE = files('axe_playwright_python').joinpath('axe.min.js').read_text(encoding='utf-8')

RULES = {
    'runOnly': {'type': 'tag', 'values': ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
    'resultTypes': ['violations'],
}


def is_of_furo(_rule: str, _node: dict[str, Any]) -> bool:
    """Whether a violation stands in what Furo itself emits, which is not ours to change; each with its reason."""
    return False


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each element."""
    page.evaluate(AXE)
    found = page.evaluate('async (rules) => (await axe.run(rules)).violations', RULES)
    return [
        f'{violation["id"]}: {" ".join(map(str, node["target"]))}: {node["html"][:200]}: {node["failureSummary"]}'
        for violation in found
        for node in violation['nodes']
        if not is_of_furo(violation['id'], node)
    ]


@pytest.mark.parametrize('width', [1280, 320])
@pytest.mark.parametrize('scheme', ['light', 'dark'])
@pytest.mark.parametrize('name', PAGES)
def test_axe_finds_nothing_on_a_page_with_all_of_it_open(open_page: Open, name: str, scheme: str, width: int) -> None:
    page = open_page(name, width=width, color_scheme=scheme)
    open_all_details(page)
    assert violations(page) == []


@pytest.mark.parametrize('width', [1280, 320])
@pytest.mark.parametrize('scheme', ['light', 'dark'])
@pytest.mark.parametrize('name', FILTERED)
def test_axe_finds_nothing_on_a_page_with_a_filter(open_page: Open, name: str, scheme: str, width: int) -> None:
    page = open_page(name + FILTERED[name], width=width, color_scheme=scheme)
    expect(page.locator('.chronicle-filter').first.get_by_role('button', name='Clear')).to_be_visible()
    open_all_details(page)
    assert violations(page) == []


def test_every_page_with_a_filter_bar_is_looked_at_with_a_filter(site: Any) -> None:
    assert [name for name in PAGES if 'chronicle-filter' in (site / name).read_text(encoding='utf-8')] == sorted(FILTERED)


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_finds_nothing_in_a_comparison(open_page: Open, scheme: str) -> None:
    page = open_page(TIMELINE, color_scheme=scheme)
    for index in range(2):
        page.locator('table[data-compare] input[type=checkbox]').nth(index).check()
    expect(page.locator('.chronicle-compare')).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_finds_nothing_in_a_player_that_plays(open_page: Open, scheme: str) -> None:
    page = open_page(EPISODE, color_scheme=scheme, prepare=refuse_videos)
    page.get_by_role('button', name='Play the video here').click()
    expect(page.locator('.chronicle-player iframe')).to_be_visible()
    # What is in the frame is not ours, and there is nothing in it.
    page.evaluate('() => document.querySelector(".chronicle-player iframe").setAttribute("srcdoc", "<title>Video</title>")')
    assert violations(page) == []


@pytest.mark.parametrize('name', MAIN_PAGES)
def test_with_forced_colors_every_link_and_button_of_ours_shows_its_focus(open_page: Open, name: str) -> None:
    page = open_page(name, forced_colors='active')
    open_all_details(page)
    unmarked = page.evaluate("""() => {
        const controls = document.querySelectorAll('article a, article button, article input, article select, article summary');
        return [...controls].filter((control) => {
            if (!control.checkVisibility()) return false;
            control.focus({ focusVisible: true, preventScroll: true });
            const { outlineStyle, outlineWidth } = getComputedStyle(control);
            return control === document.activeElement && (outlineStyle === 'none' || parseFloat(outlineWidth) < 1);
        }).map((control) => control.outerHTML.slice(0, 200));
    }""")
    assert unmarked == []


def test_with_forced_colors_marks_lanes_and_arrows_of_the_chart_stand_out(open_page: Open) -> None:
    page = open_page(HOME, forced_colors='active')
    colors = page.evaluate("""() => {
        const canvas = Object.assign(document.body.appendChild(document.createElement('p')), { style: 'color: Canvas' });
        const color = (selector, property) =>
            [...document.querySelectorAll(selector)].map((part) => getComputedStyle(part)[property]);
        return {
            canvas: getComputedStyle(canvas).color,
            marks: color('.chronicle-chart-drawing a > :is(circle, rect:not(.chronicle-chart-target))', 'fill'),
            labels: color('.chronicle-chart-drawing text', 'fill'),
            arrows: color('.chronicle-chart-arrows path', 'stroke'),
        };
    }""")
    for part in ('marks', 'labels', 'arrows'):
        assert colors[part]
        assert not {'none', 'rgba(0, 0, 0, 0)', colors['canvas']} & set(colors[part]), part


def test_with_forced_colors_badges_and_notes_keep_a_border(open_page: Open) -> None:
    page = open_page(TIMELINE, forced_colors='active')
    open_all_details(page)
    for selector in ('.chronicle-badge', '.chronicle-card'):
        bare = page.locator(selector).evaluate_all("""(parts) => parts.filter((part) => {
            const style = getComputedStyle(part);
            return ['Top', 'Bottom', 'Left', 'Right'].every((side) => parseFloat(style[`border${side}Width`]) === 0);
        }).length""")
        assert bare == 0, selector


@pytest.mark.parametrize('name', MAIN_PAGES)
def test_with_reduced_motion_nothing_of_ours_moves_and_nothing_scrolls_smoothly(open_page: Open, name: str) -> None:
    page = open_page(name, reduced_motion='reduce')
    open_all_details(page)
    moving = page.evaluate("""() => [...document.querySelectorAll('html, [class*=chronicle-], [class*=chronicle-] *')]
        .filter((part) => {
            const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(part);
            const lasts = transitionDuration.split(',').some((duration) => parseFloat(duration) > 0);
            return animationName !== 'none' || lasts || scrollBehavior !== 'auto';
        }).map((part) => part.outerHTML.slice(0, 150))""")
    assert moving == []


def turn_around(page: Page) -> None:
    """Serve pages as for a script that runs from right to left."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('<html ', '<html dir="rtl" ', 1))

    page.route('**/*.html', answer)


@pytest.mark.parametrize('width', [1280, 320])
@pytest.mark.parametrize('name', [HOME, TIMELINE, EPISODE])
def test_from_right_to_left_nothing_scrolls_sideways_and_axe_finds_nothing(open_page: Open, name: str, width: int) -> None:
    page = open_page(name, width=width, prepare=turn_around)
    assert page.evaluate('() => document.dir') == 'rtl'
    open_all_details(page)
    assert sideways(page) == 0
    assert violations(page) == []


def test_from_right_to_left_the_date_of_a_card_stands_on_the_right(open_page: Open) -> None:
    def sides(page: Page) -> list[float]:
        card = page.locator('.chronicle-card').first
        boxes = [card.locator(part).bounding_box() for part in ('.chronicle-date', '.chronicle-title')]
        return [box['x'] for box in boxes if box]

    date, title = sides(open_page(TIMELINE, width=1440))
    assert date < title
    date, title = sides(open_page(TIMELINE, width=1440, prepare=turn_around))
    assert date > title
