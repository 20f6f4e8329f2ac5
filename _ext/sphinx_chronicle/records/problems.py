"""Problems: what is wrong with a record, where, and what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from .i18n import __

#: Attribute of a log record that holds the problem it reports.
PROBLEM = 'chronicle_problem'

#: Longest message of a problem, in characters.
MAX_MESSAGE = 600

#: Longer words are no typing errors, and comparing them takes long.
_LONGEST_WORD = 200

#: From how many letters on a word can have how many slips of the hand; with more it is another word.
_SLIPS = ((14, 3), (9, 2), (3, 1), (0, 0))

_BREAKS = re.compile(r'\s*[\n\r\x85\u2028\u2029]+\s*')


class Code(StrEnum):
    """The closed catalog of warning codes; a build shows them as ``[chronicle.CODE]``.

    Any of them can be silenced with Sphinx's ``suppress_warnings``.
    """

    YAML = 'yaml'
    """The YAML cannot be read, or uses a part of YAML that records do without; the same of a file of JSON or CSV."""
    FILE = 'file'
    """A file named by an option or a record is missing, unreadable, too large or outside the source folder."""
    KEY = 'key'
    """A record's key is missing or not of the form ``lower-case-words``."""
    DUPLICATE = 'duplicate'
    """A key, an alias, an anchor or a field is there twice."""
    FIELD = 'field'
    """A field is unknown or missing."""
    KIND = 'kind'
    """A declaration of a kind, a field, a relation or a part in ``conf.py`` is wrong."""
    VALUE = 'value'
    """A field's value is not of the right form."""
    DATE = 'date'
    """A date cannot be read, or an interval runs backwards."""
    URL = 'url'
    """An address is not one of the allowed schemes."""
    RELATION = 'relation'
    """A relation or a license names a record nobody has, or a record is its own ancestor."""
    REFERENCE = 'reference'
    """A role or a link names a record nobody has."""
    MARKUP = 'markup'
    """A text holds raw HTML, a file insertion or another thing that records do not carry, or markup that is not complete."""
    OPTION = 'option'
    """An option of a directive has a value it cannot have."""
    TIME = 'time'
    """A time in a recording cannot be read, is out of order or lies after the end."""
    PLACE = 'place'
    """A directive is where it cannot do all of its work."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, said so that it can be fixed without reading code.

    `path` is relative to the source folder, with forward slashes. `line` counts from 1. `record` names the record
    (``entry 'nemotron-h'``) and is empty where the problem is the file's, and `column` the column of a table.
    """

    code: Code
    message: str
    path: str
    line: int
    record: str = ''
    column: str = ''

    def __str__(self) -> str:
        return f'{self.place}: {self.text} [chronicle.{self.code}]'

    @property
    def place(self) -> str:
        """File and line, as builds and editors write them."""
        return f'{self.path}:{self.line}' if self.line else self.path

    @property
    def text(self) -> str:
        """The message with the record it is about, without the place: one line, whatever an author's words are."""
        about = [self.record] if self.record else []
        if self.column:
            about.append(__("column '%s'") % self.column)
        return _BREAKS.sub(' ', shortened(f'{", ".join(about)}: {self.message}' if about else self.message))


def shortened(message: str) -> str:
    """The message without its middle if it is long: a value of a megabyte is no message. The cure is at the end."""
    return message if len(message) <= MAX_MESSAGE else f'{message[: MAX_MESSAGE // 2]} … {message[-MAX_MESSAGE // 2 :]}'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be, or `None` if none is near.

    Near is what a few slips of the hand make of a word, the same words in another order, and a word of which letters were left
    out. Another digit is no slip: ``model-4`` is not ``model-5``.
    """
    if len(word) > _LONGEST_WORD:
        return None
    wanted = _folded(word)
    best: tuple[int, str] | None = None
    for candidate in known:
        distance = _distance(wanted, _folded(candidate), best[0] - 1 if best else _LONGEST_WORD)
        if distance is not None:
            best = distance, candidate
    return best[1] if best else None


def _folded(word: str) -> str:
    return re.sub(r'[\s_-]+', '-', word.casefold())


def _distance(word: str, other: str, most: int) -> int | None:
    """How far two words are apart, in slips; `None` if that is further than `most` or they are not near each other."""
    shorter, longer = sorted((word, other), key=len)
    if sorted(word.split('-')) == sorted(other.split('-')):
        return min(int(word != other), most)
    if _is_left_out(shorter, longer):
        slips = len(longer) - len(shorter)
        return slips if slips <= most else None
    most = min(most, next(slips for length, slips in _SLIPS if len(longer) >= length))
    if len(longer) - len(shorter) > most or _digits(word) != _digits(other):
        return None
    # Each slip changes at most two characters of those that both have.
    if (Counter(word) - Counter(other)).total() > most:
        return None
    slips = _slips(word, other)
    return slips if slips <= most else None


def _digits(word: str) -> list[str]:
    return sorted(filter(str.isdigit, word))


def _is_left_out(shorter: str, longer: str) -> bool:
    """Whether a word is another one without some of its letters: from the same first letter on, and more than half of it."""
    rest = iter(longer)
    return shorter[:1] == longer[:1] and len(shorter) * 5 >= len(longer) * 3 and all(letter in rest for letter in shorter)


def _slips(word: str, other: str) -> int:
    """Letters missing, added, wrong or swapped with the next: the optimal string alignment distance."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        before, above, row = row, before, [i]
        for j, one in enumerate(other, 1):
            slips = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != one))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == one:
                slips = min(slips, above[j - 2] + 1)
            row.append(slips)
    return row[-1]


def either(words: Iterable[str]) -> str:
    """Several words, one of which is to be taken."""
    *first, last = words
    return ', '.join(first) + __(' or ') + last if first else last


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A parenthesis that names the nearest known word, with a leading space, or nothing."""
    match = nearest(word, known)
    return ' ' + __("(did you mean '%s'?)") % match if match else ''


@lru_cache(maxsize=256)
def relative_path(source: str, srcdir: str | Path) -> str:
    """A path as problems say it: relative to the source folder where it is inside, with forward slashes."""
    try:
        return Path(source).resolve().relative_to(Path(srcdir).resolve()).as_posix()
    except ValueError:
        return source
