"""Files of records: YAML, JSON and CSV, told by their names."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, Final

from . import json_load
from .csv_load import DERIVED, TableReader
from .entries import KIND, EntriesReader, read_entries
from .fields import NUMBERS
from .i18n import __
from .notation import JSON
from .problems import Code
from .reader import Reading, file_places
from .registry import Registry
from .schema import EXPORT_VERSION
from .yaml_load import Marks, Tree, clean

#: Suffixes of files of records, by format.
YAML_SUFFIXES: Final = ('.yaml', '.yml')
JSON_SUFFIXES: Final = ('.json',)
CSV_SUFFIXES: Final = ('.csv', '.tsv')
SUFFIXES: Final = (*YAML_SUFFIXES, *JSON_SUFFIXES, *CSV_SUFFIXES)


def read_file(text: str, path: str, registry: Registry) -> Reading:
    """Read the text of a file of records. One whose name does not tell its format is of YAML.

    :param path: the name by which problems call the file.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in JSON_SUFFIXES:
        return _read_json(text, path, registry)
    if suffix in CSV_SUFFIXES:
        reader = TableReader(file_places(path), registry)
        reader.read_table(text)
        return reader.reading()
    return read_entries(text, file_places(path), registry)


def _read_json(text: str, path: str, registry: Registry) -> Reading:
    """Read a list of records, an object with `defaults` and `entries`, or an export of all records."""
    reader = EntriesReader(file_places(path), registry, JSON)
    file = json_load.parse(clean(text))
    for line, message in file.slips:
        reader.problem(Code.YAML, message, line)
    if isinstance(file.value, dict) and 'records' in file.value and 'entries' not in file.value:
        _read_export(reader, file.value, file.marks, odd=file.odd)
    elif file.value is not None or not file.slips:
        reader.read(Tree(file.value, file.marks, file.odd, None))
    return reader.reading()


def _read_export(reader: EntriesReader, value: dict[str, Any], marks: Marks, *, odd: bool) -> None:
    """Read the records of an export, without what it has beside their fields."""
    version = value.get('version')
    if version != str(EXPORT_VERSION):
        message = __("this is not version %d of an export (write the records under 'entries', or export them again)")
        reader.problem(Code.FIELD, message % EXPORT_VERSION, marks.find(('version',)))
        return
    nothing: dict[str, Any] = {}
    for record in value['records'] if isinstance(value['records'], list) else ():
        kind = reader.registry.kinds.get(str(record.get(KIND))) if isinstance(record, dict) else None
        for name in (*DERIVED, *kind.ask('json_schema', nothing)) if kind else ():
            record.pop(name, None)
    reader.read(Tree(_without_numbers(value['records']), marks.inner['records'], odd, None))


def _without_numbers(value: Any) -> Any:
    """A tree without the plain numbers that an export has beside quantities."""
    if isinstance(value, dict):
        return {name: _without_numbers(inner) for name, inner in value.items() if name != NUMBERS}
    return [_without_numbers(inner) for inner in value] if isinstance(value, list) else value
