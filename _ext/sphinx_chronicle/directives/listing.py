"""The directive `listing`: shows records of any page as cards, a list or a table, and declares none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from docutils.parsers.rst import directives

from ..domain import waiting
from ..nodes import chronicle_listing
from ..records.messages import __
from ..records.problems import Code
from ..records.selection import DEFAULT_COLUMNS, Layout, Listing, Rows, one_of, read_columns
from .options import FILTER_OPTION, SELECTION_OPTIONS, ChronicleDirective

if TYPE_CHECKING:
    from docutils.nodes import Node


class ListingDirective(ChronicleDirective):
    """Show the records that the options select. What it shows is known once all pages are read."""

    option_spec = {
        **SELECTION_OPTIONS,
        **FILTER_OPTION,
        'layout': directives.unchanged,
        'rows': directives.unchanged,
        'columns': directives.unchanged,
    }

    def make(self) -> list[Node]:
        layout: Any = self.choice('layout', get_args(Layout), 'list')
        rows: Any = self.choice('rows', get_args(Rows), 'records')
        if rows == 'checkpoints' and layout != 'table':
            if 'layout' in self.options:
                self.problem(Code.OPTION, __("option ':rows: checkpoints' is for tables (write ':layout: table')"), 'rows')
            layout = 'table'
        columns = DEFAULT_COLUMNS[rows]
        if 'columns' in self.options:
            try:
                columns = read_columns(self.options['columns'], rows)
            except ValueError as error:
                self.problem(Code.OPTION, __("option ':%(name)s:': %(what)s") % {'name': 'columns', 'what': error}, 'columns')
        lines = {name: self.line_of(name) for name in self.options}
        listing = Listing(self.selection(), layout, rows, columns, self.path, self.line, lines, self.filter_scope())
        listings = waiting(self.env).listings
        listings.append(listing)
        node = chronicle_listing('', docname=self.env.current_document.docname, number=len(listings) - 1)
        self.set_source_info(node)
        return [node]

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of an option's fixed values; the default where it is missing or wrong."""
        value: str = self.options.get(name, default).strip()
        try:
            return one_of(value, choices)
        except ValueError as error:
            self.problem(Code.OPTION, __("option ':%(name)s:': %(what)s") % {'name': name, 'what': error}, name)
            return default
