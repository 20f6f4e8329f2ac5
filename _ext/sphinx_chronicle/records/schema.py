"""JSON Schema of the files that hold records, for completion and checks in an editor."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from .model import KINDS, Entry

#: JSON Schema dialect (https://json-schema.org/draft/2020-12/schema).
DIALECT = 'https://json-schema.org/draft/2020-12/schema'


#: What values are read into; no part of what is written.
_READ: Final = frozenset({'Date', 'Moment', 'Quantity', 'Duration'})


def _definitions() -> dict[str, Any]:
    """Schemas of the models, by name."""
    _, definitions = models_json_schema([(model, 'validation') for model in KINDS.values()], ref_template='#/$defs/{model}')
    found = {name: schema for name, schema in definitions['$defs'].items() if name not in _READ}
    for schema in found.values():
        for described in schema.get('properties', {}).values():
            # An editor would write an empty default out.
            if not described.get('default', True):
                del described['default']
    return found


def timeline_schema() -> dict[str, Any]:
    """Schema of a timeline file: a list of entries, or a mapping with `defaults` and `entries`."""
    defs = _definitions()
    own = {name: schema for name, schema in defs[Entry.__name__]['properties'].items() if name not in {'key', 'title'}}
    entries = {'type': 'array', 'items': {'$ref': f'#/$defs/{Entry.__name__}'}}
    defaults = {
        'type': 'object',
        'description': 'Fields that all entries of the file have unless they say otherwise.',
        'examples': [{'org': 'NVIDIA'}],
        'additionalProperties': False,
        'properties': own,
    }
    described = {
        'description': 'The entries of the file, in any order.',
        'examples': [[{'key': 'nemotron-h', 'title': 'Nemotron-H', 'date': '2025-03'}]],
    }
    return {
        '$schema': DIALECT,
        'title': 'Timeline entries',
        'anyOf': [
            entries,
            {
                'type': 'object',
                'additionalProperties': False,
                'required': ['entries'],
                'properties': {'defaults': defaults, 'entries': {**described, **entries}},
            },
        ],
        '$defs': _reached(defs, Entry.__name__),
    }


def record_schema(kind: str) -> dict[str, Any]:
    """Schema of the body of a dataset, an episode or a license: a mapping without the key and the title, which the page gives.

    :param kind: the kind's name, a key of `KINDS`; for an entry it is the schema of one item of a timeline file.
    """
    name = KINDS[kind].__name__
    defs = _definitions()
    reached = _reached(defs, name)
    schema = reached.pop(name)
    if kind != 'entry':
        properties = {field: value for field, value in schema['properties'].items() if field not in {'key', 'title'}}
        required = [field for field in schema.get('required', []) if field in properties]
        schema = {**schema, 'properties': properties, 'required': required}
    return {'$schema': DIALECT, **schema, '$defs': reached}


def _reached(defs: dict[str, Any], start: str) -> dict[str, Any]:
    """The definitions that one of them needs, itself included."""
    found = {start}
    waiting = [start]
    while waiting:
        for name in re.findall(r'"#/\$defs/([^"]+)"', json.dumps(defs[waiting.pop()])):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return {name: schema for name, schema in defs.items() if name in found}
