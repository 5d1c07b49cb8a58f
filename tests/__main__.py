"""Runs the acceptance tests against one CPython: python3 -m tests [--verbose] [--no-command-line] [--no-attacks] [--module MODULE]... [NAME...]

NAME is a file, class or test as unittest names them: test_report, test_report.Schema; default: every file, but for those that no
CPython makes different, which ci/test runs once. Of the modules under test those are graded that the tests look at, in one run.
With --module, which may be repeated, no others than these, and what does not look at them is left out; default then: the files that
look at modules under test. What is given by the environment stands in support.py. The last line is
"N passed, N failed, N skipped"; a test whose subtests fail counts once. Needs Python 3.11 to run; the CPython under test may be any
that isograde knows.
"""

import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import unittest

from tests import expectations, looking, support

FOLDER = pathlib.Path(__file__).resolve().parent
ONCE = {
    "test_api_reports",
    "test_api_types",
    "test_bench_compared",
    "test_bench_results",
    "test_cases",
    "test_html",
    "test_html_in_browser",
    "test_layers",
    "test_projects",
}
# What these look at is one run of all modules under test, which takes as long as all the others do.
OF_ONE_RUN = {"test_levels_and_c_api", "test_modules_under_test", "test_post_mortem", "test_static_variables"}
ABOUT_THE_COMMAND_LINE = {
    "test_api",
    "test_bad_input",
    "test_formats",
    "test_gate",
    "test_gtest_flags",
    "test_names",
    "test_report",
    "test_store",
    "test_wheel",
}
# What takes longest is begun first, so that at the end neither of two processes waits long for the other.
LONG = (
    "test_explore",
    "test_attacks",
    "test_hostile_modules",
    "test_gate",
    "test_distributions",
    "test_names",
    "test_store",
    "test_env",
    "test_judge",
)
MEASURING = {"test_bench"}  # nothing beside it


def load(names, modules):
    return looking.collect(unittest.defaultTestLoader.loadTestsFromNames(["tests." + name for name in names]), modules)


def obstacle(name):
    """What keeps a module under test from being looked at, or nothing."""
    for kind in expectations.KINDS:
        for module in expectations.of_kind(kind):
            if module.name == name:
                return "" if module.applies() else f"{name} does not apply to this CPython, {'.'.join(map(str, support.version()))}"
    return f"no module under test is called {name}"


def in_turn(files):
    """The files of each process, in the order in which these are begun."""
    together = [sorted(files & OF_ONE_RUN)] if files & OF_ONE_RUN else []
    return together + [[name] for name in LONG if name in files] + [[name] for name in sorted(files - OF_ONE_RUN - set(LONG))]


def run_all(options):
    """Every file, two processes beside each other, and those that measure alone at the end. Each prints what it has to say when it is done."""
    files = {file.stem for file in FOLDER.glob("test_*.py")} - ONCE - (ABOUT_THE_COMMAND_LINE if options.no_command_line else set())
    files -= {"test_attacks", "test_machine"} if options.no_attacks else set()
    command = [sys.executable, *(["-B"] if sys.dont_write_bytecode else []), "-m", "tests", *(["--verbose"] if options.verbose else [])]

    def run(names):
        return subprocess.run([*command, *names], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    sums, exit_codes = [0, 0, 0], []
    for lot, beside in ((files - MEASURING, 2), (files & MEASURING, 1)):
        with concurrent.futures.ThreadPoolExecutor(beside) as pool:
            for running in concurrent.futures.as_completed([pool.submit(run, names) for names in in_turn(lot)]):
                process = running.result()
                *said, last = process.stdout.splitlines() or [""]
                summary = re.fullmatch(r"(\d+) passed, (\d+) failed, (\d+) skipped", last)
                if not summary:
                    said += [last, f"failed: {' '.join(process.args)}: no summary (status {process.returncode})"]
                print(*said, sep="\n", flush=True)
                sums = [one + other for one, other in zip(sums, map(int, summary.groups()) if summary else (0, 1, 0), strict=True)]
                exit_codes.append(process.returncode)
    print("{} passed, {} failed, {} skipped".format(*sums))
    return 1 if any(exit_codes) else 0


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
    parser.add_argument(
        "--no-command-line",
        action="store_true",
        help="leave out the files about the command line, in which the oldest and the newest CPython differ most",
    )
    parser.add_argument("--no-attacks", action="store_true", help="leave out what a module may do to the machine, which no CPython makes different")
    parser.add_argument("--module", metavar="MODULE", action="append", dest="modules", help="a module under test to look at; may be repeated")
    parser.add_argument("names", metavar="NAME", nargs="*")
    options = parser.parse_args()
    for name in options.modules or ():
        if obstacle(name):
            parser.error(obstacle(name))
    if options.modules and not options.names:
        options.names = sorted({*OF_ONE_RUN, "test_hostile_modules"})
    if not options.names:
        return run_all(options)

    result = unittest.TextTestRunner(verbosity=2 if options.verbose else 1).run(load(options.names, options.modules))
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
