"""The words for fields and values that readers see, in the site's language."""

from __future__ import annotations

from typing import Final

from ..records.dates import format_date, parse_date
from ..records.i18n import N_
from .i18n import _

_FIELDS: Final = {
    'ancestors': N_('Ancestors'),
    'descendants': N_('Descendants'),
    'inherited_data': N_('Data of its ancestors'),
    'licensed_checkpoints': N_('Checkpoints'),
    'licensed_datasets': N_('Datasets'),
    'mentioned_in': N_('Mentioned in'),
    'chapters': N_('Chapters'),
    'entry': N_('Release'),
    'size': N_('Size'),
    'kind': N_('Kind'),
    'active_params': N_('Active parameters'),
    'added': N_('Record added'),
    'aliases': N_('Former keys'),
    'architecture': N_('Architecture'),
    'audio': N_('Audio'),
    'bytes': N_('Size'),
    'checkpoints': N_('Checkpoints'),
    'commercial': N_('Commercial use'),
    'conditions': N_('Conditions'),
    'context': N_('Context'),
    'cutoff': N_('Data end'),
    'date': N_('Date'),
    'derivatives': N_('Derived models'),
    'derived_from': N_('Derived from'),
    'discussion': N_('Discussion'),
    'duration': N_('Duration'),
    'edit': N_('Edit'),
    'family': N_('Family'),
    'feed': N_('Feed'),
    'gated': N_('Gated'),
    'generated': N_('Used to generate'),
    'generated_with': N_('Generated with'),
    'guests': N_('Guests'),
    'hf': N_('Hugging Face'),
    'host': N_('Host'),
    'items': N_('Items'),
    'key': N_('Key'),
    'languages': N_('Languages'),
    'license': N_('License'),
    'links': N_('Links'),
    'member_of': N_('Member of'),
    'members': N_('Members'),
    'method': N_('Method'),
    'name': N_('Name'),
    'org': N_('Organization'),
    'papers': N_('Papers'),
    'params': N_('Parameters'),
    'precision': N_('Precision'),
    'recorded': N_('Recorded'),
    'related': N_('Related'),
    'rows': N_('Rows'),
    'show': N_('Show'),
    'sources': N_('Sources'),
    'spdx': N_('SPDX id'),
    'status': N_('Status'),
    'subsets': N_('Subsets'),
    'summary': N_('Summary'),
    'tags': N_('Tags'),
    'title': N_('Title'),
    'tokens': N_('Tokens'),
    'trained_on': N_('Trained on'),
    'training_tokens': N_('Training tokens'),
    'transcript': N_('Transcript'),
    'type': N_('Type'),
    'updated': N_('Record updated'),
    'url': N_('Address'),
    'used_by': N_('Used by'),
    'video': N_('Video'),
}

_VALUES: Final = {
    ('type', 'release'): N_('Release'),
    ('type', 'software'): N_('Software'),
    ('type', 'event'): N_('Event'),
    ('status', 'released'): N_('Released'),
    ('status', 'announced'): N_('Announced'),
    ('type', 'pretraining'): N_('Pre-training'),
    ('type', 'sft'): N_('Supervised fine-tuning'),
    ('type', 'rl'): N_('Reinforcement learning'),
    ('type', 'preference'): N_('Preference'),
    ('type', 'collection'): N_('Collection'),
    ('kind', 'entry'): N_('Entry'),
    ('kind', 'dataset'): N_('Dataset'),
    ('kind', 'episode'): N_('Episode'),
    ('kind', 'license'): N_('License'),
    ('kind', 'unverified'): N_('Unverified'),
    ('kind', 'conflict'): N_('Sources disagree'),
    ('kind', 'correction'): N_('Correction'),
    ('kind', 'note'): N_('Note'),
    ('basis', 'card'): N_('card'),
    ('basis', 'recipe'): N_('open recipe'),
    ('basis', 'unverified'): N_('unverified'),
    ('use', 'training'): N_('for training'),
    ('use', 'seed'): N_('as seed data'),
    ('gated', 'yes'): N_('Yes, access must be requested'),
    ('gated', 'no'): N_('No'),
    ('commercial', 'yes'): N_('Allowed'),
    ('commercial', 'no'): N_('Not allowed'),
    ('commercial', 'conditions'): N_('Allowed on conditions'),
    ('cutoff', 'pretraining'): N_('pre-training'),
    ('cutoff', 'posttraining'): N_('post-training'),
}


_COUNTED: Final = {'rows': N_('%s rows'), 'tokens': N_('%s tokens'), 'items': N_('%s items')}


def field_label(field: str) -> str:
    """The label of a field or a relation; a field that has none is shown by its name."""
    return _(_FIELDS[field]) if field in _FIELDS else field


def value_label(field: str, value: str) -> str:
    """The word for one of a field's fixed values."""
    word = _VALUES.get((field, value))
    return _(word) if word else value


def counted(field: str, quantity: str) -> str:
    """A quantity with what it counts: ``6.6T tokens``."""
    return _(_COUNTED[field]) % quantity


def group_title(value: str, group_by: str, language: str) -> str:
    """The heading of a group of records that have a value in common; of those that have none if it is empty."""
    if not value:
        return _('Undated') if group_by == 'year' else _('Other')
    if group_by == 'year':
        # Years are kept astronomically; the reader gets them as the language writes them.
        year = int(value)
        return format_date(parse_date(f'{year:05}' if year < 0 else f'{year:04}'), language, _)
    return value_label(group_by, value)
