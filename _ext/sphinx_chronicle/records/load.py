"""Records from files, without Sphinx, and the registry of a project from the names of its vocabularies."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from .files import read_file
from .i18n import __
from .kinds import Vocabulary
from .problems import Problem, did_you_mean
from .reader import Reading, read_text
from .registry import Registry


def shipped() -> Mapping[str, str]:
    """Where the vocabularies are declared that are shipped beside the core, by name."""
    # By name, since the records know no vocabulary; the one import that goes the other way.
    found: Mapping[str, str] = import_module('sphinx_chronicle.vocabularies').SHIPPED
    return found


def vocabulary(name: str) -> Vocabulary:
    """A vocabulary that is shipped.

    :raises LookupError: with a message that names the nearest, if there is none of that name.
    """
    known = shipped()
    if name not in known:
        hint = did_you_mean(name, known) or ' ' + __('(the vocabularies are: %s)') % ', '.join(known)
        raise LookupError(__("there is no vocabulary '%(name)s'%(hint)s") % {'name': name, 'hint': hint})
    module, _, constant = known[name].partition(':')
    found: Vocabulary = getattr(import_module(module), constant)
    return found


def all_shipped() -> list[Vocabulary]:
    """All vocabularies that are shipped."""
    return [vocabulary(name) for name in shipped()]


def with_required(names: Iterable[str], others: Mapping[str, Vocabulary] | None = None) -> list[Vocabulary]:
    """The vocabularies of some names, each after those that it requires.

    :param others: vocabularies that other extensions have added, by name.
    :raises LookupError: if there is none of a name.
    """
    found: dict[str, Vocabulary] = {}
    seen: set[str] = set()

    def take(name: str) -> None:
        if name not in seen:
            seen.add(name)
            one = (others or {}).get(name) or vocabulary(name)
            for required in one.requires:
                take(required)
            found[name] = one

    for name in names:
        take(name)
    return [*found.values()]


def registry_of(*vocabularies: str) -> Registry:
    """The registry of the core and some vocabularies that are shipped.

    :raises LookupError: if there is none of a name.
    """
    return Registry(with_required(vocabularies), all_shipped)


def load(*files: str | Path, vocabularies: Iterable[str] = ()) -> Reading:
    """The records of files of YAML, JSON or CSV, as a timeline reads them.

    Relations to other records are not checked. Problems name the files as they are named here.
    """
    registry = registry_of(*vocabularies)
    reading = Reading()
    for file in files:
        text = read_text(Path(file), str(file))
        if isinstance(text, Problem):
            reading.problems.append(text)
            continue
        found = read_file(text, str(file), registry)
        reading.records += found.records
        reading.problems += found.problems
        reading.broken |= found.broken
    return reading


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collection of cyclic garbage while much is made that is all kept.

    It would walk through all of that time and again, the longer the more there is, and find nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
