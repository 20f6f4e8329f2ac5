"""The directive `fields`: the field reference, made from the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives

from ..doctree.i18n import _
from ..records.fields import DESCRIBED, fields_of
from ..records.i18n import __
from ..records.problems import Code
from ..records.selection import one_of
from .base import ChronicleDirective

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

    from ..records.fields import FieldOf


class Fields(ChronicleDirective):
    """List fields with their types, descriptions and examples, as stock nodes that every builder knows."""

    option_spec = {'kind': directives.unchanged}

    def make(self) -> list[Node]:
        try:
            name = one_of(self.options.get('kind', '').strip(), tuple(DESCRIBED))
        except ValueError as error:
            self.problem(Code.OPTION, __("option ':%(name)s:': %(what)s") % {'name': 'kind', 'what': error}, 'kind')
            return []
        items = [self.item(field) for field in fields_of(name, _)]
        made = nodes.definition_list('', *items, classes=['chronicle-fields'])
        for node in made.findall(nodes.Element):
            # For translators, who find by it what they translate.
            self.set_source_info(node)
        return [made]

    def item(self, field: FieldOf) -> Element:
        """A field's name and type, and what is said of it."""
        term = nodes.term('', '', nodes.literal(field.name, field.name), translatable=False)
        words = _('%s, required') % field.type if field.is_required else field.type
        definition = nodes.definition('', self.prose(field.description))
        if field.choices:
            definition += self.choices(field)
        if len(field.example) == 1:
            definition += self.sentence(_('Example:'), *field.example)
        elif field.example:
            definition += self.sentence(_('Example:'))
            text = '\n'.join(field.example)
            definition += nodes.literal_block(text, text, language='yaml')
        return nodes.definition_list_item('', term, nodes.classifier(words, words), definition)

    @staticmethod
    def prose(words: str) -> nodes.paragraph:
        """A description, in which names stand between backticks."""
        paragraph = nodes.paragraph(words)
        for number, part in enumerate(words.split('`')):
            paragraph += nodes.literal(part, part) if number % 2 else nodes.Text(part)
        return paragraph

    @staticmethod
    def sentence(words: str, *literals: str) -> nodes.paragraph:
        """Words, and what follows them as it is written."""
        paragraph = nodes.paragraph('', words, translatable=False)
        for number, literal in enumerate(literals):
            paragraph += nodes.Text(', ' if number else ' ')
            paragraph += nodes.literal(literal, literal)
        return paragraph

    def choices(self, field: FieldOf) -> nodes.paragraph:
        """The values a field can have, and the one it has when it is left out."""
        paragraph = self.sentence(_('One of:'), *field.choices)
        if field.default:
            words = _('default:')
            paragraph += nodes.Text(f' ({words} ')
            paragraph += nodes.literal(field.default, field.default)
            paragraph += nodes.Text(')')
        return paragraph
