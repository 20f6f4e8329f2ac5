"""What a project declares in its settings, and how a mistake in that is told."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_chronicle.records.dates import parse_date
from sphinx_chronicle.records.declare import declared_registry
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.kinds import Kind, Vocabulary
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.reader import file_places
from sphinx_chronicle.records.registry import Registry
from sphinx_chronicle.records.schema import export_schema, timeline_schema
from sphinx_chronicle.records.types import CORE_TYPES, TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_chronicle.records.problems import Problem

TAKEN = frozenset({'note', 'figure', 'math', 'ref'})


def declare(tmp_path: Path, text: str, added: tuple[Vocabulary, ...] = ()) -> tuple[Registry, list[Problem]]:
    """What the settings in a ``conf.py`` declare."""
    conf = tmp_path / 'conf.py'
    conf.write_text(text, encoding='utf-8')
    values: dict[str, Any] = {'chronicle_vocabularies': [], 'chronicle_kinds': {}}
    exec(text, values)  # as Sphinx does
    return declared_registry(values['chronicle_vocabularies'], values['chronicle_kinds'], added, conf, TAKEN.__contains__)


def said(problems: list[Problem]) -> list[str]:
    return [str(problem) for problem in problems]


def own(tmp_path: Path, kinds: object, *vocabularies: str) -> tuple[Registry, list[Problem]]:
    """The same for kinds that stand in no file."""
    return declared_registry(list(vocabularies), kinds, (), tmp_path / 'conf.py', TAKEN.__contains__)


def fields(tmp_path: Path, **about: Any) -> tuple[Registry, list[Problem]]:
    """The same for fields of an entry."""
    return own(tmp_path, {'entry': {'fields': about}})


def read(registry: Registry, text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The values of the records of a text, and what is wrong with them."""
    reading = read_entries(text, file_places('t.yaml'), registry)
    graph = Graph(reading.records, registry)
    problems = [*reading.problems, *graph.problems]
    return [dict(declared.record.given) for declared in reading.records], [problem.message for problem in problems]


# -- what a message proposes ------------------------------------------------------------------------------------------

#: Every field of a kind whose choices a project can add to.
OPEN = [
    (kind.name, field.name)
    for kind in registry_of('models', 'podcast', 'releases').kinds.values()
    for field in kind.own + kind.shared
    if field.choices and 'no' not in field.choices
]


def proposed(message: str) -> dict[str, Any]:
    """The declaration that a message gives to copy."""
    found = re.search(r'chronicle_kinds = (\{.*?\}{3,})', message)
    assert found, message
    return dict(ast.literal_eval(found[1]))


@pytest.mark.parametrize(('kind', 'field'), OPEN)
@pytest.mark.parametrize('value', ['quite-new', 'other words'])
def test_a_choice_is_accepted_once_what_the_message_proposes_is_declared(
    tmp_path: Path, kind: str, field: str, value: str
) -> None:
    text = f'- {{kind: {kind}, key: a, title: A, date: 2025, {field}: {value}}}'
    vocabularies = ('models', 'podcast', 'releases')
    before = read_entries(text, file_places('t.yaml'), registry_of(*vocabularies))
    (message,) = [problem.message for problem in before.problems if value in problem.message]
    registry, problems = own(tmp_path, proposed(message), *vocabularies)
    assert problems == []
    after = read_entries(text, file_places('t.yaml'), registry)
    assert [problem for problem in after.problems if field in problem.message] == []
    assert after.records[0].record.given[field] == value


@pytest.mark.parametrize('name', ['owner', 'place_of_birth', 'x9'])
def test_a_field_is_accepted_once_what_the_message_proposes_is_declared(tmp_path: Path, name: str) -> None:
    text = f'- {{key: a, title: A, date: 2025, {name}: words}}'
    (problem,) = read_entries(text, file_places('t.yaml'), registry_of('models')).problems
    registry, problems = own(tmp_path, proposed(problem.message), 'models')
    assert problems == []
    assert read(registry, text) == ([{'key': 'a', 'title': 'A', 'date': parse_date('2025'), name: 'words'}], [])


@pytest.mark.parametrize(
    ('name', 'right'),
    [('Owner', 'owner'), ('ünï', 'uni'), ('an owner', 'an_owner'), ('What happened?', 'what_happened')],
)
def test_for_a_name_that_no_field_can_have_one_like_it_is_proposed(tmp_path: Path, name: str, right: str) -> None:
    text = json.dumps([{'key': 'a', 'title': 'A', 'date': '2025', name: 'words'}])
    (problem,) = read_entries(text, file_places('t.yaml'), registry_of('models')).problems
    assert f"(remove it, call it '{right}' and declare that in conf.py: " in problem.message
    registry, problems = own(tmp_path, proposed(problem.message), 'models')
    assert problems == []
    after = read_entries(text.replace(json.dumps(name), json.dumps(right)), file_places('t.yaml'), registry)
    assert (after.records[0].record.given[right], after.problems) == ('words', [])


@pytest.mark.parametrize('name', ['size', 'permalink', 'image_url', 'numbers', '"', '模型', '__class__', 'a\nline'])
def test_a_name_that_no_field_can_have_is_not_proposed(name: str) -> None:
    text = json.dumps([{'key': 'a', 'title': 'A', 'date': '2025', name: 'words'}])
    (problem,) = read_entries(text, file_places('t.yaml'), registry_of('models')).problems
    assert 'chronicle_kinds' not in problem.message
    assert '(the fields are: key, title, ' in problem.message


# -- what can be declared ---------------------------------------------------------------------------------------------

WRITTEN = {
    'text': 'words', 'markdown': 'some *words*', 'date': '2025-03', 'count': '~25T', 'bytes': '1.2TB', 'duration': '1h 7m',
    'url': 'https://example.org/', 'file': 'a.pdf', 'image': '{file: a.svg, alt: A}', 'boolean': 'yes', 'choice': 'one',
}  # fmt: skip


def test_every_type_is_tried() -> None:
    assert set(WRITTEN) == set(CORE_TYPES)


