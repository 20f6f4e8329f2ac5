"""JSON Schemas: of the files that hold records, for completion in editors, and of the records that exports hold.

JSON Schema 2020-12 (https://json-schema.org/draft/2020-12/schema). All of it follows from the registry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

from .entries import KIND, SCHEMA
from .fields import NUMBERS, Field, Shape, Type, listed
from .registry import KindOf, Registry

#: JSON Schema dialect.
DIALECT: Final = 'https://json-schema.org/draft/2020-12/schema'

#: Version of the file with all records. It grows when a reader of the version before would misunderstand the file.
EXPORT_VERSION: Final = 2

#: Fields that a page gives to a record that is a section of it.
_GIVEN: Final = frozenset({'key', 'title'})


_COUNTED: Final = {
    'type': 'object',
    'description': 'What the quantity sorts by, and its limits where it is a range or a bound.',
    'properties': {name: {'type': 'number'} for name in ('value', 'min', 'max')},
    'required': ['value'],
    'additionalProperties': False,
}


def _is_counted(found: Field[Any]) -> bool:
    return not found.multiple and isinstance(found.type, Type) and found.type.has_number


class _Definitions:
    """The definitions of a schema, each made when it is first named.

    :param written: whether they are of what exports hold, rather than of what people may write.
    """

    def __init__(self, *, written: bool) -> None:
        self.written = written
        self.made: dict[str, dict[str, Any]] = {}
        #: What each definition is of, by its name: a small record may be called as a kind is.
        self.owners: dict[str, Shape] = {}

    def kind(self, kind: KindOf, extra: dict[str, Any] | None = None, required: tuple[str, ...] = ()) -> dict[str, str]:
        """A reference to the definition of a kind.

        :param extra: properties that go before its fields.
        """
        name, is_new = self.name(_title(kind.name), kind.shape)
        if is_new:
            self.made[name] = self.mapping(kind.shape, kind.kind.description, name, extra or {}, required)
        return _ref(name)

    def shape(self, shape: Shape) -> dict[str, str]:
        """A reference to the definition of a small record."""
        name, is_new = self.name(shape.definition, shape)
        if is_new:
            full = self.mapping(shape, shape.description, name, {}, ())
            if shape.short and not self.written:
                full = {'anyOf': [full['properties'][shape.short], full]}
            self.made[name] = full
        return _ref(name)

    def name(self, name: str, shape: Shape) -> tuple[str, bool]:
        """The name of a definition, and whether it is to be made."""
        while self.owners.get(name, shape) != shape:
            name += 'Value'
        is_new = name not in self.owners
        if is_new:
            self.owners[name] = shape
            self.made[name] = {}
        return name, is_new

    def mapping(
        self, shape: Shape, description: str, title: str, extra: dict[str, Any], required: tuple[str, ...]
    ) -> dict[str, Any]:
        """The schema of a mapping."""
        schema: dict[str, Any] = {'additionalProperties': False}
        if description:
            schema['description'] = description
        schema['properties'] = {**extra, **{found.name: self.field(found) for found in shape.fields}}
        counted = {found.name: _COUNTED for found in shape.fields if _is_counted(found)} if self.written else {}
        if counted:
            schema['properties'][NUMBERS] = mapping({}, counted)
        schema['required'] = [*required, *(found.name for found in shape.fields if found.required)]
        if not self.written:
            schema['title'] = title
        return {**schema, 'type': 'object'}

    def field(self, found: Field[Any]) -> dict[str, Any]:
        """The schema of a field's value."""
        one = self.value(found)
        if found.multiple:
            forms = [one] if found.lenient and not self.written else []
            forms.append({'items': one, 'type': 'array'})
        else:
            forms = [one]
        if not (self.written or found.required or found.default is not None):
            # An empty field is legal YAML.
            forms.append({'type': 'null'})
        described: dict[str, Any] = {'anyOf': forms} if len(forms) > 1 else {**forms[0]}
        if found.default is not None and not self.written:
            values = [found.type.dump(one) if isinstance(found.type, Type) else one for one in listed(found.default)]
            described['default'] = values if found.multiple else values[0]
        if found.description:
            described['description'] = found.description
        if found.example is not None:
            described['examples'] = [found.example]
        if not self.written:
            described['title'] = _title(found.name, ' ')
        return described

    def value(self, found: Field[Any]) -> dict[str, Any]:
        """The schema of a single value."""
        if isinstance(found.type, Shape):
            return dict(self.shape(found.type))
        if found.choices:
            return {'enum': list(found.choices), 'type': 'string'}
        if self.written:
            return dict(found.type.written or {'type': 'string'})
        return dict(found.type.schema)


