"""The pages of ``isograde report``: a matrix of modules and CPythons, a page for each module, a page for each check.

Reports come from anywhere. What they say is text, which the templates escape; none of it becomes part of a path, and a link only
where it leads to the web.
"""

import collections
import hashlib
import json
import os
import re

_TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
_ASSETS = ("style.css", "script.js")

_GRADES = ("A", "B", "C", "D", "F", "refuses", "unknown")
_VERDICTS = ("fail", "harness_error", "inconclusive", "pass", "not_applicable")
_SEVERITIES = ("breaks", "contaminates", "hygiene", "note")

# What each config is, for those who read a grade without the manual.
_CONFIGS = {
    "any": "does not depend on the config",
    "legacy": "shared GIL, no check",
    "strict": "shared GIL, CPython's check of extensions",
    "isolated": "own GIL, CPython's check of extensions",
    "override": "own GIL, the check overridden; never counts",
}

# What a declaration says of interpreters with a shared GIL, and of those with their own.
_DECLARED_SUPPORT = {
    "per_interpreter_gil": ("supported", "supported"),
    "supported": ("supported", "not supported"),
    "not_supported": ("not supported", "not supported"),
}
_DECLARED_WORDS = {
    "per_interpreter_gil": "per-interpreter GIL",
    "supported": "several interpreters under one GIL",
    "not_supported": "several interpreters not supported",
    "unspecified": "interpreter support not stated",
}
_GIL_WORDS = {"used": "needs the GIL", "not_used": "does not need the GIL"}

# A module that shares everything has evidence by the hundred. A page is for people: it shows some, folds more away, and leaves the
# rest to the report.
_EVIDENCE_OPEN = 4
_EVIDENCE_SHOWN = 20
_FRAMES_SHOWN = 60
_REMARKS_SHOWN = 6
_LONGEST_TEXT = 4000

_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


# ---- names --------------------------------------------------------------------------------------------------------


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


def _is_web_link(link):
    return bool(re.match(r"https?://[^\s]+\Z", link or ""))


def _version_key(version):
    found = re.match(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:(a|b|rc)(\d{1,6}))?", version)
    if not found:
        return (0, 0, 0, "", 0)
    major, minor, micro, stage, number = found.groups()
    return (int(major), int(minor), int(micro), stage or "release", int(number or 0))


# ---- the matrix ---------------------------------------------------------------------------------------------------


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


def _columns(reports):
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


def _days(columns):
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


def _rows(columns):
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


def _count_grades(rows):
    for row in rows:
        for column, target in row.cells:
            if target and target["kind"] != "package":
                column.counts[target["grade"]] += 1


# ---- one module on one CPython ------------------------------------------------------------------------------------


def _why_not_counted(result, target):
    if result["config"] == "override":
        return "it is what would happen if CPython's check were overridden"
    if result["config"] == "legacy" and target["declared"]["multiple_interpreters"] == "not_supported":
        return "this config ignores the module's declaration that it does not support several interpreters"
    if target["grade"] == "refuses":
        return "the module declines further interpreters, and this cannot be declined"
    return "the grade does not rest on it"


class _Entry:
    """Results of one check that say the same, told once."""

    def __init__(self, result, target):
        self.id = result["id"]
        self.verdict = result["verdict"]
        self.severity = result["severity"]
        self.level = result["level"]
        self.belongs = result.get("belongs", "")
        self.message = result["message"]
        self.evidence = [_shown_evidence(evidence, self.message, target) for evidence in result["evidence"][:_EVIDENCE_SHOWN]]
        self.more_evidence = len(result["evidence"]) - len(self.evidence)
        self.evidence = [evidence for evidence in self.evidence if any(evidence.values())]
        self.configs = []
        self.not_counted = {}  # reason -> configs

    def add(self, result, target):
        self.configs.append(result["config"])
        if not result["counts"]:
            self.not_counted.setdefault(_why_not_counted(result, target), []).append(result["config"])

    @property
    def counts(self):
        return sum(map(len, self.not_counted.values())) < len(self.configs)

    @property
    def order(self):
        return (not self.counts, _SEVERITIES.index(self.severity) if self.severity in _SEVERITIES else 9, self.id)


