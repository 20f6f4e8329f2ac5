"""Every word of a record that readers see can be translated, and is, wherever it is shown."""

from __future__ import annotations

import gettext
import json
import re
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Build, Markup

CONF = "language = 'de'\nlocale_dirs = ['locale']\ngettext_compact = False\nhtml_baseurl = 'https://example.org/'\n"

#: Each word that is a reader's begins with `xq`, so that one that was forgotten is found.
ENTRIES = """\
- key: alpha
  title: Xqalpha model
  date: 2025
  org: Xqorg
  family: Xqfamily
  tags: [xqtag one, xqtag-two]
  architecture: Xqarchitecture of layers
  summary: |
    Xqsummary of *one* line.

    Xqsecond paragraph about {role}.
  links: [{label: xqlabel, url: 'https://example.org/a'}]
  papers: [{title: Xqpaper title, url: 'https://example.org/p'}]
  sources: ['https://example.org/s']
  notes: [{about: date, kind: conflict, text: Xqnote on the date.}]
  trained_on: [{ref: corpus, use: training}]
  checkpoints: [{hf: acme/alpha, license: quiet, notes: [{about: params, kind: unverified, text: Xqnote on the size.}]}]
- key: beta
  title: Xqbeta model
  date: 2024
  family: Xqfamily
  derived_from: [alpha]
"""

WORD = re.compile(r'\b[Xx]q[a-z-]+')


def project(markup: Markup) -> dict[str, str]:
    """A project with records in a file, in a body and in a section, and everything that shows them."""
    entries = ENTRIES.replace('{role}', markup.role('entry', 'beta'))
    timeline = markup.page(
        markup.heading('Timeline'),
        markup.directive('timeline', options={'file': 'data.yaml', 'group-by': 'family', 'filter-bar': ''}),
    )
    lists = markup.page(
        markup.heading('Lists'),
        markup.directive(
            'listing', options={'layout': 'table', 'kind': 'entry', 'filter-bar': '', 'columns': 'title, tags, org, family'}
        ),
        markup.directive('listing', options={'layout': 'cards', 'group-by': 'family'}),
        markup.directive('listing', options={'layout': 'chart', 'kind': 'entry'}),
        markup.directive('listing', options={'layout': 'list'}),
        f'See {markup.role("entry", "alpha")}.',
    )
    data = markup.page(
        markup.heading('Data'),
        markup.heading('Xqcorpus', 2),
        markup.directive(
            'dataset',
            'corpus',
            'license: quiet\nsummary: Xqdata words.\nlinks: [{label: xqcorpus label, url: "https://example.org/c"}]',
        ),
        markup.heading('Xqiet license', 2),
        markup.directive('license', 'quiet', 'conditions: Xqconditions to meet.'),
    )
    index = markup.page(markup.heading('Home'), markup.directive('+toctree', body='timeline\nlists\ndata'))
    return {
        markup.index: index, f'timeline.{markup.suffix}': timeline, f'lists.{markup.suffix}': lists,
        f'data.{markup.suffix}': data, 'data.yaml': entries,
    }  # fmt: skip


def german(template: Path) -> str:
    """A catalog for a template, in which each `xq` is an `ä`."""
    catalog = read_po(StringIO(template.read_text(encoding='utf-8')))
    for message in catalog:
        if message.id:
            message.string = re.sub(r'\b[Xx]q', 'Ä', str(message.id))
    catalog.fuzzy = False
    written = BytesIO()
    write_po(written, catalog)
    return written.getvalue().decode('utf-8')


def translated(new_project: Callable[[], Build], markup: Markup) -> dict[str, str]:
    """The project with catalogs for all templates that the gettext builder writes of it."""
    files = project(markup)
    site = new_project()(files, 'gettext', conf=CONF)
    assert site.lines == []
    templates = {template.stem: template for template in site.outdir.glob('*.pot')}
    return files | {f'locale/de/LC_MESSAGES/{name}.po': german(template) for name, template in templates.items()}


#: What is not for readers: names of places, values of filters, and what is said to machines.
UNSEEN = re.compile(
    r"""\b(?:id|href|name|for|value|data-[\w-]+|class|src)="[^"]*"|<category [^>]*>"""
    r"""|<script type="application/ld\+json">.*?</script>"""
    r"""|\\(?:label|hyperref|nameref|ref|pageref)\W+(?:\\detokenize)?\{[^}]*\}""",
    re.DOTALL,
)


