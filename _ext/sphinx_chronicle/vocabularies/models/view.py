"""What pages show that no declaration says: of datasets their repository and size, of licenses how much is under them."""

from __future__ import annotations

from typing import Final

from ...records.core import ABOUT, NOTES
from ...records.fields import Type
from ...records.i18n import N_
from ...records.record import Record
from ...view.cells import Cell, Cells
from ...view.relations import Item, Known, named_item
from ..licenses.view import counter
from .kinds import DATASET_HF, DATASET_LICENSE, DATASET_TYPE, GATED, HF_DATASETS, HF_MODELS, ITEMS, ROWS, SIZE, TOKEN_COUNT

#: Room for the figures of one unit; below what a script counts exactly, with all units together.
_UNIT: Final = 10**15

_COUNTED: Final = {TOKEN_COUNT.name: N_('%s tokens'), ROWS.name: N_('%s rows'), ITEMS.name: N_('%s items')}


#: How many checkpoints, and how many datasets and parts of some, are under a license.
checkpoints_cell: Final = counter('licensed_checkpoints')
datasets_cell: Final = counter('licensed_datasets')


def repository(record: Record) -> str:
    """Where a dataset is on Hugging Face. A collection is no repository."""
    hf = record.get(DATASET_HF)
    if not hf:
        return ''
    return f'{HF_MODELS}collections/{hf}' if record.get(DATASET_TYPE) == 'collection' else f'{HF_DATASETS}{hf}'


def size_cell(cells: Cells, record: Record) -> Cell:
    """The figures that say how large a dataset is, sorted by its tokens, else by its rows."""
    items: list[Item] = []
    value = ''
    notes = record.get(NOTES)
    # Tokens, rows and datasets do not compare; each unit gets a range of its own to sort in.
    for rank, field in ((3, TOKEN_COUNT), (2, ROWS), (1, ITEMS)):
        quantity = record.get(field)
        if quantity is None:
            continue
        words = cells.labels.text(_COUNTED[field.name]) % cells.labels.value(field, quantity)
        items += cells.doubted([Item(words)], [note for note in notes if note.get(ABOUT) == field.name])
        value = value or str(rank * _UNIT + min(int(quantity.value), _UNIT - 1))
    size = record.get(SIZE)
    if size and not items:
        items += cells.doubted([Item(cells.labels.value(SIZE, size))], [n for n in notes if n.get(ABOUT) == SIZE.name])
    return Cell('size', tuple(items), value)


def access(known: Known, record: Record) -> tuple[str, ...]:
    """How one gets at a dataset, where that is not at once."""
    return (known.labels.text(N_('gated')),) if record.get(GATED) == 'yes' else ()


def terms(known: Known, record: Record) -> tuple[str, ...]:
    """Under which licenses a dataset is, and how one gets at it."""
    kind = DATASET_LICENSE.type
    assert isinstance(kind, Type)
    licenses = (named_item(known.index, kind, one).title for one in record.get(DATASET_LICENSE))
    return (*licenses, *access(known, record))
