"""One project, rich in records, in every builder: no warning, and nothing lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Build, Site

INDEX = """\
# Home

Words of welcome.

```{toctree}
timeline
data
talk
terms
```
"""

TIMELINE = """\
# Timeline of models

```{chronicle:timeline}
:file: models.yaml
:group-by: year
:order: newest
```

## After the timeline

Words after the timeline, with {chronicle:entry}`grand`.

### Below it

More words.
"""

MODELS = """\
defaults:
  org: Acme & Sons
entries:
  - key: grand
    title: Grand Model 3.5
    date: 2025-03/2025-06
    type: release
    status: announced
    family: Grand family
    architecture: Hybrid <sparse> & dense
    precision: [BF16, FP8]
    training_tokens: ~25T
    cutoff: {pretraining: 2024-06, posttraining: 2024-09}
    tags: [moe, long-context]
    summary: |
      Grandiosity of the *first* order, after [the small one](#petite).[^why]

      * A list of {chronicle:dataset}`corpus`, `code` and 100% of $2_a.

      [^why]: Footnoted.
    checkpoints:
      - hf: acme/Grand-Model-3.5-Base-BF16
        params: 31.6B
        active_params: 3.2B
        context: 1048576
        license: apache
        date: 2025-04-08
      - name: Grand_Model Unhosted
        params: 8B
        derived_from: {ref: acme/Grand-Model-3.5-Base-BF16, basis: card}
        method: pruned
        license: [MIT, custom-terms]
        notes: [{about: params, kind: conflict, text: "A page says 9B, another 7B."}]
    papers:
      - {title: Grand Report, arxiv: "2402.16819", authors: [Ann Author]}
      - {title: Unnumbered Report, url: "https://papers.example/a-b_c/very-long-path-that-no-line-can-hold/without-a-break.pdf"}
    links:
      - {label: weights page, url: "https://hub.example/collections/acme/grand-model-3-5-68ceafc5cb1b9d4c6d1a0f9b"}
    sources:
      - https://blog.example/2025/03/grand-model_announcement.html
      - {url: "https://far.example/source?a=1&b=2#part", via: a stored copy}
    trained_on: [{ref: corpus, basis: card}, {ref: acme/unlisted-data, use: seed}]
    derived_from: petite
    related: talk
    aliases: [grand-old]
    added: 2025-07-01
    updated: 2025-08-02
    notes:
      - {about: date, kind: unverified, text: "Nobody said so – yet."}
      - {about: architecture, kind: correction, text: "It was called dense."}
  - key: petite
    title: Petite «Modèle»
    date: 2024~
    type: software
    summary: Smallness in one line.
  - key: antique
    title: Antique Machine
    date: -0049
    type: event
    summary: |
      Antiquity, with a definition:

      > A quotation.

      1. One.
      2. Two.
"""

DATA = """\
# Data

Words of the catalog.

## Corpus of words

```{chronicle:dataset} corpus
type: pretraining
hf: acme/Corpus-of-Words
date: 2024-11
languages: [en, de]
rows: 1_376_666
tokens: 6.6T
bytes: 1.2TB
license: apache
gated: yes
generated_with: grand
subsets:
  - {name: Finest, rows: 12, license: MIT}
  - {name: Coarse, tokens: 5B, notes: [{about: tokens, text: Rounded.}]}
notes: [{about: rows, kind: conflict, text: The viewer shows fewer.}]
links: [{label: viewer, url: "https://viewer.example/acme/corpus-of-words"}]
```

Prose of the corpus, made for [the grand model](#grand).

## Collection of corpora

```{chronicle:dataset} collection
type: collection
members: [corpus]
items: 1
```
"""

TALK = """\
# Talk about models

```{chronicle:episode} talk
show: The Show
host: Hal Host
guests: [{name: Gwen Guest, role: Maker, links: [{label: her page, url: "https://gwen.example/about-me"}]}]
date: 2026-02-04
recorded: 2026-01
duration: 1h 7m
video: https://video.example/watch-this
```

Prose about {chronicle:entry}`petite`.
"""

TERMS = """\
# Terms

## Apache terms

```{chronicle:license} apache
spdx: Apache-2.0
commercial: yes
conditions: Keep the notices.
```

Prose of the terms.

## Custom terms

```{chronicle:license} custom-terms
url: https://terms.example/custom-terms.html
commercial: conditions
```
"""

FILES = {'index.md': INDEX, 'timeline.md': TIMELINE, 'models.yaml': MODELS, 'data.md': DATA, 'talk.md': TALK, 'terms.md': TERMS}

BUILDERS = (
    'html', 'dirhtml', 'singlehtml', 'epub', 'latex', 'text', 'man', 'texinfo', 'gettext', 'xml', 'pseudoxml', 'dummy',
)  # fmt: skip

TITLES = ['Grand Model 3.5', 'Petite «Modèle»', 'Antique Machine', 'Corpus of words', 'Talk about models', 'Apache terms']
DATES = ['Mar – Jun 2025', 'about 2024', '50 BC', 'Nov 2024', 'Feb 4, 2026', 'Jan 2026', 'Apr 8, 2025', 'Jul 1, 2025']
WORDS = [
    'Grandiosity of the', 'Footnoted.', '100% of $2_a', 'Smallness in one line.', 'Antiquity, with a definition',
    'A quotation.', 'Hybrid <sparse> & dense', 'Acme & Sons', 'Grand family', 'BF16, FP8', '~25T', 'moe',
    'long-context', 'Jun 2024 (pretraining)', '31.6B', '1M', 'pruned', 'Grand Report', 'Ann Author',
    'arXiv:2402.16819', 'A page says 9B, another 7B.', 'Nobody said so – yet.', 'It was called dense.', '1,376,666',
    'The viewer shows fewer.', 'Finest', 'Coarse', 'Rounded.', 'Hal Host', 'Gwen Guest', '1h 7m', 'Keep the notices.',
    'Words after the timeline', 'Prose of the corpus', 'Prose of the terms.',
]  # fmt: skip
CHECKPOINTS = ['Grand-Model-3.5-Base-BF16', 'Grand_Model Unhosted']
ADDRESSES = [
    'https://huggingface.co/acme/Grand-Model-3.5-Base-BF16',
    'https://arxiv.org/abs/2402.16819',
    'https://papers.example/a-b_c/very-long-path-that-no-line-can-hold/without-a-break.pdf',
    'https://hub.example/collections/acme/grand-model-3-5-68ceafc5cb1b9d4c6d1a0f9b',
    'https://blog.example/2025/03/grand-model_announcement.html',
    'https://far.example/source?a=1&b=2#part',
    'https://huggingface.co/datasets/acme/Corpus-of-Words',
    'https://viewer.example/acme/corpus-of-words',
    'https://gwen.example/about-me',
    'https://video.example/watch-this',
    'https://terms.example/custom-terms.html',
]
AFTER = ['After the timeline', 'Below it']


class Built(NamedTuple):
    """The sites of all builders, from one set of doctrees."""

    sites: dict[str, Site]

    def text(self, builder: str, pattern: str) -> str:
        """The files of a builder that have such a name, one after the other."""
        outdir = self.sites[builder].outdir
        found = sorted(file for file in outdir.rglob(pattern) if file.is_file())
        assert found
        return '\n'.join(file.read_text(encoding='utf-8') for file in found)


@pytest.fixture(scope='module')
def built(new_project: Callable[[], Build]) -> Built:
    build = new_project()
    # Each reads the sources anew, so that each says all there is to say.
    return Built({builder: build(FILES, builder, fresh=True) for builder in BUILDERS})


@pytest.mark.parametrize('builder', BUILDERS)
def test_every_builder_is_silent(built: Built, builder: str) -> None:
    assert built.sites[builder].lines == []


def words_of(text: str) -> str:
    return ' '.join(text.split())


def man_words(text: str) -> str:
    """The words of a manual page, without requests, fonts and escapes."""
    # What terminals link is told in a command of the device before and after the words.
    text = re.sub(r"\\X'tty: link[^']*'", '', text)
    text = re.sub(r'\\f[A-Z]|\\[%:&]|^\.(?:SH|SS|sp|TP|B|I|IP|UR|UE|MT|ME|RS|RE)\b ?', '', text, flags=re.MULTILINE)
    for escape, character in {r'\-': '-', r'\(aq': "'", r'\(dq': '"', r'\e': '\\', r'\(bu': '•', r'\(en': '–'}.items():
        text = text.replace(escape, character)
    return text


def html_words(site: Site, *names: str) -> str:
    return words_of(' '.join(site.soup(name).get_text() for name in names))


PLAIN: dict[str, Callable[[Built], str]] = {
    'text': lambda built: built.text('text', '*.txt'),
    'man': lambda built: man_words(built.text('man', '*.1')),
    'html': lambda built: html_words(built.sites['html'], 'timeline.html', 'data.html', 'talk.html', 'terms.html'),
    'dirhtml': lambda built: html_words(
        built.sites['dirhtml'], 'timeline/index.html', 'data/index.html', 'talk/index.html', 'terms/index.html'
    ),
    'singlehtml': lambda built: html_words(built.sites['singlehtml'], 'index.html'),
    'epub': lambda built: html_words(built.sites['epub'], 'timeline.xhtml', 'data.xhtml', 'talk.xhtml', 'terms.xhtml'),
}


@pytest.mark.parametrize('builder', PLAIN)
def test_no_title_date_word_or_checkpoint_is_lost(built: Built, builder: str) -> None:
    text = words_of(PLAIN[builder](built))
    expected = [*TITLES, *DATES, *WORDS, *CHECKPOINTS, *AFTER]
    assert [words for words in expected if words not in text] == []


@pytest.mark.parametrize('builder', ['text', 'man'])
@pytest.mark.parametrize('address', ADDRESSES)
def test_an_address_stands_whole_in_one_line(built: Built, builder: str, address: str) -> None:
    lines = PLAIN[builder](built).splitlines()
    assert [line for line in lines if re.search(rf'(?:^|[\s<(]){re.escape(address)}(?:$|[\s>);,])', line)]


@pytest.mark.parametrize('builder', ['html', 'dirhtml', 'singlehtml', 'epub'])
@pytest.mark.parametrize('address', ADDRESSES)
def test_an_address_is_a_link(built: Built, builder: str, address: str) -> None:
    site = built.sites[builder]
    pages = [*site.outdir.rglob('*.html'), *site.outdir.rglob('*.xhtml')]
    links = {str(tag['href']) for page in pages for tag in site.soup(str(page.relative_to(site.outdir))).select('a[href]')}
    assert address in links


HEADINGS = {
    'text': ('text', '*.txt', [r'^After the timeline\n=+$', r'^Below it\n-+$', r'^2025\n=+$']),
    'man': ('man', '*.1', [r'^\.S[HS] (?i:After the timeline)$', r'^\.SS (?i:Below it)$', r'^\.S[HS] 2025$']),
    'latex': ('latex', '*.tex', [r'^\\section\{After the timeline\}$', r'^\\subsection\{Below it\}$', r'^\\section\{2025\}$']),
    'texinfo': ('texinfo', '*.texi', [r'^@section After the timeline$', r'^@subsection Below it$', r'^@section 2025$']),
}


@pytest.mark.parametrize(('builder', 'pattern', 'headings'), HEADINGS.values(), ids=HEADINGS)
def test_headings_of_and_after_the_timeline_are_intact(built: Built, builder: str, pattern: str, headings: list[str]) -> None:
    text = built.text(builder, pattern)
    assert [heading for heading in headings if not re.search(heading, text, re.MULTILINE)] == []
    after = text[re.search(headings[0], text, re.MULTILINE).end() :]  # type: ignore[union-attr]
    assert 'Words after the timeline' in after
    assert 'Grandiosity' not in after


PLACES = [
    ('timeline', 'entry-grand'),
    ('timeline', 'entry-grand-old'),
    ('timeline', 'entry-petite'),
    ('timeline', 'entry-antique'),
    ('timeline', 'entry-grand--grand-model-3-5-base-bf16'),
    ('timeline', 'entry-grand--grand-model-unhosted'),
    ('timeline', 'year-2025'),
    ('data', 'dataset-corpus'),
    ('data', 'dataset-collection'),
    ('talk', 'episode-talk'),
    ('terms', 'license-apache'),
]


@pytest.mark.parametrize(('docname', 'anchor'), PLACES)
def test_every_place_has_its_label_in_latex_once(built: Built, docname: str, anchor: str) -> None:
    text = built.text('latex', '*.tex')
    assert text.count(f'\\label{{\\detokenize{{{docname}:{anchor}}}}}') == 1


@pytest.mark.parametrize(('docname', 'anchor'), PLACES)
def test_every_place_has_its_anchor_in_texinfo_once(built: Built, docname: str, anchor: str) -> None:
    assert built.text('texinfo', '*.texi').count(f'@anchor{{{docname} {anchor}}}') == 1


@pytest.mark.parametrize('builder', ['html', 'dirhtml', 'singlehtml', 'epub'])
def test_every_place_has_its_id_in_html_once(built: Built, builder: str) -> None:
    site = built.sites[builder]
    pages = [*site.outdir.rglob('*.html'), *site.outdir.rglob('*.xhtml')]
    ids = [str(tag['id']) for page in pages for tag in site.soup(str(page.relative_to(site.outdir))).select('[id]')]
    assert {anchor: ids.count(anchor) for _docname, anchor in PLACES} == dict.fromkeys((anchor for _doc, anchor in PLACES), 1)


# Not in singlehtml: Sphinx itself writes its links from page to page as `#document-data#dataset-corpus`.
@pytest.mark.parametrize('builder', ['html', 'dirhtml', 'epub'])
def test_every_link_within_the_site_has_its_place(built: Built, builder: str) -> None:
    site = built.sites[builder]
    pages = {
        page.resolve(): site.soup(str(page.relative_to(site.outdir))) for page in site.outdir.rglob('*html') if page.is_file()
    }
    dead = []
    for page, soup in pages.items():
        for link in soup.select('a.reference.internal[href], article a[href], dl a[href]'):
            path, _hash, anchor = str(link['href']).partition('#')
            if '://' in path or 'genindex' in page.name:
                continue
            target = (page.parent / path).resolve() if path else page
            target = target / 'index.html' if target.is_dir() else target
            if target.suffix == '.bib':
                if f'@misc{{{anchor},' not in target.read_text(encoding='utf-8'):
                    dead.append((page.name, link['href']))
            elif target not in pages or (anchor and not pages[target].select(f'[id="{anchor}"]')):
                dead.append((page.name, link['href']))
    assert dead == []


# -- translations and languages ------------------------------------------------------------------------------------------


def messages(catalog: str) -> list[str]:
    """The texts of a message catalog."""
    blocks = re.findall(r'^msgid ((?:".*"\n)+)', catalog, re.MULTILINE)
    return [''.join(re.findall(r'"(.*)"\n', block)).replace('\\"', '"').replace('\\n', '\n') for block in blocks]


def test_translators_get_titles_and_summaries_once_and_nothing_that_is_known(built: Built) -> None:
    found = messages(built.text('gettext', 'timeline.pot'))
    for text in (
        'Grand Model 3.5',
        'Petite «Modèle»',
        'Antique Machine',
        'Smallness in one line.',
        'After the timeline',
        'Nobody said so – yet.',
    ):
        assert found.count(text) == 1, text
    assert sum('Grandiosity of the *first* order' in text for text in found) == 1
    dated = [text for text in found if any(date in text for date in DATES) or re.search(r'\b20\d\d\b', text)]
    assert dated == []
    facts = ('Acme & Sons', 'Announced', '31.6B', 'Apache', 'BF16', 'https://', 'Checkpoints', 'Sources')
    assert [text for text in found if any(fact in text for fact in facts)] == []
    data = messages(built.text('gettext', 'data.pot'))
    assert data.count('Corpus of words') == 1
    assert {'viewer', 'The viewer shows fewer.'} <= {*data}
    assert [text for text in data if '1,376,666' in text] == []


@pytest.mark.parametrize('builder', ['html', 'text', 'latex'])
def test_dates_are_in_the_language_of_the_site(new_project: Callable[[], Build], builder: str) -> None:
    site = new_project()(FILES, builder, conf="language = 'de'\n")
    assert site.lines == []
    if builder == 'html':
        text = html_words(site, 'timeline.html', 'data.html', 'talk.html')
    else:
        text = words_of('\n'.join(file.read_text(encoding='utf-8') for file in site.outdir.glob('*.t[xe]*') if file.is_file()))
    text = text.replace('\\textendash{}', '–')
    german = ['März–Juni 2025', '8. Apr. 2025', 'Nov. 2024', '4. Feb. 2026', '50 v. Chr.', '1.376.666']
    assert [date for date in german if date not in text.replace(' – ', '–').replace('– ', '–')] == []
    assert [date for date in ('Mar', 'Feb 4, 2026', '50 BC', '1,376,666') if re.search(rf'\b{date}\b', text)] == []


def test_dates_in_html_are_machine_readable(built: Built) -> None:
    soup = built.sites['html'].soup('timeline.html')
    times = {tag.get_text(): tag['datetime'] for tag in soup.select('article time')}
    assert times['Jun 2025'] == '2025-06'
    assert times['Mar'] == '2025-03'
    assert times['about 2024'] == '2024'
    # No year before the common era has a form that HTML allows.
    assert [words for words in times if 'BC' in words] == []


# -- the same bytes ----------------------------------------------------------------------------------------------------------

MANY = {f'page{number}.md': f'# Page {number}\n\nAbout {{chronicle:entry}}`grand` and [](#corpus).\n' for number in range(8)}


def contents(outdir: Path) -> dict[str, bytes]:
    return {
        file.relative_to(outdir).as_posix(): file.read_bytes()
        for file in sorted(outdir.rglob('*'))
        if file.is_file() and file.suffix not in {'.epub', '.pickle'}
    }


@pytest.mark.parametrize('builder', ['html', 'text', 'epub', 'latex'])
def test_parallel_reading_and_writing_give_the_same_bytes(
    new_project: Callable[[], Build], monkeypatch: pytest.MonkeyPatch, builder: str
) -> None:
    # An EPUB says when it was made.
    monkeypatch.setenv('SOURCE_DATE_EPOCH', '1700000000')
    files = {**FILES, **MANY, 'index.md': INDEX.replace('terms\n', 'terms\n' + '\n'.join(name[:-3] for name in MANY) + '\n')}
    serial, parallel = new_project()(files, builder), new_project()(files, builder, parallel=2)
    assert (serial.lines, parallel.lines) == ([], [])
    first, second = contents(serial.outdir), contents(parallel.outdir)
    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []
