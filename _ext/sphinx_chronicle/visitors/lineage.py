"""The lines of a lineage: from each record down the left side to what comes of it, one line and one column for each.

Each record has the lines that begin at it in a drawing of its own, which goes beyond it, so that a style sheet can bring them
out where a reader points at the record. All sizes are CSS pixels, from the middle of the record's row.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from typing import Final

#: Height of a row, radius of a dot, and that of the corners of lines.
ROW: Final = 28
DOT: Final = 4
CORNER: Final = 6

#: Distance of two columns, what the columns may take together, and the most of them; what needs another shares the last.
APART: Final = 20
WIDEST: Final = 120
MOST_COLUMNS: Final = 24

#: Room for an arrowhead between the last column and the dots.
_HEAD: Final = 20

#: How far above the middle of a row a line ends, and below it another begins, where there are both.
_SHIFT: Final = 3


class Lines:
    """The lines of a lineage.

    :param parents: for each row the rows of what it comes from.
    :ivar width: that of the drawing.
    """

    def __init__(self, parents: Sequence[Sequence[int]]) -> None:
        self.children: list[list[int]] = [[] for _row in parents]
        for row, found in enumerate(parents):
            for parent in found:
                if parent != row:
                    self.children[parent].append(row)
        # What comes in and what goes out of one record are beside each other.
        self.shift = [_SHIFT if found and self.children[row] else 0 for row, found in enumerate(parents)]
        self.columns = _columns(self.children)
        used = max(self.columns.values(), default=-1) + 1
        self.apart = min(APART, WIDEST / used) if used else 0.0
        # The first column is the one next to the dots.
        self.dot = (used - 1) * self.apart + 1 + _HEAD if used else DOT + 1.0
        self.width = self.dot + DOT + 4

    def draw(self, row: int) -> str:
        """The lines that begin at a row: halos first, so that crossings show which line goes on."""
        lines, heads = [], []
        if self.children[row]:
            x, begin = self.dot - _HEAD - self.columns[row] * self.apart, self.shift[row]
            for sign in (-1, 1):
                found = sorted(
                    (child for child in self.children[row] if (child - row) * sign > 0), key=lambda child: child * sign
                )
                for child in found:
                    y = (child - row) * ROW - self.shift[child]
                    # The longest goes all the way, the others leave it.
                    start = f'M{x:g} {y - sign * CORNER}'
                    if child == found[-1]:
                        start = f'M{self.dot - DOT:g} {begin}H{x + CORNER:g}Q{x:g} {begin} {x:g} {begin + sign * CORNER}'
                    lines.append(f'{start}V{y - sign * CORNER}Q{x:g} {y} {x + CORNER:g} {y}H{self.dot - DOT - 5:g}')
                    heads.append(f'M{self.dot - DOT - 8:g} {y - 3.5}l7 3.5l-7 3.5z')
        way = ''.join(lines)
        made = f'<path class="chronicle-lineage-halo" d="{way}"/><path d="{way}"/>' if way else ''
        return made + (f'<path class="chronicle-lineage-head" d="{"".join(heads)}"/>' if heads else '')


def _columns(children: Sequence[Sequence[int]]) -> dict[int, int]:
    """The column of each row that has children, 0 next to the dots: short lines inside, and columns used again."""
    spans = [(min(row, *found), max(row, *found), row) for row, found in enumerate(children) if found]
    taken: list[list[tuple[int, int]]] = []
    columns = {}
    for low, high, row in sorted(spans, key=lambda span: (span[1] - span[0], span)):
        column = next((n for n, used in enumerate(taken) if _is_free(used, low, high)), len(taken))
        if column == MOST_COLUMNS:
            column -= 1
        elif column == len(taken):
            taken.append([])
        insort(taken[column], (low, high))
        columns[row] = column
    return columns


def _is_free(used: Sequence[tuple[int, int]], low: int, high: int) -> bool:
    """Whether a span touches none of some that are in order and apart."""
    place = bisect_left(used, (low, high))
    return (place == 0 or used[place - 1][1] < low) and (place == len(used) or used[place][0] > high)
