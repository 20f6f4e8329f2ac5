"""Papers and records as BibTeX.

The grammar is that of Oren Patashnik, *BibTeXing* (1988): braces must balance, backslashes before them do not count. All
entries are `misc`, the one type that requires nothing: who published what is not known here. Text keeps its Unicode letters
(UTF-8, as biber and bibtex8 read it); what TeX acts on becomes a command. Addresses are left as they are, but for braces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ..records.core import PAPER_ARXIV, PAPER_AUTHORS, PAPER_DOI, PAPER_TITLE, PAPER_URL, PAPERS, address_of_paper
from ..records.dates import Date
from ..records.fields import Item
from ..records.record import Record
from ..records.types import is_inside, part_id
from .corpus import Corpus, one_line, xml_text

#: What TeX acts on, as commands that print it. Braces have commands too, since BibTeX counts them behind backslashes.
ESCAPES: Final[Mapping[str, str]] = {
    '\\': r'\textbackslash{}',
    '{': r'\textbraceleft{}',
    '}': r'\textbraceright{}',
    '~': r'\textasciitilde{}',
    '^': r'\textasciicircum{}',
    **{character: f'\\{character}' for character in '&%$#_'},
}

_ESCAPES = str.maketrans(dict(ESCAPES))

#: Length of the readable part of a key that is made from a title.
_KEY_LENGTH: Final = 40


def escape(text: str) -> str:
    """A text in one line, for use between braces."""
    return one_line(xml_text(text)).translate(_ESCAPES)


def _address(url: str) -> str:
    return url.replace('\\', '%5C').replace('{', '%7B').replace('}', '%7D')


def _authors(names: Iterable[str]) -> str:
    """Names joined as BibTeX wants it; one that holds the joining word is kept together."""
    return ' and '.join(f'{{{escape(name)}}}' if re.search(r'\band\b', name) else escape(name) for name in names)


def _write(key: str, fields: Mapping[str, str]) -> str:
    lines = [f'@misc{{{key}', *(f' {name}={{{value}}}' for name, value in fields.items() if value)]
    return ',\n'.join(lines) + '\n}'


# -- papers -----------------------------------------------------------------------------------------------------------


def papers_bib(corpus: Corpus) -> str:
    """Every paper of every record once, in the order of their keys."""
    found: dict[str, tuple[Item, Record]] = {}
    for item in corpus.items:
        for paper in item.record.get(PAPERS):
            found.setdefault(paper_key(paper), (paper, item.record))
    texts = (_paper(key, paper, corpus.registry.date_of(record)) for key, (paper, record) in sorted(found.items()))
    return '\n\n'.join(texts) + '\n'


def paper_key(paper: Item) -> str:
    """The key of a paper, which does not depend on the records around it."""
    arxiv, doi, title = paper.get(PAPER_ARXIV), paper.get(PAPER_DOI), paper.get(PAPER_TITLE)
    if arxiv:
        return 'arxiv-' + re.sub(r'v\d+$', '', arxiv).replace('/', '-')
    # Numbers and titles may differ in nothing but what a key cannot hold.
    name = f'doi:{doi}' if doi else paper.get(PAPER_URL) or title
    words = part_id(doi or title)[:_KEY_LENGTH].strip('-')
    return f'{"doi" if doi else "paper"}-{words}-{hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]}'


def _paper(key: str, paper: Item, date: Date | None) -> str:
    arxiv, doi = paper.get(PAPER_ARXIV), paper.get(PAPER_DOI)
    fields = {
        'title': f'{{{escape(paper.get(PAPER_TITLE))}}}',
        'author': _authors(paper.get(PAPER_AUTHORS)),
        'year': _paper_year(arxiv, date),
    }
    if arxiv:
        fields |= {'eprint': arxiv, 'archiveprefix': 'arXiv'}
    if doi:
        fields['doi'] = _address(doi)
    # An address within the site leads nowhere from somebody's bibliography.
    url = address_of_paper(paper)
    return _write(key, {**fields, 'url': '' if is_inside(url) else _address(url)})


def _paper_year(arxiv: str | None, date: Date | None) -> str:
    """The year that the arXiv number begins with (arXiv identifier scheme, since 1991), else that of the record."""
    if not arxiv:
        return year_of(date)
    number = arxiv.rpartition('/')[2]
    century = 19 if '/' in arxiv and number[:2] >= '91' else 20
    return f'{century}{number[:2]}'


def year_of(date: Date | None) -> str:
    """The one year that a date can mean; empty if it may be another, or is none of the common era."""
    if date is None or not date.start or not date.end or date.start.approximate or date.start.uncertain:
        return ''
    years = {date.earliest[0], date.latest[0]}
    year = years.pop()
    return f'{year:04}' if not years and year > 0 else ''


# -- records ----------------------------------------------------------------------------------------------------------


def record_bib(
    key: str,
    title: str,
    site: str,
    *,
    orgs: Sequence[str] = (),
    people: Iterable[str] = (),
    date: Date | None = None,
    url: str = '',
) -> str:
    """A record of a site, to be cited from a page.

    :param orgs: the organizations behind what the record is about, or `people`, as far as they are known.
    :param url: its permalink, if it is absolute.
    """
    fields = {
        'title': f'{{{escape(title)}}}',
        'author': ' and '.join(f'{{{escape(org)}}}' for org in orgs) or _authors(people),
        'year': year_of(date),
        'howpublished': escape(site),
        'url': _address(url),
    }
    return _write(key, fields)
