from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.vocabularies.licenses.kinds import check_license, spdx_id

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
    with pytest.raises(ValueError, match=re.escape('(several licenses are a list)')):
        check_license(text)


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
