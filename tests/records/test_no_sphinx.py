from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

EXTENSIONS = Path(__file__).parents[2] / '_ext'

#: Runs in a process of its own, in which neither Sphinx, docutils, MyST-Parser nor pydantic can be imported.
PROGRAM = """\
import importlib.util
import pkgutil
import sys

REFUSED = {'sphinx', 'docutils', 'myst_parser', 'pydantic', 'pydantic_core'}


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
import sphinx_chronicle.vocabularies as vocabularies

for package in (records, exports):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):
        importlib.import_module(module.name)
        print('module', module.name.partition('.')[2])
for module in pkgutil.iter_modules(vocabularies.__path__, vocabularies.__name__ + '.'):
    for name in (module.name, module.name + '.kinds'):
        importlib.import_module(name)
        print('module', name.partition('.')[2])
    if importlib.util.find_spec(module.name + '.exports'):
        importlib.import_module(module.name + '.exports')

from sphinx_chronicle.exports.corpus import Corpus, Exported
from sphinx_chronicle.exports.plan import plan, text_of

from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.reader import file_places
from sphinx_chronicle.records.selection import Selection, select

registry = registry_of(*vocabularies.SHIPPED)
reading = read_entries('''\\
- key: parent
  title: Parent
  date: 2024
- key: child
  title: Child
  date: 2025
  derived_from: parent
- {kind: episode, key: talk, title: Talk, duration: 1h}
- key: broken
  title: "Broken
''', file_places('t.yaml'), registry)
graph = Graph(reading.records, registry)
print('ancestors', *graph.descent.ancestors('child'))
print('selected', *(declared.record.key for declared in select(reading.records, Selection(order='newest'), registry)))
print('problems', *(f'{problem.line}:{problem.code}' for problem in reading.problems))
items = tuple(Exported(declared.record, 'page.html') for declared in reading.records)
corpus = Corpus(items, graph, registry, 'Title', 'Author', 'identity', 'index.html')
found = plan(((item.record, {}) for item in items), registry)
registry.kinds['episode'].hook('json')(items[-1])
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
    declared = [file.parent for file in (package / 'vocabularies').glob('*/kinds.py')]
    expected = {f'{file.parent.name}.{file.stem}' for file in files}
    expected |= {f'vocabularies.{folder.name}{module}' for folder in declared for module in ('', '.kinds')}
    assert {folder.name for folder in declared} >= {'licenses', 'models', 'podcast'}
    assert modules == expected
    assert lines[-4:-1] == ['ancestors parent', 'selected child parent talk', 'problems 10:yaml']
    assert lines[-1] == 'exports chronicle.json chronicle.schema.json entries.csv timeline.atom records.bib'


def test_no_module_imports_pydantic() -> None:
    pattern = re.compile(r'^\s*(?:from|import)\s+pydantic', re.MULTILINE)
    files = [*(EXTENSIONS / 'sphinx_chronicle').rglob('*.py')]
    assert len(files) > 50
    assert [file.name for file in files if pattern.search(file.read_text(encoding='utf-8'))] == []
