"""What to write in the place of a field or a choice that there is not."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, Literal

from .i18n import __
from .kinds import Part
from .notation import Notation
from .problems import did_you_mean, either

#: What YAML 1.1, JSON and spreadsheets write for yes and no.
_LOGICAL: Final = {'true': 'yes', 'on': 'yes', 'y': 'yes', '1': 'yes', 'false': 'no', 'off': 'no', 'n': 'no', '0': 'no'}

#: What a project can declare as a field or a choice.
_DECLARED: Final = re.compile('[a-z][a-z0-9_]*')


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


def wrong_choice(value: str, choices: Collection[str], own: str) -> str:
    """What is said of a value that is none of the choices.

    :param own: how a project declares it as one; empty where that makes no sense.
    """
    logical = _LOGICAL.get(value.casefold())
    hint = ' ' + __('(write %s)') % logical if logical in choices else did_you_mean(value, choices)
    if own and not hint:
        hint = ' ' + __('(leave the field out, or declare the choice in conf.py: %s)') % own
    expected = either(f"'{choice}'" for choice in choices)
    return __("'%(value)s' is not one of %(expected)s%(hint)s") % {'value': value, 'expected': expected, 'hint': hint}


def declaration(kind: str, field: str, about: Literal['label', 'choices'], name: str) -> str:
    """What is written in ``conf.py`` to declare a field of a kind, or a choice of one; empty where that cannot have the name."""
    if not _DECLARED.fullmatch(name):
        return ''
    label = name.replace('_', ' ').replace('-', ' ').capitalize()
    said = {kind: {'fields': {field: {about: label if about == 'label' else {name: label}}}}}
    return f'chronicle_kinds = {said!r}'
