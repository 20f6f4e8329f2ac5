"""Find links in the repository's own pages that lead nowhere: to files that are not there, or to headings that are not in them.

    python tools/check_links.py

It reads the Markdown that Git knows, and asks nothing of the network. It leaves the anchors of the site's pages to the command
`check`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parent.parent

_FENCE = re.compile(r'^(`{3,}|~{3,}).*?^\1[`~]*$', re.MULTILINE | re.DOTALL)
_CODE = re.compile(r'(`+)(?!`).*?(?<!`)\1(?!`)', re.DOTALL)
_LINK = re.compile(r'\]\(<?([^()\s<>]+(?:\([^()\s]*\)[^()\s]*)?)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)', re.MULTILINE)
_HEADING = re.compile(r'^#{1,6}\s+(.+?)\s*#*$', re.MULTILINE)

#: Folders of the site; their anchors are keys of records as well.
SITE = ('timeline', 'datasets', 'episodes', 'guide')


def dead_links(file: Path, root: Path = ROOT) -> Iterator[tuple[int, str]]:
    """Yield the links of a page that lead nowhere, each with its line."""
    text = _blanked(file.read_text(encoding='utf-8'))
    for match in _LINK.finditer(text):
        address = match[1] or match[2]
        path, _, anchor = unquote(address).partition('#')
        if re.match(r'[a-z][a-z0-9+.-]*:', path):
            continue
        target = (root if path.startswith('/') else file.parent) / path.lstrip('/') if path else file
        if not target.exists() or (anchor and is_read_as_it_is(target, root) and anchor not in anchors(target)):
            yield text.count('\n', 0, match.start()) + 1, address


def _blanked(text: str) -> str:
    """A text without its code, line by line."""

    def blank(match: re.Match[str]) -> str:
        return '\n' * match[0].count('\n')

    return _CODE.sub(blank, _FENCE.sub(blank, text))


def is_read_as_it_is(file: Path, root: Path) -> bool:
    """Whether a page is shown by the host of the repository alone, whose anchors are known."""
    parts = file.resolve().relative_to(root).parts
    is_site = parts[0] in SITE or (len(parts) == 1 and parts[0][0].islower())
    return file.suffix == '.md' and not is_site


def anchors(file: Path) -> set[str]:
    """The anchors that the headings of a page have on GitHub."""
    headings = _HEADING.findall(_FENCE.sub('', file.read_text(encoding='utf-8')))
    return {re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-') for heading in headings}


def main() -> int:
    """Print the dead links of all pages; the exit status is 1 if there are any."""
    command = ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md']
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split('\0')
    found = False
    for name in sorted(filter(None, names)):
        if name.startswith('tests/') or not (ROOT / name).is_file():
            continue
        for line, address in dead_links(ROOT / name):
            found = True
            hint = '' if '/' in address or '.' in address else f' (a link to a record is written #{address})'
            print(f'{name}:{line}: this link leads nowhere: {address}{hint}')
    return int(found)


if __name__ == '__main__':
    sys.exit(main())
