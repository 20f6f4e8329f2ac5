"""Episodes: times and the links they are, chapters and topics from headings, and what is said of wrong ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import pytest
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bs4 import BeautifulSoup

    from conftest import Build, Markup, Site

AUDIO = 'audio: https://x.example/ep.mp3'
VIDEO = 'video: "https://www.youtube.com/watch?v=abcdefghijk"'


def at(markup: Markup, time: str, title: str, level: int = 2) -> str:
    """A heading with a time."""
    return markup.heading(f'{markup.role("at", time)} {title}', level)


def talk(markup: Markup, *blocks: str, fields: str = '') -> str:
    """The page of an episode."""
    return markup.page(markup.heading('Talk'), markup.directive('episode', 'talk', fields), *blocks)


def line_of(text: str, words: str) -> int:
    """The 1-based line in which the words stand; they stand there once."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    assert len(found) == 1, (words, found)
    return found[0]


def times_in(soup: BeautifulSoup) -> list[tuple[str, str]]:
    """Words and addresses of the links to moments in the page's own text."""
    links = [link for link in soup.select('a.chronicle-at') if link.find_parent(class_='chronicle-infobox') is None]
    return [(link.get_text(), str(link['href'])) for link in links]


def contents_of(site: Site, docname: str = 'index') -> list[tuple[str, str]]:
    """What the sidebar lists of a page: anchors and titles."""
    return [(node['anchorname'], node.astext()) for node in site.app.env.tocs[docname].findall(nodes.reference)]


# -- times ---------------------------------------------------------------------------------------------------------------------

FORMS = {'0:00': ('0:00', 0), '0:39': ('0:39', 39), '00:39': ('0:39', 39), '15:23': ('15:23', 923), '05:03': ('5:03', 303),
         '1:07:37': ('1:07:37', 4057), '01:07:37': ('1:07:37', 4057), '75:00': ('1:15:00', 4500)}  # fmt: skip


@pytest.mark.parametrize(('written', 'expected'), FORMS.items(), ids=FORMS)
def test_a_time_is_a_link_to_its_second(build: Build, markup: Markup, written: str, expected: tuple[str, int]) -> None:
    site = build({markup.index: talk(markup, f'At {markup.role("at", written)}.', fields=AUDIO)})
    assert site.lines == []
    words, seconds = expected
    assert times_in(site.soup()) == [(words, f'https://x.example/ep.mp3#t={seconds}')]


@pytest.mark.parametrize('written', ['15', '15:60', '1:60:00', '15:2', 'soon', '1:2:3', '-1:00', '1:00:00:00', '15.23'])
@pytest.mark.parametrize('heading', [True, False])
def test_a_wrong_time_is_one_warning_with_its_line_and_its_words_stay(
    build: Build, markup: Markup, written: str, *, heading: bool
) -> None:
    block = at(markup, written, 'Wrong') if heading else f'Wrong {markup.role("at", written)} time.'
    page = talk(markup, 'Before.', block, 'After.', fields=AUDIO)
    site = build({markup.index: page})
    assert len(site.lines) == 1
    place = f'{markup.index}:{line_of(page, "Wrong")}'
    assert site.lines[0].startswith(f"{place}: WARNING: {{at}}: '{written}' is not a time (write 15:23 or 1:07:37)")
    assert site.lines[0].endswith('[chronicle.time]')
    assert times_in(site.soup()) == []
    assert written in site.soup().get_text()


RECORDINGS = {
    'audio': (AUDIO, 'https://x.example/ep.mp3#t=83'),
    'audio with a fragment': ('audio: "https://x.example/ep.mp3?x=1#y"', 'https://x.example/ep.mp3?x=1#t=83'),
    'video': (VIDEO, 'https://www.youtube.com/watch?v=abcdefghijk&t=83'),
    'short video': ('video: "https://youtu.be/abcdefghijk"', 'https://youtu.be/abcdefghijk?t=83'),
    'video with a time': ('video: "https://youtu.be/abcdefghijk?t=5"', 'https://youtu.be/abcdefghijk?t=83'),
    'audio and video': (f'{AUDIO}\n{VIDEO}', 'https://x.example/ep.mp3#t=83'),
    'other video': ('video: "https://v.example/a.mp4"', 'https://v.example/a.mp4#t=83'),
    'neither': ('show: The Show', None),
}


