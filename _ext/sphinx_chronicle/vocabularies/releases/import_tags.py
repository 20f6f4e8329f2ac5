"""The tags of a Git repository as records: each version becomes an entry, with its date and its message."""

from __future__ import annotations

import argparse
import re
import subprocess
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

from ...cli.importer import Imported, Importer, Made, SourceError, Target
from ...cli.prose import Block, Items, Paragraph, Run, linked, write
from ...records.types import key_of
from .kinds import VERSION
from .versions import add_name, add_version

_ABOUT: Final = """\
Turn the tags of a Git repository into entries: one for each tag that ends in a version, with the day in UTC on which
the tag was made (the day of the commit, where a tag is only a name for one) and its message as the summary. They are
in the order of their versions.
"""

#: What `git for-each-ref` prints of a tag, each value with a zero behind it, which no value has.
_FORMAT: Final = '%(refname:strip=2)%00%(objecttype)%00%(creatordate:unix)%00%(contents:subject)%00%(contents:body)%00'
_COUNT: Final = _FORMAT.count('%00')

#: A version at the end of a tag, and what is before it.
_TAG: Final = re.compile(r'(?P<before>(?:.*[/@_-])?)v?(?P<version>\d+(?:\.\d+)*(?:[-._+]?[0-9A-Za-z]+)*)', re.DOTALL)

_SECONDS: Final = 60


class _Tag(NamedTuple):
    """A tag: its name, when it was made, and its message, which is empty where it has none."""

    name: str
    seconds: str
    message: str


def importer() -> Importer:
    """The importer ``git-tags``."""
    examples = (
        'git-tags > timeline/releases.yaml',
        "git-tags ../harbor --name Harbor --match 'v*' --file timeline/releases.yaml",
    )
    return Importer('the tags of a Git repository', _ABOUT, examples, _add_arguments, _import, 'releases')


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('source_path', metavar='REPOSITORY', nargs='?', default='.', help='the repository (default: this folder)')
    parser.add_argument('--match', metavar='PATTERN', help="take the tags that match, versions or not, such as 'v*'")
    add_name(parser)


def _import(options: argparse.Namespace, target: Target) -> Imported:
    path = options.source_path
    imported = Imported(path)
    found: list[tuple[tuple[object, ...], _Tag]] = []
    for tag in _read(path):
        if options.match and not fnmatchcase(tag.name, options.match):
            continue
        if '\ufffd' in tag.name:
            imported.lose(f'tag {tag.name}', 'the tag', 'its name is not UTF-8')
        elif not options.match and not _TAG.fullmatch(tag.name):
            imported.lose(f'tag {tag.name}', 'the tag', 'it does not end in a version (name it with --match if it is one)')
        else:
            found.append((_order(tag), tag))
    if not found:
        raise SourceError(f"'{path}' has no tags {'that match' if options.match else 'with versions'}")
    for _key, tag in sorted(found):
        _add(imported, tag, target, options.name)
    return imported


def _read(path: str) -> list[_Tag]:
    """The tags of a repository, by name.

    :raises SourceError: if it cannot be read.
    """
    command = ['git', '-C', path, 'for-each-ref', f'--format={_FORMAT}', 'refs/tags']
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL)  # noqa: S603  # No shell reads it.
    except FileNotFoundError:
        raise SourceError("'git' was not found (install it, or put it on the PATH)") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise SourceError(f"the tags of '{path}' cannot be read: {error}") from None
    if done.returncode:
        why = done.stderr.decode('utf-8', 'replace').strip().partition('\n')[0].removeprefix('fatal: ')
        raise SourceError(f"the tags of '{path}' cannot be read: {why}")
    values = done.stdout.decode('utf-8', 'replace').split('\0')[:-1]
    tags = []
    for first in range(0, len(values), _COUNT):
        name, kind, seconds, subject, body = values[first : first + _COUNT]
        # The message of a tag that is only a name is that of the commit.
        message = f'{subject}\n\n{body}'.strip() if kind == 'tag' else ''
        tags.append(_Tag(name.lstrip('\n'), seconds, message))
    return tags


def _order(tag: _Tag) -> tuple[object, ...]:
    """By what is before the version, then by the version as Semantic Versioning has it, else by date."""
    match = _TAG.fullmatch(tag.name)
    if not match:
        return '', (), (), tag.seconds.zfill(12), tag.name
    version = match['version'].partition('+')[0]
    numbers = re.match(r'\d+(?:\.\d+)*', version)
    release = numbers[0] if numbers else ''
    parts = re.findall(r'\d+|[A-Za-z]+', version[len(release) :])
    # What comes before a release sorts before it; a number comes before a word.
    before = tuple((0, int(part), '') if part.isdecimal() else (1, 0, part) for part in parts) or ((2, 0, ''),)
    count = [int(number) for number in release.split('.') if number]
    while count and not count[-1]:
        count.pop()
    return match['before'], tuple(count), before, tag.seconds.zfill(12), tag.name


def _add(imported: Imported, tag: _Tag, target: Target, name: str) -> None:
    made = Made(f'tag {tag.name}')
    match = _TAG.fullmatch(tag.name)
    version = match['version'] if match else tag.name
    before = match['before'].strip('/@_-') if match else ''
    names = {'', 'release', 'version', 'rel', 'v', key_of(name or target.project)}
    words = version if key_of(before) in names else f'{before} {version}'
    if '\ufffd' in tag.message:
        made.lose('bytes of the message', 'they are not UTF-8')
    date = ''
    try:
        date = datetime.fromtimestamp(int(tag.seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        made.lose('the date', 'the tag has none')
    fields = {'date': date, VERSION.name: version, 'summary': write(_prose(tag.message, version), target.markup)}
    add_version(imported, made, target, name, words, fields)


def _prose(message: str, version: str) -> list[Block]:
    """A message as paragraphs and lists, without a first line that says the version alone."""
    first, _, rest = message.partition('\n')
    if re.fullmatch(rf'\W*(?:\w+\W+){{0,2}}v?{re.escape(version)}\W*', first, re.IGNORECASE):
        message = rest
    found: list[Block] = []
    for part in re.split(r'\n[ \t]*\n', message):
        items = re.split(r'(?:\A|\n)[ \t]*[-*•][ \t]+', part)
        if items[0].strip():
            found.append(Paragraph(linked(Run(items[0]))))
        if items[1:]:
            found.append(Items([[Paragraph(linked(Run(item)))] for item in items[1:]]))
    return found
