"""Papers and records as BibTeX: a paper is cited as its authors' work, a record as the site's.

The grammar is that of Oren Patashnik, *BibTeXing* (1988): braces must balance, backslashes before them do not count. All
entries are `misc`, the one type that requires nothing: who published what is not known here. Text keeps its Unicode letters
(UTF-8, as biber and bibtex8 read it); what TeX acts on becomes a command. Addresses are left as they are, but for braces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from ..records.core import ADDED, PAPER_ARXIV, PAPER_AUTHORS, PAPER_DOI, PAPER_TITLE, PAPER_URL, PAPERS, UPDATED, address_of_paper
from ..records.dates import Date
from ..records.fields import Item
from ..records.record import Record
from ..records.types import is_inside, part_id
from .corpus import Corpus, Exported, one_line, xml_text

#: What TeX acts on, as commands that print it. Braces have commands too, since BibTeX counts them behind backslashes.
ESCAPES: Final[Mapping[str, str]] = {
    '\\': r'\textbackslash{}',
    '{': r'\textbraceleft{}',
    '}': r'\textbraceright{}',
    '~': r'\textasciitilde{}',
    '^': r'\textasciicircum{}',
    **{character: f'\\{character}' for character in '&%$#_'},
}

#: The words for months that all styles of BibTeX know, by their numbers.
MONTHS: Final[Mapping[str, str]] = {
    '01': 'jan', '02': 'feb', '03': 'mar', '04': 'apr', '05': 'may', '06': 'jun',
    '07': 'jul', '08': 'aug', '09': 'sep', '10': 'oct', '11': 'nov', '12': 'dec',
}  # fmt: skip

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
    """An entry. A month is one of BibTeX's own words, which each style spells in its own way."""
    values = {name: value if name == 'month' else f'{{{value}}}' for name, value in fields.items() if value}
    lines = [f'@misc{{{key}', *(f' {name}={value}' for name, value in values.items())]
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
        'month': _paper_month(arxiv, date),
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


def _paper_month(arxiv: str | None, date: Date | None) -> str:
    """The month that follows the year in an arXiv number, else that of the record."""
    return MONTHS.get(arxiv.rpartition('/')[2][2:4], '') if arxiv else month_of(date)


def year_of(date: Date | None) -> str:
    """The one year that a date can mean; empty if it may be another, or is none of the common era."""
    if date is None or not date.start or not date.end or date.start.approximate or date.start.uncertain:
        return ''
    years = {date.earliest[0], date.latest[0]}
    year = years.pop()
    return f'{year:04}' if not years and year > 0 else ''


def month_of(date: Date | None) -> str:
    """The one month that a date can mean, as BibTeX's word for it; empty where the year is not known either."""
    if date is None or not year_of(date):
        return ''
    months = {date.earliest[1], date.latest[1]}
    return MONTHS[f'{months.pop():02}'] if len(months) == 1 else ''


# -- records ----------------------------------------------------------------------------------------------------------


def records_bib(corpus: Corpus) -> str:
    """Every record once, as the work of the site, in the order of their keys."""
    return '\n\n'.join(_record(item, corpus) for item in sorted(corpus.items, key=lambda item: item.record.key)) + '\n'


def _record(item: Exported, corpus: Corpus) -> str:
    """A record as the site wrote it. Who made what it is about has not written it, and is named in a note alone.

    Its date is that of what the site says: when the record last changed or was added.
    """
    record = item.record
    date = record.get(UPDATED) or record.get(ADDED)
    fields = {
        'title': f'{{{escape(record.title)}}}',
        'author': f'{{{escape(corpus.author)}}}',
        'year': year_of(date),
        'month': month_of(date),
        'howpublished': escape(corpus.project or corpus.title),
        'note': escape(item.credit),
        # An address that is relative to the exports leads nowhere from somebody's bibliography.
        'url': _address(item.address) if corpus.folder else '',
    }
    return _write(record.key, fields)