@pytest.mark.parametrize(('fields', 'address'), RECORDINGS.values(), ids=RECORDINGS)
def test_a_time_leads_into_the_recording_there_is(build: Build, markup: Markup, fields: str, address: str | None) -> None:
    blocks = [at(markup, '1:23', 'Chapter'), f'At {markup.role("at", "1:23")}.']
    site = build({markup.index: talk(markup, *blocks, fields=fields)})
    assert site.lines == []
    assert times_in(site.soup()) == ([('1:23', address)] * 2 if address else [])
    assert len([time for time in site.soup().select('.chronicle-time') if not time.find_parent(class_='chronicle-infobox')]) == 2


def test_a_time_outside_an_episode_is_plain_words(build: Build, markup: Markup) -> None:
    page = markup.page(markup.heading('Page'), at(markup, '1:23', 'Part'), f'At {markup.role("at", "1:24")}.')
    site = build({markup.index: page})
    assert site.lines == []
    assert times_in(site.soup()) == []
    assert 'At 1:24.' in site.soup().get_text()


def test_each_time_belongs_to_the_episode_around_it(build: Build, markup: Markup) -> None:
    blocks = [markup.heading('Page'), f'At {markup.role("at", "0:01")}.']
    for name in ('one', 'two'):
        blocks += [markup.heading(name.title(), 2), markup.directive('episode', name, f'audio: https://x.example/{name}.mp3')]
        blocks += [
            f'At {markup.role("at", "0:02")}.',
            at(markup, '1:00', f'Chapter of {name}', 3),
            f'At {markup.role("at", "1:01")}.',
        ]
    site = build({markup.index: markup.page(*blocks)})
    assert site.lines == []
    expected = [
        (time, f'https://x.example/{name}.mp3#t={seconds}')
        for name in ('one', 'two')
        for time, seconds in (('0:02', 2), ('1:00', 60), ('1:01', 61))
    ]
    assert times_in(site.soup()) == expected
    assert [
        [word.get_text() for word in box.select('.chronicle-times li')] for box in site.soup().select('.chronicle-infobox')
    ] == [
        ['1:00 Chapter of one'],
        ['1:00 Chapter of two'],
    ]


# -- chapters and topics --------------------------------------------------------------------------------------------------------


def chapters(markup: Markup, fields: str = AUDIO) -> str:
    return talk(
        markup,
        at(markup, '0:00', 'Begin'),
        at(markup, '0:00', 'First topic', 3),
        at(markup, '15:23', 'Data, *not* models'),
        at(markup, '16:00', 'Second topic', 3),
        markup.heading('Plain', 2),
        at(markup, '1:07:37', 'End'),
        fields=fields,
    )


ANCHORS = ['at-0-00', 'at-0-00-2', 'at-15-23', 'at-16-00', 'plain', 'at-1-07-37']


def test_headings_with_times_have_anchors_that_do_not_change_with_their_words(build: Build, markup: Markup) -> None:
    site = build({markup.index: chapters(markup)})
    assert site.lines == []
    soup = site.soup()
    sections = soup.select('section section')
    assert [section['id'] for section in sections] == ANCHORS
    assert [str(link['href']) for link in soup.select('section section a.headerlink')] == [f'#{anchor}' for anchor in ANCHORS]
    ids = [str(tag['id']) for tag in soup.select('[id]')]
    assert len(ids) == len(set(ids))


def test_the_sidebar_leads_to_the_times(build: Build, markup: Markup) -> None:
    site = build({markup.index: chapters(markup)})
    assert [anchor for anchor, _title in contents_of(site)][1:] == [f'#{anchor}' for anchor in ANCHORS]
    assert ('#at-15-23', '15:23 Data, not models') in contents_of(site)
    assert ('#at-0-00-2', 'First topic') in contents_of(site)


def test_the_infobox_lists_the_chapters_with_links(build: Build, markup: Markup) -> None:
    site = build({markup.index: chapters(markup)})
    listing = site.soup().select_one('.chronicle-infobox .chronicle-times')
    assert listing is not None
    times = ['0:00 Begin 15 min', '15:23 Data, not models 52 min', '1:07:37 End']
    assert [item.get_text().strip() for item in listing.select('li')] == times
    assert [str(link['href']) for link in listing.select('li a.internal')] == ['#at-0-00', '#at-15-23', '#at-1-07-37']
    moments = [str(link['href']).partition('#')[2] for link in listing.select('li a.chronicle-at')]
    assert moments == ['t=0', 't=923', 't=4057']
    assert [heading.get_text() for heading in site.soup().select('h2.chronicle-part')] == ['3 chapters']


