"""What `isograde bench` writes, in the hands of others: Google Benchmark's own compare tool, scipy's U test, and the charts."""

import itertools
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unittest

from tests import support

try:
    import matplotlib
except ImportError:
    matplotlib = None
try:
    from scipy.stats import mannwhitneyu
except ImportError:
    mannwhitneyu = None

COMPARE = pathlib.Path("/usr/share/benchmark/compare.py")  # Debian's libbenchmark-tools
FILTER = "--benchmark_filter=^(create|import|end|memory|climb)/"


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        for name in ("first.json", "second.json"):
            quick = ("--no-peers", "--climb", "4", "--repetitions", "3", "--benchmark_min_time=0.001", FILTER)
            run = support.isograde("bench", "_csv", *quick, "--output", cls.folder / name)
            assert run.exit_code == 0, run.err

    def test_google_benchmarks_compare_tool_reads_them(self):
        if not COMPARE.exists() or mannwhitneyu is None:
            self.skipTest("no compare.py of libbenchmark-tools, or no scipy")
        run = subprocess.run(
            [sys.executable, COMPARE, "--no-color", "benchmarks", "first.json", "second.json"], cwd=self.folder, capture_output=True, text=True
        )
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertRegex(run.stdout, r"create/nothing/\w+ +[+-]\d\.\d+ +[+-]\d\.\d+")
        self.assertRegex(run.stdout, r"import/_csv/\w+_pvalue ")
        self.assertIn("OVERALL_GEOMEAN", run.stdout)

    def test_charts(self):
        if matplotlib is None:
            self.skipTest("no matplotlib")
        charts = self.folder / "charts"
        run = support.isograde("bench", "--read", self.folder / "first.json", self.folder / "second.json", "--charts", charts, python=sys.executable)
        self.assertEqual(0, run.exit_code, run.err)
        names = {"cost_by_n", "cost_by_config", "cost_by_cpython"}
        self.assertEqual({f"{name}.{kind}" for name in names for kind in ("svg", "png")}, {file.name for file in charts.iterdir()})
        for name in names:
            self.assertIn("</svg>", (charts / f"{name}.svg").read_text())
            self.assertEqual(b"\x89PNG", (charts / f"{name}.png").read_bytes()[:4])

    def test_the_newest_cpython_is_found_by_its_version(self):
        code = (
            "import sys, types; sys.path.insert(0, sys.argv[1]); from isograde import _charts; "
            "print(_charts._newest([types.SimpleNamespace(python=name) for name in sys.argv[2:]]).python)"
        )
        for names, newest in (
            ("3.15.0,3.8.18,3.13.0", "3.15.0"),
            ("3.9.1,3.10.1", "3.10.1"),
            ("3.15.0rc1,3.15.0a8,3.15.0b3", "3.15.0rc1"),
            ("3.15.0,3.15.0rc1", "3.15.0"),
            ("?,3.8.18", "3.8.18"),
            ("3.14.8,3.14.8 debug,3.13.0", "3.14.8 debug"),
        ):
            with self.subTest(names):
                run = subprocess.run([sys.executable, "-c", code, support.BUILD / "python", *names.split(",")], capture_output=True, text=True)
                self.assertEqual(newest, run.stdout.strip(), run.stderr)

    def test_json_on_stdout_is_json_with_charts_too(self):
        if matplotlib is None:
            self.skipTest("no matplotlib")
        quick = ("--no-peers", "--config", "legacy", "--repetitions", "2", "--benchmark_min_time=0.001", "--benchmark_filter=^create/")
        run = support.isograde("bench", *quick, "--benchmark_format=json", "--charts", self.folder / "json_charts", python=sys.executable)
        self.assertEqual(0, run.exit_code, run.err)
        rows = [row["run_type"] for row in json.loads(run.out)["benchmarks"] if row["run_name"].startswith("create/")]
        self.assertEqual(2, rows.count("iteration"), rows)
        self.assertIn("charts", run.err)

    def test_charts_without_matplotlib_say_what_brings_it(self):
        for call in ("write_charts('[]', 'x')", "require_charts('x')"):
            with self.subTest(call):
                code = f"import sys; sys.modules['matplotlib'] = None; sys.path.insert(0, sys.argv[1]); from isograde import _charts; _charts.{call}"
                run = subprocess.run([sys.executable, "-c", code, support.BUILD / "python"], capture_output=True, text=True, cwd=self.folder)
                self.assertIn("charts want matplotlib, which `pip install 'isograde[report]'` brings", run.stderr)

    def test_charts_that_cannot_be_drawn_are_told_before_anything_is_measured(self):
        if matplotlib is None:
            self.skipTest("no matplotlib")
        run = support.isograde("bench", "--charts", "/proc/nowhere", python=sys.executable)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertEqual("", run.out)
        self.assertIn("/proc/nowhere", run.err)

    def told_p(self, samples):
        for name, sample in zip(("a.json", "b.json"), samples, strict=True):
            rows = [{"name": "create/x", "run_type": "iteration", "real_time": value, "cpu_time": value, "time_unit": "s"} for value in sample]
            (self.folder / name).write_text(json.dumps({"context": {}, "benchmarks": rows}))
        run = support.isograde("bench", "--compare", self.folder / "a.json", self.folder / "b.json", "--max-regression", "0", "--alpha", "1")
        return float(re.search(r"p = ([\d.e-]+)\)", run.out)[1])

    def test_the_u_test_is_scipys(self):
        if mannwhitneyu is None:
            self.skipTest("no scipy")
        chance = random.Random(20191103)
        for size, tied in ((5, False), (9, False), (60, False), (60, True)):
            with self.subTest(size=size, tied=tied):
                samples = [[chance.gauss(middle, 1) for _ in range(size)] for middle in (10, 12)]
                samples = [[round(value) if tied else value for value in sample] for sample in samples]
                expected = mannwhitneyu(*samples, method="exact" if size < 20 else "asymptotic").pvalue
                self.assertAlmostEqual(1, self.told_p(samples) / expected, delta=0.06)

    def test_the_u_test_of_small_samples_is_exact_with_ties_too(self):
        samples = [[1, 1, 1, 2, 2, 3, 3, 4, 5], [3, 4, 4, 5, 5, 5, 6, 6, 7]]
        both = sorted(itertools.chain(*samples))
        rank = {value: 2 * both.index(value) + both.count(value) + 1 for value in both}
        low = sum(rank[value] for value in samples[0])
        sums = [sum(rank[value] for value in chosen) for chosen in itertools.combinations(both, 9)]
        expected = 2 * sum(one <= low for one in sums) / len(sums)
        self.assertAlmostEqual(1, self.told_p(samples) / expected, delta=0.06)


