"""The API as a type checker sees it, and the examples of docs/api.md."""

import importlib.util
import re
import subprocess
import sys
import unittest

from tests import package, pages, support

PAGE = support.CHECKOUT / "docs" / "api.md"
SCRIPT = """
import logging
from typing import Dict, List, Optional, Tuple

import isograde


def worst_of(names: List[str], python: Optional[str] = None) -> Optional[isograde.Target]:
    try:
        report: isograde.Report = isograde.grade(names, python=python, checks=["state/*"], configs=["isolated"], fast=True, seed=1)
    except isograde.UsageError as error:
        logging.warning("%s", error)
        if error.report is None:
            raise
        report = error.report
    return report.worst


def variables(target: isograde.Target) -> Dict[str, Tuple[Optional[str], Optional[int]]]:
    return {one.variable: (one.file, one.line) for check in target.findings for one in check.evidence if one.variable}


def missing(target: isograde.Target) -> Tuple[str, ...]:
    return target.use.isolated.missing_modules if target.use and target.use.isolated else ()


def blocked(environment: isograde.Environment) -> Dict[str, Tuple[str, ...]]:
    return {one.name: one.blocked_by for one in environment if one.in_pool == "refuses"}


loaded: isograde.Report = isograde.load("report.json")
plain: Dict[str, object] = loaded.to_json()
version: str = isograde.__version__
blocked(isograde.env(python="python3.13"))
"""
# Each with what is wrong with it.
WRONG = (
    ('isograde.grade(["_csv"], checs="state/*")', "call-arg"),
    ('isograde.grade(["_csv"], configs="isolate")', "arg-type"),
    ('line: int = isograde.load("r").targets[0].checks[0].evidence[0].line', "assignment"),
    ('isograde.load("r").targets[0].grade == "G"', "comparison-overlap"),
    ('isograde.load("r").date = ""', "misc"),
    ("isograde.no_such", "attr-defined"),
    ('isograde.load("r").no_such', "attr-defined"),
)


def examples():
    """The Python of the page, block by block."""
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)


@unittest.skipUnless(importlib.util.find_spec("mypy"), "the package mypy is not installed")
class Types(support.Case):
    def check(self, code):
        file = self.write("script.py", code)
        # From the installed package's own folder, as an editable installation would have it: what is wrong in there is told too.
        env = support.environment(MYPYPATH=str(package.FOLDER), MYPY_CACHE_DIR=str(support.BUILD / "mypy"))
        command = (sys.executable, "-m", "mypy", "--strict", "--no-error-summary", file)
        return subprocess.run(command, env=env, cwd=self.folder, capture_output=True, text=True)

    def test_of_a_script(self):
        checked = self.check(SCRIPT)
        self.assertEqual((0, ""), (checked.returncode, checked.stdout), checked.stderr)

    def test_of_the_pages_examples(self):
        for code in examples():
            with self.subTest(code):
                checked = self.check(code)
                self.assertEqual((0, ""), (checked.returncode, checked.stdout), checked.stderr)

    def test_what_is_wrong_is_told(self):
        said = self.check("import isograde\n" + "".join(line + "\n" for line, _ in WRONG)).stdout
        told = re.findall(r"^script\.py:(\d+): error: .*\[([\w-]+)\]$", said, re.MULTILINE)
        self.assertEqual([(str(number), code) for number, (_, code) in enumerate(WRONG, 2)], told, said)

    def test_of_all_names(self):
        names = "".join(f"isograde.{name}\n" for name in package.load().__all__)
        checked = self.check("import isograde\n" + names)
        self.assertEqual((0, ""), (checked.returncode, checked.stdout), checked.stderr)


class Examples(support.Case):
    def test_run(self):
        self.write("report.json", pages.report("3.13.0", [pages.target("_csv")]))
        self.assertEqual(3, len(examples()))
        for code in examples():
            with self.subTest(code):
                run = package.run(code, cwd=self.folder)
                self.assertEqual((0, ""), (run.returncode, run.stderr))
                self.assertIn("no_such_module" if "no_such_module" in code else "_csv", run.stdout)