@pytest.mark.parametrize('name', WRITTEN)
@pytest.mark.parametrize('multiple', [False, True])
def test_a_field_of_each_type_is_read_and_in_the_schemas(tmp_path: Path, name: str, multiple: bool) -> None:  # noqa: FBT001
    choices = {'choices': {'one': 'One', 'two': 'Two'}} if name == 'choice' else {}
    about = {'type': name, 'multiple': multiple, 'label': 'Own', 'description': 'It.', 'slot': 'meta', **choices}
    registry, problems = fields(tmp_path, own=about)
    assert problems == []
    field = registry.kinds['entry'].by_name['own']
    assert (field.type, field.multiple, field.label, field.slot, field.origin) == (
        CORE_TYPES[name],
        multiple,
        'Own',
        'meta',
        'conf.py',
    )
    for value in (WRITTEN[name], f'[{WRITTEN[name]}]') if multiple else (WRITTEN[name],):
        (record,), wrong = read(registry, f'- key: a\n  title: A\n  date: 2025\n  own: {value}\n')
        assert wrong == []
        assert isinstance(record['own'], tuple) is multiple
    assert 'own' in timeline_schema(registry)['$defs']['Entry']['properties']
    assert '"own"' in export_schema(registry, 'x', 2, lambda _kind: {})


def test_types_of_a_vocabulary_can_be_named(tmp_path: Path) -> None:
    kinds = {
        'entry': {'fields': {'window': {'type': 'tokens', 'filter': 'range'}, 'terms': {'type': 'license', 'multiple': True}}}
    }
    registry, problems = own(tmp_path, kinds, 'models')
    assert problems == []
    (record,), wrong = read(registry, '- {key: a, title: A, date: 2025, window: 128K, terms: mit-like}')
    assert str(record['window']) == '128K'
    (message,) = wrong
    assert message.startswith("there is no license 'mit-like' (write an SPDX id such as MIT, leave the field out, or describe")
    _registry, problems = own(tmp_path, kinds)
    assert [problem.message.partition(' (')[0] for problem in problems] == [
        "'type': there is no 'tokens'", "'type': there is no 'license'",
    ]  # fmt: skip


def test_choices_are_added_and_what_there_is_can_get_another_label_and_default(tmp_path: Path) -> None:
    registry, problems = fields(
        tmp_path,
        type={'choices': {'talk': 'Talk', 'release': 'Version'}, 'default': 'talk'},
        status={'choices': ['planned'], 'label': 'State', 'slot': 'strip', 'description': 'How far.', 'example': 'planned'},
        org={'filter': 'choice', 'default': 'N', 'schema_org': 'publisher'},
        tags={'required': True},
        date={'required': False},
    )
    assert problems == []
    kind = registry.kinds['entry']
    choices = kind.by_name['type'].choices
    assert list(choices) == ['release', 'software', 'event', 'talk']
    assert (choices['release'], kind.by_name['type'].default) == ('Version', 'talk')
    status = kind.by_name['status']
    assert (status.choices['planned'], status.label, status.slot, status.description, status.example, status.filter) == (
        'planned', 'State', 'strip', 'How far.', 'planned', 'option',
    )  # fmt: skip
    records, wrong = read(registry, '- {key: a, title: A, type: talk, status: planned}')
    assert wrong == ["field 'tags' is missing"]
    assert (kind.by_name['org'].absent, kind.by_name['org'].filter, kind.by_name['org'].schema_org) == (
        ('N',),
        'choice',
        'publisher',
    )
    assert 'org' not in records[0]
    assert 'choice' in {one.filter for one in registry.filters.values()}


PERSON = """
chronicle_kinds = {
    'person': {
        'label': 'Person',
        'plural': 'People',
        'description': 'Somebody.',
        'date': 'born',
        'order': ['born', 'portrait', 'tags'],
        'feed': False,
        'schema_org': 'Person',
        'fields': {'born': {'type': 'date'}, 'portrait': {'type': 'image', 'slot': 'lead'}},
        'relations': {
            'took_part_in': {
                'label': 'Took part in',
                'inverse': 'people',
                'inverse_label': 'People',
                'inverse_description': 'Who came.',
                'targets': ['entry'],
                'qualifiers': {'part': {'choices': {'host': 'as host', 'guest': 'as guest'}}, 'how': {}},
            },
            'child_of': {'inverse': 'parent_of', 'targets': ['person'], 'acyclic': True},
            'knows': {'label': 'Knows'},
        },
        'parts': {
            'homes': {
                'label': 'Homes',
                'name': 'city',
                'fields': {'since': {'type': 'date', 'required': True}, 'city': {}, 'url': {'type': 'url'}},
                'relations': {'owned_by': {'inverse': 'owns', 'targets': ['person']}},
                'csv': False,
            },
        },
    },
}
"""

PEOPLE = """
- {key: party, title: Party, date: 2025, people: [{ref: ada, part: host}, bob]}
- {kind: person, key: ada, title: Ada, born: 1815, portrait: {file: a.svg, alt: Ada}, child_of: bob, knows: bob,
   took_part_in: {ref: party, how: by train}}
- kind: person
  key: bob
  title: Bob
  born: 1788
  parent_of: [ada]
  owns: []
  homes: [{city: Rome, since: 1800, owned_by: ada, url: x}, {city: Rome, since: 1801}]
"""


