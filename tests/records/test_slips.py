"""One slip in a list of records costs one entry at most, and what is said names that entry and its line."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import pytest

from slip_cases import SLIPS, File, split
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.reader import Reading, file_places
from sphinx_chronicle.records.record import Declared
from sphinx_chronicle.records.slips import cut

REGISTRY = registry_of('models', 'podcast')

FILES = {path.name: split(path) for path in sorted((Path(__file__).parents[2] / 'timeline').glob('*.yaml'))}

#: Slips that cost nothing but the value they are in, or nothing at all.
COST_NO_ENTRY = {
    'conflict', 'conflict within', 'conflict mark left at the top', 'conflict mark left at the end',
    'title line twice', 'date line twice', 'key line twice', 'date line missing',
}  # fmt: skip

A, B, C = (f'- key: {name}\n  title: {name.upper()}\n  date: 2025\n  sources:\n  - https://a.example/\n' for name in 'abc')


def read(text: str) -> Reading:
    return read_entries(text, file_places('t.yaml'), REGISTRY)


def keys(reading: Reading) -> list[str]:
    return [declared.record.key for declared in reading.records]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a slip at an entry of a file comes to.

    :ivar lost: other entries that are lost or changed.
    :ivar misnamed: problems that name another entry, or none.
    :ivar misplaced: problems at lines that are not those of the entry.
    :ivar known: whether the key of the entry is known.
    :ivar said: whether anything is said.
    :ivar kept: whether the entry is read.
    """

    lost: list[str]
    misnamed: list[str]
    misplaced: list[str]
    known: bool
    said: bool
    kept: bool


def outcome(file: File, whole: dict[str, Declared], key: str, slip: str) -> Outcome:
    lines = SLIPS[slip](file.entries[key])
    reading = read(file.text(key, lines))
    got = {declared.record.key: declared.record for declared in reading.records}
    names = {f"entry '{key}'", f"entry '{whole[key].record.title}'"} if slip == 'key line missing' else {f"entry '{key}'"}
    begin = file.line_of(key)
    return Outcome(
        [other for other in whole if other != key and got.get(other) != whole[other].record]
        + [other for other in got if other not in whole],
        [str(problem) for problem in reading.problems if problem.record not in names],
        [str(problem) for problem in reading.problems if not begin <= problem.line < begin + len(lines)],
        key in got or key in reading.broken,
        bool(reading.problems),
        key in got,
    )


@pytest.mark.parametrize('name', FILES)
def test_a_slip_costs_one_entry_whose_key_stays_known(name: str, pytestconfig: pytest.Config) -> None:
    file = FILES[name]
    whole = {declared.record.key: declared for declared in read(file.text()).records}
    assert [*whole] == [*file.entries]
    cases = [(key, slip) for key in file.entries for slip in SLIPS]
    if pytestconfig.getoption('seeds') < 100:
        # Every slip at some entry of each file; all of them take their time (see `make test-deep`).
        chosen = random.Random(name)
        cases = [(chosen.choice([*file.entries]), slip) for slip in SLIPS]
    for key, slip in cases:
        found = outcome(file, whole, key, slip)
        # What a lost key was can only be guessed from the title.
        known = found.known or slip == 'key line missing'
        assert (found.lost, found.misnamed, found.misplaced, known, found.said) == ([], [], [], True, True), (key, slip)
        assert found.kept or slip not in COST_NO_ENTRY, (key, slip)


@pytest.mark.parametrize('name', FILES)
def test_nothing_is_said_of_the_files_of_this_project(name: str) -> None:
    assert read(FILES[name].text()).problems == []


def test_there_are_enough_slips_and_each_changes_something() -> None:
    assert len(SLIPS) >= 20
    file = FILES['nemotron-3.yaml']
    for slip, change in SLIPS.items():
        assert all(change(lines) != lines for lines in file.entries.values()), slip


CONFLICT = (
    "a conflict of Git is left here (keep what is right of what is above and below '=======', or both, and delete the lines"
    " that begin with '<<<<<<<', '=======' and '>>>>>>>')"
)

