"""The picture that stands for a page where somebody shares its address, as SVG.

It has 1200 × 630 pixels, which sites that show it ask for (The Open Graph protocol; Cards, X developer platform). Text is data:
it is broken, cut and escaped here, since SVG 1.1 does none of that. The same page gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final, NamedTuple

from .corpus import one_line, xml_text
from .font import FONTS, Font, font_of

WIDTH: Final = 1200
HEIGHT: Final = 630

#: What it is drawn with.
FONT_FILE: Final = FONTS / 'Manrope-SemiBold.ttf'
FAMILY: Final = 'Manrope'

#: Most lines below the title.
MOST_LINES: Final = 4

_PAPER, _INK, _QUIET, _ACCENT, _RULE = '#fbfbf8', '#1c2117', '#5b6353', '#4d7c0f', '#d9ddd0'

_LEFT: Final = 88
_ROOM: Final = WIDTH - 2 * _LEFT

#: Sizes of the title, the largest first, each with the most lines that there is room for.
_SIZES: Final = ((80, 1), (68, 2), (56, 2), (48, 2))

#: Least and most room for the dates of lines, and where the last line is.
_COLUMN: Final = (200, 560)
_LAST: Final = 566
_STEP: Final = 54


class Preview(NamedTuple):
    """What a picture says.

    :ivar site: the name of the site; empty where the title says it.
    :ivar figures: a few figures, each with its label.
    :ivar records: where there are no figures the newest records, each with its date.
    """

    title: str
    site: str = ''
    figures: tuple[tuple[str, str], ...] = ()
    records: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """What the picture says, for those who do not see it."""
        lines = [*(f'{label}: {value}' for label, value in self.figures), *(f'{date} {title}' for date, title in self.records)]
        first = f'{self.title} – {self.site}' if self.site else self.title
        return '. '.join([first, *([', '.join(lines)] if lines else [])])


def drawable(preview: Preview) -> Preview | None:
    """What can be drawn of a picture; `None` for a title with letters that the font does not have.

    Lines with such letters are left out.
    """
    font = font_of(FONT_FILE)

    def clean(text: str) -> str:
        return font.drawable(one_line(xml_text(text)))

    def pairs(lines: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        made = [(clean(one), clean(other), bool(one)) for one, other in lines]
        return tuple((one, other) for one, other, has_label in made if other and (one or not has_label))[:MOST_LINES]

    title = clean(preview.title)
    if not title:
        return None
    return Preview(title, clean(preview.site), pairs(preview.figures), pairs(preview.records))


def to_svg(preview: Preview) -> str:
    """The picture.

    :param preview: what can be drawn.
    """
    font = font_of(FONT_FILE)
    lines = [*_site(preview, font), *_title(preview, font)]
    lines += _figures(preview, font) if preview.figures else _records(preview, font)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{FAMILY}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/><rect width="24" height="{HEIGHT}" fill="{_ACCENT}"/>'
        f'{"".join(lines)}</svg>'
    )


def _text(words: str, x: float, y: float, size: int, fill: str = _INK) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}">{escape(words, quote=False)}</text>'


def _rule(y: float) -> str:
    return f'<rect x="{_LEFT}" y="{y:g}" width="{_ROOM}" height="2" fill="{_RULE}"/>'


def _site(preview: Preview, font: Font) -> Iterator[str]:
    if preview.site:
        yield _text(font.cut(preview.site, 32, _ROOM), _LEFT, 104, 32, _ACCENT)


def _title(preview: Preview, font: Font) -> Iterator[str]:
    """The title, as large as there is room for it; what is too long for all sizes is cut."""
    for size, most in _SIZES:
        lines = font.lines(preview.title, size, _ROOM)
        if len(lines) <= most and all(font.width(line, size) <= _ROOM for line in lines):
            break
    else:
        first, *rest = font.lines(preview.title, size, _ROOM)
        lines = [first] if not rest else [first, ' '.join(rest)]
    for number, line in enumerate(lines):
        yield _text(font.cut(line, size, _ROOM), _LEFT, 208 + number * size * 1.18, size)


def _figures(preview: Preview, font: Font) -> Iterator[str]:
    """The figures side by side, the label above each."""
    yield _rule(404)
    width = _ROOM / len(preview.figures)
    for number, (label, value) in enumerate(preview.figures):
        x, room = _LEFT + number * width, width - 24
        yield _text(font.cut(label, 26, room), x, 456, 26, _QUIET)
        size = next((size for size in (48, 40) if font.width(value, size) <= room), 30)
        first, *rest = font.lines(value, size, room)
        for line, words in enumerate([first, ' '.join(rest)] if rest else [first]):
            yield _text(font.cut(words, size, room), x, 520 + line * size * 1.25, size)


def _records(preview: Preview, font: Font) -> Iterator[str]:
    """A line for each record, the last one at the foot of the picture."""
    if preview.records:
        first = _LAST - (len(preview.records) - 1) * _STEP
        yield _rule(first - 58)
        # A date is not cut, since what is doubted of it comes last.
        least, most = _COLUMN
        column = min(most, max(least, *(font.width(date, 28) for date, _title in preview.records)) + 32)
        for number, (date, title) in enumerate(preview.records):
            y = first + number * _STEP
            yield _text(font.cut(date, 28, most - 32), _LEFT, y, 28, _QUIET)
            yield _text(font.cut(title, 32, _ROOM - column), _LEFT + column, y, 32)