def _shown_evidence(evidence, message, target):
    """Evidence without what its text, the message above it, or the head of the page says already."""
    text = "" if evidence["text"] in message else evidence["text"]
    stack = evidence.get("stack", [])
    said = "\n".join([message, evidence["text"], os.path.basename(target["file"])] + stack)
    place = evidence.get("file", "") + (":%d" % evidence["line"] if "line" in evidence else "")
    if os.path.basename(place) in said:
        place = ""
    details = [
        ("variable", evidence.get("variable", "")),
        ("symbol", evidence.get("symbol", "")),
        ("function", evidence.get("function", "")),
        ("at", place),
        ("in", os.path.basename(evidence.get("library", ""))),
        ("signal", evidence.get("signal", "")),
    ]
    frames = stack[:_FRAMES_SHOWN] + (["... and %d more" % (len(stack) - _FRAMES_SHOWN)] if len(stack) > _FRAMES_SHOWN else [])
    return {
        "text": text,
        "details": [(label, value) for label, value in details if value and value not in said],
        "stack": "\n".join(frames),
        "python": evidence.get("python", "").rstrip(),
    }


def _sameness(result):
    """Equal for results that differ only in where objects and threads happened to be."""
    if result["verdict"] in ("pass", "not_applicable"):
        return result["message"]
    told = json.dumps([result["severity"], result["message"], result["evidence"]], sort_keys=True)
    return re.sub(r"0x[0-9a-f]+|\bthread \d+", "#", told)


def _entries(target):
    """The results of a target by verdict, those that say the same in several configs as one."""
    folded = {}
    for result in target["checks"]:
        key = (result["id"], result["verdict"], _sameness(result))
        if key not in folded:
            folded[key] = _Entry(result, target)
        folded[key].add(result, target)
    ordered = sorted(folded.values(), key=lambda entry: entry.order)
    return {verdict: [entry for entry in ordered if entry.verdict == verdict] for verdict in _VERDICTS}


def _declaration(declared):
    """What the module says of itself, in words."""
    if not declared["init"]:
        return "nothing that could be read"
    words = [declared["init"] + " init"]
    if declared["multiple_interpreters"]:
        words.append(_DECLARED_WORDS.get(declared["multiple_interpreters"], declared["multiple_interpreters"]))
    if declared["gil"] in _GIL_WORDS:
        words.append(_GIL_WORDS[declared["gil"]])
    return ", ".join(words)


def _declared_beside_demonstrated(target):
    """For each config in which it was tried: what it declares of it, and what it did."""
    shared, own = _DECLARED_SUPPORT.get(target["declared"]["multiple_interpreters"], ("not stated", "not stated"))
    return [
        {
            "config": config,
            "meaning": meaning,
            "declared": own if config in ("isolated", "override") else shared,
            "demonstrated": target["demonstrated"][config],
        }
        for config, meaning in _CONFIGS.items()
        if config in target["demonstrated"]
    ]


def _state_heading(level, belongs):
    """The level that state lives at, and the one where it belongs."""
    if level == "module":
        return "module state"
    if level == belongs:
        return "%s state, not the module's to change" % level
    return "%s state, which belongs to the %s" % (level, belongs)


def _diagnosis(target):
    """The parts of its diagnosis that are well-formed: the harness makes one of its own and does not read this."""

    def is_text_in(of, *keys):
        return isinstance(of, dict) and all(isinstance(of.get(key), str) for key in keys)

    def remarks(part, key):
        found = part.get(key)
        return [
            dict(remark, link=remark.get("link") if is_text_in(remark, "link") else "")
            for remark in (found if isinstance(found, list) else ())
            if is_text_in(remark, "check", "text")
        ]

    parts = target.get("diagnosis")
    return [
        dict(part, **{key: remarks(part, key) for key in ("shows_in", "lives_in", "remedies")})
        for part in (parts if isinstance(parts, list) else ())
        if is_text_in(part, "level", "belongs")
    ]


def _section(row, column, target):
    members = [(member, dict(member.cells)[column]) for member in row.members]
    return {
        "column": column,
        "target": target,
        "entries": _entries(target),
        "declaration": "nothing: pure Python" if target["kind"] == "pure" else _declaration(target["declared"]),
        "diagnosis": _diagnosis(target),
        "configs": _declared_beside_demonstrated(target),
        "members": [(member, graded["grade"]) for member, graded in members if graded],
    }


