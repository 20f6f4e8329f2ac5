"""Builds the projects and measures what the builds cost.

A round goes through all cases and rivals before the next one begins, so that whatever else the machine does hits all
of them alike. In each round a project is built from nothing, again with nothing changed, again after one entry was
edited, and again after a page of Markdown was.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from .content import edited, make_entries
from .rivals import OURS, project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .content import Content
    from .rivals import Files, Rival, Theme

ROOT: Final = Path(__file__).parent.parent

Step = Literal['full', 'no-op', 'edit', 'page']
STEPS: Final[tuple[Step, ...]] = ('full', 'no-op', 'edit', 'page')

#: From so many entries on, each page has a thousand, and they are plain or prose: of other contents 1,000 tell enough.
SPREAD: Final = 10_000
PER_PAGE: Final = 1_000
SPREAD_CONTENTS: Final[tuple[Content, ...]] = ('plain', 'prose')
#: From so many on, they are plain, and built once, by this extension alone: it is compared with itself.
HUGE: Final = 30_000

_BODIES: Final[dict[Theme, re.Pattern[str]]] = {
    'alabaster': re.compile(r'<div class="body" role="main">(.*?)<div class="sphinxsidebar"', re.DOTALL),
    'furo': re.compile(r'<article role="main"[^>]*>(.*)</article>\s*</div>\s*<footer>', re.DOTALL),
}


class Case(NamedTuple):
    """What is built: so many entries of a content, on so many pages, in a theme. No entries are an empty site."""

    content: Content
    size: int
    pages: int = 1
    theme: Theme = 'alabaster'

    @property
    def empty(self) -> Case:
        """An empty site in the same theme."""
        return Case('plain', 0, theme=self.theme)


@dataclass
class Result:
    """What a rival's builds of a case cost.

    :ivar cpu: CPU seconds, user and system, of each step's builds.
    :ivar memory: peak memory of the full builds, in bytes.
    :ivar page: bytes of the body of the first page.
    :ivar packed: the same as most servers send it, by gzip.
    :ivar why: why it was not run, or stopped.
    """

    cpu: dict[Step, list[float]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    page: int = 0
    packed: int = 0
    why: str = ''

    def seconds(self, step: Step) -> float | None:
        """The median of the step's builds in CPU seconds."""
        found = self.cpu.get(step)
        return median(found) if found else None

    def spread(self, step: Step) -> tuple[float, float] | None:
        """The least and the most that a step's builds took, in CPU seconds."""
        found = self.cpu.get(step)
        return (min(found), max(found)) if found else None

    def peak(self) -> float | None:
        """The median of the peaks in bytes."""
        return median(self.memory) if self.memory else None


#: What was measured, by case and name of the rival.
Results = dict[Case, dict[str, Result]]


class FailedBuildError(Exception):
    """A build that failed or had something to say."""


def make_cases(sizes: Sequence[int], contents: Sequence[Content], themes: Iterable[Theme] = ('alabaster',)) -> list[Case]:
    """In each theme an empty site, then each size of each content that is built of it."""
    cases = []
    for theme in themes:
        cases.append(Case('plain', 0, theme=theme))
        cases += [make_case(content, size, theme) for content in contents for size in sizes if _is_built(content, size)]
    return cases


def make_case(content: Content, size: int, theme: Theme) -> Case:
    """A case with its entries spread over pages if they are many."""
    return Case(content, size, size // PER_PAGE if size >= SPREAD else 1, theme)


def _is_built(content: Content, size: int) -> bool:
    return size < SPREAD or content == 'plain' or (size < HUGE and content in SPREAD_CONTENTS)


def excuse(case: Case, rival: Rival) -> str | None:
    """Why a rival has no part in a case: empty where it just has none, `None` where it does take part."""
    if case.size == 0:
        # Every rival's page without entries is the same; what differs is the time that the extensions take.
        return None
    if case.content not in rival.contents or (case.size >= HUGE and rival is not OURS):
        return ''
    return rival.why if rival.most is not None and case.size > rival.most else None


def run(
    cases: Sequence[Case],
    rivals: Sequence[Rival],
    repeats: int,
    folder: Path,
    say: Callable[[str], None],
) -> Results:
    """Build all cases with all rivals.

    :param repeats: number of rounds.
    :param folder: where the projects are written.
    :param say: is told what is going on.
    """
    results: Results = {case: {rival.name: Result() for rival in rivals if excuse(case, rival) != ''} for case in cases}
    for rival in rivals:
        # So that nobody pays for compiling what is imported.
        _warm_up(rival, folder / 'warm-up' / rival.name)
    for number in range(repeats):
        for case in cases:
            for rival in _turned(rivals, number):
                result = results[case].get(rival.name)
                rounds = 1 if case.size >= HUGE else rival.runs or repeats
                if result is None or result.why or number >= rounds:
                    continue
                result.why = excuse(case, rival) or ''
                if result.why:
                    continue
                try:
                    _build_case(case, rival, number, result, folder)
                except FailedBuildError as error:
                    result.why = str(error)
                say(f'round {number + 1} of {repeats}: {rival.label}, {describe(case)}: {spell(result)}')
    return results


def describe(case: Case) -> str:
    """A case in words."""
    if not case.size:
        return f'empty site, {case.theme}'
    return f'{case.size:,} {case.content} entries on {case.pages} page{"s" if case.pages > 1 else ""}, {case.theme}'


def spell(result: Result) -> str:
    """What the last builds cost, in words."""
    return result.why or ', '.join(f'{step} {times[-1]:.2f} s' for step, times in result.cpu.items())


def write_project(folder: Path, files: Files) -> None:
    """Write what differs: Sphinx reads again what is newer than its last reading."""
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding='utf-8') != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')


