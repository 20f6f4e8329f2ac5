"""HTML visitors of recordings: the player of an episode, and the links to moments in it."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from docutils import nodes
from docutils.nodes import Element
from sphinx.writers.html5 import HTML5Translator

from ...doctree.builders import is_interactive
from ...doctree.compat import shipped_address, ships_files
from ...doctree.i18n import _
from ...records.quantities import format_time
from .recording import moment_in, video_id


def visit_player(self: HTML5Translator, node: Element) -> None:
    """Write what works without a script: the browser's own player, or a link to the video."""
    if not is_interactive(self.builder):
        raise nodes.SkipNode
    data = f'data-episode="{escape(node["key"])}" data-title="{escape(node["heading"])}" data-show="{escape(node["show"])}"'
    data += f' data-labels="{escape(_player_words())}" data-chapters="{escape(node.get("chapters", "[]"))}"'
    if 'audio' in node:
        name = escape(_('Recording of %s') % node['heading'])
        address = shipped_address(self.builder, node['filename']) if 'filename' in node else node['audio']
        content = f'<audio controls preload="none" src="{escape(address)}" aria-label="{name}"></audio>'
    else:
        data += f' data-video="{escape(video_id(node["video"]))}"'
        load, notice = escape(_('Play here')), escape(_('Loads the video from youtube-nocookie.com'))
        words = escape(_('Watch on YouTube'))
        # A script makes the button work; it has its place before.
        content = (
            f'<div class="chronicle-offer"><button type="button" disabled>{load}</button><p>{notice}</p></div>'
            f'<a class="chronicle-watch" href="{escape(node["video"])}">{words}</a>'
        )
    self.body.append(f'<div class="chronicle-player" {data}>{content}{_bar(self, node)}</div>\n')
    raise nodes.SkipNode


def _bar(self: HTML5Translator, node: Element) -> str:
    """The chapters as a bar, as long as they last. The list of chapters says the same in words."""
    chapters, length = json.loads(node.get('chapters', '[]')), node.get('length', 0)
    if not chapters or not length:
        return ''
    parts = []
    for number, (start, title, _anchor) in enumerate(chapters):
        end = chapters[number + 1][0] if number + 1 < len(chapters) else length
        if 'filename' in node:
            address = f'{shipped_address(self.builder, node["filename"])}#t={start}'
        else:
            address = moment_in(node.get('audio') or node['video'], start)
        place = f'x="{start / length * 100:.4g}%" width="{max(end - start, 0) / length * 100:.4g}%"'
        parts.append(
            f'<a class="chronicle-at" href="{escape(address)}" data-seconds="{start}" tabindex="-1">'
            f'<title class="nohighlight">{escape(f"{format_time(start)} {title}")}</title>'
            f'<rect {place} height="24"/><rect {place} y="7" height="10"/></a>'
        )
    return f'<svg class="chronicle-hour" aria-hidden="true" width="100%" height="24">{"".join(parts)}</svg>'


def _player_words() -> str:
    words = {
        'speed': _('Speed'),
        'sleep': _('Sleep timer'),
        'off': _('Off'),
        'end': _('End of episode'),
        'minutes': _('%d minutes'),
        'left': _('%s left'),
        'stopped': _('The sleep timer has stopped playback.'),
        'previous': _('Previous chapter'),
        'next': _('Next chapter'),
        'share': _('Copy link to this moment'),
        'copied': _('Link to %s copied'),
        'resume': _('Resumes at %s'),
        'player': _('Player'),
        'dock': _('Now playing'),
        'play': _('Play'),
        'pause': _('Pause'),
    }
    return json.dumps(words, ensure_ascii=False)


def visit_moment(self: HTML5Translator, node: Element) -> None:
    _open_moment(self, node, 'external', node['refuri'])


def _open_moment(self: HTML5Translator, node: Element, kind: str, address: str) -> None:
    data: dict[str, Any] = {'data-seconds': str(node['seconds'])} if is_interactive(self.builder) else {}
    self.body.append(self.starttag(node, 'a', '', CLASS=f'reference {kind} chronicle-at', href=address, **data))


def depart_moment(self: HTML5Translator, node: Element) -> None:
    self.body.append('</a>')


def visit_file_moment(self: HTML5Translator, node: Element) -> None:
    if ships_files(self.builder):
        _open_moment(self, node, 'internal', f'{shipped_address(self.builder, node["filename"])}#t={node["seconds"]}')


def depart_file_moment(self: HTML5Translator, node: Element) -> None:
    if ships_files(self.builder):
        self.body.append('</a>')
