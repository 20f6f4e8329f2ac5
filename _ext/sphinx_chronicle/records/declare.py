"""What a project declares in its settings, as a registry: `chronicle_vocabularies` and `chronicle_kinds`.

The declaration is plain data. A mistake in it costs what is declared wrongly and nothing else; each is a problem with its
line in ``conf.py``, where that has the declaration as a literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from .declaration import OWN, Given
from .declare_fields import FieldReader
from .fields import Field
from .i18n import __
from .kinds import Kind, Table, Vocabulary
from .load import all_shipped, with_required
from .problems import Problem, did_you_mean
from .registry import Registry
from .types import DATE

#: Names of kinds are parts of anchors and names of directives.
_KIND_NAME: Final = re.compile(r'[a-z][a-z0-9]*')

#: Files of the exports that are no tables of kinds and parts.
_FILES: Final = frozenset({'entries', 'relations'})

#: Directives and roles of the extension itself.
_OURS: Final = frozenset({'timeline', 'listing', 'example', 'fields', 'at', 'export', 'record'})

_KIND_KEYS: Final = (
    'label', 'plural', 'description', 'date', 'order', 'feed', 'schema_org', 'csv', 'fields', 'relations', 'parts',
)  # fmt: skip
#: What can be added to a kind that there is.
_ADDITIONS: Final = frozenset({'fields', 'relations', 'parts'})


def declared_registry(
    vocabularies: object,
    kinds: object,
    added: Iterable[Vocabulary],
    conf: Path,
    is_reserved: Callable[[str], bool],
) -> tuple[Registry, list[Problem]]:
    """The registry of a project, and what is wrong with its declarations.

    :param vocabularies: the setting `chronicle_vocabularies`; `kinds` is `chronicle_kinds`.
    :param added: vocabularies that other extensions have added.
    :param conf: the project's ``conf.py``.
    :param is_reserved: whether a directive or a role of a name is another's.
    """
    reader = _Reader(conf, is_reserved)
    chosen = reader.vocabularies(vocabularies, {one.name: one for one in added})
    base = Registry(chosen, all_shipped)
    own = reader.own(kinds, base)
    reader.problems.sort(key=lambda problem: problem.line)
    return (Registry([*chosen, own], all_shipped) if own else base), reader.problems


class _Reader(FieldReader):
    """Reads the settings of a project."""

    def __init__(self, conf: Path, is_reserved: Callable[[str], bool]) -> None:
        super().__init__(conf)
        self.is_reserved = is_reserved

    def vocabularies(self, names: object, added: Mapping[str, Vocabulary]) -> list[Vocabulary]:
        """The vocabularies that a project names, and those that extensions have added."""
        setting = 'chronicle_vocabularies'
        if not isinstance(names, (list, tuple)):
            self.problem((), __("expected a list of names (write ['models'])"), setting=setting)
            names = ()
        found: dict[str, Vocabulary] = {}
        for name in (*names, *added):
            try:
                found |= {one.name: one for one in with_required([str(name)], added)}
            except LookupError as error:
                self.problem((), str(error.args[0]), setting=setting)
        return [*found.values()]

    def own(self, kinds: object, base: Registry) -> Vocabulary | None:
        """What the project declares itself; `None` if that is nothing."""
        declared = self.given(kinds, ())
        if not declared:
            return None
        self.registry = base
        self.names = frozenset({*base.kinds, *declared})
        self.check_twice()
        for name, about in declared.items():
            self.kind(name, about)
        made = self.made
        self.add_inverses()
        fields = {kind: tuple(found) for kind, found in made.fields.items()}
        own = Vocabulary(OWN, kinds=tuple(made.kinds), fields=fields, relations=tuple(made.relations), needs=made.needs)
        self.check_orders(Registry([*base.vocabularies[1:], own]))
        return own

    def add_inverses(self) -> None:
        """Give the kinds that relations lead to the fields of their other ends, where no field of theirs has the name."""
        own = {kind.name: kind.fields for kind in self.made.kinds}
        for target, inverse, path in self.made.inverses:
            fields = [*own.get(target, ()), *self.made.fields.get(target, ())]
            if self.known(target, inverse.name) or any(one.name == inverse.name for one in fields):
                message = __("'inverse': the kind '%(kind)s' has a field '%(name)s' already (choose another name)")
                self.problem(path, message % {'kind': target, 'name': inverse.name})
            else:
                self.made.fields.setdefault(target, []).append(inverse)

    def check_orders(self, registry: Registry) -> None:
        """Report the fields that a kind puts in an order and does not have."""
        for kind in self.made.kinds:
            known = registry.kinds[kind.name].by_name
            for name in kind.order:
                if name not in known:
                    words = {'name': name, 'hint': did_you_mean(name, known)}
                    message = __("'order': there is no field '%(name)s'%(hint)s") % words
                    self.problem((kind.name, 'order'), message)

    def kind(self, name: str, about: object) -> None:
        """Take a kind, or additions to one that there is."""
        given = self.given(about, (name,), _KIND_KEYS)
        if given is None:
            return
        if name in self.registry.kinds:
            for key in _KIND_KEYS:
                if key in given and key not in _ADDITIONS:
                    message = __("'%s' is what the kind itself says (only 'fields', 'relations' and 'parts' can be added)") % key
                    given.wrong(message, key)
            self.made.fields.setdefault(name, []).extend(self.fields(name, given))
        elif self.is_new_kind(name, given):
            fields = self.fields(name, given)
            date = self.date_field(given, fields)
            label = given.text('label', name)
            plural = given.text('plural', label)
            table = Table(f'{name}.csv', title=plural) if given.flag('csv', default=True) else None
            description, order = given.text('description'), given.words('order')
            feed, schema_org = given.flag('feed', default=True), given.text('schema_org')
            self.made.kinds.append(
                Kind(
                    name,
                    label,
                    plural,
                    tuple(fields),
                    description,
                    date,
                    order=order,
                    feed=feed,
                    schema_org=schema_org,
                    table=table,
                )
            )

    def date_field(self, about: Given, fields: Iterable[Field[Any]]) -> str:
        """The field that a new kind goes by."""
        date = about.text('date', 'date')
        names = {one.name: one for one in (*self.registry.kinds['entry'].shared, *fields)}
        chosen = names.get(date)
        if chosen is not None and chosen.type is DATE and not chosen.multiple:
            return date
        if chosen is None:
            hint = did_you_mean(date, names)
            message = __("'date': there is no field '%(name)s'%(hint)s") % {'name': date, 'hint': hint}
        else:
            message = __("'date': the field '%s' holds no single date (name one of the type 'date')") % date
        about.wrong(message, 'date')
        return 'date'

    def is_new_kind(self, name: str, about: Given) -> bool:
        """Whether a new kind can have that name, and has a label."""
        message = ''
        if not _KIND_NAME.fullmatch(name):
            message = __("'%s' cannot be the name of a kind (lower-case letters and digits)") % name
        elif name in _OURS or self.is_reserved(name):
            message = __("'%s' is the name of another directive or role (choose another)") % name
        elif name in _FILES or self.registry.part(name):
            message = __("'%s' is the name of another file of the exports (choose another)") % name
        elif not about.get('label'):
            vocabulary = self.registry.unnamed_kinds().get(name)
            hint = did_you_mean(name, self.registry.kinds)
            if vocabulary:
                hint = ' ' + __("(add the vocabulary '%s' to chronicle_vocabularies)") % vocabulary
            message = __("there is no kind '%(name)s'%(hint)s; a new kind needs a 'label'") % {'name': name, 'hint': hint}
        if message:
            about.wrong(message)
        return not message
