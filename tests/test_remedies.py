"""What to do about a failure is told in terms of what failed: to who writes Python, nothing of static variables."""

import re
import unittest

from tests import support

# Falls back where its accelerator does not load, as it does in each further interpreter.
FALLS_BACK = """
try:
    from refuses_cleanly_by_itself import *
    fast = True
except ImportError:
    pass
"""
OF_C = r"static|Py_|std::|m_clear|module state"


class Remedies(support.Case):
    def grade(self, name, *options):
        environment = support.environment(PYTHONPATH=f"{support.MODULES}:{self.folder}")
        return support.grade(name, *options, "--check", "loading/*", env=environment)

    def test_of_pure_python_say_nothing_of_c(self):
        self.write("falls_back.py", FALLS_BACK)
        run = self.grade("falls_back")
        failed = [result for result in run.results("falls_back", "loading/same-implementation") if result["verdict"] == "fail"]
        self.assertTrue(failed, run.out)
        for result in failed:
            self.assertIn("Where an extension module is optional", result["remedy"])
            self.assertNotRegex(result["remedy"], OF_C)
        self.assertIn("Where an extension module is optional", re.sub(r"\s+", " ", run.out))

    def test_of_an_extension_are_those_of_the_check(self):
        run = support.grade("complete_in_first_interpreter_only", "--check", "loading/same-implementation")
        remedies = {result["remedy"] for result in run.counted_failures("complete_in_first_interpreter_only")}
        self.assertEqual(1, len(remedies), run.out)
        self.assertIn("Create every attribute on every import", remedies.pop())


if __name__ == "__main__":
    unittest.main()
