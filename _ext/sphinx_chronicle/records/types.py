"""The types of values that every project has: how each is read, checked, shown, sorted and described to others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Final
from unicodedata import category, combining, name, normalize
from urllib.parse import unquote, urlsplit

from .date_words import format_date
from .dates import DATE_PATTERN, Date, parse_date
from .fields import Json, Language, Shape, Type
from .i18n import N_, __
from .problems import Code
from .quantities import (
    BYTE_UNITS,
    BYTES_GRAMMAR,
    COUNT_GRAMMAR,
    COUNT_UNITS,
    Quantity,
    format_limit,
    format_quantity,
    format_time,
    parse_bytes,
    parse_count,
    parse_duration,
    quantity_pattern,
)

#: Grammar of a record's key.
KEY_PATTERN: Final = r'[a-z0-9]+(?:-[a-z0-9]+)*'

#: Longest text that a key is made of, in characters.
MAX_KEY: Final = 200

#: What browsers show, by suffix.
IMAGE_SUFFIXES: Final = ('.svg', '.png', '.jpg', '.jpeg', '.gif', '.webp')

URL_SCHEMES: Final = ('http', 'https', 'mailto')

#: A record of another project: the name of its inventory, as in `intersphinx_mapping` of Sphinx, and its key.
FOREIGN_PATTERN: Final = rf'[A-Za-z0-9][A-Za-z0-9._-]*:{KEY_PATTERN}'

_KEY = re.compile(KEY_PATTERN)
_FOREIGN = re.compile(FOREIGN_PATTERN)
_LATIN = re.compile(r'LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .+)?')
_ARXIV = re.compile(r'\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}', re.ASCII)
_DOI = re.compile(r'10\.\d{4,9}/[^\s<>"]+', re.ASCII)
_SCHEME = re.compile(r'([A-Za-z][A-Za-z0-9+.\-]*):')
#: How an address elsewhere begins that lacks its scheme.
_NO_SCHEME = re.compile(r'//|www\.', re.IGNORECASE)
_INVISIBLE = frozenset({'Cc', 'Cf', 'Zl', 'Zp', 'Zs'})
_BREAKS = re.compile(r'\s*[\n\r\v\f\x85\u2028\u2029]\s*')
_UNSAFE_IN_URL = re.compile(r'[\x00-\x20\x7f-\xa0\\<>"\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')


def is_key(text: str) -> bool:
    """Whether the text has the form of a record's key."""
    return bool(_KEY.fullmatch(text))


def is_foreign(text: str) -> bool:
    """Whether the text names a record of another project: ``inventory:key``."""
    return bool(_FOREIGN.fullmatch(text))


def part_id(text: str) -> str:
    """Lower-case words in ASCII joined by hyphens, for anchors; ``part`` where nothing is left of a text."""
    return re.sub(r'[^a-z0-9]+', '-', text.casefold()).strip('-') or 'part'


def key_of(text: str) -> str:
    """A key made of the letters of a text, without their accents; empty where it has none that keys can have."""
    return re.sub(r'[^a-z0-9]+', '-', ''.join(map(_plain_letter, normalize('NFKD', text[:MAX_KEY].casefold())))).strip('-')


def _plain_letter(character: str) -> str:
    """The Latin letters that a letter is made of, by its Unicode name; nothing for an accent."""
    if character.isascii():
        return character
    match = _LATIN.fullmatch(name(character, ''))
    return match[1].casefold() if match else '' if combining(character) else ' '


# -- reading ----------------------------------------------------------------------------------------------------------


def check_text(value: str) -> str:
    """Return the text in one line.

    :raises ValueError: if nothing in it can be seen.
    """
    # An empty one would end the argument of a LaTeX command, one that begins with a dot is a command of roff.
    value = _BREAKS.sub(' ', value.strip())
    if all(category(character) in _INVISIBLE for character in value):
        raise ValueError(__('the text is empty (write something)'))
    return value


def check_key(value: str) -> str:
    """Return the key.

    :raises ValueError: if it is not of the form ``lower-case-words``.
    """
    if not is_key(value):
        proposal = key_of(value)
        hint = __(": write '%s'") % proposal if proposal else ''
        raise ValueError(__("'%s' is not a key (lower-case letters, digits and single hyphens%s)") % (value, hint))
    return value


