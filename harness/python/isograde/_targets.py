"""From an import name to what is on disk, without importing it.

Uses the hosting interpreter's own finders, so virtual environments, ``.pth`` files and editable installs count. Imports
nothing: the process that runs this is the one that every experiment is forked from.
Each public function returns lines, the form that the harness reads.
"""

import _imp
import os
import sys

_SUFFIXES = tuple(_imp.extension_suffixes())


def find(name):
    """The spec of a dotted name, or None and the part of the name that was not found."""
    path = None
    spec = None
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        part = ".".join(parts[:count])
        if spec is not None:
            path = spec.submodule_search_locations
            if path is None:
                return None, part
        spec = None
        for finder in list(sys.meta_path):
            find_spec = getattr(finder, "find_spec", None)
            spec = find_spec(part, path) if find_spec else None
            if spec is not None:
                break
        if spec is None:
            return None, part
    return spec, ""


def _is_extension(path, name):
    """Whether a file is an extension module, not a library that lies beside one: by the function that it begins with."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:  # listed, and gone
        return False
    if name.isascii():
        return b"PyInit_" + name.encode() in data or b"PyModExport_" + name.encode() in data
    punycode = name.encode("punycode").replace(b"-", b"_")  # PEP 489, "Export Hook Name"
    return b"PyInitU_" + punycode in data or b"PyModExportU_" + punycode in data


def may_be_extension(path):
    """Whether a path in a distribution is that of an extension module, by its name alone."""
    return path.endswith(_SUFFIXES) and not any("." in folder for folder in path.split("/")[:-1])


def is_for_another_python(file):
    """Whether a file's name says that it is an extension module that this Python does not load."""
    tagged = any(mark in file for mark in (".cpython-", ".abi3.", ".pypy", ".graalpy"))
    return file.endswith(".so") and tagged and not file.endswith(_SUFFIXES[:-1])


def module_name(path, file):
    """Last part of the import name of an extension module by its file's name; None if it is none, or this Python does not load it."""
    for suffix in _SUFFIXES:
        if file.endswith(suffix):
            name = file[: -len(suffix)]
            if "." in name or not name:
                continue
            init = os.path.basename(os.path.dirname(path)) if name == "__init__" else name
            return name if _is_extension(path, init) else None
    return None


def _other_python(name):
    """Path of a library of that name which was built for another Python, if there is one."""
    first = name.split(".")[0]
    for folder in sys.path:
        try:
            files = sorted(os.listdir(folder or "."))
        except OSError:
            continue
        for file in files:
            if file.startswith(first + ".cpython-") and file.endswith(".so") and not file.endswith(_SUFFIXES[0]):
                return os.path.join(folder, file)
    return ""


def _unknown(problem, kind="unknown"):
    return kind + "\n\n" + " ".join(problem.split())


def _take_not_installed():
    """What isograde._environments could not install: a kind and a sentence, by name. The modules that are graded have nothing of it."""
    told = os.environ.pop("ISOGRADE_NOT_INSTALLED", "")
    return {name: (kind, why) for name, kind, why in (line.split("\t") for line in told.splitlines())}


_NOT_INSTALLED = _take_not_installed()
_FOLDERS_OF_FILES = []  # at the head of sys.path
_ORIGINS = {}  # of the modules that were asked for, by name


def _name_by_path(file, last):
    """The import name of an extension module's file, and the folder of its top package: below an entry of sys.path, or what has __init__.py."""
    folder = os.path.dirname(file)
    parts = [] if last == "__init__" else [last]
    above = [os.path.realpath(entry or ".") for entry in sys.path]
    while folder not in above and os.path.exists(os.path.join(folder, "__init__.py")):
        parts.insert(0, os.path.basename(folder))
        folder = os.path.dirname(folder)
    # Whatever lies below the current folder is no namespace package of it.
    installed = [entry for entry in above if entry != os.path.realpath(".")]
    inside = max((entry for entry in installed if (folder + os.sep).startswith(entry.rstrip(os.sep) + os.sep)), key=len, default="")
    below = os.path.relpath(folder, inside).split(os.sep) if inside and inside != folder else []
    if below and all(part.isidentifier() for part in below):  # a namespace package
        return ".".join(below + parts), inside
    return ".".join(parts), folder


