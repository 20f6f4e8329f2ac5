"""Tables: `checkpoints.csv` and `datasets.csv`.

RFC 4180 (section 2: CRLF, quotes doubled, a header line) in UTF-8 without a byte order mark. A spreadsheet runs a cell that
begins with ``=``, ``+``, ``-``, ``@`` or a control character as a formula, so an apostrophe is put before those (OWASP, CSV
Injection); it is put before apostrophes as well, and `read_table` takes exactly one away again. Quantities stand as they
were written and, in a column of their own, as plain numbers. Lists are joined by semicolons, doubts by line breaks.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from ..records.model import Dataset, Entry
from .corpus import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..records.graph import Graph, Relation
    from ..records.model import Checkpoint, Note
    from ..records.quantities import Quantity
    from .corpus import Corpus, Item

    Row = Mapping[str, str]

CHECKPOINT_COLUMNS: Final = (
    'entry', 'release', 'type', 'status', 'org', 'family', 'release_date', 'name', 'hf', 'url', 'date', 'params', 'params_number',
    'active_params', 'active_params_number', 'context', 'context_number', 'license', 'derived_from', 'method', 'doubts',
    'release_doubts',
)  # fmt: skip
DATASET_COLUMNS: Final = (
    'key', 'title', 'url', 'hf', 'type', 'date', 'license', 'gated', 'languages', 'rows', 'rows_number', 'tokens',
    'tokens_number', 'bytes', 'bytes_number', 'items', 'items_number', 'used_by', 'generated_with', 'member_of', 'members',
    'tags', 'added', 'updated', 'text', 'doubts',
)  # fmt: skip

#: First characters of a cell that a spreadsheet acts on, also in their full-width forms, and the apostrophe itself.
_ACTIVE: Final = ('=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20', "'")


def checkpoints_csv(corpus: Corpus) -> str:
    """A row for each checkpoint of each entry."""
    return write_table(CHECKPOINT_COLUMNS, checkpoint_rows(corpus))


def datasets_csv(corpus: Corpus) -> str:
    """A row for each dataset and collection."""
    return write_table(DATASET_COLUMNS, dataset_rows(corpus))


def write_table(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """A table as CSV; what a row lacks is an empty cell."""
    text = io.StringIO(newline='')
    writer = csv.writer(text, lineterminator='\r\n')
    writer.writerow(columns)
    writer.writerows([_defused(row.get(column, '')) for column in columns] for row in rows)
    return text.getvalue()


def read_table(text: str) -> list[dict[str, str]]:
    """The rows of a table that `write_table` has written, as they were."""
    rows = csv.DictReader(io.StringIO(text, newline=''), strict=True)
    return [{column: cell.removeprefix("'") for column, cell in row.items()} for row in rows]


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


# -- rows -------------------------------------------------------------------------------------------------------------


def checkpoint_rows(corpus: Corpus) -> Iterator[Row]:
    """Give the checkpoints, in the order of their entries."""
    for item in corpus.items:
        record = item.record
        if isinstance(record, Entry):
            for checkpoint, anchor in zip(record.checkpoints, record.checkpoint_anchors, strict=True):
                yield _checkpoint_row(item, record, checkpoint, anchor)


def _checkpoint_row(item: Item, record: Entry, checkpoint: Checkpoint, anchor: str) -> Row:
    return {
        'entry': record.key,
        'release': record.title,
        'type': record.type,
        'status': record.status,
        'org': record.org or '',
        'family': record.family or '',
        'release_date': str(record.date or ''),
        'name': checkpoint.label,
        'hf': checkpoint.hf or '',
        'url': item.at(anchor),
        'date': str(checkpoint.date or ''),
        **_figure('params', checkpoint.params),
        **_figure('active_params', checkpoint.active_params),
        **_figure('context', checkpoint.context),
        'license': _joined(checkpoint.license),
        'derived_from': _joined(ref.ref for ref in checkpoint.derived_from),
        'method': checkpoint.method or '',
        'doubts': _doubts(checkpoint.notes),
        'release_doubts': _doubts(record.notes),
    }


def dataset_rows(corpus: Corpus) -> Iterator[Row]:
    """Give the datasets, in the order of the site."""
    for item in corpus.items:
        record = item.record
        if isinstance(record, Dataset):
            yield {
                'key': record.key,
                'title': record.title,
                'url': item.address,
                'hf': record.hf or '',
                'type': record.type or '',
                'date': str(record.date or ''),
                'license': _joined(record.license),
                'gated': record.gated or '',
                'languages': _joined(record.languages),
                **_figure('rows', record.rows),
                **_figure('tokens', record.tokens),
                **_figure('bytes', record.bytes),
                **_figure('items', record.items),
                **_related(corpus.graph, record.key, ('used_by', 'generated_with', 'member_of', 'members')),
                'tags': _joined(record.tags),
                'added': str(record.added or ''),
                'updated': str(record.updated or ''),
                'text': item.text,
                'doubts': _doubts(record.notes),
            }


def _figure(name: str, quantity: Quantity | None) -> Row:
    """A quantity as written, and as a plain number; the latter knows nothing of a bound or an approximation."""
    return {name: quantity.text, f'{name}_number': plain_number(quantity)} if quantity else {}


def plain_number(quantity: Quantity) -> str:
    """The value in decimal digits, all of them."""
    digits = format(quantity.value, 'f')
    return digits.rstrip('0').rstrip('.') if '.' in digits else digits


def _related(graph: Graph, key: str, relations: Iterable[Relation]) -> Row:
    """What is related to a record, by key, or by Hugging Face id where it has no record or is a checkpoint."""
    found: dict[str, str] = {}
    for relation in relations:
        nodes = [neighbor.node for neighbor in graph.neighbors(key, relation)]
        found[relation] = _joined(dict.fromkeys(node.part or node.key or node.external for node in nodes))
    return found


def _joined(words: Iterable[str]) -> str:
    return '; '.join(words)


def _doubts(notes: Iterable[Note]) -> str:
    """Doubts, one a line, such as ``params (conflict): One page says 15B.``."""
    return '\n'.join(f'{one_line(note.about)} ({note.kind}): {one_line(note.text)}' for note in notes)
