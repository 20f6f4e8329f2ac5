from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_chronicle.records.columns import Drawing, read_columns
from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.kinds import Kind, Vocabulary
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.options import read_form, read_selection, selection_names
from sphinx_chronicle.records.reader import file_places, read_record
from sphinx_chronicle.records.registry import Registry
from sphinx_chronicle.records.selection import (
    UNITS,
    Matcher,
    Selection,
    group,
    groups_of,
    read_option,
    select,
    unknown_values,
    values_of,
)
from sphinx_chronicle.records.types import CHOICE, DATE, TEXT

if TYPE_CHECKING:
    from sphinx_chronicle.records.record import Declared

REGISTRY = registry_of('models', 'podcast')

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

#: The record of a license that entries name by its key and by its SPDX id.
APACHE = read_record(
    'spdx: Apache-2.0\naliases: [old-apache]', file_places('l.md'), REGISTRY.kinds['license'], 'apache', 'Apache'
)


def records() -> list[Declared]:
    reading = read_entries(ENTRIES, file_places('t.yaml'), REGISTRY)
    undated = read_record('type: sft\ntags: [dense]', file_places('d.md'), REGISTRY.kinds['dataset'], 'undated', 'Data')
    assert [*reading.problems, *undated.problems, *APACHE.problems] == []
    return [*undated.records, *reading.records]


def graph() -> Graph:
    return Graph([*records(), *APACHE.records], REGISTRY)


def selection_of(**options: str) -> Selection:
    selection, problems = read_selection(REGISTRY, {name.replace('_', '-'): text for name, text in options.items()})
    assert problems == []
    return selection


def chosen(**options: str) -> list[str]:
    return [declared.record.key for declared in select(records(), selection_of(**options), REGISTRY, graph())]


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


#: Keys of entries in the order of their file, each beginning with its year; the rest of a key tells entries of one day apart.
KEPT = {
    'oldest first': (['2020-a', '2021-a', '2021-b', '2022-a'], ['2020-a', '2021-a', '2021-b', '2022-a']),
    'newest first': (['2022-a', '2021-b', '2021-a', '2020-a'], ['2020-a', '2021-a', '2021-b', '2022-a']),
    'newest first but for one': (['2022-a', '2021-b', '2021-a', '2023-a', '2020-a', '2019-a'],
                                 ['2019-a', '2020-a', '2021-a', '2021-b', '2022-a', '2023-a']),
    'all of one day': (['2021-a', '2021-b', '2021-c'], ['2021-a', '2021-b', '2021-c']),
    'in no order': (['2021-a', '2020-a', '2021-b', '2020-b'], ['2020-b', '2020-a', '2021-b', '2021-a']),
}  # fmt: skip


def kept(keys: list[str], path: str) -> list[Declared]:
    text = ''.join(f'- key: {key}\n  title: {key}\n  date: {key[:4]}\n  tags: [{key[5:6]}]\n' for key in keys)
    reading = read_entries(text, file_places(path), REGISTRY)
    assert reading.problems == []
    return reading.records


@pytest.mark.parametrize(('keys', 'expected'), KEPT.values(), ids=KEPT)
def test_records_of_one_day_keep_the_order_of_a_file_whichever_end_of_it_is_the_old_one(
    keys: list[str], expected: list[str]
) -> None:
    for given in (kept(keys, 't.yaml'), kept(keys, 't.yaml')[::-1]):
        for order, wanted in (('oldest', expected), ('newest', expected[::-1])):
            found = select(given, selection_of(order=order), REGISTRY)
            assert [declared.record.key for declared in found] == wanted


