"""The report: versions, tables of seconds and ratios, and whether the goals are met."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

from .browser import BROWSED, SLOWER
from .content import CONTENTS
from .rivals import DESIGN, OURS, PLAIN, PLAIN_SHORT, RIVALS, TIMELINE, TIMELINE_FILE
from .run import HUGE, SPREAD, SPREAD_CONTENTS, STEPS, Case, bytes_per_entry, describe, make_case, packed_per_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .browser import Browsing
    from .rivals import Theme
    from .run import Result, Results, Step

_PACKAGES = (
    'sphinx-chronicle',
    'Sphinx',
    'docutils',
    'furo',
    'myst-parser',
    'sphinx-design',
    'sphinx-needs',
    'sphinx-timeline',
    'pydantic',
)

_NONE = '–'


class Goal(NamedTuple):
    """A goal: what is compared, the figure (`None` if it was not measured), and the most or the least it may be."""

    what: str
    figure: float | None
    limit: float
    at_least: bool = False

    @property
    def verdict(self) -> str:
        if self.figure is None:
            return 'not measured'
        return 'met' if (self.figure >= self.limit if self.at_least else self.figure <= self.limit) else '**not met**'


class Report:
    """Everything that was measured, as Markdown."""

    def __init__(self, results: Results, browsing: Sequence[Browsing], repeats: int, note: str = '') -> None:
        self.results = results
        self.browsing = browsing
        self.repeats = repeats
        self.note = note

    # -- figures --------------------------------------------------------------------------------------------------------

    def result(self, case: Case, rival: str) -> Result | None:
        return self.results.get(case, {}).get(rival)

    def seconds(self, case: Case, rival: str, step: Step = 'full') -> float | None:
        """CPU seconds of a step."""
        result = self.result(case, rival)
        return result.seconds(step) if result else None

    def ratio(self, case: Case, rival: str, step: Step = 'full') -> float | None:
        """Ours over the rival's."""
        return _over(self.seconds(case, OURS.name, step), self.seconds(case, rival, step))

    def per_entry(self, case: Case) -> float | None:
        """CPU seconds for an entry of ours: the full build less that of an empty site."""
        full, empty = self.seconds(case, OURS.name), self.seconds(case.empty, OURS.name)
        return None if full is None or empty is None else (full - empty) / case.size

    def growth(self, case: Case) -> float | None:
        """The cost of an entry over that among 1,000."""
        return _over(self.per_entry(case), self.per_entry(Case('plain', 1000, theme=case.theme)))

    def memory_ratio(self, case: Case, rival: str) -> float | None:
        ours, other = self.result(case, OURS.name), self.result(case, rival)
        return _over(ours.peak(), other.peak()) if ours and other else None

    def bytes_ratio(self, case: Case, rival: str) -> float | None:
        return _over(bytes_per_entry(self.results, case, OURS.name), bytes_per_entry(self.results, case, rival))

    def packed_ratio(self, case: Case, rival: str) -> float | None:
        return _over(packed_per_entry(self.results, case, OURS.name), packed_per_entry(self.results, case, rival))

    def goals(self, theme: Theme = 'alabaster') -> Iterator[Goal]:
        """Give the goals with their figures in a theme."""
        thousand = {content: make_case(content, 1_000, theme) for content in CONTENTS}
        for content, slack in zip(SPREAD_CONTENTS, (1.0, 1.1), strict=True):
            one, ten = thousand[content], make_case(content, SPREAD, theme)
            yield Goal(f'1,000 {content}: full build / plain Markdown', self.ratio(one, PLAIN.name), 0.65 * slack)
            what = f'10,000 {content} on 10 pages: full build'
            yield Goal(f'{what} / plain Markdown', self.ratio(ten, PLAIN.name), 0.28 * slack)
            yield Goal(f'{what} / plain Markdown, no headings beside', self.ratio(ten, PLAIN_SHORT.name), 0.6 * slack)
            yield Goal(f'{what} / sphinx-design cards', self.ratio(ten, DESIGN.name), 0.52 * slack)
        plain, spread = thousand['plain'], make_case('plain', SPREAD, theme)
        yield Goal('1,000 rich: full build / plain Markdown', self.ratio(thousand['rich'], PLAIN.name), 0.4)
        yield Goal('1,000 plain: no-op build / plain Markdown', self.ratio(plain, PLAIN.name, 'no-op'), 1.15)
        yield Goal('10,000 plain: one entry edited / plain Markdown', self.ratio(spread, PLAIN.name, 'edit'), 0.2)
        yield Goal('10,000 plain: one Markdown page edited / plain Markdown', self.ratio(spread, PLAIN.name, 'page'), 0.2)
        yield Goal('1,000 plain: HTML per card by gzip / plain Markdown', self.packed_ratio(plain, PLAIN.name), 1.2)
        yield Goal('cost per entry: 30,000 / 1,000', self.growth(make_case('plain', HUGE, theme)), 1.1)
        yield Goal('10,000 plain: peak memory / plain Markdown', self.memory_ratio(spread, PLAIN.name), 0.9)
        for rival in (TIMELINE, TIMELINE_FILE):
            yield Goal(f'1,000 plain: {rival.label} / full build', self.inverse(plain, rival.name), 50, at_least=True)
        if theme == 'furo':
            cards = next((one for one in self.browsing if one.size == BROWSED[0]), None)
            for what, figure in (('hide', cards and cards.hide), ('clear', cards and cards.clear)):
                yield Goal(f'filter of 1,000 rich cards, {SLOWER} times slower: {what}, ms', figure, 200)
            yield Goal(f'layout shift with 1,000 rich cards, {SLOWER} times slower', cards and cards.shift, 0.01)

    def inverse(self, case: Case, rival: str) -> float | None:
        """How many times as long the rival takes."""
        return _over(self.seconds(case, rival), self.seconds(case, OURS.name))

    # -- Markdown -------------------------------------------------------------------------------------------------------

    def markdown(self) -> str:
        """The whole report."""
        return '\n\n'.join(self.blocks()) + '\n'

    def blocks(self) -> Iterator[str]:
        """Give the report block by block."""
        yield '# Benchmark results'
        yield (
            'Written by `make bench`; `benchmarks/` says how. Times are CPU seconds, user and system, of one serial'
            ' `sphinx-build` (`-q -j 1`), in the theme that a new project has, alabaster, or in Furo; the median of'
            f' {_count(self.repeats, "build")} unless noted, in brackets the least and the most, the rivals taking turns. A ratio'
            ' is ours over the rival’s: below 1 we are faster, or smaller. The last columns are the HTML of an entry, as it is'
            ' and by gzip. An edit changes one entry, and `page` a page of Markdown that has none.'
        )
        circumstances = [*_circumstances(), *([('Note', self.note)] if self.note else [])]
        yield '\n'.join(f'- {name}: {value}' for name, value in circumstances)
        for theme in dict.fromkeys(case.theme for case in self.results):
            yield f'## Goals, {theme}'
            yield _markdown_table(
                ('Goal', 'Figure', 'Wanted', ''),
                (
                    (goal.what, _figure(goal.figure), f'{"≥" if goal.at_least else "≤"} {goal.limit:g}', goal.verdict)
                    for goal in self.goals(theme)
                ),
            )
        for case, found in self.results.items():
            yield f'## {describe(case).capitalize()}'
            yield self.case_table(case, found)
            notes = {name: self.note_of(result) for name, result in found.items()}
            noted = [f'- {RIVALS[name].label}: {note}.' for name, note in notes.items() if note]
            if noted:
                yield '\n'.join(noted)
        yield '## In the browser'
        yield self.browser_block()

    def case_table(self, case: Case, found: dict[str, Result]) -> str:
        head = [
            '',
            'Full build',
            'ratio',
            'No-op',
            'ratio',
            'Edit',
            'ratio',
            'Page',
            'ratio',
            'Memory',
            'ratio',
            'HTML',
            'ratio',
            'gzip',
            'ratio',
        ]
        rows = []
        for name, result in found.items():
            row = [RIVALS[name].label]
            for step in STEPS:
                row += [_seconds(result, step), _figure(self.ratio(case, name, step))]
            peak = result.peak()
            row += [_spelled(peak and peak / 2**20, '{:.0f} MB'), _figure(self.memory_ratio(case, name))]
            if case.size:
                size, packed = bytes_per_entry(self.results, case, name), packed_per_entry(self.results, case, name)
                row += [_spelled(size, '{:.0f} B'), _figure(self.bytes_ratio(case, name))]
                row += [_spelled(packed, '{:.0f} B'), _figure(self.packed_ratio(case, name))]
            else:
                row += [_NONE] * 4
            rows.append(row)
        return _markdown_table(head, rows)

    def note_of(self, result: Result) -> str:
        """What the table cannot say of a result."""
        if result.why:
            return f'not run: {result.why}'
        count = len(result.cpu.get('full', ()))
        return '' if count == self.repeats else f'built {count} of {_count(self.repeats, "time")}'

    def browser_block(self) -> str:
        if not self.browsing:
            return 'Not measured.'
        head = ('', 'first paint', 'layout shift', 'style and layout', 'scripts', 'hide', 'clear', 'find', 'sort a table')
        rows = (
            [
                f'{found.size:,} entries',
                f'{found.paint:.0f} ms',
                f'{found.shift:.4f}',
                *(f'{value:.0f} ms' for value in found[found._fields.index('layout') :]),
            ]
            for found in self.browsing
        )
        return (
            'Rich entries with a filter bar on one page, from a local folder, in Furo and'
            f' Chromium {self.browsing[0].version}, the processor slowed {SLOWER} times. To hide, to clear and to find is to'
            ' choose a tag, to take it back, and to type a word; they, and to sort, are from the event to the next frame that'
            ' is drawn.'
            f'\n\n{_markdown_table(head, rows)}'
        )


