"""Recordings in pages: times as a role and as links, and the places of players and chapters, which are filled in the end."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxRole

from ...doctree.i18n import _, ngettext, report
from ...doctree.make import Maker
from ...doctree.nodes import chronicle_date, chronicle_line, chronicle_record, chronicle_rubric
from ...doctree.tree import around, find_all, is_titled_section, joined
from ...env.domain import chronicle_domain
from ...env.index import Index
from ...env.store import Placed
from ...records.problems import Code, Problem, relative_path
from ...records.quantities import Duration, format_time, parse_time
from ...records.record import Record
from ...records.types import file_name
from ...write.items import ItemMaker
from . import player as drawn
from .chapters import TimeAnchors
from .kinds import AUDIO, EPISODE, GUEST_NAME, GUESTS, HOST, RUNS, SHOW, TAKEAWAY_AT, TAKEAWAY_TEXT, TAKEAWAYS, VIDEO
from .nodes import (
    chronicle_byline,
    chronicle_chapters,
    chronicle_file_moment,
    chronicle_moment,
    chronicle_player,
    chronicle_takeaways,
    chronicle_time,
)
from .recording import Chapter, address_at, video_id


class TimeRole(SphinxRole):
    """A time in the recording that the page is about: ``{at}`15:23` ``. At the head of a heading it begins a chapter."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            seconds = parse_time(self.text)
        except ValueError as error:
            source, line = self.get_source_info()
            report(Problem(Code.TIME, str(error), relative_path(str(source or ''), self.env.srcdir), line or 0, '{at}'))
            return [nodes.inline(self.rawtext, self.text)], []
        node = chronicle_time(self.rawtext, '', nodes.Text(format_time(seconds)), seconds=seconds)
        self.set_source_info(node)
        return [node], []


def line(maker: Maker, record: Record) -> list[Element]:
    """The line under the title: the show, the date, how long it is, who speaks with whom."""
    date, duration = record.given.get(EPISODE.date), record.get(RUNS)
    said: list[list[Node]] = [[nodes.Text(record.get(SHOW) or '')]] if record.get(SHOW) else []
    if date is not None:
        words = nodes.Text(maker.labels.date(date, planned=False))
        said.append([maker.inline(chronicle_date, words, date=date.text, planned=False)])
    if duration:
        said.append([nodes.Text(_length(duration))])
    host, guests = record.get(HOST) or '', ', '.join(guest.get(GUEST_NAME) for guest in record.get(GUESTS))
    people = _('%(host)s with %(guests)s') % {'host': host, 'guests': guests} if host and guests else host or guests
    if people:
        said.append([nodes.Text(people)])
    return [maker.node(chronicle_byline, '', *joined(said, ' · '), classes=['chronicle-byline'])] if said else []


