"""JSON Schema of the files that hold records, for completion and checks in an editor."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from .model import KINDS, Entry

#: JSON Schema dialect (https://json-schema.org/draft/2020-12/schema).
DIALECT = 'https://json-schema.org/draft/2020-12/schema'


def timeline_schema() -> dict[str, Any]:
    """Schema of a timeline file: a list of entries, or a mapping with `defaults` and `entries`."""
    _, definitions = models_json_schema([(model, 'validation') for model in KINDS.values()], ref_template='#/$defs/{model}')
    # What values are read into is no part of what is written.
    defs: dict[str, Any] = {
        name: schema for name, schema in definitions['$defs'].items() if name not in {'Date', 'Moment', 'Quantity', 'Duration'}
    }
    defaults = {name: schema for name, schema in defs[Entry.__name__]['properties'].items() if name not in {'key', 'title'}}
    entries = {'type': 'array', 'items': {'$ref': f'#/$defs/{Entry.__name__}'}}
    return {
        '$schema': DIALECT,
        'title': 'Timeline entries',
        'anyOf': [
            entries,
            {
                'type': 'object',
                'additionalProperties': False,
                'required': ['entries'],
                'properties': {
                    'defaults': {'type': 'object', 'additionalProperties': False, 'properties': defaults},
                    'entries': entries,
                },
            },
        ],
        '$defs': defs,
    }