def check_url(value: str) -> str:
    """Return the address: ``http``, ``https``, ``mailto`` or relative.

    :raises ValueError: for any other scheme, and for characters that no address has.
    """
    value = value.strip()
    if not value or _UNSAFE_IN_URL.search(value):
        raise ValueError(__("'%s' is not an address (spaces and control characters must be percent-encoded)") % value)
    try:
        urlsplit(value)
    except ValueError as error:
        raise ValueError(__("'%(url)s' is not an address: %(why)s") % {'url': value, 'why': error}) from None
    if _NO_SCHEME.match(value):
        message = __("the address '%(url)s' has no scheme (write '%(right)s')")
        raise ValueError(message % {'url': value, 'right': f'https://{value.lstrip("/")}'})
    scheme = _SCHEME.match(value)
    if scheme and scheme[1].lower() not in URL_SCHEMES:
        raise ValueError(__("the address '%s' is not allowed (use http, https, mailto or a relative address)") % value)
    return value


def is_inside(address: str) -> bool:
    """Whether an address leads to a place inside the project: it is relative, or begins with a slash."""
    return not _SCHEME.match(address) and not address.startswith('//')


def file_name(address: str | None) -> str:
    """The file of the project that an address inside it names, as its author wrote it; empty for an address elsewhere."""
    return unquote(urlsplit(address).path) if address and is_inside(address) else ''


def link_words(label: str, address: str) -> str:
    """What a link says: its label; of an address inside the project that has no other the name of the file."""
    return PurePosixPath(file_name(address)).name or label if label == address else label


def check_file(value: str) -> str:
    """Return the address of a file of the site.

    :raises ValueError: for an address elsewhere.
    """
    if not _NO_SCHEME.match(value.strip()):
        value = check_url(value)
        if file_name(value):
            return value
    raise ValueError(__("'%s' is not a file of the project (write its path, relative to the page)") % value)


def _check_image(value: str) -> str:
    message = __("'%s' is not a file of the project (save the image there and write its path, relative to the page)")
    try:
        value = check_file(value)
    except ValueError:
        raise ValueError(message % value) from None
    if PurePosixPath(file_name(value)).suffix.lower() not in IMAGE_SUFFIXES:
        raise ValueError(__("'%s' is no image that browsers show (save it as SVG, PNG, JPEG, GIF or WebP)") % value)
    return value


def _check_alternative(value: str) -> str:
    return check_text(value) if value else ''


def _check_arxiv(value: str) -> str:
    if not _ARXIV.fullmatch(value):
        raise ValueError(__("'%s' is not an arXiv number (write '2402.16819', in quotes)") % value)
    return value


def _check_doi(value: str) -> str:
    if not _DOI.fullmatch(value):
        raise ValueError(__("'%s' is not a DOI (write 10.1145/1390156.1390170, without https://doi.org/)") % value)
    return value


def _boolean(value: str) -> bool:
    known = {'yes': True, 'true': True, 'no': False, 'false': False}
    if value.casefold() not in known:
        raise ValueError(__("'%s' is neither yes nor no") % value)
    return known[value.casefold()]


# -- showing ----------------------------------------------------------------------------------------------------------


def _digits(number: Decimal | None) -> str:
    """A number in decimal digits, all of them; empty for none."""
    digits = '' if number is None else format(number, 'f')
    return digits.rstrip('0').rstrip('.') if '.' in digits else digits


def _plain_number(quantity: Quantity) -> str:
    """The value in decimal digits; it knows nothing of a bound, a range or an approximation."""
    return _digits(quantity.value)


def _limits(quantity: Quantity) -> tuple[str, str]:
    low, high = quantity.limits
    return _digits(low), _digits(high)


def _years(date: Date) -> tuple[str, str]:
    """The first and the last year that a date can lie in, counted astronomically."""
    return str(date.earliest[0]) if date.start else '', str(date.latest[0]) if date.end else ''


def _year_words(year: str, language: Language) -> str:
    """A year, counted astronomically with a year 0, as a language writes it."""
    number = int(year)
    return format_date(parse_date(f'{number:05}' if number < 0 else f'{number:04}'), language.code, language.translate)


# -- the types --------------------------------------------------------------------------------------------------------


def string(pattern: str) -> Json:
    """The JSON Schema of a text of a form."""
    return {'type': 'string', 'pattern': f'^(?:{pattern})$'}


def quantity(
    name: str,
    words: str,
    parse: Callable[[str], Quantity],
    many: str,
    show: Callable[[Quantity, str], str] = format_quantity,
    example: str = '',
    *,
    grammar: re.Pattern[str] = COUNT_GRAMMAR,
    units: Mapping[str, int] = COUNT_UNITS,
) -> Type[Quantity]:
    """A type of quantities, which are written as text or as a number, and sorted and counted by their value.

    :param show: gives a quantity in the words of a language, by its code.
    :param grammar: that of a single quantity, and `units` by their letters what it is multiplied by.
    """
    pattern = string(quantity_pattern(grammar))
    return Type(
        name,
        words,
        parse,
        many,
        {**pattern, 'type': ['string', 'number']},
        pattern,
        show=lambda value, language: show(value, language.code),
        sort=lambda value: f'{value.value.normalize():f}',
        number=_plain_number,
        limits=_limits,
        limit=lambda number, language: format_limit(Decimal(number), units, language.code),
        example=example,
    )


