"""What authors should not write, by mistake or on purpose: located warnings or text come of it, and never a traceback.

The folder `hostile` holds cases to read: a name, the input, and what comes of it, each closed by a line with a dot. A line
with an equals sign says what was read; the others are warnings. ``<U+0000>`` stands for a character that no editor shows.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_chronicle.records.entries import read_entries
from sphinx_chronicle.records.fields import Shape
from sphinx_chronicle.records.files import read_file
from sphinx_chronicle.records.graph import Graph
from sphinx_chronicle.records.reader import RecordReader, file_places, read_record, read_text
from sphinx_chronicle.records.yaml_load import marks_of
from views import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bs4 import BeautifulSoup

    from conftest import Build, Markup, Site
    from sphinx_chronicle.records.fields import Field, Item
    from sphinx_chronicle.records.reader import Reading

KINDS = REGISTRY.kinds
CORPUS = Path(__file__).parent / 'hostile'


class Case(NamedTuple):
    """A case of the corpus."""

    name: str
    text: str
    expected: list[str]


def cases(file: str) -> list[Case]:
    """The cases of a file."""
    found = []
    lines = (CORPUS / file).read_text(encoding='utf-8').split('\n')
    while lines:
        name, text, expected = (_until_dot(lines) for _part in range(3))
        written = re.sub(r'<U\+([0-9A-F]{4,6})>', lambda match: chr(int(match[1], 16)), '\n'.join(text) + '\n')
        found.append(Case(name[-1], written, expected))
        while lines and not lines[0]:
            lines.pop(0)
    return found


def _until_dot(lines: list[str]) -> list[str]:
    end = lines.index('.')
    part, lines[: end + 1] = lines[:end], []
    return part


def dumped(fields: Iterable[Field[Any]], item: Item) -> dict[str, Any]:
    """The values of a record as they are written, without those that go without saying."""
    made = {}
    for field in fields:
        value = item.given.get(field.name, field.absent)
        if value != field.absent:
            values = [
                dumped(field.type.fields, one) if isinstance(field.type, Shape) else field.type.dump(one)
                for one in (value if field.multiple else [value])
            ]
            made[field.name] = values if field.multiple else values[0]
    return made


def outcome(reading: Reading) -> list[str]:
    """What a text gave: what was read, then all problems."""
    graph = Graph(reading.records, REGISTRY)
    read = []
    for item in reading.records:
        values = dumped(REGISTRY.of(item.record).fields, item.record)
        del values['key']
        read.append(f'= {item.name} {values}')
    return [*read, *(str(problem) for problem in (*reading.problems, *graph.problems))]


def outcome_of_entries(text: str) -> list[str]:
    return outcome(read_entries(text, file_places('t.yaml'), REGISTRY))


def outcome_of_record(kind: str, text: str) -> list[str]:
    return outcome(read_record(text, file_places('t.md'), KINDS[kind], 'k', 'K'))


CASES = [
    pytest.param(case, file, id=f'{file}-{case.name}') for file in ('yaml', 'values', 'records') for case in cases(f'{file}.txt')
]


@pytest.mark.parametrize(('case', 'file'), CASES)
def test_each_case_of_the_corpus_gives_its_records_and_its_warnings(case: Case, file: str) -> None:
    kind = case.name.partition(':')[0]
    assert (outcome_of_record(kind, case.text) if file == 'records' else outcome_of_entries(case.text)) == case.expected


# -- what is too large to keep ------------------------------------------------------------------------------------------


class Heavy(NamedTuple):
    """What a large text cost and gave."""

    name: str
    seconds: float
    megabytes: int
    records: int
    last: list[str]
    anchors: int
    ancestors: int
    problems: int
    first_problem: str
    last_problem: str


@pytest.fixture(scope='module')
def heavy() -> dict[str, Heavy]:
    """All large texts, read in a process of their own."""
    environment = {**os.environ, 'PYTHONPATH': str(Path(__file__).parent.parent / '_ext')}
    done = subprocess.run([sys.executable, CORPUS / 'heavy.py'], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return {made.name: made for made in (Heavy(*json.loads(line)) for line in done.stdout.splitlines())}


def test_large_texts_take_little_time_and_memory_and_few_words(heavy: dict[str, Heavy]) -> None:
    slow = {name: made for name, made in heavy.items() if made.seconds > 5 or made.megabytes > 600}
    assert slow == {}
    assert len(heavy) > 20
    # Those that are told at their end, since all of them are known only then.
    wordy = {name for name, made in heavy.items() if made.problems > 1001}
    assert wordy == {'3,000 names nobody has'}
    assert max(len(line) for made in heavy.values() for line in (made.first_problem, made.last_problem)) < 700
    lost = {name for name, made in heavy.items() if made.records and made.last not in (['z'], [f'k{made.records - 1}'])}
    assert lost == set()


def test_large_texts_that_are_sound_are_read_whole(heavy: dict[str, Heavy]) -> None:
    assert [heavy[name].problems for name in ('10,000 tags', '5,000 checkpoints of one name', 'a chain of 5,000')] == [0, 0, 0]
    assert heavy['5,000 checkpoints of one name'].anchors == 5000
    assert heavy['a chain of 5,000'].ancestors == 4999


def test_a_file_of_50_megabytes_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / 'large.yaml'
    with file.open('wb') as stream:
        stream.truncate(50_000_000)
    assert str(read_text(file, 'large.yaml')) == 'large.yaml:1: the file is larger than 16 MB (split it) [chronicle.file]'


# -- markup in every field ------------------------------------------------------------------------------------------------

PAYLOADS = (
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" style="position:fixed" x="',
    '</script></style></title></textarea><svg onload=alert(1)>',
    ']]> --> <!-- <![CDATA[ %> ?>',
    '[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)>',
    '`x <javascript:alert(1)>`_ :py:func:`x` |x| ``x`` **x** _x_',
    '&lt;script&gt; &#60;b&#62; &amp;amp; <b>x</b>',
    '{{ 7 * 7 }} {% raw %} ${7*7} #{7} %s %(x)s {0}',
    "=cmd|' /C calc'!A0 @SUM(1) +1 -1",
    '\\input{/etc/passwd} \\write18{id} $x_1^2$ % # & ~ \\',
    '.so /etc/passwd \\fB \'br "x',
    'a\u202eb\u2066c\u200bd\u00ade\ufeff',
    'a\n\n.so /etc/passwd\n\n# b\n\nb',
)


def filled(shape: Shape, word: Callable[[tuple[str, ...]], Any], path: tuple[str, ...] = ()) -> dict[str, Any]:
    """A mapping with every field of a record, and of the small records in it."""
    made: dict[str, Any] = {}
    for field in shape.fields:
        place = (*path, field.name)
        value: Any
        if isinstance(field.type, Shape):
            value = filled(field.type, word, place)
        else:
            # Whatever has notes has a field of that name to be doubted.
            value = word(place) or ('notes' if field.name == 'about' else field.example)
            value = value[0] if isinstance(value, list) else value
        made[field.name] = [value] if field.multiple else value
    return made


def written(data: dict[str, Any]) -> str:
    """A mapping in YAML, on one line."""
    return json.dumps(data)


def problems_of(kind: str, data: dict[str, Any]) -> list[str]:
    if kind == 'entry':
        return [str(problem) for problem in read_entries('- ' + written(data), file_places('t'), REGISTRY).problems]
    inner = {name: value for name, value in data.items() if name not in {'key', 'title'}}
    return [str(problem) for problem in read_record(written(inner), file_places('t'), KINDS[kind], 'k', 'K').problems]


@cache
def free_fields(kind: str) -> frozenset[tuple[str, ...]]:
    """The fields of a kind that hold any text, found by trying."""
    paths: list[tuple[str, ...]] = []

    def note(path: tuple[str, ...]) -> None:
        paths.append(path)

    assert problems_of(kind, filled(KINDS[kind].shape, note)) == []

    def holds_text(path: tuple[str, ...]) -> bool:
        return not problems_of(kind, filled(KINDS[kind].shape, lambda place: 'Any "text" <b>' if place == path else None))

    return frozenset(path for path in paths if holds_text(path))


@pytest.mark.parametrize('kind', KINDS)
def test_fields_that_hold_text_are_found_by_trying(kind: str) -> None:
    free = free_fields(kind)
    assert {('tags',), ('notes', 'text'), ('papers', 'title'), ('papers', 'authors'), ('links', 'label'), ('summary',)} <= free
    assert not {('links', 'url'), ('papers', 'arxiv'), ('papers', 'doi'), ('sources', 'url'), ('date',), ('aliases',)} & free


def attacked(kind: str, number: int) -> tuple[str, list[str]]:
    """A record's YAML with a payload in every field that takes it, and the texts that a page must show of it."""
    texts: list[str] = []

    def word(path: tuple[str, ...]) -> Any:
        if path == ('key',):
            return f'{kind}-{number}'
        if path == ('aliases',):
            return [f'former-{kind}-{number}']
        if path == ('draft',):
            return 'no'  # Drafts are shown nowhere.
        if path[-1] == 'hf':
            return f'org/{kind}-{number}'
        if path[-1] in {'ref', 'license'}:
            return 'org/other' if path[-1] == 'ref' else 'MIT'
        if path not in free_fields(kind):
            return None
        text = f'{PAYLOADS[number]} {kind}{len(texts)}end'
        # The words for an image are no text of an HTML page.
        if path not in {('summary',), ('image', 'alt'), ('in_short',)}:
            texts.append(' '.join(text.split()))
        return text

    data = filled(KINDS[kind].shape, word)
    if kind == 'entry':
        return '- ' + written(data), texts
    texts.remove(' '.join(data.pop('title').split()))
    del data['key']
    return written(data), texts


