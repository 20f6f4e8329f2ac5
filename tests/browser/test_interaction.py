"""What the scripts add: filters, sorting, comparison, the chart's keys, and the player."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .support import CATALOG, HOME, TIMELINE, query, shown, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from conftest import Build

    from .support import Open


def cards(page: Page) -> Locator:
    return page.locator('ol[data-scope=c1] > li')


def bar(page: Page) -> Locator:
    return page.locator('.chronicle-filter[data-scope=c1]')


def test_words_narrow_the_list_to_what_has_them_all(open_page: Open) -> None:
    page = open_page(TIMELINE)
    everything = texts(cards(page))
    bar(page).get_by_role('searchbox').fill('HYBRID  distíllation')
    expected = [text for text in everything if 'hybrid' in text.lower() and 'distillation' in text.lower()]
    assert 0 < len(expected) < len(everything)
    expect(bar(page)).to_contain_text(f'{len(expected)} of {len(everything)}')
    assert texts(shown(cards(page))) == expected
    expect(page.locator('.chronicle-live')).to_have_text(f'{len(expected)} of {len(everything)}')


def test_a_facet_shows_as_many_as_it_promises_and_the_others_follow(open_page: Open) -> None:
    page = open_page(TIMELINE)
    family, kind = (bar(page).locator(f'select[name={name}]') for name in ('family', 'type'))
    kinds_before = texts(kind.locator('option'))
    option = family.locator('option[value=nemotron-3]')
    promised = int(re.findall(r'\((\d+)\)$', option.text_content() or '')[0])
    families = texts(family.locator('option'))
    family.select_option('nemotron-3')
    assert shown(cards(page)).count() == promised > 0
    assert set(
        shown(page.locator('ol[data-scope=c1] article')).evaluate_all('(all) => all.map((one) => one.dataset.family)')
    ) == {'nemotron-3'}
    assert texts(family.locator('option')) == families
    kinds = texts(kind.locator('option'))
    assert kinds != kinds_before
    assert sum(int(count) for text in kinds for count in re.findall(r'\((\d+)\)$', text)) == promised
    for option in kind.locator('option').all()[1:]:
        assert option.is_disabled() == (option.text_content() or '').endswith('(0)')


def test_years_keep_what_lies_between_them(open_page: Open) -> None:
    page = open_page(TIMELINE)
    bar(page).locator('select[name=from]').select_option('2024')
    bar(page).locator('select[name=to]').select_option('2025')
    years = shown(page.locator('ol[data-scope=c1] article')).evaluate_all('(all) => all.map((one) => one.dataset.years)')
    assert 0 < len(years) < cards(page).count()
    spans = [[float(year) for year in value.split()] for value in years]
    assert all(span[0] <= 2025 and span[-1] >= 2024 for span in spans)


def test_what_has_no_end_lies_in_every_year_from_its_first(open_page: Open) -> None:
    for span in ('from=2026', 'from=2020&to=2020', 'to=2019'):
        page = open_page(f'{TIMELINE}?{span}')
        endless = page.locator('ol[data-scope=c1] article[data-years="2019 Infinity"]')
        assert shown(endless).count() == endless.count() > 0, span
        assert shown(cards(page)).count() < cards(page).count(), span


def test_a_tag_with_a_name_that_javascript_uses_is_counted_as_others(
    browser: Browser, build: Build, serve: Callable[[Path], AbstractContextManager[str]]
) -> None:
    entries = '- {key: a, title: A, date: 2025, tags: [constructor]}\n- {key: b, title: B, date: 2025, tags: [other]}\n'
    site = build({'index.md': f'# Page\n\n```{{chronicle:timeline}}\n:filter-bar:\n\n{entries}```\n'})
    with serve(site.outdir) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f'{address}index.html')
        assert texts(page.locator('select[name=tag] option')) == ['All', 'constructor (1)', 'other (1)']


def test_clearing_brings_all_back_and_empties_the_address(open_page: Open) -> None:
    page = open_page(f'{TIMELINE}?family=minitron&q=pruning')
    assert 0 < shown(cards(page)).count() < cards(page).count()
    bar(page).get_by_role('button', name='Clear').press('Enter')
    assert shown(cards(page)).count() == cards(page).count()
    assert query(page) == ''
    expect(bar(page).get_by_role('searchbox')).to_be_focused()
    expect(bar(page).get_by_role('button', name='Clear')).to_be_hidden()


def test_the_address_of_a_filter_opens_the_same_state(open_page: Open) -> None:
    page = open_page(TIMELINE)
    bar(page).locator('select[name=family]').select_option('nemotron-labs')
    bar(page).locator('select[name=from]').select_option('2026')
    bar(page).get_by_role('searchbox').fill('diffusion')
    page.wait_for_url(re.compile('q=diffusion'))
    assert query(page) == 'family=nemotron-labs&from=2026&q=diffusion'
    other = open_page(page.url)
    assert 0 < shown(cards(other)).count() < cards(other).count()
    assert texts(shown(cards(other))) == texts(shown(cards(page)))
    assert bar(other).locator('select[name=family]').input_value() == 'nemotron-labs'


def test_an_address_with_a_family_and_a_tag_opens_what_has_both(open_page: Open) -> None:
    page = open_page(f'{TIMELINE}?family=nemotron-3&tag=mixture-of-experts')
    assert bar(page).locator('select[name=tag]').input_value() == 'mixture-of-experts'
    left = shown(page.locator('ol[data-scope=c1] article')).evaluate_all(
        '(all) => all.map(({ dataset }) => [dataset.family, dataset.tag.split(" ").includes("mixture-of-experts")])'
    )
    assert left
    assert all(item == ['nemotron-3', True] for item in left)


def test_the_second_bar_of_a_page_has_names_of_its_own(open_page: Open) -> None:
    page = open_page(TIMELINE)
    page.locator('.chronicle-filter[data-scope=c2]').get_by_role('searchbox').fill('minitron')
    page.wait_for_url(re.compile(r'c2\.q=minitron$'))
    rows = page.locator('table[data-scope=c2] tbody tr')
    assert 0 < shown(rows).count() < rows.count()
    assert shown(cards(page)).count() == cards(page).count()


def test_back_and_forward_go_through_the_filters_of_a_reader(open_page: Open) -> None:
    page = open_page(TIMELINE)
    counts = [shown(cards(page)).count()]
    for family in ('minitron', 'nemotron-3'):
        bar(page).locator('select[name=family]').select_option(family)
        counts.append(shown(cards(page)).count())
    assert len(set(counts)) == 3
    page.go_back()
    expect(bar(page).locator('select[name=family]')).to_have_value('minitron')
    assert shown(cards(page)).count() == counts[1]
    page.go_back()
    expect(bar(page).locator('select[name=family]')).to_have_value('')
    assert shown(cards(page)).count() == counts[0]
    page.go_forward()
    expect(bar(page).locator('select[name=family]')).to_have_value('minitron')
    assert shown(cards(page)).count() == counts[1]


def test_years_with_nothing_left_are_hidden_with_their_entry_in_the_contents(open_page: Open) -> None:
    page = open_page(f'{TIMELINE}?family=minitron')
    years = page.locator('section[id^=year-]')
    with_cards = [year.get_attribute('id') for year in years.all() if shown(year.locator('.chronicle-card')).count()]
    assert 0 < len(with_cards) < years.count()
    assert [year.get_attribute('id') for year in shown(years).all()] == with_cards
    links = shown(page.locator('.toc-tree a[href^="#year-"]'))
    assert [str(link.get_attribute('href')) for link in links.all()] == [f'#{year}' for year in with_cards]


def test_an_address_of_a_filtered_out_card_shows_it(open_page: Open) -> None:
    page = open_page(f'{TIMELINE}?family=minitron#entry-nemotron-3')
    expect(page.locator('#entry-nemotron-3')).to_be_in_viewport()
    assert query(page) == ''
    assert page.url.endswith('#entry-nemotron-3')


def test_a_link_to_a_filtered_out_card_shows_it(open_page: Open) -> None:
    page = open_page(f'{TIMELINE}?q=minitron')
    target = page.locator('#entry-nemotron-3')
    expect(target).to_be_hidden()
    page.evaluate('() => { location.hash = "entry-nemotron-3"; }')
    expect(target).to_be_in_viewport()


def test_an_address_in_closed_details_opens_them(open_page: Open) -> None:
    anchor = 'entry-nemotron-3-nano--nvidia-nemotron-3-nano-30b-a3b-fp8'
    page = open_page(f'{TIMELINE}#{anchor}')
    expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()


def test_a_filter_is_set_and_cleared_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(TIMELINE)
    bar(page).get_by_role('searchbox').focus()
    page.keyboard.type('minitron')
    page.wait_for_url(re.compile('q=minitron'))
    few = shown(cards(page)).count()
    assert few < cards(page).count()
    for _ in range(20):
        page.keyboard.press('Tab')
        if page.evaluate('() => document.activeElement.textContent') == 'Clear':
            break
    page.keyboard.press('Space')
    assert shown(cards(page)).count() == cards(page).count()


def test_a_table_is_sorted_by_keyboard_up_and_down_by_value_and_empty_cells_stay_last(open_page: Open) -> None:
    page = open_page(CATALOG)
    table = page.locator('table[data-sortable]')
    headers = table.locator('thead th')

    def values() -> list[str]:
        return [
            str(value)
            for value in table.locator('tbody tr:not(.chronicle-notes)').evaluate_all(
                '(rows) => rows.map((row) => row.cells[4].dataset.value ?? row.cells[4].textContent.trim())'
            )
        ]

    known = [value for value in values() if value]
    empty = [value for value in values() if not value]
    assert len(set(known)) > 3
    button = headers.nth(4).get_by_role('button', name='Date')
    button.focus()
    for order, is_reversed in (('ascending', False), ('descending', True)):
        page.keyboard.press('Enter')
        expect(headers.nth(4)).to_have_attribute('aria-sort', order)
        expect(button).to_be_focused()
        assert values() == sorted(known, reverse=is_reversed) + empty
    headers.nth(0).get_by_role('button').press('Space')
    assert table.locator('th[aria-sort]').count() == 1
    expect(headers.nth(0)).to_have_attribute('aria-sort', 'ascending')


def test_sizes_are_sorted_as_numbers(open_page: Open) -> None:
    page = open_page(TIMELINE)
    table = page.locator('table[data-sortable][data-scope=c2]')
    table.locator('thead').get_by_role('button', name='Parameters', exact=True).click()
    cells = table.locator('tbody td.chronicle-params').evaluate_all(
        '(cells) => cells.filter((cell) => cell.textContent.trim()).map((cell) => Number(cell.dataset.value))'
    )
    assert len(set(cells)) > 5
    assert cells == sorted(cells)


def test_a_citation_shows_its_entries_and_copies_them_with_the_day(open_page: Open) -> None:
    page = open_page('timeline/nemotron-3.html#entry-nemotron-3-ultra', permissions=['clipboard-read', 'clipboard-write'])
    card = page.locator('#entry-nemotron-3-ultra')
    cite = card.locator('.chronicle-cite')
    expect(cite.locator('pre')).to_have_count(0)
    card.locator('.chronicle-more > summary').click()
    cite.locator('summary').click()
    shown = cite.locator('pre').text_content() or ''
    record, paper = shown.split('\n\n')
    assert record.startswith('@misc{nemotron-3-ultra,\n')
    assert ' author={{The Open Models Chronicle contributors}},\n' in record
    assert re.search(r'\n urldate=\{\d{4}-\d\d-\d\d\},\n howpublished=', record)
    assert paper.startswith('@misc{arxiv-2606.15007,\n')
    assert 'urldate' not in paper
    cite.get_by_role('button', name='Copy').click()
    expect(page.get_by_text('Citation copied')).to_be_visible()
    assert page.evaluate('() => navigator.clipboard.readText()') == shown
    cite.locator('summary').click(click_count=2)
    expect(cite.locator('pre')).to_have_count(1)


def test_where_nothing_can_be_fetched_the_links_to_citations_remain(open_page: Open) -> None:
    page = open_page('timeline/nemotron-3.html')
    page.route('**/*.bib', lambda route: route.abort())
    cite = page.locator('#entry-nemotron-3-ultra .chronicle-cite')
    page.evaluate('() => document.querySelectorAll("details").forEach((one) => (one.open = true))')
    expect(cite.get_by_role('link', name='This record')).to_have_attribute('href', '../exports/records.bib#nemotron-3-ultra')
    expect(cite.locator('pre, button')).to_have_count(0)


@pytest.mark.parametrize(
    ('name', 'within', 'anchor'),
    [
        (f'{TIMELINE}?family=nemotron-3', '#entry-nemotron-3-nano > .chronicle-title', 'entry-nemotron-3-nano'),
        ('datasets/pretraining.html', '#dataset-nemotron-cc-v2 > h2', 'dataset-nemotron-cc-v2'),
    ],
    ids=['card', 'section'],
)
def test_the_permalink_of_a_record_is_copied_without_its_filter_and_that_is_said(
    open_page: Open, name: str, within: str, anchor: str
) -> None:
    page = open_page(name, permissions=['clipboard-read', 'clipboard-write'])
    page.locator(within).hover()
    page.locator(f'{within} > .headerlink').click()
    expect(page.get_by_text('Link copied')).to_be_visible()
    copied = page.evaluate('() => navigator.clipboard.readText()')
    assert copied == f'{page.url.partition("?")[0].partition("#")[0]}#{anchor}'
    expect(open_page(copied).locator(f'#{anchor}')).to_be_in_viewport()


def boxes(page: Page) -> Locator:
    return page.locator('table[data-compare] input[type=checkbox]')


def panel(page: Page) -> Locator:
    return page.locator('.chronicle-compare')


def test_two_checkpoints_stand_side_by_side_and_the_address_shows_them_again(open_page: Open) -> None:
    page = open_page(TIMELINE)
    names = [str(boxes(page).nth(index).get_attribute('aria-label')).removeprefix('Compare ') for index in (0, 3)]
    boxes(page).nth(0).press('Space')
    expect(panel(page)).to_be_hidden()
    boxes(page).nth(3).press('Space')
    for one in (page, open_page(page.url)):
        expect(panel(one)).to_be_visible()
        headers = texts(panel(one).locator('thead th'))
        assert [header.removesuffix('Remove').strip() for header in headers] == names
        assert panel(one).locator('tbody tr').count() > 1
        assert boxes(one).nth(0).is_checked()
        assert boxes(one).nth(3).is_checked()
    expect(panel(one)).to_be_in_viewport()


def test_what_differs_is_said_in_words_and_only_where_it_differs(open_page: Open) -> None:
    page = open_page(TIMELINE)
    for index in (0, 3):
        boxes(page).nth(index).check()
    rows = panel(page).locator('tbody tr:not(.chronicle-notes)').all()
    differing = 0
    for row in rows:
        differs = len(set(texts(row.locator('td')))) > 1
        differing += differs
        assert ('differs' in texts(row.locator('th'))[0]) == differs
    assert differing > 0


def test_a_fifth_checkpoint_is_refused_and_closing_ends_the_comparison(open_page: Open) -> None:
    page = open_page(TIMELINE)
    for index in range(4):
        boxes(page).nth(index).check()
    boxes(page).nth(4).click()
    expect(boxes(page).nth(4)).not_to_be_checked()
    expect(page.locator('.chronicle-tray')).to_contain_text('Four is the most')
    panel(page).get_by_role('button', name='Remove').first.click()
    expect(panel(page).locator('thead th')).to_have_count(3)
    page.go_back()
    expect(panel(page).locator('thead th')).to_have_count(4)
    page.locator('.chronicle-tray').get_by_role('button', name='Close').click()
    expect(panel(page)).to_be_hidden()
    assert query(page) == ''


def test_every_mark_of_the_chart_is_reached_by_tab_in_the_order_of_the_page(open_page: Open) -> None:
    page = open_page(HOME)
    marks = page.locator('.chronicle-chart a')
    addresses = marks.evaluate_all('(all) => all.map((one) => one.getAttribute("href"))')
    assert len(addresses) >= 28
    marks.first.focus()
    reached = [addresses[0]]
    for _ in addresses[1:]:
        page.keyboard.press('Tab')
        reached.append(page.evaluate('() => document.activeElement.getAttribute("href")'))
    assert reached == addresses
    page.keyboard.press('Enter')
    page.wait_for_url(re.compile(re.escape(addresses[-1])))


def test_every_mark_of_the_chart_has_a_name_of_its_own(open_page: Open) -> None:
    page = open_page(HOME)
    names = page.locator('.chronicle-chart a').evaluate_all('(all) => all.map((one) => one.getAttribute("aria-label"))')
    assert all(names)
    assert len(set(names)) == len(names)
