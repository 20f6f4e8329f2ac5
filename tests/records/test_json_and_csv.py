"""JSON and CSV as records: what can be read is, and what cannot costs itself and is located."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.records.csv_load import rows_of
from sphinx_chronicle.records.files import read_file
from sphinx_chronicle.records.load import load
from views import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = 'key,title,date,tags,links.label,links.url'
QUOTE = 'a quote is opened here and not closed (close it, or put the whole value in quotes)'


def read(text: str, name: str) -> tuple[list[str], list[str], set[str]]:
    """The keys of the records, the problems without their codes, and the keys that are lost."""
    found = read_file(text, name, REGISTRY)
    return (
        [one.record.key for one in found.records],
        [str(problem).rpartition(' [')[0] for problem in found.problems],
        found.broken,
    )


def one(text: str, name: str) -> dict[str, object]:
    """The values of the one record."""
    found = read_file(text, name, REGISTRY)
    assert found.problems == []
    (item,) = found.records
    return {
        field: [str(one) for one in value] if isinstance(value, tuple) else str(value)
        for field, value in item.record.given.items()
    }


# -- JSON -----------------------------------------------------------------------------------------------------------------


def test_json_is_read_as_yaml_is() -> None:
    text = """{
\t"$schema": "x",
\t"defaults": {"org": ["X"]},
\t"entries": [{"key": "a", "title": "A\\u00e9\\ud83d\\ude00\\/\\n", "date": 2025, "summary": null, "tags": ["b", null, "\tc"]}]
}"""
    assert one(text, 'x.json') == {'key': 'a', 'title': 'Aé😀/', 'date': '2025', 'tags': ['b', 'c'], 'org': ['X']}


def test_numbers_and_words_of_json_stay_as_they_are_written() -> None:
    text = '[{"key": "a", "title": 12345678901234567890.10, "date": 1950, "summary": true}]'
    assert one(text, 'x.json') == {'key': 'a', 'title': '12345678901234567890.10', 'date': '1950', 'summary': 'true'}


ENTRY = '{{"key": "{0}", "title": "{0}", "date": "2025"}}'
MISTAKES = {
    'comma in it': ('{"key": "b" "title": "B"}', "x.json:3: entry 'b': a comma or a quote is missing before '\"title\""),
    'quote': ('{"key": "b", "title": "B}', f"x.json:3: entry 'b': {QUOTE}"),
    'first quote': ('{"key": "b", title": "B"}', "x.json:3: entry 'b': the name of a field is expected here, in double quotes"),
    'comma too much': ('{"key": "b", "title": "B",}', "x.json:3: entry 'b': a comma is too much before '}' (remove it)"),
    'colon': ('{"key": "b", "title" "B"}', "x.json:3: entry 'b': a colon is missing after 'title'"),
    'bracket': ('{"key": "b", "tags": ["B"}', "x.json:3: entry 'b': the bracket '[' is not closed (close it)"),
    'comment': ('{"key": "b", "title": // no }', "x.json:3: entry 'b': JSON has no comments (remove it)"),
    'no value': ('{"key": "b", "title": }', "x.json:3: entry 'b': a value is expected before '}' ("),
}  # fmt: skip


@pytest.mark.parametrize('layout', ['lines', 'brackets together', 'spread'])
@pytest.mark.parametrize('name', MISTAKES)
def test_a_mistake_costs_the_entry_it_is_in(name: str, layout: str) -> None:
    wrong, message = MISTAKES[name]
    first, last = ENTRY.format('a'), ENTRY.format('c')
    texts = {
        'lines': f'[\n  {first},\n  {wrong},\n  {last}\n]\n',
        'brackets together': f'[{first},\n\n{wrong},\n{last}]',
        'spread': f'{{"entries": [{first[:-1]}\n}},\n{wrong[:-1]}\n{wrong[-1]}, {last[:-1]}\n}}]}}',
    }
    keys, problems, broken = read(texts[layout], 'x.json')
    assert keys == ['a', 'c']
    assert broken == {'b'}
    if layout == 'lines':
        assert problems[0].startswith(message)
    assert len(problems) == 1


def test_a_mistake_in_one_line_of_everything_costs_one_entry() -> None:
    text = ','.join([ENTRY.format('a'), ENTRY.format('b').replace('"2025"', '2025"'), ENTRY.format('c')])
    keys, problems, broken = read(f'[{text}]'.replace(' ', ''), 'x.json')
    assert (keys, broken, len(problems)) == (['a', 'c'], {'b'}, 1)


@pytest.mark.parametrize(
    ('wrong', 'message'),
    [
        ('"summary": NaN', "field 'summary': 'NaN' is neither a number nor true, false or null (put it in double quotes)"),
        ('"summary": 01', "field 'summary': '01' is neither a number nor true, false or null (put it in double quotes)"),
        ('"summary": "\\ud800"', "field 'summary': the text has a control character (remove it)"),
        ('"summary": "\\u0000"', "field 'summary': the text has a control character (remove it)"),
        ('"summary": "\\q"', "field 'summary': an unknown escape in double quotes (write the backslash twice)"),
        ('"summary": ["x"]', "field 'summary': expected text, got a list (put it in double quotes)"),
        ('"tags": "x"', 'field \'tags\': expected a list (write ["x"])'),
        ('"tags": ["x"], "tags": ["y"]', "field 'tags' is given twice, first in line 2 (keep one)"),
        ('"links": ["x"]', 'field \'links\': expected a mapping (write {"field": "value"}; its fields are: label, url)'),
    ],
)
def test_a_wrong_value_of_json_costs_that_value(wrong: str, message: str) -> None:
    keys, problems, _broken = read(f'[\n{ENTRY.format("a")[:-1]}, {wrong}}}]', 'x.json')
    assert keys == ['a']
    assert problems == [f"x.json:2: entry 'a': {message}"]


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', 'x.json:1: there are no entries (write [{"key": "…", "title": "…"}, …])'),
        ('null', 'x.json:1: there are no entries (write [{"key": "…", "title": "…"}, …])'),
        ('"x"', 'x.json:1: the entries must be a list (write [{"key": "…", "title": "…"}, …])'),
        ('[', "x.json:1: the bracket '[' is not closed (close it)"),
        ('[]]', 'x.json:1: something follows the end of the list (remove it, or put all records into one list)'),
        ('[,]', 'x.json:1: a comma is too much here (remove it)'),
        ('{"entries": [],\n "entires": 1}', "x.json:2: unknown field 'entires' (did you mean 'entries'?): "),
        ('{"version": 1,\n "records": []}', 'x.json:1: this is not version 2 of an export ('),
    ],
)  # fmt: skip
def test_a_file_of_another_form_says_what_is_expected(text: str, expected: str) -> None:
    assert read(text, 'x.json')[1][0].startswith(expected)


def test_what_is_around_the_entries_costs_none() -> None:
    text = f'{{"defaults": {{"org": "X"\n "type": 1}}, "entries": [{ENTRY.format("a")} {ENTRY.format("b")},]'
    keys, problems, _broken = read(text, 'x.json')
    assert keys == ['a', 'b']
    assert len(problems) == 3


def test_deep_and_long_files_of_json_end() -> None:
    assert 'nested more than 16 deep' in read('[' * 100_000, 'x.json')[1][-1]
    assert 'nested more than 16 deep' in read('{"a":' * 100_000, 'x.json')[1][0]


# -- CSV ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('separator', [',', ';', '\t'])
@pytest.mark.parametrize('head', ['', '\ufeff', '\n\n'])
@pytest.mark.parametrize('newline', ['\n', '\r\n'])
def test_a_table_in_any_dialect_is_read(separator: str, head: str, newline: str) -> None:
    cells = ['a', '"A, ""B""; C\tD"', '2025', '"x; y;z"', '"code; page"', '"https://a.example/; https://b.example/"']
    text = head + f'{COLUMNS.replace(",", separator)}\n{separator.join(cells)}\n'.replace('\n', newline)
    found = one(text, 'x.csv')
    assert found.pop('links') == [
        "Item({'label': 'code', 'url': 'https://a.example/'})",
        "Item({'label': 'page', 'url': 'https://b.example/'})",
    ]
    assert found == {'key': 'a', 'title': 'A, "B"; C\tD', 'date': '2025', 'tags': ['x', 'y', 'z']}


def test_empty_cells_are_not_given_and_empty_rows_are_none() -> None:
    text = f'{COLUMNS},kind,updated\na,A,2025,,,,,\n,,,,,,,\n\nb,B,2025,,,,,\n'
    keys, problems, _broken = read(text, 'x.csv')
    assert (keys, problems) == (['a', 'b'], [])


def test_any_kind_can_be_a_row() -> None:
    text = 'kind,key,title,hf,date\ndataset,a,A,x/y,\nentry,b,B,,2025\ndatset,c,C,,2025\nentry,d,D,x/y,2025\n'
    keys, problems, broken = read(text, 'x.csv')
    assert (keys, broken) == (['a', 'b', 'd'], {'c'})
    assert problems[0] == "x.csv:4: datset 'c': field 'kind': there is no kind 'datset' (did you mean 'dataset'?)"
    assert problems[1].startswith("x.csv:5: entry 'd': unknown field 'hf'")


ROW = 'z,Z,2025,,,'


@pytest.mark.parametrize(
    ('row', 'expected'),
    [
        ('b,"B,2025,,,', f"entry 'b': {QUOTE}"),
        ('b,B,2025,,', "entry 'b': the row has 5 cells and the header 6 (put a text in quotes that has the separator in it)"),
        ('b,B, 2025,,,,', "entry 'b': the row has 7 cells and the header 6 (put a text in quotes that has the separator in it)"),
        (',B,2025,,,', "entry 'B': field 'key' is missing (add 'b')"),
        ('b,,2025,,,', "entry 'b': field 'title' is missing"),
    ],
)
def test_a_bad_row_costs_itself_only(row: str, expected: str) -> None:
    keys, problems, broken = read(f'{COLUMNS}\na,A,2025,,,\n{row}\n{ROW}\ny,"Y ""1""",2025,,,\n', 'x.csv')
    assert keys == ['a', 'z', 'y']
    assert broken == {'b'}
    assert problems == [f'x.csv:3: {expected}']


