"""From what a case says that a user types to names for isograde, with the modules that have to be made for it.

NAME, NAME, ...                                      these
a pure module of your own that only says: STATEMENT  such a module
NAME, a copy of OTHER's library under that name      OTHER's extension module, found by the CPython that is to grade it
"""

import dataclasses
import pathlib
import re
import shutil
import subprocess

PURE = re.compile(r"a pure module of your own that only says: (?P<statement>.+)")
COPY = re.compile(r"(?P<name>\w+), a copy of (?P<other>\w+)'s library under that name")


class CannotBeMade(Exception):
    """A subject that this CPython has no library for."""


@dataclasses.dataclass(frozen=True)
class Subject:
    """Names to grade, and the folder that has to be on sys.path for it, if any."""

    names: list
    folder: pathlib.Path | None = None


def make(typed, folder, python):
    """Makes in the folder what is to be graded with this executable."""
    pure, copy = PURE.fullmatch(typed), COPY.fullmatch(typed)
    if pure:
        return _pure_module(pure["statement"], folder)
    if copy:
        return _copy_of_library(copy["name"], copy["other"], folder, python)
    return Subject([name.strip() for name in typed.split(",")])


def _pure_module(statement, folder):
    name = "only_" + re.sub(r"\W+", "_", statement).strip("_")
    (folder / f"{name}.py").write_text(statement + "\n")
    return Subject([name], folder)


def _copy_of_library(name, other, folder, python):
    # Copied by that CPython: it may live in a root of its own, where its files have other paths.
    code = "import importlib.util, shutil, sys; spec = importlib.util.find_spec(sys.argv[1]); shutil.copy(spec.origin, sys.argv[2])"
    library = folder / f"{other}.so"
    found = subprocess.run([python, "-c", code, other, library], capture_output=True, text=True)
    if found.returncode != 0 or not library.is_file():
        raise CannotBeMade(f"this CPython has no library of {other}")
    shutil.move(library, folder / f"{name}{_suffix_of(python)}")
    return Subject([name], folder)


def _suffix_of(python):
    code = "import sysconfig; print(sysconfig.get_config_var('EXT_SUFFIX'))"
    return subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True).stdout.strip()
