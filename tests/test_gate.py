"""`isograde gate`: exit 1 when something got worse than the baseline, and says what."""

import contextlib
import copy
import functools
import json
import os
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree

from tests import support

ISOLATED = "isolated_with_state"
CONTAMINATING = "shared_heap_type"
SUITE = ("--check", "identity/*", "--check", "exceptions/*", "--check", "loading/*")  # enough, and quick


def grades(*names):
    return support.grade(*names, *SUITE).report


class Gate(support.Case):
    @classmethod
    def setUpClass(cls):
        cls.now = grades(ISOLATED, CONTAMINATING)

    def setUp(self):
        super().setUp()
        self.baseline = self.folder / "baseline.json"
        self.report = self.write("report.json", self.now)

    def baseline_where(self, change):
        """The report of now, but for what `change` does to it."""
        before = copy.deepcopy(self.now)
        change({target["name"]: target for target in before["targets"]}, before)
        self.write("baseline.json", before)

    def gate(self, *arguments):
        """Compares the report of now with the baseline."""
        return support.isograde("gate", "--baseline", self.baseline, "--report", self.report, *arguments, cwd=self.folder)

    # Grading

    def test_a_baseline_is_made_and_compared_with(self):
        made = support.isograde("gate", "--baseline", self.baseline, "--update", ISOLATED, *SUITE)
        self.assertEqual(0, made.exit_code, made.err)
        run = support.isograde("gate", "--baseline", self.baseline, *SUITE)
        self.assertEqual(0, run.exit_code, run.out + run.err)
        self.assertIn("nothing changed", run.out)

    def test_the_comparison_is_written_in_other_formats(self):
        self.baseline_where(lambda targets, report: self.without_a_subject(targets[CONTAMINATING]))
        files = {name: self.folder / f"comparison.{name}" for name in ("json", "markdown", "junit", "sarif")}
        run = self.gate(*(word for name, file in files.items() for word in ("--format", f"{name}={file}")))
        self.assertEqual(1, run.exit_code, run.err)
        self.assertIn("fails of more than before", run.out)
        told = json.loads(files["json"].read_text())
        self.assertTrue(told["worse"])
        self.assertEqual([self.subject], told["changes"][0]["subjects"])
        self.assertIn("| worse | " + CONTAMINATING.replace("_", "\\_"), files["markdown"].read_text())
        suite = xml.etree.ElementTree.parse(files["junit"]).getroot().find("testsuite")
        self.assertEqual(("1", "0"), (suite.get("failures"), suite.get("skipped")))
        results = json.loads(files["sarif"].read_text())["runs"][0]["results"]
        self.assertEqual(["identity/interpreters-share-no-objects"], [one["ruleId"] for one in results])

    def test_the_comparison_goes_to_stdout_in_one_of_them(self):
        self.baseline_where(lambda targets, report: None)
        run = self.gate("--format", "json")
        self.assertEqual(0, run.exit_code, run.err)
        self.assertEqual((False, []), (json.loads(run.out)["worse"], json.loads(run.out)["changes"]))

    # Evidence

    def without_a_subject(self, target):
        """Takes what one failed check is about in all configs away, but for one that nobody else has."""
        for check in target["checks"]:
            if check["id"] == "identity/interpreters-share-no-objects" and check["verdict"] == "fail":
                self.subject = check["evidence"][0]["object_path"]
                for one in check["evidence"]:
                    one["object_path"] += ".older"
                    one.pop("variable", None)

    def test_one_object_more_is_worse_and_is_what_is_told(self):
        self.baseline_where(lambda targets, report: self.without_a_subject(targets[CONTAMINATING]))
        run = self.gate()
        self.assertEqual(1, run.exit_code, run.out)
        self.assertIn(f"fails of more than before: {self.subject}", run.out)

    def test_an_acceptance_of_one_variable_is_of_no_other(self):
        self.baseline_where(lambda targets, report: self.without_a_subject(targets[CONTAMINATING]))
        row = f'[[accepted]]\ntarget = "{CONTAMINATING}"\ncheck = "*"\nreason = "issue 12"\nvariable = '
        for name, code in ((self.subject, 0), ("another", 1)):
            with self.subTest(name):
                run = self.accepted(row + json.dumps(name) + "\n")
                self.assertEqual(code, run.exit_code, run.out + run.err)

    def test_a_module_that_is_no_longer_there_is_gone(self):
        self.baseline_where(lambda targets, report: targets[ISOLATED].update(name="no_such_module"))
        run = support.isograde("gate", "--baseline", self.baseline, "no_such_module", *SUITE)
        self.assertEqual(1, run.exit_code, run.err)
        self.assertIn("gone: ", run.out)

    def test_a_module_that_can_no_longer_be_imported_is_worse(self):
        module = self.folder / "was_here.py"
        module.write_text("import os\nos.environ['WAS_HERE'] = '1'\n")  # which is told, so that its grade is no A
        gate = functools.partial(
            support.isograde, "gate", "--baseline", self.baseline, "--fast", env=support.environment(PYTHONPATH=str(self.folder))
        )
        made = gate("--update", "was_here")
        self.assertEqual(0, made.exit_code, made.err)
        module.write_text("raise ImportError('broken by the last commit')\n")
        run = gate()
        self.assertEqual(1, run.exit_code, run.out + run.err)
        self.assertRegex(run.out, r"worse +was_here\n +grade unknown, was .*broken by the last commit")

    def test_an_update_says_what_is_no_longer_in_the_baseline(self):
        self.baseline_where(lambda targets, report: None)
        run = support.isograde("gate", "--baseline", self.baseline, "--update", ISOLATED, *SUITE)
        self.assertEqual(0, run.exit_code, run.err)
        self.assertIn(f"no longer in it: {CONTAMINATING}", run.out)

    def test_an_update_replaces_a_broken_baseline(self):
        self.baseline.write_text("{")
        run = support.isograde("gate", "--baseline", self.baseline, "--update", ISOLATED, *SUITE)
        self.assertEqual(0, run.exit_code, run.err)
        self.assertEqual(ISOLATED, json.loads(self.baseline.read_text())["targets"][0]["name"])

    def test_a_part_of_the_checks_against_all_of_them(self):
        self.baseline_where(lambda targets, report: report.update(selection=[]))
        run = support.isograde("gate", "--baseline", self.baseline, "--check", "identity/*")
        self.assertEqual(0, run.exit_code, run.out + run.err)
        self.assertRegex(run.out, r"note: .*grades are not compared")

    # Comparing

    def test_a_failure_of_the_harness_is_never_that_of_a_module(self):
        self.baseline_where(lambda targets, report: None)
        now = copy.deepcopy(self.now)
        now["targets"][0]["checks"][0].update(verdict="harness_error", message="no memory")
        now["targets"][0].update(grade="unknown")
        now["targets"].append(dict(now["targets"][1], name="no_such_module", kind="unknown", grade="unknown", checks=[]))
        self.write("report.json", now)
        self.assertEqual(99, self.gate().exit_code)

    def test_lighter_failures_than_asked_for_do_not_fail(self):
        self.baseline_where(
            lambda targets, report: targets[CONTAMINATING].update(
                grade="B", checks=[dict(check, verdict="pass") for check in targets[CONTAMINATING]["checks"]]
            )
        )
        now = copy.deepcopy(self.now)
        now["targets"][1].update(grade="D")
        for check in now["targets"][1]["checks"]:
            check.update(severity="contaminates")
        self.write("report.json", now)
        self.assertEqual(1, self.gate().exit_code)
        run = self.gate("--fail-on", "breaks")
        self.assertEqual(0, run.exit_code, run.out)
        self.assertRegex(run.out, r"noted +" + CONTAMINATING + r"\n +grade D, was B")

    def test_the_same_is_no_change(self):
        self.baseline_where(lambda targets, report: None)
        run = self.gate()
        self.assertEqual(0, run.exit_code, run.err)
        self.assertIn("nothing changed", run.out)

    def test_worse_names_module_check_and_variable(self):
        def was_isolated(targets, report):
            targets[CONTAMINATING]["grade"] = "A"
            for check in targets[CONTAMINATING]["checks"]:
                check["verdict"] = "pass"

        self.baseline_where(was_isolated)
        run = self.gate()
        self.assertEqual(1, run.exit_code, run.err)
        self.assertRegex(run.out, rf"worse +{CONTAMINATING}\n +grade [DF], was A")
        self.assertRegex(run.out, rf"worse +{CONTAMINATING}  identity/\S+  .*legacy")

    def test_better_does_not_fail(self):
        def was_worse(targets, report):
            targets[ISOLATED]["grade"] = "F"
            targets[ISOLATED]["checks"][0].update(verdict="fail", message="it was so")

        self.baseline_where(was_worse)
        now = copy.deepcopy(self.now)
        now["targets"][0].update(grade="A", reason="isolated")
        self.write("report.json", now)
        run = self.gate()
        self.assertEqual(0, run.exit_code, run.err)
        self.assertRegex(run.out, rf"better +{ISOLATED}\n +grade")

    def test_a_note_fails_only_where_asked_for(self):
        self.baseline_where(lambda targets, report: None)
        now = copy.deepcopy(self.now)
        passed = next(check for check in now["targets"][0]["checks"] if check["verdict"] == "pass")
        passed.update(verdict="fail", severity="note", message="it is slow")
        self.write("report.json", now)
        self.assertEqual(0, self.gate().exit_code)
        self.assertEqual(1, self.gate("--fail-on", "note").exit_code)

    def test_another_schema_version_and_cpython_are_said(self):
        def of_another(targets, report):
            report["schema"] = "isograde/report/0"
            report["isograde"]["version"] = "0.0.1"
            report["python"]["version"] = "3.7.16"

        self.baseline_where(of_another)
        run = self.gate()
        self.assertEqual(0, run.exit_code, run.err)
        for words in ("isograde/report/0", "0.0.1", "3.7.16"):
            self.assertRegex(run.out, rf"(?m)^note: .*{words}")

    # Accepted failures

    def accepted(self, text):
        self.baseline_where(lambda targets, report: [check.update(verdict="pass") for check in targets[CONTAMINATING]["checks"]])
        return self.gate("--accepted", self.write("accepted.toml", text))

    def test_an_accepted_failure_does_not_fail(self):
        run = self.accepted(f'[[accepted]]\ntarget = "{CONTAMINATING}"\ncheck = "*"\nreason = "issue 12"\nuntil = 2999-12-31\n')
        self.assertEqual(0, run.exit_code, run.out + run.err)
        self.assertIn("accepted: issue 12", run.out)

    def test_an_expired_one_does(self):
        run = self.accepted(f'[[accepted]]\ntarget = "{CONTAMINATING}"\ncheck = "*"\nreason = "issue 12"\nuntil = 2020-01-31\n')
        self.assertEqual(1, run.exit_code, run.err)
        self.assertIn("it was accepted until 2020-01-31: issue 12", run.out)

    def test_one_that_accepts_nothing_is_named(self):
        run = self.accepted('[[accepted]]\ntarget = "tpyo"\ncheck = "state/*"\nreason = "issue 12"\n')
        self.assertIn("note: the acceptance of state/* of tpyo (line 1) accepts nothing", run.out)
        self.assertNotIn("accepts nothing", self.accepted(f'[[accepted]]\ntarget = "{CONTAMINATING}"\ncheck = "*"\nreason = "issue 12"\n').out)

    def test_a_reason_is_a_must(self):
        for reason in ("", 'reason = ""\n', 'reason = " \\t"\n'):
            self.assert_one_sentence(self.accepted(f'[[accepted]]\ntarget = "m"\ncheck = "*"\n{reason}'), "accepted.toml:1", "reason")

    def test_a_date_is_a_date(self):
        self.assert_one_sentence(self.accepted('[[accepted]]\ntarget = "m"\ncheck = "*"\nreason = "r"\nuntil = "soon"\n'), "accepted.toml:5", "date")

    # Bad input

    def test_no_baseline_is_named(self):
        self.assert_one_sentence(support.isograde("gate", ISOLATED, cwd=self.folder), "which baseline")

    def test_a_baseline_that_is_not_there(self):
        self.assert_one_sentence(self.gate(), "cannot read", self.baseline)

    def test_broken_truncated_and_alien_json(self):
        whole = json.dumps(self.now)
        for text, words in ((whole[:1000], "is not whole"), ("{]", "is no JSON"), ("{}", "is no isograde report"), ("[1]", "is no isograde report")):
            with self.subTest(words):
                self.write("baseline.json", text)
                self.assert_one_sentence(self.gate(), self.baseline, words)

    def test_a_baseline_with_a_target_twice(self):
        self.baseline_where(lambda targets, report: report["targets"].append(report["targets"][0]))
        self.assert_one_sentence(self.gate(), self.baseline, "it has the target", "twice")
        grading = support.isograde("gate", "--baseline", self.baseline, ISOLATED, *SUITE)
        self.assert_one_sentence(grading, "twice")  # before anything is graded
        self.assertEqual("", grading.out)

    def test_a_target_that_neither_has(self):
        self.baseline_where(lambda targets, report: None)
        run = self.gate("no_such_module")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertIn("neither", run.err)
        self.assertIn("no_such_module", run.err)

    def test_a_baseline_that_has_none_of_the_targets(self):
        self.baseline_where(lambda targets, report: report["targets"].pop(0))
        run = self.gate(self.now["targets"][0]["name"])
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertIn("nothing was compared", run.err)
        self.baseline_where(lambda targets, report: report["targets"].clear())
        self.assertEqual(support.USAGE, self.gate().exit_code)

    def test_a_folder_or_nothing_instead_of_the_accepted(self):
        self.baseline_where(lambda targets, report: None)
        for path in (self.folder, self.folder / "none.toml"):
            self.assert_one_sentence(self.gate("--accepted", path), "cannot read", path)

    def test_a_format_that_no_comparison_has(self):
        self.baseline_where(lambda targets, report: None)
        self.assert_one_sentence(self.gate("--format", "badge"), "badge=FILE")

    def test_no_baseline_yet(self):
        self.assert_one_sentence(self.gate(), "no baseline yet", self.baseline, "--update")

    def test_a_baseline_of_another_kind_of_schema(self):
        self.write("baseline.json", '{"schema": "somebody/else/1"}')
        self.assert_one_sentence(self.gate(), "somebody/else/1")

    @unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_an_unwritable_folder_without_root(self):
        self.folder.chmod(0o500)
        self.addCleanup(self.folder.chmod, 0o700)
        self.assert_one_sentence(support.isograde("gate", "--baseline", self.baseline, "--update", ISOLATED), self.baseline)

    def test_an_unwritable_baseline(self):
        nowhere = self.folder / "none" / "baseline.json"
        self.assert_one_sentence(support.isograde("gate", "--baseline", nowhere, "--update", ISOLATED), nowhere)

    def test_an_update_that_fails_leaves_the_baseline(self):
        self.baseline_where(lambda targets, report: None)
        before = self.baseline.read_bytes()
        run = support.isograde("gate", "--baseline", self.baseline, "--update", "no_such_module")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertEqual(before, self.baseline.read_bytes())


