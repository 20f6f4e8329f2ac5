"""What contributors are told to do works, and what checks their changes is itself right."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from bs4 import BeautifulSoup

from check_links import dead_links
from views import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / 'CONTRIBUTING.md').read_text(encoding='utf-8')
GITHUB = ROOT / '.github'
FORMS = sorted(path for path in (GITHUB / 'ISSUE_TEMPLATE').glob('*.yml') if path.stem != 'config')

_COMMANDS = re.compile(r'^(?P<fence>`{3,})(sh|console)\n(.*?)^(?P=fence)$', re.MULTILINE | re.DOTALL)


def git(*arguments: str, folder: Path = ROOT) -> str:
    return subprocess.run(['git', *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def names(*arguments: str) -> list[str]:
    return [name for name in git('ls-files', '-z', *arguments).split('\0') if name]


@pytest.fixture(scope='module')
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone, with what is not committed yet."""
    folder = tmp_path_factory.mktemp('fresh') / 'clone'
    git('clone', '--quiet', str(ROOT), str(folder))
    for name in names('--deleted'):
        (folder / name).unlink(missing_ok=True)
    for name in names('--modified', '--others', '--exclude-standard'):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git(
        '-c',
        'user.name=T',
        '-c',
        'user.email=t@example.org',
        'commit',
        '-qam',
        'Not committed yet',
        '--allow-empty',
        folder=folder,
    )
    lend_environment(folder)
    return folder


def lend_environment(folder: Path) -> None:
    """Give a clone the environment of the tests as its own: installing one would take the network.

    `make` finds the stamps of an environment that was installed after everything it depends on.
    """
    venv = folder / '.venv'
    venv.mkdir()
    for part in Path(sys.prefix).iterdir():
        if not part.name.startswith('.') and part.name != 'constraints.txt':
            (venv / part.name).symlink_to(part)
    # What make would write through a link.
    shutil.copyfile(ROOT / 'constraints.txt', venv / 'constraints.txt')
    for stamp in ('python', 'docs', 'test'):
        (venv / f'.{stamp}-{sys.version_info[0]}.{sys.version_info[1]}').touch()


