"""How pages look where somebody shares their addresses: titles, descriptions, and pictures that are drawn at build time."""

from __future__ import annotations

import re
import struct
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from sphinx_chronicle.exports.font import Font, font_of
from sphinx_chronicle.exports.preview import FONT_FILE, HEIGHT, MOST_LINES, WIDTH, Preview, drawable, to_svg
from sphinx_chronicle.write import pictures
from test_exports import each_hostile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Build, Site

CONF = "project = 'The site'\nchronicle_previews = True\n"
BASE = "html_baseurl = 'https://example.org/en/'\n"

TIMELINE = """\
# Red models

Some words on *them*.

```{chronicle:timeline}
- {key: one, title: One, date: 2021-05, summary: The first.}
- {key: two, title: Two, date: 2023?, added: 2026-01-01}
- {key: three, title: Three, date: 2022, notes: [{about: date, kind: conflict, text: Some say later.}]}
- {key: four, title: Four, date: 2020}
- {key: five, title: Five, date: 2019}
```
"""

TALK = """\
# A talk

```{chronicle:episode} talk
date: 2026-02-04
duration: 1:00:00
summary: Words on the talk.
```
"""

LIST = '# A list\n\n```{chronicle:listing}\n:kind: entry\n:order: title\n```\n'

FILES = {
    'index.md': '# The site\n\nNo record.\n\n```{toctree}\nmodels\ntalk\nlist\n```\n',
    'models.md': TIMELINE,
    'talk.md': TALK,
    'list.md': LIST,
}


def fake(version: str = '1') -> Any:
    """What draws pictures, but faster: the text is kept."""
    return SimpleNamespace(__version__=version, svg_to_bytes=lambda svg_string, **_options: svg_string.encode())


