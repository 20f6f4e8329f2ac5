"""The search index has every name of a record, after any build."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conftest import Build, Markup, Site

ENTRIES = """\
- key: beta
  title: Beta model
  date: 2025
  aliases: [old-beta]
  tags: [Small models]
  checkpoints:
    - {hf: acme/Beta-8B, name: Beta eight}
"""


def found(site: Site) -> dict[str, list[tuple[str, str]]]:
    """What the search finds by name: page and anchor."""
    index: dict[str, Any] = json.loads(site.read('searchindex.js').removeprefix('Search.setIndex(').removesuffix(')'))
    pages = index['docnames']
    names: dict[str, list[tuple[str, str]]] = {}
    for name, places in [*index['indexentries'].items(), *index['alltitles'].items()]:
        known = names.setdefault(name.lower(), [])
        known += [place for page, anchor, *_main in places if (place := (pages[page], anchor)) not in known]
    return names


def test_records_are_found_by_all_their_names_also_after_other_pages_were_edited(build: Build, markdown: Markup) -> None:
    md = markdown
    files = {
        'index.md': md.page('# Home', '```{toctree}\ntimeline\ndata\nguide\n```'),
        'timeline.md': md.page('# Timeline', md.directive('timeline', body=ENTRIES)),
        'data.md': md.page('# Data', '## Corpus', md.directive('dataset', 'corpus', 'hf: acme/corpus\ntags: [web]')),
        'guide.md': md.page('# Guide', md.directive('timeline', body='- {key: toy, title: Toy, date: 2020, tags: [made-up]}')),
    }
    conf = "chronicle_sample_pages = ['guide']\n"
    card, dataset = ('timeline', 'entry-beta'), ('data', 'dataset-corpus')
    first = found(build(files, conf=conf))
    assert first['beta model'] == first['old-beta'] == first['small models'] == [card]
    assert first['acme/beta-8b'] == first['beta eight'] != []
    assert first['acme/corpus'] == first['web'] == [dataset]
    assert 'made-up' not in first
    files['data.md'] += '\nMore words.\n'
    assert found(build(files, conf=conf)) == first
    assert build(files, conf=conf).soup('timeline.html').select(f'[id="{first["beta eight"][0][1]}"]')
