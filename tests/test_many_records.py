"""Thousands of records with every field in every form: nothing that was given is lost on the way through.

They are made at random from what the registry declares, so that a new field or type is tried as soon as there is one.
``--records`` says how many; `make test-deep` takes 11,000.
"""

from __future__ import annotations

import csv
import json
import random
import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from sphinx_chronicle.cli.app import main
from sphinx_chronicle.env.domain import chronicle_domain
from sphinx_chronicle.exports.csv import read_table
from sphinx_chronicle.exports.json import read_records
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.fields import Field, Shape, listed
from sphinx_chronicle.records.kinds import Part
from sphinx_chronicle.records.reader import file_places
from sphinx_chronicle.records.yaml_dump import item_lines, mapping_lines
from views import LABELS, REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bs4 import BeautifulSoup

    from conftest import Build, Site
    from sphinx_chronicle.records.fields import Item
    from sphinx_chronicle.records.record import Record
    from sphinx_chronicle.records.registry import KindOf

#: Entries of one file, and sections of one page.
FILE_SIZE: Final = 1000
PAGE_SIZE: Final = 250

#: What is written of a type, by its name; of others the example is.
FORMS: Final[dict[str, Sequence[str]]] = {
    'date': [
        '2024', '2024-03', '2024-03-17', '2024~', '2024-03?', '2024-03-17%', '2024/2025', '2024-03/..', '2024-Q2', '2024-H1',
        '-0449~', '0000', '0033-04', '2023-11-30/2024-01-02', '199X', '19XX', '-01XX', '2024-21', '/2020', '2020/', '../2020',
        '2027-05-01T14:30+02:00', '2027-05-01T14:30Z', '1190~/1200?',
    ],
    'count': ['7', '1_376_666', '31.6B', '~100B', '>20T', '<5K', '8–12B', '≤12B', '800M–1.2B', '~8–12B'],
    'score': ['78.30', '448 ms', '~56.1%', '22–33 %', '≤9'],
    'tokens': ['128K', '1M', '131072', '~25T'],
    'bytes': ['1.2TB', '500MB', '~3GB'],
    'duration': ['1h 7m', '45m', '2h'],
    'url': ['https://example.org/a?b=1&c=%3C2%3E', 'http://example.org/(x)', 'mailto:someone@example.org'],
    'boolean': ['yes', 'no'],
    'license': ['MIT', 'Apache-2.0', 'CC-BY-4.0'],
    'arxiv': ['2402.16819', 'cs.CL/0101001'],
}  # fmt: skip

#: Characters that some format has a meaning for, in every text.
ODD: Final = '<b> & "q" \'s\' ä 模 #1 *x* `y` |z| \\n $5_6 %7 {8} [9]'

#: Fields that are no part of what is tried: what a summary or a draft is has tests of its own.
LEFT_OUT: Final = frozenset({'draft', 'image', 'audio', 'video', 'aliases', 'key', 'title'})


class Maker:
    """Makes records as they are written."""

    def __init__(self, count: int) -> None:
        self.random = random.Random(count)
        self.number = 0
        self.keys: list[str] = []
        self.about = 'date'

    def record(self, kind: KindOf) -> dict[str, Any]:
        """A record with about half of the fields of its kind."""
        self.number += 1
        key = f'{kind.name}-{self.number}'
        given = {'key': key, 'title': f'{kind.name} {self.number} {ODD}'}
        for found in kind.fields:
            is_needed = found.required or found.name in kind.kind.needs
            if found.name not in LEFT_OUT and (is_needed or self.random.random() < 0.5):
                value = self.value(found, key)
                if value:
                    given[found.name] = value
        self.keys.append(key)
        return given

    def value(self, found: Field[Any], key: str) -> Any:
        """A value of a field, or several."""
        if not found.multiple:
            return self.one(found, key, 0)
        count = self.random.randint(1, 3)
        values = [value for number in range(count) if (value := self.one(found, key, number))]
        # The same one twice is a mistake.
        return list({json.dumps(value): value for value in values}.values())

    def one(self, found: Field[Any], key: str, number: int) -> Any:
        kind = found.type
        if found.relation:
            return self.random.choice(self.keys) if self.keys and found.relation == 'related' else ''
        if found.name == 'about':
            # In a part a note is about one of its fields.
            return self.about if '-part' in key else 'date'
        if found.choices:
            return self.random.choice([*found.choices])
        if isinstance(kind, Shape):
            return self.shape(kind, key, number)
        if kind.name == 'hf':
            return f'org-{key}/{found.name}-{number}'
        if kind.name in FORMS:
            return self.random.choice(FORMS[kind.name])
        if kind.name == 'markdown':
            return f'Words on {key}.\n\nAnd *more* of {key}.'
        if kind.name == 'text':
            return f'{found.name} {number} of {key} {ODD}'
        return found.sample

    def shape(self, shape: Shape, key: str, number: int) -> dict[str, Any]:
        here = f'{key}-{number}'
        if isinstance(shape, Part):
            here += '-part'
            self.about = shape.fields[0].name
        given = {}
        for found in shape.fields:
            if found.name in LEFT_OUT and not found.required:
                continue
            if found.required or found.name in {'hf', 'arxiv', 'quotation'} or self.random.random() < 0.6:
                value = self.value(found, here)
                if value:
                    given[found.name] = value
        return given


