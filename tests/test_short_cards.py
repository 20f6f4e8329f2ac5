"""Short cards with what is around them: overview, links to groups, old addresses, numbers, contents, and folded details."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from conftest import Build, Markup, Site

ENTRIES = """\
defaults: {org: Acme}
entries:
- key: one
  title: One
  date: 2019-03
  family: Big
  type: release
  aliases: [uno]
  summary: Words.
  notes: [{about: date, kind: conflict, text: Or May.}]
  checkpoints:
    - {name: One A, params: 7B, notes: [{about: params, kind: unverified, text: Perhaps 8B.}]}
    - {name: One B, params: 70B}
- {key: two, title: Two, date: 2022-06-01, family: Small, org: Umbrella, derived_from: one}
- {key: three, title: Three, date: 2022-09-01, family: Small, architecture: Dense}
"""


def project(markup: Markup, *directives: str, more: str = '') -> dict[str, str]:
    contents = markup.directive('+toctree', body='declared')
    declared = markup.page(markup.heading('Declared'), markup.directive('timeline', options={'file': 'data.yaml'}), more)
    return {
        markup.index: markup.page(markup.heading('Overview'), *directives, contents),
        f'declared.{markup.suffix}': declared,
        'data.yaml': ENTRIES,
    }


def listing(markup: Markup, **options: str) -> str:
    named = {name.replace('_', '-'): value for name, value in options.items()}
    return markup.directive('listing', options={'kind': 'entry', 'layout': 'cards', 'order': 'newest', **named})


def test_an_overview_leads_to_the_cards_and_the_jump_bar_to_the_groups(build: Build, markup: Markup) -> None:
    site = build(project(markup, listing(markup, overview='', group_by='year', filter_bar='family, years')))
    assert site.lines == []
    page = site.soup()
    marks = [str(mark['href']) for mark in page.select('.chronicle-overview ol a:not(.chronicle-lane *)')]
    assert sorted(marks) == ['#entry-one', '#entry-three', '#entry-two']
    jump = page.select('.chronicle-jump a')
    assert [(str(link['href']), link.get_text(' ', strip=True)) for link in jump] == [
        ('#year-2022', '2022 2'),
        ('#year-2019', '2019 1'),
    ]
    for address in [*marks, *(str(link['href']) for link in jump)]:
        assert page.find(id=address[1:]) is not None, address
    # The years above the chart lead there too, and the names of its rows to the page of all their records.
    assert '#year-2022' in [str(link['href']) for link in page.select('.chronicle-axis a')]
    assert {str(link['href']) for link in page.select('.chronicle-lane a')} == {'declared.html'}
    (bar,) = page.select('.chronicle-filter')
    assert json.loads(str(bar['data-facets']))['order'] == ['family', 'years']
    assert json.loads(str(bar['data-labels']))['find'] == 'Search 3 entries'


def test_what_led_to_a_card_leads_to_its_short_card_on_other_pages_and_once(build: Build, markup: Markup) -> None:
    site = build(project(markup, listing(markup), listing(markup, limit='1'), more=listing(markup)))
    assert site.lines == []
    overview, declared = site.soup(), site.soup('declared.html')
    for anchor in ('entry-one', 'entry-uno', 'entry-one--one-a', 'entry-one--one-b', 'entry-two'):
        assert len(overview.select(f'[id="{anchor}"]')) == 1, anchor
        assert len(declared.select(f'[id="{anchor}"]')) == 1, anchor
    assert overview.find(id='entry-one').name == 'li'  # type: ignore[union-attr]
    assert declared.find(id='entry-one').name == 'article'  # type: ignore[union-attr]


@pytest.mark.parametrize('builder', ['text', 'latex', 'epub', 'singlehtml'])
def test_other_builders_have_the_cards_alone(build: Build, markup: Markup, builder: str) -> None:
    site = build(project(markup, listing(markup, overview='', group_by='year')), builder)
    assert site.lines == []
    files = [file for file in site.outdir.rglob('*') if file.suffix in {'.txt', '.tex', '.html', '.xhtml'}]
    text = ''.join(file.read_text(encoding='utf-8') for file in files)
    assert 'class="chronicle-jump"' not in text
    assert 'Three' in text


def test_numbers_are_counted_for_the_page_that_says_them(build: Build, markup: Markup) -> None:
    words = ' and '.join(markup.role('count', what) for what in ('entry', 'checkpoints', 'dataset'))
    files = project(markup, f'There are {words}.')
    site = build(files, 'text')
    assert site.lines == []
    assert 'There are 3 and 2 and 0.' in site.read('index.txt')
    files['data.yaml'] = ENTRIES + '- {key: four, title: Four, date: 2023}\n'
    assert 'There are 4 and 2 and 0.' in build(files, 'text').read('index.txt')


def test_a_number_of_what_there_is_not_is_reported_with_the_nearest(build: Build, markup: Markup) -> None:
    site = build(project(markup, f'There are {markup.role("count", "entri")}.'), 'dummy')
    (line,) = site.lines
    assert "{count}: 'entri' is not one of entry, " in line
    assert "(did you mean 'entry'?) [chronicle.reference]" in line


def contents(site: Site, docname: str) -> list[str]:
    return [link['anchorname'] for link in site.app.env.tocs[docname].findall(nodes.reference)]


def test_cards_are_in_the_contents_of_their_page_unless_they_are_grouped_or_left_out(build: Build, markup: Markup) -> None:
    secret = markup.directive('timeline', body='- {key: secret, title: Secret, date: 2020}')
    files = project(markup, more=markup.directive('+only', 'latex', body=secret))
    timeline = markup.directive('timeline', body='- {key: g, title: G, date: 2020}', options={'group-by': 'year'})
    files[f'groups.{markup.suffix}'] = markup.page(markup.heading('Groups'), timeline)
    before = '   ' if markup.suffix == 'rst' else ''
    files[markup.index] = files[markup.index].replace('declared', f'declared\n{before}groups')
    site = build(files)
    assert contents(site, 'declared') == ['', '#entry-one', '#entry-two', '#entry-three']
    assert contents(site, 'groups') == ['', '#year-2020']
    assert not list(site.app.env.tocs['declared'].findall(addnodes.only))
    assert 'Secret' not in site.read('declared.html')


def test_cards_are_in_the_contents_before_the_sections_that_follow_them(build: Build, markup: Markup) -> None:
    first = markup.directive('timeline', '', '- {key: a, title: A, date: 2020}\n- {key: b, title: B, date: 2021}')
    last = markup.directive('timeline', '', '- {key: c, title: C, date: 2022}')
    later = markup.directive('timeline', '', '- {key: d, title: D, date: 2023}')
    inner = [markup.heading('Inner', 3), later]
    page = markup.page(markup.heading('Page'), first, markup.heading('Second', 2), last, *inner, markup.heading('Third', 2))
    assert contents(build({markup.index: page}), 'index') == [
        '', '#entry-a', '#entry-b', '#second', '#entry-c', '#inner', '#entry-d', '#third',
    ]  # fmt: skip


CONF = """
chronicle_kinds = {'entry': {'fields': {
    'trees': {'type': 'count', 'label': 'Trees', 'slot': 'meta'},
    'cut': {'type': 'date', 'label': 'Cut', 'slot': 'meta'},
    'keeper': {'type': 'text', 'label': 'Keeper', 'slot': 'meta'},
    'more': {'type': 'url', 'label': 'More'},
}}}
"""


def own(build: Build, markup: Markup, builder: str = 'html') -> Site:
    data = '- {key: a, title: A, date: 2020, trees: 120, cut: 2021-03, keeper: Ada, more: "https://example.org/a"}\n'
    table = markup.directive('listing', options={'keys': 'a', 'layout': 'table', 'columns': 'title, more'})
    cards = markup.directive('listing', options={'keys': 'a', 'layout': 'cards'})
    timeline = markup.directive('timeline', '', data)
    page = markup.page(markup.heading('Page'), table, cards, markup.heading('Records', 2), timeline)
    site = build({markup.index: page}, builder, conf=CONF)
    assert site.lines == []
    return site


def test_a_number_or_a_date_beside_a_title_says_what_it_is(build: Build, markup: Markup) -> None:
    site = own(build, markup)
    for card in site.soup().select('.chronicle-card'):
        (line,) = card.select('.chronicle-meta')
        assert 'Trees: 120 Cut: Mar 2021 Ada' in ' '.join(line.get_text(' ').split())
    assert 'Trees: 120 · Cut: Mar 2021 · Ada' in own(build, markup, 'text').read('index.txt')


def test_an_address_in_a_table_is_a_link(build: Build, markup: Markup) -> None:
    (cell,) = own(build, markup).soup().select('td.chronicle-more')
    assert [link['href'] for link in cell.select('a')] == ['https://example.org/a']


def test_a_card_that_has_nothing_to_fold_but_how_it_is_cited_says_so_once(build: Build, markup: Markup) -> None:
    data = '- {key: a, title: A, date: 2020}\n- {key: b, title: B, date: 2021, tags: [x]}\n'
    site = build({markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', '', data))})
    bare, whole = (site.soup().find(id=f'entry-{key}') for key in 'ab')
    assert bare is not None
    assert whole is not None
    assert [found.get_text() for found in bare.select('summary, .chronicle-ways')] == ['Cite']
    assert bare.find(id='entry-a--cite') is not None
    assert [found.get_text() for found in whole.select('summary, .chronicle-ways')] == ['Details', 'Cite']


def test_a_card_leads_to_how_it_is_cited_where_it_leads_elsewhere(build: Build, markup: Markup) -> None:
    conf = "chronicle_kinds = {'entry': {'fields': {'shop': {'type': 'url', 'label': 'Shop', 'slot': 'ways'}}}}"
    data = '- {key: a, title: A, date: 2020, shop: "https://example.org/"}\n'
    data += '- {key: b, title: B, date: 2021, shop: "https://example.org/b", tags: [x]}\n'
    page = markup.page(markup.heading('Page'), markup.directive('timeline', '', data))
    soup = build({markup.index: page}, conf=conf).soup()
    cards = soup.select('article.chronicle-card')
    shown = [[one.get_text().strip() for one in card.select('summary, .chronicle-ways li')] for card in cards]
    assert shown == [['Shop', 'Cite', 'Details', 'Cite']] * 2


def test_details_are_folded_with_a_heading_for_each_part_and_numbers_for_doubts(build: Build, markup: Markup) -> None:
    site = build(project(markup))
    assert site.lines == []
    card = site.soup('declared.html').find(id='entry-one')
    assert card is not None
    (fold,) = card.select(':scope > details.chronicle-more')
    assert [part.get_text() for part in fold.select('.chronicle-part')] == [
        '2 checkpoints', 'Lineage', 'Facts', 'Relations', 'Doubts and notes', 'Sources and record',
    ]  # fmt: skip
    # The first is about the date, whose mark is met first.
    assert [' '.join(doubt.get_text().split()) for doubt in fold.select('.chronicle-doubts > li')] == [
        'Sources disagree (date): Or May.', 'Unverified (One A, parameters): Perhaps 8B.',
    ]  # fmt: skip
    marks = {mark.parent.name: str(mark['href']) for mark in card.select('a.chronicle-mark') if mark.parent}
    assert marks == {'li': '#entry-one--doubt-2', 'p': '#entry-one--doubt-1', 'td': '#entry-one--doubt-2'}
    # What the file says of all its entries is not beside the title, and among the facts.
    assert card.select('.chronicle-meta')[0].get_text(' ', strip=True) == 'Big'
    facts = fold.select('.chronicle-specs')[0].get_text(' ', strip=True)
    assert re.search('Type Release Organization Acme', facts)
    two = site.soup('declared.html').find(id='entry-two')
    assert two is not None
    assert 'Umbrella' in two.select('.chronicle-meta')[0].get_text()
