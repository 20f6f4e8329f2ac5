from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from sphinx_chronicle.records.fields import Language, Type
from sphinx_chronicle.records.quantities import Quantity, format_quantity, parse_bytes, parse_count
from sphinx_chronicle.records.types import BYTES, COUNT, DATE, DURATION
from sphinx_chronicle.vocabularies.models.kinds import TOKENS
from sphinx_chronicle.vocabularies.models.tokens import format_tokens, parse_tokens

Parser = Callable[[str], Quantity]


@pytest.mark.parametrize(
    ('parse', 'text', 'value', 'qualifier'),
    [
        pytest.param(parse_count, '31.6B', 31_600_000_000, '', id='billions'),
        pytest.param(parse_count, '25T', 25 * 10**12, '', id='trillions'),
        pytest.param(parse_count, '8.5M', 8_500_000, '', id='millions'),
        pytest.param(parse_count, '5K', 5000, '', id='thousands are decimal'),
        pytest.param(parse_count, '1_376_666', 1_376_666, '', id='underscores'),
        pytest.param(parse_count, '1,376,666', 1_376_666, '', id='commas'),
        pytest.param(parse_count, '1376666', 1_376_666, '', id='bare'),
        pytest.param(parse_count, '0', 0, '', id='nothing'),
        pytest.param(parse_count, '31.6 B', 31_600_000_000, '', id='space before the unit'),
        pytest.param(parse_count, '~100B', 10**11, '~', id='approximate'),
        pytest.param(parse_count, '>20T', 20 * 10**12, '>', id='lower bound'),
        pytest.param(parse_count, '<5', 5, '<', id='upper bound'),
        pytest.param(parse_count, '≤ 12B', 12 * 10**9, '≤', id='upper bound that is reached'),
        pytest.param(parse_count, '≥100B', 10**11, '≥', id='lower bound that is reached'),
        pytest.param(parse_tokens, '131072', 131_072, '', id='tokens'),
        pytest.param(parse_tokens, '128K', 131_072, '', id='thousands of tokens are binary'),
        pytest.param(parse_tokens, '1M', 1_048_576, '', id='millions of tokens are binary'),
        pytest.param(parse_bytes, '510_313', 510_313, '', id='bare bytes'),
        pytest.param(parse_bytes, '1B', 1, '', id='one byte'),
        pytest.param(parse_bytes, '5kB', 5000, '', id='kilobytes'),
        pytest.param(parse_bytes, '5KB', 5000, '', id='kilobytes with a capital'),
        pytest.param(parse_bytes, '1.2TB', 1_200_000_000_000, '', id='terabytes'),
        pytest.param(parse_bytes, '1PB', 10**15, '', id='petabytes'),
        pytest.param(parse_bytes, '5KiB', 5 * 1024, '', id='kibibytes'),
        pytest.param(parse_bytes, '1.5GiB', 3 * 2**29, '', id='gibibytes'),
        pytest.param(parse_bytes, '~2 TiB', 2 * 2**40, '~', id='approximate bytes'),
    ],
)
def test_a_quantity_keeps_its_form_and_has_an_exact_value(parse: Parser, text: str, value: int, qualifier: str) -> None:
    quantity = parse(f' {text} ')
    assert (quantity.text, str(quantity), quantity.qualifier) == (text, text, qualifier)
    assert quantity.value == Decimal(value)


@pytest.mark.parametrize(
    ('parse', 'text', 'first', 'last', 'qualifier'),
    [
        (parse_count, '8–12B', 8 * 10**9, 12 * 10**9, ''),
        (parse_count, '8B-12B', 8 * 10**9, 12 * 10**9, ''),
        (parse_count, '800M – 1.2B', 8 * 10**8, 12 * 10**8, ''),
        (parse_count, '~8–12B', 8 * 10**9, 12 * 10**9, '~'),
        (parse_count, '1_000-2,500', 1000, 2500, ''),
        (parse_count, '1M-2M', 10**6, 2 * 10**6, ''),
        (parse_tokens, '4–128K', 4096, 131_072, ''),
        (parse_bytes, '500MB–1.5GiB', 500_000_000, 3 * 2**29, ''),
    ],
)
def test_a_range_keeps_its_form_and_has_both_ends(parse: Parser, text: str, first: int, last: int, qualifier: str) -> None:
    quantity = parse(text)
    assert (str(quantity), quantity.qualifier) == (text, qualifier)
    assert [quantity.value, quantity.last] == [*quantity.limits] == [Decimal(first), Decimal(last)]
    assert pickle.loads(pickle.dumps(quantity)) == quantity


@pytest.mark.parametrize(
    ('text', 'limits'),
    [('5', (5, 5)), ('~5', (5, 5)), ('<5', (None, 5)), ('≤5', (None, 5)), ('>5', (5, None)), ('≥5', (5, None)), ('5-8', (5, 8))],
)
def test_a_bound_has_one_limit(text: str, limits: tuple[int | None, int | None]) -> None:
    assert parse_count(text).limits == limits


