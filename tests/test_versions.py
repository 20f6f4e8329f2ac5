"""Versions that are too old are refused before anything is built, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docutils
import pytest
import sphinx
from sphinx.errors import ExtensionError, VersionRequirementError

if TYPE_CHECKING:
    from conftest import Build, Markup


def test_an_older_sphinx_is_refused(build: Build, markdown: Markup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sphinx, 'version_info', (8, 1, 3, 'final', 0))
    with pytest.raises(VersionRequirementError, match=r'sphinx_chronicle extension .* needs at least Sphinx v8\.2'):
        build({markdown.index: '# Page\n'}, 'dummy')


def test_an_older_docutils_is_refused(build: Build, markdown: Markup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docutils, '__version__', '0.20.1')
    with pytest.raises(ExtensionError) as caught:
        build({markdown.index: '# Page\n'}, 'dummy')
    assert 'sphinx_chronicle needs docutils 0.21 or newer, this is 0.20.1 (update it)' in str(caught.value)


def test_an_older_parser_of_markdown_is_refused(build: Build, markdown: Markup) -> None:
    conf = "\ndef setup(app):\n    app.extensions['myst_parser'].version = '5.1.0'\n"
    with pytest.raises(ExtensionError) as caught:
        build({markdown.index: '# Page\n'}, 'dummy', conf=conf)
    assert 'sphinx_chronicle needs MyST-Parser 5.2 or newer, this is 5.1.0 (update it)' in str(caught.value)
