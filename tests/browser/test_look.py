"""What a designer would look for: lines of a good length, a chart that can be read, what is doubted in sight, and paper."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .support import CATALOG, CHECKPOINTS, EPISODE, FAMILY, HOME, TIMELINE, open_all_details

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .support import Open

#: Where the words and the marks of a chart are.
CHART = """() => {
    const box = (part) => { const { x, y, right, bottom } = part.getBoundingClientRect(); return [x, y, right, bottom]; };
    const all = (selector) => [...document.querySelectorAll(`.chronicle-chart ${selector}`)];
    const seen = (part) => part.getBoundingClientRect().width > 0;
    return {
        labels: all(':is(text, .chronicle-lane)').filter(seen).map((part) => [part.textContent, ...box(part)]),
        marks: all('a :is(circle, line:not(.chronicle-chart-ring))').map((part) => ['a mark', ...box(part)]),
        sizes: [...new Set(all('text').map((part) => getComputedStyle(part).fontSize))],
    };
}"""

Box = tuple[str, float, float, float, float]


def overlap(one: Box, other: Box) -> bool:
    return one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]


@pytest.mark.parametrize('width', [1440, 768, 360])
def test_words_of_the_chart_touch_neither_each_other_nor_marks(open_page: Open, width: int) -> None:
    page = open_page(HOME, width=width)
    drawn = page.evaluate(CHART)
    labels, marks = drawn['labels'], drawn['marks']
    assert len(marks) >= 28
    assert len(labels) > 12
    assert drawn['sizes'] == ['12px']
    # The box of a text is as high as its font.
    written = [(text, x0, y0 + 3, x1, y1 - 3) for text, x0, y0, x1, y1 in labels]
    assert [(one[0], other[0]) for one, other in combinations(written, 2) if overlap(one, other)] == []
    assert [one[0] for one in written for mark in marks if overlap(one, mark)] == []
    assert all(x0 >= 0 and x1 <= width for _name, x0, _y0, x1, _y1 in (*labels, *marks))


def test_pointing_at_a_record_of_a_lineage_brings_its_lines_out(open_page: Open) -> None:
    page = open_page(FAMILY)
    line = (
        page.locator('.chronicle-descent li:has(path)')
        .first.locator('path:not(.chronicle-lineage-halo, .chronicle-lineage-head)')
        .first
    )
    thin = line.evaluate('(path) => getComputedStyle(path).strokeWidth')
    page.locator('.chronicle-descent .chronicle-title a').first.focus()
    assert (thin, line.evaluate('(path) => getComputedStyle(path).strokeWidth')) == ('1.5px', '2px')


@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_the_colors_of_families_can_be_told_from_the_page(open_page: Open, scheme: str) -> None:
    ratios = open_page(HOME, color_scheme=scheme).evaluate("""() => {
        const luminance = (color) => {
            // A color may be written in any space; what is drawn has red, green and blue.
            const drawing = new OffscreenCanvas(1, 1).getContext('2d');
            drawing.fillStyle = color;
            drawing.fillRect(0, 0, 1, 1);
            const [red, green, blue] = [...drawing.getImageData(0, 0, 1, 1).data].map((part) => {
                const value = part / 255;
                return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const page = luminance(getComputedStyle(document.body).backgroundColor);
        return [...document.querySelectorAll('.chronicle-track a')].map((mark) => {
            const own = luminance(getComputedStyle(mark).fill);
            return (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05);
        });
    }""")
    assert min(ratios) >= 3


@pytest.mark.parametrize('name', [EPISODE, 'datasets/pretraining.html', 'guide/extension/explanation.html'])
def test_lines_of_text_have_about_70_characters(open_page: Open, name: str) -> None:
    """Counted over whole paragraphs, since the last line is as long as it happens to be."""
    paragraphs = open_page(name, width=1440).evaluate("""() =>
        [...document.querySelectorAll('article section > p')]
            .map((part) => [part, part.clientHeight / parseFloat(getComputedStyle(part).lineHeight)])
            .map(([part, lines]) => [part.textContent.length, Math.round(lines)])
            .filter(([, lines]) => lines > 3)
    """)
    assert paragraphs
    characters = sum(length for length, _ in paragraphs)
    assert 60 <= characters / sum(lines - 0.5 for _, lines in paragraphs) <= 80
    assert max(length / lines for length, lines in paragraphs) <= 80


def test_on_a_wide_screen_the_whole_catalog_stands_beside_nothing_and_is_seen_at_once(open_page: Open) -> None:
    region = open_page(CATALOG, width=1440).locator('.chronicle-scroll')
    assert region.evaluate('(region) => region.scrollWidth - region.clientWidth') == 0


def test_a_doubt_is_read_without_scrolling_sideways(open_page: Open) -> None:
    page = open_page(FAMILY, width=360)
    open_all_details(page)
    unread = page.evaluate("""() => [...document.querySelectorAll('a.chronicle-mark')].filter((mark) => {
        const doubt = document.querySelector(mark.hash);
        const { left, right } = doubt.getBoundingClientRect();
        return !doubt.checkVisibility() || left < 0 || right > document.documentElement.clientWidth;
    }).length""")
    assert page.locator('a.chronicle-mark').count() > 5
    assert unread == 0


@pytest.mark.parametrize('name', [TIMELINE, CHECKPOINTS])
def test_on_a_phone_the_choices_of_a_filter_are_folded(open_page: Open, name: str) -> None:
    page = open_page(name, width=360)
    bar = page.locator('.chronicle-filter').first
    expect(bar.locator('summary')).to_have_text('Filters')
    expect(bar.get_by_label('Family')).to_be_hidden()
    folded = bar.bounding_box()
    bar.locator('summary').click()
    expect(bar.get_by_label('Family')).to_be_visible()
    opened = bar.bounding_box()
    assert folded is not None
    assert opened is not None
    assert folded['height'] < 110 < opened['height']


CARDS = """() => [...document.querySelectorAll('li.chronicle-card')].map((card) => card.getBoundingClientRect().height)"""
EDGES = """() => [...document.querySelectorAll('li.chronicle-card')].map((card) => new Set(
    [...card.querySelectorAll(':scope > :is(.chronicle-title, .chronicle-meta, .chronicle-strip, p:not([class]))')]
        .map((part) => part.getBoundingClientRect().left)
).size)"""


@pytest.mark.parametrize(('width', 'card', 'more'), [(1440, 260, 1200), (360, 420, 1600)])
def test_short_cards_are_short_and_so_is_the_page_of_all(open_page: Open, width: int, card: int, more: int) -> None:
    page = open_page(TIMELINE, width=width)
    heights = page.evaluate(CARDS)
    assert len(heights) >= 38
    assert max(heights) <= card
    assert page.evaluate('document.documentElement.scrollHeight') <= len(heights) * card + more
    assert set(page.evaluate(EDGES)) == {1}
    stops = page.evaluate("""() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
        .filter((part) => part.checkVisibility()).length""")
    assert stops <= len(heights) * 9 + 90


@pytest.mark.parametrize(('width', 'most'), [(1440, 900), (360, 1600)])
def test_the_first_chapter_of_an_episode_is_near_its_top(open_page: Open, width: int, most: int) -> None:
    page = open_page(EPISODE, width=width)
    chapter = page.locator('.chronicle-two a').first
    first = page.get_by_role('main').locator('h2', has=page.locator('.chronicle-at')).first.text_content() or ''
    assert (chapter.text_content() or '?') in first
    box = chapter.bounding_box()
    assert box is not None
    assert box['y'] <= most


def on_paper(page: Page) -> None:
    """As a sheet of A4 with its margins would show the page."""
    page.set_viewport_size({'width': 718, 'height': 1043})
    page.emulate_media(media='print')


def test_a_way_past_the_overview_is_seen_when_it_is_reached(open_page: Open) -> None:
    page = open_page(TIMELINE)
    skip = page.locator('a.chronicle-skip')
    box = skip.bounding_box()
    assert box is None or box['width'] * box['height'] < 10
    skip.focus()
    box = skip.bounding_box()
    assert box is not None
    assert box['width'] > 50 < box['height'] * 3
    page.keyboard.press('Enter')
    page.keyboard.press('Tab')
    drawing = page.locator('.chronicle-overview')
    assert not drawing.evaluate('(drawing) => drawing.contains(document.activeElement)')
    assert drawing.evaluate(
        '(drawing) => drawing.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING'
    )


def test_a_mark_that_is_reached_has_a_ring_around_it(open_page: Open) -> None:
    page = open_page(TIMELINE)
    for shape, least in (('circle', 3), ('.chronicle-chart-ring', 14)):
        mark = page.locator(
            f'.chronicle-overview .chronicle-track a:has(g:not(.chronicle-chart-going) > {shape}, > {shape})'
        ).first
        page.keyboard.press('Tab')
        mark.focus()
        ring = mark.locator(shape)
        assert ring.evaluate('ring => parseFloat(getComputedStyle(ring).strokeWidth)') >= least
        ground = mark.evaluate('mark => getComputedStyle(mark).stroke')
        assert ring.evaluate('ring => getComputedStyle(ring).stroke') != ground


@pytest.mark.parametrize('width', [1280, 1024, 768])
def test_years_to_choose_from_are_whole(open_page: Open, width: int) -> None:
    page = open_page(TIMELINE, width=width)
    for select in page.locator('.chronicle-range select').all():
        room = select.evaluate(
            """select => {
                const style = getComputedStyle(select);
                return select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            }"""
        )
        needed = select.evaluate(
            """select => {
                const context = document.createElement('canvas').getContext('2d');
                context.font = getComputedStyle(select).font;
                return context.measureText('2026').width;
            }"""
        )
        assert room >= needed


@pytest.mark.parametrize('name', [TIMELINE, CATALOG, 'timeline/nemotron-3.html', 'datasets/pretraining.html'])
def test_on_paper_everything_fits_and_nothing_waits_for_a_click(open_page: Open, name: str) -> None:
    page = open_page(name)
    on_paper(page)
    for selector in ('.chronicle-filter', '.chronicle-pick', '.chronicle-tray', '.chronicle-skip', '.skip-to-content'):
        assert not any(part.is_visible() for part in page.locator(selector).all()), selector
    cut = page.evaluate("""() => [...document.querySelectorAll('.chronicle-table')]
        .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length""")
    assert cut == 0
    folded = page.evaluate("""() => [...document.querySelectorAll('.chronicle-details > :not(summary)')]
        .filter((part) => !part.checkVisibility({ contentVisibilityAuto: true })).length""")
    assert folded == 0
