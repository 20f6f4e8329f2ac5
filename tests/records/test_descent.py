"""Descent by bits gives what a walk from each record gives."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.records.descent import Descent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def reached(steps: Mapping[str, Sequence[str]], start: str) -> set[str]:
    """What a walk reaches; the start is not among it."""
    seen: set[str] = set()
    waiting = [*steps[start]]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += steps[key]
    return seen - {start}


def history(seed: int) -> dict[str, list[str]]:
    """Records with parents: mostly earlier ones, in some histories any, so that there are circles in circles."""
    chance = random.Random(seed)
    size = chance.randrange(1, 40)
    keys = [f'r{number}' for number in range(size)]
    chance.shuffle(keys)
    return {
        key: [
            keys[chance.randrange(size if chance.random() < seed % 4 / 12 else max(number, 1))]
            for _parent in range(chance.randrange(4))
        ]
        for number, key in enumerate(keys)
    }


@pytest.mark.parametrize('number', range(200))
def test_kin_are_what_a_walk_reaches_in_the_order_of_the_records(number: int) -> None:
    parents = history(number)
    children: dict[str, list[str]] = {key: [] for key in parents}
    for key, found in parents.items():
        for parent in found:
            children[parent].append(key)
    descent = Descent(parents)
    for steps, kin in ((parents, descent.ancestors), (children, descent.descendants)):
        for key in parents:
            walked = reached(steps, key)
            assert [*kin(key)] == [other for other in parents if other in walked]
            assert len(kin(key)) == len(walked)


@pytest.mark.parametrize('number', range(50))
def test_the_sets_of_ancestors_are_united(number: int) -> None:
    parents = history(number)
    own = {key: 1 << bit for bit, key in enumerate(parents) if bit % 3}
    found = Descent(parents).of_ancestors(own)
    for key in parents:
        united = 0
        for other in reached(parents, key):
            united |= own.get(other, 0)
        assert found[key] == united


def test_the_histories_have_circles_and_none() -> None:
    kinds = {
        any(key in reached({**parents, '': found}, '') for key, found in parents.items()) for parents in map(history, range(200))
    }
    assert kinds == {False, True}


def test_who_is_in_no_relation_has_no_kin() -> None:
    descent = Descent({'a': ['b'], 'b': []})
    assert [*descent.ancestors('unknown')] == [*descent.descendants('unknown')] == []


def test_a_line_as_long_as_a_history_is_no_recursion() -> None:
    line = {f'r{number}': [f'r{number - 1}'] if number else [] for number in range(20_000)}
    descent = Descent(line)
    assert len(descent.ancestors('r19999')) == len(descent.descendants('r0')) == 19_999
