"""What LaTeX and EPUB readers get, pinned without either of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Build, Site

ROOT = Path(__file__).parent.parent

PAGE = """\
# Page

```{chronicle:timeline}
- key: alpha
  title: Alpha_1 & more
  date: 2025-03-01
  type: release
  summary: First words.
  tags: [moe]
  checkpoints:
    - hf: acme/Alpha-Long_Name-1.0-30B-A3B-Base-BF16
      params: 30B
      method: "pruned & healed #1"
      notes: [{about: params, kind: conflict, text: "100% of them: 31B."}]
    - name: Alpha Small
      params: 8B
```

````{admonition} In a box
Words in a box.

```{chronicle:listing}
:kind: entry
:rows: checkpoints
:layout: table
:columns: name, params
```
````

## All

```{chronicle:listing}
:kind: entry
:rows: checkpoints
:layout: table
:columns: name, entry, params, date
```
"""

SPEC = r'>\{\\raggedright\\arraybackslash\}p\{\\dimexpr(?P<share>0\.\d+)\\linewidth-2\\tabcolsep\\relax\}'
TABLE = re.compile(
    r'\\begin\{longtable\}\{(?P<spec>.*)\}\n(?P<head>(?s:.*?))\\endhead\n.*\n.*\n(?P<body>(?s:.*?))\\end\{longtable\}'
)


@pytest.fixture(scope='module')
def tex(new_project: Callable[[], Build]) -> str:
    site = new_project()({'index.md': PAGE}, 'latex')
    assert site.lines == []
    (file,) = site.outdir.glob('*.tex')
    return file.read_text(encoding='utf-8')


@pytest.fixture(scope='module')
def tables(tex: str) -> list[re.Match[str]]:
    return list(TABLE.finditer(tex))


def test_columns_share_a_line_by_what_stands_in_them(tables: list[re.Match[str]]) -> None:
    for table, columns in zip(tables, (3, 4), strict=True):
        shares = [float(match['share']) for match in re.finditer(SPEC, table['spec'])]
        assert len(shares) == columns
        assert 0.99 < sum(shares) <= 1
        assert shares[0] == max(shares)
        # Names break at their hyphens; how long the addresses of their links are is no matter.
        assert shares[0] < 0.5
        assert table['head'].splitlines()[-1].count(' & ') == columns - 1


def test_long_values_get_the_room_and_dates_stay_whole(new_project: Callable[[], Build]) -> None:
    row = '- {{name: Model-{0}-With-Many-Parts, params: {0}B, date: 2025-09-1{0}, license: {2}, method: "{1}"}}'
    rows = '\n'.join('    ' + row.format(number, 'trained on words ' * 10, 'MIT' if number else '0BSD') for number in range(3))
    page = f'# Page\n\n```{{chronicle:timeline}}\n- key: alpha\n  title: Alpha\n  date: 2025\n  checkpoints:\n{rows}\n```\n'
    site = new_project()({'index.md': page}, 'latex')
    table = TABLE.search(next(site.outdir.glob('*.tex')).read_text(encoding='utf-8'))
    assert table
    name, params, license_, method, date = (float(match['share']) for match in re.finditer(SPEC, table['spec']))
    assert method > 0.4
    assert name < 0.3
    # "Sep 11, 2025" is about as wide as 12 of the 111 digits that a line of small type has room for.
    assert 12 / 111 < date < 0.15
    assert max(params, license_) < 0.15


def test_groups_are_one_level_below_their_page_wherever_that_is_in_the_book(new_project: Callable[[], Build]) -> None:
    listing = '```{chronicle:listing}\n:kind: entry\n:group-by: year\n```\n'
    toctree = '```{toctree}\npage\n```\n'
    entries = '```{chronicle:timeline}\n- {key: a, title: A, date: 2025}\n```\n'
    files = {'index.md': f'# Book\n\n{toctree}', 'page.md': f'# Page\n\n{listing}\n## Entries\n\n{entries}'}
    site = new_project()(files, 'latex')
    assert site.lines == []
    text = next(site.outdir.glob('*.tex')).read_text(encoding='utf-8')
    assert re.search(r'\\chapter\{Page\}', text)
    assert re.search(r'\\section\*\{[^\n]*2025\}', text)


def test_no_space_is_left_over_under_the_head_of_the_next_page(tables: list[re.Match[str]]) -> None:
    body = tables[1]['body']
    assert len(re.findall(r'\\\\ \\noalign\{\\nobreak\\vskip0\.4em\\(?:penalty0|nobreak)\}', body)) == 2
    assert 'addlinespace' not in body


def test_no_row_stands_alone_on_the_last_page(new_project: Callable[[], Build]) -> None:
    rows = '\n'.join(f'    - {{name: Model {number}, params: 1B}}' for number in range(5))
    page = f'# Page\n\n```{{chronicle:timeline}}\n- key: alpha\n  title: Alpha\n  date: 2025\n  checkpoints:\n{rows}\n```\n'
    site = new_project()({'index.md': page}, 'latex')
    text = next(site.outdir.glob('*.tex')).read_text(encoding='utf-8')
    assert re.findall(r'vskip0\.4em\\(\w+)', text) == ['penalty0', 'penalty0', 'nobreak', 'nobreak', 'penalty0']


def test_a_card_has_a_heading_below_that_of_its_section_with_its_labels_and_its_place_in_the_index(
    new_project: Callable[[], Build],
) -> None:
    entries = '- {key: beta, title: Beta, date: 2025}\n- {key: alpha, title: Alpha_1 & more, date: 2025-03, aliases: [old]}\n'
    page = f'# Page\n\n```{{chronicle:timeline}}\n:group-by: year\n\n{entries}```\n'
    site = new_project()({'index.md': page}, 'latex')
    text = next(site.outdir.glob('*.tex')).read_text(encoding='utf-8')
    labels = r'\phantomsection\label{\detokenize{index:entry-alpha}}\label{\detokenize{index:entry-old}}'
    bookmark = r'\pdfbookmark[1]{Alpha\_1 \& more}{\detokenize{index:entry-alpha.bookmark}}\nopagebreak'
    heading = rf'\section*{{{labels}Alpha\_1 \& more}}{bookmark}'
    assert '\\chapter{2025}' in text
    # What stands before a heading may stay on the page before.
    assert text.index(heading) < text.index('\\index{Alpha') < text.index('Mar 2025')
    assert text.index('\\spxentry{Beta}') > text.index('{Beta}')
    assert text.count('\\index{Alpha') == text.count('\\spxentry{Beta}') == 1


@pytest.mark.parametrize('builder', ['latex', 'texinfo'])
def test_the_index_of_a_book_has_every_record_but_the_samples(new_project: Callable[[], Build], builder: str) -> None:
    sample = '# Sample\n\n```{chronicle:timeline}\n- {key: toy, title: Toy, date: 2020}\n```\n'
    files = {
        'index.md': '# Page\n\n```{toctree}\ndata\nsample\n```\n',
        'data.md': '# Data\n\n## Corpus one\n\n```{chronicle:dataset} corpus\ntype: sft\n```\n',
        'sample.md': sample + '\n## Toy data\n\n```{chronicle:dataset} toy-data\ntype: sft\n```\n',
    }
    site = new_project()(files, builder, conf="chronicle_sample_pages = ['sample']\n")
    text = next(site.outdir.glob('*.tex' if builder == 'latex' else '*.texi')).read_text(encoding='utf-8')
    entry = r'\\index\{(.*?)@' if builder == 'latex' else r'@geindex (.*)'
    assert re.findall(entry, text) == ['Corpus one']


def test_a_caption_stands_on_the_page_of_its_table(tex: str, tables: list[re.Match[str]]) -> None:
    first, _line, _head = tables[0]['head'].partition('\n')
    assert r'\textbf{2 checkpoints}' in first
    assert first.endswith(r'\endfirsthead')
    assert tex.count('2 checkpoints') == 1
    assert 'firsthead' not in tables[1]['head']


def test_rows_have_a_cell_in_every_column_and_text_is_escaped(tables: list[re.Match[str]]) -> None:
    rows = [row for row in tables[0]['body'].split('\n') if row.startswith('\\sphinxAtStartPar')]
    assert [len(re.findall(r'(?<!\\)&', row)) for row in rows] == [2, 2]
    assert r'Alpha\sphinxhyphen{}Long\_Name' in rows[0]
    assert r'pruned \& healed \#1' in rows[0]
    assert '& \\sphinxAtStartPar 8B &  \\\\ ' in rows[1]


def test_a_doubt_stands_across_the_table_on_the_page_of_its_value(tables: list[re.Match[str]]) -> None:
    before, _found, after = tables[0]['body'].partition('\\multicolumn{3}')
    assert before.endswith(r' \\ \noalign{\nobreak}' + '\n')
    assert r'100\% of them: 31B.' in after


def test_rows_of_a_card_have_labels_and_those_of_a_listing_lead_there(tex: str, tables: list[re.Match[str]]) -> None:
    label = r'\detokenize{index:entry-alpha--alpha-small}'
    assert tex.count(f'\\label{{{label}}}') == 1
    assert f'\\label{{{label}}}' in tables[0]['body']
    assert f'\\hyperref[{label}]' in tables[1]['body']


def test_in_a_box_a_table_is_a_list(tex: str) -> None:
    box = tex[tex.index('Words in a box.') : tex.index('\\end{sphinxadmonition}')]
    assert 'longtable' not in box
    assert box.count(r'\item') == 2
    assert 'parameters: 8B' in box


def test_rows_of_facts_are_one_tight_list(new_project: Callable[[], Build]) -> None:
    page = PAGE.replace('  tags: [moe]\n', '  architecture: dense\n  precision: [BF16]\n')
    site = new_project()({'index.md': page}, 'latex')
    text = next(site.outdir.glob('*.tex')).read_text(encoding='utf-8')
    facts = text[text.index('\\begin{list}') : text.index('\\end{list}')]
    assert facts.count('\\item{} ') == 2
    assert text.count('\\begin{list}') == text.count('\\end{list}')


# -- EPUB ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope='module')
def book(new_project: Callable[[], Build]) -> Site:
    site = new_project()({'index.md': PAGE}, 'epub')
    assert site.lines == []
    return site


def test_a_book_has_its_own_style_sheet_and_no_script(book: Site) -> None:
    manifest = (book.outdir / 'content.opf').read_text(encoding='utf-8')
    assert '_static/book.css' in manifest
    assert 'chronicle.css' not in manifest
    assert '.js"' not in manifest
    soup = book.soup('index.xhtml')
    assert '_static/book.css' in {str(link['href']) for link in soup.select('link[rel=stylesheet]')}
    assert not soup.select('script, svg, audio, video, iframe')


def test_the_style_sheet_of_a_book_asks_no_more_of_readers_than_they_know(book: Site) -> None:
    css = (book.outdir / '_static' / 'book.css').read_text(encoding='utf-8')
    assert not re.findall(
        r':is\(|:where\(|:has\(|:not\(|var\(|@|&|color|grid|flex', re.sub(r'/\*.*?\*/', '', css, flags=re.DOTALL)
    )


WIDE = """\
# Page

