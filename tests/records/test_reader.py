from __future__ import annotations

import os
import pickle
import time
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.problems import Problem
from sphinx_chronicle.records.reader import MAX_FILE_SIZE, MAX_PROBLEMS, Reading, file_places, read_record, read_text
from sphinx_chronicle.records.record import Declared

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_chronicle.records.record import Record

REGISTRY = registry_of('models', 'podcast')

A = '- key: a\n  title: A\n  date: 2025\n'
B = '- key: b\n  title: B\n  date: 2025\n'
C = '- key: c\n  title: C\n  date: 2025\n'

#: The cure where a list or a mapping stands for a text.
QUOTE = "(put words that begin with '{' or '[' or hold ': ' in quotes)"


def read(text: str) -> Reading:
    return read_entries(text, file_places('t.yaml'), REGISTRY)


def value(record: Record, name: str) -> Any:
    """The value of a field: what was given, else what it is without it."""
    return REGISTRY.of(record).get(record, name)


def values(reading: Reading, name: str) -> list[Any]:
    return [value(declared.record, name) for declared in reading.records]


def keys(reading: Reading) -> list[str]:
    return [declared.record.key for declared in reading.records]


def said(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def sole(reading: Reading) -> Record:
    (declared,) = reading.records
    assert declared.record.kind == 'entry'
    return declared.record


def dataset(text: str) -> Reading:
    return read_record(text, lambda index: ('d.md', index + 11), REGISTRY.kinds['dataset'], 'd', 'D')


# -- healthy files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'text',
    [
        pytest.param(A + B, id='list'),
        pytest.param('# comment\n---\n' + A + '\n# comment\n' + B + '...\n', id='list with comments and document marks'),
        pytest.param(indent(A + B, '    '), id='indented list'),
        pytest.param('entries:\n' + A + B, id='mapping'),
        pytest.param('entries:\n' + indent(A + B, '  '), id='mapping with an indented list'),
        pytest.param('defaults:\nentries:\n' + A + B, id='no defaults'),
        pytest.param('[{key: a, title: A, date: 2025}, {key: b, title: B, date: 2025}]', id='flow'),
    ],
)
def test_a_healthy_file_gives_its_entries_in_order_without_a_word(text: str) -> None:
    reading = read(text)
    assert said(reading) == []
    assert keys(reading) == ['a', 'b']


def test_every_entry_knows_its_file_and_line() -> None:
    reading = read('# comment\n\n' + A + '\n' + B)
    assert [(declared.path, declared.line, declared.name) for declared in reading.records] == [
        ('t.yaml', 3, "entry 'a'"), ('t.yaml', 7, "entry 'b'"),
    ]  # fmt: skip


def test_places_of_lines_are_taken_from_whoever_knows_them() -> None:
    reading = read_entries(A + '  nmae: x\n', lambda index: (f'page{index}.md', index + 100), REGISTRY)
    assert [(problem.path, problem.line) for problem in reading.problems] == [('page3.md', 103)]
    assert [(declared.path, declared.line) for declared in reading.records] == [('page0.md', 100)]


def test_scalars_are_text_and_never_booleans_numbers_or_dates() -> None:
    words = ['no', 'yes', 'on', 'off', 'NO', 'true', '1.10', '012', '0x1F', '1e3', '2025-12', '12:30:45', '.inf', '=', 'NaN']
    entry = sole(read(f'- key: no\n  title: off\n  date: 2025-12\n  family: NO\n  tags: [{", ".join(words)}]\n'))
    assert (entry.key, entry.title, str(entry.given['date']), entry.given['family']) == ('no', 'off', '2025-12', 'NO')
    assert entry.given['tags'] == tuple(words)


@pytest.mark.parametrize('null', ['', ' ~', ' null', ' Null', ' NULL', ' # nothing', '\n    ~'])
def test_a_null_value_is_an_absent_field(null: str) -> None:
    reading = read(f'{A}  family:{null}\n  tags:{null}\n  type:{null}\n  checkpoints:{null}\n  summary:{null}\n')
    assert said(reading) == []
    entry = sole(reading)
    assert set(entry.given) == {'key', 'title', 'date'}
    names = ('family', 'tags', 'type', 'checkpoints', 'summary')
    assert [value(entry, name) for name in names] == [None, (), 'release', (), None]


@pytest.mark.parametrize('quoted', ['"null"', "'~'", '"no"'])
def test_a_quoted_null_is_text(quoted: str) -> None:
    assert sole(read(f'{A}  family: {quoted}\n')).given['family'] == quoted[1:-1]


def test_a_null_key_is_a_missing_key() -> None:
    assert said(read('- key:\n  title: Some Title\n  date: 2025\n')) == [
        "t.yaml:1: entry 'Some Title': field 'key' is missing (add 'key: some-title') [chronicle.key]"
    ]


@pytest.mark.parametrize(
    ('text', 'line', 'what'),
    [
        ('- title: A\n  date: 2025\n  key:\n', 3, "field 'key' is missing"),
        ('- key: a\n  date: 2025\n  title:\n', 3, "field 'title' is missing"),
        ('- key: a\n  title: A\n  date:\n', 3, "field 'date' is missing"),
        (A + '  links:\n    - label: x\n      url:\n', 6, "field 'url' is missing in 'links'"),
        (A + '  related:\n    basis: card\n    ref:\n', 6, "field 'ref' is missing in 'related'"),
    ],
)
def test_a_field_that_is_needed_and_empty_is_missing_at_its_line(text: str, line: int, what: str) -> None:
    (problem,) = read(text).problems
    assert problem.line == line
    assert what in problem.message


def test_a_null_item_is_not_called_a_mapping() -> None:
    reading = read(A + '  tags: [x, ~]\n')
    assert sole(reading).given['tags'] == ('x',)
    assert [problem for problem in said(reading) if 'mapping' in problem] == []


# -- ten mistakes -----------------------------------------------------------------------------------------------------

ALLOWED = '(use http, https, mailto or a relative address)'

TEN_MISTAKES = """\
- key: first
  title: First
  date: 2019
- key: unknown-field
  title: Unknown field
  date: 2020
  familly: Nemotron
- key: wrong-type
  title: Wrong type
  date: 2020
  tags: web
- key: bad-date
  title: Bad date
  date: 2025-13
- title: Missing Key
  date: 2021
- key: between
  title: Between
  date: 2022
- key: first
  title: Duplicate key
  date: 2022
- key: twice
  title: Twice
  date: 2022
  family: NVIDIA
  family: Nvidia
- key: unknown-relation
  title: Unknown relation
  date: 2023
  derived_from: [betwen]
- key: bad-url
  title: Bad URL
  date: 2023
  links:
    - label: code
      url: ftp://example.org/x
- key: unclosed
  title: Unclosed
  date: 2024
  family: "NVIDIA
  family: Nemotron
- key: amid
  title: Amid
  date: 2024
- key: tabbed
  title: Tabbed
  date: 2025
\torg: NVIDIA
- key: last
  title: Last
  date: 2026
"""


