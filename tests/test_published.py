"""What machines are told of the site where it is published: absolute addresses, and what search engines require."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parent.parent
BASE = 'https://open-models.example.org/en/latest/'

#: What must be there. Google Search Central asks for it of datasets and of lists; schema.org itself requires nothing.
REQUIRED = {
    'Dataset': {'@id', 'name', 'description', 'url', 'includedInDataCatalog'},
    'DataCatalog': {'@id', 'name', 'url'},
    'PodcastEpisode': {'@id', 'name', 'description', 'url', 'datePublished'},
    'CreativeWork': {'@id', 'name'},
    'SoftwareSourceCode': {'@id', 'name'},
    'CollectionPage': {'name', 'url', 'mainEntity'},
    'ItemList': {'numberOfItems', 'itemListElement'},
    'ListItem': {'position', 'url'},
    'Clip': {'name', 'startOffset', 'url'},
}


@pytest.fixture(scope='module')
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as Read the Docs builds it."""
    out = tmp_path_factory.mktemp('published')
    command = [sys.executable, '-m', 'sphinx', '-q', '-n', '-W', '-b', 'html', '-d', str(out / 'doctrees')]
    environ = {**os.environ, 'READTHEDOCS_CANONICAL_URL': BASE}
    subprocess.run([*command, str(ROOT), str(out / 'html')], check=True, env=environ, capture_output=True)
    return out / 'html'


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding='utf-8'), 'html.parser')


def heads(published: Path) -> Iterator[tuple[str, BeautifulSoup]]:
    for page in sorted(published.rglob('*.html')):
        yield page.relative_to(published).as_posix(), soup(page)


def described(published: Path) -> dict[str, list[dict[str, Any]]]:
    """What each page says in JSON-LD."""
    found = {}
    for name, page in heads(published):
        scripts = page.select('script[type="application/ld+json"]')
        assert len(scripts) <= 1
        if scripts:
            found[name] = json.loads(scripts[0].get_text())['@graph']
    return found


def things(data: Any) -> Iterator[dict[str, Any]]:
    """Yield everything that is described, also within another thing."""
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from things(value)
    elif isinstance(data, list):
        for value in data:
            yield from things(value)


def test_everything_described_has_what_is_required_and_absolute_addresses(published: Path) -> None:
    found = [thing for graph in described(published).values() for thing in things(graph)]
    types = {thing.get('@type') for thing in found}
    assert types >= REQUIRED.keys()
    for thing in found:
        wanted = REQUIRED.get(thing.get('@type', ''), set())
        # What is announced has not been published.
        assert wanted - ({'datePublished'} if 'creativeWorkStatus' in thing else set()) <= thing.keys(), thing
        addresses = [value for name in ('@id', 'url', 'sameAs', 'image', 'license') for value in _listed(thing.get(name))]
        assert [one for one in addresses if isinstance(one, str) and not one.startswith('https://')] == []


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def test_lists_name_what_is_there_in_order(published: Path) -> None:
    pages = dict(heads(published))
    collections = {
        name: thing for name, graph in described(published).items() for thing in graph if thing['@type'] == 'CollectionPage'
    }
    assert {'index.html', 'changes.html', 'datasets/index.html', 'timeline/index.html'} <= collections.keys()
    assert not [name for name in collections if name.startswith('guide/')]
    for name, thing in collections.items():
        assert thing['url'] == BASE + name
        items = thing['mainEntity']['itemListElement']
        assert [item['position'] for item in items] == [*range(1, len(items) + 1)]
        assert len(items) == min(thing['mainEntity']['numberOfItems'], 100)
        addresses = [item['url'] for item in items]
        assert len({*addresses}) == len(addresses)
        for address in addresses:
            page, _hash, anchor = address.removeprefix(BASE).partition('#')
            assert pages[page].select(f'[id="{anchor}"]'), address


def test_each_record_is_described_by_the_page_that_declares_it_and_by_no_other(published: Path) -> None:
    for name, graph in described(published).items():
        ids = [thing['@id'] for thing in graph if '@id' in thing]
        assert [one for one in ids if one.partition('#')[0] != BASE + name] == []
    every = [thing['@id'] for graph in described(published).values() for thing in graph if '@id' in thing]
    assert len(every) == len({*every}) > 70


def test_pages_are_shared_with_one_title_and_absolute_addresses(published: Path) -> None:
    titles = {}
    for name, page in heads(published):
        said = [(str(tag.get('property') or tag.get('name')), str(tag['content'])) for tag in page.select('head meta[content]')]
        ours = [(key, value) for key, value in said if key.startswith(('og:', 'twitter:'))]
        assert len({key for key, _value in ours}) == len(ours), name
        tags = dict(ours)
        assert all(value.startswith(BASE) for key, value in ours if key in {'og:url', 'og:image', 'twitter:image'}), name
        if 'twitter:card' in tags:
            titles[name] = tags['og:title'], tags['twitter:title']
            assert tags['og:description']
        if 'og:image' in tags:
            assert (published / tags['og:image'].removeprefix(BASE)).is_file()
    assert titles['timeline/nemotron-3.html'] == ('Nemotron 3', 'Nemotron 3')
    assert titles['timeline/index.html'] == ('Timeline', 'Timeline')
    assert len({title for title, _same in titles.values()}) == len(titles)


def test_citations_have_absolute_addresses_that_lead_to_the_records(published: Path) -> None:
    text = (published / 'exports' / 'records.bib').read_text(encoding='utf-8')
    addresses = [line.removeprefix(' url={').rstrip('},') for line in text.splitlines() if line.startswith(' url=')]
    assert len(addresses) == text.count('@misc{') > 70
    for address in addresses:
        page, _hash, anchor = address.removeprefix(BASE).partition('#')
        assert soup(published / page).select(f'[id="{anchor}"]'), address
