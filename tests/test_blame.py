"""The right one is blamed: the module, what it imports, or CPython; and the same one every time."""

import json
import pathlib
import unittest

from tests import looking, support

# Measured without isograde: 3.12.1 crashes as _datetime comes into the second interpreter with a GIL of its own, 3.13.0 often where
# several import it at once.
CRASHES_BY_DATETIME = {(3, 12, 1), (3, 13, 0)}
GIVES_EACH_ITS_OWN = (3, 14)
TIMES = 2

# Whoever calls it in a further interpreter loses the process.
BREAKS_ELSEWHERE = """
import os, signal
def call():
    try:
        signal.signal(signal.SIGUSR2, signal.SIG_DFL)
    except ValueError:
        os.abort()
"""
SHOWN_BESIDE_IT = '''
import breaks_elsewhere
def plain(a):
    """
    >>> import breaks_elsewhere
    >>> with_it = [breaks_elsewhere.call()]
    >>> plain(with_it)
    [[None]]
    """
    return [a]
'''
CALLS_IT = """
import breaks_elsewhere
def plain(a):
    breaks_elsewhere.call()
    return [a]
"""


def crashes_by_datetime():
    return support.full_version() in CRASHES_BY_DATETIME


class WhatCPythonDoes(support.Case):
    def grades_of(self, name):
        self.write(f"{name}.py", "import datetime\n")
        env = support.environment(PYTHONPATH=str(self.folder))
        return [support.grade(name, env=env) for _ in range(TIMES)]

    def test_a_module_that_only_imports_datetime_is_not_charged_with_it(self):
        for run in self.grades_of("only_datetime"):
            grade, why = run.grade("only_datetime"), run.why("only_datetime")
            if crashes_by_datetime():
                self.assertEqual("unknown", grade, why)
                self.assertIn("with only _datetime imported", why)
                self.assertNotIn("_json", why)
            elif support.version() >= GIVES_EACH_ITS_OWN:
                self.assertEqual("A", grade, why)
            else:
                self.assertNotEqual("F", grade, why)

    def test_its_tables_spare_the_tries(self):
        timings = self.grades_of("only_datetime")[-1].report["timings"]
        self.assertEqual(0, timings["tries"], "the second run")
        self.assertEqual(0, timings["tries_cpu_s"])


class WhoRefuses(looking.Case):
    @looking.looks_at("refuses_through_another", "refuses_cleanly_by_itself")
    def test_a_refusal_is_told_through_whom(self):
        target = self.run_of_all.target("refuses_through_another")
        self.assertEqual("refuses", target["grade"])
        self.assertEqual("refuses_cleanly_by_itself", target["dependency"])
        self.assertIn("refuses, through refuses_cleanly_by_itself", target["reason"])

    @looking.looks_at("refuses_beside_another", "refuses_cleanly_by_itself")
    def test_equal_words_of_another_make_no_difference(self):
        target = self.run_of_all.target("refuses_beside_another")
        self.assertEqual("refuses", target["grade"])
        self.assertNotIn("through", target["reason"])
        self.assertIsNone(target.get("dependency"))


class WhatIsSubtracted(looking.Case):
    @looking.looks_at("opens_a_file_beside_what_sets_umask", "umask_set_at_import")
    def test_only_what_is_its_own_is_told(self):
        check = "state/process-state-untouched"
        told = json.dumps([result for result in self.run_of_all.results("opens_a_file_beside_what_sets_umask", check) if result["counts"]])
        self.assertIn("/dev/null", told)
        self.assertNotIn("umask was", told)
        self.assertIn("umask was", json.dumps(self.run_of_all.results("umask_set_at_import", check)))


class WhatCallsDoBesides(support.Case):
    """A call may use other modules: what these break without the target is not the target's."""

    def target(self, name, source):
        self.write("breaks_elsewhere.py", BREAKS_ELSEWHERE)
        self.write(f"{name}.py", source)
        run = support.grade(name, "--fast", "--no-store", "--tries", "0", "--explore", "10", env=support.environment(PYTHONPATH=str(self.folder)))
        return run.target(name)

    def test_what_an_example_breaks_without_the_target_is_not_its_doing(self):
        target = self.target("shown_beside_it", SHOWN_BESIDE_IT)
        self.assertEqual("unknown", target["grade"], target["reason"])
        self.assertIn("without it", target["reason"])

    def test_what_the_target_calls_is(self):
        target = self.target("calls_it", CALLS_IT)
        self.assertEqual("F", target["grade"], target["reason"])


class Reliability(support.Case):
    def measured(self, *arguments, cache):
        env = support.environment(XDG_CACHE_HOME=str(self.folder / cache))
        return support.isograde("reliability", "--tries", "3", *arguments, env=env)

    @unittest.skipUnless(crashes_by_datetime() and support.version() == (3, 12), "there is nothing to see")
    def test_tells_where_cpython_breaks_and_with_what(self):
        table = self.folder / "table.json"
        run = self.measured("_datetime", "--anew", "-o", table, cache="none")
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        self.assertRegex(run.out, r"main-last +isolated +with only _datetime imported, the process crashed")
        lines = json.loads(table.read_text())["tried"]
        broke = {with_ for line in lines if line["breakdowns"] for with_ in line["with"] if line["experiment"] == "main-last"}
        self.assertEqual({"_datetime"}, broke, "the innocent ones do not")
        self.assertFalse((self.folder / "none").exists(), "nothing is kept")

    def test_keeps_what_was_tried_by_build(self):
        (self.folder / "own_module.py").write_text("")
        first = self.measured("array", "--interpreters", "2", cache="kept")
        self.assertEqual(support.THRESHOLD_MET, first.exit_code, first.err)
        self.assertIn("is not known yet", first.err)
        kept = list((self.folder / "kept").glob("isograde/reliability-*.json"))
        self.assertEqual(1, len(kept))
        self.assertIn(str(kept[0]), first.out)
        second = self.measured("array", "--interpreters", "2", cache="kept")
        self.assertNotIn("is not known yet", second.err)
        self.assertEqual(first.out, second.out)
        kept[0].write_text("{")
        self.assertIn("is not known yet", self.measured("array", "--interpreters", "2", cache="kept").err)

    def test_a_name_that_is_no_module_is_told(self):
        run = self.measured("no_such_module", cache="none")
        self.assert_one_sentence(run, "no_such_module")


class Tables(unittest.TestCase):
    FOLDER = pathlib.Path(support.CHECKOUT, "harness", "python", "isograde", "reliability")

    def test_each_is_of_the_cpython_that_it_is_named_after(self):
        files = sorted(self.FOLDER.glob("*.json"))
        self.assertTrue(files)
        for file in files:
            with self.subTest(file.name):
                table = json.loads(file.read_text())
                self.assertEqual("isograde/reliability/1", table["schema"])
                self.assertEqual(file.stem.replace("-debug", " debug"), table["python"])
                self.assertTrue(any("_datetime" in line["with"] for line in table["tried"]))
                self.assertTrue(any("" in line["with"] for line in table["tried"]), "with nothing")
