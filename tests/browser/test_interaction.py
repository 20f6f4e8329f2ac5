"""What the scripts add: filters, sorting, comparison, the chart's keys, and the player."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .support import CATALOG, CHECKPOINTS, FAMILY, HOME, TIMELINE, query, shown, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from conftest import Build

    from .support import Open


def cards(page: Page) -> Locator:
    return page.locator('.chronicle-list[data-scope=c1] > li')


def bar(page: Page) -> Locator:
    return page.locator('.chronicle-filter[data-scope=c1]')


def years(page: Page) -> Locator:
    """The line of years, with the count of what is shown and what clears the filter."""
    return page.locator('.chronicle-jump')


def values(items: Locator, facet: str) -> list[list[str]]:
    """What items are filtered by."""
    return [value.split() for value in items.evaluate_all(f'(all) => all.map((one) => one.dataset.{facet} ?? "")')]


def total(page: Page) -> int:
    """How many items the first filter bar of a page is about; what it leaves out is not in the page."""
    return int(re.findall(r'\d+ of (\d+)', page.locator('.chronicle-filter p, .chronicle-jump p').first.text_content() or '')[0])


def promised(option: Locator) -> int:
    """How many items the option of a filter says it would show."""
    return int(re.findall(r'\((\d+)\)$', option.text_content() or '')[0])


def test_words_narrow_the_list_to_what_has_them_all(open_page: Open) -> None:
    page = open_page(TIMELINE)
    everything = texts(cards(page))
    bar(page).get_by_role('searchbox').fill('HYBRID  résearch')
    expected = [text for text in everything if 'hybrid' in text.lower() and 'research' in text.lower()]
    assert 0 < len(expected) < len(everything)
    expect(years(page)).to_contain_text(f'{len(expected)} of {len(everything)}')
    assert texts(shown(cards(page))) == expected
    expect(page.locator('.chronicle-live')).to_have_text(f'{len(expected)} of {len(everything)}')


def test_the_first_choice_of_each_filter_says_what_it_is_about_and_its_label_is_for_who_hears_it(open_page: Open) -> None:
    page = open_page(TIMELINE)
    newest, *_others, oldest = page.locator('[id^=year-]').evaluate_all('(all) => all.map((one) => one.id.slice(5))')
    firsts = {'family': 'All families', 'license': 'All licenses', 'tag': 'All tags', 'from': oldest, 'to': newest}
    labels = {'family': 'Family', 'license': 'License', 'tag': 'Tags', 'from': 'From', 'to': 'To'}
    for name, first in firsts.items():
        select = bar(page).locator(f'select[name={name}]')
        assert texts(select.locator('option'))[0] == first
        expect(bar(page).get_by_role('combobox', name=labels[name], exact=True)).to_have_attribute('name', name)
        label = bar(page).locator('label', has=page.locator(f'select[name={name}]')).locator('span').bounding_box()
        assert label is not None
        assert label['width'] == label['height'] == 1
    # All of it is on one row.
    tops = bar(page).locator('input, select').evaluate_all('(all) => all.map((one) => one.getBoundingClientRect().top)')
    assert len(set(tops)) == 1


def test_a_facet_shows_as_many_as_it_promises_and_the_others_follow(open_page: Open) -> None:
    page = open_page(TIMELINE)
    family, tag = (bar(page).locator(f'select[name={name}]') for name in ('family', 'tag'))
    tags_before = texts(tag.locator('option'))
    option = family.locator('option[value=nemotron-3]')
    number = promised(option)
    families = texts(family.locator('option'))
    family.select_option('nemotron-3')
    assert shown(cards(page)).count() == number > 0
    assert set(map(tuple, values(shown(cards(page)), 'family'))) == {('nemotron-3',)}
    # What is chosen says no number, which is beside it: its name has the room.
    name = f'Nemotron 3 ({number})'
    assert name in families
    assert texts(family.locator('option')) == ['Nemotron 3' if one == name else one for one in families]
    assert texts(tag.locator('option')) != tags_before
    left = values(shown(cards(page)), 'tag')
    for option in tag.locator('option').all()[1:]:
        assert promised(option) == sum(option.get_attribute('value') in tags for tags in left)
        assert option.is_disabled() == (promised(option) == 0)


def test_choices_of_which_each_item_has_one_add_up_to_what_is_shown(open_page: Open) -> None:
    page = open_page(CATALOG)
    rows = page.locator('table[data-scope=c1] tbody tr')
    kind = bar(page).locator('select[name=type]')
    assert {len(kinds) for kinds in values(rows, 'type')} == {1}
    assert sum(map(promised, kind.locator('option').all()[1:])) == rows.count() == total(page)
    bar(page).locator('select[name=license]').select_option('cc-by-4-0')
    assert sum(map(promised, kind.locator('option').all()[1:])) == shown(rows).count() < total(page)


def test_years_keep_what_lies_between_them(open_page: Open) -> None:
    page = open_page(TIMELINE)
    bar(page).locator('select[name=from]').select_option('2024')
    bar(page).locator('select[name=to]').select_option('2025')
    spans = [[float(year) for year in span] for span in values(shown(cards(page)), 'years')]
    assert 0 < len(spans) < total(page)
    assert all(span[0] <= 2025 and span[-1] >= 2024 for span in spans)


def test_ranges_keep_what_is_known_to_lie_between_their_ends(open_page: Open) -> None:
    page = open_page(CHECKPOINTS)
    rows = page.locator('table[data-scope=c1] tbody tr')
    known = [*zip(texts(rows), values(rows, 'params'), values(rows, 'context'), strict=True)]
    least, most = ('8000000000', '12000000000')
    bar(page).locator('select[name=params-min]').select_option(least)
    bar(page).locator('select[name=params-max]').select_option(most)
    bar(page).locator('select[name=context-min]').select_option('131072')
    expected = [
        text
        for text, params, context in known
        if params and context and int(params[0]) <= int(most) and int(params[-1]) >= int(least) and int(context[-1]) >= 131072
    ]
    assert texts(shown(rows)) == expected
    assert 0 < len(expected) < len(known) == total(page)
    expect(bar(page)).to_contain_text(f'{len(expected)} of {len(known)}')
    assert query(page) == f'params-min={least}&params-max={most}&context-min=131072'


def test_what_has_no_end_lies_in_every_year_from_its_first(open_page: Open) -> None:
    endless = '.chronicle-list[data-scope=c1] > li[data-years="2019 Infinity"]'
    whole = texts(open_page(TIMELINE).locator(endless))
    assert whole
    for span in ('from=2026', 'from=2020&to=2020', 'to=2019'):
        page = open_page(f'{TIMELINE}?{span}')
        assert texts(shown(page.locator(endless))) == whole, span
        assert shown(cards(page)).count() < total(page), span


def test_a_tag_with_a_name_that_javascript_uses_is_counted_as_others(
    browser: Browser, build: Build, serve: Callable[[Path], AbstractContextManager[str]]
) -> None:
    entries = '- {key: a, title: A, date: 2025, tags: [constructor]}\n- {key: b, title: B, date: 2025, tags: [other]}\n'
    site = build({'index.md': f'# Page\n\n```{{chronicle:timeline}}\n:filter-bar:\n\n{entries}```\n'})
    with serve(site.outdir) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f'{address}index.html')
        assert texts(page.locator('select[name=tag] option')) == ['All tags', 'constructor (1)', 'other (1)']


def test_clearing_brings_all_back_and_empties_the_address(open_page: Open) -> None:
    page = open_page(f'{TIMELINE}?family=minitron&q=pruned')
    assert 0 < shown(cards(page)).count() < total(page)
    years(page).get_by_role('button', name='Clear').press('Enter')
    expect(shown(cards(page))).to_have_count(total(page))
    assert query(page) == ''
    expect(bar(page).get_by_role('searchbox')).to_be_focused()
    expect(years(page).get_by_role('button', name='Clear')).to_be_hidden()


def test_the_address_of_a_filter_opens_the_same_state(open_page: Open) -> None:
    page = open_page(TIMELINE)
    bar(page).locator('select[name=family]').select_option('nemotron-labs')
    bar(page).locator('select[name=from]').select_option('2026')
    bar(page).get_by_role('searchbox').fill('diffusion')
    page.wait_for_url(re.compile('q=diffusion'))
    assert query(page) == 'family=nemotron-labs&from=2026&q=diffusion'
    other = open_page(page.url)
    assert 0 < shown(cards(other)).count() < total(other)
    assert texts(shown(cards(other))) == texts(shown(cards(page)))
    assert bar(other).locator('select[name=family]').input_value() == 'nemotron-labs'


def test_an_address_with_a_family_and_a_tag_opens_what_has_both(open_page: Open) -> None:
    page = open_page(f'{TIMELINE}?family=nemotron-3&tag=mixture-of-experts')
    assert bar(page).locator('select[name=tag]').input_value() == 'mixture-of-experts'
    left = shown(cards(page))
    assert left.count() > 0
    assert all(families == ['nemotron-3'] for families in values(left, 'family'))
    assert all('mixture-of-experts' in tags for tags in values(left, 'tag'))


TWO_BARS = """\
# Two

