"""Sphinx's own search finds records by every name they go by, and leads to them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from .support import CATALOG, EPISODE, HOME, TIMELINE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Error, Page

    from .support import Open

#: A name, the page and the anchor that it should lead to.
NAMES = {
    'title of an entry': ('Nemotron 3 Ultra', 'timeline/nemotron-3.html#entry-nemotron-3-ultra'),
    'name of a checkpoint': ('Minitron-4B-Base', 'timeline/first-models.html#entry-minitron--'),
    'Hugging Face id of a checkpoint': ('nvidia/Minitron-4B-Base', 'timeline/first-models.html#entry-minitron--'),
    'title of a dataset': ('Nemotron-CC-v2', 'datasets/pretraining.html#dataset-nemotron-cc-v2'),
    'Hugging Face id of a dataset': ('nvidia/Nemotron-CC-v2', 'datasets/pretraining.html#dataset-nemotron-cc-v2'),
    'tag': ('vision-language', 'timeline/nemotron-3-5.html#entry-nemotron-3-5-super-vl'),
    'license': ('CC-BY-4.0', 'licenses.html#license-'),
}


@pytest.mark.parametrize(('name', 'place'), NAMES.values(), ids=NAMES)
def test_the_search_finds_a_record_and_leads_to_it(open_page: Open, name: str, place: str) -> None:
    page = open_page(f'search.html?q={name}')
    link = page.locator(f'#search-results a[href*="{place}"]').first
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url(f'**/{place}*')
    anchor = page.url.partition('#')[2]
    expect(page.locator(f'[id="{anchor}"]')).to_be_in_viewport()


#: Pages with words in the names of a drawing, in cards, in tables, and beside a player.
HIGHLIGHTED = (HOME, TIMELINE, CATALOG, EPISODE)


@pytest.mark.parametrize('name', HIGHLIGHTED)
def test_a_word_that_was_searched_for_is_highlighted_without_an_error(open_page: Open, name: str) -> None:
    word = 'nemotron'
    errors: list[Error] = []

    def listen(page: Page) -> None:
        # Playwright cannot call what is built in.
        page.on('pageerror', lambda error: errors.append(error))  # noqa: PLW0108

    page = open_page(f'{name}?highlight={word}', prepare=listen)
    expect(page.get_by_role('main').locator('.highlighted').first).to_be_attached()
    assert errors == []
    for drawing in page.locator('.chronicle-chart').all():
        assert word in (drawing.text_content() or '').lower()
        expect(drawing.locator('.highlighted').first).to_be_attached()


def test_the_search_page_asks_what_to_look_for(open_page: Open) -> None:
    page = open_page('search.html', width=360)
    expect(page.get_by_role('heading', level=1)).to_have_text('Search')
    field = page.get_by_role('main').get_by_role('searchbox', name='Search')
    field.fill('Minitron')
    field.press('Enter')
    page.wait_for_url('**/search.html?q=Minitron')
    expect(page.locator('#search-results a[href*="minitron"]').first).to_be_visible()


#: What people ask, and where the answer is.
QUESTIONS = {
    'helpsteer license': 'datasets/preference.html#dataset-helpsteer',
    'what is RLVR': 'glossary.html#term-RLVR',
    'nano 9b': 'timeline/llama-and-hybrids.html#entry-nemotron-nano-2--nvidia-nemotron-nano-9b-v2',
    'minitron': 'timeline/first-models.html#entry-minitron',
    'Llama interview': 'glossary.html#term-Llama',
    'Nemotron Nano 2 training data': 'timeline/llama-and-hybrids.html#entry-nemotron-nano-2',
    'what is the license of nemotron 3 ultra': 'timeline/nemotron-3.html#entry-nemotron-3-ultra',
}

#: The place and the title that a search shows first.
FIRST = """queries => Object.fromEntries(queries.map(query => {
  const [page, title, anchor] = Search._performSearch(...Search._parseQuery(query)).pop() || ['', '', ''];
  return [query, [`${page}.html${anchor}`, title]];
}))"""


def test_what_has_a_name_is_found_first_under_it(open_page: Open, site: Path) -> None:
    page = open_page('search.html?q=nemotron')
    expect(page.locator('#search-results li').first).to_be_visible()
    data = json.loads((site / 'exports' / 'chronicle.json').read_text(encoding='utf-8'))
    glossary = BeautifulSoup((site / 'glossary.html').read_text(encoding='utf-8'), 'html.parser')
    wanted: dict[str, str] = dict(QUESTIONS)
    for record in data['records']:
        place = record['permalink'].removeprefix('../')
        wanted[record['title']] = place
        if 'hf' in record:
            wanted[record['hf']] = place
        wanted |= {one['hf']: f'{place}--' for one in record.get('checkpoints', ()) if 'hf' in one}
    for term in glossary.select('dt[id^="term-"]'):
        name = str(term.find(string=True)).strip()
        # A word can be a record, too.
        wanted.setdefault(name, f'glossary.html#{term["id"]}')
    assert len(wanted) > 200
    found = page.evaluate(FIRST, [*wanted])
    wrong = {query: found[query] for query, place in wanted.items() if not found[query][0].startswith(place)}
    assert wrong == {}
    titles = {record['title'] for record in data['records']}
    assert {title: found[title][1] for title in titles if found[title][1] != title} == {}
