"""What a lock file of PEP 751 asks for, as lines of a requirements file with hashes: pip reads lock files by itself from 26 on only."""

import os
import re

from isograde import _requirements

_VERSION = 1  # the major one that is known
_DEFAULT_INDEX = "https://pypi.org/"  # or whatever takes its place on this machine


def _toml():
    """What reads TOML here; tomllib from 3.11 on, and what pip brings along before."""
    for name in ("tomllib", "tomli", "pip._vendor.tomli", "setuptools._vendor.tomli", "setuptools.extern.tomli"):
        try:
            return __import__(name, fromlist=["loads"])
        except ImportError:
            continue
    raise _requirements.Unreadable("a lock file cannot be read in this Python: nothing here reads TOML (pip, tomli, or CPython 3.11 would)")


def _parsed(path):
    text = _requirements.read_text(path)
    try:
        return _toml().loads(text)
    except ValueError as error:
        raise _requirements.Unreadable("%s is no TOML: %s" % (path, error)) from None


def _marker(package, groups):
    """The marker of a package, without what only a lock file's may have: nothing here asks for extras, nor for other groups than the default ones."""

    def known(match):
        return "python_version >= '0'" if match.group(2) == "dependency_groups" and match.group(1) in groups else "python_version < '0'"

    return re.sub(r"""['"]([^'"]*)['"]\s+in\s+(extras|dependency_groups)\b""", known, package.get("marker", ""))


def _hashes(files):
    return sorted({"--hash=%s:%s" % (kind, value) for one in files for kind, value in one.get("hashes", {}).items()})


def _file(one, folder):
    """Where a file of a package is: a path, or an address."""
    return os.path.join(folder, one["path"]) if "path" in one else one.get("url", "")


def _item(package, folder, groups, options):
    name, version = package["name"], package.get("version", "")
    text = "%s==%s" % (name, version) if version else name
    wheels = list(package.get("wheels", []))
    archive = package.get("archive", {})
    if not wheels and _file(archive, folder).endswith(".whl"):
        line = "%s @ %s" % (name, _file(archive, folder) if "url" in archive else "file://" + _file(archive, folder))
        wheels = [archive]
    elif wheels and version:
        line = text
    else:
        return _requirements.Item(text, name, problem="%s has no wheel in the lock file: only wheels are installed, nothing is built" % text)
    # Wheels that lie beside the lock file, or in an index of the package's own.
    options += ["--find-links %s" % os.path.dirname(_file(one, folder)) for one in wheels if "path" in one and one is not archive]
    if "index" in package and not package["index"].startswith(_DEFAULT_INDEX):
        options.append("--extra-index-url %s" % package["index"])
    marker = _marker(package, groups)
    return _requirements.Item(text, name, " ".join([line] + (["; " + marker] if marker else []) + _hashes(wheels)))


def read(path):
    """As ``isograde._requirements.of_file``."""
    lock = _parsed(path)
    version = lock.get("lock-version")
    if not isinstance(version, str) or not version:
        raise _requirements.Unreadable("%s is no lock file: it has no `lock-version`" % path)
    if version.partition(".")[0] != str(_VERSION):
        raise _requirements.Unreadable("%s is a lock file of version %s: %d.0 is known here" % (path, version, _VERSION))
    options = []
    try:
        groups = set(lock.get("default-groups", []))
        folder = os.path.dirname(os.path.abspath(path))
        items = [_item(package, folder, groups, options) for package in lock.get("packages", [])]
    except (AttributeError, KeyError, TypeError) as error:
        raise _requirements.Unreadable("%s is no lock file as PEP 751 has it: %s" % (path, error)) from None
    return items, list(dict.fromkeys(options))
