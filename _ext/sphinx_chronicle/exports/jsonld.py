"""What a page is about, for search engines: schema.org as JSON-LD 1.1.

`PodcastEpisode` with its `PodcastSeries` and a `Clip` for each chapter, `Dataset` in its `DataCatalog`, and for entries
`SoftwareSourceCode` or `CreativeWork`, kept to a name, a date and an address. Nothing is said that no record says: the
`creator` of a `Dataset` is the account that holds it on Hugging Face, and a video is a `MediaObject`, since search engines
refuse a `VideoObject` without a thumbnail and the day of its upload. The data stand in a `script` element, whose text HTML
does not unescape (HTML standard, section 4.12.1.3), so what could end it is written with JSON's own escapes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from ..records.model import Dataset, Entry, Episode
from .chapters import spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..records.dates import Date
    from ..records.model import AnyRecord, Paper
    from .corpus import Item

CONTEXT: Final = 'https://schema.org'

#: Most entries of a page that are described: on a long timeline they would only make the page longer.
MAX_ENTRIES: Final = 100

#: Length of a description (Google Search Central, structured data for datasets: 50 to 5,000 characters).
_LONGEST: Final = 5000

_ESCAPES: Final = {ord(character): f'\\u{ord(character):04x}' for character in '<>&\u2028\u2029'}


class Catalog(NamedTuple):
    """The catalog that a site's datasets are in, and the page that lists them if there is one."""

    name: str
    address: str = ''


def described(records: Iterable[AnyRecord]) -> list[AnyRecord]:
    """Of the records that stand in a page those that its data describe."""
    found = [record for record in records if isinstance(record, (Episode, Dataset, Entry))]
    entries = sum(isinstance(record, Entry) for record in found)
    return [record for record in found if entries <= MAX_ENTRIES or not isinstance(record, Entry)]


def page_data(
    items: Sequence[Item], catalog: Catalog, licenses: Callable[[str], str], *, is_catalog: bool
) -> dict[str, Any] | None:
    """What a page is about; `None` if that is nothing that schema.org has a word for.

    :param items: the records that stand in the page and are described.
    :param licenses: gives the address of a license, by key or SPDX id; empty if it has none.
    :param is_catalog: whether the page is that of the catalog.
    """
    things = [_data_catalog(catalog)] if is_catalog else []
    for item in items:
        record = item.record
        if isinstance(record, Episode):
            things.append(_episode(item, record))
        elif isinstance(record, Dataset):
            things.append(_dataset(item, record, catalog, licenses))
        elif isinstance(record, Entry):
            things.append(_entry(item, record))
    return {'@context': CONTEXT, '@graph': things} if things else None


def to_script(data: object) -> str:
    """The data as text of a `script` element."""
    return json.dumps(data, ensure_ascii=False, separators=(',', ':')).translate(_ESCAPES)


def _known(**values: Any) -> dict[str, Any]:
    """The values that there are."""
    return {name: value for name, value in values.items() if value not in (None, '', [], {})}


def _thing(kind: str, item: Item, **values: Any) -> dict[str, Any]:
    record = item.record
    described = {
        'name': record.title,
        'description': item.text[:_LONGEST],
        'datePublished': _day(record.date),
        'keywords': list(record.tags),
        'citation': [_citation(paper) for paper in record.papers],
    }
    return {'@type': kind, '@id': item.address, 'url': item.address, **_known(**described, **values)}


def _day(date: Date | None) -> str:
    """A date as ISO 8601 has it; empty for a span, and for what is only about right."""
    if date is None or date.is_interval or date.start is None or date.start.approximate or date.start.uncertain:
        return ''
    return date.start.iso or ''


def _citation(paper: Paper) -> dict[str, Any]:
    authors = [_person(name) for name in paper.authors]
    return {'@type': 'ScholarlyArticle', **_known(name=paper.title, url=paper.address, author=authors)}


def _person(name: str) -> dict[str, str]:
    return {'@type': 'Person', 'name': name}


def _web(address: str | None) -> str:
    """An address elsewhere; one of a file beside the page would lead astray where the data are read."""
    return address if address and urlsplit(address).scheme in {'http', 'https'} else ''


# -- episodes ---------------------------------------------------------------------------------------------------------


def _episode(item: Item, record: Episode) -> dict[str, Any]:
    series = {'@type': 'PodcastSeries', **_known(name=record.show, webFeed=_web(record.feed))}
    audio = {'@type': 'AudioObject', 'contentUrl': _web(record.audio)}
    video = {'@type': 'MediaObject', 'name': record.title, 'url': _web(record.video)}
    return _thing(
        'PodcastEpisode',
        item,
        timeRequired=record.duration.iso if record.duration else '',
        author=[_person(record.host)] if record.host else [],
        contributor=[_person(guest.name) for guest in record.guests],
        partOfSeries=series if record.show else {},
        associatedMedia=[media for media in (audio, video) if media.get('contentUrl') or media.get('url')],
        hasPart=list(_clips(item)),
    )


def _clips(item: Item) -> Iterator[dict[str, Any]]:
    for span in spans(item):
        # An offset of 0 is known.
        end = {} if span.end is None else {'endOffset': span.end}
        yield {'@type': 'Clip', 'name': span.title, 'startOffset': span.start, **end, 'url': item.at(span.anchor)}


# -- datasets ---------------------------------------------------------------------------------------------------------


def _data_catalog(catalog: Catalog) -> dict[str, Any]:
    return {'@type': 'DataCatalog', **_known(**{'@id': catalog.address}, name=catalog.name, url=catalog.address)}


def _dataset(item: Item, record: Dataset, catalog: Catalog, licenses: Callable[[str], str]) -> dict[str, Any]:
    # An entry of the catalog is not the data: the repository that holds them is the same thing.
    repository = f'https://huggingface.co/datasets/{record.hf}' if record.hf and record.type != 'collection' else ''
    return _thing(
        'Dataset',
        item,
        sameAs=repository,
        creator=_account(record.hf) if repository and record.hf else {},
        license=[address for address in map(licenses, record.license) if address],
        inLanguage=list(record.languages),
        includedInDataCatalog=_data_catalog(catalog),
    )


def _account(hf: str) -> dict[str, str]:
    """Who holds a repository of Hugging Face; a collection may hold what others made."""
    name, _, _ = hf.partition('/')
    return {'@type': 'Organization', 'name': name, 'url': f'https://huggingface.co/{name}'}


# -- entries ----------------------------------------------------------------------------------------------------------


def _entry(item: Item, record: Entry) -> dict[str, Any]:
    kind = 'SoftwareSourceCode' if record.type == 'software' else 'CreativeWork'
    return {'@type': kind, '@id': item.address, **_known(name=record.title, datePublished=_day(record.date))}
