"""A build in which nothing has changed leaves what is about all pages alone, and any other build writes it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Build, Site

#: What Sphinx writes in every build.
ABOUT_ALL_PAGES = ('genindex.html', 'chronicle-tags.html', 'searchindex.js')

LONG_AGO = 1_000_000_000

FILES = {
    'index.md': '# Home\n\n```{toctree}\nmodels\n```\n',
    'models.md': '# Models\n\n```{chronicle:timeline}\n- {key: alpha, title: Alpha, date: 2024, tags: [open]}\n```\n',
}
EDITED = {**FILES, 'models.md': FILES['models.md'].replace('title: Alpha', 'title: Omega')}


def age(site: Site) -> dict[str, str]:
    """Let files look old, and give what is in them."""
    for name in ABOUT_ALL_PAGES:
        os.utime(site.outdir / name, (LONG_AGO, LONG_AGO))
    return {name: site.read(name) for name in ABOUT_ALL_PAGES}


def written(site: Site) -> list[str]:
    return [name for name in ABOUT_ALL_PAGES if (site.outdir / name).stat().st_mtime != LONG_AGO]


def test_nothing_is_written_where_nothing_has_changed(build: Build) -> None:
    before = age(build(FILES))
    site = build(FILES)
    assert written(site) == []
    assert {name: site.read(name) for name in ABOUT_ALL_PAGES} == before


def test_an_edit_is_in_all_of_them(build: Build) -> None:
    age(build(FILES))
    site = build(EDITED)
    assert written(site) == [*ABOUT_ALL_PAGES]
    assert all('Omega' in site.read(name) for name in ABOUT_ALL_PAGES[:2])
    assert '"omega"' in site.read('searchindex.js')


@pytest.mark.parametrize('name', FILES)
def test_an_edit_that_no_index_has_is_in_the_search_alone(build: Build, name: str) -> None:
    before = age(build(FILES))
    site = build({**FILES, name: f'{FILES[name]}\nWeights.\n'})
    assert written(site) == ['searchindex.js']
    assert {name: site.read(name) for name in ABOUT_ALL_PAGES[:2]} == {name: before[name] for name in ABOUT_ALL_PAGES[:2]}
    assert '"weight"' in site.read('searchindex.js')


@pytest.mark.parametrize(
    'files',
    [
        pytest.param({**FILES, 'models.md': FILES['models.md'].replace('# Models', '# All *models*')}, id='a title'),
        pytest.param({**FILES, 'models.md': f'{FILES["models.md"]}\n## More\n'}, id='a heading'),
        pytest.param(
            {**FILES, 'index.md': FILES['index.md'].replace('\nmodels', '\nMany <models>')}, id='a name in the contents'
        ),
        pytest.param({**FILES, 'models.md': FILES['models.md'].replace('[open]', '[closed]')}, id='a tag'),
        pytest.param({**FILES, 'models.md': f'{FILES["models.md"]}\n```{{index}} weights\n```\n'}, id='an entry of another'),
    ],
)
def test_what_is_beside_an_index_is_in_it(build: Build, files: dict[str, str]) -> None:
    """The pages of a build that follows another are those of one on its own."""
    conf = "html_theme = 'alabaster'\n"
    age(build(FILES, conf=conf))
    site = build(files, conf=conf)
    after = {name: site.read(name) for name in ABOUT_ALL_PAGES[:2]}
    fresh = build(files, conf=conf, fresh=True)
    assert after == {name: fresh.read(name) for name in ABOUT_ALL_PAGES[:2]}


# Without its last index of the search Sphinx ends with an error.
@pytest.mark.parametrize('name', ABOUT_ALL_PAGES[:2])
def test_what_is_missing_is_written_as_it_was(build: Build, name: str) -> None:
    site = build(FILES)
    before = age(site)
    (site.outdir / name).unlink()
    assert name in written(build(FILES))
    assert {one: site.read(one) for one in ABOUT_ALL_PAGES} == before
    age(site)
    assert written(build(FILES)) == []


def test_another_setting_is_seen(build: Build) -> None:
    age(build(FILES))
    assert written(build(FILES, conf="html_title = 'Other'\n")) == [*ABOUT_ALL_PAGES]


def test_another_layout_is_seen(build: Build) -> None:
    conf = "templates_path = ['_templates']\n"
    age(build(FILES, conf=conf))
    layout = '{% extends "!layout.html" %}{% block body %}new{% endblock %}'
    assert written(build({**FILES, '_templates/layout.html': layout}, conf=conf)) == [*ABOUT_ALL_PAGES]


def test_another_builder_in_between_changes_nothing(build: Build) -> None:
    age(build(FILES))
    build(FILES, 'dirhtml')
    assert written(build(FILES)) == []
    build(EDITED, 'dirhtml')
    site = build(EDITED)
    assert written(site) == [*ABOUT_ALL_PAGES]
    assert 'Omega' in site.read('genindex.html')


def test_a_removed_page_is_in_none_of_them(build: Build) -> None:
    site = build(FILES)
    age(site)
    files = {'index.md': '# Home\n', 'models.md': '---\norphan: true\n---\n# Models\n'}
    build(files)
    assert not (site.outdir / 'chronicle-tags.html').exists()
    assert 'Alpha' not in site.read('genindex.html')
