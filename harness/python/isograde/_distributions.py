"""From a name to the distribution that pip installed, or the package that lies there.

Runs in a child of its own: it imports importlib.metadata. Found through a distribution's RECORD, or through
the hosting interpreter's own finders where that does not list its modules (editable installs, vendored packages, namespaces).
"""

import ast
import functools
import json
import os
import re

from isograde import _installed, _targets

PYTHON_SUFFIX = ".py"
_LIBRARY = re.compile(r"\.so(\.\d+)*$")


def normalized(name):
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


class _Files:
    """The files of a distribution by import name: what is a package, a module, an extension module, a library that is none."""

    def __init__(self):
        self.modules = {}  # import name: file
        self.packages = set()  # names of modules that have submodules
        self.folders = set()  # names of folders with modules in them, packages or not
        self.extensions = {}
        self.libraries = []

    def add(self, parts, path):
        """``parts``: of the path below an entry of sys.path, or below what leads there."""
        folders, file = list(parts[:-1]), parts[-1]
        if "__pycache__" in folders or any("." in one for one in folders):
            if _LIBRARY.search(file):
                self.libraries.append(path)
            return
        name = _targets.module_name(path, file)
        if name is None and file.endswith(PYTHON_SUFFIX):
            name = file[: -len(PYTHON_SUFFIX)]
        elif name is None:
            if _LIBRARY.search(file) and not _targets.is_for_another_python(file):
                self.libraries.append(path)
            return
        else:
            self.extensions[".".join(folders + ([] if name == "__init__" and folders else [name]))] = path
        for count in range(1, len(folders) + 1):
            self.folders.add(".".join(folders[:count]))
        if name == "__init__" and folders:
            self.packages.add(".".join(folders))
            self.modules[".".join(folders)] = path
        else:
            self.modules[".".join(folders + [name])] = path

    def add_tree(self, prefix, folder):
        for here, folders, files in os.walk(folder):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            relative = os.path.relpath(here, folder)
            parts = list(prefix) + ([] if relative == "." else relative.split(os.sep))
            for file in sorted(files):
                self.add(parts + [file], os.path.join(here, file))

    def owned(self):
        """The highest import names below which everything is its own: a namespace package is shared with others."""
        names = {name.split(".")[0] for name in self.modules}
        found = []
        while names:
            name = min(names)
            names.discard(name)
            if name in self.modules:
                found.append(name)
            else:
                below = name + "."
                names |= {below + other[len(below) :].split(".")[0] for other in self.modules if other.startswith(below)}
        return sorted(found)


def _lines_of_record(text):
    import csv

    try:
        return [row[0] for row in csv.reader(text.splitlines()) if row]
    except csv.Error as error:
        raise ValueError(str(error)) from None


def _is_metadata(path):
    first = path.split("/")[0]
    return first.endswith((".dist-info", ".egg-info", ".data")) or path.startswith("..") or os.path.isabs(path)


