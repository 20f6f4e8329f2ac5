"""Which files there are, by what there is to export, and what each holds."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from ..records.core import FAMILY
from ..records.core import PAPERS as PAPERS_FIELD
from ..records.kinds import function
from ..records.record import Record
from ..records.registry import Registry
from ..records.words import anchors, spelled
from . import atom, bibtex, csv
from . import json as records_json
from .corpus import Corpus

#: The folder of the exports, beside the pages.
FOLDER: Final = 'exports'

#: The list of the exports, which says what is the extension's own in that folder.
INDEX: Final = 'index.json'

JSON: Final = 'chronicle.json'
FEED: Final = 'timeline.atom'
PAPERS: Final = 'papers.bib'
RECORDS: Final = 'records.bib'

_JSON_TYPE: Final = 'application/json'
_CSV_TYPE: Final = 'text/csv'
_ATOM_TYPE: Final = 'application/atom+xml'
_BIBTEX_TYPE: Final = 'application/x-bibtex'

#: Longest name of a family in the name of a file.
_LONGEST: Final = 80

#: What a name in the index must be to be taken for an export.
_NAME: Final = re.compile(r'[\w-]+(?:\.[\w-]+)+')


class Export(NamedTuple):
    """A file of the exports.

    :ivar title: the family or the record that it is of; empty for a file that is of the whole site.
    :ivar of: what that family is called in addresses, or the key of that record.
    :ivar write: what writes it from its record, ``module:function``; empty for what is written from all records.
    """

    name: str
    media_type: str
    title: str = ''
    of: str = ''
    write: str = ''


def plan(records: Iterable[tuple[Record, Mapping[str, Any]]], registry: Registry) -> dict[str, Export]:
    """The exports of some records by name, each of which comes with what its vocabulary has collected. No records, no exports."""
    names: set[str] = set()
    families: list[str] = []
    single: dict[str, Export] = {}
    tables = csv.tables_of(registry)
    for record, extra in records:
        kind = registry.of(record)
        names |= {JSON, records_json.SCHEMA_NAME, RECORDS}
        if kind.kind.table:
            names.add(kind.kind.table.file)
        names |= {part.table.file for found, part in kind.parts if part.table and found.name in record.given}
        if record.get(PAPERS_FIELD):
            names.add(PAPERS)
        if atom.is_item(record, registry):
            names.add(FEED)
            families += filter(None, [record.get(FAMILY)])
        of_record: Iterable[Export] = kind.ask('exports', (), record, extra)
        for export in of_record:
            single.setdefault(export.name, export)
    fixed = (
        Export(JSON, _JSON_TYPE),
        Export(records_json.SCHEMA_NAME, 'application/schema+json'),
        *(Export(name, _CSV_TYPE) for name in tables),
        Export(FEED, _ATOM_TYPE),
        Export(PAPERS, _BIBTEX_TYPE),
        Export(RECORDS, _BIBTEX_TYPE),
    )
    found = {export.name: export for export in fixed if export.name in names}
    called, words = anchors(families), spelled(families)
    feeds = {feed_name(of): Export(feed_name(of), _ATOM_TYPE, words[same], of) for same, of in called.items()}
    return found | dict(sorted(feeds.items())) | dict(sorted(single.items()))


def feed_name(family: str) -> str:
    """The file of a family's feed, by what the family is called in addresses."""
    return f'timeline-{short_name(family)}.atom'


def short_name(name: str) -> str:
    """A name for a file, as long as file systems take it."""
    if len(name.encode()) <= _LONGEST:
        return name
    head = name.encode()[: _LONGEST // 2].decode(errors='ignore')
    return f'{head}-{hashlib.sha256(name.encode()).hexdigest()[:16]}'


#: What writes the files that have a fixed name, but for tables and feeds.
_WRITERS: Final[dict[str, Callable[[Corpus], str]]] = {
    JSON: records_json.chronicle_json,
    records_json.SCHEMA_NAME: records_json.chronicle_schema,
    PAPERS: bibtex.papers_bib,
    RECORDS: bibtex.records_bib,
}


def text_of(export: Export, corpus: Corpus) -> str:
    """What an export holds."""
    write = _WRITERS.get(export.name)
    if write is not None:
        return write(corpus)
    tables = csv.tables_of(corpus.registry)
    if export.name in tables:
        return csv.table_csv(corpus, tables[export.name])
    if export.write:
        text: str = function(export.write)(next(item for item in corpus.items if item.record.key == export.of))
        return text
    return atom.feed(corpus, export.name, of=export.of, family=export.title)


def path_of(name: str) -> str:
    """The address of an export from the site's first page."""
    return f'{FOLDER}/{quote(name)}'


def index_json(exports: Iterable[Export]) -> str:
    """The list of the exports."""
    files = [{'name': export.name, 'type': export.media_type, **({'of': export.of} if export.of else {})} for export in exports]
    return json.dumps({'version': 1, 'files': files}, ensure_ascii=False, indent=1) + '\n'


def names_in_index(text: str) -> set[str]:
    """The files that a list names; none for what is no such list."""
    try:
        data: Any = json.loads(text)
        names = {file['name'] for file in data['files']}
    except (ValueError, TypeError, KeyError, RecursionError):
        return set()
    return {name for name in names if isinstance(name, str) and _NAME.fullmatch(name) and name != INDEX}
