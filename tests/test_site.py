"""The real site: every record is on its page, every value of it can be read, and every link leads somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from sphinx.util.inventory import InventoryFile

from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.quantities import format_time, parse_time
from sphinx_chronicle.records.reader import file_places, read_record
from sphinx_chronicle.records.today import is_ahead
from sphinx_chronicle.vocabularies.licenses.spdx import spdx_id
from views import REGISTRY, View

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent

_FENCE = re.compile(r'^```\{(dataset|episode|license)\} (\S+)\n(.*?)^```$', re.MULTILINE | re.DOTALL)


class Pages:
    """Parsed pages, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._soups: dict[str, BeautifulSoup] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._soups:
            self._soups[name] = BeautifulSoup((self.root / name).read_text(encoding='utf-8'), 'html.parser')
        return self._soups[name]

    @property
    def names(self) -> list[str]:
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob('*.html'))


@pytest.fixture(scope='session')
def pages(site: Path) -> Pages:
    return Pages(site)


def timeline_files() -> list[Path]:
    return sorted((ROOT / 'timeline').glob('*.yaml'))


def entries() -> Iterator[tuple[str, View]]:
    """The entries of the timeline, each with the name of its page."""
    for file in timeline_files():
        reading = read_entries(file.read_text(encoding='utf-8'), file_places(file.name), REGISTRY)
        assert reading.problems == []
        records = (View(declared.record) for declared in reading.records)
        yield from ((f'timeline/{file.stem}.html', record) for record in records if record.kind == 'entry')


def page_records() -> Iterator[tuple[str, View]]:
    """The records that stand in Markdown pages, each with the name of its page."""
    for file in [*sorted(ROOT.glob('datasets/*.md')), *sorted(ROOT.glob('episodes/*.md')), ROOT / 'licenses.md']:
        page = file.relative_to(ROOT).with_suffix('.html').as_posix()
        for kind, key, body in _FENCE.findall(file.read_text(encoding='utf-8')):
            reading = read_record(body, file_places(file.name), REGISTRY.kinds[kind], key, key)
            assert reading.problems == []
            yield page, View(reading.records[0].record)


PLACED = list(entries())
ENTRIES = [record for _page, record in PLACED]
PAGE_OF = {record.key: page for page, record in PLACED}
PAGE_RECORDS = list(page_records())
DATASETS = [(page, record) for page, record in PAGE_RECORDS if record.kind == 'dataset']
LICENSES = [record for _page, record in PAGE_RECORDS if record.kind == 'license']
EPISODES = [page for page, record in PAGE_RECORDS if record.kind == 'episode']


def words(node: Any) -> str:
    """Text of an element with its white space folded."""
    return ' '.join(node.get_text(' ').split())


def addresses(node: Any) -> set[str]:
    return {str(link['href']) for link in node.find_all('a', href=True)}


def test_every_file_of_the_timeline_has_a_page_that_the_timeline_names() -> None:
    contents = (ROOT / 'timeline/index.md').read_text(encoding='utf-8').splitlines()
    for file in timeline_files():
        assert f':file: {file.name}' in file.with_suffix('.md').read_text(encoding='utf-8').splitlines()
        assert file.stem in contents


def test_the_timeline_has_a_short_card_of_every_entry_at_its_old_address(pages: Pages) -> None:
    for page, entry in PLACED:
        card = pages['timeline/index.html'].find('li', id=entry.anchor)
        assert card is not None
        assert card.find(class_='chronicle-title').a['href'] == f'{page.removeprefix("timeline/")}#{entry.anchor}'
        # What led to a checkpoint on the page that had all of it leads to its release.
        assert all(card.find(id=anchor) is not None for anchor in entry.anchors('checkpoints'))


def test_the_record_is_as_large_as_it_was() -> None:
    assert len(ENTRIES) >= 28
    assert sum(len(entry.checkpoints) for entry in ENTRIES) >= 82
    assert len([record for _page, record in DATASETS]) >= 34