```{chronicle:timeline}
:filter-bar:

- {key: a, title: Minitron, date: 2025}
- {key: b, title: Other, date: 2025}
```

```{chronicle:listing}
:layout: table
:filter-bar:
```
"""


def test_the_second_bar_of_a_page_has_names_of_its_own(
    browser: Browser, build: Build, serve: Callable[[Path], AbstractContextManager[str]]
) -> None:
    site = build({'index.md': TWO_BARS})
    with serve(site.outdir) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f'{address}index.html')
        page.locator('.chronicle-filter[data-scope=c2]').get_by_role('searchbox').fill('minitron')
        page.wait_for_url(re.compile(r'c2\.q=minitron$'))
        rows = page.locator('table[data-scope=c2] tbody tr')
        first = page.locator('ol[data-scope=c1] > li')
        assert shown(rows).count() == 1
        expect(page.locator('.chronicle-filter[data-scope=c2]')).to_contain_text('1 of 2')
        assert shown(first).count() == first.count() == 2


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
    expect(shown(cards(page))).to_have_count(counts[0])
    page.go_forward()
    expect(bar(page).locator('select[name=family]')).to_have_value('minitron')
    assert shown(cards(page)).count() == counts[1]


def test_years_with_nothing_left_are_hidden_with_their_links_and_the_others_say_how_many(open_page: Open) -> None:
    page = open_page(TIMELINE)
    before = texts(years(page).locator('a'))
    bar(page).locator('select[name=family]').select_option('minitron')
    left: dict[str, int] = {}
    for year, *_ in values(shown(cards(page)), 'years'):
        left[year] = left.get(year, 0) + 1
    headings = page.locator('h2[id^=year-]')
    assert 0 < len(left) < headings.count()
    assert texts(shown(headings)) == list(left)
    assert texts(shown(years(page).locator('a'))) == [f'{year} {number}' for year, number in left.items()]
    assert shown(page.locator('.chronicle-list[data-scope=c1]')).count() == len(left)
    years(page).get_by_role('button', name='Clear').click()
    assert texts(shown(years(page).locator('a'))) == before


def test_sections_with_nothing_left_are_hidden_with_their_entry_in_the_contents(
    browser: Browser, build: Build, serve: Callable[[Path], AbstractContextManager[str]]
) -> None:
    entries = '- {key: a, title: A, date: 2025, family: X}\n- {key: b, title: B, date: 2024, family: Y}\n'
    site = build(
        {'index.md': f'# Page\n\n```{{chronicle:timeline}}\n:filter-bar:\n:group-by: year\n\n{entries}```\n'},
        conf="html_theme = 'furo'",
    )
    with serve(site.outdir) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f'{address}index.html?family=y')
        sections = page.locator('section[id^=year-]')
        links = page.locator('.toc-tree a[href^="#year-"]')
        assert sections.count() == links.count() == 2
        assert [section.get_attribute('id') for section in shown(sections).all()] == ['year-2024']
        assert [link.get_attribute('href') for link in shown(links).all()] == ['#year-2024']


def test_marks_of_what_is_filtered_out_fade(open_page: Open) -> None:
    everything = [str(card.get_attribute('id')) for card in cards(open_page(TIMELINE)).all()]
    page = open_page(f'{TIMELINE}?family=minitron')
    left = {str(card.get_attribute('id')) for card in shown(cards(page)).all()}
    marks = page.locator('.chronicle-overview .chronicle-track a')
    faded = {
        str(mark.get_attribute('href')).removeprefix('#'): 'chronicle-out' in str(mark.get_attribute('class')).split()
        for mark in marks.all()
    }
    assert faded == {card: card not in left for card in everything}
    assert set(faded.values()) == {True, False}
    for mark in (page.locator('.chronicle-track a.chronicle-out'), page.locator('.chronicle-track a:not(.chronicle-out)')):
        opacity = float(mark.first.evaluate('(mark) => getComputedStyle(mark).opacity'))
        assert (opacity < 0.5) == (mark.first.get_attribute('class') == 'chronicle-out')
    years(page).get_by_role('button', name='Clear').click()
    expect(page.locator('.chronicle-out')).to_have_count(0)


@pytest.mark.parametrize('width', [1440, 360])
def test_the_year_that_is_read_is_marked_in_the_line_which_stays_in_sight(open_page: Open, width: int) -> None:
    page = open_page(TIMELINE, width=width)
    current = years(page).locator('a[aria-current]')
    for year in ('2026', '2024', '2019', '2025'):
        page.locator(f'#year-{year}').evaluate('(heading) => heading.scrollIntoView({ behavior: "instant" })')
        expect(current).to_have_count(1)
        # Where a page ends, the last years may be on the same screen.
        if year != '2019':
            expect(current).to_have_text(re.compile(year))
        expect(years(page)).to_be_in_viewport(ratio=1)
        # And covers no heading that was led to.
        line, heading = years(page).bounding_box(), page.locator(f'#year-{year}').bounding_box()
        assert line is not None
        assert heading is not None
        assert heading['y'] >= line['y'] + line['height'] - 1


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


@pytest.mark.parametrize('name', [TIMELINE, FAMILY])
def test_an_address_of_a_checkpoint_leads_to_it_and_opens_what_it_is_in(open_page: Open, name: str) -> None:
    anchor = 'entry-nemotron-3-nano--nvidia-nemotron-3-nano-30b-a3b-fp8'
    page = open_page(f'{name}#{anchor}')
    target = page.locator(f'[id="{anchor}"]')
    expect(target).to_be_in_viewport()
    expect(page.locator('#entry-nemotron-3-nano')).to_be_in_viewport()
    assert target.evaluate('(target) => target.closest("details:not([open])")') is None
    # Short cards have nothing to open.
    assert (page.locator('#entry-nemotron-3-nano > details').count() == 0) == (name == TIMELINE)


def test_a_mark_leads_to_its_doubt_which_is_in_closed_details(open_page: Open) -> None:
    page = open_page(FAMILY)
    mark = page.locator('.chronicle-card > .chronicle-strip a.chronicle-mark').first
    doubt = page.locator(f'[id="{str(mark.get_attribute("href")).removeprefix("#")}"]')
    expect(doubt).to_be_hidden()
    mark.click()
    expect(doubt).to_be_in_viewport()
    number = doubt.evaluate('(doubt) => [...doubt.parentElement.children].indexOf(doubt) + 1')
    expect(mark).to_have_text(str(number))


def test_a_filter_is_set_and_cleared_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page(TIMELINE)
    bar(page).get_by_role('searchbox').focus()
    page.keyboard.type('minitron')
    page.wait_for_url(re.compile('q=minitron'))
    few = shown(cards(page)).count()
    assert few < total(page)
    for _ in range(20):
        page.keyboard.press('Tab')
        reached = page.evaluate('() => document.activeElement.textContent')
        if reached == 'Skip the chart':
            page.keyboard.press('Enter')
        if reached == 'Clear':
            break
    page.keyboard.press('Space')
    expect(shown(cards(page))).to_have_count(total(page))


def test_a_table_is_sorted_by_keyboard_up_and_down_by_value_and_what_is_not_known_stays_last(open_page: Open) -> None:
    page = open_page(CATALOG)
    table = page.locator('table[data-sortable]')
    headers = table.locator('thead th')

    dates = table.locator('td.chronicle-date')

    def sorted_by() -> list[str]:
        return [str(value) for value in dates.evaluate_all('(all) => all.map((one) => one.dataset.value)')]

    known = [value for value in sorted_by() if value]
    unknown = [value for value in sorted_by() if not value]
    assert len(set(known)) > 3
    assert len(unknown) > 1
    header = table.locator('th.chronicle-date')
    button = header.get_by_role('button', name='Date')
    button.focus()
    for order, is_reversed in (('ascending', False), ('descending', True)):
        page.keyboard.press('Enter')
        expect(header).to_have_attribute('aria-sort', order)
        expect(button).to_be_focused()
        assert sorted_by() == sorted(known, key=float, reverse=is_reversed) + unknown
        assert set(texts(dates)[-len(unknown) :]) == {'–'}
    headers.nth(0).get_by_role('button').press('Space')
    assert table.locator('th[aria-sort]').count() == 1
    expect(headers.nth(0)).to_have_attribute('aria-sort', 'ascending')


def test_sizes_are_sorted_as_numbers(open_page: Open) -> None:
    page = open_page(CHECKPOINTS)
    table = page.locator('table[data-sortable]')
    table.locator('thead').get_by_role('button', name='Parameters', exact=True).click()
    sizes = table.locator('tbody td.chronicle-params').evaluate_all('(cells) => cells.map((cell) => cell.dataset.value)')
    known = [float(size) for size in sizes if size]
    assert len(set(known)) > 5
    assert known == sorted(known)
    assert sizes[len(known) :] == [''] * (len(sizes) - len(known))


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
    expect(cite.get_by_role('link', name='This site’s record')).to_have_attribute(
        'href', '../exports/records.bib#nemotron-3-ultra'
    )
    expect(cite.locator('pre, button')).to_have_count(0)


@pytest.mark.parametrize(
    ('name', 'within', 'anchor'),
    [
        (f'{FAMILY}?q=nano', '#entry-nemotron-3-nano > .chronicle-title', 'entry-nemotron-3-nano'),
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
    page = open_page(CHECKPOINTS)
    names = [str(boxes(page).nth(index).get_attribute('aria-label')).removeprefix('Compare ') for index in (0, 3)]
    assert names == [texts(page.locator('table[data-compare] tbody th > a'))[index] for index in (0, 3)]
    boxes(page).nth(0).press('Space')
    expect(panel(page)).to_be_hidden()
    boxes(page).nth(3).press('Space')
    for one in (page, open_page(page.url)):
        expect(panel(one)).to_be_visible()
        assert texts(panel(one).locator('thead th > a')) == names
        assert panel(one).locator('tbody tr').count() > 1
        assert boxes(one).nth(0).is_checked()
        assert boxes(one).nth(3).is_checked()
    expect(panel(one)).to_be_in_viewport()


def test_what_differs_is_said_in_words_and_what_is_not_known_differs_from_nothing(open_page: Open) -> None:
    page = open_page(CHECKPOINTS)
    for index in (0, 1, 3):
        boxes(page).nth(index).check()
    said: list[tuple[bool, bool]] = []
    for row in panel(page).locator('tbody tr').all():
        # What a mark of doubt adds to a value is no value.
        cells = row.locator('td').evaluate_all(
            """(cells) => cells.map((cell) => {
                const copy = cell.cloneNode(true);
                copy.querySelectorAll('.chronicle-mark').forEach((mark) => mark.remove());
                return copy.textContent.trim();
            })"""
        )
        differs = len({cell for cell in cells if cell not in {'–', 'not stated'}}) > 1
        assert ('differs' in texts(row.locator('th'))[0]) == differs, cells
        said.append((differs, '–' in cells))
    assert {differs for differs, _ in said} == {True, False}
    assert (False, True) in said


def test_what_can_be_done_with_rows_is_said_above_them(open_page: Open) -> None:
    page = open_page(CHECKPOINTS)
    hint = page.locator('.chronicle-filter > p > .chronicle-hint')
    assert hint.inner_text() == 'Tick two to four checkpoints to lay them side by side.'
    bottom = hint.evaluate('(one) => one.getBoundingClientRect().bottom')
    assert bottom <= page.locator('table.chronicle-table').first.evaluate('(one) => one.getBoundingClientRect().top')


def test_a_doubt_about_a_value_makes_no_difference(
    browser: Browser, build: Build, serve: Callable[[Path], AbstractContextManager[str]]
) -> None:
    entry = """\
