"""Addresses of a moment in a recording."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ...records.record import Record
from .kinds import AUDIO, VIDEO

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
    if address is None:
        return None
    parts = urlsplit(address)
    if parts.hostname in _YOUTUBE:
        query = [(name, value) for name, value in parse_qsl(parts.query) if name != 't']
        return urlunsplit(parts._replace(query=urlencode([*query, ('t', str(seconds))])))
    return urlunsplit(parts._replace(fragment=f't={seconds}'))
