"""What is wrong with a text that is no YAML, in the words of somebody who edits it."""

from __future__ import annotations

import re
from itertools import pairwise

import yaml

from .i18n import __


def is_escape(error: yaml.MarkedYAMLError) -> bool:
    """Whether an error is about an escape in double quotes."""
    return 'quoted scalar' in (error.context or '') and bool(re.search('escape|hexdecimal', error.problem or ''))


def open_quote() -> str:
    """What is said of a quote that is not closed."""
    return __('a quote is opened here and not closed (close it, or put the whole value in quotes)')


def conflict_left() -> str:
    """What is said of a conflict of Git."""
    return __(
        "a conflict of Git is left here (keep what is right of what is above and below '=======', or both, and delete the lines"
        " that begin with '<<<<<<<', '=======' and '>>>>>>>')"
    )


def _opened(context: str, lines: list[str], line: int) -> int:
    """The line in which something was opened that is not closed."""
    line = min(line, len(lines) - 1)
    if 'flow node' in context:
        # The error is where something in the bracket is missing; the bracket was opened before.
        return next((number for number in range(line, -1, -1) if re.search(r'[\[{]', lines[number])), line)
    return line


#: The lines that mark a conflict of Git.
CONFLICT = re.compile(r'(<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>)(?: |$)')

#: A field whose value, in one line and without quotes, has another colon in it.
_HOLDS_COLON = re.compile(r'\s*(?:- +)*([\w-]+): +([^\s\'"\[{&*!|>#%@`]).*:(?:\s|$)')
#: What word processors make of straight quotes.
_CURLY = '“”„‟‘’‚«»'


#: How many lines above an item another one of its list is looked for.
_ABOVE = 30

#: What a line of fields begins with.
_OF_FIELDS = re.compile(r'[\s\'"\[\]{}#-]|[a-z][\w-]*:(?:\s|$)')


def prose_after(text: str) -> int:
    """The line (0-based) in which prose begins below the fields of a record, after an empty line; 0 if none does."""
    lines = text.split('\n')
    pairs = enumerate(pairwise(lines), 1)
    return next((number for number, (above, line) in pairs if not above.strip() and line and not _OF_FIELDS.match(line)), 0)


def _colon(content: str) -> str:
    """What is said of a line with a colon that begins no field."""
    held = _HOLDS_COLON.match(content)
    if held and held[2] in _CURLY:
        return __("the quotes around the value of '%s' are curly (write straight ones)") % held[1]
    if held:
        return __("the value of '%s' has ': ' in it (put the whole value in quotes)") % held[1]
    return __("unexpected colon, no field can begin here (put a value with ': ' in quotes, or check the indentation)")


def _indentation(lines: list[str], line: int) -> str:
    """What is said of a line that is too far to the left or to the right."""
    item = re.match('( *)- ', lines[line])
    above = [match for one in reversed(lines[max(line - _ABOVE, 0) : line]) if (match := re.match('( *)- ', one))]
    # A list may begin further to the left; an item of it, even by one, is meant to be in it.
    if item and above and 0 < abs(len(above[0][1]) - len(item[1])) <= 1:
        return __("the '-' does not line up with the others of the list (put it below them)")
    return __('the indentation does not line up with the lines above (indent the line like the other fields)')


def problem_and_line(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[str, int]:
    """What is wrong, in the words of somebody who edits the file, and in which line of the text."""
    problem = error.problem or __('the YAML cannot be read')
    context = error.context or ''
    mark = error.problem_mark or error.context_mark
    line = min(mark.line, len(lines) - 1) if mark else 0
    conflict = next((number for number, one in enumerate(lines) if CONFLICT.match(one)), None)
    if conflict is not None:
        return conflict_left(), conflict
    opened = _opened(context, lines, error.context_mark.line if error.context_mark else line)
    content = lines[line]
    indent = content[: len(content) - len(content.lstrip())]
    character = content[mark.column : mark.column + 1] if mark else ''
    if '\t' in indent or 'tab character' in problem or character == '\t':
        return __('a tab is used for indentation (use as many spaces as the fields beside it have)'), line
    if 'quoted scalar' in context:
        if is_escape(error):
            return (__('an unknown escape in double quotes (write the backslash twice, or use single quotes)'), line)
        return open_quote(), opened
    if ' flow ' in context:
        return __('a bracket is opened here and not closed, or a comma is missing'), opened
    if "could not find expected ':'" in problem:
        return __("a line is neither 'field: value' nor an item '- …' (check its colon, space and indentation)"), opened
    return _of_line(problem, lines, line, mark.column if mark else len(content)), line


def _of_line(problem: str, lines: list[str], line: int, column: int) -> str:
    """What is wrong with the structure that a line is a part of."""
    content = lines[line]
    if 'mapping values are not allowed' in problem:
        return _colon(content)
    if 'did not find expected key' in problem and re.search(r"[:-]\s+(['\"]).*\1", content[:column]):
        return __('unexpected text after the closing quote (put the whole value in the other kind of quotes)')
    if re.search("expected ('-' indicator|<document start>)", problem) or 'did not find expected key' in problem:
        return _indentation(lines, line)
    if 'cannot start any token' in problem and column < len(content):
        role = re.search(r':\s+(\{[\w:-]+\})`', content)
        return __("a value that begins with '%s' must be in quotes") % (role[1] if role else content[column])
    return __('the YAML cannot be read: %s') % problem