class Gate(unittest.TestCase):
    """`isograde gate --bench`: measures what the baseline holds, in its configs."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.graded = cls.folder / "graded.json"
        cls.costs = cls.folder / "costs.json"
        cls.made = support.isograde(
            "gate", "--baseline", cls.graded, "--bench", cls.costs, "--update", "--config", "legacy", "--check", "loading/*", "enum"
        )

    def gate(self, *arguments):
        graded = ("--baseline", self.graded, "--report", self.graded)
        return support.isograde("gate", *graded, "--bench", *arguments)

    def test_update_makes_the_baseline(self):
        self.assertEqual(0, self.made.exit_code, self.made.err)
        context = json.loads(self.costs.read_text())["context"]
        self.assertEqual(("legacy", "enum"), (context["configs"], context["targets"]))

    def creation(self, cheaper=1):
        """The costs of creating an interpreter alone, which the gate measures sooner than all."""
        results = json.loads(self.costs.read_text())
        results["benchmarks"] = [
            dict(row, real_time=row["real_time"] / cheaper) for row in results["benchmarks"] if row["name"].startswith("create/")
        ]
        file = self.folder / "before.json"
        file.write_text(json.dumps(results))
        return file

    def test_as_dear_as_before_passes(self):
        run = self.gate(self.creation(), "--max-regression", "300")  # whatever else this machine does
        self.assertEqual(0, run.exit_code, run.out + run.err)
        self.assertIn("1 of 1 benchmarks show no change of more than 300 %", run.out)

    def test_dearer_fails(self):
        run = self.gate(self.creation(cheaper=10), "--max-regression", "300")
        self.assertEqual(1, run.exit_code, run.out + run.err)
        self.assertRegex(run.out, r"(?m)^dearer +create/nothing/legacy ")

    def test_a_file_that_is_none(self):
        run = self.gate(self.folder / "missing.json")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertIn("missing.json", run.err)
