"""What a vocabulary says of a command of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ..records.registry import Registry
    from .reading import Project


class CommandError(Exception):
    """A command cannot do what it was asked for; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a vocabulary.

    :ivar help: what it does, in a few words; `about` in sentences, and `end` the exit statuses and examples.
    :ivar arguments: adds its arguments to a parser.
    :ivar run: prints what it makes. It gets the options, the project around (`None` where there is none), and the kinds of
        the project; raises `CommandError`.
    """

    help: str
    about: str
    end: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Project | None, Registry], None]