def attack_pages(markup: Markup) -> tuple[dict[str, str], dict[str, list[str]]]:
    """A page for each payload, and the texts that it must show."""
    pages, texts = {}, {}
    for number in range(len(PAYLOADS)):
        blocks, words = [markup.heading(f'Page {number}')], []
        for kind in KINDS:
            body, found = attacked(kind, number)
            words += found
            blocks.append(markup.heading(f'Part {kind} {number}', 2))
            name = 'timeline' if kind == 'entry' else kind
            blocks.append(markup.directive(name, '' if kind == 'entry' else f'{kind}-{number}', body))
        blocks += [markup.heading('Neighbor', 2), 'The neighbor is there.']
        pages[f'p{number}.{markup.suffix}'], texts[f'p{number}'] = markup.page(*blocks), words
    pages['house.svg'] = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>'
    toctree = markup.directive('+toctree', body='\n'.join(f'p{number}' for number in range(len(PAYLOADS))))
    listings = [
        markup.directive(
            'listing', options={'layout': layout, 'filter-bar': ''} if layout in {'cards', 'list'} else {'layout': layout}
        )
        for layout in ('cards', 'list', 'table', 'chart', 'lineage')
    ]
    listings.append(markup.directive('listing', options={'rows': 'checkpoints', 'layout': 'table', 'group-by': 'org'}))
    listings.append(markup.directive('listing', options={'group-by': 'family'}))
    pages[markup.index] = markup.page(markup.heading('Index'), toctree, *listings)
    return pages, texts


