"""The commands and their arguments."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from ..records.files import SUFFIXES
from ..records.load import registry_of, shipped, uncollected
from ..records.schema import record_schema, timeline_schema
from ..records.selection import one_of
from ..records.types import check_key
from . import imports
from . import new as stubs
from .cache import open_cache
from .changes import written
from .check import (
    CHECK,
    CHECK_END,
    YAML,
    Checked,
    ProjectError,
    all_well,
    check_files,
    chosen_file,
    find_root,
    print_findings,
    relative,
    written_registry,
)
from .command import CommandError, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..records.registry import Registry
    from .importer import Importer
    from .reading import Project

CLEAN: Final = 0
PROBLEMS: Final = 1
USAGE: Final = 2

_ABOUT = """\
Check and write the records of a Sphinx project.
"""

_EXAMPLES = """\
examples:
  python -m sphinx_chronicle check
  python -m sphinx_chronicle new entry my-model --file timeline/models.yaml
  python -m sphinx_chronicle import changelog CHANGELOG.md --file timeline/releases.yaml
  python -m sphinx_chronicle schema > schema/timeline.schema.json

'python -m sphinx_chronicle COMMAND --help' tells more about each.
"""

_SCHEMA = """\
Print a JSON Schema (draft 2020-12) for editors: of timeline files, or with --kind of one kind of record.
A YAML file names it in its first line, relative to itself, and editors then complete and explain its fields:

  # yaml-language-server: $schema=../schema/timeline.schema.json
"""

_SCHEMA_END = """\
examples:
  python -m sphinx_chronicle schema > schema/timeline.schema.json
  python -m sphinx_chronicle schema --kind entry
"""

_NEW = """\
Write a stub of a record: every field with what it means and an example, ready to be filled in.

KIND is one of those that the project has. An entry becomes an item at the end of the YAML file that --file names, or
without --file of a new file beside the others. Any other record becomes a section at the end of the page that --file
names; kinds that have a usual page need none.

Where all pages are in reStructuredText, new ones are too, and end in .rst.

Nothing is overwritten, and a key that any record of the project has is refused. The title is made of the key, the
date of an entry is the current year: both are yours to correct.
"""

_NEW_END = """\
exit status: 0 the stub was written, 1 it cannot be, 2 the command line is wrong or the project cannot be read

examples:
  python -m sphinx_chronicle new entry my-model --file timeline/models.yaml --title 'My Model' --date 2026-03
  python -m sphinx_chronicle new person ada --file people.md
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
    if any(isinstance(getattr(options, name, ''), list) for name in ('key', 'source_path')):
        # Behind '--' the parser takes another '--' for nothing.
        return _fail("'--' is no name (see --help)", USAGE)
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
    except CommandError as error:
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

    check = _command(commands.add_parser, CHECK, CHECK_END, name='check', help='check records without a build')
    check.add_argument(
        'files', nargs='*', metavar='FILES', help='pages and files of records; the whole project if there are none'
    )
    check.add_argument('--format', choices=('text', 'github', 'json'), default='text', help='form of the output (default: text)')
    check.add_argument('--doctrees', metavar='FOLDER', help='where to keep what was read (default: .chronicle/check)')
    _add_source(check)
    check.set_defaults(run=_check)

    schema = _command(commands.add_parser, _SCHEMA, _SCHEMA_END, name='schema', help='print a JSON Schema for editors')
    schema.add_argument('--kind', help='one kind of record instead of timeline files')
    _add_source(schema)
    schema.set_defaults(run=_schema)

    new = _command(commands.add_parser, _NEW, _NEW_END, name='new', help='write a stub of a record')
    new.add_argument('kind', metavar='KIND', help='its kind, one of those that the project has')
    new.add_argument('key', metavar='KEY', type=checked(check_key), help='its permanent name: lower-case words joined by hyphens')
    new.add_argument('--file', metavar='FILE', type=_utf8, help='the file it goes to, relative to the current folder')
    new.add_argument('--title', type=_utf8, help='what it is called (default: the words of the key)')
    new.add_argument(
        '--date', type=_utf8, help='when it came out, as precisely as known (default for an entry: the current year)'
    )
    _add_source(new)
    new.set_defaults(run=_new)

    for source, importer in imports.add_parsers(commands, _command):
        _add_source(source)
        source.set_defaults(run=partial(_import, importer))
    return parser


def _command(
    make: Callable[..., argparse.ArgumentParser], description: str, epilog: str, **settings: str
) -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    return make(**settings, description=description, epilog=epilog, formatter_class=formatter, allow_abbrev=False)


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--source', metavar='FOLDER', help='the source folder (default: found upward by its conf.py)')


