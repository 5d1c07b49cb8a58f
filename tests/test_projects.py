"""What other projects' CI takes over: the GitHub action, the GitLab template, the pre-commit hook."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml  # which pre-commit brings along
except ImportError:
    yaml = None

from tests import support

SCRIPTS = pathlib.Path(sys.executable).parent
CHECK_JSONSCHEMA, PRE_COMMIT = SCRIPTS / "check-jsonschema", SCRIPTS / "pre-commit"
ISOLATED, CONTAMINATING = "isolated_with_state", "shared_heap_type"


def run(*command, **how):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=support.TIME_LIMIT, **how)


class Schemas(unittest.TestCase):
    @unittest.skipUnless(CHECK_JSONSCHEMA.exists(), "check-jsonschema is not installed")
    def test_action_and_template_hold_to_their_schemas(self):
        for file, schema in (("action.yml", "vendor.github-actions"), ("ci/gitlab.yml", "vendor.gitlab-ci")):
            with self.subTest(file):
                checked = run(CHECK_JSONSCHEMA, "--builtin-schema", schema, support.CHECKOUT / file)
                self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)

    @unittest.skipUnless(PRE_COMMIT.exists(), "pre-commit is not installed")
    def test_hook_holds_to_the_rules_of_pre_commit(self):
        checked = run(PRE_COMMIT, "validate-manifest", support.CHECKOUT / ".pre-commit-hooks.yaml")
        self.assertEqual(0, checked.returncode, checked.stdout + checked.stderr)


class Documents(unittest.TestCase):
    def test_page_of_the_checks_is_of_these_checks(self):
        made = support.isograde("list", "checks", "--markdown").out
        self.assertEqual(made, (support.CHECKOUT / "docs" / "checks.md").read_text(), "build/bin/isograde list checks --markdown >docs/checks.md")

    def test_links_lead_somewhere(self):
        for page in [support.CHECKOUT / "README.md", *(support.CHECKOUT / "docs").glob("*.md")]:
            prose = re.sub(r"(?m)^ {4}.*$", "", page.read_text())
            for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose):
                with self.subTest(page=page.name, link=link):
                    self.assertTrue((page.parent / link).exists())


@unittest.skipIf(yaml is None, "no yaml")
class GitLabScript(unittest.TestCase):
    """The script of ci/gitlab.yml as a runner runs it."""

    def script(self, folder, **variables):
        template = yaml.safe_load((support.CHECKOUT / "ci" / "gitlab.yml").read_text())[".isograde"]
        environment = support.environment(PYTHONPATH=f"{support.BUILD / 'python'}:{support.MODULES}", **{**template["variables"], **variables})
        (folder / "python").unlink(missing_ok=True)
        (folder / "python").symlink_to(support.PYTHON)
        environment["PATH"] = f"{folder}:{environment['PATH']}"
        return run("bash", "-e", "-c", "\n".join(template["script"]), env=environment, cwd=folder)

    @unittest.skipIf("forky-bin" in support.PYTHON, "a wrapper finds itself by its path")
    def test_grades_and_compares(self):
        with tempfile.TemporaryDirectory(prefix="isograde-tests-") as name:
            folder = pathlib.Path(name)
            graded = self.script(folder, ISOGRADE_TARGETS=CONTAMINATING, ISOGRADE_ARGUMENTS="--fast")
            self.assertEqual(0, graded.returncode, graded.stdout + graded.stderr)
            self.assertIn("nothing is compared", graded.stdout)
            self.assertEqual({"report.json", "junit.xml", "isolation.svg"}, set(os.listdir(folder / "isograde-report")))
            better = (folder / "isograde-report" / "report.json").read_text().replace('"grade": "D"', '"grade": "B"')
            (folder / "base.json").write_text(better)
            missed = self.script(
                folder, ISOGRADE_TARGETS=CONTAMINATING, ISOGRADE_ARGUMENTS="--fast", ISOGRADE_THRESHOLD="B", ISOGRADE_BASELINE="base.json"
            )
            self.assertEqual(1, missed.returncode, missed.stdout + missed.stderr)
            self.assertIn("below B, the threshold", missed.stderr)
            self.assertIn("grade D, was B", missed.stdout)


class GitHubStep(unittest.TestCase):
    """ci/github_step as the action calls it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def step(self, **inputs):
        environment = support.environment(
            PYTHON=support.PYTHON,
            PYTHONPATH=f"{support.BUILD / 'python'}:{support.MODULES}",
            FOLDER=str(self.folder / "reports"),
            GITHUB_STEP_SUMMARY=str(self.folder / "summary"),
            GITHUB_OUTPUT=str(self.folder / "output"),
            ARGUMENTS="--fast",
            **inputs,
        )
        return run("bash", support.CHECKOUT / "ci" / "github_step", env=environment, cwd=self.folder)

    def test_writes_reports_summary_outputs_and_annotations(self):
        step = self.step(TARGETS=f"{ISOLATED} {CONTAMINATING}")
        self.assertEqual(0, step.returncode, step.stderr)
        self.assertEqual(
            {"report.json", "isograde.sarif", "junit.xml", "isolation.svg", "isolation.json", "summary.md"}, set(os.listdir(self.folder / "reports"))
        )
        self.assertIn("| D |", (self.folder / "summary").read_text())
        self.assertRegex((self.folder / "output").read_text(), r"(?m)^sarif=.*isograde\.sarif$")
        annotations = re.findall(r"(?m)^::(\w+) title=isograde%3A (\S+?)(?:,\S*)?::", step.stdout)
        self.assertTrue(0 < len(annotations) <= 10, step.stdout)
        self.assertEqual("error", annotations[0][0])

    def test_fails_under_its_threshold(self):
        self.assertEqual(1, self.step(TARGETS=CONTAMINATING, THRESHOLD="B").returncode)

    def test_fails_when_it_got_worse_than_the_baseline(self):
        self.assertEqual(0, self.step(TARGETS=CONTAMINATING).returncode)
        report = self.folder / "reports" / "report.json"
        baseline = self.folder / "baseline.json"
        baseline.write_text(report.read_text())
        self.assertEqual(0, self.step(TARGETS=CONTAMINATING, BASELINE=str(baseline)).returncode)
        baseline.write_text(report.read_text().replace('"grade": "D"', '"grade": "B"'))
        step = self.step(TARGETS=CONTAMINATING, BASELINE=str(baseline))
        self.assertEqual(1, step.returncode, step.stdout)
        self.assertIn("grade D, was B", (self.folder / "summary").read_text())

    def test_takes_the_baseline_of_the_project(self):
        self.assertIn("nothing is compared", self.step(TARGETS=CONTAMINATING).stdout)
        report = self.folder / "reports" / "report.json"
        (self.folder / "base.json").write_text(report.read_text().replace('"grade": "D"', '"grade": "B"'))
        (self.folder / "pyproject.toml").write_text(f'[tool.isograde]\ntargets = ["{CONTAMINATING}"]\nbaseline = "base.json"\n')
        step = self.step()
        self.assertEqual(1, step.returncode, step.stdout + step.stderr)
        self.assertIn("grade D, was B", step.stdout)

    def test_the_gate_has_arguments_of_its_own(self):
        self.assertEqual(0, self.step(TARGETS=CONTAMINATING).returncode)
        report = self.folder / "reports" / "report.json"
        baseline = self.folder / "baseline.json"
        baseline.write_text(report.read_text().replace('"grade": "D"', '"grade": "B"'))
        accepted = self.folder / "accepted.toml"
        accepted.write_text(f'[[accepted]]\ntarget = "{CONTAMINATING}"\ncheck = "*"\nreason = "known"\n')
        step = self.step(TARGETS=CONTAMINATING, BASELINE=str(baseline), GATE_ARGUMENTS=f"--accepted {accepted}")
        self.assertEqual(0, step.returncode, step.stdout + step.stderr)

    def test_tells_no_report_of_an_earlier_step(self):
        self.assertEqual(0, self.step(TARGETS=CONTAMINATING).returncode)
        (self.folder / "summary").unlink()
        failed = self.step(TARGETS=CONTAMINATING, THRESHOLD="no-such-grade")
        self.assertEqual(support.USAGE, failed.returncode)
        self.assertFalse((self.folder / "summary").exists())
        self.assertNotIn("::error", failed.stdout)

    def test_ends_with_the_exit_code_of_a_mistake(self):
        self.assertEqual(support.USAGE, self.step(TARGETS="no_such_module").returncode)
