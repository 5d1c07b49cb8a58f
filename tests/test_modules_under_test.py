"""Every check catches the modules that break its rule, and lets pass those that keep it; and nothing is caught twice unnoticed."""

import fnmatch
import unittest

from tests import expectations, looking, support

CONFORMING = expectations.of_kind("conforming")
VIOLATING = expectations.of_kind("violating")
HOSTILE = expectations.of_kind("hostile")
COMPARE_TIMES = ("concurrency/parallel-use-scales",)
VERSIONS = [(3, minor) for minor in range(8, 30)]


def verdicts(results):
    return {result["verdict"] for result in results}


def timed_again(module, results, wanted, tries):
    """Of one check that compares times, in all configs: these results, or those of further tries, until the wanted verdict is among them."""
    while tries and wanted not in verdicts(results) and verdicts(results) & {"inconclusive", "pass", "fail"}:
        tries -= 1
        check = results[0]["id"]
        results = support.grade("--check", check, module.name, *looking.recipe_options([module])).results(module.name, check)
    return results


def is_too_busy_for(check, results):
    return check in COMPARE_TIMES and "inconclusive" in verdicts(result for result in results if result["id"] == check)


@looking.looks_at_each(CONFORMING + VIOLATING)
class ModulesUnderTest(looking.Case):
    def test_every_module_is_graded(self):
        self.assertEqual(support.THRESHOLD_MET, self.run_of_all.exit_code, self.run_of_all.err)
        for module in looking.each_of(CONFORMING + VIOLATING):
            with self.subTest(module.name):
                self.assertIn(module.name, self.run_of_all.grades())

    def test_nothing_is_a_fault_of_the_harness(self):
        for module in looking.each_of(CONFORMING + VIOLATING):
            with self.subTest(module.name):
                self.assertEqual([], [result for result in self.run_of_all.results(module.name) if result["verdict"] == "harness_error"])

    def test_each_fails_what_is_expected_and_nothing_else(self):
        for module in looking.each_of(CONFORMING + VIOLATING):
            with self.subTest(module.name):
                results = self.results(module)
                missed = expectations.missed_failures(module, results, support.full_version())
                found = expectations.differences(module, results, support.full_version())
                if missed and len(found) == len(missed) and all(is_too_busy_for(check, results) for check in missed):
                    self.skipTest(f"the machine is too busy to time anything: {missed}")
                if found:
                    self.fail("\n".join(found))

    def results(self, module):
        """Of a module; where those that compare times are not as expected, as they are when it is tried again."""
        results = [result for result in self.run_of_all.results(module.name) if result["id"] not in COMPARE_TIMES]
        for check in COMPARE_TIMES:
            timed = self.run_of_all.results(module.name, check)
            if check in module.fails:
                timed = timed_again(module, timed, "fail", tries=10)
            elif "fail" in verdicts(timed):
                timed = timed_again(module, timed, "pass", tries=3)
            results += timed
        return results

    def test_each_has_its_grade(self):
        for module in looking.each_of(CONFORMING + VIOLATING):
            with self.subTest(module.name):
                grade, why = self.run_of_all.grade(module.name), self.run_of_all.why(module.name)
                if not module.grades:
                    self.assertNotIn(grade, ("A", "unknown"), why)
                    continue
                broken = [result["id"] for result in self.run_of_all.counted_failures(module.name) if result["severity"] == "breaks"]
                by_a_race = broken and all(module.may_break_on(support.full_version(), check) for check in broken)
                self.assertIn(grade, module.grades_here() + (("F",) if by_a_race else ()), why)


class Checks(looking.Case):
    def test_every_check_has_a_violating_module(self):
        self.assertTrue(support.check_ids())
        for check in support.check_ids():
            with self.subTest(check):
                self.assertTrue([module.name for module in VIOLATING if check in module.fails])

    @looking.looks_at(*(module.name for module in CONFORMING))
    def test_every_check_that_applies_here_passes_a_conforming_module(self):
        conforming = looking.each_of(CONFORMING)
        for check in support.check_ids():
            if not any(check in module.fails for module in looking.each_of(VIOLATING)):
                continue
            if support.version() < expectations.FIRST_CPYTHON.get(check, ()):
                continue  # a module may fail all the same, but none can pass
            with self.subTest(check):
                results = [self.run_of_all.results(module.name, check) for module in conforming]
                if check in COMPARE_TIMES and not any("pass" in verdicts(seen) for seen in results):
                    results = [timed_again(module, seen, "pass", tries=10) for module, seen in zip(conforming, results, strict=True)]
                    if any("inconclusive" in verdicts(seen) for seen in results):
                        self.skipTest("the machine is too busy to time anything")
                self.assertTrue(any("pass" in verdicts(seen) for seen in results))

    def test_every_check_that_is_expected_to_fail_exists(self):
        for module in CONFORMING + VIOLATING + HOSTILE:
            with self.subTest(module.name):
                self.assertLessEqual({*module.fails, *module.also_fails}, set(support.check_ids()))
                for glob in module.may_break:
                    self.assertTrue(fnmatch.filter(support.check_ids(), glob), glob)

    def test_no_check_is_expected_twice(self):
        for module in CONFORMING + VIOLATING + HOSTILE:
            with self.subTest(module.name):
                self.assertEqual(set(), {*module.fails} & {*module.also_fails})

    def test_whatever_is_expected_is_on_some_cpython(self):
        for module in CONFORMING + VIOLATING + HOSTILE:
            versions = [version for version in VERSIONS if expectations.is_within(version, module.since, module.until)]
            with self.subTest(module.name):
                self.assertEqual({*module.also_fails}, {check for version in versions for check in module.also_fails_on(version)})
                for glob, entry in module.may_break.items():
                    self.assertTrue(any(entry.holds_on(version) for version in versions), glob)

    @looking.looks_at("namespace_as_module", "namespace_kept_by_interpreter")
    def test_what_has_no_weak_reference_is_not_seen_to_go(self):
        check = "lifecycle/module-is-collected"
        (unseen,) = self.run_of_all.results("namespace_as_module", check)
        self.assertEqual("not_applicable", unseen["verdict"], unseen["message"])
        self.assertIn("no weak reference to its module object, of types.SimpleNamespace, can be had", unseen["message"])
        (kept,) = self.run_of_all.results("namespace_kept_by_interpreter", check)
        self.assertEqual("fail", kept["verdict"], kept["message"])


if __name__ == "__main__":
    unittest.main()
