"""Translation of the labels that a project declares: its own catalog ``chronicle-kinds`` in its `locale_dirs`."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..compat import add_message
from ..doctree.builders import is_template
from ..records.declaration import OWN
from ..records.fields import Field
from ..records.kinds import Vocabulary

#: Name of the catalog.
CATALOG: Final = 'chronicle-kinds'


def own_translation(env: BuildEnvironment) -> Callable[[str], str]:
    """Translates the project's labels into the site's language; gives them back where there is no catalog.

    The catalog is read by itself, since Sphinx keeps the translations of the first application in a process.
    """
    found: gettext.NullTranslations | None = None
    for folder in env.config.locale_dirs:
        try:
            one = gettext.translation(CATALOG, Path(env.srcdir, folder), [env.config.language])
        except (OSError, ValueError, UnicodeDecodeError):
            continue
        if found is None:
            found = one
        else:
            found.add_fallback(one)
    return found.gettext if found else str


def add_labels(app: Sphinx, env: BuildEnvironment) -> None:
    """Put the project's labels into the template for its translators (event `env-updated`)."""
    if is_template(app.builder):
        for vocabulary in env.domains['chronicle'].registry.vocabularies:  # type: ignore[attr-defined]  # it is ours
            if vocabulary.name == OWN:
                for label in dict.fromkeys(filter(None, labels_of(vocabulary))):
                    add_message(app.builder, CATALOG, label, app.confdir / OWN)


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
