from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.graph import Graph, Node
from sphinx_chronicle.records.kinds import Kind, Relation, Vocabulary, ref
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.reader import file_places, read_record
from sphinx_chronicle.records.registry import Registry
from sphinx_chronicle.vocabularies.licenses.kinds import LICENSE_ID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_chronicle.records.record import Declared

REGISTRY = registry_of('models', 'podcast')

#: What to do about a license that nobody has.
NO_LICENSE = (
    '(write an SPDX id such as MIT, leave the field out, or describe the license: python -m sphinx_chronicle new license KEY)'
)


def graph_of(declared: Iterable[Declared]) -> Graph:
    return Graph(declared, REGISTRY)


def entries(text: str, path: str = 't.yaml') -> list[Declared]:
    reading = read_entries(text, file_places(path), REGISTRY)
    assert reading.problems == []
    return reading.records


def entry(key: str, date: str = '2025', **fields: str) -> list[Declared]:
    lines = [
        f'- key: {key}',
        f'  title: {key.title()}',
        f'  date: {date}',
        *(f'  {name}: {value}' for name, value in fields.items()),
    ]
    return entries('\n'.join(lines), f'{key}.yaml')


def record(kind: str, key: str, text: str = '') -> list[Declared]:
    reading = read_record(text, file_places(f'{key}.md'), REGISTRY.kinds[kind], key, key.title())
    assert reading.problems == []
    return reading.records


def problems(graph: Graph) -> list[str]:
    return [f'{problem.path}:{problem.line}: {problem.text}' for problem in graph.problems]


def related(graph: Graph, key: str, relation: str) -> list[str]:
    return [neighbor.node.key or neighbor.node.external for neighbor in graph.neighbors(key, relation)]


def keys(found: list[Declared]) -> list[str]:
    return [declared.record.key for declared in found]


def test_the_inverse_of_the_inverse_is_the_relation() -> None:
    inverse = REGISTRY.inverse
    assert {name: inverse[inverse[name]] for name in inverse} == {name: name for name in inverse}
    assert set(inverse) == {
        'derived_from', 'derivatives', 'trained_on', 'used_by', 'member_of', 'members', 'generated_with', 'generated', 'related',
    }  # fmt: skip
    assert set(REGISTRY.seen) == set(inverse)


@pytest.mark.parametrize(
    ('holder', 'field', 'other', 'inverse'),
    [
        ('entry', 'related', 'entry', 'related'),
        ('entry', 'derived_from', 'entry', 'derivatives'),
        ('entry', 'trained_on', 'dataset', 'used_by'),
        ('dataset', 'used_by', 'entry', 'trained_on'),
        ('dataset', 'members', 'dataset', 'member_of'),
        ('dataset', 'generated_with', 'entry', 'generated'),
        ('dataset', 'related', 'episode', 'related'),
        ('episode', 'related', 'license', 'related'),
    ],
)
def test_a_relation_shows_at_both_ends(holder: str, field: str, other: str, inverse: str) -> None:
    here = entry('here', **{field: 'there'}) if holder == 'entry' else record(holder, 'here', f'{field}: there')
    there = entry('there') if other == 'entry' else record(other, 'there')
    for order in ([*here, *there], [*there, *here]):
        graph = graph_of(order)
        assert problems(graph) == []
        assert related(graph, 'here', field) == ['there']
        assert related(graph, 'there', inverse) == ['here']
        assert graph.has_relations('here')
        assert graph.has_relations('there')


def test_a_record_nobody_names_has_no_relations() -> None:
    graph = graph_of(entry('a'))
    assert not graph.has_relations('a')
    assert graph.neighbors('a', 'related') == []


@pytest.mark.parametrize('written', ['model', 'data', 'both'])
def test_a_relation_means_the_same_at_whichever_end_it_is_written(written: str) -> None:
    model = entry('model', **({'trained_on': '[data]'} if written != 'data' else {}))
    data = record('dataset', 'data', 'used_by: [model]' if written != 'model' else '')
    graph = graph_of([*model, *data])
    assert graph.neighbors('model', 'trained_on') == graph_of(
        [*entry('model', trained_on='data'), *record('dataset', 'data')]
    ).neighbors('model', 'trained_on')
    assert related(graph, 'data', 'used_by') == ['model']


