"""From an import name to what is on disk, without importing it.

Uses the hosting interpreter's own finders, so virtual environments, ``.pth`` files and editable installs count. Imports
nothing: the process that runs this is the one that every experiment is forked from.
Each public function returns lines, the form that the harness reads.
"""

import _imp
import os
import sys

_SUFFIXES = tuple(_imp.extension_suffixes())


def _find(name):
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
    """Whether a file with a bare ``.so`` suffix is an extension module, not a library that lies beside one."""
    with open(path, "rb") as file:
        data = file.read()
    name = name.encode("ascii", "ignore")
    return b"PyInit_" + name in data or b"PyModExport_" + name in data


def _module_name(file, folder):
    """Import name of an extension module by its file's name; None if this Python does not load it."""
    for suffix in _SUFFIXES:
        if file.endswith(suffix):
            name = file[: -len(suffix)]
            if not name.isidentifier():
                continue
            if suffix == ".so" and not _is_extension(os.path.join(folder, file), name):
                return None
            return name
    return None


def _extension_modules(package, locations):
    found = set()
    for location in locations:
        for folder, folders, files in os.walk(location):
            folders[:] = [name for name in folders if name.isidentifier() and name != "__pycache__"]
            relative = os.path.relpath(folder, location)
            prefix = [package] + ([] if relative == "." else relative.split(os.sep))
            for file in files:
                name = _module_name(file, folder)
                if name is not None:
                    found.add(".".join(prefix if name == "__init__" else prefix + [name]))
    return sorted(found)


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


def _unknown(problem):
    return "unknown\n\n" + " ".join(problem.split())


def resolve(name):
    """``kind, file, problem, extension modules of a package...``, a line each."""
    if not all(part.isidentifier() for part in name.split(".")):
        hint = " (a target is an import name, not a file)" if os.sep in name or name.endswith(".so") else ""
        return _unknown("%r is not a module name%s" % (name, hint))
    try:
        spec, missing = _find(name)
    except Exception as error:  # a finder of this environment is broken
        return _unknown("looking for %s raised %s: %s" % (name, type(error).__name__, error))
    if spec is None:
        other = _other_python(name)
        if other:
            return _unknown("%s is built for another Python: %s (this one loads %s)" % (name, other, _SUFFIXES[0]))
        if missing != name:
            return _unknown("no module named %s: %s was not found" % (name, missing))
        return _unknown("no module named %s in this Python (%s)" % (name, sys.executable))
    loader = getattr(spec.loader, "__name__", type(spec.loader).__name__)
    if loader == "BuiltinImporter":
        return "builtin\n\n"
    file = spec.origin if spec.has_location else ""
    if loader == "ExtensionFileLoader" or (file and file.endswith(_SUFFIXES)):
        return "extension\n%s\n" % file
    modules = _extension_modules(name, spec.submodule_search_locations or [])
    return "\n".join(["package" if modules else "pure", file or "", ""] + modules)


def standard_library_extensions():
    """Every shared and builtin extension module of the standard library, a line each."""
    names = set(sys.builtin_module_names)
    for folder in sys.path:
        if os.path.basename(folder) == "lib-dynload":
            for file in os.listdir(folder):
                name = _module_name(file, folder)
                if name is not None:
                    names.add(name)
    return "\n".join(sorted(names))
