"""Which files the project exports, and how records are cited by them."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from ..doctree.i18n import _
from ..env.index import Index
from ..exports.bibtex import paper_key
from ..exports.plan import PAPERS as PAPERS_BIB
from ..exports.plan import RECORDS, Export, plan
from ..records.core import PAPER_TITLE, PAPERS
from ..records.hidden import shown_of


class Citation(NamedTuple):
    """An entry in one of the exports that are BibTeX: the name of the file, its key there, and what it cites."""

    name: str
    key: str
    title: str


def exports_of(index: Index) -> dict[str, Export]:
    """The files that are exported, by name; none where the project wants none."""
    return index.once(_planned)


def _planned(index: Index) -> dict[str, Export]:
    placed = index.published if index.env.config.chronicle_exports else []
    return plan(((one.declared.record, one.extra) for one in placed), index.registry)


def matching_exports(index: Index, pattern: str) -> list[Export]:
    """The exports whose names have a form: an asterisk matches anything."""
    return [export for name, export in exports_of(index).items() if fnmatchcase(name, pattern)]


def citations_of(index: Index, docname: str, key: str, hidden: Sequence[str] = ()) -> list[Citation]:
    """How a record of a page can be cited: by itself, and by the papers that it shows; nothing where it is not exported.

    :param hidden: what is not shown of it.
    """
    found = index.objects.get(key)
    if RECORDS not in exports_of(index) or index.is_sample(docname) or found is None or found.docname != docname:
        return []
    record = index.graph.records[found.key].record
    kind, _shown = shown_of(index.registry.of(record), record, hidden)
    papers = record.get(PAPERS) if PAPERS.name in kind.by_name else ()
    cited = (Citation(PAPERS_BIB, paper_key(paper), paper.get(PAPER_TITLE)) for paper in papers)
    return [Citation(RECORDS, record.key, _('This site’s record')), *cited]
