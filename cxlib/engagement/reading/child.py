"""Reading in a child process with limits, where a library cannot be trusted to stop.

A library that allocates 512 GB aborts its process; here that process is a child, and what killed it
is told in a line. The child may use so much memory and time: on Linux the system holds it to the
memory; on Windows and macOS, where no such limit works, the parent watches it where psutil is
installed, and else only the time is limited.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LINUX = sys.platform == "linux"
LOOK_SECONDS = 0.05  # between two looks at a child that the system does not hold to its memory


class Died(Exception):
    """The child ended before its work was done: too much memory, too much time, or a crash."""


class Child:
    """A script that is running, and the file that its output goes to."""

    def __init__(self, process: subprocess.Popen, output: IO[bytes], memory: int, end: float):
        self._process, self._output, self._memory, self._end = process, output, memory, end

    def lines(self) -> Iterator[bytes]:
        """What the script printed, once it has ended well. Raises Died where it has not."""
        if self._waited() != 0:
            raise Died
        self._output.seek(0)
        yield from self._output

    def _waited(self) -> int:
        while True:
            left = self._end - time.monotonic()
            try:
                return self._process.wait(max(left, 0) if LINUX else LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                if left <= 0 or resident(self._process.pid) > self._memory:
                    raise Died from None


def resident(pid: int) -> int:
    """The memory of a process in bytes; 0 where nobody can tell."""
    try:
        import psutil

        return psutil.Process(pid).memory_info().rss
    except Exception:  # not installed, or the process has ended
        return 0


@contextmanager
def started(script: Path, *arguments: str, memory: int, seconds: float) -> Iterator[Child]:
    """A script of the standard library and what it adds to its path, in a process of its own.

    Parameters
    ----------
    script : run by this Python without its site packages or anybody's environment.
    memory : bytes that it may use.
    seconds : that it may take. It is ended, done or not, when the block is left.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(script), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Child(process, output, memory, time.monotonic() + seconds)
        finally:
            process.kill()
            process.wait()
