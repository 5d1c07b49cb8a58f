"""One run of isograde over what a case grades."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile

from . import judge, subjects


class NoReport(Exception):
    """isograde did not get to one; with a reason in one line."""


def grade(isograde, python, typed, limit, options=()):
    """What isograde told of what is typed, in the CPython of this executable, within so many seconds.

    Raises subjects.CannotBeMade, and NoReport.
    """
    # Neither the folder's name nor what stands in the current one may say anything about the case.
    with tempfile.TemporaryDirectory(prefix="graded-") as name:
        folder = pathlib.Path(name)
        (folder / "modules").mkdir()
        subject = subjects.make(typed, folder / "modules", python)
        file = folder / "report.json"
        command = [isograde, "--python", python, "grade", *subject.names, "--format", f"text,json={file}", *options]
        code, text, said = _run(command, folder, _environment(subject.folder), limit)
        if not file.is_file() or not file.stat().st_size:
            raise NoReport(f"isograde ended with {code} and no report: {(said.strip() or 'it said nothing').splitlines()[-1]}")
        return judge.Told(subject.names, text, json.loads(file.read_text()))


def _environment(folder):
    """This process's, without what changes isograde's behaviour."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GTEST_", "PYTHON", "ISOGRADE_TEST"))}
    return {**kept, "NO_COLOR": "1", **({"PYTHONPATH": str(folder)} if folder else {})}


def _run(command, folder, environment, limit):
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True}
    with subprocess.Popen(command, cwd=folder, env=environment, text=True, errors="replace", **how) as process:
        try:
            text, said = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            _end(process)
            raise NoReport(f"isograde took longer than {limit:.0f} s") from None
        except BaseException:
            _end(process)
            raise
    return process.returncode, text, said


def _end(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.communicate(timeout=5)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
