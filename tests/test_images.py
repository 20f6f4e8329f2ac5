"""Images of records: shown with their size, copied with the pages that show them, said in words elsewhere."""

from __future__ import annotations

import json
import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from sphinx_chronicle.doctree.images import image_size, shown_size
from sphinx_chronicle.records.fields import Item
from sphinx_chronicle.records.record import Record
from sphinx_chronicle.records.translate import texts_of, translated
from views import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Build, Markup

CONF = "primary_domain = 'chronicle'\nhtml_baseurl = 'https://site.example/'\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><path d="M5 38V18L30 4l25 14v20z"/></svg>'


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))

    rows = b'\0' * (width * 3 + 1) * height
    head = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


# -- sizes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('name', 'data', 'size', 'shown'),
    [
        ('a.png', png(640, 90), (640, 90), (320, 45)),
        ('a.png', png(64, 64), (64, 64), (64, 64)),
        ('a.PNG', png(300, 600), (300, 600), (90, 180)),
        ('a.gif', b'GIF89a' + struct.pack('<HH', 32, 18) + b'\0' * 20, (32, 18), (32, 18)),
        ('a.svg', SVG.encode(), (60, 40), (270, 180)),
        ('a.svg', b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x --><svg width="1in" height="48px"/>', (96, 48), (96, 48)),
        ('a.svg', b'<svg width="50%" viewBox="0,0,16,9"/>', (16, 9), (320, 180)),
        ('a.svg', b'<svg width="32" viewBox="0 0 16 9"/>', (32, 18), (320, 180)),
        (
            'a.svg',
            b'<!DOCTYPE svg [<!ENTITY ns "http://ns.example/">]><svg xmlns:i="&ns;" width="2" height="4"/>',
            (2, 4),
            (2, 4),
        ),
        ('a.svg', b'<svg width="0" height="0"/>', None, None),
        ('a.svg', b'<svg', None, None),
        ('a.svg', b'<svg viewBox="a b c d"/>', None, None),
        ('a.svg', b'<!DOCTYPE s [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><svg width="&b;"/>', None, None),
        ('a.svg', b'<!DOCTYPE s SYSTEM "file:///etc/passwd" [<!ENTITY a SYSTEM "/etc/passwd">]><svg id="&a;"/>', None, None),
        ('a.png', b'broken', None, None),
        ('a.webp', b'RIFF', None, None),
        ('a.jpg', b'', None, None),
    ],
)
def test_the_size_of_an_image_is_known_or_not_and_never_an_error(
    tmp_path: Path, name: str, data: bytes, size: tuple[int, int] | None, shown: tuple[int, int] | None
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert image_size(file) == size
    assert shown_size(file) == shown


def test_an_empty_alternative_text_is_not_looked_up_in_a_catalog() -> None:
    record = Record('entry', {'key': 'a', 'title': 'A', 'image': Item({'file': 'a.png', 'alt': '', 'caption': 'C'})})
    kind = REGISTRY.kinds['entry']
    assert list(texts_of(kind, record)) == ['A', 'C']
    assert translated(kind, record, str.lower).given['image'] == Item({'file': 'a.png', 'alt': '', 'caption': 'c'})


# -- pages ----------------------------------------------------------------------------------------------------------------

ENTRIES = """\
- key: photo
  title: A photo
  date: 2025-01
  image: {file: /pics/photo.png, alt: 'A "wide" <ramp>', caption: Seen & heard.}
  summary: Words.
- key: house
  title: A house
  date: 2025-02
  image: {file: pics/house.svg, alt: The old house}
- key: ornament
  title: An ornament
  date: 2025-03
  image: {file: pics/photo.png, alt: ""}
"""


def project(markup: Markup, entries: str = ENTRIES, options: dict[str, str] | None = None) -> dict[str, str]:
    section = markup.directive('dataset', 'set', 'image: {file: pics/house.svg, alt: A house again}')
    blocks = (markup.heading('T'), markup.directive('timeline', body=entries, options=options), markup.heading('Set', 2), section)
    return {markup.index: markup.page(*blocks), 'pics/house.svg': SVG}


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """The folder of the project's pictures, with one in it. Projects of the tests are in the folder `src`."""
    folder = tmp_path / 'src' / 'pics'
    folder.mkdir(parents=True)
    (folder / 'photo.png').write_bytes(png(640, 360))
    return folder


def test_cards_infoboxes_feeds_and_data_show_images(build: Build, markup: Markup, pictures: Path) -> None:
    site = build(project(markup), conf=CONF)
    assert site.lines == []
    assert site.app.srcdir == pictures.parent
    found = [dict(image.attrs) for image in site.soup().select('figure.chronicle-figure > img')]
    wide = {'src': '_images/photo.png', 'width': '320', 'height': '180', 'loading': 'lazy'}
    house = {'src': '_images/house.svg', 'width': '270', 'height': '180', 'loading': 'lazy'}
    assert found == [
        {**wide, 'alt': 'A "wide" <ramp>'},
        {**house, 'alt': 'The old house'},
        {**wide, 'alt': ''},
        {**house, 'alt': 'A house again'},
    ]
    assert [caption.get_text() for caption in site.soup().select('figcaption')] == ['Seen & heard.']
    assert site.soup().select_one('.chronicle-infobox > figure') is not None
    assert sorted(file.name for file in (site.outdir / '_images').iterdir()) == ['house.svg', 'photo.png']
    assert not (site.outdir / '_downloads').exists()
    records = {one['key']: one for one in json.loads(site.read('exports/chronicle.json'))['records']}
    assert records['photo']['image_url'] == 'https://site.example/_images/photo.png'
    assert records['ornament']['image'] == {'file': 'pics/photo.png', 'alt': ''}
    feed = site.read('exports/timeline.atom')
    assert (
        '&lt;img src="https://site.example/_images/photo.png" alt="A &amp;quot;wide&amp;quot; &amp;lt;ramp&amp;gt;"&gt;' in feed
    )
    assert '"image":["https://site.example/_images/house.svg"]' in site.read('index.html')


@pytest.mark.usefixtures('pictures')
def test_other_formats_show_what_they_can_and_say_the_rest(build: Build, markdown: Markup) -> None:
    files = project(markdown)
    latex = build(files, 'latex', conf=CONF)
    assert latex.lines == []
    text = next(latex.outdir.glob('*.tex')).read_text(encoding='utf-8')
    assert text.count(r'\sphinxincludegraphics{{photo}.png}') == 2
    assert r'\sphinxstyleemphasis{The old house}' in text
    assert 'house.svg' not in text
    assert not (latex.outdir / 'house.svg').exists()
    words = build(files, 'text', conf=CONF)
    assert [line for line in words.read('index.txt').splitlines() if 'image' in line] == [
        '[image: A "wide" <ramp>]',
        '[image: The old house]',
        '[image: A house again]',
    ]


@pytest.mark.usefixtures('pictures')
@pytest.mark.parametrize('builder', ['epub', 'man', 'texinfo', 'singlehtml'])
def test_every_builder_takes_images_silently(build: Build, markdown: Markup, builder: str) -> None:
    site = build(project(markdown), builder, conf=CONF + "epub_copyright = 'x'\nman_pages = [('index', 't', '', '', 1)]\n")
    assert site.lines == []


@pytest.mark.usefixtures('pictures')
def test_what_is_hidden_or_left_out_is_neither_shown_nor_copied(build: Build, markdown: Markup) -> None:
    hidden = project(markdown, options={'hide': 'image'})
    files = {
        'index.md': f'# T\n\n````{{only}} never\n{hidden["index.md"].partition("## Set")[0][4:]}````\n',
        'other.md': hidden['index.md'],
    }
    site = build(
        {**files, 'pics/house.svg': SVG}, conf=CONF + "suppress_warnings = ['toc.not_included', 'chronicle.duplicate']\n"
    )
    images = site.soup('other.html').select('img')
    assert [image['alt'] for image in images] == ['A house again']
    assert [file.name for file in (site.outdir / '_images').iterdir()] == ['house.svg']
    assert 'photo.png"' not in site.read('exports/timeline.atom')
    assert site.read('exports/chronicle.json').count('"image_url": ') == 1


WRONG = {
    'house.svg': "field 'alt' is missing in 'image' (say what it shows: 'alt: The old house'; write an empty text if",
    '{file: pics/house.svg}': "field 'alt' is missing in 'image' (say what it shows: 'alt: The old house'; write",
    '{alt: x}': "field 'file' is missing in 'image'",
    '{file: "https://x.example/a.png", alt: x}': "field 'file': 'https://x.example/a.png' is not a file of the project (save the",
    '{file: //x.example/a.png, alt: x}': "field 'file': '//x.example/a.png' is not a file of the project (save the image there",
    '{file: "data:image/png;base64,AA", alt: x}': "field 'file': 'data:image/png;base64,AA' is not a file of the project",
    '{file: a.pdf, alt: x}': "field 'file': 'a.pdf' is no image that browsers show (save it as SVG, PNG, JPEG, GIF or WebP)",
    '{file: no.png, alt: x}': "there is no file 'no.png' (looked for no.png)",
    '{file: ../a.png, alt: x}': "the file '../a.png' is outside the source folder",
    '{file: "a.*", alt: x}': "field 'file': 'a.*' is no image that browsers show (",
}


def test_what_is_no_image_is_reported_and_costs_itself(build: Build, markdown: Markup) -> None:
    entries = ''.join(
        f'- key: e{number}\n  title: E\n  date: 2025\n  image: {image}\n  summary: Words.\n' for number, image in enumerate(WRONG)
    )
    site = build(project(markdown, entries), 'dummy', conf=CONF)
    first = site.app.srcdir.joinpath('index.md').read_text(encoding='utf-8').splitlines().index('- key: e0') + 4
    expected = [
        f"index.md:{first + 5 * number}: WARNING: entry 'e{number}': {message}" for number, message in enumerate(WRONG.values())
    ]
    found = sorted(site.lines, key=lambda line: int(line.split(':')[1]))
    assert len(found) == len(expected)
    for line, beginning in zip(found, expected, strict=True):
        assert line.startswith(beginning)


def test_an_image_that_changes_or_goes_makes_its_page_outdated(build: Build, markdown: Markup, pictures: Path) -> None:
    files = project(markdown)
    first = build(files, conf=CONF)
    photo = pictures / 'photo.png'
    photo.write_bytes(png(360, 640))
    changed = build(files, conf=CONF)
    assert changed.lines == []
    assert 'width="101" height="180"' in changed.read('index.html')
    assert (first.outdir / '_images' / 'photo.png').read_bytes() == photo.read_bytes()
    photo.unlink()
    gone = build(files, conf=CONF)
    assert len(gone.lines) == 2
    assert all("there is no file '" in line for line in gone.lines)
    assert 'photo.png' not in gone.read('index.html')
    photo.write_bytes(b'broken')
    broken = build(files, conf=CONF)
    assert broken.lines == []
    assert '<img src="_images/photo.png" alt="" loading="lazy" />' in broken.read('index.html')
