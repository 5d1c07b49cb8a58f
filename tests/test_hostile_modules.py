"""Whatever a module does at import is a finding about that module, and never the end of the run."""

import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import time
import unittest
import uuid

from tests import expectations, looking, machine, support

HOSTILE = expectations.of_kind("hostile")
BYSTANDER = "isolated_with_state"
POINTS = int(os.environ.get("ISOGRADE_POINTS", "3"))
TIMEOUT = 2  # seconds for one experiment
HUNG = r"hung for \d+(\.\d+)? s"  # more than TIMEOUT where it was slow alone
MEMORY = 256  # MiB for one experiment
FAILURES_OF_PYTHONS_START = (b"Failed to import the site module", b"Failed checking if argv[0] is an import path entry")

# What the finding about each says: a regular expression.
WORDS = {
    "aborts_at_import": "SIGABRT",
    "closes_every_descriptor": "closed file descriptors",
    "crashes_at_import": "SIGSEGV",
    "exits_at_import": "exit code 0",
    "forks_at_import": "forks",
    "handles_its_own_crash": "exit code 3",
    "hangs_at_import": HUNG,
    "hangs_in_second_interpreter": HUNG,
    "ignores_signals": HUNG,
    "leaves_a_process": "leaves one more behind",
    "prints_megabytes": "wrote more than",
    "raises_at_import": "ValueError",
    "scribbles_over_stages": "SIGABRT while starting",
    "spends_memory": "memory|SIGSEGV|SIGKILL",  # it does not look at what malloc returns
}


class Surroundings:
    """A temporary folder for one run, and a mark by which its processes are known, wherever they have gone."""

    def __init__(self, test):
        self.mark = f"ISOGRADE_TEST_MARK={uuid.uuid4()}"
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        test.addClassCleanup(folder.cleanup) if isinstance(test, type) else test.addCleanup(folder.cleanup)
        self.temporary = pathlib.Path(folder.name)
        name, value = self.mark.split("=")
        self.environment = support.environment(**{name: value, "TMPDIR": folder.name})

    def processes(self):
        """Ids and command lines of the living processes that were started in these surroundings."""
        return machine.processes(self.mark)

    def processes_left(self):
        """What is still there when those that were killed have had the time to go. Ends it."""
        end = time.monotonic() + 3
        while self.processes() and time.monotonic() < end:
            time.sleep(0.05)
        left = self.processes()
        for process in left:
            os.kill(process, signal.SIGKILL)
        return left

    def files_left(self):
        return sorted(path.name for path in self.temporary.iterdir())


@looking.looks_at_each(HOSTILE)
class HostileModules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.surroundings = Surroundings(cls)
        cls.modules = looking.each_of(HOSTILE)
        names = [module.name for module in cls.modules]
        middle = len(names) // 2
        limits = ["--timeout", TIMEOUT, "--memory", MEMORY]
        cls.run_of_all = support.grade(*names[:middle], BYSTANDER, *names[middle:], *limits, "--fail-under", "D", env=cls.surroundings.environment)
        cls.processes_left = cls.surroundings.processes_left()
        cls.files_left = cls.surroundings.files_left()

    def test_exit_code_tells_of_the_modules_alone(self):
        self.assertEqual(support.BELOW_THRESHOLD, self.run_of_all.exit_code, self.run_of_all.err)

    def test_each_fails_what_is_expected_and_nothing_else(self):
        for module in self.modules:
            with self.subTest(module.name):
                found = expectations.differences(module, self.run_of_all.results(module.name), support.full_version())
                if found:
                    self.fail("\n".join(found))

    def test_each_has_its_grade(self):
        for module in self.modules:
            with self.subTest(module.name):
                self.assertIn(self.run_of_all.grade(module.name), module.grades or ("F",))

    def test_each_finding_says_what_happened(self):
        self.assertEqual({module.name for module in HOSTILE}, set(WORDS))
        for module in self.modules:
            with self.subTest(module.name):
                target = self.run_of_all.target(module.name)
                said = [target["reason"]] + [result["message"] for result in target["checks"] if result["verdict"] == "fail"]
                self.assertRegex("\n".join(said), WORDS[module.name])

    def test_nothing_is_blamed_on_the_control(self):
        blamed = [
            (module.name, result["id"], result["config"])
            for module in self.modules
            for result in self.run_of_all.results(module.name)
            if "the control, with no extension" in result["message"]
        ]
        self.assertEqual([], blamed)

    def test_each_demonstrates_something(self):
        silent = [module.name for module in self.modules if module.fails and not self.run_of_all.target(module.name)["demonstrated"]]
        self.assertEqual([], silent)

    def test_what_hung_is_told_as_that(self):
        demonstrated = self.run_of_all.target("hangs_in_second_interpreter")["demonstrated"]
        self.assertEqual({"hangs"}, set(demonstrated.values()))
        self.assertEqual({"crashes"}, set(self.run_of_all.target("aborts_at_import")["demonstrated"].values()))

    def test_bystander_is_graded(self):
        self.assertIn(self.run_of_all.grade(BYSTANDER), ("A", "B"))
        self.assertEqual(set(), {result["id"] for result in self.run_of_all.counted_failures(BYSTANDER) if result["severity"] != "note"})

    def test_no_process_is_left_behind(self):
        self.assertEqual({}, self.processes_left)

    def test_no_file_is_left_behind(self):
        self.assertEqual([], self.files_left)

    def test_their_output_is_not_ours(self):
        self.assertLess(len(self.run_of_all.out + self.run_of_all.err), 100_000)


class SlowModules(support.Case):
    def test_a_slow_import_is_no_hang(self):
        """Several imports may be one stage: what one took alone decides how long that may take."""
        (self.folder / "slow.py").write_text("import time\ntime.sleep(0.25)\ndef value():\n    return 1\n")
        run = support.grade("slow", "--timeout", "1", env=support.environment(PYTHONPATH=str(self.folder)))
        self.assertIn(run.grade("slow"), ("A", "B"), run.target("slow")["reason"])


