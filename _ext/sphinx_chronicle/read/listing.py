"""The directive `listing`: shows records of any page as cards, a list or a table, and declares none."""

from __future__ import annotations

from docutils.nodes import Node
from docutils.parsers.rst import directives

from ..doctree.nodes import chronicle_listing
from ..env.read_state import read_state
from ..records.options import read_form
from ..records.selection import Listing
from .base import FILTER_OPTION, ChronicleDirective


class ListingDirective(ChronicleDirective):
    """Show the records that the options select. What it shows is known once all pages are read."""

    # The options that choose records follow from the project's kinds (see `kinds`).
    option_spec = {
        **FILTER_OPTION,
        'layout': directives.unchanged,
        'rows': directives.unchanged,
        'columns': directives.unchanged,
    }

    def make(self) -> list[Node]:
        form, problems = read_form(self.registry, self.options)
        self.report_options(problems)
        lines = {name: self.line_of(name) for name in self.options}
        listing = Listing(self.selection(), *form, self.path, self.line, lines, self.filter_scope())
        listings = read_state(self.env).listings
        listings.append(listing)
        node = chronicle_listing('', docname=self.env.current_document.docname, number=len(listings) - 1)
        self.set_source_info(node)
        return [node]
