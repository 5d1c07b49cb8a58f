"""`import isograde` from a program: what it grades is what the command line grades, and what exits 2 or 99 is raised."""

import json
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

from tests import package, pages, support

isograde = package.load()

ISOLATED, CONTAMINATING, UNIMPORTABLE, HANGING = "isolated_with_state", "shared_heap_type", "raises_at_import", "hangs_at_import"
QUICK = {"checks": "identity/*", "fast": True}
QUICK_OPTIONS = ("--check", "identity/*", "--fast")

# Grades by keyword arguments, and prints what came of it as JSON.
GRADE = """
import json, sys, isograde
try:
    report = isograde.grade(**json.loads(sys.argv[1]))
    print(json.dumps({"raised": None, "report": report.to_json()}))
except isograde.Error as error:
    report = error.report and error.report.to_json()
    print(json.dumps({"raised": type(error).__name__, "said": str(error), "report": report}))
"""


def comparable(report):
    """A report without when it was made and what it cost, and with no addresses, which differ from process to process."""
    kept = {key: value for key, value in report.items() if key not in ("date", "timings")}
    return json.loads(re.sub(r"0x[0-9a-f]+", "0x", json.dumps(kept)))


class Grade(support.Case):
    def grade(self, targets, env=None, code=GRADE, **how):
        run = package.run(code, json.dumps({"targets": targets, **QUICK, **how}), env=env, cwd=self.folder)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        return json.loads(run.stdout)

    def test_finds_what_the_command_line_finds(self):
        by_script = self.grade([ISOLATED, CONTAMINATING], seed=1)["report"]
        by_command = support.grade(ISOLATED, CONTAMINATING, *QUICK_OPTIONS, "--seed", 1, cwd=self.folder).report
        self.assertEqual(comparable(by_command), comparable(by_script))
        self.assertIn("fail", {check["verdict"] for target in by_script["targets"] for check in target["checks"]})

    def test_grades_in_another_python(self):
        report = isograde.grade(CONTAMINATING, python=support.PYTHON, env=support.environment(), cwd=self.folder, **QUICK)
        self.assertEqual(support.full_version(), tuple(map(int, re.findall(r"\d+", report.python.version)[:3])))
        self.assertIn("identity/interpreters-share-no-objects", {check.id for check in report.target(CONTAMINATING).findings})

    def test_options_are_the_command_lines(self):
        recipe = support.CHECKOUT / "modules_under_test" / "conforming" / ISOLATED / f"{ISOLATED}.toml"
        options = {
            "interpreters": 2,
            "jobs": 1,
            "stress": 2,
            "timeout": 20.5,
            "explore": 30,
            "configs": "legacy",
            "recipes": [str(recipe)],
            "options": ["--tries=0"],
        }
        report = self.grade(ISOLATED, seed=7, all_members=True, **options)["report"]
        self.assertEqual((2, 2, 7, True), tuple(report[key] for key in ("interpreters", "stress", "seed", "fast")))
        self.assertEqual({"legacy"}, set(report["targets"][0]["demonstrated"]))
        self.assertGreater(report["targets"][0]["called"]["answered"], 0)
        self.assertNotIn("recipe", report)

    def test_unknown_target_is_a_usage_error_with_the_report_of_the_others(self):
        came = self.grade(["no_such_module", ISOLATED])
        self.assertEqual("UsageError", came["raised"])
        self.assertRegex(came["said"], r"\Ano module named no_such_module\b")
        self.assertEqual(["no_such_module", ISOLATED], [target["name"] for target in came["report"]["targets"]])

    def test_unknown_check_is_a_usage_error(self):
        came = self.grade(ISOLATED, checks="no-such/*")
        self.assertEqual(("UsageError", None), (came["raised"], came["report"]))
        self.assertIn("no-such/*", came["said"])

    def test_words_that_are_no_targets_are_usage_errors(self):
        for targets, word in (("--stdlib", "--stdlib"), ([], "no target"), (["a\0b"], "a\\x00b")):
            with self.subTest(targets), self.assertRaisesRegex(isograde.UsageError, re.escape(word)):
                isograde.grade(targets)
        with self.assertRaisesRegex(isograde.UsageError, "/no/such/folder"):
            isograde.grade(ISOLATED, cwd="/no/such/folder")
        with self.assertRaisesRegex(isograde.UsageError, "/no/such/python"):
            isograde.grade(ISOLATED, python="/no/such/python")

    def test_nothing_to_grade_raises_nothing(self):
        came = self.grade(UNIMPORTABLE)
        self.assertIsNone(came["raised"])
        self.assertEqual("unknown", came["report"]["targets"][0]["grade"])

    def test_project_has_targets_and_its_threshold_raises_nothing(self):
        self.write("pyproject.toml", f'[tool.isograde]\ntargets = ["{CONTAMINATING}"]\nthreshold = "B"\n')
        self.assertEqual(support.BELOW_THRESHOLD, support.isograde("grade", *QUICK_OPTIONS, cwd=self.folder).exit_code)
        report = isograde.grade(python=support.PYTHON, env=support.environment(), cwd=self.folder, **QUICK)
        self.assertEqual([CONTAMINATING], [target.name for target in report.below("B")])

    def test_where_a_comma_is_in_the_temporary_folders_name(self):
        """Which ends a file's name in a list of formats."""
        (self.folder / "a,b").mkdir()
        came = self.grade(UNIMPORTABLE, env=package.environment(TMPDIR=f"{self.folder}/a,b"))
        self.assertEqual([UNIMPORTABLE], [target["name"] for target in came["report"]["targets"]], came)

    def test_fault_of_the_harness_is_raised(self):
        came = self.grade(ISOLATED, env=package.environment(TMPDIR="/no/such/folder"))
        self.assertEqual(("HarnessError", None), (came["raised"], came["report"]))
        self.assertIn("internal error", came["said"])

    def test_what_is_said_on_the_side_is_logged(self):
        log = "import logging; logging.basicConfig(level='INFO', format='%(name)s %(message)s', filename=json.loads(sys.argv[1])['cwd'] + '/log')"
        self.write("pyproject.toml", '[tool.isograde]\nthreshold = "A"\n')
        self.grade(CONTAMINATING, code="import json, sys\n" + log + GRADE, cwd=str(self.folder))
        self.assertRegex((self.folder / "log").read_text(), rf"(?m)^isograde {CONTAMINATING} has the grade D, below A, the threshold")


