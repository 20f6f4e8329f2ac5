"""Where the addresses of records lead: to a page of the project, to a file of it, or elsewhere."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sphinx.environment import BuildEnvironment

from ..records.options import SiteFile, site_file
from ..records.types import file_name


class Target(NamedTuple):
    """What an address inside the project leads to.

    :ivar docname: the page, with the `anchor` in it; empty for a file.
    :ivar file: path of the file within the source folder.
    """

    docname: str = ''
    anchor: str = ''
    file: str = ''


def named_file(env: BuildEnvironment, docname: str, name: str) -> SiteFile:
    """A file that a page names: relative to the page, or from the source folder on with a slash in front."""
    return site_file(name, folder_of(env, docname), env.srcdir)


def folder_of(env: BuildEnvironment, docname: str) -> str:
    """The folder of a page within the source folder."""
    return env.doc2path(docname, base=False).parent.as_posix()


def page_of(env: BuildEnvironment, file: SiteFile) -> str:
    """The page whose source a file is; empty for any other file."""
    docname = env.path2doc(file.path) if file.file else None
    return docname if docname in env.found_docs and docname else ''


def target_of(env: BuildEnvironment, docname: str, address: str, *, pages: bool = True) -> Target:
    """What an address inside the project leads to that a record on a page has; nothing if that is not there.

    :param pages: whether the source of a page leads to the page.
    """
    name, anchor = file_name(address), unquote(urlsplit(address).fragment)
    if not name:
        return Target(docname, anchor)
    file = named_file(env, docname, name)
    page = page_of(env, file) if pages else ''
    return Target(page, anchor) if page else Target(file=file.path if file.file else '')
