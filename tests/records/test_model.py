from __future__ import annotations

import json
import pickle
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from sphinx_chronicle.records.model import (
    KINDS,
    Checkpoint,
    Cutoff,
    Dataset,
    Entry,
    Guest,
    Link,
    Note,
    Paper,
    Ref,
    Source,
    Subset,
    check_key,
    check_url,
    is_hf,
    is_key,
    slug,
    spdx_id,
)

if TYPE_CHECKING:
    from sphinx_chronicle.records.model import AnyRecord, Model

MODELS: list[type[Model]] = [*KINDS.values(), Checkpoint, Cutoff, Guest, Link, Note, Paper, Ref, Source, Subset]

FULL: dict[str, dict[str, Any]] = {
    'entry': {
        'key': 'a',
        'title': 'A',
        'date': '2025-03/2025-06',
        'summary': 'Some *words*.',
        'links': [{'label': 'code', 'url': 'https://example.org'}],
        'papers': [{'title': 'P', 'arxiv': '2402.16819', 'authors': ['One']}],
        'related': ['b', {'ref': 'org/c', 'basis': 'recipe', 'use': 'seed'}],
        'sources': ['https://example.org', {'url': 'https://example.org/2', 'via': 'a copy'}],
        'notes': [{'about': 'date', 'kind': 'conflict', 'text': 'Two days are given.'}],
        'training_tokens': '~25T',
        'cutoff': {'pretraining': '2025-06'},
        'checkpoints': [{'hf': 'org/x', 'params': '31.6B', 'context': '128K', 'license': ['MIT', 'own-license']}],
    },
    'dataset': {'key': 'd', 'title': 'D', 'bytes': '1.2TB', 'gated': 'no', 'subsets': [{'name': 's', 'rows': '1_000'}]},
    'episode': {'key': 'e', 'title': 'E', 'duration': '1h 7m', 'guests': [{'name': 'G', 'role': 'R'}]},
    'license': {'key': 'l', 'title': 'L', 'spdx': 'mit', 'commercial': 'conditions', 'conditions': 'Attribution.'},
}


def record(kind: str, **fields: Any) -> AnyRecord:
    return KINDS[kind].model_validate({**FULL[kind], **fields})


def entry(**fields: Any) -> Entry:
    return Entry.model_validate({'key': 'a', 'title': 'A', 'date': '2025', **fields})


def test_the_kinds_are_entry_dataset_episode_and_license() -> None:
    assert list(KINDS) == ['entry', 'dataset', 'episode', 'license']


@pytest.mark.parametrize('model', MODELS)
def test_every_field_is_described_in_a_sentence(model: type[Model]) -> None:
    assert [name for name, field in model.model_fields.items() if not (field.description or '').endswith('.')] == []


@pytest.mark.parametrize('model', MODELS)
def test_every_example_is_a_value_the_field_takes(model: type[Model]) -> None:
    base = {name: (field.examples or [])[0] for name, field in model.model_fields.items() if field.is_required()}
    base |= {'name': 'N'} if model is Checkpoint else {}
    for name, field in model.model_fields.items():
        for example in field.examples or []:
            value = getattr(model.model_validate({**base, name: example}), name)
            assert value not in (None, ()), name


@pytest.mark.parametrize('model', MODELS)
def test_every_field_has_an_example_unless_it_holds_mappings(model: type[Model]) -> None:
    bare = {name for name, field in model.model_fields.items() if not field.examples}
    assert bare <= {'links', 'papers', 'notes', 'checkpoints', 'subsets', 'guests', 'cutoff'}


@pytest.mark.parametrize(
    ('text', 'expected'),
    [('Nemotron 3', 'nemotron-3'), ('  Llama-3.1_8B!', 'llama-3-1-8b'), ('AUSSENMASS', 'aussenmass'), ('---', ''), ('', '')],
)
def test_a_slug_is_lower_case_words_joined_by_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ('text', 'valid'),
    [
        ('nemotron-h', True), ('3', True), ('a-1-b', True), ('', False), ('-a', False), ('a-', False), ('a--b', False),
        ('A', False), ('a_b', False), ('a b', False), ('a\n', False), ('é', False), ('a/b', False), ('a.b', False), ('٣', False),
    ],
)  # fmt: skip
def test_a_key_is_lower_case_words(text: str, valid: bool) -> None:  # noqa: FBT001
    assert is_key(text) is valid