@pytest.mark.parametrize(
    ('text', 'head'),
    [
        pytest.param(TEN_MISTAKES, 0, id='list'),
        pytest.param('defaults:\n  precision: [BF16]\nentries:\n' + TEN_MISTAKES, 3, id='defaults and entries'),
        pytest.param('defaults:\n  precision: [BF16]\nentries:\n' + indent(TEN_MISTAKES, '  '), 3, id='indented entries'),
    ],
)
def test_ten_mistakes_in_one_file_are_ten_problems_at_their_lines(text: str, head: int) -> None:
    reading = read(text)
    graph = Graph(reading.records, REGISTRY)
    problems = [(p.line - head, str(p.code), p.text) for p in [*reading.problems, *graph.problems]]
    taken, repeated = 1 + head, 26 + head
    assert problems == [
        (41, 'yaml', "entry 'unclosed': a quote is opened here and not closed (close it, or put the whole value in quotes)"),
        (49, 'yaml', "entry 'tabbed': a tab is used for indentation (use as many spaces as the fields beside it have)"),
        (7, 'field', "entry 'unknown-field': unknown field 'familly' (did you mean 'family'?)"),
        (11, 'value', "entry 'wrong-type': field 'tags': expected a list (write [web])"),
        (14, 'date', "entry 'bad-date': field 'date': there is no month 13 in '2025-13' (01 to 12)"),
        (15, 'key', "entry 'Missing Key': field 'key' is missing (add 'key: missing-key')"),
        (
            20,
            'duplicate',
            (
                f"entry 'first': the key is taken by the entry in line {taken}"
                ' (give the newer one another key, or delete one of them)'
            ),
        ),
        (27, 'duplicate', f"entry 'twice': field 'family' is given twice, first in line {repeated} (keep one)"),
        (37, 'url', f"entry 'bad-url': field 'url': the address 'ftp://example.org/x' is not allowed {ALLOWED}"),
        (31, 'relation', "entry 'unknown-relation': there is no record 'betwen' (did you mean 'between'?)"),
    ]
    lines = {declared.record.key: declared.line - head for declared in reading.records}
    assert lines == {
        'first': 1, 'unknown-field': 4, 'wrong-type': 8, 'bad-date': 12, 'between': 17, 'twice': 23, 'unknown-relation': 28,
        'bad-url': 32, 'amid': 43, 'last': 50,
    }  # fmt: skip
    assert set(values(reading, 'precision')) == ({('BF16',)} if head else {()})


def test_of_two_entries_or_fields_with_one_name_the_first_counts() -> None:
    reading = read(A + '  family: First\n  family: Second\n' + A.replace('A', 'Other'))
    entry = sole(reading)
    assert (entry.title, entry.given['family']) == ('A', 'First')
    assert [problem.line for problem in reading.problems] == [5, 6]


# -- mistakes in fields -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('field', 'line', 'what'),
    [
        pytest.param(
            'type: relase', 4, "'relase' is not one of 'release', 'software' or 'event' (did you mean 'release'?)", id='choice'
        ),
        pytest.param(
            'cutoff: 2025', 4, "field 'cutoff': expected a mapping (write 'field: value' lines; its fields", id='mapping'
        ),
        pytest.param('links: code', 4, "field 'links': expected a list (write [code])", id='list'),
        pytest.param('tags: {a: b}', 4, "field 'tags': expected a list (write - …)", id='mapping for a list'),
        pytest.param('family: [x]', 4, "field 'family': expected text, got a list", id='list for a text'),
        pytest.param('cutoff:\n    pretraining: x', 5, "field 'pretraining': 'x' is not a date", id='date in a mapping'),
        pytest.param('links:\n    - label: x', 5, "field 'url' is missing in 'links'", id='missing in a list'),
        pytest.param(
            'links:\n    - label: x\n      url: y\n      lable: z',
            7,
            "unknown field 'lable' (did you mean 'label'?)",
            id='unknown in a list',
        ),
        pytest.param('links:\n    - label: x\n      url: y\n    - z', 7, 'expected a mapping', id='text for a mapping'),
        pytest.param('tags:\n    - x\n    - [y]', 6, 'expected text, got a list', id='list in a list'),
        pytest.param('sources:\n    - x\n    - javascript:y', 6, "the address 'javascript:y' is not allowed", id='short form'),
        pytest.param('related:\n    - x\n    - Y Z', 6, "field 'related': 'Y Z' is neither", id='relation'),
        pytest.param(
            'related:\n    - ref: x\n      bsais: card',
            6,
            "unknown field 'bsais' (did you mean 'basis'?)",
            id='relation with a wrong field',
        ),
        pytest.param(
            'related:\n    ref: x\n    bsais: card',
            6,
            "unknown field 'bsais' (did you mean 'basis'?)",
            id='one relation with a wrong field',
        ),
        pytest.param(
            'checkpoints:\n    - name: x\n    - params: 8B', 6, "a checkpoint needs 'hf' or 'name'", id='nameless checkpoint'
        ),
        pytest.param(
            'checkpoints:\n    - name: x\n      params: 8X',
            6,
            "'8X' is not a count (write 1_376_666, 31.6B,",
            id='count in a list',
        ),
        pytest.param(
            'notes:\n    - about: dtae\n      text: x',
            5,
            "a note is about 'dtae', which is no field (did you mean 'date'?)",
            id='note',
        ),
        pytest.param(
            'notes: [{about: params, text: x}]',
            4,
            "a note is about 'params', which is no field (it belongs to the items of 'checkpoints': write checkpoints: [{",
            id='note on what a part has',
        ),
        pytest.param(
            'checkpoints: [{name: X}]\n  params: 7B',
            5,
            "unknown field 'params' (it belongs to the items of 'checkpoints': move it into one of them)",
            id='field of a part that is given',
        ),
        pytest.param(
            'hf: org/name',
            4,
            "unknown field 'hf' (it belongs to the items of 'checkpoints': write checkpoints: [{name: …, hf: …}])",
            id='field of a part',
        ),
        pytest.param(
            'quux: 3',
            4,
            "(remove it, declare it in conf.py: chronicle_kinds = {'entry': {'fields': {'quux': {'label': 'Quux'}}}}, or use",
            id='none is near',
        ),
        pytest.param(
            'status: gone',
            4,
            "in conf.py: chronicle_kinds = {'entry': {'fields': {'status': {'choices': {'gone",
            id='own choice',
        ),
        pytest.param('status: anounced', 4, "'released' or 'announced' (did you mean 'announced'?)", id='a choice that is near'),
        pytest.param('links: [[x]]', 4, "write 'field: value' lines; its fields are: label, url)", id='fields of a mapping'),
        pytest.param(
            'notes: [{about: zzz, text: x}]',
            4,
            "'zzz', which is no field (remove it, declare it",
            id='note on nothing near',
        ),
        pytest.param(
            'checkpoints:\n    - name: x\n      notes:\n        - text: y\n          about: family',
            8,
            "about 'family', which is no field (the fields are: name, hf,",
            id='note of a checkpoint',
        ),
        pytest.param('"2025": x', 4, "unknown field '2025' (the fields are: key, title,", id='number as a name'),
        pytest.param('<<: {family: x}', 4, "unknown field '<<'", id='merge key'),
    ],
)
def test_a_mistake_in_a_field_costs_that_field_and_is_said_at_its_line(field: str, line: int, what: str) -> None:
    reading = read(A + f'  {field}\n' + '  architecture: kept\n' + B)
    (problem,) = reading.problems
    assert problem.line == line
    assert what in problem.message
    assert problem.record == "entry 'a'"
    assert keys(reading) == ['a', 'b']
    assert values(reading, 'architecture')[0] == 'kept'


