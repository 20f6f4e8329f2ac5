"""Patterns of files that timelines name, and the pages that are outdated because other files match them now."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.matching import Matcher

from ..records.patterns import is_pattern, matching
from .addresses import folder_of
from .domain import chronicle_domain


def names_many(env: BuildEnvironment, docname: str, name: str) -> bool:
    """Whether what a page names is a pattern of files."""
    return is_pattern(name, folder_of(env, docname), env.srcdir)


def matching_files(env: BuildEnvironment, docname: str, pattern: str) -> tuple[str, ...]:
    """The paths of the files that a pattern of a page matches, without what Sphinx leaves out and what it writes itself."""
    source = Path(env.srcdir).resolve()
    written = (Path(folder).resolve() for folder in (chronicle_domain(env).builder.outdir, env.doctreedir))
    own = {folder.relative_to(source).as_posix() for folder in written if folder.is_relative_to(source)}
    is_excluded = Matcher(env.config.exclude_patterns)
    return matching(pattern, folder_of(env, docname), source, lambda path: path in own or is_excluded(path))


def outdated_by_files(_app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], removed: set[str]) -> list[str]:
    """The pages of whose patterns the matches are not what they were (event `env-get-outdated`)."""
    return [
        docname
        for docname, patterns in chronicle_domain(env).patterns.items()
        if docname not in removed and any(files != matching_files(env, docname, pattern) for pattern, files in patterns.items())
    ]
