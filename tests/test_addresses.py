"""Addresses in records lead where links in prose do: to pages, to files that are shipped, or elsewhere."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import pytest

from conftest import build_in
from sphinx_chronicle.cli import app

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Build, Markup, Site

#: What is written in a record of the page `deep/page`, by what it leads to.
WRITTEN = {
    'file': ['a%20paper.pdf', '../deep/a%20paper.pdf', '/deep/a%20paper.pdf', 'a%20paper.pdf#page=3'],
    'page': ['other.md', '/deep/other.md', '../deep/other.md#part'],
    'rest': ['../top.rst'],
    'here': ['#entry-one'],
    'elsewhere': ['https://example.org/x', 'mailto:ada@example.org'],
}
CONF = "extensions += ['sphinx.ext.imgmath']\nchronicle_vocabularies = ['models', 'podcast']\n"


def record(written: str) -> str:
    """An entry that has an address wherever an entry can have one."""
    return (
        f'- key: one\n  title: One\n  date: 2024\n  links: [{{label: Way, url: "{written}"}}]\n'
        f'  papers: [{{title: Report, url: "{written}"}}]\n  sources: ["{written}"]\n'
    )


def project(markup: Markup, written: str) -> dict[str, str]:
    timeline = markup.directive('timeline', body=record(written))
    talk = markup.directive(
        'episode',
        'talk',
        f'show: Talks\ndiscussion: "{written}"\nguests: [{{name: A, links: [{{label: Way, url: "{written}"}}]}}]',
    )
    listing = markup.directive('listing', options={'layout': 'table', 'columns': 'title, links, sources, discussion'})
    pages = markup.directive('+toctree', body='deep/page\ndeep/other\ntop\nlist/all')
    return {
        markup.index: markup.page(markup.heading('Home'), pages),
        f'deep/page.{markup.suffix}': markup.page(markup.heading('Page'), timeline, markup.heading('Talk', 2), talk),
        'deep/other.md': '# Other\n\n(part)=\n\n## Part\n',
        'top.rst': 'Top\n===\n',
        f'list/all.{markup.suffix}': markup.page(markup.heading('All'), listing),
        'deep/a paper.pdf': 'the paper',
    }


def targets(site: Site, page: str, selector: str) -> set[str]:
    """Where the links on a page lead, as paths of the output; addresses elsewhere as they are."""
    root = 'http://root/'
    found = (urljoin(f'{root}{page}', str(link['href'])) for link in site.soup(page).select(selector))
    return {unquote(address).removeprefix(root) for address in found}


WAYS = ', '.join(f'.chronicle-field-{name} a' for name in ('links', 'papers', 'sources', 'discussion', 'guests'))


@pytest.mark.parametrize('written', [one for ones in WRITTEN.values() for one in ones])
def test_an_address_leads_from_every_page_that_shows_it_to_the_same_place(build: Build, markup: Markup, written: str) -> None:
    site = build(project(markup, written))
    assert site.lines == []
    ways = targets(site, 'deep/page.html', WAYS)
    listed = targets(site, 'list/all.html', 'td a')
    kind = next(name for name, ones in WRITTEN.items() if written in ones)
    assert len(ways) == 1
    assert ways == listed
    (way,) = ways
    expected = {'page': 'deep/other.html', 'rest': 'top.html', 'here': 'deep/page.html'}
    if kind == 'file':
        assert (site.outdir / way).read_text(encoding='utf-8') == 'the paper'
    elif kind == 'elsewhere':
        assert way == written
        assert not (site.outdir / '_downloads').exists()
    else:
        assert way.partition('#')[0] == expected[kind]
        assert way.partition('#')[2] == written.partition('#')[2]
        assert not (site.outdir / '_downloads').exists()


BUILDERS = [
    'html', 'dirhtml', 'singlehtml', 'epub', 'latex', 'text', 'man', 'texinfo', 'xml', 'pseudoxml', 'gettext', 'linkcheck',
]  # fmt: skip


@pytest.mark.parametrize('builder', BUILDERS)
@pytest.mark.parametrize('written', ['a%20paper.pdf', 'other.md', '../top.rst'])
def test_no_builder_says_anything_of_an_address_that_leads_somewhere(
    build: Build, markdown: Markup, builder: str, written: str
) -> None:
    site = build(project(markdown, written), builder)
    assert site.lines == []
    if builder == 'latex' and not written.endswith('pdf'):
        assert ('{deep/other' if written == 'other.md' else '{top') in site.read('test.tex').partition('hyperref[')[2]
    if builder == 'singlehtml':
        links = [str(link['href']) for link in site.soup('index.html').select(WAYS)]
        assert {link.startswith('_downloads/' if written.endswith('pdf') else '#document-') for link in links} == {True}


#: What is wrong with an address, and what is said of it.
WRONG = {
    'missing.pdf': "there is no file 'missing.pdf' (looked for deep/missing.pdf; an address elsewhere begins with https: or",
    '/deep': "there is no file '/deep' (looked for deep; an address elsewhere begins with https: or mailto:)",
    'github.com/acme/x': "there is no file 'github.com/acme/x' (looked for deep/github.com/acme/x; an address",
    'missing.md': "there is no file 'missing.md' (looked for deep/missing.md; an address elsewhere begins with https: or",
    '../../secret.pdf': "the file '../../secret.pdf' is outside the source folder",
    'out.pdf': "the file 'out.pdf' is outside the source folder",
    'pipe.pdf': "there is no file 'pipe.pdf'",
    'www.example.org': "the address 'www.example.org' has no scheme (write 'https://www.example.org')",
    'ftp://example.org/a': "the address 'ftp://example.org/a' is not allowed (use http, https, mailto or a relative address)",
}  # fmt: skip


BAD = """\
- key: two
  title: Two
  date: 2024
  links:
    - {{label: Good, url: other.md}}
    - label: Bad
      url: {}
    - {{label: Fine, url: /top.rst}}
