from __future__ import annotations

import pytest

from sphinx_chronicle.records.quantities import parse_duration, parse_time
from sphinx_chronicle.vocabularies.podcast.recording import Chapter, Topic, check_chapters


def chapter(start: str, line: int, *topics: tuple[str, int]) -> Chapter:
    parts = tuple(Topic(parse_time(at), 'Topic', f'at-{at}', number) for at, number in topics)
    return Chapter(parse_time(start), 'Chapter', f'at-{start}', line, parts)


def said(chapters: list[Chapter], duration: str | None = None) -> list[str]:
    length = parse_duration(duration) if duration else None
    return [str(problem) for problem in check_chapters(chapters, length, 'e.md', "episode 'e'")]


@pytest.mark.parametrize(
    ('chapters', 'duration'),
    [
        pytest.param([], '1h', id='none'),
        pytest.param([chapter('0:00', 1), chapter('15:23', 2), chapter('1:07:37', 3)], None, id='ascending'),
        pytest.param(
            [chapter('0:00', 1, ('0:00', 2), ('0:01', 3)), chapter('0:02', 4)], '3s', id='a topic that begins with its chapter'
        ),
        pytest.param([chapter('1:07:59', 1)], '1h 7m', id='last second of a duration known to the minute'),
        pytest.param([chapter('1:07:37', 1)], '1:07:37', id='last second of a duration known to the second'),
    ],
)
def test_times_that_ascend_within_the_recording_are_sound(chapters: list[Chapter], duration: str | None) -> None:
    assert said(chapters, duration) == []


@pytest.mark.parametrize(
    ('chapters', 'line', 'time', 'before'),
    [
        pytest.param([chapter('1:00', 3), chapter('0:30', 9)], 9, '0:30', '1:00', id='earlier'),
        pytest.param([chapter('1:00', 3), chapter('1:00', 9)], 9, '1:00', '1:00', id='equal'),
        pytest.param([chapter('1:00', 3), chapter('0:30', 9), chapter('0:40', 12)], 9, '0:30', '1:00', id='said once'),
        pytest.param([chapter('1:00', 3, ('0:59', 5))], 5, '0:59', '1:00', id='topic before its chapter'),
        pytest.param([chapter('1:00', 3, ('1:00', 5), ('1:00', 7))], 7, '1:00', '1:00', id='equal topics'),
        pytest.param(
            [chapter('1:00', 3, ('2:00', 5)), chapter('2:00', 9)], 9, '2:00', '2:00', id='chapter that begins with a topic'
        ),
    ],
)
def test_a_time_that_does_not_ascend_is_reported_at_its_heading(
    chapters: list[Chapter], line: int, time: str, before: str
) -> None:
    assert said(chapters) == [
        (
            f"e.md:{line}: episode 'e': {time} does not come after {before} in the heading before "
            '(correct one of the times, or put the headings in order) [chronicle.time]'
        )
    ]


@pytest.mark.parametrize(('time', 'duration'), [('1:08:00', '1h 7m'), ('15:24', '15:23'), ('1:00:01', '1h')])
def test_a_time_after_the_end_is_reported_with_the_duration(time: str, duration: str) -> None:
    assert said([chapter('0:00', 1, (time, 4))], duration) == [
        (
            f"e.md:4: episode 'e': {time} lies after the end of the recording, which lasts {duration} "
            '(correct one of them) [chronicle.time]'
        )
    ]
