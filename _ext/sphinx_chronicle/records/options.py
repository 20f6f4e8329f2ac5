"""What directives declare and what is wrong with it, as far as no parser is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple, get_args

from .columns import (
    NO_LANES,
    RECORDS,
    Drawing,
    Layout,
    Listing,
    default_columns,
    default_part_columns,
    drawn_columns,
    quantities,
    read_columns,
    told_apart_by,
)
from .graph import Graph
from .hidden import read_hidden
from .i18n import __
from .problems import Code, Problem, nearest
from .record import Declared
from .registry import Registry
from .selection import CHOOSING, Selection, facets_of, filters_of, one_of, read_option, unknown_values
from .types import check_key


def selection_names(registry: Registry) -> tuple[str, ...]:
    """The options that choose records."""
    return (*(name.replace('_', '-') for name in filters_of(registry)), *CHOOSING)


class OptionProblem(NamedTuple):
    """What is wrong with an option of a directive."""

    option: str
    message: str


def read_selection(registry: Registry, options: Mapping[str, str]) -> tuple[Selection, list[OptionProblem]]:
    """The selection options that can be read, and what is wrong with the others."""
    known: dict[str, Any] = {}
    values: dict[str, Any] = {}
    problems = []
    for name in selection_names(registry):
        text = options.get(name)
        if text is None:
            continue
        field = name.replace('-', '_')
        try:
            (known if name == 'kind' or name in CHOOSING else values)[field] = read_option(registry, name, text)
        except ValueError as error:
            problems.append(_wrong(name, error))
    return Selection(values=values, **known), problems


class Form(NamedTuple):
    """In which form a listing shows records."""

    layout: Layout
    rows: str
    columns: tuple[str, ...]
    hidden: tuple[str, ...]
    drawing: Drawing
    overview: bool
    beneath: Mapping[str, str]


#: The layouts that each option about a drawing is of.
_LAYOUTS_OF: Final = {'lanes': ('chart', 'cards'), 'relation': ('lineage',), 'y': ('plot',), 'color': ('plot',)}


def read_form(registry: Registry, options: Mapping[str, str]) -> tuple[Form, list[OptionProblem]]:
    """The form that a listing's options ask for, and what is wrong with them."""
    problems: list[OptionProblem] = []
    layout: Any = _choice(options, 'layout', get_args(Layout), 'list', problems)
    parts = [found.name for kind in registry.kinds.values() for found, _part in kind.parts]
    rows = _choice(options, 'rows', (RECORDS, *parts), RECORDS, problems)
    if rows != RECORDS and layout not in {'table', 'plot'}:
        if 'layout' in options:
            message = __("option ':rows: %s' is for tables and plots (write ':layout: table')") % rows
            problems.append(OptionProblem('rows', message))
        layout = 'table'
    drawing, wrong = read_drawing(registry, options, layout, rows)
    problems += wrong
    overview = 'overview' in options
    if overview and layout not in {'cards', 'chart'}:
        problems.append(_of_layout('overview', 'cards'))
        overview = False
    columns = default_columns(registry) if rows == RECORDS else default_part_columns(registry, rows)
    columns = drawn_columns(layout, columns, drawing)
    beneath: dict[str, str] = {}
    if 'columns' in options:
        try:
            columns, beneath = read_columns(registry, options['columns'], rows)
        except ValueError as error:
            problems.append(_wrong('columns', error))
    hidden, wrong = read_hiding(registry, options)
    first, *others = columns
    shown = (first, *(column for column in others if column not in hidden))
    return Form(layout, rows, shown, hidden, drawing, overview, beneath), problems + wrong


def read_drawing(registry: Registry, options: Mapping[str, str], layout: str, rows: str) -> tuple[Drawing, list[OptionProblem]]:
    """What the options say of a drawing, and what is wrong with them."""
    problems: list[OptionProblem] = []
    ends = {end: name for name in registry.acyclic for end in (name, registry.inverse[name])}
    choices = {
        'lanes': (NO_LANES, *told_apart_by(registry)),
        'relation': tuple(ends),
        'y': quantities(registry, rows),
        'color': told_apart_by(registry, rows),
    }
    found = {'relation': next(iter(ends), '')}
    for name, layouts in _LAYOUTS_OF.items():
        if name not in options:
            continue
        if layout not in layouts:
            problems.append(_of_layout(name, layouts[0]))
            continue
        try:
            value = one_of(options[name].strip().replace('-', '_'), choices[name])
        except ValueError as error:
            problems.append(_wrong(name, error))
        else:
            found[name] = ends.get(value, value) if name == 'relation' else value
    if layout == 'lineage' and not ends:
        message = __("option ':layout: lineage': no relation says what descends from what (declare one with 'acyclic': True)")
        problems.append(OptionProblem('layout', message))
    if layout == 'plot' and 'y' not in options:
        message = __("option ':layout: plot': what it shows over time is missing (write ':y:' with one of %s)")
        problems.append(OptionProblem('layout', message % ', '.join(choices['y'])))
    return Drawing(**found), problems


def read_hiding(registry: Registry, options: Mapping[str, str]) -> tuple[tuple[str, ...], list[OptionProblem]]:
    """What the option `:hide:` names, and what is wrong with it."""
    if 'hide' in options:
        try:
            return read_hidden(registry, options['hide']), []
        except ValueError as error:
            return (), [_wrong('hide', error)]
    return (), []


def _of_layout(name: str, layout: str) -> OptionProblem:
    message = __("option ':%(name)s:' is for another layout (write ':layout: %(layout)s', or remove the option)")
    return OptionProblem(name, message % {'name': name, 'layout': layout})


