"""What pages load: made from its sources, and small."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SERVED = ROOT / '_ext' / 'sphinx_chronicle' / 'static'

#: Of everything of ours that a page can load, compressed as servers do.
BUDGET = 12_000


@pytest.mark.skipif(sys.platform == 'darwin', reason='the minifier is not published for macOS')
def test_what_pages_load_is_made_from_its_sources() -> None:
    script = ROOT / 'tools' / 'make_static.py'
    done = subprocess.run([sys.executable, str(script), '--check'], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')


def test_styles_and_scripts_are_within_their_budget() -> None:
    files = [*SERVED.iterdir(), ROOT / '_static' / 'site.css']
    assert {file.name for file in files} == {'chronicle.css', 'chronicle.js', 'player.js', 'site.css'}
    assert sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files) <= BUDGET
