"""Two small projects that others would write, in every builder: a museum in German, and the roadmap of a tool."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from conftest import Build, Site

PROJECTS = Path(__file__).parent / 'projects'
BUILDERS = ['html', 'dirhtml', 'text', 'latex', 'epub', 'man']


def files_of(name: str) -> dict[str, str]:
    folder = PROJECTS / name
    return {file.relative_to(folder).as_posix(): file.read_text(encoding='utf-8') for file in folder.rglob('*') if file.is_file()}


@pytest.fixture(scope='module')
def builds(new_project: Callable[[], Build]) -> dict[str, Build]:
    return {'museum': new_project(), 'roadmap': new_project()}


@pytest.fixture(autouse=True)
def _a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a roadmap says depends on the day: November 27, 2026."""
    monkeypatch.setenv('SOURCE_DATE_EPOCH', '1795780800')


@pytest.mark.parametrize('builder', BUILDERS)
@pytest.mark.parametrize('name', ['museum', 'roadmap'])
def test_a_project_builds_silently(builds: dict[str, Build], name: str, builder: str) -> None:
    site = builds[name](files_of(name), builder)
    assert site.lines == []


@pytest.fixture(scope='module')
def museum(builds: dict[str, Build]) -> Site:
    return builds['museum'](files_of('museum'))


@pytest.fixture
def roadmap(builds: dict[str, Build], _a_day: None) -> Site:
    return builds['roadmap'](files_of('roadmap'))


def words(tag: Tag | None) -> str:
    assert tag is not None
    return ' '.join(tag.get_text(' ').split())


def test_the_museum_has_its_centuries_its_picture_and_its_people(museum: Site) -> None:
    page = museum.soup()
    groups = [
        words(section.find(re.compile('^h[2-6]$'))).removesuffix(' ¶').rstrip('¶# ')
        for section in page.select('section[id^=century]')
    ]
    assert groups == [
        '5. Jahrhundert v. Chr.', '12. Jahrhundert', '13. Jahrhundert', '17. Jahrhundert', '19. Jahrhundert', '21. Jahrhundert',
    ]  # fmt: skip
    image = page.select_one('#entry-gruendung img')
    assert image is not None
    assert (image['alt'], image['loading']) == ('Das alte Haus', 'lazy')
    assert {'width', 'height'} <= image.attrs.keys()
    assert (museum.outdir / str(image['src'])).is_file()
    assert 'Heinrich der Schreiber' in words(page.select_one('#entry-gruendung'))
    assert 'Gründung der Stadt' in words(page.select_one('.chronicle-infobox.chronicle-person'))
    assert 'Schreiber' in words(page.select_one('.chronicle-infobox.chronicle-person'))
    options = [words(label) for label in page.select('#entry-keltisch .chronicle-meta span')]
    assert 'Frühgeschichte' in options


def test_nothing_of_a_draft_is_in_the_museum(museum: Site) -> None:
    shown = [file for file in museum.outdir.rglob('*') if file.is_file() and '_sources' not in file.parts]
    assert len(shown) > 20
    assert [file for file in shown if b'Noch geheim' in file.read_bytes() or b'entwurf' in file.read_bytes()] == []


def test_the_roadmap_shows_what_is_next_what_is_supported_and_who_talked(roadmap: Site) -> None:
    page = roadmap.soup()
    upcoming, versions, talks, everything = page.select('section section')
    assert [words(title) for title in upcoming.select('.chronicle-title')] == ['Plugins']
    rows = [[words(cell) for cell in row.select('th, td')] for row in versions.select('tbody tr')]
    assert rows == [
        ['2.0', 'Sep 30, 2025', '2.0.1', 'Sep 2028', 'A new core.'],
        ['1.0', 'Mar 2024', '1.0.9', 'Mar 2026', 'The first version.'],
    ]
    (talk,) = ([words(cell) for cell in row.select('th, td')] for row in talks.select('tbody tr'))
    assert talk[1:] == ['What we learned from 1.0', 'A. Example, B. Example', 'Slides']
    link = talks.select_one('tbody a.download, tbody a[href*="slides"]')
    assert link is not None
    assert (roadmap.outdir / str(link['href'])).is_file()
    cards = everything.select('ol.chronicle-cards.roadmap .chronicle-card')
    assert {str(card['id']) for card in cards} == {'entry-v1', 'entry-v2', 'entry-talk-2025', 'entry-plugins', 'entry-cloud'}
    assert everything.select('.chronicle-cite, .chronicle-provenance') == []
    assert 'Cancelled' in words(everything.select_one('#entry-cloud'))


def test_a_milestone_that_has_passed_is_no_longer_next(builds: dict[str, Build], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('SOURCE_DATE_EPOCH', '1925000000')  # 2031
    later = builds['roadmap'](files_of('roadmap'))
    assert later.lines == []
    assert [words(title) for title in later.soup().select('section section')[0].select('.chronicle-title')] == []
