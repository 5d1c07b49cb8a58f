"""The Python package of the build tree, for the tests of its API: in this process, and in that of a script."""

import importlib
import subprocess
import sys

from tests import support

FOLDER = support.BUILD / "python"


def load():
    """The package isograde, whose modules are found by its own path from then on."""
    sys.path.insert(0, str(FOLDER))
    try:
        return importlib.import_module("isograde")
    finally:
        sys.path.remove(str(FOLDER))


def environment(**changes):
    """Of a script that imports isograde and grades modules under test."""
    return support.environment(PYTHONPATH=f"{FOLDER}:{support.MODULES}", **changes)


def run(code, *arguments, python=support.PYTHON, env=None, cwd=None):
    """Runs a script, and gives what came of it."""
    return subprocess.run(
        [str(python), "-c", code, *map(str, arguments)],
        env=env or environment(),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=support.TIME_LIMIT,
    )
