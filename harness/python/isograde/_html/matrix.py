"""Which modules were graded on which CPythons, and which checks fail where."""

import collections
import hashlib
import re

GRADES = ("A", "B", "C", "D", "F", "refuses", "unknown")


def file_name(name):
    """The name of a module's page: its own where that is plain, else one that no other name has, on any file system."""
    if re.match(r"[a-z0-9_]+(\.[a-z0-9_]+)*\Z", name) and len(name) <= 100:
        return name + ".html"
    # The hyphen keeps these apart from plain names; the hash, from one another, also where case is not told apart.
    readable = re.sub(r"[^a-z0-9_]+", "_", name.lower())[:60]
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return "%s-%s.html" % (readable, digest)


def check_file_name(check):
    """The name of a check's page, from its id."""
    if re.match(r"[a-z_]+/[a-z-]+\Z", check) and len(check) <= 100:
        return check.replace("/", "-") + ".html"
    return file_name("check " + check)


def is_web_link(link):
    return bool(re.match(r"https?://[^\s]+\Z", link or ""))


def _version_key(version):
    found = re.match(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:(a|b|rc)(\d{1,6}))?", version)
    if not found:
        return (0, 0, 0, "", 0)
    major, minor, micro, stage, number = found.groups()
    return (int(major), int(minor), int(micro), stage or "release", int(number or 0))


class _Column:
    """One report: a column of the matrix, a section of every module's page."""

    def __init__(self, report):
        python = report["python"]
        self.report = report
        self.version = python["version"]
        self.marks = [mark for mark, key in (("debug", "debug"), ("free-threaded", "free_threaded")) if python[key]]
        self.fast = report["fast"]
        self.date = report["date"]
        self.unfinished_control = [entry for entry in report["control"] if entry["outcome"] != "complete"]
        self.apart = ""  # what tells it from another of the same version
        self.anchor = ""
        self.counts = collections.Counter()  # modules of each grade; a package stands for its modules and is none

    @property
    def label(self):
        return " ".join([self.version] + self.marks)

    @property
    def title(self):
        return self.label + (", " + self.apart if self.apart else "")

    @property
    def when(self):
        return self.date.replace("T", " ").replace("Z", " UTC")

    @property
    def order(self):
        return (_version_key(self.version), self.version, self.marks, self.date, self.report["python"]["executable"])


def columns_of(reports):
    """The reports by version, oldest first, each with a title and an anchor of its own."""
    columns = sorted((_Column(report) for report in reports), key=lambda column: column.order)
    of_label = collections.defaultdict(list)
    for column in columns:
        of_label[column.label].append(column)
    for group in of_label.values():
        if len(group) > 1:
            _tell_apart(group)
    taken = set()
    for column in columns:
        anchor = plain = re.sub(r"[^A-Za-z0-9.+]+", "-", column.title)[:80]
        while anchor in taken:
            anchor = "%s-%d" % (plain, len(taken))
        taken.add(anchor)
        column.anchor = anchor
    return columns


def days_of(columns):
    """When the reports were made: "2026-01-31", or from when to when."""
    days = sorted({column.date[: len("2026-01-31")] for column in columns})
    return " to ".join(days[:1] + days[1:][-1:])


def _tell_apart(group):
    for length in (len("2026-01-31"), len("2026-01-31T12:00:00")):
        dates = [column.date[:length].replace("T", " ") for column in group]
        if len(set(dates)) == len(dates):
            break
    else:
        dates = ["%s (%d)" % (date, number) for number, date in enumerate(dates, 1)]
    for column, date in zip(group, dates):
        column.apart = date


class _Row:
    """A module, with its target in each report, or None where it was not graded."""

    def __init__(self, name, columns):
        self.name = name
        self.page = file_name(name)
        self.columns = columns
        self.targets = [None] * len(columns)
        self.heading = None  # the row of its package
        self.members = []

    @property
    def cells(self):
        return list(zip(self.columns, self.targets))

    @property
    def newest(self):
        return next(target for target in reversed(self.targets) if target)

    @property
    def kind(self):
        return self.newest["kind"]

    @property
    def package(self):
        """The package that it is graded as a part of, if in any report."""
        return next((target["package"] for target in reversed(self.targets) if target and "package" in target), "")

    @property
    def worst(self):
        """Of a package: the modules that its grades are from, those of newer CPythons first."""
        found = [target["worst"] for target in reversed(self.targets) if target and "worst" in target]
        return list(dict.fromkeys(found))


def rows_of(columns):
    """Every module by its name, in the order of the matrix: those of a package behind it."""
    rows = {}
    for index, column in enumerate(columns):
        for target in column.report["targets"]:
            row = rows.setdefault(target["name"], _Row(target["name"], columns))
            if row.targets[index] is None:
                row.targets[index] = target
    ordered = sorted(rows.values(), key=lambda row: (row.name.lower(), row.name))
    alone = []
    for row in ordered:
        package = rows.get(row.package)
        # A package in a package there is none: whoever says so gets rows without groups, not lost rows.
        if package is None or package is row or package.package:
            alone.append(row)
        else:
            row.heading = package
            package.members.append(row)
    return {row.name: row for first in alone for row in [first] + first.members}


def count_grades(rows):
    for row in rows:
        for column, target in row.cells:
            if target and target["kind"] != "package":
                column.counts[target["grade"]] += 1


def checks_of(registry, columns):
    """Every check of the registry, and those that only the reports know, by id."""
    checks = {check["id"]: check for check in registry}
    for column in columns:
        for target in column.report["targets"]:
            for result in target["checks"]:
                if result["id"] not in checks:
                    checks[result["id"]] = {"id": result["id"], "severity": result["severity"], "level": result["level"]}
    return {identifier: checks[identifier] for identifier in sorted(checks)}


def failures_of(columns, rows):
    """For each check's id and column: the rows that fail it, and whether that counts anywhere."""
    failures = collections.defaultdict(lambda: [{} for _ in columns])
    for row in rows:
        for index, target in enumerate(row.targets):
            for result in target["checks"] if target else ():
                if result["verdict"] == "fail":
                    found = failures[result["id"]][index]
                    found[row.name] = found.get(row.name, False) or result["counts"]
    return failures


def grade_meanings(table):
    """For each grade: when it is given, from a policy that may give it by several rules."""
    meanings = collections.defaultdict(list)
    for rule in table:
        meanings[rule["grade"]].append(rule["when"])
    return [(grade, "; or ".join(meanings[grade])) for grade in list(GRADES) + sorted(set(meanings) - set(GRADES)) if meanings[grade]]
