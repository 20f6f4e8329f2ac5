"""Make the style sheets and the scripts that pages load from the ones people edit.

    python tools/make_static.py           write them
    python tools/make_static.py --check   only say which are out of date

What pages load is kept in the repository, so that building a site and installing the extension need no minifier.
"""

from __future__ import annotations

import sys
from pathlib import Path

import lightningcss
import minify

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / '_ext' / 'sphinx_chronicle'
#: Where people edit, and where pages load from: those of the extension, and those of this site.
FOLDERS = {PACKAGE / 'static_sources': PACKAGE / 'static', ROOT / 'static_sources': ROOT / '_static'}


def shorten(source: Path) -> str:
    """The text of a file without what only people need."""
    text = source.read_text(encoding='utf-8')
    if source.suffix == '.css':
        short: str = lightningcss.process_stylesheet(text, filename=source.name)
    else:
        short = minify.string('application/javascript', text)
    return short.rstrip() + '\n'


def minified() -> dict[Path, str]:
    """The text of each file that pages load, by its path."""
    return {served / source.name: shorten(source) for sources, served in FOLDERS.items() for source in sorted(sources.iterdir())}


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which would change; 1 if any would."""
    stale = {path: text for path, text in minified().items() if not path.exists() or path.read_text(encoding='utf-8') != text}
    for path, text in stale.items():
        if '--check' in arguments:
            print(f'{path.relative_to(ROOT)} is out of date (run "make static")')
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding='utf-8')
    return int(bool(stale) and '--check' in arguments)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