def foul(soup: BeautifulSoup) -> list[str]:
    """What a page has that only an author's markup can have brought."""
    found = []
    for tag in soup.select('script:not([src])'):
        words = tag.get_text()
        if tag.get('type') == 'application/ld+json':
            # Data, which must be whole and cannot end the element that holds it.
            json.loads(words)
            found += ['<'] if '<' in words else []
        elif 'alert' in words:
            found.append(str(tag))
    found += [
        str(tag) for tag in soup.select('[src="x"], svg[onload], iframe, object, embed, base, style, meta[http-equiv=refresh]')
    ]
    for tag in soup.select('*'):
        for name, value in tag.attrs.items():
            leads = name in {'href', 'src', 'action', 'data'} and re.match(
                r'[\s\x00-\x20]*(\w*script|data)\s*:', str(value), re.IGNORECASE
            )
            # The basic theme has styles of its own.
            if name.startswith('on') or leads or (name == 'style' and 'position' in str(value)):
                found.append(f'{tag.name} {name}={value}')
    return found


def test_markup_in_any_field_of_any_record_is_shown_as_text(build: Build, markup: Markup) -> None:
    pages, texts = attack_pages(markup)
    site = build(pages)
    ours = [line for line in site.lines if '[chronicle.' in line]
    # What is refused is said: markup in summaries.
    assert {line.rpartition('[')[2] for line in ours} <= {'chronicle.markup]'}
    assert ours
    for file in site.outdir.rglob('*.html'):
        soup = site.soup(str(file.relative_to(site.outdir)))
        assert foul(soup) == [], file.name
    for page, words in texts.items():
        soup = site.soup(f'{page}.html')
        shown = ' '.join(soup.get_text(' ').split())
        shown_close = ' '.join(soup.get_text('').split())
        assert [word for word in words if word not in shown and word not in shown_close] == [], page
        assert 'The neighbor is there.' in shown
        assert len(words) >= 40


@pytest.fixture(scope='module')
def attacked_project(new_project: Callable[[], Build], markdown: Markup) -> Callable[[str], Site]:
    """The pages by each builder; they are read once."""
    build = new_project()
    pages, _texts = attack_pages(markdown)
    return lambda builder: build(pages, builder)


@pytest.mark.parametrize('builder', ['latex', 'text', 'epub', 'man', 'texinfo', 'xml', 'singlehtml'])
def test_markup_in_any_field_is_no_command_of_any_writer(attacked_project: Callable[[str], Site], builder: str) -> None:
    site = attacked_project(builder)
    assert 'Traceback' not in site.warnings
    suffix = {'latex': 'tex', 'text': 'txt', 'epub': 'xhtml', 'man': '1', 'texinfo': 'texi', 'xml': 'xml', 'singlehtml': 'html'}
    texts = [file.read_text(encoding='utf-8') for file in site.outdir.rglob(f'*.{suffix[builder]}')]
    whole = '\n'.join(texts)
    assert whole.count('entry9end') >= len(PAYLOADS)
    if builder == 'latex':
        assert not re.search(r'\\(input|write18)\{(/etc|id)', whole)
    if builder == 'man':
        assert not re.search(r"^[.']so|^'br", whole, re.MULTILINE)
    if builder == 'texinfo':
        assert not re.search(r'@SUM', re.sub('@@SUM', '', whole))
    if builder in {'epub', 'singlehtml'}:
        assert not re.search(r'<script>alert|<svg onload|<img src=.?x|href=.javascript', whole)


# -- pages ----------------------------------------------------------------------------------------------------------------