```{chronicle:timeline}
- key: alpha
  title: Alpha
  date: 2025
  checkpoints:
    - {hf: acme/alpha, params: 8B, active_params: 1B, context: 128K, method: pruned, notes: [{about: params, text: Nearly.}]}
```
"""


def test_a_table_too_wide_for_a_page_is_a_list_in_a_book_and_nothing_is_folded_away(new_project: Callable[[], Build]) -> None:
    site = new_project()({'index.md': WIDE}, 'epub', conf="epub_show_urls = 'no'\n")
    assert site.lines == []
    details = site.soup('index.xhtml').select_one('details')
    assert details is not None
    assert details.has_attr('open')
    assert details.select('table') == []
    (row,) = details.select('li[id="entry-alpha--alpha"]')
    assert ' '.join(row.get_text().split()) == (
        'alpha; parameters: 8B; active: 1B; context: 128K; method: pruned; parameters Note Nearly.'
    )


def test_a_table_that_fits_a_page_is_one_in_a_book(book: Site) -> None:
    heads = [[head.get_text() for head in table.select('thead th')] for table in book.soup('index.xhtml').select('table')]
    # How something was made is beneath its name.
    assert [len(head) for head in heads] == [2, 2, 4]


@pytest.fixture(scope='module')
def site_as_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site as an EPUB."""
    folder = tmp_path_factory.mktemp('book') / 'epub'
    command = [sys.executable, '-m', 'sphinx', '-q', '-b', 'epub', str(ROOT), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_the_site_as_a_book_leaves_the_look_of_its_pages_behind(site_as_book: Path) -> None:
    """Its selectors are errors to those who check books."""
    package = (site_as_book / 'content.opf').read_text(encoding='utf-8')
    sheets = [site_as_book / name for name in re.findall(r'href="(.*?\.css)"', package)]
    assert 'book.css' in {sheet.name for sheet in sheets}
    assert [sheet.name for sheet in sheets if re.search(r':(is|where|has)\(', sheet.read_text(encoding='utf-8'))] == []
    assert 'site.css' not in (site_as_book / 'index.xhtml').read_text(encoding='utf-8')


def test_figures_in_a_book_are_apart_from_their_labels(site_as_book: Path) -> None:
    page = BeautifulSoup((site_as_book / 'timeline/nemotron-3.xhtml').read_text(encoding='utf-8'), 'html.parser')
    places = page.select('.chronicle-strip > li')
    assert '550B parameters' in [place.get_text() for place in places]
    assert all(' ' in place.get_text().removesuffix(place.select('span')[-1].get_text())[-1:] for place in places)


def test_every_page_of_the_site_as_a_book_is_xhtml(site_as_book: Path) -> None:
    pages = [ET.parse(page).getroot() for page in site_as_book.rglob('*.xhtml')]
    xhtml = '{http://www.w3.org/1999/xhtml}'
    tags = {element.tag for page in pages for element in page.iter()}
    assert f'{xhtml}p' in tags
    assert tags & {f'{xhtml}{name}' for name in ('input', 'label', 'script')} == set()
    assert any(''.join(label.itertext()) == 'reStructuredText' for page in pages for label in page.iter(f'{xhtml}p'))


def test_the_contents_of_the_site_as_a_book_name_every_page_in_reading_order(site_as_book: Path) -> None:
    package = (site_as_book / 'content.opf').read_text(encoding='utf-8')
    files = dict(re.findall(r'<item id="(.*?)" href="(.*?\.xhtml)"', package))
    spine = [files[name] for name in re.findall(r'<itemref idref="(.*?)"', package)]
    links = re.findall(r'<a href="(.*?)"', (site_as_book / 'nav.xhtml').read_text(encoding='utf-8'))
    pages = [spine.index(link.partition('#')[0]) for link in links]
    # Else a reader of books jumps back and forth (EPUB 3.3, section 7.4.2).
    assert pages == sorted(pages)
    assert {spine[page] for page in pages} == set(spine) - {'genindex.xhtml', 'chronicle-tags.xhtml'}
    assert 'timeline/nemotron-3.xhtml#entry-nemotron-3-super' in links


# -- manual pages and plain text ------------------------------------------------------------------------------------------------

TERMINAL = """\
# Page

See [](#alpha), [a page](other.md), [a place](#far) and [elsewhere](https://example.org/there).

```{chronicle:timeline}
- key: alpha
  title: Alpha
  date: 2025
  org: A Laboratory Here
  tags: [mixture-of-experts, vision-language]
  checkpoints:
    - {hf: acme/alpha, params: 8B, notes: [{about: hf, text: Not seen.}, {about: active_params, text: Nor this.}]}
```

```{toctree}
other
```
"""


@pytest.fixture(scope='module', params=['man', 'text'])
def terminal(new_project: Callable[[], Build], request: pytest.FixtureRequest) -> tuple[str, str]:
    """The builder, and what it writes."""
    files = {'index.md': TERMINAL, 'other.md': '(far)=\n# Other\n\n[Back](#alpha).\n'}
    site = new_project()(files, request.param)
    assert site.lines == []
    return request.param, site.read({'man': 'test.1', 'text': 'index.txt'}[request.param]).replace('\\-', '-').replace('\\:', '')


def test_links_within_show_no_address_and_others_do(terminal: tuple[str, str]) -> None:
    builder, text = terminal
    assert not re.search('<#|<>|entry-alpha', text)
    assert ('https://example.org/there' in text) == (builder == 'man')
    assert 'https://huggingface.co/acme/alpha' in text


def test_an_address_that_cannot_be_taken_apart_stands_as_it_is(build: Build) -> None:
    page = 'Page\n====\n\n`One <http://[x>`_ and `two <//example.org/y>`_ and `three <http:other>`_.\n'
    site = build({'index.rst': page}, 'man', conf='man_show_urls = True')
    assert site.lines == []
    text = site.read('test.1').replace('\\:', '')
    assert [address for address in ('http://[x', '//example.org/y', 'http:other') if address not in text] == []


def test_names_keep_their_capitals_within_a_line(terminal: tuple[str, str]) -> None:
    _builder, text = terminal
    assert '; Hugging Face (Note: Not seen.)' in ' '.join(text.split())
    assert '; active (Note: Nor this.)' in ' '.join(text.split())


def test_words_of_tags_are_whole(terminal: tuple[str, str]) -> None:
    _builder, text = terminal
    assert 'mixture-of-experts, ' in text.replace('\n', ' ')
    assert 'vision-language' in text


# -- the check of the log -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('log', 'said'),
    [
        ('Overfull \\hbox (9.9pt too wide) in paragraph at lines 1--2\n', 0),
        ('Overfull \\hbox (10.1pt too wide) in paragraph at lines 1--2\n', 1),
        ('Overfull \\vbox (12.0pt too high) has occurred\n', 1),
        ('Missing character: There is no → (U+2192) in font x!\n', 1),
        (
            'LaTeX Warning: Hyper reference `timeline/index:'
            + 'a' * 32
            + '\n'
            + 'b' * 10
            + "' on page 1 undefined on input line 9.\n",
            1,
        ),
        ('LaTeX Warning: There were undefined references.\n', 1),
        ('LaTeX Warning: Label(s) may have changed. Rerun to get cross-references right.\n', 1),
        ("LaTeX Warning: Label `a' multiply defined.\n", 1),
        ('! Undefined control sequence.\n', 1),
        ('LaTeX Font Warning: Some font shapes were not available, defaults substituted.\n', 0),
    ],
)
def test_the_check_of_a_log_says_what_readers_would_notice(tmp_path: Path, log: str, said: int) -> None:
    file = tmp_path / 'paper.log'
    file.write_text('This is LuaHBTeX\n' + log + 'Output written on paper.pdf\n', encoding='utf-8')
    command = [sys.executable, str(ROOT / 'tools' / 'check_pdf.py'), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stdout.splitlines()), done.stderr) == (int(said > 0), said, '')