def take_interrupts():
    """What a shell runs in the background ignores them; what `nohup` runs, the end of its terminal."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class EndedRun(unittest.TestCase):
    """A run that is ended from outside, in the middle of an experiment."""

    def end(self, number):
        """Send this signal to a run whose experiments all hang; gives its exit code, how long it took, and where it ran."""
        surroundings = Surroundings(self)
        process = subprocess.Popen(
            support.command("grade", "hangs_at_import", "ignores_signals", "leaves_a_process", "--jobs", 2, "--timeout", 20),
            env=surroundings.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=take_interrupts,
        )
        self.addCleanup(process.kill)
        end = time.monotonic() + 30
        while len(surroundings.processes()) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        start = time.monotonic()
        process.send_signal(number)
        exit_code = process.wait(timeout=60)
        return exit_code, time.monotonic() - start, surroundings

    def test_interrupt_ends_it_at_once_and_leaves_nothing(self):
        exit_code, seconds, surroundings = self.end(signal.SIGINT)
        self.assertEqual(130, exit_code)
        self.assertLess(seconds, 10)
        self.assertEqual({}, surroundings.processes_left())
        self.assertEqual([], surroundings.files_left())

    def test_interrupt_leaves_what_was_done(self):
        surroundings = Surroundings(self)
        file = surroundings.temporary / "report.json"
        targets = ["isolated_with_state", "isolated_without_state", "hangs_at_import", "enum"]
        process = subprocess.Popen(
            support.command("grade", *targets, "--fast", "--timeout", 60, "--format", f"text,json={file}"),
            env=surroundings.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=take_interrupts,
        )
        self.addCleanup(process.kill)
        # What is done is told while the third one hangs.
        out = ""
        while "\nisolated_without_state  " not in out or not out.endswith("not applicable\n"):
            line = process.stdout.readline()
            self.assertTrue(line, out)
            out += line
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=60)
        self.assertEqual(130, process.returncode)
        self.assertEqual("isograde: interrupted: 2 of 4 graded\n", err)
        own = "A" if support.version() >= (3, 12) else "B"
        self.assertRegex(rest, rf"\A\n2 graded\n +2 {own} +isolated_with_state, isolated_without_state\n\Z")
        grades = {target["name"]: (target["grade"], target["reason"]) for target in json.loads(file.read_text())["targets"]}
        self.assertEqual(targets, list(grades))
        self.assertEqual(("unknown", "interrupted before it was graded"), grades["enum"])
        self.assertNotEqual("unknown", grades["isolated_with_state"][0])

    def test_killed_run_has_written_what_was_done(self):
        surroundings = Surroundings(self)
        file = surroundings.temporary / "report.json"
        targets = ["isolated_with_state", "isolated_without_state", "hangs_at_import"]
        process = subprocess.Popen(
            support.command("grade", *targets, "--fast", "--timeout", 60, "--output", file),
            env=surroundings.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.addCleanup(process.kill)
        done, end = [], time.monotonic() + 300  # an import that hangs holds both cores for its 60 s before the second is done
        while len(done) < 2 and time.monotonic() < end:
            time.sleep(0.05)
            done = json.loads(file.read_text())["targets"] if file.exists() else []
        process.kill()
        process.wait(timeout=60)
        self.assertEqual(targets[:2], [target["name"] for target in json.loads(file.read_text())["targets"]])
        self.assertTrue(all(target["grade"] != "unknown" for target in done), done)

    def test_ended_at_any_time_it_leaves_nothing(self):
        """At ISOGRADE_POINTS moments by each signal; what was finished by then is in the output file."""
        targets = ["isolated_with_state", "frees_twice_at_end", "deadlocks_at_end"]
        seed = random.randrange(1 << 32)
        wait = random.Random(seed)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL) * POINTS:
            seconds = wait.uniform(0.02, 1.6)
            with self.subTest(number.name, seconds=seconds, seed=seed):
                surroundings = Surroundings(self)
                file = surroundings.temporary / "report.json"
                process = subprocess.Popen(
                    support.command("grade", "--timeout", "4", *targets, "--output", file),
                    env=surroundings.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                    preexec_fn=take_interrupts,
                )
                self.addCleanup(process.kill)
                time.sleep(seconds)
                os.killpg(process.pid, number)
                out, err = process.communicate(timeout=60)
                # So early that Python has not taken the signal over yet, it ends by it; a moment later it fails to start,
                # or prints the KeyboardInterrupt and goes on to run the file (pymain_get_importer() of its Modules/main.c).
                if not any(failure in err for failure in FAILURES_OF_PYTHONS_START):
                    self.assertIn(process.returncode, (128 + number, -number), err)
                if process.returncode == 128 + number:
                    self.assertIn(b"isograde: interrupted", err)
                self.assertEqual({}, surroundings.processes_left())
                told = [target for target in targets[:2] if f"{target}  ".encode() in out]
                written = json.loads(file.read_text())["targets"] if file.exists() else []
                file.unlink(missing_ok=True)
                self.assertEqual([], [name for name in told if name not in [one["name"] for one in written if one["grade"] != "unknown"]])
                if number == signal.SIGKILL and surroundings.files_left():  # it had no time to clear up
                    support.grade("enum", "--fast", env=surroundings.environment)
                self.assertEqual([], surroundings.files_left())

    def test_no_process_outlives_a_killed_run(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
            with self.subTest(number.name):
                exit_code, seconds, surroundings = self.end(number)
                self.assertLess(seconds, 10)
                self.assertEqual({}, surroundings.processes_left())
                if number != signal.SIGKILL:
                    self.assertEqual(128 + number, exit_code)
                else:  # which leaves no time to clear up: the next run does
                    self.assertNotEqual([], surroundings.files_left())
                    support.grade("enum", "--fast", env=surroundings.environment)
                self.assertEqual([], surroundings.files_left())
