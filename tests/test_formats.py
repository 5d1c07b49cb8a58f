"""The formats that other programs read: JUnit, SARIF, Markdown, the badge; and that no file is ever half written."""

import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from tests import support

try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    from lxml import etree
except ImportError:
    etree = None

ISOLATED, CONTAMINATING, CRASHING, STATIC = "isolated_with_state", "shared_heap_type", "crashes_at_import", "object_in_function_static"
SCHEMAS = support.CHECKOUT.parent / "shared" / "data"


def schema(name):
    file = SCHEMAS / name
    return unittest.skipUnless(file.exists(), f"{file} is not there")


class Formats(support.Case):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        cls.files = {name: pathlib.Path(folder.name) / name for name in ("json", "junit", "sarif", "markdown", "badge", "shields")}
        formats = ",".join(f"{name}={file}" for name, file in cls.files.items())
        cls.run_of_all = support.isograde(
            "grade", ISOLATED, CONTAMINATING, CRASHING, STATIC, "no_such_module", "--fast", "--format", "text," + formats,
            "--recipe", support.CHECKOUT / "modules_under_test" / "violating" / STATIC / f"{STATIC}.toml", cwd=support.CHECKOUT,
        )  # fmt: skip

    def text(self, name):
        return self.files[name].read_text()

    def test_one_run_writes_them_all(self):
        self.assertEqual(support.USAGE, self.run_of_all.exit_code)  # for no_such_module
        self.assertIn(CONTAMINATING, self.run_of_all.out)
        for name in self.files:
            self.assertTrue(self.text(name), name)

    # JUnit

    @schema("junit-10.xsd")
    @unittest.skipIf(etree is None, "the package lxml is not installed")
    def test_junit_holds_to_its_schema(self):
        xsd = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
        xsd.assertValid(etree.parse(self.files["junit"]))

    def test_junit_fails_what_counts(self):
        suites = {suite.get("name"): suite for suite in ElementTree.parse(self.files["junit"]).getroot()}
        self.assertEqual("0", suites[ISOLATED].get("failures"))
        self.assertNotEqual("0", suites[CONTAMINATING].get("failures"))
        self.assertEqual("1", suites["no_such_module"].get("errors"))
        for suite in suites.values():
            self.assertEqual(int(suite.get("tests")), len(suite.findall("testcase")))
            self.assertEqual(int(suite.get("failures")), len(suite.findall("testcase/failure")))
            self.assertEqual(int(suite.get("skipped")), len(suite.findall("testcase/skipped")))

    # SARIF

    @schema("sarif-schema-2.1.0.json")
    @unittest.skipIf(jsonschema is None, "the package jsonschema is not installed")
    def test_sarif_holds_to_its_schema(self):
        sarif_schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text())
        validator = jsonschema.validators.validator_for(sarif_schema)(sarif_schema)
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(self.text("sarif")))]
        self.assertEqual([], errors[:5])

    def test_sarif_has_every_check_as_a_rule(self):
        (run,) = json.loads(self.text("sarif"))["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        self.assertEqual(sorted(support.check_ids()), sorted(rules))
        for result in run["results"]:
            self.assertIn(result["ruleId"], rules)
            self.assertTrue(result["partialFingerprints"])

    def test_sarif_points_to_the_variable_in_the_repository(self):
        (run,) = json.loads(self.text("sarif"))["runs"]
        result = next(
            result
            for result in run["results"]
            if result["properties"]["target"] == STATIC and result["ruleId"] == "state/no-objects-in-static-storage"
        )
        place = result["locations"][0]["physicalLocation"]
        file = place["artifactLocation"]["uri"]
        self.assertEqual(f"modules_under_test/violating/{STATIC}/{STATIC}.c", file)
        line = (support.CHECKOUT / file).read_text().splitlines()[place["region"]["startLine"] - 1]
        self.assertIn("static PyObject", line)

    # Markdown

    def test_markdown_has_grades_and_failures(self):
        text = self.text("markdown")
        self.assertRegex(text, rf"\| D \| {CONTAMINATING}".replace("_", r"\\_"))
        self.assertIn("**contaminates**", text)
        self.assertIn("https://", text)

    # Badge

    def badge(self, *arguments, file=None, **how):
        return support.isograde("badge", file or self.files["json"], *arguments, **how)

    def test_badge_says_grade_and_cpython(self):
        own = "A" if support.version() >= (3, 12) else "B"
        said = f"{own} (import only, fast), {'.'.join(map(str, support.version()))}"
        run = self.badge("--target", ISOLATED)
        self.assertEqual(0, run.exit_code, run.err)
        svg = ElementTree.fromstring(run.out)
        self.assertEqual("img", svg.get("role"))
        self.assertEqual(f"isolation: {said}", svg.get("aria-label"))
        self.assertEqual(f"isolation: {said}", svg.find("{http://www.w3.org/2000/svg}title").text)

    def test_shields_endpoint_has_what_shields_requires(self):
        for file in (self.files["shields"], self.files["json"].with_name("endpoint.json")):
            self.badge("--endpoint", self.files["json"].with_name("endpoint.json"))
            endpoint = json.loads(file.read_text())
            self.assertEqual(1, endpoint["schemaVersion"])
            self.assertEqual("isolation", endpoint["label"])
            self.assertRegex(endpoint["message"], r"^F \(import only, fast\), 3\.\d+$")  # the worst of them
            self.assertIsInstance(endpoint["color"], str)
            self.assertIs(False, endpoint["isError"])
            self.assertLessEqual(set(endpoint), {"schemaVersion", "label", "message", "color", "isError"})

    def test_badge_for_what_is_not_there(self):
        self.assert_one_sentence(self.badge("--target", "absent"), "absent")
        self.assert_one_sentence(self.badge(file="/none.json"), "/none.json")

    def test_badge_for_an_empty_report(self):
        report = json.loads(self.text("json"))
        report["targets"] = []
        empty = self.files["json"].with_name("empty.json")
        empty.write_text(json.dumps(report))
        self.assert_one_sentence(self.badge(file=empty), "no target")

    def test_badge_for_broken_json(self):
        broken = self.files["json"].with_name("broken.json")
        broken.write_text(self.text("json")[:500])
        self.assert_one_sentence(self.badge(file=broken), broken, "not whole")

    # Files

    def test_two_formats_for_one_place(self):
        for formats in ("json,junit", f"json={self.folder}/x,junit={self.folder}/x"):
            self.assert_one_sentence(support.isograde("grade", ISOLATED, "--format", formats), "two formats")

    def test_unknown_format(self):
        self.assert_one_sentence(support.isograde("grade", ISOLATED, "--format", "yaml"), "yaml")

    def test_an_unwritable_folder_is_told_before_grading(self):
        run = support.isograde("grade", ISOLATED, "--format", "sarif=/no/such/folder/x.sarif")
        self.assert_one_sentence(run, "/no/such/folder/x.sarif")
        self.assertEqual("", run.out)

    def test_a_disk_that_fills_leaves_the_old_file_whole(self):
        kept = self.files["json"].with_name("kept.json")
        kept.write_text("whole")

        def fill():  # a file cannot grow past 4 KiB
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

        gate = support.command("gate", "--baseline", kept, "--report", self.files["json"], "--output", kept)
        # The baseline is read before anything is written: it is the report itself here.
        gate[gate.index("--baseline") + 1] = str(self.files["json"])
        process = subprocess.run(gate, env=support.environment(), capture_output=True, text=True, preexec_fn=fill, timeout=support.TIME_LIMIT)
        self.assertEqual(support.USAGE, process.returncode, process.stdout)
        self.assertRegex(process.stderr, rf"\Aisograde: cannot write {re.escape(str(kept))}: [^\n]+\n\Z")
        self.assertEqual("whole", kept.read_text())
        self.assertEqual([], [file for file in os.listdir(kept.parent) if file.endswith(".partial")])
