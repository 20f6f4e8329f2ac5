"""The link with which a record is edited leads to its line; where nobody knows the repository there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.write.formats import edit_template

if TYPE_CHECKING:
    from conftest import Build, Markup

CONF = "chronicle_edit_url = 'https://example.org/edit/{path}#L{line}'\n"

ENTRIES = """\
- key: one
  title: One
  date: 2025

- key: two
  title: Two
  date: 2026
"""


def project(markdown: Markup) -> dict[str, str]:
    timeline = markdown.directive('timeline', options={'file': 'models.yaml'})
    data = markdown.directive('dataset', 'corpus', 'type: sft')
    text = markdown.page(markdown.heading('Home'), timeline, markdown.heading('Corpus', 2), data)
    return {markdown.index: text, 'models.yaml': ENTRIES}


def test_each_record_has_a_link_to_its_own_line(build: Build, markdown: Markup) -> None:
    files = project(markdown)
    site = build(files, conf=CONF)
    assert site.lines == []
    links = {
        anchor: [str(link['href']) for link in site.soup().select(f'[id="{anchor}"] .chronicle-field-edit a')]
        for anchor in ('entry-one', 'entry-two', 'dataset-corpus')
    }
    line = files[markdown.index][: files[markdown.index].index('type: sft')].count('\n') + 1
    assert links == {
        'entry-one': ['https://example.org/edit/models.yaml#L1'],
        'entry-two': ['https://example.org/edit/models.yaml#L5'],
        'dataset-corpus': [f'https://example.org/edit/{markdown.index}#L{line}'],
    }
    assert site.soup().select_one('.chronicle-field-edit dd').get_text() == 'Edit this record'  # type: ignore[union-attr]


def test_without_an_address_there_is_no_link(build: Build, markdown: Markup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv('READTHEDOCS_GIT_CLONE_URL', raising=False)
    assert build(project(markdown)).soup().select('.chronicle-field-edit') == []


@pytest.mark.parametrize('builder', ['text', 'latex'])
def test_where_one_cannot_edit_there_is_no_link(build: Build, markdown: Markup, builder: str) -> None:
    site = build(project(markdown), builder, conf=CONF)
    suffixes = {'.txt', '.tex'}
    text = ''.join(file.read_text(encoding='utf-8') for file in site.outdir.rglob('*') if file.suffix in suffixes)
    assert 'Two' in text
    assert 'https://example.org/edit/' not in text


HOSTS = {
    'https://github.com/owner/name.git': 'https://github.com/owner/name/edit/main/{path}#L{line}',
    'git@gitlab.com:group/sub/name.git': 'https://gitlab.com/group/sub/name/-/edit/main/{path}#L{line}',
    'https://codeberg.org/owner/name': 'https://codeberg.org/owner/name/_edit/main/{path}#L{line}',
    'https://example.org/owner/name.git': '',
    '': '',
}


@pytest.mark.parametrize(('clone', 'template'), HOSTS.items(), ids=HOSTS)
def test_read_the_docs_says_which_repository_it_builds(clone: str, template: str) -> None:
    environment = {'READTHEDOCS_GIT_CLONE_URL': clone}
    assert edit_template('', environment) == template
    branched = edit_template('', {**environment, 'READTHEDOCS_GIT_IDENTIFIER': 'next'})
    assert branched == template.replace('/main/', '/next/')
    assert edit_template('https://own.example/{path}', environment) == 'https://own.example/{path}'
