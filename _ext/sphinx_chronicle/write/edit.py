"""The address at which a record can be edited: the line of its file in the project's repository."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..doctree.builders import HTML_FORMATS
from ..doctree.i18n import _
from ..doctree.make import Maker
from ..doctree.nodes import chronicle_record, chronicle_rows
from ..env.domain import chronicle_domain

#: Hosts whose web editor opens a file at a line, with the form of its address.
_HOSTS = {
    'github.com': 'https://github.com/{repository}/edit/{branch}/{path}#L{line}',
    'gitlab.com': 'https://gitlab.com/{repository}/-/edit/{branch}/{path}#L{line}',
    'codeberg.org': 'https://codeberg.org/{repository}/_edit/{branch}/{path}#L{line}',
}

_CLONE = re.compile(r'(?:https?://|ssh://)?(?:[^@/]+@)?(?P<host>[^:/]+)[:/](?P<repository>[^:]+?)(?:\.git)?/?')


def edit_template(setting: str, environment: Mapping[str, str]) -> str:
    """The form of an edit link with ``{path}`` and ``{line}`` in it; empty if there is none.

    :param setting: the value of ``chronicle_edit_url``.
    :param environment: Read the Docs' variables say which repository is built: ``READTHEDOCS_GIT_CLONE_URL`` and
        ``READTHEDOCS_GIT_IDENTIFIER``.
    """
    if setting:
        return setting
    match = _CLONE.fullmatch(environment.get('READTHEDOCS_GIT_CLONE_URL', ''))
    template = _HOSTS.get(match['host']) if match else None
    if match is None or template is None:
        return ''
    branch = environment.get('READTHEDOCS_GIT_IDENTIFIER', '') or 'main'
    return template.replace('{repository}', match['repository']).replace('{branch}', branch)


def repository_root(srcdir: Path, environment: Mapping[str, str]) -> Path:
    """The folder that paths in the repository are relative to: its checkout, else the source folder."""
    known = environment.get('READTHEDOCS_REPOSITORY_PATH')
    if known:
        return Path(known)
    return next((folder for folder in (srcdir, *srcdir.parents) if (folder / '.git').exists()), srcdir)


class EditLinks(SphinxPostTransform):
    """Add a row with the edit link to each record; in HTML only, where one can follow it and edit."""

    # After the parts of the records have been added (790).
    default_priority = 791
    formats = HTML_FORMATS

    def run(self, **kwargs: Any) -> None:
        """Add the row to the last part of each record, which is about the record itself."""
        template = edit_template(self.config.chronicle_edit_url, os.environ)
        if not template:
            return
        root = repository_root(Path(self.env.srcdir).resolve(), os.environ).resolve()
        labels = chronicle_domain(self.env).labels
        for record in self.document.findall(chronicle_record):
            source = Path(record.source or '').resolve()
            if not source.is_relative_to(root):
                continue
            path = source.relative_to(root).as_posix()
            address = template.replace('{path}', path).replace('{line}', str(record.line or 1))
            maker = Maker(labels, record.source or '', record.line or 0)
            link = nodes.reference('', '', nodes.Text(_('Edit this record')), refuri=address, internal=False)
            row = maker.row('edit', labels.field('edit'), [[link]])
            self.part(record, maker).append(row)

    @staticmethod
    def part(record: chronicle_record, maker: Maker) -> chronicle_rows:
        """The part about the record itself, made if it has none."""
        for child in record.children:
            if isinstance(child, chronicle_rows) and child['part'] == 'provenance':
                return child
        part = maker.node(chronicle_rows, part='provenance')
        record.append(part)
        return part
