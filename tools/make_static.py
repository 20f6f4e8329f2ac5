"""Make the style sheet and the scripts that pages load from the ones people edit.

    python tools/make_static.py           write them
    python tools/make_static.py --check   only say which are out of date

What pages load is kept in the repository, so that building a site and installing the extension need no minifier.
"""

from __future__ import annotations

import sys
from pathlib import Path

import minify

PACKAGE = Path(__file__).parent.parent / '_ext' / 'sphinx_chronicle'
SOURCES = PACKAGE / 'static_sources'
SERVED = PACKAGE / 'static'
MEDIA_TYPES = {'.css': 'text/css', '.js': 'application/javascript'}


def minified() -> dict[Path, str]:
    """The text of each file that pages load, by its path."""
    return {
        SERVED / source.name: minify.string(MEDIA_TYPES[source.suffix], source.read_text(encoding='utf-8')) + '\n'
        for source in sorted(SOURCES.iterdir())
    }


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which would change; 1 if any would."""
    stale = {path: text for path, text in minified().items() if not path.exists() or path.read_text(encoding='utf-8') != text}
    for path, text in stale.items():
        if '--check' in arguments:
            print(f'{path.relative_to(PACKAGE.parent.parent)} is out of date (run "make static")')
        else:
            SERVED.mkdir(exist_ok=True)
            path.write_text(text, encoding='utf-8')
    return int(bool(stale) and '--check' in arguments)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
