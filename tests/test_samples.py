"""Records of sample pages are whole where they stand, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Build, Markup, Site

CONF = "chronicle_sample_pages = ['guide/*']\n"

REAL = """\
- key: real
  title: Real model
  date: 2025-01
  tags: [shared]
  checkpoints:
    - {hf: acme/real-8b, license: terms}
"""

SAMPLE = """\
- key: made-up
  title: Made-up model
  date: 2025-02
  tags: [shared, rare]
  derived_from: [real]
  trained_on: [toy-data]
  checkpoints:
    - {hf: acme/toy, license: terms}
"""


@pytest.fixture(scope='module')
def pages(new_project: Callable[[], Build], markdown: Markup) -> Site:
    md = markdown
    listing = md.directive('listing', options={'layout': 'table', 'columns': 'title, kind'})
    return new_project()(
        {
            'index.md': md.page('# Home', listing, '```{toctree}\nreal\nlicenses\nguide/sample\n```'),
            'real.md': md.page('# Real', md.directive('timeline', body=REAL)),
            'licenses.md': md.page('# Licenses', '## Terms', md.directive('license', 'terms', 'url: https://example.org/terms')),
            'guide/sample.md': md.page(
                '# Sample',
                'See the [real one](#real) and [](#made-up).',
                md.directive('timeline', body=SAMPLE),
                '## Toy data',
                md.directive('dataset', 'toy-data', 'type: sft\nused_by: [real]'),
                '## List',
                listing,
            ),
        },
        conf=CONF,
    )


def words(site: Site, page: str, selector: str) -> str:
    return ' '.join(' '.join(part.get_text(' ').split()) for part in site.soup(page).select(selector))


def test_the_build_is_silent(pages: Site) -> None:
    assert pages.lines == []


def test_listings_of_other_pages_do_not_show_samples(pages: Site) -> None:
    listed = words(pages, 'index.html', 'table')
    assert 'Real model' in listed
    assert 'Made-up model' not in listed
    assert 'Toy data' not in listed


def test_listings_of_a_sample_page_show_its_own_samples_among_the_rest(pages: Site) -> None:
    listed = words(pages, 'guide/sample.html', '#list table')
    for title in ('Real model', 'Made-up model', 'Toy data', 'Terms'):
        assert title in listed


def test_a_sample_shows_its_relations_and_others_do_not_show_it(pages: Site) -> None:
    assert pages.soup('guide/sample.html').select('#entry-made-up a[href="../real.html#entry-real"]')
    # Samples are shown with each other, whichever end says so.
    assert pages.soup('guide/sample.html').select('#dataset-toy-data a[href="#entry-made-up"]')
    for page in ('real.html', 'licenses.html'):
        assert 'sample.html' not in words(pages, page, 'body')
        assert not pages.soup(page).select('.body a[href*="guide/sample"]')
    assert 'real.html#' in str(pages.soup('licenses.html').select('#license-terms a'))


def test_links_in_the_prose_of_a_sample_page_are_no_mentions(pages: Site) -> None:
    assert 'Mentioned in' not in words(pages, 'real.html', 'body')
    assert pages.soup('guide/sample.html').select('p a[href="../real.html#entry-real"]')


def test_the_index_of_tags_leaves_samples_out(pages: Site) -> None:
    index = words(pages, 'chronicle-tags.html', '.body')
    assert 'Real model' in index
    assert 'Made-up' not in index
    assert 'rare' not in index


def test_turning_samples_into_records_shows_them_everywhere(build: Build, markdown: Markup) -> None:
    md = markdown
    files = {
        'index.md': md.page('# Home', md.directive('listing'), '```{toctree}\nguide/sample\n```'),
        'guide/sample.md': md.page('# Sample', md.directive('timeline', body='- {key: made-up, title: Made-up model}')),
    }
    assert 'Made-up' not in words(build(files, conf=CONF), 'index.html', '.body ul.chronicle-list')
    assert 'Made-up' in words(build(files), 'index.html', '.body ul.chronicle-list')