def test_the_order_of_a_file_is_told_by_all_of_its_records_and_by_no_other_file() -> None:
    new = kept(['2022-a', '2021-b', '2021-bb', '2020-a'], 'new.yaml')
    old = kept(['2019-a', '2021-b-1', '2021-b-2'], 'old.yaml')
    found = select([*new, *old], selection_of(order='newest', tags='b'), REGISTRY)
    assert [declared.record.key for declared in found] == ['2021-b-2', '2021-b-1', '2021-b', '2021-bb']


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
        pytest.param('family', 'NEMOTRON-4', {'month', 'twin'}, id='family whatever its case'),
        pytest.param('family', 'Nemotron 3', {'old', 'open'}, id='family as written'),
        pytest.param('tags', 'dense', {'old', 'undated'}, id='tag whatever its case'),
        pytest.param('tags', 'absent, Long-context', {'old'}, id='any of the tags'),
        pytest.param('org', 'nvidia', {'old'}, id='organization'),
        pytest.param('license', 'mit', {'month'}, id='license of a checkpoint'),
        pytest.param('license', 'apache', {'month', 'twin'}, id='license by the key of its record'),
        pytest.param('license', 'Apache-2.0', {'month', 'twin'}, id='license by its SPDX id'),
        pytest.param('license', 'old-apache', {'month', 'twin'}, id='license by a former key of its record'),
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
        ('kind', 'entri', "'entri' is not one of entry, license, dataset, episode (did you mean 'entry'?)"),
        ('kind', 'entry, page', "'page' is not one of"),
        ('type', 'softwaer', "(did you mean 'software'?)"),
        ('status', 'out', "'out' is not one of released, announced"),
        (
            'order',
            'Newest',
            "title, updated, type, status, commercial, gated (did you mean 'newest'?)",
        ),
        ('group-by', 'tags', "'tags' is not one of year, decade, century, month, kind, type, status, org, family"),
        ('limit', '0', "'0' is not a whole number from 1 up"),
        ('limit', '-1', "'-1' is not a whole number"),
        ('limit', '1.5', "'1.5' is not a whole number"),
        ('limit', 'ten', "'ten' is not a whole number"),
        ('limit', '²', 'is not a whole number'),
        ('since', 'spring', "'spring' is not a date (write 2025,"),
        ('until', '2025-13', 'no month 13'),
        ('tags', '', 'it is empty (give a value, or remove the option)'),
        ('tags', ' , ', 'it is empty'),
    ],
)
def test_an_option_that_cannot_be_is_refused_with_a_cure(name: str, text: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        read_option(REGISTRY, name, text)


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
    group_by: str, expected: list[tuple[str, list[str]]]
) -> None:
    groups = group(records(), group_by, REGISTRY)
    assert [(one.value, [declared.record.key for declared in one.records]) for one in groups] == expected


#: Dates, and what each is grouped by: its year, decade, century and month.
WITHIN = {
    '2025-12-15': '2025 202X 20XX 2025-12',
    '2025-12-15T23:59-15:00': '2025 202X 20XX 2025-12',
    '2025~': '2025 202X 20XX 2025',
    '2025-Q3': '2025 202X 20XX 2025-Q3',
    '2025-H1?': '2025 202X 20XX 2025-H1',
    '2025-24': '2025 202X 20XX 2025-24',
    '199X': '199X 199X 19XX 199X',
    '12XX~': '12XX 12XX 12XX 12XX',
    '2019-11/2022': '2019 201X 20XX 2019-11',
    '199X/..': '199X 199X 19XX 199X',
    '/2020-05': '2020 202X 20XX 2020-05',
    '1900': '1900 190X 19XX 1900',
    '0009': '0009 000X 00XX 0009',
    '0000': '0000 -000X -00XX 0000',
    '-0043-03-15': '-0043 -004X -00XX -0043-03',
    '-0100': '-0100 -010X -01XX -0100',
    '-0449~': '-0449 -044X -04XX -0449',
    '-004X': '-004X -004X -00XX -004X',
    '-00XX': '-00XX -00XX -00XX -00XX',
    '00XX': '00XX 00XX 00XX 00XX',
    '000X': '000X 000X 00XX 000X',
    '../2020': '   ',
}


@pytest.mark.parametrize(('text', 'groups'), WITHIN.items())
def test_a_date_is_grouped_by_what_it_begins_in_and_by_itself_where_it_is_less_precise(text: str, groups: str) -> None:
    assert [parse_date(text).within(unit) for unit in UNITS] == groups.split(' ')
    for group_text in filter(None, groups.split(' ')):
        assert parse_date(group_text).within('century') == parse_date(text).within('century')


@pytest.mark.parametrize(
    ('date', 'since', 'until', 'is_kept'),
    [
        ('199X', '1999', '', True), ('199X', '2000', '', False), ('12XX', '', '1199', False), ('-01XX', '', '-0199', True),
        ('2024-21', '2024-05', '', True), ('2024-21', '2024-06', '', False), ('2024', '2024-23', '2024-23', True),
        ('2020/', '2050', '', True), ('/2020', '', '1900', True), ('/2020', '2021', '', False),
        ('2027-05-01T23:30-10:00', '2027-05-01', '2027-05-01', True), ('2027-05-01', '2027-05-01T12:00Z', '', True),
        ('1995', '199X', '199X', True), ('2000', '199X', '199X', False),
    ],
)  # fmt: skip
def test_a_span_keeps_what_can_lie_in_it(date: str, since: str, until: str, is_kept: bool) -> None:  # noqa: FBT001
    reading = read_entries(f'- {{key: a, title: A, date: {date}}}\n', file_places('t.yaml'), REGISTRY)
    given: dict[str, Any] = {name: parse_date(text) for name, text in (('since', since), ('until', until)) if text}
    assert bool(select(reading.records, Selection(**given), REGISTRY)) is is_kept