def build(source: Path, target: Path, *, silent: bool = True) -> tuple[float, float]:
    """Build a project in one process.

    :returns: CPU seconds, and peak memory in bytes.
    :raises FailedBuildError: if it fails, or says something though it should be silent.
    """
    sphinx = [sys.executable, '-m', 'sphinx', '-q', '-j', '1', '-b', 'html', '-d', str(target / 'doctrees')]
    command = [sys.executable, str(Path(__file__).with_name('measure.py')), *sphinx, str(source), str(target / 'html')]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    cost = json.loads(done.stdout)
    if cost['status'] or (silent and cost['messages'].strip()):
        lines = re.sub(r'\x1b\[[0-9;]*m', '', cost['messages']).strip().splitlines()
        raise FailedBuildError((lines or [f'status {cost["status"]}'])[0].replace(f'{source}/', ''))
    return cost['cpu'], cost['memory']


def body(page: Path, theme: Theme = 'alabaster') -> str:
    """The body of a page: what the theme has around it is left out."""
    found = _BODIES[theme].search(page.read_text(encoding='utf-8'))
    assert found is not None, page
    return found[1]


def bytes_per_entry(results: Results, case: Case, rival: str) -> float | None:
    """How much HTML an entry takes: the page's body less that of a page without entries, in bytes."""
    full, empty = results.get(case, {}).get(rival), results.get(case.empty, {}).get(rival)
    if not full or not empty or not full.page or not empty.page:
        return None
    return (full.page - empty.page) * case.pages / case.size


def packed_per_entry(results: Results, case: Case, rival: str) -> float | None:
    """The same as it is sent."""
    full, empty = results.get(case, {}).get(rival), results.get(case.empty, {}).get(rival)
    if not full or not empty or not full.packed or not empty.packed:
        return None
    return (full.packed - empty.packed) * case.pages / case.size


def _warm_up(rival: Rival, folder: Path) -> None:
    write_project(folder / 'source', project(rival, [], 1))
    try:
        build(folder / 'source', folder / 'build')
    except FailedBuildError:
        return  # It will be said where it is measured.


def _build_case(case: Case, rival: Rival, number: int, result: Result, folder: Path) -> None:
    """Build a project three times and note the costs. Each round edits anew."""
    place = folder / f'{rival.name}-{case.content}-{case.size}-{case.pages}-{case.theme}'
    source, target = place / 'source', place / 'build'
    shutil.rmtree(target, ignore_errors=True)
    entries = make_entries(case.size, case.content)
    files = project(rival, entries, case.pages, case.theme)
    write_project(source, files)
    seconds, memory = build(source, target)
    result.cpu.setdefault('full', []).append(seconds)
    result.memory.append(memory)
    page = body(target / 'html' / 'p0.html', case.theme).encode()
    result.page, result.packed = len(page), len(gzip.compress(page))
    result.cpu.setdefault('no-op', []).append(build(source, target)[0])
    if entries:
        files = project(rival, edited(entries, number + 1), case.pages, case.theme)
        write_project(source, files)
        result.cpu.setdefault('edit', []).append(build(source, target)[0])
        write_project(source, {**files, 'index.md': f'{files["index.md"]}\nEdited {number + 1} times.\n'})
        result.cpu.setdefault('page', []).append(build(source, target)[0])


def _turned(rivals: Sequence[Rival], number: int) -> list[Rival]:
    """The rivals, with another one first in each round."""
    first = number % len(rivals)
    return [*rivals[first:], *rivals[:first]]
