"""What a record is: dates, quantities, models, the YAML reader, relations and selection.

Nothing in this package imports docutils or Sphinx; it serves the build, the command line, the tests, and programs that read
records. What those may rely on is what is exported here.
"""

from __future__ import annotations

from .dates import Date, parse_date
from .fields import Item
from .library import Library, load_records
from .problems import Code, Problem
from .quantities import Duration, Quantity
from .record import Declared, Record

__all__ = [
    'Code',
    'Date',
    'Declared',
    'Duration',
    'Item',
    'Library',
    'Problem',
    'Quantity',
    'Record',
    'load_records',
    'parse_date',
]
