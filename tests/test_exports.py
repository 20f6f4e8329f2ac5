"""Exports: what goes in comes out again, whatever an author wrote, and every build gives the same bytes."""

from __future__ import annotations

import csv
import errno
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser  # type: ignore[import-untyped]
import jsonschema
import pytest
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_string  # type: ignore[import-untyped]

from sphinx_chronicle.exports import atom, bibtex, jsonld
from sphinx_chronicle.exports import csv as tables_csv
from sphinx_chronicle.exports import json as records_json
from sphinx_chronicle.exports import plan as files
from sphinx_chronicle.exports.corpus import Corpus, Exported
from sphinx_chronicle.records.core import NOTE_TEXT, NOTES, PAPERS, SUMMARY
from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.fields import Item, Shape
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.quantities import parse_time
from sphinx_chronicle.records.reader import RecordReader, file_places
from sphinx_chronicle.records.record import Declared, Record
from sphinx_chronicle.records.yaml_load import marks_of
from sphinx_chronicle.vocabularies.podcast import exports as chapters
from sphinx_chronicle.vocabularies.podcast.recording import Chapter, Topic
from sphinx_chronicle.write import beside as outputs
from views import REGISTRY, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from conftest import Build, Site
    from sphinx_chronicle.records.fields import Field

#: Texts that mean something to one format or another.
HOSTILE = {
    'script': '</script><script>alert(1)</script>',
    'cdata': 'a ]]> b <![CDATA[ c <!-- d',
    'formula': '=HYPERLINK("https://example.org","x")',
    'plus': '+1',
    'minus': '-1+1|cmd',
    'at': '@SUM(A1)',
    'full width': '\uff1d1+1',
    'apostrophe': "'=1",
    'quotes': 'a "b" \'c\' `d`',
    'separators': 'a, b; c\td',
    'entities': '&lt;b&gt; & &amp; <i>x</i>',
    'tex': r'\input{x} {a} }b{ $c$ %d #e _f ^g ~h \\',
    'brace': 'one { brace',
    'and': 'Sam and Max',
    'arrow': '0:01 --> 0:02',
    'bidi': 'left \u202eright\u202c \u2066x\u2069',
    'separators of lines': 'a\u2028b',
    'unicode': 'Ünïcödé 模型 🦕',
    'control': 'a\x00b\x08c\x0ed\ufffee',
    'newlines': 'a\nb\r\nc',
}

each_hostile = pytest.mark.parametrize('text', HOSTILE.values(), ids=HOSTILE.keys())


def graph_of(records: Iterable[Record]) -> Graph:
    return Graph([Declared(record, 'x.yaml', 1) for record in records], REGISTRY)


def corpus(*records: Record, spoken: Sequence[Chapter] = (), home: str = '../index.html') -> Corpus:
    """Records as a site has them, the summary in plain text as it was written."""
    items = (
        Exported(
            one,
            '../page.html',
            one.get(SUMMARY) or '',
            tuple(note.get(NOTE_TEXT) for note in one.get(NOTES)),
            {'chapters': tuple(spoken)} if one.kind == 'episode' else {},
        )
        for one in records
    )
    return Corpus(tuple(items), graph_of(records), REGISTRY, 'A chronicle', 'Its authors', 'identity', home)


def record(kind: str, key: str, **fields: Any) -> Record:
    data = {'key': key, 'title': key.title(), **fields}
    reader = RecordReader(file_places('x.yaml'))
    reader.record(REGISTRY.kinds[kind], data, marks_of(data), key)
    assert [problem.message for problem in reader.problems if not problem.message.startswith("field 'date' is missing")] == []
    (declared,) = reader.records
    return declared.record


def whole(item: Item, fields: Sequence[Field[Any]] = ()) -> dict[str, Any]:
    """The values of a record, with what goes without saying where none is given."""
    found = {}
    for field in REGISTRY.of(item).fields if isinstance(item, Record) else fields:
        value = item.get(field)
        if isinstance(field.type, Shape) and value:
            inner = field.type.fields
            value = [whole(one, inner) for one in value] if field.multiple else whole(value, inner)
        found[field.name] = value
    return found


def rich(text: str = 'Some words.') -> tuple[Record, ...]:
    """A record of each kind with everything it can have, and a text wherever one may stand."""
    notes = [{'about': 'date', 'kind': 'conflict', 'text': text}, {'about': 'title', 'text': text}]
    of_part = [{'about': 'name', 'kind': 'conflict', 'text': text}, {'about': 'license', 'text': text}]
    shared: dict[str, Any] = {
        'title': text,
        'summary': text,
        'tags': [text, 'plain'],
        'links': [{'label': text, 'url': 'https://example.org/?a=1&b={2}'}],
        'papers': [
            {'title': text, 'arxiv': '2402.16819', 'authors': [text, 'Ann Other']},
            {'title': text, 'doi': '10.1145/1.2{x}'},
        ],
        'sources': ['https://example.org/a', {'url': 'https://example.org/b', 'via': text}],
        'notes': notes,
        'changes': [{'date': '2026-04-05', 'text': text}],
        'added': '2026-03',
        'updated': '2026-04-05',
    }
    checkpoints = [
        {
            'hf': 'acme/grand-7B', 'date': '2025-04', 'params': '~7.5B', 'active_params': '<1.25B', 'context': '128K',
            'license': ['MIT', 'terms'], 'derived_from': [{'ref': 'meta/llama', 'basis': 'card'}], 'method': text,
            'notes': of_part,
        },
        {'name': text, 'params': '1_376_666', 'derived_from': ['acme/grand-7B']},
    ]  # fmt: skip
    return (
        record(
            'entry', 'grand', **shared, date='2025-03/2025-06', type='software', status='announced', org=text, family=text,
            architecture=text, precision=['BF16'], training_tokens='>20T', cutoff={'pretraining': '2024~'}, related=['talk'],
            trained_on=[{'ref': 'corpus', 'basis': 'recipe', 'use': 'seed'}, 'other/data'], checkpoints=checkpoints,
            aliases=['old'],
            scores=[
                {'benchmark': text, 'measured': text, 'value': '78.30', 'compared': 'behind', 'setting': text, 'as_of': '2026-06',
                 'source': {'label': text, 'url': 'https://example.org/'},
                 'notes': [{'about': 'value', 'kind': 'conflict', 'text': text}]},
            ],
            hardware=[{'aspect': text, 'claim': text, 'source': {'label': text, 'url': 'https://example.org/'}}],
        ),
        record('entry', 'child', date='2026-H1', derived_from=['acme/grand-7b', {'ref': 'grand', 'basis': 'unverified'}]),
        record(
            'dataset', 'corpus', **shared, date='-0044-03', type='collection', hf='acme/corpus', languages=['en', text],
            rows='15', tokens='6.6T', bytes='1.2TB', items='3', license='CC-BY-4.0', gated='yes', generated_with='grand',
            subsets=[{'name': text, 'rows': '5', 'bytes': '1GiB', 'license': 'MIT', 'notes': of_part}], members=['acme/part'],
            used_by=['child', 'nobody/model'],
        ),
        record(
            'episode', 'talk', **shared, date='2026-02-04', show=text, host=text, duration='1h 7m', recorded='2026-01',
            guests=[{'name': text, 'role': text, 'links': [{'label': text, 'url': 'https://example.org/'}]}],
            audio='https://example.org/a.mp3', video='https://example.org/v', feed='https://example.org/feed',
            transcript='https://example.org/t', discussion='https://example.org/d',
        ),
        record('license', 'terms', **shared, spdx='Apache-2.0', url='https://example.org/terms', commercial='no',
               conditions=text),
    )  # fmt: skip


def spoken(text: str = 'Words') -> tuple[Chapter, ...]:
    return (
        Chapter(0, text, 'at-0-00', 1, (Topic(0, text, 'at-0-00-2', 2), Topic(30, 'Second', 'at-0-30', 3))),
        Chapter(3725, f'{text} again', 'at-1-02-05', 4),
    )


# -- JSON -------------------------------------------------------------------------------------------------------------


def validator(exported: Corpus) -> jsonschema.Draft202012Validator:
    schema = json.loads(records_json.chronicle_schema(exported))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_is_the_same_whatever_records_there_are() -> None:
    assert records_json.chronicle_schema(corpus()) == records_json.chronicle_schema(corpus(*rich()))


@each_hostile
def test_json_gives_back_every_record_and_relation_and_follows_its_schema(text: str) -> None:
    records = rich(text)
    exported = corpus(*records, spoken=spoken(text))
    data = json.loads(records_json.chronicle_json(exported))
    validator(exported).validate(data)
    back = records_json.read_records(data, REGISTRY)
    assert [(one.kind, whole(one)) for one in back] == [(one.kind, whole(one)) for one in records]
    assert data['relations'] == list(records_json.relations(graph_of(back)))


def test_json_has_the_permalink_the_plain_summary_and_the_chapters() -> None:
    data = json.loads(records_json.chronicle_json(corpus(*rich(), spoken=spoken())))
    found = {one['key']: one for one in data['records']}
    assert found['grand']['permalink'] == '../page.html#entry-grand'
    assert found['grand']['plain_summary'] == 'Some words.'
    assert found['talk']['chapters'][0] == {
        'start': 0,
        'title': 'Words',
        'url': '../page.html#at-0-00',
        'topics': [
            {'start': 0, 'title': 'Words', 'url': '../page.html#at-0-00-2'},
            {'start': 30, 'title': 'Second', 'url': '../page.html#at-0-30'},
        ],
    }


