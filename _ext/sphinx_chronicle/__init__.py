"""Timelines and catalogs for Sphinx: records in YAML become cards, tables, references and exports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from .records.kinds import Vocabulary

__version__ = '0.2.0'

#: Version of the nodes and of what is collected from them. A change makes Sphinx read every document again.
ENV_VERSION = 22


#: The oldest versions that the extension works with; MyST-Parser only where a project uses it.
OLDEST_SPHINX = '8.2'
OLDEST_DOCUTILS = '0.21'
OLDEST_MYST = '5.2'


def _refuse_older(what: str, found: str, oldest: str) -> None:
    """Refuse a version that a build would end with in its middle.

    :raises sphinx.errors.ExtensionError: naming the version that is needed and the one that is there.
    """
    from sphinx.errors import ExtensionError

    from .records.i18n import __

    have, needed = ([int(number) for number in re.findall(r'\d+', version)[:2]] for version in (found, oldest))
    if have < needed:
        message = __('sphinx_chronicle needs %(what)s %(oldest)s or newer, this is %(found)s (update it)')
        raise ExtensionError(message % {'what': what, 'oldest': oldest, 'found': found})


def _refuse_older_myst(app: Sphinx, _config: Config) -> None:
    """Refuse an older MyST-Parser once all extensions are loaded (event `config-inited`)."""
    if 'myst_parser' in app.extensions:
        _refuse_older('MyST-Parser', app.extensions['myst_parser'].version, OLDEST_MYST)


def _add_settings(app: Sphinx) -> None:
    """Register the settings, each with the narrowest rebuild that a change of it needs."""
    # Form of an edit link with {path} and {line} in it. It is read when pages are written.
    app.add_config_value('chronicle_edit_url', '', 'html', types=frozenset({str}))
    # Pages, as patterns, whose records only show how something is written: nothing of them appears on other pages.
    app.add_config_value('chronicle_sample_pages', [], 'env', types=frozenset({list, tuple}))
    # Whether the records are exported for machines, and what ids in feeds are made from if the project's name changed.
    app.add_config_value('chronicle_exports', default=True, rebuild='env', types=frozenset({bool}))
    app.add_config_value('chronicle_feed_id', '', 'html', types=frozenset({str}))
    # Whether pages with records have a title, a description and a picture for those who share their addresses.
    app.add_config_value('chronicle_previews', default=True, rebuild='html', types=frozenset({bool}))
    # Whether drafts are shown. Documents with drafts are read again where it changes, and no others (see `env.read_with`).
    app.add_config_value('chronicle_drafts', default=False, rebuild='', types=frozenset({bool}))
    # Names of vocabularies, and the kinds and fields that the project declares itself.
    app.add_config_value('chronicle_vocabularies', [], 'env')
    app.add_config_value('chronicle_kinds', {}, 'env')
    # Not for projects: a digest of all declarations, also of those that other extensions add (see `read.kinds`).
    app.add_config_value('chronicle_registry', '', 'env', types=frozenset({str}))


def add_vocabulary(app: Sphinx, vocabulary: Vocabulary) -> None:
    """Add the kinds and fields of another extension to the projects that load it; to be called from its `setup`.

    :raises sphinx.errors.ExtensionError: if the project has a vocabulary of that name already.
    """
    from .read.kinds import add_to_domain

    app.setup_extension(__name__)
    add_to_domain(app, vocabulary)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the settings, and have each part of the extension register what is its own.

    :raises sphinx.errors.VersionRequirementError: for a Sphinx that is too old.
    :raises sphinx.errors.ExtensionError: for a docutils that is too old.
    """
    # Sphinx is imported here, so that the core and the command line work without it.
    import docutils

    app.require_sphinx(OLDEST_SPHINX)
    _refuse_older('docutils', docutils.__version__, OLDEST_DOCUTILS)
    app.connect('config-inited', _refuse_older_myst)
    from . import env, read, visitors, write
    from .records.i18n import CATALOG, LOCALE_DIR
    from .records.kinds import function
    from .records.load import all_shipped

    app.add_message_catalog(CATALOG, str(LOCALE_DIR))
    _add_settings(app)
    env.register(app)
    read.register(app)
    write.register(app)
    visitors.register(app)
    for vocabulary in all_shipped():
        if vocabulary.register:
            function(vocabulary.register)(app)

    return {
        'version': __version__,
        'env_version': ENV_VERSION,
        'parallel_read_safe': True,
        'parallel_write_safe': True,
    }
