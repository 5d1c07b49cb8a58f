"""What the tests of the pages share: synthetic reports, the pages written of them, and a reader of pages."""

import functools
import html.parser
import importlib.util
import json
import pathlib
import sys
import tempfile
import unittest

try:
    import jinja2
except ImportError:
    jinja2 = None
try:
    from playwright import sync_api as playwright
except ImportError:
    playwright = None

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "harness" / "python" / "isograde"
GRADES = ("A", "B", "C", "D", "F", "refuses", "unknown")
CONFIGS = ("legacy", "strict", "isolated", "override")
WITHOUT_JINJA = unittest.skipIf(jinja2 is None, "the package jinja2 is not installed")


def load_html():
    spec = importlib.util.spec_from_file_location("isograde_html", PACKAGE / "_html" / "__init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its own modules are found below it
    spec.loader.exec_module(module)
    return module


_html = load_html()


def result(check="identity/types-stay-home", config="legacy", verdict="pass", **more):
    plain = {"severity": "contaminates", "level": "process", "counts": config != "override", "message": "", "evidence": []}
    return {**plain, "id": check, "config": config, "verdict": verdict, **more}


def failure(message="it does", **more):
    return result(verdict="fail", message=message, **more)


def target(name, grade="A", **more):
    plain = {
        "kind": "extension",
        "file": f"/lib/{name}.so",
        "sha256": "0" * 64,
        "declared": {"init": "multi-phase", "multiple_interpreters": "per_interpreter_gil", "gil": "unspecified"},
        "demonstrated": dict.fromkeys(CONFIGS[:3], "loads"),
        "reason": f"the reason for {grade}",
        "checks": [],
    }
    return {**plain, "name": name, "grade": grade, **more}


def report(version, targets, debug=False, free_threaded=False, **more):
    python = {"version": version, "executable": f"/opt/{version}/bin/python", "compiler": "[GCC 14]"}
    plain = {
        "schema": "isograde/report/2",
        "isograde": {"version": "0.1.0"},
        "date": "2026-03-01T12:00:00Z",
        "python": {**python, "debug": debug, "free_threaded": free_threaded},
        "interpreters": 3,
        "stress": 1,
        "seed": 0,
        "fast": False,
        "control": [{"config": "legacy", "experiment": "main-first", "outcome": "complete"}],
        "timings": {"interpreters": 9, "children": 9, "wall_s": 1.0, "cpu_s": 1.0, "floor_s": 1.0},
    }
    return {**plain, "targets": targets, **more}


def registered(identifier):
    return {
        "id": identifier,
        "suite": identifier.split("/")[0],
        "level": "process",
        "belongs": "module",
        "severity": "contaminates",
        "claim": f"Claim of `{identifier}`.",
        "rationale": "https://peps.python.org/pep-0573/",
        "remedy": "Do it right.",
    }


def data(*reports, checks=("identity/types-stay-home",)):
    """What isograde hands over, as JSON."""
    grades = [{"grade": grade, "when": f"when it is `{grade}`"} for grade in (*GRADES, "unknown")]
    return json.dumps({"isograde": "0.1.0", "reports": list(reports), "checks": [registered(check) for check in checks], "grades": grades})


SUITES, STATEMENTS = ("identity", "state", "lifecycle", "loading", "c_api"), ("one", "two", "three", "four", "five")
CHECKS = tuple(f"{suite}/{statement}" for suite in SUITES for statement in STATEMENTS)


def many_results(number):
    """A hundred results, of which some fail with evidence."""
    for place, check in enumerate(CHECKS):
        for config in CONFIGS:
            if (number + place) % 11:
                if config == "override":
                    yield result(check, config, "not_applicable", message="it loads in isolated interpreters by itself")
                else:
                    yield result(check, config, "pass", message="3 tried")
                continue
            evidence = [
                {
                    "text": f"module.Type{count}: a heap type, at 0x{number * 4096 + count:x} in interpreters main, 1, 2, 3",
                    "variable": "cache",
                    "file": "module.c",
                    "line": count + 1,
                    "stack": ["Set (module.c:12) in module.so", "_PyEval_EvalFrameDefault in libpython.so"],
                }
                for count in range(5)
            ]
            yield result(check, config, "fail", message=f"{len(evidence)} types are shared", evidence=evidence)


@functools.cache
def many_reports():
    """Twenty CPythons, a hundred modules: pkg00 to pkg03 with 10 modules each, 56 modules of their own."""
    reports = []
    for python in range(20):
        targets = []
        for number in range(100):
            grade = GRADES[(number // 5 + python // 5 * (number % 3)) % 7]
            name, more = f"module_{number:02}", {}
            if number < 4:
                name, more = f"pkg{number:02}", {"kind": "distribution", "worst": f"pkg{number:02}.module_{number + 4:02}"}
            elif number < 44:
                name, more = f"pkg{number % 4:02}.module_{number:02}", {"distribution": f"pkg{number % 4:02}"}
            elif number % 10 == 5:
                more = {"kind": "builtin"}
            targets.append(target(name, grade, checks=[] if number < 4 else list(many_results(number)), **more))
        reports.append(report(f"3.{8 + python % 8}.{python // 8}", targets, debug=python == 19, fast=python == 18))
    return data(*reports, checks=CHECKS)


class Page(html.parser.HTMLParser):
    """What a page has: its elements with their attributes, and its text."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.elements = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, text):
        self.text += text

    def values(self, tag, attribute):
        return [attributes[attribute] for name, attributes in self.elements if name == tag and attribute in attributes]

    def ids(self):
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    def words(self):
        return " ".join(self.text.split())


@WITHOUT_JINJA
class Written(unittest.TestCase):
    """A test that writes pages into a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "pages"

    def write(self, *reports, **more):
        _html.write_pages(data(*reports, **more), str(self.folder))
        return self.page("index.html")

    def page(self, path):
        return Page(self.folder / path)

    def module(self, name):
        return self.page("modules/" + _html.file_name(name))

    def pages(self):
        return [Page(path) for path in sorted(self.folder.rglob("*.html"))]


# ---- what stands on them ------------------------------------------------------------------------------------------
