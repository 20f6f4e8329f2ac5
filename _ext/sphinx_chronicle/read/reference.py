"""The directives of a guide: `fields`, the field reference, and `example`, which shows its source and what comes of it."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.nodes import Element, Node
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import RSTState
from sphinx.util.parsing import nested_parse_to_nodes

from ..doctree.compat import sections_into
from ..doctree.i18n import _
from ..doctree.tree import joined
from ..records.fields import Field
from ..records.i18n import __
from ..records.problems import Code
from ..records.selection import one_of
from ..records.yaml_dump import field_lines
from .base import ChronicleDirective


class Fields(ChronicleDirective):
    """List fields with their types, descriptions and examples, as stock nodes that every builder knows."""

    option_spec = {'kind': directives.unchanged}

    def make(self) -> list[Node]:
        try:
            described = self.registry.described
            name = one_of(self.options.get('kind', '').strip(), described)
        except ValueError as error:
            self.problem(Code.OPTION, __("option ':%(name)s:': %(what)s") % {'name': 'kind', 'what': error}, 'kind')
            return []
        items = [self.item(field) for field in described[name]]
        made = nodes.definition_list('', *items, classes=['chronicle-fields'])
        for node in made.findall(nodes.Element):
            # For translators, who find by it what they translate.
            self.set_source_info(node)
        return [made]

    def item(self, field: Field[Any]) -> Element:
        """A field's name and type, and what is said of it."""
        term = nodes.term('', '', nodes.literal(field.name, field.name), translatable=False)
        words = self.labels.text(field.words)
        if field.required:
            words = _('%s, required') % words
        definition = nodes.definition('')
        # What a project declares may say no more than a label.
        description = self.labels.text(field.description) if field.origin else field.description
        definition += self.prose(description or self.labels.of(field))
        if field.choices:
            definition += self.choices(field)
        example = field_lines(field.name, field.example) if field.example is not None else []
        if len(example) == 1:
            definition += self.sentence(_('Example:'), *example)
        elif example:
            definition += self.sentence(_('Example:'))
            text = '\n'.join(example)
            definition += nodes.literal_block(text, text, language='yaml')
        return nodes.definition_list_item('', term, nodes.classifier(words, words), definition)

    @staticmethod
    def prose(words: str) -> nodes.paragraph:
        """A description, in which names are between backticks."""
        paragraph = nodes.paragraph(words)
        for number, part in enumerate(words.split('`')):
            paragraph += nodes.literal(part, part) if number % 2 else nodes.Text(part)
        return paragraph

    @staticmethod
    def sentence(words: str, *literals: str) -> nodes.paragraph:
        """Words, and what follows them as it is written."""
        paragraph = nodes.paragraph('', words, translatable=False)
        if literals:
            paragraph += [nodes.Text(' '), *joined([nodes.literal(literal, literal)] for literal in literals)]
        return paragraph

    def choices(self, field: Field[Any]) -> nodes.paragraph:
        """The values a field can have, and the one it has when it is left out."""
        paragraph = self.sentence(_('One of:'), *field.choices)
        if field.default:
            words = _('default:')
            paragraph += nodes.Text(f' ({words} ')
            paragraph += nodes.literal(field.default, field.default)
            paragraph += nodes.Text(')')
        return paragraph


class Example(ChronicleDirective):
    """Show a part of a page and its source, which is written once.

    What is in it is an ordinary part of the page: its records are declared, and problems have its lines. Headings in it
    open sections below its own, so an example with headings is the last thing in its section.
    """

    has_content = True
    # No options: the parsers then hand the body over untouched.
    option_spec = None

    def make(self) -> list[Node]:
        if not self.content:
            self.problem(Code.MARKUP, __('there is nothing to show (write the example as the body)'))
            return []
        text = '\n'.join(self.content)
        language = 'rst' if isinstance(self.state, RSTState) else 'markdown'
        source = nodes.literal_block(text, text, language=language)
        self.set_source_info(source)
        content = self.parsed()
        if any(isinstance(node, nodes.section) for node in content):
            # A section is allowed in a section and nowhere else.
            return [source, *content]
        frame = nodes.container('', *content, classes=['chronicle-example'])
        self.set_source_info(frame)
        return [source, frame]

    def parsed(self) -> list[Node]:
        """The nodes of the body."""
        if isinstance(self.state, RSTState):
            return nested_parse_to_nodes(self.state, self.content, offset=self.content_offset)
        holder = nodes.Element()
        with sections_into(self.state, '\n'.join(self.content), holder):
            self.state.nested_parse(self.content, self.content_offset, holder, match_titles=True)
        return holder.children
