"""The command `import`: what importers give is checked by the reader of records, and printed or put into a file."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from ..records.core import ENTRY
from ..records.entries import KIND, read_entries
from ..records.kinds import function
from ..records.load import all_shipped
from ..records.reader import Reading, file_places
from ..records.registry import KindOf, Registry
from ..records.yaml_dump import item_lines, mapping_lines
from .changes import current, with_entries, written
from .check import ProjectError, relative
from .command import CommandError
from .importer import Imported, Importer, Loss, Made, SourceError, Target
from .prose import Markup, escaped_markdown, escaped_rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ..records.yaml_dump import Value
    from .reading import Project

_ABOUT: Final = """\
Turn what other tools have into records. They are printed, or with --file put at the end of a YAML file, which keeps
what it has; a record whose key is there already is left out, so that a source that has grown can be imported again.

What a record has no place for is reported on standard error, with its place in the source and the reason:

  CHANGELOG.md:12: not carried over: 'Unreleased': what is not out has no date (import it again once it is)
"""

_END: Final = """\
exit status: 0 records were printed or written, or there is nothing new, 1 there are none, or they cannot be written,
2 the command line is wrong, or the source or the project cannot be read
"""

_EXAMPLES: Final = """\
examples:
  python -m sphinx_chronicle import changelog CHANGELOG.md --file timeline/releases.yaml
  python -m sphinx_chronicle import git-tags --match 'v*' > timeline/releases.yaml

