"""Everything in one file: `chronicle.json`. Its JSON Schema is made with it.

JSON as in RFC 8259. A record's fields have the names and the written forms that they have in YAML (``31.6B``,
``2025-03/2025-06``), so that nothing gains precision; beside them are what kind it is, its permalink, its summary in plain
text, the plain numbers of its quantities, and what its vocabulary adds. Fields without a value are left out. Relations are
listed once each, whichever end they were written at, from the newer thing to what it was made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..records.fields import NUMBERS, Field, Item, Shape
from ..records.graph import Graph, Neighbor
from ..records.problems import Problem
from ..records.reader import RecordReader, file_places
from ..records.record import Record
from ..records.registry import Registry
from ..records.schema import EXPORT_VERSION as VERSION
from ..records.schema import export_schema
from ..records.yaml_load import marks_of
from .corpus import Corpus, Exported, numbers, numbers_of

#: The schema's file, beside the data.
SCHEMA_NAME: Final = 'chronicle.schema.json'


def chronicle_json(corpus: Corpus) -> str:
    """The file with every record, relation and note."""
    data = {
        '$schema': SCHEMA_NAME,
        'version': VERSION,
        'title': corpus.title,
        'author': corpus.author,
        'url': corpus.home,
    }
    head = json.dumps(data, ensure_ascii=False, indent=1).removesuffix('\n}')
    records = _lines(_record(item, corpus.registry) for item in corpus.items)
    return f'{head},\n "records": [{records}],\n "relations": [{_lines(relations(corpus.graph))}]\n}}\n'


def chronicle_schema(corpus: Corpus) -> str:
    """The JSON Schema of the file."""
    return export_schema(corpus.registry, 'Chronicle', VERSION, lambda kind: kind.ask('json_schema', {}))


def _lines(values: Iterable[Mapping[str, Any]]) -> str:
    """JSON values, one a line: what changes in a record changes its line. Indented, they would take ten times as long."""
    return ','.join(f'\n  {json.dumps(value, ensure_ascii=False)}' for value in values) + '\n '


def _record(item: Exported, registry: Registry) -> dict[str, Any]:
    kind = registry.of(item.record)
    more: dict[str, Any] = kind.ask('json', {}, item)
    data = {
        'kind': item.record.kind,
        'permalink': item.address,
        'plain_summary': item.text,
        'image_url': item.images[0].address if item.images else '',
        **dump(kind.fields, item.record),
        **more,
    }
    return {name: value for name, value in data.items() if value not in ('', [], {}, None)}


def dump(fields: Iterable[Field[Any]], item: Item) -> dict[str, Any]:
    """The values of a record as JSON holds them, with the defaults of what is not given, in the order of the fields."""
    found: dict[str, Any] = {}
    counted = {}
    for field in fields:
        value = item.given.get(field.name, field.default)
        if value is not None:
            dumped = [_dumped(field, one) for one in value] if field.multiple else _dumped(field, value)
            # An alternative text that is empty says something.
            if dumped not in ('', [], {}) or field.required:
                found[field.name] = dumped
            if not field.multiple and numbers_of(field):
                counted[field.name] = {_NUMBER[name]: _as_number(digits) for name, digits in numbers(field, value).items()}
    return found | ({NUMBERS: counted} if counted else {})


#: What the plain numbers of a quantity are called in JSON.
_NUMBER: Final = {'number': 'value', 'min': 'min', 'max': 'max'}


def _as_number(digits: str) -> int | float:
    return float(digits) if '.' in digits else int(digits)


def _dumped(field: Field[Any], value: Any) -> Any:
    return dump(field.type.fields, value) if isinstance(field.type, Shape) else field.type.dump(value)


def relations(graph: Graph) -> Iterator[dict[str, str]]:
    """Yield each relation once: `from`, `relation`, `to` and what is said of it.

    `from` and `to` are keys; for a thing without a record, `external` is its id. An item of a part that is meant is named by
    `from_part` or `to_part`.
    """
    for key in filter(graph.has_relations, graph.records):
        for relation in graph.registry.relations.values():
            for neighbor in graph.neighbors(key, relation.name):
                # What has no direction is listed from the lesser key.
                is_symmetric = relation.name == relation.inverse
                if not is_symmetric or not neighbor.node.key or (key, neighbor.here) <= neighbor.node[:2]:
                    yield _relation(key, relation.name, neighbor)
            for neighbor in graph.neighbors(key, relation.inverse):
                # The other end has no record that could say it.
                if relation.name != relation.inverse and not neighbor.node.key:
                    yield _relation(key, relation.inverse, neighbor)


def _relation(key: str, relation: str, neighbor: Neighbor) -> dict[str, str]:
    there = neighbor.node
    found = {
        'from': key,
        'from_part': neighbor.here,
        'relation': relation,
        'to': there.key,
        'to_part': there.part,
        'external': there.external,
        **neighbor.said,
    }
    return {name: value for name, value in found.items() if value}


def read_records(data: Mapping[str, Any], registry: Registry) -> list[Record]:
    """The records of a file that was exported, as they were.

    :param registry: the kinds of the project that exported it.
    :raises ValueError: for another version, and for what is no record.
    """
    if data.get('version') != VERSION:
        raise ValueError(f'version {data.get("version")!r} is not {VERSION}')
    reader = RecordReader(file_places('chronicle.json'))
    for record in data['records']:
        kind = registry.kinds[record['kind']]
        fields = {name: _text(value) for name, value in record.items() if name in kind.by_name}
        reader.record(kind, fields, marks_of(fields), record['key'])
    problems: list[Problem] = reader.reading().problems
    if problems:
        raise ValueError(str(problems[0]))
    return [declared.record for declared in reader.records]


def _text(value: Any) -> Any:
    """A JSON value as a text tree."""
    if isinstance(value, dict):
        return {name: _text(inner) for name, inner in value.items() if name != NUMBERS}
    if isinstance(value, list):
        return [_text(inner) for inner in value]
    return {True: 'yes', False: 'no'}[value] if isinstance(value, bool) else str(value)