def read_facets(registry: Registry, options: Mapping[str, str]) -> tuple[tuple[str, ...], list[OptionProblem]]:
    """What a filter bar is to offer by the option `:filter-bar:`, as fields are called, and what is wrong with it.

    An option without a value asks for all that there is.
    """
    words = options.get('filter-bar') or ''
    names = [name.strip().replace('-', '_') for name in words.split(',') if name.strip()]
    try:
        return tuple(dict.fromkeys(one_of(name, facets_of(registry)) for name in names)), []
    except ValueError as error:
        return (), [_wrong('filter-bar', error)]


def _choice(options: Mapping[str, str], name: str, choices: tuple[str, ...], default: str, problems: list[OptionProblem]) -> str:
    """One of an option's fixed values; the default where it is missing or wrong."""
    try:
        return one_of(options.get(name, default).strip(), choices)
    except ValueError as error:
        problems.append(_wrong(name, error))
        return default


def _wrong(name: str, error: ValueError) -> OptionProblem:
    return OptionProblem(name, __("option ':%(name)s:': %(what)s") % {'name': name, 'what': error})


def line_of_option(text: str, option: str, line: int) -> int:
    """The line of an option in the text of a directive that begins in a line; that line where the option is not in it."""
    for number, content in enumerate(text.splitlines()):
        if content.strip().startswith((f':{option}:', f'{option}:')):
            return line + number
    return line


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file that a page names.

    :ivar path: its path within the source folder; empty if it lies elsewhere.
    :ivar file: where it is; `None` if it cannot be used.
    :ivar message: what is wrong with it, else empty.
    :ivar near: what would name the file beside it that has nearly its name, where there is one.
    """

    path: str
    file: Path | None
    message: str = ''
    near: str = ''


def resolved(file: Path) -> Path:
    """Where a file really is, or would be if it were there.

    :raises OSError: for a link that leads to itself and the like, which Python 3.13 lets pass where a file need not exist.
    :raises RuntimeError: for the same up to Python 3.12.
    """
    try:
        return file.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        return file.resolve()


def site_file(name: str, folder: str, root: str | Path) -> SiteFile:
    """Find the file that a page means by a name: relative to the page, or from the source folder on with a slash in front.

    :param folder: the page's folder within the source folder, as `BuildEnvironment.relfn2path` of Sphinx takes it.
    :param root: the source folder.
    """
    try:
        source = Path(root).resolve()
        file = resolved(source / name.lstrip('/') if name.startswith('/') else source / folder / name)
        is_file = file.is_file()
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, 'strerror', None) or error
        return SiteFile('', None, __("'%(name)s' cannot be a file: %(why)s") % {'name': name[:80], 'why': why})
    if not file.is_relative_to(source):
        return SiteFile('', None, __("the file '%s' is outside the source folder") % name)
    path = file.relative_to(source).as_posix()
    if not is_file:
        near = _file_beside(name, file)
        words = {'name': name, 'path': path, 'near': near}
        if near:
            return SiteFile(path, None, __("there is no file '%(name)s' (did you mean '%(near)s'?)") % words, near)
        return SiteFile(path, None, __("there is no file '%(name)s' (looked for %(path)s)") % words)
    return SiteFile(path, file)


def _file_beside(name: str, file: Path) -> str:
    """What a page would write for the file beside a missing one that has nearly its name; empty if there is none."""
    try:
        names = sorted(one.name for one in file.parent.iterdir() if one.is_file())
    except OSError:
        return ''
    near = nearest(file.name, names)
    is_file_name = file.suffix and PurePosixPath(name).name == file.name
    return str(PurePosixPath(name).with_name(near)) if near and is_file_name else ''


def read_key(argument: str, kind: str) -> str:
    """The key that a record's directive names.

    :raises ValueError: with a sentence that says what is wrong and what would be right.
    """
    key = argument.strip()
    if not key:
        raise ValueError(__("the key is missing (write it behind the directive's name: {%s} some-key)") % kind)
    return check_key(key)


def anchor_taken(item: Declared, anchor: str) -> Problem:
    """What is said of a record whose anchor something that is no record has."""
    message = __("the anchor '%s' is taken by something else on this page (choose another key)") % anchor
    return Problem(Code.DUPLICATE, message, item.path, item.line, item.name)


def misplaced(item: Declared, owner: str | None) -> Problem:
    """What is said of a record that is not the first one under a heading.

    :param owner: what the section belongs to; `None` if there is no heading.
    """
    if owner is None:
        message = __('no heading precedes this directive, so the record has no title (put a heading right above it)')
    else:
        message = __('the section belongs to %s already (give each record a heading of its own)') % owner
    return Problem(Code.PLACE, message, item.path, item.line, item.name)


def unknown_in_listing(listing: Listing, declared: Iterable[Declared], registry: Registry, graph: Graph) -> Iterator[Problem]:
    """Yield what a listing asks for and none of the records that it can show has."""
    for field, value, hint in unknown_values(listing.selection, declared, registry, graph):
        option = field.replace('_', '-')
        line = listing.lines.get(option, listing.line)
        yield Problem(Code.OPTION, nothing_named(option, value, hint), listing.path, line, '{listing}')


def nothing_named(option: str, value: str, hint: str) -> str:
    """What is said of a value that no record has."""
    message = __("option ':%(option)s:': there is no '%(value)s'%(hint)s")
    return message % {'option': option, 'value': value, 'hint': hint}
