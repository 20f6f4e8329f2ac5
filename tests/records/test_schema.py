from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from sphinx_chronicle.exports.json import dump
from sphinx_chronicle.records.kinds import Kind, Part, Vocabulary
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.reader import RecordReader, file_places
from sphinx_chronicle.records.registry import Registry
from sphinx_chronicle.records.schema import export_schema, record_schema, timeline_schema
from sphinx_chronicle.records.types import BOOLEAN, CORE_TYPES, DATE, TEXT
from sphinx_chronicle.records.yaml_load import marks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_chronicle.records.fields import Field
    from sphinx_chronicle.records.record import Record

REGISTRY = registry_of('models', 'podcast')
KINDS = tuple(REGISTRY.kinds)
SCHEMA = timeline_schema(REGISTRY)


def accepts(schema: dict[str, Any], value: Any, definitions: dict[str, Any] | None = None) -> bool:
    """Whether a value is valid by a schema."""
    whole = {**schema, '$defs': schema.get('$defs') or SCHEMA['$defs'] if definitions is None else definitions}
    return Draft202012Validator(whole).is_valid(value)


def read(kind: str, fields: dict[str, Any], registry: Registry = REGISTRY) -> Record:
    """The record that fields make, whose numbers are as YAML has them."""
    as_text = json.loads(json.dumps({k: v for k, v in fields.items() if v is not None}), parse_int=str, parse_float=str)
    reader = RecordReader(file_places('t.yaml'))
    reader.record(registry.kinds[kind], as_text, marks_of(as_text), 'it')
    assert reader.reading().problems == []
    return reader.records[0].record


ENTRY: dict[str, Any] = {'key': 'nemotron-h', 'title': 'Nemotron-H', 'date': '2025-03/2025-06'}


@pytest.mark.parametrize(
    'extra',
    [
        pytest.param({}, id='least'),
        pytest.param({'date': 2025}, id='year as editors read it'),
        pytest.param({'training_tokens': 1_000, 'checkpoints': [{'hf': 'a/b', 'params': 8.5, 'context': 4096}]}, id='numbers'),
        pytest.param({'derived_from': 'nemotron-4', 'related': ['a', {'ref': 'org/b', 'basis': 'card'}]}, id='relations'),
        pytest.param({'sources': ['https://example.org', {'url': 'https://example.org', 'via': 'a copy'}]}, id='sources'),
        pytest.param({'checkpoints': [{'name': 'x', 'license': 'MIT'}, {'name': 'y', 'license': ['MIT', 'own']}]}, id='licenses'),
        pytest.param({'papers': [{'title': 'P', 'arxiv': '2402.16819'}]}, id='papers'),
        pytest.param({'cutoff': {'pretraining': '2025-06'}, 'notes': [{'about': 'date', 'text': 'T'}]}, id='parts'),
        pytest.param({'type': 'event', 'status': 'announced', 'tags': ['a']}, id='closed lists'),
        pytest.param({'summary': None, 'org': None, 'cutoff': None}, id='empty fields'),
    ],
)
def test_what_the_reader_takes_the_schema_takes(extra: dict[str, Any]) -> None:
    assert read('entry', {**ENTRY, **extra}).key == 'nemotron-h'
    assert accepts(SCHEMA, [{**ENTRY, **extra}])
    assert accepts(SCHEMA, {'defaults': extra, 'entries': [ENTRY]})


