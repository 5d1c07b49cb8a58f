"""What an observation rests on: the files that an import loaded, the names that it looked for in vain, and what surrounds every
import of an environment. Runs in children of its own.

A file is unchanged where its size, times and inode are, else where its contents are: a store may be shared between machines.
"""

import json
import os
import sys

SCHEMA = "isograde/contents/1"

_LISTED = {}  # folder: first parts of the names in it that an import may find
_IMPORTABLE = ("py", "pyc", "so")
_BLOCK = 1 << 20  # bytes read at once
_CONFINED = {"HOME", "TMPDIR"}  # variables that are another folder in each child


class _Watch:
    """The last finder: what comes to it, no other has found. It has the environment variables that are asked for, too."""

    def __init__(self):
        self.names = {}
        self.variables = {}

    def find_spec(self, name, path=None, target=None):
        try:
            folders = None if path is None else [str(folder) for folder in path]
        except Exception:  # a path of somebody's own
            return None
        self.names.setdefault(name, folders)
        return None


def watch():
    """Notes names that are looked for in vain from now on."""
    watching = _Watch()
    sys.meta_path.append(watching)
    kind = type(os.environ)
    read = kind.__getitem__

    # What `get` and `in` end in, too.
    def reading(environment, name):
        if isinstance(name, str):
            watching.variables[name] = None
        value = read(environment, name)
        watching.variables[name] = value
        return value

    kind.__getitem__ = reading
    return watching


