"""Products of endoflife.date as records: each release cycle becomes an entry.

Read are the files in which the site keeps its products, Markdown with YAML front matter (its guide for contributors tells of
them), and what its API gives: a list of cycles (version 0), or an object with ``result`` (version 1).
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from ...cli.html_prose import read_html
from ...cli.importer import Imported, Importer, Made, Place, SourceError, Target, front_matter, read_json, read_source, text_of
from ...cli.prose import address, plain
from ...records import yaml_load
from ...records.yaml_dump import Value
from .kinds import END_OF_LIFE, LATEST, SUPPORTED_UNTIL, VERSION
from .versions import add_name, add_version

_ABOUT: Final = """\
Turn a product of endoflife.date, a local file, into entries: one for each release cycle, with its dates, its latest
version and its link. The file is one of those that the site is made from, or what its API gives. The oldest comes
first.
"""

_NO_FIELD: Final = 'records have no field for it'
_PAGE: Final = 'it belongs to a page about the product'
_SITE: Final = 'it is for the site and its tools'

#: Why members of a product are left out.
_PRODUCT: Final[Mapping[str, str]] = {
    'tags': 'they are about the product (write them once, as defaults of the file)',
    'category': 'it is about the product (write it once, as a tag among the defaults of the file)',
    'releasePolicyLink': _PAGE, 'releaseImage': _PAGE, 'versionCommand': _PAGE, 'links': _PAGE,
}  # fmt: skip

#: What the same member is called in other forms; a minus says that it means the opposite.
_NAMES: Final[Mapping[str, str]] = {
    'cycle': 'releaseCycle', 'name': 'releaseCycle', 'label': 'releaseLabel', 'support': '-eoas', 'extendedSupport': 'eoes',
    'eoasFrom': 'eoas', 'eolFrom': 'eol', 'eoesFrom': 'eoes', 'ltsFrom': 'lts', 'discontinuedFrom': 'discontinued',
    'isEoas': 'eoas', 'isEol': 'eol', 'isEoes': 'eoes', 'isLts': 'lts', 'isDiscontinued': 'discontinued',
}  # fmt: skip

#: What says nothing that the rest does not say.
_QUIET: Final = frozenset({'isMaintained', 'outOfOrder'})


def importer() -> Importer:
    """The importer ``endoflife``."""
    examples = (
        'endoflife products/harbor.md > timeline/harbor.yaml',
        'endoflife harbor.json --name Harbor --file timeline/harbor.yaml',
    )
    return Importer('a product of endoflife.date', _ABOUT, examples, _add_arguments, _import, 'releases')


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('source_path', metavar='PRODUCT', help='its file: Markdown, or JSON of the API')
    add_name(parser, 'the title in the file, else the name of the file')


def _import(options: argparse.Namespace, target: Target) -> Imported:
    path = options.source_path
    text = read_source(path)
    imported = Imported(path)
    lines = yaml_load.clean(text).split('\n')
    if lines[0].rstrip() == '---':
        product, places = _front_matter(lines, imported)
    else:
        product, places = _answer(read_json(text, path), path)
    releases = product.get('releases')
    if not isinstance(releases, list):
        raise SourceError(f"{path}: this is no product of endoflife.date (it has no list 'releases')")
    name = options.name or text_of(product.get('title')) or text_of(product.get('label')) or PurePath(path).stem
    for member, value in product.items():
        if member not in {'title', 'label', 'permalink', 'changelogTemplate', 'releaseLabel', 'releases', 'name'} and value:
            imported.lose(places(member), f"'{member}'", _PRODUCT.get(member, _SITE))
    for number, release in reversed([*enumerate(releases)]):
        if isinstance(release, dict):
            _Release(release, product, number, places).add(imported, target, name)
        else:
            imported.lose(places('releases', number), 'the release', 'it is no mapping')
    return imported


def _front_matter(lines: list[str], imported: Imported) -> tuple[dict[str, Any], Any]:
    """The product that a file describes, and what gives the place of a member."""
    tree, end = front_matter(lines, imported.path)
    marks = tree.marks
    text = next((number for number, line in enumerate(lines[end + 1 :], end + 2) if line.strip()), 0)
    if text:
        imported.lose(text, 'the text of the product', _PAGE)
    return tree.value, lambda *steps: marks.find(steps) + 1


def _answer(data: Any, path: str) -> tuple[dict[str, Any], Any]:
    """The product that the API describes, and what gives the place of a member."""
    if isinstance(data, dict) and isinstance(data.get('result'), dict):
        product = data['result']
    else:
        product = {'releases': data} if isinstance(data, list) else data
    if not isinstance(product, dict):
        raise SourceError(f'{path}: this is no product of endoflife.date (a list of cycles, or an object)')

    def place(*steps: Any) -> Place:
        return f'release {steps[1] + 1}' if len(steps) > 1 else 'product'

    return product, place


class _Release:
    """A release cycle.

    :ivar data: its members by the names that the site's own files have.
    """

    def __init__(self, release: dict[str, Any], product: dict[str, Any], number: int, places: Any) -> None:
        self.product = product
        self.made = Made(places('releases', number))
        self.data: dict[str, Any] = {}
        self.places = places
        self.number = number
        self.written: dict[str, str] = {}
        for name, value in release.items():
            known = _NAMES.get(name, name)
            if known.startswith('-'):
                known, opposite = known[1:], {'true': 'false', 'false': 'true'}
                value = opposite.get(text_of(value), value)  # noqa: PLW2901  # The same, said the other way round.
            if isinstance(value, bool):
                value = text_of(value)  # noqa: PLW2901  # As YAML has it.
            # A date says more than that there is one.
            if value is not None and (known not in self.data or self.data[known] in {'true', 'false'}):
                self.data[known] = value
                self.written[known] = name
        latest = self.data.get('latest')
        if isinstance(latest, dict):
            self.data |= {'latest': latest.get('name'), 'latestReleaseDate': latest.get('date'), 'link': latest.get('link')}

    def add(self, imported: Imported, target: Target, name: str) -> None:
        """Make an entry of it."""
        data = self.data
        version = self.text('releaseCycle')
        if not version:
            imported.lose(self.made.place, 'the release', "it has no 'releaseCycle'")
            return
        fields: dict[str, Value] = {
            'date': self.text('releaseDate'),
            'family': name,
            VERSION.name: version,
            LATEST.name: self.text('latest'),
            SUPPORTED_UNTIL.name: self.day('eoas', 'active support has ended'),
            END_OF_LIFE.name: self.day('eol', 'support has ended'),
            'tags': ['LTS'] if self.is_long() else [],
            'links': self.links(),
            'sources': self.sources(),
        }
        known = {'releaseCycle', 'releaseLabel', 'codename', 'releaseDate', 'latest', 'eoas', 'eol', 'lts', 'link'} | _QUIET
        for member, value in data.items():
            if member not in known and value not in ('', 'false'):
                self.made.lose(f"'{self.written.get(member, member)}'", _NO_FIELD, self.place(member))
        add_version(imported, self.made, target, name, version, fields, self.label(version))

    def place(self, member: str) -> Place:
        """Where a member is."""
        found: Place = self.places('releases', self.number, self.written.get(member, member))
        return found

    def text(self, member: str) -> str:
        """A member as text."""
        value = self.data.get(member)
        if isinstance(value, (dict, list)):
            self.made.lose(f"'{member}'", 'it is no text', self.place(member))
        return text_of(value)

    def day(self, member: str, ended: str) -> str:
        """A date; that something has ended, without one, is said."""
        value = self.text(member)
        if value == 'true':
            self.made.lose(f"'{self.written[member]}'", f'it says that {ended}, and not when', self.place(member))
        return '' if value in {'true', 'false'} else value

    def is_long(self) -> bool:
        """Whether support is for long."""
        value = self.text('lts')
        if value not in {'', 'true', 'false'}:
            self.made.lose(f"'{self.written['lts']}'", f'{_NO_FIELD} (it is tagged LTS)', self.place('lts'))
        return value not in {'', 'false'}

    def label(self, version: str) -> str:
        """What a release is called, after the product."""
        label = self.text('releaseLabel') or text_of(self.product.get('releaseLabel'))
        codename = self.text('codename')
        words = self.filled(label, 'releaseLabel') if label else version + (f' ({codename})' if codename else '')
        return plain(read_html(words, self.made.lose, links=False)) or version

    def filled(self, template: str, member: str) -> str:
        """A template with its variables filled in; nothing for one that a program has to fill in."""
        if re.search(r'\{[{%]', template):
            self.made.lose(f"'{member}'", 'it is a Liquid template', self.place(member))
            return ''
        values = {
            'RELEASE_CYCLE': 'releaseCycle',
            'CODENAME': 'codename',
            'LATEST': 'latest',
            'LATEST_RELEASE_DATE': 'latestReleaseDate',
        }
        return re.sub(r'__([A-Z]+(?:_[A-Z]+)*)__', lambda match: text_of(self.data.get(values.get(match[1], ''))), template)

    def links(self) -> list[dict[str, Value]]:
        """The link to what is new in it."""
        template = self.text('link') if 'link' in self.data else text_of(self.product.get('changelogTemplate'))
        filled = self.filled(template, 'link' if 'link' in self.data else 'changelogTemplate')
        url = address(filled)
        if filled and not url:
            self.made.lose("'link'", f"'{filled}' is no address that a record may have", self.place('link'))
        return [{'label': 'Release notes', 'url': url}] if url else []

    def sources(self) -> list[str]:
        """The page of the product."""
        links = self.product.get('links')
        url = text_of(links.get('html')) if isinstance(links, dict) else ''
        permalink = text_of(self.product.get('permalink'))
        url = address(url or (f'https://endoflife.date{permalink}' if permalink.startswith('/') else ''))
        return [url] if url else []