def test_what_only_one_end_says_is_kept() -> None:
    model = entry('model', trained_on='{ref: data, basis: card}')
    data = record('dataset', 'data', 'used_by: {ref: model, use: seed}')
    for order in ([*model, *data], [*data, *model]):
        for key, relation in (('model', 'trained_on'), ('data', 'used_by')):
            (neighbor,) = graph_of(order).neighbors(key, relation)
            assert neighbor.said == {'basis': 'card', 'use': 'seed'}


@pytest.mark.parametrize('is_first', [True, False])
def test_what_both_ends_say_differently_is_what_the_first_says(is_first: bool) -> None:  # noqa: FBT001
    model = entry('model', trained_on='{ref: data, basis: card}')
    data = record('dataset', 'data', 'used_by: {ref: model, basis: recipe}')
    graph = graph_of([*model, *data] if is_first else [*data, *model])
    (neighbor,) = graph.neighbors('model', 'trained_on')
    assert neighbor.said == {'basis': 'card' if is_first else 'recipe'}


def test_a_hugging_face_id_finds_the_checkpoint_or_dataset_that_has_it_whatever_its_case() -> None:
    graph = graph_of(
        [
            *entry('base', checkpoints='[{hf: org/Base-8B}, {hf: org/Base-70B}]'),
            *record('dataset', 'data', 'hf: org/Data'),
            *entry('model', derived_from='[ORG/base-8b]', trained_on='[org/data]'),
        ]
    )
    assert graph.resolve('org/BASE-70B') == Node('base', 'org/Base-70B')
    assert [neighbor.node for neighbor in graph.neighbors('model', 'derived_from')] == [Node('base', 'org/Base-8B')]
    assert [neighbor.node for neighbor in graph.neighbors('model', 'trained_on')] == [Node('data')]
    assert [neighbor.here for neighbor in graph.neighbors('base', 'derivatives')] == ['org/Base-8B']


def test_a_hugging_face_id_nobody_has_is_a_thing_without_a_record() -> None:
    graph = graph_of(entry('model', derived_from='[other/Model]', trained_on='[other/Data]'))
    assert problems(graph) == []
    (base,) = graph.neighbors('model', 'derived_from')
    (data,) = graph.neighbors('model', 'trained_on')
    assert (base.node, base.kind) == (Node('', external='other/Model'), '')
    assert (data.node, data.kind) == (Node('', external='other/Data'), 'dataset')


def test_an_entry_derives_from_what_its_checkpoints_derive_from() -> None:
    graph = graph_of(
        [
            *entry('base', '2024'),
            *entry('model', checkpoints='[{hf: org/M, derived_from: base}, {name: N, derived_from: [base, other/X]}]'),
        ]
    )
    assert [(n.here, n.node.key or n.node.external) for n in graph.neighbors('model', 'derived_from')] == [
        ('N', 'base'), ('org/M', 'base'), ('N', 'other/X'),
    ]  # fmt: skip
    assert [neighbor.node for neighbor in graph.neighbors('base', 'derivatives')] == [Node('model', 'N'), Node('model', 'org/M')]
    assert [*graph.descent.ancestors('model')] == ['base']


def test_neighbors_stand_by_date_and_undated_ones_last() -> None:
    others = [*entry('b', '2024-05'), *entry('c', '2024'), *record('dataset', 'undated'), *entry('a', '2026')]
    graph = graph_of([*entry('model', related='[other/X, a, undated, b, c]'), *others])
    assert related(graph, 'model', 'related') == ['c', 'b', 'a', 'other/X', 'undated']


# -- what does not resolve --------------------------------------------------------------------------------------------


def test_a_key_nobody_has_is_reported_at_its_line_with_the_nearest_key() -> None:
    graph = graph_of(
        entries("""\
- key: nemotron-h
  title: H
  date: 2025
- key: other
  title: Other
  date: 2025
  related:
    - nemotron-h
    - nemotron-g
    - entirely-else
  checkpoints:
    - name: One
      derived_from: nemotronh
""")
    )
    assert problems(graph) == [
        "t.yaml:9: entry 'other': there is no record 'nemotron-g' (did you mean 'nemotron-h'?)",
        (
            "t.yaml:10: entry 'other': there is no record 'entirely-else' "
            '(name the key of a record, or a Hugging Face id: organization/name)'
        ),
        "t.yaml:13: entry 'other': there is no record 'nemotronh' (did you mean 'nemotron-h'?)",
    ]
    assert related(graph, 'other', 'related') == ['nemotron-h']


