"""What a release is: an entry with a version, and with the dates up to which it is supported."""

from __future__ import annotations

from typing import Final

from ...records.fields import Field
from ...records.i18n import N_
from ...records.kinds import Vocabulary
from ...records.types import BOOLEAN, CHOICE, DATE, VERBATIM

_HERE: Final = 'sphinx_chronicle.vocabularies.releases'

VERSION: Final = VERBATIM.one(
    'version', 'Its number, in quotes where YAML would shorten it.', label=N_('Version'), example='2.10'
)
LATEST: Final = VERBATIM.one('latest', 'The last version that has come out of this line.', label=N_('Latest'), example='2.10.4')
SUPPORTED_UNTIL: Final = DATE.one(
    'supported_until',
    'The last day on which it gets more than fixes of security problems.',
    label=N_('Supported until'),
    example='2026-10-31',
)
END_OF_LIFE: Final = DATE.one(
    'end_of_life', 'The last day on which it gets any fix.', label=N_('End of life'), example='2027-04-30'
)
WITHDRAWN: Final = BOOLEAN.one('withdrawn', 'Whether its makers took it back.', label=N_('Withdrawn'), example='yes', slot='none')
#: Follows from the others and from the day.
STATE: Final[Field[str | None]] = CHOICE.one(
    'state',
    'Whether it is supported.',
    label=N_('State'),
    slot='meta',
    filter='choice',
    choices={
        'supported': N_('Supported'),
        'ending': N_('Ending soon'),
        'ended': N_('Ended'),
        'withdrawn': N_('Withdrawn'),
    },
    derived=f'{_HERE}.state:state_of',
)

RELEASES: Final = Vocabulary(
    'releases',
    fields={'entry': (VERSION, LATEST, SUPPORTED_UNTIL, END_OF_LIFE, WITHDRAWN, STATE)},
    ends={'entry': END_OF_LIFE.name},
    importers={
        'changelog': f'{_HERE}.import_changelog:importer',
        'git-tags': f'{_HERE}.import_tags:importer',
        'endoflife': f'{_HERE}.import_endoflife:importer',
    },
)