@pytest.mark.parametrize('order', ['oldest', 'newest', 'updated'])
def test_times_of_a_day_are_in_order_and_equals_as_the_file_has_them(order: Any) -> None:
    dates = {'a': '2027-05-01T14:30+02:00', 'b': '2027-05-01T12:30Z', 'c': '', 'd': '2027-05-01', 'e': '2027-05-01T09:00+02:00'}
    lines = ''.join(f'- {{key: {key}, title: T{", date: " if date else ""}{date}}}\n' for key, date in dates.items())
    found = select(read_entries(lines, file_places('t.yaml'), REGISTRY).records, Selection(order=order), REGISTRY)
    keys = ''.join(declared.record.key for declared in found)
    assert keys == ('deabc' if order == 'oldest' else 'baedc')


def test_a_record_with_an_open_start_has_no_year_to_stand_under() -> None:
    reading = read_entries('- key: a\n  title: A\n  date: ../2024\n', file_places('t.yaml'), REGISTRY)
    assert [one.value for one in group(reading.records, 'year', REGISTRY)] == ['']


@pytest.mark.parametrize(
    ('key', 'field', 'values'),
    [
        ('old', 'tags', ('Dense', 'long-context')),
        ('old', 'family', ('Nemotron 3',)),
        ('span', 'family', ()),
        ('month', 'license', ('apache', 'MIT')),
        ('undated', 'status', ()),
        ('old', 'type', ('release',)),
        ('undated', 'type', ('sft',)),
        ('undated', 'license', ()),
    ],
)
def test_the_values_of_a_field_are_given_as_written(key: str, field: str, values: tuple[str, ...]) -> None:
    (record,) = (declared.record for declared in records() if declared.record.key == key)
    assert values_of(REGISTRY, record, field) == values


@pytest.mark.parametrize(
    ('rows', 'text', 'columns'),
    [
        ('records', 'title, used-by,  gated', ('title', 'used_by', 'gated')),
        ('checkpoints', 'name,active_params', ('name', 'active_params')),
    ],
)
def test_columns_stand_in_the_order_they_are_named_in(rows: str, text: str, columns: tuple[str, ...]) -> None:
    assert read_columns(REGISTRY, text, rows) == (columns, {})


def test_a_column_may_be_in_the_cell_of_another() -> None:
    assert read_columns(REGISTRY, 'title + summary, date', 'records') == (('title', 'summary', 'date'), {'title': 'summary'})
    with pytest.raises(ValueError, match='a cell holds two columns at most'):
        read_columns(REGISTRY, 'title + date + tags', 'records')


