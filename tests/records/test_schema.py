from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_chronicle.records.model import KINDS, Checkpoint, Entry
from sphinx_chronicle.records.schema import record_schema, timeline_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = timeline_schema()
TYPES: dict[str, type | tuple[type, ...]] = {
    'array': list, 'integer': int, 'null': type(None), 'number': (int, float), 'object': dict, 'string': str,
}  # fmt: skip


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value is valid by the part of JSON Schema that this schema uses."""
    if '$ref' in schema:
        return accepts(SCHEMA['$defs'][schema['$ref'].removeprefix('#/$defs/')], value)
    types = schema.get('type', [])
    refused = (
        ('anyOf' in schema and not any(accepts(choice, value) for choice in schema['anyOf']))
        or (types and not any(isinstance(value, TYPES[name]) for name in ([types] if isinstance(types, str) else types)))
        or ('enum' in schema and value not in schema['enum'])
    )
    if refused:
        return False
    if isinstance(value, str):
        return re.search(schema.get('pattern', ''), value) is not None
    if isinstance(value, list):
        return all(accepts(schema.get('items', {}), item) for item in value)
    return not isinstance(value, dict) or holds(schema, value)


def holds(schema: dict[str, Any], value: dict[str, Any]) -> bool:
    properties = schema.get('properties', {})
    known = all(name in properties for name in value) or schema.get('additionalProperties', True)
    complete = all(name in value for name in schema.get('required', []))
    return known and complete and all(accepts(properties.get(name, {}), inner) for name, inner in value.items())


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
    ],
)
def test_what_the_model_takes_the_schema_takes(extra: dict[str, Any]) -> None:
    as_text = json.loads(json.dumps({**ENTRY, **extra}), parse_int=str, parse_float=str)
    assert Entry.model_validate(as_text).key == 'nemotron-h'
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


@pytest.mark.parametrize('model', [Entry, Checkpoint])
def test_every_field_is_offered_with_its_description(model: type[Entry]) -> None:
    properties = SCHEMA['$defs'][model.__name__]['properties']
    assert {name: schema['description'] for name, schema in properties.items()} == {
        name: field.description for name, field in model.model_fields.items()
    }


@pytest.mark.parametrize('kind', KINDS)
def test_the_schema_of_each_kind_has_the_fields_that_are_written_in_it(kind: str) -> None:
    schema = record_schema(kind)
    properties = schema['properties']
    given = set() if kind == 'entry' else {'key', 'title'}
    assert properties.keys() == KINDS[kind].model_fields.keys() - given
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


@pytest.mark.parametrize('schema', [SCHEMA, *map(record_schema, KINDS)], ids=['timeline', *KINDS])
def test_every_property_has_a_description_and_a_valid_example(schema: dict[str, Any]) -> None:
    found = list(all_properties(schema))
    assert len(found) > 15
    for name, inner in found:
        assert inner.get('description', '').endswith('.'), name
        assert inner.get('examples'), name
        assert all(accepts(inner, example) for example in inner['examples'] if '$ref' not in json.dumps(inner)), name
