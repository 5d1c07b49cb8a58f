"""Which gradings a list of cases asks for, and running one of them."""

import collections
import dataclasses
import time

from . import environments, grading, judge, subjects

RIGHT, WRONG, WAITS, ABSENT, IMPOSSIBLE = "right", "wrong", "waits", "no such CPython here", "cannot be installed here"
SEVERITIES = ("breaks", "contaminates", "hygiene")
NO_REPORT = "no report"  # in place of a grade


@dataclasses.dataclass(frozen=True)
class Row:
    """A case on one CPython; on none (python is None) where this machine has none of that version."""

    case: dict
    version: str
    python: environments.Python | None
    clean: bool

    @property
    def where(self):
        return self.python.tag if self.python else self.version


@dataclasses.dataclass
class Result:
    row: Row
    status: str
    why: list
    grades: collections.Counter  # how often the typed targets had which grades
    reasons: list = dataclasses.field(default_factory=list)
    failures: list = dataclasses.field(default_factory=list)
    installed: list = dataclasses.field(default_factory=list)
    seconds: float = 0


def rows(cases, pythons):
    """One for each version that a case names: on the newest CPython that is meant by it, of those given from the oldest on."""
    for case in cases:
        for clean, versions in ((False, case["python"]), (True, case.get("clean", []))):
            for version in versions:
                meant = [python for python in pythons if python.matches(version)]
                yield Row(case, version, meant[-1] if meant else None, clean)


def run(row, isograde, places, limit, times, options):
    """Grades as often as is asked for. Wrong if one of the reports is, or if they do not agree about the grade."""
    result = Result(row, ABSENT, [], collections.Counter())
    if row.python is None:
        return result
    begun = time.monotonic()
    try:
        python = places.executable(row.python, row.case.get("install", []))
        result.installed = places.installed(row.python, row.case.get("install", []))
        for _ in range(times):
            _grade_once(result, isograde, python, limit, options)
        if len(result.grades) > 1:
            result.why.append("not the same grade every time")
        result.status = WRONG if result.why else RIGHT
    except (environments.CannotBeInstalled, subjects.CannotBeMade) as error:
        result.status, result.why = IMPOSSIBLE, [str(error)]
    result.seconds = time.monotonic() - begun
    return result


def _grade_once(result, isograde, python, limit, options):
    try:
        told = grading.grade(isograde, python, result.row.case["as"], limit, options)
    except grading.NoReport as error:
        result.grades[NO_REPORT] += 1
        _add(result.why, [str(error)])
        return
    typed = [target for target in judge.targets_typed(told).values() if target]
    result.grades[" ".join(target["grade"] for target in typed)] += 1
    _add(result.reasons, [target["reason"] for target in typed])
    _add(result.failures, _failures(told.report))
    _add(result.why, judge.complaints(result.row.case, told, clean=result.row.clean))


def _failures(report):
    """What the grades of a report rest on, the worst first; and then what does not count."""
    found = [(target, check) for target in report["targets"] for check in target["checks"] if check["verdict"] in ("fail", "harness_error")]
    found = [(target, check) for target, check in found if check["severity"] in SEVERITIES]
    found.sort(key=lambda each: (not each[1]["counts"], SEVERITIES.index(each[1]["severity"])))
    return [_short(target, check) for target, check in found]


def _short(target, check):
    counts = "" if check["counts"] else ", not counted"
    return f"{target['name']}: {check['severity']} {check['id']} ({check['config']}{counts}): {check['message']}"


def _add(seen, new):
    seen.extend(each for each in new if each not in seen)
