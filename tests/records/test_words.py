"""Words: which are the same to a reader, how one is shown, and what it is called in addresses."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from docutils.nodes import make_id

from sphinx_chronicle.records.words import alphabetical, anchor, anchors, identity, slug, spelled

SAME = [
    ('Main line', 'MAIN LINE', ' main\u00a0 line\n'),
    ('Straße', 'STRASSE', 'straẞe'),
    ('É', 'e\u0301', 'E\u0301'),
    ('Ω', 'ω', '\u2126'),
]

DIFFERENT = [
    'C', 'C++', 'C#', '.NET', 'NET', '+1', '-1', '1', '🎉', '★', '—', 'Main line', 'main-line', 'main_line', 'mainline', 'a', 'ä',
]  # fmt: skip


@pytest.mark.parametrize('words', SAME, ids=str)
def test_words_that_read_the_same_are_the_same(words: tuple[str, ...]) -> None:
    assert len({identity(word) for word in words}) == 1


def test_words_that_read_differently_are_different() -> None:
    assert len({identity(word) for word in DIFFERENT}) == len(DIFFERENT)


@pytest.mark.parametrize(
    ('words', 'expected'),
    [
        (['MAIN LINE', 'Main line', 'Main line'], 'Main line'),
        (['MAIN LINE', 'Main line'], 'MAIN LINE'),
        (['main  line', 'Main line', 'MAIN LINE', 'Main line'], 'Main line'),
    ],
)
def test_a_word_is_shown_as_most_write_it_and_else_as_it_was_written_first(words: list[str], expected: str) -> None:
    assert spelled(words) == {'main line': expected}


@pytest.mark.parametrize(
    ('word', 'expected'),
    [('Nemotron 3', 'nemotron-3'), ('Nemotron-3 8B', 'nemotron-3-8b'), ('Llama-3.1_8B', 'llama-3-1-8b'), ('日本語', '日本語')],
)
def test_a_plain_word_is_called_by_its_letters_and_digits(word: str, expected: str) -> None:
    assert anchor(word) == expected


@pytest.mark.parametrize('make', [slug, make_id])
def test_different_words_have_different_names_and_none_is_empty(make: type[str]) -> None:
    found = anchors(DIFFERENT, make)
    assert sorted(found) == sorted(map(identity, DIFFERENT))
    assert len(set(found.values())) == len(DIFFERENT)
    assert all(name and not set(name) & set(' \t\n"\'<>&') for name in found.values())


def test_names_depend_on_no_order_and_a_plain_word_keeps_its_own_beside_others() -> None:
    for words in permutations(['C', 'C++', 'c#']):
        found = anchors(words)
        assert found['c'] == 'c'
        assert found == anchors(sorted(words))
    for one, other in combinations(DIFFERENT, 2):
        assert anchors([one, other]) == anchors([other, one])
    # What a word is called alone is what it is called beside others, but for words that differ in what separates their parts.
    assert {anchor(word) for word in ('C++', 'C#', '🎉', '.NET')} <= set(anchors(DIFFERENT).values())


@pytest.mark.parametrize(
    'ordered',
    [
        ['A', 'Ä', 'Ä9', 'Ä10', 'B', 'c', 'É', 'F'],
        ['Nemotron', 'Nemotron 3', 'Nemotron 3.5', 'Nemotron 10', 'Nemotron-H'],
        ['1.9', '1.10', '007', '٨', '9', '10', 'Ten'],
        ['lodz', 'Łódź', 'mal', 'œuvre', 'Øre', 'Ostern', 'Straße', 'strasse 2', 'Zebra'],
        ['beta', 'Beta', 'béta', 'Béta'],
        ['алфавит', 'Ёлка', 'жук'],
        ['', 'a'],
    ],
    ids=str,
)
def test_texts_are_in_the_order_of_the_alphabet_and_of_numbers(ordered: list[str]) -> None:
    for texts in (ordered, ordered[::-1], sorted(ordered)):
        assert sorted(texts, key=alphabetical) == ordered


@pytest.mark.parametrize('text', ['9' * 6000, '²³', '½', '\ud800', '\u0301', '১২', 'x' * 100_000, '0'])
def test_any_text_has_a_place_among_others(text: str) -> None:
    assert min([text, 'm', '5', ''], key=alphabetical) == ''
