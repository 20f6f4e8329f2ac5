"""Relations to records of other projects, by the inventories that intersphinx loads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Build, Markup

OTHER = """\
- {key: first-engine, title: 'The <first> engine', date: 2019}
- {key: second-engine, title: Second engine, date: 2020}
"""


@pytest.fixture(scope='module')
def inventory(new_project: Callable[[], Build]) -> Path:
    """The inventory of another project with records."""
    other = new_project()
    timeline = '# Engines\n\n```{chronicle:timeline}\n:file: data.yaml\n```\n'
    site = other({'index.md': timeline, 'data.yaml': OTHER}, conf="project = 'Engines'\nversion = '2.0'\n")
    assert site.lines == []
    return site.outdir / 'objects.inv'


def conf(inventory: Path) -> str:
    mapping = {'engines': ('https://engines.example/', str(inventory))}
    return f"extensions += ['sphinx.ext.intersphinx']\nintersphinx_mapping = {mapping!r}\nproject = 'Cars'\n"


def project(markup: Markup, related: str) -> dict[str, str]:
    data = f'- key: car\n  title: Car\n  date: 2021\n  related: [{related}]\n- {{key: other, title: Other, date: 2022}}\n'
    timeline = markup.directive('timeline', options={'file': 'data.yaml'})
    return {markup.index: markup.page(markup.heading('Cars'), timeline), 'data.yaml': data}


def test_a_record_of_another_project_is_linked_with_that_projects_name(build: Build, markup: Markup, inventory: Path) -> None:
    files = project(markup, 'other, engines:first-engine')
    site = build(files, conf=conf(inventory))
    assert site.lines == []
    row = site.soup().select_one('.chronicle-field-related dd')
    assert row is not None
    assert ' '.join(row.get_text(' ').split()) == 'Other The <first> engine (Engines)'
    assert row.select('a')[1]['href'] == 'https://engines.example/index.html#entry-first-engine'
    data = json.loads((site.outdir / 'exports' / 'chronicle.json').read_text(encoding='utf-8'))
    assert [relation.get('external', relation.get('to')) for relation in data['relations']] == ['other', 'engines:first-engine']
    text = build(files, 'text', conf=conf(inventory))
    assert text.lines == []
    assert 'The <first> engine (Engines)' in text.read('index.txt')


def test_a_key_alone_is_looked_up_as_links_in_prose_look_it_up(build: Build, markup: Markup, inventory: Path) -> None:
    site = build(project(markup, 'other, first-engine, first-car'), conf=conf(inventory))
    (line,) = site.lines
    assert "entry 'car': there is no record 'first-car'" in line
    links = [(link.get_text(), link['href']) for link in site.soup().select('.chronicle-field-related dd a')]
    assert links[1] == ('The <first> engine', 'https://engines.example/index.html#entry-first-engine')
    data = json.loads((site.outdir / 'exports' / 'chronicle.json').read_text(encoding='utf-8'))
    assert [relation.get('external', relation.get('to')) for relation in data['relations']] == ['other', 'engines:first-engine']


def test_a_record_of_this_project_comes_before_those_of_others(build: Build, markdown: Markup, inventory: Path) -> None:
    files = project(markdown, 'other, second-engine')
    files['data.yaml'] += '- {key: second-engine, title: Ours, date: 2023}\n'
    site = build(files, conf=conf(inventory))
    assert site.lines == []
    row = site.soup().select_one('.chronicle-field-related dd')
    assert row is not None
    assert ' '.join(row.get_text(' ').split()) == 'Other Ours'


def test_a_key_that_comes_and_goes_elsewhere_is_followed(
    build: Build, markdown: Markup, new_project: Callable[[], Build]
) -> None:
    other = new_project()
    for key, problems in (('first-engine', 0), ('third-engine', 1), ('first-engine', 0)):
        data = f'- {{key: {key}, title: An engine, date: 2019}}\n'
        timeline = '# Engines\n\n```{chronicle:timeline}\n:file: data.yaml\n```\n'
        inventory = other({'index.md': timeline, 'data.yaml': data}, conf="project = 'Engines'\n").outdir / 'objects.inv'
        site = build(project(markdown, 'first-engine'), conf=conf(inventory) + 'intersphinx_cache_limit = 0\n')
        assert len(site.lines) == problems
        assert ('An engine' in site.soup().get_text()) == (not problems)


def test_a_name_that_leads_nowhere_is_said_with_the_nearest(build: Build, markup: Markup, inventory: Path) -> None:
    files = project(markup, 'engines:frist-engine, engine:first-engine, nowhere:at-all')
    site = build(files, 'dummy', conf=conf(inventory))
    said = [line.partition("entry 'car': ")[2].removesuffix(' [chronicle.relation]') for line in site.lines]
    assert said == [
        "there is no record 'frist-engine' in the project 'engines' (did you mean 'first-engine'?)",
        "there is no project 'engine' (did you mean 'engines'?)",
        "there is no project 'nowhere' (load sphinx.ext.intersphinx and add it to intersphinx_mapping)",
    ]
    assert {line.split(':')[0] for line in site.lines} == {'data.yaml'}


def test_without_intersphinx_the_cure_says_so(build: Build, markdown: Markup) -> None:
    site = build(project(markdown, 'engines:first-engine'), 'dummy')
    (line,) = site.lines
    assert "there is no project 'engines' (load sphinx.ext.intersphinx and add it to intersphinx_mapping)" in line


def test_an_inventory_that_cannot_be_loaded_is_said_once(build: Build, markdown: Markup, tmp_path: Path) -> None:
    site = build(project(markdown, 'engines:first-engine'), conf=conf(tmp_path / 'missing.inv'))
    assert [line for line in site.lines if 'chronicle' in line] == []
    row = site.soup().select_one('.chronicle-field-related dd')
    assert row is not None
    assert row.get_text() == 'engines:first-engine'


def test_a_title_that_changes_elsewhere_is_written_again(
    build: Build, markdown: Markup, new_project: Callable[[], Build]
) -> None:
    other = new_project()
    timeline = '# Engines\n\n```{chronicle:timeline}\n:file: data.yaml\n```\n'
    for title in ('Old name', 'New name'):
        data = f'- {{key: first-engine, title: {title}, date: 2019}}\n'
        inventory = other({'index.md': timeline, 'data.yaml': data}, conf="project = 'Engines'\n").outdir / 'objects.inv'
        site = build(project(markdown, 'engines:first-engine'), conf=conf(inventory) + 'intersphinx_cache_limit = 0\n')
        assert title in site.soup().get_text()