@pytest.mark.parametrize(
    ('text', 'valid'),
    [
        ('nvidia/Nemotron-4-340B-Base', True), ('meta-llama/Llama-3.1-8B', True), ('a/b_c', True), ('a', False), ('a/b/c', False),
        ('/b', False), ('a/', False), ('../b', False), ('a/..', False), ('a/b c', False), ('a/b\n', False), ('a/é', False),
    ],
)  # fmt: skip
def test_a_hugging_face_id_is_organization_and_name(text: str, valid: bool) -> None:  # noqa: FBT001
    assert is_hf(text) is valid


@pytest.mark.parametrize(
    ('text', 'cure'), [('Nemotron H', ": write 'nemotron-h'"), ('a--b', ": write 'a-b'"), ('模型', 'single hyphens)')]
)
def test_a_wrong_key_is_refused_with_a_right_one(text: str, cure: str) -> None:
    with pytest.raises(ValueError, match=re.escape(cure)):
        check_key(text)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('MIT', 'MIT'), ('mit', 'MIT'), ('apache-2.0', 'Apache-2.0'), ('CC-BY-4.0', 'CC-BY-4.0'), ('Foo', None), ('', None),
        ('MIT OR Apache-2.0', None), ('GPL-2.0-only WITH Classpath-exception-2.0', None), ('LicenseRef-NVIDIA', None),
        ('(MIT)', None), ('(' * 10_000, None), ('MIT)', None), ('\0', None),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_an_spdx_id_is_one_id_of_the_list_in_its_canonical_case(text: str, expected: str | None) -> None:
    assert spdx_id(text) == expected


@pytest.mark.parametrize(
    'url',
    [
        'https://example.org', 'HTTP://example.org/a?b=c#d', 'mailto:a@example.org', 'page.html', '../up/page', '/root', '#part',
        '?query', 'folder/a:b', 'https://example.org/%20', 'https://example.org/é',
    ],
)  # fmt: skip
def test_an_address_is_http_https_mailto_or_relative(url: str) -> None:
    assert check_url(f' {url} ') == url


