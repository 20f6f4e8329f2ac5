"""How wide text is in a font, so that it can be broken into lines where nothing else does that.

The font is read as OpenType 1.9 describes it: the tables `head`, `hhea`, `hmtx` and, of `cmap`, the subtable of format 4, which
has the characters up to U+FFFF. Kerning is left out, which makes few texts narrower than they are.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

#: The folder of the fonts that pictures are drawn with, each with its license.
FONTS: Final = Path(__file__).parent.parent / 'fonts'

#: What is cut off leaves this.
_ELLIPSIS: Final = '…'

#: First letters of the Unicode categories whose characters a text can do without: marks that follow a symbol, symbols, others.
_SPARE: Final = 'MSC'


class Font:
    """The widths of the characters of a font.

    :param data: the file.
    :raises ValueError: if it is no font that is understood.
    """

    def __init__(self, data: bytes) -> None:
        try:
            count = struct.unpack_from('>H', data, 4)[0]
            records = (struct.unpack_from('>4s4xI', data, 12 + 16 * number) for number in range(count))
            tables = {tag.decode('latin-1'): offset for tag, offset in records}
            self._em: int = struct.unpack_from('>H', data, tables['head'] + 18)[0]
            metrics: int = struct.unpack_from('>H', data, tables['hhea'] + 34)[0]
            widths: list[int] = [struct.unpack_from('>H', data, tables['hmtx'] + 4 * number)[0] for number in range(metrics)]
            glyphs = dict(_glyphs(data, _subtable(data, tables['cmap'])))
        except (struct.error, KeyError) as error:
            raise ValueError('not a font that is understood') from error
        # Those behind the last width have the same.
        self._widths = {chr(code): widths[min(glyph, metrics - 1)] for code, glyph in glyphs.items()}

    def width(self, text: str, size: float) -> float:
        """How wide a text is at a size; characters that the font does not have count as nothing."""
        units = sum(self._widths.get(character, 0) for character in text)
        return units * size / self._em

    def drawable(self, text: str) -> str:
        """The text without symbols that the font does not have; nothing if it does not have a letter, digit or point of it."""
        kept = unicodedata.normalize('NFC', text)
        kept = ''.join(one for one in kept if one in self._widths or unicodedata.category(one)[0] not in _SPARE)
        kept = ' '.join(kept.split())
        return kept if all(one in self._widths for one in kept) else ''

    def cut(self, text: str, size: float, room: float) -> str:
        """As much of a text as there is room for, with an ellipsis where that is not all."""
        if self.width(text, size) <= room:
            return text
        end = len(text)
        while end and self.width(text[:end].rstrip() + _ELLIPSIS, size) > room:
            end -= 1
        return text[:end].rstrip() + _ELLIPSIS

    def lines(self, text: str, size: float, room: float) -> list[str]:
        """The words of a text in lines; a word that is wider than a line is one, and not broken."""
        found: list[str] = []
        for word in text.split():
            if found and self.width(f'{found[-1]} {word}', size) <= room:
                found[-1] += f' {word}'
            else:
                found.append(word)
        return found


@cache
def font_of(file: Path) -> Font:
    """The font in a file, which is read once."""
    return Font(file.read_bytes())


def _subtable(data: bytes, cmap: int) -> int:
    """Where the subtable of format 4 is.

    :raises KeyError: if there is none.
    """
    for number in range(struct.unpack_from('>H', data, cmap + 2)[0]):
        offset: int = cmap + struct.unpack_from('>I', data, cmap + 8 + 8 * number)[0]
        if struct.unpack_from('>H', data, offset)[0] == 4:
            return offset
    raise KeyError('cmap')


def _glyphs(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    """Yield the characters that a font has, each with the number of its glyph (OpenType, `cmap` format 4)."""
    twice: int = struct.unpack_from('>H', data, table + 6)[0]
    segments = twice // 2
    places = (table + 14, table + 16 + twice, table + 16 + 2 * twice, table + 16 + 3 * twice)
    columns = [struct.unpack_from(f'>{segments}H', data, place) for place in places]
    for number, (end, start, delta, offset) in enumerate(zip(*columns, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                place = places[3] + 2 * number + offset + 2 * (code - start)
                glyph = struct.unpack_from('>H', data, place)[0]
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                yield code, (glyph + delta) & 0xFFFF