def _utf8(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError('the text is not UTF-8 (write it in that encoding)') from None
    return text


def _root(options: argparse.Namespace) -> Path:
    """The source folder that is meant.

    :raises ProjectError: if there is none.
    """
    if options.source is None:
        try:
            start = Path.cwd()
        except OSError as error:
            raise ProjectError(f'the current folder cannot be read: {error.strerror} (go into another)') from None
        return find_root(start)
    try:
        is_folder = Path(options.source).is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        raise ProjectError(f"'{options.source}' is no folder")
    return Path(options.source).resolve()


def _read(root: Path, folder: Path) -> Project:
    """Have Sphinx read the project. It is imported here, so that everything else works without it, and fast.

    :raises ProjectError: if the project cannot be read.
    """
    with uncollected():
        try:
            from .reading import read_project
        except ModuleNotFoundError as error:
            if (error.name or '').startswith('sphinx_chronicle'):
                raise
            raise ProjectError(f"'{error.name}' is not installed in this environment (activate that of the project)") from None
        return read_project(root, folder)


# -- check ----------------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    root = _root(options)
    chosen = list(dict.fromkeys(chosen_file(root, name) for name in options.files))
    registry = written_registry(root) if chosen and all(path.endswith(SUFFIXES) for path in chosen) else None
    if registry is not None:
        checked = check_files(root, chosen, registry)
        _tell('Only these files were read, without their relations to other records (name no files to check everything).')
    else:
        checked = _checked_project(root, chosen, options.doctrees)
    found = checked.findings
    print_findings(sorted(found, key=lambda finding: finding.order), options.format, root)
    if not found and options.format == 'text':
        _tell(all_well(checked.number))
    return PROBLEMS if found else CLEAN


def _checked_project(root: Path, chosen: Sequence[str], doctrees: str | None) -> Checked:
    """What is wrong in a project, or in some of its files."""
    with open_cache(root, Path(doctrees) if doctrees else None) as folder:
        project = _read(root, folder)
    for note in project.notes:
        _tell(f'note: {note}')
    places = [placed.declared.path for placed in project.domain.index.all_placed()]
    if not chosen:
        return Checked(project.findings, len(places))
    checked = Checked([one for one in project.findings if one.path in chosen], sum(path in chosen for path in places))
    known = {*project.pages, *project.files}
    for path in chosen:
        if path in known:
            continue
        if path.endswith(SUFFIXES):
            _tell(f'{path}: no timeline names this file; it was read without its relations to other records')
            checked = checked.and_also(check_files(root, [path], project.domain.registry))
        elif path.endswith(tuple(project.app.config.source_suffix)):
            _tell(f'{path}: no page of the project, not checked')
        else:
            raise ProjectError(f"'{path}' holds no records (only pages and files of YAML, JSON or CSV do)")
    return checked


# -- schema, new, import -----------------------------------------------------------------------------------------------


def schema_text(registry: Registry, kind: str = '') -> str:
    """A JSON Schema as it is printed and as it is kept in a repository."""
    schema = record_schema(registry, kind) if kind else timeline_schema(registry)
    return json.dumps(schema, indent=2, ensure_ascii=False) + '\n'


def _schema(options: argparse.Namespace) -> int:
    try:
        registry = _registry(_root(options))
    except ProjectError as error:
        if options.source is not None:
            raise
        _tell(f'the schema has the fields of all vocabularies that are shipped: {error}')
        registry = registry_of(*shipped())
    if options.kind:
        _check_kind(registry, options.kind)
    sys.stdout.write(schema_text(registry, options.kind or ''))
    return CLEAN


def _registry(root: Path) -> Registry:
    """The kinds of a project.

    :raises ProjectError: if the project cannot be read.
    """
    registry = written_registry(root)
    if registry is not None:
        return registry
    with open_cache(root) as folder:
        return _read(root, folder).domain.registry


def _check_kind(registry: Registry, kind: str) -> None:
    """Check that a project has a kind.

    :raises ProjectError: if it has not.
    """
    try:
        one_of(kind, registry.kinds)
    except ValueError as error:
        vocabulary = registry.unnamed_kinds().get(kind)
        hint = f" (add the vocabulary '{vocabulary}' to chronicle_vocabularies)" if vocabulary else ''
        raise ProjectError(f'the kind {error}{hint}') from None


def _new(options: argparse.Namespace) -> int:
    root = _root(options)
    today = datetime.now(tz=UTC).date()
    title = ' '.join((options.title or '').split()) or stubs.title_of(options.key)
    path = relative(root, Path(options.file)) if options.file else ''
    with open_cache(root) as folder:
        project = _read(root, folder)
        registry = project.domain.registry
        _check_kind(registry, options.kind)
        kind = registry.kinds[options.kind]
        date = options.date or (str(today.year) if kind.kind.date in kind.kind.needs else '')
        given = {**({kind.kind.date: date} if date else {}), 'added': today.isoformat()}
        stub = stubs.Stub(kind, options.key, title, given)
        if not path and not stubs.has_usual_file(kind):
            name = kind.name
            raise ProjectError(f'name the page the {name} goes to: --file {name}s/PAGE{project.suffix}')
        change = stubs.plan(project, stub, path)
        with written(root, change):
            more = [] if change.path.endswith(YAML) else stubs.check_section(project, _read(root, folder), stub, change)
    _say(f"{'Wrote' if change.is_new else 'Added to'} {change.path}: {options.kind} '{options.key}'.")
    for step in (*change.steps, *more, 'Check it: python -m sphinx_chronicle check'):
        _say(f'  {step}')
    return CLEAN


def _import(importer: Importer, options: argparse.Namespace) -> int:
    """Import a source, with the project around if there is one."""
    root = project = None
    try:
        root = _root(options)
        with open_cache(root) as folder:
            project = _read(root, folder)
    except ProjectError as error:
        if options.source is not None or options.file is not None:
            raise
        _tell(f'no project is looked up: {error}')
    imports.run(importer, options, root, project, project.domain.registry if project else registry_of(*shipped()))
    return CLEAN


def run() -> NoReturn:
    """Run the command of this process and end it."""
    sys.exit(main())
