"""The field reference: what each field of a record is, told from the models and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from . import model
from .i18n import N_
from .model import KINDS, Record
from .yaml_dump import field_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from .model import Model

#: What has fields, by the name that the field reference knows it by: what all records share, the kinds of record, and
#: the parts of records.
DESCRIBED: Final[dict[str, type[Model]]] = {
    'record': Record,
    **KINDS,
    'checkpoint': model.Checkpoint,
    'subset': model.Subset,
    'ref': model.Ref,
    'note': model.Note,
    'source': model.Source,
    'link': model.Link,
    'paper': model.Paper,
    'guest': model.Guest,
    'cutoff': model.Cutoff,
}

#: The types of values in words: of one, and of a list of them.
_WORDS: Final[tuple[tuple[Any, str, str], ...]] = (
    (model.Text, N_('text'), N_('list of texts')),
    (model.Markdown, N_('text with markup'), ''),
    (model.Key, N_('key'), N_('list of keys')),
    (model.HfId, N_('Hugging Face id'), ''),
    (model.Url, N_('address'), ''),
    (model.Arxiv, N_('arXiv number'), ''),
    (model.Doi, N_('DOI'), ''),
    (model.Target, N_('key or Hugging Face id'), ''),
    (model.LicenseId, N_('key or SPDX id'), ''),
    (model.Licenses, N_('license, or list of licenses'), ''),
    (model.Refs, N_('relation, or list of relations'), ''),
    (model.DateField, N_('date'), ''),
    (model.CountField, N_('count'), ''),
    (model.TokensField, N_('count of tokens'), ''),
    (model.BytesField, N_('size in bytes'), ''),
    (model.DurationField, N_('duration'), ''),
    (model.Link, '', N_('list of links')),
    (model.Paper, '', N_('list of papers')),
    (model.Source, '', N_('list of sources')),
    (model.Note, '', N_('list of notes')),
    (model.Checkpoint, '', N_('list of checkpoints')),
    (model.Subset, '', N_('list of subsets')),
    (model.Guest, '', N_('list of guests')),
    (model.Cutoff, N_('mapping of dates'), ''),
)


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field as the reference tells of it.

    :ivar type: its type in words.
    :ivar choices: the values it can have, where these are fixed.
    :ivar default: what it is when it is left out, where that is one of the choices.
    :ivar example: how it is written, line by line; empty if there is no example.
    """

    name: str
    type: str
    is_required: bool
    description: str
    choices: tuple[str, ...]
    default: str
    example: tuple[str, ...]


def fields_of(name: str, translate: Callable[[str], str] = str) -> list[FieldOf]:
    """The fields of a kind of record or of a part of one; of a kind only those that it does not share with all records.

    :param name: a key of `DESCRIBED`.
    :param translate: gives the words for types in the language of the page.
    """
    described = DESCRIBED[name]
    hints = get_type_hints(described, include_extras=True)
    shared = Record.model_fields if described is not Record and issubclass(described, Record) else {}
    found = []
    for field, info in described.model_fields.items():
        if field in shared:
            continue
        hint = _without_none(hints[field])
        choices = get_args(hint) if get_origin(hint) is Literal else ()
        required = info.is_required()
        default = str(info.default) if choices and not required and info.default is not None else ''
        example = field_lines(field, info.examples[0]) if info.examples else ()
        words = translate(words_for(hint))
        found.append(FieldOf(field, words, required, info.description or '', choices, default, tuple(example)))
    return found


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in {Union, UnionType}:
        (hint,) = (part for part in get_args(hint) if part is not type(None))
    return hint


def words_for(hint: Any) -> str:
    """The type of a value in words.

    :raises LookupError: for a type that has none yet.
    """
    if get_origin(hint) is Literal:
        return N_('one of a few words')
    for known, one, _many in _WORDS:
        if one and hint == known:
            return one
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        for known, _one, many in _WORDS:
            if many and item == known:
                return many
    raise LookupError(hint)
