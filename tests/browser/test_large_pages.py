"""A thousand cards on one page: how long a reader waits for it, and for each letter typed into its filter bar."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .support import OUR_SCRIPTS, texts, two_frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from playwright.sync_api import Browser, CDPSession, Page

    from conftest import Build

#: What measures milliseconds has the machine for itself.
pytestmark = pytest.mark.timed

CARDS = 1000
SUBJECTS = ('Nemotron', 'Minitron', 'Megatron', 'Nemo', 'Parakeet', 'Cosmos', 'Hymba')
KINDS = ('a hybrid model', 'a reward model', 'a quantized model', 'a collection of data', 'a recipe', 'a pruned model')

#: Each is typed letter by letter; some cards have the first two, and none has the last.
TYPED = ('nemotron', 'quantized', 'nemesis')

#: Milliseconds of the main thread that a letter may take.
LIMIT = 50


def entry(number: int) -> str:
    subject, kind = SUBJECTS[number % len(SUBJECTS)], KINDS[number % len(KINDS)]
    return f"""\
- key: record-{number}
  title: {subject} {number}
  date: {2015 + number % 12}-{1 + number % 12:02}
  type: {('release', 'software', 'event')[number % 3]}
  family: {subject}
  tags: [{', '.join(f'tag-{number % size}' for size in (3, 5, 7))}]
  summary: |
    This is {kind} of the {subject} family, number {number}. It follows what was learned from the one before and was
    published with its weights, its data, and a report that says how both were made.

    Its license allows use at work, and [the first record](#record-0) says where it all began.
  checkpoints:
    - {{name: {subject} {number} Base, params: {1 + number % 70}B, license: MIT}}
    - {{name: {subject} {number} Instruct, params: {1 + number % 70}B, license: MIT}}
  sources: [https://example.org/{number}]
"""


@pytest.fixture(scope='module')
def page_of_a_thousand(new_project: Callable[[], Build], serve: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    """The address of a page with a thousand cards and a filter bar."""
    index = '# Many\n\n```{chronicle:timeline}\n:file: many.yaml\n:filter-bar:\n```\n'
    made = new_project()({'index.md': index, 'many.yaml': ''.join(map(entry, range(CARDS)))})
    assert made.lines == []
    with serve(made.outdir) as address:
        yield f'{address}index.html'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def follow(page: Page) -> CDPSession:
    """Begin to measure in seconds of processor time, so that it does not matter what else the machine does."""
    session = page.context.new_cdp_session(page)
    session.send('Performance.enable', {'timeDomain': 'threadTicks'})
    return session


def spent(session: CDPSession, *names: str) -> float:
    """The milliseconds that the main thread has spent on something so far."""
    answer: dict[str, Any] = session.send('Performance.getMetrics')
    return sum(float(metric['value']) * 1000 for metric in answer['metrics'] if metric['name'] in names)


def test_a_letter_typed_into_the_filter_of_a_thousand_cards_is_answered_at_once(page: Page, page_of_a_thousand: str) -> None:
    """Measured is all that the main thread does (`TaskDuration` of Chromium's `Performance.getMetrics`).

    From before a key is pressed until what it changed has been painted: the script, and the styles and the layout after
    it. The median of the letters of three words counts. The first letter gathers the words of all cards, and takes longer.
    """
    page.goto(page_of_a_thousand)
    field = page.get_by_role('searchbox')
    counter = page.locator('.chronicle-filter p > span')
    expect(counter).to_have_text(f'{CARDS} of {CARDS}')
    field.focus()
    two_frames(page)
    session = follow(page)
    times, shown = [], []
    for word in TYPED:
        field.fill('')
        two_frames(page)
        for letter in word:
            before = spent(session, 'TaskDuration')
            page.keyboard.press(letter)
            two_frames(page)
            times.append(spent(session, 'TaskDuration') - before)
        shown += texts(counter)
    assert shown == [f'{number} of {CARDS}' for number in (143, 167, 0)]
    assert median(times) < LIMIT, [round(time) for time in times]


def test_the_script_does_not_double_the_first_layout_of_a_thousand_cards(browser: Browser, page_of_a_thousand: str) -> None:
    """Measured are `LayoutDuration` and `RecalcStyleDuration` until the page is at rest; the median of three openings counts."""

    def opening(*, scripted: bool) -> float:
        with browser.new_context() as context:
            page = context.new_page()
            if not scripted:
                page.route(OUR_SCRIPTS, lambda route: route.abort())
            session = follow(page)
            page.goto(page_of_a_thousand)
            two_frames(page)
            assert page.locator('.chronicle-filter input').count() == scripted
            return spent(session, 'LayoutDuration', 'RecalcStyleDuration')

    with_script, without = (median(opening(scripted=scripted) for _ in range(3)) for scripted in (True, False))
    assert with_script < 2 * without


#: Begins to note how far things move by themselves.
WATCH_SHIFTS = """() => {
  window.shifts = [];
  const note = list => window.shifts.push(...list.getEntries().map(one => one.value));
  new PerformanceObserver(note).observe({type: 'layout-shift', buffered: true});
}"""


def test_nothing_moves_while_a_thousand_cards_load_on_a_slow_device(page: Page, page_of_a_thousand: str) -> None:
    """At a desk and on a phone, four times slower than this machine: the sum of `layout-shift`."""
    session = page.context.new_cdp_session(page)
    session.send('Emulation.setCPUThrottlingRate', {'rate': 4})
    for width in (1280, 360):
        page.set_viewport_size({'width': width, 'height': 800})
        page.goto(page_of_a_thousand)
        page.evaluate(WATCH_SHIFTS)
        expect(page.locator('.chronicle-filter p > span')).to_have_text(f'{CARDS} of {CARDS}')
        two_frames(page)
        assert sum(page.evaluate('window.shifts')) <= 0.01


#: Chooses a value, and gives the milliseconds until the next frame was drawn.
UNTIL_DRAWN = """(select, value) => new Promise(done => {
  const begin = performance.now();
  select.value = value;
  select.dispatchEvent(new Event('change', {bubbles: true}));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
})"""


def test_a_choice_is_answered_in_time_on_a_slow_device(page: Page, page_of_a_thousand: str) -> None:
    """Four times slower, to hide most of a thousand cards, and to show them again."""
    session = page.context.new_cdp_session(page)
    page.goto(page_of_a_thousand)
    counter = page.locator('.chronicle-filter p > span')
    expect(counter).to_have_text(f'{CARDS} of {CARDS}')
    two_frames(page)
    session.send('Emulation.setCPUThrottlingRate', {'rate': 4})
    select = page.locator('.chronicle-filter select[name=family]')
    for value, shown in (('minitron', 143), ('', CARDS)):
        times = []
        for _round in range(3):
            select.evaluate(UNTIL_DRAWN, '' if value else 'minitron')
            page.wait_for_timeout(1000)
            times.append(select.evaluate(UNTIL_DRAWN, value))
            page.wait_for_timeout(1000)
        expect(counter).to_have_text(f'{shown} of {CARDS}')
        assert median(times) <= 200, times