@pytest.fixture(scope='module')
def ran(clone: Path) -> Path:
    """The clone after all commands of the page, run one after the other in one shell."""
    commands = '\n'.join(match[3] for match in _COMMANDS.finditer(TEXT))
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(('GIT_', 'MAKE', 'PYTHON', 'VERSIONS', 'VIRTUAL_ENV'))
        },
        'PYTHON': sys.executable,
        # The environment has the extension of this folder installed; here it is that of the clone.
        'PYTHONPATH': str(clone / '_ext'),
        'GIT_AUTHOR_NAME': 'Contributor',
        'GIT_AUTHOR_EMAIL': 'contributor@example.org',
        'GIT_COMMITTER_NAME': 'Contributor',
        'GIT_COMMITTER_EMAIL': 'contributor@example.org',
        # The commands may ask nothing of the network.
        'http_proxy': 'http://127.0.0.1:9',
        'https_proxy': 'http://127.0.0.1:9',
        'PRE_COMMIT_HOME': str(clone.parent / 'pre-commit'),
    }
    done = subprocess.run(
        ['bash', '-euo', 'pipefail', '-c', commands], cwd=clone, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return clone


needs_environment = pytest.mark.skipif(sys.prefix == sys.base_prefix, reason='the tests do not run in a virtual environment')


@needs_environment
def test_the_commands_make_a_release_with_two_checkpoints_and_its_data(ran: Path) -> None:
    timeline = BeautifulSoup((ran / '_build/html/timeline/nemotron-3.html').read_text(encoding='utf-8'), 'html.parser')
    card = timeline.find(id='entry-acme-9')
    assert card is not None
    for part in ('entry-acme-9--acme-9-8b-base', 'entry-acme-9--acme-9-8b'):
        assert timeline.find(id=part) is not None
    words = ' '.join(card.get_text(' ').split())
    assert re.search(r'Acme Web \([^)]*\bcard\)', words)
    assert re.search(r'Setting: \S.* Benchmark Acme-9-8B MMLU-Pro 51\.5 ', words)
    data = BeautifulSoup((ran / '_build/html/datasets/pretraining.html').read_text(encoding='utf-8'), 'html.parser')
    section = data.find(id='dataset-acme-web')
    assert section is not None
    targets = [str(link['href']) for link in section.select('a[href]')]
    assert '../timeline/nemotron-3.html#entry-acme-9' in targets
    assert '../timeline/nemotron-3.html#entry-acme-9--acme-9-8b-base' in targets


@needs_environment
def test_the_commands_make_an_episode_that_is_listed_and_mentioned(ran: Path) -> None:
    page = BeautifulSoup((ran / '_build/html/episodes/acme-radio.html').read_text(encoding='utf-8'), 'html.parser')
    assert [heading.get_text() for heading in page.select('.chronicle-part')] == ['1 takeaway', '2 chapters']
    assert len(page.select('blockquote .attribution')) == 1
    listing = BeautifulSoup((ran / '_build/html/episodes/index.html').read_text(encoding='utf-8'), 'html.parser')
    assert 'acme-radio.html#episode-acme-radio' in {str(link['href']) for link in listing.select('a[href]')}
    timeline = BeautifulSoup((ran / '_build/html/timeline/nemotron-3.html').read_text(encoding='utf-8'), 'html.parser')
    assert 'at 0:00' in timeline.find(id='entry-acme-9').get_text()  # type: ignore[union-attr]


@needs_environment
def test_the_commands_end_with_a_commit_that_the_checks_have_seen(ran: Path) -> None:
    assert git('branch', '--show-current', folder=ran).strip() == 'acme-9'
    assert git('status', '--short', folder=ran) == ''
    changed = git('show', '--format=', '--name-only', folder=ran).split()
    assert changed == ['datasets/pretraining.md', 'episodes/acme-radio.md', 'timeline/nemotron-3.yaml']
    hook = (ran / '.git/hooks/pre-commit').read_text(encoding='utf-8')
    assert 'pre_commit' in hook


#: For each check a file, what is added to it, and what is said of it.
MISTAKES = [
    ('ruff-check', 'tools/wrong.py', 'import os\n', 'F401'),
    ('ruff-format', 'tools/wrong_layout.py', "from __future__ import annotations\n\nwords = {'a' :1}\n", 'would be reformatted'),
    ('codespell', 'glossary.md', '\nThis is teh end.\n', 'teh ==> the'),
    ('yamllint', 'timeline/nemotron-3.yaml', '# Trailing space \n', 'trailing spaces'),
    ('readthedocs-schema', '.readthedocs.yaml', '\nspinx: {}\n', "'spinx' was unexpected"),
    ('workflow-schema', '.github/workflows/test.yml', '\nstep: []\n', "'step' was unexpected"),
    (
        'records',
        'timeline/nemotron-3.yaml',
        '\n  - key: nothing\n    date: 2025\n    titel: Nothing\n',
        "entry 'nothing': unknown field 'titel' (did you mean 'title'?) [chronicle.field]",
    ),
    (
        'records',
        'datasets/pretraining.md',
        '\n## Nothing\n\n```{dataset} nothing\nnmae: x\n```\n',
        "dataset 'nothing': unknown field 'nmae' ",
    ),
    ('links', 'SECURITY.md', '\nSee [this](nowhere.md).\n', 'this link leads nowhere: nowhere.md'),
    ('links', 'RELEASING.md', '\nSee [that](CONTRIBUTING.md#no-such-heading).\n', 'CONTRIBUTING.md#no-such-heading'),
]


def hooks() -> dict[str, dict[str, Any]]:
    config = yaml.safe_load((ROOT / '.pre-commit-config.yaml').read_text(encoding='utf-8'))
    (local,) = config['repos']
    assert local['repo'] == 'local'
    return {hook['id']: hook for hook in local['hooks']}


def test_each_check_before_a_commit_has_its_mistake_here_and_needs_no_network() -> None:
    assert set(hooks()) == {hook for hook, *_ in MISTAKES}
    assert {hook['language'] for hook in hooks().values()} == {'system'}


@pytest.fixture(scope='module')
def told(clone: Path) -> dict[str, str]:
    """What each check says when all mistakes are made at once; without them it says nothing."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith('GIT_')},
        'PATH': f'{Path(sys.executable).parent}{os.pathsep}{os.environ["PATH"]}',
        'PYTHONPATH': str(clone / '_ext'),
        'PRE_COMMIT_HOME': str(clone.parent / 'pre-commit'),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, '-m', *arguments]
        return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)

    files = dict.fromkeys(clone / name for _hook, name, _addition, _said in MISTAKES)
    before = {file: file.read_text(encoding='utf-8') for file in files if file.exists()}
    after = {file: before.get(file, '') for file in files}
    for _hook, name, addition, _said in MISTAKES:
        after[clone / name] += addition
    try:
        sound = run('pre_commit', 'run', '--files', *map(str, before))
        assert sound.returncode == 0, sound.stdout + sound.stderr
        for file, text in after.items():
            file.write_text(text, encoding='utf-8')
        wrong = run('pre_commit', 'run', '--files', *map(str, after))
        assert wrong.returncode == 1, wrong.stdout + wrong.stderr
        # Nothing is mended behind anyone's back.
        assert {file: file.read_text(encoding='utf-8') for file in after} == after
        said = re.split(r'^- hook id: (\S+)$', wrong.stdout, flags=re.MULTILINE)
        assert wrong.stdout.count('.Failed') == len(hooks())
        return {**dict(zip(said[1::2], said[2::2], strict=True)), 'check': run('sphinx_chronicle', 'check').stdout}
    finally:
        for file in after:
            if file in before:
                file.write_text(before[file], encoding='utf-8')
            else:
                file.unlink(missing_ok=True)


@needs_environment
@pytest.mark.parametrize(('hook', 'name', 'addition', 'said'), MISTAKES)
def test_each_check_before_a_commit_finds_its_mistake_and_says_it_briefly(
    told: dict[str, str], hook: str, name: str, addition: str, said: str
) -> None:
    assert addition
    assert said in told[hook]
    assert name in told[hook]
    assert len(told[hook]) < 2000


@needs_environment
def test_the_check_of_records_says_before_a_commit_what_it_says_alone(told: dict[str, str]) -> None:
    records = {line.split(': ')[1] for line in told['check'].splitlines()}
    assert records == {"dataset 'nothing'", "entry 'nothing'"}
    assert told['check'].strip() in told['records']


# -- tables, settings and forms -------------------------------------------------------------------------------------------


def windows_commands() -> Iterator[tuple[str, str]]:
    """The commands for systems without make, by target, as the Makefile would write them."""
    target = ''
    for first, command in re.findall(r'^\| (.*?)\| `(.+)` \|$', TEXT.partition('## The commands behind make')[2], re.MULTILINE):
        match = re.fullmatch(r'`make ([a-z-]+)`', first.strip())
        target = match[1] if match else '' if first.strip() else target
        if target:
            yield target, command.replace('.venv\\Scripts\\', '$(BIN)/')


def recipe(target: str) -> list[str]:
    """The commands of a target of the Makefile."""
    found = re.search(rf'^{re.escape(target)}:.*\n((?:\t.+\n)+)', (ROOT / 'Makefile').read_text(encoding='utf-8'), re.MULTILINE)
    assert found is not None, target
    return found[1].replace('\t', '').splitlines()


@pytest.mark.parametrize('target', ['dev', 'html', 'live', 'linkcheck'])
def test_the_commands_behind_make_are_those_of_the_makefile(target: str) -> None:
    assert [command for name, command in windows_commands() if name == target] == recipe(target)


def test_what_measures_time_is_in_the_files_that_are_run_for_it() -> None:
    (command,) = (line for line in recipe('test') if line.endswith(' -m timed'))
    files = (path for path in (ROOT / 'tests').rglob('test_*.py') if path != Path(__file__))
    timed = {path.relative_to(ROOT).as_posix() for path in files if 'mark.timed' in path.read_text(encoding='utf-8')}
    assert set(re.findall(r'tests/\S+', command)) == timed


def test_the_commands_behind_make_test_are_those_of_the_makefile() -> None:
    # Here the tests run in one process, so those that measure time need no run of their own.
    commands = [re.sub(r'(?<=-m pytest).*', '', command) for command in recipe('test')]
    assert [command for name, command in windows_commands() if name == 'test'] == list(dict.fromkeys(commands))


def test_the_commands_behind_make_are_enough_to_work_with() -> None:
    assert {target for target, _command in windows_commands()} == {'dev', 'html', 'live', 'linkcheck', 'test'}
    assert f'`.venv\\Scripts\\{installation()}`' in TEXT


def installation() -> str:
    """What the Makefile installs for the tests, without what only makes it quiet."""
    (line,) = (line for line in recipe('$(TEST)') if 'pip install' in line)
    line = line.replace('--quiet --disable-pip-version-check ', '').replace("'", '').replace('$(BIN)/', '')
    return line.replace('$(CONSTRAINTS)', 'constraints.txt')


def test_every_target_of_make_that_is_spoken_of_is_there() -> None:
    makefile = (ROOT / 'Makefile').read_text(encoding='utf-8')
    pages = [*ROOT.glob('*.md'), *(ROOT / 'guide').rglob('*.md'), *GITHUB.rglob('*.*')]
    spoken = {name for page in pages for name in re.findall(r'(?:`|\$ |run: )make ([a-z-]+)', page.read_text(encoding='utf-8'))}
    targets = set(re.findall(r'^([a-z-]+):', makefile, re.MULTILINE))
    assert {'html', 'test', 'live', 'linkcheck'} <= spoken
    assert spoken <= targets


def check(schema: str, *files: Path) -> None:
    """Check files against a schema that comes with the checker."""
    command = [sys.executable, '-m', 'check_jsonschema', '--builtin-schema', schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ('schema', 'files'),
    [
        ('vendor.github-workflows', sorted((GITHUB / 'workflows').glob('*.yml'))),
        ('vendor.github-issue-forms', FORMS),
        ('vendor.github-issue-config', [GITHUB / 'ISSUE_TEMPLATE' / 'config.yml']),
        ('vendor.readthedocs', [ROOT / '.readthedocs.yaml']),
        ('vendor.citation-file-format', [ROOT / 'CITATION.cff']),
    ],
)
def test_the_settings_of_services_follow_their_schemas(schema: str, files: list[Path]) -> None:
    assert files
    check(schema, *files)


def test_every_timeline_file_follows_the_schema() -> None:
    files = [*(ROOT / 'timeline').glob('*.yaml'), *(ROOT / 'guide').glob('*.yaml')]
    command = [sys.executable, '-m', 'check_jsonschema', '--schemafile', str(ROOT / 'schema/timeline.schema.json')]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for file in files:
        first = file.read_text(encoding='utf-8').partition('\n')[0]
        assert first == '# yaml-language-server: $schema=../schema/timeline.schema.json', file


def test_spelling_and_yaml_are_clean() -> None:
    for command in (['codespell_lib'], ['yamllint', '--strict', '.']):
        done = subprocess.run([sys.executable, '-m', *command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def workflow(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((GITHUB / 'workflows' / f'{name}.yml').read_text(encoding='utf-8'))
    return found


def commands_of(job: dict[str, Any]) -> list[str]:
    """What a job runs of make."""
    return [step['run'] for step in job['steps'] if step.get('run', '').startswith('make ')]


def test_workflows_run_the_tests_on_every_python_that_is_supported() -> None:
    job = workflow('test')['jobs']['unit']
    matrix = job['strategy']['matrix']
    project = tomllib.loads((ROOT / 'pyproject.toml').read_text(encoding='utf-8'))['project']
    supported = re.findall(r'Python :: (3\.\d+)$', '\n'.join(project['classifiers']), re.MULTILINE)
    assert matrix['python'] == supported == ['3.11', '3.12', '3.13', '3.14']
    versions = {*matrix['versions'], *(one['versions'] for one in matrix['include'])}
    makefile = (ROOT / 'Makefile').read_text(encoding='utf-8')
    assert versions == set(re.findall(r'^CONSTRAINTS_(\w+) :=', makefile, re.MULTILINE))
    assert commands_of(job) == [f'make {target} PYTHON=python VERSIONS=${{{{ matrix.versions }}}}' for target in ('html', 'unit')]


def test_every_kind_of_check_is_a_job_of_its_own() -> None:
    jobs = {name: job for file in ('test', 'deep', 'linkcheck') for name, job in workflow(file)['jobs'].items()}
    targets = {name: [command.split()[1] for command in commands_of(job)] for name, job in jobs.items()}
    assert targets == {
        'lint': ['lint'],
        'types': ['types'],
        'unit': ['html', 'unit'],
        'browser': ['browser'],
        'dist': ['dist'],
        'deep': ['test-deep'],
        'reuse': ['reuse'],
        'linkcheck': ['linkcheck'],
    }


def test_the_parts_of_the_tests_are_together_what_one_command_runs() -> None:
    parts = [line for target in ('lint', 'types', 'unit', 'browser') for line in recipe(target)]
    whole = recipe('test')
    of_pytest = [line for line in whole if '-m pytest' in line]
    assert [line for line in whole if line not in of_pytest] == [line for line in parts if '-m pytest' not in line]
    plain, timed = of_pytest
    assert {f'{plain} --ignore tests/browser', f'{plain} tests/browser'} <= {*parts}
    files = {file for line in parts if line.endswith('-m timed') for file in re.findall(r'tests/\S+', line)}
    assert files == set(re.findall(r'tests/\S+', timed))


def test_a_release_is_published_by_a_workflow_that_the_index_trusts() -> None:
    jobs = workflow('release')['jobs']
    publish = jobs['publish']
    assert publish['permissions'] == {'id-token': 'write'}
    assert publish['needs'] == 'dist'
    assert publish['environment']['name'] == 'pypi'
    assert commands_of(jobs['dist']) == ['make dist PYTHON=python']
    assert 'secrets.' not in (GITHUB / 'workflows/release.yml').read_text(encoding='utf-8')
    told = (ROOT / 'RELEASING.md').read_text(encoding='utf-8')
    assert 'workflow `release.yml`, environment `pypi`' in told


def test_a_missing_python_is_told_in_words() -> None:
    done = subprocess.run(['make', 'html', 'PYTHON=no-python'], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr.count('\n') == 1
    assert "There is no program 'no-python'. Install Python 3.11 or newer" in done.stderr


def test_links_between_the_files_of_the_repository_lead_somewhere() -> None:
    dead = {
        name: [*dead_links(ROOT / name)] for name in names('*.md') if not name.startswith('tests/') and (ROOT / name).is_file()
    }
    assert {name: found for name, found in dead.items() if found} == {}


def test_dead_links_are_found_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / 'OTHER.md').write_text('# A heading, of *some* words\n', encoding='utf-8')
    text = (
        '# Page\n\n[a](OTHER.md) [b](none.md) [c](OTHER.md#a-heading-of-some-words) `[d](none.md)`\n\n'
        '```\n[e](none.md)\n```\n\n[f](OTHER.md#no) [g](#page) [h](#no)\n'
        '[i](https://example.org/) [j](mailto:a@b.c)\n\n[k]: gone.md\n'
    )
    (tmp_path / 'PAGE.md').write_text(text, encoding='utf-8')
    found = [*dead_links(tmp_path / 'PAGE.md', tmp_path)]
    assert found == [(3, 'none.md'), (9, 'OTHER.md#no'), (9, '#no'), (12, 'gone.md')]


@pytest.mark.parametrize(('name', 'kind'), [('new-release', 'entry'), ('new-dataset', 'dataset'), ('new-episode', 'episode')])
def test_forms_ask_for_fields_and_offer_the_values_that_they_can_have(name: str, kind: str) -> None:
    form = yaml.safe_load((GITHUB / 'ISSUE_TEMPLATE' / f'{name}.yml').read_text(encoding='utf-8'))
    asked = {part['id'].replace('-', '_'): part for part in form['body'] if 'id' in part}
    assert set(asked) - {'size'} <= set(REGISTRY.kinds[kind].by_name)
    for field, part in asked.items():
        if part['type'] == 'dropdown':
            assert part['attributes']['options'] == [*REGISTRY.kinds[kind].by_name[field].choices]
