"""The wheel, installed into a new virtual environment, finds what the build tree finds."""

import functools
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from tests import support

WHEELS = sorted((support.BUILD / "wheel").glob("*.whl"))


@functools.cache
def runner():
    """In front of a command of a Python that lives in a root of its own."""
    run = pathlib.Path(support.PYTHON).with_name("run")
    return [str(run)] if run.exists() else []


def run(*command, **how):
    return subprocess.run(
        [*runner(), *map(str, command)], capture_output=True, text=True, timeout=support.TIME_LIMIT, stdin=subprocess.DEVNULL, **how
    )


@unittest.skipUnless(WHEELS, "no wheel was built: ci/wheel")
class Wheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        made = subprocess.run([support.PYTHON, "-m", "venv", cls.folder / "venv"], capture_output=True, text=True)
        if made.returncode:
            raise unittest.SkipTest(f"{support.PYTHON} cannot make virtual environments: {made.stdout}{made.stderr}")
        cls.bin = cls.folder / "venv" / "bin"
        installed = run(cls.bin / "python", "-m", "pip", "install", "--no-index", "--no-deps", "--disable-pip-version-check", *WHEELS)
        assert installed.returncode == 0, installed.stdout + installed.stderr

    def isograde(self, *arguments):
        return run(self.bin / "isograde", *arguments, env=support.environment(), cwd=self.folder)

    def findings(self, command):
        file = self.folder / "report.json"
        graded = command("grade", "_csv", "--fast", "--output", file)
        code = getattr(graded, "returncode", getattr(graded, "exit_code", None))
        self.assertEqual(0, code, graded)
        report = json.loads(file.read_text())
        return support.Run(0, "", "", report).findings() | report["targets"][0]["demonstrated"]

    def test_is_one_for_all(self):
        (wheel,) = WHEELS
        self.assertRegex(wheel.name, r"^isograde-[\d.]+-cp38-abi3-manylinux_\d+_\d+_x86_64\.whl$")

    def test_finds_what_the_build_tree_finds(self):
        self.assertEqual(self.findings(support.isograde), self.findings(self.isograde))

    def test_explains_with_the_modules_that_it_carries(self):
        explained = self.isograde("explain", "state/no-objects-in-static-storage")
        self.assertEqual(0, explained.returncode, explained.stderr)
        self.assertIn("PyMODINIT_FUNC", explained.stdout)

    def test_says_its_version(self):
        self.assertRegex(self.isograde("--version").stdout, r"^isograde \d+\.\d+\.\d+\n$")
        self.assertRegex(WHEELS[0].name, self.isograde("--version").stdout.split()[1])

    def test_exit_codes_are_isogrades(self):
        self.assertEqual(support.USAGE, self.isograde("grade", "no_such_module").returncode)

    def test_grades_in_another_python(self):
        base = run(self.bin / "python", "-c", "import os, sys; print(os.path.realpath(sys.executable))").stdout.strip()
        self.assertNotEqual(0, run(base, "-c", "import isograde", cwd=self.folder).returncode)
        other = self.isograde("--python", base, "grade", "_csv", "--fast")
        self.assertEqual(0, other.returncode, other.stderr)
        absent = self.isograde("--python", "/no/such/python", "grade", "_csv")
        self.assertEqual((2, "isograde: no Python at /no/such/python\n"), (absent.returncode, absent.stderr))

    def test_runs_as_a_module(self):
        self.assertRegex(run(self.bin / "python", "-m", "isograde", "--version", cwd=self.folder).stdout, r"^isograde \d")

    def script(self):
        file = self.folder / "script.py"
        file.write_text("import isograde\n\ntarget: isograde.Target = isograde.grade('_csv', fast=True).target('_csv')\nprint(target.name)\n")
        return file

    def test_is_imported(self):
        ran = run(self.bin / "python", self.script(), env=support.environment(), cwd=self.folder)
        self.assertEqual((0, "_csv\n"), (ran.returncode, ran.stdout), ran.stderr)

    @unittest.skipUnless(importlib.util.find_spec("mypy"), "the package mypy is not installed")
    @unittest.skipIf(runner(), "this CPython lives in a root of its own")
    def test_is_typed(self):
        """To mypy, which asks the environment's Python where its packages are, and wants a py.typed there."""
        # Of the language, any that mypy knows.
        python = ("--python-executable", self.bin / "python", "--python-version", "3.12")
        mypy = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", self.folder / "mypy", *python, self.script())
        checked = subprocess.run(mypy, env=support.environment(), cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)

    def test_measures(self):
        flags = ("--no-peers", "--repetitions", "1", "--benchmark_min_time=0.001", "--benchmark_filter=^create/nothing/legacy")
        measured = self.isograde("bench", "--config", "legacy", *flags)
        self.assertEqual(0, measured.returncode, measured.stderr)
        self.assertIn("legacy: takes ", measured.stdout)

    def test_needs_no_library_of_elfutils(self):
        for file in self.folder.glob("venv/lib/python3*/site-packages/isograde/*"):
            if file.is_file() and file.read_bytes()[:4] == b"\x7fELF":
                needed = subprocess.run(["readelf", "-d", file], capture_output=True, text=True).stdout
                # Google Benchmark, which comes along, is a shared library of C++: it is not loaded when modules are graded.
                for library in ("libdw", "libelf", "liblzma") + (() if "bench" in file.name else ("libstdc++",)):
                    self.assertNotIn(library, needed, file)
