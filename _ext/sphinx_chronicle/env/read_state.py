"""State of one document, collected while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from ..doctree.nodes import chronicle_card
    from ..doctree.words import Captured
    from ..records.record import Declared
    from ..records.selection import Listing


class ReadState:
    """What directives and roles keep of the document being read until `doctree-read`.

    :ivar declared: records by anchor.
    :ivar cards: the cards of its entries.
    :ivar plain: by anchor, what the summary and the title of a record say, as captured before typography.
    :ivar listings: listings in order.
    :ivar in_summary: whether a summary is being parsed, which holds no records of its own.
    :ivar scopes: how many filter bars there are.
    :ivar has_infoboxes: whether there are infoboxes, which anchor the section they are in.
    :ivar has_groups: whether a timeline has groups with headings.
    """

    def __init__(self) -> None:
        self.declared: dict[str, Declared] = {}
        self.cards: list[chronicle_card] = []
        self.plain: dict[str, tuple[tuple[Captured, ...], Captured]] = {}
        self.listings: list[Listing] = []
        self.scopes = 0
        self.in_summary = False
        self.has_infoboxes = False
        self.has_groups = False


#: Its key in the environment's current document.
_KEY = 'chronicle:read-state'


def read_state(env: BuildEnvironment) -> ReadState:
    """The state of the document being read."""
    if _KEY not in env.current_document:
        env.current_document[_KEY] = ReadState()
    found = env.current_document[_KEY]
    assert isinstance(found, ReadState)
    return found