@pytest.mark.parametrize(
    'content',
    [
        pytest.param([{**ENTRY, 'nmae': 'x'}], id='unknown field'),
        pytest.param([{'title': 'T', 'date': '2025'}], id='no key'),
        pytest.param([{'key': 'a', 'date': '2025'}], id='no title'),
        pytest.param([{**ENTRY, 'key': 'Not A Key'}], id='bad key'),
        pytest.param([{**ENTRY, 'tags': 'web'}], id='text for a list'),
        pytest.param([{**ENTRY, 'type': 'relase'}], id='no member of a closed list'),
        pytest.param([{**ENTRY, 'related': ['Not A Key']}], id='bad relation'),
        pytest.param([{**ENTRY, 'related': {'basis': 'card'}}], id='relation without its end'),
        pytest.param([{**ENTRY, 'checkpoints': [{'hf': 'no-organization'}]}], id='bad Hugging Face id'),
        pytest.param([{**ENTRY, 'links': [{'label': 'x'}]}], id='link without its address'),
        pytest.param([{**ENTRY, 'papers': [{'title': 'P', 'arxiv': 'x'}]}], id='bad arXiv number'),
        pytest.param([{**ENTRY, 'kind': 'datset'}], id='no kind'),
        pytest.param([{'kind': 'dataset', 'key': 'd', 'title': 'D', 'org': 'N'}], id='field of another kind'),
        pytest.param([{'key': 'd', 'title': 'D', 'gated': 'yes'}], id='field of a kind that is not named'),
        pytest.param(ENTRY, id='entry at the root'),
        pytest.param({'defaults': {}}, id='no entries'),
        pytest.param({'entries': [], 'default': {}}, id='unknown part'),
        pytest.param({'entries': [], 'defaults': {'key': 'a'}}, id='default for the key'),
        pytest.param({'entries': [], 'defaults': {'title': 'A'}}, id='default for the title'),
    ],
)
def test_what_is_wrong_the_schema_refuses(content: Any) -> None:
    assert not accepts(SCHEMA, content)


def test_the_schema_is_json_and_names_its_dialect() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA['$schema'] == 'https://json-schema.org/draft/2020-12/schema'


def test_every_reference_leads_to_a_definition() -> None:
    references = set(re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(SCHEMA)))
    assert {'Entry', 'Checkpoint', 'Ref'} <= references <= set(SCHEMA['$defs'])


@pytest.mark.parametrize('name', [*KINDS, 'checkpoint', 'subset', 'ref', 'note', 'source', 'link', 'paper', 'guest', 'cutoff'])
def test_every_field_is_offered_with_its_description(name: str) -> None:
    fields = REGISTRY.kinds[name].fields if name in KINDS else REGISTRY.described[name]
    schema = SCHEMA['$defs'][name.capitalize()]
    properties = (schema['anyOf'][1] if 'anyOf' in schema else schema)['properties']
    offered = {field: inner['description'] for field, inner in properties.items()}
    assert {'kind': 'The kind of the record.', **offered} == {
        **({'kind': 'The kind of the record.'} if 'kind' not in {field.name for field in fields} else {}),
        **{field.name: field.description for field in fields},
    }


@pytest.mark.parametrize('kind', KINDS)
def test_the_schema_of_each_kind_has_the_fields_that_are_written_in_it(kind: str) -> None:
    schema = record_schema(REGISTRY, kind)
    properties = schema['properties']
    given = set() if kind == 'entry' else {'key', 'title'}
    assert properties.keys() == REGISTRY.kinds[kind].by_name.keys() - given
    assert set(schema['required']) == ({'key', 'title'} - given)
    references = set(re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(schema)))
    assert references == set(schema['$defs'])


