"""Which modules under test a test looks at, and the one run in which these are graded.

A test, or a class of tests, declares them, by looks_at() or looks_at_each(), and sees no others in `self.run_of_all` of its Case.
`python3 -m tests` collects what the tests that it runs declare, and these modules are graded. Where nobody collects, as under
`python3 -m unittest`, all are.
"""

import dataclasses
import types
import unittest

from tests import expectations, support

GRADED_TOGETHER = ("conforming", "violating")  # hostile ones want limits of their own

# chosen: names of the modules that the command line chooses; None: it chooses none
# collected: names of what the tests of this process look at; None: nobody collected them
_selection = types.SimpleNamespace(chosen=None, collected=None)


@dataclasses.dataclass(frozen=True)
class Declaration:
    names: frozenset
    is_each: bool  # one by one, so that it makes sense for any of them alone

    def is_about(self, chosen):
        """Whether what was chosen is enough to look at."""
        return bool(self.names & chosen) if self.is_each else self.names <= chosen


def looks_at(*names):
    """Decorates a test, or a class of tests, that looks at these modules, and needs all of them."""
    return _declare(Declaration(frozenset(names), is_each=False))


def looks_at_each(modules):
    """Decorates a test, or a class of tests, that goes through those of these modules that each_of() gives."""
    return _declare(Declaration(frozenset(module.name for module in modules), is_each=True))


def _declare(declaration):
    def decorated(test):
        test.looks_at = declaration
        return test

    return decorated


def declaration_of(test):
    """Of a test, or else of its class; None: it looks at no module under test."""
    function = getattr(test, getattr(test, "_testMethodName", ""), None)
    return getattr(function, "looks_at", getattr(test, "looks_at", None))


def each_of(modules):
    """Those that apply here, and that were chosen."""
    return [module for module in modules if module.applies() and (_selection.chosen is None or module.name in _selection.chosen)]


def select(suite, chosen=None):
    """The tests of a suite, and the names of the modules that they look at; of both what is about the chosen modules, where some are."""
    tests, names = [], set()
    for test in _flat(suite):
        declaration = declaration_of(test)
        if chosen is not None and not (declaration.is_about(chosen) if declaration else _tells_what_is_not_found(test)):
            continue
        tests.append(test)
        names |= declaration.names if declaration else set()
    return tests, names if chosen is None else names & chosen


def _flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _flat(test)
        else:
            yield test


def _tells_what_is_not_found(test):
    return type(test).__module__ == "unittest.loader"


def collect(suite, chosen=None):
    """The tests of a suite that are to run, as another. What they look at is what this process grades."""
    _selection.chosen = None if chosen is None else frozenset(chosen)
    tests, _selection.collected = select(suite, _selection.chosen)
    return unittest.TestSuite(tests)


@support.once
def run():
    """Every module that the tests look at, that applies here and that ends by itself, graded in one run."""
    modules = each_of(module for kind in GRADED_TOGETHER for module in expectations.of_kind(kind))
    graded = [module for module in modules if _selection.collected is None or module.name in _selection.collected]
    # Two of them hang. In a debug build contended_shared_type is busy for 1 to 2 s in one child, and for more than 4 where the
    # machine does other things.
    timeout = 15 if support.is_debug_build() else 4
    options = recipe_options(graded)
    graded_run = support.grade("--timeout", timeout, *(module.name for module in graded), *options, time_limit=5 * support.TIME_LIMIT)
    if graded_run.report is None:
        raise AssertionError(f"no report (exit code {graded_run.exit_code}): {graded_run.err}")
    return graded_run


def recipe_options(modules):
    return [option for module in modules for option in ("--recipe", module.recipe)]


@dataclasses.dataclass(frozen=True)
class View(support.Run):
    """A run, as far as the test `seen_by` declares that it looks at."""

    seen_by: str
    names: frozenset

    @classmethod
    def of(cls, run, test):
        declaration = declaration_of(test)
        names = declaration.names if declaration else frozenset()
        report = {**run.report, "targets": [target for target in run.report["targets"] if target["name"] in names]}
        return cls(run.exit_code, run.out, run.err, report, test.id(), names)

    def target(self, name):
        if name not in self.names:
            raise AssertionError(f"{self.seen_by} looks at {name} and does not declare it: @looking.looks_at({name!r})")
        if name not in self.grades():
            raise AssertionError(f"{self.seen_by} looks at {name}, which was not graded: does it apply to this CPython?")
        return super().target(name)


class Case(support.Case):
    """A test that looks at modules under test."""

    @property
    def run_of_all(self):
        """The run, as far as this test declares what it looks at."""
        return View.of(run(), self)
