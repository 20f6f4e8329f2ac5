"""Timelines and catalogs for Sphinx: records in YAML become cards, tables, references and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = '0.1.0'

#: Version of the nodes and of what is collected from them. A change makes Sphinx read every document again.
ENV_VERSION = 9


def _add_settings(app: Sphinx) -> None:
    """Register the settings, each with the narrowest rebuild that a change of it needs."""
    # Form of an edit link with {path} and {line} in it. It is read when pages are written.
    app.add_config_value('chronicle_edit_url', '', 'html', types=frozenset({str}))
    # Pages, as patterns, whose records only show how something is written: nothing of them appears on other pages.
    app.add_config_value('chronicle_sample_pages', [], 'env', types=frozenset({list, tuple}))
    # Whether the records are exported for machines, and what ids in feeds are made from if the project's name changed.
    app.add_config_value('chronicle_exports', default=True, rebuild='env', types=frozenset({bool}))
    app.add_config_value('chronicle_feed_id', '', 'html', types=frozenset({str}))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the settings, and have each part of the extension register what is its own."""
    # Sphinx is imported here, so that the core and the command line work without it.
    from . import env, read, visitors, write
    from .records.i18n import CATALOG, LOCALE_DIR

    app.add_message_catalog(CATALOG, str(LOCALE_DIR))
    _add_settings(app)
    env.register(app)
    read.register(app)
    write.register(app)
    visitors.register(app)

    return {
        'version': __version__,
        'env_version': ENV_VERSION,
        'parallel_read_safe': True,
        'parallel_write_safe': True,
    }
