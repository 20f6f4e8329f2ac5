"""Write the JSON Schema that is kept in the repository, from the declarations: run it after changing those."""

from __future__ import annotations

from pathlib import Path

from sphinx_chronicle.cli.app import schema_text
from sphinx_chronicle.cli.check import written_registry

ROOT = Path(__file__).parent.parent


def timeline_schema() -> str:
    """The schema of the site's timeline files."""
    registry = written_registry(ROOT)
    assert registry is not None, 'conf.py writes its kinds out'
    return schema_text(registry)


if __name__ == '__main__':
    (ROOT / 'schema' / 'timeline.schema.json').write_text(timeline_schema(), encoding='utf-8')