class Project(unittest.TestCase):
    """[tool.isograde] in pyproject.toml."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    @contextlib.contextmanager
    def project(self, table):
        (self.folder / "pyproject.toml").write_text(f"[tool.isograde]\n{table}\n")
        (self.folder / "inside").mkdir(exist_ok=True)
        yield lambda *arguments: support.isograde(*arguments, cwd=self.folder / "inside")

    def test_gives_targets_and_threshold(self):
        with self.project(f'targets = ["{CONTAMINATING}"]\nthreshold = "B"') as isograde:
            run = isograde("grade", *SUITE)
            self.assertEqual(1, run.exit_code, run.err)
            self.assertIn(CONTAMINATING, run.out)

    def test_the_command_line_wins(self):
        with self.project(f'targets = ["{CONTAMINATING}"]\nthreshold = "B"') as isograde:
            self.assertEqual(0, isograde("grade", "--fail-under", "D", *SUITE).exit_code)
            self.assertNotIn(CONTAMINATING, isograde("grade", ISOLATED, *SUITE).out)

    def test_gives_the_baseline_relative_to_its_file(self):
        with self.project(f'targets = ["{ISOLATED}"]\nbaseline = "base.json"') as isograde:
            self.assertEqual(0, isograde("gate", "--update", *SUITE).exit_code)
            self.assertTrue((self.folder / "base.json").exists())
            self.assertEqual(0, isograde("gate", *SUITE).exit_code)

    def test_a_target_that_the_project_has_since_the_baseline_is_graded(self):
        with self.project(f'targets = ["{ISOLATED}"]\nbaseline = "base.json"') as isograde:
            self.assertEqual(0, isograde("gate", "--update", *SUITE).exit_code)
        with self.project(f'targets = ["{ISOLATED}", "{CONTAMINATING}"]\nbaseline = "base.json"') as isograde:
            self.assertIn(f"noted    {CONTAMINATING}", isograde("gate", *SUITE).out)
            self.assertEqual(0, isograde("gate", "--update", *SUITE).exit_code)
            names = [target["name"] for target in json.loads((self.folder / "base.json").read_text())["targets"]]
            self.assertEqual([ISOLATED, CONTAMINATING], names)

    def test_is_shown(self):
        with self.project(f'targets = ["{ISOLATED}"]\nbaseline = "base.json"\nthreshold = "B"') as isograde:
            self.assertEqual(
                [f"file {self.folder}/pyproject.toml", f"target {ISOLATED}", "threshold B", f"baseline {self.folder}/base.json"],
                isograde("list", "project").out.splitlines(),
            )

    def test_gives_recipes(self):
        (self.folder / "r.toml").write_text(f'module = "{ISOLATED}"\n[[accepts]]\ncall = "no_such_name_of_the_recipe"\n')
        with self.project(f'targets = ["{ISOLATED}"]\nrecipes = ["r.toml"]') as isograde:
            self.assertIn("no_such_name_of_the_recipe", isograde("grade", "--verbose", *SUITE).out)

    def test_what_cannot_be_is_one_sentence(self):
        for table, words in (
            ("target = 'm'", "`target`"),
            ("targets = 'm'", "list of strings"),
            ("threshold = 'E'", "threshold"),
            ("targets = [", "pyproject.toml:"),
        ):
            with self.subTest(table), self.project(table) as isograde:
                run = isograde("grade", ISOLATED)
                self.assertEqual(support.USAGE, run.exit_code)
                self.assertRegex(run.err, r"\Aisograde: [^\n]+\n\Z")
                self.assertIn(words, run.err)