@pytest.mark.parametrize(
    'written', ['ref: x\n    bsais: card', '- ref: x\n      bsais: card'], ids=['a single relation', 'a relation in a list']
)
def test_a_wrong_field_of_a_relation_costs_that_field_only(written: str) -> None:
    reading = read(f'{A}  derived_from:\n    {written}\n')
    assert len(reading.problems) == 1
    assert [ref.given['ref'] for ref in sole(reading).given['derived_from']] == ['x']


def test_a_mistake_costs_the_value_and_not_its_neighbors() -> None:
    entry = sole(
        read(
            A
            + '  tags: [x, [y], z]\n'
            + '  checkpoints: [{name: One, params: 8X, context: 4K}, {params: 8B}, {hf: bad}, {hf: a/b}]\n'
            + '  cutoff: {pretraining: x, posttraining: 2025-06}\n'
        )
    )
    assert entry.given['tags'] == ('x', 'z')
    checkpoints = [{name: str(inner) for name, inner in item.given.items()} for item in entry.given['checkpoints']]
    assert checkpoints == [{'name': 'One', 'context': '4K'}, {'hf': 'a/b'}]
    assert {name: str(inner) for name, inner in entry.given['cutoff'].given.items()} == {'posttraining': '2025-06'}


def test_what_is_missing_because_of_another_mistake_is_not_a_second_one() -> None:
    reading = read(A.replace('2025', 'spring') + '  checkpoints:\n    - hf: bad\n  links:\n    - label: x\n      url: ftp://y\n')
    assert [(problem.line, problem.code) for problem in reading.problems] == [(3, 'date'), (5, 'value'), (8, 'url')]


@pytest.mark.parametrize('other', ['tags: web', 'nmae: x', 'type: relase'])
def test_a_missing_date_is_said_whatever_else_is_wrong(other: str) -> None:
    reading = read(f'- key: a\n  title: A\n  {other}\n')
    assert [(problem.line, problem.code) for problem in reading.problems][:1] == [(1, 'field')]
    assert "field 'date' is missing (a year is enough: 'date: 2025')" in said(reading)[0]
    assert len(reading.problems) == 2
    assert keys(reading) == ['a']


@pytest.mark.parametrize(
    ('text', 'problems'),
    [
        pytest.param(
            '- title: Hello World\n  date: 2025\n',
            ["1: entry 'Hello World': field 'key' is missing (add 'key: hello-world')"],
            id='no key',
        ),
        pytest.param('- key: x\n  date: 2025\n', ["1: entry 'x': field 'title' is missing"], id='no title'),
        pytest.param(
            '- date: 2025\n',
            ["1: entry 1: field 'key' is missing (add 'key: a-short-name')", "1: entry 1: field 'title' is missing"],
            id='neither',
        ),
        pytest.param(
            '- title: T\n  key: Not A Key\n  date: 2025\n',
            [
                (
                    "2: entry 'Not A Key': field 'key': 'Not A Key' is not a key "
                    "(lower-case letters, digits and single hyphens: write 'not-a-key')"
                )
            ],
            id='bad key',
        ),
        pytest.param(
            '- key: [x]\n  title: T\n  date: 2025\n',
            [f"1: entry 'T': field 'key': expected text, got a list {QUOTE}"],
            id='list as a key',
        ),
        pytest.param(
            f'- title: {"x" * 100}\n  date: 2025\n',
            [f"1: entry '{'x' * 59}…': field 'key' is missing (add 'key: {'x' * 100}')"],
            id='long title',
        ),
    ],
)
def test_an_entry_without_a_sound_key_and_title_is_lost_and_no_other(text: str, problems: list[str]) -> None:
    reading = read(text + B)
    assert [f'{problem.line}: {problem.text}' for problem in reading.problems] == problems
    assert keys(reading) == ['b']


def test_an_empty_title_is_not_said_to_be_one_that_may_be_left_out() -> None:
    (problem,) = read('- key: a\n  title: ""\n  date: 2025\n').problems
    assert (problem.line, problem.code) == (2, 'value')
    assert 'leave the field out' not in problem.message


def test_a_key_of_an_entry_that_was_lost_is_free() -> None:
    reading = read('- key: a\n  date: 2025\n' + A)
    assert [problem.line for problem in reading.problems] == [1]
    assert [declared.line for declared in reading.records] == [3]


def test_problems_stand_in_the_order_of_their_lines_and_those_of_syntax_first() -> None:
    reading = read(A + '  nmae: x\n  tags: web\n  family: x\n  family: y\n' + B + '  type: relase\n')
    lines = [problem.line for problem in reading.problems]
    assert lines == [4, 5, 7, 11]
    assert [problem.line for problem in read(A + '  nmae: x\n' + B + '  family: "x\n').problems] == [8, 4]


@pytest.mark.parametrize('item', ['text', '[x]', '"quoted"', '', '~'])
def test_an_item_that_is_no_mapping_is_named_by_its_number(item: str) -> None:
    reading = read(f'{A}- {item}\n{B}')
    assert said(reading) == [
        "t.yaml:4: entry 2: an entry must be a mapping (write 'key: …', 'title: …', 'date: …') [chronicle.yaml]"
    ]
    assert keys(reading) == ['a', 'b']


def test_a_field_given_twice_in_one_of_two_entries_of_a_line_is_said_of_that_entry() -> None:
    reading = read('[{key: a, title: A, title: B, date: 2025}, {key: b, title: B, date: 2025}]')
    assert [(problem.record, problem.code) for problem in reading.problems] == [("entry 'a'", 'duplicate')]


# -- lines that are kept ----------------------------------------------------------------------------------------------


def test_items_that_are_taken_out_leave_the_lines_of_those_after_them() -> None:
    (declared,) = read("""\
- key: a
  title: A
  date: 2025
  aliases: [Old One, old]
  related:
    - Bad One
    - good-one
    - Bad Two
    - good-two
  checkpoints:
    - params: 8B
      license: own
      derived_from: [x, y]
    - hf: org/x
      license:
        - Foo Bar
        - mit
      derived_from:
        - Bad
        -
          ref: org/y
          basis: nowhere
        - Bad
        - z
""").records
    assert declared.lines == {
        ('aliases', 0): 4,
        ('related', 0): 7,
        ('related', 1): 9,
        ('checkpoints', 0, 'license', 0): 17,
        ('checkpoints', 0, 'derived_from', 0): 21,
        ('checkpoints', 0, 'derived_from', 1): 24,
    }


def test_a_note_has_its_line_whatever_was_wrong_in_those_before() -> None:
    reading = read("""\
- key: a
  title: A
  date: 2025
  notes:
    - text: about nothing
    - about: date
      text: x
    -
      kind: note
      text: x
      about: dtae
  checkpoints:
    - params: 8B
    - name: x
      notes:
        - about: name
          text: y
          kind: nothing
        - {about: prams, text: y}
""")
    assert [(problem.line, problem.message.partition(' (')[0]) for problem in reading.problems] == [
        (5, "field 'about' is missing in 'notes'"),
        (11, "a note is about 'dtae', which is no field"),
        (13, "field 'checkpoints': a checkpoint needs 'hf' or 'name'"),
        (18, "field 'kind': 'nothing' is not one of 'unverified', 'conflict', 'correction' or 'note'"),
        (19, "a note is about 'prams', which is no field"),
    ]


