"""One run of isograde over what a case grades."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading

from . import judge, subjects

_guard = threading.Lock()
_running = set()
_ended = threading.Event()


class NoReport(Exception):
    """isograde did not get to one; with a reason in one line."""


def end_all():
    """Ends what runs in other threads, which start nothing more: each isograde has a session of its own, which a terminal's Ctrl-C does not reach."""
    with _guard:
        _ended.set()
        for process in _running:
            _end_group(process, signal.SIGTERM)


def grade(isograde, python, typed, limit, options=()):
    """What isograde told of what is typed, in the CPython of this executable, within so many seconds.

    Raises subjects.CannotBeMade, and NoReport.
    """
    # Neither the folder's name nor what stands in the current one may say anything about the case.
    with tempfile.TemporaryDirectory(prefix="graded-") as name:
        folder = pathlib.Path(name)
        (folder / "modules").mkdir()
        subject = subjects.make(typed, folder / "modules", python)
        file, screen = folder / "report.json", folder / "screen.txt"
        formats = f"text,text={screen},json={file}"
        command = [isograde, "--python", python, "grade", "--verbose", *subject.names, "--format", formats, *options]
        code, everything, said = _run(command, folder, _environment(subject.folder), limit)
        if not file.is_file() or not file.stat().st_size:
            raise NoReport(f"isograde ended with {code} and no report: {(said.strip() or 'it said nothing').splitlines()[-1]}")
        text = screen.read_text(errors="replace") if screen.is_file() else everything
        return judge.Told(subject.names, text, json.loads(file.read_text()), everything)


def _environment(folder):
    """This process's, without what changes isograde's behaviour."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GTEST_", "PYTHON", "ISOGRADE_TEST"))}
    # What was seen before is no second try.
    return {**kept, "NO_COLOR": "1", "ISOGRADE_STORE": "", **({"PYTHONPATH": str(folder)} if folder else {})}


def _run(command, folder, environment, limit):
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True}
    with _guard:
        if _ended.is_set():
            raise NoReport("it was interrupted")
        process = subprocess.Popen(command, cwd=folder, env=environment, text=True, errors="replace", **how)
        _running.add(process)
    with process:
        try:
            text, said = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            _end(process)
            raise NoReport(f"isograde took longer than {limit:.0f} s") from None
        finally:
            with _guard:
                _running.discard(process)
    return process.returncode, text, said


def _end(process):
    _end_group(process, signal.SIGTERM)
    try:
        process.communicate(timeout=5)
    except subprocess.TimeoutExpired:
        _end_group(process, signal.SIGKILL)
        process.communicate()


def _end_group(process, how):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, how)