@pytest.fixture(scope='module')
def count(request: pytest.FixtureRequest) -> int:
    found: int = request.config.getoption('--records')
    return found


@pytest.fixture(scope='module')
def written(count: int) -> dict[str, list[dict[str, Any]]]:
    """The records by kind, as they are written: nine of ten are entries."""
    maker = Maker(count)
    others = [kind for kind in REGISTRY.kinds.values() if kind.name != 'entry']
    made: dict[str, list[dict[str, Any]]] = {kind: [] for kind in REGISTRY.kinds}
    for number in range(count):
        kind = others[number // 10 % len(others)] if number % 10 == 0 else REGISTRY.kinds['entry']
        made[kind.name].append(maker.record(kind))
    return made


def chunks(items: list[dict[str, Any]], size: int) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    return ((start // size, items[start : start + size]) for start in range(0, len(items), size))


@pytest.fixture(scope='module')
def files(written: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """The project: a page for each file of entries, and pages of sections."""
    found = {'index.md': '# Index\n\n```{toctree}\n:glob:\n\n*\n```\n'}
    for number, entries in chunks(written['entry'], FILE_SIZE):
        found[f'entries{number}.yaml'] = '\n'.join(line[2:] for entry in entries for line in item_lines(entry)) + '\n'
        found[f'entries{number}.md'] = f'# Entries {number}\n\n```{{chronicle:timeline}}\n:file: entries{number}.yaml\n```\n'
    for kind, records in written.items():
        if kind != 'entry':
            for number, section in chunks(records, PAGE_SIZE):
                found[f'{kind}{number}.md'] = f'# {kind} {number}\n\n' + '\n'.join(_section(kind, record) for record in section)
    return found


def _section(kind: str, record: dict[str, Any]) -> str:
    fields = {name: value for name, value in record.items() if name not in {'key', 'title'}}
    title = re.sub(r'([\\<>&"*`|$#\[\]{}_%\'])', r'\\\1', record['title'])
    lines = '\n'.join(mapping_lines(fields))
    return f'## {title}\n\n`````{{chronicle:{kind}}} {record["key"]}\n{lines}\n`````\n'


@pytest.fixture(scope='module')
def project(new_project: Callable[[], Build]) -> Build:
    return new_project()


@pytest.fixture(scope='module')
def html(project: Build, files: dict[str, str]) -> Site:
    site = project(files)
    assert site.lines == []
    return site


@pytest.fixture(scope='module')
def records(html: Site) -> dict[str, Record]:
    """The records as the build knows them."""
    return {key: one.record for key, one in chronicle_domain(html.app.env).index.graph.records.items()}


def test_the_reader_keeps_everything_as_it_was_written(
    written: dict[str, list[dict[str, Any]]], files: dict[str, str], records: dict[str, Record]
) -> None:
    for name, text in files.items():
        if name.endswith('.yaml'):
            reading = read_entries(text, file_places(name), REGISTRY)
            assert reading.problems == []
            for one in reading.records:
                assert records[one.record.key] == one.record
    assert len(records) == sum(len(made) for made in written.values())
    for made in written.values():
        for given in made:
            record = records[given['key']]
            assert {name: _as_written(value) for name, value in record.given.items() if name != 'title'} == {
                name: _listed(record, name, value) for name, value in given.items() if name != 'title'
            }


def _as_written(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_as_written(one) for one in value]
    given = getattr(value, 'given', None)
    if given is not None:
        return {name: _as_written(inner) for name, inner in given.items()}
    return {True: 'yes', False: 'no'}[value] if isinstance(value, bool) else getattr(value, 'text', str(value))


def _listed(record: Record, name: str, value: Any) -> Any:
    """What was written as the reader keeps it: a short form of a mapping in full."""
    shape = REGISTRY.kinds[record.kind].by_name[name].type
    if isinstance(shape, Shape) and shape.short and isinstance(value, list):
        return [{shape.short: one} if isinstance(one, str) else one for one in value]
    return value


def test_check_has_nothing_to_say(html: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(html.app.srcdir)
    assert main(['check']) == 0, capsys.readouterr()


def words_of(found: Field[Any], value: Any) -> Iterator[str]:
    """What readers must see of a value."""
    for one in listed(value):
        if found.relation or found.name in {'about', 'kind', 'key', 'via'} or one in found.quiet:
            continue
        if isinstance(found.type, Shape):
            for inner in found.type.fields:
                if inner.name in one.given and inner.slot != 'none':
                    yield from words_of(inner, one.given[inner.name])
        elif found.type.name == 'markdown':
            yield from re.sub(r'[*]', '', str(one)).split('\n\n')
        elif not found.type.refers and found.type.name not in {'url', 'file'}:
            yield LABELS.value(found, one)


def planned(found: Field[Any], record: Record) -> Iterator[str]:
    """What readers see of the date of what has not happened yet."""
    if found.name == 'date':
        yield LABELS.date(record.given['date'], planned=True)


def squeezed(text: str) -> str:
    return ' '.join(text.split())


def test_a_card_or_an_infobox_shows_all_of_it(html: Site, records: dict[str, Record]) -> None:
    shown: dict[str, str] = {}
    for file in html.outdir.glob('*.html'):
        soup: BeautifulSoup = html.soup(file.name)
        for part in soup.select('.chronicle-card[id], section[id]:has(> .chronicle-infobox)'):
            shown[str(part['id'])] = squeezed(part.get_text(' '))
    for record in records.values():
        kind = REGISTRY.kinds[record.kind]
        text = shown[record.anchor].replace(' , ', ', ')
        assert record.title in text
        for found in kind.fields:
            if found.name in record.given and (found.slot != 'none' or isinstance(found.type, Part)):
                for words in words_of(found, record.given.get(found.name, ())):
                    assert any(squeezed(one) in text for one in (words, *planned(found, record))), (record.key, found.name)


_STRAIGHT = str.maketrans('“”‘’', '""' + "''")

#: A text that a maker has written, as it is shown.
_WRITTEN = re.compile(rf'[a-z_]+ \d+ of [a-z]+(?:-(?:\d+|part))+ {re.escape(" ".join(ODD.split()))}')


def test_plain_text_shows_all_of_it(project: Build, files: dict[str, str], records: dict[str, Record]) -> None:
    site = project(files, 'text')
    assert site.lines == []
    shown: set[str] = set()
    titles: set[str] = set()
    for file in site.outdir.glob('*.txt'):
        text = squeezed(file.read_text(encoding='utf-8'))
        shown.update(_WRITTEN.findall(text))
        shown.update(re.findall(r'\borg-[a-z0-9-]+/[a-z_]+-\d+', text))
        # A heading has typographic quotes.
        titles.update(re.findall(rf'[a-z]+ \d+ {re.escape(" ".join(ODD.split()))}', text.translate(_STRAIGHT)))
    for record in records.values():
        assert record.title.translate(_STRAIGHT) in titles
        for found in REGISTRY.kinds[record.kind].fields:
            if found.name in record.given and found.slot != 'none':
                for words in words_of(found, record.given[found.name]):
                    # What is only figures is somewhere in so much text.
                    if record.key in words:
                        assert squeezed(words) in shown, (record.key, found.name)


def test_the_export_gives_back_every_record(html: Site, records: dict[str, Record]) -> None:
    data = json.loads((html.outdir / 'exports' / 'chronicle.json').read_text(encoding='utf-8'))
    for record in read_records(data, REGISTRY):
        fields = REGISTRY.kinds[record.kind].fields
        assert _whole(record, fields) == _whole(records[record.key], fields)
    assert len(data['records']) == len(records)


def test_tables_have_a_row_for_each_record_and_each_item(html: Site, records: dict[str, Record]) -> None:
    csv.field_size_limit(10**9)
    tables = {file.name: read_table(file.read_bytes().decode()) for file in (html.outdir / 'exports').glob('*.csv')}
    assert {row['key'] for row in tables['entries.csv']} == {key for key, record in records.items() if record.kind == 'entry'}
    assert {row['key'] for row in tables['datasets.csv']} == {key for key, record in records.items() if record.kind == 'dataset'}
    items = sum(len(record.given.get('checkpoints', ())) for record in records.values())
    assert len(tables['checkpoints.csv']) == items
    for row in (*tables['entries.csv'], *tables['datasets.csv']):
        record = records[row['key']]
        assert row['title'] == record.title
        for name, cell in row.items():
            found = REGISTRY.kinds[record.kind].by_name.get(name)
            if found and name in record.given and not isinstance(found.type, Shape):
                assert cell == '; '.join(map(str, map(_as_written, listed(record.given[name])))), (record.key, name)


def _whole(item: Item, fields: Sequence[Field[Any]]) -> dict[str, Any]:
    """What a record says: the values given, and what goes without saying."""
    found = {}
    for one in fields:
        value = item.get(one)
        if isinstance(one.type, Shape) and value is not None:
            inner = one.type.fields
            value = [_whole(each, inner) for each in value] if one.multiple else _whole(value, inner)
        found[one.name] = value
    return found
