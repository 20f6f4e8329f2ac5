"""The plain text of a record is true: its words and figures are those of its card, whichever builder has read the page."""

from __future__ import annotations

import json
import random
import re
from copy import copy
from typing import TYPE_CHECKING

import pytest
from bs4 import Comment, Tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Build, Markup, Site

RAISED = dict(zip('0123456789-n', '⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ', strict=True))
LOWERED = dict(zip('0123456789', '₀₁₂₃₄₅₆₇₈₉', strict=True))

#: What may stand in a sentence: in Markdown and in reStructuredText. N is a number of the summary's own.
INLINE = {
    'plain': ('N million tokens', 'N million tokens'),
    'emphasis': ('*very* **large**', '*very* **large**'),
    'code': ('`--flag "N"`', '``--flag "N"``'),
    'role': ('{kbd}`Ctrl+N`', ':kbd:`Ctrl+N`'),
    'abbreviation': ('{abbr}`LLM (large model)`', ':abbr:`LLM (large model)`'),
    'footnote': ('10[^fN] million', '10 [#fN]_ million'),
    'raised': ('10{sup}`7`', r'10\ :sup:`7`'),
    'raised with a sign': ('10{sup}`-N`', r'10\ :sup:`-N`'),
    'raised letters': ('x{sup}`ab`', r'x\ :sup:`ab`'),
    'lowered': ('H{sub}`2`O', r'H\ :sub:`2`\ O'),
    'lowered letters': ('x{sub}`qz`', r'x\ :sub:`qz`'),
    'entry': ('{chronicle:entry}`other`', ':chronicle:entry:`other`'),
    'entry with words': ('{chronicle:entry}`so "said" <other>`', ':chronicle:entry:`so "said" <other>`'),
    'ref': ('{ref}`there`', ':ref:`there`'),
    'doc': ('{doc}`more`', ':doc:`more`'),
    'any': ('{any}`other`', ':any:`other`'),
    'term': ('{term}`Token`', ':term:`Token`'),
    'link': ('[the "site"](https://example.org)', '`the "site" <https://example.org>`_'),
    'record or page': ('[](other) and [](more.md)', ':chronicle:record:`other` and :doc:`more`'),
    'citation': ('{ref}`words <there>`', '[CIT]_'),
    'image': ('![a "cat" N](cat.png)', '|cat|'),
    'quotes': ('it\'s "so" -- or...', 'it\'s "so" -- or...'),
    'escapes': (r'\*N\* and \"x\"', r'\*N\* and \"x\"'),
    'math sign': ('N × 3 ≥ 2', 'N × 3 ≥ 2'),
    'break': ('one N\\\ntwo N', 'one N\ntwo N'),
    'break in strong': ('**one\\\ntwo N**', '**one\ntwo N**'),
}

#: What may stand between paragraphs.
BLOCKS = {
    'comment': ('% nobody sees N', '.. nobody sees N'),
    'list': ('- item N\n- "other" item', '- item N\n- "other" item'),
    'quote': ('> said N', '  said N'),
    'code': ('```\nx = "N"\n```', '::\n\n  x = "N"'),
    'note': ('```{note}\nnoted N\n```', '.. note::\n\n   noted N'),
    'target': ('(target-MN)=\nafter it', '.. _target-RN:\n\nafter it'),
    'table': ('| a | b |\n|---|---|\n| N | "2" |', '===== =====\na     b\n===== =====\nN     2\n===== ====='),
    'lines': ('first N  \nsecond N', '| first N\n| second N'),
    'index': ('```{index} word N\n```', '.. index:: word N'),
}


