"""Chapters of an episode, for players: JSON chapters and WebVTT.

JSON chapters 1.2.0 of Podcasting 2.0 (``podcast-namespace``, chapters/jsonChapters.md): the chapters alone. WebVTT
(https://www.w3.org/TR/webvtt1/, section 4.1 file structure, 4.6.2 nested cues, 4.6.3 chapter titles): the topics as well,
each within its chapter.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..records.model import Episode
from .corpus import one_line, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..records.chapters import Topic
    from .corpus import Item

#: End of what lasts to the end of a recording whose length nobody gave, in seconds: later than any time that can be written.
_OPEN_END: Final = 100 * 3600


class Span(NamedTuple):
    """A chapter or a topic in time; `end` is `None` where it is not known, and `parts` are its topics."""

    start: int
    end: int | None
    title: str
    anchor: str
    parts: tuple[Span, ...] = ()


def spans(item: Item) -> tuple[Span, ...]:
    """The chapters of an episode with their ends: each lasts to the next, the last to the end of the recording.

    The end of a recording is what is certain of it: the shortest length that its duration can mean.
    """
    record = item.record
    duration = record.duration.seconds if isinstance(record, Episode) and record.duration else None
    return tuple(_spans(item.chapters, duration))


def _spans(parts: Sequence[Topic], end: int | None) -> Iterator[Span]:
    ordered = sorted(parts, key=lambda part: part.seconds)
    for number, part in enumerate(ordered):
        after = next((later.seconds for later in ordered[number + 1 :] if later.seconds > part.seconds), end)
        last = after if after is not None and after > part.seconds else None
        topics = [topic for topic in getattr(part, 'topics', ()) if topic.seconds >= part.seconds]
        within = [topic for topic in topics if last is None or topic.seconds < last]
        yield Span(part.seconds, last, one_line(part.title), part.anchor, tuple(_spans(within, last)))


def chapters_json(item: Item) -> str:
    """The chapters as JSON."""
    record = item.record
    chapters = []
    for span in spans(item):
        chapter: dict[str, Any] = {'startTime': span.start, 'title': span.title, 'url': item.at(span.anchor)}
        if span.end is not None:
            chapter['endTime'] = span.end
        chapters.append(chapter)
    data = {'version': '1.2.0', 'title': record.title, 'chapters': chapters}
    if isinstance(record, Episode) and record.show:
        data['podcastName'] = record.show
    return json.dumps(data, ensure_ascii=False, indent=1) + '\n'


def chapters_vtt(item: Item) -> str:
    """The chapters and their topics as WebVTT. A cue needs an end: the last one lasts as long as the recording can."""
    record = item.record
    longest = record.duration.longest if isinstance(record, Episode) and record.duration else _OPEN_END
    cues = []
    for span in _spans(item.chapters, longest):
        end = span.end or span.start + 1
        cues.append(_cue(span, end))
        cues += [_cue(part, part.end or end) for part in span.parts]
    return '\n\n'.join(['WEBVTT', *cues]) + '\n'


def _cue(span: Span, end: int) -> str:
    # WebVTT, section 4.2.2: these two begin markup; an arrow would end the text.
    words = xml_text(span.title).replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
    return f'{_time(span.start)} --> {_time(end)}\n{words or "-"}'


def _time(seconds: int) -> str:
    """WebVTT, section 4.1: a timestamp with hours."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f'{hours:02}:{minute:02}:{second:02}.000'
