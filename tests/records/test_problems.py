from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.records.declare import declared_registry
from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.problems import Code, Problem, did_you_mean, nearest
from sphinx_chronicle.records.reader import file_places, read_text
from sphinx_chronicle.vocabularies.podcast.recording import Chapter, check_chapters

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY = registry_of('models')

ENTRY = '- key: a\n  title: A\n  date: 2025\n'

#: An entry that is wrong in one way, by the code of its problem.
WRONG = {
    Code.YAML: ENTRY + '  org: "x\n',
    Code.KEY: '- key: Not A Key\n  title: A\n  date: 2025\n',
    Code.DUPLICATE: ENTRY + '  org: x\n  org: y\n',
    Code.FIELD: ENTRY + '  ogr: x\n',
    Code.VALUE: ENTRY + '  tags: web\n',
    Code.DATE: '- key: a\n  title: A\n  date: 2025-13\n',
    Code.URL: ENTRY + '  sources: ["javascript:alert(1)"]\n',
    Code.RELATION: ENTRY + '  related: [nobody]\n',
}


def problems_of(text: str) -> list[Problem]:
    reading = read_entries(text, file_places('t.yaml'), REGISTRY)
    return [*reading.problems, *Graph(reading.records, REGISTRY).problems]


@pytest.mark.parametrize('code', WRONG)
def test_each_mistake_is_one_problem_with_its_code(code: Code) -> None:
    assert [problem.code for problem in problems_of(WRONG[code])] == [code]


def test_a_file_that_is_missing_is_a_file_problem(tmp_path: Path) -> None:
    problem = read_text(tmp_path / 'missing.yaml', 'missing.yaml')
    assert isinstance(problem, Problem)
    assert (problem.code, problem.path, problem.line) == (Code.FILE, 'missing.yaml', 1)


def test_a_time_out_of_order_is_a_time_problem() -> None:
    chapters = [Chapter(60, 'Late', 'late', 3), Chapter(30, 'Early', 'early', 9)]
    assert [problem.code for problem in check_chapters(chapters, None, 'e.md', "episode 'e'")] == [Code.TIME]


def test_a_wrong_declaration_is_a_kind_problem(tmp_path: Path) -> None:
    _registry, problems = declared_registry([], {'entrry': {}}, (), tmp_path / 'conf.py', lambda _name: False)
    assert [problem.code for problem in problems] == [Code.KIND]


def test_records_and_their_declarations_produce_every_code_that_is_not_a_directives_or_a_roles() -> None:
    assert {*WRONG, Code.FILE, Code.TIME, Code.KIND} == {*Code} - {Code.REFERENCE, Code.MARKUP, Code.OPTION, Code.PLACE}


def test_a_problem_is_said_with_its_place_record_and_code() -> None:
    problem = Problem(Code.FIELD, "unknown field 'nmae'", 'timeline/nemotron.yaml', 42, "entry 'x'")
    assert str(problem) == "timeline/nemotron.yaml:42: entry 'x': unknown field 'nmae' [chronicle.field]"
    assert problem.text == "entry 'x': unknown field 'nmae'"


def test_a_problem_of_a_file_names_no_record() -> None:
    problem = Problem(Code.YAML, 'there are no entries', 't.yaml', 1)
    assert str(problem) == 't.yaml:1: there are no entries [chronicle.yaml]'


def test_a_problem_whose_line_nobody_knows_names_the_file_alone() -> None:
    problem = Problem(Code.KIND, "'label': expected text", 'conf.py', 0, "chronicle_kinds 'person'")
    assert str(problem) == "conf.py: chronicle_kinds 'person': 'label': expected text [chronicle.kind]"


#: Words that somebody wrote, what there is, and what was meant.
NEAR = [
    ('nmae', 'name'), ('NAME', 'name'), ('spdx', 'SPDX'), ('titel', 'title'), ('kye', 'key'), ('tpye', 'type'), ('dat', 'date'),
    ('dates', 'date'), ('paper', 'papers'), ('licence', 'license'), ('summery', 'summary'), ('familiy', 'family'),
    ('descriptoin', 'description'), ('decsriptoin', 'description'), ('training-tokens', 'training_tokens'),
    ('Training Tokens', 'training_tokens'), ('trainingtokens', 'training_tokens'), ('parameters', 'params'), ('param', 'params'),
    ('apahce-2.0', 'Apache-2.0'), ('fp-8', 'fp8'), ('nemotron-nano-3', 'nemotron-3-nano'), ('nemotron-3', 'nemotron-3-nano'),
    ('nvidia-open-model', 'nvidia-open-model-license'), ('nemotron-3-super-120b-a12b', 'nemotron-3-super-120b'),
    ('Größe', 'größe'), ('grösse', 'größe'), ('hf-', 'hf'),
]  # fmt: skip

#: Words that are others, however much of them is the same.
FAR = [
    ('params', 'papers'), ('version', 'precision'), ('released', 'related'), ('name', 'date'), ('notes', 'dates'),
    ('size', 'type'),
    ('hugging-face', 'name'), ('', 'a'), ('', 'name'), ('a', 'b'), ('hf', 'of'), ('url', 'hf'), ('author', 'other'),
    ('nemotron-4', 'nemotron-5'), ('nemotron-4-15b', 'nemotron-4-340b'), ('llama-3.1', 'llama-3.3'), ('CC-BY-4.0', 'CC-BY-3.0'),
    ('data', 'datasets'), ('model', 'nemotron-model-license'), ('zzz', 'name'), ('na' * 300, 'na' * 301), ('state', 'status'),
    ('published', 'publisher-of-it'), ('web', 'wiki'), ('日本', '日光'),
]  # fmt: skip


@pytest.mark.parametrize(('word', 'known'), NEAR)
def test_what_a_slip_makes_of_a_word_is_near_it(word: str, known: str) -> None:
    assert nearest(word, ['unlike', known, 'something-else-9']) == known


@pytest.mark.parametrize(('word', 'known'), FAR)
def test_another_word_is_not_near(word: str, known: str) -> None:
    assert nearest(word, [known]) is None


def test_the_nearest_of_several_words_is_proposed_and_the_first_of_equals() -> None:
    assert nearest('nemotron-nno', ['nemotron-nanos', 'nemotron-nano', 'nemotron-nani']) == 'nemotron-nano'
    assert nearest('tag', ['tab', 'tags', 'tax']) == 'tab'


def test_a_hint_is_said_only_where_there_is_a_near_word() -> None:
    assert did_you_mean('nmae', ['name', 'title']) == " (did you mean 'name'?)"
    assert did_you_mean('zzz', ['name', 'title']) == ''
    assert did_you_mean('name', []) == ''
