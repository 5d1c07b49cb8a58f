"""The CPythons of this machine, and virtual environments of them with what a case installs.

An environment is made once for a CPython and a set of requirements, and kept. What pip said stands beside it. What comes as a wheel
without any extension module (py3-none-any, of a project that has one but none for this CPython) is built from source too: it is its
extension module that people reported about.
"""

import collections
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import threading

INSTALL_LIMIT = 1200  # seconds; building from source takes its time


class CannotBeInstalled(Exception):
    """With a reason in one line."""


@dataclasses.dataclass(frozen=True)
class Python:
    tag: str
    version: str
    executable: str

    def matches(self, wanted):
        """Whether a case that says "3.8" or "3.13.15" means this one."""
        return self.version == wanted or self.version.startswith(wanted + ".")


def pythons(checkout):
    """All but debug builds, which wheels are not made for, oldest first."""
    listed = subprocess.run([checkout / "ci" / "pythons", "list"], capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t") for line in listed.splitlines()]
    return [Python(*row[:3]) for row in rows if "-dbg" not in row[0]]


class Environments:
    """In one folder. May be asked from several threads: an environment is made by one of them, while the others wait."""

    def __init__(self, folder):
        self._folder = folder
        self._guard = threading.Lock()
        self._locks = collections.defaultdict(threading.Lock)

    def executable(self, python, requirements):
        """That grades with these requirements installed: the CPython itself where there are none."""
        if not requirements:
            return python.executable
        place = self._place(python, requirements)
        with self._guard:
            lock = self._locks[place]
        with lock:
            if not (place / "installed.json").is_file():
                self._make(place, python, requirements)
        return str(place / "python")

    def installed(self, python, requirements):
        """What pip installed, as `pip freeze` has it."""
        return json.loads((self._place(python, requirements) / "installed.json").read_text()) if requirements else []

    def _place(self, python, requirements):
        key = json.dumps([python.executable, python.version, sorted(requirements)])
        return self._folder / f"{python.tag}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"

    def _make(self, place, python, requirements):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        log = place / "log"
        if not _run([python.executable, "-m", "venv", place / "venv"], log):
            raise CannotBeInstalled(f"no virtual environment of {python.tag}: see {log}")
        _write_launcher(place, python)
        _install(place, python, requirements, log)
        frozen = subprocess.run([place / "python", "-m", "pip", "freeze"], capture_output=True, text=True).stdout
        (place / "installed.json").write_text(json.dumps(frozen.splitlines()))


def _install(place, python, requirements, log):
    pip = [place / "python", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    if _run([*pip, "--only-binary", ":all:", *requirements], log) and _has_extension(place):
        return
    compiler = _compiler(place, python)
    from_source = ["--force-reinstall", "--no-cache-dir", *(f"--no-binary={_project(each)}" for each in requirements)]
    if not _run([*pip, *from_source, *requirements], log, compiler):
        raise CannotBeInstalled(f"{' '.join(requirements)} neither as a wheel nor from source: see {log}")
    if not _has_extension(place):
        raise CannotBeInstalled(f"{' '.join(requirements)} without any extension module: see {log}")


def _has_extension(place):
    return any((place / "venv").rglob("*.so"))


def _project(requirement):
    return re.match(r"[\w.-]+", requirement).group()


def _enter(python):
    """What runs a command in the root of a CPython that `ci/pythons provide` provided; None for the others."""
    enter = pathlib.Path(python.executable).parent / "run"
    return enter if enter.is_file() else None


def _compiler(place, python):
    """Environment variables to build with. A provided root has headers and no compiler: this machine's is called from within it."""
    enter = _enter(python)
    if not enter or subprocess.run([enter, "sh", "-c", "command -v cc"], capture_output=True).returncode == 0:
        return {}
    root = str(enter.parent).removesuffix("-bin")
    here = f"/proc/{os.getpid()}"
    for name in ("cc", "c++"):
        _write_script(place / name, f'exec nsenter --mount={here}/ns/mnt --root={here}/root --wdns="$PWD" {name} "$@"')
    version = ".".join(python.version.split(".")[:2])
    headers = f"-I{root}/usr/include/python{version} -idirafter {root}/usr/include"
    return {"CC": str(place / "cc"), "CXX": str(place / "c++"), "CFLAGS": headers, "CXXFLAGS": headers}


def _write_launcher(place, python):
    """A provided CPython is a program of another root, and so is its environment's."""
    words = [str(word) for word in (_enter(python), place / "venv" / "bin" / "python3") if word]
    _write_script(place / "python", f'exec {shlex.join(words)} "$@"')


def _write_script(file, command):
    file.write_text(f"#!/bin/sh\n{command}\n")
    file.chmod(0o755)


def _run(command, log, environment=None):
    with open(log, "a") as file:
        print("$", *command, file=file, flush=True)
        how = {"stdin": subprocess.DEVNULL, "stdout": file, "stderr": subprocess.STDOUT, "timeout": INSTALL_LIMIT}
        try:
            return subprocess.run(command, env={**os.environ, **(environment or {})}, **how).returncode == 0
        except subprocess.TimeoutExpired:
            print("took too long", file=file)
            return False
