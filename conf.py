"""Sphinx configuration of the Open Models Chronicle."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# The extension is part of this repository and needs no installation.
sys.path.insert(0, str(Path(__file__).parent / '_ext'))

# When it is imported, this one prints what it could do with another package.
with redirect_stdout(io.StringIO()):
    import_module('sphinxext.opengraph')

project = 'Open Models Chronicle'
author = 'The Open Models Chronicle contributors'
copyright = 'The Open Models Chronicle contributors, CC BY 4.0'
version = release = '0.2'
language = 'en'

extensions = [
    'myst_parser', 'sphinx_design', 'sphinx_copybutton', 'sphinxext.opengraph', 'notfound.extension', 'sphinx_llms_txt',
    'sphinx_chronicle',
]  # fmt: skip

# Everything else at the root (README, CONTRIBUTING and the like) is no source.
include_patterns = [
    'index.md', 'licenses.md', 'glossary.md', 'changes.md', 'data.md', 'about.md',
    'episodes/**', 'timeline/**', 'datasets/**', 'guide/**',
]  # fmt: skip
# Sphinx walks through every folder that is not excluded, whatever is included.
exclude_patterns = [
    '.*', '_build', '_ext', 'benchmarks', 'build', 'node_modules', 'schema', 'static_sources', 'tests', 'tools',
]  # fmt: skip

primary_domain = 'chronicle'
chronicle_vocabularies = ['models', 'podcast']
# The records of the guide's examples appear nowhere else.
chronicle_sample_pages = ['guide/**']
nitpicky = True

myst_enable_extensions = ['colon_fence', 'deflist']
# Slugs like those of anchors, so that a heading that begins with a time has no leading hyphen.
myst_heading_slug_func = 'docutils.nodes.make_id'
myst_heading_anchors = 3
sd_card_legacy_separators = False

# Where the site is published, as Read the Docs says; elsewhere nobody knows.
html_baseurl = os.environ.get('READTHEDOCS_CANONICAL_URL', '')
ogp_site_url = html_baseurl
ogp_social_cards = {'enable': False}
# Its page is shown at any address, so its links name the place of the site.
notfound_urls_prefix = urlsplit(html_baseurl).path or '/'
notfound_template = '404.html'
if html_baseurl:
    # It lists the pages of one run, so it is right for a clean build only.
    extensions.append('sphinx_sitemap')
    sitemap_url_scheme = '{link}'

# The timeline's page only names its files; language models get what stands in them, and are told where all of it is data.
llms_txt_code_files = ['+:timeline/*.yaml']
llms_txt_summary = """\
A record of NVIDIA's Nemotron open-model program: what came out and when, what it was made from, under which license it may be
used, and what the people who built it say about why. Doubts stand beside the values they are about.
Everything as data: exports/chronicle.json (schema: exports/chronicle.schema.json), exports/checkpoints.csv,
exports/datasets.csv, exports/timeline.atom. All pages and records as text: llms-full.txt."""

html_theme = 'furo'
html_title = 'Open Models Chronicle'
html_favicon = '_static/favicon.svg'
html_static_path = ['_static']
templates_path = ['_templates']
html_css_files = ['site.css']
# Plain copies of the sources, which llms.txt names.
html_copy_source = True
html_show_sourcelink = False
html_theme_options = {
    'light_logo': 'logo-light.svg',
    'dark_logo': 'logo-dark.svg',
    'light_css_variables': {
        'color-brand-primary': '#3f6212',
        'color-brand-content': '#3f6212',
        'color-brand-visited': '#5b3f8c',
        'color-highlight-on-target': '#eef3e4',
        'color-link-underline': '#b4c49c',
        'color-link-underline--visited': '#c5b8dc',
        'color-sidebar-link-text--top-level': 'var(--color-foreground-primary)',
        'sd-color-card-border': 'var(--color-background-border)',
        'sd-color-tabs-label-inactive': 'var(--color-foreground-secondary)',
        # Lightness and chroma of the colors of families.
        'color-family': '.53 .13',
        'color-tooling': '#616d7a',
    },
    'dark_css_variables': {
        'color-brand-primary': '#b5d97a',
        'color-brand-content': '#b5d97a',
        'color-brand-visited': '#c9b3f0',
        'color-highlight-on-target': '#262d1a',
        'color-link-underline': '#55673a',
        'color-link-underline--visited': '#5f5476',
        'color-sidebar-link-text--top-level': 'var(--color-foreground-primary)',
        'sd-color-card-border': 'var(--color-background-border)',
        'sd-color-tabs-label-inactive': 'var(--color-foreground-secondary)',
        'color-family': '.75 .11',
        'color-tooling': '#a2b0be',
    },
}

# Few at a time and with patience: most links go to a handful of sites, which count the questions they are asked.
linkcheck_workers = 4
linkcheck_timeout = 30
linkcheck_retries = 2
linkcheck_rate_limit_timeout = 120
linkcheck_ignore = [r'https://example\.org/', r'https://huggingface\.co/(datasets/)?sample-lab/']
# These pages get their anchors from scripts.
linkcheck_anchors_ignore_for_url = [r'https://github\.com/', r'https://huggingface\.co/']

epub_show_urls = 'no'
# Readers of books do not know all the selectors of the site's own look.
epub_css_files: list[str] = []
epub_exclude_files = [
    '_static/site.css',
    '_static/home.css',
    '_static/lead.css',
    '_static/infobox.css',
    '_static/results.css',
    '_static/tables.css',
    '_static/catalog.css',
    '_static/glossary.css',
    '_static/quotes.css',
    '_static/docs.css',
    # What Sphinx keeps where a setting changed since the last build.
    '.buildinfo.bak',
]
# The toctrees are hidden, since the site has its sidebar; a book has nothing else to find its chapters by.
epub_tocscope = 'includehidden'
epub_tocdepth = 5
epub_basename = 'open-models-chronicle'
epub_description = 'A record of open models: what came out and when, from which data, and under which license.'
epub_publisher = epub_contributor = author
# The book's own name. Sphinx writes the one here and the other there, so they must be the same.
epub_identifier = epub_uid = 'open-models-chronicle'
latex_documents = [('index', 'open-models-chronicle.tex', project, author, 'manual')]
latex_engine = 'lualatex'
# Its index needs no program beside those of TeX Live.
latex_use_xindy = False
latex_show_urls = 'no'
# The toctree stands in the last section of the home page: its sections are parts, and the pages in it chapters.
latex_toplevel_sectioning = 'part'
latex_elements = {
    'papersize': 'a4paper',
    # Read on a screen: no blank pages, every page alike.
    'extraclassoptions': 'openany,oneside',
    'fncychap': '',
    'sphinxsetup': 'hmargin=27mm, vmargin={25mm,30mm}, TitleColor={HTML}{3F6212}, InnerLinkColor={HTML}{3F6212},'
    ' OuterLinkColor={HTML}{1D4E89}, VerbatimColor={HTML}{F6F7F3}, VerbatimBorderColor={HTML}{D9DDD0}',
    # Palatino and Helvetica, and for code a font as wide as its lines; FreeFont has the characters that they lack.
    'fontpkg': r"""
