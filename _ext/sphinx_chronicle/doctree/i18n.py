"""Words in pages and warnings in the build: where the core's problems meet Sphinx."""

from __future__ import annotations

from sphinx.locale import get_translation, get_translator
from sphinx.util import logging

from ..records.i18n import CATALOG
from ..records.problems import PROBLEM, Problem

logger = logging.getLogger(__name__)

#: Translates words that readers see into the site's language.
_ = get_translation(CATALOG)


def ngettext(one: str, many: str, count: int) -> str:
    """Words that depend on a number, in the site's language, which may have more plurals than one."""
    return get_translator(CATALOG).ngettext(one, many, count)


def within_line(words: str) -> str:
    """Words that stand within a line. English begins them with a small letter; names and German nouns keep their capital."""
    language = get_translator(CATALOG).info().get('language', 'en')
    is_name = any(letter.isupper() for letter in words[1:])
    return words if is_name or not language.startswith('en') else words.lower()


WARNING_TYPE = 'chronicle'


def report(problem: Problem) -> None:
    """Log a problem as a warning with its place, in the form ``file:line: WARNING: text [chronicle.code]``."""
    extra = {PROBLEM: problem}
    logger.warning('%s', problem.text, location=problem.place, type=WARNING_TYPE, subtype=problem.code.value, extra=extra)
