"""A project that declares fields, parts, relations and a kind of its own finds them in every reader of a declaration."""

from __future__ import annotations

import csv
import json
import zlib
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_chronicle.env.domain import chronicle_domain
from sphinx_chronicle.records.schema import record_schema, timeline_schema

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Build, Markup, Site

KINDS = """
chronicle_vocabularies = []
chronicle_kinds = {
    'entry': {
        'fields': {
            'type': {'choices': {'milestone': 'Milestone', 'talk': 'Talk'}},
            'status': {'choices': {'planned': 'Planned for later'}},
            'speaker': {'type': 'text', 'multiple': True, 'label': 'Speaker', 'slot': 'meta', 'filter': 'choice'},
            'blurb': {'type': 'markdown', 'label': 'Blurb'},
            'opened': {'type': 'date', 'label': 'Opened'},
            'seats': {'type': 'count', 'label': 'Seats', 'slot': 'strip', 'filter': 'range'},
            'volume': {'type': 'bytes', 'label': 'Volume'},
            'length': {'type': 'duration', 'label': 'Length'},
            'home': {'type': 'url', 'label': 'Home'},
            'slides': {'type': 'file', 'label': 'Slides'},
            'photo': {'type': 'image', 'label': 'Photo', 'slot': 'lead'},
            'level': {
                'type': 'choice', 'label': 'Level', 'choices': {'easy': 'Easy', 'hard': 'Hard'}, 'filter': 'choice',
                'marks': {'easy': 'full'},
            },
            'free': {'type': 'boolean', 'label': 'Free of charge', 'description': 'Whether one pays.', 'example': 'yes'},
        },
        'parts': {
            'stops': {
                'label': 'Stops',
                'name': 'city',
                'fields': {
                    'city': {'type': 'text', 'label': 'City'},
                    'day': {'type': 'date', 'label': 'Day'},
                    'visitors': {'type': 'count', 'label': 'Visitors', 'slot': 'strip'},
                },
            },
        },
    },
    'person': {
        'label': 'Person',
        'plural': 'People',
        'date': 'born',
        'schema_org': 'Person',
        'fields': {
            'born': {'type': 'date', 'label': 'Born', 'schema_org': 'birthDate'},
            'job': {'type': 'text', 'label': 'Job', 'slot': 'strip'},
        },
        'relations': {
            'took_part_in': {
                'label': 'Took part in',
                'inverse': 'people',
                'inverse_label': 'People who came',
                'targets': ['entry'],
                'qualifiers': {'part': {'label': 'Part', 'choices': {'host': 'as host', 'guest': 'as guest'}}},
            },
        },
    },
}
"""

ENTRIES = """
- key: start
  title: The start
  date: 2024-03
  type: milestone
  speaker: [Ada, Bob]
  blurb: some words
  opened: 2024-04
  seats: 240
  volume: 1.2GB
  length: 1h 7m
  home: https://example.org/home
  slides: slides.pdf
  photo: {file: house.svg, alt: An old house}
  level: easy
  free: yes
  people: [ada]
  stops:
    - {city: Rome, day: 2024-05, visitors: 1_000}
    - {city: Oslo, day: 2024-06, visitors: 2_000}
- key: later
  title: What came later
  date: 2025
  type: talk
  status: planned
  speaker: Ada
  seats: 100
- kind: person
  key: bob
  title: Bob
  born: 1990
  took_part_in: {ref: start, part: guest}
"""

FILES = {'slides.pdf': 'words', 'house.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"/>'}

#: Every own field of the entry, with what a page says of its value.
SHOWN = {
    'blurb': 'some words',
    'opened': 'Apr 2024',
    'seats': '240',
    'volume': '1.2GB',
    'length': '1h 7m',
    'home': 'https://example.org/home',
    'slides': 'slides.pdf',
    'level': 'Easy',
    'free': 'Yes',
}


