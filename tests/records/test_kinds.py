"""What is declared of kinds, what a registry makes of it, and what records are."""

from __future__ import annotations

import json
import pickle
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_chronicle.exports.json import dump, read_records
from sphinx_chronicle.records.core import (
    ENTRY,
    LINKS,
    PAPER_ARXIV,
    PAPERS,
    RECORD_DATE,
    SOURCES,
    STATUS,
    TAGS,
    TYPE,
    address_of_paper,
)  # fmt: skip
from sphinx_chronicle.records.fields import Item, Shape, Type
from sphinx_chronicle.records.kinds import Column, Kind, Part, Relation, Vocabulary, function, ref
from sphinx_chronicle.records.load import all_shipped, load, registry_of, shipped, vocabulary, with_required
from sphinx_chronicle.records.reader import RecordReader, file_places
from sphinx_chronicle.records.record import Declared, Record
from sphinx_chronicle.records.registry import Registry
from sphinx_chronicle.records.types import CHOICE, COUNT, DATE, TEXT
from sphinx_chronicle.records.yaml_load import marks_of

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_chronicle.records.fields import Field
    from sphinx_chronicle.records.reader import Reading

REGISTRY = registry_of('models', 'podcast')
KINDS = tuple(REGISTRY.kinds)

#: All that has fields, by the name that the field reference knows it by.
DESCRIBED = REGISTRY.described

FULL: dict[str, dict[str, Any]] = {
    'entry': {
        'key': 'a',
        'title': 'A',
        'date': '2025-03/2025-06',
        'summary': 'Some *words*.',
        'links': [{'label': 'code', 'url': 'https://example.org'}],
        'papers': [{'title': 'P', 'arxiv': '2402.16819', 'authors': ['One']}],
        'related': ['b', {'ref': 'org/c', 'basis': 'recipe', 'use': 'seed'}],
        'sources': ['https://example.org', {'url': 'https://example.org/2', 'via': 'a copy'}],
        'notes': [{'about': 'date', 'kind': 'conflict', 'text': 'Two days are given.'}],
        'training_tokens': '~25T',
        'cutoff': {'pretraining': '2025-06'},
        'checkpoints': [{'hf': 'org/x', 'params': '31.6B', 'context': '128K', 'license': ['MIT', 'own-license']}],
    },
    'dataset': {'key': 'd', 'title': 'D', 'bytes': '1.2TB', 'gated': 'no', 'subsets': [{'name': 's', 'rows': '1_000'}]},
    'episode': {'key': 'e', 'title': 'E', 'duration': '1h 7m', 'guests': [{'name': 'G', 'role': 'R'}]},
    'license': {
        'key': 'l',
        'title': 'L',
        'spdx': 'mit',
        'commercial': 'conditions',
        'conditions': 'Attribution.',
        'wording': {'quotation': 'with credit', 'clause': '1'},
    },
}


def read(kind: str, fields: dict[str, Any], registry: Registry = REGISTRY) -> Reading:
    """What the reader makes of fields."""
    reader = RecordReader(file_places('t.yaml'))
    reader.record(registry.kinds[kind], fields, marks_of(fields), 'it')
    return reader.reading()


def made(kind: str, fields: dict[str, Any], registry: Registry = REGISTRY) -> Record:
    reading = read(kind, fields, registry)
    assert reading.problems == []
    return reading.records[0].record


def record(kind: str, **fields: Any) -> Record:
    return made(kind, {**FULL[kind], **fields})


def entry(**fields: Any) -> Record:
    return made('entry', {'key': 'a', 'title': 'A', 'date': '2025', **fields})


# -- what is declared -------------------------------------------------------------------------------------------------


def test_the_kinds_are_entry_license_dataset_and_episode_each_after_what_it_builds_on() -> None:
    assert KINDS == ('entry', 'license', 'dataset', 'episode')
    assert tuple(registry_of().kinds) == ('entry',)
    assert tuple(registry_of('models').kinds) == ('entry', 'license', 'dataset')
    assert tuple(registry_of('podcast').kinds) == ('entry', 'episode')


