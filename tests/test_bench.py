"""`isograde bench`: rows as Google Benchmark writes them, and what is lost when something breaks."""

import json
import pathlib
import subprocess
import sys
import unittest

from tests import expectations, support

QUICK = ("--no-peers", "--climb", "4", "--threads", "1,2", "--repetitions", "2", "--benchmark_min_time=0.001")
CONFIG = "isolated" if support.version() >= (3, 12) else "legacy"
MODULE = "isolated_with_state"
ENDS_BADLY = "frees_twice_at_end"
REFERENCE = "reference/work"
ENDS_EVERY_INTERPRETER_BADLY = """
import atexit, os, signal
try:
    signal.signal(signal.SIGUSR2, signal.SIG_DFL)  # works in the main interpreter alone
except ValueError:
    atexit.register(os.abort)
"""


def names(results):
    return list(dict.fromkeys(row["name"] for row in results["benchmarks"] if row["run_type"] == "iteration"))


def failures(results):
    return {row["name"]: row["error_message"] for row in results["benchmarks"] if row.get("error_occurred")}


class Measuring(support.Case):
    def bench(self, *arguments, **how):
        """A run, and what it wrote."""
        file = self.folder / "bench.json"
        run = support.isograde("bench", *arguments, "--output", file, cwd=self.folder, **how)
        return run, json.loads(file.read_text(), parse_constant=self.fail) if file.exists() else None

    def test_every_row_of_a_load_has_values(self):
        run, results = self.bench("--config", CONFIG, *QUICK, MODULE)
        self.assertEqual(0, run.exit_code, run.err)
        expected = [f"{what}/nothing/{CONFIG}" for what in ("create", "end", "memory", "cycle", "switch", "call")]
        expected += [f"{what}/{MODULE}/{CONFIG}" for what in ("first_import", "import", "reimport", "end", "memory", "cycle")]
        expected += [f"climb/{load}/{CONFIG}/interpreters:{place}" for load in ("nothing", MODULE) for place in (1, 2, 4)]
        expected += [f"create_at_once/{load}/isolated/threads:{count}" for load in ("nothing", MODULE) for count in (1, 2) if CONFIG == "isolated"]
        self.assertEqual(sorted([REFERENCE, *expected]), sorted(names(results)))
        # How fast the machine was meanwhile.
        for row in results["benchmarks"]:
            if row["run_type"] == "iteration" and row["name"] != REFERENCE:
                self.assertTrue(0.00002 < row.get("reference_s", 0) < 0.05, row)
        self.assertEqual({}, failures(results))
        for row in results["benchmarks"]:
            if row["run_type"] == "iteration":
                self.assertGreater(row["real_time"], 0, row["name"])
                self.assertGreater(row["cpu_time"], 0, row["name"])
        self.assertGreater(next(row for row in results["benchmarks"] if row["name"].startswith("memory/nothing"))["pss_bytes"], 50_000)
        for row in results["benchmarks"]:
            if row["name"].startswith("memory/") and row["run_type"] == "iteration":
                self.assertGreaterEqual(row["python_heap_bytes"], 0, row["name"])
                self.assertLessEqual(row["python_heap_bytes"], row["pss_bytes"], row["name"])
        self.assertEqual({"median", "mean", "stddev", "cv"}, {row.get("aggregate_name") for row in results["benchmarks"]} - {None})
        self.assertEqual(MODULE, results["context"]["targets"])
        self.assertIn(f"{CONFIG}, {MODULE}: adds ", run.out)
        self.assertRegex(run.out, rf"{CONFIG}: takes \S+ ms to create, \S+ [mu]s to end, \S+ [Mk]B of memory")

    def test_cpu_time_is_that_of_the_piece(self):
        _, results = self.bench("--config", CONFIG, "--no-peers", "--repetitions", "3", "--benchmark_filter=create/nothing")
        rows = [row for row in results["benchmarks"] if row["name"].startswith("create/")]
        for row in rows:
            if row["run_type"] == "iteration":
                self.assertGreater(row["cpu_time"], row["real_time"] / 4)
                self.assertLess(row["cpu_time"], row["real_time"] * 1.5)
            elif row["aggregate_name"] == "median":
                times = sorted(other["cpu_time"] for other in rows if other["run_type"] == "iteration")
                self.assertAlmostEqual(times[1], row["cpu_time"])

    def user_site(self):
        """A site-packages folder of this test alone, and the environment in which interpreters use it."""
        environment = dict(support.environment(), PYTHONUSERBASE=str(self.folder))
        asked = [support.PYTHON, "-c", "import site; print(site.getusersitepackages())"]
        folder = pathlib.Path(subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout.strip())
        folder.mkdir(parents=True)
        return folder, environment

    def test_code_that_every_interpreter_runs_is_named(self):
        folder, environment = self.user_site()
        what = ("--config", CONFIG, "--no-peers", "--repetitions", "3", "--benchmark_min_time=0.02", "--benchmark_filter=^create/nothing")
        folder.joinpath("just_a_path.pth").write_text("/nowhere\n")
        run, before = self.bench(*what, env=environment)
        self.assertEqual(0, run.exit_code, run.err)
        self.assertNotIn("just_a_path.pth", before["context"].get("startup_files", ""))
        folder.joinpath("slow.pth").write_text("import time; time.sleep(0.05)\n")
        run, after = self.bench(*what, env=environment)
        self.assertEqual(0, run.exit_code, run.err)
        self.assertIn("slow.pth", after["context"]["startup_files"].split(","))
        self.assertRegex(run.out, r"every interpreter runs this startup code, as part of what it takes to create: .*slow\.pth")
        for row in after["benchmarks"]:
            if row["run_type"] == "iteration" and row["name"].startswith("create"):
                self.assertEqual("ms", row["time_unit"])
                self.assertGreater(row["real_time"], 50)

    @unittest.skipIf(support.version() < (3, 15), "no .start files before 3.15")
    def test_a_start_file_is_code_that_every_interpreter_runs(self):
        folder, environment = self.user_site()
        folder.joinpath("begins.start").write_text("os:getcwd\n")
        run, results = self.bench("--config", CONFIG, *QUICK, "--benchmark_filter=^create/nothing", env=environment)
        self.assertEqual(0, run.exit_code, run.err)
        self.assertIn("begins.start", results["context"].get("startup_files", "").split(","))

    def test_targets_together_are_one_load(self):
        _, results = self.bench("--together", "--config", CONFIG, *QUICK, "--benchmark_filter=^import", MODULE, "_csv")
        self.assertEqual([REFERENCE, f"import/{MODULE}+_csv/{CONFIG}"], names(results))
        self.assertEqual({}, failures(results))

    def test_a_recipe_gives_the_use(self):
        recipe = next(module.recipe for module in expectations.of_kind("conforming") if module.name == MODULE)
        _, results = self.bench("--config", CONFIG, *QUICK, "--recipe", recipe, "--benchmark_filter=use", MODULE)
        expected = [REFERENCE, f"first_use/{MODULE}/{CONFIG}"]
        expected += [f"use_at_once/{MODULE}/isolated/threads:{count}" for count in (1, 2) if CONFIG == "isolated"]
        self.assertEqual(sorted(expected), sorted(names(results)))
        self.assertEqual({}, failures(results))

    def test_recipes_of_the_project_are_used(self):
        recipe = self.write("mine.toml", 'module = "_csv"\n[exercise]\ncall = "module.list_dialects()"\n')
        self.write("pyproject.toml", '[tool.isograde]\nrecipes = ["mine.toml"]\n')
        what = ("--config", CONFIG, *QUICK, "--benchmark_filter=^first_use/", "_csv")
        _, of_project = self.bench(*what)
        self.assertEqual([REFERENCE, f"first_use/_csv/{CONFIG}"], names(of_project))
        (self.folder / "pyproject.toml").unlink()
        _, given = self.bench(*what, "--recipe", recipe)
        _, shipped = self.bench(*what)
        self.assertRegex(given["context"]["uses"], r"\A_csv:[0-9a-f]{8}\Z")
        self.assertEqual(given["context"]["uses"], of_project["context"]["uses"])
        self.assertNotEqual(given["context"]["uses"], shipped["context"]["uses"])

    @unittest.skipIf(support.version() < (3, 9), "what works in the main interpreter alone is hard to find")
    def test_what_was_measured_is_not_lost_by_a_bad_end(self):
        self.write("sitecustomize.py", ENDS_EVERY_INTERPRETER_BADLY)
        environment = support.environment()
        environment["PYTHONPATH"] += f":{self.folder}"
        _, results = self.bench("--config", CONFIG, *QUICK, "--benchmark_filter=^(switch|call|end|memory)/nothing", env=environment)
        lost = failures(results)
        self.assertEqual({f"end/nothing/{CONFIG}", f"memory/nothing/{CONFIG}"}, set(lost))
        self.assertRegex(lost[f"end/nothing/{CONFIG}"], "SIGABRT.*end")

    def test_a_load_takes_no_memory_away(self):
        _, results = self.bench("--config", "legacy", *QUICK, "--benchmark_filter=^memory/", "_csv")
        heap = {
            row["name"]: row["python_heap_bytes"]
            for row in results["benchmarks"]
            if row["name"].startswith("memory/") and row["run_type"] == "iteration"
        }
        # What interpreters that have ended left free would be taken for none: an eighth of all.
        self.assertGreater(heap["memory/_csv/legacy"], heap["memory/nothing/legacy"])

    def test_memory_that_cannot_be_told_apart_is_left_out(self):
        _, results = self.bench("--config", "legacy", *QUICK, "--benchmark_filter=^memory/nothing", env=support.environment(PYTHONMALLOC="malloc"))
        row = next(row for row in results["benchmarks"] if row["name"] == "memory/nothing/legacy")
        self.assertIn("pss_bytes", row)
        self.assertNotIn("python_heap_bytes", row)

    @unittest.skipUnless(CONFIG == "isolated", "one GIL for all")
    def test_threads_that_cannot_be_had(self):
        # Each has a stack of 8 MiB.
        limited = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)); os.execv(sys.argv[1], sys.argv[1:])"
        file = self.folder / "bench.json"
        what = ("--config", CONFIG, "--no-peers", "--threads", "1024", "--repetitions", "1", "--benchmark_filter=^create_at_once/", "--output", file)
        subprocess.run([sys.executable, "-c", limited, *support.command("bench", *what)], env=support.environment(), check=False, capture_output=True)
        (reason,) = failures(json.loads(file.read_text())).values()
        self.assertRegex(reason, r"no more than \d+ of 1024 threads could be started: ")

    @unittest.skipIf(CONFIG == "isolated", "interpreters have a GIL each")
    def test_threads_where_there_is_one_gil_are_told_to_be_left_out(self):
        run, _ = self.bench(*QUICK, "--benchmark_filter=^call/")
        self.assertIn("isograde: --threads: left out", run.err)

    def test_peers_are_measured_in_the_same_run(self):
        scratch = self.folder / "scratch"
        scratch.mkdir()
        run, results = self.bench("--config", CONFIG, *QUICK[1:], "--benchmark_filter=^peer|^create/", env=support.environment(TMPDIR=str(scratch)))
        self.assertEqual([], list(scratch.iterdir()))
        peers = ["thread", "fork", "spawn", "spawn_bare", "multiprocessing_spawn", "multiprocessing_forkserver"]
        if support.version() >= (3, 14):
            peers += ["concurrent_interpreters", "InterpreterPoolExecutor"]
        self.assertEqual({}, failures(results))
        self.assertEqual({f"peer/{peer}" for peer in peers}, {name for name in names(results) if name.startswith("peer/")})
        self.assertIn("in the same run: ", run.out)
        memory = {}
        for row in results["benchmarks"]:
            if row["name"].startswith("peer/") and row["run_type"] == "iteration":
                memory.setdefault(row["name"][5:], []).append(row["pss_bytes"])
                copies = row["name"] in ("peer/fork", "peer/multiprocessing_forkserver")
                self.assertNotEqual(copies, "private_dirty_bytes" in row, row["name"])
        # A stack and some objects; not the pages of libraries that the measuring itself is the first to touch. The share of pages that
        # other processes have, too, changes as they come and go.
        self.assertTrue(max(memory["thread"]) > 0 and all(abs(size) < 60_000 for size in memory["thread"]), memory)
        # Of a copy, what it writes to; not its share of what its parent had already.
        self.assertTrue(all(0 < size < 1_000_000 for size in memory["fork"]), memory)
        self.assertGreater(min(memory["spawn"]), 1_500_000)

    def test_what_crashes_loses_its_own_rows_with_the_reason(self):
        run, results = self.bench("--config", CONFIG, *QUICK, "--benchmark_filter=^(create|import|end)/", ENDS_BADLY)
        self.assertEqual(0, run.exit_code, run.err)
        lost = failures(results)
        self.assertIn(f"end/{ENDS_BADLY}/{CONFIG}", lost)
        self.assertIn("SIGABRT", lost[f"end/{ENDS_BADLY}/{CONFIG}"])
        self.assertNotIn(f"create/nothing/{CONFIG}", lost)
        self.assertNotIn(f"end/nothing/{CONFIG}", lost)
        self.assertIn(f"end/{ENDS_BADLY}/{CONFIG}: ", run.out)

    @unittest.skipUnless(support.version() == (3, 13), "about 3.13, which ends _datetime badly on several threads")
    def test_a_cpython_that_crashes_while_ending_loses_its_own_rows(self):
        # Py_EndInterpreter frees tuples of another interpreter's heap (_PyTuple_ClearFreeList), as 3.13.0 and 3.13.15 do every time.
        # The exercise of the recipe that comes with isograde has raised before that once ("a tzinfo subclass must implement utcoffset()",
        # 3.13.15), by the types that all interpreters share: this one calls no method of theirs.
        recipe = self.write("date.toml", 'module = "_datetime"\n[exercise]\ncall = "module.date(2019, 5, 1)"\n')
        what = ("--threads", "1,4", "--repetitions", "2", "--benchmark_min_time=0.05", "--benchmark_filter=^(create|end|import|create_at_once)/")
        run, results = self.bench("--config", CONFIG, "--no-peers", "--recipe", recipe, *what, "_datetime", "_csv")
        self.assertEqual(0, run.exit_code, run.err)
        reason = r"^crashed with SIGABRT while going through a cycle of create, import, use and end \(4 at once\)$"
        lost = failures(results)
        self.assertEqual(["create_at_once/_datetime/isolated/threads:4"], list(lost))
        self.assertRegex(lost.popitem()[1], reason)
        self.assertIn("create_at_once/_csv/isolated/threads:4", names(results))

    def test_a_climb_that_runs_out_of_memory_keeps_what_it_saw(self):
        file = self.folder / "bench.json"
        arguments = ("--config", CONFIG, "--no-peers", "--climb", "512", "--repetitions", "2", "--benchmark_filter=^climb", "--output", file)
        limit = 400 << 20  # CPython itself does not survive everywhere that memory is refused
        command = ["prlimit", f"--as={limit}", *support.command("bench", *arguments)]
        run = subprocess.run(command, env=support.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=support.TIME_LIMIT)
        self.assertEqual(0, run.returncode, run.stderr)
        results = json.loads(file.read_text())
        lost = failures(results)
        self.assertRegex(lost[f"climb/nothing/{CONFIG}/interpreters:512"], r"^memory was about to run out with \d+ alive$")
        reached = {
            row["name"]: row
            for row in results["benchmarks"]
            if row.get("run_type") == "iteration" and row["name"].startswith("climb") and row["name"] not in lost
        }
        self.assertGreaterEqual(len(reached), 4)
        last = max(reached.values(), key=lambda row: int(row["name"].rsplit(":", 1)[1]))
        self.assertLessEqual({"pss_bytes", "private_dirty_bytes", "slope_s", "slope_low_s", "slope_high_s"}, last.keys())
        self.assertRegex(last["label"], "^memory was about to run out with ")
        self.assertIn("each one alive changes the cost of the next by ", run.stdout)

    def test_a_climb_that_fails_half_way_keeps_what_it_saw(self):
        # In the warm-up, and twice; the file lies in the folder that each process has for itself.
        self.folder.joinpath("full_at_last.py").write_text(
            "with open('imports', 'a') as file:\n    file.write('x')\n    if file.tell() > 3:\n        raise MemoryError('full')\n"
        )
        environment = support.environment(PYTHONPATH=str(self.folder))
        _, results = self.bench("--config", CONFIG, *QUICK, "--benchmark_filter=^climb/full_at_last", "full_at_last", env=environment)
        reason = "full_at_last does not load: MemoryError: full with 2 alive"
        prefix = f"climb/full_at_last/{CONFIG}/interpreters:"
        self.assertEqual({prefix + "4": reason}, failures(results))
        for row in results["benchmarks"]:
            if row["name"] == prefix + "2" and row["run_type"] == "iteration":
                self.assertEqual(reason, row["label"])
                self.assertIn("pss_bytes", row)

    def test_a_climb_that_crashes_says_at_what(self):
        _, results = self.bench("--config", CONFIG, *QUICK, "--benchmark_filter=^climb/crashes", "crashes_in_second_interpreter")
        self.assertRegex(
            failures(results)[f"climb/crashes_in_second_interpreter/{CONFIG}/interpreters:4"],
            r"^crashed with SIGSEGV while importing it in interpreter \d$",
        )

    def test_the_reference_is_in_every_run(self):
        create = f"create/nothing/{CONFIG}"
        for chosen, expected in ((f"^{create}", [REFERENCE, create]), ("reference", [REFERENCE]), (f"^nosuch|{create}", [REFERENCE, create])):
            with self.subTest(chosen):
                _, results = self.bench("--config", CONFIG, *QUICK, f"--benchmark_filter={chosen}")
                self.assertEqual(expected, names(results))

    def test_how_often_each_is_measured(self):
        what = ("--config", CONFIG, "--no-peers", "--climb", "1", "--benchmark_min_time=0.001", "--benchmark_filter=^(call|climb)/")
        for asked, often in (((), {"call": 36, "climb": 9}), (("--repetitions", "2"), {"call": 2, "climb": 2})):
            _, results = self.bench(*what, *asked)
            rows = [row["name"].split("/")[0] for row in results["benchmarks"] if row["run_type"] == "iteration"]
            self.assertEqual(often, {kind: rows.count(kind) for kind in often})

    def test_a_list_is_what_would_run(self):
        run = support.isograde("bench", "--config", CONFIG, *QUICK, "--benchmark_list_tests", "--benchmark_filter=^create/")
        self.assertEqual(0, run.exit_code, run.err)
        self.assertEqual([REFERENCE, f"create/nothing/{CONFIG}"], run.out.split())
        run = support.isograde("bench", "--config", CONFIG, *QUICK, "--benchmark_list_tests", "--benchmark_filter=-^(reference|climb|cycle)/")
        self.assertIn(f"create/nothing/{CONFIG}", run.out)
        self.assertNotIn("reference", run.out)
        run = support.isograde("bench", "--config", CONFIG, *QUICK, "--benchmark_list_tests", "--benchmark_filter=-all")
        self.assertIn(f"create/nothing/{CONFIG}", run.out)
        self.assertNotIn(f"call/nothing/{CONFIG}", run.out)

    @unittest.skipUnless(support.version() >= (3, 12), "interpreters that refuse modules come with 3.12")
    def test_what_does_not_load_says_so(self):
        _, results = self.bench("--config", "isolated", *QUICK, "--benchmark_filter=^import/", "single_phase_init")
        self.assertIn("does not load: ImportError", failures(results)["import/single_phase_init/isolated"])

    @unittest.skipUnless(support.version() >= (3, 12), "interpreters that refuse modules come with 3.12")
    def test_a_run_in_which_nothing_but_the_reference_could_be_measured(self):
        run, results = self.bench("--config", "isolated", *QUICK, "--benchmark_filter=^import/", "single_phase_init")
        self.assertEqual({"reference/work"}, set(names(results)) - set(failures(results)))
        self.assertEqual(support.NOTHING_TO_GRADE, run.exit_code)

    # Bad input

    def test_a_target_that_is_none(self):
        run, _ = self.bench(*QUICK, "no_such_module")
        self.assert_one_sentence(run, "no_such_module")

    def test_a_config_that_is_none(self):
        run, _ = self.bench("--config", "nosuch")
        self.assert_one_sentence(run, "nosuch")

    def test_a_filter_that_selects_nothing(self):
        run, _ = self.bench(*QUICK, "--benchmark_filter=nosuch")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertIn("isograde: the filter selects no benchmark\n", run.err)

    def test_the_filter_sees_the_names_that_are_told(self):
        create = f"create/nothing/{CONFIG}"
        run = support.isograde("bench", "--config", CONFIG, *QUICK, "--benchmark_list_tests", f"--benchmark_filter=^{create}$")
        self.assertEqual([REFERENCE, create], run.out.split(), run.err)

    def test_a_filter_that_is_no_regular_expression(self):
        run, _ = self.bench(*QUICK, "--benchmark_filter=create/(")
        self.assert_one_sentence(run, "--benchmark_filter=create/(", "no regular expression")

    def test_flags_that_would_have_no_effect(self):
        for flag in ("--benchmark_time_unit=us", "--benchmark_color=true", "--benchmark_counters_tabular", "--benchmark_out_format=console"):
            with self.subTest(flag):
                self.assert_one_sentence(self.bench(flag)[0], flag)

    def test_a_flag_that_google_benchmark_does_not_know(self):
        run, _ = self.bench("--benchmark_nosuch=1")
        self.assert_one_sentence(run, "--benchmark_nosuch=1")

    def test_a_file_that_cannot_be_written(self):
        run = support.isograde("bench", "--output", "/proc/nowhere/bench.json")
        self.assert_one_sentence(run, "/proc/nowhere/bench.json")