def page(markup: Markup) -> dict[str, str]:
    columns = 'title, kind, date, speaker, opened, seats, level, free, stops, people, took_part_in, born, job'
    text = markup.page(
        markup.heading('Page'),
        markup.directive('timeline', body=ENTRIES, options={'filter-bar': ''}),
        markup.heading('Ada', 2),
        markup.directive('person', 'ada', 'born: 1815-12-10\njob: Mathematician\ntook_part_in: later'),
        f'See {markup.role("person", "bob")} and {markup.role("record", "start")}.',
        markup.heading('Lists', 2),
        markup.directive('listing', options={'layout': 'table', 'filter-bar': '', 'columns': columns}),
        markup.directive('listing', options={'layout': 'table', 'rows': 'stops'}),
        markup.directive('listing', options={'speaker': 'bob', 'level': 'easy'}),
        *(markup.directive('fields', options={'kind': kind}) for kind in ('entry', 'person', 'stops')),
    )
    return {markup.index: text, **FILES}


@pytest.mark.parametrize('builder', ['html', 'latex', 'text', 'man', 'epub'])
def test_every_builder_shows_what_is_declared(build: Build, markup: Markup, builder: str) -> None:
    site = build(page(markup), builder, conf=KINDS)
    assert [line for line in site.lines if 'epub' not in line] == []
    text = {
        'html': lambda: site.soup().get_text(' '),
        'text': lambda: site.read('index.txt'),
        'latex': lambda: site.read('test.tex'),
        'man': lambda: site.read('test.1'),
        'epub': lambda: site.soup('index.xhtml').get_text(' '),
    }[builder]()
    for hint in ('\\-', '\\%', '\\:'):
        text = text.replace(hint, '-' if hint == '\\-' else '')
    text = ' '.join(text.split())
    for words in (*SHOWN.values(), 'Milestone', 'Planned for later', 'Stops', 'Rome', '1,000', 'Mathematician', 'as guest'):
        assert words in text, words
    for label in ('Seats', 'Free of charge', 'Visitors', 'Took part in', 'People who came', 'Born', 'Job'):
        assert label in text, label


@pytest.fixture(scope='module')
def html(new_project: Any, markups: dict[str, Markup]) -> Site:
    site: Site = new_project()(page(markups['md']), 'html', conf=KINDS)
    assert site.lines == []
    return site


def test_each_own_field_is_a_row_of_its_card(html: Site) -> None:
    card = html.soup().select_one('#entry-start')
    assert card is not None
    for name, words in SHOWN.items():
        row = card.select_one('.chronicle-strip' if name == 'seats' else f'.chronicle-field-{name}')
        assert row is not None, name
        assert words in row.get_text(' '), name
    badges = [badge.get_text() for badge in card.select('.chronicle-meta span')]
    assert badges == ['Milestone', 'Ada', 'Bob']
    assert [row.get_text(' ', strip=True) for row in card.select('table.chronicle-table tbody tr')] == [
        'Rome May 2024 1,000',
        'Oslo Jun 2024 2,000',
    ]
    assert card.select_one('#entry-start--rome') is not None


def test_a_choice_has_its_mark_in_cards_and_tables_and_others_have_none(html: Site) -> None:
    soup = html.soup()
    marks = {mark.get_text(): mark['class'] for mark in soup.select('.chronicle-choice')}
    assert marks == {'Easy': ['chronicle-choice', 'chronicle-full']}
    assert soup.select_one('#entry-start .chronicle-field-level .chronicle-full') is not None
    assert soup.select_one('td.chronicle-level .chronicle-full') is not None


def test_a_new_kind_is_an_infobox_and_a_card(html: Site) -> None:
    soup = html.soup()
    assert soup.select_one('section#person-ada .chronicle-infobox .chronicle-field-job') is not None
    assert soup.select_one('article#person-bob .chronicle-field-took_part_in') is not None
    people = soup.select_one('#entry-start .chronicle-field-people')
    assert people is not None
    assert people.get_text(' ', strip=True) == 'People who came Ada Bob (as guest)'


def test_the_filter_bar_has_choices_and_spans(html: Site) -> None:
    bar = html.soup().select_one('.chronicle-filter')
    assert bar is not None
    facets = json.loads(str(bar['data-facets']))
    assert facets['speaker'] == [['ada', 'Ada'], ['bob', 'Bob']]
    assert facets['type'] == [['milestone', 'Milestone'], ['talk', 'Talk']]
    assert facets['spans']['seats'] == [['seats-min', 'seats-max'], [['100', '100'], ['240', '240']]]
    labels = json.loads(str(bar['data-labels']))
    assert (labels['level'], labels['seats-max']) == ('Level', 'Seats ≤')
    card = html.soup().select_one('#entry-start')
    assert card is not None
    assert (card['data-seats'], card['data-level']) == ('240', 'easy')