def test_a_kind_with_relations_and_parts_is_like_any_other(tmp_path: Path) -> None:
    registry, problems = declare(tmp_path, PERSON)
    assert said(problems) == []
    kind = registry.kinds['person']
    assert (kind.kind.label, kind.kind.plural, kind.kind.feed, kind.kind.date) == ('Person', 'People', False, 'born')
    assert [field.name for field in kind.shown][:3] == ['born', 'portrait', 'tags']
    reading = read_entries(PEOPLE, file_places('t.yaml'), registry)
    graph = Graph(reading.records, registry)
    assert [problem.text for problem in [*reading.problems, *graph.problems]] == []
    assert [(one.node.key, one.said) for one in graph.neighbors('party', 'people')] == [
        ('bob', {}), ('ada', {'part': 'host', 'how': 'by train'}),
    ]  # fmt: skip
    assert [one.node.key for one in graph.neighbors('bob', 'knows')] == ['ada']
    assert ([*graph.descent.ancestors('ada')], [*graph.descent.descendants('bob')]) == (['bob'], ['ada'])
    assert [(one.node.key, one.node.part) for one in graph.neighbors('ada', 'owns')] == [('bob', 'Rome')]
    bob = graph.records['bob'].record
    assert kind.anchors(bob, 'homes') == ('person-bob--rome', 'person-bob--rome-2')
    part = registry.part('homes')
    assert part is not None
    assert part[2].table is None
    assert kind.kind.table is not None
    assert kind.kind.table.file == 'person.csv'


def test_a_mistake_in_what_a_project_declared_is_told_as_any_other(tmp_path: Path) -> None:
    registry, _problems = declare(tmp_path, PERSON)
    _records, wrong = read(
        registry,
        '- {kind: person, key: a, title: A, homes: [{city: Rome}, {since: 1800}, {city: x, since: 1, nmae: y}]}\n'
        '- {kind: person, key: b, title: B, took_part_in: [{ref: a, part: hots}, zzz], child_of: c}\n'
        '- {key: c, title: C, date: 2025, born: 1900}\n'
        '- {kind: persn, key: d, title: D}\n',
    )
    assert wrong == [
        "field 'since' is missing in 'homes' (a year is enough: 'since: 2025')",
        "field 'city' is missing in 'homes'",
        "field 'since': '1' is not a date (write 2025, 2025-12, 2025-12-15, 2025-Q3, 199X, 19XX or START/END)",
        "unknown field 'nmae' (the fields are: since, city, url, owned_by)",
        "field 'part': 'hots' is not one of 'host' or 'guest' (did you mean 'host'?)",
        wrong[5],
        "field 'kind': there is no kind 'persn' (did you mean 'person'?)",
        "'a' is of the kind 'person' (name a record of the kind 'entry')",
        "there is no record 'zzz' (name the key of a record)",
        "'c' is of the kind 'entry' (name a record of the kind 'person')",
    ]
    assert wrong[5].startswith(
        "unknown field 'born' (remove it, declare it in conf.py: chronicle_kinds = {'entry': {'fields': {'born': "
    )


def test_two_projects_in_one_process_do_not_see_each_other(tmp_path: Path) -> None:
    one, _problems = declare(tmp_path, PERSON)
    two, _problems = fields(tmp_path, speaker={'type': 'text'})
    none, _problems = own(tmp_path, {})
    assert [set(registry.kinds) for registry in (one, two, none)] == [{'entry', 'person'}, {'entry'}, {'entry'}]
    assert [('speaker' in registry.kinds['entry'].by_name) for registry in (one, two, none)] == [False, True, False]
    assert [('people' in registry.kinds['entry'].by_name) for registry in (one, two, none)] == [True, False, False]
    assert len({one.digest, two.digest, none.digest}) == 3


def test_the_digest_is_that_of_the_declaration_and_not_of_how_it_is_written(tmp_path: Path) -> None:
    first = {'speaker': {'type': 'text', 'label': 'Speaker', 'example': 'Ada'}, 'seats': {'type': 'count'}}
    same = {'speaker': {'example': 'Ada', 'label': 'Speaker'}, 'seats': {'type': 'count', 'multiple': False}}
    reordered = {'seats': {'type': 'count'}, 'speaker': first['speaker']}
    digests = [fields(tmp_path, **about)[0].digest for about in (first, same, reordered)]
    assert digests[0] == digests[1] != digests[2]
    changes: list[dict[str, Any]] = [
        {'label': 'Who'}, {'description': 'Who.'}, {'slot': 'meta'}, {'filter': 'choice'}, {'multiple': True}, {'required': True},
        {'default': 'Ada'}, {'example': 'Bob'}, {'schema_org': 'performer'}, {'type': 'url'}, {'choices': ['Ada', 'Bob']},
    ]  # fmt: skip
    made = [fields(tmp_path, **{**first, 'speaker': {**first['speaker'], **change}}) for change in changes]
    assert [problems for _registry, problems in made] == [[]] * len(changes)
    assert len({registry.digest for registry, _problems in made} | set(digests)) == len(changes) + 2


def test_an_example_is_text_whatever_it_is_in_python(tmp_path: Path) -> None:
    examples: list[tuple[Any, Any]] = [
        ('x', 'x'), (2025, '2025'), (1.5, '1.5'), (True, 'yes'), (False, 'no'), (dt.date(2025, 3, 1), '2025-03-01'),
        (['a', 1], ['a', '1']), (('a',), ['a']), ({'file': 'x', 'n': 1}, {'file': 'x', 'n': '1'}),
    ]  # fmt: skip
    for example, text in examples:
        registry, problems = fields(tmp_path, own={'example': example})
        assert problems == []
        assert registry.kinds['entry'].by_name['own'].example == text


def test_a_lazy_label_is_a_text(tmp_path: Path) -> None:
    class Lazy:
        def __str__(self) -> str:
            return 'Speaker'

    registry, problems = fields(tmp_path, speaker={'label': Lazy(), 'choices': {'a': Lazy()}})
    assert problems == []
    field = registry.kinds['entry'].by_name['speaker']
    assert (field.label, dict(field.choices)) == ('Speaker', {'a': 'Speaker'})


# -- vocabularies -----------------------------------------------------------------------------------------------------


def test_a_vocabulary_is_named_with_those_that_it_requires(tmp_path: Path) -> None:
    registry, problems = declare(tmp_path, "chronicle_vocabularies = ('models',)")
    assert problems == []
    assert set(registry.kinds) == {'entry', 'license', 'dataset'}


SHIPPED = '(the vocabularies are: models, licenses, podcast, releases)'


