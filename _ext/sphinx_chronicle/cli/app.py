"""The commands and their arguments."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from ..records.model import KINDS, check_key, is_hf
from ..records.problems import Problem
from ..records.reader import read_text
from ..records.schema import record_schema, timeline_schema
from . import new as stubs
from .import_card import CardError, import_card
from .project import SUFFIXES, Project, ProjectError, find_root

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .project import Found

CLEAN: Final = 0
PROBLEMS: Final = 1
USAGE: Final = 2

_ABOUT = """\
Check and write the records of a Sphinx project: timeline entries, datasets, episodes and licenses.
No command needs a build, and none asks anything of the network.
"""

_EXAMPLES = """\
examples:
  python -m sphinx_chronicle check
  python -m sphinx_chronicle new entry my-model --file timeline/models.yaml
  python -m sphinx_chronicle schema > schema/timeline.schema.json

'python -m sphinx_chronicle COMMAND --help' tells more about each.
"""

_CHECK = """\
Check records without a build. Problems are those of a build, in the same words:

  timeline/models.yaml:42: entry 'x': unknown field 'nmae' (did you mean 'name'?) [chronicle.field]

Without FILES the whole project is checked: the Markdown and reStructuredText pages of the source folder and the
YAML files that their timelines name. With FILES only problems in these are told; relations are still looked up in
the whole project.

The source folder is the nearest one upward that holds a conf.py. That file is not run. What it sets with plain
values is taken over: include_patterns, exclude_patterns, chronicle_sample_pages and primary_domain. Hidden folders,
_build, node_modules, tests, venv and __pycache__ are never entered.

What takes parsed prose is left to the build: links and roles in running text, the markup of summaries, anchors that
something else on a page has, records in included files and in block quotes.
"""

_CHECK_END = """\
formats:
  text     one problem a line: FILE:LINE: MESSAGE [chronicle.CODE]; FILE is relative to the source folder
  github   workflow commands, which GitHub shows beside the lines of a change; FILE is relative to the current folder
  json     one array of objects with the members path, line, code, record and message

exit status: 0 nothing is wrong, 1 there are problems, 2 the command line is wrong

examples:
  python -m sphinx_chronicle check
  python -m sphinx_chronicle check timeline/models.yaml datasets/web.md
  python -m sphinx_chronicle check --format github
"""

_SCHEMA = """\
Print a JSON Schema (draft 2020-12) for editors: of timeline files, or with --kind of one kind of record.
A YAML file names it in its first line, relative to itself, and editors then complete and explain its fields:

  # yaml-language-server: $schema=../schema/timeline.schema.json
"""

_SCHEMA_END = """\
examples:
  python -m sphinx_chronicle schema > schema/timeline.schema.json
  python -m sphinx_chronicle schema --kind dataset
"""

_NEW = """\
Write a stub of a record: every field with what it means and an example, ready to be filled in.

  entry     an item at the end of the YAML file that --file names; without --file a new file beside the others
  dataset   a section at the end of the page that --file names
  episode   a new page, episodes/KEY.md unless --file names another
  license   a section at the end of licenses.md, or of the page that --file names

Where all pages are in reStructuredText, new ones are too, and end in .rst.

Nothing is overwritten, and a key that any record of the project has is refused. The title is made of the key, the
date of an entry is the current year: both are yours to mend.
"""

_NEW_END = """\
exit status: 0 the stub was written, 1 it cannot be, 2 the command line is wrong

examples:
  python -m sphinx_chronicle new entry my-model --file timeline/models.yaml --title 'My Model' --date 2026-03
  python -m sphinx_chronicle new dataset my-data --file datasets/web.md
  python -m sphinx_chronicle new episode talk-with-her
  python -m sphinx_chronicle new license my-license
"""

_IMPORT = """\
Turn the YAML front matter of a Hugging Face dataset or model card, a local file, into a record on standard output.
What is not carried over is told on standard error, each key with the reason. Nothing is guessed: a card does not
state its repository id or its date, so give the id with --hf and add the date yourself.
"""

_IMPORT_END = """\
exit status: 0 a record was printed, 1 the card cannot be read, 2 the command line is wrong

