"""isograde's own extension, which is one for all CPythons, is graded as one that was built for this CPython."""

import subprocess
import unittest

from tests import support

NAME = "isograde._harness"
# In an interpreter of its own, as every CPython has them; 3.13 renamed the module.
ELSEWHERE = """
import sys
try:
    import _interpreters
except ImportError:
    import _xxsubinterpreters as _interpreters
code = '''
from isograde import _harness
try:
    _harness.main([])
except RuntimeError as error:
    assert str(error) == "isograde runs in the main interpreter", error
else:
    raise AssertionError("it ran")
'''
interpreter = _interpreters.create()
print(_interpreters.run_string(interpreter, code))
"""
AT_ONCE = """
from isograde import _harness

class Arguments:
    def __len__(self):
        return 2

    def __getitem__(self, index):
        try:
            _harness.main([])
        except RuntimeError as error:
            print(error)
        return ("list", "checks")[index]

_harness.main(Arguments())
_harness.main(["list", "checks"])
"""


class Itself(support.Case):
    def setUp(self):
        super().setUp()
        self.environment = support.environment(PYTHONPATH=str(support.BUILD / "python"))

    def run_python(self, code):
        return subprocess.run([support.PYTHON, "-c", code], env=self.environment, capture_output=True, text=True, check=False)

    def test_is_isolated(self):
        run = support.grade(NAME, env=self.environment)
        self.assertEqual("A" if support.version() >= (3, 12) else "B", run.grade(NAME), run.why(NAME))
        self.assertEqual(set(), {result["id"] for result in run.counted_failures(NAME)})

    def test_declares_what_this_cpython_knows(self):
        declared = support.grade("--check", "declaration/*", NAME, env=self.environment).target(NAME)["declared"]
        own_gil, no_gil = support.version() >= (3, 12), support.version() >= (3, 13)
        self.assertEqual(
            {
                "init": "multi-phase",
                "multiple_interpreters": "per_interpreter_gil" if own_gil else "unspecified",
                "gil": "not_used" if no_gil else "unspecified",
            },
            declared,
        )

    def test_runs_in_main_alone(self):
        told = self.run_python(ELSEWHERE)
        self.assertEqual("None", told.stdout.strip(), told.stderr)

    def test_runs_once_at_a_time(self):
        told = self.run_python(AT_ONCE)
        self.assertIn("isograde runs already in this process", told.stdout, told.stderr)
        self.assertEqual(2, told.stdout.count("c_api/ring"), told.stdout)


if __name__ == "__main__":
    unittest.main()
