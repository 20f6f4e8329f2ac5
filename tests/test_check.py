"""The command `check` says what a build says, in each run until it is fixed, whatever the project and its files are."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sphinx_chronicle.cli import app, cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from conftest import Build, Site

ROOT = Path(__file__).parent.parent

SOUND = re.compile(r'^(\d+) records?, no problems\n\Z', re.MULTILINE)


class Result(NamedTuple):
    """What a command gave, and the number of records that it says to be without problems."""

    status: int
    out: str
    err: str
    sound: int | None = None

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Check a project in this process."""

    def run(*arguments: str | Path) -> Result:
        status = app.main(['check', *map(str, arguments)])
        captured = capsys.readouterr()
        said = SOUND.search(captured.err)
        assert bool(said) == (status == 0 and not {'github', 'json'} & {*arguments})
        return Result(status, captured.out, SOUND.sub('', captured.err), int(said[1]) if said else None)

    return run


def from_build(site: Site) -> list[str]:
    """A build's warnings as `check` prints them."""
    return sorted(re.sub(': (WARNING|ERROR|CRITICAL): ', ': ', line, count=1) for line in site.lines)


CONF = "project = 'Test'\nextensions = ['myst_parser', 'sphinx_chronicle']\nhtml_theme = 'basic'\nprimary_domain = 'chronicle'\n"
CONF += "chronicle_vocabularies = ['models', 'podcast']\n"

ENTRY = '- key: a\n  title: A\n  date: 2025\n'
BROKEN = '- key: b\n  title: B\n  date: 2025\n  nmae: b\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a project in the current folder."""
    root = tmp_path / 'project'
    root.mkdir()
    monkeypatch.chdir(root)

    def make(files: Mapping[str, str] | None = None, conf: str = '') -> Path:
        for name, text in {'conf.py': CONF + conf, 'index.md': '# Home\n', **(files or {})}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding='utf-8')
        return root

    return make


def program(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, 'PYTHONPATH': str(ROOT / '_ext'), 'PYTHONUTF8': '1', **environment}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=root, env=variables, capture_output=True, text=True, check=False, timeout=60)


# -- check agrees with the build --------------------------------------------------------------------------------------------


def timeline(relation: str) -> str:
    """An entry whose relation is to be found."""
    return f'```{{chronicle:timeline}}\n- key: a\n  title: A\n  date: 2025\n  trained_on: {relation}\n```\n'


WEB = '## Web\n\n```{chronicle:dataset} web\n```\n'
QUOTED = '```{chronicle:timeline}\n- key: web\n  title: W\n  date: 2025\n```\n'
OTHER = """
from docutils import nodes
from docutils.parsers.rst import Directive

class Anything(Directive):
    optional_arguments = 9
    has_content = True
    def run(self):
        return [nodes.paragraph('', '-'.join(self.arguments))]

def setup(app):
    for name in ('license', 'timeline', 'dataset', 'episode', 'listing'):
        app.add_directive(name, Anything)
"""
FILLED = """
def fill(app, docname, source):
    source[0] = source[0].replace('HERE', '```{chronicle:timeline}\\n- key: a\\n  title: A\\n```')

def setup(app):
    app.connect('source-read', fill)
"""
BAD_PAGE = f'# D\n\n```{{chronicle:timeline}}\n{BROKEN}```\n'


def indented(text: str, first: str, rest: str) -> str:
    """A text whose first line begins otherwise than the others."""
    return first + text.rstrip().replace('\n', f'\n{rest}') + '\n'


