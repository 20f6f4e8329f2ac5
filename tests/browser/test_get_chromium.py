"""How a machine without Chromium gets one: with commands that only look like the real ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

from . import get_chromium


class Machine(Protocol):
    """Makes a machine whose installers run these shell scripts; each may `touch` the browser that it brings."""

    def __call__(self, *, apt: str | None, playwright: str, root: bool = True) -> Path: ...


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    def machine(*, apt: str | None, playwright: str, root: bool = True) -> Path:
        called = tmp_path / 'called'
        called.touch()
        # The folder has the installers and the few programs of their scripts, and nothing else of this machine.
        programs = tmp_path / 'bin'
        programs.mkdir()
        for name in ('sh', 'touch'):
            (programs / name).symlink_to(str(shutil.which(name)))
        for name, script in (('apt-get', apt), ('python', playwright)):
            if script is not None:
                file = programs / name
                file.write_text(f'#!{programs}/sh\necho "{name} $*, $DEBIAN_FRONTEND" >> {called}\ncd {tmp_path}\n{script}\n')
                file.chmod(0o755)
        monkeypatch.setenv('PATH', str(programs))
        monkeypatch.setattr(os, 'geteuid', lambda: 0 if root else 1000)
        monkeypatch.setattr(sys, 'executable', str(programs / 'python'))
        monkeypatch.setattr(get_chromium, 'SHELL', tmp_path / 'chromium-headless-shell')
        monkeypatch.setattr(get_chromium, 'DEBIAN', tmp_path / 'debian')
        monkeypatch.setattr(get_chromium, 'path_of_playwright', lambda: tmp_path / 'own')
        return called

    return machine


APT = [
    'apt-get update -qq, noninteractive',
    'apt-get install -qq -y --no-install-recommends chromium-headless-shell, noninteractive',
]
OWN = 'python -m playwright install chromium, noninteractive'


def test_where_there_is_one_nothing_is_installed(machine: Machine, tmp_path: Path) -> None:
    for name in ('chromium-headless-shell', 'own'):
        shutil.rmtree(tmp_path / 'bin', ignore_errors=True)
        called = machine(apt='touch debian', playwright='touch own')
        (tmp_path / name).touch()
        assert get_chromium.main() is None
        assert get_chromium.find_chromium() == tmp_path / name
        assert called.read_text(encoding='utf-8') == ''
        (tmp_path / name).unlink()


def test_root_gets_the_one_of_debian(machine: Machine, tmp_path: Path) -> None:
    called = machine(apt='[ "$1" = update ] || touch chromium-headless-shell', playwright='touch own')
    assert get_chromium.main() is None
    assert called.read_text(encoding='utf-8').splitlines() == APT
    assert get_chromium.find_chromium() == tmp_path / 'chromium-headless-shell'


@pytest.mark.parametrize(
    ('root', 'apt', 'calls', 'used'),
    [
        (True, '[ "$1" = update ] || touch chromium-headless-shell', APT, 'chromium-headless-shell'),
        (True, 'exit 100', APT[:1], 'debian'),
        (True, None, [], 'debian'),
        (False, 'touch chromium-headless-shell', [], 'debian'),
    ],
    ids=['got', 'not got', 'no apt-get', 'no root'],
)
def test_a_slow_one_is_used_where_root_does_not_get_the_quick_one(
    machine: Machine, tmp_path: Path, apt: str | None, calls: list[str], used: str, *, root: bool
) -> None:
    (tmp_path / 'debian').touch()
    called = machine(apt=apt, playwright='touch own', root=root)
    assert get_chromium.main() is None
    assert called.read_text(encoding='utf-8').splitlines() == calls
    assert get_chromium.find_chromium() == tmp_path / used


@pytest.mark.parametrize(('apt', 'root'), [('touch debian', False), (None, True)], ids=['no root', 'no apt-get'])
def test_others_get_the_one_of_playwright(machine: Machine, tmp_path: Path, apt: str | None, *, root: bool) -> None:
    called = machine(apt=apt, playwright='touch own', root=root)
    assert get_chromium.main() is None
    assert called.read_text(encoding='utf-8').splitlines() == [OWN]
    assert get_chromium.find_chromium() == tmp_path / 'own'


@pytest.mark.parametrize(('failing', 'calls'), [('update', APT[:1]), ('install', APT)])
def test_where_apt_get_fails_the_one_of_playwright_will_do(machine: Machine, failing: str, calls: list[str]) -> None:
    called = machine(apt=f'[ "$1" != {failing} ]', playwright='touch own')
    assert get_chromium.main() is None
    assert called.read_text(encoding='utf-8').splitlines() == [*calls, OWN]


def test_where_all_fails_one_message_says_what_failed_and_how(
    machine: Machine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    machine(apt='echo Get:1 >&2\necho "E: No network" >&2\nexit 100', playwright='echo "Failed to download"\nexit 1')
    assert get_chromium.main() == '\n'.join(
        [
            'The browser tests need Chromium, and none could be installed.',
            'apt-get update -qq ended with status 100:',
            'Get:1',
            'E: No network',
            f'{tmp_path}/bin/python -m playwright install chromium ended with status 1:',
            'Failed to download',
        ]
    )
    assert capfd.readouterr() == ('', '')


def test_an_installer_that_brings_nothing_or_cannot_be_run_is_told_of(machine: Machine, tmp_path: Path) -> None:
    machine(apt='true', playwright='true')
    (tmp_path / 'bin' / 'python').unlink()
    message = get_chromium.main()
    assert message is not None
    assert message.splitlines()[1:] == [
        'All went well, and yet there is none.',
        f"{tmp_path}/bin/python -m playwright install chromium: [Errno 2] No such file or directory: '{tmp_path}/bin/python'",
    ]


def test_the_program_says_nothing_where_there_is_one() -> None:
    # Without apt-get, which might bring a quicker one.
    environment = {**os.environ, 'PATH': str(Path(sys.executable).parent)}
    command = [sys.executable, get_chromium.__file__]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')