#: Slips in short files and what is said of them.
SAID = {
    'the first dash one column off': (
        'defaults:\n  org: N\nentries:\n - key: a\n    title: A\n    date: 2025\n  - key: b\n    title: B\n    date: 2025\n',
        ['b'],
        ["4: entry 'a': the '-' is too far to the left (put 1 space before it)"],
    ),
    'an entry at the top': (
        'entries:\n  - key: a\n    title: A\n    date: 2025\n- key: b\n  title: B\n  date: 2025\n',
        ['a'],
        [
            "5: entry 'b': the entry begins in column 1, the others in column 3 (move all its lines there)",
        ],
    ),
    'a list at the column of its field': (
        A + '  bad: [\n' + B,
        ['b'],
        ["6: entry 'a': a bracket is opened here and not closed, or a comma is missing"],
    ),
    'an entry that becomes an item of the list before it': (
        A + ''.join(f'  {line}\n' for line in B.splitlines()) + C,
        ['a', 'c'],
        [
            "6: entry 'b': the entry begins in column 3, the others in column 1 (move all its lines there)",
        ],
    ),
    'no dash, which is no error of syntax': (
        A + B.replace('- key', '  key') + C,
        ['a', 'c'],
        ["6: entry 'b': the '-' before the key is missing (begin the entry with '- key: …')"],
    ),
    'a line of a defaults twice': (
        'defaults:\ndefaults:\n  org: N\nentries:\n' + A,
        ['a'],
        ["2: field 'defaults' is given twice, first in line 1 (keep one)"],
    ),
    'the line of the entries twice': (
        'entries:\nentries:\n' + A + B,
        ['a', 'b'],
        ["2: field 'entries' is given twice, first in line 1 (keep one)"],
    ),
    'the line of the entries missing': (
        'defaults:\n  org: N\n' + A + B,
        ['a', 'b'],
        ['3: the indentation does not line up with the lines above (indent the line like the other fields)'],
    ),
    'a text between entries': (
        A + 'text\nand text\n' + B,
        ['a', 'b'],
        [
            '6: this line belongs to no entry (remove it, or indent it like the fields of its entry)',
        ],
    ),
    'both sides of a conflict with entries': (
        A + '<<<<<<< HEAD\n' + B + '=======\n' + C + '>>>>>>> theirs\n',
        ['a', 'b'],
        [
            f"6: entry 'b': {CONFLICT}",
        ],
    ),
    'a mark of a conflict alone': (
        A + '=======\n' + B + C,
        ['a', 'b', 'c'],
        [
            f"6: entry 'a': {CONFLICT}",
        ],
    ),
    'a key in a block of text': (
        A + '  summary: |\n    - key: x\n    title: x\n' + B + '  org: "x\n',
        ['a'],
        ["14: entry 'b': a quote is opened here and not closed (close it, or put the whole value in quotes)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(('text', 'kept', 'problems'), SAID.values(), ids=SAID)
def test_what_is_said_of_a_slip(text: str, kept: list[str], problems: list[str]) -> None:
    reading = read(text)
    assert [f'{problem.line}: {problem.text}' for problem in reading.problems] == problems
    assert keys(reading) == kept


def test_what_is_on_the_side_of_a_conflict_that_is_left_out_is_known() -> None:
    assert read(A + '<<<<<<< HEAD\n=======\n' + C + '>>>>>>> theirs\n').broken == {'c'}


def test_out_of_reach_are_an_entry_in_the_text_of_another_and_two_lines_joined() -> None:
    """What happens then: the entry is text of the one before, without a word; the field is text of the line it is joined to."""
    text = A + '  summary: |\n    x\n' + ''.join(f'      {line}\n' for line in B.splitlines()) + C
    reading = read(text)
    assert (keys(reading), reading.problems) == (['a', 'c'], [])
    joined = read(A + '- key: b title: B\n  date: 2025\n' + C)
    assert keys(joined) == ['a', 'c']
    assert [(problem.line, problem.record) for problem in joined.problems] == [(6, "entry 'b'")]


@pytest.mark.parametrize(
    'lost',
    [
        '- key: x\n  date: 2025\n',
        '- key: x\n  title: "X\n',
        '- key: x\n  title: X\n  kind: nothing\n',
        '- title: X\n  date: 2025\n',
    ],
)
def test_what_names_an_entry_that_is_lost_is_not_wrong(lost: str) -> None:
    reading = read(A.replace('sources:', 'related: [x, y]\n  sources:') + lost)
    assert [problem.message for problem in Graph(reading.records, REGISTRY, broken=reading.broken).problems] == [
        "there is no record 'y' (name the key of a record, or a Hugging Face id: organization/name)"
    ]


def test_a_part_of_a_record_may_have_a_key_of_its_own() -> None:
    """With such a field, the key of a part begins no entry."""
    lines = (A + '  steps:\n    - key: one\n    - key: two\n' + B).split('\n')
    assert [piece.start for piece in cut(lines, {'title'}, key_is_inner=True).pieces] == [0, 8]