def test_a_license_nobody_has_is_reported_at_its_line() -> None:
    dataset = record(
        'dataset', 'data', 'license: [MIT, open-licence, mit, entirely-else]\nsubsets:\n  - name: s\n    license: data\n'
    )
    graph = graph_of([*dataset, *record('license', 'open-license')])
    assert problems(graph) == [
        "data.md:1: dataset 'data': there is no license 'open-licence' (did you mean 'open-license'?)",
        f"data.md:1: dataset 'data': there is no license 'entirely-else' {NO_LICENSE}",
        f"data.md:4: dataset 'data': there is no license 'data' {NO_LICENSE}",
    ]


@pytest.mark.parametrize(
    'fields',
    [
        pytest.param({'related': 'a'}, id='key'),
        pytest.param({'aliases': '[old]', 'related': 'old'}, id='alias'),
        pytest.param({'checkpoints': '[{hf: org/X, derived_from: org/x}]'}, id='checkpoint'),
    ],
)
def test_a_record_related_to_itself_is_a_problem(fields: dict[str, str]) -> None:
    graph = graph_of(entry('a', **fields))
    message = 'a record cannot be its own relation (name another one, or one of its checkpoints)'
    assert problems(graph) == [f"a.yaml:{3 + len(fields)}: entry 'a': {message}"]
    assert not graph.has_relations('a')


def test_a_key_that_is_taken_is_reported_with_the_place_of_the_first_which_counts() -> None:
    graph = graph_of([*entries('\n- key: a\n  title: First\n  date: 2025\n', 'one.yaml'), *record('dataset', 'a')])
    assert problems(graph) == [
        "a.md:1: dataset 'a': the key is taken by entry 'a' in one.yaml:2 (give the newer one another key, or delete one of them)"
    ]
    assert graph.records['a'].record.title == 'First'


def test_former_keys_resolve() -> None:
    graph = graph_of([*entry('new', aliases='[old, older]'), *entry('child', derived_from='old')])
    assert problems(graph) == []
    assert graph.resolve('older') == Node('new')
    assert related(graph, 'new', 'derivatives') == ['child']


@pytest.mark.parametrize(
    ('aliases', 'taken', 'owner'), [('[b]', 'b', 'b'), ('[old]', 'old', 'c'), ('[a]', 'a', 'a'), ('[x, x]', 'x', 'a')],
    ids=['key of another', 'alias of another', 'own key', 'given twice'],
)  # fmt: skip
def test_an_alias_that_is_taken_is_reported_at_its_line(aliases: str, taken: str, owner: str) -> None:
    graph = graph_of([*entry('b'), *entry('c', aliases='[old]'), *entry('a', aliases=aliases)])
    assert problems(graph) == [f"a.yaml:4: entry 'a': the alias '{taken}' is taken by entry '{owner}' (remove it)"]


# -- descent ----------------------------------------------------------------------------------------------------------


def test_ancestors_and_descendants_are_sorted_oldest_first_across_generations() -> None:
    graph = graph_of(
        [
            *entry('d', '2026', derived_from='[b, c]'),
            *entry('b', '2025', derived_from='a'),
            *entry('c', '2024', derived_from='a'),
            *entry('a', '2023'),
            *entry('apart', '2022'),
        ]
    )
    assert [*graph.descent.ancestors('d')] == ['a', 'c', 'b']
    assert [*graph.descent.descendants('a')] == ['c', 'b', 'd']
    assert [*graph.descent.ancestors('a')] == [*graph.descent.descendants('d')] == [*graph.descent.ancestors('apart')] == []


def test_a_long_line_of_descent_is_followed_to_its_end() -> None:
    line = [d for n in range(3000) for d in entry(f'm{n}', **({'derived_from': f'm{n - 1}'} if n else {}))]
    graph = graph_of(line)
    assert problems(graph) == []
    assert len(graph.descent.ancestors('m2999')) == 2999


