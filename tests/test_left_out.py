"""What a build does not show, it does not publish: branches by tags and settings, hidden todos, and unused substitutions."""

from __future__ import annotations

import json
import random
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Build, Markup, Site

CONF = """
extensions += ['sphinx.ext.ifconfig', 'sphinx.ext.todo']
html_baseurl = 'https://example.org/'
import os
def setup(app):
    app.add_config_value('level', os.environ.get('LEVEL', 'low'), 'env')
    for tag in os.environ.get('TAGS', '').split():
        app.tags.add(tag)
"""

HIDDEN = re.compile('Zebra|zebra')

#: Branches that a build leaves out unless it is told otherwise: the directive, its argument, and what shows it.
BRANCHES = {
    'only': ('+only', 'draft', {'TAGS': 'draft'}),
    'only with an expression': ('+only', 'draft and (html or latex or not text)', {'TAGS': 'draft'}),
    'ifconfig': ('+ifconfig', "level == 'high'", {'LEVEL': 'high'}),
}


def entry(key: str, title: str, more: str = '') -> str:
    return f'- key: {key}\n  title: {title}\n  date: 2024\n' + more


def project(markup: Markup, branch: str, argument: str) -> dict[str, str]:
    """A project with a record, a mention, a listing and a dataset that are in a branch."""
    zebra = markup.directive(
        'timeline', '', entry('zebra', 'Zebra model', '  tags: [zebra-tag]\n  trained_on: [corpus]\n  derived_from: [start]\n')
    )
    index = markup.page(
        markup.heading('Home'),
        markup.directive(branch, argument, zebra),
        markup.directive('timeline', '', entry('start', 'Start')),
        markup.directive(branch, argument, f'Zebra words about {markup.role("entry", "start")}.'),
        markup.directive('listing', '', '', {'layout': 'table', 'kind': 'entry'}),
        markup.directive('+toctree', body='data'),
    )
    data = markup.page(
        markup.heading('Data'),
        markup.heading('Corpus', 2),
        markup.directive('dataset', 'corpus', 'license: MIT\nsummary: Words.'),
    )
    return {markup.index: index, f'data.{markup.suffix}': data}


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """The text of every file that is published."""
    for file in sorted(folder.rglob('*')):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not name.startswith(('.doctrees', '_sources', '.buildinfo')) and file.name != 'environment.pickle':
            data = file.read_bytes()
            if name == 'objects.inv':
                data = zlib.decompress(data.split(b'\n', 4)[4])
            yield name, data.decode('utf-8', 'replace')


def published(site: Site) -> list[str]:
    return [name for name, text in texts(site.outdir) if HIDDEN.search(text)]


@pytest.mark.parametrize('builder', ['html', 'dirhtml', 'singlehtml', 'text', 'latex', 'man', 'texinfo', 'epub', 'xml'])
@pytest.mark.parametrize('case', BRANCHES.values(), ids=BRANCHES)
def test_a_record_in_a_branch_that_is_left_out_is_in_no_file(build: Build, markup: Markup, builder: str, case: Any) -> None:
    branch, argument, _shown = case
    site = build(project(markup, branch, argument), builder, conf=CONF)
    assert site.lines == []
    # Sphinx itself writes the expression of a branch into xml.
    assert published(site) == []


@pytest.mark.parametrize('case', BRANCHES.values(), ids=BRANCHES)
def test_a_build_that_shows_it_publishes_it(build: Build, markup: Markup, monkeypatch: pytest.MonkeyPatch, case: Any) -> None:
    branch, argument, shown = case
    for name, value in shown.items():
        monkeypatch.setenv(name, value)
    site = build(project(markup, branch, argument), conf=CONF)
    assert site.lines == []
    assert {
        'index.html', 'data.html', 'genindex.html', 'searchindex.js', 'objects.inv', 'chronicle-tags.html',
        'exports/chronicle.json', 'exports/entries.csv', 'exports/timeline.atom',
    } <= set(published(site))  # fmt: skip


def test_what_is_left_out_is_no_relation_and_no_mention(build: Build, markup: Markup) -> None:
    site = build(project(markup, '+only', 'draft'), conf=CONF)
    data = json.loads(site.read('exports/chronicle.json'))
    assert [record['key'] for record in data['records']] == ['corpus', 'start']
    assert data['relations'] == []
    assert site.soup().select('.chronicle-field-mentioned_in') == []


