"""What is sorted with a row: the doubts beneath it and the notes in its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .support import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Route

    from conftest import Build

INDEX = """\
# Doubts

```{chronicle:timeline}
:file: few.yaml
```

```{chronicle:listing}
:rows: checkpoints
:layout: table
:columns: name, params
```
"""
FEW = """\
- key: one
  title: One
  date: 2022
  checkpoints:
    - {name: Beta, params: 9B, notes: [{about: params, kind: conflict, text: Others say 8B.}]}
    - {name: Alpha, params: 70B}
    - {name: Gamma, params: 2B, notes: [{about: params, kind: conflict, text: Others say 3B.}]}
    - {name: Delta}
"""


@pytest.fixture
def page(
    browser: Browser, new_project: Callable[[], Build], serve: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[Page]:
    """A page with a table of checkpoints whose doubts stand in rows of their own, which are sorted here."""

    def make_sortable(route: Route) -> None:
        response = route.fetch()
        head = '<table aria-label="Checkpoints of One" class="chronicle-table"'
        body = response.text()
        assert body.count(head) == 1
        route.fulfill(response=response, body=body.replace(head, f'{head} data-sortable'))

    made = new_project()({'index.md': INDEX, 'few.yaml': FEW})
    assert made.lines == []
    with serve(made.outdir) as address, browser.new_context() as context:
        page = context.new_page()
        page.route('**/index.html', make_sortable)
        page.goto(f'{address}index.html')
        yield page


def table(page: Page, name: str) -> Locator:
    return page.get_by_role('table', name=name, include_hidden=True)


def rows(table: Locator) -> list[str]:
    """The rows by the first word of their first cell, with a star where something in them is doubted."""
    found: list[str] = table.locator('tbody tr').evaluate_all(
        """(rows) => rows.map((row) =>
            row.cells[0].textContent.split(" ")[0] + (row.querySelector("a.chronicle-mark") ? "*" : "")
        )"""
    )
    return found


def test_doubts_stay_in_their_row_when_a_table_is_sorted(page: Page) -> None:
    page.locator('.chronicle-card summary').first.click()
    doubted = table(page, 'Checkpoints of One')
    before = rows(doubted)
    assert sorted(before) == ['Alpha', 'Beta*', 'Delta', 'Gamma*']
    listing = page.locator('table[data-compare]')
    size = listing.get_by_role('button', name='Parameters')
    size.click()
    doubts = listing.locator('tbody tr').evaluate_all('(rows) => rows.map((row) => !!row.querySelector(".chronicle-mark"))')
    assert doubts == [True, True, False, False]


def test_notes_in_cells_are_sorted_with_their_row_and_not_by_their_words(page: Page) -> None:
    listing = page.locator('table[data-compare]')
    size = listing.get_by_role('button', name='Parameters')
    size.click()
    expect(listing.locator('th[aria-sort]')).to_have_count(1)
    cells = texts(listing.locator('tbody tr'))
    names = ['Gamma', 'Beta', 'Alpha', 'Delta']
    assert [next(name for name in names if name in cell) for cell in cells] == names
    assert ['?' in cell for cell in cells] == [True, True, False, False]
