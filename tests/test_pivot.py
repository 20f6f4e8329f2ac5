"""Scores side by side: a row for each benchmark and a column for each model, below what is said of all of them once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.records.fields import Item
from sphinx_chronicle.records.pivot import is_pivot
from sphinx_chronicle.vocabularies.models.kinds import SCORE

if TYPE_CHECKING:
    from conftest import Build, Site

CARD = '{label: Card, url: "https://example.org/card"}'
REPORT = '{label: Report, url: "https://example.org/report"}'


def score(benchmark: str, measured: str, value: str, *more: str, setting: str = 'No tools', source: str = CARD) -> str:
    fields = [f'benchmark: {benchmark}, measured: {measured}, value: "{value}", setting: "{setting}", source: {source}', *more]
    return f'    - {{{", ".join(fields)}}}\n'


def built_with(build: Build, scores: Sequence[str], builder: str = 'html') -> Site:
    release = '- key: one\n  title: One\n  date: 2026-03\n  type: release\n  checkpoints: [{name: One-8B}]\n  scores:\n'
    return build(
        {'index.md': '# Index\n\n```{chronicle:timeline}\n:file: data.yaml\n```\n', 'data.yaml': release + ''.join(scores)},
        builder,
    )


def tables(site: Site) -> list[list[list[str]]]:
    """The words in the cells of the tables of scores."""
    page = site.soup()
    found = page.select('[aria-label^="Scores of"] > table')
    return [[[cell.get_text(' ', strip=True) for cell in row.select('th, td')] for row in one.select('tr')] for one in found]


def test_scores_of_one_setting_are_side_by_side(build: Build) -> None:
    site = built_with(
        build,
        [
            score('MMLU', 'One-8B', '80.1', 'compared: ahead'),
            score('MMLU', 'Other-7B', '79.0'),
            score('GPQA', 'One-8B', '50.0'),
            score('MMLU', 'Third-9B', '78.2', 'notes: [{about: value, kind: unverified, text: Read in a figure.}]'),
        ],
    )
    assert site.lines == []
    assert tables(site) == [
        [
            ['Benchmark', 'One-8B', 'Other-7B', 'Third-9B', 'Beside the others'],
            ['MMLU', '80.1', '79.0', '78.2 1', 'ahead of all'],
            ['GPQA', '50.0', '–', '–', '–'],
        ]
    ]
    (line,) = site.soup().select('.chronicle-once')
    assert line.get_text() == 'Setting: No tools; source: Card'


def test_each_score_keeps_its_anchor(build: Build) -> None:
    site = built_with(build, [score('MMLU', 'One-8B', '80.1'), score('MMLU', 'Other-7B', '79.0')])
    found = [(str(cell['id']), cell.get_text()) for cell in site.soup().select('td[id]')]
    assert found == [('entry-one--mmlu', '80.1'), ('entry-one--mmlu-2', '79.0')]


def test_each_setting_and_source_has_a_table(build: Build) -> None:
    scores = [
        score('MMLU', 'One-8B', '80.1'),
        score('MMLU', 'One-8B', '81.2', setting='Tools'),
        score('MMLU', 'One-8B', '80.3', source=REPORT),
        score('GPQA', 'One-8B', '50.0'),
    ]
    site = built_with(build, scores)
    assert tables(site) == [
        [['Benchmark', 'One-8B'], ['MMLU', '80.1'], ['GPQA', '50.0']],
        [['Benchmark', 'One-8B'], ['MMLU', '81.2']],
        [['Benchmark', 'One-8B'], ['MMLU', '80.3']],
    ]
    page = site.soup()
    said = [line.get_text() for line in page.select('.chronicle-once')]
    assert said == ['Setting: No tools; source: Card', 'Setting: Tools; source: Card', 'Setting: No tools; source: Report']
    names = [str(region['aria-label']) for region in page.select('.chronicle-scroll[aria-label^="Scores"]')]
    assert names == ['Scores of One: No tools, Card', 'Scores of One: Tools, Card', 'Scores of One: No tools, Report']


@pytest.mark.parametrize(
    ('scores', 'columns'),
    [
        pytest.param(
            [score('MMLU', 'One-8B', '80.1'), score('MMLU', 'One-8B', '80.2')],
            ['Benchmark', 'Model', 'Score'],
            id='two figures for one place',
        ),
        pytest.param(
            [score('MMLU', f'Model {number}', '80.1') for number in range(7)],
            ['Benchmark', 'Model', 'Score'],
            id='more models than have room',
        ),
        pytest.param(
            [score('MMLU', 'One-8B', '80.1', 'compared: ahead'), score('MMLU', 'Two-8B', '79.2', 'compared: behind')],
            ['Benchmark', 'Model', 'Score', 'Beside the others'],
            id='two things said of one row',
        ),
        pytest.param(
            [
                score('MMLU', 'One-8B', '80.1', 'notes: [{about: benchmark, kind: note, text: The first half.}]'),
                score('MMLU', 'Two-8B', '79.2'),
            ],
            ['Benchmark', 'Model', 'Score'],
            id='a note on what would be the head of a row',
        ),
    ],
)
def test_what_side_by_side_would_lose_has_rows_of_its_own(build: Build, scores: list[str], columns: list[str]) -> None:
    site = built_with(build, scores)
    assert site.lines == []
    (table,) = tables(site)
    assert table[0] == columns
    assert len(table) == 1 + len(scores)


def test_markup_in_names_is_text(build: Build) -> None:
    site = built_with(build, [score('"<script>x</script>"', '"<b>One</b>"', '1'), score('"<script>x</script>"', '"A & B"', '2')])
    assert tables(site) == [[['Benchmark', '<b>One</b>', 'A & B'], ['<script>x</script>', '1', '2']]]
    assert not any(markup in site.read('index.html') for markup in ('<script>x', '<b>One'))


def test_items_without_a_value_in_a_head_are_not_side_by_side() -> None:
    whole, lacking = Item({'benchmark': 'A', 'measured': 'B', 'value': 1}), Item({'benchmark': 'A', 'value': 2})
    columns = ['benchmark', 'measured', 'value']
    assert is_pivot(SCORE, [whole], columns)
    assert not is_pivot(SCORE, [whole, lacking], columns)


@pytest.mark.parametrize('builder', ['text', 'latex', 'epub'])
def test_other_builders_say_each_setting_once(build: Build, builder: str) -> None:
    scores = [
        score('MMLU', 'One-8B', '80.1'),
        score('MMLU', 'Other-7B', '79.0'),
        score('GPQA', 'One-8B', '50.0', setting='Tools'),
        score('GPQA', 'Other-7B', '51.0', setting='Tools'),
    ]
    site = built_with(build, scores, builder)
    (page,) = site.outdir.glob({'text': 'index.txt', 'latex': '*.tex', 'epub': 'index.xhtml'}[builder])
    # Attributes, too, name the tables of a book.
    words = re.sub('<[^<>]*>', ' ', page.read_text(encoding='utf-8'))
    assert [words.count(setting) for setting in ('No tools', 'Tools')] == [1, 1]
    assert all(words.count(value) == 1 for value in ('80.1', '79.0', '50.0', '51.0'))
    assert words.index('No tools') < words.index('80.1') < words.index('Tools') < words.index('50.0')
