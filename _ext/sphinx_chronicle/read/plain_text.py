"""What summaries and titles say, captured before typography, so that it does not depend on the builder that reads."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.nodes import Element, Node
from sphinx.config import Config
from sphinx.transforms import SphinxTransform

from ..doctree.nodes import chronicle_card, chronicle_infobox, chronicle_run, chronicle_title
from ..doctree.runs import gather
from ..doctree.tree import find_all, is_titled_section
from ..doctree.words import Captured, blocks
from .base import read_state

#: What typography may replace in a text (docutils.utils.smartquotes): quotes, dashes, dots, and escapes of these.
_TYPOGRAPHY = re.compile(r"""["'`\\&\0]|--|\. ?\.""")

#: Nodes whose text is all that they say.
_TEXTS = (nodes.Text, chronicle_run)

#: The action of typography (setting `smartquotes_action`) that takes typographical characters away, whichever they are.
_STUPEFY = '-1'


def changes_in_type(config: Config, paragraph: Element) -> bool:
    """Whether typography may change anything in a paragraph."""
    if config.smartquotes_action == _STUPEFY:
        return True
    is_text = all(type(child) is nodes.Text for child in paragraph.children)
    # In its nodes a text has its escapes, in words it has none.
    words = ''.join(map(str, paragraph.children)) if is_text else paragraph.astext()
    return _TYPOGRAPHY.search(words) is not None


def summary_nodes(record: Element) -> list[Node]:
    """The nodes of a summary: the only ones of a record that are not the extension's."""
    return [child for child in record.children if not type(child).__name__.startswith('chronicle_')]


class PlainText(SphinxTransform):
    """Capture the text of each record, and have typography leave alone what it has nothing to change in.

    It takes its time to find that out.
    """

    # After translations (20) and substitutions (220), before docutils makes quotes typographical (750).
    default_priority = 745

    def apply(self) -> None:
        """Look at the cards and infoboxes of the page."""
        here = read_state(self.env)
        infoboxes = list(self.document.findall(chronicle_infobox)) if here.has_infoboxes else []
        for record in (*here.cards, *infoboxes):
            captured = tuple(block for child in summary_nodes(record) for block in self._captured(child))
            here.plain[f'{record["kind"]}-{record["key"]}'] = captured, self._title(record)

    def _captured(self, node: Node) -> tuple[Captured, ...]:
        """The text of a node; where neither typography nor a reference changes it, as it is."""
        if type(node) is nodes.paragraph and not changes_in_type(self.config, node):
            node['support_smartquotes'] = False
            if all(type(child) in _TEXTS for child in node.children):
                return (node.astext(),)
        return tuple(blocks(node))

    def _title(self, record: Element) -> Captured:
        """The title of a card, or of the section of an infobox."""
        if isinstance(record, chronicle_card):
            holder: Node | None = next((child for child in record.children if isinstance(child, chronicle_title)), None)
        else:
            holder = record.parent[0] if is_titled_section(record.parent) else None
        if holder is None:
            return ''
        text = holder.astext()
        if all(type(child) is nodes.Text for child in holder.children) and not _TYPOGRAPHY.search(text):
            return text
        return next(blocks(holder), ())


class Runs(SphinxTransform):
    """Gather what typography and translation have changed in summaries; the rest is gathered as it is parsed."""

    # After typography (750).
    default_priority = 760

    def apply(self) -> None:
        """Look at the cards of the page, of which there may be many."""
        for card in read_state(self.env).cards:
            for child in summary_nodes(card):
                if isinstance(child, Element):
                    for paragraph in find_all(child, nodes.paragraph)[nodes.paragraph]:
                        gather(paragraph)