def _length(duration: Duration) -> str:
    """How long a recording is, in units that are the same in every language."""
    minutes, seconds = divmod(duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return ' '.join(f'{number} {unit}' for number, unit in ((hours, 'h'), (minutes, 'min'), (seconds, 's')) if number)


def lead(maker: Maker, record: Record, docname: str) -> list[Element]:
    """The places of the player, if there is something to play here, of the takeaways and of the chapters."""
    audio, video = record.get(AUDIO), record.get(VIDEO)
    made: list[Element] = []
    if audio or video_id(video):
        place = maker.node(chronicle_player, key=record.key, docname=docname, heading=record.title, show=record.get(SHOW) or '')
        place['audio' if audio else 'video'] = audio or video
        made.append(place)
    if record.get(TAKEAWAYS):
        made.append(maker.node(chronicle_takeaways, key=record.key, docname=docname))
    return [*made, maker.node(chronicle_chapters, key=record.key, docname=docname)]


def export_title(record: Record) -> str:
    """What a link to a file of chapters says."""
    return _('Chapters of %s') % record.title


class ExpandRecordings(SphinxPostTransform):
    """Expand times, players and lists of chapters in one document."""

    # With all other nodes of the extension, before references are resolved.
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Fill the places of the document."""
        index = chronicle_domain(self.env).index
        found = find_all(self.document, chronicle_chapters, chronicle_player, chronicle_takeaways, chronicle_time)
        for takeaways in found[chronicle_takeaways]:
            takeaways.replace_self(self.takeaways(index, takeaways))
        for chapters in found[chronicle_chapters]:
            chapters.replace_self(self.chapters(index, chapters))
        for player in found[chronicle_player]:
            self.player(index, player)
        for time in found[chronicle_time]:
            time.replace_self(self.moment(self.episode_around(index, time), time['seconds']))

    @cached_property
    def make(self) -> ItemMaker:
        """Makes nodes of what is known of other documents."""
        return ItemMaker(self.env, is_late=False)

    @staticmethod
    def chapters_at(index: Index, node: Element) -> tuple[Chapter, ...]:
        """The chapters of the episode that a node belongs to."""
        placed = index.placed_at(node['docname'], node['key'])
        chapters: tuple[Chapter, ...] = index.extra_of(placed).get('chapters', ()) if placed else ()
        return chapters

    def chapters(self, index: Index, node: Element) -> list[Node]:
        """The chapters as a list of links into the page, each with its length as far as that is known."""
        chapters = self.chapters_at(index, node)
        if not chapters:
            return []
        placed = index.placed_at(node['docname'], node['key'])
        duration = placed.declared.record.get(RUNS) if placed else None
        ends = [*(chapter.seconds for chapter in chapters[1:]), *([duration.longest] if duration else [])]
        maker = self.make.maker(node)
        listing = maker.node(nodes.bullet_list, bullet='-', classes=['chronicle-times', 'chronicle-two'])
        for number, chapter in enumerate(chapters):
            said: list[Node] = [self.make.place(node['docname'], chapter.anchor, chapter.title, node)]
            if number < len(ends):
                minutes = _('%d min') % max(round((ends[number] - chapter.seconds) / 60), 1)
                said += [nodes.Text(' '), nodes.inline('', minutes, classes=['chronicle-n'])]
            listing += self.timed(node, placed, chapter.seconds, *said)
        count = len(chapters)
        return [self.heading(node, ngettext('%d chapter', '%d chapters', count) % count), listing]

    def takeaways(self, index: Index, node: Element) -> list[Node]:
        """What to take away as a list, each with a link to its moment."""
        placed = index.placed_at(node['docname'], node['key'])
        found = placed.declared.record.get(TAKEAWAYS) if placed else ()
        if not found:
            return []
        listing = self.make.maker(node).node(nodes.bullet_list, bullet='-', classes=['chronicle-times'])
        for takeaway in found:
            words = nodes.inline('', takeaway.get(TAKEAWAY_TEXT), support_smartquotes=False)
            listing += self.timed(node, placed, takeaway.get(TAKEAWAY_AT).seconds, words)
        return [self.heading(node, ngettext('%d takeaway', '%d takeaways', len(found)) % len(found)), listing]

    def timed(self, node: Element, placed: Placed | None, seconds: int, *words: Node) -> nodes.list_item:
        """An item of a list: a time and words."""
        line = self.make.maker(node).node(chronicle_line)
        line.extend([self.moment(placed, seconds), nodes.Text(' '), *words])
        return nodes.list_item('', line)

    def heading(self, node: Element, words: str) -> chronicle_rubric:
        """A heading one level below that of the section that the episode is. It begins no section of the page."""
        level = 1 + sum(1 for one in around(node) if is_titled_section(one))
        heading = self.make.maker(node).node(chronicle_rubric, words, classes=['chronicle-part'])
        heading['heading-level'] = min(level, 6)
        return heading

    def player(self, index: Index, node: chronicle_player) -> None:
        """Set the chapters of the player, and the file that it plays."""
        file = file_name(node.get('audio'))
        if file:
            node['filename'] = self.make.shipped(node['docname'], file)
        placed = index.placed_at(node['docname'], node['key'])
        if placed is not None:
            node['heading'] = placed.declared.record.title
            duration = placed.declared.record.get(RUNS)
            node['length'] = duration.longest if duration else 0
        chapters = [[c.seconds, c.title, c.anchor] for c in self.chapters_at(index, node)]
        node['chapters'] = json.dumps(chapters, ensure_ascii=False)

    def moment(self, placed: Placed | None, seconds: int) -> Element:
        """A time: a link to that moment, if there is a recording to lead to."""
        words = nodes.inline('', format_time(seconds), classes=['chronicle-time'])
        if placed is None:
            return words
        episode = placed.declared.record
        file = file_name(episode.get(AUDIO) or episode.get(VIDEO))
        if file:
            return chronicle_file_moment('', '', words, filename=self.make.shipped(placed.docname, file), seconds=seconds)
        address = address_at(episode, seconds)
        if address is None:
            return words
        return chronicle_moment('', '', words, refuri=address, internal=False, seconds=seconds)

    def episode_around(self, index: Index, node: Element) -> Placed | None:
        """The episode whose section a node is in."""
        for section in around(node):
            for child in section.children:
                if isinstance(child, chronicle_record) and child['kind'] == EPISODE.name:
                    return index.placed_at(child['docname'], child['key'])
        return None


def register(app: Sphinx) -> None:
    """Register the nodes and transforms of recordings (while extensions are set up)."""
    app.add_node(chronicle_player, html=(drawn.visit_player, None))
    app.add_node(chronicle_moment, html=(drawn.visit_moment, drawn.depart_moment))
    app.add_node(chronicle_file_moment, html=(drawn.visit_file_moment, drawn.depart_file_moment))
    app.add_node(chronicle_byline)
    app.add_node(chronicle_chapters)
    app.add_node(chronicle_takeaways)
    app.add_node(chronicle_time)
    app.add_transform(TimeAnchors)
    app.add_post_transform(ExpandRecordings)
