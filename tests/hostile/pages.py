"""Prints the hostile cases as the pages of a project, a JSON object of texts by file name: `pages.py md` or `pages.py rst`.

The modules of the tests and the extension must be on the path. What stands in a record, in a summary and in a file is as in
`test_hostile`. Many cases share a page, and each has keys of its own, so that no record is left out as a double.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import count
from typing import TYPE_CHECKING

from conftest import Markup
from test_hostile import FILES, SUMMARIES, attack_pages, cases, timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How many cases share a page.
TOGETHER = 20

FORMS = ('cards', 'list', 'table', 'chart', 'lineage')


def renamed(text: str, number: str) -> str:
    """The text of a case with its keys, and the fields that name them, made its own."""
    for key in set(re.findall(r'\bkey: ([a-z][a-z0-9-]*)', text)):
        text = re.sub(rf'(\w: ){key}(?=[,\]}}\s]|$)', rf'\g<1>{key}-{number}', text)
    return text


def blocks_of_cases(markup: Markup) -> Iterator[str]:
    """A section for each case of the corpus."""
    numbers = count()
    for file in ('yaml', 'values'):
        for case in cases(f'{file}.txt'):
            number = next(numbers)
            block = markup.directive('timeline', body=renamed(case.text, str(number)))
            yield markup.page(markup.heading(f'Case {number}', 2), block)
    for case in cases('records.txt'):
        number, kind = next(numbers), case.name.partition(':')[0]
        block = markup.directive(kind, f'{kind}-case-{number}', renamed(case.text, str(number)))
        yield markup.page(markup.heading(f'Case {number}', 2), block, 'Words below.')


def pages_of_cases(markup: Markup) -> Iterator[tuple[str, str]]:
    """The pages of the corpus, then a page of timelines that read it from files."""
    blocks = list(blocks_of_cases(markup))
    for number, first in enumerate(range(0, len(blocks), TOGETHER)):
        heading = markup.heading(f'Cases {number}')
        yield f'cases-{number}.{markup.suffix}', markup.page(heading, *blocks[first : first + TOGETHER])
    timelines = [markup.heading('Cases in files')]
    texts = (case.text for file in ('yaml', 'values') for case in cases(f'{file}.txt'))
    for number, text in enumerate(texts):
        yield f'records/{number}.yaml', renamed(text, f'file-{number}')
        timelines.append(markup.directive('timeline', options={'file': f'records/{number}.yaml'}))
    yield f'cases-in-files.{markup.suffix}', markup.page(*timelines)


def all_pages(markup: Markup) -> dict[str, str]:
    """All pages, and the files that they read."""
    pages = dict(pages_of_cases(markup))
    attacks, _shown = attack_pages(markup)
    attacks[f'attacks.{markup.suffix}'] = attacks.pop(markup.index)
    pages |= attacks
    for name, page in SUMMARIES[markup.suffix].items():
        block = timeline_of(markup, f'summary-{name}', page.text)
        pages[f'summary-{name}.{markup.suffix}'] = markup.page(markup.heading(name), block, 'The last words.')
    for name, page in FILES.items():
        option, value = page.text[1:].split(': ', 1)
        block = markup.directive('timeline', '', f'- {{key: file-{name}, title: Neighbor, date: 2025}}', {option: value})
        pages[f'file-{name}.{markup.suffix}'] = markup.page(markup.heading(name), block)
    names = [name.removesuffix(f'.{markup.suffix}') for name in pages if name.endswith(markup.suffix) and name not in attacks]
    toctree = markup.directive('+toctree', body='\n'.join(['attacks', *names]))
    listings = [markup.directive('listing', options={'layout': form}) for form in FORMS]
    pages[markup.index] = markup.page(markup.heading('Index'), toctree, *listings)
    return pages


if __name__ == '__main__':
    json.dump(all_pages(Markup(sys.argv[1])), sys.stdout)
