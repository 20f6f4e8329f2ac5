"""Say what is wrong with a PDF, by the log of its last LaTeX run.

    python tools/check_pdf.py _build/latex/open-models-chronicle.log

Wrong are lines that run far into the margin, characters that no font has, links that lead nowhere, and errors.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

#: Points that a line may be too wide, or a page too high: what nobody sees.
TOLERANCE = 10.0

WRONG = re.compile(
    r'^(?:!.*|.*\(pdf backend\).*|Missing character.*|LaTeX Warning: .*(?:undefined|multiply defined|Rerun).*|Package .*Rerun.*'
    r'|Overfull \\[hv]box \((?P<excess>[\d.]+)pt too (?:wide|high)\).*)$',
    re.MULTILINE,
)


def problems(log: str) -> list[str]:
    """What a log complains of and readers would notice."""
    # TeX breaks its lines at 79 characters, in the middle of words.
    text = re.sub(r'^(.{79})\n', r'\1', log, flags=re.MULTILINE)
    found = WRONG.finditer(text)
    return [match[0] for match in found if match['excess'] is None or float(match['excess']) > TOLERANCE]


def main(arguments: list[str]) -> int:
    """Print the problems; 1 if there are any."""
    found = problems(Path(arguments[0]).read_text(encoding='utf-8', errors='replace'))
    for problem in found:
        print(problem)
    return int(bool(found))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
