"""What a page is about, for search engines: schema.org as JSON-LD 1.1.

A kind of record names its type in schema.org, or a function of its vocabulary that describes a record in full; fields name
their properties. Nothing is said that no record says. The data are in a `script` element, whose text HTML does not unescape
(HTML standard, section 4.12.1.3), so what could end it is written with JSON's own escapes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from ..records.core import OTHERS, PAPER_AUTHORS, PAPER_TITLE, PAPERS, TAGS, TYPE, address_of_paper
from ..records.dates import Date
from ..records.fields import Field, Item
from ..records.kinds import function
from ..records.record import Record
from ..records.registry import Registry
from .corpus import Exported

CONTEXT: Final = 'https://schema.org'

#: Most records of a page that are described in short, or linked to: on a long timeline they would only make the page longer.
MAX_SHORT: Final = 100

#: Length of a description (Google Search Central, structured data for datasets: 50 to 5,000 characters).
_LONGEST: Final = 5000

#: What an entry is by its type; any other is a creative work.
_ENTRY_TYPES: Final = {'software': 'SoftwareSourceCode'}

_ESCAPES: Final = {ord(character): f'\\u{ord(character):04x}' for character in '<>&\u2028\u2029'}


class Catalog(NamedTuple):
    """The catalog that a site's records of a kind are in, and the page that lists them if there is one.

    :ivar type: its type in schema.org.
    """

    type: str
    name: str
    address: str = ''


class Collection(NamedTuple):
    """A page that lists records, wherever they are.

    :ivar listed: the address of each, in the order of the page.
    """

    name: str
    address: str
    listed: tuple[str, ...]


class Site(NamedTuple):
    """What a description needs to know of the site.

    :ivar catalog: gives the catalog of a kind; `None` for a kind that has none.
    :ivar address_of: gives the address of what a value of a field names, such as a license; empty if it has none.
    """

    registry: Registry
    catalog: Callable[[str], Catalog | None]
    address_of: Callable[[Field[Any], str], str]


def described(records: Iterable[Record], registry: Registry) -> list[Record]:
    """Of the records of a page those that its data describe."""
    found = [record for record in records if registry.of(record).kind.schema_org]
    full = [record for record in found if ':' in registry.of(record).kind.schema_org]
    return found if len(found) - len(full) <= MAX_SHORT else full


def page_data(
    items: Sequence[Exported], site: Site, catalog: Catalog | None, collection: Collection | None = None
) -> dict[str, Any] | None:
    """What a page is about; `None` if that is nothing that schema.org has a word for.

    :param items: the records of the page that are described.
    :param catalog: the catalog whose page it is.
    :param collection: what it lists.
    """
    things = [catalog_data(catalog)] if catalog else []
    if collection and collection.listed:
        things.append(_collection_data(collection))
    for item in items:
        schema_org = site.registry.of(item.record).kind.schema_org
        things.append(function(schema_org)(item, site) if ':' in schema_org else _in_short(schema_org, item, site.registry))
    return {'@context': CONTEXT, '@graph': things} if things else None


def catalog_data(catalog: Catalog) -> dict[str, Any]:
    """A catalog."""
    return {'@type': catalog.type, **known(**{'@id': catalog.address}, name=catalog.name, url=catalog.address)}


def _collection_data(collection: Collection) -> dict[str, Any]:
    """A page that lists records, the first of which are linked to: the page itself says how many there are, and links to all."""
    listed = [
        {'@type': 'ListItem', 'position': number, 'url': address}
        for number, address in enumerate(collection.listed[:MAX_SHORT], 1)
    ]
    items = {'@type': 'ItemList', 'numberOfItems': len(collection.listed), 'itemListElement': listed}
    # The address of a catalog's page is that of the catalog, which is another thing.
    return {'@type': 'CollectionPage', **known(name=collection.name, url=collection.address), 'mainEntity': items}


def to_script(data: object) -> str:
    """The data as text of a `script` element."""
    return json.dumps(data, ensure_ascii=False, separators=(',', ':')).translate(_ESCAPES)


def known(**values: Any) -> dict[str, Any]:
    """The values that there are."""
    return {name: value for name, value in values.items() if value not in (None, '', [], {})}


def thing(schema_type: str, item: Exported, registry: Registry, **values: Any) -> dict[str, Any]:
    """A record described in full."""
    record = item.record
    described = {
        'name': record.title,
        'description': item.text[:_LONGEST],
        'image': [image.address for image in item.images],
        # What is planned has not been published.
        'datePublished': '' if item.planned else day(registry.date_of(record)),
        'creativeWorkStatus': item.planned,
        'keywords': list(record.get(TAGS)),
        'citation': [_citation(paper) for paper in record.get(PAPERS)],
    }
    return {'@type': schema_type, '@id': item.address, 'url': item.address, **known(**described, **values)}


def _in_short(schema_type: str, item: Exported, registry: Registry) -> dict[str, Any]:
    """A record by its name and the fields that name a property of schema.org."""
    record = item.record
    values = {
        found.schema_org: _value(record.given[found.name])
        for found in registry.of(record).fields
        if found.schema_org and found.name in record.given
    }
    if record.kind == 'entry':
        schema_type = _ENTRY_TYPES.get(record.get(TYPE) or '', schema_type)
    if item.planned:
        values.pop('datePublished', None)
        values['creativeWorkStatus'] = item.planned
    return {
        '@type': schema_type,
        '@id': item.address,
        **known(name=record.title, image=[image.address for image in item.images], **values),
    }


def _value(value: Any) -> Any:
    if isinstance(value, Date):
        return day(value)
    return [_value(one) for one in value] if isinstance(value, tuple) else str(value)


def day(date: Date | None) -> str:
    """A date as ISO 8601 has it; empty for a span, and for what is only about right."""
    if date is None or date.is_interval or date.start is None or date.start.approximate or date.start.uncertain:
        return ''
    return date.start.iso or ''


def _citation(paper: Item) -> dict[str, Any]:
    authors = [_author(name) for name in paper.get(PAPER_AUTHORS) if name != OTHERS]
    return {'@type': 'ScholarlyArticle', **known(name=paper.get(PAPER_TITLE), url=address_of_paper(paper), author=authors)}


def _author(name: str) -> dict[str, str]:
    """The author of a paper. A name of one word may be that of an organization, so what it is is left open."""
    return person(name) if ' ' in name else {'name': name}


def person(name: str) -> dict[str, str]:
    """A person."""
    return {'@type': 'Person', 'name': name}


def web_address(address: str | None) -> str:
    """An address elsewhere; one of a file beside the page would lead astray where the data are read."""
    return address if address and urlsplit(address).scheme in {'http', 'https'} else ''
