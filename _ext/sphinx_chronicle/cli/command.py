"""What a vocabulary says of a command of its own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from ..records.registry import Registry
    from .reading import Project

T = TypeVar('T')


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


def checked(check: Callable[[str], T]) -> Callable[[str], T]:
    """The type of an argument: what is wrong with it is said by the `ValueError` of a check."""

    def read(text: str) -> T:
        try:
            return check(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
