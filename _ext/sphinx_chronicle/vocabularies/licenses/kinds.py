"""What a license is: the kind `license`, and the types of fields that name one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...records.fields import Field, Language, Shape, Type
from ...records.i18n import N_, N_ngettext, __
from ...records.kinds import Kind, Vocabulary
from ...records.problems import either
from ...records.types import CHOICE, TEXT, URL, VERBATIM, is_key
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
    hint=N_(
        'write an SPDX id such as MIT, leave the field out, or describe the license: python -m sphinx_chronicle new license KEY'
    ),
)

#: That nobody said it is an answer too, and the one that a reader of a license page looks for.
NOT_STATED: Final = N_('not stated')


def license_field(
    example: str, description: str = "A license record's key, an SPDX id, or a list of them when several apply.", **more: Any
) -> Field[tuple[str, ...]]:
    """A field that names the licenses of something."""
    counted = N_ngettext('%d license', '%d licenses')
    more = {'label': N_('License'), 'counted': counted, 'lenient': True, 'filter': 'choice', 'every': N_('All licenses'), **more}
    return LICENSE_ID.many_of('license', description, example=example, **more)


#: The SPDX id of a license itself.
SPDX: Final = Type('spdx', N_('key or SPDX id'), check_license, address=address_of)

SPDX_FIELD: Final = SPDX.one('spdx', 'Its id in the SPDX License List.', label=N_('SPDX id'), example='CC-BY-4.0')
ADDRESS: Final = URL.one('url', 'Address of its text.', label=N_('Address'), example='https://example.org/license')

CLAUSE: Final = TEXT.one(
    'clause',
    'The section that says so, or where else that is said, and in which version.',
    label=N_('Clause'),
    example='section 2.1',
)


def _placed(words: str, given: Mapping[str, Any]) -> str:
    clause = given.get(CLAUSE.name)
    return f'{words} ({clause})' if clause else words


def _show_term(given: Mapping[str, Any], _language: Language) -> str:
    return _placed(given['text'], given)


def _show_wording(given: Mapping[str, Any], language: Language) -> str:
    quoted = [language.translate(N_('“%s”')) % given['quotation']] if given.get('quotation') else []
    return _placed(', '.join((*quoted, *filter(None, [given.get('text')]))), given)


def _has_words(given: Mapping[str, Any]) -> str:
    if given.get('quotation') or given.get('text'):
        return ''
    return __("a wording needs 'quotation', or 'text' where there are no words to quote")


TERM: Final = Shape(
    'term',
    (TEXT.needed('text', 'What it says, on one line.', label=N_('Text'), example='Give credit'), CLAUSE),
    N_('term'),
    N_('list of terms'),
    'text',
    description='What a license says: in a few words, and where it says so.',
    show=_show_term,
)
WORDING: Final = Shape(
    'wording',
    (
        VERBATIM.one('quotation', 'The words, as they are.', label=N_('Quotation'), example='for NonCommercial purposes only'),
        TEXT.one(
            'text',
            'What they come to, or what is said instead.',
            label=N_('Text'),
            example='No purpose is left out',
        ),
        CLAUSE,
    ),
    N_('wording'),
    N_('list of wordings'),
    'quotation',
    description='The words of a license, or of who grants it.',
    check=_has_words,
    show=_show_wording,
)

COMMERCIAL: Final = CHOICE.one(
    'commercial',
    'Whether commercial use is allowed.',
    label=N_('Commercial use'),
    example='conditions',
    choices={'yes': N_('Yes'), 'conditions': N_('With conditions'), 'no': N_('No')},
    unsaid=NOT_STATED,
    every=N_('All uses'),
    asked={'yes': N_('Commercial'), 'no': N_('Non-commercial')},
    together={'allowed': (N_('Commercial or conditions'), ('yes', 'conditions'))},
    marks={'yes': 'full', 'conditions': 'half', 'no': 'struck'},
)


def _terms(name: str, description: str, label: str, example: str) -> Field[Any]:
    """A field that lists what a license says of something."""
    return TERM.many_of(name, description, label=label, example=[example], lenient=True)


LICENSE: Final = Kind(
    'license',
    N_('License'),
    N_('Licenses'),
    (
        SPDX_FIELD,
        ADDRESS,
        VERBATIM.one(
            'version', 'The version that the record tells of.', label=N_('Version'), example='4.0', schema_org='version'
        ),
        COMMERCIAL,
        WORDING.many_of(
            'wording',
            'The words that the answer about commercial use rests on.',
            label=N_('Wording'),
            example=[{'quotation': 'for NonCommercial purposes only', 'clause': 'section 2(a)(1)'}],
            lenient=True,
        ),
        TEXT.one(
            'in_short',
            'What it asks for, in about five words.',
            label=N_('Conditions in short'),
            example='Credit, link, mark changes',
            slot='none',
        ),
        _terms('conditions', 'What it asks for, or forbids.', N_('Conditions'), 'Attribution is required'),
        _terms('passing_on', 'What it asks of those who pass things on.', N_('When passed on'), 'Keep all notices'),
        _terms(
            'ended_by', 'What ends the rights that it grants.', N_('What ends it'), 'A breach that is not cured within 30 days'
        ),
    ),
    description='Terms under which weights or data are published.',
    order=('commercial', 'wording', 'conditions', 'passing_on', 'ended_by', 'spdx', 'version', 'date', 'url', 'tags'),
    names=('spdx',),
    feed=False,
    page='licenses',
    marked='commercial',
    hooks={'rows': f'{_HERE}:license_rows', 'address': f'{_HERE}:address'},
)

LICENSES: Final = Vocabulary(
    'licenses', kinds=(LICENSE,), types=(LICENSE_ID, SPDX), fields={'entry': (license_field('Apache-2.0', slot='strip'),)}
)
