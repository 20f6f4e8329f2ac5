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
from ..records.date_words import format_date, format_heading
from ..records.dates import Date, parse_date
from ..records.fields import Field, Language, Shape, Type, listed
from ..records.i18n import N_
from ..records.kinds import Part
from ..records.record import Record
from ..records.registry import KindOf, Registry
from ..records.selection import UNITS
from ..records.types import BOOLEAN, DATE, IMAGE
from .i18n import _, ngettext

#: An end of an interval that is open or that nobody knows.
_OPEN: Final = frozenset({'', '..'})

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
        if shape.show:
            return shape.show(value.given, self.language)
        parts = []
        for found in shape.fields:
            if found.name in value.given:
                words = {'date': self.values(found, value.given[found.name]), 'stage': self.of(found)}
                parts.append(_('%(date)s (%(stage)s)') % words)
        return ', '.join(parts)

    def date(self, value: Date, *, planned: bool) -> str:
        """A date that a record goes by, which says so where it is planned."""
        if not planned:
            return format_date(value, self.language.code, _)
        return ''.join(piece.text for piece in date_pieces(value.text, self.language.code, planned=True))

    def beside(self, found: Field[Any], kind: KindOf, record: Record) -> list[tuple[str, str]]:
        """What a field says beside the title of a record: each value, and the words for it."""
        if found.derived:
            made = kind.derive(found, record)
            return [(made.value, made.words(self.language))] if made else []
        value = record.given.get(found.name, found.default)
        if found.type is BOOLEAN:
            # No words but its own say what is so.
            return [('yes', self.of(found))] if value else []
        if found.name == kind.kind.date:
            return [(value.text, self.date(value, planned=kind.is_planned(record)))] if value else []
        return [(one, self.value(found, one)) for one in listed(value) if one not in found.quiet]

    def marking(self, kind: Type[Any] | Shape | Part) -> Field[Any] | None:
        """The field whose mark a value of a type has that names a record; `None` where it has none."""
        of = self.registry.kinds.get(kind.refers) if isinstance(kind, Type) else None
        return of.by_name.get(of.kind.marked) if of else None

    @staticmethod
    def mark(found: Field[Any], value: Any) -> str:
        """The mark beside a value, ``dotted`` where there is no value; empty without one."""
        return found.marks.get(value, '') if value else 'dotted' if found.marks else ''

    def values(self, found: Field[Any], value: Any) -> str:
        """All values of a field in words."""
        return ', '.join(self.value(found, one) for one in value) if found.multiple else self.value(found, value)

    def marked(self, found: Field[Any], said: Iterable[tuple[Any, str]]) -> Iterator[tuple[str, str]]:
        """Yield the style classes and the words of what a field says beside a title (see `beside`)."""
        label = f'{self.of(found)}: ' if isinstance(found.type, Type) and found.type.is_bare else ''
        for value, words in said:
            is_badge = found.choices or found.type is BOOLEAN
            classes = f'chronicle-badge chronicle-{found.name}-{value}' if is_badge else f'chronicle-{found.one_name}'
            yield classes, f'{label}{words}'

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


def date_pieces(text: str, language: str, *, planned: bool = False) -> tuple[date_words.Piece, ...]:
    """A date (EDTF) in the words of a language, those of each moment apart.

    :param planned: whether to say that it is planned.
    """
    if not planned:
        return date_words.date_pieces(parse_date(text), language, _)
    start, slash, end = text.partition('/')
    has_start = start not in _OPEN
    # What is to come has not begun: of an open span the end that is known says all.
    known = text if has_start and (not slash or end not in _OPEN) else start if has_start else end
    before, _mark, after = (_('planned for %s') if has_start else _('planned by %s')).partition('%s')
    pieces = (date_words.Piece(before), *date_words.date_pieces(parse_date(known), language, _), date_words.Piece(after))
    return tuple(piece for piece in pieces if piece.text)


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


def has_catalog(env: BuildEnvironment, catalog: str) -> bool:
    """Whether there is a catalog of that name in the site's language, whatever is in it."""
    return any(gettext.find(catalog, Path(env.srcdir, folder), [env.config.language]) for folder in env.config.locale_dirs)


def catalog_of(env: BuildEnvironment, docname: str) -> str:
    """The catalog that Sphinx translates a document by."""
    return docname_to_domain(docname, env.config.gettext_compact)