@pytest.mark.parametrize(
    ('url', 'what'),
    [
        ('javascript:alert(1)', 'is not allowed (use http, https, mailto or a relative address)'),
        ('JaVaScRiPt:alert(1)', 'is not allowed'),
        ('\tjavascript:alert(1)', 'is not allowed'),
        ('java\nscript:alert(1)', 'is not an address (spaces and control characters must be percent-encoded)'),
        ('data:text/html,x', 'is not allowed'),
        ('file:///etc/passwd', 'is not allowed'),
        ('vbscript:x', 'is not allowed'),
        ('ftp://example.org', 'is not allowed'),
        ('//example.org', 'is not allowed'),
        ('', 'is not an address'),
        ('https://example.org/a b', 'is not an address'),
        ('https://example.org\\@evil', 'is not an address'),
        ('https://example.org/<x>', 'is not an address'),
        ('https://example.org/"x', 'is not an address'),
        ('https://example.org/\u202egpj', 'is not an address'),
        ('\u200bjavascript:x', 'is not an address'),
        ('\x01javascript:x', 'is not an address'),
    ],
    ids=ascii,
)
def test_any_other_address_is_refused_with_a_cure(url: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        check_url(url)


@pytest.mark.parametrize(
    ('model', 'fields', 'code', 'what'),
    [
        pytest.param(Paper, {'arxiv': 'arXiv:2402.16819'}, 'value', "(write '2402.16819', in quotes)", id='arxiv prefix'),
        pytest.param(Paper, {'arxiv': '2402.168'}, 'value', 'is not an arXiv number', id='arxiv shortened by YAML'),
        pytest.param(Paper, {'doi': 'https://doi.org/10.1145/1'}, 'value', 'without https://doi.org/', id='doi resolver'),
        pytest.param(Paper, {'doi': '10.1145/1 2'}, 'value', 'is not a DOI', id='doi with a space'),
        pytest.param(Dataset, {'hf': 'Nemotron-CC'}, 'value', '(write organization/name)', id='hf without organization'),
        pytest.param(Dataset, {'gated': 'maybe'}, 'literal_error', "'yes' or 'no'", id='closed list'),
        pytest.param(Dataset, {'license': 'Foo Bar'}, 'value', '(several licenses are a list)', id='license'),
        pytest.param(
            Dataset, {'license': 'MIT OR Apache-2.0'}, 'value', '(several licenses are a list)', id='license expression'
        ),
        pytest.param(Entry, {'related': 'Foo Bar'}, 'value', "neither a record's key nor a Hugging Face id", id='relation'),
        pytest.param(Entry, {'org': '  '}, 'value', 'the text is empty', id='blank text'),
        pytest.param(Entry, {'org': ['x']}, 'value', 'expected text, got a list', id='list for a text'),
        pytest.param(Entry, {'org': {'x': 'y'}}, 'value', 'expected text, got a mapping', id='mapping for a text'),
        pytest.param(Entry, {'date': '2025-13'}, 'date', 'no month 13', id='date'),
        pytest.param(Entry, {'date': '12/2025'}, 'date', "'12' is not a date", id='american date'),
        pytest.param(Entry, {'links': [{'label': 'x', 'url': 'data:x'}]}, 'url', 'is not allowed', id='url'),
        pytest.param(Entry, {'aliases': ['Old']}, 'key', "write 'old'", id='alias'),
        pytest.param(Entry, {'checkpoints': [{'params': '8B'}]}, 'field', "needs 'hf' or 'name'", id='nameless checkpoint'),
        pytest.param(Entry, {'status': 'Released'}, 'literal_error', "'released' or 'announced'", id='case of a closed list'),
    ],
)
def test_a_wrong_value_is_one_error_with_its_code_and_cure(
    model: type[Model], fields: dict[str, Any], code: str, what: str
) -> None:
    base = {'title': 'T'} if model is Paper else {'key': 'a', 'title': 'A'}
    with pytest.raises(ValidationError) as caught:
        model.model_validate({**base, **fields})
    errors = caught.value.errors()
    assert [error['type'] for error in errors] == [code]
    assert what in errors[0]['msg']


@pytest.mark.parametrize('model', MODELS)
def test_an_unknown_field_is_an_error(model: type[Model]) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate({'nmae': 'x'})
    assert ('extra_forbidden', ('nmae',)) in [(error['type'], error['loc']) for error in caught.value.errors()]


@pytest.mark.parametrize(
    'given', ['b', ['b'], {'ref': 'b'}, [{'ref': 'b'}]], ids=['text', 'list of text', 'mapping', 'list of mappings']
)
def test_a_relation_may_be_short_long_one_or_many(given: Any) -> None:
    assert entry(derived_from=given).derived_from == (Ref(ref='b'),)


def test_a_source_may_be_an_address_alone() -> None:
    sources = entry(sources=['https://example.org', {'url': 'https://example.org', 'via': 'a copy'}]).sources
    assert sources == (Source(url='https://example.org'), Source(url='https://example.org', via='a copy'))


def test_licenses_are_keys_or_canonical_spdx_ids() -> None:
    dataset = Dataset.model_validate({'key': 'd', 'title': 'D', 'license': ['apache-2.0', 'own-license', 'cc-by-4.0']})
    assert dataset.license == ('Apache-2.0', 'own-license', 'CC-BY-4.0')
    assert Dataset.model_validate({'key': 'd', 'title': 'D', 'license': 'own-license'}).license == ('own-license',)


def test_the_context_of_a_checkpoint_is_binary_and_its_parameters_are_not() -> None:
    checkpoint = Checkpoint.model_validate({'name': 'x', 'context': '128K', 'params': '128K'})
    assert checkpoint.context is not None
    assert checkpoint.params is not None
    assert (checkpoint.context.value, checkpoint.params.value) == (Decimal(131_072), Decimal(128_000))


def test_a_summary_keeps_its_indentation_and_loses_only_what_trails() -> None:
    assert entry(summary='\n  code\n\nwords \n\n').summary == '\n  code\n\nwords'


def test_an_entry_is_a_released_release_unless_it_says_otherwise() -> None:
    assert (entry().type, entry().status) == ('release', 'released')
    assert (entry(type='event', status='announced').type, entry(status='announced').status) == ('event', 'announced')


@pytest.mark.parametrize('kind', KINDS)
def test_a_record_cannot_change(kind: str) -> None:
    with pytest.raises(ValidationError, match='frozen'):
        record(kind).title = 'Other'  # type: ignore[misc]  # it is read-only to mypy as well


@pytest.mark.parametrize('kind', KINDS)
def test_a_record_survives_pickling(kind: str) -> None:
    assert pickle.loads(pickle.dumps(record(kind))) == record(kind)


@pytest.mark.parametrize('kind', KINDS)
def test_what_json_holds_of_a_record_reads_back_as_the_same_record(kind: str) -> None:
    written = json.loads(record(kind).model_dump_json())
    assert KINDS[kind].model_validate(written) == record(kind)


def test_json_holds_values_as_they_were_written() -> None:
    written = json.loads(record('entry').model_dump_json())
    assert (written['date'], written['training_tokens']) == ('2025-03/2025-06', '~25T')
    assert written['checkpoints'][0]['context'] == '128K'


def test_a_record_can_be_made_from_the_values_of_another() -> None:
    first = entry(training_tokens='25T')
    assert Entry.model_validate({**dict(first), 'key': 'b'}).training_tokens == first.training_tokens


@pytest.mark.parametrize('kind', KINDS)
def test_an_anchor_is_kind_and_key(kind: str) -> None:
    assert record(kind, key='some-key').anchor == f'{kind}-some-key'
    assert record(kind, key='some-key').part_anchor('Part 1.5') == f'{kind}-some-key--part-1-5'


@pytest.mark.parametrize(
    ('fields', 'label'),
    [({'hf': 'nvidia/Nemotron-4'}, 'Nemotron-4'), ({'name': 'N4'}, 'N4'), ({'hf': 'nvidia/Nemotron-4', 'name': 'N4'}, 'N4')],
)
def test_a_checkpoint_is_called_by_its_name_or_the_end_of_its_id(fields: dict[str, str], label: str) -> None:
    assert Checkpoint.model_validate(fields).label == label


@pytest.mark.parametrize(
    ('names', 'anchors'),
    [
        pytest.param(['X 1', 'Y'], ['x-1', 'y'], id='different'),
        pytest.param(['X', 'x', 'X!'], ['x', 'x-2', 'x-3'], id='equal'),
        pytest.param(['X', 'X', 'X-2'], ['x', 'x-2', 'x-2-2'], id='a number that is a name'),
        pytest.param(['X-2', 'X', 'X'], ['x-2', 'x', 'x-3'], id='a number that was a name'),
    ],
)
def test_checkpoints_of_equal_names_have_different_anchors(names: list[str], anchors: list[str]) -> None:
    checkpoints = entry(checkpoints=[{'name': name} for name in names])
    assert checkpoints.checkpoint_anchors == tuple(f'entry-a--{anchor}' for anchor in anchors)


@pytest.mark.parametrize(
    ('fields', 'address'),
    [
        ({'url': 'https://example.org', 'arxiv': '2402.16819'}, 'https://example.org'),
        ({'arxiv': '2402.16819', 'doi': '10.1145/1'}, 'https://arxiv.org/abs/2402.16819'),
        ({'arxiv': 'cs.CL/0101001'}, 'https://arxiv.org/abs/cs.CL/0101001'),
        ({'doi': '10.1145/1'}, 'https://doi.org/10.1145/1'),
        ({}, None),
    ],
)
def test_a_paper_is_read_at_its_own_address_else_arxiv_else_the_doi(fields: dict[str, str], address: str | None) -> None:
    assert Paper.model_validate({'title': 'P', **fields}).address == address


def test_a_record_comes_out_of_a_pickle_as_it_was() -> None:
    """The order of the fields included: what is written from it must not depend on where it was read."""
    record = Entry.model_validate({'title': 'One', 'key': 'one', 'tags': ['a'], 'checkpoints': [{'hf': 'a/b', 'params': '8B'}]})
    assert record.checkpoint_anchors == ('entry-one--b',)
    back = pickle.loads(pickle.dumps(record))
    assert back == record
    assert list(back.__dict__) == [*Entry.model_fields]
    assert back.model_fields_set == record.model_fields_set == {'title', 'key', 'tags', 'checkpoints'}
    assert back.model_dump_json() == record.model_dump_json()
    assert back.checkpoint_anchors == record.checkpoint_anchors
    assert len(pickle.dumps(record)) < 600