#: Projects in which a reader of the sources without a parser goes wrong: their files, settings, and how many warnings.
AGREE: dict[str, tuple[dict[str, str], str, int]] = {
    # Records in files that pages take in.
    'included': (
        {'index.md': f'# H\n\n{timeline("web")}\n```{{include}} parts/a.md\n```\n', 'parts/a.md': WEB},
        "exclude_patterns = ['parts/**']",
        0,
    ),
    'included by an included file': (
        {
            'index.md': f'# H\n\n{timeline("web")}\n```{{include}} parts/a.md\n```\n',
            'parts/a.md': '```{include} /parts/b.md\n```\n',
            'parts/b.md': f'{WEB}\n{BAD_PAGE[5:]}',
        },
        "exclude_patterns = ['parts/**']",
        1,
    ),
    'included from a line on': (
        {
            'index.md': '# H\n\n```{include} parts/a.md\n:start-after: HERE\n```\n',
            'parts/a.md': f'{BAD_PAGE[5:]}\nHERE\n\n{WEB}',
        },
        "exclude_patterns = ['parts/**']",
        0,
    ),
    'shown as code': (
        {'index.md': '# H\n\n```{literalinclude} parts/a.md\n```\n', 'parts/a.md': BAD_PAGE},
        "exclude_patterns = ['parts/**']",
        0,
    ),
    'included in reStructuredText': (
        {
            'index.rst': 'H\n=\n\n.. chronicle:timeline::\n\n   - {key: a, title: A, date: 2025, trained_on: web}\n\n'
            'D\n-\n\n.. include:: parts/a.inc\n',
            'parts/a.inc': '.. chronicle:dataset:: web\n\n   rows: many\n',
        },
        "exclude_patterns = ['parts/**']",
        1,
    ),
    # Records in blocks of other blocks.
    'in a quote': ({'index.md': f'# H\n\n{indented(QUOTED, "> ", "> ")}\n{timeline("web")}'}, '', 0),
    'in a quote of a quote': ({'index.md': f'# H\n\n{indented(QUOTED, "> > ", "> > ")}\n{timeline("web")}'}, '', 0),
    'in a quoted list': ({'index.md': f'# H\n\n{indented(QUOTED, "> - ", ">   ")}\n{timeline("wbe")}'}, '', 1),
    'in a table': (
        {'index.md': f'# H\n\n````{{list-table}}\n{indented(QUOTED, "* - ", "    ")}````\n\n{timeline("web")}'}, '', 0
    ),
    'in a definition': (
        {'index.md': f'# H\n\nTerm\n{indented(QUOTED, ": ", "  ")}\n{timeline("web")}'},
        "myst_enable_extensions = ['deflist']",
        0,
    ),
    'in the other markup': (
        {
            'index.md': f'# H\n\n```{{eval-rst}}\n.. chronicle:timeline::\n\n   - key: web\n     title: W\n     date: 2025\n'
            f'     nmae: w\n```\n\n{timeline("web")}'
        },
        '',
        1,
    ),
    'made by an extension': (
        {'index.md': '# H\n\nHERE\n'},
        FILLED,
        1,
    ),
    # Folders that pages may be in.
    'in tests': ({'index.md': f'# H\n\n{timeline("web")}\n```{{toctree}}\ntests/a\n```\n', 'tests/a.md': f'# A\n\n{WEB}'}, '', 0),
    'in venv and node_modules': (
        {
            'index.md': f'# H\n\n{timeline("web")}\n```{{toctree}}\nvenv/a\nnode_modules/b\n```\n',
            'venv/a.md': f'# A\n\n{WEB}',
            'node_modules/b.md': BAD_PAGE,
        },
        '',
        1,
    ),
    'in a hidden folder': ({'index.md': '# H\n\n```{toctree}\n.a/a\n```\n', '.a/a.md': BAD_PAGE}, '', 1),
    # Settings that are not written out.
    'left out by append': (
        {'index.md': '# H\n', 'drafts/d.md': BAD_PAGE},
        "exclude_patterns = []\nexclude_patterns.append('drafts/**')",
        0,
    ),
    'left out by an event': (
        {'index.md': '# H\n', 'drafts/d.md': BAD_PAGE},
        "def setup(app):\n    app.connect('config-inited', lambda app, config: config.exclude_patterns.append('drafts/**'))",
        0,
    ),
    'left out by a loop': (
        {'index.md': '# H\n', 'drafts/d.md': BAD_PAGE, 'old/o.md': BAD_PAGE},
        "exclude_patterns = [f'{name}/*' for name in ('drafts', 'old')]",
        0,
    ),
    'taken in again': (
        {'index.md': '# H\n\n```{toctree}\ndrafts/d\n```\n', 'drafts/d.md': BAD_PAGE},
        "exclude_patterns = ['drafts/**']\nexclude_patterns.clear()",
        1,
    ),
    # Directives of others.
    'of another extension': (
        {'index.md': '# H\n\n```{license} MIT\nSome words: of another\n```\n\n```{timeline} 2020\n* one\n```\n'}, OTHER, 0
    ),
    'of another extension in reStructuredText': (
        {'index.rst': 'H\n=\n\n.. timeline:: 2020\n\n   * one\n\n.. dataset::\n\n   words\n'}, OTHER, 0
    ),
    'of another extension and ours': (
        {'index.md': '# H\n\n```{dataset}\nwords\n```\n\n## W\n\n```{chronicle:dataset} w\nrows: many\n```\n'}, OTHER, 1
    ),
    'short names under a domain of a page': (
        {'index.rst': 'H\n=\n\n.. default-domain:: chronicle\n\n.. dataset:: d\n\n   rows: many\n'}, '', 1
    ),
    'short names of nobody': ({'index.md': '# H\n\n```{dataset} d\nrows: many\n```\n'}, '', 1),
    # Suffixes.
    'another suffix': (
        {'index.txt': 'H\n=\n\n.. chronicle:timeline::\n\n   - key: A B\n'}, "source_suffix = {'.txt': 'restructuredtext'}", 2
    ),
    'another suffix for Markdown': ({'index.text': BAD_PAGE}, "source_suffix = {'.text': 'markdown'}", 1),
    'two suffixes': (
        {'index.rest': 'H\n=\n\n.. toctree::\n\n   a\n', 'a.markdown': BAD_PAGE},
        "source_suffix = {'.rest': 'restructuredtext', '.markdown': 'markdown'}",
        1,
    ),
    'another root': ({'start.md': BAD_PAGE}, "root_doc = 'start'", 1),
    # What others say.
    'what the parsers say': ({'index.md': '# H\n\n#### Deep\n\n{nobody}`x`\n\n[](none.md)\n'}, '', 3),
    'what Sphinx says of pages': ({'index.md': '# H\n', 'alone.md': '# A\n'}, '', 1),
    'what is silenced': (
        {'index.md': f'# H\n\n#### Deep\n\n{BAD_PAGE[5:]}'}, "suppress_warnings = ['myst.header', 'chronicle.field']", 0
    ),
}  # fmt: skip


