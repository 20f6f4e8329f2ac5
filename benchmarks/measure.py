"""What one command costs: CPU seconds and peak memory, as JSON on standard output.

A process of its own, and a small one: Linux counts the memory of the process that starts another as the other's too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

#: Bytes in a unit of `ru_maxrss`.
_UNIT = 1 if sys.platform == 'darwin' else 1024


#: Without it, what is imported from this repository would be compiled anew each time, unlike what is installed.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != 'PYTHONDONTWRITEBYTECODE'}


def measure(command: list[str]) -> dict[str, float | str]:
    """Run a command; `cpu` is in seconds, user and system, and `memory` in bytes. Its standard error is the `messages`."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=_ENVIRONMENT) as process:
        assert process.stderr is not None
        messages = process.stderr.read()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        'cpu': usage.ru_utime + usage.ru_stime,
        'memory': usage.ru_maxrss * _UNIT,
        'status': process.returncode,
        'messages': messages,
    }


if __name__ == '__main__':
    json.dump(measure(sys.argv[1:]), sys.stdout)