# ---- checks -------------------------------------------------------------------------------------------------------


def _checks(registry, columns):
    """Every check of the registry, and those that only the reports know, by id."""
    checks = {check["id"]: check for check in registry}
    for column in columns:
        for target in column.report["targets"]:
            for result in target["checks"]:
                if result["id"] not in checks:
                    checks[result["id"]] = {"id": result["id"], "severity": result["severity"], "level": result["level"]}
    return {identifier: checks[identifier] for identifier in sorted(checks)}


def _failures(columns, rows):
    """For each check's id and column: the rows that fail it, and whether that counts anywhere."""
    failures = collections.defaultdict(lambda: [{} for _ in columns])
    for row in rows:
        for index, target in enumerate(row.targets):
            for result in target["checks"] if target else ():
                if result["verdict"] == "fail":
                    found = failures[result["id"]][index]
                    found[row.name] = found.get(row.name, False) or result["counts"]
    return failures


def _grade_meanings(table):
    """For each grade: when it is given, from a policy that may give it by several rules."""
    meanings = collections.defaultdict(list)
    for rule in table:
        meanings[rule["grade"]].append(rule["when"])
    return [(grade, "; or ".join(meanings[grade])) for grade in list(_GRADES) + sorted(set(meanings) - set(_GRADES)) if meanings[grade]]


# ---- writing ------------------------------------------------------------------------------------------------------


def _environment():
    try:
        import jinja2
        from markupsafe import Markup, escape
    except ImportError:
        raise RuntimeError("isograde report needs Jinja2: pip install 'isograde[report]'")

    def clipped(text, length=_LONGEST_TEXT):
        return text if len(text) <= length else text[:length] + " ..."

    def prose(text):
        """Text with what stands in backticks as code."""
        parts = clipped(text).split("`")
        if len(parts) % 2 == 0:  # one is left open: it is no markup
            return escape(clipped(text))
        return Markup("").join(Markup("<code>%s</code>") % part if number % 2 else escape(part) for number, part in enumerate(parts))

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(clipped=clipped, prose=prose, check_file_name=check_file_name, state_heading=_state_heading)
    environment.tests.update(web_link=_is_web_link)
    environment.globals.update(configs=_CONFIGS, remarks_shown=_REMARKS_SHOWN, evidence_open=_EVIDENCE_OPEN)
    return environment


def _write(path, text):
    """Writes beside the path and renames, so that a whole page is never replaced by half of one."""
    text = _CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)
    beside = "%s.%d.partial" % (path, os.getpid())
    try:
        with open(beside, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise


def write_pages(data, directory):
    """Writes the pages over some reports into a directory, which is made if it is missing.

    ``data`` is JSON: {"isograde": version, "reports": [those of report.schema.json], "checks": [the registry's], "grades": [the
    policy's {"grade", "when"}]}. The same data gives the same bytes. Raises RuntimeError without Jinja2, OSError as it comes.
    """
    environment = _environment()
    data = json.loads(data)
    columns = _columns(data["reports"])
    rows = _rows(columns)
    checks = _checks(data["checks"], columns)
    failures = _failures(columns, rows.values())
    _count_grades(rows.values())
    environment.globals.update(version=data["isograde"], columns=columns, days=_days(columns), rows=rows, checks=checks, failures=failures)

    def write(path, template, **values):
        _write(os.path.join(directory, path), environment.get_template(template).render(**values))

    for folder in ("modules", "checks"):
        os.makedirs(os.path.join(directory, folder), exist_ok=True)
    for asset in _ASSETS:
        with open(os.path.join(_TEMPLATES, asset), encoding="utf-8") as file:
            _write(os.path.join(directory, asset), file.read())
    for row in rows.values():
        sections = [_section(row, column, target) for column, target in row.cells if target]
        write("modules/" + row.page, "module.html.j2", row=row, sections=sections[::-1])
    for check in checks.values():
        write("checks/" + check_file_name(check["id"]), "check.html.j2", check=check)
    # Last, so that it leads to nothing that is not there yet.
    write("index.html", "index.html.j2", meanings=_grade_meanings(data["grades"]))