def _title(name: str, joiner: str = '') -> str:
    return joiner.join(word.capitalize() for word in re.split(r'[-_]', name))


def _ref(name: str) -> dict[str, str]:
    return {'$ref': f'#/$defs/{name}'}


def timeline_schema(registry: Registry) -> dict[str, Any]:
    """Schema of a timeline file: a list of entries, or a mapping with `defaults` and `entries`."""
    made = _Definitions(written=False)
    items = []
    for kind in registry.kinds.values():
        names = {KIND: {'const': kind.name, 'description': 'The kind of the record.', 'examples': [kind.name], 'title': 'Kind'}}
        items.append(made.kind(kind, names, () if kind.name == 'entry' else (KIND,)))
    entry = registry.kinds['entry']
    own = {name: schema for name, schema in made.made[_title(entry.name)]['properties'].items() if name not in _GIVEN}
    entries = {'type': 'array', 'items': items[0] if len(items) == 1 else {'anyOf': items}}
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
    place = {**text('Where this schema is, for editors of JSON.'), 'examples': ['../schema/timeline.schema.json']}
    return {
        '$schema': DIALECT,
        'title': 'Timeline entries',
        'anyOf': [
            entries,
            {
                'type': 'object',
                'additionalProperties': False,
                'required': ['entries'],
                'properties': {SCHEMA: place, 'defaults': defaults, 'entries': {**described, **entries}},
            },
        ],
        '$defs': dict(sorted(made.made.items())),
    }


def record_schema(registry: Registry, kind: str) -> dict[str, Any]:
    """Schema of the body of a record that is a section: a mapping without the key and the title, which the page gives.

    :param kind: the kind's name; for an entry it is the schema of one item of a timeline file.
    """
    made = _Definitions(written=False)
    made.kind(registry.kinds[kind])
    schema = made.made.pop(_title(kind))
    if kind != 'entry':
        properties = {field: value for field, value in schema['properties'].items() if field not in _GIVEN}
        required = [field for field in schema['required'] if field in properties]
        schema = {**schema, 'properties': properties, 'required': required}
    return {'$schema': DIALECT, **schema, '$defs': dict(sorted(made.made.items()))}


def export_schema(registry: Registry, name: str, version: int, beside: Callable[[KindOf], dict[str, Any]]) -> str:
    """Schema of the file with all records.

    :param beside: gives what a record of a kind has in the file beside its fields.
    """
    made = _Definitions(written=True)
    records = []
    for kind in registry.kinds.values():
        extra = {
            'kind': {'const': kind.name},
            'permalink': text('Its address.'),
            'plain_summary': text('Its summary without markup.'),
            'image_url': text('Where its first image is.'),
        }
        records.append(made.kind(kind, {**extra, **beside(kind)}, ('kind', 'permalink')))
    qualifiers = dict.fromkeys(one.name for relation in registry.relations.values() for one in relation.qualifiers)
    names = {name: text() for name in ('from_part', 'to', 'to_part', 'external', *qualifiers)}
    relation = {'from': text('Key of a record.'), 'relation': {'enum': sorted(registry.inverse)}}
    schema = {
        '$schema': DIALECT,
        'title': name,
        'description': 'Records, their relations and the notes on them. Dates are EDTF, quantities as they were written.',
        **mapping(
            {
                '$schema': text(),
                'version': {'const': version},
                'title': text(),
                'author': text(),
                'url': text(),
                'records': {'type': 'array', 'items': {'oneOf': records}},
                'relations': {'type': 'array', 'items': {**mapping(relation, names), 'oneOf': [_has('to'), _has('external')]}},
            }
        ),
        '$defs': dict(sorted(made.made.items())),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + '\n'


def text(description: str = '') -> dict[str, str]:
    """The schema of a text."""
    return {'type': 'string', 'description': description} if description else {'type': 'string'}


def mapping(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """The schema of a mapping."""
    properties = {**required, **(optional or {})}
    return {'type': 'object', 'properties': properties, 'required': list(required), 'additionalProperties': False}


def _has(name: str) -> dict[str, list[str]]:
    return {'required': [name]}
