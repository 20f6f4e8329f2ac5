"""What books and manual pages need, which have pages where a site has anchors."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..doctree.builders import BOOK_FORMATS, MANUAL_FORMATS, NODE_FORMATS
from ..doctree.find import find_all
from ..doctree.headings import is_titled_section
from ..doctree.nodes import chronicle_card, chronicle_infobox
from ..env.domain import chronicle_domain


class IndexPlaces(SphinxPostTransform):
    """Put what the index says of a record where the record is.

    Records have one index node for all cards under a heading. A writer that numbers pages would give the page of that
    heading for all of them. Datasets, episodes and licenses are found on a site by its search; a book has only its index.
    """

    default_priority = 790
    formats = BOOK_FORMATS

    def run(self, **kwargs: Any) -> None:
        """Move the entries of cards, and add those of records that are sections."""
        found = find_all(self.document, addnodes.index, chronicle_card, chronicle_infobox)
        cards = {card['ids'][0]: card for card in found[chronicle_card]}
        for index in found[addnodes.index]:
            for entry in index['entries']:
                if entry[2] in cards:
                    # After the title, which may go to the next page.
                    cards[entry[2]].insert(1, _index(entry))
            index['entries'] = [entry for entry in index['entries'] if entry[2] not in cards]
            if not index['entries']:
                index.parent.remove(index)
        records = chronicle_domain(self.env).index
        for infobox in found[chronicle_infobox]:
            section = infobox.parent
            if is_titled_section(section) and not records.is_sample(infobox['docname']):
                title = section[0].astext().replace(';', ',')
                infobox.insert(0, _index(('single', title, section['ids'][0], '', None)))


def _index(entry: tuple[str, str, str, str, str | None]) -> addnodes.index:
    return addnodes.index(entries=[entry])


#: How an address begins that leads out of a manual page. An author may have written anything, so it is not taken apart.
_ELSEWHERE = re.compile(r'(?:[A-Za-z][A-Za-z0-9+.\-]*:|//)')


class NodeNames(SphinxPostTransform):
    """Give headings of punctuation alone a word in Texinfo, where each section is a node that has its heading's name.

    A name has none of `,:()` ("Node Line Requirements" of the Texinfo manual), and Sphinx ends with an error if nothing is left.
    """

    # After references are resolved (10), which may give a heading its words.
    default_priority = 791
    formats = NODE_FORMATS

    def run(self, **kwargs: Any) -> None:
        """Add its anchor to each such heading."""
        for section in filter(is_titled_section, self.document.findall(nodes.section)):
            title = section[0]
            if isinstance(title, nodes.title) and not title.astext().strip(',:() \n'):
                title.append(nodes.Text(f' {section["ids"][0]}'))


class ManualLinks(SphinxPostTransform):
    """Make links within a manual page plain words: it has no anchors, and docutils would print their names."""

    # After references are resolved, everywhere (10).
    default_priority = 791
    formats = MANUAL_FORMATS

    def run(self, **kwargs: Any) -> None:
        """Take away the addresses that lead to nothing outside of the page."""
        for link in self.document.findall(nodes.reference):
            if not _ELSEWHERE.match(link.get('refuri', '')):
                link.attributes.pop('refuri', None)
