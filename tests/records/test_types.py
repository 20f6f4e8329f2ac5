"""The types of values: what they take, what they refuse with which cure, and how they show, sort and count it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sphinx_chronicle.records.fields import Language, Type
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.types import (
    BOOLEAN,
    BYTES,
    CHOICE,
    CORE_TYPES,
    COUNT,
    DATE,
    DURATION,
    FILE,
    IMAGE,
    KEY,
    MARKDOWN,
    MAX_KEY,
    TEXT,
    URL,
    check_file,
    check_key,
    check_text,
    check_url,
    file_name,
    is_key,
    key_of,
    part_id,
)
from sphinx_chronicle.vocabularies.licenses.kinds import LICENSE_ID
from sphinx_chronicle.vocabularies.models.kinds import HF_ID, SCORE_VALUE, TOKENS, is_hf
from sphinx_chronicle.vocabularies.podcast.kinds import MOMENT

if TYPE_CHECKING:
    from collections.abc import Callable

ENGLISH = Language('en', str)


@pytest.mark.parametrize(
    ('text', 'expected'), [('Part 1.5', 'part-1-5'), ('模型', 'part'), ('', 'part'), ('--x--', 'x'), ('Größe', 'gr-sse')]
)
def test_a_part_of_an_anchor_is_ascii_and_never_empty(text: str, expected: str) -> None:
    assert part_id(text) == expected


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


@given(st.text(max_size=40))
def test_a_key_that_is_proposed_is_a_key(text: str) -> None:
    try:
        assert check_key(text) == text
    except ValueError as error:
        proposal = re.search(r": write '([^']*)'\)$", str(error))
        assert proposal is None or is_key(proposal[1])  # the message is what is looked at


@pytest.mark.parametrize(('text', 'expected'), [(' x ', 'x'), ('a \n b', 'a b'), ('a\u2028b', 'a b'), ('a  b', 'a  b')])
def test_a_text_is_one_line(text: str, expected: str) -> None:
    assert check_text(text) == expected


@pytest.mark.parametrize('text', ['', '  ', '\n', '\u200b', '\u2028', '\xa0'], ids=ascii)
def test_a_text_in_which_nothing_can_be_seen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match='the text is empty'):
        check_text(text)


# -- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'url',
    [
        'https://example.org', 'HTTP://example.org/a?b=c#d', 'mailto:a@example.org', 'page.html', '../up/page',
        'a@2x.png', '/root', '#part', '?query', 'folder/a:b', 'https://example.org/%20', 'https://example.org/é',
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
        ('', 'is not an address'),
        ('https://example.org/a b', 'is not an address'),
        ('https://example.org\\@evil', 'is not an address'),
        ('https://example.org/<x>', 'is not an address'),
        ('https://example.org/"x', 'is not an address'),
        ('https://example.org/\u202egpj', 'is not an address'),
        ('\u200bjavascript:x', 'is not an address'),
        ('\x01javascript:x', 'is not an address'),
        ('https://[example', 'is not an address: Invalid IPv6 URL'),
    ],
    ids=ascii,
)
@pytest.mark.parametrize('check', [check_url, check_file])
def test_any_other_address_is_refused_with_a_cure(check: Callable[[str], str], url: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        check(url)


@pytest.mark.parametrize(
    ('url', 'right'),
    [
        ('//example.org', 'https://example.org'),
        ('www.example.org/a', 'https://www.example.org/a'),
        ('WWW.example.org', 'https://WWW.example.org'),
    ],
)
def test_an_address_without_its_scheme_is_asked_for_it(url: str, right: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"the address '{url}' has no scheme (write '{right}')")):
        check_url(url)
    assert check_url(right) == right


@pytest.mark.parametrize(
    ('address', 'file'),
    [
        ('a/b.mp3', 'a/b.mp3'), ('/b.mp3', '/b.mp3'), ('b%20c.mp3', 'b c.mp3'), ('b.mp3?x#y', 'b.mp3'), ('', ''), (None, ''),
        ('https://example.org/b.mp3', ''), ('mailto:a@example.org', ''), ('#part', ''),
    ],
)  # fmt: skip
def test_a_relative_address_names_a_file_of_the_site(address: str | None, file: str) -> None:
    assert file_name(address) == file


@pytest.mark.parametrize(
    'address', ['https://example.org/a.pdf', 'mailto:a@example.org', '//example.org/a', 'www.example.org', '#part', '?query']
)
def test_an_address_elsewhere_is_no_file(address: str) -> None:
    with pytest.raises(ValueError, match=re.escape('is not a file of the project (write its path, relative to the page)')):
        check_file(address)


# -- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('text', 'value'), [('yes', True), ('TRUE', True), ('No', False), ('false', False)])
def test_a_boolean_is_yes_or_no(text: str, value: bool) -> None:  # noqa: FBT001
    assert BOOLEAN.parse(text) is value


@pytest.mark.parametrize('text', ['on', '1', '', 'maybe'])
def test_anything_else_is_neither(text: str) -> None:
    with pytest.raises(ValueError, match=f"'{text}' is neither yes nor no"):
        BOOLEAN.parse(text)


def test_the_context_of_a_checkpoint_is_binary_and_its_parameters_are_not() -> None:
    assert (TOKENS.parse('128K').value, COUNT.parse('128K').value) == (Decimal(131_072), Decimal(128_000))


def test_a_text_with_markup_keeps_its_indentation_and_loses_only_what_trails() -> None:
    assert MARKDOWN.parse('\n  code\n\nwords \n\n') == '\n  code\n\nwords'


#: A value of each type as it is written: what pages show of it, what it sorts by, what it is as a number, what JSON holds.
VALUES: list[tuple[Type[Any], str, str, str, str, object]] = [
    (TEXT, 'words', 'words', '', '', 'words'),
    (MARKDOWN, 'some *words*', 'some *words*', '', '', 'some *words*'),
    (KEY, 'some-key', 'some-key', '', '', 'some-key'),
    (DATE, '2025-03', 'Mar 2025', '2025.1616', '', '2025-03'),
    (COUNT, '~25T', '~25T', '25000000000000', '25000000000000', '~25T'),
    (COUNT, '1_376_666', '1,376,666', '1376666', '1376666', '1_376_666'),
    (BYTES, '1.2GB', '1.2GB', '1200000000', '1200000000', '1.2GB'),
    (TOKENS, '4K', '4K', '4096', '4096', '4K'),
    (SCORE_VALUE, '78.30', '78.30', '78.3', '78.3', '78.30'),
    (SCORE_VALUE, '1100 ms', '1,100 ms', '1100', '1100', '1100 ms'),
    (SCORE_VALUE, '~56.1%', '~56.1 %', '56.1', '56.1', '~56.1%'),
    (DURATION, '1h 7m', '1h 7m', '4020', '4020', '1h 7m'),
    (MOMENT, '01:02:18', '1:02:18', '3738', '3738', '1:02:18'),
    (URL, 'https://example.org/', 'https://example.org/', '', '', 'https://example.org/'),
    (FILE, 'a/b.pdf', 'a/b.pdf', '', '', 'a/b.pdf'),
    (CHOICE, 'one', 'one', '', '', 'one'),
    (BOOLEAN, 'yes', 'Yes', '1', '', True),
    (BOOLEAN, 'no', 'No', '0', '', False),
    (HF_ID, 'org/name', 'org/name', '', '', 'org/name'),
    (LICENSE_ID, 'apache-2.0', 'Apache-2.0', '', '', 'Apache-2.0'),
]


@pytest.mark.parametrize(
    ('kind', 'written', 'shown', 'sort', 'number', 'held'), VALUES, ids=[f'{one.name}-{written}' for one, written, *_ in VALUES]
)
def test_a_type_shows_sorts_counts_and_exports_its_values(
    kind: Type[Any], written: str, shown: str, sort: str, number: str, held: object
) -> None:
    value = kind.parse(written)
    assert kind.show(value, ENGLISH) == shown
    assert kind.sort(value) == sort
    assert kind.number(value) == number
    assert kind.dump(value) == held
    # What is exported reads back as it was; JSON has booleans of its own.
    assert kind.parse({True: 'yes', False: 'no'}[held] if isinstance(held, bool) else str(held)) == value
    assert Draft202012Validator(kind.schema).is_valid(written)
    assert Draft202012Validator(kind.written or {'type': 'string'}).is_valid(held)
    assert json.loads(json.dumps(held)) == held


def test_every_type_that_a_declaration_can_name_is_tried() -> None:
    named = registry_of('models', 'podcast').types
    assert set(CORE_TYPES) <= set(named)
    tried = {kind.name for kind, *_ in VALUES}
    assert {name for name, kind in named.items() if isinstance(kind, Type)} - tried == {'media', 'spdx'}
    assert [kind.name for kind in named.values() if not isinstance(kind, Type)] == [IMAGE.name]


@pytest.mark.parametrize('kind', registry_of('models', 'podcast').types.values(), ids=lambda kind: kind.name)
def test_every_type_has_words_for_one_value_and_for_several(kind: Any) -> None:
    assert kind.words
    assert kind.many or kind.name in {'markdown', 'hf', 'spdx'}


def test_only_numbers_and_dates_have_an_order_that_a_span_is_taken_from() -> None:
    named = registry_of('models', 'podcast').types.values()
    assert {kind.name for kind in named if isinstance(kind, Type) and kind.can_range} == {
        'date', 'count', 'bytes', 'duration', 'moment', 'boolean', 'tokens', 'score',
    }  # fmt: skip
    assert {kind.name for kind in named if isinstance(kind, Type) and kind.has_number} == {
        'count', 'bytes', 'duration', 'moment', 'tokens', 'score',
    }  # fmt: skip


# -- fields -----------------------------------------------------------------------------------------------------------


def test_what_is_not_given_is_nothing_an_empty_list_or_the_default() -> None:
    assert TEXT.one('a').absent is None
    assert TEXT.many_of('a').absent == ()
    assert TEXT.one('a', default='x').absent == 'x'
    assert IMAGE.one('a').absent is None
    assert IMAGE.many_of('a').absent == ()


def test_a_field_says_its_type_in_words_and_what_one_value_is_called() -> None:
    tags = TEXT.many_of('tags', singular='tag')
    assert (tags.words, tags.one_name) == ('list of texts', 'tag')
    assert (TEXT.one('org').words, TEXT.one('org').one_name) == ('text', 'org')


def test_a_sample_of_a_field_is_its_example_or_one_of_its_type() -> None:
    assert TEXT.one('a', example='x').sample == 'x'
    assert TEXT.many_of('a').sample == ['some words']
    assert CHOICE.one('a', choices={'b': 'B', 'c': 'C'}).sample == 'b'
    assert DATE.parse(DATE.one('a').sample)
    assert IMAGE.one('a').sample == {'file': 'house.svg', 'alt': 'The old house'}


@pytest.mark.parametrize('kind', registry_of('models', 'podcast').types.values(), ids=lambda kind: kind.name)
def test_the_example_of_a_type_is_one_of_its_values(kind: Any) -> None:
    assert not isinstance(kind, Type) or not kind.example or kind.parse(kind.example)


@pytest.mark.parametrize(
    ('text', 'key'),
    [
        ('ünï', 'uni'), ('Über uns', 'uber-uns'), ('straße', 'strasse'), ('Łódź', 'lodz'), ('Ørsted', 'orsted'),
        ('Æther', 'aether'),
        ('œuvre', 'oeuvre'), ('Đà Nẵng', 'da-nang'), ('ırmak', 'irmak'), ('ﬁne x²', 'fine-x2'), ('A  B_c', 'a-b-c'), ('日本', ''),
        ('日本 2025', '2025'), ('--', ''), ('\0', ''), ('a' * 10**6, 'a' * MAX_KEY),
    ],
    ids=lambda value: repr(value)[:20],
)  # fmt: skip
def test_the_key_made_of_a_text_has_its_letters_without_accents(text: str, key: str) -> None:
    assert key_of(text) == key
    if not is_key(text):
        with pytest.raises(ValueError, match=re.escape(f": write '{key}')" if key else 'single hyphens)')):
            check_key(text)
