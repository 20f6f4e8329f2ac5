"""Dates and quantities of every form: what has none is last, and a span keeps all that can lie in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .support import texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser

    from conftest import Build

CONF = """
chronicle_vocabularies = []
chronicle_kinds = {'entry': {'fields': {
    'date': {'required': False},
    'seats': {'type': 'count', 'label': 'Seats', 'filter': 'range'},
}}}
"""
INDEX = """\
# Page

```{chronicle:timeline}
:filter-bar:

- {key: nobody-knows, title: Nobody knows}
- {key: band, title: Band, date: 199X, seats: 8–12}
- {key: rome, title: Rome, date: -0043, seats: ≤5}
- {key: first, title: First, date: '0000'}
- {key: evening, title: Evening, date: 2027-05-01T20:00+02:00, seats: 7}
- {key: morning, title: Morning, date: 2027-05-01T10:00+02:00}
```

```{chronicle:listing}
:layout: table
:columns: title, date, seats
```
"""


def test_what_is_undated_is_last_either_way_and_spans_keep_what_can_lie_in_them(
    browser: Browser, new_project: Callable[[], Build], serve: Callable[[Path], AbstractContextManager[str]]
) -> None:
    made = new_project()({'index.md': INDEX}, conf=CONF)
    assert made.lines == []
    with serve(made.outdir) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f'{address}index.html')
        heads = page.locator('table[data-sortable] thead').get_by_role('button')
        names = page.locator('table[data-sortable] tbody tr > :first-child')
        dated = ['Rome', 'First', 'Band', 'Morning', 'Evening']
        heads.nth(1).click()
        assert texts(names) == [*dated, 'Nobody knows']
        heads.nth(1).click()
        assert texts(names) == [*reversed(dated), 'Nobody knows']
        heads.nth(2).click()
        assert texts(names)[:3] == ['Rome', 'Evening', 'Band']
        for query, kept in (
            ('to=0', ['Rome', 'First']),
            ('from=0&to=1990', ['First', 'Band']),
            ('from=1999', ['Band', 'Morning', 'Evening']),
            ('seats-max=5', ['Rome']),
            ('seats-min=12', ['Band']),
            ('seats-min=7&seats-max=8', ['Band', 'Evening']),
        ):
            page.goto(f'{address}index.html?{query}')
            cards = page.locator('article.chronicle-card:visible [id$=--title]')
            assert [text.rstrip('¶') for text in texts(cards)] == kept, query
