"""A check, an experiment and a format that stand outside the tree, compiled and linked in as their authors would."""

import json
import subprocess

from tests import support

# Each counts the imports in its process.
COUNTS = """
import os
times = int(os.environ.get("ISOGRADE_OUTSIDE_IMPORTS", "0")) + 1
os.environ["ISOGRADE_OUTSIDE_IMPORTS"] = str(times)
"""
MODULES = {
    "outside_conforming": COUNTS,
    "outside_raising": COUNTS + "if times == 3: raise RuntimeError('enough')\n",
    "outside_crashing": COUNTS + "if times == 3: os.abort()\n",
}
CHECK = "outside/imports-again-and-again"


@support.once
def package():
    """The built package with what stands in tests/outside linked in."""
    subprocess.run(["cmake", "--build", str(support.BUILD), "--target", "_harness_outside"], check=True, capture_output=True, text=True)
    return support.BUILD / "outside" / "isograde"


class Outside(support.Case):
    def run_with_it(self, *arguments):
        for name, source in MODULES.items():
            self.write(name + ".py", source)
        process = subprocess.run(
            [support.PYTHON, str(package() / "__main__.py"), *map(str, arguments)],
            env=support.environment(PYTHONPATH=str(self.folder)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=support.TIME_LIMIT,
        )
        return support.Run(process.returncode, process.stdout.decode(), process.stderr.decode(), None)

    def test_check_and_experiment_are_listed(self):
        self.assertRegex(self.run_with_it("list", "checks").out, rf"(?m)^{CHECK} ")
        self.assertRegex(self.run_with_it("list", "experiments").out, r"(?m)^outside-repeated +main imports it anew, five times$")
        self.assertIn("be imported again and again", self.run_with_it("explain", CHECK).out)

    def test_check_judges_what_the_experiment_shows(self):
        file = self.folder / "report.json"
        run = self.run_with_it("grade", "--check", "outside/*", "--output", file, *MODULES)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        report = json.loads(file.read_text())
        said = {target["name"]: [(check["verdict"], check["message"]) for check in target["checks"]] for target in report["targets"]}
        self.assertEqual([("pass", "5 imports")], said["outside_conforming"])
        self.assertEqual([("fail", "import 3 raised RuntimeError: enough")], said["outside_raising"])
        self.assertEqual(
            [("fail", "crashed with SIGABRT while importing it over and over in the main interpreter")],
            [(verdict, message.split(":")[0]) for verdict, message in said["outside_crashing"]],
        )
        self.assertEqual({"F"}, {target["grade"] for target in report["targets"]} - {"unknown"})

    def test_format_is_written(self):
        self.assertIn("outline (a line each)", " ".join(self.run_with_it("grade", "--help").out.split()))
        run = self.run_with_it("grade", "--check", "outside/*", "--format", "outline", "outside_raising")
        self.assertEqual("outside_raising F\n", run.out)
