"""Feeds: `timeline.atom` with everything, and one for each family.

The Atom Syndication Format, RFC 4287. An item is a record. Its id is a name-based UUID (RFC 9562, section 5.5) as a URN, made
from the site's identity, the kind and the oldest key: RFC 4287, section 4.2.6, asks that an id never change, and an address
does when a site moves. `updated` (section 4.2.15) must be a moment: the first one of the day, the month or the year that
the record gives for its last change, else for its addition, else for what it is about; never that of the build.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from html import escape
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from ..records.core import ADDED, ALIASES, FAMILY, TAGS
from ..records.selection import changed
from ..records.words import identity, spelled
from .corpus import one_line, xml_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..records.dates import Date
    from ..records.record import Record
    from ..records.registry import Registry
    from .corpus import Corpus, Exported

NAMESPACE: Final = 'http://www.w3.org/2005/Atom'

#: Most items of a feed; readers fetch it again and again, and the other exports have everything.
MAX_ITEMS: Final = 500


def moment_of(record: Record, registry: Registry) -> str:
    """The moment of a record's last change (RFC 3339, section 5.6); empty if it cannot be said, or is no item of a feed."""
    date = changed(record) or registry.date_of(record)
    return _moment(date) if date and registry.of(record).kind.feed else ''


def _moment(date: Date) -> str:
    first = date.start or date.end
    if first is None or first.earliest[0] < 1:
        return ''
    year, month, day = first.earliest
    return f'{year:04}-{month:02}-{day:02}T00:00:00Z'


def feed(corpus: Corpus, name: str, *, of: str = '', family: str = '') -> str:
    """A feed, the last change first.

    :param name: its own file name.
    :param of: what the family is called in addresses.
    :param family: the family whose entries it has; all records without it.
    """
    registry = corpus.registry
    items = _items(corpus.items, registry, family)
    root = ET.Element('feed', xmlns=NAMESPACE)
    _element(root, 'id', urn(corpus.identity, f'feed {of}'.strip()))
    _element(root, 'title', f'{corpus.title}: {family}' if family else corpus.title)
    _element(root, 'updated', max((moment_of(item.record, registry) for item in items), default='0001-01-01T00:00:00Z'))
    _element(ET.SubElement(root, 'author'), 'name', corpus.author)
    # Where a feed was fetched from is forgotten by copies of it, so it says that itself (section 4.2.7.2).
    ET.SubElement(root, 'link', rel='self', type='application/atom+xml', href=xml_text(corpus.folder) + name)
    ET.SubElement(root, 'link', rel='alternate', type='text/html', href=xml_text(corpus.home))
    for item in items:
        _entry(root, item, corpus)
    ET.indent(root, ' ')
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _items(items: Sequence[Exported], registry: Registry, family: str) -> list[Exported]:
    found = [(moment, item) for item in items if (moment := moment_of(item.record, registry))]
    if family:
        found = [row for row in found if identity(row[1].record.get(FAMILY) or '') == identity(family)]
    found.sort(key=lambda row: row[1].record.key)
    # What changed on one day has the order of what it is about.
    dated = [(moment, _moment(date) if (date := registry.date_of(item.record)) else '', item) for moment, item in found]
    return [item for *_moments, item in sorted(dated, key=lambda row: row[:2], reverse=True)][:MAX_ITEMS]


def urn(identity: str, name: str) -> str:
    """A permanent id of a thing of this site."""
    space = uuid5(NAMESPACE_URL, f'urn:sphinx-chronicle:{xml_text(identity)}')
    return uuid5(space, name).urn


def _element(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = one_line(xml_text(text))


def _entry(root: ET.Element, item: Exported, corpus: Corpus) -> None:
    record = item.record
    entry = ET.SubElement(root, 'entry')
    # Former keys are in the order they were given up: a record that got another key is the same item.
    _element(entry, 'id', urn(corpus.identity, f'{record.kind} {(*record.get(ALIASES), record.key)[0]}'))
    _element(entry, 'title', record.title)
    _element(entry, 'updated', moment_of(record, corpus.registry))
    added = record.get(ADDED)
    if added and _moment(added):
        _element(entry, 'published', _moment(added))
    ET.SubElement(entry, 'link', rel='alternate', type='text/html', href=xml_text(item.address))
    family = record.get(FAMILY)
    for term in dict.fromkeys((record.kind, *([family] if family else ()), *spelled(record.get(TAGS)).values())):
        ET.SubElement(entry, 'category', term=one_line(xml_text(term)))
    _element(entry, 'summary', _html(item), type='html')


def _html(item: Exported) -> str:
    """The summary and the notes as HTML. Everything in it is text of an author's, and escaped."""
    parts = [f'<p>{escape(item.text or item.record.title)}</p>']
    if item.notes:
        parts.append(f'<ul>{"".join(f"<li>{escape(note)}</li>" for note in item.notes)}</ul>')
    return ''.join(parts)
