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


def _as_schema_2(target):
    """A target as schema 2 has it: what 1 calls a package is a distribution there."""
    as_now = {("distribution" if key == "package" else key): value for key, value in target.items()}
    if as_now["kind"] == "package":
        as_now["kind"] = "distribution"
    return as_now


class _Column:
    """One report: a column of the matrix, a section of every module's page."""

    def __init__(self, report):
        python = report["python"]
        report = dict(report, targets=[_as_schema_2(target) for target in report["targets"]])
        self.report = report
        self.version = python["version"]
        self.marks = [mark for mark, key in (("debug", "debug"), ("free-threaded", "free_threaded")) if python[key]]
        self.fast = report["fast"]
        self.date = report["date"]
        self.unfinished_control = [entry for entry in report["control"] if entry["outcome"] != "complete"]
        self.apart = ""  # what tells it from another of the same version
        self.anchor = ""
        self.counts = collections.Counter()  # targets of each grade; a distribution stands for its members

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
    """A module or a distribution, with its target in each report, or None where it was not graded."""

    def __init__(self, key, name, columns):
        self.key = key
        self.name = name
        self.page = file_name(key)
        self.columns = columns
        self.targets = [None] * len(columns)
        self.heading = None  # the row of its distribution
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
    def version(self):
        return self.newest.get("version", "")

    @property
    def apart(self):
        """Whether it is a member that no root of its distribution loads."""
        return bool(self.newest.get("apart"))

    @property
    def distribution(self):
        """The name of the distribution that it is a member of, if in any report."""
        return next((target["distribution"] for target in reversed(self.targets) if target and "distribution" in target), "")

    @property
    def worst(self):
        """Of a distribution: the members that its grades are from, those of newer CPythons first."""
        found = [target["worst"] for target in reversed(self.targets) if target and "worst" in target]
        return list(dict.fromkeys(found))


def _is_distribution(target):
    return target["kind"] == "distribution"


def _called_as_a_module(columns):
    """Names that a distribution and a module have in one report: there they are two, and not one that is told in two ways."""
    names = set()
    for column in columns:
        targets = column.report["targets"]
        names |= {target["name"] for target in targets if _is_distribution(target)} & {
            target["name"] for target in targets if not _is_distribution(target)
        }
    return names


def rows_of(columns):
    """Every module and distribution by its key, in the order of the matrix: members behind their distribution.

    The key is the name, to which a distribution that is called as a module adds what it is.
    """
    ambiguous = _called_as_a_module(columns)

    def key_of_distribution(name):
        return name + " (distribution)" if name in ambiguous else name

    rows = {}
    for index, column in enumerate(columns):
        for target in column.report["targets"]:
            key = key_of_distribution(target["name"]) if _is_distribution(target) else target["name"]
            row = rows.setdefault(key, _Row(key, target["name"], columns))
            if row.targets[index] is None:
                row.targets[index] = target
    ordered = sorted(rows.values(), key=lambda row: (row.name.lower(), row.name, row.kind != "distribution"))
    alone = []
    for row in ordered:
        heading = rows.get(key_of_distribution(row.distribution))
        # A distribution in a distribution there is none: whoever says so gets rows without groups, not lost rows.
        if heading is None or heading is row or heading.distribution:
            alone.append(row)
        else:
            row.heading = heading
            heading.members.append(row)
    for row in alone:
        row.members.sort(key=lambda member: member.apart)
    return {row.key: row for first in alone for row in [first] + first.members}


def count_grades(rows):
    for row in rows:
        for index, (column, target) in enumerate(row.cells):
            if target and not (row.heading and row.heading.targets[index]):
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
                    found[row.key] = found.get(row.key, False) or result["counts"]
    return failures


def grade_meanings(table):
    """For each grade: when it is given, from a policy that may give it by several rules."""
    meanings = collections.defaultdict(list)
    for rule in table:
        meanings[rule["grade"]].append(rule["when"])
    return [(grade, "; or ".join(meanings[grade])) for grade in list(GRADES) + sorted(set(meanings) - set(GRADES)) if meanings[grade]]