def test_a_line_that_is_not_kept_is_that_of_what_holds_it_or_of_the_record() -> None:
    declared = read(B + A + '  related:\n    - x\n').records[1]
    assert declared.line_of('related', 0, 'ref') == 8
    assert declared.line_of('checkpoints', 3) == 4
    assert declared.line_of() == 4


def test_a_relation_written_as_one_value_has_its_line() -> None:
    declared = read(A + '  derived_from: x\n  related:\n    ref: y\n').records[0]
    assert declared.line_of('derived_from', 0) == 4
    assert declared.line_of('related', 0) in {5, 6}


@pytest.mark.parametrize(
    ('summary', 'line', 'text'),
    [
        pytest.param('|\n    one\n    two\n', 5, 'one\ntwo', id='literal'),
        pytest.param('| # comment\n    one\n', 5, 'one', id='literal with a comment'),
        pytest.param('|1\n    one\n', 5, ' one', id='literal with an indicator'),
        pytest.param('|\n\n    one\n', 5, '\none', id='literal that begins with an empty line'),
        pytest.param('>-\n    one\n    two\n', 5, 'one two', id='folded'),
        pytest.param('"one\n    two"\n', 4, 'one two', id='quoted'),
        pytest.param("'one'\n", 4, 'one', id='single quotes'),
        pytest.param('one\n    two\n', 4, 'one two', id='plain'),
        pytest.param('\n    one\n    two\n', 5, 'one two', id='plain in the next line'),
        pytest.param('\n\n    # comment\n    "one"\n', 7, 'one', id='quoted some lines on'),
    ],
)
@pytest.mark.parametrize('broken', [False, True], ids=['whole file', 'recovery'])
def test_the_line_of_a_summary_is_that_of_its_first_words(summary: str, line: int, text: str, broken: bool) -> None:  # noqa: FBT001
    reading = read(
        '# comment\n' + A.replace('  date: 2025\n', '') + f'  summary: {summary}  date: 2025\n' + (B + '  family: "x\n') * broken
    )
    (declared,) = reading.records
    assert len(reading.problems) == broken
    assert (declared.summary_line, declared.record.given['summary']) == (line, text)


def test_without_a_summary_there_is_no_line_of_it() -> None:
    assert read(A).records[0].summary_line == 0


# -- recovery ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('field', 'line', 'what'),
    [
        pytest.param('  family: "x', 7, 'a quote is opened here and not closed (close it,', id='double quote'),
        pytest.param("  family: 'x", 7, 'a quote is opened here and not closed (close it,', id='single quote'),
        pytest.param("  summary: |\n    x\n  family: 'x\n  family: y", 9, 'a quote is opened here', id='quote further down'),
        pytest.param("  family: 'it's'", 7, 'quote', id='apostrophe in single quotes'),
        pytest.param('  family: “x: y”', 7, "quotes around the value of 'family' are curly (write straight", id='curly'),
        pytest.param('  family: "A" and B', 7, 'quote', id='words after a quote'),
        pytest.param('  tags: [x, y', 7, 'a bracket is opened here and not closed, or a comma is missing', id='bracket'),
        pytest.param('  cutoff: {pretraining: 2025', 7, 'a bracket is opened here and not closed', id='brace'),
        pytest.param('\torg: x', 7, 'a tab is used for indentation (use as many spaces as the fields beside it have)', id='tab'),
        pytest.param(
            '  checkpoints:\n\t- name: x',
            8,
            'a tab is used for indentation (use as many spaces as the fields beside it have)',
            id='tab before an item',
        ),
        pytest.param('  family: x: y', 7, "the value of 'family' has ': ' in it (put the whole value in quotes)", id='colon'),
        pytest.param('   family: x', 7, 'or check the indentation)', id='too far in'),
        pytest.param(' family: x', 7, 'the indentation does not line up with the lines above', id='not far enough in'),
        pytest.param('  links:\n    - label: a\n   - label: b', 9, "the '-' does not line up with the others", id='item left'),
        pytest.param('  links:\n    - label: a\n     - label: b', 9, "the '-' does not line up with the others", id='item right'),
        pytest.param('  summary: {entry}`x`', 7, "a value that begins with '{entry}' must be in quotes", id='role'),
        pytest.param('  family', 7, "is neither 'field: value' nor an item '- …' (check its colon", id='no colon'),
        pytest.param('  family: @x', 7, "a value that begins with '@' must be in quotes", id='at sign'),
        pytest.param('  family: `x`', 7, "a value that begins with '`' must be in quotes", id='backtick'),
        pytest.param('  family: %x', 7, "a value that begins with '%' must be in quotes", id='percent sign'),
        pytest.param('  family: &x y', 7, "'&x' is an anchor, which records do not use (remove it)", id='anchor'),
        pytest.param('  family: *x', 7, "'*x' is an alias, which records do not use (write the value out)", id='alias'),
        pytest.param('  <<: *x', 7, "'*x' is an alias", id='merged alias'),
        pytest.param(
            '  family: !!python/object/apply:os.system [x]', 7, 'is a tag, which records do not use (remove it)', id='python tag'
        ),
        pytest.param('  family: !x y', 7, "'!x' is a tag", id='own tag'),
        pytest.param('  family: ! y', 7, "'!' is a tag", id='bare tag'),
        pytest.param('  family: ' + '[' * 30 + ']' * 30, 7, 'nested more than 16 deep', id='deep flow'),
        pytest.param('  family:\n    ' + '- ' * 30, 8, 'nested more than 16 deep', id='deep block'),
        pytest.param('  [x]: y', 7, 'a field must have a name in plain text', id='list as a name'),
        pytest.param('  ? {x: y}\n  : z', 7, 'a field must have a name in plain text', id='mapping as a name'),
        pytest.param('  ~: x', 7, 'a field must have a name in plain text', id='null as a name'),
    ],
)
@pytest.mark.parametrize('head', ['', 'defaults:\n  family: N\nentries:\n'], ids=['list', 'defaults'])
def test_a_syntax_error_costs_the_item_it_stands_in(field: str, line: int, what: str, head: str) -> None:
    reading = read(f'{head}{A}{B}{field}\n{C}')
    (problem,) = reading.problems
    shift = head.count('\n')
    assert (problem.line - shift, problem.code, problem.record) == (line, 'yaml', "entry 'b'")
    assert what in problem.message
    assert [(declared.record.key, declared.line - shift) for declared in reading.records] == [
        ('a', 1), ('c', 7 + field.count('\n') + 1),
    ]  # fmt: skip
    assert set(values(reading, 'family')) == {'N' if head else None}


@pytest.mark.parametrize(
    ('field', 'line', 'cost'),
    [
        ('  tags:\n    - x\n     - y', 9, {'tags'}),
        ('  tags:\n  - x\n      - y\n  - z', 9, {'tags'}),
        ('  related:\n    - a\n     - c', 9, {'related'}),
        ('  org: x\n    - y', 7, {'org'}),
        ('  summary: some words\n    go on\n    - and end', 7, {'summary'}),
        ('  sources:\n    - https://example.org/a\n      - https://example.org/b', 9, {'sources'}),
    ],
)  # fmt: skip
def test_an_item_that_continues_a_text_is_no_part_of_it(field: str, line: int, cost: set[str]) -> None:
    reading = read(f'{A}{B}{field}\n{C}')
    (problem,) = reading.problems
    assert (problem.line, problem.record) == (line, "entry 'b'")
    assert problem.message.endswith(
        "the '-' continues the text above it (line it up with the '-' of the list, or put the text in quotes)"
    )
    assert [one.record.key for one in reading.records] == ['a', 'b', 'c']
    assert not any(' - ' in str(one.record.given.get(name)) for one in reading.records for name in cost)


