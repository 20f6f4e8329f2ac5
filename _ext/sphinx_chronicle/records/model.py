"""The typed models of the four kinds of record.

Each field is declared here once, with its description and an example. The YAML reader, the JSON Schema, the field
reference and the stubs of the command line all come from these classes. Models are immutable and safe to pickle.
"""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, TypeVar
from unicodedata import category
from urllib.parse import quote, urlsplit

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from .dates import Date, parse_date
from .i18n import __
from .quantities import Quantity, parse_bytes, parse_count, parse_tokens
from .times import Duration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

#: Grammar of a record's key.
KEY_PATTERN: Final = r'[a-z0-9]+(?:-[a-z0-9]+)*'

#: Grammar of a Hugging Face repository id, ``organization/name``.
HF_PATTERN: Final = r'[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*'

_KEY = re.compile(KEY_PATTERN)
_HF = re.compile(HF_PATTERN)
_ARXIV = re.compile(r'\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}', re.ASCII)
_DOI = re.compile(r'10\.\d{4,9}/[^\s<>"]+', re.ASCII)
_SCHEME = re.compile(r'([A-Za-z][A-Za-z0-9+.\-]*):')
_SPDX_ID = re.compile(r'[A-Za-z0-9.+-]+')
_INVISIBLE = frozenset({'Cc', 'Cf', 'Zl', 'Zp', 'Zs'})
_BREAKS = re.compile(r'\s*[\n\r\v\f\x85\u2028\u2029]\s*')
_UNSAFE_IN_URL = re.compile(r'[\x00-\x20\x7f-\xa0\\<>"\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')

URL_SCHEMES: Final = ('http', 'https', 'mailto')


def is_key(text: str) -> bool:
    """Whether the text has the form of a record's key."""
    return bool(_KEY.fullmatch(text))