def test_json_lists_each_relation_once_in_one_direction() -> None:
    assert list(records_json.relations(corpus(*rich()).graph)) == [
        {'from': 'grand', 'from_part': 'Some words.', 'relation': 'derived_from', 'to': 'grand', 'to_part': 'acme/grand-7B'},
        {'from': 'grand', 'from_part': 'acme/grand-7B', 'relation': 'derived_from', 'external': 'meta/llama', 'basis': 'card'},
        {'from': 'grand', 'relation': 'trained_on', 'to': 'corpus', 'basis': 'recipe', 'use': 'seed'},
        {'from': 'grand', 'relation': 'trained_on', 'external': 'other/data'},
        {'from': 'grand', 'relation': 'related', 'to': 'talk'},
        {'from': 'child', 'relation': 'derived_from', 'to': 'grand', 'basis': 'unverified'},
        {'from': 'child', 'relation': 'derived_from', 'to': 'grand', 'to_part': 'acme/grand-7B'},
        {'from': 'child', 'relation': 'trained_on', 'to': 'corpus'},
        {'from': 'corpus', 'relation': 'used_by', 'external': 'nobody/model'},
        {'from': 'corpus', 'relation': 'generated_with', 'to': 'grand'},
        {'from': 'corpus', 'relation': 'members', 'external': 'acme/part'},
    ]


@pytest.mark.parametrize(
    ('change', 'what'),
    [
        (lambda data: data.update(version=1), 'version'),
        (lambda data: data['records'][0].pop('permalink'), 'permalink'),
        (lambda data: data['records'][0].update(colour='red'), 'colour'),
        (lambda data: data['records'][0].update(kind='dataset'), 'kind'),
        (lambda data: data['records'][0].update(date=2025), 'date'),
        (lambda data: data['records'][0]['checkpoints'][0].update(license='MIT'), 'license as text'),
        (lambda data: data['relations'][0].pop('relation'), 'relation'),
        (lambda data: data['relations'][0].update(external='a/b', to='grand'), 'both ends'),
    ],
    ids=lambda value: value if isinstance(value, str) else '',
)
def test_the_schema_refuses_what_the_export_never_has(change: Callable[[Any], None], what: str) -> None:
    exported = corpus(*rich())
    data = json.loads(records_json.chronicle_json(exported))
    change(data)
    assert list(validator(exported).iter_errors(data)), what


def test_another_version_is_not_read() -> None:
    with pytest.raises(ValueError, match='version 1 is not 2'):
        records_json.read_records({'version': 1, 'records': []}, REGISTRY)


# -- CSV --------------------------------------------------------------------------------------------------------------


TABLES = tables_csv.tables_of(REGISTRY)


def limits(name: str) -> list[str]:
    """The columns with the plain numbers of a quantity."""
    return [f'{name}_{column}' for column in ('number', 'min', 'max')]


COLUMNS = {
    'checkpoints.csv': [
        'entry', 'release', 'type', 'status', 'org', 'family', 'release_date', 'name', 'hf', 'url', 'date', 'params',
        *limits('params'), 'active_params', *limits('active_params'), 'context', *limits('context'), 'license', 'derived_from',
        'method', 'notes', 'release_notes',
    ],
    'datasets.csv': [
        'key', 'title', 'url', 'hf', 'type', 'date', 'license', 'gated', 'languages', 'rows', *limits('rows'), 'tokens',
        *limits('tokens'), 'bytes', *limits('bytes'), 'items', *limits('items'), 'used_by', 'generated_with',
        'generators', 'member_of', 'members', 'tags', 'added', 'updated', 'text', 'notes',
    ],
    'entries.csv': [
        'key', 'title', 'permalink', 'date', 'type', 'status', 'org', 'family', 'license', 'architecture', 'precision',
        'training_tokens', *limits('training_tokens'), 'trained_on', 'derived_from', 'tags', 'added', 'updated', 'plain_summary',
        'notes',
    ],
    'scores.csv': [
        'entry', 'release', 'family', 'release_date', 'benchmark', 'measured', 'value', *limits('value'), 'compared', 'setting',
        'as_of', 'source', 'url', 'notes',
    ],
    'hardware.csv': ['entry', 'release', 'family', 'release_date', 'aspect', 'claim', 'source', 'url', 'notes'],
}  # fmt: skip


def table(exported: Corpus, name: str) -> str:
    return tables_csv.table_csv(exported, TABLES[name])