examples:
  python -m sphinx_chronicle import-card README.md --hf some-org/some-data
  python -m sphinx_chronicle import-card README.md --kind entry --key some-model >> timeline/models.yaml
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    :param arguments: the command line, without the program's name; those of the process if not given.
    :returns: the exit status.
    """
    for stream in (sys.stdout, sys.stderr):
        # A file name may hold what the terminal cannot show.
        reconfigure = getattr(stream, 'reconfigure', None)
        if reconfigure is not None:
            reconfigure(errors='backslashreplace')
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        status = run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output has seen enough.
        _drop_output()
        return PROBLEMS
    except OSError as error:
        # Files of the project are read and written elsewhere; what is left is the output, say on a full disk.
        _drop_output()
        return _fail(f'the output cannot be written: {error.strerror or error}', PROBLEMS)
    except KeyboardInterrupt:
        return 130
    except ProjectError as error:
        return _fail(str(error), USAGE)
    except (stubs.StubError, CardError) as error:
        return _fail(str(error), PROBLEMS)
    return status


def _drop_output() -> None:
    """Keep Python from trying at its end to write what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    sys.stdout.write(text + '\n')


def _tell(text: str) -> None:
    sys.stderr.write(text + '\n')


def _fail(message: str, status: int) -> int:
    _tell(f'error: {message}')
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _command(argparse.ArgumentParser, _ABOUT, _EXAMPLES, prog='python -m sphinx_chronicle')
    commands = parser.add_subparsers(metavar='COMMAND', required=True)

    check = _command(commands.add_parser, _CHECK, _CHECK_END, name='check', help='check records without a build')
    check.add_argument('files', nargs='*', metavar='FILES', help='pages and YAML files; the whole project if there are none')
    check.add_argument('--format', choices=('text', 'github', 'json'), default='text', help='form of the output (default: text)')
    _add_source(check)
    check.set_defaults(run=_check)

    schema = _command(commands.add_parser, _SCHEMA, _SCHEMA_END, name='schema', help='print a JSON Schema for editors')
    schema.add_argument('--kind', choices=tuple(KINDS), help='one kind of record instead of timeline files')
    schema.set_defaults(run=_schema)

    new = _command(commands.add_parser, _NEW, _NEW_END, name='new', help='write a stub of a record')
    new.add_argument('kind', choices=tuple(KINDS), metavar='KIND', help='entry, dataset, episode or license')
    new.add_argument('key', metavar='KEY', type=_key, help='its permanent name: lower-case words joined by hyphens')
    new.add_argument('--file', metavar='FILE', help='the file it goes to, relative to the current folder')
    new.add_argument('--title', help='what it is called (default: the words of the key)')
    new.add_argument('--date', help='when it came out, as precisely as known (default for an entry: the current year)')
    _add_source(new)
    new.set_defaults(run=_new)

    card = _command(
        commands.add_parser, _IMPORT, _IMPORT_END, name='import-card', help='turn a local Hugging Face card into a record'
    )
    card.add_argument('card', metavar='README.md', help='the card')
    card.add_argument('--kind', choices=('dataset', 'entry'), help='what it is about (default: told from its keys)')
    card.add_argument('--key', type=_key, help='the key of the record (default: from the id, else from the title)')
    card.add_argument('--hf', metavar='ORG/NAME', type=_hf, help='the Hugging Face id of the repository')
    _add_source(card)
    card.set_defaults(run=_import)
    return parser


def _command(
    make: Callable[..., argparse.ArgumentParser], description: str, epilog: str, **settings: str
) -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    return make(**settings, description=description, epilog=epilog, formatter_class=formatter, allow_abbrev=False)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--source', metavar='FOLDER', help='the source folder (default: found upward by its conf.py)')


