"""Install the extension alone and use it with other themes, Python and Sphinx versions, as another project would.

    python tests/reuse/check.py                     everything
    python tests/reuse/check.py --theme furo        only one theme
    python tests/reuse/check.py --python 3.13=PATH  where a Python is that is not on the search path

The extension is built as a wheel and installed into environments without the rest of this project. Small projects in
reStructuredText, without MyST, and in Markdown must build without a warning and hold what they should; in Chromium axe
must find nothing in the extension's elements, in light and dark, wide and narrow. Screenshots are in
_build/reuse/screenshots. It takes some ten minutes and asks the package index for the themes.
"""

from __future__ import annotations

import argparse
import json
import os
import runpy
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WORK = ROOT / '_build' / 'reuse'
SOURCES = WORK / 'sources'

#: Python, Sphinx and docutils: the oldest, what the site is built with, and the newest.
VERSIONS: Final = (
    ('3.11', '8.2.3', '0.21.2'),
    ('3.11', '9.0.4', '0.22.4'),
    ('3.13', '9.0.4', '0.22.4'),
    ('3.13', '9.2.0', '0.23'),
)

#: What to install for each theme. The book theme asks for an older version of the theme it extends.
THEMES: Final = {
    'alabaster': ('alabaster==1.0.0',),
    'furo': ('furo==2025.12.19',),
    'pydata_sphinx_theme': ('pydata-sphinx-theme==0.24.0',),
    'sphinx_rtd_theme': ('sphinx-rtd-theme==3.1.0',),
    'sphinx_book_theme': ('sphinx-book-theme==1.4.0', 'pydata-sphinx-theme==0.20.0'),
}

#: Themes that cannot be installed with a version of docutils: they ask for an older one.
NOT_WITH: Final = {'0.23': frozenset({'sphinx_rtd_theme'})}

#: Themes that have a dark side, which readers can choose by a button.
DARK: Final = frozenset({'furo', 'pydata_sphinx_theme', 'sphinx_book_theme'})

#: How those themes remember what a reader chose.
CHOOSE: Final = "for (const name of ['theme', 'mode']) localStorage.setItem(name, '{}');"

PAGES: Final = ('index', 'records', 'listings')
WIDTHS: Final = (1280, 360)


class Reader(NamedTuple):
    """What a reader prefers, and what they chose in the theme if that is something else."""

    name: str
    prefers: Literal['light', 'dark']
    chose: str = ''


#: A reader who prefers dark also reads themes that have only light.
READERS: Final = (
    Reader('light', 'light'),
    Reader('dark', 'dark'),
    Reader('chosen-light', 'dark', 'light'),
    Reader('chosen-dark', 'light', 'dark'),
)

