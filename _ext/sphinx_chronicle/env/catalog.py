"""The words of a project and of its records that its translators get."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..doctree.builders import is_template
from ..doctree.compat import add_message
from ..doctree.labels import CATALOG, catalog_of
from ..records.declaration import OWN
from ..records.fields import Field
from ..records.kinds import Vocabulary
from ..records.translate import compared_texts_of, texts_of
from .domain import chronicle_domain


def add_messages(app: Sphinx, env: BuildEnvironment) -> None:
    """Put what readers see into the templates for translators (event `env-updated`).

    The texts of a record are in the template of its document. The labels that the project declares and the words that records
    are compared by, such as tags, which are the same on all pages, have one of their own.
    """
    if not is_template(app.builder):
        return
    domain = chronicle_domain(env)
    for vocabulary in domain.registry.vocabularies:
        if vocabulary.name == OWN:
            for label in filter(None, labels_of(vocabulary)):
                add_message(app.builder, CATALOG, label, app.confdir / OWN, 1)
    for docname in sorted(domain.documents):
        for placed in domain.documents[docname].placed:
            declared = placed.declared
            kind, place = domain.registry.of(declared.record), (Path(env.srcdir, declared.path), declared.line)
            for text in texts_of(kind, declared.record):
                add_message(app.builder, catalog_of(env, docname), text, *place)
            for text in compared_texts_of(kind, declared.record):
                add_message(app.builder, CATALOG, text, *place)


def outdated_by_catalog(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> Iterable[str]:
    """Have the documents with records read again where the words that all pages share have other translations.

    Sphinx itself sees to the catalogs of documents (event `env-get-outdated`).
    """
    domain = chronicle_domain(env)
    check = 0
    for folder in app.config.locale_dirs:
        file = Path(app.srcdir, folder, app.config.language, 'LC_MESSAGES', f'{CATALOG}.mo')
        if file.is_file():
            check = crc32(file.read_bytes(), check)
    if domain.data['catalog'] == check:
        return ()
    domain.data['catalog'] = check
    return [*domain.documents]


def labels_of(vocabulary: Vocabulary) -> Iterator[str]:
    """Yield all words of a vocabulary that readers see."""
    for kind in vocabulary.kinds:
        yield from (kind.label, kind.plural, kind.description)
        yield from _labels(kind.fields)
    for fields in vocabulary.fields.values():
        yield from _labels(fields)
    for relation in vocabulary.relations:
        yield from (relation.label, relation.inverse_label)
        yield from _labels(relation.qualifiers)


def _labels(fields: Iterable[Field[Any]]) -> Iterator[str]:
    for one in fields:
        yield from (one.label, one.description, *one.choices.values())
        if one.origin:
            yield from _labels(getattr(one.type, 'fields', ()))
