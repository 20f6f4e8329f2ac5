"""What an episode of a podcast is: the kind `episode`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from ...records.core import LINK
from ...records.fields import Shape, Type
from ...records.i18n import N_
from ...records.kinds import Kind, Vocabulary
from ...records.problems import Code
from ...records.quantities import format_time, parse_time
from ...records.types import DATE, DURATION, TEXT, URL, VERBATIM, string

_HERE: Final = 'sphinx_chronicle.vocabularies.podcast'

#: An address, or a file of the site, which is shipped with the pages.
MEDIA: Final = replace(URL, name='media', example='')


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a recording: `seconds` from its start, as text the way players show it."""

    seconds: int

    def __str__(self) -> str:
        return format_time(self.seconds)


MOMENT: Final = Type(
    'moment',
    N_('time in a recording'),
    lambda text: Moment(parse_time(text)),
    N_('list of times in a recording'),
    string(r'(?:\d{1,2}:)?\d{1,2}:[0-5]\d'),
    code=Code.TIME,
    sort=lambda value: str(value.seconds),
    number=lambda value: str(value.seconds),
    limit=lambda number, _language: format_time(int(number)),
    is_checked_late=True,
    example='15:23',
)

GUEST_NAME: Final = VERBATIM.needed('name', 'Full name.', label=N_('Name'), example='Bryan Catanzaro')
GUEST: Final = Shape(
    'guest',
    (
        GUEST_NAME,
        TEXT.one(
            'role', 'What they do, where.', label=N_('Role'), example='Vice President, Applied Deep Learning Research, NVIDIA'
        ),
        LINK.many_of(
            'links', 'Pages of theirs.', label=N_('Links'), example=[{'label': 'home page', 'url': 'https://example.org/'}]
        ),
    ),
    N_('guest'),
    N_('list of guests'),
    description='A guest of an episode.',
)

TAKEAWAY_AT: Final = MOMENT.needed('at', 'When it is said.', label=N_('Time'), example='15:23')
TAKEAWAY_TEXT: Final = TEXT.needed(
    'text', 'What was said, in a sentence or two.', label=N_('Text'), example='Data and recipes are released with the models.'
)
TAKEAWAY: Final = Shape(
    'takeaway',
    (TAKEAWAY_AT, TAKEAWAY_TEXT),
    N_('takeaway'),
    N_('list of takeaways'),
    description='What to take away from an episode, with its moment.',
)

SHOW: Final = TEXT.one('show', 'Name of the show.', label=N_('Show'), example='Interconnects', slot='meta')
HOST: Final = VERBATIM.one('host', 'Who asks.', label=N_('Host'), example='Nathan Lambert', slot='meta')
GUESTS: Final = GUEST.many_of(
    'guests',
    'Who answers.',
    label=N_('Guests'),
    example=[{'name': 'Bryan Catanzaro', 'role': 'Vice President, NVIDIA'}],
)
RUNS: Final = DURATION.one(
    'duration', 'How long it is.', label=N_('Duration'), example='1h 7m', slot='strip', schema_org='timeRequired'
)
AUDIO: Final = MEDIA.one('audio', 'Address of the audio file.', label=N_('Audio'), example='https://example.org/episode.mp3')
VIDEO: Final = URL.one('video', 'Address of the video.', label=N_('Video'), example='https://www.youtube.com/watch?v=Y3Vb6ecvfpU')
FEED: Final = URL.one('feed', "Address of the show's feed.", label=N_('Feed'), example='https://example.org/feed.xml')

TAKEAWAYS: Final = TAKEAWAY.many_of(
    'takeaways',
    'What to take away, above the chapters.',
    label=N_('Takeaways'),
    example=[{'at': '15:23', 'text': 'Data and recipes are released with the models.'}],
    slot='none',
)

#: The order in which pages show the fields.
_ORDER: Final = (
    'show', 'date', 'host', 'guests', 'recorded', 'duration', 'audio', 'video', 'feed', 'transcript', 'discussion', 'tags',
    'takeaways',
)  # fmt: skip

EPISODE: Final = Kind(
    'episode',
    N_('Episode'),
    N_('Episodes'),
    (
        SHOW,
        HOST,
        GUESTS,
        DATE.one('recorded', 'When it was recorded.', label=N_('Recorded'), example='2026-01'),
        RUNS,
        TAKEAWAYS,
        AUDIO,
        VIDEO,
        FEED,
        URL.one('transcript', 'Address of a transcript.', label=N_('Transcript'), example='https://example.org/transcript'),
        URL.one('discussion', 'Where it is discussed.', label=N_('Discussion'), example='https://example.org/comments'),
    ),
    description='An episode of a podcast.',
    order=_ORDER,
    cite={'people': ('host', 'guests')},
    schema_org=f'{_HERE}.exports:podcast_episode',
    page='episodes/{key}',
    script='player.js',
    style='player.css',
    folded=N_('About this episode: people, links, sources, doubts'),
    hooks={
        'line': f'{_HERE}.pages:line',
        'lead': f'{_HERE}.pages:lead',
        'collect': f'{_HERE}.chapters:collect',
        'complete': f'{_HERE}.chapters:complete',
        'mention': f'{_HERE}.chapters:moment_of',
        'exports': f'{_HERE}.exports:plan',
        'export_title': f'{_HERE}.pages:export_title',
        'json': f'{_HERE}.exports:json_of',
        'json_schema': f'{_HERE}.exports:json_schema',
        'links': f'{_HERE}.exports:feed_links',
    },
)

PODCAST: Final = Vocabulary(
    'podcast',
    kinds=(EPISODE,),
    types=(MEDIA, MOMENT),
    roles={'at': f'{_HERE}.pages:TimeRole'},
    register=f'{_HERE}.pages:register',
)
