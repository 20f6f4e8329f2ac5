"""Words and titles: which are the same, in which order they come, how one is shown and what it is called in addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final
from unicodedata import combining, decimal, normalize
from unicodedata import name as unicode_name

#: The Unicode name of a letter that is made from one or two others.
_LETTER: Final = re.compile(r'LATIN SMALL (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .+)?')

#: A word of which a slug leaves out nothing but what separates its parts; and no word at all.
_PLAIN: Final = re.compile(r'(?:\w+(?:[ ._-]\w+)*)?')


@lru_cache(maxsize=4096)
def identity(word: str) -> str:
    """What a word is compared by: case and spaces are folded as in Unicode's canonical caseless matching, and nothing else."""
    return normalize('NFC', ' '.join(normalize('NFD', word).casefold().split()))


@lru_cache(maxsize=4096)
def alphabetical(text: str) -> tuple[object, ...]:
    """What texts are sorted by, the same on every machine: letters, and numbers by value; then accents, then case.

    A letter with an accent or a stroke comes with the letter alone, as in most languages and in the default order of Unicode.
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = ''.join(_base_letter(sign) for sign in normalize('NFKD', folded) if not combining(sign))
    letters, *rest = re.split(r'(\d+)', folded)
    numbers = (''.join(str(decimal(digit)) for digit in digits).lstrip('0') for digits in rest[::2])
    parts = (part for digits, after in zip(numbers, rest[1::2], strict=True) for part in (len(digits), digits, after))
    return (letters, *parts), normalize('NFD', text.casefold()), text.swapcase()


def _base_letter(letter: str) -> str:
    """The letters that one without a decomposition is made from, such as ``o`` of ``ø`` and ``ae`` of ``æ``."""
    found = None if letter.isascii() else _LETTER.fullmatch(unicode_name(letter, ''))
    return found[1].lower() if found else letter


def spelled(words: Iterable[str]) -> dict[str, str]:
    """How each word is shown, by its identity: in the spelling most often used, of equals in the first."""
    return spellings((identity(word), word) for word in words)


def spellings(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The same for words that come with what they are compared by."""
    found: dict[str, Counter[str]] = {}
    for same, word in pairs:
        found.setdefault(same, Counter())[word] += 1
    # `max` gives the first of equals, and a counter keeps its order.
    return {same: max(counts, key=counts.__getitem__) for same, counts in found.items()}


def slug(word: str) -> str:
    """Lower-case words joined by hyphens, in any script; empty where there are neither letters nor digits."""
    return re.sub(r'[\W_]+', '-', word.casefold()).strip('-')


def anchors(words: Iterable[str], make: Callable[[str], str] = slug) -> dict[str, str]:
    """What words are called in addresses, by identity: unique among them, never empty, and the same in any order.

    A word has what `make` makes of it. Where little of the word is left in that, or another word has it too, a digest follows.
    """
    by_name: dict[str, list[str]] = {}
    for same in dict.fromkeys(map(identity, words)):
        by_name.setdefault(make(same), []).append(same)
    found: dict[str, str] = {}
    for name, rivals in by_name.items():
        first, *others = sorted(rivals, key=lambda same: (not _PLAIN.fullmatch(same), same))
        plain = bool(name) and bool(_PLAIN.fullmatch(first))
        found |= {first: name if plain else _told_apart(name, first)}
        found |= {same: _told_apart(name, same) for same in others}
    return found


def anchor(word: str) -> str:
    """What a single word is called, as far as it does not depend on others."""
    return anchors((word,))[identity(word)]


def _told_apart(name: str, same: str) -> str:
    return f'{name}-{sha256(same.encode()).hexdigest()[:8]}'.strip('-')


#: A sentence at the beginning of a text: up to a mark that ends one and is followed by a space, or by more of a script without.
_SENTENCE: Final = re.compile(r'.+?(?:[.!?…](?=\s|$)|[。！？])', re.DOTALL)


def first_sentence(text: str) -> str:
    """The first sentence of a text; all of it where none ends."""
    found = _SENTENCE.match(text)
    return found[0] if found else text
