"""Prose that is written in either markup is read as what it was."""

from __future__ import annotations

import io
import re
import warnings

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from myst_parser.parsers.docutils_ import Parser

from sphinx_chronicle.cli.html_prose import read_html
from sphinx_chronicle.cli.prose import MAX_DEPTH, Block, Code, Items, Markup, Paragraph, Quote, Run, linked, plain, write

#: What means something in one of the markups, and a few words.
ODD = st.text(st.sampled_from('*_`~^|\\<>[](){}#+-=:;.!?&%$@"\'/ \n1aZi.é'), min_size=1, max_size=12)
RUNS = st.builds(
    Run,
    ODD,
    st.sampled_from(['', '', 'em', 'strong', 'code']),
    st.sampled_from(['', '', '', 'https://e.org/a_b?c=(d)&e=1#f', 'mailto:a@e.org']),
)
PARAGRAPHS = st.builds(Paragraph, st.lists(RUNS, min_size=1, max_size=4))
CODES = st.builds(Code, ODD)


def nested(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inner, min_size=1, max_size=3)
    return st.builds(Items, st.lists(blocks, min_size=1, max_size=3), st.booleans()) | st.builds(Quote, blocks)


BLOCKS: st.SearchStrategy[list[Block]] = st.lists(st.recursive(PARAGRAPHS | CODES, nested, max_leaves=6), min_size=1, max_size=4)

SETTINGS = {
    'report_level': 1,
    'halt_level': 5,
    'myst_enable_extensions': [
        'amsmath', 'attrs_inline', 'attrs_block', 'colon_fence', 'deflist', 'dollarmath', 'fieldlist', 'html_admonition',
        'html_image', 'strikethrough', 'substitution', 'tasklist',
    ],
}  # fmt: skip


def parsed(text: str, markup: Markup) -> tuple[nodes.document, str]:
    """What a parser makes of a text, and what it says of it."""
    said = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        document = publish_doctree(
            text, parser=Parser() if markup == 'markdown' else None, settings_overrides={**SETTINGS, 'warning_stream': said}
        )
    return document, said.getvalue()


def words(document: nodes.document) -> str:
    """What readers see, without spaces."""
    for node in list(document.findall(nodes.comment)):
        node.parent.remove(node)
    return re.sub(r'\s+', '', document.astext())


def kinds(document: nodes.document) -> set[str]:
    return {type(node).__name__ for node in document.findall(nodes.Element)}


#: All that prose is made of.
KNOWN = {
    'document', 'paragraph', 'bullet_list', 'enumerated_list', 'list_item', 'block_quote', 'literal_block', 'emphasis', 'strong',
    'literal', 'reference', 'line_block', 'line', 'comment',
}  # fmt: skip


@pytest.mark.parametrize('markup', ['markdown', 'rst'])
@settings(max_examples=100, deadline=None, derandomize=True)
@given(blocks=BLOCKS)
def test_no_text_is_taken_for_markup(markup: Markup, blocks: list[Block]) -> None:
    text = write(blocks, markup)
    document, said = parsed(text, markup)
    assert said == '', text
    assert kinds(document) <= KNOWN, text
    assert words(document) == re.sub(r'\s+', '', plain(blocks)), text


SAMPLE = """
<p>The <b>first <i>stone</i></b>, https://e.org/a_(b).<br>See <a href="mailto:a@e.org">us</a><br><br>
or <a href="x.html">them</a></p>
<ul><li>one<li>two<ol><li>deep</ol></ul><blockquote>said</blockquote><pre>a
  b</pre><h3>Part &amp; parcel</h3><script>no()</script><u>under</u><img src="https://e.org/i.png" alt="A picture">
"""

MARKDOWN = """\
The **first** **stone**, <https://e.org/a_(b)>.\\
See [us](mailto:a@e.org)

or them

- one
- two
  1. deep

> said

```text
a
  b
```

**Part & parcel**

under[A picture](https://e.org/i.png)"""


def test_html_is_read_and_what_is_no_prose_is_said() -> None:
    lost: list[tuple[str, str]] = []
    blocks = read_html(SAMPLE, lambda what, why: lost.append((what, why)))
    assert write(blocks, 'markdown') == MARKDOWN
    assert [what for what, _why in lost] == ["the link to 'x.html'", '<script>', '<u>', '<img>']
    document, said = parsed(write(blocks, 'rst'), 'rst')
    assert said == ''
    assert kinds(document) >= {
        'strong',
        'line_block',
        'reference',
        'bullet_list',
        'enumerated_list',
        'block_quote',
        'literal_block',
    }


@pytest.mark.parametrize(
    'text', ['<', '<a', '</li></ul></p>', '<ul>x<p>y', '<!--', '<![CDATA[x', '&#xD800;', '<pre>', '<b', '<li>' * 9000]
)
def test_no_html_is_too_odd(text: str) -> None:
    blocks = read_html(text, lambda _what, _why: None)
    for markup in ('markdown', 'rst'):
        assert isinstance(write(blocks, markup), str)


def test_lists_are_no_deeper_than_a_page_has_them() -> None:
    text = write(read_html('<ul><li>' * 900 + 'words', lambda _what, _why: None), 'markdown')
    assert text == '- ' * MAX_DEPTH + 'words'


def test_words_before_a_colon_are_no_scheme_of_an_address() -> None:
    text = write([Paragraph([Run('See about:blank, data:x, https://e.org and c:d at 12:30: no link.')])], 'rst')
    document, said = parsed(text, 'rst')
    assert (said, kinds(document)) == ('', {'document', 'paragraph'})
    assert document.astext() == 'See about:blank, data:x, https://e.org and c:d at 12:30: no link.'


def test_addresses_in_a_text_are_links() -> None:
    runs = linked(Run('See https://e.org/a, (https://e.org/b) and https://e.org/c_(d).'))
    assert [run.url for run in runs if run.url] == ['https://e.org/a', 'https://e.org/b', 'https://e.org/c_(d)']
    assert ''.join(run.text for run in runs) == 'See https://e.org/a, (https://e.org/b) and https://e.org/c_(d).'
