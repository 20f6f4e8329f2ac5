"""What pages show of an episode beside its facts: the places of the player and of the chapters, and links to its exports."""

from __future__ import annotations

from docutils.nodes import Element

from ...doctree.i18n import _
from ...doctree.make import Maker
from ...records.record import Record
from .kinds import AUDIO, SHOW, VIDEO
from .nodes import chronicle_chapters, chronicle_player
from .recording import video_id


def player(maker: Maker, record: Record, docname: str) -> list[Element]:
    """The place of the player, if there is something to play here."""
    audio, video = record.get(AUDIO), record.get(VIDEO)
    if not audio and not video_id(video):
        return []
    place = maker.node(chronicle_player, key=record.key, docname=docname, heading=record.title, show=record.get(SHOW) or '')
    place['audio' if audio else 'video'] = audio or video
    return [place]


def chapters(maker: Maker, record: Record, docname: str) -> list[Element]:
    """The place of the list of chapters."""
    return [maker.node(chronicle_chapters, key=record.key, docname=docname)]


def export_title(record: Record) -> str:
    """What a link to a file of chapters says."""
    return _('Chapters of %s') % record.title
