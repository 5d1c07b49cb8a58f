"""What a module under test fails, and what its toml file expects of it, are compared as two sets are."""

import unittest

from tests import expectations, support

TOML = """
module = "shared_thing"

[expected]
kind = "violating"
fails = ["identity/interpreters-share-no-objects"]
since = "3.8"

[expected.also_fails]
"state/no-objects-in-static-storage" = "the thing is kept in a static variable"
"identity/attributes-stay-home" = { reason = "types could be changed", until = "3.9" }
"lifecycle/cycles-do-not-leak" = "each import makes one more"

[expected.may_break]
"concurrency/*" = "two collectors meet at the thing"
"""
SHARED, STATIC, ATTRIBUTES = "identity/interpreters-share-no-objects", "state/no-objects-in-static-storage", "identity/attributes-stay-home"
CYCLES, IMPORT = "lifecycle/cycles-do-not-leak", "concurrency/parallel-import"


def result(check, verdict="fail", severity="contaminates", counts=True, config="legacy"):
    return {"id": check, "verdict": verdict, "severity": severity, "counts": counts, "config": config, "message": f"{check} is told"}


def failures(*checks):
    return [result(check) for check in checks]


class Differences(support.Case):
    def setUp(self):
        super().setUp()
        self.module = expectations.read(self.write("shared_thing.toml", TOML))

    def differences(self, results, version=(3, 13)):
        return expectations.differences(self.module, results, version)

    def test_none_where_the_sets_are_equal(self):
        passed = result("state/no-static-types", verdict="pass")
        self.assertEqual([], self.differences(failures(SHARED, STATIC, CYCLES) + [passed]))

    def test_what_is_charged_twice_is_one(self):
        (line,) = self.differences(failures(SHARED, STATIC, CYCLES) + [result("identity/results-stay-home", config="isolated")])
        for part in ("shared_thing: ", "identity/results-stay-home", " in isolated", "identity/results-stay-home is told"):
            self.assertIn(part, line)

    def test_a_note_is_one_as_well(self):
        (line,) = self.differences(failures(SHARED, STATIC, CYCLES) + [result("c_api/ring", severity="note")])
        self.assertIn("c_api/ring", line)

    def test_what_does_not_count_is_none(self):
        self.assertEqual([], self.differences(failures(SHARED, STATIC, CYCLES) + [result("c_api/ring", counts=False)]))

    def test_what_fails_no_longer_is_one(self):
        for missed in (SHARED, STATIC):
            with self.subTest(missed):
                (line,) = self.differences(failures(*{SHARED, STATIC, CYCLES} - {missed}) + [result(missed, verdict="inconclusive")])
                self.assertIn(f"shared_thing: {missed} fails in no config", line)

    def test_what_is_seen_beside_has_to_count(self):
        self.assertEqual([], self.differences(failures(STATIC, CYCLES) + [result(SHARED, counts=False)]))
        self.assertEqual(1, len(self.differences(failures(SHARED, CYCLES) + [result(STATIC, counts=False)])))

    def test_versions_are_kept_apart(self):
        self.assertEqual([], self.differences(failures(SHARED, STATIC, ATTRIBUTES), (3, 9)))
        self.assertEqual(1, len(self.differences(failures(SHARED, STATIC), (3, 9))))
        self.assertEqual(1, len(self.differences(failures(SHARED, STATIC, CYCLES, ATTRIBUTES), (3, 11))))

    def test_a_version_may_be_an_exception(self):
        text = TOML.replace('"each import makes one more"', '{ reason = "each import makes one more", except = ["3.12.1", "3.14"] }')
        self.module = expectations.read(self.write("shared_thing.toml", text))
        for version, fails in (((3, 12, 1), False), ((3, 12, 2), True), ((3, 14, 0), False), ((3, 15, 0), True)):
            with self.subTest(version):
                self.assertEqual([], self.differences(failures(SHARED, STATIC, *[CYCLES] * fails), version))

    def test_a_check_that_judges_nothing_on_an_old_cpython_is_not_waited_for(self):
        self.assertEqual([], self.differences(failures(SHARED, STATIC), (3, 10)))
        self.assertEqual(1, len(self.differences(failures(SHARED, STATIC), (3, 11))))

    def test_a_race_may_break_it_and_do_nothing_else(self):
        as_usual = failures(SHARED, STATIC, CYCLES)
        self.assertEqual([], self.differences(as_usual + [result(IMPORT, severity="breaks")]))
        self.assertEqual(1, len(self.differences(as_usual + [result(IMPORT, severity="note")])))
        self.assertEqual(1, len(self.differences(as_usual + [result("lifecycle/ends-cleanly", severity="breaks")])))

    def test_every_entry_has_a_reason(self):
        for value in ('""', '{ since = "3.12" }', '{ reason = "it is seen", untill = "3.12" }'):
            with self.subTest(value), self.assertRaises(ValueError):
                expectations.read(self.write("other.toml", TOML.replace('"the thing is kept in a static variable"', value)))


class Versions(unittest.TestCase):
    def test_are_compared_as_far_as_they_are_told(self):
        for version, since, until, expected in (
            ((3, 12, 1), (3, 12), (3, 12), True),
            ((3, 12, 1), (3, 12, 2), (3,), False),
            ((3, 12, 1), (3,), (3, 12, 0), False),
            ((3, 12), (3, 8), (3, 11), False),
        ):
            with self.subTest(version=version, since=since, until=until):
                self.assertEqual(expected, expectations.is_within(version, since, until))


if __name__ == "__main__":
    unittest.main()