class Page(NamedTuple):
    """A page of one build: what is tried on it, the warnings that gives, each from behind the line on, and words it shows."""

    text: str
    warnings: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


SUMMARY = "WARNING: entry '{key}': "
DEEP = SUMMARY + 'the summary is nested too deep; it is shown as plain text'
RAW = SUMMARY + 'raw HTML is not allowed in a summary; it is shown as text'
FORMULA = SUMMARY + 'a formula is not allowed in a summary, since it is LaTeX; it is shown as text'
OUTSIDE = SUMMARY + "the file '{file}' is outside the source folder"

#: Summaries by markup and name.
SUMMARIES = {
    'md': {
        'emphasis-400-deep': Page('*a ' * 400 + 'core' + ' b*' * 400, (DEEP,), ('core',)),
        'quotes-1000-deep': Page('> ' * 1000 + 'x\n\ncore', (), ('core',)),
        'lists-1000-deep': Page('- ' * 1000 + 'x'),
        'brackets': Page('[' * 5000 + 'core', (), ('core',)),
        'images-outside': Page(
            '![core](../secret.png) ![](/../../secret.png)',
            (OUTSIDE.replace('{file}', '../secret.png'), OUTSIDE.replace('{file}', '/../../secret.png')),
            ('core',),
        ),
        'download-outside': Page('{download}`core <../secret.txt>`', (OUTSIDE.replace('{file}', '../secret.txt'),), ('core',)),
        'image-nowhere': Page(
            '```{image} http://[x/y.png\n:alt: core\n```', (SUMMARY + 'an image from another host',), ('core',)
        ),
        'image-loop': Page('![core](loop.png)', (OUTSIDE.replace('{file}', 'loop.png'),), ('core',)),
        'formula': Page('{math}`core\\)\\input{x}`', (FORMULA,), ('core',)),
        'block-formula': Page('```{math}\ncore\n```', (FORMULA,), ('core',)),
        'script': Page('<script>alert("core")</script>', (RAW,), ('<script>alert("core")</script>',)),
        'comment': Page('before\n\n<!-- core -->\n\nafter', (), ('before', 'after')),
        'raw-html': Page(
            'before\n\n```{raw} html\n<b>core</b>\n```\n\nafter', ('WARNING: "raw" directive disabled.',), ('before', 'after')
        ),
        'raw-latex': Page('before\n\n```{raw} latex\n\\input{x}\n```', ('WARNING: "raw" directive disabled.',), ('before',)),
        'include': Page('before\n\n```{include} /index.md\n```', ('WARNING: Directive "include" disabled.',), ('before',)),
        'literal-include': Page(
            'before\n\n```{literalinclude} /conf.py\n```', ('WARNING: File insertion disabled',), ('before',)
        ),
        'link': Page('[core](javascript:alert(1))', (), ('core',)),
        'remote': Page(
            '[core](//evil.example/x)', ("WARNING: 'myst' cross-reference target not found: '//evil.example/x'",), ('core',)
        ),
        'itself': Page(
            '```{chronicle:timeline}\n- {key: inner, title: core, date: 2025}\n```',
            ('WARNING: {timeline}: a summary cannot hold records',),
            ('core',),
        ),
    },
    'rst': {
        'bullets-95-deep': Page('* ' * 95 + 'core', (DEEP,), ('core',)),
        'bullets-500-deep': Page('* ' * 500 + 'core', (DEEP,), ('core',)),
        'quotes-200-deep': Page('\n\n'.join(' ' * number + 'x' for number in range(200)) + '\n\ncore', (DEEP,), ('core',)),
        'images-outside': Page(
            '.. image:: ../secret.png\n   :alt: core', (OUTSIDE.replace('{file}', '../secret.png'),), ('core',)
        ),
        'image-nowhere': Page('.. image:: http://[x/y.png\n   :alt: core', (SUMMARY + 'an image from another host',), ('core',)),
        'download-outside': Page(':download:`core <../secret.txt>`', (OUTSIDE.replace('{file}', '../secret.txt'),), ('core',)),
        'formula': Page(':math:`core`', (FORMULA,), ('core',)),
        'meta': Page(
            '.. meta::\n   :http-equiv=refresh: 0;url=http://core', (SUMMARY + "'meta' is not allowed in a summary",), ('core',)
        ),
        'raw-html': Page(
            'before\n\n.. raw:: html\n\n   <b>core</b>\n\nafter', ('WARNING: "raw" directive disabled.',), ('before', 'after')
        ),
        'raw-role': Page(
            '.. role:: bad(raw)\n   :format: html\n\n:bad:`<b>core</b>`',
            ('WARNING: raw (and derived) roles disabled',),
            ('<b>core</b>',),
        ),
        'include': Page('before\n\n.. include:: /etc/passwd', ('WARNING: "include" directive disabled.',), ('before',)),
        'table-file': Page(
            'before\n\n.. csv-table::\n   :file: table.csv', ('WARNING: File and URL access deactivated',), ('before',)
        ),
        'link': Page(
            '`core <javascript:alert(1)>`_',
            (SUMMARY + "the address 'javascript:alert(1)' is not allowed; it is shown as text",),
            ('core',),
        ),
        'itself': Page('.. chronicle:listing::', ('WARNING: {listing}: a summary cannot hold records',), ()),
    },
}

