"""The words for fields, relations and values that readers see, in the site's language.

The labels that a project declares are translated by its own catalog ``chronicle-kinds`` in its `locale_dirs`.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from sphinx.environment import BuildEnvironment
from sphinx.util.i18n import docname_to_domain

from ..records import date_words
from ..records.date_words import format_heading
from ..records.dates import parse_date
from ..records.fields import Field, Language, Shape
from ..records.i18n import N_
from ..records.kinds import Part
from ..records.registry import Registry
from ..records.selection import UNITS
from ..records.types import DATE, IMAGE
from .i18n import _, ngettext

#: What is shown with a record and is none of its fields.
_DERIVED: Final = {
    'ancestors': N_('Ancestors'),
    'descendants': N_('Descendants'),
    'edit': N_('Edit'),
    'kind': N_('Kind'),
    'mentioned_in': N_('Mentioned in'),
}


class Labels:
    """The words of one project. Its own labels are translated by its own catalog, those of the vocabularies by ours.

    :param language: the site's language, a Sphinx language code.
    :param own: translates a label of the project's.
    """

    def __init__(self, registry: Registry, language: str, own: Callable[[str], str] = str) -> None:
        self.registry = registry
        self.language = Language(language, _)
        self.own = own

    def text(self, label: str) -> str:
        """A label in the site's language."""
        if not label:
            return ''
        found = _(label)
        return self.own(label) if found == label else found

    def of(self, found: Field[Any]) -> str:
        """The label of a field; its name where it has none."""
        if found.label:
            return self.text(found.label)
        return self.relation(found.relation) if found.relation else found.name

    def relation(self, name: str) -> str:
        """The label of a relation, by its name at either end."""
        relation = self.registry.relation(name)
        return self.text(relation.label if name == relation.name else relation.inverse_label)

    def field(self, name: str, kinds: Iterable[str] = ()) -> str:
        """The label of what goes by a name: a field, a relation, a kind, a column, or what is derived.

        :param kinds: the kinds to look in, all if there are none.
        """
        found = self.registry.field(name, kinds)
        if found is not None:
            return self.of(found)
        if name in self.registry.inverse:
            return self.relation(name)
        if name in self.registry.columns:
            return self.text(self.registry.columns[name].label)
        if name in self.registry.kinds:
            return self.kind(name)
        return _(_DERIVED[name]) if name in _DERIVED else name

    def kind(self, name: str) -> str:
        """What a record of a kind is called."""
        return self.text(self.registry.kinds[name].kind.label)

    def value(self, found: Field[Any], value: Any) -> str:
        """A single value in words: the label of a choice, anything else by its type."""
        if found.choices:
            return self.text(found.choices.get(value, value))
        if isinstance(found.type, Shape):
            return self.mapping(found.type, value)
        words = found.type.show(value, self.language)
        return self.own(words) if found.is_compared_prose else words

    def mapping(self, shape: Shape, value: Any) -> str:
        """A small record in words: each value with its label; an image is what it shows."""
        if shape is IMAGE:
            return str(value.given.get('alt') or value.given['file'])
        parts = []
        for found in shape.fields:
            if found.name in value.given:
                words = {'date': self.values(found, value.given[found.name]), 'stage': self.of(found)}
                parts.append(_('%(date)s (%(stage)s)') % words)
        return ', '.join(parts)

    def values(self, found: Field[Any], value: Any) -> str:
        """All values of a field in words."""
        return ', '.join(self.value(found, one) for one in value) if found.multiple else self.value(found, value)

    def marked(self, found: Field[Any], value: Any) -> Iterator[tuple[str, str]]:
        """Yield the style classes and the words of each value of a field that is shown beside a title."""
        for one in value if found.multiple else (value,):
            classes = f'chronicle-badge chronicle-{found.name}-{one}' if found.choices else f'chronicle-{found.one_name}'
            yield classes, self.value(found, one)

    def count(self, part: Part, label: str, count: int) -> str:
        """How many items of a part there are, in words."""
        return self.counted(part.counted, label, count)

    @staticmethod
    def counted(counted: tuple[str, str], label: str, count: int) -> str:
        """How many of something there are, in its own words if it has some."""
        one, many = counted
        if one:
            return ngettext(one, many, count) % count
        return _('%(what)s (%(count)d)') % {'what': label, 'count': count}

    def caption(self, part: Part, label: str, title: str) -> str:
        """How the table of a record's items is called."""
        if part.captioned:
            return self.text(part.captioned) % title
        return _('%(what)s: %(title)s') % {'what': label, 'title': title}

    def group(self, value: str, group_by: str) -> str:
        """The heading of a group of records that have a value in common; of those that have none if it is empty."""
        if not value:
            return _('Undated') if group_by in UNITS else _('Other')
        if group_by in UNITS:
            return format_heading(parse_date(value), self.language.code, _)
        if group_by == 'kind':
            return self.kind(value)
        fields = [kind.by_name[group_by] for kind in self.registry.kinds.values() if group_by in kind.by_name]
        return next((self.value(found, value) for found in fields if not found.choices or value in found.choices), value)


def year_words(year: int, language: str) -> str:
    """A year, counted astronomically with a year 0, as a language writes it."""
    return DATE.limit(str(year), Language(language, _))


def date_pieces(text: str, language: str) -> tuple[date_words.Piece, ...]:
    """A date (EDTF) in the words of a language, those of each moment apart."""
    return date_words.date_pieces(parse_date(text), language, _)


# -- the project's own labels ------------------------------------------------------------------------------------------

#: Name of the catalog.
CATALOG: Final = 'chronicle-kinds'


def translation(env: BuildEnvironment, catalog: str = CATALOG) -> Callable[[str], str]:
    """Translates by a catalog of the project into the site's language; gives words back that it does not have.

    It is read anew, since Sphinx keeps the translations of the first application in a process, and Python those of a file.
    """
    found: gettext.NullTranslations | None = None
    for folder in env.config.locale_dirs:
        try:
            file = gettext.find(catalog, Path(env.srcdir, folder), [env.config.language])
            if file is None:
                continue
            with Path(file).open('rb') as stream:
                one = gettext.GNUTranslations(stream)
        except (OSError, ValueError, UnicodeDecodeError):
            continue
        if found is None:
            found = one
        else:
            found.add_fallback(one)
    if found is None:
        return str
    translate = found.gettext
    # Of no words a catalog gives its own header.
    return lambda text: text and translate(text)


def catalog_of(env: BuildEnvironment, docname: str) -> str:
    """The catalog that Sphinx translates a document by."""
    return docname_to_domain(docname, env.config.gettext_compact)