#: What is wrong with a text that cannot be read, and the text in double quotes.
UNREADABLE = {
    **{f'"x{char}y"': f'there is a control character, U+{ord(char):04X} (delete it)' for char in '\0\a\x1b\x7f\x9f\ufffe'},
    **dict.fromkeys(
        [r'"\q"', r'"a \d \w b"', r'"C:\new\x"', r'"\xZZ"', r'"\ud800"', r'"\U99999999"'],
        'an unknown escape in double quotes (write the backslash twice, or use single quotes)',
    ),
    **dict.fromkeys([r'"\0"', r'"a\x1Eb"'], 'an escape in this text is for a control character (remove it)'),
}  # fmt: skip


@pytest.mark.parametrize('text', UNREADABLE, ids=ascii)
@pytest.mark.parametrize(
    'form', ['  family: {}', '  tags: [x, {}]', '  tags: {}', '  links:\n    - label: {}\n      url: https://a.example']
)
def test_a_text_that_cannot_be_read_costs_that_value(text: str, form: str) -> None:
    reading = read(f'{A}{B}{form.format(text)}\n{C}')
    (problem,) = reading.problems
    shift = 1 if 'links' in form else 0
    assert (problem.line, problem.code, problem.record) == (7 + shift, 'yaml', "entry 'b'")
    assert problem.message.endswith(f"': {UNREADABLE[text]}")
    assert keys(reading) == ['a', 'b', 'c']
    assert values(reading, 'tags')[1] == (('x',) if 'x, ' in form else ())


@pytest.mark.parametrize('field', ['  # \a', '  o\arg: x', '  "o\\0rg": x'], ids=ascii)
def test_a_control_character_in_no_value_costs_the_item_it_stands_in(field: str) -> None:
    reading = read(f'{A}{B}{field}\n{C}')
    assert [(problem.line, problem.record) for problem in reading.problems] == [(7, "entry 'b'")]
    assert keys(reading) == ['a', 'c']


def test_very_many_control_characters_are_read_item_by_item() -> None:
    reading = read(A + ''.join(f'- key: k{n}\n  title: T\n  date: 2025\n  family: x\a\n' for n in range(100)))
    assert len(reading.problems) == 100
    assert len(reading.records) == 101


@pytest.mark.parametrize('value', ['Fix issue #12 in parser', 'written in C #sharp', 'x  #é', 'a\n    b #c'], ids=ascii)
def test_a_text_that_a_comment_cuts_is_said_and_kept(value: str) -> None:
    reading = read(f'{A}{B}  family: {value}\n{C}')
    (problem,) = reading.problems
    assert (problem.line, problem.code, problem.record) == (7, 'value', "entry 'b'")
    assert problem.message.startswith("the text ends before ' #', which begins a comment (put the text in quotes")
    assert values(reading, 'family')[1] == ' '.join(value.split('#', maxsplit=1)[0].split())


@pytest.mark.parametrize(
    'field',
    ['  family: x # a comment', '  family: x #', '  family: x #: y', '  org: "x #1"', "  org: 'x' #1", '  org: see#1', '  #1',
     '  summary: |\n    see #1\n    #2', '  summary: >-\n    see\n    #1', '  family: # 1', '  family: #1', '  tags: [x] #1'],
)  # fmt: skip
def test_a_comment_that_cuts_nothing_is_no_word(field: str) -> None:
    assert said(read(f'{A}{B}{field}\n{C}')) == []


def test_a_tab_after_the_dash_is_said_to_be_a_tab() -> None:
    reading = read(A + '-\tkey: b\n  title: B\n  date: 2025\n' + C)
    assert said(reading) == [
        "t.yaml:4: entry 'b': a tab is used for indentation (use as many spaces as the fields beside it have) [chronicle.yaml]"
    ]
    assert keys(reading) == ['a', 'c']


def test_a_second_document_is_refused_and_costs_no_entry() -> None:
    reading = read(f'{A}{B}---\n{C}')
    (problem,) = reading.problems
    assert problem.line == 7
    assert "a second document begins here (remove the line '---'; one file is one list)" in problem.message
    assert keys(reading) == ['a', 'b', 'c']


def test_an_item_without_a_key_is_named_by_its_title_or_number_in_recovery_as_well() -> None:
    reading = read(A + '- title: "x\n' + '- date: 2025\n' + C)
    assert [problem.record for problem in reading.problems] == ["entry 'x'", 'entry 3', 'entry 3']
    assert keys(reading) == ['a', 'c']


def test_a_list_within_an_entry_does_not_begin_another_one_in_recovery() -> None:
    reading = read(
        '- key: a\n  title: A\n  date: 2025\n  related:\n  - b\n  - c\n  summary: |\n    - x\n' + B + '  family: "x\n' + C
    )
    assert keys(reading) == ['a', 'c']
    assert values(reading, 'summary')[0] == '- x'
    assert [ref.given['ref'] for ref in values(reading, 'related')[0]] == ['b', 'c']


def test_a_line_before_the_list_is_reported_with_every_other_mistake() -> None:
    lines = [problem.line for problem in read('stray: x\n' + A + B + '  family: "x\n').problems]
    assert 8 in lines
    assert len(lines) == 2


def test_a_line_between_entries_that_is_no_item_is_reported() -> None:
    reading = read(f'{A}stray\n{B}')
    assert [(problem.line, problem.code) for problem in reading.problems] == [(4, 'yaml')]
    assert 'b' in keys(reading)


def test_a_syntax_error_where_there_is_no_item_is_one_problem() -> None:
    assert said(read('key: "a\ntitle: A\n')) == [
        't.yaml:1: a quote is opened here and not closed (close it, or put the whole value in quotes) [chronicle.yaml]'
    ]


@pytest.mark.timed
@pytest.mark.parametrize(
    'text', ['[' * 100_000, '{a: ' * 100_000, '- ' * 100_000, '? ' * 100_000], ids=['lists', 'mappings', 'items', 'names']
)
def test_endless_nesting_ends_at_once_in_one_problem(text: str) -> None:
    begun = time.perf_counter()
    (problem,) = read(text).problems
    assert (problem.line, problem.code) == (1, 'yaml')
    assert time.perf_counter() - begun < 5


@pytest.mark.timed
def test_many_empty_lines_after_a_mistake_cost_no_time() -> None:
    begun = time.perf_counter()
    assert len(read("- title: 'x\n" + '\n' * 40_000).problems) == 1
    assert time.perf_counter() - begun < 1


@pytest.mark.timed
def test_recovery_takes_time_in_proportion_to_the_file() -> None:
    def cost(count: int) -> float:
        text = ''.join(f'- key: k{n}\n  title: T\n  date: 2025\n' + '  # comment\n' * 60 for n in range(count))
        begun = time.process_time()
        assert len(read(text + '- key: last\n  title: "x\n').records) == count
        return time.process_time() - begun

    # Eight times the file; what grows with its square would take sixty-four times as long.
    assert min(cost(2400) for _run in range(2)) < 24 * min(cost(300) for _run in range(3))


