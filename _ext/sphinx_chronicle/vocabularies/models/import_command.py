"""The command that makes a record of a Hugging Face card."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...cli.command import Command, CommandError, checked
from ...records.problems import Problem
from ...records.reader import read_text
from ...records.types import check_key
from ..licenses.kinds import LICENSE
from .import_card import import_card
from .kinds import HF_ID

if TYPE_CHECKING:
    from ...cli.reading import Project
    from ...records.registry import Registry

_ABOUT: Final = """\
Turn the YAML front matter of a Hugging Face dataset or model card, a local file, into a record on standard output.
What is not carried over is reported on standard error, each key with the reason. Nothing is guessed: a card does not
state its repository id or its date, so give the id with --hf and add the date yourself.
"""

_END: Final = """\
exit status: 0 a record was printed, 1 the card cannot be read, 2 the command line is wrong

examples:
  python -m sphinx_chronicle import-card README.md --hf some-org/some-data
  python -m sphinx_chronicle import-card README.md --kind entry --key some-model >> timeline/models.yaml
"""


def command() -> Command:
    """The command ``import-card``."""
    return Command('turn a local Hugging Face card into a record', _ABOUT, _END, _add_arguments, _run)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('card', metavar='README.md', help='the card')
    parser.add_argument('--kind', choices=('dataset', 'entry'), help='what it is about (default: told from its keys)')
    parser.add_argument(
        '--key', type=checked(check_key), help='the key of the record (default: from the id, else from the title)'
    )
    parser.add_argument('--hf', metavar='ORG/NAME', type=checked(HF_ID.parse), help='the Hugging Face id of the repository')


def _run(options: argparse.Namespace, project: Project | None, registry: Registry) -> None:
    card = read_text(Path(options.card), options.card)
    if isinstance(card, Problem):
        raise CommandError(f'{card.place}: {card.text}')
    licenses: set[str] = set()
    prefix = ''
    if project is not None:
        licenses = {key for key, item in project.graph.records.items() if item.record.kind == LICENSE.name}
        prefix = '' if project.is_primary else 'chronicle:'
    made = import_card(
        card,
        options.card,
        registry,
        kind=options.kind or '',
        key=options.key or '',
        hf=options.hf or '',
        licenses=licenses,
        prefix=prefix,
    )
    sys.stdout.write(made.text)
    sys.stdout.flush()
    for name, why in made.left:
        sys.stderr.write(f'not carried over: {name}: {why}\n')
