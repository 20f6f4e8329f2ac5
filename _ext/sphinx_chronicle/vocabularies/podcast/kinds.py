"""What an episode of a podcast is: the kind `episode`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ...records.core import LINK
from ...records.fields import Shape
from ...records.i18n import N_
from ...records.kinds import Kind, Vocabulary
from ...records.types import DATE, DURATION, TEXT, URL, VERBATIM

_HERE: Final = 'sphinx_chronicle.vocabularies.podcast'

#: An address, or a file of the site, which is shipped with the pages.
MEDIA: Final = replace(URL, name='media', example='')

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

#: The order in which pages show the fields.
_ORDER: Final = (
    'show', 'date', 'host', 'guests', 'recorded', 'duration', 'audio', 'video', 'feed', 'transcript', 'discussion', 'tags',
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
    hooks={
        'lead': f'{_HERE}.pages:player',
        'body': f'{_HERE}.pages:chapters',
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
    types=(MEDIA,),
    roles={'at': f'{_HERE}.pages:TimeRole'},
    register=f'{_HERE}.pages:register',
)
