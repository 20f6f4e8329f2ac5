"""Records for programs: what is read from files, folders and pages is what a build reads, with the same problems."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle import records
from sphinx_chronicle.env.domain import ChronicleDomain
from sphinx_chronicle.records import Date, Item, Quantity, load_records, parse_date
from sphinx_chronicle.records.files import SUFFIXES

if TYPE_CHECKING:
    from conftest import Build, Markup

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / 'guide/python.md').read_text(encoding='utf-8')
CODE = dict(re.findall(r'^```\{code-block\} python\n:caption: (\S+)\n\n(.*?)^```$', GUIDE, re.MULTILINE | re.DOTALL))

FILE = """\
- key: first
  title: First
  date: 2024-05
  checkpoints:
    - {name: A, context: 1M, license: apache-2.0}
- key: second
  title: Second
  date: 2025
  aliases: [old]
  derived_from: first
"""


def test_the_question_of_the_guide_is_answered_as_by_the_exports_of_the_site(site: Path) -> None:
    environment = {**os.environ, 'PYTHONPATH': str(ROOT / '_ext')}
    command = [sys.executable, '-c', CODE['long_context.py']]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, '')
    answered = [tuple(line.split('; ')) for line in done.stdout.splitlines()]
    export = json.loads((site / 'exports/chronicle.json').read_text(encoding='utf-8'))
    commercial = {one['key']: one.get('commercial', '') for one in export['records'] if one['kind'] == 'license'}
    expected = []
    with (site / 'exports/checkpoints.csv').open(encoding='utf-8', newline='') as file:
        for row in csv.DictReader(file):
            answers = [commercial.get(key, '') for key in row['license'].split('; ') if key]
            is_long = bool(row['context_number']) and int(row['context_number']) >= 1_000_000
            if is_long and answers and {*answers} <= {'yes', 'conditions'}:
                expected.append((row['release_date'], row['hf'] or row['name'], row['context'], ', '.join(answers)))
    assert sorted(answered) == sorted(expected)
    assert len(answered) > 3
    assert {answer for *_, answer in answered} == {'yes', 'conditions'}


def test_the_other_example_of_the_guide_holds() -> None:
    assert set(CODE) == {'long_context.py', 'dates.py'}
    exec(CODE['dates.py'], {})


def test_the_guide_tells_of_everything_that_is_exported_and_of_nothing_else() -> None:
    told = set(re.findall(r'`(?:library\.)?(\w+)', GUIDE))
    assert set(records.__all__) - {'Code', 'Declared'} <= told
    members = set(re.findall(r'library\.(\w+)', GUIDE))
    assert members == {name for name in vars(records.Library) if not name.startswith('_')} - {'registry', 'reading'}


def test_files_folders_and_pages_are_read_with_typed_values_and_places(tmp_path: Path) -> None:
    (tmp_path / 'data/deep').mkdir(parents=True)
    (tmp_path / 'data/_build').mkdir()
    (tmp_path / 'data/a.yaml').write_text(FILE, encoding='utf-8')
    (tmp_path / 'data/deep/b.csv').write_text('key,title,date\nthird,Third,2023\n', encoding='utf-8')
    (tmp_path / 'data/_build/c.yaml').write_text(FILE, encoding='utf-8')
    (tmp_path / 'data/.hidden.yaml').write_text(FILE, encoding='utf-8')
    (tmp_path / 'data/notes.txt').write_text('No records.', encoding='utf-8')
    page = '# Licenses\n\n## Apache\n\n```{license} apache-2-0\nspdx: Apache-2.0\ncommercial: yes\n```\n'
    (tmp_path / 'licenses.md').write_text(page, encoding='utf-8')
    library = load_records(tmp_path / 'data', tmp_path / 'licenses.md', vocabularies=['models'])
    assert library.problems == []
    assert [record.key for record in library] == ['first', 'second', 'third', 'apache-2-0']
    assert [record.key for record in library.of_kind('entry')] == ['third', 'first', 'second']
    assert len(library) == 4
    assert 'old' in library
    assert 'nobody' not in library
    assert library['old'] is library['second']
    first = library['first']
    date = library.value(first, 'date')
    assert isinstance(date, Date)
    assert date < library.value(library['second'], 'date')
    (checkpoint,) = library.value(first, 'checkpoints')
    assert isinstance(checkpoint, Item)
    context = checkpoint.given['context']
    assert isinstance(context, Quantity)
    assert context.value == Decimal(2**20)
    assert library.named('license', checkpoint.given['license'][0]) is library['apache-2-0']
    assert library.named('license', 'first') is None
    assert library.named('entry', 'first') is first
    assert library.named('entry', 'apache-2-0') is None
    assert library.related(first, library.registry.inverse['derived_from']) == [library['second']]
    assert library.related(library['second'], 'derived_from') == [first]
    declared = library.declared('second')
    assert (declared.path, declared.line) == ((tmp_path / 'data/a.yaml').as_posix(), 6)
    assert library.value(first, 'status') == 'released'
    for wrong in (lambda: library['nobody'], lambda: library.value(first, 'nmae'), lambda: library.related(first, 'x')):
        with pytest.raises(KeyError):
            wrong()


def test_nothing_that_is_wrong_raises_an_error(tmp_path: Path) -> None:
    (tmp_path / 'a.yaml').write_text('- key: a\n  title: A\n  date: 2024-13\n  related: [nobody]\n', encoding='utf-8')
    (tmp_path / 'b.md').write_text('# B\n\n```{dataset} Not A Key\n```\n', encoding='utf-8')
    library = load_records(tmp_path, tmp_path / 'none.yaml', vocabularies=['models'])
    said = [str(problem).replace(f'{tmp_path.as_posix()}/', '') for problem in library.problems]
    assert [line.partition(': ')[0] for line in said] == ['a.yaml:3', 'b.md:3', 'none.yaml:1', 'a.yaml:4']
    assert [record.key for record in library] == ['a']
    with pytest.raises(LookupError, match="there is no vocabulary 'model'"):
        load_records(vocabularies=['model'])


BODIES = """\
- {key: one, title: One, date: 2024, nmae: x}
- {key: two, title: Two, date: 2025}
"""


def test_a_page_gives_the_records_and_the_problems_of_a_build(build: Build, markup: Markup, tmp_path: Path) -> None:
    page = markup.page(
        markup.heading('Page'),
        markup.directive('timeline', options={'order': 'newest'}, body=BODIES),
        markup.heading('The `data`', 2),
        markup.directive('dataset', 'data', body='date: 2024-02-30\ntokens: 6T\n'),
        'Words.',
        markup.heading('Last', 2),
        markup.directive('dataset', 'last', body='type: sft\n'),
    )
    site = build({markup.index: page}, 'dummy')
    domain = site.app.env.domains['chronicle']
    assert isinstance(domain, ChronicleDomain)
    (tmp_path / markup.index).write_text(page, encoding='utf-8')
    library = load_records(tmp_path / markup.index, vocabularies=['models', 'podcast'])
    built = {key: (item.record, item.line) for key, item in domain.index.graph.records.items()}
    assert {key: (item.record, item.line) for key, item in library.graph.records.items()} == built
    assert set(built) == {'one', 'two', 'data', 'last'}
    said = [str(problem).replace(f'{tmp_path.as_posix()}/', '') for problem in library.problems]
    assert said == [line.replace(' WARNING:', '') for line in site.lines]
    assert len(said) == 2


def test_what_a_page_only_shows_is_not_read(tmp_path: Path) -> None:
    body = '```{dataset} shown\n```'
    (tmp_path / 'a.md').write_text(f'# A\n\n````{{example}}\n{body}\n````\n\n````md\n{body}\n````\n', encoding='utf-8')
    (tmp_path / 'b.rst').write_text('B\n=\n\n::\n\n   .. dataset:: shown\n', encoding='utf-8')
    assert len(load_records(tmp_path, vocabularies=['models'])) == 0


def test_the_export_of_a_site_gives_its_records(site: Path) -> None:
    library = load_records(site / 'exports/chronicle.json', vocabularies=['models', 'podcast'])
    assert library.problems == []
    folders = [ROOT / name for name in ('timeline', 'datasets', 'episodes', 'licenses.md')]
    files = load_records(*folders, vocabularies=['models', 'podcast'])
    assert files.problems == []
    assert {record.key for record in library} == {record.key for record in files}
    assert all(library[record.key].title == record.title for record in files)


def test_dates_compare_as_records_are_sorted() -> None:
    written = ['../2019', '-0449', '13XX', '1634-08-17', '2024', '2024-01', '2024-01-01', '2024-Q2', '2024-05', '2025/..']
    dates = [parse_date(text) for text in written]
    assert sorted([*dates[4:], *dates[:4]]) == dates
    for one, other in pairwise(dates):
        assert one < other
        assert one <= other
        assert other > one
        assert other >= one
    assert dates[0] >= dates[0] <= dates[0]


def test_every_format_is_read_from_folders(tmp_path: Path) -> None:
    texts = {'.csv': 'key,title,date\n{0},{0},2024\n', '.tsv': 'key\ttitle\tdate\n{0}\t{0}\t2024\n'}
    for number, suffix in enumerate(SUFFIXES):
        text = texts.get(suffix, '[{{"key": "{0}", "title": "{0}", "date": "2024"}}]').format(f'k{number}')
        (tmp_path / f'f{suffix}').write_text(text, encoding='utf-8')
    library = load_records(tmp_path)
    assert library.problems == []
    assert len(library) == len(SUFFIXES)
