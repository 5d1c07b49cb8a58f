"""ci/cases: what a report has to say of a case, with small reports made up for it; and what is told of the results."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "ci" / "lib"))

from cases import environments, judge, lists, runs, subjects  # noqa: E402

IMPORT, RAISES, RING = "loading/loads-in-every-interpreter", "exceptions/old-functions-raise-old-exceptions", "c_api/ring"


def finding(check, verdict="fail", severity="breaks", counts=True, config="legacy", message="", **more):
    return {"id": check, "verdict": verdict, "severity": severity, "counts": counts, "config": config, "message": message, "evidence": [], **more}


def target(name, grade, *checks, kind="extension", reason="a reason", demonstrated=None):
    shown = {"legacy": "loads"} if demonstrated is None else demonstrated
    return {"name": name, "grade": grade, "kind": kind, "reason": reason, "demonstrated": shown, "checks": list(checks)}


def told(*targets, names=None, text=None):
    """A report as isograde writes it, with a text in which the same is said, wrapped, below what CPython does wrong by itself."""
    if text is None:
        lines = ["control, with no extension: crashed with SIGABRT"]
        for each in targets:
            lines += ["", f"{each['name']}  {each['grade']}  {each['reason']}"]
            for check in each["checks"]:
                if check["verdict"] != "pass":
                    lines += [check["id"], *check["message"].split(), check.get("remedy", "")]
        text = "\n".join(lines)
    return judge.Told(names or [targets[0]["name"]], text, {"targets": list(targets)})


class Grade(unittest.TestCase):
    def test_one_of_those_that_are_allowed(self):
        case = {"grade": ["D", "F"]}
        self.assertEqual([], judge.complaints(case, told(target("one", "F"))))
        self.assertEqual(["one is B, not D or F: a reason"], judge.complaints(case, told(target("one", "B"))))

    def test_every_target_that_was_typed_and_no_member(self):
        case = {"grade": ["A"]}
        both = [target("one", "A"), target("two", "B"), target("one.member", "F")]
        self.assertEqual([], judge.complaints(case, told(*both)))
        self.assertEqual(["two is B, not A: a reason"], judge.complaints(case, told(*both, names=["one", "two"])))

    def test_a_target_that_is_not_there(self):
        self.assertEqual(["the report has no target two"], judge.complaints({}, told(target("one", "A"), names=["one", "two"])))


class NothingShown(unittest.TestCase):
    def test_what_was_not_found_is_not_right_whatever_is_wanted(self):
        missing = told(target("one", "unknown", kind="unknown", reason="no module named one", demonstrated={}))
        for clean in (False, True):
            said = judge.complaints({"never": ["F"], "grade": ["unknown"]}, missing, clean=clean)
            self.assertIn("one was not graded: no module named one", said)

    def test_what_never_loaded_shows_nothing(self):
        self.assertEqual(
            ["nothing was seen to load"], judge.complaints({"never": ["F"]}, told(target("one", "unknown", demonstrated={"legacy": "fails"})))
        )
        for outcome in ("loads", "refuses", "crashes"):
            self.assertEqual([], judge.complaints({"never": ["F"]}, told(target("one", "unknown", demonstrated={"legacy": outcome}))))

    def test_a_package_is_shown_by_its_members(self):
        package = target("one", "B", kind="distribution", demonstrated={})
        self.assertEqual([], judge.complaints({}, told(package, target("one.member", "B"))))
        self.assertEqual(["nothing was seen to load"], judge.complaints({}, told(package)))

    def test_the_harness_failed(self):
        said = judge.complaints({"grade": ["A"]}, told(target("one", "A", finding(IMPORT, "harness_error", message="no memory"))))
        self.assertEqual([f"the harness failed in {IMPORT} of one (legacy): no memory"], said)


class Says(unittest.TestCase):
    def complaints(self, words, *checks, **how):
        return judge.complaints({"says": [words]}, told(target("one", "F", *checks), **how))

    def test_words_of_a_failure_or_of_what_could_not_be_told(self):
        for verdict in ("fail", "inconclusive"):
            self.assertEqual([], self.complaints("Error of another", finding(RAISES, verdict, message="it raised Error of another")))
        for verdict in ("pass", "not_applicable"):
            said = self.complaints("Error of another", finding(RAISES, verdict, message="no Error of another"))
            self.assertTrue(said, verdict)

    def test_in_the_text_and_in_the_json(self):
        failure = finding(RAISES, message="it raised Error")
        self.assertEqual(["it does not say 'Error' in the text"], self.complaints("Error", failure, text="one  F"))
        self.assertEqual(["it does not say 'Error' in the JSON"], self.complaints("Error", text="one  F  it raised Error"))
        self.assertEqual(["it does not say 'Error'"], self.complaints("Error", text="one  F"))

    def test_deep_in_the_evidence_or_in_the_reason(self):
        self.assertEqual([], self.complaints("a_static", finding(RAISES, evidence=[{"symbol": "a_static"}]), text="a_static"))
        self.assertEqual([], judge.complaints({"says": ["a_static"]}, told(target("one", "F", reason="through a_static"))))

    def test_advice_says_nothing(self):
        self.assertEqual(["it does not say 'a_static' in the JSON"], self.complaints("a_static", finding(RAISES, remedy="no a_static")))

    def test_words_begin_a_word(self):
        self.assertEqual(["it does not say 'main'"], self.complaints("main", finding(RAISES, message="it remains")))
        self.assertEqual([], self.complaints("denormal", finding(RAISES, message="takes denormals for zero")))
        self.assertEqual([], self.complaints("ZoneInfo('UTC')", finding(RAISES, message="got ZoneInfo('UTC').")))

    def test_a_check_by_its_failure_alone(self):
        for words in (RAISES, "old-functions-raise-old-exceptions"):
            self.assertEqual([], self.complaints(words, finding(RAISES)))
            for verdict in ("pass", "inconclusive", "not_applicable"):
                said = self.complaints(words, finding(RAISES, verdict), finding(IMPORT, message=f"see {words}"))
                self.assertEqual([f"{words} does not fail"], said)

    def test_a_config_by_a_target_that_is_not_turned_away_there(self):
        for outcome, complaints in (("loads", []), ("crashes", []), ("refuses", ["nothing loads in isolated"])):
            shown = target("one", "F", reason="isolated", demonstrated={"legacy": "loads", "isolated": outcome})
            self.assertEqual(complaints, judge.complaints({"says": ["isolated"]}, told(shown)))


class Never(unittest.TestCase):
    def complaints(self, words, *targets, **how):
        return judge.complaints({"never": [words]}, told(*targets, **how))

    def test_a_grade(self):
        self.assertEqual(["one is F: a reason"], self.complaints("F", target("one", "F")))
        self.assertEqual([], self.complaints("F", target("one", "D", finding(RAISES, message="F"))))
        self.assertEqual([], self.complaints("F", target("one", "D"), target("one.member", "F")))
        self.assertEqual(["two is F: a reason"], self.complaints("F", target("one", "D"), target("two", "F"), names=["one", "two"]))

    def test_a_check_that_fails(self):
        words = f"{RAISES} fails"
        self.assertEqual([f"one fails {RAISES} (legacy): wrongly"], self.complaints(words, target("one", "B", finding(RAISES, message="wrongly"))))
        self.assertEqual([], self.complaints(words, target("one", "B", finding(RAISES, "inconclusive"))))
        self.assertEqual([f"it has no check {RAISES}"], self.complaints(words, target("one", "B", finding(IMPORT))))

    def test_a_text_in_a_finding_a_reason_or_advice(self):
        for verdict in ("fail", "inconclusive"):
            said = self.complaints("crashed", target("one", "B", finding(RAISES, verdict, message="it Crashed")))
            self.assertEqual([f"{RAISES} (legacy) of one says 'crashed': it Crashed"], said)
        self.assertEqual(["a reason says 'crashed'"], self.complaints("crashed", target("one", "B", reason="it crashed")))
        advice = finding(RAISES, message="shared", remedy="Use it in one interpreter.")
        self.assertEqual([f"{RAISES} (legacy) of one says 'use it in one': shared"], self.complaints("use it in one", target("one", "B", advice)))

    def test_a_text_that_is_wrapped(self):
        said = self.complaints("in one interpreter", target("one", "B"), text="\none  B\n  use it in\n  one interpreter")
        self.assertEqual(["the text says 'in one interpreter'"], said)

    def test_what_cpython_does_by_itself_is_not_about_the_target(self):
        self.assertEqual([], self.complaints("crashed", target("one", "B", finding(RAISES, "pass", message="crashed"), finding(IMPORT))))


CASE = {"grade": ["F"], "says": ["a_static", RAISES], "never": ["D"]}


class Clean(unittest.TestCase):
    def complaints(self, *checks, case=CASE, grade="F"):
        return judge.complaints(case, told(target("one", grade, *checks)), clean=True)

    def test_the_fault_is_not_shown_whatever_the_grade(self):
        self.assertEqual([], self.complaints(finding(IMPORT, message="another_static"), finding(RAISES, "pass")))

    def test_a_failure_that_counts_shows_it(self):
        self.assertEqual(["it says 'a_static' where there is nothing wrong"], self.complaints(finding(IMPORT, message="a_static")))
        self.assertEqual([f"it says {RAISES!r} where there is nothing wrong"], self.complaints(finding(RAISES)))

    def test_a_note_and_what_does_not_count_or_could_not_be_told_does_not(self):
        for how in ({"severity": "note"}, {"counts": False}, {"verdict": "inconclusive"}):
            self.assertEqual([], self.complaints(finding(IMPORT, **how, message="a_static"), finding(RAISES, **how)))

    def test_by_the_grade_where_nothing_is_to_be_said(self):
        case = {"grade": ["F"]}
        self.assertEqual(["one is F where there is nothing wrong: a reason"], self.complaints(case=case))
        self.assertEqual([], self.complaints(case=case, grade="D"))


class Subjects(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_names(self):
        self.assertEqual(subjects.Subject(["one", "two.three"]), subjects.make("one, two.three", self.folder, sys.executable))

    def test_a_pure_module(self):
        made = subjects.make("a pure module of your own that only says: import datetime", self.folder, sys.executable)
        self.assertEqual(self.folder, made.folder)
        self.assertEqual("import datetime\n", (self.folder / f"{made.names[0]}.py").read_text())

    def test_a_copy_of_a_library(self):
        made = subjects.make("other, a copy of _json's library under that name", self.folder, sys.executable)
        self.assertEqual(["other"], made.names)
        self.assertEqual([b"\x7fELF"], [file.read_bytes()[:4] for file in self.folder.glob("other.*.so")])

    def test_a_copy_of_what_has_no_library(self):
        for other in ("no_such_module", "sys"):
            with self.assertRaises(subjects.CannotBeMade):
                subjects.make(f"one, a copy of {other}'s library under that name", self.folder, sys.executable)


class Pythons(unittest.TestCase):
    def test_a_version_is_met_by_itself_and_by_what_it_is_the_start_of(self):
        python = environments.Python("3.13.15-forky", "3.13.15", "python3.13")
        self.assertEqual([True, True, False, False], [python.matches(wanted) for wanted in ("3.13", "3.13.15", "3.13.1", "3.1")])

    def test_a_case_has_a_row_for_each_version_on_the_newest_that_is_meant(self):
        one, two = (environments.Python(version, version, "python3") for version in ("3.11.2", "3.11.7"))
        case = {"id": "x", "as": "x", "python": ["3.11", "3.11.2"], "clean": ["3.99"]}
        seen = [(row.where, row.clean, row.python) for row in runs.rows([case], [one, two])]
        self.assertEqual([("3.11.7", False, two), ("3.11.2", False, one), ("3.99", True, None)], seen)


# Stands in for isograde: writes the next of the reports beside it, and of "none" or "hang" none.
STAND_IN = """#!{python}
import json, os, pathlib, sys, time
here = pathlib.Path(__file__).parent
told = json.loads((here / "told.json").read_text())
(here / "told.json").write_text(json.dumps(told[1:] + told[:1]))
if told[0] == "hang":
    (here / "pid.new").write_text(str(os.getpid()))
    (here / "pid.new").rename(here / "pid")
    time.sleep(600)
