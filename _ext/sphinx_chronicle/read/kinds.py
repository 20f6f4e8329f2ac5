"""The domain of one application: what the project declares becomes object types, roles and directives."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.nodes import Node
from docutils.parsers.rst.languages import en
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.domains import ObjType
from sphinx.domains.std import StandardDomain
from sphinx.errors import ExtensionError
from sphinx.roles import XRefRole
from sphinx.util.docutils import ReferenceRole, SphinxRole, is_directive_registered, is_role_registered

from ..doctree.i18n import _, report
from ..doctree.nodes import chronicle_count, chronicle_export
from ..env.domain import ChronicleDomain, chronicle_domain
from ..records.declare import declared_registry
from ..records.i18n import __
from ..records.kinds import Vocabulary, function
from ..records.load import shipped
from ..records.problems import Code, Problem, relative_path
from ..records.registry import Registry
from ..records.selection import one_of
from .base import ChronicleDirective, selection_options
from .directives import ListingDirective, RecordDirective, Timeline
from .reference import Example, Fields


def add_to_domain(app: Sphinx, vocabulary: Vocabulary) -> None:
    """Add the vocabulary of another extension to the domain of the application.

    :raises sphinx.errors.ExtensionError: if it has a vocabulary of that name.
    """
    known = _domain_class(app)
    if vocabulary.name in {'', *shipped(), *(one.name for one in known.added)}:
        raise ExtensionError(__("there is a vocabulary '%s' already") % vocabulary.name)
    _replace(app, type(known.__name__, (known,), {'added': (*known.added, vocabulary)}))


def _domain_class(app: Sphinx) -> type[ChronicleDomain]:
    found = app.registry.domains[ChronicleDomain.name]
    assert issubclass(found, ChronicleDomain)
    return found


def _replace(app: Sphinx, domain_class: type[ChronicleDomain]) -> None:
    app.add_domain(domain_class, override=True)


def declare_kinds(app: Sphinx, config: Config) -> None:
    """Make the domain of the application from its settings (event `config-inited`)."""
    known = _domain_class(app)
    registry, problems = declared_registry(
        config.chronicle_vocabularies, config.chronicle_kinds, known.added, app.confdir / 'conf.py', is_taken
    )
    for problem in problems:
        report(problem)
    # A value of its own, so that a change of what is declared, wherever that is, has every document read again.
    config.chronicle_registry = registry.digest
    own = {
        'registry': registry,
        'object_types': _object_types(registry),
        'roles': {**known.roles, **_roles(registry)},
        'directives': {**known.directives, **_directives(registry)},
    }
    _replace(app, type(known.__name__, (known,), own))


def is_taken(name: str) -> bool:
    """Whether docutils or Sphinx has a directive or a role of a name, which a kind would take over in a primary domain."""
    standard = name in StandardDomain.directives or name in StandardDomain.roles
    ours = name in en.directives or name in en.roles
    return standard or ours or is_directive_registered(name) or is_role_registered(name)


def _object_types(registry: Registry) -> dict[str, ObjType]:
    found = {name: ObjType(_(kind.kind.label), name, 'record') for name, kind in registry.kinds.items()}
    for name, kind in registry.kinds.items():
        for _field, part in kind.parts:
            if part.object_type[0]:
                found[part.object_type[0]] = ObjType(_(part.object_type[1]), name, 'record')
    return {**found, **ChronicleDomain.object_types}


def _roles(registry: Registry) -> dict[str, Any]:
    found: dict[str, Any] = {name: RecordRole() for name in (*registry.kinds, 'record')}
    found['export'] = ExportRole()
    found['count'] = CountRole()
    for vocabulary in registry.vocabularies:
        found |= {name: function(role)() for name, role in vocabulary.roles.items()}
    return found


def _directives(registry: Registry) -> dict[str, type[ChronicleDirective]]:
    options = selection_options(registry)
    found: dict[str, type[ChronicleDirective]] = {'example': Example, 'fields': Fields}
    for name, directive in (('timeline', Timeline), ('listing', ListingDirective)):
        found[name] = type(directive.__name__, (directive,), {'option_spec': {**directive.option_spec, **options}})
    for name in registry.kinds:
        found[name] = type('RecordDirective', (RecordDirective,), {'kind': name})
    for name, vocabulary in registry.unnamed_kinds().items():
        found[name] = type('Unnamed', (Unnamed,), {'vocabulary': vocabulary})
    return found


class Unnamed(RecordDirective):
    """A directive of a vocabulary that the project does not name."""

    vocabulary = ''

    def make(self) -> list[Node]:
        """Say which vocabulary is missing."""
        message = __("the directive belongs to the vocabulary '%s' (add it to chronicle_vocabularies)") % self.vocabulary
        self.problem(Code.FIELD, message)
        return []


class RecordRole(XRefRole):
    """A link to a record by its key: ``{entry}`nemotron-h` `` or ``{entry}`the first hybrid <nemotron-h>` ``."""

    def __init__(self) -> None:
        # Titles are prose, so they are not set as code.
        super().__init__(innernodeclass=nodes.inline, warn_dangling=True)


class CountRole(SphinxRole):
    """How many records of a kind there are, or items of a part: ``{count}`entry` ``, ``{count}`checkpoints` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        registry = chronicle_domain(self.env).registry
        what = self.text.strip().replace('-', '_')
        parts = [found.name for kind in registry.kinds.values() for found, _part in kind.parts]
        try:
            one_of(what, (*registry.kinds, *parts))
        except ValueError as error:
            source, line = self.get_source_info()
            path = relative_path(str(source or ''), self.env.srcdir)
            report(Problem(Code.REFERENCE, f'{{count}}: {error}', path, line or 0))
            return [nodes.literal(self.rawtext, self.text)], []
        node = chronicle_count(self.rawtext, '', nodes.Text('0'), what=what)
        node['support_smartquotes'] = False
        self.set_source_info(node)
        return [node], []


class ExportRole(ReferenceRole):
    """A link to an export by its file name: ``{export}`entries.csv` ``.

    With an asterisk it links all of that form, by the family or the record that each is of: ``{export}`timeline-*.atom` ``.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        node = chronicle_export(self.rawtext, '', nodes.Text(self.title), pattern=self.target, explicit=self.has_explicit_title)
        node['support_smartquotes'] = False
        self.set_source_info(node)
        return [node], []