# -- defaults ---------------------------------------------------------------------------------------------------------


def test_defaults_hold_for_the_entries_that_do_not_say_otherwise() -> None:
    reading = read(
        'defaults:\n  family: N\n  tags: [x]\n  related: b\nentries:\n' + A + '  tags: [y]\n' + B + '  family: O\n  related: a\n'
    )
    assert said(reading) == []
    assert values(reading, 'family') == ['N', 'O']
    assert values(reading, 'tags') == [('y',), ('x',)]
    assert [declared.line_of('related', 0) for declared in reading.records] == [4, 14]


def test_defaults_may_stand_below_the_entries() -> None:
    reading = read('entries:\n' + A + 'defaults:\n  family: N\n')
    assert said(reading) == []
    assert sole(reading).given['family'] == 'N'


@pytest.mark.parametrize(
    ('defaults', 'problems'),
    [
        pytest.param('famly: x', ["2: defaults: unknown field 'famly' (did you mean 'family'?)"], id='unknown field'),
        pytest.param(
            'type: relase',
            ["2: defaults: field 'type': 'relase' is not one of 'release', 'software' or 'event' (did you mean 'release'?)"],
            id='wrong value',
        ),
        pytest.param('key: x', ["2: defaults: field 'key' is every entry's own and has no default"], id='key'),
        pytest.param('title: x', ["2: defaults: field 'title' is every entry's own and has no default"], id='title'),
        pytest.param(
            'notes:\n    - about: dtae\n      text: x',
            ["3: defaults: a note is about 'dtae', which is no field (did you mean 'date'?)"],
            id='note',
        ),
        pytest.param(
            'architecture: x\n  architecture: y',
            ["3: defaults: field 'architecture' is given twice, first in line 2 (keep one)"],
            id='twice',
        ),
        pytest.param(
            'tags:\n    - x\n    - [y]',
            [f"4: defaults: field 'tags': expected text, got a list {QUOTE}"],
            id='item',
        ),
        pytest.param('links:\n    - label: x', ["3: defaults: field 'url' is missing in 'links'"], id='missing'),
    ],
)
@pytest.mark.parametrize('broken', [False, True], ids=['whole file', 'recovery'])
def test_a_mistake_in_the_defaults_is_said_once_and_costs_no_entry(defaults: str, problems: list[str], broken: bool) -> None:  # noqa: FBT001
    reading = read(f'defaults:\n  {defaults}\n  family: N\nentries:\n{A}{B}' + '- key: c\n  title: "C\n' * broken)
    found = [f'{problem.line}: {problem.text}' for problem in reading.problems]
    assert found[broken:] == problems
    assert values(reading, 'family') == ['N', 'N']


def test_notes_are_checked_once_where_they_are_written() -> None:
    reading = read(
        'defaults:\n  notes: [{about: dtae, text: x}]\n  checkpoints: [{name: c, notes: [{about: nmae, text: x}]}]\nentries:\n'
        + (A + '  notes: [{about: titel, text: x}]\n')
        + B
        + (C + '  checkpoints: [{name: d, notes: [{about: heff, text: x}]}]\n')
    )
    assert [(problem.line, problem.record) for problem in reading.problems] == [
        (2, 'defaults'), (3, 'defaults'), (8, "entry 'a'"), (15, "entry 'c'"),
    ]  # fmt: skip


def test_the_lines_of_defaults_are_those_of_the_entries_that_have_them() -> None:
    reading = read(
        'defaults:\n  related: [x]\n  derived_from: [y]\nentries:\n'
        + A
        + '- {kind: episode, key: e, title: E}\n'
        + (B + '  related: nobody at all\n')
    )
    assert [declared.lines for declared in reading.records] == [
        {('related', 0): 2, ('derived_from', 0): 3}, {('related', 0): 2}, {('derived_from', 0): 3},
    ]  # fmt: skip


def test_a_mistake_in_defaults_of_one_line_costs_that_default_only() -> None:
    reading = read('defaults: {family: N, famly: x}\nentries:\n' + A)
    assert len(reading.problems) == 1
    assert sole(reading).given['family'] == 'N'


def test_a_field_given_twice_in_defaults_below_the_entries_is_said_of_the_defaults() -> None:
    reading = read('entries:\n' + A + 'defaults:\n  family: N\n  family: O\n')
    assert [(problem.line, problem.record) for problem in reading.problems] == [(7, 'defaults')]


def test_defaults_below_the_entries_hold_in_recovery_and_cost_no_entry() -> None:
    reading = read('entries:\n' + A + B + '  family: "x\n' + C + 'defaults:\n  family: N\n')
    assert [problem.line for problem in reading.problems] == [8]
    assert [*zip(keys(reading), values(reading, 'family'), strict=True)] == [('a', 'N'), ('c', 'N')]


def test_a_syntax_error_in_the_defaults_costs_them_and_no_entry() -> None:
    reading = read('defaults:\n  family: "N\nentries:\n' + A + B)
    assert [(problem.line, problem.code) for problem in reading.problems] == [(2, 'yaml')]
    assert 'a quote is opened here and not closed' in reading.problems[0].message
    assert keys(reading) == ['a', 'b']


# -- kinds of items ---------------------------------------------------------------------------------------------------


def test_an_item_is_of_the_kind_it_names_and_an_entry_without_one() -> None:
    reading = read(
        A
        + '- {kind: dataset, key: d, title: D, hf: family/D}\n- {kind: episode, key: e, title: E, duration: 1h}\n'
        + '- {kind: license, key: l, title: L, spdx: MIT}\n- {kind: entry, key: f, title: F, date: 2025}\n'
    )
    assert said(reading) == []
    assert [declared.name for declared in reading.records] == [
        "entry 'a'", "dataset 'd'", "episode 'e'", "license 'l'", "entry 'f'",
    ]  # fmt: skip
    assert not any('kind' in declared.record.given for declared in reading.records)