if told[0] == "none":
    sys.exit("out of order")
pathlib.Path(sys.argv[-1].partition("json=")[2]).write_text(json.dumps({{"targets": [told[0]]}}))
print(f"\\n{{told[0]['name']}}  {{told[0]['grade']}}")
"""


class Told(unittest.TestCase):
    """The whole script, with a stand-in for isograde."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        isograde = self.folder / "isograde"
        isograde.write_text(STAND_IN.format(python=sys.executable))
        isograde.chmod(0o755)
        (self.folder / "waiting.toml").write_text('[[waits]]\ncases = ["late"]\nfor = "what is to come"\nwhy = "a test"\n')

    def start(self, *arguments, reports=(), case="case", python=None, expected='grade = ["A"]'):
        (self.folder / "told.json").write_text(json.dumps([target("_json", told) if told in ("A", "B") else told for told in reports]))
        versions = json.dumps([python or newest()])
        (self.folder / "list.toml").write_text(f'[[case]]\nid = "{case}"\nas = "_json"\npython = {versions}\n{expected}\n')
        command = [sys.executable, "-B", CHECKOUT / "ci" / "cases", "--waiting", self.folder / "waiting.toml", *arguments, self.folder / "list.toml"]
        environment = {**os.environ, "ISOGRADE": str(self.folder / "isograde")}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def cases(self, *arguments, **how):
        with self.start(*arguments, **how) as process:
            out, err = process.communicate()
        return process.returncode, out, err

    def test_right_and_wrong(self):
        code, out, _ = self.cases(reports="A")
        self.assertEqual((0, "1 right"), (code, out.splitlines()[-1]))
        code, out, _ = self.cases(reports="B")
        self.assertEqual((1, ["    _json is B, not A: a reason", "1 wrong"]), (code, out.splitlines()[1:]))

    def test_a_wrong_case_waits_and_a_right_one_is_told(self):
        code, out, _ = self.cases(reports="B", case="late")
        self.assertEqual((0, "1 waits"), (code, out.splitlines()[-1]))
        self.assertIn("waits for what is to come: B", out)
        code, out, _ = self.cases(reports="A", case="late")
        self.assertEqual((0, ["late is right already: take it off the list of what waits", "1 right"]), (code, out.splitlines()[1:]))

    def test_not_the_same_grade_every_time(self):
        code, out, _ = self.cases("--times", "3", reports="AAB", expected="")
        self.assertEqual((1, ["    not the same grade every time", "1 wrong"]), (code, out.splitlines()[1:]))
        self.assertIn("A 2 times, B 1 times", out)
        self.assertEqual(0, self.cases("--times", "3", reports="A", expected="")[0])

    def test_no_report_is_wrong_and_does_not_wait(self):
        for case in ("case", "late"):
            code, out, _ = self.cases(reports=["none"], case=case)
            self.assertEqual((1, "    isograde ended with 1 and no report: out of order"), (code, out.splitlines()[1]))
        code, out, _ = self.cases("--limit", "1", reports=["hang"])
        self.assertEqual((1, "    isograde took longer than 1 s"), (code, out.splitlines()[1]))

    def test_who_is_interrupted_leaves_no_isograde_behind(self):
        with self.start("--times", "2", reports=["hang"]) as process:
            while not (self.folder / "pid").exists():
                self.assertIsNone(process.poll())
                time.sleep(0.02)
            process.terminate()
            process.communicate(timeout=60)
        self.assertEqual(128 + signal.SIGTERM, process.returncode)
        with self.assertRaises(ProcessLookupError):
            os.kill(int((self.folder / "pid").read_text()), 0)

    def test_nothing_could_be_run(self):
        code, out, _ = self.cases(python="3.99")
        self.assertEqual((77, "1 no such CPython here"), (code, out.splitlines()[-1]))

    def test_usage(self):
        for wrong in (["--only", "other"], ["--times", "0"], ["--colour"]):
            self.assertEqual(2, self.cases(*wrong)[0])
        for expected in ('grades = ["A"]', "grade = "):
            code, _, err = self.cases(expected=expected)
            self.assertEqual((2, 1), (code, len(err.splitlines())))

    def test_the_worst_failure_that_counts_comes_first(self):
        checks = [
            finding(RING, severity="note"),
            finding(RAISES, severity="hygiene", message="untidy"),
            finding(IMPORT, counts=False, message="not so"),
            finding(IMPORT, message="breaks"),
            finding(RAISES, "inconclusive"),
        ]
        file = self.folder / "results.json"
        _, out, _ = self.cases("--table", "--json", file, reports=[target("_json", "F", *checks)])
        worst, hygiene, uncounted = json.loads(file.read_text())[0]["failures"]
        self.assertEqual(f"_json: breaks {IMPORT} (legacy): breaks", worst)
        self.assertIn(worst, out)
        self.assertIn("untidy", hygiene)
        self.assertIn("not so", uncounted)

    def test_results_as_json_and_as_a_table(self):
        file = self.folder / "results.json"
        _, out, _ = self.cases("--table", "--json", file, reports="B")
        self.assertIn("| _json |", out)
        self.assertIn("| B | a reason |  |", out)
        (result,) = json.loads(file.read_text())
        self.assertEqual([], result["failures"])
        self.assertEqual(("case", "wrong", {"B": 1}), (result["case"], result["status"], result["grades"]))


def newest():
    """Of the CPythons of this machine, one that is no debug build."""
    return environments.pythons(CHECKOUT)[-1].version


class Lists(unittest.TestCase):
    def test_those_of_the_tree_can_be_read(self):
        folder = CHECKOUT / "ci" / "case_lists"
        for file in sorted(folder.glob("*.toml")):
            read = {"waiting": lists.waiting, "thirty": lists.uses}.get(file.stem, lists.cases)
            self.assertTrue(read(file), file)
