"""What a license is: the kind `license`, and the types of fields that name one."""

from __future__ import annotations

from typing import Any, Final

from ...records.fields import Field, Type
from ...records.i18n import N_, __
from ...records.kinds import Kind, Vocabulary
from ...records.problems import either
from ...records.types import CHOICE, TEXT, URL, is_key
from .spdx import meant, spdx_id

_HERE: Final = 'sphinx_chronicle.vocabularies.licenses.view'

#: Where the SPDX License List shows a license.
SPDX_LICENSES: Final = 'https://spdx.org/licenses/'


def check_license(value: str) -> str:
    """Return a license record's key, or an SPDX id in its canonical case.

    :raises ValueError: for what is neither.
    """
    if is_key(value):
        return value
    canonical = spdx_id(value)
    if canonical is None:
        names = meant(value)
        cure = __('several licenses are a list; declare one of your own with {license} and write its key')
        if names:
            cure = __('write %s') % either(names)
        message = __("'%(value)s' is neither a license record's key nor an SPDX id (%(cure)s)")
        raise ValueError(message % {'value': value, 'cure': cure})
    return canonical


def address_of(license_id: str) -> str:
    """Where the SPDX License List shows a license."""
    return f'{SPDX_LICENSES}{license_id}.html'


LICENSE_ID: Final = Type(
    'license',
    N_('key or SPDX id'),
    check_license,
    N_('license, or list of licenses'),
    refers='license',
    canonical=spdx_id,
    meant=meant,
    address=address_of,
    hint=N_('name a license record or an SPDX id'),
)

#: That nobody said it is an answer too, and the one that a reader of a license page looks for.
NOT_STATED: Final = N_('not stated')


def license_field(
    example: str, description: str = "A license record's key, an SPDX id, or a list of them when several apply.", **more: Any
) -> Field[tuple[str, ...]]:
    """A field that names the licenses of something."""
    more = {'label': N_('License'), 'lenient': True, 'filter': 'choice', 'every': N_('All licenses'), **more}
    return LICENSE_ID.many_of('license', description, example=example, **more)


#: The SPDX id of a license itself.
SPDX: Final = Type('spdx', N_('key or SPDX id'), check_license, address=address_of)

SPDX_FIELD: Final = SPDX.one('spdx', 'Its id in the SPDX License List.', label=N_('SPDX id'), example='CC-BY-4.0')
ADDRESS: Final = URL.one('url', 'Address of its text.', label=N_('Address'), example='https://example.org/license')

LICENSE: Final = Kind(
    'license',
    N_('License'),
    N_('Licenses'),
    (
        SPDX_FIELD,
        ADDRESS,
        CHOICE.one(
            'commercial',
            'Whether commercial use is allowed.',
            label=N_('Commercial use'),
            example='conditions',
            choices={'yes': N_('Allowed'), 'no': N_('Not allowed'), 'conditions': N_('Allowed on conditions')},
            unsaid=NOT_STATED,
        ),
        TEXT.one('conditions', 'What it asks for, in a sentence.', label=N_('Conditions'), example='Attribution is required.'),
    ),
    description='Terms under which weights or data are published.',
    order=('spdx', 'url', 'date', 'commercial', 'conditions', 'tags'),
    names=('spdx',),
    feed=False,
    page='licenses',
    hooks={'rows': f'{_HERE}:license_rows', 'address': f'{_HERE}:address'},
)

LICENSES: Final = Vocabulary(
    'licenses', kinds=(LICENSE,), types=(LICENSE_ID, SPDX), fields={'entry': (license_field('Apache-2.0', slot='strip'),)}
)
