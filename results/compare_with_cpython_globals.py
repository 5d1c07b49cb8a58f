#!/usr/bin/env python3
"""Compares what isograde finds in static storage with CPython's own list of its globals, row by row.

    results/compare_with_cpython_globals.py GLOBALS_TO_FIX.TSV --python PY [--isograde PROGRAM] > TABLE.md

The list is Tools/c-analyzer/cpython/globals-to-fix.tsv of CPython's source; its sections on extension modules are compared. Each row is
found, with the file and line that isograde names, or it is said why not. Whether a variable is set at all is looked up without isograde:
by its symbol, in the memory of a process that has imported the module. Needs `nm` (binutils) and PY to be a build with symbols.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
SECTION = re.compile(r"^## global (non-objects|objects) to fix in extension modules$")
# Where the name of the module is not that of the file.
MODULES = {"rotatingtree.c": "_lsprof", "debughelpers.c": "_ssl", "datetime.h": "_zoneinfo", "ctypes.h": "_ctypes"}
HOST = {"_ctypes", "_ssl", "_decimal"}  # folders of Modules/ that are modules

# Prints, of each variable, whether any byte of it is set once the module was imported: the address in the file and the size are given.
READ_MEMORY = """
import ctypes, importlib, json, sys
module = importlib.import_module(sys.argv[1])
base = next(int(line.split('-')[0], 16) for line in open('/proc/self/maps') if line.rstrip().endswith(module.__file__))
print(json.dumps({name: any(ctypes.string_at(base + address, size)) for name, address, size in json.loads(sys.argv[2])}))
"""

Row = collections.namedtuple("Row", "kind file function name")


def rows(path):
    """Those of the sections on extension modules; `kind` is "objects" or "non-objects"."""
    kind = None
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith("## global "):
                match = SECTION.match(line)
                kind = match and match[1]
            elif kind and line and not line.startswith("#"):
                source, function, name = line.split("\t")[:3]
                yield Row(kind, source, "" if function == "-" else function, name)


def module_of(source):
    folder, name = os.path.split(source)
    if name in MODULES:
        return MODULES[name]
    if os.path.basename(folder) in HOST:
        return os.path.basename(folder)
    return re.sub(r"(module)?\.[ch]$", "", name)


def run(*words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def library(python, module):
    code = "import importlib.util, sys\nspec = importlib.util.find_spec(sys.argv[1])\nprint(spec.origin if spec else '')"
    return run(python, "-c", code, module).strip()


def variables(path):
    """Name -> [(address in the file, size)] of what lies in writable memory; function-local statics have a number behind their name."""
    found = collections.defaultdict(list)
    for line in run("nm", "--print-size", path).splitlines():
        match = re.match(r"([0-9a-f]+) ([0-9a-f]+) [bBdD] (.*)", line)
        if match:
            found[re.sub(r"\.\d+$", "", match[3])].append((int(match[1], 16), int(match[2], 16)))
    return found


class Module:
    def __init__(self, name, python, isograde):
        self.path = library(python, name)
        self.is_library = self.path.endswith(".so")
        if not self.is_library:
            return
        self.variables = variables(self.path)
        wanted = [(symbol, *places[0]) for symbol, places in self.variables.items()]
        self.is_set = json.loads(run(python, "-c", READ_MEMORY, name, json.dumps(wanted)) or "{}")
        with tempfile.TemporaryDirectory() as folder:
            report = os.path.join(folder, "report.json")
            run(isograde, "--python", python, "grade", name, "--check", "state/*", "--config", "legacy", "--format", "json", "--output", report)
            with open(report, encoding="utf-8") as file:
                (target,) = json.load(file)["targets"]
        self.found = {}
        for result in target["checks"]:
            for evidence in result["evidence"] if result["verdict"] == "fail" else ():
                if "variable" in evidence:
                    self.found.setdefault(evidence["variable"], (result["id"], evidence))

    def say(self, row):
        """(whether it was found, in words)"""
        if not self.path:
            return None, "the module is not built here"
        if not self.is_library:
            return None, "the module is compiled into this Python"
        if row.name in self.found:
            check, evidence = self.found[row.name]
            place = f"{os.path.basename(evidence.get('file', '?'))}:{evidence.get('line', '?')}"
            return True, f"{check}, {place}"
        if row.name not in self.variables:
            return None, "no such variable in this build"
        if row.kind == "non-objects":
            return None, "no object, and no further import overwrites it"
        if not self.is_set.get(row.name):
            return None, "not set by an import, nor by the recipe's calls"
        return False, "set by an import, and NOT found"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("globals")
    parser.add_argument("--python", required=True)
    parser.add_argument("--isograde", default=os.path.join(FOLDER, "..", "build", "bin", "isograde"))
    options = parser.parse_args()
    known = {}
    count = collections.Counter()
    lines = []
    for row in rows(options.globals):
        name = module_of(row.file)
        if name not in known:
            known[name] = Module(name, options.python, options.isograde)
        found, words = known[name].say(row)
        count[found] += 1
        local = f"{row.function}: " if row.function else ""
        lines.append(f"| {name} | {row.file} | {local}`{row.name}` | {'found' if found else '**missed**' if found is False else '-'} | {words} |")
    version = run(options.python, "-c", "import platform; print(platform.python_version())").strip()
    print(f"# CPython's own list of its globals, and what isograde finds of it on {version}\n")
    print("Made by `results/compare_with_cpython_globals.py globals-to-fix.tsv --python PY`.\n")
    print(f"{len(lines)} rows on extension modules: {count[True]} found, {count[False]} missed, {count[None]} for the reason given.\n")
    print("| module | file | variable | | where, or why not |\n|---|---|---|---|---|")
    print("\n".join(lines))
    return 1 if count[False] else 0


if __name__ == "__main__":
    sys.exit(main())