#: The extension's own elements; the rest of a page is the theme's.
OURS: Final = (
    '.chronicle-card', '.chronicle-infobox', '.chronicle-filter', '.chronicle-scroll', '.chronicle-list', '.chronicle-at',
)  # fmt: skip
RULES: Final = {
    'runOnly': {'type': 'tag', 'values': ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
    'resultTypes': ['violations'],
}

#: For each card, where the words of its parts begin.
LEFTS: Final = """() => [...document.querySelectorAll('.chronicle-card')].map((card) => [...new Set(
    [...card.querySelectorAll(':scope > :is(.chronicle-title, .chronicle-strip, p:not([class]))')].map((part) => {
        const range = document.createRange();
        range.selectNodeContents(part);
        return Math.round(10 * range.getClientRects()[0].left) / 10;
    })
)])"""

#: What a theme does to all links of a page, by rule and words: not ours to change.
OF_THEMES: Final = {
    'sphinx_rtd_theme': (
        # Its links have too little contrast even on its own page, and no underline.
        ('color-contrast', 'foreground color: #2980b9'),
        ('link-in-text-block', 'class="reference external"'),
    ),
}

CONF = """
import os
project = 'Reuse'
author = 'Tester'
extensions = os.environ['REUSE_EXTENSIONS'].split()
chronicle_vocabularies = ['models', 'podcast']
html_theme = os.environ['REUSE_THEME']
myst_heading_slug_func = 'docutils.nodes.make_id'
"""


class Built(NamedTuple):
    """A finished build."""

    name: str
    theme: str
    out: Path


def run(*command: str | Path, **environment: str) -> str:
    """Run a command and give what it said; end if it fails."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(('PYTHON', 'VIRTUAL_ENV'))}
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, env={**own, **environment}, cwd=WORK
    )
    if done.returncode:
        sys.exit(f'{" ".join(map(str, command))} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}')
    return done.stderr


def make_wheel() -> Path:
    """The wheel, from a copy of the sources: what setuptools leaves behind would get into the next one."""
    copy = WORK / 'package'
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in ('pyproject.toml', 'README.md', 'LICENSE'):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / '_ext', copy / '_ext', ignore=shutil.ignore_patterns('*.egg-info', '__pycache__'))
    shutil.rmtree(WORK / 'wheel', ignore_errors=True)
    run(sys.executable, '-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', WORK / 'wheel', copy)
    (wheel,) = (WORK / 'wheel').glob('*.whl')
    return wheel


def python_of(version: str, given: dict[str, str]) -> str:
    """A Python of a version."""
    candidates = [given.get(version), sys.executable, shutil.which(f'python{version}')]
    for candidate in filter(None, candidates):
        code = 'import sys; print("%d.%d" % sys.version_info[:2])'
        try:
            done = subprocess.run([candidate, '-c', code], capture_output=True, text=True, check=False)
        except OSError as error:
            sys.exit(f'{candidate} cannot be run: {error.strerror}')
        if done.stdout.strip() == version:
            return candidate
    sys.exit(f'There is no Python {version}; say where one is: --python {version}=PATH')


class Environment:
    """A virtual environment with the wheel, a Sphinx and nothing that they do not need."""

    def __init__(self, python: str, version: str, sphinx: str, docutils: str, wheel: Path) -> None:
        self.name = f'python-{version}-sphinx-{sphinx}'
        self.base = (f'sphinx=={sphinx}', f'docutils=={docutils}')
        folder = WORK / 'environments' / self.name
        shutil.rmtree(folder, ignore_errors=True)
        run(python, '-m', 'venv', folder)
        self.python = folder / 'bin' / 'python'
        self.install(str(wheel))
        assert_that('myst-parser' not in self.installed(), f'{self.name}: the extension brings MyST')

    def installed(self) -> set[str]:
        done = subprocess.run([self.python, '-m', 'pip', 'list', '--format=json'], capture_output=True, text=True, check=True)
        return {package['name'].lower() for package in json.loads(done.stdout)}

    def install(self, *packages: str) -> None:
        quiet = ('--quiet', '--disable-pip-version-check')
        run(self.python, '-m', 'pip', 'install', *quiet, '-c', HERE / 'constraints.txt', *self.base, *packages)

    def build(self, markup: str, theme: str) -> Built:
        """Build the project in a markup, nitpicky and silent."""
        name = f'{self.name}-{theme}-{markup}'
        source, out = SOURCES / markup, WORK / 'pages' / name
        extensions = 'sphinx_chronicle' if markup == 'rst' else 'myst_parser sphinx_chronicle'
        said = run(
            self.python, '-m', 'sphinx', '-q', '-n', '-W', '-E', '-d', WORK / 'doctrees' / name, source, out,
            REUSE_THEME=theme, REUSE_EXTENSIONS=extensions, LANGUAGE='en',
        )  # fmt: skip
        assert_that(not said, f'{name}: {said}')
        check_contents(name, out)
        return Built(name, theme, out)


def say(*lines: str) -> None:
    """Write lines at once, since what follows takes long."""
    sys.stdout.writelines(f'{line}\n' for line in lines)
    sys.stdout.flush()


def assert_that(condition: object, message: str) -> None:
    """End with a message unless something is so."""
    if not condition:
        sys.exit(message)


def make_sources() -> None:
    """The projects as another author would have them."""
    shutil.rmtree(SOURCES, ignore_errors=True)
    for markup in ('rst', 'markdown'):
        shutil.copytree(HERE / markup, SOURCES / markup)
        shutil.copy(HERE / 'models.yaml', SOURCES / markup)
        shutil.copy(ROOT / 'guide' / 'sample-episode.mp3', SOURCES / markup / 'talk.mp3')
        (SOURCES / markup / 'conf.py').write_text(CONF, encoding='utf-8')


#: How many of which elements each page has.
CONTENTS: Final = {
    'index': {
        'article.chronicle-card': 3,
        '.chronicle-filter[data-facets]': 1,
        '.chronicle-more table.chronicle-table': 2,
        'p > a[href="records.html#dataset-web-text"]': 1,
        '.chronicle-field-trained_on a[href="records.html#dataset-web-text"]': 2,
        '.chronicle-field-derived_from a[href="#entry-beta"]': 1,
        '.chronicle-doubts > li': 1,
        'script[src*="chronicle.js"]': 1,
        'link[href*="chronicle.css"]': 1,
    },
    'records': {
        '.chronicle-dataset': 1,
        '.chronicle-license': 1,
        '.chronicle-episode': 1,
        '.chronicle-player[data-labels] audio': 1,
        '.chronicle-episode .chronicle-times li': 2,
        'p > a[href="index.html#entry-gamma"]': 1,
        'script[src*="player.js"]': 1,
        'script[type="application/ld+json"]': 1,
    },
    'listings': {
        'table[data-sortable]': 2,
        'table[data-compare] tbody tr': 3,
        '.chronicle-chart svg a': 3,
        '.chronicle-list-cards > li': 3,
        '.chronicle-list-list > li': 6,
    },
}


def check_contents(name: str, out: Path) -> None:
    """The pages and the exports hold what they should."""
    for page, wanted in CONTENTS.items():
        soup = BeautifulSoup((out / f'{page}.html').read_text(encoding='utf-8'), 'html.parser')
        found = {selector: len(soup.select(selector)) for selector in wanted}
        assert_that(found == wanted, f'{name}: {page}.html has {found}, not {wanted}')
    for file in ('_static/chronicle.css', '_static/chronicle.js', '_static/player.js', 'exports/chronicle.json'):
        assert_that((out / file).stat().st_size, f'{name}: there is no {file}')
    exported = json.loads((out / 'exports' / 'chronicle.json').read_text(encoding='utf-8'))
    assert_that('gamma' in json.dumps(exported), f'{name}: a record is not exported')


def findings(browser: Browser, built: Built, axe: str) -> Iterator[str]:
    """What is wrong with the pages of a build in a browser, with screenshots of all that was looked at."""
    for reader in READERS:
        if reader.chose and built.theme not in DARK:
            continue
        # Colors do not depend on the width.
        for width in WIDTHS[:1] if reader.chose else WIDTHS:
            context = browser.new_context(viewport={'width': width, 'height': 900}, color_scheme=reader.prefers)
            if reader.chose:
                context.add_init_script(CHOOSE.format(reader.chose))
            page = context.new_page()
            for name in PAGES:
                page.goto((built.out / f'{name}.html').as_uri())
                place = f'{built.name}-{name}-{reader.name}-{width}'
                yield from (f'{place}: {line}' for line in look(page, axe, OF_THEMES.get(built.theme, ())))
                dark = is_dark(page)
                if dark != (built.theme in DARK and 'dark' in reader.name):
                    yield f'{place}: the page is {"dark" if dark else "light"}'
                page.screenshot(path=WORK / 'screenshots' / f'{place}.png', full_page=True)
            context.close()


def is_dark(page: Page) -> bool:
    """Whether the style sheet takes the page to be dark."""
    return bool(
        page.evaluate(
            """() => {
                const probe = document.body.appendChild(document.createElement('canvas'));
                probe.style.color = 'var(--chronicle-page)';
                const pen = Object.assign(probe.getContext('2d'), { fillStyle: getComputedStyle(probe).color });
                pen.fillRect(0, 0, 1, 1);
                probe.remove();
                return pen.getImageData(0, 0, 1, 1).data[0] < 128;
            }"""
        )
    )


def look(page: Page, axe: str, allowed: Collection[tuple[str, str]]) -> Iterator[str]:
    """What axe finds in our elements, whether one is wider than the window or makes the page so, and which cards are ragged."""
    page.evaluate('() => document.querySelectorAll("details[class*=chronicle]").forEach((details) => { details.open = true; })')
    page.wait_for_timeout(100)
    page.evaluate(axe)
    include = page.evaluate('(ours) => ours.filter((one) => document.querySelector(one)).map((one) => [one])', OURS)
    result: dict[str, Any] = page.evaluate('([include, rules]) => axe.run({ include }, rules)', [include, RULES])
    for violation in result['violations']:
        for node in violation['nodes']:
            if any(violation['id'] == rule and words in node['html'] + node['failureSummary'] for rule, words in allowed):
                continue
            yield f'{violation["id"]}: {node["target"]}: {node["html"][:160]}: {node["failureSummary"]}'
    wide = page.evaluate(
        """(ours) => [...document.querySelectorAll(ours.join())]
            .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map((one) => one.outerHTML.slice(0, 160))""",
        OURS,
    )
    yield from (f'wider than the window: {element}' for element in wide)
    yield from (f'parts of a card begin at {lefts}' for lefts in page.evaluate(LEFTS) if len(lefts) > 1)
    beyond = page.evaluate('() => document.documentElement.scrollWidth - document.documentElement.clientWidth')
    if beyond > 1:
        yield f'the page scrolls sideways, by {beyond} pixels'


def main() -> int:
    """Build everything, look at it, and say what is wrong; 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('--theme', action='append', choices=THEMES, help='only this theme')
    parser.add_argument('--python', action='append', default=[], metavar='VERSION=PATH', help='where a Python is')
    options = parser.parse_args()
    given = {version: path for version, _equals, path in (text.partition('=') for text in options.python)}
    WORK.mkdir(parents=True, exist_ok=True)
    for folder in ('pages', 'doctrees', 'screenshots'):
        shutil.rmtree(WORK / folder, ignore_errors=True)
    wheel = make_wheel()
    make_sources()
    builds = []
    for version, sphinx, docutils in VERSIONS:
        environment = Environment(python_of(version, given), version, sphinx, docutils, wheel)
        for theme in options.theme or THEMES:
            if theme in NOT_WITH.get(docutils, ()):
                print(f'python-{version}-sphinx-{sphinx}-{theme}: left out, it asks for a docutils older than {docutils}')
                continue
            environment.install(*THEMES[theme])
            builds.append(environment.build('rst', theme))
            say(f'{builds[-1].name}: built in silence')
        # MyST comes last, so that the builds before were without it.
        environment.install('myst-parser', *THEMES['furo'])
        builds.append(environment.build('markdown', 'furo'))
        say(f'{builds[-1].name}: built in silence')
    axe = files('axe_playwright_python').joinpath('axe.min.js').read_text(encoding='utf-8')
    chromium = runpy.run_path(str(ROOT / 'tests' / 'browser' / 'get_chromium.py'))['find_chromium']()
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=['--no-sandbox', '--disable-gpu'])
        for built in builds:
            news = list(findings(browser, built, axe))
            say(f'{built.name}: {len(news)} findings')
            found += news
        browser.close()
    say(*found, f'{len(builds)} projects were built, {len(found)} findings; the screenshots are in {WORK / "screenshots"}.')
    return int(bool(found))


if __name__ == '__main__':
    sys.exit(main())