@pytest.mark.parametrize('entry', ENTRIES, ids=lambda entry: entry.key)
def test_an_entry_has_a_card_with_everything_on_it(pages: Pages, entry: View) -> None:
    card = pages[PAGE_OF[entry.key]].find('article', id=entry.anchor)
    assert card is not None
    text, links = words(card), addresses(card)
    assert words(card.find(class_='chronicle-title')).startswith(entry.title)
    for checkpoint, anchor in zip(entry.checkpoints, entry.anchors('checkpoints'), strict=True):
        row = card.find('tr', id=anchor)
        assert row is not None
        assert checkpoint.label in words(row)
        if checkpoint.hf:
            assert f'https://huggingface.co/{checkpoint.hf}' in links
    for paper in entry.papers:
        assert paper.title in text
        assert paper.address is None or paper.address in links
        assert paper.arxiv is None or paper.arxiv in text
    for link in entry.links:
        assert link.url in links
    for source in entry.sources:
        assert source.url in links
    for note in [*entry.notes, *(note for checkpoint in entry.checkpoints for note in checkpoint.notes)]:
        assert ' '.join(note.text.split()) in text
    for value in (entry.architecture, *entry.org, entry.family, *entry.tags, *entry.precision):
        assert value is None or ' '.join(value.split()) in text


@pytest.mark.parametrize(('page', 'record'), PAGE_RECORDS, ids=[record.key for _page, record in PAGE_RECORDS])
def test_a_record_of_a_page_is_its_section(pages: Pages, page: str, record: View) -> None:
    section = pages[page].find('section', id=record.anchor)
    assert section is not None
    heading = section.find(re.compile('h[1-6]'))
    assert heading.find('a', class_='headerlink')['href'] == f'#{record.anchor}'
    box = section.find(class_='chronicle-infobox')
    text, links = words(box), addresses(box)
    for note in record.notes:
        assert ' '.join(note.text.split()) in text
    for address in [*(link.url for link in record.links), *(source.url for source in record.sources)]:
        assert address in links
    for paper in record.papers:
        assert paper.title in text


def test_every_checkpoint_stands_in_the_table_of_all_checkpoints(pages: Pages) -> None:
    table = pages['timeline/checkpoints.html'].find('table')
    targets = addresses(table)
    missing = [a for page, entry in PLACED for a in entry.anchors('checkpoints') if f'{page[9:]}#{a}' not in targets]
    assert missing == []
    assert pages['timeline/index.html'].find(id='all-checkpoints') is not None


def test_the_catalog_has_a_row_for_every_dataset_with_what_is_known(pages: Pages) -> None:
    table = pages['datasets/index.html'].find(id='the-whole-catalog').find('table')
    rows = {row.th.a['href'].rpartition('#')[2]: row for row in table.tbody.find_all('tr')}
    datasets = [record for _page, record in DATASETS]
    assert sorted(rows) == sorted(record.anchor for record in datasets)
    for record in datasets:
        row = rows[record.anchor]
        known = {
            'type': record.type,
            'size': record.rows or record.tokens or record.items or record.bytes,
            'license': record.license,
            'date': record.date,
            'gated': record.gated,
            'used_by': record.used_by,
        }
        empty = [name for name, value in known.items() if value and not words(row.find(class_=f'chronicle-{name}'))]
        assert empty == [], record.key


def test_a_score_says_how_it_was_measured_and_where_it_was_read() -> None:
    scores = [score for entry in ENTRIES for score in entry.scores]
    assert len(scores) >= 135
    for one in scores:
        assert one.setting
        assert one.source.url.startswith('https://')


def test_a_release_is_said_to_be_ahead_or_behind_as_its_scores_are() -> None:
    for entry in ENTRIES:
        own = {checkpoint.label for checkpoint in entry.checkpoints}
        for score in entry.scores:
            same = [one for one in entry.scores if (one.benchmark, one.setting) == (score.benchmark, score.setting)]
            others = [one.value.value for one in same if one.measured not in own]
            place = None
            if score.measured in own and others:
                place = 'ahead' if score.value.value > max(others) else 'behind'
            assert score.compared == place, (entry.key, score.benchmark, score.measured)


def test_every_score_is_in_the_table_of_all_scores(pages: Pages) -> None:
    tables = pages['timeline/scores.html'].find_all('table')
    for part, table in zip(('scores', 'hardware'), tables, strict=True):
        targets = {target.rpartition('#')[2] for target in addresses(table)}
        assert [a for entry in ENTRIES for a in entry.anchors(part) if a not in targets] == []


def test_a_record_that_was_corrected_says_when() -> None:
    corrected = [record for record in [*ENTRIES, *(record for _page, record in PAGE_RECORDS)] if record.changes]
    assert len(corrected) >= 8
    for record in corrected:
        assert str(record.updated) == str(record.changes[-1].date), record.key