@pytest.fixture(autouse=True)
def drawer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw fast, whether what draws is installed or not."""
    monkeypatch.setattr(pictures, 'drawer', fake)
    monkeypatch.setattr('sphinx_chronicle.write.previews.drawer', fake)


def set_drawer(monkeypatch: pytest.MonkeyPatch, made: Any) -> None:
    monkeypatch.setattr(pictures, 'drawer', lambda: made)
    monkeypatch.setattr('sphinx_chronicle.write.previews.drawer', lambda: made)


def tags(site: Site, page: str) -> dict[str, str]:
    """What the head of a page says for those who share it; each but once."""
    found = [
        (str(tag.get('property') or tag.get('name')), str(tag['content'])) for tag in site.soup(page).select('head meta[content]')
    ]
    ours = [(name, content) for name, content in found if name.startswith(('og:', 'twitter:'))]
    assert len(dict(ours)) == len(ours)
    return dict(ours)


def drawn(site: Site) -> dict[str, bytes]:
    """The pictures of a build."""
    return {file.name: file.read_bytes() for file in sorted((site.outdir / '_previews').glob('*'))}


def texts(svg: bytes | str) -> list[str]:
    """The words of a picture, line by line."""
    return [node.text or '' for node in ET.fromstring(svg).iter('{http://www.w3.org/2000/svg}text')]


def picture(site: Site, page: str) -> list[str]:
    """The words of the picture of a page."""
    name = tags(site, page)['og:image'].rpartition('/')[2]
    return texts(drawn(site)[name])


# -- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('builder', 'page', 'url'), [('html', 'models.html', 'models.html'), ('dirhtml', 'models/index.html', 'models/')]
)
def test_a_page_with_records_has_a_title_a_description_and_a_picture(build: Build, builder: str, page: str, url: str) -> None:
    site = build(FILES, builder, conf=CONF + BASE)
    assert site.lines == []
    found = tags(site, page)
    image = found['og:image']
    assert re.fullmatch(r'https://example\.org/en/_previews/[0-9a-f]{20}\.png', image)
    assert (site.outdir / image.removeprefix('https://example.org/en/')).is_file()
    alt = 'Red models – The site. 2023 (uncertain) Two, 2022 (sources disagree) Three, May 2021 One, 2020 Four'
    assert found == {
        'og:title': 'Red models',
        'og:type': 'website',
        'og:url': f'https://example.org/en/{url}',
        'og:site_name': 'The site',
        'og:description': 'Some words on them.',
        'og:image': image,
        'og:image:width': '1200',
        'og:image:height': '630',
        'og:image:alt': alt,
        'twitter:card': 'summary_large_image',
        'twitter:title': 'Red models',
        'twitter:description': 'Some words on them.',
        'twitter:image': image,
    }
    assert len(drawn(site)) == 3
    assert not tags(site, 'index.html')


def test_a_picture_has_the_newest_records_or_the_figures_of_one_with_their_doubts(build: Build) -> None:
    site = build(FILES, conf=CONF)
    newest = ['2023 (uncertain)', 'Two', '2022 (sources disagree)', 'Three', 'May 2021', 'One', '2020', 'Four']
    assert picture(site, 'models.html') == ['The site', 'Red models', *newest]
    # Whatever the order of the page is.
    assert picture(site, 'list.html') == ['The site', 'A list', *newest]
    assert picture(site, 'talk.html') == ['The site', 'A talk', 'Date', 'Feb 4, 2026', 'Duration', '1:00:00']
    assert tags(site, 'talk.html')['og:description'] == 'Words on the talk.'


def test_without_an_address_of_the_site_the_picture_is_found_from_the_page(build: Build) -> None:
    site = build({**FILES, 'deep/more.md': TALK.replace('} talk', '} other')}, conf=CONF + "suppress_warnings = ['toc']\n")
    found = tags(site, 'deep/more.html')
    assert found['og:image'].startswith('../_previews/')
    assert (site.outdir / 'deep' / found['og:image']).resolve().is_file()
    assert 'og:url' not in found


def test_samples_are_not_in_pictures(build: Build) -> None:
    site = build(FILES, conf=CONF + "chronicle_sample_pages = ['models']\n")
    assert picture(site, 'models.html') == ['The site', 'Red models']


def test_what_a_build_leaves_out_is_in_no_preview(build: Build) -> None:
    zebra = '```{chronicle:timeline}\n- {key: zebra, title: Zebra, date: 2024, summary: Zebras.}\n```\n'
    left = f'# A page\n\n````{{only}} latex\n{zebra}````\n'
    shown = '```{chronicle:timeline}\n- {key: one, title: One, date: 2021, summary: The first.}\n```\n'
    site = build({'index.md': f'{left}\n{shown}'}, conf=CONF)
    assert picture(site, 'index.html') == ['The site', 'A page', 'Date', '2021']
    assert tags(site, 'index.html')['og:description'] == 'The first.'
    assert not drawn(build({'index.md': left}, conf=CONF))


def test_pages_of_one_content_share_a_picture(build: Build) -> None:
    site = build({**FILES, 'copy.md': LIST}, conf=CONF + "suppress_warnings = ['toc']\n")
    assert tags(site, 'copy.html')['og:image'] == tags(site, 'list.html')['og:image']
    assert len(drawn(site)) == 3


@pytest.mark.parametrize('builder', ['singlehtml', 'epub', 'text', 'latex', 'dummy'])
def test_other_builders_draw_nothing(build: Build, builder: str) -> None:
    site = build(FILES, builder, conf=CONF)
    assert not (site.outdir / '_previews').exists()
    pages = [file for file in site.outdir.rglob('*') if file.suffix in {'.html', '.xhtml'}]
    assert not [file for file in pages if 'og:' in file.read_text(encoding='utf-8')]


# -- beside another extension ------------------------------------------------------------------------------------------

OPENGRAPH = "extensions += ['sphinxext.opengraph']\nogp_social_cards = {'enable': False}\n"


@pytest.mark.parametrize('order', ['after', 'before'])
def test_beside_opengraph_nothing_is_there_twice_and_the_picture_is_ours(build: Build, order: str) -> None:
    conf = OPENGRAPH if order == 'after' else OPENGRAPH.replace('extensions += [', 'extensions[:0] = [')
    site = build(FILES, conf=CONF + BASE + conf + 'ogp_site_url = html_baseurl\n')
    found = tags(site, 'models.html')
    assert (found['og:title'], found['twitter:title']) == ('Red models', 'Red models')
    assert found['og:description'] == found['twitter:description']
    assert found['og:description'].startswith('Some words on them.')
    assert found['og:image'].startswith('https://example.org/en/_previews/')
    assert found['og:image'] == found['twitter:image']


def test_a_picture_that_an_author_chose_stays(build: Build) -> None:
    chosen = {**FILES, 'models.md': f'---\nog:image: https://example.org/own.png\n---\n{TIMELINE}'}
    found = tags(build(chosen, conf=CONF + BASE + OPENGRAPH), 'models.html')
    assert (found['og:image'], found['twitter:image']) == ('https://example.org/own.png',) * 2
    assert 'og:image:width' not in found


# -- what changes and what does not --------------------------------------------------------------------------------------


def test_pictures_are_drawn_once_and_go_with_what_they_show(build: Build, new_project: Callable[[], Build]) -> None:
    site = build(FILES, conf=CONF)
    before = {file: file.stat().st_mtime_ns for file in (site.outdir / '_previews').iterdir()}
    edited = {**FILES, 'models.md': TIMELINE.replace('title: Five', 'title: Six')}
    site = build(edited, conf=CONF)
    assert {file: file.stat().st_mtime_ns for file in (site.outdir / '_previews').iterdir()} == before
    # A page that shows records of another is written again with another picture.
    edited = {**FILES, 'models.md': TIMELINE.replace('title: Two', 'title: Two and a half')}
    site = build(edited, conf=CONF)
    clean = new_project()(edited, conf=CONF)
    assert drawn(site) == drawn(clean)
    assert [tags(site, page) for page in ('models.html', 'list.html', 'talk.html')] == [
        tags(clean, page) for page in ('models.html', 'list.html', 'talk.html')
    ]
    assert len({*drawn(site)} & {file.name for file in before}) == 1


def test_a_picture_that_was_deleted_comes_back_and_files_of_others_stay(build: Build) -> None:
    site = build(FILES, conf=CONF)
    names = set(drawn(site))
    (site.outdir / '_previews' / min(names)).unlink()
    (site.outdir / '_previews' / 'own.png').write_bytes(b'')
    assert set(drawn(build(FILES, conf=CONF))) == names | {'own.png'}
    assert set(drawn(build(FILES, conf='chronicle_previews = False\n'))) == {'own.png'}


def test_turned_off_there_is_nothing(build: Build) -> None:
    build(FILES, conf=CONF)
    site = build(FILES, conf="project = 'The site'\nchronicle_previews = False\n")
    assert not (site.outdir / '_previews').exists()
    assert not tags(site, 'models.html')


def test_where_nothing_can_draw_there_is_one_line_and_no_picture_until_something_can(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    info = SimpleNamespace(info=lambda message, words: said.append(message % words), warning=None)
    monkeypatch.setattr('sphinx_chronicle.write.previews.logger', info)
    set_drawer(monkeypatch, None)
    site = build(FILES, conf=CONF)
    assert site.lines == []
    assert said == ['pages have no pictures for link previews: resvg_py is missing (pip install "sphinx-chronicle[previews]")']
    found = tags(site, 'models.html')
    assert 'og:image' not in found
    assert (found['og:title'], found['twitter:card']) == ('Red models', 'summary')
    assert not (site.outdir / '_previews').exists()
    set_drawer(monkeypatch, fake())
    assert 'og:image' in tags(build(FILES, conf=CONF), 'models.html')
    first = set(drawn(site))
    set_drawer(monkeypatch, fake('2'))
    assert not first & set(drawn(build(FILES, conf=CONF)))
    set_drawer(monkeypatch, None)
    site = build(FILES, conf=CONF)
    assert 'og:image' not in tags(site, 'models.html')
    assert not (site.outdir / '_previews').exists()


def test_a_parallel_build_gives_the_same(build: Build, new_project: Callable[[], Build]) -> None:
    more = {**FILES, **{f'p{number}.md': TALK.replace('} talk', f'}} talk-{number}') for number in range(12)}}
    conf = CONF + "suppress_warnings = ['toc']\n"
    one, other = build(more, conf=conf), new_project()(more, conf=conf, parallel=4)
    assert drawn(one) == drawn(other)
    assert tags(one, 'list.html') == tags(other, 'list.html')


def test_where_pictures_cannot_be_written_there_is_one_warning(build: Build) -> None:
    site = build({'index.md': '# No record\n'}, conf=CONF)
    (site.outdir / '_previews').write_text('in the way')
    site = build({**FILES}, conf=CONF)
    assert len(site.lines) == 1
    assert 'the pictures of pages cannot be written' in site.lines[0]
    assert site.lines[0].endswith('[chronicle.file]')


# -- pictures -----------------------------------------------------------------------------------------------------------


@each_hostile
def test_any_text_gives_a_well_formed_picture_that_says_it_or_none(text: str) -> None:
    lines = ((text, text),) * 6
    made = drawable(Preview(text, text, figures=lines))
    for preview in (made, drawable(Preview('Title', text, records=lines)), drawable(Preview('Title', figures=lines))):
        if preview is None:
            continue
        said = texts(to_svg(preview))
        font = font_of(FONT_FILE)
        assert all(font.width(words, 1) <= WIDTH for words in said)
        assert all(not set(words) - set(font._widths) for words in said)  # noqa: SLF001
        assert len(preview.figures) <= MOST_LINES
    assert (made is None) == (font_of(FONT_FILE).drawable(' '.join(text.split())) == '')


def test_letters_that_the_font_does_not_have_are_not_drawn_as_boxes() -> None:
    assert drawable(Preview('模型')) is None
    assert drawable(Preview('Release 🚀️ day')) == Preview('Release day')
    assert drawable(Preview('A', '模型', records=(('2020', '模型'), ('2021', 'B')))) == Preview('A', '', records=(('2021', 'B'),))
    # A letter and its accent are one.
    assert drawable(Preview('Cafe\u0301')) == Preview('Café')


@pytest.mark.parametrize(
    ('title', 'lines'),
    [
        ('Short', ['Short']),
        ('Llama-Nemotron, Nemotron-H and Nano 2', ['Llama-Nemotron, Nemotron-H', 'and Nano 2']),
        ('x' * 200, None),
        ('word ' * 60, None),
    ],
)
def test_titles_are_broken_by_width_and_cut_where_there_is_no_room(title: str, lines: list[str] | None) -> None:
    found = ET.fromstring(to_svg(Preview(title.strip())))
    drawn = [(node.text or '', float(node.get('font-size', ''))) for node in found.iter('{http://www.w3.org/2000/svg}text')]
    assert len(drawn) <= 2
    assert all(font_of(FONT_FILE).width(words, size) <= WIDTH - 176 for words, size in drawn)
    assert [words for words, _size in drawn] == lines or (lines is None and drawn[-1][0].endswith('…'))


def test_a_file_that_is_no_font_is_refused() -> None:
    for data in (b'', b'not a font', FONT_FILE.read_bytes()[:2000]):
        with pytest.raises(ValueError, match='font'):
            Font(data)


def test_the_font_has_its_license_beside_it() -> None:
    assert 'SIL OPEN FONT LICENSE Version 1.1' in (FONT_FILE.parent / 'OFL.txt').read_text(encoding='utf-8')


def pixels(png: bytes) -> list[bytes]:
    """The rows of a picture of eight bits without interlace (PNG, sections 9 and 11)."""
    assert png[:8] == b'\x89PNG\r\n\x1a\n'
    place, data, step = 8, b'', 0
    while place < len(png):
        length, kind = struct.unpack_from('>I4s', png, place)
        body = png[place + 8 : place + 8 + length]
        if kind == b'IHDR':
            width, height, depth, color, _compression, _filter, interlace = struct.unpack('>IIBBBBB', body)
            assert (width, height, depth, interlace) == (WIDTH, HEIGHT, 8, 0)
            step = {2: 3, 6: 4}[color]
        if kind == b'IDAT':
            data += body
        place += 12 + length
    raw, rows, width = zlib.decompress(data), [bytes(WIDTH * step)], WIDTH * step
    for number in range(HEIGHT):
        kind, *line = raw[number * (width + 1) : (number + 1) * (width + 1)]
        row, above = bytearray(line), rows[-1]
        for at in range(width):
            left, up, corner = (row[at - step], above[at], above[at - step]) if at >= step else (0, above[at], 0)
            guess = left + up - corner
            paeth = min((left, up, corner), key=lambda one: abs(guess - one))
            row[at] = (row[at] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        rows.append(bytes(row))
    return [bytes(channel for at in range(0, width, step) for channel in row[at : at + 3]) for row in rows[1:]]


def test_the_same_page_gives_the_same_pixels_and_text_keeps_within_them() -> None:
    resvg = pytest.importorskip('resvg_py')
    long = 'WAWA Tokens of AVATAR Types, Voilà ' * 5
    figures = Preview(long, figures=((long, long),) * 4)
    for one in (drawable(Preview(long, long, records=((long, long), ('2020', long)))), drawable(figures)):
        assert one is not None
        first, second = (pictures.draw(resvg, to_svg(one)) for _time in range(2))
        assert first == second
        assert len(first) < 150_000
        rows = pixels(first)
        paper = rows[0][-3:]
        # The margin at the right and at the foot is empty, and there is something in between.
        assert all(row[3 * (WIDTH - 80) :] == paper * 80 for row in rows)
        assert all(row[3 * 30 :] == paper * (WIDTH - 30) for row in rows[HEIGHT - 40 :])
        assert sum(row[3 * 30 :] != paper * (WIDTH - 30) for row in rows) > 150


# -- the site -------------------------------------------------------------------------------------------------------------


def test_each_page_of_the_site_is_shared_by_its_own_title(site: Path) -> None:
    page = (site / 'timeline' / 'nemotron-3.html').read_text(encoding='utf-8')
    assert re.findall(r'property="og:title" content="([^"]*)"', page) == ['Nemotron 3']
    assert re.findall(r'name="twitter:title" content="([^"]*)"', page) == ['Nemotron 3']
    assert re.findall(r'property="og:image" ', page) == (['property="og:image" '] if (site / '_previews').exists() else [])