def test_the_last_chapter_is_as_long_as_the_recording_lets_it_be(build: Build, markup: Markup) -> None:
    site = build({markup.index: chapters(markup, f'{AUDIO}\nduration: 1h 9m')})
    assert [length.get_text() for length in site.soup().select('.chronicle-n')] == ['15 min', '52 min', '2 min']
    bar = site.soup().select('svg.chronicle-hour a')
    assert [str(link['href']).partition('#')[2] for link in bar] == ['t=0', 't=923', 't=4057']
    assert {str(link['tabindex']) for link in bar} == {'-1'}


def test_a_topic_that_begins_with_its_chapter_has_no_time_of_its_own(build: Build, markup: Markup) -> None:
    site = build({markup.index: chapters(markup)})
    titles = [heading.get_text().rstrip('¶') for heading in site.soup().select('section section > :is(h2, h3)')]
    assert titles == ['0:00 Begin', 'First topic', '15:23 Data, not models', '16:00 Second topic', 'Plain', '1:07:37 End']
    assert '00:00:00.000 --> 00:15:23.000\nFirst topic' in site.read('exports/talk.vtt')


# -- what is above the notes --------------------------------------------------------------------------------------------

TAKEAWAYS = """\
show: The Show
host: Ann Host
guests:
  - name: Bob Guest
date: 2026-02-04
duration: 1h 7m
summary: What it is about.
takeaways:
  - at: 5:17
    text: Data & recipes are *shared*.
  - at: "1:02:18"
    text: Speed counts.
links:
  - {label: Page, url: https://x.example/page}
notes:
  - {about: duration, text: One page says so.}
"""


def test_an_episode_has_a_line_a_summary_takeaways_and_chapters_and_folds_the_rest(build: Build, markup: Markup) -> None:
    site = build({markup.index: chapters(markup, TAKEAWAYS + AUDIO)})
    assert site.lines == []
    (box,) = site.soup().select('.chronicle-infobox')
    seen = [child for child in box.find_all(recursive=False) if child.name != 'template']
    found = [(child.name, (child.get('class') or [''])[0]) for child in seen]
    assert found == [
        ('p', 'chronicle-byline'), ('p', ''), ('div', 'chronicle-player'), ('h2', 'chronicle-part'), ('ul', 'chronicle-times'),
        ('h2', 'chronicle-part'), ('ul', 'chronicle-times'), ('details', 'chronicle-details'), ('details', 'chronicle-cite'),
    ]  # fmt: skip
    assert seen[0].get_text() == 'The Show · Feb 4, 2026 · 1 h 7 min · Ann Host with Bob Guest'
    assert [heading.get_text() for heading in box.select('h2')] == ['2 takeaways', '3 chapters']
    assert [item.get_text() for item in seen[4].select('li')] == ['5:17 Data & recipes are *shared*.', '1:02:18 Speed counts.']
    assert [str(link['href']) for link in seen[4].select('a')] == [
        'https://x.example/ep.mp3#t=317', 'https://x.example/ep.mp3#t=3738'
    ]  # fmt: skip
    assert seen[7].get('open') is None
    for words in ('One page says so.', 'Page', 'Bob Guest'):
        assert words in seen[7].get_text()
    found_in = json.loads(site.read('exports/chronicle.json'))['records']
    (talk,) = (record for record in found_in if record['key'] == 'talk')
    assert talk['takeaways'] == [
        {'at': '5:17', 'text': 'Data & recipes are *shared*.', 'numbers': {'at': {'value': 317}}},
        {'at': '1:02:18', 'text': 'Speed counts.', 'numbers': {'at': {'value': 3738}}},
    ]


def test_takeaways_are_in_every_builder_without_a_warning(build: Build, markup: Markup) -> None:
    for builder in BUILDERS:
        site = build({markup.index: chapters(markup, TAKEAWAYS + AUDIO)}, builder, fresh=True)
        assert site.lines == [], builder
    text = build({markup.index: chapters(markup, TAKEAWAYS + AUDIO)}, 'text').read('index.txt')
    assert '1:02:18 Speed counts.' in text