@pytest.mark.parametrize(('files', 'conf', 'count'), AGREE.values(), ids=AGREE)
def test_check_and_build_say_the_same(
    build: Build, check: Callable[..., Result], files: dict[str, str], conf: str, count: int
) -> None:
    site = build(files, 'html', conf=f'{conf}\n')
    expected = from_build(site)
    assert len(expected) == count
    first, second = (check('--source', site.app.srcdir) for _ in range(2))
    assert first.lines == second.lines
    assert sorted(first.lines) == expected
    assert first.status == (1 if expected else 0)
    assert first.err == ''


# -- until it is fixed ------------------------------------------------------------------------------------------------------

#: Mistakes of each kind: files, and a text of each warning in the order of check.
LASTING: dict[str, tuple[dict[str, str], list[str]]] = {
    'field': ({'index.md': '# H\n\n```{timeline}\n:file: a.yaml\n```\n', 'a.yaml': BROKEN}, ["unknown field 'nmae'"]),
    'option': ({'index.md': f'# H\n\n```{{timeline}}\n:order: newst\n\n{ENTRY}```\n'}, ["'newst'"]),
    'missing file': ({'index.md': '# H\n\n```{timeline}\n:file: a.yaml\n```\n'}, ["there is no file 'a.yaml'"]),
    'relation': ({'index.md': f'# H\n\n```{{timeline}}\n{ENTRY}  related: none\n```\n'}, ["there is no record 'none'"]),
    'circle': ({'index.md': f'# H\n\n```{{timeline}}\n{ENTRY}  derived_from: a\n```\n'}, ['']),
    'listing': (
        {'index.md': f'# H\n\n```{{timeline}}\n{ENTRY}```\n\n```{{listing}}\n:tags: none\n```\n'}, ["there is no 'none'"]
    ),
    'role': ({'index.md': '# H\n\n{entry}`none`\n'}, ["there is no record 'none'"]),
    'link': (
        {
            'index.md': f'# H\n\n```{{timeline}}\n{ENTRY.replace("key: a", "key: abc")}```\n',
            'b.md': '---\norphan: true\n---\n# B\n\n[](#abcc)\n',
        },
        ["no record 'abcc'"],
    ),
    'link to nothing': ({'index.md': '# H\n\n[](#none)\n'}, ["target not found: 'none'"]),
    'export': ({'index.md': '# H\n\n{export}`none.csv`\n'}, ["there is no export 'none.csv'"]),
    'chapter': ({'index.md': '# E\n\n```{episode} e\nduration: 10s\n```\n\n## {at}`0:20` A\n'}, ['']),
    'heading': ({'index.md': '# E\n\n```{episode} e\n```\n\n```{license} l\n```\n'}, ['the section belongs to']),
    'summary': (
        {'index.md': f'# H\n\n```{{timeline}}\n{ENTRY}  summary: "A {{nobody}}`x`."\n```\n'}, ['Unknown interpreted text role']
    ),
    'reference in a summary': (
        {'index.md': f'# H\n\n```{{timeline}}\n{ENTRY}  summary: "A {{ref}}`none`."\n```\n'}, ['undefined label']
    ),
    'raw HTML': ({'index.md': f'# H\n\n```{{timeline}}\n{ENTRY}  summary: "A <b>b</b>."\n```\n'}, ['']),
    'cause in a later file': (
        {
            'index.md': '# H\n\n```{timeline}\n:file: z.yaml\n```\n',
            'b.md': '---\norphan: true\n---\n# B\n\n{entry}`a`\n',
        },
        ["there is no file 'z.yaml'", "there is no record 'a'"],
    ),
    'several': (
        {
            'index.md': '# H\n\n```{toctree}\nb\n```\n\n```{timeline}\n:file: a.yaml\n```\n\n{entry}`bb`\n',
            'a.yaml': BROKEN + '  related: none\n',
            'b.md': '# B\n\n{entry}`none`\n',
        },
        ["unknown field 'nmae'", "there is no record 'none'", "there is no record 'none'", "there is no record 'bb'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(('files', 'texts'), LASTING.values(), ids=LASTING)
def test_a_problem_is_reported_once_in_every_run_of_check_and_build_until_it_is_fixed(
    build: Build, check: Callable[..., Result], files: dict[str, str], texts: list[str]
) -> None:
    conf = "primary_domain = 'chronicle'\n"
    builds = [from_build(build(files, builder, conf=conf)) for builder in ('html', 'html', 'text', 'text', 'html')]
    source = Path(build(files, 'html', conf=conf).app.srcdir)
    checks = [check('--source', source) for _ in range(2)]
    assert len(checks[0].lines) >= len(texts)
    assert all(text in line for text, line in zip(texts, checks[0].lines, strict=False))
    for lines in (*builds, *(sorted(one.lines) for one in checks)):
        assert lines == sorted(checks[0].lines)
    sound = {name: '# H\n' if name == 'index.md' else '' for name in files if name.endswith('.md')}
    sound |= {name: '---\norphan: true\n---\n# B\n' for name in files if name == 'b.md'}
    assert build(sound, 'html', conf=conf).lines == []
    assert check('--source', source)[:3] == (0, '', '')
    assert build(sound, 'html', conf=conf).lines == []


def test_a_problem_is_reported_in_every_run_of_a_parallel_build(build: Build) -> None:
    files = {f'p{number}.md': f'---\norphan: true\n---\n# P\n\n```{{timeline}}\n- key: e{number}\n```\n' for number in range(12)}
    conf = "primary_domain = 'chronicle'\n"
    runs = [from_build(build({'index.md': '# H\n', **files}, 'html', conf=conf, parallel=2)) for _ in range(3)]
    assert len(runs[0]) == 12
    assert runs[0] == runs[1] == runs[2]
    # One of them is read, the others are not.
    mended = {**files, 'p3.md': '---\norphan: true\n---\n# P\n'}
    assert from_build(build({'index.md': '# H\n', **mended}, 'html', conf=conf, parallel=2)) == [
        line for line in runs[0] if not line.startswith('p3.md')
    ]


def test_a_page_that_goes_takes_its_problems_with_it(build: Build, check: Callable[..., Result]) -> None:
    site = build({'index.md': '# H\n', 'd.md': f'---\norphan: true\n---\n{BAD_PAGE}'}, 'html')
    assert len(site.lines) == 1
    source = Path(site.app.srcdir)
    assert len(check('--source', source).lines) == 1
    (source / 'd.md').unlink()
    assert check('--source', source)[:3] == (0, '', '')
    assert build({'index.md': '# H\n'}, 'html').lines == []


def test_what_is_silenced_stays_so_in_every_run(build: Build) -> None:
    page = (
        f'# H\n\n```{{chronicle:timeline}}\n{BROKEN}  summary: "{{nobody}}`x` {{ref}}`none`."\n```\n\n{{chronicle:entry}}`none`\n'
    )
    conf = "suppress_warnings = ['chronicle', 'myst', 'ref']\n"
    sites = [build({'index.md': page}, 'html', conf=conf) for _ in range(2)]
    assert [site.lines for site in sites] == [[], []]
    # Nothing is read or written for what nobody reports.
    assert sites[1].app.env.reread_always == set()
    assert sites[1].app.statuscode == 0


def test_a_build_with_warnings_as_errors_fails_each_time(project: Callable[..., Path]) -> None:
    root = project({'index.md': f'# H\n\n```{{timeline}}\n{BROKEN}```\n\n{{entry}}`none`\n'})
    build = ['-m', 'sphinx', '-q', '-W', '-b', 'html', '.', '../out']
    runs = [program(root, *build), program(root, *build), *(program(root, '-m', 'sphinx_chronicle', 'check') for _ in range(2))]
    assert [done.returncode for done in runs] == [1, 1, 1, 1]
    assert runs[0].stderr == runs[1].stderr
    assert runs[2].stdout == runs[3].stdout
    said = [line.replace(': WARNING: ', ': ').replace(f'{root}/', '') for line in runs[0].stderr.splitlines()]
    assert said == runs[2].stdout.splitlines()
    assert len(said) == 2


# -- the folder in which it keeps what it has read --------------------------------------------------------------------------


def kept(root: Path) -> Path:
    (folder,) = (root / cache.PLACE).glob('*/')
    return folder


def test_what_was_read_is_kept_apart_from_builds_and_from_git(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    root = project({'index.md': f'# H\n\n```{{timeline}}\n{BROKEN}```\n'})
    before = {file.name for file in root.iterdir()}
    assert check().status == 1
    assert {file.name for file in root.iterdir()} - before == {'.chronicle'}
    assert (root / cache.PLACE / '.gitignore').read_text(encoding='utf-8') == '*\n'
    assert re.fullmatch(r'\w+-\d+-sphinx[\d.]+\w*-docutils[\d.]+\w*-myst[\d.]+\w*-.*', kept(root).name)
    assert not list((kept(root) / 'out').rglob('*.html'))
    elsewhere = root.parent / 'elsewhere'
    assert check('--doctrees', elsewhere).status == 1
    assert [folder.name for folder in elsewhere.iterdir()] == [kept(root).name]


def test_only_what_has_changed_is_read_again(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    conf = "def setup(app):\n    app.connect('source-read', lambda app, name, source: print('READ', name))\n"
    root = project({'index.md': '# H\n\n```{toctree}\na\nb\n```\n', 'a.md': '# A\n', 'b.md': '# B\n'}, conf)
    assert check().err.count('READ') == 3
    assert check().err == ''
    (root / 'a.md').write_text(BAD_PAGE, encoding='utf-8')
    again = check()
    assert again.err == 'READ a\n'
    assert len(again.lines) == 1


def damage(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


DAMAGES: dict[str, Callable[[Path], object]] = {
    'cut doctree': lambda folder: damage(folder / 'doctrees/index.doctree'),
    'empty doctree': lambda folder: (folder / 'doctrees/index.doctree').write_bytes(b''),
    'noise for a doctree': lambda folder: (folder / 'doctrees/index.doctree').write_bytes(b'\x80\x04noise'),
    'other doctree': lambda folder: (folder / 'doctrees/index.doctree').write_bytes(b'\x80\x04N.'),
    'no doctree': lambda folder: (folder / 'doctrees/index.doctree').unlink(),
    'cut environment': lambda folder: damage(folder / 'doctrees/environment.pickle'),
    'other environment': lambda folder: (folder / 'doctrees/environment.pickle').write_bytes(b'\x80\x04N.'),
    'no environment': lambda folder: (folder / 'doctrees/environment.pickle').unlink(),
}


@pytest.mark.parametrize('harm', DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_is_read_again(
    project: Callable[..., Path], check: Callable[..., Result], harm: Callable[[Path], object]
) -> None:
    root = project({'index.md': f'# H\n\n```{{timeline}}\n{BROKEN}```\n'})
    first = check()
    harm(kept(root))
    assert check() == first
    assert check() == first


def test_a_second_check_at_once_reads_for_itself(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    root = project({'index.md': f'# H\n\n```{{timeline}}\n{BROKEN}```\n'})
    with cache.open_cache(root) as folder:
        assert check().status == 1
        assert {file.name for file in folder.iterdir()} == {'lock'}
        with cache.open_cache(root) as other:
            assert not other.is_relative_to(root)
        assert not other.exists()
    assert check().status == 1
    assert (kept(root) / 'doctrees').is_dir()


@pytest.mark.skipif(sys.platform == 'win32' or os.geteuid() == 0, reason='the rights of files say nothing here')
def test_a_source_folder_that_cannot_be_written_is_checked(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    root = project({'index.md': f'# H\n\n```{{timeline}}\n{BROKEN}```\n'})
    root.chmod(0o500)
    try:
        assert check().status == 1
    finally:
        root.chmod(0o700)


def test_a_file_in_the_place_of_the_folder_is_left_alone(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    root = project({'.chronicle': 'mine'})
    assert check()[:3] == (0, '', '')
    assert (root / '.chronicle').read_text(encoding='utf-8') == 'mine'


# -- configurations ---------------------------------------------------------------------------------------------------------

#: What keeps a project from being read: its conf.py, and a part of the message.
UNREADABLE = {
    'exits': ('import sys\nsys.exit(3)', 'called sys.exit()'),
    'exits in an extension': ('def setup(app):\n    raise SystemExit(0)', 'ended the program'),
    'raises': ("\n\nraise RuntimeError('no luck')", 'RuntimeError: no luck'),
    'imports nothing': ('import nothing_of_that_name', "No module named 'nothing_of_that_name'"),
    'is not Python': ('this is (', 'syntax error'),
    'unknown extension': ("extensions += ['nothing_of_that_name']", 'nothing_of_that_name'),
    'fails in setup': ("def setup(app):\n    raise ValueError('no\\nluck')", 'luck'),
    'fails in an event': (
        "def fail(*_arguments):\n    raise ValueError('no luck')\ndef setup(app):\n    app.connect('env-before-read-docs', fail)",
        'no luck',
    ),
    'no root': ("root_doc = 'none'", 'none'),
    'without us': ("extensions = ['myst_parser']", "add 'sphinx_chronicle' to extensions"),
    'newer Sphinx': ("needs_sphinx = '99'", '99'),
    'unknown theme': ("html_theme = 'nothing_of_that_name'", 'nothing_of_that_name'),
}


@pytest.mark.parametrize(('conf', 'message'), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize('form', ['text', 'json'])
def test_a_project_that_cannot_be_read_is_one_message_and_status_2(
    project: Callable[..., Path], check: Callable[..., Result], conf: str, message: str, form: str
) -> None:
    project()
    assert check('--format', form).status == 0
    project({}, conf)
    result = check('--format', form)
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith('error: ')
    assert result.err.count('\n') == 1
    assert message in result.err
    project()
    assert check('--format', form).status == 0


def test_a_mistake_in_the_configuration_is_told_with_its_line(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    line = CONF.count('\n') + 3
    project({}, "\n\nraise RuntimeError('no luck')")
    assert check().err.startswith(f'error: conf.py:{line}: ')


PRINTING = """
import os, subprocess, sys
print('from the configuration')
def setup(app):
    print('from an extension')
    os.write(1, b'past Python\\n')
    subprocess.run([sys.executable, '-c', 'print("from a program")'])
    app.connect('env-updated', lambda app, env: print('from an event'))
"""


def test_what_others_print_goes_to_standard_error(project: Callable[..., Path]) -> None:
    root = project({'index.md': f'# H\n\n```{{timeline}}\n{BROKEN}```\n'}, PRINTING)
    done = program(root, '-m', 'sphinx_chronicle', 'check', '--format', 'json')
    (found,) = json.loads(done.stdout)
    assert (done.returncode, found['path'], found['line']) == (1, 'index.md', 7)
    for words in ('from the configuration', 'from an extension', 'past Python', 'from a program', 'from an event'):
        assert words in done.stderr


def test_an_inventory_that_cannot_be_reached_is_a_note(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    project(
        {}, "extensions += ['sphinx.ext.intersphinx']\nintersphinx_mapping = {'a': ('https://docs.invalid/', 'objects.inv')}\n"
    )
    for _run in range(2):
        result = check()
        assert (result.status, result.out) == (0, '')
        assert result.err.startswith('note: ')
        assert result.err.count('\n') == 1


def test_warnings_that_are_about_no_file_are_told(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    project({}, "language = 'xx-none'\nhtml_static_path = ['nowhere']\n")
    result = check('--format', 'json')
    found = json.loads(result.out)
    assert [(one['path'], one['line'], one['record']) for one in found] == [('', None, '')]
    assert 'nowhere' in found[0]['message']
    (line,) = check('--format', 'github').lines
    assert line.startswith('::error')
    assert 'file=' not in line


def test_what_others_say_has_their_codes(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    for conf in ('', 'show_warning_types = False\n'):
        project({'index.md': '# H\n\n{nobody}`x`\n\n```{note}\n```\n'}, conf)
        found = json.loads(check('--format', 'json').out)
        assert {(one['line'], one['code']) for one in found} >= {(3, 'myst.role_unknown')}
        assert all('[' not in one['message'] for one in found)


# -- odd files --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def odd(project: Callable[..., Path]) -> Iterator[Path]:
    """A project with files that are none."""
    root = project({'folder.md/x.txt': ''})
    os.mkfifo(root / 'pipe.md')
    os.mkfifo(root / 'pipe.yaml')
    (root / 'loop.yaml').symlink_to('loop.yaml')
    (root / 'device.yaml').symlink_to('/dev/zero')
    (root / 'dead.yaml').symlink_to('nowhere.yaml')
    (root.parent / 'out.yaml').write_text(BROKEN, encoding='utf-8')
    (root / 'out.yaml').symlink_to(root.parent / 'out.yaml')
    yield root
    (root / 'pipe.md').unlink()


ODD = {
    'pipe.md': 'is no regular file',
    'pipe.yaml': 'is no regular file',
    'device.yaml': 'is no regular file',
    '/dev/zero': 'is no regular file',
    'loop.yaml': 'there is no file',
    'dead.yaml': 'there is no file',
    'folder.md': 'is a folder',
    '.': 'is a folder',
    '': 'is a folder',
    'nul\0.yaml': 'there is no file',
    'caf\udce9.yaml': 'there is no file',
    'x' * 5000: 'there is no file',
    '../out.yaml': 'is outside the source folder',
    'out.yaml': 'is outside the source folder',
}


@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no such files')
@pytest.mark.parametrize(('name', 'message'), ODD.items(), ids=[ascii(name[:20]) for name in ODD])
def test_a_file_that_cannot_be_checked_is_one_message(odd: Path, check: Callable[..., Result], name: str, message: str) -> None:
    assert odd.is_dir()
    result = check(name)
    assert (result.status, result.out) == (2, '')
    assert message in result.err
    assert result.err.count('\n') == 1


@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no such files')
@pytest.mark.usefixtures('odd')
def test_a_page_that_is_a_pipe_is_left_out_and_told_by_check_and_build(check: Callable[..., Result]) -> None:
    expected = ['pipe.md:1: the page is no regular file and is left out (remove it) [chronicle.file]']
    assert check().lines == expected
    assert check().lines == expected
    for _run in range(2):
        done = program(Path.cwd(), '-m', 'sphinx', '-q', '-b', 'html', '.', '../out')
        assert [line.replace('WARNING: ', '') for line in done.stderr.splitlines()] == expected


@pytest.mark.skipif(sys.platform != 'linux', reason='other file systems take no such names')
def test_a_file_whose_name_is_not_utf_8_is_checked(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    root = project()
    (root / 'caf\udce9.yaml').write_text(BROKEN, encoding='utf-8')
    assert check('caf\udce9.yaml').lines[0].startswith("caf\\udce9.yaml:4: entry 'b': unknown field 'nmae'")
    assert json.loads(check('--format', 'json', 'caf\udce9.yaml').out)[0]['line'] == 4


def test_a_file_that_is_not_utf_8_is_one_problem(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    root = project({'index.md': '# H\n\n```{timeline}\n:file: latin.yaml\n```\n'})
    (root / 'latin.yaml').write_bytes(b'- key: caf\xe9\n')
    (only,) = check('latin.yaml').lines
    assert only.startswith('latin.yaml:1: the file is not UTF-8')
    assert check().lines == [only]


# -- files of entries alone -------------------------------------------------------------------------------------------------


def test_files_of_entries_are_read_without_sphinx(project: Callable[..., Path]) -> None:
    root = project({'a.yaml': BROKEN + '  related: none\n', 'b.yml': ENTRY}, "raise RuntimeError('not to be run')")
    code = "import sys; from sphinx_chronicle.cli.app import main; status = main(['check', 'a.yaml', 'b.yml', 'a.yaml'])\n"
    code += "assert not {'sphinx', 'docutils', 'myst_parser'} & set(sys.modules); sys.exit(status)"
    done = program(root, '-c', code)
    assert done.returncode == 1, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.startswith("a.yaml:4: entry 'b': unknown field 'nmae'")
    assert 'without their relations' in done.stderr
    assert done.stderr.count('\n') == 1
    assert not (root / '.chronicle').exists()


def test_with_a_page_among_the_files_relations_are_looked_up(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    page = '# H\n\n```{timeline}\n:file: a.yaml, b.yaml\n```\n\n```{include} c.inc\n```\n'
    files = {
        'index.md': page,
        'a.yaml': ENTRY + '  related: none\n',
        'b.yaml': BROKEN,
        'loose.yaml': BROKEN,
        'c.inc': '{at}`x`\n',
    }
    project({**files, 'left.md': BAD_PAGE}, "exclude_patterns = ['left.md']\n")
    assert [line.partition(':')[0] for line in check().lines] == ['a.yaml', 'b.yaml', 'c.inc']
    result = check('a.yaml', 'index.md')
    assert (len(result.lines), result.err) == (1, '')
    assert "there is no record 'none'" in result.lines[0]
    assert check('c.inc').lines[0].startswith('c.inc:1: {at}')
    result = check('index.md', 'loose.yaml', 'left.md')
    assert [line.partition(':')[0] for line in result.lines] == ['loose.yaml']
    assert result.err.splitlines() == [
        'loose.yaml: no timeline names this file; it was read without its relations to other records',
        'left.md: no page of the project, not checked',
    ]


def test_where_nothing_is_wrong_the_number_of_records_is_said(project: Callable[..., Path], check: Callable[..., Result]) -> None:
    section = '\n## Data\n\n```{dataset} data\n```\n'
    project({'index.md': '# H\n\n```{timeline}\n:file: a.yaml\n```\n' + section, 'a.yaml': ENTRY})
    assert check().sound == 2
    assert check('index.md').sound == 1
    assert check('index.md', 'a.yaml').sound == 2
    assert check('a.yaml').sound == 1
    assert check('--format', 'github').err == ''
