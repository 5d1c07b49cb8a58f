"""Wherever isograde runs: it grades as it does anywhere, or says in a sentence why it cannot."""

import concurrent.futures
import json
import os
import shlex
import subprocess
import sys
import unittest

from tests import support

TARGET = "isolated_with_state"
GOOD = ("A", "B")
# By a shell, before isograde is started in the same process.
STARTED_BY = {
    "few descriptors": "ulimit -n 32",
    "no standard streams": "exec <&- >&- 2>&-",
    "no input": "exec <&-",
    "no home": "unset HOME",
    "a home that is not there": "export HOME=/nonexistent",
    "the C locale": "export LANG=C LC_ALL=C; unset PYTHONUTF8",
    "an allocator that checks": "export PYTHONMALLOC=debug",
    "traced allocations": "export PYTHONTRACEMALLOC=5",
    "warnings that are errors": "export PYTHONWARNINGS=error",
}
# These cannot be graded in, and what is said of them.
# Under tracemalloc, which calls PyGILState_Ensure() in allocations (gh-90453), the creation of an interpreter hangs in 3.8: the control
# tells so, and nothing is graded.
TRACING_HANGS = support.version() < (3, 12)
if TRACING_HANGS:
    del STARTED_BY["traced allocations"]
REFUSED = {
    "ulimit -n 14": r"file descriptors|Too many open files",
    "ulimit -f 0": r"ulimit -f|File too large",
    "export TMPDIR=/nonexistent": r"TMPDIR",
    "gone=$(mktemp -d); cd $gone; rmdir $gone": r"the working directory was removed",
}
# As root, in a mount namespace of their own.
MOUNTED = {
    "mount -t tmpfs -o nr_inodes=1 full {tmp}; export TMPDIR={tmp}": r"No space left",
    "mount -t tmpfs -o ro full {tmp}; export TMPDIR={tmp}": r"Read-only file system",
    "mount -t tmpfs none /proc": r"/proc",
}
SITES = {
    "prints": "print('hello from sitecustomize')\n",
    "starts a thread": "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n",
    "imports": "import decimal, json, ctypes\n",
    "fails": "raise RuntimeError('no')\n",
}