"""


@pytest.mark.parametrize('written', WRONG)
def test_an_address_that_leads_nowhere_is_told_at_its_line_and_costs_itself_alone(
    build: Build, markup: Markup, tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    (tmp_path / 'secret.pdf').write_text('secret', encoding='utf-8')
    (tmp_path / 'src/deep').mkdir(parents=True)
    (tmp_path / 'src/deep/out.pdf').symlink_to(tmp_path / 'secret.pdf')
    os.mkfifo(tmp_path / 'src/deep/pipe.pdf')
    files = project(markup, 'https://example.org/x')
    body = BAD.format(written)
    page = markup.page(markup.heading('Page'), markup.directive('timeline', body=body))
    files[f'deep/page.{markup.suffix}'] = page
    site = build(files)
    line = next(number for number, text in enumerate(page.splitlines(), 1) if text.strip() == f'url: {written}')
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"deep/page.{markup.suffix}:{line}: WARNING: entry 'two': ")
    assert WRONG[written] in site.lines[0]
    links = [link.get_text() for link in site.soup('deep/page.html').select('.chronicle-field-links a')]
    assert links == ['Good', 'Fine']
    assert not (site.outdir / '_downloads').exists()
    assert f'"{written}"' not in site.read('exports/chronicle.json')
    app.main(['check', '--source', str(tmp_path / 'src')])
    assert capsys.readouterr().out.splitlines() == [site.lines[0].replace(': WARNING: ', ': ', 1)]


@pytest.mark.parametrize('parallel', [0, 2])
def test_what_appears_and_goes_makes_its_page_outdated(
    build: Build, markdown: Markup, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, parallel: int
) -> None:
    whole = {**project(markdown, 'a%20paper.pdf'), **{f'more{n}.md': f'---\norphan: true\n---\n# More {n}\n' for n in range(4)}}
    whole['deep/page.md'] = whole['deep/page.md'].replace('sources: ["a%20paper.pdf"]', 'sources: [other.md]')
    clean = build_in(tmp_path_factory.mktemp('clean'))(whole)
    assert clean.lines == []
    without = {name: text for name, text in whole.items() if name not in {'deep/other.md', 'deep/a paper.pdf'}}
    index = without['index.md'].replace('deep/other\n', '')
    for _time in range(2):
        site = build({**without, 'index.md': index}, parallel=parallel)
        said = [line for line in site.lines if 'chronicle.file' in line]
        assert len(said) == len(site.lines) == 5, site.lines
        assert site.soup('deep/page.html').select('.chronicle-field-sources a') == []
    site = build(whole, parallel=parallel)
    assert site.lines == []
    for name in ('deep/page.html', 'list/all.html', 'exports/chronicle.json', 'exports/papers.bib'):
        assert site.read(name) == clean.read(name)
    (tmp_path / 'src/deep/a paper.pdf').unlink()
    site = build({name: text for name, text in whole.items() if not name.endswith('.pdf')}, parallel=parallel)
    assert len(site.lines) == 4
    assert 'paper.pdf' not in site.read('list/all.html')


@pytest.mark.parametrize('base', ['', 'https://site.example/docs/'])
@pytest.mark.parametrize('builder', ['html', 'dirhtml'])
def test_exports_have_the_address_as_readers_follow_it(build: Build, markup: Markup, base: str, builder: str) -> None:
    conf = f'html_baseurl = {base!r}\n'
    for written, path in (('a%20paper.pdf', '_downloads/'), ('other.md#part', 'deep/other')):
        site = build(project(markup, written), builder, conf=conf)
        assert site.lines == []
        (entry,) = [one for one in json.loads(site.read('exports/chronicle.json'))['records'] if one['kind'] == 'entry']
        (talk,) = [one for one in json.loads(site.read('exports/chronicle.json'))['records'] if one['kind'] == 'episode']
        found = {
            entry['links'][0]['url'],
            entry['papers'][0]['url'],
            entry['sources'][0]['url'],
            talk['discussion'],
            talk['guests'][0]['links'][0]['url'],
        }
        assert len(found) == 1
        (address,) = found
        assert address.startswith(f'{base}{path}' if base else f'../{path}')
        reached = site.outdir / unquote(address.removeprefix(base or '../').partition('#')[0])
        assert reached.exists()
        assert ('url={https://site' in site.read('exports/papers.bib')) == bool(base)


def test_a_file_field_keeps_the_name_of_its_file_in_exports_and_ships_the_source_of_a_page(
    build: Build, markdown: Markup
) -> None:
    conf = "chronicle_kinds = {'entry': {'fields': {'slides': {'type': 'file', 'label': 'Slides'}}}}\n"
    body = '- {key: one, title: One, date: 2024, slides: other.md}'
    files = {
        'index.md': markdown.page(markdown.heading('Page'), markdown.directive('timeline', body=body)),
        'other.md': '---\norphan: true\n---\n# O\n',
    }
    site = build(files, conf=conf)
    assert site.lines == []
    (link,) = site.soup().select('.chronicle-field-slides a[download]')
    assert (site.outdir / str(link['href'])).read_text(encoding='utf-8') == files['other.md']
    assert json.loads(site.read('exports/chronicle.json'))['records'][0]['slides'] == 'other.md'