'python -m sphinx_chronicle import FORMAT --help' tells more about each.
"""

#: Importers that belong to no vocabulary.
_OWN: Final = {'timelinejs': 'sphinx_chronicle.cli.timelinejs:importer'}

#: Commands under which importers went before, and still go.
_FORMER: Final = {'card': 'import-card'}

#: Most places or keys that one message lists.
_LISTED: Final = 10

_MARKUPS: Final[Mapping[str, Markup]] = {'.md': 'markdown', '.rst': 'rst'}


def importers() -> dict[str, Importer]:
    """All importers by name: those of the vocabularies, and those of none."""
    found = {name: made for vocabulary in all_shipped() for name, made in vocabulary.importers.items()} | _OWN
    return {name: function(found[name])() for name in sorted(found)}


def add_parsers(
    commands: Any, make: Callable[..., argparse.ArgumentParser]
) -> Iterator[tuple[argparse.ArgumentParser, Importer]]:
    """Add the command `import` with a command for each importer; yield their parsers.

    :param commands: the commands of the program.
    :param make: makes a parser from what adds one, what it does, and what comes below its options.
    """
    importing = make(
        commands.add_parser, _ABOUT, f'{_END}\n{_EXAMPLES}', name='import', help='turn what other tools have into records'
    )
    sources = importing.add_subparsers(metavar='FORMAT', required=True)
    for name, importer in importers().items():
        end = '\n'.join([_END, 'examples:', *(f'  python -m sphinx_chronicle import {one}' for one in importer.examples), ''])
        parsers = [make(sources.add_parser, importer.about, end, name=name, help=importer.help)]
        if name in _FORMER:
            parsers.append(make(commands.add_parser, importer.about, end, name=_FORMER[name]))
        for parser in parsers:
            importer.arguments(parser)
            parser.add_argument('--file', metavar='FILE', help='the YAML file that the records go to (default: they are printed)')
            parser.add_argument(
                '--markup',
                choices=tuple(_MARKUPS.values()),
                help='the markup of summaries (default: that of the pages that show them)',
            )
            yield parser, importer


def run(importer: Importer, options: argparse.Namespace, root: Path | None, project: Project | None, registry: Registry) -> None:
    """Import a source.

    :param root: the source folder of the project around, if there is one; `project` is it.
    :raises ProjectError: if the source cannot be read, or there is no project to write to.
    :raises CommandError: if nothing comes of it, or it cannot be written.
    """
    path = ''
    if options.file:
        if root is None or project is None:
            raise ProjectError('--file needs a project around (name its source folder with --source)')
        path = relative(root, Path(options.file))
    name = project.name if project else ''
    markup = options.markup or _MARKUPS.get(project.suffix_for(path) if project else '', 'markdown')
    imported = importer.read(options, Target(registry, markup, name, project.graph if project else None))
    records = [made for made in imported.records if _sound(made, registry, importer)]
    if path or not importer.is_partial:
        records = [made for made in records if _is_whole(made, registry)]
    said: list[str] = []
    if path and project is not None and root is not None:
        fresh, known = _new_ones(records, project, path)
        if fresh:
            change = with_entries(project, path, '\n'.join(map(_item, fresh)))
            with written(root, change):
                pass
            said = [
                f'{"Wrote" if change.is_new else "Added to"} {path}: {_count(fresh)}.',
                *(f'  {step}' for step in change.steps),
            ]
            said.append('  Check it: python -m sphinx_chronicle check')
        elif records and len(known) == len(records):
            said = [f'There is nothing new for {path}.']
        if known:
            sys.stderr.write(f'{path} has {_count(known)} already: {_some(made.key for made in known)}\n')
    else:
        sections = [_section(made, project, markup) for made in records if made.kind != ENTRY.name]
        sys.stdout.write('\n'.join([*(_item(made) for made in records if made.kind == ENTRY.name), *sections]))
        sys.stdout.flush()
        fresh = records
    for line in _told(imported):
        sys.stderr.write(f'{line}\n')
    if not fresh and not said:
        raise CommandError(f"no record could be made of '{imported.path}'")
    sys.stdout.writelines(f'{line}\n' for line in said)


def _count(records: list[Made]) -> str:
    return f'{len(records)} record{"s" if len(records) > 1 else ""}'


def _some(words: Iterable[object]) -> str:
    """The first of some words, and how many there are more."""
    every = [str(word) for word in words]
    more = len(every) - _LISTED
    return ', '.join(every if more <= 0 else [*every[:_LISTED], f'and {more} more'])


# -- what is sound --------------------------------------------------------------------------------------------------------


def _sound(made: Made, registry: Registry, importer: Importer) -> bool:
    """Take out of a record what the reader would not take as it is; whether a record is left."""
    kind = registry.kinds.get(made.kind)
    if kind is None:
        vocabulary = registry.unnamed_kinds().get(made.kind)
        hint = f" (add the vocabulary '{vocabulary}' to chronicle_vocabularies)" if vocabulary else ''
        raise SourceError(f"the project has no records of the kind '{made.kind}'{hint}")
    for name in [name for name in made.fields if name not in kind.by_name]:
        made.lose(name, _no_field(kind, name, registry, importer))
        del made.fields[name]
    if not _read(made.kind, made.fields, kind, registry).problems:
        return True
    given, made.fields = made.fields, {name: made.fields.get(name, '') for name in ('key', 'title')}
    for name, value in given.items():
        problems = _read(made.kind, {**made.fields, name: value}, kind, registry).problems
        if not problems:
            made.fields[name] = value
        elif name in made.fields:
            made.lose(f"'{value}'", problems[0].message)
            made.fields = {}
            return False
        else:
            made.lose(name, problems[0].message.removeprefix(f"field '{name}': "))
    return True


def _read(name: str, fields: Mapping[str, Value], kind: KindOf, registry: Registry) -> Reading:
    """Read a record; what it lacks is not what is looked for here."""
    needed = {need: kind.by_name[need].sample for need in kind.kind.needs}
    return read_entries(_item(Made(0, name, {**needed, **fields})), file_places(''), registry)


def _no_field(kind: KindOf, name: str, registry: Registry, importer: Importer) -> str:
    """Why a record has no place for a field."""
    vocabulary = kind.vocabulary_of(name) or importer.vocabulary
    if vocabulary and vocabulary not in {one.name for one in registry.vocabularies}:
        return f"it belongs to the vocabulary '{vocabulary}' (add it to chronicle_vocabularies, and import again)"
    return f"the kind '{kind.name}' has no such field (declare it in chronicle_kinds, and import again)"


def _is_whole(made: Made, registry: Registry) -> bool:
    """Whether a record has all that its kind needs."""
    missing = [name for name in registry.kinds[made.kind].kind.needs if name not in made.fields]
    if missing:
        made.lose(f"'{made.title}'", f"it has no '{missing[0]}', which a record of the kind '{made.kind}' needs")
        made.fields = {}
    return not missing


def _new_ones(records: Iterable[Made], project: Project, path: str) -> tuple[list[Made], list[Made]]:
    """The records that go to a file, and those that it has; what another file has is reported."""
    here = read_entries(current(project.root, path) or '', file_places(path), project.domain.registry)
    kept = {item.record.key for item in here.records} | here.broken
    graph = project.graph
    fresh, known = [], []
    for made in records:
        holder = graph.records.get(graph.aliases.get(made.key, made.key))
        if made.key in kept:
            known.append(made)
        elif holder is not None:
            made.lose(f"'{made.title}'", f"the key '{made.key}' is taken by {holder.name} in {holder.path}:{holder.line}")
            del made.losses[:-1]
        else:
            fresh.append(made)
    for made in known:
        made.losses.clear()
    return fresh, known


# -- how it is written ----------------------------------------------------------------------------------------------------


def _item(made: Made) -> str:
    """A record as an item of a YAML file."""
    kind = {} if made.kind == ENTRY.name else {KIND: made.kind}
    return '\n'.join(line[2:] for line in item_lines({**kind, **made.fields})) + '\n'


def _section(made: Made, project: Project | None, markup: Markup) -> str:
    """A record as a section of a page."""
    name = made.kind if project is None or project.is_primary else f'chronicle:{made.kind}'
    lines = mapping_lines({field: value for field, value in made.fields.items() if field not in {'key', 'title'}})
    if markup == 'rst':
        title = escaped_rest(made.title)
        line = '-' * sum(2 if east_asian_width(character) in 'WF' else 1 for character in title)
        return '\n'.join([title, line, '', f'.. {name}:: {made.key}', '', indent('\n'.join(lines), '   '), ''])
    fence = '`' * max(3, *(len(run) + 1 for run in re.findall('`+', '\n'.join(lines))), 3)
    return '\n'.join([f'## {escaped_markdown(made.title)}', '', f'{fence}{{{name}}} {made.key}', *lines, fence, ''])


def _told(imported: Imported) -> Iterator[str]:
    """What was not carried over, the same thing once with all of its places."""
    places: dict[tuple[str, str], list[Loss]] = {}
    for loss in [*imported.losses, *(loss for made in imported.records for loss in made.losses)]:
        places.setdefault((loss.what, loss.why), []).append(loss)
    every = [sorted(losses, key=_order) for losses in places.values()]
    for first, *others in sorted(every, key=lambda losses: _order(losses[0])):
        at = f'{imported.path}:{first.place}' if isinstance(first.place, int) else f'{imported.path}: {first.place}'
        also = list(dict.fromkeys(loss.place for loss in others if loss.place != first.place))
        more = f' (also in {"line " if isinstance(also[0], int) else ""}{_some(also)})' if also else ''
        yield f'{at}: not carried over: {first.what}: {first.why}{more}'


def _order(loss: Loss) -> tuple[str, int]:
    """By line, or by words and the number in them."""
    if isinstance(loss.place, int):
        return '', loss.place
    words, _, number = loss.place.rpartition(' ')
    return words, int(number) if number.isdecimal() else 0
