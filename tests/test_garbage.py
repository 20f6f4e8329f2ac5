"""Python looks for garbage less often while a build runs, and as before when it has ended."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from sphinx.errors import ExtensionError

from sphinx_chronicle.env.garbage import RARE, THRESHOLDS, Thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Build

USUAL = (700, 10, 10)

#: Writes down the thresholds while a build runs.
NOTING = """
import gc
from pathlib import Path

def note(app, *_rest):
    Path(app.confdir, 'seen.txt').write_text(repr(gc.get_threshold()), encoding='utf-8')

def setup(app):
    app.connect('env-updated', note)
"""

FAILING = """
def fail(*_arguments):
    raise ValueError('on purpose')

def setup(app):
    app.connect('env-updated', fail)
"""


class FakeApplication:
    """As much of an application as is needed to end a build."""

    def __init__(self) -> None:
        self.listeners: list[object] = []

    def connect(self, _event: str, listener: object, **_priority: int) -> None:
        self.listeners.append(listener)

    def finish(self) -> None:
        for listener in self.listeners:
            listener(self, None)  # type: ignore[operator]


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with the thresholds that Python has, and leave those that tests have."""
    # Builds of other tests may have been given up before their end.
    gc.collect()
    monkeypatch.setattr(THRESHOLDS, '_running', 0)
    before = gc.get_threshold()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)


def test_a_build_has_its_own_thresholds_and_gives_them_back(build: Build) -> None:
    site = build({'index.md': '# A\n'}, 'dummy', conf=NOTING)
    assert (site.app.confdir / 'seen.txt').read_text(encoding='utf-8') == repr(RARE)
    assert gc.get_threshold() == USUAL


def test_a_build_that_fails_gives_them_back(build: Build) -> None:
    with pytest.raises(ExtensionError, match='on purpose'):
        build({'index.md': '# A\n'}, 'dummy', conf=FAILING)
    assert gc.get_threshold() == USUAL


@pytest.mark.parametrize(
    ('before', 'during'),
    [
        ((700, 10, 10), RARE),
        ((200_000, 10, 10), (200_000, 20, 100)),
        ((200_000, 50, 500), (200_000, 50, 500)),
        # No collection at all.
        ((0, 10, 10), (0, 10, 10)),
    ],
)
def test_no_threshold_is_lowered(before: tuple[int, int, int], during: tuple[int, int, int]) -> None:
    gc.set_threshold(*before)
    app = FakeApplication()
    Thresholds().raise_for(app)  # type: ignore[arg-type]
    assert gc.get_threshold() == during
    app.finish()
    assert gc.get_threshold() == before


def test_the_last_build_that_ends_gives_them_back() -> None:
    thresholds, first, second = Thresholds(), FakeApplication(), FakeApplication()
    thresholds.raise_for(first)  # type: ignore[arg-type]
    thresholds.raise_for(second)  # type: ignore[arg-type]
    first.finish()
    first.finish()
    assert gc.get_threshold() == RARE
    second.finish()
    assert gc.get_threshold() == USUAL


def test_an_application_that_is_given_up_gives_them_back() -> None:
    app = FakeApplication()
    Thresholds().raise_for(app)  # type: ignore[arg-type]
    del app
    gc.collect()
    assert gc.get_threshold() == USUAL


def test_what_somebody_else_has_set_meanwhile_stays() -> None:
    app = FakeApplication()
    Thresholds().raise_for(app)  # type: ignore[arg-type]
    gc.set_threshold(5000, 7, 7)
    app.finish()
    assert gc.get_threshold() == (5000, 7, 7)
