"""Each small distribution is what its toml file says, by itself, by importing it, and by what isograde tells of it."""

import functools
import json
import subprocess
import sys
import unittest

from tests import distributions, support

sys.path.insert(0, str(support.CHECKOUT / "ci" / "lib"))

import uses

ALL = distributions.read_all()

# What is wrong with how distributions are installed, in the Python under test: a line each.
INSTALLED = """
import base64, hashlib, importlib.metadata, json, sys

def faults(name):
    distribution = importlib.metadata.distribution(name)
    if (distribution.metadata["Name"], distribution.version) != (name, "1.0"):
        yield "is %s %s" % (distribution.metadata["Name"], distribution.version)
    for file in distribution.files:
        if file.name == "RECORD":
            continue
        content = file.locate().read_bytes()
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        if (file.hash.value, file.size) != (digest, len(content)):
            yield "%s is not what RECORD says" % file

json.dump(["%s %s" % (name, fault) for name in sys.argv[1:] for fault in faults(name)], sys.stdout)
"""


def each(test):
    """Runs a test for each distribution, as a subtest."""

    @functools.wraps(test)
    def of_all(self):
        for distribution in ALL:
            with self.subTest(distribution.name):
                test(self, distribution)

    return of_all


@functools.cache
def graded(distribution, typed=None):
    return support.grade(typed or distribution.name, env=distribution.environment())


class Installed(support.Case):
    @each
    def test_metadata_and_record(self, distribution):
        names = [distribution.name] if distribution.version else []
        command = [support.PYTHON, "-c", INSTALLED, *names]
        told = subprocess.run(command, env=distribution.environment(), capture_output=True, text=True)
        self.assertEqual("[]", told.stdout, told.stderr)

    def test_each_has_a_shape_and_each_shape_a_distribution(self):
        built = {file.parent.name for file in distributions.SOURCES.glob("*/build.cmake")}
        self.assertEqual(built, {distribution.shape for distribution in ALL})


class Imported(support.Case):
    """Without isograde: that the distributions do what they are there for."""

    @each
    def test_what_further_interpreters_have(self, distribution):
        told = uses.told(support.PYTHON, distribution.name, distribution.roots, distribution.environment())
        for config in distributions.configs_on(support.version()):
            expected, seen = distribution.use(config, support.full_version()), told["uses"][config]
            if seen["use"] == "untold":
                continue
            self.assertEqual(expected.seen_by_import(), seen["use"], f"{config}: {seen}")
            if seen["use"] != "crashes":
                self.assertEqual(list(expected.missing_modules), seen["missing_modules"], f"{config}: {seen}")
                self.assertEqual(list(expected.missing_names), seen["missing_names"], f"{config}: {seen}")


class Graded(support.Case):
    """By isograde."""

    def target(self, distribution):
        run = graded(distribution)
        self.assertIn(run.exit_code, (support.THRESHOLD_MET, support.BELOW_THRESHOLD), run.out + run.err)
        return run.target(distribution.name)

    @each
    def test_roots_and_members(self, distribution):
        target = self.target(distribution)
        self.assertEqual("distribution", target["kind"])
        self.assertEqual(distribution.version, target["version"])
        self.assertEqual(list(distribution.roots), target["roots"])
        expected = {name: name in distribution.loaded for name in distribution.loaded + distribution.apart}
        self.assertEqual(expected, {member["name"]: member["loaded"] for member in target["members"]})
        for member in target["members"]:
            self.assertTrue(member["file"].startswith(f"{distribution.folder}/"), member)
        self.assertEqual([str(distribution.folder / library) for library in distribution.libraries], target["libraries"])

    @each
    def test_uses(self, distribution):
        target = self.target(distribution)
        for config in distributions.configs_on(support.version()):
            expected, told = distribution.use(config, support.full_version()), target["use"][config]
            self.assertEqual(expected.word, told["use"], f"{config}: {told}")
            self.assertIn(expected.through, told.get("reason", ""))
            if expected.word == "falls back":
                self.assertEqual(list(expected.missing_modules), told.get("missing_modules", []), config)
                self.assertEqual(list(expected.missing_names), told.get("missing_names", []), config)

    @each
    def test_grade(self, distribution):
        self.target(distribution)
        self.assertIn(graded(distribution).grade(distribution.name), distribution.grades_here(), graded(distribution).why(distribution.name))

    @each
    def test_what_fails_and_whose_it_is(self, distribution):
        self.target(distribution)
        owned = [target for target in graded(distribution).report["targets"] if distribution.name in (target["name"], target.get("distribution"))]
        failed = {
            (target["name"], result["id"]) for target in owned for result in target["checks"] if result["verdict"] == "fail" and result["counts"]
        }
        self.assertEqual(distribution.fails_on(support.full_version()), failed)

    def test_a_name_is_spelled_as_one_likes(self):
        for distribution in ALL:
            for typed in distribution.typed[1:]:
                with self.subTest(typed):
                    run = graded(distribution, typed)
                    self.assertEqual(graded(distribution).findings(), run.findings(), json.dumps(run.grades()) + run.err)


if __name__ == "__main__":
    unittest.main()
