"""What pages load: made from its sources, and small."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_chronicle.records.load import registry_of, shipped

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / '_ext' / 'sphinx_chronicle'
SERVED = EXTENSION / 'static'
SOURCES = EXTENSION / 'static_sources'

#: The style sheets as they are written.
SHEETS = (
    SOURCES / 'chronicle.css',
    SOURCES / 'player.css',
    EXTENSION / 'static_book' / 'book.css',
    ROOT / 'static_sources' / 'site.css',
)

#: In bytes, compressed as servers do: the most that a page with records, a page with a recording and the search page load.
BUDGETS: dict[tuple[str, ...], int] = {
    ('chronicle.css',): 6_000,
    ('site.css',): 1_500,
    ('chronicle.js',): 5_000,
    ('player.css',): 1_900,
    ('player.js',): 3_500,
    ('search.js',): 1_000,
}


@pytest.mark.skipif(sys.platform == 'darwin', reason='the minifier is not published for macOS')
def test_what_pages_load_is_made_from_its_sources() -> None:
    script = ROOT / 'tools' / 'make_static.py'
    done = subprocess.run([sys.executable, str(script), '--check'], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')


@pytest.mark.parametrize('names', BUDGETS)
def test_styles_and_scripts_are_within_their_budget(names: tuple[str, ...]) -> None:
    files = {file.name: file for file in (*SERVED.iterdir(), ROOT / '_static' / 'site.css')}
    assert set(files) == {name for some in BUDGETS for name in some}
    assert sum(len(gzip.compress(files[name].read_bytes(), mtime=0)) for name in names) <= BUDGETS[names]


def test_pages_load_only_what_is_for_them(site: Path) -> None:
    loaded = {}
    for page in ('about', 'glossary', 'search', 'changes', 'timeline/nemotron-3', 'episodes/nvidia-open-models-catanzaro'):
        text = (site / f'{page}.html').read_text(encoding='utf-8')
        loaded[page] = set(re.findall(r'_static/((?:chronicle|player|search)\.(?:js|css))', text))
    ours = {'chronicle.css', 'chronicle.js'}
    assert loaded == {
        'about': set(),
        'glossary': set(),
        'search': {'search.js'},
        'changes': ours,
        'timeline/nemotron-3': ours,
        'episodes/nvidia-open-models-catanzaro': {*ours, 'player.css', 'player.js'},
    }


@pytest.mark.parametrize('sheet', sorted(sheet.name for sheet in SHEETS))
def test_styles_are_those_of_classes_that_something_writes(site: Path, sheet: str) -> None:
    (file,) = (one for one in SHEETS if one.name == sheet)
    styled = set(re.findall(r'\.(chronicle-[\w-]+)', file.read_text(encoding='utf-8')))
    pages = ''.join(page.read_text(encoding='utf-8') for page in site.rglob('*.html'))
    written = {name for names in re.findall(r'class="([^"]*)"', pages) for name in names.split()}
    scripts = ''.join(script.read_text(encoding='utf-8') for script in SOURCES.glob('*.js'))
    quoted = ' '.join(match[2] for match in re.finditer(r'(["\'`])(.*?)\1', scripts))
    written |= {f'chronicle-{name.removeprefix("chronicle-")}' for name in re.findall(r'[\w-]+', quoted)}
    # What the pages of this site happen to have none of: values of fields, and columns.
    registry = registry_of(*shipped())
    for name in (*registry.filters, *registry.seen):
        found = registry.field(name)
        written |= {f'chronicle-{name}', *(f'chronicle-{name}-{choice}' for choice in (found.choices if found else ()))}
    # What only books have: doubts in words.
    written |= {'chronicle-note', 'chronicle-note-kind'}
    marked = (one for kind in registry.kinds.values() for one in kind.fields if one.mark)
    written |= {f'chronicle-{one.name}-{choice}' for one in marked for choice in (*one.choices, 'unsaid')}
    # And on charts: the day of the build, and ticks that have no room for their words on phones.
    written |= {'chronicle-chart-today', 'chronicle-chart-minor'}
    assert styled
    assert styled - written == set()
