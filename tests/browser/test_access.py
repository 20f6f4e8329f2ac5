"""Everybody can read the pages in whatever state they are: filtered, compared, playing, in other colors, from the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .support import (
    AXE,
    CATALOG,
    CHECKPOINTS,
    EPISODE,
    FAMILY,
    FILTERED,
    HOME,
    NARROW,
    PAGES,
    QUICK_AXE,
    RULES,
    TIMELINE,
    WIDE,
    open_all_details,
    refuse_videos,
    shown,
    sideways,
    violations,
    violations_in_both_schemes,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from .support import Open


FAULTY = """<!doctype html><html><title>Faulty</title>
<p style="background: white; color: #aaa">Gray <a href="#a">and a link</a></p>
<p style="background: color-mix(in srgb, black 50%, white); color: rgb(255 255 255 / 40%); opacity: 0.9">Mixed</p>
<img src="data:,"><input><button></button><div style="overflow: auto; width: 5em"><pre>Much wider than that is wide</pre></div>
"""


@pytest.mark.parametrize('is_faulty', [True, False], ids=['faulty page', 'page of the site'])
def test_axe_finds_the_same_though_we_make_it_quicker(open_page: Open, *, is_faulty: bool) -> None:
    found = []
    for scripts in ((AXE,), QUICK_AXE):
        page = open_page(CATALOG)
        if is_faulty:
            page.set_content(FAULTY)
        for script in scripts:
            page.evaluate(script)
        found.append(
            page.evaluate(
                """async ({ runOnly }) => {
                    const results = await axe.run({ runOnly });
                    const told = ({ id, nodes }) => [id, nodes.map(({ any, all, none, target }) => [target, any, all, none])];
                    return ['violations', 'incomplete', 'passes'].map((kind) => results[kind].map(told));
                }""",
                RULES,
            )
        )
    own, quick = found
    assert quick == own
    faults = {
        'button-name',
        'color-contrast',
        'html-has-lang',
        'image-alt',
        'label',
        'scrollable-region-focusable',
        'target-size',
    }
    assert {fault for fault, _ in quick[0]} == (faults if is_faulty else set())


@pytest.mark.parametrize('name', FILTERED)
def test_axe_finds_nothing_on_a_page_with_a_filter_and_a_comparison(open_page: Open, name: str) -> None:
    pages = [open_page(name + FILTERED[name], width=width) for width in (WIDE, NARROW)]
    for page in pages:
        expect(page.locator(':is(.chronicle-filter, .chronicle-jump)').get_by_role('button', name='Clear')).to_be_visible()
        boxes = shown(page.locator('table[data-compare] input[type=checkbox]'))
        for index in range(2 if name == CHECKPOINTS else 0):
            boxes.nth(index).check()
        expect(shown(page.locator('.chronicle-compare'))).to_have_count(1 if name == CHECKPOINTS else 0)
        open_all_details(page)
    assert violations_in_both_schemes(*pages) == []


def test_every_page_with_a_filter_bar_is_looked_at_with_a_filter(site: Path) -> None:
    assert [name for name in PAGES if 'class="chronicle-filter"' in (site / name).read_text(encoding='utf-8')] == sorted(FILTERED)


def test_axe_finds_nothing_in_a_player_that_plays(open_page: Open) -> None:
    pages = [open_page(EPISODE, width=width, prepare=refuse_videos) for width in (WIDE, NARROW)]
    for page in pages:
        page.get_by_role('button', name='Play here').click()
        frame = page.locator('.chronicle-player iframe')
        expect(frame).to_be_visible()
        # What is in the frame is not ours, and there is nothing in it.
        frame.evaluate('(frame) => frame.setAttribute("srcdoc", "<html lang=en><title>Video</title>")')
        # The row at the lower edge covers what a reader has yet to scroll to.
        expect(page.locator('.chronicle-dock')).to_be_visible()
        page.locator('.chronicle-player').evaluate('(player) => player.scrollIntoView({ behavior: "instant" })')
    assert violations_in_both_schemes(*pages, within=':is(.chronicle-infobox, .chronicle-dock)') == []


@pytest.mark.parametrize('theme', ['light', 'dark'])
@pytest.mark.parametrize(('name', 'chart'), [(HOME, '.chronicle-overview'), ('guide/charts.html', ':has(> ol a text)')])
def test_with_forced_colors_all_of_the_chart_has_colors_of_the_reader(open_page: Open, name: str, chart: str, theme: str) -> None:
    """Whatever Furo's scheme is: theirs may be the other one."""
    page = open_page(name, forced_colors='active')
    colors = page.evaluate(
        """([theme, chart]) => {
            document.body.dataset.theme = theme;
            const probe = document.body.appendChild(document.createElement('p'));
            const system = (color) => {
                probe.style.color = color;
                return getComputedStyle(probe).color;
            };
            const drawing = document.querySelector(`.chronicle-chart${chart}`);
            const used = (selector, property) =>
                [...drawing.querySelectorAll(selector)].map((part) => getComputedStyle(part)[property]);
            return {
                page: system('Canvas'),
                text: system('CanvasText'),
                links: system('LinkText'),
                dots: used('a circle', 'fill'),
                bars: used('a line:not(.chronicle-chart-ring)', 'stroke'),
                labels: used(':is(.chronicle-axis, a) text', 'fill'),
                lanes: used('.chronicle-lane', 'color'),
                halos: used('a :is(text, circle, .chronicle-chart-ring)', 'stroke'),
            };
        }""",
        [theme, chart],
    )
    assert len({colors['page'], colors['text'], colors['links']}) == 3
    parts = {'dots': 'links', 'bars': 'links', 'labels': 'text', 'lanes': 'text', 'halos': 'page'}
    assert {part: set(colors[part]) for part in parts} == {part: {colors[color]} for part, color in parts.items()}


