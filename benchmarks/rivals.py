"""The projects that are compared: the same content as each rival would have it written.

Every project has the settings that a new one has, the theme included, an `index.md`, and pages `p0.md`, `p1.md` and so on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from .content import CONTENTS, derivatives, relatives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .content import Checkpoint, Content, Entry

_CONF = """\
project = 'Benchmark'
extensions = {extensions}
html_theme = {theme!r}
myst_heading_slug_func = 'docutils.nodes.make_id'
myst_heading_anchors = 2
html_copy_source = False
"""

_NEEDS_CONF = """\
needs_types = [{'directive': 'entry', 'title': 'Entry', 'prefix': 'E_', 'color': '#fff', 'style': 'node'}]
needs_fields = {'date': {'schema': {'type': 'string'}, 'nullable': True}}
"""

#: The content has fields of models and papers.
_OUR_CONF = "chronicle_vocabularies = ['models']\n"

_SPDX = 'https://spdx.org/licenses/{}.html'
_ARXIV = 'https://arxiv.org/abs/{}'

Files = dict[str, str]

#: The theme that a new project has, and the one that is taken most.
Theme = Literal['alabaster', 'furo']
THEMES: Final[tuple[Theme, ...]] = ('alabaster', 'furo')


class Rival(NamedTuple):
    """One way to write the content.

    :ivar name: what the command line calls it.
    :ivar label: what the report calls it.
    :ivar package: the distribution it comes from; empty for what Sphinx and MyST do alone.
    :ivar extensions: Sphinx extensions beside `myst_parser`.
    :ivar write: gives the files of one page that is not empty: its name without suffix, its entries, and all entries.
    :ivar conf: settings of its own.
    :ivar contents_shown: whether the headings of pages are in what a theme shows beside them. Cards have none there: of ours
        more than 40 on a page are left out, and those of sphinx-design are no headings.
    :ivar contents: the contents it can be written for here.
    :ivar most: the largest number of entries it is tried with, and `why`.
    :ivar runs: how often it is built at most; 0 for as often as the others.
    """

    name: str
    label: str
    package: str
    extensions: tuple[str, ...]
    write: Callable[[str, Sequence[Entry], list[Entry]], Files]
    conf: str = ''
    contents_shown: bool = True
    contents: tuple[Content, ...] = CONTENTS
    most: int | None = None
    why: str = ''
    runs: int = 0


def project(rival: Rival, entries: list[Entry], pages: int, theme: Theme = 'alabaster') -> Files:
    """The files of a project, by name: the entries spread evenly over pages, with none on any if there are none."""
    extensions = ['myst_parser', *rival.extensions]
    names = [f'p{page}' for page in range(pages)]
    toctree = '\n'.join(['```{toctree}', *([] if rival.contents_shown else [':titlesonly:', '']), *names, '```'])
    files = {'conf.py': _CONF.format(extensions=extensions, theme=theme) + rival.conf, 'index.md': f'# Benchmark\n\n{toctree}\n'}
    size = len(entries) // pages
    for page, name in enumerate(names):
        here = entries[page * size : (page + 1) * size]
        files |= rival.write(name, here, entries) if here else {f'{name}.md': _page(name)}
    return files


def _page(name: str, *blocks: str) -> str:
    return '\n\n'.join([f'# Page {name}', *blocks]) + '\n'


# -- this extension -----------------------------------------------------------------------------------------------------


def _write_chronicle(name: str, here: Sequence[Entry], entries: list[Entry], options: str = '') -> Files:
    records = ''.join(_record(entry, entries) for entry in here)
    directive = f'```{{chronicle:timeline}}\n:file: {name}.yaml\n{options}```'
    return {f'{name}.md': _page(name, directive), f'{name}.yaml': records}


def write_filtered(name: str, here: Sequence[Entry], entries: list[Entry]) -> Files:
    """The same with a filter bar, for the browser, and a page with a table that can be sorted."""
    table = '---\norphan: true\n---\n\n# Table\n\n```{chronicle:listing}\n:layout: table\n```\n'
    return {**_write_chronicle(name, here, entries, ':filter-bar:\n'), 'table.md': table}


def _record(entry: Entry, entries: list[Entry]) -> str:
    lines = [
        f'- key: {entry.key}',
        f'  title: "{entry.title}"',
        f'  date: {entry.date}',
        f'  tags: [{", ".join(entry.tags)}]',
        '  summary: |',
        *(f'    {line}' for line in entry.summary.splitlines()),
    ]
    if entry.checkpoints:
        lines.append('  checkpoints:')
        for checkpoint in entry.checkpoints:
            lines += [
                f'    - name: {checkpoint.name}',
                f'      params: {checkpoint.params}',
                f'      context: {checkpoint.context}',
                f'      license: {checkpoint.license}',
            ]
        lines.append('  papers:')
        for paper in entry.papers:
            lines += [f'    - title: "{paper.title}"', f'      arxiv: "{paper.arxiv}"']
    for name, numbers in (('derived_from', entry.derived_from), ('related', entry.related)):
        if numbers:
            lines.append(f'  {name}: [{", ".join(entries[number].key for number in numbers)}]')
    return '\n'.join(lines) + '\n'


# -- Markdown -------------------------------------------------------------------------------------------------------------


def _meta(entry: Entry) -> str:
    return entry.date_words


def _figures(entry: Entry) -> str:
    """The figures of a rich entry at a glance: more than two values by the least and the most, or by how many there are."""
    params = [checkpoint.params for checkpoint in entry.checkpoints]
    contexts = {checkpoint.context: checkpoint.context_words for checkpoint in entry.checkpoints}
    licenses = [*dict.fromkeys(checkpoint.license for checkpoint in entry.checkpoints)]
    names = ', '.join(map(_license, licenses)) if len(licenses) < 3 else f'{len(licenses)} licenses'
    size = _range([*dict.fromkeys(params)], lambda words: float(words[:-1]))
    window = _range([*contexts.values()], lambda words: float(words.rstrip('KM')) * (1000 if words.endswith('M') else 1))
    return f'**{size}** parameters · **{window}** context · **{names}** license'


def _range(values: list[str], number: Callable[[str], float]) -> str:
    if len(values) < 3:
        return ', '.join(values)
    return f'{min(values, key=number)} – {max(values, key=number)}'


def _ways(entry: Entry) -> str:
    """The ways on from a rich entry, each a link to a place in it."""
    papers = f'{len(entry.papers)} {"papers" if len(entry.papers) > 1 else "paper"}'
    return ' · '.join(f'[{words}](#{entry.key})' for words in (f'{len(entry.checkpoints)} checkpoints', papers))


def _details(entry: Entry, derived: Sequence[Entry], related: Sequence[Entry], entries: list[Entry]) -> Iterator[str]:
    """Give the blocks of an entry after its summary: what there is of it as a list, then a table of checkpoints."""
    rows = [('Tags', ', '.join(entry.tags))]
    kin = {'Derived from': [entries[number] for number in entry.derived_from], 'Derived models': derived, 'Related': related}
    rows += [(label, _links(others)) for label, others in kin.items() if others]
    if not entry.checkpoints:
        yield _rows(rows)
        return
    yield _ways(entry)
    papers = (f'[{paper.title}]({_ARXIV.format(paper.arxiv)}) (arXiv:{paper.arxiv})' for paper in entry.papers)
    rows.append(('Papers', '; '.join(papers)))
    yield _rows(rows)
    yield f'{len(entry.checkpoints)} checkpoints'
    yield '\n'.join(['| Name | Parameters | Context | License |', '|---|---|---|---|', *map(_row, entry.checkpoints)])


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return '\n'.join(f'- **{label}:** {value}' for label, value in rows)


def _license(name: str) -> str:
    return f'[{name}]({_SPDX.format(name)})'


def _row(checkpoint: Checkpoint) -> str:
    return f'| {checkpoint.name} | {checkpoint.params} | {checkpoint.context_words} | {_license(checkpoint.license)} |'


def _links(entries: Sequence[Entry]) -> str:
    return ', '.join(f'[{entry.title}](#{entry.key})' for entry in entries)


def _bodies(here: Sequence[Entry], entries: list[Entry]) -> Iterator[tuple[Entry, list[str]]]:
    """Give each entry with the blocks under its title."""
    derived, related = derivatives(entries), relatives(entries)
    for entry in here:
        details = _details(entry, derived.get(entry.number, ()), related.get(entry.number, ()), entries)
        figures = [_figures(entry)] if entry.checkpoints else []
        yield entry, [_meta(entry), *figures, entry.summary, *details]


def _write_plain(name: str, here: Sequence[Entry], entries: list[Entry]) -> Files:
    blocks = [block for entry, body in _bodies(here, entries) for block in (f'## {entry.title}', *body)]
    return {f'{name}.md': _page(name, *blocks)}


def _write_short(name: str, here: Sequence[Entry], entries: list[Entry]) -> Files:
    """The same with contents of the page that end at its title."""
    return {file: f'---\ntocdepth: 1\n---\n\n{text}' for file, text in _write_plain(name, here, entries).items()}


def _write_design(name: str, here: Sequence[Entry], entries: list[Entry]) -> Files:
    blocks = []
    for entry, body in _bodies(here, entries):
        # A card has no anchor of its own. Only where links lead to it is it given one.
        anchor = f'({entry.key})=\n' if entry.is_named else ''
        text = '\n\n'.join(body)
        blocks.append(f'{anchor}```{{card}} {entry.title}\n{text}\n```')
    return {f'{name}.md': _page(name, *blocks)}


# -- other extensions -----------------------------------------------------------------------------------------------------


def _write_needs(name: str, here: Sequence[Entry], _entries: list[Entry]) -> Files:
    blocks = []
    for entry in here:
        options = f':id: E_{entry.number:05}\n:tags: {", ".join(entry.tags)}\n:date: {entry.date_words}'
        blocks.append(f'```{{entry}} {entry.title}\n{options}\n\n{entry.summary}\n```')
    return {f'{name}.md': _page(name, *blocks)}


_TIMELINE_TEMPLATE = '{{ e.name }}\n\n{{ e.words }} · {{ e.tags }}\n\n{{ e.summary }}'


def _events(here: Sequence[Entry]) -> str:
    # Each value in one line: what goes on in the next one is an error in a body.
    events = (
        f'- start: {entry.day}\n  name: "{entry.title}"\n  words: "{entry.date_words}"\n  tags: "{", ".join(entry.tags)}"\n'
        f'  summary: "{" ".join(entry.summary.splitlines())}"'
        for entry in here
    )
    return '\n'.join(events)


def _write_timeline(name: str, here: Sequence[Entry], _entries: list[Entry]) -> Files:
    directive = f'```{{timeline}}\n{_events(here)}\n---\n{_TIMELINE_TEMPLATE}\n```'
    return {f'{name}.md': _page(name, directive)}


def _write_timeline_file(name: str, here: Sequence[Entry], _entries: list[Entry]) -> Files:
    directive = f'```{{timeline}}\n:events: {name}.yaml\n\n{_TIMELINE_TEMPLATE}\n```'
    return {f'{name}.md': _page(name, directive), f'{name}.yaml': _events(here) + '\n'}


OURS: Final = Rival('chronicle', 'this extension', 'sphinx-chronicle', ('sphinx_chronicle',), _write_chronicle, conf=_OUR_CONF)
PLAIN: Final = Rival('plain', 'plain Markdown headings', 'myst-parser', (), _write_plain)
PLAIN_SHORT: Final = Rival(
    'plain-short', 'plain Markdown headings, none beside the page', 'myst-parser', (), _write_short, contents_shown=False
)
DESIGN: Final = Rival('design', 'sphinx-design cards', 'sphinx-design', ('sphinx_design',), _write_design)
NEEDS: Final = Rival(
    'needs', 'sphinx-needs', 'sphinx-needs', ('sphinx_needs',), _write_needs, conf=_NEEDS_CONF, contents=('plain',)
)
TIMELINE: Final = Rival(
    'timeline',
    'sphinx-timeline, entries in the body',
    'sphinx-timeline',
    ('sphinx_timeline',),
    _write_timeline,
    contents=('plain',),
    most=1000,
    why='it reads the YAML anew for each line, so the time grows with the square of the entries',
    runs=1,
)
TIMELINE_FILE: Final = Rival(
    'timeline-file',
    'sphinx-timeline, entries in a file',
    'sphinx-timeline',
    ('sphinx_timeline',),
    _write_timeline_file,
    contents=('plain',),
)

RIVALS: Final = {rival.name: rival for rival in (OURS, PLAIN, PLAIN_SHORT, DESIGN, NEEDS, TIMELINE, TIMELINE_FILE)}