- key: a
  title: A
  date: 2025
  checkpoints:
    - {name: One, license: MIT, notes: [{about: license, kind: conflict, text: Others say otherwise.}]}
    - {name: Two, license: MIT}
"""
    listing = '```{chronicle:listing}\n:rows: checkpoints\n:layout: table\n:columns: name + entry, license\n```\n'
    site = build({'index.md': f'# Page\n\n```{{chronicle:timeline}}\n{entry}```\n\n{listing}'})
    with serve(site.outdir) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f'{address}index.html')
        for index in (0, 1):
            boxes(page).nth(index).check()
        rows = panel(page).locator('tbody tr')
        expect(rows.locator('td .chronicle-mark')).to_have_count(1)
        assert 'differs' not in ' '.join(texts(rows))


def test_a_fifth_checkpoint_is_refused_and_closing_ends_the_comparison(open_page: Open) -> None:
    page = open_page(CHECKPOINTS)
    for index in range(4):
        boxes(page).nth(index).check()
    boxes(page).nth(4).click()
    expect(boxes(page).nth(4)).not_to_be_checked()
    expect(page.locator('.chronicle-tray')).to_contain_text('Four is the most')
    panel(page).get_by_role('button', name='Remove').first.click()
    expect(panel(page).locator('thead th')).to_have_count(3)
    page.go_back()
    expect(panel(page).locator('thead th')).to_have_count(4)
    page.locator('.chronicle-tray').get_by_role('button', name='Clear').click()
    expect(panel(page)).to_be_hidden()
    assert query(page) == ''


def test_every_mark_of_the_chart_is_reached_by_tab_in_the_order_of_the_page(open_page: Open) -> None:
    page = open_page(HOME)
    marks = page.locator('.chronicle-chart > ol a')
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
    names = page.locator('.chronicle-track a').evaluate_all('(all) => all.map((one) => one.getAttribute("aria-label"))')
    assert all(names)
    assert len(set(names)) == len(names)
