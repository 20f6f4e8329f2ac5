"""Translation of what the core says on the console and of the words it prints in a page.

Two languages meet in a build. Problems are read by whoever runs it, so `__` follows the environment's locale, as
Sphinx's own messages do. Words in a page follow the site's language; the core takes the translating function as an
argument there and only marks the words, with `N_`.
"""

from __future__ import annotations

import gettext
from pathlib import Path

#: Name of the message catalogs, `locale/<language>/LC_MESSAGES/sphinx_chronicle.mo`.
CATALOG = 'sphinx_chronicle'

#: Folder of the message catalogs.
LOCALE_DIR = Path(__file__).parent.parent / 'locale'

_catalog = gettext.translation(CATALOG, LOCALE_DIR, fallback=True)

__ = _catalog.gettext

#: The same for words that depend on a number.
ngettext = _catalog.ngettext


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for it
    """Mark a message for extraction and return it untranslated."""
    return message


def N_ngettext(one: str, many: str) -> tuple[str, str]:  # noqa: N802  # after `N_`
    """Mark words that depend on a number for extraction, and return both forms untranslated."""
    return one, many
