from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.reader import file_places, read_record
from sphinx_chronicle.records.selection import Selection, group, read_columns, read_option, select, unknown_values, values_of

if TYPE_CHECKING:
    from sphinx_chronicle.records.reader import Declared
    from sphinx_chronicle.records.selection import GroupBy, Rows

ENTRIES = """\
- key: old
  title: zeta
  date: 2019
  family: Nemotron 3
  org: NVIDIA
  tags: [Dense, long-context]
- key: span
  title: Alpha
  date: 2024-07/2024-09
  type: software
  org: Others
- key: month
  title: beta
  date: 2024-07
  type: event
  status: announced
  family: Nemotron-4
  checkpoints: [{name: C, license: apache}, {name: D, license: MIT}]
- key: twin
  title: Beta
  date: 2024-07
  family: nemotron-4
  checkpoints: [{name: C, license: Apache-2.0}]
- key: open
  title: Gamma
  date: 2026-03/..
  family: Nemotron 3
"""

SPDX = {'Apache-2.0': 'apache'}


def records() -> list[Declared]:
    reading = read_entries(ENTRIES, file_places('t.yaml'))
    undated = read_record('type: sft\ntags: [dense]', file_places('d.md'), 'dataset', 'undated', 'Data')
    assert [*reading.problems, *undated.problems] == []
    return [*undated.records, *reading.records]


def chosen(**options: str) -> list[str]:
    values: dict[str, Any] = {name: read_option(name.replace('_', '-'), text) for name, text in options.items()}
    return [declared.record.key for declared in select(records(), Selection(**values), SPDX)]


@pytest.mark.parametrize(
    ('order', 'expected'),
    [
        ('oldest', ['old', 'span', 'month', 'twin', 'open', 'undated']),
        ('newest', ['open', 'twin', 'month', 'span', 'old', 'undated']),
        ('title', ['span', 'month', 'twin', 'undated', 'open', 'old']),
    ],
)
def test_records_stand_in_the_order_asked_for_and_undated_ones_last(order: str, expected: list[str]) -> None:
    assert chosen(order=order) == expected


def test_the_oldest_stand_first_unless_another_order_is_asked_for() -> None:
    assert chosen() == chosen(order='oldest')


@pytest.mark.parametrize(
    ('option', 'text', 'expected'),
    [
        pytest.param('kind', 'dataset', {'undated'}, id='kind'),
        pytest.param('kind', 'dataset, license', {'undated'}, id='kinds'),
        pytest.param('type', 'software, sft', {'span', 'undated'}, id='types of several kinds'),
        pytest.param('type', 'release', {'old', 'twin', 'open'}, id='default type'),
        pytest.param('status', 'announced', {'month'}, id='status'),
        pytest.param('family', 'nemotron-4', {'month', 'twin'}, id='family by its slug'),
        pytest.param('family', 'Nemotron 3', {'old', 'open'}, id='family as written'),
        pytest.param('tags', 'dense', {'old', 'undated'}, id='tag whatever its case'),
        pytest.param('tags', 'absent, Long Context', {'old'}, id='any of the tags'),
        pytest.param('org', 'nvidia', {'old'}, id='organization'),
        pytest.param('license', 'mit', {'month'}, id='license of a checkpoint'),
        pytest.param('license', 'apache', {'month', 'twin'}, id='license by the key of its record'),
        pytest.param('license', 'Apache-2.0', {'month', 'twin'}, id='license by its SPDX id'),
        pytest.param('license', 'not-stated', {'undated'}, id='no license stated'),
        pytest.param('license', 'absent', set(), id='nothing'),
        pytest.param('since', '2024', {'span', 'month', 'twin', 'open'}, id='since a year'),
        pytest.param('since', '2024-08', {'span', 'open'}, id='since keeps what may lie in the span'),
        pytest.param('since', '2030', {'open'}, id='since keeps what has no end'),
        pytest.param('until', '2019-06', {'old'}, id='until keeps what may lie in the span'),
        pytest.param('until', '2024-07', {'old', 'span', 'month', 'twin'}, id='until a month'),
        pytest.param('until', '2018', set(), id='until before everything'),
    ],
)
def test_a_filter_keeps_the_records_with_one_of_its_values(option: str, text: str, expected: set[str]) -> None:
    assert set(chosen(**{option: text})) == expected


def test_filters_join_and_a_limit_is_taken_last() -> None:
    assert chosen(family='nemotron-4', license='apache', since='2024', until='2024', limit='1', order='oldest') == ['month']
    assert chosen(limit='2', order='newest') == ['open', 'twin']
    assert chosen(limit='100', kind='entry') == ['old', 'span', 'month', 'twin', 'open']