\directlua{luaotfload.add_fallback('chronicle', {'FreeSerif:mode=node;'})}
\setmainfont{TeX Gyre Pagella}[RawFeature={fallback=chronicle}]
\setsansfont{TeX Gyre Heros}[RawFeature={fallback=chronicle}, Scale=MatchLowercase]
\setmonofont{DejaVu Sans Mono}[RawFeature={fallback=chronicle}, Scale=0.82, HyphenChar=None]
""",
    'preamble': r"""
\usepackage{microtype}
% Addresses break at every character, and a line may be loose before it runs into the margin.
\usepackage{xurl}
\setlength{\emergencystretch}{3em}
% Long names break at their hyphens, as words do.
\protected\def\sphinxhyphen#1{-\penalty\exhyphenpenalty}
% Lists of short items are no paragraphs.
\makeatletter
\def\@listi{\leftmargin\leftmargini \topsep 4pt plus 1pt \parsep 2pt plus 1pt \itemsep 3pt plus 1pt}
\let\@listI\@listi
\makeatother
% An index is text, not code.
\protected\def\sphinxstyleindexentry#1{#1}
% No column of a table is narrower than a long word of code.
\setlength{\tymin}{110pt}
% Chapters and years have no numbers. What is a part here looks like a section, and ranks with the chapters.
\setcounter{secnumdepth}{-2}
\setcounter{tocdepth}{1}
\titleformat{\chapter}{\sffamily\bfseries\Huge\color{TitleColor}}{}{0pt}{}
\titlespacing*{\chapter}{0pt}{0pt}{18pt}
\titleclass{\part}{straight}
\titleformat{\part}{\sffamily\bfseries\Large\color{TitleColor}}{}{0pt}{}
\titlespacing*{\part}{0pt}{18pt}{6pt}
\makeatletter
\def\toclevel@part{0}
\def\l@part{\l@chapter}
\makeatother
% Links are known by their color.
\protected\def\sphinxcrossref#1{#1}
% The title of a card stands in a line of its own.
\newenvironment{sphinxclasssd-card-title}{\par\bfseries}{\par\nobreak}
\AtBeginDocument{\hypersetup{pdflang=en}}
""",
}
man_pages = [('index', 'open-models-chronicle', project, author, 7)]
texinfo_documents = [('index', 'open-models-chronicle', project, author, project, 'Timeline of open models.', 'Miscellaneous')]


def show_tabs_one_by_one(app: Sphinx) -> None:
    """Leave tabs in books what they are on paper: those of sphinx-design are HTML that is no XHTML (EPUB 3.3, section 6.1.2)."""
    from sphinx_design.tabs import TabSetHtmlTransform  # noqa: PLC0415 - `check` reads this file without it, and faster

    if app.builder.name == 'epub':
        app.registry.post_transforms.remove(TabSetHtmlTransform)


def setup(app: Sphinx) -> None:
    app.connect('builder-inited', show_tabs_one_by_one)