def _over(one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else one / other


def _seconds(result: Result, step: Step) -> str:
    """The median of a step, and the least and the most where there are several."""
    median, spread = result.seconds(step), result.spread(step)
    if median is None or spread is None or len(result.cpu[step]) == 1:
        return _spelled(median, '{:.2f} s')
    return f'{median:.2f} s ({spread[0]:.2f}–{spread[1]:.2f})'


def _figure(value: float | None) -> str:
    return _spelled(value, '{:.2f}' if value is None or value < 10 else '{:.0f}')


def _spelled(value: float | None, form: str) -> str:
    return _NONE if value is None else form.format(value)


def _count(number: int, word: str) -> str:
    return f'{number} {word}{"" if number == 1 else "s"}'


def _markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ['---', *('---:' for _cell in head[1:])], *rows]
    return '\n'.join(f'| {" | ".join(cells)} |' for cells in lines)


def _circumstances() -> Iterator[tuple[str, str]]:
    """Give where and with what it was measured."""
    yield 'Date', dt.datetime.now(tz=dt.UTC).date().isoformat()
    yield 'Machine', f'{os.cpu_count()} cores, {platform.system()} {platform.machine()}'
    yield 'Python', platform.python_version()
    for package in _PACKAGES:
        yield package, _version(package)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return 'not installed'
