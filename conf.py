"""Sphinx configuration of the Open Models Chronicle: settings only."""

from __future__ import annotations

import sys
from pathlib import Path

# The extension is part of this repository and needs no installation.
sys.path.insert(0, str(Path(__file__).parent / '_ext'))

project = 'Open Models Chronicle'
author = 'The Open Models Chronicle contributors'
copyright = 'The Open Models Chronicle contributors, CC BY 4.0'
version = release = '0.1'
language = 'en'

extensions = ['myst_parser', 'sphinx_design', 'sphinx_copybutton', 'sphinx_chronicle']

# Everything else at the root (README, tests, virtual environments) is no source.
include_patterns = [
    'index.md', 'licenses.md', 'glossary.md', 'changes.md', 'data.md',
    'episodes/**', 'timeline/**', 'datasets/**', 'guide/**',
]  # fmt: skip

primary_domain = 'chronicle'
# The records of the guide's examples appear nowhere else.
chronicle_sample_pages = ['guide/**']
nitpicky = True

myst_enable_extensions = ['colon_fence']
# Slugs like those of anchors, so that a heading that begins with a time has no leading hyphen.
myst_heading_slug_func = 'docutils.nodes.make_id'
myst_heading_anchors = 3
sd_card_legacy_separators = False

html_theme = 'furo'
html_title = 'Open Models Chronicle'
html_static_path = ['_static']
html_css_files = ['site.css']
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    'light_css_variables': {
        'color-brand-primary': '#3f6212',
        'color-brand-content': '#3f6212',
        'color-brand-visited': '#5b3f8c',
    },
    'dark_css_variables': {
        'color-brand-primary': '#b5d97a',
        'color-brand-content': '#b5d97a',
        'color-brand-visited': '#c9b3f0',
    },
}

epub_show_urls = 'no'
latex_documents = [('index', 'open-models-chronicle.tex', project, author, 'manual')]
latex_engine = 'lualatex'
man_pages = [('index', 'open-models-chronicle', project, author, 7)]
texinfo_documents = [('index', 'open-models-chronicle', project, author, project, 'Timeline of open models.', 'Miscellaneous')]
