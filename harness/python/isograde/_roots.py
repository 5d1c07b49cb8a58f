"""What the users of a distribution import: its roots, found by importing it, in a child of its own."""

import ast
import functools
import json
import os
import re
import sys

from isograde import _contents
from isograde._distributions import PYTHON_SUFFIX, find, is_inside, normalized

_MOST_TRIED = 200  # public modules that are imported to find who loads the members that are left
_LONGEST_SOURCE = 2_000_000  # bytes
_TEST_PARTS = {"test", "tests", "conftest"}


def _is_test(name):
    return any(part in _TEST_PARTS or part.startswith("test_") for part in name.split("."))


def _is_public(name):
    """Whether an import statement of its users may name it: what a compiler adds may have a name that is no identifier."""
    return not _is_test(name) and all(part.isidentifier() and not part.startswith("_") for part in name.split("."))


@functools.lru_cache(None)
def _words(path):
    return frozenset(re.findall(r"\w+", _source(path)))


@functools.lru_cache(None)
def _source(path):
    try:
        if os.path.getsize(path) <= _LONGEST_SOURCE:
            with open(path, encoding="utf-8", errors="replace") as file:
                return file.read()
    except OSError:
        pass
    return ""


@functools.lru_cache(None)
def _guarded(path):
    """Last parts of the names that a source imports within ``try``: it can do without these."""
    try:
        tree = ast.parse(_source(path))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    names = set()
    for attempt in ast.walk(tree):
        if not isinstance(attempt, ast.Try):
            continue
        for node in attempt.body:
            if isinstance(node, ast.ImportFrom):
                names |= {(node.module or "").rpartition(".")[2]} | {alias.name for alias in node.names}
            elif isinstance(node, ast.Import):
                names |= {alias.name.rpartition(".")[2] for alias in node.names}
    return names


def _packages_of(name):
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def _candidates(files, unloaded):
    """Public modules that may load what is still unloaded: whose sources lead to their names, and extension modules themselves.

    These come first, as ``lxml.etree``, but last where a module of Python does without them if need be, as ``tornado.speedups``: its
    users import that one.
    """
    sources = {
        name: _words(file) for name, file in files.modules.items() if file.endswith(PYTHON_SUFFIX) and name not in sys.modules and not _is_test(name)
    }
    leads = {}  # module: steps to an unloaded member
    last_parts = {name.rpartition(".")[2] for name in unloaded}
    wanted = last_parts
    step = 0
    while wanted:
        step += 1
        new = {name for name, words in sources.items() if name not in leads and wanted & words}
        leads.update(dict.fromkeys(new, step))
        wanted = {name.rpartition(".")[2] for name in new} - {"__init__"}
    guarded = set().union(*(_guarded(files.modules[name]) for name in leads if sources[name] & last_parts))
    for name in unloaded:
        leads[name] = step if name.rpartition(".")[2] in guarded else 0
        for package in _packages_of(name):  # their import comes first anyway
            if package in files.modules:
                leads[package] = 0
    public = [name for name in leads if _is_public(name) and name not in sys.modules]
    return sorted(public, key=lambda name: (leads[name], name.count("."), name))[:_MOST_TRIED]


def _is_loaded(member):
    """Whether an extension module is there, and no module that its package has put in its place."""
    file = getattr(sys.modules.get(member["name"]), "__file__", None)
    return isinstance(file, str) and os.path.basename(file) == os.path.basename(member["file"])


class _Search:
    """Imports what the users of a distribution import, until its members are loaded or nothing leads to the rest."""

    def __init__(self, target, files):
        self.target = target
        self.files = files

    def unloaded(self):
        return [member["name"] for member in self.target["members"] if not _is_loaded(member)]

    def import_root(self, name):
        before = set(sys.modules)
        try:
            __import__(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            # What it loaded before it failed, nobody who imports the others has.
            for new in set(sys.modules) - before:
                if any(is_inside(new, package) for package in self.target["packages"]):
                    del sys.modules[new]
            return error
        return None

    def found(self):
        for member in self.target["members"]:
            member["is_loaded"] = _is_loaded(member)
        return self.target

    def run(self):
        tops = [name for name in self.target["packages"] if _is_public(name)] or self.target["packages"]
        same = normalized(self.target["distribution"] or self.target["name"])
        tops.sort(key=lambda name: (normalized(name) != same, name))
        roots = self.target["roots"]
        failed = []
        for name in tops:
            (failed if self.import_root(name) is not None else roots).append(name)
            yield self.found()
        if not roots:
            roots.extend(failed)  # what its import says is told when it is graded
            yield self.found()
            return
        tried = set(tops)
        while self.unloaded():
            left = [name for name in _candidates(self.files, self.unloaded()) if name not in tried]
            if not left or len(tried) > _MOST_TRIED:
                break
            tried.add(left[0])
            before = len(self.unloaded())
            if self.import_root(left[0]) is None and len(self.unloaded()) < before:
                roots.append(left[0])
                yield self.found()


def _imported(name):
    try:
        __import__(name)
    except KeyboardInterrupt:
        raise
    except BaseException:  # told when it is graded
        pass


def discover(name, problem, wants_contents):
    """Yields the target as far as it is known, again and again, since what it imports may end the process; then, where that is
    wanted, what it rests on (isograde._contents). Pairs of what it is, "target" or "contents", and JSON.
    """
    watching = _contents.watch() if wants_contents else None
    target, files = find(name, problem)
    yield "target", json.dumps(target)
    if target["kind"] == "distribution":
        for known in _Search(target, files).run():
            yield "target", json.dumps(known)
    elif target["kind"] == "pure":
        _imported(target["name"])
    if wants_contents and target["kind"] != "unknown":
        own = list(files.modules.values()) + files.libraries if files is not None else [target["file"]]
        yield "contents", json.dumps(_contents.contents(own, watching))