def _key(text: str) -> str:
    try:
        return check_key(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _hf(text: str) -> str:
    if not is_hf(text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a Hugging Face id (write organization/name)")
    return text


def _project(options: argparse.Namespace) -> Project:
    """The project that is meant.

    :raises ProjectError: if there is none.
    """
    if options.source is None:
        try:
            start = Path.cwd()
        except OSError as error:
            raise ProjectError(f'the current folder cannot be read: {error.strerror} (go into another)') from None
        return Project(find_root(start))
    try:
        is_folder = Path(options.source).is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        raise ProjectError(f"'{options.source}' is no folder")
    return Project(Path(options.source))


# -- check ----------------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    project = _project(options)
    chosen = [_chosen(project, name) for name in options.files]
    more: list[Found] = []
    named = {path for found in project.found.values() for path in found.files}
    for path in dict.fromkeys(chosen):
        if path.endswith(SUFFIXES):
            if not project.is_page(path):
                _tell(f'{path}: no page of the project, not checked')
        elif path not in named:
            _tell(f'{path}: no timeline names this file; it is checked as if one did')
            more.append(project.loose(path))
    problems = project.problems(more)
    if options.files:
        problems = [problem for problem in problems if problem.path in chosen]
    _print(problems, options.format, project)
    return PROBLEMS if problems else CLEAN


def _chosen(project: Project, name: str) -> str:
    """The path of a file of the command line.

    :raises ProjectError: if it cannot be checked.
    """
    file = Path(name)
    try:
        kind = 'folder' if file.is_dir() else 'file' if file.exists() else ''
    except (OSError, ValueError):
        kind = ''
    if not kind:
        raise ProjectError(f"there is no file '{name}'")
    if kind == 'folder':
        raise ProjectError(f"'{name}' is a folder (name files, or none to check the whole project)")
    path = project.relative(file)
    if not path.endswith((*SUFFIXES, '.yaml', '.yml')):
        raise ProjectError(f"'{name}' holds no records (only Markdown, reStructuredText and YAML files do)")
    return path


def _print(problems: Sequence[Problem], form: str, project: Project) -> None:
    """Print problems in one of the formats."""
    if form == 'json':
        members = [
            {'path': one.path, 'line': one.line, 'code': f'chronicle.{one.code}', 'record': one.record, 'message': one.text}
            for one in problems
        ]
        _say(json.dumps(members, indent=2, ensure_ascii=True))
        return
    for problem in problems:
        _say(_annotation(problem, project.root) if form == 'github' else str(problem))


def _annotation(problem: Problem, root: Path) -> str:
    """A problem as a workflow command of GitHub.

    GitHub Actions, "Workflow commands", section "Setting an error message"; the escapes are those of the toolkit's
    `command.ts`.
    """
    path = Path(os.path.relpath(root / problem.path)).as_posix()
    properties = {'file': path, 'line': str(problem.line), 'title': f'chronicle.{problem.code}'}
    pairs = ','.join(f'{name}={_escaped(value, {":": "%3A", ",": "%2C"})}' for name, value in properties.items())
    return f'::error {pairs}::{_escaped(problem.text, {})}'


def _escaped(text: str, more: dict[str, str]) -> str:
    for character, escape in {'%': '%25', '\r': '%0D', '\n': '%0A', **more}.items():
        text = text.replace(character, escape)
    return text


# -- schema, new, import-card ---------------------------------------------------------------------------------------------


def schema_text(kind: str = '') -> str:
    """A JSON Schema as it is printed and as it stands in a repository."""
    return json.dumps(record_schema(kind) if kind else timeline_schema(), indent=2, ensure_ascii=False) + '\n'


def _schema(options: argparse.Namespace) -> int:
    sys.stdout.write(schema_text(options.kind or ''))
    return CLEAN


def _new(options: argparse.Namespace) -> int:
    project = _project(options)
    today = datetime.now(tz=UTC).date()
    title = ' '.join((options.title or '').split()) or stubs.title_of(options.key)
    date = options.date or (str(today.year) if options.kind == 'entry' else '')
    given = {**({'date': date} if date else {}), 'added': today.isoformat()}
    path = project.relative(Path(options.file)) if options.file else ''
    if not path and options.kind == 'dataset':
        raise ProjectError(f'name the page the dataset goes to: --file datasets/PAGE{project.suffix}')
    change = stubs.plan(project, stubs.Stub(options.kind, options.key, title, given), path)
    stubs.write(project, change)
    _say(f"{'Wrote' if change.is_new else 'Added to'} {change.path}: {options.kind} '{options.key}'.")
    for step in (*change.steps, 'Check it: python -m sphinx_chronicle check'):
        _say(f'  {step}')
    return CLEAN


def _import(options: argparse.Namespace) -> int:
    card = read_text(Path(options.card), options.card)
    if isinstance(card, Problem):
        return _fail(f'{card.place}: {card.text}', PROBLEMS)
    licenses: set[str] = set()
    prefix = ''
    try:
        project = _project(options)
    except ProjectError:
        if options.source is not None:
            raise
        _tell('no project around: licenses are taken by their SPDX ids alone')
    else:
        graph = project.graph()
        licenses = {key for key, item in graph.records.items() if item.record.kind == 'license'}
        prefix = '' if project.settings.is_primary else 'chronicle:'
    made = import_card(
        card, options.card, kind=options.kind or '', key=options.key or '', hf=options.hf or '', licenses=licenses, prefix=prefix
    )
    sys.stdout.write(made.text)
    sys.stdout.flush()
    for name, why in made.left:
        _tell(f'not carried over: {name}: {why}')
    return CLEAN


def run() -> NoReturn:
    """Run the command of this process and end it."""
    sys.exit(main())