NO_FILE = "WARNING: {{timeline}}: there is no file '{name}' (looked for {path})"

#: File options of a timeline, and what is said of them.
FILES = {
    'loop': Page(':file: loop.yaml', ("WARNING: {timeline}: 'loop.yaml' cannot be a file: ",)),
    'queue': Page(':file: queue.yaml', (NO_FILE.format(name='queue.yaml', path='queue.yaml'),)),
    'zero': Page(':file: zero.yaml', ("WARNING: {timeline}: the file 'zero.yaml' is outside the source folder",)),
    'up': Page(':file: ../secret.txt', ("WARNING: {timeline}: the file '../secret.txt' is outside the source folder",)),
    'absolute': Page(':file: /etc/passwd', (NO_FILE.format(name='/etc/passwd', path='etc/passwd'),)),
    'folder': Page(':file: folder', (NO_FILE.format(name='folder', path='folder'),)),
    'long': Page(f':file: {"x" * 5000}', (f"WARNING: {{timeline}}: '{'x' * 80}' cannot be a file: File name too long",)),
    'address': Page(
        ':file: https://x.example/y.yaml', (NO_FILE.format(name='https://x.example/y.yaml', path='https:/x.example/y.yaml'),)
    ),
}


def timeline_of(markup: Markup, key: str, summary: str) -> str:
    """A timeline of two entries, the first of which has a summary."""
    body = json.dumps([{'key': key, 'title': f'Title {key}', 'date': '2025', 'summary': summary}], ensure_ascii=False)[1:-1]
    neighbor = json.dumps({'key': f'{key}-neighbor', 'title': f'Neighbor {key}', 'date': '2025', 'summary': 'Next *door*.'})
    return markup.directive('timeline', body=f'- {body}\n- {neighbor}')


def test_whatever_stands_in_a_summary_its_page_and_its_neighbors_are_built(build: Build, markup: Markup, tmp_path: Path) -> None:
    source = tmp_path / 'src'
    source.mkdir()
    (tmp_path / 'secret.png').write_bytes(b'\x89PNG secret')
    (tmp_path / 'secret.txt').write_text('secret', encoding='utf-8')
    (source / 'loop.png').symlink_to('loop.png')
    found = SUMMARIES[markup.suffix]
    pages = {
        f'{name}.{markup.suffix}': markup.page(
            markup.heading(name), timeline_of(markup, name, page.text), markup.heading('Last', 2), 'The last words.'
        )
        for name, page in found.items()
    }
    index = markup.page(markup.heading('Index'), markup.directive('+toctree', body='\n'.join(found)))
    site = build({markup.index: index, **pages})
    for name, page in found.items():
        said = [line.split(':', 2) for line in site.lines if line.startswith(f'{name}.{markup.suffix}:')]
        expected = [warning.replace('{key}', name) for warning in page.warnings]
        assert len(said) == len(expected), (name, said)
        length = len(pages[f'{name}.{markup.suffix}'].splitlines())
        for (_file, line, words), warning in zip(said, expected, strict=True):
            assert words.strip().startswith(warning), name
            assert 1 < int(line) <= length, (name, line)
        soup = site.soup(f'{name}.html')
        shown = ' '.join(soup.get_text().split())
        for text in (*page.shown, f'Neighbor {name}', 'Next door.', 'The last words.'):
            assert text in shown, name
        assert foul(soup) == [], name
    assert [file for file in site.outdir.rglob('*') if 'secret' in file.name] == []


def test_a_file_option_reads_nothing_but_files_of_the_site(build: Build, markup: Markup, tmp_path: Path) -> None:
    source = tmp_path / 'src'
    (source / 'folder').mkdir(parents=True)
    (tmp_path / 'secret.txt').write_text('- {key: secret, title: Secret, date: 2025}', encoding='utf-8')
    (source / 'loop.yaml').symlink_to('loop.yaml')
    (source / 'zero.yaml').symlink_to('/dev/zero')
    os.mkfifo(source / 'queue.yaml')
    files = {}
    for name, page in FILES.items():
        option, value = page.text[1:].split(': ', 1)
        entry = f'- {{key: {name}, title: Neighbor, date: 2025}}'
        files[f'{name}.{markup.suffix}'] = markup.page(
            markup.heading(name), markup.directive('timeline', '', entry, {option: value})
        )
    files[markup.index] = markup.page(markup.heading('Index'), markup.directive('+toctree', body='\n'.join(FILES)))
    site = build(files)
    for name, page in FILES.items():
        said = [line.split(':', 2) for line in site.lines if line.startswith(f'{name}.{markup.suffix}:')]
        assert [
            words.strip()[: len(warning)] for (_file, _line, words), warning in zip(said, page.warnings, strict=True)
        ] == list(page.warnings)
        lines = [text.strip() for text in files[f'{name}.{markup.suffix}'].splitlines()]
        assert [int(line) for _file, line, _words in said] == [lines.index(page.text) + 1]
        assert site.soup(f'{name}.html').select_one(f'#entry-{name}') is not None


