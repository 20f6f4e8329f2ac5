"""Everything in one file: `chronicle.json`. What stands in it says the JSON Schema of `records_schema`.

JSON as in RFC 8259. A record's fields have the names and the written forms that they have
in YAML (``31.6B``, ``2025-03/2025-06``), so that nothing gains precision; beside them stand what kind it is, its permalink,
its summary in plain text, and the chapters of an episode. Fields without a value are left out. Relations are listed once
each, whichever end they were written at, from the newer thing to what it was made of.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from ..records.graph import INVERSE
from ..records.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..records.graph import Graph, Neighbor, Relation
    from ..records.model import AnyRecord
    from .corpus import Corpus, Item

#: Version of the format. It grows when a reader of the version before would misunderstand the file.
VERSION: Final = 1

#: The schema's file, beside the data.
SCHEMA_NAME: Final = 'chronicle.schema.json'

#: The direction that each relation is listed in.
RELATIONS: Final[tuple[Relation, ...]] = ('derived_from', 'trained_on', 'member_of', 'generated_with', 'related')

#: What a record in the file has beside its fields.
_BESIDE: Final = ('kind', 'permalink', 'plain_summary', 'chapters')


def chronicle_json(corpus: Corpus) -> str:
    """The file with every record, relation and doubt."""
    data = {
        '$schema': SCHEMA_NAME,
        'version': VERSION,
        'title': corpus.title,
        'author': corpus.author,
        'url': corpus.home,
    }
    head = json.dumps(data, ensure_ascii=False, indent=1).removesuffix('\n}')
    records = _lines(_record(item) for item in corpus.items)
    return f'{head},\n "records": [{records}],\n "relations": [{_lines(relations(corpus.graph))}]\n}}\n'


def _lines(values: Iterable[Mapping[str, Any]]) -> str:
    """JSON values, one a line: what changes in a record changes its line. Indented, they would take ten times as long."""
    return ','.join(f'\n  {json.dumps(value, ensure_ascii=False)}' for value in values) + '\n '


def _record(item: Item) -> dict[str, Any]:
    record = item.record
    fields = record.model_dump(mode='json', exclude_none=True)
    data = {'kind': record.kind, 'permalink': item.address, 'plain_summary': item.text, **fields}
    if item.chapters:
        data['chapters'] = [
            {
                'start': chapter.seconds,
                'title': chapter.title,
                'url': item.at(chapter.anchor),
                'topics': [
                    {'start': topic.seconds, 'title': topic.title, 'url': item.at(topic.anchor)} for topic in chapter.topics
                ],
            }
            for chapter in item.chapters
        ]
    filled: dict[str, Any] = _filled(data)
    return filled


def _filled(value: Any) -> Any:
    """The value without what is empty in it."""
    if isinstance(value, dict):
        return {name: _filled(inner) for name, inner in value.items() if inner not in ('', [], {}, None)}
    return [_filled(inner) for inner in value] if isinstance(value, list) else value


def relations(graph: Graph) -> Iterator[dict[str, str]]:
    """Give each relation once: `from`, `relation`, `to` and how it is known.

    `from` and `to` are keys; for a thing without a record, `external` is its Hugging Face id. A checkpoint that is meant
    is named by `from_part` or `to_part`.
    """
    for key in filter(graph.has_relations, graph.records):
        for relation in RELATIONS:
            for neighbor in graph.neighbors(key, relation):
                # What has no direction is listed from the lesser key.
                if relation != 'related' or not neighbor.node.key or (key, neighbor.here) <= neighbor.node[:2]:
                    yield _relation(key, relation, neighbor)
            for neighbor in graph.neighbors(key, INVERSE[relation]):
                # The other end has no record that could say it.
                if relation != 'related' and not neighbor.node.key:
                    yield _relation(key, INVERSE[relation], neighbor)


def _relation(key: str, relation: Relation, neighbor: Neighbor) -> dict[str, str]:
    there = neighbor.node
    found = {
        'from': key,
        'from_part': neighbor.here,
        'relation': relation,
        'to': there.key,
        'to_part': there.part,
        'external': there.external,
        'basis': neighbor.basis or '',
        'use': neighbor.use or '',
    }
    return {name: value for name, value in found.items() if value}


def read_records(data: Mapping[str, Any]) -> list[AnyRecord]:
    """The records of a file that was exported, as they were.

    :raises ValueError: for another version.
    :raises pydantic.ValidationError: for what is no record.
    """
    if data.get('version') != VERSION:
        raise ValueError(f'version {data.get("version")!r} is not {VERSION}')
    return [
        KINDS[record['kind']].model_validate({name: value for name, value in record.items() if name not in _BESIDE})
        for record in data['records']
    ]