@pytest.mark.parametrize('link', ['role', 'any', 'relation'])
def test_a_link_to_what_is_left_out_is_told_as_such(build: Build, markup: Markup, link: str) -> None:
    files = project(markup, '+only', 'draft')
    name = f'data.{markup.suffix}'
    if link == 'relation':
        files[name] = files[name].replace('license: MIT', 'used_by: zebra')
    else:
        files[name] += f'\n\nSee {markup.role("entry" if link == "role" else "+any", "zebra")}.\n'
    site = build(files, conf=CONF)
    (line,) = site.lines
    assert line.startswith(f'{name}:')
    assert "the record 'zebra' is left out of this build (leave out what names it as well)" in line


def test_a_link_of_markdown_to_what_is_left_out_is_told_as_such(build: Build, markups: dict[str, Markup]) -> None:
    files = project(markups['md'], '+only', 'draft')
    files['data.md'] += '\n\nSee [that](#zebra).\n'
    (line,) = build(files, conf=CONF).lines
    assert line.startswith('data.md:')
    assert "the record 'zebra' is left out of this build" in line


WITHIN = {
    'to the anchor': ('[](#entry-zebra)', 'entry-zebra'),
    'to the anchor, with words': ('[those *words*](#entry-zebra)', 'those words'),
    'to the anchor of a row': ('[](#entry-zebra--striped)', 'entry-zebra--striped'),
    'of the project': ('<project:#entry-zebra>', 'entry-zebra'),
}


@pytest.mark.parametrize('builder', ['html', 'text', 'latex'])
@pytest.mark.parametrize(('link', 'words'), WITHIN.values(), ids=WITHIN)
def test_a_link_of_markdown_within_the_page_says_nothing_of_what_is_left_out(
    build: Build, markups: dict[str, Markup], monkeypatch: pytest.MonkeyPatch, builder: str, link: str, words: str
) -> None:
    files = project(markups['md'], '+only', 'draft')
    files['index.md'] = (
        files['index.md']
        .replace('# Home', f'# Home\n\nSee {link}.')
        .replace('  tags:', '  checkpoints: [{name: Striped}]\n  tags:')
    )
    site = build(files, builder, conf=CONF)
    (line,) = site.lines
    assert line.startswith("index.md:3: WARNING: the record 'zebra' is left out of this build (leave out")
    assert [name for name, text in texts(site.outdir) if 'Zebra' in text] == []
    if builder == 'html':
        assert f'See {words}.' in site.soup().get_text()
        assert not site.soup().select('[href*="zebra"]')
        monkeypatch.setenv('TAGS', 'draft')
        shown = build(files, builder, conf=CONF)
        assert shown.lines == []
        assert shown.soup().select('p > a[href^="#entry-zebra"]')


@pytest.mark.parametrize('anchor', ['entry-zebra', 'entry-zebra--striped'])
def test_a_link_of_markdown_from_another_page_says_nothing_of_what_is_left_out(
    build: Build, markups: dict[str, Markup], anchor: str
) -> None:
    files = project(markups['md'], '+only', 'draft')
    files['index.md'] = files['index.md'].replace('  tags:', '  checkpoints: [{name: Striped}]\n  tags:')
    files['data.md'] += f'\n\nSee [](index.md#{anchor}).\n'
    site = build(files, conf=CONF)
    (line,) = site.lines
    assert line.startswith('data.md:')
    assert anchor in line
    assert [name for name, text in texts(site.outdir) if 'Zebra' in text] == []


def test_a_link_in_a_substitution_that_is_not_used_is_no_mention(build: Build, markups: dict[str, Markup]) -> None:
    markup = markups['rst']
    page = markup.page(
        markup.heading('Home'),
        markup.directive('timeline', '', entry('start', 'Start')),
        f'.. |unused| replace:: words about {markup.role("entry", "start")}',
    )
    site = build({markup.index: page})
    assert site.lines == []
    assert site.soup().select('.chronicle-field-mentioned_in') == []


@pytest.mark.parametrize('include', [False, True])
def test_a_link_in_a_todo_is_a_mention_where_todos_are_shown(build: Build, markup: Markup, *, include: bool) -> None:
    page = markup.page(
        markup.heading('Home'),
        markup.directive('timeline', '', entry('start', 'Start')),
        markup.heading('Later', 2),
        markup.directive('+todo', '', f'Say more about {markup.role("entry", "start")}.'),
    )
    site = build({markup.index: page}, conf=f'{CONF}todo_include_todos = {include}\n')
    assert site.lines == []
    assert bool(site.soup().select('.chronicle-field-mentioned_in')) == include


def test_words_of_a_summary_in_a_branch_are_in_no_export(build: Build, markup: Markup) -> None:
    summary = markup.directive('+only', 'draft', 'Zebra words.')
    body = entry('start', 'Start', '  summary: |\n' + ''.join(f'    {line}\n' for line in f'Shown.\n\n{summary}'.splitlines()))
    page = markup.page(markup.heading('Home'), markup.directive('timeline', '', body))
    site = build({markup.index: page}, conf=CONF)
    assert published(site) == []