@pytest.mark.parametrize(
    ('rows', 'text', 'what'),
    [
        ('records', 'titel', "(did you mean 'title'?)"),
        ('records', 'title, parms', "(did you mean 'params'?)"),
        ('checkpoints', 'gated', "'gated' is not one of name, entry,"),
        ('records', ' , ', 'it is empty (give a value, or remove the option)'),
    ],
)
def test_a_column_that_cannot_be_is_refused_with_a_cure(rows: str, text: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        read_columns(REGISTRY, text, rows)


def test_what_a_filter_asks_for_and_no_record_has_is_told_with_the_nearest_value() -> None:
    selection = selection_of(
        family='nemotron  3, nemotrom-4', tags='absent', org='nvidia', license='mit, not-stated, old-apache, apache-2.0, apachee',
        type='collection',
    )  # fmt: skip
    assert sorted(unknown_values(selection, [*records(), *APACHE.records], REGISTRY, graph())) == [
        ('family', 'nemotrom-4', " (did you mean 'nemotron-4'?)"),
        ('license', 'apachee', " (did you mean 'apache'?)"),
        ('tags', 'absent', ' (no record has it)'),
    ]


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
        declared.append(replace(item, record=item.record.with_values(**dates)))
    found = [item.record.key for item in select(declared, Selection(order='updated'), REGISTRY)]
    # Of those that changed on one day, the newer thing comes first.
    assert found == ['month', 'old', 'span', 'twin', 'open', 'undated']


def test_without_the_relations_names_are_compared_as_they_are_written() -> None:
    matches = Matcher(REGISTRY, selection_of(license='apache'))
    assert [declared.record.key for declared in records() if matches(declared.record)] == ['month']


@pytest.mark.parametrize(
    ('options', 'option', 'what'),
    [
        ({'rows': 'stops'}, 'rows', "'stops' is not one of records, checkpoints, scores, hardware, subsets"),
        ({'layout': 'tabel'}, 'layout', "(did you mean 'table'?)"),
        ({'layout': 'chart', 'lanes': 'famly'}, 'lanes', "(did you mean 'family'?)"),
        ({'layout': 'lineage', 'relation': 'derived'}, 'relation', "'derived' is not one of derived_from, derivatives"),
        ({'layout': 'plot', 'y': 'parms'}, 'y', "(did you mean 'params'?)"),
        ({'layout': 'plot', 'y': 'license'}, 'y', "'license' is not one of params, "),
        ({'layout': 'plot', 'y': 'params', 'color': 'famly'}, 'color', "(did you mean 'family'?)"),
        ({'layout': 'plot'}, 'layout', "what it shows over time is missing (write ':y:' with one of params, "),
        ({'layout': 'table', 'lanes': 'type'}, 'lanes', "is for another layout (write ':layout: chart', or remove the option)"),
        (
            {'layout': 'list', 'rows': 'subsets'},
            'rows',
            "':rows: subsets' is for tables and plots (write ':layout: table')",
        ),
        ({'rows': 'subsets', 'columns': 'family'}, 'columns', "option ':columns:': 'family' is not one of name, dataset, rows"),
    ],
)
def test_a_form_that_cannot_be_is_told_with_its_option(options: dict[str, str], option: str, what: str) -> None:
    _form, problems = read_form(REGISTRY, options)
    assert [problem.option for problem in problems] == [option]
    assert what in problems[0].message


def test_a_listing_of_parts_is_a_table_with_the_columns_of_the_part() -> None:
    form, problems = read_form(REGISTRY, {'rows': 'subsets'})
    assert problems == []
    columns = ('name', 'dataset', 'rows', 'tokens', 'bytes', 'license')
    assert form == ('table', 'subsets', columns, (), Drawing('family', 'derived_from'), False, {})


def test_a_plot_has_the_columns_of_what_it_shows() -> None:
    form, problems = read_form(REGISTRY, {'layout': 'plot', 'rows': 'checkpoints', 'y': 'active-params', 'color': 'family'})
    assert problems == []
    assert form.columns == ('name', 'date', 'active_params', 'family')
    assert form.drawing == Drawing('family', 'derived_from', 'active_params', 'family')


def test_a_relation_of_a_lineage_is_named_at_either_end() -> None:
    for name in ('derived-from', 'derivatives'):
        form, problems = read_form(REGISTRY, {'layout': 'lineage', 'relation': name})
        assert (problems, form.drawing.relation, form.columns) == ([], 'derived_from', ('title', 'date'))


# -- kinds of a project -----------------------------------------------------------------------------------------------

PLACE = Kind(
    'place',
    'Place',
    'Places',
    (
        DATE.one('founded', label='Founded'),
        TEXT.one('type', label='Type', filter='choice'),
        CHOICE.one('climate', label='Climate', filter='choice', choices={'Wet': 'Wet', 'Dry': 'Dry'}),
    ),
    date='founded',
)
PLACES = Registry([Vocabulary('places', kinds=(PLACE,))])


def places() -> list[Declared]:
    reading = read_entries(
        '- {kind: place, key: rome, title: Rome, founded: 0753, type: town, climate: Dry}\n'
        '- {kind: place, key: oslo, title: Oslo, founded: 1040, type: port, date: 2000}\n'
        '- {key: talk, title: Talk, date: 0900, type: event}\n',
        file_places('t.yaml'),
        PLACES,
    )
    assert reading.problems == []
    return reading.records


def test_records_go_by_the_date_that_their_kind_names() -> None:
    found = select(places(), Selection(), PLACES)
    assert [declared.record.key for declared in found] == ['rome', 'talk', 'oslo']
    assert [one.value for one in group(found, 'year', PLACES)] == ['0753', '0900', '1040']
    since = Selection(since=parse_date('1000'))
    assert [declared.record.key for declared in select(places(), since, PLACES)] == ['oslo']


def test_options_follow_from_the_fields_that_readers_filter_by() -> None:
    assert set(selection_names(PLACES)) == {
        'kind', 'type', 'status', 'family', 'org', 'tags', 'climate', 'keys', 'since', 'until', 'limit', 'order', 'group-by',
    }  # fmt: skip
    assert 'license' not in selection_names(PLACES)
    assert set(groups_of(PLACES)) == {
        'year', 'decade', 'century', 'month', 'kind', 'type', 'status', 'org', 'family', 'climate',
    }  # fmt: skip


def test_a_field_that_has_choices_in_one_kind_only_can_be_filtered_by_any_word() -> None:
    assert read_option(PLACES, 'type', 'town, event') == ('town', 'event')
    with pytest.raises(ValueError, match=re.escape("'wett' is not one of wet, dry (did you mean 'wet'?)")):
        read_option(PLACES, 'climate', 'wett')
    selection, _problems = read_selection(PLACES, {'type': 'town, event', 'climate': 'DRY'})
    assert [declared.record.key for declared in select(places(), selection, PLACES)] == ['rome']