def _of_file(path):
    """An extension module by its file, whose top package's folder is put on sys.path."""
    if not os.path.exists(path):
        return _unknown("no file at %s" % path)
    file = os.path.realpath(path)
    if not os.path.isfile(file):
        what = "a folder" if os.path.isdir(file) else "no file"
        return _unknown("%s is %s: a target is an extension module, a wheel, or a name" % (path, what))
    if is_for_another_python(os.path.basename(file)):
        return _unknown("%s is built for another Python (this one loads %s)" % (path, ", ".join(_SUFFIXES)))
    last = module_name(file, os.path.basename(file))
    if last is None:
        return _unknown("%s is no extension module of this Python: it has no function PyInit_%s" % (path, os.path.basename(file).split(".")[0]))
    name, folder = _name_by_path(file, last)
    found = _origin(name)
    if found != file and folder not in _FOLDERS_OF_FILES:
        # The folders that came before stay before: what was found there stays what it is.
        sys.path.insert(len(_FOLDERS_OF_FILES), folder)
        _FOLDERS_OF_FILES.append(folder)
        found = _origin(name)
    if found != file:
        return _unknown("%s cannot be graded by its path: importing %s loads %s" % (path, name, found or "nothing"))
    if _ORIGINS.setdefault(name, file) != file:
        return _unknown("%s cannot be graded beside %s, which is called %s too" % (path, _ORIGINS[name], name))
    return "extension\n%s\n\n%s" % (file, name)


def _origin(name):
    """The file that importing a name loads; empty where none is found."""
    try:
        spec, _ = find(name)
    except Exception:  # a finder of this environment is broken
        return ""
    return os.path.realpath(spec.origin) if spec is not None and spec.has_location and spec.origin else ""


def project(name, file):
    """As ``resolve``: the project of a pyproject.toml, as it is installed, wherever that is run."""
    if sys.path and os.path.realpath(sys.path[0] or ".") == os.path.realpath("."):
        del sys.path[0]  # where its sources lie
    return "ask\n\nthe project of %s is called %s\n%s" % (file, name, name)


def _is_standard(spec):
    """Whether a module comes with Python: nothing that pip installed, whose distribution would be looked for."""
    library = os.path.dirname(os.__file__) + os.sep
    place = spec.origin if spec.has_location and spec.origin else next(iter(spec.submodule_search_locations or []), "")
    below = place[len(library) :].split(os.sep)[0]
    return not place or (place.startswith(library) and below not in ("site-packages", "dist-packages"))


def _hint(name):
    if name.endswith((".whl", "pylock.toml")):
        return " (what is installed first is named on the command line of grade or gate)"
    if os.path.isdir(name):
        return " (of a project's folder, `.` there is what it has installed)"
    return " (a target is a name, or the file of an extension module or a wheel)" if os.sep in name else ""


def resolve(name):
    """``kind, file, problem, name``, a line each; no name: the same. The kind ``ask``: it may be a distribution, which takes modules to
    find out (isograde._distributions); the problem is then why it is no import name, or empty. ``absent``: unknown, and no mistake.
    """
    if name in _NOT_INSTALLED:
        kind, why = _NOT_INSTALLED[name]
        return _unknown(why, kind)
    if name.endswith(".so") and name.isprintable():
        return _of_file(name)
    if not name or name.startswith(".") or os.sep in name or not name.isprintable():
        return _unknown("%r is not a module name%s" % (name, _hint(name)))
    if not all(part.isidentifier() for part in name.split(".")):
        return "ask\n\n%r is not a module name" % name
    try:
        spec, missing = find(name)
    except Exception as error:  # a finder of this environment is broken
        return _unknown("looking for %s raised %s: %s" % (name, type(error).__name__, error))
    if spec is None:
        other = _other_python(name)
        if other:
            return _unknown("%s is built for another Python: %s (this one loads %s)" % (name, other, _SUFFIXES[0]))
        if missing != name:
            return "ask\n\nno module named %s: %s was not found" % (name, missing)
        return "ask\n\nno module named %s in this Python (%s)" % (name, sys.executable)
    loader = getattr(spec.loader, "__name__", type(spec.loader).__name__)
    if loader == "BuiltinImporter":
        return "builtin\n\n"
    file = spec.origin if spec.has_location else ""
    is_package = spec.submodule_search_locations is not None
    if not is_package and (loader == "ExtensionFileLoader" or (file and file.endswith(_SUFFIXES))):
        return "extension\n%s\n" % file
    if loader == "FrozenImporter" or _is_standard(spec):
        return "pure\n%s\n" % (file or "")
    return "ask\n%s\n" % (file or "")


def not_installed():
    """The names of what could not be installed and is no mistake, a line each."""
    return "\n".join(name for name, (kind, _) in _NOT_INSTALLED.items() if kind == "absent")


def standard_library_extensions():
    """Every shared and builtin extension module of the standard library, a line each."""
    names = set(sys.builtin_module_names)
    for folder in sys.path:
        if os.path.basename(folder) == "lib-dynload":
            for file in os.listdir(folder):
                name = module_name(os.path.join(folder, file), file)
                if name is not None:
                    names.add(name)
    return "\n".join(sorted(names))
