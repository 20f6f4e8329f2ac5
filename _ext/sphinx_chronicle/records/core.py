"""The vocabulary of the core: the fields that all records share, and the kind `entry`."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from .fields import Item, Shape
from .i18n import N_, N_ngettext
from .kinds import Kind, Relation, Table, Vocabulary, ref
from .types import ARXIV, BOOLEAN, CHOICE, DATE, DOI, IMAGE, KEY, MARKDOWN, TEXT, URL, VERBATIM

# -- small records ----------------------------------------------------------------------------------------------------

LABEL: Final = TEXT.needed('label', 'What the address leads to, in a word or two.', label=N_('Label'), example='code')
LINK_URL: Final = URL.needed(
    'url',
    'The address: http, https or mailto, or the path of a page or file of the project.',
    label=N_('Address'),
    example='https://github.com/NVIDIA/Megatron-LM',
)
LINK: Final = Shape('link', (LABEL, LINK_URL), N_('link'), N_('list of links'), description='A link with its label.')

PAPER_TITLE: Final = TEXT.needed('title', 'Its full title.', label=N_('Title'), example='Nemotron-4 15B Technical Report')
PAPER_ARXIV: Final = ARXIV.one('arxiv', 'Number on arXiv, in quotes.', label='arXiv', example='2402.16819')
PAPER_DOI: Final = DOI.one(
    'doi', 'Digital object identifier, without the resolver.', label='DOI', example='10.1145/1390156.1390170'
)
PAPER_URL: Final = URL.one(
    'url', 'Address, where it is on neither.', label=N_('Address'), example='https://example.org/report.pdf'
)
PAPER_AUTHORS: Final = VERBATIM.many_of(
    'authors',
    'Authors, only as far as known; `others` at the end stands for those that are not named.',
    label=N_('Authors'),
    example=['Bryan Catanzaro', 'others'],
)
#: The name for authors who are not named, which is BibTeX's word for them too.
OTHERS: Final = 'others'
PAPER: Final = Shape(
    'paper',
    (PAPER_TITLE, PAPER_ARXIV, PAPER_DOI, PAPER_URL, PAPER_AUTHORS),
    N_('paper'),
    N_('list of papers'),
    description='A paper or report.',
)

SOURCE_URL: Final = URL.needed('url', 'The canonical address.', label=N_('Address'), example='https://arxiv.org/abs/2402.16819')
VIA: Final = TEXT.one('via', 'The copy that was read, an address or a few words.', label=N_('Copy'), example='a stored copy')
SOURCE: Final = Shape(
    'source', (SOURCE_URL, VIA), N_('source'), N_('list of sources'), 'url', description='Where a fact was read.'
)

ABOUT: Final = VERBATIM.needed('about', 'Name of the field it is about.', label=N_('About'), example='date')
NOTE_KIND: Final = CHOICE.one(
    'kind',
    'What it is: a value nobody confirmed, sources that disagree, an error put right, or a remark.',
    label=N_('Kind'),
    example='conflict',
    default='note',
    choices={
        'unverified': N_('Unverified'),
        'conflict': N_('Sources disagree'),
        'correction': N_('Correction'),
        'note': N_('Note'),
    },
)
NOTE_TEXT: Final = TEXT.needed(
    'text', 'What is known, in a sentence.', label=N_('Text'), example='One page gives the day before.'
)
CHANGE_DATE: Final = DATE.needed('date', 'The day of the change.', label=N_('Date'), example='2026-11-28')
CHANGE_TEXT: Final = TEXT.needed(
    'text', 'What was put right, in a sentence.', label=N_('Change'), example='The date was a month too late.'
)
CHANGE: Final = Shape(
    'change',
    (CHANGE_DATE, CHANGE_TEXT),
    N_('change'),
    N_('list of changes'),
    description='A correction of what the record said before.',
)

NOTE: Final = Shape(
    'note',
    (ABOUT, NOTE_KIND, NOTE_TEXT),
    N_('note'),
    N_('list of notes'),
    description='A doubt, a contradiction or a correction, said beside the value it concerns.',
)

# -- what all records share -------------------------------------------------------------------------------------------

RECORD_KEY: Final = KEY.needed(
    'key',
    'Its permanent name: lower-case words joined by hyphens. Links, anchors and exports use it.',
    label=N_('Key'),
    example='nemotron-h',
    slot='none',
)
TITLE: Final = TEXT.needed('title', 'What it is called.', label=N_('Title'), example='Nemotron-H', slot='none')
RECORD_DATE: Final = DATE.one(
    'date',
    'When it came out, as precisely as known and no more.',
    label=N_('Date'),
    example='2025-03/2025-06',
    slot='meta',
    schema_org='datePublished',
)
#: Its paragraphs are translated as those of a page are.
SUMMARY: Final = replace(MARKDOWN, is_prose=False).one(
    'summary',
    'What it is, in a few sentences, in the markup of the page it is shown on.',
    label=N_('Summary'),
    example='A hybrid family.',
    slot='none',
)
PICTURE: Final = IMAGE.one(
    'image',
    'An image of it: a file of the project, and what it shows.',
    label=N_('Image'),
    example={'file': 'house.svg', 'alt': 'The old house'},
    slot='lead',
)
TAGS: Final = TEXT.many_of(
    'tags',
    'Topics to filter by.',
    label=N_('Tags'),
    example=['reasoning', 'long-context'],
    filter='choice',
    every=N_('All tags'),
    singular='tag',
)
LINKS: Final = LINK.many_of(
    'links',
    'Where to read more.',
    label=N_('Links'),
    example=[{'label': 'code', 'url': 'https://github.com/NVIDIA/Megatron-LM'}],
    slot='ways',
    counted=N_ngettext('%d link', '%d links'),
)
PAPERS: Final = PAPER.many_of(
    'papers',
    'Papers and reports about it.',
    label=N_('Papers'),
    example=[{'title': 'Nemotron-4 15B Technical Report', 'arxiv': '2402.16819'}],
    slot='ways',
    counted=N_ngettext('%d paper', '%d papers'),
)
ALIASES: Final = KEY.many_of(
    'aliases',
    'Former keys. Links to them and their anchors keep working.',
    label=N_('Former keys'),
    example=['nemotron-hybrid'],
    slot='source',
)
SOURCES: Final = SOURCE.many_of(
    'sources',
    'Where its facts were read.',
    label=N_('Sources'),
    example=['https://arxiv.org/abs/2504.03624'],
    slot='source',
)
NOTES: Final = NOTE.many_of(
    'notes',
    'Doubts, contradictions and corrections, each about one field.',
    label=N_('Notes'),
    example=[{'about': 'date', 'kind': 'conflict', 'text': 'One page gives the day before.'}],
    slot='none',
)
DRAFT: Final = BOOLEAN.one(
    'draft',
    'Whether it is still being written: builds leave drafts out, unless `chronicle_drafts` is on.',
    label=N_('Draft'),
    example='yes',
    slot='meta',
    # Who wrote something wanted it held back.
    unread=True,
)
CHANGES: Final = CHANGE.many_of(
    'changes',
    'Corrections of what the record said before, the latest last.',
    label=N_('Corrections'),
    example=[{'date': '2026-11-28', 'text': 'The date was a month too late.'}],
    slot='source',
)
ADDED: Final = DATE.one('added', 'When the record was added.', label=N_('Record added'), example='2026-11-23', slot='source')
UPDATED: Final = DATE.one(
    'updated', 'When the record last changed in substance.', label=N_('Record updated'), example='2026-11-23', slot='source'
)

SHARED: Final = (
    RECORD_KEY, TITLE, RECORD_DATE, SUMMARY, PICTURE, TAGS, LINKS, PAPERS,
    ref('related', 'Records that belong beside it.', example=['minitron']),
    ALIASES, SOURCES, NOTES, DRAFT, CHANGES, ADDED, UPDATED,
)  # fmt: skip

# -- entries ----------------------------------------------------------------------------------------------------------

TYPE: Final = CHOICE.one(
    'type',
    'What happened.',
    label=N_('Type'),
    example='release',
    default='release',
    slot='meta',
    filter='choice',
    every=N_('All types'),
    choices={'release': N_('Release'), 'software': N_('Software'), 'event': N_('Event')},
)
STATUS: Final = CHOICE.one(
    'status',
    'Whether it is out.',
    label=N_('Status'),
    example='announced',
    default='released',
    quiet=('released',),
    ahead=('announced',),
    slot='meta',
    filter='option',
    choices={'released': N_('Released'), 'announced': N_('Announced')},
)
ORG: Final = TEXT.many_of(
    'org',
    'Who made it: an organization, or a list of them.',
    label=N_('Organization'),
    example='NVIDIA',
    lenient=True,
    slot='meta',
    filter='option',
)
FAMILY: Final = TEXT.one(
    'family',
    'The line it belongs to.',
    label=N_('Family'),
    example='Nemotron 3',
    slot='meta',
    filter='choice',
    every=N_('All families'),
)

ENTRY: Final = Kind(
    'entry',
    N_('Entry'),
    N_('Entries'),
    (TYPE, STATUS, ORG, FAMILY),
    description='An entry of a timeline: a release, a piece of software or an event.',
    needs=('date',),
    unsaid={'date': N_('Undated')},
    cite={'organization': ('org',)},
    schema_org='CreativeWork',
    table=Table('entries.csv', title=N_('All entries')),
)

CORE: Final = Vocabulary(
    '',
    kinds=(ENTRY,),
    fields={'record': SHARED},
    relations=(Relation('related', N_('Related'), 'related', N_('Related')),),
)


def address_of_paper(paper: Item) -> str:
    """Where to read a paper: its own address, else arXiv's, else the DOI resolver's; empty if it has none."""
    if url := paper.get(PAPER_URL):
        return url
    if arxiv := paper.get(PAPER_ARXIV):
        return f'https://arxiv.org/abs/{arxiv}'
    doi = paper.get(PAPER_DOI)
    return f'https://doi.org/{quote(doi, safe="/")}' if doi else ''