def test_all_that_has_fields_is_described() -> None:
    assert set(DESCRIBED) == {
        'record', *KINDS, 'checkpoint', 'subset', 'score', 'hardware', 'ref', 'note', 'source', 'link', 'paper', 'change',
        'guest', 'cutoff', 'image', 'takeaway', 'term', 'wording',
    }  # fmt: skip


@pytest.mark.parametrize('name', DESCRIBED)
def test_every_field_is_described_in_a_sentence(name: str) -> None:
    assert [field.name for field in DESCRIBED[name] if not field.description.endswith('.')] == []


@pytest.mark.parametrize('name', DESCRIBED)
def test_every_field_has_a_label_unless_its_relation_has_one(name: str) -> None:
    assert [field.name for field in DESCRIBED[name] if not field.label and not field.relation] == []


def written(value: Any) -> Any:
    """An example as a text tree."""
    return json.loads(json.dumps(value), parse_int=str, parse_float=str)


@pytest.mark.parametrize('name', DESCRIBED)
def test_every_field_has_an_example_which_is_a_value_that_it_takes(name: str) -> None:
    fields = DESCRIBED[name]
    base = {field.name: written(field.example) for field in fields if field.required}
    base |= {'name': 'N'} if name == 'checkpoint' else {}
    for field in fields:
        assert field.example is not None, field.name
        reader = RecordReader(file_places('t.yaml'))
        given = {**base, field.name: written(field.example)}
        read = reader.mapping(Shape(name, fields), given, marks_of(given), 0, (name,))
        assert reader.problems == [], field.name
        assert read.given[field.name] not in (None, ()), field.name


@pytest.mark.parametrize('kind', KINDS)
def test_a_kind_has_the_fields_of_all_records_and_its_own(kind: str) -> None:
    fields = REGISTRY.kinds[kind].by_name
    assert list(fields) == [field.name for field in (*DESCRIBED['record'], *DESCRIBED[kind])]
    assert {field.name for field in REGISTRY.kinds[kind].shown} == set(fields)


@pytest.mark.parametrize('one', all_shipped(), ids=lambda one: one.name)
def test_every_function_that_a_vocabulary_names_is_there(one: Vocabulary) -> None:
    names = [name for kind in one.kinds for name in kind.hooks.values()]
    names += [kind.schema_org for kind in one.kinds if ':' in kind.schema_org]
    names += [field.link for kind in one.kinds for field in kind.fields if field.link]
    names += [*one.roles.values(), *one.importers.values(), *(column.cell for column in one.columns)]
    assert all(callable(function(name)) for name in names)
    assert all(kind.description.endswith('.') for kind in one.kinds)


# -- values -----------------------------------------------------------------------------------------------------------


def paper(**fields: str) -> dict[str, Any]:
    return {'papers': [{'title': 'T', **fields}]}


