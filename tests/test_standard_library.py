"""What is known about modules of CPython's standard library comes out, version by version.

Rows are (module, check or grade, versions in which it holds); what this CPython lacks is left out.
"""

import unittest

from tests import support

MODULES = (
    "enum",
    "syslog",
    "_json",
    "_csv",
    "_sqlite3",
    "xxlimited_35",
    "_tkinter",
    "_curses_panel",
    "_decimal",
    "_zoneinfo",
    "_struct",
    "_datetime",
)
MADE_BY_RUNTIME = ("builtins", "sys")
PACKAGES = ("json",)
OLD_RAISE = "exceptions/old-functions-raise-old-exceptions"
NEW_MODULE = "identity/reimport-makes-new-module"
RECREATES = "identity/reimport-recreates-contents"
SHARES = "identity/interpreters-share-no-objects"


def between(first, last):
    """Whether the CPython under test is between these versions, both included."""
    return first <= support.version() <= last


class StandardLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.modules = [name for name in (*MODULES, *MADE_BY_RUNTIME, *PACKAGES) if support.has_module(name)]
        cls.run_of_all = support.grade(*cls.modules)

    def need(self, module):
        if module not in self.modules:
            self.skipTest(f"this CPython has no {module}")

    def verdicts(self, module, check):
        return {result["config"]: result["verdict"] for result in self.run_of_all.results(module, check) if result["config"] != "override"}

    def assert_fails_only(self, module, check, failing):
        """Fails in each config that counts where it is expected to, passes in each elsewhere."""
        self.need(module)
        self.assertEqual({"fail" if failing else "pass"}, set(self.verdicts(module, check).values()))

    # The claims of the talk

    def test_csv_raises_what_its_old_module_does_not_catch_before_3_10(self):
        self.assert_fails_only("_csv", OLD_RAISE, between((3, 8), (3, 9)))

    def test_sqlite3_has_its_old_contents_up_to_3_10(self):
        self.assert_fails_only("_sqlite3", RECREATES, between((3, 8), (3, 10)))

    def test_sqlite3_says_which_contents_are_old(self):
        if not between((3, 8), (3, 10)):
            self.skipTest("they are new since 3.11")
        self.need("_sqlite3")
        said = str(self.run_of_all.results("_sqlite3", RECREATES))
        self.assertIn("old.Error is new.Error", said)

    def test_decimal_has_its_old_contents_up_to_3_12(self):
        self.need("_decimal")
        verdicts = self.verdicts("_decimal", RECREATES)
        self.assertEqual("fail" if between((3, 8), (3, 12)) else "pass", verdicts["legacy"])

    # Calls that further interpreters decline

    def test_syslog_keeps_its_ident_for_all_up_to_3_11(self):
        if not between((3, 8), (3, 11)):
            self.skipTest("it is main's alone since 3.12")
        self.need("syslog")
        self.assertEqual("D", self.run_of_all.grade("syslog"), self.run_of_all.why("syslog"))
        self.assertIn("S_ident_o", str(self.run_of_all.results("syslog", "state/no-objects-in-static-storage")))

    def test_syslog_declines_at_the_call_since_3_12(self):
        if support.version() < (3, 12):
            self.skipTest("it works in every interpreter")
        self.need("syslog")
        self.assertEqual("A", self.run_of_all.grade("syslog"), self.run_of_all.why("syslog"))
        declined = {entry["call"]: entry for entry in self.run_of_all.target("syslog")["declines"]}
        self.assertEqual({"module.closelog()", "module.openlog('isograde'.upper())"}, set(declined))
        self.assertEqual(["legacy", "strict", "isolated"], declined["module.closelog()"]["configs"])
        self.assertIn("declines, as documented: `module.closelog()` raises RuntimeError in interpreters 1, 2", " ".join(self.run_of_all.out.split()))

    def test_json_raises_the_first_interpreters_exception_up_to_3_9(self):
        self.assert_fails_only("_json", "exceptions/functions-raise-own-exceptions", between((3, 8), (3, 9)))

    def test_enum_passes_everywhere(self):
        self.assertEqual(set(), self.run_of_all.failed("enum"), self.run_of_all.why("enum"))
        self.assertEqual({"pass"}, set(self.verdicts("enum", RECREATES).values()))
        self.assertIn(self.run_of_all.grade("enum"), ("A", "B"))

    # What every interpreter has from its start

    def test_what_no_import_makes_is_not_taken_out_of_sys_modules(self):
        for module in MADE_BY_RUNTIME:
            with self.subTest(module):
                self.assertEqual({"not_applicable"}, set(self.verdicts(module, NEW_MODULE).values()))
                self.assertNotEqual("F", self.run_of_all.grade(module), self.run_of_all.why(module))

    def test_a_package_is_imported_again_with_its_submodules(self):
        for module in PACKAGES:
            for check in (NEW_MODULE, RECREATES):
                with self.subTest(module, check=check):
                    self.assertEqual({"pass"}, set(self.verdicts(module, check).values()))

    # Grades

    def test_nothing_is_better_than_b_without_an_own_gil(self):
        if support.version() >= (3, 12):
            self.skipTest("this CPython has an own GIL to show")
        self.assertEqual(set(), {name for name, grade in self.run_of_all.grades().items() if grade == "A"})

    def test_csv_and_sqlite3_are_isolated_from_3_12_on(self):
        if support.version() < (3, 12):
            self.skipTest("this CPython has no own GIL")
        for module in ("enum", "_csv", "_sqlite3", "_struct"):
            if module in self.modules:
                with self.subTest(module):
                    self.assertEqual("A", self.run_of_all.grade(module), self.run_of_all.why(module))

    def assert_names_shared(self, module, *paths):
        """Graded D or worse, and the shared objects named by these paths."""
        self.need(module)
        target = self.run_of_all.target(module)
        # What is shared is used after the interpreter that it came from has ended: some of it crashes then, and some of that by chance.
        self.assertIn(target["grade"], ("D", "F"), self.run_of_all.why(module))
        if target["grade"] == "F":
            self.assertIn("lifecycle/", target["reason"])
        named = {evidence.get("object_path", "") for result in self.run_of_all.results(module, SHARES) for evidence in result["evidence"]}
        self.assertLessEqual(set(paths), named)

    def test_xxlimited_35_shares_its_error(self):
        self.assert_names_shared("xxlimited_35", "xxlimited_35.error")

    def test_tkinter_shares_its_contents(self):
        self.assert_names_shared("_tkinter", "_tkinter.TclError")

    def test_curses_panel_refuses_from_3_12_on(self):
        self.need("_curses_panel")
        if support.version() < (3, 12):
            self.skipTest("this CPython has nothing to declare it with")
        target = self.run_of_all.target("_curses_panel")
        self.assertEqual("not_supported", target["declared"]["multiple_interpreters"])
        self.assertEqual("refuses", target["grade"], target["reason"])
        self.assertEqual(("refuses", "refuses"), (target["demonstrated"]["strict"], target["demonstrated"]["isolated"]))

    # 3.12's mixture

    def test_decimal_of_3_12_is_contaminated_under_legacy_and_refused_elsewhere(self):
        self.need("_decimal")
        if support.version() != (3, 12):
            self.skipTest("about 3.12")
        target = self.run_of_all.target("_decimal")
        # Its contamination alone would make it a D. It is worse: it compares with classes registered as numbers.Rational by asking
        # the Rational of the interpreter that loaded it first, so in another one Decimal(1) == registered raises
        # TypeError("_abc_impl is set to a wrong type"), which is a wrong result.
        self.assertEqual("F", target["grade"], target["reason"])
        breaking = {r["id"] for r in self.run_of_all.counted_failures("_decimal") if r["severity"] == "breaks"}
        self.assertIn("exceptions/accepts-own-types", breaking)
        # Its static types do not survive Py_FinalizeEx.
        self.assertLessEqual(breaking, {"exceptions/accepts-own-types", "lifecycle/survives-reinitialization", "lifecycle/survivors-keep-working"})
        shown = {config: target["demonstrated"][config] for config in ("legacy", "strict", "isolated")}
        self.assertEqual({"legacy": "loads", "strict": "refuses", "isolated": "refuses"}, shown)
        self.assertEqual({"legacy"}, {r["config"] for r in self.run_of_all.counted_failures("_decimal") if r["severity"] == "contaminates"})

    def test_zoneinfo_of_3_12_breaks_main_where_its_dependency_refuses(self):
        self.need("_zoneinfo")
        if support.version() != (3, 12):
            self.skipTest("about 3.12")
        target = self.run_of_all.target("_zoneinfo")
        # That it does not load is _datetime's doing.
        self.assertIn(target["dependency"], ("datetime", "_datetime"))
        # But the attempt overwrites its static PyDateTimeAPI with NULL, through which main then reads: no fault of _datetime's.
        breaking = {(r["id"], r["config"]): r["message"] for r in self.run_of_all.counted_failures("_zoneinfo") if r["severity"] == "breaks"}
        self.assertEqual({("exceptions/accepts-own-types", config) for config in ("strict", "isolated")}, set(breaking))
        for message in breaking.values():
            self.assertIn("in the main interpreter", message)
            self.assertIn("_zoneinfo.c", message)
        self.assertEqual("F", target["grade"], target["reason"])

    def test_decimal_is_isolated_from_3_13_on(self):
        self.need("_decimal")
        if support.version() < (3, 13):
            self.skipTest("it is single-phase before 3.13")
        target = self.run_of_all.target("_decimal")
        self.assertEqual("A", target["grade"], self.run_of_all.why("_decimal"))

    # What holds of any run

    def test_every_module_is_graded_and_the_harness_does_not_err(self):
        self.assertEqual(support.THRESHOLD_MET, self.run_of_all.exit_code, self.run_of_all.err)
        self.assertEqual(set(self.modules), set(self.run_of_all.grades()))
        verdicts = {result["verdict"] for target in self.run_of_all.report["targets"] for result in target["checks"]}
        self.assertNotIn("harness_error", verdicts)

    def test_every_control_is_complete(self):
        # Up to 3.12 CPython itself aborts when it is finalised with interpreters alive that the C API made.
        own_fault = {"last-loader-ends"} if support.version() < (3, 13) else set()
        broken = [entry for entry in self.run_of_all.report["control"] if entry["outcome"] != "complete"]
        self.assertEqual([], [entry for entry in broken if entry["experiment"] not in own_fault])
