"""Recordings: their chapters, and the address of a moment in one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ...records.i18n import __
from ...records.problems import Code, Problem
from ...records.quantities import Duration, format_time
from ...records.record import Declared, Record
from .kinds import AUDIO, RUNS, TAKEAWAY_AT, TAKEAWAYS, VIDEO


@dataclass(frozen=True, slots=True)
class Topic:
    """A part of a chapter.

    :ivar seconds: its start, from the beginning of the recording.
    :ivar title: its heading without the time.
    :ivar anchor: its id in the page.
    :ivar line: 1-based line of its heading.
    """

    seconds: int
    title: str
    anchor: str
    line: int


@dataclass(frozen=True, slots=True)
class Chapter(Topic):
    """A chapter with its topics, in the order of the page."""

    topics: tuple[Topic, ...] = ()


def check_chapters(chapters: Sequence[Chapter], duration: Duration | None, path: str, name: str) -> Iterator[Problem]:
    """Yield problems with chapter times: they must ascend and lie within the recording.

    A topic may begin with its chapter, to the second; otherwise each time is later than the one before.
    """
    before: Topic | None = None
    for chapter in chapters:
        for part in (chapter, *chapter.topics):
            opens = before is chapter and part is not chapter
            if before and (part.seconds < before.seconds or (part.seconds == before.seconds and not opens)):
                message = __(
                    '%(time)s does not come after %(before)s in the heading before'
                    ' (correct one of the times, or put the headings in order)'
                )
                times = {'time': format_time(part.seconds), 'before': format_time(before.seconds)}
                yield Problem(Code.TIME, message % times, path, part.line, name)
            if duration and part.seconds > duration.longest:
                yield Problem(Code.TIME, too_late(part.seconds, duration), path, part.line, name)
            before = part


def check_takeaways(item: Declared) -> Iterator[Problem]:
    """Yield problems with the times of takeaways: they must lie within the recording."""
    duration = item.record.get(RUNS)
    for number, takeaway in enumerate(item.record.get(TAKEAWAYS)):
        seconds = takeaway.get(TAKEAWAY_AT).seconds
        if duration and seconds > duration.longest:
            line = item.line_of(TAKEAWAYS.name, number, TAKEAWAY_AT.name)
            yield Problem(Code.TIME, too_late(seconds, duration), item.path, line, item.name)


def too_late(seconds: int, duration: Duration) -> str:
    message = __('%(time)s lies after the end of the recording, which lasts %(duration)s (correct one of them)')
    return message % {'time': format_time(seconds), 'duration': duration.text}


_VIDEO = re.compile(r'[A-Za-z0-9_-]{6,20}')
_YOUTUBE = frozenset({'youtube.com', 'www.youtube.com', 'm.youtube.com', 'youtu.be'})


def video_id(address: str | None) -> str:
    """The id of a video on YouTube; empty for any other address."""
    parts = urlsplit(address or '')
    if parts.hostname == 'youtu.be':
        found = parts.path.strip('/')
    elif parts.hostname in _YOUTUBE:
        found = dict(parse_qsl(parts.query)).get('v', '')
    else:
        found = ''
    return found if _VIDEO.fullmatch(found) else ''


def address_at(episode: Record, seconds: int) -> str | None:
    """Where a recording plays from a moment on: its audio, else its video; `None` without either.

    Media Fragments URI 1.0, section 4.2.1 (temporal dimension); YouTube has a parameter of its own.
    """
    address = episode.get(AUDIO) or episode.get(VIDEO)
    return address if address is None else moment_in(address, seconds)


def moment_in(address: str, seconds: int) -> str:
    """The address of a moment of the recording that is at an address."""
    parts = urlsplit(address)
    if parts.hostname in _YOUTUBE:
        query = [(name, value) for name, value in parse_qsl(parts.query) if name != 't']
        return urlunsplit(parts._replace(query=urlencode([*query, ('t', str(seconds))])))
    return urlunsplit(parts._replace(fragment=f't={seconds}'))
