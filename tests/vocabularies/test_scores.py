"""Scores: what they take, what they refuse, and that they are shown as they were printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sphinx_chronicle.vocabularies.models.scores import format_score, parse_score


@pytest.mark.parametrize(
    ('text', 'value', 'english', 'german'),
    [
        pytest.param('78.30', '78.30', '78.30', '78,30', id='the last zero is kept'),
        pytest.param('439.28', '439.28', '439.28', '439,28', id='points'),
        pytest.param('448 ms', '448', '448 ms', '448 ms', id='milliseconds'),
        pytest.param('56.1%', '56.1', '56.1 %', '56,1 %', id='percent'),
        pytest.param('~1500', '1500', '~1,500', '~1.500', id='about'),
        pytest.param('22–33 %', '22', '22–33 %', '22–33 %', id='range'),
    ],
)
def test_a_score_is_shown_as_it_was_printed(text: str, value: str, english: str, german: str) -> None:
    score = parse_score(text)
    assert score.value == Decimal(value)
    assert (format_score(score, 'en'), format_score(score, 'de')) == (english, german)


@pytest.mark.parametrize('text', ['', '22.00*', '9th', '1.2.3', '31B', 'n/a'])
def test_what_is_no_score_is_refused_with_a_cure(text: str) -> None:
    with pytest.raises(ValueError, match='is not a score'):
        parse_score(text)
