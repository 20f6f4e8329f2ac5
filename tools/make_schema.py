"""Write the JSON Schemas that are kept in the repository, from the models: run it after changing those."""

from __future__ import annotations

from pathlib import Path

from sphinx_chronicle.cli.app import schema_text
from sphinx_chronicle.exports.schema import SHIPPED, built_schema

ROOT = Path(__file__).parent.parent

if __name__ == '__main__':
    (ROOT / 'schema' / 'timeline.schema.json').write_text(schema_text(), encoding='utf-8')
    SHIPPED.write_text(built_schema(), encoding='utf-8')
