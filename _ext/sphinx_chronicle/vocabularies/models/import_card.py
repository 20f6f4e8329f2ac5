"""Hugging Face cards as records: what a card's YAML front matter states, and nothing it does not.

The keys are those of the Hub's documentation of repository cards (`Dataset Cards`_ and `Model Cards`_, section
"metadata"); the blocks that loaders write into dataset cards are `dataset_info` and `configs`. Cards are untrusted: they
go through the reader that records go through.

.. _Dataset Cards: https://huggingface.co/docs/hub/datasets-cards
.. _Model Cards: https://huggingface.co/docs/hub/model-cards
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...cli.command import checked
from ...cli.importer import Imported, Importer, Made, SourceError, Target, front_matter, read_source
from ...records import yaml_load
from ...records.types import check_key, key_of
from ...records.yaml_dump import Value
from ..licenses.kinds import LICENSE
from ..licenses.spdx import spdx_id
from .kinds import HF_ID, is_hf

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
    'model-index': "a card does not say all that a score needs (write 'scores', each with its setting and its source)",
    'metrics': "it names no results (write 'scores', each with its setting and its source)",
    'gated': 'a checkpoint has no field for it (a dataset has)',
    'configs': 'it tells a loader which files to read',
    'new_version': "the newer record names this one ('derived_from' or 'related', written there)",
}
_GATE: Final = 'it says what is asked of readers, not whether access is gated (add gated: yes if it is)'
_UNKNOWN: Final = 'records have no field for it'
_NO_TEXT: Final = 'it is neither a text nor a list of texts'


_ABOUT: Final = """\
Turn the YAML front matter of a Hugging Face dataset or model card, a local file, into a record: a dataset is printed
as a section of a page, a model as an entry. Nothing is guessed: a card does not state its repository id or its date,
so give them with --hf and --date.
"""


def importer() -> Importer:
    """The importer ``card``."""
    examples = (
        'card README.md --hf some-org/some-data',
        'card README.md --kind entry --date 2026-03 --file timeline/models.yaml',
    )
    return Importer('a local Hugging Face card', _ABOUT, examples, _add_arguments, _import, 'models', is_partial=True)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('source_path', metavar='README.md', help='the card')
    parser.add_argument('--kind', choices=('dataset', 'entry'), help='what it is about (default: told from its keys)')
    parser.add_argument(
        '--key', type=checked(check_key), help='the key of the record (default: from the id, else from the title)'
    )
    parser.add_argument('--hf', metavar='ORG/NAME', type=checked(HF_ID.parse), help='the Hugging Face id of the repository')
    parser.add_argument('--date', default='', help='when it came out, as precisely as known')


@dataclass(slots=True)
class _Card:
    """A card while it is read.

    :ivar data: its front matter.
    :ivar heading: its first heading, else empty.
    :ivar text_line: 1-based line at which its text begins; 0 if it has none.
    """

    data: dict[str, Any]
    marks: yaml_load.Marks
    heading: str
    text_line: int
    made: Made

    def texts(self, name: str) -> list[str]:
        """A text or a list of texts; anything else is left out."""
        value = self.data.get(name)
        items = value if isinstance(value, list) else [] if value is None else [value]
        texts = [item.strip() for item in items if isinstance(item, str) and item.strip()]
        if len(texts) < len(items):
            self.leave(name, _NO_TEXT)
        return list(dict.fromkeys(texts))

    def leave(self, name: str, why: str) -> None:
        self.made.lose(name, why, self.marks.find(tuple(name.split('.'))) + 1)


def _import(options: argparse.Namespace, target: Target) -> Imported:
    """Make a record of a card."""
    path, hf = options.source_path, options.hf or ''
    card = _read(read_source(path), path)
    kind = card.made.kind = options.kind or _kind_of(card, path)
    title = _title(card, hf, path)
    key = options.key or _key(hf.partition('/')[2] or title)
    records = target.graph.records if target.graph else {}
    found = _licenses(card, {key for key, item in records.items() if item.record.kind == LICENSE.name})
    if kind == 'dataset':
        fields = _dataset(card, hf, found)
        known = {'license', 'license_name', 'language', 'tags', 'size_categories', 'pretty_name', 'dataset_info', 'gated'}
    else:
        fields = _entry(card, title, hf, found)
        known = {'license', 'license_name', 'tags', 'base_model', 'base_model_relation', 'datasets', 'pretty_name'}
    for name in card.data:
        if name not in known:
            card.leave(name, _GATE if name.startswith('extra_gated') else _REASONS.get(name, _UNKNOWN))
    if kind == 'entry' and not options.date:
        card.made.lose('date', 'no card states it, and an entry needs one (give it with --date, a year is enough)')
    if card.text_line:
        card.made.lose('the text of the card', 'a record has a summary in your own words', card.text_line)
    imported = Imported(path)
    imported.add(card.made, key, title, {'date': options.date, **fields})
    return imported


# -- reading --------------------------------------------------------------------------------------------------------------


def _read(text: str, path: str) -> _Card:
    lines = yaml_load.clean(text).split('\n')
    if not text.strip():
        raise SourceError(f'{path}:1: the card is empty')
    if lines[0].rstrip() != '---':
        raise SourceError(f"{path}:1: the card has no front matter (YAML between two lines '---' at its top)")
    tree, end = front_matter(lines, path)
    rest = lines[end + 1 :]
    heading = next((match[1] for line in rest if (match := re.fullmatch(r'#[ \t]+(.*?)[ \t#]*', line))), '')
    first = next((number for number, line in enumerate(rest, end + 2) if line.strip()), 0)
    return _Card(tree.value, tree.marks, heading, first, Made(1))


def _kind_of(card: _Card, path: str) -> str:
    datasets, models = len(_DATASET_KEYS & card.data.keys()), len(_MODEL_KEYS & card.data.keys())
    if datasets == models:
        raise SourceError(f'{path}: nothing tells whether it is about a model or a dataset (say it with --kind)')
    return 'dataset' if datasets > models else 'entry'


def _title(card: _Card, hf: str, path: str) -> str:
    title = card.data.get('pretty_name') or ''
    if not isinstance(title, str):
        card.leave('pretty_name', 'it is no text')
        title = ''
    title = title.strip() or card.heading.strip() or hf.partition('/')[2]
    if not title:
        raise SourceError(f"{path}: the card states no name (neither 'pretty_name' nor a heading; give the id with --hf)")
    return ' '.join(title.split())


def _key(name: str) -> str:
    """A key made of a name that has letters or digits which keys can have."""
    key = key_of(name)
    if not key:
        raise SourceError(f"no key can be made of '{name}' (give one with --key)")
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
