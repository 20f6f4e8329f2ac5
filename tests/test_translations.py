"""The words of the extension in other languages: all are extracted, German is complete, and pages and warnings show it."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / '_ext' / 'sphinx_chronicle'
TOOL = ROOT / 'tools' / 'make_locale.py'
LOCALE = PACKAGE / 'locale'
TEMPLATE = LOCALE / 'sphinx_chronicle.pot'
CATALOGS = sorted(LOCALE.glob('*/LC_MESSAGES/*.po'))

CONF = """
project = 'Test'
extensions = ['myst_parser', 'sphinx_chronicle']
myst_heading_slug_func = 'docutils.nodes.make_id'
chronicle_vocabularies = ['models', 'podcast']
html_theme = 'basic'
"""

PLACEHOLDER = re.compile(r'%(?:\(\w+\))?[\d.]*[a-zA-Z]')


def tool() -> Any:
    spec = importlib.util.spec_from_file_location('make_locale', TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(file: Path) -> Catalog:
    with file.open(encoding='utf-8') as stream:
        return read_po(stream)


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def words_in_the_code() -> set[str]:
    """The first argument of every call that marks words, as Python itself reads the code."""
    found = set()
    for file in PACKAGE.rglob('*.py'):
        for node in ast.walk(ast.parse(file.read_text(encoding='utf-8'))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            if node.func.id in {'_', '__', 'N_', 'ngettext', 'N_ngettext'} and isinstance(first, ast.Constant):
                found.add(str(first.value))
    return found


def test_every_word_in_the_code_is_extracted() -> None:
    """Also what stands within an f-string, where tools of some Python versions do not look."""
    extracted = {message if isinstance(message, str) else message[0] for message in ids(tool().extracted())}  # type: ignore[index]
    assert words_in_the_code() == extracted
    assert len(extracted) > 250


@pytest.mark.skipif(os.environ.get('VERSIONS') == 'newest', reason='they are written by the pinned Babel')
def test_the_template_and_the_catalogs_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, str(TOOL), '--check'], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')


def test_words_that_are_not_in_the_code_are_not_in_a_catalog() -> None:
    assert LOCALE / 'de' / 'LC_MESSAGES' / 'sphinx_chronicle.po' in CATALOGS
    wanted = ids(tool().extracted())
    assert [file for file in [TEMPLATE, *CATALOGS] if ids(read(file)) != wanted] == []


def forms(message: Message) -> list[tuple[str, str]]:
    """Each form of a message with the form of its translation that takes the same words."""
    if isinstance(message.id, str):
        assert isinstance(message.string, str)
        return [(message.id, message.string)]
    assert message.string
    return [(message.id[-1], string) for string in message.string]


@pytest.mark.parametrize('file', CATALOGS, ids=lambda file: file.parent.parent.name)
def test_each_message_is_translated_with_the_same_placeholders(file: Path) -> None:
    for message in read(file):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        for source, string in forms(message):
            assert string.strip(), message.id
            assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(string)), message.id
            # Words without names take their values in order.
            unnamed = [found for found in PLACEHOLDER.findall(source) if '(' not in found]
            assert unnamed == [found for found in PLACEHOLDER.findall(string) if '(' not in found]
            # What is joined to other words keeps the space, and code keeps its quotes.
            assert (source[0] == ' ', source[-1] == ' ') == (string[0] == ' ', string[-1] == ' '), message.id
            if '%' in source:
                assert re.findall(r"'%.*?'", source) == re.findall(r"'%.*?'", string), message.id


ENTRIES = """
- key: first
  title: First Model
  date: 2025-12
  family: One
  org: Acme
  summary: A model.
  trained_on: [data]
  notes: [{about: family, kind: unverified, text: Nobody said.}]
  checkpoints:
  - {hf: acme/first, params: 31.6B, license: apache-2-0}
  - {name: Small, params: 3B}
- {key: second, title: Second Model, date: 2026-H1, family: Two, status: announced, derived_from: [first]}
"""

PAGE = f"""
# Records

```{{chronicle:timeline}}
:filter-bar:

{ENTRIES}
```

## Episode

```{{chronicle:episode}} talk
date: 2025-12-15
audio: https://example.org/talk.mp3
```

### {{chronicle:at}}`1:30` The first model

Words.

## Data

```{{chronicle:dataset}} data
tokens: 6.6T
rows: 1_376_666
type: sft
```

## Apache

```{{chronicle:license}} apache-2-0
spdx: Apache-2.0
commercial: yes
```

## Tables

```{{chronicle:listing}}
:layout: table
:rows: checkpoints
```

```{{chronicle:listing}}
:kind: dataset
:layout: table
:columns: title, size
```

```{{chronicle:listing}}
:layout: chart
:kind: entry
```
"""


def build(folder: Path, language: str, page: str = PAGE, **environment: str) -> tuple[BeautifulSoup, str]:
    """A page built in a process of its own, since Sphinx keeps a language's words for as long as its process runs."""
    (folder / 'conf.py').write_text(CONF + f'language = {language!r}\n', encoding='utf-8')
    (folder / 'index.md').write_text(page, encoding='utf-8')
    out = folder / 'out'
    done = subprocess.run(
        [sys.executable, '-m', 'sphinx', '-q', '-n', str(folder), str(out)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, 'PYTHONPATH': str(ROOT / '_ext'), 'PYTHONUTF8': '1', 'LC_ALL': 'C.UTF-8', **environment},
    )
    assert done.returncode == 0, done.stderr
    warnings = re.sub(r'\x1b\[[0-9;]*m', '', done.stderr).replace(f'{folder}/', '')
    return BeautifulSoup((out / 'index.html').read_text(encoding='utf-8'), 'html.parser'), warnings


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    found = [' '.join(part.get_text(' ', strip=True).split()) for part in page.select(selector)]
    assert found, selector
    return found


