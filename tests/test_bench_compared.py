"""What has become dearer: `isograde bench --compare` and `isograde gate --bench`. No CPython makes it different."""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

from tests import expectations, support

MODULE = "isolated_with_state"
FAILED = {"run_type": "iteration", "error_occurred": True, "error_message": "crashed"}


class Comparing(support.Case):
    """Of two results that were made up from one."""

    @classmethod
    def setUpClass(cls):
        rows = []
        for what, middle in (("create/nothing/isolated", 18.0), ("end/nothing/isolated", 2.5), ("import/_csv/isolated", 4.0)):
            for repetition in range(9):
                rows.append(
                    {
                        "name": what,
                        "run_type": "iteration",
                        "iterations": 7,
                        "time_unit": "ms",
                        "real_time": middle * (1 + 0.003 * (repetition - 4)),
                        "cpu_time": middle,
                    }
                )
        cls.before = {"context": {"cpython": "3.13.0"}, "benchmarks": rows}

    def after(self, factor, name="create/"):
        """A little off from before, and the rows of one name more so."""
        results = copy.deepcopy(self.before)
        for row in results["benchmarks"]:
            row["real_time"] *= 1.0011 * (factor if row["name"].startswith(name) else 1)
        return results

    def compare(self, after, *options):
        return support.isograde("bench", "--compare", self.write("before.json", self.before), self.write("after.json", after), *options)

    def test_the_same_is_no_change(self):
        run = self.compare(self.after(1))
        self.assertEqual(0, run.exit_code, run.err)
        self.assertIn("3 of 3 benchmarks show no change of more than 10 %", run.out)

    def test_dearer_fails_and_is_named(self):
        run = self.compare(self.after(1.2))
        self.assertEqual(1, run.exit_code, run.err)
        self.assertRegex(run.out, r"dearer +create/nothing/isolated  21\.6 ms, was 18 ms \(\+20 %, p = 0\.00012\)")

    def test_dearer_by_less_than_is_tolerated_passes(self):
        self.assertEqual(0, self.compare(self.after(1.2), "--max-regression", "25").exit_code)
        self.assertEqual(1, self.compare(self.after(1.06), "--max-regression", "5").exit_code)

    def test_a_median_that_is_past_what_is_tolerated_by_chance_passes(self):
        """5.4 % where 5 % are tolerated, and repetitions vary by more than the difference."""
        run = self.compare(self.after(1.054), "--max-regression", "5")
        self.assertEqual(0, run.exit_code, run.out)
        self.assertIn("3 of 3 benchmarks show no change of more than 5 %", run.out)

    def test_cheaper_is_told_and_does_not_fail(self):
        run = self.compare(self.after(0.8))
        self.assertEqual(0, run.exit_code)
        self.assertRegex(run.out, r"cheaper +create/nothing/isolated")

    def test_what_no_longer_can_be_measured_fails(self):
        after = self.after(1)
        after["benchmarks"] = [row for row in after["benchmarks"] if not row["name"].startswith("end/")]
        after["benchmarks"].append(dict(FAILED, name="end/nothing/isolated"))
        run = self.compare(after)
        self.assertEqual(1, run.exit_code)
        self.assertIn("end/nothing/isolated: crashed", run.out)

    def test_another_cpython_is_told(self):
        after = self.after(1)
        after["context"]["cpython"] = "3.14.8"
        self.assertIn("cpython: 3.14.8, was 3.13.0", self.compare(after).out)

    def test_results_that_are_none(self):
        before = self.write("before.json", self.before)
        for content in ("", "{", "[]", "{}", '{"context": {}, "benchmarks": [{"name": "a", "time_unit": "years", "real_time": 1, "cpu_time": 1}]}'):
            with self.subTest(content):
                self.assert_one_sentence(support.isograde("bench", "--compare", before, self.write("broken.json", content)), "broken.json")
        self.assert_one_sentence(support.isograde("bench", "--compare", before, self.folder / "missing.json"), "missing.json")

    def test_too_few_repetitions_tell_nothing(self):
        self.before = {"context": {}, "benchmarks": [row for at, row in enumerate(self.before["benchmarks"]) if at % 9 < 4]}
        for factor in (1, 2):
            run = self.compare(self.after(factor))
            self.assertEqual(support.NOTHING_TO_GRADE, run.exit_code, run.out)
            self.assertIn("3 of 3 benchmarks could not be told: 4 repetitions are too few for 3 benchmarks, 5 would do", run.out)
            self.assertNotIn("no change", run.out)
        self.assertEqual(
            1, self.compare({"context": {}, "benchmarks": self.after(1)["benchmarks"][:8] + [dict(FAILED, name="import/_csv/isolated")]}).exit_code
        )

    def test_what_fails_now_and_then_fails(self):
        after = self.after(1)
        after["benchmarks"][10] = dict(FAILED, name="end/nothing/isolated")
        run = self.compare(after)
        self.assertEqual(1, run.exit_code)
        self.assertIn("end/nothing/isolated: crashed", run.out)

    def test_what_failed_in_both_is_told(self):
        self.before = {"context": {}, "benchmarks": [dict(FAILED, name="end/nothing/isolated")]}
        run = self.compare(self.before)
        self.assertEqual(support.NOTHING_TO_GRADE, run.exit_code, run.err)
        self.assertIn("end/nothing/isolated: in both runs", run.out)
        self.assertNotIn("in common", run.err)

    def test_memory_that_became_dearer_fails_and_is_named(self):
        for row, counter in (("memory/nothing/isolated", "pss_bytes"), ("cycle/nothing/isolated", "growth_bytes")):
            for before, after, code in ((2_500_000, 25_000_000, 1), (0, 2_500_000, 1), (2_500_000, 2_600_000, 0), (-4096, 0, 0), (0, 4000, 0)):
                with self.subTest(row, before=before, after=after):
                    results = [copy.deepcopy(self.before) for _ in range(2)]
                    for bytes_used, result in zip((before, after), results, strict=True):
                        for other in result["benchmarks"][:9]:
                            other.update({"name": row, counter: bytes_used})
                    self.before = results[0]
                    run = self.compare(results[1])
                    self.assertEqual(code, run.exit_code, run.out)
                    self.assertEqual(code, run.out.count(f"dearer   {row} {counter}  "), run.out)

    def test_a_machine_that_is_not_the_same_is_told(self):
        reference = [dict(row, name="reference/work") for row in self.before["benchmarks"][:9]]
        for factor in (1, 1.2):
            with self.subTest(factor):
                after = self.after(1)
                after["benchmarks"] += [dict(row, real_time=row["real_time"] * factor) for row in reference]
                before = self.write("before.json", dict(self.before, benchmarks=self.before["benchmarks"] + reference))
                run = support.isograde("bench", "--compare", before, self.write("after.json", after))
                self.assertEqual(0, run.exit_code, run.err)
                self.assertEqual(factor > 1, "the machine is not the same" in run.out, run.out)

    def test_json_of_others(self):
        climb = dict(self.before["benchmarks"][0], name="climb/nothing/isolated/interpreters:8")
        alien = [dict(climb, name="climb/nothing/isolated/interpreters:" + place) for place in ("x", "", "0", "99999999999")]
        alien += [dict(climb, real_time=0), dict(climb, real_time=-1), dict(climb, real_time="1"), dict(climb, pss_bytes="1")]
        contents = [{"context": {}, "benchmarks": [row]} for row in alien]
        contents += [
            {"context": [], "benchmarks": [climb]},
            {"context": {"configs": 1}, "benchmarks": [climb]},
            {"context": {}, "benchmarks": {"a": climb}},
        ]
        for content in contents:
            with self.subTest(content):
                self.assert_one_sentence(support.isograde("bench", "--read", self.write("alien.json", content)), "alien.json")

    def test_options_that_would_not_be_heeded(self):
        before = self.write("before.json", self.before)
        compare, read = ("--compare", before, before), ("--read", before)
        for arguments in (
            (*compare, "--output", "x"),
            (*compare, "--charts", "x"),
            (*compare, "--table", "x"),
            (*compare, "--config", "legacy"),
            ("_csv", *compare),
            (*read, "--output", "x"),
            (*read, "--alpha", "0.1"),
            (*read, "--timeout", "1"),
        ):
            with self.subTest(arguments):
                self.assert_one_sentence(support.isograde("bench", *arguments, cwd=self.folder))
        for arguments in (compare, read):
            self.assert_one_sentence(support.isograde("bench", *arguments, "--benchmark_filter=x"), "--benchmark_filter=x")

    def test_tables_give_times_as_on_one_machine(self):
        files = []
        for name, slowed in (("quiet", 1), ("busy", 1.5)):
            rows = [dict(row, real_time=row["real_time"] * slowed, reference_s=0.0005 * slowed) for row in self.before["benchmarks"]]
            files.append(self.write(name + ".json", {"context": {"cpython": "3.13.0", "configs": "isolated"}, "benchmarks": rows}))
        run = support.isograde("bench", "--read", *files, "--table", self.folder / "table.md")
        self.assertEqual(0, run.exit_code, run.err)
        table = (self.folder / "table.md").read_text()
        self.assertEqual(2, table.count("| 3.13.0 | isolated | 22.5 ms ±1 % |"), table)
        self.assertIn("3.13.0 500 us (500 us to 500 us), 3.13.0 750 us (750 us to 750 us)", table)

    def test_nothing_in_common(self):
        run = self.compare({"context": {}, "benchmarks": []})
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertIn("no benchmark in common", run.err)


