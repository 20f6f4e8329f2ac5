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
    *SOURCES.glob('*.css'),
    EXTENSION / 'static_book' / 'book.css',
    ROOT / 'static_sources' / 'site.css',
)

#: The most that a page loads of ours, in bytes, compressed as servers do.
MOST_STYLE = 6_000
MOST_SCRIPT = 5_000
MOST_PLAYER = 3_500
MOST_SEARCH = 1_000
#: And the page itself.
MOST_PAGE = 50_000


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), mtime=0))


def loaded_by(page: Path) -> set[str]:
    """The names of our sheets and scripts that a page loads."""
    found = set(re.findall(r'_static/([\w-]+\.(?:css|js))[?"]', page.read_text(encoding='utf-8')))
    return found & {file.name for folder in (SERVED, ROOT / '_static') for file in folder.iterdir()}


@pytest.mark.skipif(sys.platform == 'darwin', reason='the minifier is not published for macOS')
def test_what_pages_load_is_made_from_its_sources() -> None:
    script = ROOT / 'tools' / 'make_static.py'
    done = subprocess.run([sys.executable, str(script), '--check'], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')


def test_each_page_is_within_its_budget(site: Path) -> None:
    files = {file.name: file for folder in (SERVED, ROOT / '_static') for file in folder.iterdir()}
    kept = {'player.js': MOST_PLAYER, 'search.js': MOST_SEARCH}
    assert all(compressed(files[name]) <= most for name, most in kept.items())
    over, seen = [], set()
    for page in site.rglob('*.html'):
        names = loaded_by(page)
        seen |= names
        style = sum(compressed(files[name]) for name in names if name.endswith('.css'))
        script = sum(compressed(files[name]) for name in names - kept.keys() if name.endswith('.js'))
        if style > MOST_STYLE or script > MOST_SCRIPT or compressed(page) > MOST_PAGE:
            over.append((page.name, style, script, compressed(page)))
    assert over == []
    # The site has no list of records that are no cards.
    assert seen | {'chronicle-list.css'} == {name for name in files if name.endswith(('.css', '.js'))}


def test_pages_load_only_what_is_for_them(site: Path) -> None:
    pages = (
        'about',
        'glossary',
        'search',
        'changes',
        'timeline/index',
        'timeline/nemotron-3',
        'episodes/nvidia-open-models-catanzaro',
    )
    loaded = {page: loaded_by(site / f'{page}.html') - {'site.css'} for page in pages}
    ours = {'chronicle.css', 'chronicle.js'}
    assert loaded == {
        'about': set(),
        'glossary': {'glossary.css'},
        'search': {'search.js', 'home.css', 'results.css'},
        'changes': {*ours, *named('tables sort filters'), 'tables.css'},
        'timeline/index': {*ours, *named('cards filters jump drawings chart')},
        'timeline/nemotron-3': {*ours, *named('rows cards tables lineage'), 'lead.css'},
        'episodes/nvidia-open-models-catanzaro': {*ours, *named('rows'), 'infobox.css', 'quotes.css', 'player.css', 'player.js'},
    }


def named(parts: str) -> set[str]:
    """The sheets of some parts of the extension."""
    return {f'chronicle-{part}.css' for part in parts.split()}


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
    # And on charts: the day of the build, and ticks that have no room for their words on phones.
    written |= {'chronicle-chart-today', 'chronicle-chart-minor'}
    assert styled
    assert styled - written == set()