TEXT: Final = Type('text', N_('text'), check_text, N_('list of texts'), is_prose=True, example='some words')
#: Names and codes, which are the same in every language.
VERBATIM: Final = replace(TEXT, is_prose=False)
MARKDOWN: Final = Type('markdown', N_('text with markup'), str.rstrip, is_prose=True, example='Some *words*.')
KEY: Final = Type('key', N_('key'), check_key, N_('list of keys'), string(KEY_PATTERN), string(KEY_PATTERN), Code.KEY)
DATE: Final = Type(
    'date',
    N_('date'),
    parse_date,
    N_('list of dates'),
    # A year may be a number in YAML.
    {**string(DATE_PATTERN), 'type': ['string', 'integer']},
    string(DATE_PATTERN),
    code=Code.DATE,
    show=lambda value, language: format_date(value, language.code, language.translate),
    sort=lambda value: value.number,
    limits=_years,
    limit=_year_words,
    is_bare=True,
    proposes=(N_('a year is enough: %s'), '2025'),
    example='2025-03',
)
COUNT: Final = replace(quantity('count', N_('count'), parse_count, N_('list of counts'), example='1_000'), is_bare=True)
BYTES: Final = quantity(
    'bytes',
    N_('size in bytes'),
    parse_bytes,
    N_('list of sizes in bytes'),
    example='1.2GB',
    grammar=BYTES_GRAMMAR,
    units=BYTE_UNITS,
)
DURATION: Final = Type(
    'duration',
    N_('duration'),
    parse_duration,
    N_('list of durations'),
    sort=lambda value: str(value.seconds),
    number=lambda value: str(value.seconds),
    limit=lambda number, _language: format_time(int(number)),
    example='1h 7m',
)
URL: Final = Type(
    'url',
    N_('address'),
    check_url,
    N_('list of addresses'),
    code=Code.URL,
    address=str,
    file=file_name,
    pages=True,
    example='https://example.org/',
)
FILE: Final = Type(
    'file', N_('file'), check_file, N_('list of files'), code=Code.URL, file=file_name, address=str, example='file.pdf'
)
BOOLEAN: Final = Type(
    'boolean',
    N_('yes or no'),
    _boolean,
    N_('list of yes or no'),
    {'enum': ['yes', 'no', 'true', 'false', True, False]},
    {'type': 'boolean'},
    show=lambda value, language: language.translate(N_('Yes') if value else N_('No')),
    sort=lambda value: str(int(value)),
    example='yes',
)
#: One of the choices of its field, which checks it.
CHOICE: Final = Type('choice', N_('one of a few words'), str, N_('list of a few words'))
ARXIV: Final = Type('arxiv', N_('arXiv number'), _check_arxiv, '', string(_ARXIV.pattern), string(_ARXIV.pattern))
DOI: Final = Type('doi', N_('DOI'), _check_doi)

#: A file that pages show: no other site is asked for one.
IMAGE_FILE: Final = replace(FILE, name='image-file', parse=_check_image, shown=True, example='house.svg')
#: An empty one is one that is given: HTML's for an image that adds nothing to what is said beside it.
ALTERNATIVE: Final = replace(
    TEXT,
    name='alternative-text',
    parse=_check_alternative,
    proposes=(N_('say what it shows: %s; write an empty text if the words beside it say it all'), 'The old house'),
)

IMAGE: Final = Shape(
    'image',
    (
        IMAGE_FILE.needed('file', 'The file, relative to the page.', label=N_('File'), example='house.svg'),
        ALTERNATIVE.needed(
            'alt',
            'What it shows, for those who cannot see it; an empty text if it adds nothing to the words beside it.',
            label=N_('Alternative text'),
            example='The old house',
        ),
        TEXT.one('caption', 'What is said below it.', label=N_('Caption'), example='The house in 1897.'),
    ),
    N_('image'), N_('list of images'), 'file',
)  # fmt: skip

#: The types that a declaration can name; a vocabulary adds its own.
CORE_TYPES: Final[Mapping[str, Type[Any] | Shape]] = {
    kind.name: kind for kind in (TEXT, MARKDOWN, DATE, COUNT, BYTES, DURATION, URL, FILE, IMAGE, CHOICE, BOOLEAN)
}
