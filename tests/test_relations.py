"""Relations: written at either end they are shown at both, with what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.doctree.labels import Labels
from views import REGISTRY

if TYPE_CHECKING:
    from conftest import Build, Markup, Site

LABELS = Labels(REGISTRY, 'en')
DATES = {'alpha': '2023', 'beta': '2024', 'gamma': '2025'}


def project(markup: Markup, **fields: str) -> dict[str, str]:
    """Entries alpha, beta and gamma, datasets corpus and suite, and a license, with these lines of YAML."""
    entries = [
        f'- key: {key}\n  title: {key.title()}\n  date: {date}' + (f'\n  {fields[key]}' if key in fields else '')
        for key, date in DATES.items()
    ]
    blocks = [markup.heading('Page'), markup.heading('Timeline', 2), markup.directive('timeline', '', '\n'.join(entries))]
    for kind, key in (('dataset', 'corpus'), ('dataset', 'suite'), ('license', 'terms')):
        blocks += [markup.heading(key.title(), 2), markup.directive(kind, key, fields.get(key, ''))]
    return {markup.index: markup.page(*blocks)}


def rows(site: Site, anchor: str, page: str = 'index.html') -> dict[str, str]:
    """The rows of relations of a record, label by label."""
    place = site.soup(page).select_one(f'[id="{anchor}"]')
    assert place is not None
    found = place.select(
        '.chronicle-relations .chronicle-row, .chronicle-lineage .chronicle-row, .chronicle-listed .chronicle-row'
    )
    return {
        row.select('dt')[0].get_text(): '; '.join(item.get_text() for item in row.select('li') or row.select('dd'))
        for row in found
    }


#: A relation as written at either end: record, field, other record, and what the two ends are called.
RELATIONS = [
    ('beta', 'derived_from', 'alpha', 'derivatives', None),
    ('beta', 'trained_on', 'corpus', 'used_by', 'used_by'),
    ('suite', 'members', 'corpus', 'member_of', None),
    ('corpus', 'generated_with', 'alpha', 'generated', None),
    ('beta', 'related', 'corpus', 'related', 'related'),
]
ENDS = [
    case
    for first, field, second, inverse, written in RELATIONS
    for case in (
        (first, f'{field}: {second}', first, field, second, inverse),
        *([(second, f'{written}: {first}', first, field, second, inverse)] if written else []),
    )
]
ANCHORS = {key: f'entry-{key}' for key in DATES} | {
    'corpus': 'dataset-corpus',
    'suite': 'dataset-suite',
    'terms': 'license-terms',
}


@pytest.mark.parametrize(('at', 'line', 'first', 'field', 'second', 'inverse'), ENDS, ids=str)
def test_a_relation_is_shown_at_both_ends_wherever_it_is_written(
    build: Build, markup: Markup, at: str, line: str, first: str, field: str, second: str, inverse: str
) -> None:
    site = build(project(markup, **{at: line}))
    assert site.lines == []
    assert rows(site, ANCHORS[first])[LABELS.field(field)] == second.title()
    assert rows(site, ANCHORS[second])[LABELS.field(inverse)] == first.title()


WORDS = {
    'basis: card': 'card',
    'basis: recipe': 'open recipe',
    'basis: unverified': 'unverified',
    'use: seed': 'as seed data',
    'basis: card, use: seed': 'card, as seed data',
}


@pytest.mark.parametrize(('detail', 'words'), WORDS.items(), ids=WORDS)
def test_how_a_relation_is_known_is_said_at_both_ends(build: Build, markup: Markup, detail: str, words: str) -> None:
    site = build(project(markup, beta=f'trained_on: [{{ref: corpus, {detail}}}]'))
    assert rows(site, 'entry-beta')['Trained on'] == f'Corpus ({words})'
    assert rows(site, 'dataset-corpus')['Used by'] == f'Beta ({words})'


def test_what_is_used_for_training_is_not_said(build: Build, markup: Markup) -> None:
    site = build(project(markup, beta='trained_on: [{ref: corpus, use: training}]'))
    assert rows(site, 'entry-beta')['Trained on'] == 'Corpus'


def test_a_relation_written_at_both_ends_is_shown_once(build: Build, markup: Markup) -> None:
    site = build(project(markup, beta='trained_on: corpus', corpus='used_by: [{ref: beta, basis: card}]'))
    assert rows(site, 'entry-beta') == {'Trained on': 'Corpus (card)'}
    assert rows(site, 'dataset-corpus') == {'Used by': 'Beta (card)'}


def test_lineage_reaches_over_generations_with_the_data_of_ancestors(build: Build, markup: Markup) -> None:
    site = build(project(markup, alpha='trained_on: corpus', beta='derived_from: alpha', gamma='derived_from: beta'))
    assert site.lines == []
    found = {key: rows(site, ANCHORS[key]) for key in DATES}
    assert found['gamma']['Ancestors'] == 'Alpha; Beta'
    assert found['gamma']['Data of its ancestors'] == 'Corpus'
    assert found['alpha']['Descendants'] == 'Beta; Gamma'
    assert 'Ancestors' not in found['alpha']


def test_of_a_descendant_its_parts_are_named_where_not_all_of_them_descend(build: Build, markup: Markup) -> None:
    checkpoints = 'checkpoints: [{name: B-one, derived_from: alpha}, {name: B-two, derived_from: a/b-one}, {name: B-apart}]'
    checkpoints = checkpoints.replace('name: B-one', 'hf: a/b-one')
    whole = 'checkpoints: [{name: C-one, derived_from: a/b-one}, {name: C-two, derived_from: a/b-one}]'
    site = build(project(markup, beta=checkpoints, gamma=whole))
    assert site.lines == []
    assert rows(site, 'entry-alpha')['Descendants'] == 'Beta (b-one, B-two); Gamma'
    assert rows(site, 'entry-beta')['Descendants'] == 'Gamma'


def chain(count: int, *, changed: int = -1) -> dict[str, str]:
    """A line of descent, twenty to a page."""
    files = {'index.md': '# Home\n\n```{toctree}\n:glob:\n\npage*\n```\n'}
    for first in range(0, count, 20):
        entries = [
            f'- {{key: e{n}, title: {"Changed" if n == changed else "Entry"} {n}, date: {1000 + n}'
            + (f', derived_from: [e{n - 1}]' if n else '')
            + '}'
            for n in range(first, min(first + 20, count))
        ]
        body = '\n'.join(entries)
        files[f'page{first:03}.md'] = f'# From {first}\n\n```{{chronicle:timeline}}\n{body}\n```\n'
    return files


def test_of_a_long_line_a_card_tells_how_many_there_are(build: Build) -> None:
    site = build(chain(60))
    assert site.lines == []
    found = rows(site, 'entry-e30', 'page020.html')
    assert found['Derived from'] == 'Entry 29'
    assert found['Derived models'] == 'Entry 31'
    assert (found['Ancestors'], found['Descendants']) == ('30 records', '29 records')
    few = rows(site, 'entry-e12', 'page000.html')
    assert few['Ancestors'] == '; '.join(f'Entry {n}' for n in range(12))
    assert rows(site, 'entry-e13', 'page000.html')['Ancestors'] == '13 records'
    # Each card names two neighbors and a dozen of kin at most, however long the line is.
    links = [
        len(site.soup(f'page{first:03}.html').select('.chronicle-card a.internal:not([href$="--cite"])')) for first in (0, 20, 40)
    ]
    assert links[1] == 40
    assert max(links) <= 20 * 14


def test_a_title_changes_only_the_pages_that_show_it(build: Build) -> None:
    build(chain(100))
    site = build(chain(100, changed=50))
    before = {page.name: page.stat().st_mtime_ns for page in site.outdir.glob('page*.html')}
    again = build(chain(100, changed=59))
    written = [page.name for page in again.outdir.glob('page*.html') if page.stat().st_mtime_ns != before[page.name]]
    assert sorted(written) == ['page040.html', 'page060.html']


def test_a_license_shows_every_checkpoint_and_dataset_under_it(build: Build, markup: Markup) -> None:
    fields = {
        'alpha': 'checkpoints: [{name: A, license: terms}, {name: B, license: MIT}, {name: C, license: Apache-2.0}]',
        'corpus': 'license: Apache-2.0',
        'suite': 'subsets: [{name: part, license: terms}]',
        'terms': 'spdx: Apache-2.0',
    }
    site = build(project(markup, **fields))
    assert site.lines == []
    assert rows(site, 'license-terms') == {'Checkpoints': 'Alpha: A, C', 'Datasets': 'Corpus; Suite: subset part'}


def test_a_hugging_face_id_that_two_have_is_one_warning(build: Build, markup: Markup) -> None:
    site = build(project(markup, corpus='hf: acme/Same', suite='hf: ACME/same'), 'dummy')
    assert len(site.lines) == 1
    assert "the Hugging Face id 'ACME/same' is that of dataset 'corpus' already" in site.lines[0]


@pytest.mark.parametrize(
    ('fields', 'warning'),
    [
        (
            {'alpha': 'derived_from: beta', 'beta': 'derived_from: alpha'},
            "circular derivation via beta (remove one 'derived_from')",
        ),
        (
            {'alpha': 'derived_from: gamma', 'beta': 'derived_from: alpha', 'gamma': 'derived_from: beta'},
            "circular derivation via beta, gamma (remove one 'derived_from')",
        ),
        ({'alpha': 'derived_from: alpha'}, 'a record cannot be its own relation'),
        ({'beta': 'derived_from: alhpa'}, "there is no record 'alhpa' (did you mean 'alpha'?)"),
    ],
    ids=['two', 'three', 'itself', 'nobody'],
)
def test_a_relation_that_cannot_be_is_one_warning_at_its_line(
    build: Build, markup: Markup, fields: dict[str, str], warning: str
) -> None:
    files = project(markup, **fields)
    site = build(files, 'dummy')
    key, line = next(iter(fields.items()))
    number = (
        files[markup.index].splitlines().index(next(text for text in files[markup.index].splitlines() if text.strip() == line))
    )
    assert len(site.lines) == 1
    assert site.lines[0].startswith(f"{markup.index}:{number + 1}: WARNING: entry '{key}': {warning}")