class Asking(support.Case):
    """What is asked for is what is measured, and what cannot be is refused before anything is."""

    def test_what_is_named_twice_is_measured_once(self):
        run = support.isograde("bench", "--config", CONFIG, "--threads", "2,2", "--no-peers", "--benchmark_list_tests", "_csv", "_csv")
        self.assertEqual(0, run.exit_code, run.err)
        listed = run.out.split()
        self.assertIn(f"import/_csv/{CONFIG}", listed)
        self.assertEqual(sorted(set(listed)), sorted(listed))

    def test_a_table_that_cannot_be_written(self):
        for how in ((), ("--read", self.write("none.json", {"context": {}, "benchmarks": []}))):
            run = support.isograde("bench", *how, "--table", "/proc/nowhere/table.md")
            self.assert_one_sentence(run, "/proc/nowhere/table.md")
            self.assertEqual("", run.out)

    def test_a_recipe_that_does_not_parse(self):
        run = support.isograde("bench", *QUICK, "--recipe", self.write("broken.toml", "module = "), MODULE)
        self.assert_one_sentence(run, "broken.toml")
        self.assertEqual("", run.out)

    def test_results_without_their_repetitions(self):
        for flag in ("--benchmark_report_aggregates_only", "--benchmark_report_aggregates_only=true"):
            self.assert_one_sentence(support.isograde("bench", flag), "--benchmark_report_aggregates_only")

    @unittest.skipIf(support.version() >= (3, 12), "every config is there")
    def test_a_config_that_this_cpython_has_not_is_told(self):
        run = support.isograde("bench", "--config", "legacy,isolated", "--benchmark_list_tests", "--no-peers")
        self.assertEqual(0, run.exit_code, run.err)
        self.assertRegex(run.err, r"\Aisograde: CPython 3\.\S+ has no config isolated: it is left out\n\Z")

    def test_what_hangs_is_given_up(self):
        recipe = self.write("hangs.toml", 'module = "_csv"\nsetup = "import time"\n[exercise]\ncall = "time.sleep(100)"\n')
        file = self.folder / "bench.json"
        run = support.isograde(
            "bench",
            "--config",
            CONFIG,
            *QUICK,
            "--timeout",
            "1",
            "--recipe",
            recipe,
            "--benchmark_filter=^(create|first_use)/",
            "--output",
            file,
            "_csv",
        )
        self.assertEqual(0, run.exit_code, run.err)
        self.assertEqual([f"first_use/_csv/{CONFIG}"], list(failures(json.loads(file.read_text()))))

    def test_modules_that_customize_every_interpreter_are_named(self):
        environment = support.environment()
        for name in ("sitecustomize", "usercustomize"):
            self.write(f"{name}.py", "")
        environment["PYTHONPATH"] += f":{self.folder}"
        file = self.folder / "bench.json"
        run = support.isograde("bench", "--config", CONFIG, *QUICK, "--benchmark_filter=^create/", "--output", file, env=environment)
        self.assertEqual(0, run.exit_code, run.err)
        named = json.loads(file.read_text())["context"]["startup_files"].split(",")
        self.assertIn(str(self.folder / "sitecustomize.py"), named)
        asked = [support.PYTHON, "-c", "import site; print(site.ENABLE_USER_SITE)"]
        if subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout.strip() == "True":
            self.assertIn(str(self.folder / "usercustomize.py"), named)
