"""The JSON Schema that `chronicle.json` follows (JSON Schema 2020-12).

It says what the models say, and changes only with them. Building it takes longer than writing a thousand records, so it is
shipped as a file beside this one, which `make schema` writes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import models_json_schema

from ..records.graph import INVERSE
from ..records.model import KINDS
from ..records.schema import DIALECT
from .json import SCHEMA_NAME, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..records.model import AnyRecord

SHIPPED: Final = Path(__file__).with_name(SCHEMA_NAME)


def chronicle_schema() -> str:
    """The JSON Schema of `chronicle.json`, as it is shipped."""
    return SHIPPED.read_text(encoding='utf-8')


def built_schema() -> str:
    """The same, built from the models."""
    _, made = models_json_schema([(model, 'serialization') for model in KINDS.values()], ref_template='#/$defs/{model}')
    # What values are read into is no part of what is written.
    defs = {
        name: _tight(schema) for name, schema in made['$defs'].items() if name not in {'Date', 'Moment', 'Quantity', 'Duration'}
    }
    beside = {'permalink': _text('Its address.'), 'plain_summary': _text('Its summary without markup.')}
    for kind, model in KINDS.items():
        schema = defs[model.__name__]
        schema['properties'] = {'kind': {'const': kind}, **beside, **schema['properties']}
        schema['required'] = ['kind', 'permalink', *schema['required']]
    moment = {'start': {'type': 'integer', 'description': 'Its start in seconds.'}, 'title': _text(), 'url': _text()}
    topics = {'type': 'array', 'items': _object(moment)}
    defs['Episode']['properties']['chapters'] = {'type': 'array', 'items': _object(moment, {'topics': topics})}
    names = {name: _text() for name in ('from_part', 'to', 'to_part', 'external', 'basis', 'use')}
    relation = {'from': _text('Key of a record.'), 'relation': {'enum': sorted(INVERSE)}}
    schema = {
        '$schema': DIALECT,
        'title': 'Chronicle',
        'description': 'Records, their relations and the doubts about them. Dates are EDTF, quantities as they were written.',
        **_object(
            {
                '$schema': _text(),
                'version': {'const': VERSION},
                'title': _text(),
                'author': _text(),
                'url': _text(),
                'records': {'type': 'array', 'items': {'oneOf': [_ref(model) for model in KINDS.values()]}},
                'relations': {'type': 'array', 'items': {**_object(relation, names), 'oneOf': [_has('to'), _has('external')]}},
            }
        ),
        '$defs': defs,
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + '\n'


def _text(description: str = '') -> dict[str, str]:
    return {'type': 'string', 'description': description} if description else {'type': 'string'}


def _ref(model: type[AnyRecord]) -> dict[str, str]:
    return {'$ref': f'#/$defs/{model.__name__}'}


def _has(name: str) -> dict[str, list[str]]:
    return {'required': [name]}


def _object(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    properties = {**required, **(optional or {})}
    return {'type': 'object', 'properties': properties, 'required': list(required), 'additionalProperties': False}


def _tight(schema: Any) -> Any:
    """A schema made for reading, as one for what is written: no defaults, and nothing is null."""
    if isinstance(schema, list):
        return [_tight(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _tight(inner) for name, inner in schema.items() if name not in {'default', 'title'} or isinstance(inner, dict)}
    options = [option for option in found.get('anyOf', ()) if option != {'type': 'null'}]
    if len(options) == 1:
        del found['anyOf']
        found = {**options[0], **found}
    return found
