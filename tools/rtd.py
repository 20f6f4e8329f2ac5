"""Build the site as Read the Docs does: its configuration, its variables, a virtual environment of its own.

    python tools/rtd.py

What is built lies in `_build/rtd`. The PDF is left out where TeX is not installed; everything else must succeed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / '_build' / 'rtd'
OUTPUT = FOLDER / 'output'

#: Builders of the formats that Read the Docs offers, https://docs.readthedocs.io/en/stable/config-file/v2.html#formats.
BUILDERS = {'htmlzip': 'singlehtml', 'epub': 'epub', 'pdf': 'latex'}

#: What Read the Docs sets, https://docs.readthedocs.io/en/stable/reference/environment-variables.html.
VARIABLES = {
    'READTHEDOCS': 'True',
    'READTHEDOCS_CANONICAL_URL': 'https://open-models-chronicle.readthedocs.io/en/latest/',
    'READTHEDOCS_GIT_CLONE_URL': 'https://github.com/example/open-models-chronicle.git',
    'READTHEDOCS_GIT_IDENTIFIER': 'main',
    'READTHEDOCS_LANGUAGE': 'en',
    'READTHEDOCS_OUTPUT': str(OUTPUT),
    'READTHEDOCS_PROJECT': 'open-models-chronicle',
    'READTHEDOCS_REPOSITORY_PATH': str(ROOT),
    'READTHEDOCS_VERSION': 'latest',
    'READTHEDOCS_VERSION_NAME': 'latest',
    'READTHEDOCS_VERSION_TYPE': 'branch',
}


def run(command: str | list[str], environment: dict[str, str], folder: Path = ROOT) -> None:
    """Run a command, told before; the first that fails ends everything."""
    print('$', command if isinstance(command, str) else ' '.join(command), flush=True)
    subprocess.run(command, shell=isinstance(command, str), env=environment, cwd=folder, check=True)


def main() -> str | None:
    """Install, then build every format; the message of what failed, if anything did."""
    settings = yaml.safe_load((ROOT / '.readthedocs.yaml').read_text(encoding='utf-8'))
    shutil.rmtree(FOLDER, ignore_errors=True)
    venv.create(FOLDER / 'venv', with_pip=True)
    binaries = FOLDER / 'venv' / ('Scripts' if os.name == 'nt' else 'bin')
    environment = {**os.environ, **VARIABLES, 'PATH': os.pathsep.join([str(binaries), os.environ['PATH']])}
    environment.pop('PYTHONPATH', None)
    try:
        for command in settings['build']['jobs']['install']:
            run(command, environment)
        strict = ['-W', '--keep-going'] if settings['sphinx']['fail_on_warning'] else []
        formats = {'html': settings['sphinx']['builder'], **{name: BUILDERS[name] for name in settings['formats']}}
        for name, builder in formats.items():
            folders = ['-d', str(FOLDER / 'doctrees'), '-D', 'language=en', '.', str(OUTPUT / name)]
            run(['python', '-m', 'sphinx', '-T', '-q', *strict, '-b', builder, *folders], environment)
        if 'pdf' in formats and shutil.which('latexmk') and shutil.which('lualatex'):
            # As Read the Docs calls it; what engine that is says the file that Sphinx writes.
            latexmk = ['latexmk', '-r', 'latexmkrc', '-lualatex', '-interaction=nonstopmode', '-silent']
            run(latexmk, environment, OUTPUT / 'pdf')
        elif 'pdf' in formats:
            print('TeX is not installed: the PDF was left out ("make pdf" tells what it needs).')
    except subprocess.CalledProcessError as error:
        return f'Failed: {error.cmd}'
    return None


if __name__ == '__main__':
    sys.exit(main())