class _Distribution:
    def __init__(self, metadata):
        self._of = metadata
        self.folder = str(getattr(metadata, "_path", ""))

    @functools.cached_property
    def _record_and_fault(self):
        try:
            record = self._of.read_text("RECORD")
            if record is None:  # an egg-info, as setup.py develop or Debian make it
                record = self._of.read_text("installed-files.txt") or ""
                record = "\n".join(line for line in record.splitlines() if not line.startswith(".."))
            return record, ""
        except UnicodeDecodeError:
            return "", "it is no text"
        except OSError as error:
            return "", error.strerror

    @property
    def record(self):
        return self._record_and_fault[0]

    @functools.cached_property
    def _entries_and_fault(self):
        if self._record_and_fault[1]:
            return [], self._record_and_fault[1]
        try:
            entries = [line for line in _lines_of_record(self.record) if not _is_metadata(line)]
        except ValueError as error:
            return [], str(error)
        if entries and not any(self._is_there(line) for line in entries):
            return [], "nothing is there of what it lists"
        return entries, ""

    def _is_there(self, line):
        try:
            return os.path.exists(str(self._of.locate_file(line)))
        except ValueError:  # a zero byte
            return False

    def entries(self):
        return self._entries_and_fault[0]

    @property
    def damage(self):
        """In a sentence, why its RECORD tells nothing; empty: it does."""
        fault = self._entries_and_fault[1]
        return "the RECORD of %s is damaged (%s): what it has is looked for by its name" % (self.name, fault) if fault else ""

    # Dozens of distributions are asked for their names, and parsing takes a millisecond.
    @functools.cached_property
    def key(self):
        """Its name as PEP 503 compares it: that of the folder, where there is one."""
        stem, dot, kind = os.path.basename(self.folder).rpartition(".")
        named = re.sub(r"-[^-]*(-py[\d.]+)?$", "", stem) if dot and kind in ("dist-info", "egg-info") else ""
        return normalized(named or self.name)

    @functools.cached_property
    def _message(self):
        try:
            return self._of.metadata or {}
        except Exception:  # there is none, or it is no text
            return {}

    def _said(self, field):
        return str(self._message[field] or "") if field in self._message else ""

    @property
    def name(self):
        return self._said("Name") or os.path.basename(self.folder).partition("-")[0]

    @property
    def version(self):
        return self._said("Version")

    def problem(self, others):
        """What is wrong with it, in a sentence; empty: nothing. ``others``: what else is installed."""
        if self.damage:
            return self.damage
        if not self._said("Name"):
            return "the METADATA in %s has no name: the distribution is taken for %s, after its folder" % (self.folder, self.name)
        entries = self.entries()
        missing = [line for line in entries if line.endswith(".so") and not self._is_there(line)]
        if missing:
            more = " and %d more" % (len(missing) - 1) if len(missing) > 1 else ""
            return "%s is damaged: %s%s, which its RECORD lists, is not there" % (self.name, missing[0], more)
        own = {line for line in entries if line.endswith((PYTHON_SUFFIX, ".so"))}
        tops = {line.split("/")[0] for line in own}
        for other in others:
            if other.key == self.key or not any(top in other.record for top in tops):
                continue
            both = own.intersection(other.entries())
            if both:
                return "%s and %s have both installed %s: what is there is of the last one" % (self.name, other.name, min(both))
        return ""

    def mentions(self, top):
        """Quickly: whether something of that top-level name may be its own."""
        listed = self.record + "\n" + (self._of.read_text("top_level.txt") or "")
        return re.search(r"^[\"]?%s(?![\w-])" % re.escape(top), listed, re.MULTILINE) is not None

    def tops(self):
        """First parts of the paths of its files, suffixes left out."""
        return {match.group(1) for match in re.finditer(r'^"?([^/."\n]+)', self.record, re.MULTILINE)}

    def _lines(self):
        """Of its RECORD; none of a damaged one."""
        return [] if self.damage else _lines_of_record(self.record)

    def paths(self):
        """All its files, what Python compiles aside."""
        return [str(self._of.locate_file(line)) for line in self._lines() if not line.endswith(".pyc")]

    def needs(self):
        """Names of the distributions that it requires, whatever for but an extra, as PEP 503 compares them."""
        named = [line for line in self._message.get_all("Requires-Dist") or () if "extra" not in line.partition(";")[2]] if self._message else []
        return sorted({normalized(match.group()) for match in (re.match(r"[\w.-]+", line.strip()) for line in named) if match})

    def extension_files(self):
        """Paths that have a suffix of this Python's extension modules; where its RECORD does not list its modules, of these."""
        listed = [line for line in self._lines() if _targets.may_be_extension(line)]
        return listed or ([] if self._lists_modules() else list(self.files().extensions.values()))

    def _lists_modules(self):
        """Not so of an editable install, nor of a damaged one."""
        return bool(self._lines()) and not any(line.endswith(".pth") or line.startswith("__editable__") for line in self._lines())

    def files(self):
        found = _Files()
        entries = self.entries()
        paths = [line for line in entries if line.endswith(".pth")]
        # What a path file imports at every start is a finder, be it the only module that is listed.
        finders = {name + PYTHON_SUFFIX for line in paths for name in _imports_of_path_file(str(self._of.locate_file(line)))}
        others = paths + [line for line in entries if line.startswith("__editable__") or line in finders]
        for line in entries:
            if line not in others:
                found.add(line.split("/"), str(self._of.locate_file(line)))
        if not found.modules:
            self._add_editable(found, others)
        return found

    # An editable install lists no module: its metadata may, or its finder; or the name is the same.
    def _add_editable(self, found, others):
        names = (self._of.read_text("top_level.txt") or "").split()
        for line in others:
            path = str(self._of.locate_file(line))
            if line.endswith(PYTHON_SUFFIX):
                names += _names_of_finder(path)
            elif line.endswith(".pth"):
                names += [name for name in _names_in_path_file(path) if normalized(name) == normalized(self.name)]
        if not names and (others or self.damage or not self.record):
            names = [re.sub(r"[-.]+", "_", self.name), re.sub(r"[-_.]+", "_", self.name).lower()]
        for name in dict.fromkeys(names):
            spec, _ = _spec_of(name)
            if spec is not None:
                _add_spec(found, name, spec)