@pytest.mark.parametrize(
    ('row', 'column', 'expected'),
    [
        ('b,B,soon,,,', 'date', "'soon' is not a date"),
        ('b,B,2025,,code,ftp://x', 'links.url', "the address 'ftp://x' is not allowed"),
        ('b,B,2025,\x01,,', 'tags', 'the text has a control character (remove it)'),
    ],
)
def test_a_wrong_cell_is_named_by_its_row_and_column(row: str, column: str, expected: str) -> None:
    keys, problems, _broken = read(f'{COLUMNS}\na,"A\n1",2025,,,\n{row}\n', 'x.csv')
    assert keys == ['a', 'b']
    assert len(problems) == 1
    assert problems[0].startswith(f"x.csv:4: entry 'b', column '{column}': {expected}")


@pytest.mark.parametrize(
    ('column', 'expected'),
    [
        ('dat', "unknown field 'dat' (did you mean 'date'?)"),
        ('title', "the column 'title' is there twice (keep one)"),
        ('checkpoints', "column 'checkpoints': 'checkpoints' are records inside a record, "),
        ('links', "column 'links': 'links' has fields, each of which needs a column (name the columns 'links.label' or"),
        ('links.lable', "column 'links.lable': there is no field 'lable' in 'links' (did you mean 'label'?)"),
        ('papers.authors', "column 'papers.authors': 'papers.authors' is a list in a list, "),
        ('tags.x', "column 'tags.x': 'tags' has no fields of its own (name the column after the field)"),
    ],
)  # fmt: skip
def test_a_wrong_column_is_said_once_and_costs_that_column(column: str, expected: str) -> None:
    keys, problems, _broken = read(f'key,title,date,{column}\na,A,2025,x\nb,B,2025,y\n', 'x.csv')
    assert keys == ['a', 'b']
    assert len(problems) == 1
    assert problems[0].startswith(f'x.csv:1: {expected}')


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', 'there are no rows (the first names the fields: key, title, date …)'),
        ('\n \n', 'there are no rows (the first names the fields: key, title, date …)'),
        (
            'title,date\nA,2025\n',
            "there is no column 'key' (add it; the first row names the fields, and here it has: title, date)",
        ),
        ('key,title\na,A\nb,B\n', "there is no column 'date' (add it; the first row"),
        ('key,title,Date\na,A,2025\nb,B,2025\n', "x.csv:1: unknown field 'Date' (did you mean 'date'?)"),
        ('key,titel,date\na,A,2025\nb,B,2025\n', "x.csv:1: unknown field 'titel' (did you mean 'title'?)"),
        ('Key,title,date\na,A,2025\nb,B,2025\n', "x.csv:1: unknown field 'Key' (did you mean 'key'?)"),
        ('key,"title\na,A', 'the row cannot be read: unexpected end of data'),
    ],
)
def test_a_table_without_what_it_needs_says_so_once(text: str, expected: str) -> None:
    (problem,) = read(text, 'x.csv')[1]
    assert expected in problem


