"""Make the message catalogs of the extension from the words in its code.

    python tools/make_locale.py           extract the words, update the catalog of each language, compile them
    python tools/make_locale.py --check   only say which files are out of date, and what is not translated
    python tools/make_locale.py --add fr  begin a language

Readers' words and warnings are in one catalog. The compiled ones are kept in the repository too, so that building a site
and installing the extension need no tool.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel import Locale

PACKAGE = Path(__file__).parent.parent / '_ext' / 'sphinx_chronicle'
LOCALE = PACKAGE / 'locale'
NAME = 'sphinx_chronicle'

KEYWORDS = {'_': None, '__': None, 'N_': None, 'ngettext': (1, 2), 'N_ngettext': (1, 2)}

#: In the code, a comment that begins with this is for translators.
COMMENT = 'For translators:'

#: Files that change with the words alone have no dates in them; a compiled catalog cannot do without one.
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_NO_NEWS = re.compile(
    r'^"(?:Project-Id-Version|POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team|Report-Msgid).*\n',
    re.MULTILINE,
)
_HEADER = """# The words of sphinx-chronicle.
# Distributed under the license of sphinx-chronicle.
#"""


def extracted() -> Catalog:
    """The words in the code as it is now."""
    catalog = Catalog(project='sphinx-chronicle', domain=NAME, header_comment=_HEADER, fuzzy=False)
    found = extract_from_dir(PACKAGE, method_map=[('**.py', 'python')], keywords=KEYWORDS, comment_tags=(COMMENT,))
    for path, line, words, comments, context in sorted(found, key=lambda message: message[:2]):
        catalog.add(words, locations=[(Path(path).as_posix(), line)], auto_comments=comments, context=context)
    return catalog


def po_files() -> list[Path]:
    """The catalog of each language there is."""
    return sorted(LOCALE.glob(f'*/LC_MESSAGES/{NAME}.po'))


def read(file: Path) -> Catalog:
    """A language's catalog."""
    return parsed(file.read_text(encoding='utf-8'), file.parent.parent.name)


def parsed(text: str, locale: str | Locale | None) -> Catalog:
    """The catalog that a text is."""
    catalog = read_po(StringIO(text), locale=locale, domain=NAME)
    catalog.creation_date = catalog.revision_date = _DAY
    return catalog


def text_of(catalog: Catalog) -> str:
    """A catalog as it is kept for people; without the lines of the code, which change with every edit."""
    stream = BytesIO()
    write_po(stream, catalog, width=110, include_lineno=False, omit_header=False)
    return _NO_NEWS.sub('', stream.getvalue().decode('utf-8'))


def compiled(catalog: Catalog) -> bytes:
    """A catalog as programs read it."""
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def files(template: Catalog) -> Iterator[tuple[Path, bytes]]:
    """Every file there should be, with what should be in it."""
    yield LOCALE / f'{NAME}.pot', text_of(template).encode()
    for file in po_files():
        catalog = read(file)
        catalog.header_comment = _HEADER
        catalog.project = template.project
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
        # Words that are in the code no more are in its history.
        catalog.obsolete.clear()
        text = text_of(catalog)
        yield file, text.encode()
        yield file.with_suffix('.mo'), compiled(parsed(text, catalog.locale))


def untranslated(file: Path) -> list[str]:
    """The words that a language's catalog lacks or is not sure of."""
    return [str(message.id) for message in read(file) if message.id and (message.fuzzy or not all(_forms(message.string)))]


def _forms(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ('',))


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which would change; 1 if any would or a translation is missing."""
    template = extracted()
    if '--add' in arguments:
        language = arguments[arguments.index('--add') + 1]
        file = LOCALE / language / 'LC_MESSAGES' / f'{NAME}.po'
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            new = Catalog(locale=language, project=template.project, domain=NAME, header_comment=_HEADER, fuzzy=False)
            file.write_text(text_of(new), encoding='utf-8')
    stale = [(path, data) for path, data in files(template) if not path.exists() or path.read_bytes() != data]
    for path, data in stale:
        if '--check' in arguments:
            print(f'{path.relative_to(PACKAGE.parent.parent)} is out of date (run "python tools/make_locale.py")')
        else:
            path.write_bytes(data)
    missing = [(file, words) for file in po_files() for words in untranslated(file)]
    for file, words in missing:
        print(f'{file.relative_to(PACKAGE.parent.parent)}: not translated: {words}')
    return int(bool(missing) or (bool(stale) and '--check' in arguments))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
