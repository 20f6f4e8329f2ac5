"""The tool that compares the builds of two revisions finds what differs, and nothing else."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from compare_builds import Built, Teller, differences, main, outputs, warning_lines

ROOT = Path(__file__).parent.parent

PAGE = (
    '<html><head><link rel="stylesheet" href="_static/chronicle.css?v=0123abcd" />'
    '<script type="application/ld+json">{"name": "Alpha"}</script></head>'
    '<body><p>Words of <b>Alpha</b> <i>here</i></p></body></html>\n'
)

INDEX = {
    'docnames': ['a', 'b'],
    'titles': ['A', 'B'],
    'alltitles': {'A': [[0, None]], 'B': [[1, None]]},
    'terms': {'alpha': 0, 'beta': [0, 1]},
    'indexentries': {'beta': [[1, 'entry-beta', False]]},
    'objects': {'': [[1, 0, 1, 'entry-beta', 'Beta']]},
    'objnames': {'0': ['chronicle', 'entry', 'Chronicle entry']},
    'objtypes': {'0': 'chronicle:entry'},
    'envversion': {'sphinx_chronicle': 1},
}

INVENTORY = (
    '# Sphinx inventory version 2',
    '# Project: P',
    '# Version: 1',
    '# The remainder of this file is compressed using zlib.',
)


def write(folder: Path, changes: dict[str, bytes | None] | None = None) -> dict[str, list[str]]:
    """The outputs of a build, some of them changed."""
    files: dict[str, bytes | None] = {
        'index.html': PAGE.encode(),
        'exports/chronicle.json': b'{"entries": []}\n',
        'objects.inv': inventory('alpha chronicle:entry 1 a.html#alpha Alpha\n'),
        'searchindex.js': search(INDEX),
        'page.fpickle': pickle.dumps({'title': 'Page', 'body': '<p>One</p>\n<p>Two</p>'}),
        'picture.png': b'\x89PNG\x00\xff',
        '.buildinfo': os.urandom(4),
        **(changes or {}),
    }
    for name, data in files.items():
        if data is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return outputs(folder, str(folder.parent))


def inventory(objects: str) -> bytes:
    return '\n'.join([*INVENTORY, '']).encode() + zlib.compress(objects.encode())


def search(index: object) -> bytes:
    return f'Search.setIndex({json.dumps(index)})'.encode()


CHANGES: dict[str, tuple[str, bytes | None, str]] = {
    'body': ('index.html', PAGE.replace('Words', 'Letters').encode(), '+<p>Letters of '),
    'space between elements': ('index.html', PAGE.replace('</b> <i>', '</b><i>').encode(), '+<i>here'),
    'line between elements': ('index.html', PAGE.replace('</b> <i>', '</b>\n<i>').encode(), '+<i>here'),
    'JSON-LD': ('index.html', PAGE.replace('"Alpha"', '"Beta"').encode(), '+"name": "Beta"}'),
    'link': ('index.html', PAGE.replace('"stylesheet"', '"preload"').encode(), '+<link rel="preload"'),
    'export': ('exports/chronicle.json', b'{"entries":[]}\n', '+{"entries":[]}'),
    'inventory': ('objects.inv', inventory('alpha chronicle:entry 1 b.html#alpha Alpha\n'), '+alpha chronicle:entry 1 b.html'),
    'search object': (
        'searchindex.js',
        search({**INDEX, 'objects': {'': [[1, 0, 1, 'entry-beta', 'Gamma']]}}),
        "+objects.[0]: ['b', 'chronicle:entry', 1, 'entry-beta', 'Gamma']",
    ),
    'search term': ('searchindex.js', search({**INDEX, 'terms': {'alpha': 1, 'beta': [0, 1]}}), "+terms.alpha: ['b']"),
    'pickled body': ('page.fpickle', pickle.dumps({'title': 'Page', 'body': '<p>One</p>\n<p>Three</p>'}), '+body: <p>Three</p>'),
    'picture': ('picture.png', b'\x89PNG\x00\xfe', '+6 bytes'),
    'a file more': ('more.txt', b'', 'only new has this file'),
}


@pytest.mark.parametrize('change', CHANGES)
def test_a_difference_is_found_where_it_is_and_nowhere_else(change: str, tmp_path: Path) -> None:
    name, data, line = CHANGES[change]
    found = differences(write(tmp_path / 'old' / 'out'), write(tmp_path / 'new' / 'out', {name: data}))
    assert list(found) == [name]
    assert [one for one in found[name] if one.startswith(line)]


def test_what_differs_in_every_build_is_not_told(tmp_path: Path) -> None:
    old = write(tmp_path / 'old' / 'out', {'a.xml': f'<document source="{tmp_path}/old/a.md"/>'.encode()})
    changes: dict[str, bytes | None] = {
        'a.xml': f'<document source="{tmp_path}/new/a.md"/>'.encode(),
        'index.html': PAGE.replace('0123abcd', 'fedc9876').encode(),
        'searchindex.js': search({**INDEX, 'envversion': {'sphinx_chronicle': 2}}),
    }
    assert differences(old, write(tmp_path / 'new' / 'out', changes)) == {}


def test_the_members_of_a_book_are_compared(tmp_path: Path) -> None:
    for side, words in (('old', 'One'), ('new', 'Two')):
        (tmp_path / side).mkdir()
        with zipfile.ZipFile(tmp_path / side / 'b.epub', 'w') as book:
            book.writestr('index.xhtml', f'<p>{words}</p>')
            book.writestr('mimetype', 'application/epub+zip')
    found = differences(outputs(tmp_path / 'old'), outputs(tmp_path / 'new'))
    assert found == {'b.epub/index.xhtml': ['@@ -1 +1 @@', '-<p>One</p>', '+<p>Two</p>']}


def test_warnings_are_compared_in_any_order_and_without_their_folder() -> None:
    old = '/t/old/a.md:1: WARNING: one\n  more of it\n\x1b[31m/t/old/b.md:2: WARNING: two at 0x7f00aa11bb\x1b[0m\n'
    new = '/t/new/b.md:2: WARNING: two at 0x7f99cc22dd\n/t/new/a.md:1: WARNING: one\n  more of it\n'
    lines = warning_lines(old, '/t/old')
    assert lines == ['a.md:1: WARNING: one\n', '  more of it\n', 'b.md:2: WARNING: two at 0x\n']
    assert lines == warning_lines(new, '/t/new')
    assert lines != warning_lines(new.replace('one', 'three'), '/t/new')


def test_known_differences_are_taken_out_of_both_sides() -> None:
    old, new = {'a': ['x id1\n', 'gone\n', 'same\n']}, {'a': ['x id22\n', 'same\n']}
    assert differences(old, new, [r'id\d+', '^gone$']) == {}
    assert differences(old, new, [r'id\d+']) == {'a': ['@@ -1,3 +1,2 @@', ' x ', '-gone', ' same']}


def test_what_is_told_is_short_and_the_status_says_the_worst(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller([], 0, 3)
    same = Built('', {'(warnings)': [], 'a.html': ['1\n']})
    other = Built('', {'(warnings)': [], 'a.html': [f'{number}\n' for number in range(2, 9)]})
    teller.compare('site', 'html', same, same)
    teller.compare('site', 'pickle', Built('E: no', {}), same)
    assert teller.status == 0
    teller.compare('site', 'html', same, other)
    teller.compare('site', 'dirhtml', same, other)
    assert teller.status == 1
    teller.compare('site', 'text', same, Built('E: bad', {}))
    assert teller.status == 2
    assert capsys.readouterr().out.splitlines() == [
        'html site: 1 files equal, 0 lines of warnings',
        'pickle site: left out, old ends in an error: E: no',
        'html site: differences: 1 (of 1 files and the warnings)',
        '--- old html site/a.html',
        '+++ new html site/a.html',
        '@@ -1 +1,7 @@',
        '-1',
        '+2',
        '… 6 more lines',
        'dirhtml site: differences: 1 (of 1 files and the warnings)',
        '--- dirhtml site/a.html: as html site/a.html',
        'text site: FAILED, only new ends in an error: E: bad',
    ]


def test_a_revision_that_nobody_has_ends_with_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['no-such-revision']) == 2
    assert 'no-such-revision' in capsys.readouterr().err


@pytest.mark.parametrize('suffix', ['md', 'rst'])
def test_the_hostile_cases_become_pages(suffix: str) -> None:
    command = [sys.executable, str(ROOT / 'tests' / 'hostile' / 'pages.py'), suffix]
    environment = {**os.environ, 'PYTHONPATH': os.pathsep.join([str(ROOT / '_ext'), str(ROOT / 'tests')])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = json.loads(done.stdout)
    assert {f'index.{suffix}', f'attacks.{suffix}', f'p0.{suffix}', f'cases-0.{suffix}', 'records/0.yaml'} <= set(pages)
    index = pages[f'index.{suffix}'] + pages[f'attacks.{suffix}']
    assert [name for name in pages if name.endswith(f'.{suffix}') and name.rpartition('.')[0] not in index] == [f'index.{suffix}']
