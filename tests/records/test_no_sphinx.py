from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EXTENSIONS = Path(__file__).parents[2] / '_ext'

#: Runs in a process of its own, in which neither Sphinx, docutils nor MyST-Parser can be imported.
PROGRAM = """\
import importlib
import pkgutil
import sys

REFUSED = {'sphinx', 'docutils', 'myst_parser'}


class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in REFUSED:
            raise ModuleNotFoundError(f'{name} was asked for', name=name)
        return None


sys.meta_path.insert(0, Refuse())
for name in sorted(REFUSED):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        continue
    sys.exit(f'{name} is not refused')

import sphinx_chronicle.exports as exports
import sphinx_chronicle.records as records

for package in (records, exports):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
        importlib.import_module(module.name)
        print('module', module.name.partition('.')[2])

from sphinx_chronicle.exports.corpus import Corpus, Item
from sphinx_chronicle.exports.plan import plan, text_of

from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.reader import file_places
from sphinx_chronicle.records.selection import Selection, select

reading = read_entries('''\\
- key: parent
  title: Parent
  date: 2024
- key: child
  title: Child
  date: 2025
  derived_from: parent
- key: broken
  title: "Broken
''', file_places('t.yaml'))
graph = Graph(reading.records)
print('ancestors', *graph.ancestors('child'))
print('selected', *(declared.record.key for declared in select(reading.records, Selection(order='newest'))))
print('problems', *(f'{problem.line}:{problem.code}' for problem in reading.problems))
items = tuple(Item(declared.record, 'page.html') for declared in reading.records)
corpus = Corpus(items, graph, 'Title', 'Author', 'identity', 'index.html')
found = plan((item.record, False) for item in items)
print('exports', *(name for name, export in found.items() if text_of(export, corpus)))
"""


def test_the_core_works_where_sphinx_cannot_be_imported() -> None:
    done = subprocess.run(
        [sys.executable, '-c', PROGRAM],
        env={**os.environ, 'PYTHONPATH': str(EXTENSIONS)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    modules = {line.split()[1] for line in lines if line.startswith('module ')}
    package = EXTENSIONS / 'sphinx_chronicle'
    files = [file for name in ('records', 'exports') for file in (package / name).glob('*.py') if file.stem != '__init__']
    assert modules == {f'{file.parent.name}.{file.stem}' for file in files}
    assert lines[-4:-1] == ['ancestors parent', 'selected child parent', 'problems 9:yaml']
    assert lines[-1] == 'exports chronicle.json chronicle.schema.json timeline.atom'