@unittest.skipIf("forky-bin" in support.PYTHON, "what starts a Python in a root of its own has surroundings of its own")
class Surroundings(support.Case):
    def shell(self, before, *arguments, after="", **environment):
        command = shlex.join(support.command("grade", TARGET, "--fast", *arguments))
        return subprocess.run(
            ["bash", "-c", f"{before}\nexec {command} {after}"],
            env=support.environment(**environment),
            capture_output=True,
            timeout=support.TIME_LIMIT,
            cwd=self.folder,
        )

    def assert_graded(self, run, report):
        self.assertEqual(0, run.returncode, run.stdout + run.stderr)
        self.assertIn(json.loads(report.read_text())["targets"][0]["grade"], GOOD)

    def assert_refused(self, run, words):
        err = run.stderr.decode()
        self.assertIn(run.returncode, (support.HARNESS_FAILED, support.USAGE), run.stdout.decode() + err)
        self.assertRegex(err, words)
        self.assertEqual(1, err.count("isograde: "), err)
        self.assertNotIn("Traceback", err)

    def test_it_grades(self):
        for name, before in STARTED_BY.items():
            with self.subTest(name):
                report = self.folder / "report.json"
                self.assert_graded(self.shell(before, "--output", report), report)
                report.unlink()

    def test_it_says_why_not(self):
        for before, words in REFUSED.items():
            with self.subTest(before):
                self.assert_refused(self.shell(before), words)

    @unittest.skipIf(os.geteuid() != 0, "only root may mount")
    def test_it_says_what_it_lacks(self):
        tmp = self.folder / "tmp"
        tmp.mkdir()
        for before, words in MOUNTED.items():
            with self.subTest(before):
                command = shlex.join(support.command("grade", TARGET, "--fast"))
                script = f"{before.format(tmp=tmp)}\nexec {command}"
                run = subprocess.run(["unshare", "-m", "bash", "-c", script], env=support.environment(), capture_output=True)
                self.assert_refused(run, words)

    def test_where_output_goes(self):
        for after, exit_code in (("> /dev/full", support.HARNESS_FAILED), ("| head -c 1", 0), ("--output /dev/full", support.USAGE)):
            with self.subTest(after):
                run = self.shell("set +o pipefail", after=after)
                self.assertEqual(exit_code, run.returncode, run.stderr)
                self.assertNotIn(b"Traceback", run.stderr)

    def test_stacks_that_may_not_be_read(self):
        by = (sys.executable, support.CHECKOUT / "tests" / "restricted.py", "no-ptrace")
        ran = support.grade("crashes_at_import", "--fast", by=by)
        self.assertEqual("F", ran.grade("crashes_at_import"))
        self.assertIn("the stacks could not be read: Operation not permitted", support.one_line(ran.out))

    def test_a_kernel_that_is_too_old(self):
        by = (sys.executable, support.CHECKOUT / "tests" / "restricted.py", "no-pidfd")
        run = support.isograde("grade", TARGET, "--fast", by=by)
        self.assertEqual(support.HARNESS_FAILED, run.exit_code, run.out)
        self.assertIn("no pidfd: Function not implemented", run.err)
        self.assertEqual(1, run.err.count("isograde: "), run.err)

    def test_pythons_own_switches(self):
        for switches in (["-P"], ["-I"], ["-W", "error"], ["-X", "tracemalloc"], ["-X", "dev"], ["-S"], ["-E"], ["-B", "-O"]):
            if (switches == ["-P"] and support.version() < (3, 11)) or (switches == ["-X", "tracemalloc"] and TRACING_HANGS):
                continue
            with self.subTest(switches):
                path = [str(support.BUILD / "python"), str(support.MODULES)]
                start = f"import runpy, sys; sys.path[:0] = {path!r}; runpy.run_module('isograde', run_name='__main__', alter_sys=True)"
                command = [support.PYTHON, *switches, "-c", start, "grade", TARGET, "--fast"]
                run = subprocess.run(command, env=support.environment(), capture_output=True, text=True, cwd=self.folder)
                self.assertEqual(0, run.returncode, run.stdout + run.stderr)
                self.assertRegex(run.stdout, rf"{TARGET}\s+(A|B) ")

    def test_a_sitecustomize(self):
        for what, text in SITES.items():
            with self.subTest(what):
                self.write("sitecustomize.py", text)
                path = os.pathsep.join([str(self.folder), str(support.MODULES)])
                ran = support.grade(TARGET, "--fast", env=support.environment(PYTHONPATH=path))
                # A daemon thread in each interpreter keeps the first one from ending: CPython aborts, and nobody is blamed.
                self.assertIn(ran.grade(TARGET), (*GOOD, "unknown") if what == "starts a thread" else GOOD, ran.err)

    def test_two_runs_in_one_folder(self):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(self.shell, "", "--output", self.folder / f"{number}.json") for number in range(2)]
            for number, run in enumerate(runs):
                self.assert_graded(run.result(), self.folder / f"{number}.json")

    def test_files_that_are_none(self):
        """Of any size and depth, or without an end: told in a sentence, before long."""
        big, deep, fifo = self.folder / "big", self.folder / "deep", self.folder / "fifo"
        with big.open("wb") as file:
            file.truncate(100 << 20)
        deep.write_text("[" * 100_000)
        toml = self.write("deep.toml", "a = " + "[" * 100_000)
        os.mkfifo(fifo)
        for path in (big, deep, toml, fifo, "/dev/zero"):
            for arguments in (
                ["badge", path],
                ["judge", path],
                ["grade", TARGET, "--recipe", path],
                ["gate", "--baseline", path, TARGET],
                ["grade", "-r", path],
            ):
                with self.subTest(path=str(path), command=arguments[0]):
                    run = subprocess.run(support.command(*arguments), env=support.environment(), capture_output=True, text=True, timeout=30)
                    self.assertEqual(support.USAGE, run.returncode, run.stdout + run.stderr)
                    self.assertEqual(1, run.stderr.count("isograde: "), run.stderr)


if __name__ == "__main__":
    unittest.main()
