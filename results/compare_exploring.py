#!/usr/bin/env python3
"""What exploring finds of the standard library's extension modules, beside what recipes lead to.

    results/compare_exploring.py [--isograde PROGRAM] [--module NAME...] [--jobs N] [--keep FOLDER] PYTHON...   > results/exploring.md

Grades them three times with each PYTHON: without calls, by their recipes alone, and without recipes by the calls that exploring finds.
A recipe leads to a finding (a check that fails with severity breaks or contaminates, of a module) where there is none without calls.
The table tells how many of these exploring leads to, and names those that it misses; and what it finds beside them, each with whether a
script that it writes shows it without isograde. A quarter of an hour for each CPython, or half; reports that are in FOLDER already are read
instead of made.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
WORST = {"breaks": 2, "contaminates": 1}


def findings(report):
    """{(module, check): severity}, the worst of all configs."""
    found = {}
    for target in report["targets"]:
        for check in target["checks"]:
            rank = WORST.get(check["severity"], 0)
            if check["verdict"] == "fail" and rank:
                key = target["name"], check["id"]
                found[key] = max(found.get(key, 0), rank)
    return found


class Library:
    """The standard library of one CPython."""

    def __init__(self, python, options):
        self.python = python
        self.options = options
        kept = pathlib.Path(options.keep) / python.strip("/").replace("/", "-") if options.keep else None
        self.folder = kept or pathlib.Path(tempfile.mkdtemp(prefix="isograde-"))
        self.folder.mkdir(parents=True, exist_ok=True)

    def graded(self, name, *more):
        file = self.folder / (name + ".json")
        if file.exists():
            return json.loads(file.read_text())
        new = self.folder / (name + ".new")
        targets = self.options.module or ["--stdlib"]
        subprocess.run(
            [self.options.isograde, "--python", self.python, "grade", *targets, "--no-store", "--seed", "1", "--format", f"json={new}", *more],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        new.rename(file)
        return json.loads(file.read_text())

    def empty_recipes(self, modules):
        """Options that take the recipes of these modules away."""
        for module in modules:
            file = self.folder / (module + ".toml")
            file.write_text(f'module = "{module}"\n')
            yield from ("--recipe", str(file))

    def run(self):
        jobs = ("--jobs", str(self.options.jobs)) if self.options.jobs else ()
        by_recipes = self.graded("recipes", "--explore", "0", *jobs)
        none = list(self.empty_recipes(target["name"] for target in by_recipes["targets"]))
        bare = self.graded("bare", "--explore", "0", *none, *jobs)
        scripts = self.folder / "scripts"
        explored = self.graded("explored", "--explore", "600", "--reproduce", str(scripts), *none, *jobs)
        self.version = explored["python"]["version"]
        self.modules = len(explored["targets"])
        base, recipes, calls = findings(bare), findings(by_recipes), findings(explored)
        self.led_to = sorted(key for key, rank in recipes.items() if rank > base.get(key, 0))
        self.missed = [key for key in self.led_to if calls.get(key, 0) < recipes[key]]
        self.more = sorted(key for key, rank in calls.items() if rank > max(base.get(key, 0), recipes.get(key, 0)))
        self.shown = {key: self.show(scripts, *key) for key in self.more}
        self.texts = {
            (target["name"], check["id"]): check["message"]
            for target in explored["targets"]
            for check in target["checks"]
            if check["verdict"] == "fail"
        }

    def show(self, scripts, module, check):
        """Whether a script shows a finding: it exits with 1."""
        for script in sorted(scripts.glob(f"{module}*{check.rpartition('/')[2]}*.py")):
            return subprocess.run([self.python, str(script)], capture_output=True, timeout=120, check=False).returncode == 1
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pythons", nargs="+", metavar="PYTHON")
    parser.add_argument("--isograde", default=str(CHECKOUT / "build" / "bin" / "isograde"))
    parser.add_argument("--module", action="append", help="only these")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--keep", metavar="FOLDER")
    options = parser.parse_args()
    libraries = []
    for python in options.pythons:
        library = Library(python, options)
        library.run()
        print(
            f"{library.version}: {len(library.led_to)} led to by recipes, {len(library.missed)} missed, {len(library.more)} more",
            file=sys.stderr,
            flush=True,
        )
        libraries.append(library)
    print("# What exploring finds of the standard library\n")
    print("Made by `results/compare_exploring.py`, which says how. Findings of severity breaks or contaminates, one for each module and check.\n")
    print("| CPython | extension modules | recipes lead to | exploring finds of these | beside them |")
    print("|---|---|---|---|---|")
    for one in libraries:
        found = len(one.led_to) - len(one.missed)
        share = f" ({100 * found // len(one.led_to)} %)" if one.led_to else ""
        print(f"| {one.version} | {one.modules} | {len(one.led_to)} | {found}{share} | {len(one.more)} |")
    for one in libraries:
        print(f"\n## {one.version}\n\nMissed:\n")
        print("\n".join(f"- {module}: {check}" for module, check in one.missed) or "- none")
        print("\nFound beside what recipes lead to:\n")
        words = {True: "a script shows it", False: "its script does not show it", None: "no script"}
        print(
            "\n".join(f"- {module}: {check}: {one.texts[module, check]} ({words[one.shown[module, check]]})" for module, check in one.more)
            or "- none"
        )


if __name__ == "__main__":
    main()