@pytest.mark.parametrize('name', COLUMNS)
@each_hostile
def test_tables_give_back_every_cell_and_no_cell_is_a_formula(text: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Sequence[str], list[Mapping[str, str]]]] = []
    write_table = tables_csv.write_table

    def note(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
        made.append((columns, list(rows)))
        return write_table(*made[-1])

    monkeypatch.setattr(tables_csv, 'write_table', note)
    written = table(corpus(*rich(text)), name)
    ((columns, rows),) = made
    expected = [{column: row.get(column, '') for column in columns} for row in rows]
    assert expected
    assert tables_csv.read_table(written) == expected
    cells = [cell for row in csv.reader(io.StringIO(written, newline=''), strict=True) for cell in row]
    assert not [cell for cell in cells if re.match('[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]', cell)]


def test_there_is_a_table_of_each_kind_and_part_that_asks_for_one() -> None:
    assert set(TABLES) == set(COLUMNS)


@each_hostile
def test_a_cell_with_any_text_is_read_back(text: str) -> None:
    rows = [{'a': text, 'b': ''}, {'a': f'  {text}', 'b': f"''{text}"}]
    assert tables_csv.read_table(tables_csv.write_table(['a', 'b'], rows)) == rows


@pytest.mark.parametrize('name', COLUMNS)
def test_tables_follow_rfc_4180(name: str) -> None:
    written = table(corpus(*rich('one\ntwo "three"')), name)
    header, rest = written.split('\r\n', 1)
    assert header == ','.join(COLUMNS[name])
    assert written.endswith('\r\n')
    assert '""three""' in rest


def test_figures_stand_as_written_and_as_exact_numbers() -> None:
    (row, second) = tables_csv.read_table(table(corpus(*rich()), 'checkpoints.csv'))
    assert (row['params'], row['params_number']) == ('~7.5B', '7500000000')
    assert (row['active_params'], row['active_params_number']) == ('<1.25B', '1250000000')
    assert (row['context'], row['context_number']) == ('128K', '131072')
    assert (second['params'], second['params_number'], second['context_number']) == ('1_376_666', '1376666', '')
    assert (row['active_params_min'], row['active_params_max']) == ('', '1250000000')
    assert (row['params_min'], row['params_max']) == ('', '')
    ranged = record('entry', 'ranged', checkpoints=[{'name': 'a', 'params': '8–12B', 'context': '>128K'}])
    (row,) = tables_csv.read_table(table(corpus(ranged), 'checkpoints.csv'))
    assert [row[name] for name in ('params', *limits('params'))] == ['8–12B', '8000000000', '8000000000', '12000000000']
    assert [row[name] for name in ('context', *limits('context'))] == ['>128K', '131072', '131072', '']
    large = record('dataset', 'large', rows='123456789012345678901234567890123.5')
    (row,) = tables_csv.read_table(table(corpus(large), 'datasets.csv'))
    assert row['rows_number'] == '123456789012345678901234567890123.5'


def test_tables_say_what_is_doubted_and_related() -> None:
    exported = corpus(*rich())
    row = tables_csv.read_table(table(exported, 'checkpoints.csv'))[0]
    assert row['notes'] == 'name (conflict): Some words.\nlicense (note): Some words.'
    assert row['release_notes'] == 'date (conflict): Some words.\ntitle (note): Some words.'
    (data,) = tables_csv.read_table(table(exported, 'datasets.csv'))
    assert data['notes'] == row['release_notes']
    assert data['used_by'] == 'grand; child; nobody/model'
    assert (data['members'], data['generated_with'], data['license']) == ('acme/part', 'grand', 'CC-BY-4.0')


# -- Atom -------------------------------------------------------------------------------------------------------------


def shown(text: str) -> str:
    """A text as XML can hold it, on one line."""
    return ' '.join(re.sub('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]', '\ufffd', text).split())


@each_hostile
def test_a_feed_is_well_formed_and_its_summaries_are_text(text: str) -> None:
    exported = corpus(*rich(text))
    written = atom.feed(exported, 'timeline.atom')
    ET.fromstring(written)
    parsed = feedparser.parse(written.encode(), sanitize_html=False)
    assert not parsed.bozo
    assert len(parsed.entries) == 4
    for entry in parsed.entries:
        markup = BeautifulSoup(entry.summary, 'html.parser')
        assert {tag.name for tag in markup.find_all()} <= {'p', 'ul', 'li'}
        if entry.link != '../page.html#entry-child':
            assert shown(markup.p.get_text() if markup.p else '') == shown(text)
            assert [shown(item.get_text()) for item in markup.select('li')] == [shown(text)] * 2
    raw = ET.fromstring(written)
    titles = [title.text for title in raw.iter(f'{{{atom.NAMESPACE}}}title')]
    assert titles.count(shown(text)) == 3


def test_a_feed_says_where_it_is_fetched_from_if_somebody_knows() -> None:
    known = replace(corpus(*rich()), folder='https://example.org/exports/')
    parsed = feedparser.parse(atom.feed(known, 'timeline.atom').encode())
    assert [link.href for link in parsed.feed.links if link.rel == 'self'] == ['https://example.org/exports/timeline.atom']


def test_a_feed_has_what_rfc_4287_asks_for() -> None:
    parsed = feedparser.parse(atom.feed(corpus(*rich()), 'timeline.atom').encode())
    assert parsed.version == 'atom10'
    assert (parsed.feed.title, parsed.feed.author, parsed.feed.updated) == ('A chronicle', 'Its authors', '2026-04-05T00:00:00Z')
    assert {link.rel: link.href for link in parsed.feed.links} == {'self': 'timeline.atom', 'alternate': '../index.html'}
    ids = [parsed.feed.id, *(entry.id for entry in parsed.entries)]
    assert len(set(ids)) == 5
    assert all(
        re.fullmatch(r'urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}', found) for found in ids
    )
    grand = next(entry for entry in parsed.entries if entry.link.endswith('#entry-grand'))
    assert (grand.updated, grand.published) == ('2026-04-05T00:00:00Z', '2026-03-01T00:00:00Z')
    assert [tag.term for tag in grand.tags] == ['entry', 'Some words.', 'plain']


def test_what_changed_last_comes_first_in_a_feed() -> None:
    records = (
        record('entry', 'undated'),
        record('entry', 'dated', date='2027'),
        record('entry', 'added', date='2020', added='2026-01'),
        record('entry', 'updated', date='2019', added='2025', updated='2026-01-02'),
        record('dataset', 'newer', date='2021', added='2026-01'),
        record('entry', 'ancient', date='-0044'),
        record('license', 'terms', added='2026'),
    )
    parsed = feedparser.parse(atom.feed(corpus(*records), 'timeline.atom').encode())
    assert [entry.link.partition('-')[2] for entry in parsed.entries] == ['dated', 'updated', 'newer', 'added', 'ancient']


def test_the_id_of_an_item_survives_a_new_key_and_another_address() -> None:
    def ids(**fields: Any) -> list[str]:
        found = corpus(record('entry', date='2020', **fields), home='https://elsewhere.example/')
        return [entry.id for entry in feedparser.parse(atom.feed(found, 'timeline.atom').encode()).entries]

    first = feedparser.parse(atom.feed(corpus(record('entry', 'one', date='2020')), 'timeline.atom').encode()).entries[0].id
    assert ids(key='one') == [first]
    assert ids(key='two', aliases=['one']) == [first]
    assert ids(key='three', aliases=['one', 'two']) == [first]
    assert ids(key='two') != [first]


def test_the_feed_of_a_family_has_only_its_entries() -> None:
    records = (
        record('entry', 'one', date='2020', family='Fam One'),
        record('entry', 'two', date='2021', family='FAM  ONE'),
        record('entry', 'three', date='2022', family='Fam Two'),
        record('dataset', 'data', date='2022'),
    )
    exported = corpus(*records)
    found = files.plan(((one, {}) for one in records), REGISTRY)
    assert [name for name in found if name.startswith('timeline-')] == ['timeline-fam-one.atom', 'timeline-fam-two.atom']
    parsed = feedparser.parse(files.text_of(found['timeline-fam-one.atom'], exported).encode())
    assert parsed.feed.title == 'A chronicle: Fam One'
    assert [entry.title for entry in parsed.entries] == ['Two', 'One']
    assert parsed.feed.id != feedparser.parse(files.text_of(found['timeline.atom'], exported).encode()).feed.id


def test_a_feed_has_an_end_and_says_so() -> None:
    records = [record('entry', f'e{number}', date='2020') for number in range(atom.MAX_ITEMS + 1)]
    shortened = replace(corpus(*records), shortened='The last %(shown)d of %(all)d changes')
    parsed = feedparser.parse(atom.feed(shortened, 'timeline.atom').encode())
    assert len(parsed.entries) == atom.MAX_ITEMS
    assert parsed.feed.subtitle == 'The last 500 of 501 changes'
    whole = feedparser.parse(atom.feed(replace(shortened, items=shortened.items[1:]), 'timeline.atom').encode())
    assert (len(whole.entries), 'subtitle' in whole.feed) == (atom.MAX_ITEMS, False)


MOMENTS = {
    'announced': ({'date': '2099'}, '2024-05-06'),
    'announced long ago': ({'date': '2099', 'added': '2021-02-03'}, '2021-02-03'),
    'a change that is to come': ({'date': '2020', 'updated': '2098-01-01'}, '2024-05-06'),
    'this year': ({'date': '2025'}, '2025-01-01'),
    'today': ({'date': '2025-03-04'}, '2025-03-04'),
    'tomorrow': ({'date': '2025-03-05'}, '2024-05-06'),
    'before the common era': ({'date': '-0449'}, '0001-01-01'),
    'the year zero': ({'date': '0000'}, '0001-01-01'),
    'before the common era, told since': ({'date': '-0449', 'added': '2022'}, '2022-01-01'),
    'until an unknown end': ({'date': '2019/..'}, '2019-01-01'),
}


@pytest.mark.parametrize(('fields', 'moment'), MOMENTS.values(), ids=MOMENTS)
def test_nothing_in_a_feed_has_changed_in_the_future_and_every_record_is_in_it(fields: dict[str, str], moment: str) -> None:
    known = record('entry', 'known', date='2020', updated='2024-05-06')
    exported = replace(corpus(known, record('entry', 'asked', **fields)), today='2025-03-04')
    parsed = feedparser.parse(atom.feed(exported, 'timeline.atom').encode())
    found = {entry.id: entry.updated for entry in parsed.entries}
    assert len(found) == 2
    asked = feedparser.parse(atom.feed(replace(exported, items=exported.items[1:]), 'timeline.atom').encode()).entries[0].id
    assert found[asked] == f'{moment}T00:00:00Z'
    assert parsed.feed.updated == max(found.values())
    assert all(entry.get('published', '') <= entry.updated for entry in parsed.entries)


@pytest.mark.parametrize(
    ('date', 'moment'),
    [
        ('2025-05-01T14:30+02:00', '2025-05-01T12:30:00Z'),
        ('2025-05-01T00:30+02:00', '2025-04-30T22:30:00Z'),
        ('0001-01-01T00:30+02:00', '0001-01-01T00:00:00Z'),
        ('199X', '1990-01-01T00:00:00Z'),
        ('2024-22', '2024-06-01T00:00:00Z'),
        ('/2024', '2024-01-01T00:00:00Z'),
        ('-04XX', '0001-01-01T00:00:00Z'),
    ],
)
def test_a_feed_has_the_moment_in_utc(date: str, moment: str) -> None:
    root = ET.fromstring(atom.feed(corpus(record('entry', 'one', date=date)), 'timeline.atom'))
    assert root.findtext('{*}entry/{*}updated') == moment


def test_what_has_no_date_at_all_is_left_out_of_feeds_which_say_so() -> None:
    records = record('entry', 'one', date='2024'), record('entry', 'two'), record('entry', 'three', added='2025')
    site = replace(corpus(*records), undated='without a date: {}'.format)
    root = ET.fromstring(atom.feed(site, 'timeline.atom'))
    assert [entry.findtext('{*}title') for entry in root.iterfind('{*}entry')] == ['Three', 'One']
    assert root.findtext('{*}subtitle') == 'without a date: 1'


def test_a_time_of_day_is_iso_8601_in_json_ld_and_what_that_lacks_is_left_out() -> None:
    dates = '2025-05-01T14:30+02:00', '199X', '2024-21', '2024/', '2024'
    assert [jsonld.day(parse_date(text)) for text in dates] == ['2025-05-01T14:30+02:00', '', '', '', '2024']


@pytest.mark.parametrize('date', ['199X', '-01XX', '2024-21', '/2020', '2020/', '2025-05-01T14:30+02:00', '../199X~'])
def test_every_form_of_a_date_goes_through_json_and_tables_as_it_was_written(date: str) -> None:
    site = corpus(record('entry', 'one', date=date, added='2025-05-01T14:30Z'))
    data = json.loads(records_json.chronicle_json(site))
    validator(site).validate(data)
    assert data['records'][0]['date'] == date
    assert [whole(one) for one in records_json.read_records(data, REGISTRY)] == [whole(item.record) for item in site.items]
    (row,) = tables_csv.read_table(tables_csv.table_csv(site, tables_csv.tables_of(REGISTRY)['entries.csv']))
    assert row['date'] == date


@pytest.mark.parametrize(
    ('text', 'numbers'),
    [
        ('31.6B', {'value': 31_600_000_000}), ('~5K', {'value': 5000}), ('<1B', {'value': 10**9, 'max': 10**9}),
        ('≥ 2T', {'value': 2 * 10**12, 'min': 2 * 10**12}), ('8B-12B', {'value': 8 * 10**9, 'min': 8 * 10**9, 'max': 12 * 10**9}),
        ('0.5', {'value': 0.5}), ('1' * 40, {'value': int('1' * 40)}),
    ],
)  # fmt: skip
def test_a_quantity_is_as_written_in_json_with_its_numbers_beside_it(text: str, numbers: dict[str, Any]) -> None:
    site = corpus(record('dataset', 'one', rows=text, subsets=[{'name': 'part', 'rows': text}]))
    data = json.loads(records_json.chronicle_json(site))
    validator(site).validate(data)
    (one,) = data['records']
    assert (one['rows'], one['numbers']) == (text, {'rows': numbers})
    assert (one['subsets'][0]['rows'], one['subsets'][0]['numbers']) == (text, {'rows': numbers})
    assert [whole(read) for read in records_json.read_records(data, REGISTRY)] == [whole(item.record) for item in site.items]


def test_the_schema_refuses_a_date_that_is_none() -> None:
    site = corpus(record('entry', 'one', date='2025'))
    data = json.loads(records_json.chronicle_json(site))
    data['records'][0]['date'] = 'Dec 2025'
    with pytest.raises(jsonschema.ValidationError):
        validator(site).validate(data)


def test_a_feed_changes_on_the_day_of_what_was_announced(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    page = '# Home\n\n```{chronicle:timeline}\n- {key: a, title: A, date: 2020}\n- {key: b, title: B, date: 2030-05-06}\n```\n'
    feeds = []
    for day in ('1893456000', '1904169600', '1904342400', '1935792000'):  # 2030-01-01, 2030-05-05, 2030-05-07, 2031-05-06
        monkeypatch.setenv('SOURCE_DATE_EPOCH', day)
        feeds.append(feedparser.parse(exported(build({'index.md': page}))['timeline.atom']).feed.updated[:10])
    assert feeds == ['2020-01-01', '2020-01-01', '2030-05-06', '2030-05-06']


# -- BibTeX -----------------------------------------------------------------------------------------------------------


def plain(value: str) -> str:
    """The text that a field was made from."""
    for character, command in sorted(bibtex.ESCAPES.items(), key=lambda pair: pair[0] != '\\'):
        value = value.replace(command, f'\x01{ord(character)}\x02')
    return re.sub('\x01(\\d+)\x02', lambda match: chr(int(match[1])), value.replace('{', '').replace('}', ''))


@each_hostile
def test_bibtex_gives_back_titles_authors_and_addresses(text: str) -> None:
    parsed = parse_string(bibtex.papers_bib(corpus(*rich(text))), 'bibtex')
    assert len(parsed.entries) == 2
    arxiv = parsed.entries['arxiv-2402.16819']
    assert plain(arxiv.fields['title']) == shown(text)
    assert (arxiv.fields['year'], arxiv.fields['eprint'], arxiv.fields['archiveprefix']) == ('2024', '2402.16819', 'arXiv')
    assert arxiv.fields['url'] == 'https://arxiv.org/abs/2402.16819'
    assert len(arxiv.persons['author']) == 2
    other = next(entry for key, entry in parsed.entries.items() if key.startswith('doi-'))
    assert other.fields['doi'] == '10.1145/1.2%7Bx%7D'


def test_authors_stand_only_where_they_are_known() -> None:
    papers = [{'title': 'A', 'arxiv': '2402.16819'}, {'title': 'B', 'arxiv': '2402.16820', 'authors': ['Ann Other', 'Bo Else']}]
    parsed = parse_string(bibtex.papers_bib(corpus(record('entry', 'one', date='2020', papers=papers))), 'bibtex')
    assert 'author' not in parsed.entries['arxiv-2402.16819'].persons
    assert [str(person) for person in parsed.entries['arxiv-2402.16820'].persons['author']] == ['Other, Ann', 'Else, Bo']


@pytest.mark.parametrize(
    ('fields', 'date', 'year', 'month'),
    [
        ({'arxiv': '1909.08053'}, '2024', '2019', 'September'),
        ({'arxiv': 'hep-th/9901001'}, '2024', '1999', 'January'),
        ({'arxiv': 'math.GT/0309136'}, '2024', '2003', 'September'),
        ({'url': 'https://example.org/'}, '2024-05', '2024', 'May'),
        ({'url': 'https://example.org/'}, '2024-05/2024-07', '2024', ''),
        ({'url': 'https://example.org/'}, '2024/2025', '', ''),
        ({'url': 'https://example.org/'}, '2024~', '', ''),
        ({'url': 'https://example.org/'}, '2024/..', '', ''),
        ({'url': 'https://example.org/'}, '-0044', '', ''),
        ({'url': 'https://example.org/'}, '199X', '', ''),
        ({'url': 'https://example.org/'}, '2024-22', '2024', ''),
        ({'url': 'https://example.org/'}, '2024-24', '', ''),
        ({'url': 'https://example.org/'}, '2024-05-01T14:30Z', '2024', 'May'),
        ({'url': 'https://example.org/'}, '/2024', '', ''),
        ({'url': 'https://example.org/'}, None, '', ''),
    ],
    ids=str,
)
def test_year_and_month_of_a_paper_are_known_or_left_out(fields: dict[str, str], date: str | None, year: str, month: str) -> None:
    one = record('dataset', 'one', papers=[{'title': 'A', **fields}], **({'date': date} if date else {}))
    (entry,) = parse_string(bibtex.papers_bib(corpus(one)), 'bibtex').entries.values()
    assert entry.fields.get('year', '') == year
    assert entry.fields.get('month', '') == month


def test_keys_of_papers_do_not_depend_on_what_is_around_them() -> None:
    papers = [
        {'title': 'A', 'arxiv': '2402.16819v2'},
        {'title': 'The same', 'arxiv': '2402.16819'},
        {'title': 'B', 'doi': '10.1145/a_b'},
        {'title': 'B', 'doi': '10.1145/a.b'},
        {'title': 'Ü', 'url': 'https://example.org/1'},
        {'title': 'Ü', 'url': 'https://example.org/2'},
        {'title': 'No address'},
    ]
    together = parse_string(bibtex.papers_bib(corpus(record('entry', 'one', papers=papers))), 'bibtex')
    alone = {bibtex.paper_key(Item(paper)) for paper in papers}
    assert set(together.entries) == alone
    assert len(alone) == 6
    assert all(re.fullmatch('[a-z0-9.-]+', key) for key in alone)


# -- chapters ---------------------------------------------------------------------------------------------------------


def episode(duration: str = '', chapters: Sequence[Chapter] = (), title: str = 'Talk') -> Exported:
    fields = {'duration': duration} if duration else {}
    return Exported(record('episode', 'talk', title=title, **fields), '../page.html', extra={'chapters': tuple(chapters)})


def read_vtt(text: str) -> list[tuple[str, str, str]]:
    """The cues of a WebVTT file: WebVTT, section 6.1, as far as chapters need it."""
    head, *blocks = text.rstrip('\n').split('\n\n')
    assert head == 'WEBVTT'
    cues = []
    for block in blocks:
        times, words = block.split('\n')
        match = re.fullmatch(r'(\d\d+:[0-5]\d:[0-5]\d\.\d{3}) --> (\d\d+:[0-5]\d:[0-5]\d\.\d{3})', times)
        assert match
        assert '-->' not in words
        assert not re.search('<|&(?!amp;|lt;|gt;)', words)
        cues.append((match[1], match[2], words.replace('&lt;', '<').replace('&gt;', '>').replace('&amp;', '&')))
    return cues


@each_hostile
def test_chapters_survive_in_both_forms(text: str) -> None:
    item = episode('1h 7m', spoken(text), text)
    data = json.loads(chapters.chapters_json(item))
    assert data['version'] == '1.2.0'
    assert data['title'] == item.record.title
    assert data['chapters'] == [
        {'startTime': 0, 'title': ' '.join(text.split()), 'url': '../page.html#at-0-00', 'endTime': 3725},
        {'startTime': 3725, 'title': f'{" ".join(text.split())} again', 'url': '../page.html#at-1-02-05', 'endTime': 4079},
    ]
    assert read_vtt(chapters.chapters_vtt(item)) == [
        ('00:00:00.000', '01:02:05.000', shown(text)),
        ('00:00:00.000', '00:00:30.000', shown(text)),
        ('00:00:30.000', '01:02:05.000', 'Second'),
        ('01:02:05.000', '01:07:59.000', f'{shown(text)} again'),
    ]


@pytest.mark.parametrize('duration', ['1h 7m', '1:07:37', '2h', '70m', '1h 2m 6s'])
def test_both_forms_have_the_same_chapters_with_the_same_ends(duration: str) -> None:
    item = episode(duration, (*spoken()[:1], Chapter(3725, 'End', 'at-1-02-05', 4)))
    ends = [chapter['endTime'] for chapter in json.loads(chapters.chapters_json(item))['chapters']]
    cues = read_vtt(chapters.chapters_vtt(item))
    assert [parse_time(cues[number][1].partition('.')[0]) for number in (0, -1)] == ends


def test_an_end_that_nobody_gave_is_not_made_up() -> None:
    item = episode('', spoken())
    data = json.loads(chapters.chapters_json(item))
    assert 'endTime' not in data['chapters'][1]
    assert [(span.start, span.end) for span in chapters.spans(item)] == [(0, 3725), (3725, None)]
    # WebVTT knows no open end.
    assert read_vtt(chapters.chapters_vtt(item))[-1][1] == '100:00:00.000'


def test_chapters_out_of_order_still_make_a_valid_file() -> None:
    wrong = (
        Chapter(50, 'Late', 'a', 1, (Topic(10, 'Before it', 'b', 2), Topic(900, 'After it', 'c', 3))),
        Chapter(20, 'Early', 'd', 4),
        Chapter(20, 'Twin', 'e', 5),
        Chapter(100, 'After the end', 'f', 6),
    )
    cues = read_vtt(chapters.chapters_vtt(episode('1m 15s', wrong)))
    assert [words for *_times, words in cues] == ['Early', 'Twin', 'Late', 'After the end']
    assert all(start < end for start, end, _words in cues)
    assert [start for start, *_rest in cues] == sorted(start for start, *_rest in cues)


# -- JSON-LD ----------------------------------------------------------------------------------------------------------


def site_of(catalog: jsonld.Catalog | None, licenses: Mapping[str, str] | None = None) -> jsonld.Site:
    """What descriptions know of a site with a catalog of its datasets."""
    known = licenses or {}
    return jsonld.Site(REGISTRY, lambda kind: catalog if kind == 'dataset' else None, lambda _field, name: known.get(name, ''))


def described(*records: Record, chapters_of: Sequence[Chapter] = (), is_catalog: bool = False) -> dict[str, Any]:
    """What is said of some records, by type."""
    shown = jsonld.described(records, REGISTRY)
    items = [item for item in corpus(*records, spoken=chapters_of).items if item.record in shown]
    catalog = jsonld.Catalog('DataCatalog', 'The catalog', 'https://example.org/catalog')
    site = site_of(catalog, {'CC-BY-4.0': 'https://spdx.org/licenses/CC-BY-4.0.html'})
    data = jsonld.page_data(items, site, catalog if is_catalog else None)
    if data is None:
        return {}
    assert data['@context'] == 'https://schema.org'
    return {thing['@type']: thing for thing in json.loads(jsonld.to_script(data))['@graph']}


@each_hostile
def test_json_ld_says_what_is_known_and_cannot_end_its_script(text: str) -> None:
    records = rich(text)
    items = [item for item in corpus(*records, spoken=spoken(text)).items if item.record in jsonld.described(records, REGISTRY)]
    catalog = jsonld.Catalog('DataCatalog', text)
    data = jsonld.page_data(items, site_of(catalog), catalog)
    script = jsonld.to_script(data)
    assert not re.search('[<>&\u2028\u2029]', script)
    assert json.loads(script) == data
    page = BeautifulSoup(f'<script type="application/ld+json">{script}</script><p>after</p>', 'html.parser')
    assert [tag.name for tag in page.find_all()] == ['script', 'p']


def test_an_episode_is_described_with_its_series_and_its_clips() -> None:
    found = described(*rich(), chapters_of=spoken())['PodcastEpisode']
    assert found['name'] == found['description'] == 'Some words.'
    assert found['url'] == found['@id'] == '../page.html#episode-talk'
    assert (found['datePublished'], found['timeRequired']) == ('2026-02-04', 'PT1H7M')
    assert found['partOfSeries'] == {'@type': 'PodcastSeries', 'name': 'Some words.', 'webFeed': 'https://example.org/feed'}
    assert [media['@type'] for media in found['associatedMedia']] == ['AudioObject', 'MediaObject']
    assert found['hasPart'] == [
        {'@type': 'Clip', 'name': 'Words', 'startOffset': 0, 'endOffset': 3725, 'url': '../page.html#at-0-00'},
        {'@type': 'Clip', 'name': 'Words again', 'startOffset': 3725, 'endOffset': 4079, 'url': '../page.html#at-1-02-05'},
    ]


def test_a_dataset_is_described_with_its_license_and_catalog() -> None:
    found = described(*rich(), is_catalog=True)
    catalog = {
        '@type': 'DataCatalog',
        '@id': 'https://example.org/catalog',
        'name': 'The catalog',
        'url': 'https://example.org/catalog',
    }
    assert found['DataCatalog'] == catalog
    dataset = found['Dataset']
    assert dataset['name'] == dataset['description'] == 'Some words.'
    assert dataset['license'] == ['https://spdx.org/licenses/CC-BY-4.0.html']
    assert dataset['includedInDataCatalog'] == catalog
    assert dataset['citation'][0] == {
        '@type': 'ScholarlyArticle',
        'name': 'Some words.',
        'url': 'https://arxiv.org/abs/2402.16819',
        'author': [{'@type': 'Person', 'name': 'Some words.'}, {'@type': 'Person', 'name': 'Ann Other'}],
    }
    # A collection is no repository that somebody holds, and a date before the common era is none of ISO 8601's.
    assert not {'creator', 'datePublished', 'sameAs'} & dataset.keys()


def test_the_creator_of_a_dataset_is_the_account_that_holds_it() -> None:
    found = described(record('dataset', 'corpus', type='sft', hf='acme/corpus'))['Dataset']
    assert found['creator'] == {'@type': 'Organization', 'name': 'acme', 'url': 'https://huggingface.co/acme'}
    assert found['sameAs'] == 'https://huggingface.co/datasets/acme/corpus'


def test_entries_are_described_only_where_that_is_cheap() -> None:
    found = described(record('entry', 'tool', type='software', date='2020-05'), record('entry', 'model', date='2021/2022'))
    assert found['SoftwareSourceCode'] == {
        '@type': 'SoftwareSourceCode',
        '@id': '../page.html#entry-tool',
        'name': 'Tool',
        'datePublished': '2020-05',
    }
    assert found['CreativeWork'] == {'@type': 'CreativeWork', '@id': '../page.html#entry-model', 'name': 'Model'}
    assert described(*(record('entry', f'e{n}', date='2020') for n in range(jsonld.MAX_SHORT + 1))) == {}
    assert described(record('license', 'terms')) == {}


def test_a_page_that_lists_records_is_a_collection_with_links_to_the_first_of_them() -> None:
    links = tuple(f'https://example.org/page#entry-e{number}' for number in range(jsonld.MAX_SHORT + 1))
    data = jsonld.page_data([], site_of(None), None, jsonld.Collection('All', 'https://example.org/all', links))
    assert data is not None
    (page,) = data['@graph']
    assert (page['@type'], page['name'], page['url']) == ('CollectionPage', 'All', 'https://example.org/all')
    items = page['mainEntity']
    assert (items['@type'], items['numberOfItems']) == ('ItemList', len(links))
    assert [item['url'] for item in items['itemListElement']] == [*links[: jsonld.MAX_SHORT]]
    assert [item['position'] for item in items['itemListElement']] == [*range(1, jsonld.MAX_SHORT + 1)]
    assert {item['@type'] for item in items['itemListElement']} == {'ListItem'}
    assert jsonld.page_data([], site_of(None), None, jsonld.Collection('None', 'https://example.org/none', ())) is None


# -- names ------------------------------------------------------------------------------------------------------------


def test_there_are_only_exports_that_have_something_in_them() -> None:
    assert files.plan([], REGISTRY) == {}
    assert list(files.plan([(record('license', 'terms'), {})], REGISTRY)) == [
        'chronicle.json',
        'chronicle.schema.json',
        'records.bib',
    ]
    found = list(files.plan(((one, {'chapters': spoken()} if one.kind == 'episode' else {}) for one in rich('Fam')), REGISTRY))
    assert found == [
        'chronicle.json', 'chronicle.schema.json', 'entries.csv', 'checkpoints.csv', 'scores.csv', 'hardware.csv',
        'datasets.csv', 'timeline.atom', 'papers.bib', 'records.bib', 'timeline-fam.atom', 'talk.chapters.json', 'talk.vtt',
    ]  # fmt: skip


@pytest.mark.parametrize('family', ['x' * 300, '模' * 200, '../../etc', 'a/b', '.', '!!!', 'con.txt', '\x00'])
def test_a_family_of_any_name_gives_a_plain_file_name(family: str) -> None:
    one = Record('entry', {'key': 'one', 'title': 'One', 'family': family, 'date': parse_date('2020')})
    found = files.plan([(one, {})], REGISTRY)
    feeds = [name for name in found if name.startswith('timeline-')]
    assert len(feeds) == 1
    for name in feeds:
        assert len(name.encode()) < 120
        assert files.names_in_index(files.index_json([found[name]])) == {name}


@pytest.mark.parametrize('name', ['../conf.py', 'a/b.json', '/etc/passwd', 'index.json', '..', '', 'C:\\x.y', 5, None])
def test_an_index_that_somebody_changed_names_no_file_elsewhere(name: object) -> None:
    assert files.names_in_index(json.dumps({'files': [{'name': name}, {'name': 'papers.bib'}]})) == {'papers.bib'}


@pytest.mark.parametrize('text', ['', 'x', '[]', '{"files": 3}', '{"files": [3]}', '{"files": [{"name": []}]}', '[' * 100_000])
def test_a_file_that_is_no_index_names_nothing(text: str) -> None:
    assert files.names_in_index(text) == set()


# -- builds -----------------------------------------------------------------------------------------------------------

INDEX = """\
# Home

Words.

```{toctree}
timeline
data
talk
terms
guide/sample
```
"""

TIMELINE = """\
# Timeline

```{chronicle:timeline}
:file: models.yaml
```
"""

MODELS = """\
- key: grand
  title: Grand model
  date: 2025-03
  family: Grand
  org: Acme
  added: 2026-01-02
  summary: The first one, made with the [](#corpus).
  trained_on: [corpus]
  checkpoints: [{hf: acme/grand, params: 7B, license: terms}]
  papers: [{title: A paper, arxiv: "2402.16819"}]
- {key: small, title: Small model, date: 2026, family: Small, derived_from: grand}
"""

DATA = """\
# Data

```{chronicle:listing}
:kind: dataset
```

## Corpus

```{chronicle:dataset} corpus
license: terms
summary: Words for the [](#grand).
added: 2026-01-03
```
"""

TALK = """\
# Talk

```{chronicle:episode} talk
show: The show
host: Ann Other
date: 2026-02-04
duration: 1:00:00
feed: https://example.org/feed
```

## {chronicle:at}`0:00` Hello

## {chronicle:at}`10:00` About [](#grand)
"""

TERMS = """\
# Licenses

## Terms

```{chronicle:license} terms
url: https://example.org/terms
```
"""

SAMPLE = """\
# Sample

```{chronicle:timeline}
- {key: made-up, title: Made-up model, date: 2026, family: Made up, derived_from: grand, papers: [{title: No paper}]}
```
"""

FILES = {
    'index.md': INDEX,
    'timeline.md': TIMELINE,
    'models.yaml': MODELS,
    'data.md': DATA,
    'talk.md': TALK,
    'terms.md': TERMS,
    'guide/sample.md': SAMPLE,
}

CONF = "chronicle_sample_pages = ['guide/*']\nsuppress_warnings = ['toc.not_readable', 'toc.not_included']\n"

NAMES = {
    'chronicle.json', 'chronicle.schema.json', 'entries.csv', 'checkpoints.csv', 'datasets.csv', 'timeline.atom', 'papers.bib',
    'records.bib', 'index.json', 'timeline-grand.atom', 'timeline-small.atom', 'talk.chapters.json', 'talk.vtt',
}  # fmt: skip


def exported(site: Site) -> dict[str, bytes]:
    """The exports of a build."""
    return {file.name: file.read_bytes() for file in sorted((site.outdir / files.FOLDER).glob('*'))}


def heads(site: Site) -> dict[str, list[str]]:
    """What the heads of the pages say of ours."""
    found = {}
    for docname in sorted(site.app.env.all_docs):
        tags = site.soup(f'{docname}.html').select('head link[rel=alternate], head script[type="application/ld+json"]')
        found[docname] = [str(tag) for tag in tags]
    return found


def said(site: Site, page: str) -> dict[str, Any]:
    """What a page says in JSON-LD, by type."""
    (script,) = site.soup(page).select('script[type="application/ld+json"]')
    return {thing['@type']: thing for thing in json.loads(script.get_text())['@graph']}


def rebuilt(build: Build, before: Mapping[str, str], after: Mapping[str, str], **options: Any) -> Site:
    """A build after an edit: files that are no more are deleted."""
    site = build(before, conf=CONF)
    for name in before.keys() - after.keys():
        (site.app.srcdir / name).unlink()
    return build(after, conf=CONF, **options)


@pytest.fixture(scope='module')
def pages(new_project: Callable[[], Build]) -> Site:
    site = new_project()(FILES, conf=CONF)
    assert site.lines == []
    return site


def test_a_build_writes_every_export_and_no_sample(pages: Site) -> None:
    found = exported(pages)
    assert found.keys() == NAMES
    assert {file['name'] for file in json.loads(found['index.json'])['files']} == NAMES - {'index.json'}
    assert not [name for name, data in found.items() if b'made-up' in data or b'No paper' in data]
    data = json.loads(found['chronicle.json'])
    jsonschema.Draft202012Validator(json.loads(found['chronicle.schema.json'])).validate(data)
    assert {one['key']: one['permalink'] for one in data['records']} == {
        'grand': '../timeline.html#entry-grand',
        'small': '../timeline.html#entry-small',
        'corpus': '../data.html#dataset-corpus',
        'talk': '../talk.html#episode-talk',
        'terms': '../terms.html#license-terms',
    }
    assert [one['plain_summary'] for one in data['records'] if one['key'] == 'corpus'] == ['Words for the Grand model.']
    assert json.loads(found['talk.chapters.json'])['chapters'][1]['title'] == 'About Grand model'


@pytest.mark.parametrize('builder', ['epub', 'singlehtml', 'text', 'latex', 'xml', 'dummy'])
def test_other_builders_write_no_exports_and_no_heads(build: Build, builder: str) -> None:
    site = build(FILES, builder, conf=CONF)
    assert site.lines == []
    assert not list(site.outdir.rglob('*chronicle.json'))
    pages = [file for file in site.outdir.rglob('*') if file.suffix in {'.html', '.xhtml'}]
    assert bool(pages) == (builder in {'epub', 'singlehtml'})
    assert not [file for file in pages if 'ld+json' in file.read_text(encoding='utf-8')]
    assert not [file for file in pages if 'chronicle-cite' in file.read_text(encoding='utf-8')]


def test_with_an_address_of_the_site_permalinks_are_absolute_in_both_builders(build: Build) -> None:
    conf = CONF + "html_baseurl = 'https://example.org/en/'\n"
    for builder, page in (('html', 'timeline.html'), ('dirhtml', 'timeline/')):
        site = build(FILES, builder, conf=conf)
        address = f'https://example.org/en/{page}#entry-grand'
        records = json.loads(exported(site)['chronicle.json'])['records']
        assert next(one['permalink'] for one in records if one['key'] == 'grand') == address
        feed = feedparser.parse(exported(site)['timeline.atom'])
        assert address in [entry.link for entry in feed.entries]
        assert 'https://example.org/en/exports/timeline.atom' in [link.href for link in feed.feed.links if link.rel == 'self']
        name = 'timeline.html' if builder == 'html' else 'timeline/index.html'
        assert said(site, name)['CreativeWork']['@id'] in {address, address.replace('grand', 'small')}
        cited = parse_string(exported(site)['records.bib'].decode(), 'bibtex').entries
        assert cited['grand'].fields['url'] == address
        links = [link['href'] for link in site.soup(name).select('#entry-grand .chronicle-cite a')]
        back = '../' if builder == 'dirhtml' else ''
        assert links == [f'{back}exports/records.bib#grand', f'{back}exports/papers.bib#arxiv-2402.16819']


def test_ids_in_feeds_are_the_same_wherever_the_site_is(build: Build, pages: Site) -> None:
    moved = build(FILES, conf=CONF + "html_baseurl = 'https://example.org/'\n")
    ids = [[entry.id for entry in feedparser.parse(exported(site)['timeline.atom']).entries] for site in (pages, moved)]
    assert ids[0] == ids[1]
    renamed = build(FILES, conf=CONF + "project = 'Other'\nchronicle_feed_id = 'Test'\n")
    assert [entry.id for entry in feedparser.parse(exported(renamed)['timeline.atom']).entries] == ids[0]


def test_a_parallel_build_gives_the_same_bytes(build: Build, pages: Site) -> None:
    more = {f'p{number}.md': f'---\norphan: true\n---\n# Page {number}\n' for number in range(12)}
    site = build({**FILES, **more}, conf=CONF, parallel=4)
    assert exported(site) == exported(pages)
    assert {name: head for name, head in heads(site).items() if head} == {
        name: head for name, head in heads(pages).items() if head
    }


def test_pages_read_in_another_order_give_the_same_bytes(build: Build, pages: Site) -> None:
    there = {'index.md': INDEX, 'models.yaml': MODELS}
    for name in ('terms.md', 'talk.md', 'guide/sample.md', 'timeline.md', 'data.md'):
        there[name] = FILES[name]
        site = build(there, conf=CONF)
    assert exported(site) == exported(pages)
    assert heads(site) == heads(pages)


EDITS: dict[str, dict[str, str | None]] = {
    'a record is deleted': {'models.yaml': MODELS[: MODELS.index('- {key: small')]},
    'a record gets another key': {'models.yaml': MODELS.replace('key: small', 'key: tiny, aliases: [small]')},
    'a family gets another name': {'models.yaml': MODELS.replace('family: Small', 'family: Little')},
    'a title changes that others name': {'models.yaml': MODELS.replace('title: Grand model', 'title: Great model')},
    'a license moves': {'terms.md': TERMS.replace('/terms\n', '/conditions\n')},
    'a license is deleted': {
        'terms.md': None,
        'models.yaml': MODELS.replace('terms', 'MIT'),
        'data.md': DATA.replace('terms', 'MIT'),
    },
    'an episode is deleted': {'talk.md': None},
    'an episode loses its chapters': {'talk.md': TALK[: TALK.index('## ')]},
    'the papers go': {'models.yaml': MODELS.replace('papers:', 'links: []\n  # ')},
    'the catalog is no listing': {'data.md': DATA.replace(':kind: dataset', ':kind: entry')},
    'a sample becomes a record': {'guide/sample.md': None, 'sample.md': SAMPLE},
    'all records go': {'models.yaml': None, **dict.fromkeys(('timeline.md', 'data.md', 'talk.md', 'terms.md'), '# Empty\n')},
}


@pytest.mark.parametrize('edit', EDITS)
def test_after_an_edit_exports_and_heads_are_those_of_a_clean_build(
    build: Build, new_project: Callable[[], Build], pages: Site, edit: str
) -> None:
    merged: dict[str, str | None] = {**FILES, **EDITS[edit]}
    after = {name: text for name, text in merged.items() if text is not None}
    site = rebuilt(build, FILES, after)
    clean = new_project()(after, conf=CONF)
    assert exported(site) == exported(clean)
    assert heads(site) == heads(clean)
    assert (exported(site), heads(site)) != (exported(pages), heads(pages))


def test_what_does_not_change_is_not_written_again(build: Build) -> None:
    folder = build(FILES, conf=CONF).outdir / files.FOLDER
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    build({**FILES, 'models.yaml': MODELS.replace('7B', '8B')}, conf=CONF)
    after = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {'chronicle.json', 'checkpoints.csv'}


def test_a_build_in_which_nothing_changed_asks_no_record(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    before = exported(build(FILES, conf=CONF))
    made: list[str] = []

    def note(export: files.Export, _corpus: Corpus) -> str:
        made.append(export.name)
        return before[export.name].decode()

    monkeypatch.setattr(outputs, 'text_of', note)
    build(FILES, conf=CONF)
    assert made == []
    build(FILES, conf=CONF + "author = 'Somebody else'\n")
    assert made


def test_exports_follow_the_ending_of_addresses(build: Build) -> None:
    build(FILES, conf=CONF)
    site = build(FILES, conf=CONF + "html_link_suffix = ''\n")
    permalinks = [one['permalink'] for one in json.loads(exported(site)['chronicle.json'])['records']]
    assert '../timeline#entry-grand' in permalinks


def test_an_export_that_was_deleted_comes_back(build: Build) -> None:
    site = build(FILES, conf=CONF)
    before = exported(site)
    (site.outdir / files.FOLDER / 'papers.bib').unlink()
    assert exported(build(FILES, conf=CONF)) == before


def test_files_of_others_in_the_folder_stay(build: Build) -> None:
    folder = build(FILES, conf=CONF).outdir / files.FOLDER
    (folder / 'timeline-mine.atom').write_text('mine')
    build({**FILES, 'models.yaml': MODELS.replace('Small,', 'Little,')}, conf=CONF)
    assert (folder / 'timeline-mine.atom').read_text() == 'mine'
    assert not (folder / 'timeline-small.atom').exists()


def test_exports_can_be_turned_off_and_are_gone_then(build: Build) -> None:
    assert (build(FILES, conf=CONF).outdir / files.FOLDER).exists()
    site = build(FILES, conf=CONF + 'chronicle_exports = False\n')
    assert not (site.outdir / files.FOLDER).exists()
    assert not any(heads(site).values())


# -- when something goes wrong ------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_leaves_whole_files_and_one_warning(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    before = exported(build(FILES, conf=CONF))
    write_bytes = Path.write_bytes

    def fill(file: Path, data: bytes) -> int:
        if b'8000000000' not in data:
            return write_bytes(file, data)
        write_bytes(file, data[:100])
        raise OSError(errno.ENOSPC, 'No space left on device', str(file))

    with monkeypatch.context() as patch:
        patch.setattr(Path, 'write_bytes', fill)
        edited = {**FILES, 'models.yaml': MODELS.replace('7B', '8B').replace('family: Small', 'family: Little')}
        site = build(edited, conf=CONF)
    (line,) = site.lines
    assert 'the exports cannot be written' in line
    assert 'No space left on device' in line
    after = exported(site)
    assert after['checkpoints.csv'] == before['checkpoints.csv']
    assert '.scratch' not in after
    json.loads(after['index.json'])
    # Once there is room, all is as it should be, and nothing of the old is left.
    again = exported(build(edited, conf=CONF))
    assert b'8000000000' in again['checkpoints.csv']
    assert again.keys() == NAMES - {'timeline-small.atom'} | {'timeline-little.atom'}


def test_a_build_killed_between_writing_and_moving_leaves_the_old_file(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(FILES, conf=CONF)
    before = exported(first)
    replace = Path.replace

    def kill(file: Path, target: Path) -> Path:
        if file.name == '.scratch' and target.name == 'checkpoints.csv':
            raise KeyboardInterrupt
        return replace(file, target)

    edited = {**FILES, 'models.yaml': MODELS.replace('7B', '8B')}
    with monkeypatch.context() as patch:
        patch.setattr(Path, 'replace', kill)
        with pytest.raises(KeyboardInterrupt):
            build(edited, conf=CONF)
    left = exported(first)
    assert left.keys() == before.keys() | {'.scratch'}
    assert left['checkpoints.csv'] == before['checkpoints.csv']
    assert left['chronicle.json'] != before['chronicle.json']
    after = exported(build(edited, conf=CONF))
    assert after.keys() == before.keys()
    assert after['checkpoints.csv'] == left['.scratch']


def test_a_file_where_the_folder_should_be_is_one_warning(build: Build) -> None:
    site = build({'index.md': '# Home\n'}, conf=CONF)
    (site.outdir / files.FOLDER).write_text('in the way')
    site = build(FILES, conf=CONF)
    (line,) = site.lines
    assert 'the exports cannot be written' in line
    assert line.endswith('[chronicle.file]')
    assert (site.outdir / files.FOLDER).read_text() == 'in the way'


# -- pages ------------------------------------------------------------------------------------------------------------


def test_pages_name_what_else_shows_their_records(pages: Site) -> None:
    found = {
        docname: [(tag['type'], tag['href']) for tag in pages.soup(f'{docname}.html').select('head link[rel=alternate]')]
        for docname in sorted(pages.app.env.all_docs)
    }
    assert found == {
        'data': [('text/csv', 'exports/datasets.csv')],
        'guide/sample': [],
        'index': [],
        'talk': [
            ('application/json+chapters', 'exports/talk.chapters.json'),
            ('text/vtt', 'exports/talk.vtt'),
            ('application/rss+xml', 'https://example.org/feed'),
        ],
        'terms': [],
        'timeline': [
            ('application/atom+xml', 'exports/timeline.atom'),
            ('text/csv', 'exports/entries.csv'),
            ('text/csv', 'exports/checkpoints.csv'),
        ],
    }


def test_pages_describe_their_records_with_what_other_pages_say(pages: Site) -> None:
    data = said(pages, 'data.html')
    assert data['DataCatalog']['name'] == 'Data'
    assert data['Dataset']['license'] == ['https://example.org/terms']
    assert data['Dataset']['description'] == 'Words for the Grand model.'
    assert data['Dataset']['@id'] == '#dataset-corpus'
    listed = data['CollectionPage']['mainEntity']['itemListElement']
    assert [item['url'] for item in listed] == ['#dataset-corpus']
    clips = said(pages, 'talk.html')['PodcastEpisode']['hasPart']
    assert [clip['url'] for clip in clips] == ['#at-0-00', '#at-10-00']
    assert not pages.soup('terms.html').select('script[type="application/ld+json"]')
    assert not pages.soup('guide/sample.html').select('script[type="application/ld+json"]')


@pytest.mark.parametrize(
    ('page', 'place', 'wanted'),
    [
        ('timeline', '#entry-grand', ['records.bib#grand', 'papers.bib#arxiv-2402.16819']),
        ('timeline', '#entry-small', ['records.bib#small']),
        ('data', '#dataset-corpus', ['records.bib#corpus']),
        ('talk', '#episode-talk', ['records.bib#talk']),
        ('terms', '#license-terms', ['records.bib#terms']),
    ],
)
def test_every_record_names_its_citations_and_they_are_there(pages: Site, page: str, place: str, wanted: list[str]) -> None:
    (cite,) = pages.soup(f'{page}.html').select(f'{place} .chronicle-cite')
    assert cite.name == 'details'
    assert [summary.get_text() for summary in cite.select('summary')] == ['Cite']
    links = cite.select('a')
    assert [link['href'] for link in links] == [f'exports/{name}' for name in wanted]
    assert [link.get_text() for link in links] == ['This site’s record', 'A paper'][: len(links)]
    # The script looks for the entry by these words, between blank lines.
    for name in wanted:
        file, _hash, key = name.partition('#')
        entries = exported(pages)[file].decode().strip().split('\n\n')
        assert len([entry for entry in entries if entry.startswith(f'@misc{{{key},')]) == 1


def test_a_record_is_cited_as_the_work_of_the_site_and_never_of_those_it_is_about(pages: Site) -> None:
    cited = parse_string(exported(pages)['records.bib'].decode(), 'bibtex').entries
    assert list(cited) == ['corpus', 'grand', 'small', 'talk', 'terms']
    assert {str(person) for entry in cited.values() for person in entry.persons['author']} == {'{Tester}'}
    assert dict(cited['grand'].fields) == {
        'title': '{Grand model}',
        'year': '2026',
        'month': 'January',
        'howpublished': 'Test',
        'note': 'Describes work by Acme',
    }
    assert cited['talk'].fields['note'] == 'Describes work by Ann Other'
    # When something happened is not when this was written.
    assert dict(cited['small'].fields) == {'title': '{Small model}', 'howpublished': 'Test'}


def test_where_there_are_no_exports_nothing_is_cited(build: Build, pages: Site) -> None:
    assert not pages.soup('guide/sample.html').select('.chronicle-cite')
    site = build(FILES, conf=CONF + 'chronicle_exports = False\n')
    assert not site.soup('timeline.html').select('.chronicle-cite')


@each_hostile
def test_citations_of_records_survive_any_text(text: str) -> None:
    items = tuple(replace(item, credit=f'By {text}') for item in corpus(*rich(text)).items)
    given = replace(corpus(), items=items, title=text, author=text, folder='https://example.org/exports/')
    written = bibtex.records_bib(given)
    parsed = parse_string(written, 'bibtex').entries
    assert list(parsed) == sorted(item.record.key for item in items)
    assert len(written.strip().split('\n\n')) == len(items)
    for item in items:
        entry = parsed[item.record.key]
        assert plain(entry.fields['title']) == shown(item.record.title)
        assert plain(entry.fields['howpublished']) == shown(text)
        assert [plain(str(person)) for person in entry.persons['author']] == [shown(text)]
        assert plain(entry.fields['note']) == shown(f'By {text}')
        assert entry.fields['url'] == item.address


LINKS = """
## Exports

One {chronicle:export}`papers.bib`, {chronicle:export}`a table <datasets.csv>`, families {chronicle:export}`timeline-*.atom`.
"""


def test_a_role_links_exports_by_name_and_by_form(build: Build) -> None:
    site = build({**FILES, 'guide/page.md': f'---\norphan: true\n---\n# Page\n{LINKS}'}, conf=CONF)
    assert site.lines == []
    links = site.soup('guide/page.html').select('#exports p a')
    assert [(link.get_text(), link['href']) for link in links] == [
        ('papers.bib', '../exports/papers.bib'),
        ('a table', '../exports/datasets.csv'),
        ('Grand', '../exports/timeline-grand.atom'),
        ('Small', '../exports/timeline-small.atom'),
    ]
    assert all((site.outdir / 'guide' / str(link['href'])).resolve().is_file() for link in links)


def test_where_there_are_no_exports_the_role_gives_words(build: Build) -> None:
    site = build({**FILES, 'page.md': f'---\norphan: true\n---\n# Page\n{LINKS}'}, 'text', conf=CONF)
    assert site.lines == []
    assert 'One "papers.bib", a table, families Grand, Small.' in site.read('page.txt')


def test_a_link_to_no_export_is_one_warning_with_the_nearest(build: Build) -> None:
    site = build({**FILES, 'page.md': '---\norphan: true\n---\n# Page\n\nA {chronicle:export}`paper.bib`.\n'}, conf=CONF)
    (line,) = site.lines
    assert line == "page.md:6: WARNING: there is no export 'paper.bib' (did you mean 'papers.bib'?) [chronicle.reference]"


def test_a_link_follows_the_exports_that_come_and_go(build: Build, new_project: Callable[[], Build]) -> None:
    page = {'page.md': f'---\norphan: true\n---\n# Page\n{LINKS}'}
    after = {**FILES, **page, 'models.yaml': MODELS.replace('family: Small', 'family: Little')}
    site = rebuilt(build, {**FILES, **page}, after)
    assert [link.get_text() for link in site.soup('page.html').select('#exports p a')][2:] == ['Grand', 'Little']
    assert str(site.soup('page.html').select('#exports')) == str(
        new_project()(after, conf=CONF).soup('page.html').select('#exports')
    )


def test_records_can_be_listed_by_their_last_change(build: Build) -> None:
    listing = '# Changes\n\n```{chronicle:listing}\n:order: updated\n:layout: table\n:columns: title, kind, added, updated\n```\n'
    site = build({**FILES, 'index.md': listing}, conf=CONF)
    assert site.lines == []
    rows = [[cell.get_text() for cell in row.select('th, td')] for row in site.soup().select('tbody tr')]
    assert rows[:2] == [['Corpus', 'Dataset', 'Jan 3, 2026'], ['Grand model', 'Entry', 'Jan 2, 2026']]
    assert [row[0] for row in rows[2:]] == ['Talk', 'Small model', 'Terms']
    links = site.soup().select('head link[rel=alternate]')
    assert [link['href'] for link in links] == ['exports/chronicle.json', 'exports/timeline.atom']


# -- the site ---------------------------------------------------------------------------------------------------------


def test_the_site_has_every_export_and_links_each(site: Path) -> None:
    folder = site / files.FOLDER
    there = {file.name for file in folder.iterdir()}
    assert {
        'chronicle.json',
        'chronicle.schema.json',
        'entries.csv',
        'checkpoints.csv',
        'datasets.csv',
        'scores.csv',
        'hardware.csv',
        'timeline.atom',
        'papers.bib',
        'records.bib',
    } < there
    assert {'nvidia-open-models-catanzaro.chapters.json', 'nvidia-open-models-catanzaro.vtt'} < there
    page = BeautifulSoup((site / 'data.html').read_text(encoding='utf-8'), 'html.parser')
    linked = {str(link['href']) for link in page.select('article a[href^="exports/"]')}
    assert linked == {f'exports/{name}' for name in there - {'index.json'}}


def test_the_exports_of_the_site_agree_with_its_records_and_with_each_other(site: Path) -> None:
    folder = site / files.FOLDER
    data = json.loads((folder / 'chronicle.json').read_text(encoding='utf-8'))
    jsonschema.Draft202012Validator(json.loads((folder / 'chronicle.schema.json').read_text(encoding='utf-8'))).validate(data)
    back = {one.key: one for one in records_json.read_records(data, REGISTRY)}
    written = {}
    for file in sorted(Path(__file__).parent.parent.glob('timeline/*.yaml')):
        for declared in read_entries(file.read_text(encoding='utf-8'), file_places(file.name), REGISTRY).records:
            written[declared.record.key] = whole(declared.record)
    assert {key: whole(one) for key, one in back.items() if one.kind == 'entry'} == written
    rows = tables_csv.read_table((folder / 'checkpoints.csv').read_bytes().decode())
    checkpoints = {(one.key, part.label) for one in back.values() if one.kind == 'entry' for part in View(one).checkpoints}
    assert {(row['entry'], row['name']) for row in rows} == checkpoints
    entries = tables_csv.read_table((folder / 'entries.csv').read_bytes().decode())
    assert {row['key'] for row in entries} == set(written)
    datasets = tables_csv.read_table((folder / 'datasets.csv').read_bytes().decode())
    assert {row['key'] for row in datasets} == {one.key for one in back.values() if one.kind == 'dataset'}
    feed = feedparser.parse((folder / 'timeline.atom').read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == sum(one.kind != 'license' for one in back.values())
    papers = parse_string((folder / 'papers.bib').read_text(encoding='utf-8'), 'bibtex')
    assert set(papers.entries) == {bibtex.paper_key(paper) for one in back.values() for paper in one.get(PAPERS)}
    assert set(parse_string((folder / 'records.bib').read_text(encoding='utf-8'), 'bibtex').entries) == set(back)
    talks = [one for one in data['records'] if one['kind'] == 'episode']
    assert talks
    for talk in talks:
        file = folder / f'{talk["key"]}.vtt'
        cues = read_vtt(file.read_text(encoding='utf-8')) if talk.get('chapters') else []
        assert len(cues) == sum(1 + len(chapter.get('topics', ())) for chapter in talk.get('chapters', ()))


def test_every_record_of_the_site_says_when_it_was_added(site: Path) -> None:
    data = json.loads((site / files.FOLDER / 'chronicle.json').read_text(encoding='utf-8'))
    assert len(data['records']) > 70
    assert [one['key'] for one in data['records'] if 'added' not in one] == []


def test_the_permalinks_of_the_site_lead_to_its_records(site: Path) -> None:
    data = json.loads((site / files.FOLDER / 'chronicle.json').read_text(encoding='utf-8'))
    ids: dict[str, set[str]] = {}
    for one in data['records']:
        page, _hash, anchor = one['permalink'].partition('#')
        if page not in ids:
            text = (site / files.FOLDER / page).resolve().read_text(encoding='utf-8')
            ids[page] = set(re.findall(r' id="([^"]+)"', text))
        assert anchor in ids[page]


def test_the_project_can_be_cited() -> None:
    data = yaml.safe_load((Path(__file__).parent.parent / 'CITATION.cff').read_text(encoding='utf-8'))
    # Citation File Format 1.2.0, section "Valid keys": these four are required.
    assert {'cff-version', 'message', 'title', 'authors'} <= data.keys()
    assert (data['cff-version'], data['title'], data['license']) == ('1.2.0', 'Open Models Chronicle', 'CC-BY-4.0')
