"""The vocabulary `releases`."""

from __future__ import annotations

from typing import Final

from ...records.kinds import Vocabulary

_HERE: Final = 'sphinx_chronicle.vocabularies.releases'

RELEASES: Final = Vocabulary(
    'releases',
    importers={
        'changelog': f'{_HERE}.import_changelog:importer',
        'git-tags': f'{_HERE}.import_tags:importer',
        'endoflife': f'{_HERE}.import_endoflife:importer',
    },
)
