"""Runs isograde's command line in a process of its own."""

import dataclasses
import os
import signal
import subprocess
import sys
import tempfile
from typing import List, Mapping, Optional, Sequence

from isograde._errors import HarnessError, UsageError
from isograde._records import Path

_MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__main__.py")
_INTERRUPTED = 130
_SECONDS_TO_END = 10  # that a run has to clear its children and its folder away


@dataclasses.dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, -N for signal N; what it said on stderr; the json file that it wrote, if it did."""

    exit_code: int
    said: str
    written: Optional[bytes]

    def how(self) -> str:
        """What it said, or else how it ended."""
        if self.said:
            return self.said
        if self.exit_code < 0:
            return f"isograde was ended by signal {-self.exit_code} ({signal.strsignal(-self.exit_code)})"
        return f"isograde exited with status {self.exit_code} and said nothing"


def run(words: Sequence[str], python: Optional[Path], env: Optional[Mapping[str, str]], cwd: Optional[Path]) -> Ended:
    """Runs `isograde [--python PYTHON] WORDS... --format json=FILE`. Raises UsageError, HarnessError; KeyboardInterrupt, as Ctrl-C
    that reached either process, after the run and its children have ended."""
    if not sys.executable:
        raise HarnessError("this Python does not know its own executable (sys.executable), which isograde runs in")
    if cwd is not None and not os.path.isdir(cwd):
        raise UsageError(f"there is no folder {os.fspath(cwd)} to run in")
    elsewhere = [] if python is None else ["--python", os.fspath(python)]
    with tempfile.TemporaryDirectory(prefix="isograde-") as folder:
        file = os.path.join(folder, "report.json")
        command = [sys.executable, _MAIN, *elsewhere, *words, *_to(file)]
        for word in command:
            if "\0" in word:
                raise UsageError(f"{word!r} has a null character in it")
        # Into a file: whoever inherited a pipe and lives on would keep its reader waiting.
        with open(os.path.join(folder, "said"), "w+b") as said:
            exit_code = _exit_code(command, said.fileno(), env, cwd)
            said.seek(0)
            text = _plain(said.read().decode(errors="replace"))
        written = None
        if os.path.exists(file):
            with open(file, "rb") as opened:
                written = opened.read()
    if exit_code in (_INTERRUPTED, -signal.SIGINT):
        raise KeyboardInterrupt
    return Ended(exit_code, text, written)


def _to(file: str) -> List[str]:
    # A comma would be the end of the file's name in a list of formats.
    return ["--format", "json", "--output", file] if "," in file else [f"--format=json={file}"]


def _exit_code(command: Sequence[str], said: int, env: Optional[Mapping[str, str]], cwd: Optional[Path]) -> int:
    process = None
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, env=env, cwd=cwd)
        return process.wait()
    except OSError as error:
        raise HarnessError(f"{command[0]} cannot be run: {error.strerror}") from error
    except BaseException:
        if process is not None:
            _end(process)
        raise


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()  # which a run answers as Ctrl-C, also where that is ignored
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _plain(said: str) -> str:
    """Its sentences, without the name that each begins with."""
    prefix = "isograde: "
    return "\n".join(line[len(prefix) :] if line.startswith(prefix) else line for line in said.splitlines())