@pytest.mark.parametrize(
    ('text', 'line', 'message'),
    [
        ("\nchronicle_vocabularies = ['modls']", 2, "there is no vocabulary 'modls' (did you mean 'models'?)"),
        ("chronicle_vocabularies = ['x']", 1, f"there is no vocabulary 'x' {SHIPPED}"),
        ("chronicle_vocabularies = 'models'", 1, "expected a list of names (write ['models'])"),
        ('chronicle_vocabularies = [5]', 1, f"there is no vocabulary '5' {SHIPPED}"),
        ('chronicle_vocabularies = None', 1, "expected a list of names (write ['models'])"),
    ],
)
def test_a_wrong_vocabulary_is_told_at_its_line_and_costs_nothing_else(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    sea = Vocabulary('sea', kinds=(Kind('ship', 'Ship', 'Ships'),))
    registry, problems = declare(tmp_path, text, (sea,))
    assert said(problems) == [f'conf.py:{line}: chronicle_vocabularies: {message} [chronicle.kind]']
    assert set(registry.kinds) == {'entry', 'ship'}


def test_vocabularies_of_other_extensions_need_not_be_named(tmp_path: Path) -> None:
    sea = Vocabulary('sea', requires=('licenses',), kinds=(Kind('ship', 'Ship', 'Ships', (TEXT.one('port', label='Port'),)),))
    registry, problems = declare(tmp_path, "chronicle_kinds = {'ship': {'fields': {'crew': {'type': 'count'}}}}", (sea,))
    assert problems == []
    assert set(registry.kinds) == {'entry', 'license', 'ship'}
    assert {'port', 'crew'} <= set(registry.kinds['ship'].by_name)


# -- mistakes ---------------------------------------------------------------------------------------------------------

#: A declaration that is wrong in one way, at the line that says ``# here``: what is said of it.
MISTAKES = {
    'text for all kinds': ("chronicle_kinds = 'x'  # here", "'chronicle_kinds': expected a mapping (write {…})"),
    'text for a kind': ("chronicle_kinds = {\n 'person': 'x',  # here\n}", "'person': expected a mapping (write {…})"),
    'text for a kind that there is': (
        "chronicle_kinds = {\n 'entry': 'x',  # here\n}",
        "'entry': expected a mapping (write {…})",
    ),
    'unknown kind': (
        "chronicle_kinds = {\n 'entrry': {'fields': {}},  # here\n}",
        "there is no kind 'entrry' (did you mean 'entry'?); a new kind needs a 'label'",
    ),
    'kind of a vocabulary that is not named': (
        "chronicle_kinds = {\n 'dataset': {},  # here\n}",
        "there is no kind 'dataset' (add the vocabulary 'models' to chronicle_vocabularies); a new kind needs a 'label'",
    ),
    'name of a kind': (
        "chronicle_kinds = {\n 'my-kind': {'label': 'X'},  # here\n}",
        "'my-kind' cannot be the name of a kind (lower-case letters and digits)",
    ),
    'number as a name': (
        "chronicle_kinds = {  # here\n 5: {'label': 'X'},\n}",
        "'5' cannot be the name of a kind (lower-case letters and digits)",
    ),
    'directive of docutils': (
        "chronicle_kinds = {\n 'note': {'label': 'X'},  # here\n}",
        "'note' is the name of another directive or role (choose another)",
    ),
    'directive of ours': (
        "chronicle_kinds = {\n 'timeline': {'label': 'X'},  # here\n}",
        "'timeline' is the name of another directive or role (choose another)",
    ),
    'role of ours': (
        "chronicle_kinds = {\n 'at': {'label': 'X'},  # here\n}",
        "'at' is the name of another directive or role (choose another)",
    ),
    'file of ours': (
        "chronicle_kinds = {\n 'relations': {'label': 'X'},  # here\n}",
        "'relations' is the name of another file of the exports (choose another)",
    ),
    'key of a kind': (
        "chronicle_kinds = {\n 'person': {\n  'label': 'X',\n  'feilds': {},  # here\n }\n}",
        "unknown key 'feilds' (did you mean 'fields'?)",
    ),
    'label': ("chronicle_kinds = {'person': {\n 'label': 5,  # here\n}}", "'label': expected text"),
    'plural': ("chronicle_kinds = {'person': {'label': 'X',\n 'plural': ['Y'],  # here\n}}", "'plural': expected text"),
    'feed': ("chronicle_kinds = {'person': {'label': 'X',\n 'feed': 'no',  # here\n}}", "'feed': expected True or False"),
    'order that is no list': (
        "chronicle_kinds = {'person': {'label': 'X',\n 'order': 'date',  # here\n}}",
        "'order': expected a list of names (write ['entry'])",
    ),
    'field in the order': (
        "chronicle_kinds = {'person': {'label': 'X',\n 'order': ['date', 'titel'],  # here\n}}",
        "'order': there is no field 'titel' (did you mean 'title'?)",
    ),
    'date': (
        "chronicle_kinds = {'person': {'label': 'X', 'fields': {'born': {'type': 'date'}},\n 'date': 'birn',  # here\n}}",
        "'date': there is no field 'birn' (did you mean 'born'?)",
    ),
    'date of another type': (
        "chronicle_kinds = {'person': {'label': 'X', 'fields': {'born': {}},\n 'date': 'born',  # here\n}}",
        "'date': the field 'born' holds no single date (name one of the type 'date')",
    ),
    'several dates': (
        "chronicle_kinds = {'x': {'label': 'X', 'date': 'day',  # here\n'fields': {'day': {'type': 'date', 'multiple': True}}}}",
        "'date': the field 'day' holds no single date (name one of the type 'date')",
    ),
    'what the kind says': (
        "chronicle_kinds = {'entry': {\n 'label': 'X',  # here\n}}",
        "'label' is what the kind itself says (only 'fields', 'relations' and 'parts' can be added)",
    ),
    'description of a kind that there is': (
        "chronicle_kinds = {'entry': {\n 'description': 'X',  # here\n}}",
        "'description' is what the kind itself says (only 'fields', 'relations' and 'parts' can be added)",
    ),
}

#: The same for what stands in an entry.
IN_ENTRY = {
    'text for fields': ("'fields': 'x'", "'fields': expected a mapping (write {…})"),
    'text for relations': ("'relations': 'x'", "'relations': expected a mapping (write {…})"),
    'list for parts': ("'parts': ['x']", "'parts': expected a mapping (write {…})"),
    'text for a field': ("'fields': {\n 'own': 'text'  # here\n }", "'own': expected a mapping (write {…})"),
    'text for a relation': ("'relations': {\n 'own': 'text'  # here\n }", "'own': expected a mapping (write {…})"),
    'text for a part': ("'parts': {\n 'own': 'text'  # here\n }", "'own': expected a mapping (write {…})"),
    'key of a field': ("'fields': {'own': {\n 'tpye': 'text'  # here\n}}", "unknown key 'tpye' (did you mean 'type'?)"),
    'key of a relation': ("'relations': {'own': {\n 'invers': 'x'  # here\n}}", "unknown key 'invers' (did you mean 'inverse'?)"),
    'key of a part': (
        "'parts': {'own': {'fields': {'a': {}},\n 'lable': 'x'  # here\n}}",
        "unknown key 'lable' (did you mean 'label'?)",
    ),
    'type': ("'fields': {'own': {\n 'type': 'cuont'  # here\n}}", "'type': there is no 'cuont' (did you mean 'count'?)"),
    'type with a range': (
        "'fields': {'own': {'filter': 'range',\n 'type': 'cuont'  # here\n}}",
        "'type': there is no 'cuont' (did you mean 'count'?)",
    ),
    'type that is a list': (
        "'fields': {'own': {\n 'type': ['text']  # here\n}}",
        "'type': expected text (it is one of text, markdown, date, count, bytes, duration, url, file, image, choice, boolean)",
    ),
    'type of a vocabulary': (
        "'fields': {'own': {\n 'type': 'hf'  # here\n}}",
        "'type': there is no 'hf' (it is one of text, markdown, date, count, bytes, duration, url, file, image, choice, boolean)",
    ),
    'slot': ("'fields': {'own': {\n 'slot': 'mata'  # here\n}}", "'slot': there is no 'mata' (did you mean 'meta'?)"),
    'filter': ("'fields': {'own': {\n 'filter': 'chioce'  # here\n}}", "'filter': there is no 'chioce' (did you mean 'choice'?)"),
    'filter that is a number': (
        "'fields': {'own': {\n 'filter': 5  # here\n}}", "'filter': expected text (it is one of choice, range, given, option)",
    ),
    'range of texts': ("'fields': {'own': {\n 'filter': 'range'  # here\n}}", "'filter': a range needs a single number or date"),
    'range of what there is': (
        "'fields': {'org': {\n 'filter': 'range'  # here\n}}",
        "'filter': a range needs a single number or date",
    ),
    'range of yes and no': (
        "'fields': {'own': {'type': 'boolean',\n 'filter': 'range'  # here\n}}",
        "'filter': a range needs a single number or date",
    ),
    'range of several numbers': (
        "'fields': {'own': {'type': 'count', 'multiple': True,\n 'filter': 'range'  # here\n}}",
        "'filter': a range needs a single number or date",
    ),
    'filter of images': (
        "'fields': {'own': {'type': 'image',\n 'filter': 'choice'  # here\n}}",
        "'filter': there is nothing in such a field to filter by (remove it)",
    ),
    'filter of links': (
        "'fields': {'links': {\n 'filter': 'choice'  # here\n}}",
        "'filter': there is nothing in such a field to filter by (remove it)",
    ),
    'filter that is an option': (
        "'fields': {'limit': {\n 'filter': 'choice'  # here\n}}",
        "'filter': 'limit' is what listings call something else (give the field another name)",
    ),
    'filter that is a word of the bar': (
        "'fields': {'years': {'type': 'count',\n 'filter': 'range'  # here\n}}",
        "'filter': 'years' is what listings call something else (give the field another name)",
    ),
    'multiple': ("'fields': {'own': {\n 'multiple': 1  # here\n}}", "'multiple': expected True or False"),
    'required': ("'fields': {'own': {\n 'required': 'yes'  # here\n}}", "'required': expected True or False"),
    'label of a field': ("'fields': {'own': {\n 'label': None  # here\n}}", "'label': expected text"),
    'label that is a function': ("'fields': {'own': {\n 'label': len  # here\n}}", "'label': expected text"),
    'description of a field': ("'fields': {'own': {\n 'description': {'a'}  # here\n}}", "'description': expected text"),
    'example': (
        "'fields': {'own': {\n 'example': len  # here\n}}", "'example': expected text, or a list or a mapping of texts",
    ),
    'example in a list': (
        "'fields': {'own': {\n 'example': [[None]]  # here\n}}", "'example': expected text, or a list or a mapping of texts",
    ),
    'text for choices': ("'fields': {'own': {\n 'choices': 'x'  # here\n}}", "'choices': expected a mapping (write {…})"),
    'text for choices of a choice': (
        "'fields': {'own': {'type': 'choice',\n 'choices': 'x'  # here\n}}", "'choices': expected a mapping (write {…})",
    ),
    'text for marks': (
        "'fields': {'own': {'choices': ['a'],\n 'marks': 'full'  # here\n}}", "'marks': expected a mapping (write {…})",
    ),
    'mark of no choice': (
        "'fields': {'own': {'choices': ['free', 'paid'], 'marks': {\n 'fre': 'full'  # here\n}}}",
        "unknown key 'fre' (did you mean 'free'?)",
    ),
    'no such mark': (
        "'fields': {'own': {'choices': ['free', 'paid'], 'marks': {\n 'free': 'round'  # here\n}}}",
        "'free': there is no 'round' (it is one of full, half, struck)",
    ),
    'marks without choices': (
        "'fields': {'own': {\n 'marks': {'a': 'full'}  # here\n}}",
        "'marks': the field has no choices to mark (remove them, or write 'choices')",
    ),
    'numbers for choices': ("'fields': {'own': {\n 'choices': [1, 2]  # here\n}}", "'choices': expected a mapping (write {…})"),
    'label of a choice': ("'fields': {'own': {'choices': {\n 'a': 5  # here\n}}}", "'a': expected text"),
    'choice without choices': (
        "'fields': {'own': {\n 'type': 'choice'  # here\n}}", "'type': a choice needs 'choices' (write {'name': 'Label'})",
    ),
    'choices of numbers': (
        "'fields': {'own': {'type': 'count',\n 'choices': ['1']  # here\n}}",
        "'choices': a field of the type 'count' has none (remove them, or the type)",
    ),
    'choices where there are none': (
        "'fields': {'org': {\n 'choices': {'a': 'A'}  # here\n}}",
        "the field 'org' has no choices to add to (a new field needs another name)",
    ),
    'default that is no choice': (
        "'fields': {'type': {\n 'default': 'relase'  # here\n}}",
        "'default': there is no choice 'relase' (did you mean 'release'?)",
    ),
    'default that cannot be read': (
        "'fields': {'own': {'type': 'count',\n 'default': 'many'  # here\n}}",
        "'default': 'many' is not a count (write 1_376_666, 31.6B, ~100B, >20T or 8–12B)",
    ),
    'default that one of several cannot be': (
        "'fields': {'own': {'type': 'count', 'multiple': True,\n 'default': ['1', 'x']  # here\n}}",
        "'default': 'x' is not a count (write 1_376_666, 31.6B, ~100B, >20T or 8–12B)",
    ),
    'default of an image': (
        "'fields': {'own': {'type': 'image',\n 'default': 'x'  # here\n}}", "'default': only a field of single values has one",
    ),
    'default of nothing': ("'fields': {'own': {\n 'default': None  # here\n}}", "'default': expected text"),
    'default that is a list': ("'fields': {'type': {\n 'default': ['release']  # here\n}}", "'default': expected text"),
    'default of the title': (
        "'fields': {'title': {\n 'default': 'x'  # here\n}}",
        "'default': every record has this field itself (remove the default)",
    ),
    'field that there is': (
        "'fields': {\n 'org': {'type': 'count'}  # here\n}",
        "the field 'org' is declared already (a new field needs another name)",
    ),
    'name of a field': (
        "'fields': {\n 'my-field': {}  # here\n}",
        "'my-field' cannot be the name of a field (lower-case letters, digits and underscores)",
    ),
    'name that is private': (
        "'fields': {\n '_own': {}  # here\n}",
        "'_own' cannot be the name of a field (lower-case letters, digits and underscores)",
    ),
    'name that JSON has': (
        "'fields': {\n 'permalink': {}  # here\n}",
        "'permalink' is what records have beside their fields (choose another name)",
    ),
    'name of the kind': (
        "'fields': {\n 'kind': {}  # here\n}", "'kind' is what records have beside their fields (choose another name)",
    ),
    'name of a method': (
        "'fields': {\n 'with_values': {}  # here\n}",
        "'with_values' is what records have beside their fields (choose another name)",
    ),
    'field and relation': (
        "'fields': {'own': {}}, 'relations': {\n 'own': {}  # here\n}",
        "'own' is declared twice, as a field, a relation or a part (keep one)",
    ),
    'field and part': (
        "'fields': {'own': {}}, 'parts': {\n 'own': {'fields': {'a': {}}}  # here\n}",
        "'own' is declared twice, as a field, a relation or a part (keep one)",
    ),
    'field twice': (
        "'fields': {\n 'own': {},\n 'own': {'type': 'url'},  # here\n}",
        "'own' is declared twice, first in line 2 (keep one)",
    ),
    'key twice': (
        "'fields': {'own': {\n 'type': 'url',\n 'type': 'url',  # here\n}}",
        "'type' is declared twice, first in line 2 (keep one)",
    ),
    'relation that there is': (
        "'relations': {\n 'related': {}  # here\n}",
        "'related' is declared already (a new relation needs another name)",
    ),
    'relation that is a field': (
        "'relations': {\n 'org': {}  # here\n}", "'org' is declared already (a new relation needs another name)",
    ),
    'inverse that there is': (
        "'relations': {\n 'own': {'inverse': 'related'}  # here\n}",
        "'related' is declared already (a new relation needs another name)",
    ),
    'inverse that is a field': (
        "'relations': {'own': {'targets': ['entry'],\n 'inverse': 'org'  # here\n}}",
        "'inverse': the kind 'entry' has a field 'org' already (choose another name)",
    ),
    'inverse that is an own field': (
        "'fields': {'back': {}}, 'relations': {'own': {'targets': ['entry'],\n 'inverse': 'back'  # here\n}}",
        "'inverse': the kind 'entry' has a field 'back' already (choose another name)",
    ),
    'inverse that cannot be': (
        "'relations': {'own': {\n 'inverse': 'Back'  # here\n}}",
        "'Back' cannot be the name of a field (lower-case letters, digits and underscores)",
    ),
    'target': (
        "'relations': {'own': {\n 'targets': ['entrry']  # here\n}}",
        "'targets': there is no kind 'entrry' (did you mean 'entry'?)",
    ),
    'text for targets': (
        "'relations': {'own': {\n 'targets': 'entry'  # here\n}}", "'targets': expected a list of names (write ['entry'])",
    ),
    'acyclic without an end': (
        "'relations': {'own': {\n 'acyclic': True  # here\n}}",
        "'acyclic': such a relation has two ends (add an 'inverse', the name of the other one)",
    ),
    'acyclic': ("'relations': {'own': {'inverse': 'x',\n 'acyclic': 'no'  # here\n}}", "'acyclic': expected True or False"),
    'text for qualifiers': (
        "'relations': {'own': {\n 'qualifiers': 'x'  # here\n}}", "'qualifiers': expected a mapping (write {…})",
    ),
    'qualifier of another type': (
        "'relations': {'own': {'qualifiers': {\n 'how': {'type': 'count'}  # here\n}}}",
        "'how': what is said of a relation is a text or a choice, and a single one",
    ),
    'several things said': (
        "'relations': {'own': {'qualifiers': {\n 'how': {'multiple': True}  # here\n}}}",
        "'how': what is said of a relation is a text or a choice, and a single one",
    ),
    'qualifier that JSON has': (
        "'relations': {'own': {'qualifiers': {\n 'to': {}  # here\n}}}",
        "'to' is what records have beside their fields (choose another name)",
    ),
    'part that is a field': (
        "'parts': {\n 'org': {'fields': {'a': {}}}  # here\n}", "'org' is declared already (a new part needs another name)",
    ),
    'part that is the records': (
        "'parts': {\n 'records': {'fields': {'a': {}}}  # here\n}",
        "'records' is declared already (a new part needs another name)",
    ),
    'part that is a kind': (
        "'parts': {\n 'entry': {'fields': {'a': {}}}  # here\n}", "'entry' is declared already (a new part needs another name)",
    ),
    'part without fields': ("'parts': {\n 'own': {}  # here\n}", "a part needs 'fields'"),
    'name of a part': (
        "'parts': {'own': {'fields': {'city': {}},\n 'name': 'cty'  # here\n}}",
        "'name': there is no field 'cty' (did you mean 'city'?); it names the field by which an item is called",
    ),
    'name of a part that is a list': (
        "'parts': {'own': {'fields': {'city': {'multiple': True}},\n 'name': 'city'  # here\n}}",
        "'name': the field 'city' holds no single value (name another one)",
    ),
    'field of a part': (
        "'parts': {'own': {'name': 'city', 'fields': {\n 'city': 'text'  # here\n}}}", "'city': expected a mapping (write {…})",
    ),
    'name in a part': (
        "'parts': {'own': {'fields': {'city': {},\n 'notes': {}  # here\n}}}",
        "'notes' is what records have beside their fields (choose another name)",
    ),
    'name in a part that is the kind': (
        "'parts': {'own': {'fields': {'city': {},\n 'entry': {}  # here\n}}}",
        "'entry' is what records have beside their fields (choose another name)",
    ),
    'parts in a part': (
        "'parts': {'own': {'fields': {'city': {}},\n 'parts': {}  # here\n}}",
        "unknown key 'parts' (known are: label, description, name, fields, relations, csv)",
    ),
}  # fmt: skip
MISTAKES |= {
    name: (f'chronicle_kinds = {{"entry": {{{text}' + ('}}' if 'here' in text else '  # here\n}}'), message)
    for name, (text, message) in IN_ENTRY.items()
}


@pytest.mark.parametrize('name', MISTAKES)
def test_a_mistake_in_a_declaration_is_one_problem_at_its_line_with_a_cure(tmp_path: Path, name: str) -> None:
    text, message = MISTAKES[name]
    line = 1 + text[: text.index('# here')].count('\n')
    registry, problems = declare(tmp_path, text)
    assert [(problem.path, problem.line, problem.code, problem.message) for problem in problems] == [
        ('conf.py', line, 'kind', message)
    ]
    # It costs nothing that was there, and what is left can be described.
    assert {'entry'} <= set(registry.kinds)
    assert {'type', 'org', 'related'} <= set(registry.kinds['entry'].by_name)
    timeline_schema(registry)
    _records, wrong = read(
        registry, '- {key: a, title: A, date: 2025, type: event, org: N, related: b}\n- {key: b, title: B, date: 2025}'
    )
    assert wrong == []


@pytest.mark.parametrize('name', MISTAKES)
def test_a_mistake_costs_what_it_is_in_and_nothing_beside_it(tmp_path: Path, name: str) -> None:
    text, _message = MISTAKES[name]
    if text.startswith("chronicle_kinds = 'x'"):
        return
    beside = (
        "\nchronicle_kinds['place'] = {'label': 'Place', 'fields': {'river': {}}, 'parts': {'gates': {'fields': {'name': {}}}}}\n"
        "(chronicle_kinds.setdefault('event', {'label': 'Event'}))['relations'] = {'led_to': {'inverse': 'caused_by'}}\n"
    )
    registry, problems = declare(tmp_path, text + beside)
    assert len(problems) == 1
    assert {'river', 'gates'} <= set(registry.kinds['place'].by_name)
    assert 'led_to' in registry.kinds['event'].by_name
    assert {'led_to', 'caused_by'} <= set(registry.inverse)


@pytest.mark.parametrize(
    ('about', 'kept'),
    [
        ({'label': 'X', 'fields': {'own': {'tpye': 'x', 'label': 'Own'}}}, {'label': 'Own'}),
        ({'label': 'X', 'fields': {'own': {'slot': 'x', 'label': 'Own', 'type': 'url'}}}, {'label': 'Own', 'slot': 'facts'}),
        ({'label': 'X', 'fields': {'own': {'default': 5, 'type': 'date', 'slot': 'meta'}}}, {'slot': 'meta', 'default': None}),
        (
            {'label': 'X', 'fields': {'own': {'choices': {'a': 5, 'b': 'B'}, 'default': 'b'}}},
            {'choices': {'a': 'a', 'b': 'B'}, 'default': 'b'},
        ),
        ({'label': 'X', 'fields': {'own': {'example': None, 'multiple': True}}}, {'example': None, 'multiple': True}),
    ],
)
def test_a_mistake_in_a_field_costs_that_and_not_the_field(tmp_path: Path, about: dict[str, Any], kept: dict[str, Any]) -> None:
    registry, problems = own(tmp_path, {'thing': about})
    assert len(problems) == 1
    field = registry.kinds['thing'].by_name['own']
    assert {name: getattr(field, name) for name in kept} == kept


def test_several_mistakes_are_told_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = """
chronicle_vocabularies = ['modls', 'podcast']
chronicle_kinds = {
    'person': {
        'label': 'Person',
        'order': ['nmae'],
        'fields': {'a': {'type': 'x'}, 'name': {}},
        'relations': {
            'near': {
                'inverse': 'org',
                'targets': ['entry'],
            },
        },
    },
    'entrry': {},
    'person': {
        'label': 'Person',
        'order': ['nmae'],
        'fields': {
            'a': {'type': 'x'},
            'name': {},
        },
        'relations': {
            'near': {
                'inverse': 'org',
                'targets': ['entry'],
            },
        },
    },
}
"""
    _registry, problems = declare(tmp_path, text)
    assert [(problem.line, problem.record) for problem in problems] == [
        (2, 'chronicle_vocabularies'),
        (15, "chronicle_kinds 'entrry'"),
        (16, "chronicle_kinds 'person'"),
        (18, "chronicle_kinds 'person'"),
        (20, "chronicle_kinds 'person'"),
        (25, "chronicle_kinds 'person'"),
    ]


@pytest.mark.parametrize(
    ('text', 'line'),
    [
        ("chronicle_kinds: dict = {\n 'entrry': {},\n}", 2),
        ("one = chronicle_kinds = {\n 'entrry': {},\n}", 2),
        ("name = 'entrry'\nchronicle_kinds = {\n name: {},\n}", 2),
        ('chronicle_kinds = dict(entrry={})', 1),
        ("if True:\n    chronicle_kinds = {'entrry': {}}", 0),
        ("globals()['chronicle_kinds'] = {'entrry': {}}", 0),
    ],
)  # fmt: skip
def test_a_mistake_that_stands_in_no_literal_is_told_at_the_nearest_line(tmp_path: Path, text: str, line: int) -> None:
    _registry, problems = declare(tmp_path, text)
    assert [problem.line for problem in problems] == [line]
    assert str(problems[0]).startswith(f'conf.py:{line}: ' if line else 'conf.py: ')


def test_settings_without_a_file_are_told_without_a_line(tmp_path: Path) -> None:
    _registry, problems = own(tmp_path, {'person': 'x'})
    assert said(problems) == ["conf.py: chronicle_kinds 'person': 'person': expected a mapping (write {…}) [chronicle.kind]"]


def test_parts_and_relations_of_new_kinds_do_not_take_each_others_names(tmp_path: Path) -> None:
    part: dict[str, Any] = {'fields': {'name': {}}}
    kinds = {
        'one': {'label': 'One', 'parts': {'bits': part, 'two': part}, 'relations': {'near': {'inverse': 'far'}}},
        'two': {'label': 'Two', 'parts': {'bits': part}, 'relations': {'far': {}}, 'fields': {'back': {}}},
        'three': {'label': 'Three', 'relations': {'front': {'inverse': 'back', 'targets': ['two', 'one']}}},
    }
    registry, problems = own(tmp_path, kinds)
    assert [problem.text for problem in problems] == [
        "chronicle_kinds 'one': 'two' is declared already (a new part needs another name)",
        "chronicle_kinds 'two': 'far' is declared already (a new relation needs another name)",
        "chronicle_kinds 'two': 'bits' is declared already (a new part needs another name)",
        "chronicle_kinds 'three': 'inverse': the kind 'two' has a field 'back' already (choose another name)",
    ]
    assert registry.kinds['two'].by_name['back'].type is TEXT
    assert registry.kinds['one'].by_name['back'].relation == 'back'


def test_a_kind_cannot_be_called_as_a_part_is(tmp_path: Path) -> None:
    _registry, problems = own(tmp_path, {'checkpoints': {'label': 'X'}}, 'models')
    assert [problem.message for problem in problems] == [
        "'checkpoints' is the name of another file of the exports (choose another)"
    ]


def test_names_of_small_records_are_free(tmp_path: Path) -> None:
    registry, problems = own(tmp_path, {'paper': {'label': 'Paper', 'fields': {'pages': {'type': 'count'}}}})
    assert problems == []
    records, wrong = read(registry, '- {kind: paper, key: p, title: P, pages: 12, papers: [{title: T}]}')
    assert (wrong, [str(records[0]['pages'])]) == ([], ['12'])


def test_a_field_called_ref_is_told_by_its_name_where_an_extension_has_one() -> None:
    registry = Registry([Vocabulary('x', fields={'entry': (TEXT.one('ref', label='Reference'),)})])
    _records, wrong = read(registry, '- {key: a, title: A, date: 2025, ref: [x]}')
    assert [message.partition(' (')[0] for message in wrong] == ["field 'ref': expected text, got a list"]


# -- anything ---------------------------------------------------------------------------------------------------------

WORDS = st.sampled_from([
    'entry', 'person', 'fields', 'relations', 'parts', 'qualifiers', 'label', 'type', 'choices', 'default', 'filter', 'range',
    'choice', 'count', 'image', 'date', 'order', 'inverse', 'targets', 'multiple', 'required', 'example', 'name', 'csv', 'feed',
    'own', 'ref', 'notes', 'related', '', 'Ä b', 'x' * 300,
])  # fmt: skip
SCALARS = st.one_of(WORDS, st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False), st.binary(max_size=3))
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(inner), st.dictionaries(st.one_of(WORDS, st.integers(0, 3)), inner, max_size=5)
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(TREES, st.lists(SCALARS, max_size=3))
def test_no_declaration_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, kinds: object, names: list[object]) -> None:
    conf = tmp_path_factory.getbasetemp() / 'conf.py'
    for value in (kinds, {'entry': kinds}, {'thing': {'label': 'Thing', 'fields': kinds, 'relations': kinds, 'parts': kinds}}):
        registry, problems = declared_registry(names, value, (), conf, TAKEN.__contains__)
        assert all(problem.message and len(problem.message) <= 700 for problem in problems)
        assert registry.digest
        timeline_schema(registry)
        export_schema(registry, 'x', 2, lambda _kind: {})
        _records, _wrong = read(
            registry, '- {key: a, title: A, date: 2025, own: [x], order: y}\n- {kind: thing, key: b, title: B}'
        )
