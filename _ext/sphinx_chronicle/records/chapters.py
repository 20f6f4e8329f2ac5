"""Chapters of an episode: the times its headings give, and what can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .i18n import __
from .problems import Code, Problem
from .times import format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .times import Duration


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
    """Give what is wrong with the times: they must ascend and lie within the recording.

    A topic may begin with its chapter, to the second; otherwise each time is later than the one before.
    """
    before: Topic | None = None
    for chapter in chapters:
        for part in (chapter, *chapter.topics):
            opens = before is chapter and part is not chapter
            if before and (part.seconds < before.seconds or (part.seconds == before.seconds and not opens)):
                message = __('%(time)s does not come after %(before)s in the heading before (put the headings in order)')
                times = {'time': format_time(part.seconds), 'before': format_time(before.seconds)}
                yield Problem(Code.TIME, message % times, path, part.line, name)
            if duration and part.seconds > duration.longest:
                message = __('%(time)s lies after the end of the recording, which lasts %(duration)s')
                times = {'time': format_time(part.seconds), 'duration': duration.text}
                yield Problem(Code.TIME, message % times, path, part.line, name)
            before = part