def test_tables_have_own_columns_and_rows_of_own_parts(html: Site) -> None:
    tables = html.soup().select('section#lists table.chronicle-table')
    heads = [[cell.get_text() for cell in table.select('thead th')] for table in tables]
    assert heads[0] == [
        'Title', 'Kind', 'Date', 'Speaker', 'Opened', 'Seats', 'Level', 'Free of charge', 'Stops', 'People who came',
        'Took part in', 'Born', 'Job',
    ]  # fmt: skip
    assert heads[1] == ['City', 'Entry', 'Day', 'Visitors']
    assert [row.get_text(' ', strip=True) for row in tables[1].select('tbody tr')] == [
        'Rome The start May 2024 1,000',
        'Oslo The start Jun 2024 2,000',
    ]


def test_json_fits_its_schema_and_has_every_own_value(html: Site) -> None:
    data = json.loads(html.read('exports/chronicle.json'))
    schema = json.loads(html.read('exports/chronicle.schema.json'))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    records = {record['key']: record for record in data['records']}
    start = records['start']
    assert (start['seats'], start['free'], start['photo']) == ('240', True, {'file': 'house.svg', 'alt': 'An old house'})
    assert start['stops'][1] == {'city': 'Oslo', 'day': '2024-06', 'visitors': '2_000', 'numbers': {'visitors': {'value': 2000}}}
    assert records['bob']['kind'] == 'person'
    assert {'from': 'bob', 'relation': 'took_part_in', 'to': 'start', 'part': 'guest'} in data['relations']


def rows(html: Site, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(html.read(f'exports/{name}'))))


def test_tables_of_data_have_own_fields(html: Site) -> None:
    start = rows(html, 'entries.csv')[0]
    assert (start['seats'], start['seats_number'], start['free'], start['speaker']) == ('240', '240', 'yes', 'Ada; Bob')
    assert rows(html, 'stops.csv')[0]['city'] == 'Rome'
    assert {row['key']: row['job'] for row in rows(html, 'person.csv')} == {'ada': 'Mathematician', 'bob': ''}


def test_search_and_inventory_know_the_kind(html: Site) -> None:
    inventory = (html.outdir / 'objects.inv').read_bytes().split(b'\n', 4)[4]
    lines = zlib.decompress(inventory).decode().splitlines()
    assert 'ada chronicle:person -1 index.html#person-$ Ada' in lines
    index = html.read('searchindex.js')
    assert '"bob"' in index


def test_the_page_describes_the_kind_for_search_engines(html: Site) -> None:
    script = html.soup().select_one('script[type="application/ld+json"]')
    assert script is not None
    things = json.loads(script.get_text())['@graph']
    ada = next(thing for thing in things if thing['name'] == 'Ada')
    assert (ada['@type'], ada['birthDate']) == ('Person', '1815-12-10')


def test_completion_schemas_and_references_offer_own_fields(html: Site) -> None:
    registry = chronicle_domain(html.app.env).registry
    schema = timeline_schema(registry)
    entry = schema['$defs']['Entry']['properties']
    assert set(SHOWN) | {'stops', 'people', 'photo', 'speaker'} <= set(entry)
    assert entry['type']['enum'] == ['release', 'software', 'event', 'milestone', 'talk']
    jsonschema.validate([{'key': 'a', 'title': 'A', 'free': 'yes', 'stops': [{'city': 'Rome'}]}], schema)
    jsonschema.validate([{'kind': 'person', 'key': 'a', 'title': 'A', 'took_part_in': 'x'}], schema)
    assert set(record_schema(registry, 'person')['properties']) >= {'born', 'job', 'took_part_in'}
    terms = [term.get_text() for term in html.soup().select('.chronicle-fields dt code')]
    assert {'speaker', 'stops', 'born', 'took_part_in', 'visitors'} <= set(terms)


