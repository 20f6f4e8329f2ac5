"""What a model release is beyond an entry, and what a dataset is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ...records.core import LINK, NOTE
from ...records.fields import Field, Item, Shape, Type
from ...records.i18n import N_, N_ngettext, __
from ...records.kinds import Column, External, Kind, Part, Relation, Table, Vocabulary, ref
from ...records.types import BYTES, CHOICE, COUNT, DATE, TEXT, VERBATIM, quantity, string
from ..licenses.kinds import NOT_STATED, license_field
from .scores import SCORE_GRAMMAR, SCORE_UNITS, format_score, parse_score
from .tokens import TOKEN_UNITS, format_tokens, parse_tokens

_HERE: Final = 'sphinx_chronicle.vocabularies.models'

#: Grammar of a Hugging Face repository id, ``organization/name``.
HF_PATTERN: Final = r'[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*'

#: Where a model or a dataset lives on Hugging Face.
HF_MODELS: Final = 'https://huggingface.co/'
HF_DATASETS: Final = 'https://huggingface.co/datasets/'

_HF = re.compile(HF_PATTERN)


def is_hf(text: str) -> bool:
    """Whether the text has the form of a Hugging Face id (``organization/name``)."""
    return bool(_HF.fullmatch(text))


def _check_hf(value: str) -> str:
    if not is_hf(value):
        raise ValueError(__("'%s' is not a Hugging Face id (write organization/name)") % value)
    return value


HF_ID: Final = Type('hf', N_('Hugging Face id'), _check_hf, '', string(HF_PATTERN), string(HF_PATTERN), address=HF_MODELS.__add__)
TOKENS: Final = quantity(
    'tokens', N_('count of tokens'), parse_tokens, N_('list of counts of tokens'), format_tokens, units=TOKEN_UNITS
)
SCORE_VALUE: Final = quantity(
    'score', N_('score'), parse_score, N_('list of scores'), format_score, '78.30', grammar=SCORE_GRAMMAR, units=SCORE_UNITS
)


def _doubts(**example: str) -> Field[tuple[Item, ...]]:
    """The notes on an item of a part."""
    return NOTE.many_of('notes', 'Doubts about its values.', label=N_('Notes'), example=[example], slot='none')


# -- checkpoints ------------------------------------------------------------------------------------------------------

HF: Final = HF_ID.one('hf', 'Its Hugging Face id.', label=N_('Hugging Face'), example='nvidia/Nemotron-4-340B-Base', slot='none')
NAME: Final = TEXT.one(
    'name', 'Its name, where it is not the last part of `hf`.', label=N_('Name'), example='Megatron-LM 8.3B', slot='none'
)


def _has_a_name(given: Mapping[str, Any]) -> str:
    return '' if given.get('name') or given.get('hf') else __("a checkpoint needs 'hf' or 'name'")


def label_of(given: Mapping[str, Any]) -> str:
    """The name of a checkpoint, or the last part of its Hugging Face id."""
    return given.get('name') or (given.get('hf') or '').partition('/')[2]


def _weights(given: Mapping[str, Any]) -> str:
    return HF_MODELS + given['hf'] if given.get('hf') else ''


#: The columns of the table of all checkpoints, and those of them that are fields of the release.
_CHECKPOINT_COLUMNS: Final = (
    'entry', 'release', 'type', 'status', 'org', 'family', 'release_date', 'name', 'hf', 'url', 'date', 'params', 'active_params',
    'context', 'license', 'derived_from', 'method', 'notes', 'release_notes',
)  # fmt: skip
_OF_RELEASE: Final = {
    'entry': 'key', 'release': 'title', 'type': 'type', 'status': 'status', 'org': 'org', 'family': 'family',
    'release_date': 'date', 'release_notes': 'notes',
}  # fmt: skip

CHECKPOINT: Final = Part(
    'checkpoint',
    (
        NAME,
        replace(HF, filter='given', every=N_('Weights'), presence=(N_('On Hugging Face'), N_('No address known'))),
        DATE.one('date', 'When it came out, where that differs from its release.', label=N_('Date'), example='2025-04-08'),
        COUNT.one('params', 'Number of parameters.', label=N_('Parameters'), example='31.6B', slot='strip', filter='range'),
        COUNT.one('active_params', 'Number of parameters active for a token.', label=N_('Active'), example='3.2B', slot='strip'),
        TOKENS.one('context', 'Context length in tokens.', label=N_('Context'), example='131072', slot='strip', filter='range'),
        license_field('nvidia-open-model-license', slot='strip', unsaid=NOT_STATED),
        ref('derived_from', 'What it was made from.', label=N_('Derived from'), example='meta-llama/Llama-3.1-8B-Instruct'),
        TEXT.one('method', 'How it was made, in a few words.', label=N_('Method'), example='pruned and distilled'),
        _doubts(about='params', kind='unverified', text='The number is that of the announcement.'),
    ),
    N_('checkpoint'),
    N_('list of checkpoints'),
    description='One set of weights of a release.',
    check=_has_a_name,
    title=label_of,
    link=_weights,
    counted=N_ngettext('%d checkpoint', '%d checkpoints'),
    captioned=N_('Checkpoints of %s'),
    compare=N_('Tick two to four checkpoints to lay them side by side.'),
    record_label=N_('Release'),
    order=('name', 'params', 'active_params', 'context', 'license', 'derived_from', 'method', 'date'),
    beneath={'name': 'method'},
    once=('license',),
    object_type=('checkpoint', N_('checkpoint')),
    names='hf',
    columns=('name', 'entry', 'params', 'active_params', 'context', 'license', 'date'),
    table=Table('checkpoints.csv', _CHECKPOINT_COLUMNS, _OF_RELEASE, N_('All checkpoints')),
)

# -- scores and hardware ----------------------------------------------------------------------------------------------

_SOURCE: Final = {'label': 'arXiv:2512.20848, table 3', 'url': 'https://arxiv.org/abs/2512.20848'}

#: The columns of the table of all scores, and those of them that are fields of the release; likewise of hardware.
_SCORE_COLUMNS: Final = (
    'entry', 'release', 'family', 'release_date', 'benchmark', 'measured', 'value', 'compared', 'setting', 'as_of', 'source',
    'url', 'notes',
)  # fmt: skip
_HARDWARE_COLUMNS: Final = ('entry', 'release', 'family', 'release_date', 'aspect', 'claim', 'source', 'url', 'notes')

SCORE: Final = Part(
    'score',
    (
        VERBATIM.needed(
            'benchmark', 'The benchmark, with its version.', label=N_('Benchmark'), example='LiveCodeBench v6', filter='choice'
        ),
        VERBATIM.needed(
            'measured',
            'The model that was measured: a checkpoint of the release, or one it is compared with.',
            label=N_('Model'),
            example='NVIDIA-Nemotron-3-Nano-30B-A3B-BF16',
        ),
        SCORE_VALUE.needed('value', 'The score as it was printed, with its unit.', label=N_('Score'), example='78.30'),
        CHOICE.one(
            'compared',
            'How a checkpoint of the release did beside the others of the same benchmark and setting.',
            label=N_('Beside the others'),
            example='behind',
            choices={'ahead': N_('ahead of all'), 'behind': N_('another is better')},
        ),
        TEXT.needed('setting', 'How it was measured.', label=N_('Setting'), example='Reasoning on'),
        DATE.one('as_of', 'When it held, of a figure that changes over time.', label=N_('As of'), example='2026-06'),
        LINK.needed('source', 'Where the score was read.', label=N_('Source'), example=_SOURCE),
        _doubts(about='value', kind='note', text='Measured by the other side.'),
    ),
    N_('score'),
    N_('list of scores'),
    description='One score of one model in one benchmark. Scores compare only where benchmark and setting are the same.',
    title='benchmark',
    counted=N_ngettext('%d score', '%d scores'),
    captioned=N_('Scores of %s'),
    compare=N_('Tick two to four scores to lay them side by side.'),
    record_label=N_('Release'),
    beneath={'benchmark': 'setting'},
    once=('setting', 'as_of', 'source'),
    pivot=('benchmark', 'measured', 'value'),
    columns=('benchmark', 'measured', 'value', 'compared', 'entry', 'setting', 'as_of'),
    table=Table('scores.csv', _SCORE_COLUMNS, _OF_RELEASE, N_('All scores')),
)

HARDWARE: Final = Part(
    'hardware',
    (
        TEXT.needed('aspect', 'What it is about, with the number format.', label=N_('What'), example='GPU memory, BF16'),
        TEXT.needed('claim', 'What the source says it takes.', label=N_('Claim'), example='At least 64 GB'),
        LINK.needed('source', 'Where that was read.', label=N_('Source'), example=_SOURCE),
        _doubts(about='claim', kind='conflict', text='The model card says twice as much.'),
    ),
    N_('claim about hardware'),
    N_('list of claims about hardware'),
    description='One claim about what it takes to run a release.',
    title='aspect',
    counted=N_ngettext('%d claim about hardware', '%d claims about hardware'),
    captioned=N_('Hardware for %s'),
    record_label=N_('Release'),
    once=('source',),
    columns=('aspect', 'claim', 'entry', 'source'),
    table=Table('hardware.csv', _HARDWARE_COLUMNS, _OF_RELEASE, N_('All claims about hardware')),
)

CUTOFF: Final = Shape(
    'cutoff',
    (
        DATE.one('pretraining', 'End of the pretraining data.', label=N_('pretraining'), example='2025-06'),
        DATE.one('posttraining', 'End of the post-training data.', label=N_('post-training'), example='2026-02'),
    ),
    N_('mapping of dates'),
    description='The dates at which training data end.',
)

ENTRY_FIELDS: Final = (
    TEXT.one('architecture', 'How the model is built.', label=N_('Architecture'), example='Hybrid Mamba-2 and attention'),
    VERBATIM.many_of('precision', 'Number formats of training and weights.', label=N_('Precision'), example=['BF16', 'FP8']),
    COUNT.one('training_tokens', 'Number of training tokens.', label=N_('Training tokens'), example='25T', slot='strip'),
    CUTOFF.one(
        'cutoff',
        'When its training data end.',
        label=N_('Data end'),
        example={'pretraining': '2025-06', 'posttraining': '2026-02'},
    ),
    ref(
        'trained_on',
        'Data it was trained on.',
        label=N_('Trained on'),
        example=['nvidia/HelpSteer2'],
        slot='ways',
        counted=N_ngettext('%d dataset', '%d datasets'),
    ),
    ref('derived_from', 'What the whole release was made from.', label=N_('Derived from'), example='nemotron-4-15b'),
    CHECKPOINT.many_of(
        'checkpoints',
        'The weights it consists of.',
        label=N_('Checkpoints'),
        slot='ways',
        example=[{'hf': 'nvidia/Nemotron-4-340B-Base', 'params': '340B', 'license': 'nvidia-open-model-license'}],
    ),
    SCORE.many_of(
        'scores',
        'What it and those it is compared with score.',
        label=N_('Scores'),
        slot='ways',
        example=[{'benchmark': 'MMLU-Pro', 'measured': 'Model', 'value': '78.30', 'setting': 'Reasoning on', 'source': _SOURCE}],
    ),
    HARDWARE.many_of(
        'hardware',
        'What it takes to run it.',
        label=N_('Hardware'),
        example=[{'aspect': 'GPU memory, BF16', 'claim': 'At least 64 GB', 'source': _SOURCE}],
    ),
)

# -- datasets ---------------------------------------------------------------------------------------------------------

SUBSET: Final = Part(
    'subset',
    (
        TEXT.needed('name', 'Its name.', label=N_('Name'), example='High-Quality'),
        COUNT.one('rows', 'Number of rows.', label=N_('Rows'), example='16_083'),
        COUNT.one('tokens', 'Number of tokens.', label=N_('Tokens'), example='608.96B'),
        BYTES.one('bytes', 'Size in bytes, with its unit.', label=N_('Size'), example='1.2TB'),
        license_field('CC-BY-4.0', 'Its own license.'),
        _doubts(about='rows', kind='note', text='The training split alone.'),
    ),
    N_('subset'),
    N_('list of subsets'),
    description='A named part of a dataset.',
    counted=N_ngettext('%d subset', '%d subsets'),
    captioned=N_('Subsets of %s'),
)

DATASET_TYPE: Final = CHOICE.one(
    'type',
    'What the data are for.',
    label=N_('Type'),
    example='pretraining',
    filter='choice',
    every=N_('All types'),
    choices={
        'pretraining': N_('Pretraining'),
        'sft': N_('Supervised fine-tuning'),
        'rl': N_('Reinforcement learning'),
        'preference': N_('Preference'),
        'collection': N_('Collection'),
    },
)
DATASET_HF: Final = HF_ID.one(
    'hf', 'Its Hugging Face id.', label=N_('Hugging Face'), example='nvidia/Nemotron-CC-v2', link=f'{_HERE}.view:repository'
)
LANGUAGES: Final = VERBATIM.many_of(
    'languages', 'Languages, as ISO 639 codes or words.', label=N_('Languages'), example=['en', 'de'], schema_org='inLanguage'
)
ROWS: Final = COUNT.one('rows', 'Number of rows.', label=N_('Rows'), example='1_376_666')
TOKEN_COUNT: Final = COUNT.one('tokens', 'Number of tokens.', label=N_('Tokens'), example='6.6T')
SIZE: Final = BYTES.one('bytes', 'Size in bytes, with its unit.', label=N_('Size'), example='1.2TB')
ITEMS: Final = COUNT.one('items', 'Number of datasets in a collection.', label=N_('Items'), example='15')
DATASET_LICENSE: Final = license_field('CC-BY-4.0', schema_org='license', unsaid=NOT_STATED)

GATED: Final = CHOICE.one(
    'gated',
    'Whether one must ask for access.',
    label=N_('Access'),
    example='yes',
    choices={'yes': N_('Gated'), 'no': N_('Open')},
    unsaid=NOT_STATED,
    filter='choice',
    every=N_('All access'),
)

#: The columns of the table of all datasets.
_DATASET_COLUMNS: Final = (
    'key', 'title', 'url', 'hf', 'type', 'date', 'license', 'gated', 'languages', 'rows', 'tokens', 'bytes', 'items', 'used_by',
    'generated_with', 'generators', 'member_of', 'members', 'tags', 'added', 'updated', 'text', 'notes',
)  # fmt: skip

DATASET: Final = Kind(
    'dataset',
    N_('Dataset'),
    N_('Datasets'),
    (
        DATASET_TYPE,
        DATASET_HF,
        LANGUAGES,
        ROWS,
        TOKEN_COUNT,
        SIZE,
        ITEMS,
        DATASET_LICENSE,
        GATED,
        ref(
            'generated_with',
            'Models that wrote synthetic parts of it.',
            label=N_('Generated with'),
            example=['nemotron-4-340b'],
        ),
        VERBATIM.many_of(
            'generators',
            'Names of models that wrote, rewrote or cleaned text of it, of which neither a record nor an id is known.',
            label=N_('Generators'),
            example=['DeepSeek-R1'],
        ),
        SUBSET.many_of('subsets', 'Its named parts.', label=N_('Subsets'), example=[{'name': 'High-Quality', 'rows': '16_083'}]),
        ref('members', 'The datasets a collection holds.', label=N_('Members'), example=['nemotron-cc-v2']),
        ref('used_by', 'Models trained on it.', label=N_('Used by'), example=['nemotron-nano-2']),
    ),
    description='A dataset or a collection of datasets.',
    order=('type', 'hf', 'date', 'languages', 'rows', 'tokens', 'bytes', 'items', 'license', 'gated', 'tags'),
    names=('hf',),
    schema_org=f'{_HERE}.exports:dataset',
    table=Table('datasets.csv', _DATASET_COLUMNS, title=N_('All datasets')),
    catalog='DataCatalog',
)

# -- the vocabulary ---------------------------------------------------------------------------------------------------

BASIS: Final = CHOICE.one(
    'basis',
    'How it is known: from a model or dataset card, from an open recipe, or from nowhere reliable.',
    label=N_('Basis'),
    example='card',
    choices={'card': N_('card'), 'recipe': N_('open recipe'), 'unverified': N_('unverified')},
)
USE: Final = CHOICE.one(
    'use',
    'What the data served for: training, or seed material for synthetic data.',
    label=N_('Use'),
    example='training',
    quiet=('training',),
    choices={'training': N_('for training'), 'seed': N_('as seed data')},
)
_HOW: Final = (BASIS, USE)

MODELS: Final = Vocabulary(
    'models',
    requires=('licenses',),
    kinds=(DATASET,),
    fields={'entry': ENTRY_FIELDS},
    relations=(
        Relation(
            'derived_from', N_('Derived from'), 'derivatives', N_('Derived models'), acyclic=True, qualifiers=_HOW
        ),
        Relation(
            'trained_on', N_('Trained on'), 'used_by', N_('Used by'), external='dataset', qualifiers=_HOW,
            about=f'{_HERE}.view:terms', tally=f'{_HERE}.view:access',
            inherited=('inherited_data', N_('Data of its ancestors')),
        ),
        Relation('generated_with', N_('Generated with'), 'generated', N_('Used to generate'), qualifiers=_HOW),
        Relation('member_of', N_('Member of'), 'members', N_('Members'), inverse_external='dataset', qualifiers=_HOW),
    ),
    qualifiers={'related': _HOW},
    types=(HF_ID, TOKENS, SCORE_VALUE),
    importers={'card': f'{_HERE}.import_card:importer'},
    columns=(
        Column('size', N_('Size'), f'{_HERE}.view:size_cell', ('dataset',)),
        Column('licensed_checkpoints', N_('Checkpoints'), f'{_HERE}.view:checkpoints_cell', ('license',), 'number'),
        Column('licensed_datasets', N_('Datasets'), f'{_HERE}.view:datasets_cell', ('license',), 'number'),
    ),
    external=External(
        HF_ID,
        HF_PATTERN,
        N_('key or Hugging Face id'),
        N_("'%s' is neither a record's key nor a Hugging Face id (organization/name)"),
        N_('(name the key of a record, or a Hugging Face id: organization/name)'),
        N_("the Hugging Face id '%(id)s' is that of %(name)s already (remove it from one of them)"),
        N_("The other record's key, or a Hugging Face id."),
        {'': HF_MODELS, 'dataset': HF_DATASETS},
    ),
)  # fmt: skip
