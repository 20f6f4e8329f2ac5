"""Timelines of TimelineJS as records: each event and each era becomes an entry.

The format is the one that its documentation calls `JSON format`_; numbers may be written as text.

.. _JSON format: https://timeline.knightlab.com/docs/json-format.html
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any, Final

from ..records.core import FAMILY, LINKS, RECORD_DATE, SUMMARY, TYPE
from ..records.types import check_key
from ..records.yaml_dump import Value
from .command import checked
from .html_prose import read_html
from .importer import Imported, Importer, Made, Place, SourceError, Target, read_json, read_source, short_key, text_of
from .prose import address, plain, write

_ABOUT: Final = """\
Turn a timeline of TimelineJS, a local JSON file, into entries: one for each event and each era, with its date, its
text as a summary, its media as links, and its group as the family. Keys are made of the ids of events, else of their
headlines.
"""

_NO_FIELD: Final = 'records have no field for it'

#: Why members of events are left out.
_REASONS: Final[Mapping[str, str]] = {
    'background': 'the look of a card is that of the project',
    'display_date': 'dates are written as the language of the project has them',
    'format': 'dates are written as the language of the project has them',
    'thumbnail': 'records show no image from another host',
    'title': 'records show no image from another host',
    'link_target': 'links open as readers want them to',
}

#: The parts of a date, from the year on, with the digits that each has.
_PARTS: Final = (('year', 4), ('month', 2), ('day', 2))
_TIMES: Final = ('hour', 'minute', 'second', 'millisecond')


def importer() -> Importer:
    """The importer ``timelinejs``."""
    examples = (
        'timelinejs timeline.json > timeline/history.yaml',
        'timelinejs timeline.json --prefix house --file timeline/history.yaml',
    )
    return Importer('the JSON file of a TimelineJS timeline', _ABOUT, examples, _add_arguments, _import)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('source_path', metavar='TIMELINE.json', help='the timeline')
    parser.add_argument('--prefix', metavar='WORD', type=checked(check_key), help='what all keys begin with')


def _import(options: argparse.Namespace, target: Target) -> Imported:
    path = options.source_path
    data = read_json(read_source(path), path)
    if not isinstance(data, dict) or not isinstance(data.get('events'), list):
        old = isinstance(data, dict) and 'timeline' in data
        hint = ' (that of TimelineJS 2 is another: convert it first)' if old else " (an object with a list 'events')"
        raise SourceError(f'{path}: this is no timeline of TimelineJS 3{hint}')
    imported = Imported(path)
    for name, value in data.items():
        if name == 'title' and value:
            imported.lose('title', 'the title slide', 'it belongs to the page that shows the timeline')
        elif name == 'scale':
            if value == 'cosmological':
                imported.lose('scale', "'cosmological'", 'records have years from -9999 to 9999')
        elif name not in {'title', 'events', 'eras'}:
            imported.lose(name, f"'{name}'", _NO_FIELD)
    slides = [(f'slide {number}', one) for number, one in enumerate(data['events'], 1)]
    eras = data.get('eras')
    slides += [(f'era {number}', one) for number, one in enumerate(eras if isinstance(eras, list) else [], 1)]
    for place, slide in slides:
        if isinstance(slide, dict):
            _Slide(place, slide, target).add(imported, options.prefix or '')
        else:
            imported.lose(place, 'the slide', 'it is no object')
    return imported


class _Slide:
    """An event or an era."""

    def __init__(self, place: Place, data: dict[str, Any], target: Target) -> None:
        self.data = data
        self.target = target
        self.made = Made(place)

    def add(self, imported: Imported, prefix: str) -> None:
        """Make a record of it."""
        auto = self.data.get('autolink') is not False
        text = self.object('text')
        body = read_html(text_of(text.get('text')), self.made.lose, links=auto)
        title = plain(read_html(text_of(text.get('headline')), self.made.lose, links=False))
        links = self.links()
        title = title or _first_words(plain(body)) or (str(links[0]['label']) if links else '')
        date = self.date()
        if not title:
            imported.lose(self.made.place, 'the slide', 'it has no words')
            return
        choices = self.target.registry.kinds['entry'].by_name[TYPE.name].choices
        fields: dict[str, Value] = {
            RECORD_DATE.name: date,
            TYPE.name: 'event' if 'event' in choices else '',
            FAMILY.name: text_of(self.data.get('group')),
            SUMMARY.name: write(body, self.target.markup),
            LINKS.name: links,
        }
        for name, value in self.data.items():
            known = {'start_date', 'end_date', 'text', 'media', 'group', 'unique_id', 'autolink'}
            if name not in known and value not in (None, '', {}):
                self.made.lose(f"'{name}'", _REASONS.get(name, _NO_FIELD))
        for name in text.keys() - {'headline', 'text'}:
            self.made.lose(f"'text.{name}'", _NO_FIELD)
        key = short_key(text_of(self.data.get('unique_id')), title, f'event {date.replace("/", " to ")}')
        imported.add(self.made, short_key(f'{prefix} {key}'), title, fields)

    def object(self, name: str) -> dict[str, Any]:
        """A member that is an object; nothing where it is something else."""
        value = self.data.get(name)
        if value is not None and not isinstance(value, dict):
            self.made.lose(f"'{name}'", 'it is no object')
        return value if isinstance(value, dict) else {}

    def date(self) -> str:
        """When it was, from its first date to its last; empty if it says nothing that can be read."""
        start, end = self.moment('start_date'), self.moment('end_date')
        return f'{start}/{end}' if start and end and start != end else start

    def moment(self, name: str) -> str:
        """A date in the form of EDTF."""
        data = self.object(name)
        given = {part: text_of(value) for part, value in data.items() if text_of(value)}
        found: list[str] = []
        for part, digits in _PARTS:
            value = given.pop(part, '').replace(',', '')
            try:
                number = int(value)
            except ValueError:
                if value:
                    self.made.lose(f"'{name}'", f"its {part} '{value[:40]}' is no number")
                elif any(one in given for one, _digits in _PARTS):
                    self.made.lose(f"'{name}'", f'it has no {part}')
                break
            if part == 'year' and number < 0:
                # There the year -1 is 1 BC; in ISO 8601 that is the year 0.
                number += 1
            found.append(f'{number:0{digits + (number < 0)}}')
        if any(one in given for one in _TIMES):
            self.made.lose(f"the time of '{name}'", 'it has no time zone')
        for other in given.keys() & _REASONS.keys():
            self.made.lose(f"'{name}.{other}'", _REASONS[other])
        return '-'.join(found)

    def links(self) -> list[dict[str, Value]]:
        """Links to the media, each with what is said of it."""
        media = self.object('media')
        words = {
            name: plain(read_html(text_of(media.get(name)), self.made.lose, links=False)) for name in ('caption', 'alt', 'credit')
        }
        label = words['caption'] or words['alt']
        label = f'{label} ({words["credit"]})' if label and words['credit'] else label or words['credit']
        links: list[dict[str, Value]] = []
        for name in ('url', 'link'):
            value = text_of(media.get(name))
            url = address(value)
            if url and url not in [link['url'] for link in links]:
                links.append({'label': (label if not links else '') or _host(url), 'url': url})
            elif value and not url:
                why = 'it is HTML' if value.startswith('<') else 'only http and https lead anywhere from a record'
                self.made.lose(f"'media.{name}'", why)
        if label and not links:
            self.made.lose("'media.caption'", 'there is no link that it could be the label of')
        for name in media.keys() - {*words, 'url', 'link'}:
            self.made.lose(f"'media.{name}'", _REASONS.get(name, _NO_FIELD))
        return links


def _first_words(text: str) -> str:
    """The first sentence of a text, or as many of its words as a title may have."""
    sentence = text.partition('. ')[0]
    return sentence if len(sentence) <= 80 else f'{sentence[:80].rpartition(" ")[0]} …'


def _host(url: str) -> str:
    """What a link is called that has no other name."""
    return url.partition('://')[2].partition('/')[0].removeprefix('www.') or url
