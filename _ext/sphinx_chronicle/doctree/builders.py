"""Which builders can do what; the only module that names them."""

from __future__ import annotations

from typing import Final

from sphinx.builders import Builder

#: Builders whose pages stand on a site and run scripts.
INTERACTIVE: Final = frozenset({'html', 'dirhtml'})

#: Formats in which records are drawn as HTML.
HTML_FORMATS: Final = ('html',)

#: Formats whose index gives the page of an entry, or its node.
BOOK_FORMATS: Final = ('latex', 'texinfo')

#: Formats whose sections are nodes with names of their own.
NODE_FORMATS: Final = ('texinfo',)

#: Formats of manual pages, which have no anchors.
MANUAL_FORMATS: Final = ('man',)


def is_html(builder: Builder) -> bool:
    """Whether a builder writes HTML, be it for a site or for a book."""
    return builder.format in HTML_FORMATS


def is_interactive(builder: Builder) -> bool:
    """Whether pages of a builder run scripts."""
    return builder.name in INTERACTIVE


def is_template(builder: Builder) -> bool:
    """Whether a builder writes the templates of message catalogs."""
    return builder.name == 'gettext'


def is_book(builder: Builder) -> bool:
    """Whether a builder writes HTML that is read as a book: an EPUB."""
    return builder.name == 'epub'


class NoBuilder:
    """What domains need of a builder where only the words of a reference matter: everything has an address."""

    name = format = 'html'

    def get_relative_uri(self, _from: str, _to: str, _typ: str | None = None) -> str:
        """Any address."""
        return ''

    get_target_uri = get_relative_uri