def _sha256(path):
    import hashlib

    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(_BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def _digest_of(text):
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _stat(path):
    """Size, time, inode; None: there is no such file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def _entry(path):
    status = _stat(path)
    if status is None or os.path.isdir(path):
        return None
    try:
        return [path] + status + [_sha256(path)]
    except OSError:
        return None


def _names_in(folder):
    if folder not in _LISTED:
        try:
            names = [name.partition(".") for name in os.listdir(folder or ".")]
            _LISTED[folder] = {stem for stem, dot, suffix in names if not dot or suffix.endswith(_IMPORTABLE)}
        except OSError:
            _LISTED[folder] = set()
    return _LISTED[folder]


def _might_be_found(name, folders):
    """Whether something lies there that an import of the name may find."""
    last = name.rpartition(".")[2]
    return any(last in _names_in(folder) for folder in (sys.path if folders is None else folders))


def _here():
    """The folder that the run was started in, which is first on the search path, and may be another one the next time."""
    return None if getattr(sys.flags, "safe_path", False) or not sys.path else sys.path[0]


def _hidden(tops):
    """Which of these top-level names what lies here may hide: not one that is compiled into Python, which is found before any file."""
    here = _here()
    return [] if here is None else sorted((tops & _names_in(here)) - set(sys.builtin_module_names))


def _loaded_files():
    """Files of the modules that are loaded."""
    files = set()
    for module in list(sys.modules.values()):
        try:
            file = getattr(module, "__file__", None)
        except Exception:  # a module that computes its attributes
            continue
        if isinstance(file, str) and os.path.isabs(file):
            files.add(file)
    return files


def _distributions_of(loaded):
    """The distributions that loaded files are of, each with all its files."""
    from isograde import _distributions

    tops = {name.partition(".")[0] for name in sys.modules}
    found = []
    for distribution in _distributions.all_distributions():
        if tops.isdisjoint(distribution.tops()):
            continue
        files = distribution.paths()
        if not loaded.isdisjoint(files):
            found.append((distribution, files))
    return found


def contents(own_files, watching):
    """What the modules that are loaded rest on. ``own_files``: more files, of the target itself."""
    loaded = _loaded_files()
    files = loaded | set(own_files)
    wanted = watching.variables.keys() - _CONFINED
    texts = {name: watching.variables[name] for name in wanted if isinstance(watching.variables[name], (str, type(None)))}
    asked = {name: value if value is None else _digest_of(value) for name, value in texts.items()}
    distributions = []
    for distribution, its_files in _distributions_of(loaded):
        files.update(its_files)
        distributions.append({"name": distribution.name, "version": distribution.version})
    absent = []
    for name, folders in sorted(watching.names.items()):
        if name not in sys.modules:
            absent.append([name, folders, _might_be_found(name, folders)])
    entries = [entry for entry in map(_entry, sorted(files)) if entry is not None]
    tops = {name.partition(".")[0] for name in sys.modules}
    return {
        "schema": SCHEMA,
        "files": entries,
        "absent": absent,
        "variables": asked,
        "loaded": sorted(tops),
        "hidden": _hidden(tops),
        "distributions": distributions,
        "surroundings": surroundings(),
    }


def contents_of_module(name):
    """JSON of the contents of a module, which is imported for it. No name: of nothing."""
    watching = watch()
    try:
        if name:
            __import__(name)
    except KeyboardInterrupt:
        raise
    except BaseException:  # told when it is graded
        pass
    return json.dumps(contents((), watching))


def _file_of(name):
    try:
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name)
    except Exception:  # a hook of this environment is broken
        return ""
    return spec.origin if spec is not None and spec.has_location and spec.origin else ""


def _text_of(path):
    try:
        return _sha256(path)
    except OSError:
        return ""


def _path_files():
    """The ``.pth`` files that this Python's start may have read."""
    found = []
    for folder in sys.path:
        if os.path.basename(folder) in ("site-packages", "dist-packages"):
            try:
                found += [os.path.join(folder, file) for file in sorted(os.listdir(folder)) if file.endswith(".pth")]
            except OSError:
                continue
    return found


def surroundings():
    """What every import of this environment rests on, by what it is called when it has changed."""
    customized = [_file_of(name) for name in ("sitecustomize", "usercustomize")]
    variables = {name: value for name, value in os.environ.items() if name.startswith(("PYTHON", "LD_"))}
    package = os.path.dirname(os.path.abspath(__file__))
    own = sorted(file for file in os.listdir(package) if file.endswith(".py"))
    return {
        "Python": sys.version,
        "the search path": json.dumps([sys.prefix, sys.base_prefix, sys.path[1:] if _here() is not None else sys.path]),
        "Python's flags": repr(sys.flags),
        "environment variables": _digest_of(json.dumps(sorted(variables.items()))),
        "sitecustomize": json.dumps([[file, _text_of(file)] for file in customized if file]),
        ".pth files": _digest_of(json.dumps([[file, _text_of(file)] for file in _path_files()])),
        "pyvenv.cfg": _text_of(os.path.join(sys.prefix, "pyvenv.cfg")),
        "isograde": _digest_of(json.dumps([[file, _text_of(os.path.join(package, file))] for file in own])),
    }


def _change(known, around):
    """What has changed since, in a few words; empty: nothing."""
    if known.get("schema") != SCHEMA:
        return "another version of isograde stored it"
    for what, is_now in around.items():
        if known["surroundings"].get(what) != is_now:
            return what + " changed"
    for path, size, time, inode, digest in known["files"]:
        status = _stat(path)
        if status is None:
            return path + " is gone"
        if status == [size, time, inode]:
            continue
        if status[0] != size or _text_of(path) != digest:
            return path + " changed"
    for name, folders, might in known["absent"]:
        if _might_be_found(name, folders) != might:
            return "%s, which it looked for, %s" % (name, "is gone" if might else "is there now")
    for name, digest in known["variables"].items():
        value = os.environ.get(name)
        if (value if value is None else _digest_of(value)) != digest:
            return "the environment variable %s, which it asked for, changed" % name
    if _hidden(set(known["loaded"])) != known["hidden"]:
        return "a file in this folder has the name of a module that it loads"
    return ""


def changes(paths):
    """For each entry of a store that has contents, what has changed since; empty: nothing. Yields JSON: {"path", "change"}."""
    around = surroundings()
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                file.readline()  # the head of the entry
                known = json.load(file)
            change = _change(known, around)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            change = "what is stored of it is damaged"
        yield json.dumps({"path": path, "change": change})
