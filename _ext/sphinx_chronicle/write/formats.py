"""What single formats need: edit links in HTML; places in books and manual pages, which have pages where a site has anchors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.images import guess_mimetype

from ..doctree.builders import BOOK_FORMATS, HTML_FORMATS, MANUAL_FORMATS, NODE_FORMATS
from ..doctree.i18n import _, report
from ..doctree.images import image_size
from ..doctree.make import Maker
from ..doctree.nodes import chronicle_card, chronicle_image, chronicle_infobox, chronicle_record, chronicle_rows
from ..doctree.tree import find_all, is_titled_section
from ..env.domain import chronicle_domain
from ..records.declaration import Declaration
from ..view.edit import edit_form, setting_problem


def check_edit_url(app: Sphinx, config: Config) -> None:
    """Report what is wrong with the setting `chronicle_edit_url` (event `config-inited`)."""
    message = setting_problem(config.chronicle_edit_url)
    if message:
        declaration = Declaration(app.confdir / 'conf.py')
        declaration.problem((), message, setting='chronicle_edit_url')
        for problem in declaration.problems:
            report(problem)


class EditLinks(SphinxPostTransform):
    """Add a row with the edit link to each record; in HTML only, where one can follow it and edit."""

    # After the parts of the records have been added (790).
    default_priority = 791
    formats = HTML_FORMATS

    def run(self, **kwargs: Any) -> None:
        """Add the row to the last part of each record, which is about the record itself."""
        domain = chronicle_domain(self.env)
        form, labels = edit_form(domain), domain.labels
        for record in self.document.findall(chronicle_record) if form.template else ():
            address = form.address(record.source or '', record.line or 1)
            if not address or 'edit' in record.get('hidden', ()):
                continue
            maker = Maker(labels, record.source or '', record.line or 0)
            link = nodes.reference('', '', nodes.Text(_('Edit this record')), refuri=address, internal=False)
            row = maker.row('edit', labels.field('edit'), [[link]])
            self.part(record, maker).append(row)

    @staticmethod
    def part(record: chronicle_record, maker: Maker) -> chronicle_rows:
        """The part about the record itself, made if it has none."""
        for child in record.children:
            if isinstance(child, chronicle_rows) and child['part'] == 'provenance':
                return child
        part = maker.node(chronicle_rows, part='provenance')
        record.append(part)
        return part


class Images(SphinxPostTransform):
    """Say what an image shows where a format of books has no place for it: an SVG in LaTeX, say, or a file that is broken.

    Extensions convert images before (`sphinx.transforms.post_transforms.images`, 200).
    """

    default_priority = 795
    formats = BOOK_FORMATS

    def run(self, **kwargs: Any) -> None:
        """Put the words of each such image in its place."""
        types = chronicle_domain(self.env).builder.supported_image_types
        for image in list(self.document.findall(chronicle_image)):
            file = Path(self.env.srcdir, image['uri'])
            if guess_mimetype(image['uri']) in types and (file.suffix == '.pdf' or image_size(file)):
                continue
            words = [nodes.paragraph('', '', nodes.emphasis('', image['alt']))] if image['alt'] else []
            image.parent.replace(image, words)


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
