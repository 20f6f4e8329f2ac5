"""Markup that a parser leaves as text is reported, wherever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conftest import Build, Markup

#: What is written, by its markup, and what is said of it.
SLIPS = {
    'md': {
        'See {entry}nemotron.': "'{entry}' is shown as it is (write {entry}`nemotron`)",
        'See {chronicle:entry}nemotron-3.': "'{chronicle:entry}' is shown as it is (write {chronicle:entry}`nemotron-3`)",
        'At {at}24:00 it ends.': "'{at}' is shown as it is (write {at}`24:00`)",
        'See {entry} `a` here.': "'{entry}' is shown as it is (write {entry}`key`)",
        'See :entry:`a` here.': "':entry:' is shown as it is (write {entry}`key`)",
        'See {entry}`a here.': "the backtick after '{entry}' is not closed (close it)",
        'See {term}`MoE here.': "the backtick after '{term}' is not closed (close it)",
        'See [the first](#a here.': "'[the first](#a' is no link (write [text](#key))",
        'See [the first] (#a) here.': "'[the first] (#a' is no link (write [text](#key))",
    },
    'rst': {
        'See :entry:nemotron here.': "':entry:' is shown as it is (write :entry:`nemotron`)",
        'See :chronicle:entry:nemotron here.': "':chronicle:entry:' is shown as it is (write :chronicle:entry:`nemotron`)",
        'See {entry}`a` here.': "'{entry}' is shown as it is (write :entry:`a`)",
        'See {term}`a` here.': "'{term}' is shown as it is (write :term:`a`)",
    },
}

#: What is text, and meant to be.
TEXTS = [
    'A set {entry} of braces, a ratio 3:1, and {count} of them.',
    '``{entry}`a`` and ``:entry:a`` are code.',
    'An index [1], a call f(x) and at 12:30: more.',
    'A date: entry: of words',
    'Two {count} a line.',
    r'Escaped \{entry}\`a here, and \[x](#a there.',
    r'Escaped {entry}\`a.',
]


def entries(texts: Iterable[str]) -> str:
    """An entry for each of some texts, which is in the sixth of its lines."""
    return ''.join(
        f'- key: a{number}\n  title: A\n  date: 2025\n  summary: |-\n    One line.\n    {text}\n'
        for number, text in enumerate(texts)
    )


def test_in_a_summary_it_is_reported_with_the_record_and_its_line(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), markup.directive('timeline', options={'file': 'data.yaml'}))
    slips = SLIPS[markup.suffix]
    assert build({markup.index: page, 'data.yaml': entries(slips)}, 'text').lines == [
        f"data.yaml:{6 * number + 6}: WARNING: entry 'a{number}': {said} [chronicle.markup]"
        for number, said in enumerate(slips.values())
    ]


def test_in_prose_it_is_reported_with_its_line(build: Build, markup: Markup) -> None:
    slips = SLIPS[markup.suffix]
    page = markup.page(markup.heading('Page'), *(f'One line.\n{words}' for words in slips))
    lines = page.split('\n')
    assert build({markup.index: page}, 'text').lines == [
        f'{markup.index}:{lines.index(words) + 1}: WARNING: {said} [chronicle.markup]' for words, said in slips.items()
    ]


def test_of_text_that_is_meant_nothing_is_said(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), *TEXTS, markup.directive('timeline', options={'file': 'data.yaml'}))
    assert build({markup.index: page, 'data.yaml': entries(TEXTS)}, 'text').lines == []


def test_a_conflict_in_prose_is_reported_where_it_begins(build: Build, markup: Markup) -> None:
    conflict = '<<<<<<< HEAD\nOne side.\n\n=======\n\nThe other side.\n\n>>>>>>> branch'
    page = markup.page(markup.heading('Page'), 'Text.', conflict)
    lines = build({markup.index: page}, 'text').lines
    line = page.split('\n').index('<<<<<<< HEAD') + 1
    assert any(one.startswith(f'{markup.index}:{line}: WARNING: a conflict of Git is left here (keep') for one in lines)


def test_a_conflict_in_the_body_of_a_record_is_named(build: Build, markup: Markup) -> None:
    body = 'date: 2025\n<<<<<<< HEAD\nsize: 1 rows\n=======\nsize: 2 rows\n>>>>>>> branch'
    page = markup.page(markup.heading('Page'), markup.heading('A', 2), markup.directive('dataset', 'a', body))
    lines = build({markup.index: page}, 'text').lines
    number = next(number for number, line in enumerate(page.split('\n'), 1) if '<<<<<<<' in line)
    assert [line.partition(' (')[0] for line in lines] == [
        f"{markup.index}:{number}: WARNING: dataset 'a': a conflict of Git is left here"
    ]