@pytest.mark.parametrize(
    ('entry', 'message'),
    [
        ('seets: 3', "unknown field 'seets' (did you mean 'seats'?)"),
        ('level: esay', "field 'level': 'esay' is not one of 'easy' or 'hard' (did you mean 'easy'?)"),
        ('type: mileston', "did you mean 'milestone'?"),
        ('seats: many', "field 'seats': 'many' is not a count"),
        ('free: perhaps', "field 'free': 'perhaps' is neither yes nor no"),
        ('slides: no.pdf', "there is no file 'no.pdf'"),
        ('slides: https://example.org/a.pdf', 'is not a file of the project'),
        ('photo: {alt: words}', "field 'file' is missing in 'photo'"),
        ('people: [adda]', "there is no record 'adda' (did you mean 'ada'?)"),
        ('stops: [{visitors: 3}]', "field 'city' is missing in 'stops'"),
        ('stops: [{city: Rome, vistors: 3}]', "unknown field 'vistors' (did you mean 'visitors'?)"),
        ('kind: persn', "there is no kind 'persn' (did you mean 'person'?)"),
        ('checkpoints: []', "field 'checkpoints' belongs to the vocabulary 'models' (add it to chronicle_vocabularies)"),
        ('kind: dataset', "'dataset' belongs to the vocabulary 'models' (add it to chronicle_vocabularies)"),
    ],
)
def test_a_mistake_in_an_own_field_names_the_nearest(build: Build, markup: Markup, entry: str, message: str) -> None:
    body = f'- key: one\n  title: One\n  date: 2024\n  {entry}\n- {{kind: person, key: ada, title: Ada}}'
    files = {markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', body=body))}
    lines = build(files, 'dummy', conf=KINDS).lines
    assert len(lines) == 1, lines
    assert message in lines[0]
    assert f'{markup.index}:' in lines[0]


def test_incremental_and_parallel_builds_equal_a_clean_one(build: Build, new_project: Any, markups: dict[str, Markup]) -> None:
    files = page(markups['md'])
    more = {f'p{number}.md': f'---\norphan: true\n---\n# P{number}\n\n{{chronicle:person}}`bob`\n' for number in range(6)}
    before = {**files, 'index.md': files['index.md'].replace('seats: 240', 'seats: 999'), **more}
    build(before, 'html', conf=KINDS)
    edited = build({**files, **more}, 'html', conf=KINDS)
    clean = new_project()({**files, **more}, 'html', conf=KINDS)
    parallel = new_project()({**files, **more}, 'html', conf=KINDS, parallel=2)
    names = sorted(str(path.relative_to(clean.outdir)) for path in clean.outdir.rglob('*') if path.is_file())
    for other in (edited, parallel):
        for name in names:
            if name != '.buildinfo' and '.doctrees' not in name and '_static' not in name:
                assert (other.outdir / name).read_bytes() == (clean.outdir / name).read_bytes(), name


def test_a_changed_declaration_has_every_document_read_again(build: Build, markup: Markup) -> None:
    build(page(markup), 'text', conf=KINDS)
    site = build(page(markup), 'text', conf=KINDS.replace("'label': 'Seats'", "'label': 'Chairs'"))
    assert 'Chairs' in site.read('index.txt')
    assert 'Seats' not in site.read('index.txt')


def test_two_applications_in_one_process_do_not_see_each_other(tmp_path: Path) -> None:
    apps = []
    for name, conf in (('one', KINDS), ('two', 'chronicle_vocabularies = ["models"]\n')):
        folder = tmp_path / name
        folder.mkdir()
        (folder / 'conf.py').write_text(f"extensions = ['sphinx_chronicle']\n{conf}", encoding='utf-8')
        (folder / 'index.rst').write_text('Page\n====\n', encoding='utf-8')
        with patch_docutils(folder), docutils_namespace():
            apps.append(Sphinx(folder, folder, folder / 'out', folder / 'dt', 'dummy', status=None, warning=None))
    one, two = (chronicle_domain(app.env) for app in apps)
    assert set(one.registry.kinds) == {'entry', 'person'}
    assert set(two.registry.kinds) == {'entry', 'dataset', 'license'}
    assert 'person' in one.directives
    assert 'person' not in two.directives
    assert 'seats' not in two.registry.kinds['entry'].by_name
    assert 'checkpoints' not in one.registry.kinds['entry'].by_name


EXTENSION = """
from sphinx_chronicle import add_vocabulary
from sphinx_chronicle.records.kinds import Kind, Relation, Vocabulary, ref
from sphinx_chronicle.records.types import COUNT, TEXT

SHIP = Kind(
    'ship', 'Ship', 'Ships',
    (
        TEXT.one('port', 'Where it is at home.', label='Port', example='Genoa', filter='choice'),
        COUNT.one('crew', 'How many sail it.', label='Crew', example='24', slot='strip'),
        ref('sister', 'Ships of the same build.', label='Sisters', example='nina'),
    ),
    description='A ship.',
)
SEA = Vocabulary('sea', kinds=(SHIP,), relations=(Relation('sister', 'Sisters', 'sister', 'Sisters'),))


def setup(app):
    add_vocabulary(app, SEA)
    return {'parallel_read_safe': True}
"""


@pytest.mark.parametrize('order', ['before', 'after'])
def test_an_extension_adds_a_vocabulary_loaded_before_or_after(build: Build, markup: Markup, order: str) -> None:
    ours = "'sphinx_chronicle'"
    names = f"'sea', {ours}" if order == 'before' else f"{ours}, 'sea'"
    conf = (
        'import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\nsys.modules.pop("sea", None)\n'
        f"extensions = ['myst_parser', {names}]\nchronicle_vocabularies = []\n"
    )
    text = markup.page(
        markup.heading('Page'),
        markup.directive('timeline', body='- {kind: ship, key: nina, title: Nina, date: 1492, port: Palos, crew: 24}'),
        markup.heading('Pinta', 2),
        markup.directive('ship', 'pinta', 'port: Genoa\nsister: nina'),
        f'See {markup.role("ship", "nina")}.',
        markup.directive('listing', options={'kind': 'ship', 'port': 'genoa', 'layout': 'table', 'columns': 'title, port, crew'}),
        markup.directive('fields', options={'kind': 'ship'}),
    )
    site = build({'sea.py': EXTENSION, markup.index: text}, 'text', conf=conf)
    assert site.lines == []
    shown = ' '.join(site.read('index.txt').split())
    for words in (
        '**Port:** Palos',
        'Crew: 24',
        '**Sisters:** Pinta',
        '**Sisters:** Nina',
        'Pinta; port: Genoa',
        'Where it is at home.',
    ):
        assert words in shown, words


def test_another_project_links_to_a_kind_through_the_inventory(
    new_project: Any, build: Build, markup: Markup, markups: dict[str, Markup]
) -> None:
    there: Site = new_project()(page(markups['md']), 'html', conf=KINDS)
    conf = (
        "extensions = ['myst_parser', 'sphinx.ext.intersphinx', 'sphinx_chronicle']\nchronicle_vocabularies = []\n"
        f"intersphinx_mapping = {{'there': ('https://there.example.org/', {str(there.outdir / 'objects.inv')!r})}}\n"
    )
    text = markup.page(
        markup.heading('Page'),
        f'See {markup.role("+external+there:chronicle:record", "ada")}, {markup.role("+any", "bob")}'
        f' and {markup.role("+external+there:chronicle:record", "start")}.',
    )
    site = build({markup.index: text}, 'html', conf=conf)
    assert site.lines == []
    links = {link['href']: link.get_text() for link in site.soup().select('a.external')}
    assert links == {
        'https://there.example.org/index.html#person-ada': 'Ada',
        'https://there.example.org/index.html#person-bob': 'Bob',
        'https://there.example.org/index.html#entry-start': 'The start',
    }


CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "Seats"
msgstr "Plätze"

msgid "Person"
msgstr "Mensch"
"""


def test_own_labels_are_translated_by_the_projects_catalog(build: Build, markup: Markup) -> None:
    conf = KINDS + "\nlanguage = 'de'\nlocale_dirs = ['locale']\n"
    files = {**page(markup), 'locale/de/LC_MESSAGES/chronicle-kinds.po': CATALOG}
    site = build(files, 'text', conf=conf)
    assert site.lines == []
    text = site.read('index.txt')
    assert 'Plätze: 240' in text
    assert 'Art: Mensch' in text


def test_own_labels_are_in_the_template_for_translators(build: Build, markup: Markup) -> None:
    site = build(page(markup), 'gettext', conf=KINDS)
    template = site.read('chronicle-kinds.pot')
    for label in (
        'Seats',
        'Free of charge',
        'Whether one pays.',
        'Planned for later',
        'Stops',
        'City',
        'Person',
        'People',
        'Took part in',
        'People who came',
        'as guest',
    ):
        assert f'msgid "{label}"' in template, label