def summary(number: int, which: int) -> str:
    """A summary of a few sentences, the same in both markups where they have the same."""
    random_of = random.Random(number)
    names = random_of.sample(sorted(INLINE), 3)
    names[0] = [*INLINE][number % len(INLINE)]
    text = 'Words ' + ', '.join(INLINE[name][which] for name in dict.fromkeys(names)) + ' end.'
    blocks = [text]
    if number % 2:
        blocks.append(BLOCKS[[*BLOCKS][number // 2 % len(BLOCKS)]][which])
        blocks.append('Last "words".')
    if '[^fN]' in text:
        blocks.append('[^fN]: Noted 2024.')
    if '[#fN]_' in text:
        blocks.append('.. [#fN] Noted 2024.')
    return '\n\n'.join(blocks).replace('MN', f'm{number}').replace('RN', f'r{number}').replace('N', str(number))


def project(markups: dict[str, Markup], count: int) -> dict[str, str]:
    pages = {}
    for which, (suffix, markup) in enumerate(markups.items()):
        data = '\n'.join(
            f'- key: {suffix}{number}\n  title: "It\'s {number}"\n  date: 2024\n  summary: {json.dumps(summary(number, which))}\n'
            for number in range(count)
        )
        name = 'index' if suffix == 'md' else 'second'
        blocks = [markup.heading(f'Page {suffix}'), markup.directive('timeline', '', data)]
        if suffix == 'rst':
            blocks += ['.. |cat| image:: cat.png\n   :alt: a "cat"', '.. [CIT] Cited.']
        pages[f'{name}.{suffix}'] = markup.page(*blocks)
    other = '- key: other\n  title: The "other" one\n  date: 2023\n'
    more = '# More "words"\n\n(there)=\n## There it\'s\n\n```{glossary}\nToken\n  A word.\n```\n\n'
    pages['more.md'] = f'{more}```{{chronicle:timeline}}\n{other}```\n\n```{{toctree}}\nsecond\n```\n'
    pages['index.md'] += '\n```{toctree}\nmore\n```\n'
    pages['cat.png'] = 'no picture'
    return pages


def card_words(site: Site, page: str, key: str) -> str:
    """What a reader reads in a card's summary, by the rules for plain text."""
    found = site.soup(page).select_one(f'#entry-{key}')
    assert found is not None
    card = copy(found)
    for comment in card.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for part in card.select('.footnote-reference, aside.footnote, aside.footnote-list, .admonition-title, .linenos'):
        part.decompose()
    for own in [one for one in card.find_all(recursive=False) if re.search('chronicle|rubric|headerlink', str(one.get('class')))]:
        own.decompose()
    for part in card.find_all(['sup', 'sub']):
        shifts, sign = (RAISED, '^') if part.name == 'sup' else (LOWERED, '_')
        text = part.get_text()
        part.replace_with(''.join(shifts[one] for one in text) if all(one in shifts for one in text) else sign + text)
    for part in card.find_all('img'):
        part.replace_with(str(part['alt']))
    for part in card.find_all(['p', 'div', 'li', 'td', 'th', 'pre', 'blockquote']):
        assert isinstance(part, Tag)
        part.insert_before(' ')
        part.insert_after(' ')
    return ' '.join(card.get_text().split())


def plain(site: Site) -> dict[str, tuple[str, str]]:
    records = json.loads(site.read('exports/chronicle.json'))['records']
    return {one['key']: (one['title'], one.get('plain_summary', '')) for one in records}


def test_the_plain_text_has_the_words_of_the_card_whichever_builder_reads_first(
    new_project: Callable[[], Build], markups: dict[str, Markup]
) -> None:
    files = project(markups, 100)
    clean = new_project()(files)
    assert clean.lines == []
    found = plain(clean)
    assert len(found) == 201
    wrong = {}
    for page, suffix in (('index.html', 'md'), ('second.html', 'rst')):
        for number in range(100):
            shown, said = card_words(clean, page, f'{suffix}{number}'), found[f'{suffix}{number}'][1]
            if shown != said:
                wrong[f'{suffix}{number}'] = shown, said
    assert wrong == {}
    for first in ('text', 'latex'):
        build = new_project()
        build(files, first)
        assert plain(build(files)) == found


def with_summary(markup: Markup, text: str) -> dict[str, str]:
    data = f'- key: a\n  title: A\n  date: 2024\n  summary: {json.dumps(text)}\n'
    return {markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', '', data))}


@pytest.mark.parametrize('builder', ['html', 'text', 'latex', 'man', 'texinfo', 'epub'])
def test_a_hard_break_is_a_line_break_in_every_builder(build: Build, markdown: Markup, builder: str) -> None:
    page = with_summary(markdown, '12 *Main\\\nStreet*  \nSpringfield')
    conf = "man_pages = [('index', 'x', 'X', 'A', 1)]\ntexinfo_documents = [('index', 'x', 'X', 'A', 'x', 'X', 'M')]\n"
    site = build(page, builder, conf=conf + "latex_documents = [('index', 'x.tex', 'X', 'A', 'manual')]\nepub_show_urls = 'no'\n")
    assert [line for line in site.lines if 'epub' not in line] == []
    names = {
        'html': 'index.html',
        'text': 'index.txt',
        'latex': 'x.tex',
        'man': 'x.1',
        'texinfo': 'x.texi',
        'epub': 'index.xhtml',
    }
    words = site.read(names[builder])
    assert re.search(r'12\s.{0,40}Main', words)
    assert not re.search(r'(Main|Street)[^\n]*(Street|Springfield)', words)
    assert '&lt;br' not in words
    assert not re.search(r'Main[^\n]*\\\\\n', words)


@pytest.mark.parametrize(('suffix', 'line'), [('md', '---'), ('md', '***'), ('rst', '------'), ('rst', '****')])
def test_a_line_between_paragraphs_is_reported_for_its_record(
    build: Build, markups: dict[str, Markup], suffix: str, line: str
) -> None:
    files = with_summary(markups[suffix], f'One.\n\n{line}\n\nTwo.')
    (said,) = build(files, 'dummy').lines
    assert re.match(rf"index\.{suffix}:\d+: WARNING: entry 'a': a line between paragraphs .*\[chronicle\.markup\]$", said)
    assert plain(build(files))['a'] == ('A', 'One. Two.')


def test_figures_are_named_by_their_captions_in_plain_text(build: Build, markdown: Markup) -> None:
    figure = '```{figure} a.png\n:name: fig\n\nA "caption"\n```'
    files = with_summary(markdown, 'As in {numref}`fig` and {numref}`Figure %s <fig>`.')
    files[markdown.index] += '\n' + figure + '\n'
    found = plain(build({**files, 'a.png': 'no picture'}, conf='numfig = True\n'))
    assert found['a'][1] == 'As in A “caption” and A “caption”.'


def test_the_title_of_another_page_is_that_of_now(build: Build, markdown: Markup) -> None:
    files = with_summary(markdown, 'See [](more.md), {doc}`more` and [](more.md#part).')
    files[markdown.index] += '\n```{toctree}\nmore\n```\n'
    for title in ('More', "It's more"):
        shown = title.replace("'", '’')
        found = plain(build({**files, 'more.md': f'# {title}\n\n(part)=\n## Part of {title}\n'}))
        assert found['a'][1] == f'See {shown}, {shown} and Part of {shown}.'


@pytest.mark.parametrize('first', ['html', 'text'])
def test_titles_are_those_of_the_heading_without_marks(build: Build, markup: Markup, first: str) -> None:
    mark = '[^1]' if markup.suffix == 'md' else ' [#]_'
    note = '[^1]: Noted.' if markup.suffix == 'md' else '.. [#] Noted.'
    raised = '{sup}`7`' if markup.suffix == 'md' else r'\ :sup:`7`'
    blocks = [markup.heading('Page'), markup.heading(f"It's 10{mark} of 10{raised}", 2), markup.directive('dataset', 'd'), note]
    files = {markup.index: markup.page(*blocks)}
    build(files, first)
    title, _summary = plain(build(files))['d']
    assert title == 'It’s 10 of 10⁷'
