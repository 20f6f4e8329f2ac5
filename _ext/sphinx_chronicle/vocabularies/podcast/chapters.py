"""Chapters of an episode: the times its headings give, where they are, and what can be wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, Final, cast

from docutils import nodes
from docutils.nodes import Element
from sphinx.transforms import SphinxTransform

from ...doctree.compat import note_slug
from ...doctree.i18n import _, report
from ...doctree.tree import around, find_all, give_anchor, is_titled_section
from ...doctree.words import heading_words
from ...records.i18n import __
from ...records.problems import Code, Problem
from ...records.quantities import format_time
from ...records.record import Declared
from .kinds import RUNS
from .nodes import chronicle_time
from .recording import Chapter, Topic, check_chapters, check_takeaways, too_late

#: A time at the head of a heading, in plain text.
_BARE_TIME: Final = re.compile(r'(?:\{at\}\s+)?((?:\d{1,2}:)?\d{1,2}:[0-5]\d)(?!:?\d)', re.ASCII)

#: The time of a topic that begins with its chapter, on its section: the heading above says it already.
REPEATED: Final = 'chronicle_seconds'

# -- headings ---------------------------------------------------------------------------------------------------------


def heading_time(section: Element) -> int | None:
    """The time at the head of a section's heading, in seconds."""
    if not is_titled_section(section):
        return None
    if REPEATED in section:
        return int(section[REPEATED])
    first = next((child for child in section[0].children if child.astext().strip()), None)
    return first['seconds'] if isinstance(first, chronicle_time) else None


def heading_line(section: nodes.section) -> int:
    """The line of a heading: that of its time, since docutils counts a heading from its underline."""
    times = (child.line for child in section[0].children if isinstance(child, chronicle_time))
    return next(times, None) or section[0].line or 0


class TimeAnchors(SphinxTransform):
    """Put on a heading that begins with a time the anchor ``at-15-23``, which does not change with its words."""

    # After the groups have their sections, before MyST settles its slugs (700).
    default_priority = 255

    def apply(self) -> None:
        """Anchor each such heading; a topic that begins with its chapter gets a number."""
        if not find_all(self.document, chronicle_time)[chronicle_time]:
            return
        for section in self.document.findall(nodes.section):
            seconds = heading_time(section)
            if seconds is None:
                continue
            base = anchor = 'at-' + format_time(seconds).replace(':', '-')
            number = 2
            while not give_anchor(self.document, section, anchor):
                anchor = f'{base}-{number}'
                number += 1
            # Known by name as well, so that a link on the same page finds it; a label of the author's goes first.
            if anchor not in self.document.nameids:
                self.document.nameids[anchor] = anchor
                self.document.nametypes[anchor] = False
            note_slug(self.document, anchor, heading_words(section), heading_line(section))
            self.say_once(section, seconds)

    @staticmethod
    def say_once(section: nodes.section, seconds: int) -> None:
        """Take a time out of the heading of a topic where it is that of its chapter, which stands above it."""
        chapter = section.parent
        if heading_time(chapter) != seconds or not isinstance(chapter, nodes.section):
            return
        title = cast('nodes.title', section[0])
        (time,) = (child for child in title.children[:2] if isinstance(child, chronicle_time))
        after = title.children[title.index(time) + 1 :]
        if not after:
            return
        section[REPEATED] = seconds
        title.line = time.line
        title.remove(time)
        if isinstance(after[0], nodes.Text):
            title.replace(after[0], nodes.Text(after[0].astext().lstrip()))


# -- what is stored of an episode ---------------------------------------------------------------------------------------


def collect(page: nodes.section, item: Declared) -> dict[str, Any]:
    """Collect the chapters of an episode from the section that it is, and report what is wrong with them."""
    chapters = tuple(_chapters(page))
    length = item.record.get(RUNS)
    found = (*_lost(page, item), *check_chapters(chapters, length, item.path, item.name), *check_takeaways(item))
    for problem in (*found, *_beyond(page, item, {part.line for one in chapters for part in (one, *one.topics)})):
        report(problem)
    return {'chapters': chapters} if chapters else {}