def test_the_defaults_name_the_kind_of_the_items_that_name_none() -> None:
    reading = read(
        'defaults: {kind: dataset, type: sft, tags: [x]}\nentries:\n- {key: d, title: D}\n'
        '- {kind: entry, key: a, title: A, date: 2025}\n- {key: e, title: E, hff: x}\n- {title: F}\n- key: "x\n'
    )
    assert [declared.name for declared in reading.records] == ["dataset 'd'", "entry 'a'", "dataset 'e'"]
    assert values(reading, 'type') == ['sft', 'release', 'sft']
    assert values(reading, 'tags') == [('x',), ('x',), ('x',)]
    assert [(problem.line, problem.record) for problem in reading.problems] == [
        (7, "dataset 'x'"), (5, "dataset 'e'"), (6, "dataset 'F'"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ('kind', 'message'),
    [
        ('datset', "datset 'x': field 'kind': there is no kind 'datset' (did you mean 'dataset'?)"),
        ('page', "page 'x': field 'kind': there is no kind 'page' (the kinds are: entry, license, dataset, episode)"),
        ('[entry]', f"entry 'x': field 'kind': expected text, got a list {QUOTE}"),
    ],
)
def test_a_kind_that_there_is_not_costs_the_item_with_one_problem(kind: str, message: str) -> None:
    reading = read(f'{A}- key: x\n  kind: {kind}\n  title: X\n  nmae: x\n{B}')
    assert [(problem.line, problem.text) for problem in reading.problems] == [(5, message)]
    assert keys(reading) == ['a', 'b']


def test_a_kind_in_the_defaults_that_there_is_not_is_said_once_and_the_items_are_entries() -> None:
    reading = read('defaults:\n  kind: datset\n  family: N\nentries:\n' + A + B)
    assert [(problem.line, problem.record) for problem in reading.problems] == [(2, 'defaults')]
    assert values(reading, 'family') == ['N', 'N']


# -- vocabularies that the project does not name ----------------------------------------------------------------------


def test_a_field_or_a_kind_of_a_vocabulary_that_is_not_named_says_which() -> None:
    text = A + '  checkpoints: [{name: x}]\n  chekpoints: []\n- {kind: episode, key: e, title: E}\n'
    reading = read_entries(text, file_places('t.yaml'), registry_of())
    assert [(problem.line, problem.code, problem.text.partition(': chronicle_kinds')[0]) for problem in reading.problems] == [
        (4, 'field', "entry 'a': field 'checkpoints' belongs to the vocabulary 'models' (add it to chronicle_vocabularies)"),
        (
            5,
            'field',
            "entry 'a': unknown field 'chekpoints' (remove it, declare it in conf.py",
        ),
        (
            6,
            'value',
            "episode 'e': field 'kind': 'episode' belongs to the vocabulary 'podcast' (add it to chronicle_vocabularies)",
        ),
    ]
    assert keys(reading) == ['a']


def test_without_a_vocabulary_a_relation_names_keys_alone() -> None:
    reading = read_entries(A + '  related: [b, family/X, {ref: c, basis: card}]\n', file_places('t.yaml'), registry_of())
    assert [problem.message for problem in reading.problems] == [
        "field 'related': 'family/X' is not a key (lower-case letters, digits and single hyphens: write 'family-x')",
        "unknown field 'basis' (the fields are: ref)",
    ]
    assert [ref.given for ref in reading.records[0].record.given['related']] == [{'ref': 'b'}, {'ref': 'c'}]


# -- what a file is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('text', ['', '\n\n', '# comment\n', '---\n', '~\n', '\ufeff'], ids=ascii)
def test_an_empty_file_is_told_how_to_begin(text: str) -> None:
    assert said(read(text)) == ["t.yaml:1: there are no entries (begin each with '- key: …') [chronicle.yaml]"]


def test_an_entry_at_the_root_is_read_and_told_to_begin_with_a_dash() -> None:
    reading = read(A.replace('- ', '  '))
    assert said(reading) == ["t.yaml:1: an entry must begin with '- ', since a file is a list of entries [chronicle.yaml]"]
    assert keys(reading) == ['a']


@pytest.mark.parametrize(
    ('text', 'problem'),
    [
        pytest.param('hello', "1: the entries must be a list (begin each with '- key: …')", id='text'),
        pytest.param(
            'defaults: {}\nentries: x', "2: the entries must be a list (begin each with '- key: …')", id='text as entries'
        ),
        pytest.param(
            'entries: []\ndefaults: x',
            "2: field 'defaults': expected a mapping (write 'field: value' lines)",
            id='text as defaults',
        ),
        pytest.param(
            'entires: []',
            "1: unknown field 'entires' (did you mean 'entries'?): a file holds 'defaults' and 'entries', or a list of entries",
            id='typo',
        ),
    ],
)
def test_a_file_of_another_shape_is_told_what_it_may_be(text: str, problem: str) -> None:
    reading = read(text)
    assert [f'{p.line}: {p.text}' for p in reading.problems] == [problem]
    assert reading.records == []


@pytest.mark.parametrize('text', ['[]', 'entries: []', 'entries:\n', 'defaults: {family: x}\nentries:\n'])
def test_a_list_may_be_empty(text: str) -> None:
    assert read(text) == Reading([], [])


@pytest.mark.parametrize('broken', [False, True], ids=['whole file', 'recovery'])
@pytest.mark.parametrize(('start', 'newline'), [('\ufeff', '\n'), ('', '\r\n'), ('', '\r'), ('\ufeff', '\r\n')], ids=ascii)
def test_a_byte_order_mark_and_other_line_breaks_change_nothing(start: str, newline: str, broken: bool) -> None:  # noqa: FBT001
    text = A + '  summary: |\n    one\n    two\n' + B + '  nmae: x\n' + C + '  family: "x\n' * broken
    assert read(start + text.replace('\n', newline)) == read(text)
    assert [problem.line for problem in read(text).problems] == ([14, 10] if broken else [10])


@pytest.mark.parametrize('char', ['\x85', '\u2028', '\u2029'], ids=ascii)
@pytest.mark.parametrize('place', ['family: x{}y', 'family: "x{}y"', '# x{}y', 'summary: |\n    x{}y'])
def test_breaks_that_no_editor_shows_do_not_shift_the_lines_after_them(char: str, place: str) -> None:
    reading = read(A + f'  {place.format(char)}\n' + B + '  nmae: x\n')
    assert [problem.line for problem in reading.problems] == [8 + place.count('\n')]
    assert [declared.line for declared in reading.records] == [1, 5 + place.count('\n')]
    record = reading.records[0].record
    assert (value(record, 'family') or value(record, 'summary') or 'x y') == 'x y'


@pytest.mark.parametrize('word', ['Größe', '模型', '😀', 'العربية', 'a\u0301', 'x\ufeffy'], ids=ascii)
def test_words_of_any_language_stay_what_they_are(word: str) -> None:
    assert sole(read(f'{A}  family: {word}\n')).given['family'] == word


def test_ten_thousand_entries_are_read() -> None:
    reading = read(''.join(f'- key: k{n}\n  title: T\n  date: 2025\n' for n in range(10_000)))
    assert said(reading) == []
    assert reading.records[-1].line == 29_998


def mistaken(count: int) -> str:
    return 'defaults:\n  family: N\nentries:\n' + ''.join(
        f'- key: k{n}\n  title: T\n  date: 2025-13\n  tags: web\n  nmae: x\n  type: relase\n  related: [Foo Bar]\n'
        for n in range(count)
    )


def test_ten_thousand_mistakes_in_two_thousand_entries_are_each_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('sphinx_chronicle.records.reader.MAX_PROBLEMS', 20_000)
    reading = read(mistaken(2000))
    assert [problem.line for problem in reading.problems] == [4 + 7 * n + place for n in range(2000) for place in range(2, 7)]
    assert {(problem.code, problem.message.partition(' (')[0]) for problem in reading.problems} == {
        ('date', "field 'date': there is no month 13 in '2025-13'"),
        ('value', "field 'tags': expected a list"),
        ('field', "unknown field 'nmae'"),
        ('value', "field 'type': 'relase' is not one of 'release', 'software' or 'event'"),
        ('value', "field 'related': 'Foo Bar' is neither a record's key nor a Hugging Face id"),
    }
    assert [*{problem.record: None for problem in reading.problems}] == [f"entry 'k{n}'" for n in range(2000)]
    assert keys(reading) == [f'k{n}' for n in range(2000)]
    assert values(reading, 'family') == ['N'] * 2000


def test_of_very_many_mistakes_the_first_are_said_and_the_others_counted() -> None:
    reading = read(mistaken(300))
    assert len(reading.problems) == MAX_PROBLEMS + 1
    assert reading.problems[-1].message == 'there are 500 more problems here (fix these first)'
    assert len(reading.records) == 300


# -- one record -------------------------------------------------------------------------------------------------------


def test_a_record_takes_key_and_title_from_where_it_stands() -> None:
    reading = dataset(
        'hf: org/Data\nlicense:\n  - mit\n  - own\nsummary: |\n  Words.\nsubsets:\n  - name: S\n    license: cc0-1.0\ngated: no\n'
    )
    assert said(reading) == []
    (declared,) = reading.records
    record = declared.record
    assert (record.kind, record.key, record.title) == ('dataset', 'd', 'D')
    assert (record.given['hf'], record.given['gated']) == ('org/Data', 'no')
    assert (record.given['license'], record.given['subsets'][0].given['license']) == (('mit', 'own'), ('CC0-1.0',))
    assert (declared.path, declared.line, declared.summary_line, declared.name) == ('d.md', 11, 16, "dataset 'd'")
    assert declared.lines == {('license', 0): 13, ('license', 1): 14, ('subsets', 0, 'license', 0): 19}


def test_every_mistake_in_a_record_is_said_and_the_record_survives() -> None:
    reading = dataset("""\
key: x
title: y
hf: family/one
hf: family/two
tokens: many
formerly: z
subsets:
  - rows: 5
  - name: S
notes:
  - {about: hff, text: T}
""")
    assert [f'{problem.line} {problem.code}: {problem.message}'.partition(' (remove it')[0] for problem in reading.problems] == [
        "11 field: field 'key' does not belong here (the directive names the key)",
        "12 field: field 'title' does not belong here (the heading is the title)",
        "14 duplicate: field 'hf' is given twice, first in line 13 (keep one)",
        "15 value: field 'tokens': 'many' is not a count (write 1_376_666, 31.6B, ~100B, >20T or 8–12B)",
        "16 field: unknown field 'formerly'",
        "18 field: field 'name' is missing in 'subsets'",
        "21 field: a note is about 'hff', which is no field (did you mean 'hf'?)",
    ]
    assert {problem.record for problem in reading.problems} == {"dataset 'd'"}
    record = reading.records[0].record
    assert (record.kind, record.key, record.title, record.given['hf']) == ('dataset', 'd', 'D', 'family/one')
    assert [subset.given['name'] for subset in record.given['subsets']] == ['S']


@pytest.mark.parametrize(
    ('text', 'line'),
    [
        ('type: rl\nhf: a/b\n\nProse of the page.\nMore.\n\n## A heading', 14),
        ('type: rl\nhf: a/b\n\n\nProse: with a colon, and *marks*.\nMore.\n', 15),
        ('type: rl\nhf: a/b\nsummary: |\n  Two\n\n  paragraphs.\n\nProse.\n', 18),
    ],
)
def test_a_block_of_fields_that_is_not_closed_is_said_and_its_fields_are_kept(text: str, line: int) -> None:
    reading = dataset(text)
    (problem,) = reading.problems
    assert (problem.line, problem.message) == (line, 'the block with the fields is not closed before this text (close it above)')
    assert (reading.records[0].record.given['type'], reading.records[0].record.given['hf']) == ('rl', 'a/b')


@pytest.mark.parametrize(
    ('text', 'line', 'what'),
    [
        pytest.param('words', 11, "the body must be 'field: value' lines", id='text'),
        pytest.param('- hf: org/x', 11, "the body must be 'field: value' lines", id='list'),
        pytest.param('type: rl\nhf: "org/x', 12, 'a quote is opened here and not closed', id='quote'),
        pytest.param('type: rl\n\thf: x', 12, 'a tab is used for indentation', id='tab'),
        pytest.param('type: rl\nhf: *x', 12, "'*x' is an alias", id='alias'),
        pytest.param('---\ntype: rl\n---\nhf: org/x', 13, 'a second document begins here', id='second document'),
        pytest.param('type: rl\nhf: x\0', 12, 'there is a control character, U+0000', id='control character'),
    ],
)
def test_a_record_whose_body_cannot_be_read_keeps_its_key_and_title(text: str, line: int, what: str) -> None:
    reading = dataset(text)
    (problem,) = reading.problems
    assert (problem.path, problem.line, problem.code, problem.record) == ('d.md', line, 'yaml', "dataset 'd'")
    assert what in problem.message
    assert [(declared.record.key, declared.record.title) for declared in reading.records] == [('d', 'D')]


@pytest.mark.parametrize('kind', ['dataset', 'episode', 'license'])
@pytest.mark.parametrize('text', ['', '# comment', '---', '~'])
def test_a_record_with_an_empty_body_is_a_record(kind: str, text: str) -> None:
    reading = read_record(text, file_places('p.md'), REGISTRY.kinds[kind], 'k', 'K')
    assert said(reading) == []
    assert [declared.name for declared in reading.records] == [f"{kind} 'k'"]


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_read_as_utf_8(tmp_path: Path) -> None:
    file = tmp_path / 't.yaml'
    file.write_bytes('\ufeffé\r\n模型\n'.encode())
    assert read_text(file, 't.yaml') == '\ufeffé\r\n模型\n'


def test_a_file_of_another_encoding_is_reported_at_its_first_such_line(tmp_path: Path) -> None:
    file = tmp_path / 't.yaml'
    file.write_bytes(b'one\ntwo\nGr\xf6\xdfe\n')
    assert str(read_text(file, 'sub/t.yaml')) == 'sub/t.yaml:3: the file is not UTF-8 (save it in that encoding) [chronicle.file]'


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / 't.yaml'
    file.touch()
    os.truncate(file, MAX_FILE_SIZE + 1)
    assert str(read_text(file, 't.yaml')) == 't.yaml:1: the file is larger than 16 MB (split it) [chronicle.file]'


@pytest.mark.parametrize(
    ('name', 'reason'), [('missing.yaml', 'No such file'), ('x' * 300, 'File name too long')], ids=['missing', 'name too long']
)
def test_a_file_that_cannot_be_read_is_reported_with_the_reason(tmp_path: Path, name: str, reason: str) -> None:
    problem = read_text(tmp_path / name, 't.yaml')
    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (1, 'file')
    assert f'the file cannot be read: {reason}' in problem.message


@pytest.mark.parametrize('kind', ['folder', 'pipe'])
def test_what_is_no_regular_file_is_refused_unread(tmp_path: Path, kind: str) -> None:
    file = tmp_path / 't.yaml'
    (os.mkdir if kind == 'folder' else os.mkfifo)(file)
    assert str(read_text(file, 't.yaml')) == 't.yaml:1: this is no regular file (name a file) [chronicle.file]'


# -- pickling ---------------------------------------------------------------------------------------------------------


def test_what_was_declared_survives_pickling() -> None:
    reading = read(A + '  related: [b]\n  training_tokens: ~25T\n  checkpoints: [{hf: org/x, context: 4K}]\n' + B + '  nmae: x\n')
    copy: Reading = pickle.loads(pickle.dumps(reading))
    assert copy == reading
    assert isinstance(copy.records[0], Declared)
    assert copy.records[0].line_of('related', 0) == 4
