"""What to write in the place of a field or a choice that there is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from .fields import Field
from .i18n import __
from .kinds import Part
from .notation import Notation
from .problems import did_you_mean, either
from .registry import KindOf
from .types import key_of

#: What YAML 1.1, JSON and spreadsheets write for yes and no.
_LOGICAL: Final = {'true': 'yes', 'on': 'yes', 'y': 'yes', '1': 'yes', 'false': 'no', 'off': 'no', 'n': 'no', '0': 'no'}

#: Choices that are words, which `declaration` can propose as they are.
_WORDS: Final = re.compile(r'[^\W_][\w -]{0,40}')


def inside(field: str, part: Part, name: str, notation: Notation, *, given: bool) -> str:
    """What is said of a field that the items of a part have.

    :param given: whether the record has such items.
    """
    if not notation.part:
        return __("(it belongs to the items of '%s', which a row has no place for: write these in YAML or JSON)") % field
    if given:
        return __("(it belongs to the items of '%s': move it into one of them)") % field
    pairs = ', '.join(notation.pair % (one, '…') for one in dict.fromkeys((part.title_column, name)))
    example = notation.part % (field, pairs)
    return __("(it belongs to the items of '%(part)s': write %(example)s)") % {'part': field, 'example': example}


def wrong_choice(value: str, found: Field[Any], kind: KindOf | None) -> str:
    """What is said of a value that is none of the choices of a field.

    :param kind: the kind of the record that is read.
    """
    choices = found.choices
    logical = _LOGICAL.get(value.casefold())
    hint = ' ' + __('(write %s)') % logical if logical in choices else did_you_mean(value, choices)
    # Only a field of the kind itself can be given more choices, and between yes and no there is nothing to declare.
    is_open = kind is not None and kind.by_name.get(found.name) is found and choices.keys().isdisjoint(_LOGICAL.values())
    if not hint and kind is not None and is_open and _WORDS.fullmatch(value):
        own = declaration(kind.name, found.name, {'choices': {value: label_of(value)}})
        hint = ' ' + __('(leave the field out, or declare the choice in conf.py: %s)') % own
    expected = either(f"'{choice}'" for choice in choices)
    return __("'%(value)s' is not one of %(expected)s%(hint)s") % {'value': value, 'expected': expected, 'hint': hint}


def unknown_field(name: str, known: Iterable[str], kind: KindOf | None) -> str:
    """What is said of a name that is no field.

    :param kind: the kind whose field it would be; `None` within a smaller thing.
    """
    fields = ', '.join(known)
    if kind is None:
        return __('(the fields are: %s)') % fields
    if not kind.can_name(name):
        right = key_of(name).replace('-', '_')
        if not _WORDS.fullmatch(name.rstrip('?!.:')) or not kind.can_name(right) or right in kind.by_name:
            return __('(the fields are: %s)') % fields
        own = declaration(kind.name, right, {'label': label_of(name)})
        message = __(
            "(remove it, call it '%(right)s' and declare that in conf.py: %(example)s, or use one of the fields: %(fields)s)"
        )
        return message % {'right': right, 'example': own, 'fields': fields}
    own = declaration(kind.name, name, {'label': label_of(name)})
    message = __('(remove it, declare it in conf.py: %(example)s, or use one of the fields: %(fields)s)')
    return message % {'example': own, 'fields': fields}


def label_of(name: str) -> str:
    """The words that a name is shown by until somebody finds better ones."""
    return name.replace('_', ' ').replace('-', ' ').capitalize()


def declaration(kind: str, field: str, said: Mapping[str, object]) -> str:
    """What is written in ``conf.py`` to declare something of a field."""
    declared = {kind: {'fields': {field: {**said}}}}
    return f'chronicle_kinds = {declared!r}'
