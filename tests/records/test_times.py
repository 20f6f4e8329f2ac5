from __future__ import annotations

import pickle
import re
import time

import pytest

from sphinx_chronicle.records.quantities import format_time, parse_duration, parse_time


@pytest.mark.parametrize(
    ('text', 'seconds', 'shown'),
    [
        ('0:39', 39, '0:39'), ('15:23', 923, '15:23'), ('00:39', 39, '0:39'), ('1:07:37', 4057, '1:07:37'),
        ('90:00', 5400, '1:30:00'), ('12:34:56', 45296, '12:34:56'), ('0:00', 0, '0:00'), ('1:00:00', 3600, '1:00:00'),
        (' 15:23 ', 923, '15:23'),
    ],
)  # fmt: skip
def test_a_time_is_read_and_shown_as_players_do(text: str, seconds: int, shown: str) -> None:
    assert parse_time(text) == seconds
    assert format_time(seconds) == shown


@pytest.mark.parametrize('seconds', [0, 59, 60, 599, 3599, 3600, 4057, 86399, 99 * 3600])
def test_a_shown_time_reads_back(seconds: int) -> None:
    assert parse_time(format_time(seconds)) == seconds


@pytest.mark.parametrize(
    'text',
    [
        '',
        '15',
        '15:60',
        '15:6',
        '1:7:37',
        '1:90:00',
        '1:00:60',
        '100:00',
        '123:00:00',
        '-1:00',
        '1:2:3:4',
        '15.23',
        '١٥:٢٣',
        '15:23 pm',
    ],
)
def test_what_is_no_time_is_refused_with_a_cure(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"'{text}' is not a time (write 15:23 or 1:07:37)")):
        parse_time(text)


@pytest.mark.parametrize(
    ('text', 'seconds', 'longest', 'iso'),
    [
        pytest.param('1h 7m', 4020, 4079, 'PT1H7M', id='hours and minutes'),
        pytest.param('1h7m', 4020, 4079, 'PT1H7M', id='without spaces'),
        pytest.param('1 h 7 min', 4020, 4079, 'PT1H7M', id='with spaces and min'),
        pytest.param('45m', 2700, 2759, 'PT45M', id='minutes'),
        pytest.param('67 min', 4020, 4079, 'PT1H7M', id='more minutes than an hour has'),
        pytest.param('2h', 7200, 7200, 'PT2H', id='hours'),
        pytest.param('2h 0m', 7200, 7259, 'PT2H', id='hours known to the minute'),
        pytest.param('1h 7m 37s', 4057, 4057, 'PT1H7M37S', id='seconds'),
        pytest.param('1:07:37', 4057, 4057, 'PT1H7M37S', id='as a time'),
        pytest.param('15:23', 923, 923, 'PT15M23S', id='as a short time'),
        pytest.param('0s', 0, 0, 'PT0S', id='nothing'),
    ],
)
def test_a_duration_is_as_long_as_it_may_be_to_its_own_precision(text: str, seconds: int, longest: int, iso: str) -> None:
    duration = parse_duration(f' {text} ')
    assert (str(duration), duration.seconds, duration.longest, duration.iso) == (text, seconds, longest, iso)


@pytest.mark.parametrize('text', ['', 'h', '5', '1.5h', '1h 7', '7m 1h', 'an hour', '15:60', '-1h', '1h 7m 37s 1'])
def test_what_is_no_duration_is_refused_with_a_cure(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"'{text}' is not a duration (write 1h 7m or 1:07:37)")):
        parse_duration(text)


@pytest.mark.timed
def test_a_duration_with_very_many_spaces_is_refused_at_once() -> None:
    begun = time.perf_counter()
    with pytest.raises(ValueError, match='is not a duration'):
        parse_duration('1h' + ' ' * 10_000 + 'x')
    assert time.perf_counter() - begun < 0.5


def test_a_duration_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(parse_duration('1h 7m'))) == parse_duration('1h 7m')
