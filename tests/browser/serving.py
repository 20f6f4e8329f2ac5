"""A server of the built site that can send parts of a file: without them browsers cannot seek in a recording."""

from __future__ import annotations

import re
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

#: The form of a range (RFC 9110, section 14.1.2) that browsers ask for: from a byte to another one or to the end.
_RANGE = re.compile(r'bytes=(\d+)-(\d*)')


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves files and parts of them, and keeps no log of it."""

    def log_message(self, *_message: Any) -> None:
        """Say nothing: what fails to load is seen in the browser."""

    def do_GET(self) -> None:
        asked = _RANGE.fullmatch(self.headers.get('Range', ''))
        file = Path(self.translate_path(self.path))
        # Browsers ask for an icon without being told to.
        if self.path == '/favicon.ico':
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        elif asked and file.is_file():
            self.send_part(file, int(asked[1]), asked[2])
        else:
            super().do_GET()

    def send_part(self, file: Path, first: int, end: str) -> None:
        """Send the bytes from the first to the one that `end` names, or to the last."""
        content = file.read_bytes()
        part = content[first : int(end) + 1 if end else None]
        self.send_response(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        self.send_header('Content-Type', self.guess_type(file))
        self.send_header('Content-Length', str(len(part)))
        place = f'{first}-{first + len(part) - 1}' if part else '*'
        self.send_header('Content-Range', f'bytes {place}/{len(content)}')
        self.end_headers()
        self.wfile.write(part)