def test_all_that_is_wrong_in_a_sheet_is_said_in_one_run() -> None:
    text = 'Date,Name,What happened,Größe\n1987,First oven,It was lit,2\n03/05/1991,Shop,It opened,3\n'
    _keys, problems, _broken = read(text, 'x.csv')
    assert [problem.partition(' (')[0] for problem in problems] == [
        "x.csv:1: unknown field 'Date'",
        "x.csv:1: unknown field 'Name'",
        "x.csv:1: unknown field 'What happened'",
        "x.csv:1: unknown field 'Größe'",
        "x.csv:1: there is no column 'key'",
        "x.csv:1: there is no column 'title'",
    ]
    assert "(remove it, call it 'what_happened' and declare that in conf.py: chronicle_kinds = {'entry': {" in problems[2]
    assert "call it 'grosse' and" in problems[3] or "call it 'grose' and" in problems[3]


def test_a_table_without_titles_still_tells_its_keys() -> None:
    keys, problems, broken = read('key,titel,date\na,A,2025\nb,B,yesterday\n', 'x.csv')
    assert (keys, sorted(broken)) == ([], ['a', 'b'])
    assert [problem.partition(' (')[0] for problem in problems] == [
        "x.csv:1: unknown field 'titel'",
        "x.csv:3: entry 'b', column 'date': 'yesterday' is not a date",
    ]


