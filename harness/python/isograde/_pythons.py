"""Which Python ``--python`` means: an executable, an environment's folder, or a version such as 3.13."""

import os
import re
import shutil
import subprocess

_WHO = "import sys; print('%d.%d.%d' % sys.version_info[:3])"


class NoPython(Exception):
    """Why there is none, in a sentence."""


def split(words):
    """What ``--python`` says, wherever it stands, and the other words; what follows ``--`` is not isograde's."""
    python, others = None, []
    words = list(words)
    while words and words[0] != "--":
        word = words.pop(0)
        if word == "--python":
            if not words or words[0] == "--":
                raise NoPython("--python wants a Python: an executable, an environment's folder, or a version")
            python = words.pop(0)
        elif word.startswith("--python="):
            python = word[len("--python=") :]
        else:
            others.append(word)
    return python, others + words


def _gone(path):
    """Where a path leads to that is not there."""
    return " (a link to %s, which is not there)" % os.path.realpath(path) if os.path.islink(path) else ""


def _of_environment(folder):
    path = os.path.join(folder, "bin", "python")
    if not os.path.exists(path):
        if os.path.islink(path):
            raise NoPython("the Python of the environment %s is gone: bin/python leads to %s, which is not there" % (folder, os.path.realpath(path)))
        raise NoPython("the folder %s is no environment: it has no bin/python" % folder)
    _require_home(folder)
    return path


def _require_home(folder):
    """A virtual environment with a copy of Python still needs the one that it was made with."""
    try:
        with open(os.path.join(folder, "pyvenv.cfg"), encoding="utf-8") as file:
            home = re.search(r"(?m)^home\s*=\s*(.*?)\s*$", file.read())
    except (OSError, UnicodeDecodeError):
        return
    if home and not os.path.isdir(home.group(1)):
        raise NoPython("the Python of the environment %s is gone: it was made with that of %s, which is not there" % (folder, home.group(1)))


def _version_of(path):
    """What a Python says of itself, which a shim of pyenv may refuse; empty: it does not run."""
    try:
        told = subprocess.run([path, "-I", "-S", "-c", _WHO], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout.decode(errors="replace").strip() if told.returncode == 0 else ""


def _collections():
    """Folders of installed Pythons, a folder each, whose names have their versions."""
    home = os.path.expanduser("~")
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    yield os.path.join(os.environ.get("PYENV_ROOT") or os.path.join(home, ".pyenv"), "versions"), r"()"
    yield os.environ.get("UV_PYTHON_INSTALL_DIR") or os.path.join(data, "uv", "python"), r"cpython-"


def _by_version(version):
    name = "python" + ".".join(version.split(".")[:2])
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    candidates = [path for path in (shutil.which(name, path=folder) for folder in folders) if path]
    looked = ["%s on PATH" % name]
    for folder, prefix in _collections():
        try:
            entries = os.listdir(folder)
        except OSError:
            continue
        looked.append("%s.* in %s" % (version, folder) if version.count(".") < 2 else "%s in %s" % (version, folder))
        found = [(re.match(prefix + r"%s(?:\.(\d+))?(?:-linux.*)?$" % re.escape(version), entry), entry) for entry in entries]
        newest_first = sorted(((int(match.groups()[-1] or 0), entry) for match, entry in found if match), reverse=True)
        candidates += [os.path.join(folder, entry, "bin", "python3") for _, entry in newest_first]
    for path in candidates:
        if (_version_of(path) + ".").startswith(version + "."):
            return path
    raise NoPython("no Python %s: looked for %s" % (version, ", ".join(looked)))


def find(text):
    """The path of an executable; NoPython: there is none.

    :param text: an executable, by its path or by its name on PATH; the folder of an environment; a version: that Python on PATH, or the
        newest such that pyenv or uv has installed
    """
    if os.path.isdir(text):
        return _of_environment(text)
    if re.match(r"3(\.\d+){0,2}$", text) and not os.path.exists(text):
        return _by_version(text)
    path = shutil.which(text)
    if path is None:
        raise NoPython("no Python at %s%s" % (text, _gone(text)))
    folder = os.path.dirname(os.path.dirname(os.path.abspath(path)))
    _require_home(folder)
    return path