WRONG_TAKEAWAYS = {
    'late': ('  - {at: 1:09:00, text: Late.}', '1:09:00 lies after the end of the recording, which lasts 1h 7m'),
    'no time': ('  - {at: soon, text: When?}', "'soon' is not a time (write 15:23 or 1:07:37)"),
    'no text': ('  - {at: 5:17}', "'text' is missing"),
}


@pytest.mark.parametrize(('item', 'message'), WRONG_TAKEAWAYS.values(), ids=WRONG_TAKEAWAYS)
def test_a_wrong_takeaway_is_one_warning_at_its_line(build: Build, markup: Markup, item: str, message: str) -> None:
    page = talk(markup, at(markup, '0:00', 'Begin'), fields=f'duration: 1h 7m\ntakeaways:\n{item}')
    site = build({markup.index: page}, 'dummy')
    assert len(site.lines) == 1
    assert message in site.lines[0]
    assert site.lines[0].startswith(f'{markup.index}:{line_of(page, item.strip())}: WARNING: ')


def test_an_episode_without_chapters_lists_none(build: Build, markup: Markup) -> None:
    site = build({markup.index: talk(markup, markup.heading('Part', 2), at(markup, '1:00', 'Too deep', 3), fields=AUDIO)})
    assert [line.partition("'talk': ")[2] for line in site.lines] == [
        "the times below 'Part' are in no chapter (give that heading a time, or put them one level up) [chronicle.time]"
    ]
    assert 'chapter' not in site.soup().select('.chronicle-infobox')[0].get_text().casefold()


def test_one_chapter_is_said_in_the_singular(build: Build, markup: Markup) -> None:
    site = build({markup.index: talk(markup, at(markup, '1:00', 'Only'))})
    assert [heading.get_text() for heading in site.soup().select('h2.chronicle-part')] == ['1 chapter']


LINKS = {
    'local': ('[](#at-15-23)', 'Data, not models'),
    'local with words': ('[words](#at-15-23)', 'words'),
    'page': ('[](talk.md#at-15-23)', 'Data, not models'),
    'page with words': ('[words](talk.md#at-15-23)', 'words'),
}


@pytest.mark.parametrize(('link', 'words'), LINKS.values(), ids=LINKS)
def test_a_markdown_link_leads_to_a_time(build: Build, markdown: Markup, link: str, words: str) -> None:
    far = 'talk.md' in link
    files = {
        'index.md': markdown.page('# Home', f'Link: {link}' if far else '', '```{toctree}\ntalk\n```'),
        'talk.md': chapters(markdown) + ('' if far else f'\nLink: {link}\n'),
    }
    site = build(files)
    assert site.lines == []
    (paragraph,) = [p for p in site.soup('index.html' if far else 'talk.html').select('p') if p.get_text().startswith('Link')]
    (found,) = paragraph.select('a')
    assert (found.get_text(), found['href']) == (words, 'talk.html#at-15-23' if far else '#at-15-23')


# -- wrong chapters -----------------------------------------------------------------------------------------------------------


class Wrong(NamedTuple):
    """Times of chapters (level 2) and topics (level 3), and what is said of those that are wrong."""

    duration: str
    times: list[tuple[int, str]]
    warnings: dict[str, str]


