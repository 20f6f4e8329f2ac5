"""Products with releases: bars, states, a table and a filter, against the same rows as a plain Markdown table.

Run it as ``python -m benchmarks.releases`` from the repository; Furo must be installed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from .content import make_entries
from .run import build, write_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .rivals import Files

#: The day that states are counted from here: that of the build is not known when the project is written.
TODAY: Final = date(2026, 11, 1)

#: The most that ours may cost, in CPU seconds of the plain table.
GOAL: Final = 1.3

_CONF = """\
project = 'Benchmark'
extensions = {extensions}
html_theme = 'furo'
html_copy_source = False
"""
_COLUMNS = ('Title', 'Date', 'Latest', 'Supported until', 'End of life', 'State')


class Release(NamedTuple):
    """A line of a product that is maintained."""

    title: str
    version: str
    latest: str
    out: date
    supported: date
    end: date
    withdrawn: bool

    @property
    def key(self) -> str:
        """Its key."""
        return self.title.lower().replace(' ', '-').replace('.', '-')

    @property
    def state(self) -> str:
        """What a writer of a plain table would note."""
        if self.withdrawn:
            return 'Withdrawn'
        return 'Ended' if self.end < TODAY else 'Ending soon' if self.end < TODAY + timedelta(121) else 'Supported'


def make_releases(count: int) -> list[Release]:
    """So many products with a release each, a multiple of five; nothing is random."""
    found = []
    for entry in make_entries(count, 'plain'):
        number = entry.number
        version = f'{1 + number % 7}.{number % 13}'
        out = date(2016, 1, 1) + timedelta(number * 37 % 3900)
        supported = out + timedelta(365 + number * 11 % 400)
        end = supported + timedelta(number * 29 % 900)
        found.append(
            Release(f'{entry.title} {version}', version, f'{version}.{number % 9}', out, supported, end, number % 41 == 40)
        )
    return found


def ours(releases: Sequence[Release]) -> Files:
    """The releases as records: a chart and a table that readers can filter, on one page, and the records on another."""
    listing = '```{{chronicle:listing}}\n:kind: entry\n:layout: {}\n{}```'
    columns = ':columns: title, date, latest, supported_until, end_of_life, state\n:order: title\n:filter-bar:\n'
    blocks = ['# Releases', listing.format('chart', ''), listing.format('table', columns)]
    blocks.append('```{toctree}\nrecords\n```')
    records = ''.join(
        f'- key: {one.key}\n  title: {one.title}\n  date: {one.out}\n  version: "{one.version}"\n  latest: {one.latest}\n'
        f'  supported_until: {one.supported}\n  end_of_life: {one.end}\n' + ('  withdrawn: yes\n' if one.withdrawn else '')
        for one in releases
    )
    return {
        # A plain table has no picture for those who share its address.
        'conf.py': _CONF.format(extensions=['myst_parser', 'sphinx_chronicle'])
        + "chronicle_vocabularies = ['releases']\nchronicle_previews = False\n",
        'index.md': '\n\n'.join(blocks) + '\n',
        'records.md': '# Records\n\n```{chronicle:timeline}\n:file: releases.yaml\n:hide: facts, cite, edit\n```\n',
        'releases.yaml': records,
    }


def plain(releases: Sequence[Release]) -> Files:
    """The same rows as a table in Markdown."""
    rows = [
        (one.title, f'{one.out:%b %-d, %Y}', one.latest, f'{one.supported:%b %-d, %Y}', f'{one.end:%b %-d, %Y}', one.state)
        for one in sorted(releases)
    ]
    lines = [f'| {" | ".join(cells)} |' for cells in (_COLUMNS, ['---'] * len(_COLUMNS), *rows)]
    blocks = ['# Releases', '\n'.join(lines)]
    return {'conf.py': _CONF.format(extensions=['myst_parser']), 'index.md': '\n\n'.join(blocks) + '\n'}


def measured(count: int, rounds: int, folder: Path) -> tuple[list[float], list[float]]:
    """CPU seconds of full builds in turns: ours, and the plain table."""
    releases = make_releases(count)
    projects = {'ours': ours(releases), 'plain': plain(releases)}
    seconds: dict[str, list[float]] = {name: [] for name in projects}
    for name, files in projects.items():
        write_project(folder / name, files)
        # So that nobody pays for compiling what is imported.
        build(folder / name, folder / f'{name}-warm-up')
    for number in range(rounds):
        for name in sorted(projects, reverse=bool(number % 2)):
            target = folder / f'{name}-build'
            shutil.rmtree(target, ignore_errors=True)
            seconds[name].append(build(folder / name, target)[0])
    return seconds['ours'], seconds['plain']


def main() -> int:
    """Measure, and say whether the goal is met."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.releases', description=(__doc__ or '').splitlines()[0])
    parser.add_argument('--products', type=int, default=300, metavar='N', help='how many, a multiple of 5 (300)')
    parser.add_argument('--rounds', type=int, default=3, metavar='N', help='rounds; figures are medians (3)')
    parser.add_argument('--work', type=Path, metavar='FOLDER', help='where projects are built and kept (a temporary folder)')
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        mine, theirs = measured(options.products, options.rounds, options.work or Path(scratch))
    ratio = median(mine) / median(theirs)
    for name, seconds in (('chronicle', mine), ('plain table', theirs)):
        sys.stdout.write(f'{name:12} {" ".join(f"{one:.2f}" for one in seconds)} s of CPU, median {median(seconds):.2f} s\n')
    sys.stdout.write(f'ratio {ratio:.2f}, at most {GOAL}\n')
    return 0 if ratio <= GOAL else 1


if __name__ == '__main__':
    sys.exit(main())
