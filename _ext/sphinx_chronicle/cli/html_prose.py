"""HTML as prose: what a summary may hold is kept, other markup gives its words, and what is no text is left out and said."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final

from .prose import BREAK, MAX_DEPTH, Block, Code, Items, Paragraph, Quote, Run, address, linked

#: Elements that are a style of text.
STYLES: Final = {
    'em': 'em',
    'i': 'em',
    'cite': 'em',
    'var': 'em',
    'dfn': 'em',
    'strong': 'strong',
    'b': 'strong',
} | dict.fromkeys(('code', 'kbd', 'samp', 'tt'), 'code')
_HEADINGS: Final = frozenset({'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'summary', 'dt', 'th', 'caption'})
#: Where a paragraph ends.
_BLOCKS: Final = _HEADINGS | frozenset(
    {
        'address', 'article', 'aside', 'dd', 'details', 'div', 'dl', 'figcaption', 'figure', 'footer', 'header', 'hr', 'main',
        'nav', 'p', 'section', 'table', 'tbody', 'td', 'tfoot', 'thead', 'tr',
    }
)  # fmt: skip
#: What says nothing of its own.
_QUIET: Final = _BLOCKS | frozenset({'a', 'abbr', 'body', 'center', 'font', 'html', 'span', 'wbr', 'time', 'big'})
#: What holds no text to read.
_SKIPPED: Final = frozenset(
    {
        'button', 'canvas', 'embed', 'form', 'iframe', 'input', 'map', 'math', 'noscript', 'object', 'script', 'select',
        'style', 'svg', 'template', 'textarea', 'title',
    }
)  # fmt: skip
_VOID: Final = frozenset({'br', 'embed', 'hr', 'img', 'input', 'wbr', 'source', 'track', 'area', 'base', 'link', 'meta', 'col'})

#: Notes what is not carried over, and why.
Lose = Callable[[str, str], None]


def read_html(text: str, lose: Lose, *, links: bool = True) -> list[Block]:
    """The prose of a piece of HTML; never raises, whatever the text.

    :param links: whether addresses in the text are links.
    """
    reader = _Reader(lose, links=links)
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self, lose: Lose, *, links: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.lose = lose
        self.links = links
        self.blocks: list[Block] = []
        #: What is open: the tag, and where its blocks go.
        self.stack: list[tuple[str, list[Block]]] = []
        self.lists: list[Items] = []
        self.styles: list[tuple[str, str]] = []
        self.urls: list[str] = []
        self.runs: list[Run] = []
        self.lines: list[str] | None = None
        self.skipped = ''
        self.depth = 0

    def flush(self) -> None:
        """End a paragraph."""
        runs, self.runs = self.runs, []
        if any(run.text.strip() for run in runs):
            target = self.stack[-1][1] if self.stack else self.blocks
            target.append(Paragraph(runs))

    def handle_starttag(  # noqa: C901, PLR0912  # One short case for each group of elements.
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        if self.skipped:
            self.depth += tag == self.skipped
            return
        given = {name: value or '' for name, value in attrs}
        if tag in _SKIPPED:
            self.lose(f'<{tag}>', 'a summary holds text alone')
            if tag not in _VOID:
                self.skipped, self.depth = tag, 1
        elif tag == 'br':
            if self.runs and self.runs[-1] is BREAK:
                # Two of them are what many write for paragraphs.
                self.flush()
            else:
                self.runs.append(BREAK)
        elif tag == 'img':
            self.image(given)
        elif tag == 'pre':
            self.flush()
            self.lines = []
        elif tag in {'ul', 'ol', 'li', 'blockquote'}:
            self.open(tag)
        elif tag in STYLES or tag in _HEADINGS:
            if tag in _HEADINGS:
                self.flush()
            self.styles.append((tag, STYLES.get(tag, 'strong')))
        elif tag == 'a':
            self.link(given.get('href', ''))
        else:
            if tag in _BLOCKS:
                self.flush()
            self.note(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.depth -= tag == self.skipped
            self.skipped = self.skipped if self.depth else ''
        elif tag == 'pre' and self.lines is not None:
            target = self.stack[-1][1] if self.stack else self.blocks
            target.append(Code(''.join(self.lines)))
            self.lines = None
        elif tag in {'ul', 'ol', 'li', 'blockquote'}:
            self.shut(tag)
        elif tag == 'a':
            self.urls = self.urls[:-1]
        elif tag in STYLES or tag in _HEADINGS:
            if tag in _HEADINGS:
                self.flush()
            for number in range(len(self.styles) - 1, -1, -1):
                if self.styles[number][0] == tag:
                    del self.styles[number]
                    break
        elif tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.skipped:
            return
        if self.lines is not None:
            self.lines.append(data)
            return
        url = next((url for url in reversed(self.urls) if url), '')
        styles = [style for _tag, style in self.styles]
        style = next((one for one in ('code', 'strong', 'em') if one in styles), '')
        run = Run(data, style, url)
        self.runs += linked(run) if self.links else [run]

    def note(self, tag: str) -> None:
        """Say that markup is lost whose words are kept."""
        if tag not in _QUIET:
            self.lose(f'<{tag}>', 'a summary has no such markup (its words are kept)')
        elif tag == 'table':
            self.lose('<table>', 'its cells are kept, each as a paragraph')

    def link(self, href: str) -> None:
        """Open a link, which has no address if it may not have that one."""
        url = address(href)
        if href and not url:
            self.lose(f"the link to '{href}'", 'only http, https and mailto lead anywhere from a record (its words are kept)')
        self.urls.append(url)

    def image(self, given: dict[str, str]) -> None:
        """A link to an image, since readers would load it from elsewhere."""
        url = address(given.get('src', ''))
        self.lose('<img>', 'an image in a text becomes a link' if url else 'only http and https lead anywhere from a record')
        words = given.get('alt', '') or url
        if words:
            self.runs.append(Run(words, '', url))

    def open(self, tag: str) -> None:
        """Begin a list, an item of one, or a quotation."""
        self.flush()
        if len(self.stack) >= 2 * MAX_DEPTH:
            # Deeper than any page has it: the words go to what is open.
            return
        target = self.stack[-1][1] if self.stack else self.blocks
        if tag == 'blockquote':
            quote = Quote()
            target.append(quote)
            self.stack.append((tag, quote.blocks))
        elif tag == 'li':
            if self.lists:
                # An item that is not closed ends where the next begins.
                if self.stack[-1][0] == 'li':
                    self.stack.pop()
                item: list[Block] = []
                self.lists[-1].items.append(item)
                self.stack.append((tag, item))
        else:
            made = Items(ordered=tag == 'ol')
            target.append(made)
            self.lists.append(made)
            # What is between the items of a list goes to an item of its own.
            self.stack.append((tag, _Loose(made)))

    def shut(self, tag: str) -> None:
        """End a list, an item of one, or a quotation, and what was not closed in it."""
        self.flush()
        barrier = {'li': {'ul', 'ol'}}.get(tag, set())
        for number in range(len(self.stack) - 1, -1, -1):
            name = self.stack[number][0]
            if name in barrier:
                return
            if name == tag:
                for closed, _blocks in self.stack[number:]:
                    if closed in {'ul', 'ol'}:
                        self.lists.pop()
                del self.stack[number:]
                return


class _Loose(list[Block]):
    """Blocks of a list that are in none of its items."""

    def __init__(self, items: Items) -> None:
        super().__init__()
        self.items = items

    def append(self, block: Block) -> None:
        self.items.items.append([block])