@pytest.mark.parametrize(
    ('kind', 'number', 'words'),
    [
        (COUNT, '31600000000', '31.6B'), (COUNT, '1000000', '1M'), (COUNT, '1376666', '1,376,666'),
        (COUNT, '1234500', '1,234,500'),
        (COUNT, '240', '240'), (COUNT, '0', '0'), (COUNT, '0.5', '0.5'), (BYTES, '1200000000000', '1.2TB'),
        (TOKENS, '131072', '128K'),
        (TOKENS, '1000', '1,000'), (DURATION, '4027', '1:07:07'), (DATE, '-43', '44 BC'), (DATE, '2025', '2025'),
    ],
)  # fmt: skip
def test_readers_choose_limits_in_words(kind: Type[object], number: str, words: str) -> None:
    assert kind.limit(number, Language('en', str)) == words


@pytest.mark.parametrize(
    ('kind', 'texts'), [(COUNT, '1_376_666 31.6B ~100B >20T 8–12B 8B-12B ≤5 1,5'), (BYTES, '5kB 1–2TB 5GiB 5mb')]
)
def test_the_pattern_fits_what_is_a_quantity(kind: Type[object], texts: str) -> None:
    *right, wrong = texts.split(' ')
    assert kind.written is not None
    assert all(re.fullmatch(kind.written['pattern'], text) for text in right)
    assert not re.fullmatch(kind.written['pattern'], wrong)
    assert '(?P' not in kind.written['pattern']


@pytest.mark.parametrize(
    ('text', 'value'),
    [
        ('10000000000000000000000000000001', 10**31 + 1),
        ('12345678901234567890123456789T', 12345678901234567890123456789 * 10**12),
    ],
)
def test_a_value_of_many_digits_is_not_rounded(text: str, value: int) -> None:
    assert int(parse_count(text).value) == value


@pytest.mark.parametrize(
    ('parse', 'text', 'what'),
    [
        pytest.param(parse_count, '', "'' is not a count (write 1_376_666, 31.6B, ~100B, >20T or 8–12B)", id='empty'),
        pytest.param(parse_count, 'many', "'many' is not a count", id='words'),
        pytest.param(parse_count, '5b', "'5b' is not a count", id='lower-case unit'),
        pytest.param(parse_count, '5X', "'5X' is not a count", id='unknown unit'),
        pytest.param(parse_count, '1,2B', "'1,2B' is not a count", id='decimal comma'),
        pytest.param(parse_count, '1_23', "'1_23' is not a count", id='group of two'),
        pytest.param(parse_count, '-5', "'-5' is not a count", id='negative'),
        pytest.param(parse_count, '1e9', "'1e9' is not a count", id='exponent'),
        pytest.param(parse_count, '.5B', "'.5B' is not a count", id='no whole part'),
        pytest.param(parse_count, '5.B', "'5.B' is not a count", id='no fraction'),
        pytest.param(parse_count, '٣', 'is not a count', id='other digits'),
        pytest.param(parse_count, 'NaN', "'NaN' is not a count", id='not a number'),
        pytest.param(parse_count, '1' * 41, 'is not a count', id='too many digits'),
        pytest.param(parse_tokens, '128k', "'128k' is not a count of tokens (write 128K)", id='tokens'),
        pytest.param(parse_bytes, '1T', "'1T' is not a size in bytes (write 1.2TB, 5.6GiB or 1_376_666)", id='no byte unit'),
        pytest.param(parse_bytes, '5mb', "'5mb' is not a size in bytes", id='lower-case byte unit'),
        pytest.param(parse_bytes, '5kiB', "'5kiB' is not a size in bytes", id='kibi with a small k'),
    ],
)
def test_what_is_no_quantity_is_refused_with_a_cure(parse: Parser, text: str, what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        parse(text)


@pytest.mark.parametrize(
    ('text', 'english', 'german'),
    [
        ('1_376_666', '1,376,666', '1.376.666'),
        ('1,376,666', '1,376,666', '1.376.666'),
        ('~1376666', '~1,376,666', '~1.376.666'),
        ('> 900', '>900', '>900'),
        ('31.6B', '31.6B', '31.6B'),
        ('>20T', '>20T', '>20T'),
        ('~ 100 B', '~100 B', '~100 B'),
        ('8B-12B', '8B-12B', '8B-12B'),
        ('≤ 12B', '≤12B', '≤12B'),
        ('1000–25_000', '1,000–25,000', '1.000–25.000'),
        ('~1,000 - 2,000', '~1,000 - 2,000', '~1.000 - 2.000'),
    ],
)
def test_a_bare_number_gets_the_digit_groups_of_the_language(text: str, english: str, german: str) -> None:
    assert format_quantity(parse_count(text), 'en') == english
    assert format_quantity(parse_count(text), 'de') == german


def test_the_longest_number_that_can_be_written_can_be_shown() -> None:
    assert format_quantity(parse_count('1' * 40), 'en').replace(',', '') == '1' * 40


@pytest.mark.parametrize(
    ('text', 'shown'),
    [
        ('1048576', '1M'), ('131072', '128K'), ('4096', '4K'), ('128K', '128K'), ('1M', '1M'), ('2M', '2M'), ('~131072', '~128K'),
        ('1000000', '1,000,000'), ('1536', '1,536'), ('1.5K', '1.5K'), ('512', '512'), ('0', '0'),
    ],
)  # fmt: skip
def test_a_context_length_is_shown_in_binary_thousands_where_that_is_exact(text: str, shown: str) -> None:
    assert format_tokens(parse_tokens(text), 'en') == shown


def test_quantities_sort_by_value_not_by_text() -> None:
    ordered = ['<9', '~5K', '1_000_000', '8B', '31.6B', '0.1T', '>20T']
    assert sorted(sorted(ordered), key=lambda text: parse_count(text).value) == ordered


def test_a_quantity_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(parse_count('~31.6B'))) == parse_count('~31.6B')


