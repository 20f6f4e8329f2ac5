"""What a writer of Sphinx is known to crash on is simplified before, with a message where an author can do better."""

from __future__ import annotations

import re
from collections.abc import Callable  # `CASES` is annotated with it
from textwrap import indent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Build, Markup, Site

#: Text breaks off at a table inside a table, LaTeX at a table without rows, Texinfo at a heading without a letter.
BUILDERS = ('text', 'latex', 'texinfo', 'man', 'html', 'xml')

NESTED = 'a table inside a table is not allowed in a summary; its cells are shown as text (take it out)'
EMPTY = 'the table has no rows; its header is shown as one (add a row)'


def list_table(markup: Markup, inner: str) -> str:
    """A table of two cells, the first of which holds something else too."""
    return markup.directive('+list-table', body='\n'.join(['* - One', '', indent(inner, '    '), '', '  - Two']))


def table(markup: Markup) -> str:
    """A table with a header and a row."""
    if markup.suffix == 'md':
        return '| Three | Four |\n|---|---|\n| Five | Six |'
    return '=====  ====\nThree  Four\n=====  ====\nFive   Six\n=====  ===='


HEADER = '| Three | Four |\n|---|---|'

#: By name of the page: the message, and the summary in a markup; only Markdown has tables of a header alone.
CASES: dict[str, tuple[str, Callable[[Markup], str]]] = {
    'nested': (NESTED, lambda markup: list_table(markup, table(markup))),
    'deep': (NESTED, lambda markup: list_table(markup, list_table(markup, table(markup)))),
    'in-a-note': (NESTED, lambda markup: markup.directive('+note', body=list_table(markup, table(markup)))),
    'header': (EMPTY, lambda _markup: HEADER),
    'header-in-a-list': (EMPTY, lambda markup: markup.item(HEADER)),
    'header-in-a-cell': (NESTED, lambda markup: list_table(markup, HEADER)),
}
WORDS = re.compile(r'\b(?:One|Two|Three|Four|Five|Six)\b')


def summaries(markup: Markup) -> dict[str, str]:
    """The cases that a markup has."""
    return {name: summary(markup) for name, (_message, summary) in CASES.items() if markup.suffix == 'md' or 'header' not in name}


@pytest.fixture(scope='module')
def tables(new_project: Callable[[], Build], markups: dict[str, Markup]) -> dict[tuple[str, str], Site]:
    """A page for each case, in each markup by each builder."""
    built = {}
    for suffix, markup in markups.items():
        build = new_project()
        found = summaries(markup)
        files = {markup.index: markup.page(markup.heading('Home'), markup.directive('+toctree', body='\n'.join(found)))}
        for name, summary in found.items():
            record = (
                f'- key: {name}\n  title: A\n  date: 2025\n  summary: |\n    First.\n\n{indent(summary, "    ")}\n\n    Last.'
            )
            files[f'{name}.{suffix}'] = markup.page(markup.heading('Page'), markup.directive('timeline', body=record))
        for builder in BUILDERS:
            built[suffix, builder] = build(files, builder)
    return built


@pytest.mark.parametrize('builder', BUILDERS)
def test_tables_that_a_writer_crashes_on_are_simplified(
    tables: dict[tuple[str, str], Site], markup: Markup, builder: str
) -> None:
    found = {}
    for line in tables[markup.suffix, builder].lines:
        problem = re.fullmatch(r"(.*)\.\w+:\d+: WARNING: entry '(.*)': (.*) \[chronicle\.markup\]", line)
        assert problem, line
        assert problem[1] == problem[2]
        found[problem[1]] = problem[3]
    assert found == {name: CASES[name][0] for name in summaries(markup)}


def test_no_word_of_a_simplified_table_is_lost(tables: dict[tuple[str, str], Site], markup: Markup) -> None:
    site = tables[markup.suffix, 'text']
    for name, summary in summaries(markup).items():
        assert WORDS.findall(site.read(f'{name}.txt')) == WORDS.findall(summary), name


HEADINGS = """\
# ()

```{chronicle:timeline}
:group-by: family

- {key: a, title: A, date: 2025, family: "()"}
- {key: b, title: B, date: 2025, family: ":,"}
- {key: c, title: C, date: 2025, family: "..."}
```

## (,)

```{chronicle:dataset} data
```

## Words (2025)
"""


def test_headings_without_a_letter_have_a_name_in_texinfo(build: Build) -> None:
    site = build({'index.md': HEADINGS}, 'texinfo')
    assert site.lines == []
    text = next(site.outdir.glob('*.texi')).read_text()
    names = re.findall(r'^@node ([^,\n]*)', text, re.MULTILINE)
    families = [name for name in names if name.startswith('family-')]
    assert len(set(families)) == 2
    assert sorted(names) == ['Index', 'Top', 'Words 2025', 'dataset-data', *sorted(families), '…']
    assert re.search(r'^@\w+ Words \(2025\)$', text, re.MULTILINE)


def test_headings_without_a_letter_are_as_written_elsewhere(build: Build) -> None:
    for builder in ('html', 'text', 'man', 'latex'):
        assert build({'index.md': HEADINGS}, builder).lines == []
    headings = [heading.get_text() for heading in build({'index.md': HEADINGS}).soup().select('h1, h2')]
    assert [heading.strip('\uf0c1¶#') for heading in headings] == ['()', '()', ':,', '…', '(,)', 'Words (2025)']
