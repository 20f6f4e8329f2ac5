"""What the importers of this vocabulary have in common: how a version becomes an entry."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from ...cli.importer import Imported, Made, Target, short_key
from ...records.yaml_dump import Value


def add_name(parser: argparse.ArgumentParser, default: str = 'that of the project') -> None:
    """Add the option that says what versions are of."""
    parser.add_argument(
        '--name', default='', help=f'what the versions are of, with which titles and keys begin (default: {default})'
    )


def add_version(
    imported: Imported, made: Made, target: Target, name: str, version: str, fields: Mapping[str, Value], words: str = ''
) -> None:
    """Add the entry of a version.

    :param name: what it is a version of; empty for the project.
    :param version: what its key is made of.
    :param words: what it is called; the version itself if empty.
    """
    name = ' '.join(name.split()) or target.project or 'Version'
    imported.add(made, short_key(f'{name} {version}', f'version {version}'), f'{name} {words or version}', fields)
