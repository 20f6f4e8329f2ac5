"""Records as YAML text that people go on editing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

#: A value of a record as it is written.
Value: TypeAlias = 'str | Sequence[Value] | Mapping[str, Value]'

#: Longest list that is written in one line.
_LINE: Final = 90

# What needs no quotes, in this project's reader and in any YAML editor.
_PLAIN = re.compile(r'[A-Za-z0-9~>.][^\n:#{}\[\],&*!|%@`\"\\]*(?::(?=[^\s,\[\]{}])[^\n:#{}\[\],&*!|%@`\"\\]*)*')
_AMBIGUOUS = re.compile(r'[-+.]?\d+\.\d+|true|false|on|off|null|n|y|\d+:\d+(?::\d+)?|\.\w+|~', re.IGNORECASE)
# Several lines that a literal block holds as they are: printable, and with no space where it would not be seen.
_LINE_OF_BLOCK = r'[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*'
_LITERAL = re.compile(rf'(?=\S){_LINE_OF_BLOCK}(?:\n+{_LINE_OF_BLOCK}(?<=\S))+')
_YES_NO = re.compile(r'yes|no', re.IGNORECASE)


def scalar(text: str, *, in_list: bool = False) -> str:
    """A text as a YAML scalar; in quotes where it could be taken for something else."""
    plain = _PLAIN.fullmatch(text) and not _AMBIGUOUS.fullmatch(text) and text == text.strip() and text[-1] != ':'
    if plain and not text.startswith('> ') and text[0] not in '>~.' and not (in_list and _YES_NO.fullmatch(text)):
        return text
    return json.dumps(text, ensure_ascii=False)


def field_lines(name: str, value: Value) -> list[str]:
    """A field of a record, in as many lines as it takes."""
    if isinstance(value, str):
        if _LITERAL.fullmatch(value):
            return [f'{name}: |-', *_indented(value.split('\n'), '  ')]
        return [f'{name}: {scalar(value)}']
    if not isinstance(value, (list, tuple)):
        assert not isinstance(value, str)
        return [f'{name}:', *_indented(mapping_lines(value), '  ')]  # type: ignore[arg-type]  # not a list
    if all(isinstance(item, str) for item in value):
        line = f'{name}: [{", ".join(scalar(str(item), in_list=True) for item in value)}]'
        if len(line) <= _LINE:
            return [line]
    return [f'{name}:', *(line for item in value for line in item_lines(item))]


def mapping_lines(value: Mapping[str, Value]) -> list[str]:
    """The fields of a mapping."""
    return [line for name, inner in value.items() for line in field_lines(name, inner)]


def item_lines(item: Value) -> list[str]:
    """An item of a block list, its dash indented by two."""
    if isinstance(item, str):
        return [f'  - {scalar(item, in_list=True)}']
    first, *rest = mapping_lines(item)  # type: ignore[arg-type]  # lists of lists are in no record
    return [f'  - {first}', *_indented(rest, '    ')]


def _indented(lines: Iterable[str], margin: str) -> list[str]:
    return [f'{margin}{line}' if line else '' for line in lines]