@pytest.mark.parametrize(('name', 'card'), [(FAMILY, 'li + li > .chronicle-card'), (TIMELINE, 'li + li.chronicle-card')])
def test_with_forced_colors_badges_and_the_lines_between_cards_can_be_seen(open_page: Open, name: str, card: str) -> None:
    page = open_page(name, forced_colors='active')
    open_all_details(page)
    for selector, side in (('.chronicle-badge', 'Left'), (card, 'Top')):
        bare = page.locator(selector).evaluate_all(
            """(parts, side) => parts.map((part) => {
                const style = getComputedStyle(part);
                return style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) > 0;
            })""",
            side,
        )
        assert bare
        assert all(bare), selector


def turn_around(page: Page) -> None:
    """Serve pages as for a script that runs from right to left."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('<html ', '<html dir="rtl" ', 1))

    page.route('**/*.html*', answer)


@pytest.mark.parametrize('name', [HOME, TIMELINE + FILTERED[TIMELINE], CATALOG, EPISODE])
def test_from_right_to_left_nothing_scrolls_sideways_and_axe_finds_nothing(open_page: Open, name: str) -> None:
    pages = [open_page(name, width=width, prepare=turn_around) for width in (WIDE, NARROW)]
    for page in pages:
        assert page.evaluate('() => document.dir') == 'rtl'
        open_all_details(page)
        assert sideways(page) == 0
    assert violations(*pages) == []


def test_from_right_to_left_the_date_of_a_card_stands_on_the_right(open_page: Open) -> None:
    def sides(page: Page) -> list[float]:
        card = shown(page.locator('.chronicle-card')).first
        boxes = [card.locator(part).bounding_box() for part in ('.chronicle-date', '.chronicle-title')]
        return [box['x'] for box in boxes if box]

    date, title = sides(open_page(TIMELINE, width=1440))
    assert date < title
    date, title = sides(open_page(TIMELINE, width=1440, prepare=turn_around))
    assert date > title