#: What people write for a quantity, and what it is as a count, as a size in bytes and as a count of tokens; empty where the
#: message names the forms.
MEANT = {
    '1.376.666': ('1_376_666',) * 3, '1 376 666': ('1_376_666',) * 3, '1’376’666': ('1_376_666',) * 3,
    "1'376'666": ('1_376_666',) * 3,
    '1e9': ('1B', '1_000_000_000', '1B'), '1.5e12': ('1.5T', '1_500_000_000_000', '1.5T'),
    '7 billion': ('7B', '7_000_000_000', '7B'), '7bn': ('7B', '7_000_000_000', '7B'), '7 Mio.': ('7M', '7_000_000', '7_000_000'),
    '1,5 Milliarden': ('1.5B', '1_500_000_000', '1.5B'), '12 thousand': ('12K', '12_000', '12_000'),
    '7b': ('7B', '7B', '7B'), '1k': ('1K', '', '1K'), '.5B': ('0.5B', '0.5B', '0.5B'), '1,5B': ('1.5B', '1.5B', '1.5B'),
    '≈100B': ('~100B', '~100B', '~100B'), 'about 7B': ('~7B', '~7B', '~7B'), '100B tokens': ('100B', '', '100B'),
    '１００': ('100', '100', '100'), '1.2tb': ('', '1.2TB', ''), '5 gigabytes': ('', '5GB', ''), '1.2Tb': ('', '', ''),
    'more than 20T': ('>20T', '', '>20T'), 'up to 1M': ('≤1M', '', '≤1M'), '<=12B': ('≤12B',) * 3, '100B+': ('≥100B',) * 3,
    'bis zu 5 Mio.': ('≤5M', '≤5_000_000', '≤5_000_000'), 'at least 7 billion': ('≥7B', '≥7_000_000_000', '≥7B'),
    '~5k': ('~5K', '', '~5K'), '8 to 12B': ('8–12B',) * 3, '5-10k': ('5–10K', '', '5–10K'), '8-12 Mio.': ('8–12M', '', ''),
    '1e9-2e9': ('1B–2B', '', '1B–2B'), 'between 8B and 12B': ('8B–12B',) * 3, 'about 8-12B': ('~8–12B',) * 3,
    '10M<n<100M': ('10M–100M', '', '10M–100M'), '12B-8B': ('8B–12B',) * 3, '8M-12': ('8M–12M', '', '8M–12M'),
    '8...12B': ('8–12B',) * 3,
    **dict.fromkeys(
        ('1,37,666', '1,00', '1,5', '8x7B', '70B-A3B', '-1',
         '<8–12B', '8–12–14B', '8–>12B', '8-8', '8–', '–8', 'unknown', 'half a million',
         '1e99',
         'x' * 99),
        ('', '', ''),
    ),
}  # fmt: skip


@pytest.mark.parametrize(('text', 'meant'), MEANT.items(), ids=[repr(text)[:20] for text in MEANT])
def test_a_quantity_in_other_words_is_proposed_with_the_value_it_has(text: str, meant: tuple[str, str, str]) -> None:
    for parse, form, forms in zip((parse_count, parse_bytes, parse_tokens), meant, ('31.6B,', '5.6GiB', '131072'), strict=True):
        with pytest.raises(ValueError, match=re.escape(f'(write {form})' if form else forms)):
            parse(text)
        if form:
            parse(form)


@pytest.mark.parametrize('text', ['7 billion', '7bn', '7 Mio.', '1,5 Milliarden', '12 thousand', '1e9', '1.5e12', '1 376 666'])
def test_a_power_in_words_is_the_same_number_whatever_is_counted(text: str) -> None:
    values = {parse(form).value for parse, form in zip((parse_count, parse_bytes, parse_tokens), MEANT[text], strict=True)}
    assert len(values) == 1
