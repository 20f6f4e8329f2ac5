"""Where a record can be edited: by the setting `chronicle_edit_url`, or by what Read the Docs says of its repository."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from ..env.domain import ChronicleDomain
from ..records.i18n import __
from ..records.problems import did_you_mean
from ..records.types import check_url

#: Hosts whose web editor opens a file at a line, with the form of its address.
_HOSTS = {
    'github.com': 'https://github.com/{repository}/edit/{branch}/{path}#L{line}',
    'gitlab.com': 'https://gitlab.com/{repository}/-/edit/{branch}/{path}#L{line}',
    'codeberg.org': 'https://codeberg.org/{repository}/_edit/{branch}/{path}#L{line}',
}

#: The placeholders for the file of a record and for its line.
_PLACES = ('path', 'line')

#: Git's short form of an SSH address: ``git@host:path``.
_SCP = re.compile(r'(?:[^@/:]+@)?(?P<host>[^@/:]+):(?P<path>(?!//)[^:]+)')


class EditForm(NamedTuple):
    """How the address is made at which a record is edited.

    :ivar template: the address with ``{path}`` and ``{line}`` in it; empty if there is none.
    :ivar root: the folder that paths are relative to.
    """

    template: str = ''
    root: str = ''

    def address(self, source: str, line: int) -> str:
        """The address of a line (1-based) of a file; empty for one outside of the repository."""
        file = Path(source).resolve()
        if not self.template or not file.is_relative_to(self.root):
            return ''
        path = quote(file.relative_to(self.root).as_posix())
        return self.template.replace('{path}', path).replace('{line}', str(line))


def edit_form(domain: ChronicleDomain, environment: Mapping[str, str] = os.environ) -> EditForm:
    """The form of edit links for the project that is built."""
    template = edit_template(domain.env.config.chronicle_edit_url, environment)
    return EditForm(template, str(repository_root(Path(domain.env.srcdir), environment))) if template else EditForm()


def setting_problem(setting: object) -> str:
    """What is wrong with the value of `chronicle_edit_url`; empty if nothing is, or if it is no text, which Sphinx says."""
    if not isinstance(setting, str):
        return ''
    for name in re.findall(r'{([^{}]*)}', setting):
        if name not in _PLACES:
            words = {'name': name, 'hint': did_you_mean(name, _PLACES) or ' ' + __('(write {path} and {line})')}
            return __("there is no placeholder '{%(name)s}'%(hint)s") % words
    if setting and '{path}' not in setting:
        return __("the address has no '{path}', so it would be the same for every record (add it)")
    try:
        check_url(re.sub(r'{\w+}', '1', setting)) if setting else None
    except ValueError as error:
        return str(error)
    return ''


def edit_template(setting: object, environment: Mapping[str, str]) -> str:
    """The form of an edit link with ``{path}`` and ``{line}`` in it; empty if there is none.

    :param setting: the value of `chronicle_edit_url`; one that is wrong counts as none.
    :param environment: Read the Docs' variables say which repository is built: ``READTHEDOCS_GIT_CLONE_URL`` and
        ``READTHEDOCS_GIT_IDENTIFIER``.
    """
    if setting:
        return '' if not isinstance(setting, str) or setting_problem(setting) else setting
    host, repository = _clone(environment.get('READTHEDOCS_GIT_CLONE_URL', ''))
    branch = environment.get('READTHEDOCS_GIT_IDENTIFIER', '') or 'main'
    template = _HOSTS.get(host, '') if repository else ''
    return template.replace('{repository}', quote(repository, safe='/%')).replace('{branch}', quote(branch))


def _clone(address: str) -> tuple[str, str]:
    """The host and the repository that an address is of from which Git clones; both empty if it is none."""
    scp = _SCP.fullmatch(address)
    try:
        host, path = (scp['host'], scp['path']) if scp else (urlsplit(address).hostname or '', urlsplit(address).path)
    except ValueError:
        return '', ''
    # Where port 22 is closed, GitHub and GitLab have SSH on hosts of their own.
    return re.sub(r'^(?:alt)?ssh\.', '', host.lower()), path.strip('/').removesuffix('.git')


def repository_root(srcdir: Path, environment: Mapping[str, str]) -> Path:
    """The folder that paths in the repository are relative to: its checkout, else the source folder."""
    known = environment.get('READTHEDOCS_REPOSITORY_PATH')
    if known:
        return Path(known).resolve()
    source = srcdir.resolve()
    return next((folder for folder in (source, *source.parents) if (folder / '.git').exists()), source)