def all_properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property in a schema, at any depth."""
    if isinstance(schema, dict):
        properties = schema.get('properties')
        if isinstance(properties, dict):
            yield from properties.items()
        for inner in schema.values():
            yield from all_properties(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from all_properties(inner)


@pytest.mark.parametrize('schema', [SCHEMA, *(record_schema(REGISTRY, kind) for kind in KINDS)], ids=['timeline', *KINDS])
def test_every_property_has_a_description_and_a_valid_example(schema: dict[str, Any]) -> None:
    found = list(all_properties(schema))
    assert len(found) > 15
    for name, inner in found:
        assert inner.get('description', '').endswith('.'), name
        assert inner.get('examples'), name
        assert all(accepts(inner, example, schema['$defs']) for example in inner['examples']), name


def test_an_item_is_of_the_kind_it_names() -> None:
    for kind in KINDS:
        assert accepts(SCHEMA, [{'kind': kind, 'key': 'a', 'title': 'A'}])
    assert accepts(SCHEMA, [{'kind': 'dataset', 'key': 'd', 'title': 'D', 'gated': 'yes'}])
    assert accepts(SCHEMA, [ENTRY])


def test_the_schema_offers_what_the_project_has_and_no_more() -> None:
    schema = timeline_schema(registry_of())
    assert set(schema['$defs']) == {'Entry', 'Image', 'Link', 'Paper', 'Ref', 'Source', 'Note', 'Change'}
    assert 'checkpoints' not in schema['$defs']['Entry']['properties']


# -- kinds of a project -----------------------------------------------------------------------------------------------

#: Kinds and a part whose names are those of small records and of each other.
LINK = Kind('link', 'Link', 'Links', (TEXT.one('about', 'What it is about.', label='About', example='x'),), 'A link.')
PAPER = Kind('paper', 'Paper', 'Papers', (DATE.one('read', 'When it was read.', label='Read', example='2025'),), 'A paper.')
LINKS = Part(
    'link', (TEXT.needed('name', 'Its name.', example='x'), BOOLEAN.one('open', 'Whether.', example='yes')), description='Parts.'
)
TYPES: dict[str, Field[Any]] = {
    name: kind.one(f'one_{name}', 'A value.', label=name, example='x')
    for name, kind in CORE_TYPES.items()
    if name not in {'choice', 'image'}
}
CLASHES = Registry([
    Vocabulary(
        'clashes',
        kinds=(LINK, PAPER),
        fields={
            'entry': (
                LINKS.many_of('parts_of', 'Its parts.', label='Parts'),
                *TYPES.values(),
                DATE.one('opened', 'When it opened.', label='Opened', default=DATE.parse('2025-03')),
                BOOLEAN.one('free', 'Whether it is free.', label='Free', default=False),
                CORE_TYPES['image'].one('photo', 'A picture.', label='Photo'),
            )
        },
    )
])  # fmt: skip
VALUES: dict[str, str] = {
    'text': 'words', 'markdown': 'some *words*', 'date': '2025-03/2025-06', 'count': '~25T', 'bytes': '1.2TB',
    'duration': '1h 7m', 'url': 'https://example.org/', 'file': 'a.pdf', 'boolean': 'yes',
}  # fmt: skip
CLASHING = {
    'entry': {
        **ENTRY,
        'links': [{'label': 'x', 'url': 'y'}],
        'papers': [{'title': 'P'}],
        'parts_of': [{'name': 'x', 'open': 'no'}],
        'photo': {'file': 'house.svg', 'alt': 'A house'},
        **{f'one_{name}': value for name, value in VALUES.items()},
    },
    'link': {'key': 'l', 'title': 'L', 'about': 'x', 'links': [{'label': 'x', 'url': 'y'}]},
    'paper': {'key': 'p', 'title': 'P', 'read': '2025', 'papers': [{'title': 'P', 'arxiv': '2402.16819'}]},
}


def test_every_type_of_the_core_is_tried() -> None:
    assert set(VALUES) == set(CORE_TYPES) - {'choice', 'image'}


def test_what_is_called_the_same_is_not_taken_for_the_same() -> None:
    schema = timeline_schema(CLASHES)
    Draft202012Validator.check_schema(json.loads(json.dumps(schema)))
    for kind, fields in CLASHING.items():
        read(kind, fields, CLASHES)
        assert accepts(schema, [{'kind': kind, **fields}]), kind
        assert accepts(
            record_schema(CLASHES, kind), {n: v for n, v in fields.items() if kind == 'entry' or n not in {'key', 'title'}}
        )
    assert not accepts(schema, [{**CLASHING['entry'], 'links': [{'about': 'x'}]}])


def test_the_schema_of_the_export_is_that_of_what_it_holds() -> None:
    schema = json.loads(export_schema(CLASHES, 'Chronicle', 2, lambda _kind: {}))
    Draft202012Validator.check_schema(schema)
    records: list[dict[str, Any]] = [
        {'kind': kind, 'permalink': 'x', **dump(CLASHES.kinds[kind].fields, read(kind, fields, CLASHES))}
        for kind, fields in CLASHING.items()
    ]
    data = {'$schema': 'x', 'version': 2, 'title': 'x', 'author': 'x', 'url': 'x', 'records': records, 'relations': []}
    Draft202012Validator(schema).validate(json.loads(json.dumps(data)))
    assert (records[0]['one_boolean'], records[0]['free'], records[0]['opened']) == (True, False, '2025-03')
    wrong = {**data, 'records': [{**records[0], 'one_boolean': 'yes'}]}
    assert not Draft202012Validator(schema).is_valid(wrong)


def test_a_default_is_offered_as_it_is_written() -> None:
    properties = timeline_schema(CLASHES)['$defs']['Entry']['properties']
    assert (properties['opened']['default'], properties['free']['default'], properties['type']['default']) == (
        '2025-03', False, 'release',
    )  # fmt: skip
