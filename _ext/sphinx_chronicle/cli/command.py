"""What commands have in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeVar

T = TypeVar('T')


class CommandError(Exception):
    """A command cannot do what it was asked for; the message says why and what to do."""


def checked(check: Callable[[str], T]) -> Callable[[str], T]:
    """The type of an argument: what is wrong with it is said by the `ValueError` of a check."""

    def read(text: str) -> T:
        try:
            return check(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
