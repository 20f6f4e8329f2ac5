"""Build the same projects with two revisions of the extension, and tell how what they write differs.

    python tools/compare_builds.py main                       the working tree against a branch
    python tools/compare_builds.py HEAD~3 HEAD                two commits
    python tools/compare_builds.py main --builder html --project site
    python tools/compare_builds.py main --ignore ' class="[^"]*"'  but for what is meant

A large refactoring should change no output; this proves it. Each revision is checked out into a temporary folder and builds
with its own `_ext`: the site of its repository, which is known by the address of a site that is published; the projects of
`tests/reuse`; and the hostile cases of the tests as pages in both markups. The site has the content and the settings of its
own revision, all others the content of the old one. The exit status is 0 if everything is equal, 1 if not, and 2 if something
could not be built.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import io
import itertools
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent

#: The builders, in the order they write. All but those of `APART` share what the first of them read.
BUILDERS = (
    'html', 'dirhtml', 'singlehtml', 'epub', 'latex', 'text', 'man', 'texinfo', 'xml', 'pseudoxml', 'json', 'pickle',
    'htmlhelp', 'gettext',
)  # fmt: skip

#: Builders that keep versions of the doctrees, so that no other can use these.
APART = frozenset({'gettext'})

#: The projects beside the site: each one's extensions and theme.
ASSEMBLED = {
    'reuse-markdown': ('myst_parser sphinx_chronicle', 'furo'),
    'reuse-rst': ('sphinx_chronicle', 'alabaster'),
    'hostile-markdown': ('myst_parser sphinx_chronicle', 'basic'),
    'hostile-rst': ('sphinx_chronicle', 'basic'),
}
PROJECTS = ('site', *ASSEMBLED)

CONF = """\
project = 'Compared'
author = copyright = 'Tester'
version = release = '1'
extensions = {extensions!r}
chronicle_vocabularies = ['models', 'podcast']
html_theme = {theme!r}
myst_heading_slug_func = 'docutils.nodes.make_id'
myst_heading_anchors = 3
"""

#: What makes two builds of one revision equal.
FIXED = {
    'LANGUAGE': 'en',
    'LC_ALL': 'C.UTF-8',
    'NO_COLOR': '1',
    'PYTHONHASHSEED': '0',
    'SOURCE_DATE_EPOCH': '1735689600',
    'TZ': 'UTC',
}
PUBLISHED = {'READTHEDOCS_CANONICAL_URL': 'https://example.org/en/latest/'}

#: No build takes longer, in seconds.
PATIENCE = 900

#: What Sphinx keeps for itself, and what names the versions of extensions.
PRIVATE = re.compile(r'(^|/)(\.buildinfo|\.buildinfo\.bak|\.doctrees/.*|environment\.pickle|last_build)$')

#: A line that is longer is broken where it can be, so that a difference in it can be seen.
LONG = 160


class CompareError(Exception):
    """Something without which nothing can be compared."""


# -- what is compared -----------------------------------------------------------------------------------------------------


def normal(text: str, root: str) -> str:
    """The text without the folder of its side, and without the checksums of static files."""
    if root:
        text = text.replace(f'{root}/', '').replace(root, '.')
    return re.sub(r'\?v=[0-9a-f]{8}\b', '?v=', text)


def text_lines(text: str) -> list[str]:
    """The lines of a text, long ones broken behind what ends a part; only what ended a line of the text ends in a newline."""
    found: list[str] = []
    for line in text.split('\n'):
        found += re.split(r'(?<=[;{},])(?!$)', line) if len(line) > LONG else [line]
        found[-1] += '\n'
    found[-1] = found[-1][:-1]
    return found if found[-1] else found[:-1]


def markup_lines(text: str) -> list[str]:
    """The lines of a page of HTML: each tag that follows another begins one."""
    return [part for line in text_lines(text) for part in re.split(r'(?<=>)(?=<)', line)]


def inventory_lines(data: bytes) -> list[str]:
    """The header and the objects of an inventory."""
    *head, packed = data.split(b'\n', 4)
    objects = zlib.decompress(packed).decode('utf-8').splitlines(keepends=True)
    return [*(f'{line.decode("utf-8")}\n' for line in head), *sorted(objects)]


def search_lines(text: str) -> list[str]:
    """A line for each thing that the search knows, with names in place of numbers."""
    index: dict[str, Any] = json.loads(re.sub(r'^Search\.setIndex\((.*)\)\s*$', r'\1', text, flags=re.DOTALL))
    # It has the version of each extension.
    index.pop('envversion', None)
    names: list[str] = index['docnames']
    types: dict[str, str] = index.get('objtypes', {})
    for part in ('terms', 'titleterms'):
        for word, found in index.get(part, {}).items():
            index[part][word] = [names[number] for number in (found if isinstance(found, list) else [found])]
    for part in ('alltitles', 'indexentries'):
        for word, places in index.get(part, {}).items():
            index[part][word] = [[names[number], *rest] for number, *rest in places]
    for prefix, objects in index.get('objects', {}).items():
        index['objects'][prefix] = [[names[number], types[str(kind)], *rest] for number, kind, *rest in objects]
    index['titles'] = dict(zip(names, index['titles'], strict=True))
    return list(data_lines(index))


def data_lines(value: object, path: str = '') -> Iterator[str]:
    """A line for each value in some data, with the keys that lead to it; a text that is markup has one for each tag."""
    if isinstance(value, dict) and value:
        for key in sorted(value, key=str):
            yield from data_lines(value[key], f'{path}.{key}' if path else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(inner, dict | list | tuple) for inner in value):
        for number, inner in enumerate(value):
            yield from data_lines(inner, f'{path}[{number}]')
    elif isinstance(value, set | frozenset):
        yield from data_lines(sorted(map(repr, value)), path)
    elif isinstance(value, Unknown):
        yield from data_lines(vars(value), f'{path}<{type(value).__name__}>')
    elif isinstance(value, str) and '\n' in value:
        for line in markup_lines(value):
            end = '\n' if line.endswith('\n') else ''
            yield f'{path}: {line.removesuffix(end)}{end}'
    else:
        yield f'{path}: {value!r}\n'


class Unknown:
    """An object of a class that is not imported: what was pickled of it."""

    def __init__(self, *arguments: object) -> None:
        self.arguments = arguments
        self.items: list[object] = []

    def __setstate__(self, state: object) -> None:
        self.state = state

    def __setitem__(self, key: object, value: object) -> None:
        self.items.append((key, value))

    def append(self, value: object) -> None:
        self.items.append(value)


class Unpickler(pickle.Unpickler):
    """Loads what Sphinx pickled without any class of Sphinx or of an extension, since each side has its own."""

    def find_class(self, module: str, name: str) -> Any:
        if module in {'collections', 'datetime', 'pathlib'} or (module == 'builtins' and name in {'set', 'frozenset'}):
            return super().find_class(module, name)
        return type(f'{module}.{name}', (Unknown,), {})


def lines_of(name: str, data: bytes, root: str = '') -> list[str]:
    """What is compared of a file of an output folder; `root` is what differs in the paths of both sides."""
    try:
        found = structured_lines(name, data, root)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, pickle.UnpicklingError, zlib.error):
        # It is not what its name says.
        found = None
    if found is not None:
        return found
    try:
        text = data.decode('utf-8')
    except UnicodeDecodeError:
        return [f'{len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}\n']
    if name.startswith('exports/'):
        # Byte for byte: others read them.
        return text_lines(text)
    text = normal(text, root)
    return markup_lines(text) if name.endswith(('html', 'xml', '.opf', '.ncx')) else text_lines(text)


def structured_lines(name: str, data: bytes, root: str) -> list[str] | None:
    """The lines of a file that holds data; none for texts."""
    if name == 'objects.inv':
        return inventory_lines(data)
    if name in {'searchindex.js', 'searchindex.json'}:
        return search_lines(normal(data.decode('utf-8'), root))
    if name.endswith('pickle'):
        return [normal(line, root) for line in data_lines(Unpickler(io.BytesIO(data)).load())]
    if name.endswith('json') and not name.startswith(('_', 'exports/')):
        return list(data_lines(json.loads(normal(data.decode('utf-8'), root))))
    return None


def warning_lines(text: str, root: str = '') -> list[str]:
    """The warnings of a build, sorted, each with the lines that belong to it."""
    text = re.sub(r'\x1b\[[0-9;]*m', '', normal(text, root))
    text = re.sub(r'\b0x[0-9a-f]{6,}\b', '0x', text)
    warnings: list[str] = []
    for line in filter(None, map(str.rstrip, text.split('\n'))):
        if warnings and not re.search(r'\b(WARNING|ERROR|CRITICAL|SEVERE|Warning):', line):
            warnings[-1] += f'{line}\n'
        else:
            warnings.append(f'{line}\n')
    return [line for warning in sorted(warnings) for line in warning.splitlines(keepends=True)]


def outputs(folder: Path, root: str = '') -> dict[str, list[str]]:
    """What is compared of each file of an output folder; books are opened."""
    books = sorted(folder.glob('*.epub'))
    if books:
        members_of: dict[str, list[str]] = {}
        for book in books:
            with zipfile.ZipFile(book) as members:
                members_of |= {f'{book.name}/{name}': lines_of(name, members.read(name), root) for name in members.namelist()}
        return members_of
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob('*')) if path.is_file()}
    return {name: lines_of(name, path.read_bytes(), root) for name, path in files.items() if not PRIVATE.search(name)}


def differences(
    old: Mapping[str, list[str]], new: Mapping[str, list[str]], ignore: Iterable[str] = (), context: int = 1
) -> dict[str, list[str]]:
    """The unified diff of each file that is not the same, without its header."""
    patterns = [re.compile(pattern) for pattern in ignore]
    found = {}
    for name in sorted({*old, *new}):
        if name not in old or name not in new:
            found[name] = [f'only {"new" if name not in old else "old"} has this file']
            continue
        if old[name] == new[name]:
            continue
        before, after = list(known(old[name], patterns)), list(known(new[name], patterns))
        if before != after:
            found[name] = diff(before, after, context)
    return found


def known(lines: Iterable[str], patterns: Sequence[re.Pattern[str]]) -> Iterator[str]:
    """The lines without what matches; a line of which nothing is left is dropped."""
    for line in lines:
        left = line
        for pattern in patterns:
            left = pattern.sub('', left)
        if left.strip() or not line.strip():
            yield left


def diff(old: list[str], new: list[str], context: int) -> list[str]:
    """A unified diff without its header; ends of lines are seen where they are all that differs."""
    start = next((number for number, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    if len(old) + len(new) > 20_000:
        # More would take minutes, and nobody reads it.
        start = max(0, start - context)
        old, new = old[start : start + 5000], new[start : start + 5000]
    lines = list(difflib.unified_diff(old, new, n=context))[2:]
    plain = {sign: [line[1:].rstrip('\n') for line in lines if line[0] == sign] for sign in '-+'}
    if plain['-'] == plain['+']:
        lines = [line.replace('\n', '⏎') for line in lines]
    return [line.rstrip('\n') for line in lines]


def clipped(line: str, width: int = 300) -> str:
    return line if len(line) <= width else f'{line[: width // 2]} … {line[-width // 2 :]}'


# -- what is built --------------------------------------------------------------------------------------------------------


class Side:
    """A revision: its checkout, its projects and what it writes."""

    def __init__(self, name: str, revision: str | None, work: Path) -> None:
        self.name = name
        self.revision = revision
        self.folder = work / name
        self.tree = self.folder / 'tree'
        #: Options of its builds of assembled projects.
        self.defines: list[str] = []
        self.folder.mkdir(parents=True)
        (self.folder / 'tmp').mkdir()
        self.check_out()

    def check_out(self) -> None:
        """Copy the files of the revision, or those of the working tree that Git does not ignore."""
        if self.revision is not None:
            packed = git('archive', '--format=tar', self.revision)
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                archive.extractall(self.tree, filter='data')
            return
        for name in git('ls-files', '-z', '--cached', '--others', '--exclude-standard').decode().split('\0'):
            if name and (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.tree / name)

    def source(self, project: str) -> Path:
        return self.tree if project == 'site' else self.folder / 'projects' / project / 'source'

    def output(self, project: str, builder: str) -> Path:
        return self.folder / 'output' / project / builder

    def environment(self, *paths: Path) -> dict[str, str]:
        """The variables of a process that has this side's extension."""
        own = {key: value for key, value in os.environ.items() if not key.startswith(('PYTHON', 'READTHEDOCS', 'SPHINX'))}
        path = os.pathsep.join(map(str, (self.tree / '_ext', *paths)))
        return {**own, **FIXED, 'PYTHONPATH': path, 'TMPDIR': str(self.folder / 'tmp')}

    def build(self, project: str, builder: str) -> Built:
        """Run a builder on a project."""
        out = self.output(project, builder)
        doctrees = self.folder / 'doctrees' / (f'{project}-{builder}' if builder in APART else project)
        options = ['-q', '-n', '-T', '-j', '1', '-b', builder, '-d', str(doctrees)]
        environment = self.environment()
        if project == 'site':
            environment |= PUBLISHED
        else:
            options += self.defines
        command = [sys.executable, '-m', 'sphinx', *options, str(self.source(project)), str(out)]
        try:
            done = subprocess.run(
                command, env=environment, cwd=self.folder, capture_output=True, text=True, errors='replace', timeout=PATIENCE,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Built(f'it took longer than {PATIENCE} seconds', {})
        root = str(self.folder)
        if done.returncode:
            return Built(error_of(normal(done.stderr, root)) or f'exit status {done.returncode}', {})
        return Built('', {'(warnings)': warning_lines(done.stderr, root), **outputs(out, root)})


class Built(NamedTuple):
    """How a build ended: its error, if any, and what is compared of it."""

    error: str
    files: dict[str, list[str]]


def error_of(text: str) -> str:
    """The line of what Sphinx says at its end that tells the error."""
    lines = [line.strip() for line in text.splitlines() if re.match(r'\s*[\w.]*(Error|Exception|Failure|Warning)\b', line)]
    return lines[-1] if lines else text.strip().rpartition('\n')[2]


def git(*arguments: str) -> bytes:
    """What Git says; a failure if it does not know the revision."""
    done = subprocess.run(['git', *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise CompareError(done.stderr.decode(errors='replace').strip())
    return done.stdout


def assemble(project: str, old: Side, sides: Iterable[Side], new_conf: str) -> None:
    """Write a project beside the site for both sides, with the content of the old one."""
    kind, _, markup = project.partition('-')
    extensions, theme = ASSEMBLED[project]
    pages: dict[str, str] = hostile_pages(old, 'md' if markup == 'markdown' else markup) if kind == 'hostile' else {}
    for side in sides:
        source = side.source(project)
        if kind == 'reuse':
            shutil.copytree(old.tree / 'tests' / 'reuse' / markup, source)
            shutil.copy(old.tree / 'tests' / 'reuse' / 'models.yaml', source)
            shutil.copy(old.tree / 'guide' / 'sample-episode.mp3', source / 'talk.mp3')
        else:
            # Files that nothing may read: beside the source, or links to themselves.
            (source / 'folder').mkdir(parents=True)
            (source.parent / 'secret.png').write_bytes(b'\x89PNG secret')
            (source.parent / 'secret.txt').write_text('- {key: secret, title: Secret, date: 2025}', encoding='utf-8')
            for name, target in {'loop.png': 'loop.png', 'loop.yaml': 'loop.yaml', 'zero.yaml': '/dev/zero'}.items():
                (source / name).symlink_to(target)
        for name, text in pages.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text(text, encoding='utf-8', newline='')
        conf = CONF.format(extensions=extensions.split(), theme=theme) + (new_conf if side is not old else '')
        (source / 'conf.py').write_text(conf, encoding='utf-8')


def hostile_pages(old: Side, suffix: str) -> dict[str, str]:
    """The hostile cases of the old side's tests as pages."""
    command = [sys.executable, str(ROOT / 'tests' / 'hostile' / 'pages.py'), suffix]
    done = subprocess.run(
        command, env=old.environment(old.tree / 'tests'), cwd=old.folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OSError(error_of(done.stderr))
    pages: dict[str, str] = json.loads(done.stdout)
    return pages


# -- what is told ---------------------------------------------------------------------------------------------------------


class Teller:
    """Tells how each build compares, and remembers the worst for the exit status."""

    def __init__(self, ignore: Sequence[str], context: int, most: int) -> None:
        self.ignore = ignore
        self.context = context
        self.most = most
        self.status = 0
        self.compared = 0
        #: The diffs that were shown, by where.
        self.shown: dict[tuple[str, ...], str] = {}

    def say(self, *lines: str) -> None:
        for line in lines:
            # Hostile cases can have what the output cannot show.
            sys.stdout.write(line.encode('utf-8', 'replace').decode() + '\n')
        sys.stdout.flush()

    def compare(self, project: str, builder: str, old: Built, new: Built) -> None:
        """Tell how a build of both sides compares."""
        build = f'{builder} {project}'
        if old.error:
            also = 'both end' if new.error else 'old ends'
            self.say(f'{build}: left out, {also} in an error: {clipped(old.error, 120)}')
            return
        if new.error:
            self.say(f'{build}: FAILED, only new ends in an error: {clipped(new.error)}')
            self.status = 2
            return
        self.compared += 1
        found = differences(old.files, new.files, self.ignore, self.context)
        count = len({*old.files, *new.files}) - 1
        if not found:
            self.say(f'{build}: {count} files equal, {len(old.files["(warnings)"])} lines of warnings')
            return
        self.status = max(self.status, 1)
        self.say(f'{build}: differences: {len(found)} (of {count} files and the warnings)')
        for name, lines in found.items():
            self.say(*self.told(f'{build}/{name}', lines))

    def told(self, place: str, lines: Sequence[str]) -> Iterator[str]:
        """A diff with its header; one that another file had is only named."""
        body = tuple(line for line in lines if not line.startswith('@@'))
        first = self.shown.setdefault(body, place)
        if first != place:
            yield f'--- {place}: as {first}'
            return
        yield f'--- old {place}'
        yield f'+++ new {place}'
        yield from map(clipped, lines[: self.most])
        if len(lines) > self.most:
            yield f'… {len(lines) - self.most} more lines'


def run(options: argparse.Namespace, work: Path) -> int:
    """Build and compare in a folder."""
    teller = Teller(options.ignore, options.context, options.most)
    old, new = Side('old', options.old, work), Side('new', options.new, work)
    new.defines = [part for define in options.define for part in ('-D', define)]
    new_conf = options.new_conf.read_text(encoding='utf-8') if options.new_conf else ''
    projects = []
    for project in options.project or PROJECTS:
        try:
            if project != 'site':
                assemble(project, old, (old, new), new_conf)
        except OSError as error:
            teller.say(f'{project}: left out, since old does not have it: {error}')
        else:
            projects.append(project)
    jobs = list(itertools.product(projects, options.builder or BUILDERS))
    # Each side builds one after the other, since its builders share what they read.
    with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second:
        try:
            builds = [(first.submit(old.build, *job), second.submit(new.build, *job)) for job in jobs]
            for (project, builder), (before, after) in zip(jobs, builds, strict=True):
                teller.compare(project, builder, before.result(), after.result())
        finally:
            for pool in (first, second):
                pool.shutdown(wait=False, cancel_futures=True)
    if not teller.compared:
        raise CompareError('There was nothing to compare.')
    return teller.status


def pattern(text: str) -> str:
    """An argument that is a regular expression."""
    try:
        re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f'{text!r} is no regular expression: {error}') from None
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, build and compare; 0 if all is equal, 1 if not, 2 if something could not be built."""
    parser = argparse.ArgumentParser(description=(__doc__ or '').partition('\n')[0])
    option: Callable[..., argparse.Action] = parser.add_argument
    option('old', metavar='OLD', help='a Git revision')
    option('new', metavar='NEW', nargs='?', help='a Git revision (default: the working tree)')
    option('--builder', action='append', choices=BUILDERS, help='only this builder (repeatable)')
    option('--project', action='append', choices=PROJECTS, help='only this project (repeatable)')
    option('--ignore', action='append', default=[], type=pattern, metavar='REGEX', help='take what matches out of all lines')
    option('--define', action='append', default=[], metavar='NAME=VALUE', help='a setting of new, but not of its site')
    option('--new-conf', type=Path, metavar='FILE', help="what is added to new's conf.py, but not to that of its site")
    option('--context', type=int, default=1, metavar='LINES', help='how many equal lines stand around a difference (default: 1)')
    option('--most', type=int, default=40, metavar='LINES', help='how many lines of a diff are shown (default: 40)')
    option('--keep', type=Path, metavar='DIR', help='build in this new folder and leave everything there')
    options = parser.parse_args(arguments)
    try:
        if options.keep:
            options.keep.mkdir(parents=True)
            return run(options, options.keep.resolve())
        with tempfile.TemporaryDirectory(prefix='compare-', ignore_cleanup_errors=True) as folder:
            return run(options, Path(folder).resolve())
    except (CompareError, OSError) as error:
        sys.stderr.write(f'{error}\n')
        return 2


if __name__ == '__main__':
    sys.exit(main())
