"""Which files there are, by what there is to export, and what stands in each."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

from ..records.model import Dataset, Entry, slug
from . import atom, bibtex, chapters
from . import csv as tables_csv
from . import json as records_json
from . import schema as records_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..records.model import AnyRecord
    from .corpus import Corpus

#: The folder of the exports, beside the pages.
FOLDER: Final = 'exports'

#: The list of the exports, which says what is the extension's own in that folder.
INDEX: Final = 'index.json'

JSON: Final = 'chronicle.json'
CHECKPOINTS: Final = 'checkpoints.csv'
DATASETS: Final = 'datasets.csv'
FEED: Final = 'timeline.atom'
PAPERS: Final = 'papers.bib'

_JSON_TYPE: Final = 'application/json'
_CSV_TYPE: Final = 'text/csv'
_ATOM_TYPE: Final = 'application/atom+xml'

#: Longest name of a family in the name of a file.
_LONGEST: Final = 80

#: What a name in the index must be to be taken for one of ours.
_NAME: Final = re.compile(r'[\w-]+(?:\.[\w-]+)+')


class Export(NamedTuple):
    """A file of the exports.

    :ivar title: the family or the episode that it is of; empty for a file that is of the whole site.
    :ivar of: slug of that family, or key of that episode.
    """

    name: str
    media_type: str
    title: str = ''
    of: str = ''


#: The exports that are of the whole site, in the order they are listed in.
_FIXED: Final = (
    Export(JSON, _JSON_TYPE),
    Export(records_json.SCHEMA_NAME, 'application/schema+json'),
    Export(CHECKPOINTS, _CSV_TYPE),
    Export(DATASETS, _CSV_TYPE),
    Export(FEED, _ATOM_TYPE),
    Export(PAPERS, 'application/x-bibtex'),
)


def plan(records: Iterable[tuple[AnyRecord, bool]]) -> dict[str, Export]:
    """The exports of some records by name, each of which comes with whether it has chapters. No records, no exports."""
    names: set[str] = set()
    feeds: dict[str, Export] = {}
    episodes: dict[str, Export] = {}
    for record, has_chapters in records:
        names |= {JSON, records_json.SCHEMA_NAME}
        if isinstance(record, Entry) and record.checkpoints:
            names.add(CHECKPOINTS)
        if isinstance(record, Dataset):
            names.add(DATASETS)
        if record.papers:
            names.add(PAPERS)
        if atom.moment_of(record):
            names.add(FEED)
            family = getattr(record, 'family', None) or ''
            if slug(family):
                name = feed_name(slug(family))
                feeds.setdefault(name, Export(name, _ATOM_TYPE, family, slug(family)))
        if has_chapters:
            json_name, vtt_name = chapter_names(record.key)
            episodes.setdefault(json_name, Export(json_name, 'application/json+chapters', record.title, record.key))
            episodes.setdefault(vtt_name, Export(vtt_name, 'text/vtt', record.title, record.key))
    found = {export.name: export for export in _FIXED if export.name in names}
    return found | dict(sorted(feeds.items())) | dict(sorted(episodes.items()))


def feed_name(family: str) -> str:
    """The file of a family's feed, by its slug."""
    return f'timeline-{_short(family)}.atom'


def chapter_names(key: str) -> tuple[str, str]:
    """The files of an episode's chapters: JSON chapters and WebVTT."""
    return f'{_short(key)}.chapters.json', f'{_short(key)}.vtt'


def _short(name: str) -> str:
    """The name, as long as file systems take it."""
    if len(name.encode()) <= _LONGEST:
        return name
    head = name.encode()[: _LONGEST // 2].decode(errors='ignore')
    return f'{head}-{hashlib.sha256(name.encode()).hexdigest()[:16]}'


#: What writes the files that have a fixed name, but for the feed.
_WRITERS: Final[dict[str, Callable[[Corpus], str]]] = {
    JSON: records_json.chronicle_json,
    records_json.SCHEMA_NAME: lambda _corpus: records_schema.chronicle_schema(),
    CHECKPOINTS: tables_csv.checkpoints_csv,
    DATASETS: tables_csv.datasets_csv,
    PAPERS: bibtex.papers_bib,
}


def text_of(export: Export, corpus: Corpus) -> str:
    """What stands in an export."""
    write = _WRITERS.get(export.name)
    if write is not None:
        return write(corpus)
    if export.media_type == _ATOM_TYPE:
        return atom.feed(corpus, export.name, family=export.of, title=export.title)
    item = next(item for item in corpus.items if item.record.key == export.of)
    return (chapters.chapters_vtt if export.media_type == 'text/vtt' else chapters.chapters_json)(item)


def path_of(name: str) -> str:
    """The address of an export from the site's first page."""
    return f'{FOLDER}/{quote(name)}'


def index_json(exports: Iterable[Export]) -> str:
    """The list of the exports."""
    files = [{'name': export.name, 'type': export.media_type, **({'of': export.of} if export.of else {})} for export in exports]
    return json.dumps({'version': 1, 'files': files}, ensure_ascii=False, indent=1) + '\n'


def names_in_index(text: str) -> set[str]:
    """The files that a list names; none for what is no list of ours."""
    try:
        data: Any = json.loads(text)
        names = {file['name'] for file in data['files']}
    except (ValueError, TypeError, KeyError, RecursionError):
        return set()
    return {name for name in names if isinstance(name, str) and _NAME.fullmatch(name) and name != INDEX}