def is_hf(text: str) -> bool:
    """Whether the text has the form of a Hugging Face id (``organization/name``)."""
    return bool(_HF.fullmatch(text))


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Lower-case words joined by hyphens, in any script: how families, tags and names are compared."""
    return re.sub(r'[\W_]+', '-', text.casefold()).strip('-')


def part_id(text: str) -> str:
    """The same in ASCII, for anchors; ``part`` where nothing is left of a text."""
    return re.sub(r'[^a-z0-9]+', '-', text.casefold()).strip('-') or 'part'


@lru_cache(maxsize=1024)
def spdx_id(text: str) -> str | None:
    """The id of the SPDX License List that the text spells, in its canonical case; `None` if there is none.

    SPDX specification 3.0, annex B; license expressions that join several ids do not count.
    """
    try:
        canonical: str = canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return None
    return canonical if _SPDX_ID.fullmatch(canonical) and not canonical.startswith('LicenseRef-') else None


# -- types of values --------------------------------------------------------------------------------------------------

T = TypeVar('T')


def _text_of(value: Any) -> str:
    if not isinstance(value, str):
        kind = __('a list') if isinstance(value, (list, tuple)) else __('a mapping')
        raise PydanticCustomError(
            'value',
            '{message}',
            {'message': __("expected text, got %s (put words that begin with '{' or '[' or hold ': ' in quotes)") % kind},
        )
    return value


def _parsed(code: str, result: type[T], parse: Callable[[str], T]) -> BeforeValidator:
    """A validator that reads a value from its written form and reports failure under a warning code."""

    def validate(value: Any) -> T:
        # Values that were read before come back as they are, so that a model can be made from another one.
        if isinstance(value, result) and result is not str:
            return value
        try:
            return parse(_text_of(value))
        except ValueError as error:
            if isinstance(error, PydanticCustomError):
                raise
            raise PydanticCustomError(code, '{message}', {'message': str(error)}) from None

    return BeforeValidator(validate)


def _check_text(value: str) -> str:
    # One line: an empty one would end the argument of a LaTeX command, one that begins with a dot is a command of roff.
    value = _BREAKS.sub(' ', value.strip())
    if all(category(character) in _INVISIBLE for character in value):
        raise ValueError(__('the text is empty (write something)'))
    return value


def check_key(value: str) -> str:
    """Return the key.

    :raises ValueError: if it is not of the form ``lower-case-words``.
    """
    if not is_key(value):
        proposal = re.sub(r'[^a-z0-9]+', '-', value.casefold()).strip('-')
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
    scheme = _SCHEME.match(value)
    if (scheme and scheme[1].lower() not in URL_SCHEMES) or value.startswith('//'):
        raise ValueError(__("the address '%s' is not allowed (use http, https, mailto or a relative address)") % value)
    return value


def _check_hf(value: str) -> str:
    if not is_hf(value):
        raise ValueError(__("'%s' is not a Hugging Face id (write organization/name)") % value)
    return value


def _check_target(value: str) -> str:
    if not is_key(value) and not is_hf(value):
        raise ValueError(__("'%s' is neither a record's key nor a Hugging Face id (organization/name)") % value)
    return value


def _check_license(value: str) -> str:
    if is_key(value):
        return value
    canonical = spdx_id(value)
    if canonical is None:
        raise ValueError(__("'%s' is neither a license record's key nor an SPDX id (several licenses are a list)") % value)
    return canonical


def _check_arxiv(value: str) -> str:
    if not _ARXIV.fullmatch(value):
        raise ValueError(__("'%s' is not an arXiv number (write '2402.16819', in quotes)") % value)
    return value


def _check_doi(value: str) -> str:
    if not _DOI.fullmatch(value):
        raise ValueError(__("'%s' is not a DOI (write 10.1145/1390156.1390170, without https://doi.org/)") % value)
    return value


def _spelled(schema: dict[str, Any]) -> tuple[PlainSerializer, WithJsonSchema]:
    # Read from text or a bare number, but always written as text.
    return PlainSerializer(str, return_type=str), WithJsonSchema(schema, mode='validation')


def _string(pattern: str | None = None) -> WithJsonSchema:
    return WithJsonSchema({'type': 'string', 'pattern': f'^(?:{pattern})$'} if pattern else {'type': 'string'})


class _OneOrMany:
    """Accept a single value where a list is meant, in the reader and in the JSON Schema."""

    @staticmethod
    def wrap(value: Any) -> Any:
        return [value] if isinstance(value, (str, dict)) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        listed = handler(core_schema)
        return listed if handler.mode == 'serialization' else {'anyOf': [listed['items'], listed]}


ONE_OR_MANY = (BeforeValidator(_OneOrMany.wrap), _OneOrMany())

Text = Annotated[str, _parsed('value', str, _check_text), _string()]
Markdown = Annotated[str, _parsed('value', str, str.rstrip), _string()]
Key = Annotated[str, _parsed('key', str, check_key), _string(KEY_PATTERN)]
HfId = Annotated[str, _parsed('value', str, _check_hf), _string(HF_PATTERN)]
Url = Annotated[str, _parsed('url', str, check_url), _string()]
Arxiv = Annotated[str, _parsed('value', str, _check_arxiv), _string(_ARXIV.pattern)]
Doi = Annotated[str, _parsed('value', str, _check_doi), _string()]
Target = Annotated[str, _parsed('value', str, _check_target), _string(f'{KEY_PATTERN}|{HF_PATTERN}')]
LicenseId = Annotated[str, _parsed('value', str, _check_license), _string()]
DateField = Annotated[Date, _parsed('date', Date, parse_date), *_spelled({'type': ['string', 'integer']})]
CountField = Annotated[Quantity, _parsed('value', Quantity, parse_count), *_spelled({'type': ['string', 'number']})]
TokensField = Annotated[Quantity, _parsed('value', Quantity, parse_tokens), *_spelled({'type': ['string', 'number']})]
BytesField = Annotated[Quantity, _parsed('value', Quantity, parse_bytes), *_spelled({'type': ['string', 'number']})]
DurationField = Annotated[Duration, _parsed('value', Duration, parse_duration), *_spelled({'type': 'string'})]


class Model(BaseModel):
    """Base of everything a YAML mapping may hold: unknown fields are errors, values do not change."""

    # Validators are built when first used: a page of entries needs none for episodes.
    model_config = ConfigDict(extra='forbid', frozen=True, arbitrary_types_allowed=True, defer_build=True)

    def __getstate__(self) -> dict[str, Any]:
        # What was not given says the class; most fields of most records were not.
        return {name: value for name, value in self.__dict__.items() if name in self.__pydantic_fields_set__}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        for slot, value in (
            ('__dict__', {**_defaults(type(self)), **state}),
            ('__pydantic_fields_set__', set(state)),
            ('__pydantic_extra__', None),
            ('__pydantic_private__', None),
        ):
            object.__setattr__(self, slot, value)

    #: The field a single text stands for, where the model has a short form.
    short_form: ClassVar[str | None] = None

    @model_validator(mode='before')
    @classmethod
    def _from_short_form(cls, value: Any) -> Any:
        return {cls.short_form: value} if cls.short_form and isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(core_schema)
        if not cls.short_form or handler.mode == 'serialization':
            return full
        return {'anyOf': [handler.resolve_ref_schema(full)['properties'][cls.short_form], full]}


@cache
def _defaults(model: type[Model]) -> dict[str, Any]:
    """The fields of a model in their order, with what they are where they are not given."""
    return {name: field.default for name, field in model.model_fields.items()}


# -- parts of records -------------------------------------------------------------------------------------------------


class Note(Model):
    """A doubt, a contradiction or a correction, said beside the value it concerns."""

    about: Text = Field(description='Name of the field it is about.', examples=['date'])
    kind: Literal['unverified', 'conflict', 'correction', 'note'] = Field(
        'note',
        description='What it is: a value nobody confirmed, sources that disagree, an error put right, or a remark.',
        examples=['conflict'],
    )
    text: Text = Field(description='What is known, in a sentence.', examples=['One page gives the day before.'])


class Link(Model):
    """A link with its label."""

    label: Text = Field(description='What stands behind the address, in a word or two.', examples=['code'])
    url: Url = Field(
        description='The address: http, https, mailto or relative.', examples=['https://github.com/NVIDIA/Megatron-LM']
    )


class Paper(Model):
    """A paper or report."""

    title: Text = Field(description='Its full title.', examples=['Nemotron-4 15B Technical Report'])
    arxiv: Arxiv | None = Field(None, description='Number on arXiv, in quotes.', examples=['2402.16819'])
    doi: Doi | None = Field(
        None, description='Digital object identifier, without the resolver.', examples=['10.1145/1390156.1390170']
    )
    url: Url | None = Field(None, description='Address, where it is on neither.', examples=['https://example.org/report.pdf'])
    authors: tuple[Text, ...] = Field((), description='Authors, only as far as known.', examples=[['Bryan Catanzaro']])

    @property
    def address(self) -> str | None:
        """Where to read it: its own address, else arXiv's, else the DOI resolver's."""
        if self.url:
            return self.url
        if self.arxiv:
            return f'https://arxiv.org/abs/{self.arxiv}'
        return f'https://doi.org/{quote(self.doi, safe="/")}' if self.doi else None


class Source(Model):
    """Where a fact was read."""

    short_form: ClassVar[str | None] = 'url'

    url: Url = Field(description='The canonical address.', examples=['https://arxiv.org/abs/2402.16819'])
    via: Text | None = Field(None, description='The copy that was read, an address or a few words.', examples=['a stored copy'])


class Ref(Model):
    """A relation to another record."""

    short_form: ClassVar[str | None] = 'ref'

    ref: Target = Field(description="The other record's key, or a Hugging Face id.", examples=['nemotron-4-15b'])
    basis: Literal['card', 'recipe', 'unverified'] | None = Field(
        None,
        description='How it is known: from a model or dataset card, from an open recipe, or from nowhere reliable.',
        examples=['card'],
    )
    use: Literal['training', 'seed'] | None = Field(
        None, description='What the data served for: training, or seed material for synthetic data.', examples=['training']
    )


Refs = Annotated[tuple[Ref, ...], *ONE_OR_MANY]
Licenses = Annotated[tuple[LicenseId, ...], *ONE_OR_MANY]


class Cutoff(Model):
    """The dates at which training data end."""

    pretraining: DateField | None = Field(None, description='End of the pre-training data.', examples=['2025-06'])
    posttraining: DateField | None = Field(None, description='End of the post-training data.', examples=['2026-02'])


class Checkpoint(Model):
    """One set of weights of a release."""

    name: Text | None = Field(None, description='Its name, where it is not the last part of `hf`.', examples=['Megatron-LM 8.3B'])
    hf: HfId | None = Field(None, description='Its Hugging Face id.', examples=['nvidia/Nemotron-4-340B-Base'])
    date: DateField | None = Field(
        None, description='When it came out, where that differs from its release.', examples=['2025-04-08']
    )
    params: CountField | None = Field(None, description='Number of parameters.', examples=['31.6B'])
    active_params: CountField | None = Field(None, description='Number of parameters active for a token.', examples=['3.2B'])
    context: TokensField | None = Field(None, description='Context length in tokens.', examples=['131072'])
    license: Licenses = Field(
        (),
        description="A license record's key, an SPDX id, or a list of them when several apply.",
        examples=['nvidia-open-model-license'],
    )
    derived_from: Refs = Field((), description='What it was made from.', examples=['meta-llama/Llama-3.1-8B-Instruct'])
    method: Text | None = Field(None, description='How it was made, in a few words.', examples=['pruned and distilled'])
    notes: tuple[Note, ...] = Field(
        (),
        description='Doubts about its values.',
        examples=[[{'about': 'params', 'kind': 'unverified', 'text': 'The number is that of the announcement.'}]],
    )

    @model_validator(mode='after')
    def _has_a_name(self) -> Checkpoint:
        if not self.name and not self.hf:
            raise PydanticCustomError('field', '{message}', {'message': __("a checkpoint needs 'hf' or 'name'")})
        return self

    @property
    def label(self) -> str:
        """Its name, or the last part of its Hugging Face id."""
        return self.name or (self.hf or '').partition('/')[2]


class Subset(Model):
    """A named part of a dataset."""

    name: Text = Field(description='Its name.', examples=['High-Quality'])
    rows: CountField | None = Field(None, description='Number of rows.', examples=['16_083'])
    tokens: CountField | None = Field(None, description='Number of tokens.', examples=['608.96B'])
    bytes: BytesField | None = Field(None, description='Size in bytes, with its unit.', examples=['1.2TB'])
    license: Licenses = Field((), description='Its own license.', examples=['CC-BY-4.0'])
    notes: tuple[Note, ...] = Field(
        (),
        description='Doubts about its values.',
        examples=[[{'about': 'rows', 'kind': 'note', 'text': 'The training split alone.'}]],
    )


class Guest(Model):
    """A guest of an episode."""

    name: Text = Field(description='Full name.', examples=['Bryan Catanzaro'])
    role: Text | None = Field(
        None, description='What they do, where.', examples=['Vice President, Applied Deep Learning Research, NVIDIA']
    )
    links: tuple[Link, ...] = Field(
        (), description='Pages of theirs.', examples=[[{'label': 'home page', 'url': 'https://example.org/'}]]
    )


# -- records ----------------------------------------------------------------------------------------------------------


class Record(Model):
    """What all kinds of record share."""

    kind: ClassVar[str]

    key: Key = Field(
        description='Its permanent name: lower-case words joined by hyphens. Links, anchors and exports use it.',
        examples=['nemotron-h'],
    )
    title: Text = Field(description='What it is called.', examples=['Nemotron-H'])
    date: DateField | None = Field(
        None, description='When it came out, as precisely as known and no more.', examples=['2025-03/2025-06']
    )
    summary: Markdown | None = Field(
        None,
        description='What it is, in a few sentences, in the markup of the page it is shown on.',
        examples=['A hybrid family.'],
    )
    tags: tuple[Text, ...] = Field((), description='Topics to filter by.', examples=[['reasoning', 'long-context']])
    links: tuple[Link, ...] = Field(
        (), description='Where to read more.', examples=[[{'label': 'code', 'url': 'https://github.com/NVIDIA/Megatron-LM'}]]
    )
    papers: tuple[Paper, ...] = Field(
        (),
        description='Papers and reports about it.',
        examples=[[{'title': 'Nemotron-4 15B Technical Report', 'arxiv': '2402.16819'}]],
    )
    related: Refs = Field((), description='Records that belong beside it.', examples=[['minitron']])
    aliases: tuple[Key, ...] = Field(
        (), description='Former keys. Links to them and their anchors keep working.', examples=[['nemotron-hybrid']]
    )
    sources: tuple[Source, ...] = Field(
        (), description='Where its facts were read.', examples=[['https://arxiv.org/abs/2504.03624']]
    )
    notes: tuple[Note, ...] = Field(
        (),
        description='Doubts, contradictions and corrections, each about one field.',
        examples=[[{'about': 'date', 'kind': 'conflict', 'text': 'One page gives the day before.'}]],
    )
    added: DateField | None = Field(None, description='When the record was added.', examples=['2026-11-23'])
    updated: DateField | None = Field(None, description='When the record last changed in substance.', examples=['2026-11-23'])

    @property
    def anchor(self) -> str:
        """The id of its place in a page."""
        return f'{self.kind}-{self.key}'

    @property
    def changed(self) -> Date | None:
        """When it last changed: the later of `updated` and `added`."""
        return max((date for date in (self.updated, self.added) if date), key=lambda date: date.sort_key, default=None)

    def part_anchor(self, part: str) -> str:
        """The id of a part of it, such as a checkpoint."""
        return f'{self.anchor}--{part_id(part)}'


class Entry(Record):
    """An entry of a timeline: a release, a piece of software or an event."""

    kind = 'entry'

    type: Literal['release', 'software', 'event'] = Field('release', description='What happened.', examples=['release'])
    status: Literal['released', 'announced'] = Field('released', description='Whether it is out.', examples=['announced'])
    org: Text | None = Field(None, description='Who made it.', examples=['NVIDIA'])
    family: Text | None = Field(None, description='The line it belongs to.', examples=['Nemotron 3'])
    architecture: Text | None = Field(None, description='How the model is built.', examples=['Hybrid Mamba-2 and attention'])
    precision: tuple[Text, ...] = Field((), description='Number formats of training and weights.', examples=[['BF16', 'FP8']])
    training_tokens: CountField | None = Field(None, description='Number of training tokens.', examples=['25T'])
    cutoff: Cutoff | None = Field(
        None, description='When its training data end.', examples=[{'pretraining': '2025-06', 'posttraining': '2026-02'}]
    )
    trained_on: Refs = Field((), description='Data it was trained on.', examples=[['nvidia/HelpSteer2']])
    derived_from: Refs = Field((), description='What the whole release was made from.', examples=['nemotron-4-15b'])
    checkpoints: tuple[Checkpoint, ...] = Field(
        (),
        description='The weights it consists of.',
        examples=[[{'hf': 'nvidia/Nemotron-4-340B-Base', 'params': '340B', 'license': 'nvidia-open-model-license'}]],
    )

    @cached_property
    def checkpoint_anchors(self) -> tuple[str, ...]:
        """The ids of its checkpoints, in order; equal names are told apart by a number."""
        if not self.checkpoints:
            return ()
        # The heading of a card has an id of the same form.
        anchors = {self.part_anchor('title'): None}
        numbers: dict[str, int] = {}
        for checkpoint in self.checkpoints:
            anchor = plain = self.part_anchor(checkpoint.label)
            number = numbers.get(plain, 2)
            while anchor in anchors:
                anchor = f'{plain}-{number}'
                number += 1
            numbers[plain] = number
            anchors[anchor] = None
        return tuple(anchors)[1:]


class Dataset(Record):
    """A dataset or a collection of datasets."""

    kind = 'dataset'

    type: Literal['pretraining', 'sft', 'rl', 'preference', 'collection'] | None = Field(
        None, description='What the data are for.', examples=['pretraining']
    )
    hf: HfId | None = Field(None, description='Its Hugging Face id.', examples=['nvidia/Nemotron-CC-v2'])
    languages: tuple[Text, ...] = Field((), description='Languages, as ISO 639 codes or words.', examples=[['en', 'de']])
    rows: CountField | None = Field(None, description='Number of rows.', examples=['1_376_666'])
    tokens: CountField | None = Field(None, description='Number of tokens.', examples=['6.6T'])
    bytes: BytesField | None = Field(None, description='Size in bytes, with its unit.', examples=['1.2TB'])
    items: CountField | None = Field(None, description='Number of datasets in a collection.', examples=['15'])
    license: Licenses = Field(
        (), description="A license record's key, an SPDX id, or a list of them when several apply.", examples=['CC-BY-4.0']
    )
    gated: Literal['yes', 'no'] | None = Field(None, description='Whether one must ask for access.', examples=['yes'])
    generated_with: Refs = Field((), description='Models that wrote synthetic parts of it.', examples=[['nemotron-4-340b']])
    subsets: tuple[Subset, ...] = Field(
        (), description='Its named parts.', examples=[[{'name': 'High-Quality', 'rows': '16_083'}]]
    )
    members: Refs = Field((), description='The datasets a collection holds.', examples=[['nemotron-cc-v2']])
    used_by: Refs = Field((), description='Models trained on it.', examples=[['nemotron-nano-2']])


class Episode(Record):
    """An episode of a podcast."""

    kind = 'episode'

    show: Text | None = Field(None, description='Name of the show.', examples=['Interconnects'])
    host: Text | None = Field(None, description='Who asks.', examples=['Nathan Lambert'])
    guests: tuple[Guest, ...] = Field(
        (), description='Who answers.', examples=[[{'name': 'Bryan Catanzaro', 'role': 'Vice President, NVIDIA'}]]
    )
    recorded: DateField | None = Field(None, description='When it was recorded.', examples=['2026-01'])
    duration: DurationField | None = Field(None, description='How long it is.', examples=['1h 7m'])
    audio: Url | None = Field(None, description='Address of the audio file.', examples=['https://example.org/episode.mp3'])
    video: Url | None = Field(None, description='Address of the video.', examples=['https://www.youtube.com/watch?v=Y3Vb6ecvfpU'])
    feed: Url | None = Field(None, description="Address of the show's feed.", examples=['https://example.org/feed.xml'])
    transcript: Url | None = Field(None, description='Address of a transcript.', examples=['https://example.org/transcript'])
    discussion: Url | None = Field(None, description='Where it is discussed.', examples=['https://example.org/comments'])


class License(Record):
    """Terms under which weights or data are published."""

    kind = 'license'

    spdx: LicenseId | None = Field(None, description='Its id in the SPDX License List.', examples=['CC-BY-4.0'])
    url: Url | None = Field(None, description='Address of its text.', examples=['https://example.org/license'])
    commercial: Literal['yes', 'no', 'conditions'] | None = Field(
        None, description='Whether commercial use is allowed.', examples=['conditions']
    )
    conditions: Text | None = Field(None, description='What it asks for, in a sentence.', examples=['Attribution is required.'])


AnyRecord = Entry | Dataset | Episode | License

#: The kinds of record by name, in the order of the data flow.
KINDS: Final[dict[str, type[AnyRecord]]] = {model.kind: model for model in (Entry, Dataset, Episode, License)}