def test_a_circle_of_descent_is_reported_once_at_the_line_that_closes_it() -> None:
    graph = graph_of(
        entries("""\
- key: base
  title: Base
  date: 2020
- key: a
  title: A
  date: 2021
  derived_from:
    - base
    - c
- key: b
  title: B
  date: 2022
  derived_from: a
- key: c
  title: C
  date: 2023
  derived_from: b
""")
    )
    assert problems(graph) == ["t.yaml:9: entry 'a': circular derivation via b, c (remove one 'derived_from')"]
    assert [*graph.descent.ancestors('a')] == ['base', 'b', 'c']
    assert [*graph.descent.descendants('a')] == ['b', 'c']


def test_each_circle_is_a_problem_of_its_own() -> None:
    graph = graph_of(
        [
            *entry('a', derived_from='b'), *entry('b', derived_from='a'),
            *entry('x', checkpoints='[{hf: org/X, derived_from: org/Y}]'),
            *entry('y', checkpoints='[{hf: org/Y, derived_from: x}]'),
        ]
    )  # fmt: skip
    assert problems(graph) == [
        "a.yaml:4: entry 'a': circular derivation via b (remove one 'derived_from')",
        "x.yaml:4: entry 'x': circular derivation via y (remove one 'derived_from')",
    ]


def test_checkpoints_of_one_release_may_descend_from_each_other() -> None:
    graph = graph_of(
        entry('a', checkpoints='[{hf: org/Base}, {hf: org/Chat, derived_from: org/Base}, {name: C, derived_from: a}]')
    )
    assert problems(graph) == []
    assert [(n.here, n.node.part) for n in graph.neighbors('a', 'derived_from')] == [('C', ''), ('org/Chat', 'org/Base')]
    assert [*graph.descent.ancestors('a')] == []


def test_relations_in_a_circle_that_is_not_descent_are_no_problem() -> None:
    assert problems(graph_of([*entry('a', related='b'), *entry('b', related='a')])) == []


# -- relations of any vocabulary --------------------------------------------------------------------------------------

PERSON = Kind(
    'person',
    'Person',
    'People',
    (
        ref('wrote', 'What they wrote.'),
        ref('child_of', 'Their parents.'),
        ref('parent_of', 'Children.'),
    ),
)
PEOPLE = Vocabulary(
    'people',
    kinds=(PERSON,),
    fields={'entry': (ref('written_by', 'Who wrote it.'),)},
    relations=(
        Relation('wrote', 'Wrote', 'written_by', 'Written by', targets=('entry',)),
        Relation('child_of', 'Child of', 'parent_of', 'Parent of', targets=('person',), acyclic=True),
    ),
)


def people(text: str) -> Graph:
    registry = Registry([PEOPLE])
    reading = read_entries(text, file_places('t.yaml'), registry)
    assert reading.problems == []
    return Graph(reading.records, registry)


def test_a_relation_leads_to_the_kinds_that_it_is_declared_for() -> None:
    graph = people("""\
- {kind: person, key: ada, title: Ada, wrote: [note, bob]}
- {kind: person, key: bob, title: Bob}
- {key: note, title: Note, date: 1843, written_by: [bob]}
""")
    assert problems(graph) == ["t.yaml:1: person 'ada': 'bob' is of the kind 'person' (name a record of the kind 'entry')"]
    assert related(graph, 'note', 'written_by') == ['ada', 'bob']
    assert related(graph, 'ada', 'wrote') == ['note']
    assert related(graph, 'bob', 'wrote') == ['note']
    assert related(graph, 'bob', 'written_by') == []


def test_a_key_nobody_has_asks_for_a_key_where_nothing_else_can_be_named() -> None:
    graph = people('- {kind: person, key: ada, title: Ada, wrote: [zzz]}\n')
    assert problems(graph) == ["t.yaml:1: person 'ada': there is no record 'zzz' (name the key of a record)"]


