"""What the modules under test are expected to fail, as their toml files say, and how a run differs from that.

In a module's toml file, beside `fails`, the checks that it is there for:

    [expected.also_fails]  # what sees the same defect, and why
    "state/no-objects-in-static-storage" = "the class is kept in a static variable"
    "lifecycle/survivors-keep-working" = { reason = "...", since = "3.12" }

    [expected.may_break]  # where it breaks at times, by a race; such a failure, of severity `breaks`, may make it F
    "concurrency/*" = "where two collectors meet: see support/interpreter.h"

What is in neither does not fail. `since` and `until` (that one included), and a list of versions in `except`, say on which CPythons
an entry holds; 3.13 is all of 3.13, 3.13.2 that one.
"""

import dataclasses
import fnmatch
import pathlib
import tomllib

from tests import support

FOLDER = support.CHECKOUT / "modules_under_test"
KINDS = ("conforming", "violating", "hostile")

# Checks that have nothing to judge on an older CPython.
FIRST_CPYTHON = {
    "concurrency/parallel-import": (3, 12),
    "concurrency/parallel-use-agrees": (3, 12),
    "concurrency/parallel-use-scales": (3, 12),
    "declaration/declares-gil-use": (3, 13),
    "declaration/declares-interpreter-support": (3, 12),
    "declaration/keeps-its-word": (3, 12),
    "lifecycle/cycles-do-not-leak": (3, 11),
    "lifecycle/process-exits-cleanly": (3, 13),
}


def is_within(version, since, until):
    """Whether a version is not before `since` and not after `until`, as far as each says: 3.13.2 is not after 3.13."""
    return version[: len(since)] >= since and version[: len(until)] <= until


def as_version(text):
    return tuple(map(int, text.split(".")))


@dataclasses.dataclass(frozen=True)
class Entry:
    """Of also_fails or may_break."""

    reason: str
    since: tuple
    until: tuple
    excepted: tuple

    @classmethod
    def read(cls, value):
        table = value if isinstance(value, dict) else {"reason": value}
        unknown = set(table) - {"reason", "since", "until", "except"}
        if unknown or not table.get("reason"):
            raise ValueError(f"{value!r} has no reason, or says what nothing reads: {sorted(unknown)}")
        excepted = tuple(map(as_version, table.get("except", ())))
        return cls(table["reason"], as_version(table.get("since", "3")), as_version(table.get("until", "3")), excepted)

    def holds_on(self, version):
        return is_within(version, self.since, self.until) and not any(is_within(version, one, one) for one in self.excepted)


@dataclasses.dataclass(frozen=True)
class Expectation:
    """A module under test and what its toml file expects of it."""

    name: str
    kind: str
    recipe: pathlib.Path
    fails: tuple
    also_fails: dict  # check: Entry
    may_break: dict  # glob of checks: Entry
    grades: tuple
    since: tuple
    until: tuple
    needs: str
    blames: str  # the function of the module in which it crashes or hangs
    variable: str  # the static variable that is to be found

    def applies(self):
        return is_within(support.full_version(), self.since, self.until) and NEEDS[self.needs](self)

    def is_built(self):
        return any(support.MODULES.glob(f"{self.name}.*.so"))

    def grades_here(self):
        """The expected grades; nothing is better than B where there is no own GIL to show more."""
        if support.version() >= (3, 12):
            return self.grades
        return tuple(dict.fromkeys("B" if grade == "A" else grade for grade in self.grades))

    def also_fails_on(self, version):
        """The checks, beside those that it is there for, that it fails on that CPython."""
        return {check for check, entry in self.also_fails.items() if entry.holds_on(version) and version >= FIRST_CPYTHON.get(check, ())}

    def may_break_on(self, version, check):
        return any(fnmatch.fnmatch(check, glob) and entry.holds_on(version) for glob, entry in self.may_break.items())


# What a module under test may need of its surroundings: how to tell whether it is there.
NEEDS = {"": lambda module: True, "pybind11": lambda module: module.is_built(), "libpython": lambda module: support.has_libpython()}


def read(file):
    table = tomllib.loads(file.read_text())
    expected = table["expected"]
    return Expectation(
        name=table["module"],
        kind=expected["kind"],
        recipe=file,
        fails=tuple(expected["fails"]),
        also_fails={check: Entry.read(value) for check, value in expected.get("also_fails", {}).items()},
        may_break={glob: Entry.read(value) for glob, value in expected.get("may_break", {}).items()},
        grades=tuple(expected.get("grade", ())),
        since=as_version(expected["since"]),
        until=as_version(expected.get("until", "3")),
        needs=expected.get("needs", ""),
        blames=expected.get("blames", ""),
        variable=expected.get("variable", ""),
    )


def of_kind(kind):
    """The modules of one kind: conforming, violating, or hostile; those for newer Pythons too."""
    return [read(file) for file in sorted((FOLDER / kind).glob("*/*.toml"))]


def unexpected_failures(module, results, version):
    """Of a module's results, the failures that count and that its toml file does not expect on that CPython."""
    expected = {*module.fails, *module.also_fails_on(version)}
    return [
        result
        for result in results
        if result["verdict"] == "fail"
        and result["counts"]
        and result["id"] not in expected
        and not (result["severity"] == "breaks" and module.may_break_on(version, result["id"]))
    ]


def missed_failures(module, results, version):
    """The checks that its toml file expects it to fail on that CPython, and that fail in no config.

    What the module is there for may fail where it does not count, such as beside a refusal; what else is expected has to count.
    """
    failed = {result["id"] for result in results if result["verdict"] == "fail"}
    counted = {result["id"] for result in results if result["verdict"] == "fail" and result["counts"]}
    return sorted(({*module.fails} - failed) | (module.also_fails_on(version) - counted))


def differences(module, results, version):
    """How what fails differs from what its toml file expects: a line each."""
    more = [
        f"{module.name}: {result['id']} fails in {result['config']}, which its toml file does not expect: {result['message']}"
        for result in unexpected_failures(module, results, version)
    ]
    return more + [f"{module.name}: {check} fails in no config, which its toml file expects" for check in missed_failures(module, results, version)]