def seen(file: Path) -> str:
    """What readers see of a file."""
    text = file.read_text(encoding='utf-8')
    if file.name == 'searchindex.js':
        index = json.loads(text.removeprefix('Search.setIndex(').removesuffix(')'))
        return ' '.join(str([*index[part]]) for part in ('terms', 'titleterms', 'titles', 'alltitles', 'indexentries'))
    return UNSEEN.sub('', text)


@pytest.mark.parametrize('builder', ['html', 'text', 'latex', 'epub'])
def test_no_word_of_a_record_stays_as_it_was(new_project: Callable[[], Build], markup: Markup, builder: str) -> None:
    site = new_project()(translated(new_project, markup), builder, conf=CONF)
    assert site.lines == []
    suffixes = {'.html', '.xhtml', '.ncx', '.txt', '.tex', '.js', '.atom', '.bib'}
    files = [file for file in site.outdir.rglob('*') if file.suffix in suffixes and not {'_static', '_sources'} & {*file.parts}]
    texts = {file.relative_to(site.outdir).as_posix(): seen(file) for file in files}
    assert any('Äalpha' in text for text in texts.values())
    assert {name: found for name, text in texts.items() if (found := WORD.findall(text))} == {}


def test_a_template_has_each_text_once_with_its_place(new_project: Callable[[], Build], markup: Markup) -> None:
    site = new_project()(project(markup), 'gettext', conf=CONF)
    template = read_po(StringIO((site.outdir / 'timeline.pot').read_text(encoding='utf-8')))
    places = {str(message.id): message.locations for message in template if message.id}
    wanted = ['Xqarchitecture of layers', 'xqlabel', 'Xqpaper title', 'Xqnote on the date.', 'Xqnote on the size.']
    assert [(places[text][0][0].rpartition('/')[2], places[text][0][1]) for text in wanted] == [('data.yaml', 1)] * len(wanted)
    shared = read_po(StringIO((site.outdir / 'chronicle-kinds.pot').read_text(encoding='utf-8')))
    assert {str(message.id) for message in shared if message.id} == {'Xqorg', 'Xqfamily', 'xqtag one', 'xqtag-two'}
    assert not {'Xqorg', 'Xqfamily', 'xqtag one', 'date', 'alpha'} & places.keys()


def test_a_changed_translation_is_on_all_pages(
    new_project: Callable[[], Build], markup: Markup, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = translated(new_project, markup)
    build = new_project()
    build(files, conf=CONF)
    for name in ('timeline', 'chronicle-kinds'):
        catalog = f'locale/de/LC_MESSAGES/{name}.po'
        files[catalog] = files[catalog].replace('Ä', 'Ö')
    # Python keeps the translations of a file for as long as its process runs.
    monkeypatch.setattr(gettext, '_translations', {})
    site = build(files, conf=CONF)
    clean = new_project()(files, conf=CONF)
    for name in ('timeline.html', 'lists.html', 'data.html', 'genindex.html', 'chronicle-tags.html', 'exports/chronicle.json'):
        assert site.read(name) == clean.read(name), name
    assert 'Öfamily' in site.read('lists.html')
    assert 'Ölpha' not in site.read('lists.html')


def test_what_records_are_chosen_by_stays_as_it_was_written(new_project: Callable[[], Build], markup: Markup) -> None:
    files = translated(new_project, markup)
    name = f'lists.{markup.suffix}'
    files[name] += (
        '\n' + markup.directive('listing', options={'layout': 'list', 'tags': 'xqtag one', 'family': 'Xqfamily'}) + '\n'
    )
    site = new_project()(files, conf=CONF)
    assert site.lines == []
    assert [item.get_text(strip=True)[:6] for item in site.soup('lists.html').select('.chronicle-list')[-1].select('li')] == [
        'Äalpha'
    ]
    record = next(one for one in json.loads(site.read('exports/chronicle.json'))['records'] if one['key'] == 'alpha')
    assert (record['title'], record['family'], record['tags']) == ('Äalpha model', 'Xqfamily', ['xqtag one', 'xqtag-two'])
