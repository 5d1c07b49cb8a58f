"""Runs the acceptance tests against one CPython: python3 -m tests [--verbose] [NAME...]

NAME is a file, class or test as unittest names them: test_report, test_report.Schema; default: every file, but for those that no
CPython makes different, which ci/test runs once. What is given by the
environment stands in support.py. The last line is "N passed, N failed, N skipped"; a test whose
subtests fail counts once. Needs Python 3.11 to run; the CPython under test may be any that isograde knows.
"""

import argparse
import pathlib
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
ONCE = ("test_bench_compared", "test_bench_results", "test_html", "test_html_in_browser", "test_projects")


def load(names):
    loader = unittest.defaultTestLoader
    names = names or sorted({file.stem for file in FOLDER.glob("test_*.py")} - set(ONCE))
    return loader.loadTestsFromNames(["tests." + name for name in names])


def tested(case):
    """The test that a subtest is part of."""
    return getattr(case, "test_case", case)


def what_was_raised(traceback):
    """The first line of the exception in a traceback as unittest keeps it."""
    lines = traceback.splitlines()
    return next((line for line in lines if line[:1].isalpha() and not line.startswith("Traceback ")), lines[-1] if lines else "")


def main():
    parser = argparse.ArgumentParser(prog="python3 -m tests", description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", action="store_true", help="name each test")
    parser.add_argument("names", metavar="NAME", nargs="*")
    options = parser.parse_args()

    result = unittest.TextTestRunner(verbosity=2 if options.verbose else 1).run(load(options.names))
    failed = {tested(case) for case, _ in result.failures + result.errors} | {tested(case) for case in result.unexpectedSuccesses}
    skipped = {tested(case) for case, _ in result.skipped} - failed
    # A class whose setUpClass fails stands for its tests, none of which ran.
    ran = {case for case in failed | skipped if isinstance(case, unittest.TestCase)}
    passed = result.testsRun - len(ran)
    for case, reason in result.skipped:
        print(f"skipped: {case}: {reason}")
    for case, traceback in result.failures + result.errors:
        print(f"failed: {case}: {what_was_raised(traceback)}")
    for case in result.unexpectedSuccesses:
        print(f"failed: {case}: an expected failure that is none")
    print(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed or result.testsRun == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