AFTER = '{time} lies after the end of the recording, which lasts {duration} (correct one of them)'
TIMES = {
    'in order': Wrong('', [(2, '0:00'), (3, '0:30'), (2, '1:00')], {}),
    'a topic that begins with its chapter': Wrong('', [(2, '1:00'), (3, '1:00')], {}),
    'a chapter out of order': Wrong('', [(2, '2:00'), (2, '1:00')], {'1:00': '1:00 does not come after 2:00'}),
    'equal chapters': Wrong('', [(2, '2:00'), (2, '2:00')], {'2:00': '2:00 does not come after 2:00'}),
    'a topic before its chapter': Wrong('', [(2, '2:00'), (3, '1:59')], {'1:59': '1:59 does not come after 2:00'}),
    'equal topics': Wrong('', [(2, '1:00'), (3, '2:00'), (3, '2:00')], {'2:00': '2:00 does not come after 2:00'}),
    'a chapter at the time of the topic before': Wrong(
        '', [(2, '1:00'), (3, '2:00'), (2, '2:00')], {'2:00': '2:00 does not come after 2:00'}
    ),
    'two out of order': Wrong(
        '', [(2, '3:00'), (2, '2:00'), (2, '1:00')],
        {'2:00': '2:00 does not come after 3:00', '1:00': '1:00 does not come after 2:00'},
    ),
    'within a minute': Wrong('1h 7m', [(2, '1:07:59')], {}),
    'after a minute': Wrong('1h 7m', [(2, '1:08:00')], {'1:08:00': AFTER}),
    'within a second': Wrong('1:07:37', [(2, '1:07:37')], {}),
    'after a second': Wrong('1:07:37', [(2, '1:07:38')], {'1:07:38': AFTER}),
    'within an hour': Wrong('1h', [(2, '1:00:00')], {}),
    'after an hour': Wrong('1h', [(2, '1:00:01')], {'1:00:01': AFTER}),
    'a topic after the end': Wrong('10m', [(2, '9:00'), (3, '11:00')], {'11:00': AFTER}),
    'out of order and after the end': Wrong('10m', [(2, '13:00'), (2, '9:00')], {'13:00': AFTER, '9:00': '9:00 does not come'}),
}  # fmt: skip


@pytest.mark.parametrize('case', TIMES.values(), ids=TIMES)
def test_times_ascend_and_lie_within_the_recording(build: Build, markup: Markup, case: Wrong) -> None:
    headings = [at(markup, time, f'Heading {number}', level) for number, (level, time) in enumerate(case.times)]
    page = talk(markup, *headings, fields=f'duration: {case.duration}' if case.duration else '')
    site = build({markup.index: page}, 'dummy')
    assert len(site.lines) == len(case.warnings)
    for line, (time, warning) in zip(site.lines, case.warnings.items(), strict=True):
        number = max(number for number, (_level, written) in enumerate(case.times) if written == time)
        place = f'{markup.index}:{line_of(page, f"Heading {number}")}'
        message = warning.format(time=time, duration=case.duration)
        assert line.startswith(f"{place}: WARNING: episode 'talk': {message}")
        assert line.endswith('[chronicle.time]')


def test_a_time_in_the_text_that_lies_after_the_end_is_one_warning_at_its_line(build: Build, markup: Markup) -> None:
    page = markup.page(
        markup.heading('Talk'),
        markup.directive('episode', 'talk', 'duration: 18m'),
        f'First {markup.role("at", "17:59")}.',
        markup.heading(f'{markup.role("at", "1:00")} Part', 2),
        f'Words {markup.role("at", "2:00")}.\nLost {markup.role("at", "30:02")}.',
        f'* An item at {markup.role("at", "31:00")}.',
    )
    lines = build({markup.index: page}, 'dummy').lines
    said = [line.partition(': WARNING: ') for line in lines]
    assert [place for place, _, _ in said] == [
        f'{markup.index}:{line_of(page, words)}' for words in ('Words', 'An item')
    ]  # fmt: skip
    assert [message for _, _, message in said] == [
        f"episode 'talk': {AFTER.format(time=time, duration='18m')} [chronicle.time]" for time in ('30:02', '31:00')
    ]


#: Headings, from the title of the page on, and what is said of the one that holds "Lost"; {} stands for the time 24:00.
LOST = {
    'title': (['{} Lost'], 'the time in the title of the episode begins no chapter (put it into a heading below)'),
    'not marked': (['Talk', '## 24:00 Lost'], 'begins with a time that is not marked as one (write {at}`24:00`)'),
    'not marked, with hours': (['Talk', '## 1:24:00 – Lost'], 'a time that is not marked as one (write {at}`1:24:00`)'),
    'not marked, topic': (['Talk', '## Part', '### 24:00: Lost'], 'a time that is not marked as one (write {at}`24:00`)'),
    'half marked, topic': (['Talk', '## Part', '### {at} 24:00 Lost'], 'a time that is not marked as one (write {at}`24:00`)'),
    'behind the words': (['Talk', '## Lost {}'], 'the time 24:00 is not at the head of its heading'),
    'behind a number': (['Talk', '## 3. {} Lost'], 'the time 24:00 is not at the head of its heading'),
    'topic, behind the words': (['Talk', '## {} Part', '### Lost {}'], 'the time 24:00 is not at the head of its heading'),
    'no chapter above': (
        ['Talk', '## Part', '### {} Lost'], "the times below 'Part' are in no chapter (give that heading a time, or put them one"
    ),
}  # fmt: skip

