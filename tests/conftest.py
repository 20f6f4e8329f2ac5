"""Builds small Sphinx projects in temporary folders."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Protocol

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONF = """
project = 'Test'
author = 'Tester'
version = '1'
copyright = 'Tester'
extensions = ['myst_parser', 'sphinx_chronicle']
myst_heading_slug_func = 'docutils.nodes.make_id'
"""


class Site:
    """A finished build: its application, its warnings and its output."""

    def __init__(self, app: Sphinx, warnings: str) -> None:
        self.app = app
        self.warnings = warnings

    def read(self, name: str) -> str:
        """Text of an output file."""
        return (self.outdir / name).read_text(encoding='utf-8')

    @property
    def outdir(self) -> Path:
        return self.app.outdir

    @property
    def lines(self) -> list[str]:
        """Warnings, one a line, with the source folder taken off."""
        return [line.replace(f'{self.app.srcdir}/', '') for line in self.warnings.splitlines() if line.strip()]


class Build(Protocol):
    """Builds a project from the texts of its files."""

    def __call__(
        self,
        files: Mapping[str, str],
        builder: str = 'html',
        *,
        conf: str = '',
        parallel: int = 0,
        fresh: bool = False,
    ) -> Site: ...


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a project; a second call with the same builder is an incremental build."""

    def build_site(
        files: Mapping[str, str], builder: str = 'html', *, conf: str = '', parallel: int = 0, fresh: bool = False
    ) -> Site:
        srcdir = tmp_path / 'src'
        srcdir.mkdir(exist_ok=True)
        for name, text in {'conf.py': CONF + conf, **files}.items():
            path = srcdir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')
        warnings = StringIO()
        with patch_docutils(srcdir), docutils_namespace():
            app = Sphinx(
                srcdir,
                srcdir,
                tmp_path / 'out' / builder,
                tmp_path / 'doctrees',
                builder,
                status=None,
                warning=warnings,
                freshenv=fresh,
                parallel=parallel,
                confoverrides={'nitpicky': True},
            )
            app.build()
        return Site(app, _plain(warnings.getvalue()))

    return build_site


def _plain(text: str) -> str:
    """The text without terminal colors."""
    return re.sub(r'\x1b\[[0-9;]*m', '', text)