@pytest.mark.parametrize(
    ('name', 'text', 'what'),
    [
        ('kind', 'entri', "'entri' is not one of entry, dataset, episode, license (did you mean 'entry'?)"),
        ('kind', 'entry, page', "'page' is not one of"),
        ('type', 'softwear', "(did you mean 'software'?)"),
        ('status', 'out', "'out' is not one of released, announced"),
        ('order', 'Newest', "'Newest' is not one of oldest, newest, title, updated (did you mean 'newest'?)"),
        ('group-by', 'tags', "'tags' is not one of year, kind, type, family, org, status"),
        ('limit', '0', "'0' is not a whole number from 1 up"),
        ('limit', '-1', "'-1' is not a whole number"),
        ('limit', '1.5', "'1.5' is not a whole number"),
        ('limit', 'ten', "'ten' is not a whole number"),
        ('limit', '²', 'is not a whole number'),
        ('since', 'spring', "'spring' is not a date (write 2025,"),
        ('until', '2025-13', 'no month 13'),
        ('tags', '', 'it is empty (give a value, or take the option out)'),
        ('tags', ' , ', 'it is empty'),
    ],
)
def test_an_option_that_cannot_be_is_refused_with_a_cure(name: str, text: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        read_option(name, text)


@pytest.mark.parametrize(
    ('group_by', 'expected'),
    [
        ('year', [('2019', ['old']), ('2024', ['span', 'month', 'twin']), ('2026', ['open']), ('', ['undated'])]),
        ('kind', [('dataset', ['undated']), ('entry', ['old', 'span', 'month', 'twin', 'open'])]),
        ('type', [('sft', ['undated']), ('release', ['old', 'twin', 'open']), ('software', ['span']), ('event', ['month'])]),
        ('status', [('released', ['old', 'span', 'twin', 'open']), ('announced', ['month']), ('', ['undated'])]),
        ('org', [('NVIDIA', ['old']), ('Others', ['span']), ('', ['undated', 'month', 'twin', 'open'])]),
    ],
)
def test_groups_stand_in_the_order_of_their_first_record_and_those_without_a_value_last(
    group_by: GroupBy, expected: list[tuple[str, list[str]]]
) -> None:
    groups = group(records(), group_by)
    assert [(one.value, [declared.record.key for declared in one.records]) for one in groups] == expected


def test_a_record_with_an_open_start_has_no_year_to_stand_under() -> None:
    reading = read_entries('- key: a\n  title: A\n  date: ../2024\n', file_places('t.yaml'))
    assert [one.value for one in group(reading.records, 'year')] == ['']


@pytest.mark.parametrize(
    ('key', 'field', 'values'),
    [
        ('old', 'tags', ('Dense', 'long-context')),
        ('old', 'family', ('Nemotron 3',)),
        ('span', 'family', ()),
        ('month', 'license', ('apache', 'MIT')),
        ('undated', 'status', ()),
        ('undated', 'kind', ('dataset',)),
    ],
)
def test_the_values_of_a_field_are_given_as_written(key: str, field: str, values: tuple[str, ...]) -> None:
    (record,) = (declared.record for declared in records() if declared.record.key == key)
    assert values_of(record, field) == values


@pytest.mark.parametrize(
    ('rows', 'text', 'columns'),
    [
        ('records', 'title, used-by,  gated', ('title', 'used_by', 'gated')),
        ('checkpoints', 'name,active_params', ('name', 'active_params')),
    ],
)
def test_columns_stand_in_the_order_they_are_named_in(rows: Rows, text: str, columns: tuple[str, ...]) -> None:
    assert read_columns(text, rows) == columns


@pytest.mark.parametrize(
    ('rows', 'text', 'what'),
    [
        ('records', 'titel', "(did you mean 'title'?)"),
        ('records', 'title, params', "'params' is not one of title, date,"),
        ('checkpoints', 'gated', "'gated' is not one of name, entry,"),
        ('records', ' , ', 'it is empty (give a value, or take the option out)'),
    ],
)
def test_a_column_that_cannot_be_is_refused_with_a_cure(rows: Rows, text: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        read_columns(text, rows)


def test_what_a_filter_asks_for_and_no_record_has_is_told_with_the_nearest_value() -> None:
    selection = Selection(family=('nemotron-3', 'nemotrom-4'), tags=('absent',), org=('nvidia',), license=('mit', 'not-stated'))
    assert list(unknown_values(selection, records())) == [
        ('family', 'nemotrom-4', " (did you mean 'nemotron-4'?)"), ('tags', 'absent', ' (no record has it)'),
    ]  # fmt: skip


def test_what_changed_last_stands_first_and_what_says_nothing_last() -> None:
    changes = {
        'old': ('2026-01', '2026-03-02'),
        'span': ('2026-03-01', ''),
        'month': ('2026-03-02', ''),
        'twin': ('2026-02', '2026-01'),
    }
    declared = []
    for item in records():
        added, updated = changes.get(item.record.key, ('', ''))
        dates = {name: parse_date(text) for name, text in (('added', added), ('updated', updated)) if text}
        declared.append(replace(item, record=item.record.model_copy(update=dates)))
    found = [item.record.key for item in select(declared, Selection(order='updated'))]
    # Of those that changed on one day, the newer thing comes first.
    assert found == ['month', 'old', 'span', 'twin', 'open', 'undated']