def test_the_license_page_accounts_for_every_checkpoint_and_dataset(pages: Pages) -> None:
    targets = {target.rpartition('#')[2] for target in addresses(pages['licenses.html'])}
    missing = [a for entry in ENTRIES for a in entry.anchors('checkpoints') if a not in targets]
    missing += [record.anchor for _page, record in DATASETS if record.anchor not in targets]
    assert missing == []


def test_every_model_and_dataset_joined_by_training_name_each_other(pages: Pages) -> None:
    by_hf = {record.hf: record for _page, record in DATASETS if record.hf}
    home = {record.key: page for page, record in PAGE_RECORDS}
    for entry in ENTRIES:
        card = pages[PAGE_OF[entry.key]].find('article', id=entry.anchor)
        for ref in entry.trained_on:
            dataset = by_hf.get(ref.ref)
            if dataset is None:
                continue
            assert any(target.endswith(f'#{dataset.anchor}') for target in addresses(card)), (entry.key, dataset.key)
            section = pages[home[dataset.key]].find('section', id=dataset.anchor)
            assert any(target.endswith(f'#{entry.anchor}') for target in addresses(section)), (dataset.key, entry.key)


def test_what_is_linked_in_a_topic_is_mentioned_with_its_time_and_nothing_else_is(pages: Pages) -> None:
    spoken: dict[str, set[tuple[str, str, str]]] = {}
    for page in EPISODES:
        for section in pages[page].find_all('section', id=re.compile('^at-')):
            # A topic that begins with its chapter leaves its time to the chapter's heading.
            headings = (one.find(re.compile('h[1-6]')) for one in (section, section.parent))
            time = next(found for heading in headings if (found := heading.find(class_='chronicle-time'))).get_text()
            for paragraph in section.find_all('p', recursive=False):
                for link in paragraph.find_all('a', class_='internal', href=True):
                    anchor = link['href'].rpartition('#')[2]
                    if anchor.startswith('entry-'):
                        spoken.setdefault(anchor, set()).add((time, f'../{page}', section['id']))
    assert set(spoken) >= {'entry-megatron-lm', 'entry-nemotron-3-nano', 'entry-nemotron-3'}
    for entry in ENTRIES:
        card = pages[PAGE_OF[entry.key]].find('article', id=entry.anchor)
        row = card.find(class_='chronicle-field-mentioned_in')
        timed = set()
        for link in row.find_all('a') if row else []:
            match = re.search(r', at (\S+)$', words(link))
            if match:
                address, _hash, anchor = link['href'].partition('#')
                timed.add((match[1], address, anchor))
        assert timed == spoken.get(entry.anchor, set()), entry.key


@pytest.mark.parametrize('name', EPISODES)
def test_an_episode_has_its_chapters_and_topics_in_order(pages: Pages, name: str) -> None:
    soup = pages[name]
    headings = [h for h in soup.find_all(['h2', 'h3']) if h.find(class_='chronicle-time')]
    times = [parse_time(h.find(class_='chronicle-time').get_text()) for h in headings]
    # A topic that begins with its chapter leaves its time to it, so no time is there twice.
    assert times == sorted(set(times))
    for heading, seconds in zip(headings, times, strict=True):
        link = heading.find('a', class_='chronicle-at')
        assert link is None or re.search(rf'[#&?]t={seconds}$', link['href'])
        assert heading.parent['id'] == 'at-' + format_time(seconds).replace(':', '-')
    box = soup.find(class_='chronicle-infobox')
    chapters = [link['href'] for link in box.select('.chronicle-two a.internal[href^="#at-"]')]
    assert chapters == [f'#{h.parent["id"]}' for h in headings if h.name == 'h2']


#: The most words of a quotation that stands by itself.
LONGEST_QUOTATION = 25


@pytest.mark.parametrize('name', EPISODES)
def test_every_quotation_is_short_and_has_its_speaker_and_moment(pages: Pages, name: str) -> None:
    for quotation in pages[name].select('blockquote'):
        said = quotation.find(class_='attribution')
        assert re.search(r'\w', said.get_text())
        assert said.find(class_='chronicle-time')
        spoken = ' '.join(part.get_text() for part in quotation.find_all('p') if part is not said)
        assert 0 < len(spoken.split()) <= LONGEST_QUOTATION
        assert (spoken[0], spoken[-1]) == ('“', '”')


