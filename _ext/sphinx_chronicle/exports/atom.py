"""Feeds: `timeline.atom` with everything, and one for each family.

The Atom Syndication Format, RFC 4287. An item is a record. Its id is a name-based UUID (RFC 9562, section 5.5) as a URN, made
from the site's identity, the kind and the oldest key: RFC 4287, section 4.2.6, asks that an id never change, and an address
does when a site moves. `updated` (section 4.2.15) must be a moment: the first one of the day, the month or the year that
the record gives for its last change, else for its addition, else for what it is about; never that of the build. Nothing has
changed in the future, so what is announced has the moment of the last known change; what was before the first year that
RFC 3339 can write has the first moment of that. What has no date at all has no moment either, and is left out; the feed says
how much that is.
"""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from html import escape
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from ..records.core import ADDED, ALIASES, FAMILY, TAGS
from ..records.dates import Date
from ..records.record import Record
from ..records.registry import Registry
from ..records.selection import changed
from ..records.words import identity, spelled
from .corpus import Corpus, Exported, one_line, xml_text

NAMESPACE: Final = 'http://www.w3.org/2005/Atom'

#: Most items of a feed; readers fetch it again and again, and the other exports have everything.
MAX_ITEMS: Final = 500


#: The first moment that RFC 3339 can write.
BEGINNING: Final = '0001-01-01T00:00:00Z'


def is_item(record: Record, registry: Registry) -> bool:
    """Whether a record is an item of feeds: its kind is, and it has a date or tells of a change."""
    return registry.of(record).kind.feed and bool(changed(record) or registry.date_of(record))


def day_of(record: Record, registry: Registry) -> str:
    """The day of a record's last change, else of what it is about, be it past or future, as ISO 8601 writes it."""
    return _moment_of(record, registry)[:10]


def _moment_of(record: Record, registry: Registry) -> str:
    date = changed(record) or registry.date_of(record)
    return _moment(date) if date else BEGINNING


def _moment(date: Date) -> str:
    first = date.start or date.end
    if first is None or first.earliest[0] < 1:
        return BEGINNING
    moment = dt.datetime(*first.earliest)  # noqa: DTZ001  # of the zone that is written
    # A minute of the first or the last day can be in a year that nobody can write.
    with suppress(OverflowError):
        moment += dt.timedelta(minutes=first.minute or 0)
    return f'{moment.isoformat(timespec="minutes")}:00Z'


def feed(corpus: Corpus, name: str, *, of: str = '', family: str = '') -> str:
    """A feed, the last change first.

    :param name: its own file name.
    :param of: what the family is called in addresses.
    :param family: the family whose entries it has; all records without it.
    """
    registry = corpus.registry
    mine = corpus.by_family.get(identity(family), ()) if family else corpus.items
    of_feeds = [item for item in mine if registry.of(item.record).kind.feed]
    moments = {item.record.key: _moment_of(item.record, registry) for item in of_feeds if is_item(item.record, registry)}
    announced = [key for key, moment in moments.items() if moment[:10] > corpus.today]
    if announced:
        moments |= dict.fromkeys(announced, _last_known(corpus))
    found = _ordered([item for item in mine if item.record.key in moments], moments, registry)
    items = found[:MAX_ITEMS]
    root = ET.Element('feed', xmlns=NAMESPACE)
    _element(root, 'id', urn(corpus.identity, f'feed {of}'.strip()))
    _element(root, 'title', f'{corpus.title}: {corpus.words(family)}' if family else corpus.title)
    left_out = [corpus.shortened % {'shown': len(items), 'all': len(found)}] if len(items) < len(found) else []
    if len(moments) < len(of_feeds):
        left_out.append(corpus.undated(len(of_feeds) - len(moments)))
    if left_out:
        _element(root, 'subtitle', '; '.join(left_out))
    _element(root, 'updated', max((moments[item.record.key] for item in items), default=BEGINNING))
    _element(ET.SubElement(root, 'author'), 'name', corpus.author)
    # Where a feed was fetched from is forgotten by copies of it, so it says that itself (section 4.2.7.2).
    ET.SubElement(root, 'link', rel='self', type='application/atom+xml', href=xml_text(corpus.folder) + name)
    ET.SubElement(root, 'link', rel='alternate', type='text/html', href=xml_text(corpus.home))
    for item in items:
        _entry(root, item, corpus, moments[item.record.key])
    ET.indent(root, ' ')
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _last_known(corpus: Corpus) -> str:
    """The moment of the last change of all that is not in the future."""
    records = (item.record for item in corpus.items if is_item(item.record, corpus.registry))
    known = (_moment_of(record, corpus.registry) for record in records)
    return max((moment for moment in known if moment[:10] <= corpus.today), default=BEGINNING)


def _ordered(items: Iterable[Exported], moments: Mapping[str, str], registry: Registry) -> list[Exported]:
    """The items of a feed, the last change first; what changed on one day has the order of what it is about."""
    found = sorted(items, key=lambda item: item.record.key)

    def place(item: Exported) -> tuple[str, tuple[object, ...]]:
        date = registry.date_of(item.record)
        return moments[item.record.key], date.sort_key if date else ()

    return sorted(found, key=place, reverse=True)


def urn(identity: str, name: str) -> str:
    """A permanent id of a thing of this site."""
    return uuid5(_space(identity), name).urn


@lru_cache(maxsize=4)
def _space(identity: str) -> UUID:
    return uuid5(NAMESPACE_URL, f'urn:sphinx-chronicle:{xml_text(identity)}')


def _element(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = one_line(xml_text(text))


def _entry(root: ET.Element, item: Exported, corpus: Corpus, moment: str) -> None:
    record = item.record
    entry = ET.SubElement(root, 'entry')
    # Former keys are in the order they were given up: a record that got another key is the same item.
    _element(entry, 'id', urn(corpus.identity, f'{record.kind} {(*record.get(ALIASES), record.key)[0]}'))
    _element(entry, 'title', record.title)
    _element(entry, 'updated', moment)
    added = record.get(ADDED)
    if added:
        _element(entry, 'published', min(_moment(added), moment))
    ET.SubElement(entry, 'link', rel='alternate', type='text/html', href=xml_text(item.address))
    family = record.get(FAMILY)
    for term in dict.fromkeys((record.kind, *([family] if family else ()), *spelled(record.get(TAGS)).values())):
        ET.SubElement(entry, 'category', term=one_line(xml_text(term)))
    _element(entry, 'summary', _html(item), type='html')


def _html(item: Exported) -> str:
    """The summary and the notes as HTML. Everything in it is text of an author's, and escaped."""
    parts = [f'<p><img src="{escape(image.address)}" alt="{escape(image.alt)}"></p>' for image in item.images]
    parts += [f'<p>{escape(item.planned)}</p>'] if item.planned else []
    parts.append(f'<p>{escape(item.text or item.record.title)}</p>')
    if item.notes:
        parts.append(f'<ul>{"".join(f"<li>{escape(note)}</li>" for note in item.notes)}</ul>')
    return ''.join(parts)