class Interrupted(unittest.TestCase):
    def test_ends_the_run_and_its_children(self):
        code = (
            "import isograde, sys\ntry: isograde.grade(sys.argv[1], python=sys.argv[2], timeout=300)\nexcept KeyboardInterrupt: print('interrupted')"
        )
        arguments = (sys.executable, "-c", code, HANGING, support.PYTHON)
        script = subprocess.Popen(arguments, env=package.environment(), stdout=subprocess.PIPE, text=True)
        self.addCleanup(script.stdout.close)
        self.addCleanup(script.kill)
        deadline = time.monotonic() + support.TIME_LIMIT
        while len(started := self.descendants(script.pid)) < 2:  # the run, and an experiment of its
            self.assertLess(time.monotonic(), deadline, "no experiment has begun")
            time.sleep(0.01)
        script.send_signal(signal.SIGINT)
        self.assertEqual("interrupted\n", script.communicate(timeout=support.TIME_LIMIT)[0])
        self.assertEqual([], [pid for pid in started if pathlib.Path(f"/proc/{pid}").exists()])

    def descendants(self, pid):
        try:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            return []
        return [one for child in children for one in (child, *self.descendants(child))]


class Ending(support.Case):
    """However a run ends, as a program shows it that stands in for a Python: what isograde is told, it gets as arguments."""

    def python(self, script):
        file = self.write("python", f"#!/bin/sh\nfor file; do :; done\nfile=${{file#--format=json=}}\n{script}\n")
        file.chmod(0o755)
        return file

    def raised(self, script, error=isograde.HarnessError):
        with self.assertRaises(error) as raised:
            isograde.grade("module", python=self.python(script))
        return raised.exception

    def test_of_the_harness_with_a_report(self):
        report = self.write("report.json", pages.report("3.13.0", [pages.target("module")]))
        error = self.raised(f"cp {report} $file; echo 'isograde: it failed' >&2; exit 99")
        self.assertEqual("it failed", str(error))
        self.assertEqual("module", error.report.targets[0].name)

    def test_of_a_control_is_told_by_the_report_alone(self):
        control = [{"config": "legacy", "experiment": "main-first", "outcome": outcome} for outcome in ("complete", "crashed with SIGABRT")]
        failed = pages.result("a/b", verdict="harness_error", message="no answer")
        found = pages.report("3.13.0", [pages.target("module", "unknown", checks=[failed] * 4)], control=control)
        error = self.raised(f"cp {self.write('report.json', found)} $file; exit 99")
        first, second, third, last = str(error).splitlines()
        self.assertEqual("control, with no extension, legacy main-first: crashed with SIGABRT", first)
        self.assertEqual(["module, a/b (legacy): no answer"] * 2, [second, third])
        self.assertEqual("and 2 more", last)
        self.assertEqual("unknown", error.report.targets[0].grade)

    def test_by_a_signal(self):
        self.assertIn("signal 9 (Killed)", str(self.raised("kill -KILL $$")))

    def test_by_an_exception_of_python(self):
        error = self.raised("echo 'ImportError: no such library' >&2; exit 1")
        self.assertEqual(("ImportError: no such library", None), (str(error), error.report))

    def test_without_a_report(self):
        self.assertIn("status 0", str(self.raised("exit 0")))

    def test_with_a_report_that_is_none(self):
        self.assertIn("schema", str(self.raised("echo '{}' >$file")))

    def test_by_ctrl_c(self):
        with self.assertRaises(KeyboardInterrupt):
            isograde.grade("module", python=self.python("exit 130"))

    def test_whoever_lives_on_is_not_waited_for(self):
        report = self.write("report.json", pages.report("3.13.0", []))
        begun = time.monotonic()
        isograde.grade("module", python=self.python(f"sleep 60 & echo $! >{self.folder}/pid; cp {report} $file"))
        self.addCleanup(subprocess.run, ["kill", (self.folder / "pid").read_text().strip()])
        self.assertLess(time.monotonic() - begun, 30)

    def test_of_env(self):
        found = {"date": "2026-03-01T12:00:00Z", "distributions": [], "pure": [], "unreadable": [], "store": {"hits": 0, "misses": 0}}
        report = pages.report("3.13.0", [])
        known = {key: report[key] for key in ("isograde", "python", "interpreters", "timings")}
        file = self.write("env.json", {**known, **found, "schema": "isograde/env/1"})
        python = self.python(f'echo "$2" >{self.folder}/command; cp {file} $file')
        self.assertEqual("3.13.0", isograde.env(python=python).python.version)
        self.assertEqual("env\n", (self.folder / "command").read_text())


class Package(unittest.TestCase):
    def test_importing_it_imports_nothing_else(self):
        code = "import sys; before = set(sys.modules); import isograde; print(*sorted(set(sys.modules) - before))"
        self.assertEqual("isograde\n", package.run(code).stdout)

    def test_has_what_it_says(self):
        code = "import isograde\nfrom isograde import *\nprint(set(isograde.__all__) - set(globals()), set(isograde.__all__) - set(dir(isograde)))"
        run = package.run(code)
        self.assertEqual("set() set()\n", run.stdout, run.stderr)

    def test_what_it_has_not_is_an_attribute_error(self):
        with self.assertRaisesRegex(AttributeError, "no attribute 'no_such'"):
            isograde.no_such  # noqa: B018
