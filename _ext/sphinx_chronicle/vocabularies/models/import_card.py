"""Hugging Face cards as records: what a card's YAML front matter states, and nothing it does not.

The keys are those of the Hub's documentation of repository cards (`Dataset Cards`_ and `Model Cards`_, section
"metadata"); the blocks that loaders write into dataset cards are `dataset_info` and `configs`. Cards are untrusted: they
go through the reader that records go through.

.. _Dataset Cards: https://huggingface.co/docs/hub/datasets-cards
.. _Model Cards: https://huggingface.co/docs/hub/model-cards
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ...cli.command import CommandError
from ...records import yaml_load
from ...records.entries import read_entries
from ...records.reader import Reading, file_places, read_record
from ...records.registry import Registry
from ...records.types import is_key, key_of
from ...records.yaml_dump import Value, field_lines, item_lines
from ..licenses.spdx import spdx_id
from .kinds import is_hf

#: Keys by which a card shows what it is about.
_DATASET_KEYS: Final = frozenset({
    'task_categories', 'task_ids', 'size_categories', 'pretty_name', 'dataset_info', 'configs', 'annotations_creators',
    'language_creators', 'multilinguality', 'source_datasets', 'paperswithcode_id',
})  # fmt: skip
_MODEL_KEYS: Final = frozenset({
    'base_model', 'base_model_relation', 'library_name', 'pipeline_tag', 'datasets', 'model-index', 'metrics', 'new_version',
    'inference', 'widget',
})  # fmt: skip

#: Why keys are left out that a record has a place for, if somebody looks it up.
_REASONS: Final[Mapping[str, str]] = {
    'size_categories': "a span of sizes is no number of rows (give 'rows' if it is known)",
    'task_categories': "records have no field for it (add 'tags' that readers should filter by)",
    'task_ids': "records have no field for it (add 'tags' that readers should filter by)",
    'pipeline_tag': "records have no field for it (add 'tags' that readers should filter by)",
    'license_link': "the address of a license belongs into a license record ('new license')",
    'license_details': "the words of a license belong into a license record ('new license')",
    'source_datasets': "a source is a relation of its own kind (write 'related', or say it in the text)",
    'model-index': 'records hold no benchmark results',
    'metrics': 'records hold no benchmark results',
    'gated': 'a checkpoint has no field for it (a dataset has)',
    'configs': 'it tells a loader which files to read',
    'new_version': "the newer record names this one ('derived_from' or 'related', written there)",
}
_GATE: Final = 'it says what is asked of readers, not whether access is gated (add gated: yes if it is)'
_UNKNOWN: Final = 'records have no field for it'
_NO_TEXT: Final = 'it is neither a text nor a list of texts'


@dataclass(slots=True)
class Imported:
    """What came of a card.

    :ivar text: the record, ready to be put into a page or a YAML file.
    :ivar left: what was not carried over, each with the reason.
    """

    text: str
    left: list[tuple[str, str]]


@dataclass(slots=True)
class _Card:
    """A card while it is read.

    :ivar data: its front matter.
    :ivar heading: its first heading, else empty.
    """

    data: dict[str, Any]
    heading: str
    has_text: bool
    left: list[tuple[str, str]] = field(default_factory=list)

    def texts(self, name: str) -> list[str]:
        """A text or a list of texts; anything else is left out."""
        value = self.data.get(name)
        items = value if isinstance(value, list) else [] if value is None else [value]
        texts = [item.strip() for item in items if isinstance(item, str) and item.strip()]
        if len(texts) < len(items):
            self.leave(name, _NO_TEXT)
        return list(dict.fromkeys(texts))

    def leave(self, name: str, why: str) -> None:
        self.left.append((name, why))


def import_card(
    text: str,
    path: str,
    registry: Registry,
    *,
    kind: str = '',
    key: str = '',
    hf: str = '',
    licenses: Collection[str] = (),
    prefix: str = '',
) -> Imported:
    """Make a record of a card.

    :param path: what problems call the card.
    :param registry: the kinds of the project that it is for.
    :param kind: ``dataset`` or ``entry``; empty to tell from the card.
    :param key: the record's key; empty to make it from the Hugging Face id or the title.
    :param hf: Hugging Face id of the repository, which no card states; may be empty.
    :param licenses: keys of the license records there are.
    :param prefix: what comes before the names of directives, ``chronicle:`` or nothing.
    :raises CommandError: with a sentence that says what is wrong.
    """
    card = _read(text, path)
    kind = kind or _kind_of(card, path)
    title = _title(card, hf, path)
    key = key or _key(hf.partition('/')[2] or title)
    if not is_key(key):
        raise CommandError(f"'{key}' is not a key (lower-case letters, digits and single hyphens)")
    found = _licenses(card, licenses)
    if kind == 'dataset':
        fields = _dataset(card, hf, found)
        known = {'license', 'license_name', 'language', 'tags', 'size_categories', 'pretty_name', 'dataset_info', 'gated'}
    else:
        fields = _entry(card, title, hf, found)
        known = {'license', 'license_name', 'tags', 'base_model', 'base_model_relation', 'datasets', 'pretty_name'}
    for name in card.data:
        if name not in known:
            card.leave(name, _GATE if name.startswith('extra_gated') else _REASONS.get(name, _UNKNOWN))
    fields = _sound(card, registry, kind, key, title, fields)
    if kind == 'entry':
        card.leave('date', 'no card states it, and an entry needs one (a year is enough)')
    if card.has_text:
        card.leave('the text of the card', 'a record has a summary in your own words')
    written = _as_entry(key, title, fields) if kind == 'entry' else _as_dataset(key, title, fields, prefix)
    return Imported(written, card.left)


# -- reading --------------------------------------------------------------------------------------------------------------


def _read(text: str, path: str) -> _Card:
    lines = yaml_load.clean(text).split('\n')
    if not text.strip():
        raise CommandError(f'{path}:1: the card is empty')
    if lines[0].rstrip() != '---':
        raise CommandError(f"{path}:1: the card has no front matter (YAML between two lines '---' at its top)")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == '---'), None)
    if end is None:
        raise CommandError(f"{path}:1: the front matter is not closed (a second line '---' is missing)")
    try:
        tree = yaml_load.parse_whole('\n'.join(lines[1:end]), 1)
    except yaml_load.UnreadableError as error:
        raise CommandError(f'{path}:{error.line + 1}: {error.message}') from None
    if tree is None or not isinstance(tree.value, dict) or not tree.value:
        raise CommandError(f"{path}:2: the front matter holds no 'field: value' lines")
    rest = lines[end + 1 :]
    heading = next((match[1] for line in rest if (match := re.fullmatch(r'#[ \t]+(.*?)[ \t#]*', line))), '')
    return _Card(tree.value, heading, any(line.strip() for line in rest))


def _kind_of(card: _Card, path: str) -> str:
    datasets, models = len(_DATASET_KEYS & card.data.keys()), len(_MODEL_KEYS & card.data.keys())
    if datasets == models:
        raise CommandError(f'{path}: nothing tells whether it is about a model or a dataset (say it with --kind)')
    return 'dataset' if datasets > models else 'entry'


def _title(card: _Card, hf: str, path: str) -> str:
    title = card.data.get('pretty_name') or ''
    if not isinstance(title, str):
        card.leave('pretty_name', 'it is no text')
        title = ''
    title = title.strip() or card.heading.strip() or hf.partition('/')[2]
    if not title:
        raise CommandError(f"{path}: the card states no name (neither 'pretty_name' nor a heading; give the id with --hf)")
    return ' '.join(title.split())


def _key(name: str) -> str:
    """A key made of a name that has letters or digits which keys can have."""
    key = key_of(name)
    if not key:
        raise CommandError(f"no key can be made of '{name}' (give one with --key)")
    return key


# -- fields ---------------------------------------------------------------------------------------------------------------


def _licenses(card: _Card, licenses: Collection[str]) -> list[str]:
    """The licenses that are SPDX ids or have a record."""
    found = []
    names = card.texts('license_name')
    for license_id in card.texts('license'):
        known = spdx_id(license_id)
        if license_id == 'other' and names:
            continue
        if license_id in licenses:
            found.append(license_id)
        elif known:
            found.append(known)
        else:
            card.leave('license', f"'{license_id}' is neither an SPDX id nor the key of a license record ('new license')")
    for name in names:
        key = key_of(name)
        if key in licenses:
            found.append(key)
        else:
            card.leave('license_name', f"there is no license record '{key}' (make one with 'new license {key}')")
    return found


def _tags(card: _Card) -> list[str]:
    tags = card.texts('tags')
    for tag in tags:
        if ':' in tag:
            card.leave('tags', f"'{tag}' is a mark of the Hub's own")
    return [tag for tag in tags if ':' not in tag]


def _refs(card: _Card, name: str) -> list[Value]:
    """Relations to repositories, on the word of the card."""
    refs: list[Value] = []
    for target in card.texts(name):
        if is_hf(target):
            refs.append({'ref': target, 'basis': 'card'})
        else:
            card.leave(name, f"'{target}' is not a Hugging Face id (organization/name)")
    return refs


def _dataset(card: _Card, hf: str, licenses: list[str]) -> dict[str, Value]:
    fields: dict[str, Value] = {'hf': hf, 'tags': _tags(card), 'languages': card.texts('language')}
    sizes = card.texts('size_categories')
    for size in sizes:
        match = re.fullmatch(r'n([<>])(\d+(?:[KMBT])?)', size)
        if len(sizes) > 1:
            card.leave('size_categories', f"'{size}': several sizes are no number of rows (give 'rows' if it is known)")
        elif match:
            fields['rows'] = match[1] + match[2]
        else:
            card.leave('size_categories', f"'{size}': {_REASONS['size_categories']}")
    fields['license'] = licenses
    fields['gated'] = _gated(card)
    info = card.data.get('dataset_info')
    if isinstance(info, list) and len(info) == 1:
        # Loaders write a list for configurations that have names, also if there is one.
        (info,) = info
    if isinstance(info, dict):
        _take_info(card, info, fields)
    elif isinstance(info, list):
        card.leave('dataset_info', 'there are several configurations (add those that matter as subsets)')
    elif info is not None:
        card.leave('dataset_info', 'it holds no sizes')
    return fields


def _gated(card: _Card) -> str:
    """Whether access must be asked for; the Hub says who answers, by itself or by hand."""
    value = card.data.get('gated')
    if value is None:
        return ''
    answer = {'auto': 'yes', 'manual': 'yes', 'true': 'yes', 'yes': 'yes', 'false': 'no', 'no': 'no'}.get(
        str(value).casefold(), ''
    )
    if not answer:
        card.leave('gated', f"'{value}' says neither that access must be asked for nor that it is free")
    return answer


def _take_info(card: _Card, info: dict[str, Any], fields: dict[str, Value]) -> None:
    """The sizes that a loader wrote into a card."""
    subsets: list[Value] = []
    for name, value in info.items():
        if name == 'dataset_size' and isinstance(value, str):
            fields['bytes'] = value
        elif name == 'splits' and isinstance(value, list):
            for split in value:
                if isinstance(split, dict) and isinstance(split.get('name'), str):
                    pairs = (('name', 'name'), ('rows', 'num_examples'), ('bytes', 'num_bytes'))
                    subsets.append({ours: split[theirs] for ours, theirs in pairs if isinstance(split.get(theirs), str)})
                else:
                    card.leave('dataset_info.splits', 'a split without a name is no subset')
        else:
            card.leave(f'dataset_info.{name}', _UNKNOWN)
    fields['subsets'] = subsets


def _entry(card: _Card, title: str, hf: str, licenses: list[str]) -> dict[str, Value]:
    checkpoint: dict[str, Value] = {}
    if licenses:
        checkpoint['license'] = licenses
    parents = _refs(card, 'base_model')
    if parents:
        checkpoint['derived_from'] = parents
    methods = card.texts('base_model_relation')
    if methods:
        checkpoint['method'] = ', '.join(methods)
    fields: dict[str, Value] = {'tags': _tags(card), 'trained_on': _refs(card, 'datasets')}
    if checkpoint or hf:
        name: dict[str, Value] = {'hf': hf} if hf else {'name': title}
        fields['checkpoints'] = [{**name, **checkpoint}]
    return fields


def _sound(card: _Card, registry: Registry, kind: str, key: str, title: str, fields: dict[str, Value]) -> dict[str, Value]:
    """The fields that the reader of records takes as they are."""
    kept: dict[str, Value] = {}
    for name, value in fields.items():
        if not value:
            continue
        problems = _reading(registry, kind, key, title, {**kept, name: value}).problems
        if problems:
            card.leave(name, problems[0].message)
        else:
            kept[name] = value
    return kept


def _reading(registry: Registry, kind: str, key: str, title: str, fields: dict[str, Value]) -> Reading:
    if kind == 'entry':
        return read_entries(_as_entry(key, title, {'date': '2000', **fields}), file_places('card'), registry)
    body = '\n'.join(line for name, value in fields.items() for line in field_lines(name, value))
    return read_record(body, file_places('card'), registry.kinds[kind], key, title)


# -- writing --------------------------------------------------------------------------------------------------------------


def _as_entry(key: str, title: str, fields: dict[str, Value]) -> str:
    lines = item_lines({'key': key, 'title': title, **fields})
    return '\n'.join(line[2:] for line in lines) + '\n'


def _as_dataset(key: str, title: str, fields: dict[str, Value], prefix: str) -> str:
    lines = [line for name, value in fields.items() for line in field_lines(name, value)]
    fence = '`' * max(3, *(len(run) + 1 for run in re.findall('`+', '\n'.join(lines))), 3)
    words = re.sub(r'([\\`*\[\]<{])', r'\\\1', title)
    return '\n'.join([f'## {words}', '', f'{fence}{{{prefix}dataset}} {key}', *lines, fence, ''])
