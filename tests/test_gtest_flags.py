"""Each check of a target in a config is a test of GoogleTest, and GoogleTest's flags work on it."""

import itertools
import re
import unittest

from tests import support

MODULE = "shared_heap_type"
OTHER = "isolated_with_state"


def listed(*arguments, **how):
    """Names of the tests that --gtest_list_tests prints."""
    out = support.isograde("grade", *arguments, "--", "--gtest_list_tests", **how).out
    names, suite = [], ""
    for line in out.splitlines():
        if re.fullmatch(r"\w+\.", line):
            suite = line
        elif line.startswith("  ") and suite:
            names.append(suite + line.split("#")[0].strip())
    return names


def expected_configs():
    return ["legacy", "strict", "isolated", "override"] if support.version() >= (3, 12) else ["legacy"]


class GoogleTestFlags(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.whole = support.grade(MODULE, OTHER)

    def names_of(self, run):
        return {
            f"{result['id'].replace('/', '.')}/{target['name']}/{result['config']}" for target in run.report["targets"] for result in target["checks"]
        }

    def test_repeating_begins_anew(self):
        run = support.grade(MODULE, OTHER, "--jobs", "1", "--", "--gtest_filter=loading.*/legacy", "--gtest_repeat=3")
        self.assertEqual(support.NOTHING_TO_GRADE, run.exit_code, "a part of the checks praises nobody\n" + run.err)
        self.assertEqual({"pass"}, {result["verdict"] for result in run.results(OTHER, "loading/loads-in-every-interpreter")})

    def test_listing_names_every_test_and_runs_none(self):
        names = listed(MODULE, OTHER)
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(self.names_of(self.whole), set(names))

    def test_every_check_is_a_test_in_every_config(self):
        names = set(listed(MODULE))
        for check in support.checks_here():
            configs = {name.rsplit("/", 1)[1] for name in names if name.startswith(check.replace("/", ".") + f"/{MODULE}/")}
            with self.subTest(check):
                self.assertTrue(configs)
                self.assertTrue(sorted(configs) == ["any"] or set(configs) <= set(expected_configs()), configs)

    def test_filter_with_dashes_in_ids(self):
        for name in ("identity.types-stay-home/shared_heap_type/legacy", "identity.interpreters-share-no-objects/*"):
            with self.subTest(name):
                run = support.grade(MODULE, "--", f"--gtest_filter={name}")
                expected = {test for test in self.names_of(self.whole) if re.fullmatch(name.replace("*", ".*"), test) and MODULE in test}
                self.assertTrue(expected)
                self.assertEqual(expected, self.names_of(run))

    def test_negative_filter(self):
        run = support.grade(MODULE, "--", "--gtest_filter=identity.*:-identity.types-stay-home/*")
        expected = {
            test
            for test in self.names_of(self.whole)
            if test.startswith("identity.") and MODULE in test and not test.startswith("identity.types-stay-home/")
        }
        self.assertEqual(expected, self.names_of(run))

    def test_filtered_findings_are_those_of_the_whole_run(self):
        run = support.grade(MODULE, OTHER, "--", "--gtest_filter=identity.*")
        self.assertEqual({key: found for key, found in self.whole.findings().items() if key[1].startswith("identity/")}, run.findings())

    def test_filter_that_selects_nothing_is_a_usage_error(self):
        run = support.isograde("grade", OTHER, "--", "--gtest_filter=no-such.test")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertRegex(run.err, r"\Aisograde: the filter selects no check\n\Z")

    def test_flag_that_is_none_of_googletest(self):
        run = support.isograde("grade", OTHER, "--", "--no-such-flag")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertIn("--no-such-flag", run.err)

    def test_shards_are_disjoint_and_make_up_the_whole(self):
        shards = [support.grade(MODULE, OTHER, env=support.environment(GTEST_TOTAL_SHARDS="2", GTEST_SHARD_INDEX=str(index))) for index in (0, 1)]
        for one, other in itertools.combinations(map(self.names_of, shards), 2):
            self.assertEqual(set(), one & other)
        self.assertEqual(self.whole.findings(), shards[0].findings() | shards[1].findings())

    def test_shuffling_changes_no_finding(self):
        for seed in (1, 2024):
            with self.subTest(seed):
                run = support.grade(MODULE, OTHER, "--", "--gtest_shuffle", f"--gtest_random_seed={seed}")
                self.assertEqual(self.whole.findings(), run.findings())
                self.assertEqual(self.whole.grades(), run.grades())

    def test_repeating_changes_no_finding(self):
        run = support.grade(MODULE, OTHER, "--", "--gtest_repeat=2")
        self.assertEqual(self.whole.findings(), run.findings())
        self.assertEqual(self.whole.grades(), run.grades())

    def test_check_glob_selects_checks(self):
        run = support.grade(MODULE, "--check", "exceptions/*", "--check", "loading/same-*")
        ids = {result["id"] for result in run.results(MODULE)}
        self.assertEqual({check for check in support.check_ids() if re.match(r"exceptions/|loading/same-", check)}, ids)

    def test_part_of_the_checks_never_grades(self):
        for selection in (["--check", "exceptions/*"], ["--config", "legacy"], ["--", "--gtest_filter=loading.*"]):
            if selection[0] == "--config" and support.version() < (3, 12):
                continue  # there it is every config
            with self.subTest(selection):
                run = support.grade(OTHER, *selection)
                self.assertEqual("unknown", run.grade(OTHER))
                self.assertNotEqual(support.BELOW_THRESHOLD, run.exit_code)

    def test_failure_in_a_part_of_the_checks_still_grades(self):
        run = support.grade(MODULE, "--check", "identity/*")
        self.assertEqual("D", run.grade(MODULE))