def labels(page: BeautifulSoup, selector: str) -> str:
    return ' '.join(str(part['data-labels']) for part in page.select(selector))


def test_a_german_page_is_german_throughout(tmp_path: Path) -> None:
    page, warnings = build(tmp_path, 'de')
    assert warnings == ''
    assert texts(page, '.chronicle-card .chronicle-date') == ['Dez. 2025', 'geplant für 1. Halbjahr 2026']
    assert '15. Dez. 2025' in texts(page, '.chronicle-episode time')
    assert {'Details', 'Zitieren'} <= set(texts(page, 'summary'))
    assert {'2 Checkpoints', 'Abstammung', 'Beziehungen', '1 Kapitel'} <= set(texts(page, '.chronicle-part'))
    assert {'Trainiert mit', 'Verwendet von', 'Abgeleitet von', 'Datum', 'Zeilen', 'Kommerzielle Nutzung'} <= set(
        texts(page, 'dt')
    )
    assert texts(page, '.chronicle-badge') == ['Angekündigt']
    assert texts(page, '.chronicle-doubts b') == ['Ungeprüft']
    assert {'Parameter', 'Lizenz', 'Größe'} <= set(texts(page, 'th'))
    # A noun keeps its capital within a line.
    assert texts(page, 'td.chronicle-size') == ['6.6T Tokens, 1.376.666 Zeilen']
    assert page.select('.chronicle-chart')[0]['aria-label'] == 'Diagramm der Einträge nach Datum'
    assert page.select('.chronicle-table')[1]['aria-label'] == 'Tables (Checkpoints)'
    for word in ('"Suchen"', '"Alle Arten"', '"Zurücksetzen"', '"%d von %d"', '"Von"', '"Familie"', '"Schlagwörter"'):
        assert word in labels(page, '.chronicle-filter')
    for word in ('"Tempo"', '"Einschlaftimer"', '"%d Minuten"', '"noch %s"', '"Nächstes Kapitel"'):
        assert word in labels(page, '.chronicle-player')
    for word in ('"Vergleichen"', '"%s vergleichen"', '"verschieden"'):
        assert word in labels(page, 'table[data-compare]')
    assert labels(page, '.chronicle-words') == '{"copied": "Link kopiert", "copy": "BibTeX kopieren", "cited": "Zitat kopiert"}'


def test_no_english_word_is_left_on_a_german_page(tmp_path: Path) -> None:
    """Of those that German has others for."""
    page, _warnings = build(tmp_path, 'de')
    ours = page.select('.chronicle-card, .chronicle-infobox, .chronicle-scroll, .chronicle-filter, .chronicle-words')
    text = ' '.join(str(part) for part in ours)
    catalog = read(LOCALE / 'de' / 'LC_MESSAGES' / 'sphinx_chronicle.po')
    shown = set(re.findall(r'>\s*([A-Z][\w -]+?)\s*<|aria-label="([^"]+)"|&quot;: &quot;([^&]+)&quot;', text))
    words = {word for found in shown for word in found if word}
    english = {str(message.id) for message in catalog if message.id and message.id != message.string}
    assert len(words) > 35
    assert words & english == set()


BROKEN = """
# Records

```{chronicle:timeline}
- key: first
  title: First Model
  date: 2025-13
  titel: One
```
"""


def test_warnings_are_in_the_language_of_who_builds(tmp_path: Path) -> None:
    _page, warnings = build(tmp_path, 'en', BROKEN, LANGUAGE='de')
    assert warnings.splitlines() == [
        "index.md:7: WARNING: entry 'first': Feld 'date': es gibt keinen Monat 13 in '2025-13' (01 bis 12) [chronicle.date]",
        "index.md:8: WARNING: entry 'first': unbekanntes Feld 'titel' (war 'title' gemeint?) [chronicle.field]",
    ]


@pytest.mark.parametrize(('language', 'date'), [('cy', 'Rhag 2025'), ('uk', 'груд. 2025 р.')])
def test_a_language_without_a_catalog_has_english_words_and_its_own_dates(tmp_path: Path, language: str, date: str) -> None:
    assert not (LOCALE / language).exists()
    page, warnings = build(tmp_path, language)
    assert warnings == ''
    assert texts(page, '.chronicle-card .chronicle-date') == [date, 'planned for H1 2026']
    assert {'Details', 'Cite'} <= set(texts(page, 'summary'))
    assert {'2 checkpoints', 'Lineage', '1 chapter'} <= set(texts(page, '.chronicle-part'))
    assert texts(page, 'td.chronicle-size')[0].startswith('6.6T tokens')
    assert '"Sleep timer"' in labels(page, '.chronicle-player')


def test_english_words_are_small_within_a_line_and_counted_in_one_or_many(tmp_path: Path) -> None:
    page, warnings = build(tmp_path, 'en', PAGE.replace('  - {name: Small, params: 3B}\n', ''))
    assert warnings == ''
    assert '1 checkpoint' in texts(page, '.chronicle-part')
    assert page.select('.chronicle-table')[1]['aria-label'] == 'Tables (checkpoints)'
    assert texts(page, 'td.chronicle-size')[0].startswith('6.6T tokens')
