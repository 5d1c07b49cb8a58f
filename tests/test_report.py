"""What a run reports: the json for programs, the text for people, the exit code for a CI."""

import json
import os
import pathlib
import pty
import re
import shlex
import subprocess
import tempfile
import unittest

from tests import support

try:
    import jsonschema
except ImportError:
    jsonschema = None

ISOLATED, CONTAMINATING, CRASHING, REFUSING = "isolated_with_state", "shared_heap_type", "crashes_at_import", "refuses_cleanly_by_itself"
ESCAPE = "\x1b["


def on_terminal(*arguments, **changes):
    """What a run writes to a terminal, stdout and stderr together."""
    ours, theirs = pty.openpty()
    env = support.environment(TERM="xterm", **changes)
    process = subprocess.Popen(support.command("grade", *arguments), env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the last one closed it
            break
        if not part:
            break
        written += part
    os.close(ours)
    process.wait(timeout=support.TIME_LIMIT)
    return written.decode(errors="replace")


class Json(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        package = pathlib.Path(folder.name) / "some_package"
        package.mkdir()
        (package / "__init__.py").touch()
        for name in (ISOLATED, CONTAMINATING):
            built = next(support.MODULES.glob(f"{name}.*"))
            (package / built.name).symlink_to(built)
        names = [ISOLATED, CONTAMINATING, CRASHING, REFUSING, "enum", "sys", "some_package", "no_such_module", "raises_at_import"]
        cls.run_of_all = support.grade(*names, env=support.environment(PYTHONPATH=f"{support.MODULES}:{folder.name}"))

    @unittest.skipIf(jsonschema is None, "the package jsonschema is not installed")
    def test_holds_to_its_schema(self):
        schema = json.loads((support.CHECKOUT / "harness/report/report.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        errors = [f"{error.json_path}: {error.message}" for error in jsonschema.Draft202012Validator(schema).iter_errors(self.run_of_all.report)]
        self.assertEqual([], errors)

    def test_tells_the_python_that_it_holds_for(self):
        python = self.run_of_all.report["python"]
        self.assertEqual(support.version(), tuple(map(int, python["version"].split(".")[:2])))
        self.assertEqual("dbg" in support.PYTHON or "debug" in support.PYTHON, python["debug"])

    def test_tells_kinds_and_files(self):
        kinds = {target["name"]: target["kind"] for target in self.run_of_all.report["targets"]}
        expected = {ISOLATED: "extension", "enum": "pure", "sys": "builtin", "some_package": "distribution", "no_such_module": "unknown"}
        self.assertEqual(expected, {name: kinds[name] for name in expected})
        target = self.run_of_all.target(ISOLATED)
        sha256 = subprocess.run(["sha256sum", target["file"]], capture_output=True, text=True, check=True).stdout.split()[0]
        self.assertEqual(sha256, target["sha256"])

    def test_package_has_the_grade_of_its_worst_module(self):
        package = self.run_of_all.target("some_package")
        self.assertEqual(f"some_package.{CONTAMINATING}", package["worst"])
        self.assertEqual("D", package["grade"])
        self.assertIn(package["worst"], package["reason"])
        self.assertEqual("some_package", self.run_of_all.target(f"some_package.{ISOLATED}")["distribution"])

    def test_every_check_is_reported_in_every_config_or_once(self):
        for name in (ISOLATED, CONTAMINATING, CRASHING):
            with self.subTest(name):
                configs = {}
                for result in self.run_of_all.results(name):
                    configs.setdefault(result["id"], set()).add(result["config"])
                self.assertEqual(set(support.checks_here()), set(configs))
                every = {"legacy", "strict", "isolated", "override"} if support.version() >= (3, 12) else {"legacy"}
                for check, found in configs.items():
                    self.assertTrue(found == {"any"} or found <= every, (check, found))

    def test_order_is_that_of_the_request(self):
        names = [target["name"] for target in self.run_of_all.report["targets"] if "distribution" not in target]
        self.assertEqual([ISOLATED, CONTAMINATING, CRASHING, REFUSING, "enum", "sys", "some_package", "no_such_module", "raises_at_import"], names)

    def test_goes_to_stdout_where_asked(self):
        run = support.isograde("grade", ISOLATED, "--format", "json")
        self.assertEqual("isograde/report/2", json.loads(run.out)["schema"])

    def test_text_and_json_cannot_both_go_to_stdout(self):
        self.assertEqual(support.USAGE, support.isograde("grade", ISOLATED, "--format", "text,json").exit_code)


class Threshold(unittest.TestCase):
    def exit_code(self, *arguments):
        return support.isograde("grade", *arguments).exit_code

    def test_met_and_missed(self):
        own = "A" if support.version() >= (3, 12) else "B"
        self.assertEqual(support.THRESHOLD_MET, self.exit_code(ISOLATED, "--fail-under", own))
        self.assertEqual(support.THRESHOLD_MET, self.exit_code(CONTAMINATING, "--fail-under", "D"))
        self.assertEqual(support.BELOW_THRESHOLD, self.exit_code(CONTAMINATING, "--fail-under", "C"))
        self.assertEqual(support.BELOW_THRESHOLD, self.exit_code(CRASHING, "--fail-under", "D"))

    def test_none_asked_for(self):
        self.assertEqual(support.THRESHOLD_MET, self.exit_code(CONTAMINATING, CRASHING))

    def test_one_of_several_missed(self):
        self.assertEqual(support.BELOW_THRESHOLD, self.exit_code(ISOLATED, CONTAMINATING, "--fail-under", "B"))

    def test_refusing_is_neutral(self):
        self.assertEqual(support.THRESHOLD_MET, self.exit_code(REFUSING, "--fail-under", "A"))

    def test_nothing_to_grade(self):
        self.assertEqual(support.NOTHING_TO_GRADE, self.exit_code("raises_at_import", "--fail-under", "A"))

    def test_missed_one_is_said(self):
        run = support.isograde("grade", CONTAMINATING, ISOLATED, "--fail-under", "B")
        self.assertEqual(f"isograde: {CONTAMINATING} has the grade D, below B, the threshold\n", run.err)


class Text(unittest.TestCase):
    def test_no_colour_and_no_progress_but_on_a_terminal(self):
        run = support.isograde("grade", CONTAMINATING, ISOLATED)
        self.assertNotIn(ESCAPE, run.out + run.err)
        self.assertNotIn("\r", run.out + run.err)
        self.assertEqual("", run.err)

    def test_colour_and_progress_on_a_terminal(self):
        written = on_terminal(CONTAMINATING, ISOLATED)
        self.assertRegex(written, r"\x1b\[[\d;]*m" + CONTAMINATING)
        self.assertRegex(written, r"\r[^\n]")

    def test_no_color_is_honoured(self):
        self.assertNotRegex(on_terminal(CONTAMINATING, NO_COLOR="1"), r"\x1b\[[\d;]*m")

    def test_empty_no_color_is_none(self):
        self.assertRegex(on_terminal(CONTAMINATING, NO_COLOR=""), r"\x1b\[[\d;]*m")

    def test_declared_stands_beside_demonstrated(self):
        out = support.isograde("grade", CONTAMINATING).out
        self.assertRegex(out, r"declares +\S.*(\n {18}\S.*)*\n +demonstrated +legacy loads")

    def test_failures_come_with_evidence_and_before_the_rest(self):
        run = support.isograde("grade", CONTAMINATING, "--verbose")
        verdicts = "|".join(("breaks", "contaminates", "hygiene", "note", "pass", "not applicable", "could not tell"))
        kinds = re.findall(rf"(?m)^ {{4}}({verdicts})  \w+/[\w-]+", run.out)
        first_pass = kinds.index("pass")
        self.assertIn("contaminates", kinds[:first_pass])
        self.assertNotIn("contaminates", kinds[first_pass:])
        self.assertRegex(support.one_line(run.out), CONTAMINATING + r"\.\w+: a heap type, type at 0x[0-9a-f]+, in interpreters main, 1, 2, 3")

    def test_passing_checks_are_folded_unless_verbose(self):
        brief, verbose = (support.isograde("grade", ISOLATED, *more).out for more in ([], ["--verbose"]))
        self.assertNotIn("loading/loads-in-any-order", brief)
        self.assertIn("loading/loads-in-any-order", verbose)
        self.assertRegex(brief, r"checks: \d+ passed")

    def test_a_grade_without_a_recipe_says_what_it_does_not_rest_on(self):
        words = "import only: its functions were not called"
        self.assertIn(words, support.one_line(support.isograde("grade", ISOLATED).out))
        recipe = support.CHECKOUT / "modules_under_test" / "conforming" / ISOLATED / f"{ISOLATED}.toml"
        self.assertNotIn(words, support.one_line(support.isograde("grade", ISOLATED, "--recipe", recipe).out))

    def test_notes_are_no_failures(self):
        own = "A" if support.version() >= (3, 12) else "B"
        run = support.isograde("grade", ISOLATED)
        self.assertRegex(run.out, rf"{ISOLATED}  {own}  ")
        self.assertRegex(run.out, r"checks: \d+ passed, 0 failed, \d+ not applicable")

    def test_who_has_enough_of_a_list_ends_it_quietly(self):
        for arguments in (("list", "checks"), ("explain", "grades")):
            command = " ".join(map(shlex.quote, support.command(*arguments)))
            piped = subprocess.run(["bash", "-o", "pipefail", "-c", f"{command} | true"], env=support.environment(), capture_output=True, text=True)
            self.assertEqual("", piped.stderr)

    def test_several_targets_end_in_counts(self):
        out = support.isograde("grade", ISOLATED, CONTAMINATING).out
        self.assertRegex(out, rf"\n\n2 graded\n +1 D +{CONTAMINATING}\n +1 [AB] +{ISOLATED}\n\Z")

    def test_a_target_is_a_screen(self):
        """25 lines of 80 characters, or as many as the terminal has; no word is broken."""
        for columns, changes in ((80, {}), (120, {"COLUMNS": "120"})):
            out = support.isograde("grade", CONTAMINATING, "_socket", "readline", env=support.environment(**changes)).out
            screens = [block for block in out.split("\n\n")[1:] if not block.startswith("control,")][:-1]
            self.assertEqual(3, len(screens), out)
            for screen in screens:
                lines = screen.splitlines()
                self.assertLessEqual(len(lines), 25, screen)
                self.assertLessEqual(max(map(len, lines)), columns, screen)
            self.assertGreater(max(map(len, out.splitlines())), columns - 20, out)

    def test_a_cause_is_told_once_with_what_to_do(self):
        out = support.isograde("grade", CONTAMINATING).out
        said = support.one_line(out)
        self.assertEqual(1, out.count("context_type"), out)
        self.assertRegex(said, rf"contaminates, process state: `context_type` \(PyObject \*, {CONTAMINATING}\.c:\d+\) seen ")
        self.assertIn("shows in interpreters-share-no-objects, ", said)
        self.assertIn("remedy Move ", said)
        command = re.search(r"next +isograde (explain \S+)", out)[1].split()
        self.assertEqual(0, support.isograde(*command).exit_code)

    def test_timings_are_told_where_asked(self):
        self.assertRegex(support.isograde("grade", ISOLATED, "--timings").out, r"\d+ interpreters, \d+ children, .* floor ")
        self.assertNotIn("timings", support.isograde("grade", ISOLATED).out)


class Explain(unittest.TestCase):
    def test_every_check_is_explained(self):
        for check in support.check_ids():
            with self.subTest(check):
                run = support.isograde("explain", check)
                self.assertEqual(0, run.exit_code)
                self.assertIn(check, run.out)
                self.assertIn("https://", run.out)

    def test_every_check_shows_a_module_that_fails_it(self):
        for check in support.check_ids():
            with self.subTest(check):
                out = support.isograde("explain", check).out
                self.assertRegex(out, r"(?m)^Before: \w+, which fails it$")
                if check.startswith(("state/", "c_api/")):
                    self.assertRegex(out, r"(?m)^After: \w+, repaired$")
                    self.assertEqual(2, out.count("PyMODINIT_FUNC") + out.count("PYBIND11_MODULE"), out)

    def test_a_grade_is_explained(self):
        for grade, words in (("B", "isolated under a shared GIL"), ("refuses", "declines further interpreters")):
            with self.subTest(grade):
                run = support.isograde("explain", grade)
                self.assertEqual((0, ""), (run.exit_code, run.err))
                self.assertIn(f"{grade}: ", run.out)
                self.assertIn(words, run.out)

    def test_a_suite_and_what_begins_alike_is_explained(self):
        suite = support.isograde("explain", "declaration").out
        self.assertIn("declaration/keeps-its-word (breaks)", suite)
        self.assertNotIn("\nstate/", suite)
        self.assertIn("state/no-objects-in-static-storage (", support.isograde("explain", "no-").out)
        self.assertEqual(support.isograde("explain", "state/calls-leave-no-trace").out, support.isograde("explain", "calls-leave").out)

    def test_help_and_version_have_other_names(self):
        for short, usual in ((["help"], ["--help"]), (["help", "gate"], ["gate", "--help"]), (["-V"], ["--version"])):
            with self.subTest(short):
                self.assertEqual(support.isograde(*usual).out, support.isograde(*short).out)
                self.assertEqual(0, support.isograde(*short).exit_code)

    def test_grades_are_explained(self):
        out = support.isograde("explain", "grades").out
        for grade in ("A", "B", "C", "D", "F", "refuses", "unknown"):
            self.assertRegex(out, rf"(?m)^\s*{grade}\b")