def test_a_circle_written_at_the_other_end_is_a_circle() -> None:
    graph = people("""\
- kind: person
  key: ada
  title: Ada
  child_of: [bob]
- kind: person
  key: bob
  title: Bob
  parent_of: [cleo]
- {kind: person, key: cleo, title: Cleo, parent_of: ada, child_of: ada}
""")
    assert problems(graph) == ["t.yaml:9: person 'cleo': circular derivation via ada (remove one 'child_of')"]
    assert [*graph.descent.ancestors('ada')] == ['bob', 'cleo']
    assert graph.parents('cleo') == ('ada', 'bob')


def test_a_circle_with_very_many_parents_is_found_at_once() -> None:
    others = [f'p{n}' for n in range(3000)]
    items = [f'{{key: a, child_of: [{", ".join(others)}, z]}}', *(f'{{key: {key}}}' for key in others), '{key: z, child_of: a}']
    graph = people('\n'.join(item.replace('{', '- {kind: person, title: P, ', 1) for item in items))
    assert problems(graph) == ["t.yaml:1: person 'a': circular derivation via z (remove one 'child_of')"]


# -- licenses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('named', 'found'),
    [('apache', 'apache'), ('Apache-2.0', 'apache'), ('old-apache', 'apache'), ('own', 'own'), ('MIT', None), ('data', None)],
)
def test_a_license_is_found_by_key_former_key_or_spdx_id(named: str, found: str | None) -> None:
    licenses = [*record('license', 'apache', 'spdx: apache-2.0\naliases: [old-apache]'), *record('license', 'own')]
    assert graph_of([*licenses, *record('dataset', 'data')]).named(LICENSE_ID, named) == found


def test_the_other_names_of_licenses_lead_to_their_keys() -> None:
    licenses = [*record('license', 'apache', 'spdx: apache-2.0\naliases: [old-apache]'), *record('license', 'own')]
    graph = graph_of([*licenses, *record('dataset', 'data', 'aliases: [old-data]')])
    assert graph.other_names('license') == {'Apache-2.0': 'apache', 'old-apache': 'apache'}


def test_what_a_graph_is_made_of_and_what_it_tells_survives_pickling() -> None:
    graph = graph_of([*entry('a', derived_from='b', aliases='[old]'), *entry('b', '2024', related='nobody')])
    assert pickle.loads(pickle.dumps(graph.problems)) == graph.problems
    assert pickle.loads(pickle.dumps(graph.neighbors('b', 'derivatives'))) == graph.neighbors('b', 'derivatives')
    copies: list[Declared] = pickle.loads(pickle.dumps([*graph.records.values()]))
    copy = graph_of(copies)
    assert copy.problems == graph.problems
    assert copy.neighbors('b', 'derivatives') == graph.neighbors('b', 'derivatives')
    assert copy.resolve('old') == Node('a')
    assert keys([*copy.records.values()]) == ['a', 'b']


def test_what_descends_from_a_part_has_the_ancestors_of_that_part_alone() -> None:
    """Of two models of one release one is made from `first`, and the other from something else."""
    release = entry('release', checkpoints=(
        '[{hf: acme/One, derived_from: [first]}, {hf: acme/Two, derived_from: [other/Base]},'
        ' {hf: acme/Three, derived_from: [acme/One]}]'
    ), trained_on='[all-data]')  # fmt: skip
    children = {'of-one': 'acme/One', 'of-two': 'acme/Two', 'of-three': 'acme/Three', 'of-all': 'release', 'last': 'of-two'}
    data = record('dataset', 'all-data')
    graph = graph_of([
        *entry('first', '2020'), *release, *data, *(one for name, of in children.items() for one in entry(name, derived_from=of)),
    ])  # fmt: skip
    assert problems(graph) == []
    ancestors = {name: {*graph.descent.ancestors(name)} for name in ('release', *children)}
    assert ancestors == {
        'release': {'first'},
        'of-one': {'first', 'release'},
        'of-two': {'release'},
        'of-three': {'first', 'release'},
        'of-all': {'first', 'release'},
        'last': {'of-two', 'release'},
    }
    assert {*graph.descent.descendants('first')} == {'release', 'of-one', 'of-three', 'of-all'}
    assert {*graph.descent.descendants('release')} == {*children}
    inherited = {name: {node.key for node in graph.inherited(name, 'trained_on')} for name in ('release', 'of-one', 'of-two')}
    assert inherited == {'release': set(), 'of-one': {'all-data'}, 'of-two': {'all-data'}}