#: The same, and nothing is said.
FOUND = {
    'a time of the clock in words': ['Talk', '## Lunch at 12:30'],
    'no time': ['Talk', '## 24 questions', '## 4:3 pictures', '### 2025-12-15', '## 10:15:20:30', '## '],
    'a plain heading between': ['Talk', '## {} One', '### Plain', '## Notes'],
}


def headings(markup: Markup, lines: Sequence[str]) -> str:
    blocks = []
    for line in lines:
        marks, _, words = line.rpartition('# ')
        blocks.append(markup.heading(words.replace('{}', markup.role('at', '24:00')), len(marks) + 1 if marks else 1))
    return markup.page(blocks[0], markup.directive('episode', 'talk', 'duration: 2h'), *blocks[1:])


@pytest.mark.parametrize('builder', ['dummy', 'text'])
@pytest.mark.parametrize(('lines', 'message'), LOST.values(), ids=LOST)
def test_a_time_that_begins_no_chapter_is_one_warning_at_its_heading(
    build: Build, markup: Markup, builder: str, lines: Sequence[str], message: str
) -> None:
    page = headings(markup, lines)
    site = build({markup.index: page}, builder)
    assert len(site.lines) == 1
    line = line_of(page, 'Lost')
    # docutils counts a heading without a time of its own from its underline.
    assert site.lines[0].startswith(tuple(f"{markup.index}:{one}: WARNING: episode 'talk': " for one in (line, line + 1)))
    assert message in site.lines[0]
    assert site.lines[0].endswith('[chronicle.time]')


@pytest.mark.parametrize('lines', FOUND.values(), ids=FOUND)
def test_a_heading_that_is_about_no_moment_is_let_be(build: Build, markup: Markup, lines: Sequence[str]) -> None:
    assert build({markup.index: headings(markup, lines)}, 'dummy').lines == []


# -- builders -----------------------------------------------------------------------------------------------------------------

BUILDERS = ('html', 'dirhtml', 'singlehtml', 'epub', 'latex', 'text', 'man', 'texinfo', 'gettext', 'xml', 'pseudoxml', 'dummy')


@pytest.mark.parametrize('fields', [AUDIO, 'show: The Show'], ids=['audio', 'none'])
def test_every_builder_is_silent_and_only_pages_with_scripts_have_a_player(build: Build, markup: Markup, fields: str) -> None:
    for builder in BUILDERS:
        site = build({markup.index: chapters(markup, fields)}, builder, fresh=True)
        assert site.lines == []
        texts = [file.read_text(encoding='utf-8') for file in site.outdir.rglob('index.*html')]
        players = sum(text.count('class="chronicle-player"') for text in texts)
        assert players == (1 if builder in {'html', 'dirhtml'} and not fields.startswith('show') else 0), builder
        assert sum(text.count('<audio') for text in texts) == (1 if players and AUDIO in fields else 0), builder


PLAYERS: dict[str, Callable[[BeautifulSoup], object]] = {
    AUDIO: lambda soup: [(tag['src'], tag['preload'], tag.has_attr('controls')) for tag in soup.select('audio')],
    VIDEO: lambda soup: [tag['href'] for tag in soup.select('a.chronicle-watch')],
}


def test_the_player_works_without_a_script_and_knows_the_chapters(build: Build, markup: Markup) -> None:
    expected = {
        AUDIO: [('https://x.example/ep.mp3', 'none', True)],
        VIDEO: ['https://www.youtube.com/watch?v=abcdefghijk'],
    }
    for fields, found in PLAYERS.items():
        soup = build({markup.index: chapters(markup, fields)}).soup()
        assert found(soup) == expected[fields]
        (player,) = soup.select('.chronicle-player')
        assert json.loads(str(player['data-chapters'])) == [
            [0, 'Begin', 'at-0-00'], [923, 'Data, not models', 'at-15-23'], [4057, 'End', 'at-1-07-37']
        ]  # fmt: skip
        assert (player['data-episode'], player['data-title']) == ('talk', 'Talk')
    assert soup.select('iframe, script[src*=youtube]') == []


# -- audio that is a file of the site --------------------------------------------------------------------------------------------

