"""The command line: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .browser import BROWSED, browse
from .content import BLOCK, CONTENTS
from .report import Report
from .rivals import OURS, RIVALS, THEMES, TIMELINE
from .run import ROOT, make_cases, run

if TYPE_CHECKING:
    from collections.abc import Sequence

_DESCRIPTION = """\
Build the same made-up entries with this extension and with its rivals, and compare
CPU time, memory and size. One run builds everything in turns; nothing else should
run on the machine meanwhile. The environment needs the rivals: `make bench` makes it.
"""

_RIVALS = '\n'.join(f'  {name:14} {rival.label}' for name, rival in RIVALS.items())

_EPILOG = f"""\
rivals:
{_RIVALS}

contents:
  plain          title, date, tags, a summary with two links
  prose          the same with summaries of three paragraphs, with links to
                 other entries, a role, code and quotes
  rich           as plain, and three checkpoints, two papers, two relations
  lineage        as plain, and each made from the two before it
                 only chronicle, plain, plain-short and design show these three

100 and 1,000 entries are on one page, more on pages of 1,000. 10,000 are built of
plain and prose alone, 30,000 of plain, once, and by this extension alone. Each
round builds from nothing, again with nothing changed, again after one entry was
edited, and again after a page of Markdown was.

examples:
  python -m benchmarks                               everything; takes some hours
  python -m benchmarks --quick --sizes 100 1000      some minutes
  python -m benchmarks --rivals chronicle plain --sizes 1000 --contents rich --repeats 1
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog='python -m benchmarks',
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--sizes',
        type=_size,
        nargs='+',
        default=[100, 1000, 10_000, 30_000],
        metavar='N',
        help='numbers of entries (100 1000 10000 30000)',
    )
    parser.add_argument(
        '--rivals', nargs='+', choices=RIVALS, default=list(RIVALS), metavar='RIVAL', help='whom to compare (all)'
    )
    parser.add_argument(
        '--contents',
        nargs='+',
        choices=CONTENTS,
        default=list(CONTENTS),
        metavar='CONTENT',
        help='plain, prose, rich, lineage (all)',
    )
    parser.add_argument(
        '--themes', nargs='+', choices=THEMES, default=list(THEMES), metavar='THEME', help='alabaster, furo (both)'
    )
    parser.add_argument('--repeats', type=int, default=3, metavar='N', help='rounds; figures are medians (3)')
    parser.add_argument('--note', default='', metavar='TEXT', help='what else is to be known of the machine')
    parser.add_argument('--quick', action='store_true', help=f'leave out {TIMELINE.name}, which takes minutes for 1,000 entries')
    parser.add_argument('--no-browser', action='store_true', help='leave out what Chromium is needed for')
    parser.add_argument(
        '--output', type=Path, default=ROOT / 'benchmarks' / 'RESULTS.md', metavar='FILE', help='report (benchmarks/RESULTS.md)'
    )
    parser.add_argument('--work', type=Path, metavar='FOLDER', help='where projects are built and kept (a temporary folder)')
    return parser


def _size(text: str) -> int:
    size = int(text)
    if size < BLOCK or size % (10 * BLOCK):
        raise argparse.ArgumentTypeError(f'a multiple of {10 * BLOCK} is needed, {text} is none')
    return size


def _say(message: str) -> None:
    sys.stderr.write(f'{message}\n')
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print the report and write it to its file."""
    options = _parser().parse_args(arguments)
    names = [name for name in RIVALS if name in options.rivals and not (options.quick and name == TIMELINE.name)]
    with tempfile.TemporaryDirectory(prefix='chronicle-bench-') as temporary:
        folder = (options.work or Path(temporary)).resolve()
        results = run(
            make_cases(sorted(set(options.sizes)), options.contents, options.themes),
            [RIVALS[name] for name in names],
            options.repeats,
            folder,
            _say,
        )
        sizes = [] if options.no_browser or OURS.name not in names else BROWSED
        browsing = [found for size in sizes if (found := browse(size, options.repeats, folder, _say))]
    text = Report(results, browsing, options.repeats, options.note).markdown()
    sys.stdout.write(text)
    options.output.write_text(text, encoding='utf-8')


if __name__ == '__main__':
    main()