# -- builds that share what was read ------------------------------------------------------------------------------------


def random_project(markup: Markup, seed: int) -> dict[str, str]:
    """Records and words, some of them in branches of two tags, one within the other at times."""
    rng = random.Random(seed)
    files = {}
    names = [f'page{number}' for number in range(4)]
    keys = [f'entry{number}' for number in range(8)]

    def wrapped(block: str) -> str:
        for _depth in range(rng.choice([0, 0, 1, 1, 2])):
            block = markup.directive('+only', rng.choice(['red', 'blue', 'not red', 'html', 'red and not latex']), block)
        return block

    for number, name in enumerate(names):
        blocks = [markup.heading(f'Page {number}')]
        for key in keys[number::4]:
            more = f'  related: [{rng.choice(keys)}]\n' if rng.random() < 0.3 else ''
            blocks.append(wrapped(markup.directive('timeline', '', entry(key, key.title(), f'  tags: [tag-{key}]\n{more}'))))
        blocks.append(wrapped(f'Words about {markup.role("entry", rng.choice(keys))}.'))
        blocks.append(wrapped(markup.directive('listing', '', '', {'layout': 'table', 'kind': 'entry'})))
        files[f'{name}.{markup.suffix}'] = markup.page(*blocks)
    files[markup.index] = markup.page(markup.heading('Home'), markup.directive('+toctree', body='\n'.join(names)))
    return files


def test_builds_that_share_doctrees_equal_clean_ones(
    new_project: Callable[[], Build], markup: Markup, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = random_project(markup, seed)
    conf = CONF + "html_copy_source = False\nsuppress_warnings = ['chronicle.relation', 'chronicle.reference']\n"
    shared = new_project()
    for tags, builder in [('', 'html'), ('red', 'html'), ('red', 'text'), ('', 'text'), ('blue', 'latex'), ('', 'html')]:
        monkeypatch.setenv('TAGS', tags)
        found = dict(texts(shared(files, builder, conf=conf).outdir))
        clean = dict(texts(new_project()(files, builder, conf=conf).outdir))
        assert {name for name in found | clean if found.get(name) != clean.get(name)} == set(), (tags, builder)


COMMENTS = {
    'md': ('md', 'Shown.\n\n% Zebra words.\n\nShown too.'),
    'rst': ('rst', 'Shown.\n\n.. Zebra words.\n\nShown too.'),
    'of HTML': ('md', 'Shown.\n\n<!-- Zebra words. -->\n\nShown too.'),
    'of HTML, in a line': ('md', 'Shown. <!-- Zebra --> Shown<!-- zebra --> too.'),
    'of HTML, alone': ('md', '<!-- Zebra\nwords -->\n\nShown. Shown too.'),
    'of HTML, in a list': ('md', '- Shown.\n\n  <!-- Zebra -->\n\n- Shown too.'),
    'of HTML, not closed': ('md', 'Shown. Shown too.\n\n<!-- Zebra words'),
}


@pytest.mark.parametrize('builder', ['html', 'text', 'latex', 'epub', 'xml'])
@pytest.mark.parametrize(('suffix', 'summary'), COMMENTS.values(), ids=COMMENTS)
def test_a_comment_in_a_summary_is_in_no_file(
    build: Build, markups: dict[str, Markup], suffix: str, summary: str, builder: str
) -> None:
    markup = markups[suffix]
    body = entry('start', 'Start', '  summary: |\n' + ''.join(f'    {line}'.rstrip() + '\n' for line in summary.split('\n')))
    page = markup.page(markup.heading('Home'), markup.directive('timeline', '', body))
    site = build({markup.index: page}, builder, conf=CONF)
    assert site.lines == []
    assert published(site) == []
    if builder == 'html':
        (record,) = json.loads(site.read('exports/chronicle.json'))['records']
        assert record['plain_summary'] == 'Shown. Shown too.'


def test_words_after_a_comment_of_html_are_shown_as_text(build: Build, markups: dict[str, Markup]) -> None:
    markup = markups['md']
    body = entry('start', 'Start', '  summary: |\n    Shown.\n\n    <!-- Zebra --> *Shown* too.\n')
    site = build({markup.index: markup.page(markup.heading('Home'), markup.directive('timeline', '', body))}, conf=CONF)
    (line,) = site.lines
    assert line.startswith("index.md:10: WARNING: entry 'start': raw HTML is not allowed in a summary; it is shown as text")
    assert published(site) == []
    (record,) = json.loads(site.read('exports/chronicle.json'))['records']
    assert record['plain_summary'] == 'Shown. *Shown* too.'
