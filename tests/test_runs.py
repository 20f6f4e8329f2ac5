"""Text and outside links of a summary are one node until they are written, and nobody sees a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes

from sphinx_chronicle.doctree.nodes import chronicle_card, chronicle_run
from sphinx_chronicle.doctree.runs import gather, nodes_of

if TYPE_CHECKING:
    from conftest import Build, Site

SUMMARY = 'It has a [report](https://example.org/r?a=1&b=2) and\n    [code](https://example.org/code).'
PROJECT = {'index.md': '# A\n\n```{{chronicle:timeline}}\n- key: one\n  title: One\n  date: 2024\n  summary: |\n    {}\n```\n'}

LINK = '<a class="reference external" href="https://example.org/code">code</a>'

#: A translator with links of its own.
OWN_LINKS = """
from sphinx.writers.html5 import HTML5Translator

class Own(HTML5Translator):
    def visit_reference(self, node):
        super().visit_reference(node)
        self.body.append('own: ')

def setup(app):
    app.set_translator('html', Own)
"""


def project(summary: str) -> dict[str, str]:
    return {name: text.format(summary) for name, text in PROJECT.items()}


def runs(site: Site) -> list[chronicle_run]:
    return [*site.app.env.get_doctree('index').findall(chronicle_run)]


def paragraph(*children: nodes.Node) -> nodes.paragraph:
    made = nodes.paragraph('', '', *children)
    made.source, made.line = 'a.yaml', 7
    return made


def link(words: str, address: str = 'https://example.org', **attributes: Any) -> nodes.reference:
    return nodes.reference(words, words, refuri=address, **attributes)


def shape(node: nodes.Element) -> list[str]:
    return [type(child).__name__ for child in node.children]


def test_a_run_gives_back_what_it_was_made_from() -> None:
    made = paragraph(nodes.Text('A '), link('b'), nodes.Text(' c'), nodes.Text('\n'), nodes.Text('d.'))
    before = made.pformat()
    gather(made)
    assert shape(made) == ['chronicle_run']
    run = made.children[0]
    assert isinstance(run, chronicle_run)
    assert run.astext() == 'A b c\nd.'
    assert (run.source, run.line) == ('a.yaml', 7)
    run.replace_self([*nodes_of(run)])
    assert made.pformat() == before
    assert all(child.source == 'a.yaml' and child.line == 7 for child in made.findall(nodes.reference))


def test_what_is_more_than_text_and_addresses_stays_between_runs() -> None:
    made = paragraph(
        nodes.Text('A '), link('b'), nodes.Text(' c '), nodes.strong('', 'd'), nodes.Text(' e '), link('f'), nodes.Text('.')
    )
    gather(made)
    assert shape(made) == ['chronicle_run', 'strong', 'chronicle_run']
    assert all(child.parent is made for child in made.children)


@pytest.mark.parametrize(
    'other',
    [
        link('b', 'mailto:a@example.org'),
        link('b', '../b.html'),
        link('b', reftitle='B'),
        link('b', classes=['b']),
        link('b', ids=['b']),
        nodes.reference('', '', nodes.literal('', 'b'), refuri='https://example.org'),
        nodes.Text('an \0*escape\0*'),
    ],
    ids=str,
)
def test_links_that_say_more_than_an_address_stay(other: nodes.Node) -> None:
    made = paragraph(nodes.Text('A '), other.deepcopy(), nodes.Text(' c'))
    gather(made)
    assert 'chronicle_run' not in shape(made)


def test_words_that_touch_are_not_joined_to_one() -> None:
    made = paragraph(nodes.Text('A pre'), link('fix'), nodes.Text('ed word'))
    gather(made)
    assert 'chronicle_run' not in shape(made)


def test_a_page_shows_a_run_as_it_would_its_nodes(build: Build) -> None:
    site = build(project(SUMMARY))
    assert len(runs(site)) == 1
    page = site.read('index.html')
    first = '<a class="reference external" href="https://example.org/r?a=1&amp;b=2">report</a>'
    assert f'<p>It has a {first} and\n{LINK}.</p>' in page
    terms = site.read('searchindex.js')
    assert '"report"' in terms
    assert '"code"' in terms


def test_links_are_drawn_as_the_project_draws_links(build: Build) -> None:
    page = build(project(SUMMARY), conf=OWN_LINKS).read('index.html')
    assert '<a class="reference external" href="https://example.org/code">own: code</a>' in page


@pytest.mark.parametrize(('builder', 'name', 'wanted'), [
    ('singlehtml', 'index.html', LINK),
    ('latex', 'test.tex', r'\sphinxhref{https://example.org/code}{code}'),
    ('xml', 'index.xml', '<reference refuri="https://example.org/code">code</reference>'),
    ('epub', 'index.xhtml', '<span class="link-target"> [https://example.org/code]</span>'),
])  # fmt: skip
def test_other_builders_have_the_links(build: Build, builder: str, name: str, wanted: str) -> None:
    assert wanted in build(project(SUMMARY), builder, conf="epub_show_urls = 'inline'\n").read(name)


def test_addresses_are_checked(build: Build) -> None:
    site = build(project('It has a [report](http://localhost:1/r) and words.'), 'linkcheck', conf='linkcheck_retries = 1\n')
    assert 'http://localhost:1/r' in site.read('output.json')


def test_what_typography_makes_is_in_the_run(build: Build) -> None:
    site = build(project(SUMMARY.replace('a ', 'a "good" ', 1)))
    assert [run.astext() for run in runs(site)] == ['It has a “good” report and\ncode.']
    assert '“good”' in site.read('index.html')


def test_paragraphs_are_translated_as_they_were_written(build: Build) -> None:
    catalog = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid ""\n"It has a [report](https://example.org/r?a=1&b=2) and "\n"[code](https://example.org/code)."\n'
        'msgstr "Mit [Bericht](https://example.org/b)."\n'
    )
    files = {**project(SUMMARY), 'locale/de/LC_MESSAGES/index.po': catalog}
    conf = "language = 'de'\nlocale_dirs = ['locale']\n"
    site = build(files, conf=conf)
    assert site.lines == []
    assert [run.astext() for run in runs(site)] == ['Mit Bericht.']
    assert 'Mit <a class="reference external" href="https://example.org/b">Bericht</a>.' in site.read('index.html')


def test_a_stored_card_is_small(build: Build) -> None:
    site = build(project(SUMMARY), 'dummy')
    (card,) = site.app.env.get_doctree('index').findall(chronicle_card)
    assert [type(node).__name__ for node in card.findall()] == [
        'chronicle_card', 'chronicle_title', 'Text', 'paragraph', 'chronicle_run', 'Text',
    ]  # fmt: skip