def test_the_first_episode_is_as_large_as_it_was(pages: Pages) -> None:
    headings = pages['episodes/nvidia-open-models-catanzaro.html'].select('section[id^="at-"] > :is(h2, h3)')
    assert [heading.name for heading in headings].count('h2') >= 9
    assert [heading.name for heading in headings].count('h3') >= 26


def test_the_inventory_lists_every_record(site: Path) -> None:
    inventory = InventoryFile.loads((site / 'objects.inv').read_bytes(), uri='')
    assert {record.key for record in ENTRIES} <= set(inventory.data['chronicle:entry'])
    for kind in ('dataset', 'episode', 'license'):
        expected = {record.key for _page, record in PAGE_RECORDS if record.kind == kind}
        assert expected <= set(inventory.data[f'chronicle:{kind}'])


def test_every_link_within_the_site_leads_to_a_page_and_an_anchor(pages: Pages) -> None:
    ids = {name: {node['id'] for node in pages[name].find_all(id=True)} for name in pages.names}
    root = pages.root.resolve()
    dead = []
    for name in pages.names:
        for address in addresses(pages[name]):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = name
            if parts.path:
                # The page for missing addresses names the place of the site; here that is the root.
                start = root if parts.path.startswith('/') else (root / name).parent
                target = start.joinpath(unquote(parts.path).lstrip('/')).resolve().relative_to(root).as_posix()
            anchored = target in ids and (not parts.fragment or unquote(parts.fragment) in ids[target])
            if not anchored and (target in ids or not (root / target).exists()):
                dead.append((name, address))
    assert dead == []


def test_no_id_is_there_twice_on_a_page(pages: Pages) -> None:
    for name in pages.names:
        ids = [node['id'] for node in pages[name].find_all(id=True)]
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], name


def test_the_pages_ask_no_other_host_for_anything(pages: Pages) -> None:
    for name in pages.names:
        soup = pages[name]
        loaded = [
            node.get('src') or node.get('href') for node in soup.find_all(['script', 'img', 'iframe', 'audio', 'video', 'source'])
        ]
        loaded += [node['href'] for node in soup.find_all('link', rel=['stylesheet', 'preload', 'icon'])]
        assert [address for address in loaded if address and urlsplit(address).netloc] == [], name


def test_every_license_says_whether_commercial_use_is_stated(pages: Pages) -> None:
    for page, record in PAGE_RECORDS:
        if record.kind == 'license':
            row = pages[page].find('section', id=record.anchor).find(class_='chronicle-field-commercial')
            assert words(row) != ''


def test_licenses_answer_whether_commercial_use_is_allowed() -> None:
    assert len([record.key for record in LICENSES if record.commercial is None]) <= 2
    for record in LICENSES:
        # An answer rests on words that are quoted, on a clause that is named, or on a standard license.
        rests = [*(one.quotation or (one.text and one.clause) for one in record.wording), record.spdx and spdx_id(record.spdx)]
        assert record.commercial is None or any(rests), record.key
        assert record.in_short, record.key


def test_licenses_say_what_passing_on_asks_and_what_ends_them_or_that_it_is_unknown() -> None:
    for record in LICENSES:
        assert record.sources, record.key
        is_doubted = any(note.kind == 'unverified' for note in record.notes)
        assert (record.passing_on and record.ended_by) or is_doubted, record.key
        assert record.url or is_doubted, record.key
        assert record.version or record.date or is_doubted, record.key


def test_the_page_of_licenses_begins_with_a_table_of_all_of_them_by_their_answer(pages: Pages) -> None:
    page = pages['licenses.html']
    table = page.find('table')
    assert table.find_previous(re.compile('h[1-6]')).name == 'h1'
    keys = [row.th.a['href'] for row in table.tbody.find_all('tr')]
    answers = {f'#{record.anchor}': str(record.commercial) for record in LICENSES}
    assert set(keys) == set(answers)
    assert [answers[key] for key in keys] == sorted(answers.values(), key=['yes', 'conditions', 'no', 'None'].index)
    assert words(page.find('article') or page).count('legal advice') == 1


# -- what search engines are told -------------------------------------------------------------------------------------------


