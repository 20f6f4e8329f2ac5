"""Where a record is mentioned: links in prose are collected, with their times, and shown with the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Build, Markup, Site

ALPHA = '- key: alpha\n  title: Alpha\n  date: 2025\n  aliases: [alpha-old]\n  checkpoints: [{hf: acme/Alpha-7B}]'

#: The name of a place and where it leads.
Place = tuple[str, str]


def timeline(markup: Markup, *more: str) -> str:
    """The page of the record that is mentioned."""
    return markup.page(markup.heading('Timeline'), markup.directive('timeline', '', '\n'.join([ALPHA, *more])))


def project(markup: Markup, **pages: str) -> dict[str, str]:
    """Files with these pages, the timeline, and an index of them all."""
    contents = markup.directive('+toctree', body='\n'.join(['timeline', *pages]))
    files = {markup.index: markup.page(markup.heading('Home'), contents), f'timeline.{markup.suffix}': timeline(markup)}
    return files | {f'{name}.{markup.suffix}': text for name, text in pages.items()}


def mentions(site: Site, anchor: str = 'entry-alpha', page: str = 'timeline.html') -> list[Place]:
    """Names and addresses in the row of mentions of a record."""
    place = site.soup(page).select_one(f'[id="{anchor}"]')
    assert place is not None
    rows = place.select('.chronicle-field-mentioned_in')
    assert len(rows) <= 1
    return [(link.get_text(), str(link['href'])) for row in rows for link in row.select('dd a')]


# -- what is a mention ---------------------------------------------------------------------------------------------------------

WAYS: dict[str, Callable[[Markup], str]] = {
    'role': lambda m: m.role('entry', 'alpha'),
    'role with words': lambda m: m.role('entry', 'words <alpha>'),
    'any': lambda m: m.role('+any', 'alpha'),
    'former key': lambda m: m.role('entry', 'alpha-old'),
    'Hugging Face id': lambda m: m.role('entry', 'acme/Alpha-7B'),
    'Hugging Face id in other letters': lambda m: m.role('entry', 'ACME/alpha-7b'),
    'any with a Hugging Face id': lambda m: m.role('+any', 'acme/Alpha-7B'),
    'in a list': lambda m: m.item(m.role('entry', 'alpha')),
    'in emphasis around': lambda m: f'*Words* and {m.role("entry", "alpha")}.',
}
MARKDOWN_WAYS = {
    'link': '[words](#alpha)',
    'link without words': '[](#alpha)',
    'link with markup': '[*words*](#alpha)',
    'link to a former key': '[](#alpha-old)',
    'link to a Hugging Face id': '[](#acme/Alpha-7B)',
    'autolink': '<project:#alpha>',
    'link in a table': '| Head |\n|---|\n| [](#alpha) |',
    'link in a quotation': '> [](#alpha)',
}


@pytest.mark.parametrize('way', WAYS.values(), ids=WAYS)
def test_every_way_to_link_to_a_record_is_a_mention(build: Build, markup: Markup, way: Callable[[Markup], str]) -> None:
    site = build(project(markup, page=markup.page(markup.heading('Page'), way(markup))))
    assert site.lines == []
    assert mentions(site) == [('Page', 'page.html')]


@pytest.mark.parametrize('link', MARKDOWN_WAYS.values(), ids=MARKDOWN_WAYS)
def test_every_markdown_link_to_a_record_is_a_mention(build: Build, markdown: Markup, link: str) -> None:
    site = build(project(markdown, page=markdown.page('# Page', link)))
    assert site.lines == []
    assert mentions(site) == [('Page', 'page.html')]


def test_a_heading_on_the_page_that_has_the_name_of_the_record_takes_no_mention_away(build: Build, markdown: Markup) -> None:
    site = build(project(markdown, page='# Page\n\nSee [words](#alpha).\n\n## Alpha\n\nOther words.\n'))
    assert site.lines == []
    assert mentions(site) == [('Page', 'page.html')]


FOOTNOTES = {
    'md': '## First\n\nWords.[^n]\n\n## Last\n\nMore.\n\n[^n]: On [](#alpha).',
    'rst': 'First\n-----\n\nWords. [#n]_\n\nLast\n----\n\nMore.\n\n.. [#n] On :chronicle:entry:`alpha`.',
}


def test_a_mention_in_a_footnote_stands_where_the_footnote_is_called(build: Build, markup: Markup) -> None:
    site = build(project(markup, page=markup.page(markup.heading('Page'), FOOTNOTES[markup.suffix])))
    assert site.lines == []
    assert mentions(site) == [('Page: First', 'page.html#first')]


NO_MENTIONS = {
    'an outer address': '[alpha](https://x.example/#alpha)',
    'code': '`[](#alpha)`',
    'a block of code': '```\n[](#alpha)\n```',
    'another heading': '[](#alphas)\n\n## Alphas',
    'a comment': '% [](#alpha)',
    'words': 'alpha Alpha',
}


@pytest.mark.parametrize('text', NO_MENTIONS.values(), ids=NO_MENTIONS)
def test_what_does_not_link_to_the_record_is_no_mention(build: Build, markdown: Markup, text: str) -> None:
    site = build(project(markdown, page=markdown.page('# Page', text)))
    assert site.lines == []
    assert mentions(site) == []


# -- where it stands ---------------------------------------------------------------------------------------------------------


class Where(NamedTuple):
    """A page that mentions the record, and what is said of the place."""

    page: Callable[[Markup, str], str]
    expected: list[Place]


def talk(markup: Markup, *blocks: str, options: str = 'show: The Show') -> str:
    return markup.page(markup.heading('Talk'), markup.directive('episode', 'talk', options), *blocks)


def at(markup: Markup, time: str, title: str, level: int = 2) -> str:
    """A heading with a time."""
    return markup.heading(f'{markup.role("at", time)} {title}', level)


PLACES = {
    'a plain page': Where(lambda m, link: m.page(m.heading('Page'), link), [('Page', 'page.html')]),
    'a section of a plain page': Where(
        lambda m, link: m.page(m.heading('Page'), m.heading('Part', 2), link), [('Page: Part', 'page.html#part')]
    ),
    'a card': Where(
        lambda m, link: m.page(
            m.heading('Page'), m.directive('timeline', '', f'- key: beta\n  title: Beta\n  date: 2024\n  summary: "On {link}"')
        ),
        [('Beta', 'page.html#entry-beta')],
    ),
    'a dataset': Where(
        lambda m, link: m.page(m.heading('Page'), m.heading('Corpus', 2), m.directive('dataset', 'corpus'), link),
        [('Corpus', 'page.html#dataset-corpus')],
    ),
    'a summary of a dataset': Where(
        lambda m, link: m.page(
            m.heading('Page'), m.heading('Corpus', 2), m.directive('dataset', 'corpus', f'summary: "On {link}"')
        ),
        [('Corpus', 'page.html#dataset-corpus')],
    ),
    'a license': Where(
        lambda m, link: m.page(m.heading('Page'), m.heading('Terms', 2), m.directive('license', 'terms'), link),
        [('Terms', 'page.html#license-terms')],
    ),
    'a chapter': Where(lambda m, link: talk(m, at(m, '15:23', 'Data'), link), [('Talk, at 15:23', 'page.html#at-15-23')]),
    'a topic': Where(
        lambda m, link: talk(m, at(m, '15:23', 'Data'), at(m, '16:00', 'More', 3), link),
        [('Talk, at 16:00', 'page.html#at-16-00')],
    ),
    'a section without a time in a chapter': Where(
        lambda m, link: talk(m, at(m, '15:23', 'Data'), m.heading('Aside', 3), link),
        [('Talk, at 15:23', 'page.html#aside')],
    ),
    'an hour': Where(lambda m, link: talk(m, at(m, '1:07:37', 'End'), link), [('Talk, at 1:07:37', 'page.html#at-1-07-37')]),
    'an episode before its chapters': Where(lambda m, link: talk(m, link, at(m, '15:23', 'Data')), [('Talk', 'page.html')]),
    'a section of an episode that is no chapter': Where(
        lambda m, link: talk(m, at(m, '15:23', 'Data'), 'Words.', m.heading('Notes', 2), link),
        [('Talk: Notes', 'page.html#notes')],
    ),
    'a time outside an episode': Where(
        lambda m, link: m.page(m.heading('Page'), f'{m.role("at", "15:23")} {link}'), [('Page', 'page.html')]
    ),
}


@pytest.mark.parametrize('where', PLACES.values(), ids=PLACES)
def test_a_mention_says_where_it_stands(build: Build, markup: Markup, where: Where) -> None:
    site = build(project(markup, page=where.page(markup, markup.role('entry', 'alpha'))))
    assert site.lines == []
    assert mentions(site) == where.expected
    for _name, address in where.expected:
        page, _hash, anchor = address.partition('#')
        assert not anchor or site.soup(page).select_one(f'[id="{anchor}"]')


TARGETS = {
    'dataset': ('corpus', 'dataset-corpus'),
    'episode': ('chat', 'episode-chat'),
    'license': ('terms', 'license-terms'),
}


@pytest.mark.parametrize('kind', TARGETS)
def test_records_of_every_kind_show_their_mentions(build: Build, markup: Markup, kind: str) -> None:
    key, anchor = TARGETS[kind]
    record = markup.page(markup.heading('Page'), markup.heading('Thing', 2), markup.directive(kind, key))
    site = build(project(markup, thing=record, page=talk(markup, at(markup, '15:23', 'Data'), markup.role(kind, key))))
    assert site.lines == []
    assert mentions(site, anchor, 'thing.html') == [('Talk, at 15:23', 'page.html#at-15-23')]


# -- what is counted -----------------------------------------------------------------------------------------------------------


def test_several_links_at_one_place_are_one_mention(build: Build, markup: Markup) -> None:
    links = [way(markup) for way in WAYS.values()]
    page = markup.page(markup.heading('Page'), *links, markup.heading('Part', 2), *links)
    site = build(project(markup, page=page))
    assert mentions(site) == [('Page', 'page.html'), ('Page: Part', 'page.html#part')]


def test_mentions_with_a_time_come_first_then_pages_by_name_and_places_in_order(build: Build, markup: Markup) -> None:
    link = markup.role('entry', 'alpha')
    pages = {
        'b': markup.page(markup.heading('Bee'), link, markup.heading('Two', 2), link, markup.heading('One', 2), link),
        'a': markup.page(markup.heading('Ay'), link),
        'c': talk(markup, link, at(markup, '1:00', 'One'), link, at(markup, '10:00', 'Ten'), link),
    }
    site = build(project(markup, **pages))
    names = [name for name, _address in mentions(site)]
    assert names == ['Talk, at 1:00', 'Talk, at 10:00', 'Ay', 'Bee', 'Bee: Two', 'Bee: One', 'Talk']


def test_a_record_does_not_mention_itself(build: Build, markup: Markup) -> None:
    link = markup.role('entry', 'alpha')
    files = project(
        markup, page=talk(markup, markup.role('episode', 'talk'), at(markup, '1:00', 'One'), markup.role('episode', 'talk'))
    )
    own = ALPHA + f'\n  summary: "On {link} and {markup.role("entry", "acme/Alpha-7B")}."'
    files[f'timeline.{markup.suffix}'] = markup.page(markup.heading('Timeline'), markup.directive('timeline', '', own))
    site = build(files)
    assert site.lines == []
    assert mentions(site) == []
    assert mentions(site, 'episode-talk', 'page.html') == []


def test_what_the_extension_shows_of_a_record_is_no_mention(build: Build, markup: Markup) -> None:
    child = '- key: beta\n  title: Beta\n  date: 2026\n  derived_from: alpha\n  related: alpha\n  trained_on: corpus'
    layouts = [
        markup.directive('listing', options={'layout': layout}) for layout in ('cards', 'list', 'table', 'chart', 'lineage')
    ]
    checkpoints = markup.directive('listing', options={'layout': 'table', 'rows': 'checkpoints'})
    pages = {
        'lists': markup.page(markup.heading('Lists'), *layouts, checkpoints),
        'data': markup.page(
            markup.heading('Data'), markup.heading('Corpus', 2), markup.directive('dataset', 'corpus', 'used_by: alpha')
        ),
        'child': markup.page(markup.heading('Child'), markup.directive('timeline', '', child)),
    }
    site = build(project(markup, **pages))
    assert site.lines == []
    assert site.soup('lists.html').select('a[href="timeline.html#entry-alpha"]')
    assert mentions(site) == []
    assert mentions(site, 'dataset-corpus', 'data.html') == []


def test_mentions_that_begin_together_are_told_apart_by_their_topics(build: Build, markup: Markup) -> None:
    link = markup.role('entry', 'alpha')
    site = build(project(markup, page=talk(markup, at(markup, '1:00', 'Big'), link, at(markup, '1:00', 'Small', 3), link)))
    assert site.lines == []
    assert mentions(site) == [
        ('Talk, at 1:00 (Big)', 'page.html#at-1-00'),
        ('Talk, at 1:00 (Small)', 'page.html#at-1-00-2'),
    ]


def words_of(file: Path) -> str:
    text = file.read_text(encoding='utf-8')
    if file.suffix == '.texi':
        # Stock Sphinx writes names of references so: a colon would end them in a menu.
        text = text.replace('@comma{}', ',').replace('15;23', '15:23')
    return ' '.join(text.split())


@pytest.mark.parametrize('builder', ['dirhtml', 'singlehtml', 'epub', 'latex', 'text', 'man', 'texinfo'])
def test_every_builder_tells_of_mentions(build: Build, markup: Markup, builder: str) -> None:
    site = build(project(markup, page=talk(markup, at(markup, '15:23', 'Data'), markup.role('entry', 'alpha'))), builder)
    assert site.lines == []
    files = [file for file in site.outdir.rglob('*') if file.suffix in {'.html', '.xhtml', '.tex', '.txt', '.1', '.texi'}]
    assert any('Talk, at 15:23' in words_of(file) for file in files)