@pytest.mark.parametrize('cell', ['Only a word', 'date: approximate', 'date (approximately)'])
def test_a_cell_that_is_no_note_says_what_one_looks_like(cell: str) -> None:
    keys, problems, _broken = read(f'key,title,date,notes\na,A,2025,{cell}\nb,B,2025,date (note): Of the card.\n', 'x.csv')
    assert keys == ['a', 'b']
    (problem,) = problems
    assert problem.startswith(
        f"x.csv:2: entry 'a', column 'notes': '{cell}' is not a note (write FIELD (KIND): TEXT, where KIND is"
    )


def test_a_cell_that_spreadsheets_would_act_on_is_what_was_exported() -> None:
    text = "key,title,date,tags\na,'=A,2025,'Tis; ''\n"
    assert one(text, 'x.csv') == {'key': 'a', 'title': '=A', 'date': '2025', 'tags': ["'Tis", "''"]}


def test_a_long_table_of_open_quotes_ends() -> None:
    text = 'key,title,date\n' + ''.join(f'a{number},"A,2025\n' for number in range(2000))
    assert sum(1 for _row in rows_of(text)) > 1000


def test_load_reads_every_format(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / 'a.yaml').write_text('- {key: a, title: A, date: 2025}\n', encoding='utf-8')
    (folder / 'b.json').write_text('[{"key": "b", "title": "B", "date": 2025}]', encoding='utf-8')
    (folder / 'c.CSV').write_bytes('\ufeffkey;title;date\r\nc;C;2025\r\n'.encode())
    found = load(*sorted(folder.iterdir()))
    assert [one.record.key for one in found.records] == ['a', 'b', 'c']
    assert found.problems == []