@pytest.mark.parametrize(
    ('kind', 'fields', 'code', 'what'),
    [
        pytest.param('entry', paper(arxiv='arXiv:2402.16819'), 'value', "(write '2402.16819', in quotes)", id='arxiv prefix'),
        pytest.param('entry', paper(arxiv='2402.168'), 'value', 'is not an arXiv number', id='arxiv shortened by YAML'),
        pytest.param('entry', paper(doi='https://doi.org/10.1145/1'), 'value', 'without https://doi.org/', id='doi resolver'),
        pytest.param('entry', paper(doi='10.1145/1 2'), 'value', 'is not a DOI', id='doi with a space'),
        pytest.param('dataset', {'hf': 'Nemotron-CC'}, 'value', '(write organization/name)', id='hf without organization'),
        pytest.param('dataset', {'gated': 'maybe'}, 'value', "'yes' or 'no'", id='closed list'),
        pytest.param('dataset', {'license': 'Foo Bar'}, 'value', '(several licenses are a list;', id='license'),
        pytest.param('dataset', {'license': 'MIT OR Apache-2.0'}, 'value', '(several licenses are a list;', id='expression'),
        pytest.param('entry', {'related': 'Foo Bar'}, 'value', "neither a record's key nor a Hugging Face id", id='relation'),
        pytest.param('entry', {'family': '  '}, 'value', 'the text is empty', id='blank text'),
        pytest.param('entry', {'family': ['x']}, 'value', 'expected text, got a list', id='list for a text'),
        pytest.param('entry', {'family': {'x': 'y'}}, 'value', 'expected text, got a mapping', id='mapping for a text'),
        pytest.param('entry', {'date': '2025-13'}, 'date', 'no month 13', id='date'),
        pytest.param('entry', {'date': '12/2025'}, 'date', "'12/2025' is not a date (write 2025-12)", id='american date'),
        pytest.param('entry', {'links': [{'label': 'x', 'url': 'data:x'}]}, 'url', 'is not allowed', id='url'),
        pytest.param('entry', {'aliases': ['Old']}, 'key', "write 'old'", id='alias'),
        pytest.param('entry', {'checkpoints': [{'params': '8B'}]}, 'field', "needs 'hf' or 'name'", id='nameless checkpoint'),
        pytest.param('entry', {'status': 'Released'}, 'value', "'released' or 'announced'", id='case of a closed list'),
        pytest.param('entry', {'related': {'basis': 'card'}}, 'field', "'ref' is missing in 'related'", id='no end'),
        pytest.param('episode', {'guests': ['G']}, 'value', 'expected a mapping', id='text for a mapping'),
        pytest.param('episode', {'audio': '//example.org/a.mp3'}, 'url', "has no scheme (write 'https://", id='media'),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_problem_with_its_code_and_cure(kind: str, fields: dict[str, Any], code: str, what: str) -> None:
    reading = read(kind, {'key': 'a', 'title': 'A', 'date': '2025', **fields})
    assert [problem.code for problem in reading.problems] == [code]
    assert what in reading.problems[0].message
    # It costs that value and nothing else.
    given = {**reading.records[0].record.given}
    assert given.pop('papers', ()) == ((Item({'title': 'T'}),) if 'papers' in fields else ())
    assert set(given) == {'key', 'title', 'date'} - set(fields)


@pytest.mark.parametrize('name', DESCRIBED)
def test_an_unknown_field_is_a_problem(name: str) -> None:
    reader = RecordReader(file_places('t.yaml'))
    given = {'nmae': 'x'}
    reader.mapping(Shape(name, DESCRIBED[name]), given, marks_of(given), 0, (name,))
    assert [(problem.code, problem.message.partition(' (')[0]) for problem in reader.problems] == [
        ('field', "unknown field 'nmae'")
    ]


@pytest.mark.parametrize(
    'given', ['b', ['b'], {'ref': 'b'}, [{'ref': 'b'}]], ids=['text', 'list of text', 'mapping', 'list of mappings']
)
def test_a_relation_may_be_short_long_one_or_many(given: Any) -> None:
    assert entry(derived_from=given).given['derived_from'] == (Item({'ref': 'b'}),)


def test_a_source_may_be_an_address_alone() -> None:
    sources = entry(sources=['https://example.org', {'url': 'https://example.org', 'via': 'a copy'}]).get(SOURCES)
    assert sources == (Item({'url': 'https://example.org'}), Item({'url': 'https://example.org', 'via': 'a copy'}))


def test_licenses_are_keys_or_canonical_spdx_ids() -> None:
    several = made('dataset', {'key': 'd', 'title': 'D', 'license': ['Apache-2.0', 'own-license', 'CC-by-4.0']})
    assert several.given['license'] == ('Apache-2.0', 'own-license', 'CC-BY-4.0')
    assert made('dataset', {'key': 'd', 'title': 'D', 'license': 'own-license'}).given['license'] == ('own-license',)


def test_the_context_of_a_checkpoint_is_binary_and_its_parameters_are_not() -> None:
    (checkpoint,) = entry(checkpoints=[{'name': 'x', 'context': '128K', 'params': '128K'}]).given['checkpoints']
    assert (checkpoint.given['context'].value, checkpoint.given['params'].value) == (Decimal(131_072), Decimal(128_000))


def test_a_summary_keeps_its_indentation_and_loses_only_what_trails() -> None:
    assert entry(summary='\n  code\n\nwords \n\n').given['summary'] == '\n  code\n\nwords'


def test_an_entry_is_a_released_release_unless_it_says_otherwise() -> None:
    assert (entry().get(TYPE), entry().get(STATUS)) == ('release', 'released')
    assert {'type', 'status'}.isdisjoint(entry().given)
    event = entry(type='event', status='announced')
    assert (event.get(TYPE), event.get(STATUS)) == ('event', 'announced')


def test_what_is_not_given_is_not_kept_and_reads_as_nothing() -> None:
    assert set(entry().given) == {'key', 'title', 'date'}
    assert (entry().get(TAGS), entry().get(LINKS), made('license', {'key': 'l', 'title': 'L'}).get(RECORD_DATE)) == ((), (), None)
    kind = REGISTRY.kinds['entry']
    assert (kind.get(entry(), 'tags'), kind.get(entry(), 'family'), kind.get(entry(), 'type'), kind.get(entry(), 'nothing')) == (
        (), None, 'release', None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ('fields', 'address'),
    [
        ({'url': 'https://example.org', 'arxiv': '2402.16819'}, 'https://example.org'),
        ({'arxiv': '2402.16819', 'doi': '10.1145/1'}, 'https://arxiv.org/abs/2402.16819'),
        ({'arxiv': 'cs.CL/0101001'}, 'https://arxiv.org/abs/cs.CL/0101001'),
        ({'doi': '10.1145/1'}, 'https://doi.org/10.1145/1'),
        ({'doi': '10.1145/a(b);c?d'}, 'https://doi.org/10.1145/a%28b%29%3Bc%3Fd'),
        ({}, ''),
    ],
)
def test_a_paper_is_read_at_its_own_address_else_arxiv_else_the_doi(fields: dict[str, str], address: str) -> None:
    (paper,) = entry(papers=[{'title': 'P', **fields}]).get(PAPERS)
    assert address_of_paper(paper) == address
    assert paper.get(PAPER_ARXIV) == fields.get('arxiv')


# -- records ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('name', ['title', 'key', 'anchor', 'org', 'tags'])
def test_a_record_cannot_change(kind: str, name: str) -> None:
    before = record(kind)
    with pytest.raises(AttributeError):
        setattr(before, name, 'other')
    other = before.with_values(title='Other', summary=None)
    assert (other.title, other.given.get('summary')) == ('Other', None)
    assert before == record(kind)


def test_what_records_hold_is_said_never_to_change() -> None:
    assert 'never changed' in (Item.__doc__ or '')


def test_records_and_items_of_equal_values_are_equal_whatever_the_order_they_were_given_in() -> None:
    one, other = Item({'a': 1, 'b': 2}), Item({'b': 2, 'a': 1})
    assert one == other
    assert hash(one) == hash(other)
    first, second = Record('entry', {'key': 'a', 'title': 'A'}), Record('entry', {'title': 'A', 'key': 'a'})
    assert first == second
    assert hash(first) == hash(second)
    assert first != Record('dataset', {'key': 'a', 'title': 'A'})
    assert first != Record('entry', {'key': 'a', 'title': 'B'})
    assert first != Item(first.given)
    assert Item(first.given) != first


@pytest.mark.parametrize('kind', KINDS)
def test_a_record_survives_pickling(kind: str) -> None:
    assert pickle.loads(pickle.dumps(record(kind))) == record(kind)


def test_a_record_comes_out_of_a_pickle_as_it_was() -> None:
    """The order of the fields included: what is written from it must not depend on where it was read."""
    first = made(
        'entry', {'title': 'One', 'key': 'one', 'date': '2025', 'tags': ['a'], 'checkpoints': [{'hf': 'a/b', 'params': '8B'}]}
    )
    kind = REGISTRY.of(first)
    assert kind.anchors(first, 'checkpoints') == ('entry-one--b',)
    back: Record = pickle.loads(pickle.dumps(first))
    assert back == first
    assert list(back.given) == list(first.given) == ['title', 'key', 'date', 'tags', 'checkpoints']
    assert json.dumps(dump(kind.fields, back)) == json.dumps(dump(kind.fields, first))
    assert kind.anchors(back, 'checkpoints') == ('entry-one--b',)
    small = first.with_values(date=None)
    assert len(pickle.dumps(small)) < 600


def test_many_records_share_the_names_of_their_fields() -> None:
    """What the reader keeps is the declared name, which a pickle holds once."""
    first, second = (made('entry', dict(json.loads('{"key": "a", "title": "A", "date": "2025"}'))) for _number in range(2))
    assert all(one is other for one, other in zip(first.given, second.given, strict=True))


@pytest.mark.parametrize('kind', KINDS)
def test_what_json_holds_of_a_record_reads_back_as_the_same_record(kind: str) -> None:
    first = record(kind)
    data = json.loads(json.dumps({'kind': kind, 'permalink': 'x', **dump(REGISTRY.kinds[kind].fields, first)}))
    (back,) = read_records({'version': 2, 'records': [data]}, REGISTRY)
    given = {name: value for name, value in back.given.items() if name in first.given}
    assert given == dict(first.given)
    # Only defaults are said that were not.
    for name in set(back.given) - set(first.given):
        assert back.given[name] == REGISTRY.kinds[kind].by_name[name].default


def test_json_holds_values_as_they_were_written_in_the_order_of_the_fields() -> None:
    kind = REGISTRY.kinds['entry']
    held = dump(kind.fields, record('entry'))
    assert (held['date'], held['training_tokens']) == ('2025-03/2025-06', '~25T')
    assert held['checkpoints'][0]['context'] == '128K'
    assert held['type'] == 'release'
    numbers = held.pop('numbers')
    assert numbers == {'training_tokens': {'value': 25 * 10**12}}
    assert held['checkpoints'][0]['numbers']['context'] == {'value': 131_072}
    assert list(held) == [field.name for field in kind.fields if field.name in held]


def test_a_record_can_be_made_from_the_values_of_another() -> None:
    first = entry(training_tokens='25T')
    assert Record('entry', {**first.given, 'key': 'b'}).given['training_tokens'] == first.given['training_tokens']
    assert first.with_values(key='b').anchor == 'entry-b'


@pytest.mark.parametrize('kind', KINDS)
def test_an_anchor_is_kind_and_key(kind: str) -> None:
    assert record(kind, key='some-key').anchor == f'{kind}-some-key'


@pytest.mark.parametrize(
    ('fields', 'label', 'address'),
    [
        ({'hf': 'nvidia/Nemotron-4'}, 'Nemotron-4', 'https://huggingface.co/nvidia/Nemotron-4'),
        ({'name': 'N4'}, 'N4', ''),
        ({'hf': 'nvidia/Nemotron-4', 'name': 'N4'}, 'N4', 'https://huggingface.co/nvidia/Nemotron-4'),
    ],
)
def test_a_checkpoint_is_called_by_its_name_or_the_end_of_its_id(fields: dict[str, str], label: str, address: str) -> None:
    one = entry(checkpoints=[fields])
    ((field, part, item, anchor),) = REGISTRY.of(one).items(one)
    assert (field.name, part.title_of(item), part.title_column) == ('checkpoints', label, 'name')
    assert anchor == f'entry-a--{label.lower()}'
    assert part.link is not None
    assert part.link(item.given) == address


@pytest.mark.parametrize(
    ('names', 'anchors'),
    [
        pytest.param(['X 1', 'Y'], ['x-1', 'y'], id='different'),
        pytest.param(['X', 'x', 'X!'], ['x', 'x-2', 'x-3'], id='equal'),
        pytest.param(['X', 'X', 'X-2'], ['x', 'x-2', 'x-2-2'], id='a number that is a name'),
        pytest.param(['X-2', 'X', 'X'], ['x-2', 'x', 'x-3'], id='a number that was a name'),
        pytest.param(
            ['Title', '模型', '模型'], ['title-2', 'part', 'part-2'], id='the heading of the card, and no word in ASCII'
        ),
        pytest.param(['Part 1.5'], ['part-1-5'], id='punctuation'),
    ],
)
@pytest.mark.parametrize(('kind', 'part'), [('entry', 'checkpoints'), ('dataset', 'subsets')])
def test_items_of_equal_names_have_different_anchors(kind: str, part: str, names: list[str], anchors: list[str]) -> None:
    one = made(kind, {'key': 'a', 'title': 'A', 'date': '2025', part: [{'name': name} for name in names]})
    assert REGISTRY.of(one).anchors(one, part) == tuple(f'{kind}-a--{anchor}' for anchor in anchors)
    assert [anchor for _field, _part, _item, anchor in REGISTRY.of(one).items(one)] == [
        f'{kind}-a--{anchor}' for anchor in anchors
    ]


def test_a_record_without_parts_has_no_anchors_of_any() -> None:
    assert REGISTRY.of(entry()).anchors(entry(), 'checkpoints') == ()
    assert [*REGISTRY.of(entry()).items(entry())] == []


def test_what_is_declared_knows_its_place() -> None:
    declared = Declared(entry(), 't.yaml', 3, {('related', 0): 7, ('checkpoints', 1): 9})
    assert declared.name == "entry 'a'"
    lines = {(): 3, ('related', 0): 7, ('related', 0, 'ref'): 7, ('checkpoints', 1, 'hf'): 9, ('x',): 3}
    assert {path: declared.line_of(*path) for path in lines} == lines


# -- registries -------------------------------------------------------------------------------------------------------

HERO = Kind(
    'hero',
    'Hero',
    'Heroes',
    (
        DATE.one('born', 'Birth.', label='Born'),
        CHOICE.one('mood', 'Mood.', label='Mood', choices={'good': 'Good', 'bad': 'Bad'}, filter='choice'),
        ref('fought', 'Whom.'),
        ref('saved', 'Whom.'),
        Part('deed', (TEXT.needed('what'), COUNT.one('dead', filter='range'))).many_of('deeds', 'Deeds.', label='Deeds'),
    ),
    date='born',
)


def said(name: str, *choices: str) -> tuple[Field[Any], ...]:
    return (CHOICE.one(name, choices=dict.fromkeys(choices, '')),)


SAGA = Vocabulary(
    'saga',
    kinds=(HERO,),
    relations=(
        Relation('fought', 'Fought', 'fought', 'Fought', qualifiers=said('how', 'sword', 'words')),
        Relation('saved', 'Saved', 'saved_by', 'Saved by', targets=('hero',), qualifiers=said('how', 'alive', 'dead')),
    ),
    columns=(Column('fame', 'Fame', 'os:getcwd', ('hero',)),),
)


def test_two_registries_in_one_process_do_not_see_each_other() -> None:
    saga, models, none = Registry([SAGA]), registry_of('models'), registry_of()
    assert [tuple(one.kinds) for one in (saga, models, none)] == [('entry', 'hero'), ('entry', 'license', 'dataset'), ('entry',)]
    assert 'checkpoints' in models.kinds['entry'].by_name
    assert 'checkpoints' not in saga.kinds['entry'].by_name
    assert set(saga.inverse) == {'related', 'fought', 'saved', 'saved_by'}
    assert set(none.inverse) == {'related'}
    assert (saga.external, none.external, models.external is not None) == (None, None, True)
    assert 'fame' in saga.columns
    assert 'fame' not in models.columns
    assert 'hf' in models.types
    assert 'hf' not in saga.types
    assert [reference.by_name.keys() for reference in (saga.reference('related'), models.reference('related'))] == [
        {'ref'}, {'ref', 'basis', 'use'},
    ]  # fmt: skip
    assert len({saga.digest, models.digest, none.digest}) == 3


def test_what_is_said_of_a_relation_is_its_own() -> None:
    registry = Registry([SAGA])
    assert len({registry.reference(name).name for name in ('related', 'fought', 'saved')}) == 3
    assert made('hero', {'key': 'a', 'title': 'A', 'fought': {'ref': 'b', 'how': 'sword'}}, registry)
    reading = read('hero', {'key': 'a', 'title': 'A', 'saved': {'ref': 'b', 'how': 'sword'}}, registry)
    assert [problem.message for problem in reading.problems] == ["field 'how': 'sword' is not one of 'alive' or 'dead'"]


def test_relations_that_say_the_same_share_a_definition() -> None:
    assert {REGISTRY.reference(name).name for name in REGISTRY.seen} == {'ref'}


def test_a_registry_tells_what_is_declared() -> None:
    registry = Registry([SAGA])
    hero = made('hero', {'key': 'a', 'title': 'A', 'born': '1200', 'date': '1300', 'deeds': [{'what': 'x'}]}, registry)
    assert str(registry.date_of(hero)) == '1200'
    assert registry.of(hero).name == 'hero'
    assert registry.relation('saved_by') is registry.relation('saved')
    assert registry.leads_to('saved_by', 'hero')
    assert not registry.leads_to('saved', 'hero')
    assert not registry.leads_to('fought', 'hero')
    assert registry.field('mood') is registry.kinds['hero'].by_name['mood']
    assert registry.field('mood', ['entry']) is None
    dead = registry.field('dead')
    assert dead is not None
    assert dead.filter == 'range'
    part = registry.part('deeds')
    assert part is not None
    assert (part[0].name, part[1].name, part[2].name) == ('hero', 'deeds', 'deed')
    assert registry.part('checkpoints') is None
    assert {'mood', 'dead'} <= set(registry.filters)
    assert not registry.is_external('org/x')
    assert REGISTRY.is_external('org/x')


def test_a_kind_can_say_otherwise_what_all_records_share() -> None:
    tags = TEXT.many_of('tags', 'Words.', label='Words')
    registry = Registry([Vocabulary('x', kinds=(Kind('thing', 'Thing', 'Things', (tags,)),))])
    assert registry.kinds['thing'].by_name['tags'] == tags
    assert registry.kinds['entry'].by_name['tags'] == TAGS
    assert [field.name for field in registry.kinds['thing'].fields].count('tags') == 1


def test_a_vocabulary_says_whether_a_field_is_needed() -> None:
    free = Registry([Vocabulary('x', needs={'entry': {'date': False, 'org': True}})])
    assert free.kinds['entry'].kind.needs == ('org',)
    assert [problem.message for problem in read('entry', {'key': 'a', 'title': 'A'}, free).problems] == ["field 'org' is missing"]


def test_the_fields_of_a_vocabulary_that_is_not_named_are_known_by_it() -> None:
    bare = registry_of()
    assert bare.vocabulary_with('entry', 'checkpoints') == 'models'
    assert bare.vocabulary_with('entry', 'chekpoints') == ''
    assert bare.unnamed_kinds() == {'dataset': 'models', 'license': 'licenses', 'episode': 'podcast'}
    assert registry_of('models').unnamed_kinds() == {'episode': 'podcast'}
    assert REGISTRY.vocabulary_with('entry', 'checkpoints') == ''
    assert Registry([]).vocabulary_with('entry', 'checkpoints') == ''


# -- the digest -------------------------------------------------------------------------------------------------------


def digest(**changes: Any) -> str:
    return Registry([replace(SAGA, **changes)]).digest


def with_field(**changes: Any) -> tuple[Kind, ...]:
    return (replace(HERO, fields=tuple(replace(one, **changes) if one.name == 'mood' else one for one in HERO.fields)),)


@pytest.mark.parametrize(
    'changes',
    [
        pytest.param({'kinds': with_field(label='Temper')}, id='label'),
        pytest.param({'kinds': with_field(description='Temper.')}, id='description'),
        pytest.param({'kinds': with_field(example='bad')}, id='example'),
        pytest.param({'kinds': with_field(default='bad')}, id='default'),
        pytest.param({'kinds': with_field(slot='meta')}, id='slot'),
        pytest.param({'kinds': with_field(filter='')}, id='filter'),
        pytest.param({'kinds': with_field(multiple=True)}, id='multiple'),
        pytest.param({'kinds': with_field(type=TEXT)}, id='type'),
        pytest.param({'kinds': with_field(choices={'good': 'Good', 'bad': 'Evil'})}, id='label of a choice'),
        pytest.param({'kinds': with_field(choices={'good': 'Good'})}, id='choice'),
        pytest.param({'kinds': with_field(choices={'bad': 'Bad', 'good': 'Good'})}, id='order of choices'),
        pytest.param({'kinds': (replace(HERO, fields=HERO.fields[::-1]),)}, id='order of fields'),
        pytest.param({'kinds': (replace(HERO, fields=HERO.fields[1:]),)}, id='field'),
        pytest.param({'kinds': (replace(HERO, label='Champion'),)}, id='kind'),
        pytest.param({'kinds': (replace(HERO, order=('mood',)),)}, id='order'),
        pytest.param({'kinds': (replace(HERO, feed=False),)}, id='feed'),
        pytest.param({'kinds': (replace(HERO, hooks={'rows': 'a:b'}),)}, id='hook'),
        pytest.param({'relations': SAGA.relations[::-1]}, id='order of relations'),
        pytest.param({'relations': (SAGA.relations[0], replace(SAGA.relations[1], inverse_label='x'))}, id='relation'),
        pytest.param({'relations': (SAGA.relations[0], replace(SAGA.relations[1], acyclic=True))}, id='acyclic'),
        pytest.param({'needs': {'hero': {'born': True}}}, id='need'),
        pytest.param({'fields': {'entry': (TEXT.one('x'),)}}, id='field of another kind'),
        pytest.param({'columns': ()}, id='column'),
        pytest.param({'roles': {'at': 'a:B'}}, id='role'),
        pytest.param({'qualifiers': {'related': said('why', 'x')}}, id='qualifier'),
    ],
)
def test_a_change_of_what_is_declared_changes_the_digest(changes: dict[str, Any]) -> None:
    assert digest(**changes) != digest()


def test_the_digest_is_that_of_what_is_declared_and_of_nothing_else() -> None:
    def other(_value: str) -> str:
        return ''

    assert digest() == Registry([SAGA]).digest
    assert digest(kinds=with_field(type=replace(CHOICE, parse=other))) == digest()
    first, second = {'organization': ('mood',), 'people': ('born',)}, {'people': ('born',), 'organization': ('mood',)}
    assert digest(kinds=(replace(HERO, cite=first),)) == digest(kinds=(replace(HERO, cite=second),))
    assert len(registry_of('models').digest) == 64


# -- loading ----------------------------------------------------------------------------------------------------------


def test_the_shipped_vocabularies_are_known_by_their_names() -> None:
    assert {vocabulary(name).name for name in shipped()} == set(shipped()) == {'models', 'licenses', 'podcast', 'releases'}


def test_a_vocabulary_that_there_is_not_is_told_with_the_nearest() -> None:
    with pytest.raises(LookupError, match=re.escape("there is no vocabulary 'model' (did you mean 'models'?)")):
        registry_of('model')
    with pytest.raises(
        LookupError, match=re.escape("there is no vocabulary 'xyz' (the vocabularies are: models, licenses, podcast, releases)")
    ):
        load(vocabularies=['xyz'])


def test_a_vocabulary_brings_those_that_it_requires_once_and_before_itself() -> None:
    assert [one.name for one in with_required(['models', 'licenses', 'models'])] == ['licenses', 'models']
    others = {'a': Vocabulary('a', requires=('b', 'licenses')), 'b': Vocabulary('b', requires=('a',))}
    assert [one.name for one in with_required(['a'], others)] == ['b', 'licenses', 'a']


def test_files_are_read_without_a_project(tmp_path: Path) -> None:
    one, two = tmp_path / 'one.yaml', tmp_path / 'two.yaml'
    one.write_text('- {key: a, title: A, date: 2025, checkpoints: [{name: x}]}\n- {key: b, title: B}\n', encoding='utf-8')
    two.write_text('- {kind: dataset, key: d, title: D, nmae: x}\n', encoding='utf-8')
    reading = load(one, str(two), tmp_path / 'three.yaml', vocabularies=['models'])
    assert [(declared.path, declared.name) for declared in reading.records] == [
        (str(one), "entry 'a'"), (str(one), "entry 'b'"), (str(two), "dataset 'd'"),
    ]  # fmt: skip
    assert [(problem.path, problem.line, problem.code) for problem in reading.problems] == [
        (str(one), 2, 'field'), (str(two), 1, 'field'), (str(tmp_path / 'three.yaml'), 1, 'file'),
    ]  # fmt: skip
    bare = load(one)
    assert bare.problems[0].message == "field 'checkpoints' belongs to the vocabulary 'models' (add it to chronicle_vocabularies)"
    assert [declared.record.given for declared in bare.records][1] == {'key': 'b', 'title': 'B'}
    assert load() == type(bare)([], [])


def test_the_core_knows_no_vocabulary() -> None:
    assert ENTRY.name == 'entry'
    assert {field.name for field in ENTRY.fields} == {'type', 'status', 'org', 'family'}
    assert isinstance(registry_of().target, Type)
