"""The benchmarks compare like with like: the same words, always the same content, silent builds."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

from benchmarks.content import BLOCK, CONTENTS, LINE, edited, make_entries
from benchmarks.report import Report
from benchmarks.rivals import DESIGN, OURS, PLAIN, RIVALS, project
from benchmarks.run import Case, Result, body, build, bytes_per_entry, make_cases, run, write_project

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.content import Content
    from benchmarks.rivals import Rival

SIZE = 20
INSTALLED = (OURS, PLAIN, DESIGN)

#: What only our cards say, folded away: the lineage, with the same titles once more, what names the record, and how to cite it.
ONLY_OURS = (
    '.chronicle-lineage, .chronicle-field-mentioned_in, .chronicle-cite, .chronicle-more > summary,'
    ' .chronicle-ways a[href$="--cite"]'
)


def article(folder: Path, rival: Rival, content: Content) -> BeautifulSoup:
    """Build a project, which must be silent, and give the body of its page."""
    write_project(folder / 'source', project(rival, make_entries(SIZE, content), 1))
    build(folder / 'source', folder / 'build')
    soup = BeautifulSoup(body(folder / 'build' / 'html' / 'p0.html'), 'html.parser')
    for element in soup.select(f'.headerlink, {ONLY_OURS}'):
        element.decompose()
    # Of the headings of parts only the anchors are wanted.
    for element in soup.select('.chronicle-part:not(:has(+ .chronicle-scroll))'):
        element.clear()
    return soup


def words(soup: BeautifulSoup) -> Counter[str]:
    return Counter(re.findall(r'\w[\w.:-]*\w|\w', soup.get_text(' ')))


def outside(soup: BeautifulSoup) -> Counter[str]:
    """The addresses that links to other hosts lead to."""
    return Counter(str(link['href']) for link in soup.select('a[href^=http]'))


def inside(soup: BeautifulSoup) -> Counter[str]:
    """The words of links within the page; each must lead to something."""
    links = soup.select('a[href^="#"]')
    assert all(soup.find(id=str(link['href'])[1:]) for link in links)
    return Counter(link.get_text(' ', strip=True) for link in links)


@pytest.fixture(scope='module', params=CONTENTS)
def content(request: pytest.FixtureRequest) -> Content:
    found: Content = request.param
    return found


@pytest.fixture(scope='module')
def articles(tmp_path_factory: pytest.TempPathFactory, content: Content) -> dict[Rival, BeautifulSoup]:
    """The bodies of the same page by all that are installed."""
    folder = tmp_path_factory.mktemp('articles')
    return {rival: article(folder / rival.name, rival, content) for rival in INSTALLED}


def test_rivals_show_the_same_words_and_links(articles: dict[Rival, BeautifulSoup]) -> None:
    ours, *others = articles.values()
    for other in others:
        assert words(other) == words(ours)
        assert outside(other) == outside(ours)
        assert inside(other) == inside(ours)


def test_nothing_of_an_entry_is_lost(articles: dict[Rival, BeautifulSoup], content: Content) -> None:
    soup = articles[PLAIN]
    text = ' '.join(soup.get_text(' ').split())
    found = outside(soup)
    for entry in make_entries(SIZE, content):
        assert all(word in text for word in (entry.title, entry.date_words, *entry.tags, f'Test {entry.number + 100_000} '))
        assert found[f'https://example.org/reports/{entry.number}'] == found[f'https://example.org/code/{entry.number}.git'] == 1
        assert len(entry.checkpoints) == (3 if content == 'rich' else 0)
        assert all(f'{c.name} {c.params} {c.context_words} {c.license}' in text for c in entry.checkpoints)
        assert all(paper.title in text and found[f'https://arxiv.org/abs/{paper.arxiv}'] == 1 for paper in entry.papers)
        relations = [*entry.derived_from, *entry.related]
        assert content != 'rich' or relations
        assert entry.number not in relations
        within = LINE if content == 'lineage' else BLOCK
        assert {number // within for number in relations} <= {entry.number // within}


@pytest.mark.parametrize('rival', RIVALS.values(), ids=lambda rival: rival.name)
def test_content_is_the_same_each_time(rival: Rival) -> None:
    for content in rival.contents:
        assert project(rival, make_entries(SIZE, content), 2) == project(rival, make_entries(SIZE, content), 2)


def test_entries_do_not_depend_on_how_many_there_are() -> None:
    for content in CONTENTS:
        assert make_entries(SIZE, content) == make_entries(2 * SIZE, content)[:SIZE]


@pytest.mark.parametrize('rival', RIVALS.values(), ids=lambda rival: rival.name)
def test_an_edit_changes_one_file_and_another_one_each_time(rival: Rival) -> None:
    entries = make_entries(SIZE, 'plain')
    versions = [project(rival, edited(entries, edit), 2) for edit in (1, 2)]
    for files in versions:
        before = project(rival, entries, 2)
        assert [name for name in files if files[name] != before[name]] == [
            next(name for name in before if name.startswith('p1.') and '100010' in before[name])
        ]
    assert versions[0] != versions[1]


def test_what_is_not_run_says_why_and_the_rest_is_measured(tmp_path: Path) -> None:
    broken = PLAIN._replace(name='design', write=lambda name, _here, _entries: {f'{name}.md': '# A\n\n[x](#nowhere)\n'})
    limited = PLAIN._replace(name='timeline', most=10, why='it is slow')
    cases = make_cases([SIZE], ['plain'])
    said: list[str] = []
    results = run(cases, [PLAIN, broken, limited], 1, tmp_path, said.append)
    found = results[Case('plain', SIZE)]
    assert list(found['plain'].cpu) == ['full', 'no-op', 'edit', 'page']
    assert (bytes_per_entry(results, Case('plain', SIZE), 'plain') or 0) > 100
    assert (found['plain'].peak() or 0) > 10 * 2**20
    assert 'nowhere' in found['design'].why
    assert found['timeline'].why == 'it is slow'
    text = Report(results, [], 1).markdown()
    assert 'not run: it is slow' in text
    assert text.count('not measured') == len([*Report(results, [], 1).goals()])


def test_goals_are_computed() -> None:
    def result(full: float) -> Result:
        return Result(cpu={'full': [full, full, 100]}, page=1000)

    results = {
        Case('plain', 0): {'chronicle': result(1), 'design': result(1)},
        Case('plain', 1000): {'chronicle': result(3), 'plain': result(4), 'design': result(3), 'timeline': result(300)},
    }
    verdicts = {goal.what: goal.verdict for goal in Report(results, [], 3).goals()}
    assert verdicts['1,000 plain: full build / plain Markdown'] == '**not met**'
    assert verdicts['1,000 plain: sphinx-timeline, entries in the body / full build'] == 'met'
    assert verdicts['10,000 plain on 10 pages: full build / plain Markdown'] == 'not measured'
