"""Every check catches the modules that break its rule, and lets pass those that keep it."""

import fnmatch
import unittest

from tests import support

CONFORMING = support.modules_under_test("conforming")
VIOLATING = support.modules_under_test("violating")
COMPARE_TIMES = ("concurrency/parallel-use-scales",)


def applying(modules):
    return [module for module in modules if module.applies()]


class ModulesUnderTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_of_all = support.run_of_modules_under_test()

    def test_every_module_is_graded(self):
        self.assertEqual(support.THRESHOLD_MET, self.run_of_all.exit_code, self.run_of_all.err)
        for module in applying(CONFORMING + VIOLATING):
            with self.subTest(module.name):
                self.assertIn(module.name, self.run_of_all.grades())

    def test_nothing_is_a_fault_of_the_harness(self):
        for module in applying(CONFORMING + VIOLATING):
            with self.subTest(module.name):
                self.assertEqual([], [result for result in self.run_of_all.results(module.name) if result["verdict"] == "harness_error"])

    def test_violating_module_fails_its_check(self):
        for module in applying(VIOLATING):
            with self.subTest(module.name):
                verdicts = {check: self.verdicts(module, check) for check in module.fails}
                missed = {check: seen for check, seen in verdicts.items() if "fail" not in seen}
                if missed and all(check in COMPARE_TIMES and "inconclusive" in seen for check, seen in missed.items()):
                    self.skipTest(f"the machine is too busy to time anything: {missed}")
                self.assertEqual({}, missed)

    def verdicts(self, module, check, tries_left=10):
        """Of a module in all configs; tried again where a check that compares times says that the machine was too busy, or what is not expected."""
        run = self.run_of_all
        expected = "fail" if check in module.fails else "pass"
        while True:
            verdicts = {result["verdict"] for result in run.results(module.name, check)}
            if expected in verdicts or not verdicts & {"inconclusive", "pass", "fail"} or check not in COMPARE_TIMES or not tries_left:
                return verdicts
            tries_left -= 1
            run = support.grade("--check", check, module.name, *support.recipe_options([module]))

    def test_violating_module_has_its_grade(self):
        for module in applying(VIOLATING):
            with self.subTest(module.name):
                target = self.run_of_all.target(module.name)
                broken = [result["id"] for result in self.run_of_all.counted_failures(module.name) if result["severity"] == "breaks"]
                by_a_race = broken and all(fnmatch.fnmatch(check, module.may_break) for check in broken)
                if module.grades:
                    self.assertIn(target["grade"], module.grades_here() + (("F",) if by_a_race else ()), self.run_of_all.why(module.name))
                else:
                    self.assertNotIn(target["grade"], ("A", "unknown"), self.run_of_all.why(module.name))

    def test_conforming_module_fails_nothing(self):
        for module in applying(CONFORMING):
            with self.subTest(module.name):
                failures = [
                    (result["id"], result["config"], result["message"])
                    for result in self.run_of_all.counted_failures(module.name)
                    if not (result["severity"] == "note" and result["id"] in module.fails)
                    and not (result["id"] in COMPARE_TIMES and "pass" in self.verdicts(module, result["id"], tries_left=3))
                ]
                self.assertEqual([], failures)

    def test_conforming_module_has_its_grade(self):
        for module in applying(CONFORMING):
            with self.subTest(module.name):
                target = self.run_of_all.target(module.name)
                self.assertIn(target["grade"], module.grades_here(), self.run_of_all.why(module.name))

    def test_every_check_has_a_violating_module(self):
        self.assertTrue(support.check_ids())
        for check in support.check_ids():
            with self.subTest(check):
                self.assertTrue([module.name for module in VIOLATING if check in module.fails])

    def test_every_check_that_applies_here_passes_a_conforming_module(self):
        for check in support.check_ids():
            if not any(check in module.fails for module in applying(VIOLATING)):
                continue
            with self.subTest(check):
                conforming = applying(CONFORMING)
                verdicts = [self.verdicts(module, check, tries_left=0) for module in conforming]
                if check in COMPARE_TIMES and not any("pass" in seen for seen in verdicts):
                    verdicts = [self.verdicts(module, check) for module in conforming]
                    if any("inconclusive" in seen for seen in verdicts):
                        self.skipTest("the machine is too busy to time anything")
                self.assertTrue(any("pass" in seen for seen in verdicts))

    def test_every_expected_failure_is_a_check(self):
        for module in CONFORMING + VIOLATING + support.modules_under_test("hostile"):
            with self.subTest(module.name):
                self.assertLessEqual(set(module.fails), set(support.check_ids()))