def described(pages: Pages, *names: str) -> list[dict[str, Any]]:
    """Everything that pages, if not all, say in JSON-LD."""
    scripts = [script for name in names or pages.names for script in pages[name].select('script[type="application/ld+json"]')]
    graphs = [json.loads(script.get_text()) for script in scripts]
    assert {graph['@context'] for graph in graphs} == {'https://schema.org'}
    return [thing for graph in graphs for thing in graph['@graph']]


def test_every_dataset_is_described_as_dataset_search_asks_for(pages: Pages) -> None:
    found = {thing['@id']: thing for thing in described(pages) if thing['@type'] == 'Dataset'}
    assert len(found) == len(DATASETS)
    for _page, record in DATASETS:
        thing = found[f'#{record.anchor}']
        assert thing['name']
        # Required, and ignored outside of these lengths.
        assert 50 <= len(thing['description']) <= 5000
        assert thing['includedInDataCatalog'] == {
            '@type': 'DataCatalog',
            '@id': 'index.html',
            'name': 'Datasets',
            'url': 'index.html',
        }
        assert bool(record.license) == ('license' in thing)
        assert all(urlsplit(address).scheme == 'https' for address in thing.get('license', []))
        maker = record.hf.partition('/')[0] if record.hf and record.type != 'collection' else None
        assert thing.get('creator', {}).get('name') == maker
        assert len(thing.get('citation', [])) == len(record.papers)
    (catalog,) = (thing for thing in described(pages) if thing['@type'] == 'DataCatalog')
    assert catalog['name'] == 'Datasets'


@pytest.mark.parametrize('name', EPISODES)
def test_an_episode_is_described_with_its_series_and_a_clip_for_each_chapter(pages: Pages, name: str) -> None:
    page = pages[name]
    (episode,) = (thing for thing in described(pages, name) if thing['@type'] == 'PodcastEpisode')
    (record,) = (record for place, record in PAGE_RECORDS if place == name)
    # What nobody knows is not there, nor is a date that is still to come.
    known = {'datePublished': record.date and not is_ahead(record.date, REGISTRY.today), 'timeRequired': record.duration}
    assert episode.keys() >= {'name', 'description', 'url', *(key for key, value in known.items() if value)}
    clips = episode['hasPart']
    assert {clip['@type'] for clip in clips} == {'Clip'}
    assert all(clip['name'] for clip in clips)
    assert all(clip['startOffset'] < clip['endOffset'] for clip in (clips if record.duration else clips[:-1]))
    assert [clip['endOffset'] for clip in clips[:-1]] == [clip['startOffset'] for clip in clips[1:]]
    chapters = page.select('section[id^="at-"]:not([id^="at-"] [id^="at-"])')
    assert [clip['url'] for clip in clips] == [f'#{section["id"]}' for section in chapters]


def test_the_interview_is_described_with_its_makers_and_its_feed(pages: Pages) -> None:
    name = 'episodes/nvidia-open-models-catanzaro.html'
    (episode,) = (thing for thing in described(pages, name) if thing['@type'] == 'PodcastEpisode')
    assert episode.keys() >= {'author', 'contributor'}
    assert episode['partOfSeries'] == {
        '@type': 'PodcastSeries',
        'name': 'Interconnects',
        'webFeed': 'https://api.substack.com/feed/podcast/48206.rss',
    }


def test_every_entry_is_described_as_software_or_a_work(pages: Pages) -> None:
    found = {thing['@id']: thing for thing in described(pages) if thing.get('@id', '').startswith('#entry-')}
    assert found.keys() == {f'#{record.anchor}' for record in ENTRIES}
    for record in ENTRIES:
        thing = found[f'#{record.anchor}']
        assert (thing['@type'], thing['name']) == (
            'SoftwareSourceCode' if record.type == 'software' else 'CreativeWork',
            record.title,
        )


def test_language_models_get_every_record_and_are_told_where_the_data_are(site: Path) -> None:
    short, full = ((site / name).read_text(encoding='utf-8') for name in ('llms.txt', 'llms-full.txt'))
    named = re.findall(r'[\w./-]+\.(?:json|csv|atom|txt)', short.partition('## Docs')[0])
    assert len(named) == 6
    assert [name for name in named if not (site / name).is_file()] == []
    keys = [record.key for record in (*ENTRIES, *(record for _page, record in PAGE_RECORDS))]
    assert [key for key in keys if not re.search(rf'(?:key: |\}} ){re.escape(key)}$', full, re.MULTILINE)] == []