# Of a finder that setuptools writes: MAPPING is a dict of names and paths, MAPPING: dict[str, str] = {...}.
def _names_of_finder(path):
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return []
    names = []
    for node in ast.walk(tree):  # install({'mypackage'}, ...), as meson-python has it
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Set):
            names += [one.value for one in node.args[0].elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    for node in tree.body:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        if any(getattr(target, "id", "") in ("MAPPING", "NAMESPACES") for target in targets):
            try:
                names += [str(name) for name in ast.literal_eval(node.value)]
            except ValueError:
                continue
    return names


def _imports_of_path_file(path):
    try:
        with open(path, encoding="utf-8") as file:
            return re.findall(r"^import\s+(\w+)", file.read(), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return []


def _names_in_path_file(path):
    names = []
    try:
        with open(path, encoding="utf-8") as file:
            folders = [line.strip() for line in file if line.strip() and not line.startswith(("#", "import"))]
        for folder in folders:
            names += [file.split(".")[0] for file in sorted(os.listdir(folder))]
    except (OSError, UnicodeDecodeError):
        pass
    return names


def _spec_of(name):
    try:
        return _targets.find(name)
    except Exception:  # a finder of this environment is broken; the name was looked for before
        return None, name


def _add_spec(found, name, spec):
    locations = spec.submodule_search_locations
    if locations is not None:
        for location in locations:
            found.add_tree(name.split("."), location)
    elif spec.has_location and spec.origin:
        parts = name.split(".")[:-1] + [os.path.basename(spec.origin)]
        found.add(parts, spec.origin)


def all_distributions():
    """The distributions of this environment, each name once."""
    from importlib import metadata

    seen = set()
    for one in metadata.distributions():
        try:
            distribution = _Distribution(one)
        except Exception:  # its metadata is damaged; others may own the name
            continue
        leftover = os.path.basename(distribution.folder).startswith("~")  # of an installation that pip broke off
        if distribution.key not in seen and not leftover:  # the first on the path is what is imported
            seen.add(distribution.key)
            yield distribution


def listing():
    """Yields JSON of each distribution, by name, as target/installed.h has it; without isograde's own."""
    from importlib import metadata

    listed = {}
    for one in metadata.distributions():
        folder = os.path.basename(str(getattr(one, "_path", "")))
        known = {"name": folder.partition("-")[0].replace(".egg", ""), "version": "", "extension_files": 0, "tops": [], "needs": [], "problem": ""}
        if folder.startswith("~"):
            continue
        try:
            distribution = _Distribution(one)
            if distribution.key in listed or distribution.key == "isograde":
                continue
            known["name"] = distribution.name
            known["version"] = distribution.version
            known["extension_files"] = len(distribution.extension_files())
            known["tops"] = sorted(distribution.tops())
            known["needs"] = distribution.needs()
            key = distribution.key
        except Exception as error:  # whatever is wrong with it, the others are listed
            key = normalized(known["name"])
            known["problem"] = "%s cannot be read: %s: %s" % (folder, type(error).__name__, " ".join(str(error).split()))
        listed.setdefault(key, known)
    for key in sorted(listed):
        yield json.dumps(dict(listed[key], key=key))


def is_inside(name, prefix):
    return name == prefix or name.startswith(prefix + ".")


def _owners(name):
    """Distributions that own an import name, or something below it, with their files."""
    top = name.split(".")[0]
    found = []
    for distribution in all_distributions():
        if not distribution.mentions(top) and distribution.entries():
            continue
        try:
            files = distribution.files()
        except Exception:  # as above
            continue
        if any(is_inside(name, prefix) or is_inside(prefix, name) for prefix in files.owned()):
            found.append((distribution, files))
    return found


def _target(name, files, distribution=None):
    return {
        "name": name,
        "problem": " ".join(distribution.problem(all_distributions()).split()) if distribution else "",
        "kind": "distribution",
        "file": distribution.folder if distribution else "",
        "distribution": distribution.name if distribution else "",
        "version": distribution.version if distribution else "",
        "packages": files.owned(),
        "members": [{"name": member, "file": file} for member, file in sorted(files.extensions.items())],
        "libraries": sorted(files.libraries),
        "roots": [],
    }


def _unknown(name, problem):
    return {"name": name, "kind": "unknown", "problem": " ".join(problem.split())}


def _by_import_name(name, spec):
    """The distribution that a package or module belongs to; None: it is as good as a module by itself."""
    owners = _owners(name)
    whole = [(one, files) for one, files in owners if any(is_inside(name, prefix) for prefix in files.owned())]
    if len(whole) > 1:
        several = " and ".join(sorted(one.name for one, _ in whole))
        return _unknown(name, "%s is in several distributions: name the one that is meant, %s" % (name, several)), None
    if not whole and len(owners) > 1:
        several = ", ".join(sorted(one.name for one, _ in owners))
        return _unknown(name, "%s is a namespace of several distributions: name one of %s" % (name, several)), None
    for distribution, files in whole or owners:
        if name in files.owned() or name not in files.modules:
            return _target(name, files, distribution), files
        # A package inside of a distribution, by its own name: what is below it.
    files = _Files()
    _add_spec(files, name, spec)
    target = _target(name, files)
    target["packages"] = [name]
    return target, files


def find(name, problem):
    """The target of that name, and its files by import name. ``problem``: why it is no import name; empty: it is one."""
    if not problem:
        spec, _ = _targets.find(name)
        target, files = _by_import_name(name, spec)
        if target.get("members"):
            return target, files
        if target["kind"] == "unknown":
            return target, None
        return {"name": name, "kind": "pure", "file": (spec.origin or "") if spec.has_location else ""}, None
    for distribution in all_distributions():
        if distribution.key != normalized(name):
            continue
        files = distribution.files()
        if not files.modules:
            why = "has no module that could be imported" if distribution.record else "lists no files: name its package instead"
            return _unknown(name, "the distribution %s %s" % (distribution.name, why)), None
        return _target(distribution.name, files, distribution), files
    return _unknown(name, problem + ", and no distribution is called so" + _installed.did_you_mean(name, all_distributions())), None