def _chapters(page: nodes.section) -> Iterator[Chapter]:
    """Yield the chapters under an episode's title: its subsections with a time, and theirs."""
    for section in page.children:
        seconds = heading_time(section) if isinstance(section, nodes.section) else None
        if seconds is None or not isinstance(section, nodes.section):
            continue
        topics = []
        for inner in section.children:
            time = heading_time(inner) if isinstance(inner, nodes.section) else None
            if time is not None and isinstance(inner, nodes.section):
                topics.append(Topic(time, heading_words(inner), inner['ids'][0], heading_line(inner)))
        yield Chapter(seconds, heading_words(section), section['ids'][0], heading_line(section), tuple(topics))


def _beyond(page: nodes.section, item: Declared, checked: AbstractSet[int]) -> Iterator[Problem]:
    """Yield a problem for each time in the text that lies after the end of the recording.

    :param checked: the lines of headings whose times were checked.
    """
    length = item.record.get(RUNS)
    if length is None:
        return
    for time in page.findall(chronicle_time):
        line = next((one.line for one in (time, *around(time)) if one.line), item.line)
        if time['seconds'] > length.longest and line not in checked:
            yield Problem(Code.TIME, too_late(time['seconds'], length), item.path, line, item.name)


def _lost(page: nodes.section, item: Declared) -> Iterator[Problem]:
    """Yield a problem for each heading whose author meant it to begin a chapter, and which does not."""
    if heading_time(page) is not None:
        yield _lost_at(page, item, __('the time in the title of the episode begins no chapter (put it into a heading below)'))
    for section in filter(is_titled_section, page.children):
        inner = [one for one in section.children if is_titled_section(one)]
        for one in (section, *inner):
            why = _why_lost(one)
            if why:
                yield _lost_at(one, item, why)
        if heading_time(section) is None and not _why_lost(section):
            first = next((one for one in inner if heading_time(one) is not None), None)
            if first is not None:
                message = __("the times below '%s' are in no chapter (give that heading a time, or put them one level up)")
                yield _lost_at(first, item, message % heading_words(section))


def _why_lost(section: nodes.section) -> str:
    """What is wrong with the time in a heading; empty if there is none, or it begins a chapter."""
    if heading_time(section) is not None:
        return ''
    children = [child for child in section[0].children if child.astext().strip()]
    time = next((child for child in children if isinstance(child, chronicle_time)), None)
    if time is not None:
        return __('the time %s is not at the head of its heading and begins no chapter (put it first)') % time.astext()
    # What is marked and still no time was reported where it is.
    match = _BARE_TIME.match(children[0].astext()) if children and isinstance(children[0], nodes.Text) else None
    return __('the heading begins with a time that is not marked as one (write {at}`%s`)') % match[1] if match else ''


def _lost_at(section: nodes.section, item: Declared, message: str) -> Problem:
    return Problem(Code.TIME, message, item.path, heading_line(section), item.name)


def complete(extra: Mapping[str, Any], filled: Callable[[str], str]) -> dict[str, Any]:
    """What was collected of an episode, with the titles of the records that the chapters name."""
    return {**extra, 'chapters': tuple(replace(c, title=filled(c.title)) for c in extra.get('chapters', ()))}


def moment_of(around: Sequence[nodes.section]) -> tuple[int, str] | None:
    """The moment of an episode at which something is said: that of the nearest chapter or topic around it.

    :param around: the sections around it, the nearest first; the last one is the episode.
    """
    seconds = next((time for section in around if (time := heading_time(section)) is not None), None)
    if seconds is None:
        return None
    title = heading_words(around[-1])
    return seconds, _('%(title)s, at %(time)s') % {'title': title, 'time': format_time(seconds)}
