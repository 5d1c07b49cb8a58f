"""What the acceptance tests share: running isograde as its user does, and reading what it reports.

Given by ci/test in the environment:

ISOGRADE_BUILD    the built tree
ISOGRADE_PYTHON   the CPython to run isograde in
ISOGRADE_MODULES  where the modules under test were built for that CPython
"""

import dataclasses
import fnmatch
import functools
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("ISOGRADE_BUILD", CHECKOUT / "build")).absolute()
PYTHON = os.environ["ISOGRADE_PYTHON"]
MODULES = pathlib.Path(os.environ["ISOGRADE_MODULES"]).absolute() / "modules"
TIME_LIMIT = 300  # seconds for one run of isograde, on a machine that is busy with other things

# The exit codes of DESIGN.md.
THRESHOLD_MET, BELOW_THRESHOLD, USAGE, NOTHING_TO_GRADE, HARNESS_FAILED = 0, 1, 2, 77, 99


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of isograde that has ended."""

    exit_code: int
    out: str
    err: str
    report: dict | None

    def target(self, name):
        return next(target for target in self.report["targets"] if target["name"] == name)

    def grade(self, name):
        return self.target(name)["grade"]

    def grades(self):
        return {target["name"]: target["grade"] for target in self.report["targets"]}

    def results(self, name, check="*"):
        return [result for result in self.target(name)["checks"] if fnmatch.fnmatch(result["id"], check)]

    def failed(self, name):
        """Ids of the checks that this target fails in some config."""
        return {result["id"] for result in self.results(name) if result["verdict"] == "fail"}

    def counted_failures(self, name):
        """The failures that its grade may rest on."""
        return [result for result in self.target(name)["checks"] if result["verdict"] == "fail" and result["counts"]]

    def why(self, name):
        """What its grade rests on, in the words of its failures: a message for an assertion about the grade."""
        said = [f"{result['id']} ({result['config']}): {result['message']}" for result in self.counted_failures(name)]
        return "\n".join([self.target(name)["reason"], *said])

    def findings(self):
        """What a run found, in a form in which two runs compare: no addresses, no times, no order."""
        return {
            (target["name"], result["id"], result["config"]): (result["verdict"], result["severity"])
            for target in self.report["targets"]
            for result in target["checks"]
        }


def environment(**changes):
    """This process's environment without what changes isograde's behaviour, and with the modules under test on sys.path."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("GTEST_", "PYTHON", "ISOGRADE_TEST")) and key not in ("NO_COLOR", "FORCE_COLOR")
    }
    kept["PYTHONPATH"] = str(MODULES)
    kept["ISOGRADE_STORE"] = ""  # what is tested is run
    kept["ISOGRADE_EXPLORE"] = "0"  # and what a recipe says is called, no more: what exploring adds has tests of its own
    kept.update(changes)
    return {key: value for key, value in kept.items() if value is not None}


def command(*arguments, python=PYTHON):
    return [str(BUILD / "bin" / "isograde"), "--python", str(python), *map(str, arguments)]


def isograde(*arguments, env=None, cwd=None, python=PYTHON, time_limit=TIME_LIMIT, by=()):
    """Run isograde with these arguments and nothing on its standard input; `by`: a program, with its arguments, that starts it."""
    process = subprocess.run(
        [*map(str, by), *command(*arguments, python=python)],
        env=env or environment(),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=time_limit,
    )
    return Run(process.returncode, process.stdout.decode(), process.stderr.decode(), None)


def grade(*arguments, **how):
    """`isograde grade` of these targets with a json report, which is read if there is one.

    GoogleTest's flags go behind a `--`, as on the command line.
    """
    arguments = list(map(str, arguments))
    with tempfile.TemporaryDirectory(prefix="isograde-tests-") as folder:
        file = os.path.join(folder, "report.json")
        split = arguments.index("--") if "--" in arguments else len(arguments)
        run = isograde("grade", *arguments[:split], "--output", file, *arguments[split:], **how)
        report = None
        if os.path.exists(file):
            with open(file, "rb") as opened:
                report = json.load(opened)
    return dataclasses.replace(run, report=report)


class Case(unittest.TestCase):
    """With a folder of each test's own, and what isograde says about bad input."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        """A file in the folder: text, or what becomes JSON."""
        file = self.folder / name
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    def assert_one_sentence(self, run, *parts):
        """Exit code 2, and one line of stderr, isograde's own, that names what it is about."""
        self.assertEqual(USAGE, run.exit_code, run.out + run.err)
        self.assertRegex(run.err, r"\Aisograde: [^\n]+\n\Z")
        for part in parts:
            self.assertIn(str(part), run.err)


def one_line(text):
    """A text that is wrapped for a terminal, as it reads."""
    return " ".join(text.split())


def once(function):
    """Calls a function of no arguments the first time, and from then on gives what it gave, or raises what it raised."""
    outcome = []

    @functools.wraps(function)
    def remembered():
        if not outcome:
            try:
                outcome.extend((function(), None))
            except Exception as raised:
                outcome.extend((None, raised))
        given, raised = outcome
        if raised is not None:
            raise raised
        return given

    return remembered


@functools.cache
def full_version():
    """Of the Python under test: (major, minor, micro)."""
    answer = subprocess.run([PYTHON, "-I", "-S", "-c", "import sys; print(*sys.version_info[:3])"], capture_output=True, check=True)
    return tuple(map(int, answer.stdout.split()))


def version():
    """Of the Python under test: (major, minor)."""
    return full_version()[:2]


@functools.cache
def is_debug_build():
    """Whether the Python under test was built with assertions, and is slower for it."""
    code = "import sys; sys.exit(not hasattr(sys, 'gettotalrefcount'))"
    return subprocess.run([PYTHON, "-I", "-S", "-c", code]).returncode == 0


@functools.cache
def has_module(name):
    """Whether the Python under test finds a module of that name."""
    code = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
    return subprocess.run([PYTHON, "-I", "-c", code, name]).returncode == 0


@functools.cache
def check_ids():
    """The checklist, as `isograde list checks` prints it."""
    return re.findall(r"^(\w+/[\w-]+) ", isograde("list", "checks").out, re.MULTILINE)


# Checks of interpreters that run at the same time.
WANT_OWN_GIL = ("concurrency/parallel-import", "concurrency/parallel-use-agrees", "concurrency/parallel-use-scales")


def checks_here():
    """Those that make sense in some config of the Python under test."""
    return [check for check in check_ids() if version() >= (3, 12) or check not in WANT_OWN_GIL]


@functools.cache
def has_libpython():
    """Whether the Python under test is in a shared library, rather than in its executable."""
    code = "import pathlib, sys; sys.exit('libpython' not in pathlib.Path('/proc/self/maps').read_text())"
    return subprocess.run([PYTHON, "-I", "-S", "-c", code]).returncode == 0