class BareLoop(unittest.TestCase):
    """harness/benchmarks/compare_with_bare_loop.py, which builds the loop from its own source and an object of isograde's."""

    @unittest.skipIf("forky-bin" in support.PYTHON, "the loop cannot be linked with a libpython in another root")
    def test_is_built_and_takes_the_same_steps(self):
        script = support.CHECKOUT / "harness" / "benchmarks" / "compare_with_bare_loop.py"
        few = ("--runs", "1", "--rounds", "2", "--count", "3", "--tolerance", "1000")  # so few say nothing about how long they take
        run = subprocess.run(
            [sys.executable, script, support.PYTHON, *few], env=support.environment(), capture_output=True, text=True, timeout=support.TIME_LIMIT
        )
        if "has no shared libpython" in run.stderr:
            self.skipTest(run.stderr.strip())
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual(["create", "import", "end"], re.findall(r"(?m)^1 +(\w+) ", run.stdout), run.stdout)


class Gating(support.Case):
    """`isograde gate --bench`, with a baseline of few rows."""

    ROWS = "--benchmark_filter=^(create|first_use)/"

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        cls.graded = pathlib.Path(folder.name, "graded.json")
        support.isograde("grade", "--config", "legacy", "--check", "loading/*", "--output", cls.graded, MODULE)
        cls.recipe = next(module.recipe for module in expectations.of_kind("conforming") if module.name == MODULE)
        file = pathlib.Path(folder.name, "costs.json")
        made = support.isograde("bench", "--config", "legacy", "--no-peers", "--recipe", cls.recipe, cls.ROWS, "--output", file, MODULE)
        assert made.exit_code == 0, made.err
        cls.costs = json.loads(file.read_text())

    def gate(self, costs, *arguments, report=None, **how):
        self.file = self.write("costs.json", costs)
        tolerant = ("--max-regression", "300")  # whatever else this machine does
        graded = ("--baseline", self.graded, "--report", report or self.graded)
        return support.isograde("gate", *graded, "--bench", self.file, *tolerant, *arguments, cwd=self.folder, **how)

    def changed(self, **context):
        return {"context": dict(self.costs["context"], **context), "benchmarks": copy.deepcopy(self.costs["benchmarks"])}

    def only(self, what, **context):
        """A baseline with the rows of one thing, which the gate measures sooner than all."""
        costs = self.changed(**context)
        costs["benchmarks"] = [row for row in costs["benchmarks"] if row["name"].startswith(what + "/")]
        return costs

    @unittest.skipIf("forky-bin" in support.PYTHON, "runs behind a wrapper, which is what would be killed")
    def test_what_measures_does_not_outlive_the_gate(self):
        costs = self.write("costs.json", self.only("create"))
        command = support.command("gate", "--baseline", self.graded, "--report", self.graded, "--bench", costs)
        gate = subprocess.Popen(command, env=support.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self.addCleanup(gate.wait)
        self.addCleanup(gate.kill)
        children = pathlib.Path(f"/proc/{gate.pid}/task/{gate.pid}/children")
        measuring = self.wait_until(
            lambda: next((pid for pid in children.read_text().split() if b"--no-peers" in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()), None)
        )
        gate.kill()
        self.wait_until(lambda: not pathlib.Path(f"/proc/{measuring}/exe").exists())

    def wait_until(self, holds):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if value := holds():
                return value
            time.sleep(0.02)
        self.fail("it never came to that")

    def test_uses_recipes_of_the_command_line_and_of_the_project(self):
        run = self.gate(self.costs)
        self.assertIn(f"gone     first_use/{MODULE}/legacy", run.out, run.err)
        costs = self.only("first_use")
        run = self.gate(costs, "--recipe", self.recipe)
        self.assertNotIn("gone", run.out)
        self.assertIn("1 of 1 benchmarks show no change", run.out, run.err)
        self.write("pyproject.toml", f'[tool.isograde]\nrecipes = ["{self.recipe}"]\n')
        self.assertIn("1 of 1 benchmarks show no change", self.gate(costs).out)

    def test_peers_and_long_climbs_are_not_missed(self):
        costs = self.only("create")
        row = costs["benchmarks"][0]
        costs["benchmarks"] += [dict(row, name=name) for name in ("peer/fork", "climb/nothing/legacy/interpreters:1000")]
        run = self.gate(costs)
        self.assertIn("1 of 1 benchmarks show no change", run.out, run.err)
        self.assertNotIn("gone", run.out)

    def test_a_target_that_is_gone_fails(self):
        costs = self.only("create", targets=f"no_such_module,{MODULE}")
        costs["benchmarks"] += [dict(row, name="import/no_such_module/legacy") for row in costs["benchmarks"]]
        run = self.gate(costs)
        self.assertEqual(1, run.exit_code, run.out + run.err)
        self.assertIn("lost     no_such_module: can no longer be measured: ", run.out)

    def test_what_is_no_baseline_is_refused(self):
        alien = {
            "context": {},
            "benchmarks": [dict(FAILED, name="create/nothing/legacy"), {"name": "BM_memcpy/8", "real_time": 1, "cpu_time": 1, "time_unit": "ns"}],
        }
        for costs in ({"context": {}, "benchmarks": []}, alien):
            self.assert_one_sentence(self.gate(costs), "costs.json", "nothing")

    def test_too_few_repetitions_are_refused(self):
        costs = self.changed()
        costs["benchmarks"] = [row for row in costs["benchmarks"] if row.get("repetition_index", 9) < 3]
        self.assert_one_sentence(self.gate(costs), "costs.json has 3 repetitions", "5 would do")

    def test_no_fewer_repetitions_than_by_default(self):
        costs = self.only("create")
        costs["benchmarks"] = [row for row in costs["benchmarks"] if row.get("repetition_index", 0) < 9]
        run = self.gate(costs, "--update")
        self.assertEqual(0, run.exit_code, run.out + run.err)
        measured = json.loads(self.file.read_text())["benchmarks"]
        self.assertEqual(36, sum(row["run_type"] == "iteration" for row in measured if row["run_name"].startswith("create/nothing/")))

    def test_a_baseline_that_nothing_could_be_measured_for_is_left_as_it_is(self):
        costs = self.only("create", targets="_csv")
        costs["benchmarks"] = [dict(row, name="import/_csv/legacy") for row in costs["benchmarks"]]
        broken = self.write("_csv.py", "raise OSError('no')")
        environment = support.environment()
        environment["PYTHONPATH"] = f"{broken.parent}:{environment['PYTHONPATH']}"
        run = self.gate(costs, "--update", env=environment)
        self.assertEqual(support.NOTHING_TO_GRADE, run.exit_code, run.out + run.err)
        self.assertIn("costs.json: left as it is", run.out)
        self.assertEqual(costs, json.loads(self.file.read_text()))

    def test_what_a_new_baseline_leaves_out_is_told(self):
        costs = self.only("create")
        row = costs["benchmarks"][0]
        costs["benchmarks"] = [row, dict(row, name="peer/fork")]
        run = self.gate(costs, "--update")
        self.assertEqual(0, run.exit_code, run.out + run.err)
        self.assertIn("  no longer in it: peer/fork\n", run.out)

    def test_that_isolation_got_worse_is_not_lost_by_the_costs(self):
        now = json.loads(self.graded.read_text())
        checks = [check for check in now["targets"][0]["checks"] if check["verdict"] == "pass"]
        checks[0].update(verdict="fail", message="it is worse")
        # Nothing of it can be measured without the recipe.
        costs = self.only("first_use")
        run = self.gate(costs, report=self.write("now.json", now))
        self.assertEqual(support.BELOW_THRESHOLD, run.exit_code, run.out + run.err)
        self.assertIn("no benchmark in common", run.err)
        self.assertEqual(support.USAGE, self.gate(costs).exit_code)

    def test_measures_in_the_python_that_grades(self):
        file = self.write("costs.json", self.only("create"))
        program = support.BUILD / "python" / "isograde" / "__main__.py"
        gate = [support.PYTHON, "-X", "dev", program, "gate", "--baseline", self.graded, "--report", self.graded, "--bench", file, "--update"]
        run = subprocess.run(list(map(str, gate)), env=support.environment(), capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stdout + run.stderr)
        self.assertIn("-X dev", json.loads(file.read_text())["context"]["python_flags"])

    def test_configs_that_cannot_be(self):
        self.assert_one_sentence(
            self.gate(self.costs, "--config", "strict" if support.version() >= (3, 12) else "isolated"), "costs.json is of legacy"
        )
        self.assert_one_sentence(self.gate(self.changed(configs="legacy,nosuch")), "costs.json", "nosuch")
        if support.version() < (3, 12):
            self.assert_one_sentence(self.gate(self.changed(configs="isolated")), "isolated")

    def test_a_target_that_is_none(self):
        self.assert_one_sentence(self.gate(self.costs, "no_such_module"), "no_such_module")

    def test_a_noisy_machine_is_told(self):
        costs = self.only("create")
        row = dict(costs["benchmarks"][0], name="reference/work")
        costs["benchmarks"] += [dict(row, repetition_index=at, real_time=row["real_time"] * (1 + at)) for at in range(9)]
        self.assertIn("the machine is not the same", self.gate(costs).out)
