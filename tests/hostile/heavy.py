"""Reads texts that are too large to keep, in a process of its own, and prints what each cost and gave as a line of JSON."""

from __future__ import annotations

import json
import resource
import time
from typing import TYPE_CHECKING

from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.load import registry_of
from sphinx_chronicle.records.reader import file_places

if TYPE_CHECKING:
    from collections.abc import Callable

A = '- key: a\n  title: A\n  date: 2025\n'
Z = '- key: z\n  title: Z\n  date: 2025\n'


def entries(count: int, field: Callable[[int], str]) -> str:
    return ''.join(f'- {{key: k{number}, title: T, date: 2025, derived_from: {field(number)}}}\n' for number in range(count))


TEXTS: dict[str, Callable[[], str]] = {
    'flow 1,000 deep': lambda: A + '  tags: ' + '[' * 1000 + ']' * 1000 + '\n' + Z,
    'flow 100,000 deep': lambda: A + '  tags: ' + '[' * 100_000 + '\n' + Z,
    'braces 100,000 deep': lambda: '{a: ' * 100_000,
    'dashes 100,000 deep': lambda: '- ' * 100_000 + 'a',
    'blocks 1,000 deep': lambda: ''.join('  ' * number + 'a:\n' for number in range(1000)),
    'a choice of 8 MB': lambda: A + '  type: ' + 'x' * 8_000_000 + '\n' + Z,
    'a field of 1 MB': lambda: A + '  ? "' + 'x' * 1_000_000 + '"\n  : y\n' + Z,
    'a line of 8 MB': lambda: A + '  org: "' + ': ' * 4_000_000 + '" x\n' + Z,
    'a license of 1 MB': lambda: A + '  checkpoints: [{name: c, license: ' + 'MIT OR ' * 150_000 + 'MIT}]\n' + Z,
    'brackets around a license': lambda: A + '  checkpoints: [{name: c, license: "' + '(' * 50_000 + 'MIT"}]\n' + Z,
    'a number of 100,000 digits': lambda: A + '  training_tokens: ' + '9' * 100_000 + '\n' + Z,
    '10,000 tags': lambda: A + '  tags: [' + ', '.join(f't{number}' for number in range(10_000)) + ']\n' + Z,
    '20,000 wrong tags': lambda: A + '  tags: [' + '[x], ' * 20_000 + ']\n' + Z,
    '20,000 unknown fields': lambda: A + ''.join(f'  f{number}: x\n' for number in range(20_000)) + Z,
    '5,000 checkpoints of one name': lambda: A + '  checkpoints:\n' + '  - name: c\n' * 5000 + Z,
    '100,000 documents': lambda: A + '---\n' * 100_000 + Z,
    '200,000 empty entries': lambda: '- \n' * 200_000 + Z,
    'values beyond measure': lambda: '-\n' * 4_000_000 + Z,
    '40,000 unclosed brackets': lambda: '- [\n' * 40_000 + Z,
    '60,000 unclosed brackets': lambda: '- [\n' * 60_000 + Z,
    '20,000 entries of one key': lambda: A * 20_000 + Z,
    'a chain of 5,000': lambda: entries(5000, lambda number: f'k{number - 1}' if number else 'org/name'),
    'a ring of 5,000': lambda: entries(5000, lambda number: f'k{(number + 1) % 5000}'),
    '2,000 pairs': lambda: entries(4000, lambda number: f'k{number ^ 1}'),
    'everybody from everybody': lambda: entries(
        120, lambda number: f'[{", ".join(f"k{other}" for other in range(120) if other != number)}]'
    ),
    '3,000 names nobody has': lambda: entries(3000, lambda number: f'kk{number}'),
}


def main() -> None:
    """Read each text."""
    registry = registry_of('models', 'podcast')
    for name, make in TEXTS.items():
        text = make()
        began = time.process_time()
        reading = read_entries(text, file_places('t.yaml'), registry)
        graph = Graph(reading.records, registry)
        keys = [item.record.key for item in reading.records]
        anchors = 0
        for item in reading.records:
            anchors += sum(1 for _part in registry.of(item.record).items(item.record))
        lineage = len(graph.descent.ancestors(keys[-1])) if keys else 0
        problems = [str(problem) for problem in (*reading.problems, *graph.problems)]
        seconds = time.process_time() - began
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ends = [problems[0], problems[-1]] if problems else ['', '']
        print(json.dumps([name, seconds, megabytes, len(keys), keys[-1:], anchors, lineage, len(problems), *ends]))  # noqa: T201


if __name__ == '__main__':
    main()
