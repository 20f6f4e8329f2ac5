"""The content that every rival shows: made up, but always the same.

Nothing is random, so that two runs build the same pages; words repeat as they do in a catalog of one field.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

#: `plain`: title, date, tags and a summary with two links. `prose`: the same with the summaries that people write.
#: `rich`: as plain, and checkpoints, papers and relations. `lineage`: as plain, and made from two entries before it.
Content = Literal['plain', 'prose', 'rich', 'lineage']
CONTENTS: Final[tuple[Content, ...]] = ('plain', 'prose', 'rich', 'lineage')

#: Relations stay within so many entries, and so within a page; those of a lineage within so many.
BLOCK: Final = 5
LINE: Final = 50

CHECKPOINTS: Final = 3

_FIRST = ('Amber', 'Basalt', 'Cedar', 'Delta', 'Ember', 'Fjord', 'Garnet', 'Harbor', 'Indigo', 'Juniper', 'Krypton')
_SECOND = ('Anchor', 'Bridge', 'Canyon', 'Drift', 'Engine', 'Field', 'Glacier')
_TAGS = (
    'agents',
    'code',
    'data',
    'edge',
    'math',
    'mixture',
    'quantized',
    'reasoning',
    'retrieval',
    'safety',
    'speech',
    'vision',
    'web',
)
_MONTHS = ('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')
_WORDS = (
    'model', 'training', 'tokens', 'attention', 'layers', 'the', 'of', 'release', 'with', 'longer', 'context', 'and', 'weights',
    'for', 'evaluation', 'published', 'under', 'open', 'terms', 'after', 'a', 'second', 'stage', 'data', 'mixture', 'its',
    'authors', 'describe', 'how', 'filters', 'were', 'chosen', 'while', 'smaller', 'variants', 'followed', 'from', 'pruning',
)  # fmt: skip
_PARAMS = ('1.5B', '4B', '7B', '13B', '34B', '70B', '123B')
#: Context lengths as they are written, and as readers see them.
_CONTEXTS = {'8192': '8K', '32768': '32K', '131072': '128K', '1048576': '1M'}
_LICENSES = ('Apache-2.0', 'MIT', 'CC-BY-4.0')


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One set of weights: `context` is a count of tokens, `context_words` how it is shown."""

    name: str
    params: str
    context: str
    license: str

    @property
    def context_words(self) -> str:
        return _CONTEXTS[self.context]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper on arXiv, by its number there."""

    title: str
    arxiv: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one thing.

    :ivar date: in EDTF, to the year, the month or the day; `day` is the same or the first day of it.
    :ivar date_words: how the date is shown.
    :ivar summary: a paragraph in Markdown, over three lines; of prose three paragraphs.
    :ivar is_named: whether links lead to it.
    :ivar derived_from: numbers of the entries it was made from.
    :ivar related: numbers of the entries it names as related.
    """

    number: int
    title: str
    date: str
    day: str
    date_words: str
    tags: tuple[str, ...]
    summary: str
    is_named: bool = False
    checkpoints: tuple[Checkpoint, ...] = ()
    papers: tuple[Paper, ...] = ()
    derived_from: tuple[int, ...] = ()
    related: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Its key, and the anchor that a heading of its title has."""
        return key_of(self.title)


def key_of(title: str) -> str:
    """The key of an entry by its title."""
    return title.lower().replace(' ', '-')


def make_entries(count: int, content: Content) -> list[Entry]:
    """So many entries, a multiple of `BLOCK`."""
    return [_entry(number, content) for number in range(count)]


def edited(entries: list[Entry], edit: int) -> list[Entry]:
    """The same entries after one in the middle got a sentence more; another one for each number of the edit."""
    middle = len(entries) // 2
    entry = entries[middle]
    changed = replace(entry, summary=f'{entry.summary}\nEdited {edit} times.')
    return [*entries[:middle], changed, *entries[middle + 1 :]]


def derivatives(entries: list[Entry]) -> dict[int, list[Entry]]:
    """What was made from each entry, by its number."""
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        for number in entry.derived_from:
            found.setdefault(number, []).append(entry)
    return found


def relatives(entries: list[Entry]) -> dict[int, list[Entry]]:
    """What is related to each entry, whichever of the two says so."""
    found: dict[int, dict[int, Entry]] = {}
    for entry in entries:
        for other in entry.related:
            found.setdefault(entry.number, {})[other] = entries[other]
            found.setdefault(other, {})[entry.number] = entry
    return {number: [others[key] for key in sorted(others)] for number, others in found.items()}


def _entry(number: int, content: Content) -> Entry:
    date, day, date_words = _date(number)
    first, second = _names(number)
    entry = Entry(
        number=number,
        title=_title(number),
        date=date,
        day=day,
        date_words=date_words,
        tags=tuple(dict.fromkeys(_TAGS[(number * step + step) % len(_TAGS)] for step in (1, 3, 5)[: 1 + number % 3])),
        summary=_summary(number),
    )
    if content == 'plain':
        return entry
    place, base = number % BLOCK, number - number % BLOCK
    if content == 'prose':
        others = [_title(base + (place + step) % BLOCK) for step in (1, 2)]
        return replace(entry, summary=_prose(number, *others), is_named=True)
    if content == 'lineage':
        parents = tuple(other for other in (number - 2, number - 1) if other >= number - number % LINE)
        return replace(entry, is_named=True, derived_from=parents)
    return replace(
        entry,
        is_named=True,
        checkpoints=tuple(_checkpoint(number, index, f'{first} {second}') for index in range(CHECKPOINTS)),
        papers=tuple(_paper(number, index, f'{first} {second}') for index in range(2)),
        derived_from=(base,) if place else (),
        related=(number - 1,) if place else (base + BLOCK - 2, base + BLOCK - 1),
    )


def _names(number: int) -> tuple[str, str]:
    return _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]


def _title(number: int) -> str:
    return f'{" ".join(_names(number))} {number}'


def _date(number: int) -> tuple[str, str, str]:
    """The date in EDTF, its first day, and its words: three in five to the day, one to the month, one to the year."""
    year, month, day = 2016 + number % 11, 1 + number * 7 % 12, 1 + number * 5 % 28
    first = f'{year}-{month:02}-{day:02}'
    if number % 5 == 3:
        return f'{year}-{month:02}', first, f'{_MONTHS[month - 1]} {year}'
    if number % 5 == 4:
        return f'{year}', first, f'{year}'
    return first, first, f'{_MONTHS[month - 1]} {day}, {year}'


def _words(number: int, offset: int, count: int) -> str:
    return ' '.join(_WORDS[(number * 13 + (offset + index) * 17 + number // 7 * index) % len(_WORDS)] for index in range(count))


def _summary(number: int) -> str:
    """Three lines, two links, and a number that no other summary has."""
    return (
        f'It has {_words(number, 0, 8)}, as its [report](https://example.org/reports/{number}) says.\n'
        f'Test {number + 100_000} gave {_words(number, 9, 9)},\n'
        f'and the [code](https://example.org/code/{number}.git) has {_words(number, 20, 6)}.'
    )


def _prose(number: int, first: str, second: str) -> str:
    """Three paragraphs with links to other entries and elsewhere, a role, emphasis, code, quotes, apostrophes and a dash."""
    return (
        f'It has {_words(number, 0, 8)}, as its [report](https://example.org/reports/{number}) says,\n'
        f'and is the successor of [{first}](#{key_of(first)}) with {_words(number, 5, 6)}.\n'
        f'Test {number + 100_000} gave {_words(number, 9, 9)}, which its authors call "{_words(number, 3, 3)}".\n'
        '\n'
        f'The {{abbr}}`MoE (mixture of experts)` layers {_words(number, 15, 7)}; **{_words(number, 16, 2)}**\n'
        f"weren't changed -- `--{_words(number, 18, 1)}` still is *{_words(number, 19, 2)}*, and the\n"
        f'[code](https://example.org/code/{number}.git) has {_words(number, 20, 6)}.\n'
        '\n'
        f'Its {_words(number, 24, 9)} can be compared with [{second}](#{key_of(second)}),\n'
        f'for which {_words(number, 28, 7)}.'
    )


def _checkpoint(number: int, index: int, name: str) -> Checkpoint:
    params = _PARAMS[(number + index * 2) % len(_PARAMS)]
    contexts = tuple(_CONTEXTS)
    return Checkpoint(
        name=f'{name} {number} {params}',
        params=params,
        context=contexts[(number + index) % len(contexts)],
        license=_LICENSES[(number // 3 + index) % len(_LICENSES)],
    )


def _paper(number: int, index: int, name: str) -> Paper:
    kind = ('A Technical Report', 'Lessons from Training')[index]
    return Paper(f'{name}: {kind} {number}', f'{16 + number % 11:02}{1 + number * 7 % 12:02}.{number * 2 + index:05}')
