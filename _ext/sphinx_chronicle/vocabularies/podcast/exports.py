"""Episodes for machines: chapters for players as JSON and WebVTT, and `PodcastEpisode` of schema.org.

JSON chapters 1.2.0 of Podcasting 2.0 (``podcast-namespace``, chapters/jsonChapters.md): the chapters alone. WebVTT
(https://www.w3.org/TR/webvtt1/, section 4.1 file structure, 4.6.2 nested cues, 4.6.3 chapter titles): the topics as well,
each within its chapter. For search engines a video is a `MediaObject`, since they refuse a `VideoObject` without a thumbnail
and the day of its upload.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ...exports.corpus import Exported, one_line, xml_text
from ...exports.jsonld import Site, known, person, thing, web_address
from ...exports.plan import Export, short_name
from ...records.record import Record
from ...records.schema import mapping, text
from .kinds import AUDIO, FEED, GUEST_NAME, GUESTS, HOST, RUNS, SHOW, VIDEO
from .recording import Chapter, Topic

_HERE: Final = 'sphinx_chronicle.vocabularies.podcast.exports'

#: End of what lasts to the end of a recording whose length nobody gave, in seconds: later than any time that can be written.
_OPEN_END: Final = 100 * 3600


class Span(NamedTuple):
    """A chapter or a topic in time; `end` is `None` where it is not known, and `parts` are its topics."""

    start: int
    end: int | None
    title: str
    anchor: str
    parts: tuple[Span, ...] = ()


def spans(item: Exported) -> tuple[Span, ...]:
    """The chapters of an episode with their ends: each lasts to the next, the last to the end of the recording.

    A recording is as long as its duration can mean, so that no second of it is without a chapter.
    """
    duration = item.record.get(RUNS)
    return tuple(_spans(chapters_of(item), duration.longest if duration else None))


def chapters_of(item: Exported) -> tuple[Chapter, ...]:
    """The chapters that were collected from the page of an episode."""
    chapters: tuple[Chapter, ...] = item.extra.get('chapters', ())
    return chapters


def _spans(parts: Sequence[Topic], end: int | None) -> Iterator[Span]:
    ordered = sorted(parts, key=lambda part: part.seconds)
    for number, part in enumerate(ordered):
        after = next((later.seconds for later in ordered[number + 1 :] if later.seconds > part.seconds), end)
        last = after if after is not None and after > part.seconds else None
        topics = [topic for topic in getattr(part, 'topics', ()) if topic.seconds >= part.seconds]
        within = [topic for topic in topics if last is None or topic.seconds < last]
        yield Span(part.seconds, last, one_line(part.title), part.anchor, tuple(_spans(within, last)))


def chapters_json(item: Exported) -> str:
    """The chapters as JSON."""
    record = item.record
    chapters = []
    for span in spans(item):
        chapter: dict[str, Any] = {'startTime': span.start, 'title': span.title, 'url': item.at(span.anchor)}
        if span.end is not None:
            chapter['endTime'] = span.end
        chapters.append(chapter)
    data = {'version': '1.2.0', 'title': record.title, 'chapters': chapters}
    show = record.get(SHOW)
    if show:
        data['podcastName'] = show
    return json.dumps(data, ensure_ascii=False, indent=1) + '\n'


def chapters_vtt(item: Exported) -> str:
    """The chapters and their topics as WebVTT, with the same ends. A cue needs one, also where none is known."""
    has_end = item.record.get(RUNS) is not None
    cues = []
    for span in spans(item):
        end = span.end or (span.start + 1 if has_end else _OPEN_END)
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


# -- which files, and what else names them -------------------------------------------------------------------------------


def plan(record: Record, extra: Mapping[str, Any]) -> Iterator[Export]:
    """Yield the files of an episode: none without chapters."""
    if extra.get('chapters'):
        name = short_name(record.key)
        yield Export(f'{name}.chapters.json', 'application/json+chapters', record.title, record.key, f'{_HERE}:chapters_json')
        yield Export(f'{name}.vtt', 'text/vtt', record.title, record.key, f'{_HERE}:chapters_vtt')


def feed_links(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield the feed of the show, for the head of the episode's page: its media type, title and address."""
    feed = record.get(FEED)
    if feed:
        yield 'application/rss+xml', record.get(SHOW) or record.title, feed


def json_of(item: Exported) -> dict[str, Any]:
    """What `chronicle.json` has of an episode beside its fields."""
    return {
        'chapters': [
            {
                'start': chapter.seconds,
                'title': chapter.title,
                'url': item.at(chapter.anchor),
                'topics': [
                    {'start': topic.seconds, 'title': topic.title, 'url': item.at(topic.anchor)} for topic in chapter.topics
                ],
            }
            for chapter in chapters_of(item)
        ]
    }


def json_schema() -> dict[str, Any]:
    """The JSON Schema of that."""
    moment = {'start': {'type': 'integer', 'description': 'Its start in seconds.'}, 'title': text(), 'url': text()}
    topics = {'type': 'array', 'items': mapping(moment)}
    return {'chapters': {'type': 'array', 'items': mapping(moment, {'topics': topics})}}


def podcast_episode(item: Exported, site: Site) -> dict[str, Any]:
    """An episode with its series and a `Clip` for each chapter."""
    record = item.record
    show, host, duration = record.get(SHOW), record.get(HOST), record.get(RUNS)
    series = {'@type': 'PodcastSeries', **known(name=show, webFeed=web_address(record.get(FEED)))}
    audio = {'@type': 'AudioObject', 'contentUrl': web_address(record.get(AUDIO))}
    video = {'@type': 'MediaObject', 'name': record.title, 'url': web_address(record.get(VIDEO))}
    return thing(
        'PodcastEpisode',
        item,
        site.registry,
        timeRequired=duration.iso if duration else '',
        author=[person(host)] if host else [],
        contributor=[person(guest.get(GUEST_NAME)) for guest in record.get(GUESTS)],
        partOfSeries=series if show else {},
        associatedMedia=[media for media in (audio, video) if media.get('contentUrl') or media.get('url')],
        hasPart=list(_clips(item)),
    )


def _clips(item: Exported) -> Iterator[dict[str, Any]]:
    for span in spans(item):
        # An offset of 0 is known.
        end = {} if span.end is None else {'endOffset': span.end}
        yield {'@type': 'Clip', 'name': span.title, 'startOffset': span.start, **end, 'url': item.at(span.anchor)}