FILES = {'beside the page': 'my%20talk.mp3', 'from the root': '/talks/my%20talk.mp3', 'with a query': 'my%20talk.mp3?x=1#t=5'}


@pytest.mark.parametrize('builder', ['html', 'dirhtml', 'singlehtml'])
@pytest.mark.parametrize('written', FILES.values(), ids=FILES)
def test_every_address_of_a_file_of_the_site_leads_to_it(build: Build, markup: Markup, builder: str, written: str) -> None:
    page = talk(markup, at(markup, '0:05', 'Chapter'), f'At {markup.role("at", "1:23")}.', fields=f'audio: {written}')
    files = {
        markup.index: markup.page(markup.heading('Home'), markup.directive('+toctree', body='talks/page')),
        f'talks/page.{markup.suffix}': page,
        'talks/my talk.mp3': 'the sound',
    }
    site = build(files, builder)
    assert site.lines == []
    name = {'html': 'talks/page.html', 'dirhtml': 'talks/page/index.html', 'singlehtml': 'index.html'}[builder]
    soup = site.soup(name)
    times = soup.select('a.chronicle-at')
    addresses = [str(link['href']) for link in times]
    assert [address.partition('#')[2] for address in addresses] == ['t=5', 't=5', 't=83']
    assert not any(link.has_attr('download') for link in times)
    addresses += [str(link['href']) for link in soup.select('.chronicle-field-audio a[download]')]
    addresses += [str(tag['src']) for tag in soup.select('audio')]
    assert len(addresses) == (4 if builder == 'singlehtml' else 5)
    for address in addresses:
        file = (site.outdir / name).parent / unquote(address.partition('#')[0])
        assert file.read_text(encoding='utf-8') == 'the sound'


@pytest.mark.parametrize('builder', BUILDERS)
def test_a_file_of_the_site_is_silent_in_every_builder_and_its_words_stay(build: Build, markup: Markup, builder: str) -> None:
    site = build({markup.index: chapters(markup, 'audio: ep.mp3'), 'ep.mp3': ''}, builder)
    assert site.lines == []
    words = {'epub': 'index.xhtml', 'latex': 'test.tex', 'text': 'index.txt', 'texinfo': 'test.texi', 'xml': 'index.xml'}
    if builder in words:
        text = site.read(words[builder])
        assert 'ep.mp3' in text
        assert '15:23' in text
    if builder == 'epub':
        assert 'href="ep.mp3' not in text
        assert 'chronicle-at' not in text


ABSENT = {
    'missing': (
        'sub/ep.mp3',
        "there is no file 'sub/ep.mp3' (looked for sub/ep.mp3; an address elsewhere begins with https: or mailto:)",
    ),
    'a folder': ('/sub', "there is no file '/sub' (looked for sub; an address elsewhere begins with https: or mailto:)"),
    'outside': ('../secret.mp3', "the file '../secret.mp3' is outside the source folder"),
    'hidden outside': ('./%2E%2E/secret.mp3', "the file './../secret.mp3' is outside the source folder"),
}


@pytest.mark.parametrize(('written', 'message'), ABSENT.values(), ids=ABSENT)
def test_a_file_that_is_not_there_is_one_warning_and_costs_the_player_alone(
    build: Build, markup: Markup, tmp_path: Path, written: str, message: str
) -> None:
    (tmp_path / 'secret.mp3').write_text('secret', encoding='utf-8')
    page = talk(markup, at(markup, '0:05', 'Chapter'), fields=f'show: The Show\naudio: {written}')
    site = build({markup.index: page, 'sub/other.txt': ''})
    line = line_of(page, 'audio:')
    assert site.lines == [f"{markup.index}:{line}: WARNING: episode 'talk': {message} [chronicle.file]"]
    soup = site.soup()
    assert soup.select('.chronicle-player, a.chronicle-at') == []
    assert 'The Show' in soup.get_text()
    assert '0:05' in soup.get_text()
    assert not (site.outdir / '_downloads').exists()


def test_a_file_that_comes_later_is_found_by_the_next_build(build: Build, markup: Markup) -> None:
    files = {markup.index: talk(markup, fields='audio: ep.mp3')}
    assert len(build(files).lines) == 1
    site = build({**files, 'ep.mp3': ''})
    assert site.lines == []
    assert site.soup().select('audio')
