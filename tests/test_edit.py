"""The link with which a record is edited leads to its line; where nobody knows the repository there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.view.edit import EditForm, edit_template

if TYPE_CHECKING:
    from pathlib import Path

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
    'ssh://git@github.com:22/owner/name.git': 'https://github.com/owner/name/edit/main/{path}#L{line}',
    'ssh://git@ssh.github.com:443/owner/name.git': 'https://github.com/owner/name/edit/main/{path}#L{line}',
    'https://user:secret@gitlab.com:8443/group/name.git/': 'https://gitlab.com/group/name/-/edit/main/{path}#L{line}',
    'git@GitHub.com:owner/odd name#1': 'https://github.com/owner/odd%20name%231/edit/main/{path}#L{line}',
    'https://github.com/': '',
    'https://[github.com/owner/name': '',
    '/srv/git/name.git': '',
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


def test_what_is_put_into_an_address_is_encoded(tmp_path: Path) -> None:
    form = EditForm('https://example.org/{path}#L{line}', str(tmp_path))
    assert form.address(str(tmp_path / 'a b' / '50% #1?é.yaml'), 3) == 'https://example.org/a%20b/50%25%20%231%3F%C3%A9.yaml#L3'
    assert form.address(str(tmp_path.parent / 'outside.yaml'), 1) == ''
    environment = {'READTHEDOCS_GIT_CLONE_URL': 'https://github.com/owner/name', 'READTHEDOCS_GIT_IDENTIFIER': 'fix/a#1 b'}
    assert edit_template('', environment) == 'https://github.com/owner/name/edit/fix/a%231%20b/{path}#L{line}'


WRONG = {
    'unknown': ('https://e.org/{file}#L{line}', "there is no placeholder '{file}'"),
    'misspelt': ('https://e.org/{paht}', "there is no placeholder '{paht}' (did you mean 'path'?)"),
    'of another tool': ('https://e.org/{user}/{path}', "there is no placeholder '{user}'"),
    'the same for all': ('https://e.org/edit', "the address has no '{path}'"),
    'a script': ('javascript:alert(1)//{path}', 'javascript'),
}


@pytest.mark.parametrize(('setting', 'message'), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_reported_in_every_run_and_gives_no_link(
    build: Build, markdown: Markup, setting: str, message: str
) -> None:
    for _run in range(2):
        site = build(project(markdown), conf=f'chronicle_edit_url = {setting!r}\n')
        (line,) = site.lines
        assert line.startswith('conf.py:')
        assert message in line
        assert line.endswith('[chronicle.kind]')
        assert site.soup().select('.chronicle-field-edit') == []


def test_pages_are_written_again_where_the_repository_is_another(
    build: Build, markdown: Markup, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**project(markdown), 'plain.md': '# Plain\n'}
    for branch in ('main', 'next'):
        monkeypatch.setenv('READTHEDOCS_GIT_CLONE_URL', 'https://github.com/owner/name')
        monkeypatch.setenv('READTHEDOCS_GIT_IDENTIFIER', branch)
        links = build(files).soup().select('.chronicle-field-edit a')
        assert {str(link['href']).split('/')[6] for link in links} == {branch}
    monkeypatch.delenv('READTHEDOCS_GIT_CLONE_URL')
    assert build(files).soup().select('.chronicle-field-edit a') == []