# -- any text at all ------------------------------------------------------------------------------------------------------

ANY = settings(derandomize=True, deadline=None, max_examples=200, database=None)

PIECES = st.sampled_from([
    '- ', '  ', '\n', '\n  ', 'key: ', 'title: ', 'date: ', 'tags: ', 'checkpoints:', 'defaults:', 'entries:', '---', '...',
    '? ', ': ',
    '{', '}', '[', ']', ',', '"', "'", '|', '>', '&a ', '*a', '!!x ', '#', '%', '@', '\t', '\r', '\\', '~', 'a', 'b-c', '2025',
    '1e9',
    'notes: [{about: date, text: x}]', 'name: x', 'ref: y', '\ufeff', '\u2028', '\x85', '\x00', '\u202e', 'é', '😀',
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map(''.join))
FIELDS = sorted(
    {field.name for fields in (*REGISTRY.described.values(), *(k.fields for k in KINDS.values())) for field in fields}
)
VALUES = st.recursive(
    st.one_of(
        st.none(), st.text(max_size=12), st.sampled_from(['2025', '1B', 'a', 'org/x', 'https://x.example/', 'release', 'MIT'])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from([*FIELDS, 'nmae', '']), inner, max_size=4)
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from([*FIELDS, 'nmae']), VALUES, max_size=6)


def check(reading: Reading, text: str) -> None:
    """Whatever was read, the rest of the extension can go on with it."""
    lines = re.sub('\r\n?', '\n', text).count('\n') + 1
    graph = Graph(reading.records, REGISTRY)
    for problem in (*reading.problems, *graph.problems):
        assert 1 <= problem.line <= lines, problem
        assert '\n' not in str(problem)
        assert problem.message


@ANY
@given(TEXTS)
def test_any_text_is_read_as_entries_without_an_exception(text: str) -> None:
    check(read_entries(text, file_places('t.yaml'), REGISTRY), text)


CELLS = st.lists(
    st.sampled_from([
        '{', '}', '[', ']', ',', ':', ';', '\t', '\n', '"', '""', '\\', '\\u0000', '\\ud800', '//', '\x00', 'é', 'NaN', 'null',
        '"key": "a"', '"entries": [', '"records"', '"version": 2', 'key,title,date', 'links.label', 'image.file', 'notes', 'kind',
        'entry', 'a', '2025',
    ]),
    max_size=30,
).map(''.join)  # fmt: skip


@ANY
@given(
    st.one_of(TEXTS, CELLS),
    st.sampled_from(['t.json', 't.csv']),
    st.sampled_from(['', '{"key": "a", "title": "A"}', 'key,title,links.url\n']),
)
def test_any_text_is_read_as_json_and_as_a_table_without_an_exception(text: str, name: str, before: str) -> None:
    check(read_file(before + text, name, REGISTRY), before + text)


@ANY
@given(
    mappings=st.lists(MAPPINGS, max_size=3),
    wrong=st.sampled_from(['', '{"key": "x" 1}', '{"key": "x, "title": 1}', '{"a": [}', 'nul']),
)
def test_any_mapping_of_json_is_read_and_costs_itself_only(mappings: list[dict[str, Any]], wrong: str) -> None:
    sound = json.dumps({'key': 'sound', 'title': 'Sound', 'date': '2025'})
    text = '[\n' + ',\n'.join([*map(json.dumps, mappings), *([wrong] if wrong else []), sound]) + '\n]\n'
    reading = read_file(text, 't.json', REGISTRY)
    check(reading, text)
    if not any(mapping.get('key') == 'sound' for mapping in mappings):
        assert 'sound' in {item.record.key for item in reading.records}


@ANY
@given(TEXTS, st.sampled_from(sorted(KINDS)))
def test_any_text_is_read_as_a_record_without_an_exception(text: str, kind: str) -> None:
    check(read_record(text, file_places('t.yaml'), KINDS[kind], 'k', 'K'), text)


@ANY
@given(mappings=st.lists(MAPPINGS, max_size=3), block=st.booleans())
def test_any_mapping_is_read_without_an_exception(mappings: list[dict[str, Any]], *, block: bool) -> None:
    sound = {'key': 'sound', 'title': 'Sound', 'date': '2025'}
    text = yaml.safe_dump([*mappings, sound], default_flow_style=not block, allow_unicode=True, sort_keys=False)
    reading = read_entries(text, file_places('t.yaml'), REGISTRY)
    check(reading, text)
    if not any(mapping.get('key') == 'sound' for mapping in mappings) and '&id' not in text:
        assert 'sound' in {item.record.key for item in reading.records} or any(p.code == 'yaml' for p in reading.problems)


KEYS = st.from_regex(r'[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}', fullmatch=True)
WORDS = st.text(
    st.characters(codec='utf-8', exclude_categories=['Cc', 'Cs', 'Co', 'Cn', 'Zl', 'Zp']), min_size=1, max_size=20
).map(lambda text: f'x{text}x')


@st.composite
def records(draw: st.DrawFn, shape: Shape) -> dict[str, Any]:
    """A mapping that can be a record: some of its fields, with any words where it takes words."""
    made: dict[str, Any] = {}
    kind = shape.name if shape.name in KINDS else ''
    for field in shape.fields:
        name = field.name
        if not field.required and not draw(st.booleans()):
            continue
        value: Any
        if isinstance(field.type, Shape):
            value = draw(st.lists(records(field.type), max_size=2)) if field.multiple else draw(records(field.type))
        elif name in {'key', 'aliases'}:
            value = draw(st.lists(KEYS, max_size=2)) if field.multiple else draw(KEYS)
        elif name == 'about':
            value = 'notes'
        elif (
            (name,) in free_fields(kind)
            if kind
            else name in {'label', 'title', 'text', 'name', 'via', 'role', 'authors', 'method'}
        ):
            value = draw(st.lists(WORDS, max_size=3)) if field.multiple else draw(WORDS)
        else:
            value = field.example
        made[name] = value
    if shape.name == 'checkpoint':
        made.setdefault('name', draw(WORDS))
    return made


@pytest.mark.parametrize('kind', KINDS)
@settings(ANY, max_examples=30)
@given(st.data())
def test_a_record_written_as_yaml_is_read_again_as_it_was(kind: str, data: st.DataObject) -> None:
    drawn = data.draw(records(KINDS[kind].shape))
    reader = RecordReader(file_places('drawn.yaml'))
    reader.record(KINDS[kind], drawn, marks_of(drawn), 'drawn')
    (record,) = (item.record for item in reader.records)
    values = dumped(KINDS[kind].fields, record)
    if kind == 'entry':
        reading = read_entries(yaml.safe_dump([values], allow_unicode=True, width=60), file_places('t.yaml'), REGISTRY)
    else:
        text = yaml.safe_dump({name: value for name, value in values.items() if name not in {'key', 'title'}}, allow_unicode=True)
        reading = read_record(text, file_places('t.yaml'), KINDS[kind], record.key, record.title)
    assert [problem for problem in reading.problems if "field 'date' is missing" not in problem.message] == []
    assert [dumped(KINDS[kind].fields, item.record) for item in reading.records] == [values]


def test_any_text_as_a_summary_leaves_the_page_whole(build: Build, markup: Markup) -> None:
    texts: list[str] = []

    allowed = st.characters(codec='utf-8', exclude_categories=['Cc', 'Cn', 'Cs'])

    @settings(ANY, max_examples=60)
    @given(
        st.lists(
            st.one_of(
                st.text(allowed, max_size=10),
                st.sampled_from(
                    [
                        '*',
                        '_',
                        '`',
                        '[',
                        '](x)',
                        '<b>',
                        '```{note}',
                        '\n\n',
                        '> ',
                        '- ',
                        '.. x::',
                        '|',
                        ':a:`',
                        '{at}`',
                        '=',
                        '\n---\n',
                        '$',
                        '\\',
                    ]
                ),
            ),
            max_size=12,
        )
    )
    def gather(pieces: list[str]) -> None:
        texts.append(''.join(pieces))

    gather()
    blocks = [timeline_of(markup, f'k{number}', text) for number, text in enumerate(texts)]
    site = build({markup.index: markup.page(markup.heading('Index'), *blocks, markup.heading('Last', 2), 'The last words.')})
    soup = site.soup()
    ids = {str(tag['id']) for tag in soup.select('article')}
    assert [
        key for number in range(len(texts)) for key in (f'k{number}', f'k{number}-neighbor') if f'entry-{key}' not in ids
    ] == []
    assert len(texts) >= 40
    assert 'The last words.' in soup.get_text()
    assert foul(soup) == []


# -- options, roles and names -----------------------------------------------------------------------------------------------

ODD = ('<script>alert(1)</script>', '../../x', '9' * 5000, '١٢', '-1', '1e9', '\\', '%s', '{0}', 'x' * 3000, '\u202e')


@pytest.mark.parametrize('directive', ['listing', 'timeline'])
def test_an_odd_value_of_any_option_is_one_warning_at_its_line(build: Build, markup: Markup, directive: str) -> None:
    names = ['order', 'group-by', 'limit', 'since', 'until', 'kind', 'type', 'status']
    names += ['layout', 'rows', 'columns'] if directive == 'listing' else []
    files = {}
    for number, value in enumerate(ODD):
        body = f'- {{key: k{number}, title: T, date: 2025}}' if directive == 'timeline' else ''
        page = markup.page(markup.heading('Page'), markup.directive(directive, '', body, dict.fromkeys(names, value)), 'The end.')
        files[f'p{number}.{markup.suffix}'] = page
    toctree = markup.directive('+toctree', body='\n'.join(f'p{number}' for number in range(len(ODD))))
    files[markup.index] = markup.page(markup.heading('Index'), toctree)
    site = build(files)
    for number, value in enumerate(ODD):
        page = f'p{number}.{markup.suffix}'
        said = [line for line in site.lines if line.startswith(f'{page}:')]
        lines = [text.strip() for text in files[page].splitlines()]
        expected = {name: lines.index(f':{name}: {value}') + 1 for name in names}
        found = {
            match[2]: int(match[1]) for line in said if (match := re.search(r":(\d+): WARNING: .*option ':([a-z-]+):'", line))
        }
        assert found == expected, value
        assert len(said) == len(expected)
        assert max(map(len, said)) < 750
        assert foul(site.soup(f'p{number}.html')) == []
        assert 'The end.' in site.soup(f'p{number}.html').get_text()


def test_an_odd_target_of_any_role_is_one_warning_and_its_words_stay(build: Build, markup: Markup) -> None:
    targets = ['<b>', '../../x', 'x' * 3000, '\u202ex', 'KEY', 'key-', 'org/none', "'", '%s', '&lt;']
    blocks = [markup.heading('Page'), markup.directive('timeline', '', '- {key: key, title: Real, date: 2025}')]
    blocks += [f'Before {markup.role(role, target)} after.' for target in targets for role in KINDS]
    blocks += [f'Before {markup.role("at", target)} after.' for target in ('99:99', '<b>', '-1:00', '1:00:00:00', 'x' * 3000)]
    site = build({markup.index: markup.page(*blocks)})
    assert {line.rpartition('[')[2] for line in site.lines} == {'chronicle.reference]', 'chronicle.time]'}
    assert len(site.lines) == len(targets) * len(KINDS) + 5
    assert site.soup().get_text().count(' after.') == len(site.lines)
    assert foul(site.soup()) == []


def test_groups_of_odd_names_have_headings_and_anchors_of_their_own(build: Build, markup: Markup) -> None:
    names = [
        'C++',
        'C#',
        '!!!',
        '???',
        'none',
        '<script>alert(1)</script>',
        '../x',
        '\u202eabc',
        'x' * 2000,
        'a: b',
        '',
        '\\input{x}',
    ]
    entries = [
        {'key': f'k{n}', 'title': f'T{n}', 'date': '2025', **({'org': name} if name else {})} for n, name in enumerate(names)
    ]
    body = '\n'.join(f'- {json.dumps(entry)}' for entry in entries)
    site = build({markup.index: markup.page(markup.heading('Page'), markup.directive('timeline', '', body, {'group-by': 'org'}))})
    assert site.lines == []
    sections = site.soup().select('section > section')
    ids = [str(section['id']) for section in sections]
    assert len(set(ids)) == len(names)
    heads = [head.get_text().rstrip('¶') for section in sections if (head := section.find('h2'))]
    assert sorted(heads) == sorted(name or 'Other' for name in names)
    assert foul(site.soup()) == []


def test_a_key_that_is_a_page_a_heading_and_a_label_as_well_is_the_record(build: Build, markup: Markup) -> None:
    label = '(same)=' if markup.suffix == 'md' else '.. _same:'
    link = '[](#same)' if markup.suffix == 'md' else markup.role('+any', 'same')
    page = markup.page(
        markup.heading('Page'),
        link,
        label,
        markup.heading('Same', 2),
        markup.directive('timeline', '', '- {key: same, title: The record, date: 2025}'),
    )
    other = markup.page(markup.heading('Other page'), link)
    index = markup.page(markup.heading('Index'), markup.directive('+toctree', body='same\nother'))
    site = build({markup.index: index, f'same.{markup.suffix}': page, f'other.{markup.suffix}': other})
    assert site.lines == []
    for name, address in (('same', '#entry-same'), ('other', 'same.html#entry-same')):
        links = [a for a in site.soup(f'{name}.html').select('section p a') if a.get_text() == 'The record']
        assert [str(a['href']) for a in links][:1] == [address]


def test_ten_thousand_tags_and_a_thousand_checkpoints_are_built(build: Build, markdown: Markup) -> None:
    tags = ', '.join(f'tag{number}' for number in range(10_000))
    checkpoints = ', '.join(['{name: same, license: MIT}'] * 1000)
    body = f'- {{key: a, title: A, date: 2025, tags: [{tags}], checkpoints: [{checkpoints}]}}'
    terms = markdown.directive('license', 'mit', 'spdx: MIT')
    page = markdown.page(markdown.heading('Page'), markdown.directive('timeline', '', body), markdown.heading('MIT', 2), terms)
    site = build({'index.md': page})
    assert site.lines == []
    soup = site.soup()
    (row,) = soup.select('.chronicle-field-tags dd')
    assert len(row.get_text().split(', ')) == 10_000
    assert len({str(row['id']) for row in soup.select('tr[id]')}) == 1000
