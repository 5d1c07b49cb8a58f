"""The pages of `isograde report`, over synthetic reports: what stands on them, what hostile names cannot do, how they behave in a browser.

Needs no built isograde. The browser's tests want Playwright and /usr/bin/chromium, and skip without them.
"""

import functools
import html.parser
import importlib.util
import json
import os
import pathlib
import re
import sys
import tempfile
import time
import unittest
import urllib.parse
from unittest import mock

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
CHROMIUM = "/usr/bin/chromium"
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


# ---- synthetic reports --------------------------------------------------------------------------------------------


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
        "demonstrated": {config: "loads" for config in CONFIGS[:3]},
        "reason": f"the reason for {grade}",
        "checks": [],
    }
    return {**plain, "name": name, "grade": grade, **more}


def report(version, targets, debug=False, free_threaded=False, **more):
    python = {"version": version, "executable": f"/opt/{version}/bin/python", "compiler": "[GCC 14]"}
    plain = {
        "schema": "isograde/report/1",
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
                name, more = f"pkg{number:02}", {"kind": "package", "worst": f"pkg{number:02}.module_{number + 4:02}"}
            elif number < 44:
                name, more = f"pkg{number % 4:02}.module_{number:02}", {"package": f"pkg{number % 4:02}"}
            elif number % 10 == 5:
                more = {"kind": "builtin"}
            targets.append(target(name, grade, checks=[] if number < 4 else list(many_results(number)), **more))
        reports.append(report(f"3.{8 + python % 8}.{python // 8}", targets, debug=python == 19, fast=python == 18))
    return data(*reports, checks=CHECKS)


# ---- reading pages ------------------------------------------------------------------------------------------------


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


class Matrix(Written):
    def headings(self, *reports):
        self.write(*reports)
        text = (self.folder / "index.html").read_text()
        return [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r'<th scope="col" title=.*?</th>', text, re.DOTALL)]

    def test_cpythons_stand_by_version(self):
        versions = ["3.10.1", "3.8.18", "3.15.0a7", "3.9.0", "3.15.0rc1", "3.15.0", "3.15.0b2"]
        headings = self.headings(*(report(version, []) for version in versions))
        self.assertEqual([["3.8.18"], ["3.9.0"], ["3.10.1"], ["3.15.0a7"], ["3.15.0b2"], ["3.15.0rc1"], ["3.15.0"]], headings)

    def test_builds_are_marked(self):
        headings = self.headings(report("3.14.0", [], free_threaded=True), report("3.14.0", []), report("3.14.0", [], debug=True))
        self.assertEqual([["3.14.0"], ["3.14.0", "debug"], ["3.14.0", "free-threaded"]], headings)

    def test_reports_of_one_version_are_told_apart(self):
        first, later, same = (report("3.12.1", [target("m")], date=f"2026-03-0{day}T12:00:00Z") for day in (1, 2, 2))
        self.assertEqual([["3.12.1", "2026-03-01"], ["3.12.1", "2026-03-02"]], self.headings(later, first))
        self.assertEqual(2, len(self.headings(later, same)))
        anchors = [identifier for identifier in self.module("m").ids() if identifier.startswith("3.12.1")]
        self.assertEqual(2, len(set(anchors)))

    def test_a_cell_has_the_grade_and_leads_to_its_section(self):
        index = self.write(report("3.8.18", [target("m", "F")]), report("3.13.0", [target("m", "refuses"), target("new", "A")]))
        self.assertIn("modules/m.html#3.13.0", index.values("a", "href"))
        self.assertEqual(["F", "refuses", "A"], [grade for grade in index.values("td", "data-grade")])
        self.assertIn("3.13.0", self.module("m").ids())
        self.assertIn("not graded here", index.values("td", "title"))

    def test_modules_of_a_package_stand_below_it(self):
        package = target("pkg", "D", kind="package", worst="pkg.b")
        members = [target("pkg.b", "D", package="pkg"), target("pkg.a", package="pkg")]
        index = self.write(report("3.13.0", [target("aaa"), package, *members, target("pkg_2")]))
        rows = re.findall(r"<tr data-kind.*?<a [^>]*>([^<]*)", (self.folder / "index.html").read_text(), re.DOTALL)
        self.assertEqual(["aaa", "pkg", "pkg.a", "pkg.b", "pkg_2"], rows)
        self.assertIn("worst: pkg.b", index.words())
        self.assertIn("pkg.b D", self.module("pkg").words())

    def test_packages_in_a_circle_lose_no_row(self):
        owners = {"a": "b", "b": "a", "c": "c", "d": "gone"}
        index = self.write(report("3.13.0", [target(name, package=owner) for name, owner in owners.items()]))
        self.assertEqual(4, len(index.values("tr", "data-kind")))

    def test_summary_counts_modules_and_not_packages(self):
        package = [target("p", "D", kind="package"), target("p.a", "D", package="p")]
        self.write(report("3.13.0", [*package, target("b", "A"), target("c", "A")]))
        text = (self.folder / "index.html").read_text()
        row = re.search(r'<table class="plain summary">.*?<tbody>\s*<tr>(.*?)</tr>', text, re.DOTALL)[1]
        numbers = [re.sub(r"<.*", "", cell) for cell in re.findall(r'<td class="number">(.*?)</td>', row)]
        self.assertEqual(["2", "", "", "1", "", "", "", "3"], numbers)

    def test_every_grade_is_explained_once(self):
        index = self.write(report("3.13.0", []))
        self.assertEqual(1, index.words().count("when it is unknown; or when it is unknown"))

    def test_a_fast_grade_says_so(self):
        index = self.write(report("3.13.0", [target("m", "A")], fast=True))
        self.assertIn("Afast", index.words().replace(" ", ""))
        self.assertIn("A fast", self.module("m").words())

    def test_nothing_to_show_is_said(self):
        self.assertIn("There are no reports.", self.write().words())
        self.assertIn("The reports grade no module.", self.write(report("3.13.0", [])).words())


class Module(Written):
    def shown(self, **target_of):
        self.write(report("3.13.0", [target("m", **target_of)]))
        return self.module("m")

    def test_newest_cpython_is_first_and_open(self):
        self.write(report("3.8.18", [target("m")]), report("3.13.0", [target("m")]))
        sections = [attributes for name, attributes in self.module("m").elements if attributes.get("class") == "python"]
        self.assertEqual([("3.13.0", True), ("3.8.18", False)], [(section["id"], "open" in section) for section in sections])

    def test_declared_stands_beside_demonstrated(self):
        declared = {"init": "multi-phase", "multiple_interpreters": "supported", "gil": "not_used"}
        page = self.shown(declared=declared, demonstrated={"legacy": "loads", "strict": "loads", "isolated": "refuses"})
        self.assertIn("multi-phase init, several interpreters under one GIL, does not need the GIL", page.words())
        self.assertRegex(page.words(), r"strict ?supported ?loads.* isolated ?not supported ?refuses")

    def test_same_finding_in_several_configs_is_told_once(self):
        found = [failure(f"shared type at {address}", config=config) for config, address in (("legacy", "0x1"), ("strict", "0x2"))]
        words = self.shown(checks=found).words()
        self.assertEqual(1, words.count("shared type at"))
        self.assertIn("legacy, strict", words)

    def test_different_findings_are_told_each(self):
        found = [failure(f"shared: {name}", config=config) for config, name in (("legacy", "Reader"), ("strict", "Writer"))]
        words = self.shown(checks=found).words()
        self.assertIn("shared: Reader", words)
        self.assertIn("shared: Writer", words)

    def test_failures_stand_by_severity_and_those_that_do_not_count_last(self):
        found = (("c", "hygiene", "legacy"), ("d", "breaks", "override"), ("a", "contaminates", "legacy"), ("b", "breaks", "strict"))
        page = self.shown(checks=[failure(check=f"identity/{name}", severity=severity, config=config) for name, severity, config in found])
        order = re.findall(r"(hygiene|breaks|contaminates) identity/([a-d])", page.words())
        self.assertEqual([("breaks", "b"), ("contaminates", "a"), ("hygiene", "c"), ("breaks", "d")], order)
        self.assertIn("does not count: it is what would happen", page.words())

    def test_configs_that_do_not_count_are_named(self):
        words = self.shown(checks=[failure(config=config) for config in ("strict", "override")]).words()
        self.assertIn("does not count in override:", words)

    def test_evidence_is_shown(self):
        place = {"variable": "cache", "file": "m.c", "line": 7}
        evidence = {"text": "an object", **place, "stack": ["Set (m.c:7)", "main"], "python": "File x.py, line 1"}
        words = self.shown(checks=[failure(evidence=[evidence])]).words()
        for part in ("an object", "cache", "m.c:7", "Set (m.c:7) main", "File x.py, line 1"):
            self.assertIn(part, words)

    def test_much_evidence_is_cut_and_says_so(self):
        evidence = [{"text": f"object number {number}"} for number in range(500)]
        self.assertIn("and 480 more in the report", self.shown(checks=[failure(evidence=evidence)]).words())

    def test_diagnosis_leads_to_the_remedy(self):
        remark = {"check": "identity/types-stay-home", "text": "Make it a heap type.", "link": "https://docs.python.org/3/"}
        diagnosis = {"level": "process", "belongs": "module", "shows_in": [remark], "lives_in": [], "remedies": [remark]}
        page = self.shown(diagnosis=[diagnosis])
        self.assertIn("process state, which belongs to the module", page.words())
        self.assertIn("https://docs.python.org/3/", page.values("a", "href"))

    def test_diagnosis_that_is_none_is_passed_over(self):
        whole = {"level": "process", "belongs": "module", "shows_in": 1, "lives_in": [{"text": "no check"}, 7], "remedies": None}
        for diagnosis in (1, "x", [1], [{}], [{"level": 1, "belongs": "module"}], [whole]):
            with self.subTest(diagnosis):
                self.assertEqual(diagnosis == [whole], "process state" in self.shown(diagnosis=diagnosis).words())

    def test_refusal_and_dependency_are_told_in_its_words(self):
        words = self.shown(refusal="I run once per process", dependency="numpy").words()
        self.assertIn("I run once per process", words)
        self.assertIn("numpy does not load there", words)

    def test_unclear_and_harmless_results_have_their_places(self):
        unclear = [result("state/a", "any", "inconclusive", message="who knows"), result("state/b", "any", "harness_error", message="oops")]
        harmless = [result("state/c"), result("state/d", verdict="not_applicable", message="no need")]
        words = self.shown(checks=unclear + harmless).words()
        self.assertRegex(words, "Could not tell harness error state/b .*oops.* state/a .*who knows")
        self.assertRegex(words, "who knows.* Passed 1 check state/c .*Not applicable 1 check state/d .*no need")


class Check(Written):
    def test_tells_claim_and_who_fails_it(self):
        failing = target("bad", "D", checks=[failure()])
        self.write(report("3.8.18", [failing]), report("3.13.0", [target("bad"), target("good")]))
        page = self.page("checks/identity-types-stay-home.html")
        self.assertIn("Claim of identity/types-stay-home.", page.words())
        self.assertIn("process state, which belongs to the module", page.words())
        self.assertIn("https://peps.python.org/pep-0573/", page.values("a", "href"))
        self.assertIn("../modules/bad.html#3.8.18", page.values("a", "href"))
        self.assertNotIn("../modules/bad.html#3.13.0", page.values("a", "href"))

    def test_unknown_to_this_isograde_has_a_page_all_the_same(self):
        self.write(report("3.13.0", [target("m", checks=[result("future/new-check")])]))
        self.assertIn("of another version of isograde", self.page("checks/future-new-check.html").words())


# ---- what they are written from is hostile ------------------------------------------------------------------------

SCRIPT, IMAGE = "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>"
HOSTILE = [
    "../../escaped",
    "/etc/passwd",
    "..",
    ".",
    "",
    "a/b",
    "nul\x00byte",
    "Case",
    "case",
    "CASE",
    "x" * 5000,
    "y" * 5000 + "z",
    SCRIPT,
    IMAGE,
    "\ud800",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnorw",
    "with space",
    "#fragment?query=%2e%2e",
]


class Hostile(Written):
    @staticmethod
    def hostile_target(name):
        word = name or "x"
        evidence = {key: word for key in ("text", "variable", "symbol", "function", "file", "library", "signal", "python")}
        remark = {"check": word, "text": word, "link": "javascript:alert(1)"}
        diagnosis = {"level": "process", "belongs": "module", "shows_in": [remark], "lives_in": [remark], "remedies": [remark]}
        check = failure(f"{word}`{word}`", evidence=[{**evidence, "line": 1, "stack": [word]}], remedy=word, link="javascript:alert(1)")
        said = {key: word for key in ("file", "reason", "refusal", "dependency", "package", "worst")}
        return target(name, "F", **said, diagnosis=[diagnosis], checks=[check])

    def write_hostile(self):
        targets = [self.hostile_target(name) for name in HOSTILE]
        bad = report("3.13.0" + SCRIPT, targets, date=IMAGE, control=[{"config": "legacy", "experiment": SCRIPT, "outcome": IMAGE}])
        bad["python"]["executable"] = bad["python"]["compiler"] = bad["isograde"]["version"] = IMAGE
        return self.write(bad, report("3.13." + "9" * 5000, targets))

    def test_each_module_has_a_page_of_its_own_in_the_folder(self):
        self.write_hostile()
        self.assertEqual({self.folder}, set(self.folder.parent.iterdir()))
        names = [path.name for path in (self.folder / "modules").iterdir()]
        self.assertEqual(len(HOSTILE), len(names))
        self.assertEqual(len(HOSTILE), len({name.lower() for name in names}))
        self.assertTrue(all(re.fullmatch(r"[a-z0-9_.-]{1,120}\.html", name) for name in names), names)

    def test_nothing_becomes_markup(self):
        self.write_hostile()
        for page in self.pages():
            with self.subTest(page.path.name):
                tags = [tag for tag, _ in page.elements]
                self.assertEqual(1, tags.count("script"))
                self.assertNotIn("img", tags)
                self.assertFalse([name for _, attributes in page.elements for name in attributes if name.startswith("on")])
                schemes = {urllib.parse.urlsplit(link).scheme for link in page.values("a", "href")}
                self.assertLessEqual(schemes, {"", "https"})

    def test_templates_in_names_are_text(self):
        self.assertIn("{{ 7 * 7 }}", self.write_hostile().words())

    def test_links_lead_somewhere(self):
        self.write_hostile()
        pages = {page.path.resolve(): page for page in self.pages()}
        for page in pages.values():
            for link in page.values("a", "href"):
                if link.startswith("https:"):
                    continue
                path, _, fragment = link.partition("#")
                there = pages[(page.path.parent / path).resolve() if path else page.path.resolve()]
                if fragment:
                    self.assertIn(urllib.parse.unquote(fragment), there.ids(), link)

    def test_ids_are_unique(self):
        self.write_hostile()
        for page in self.pages():
            self.assertEqual(len(page.ids()), len(set(page.ids())), page.path)


# ---- how they are written -----------------------------------------------------------------------------------------


class Writing(Written):
    def contents(self):
        return {path.relative_to(self.folder): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def test_same_data_gives_the_same_bytes(self):
        reports = [report("3.13.0", [target("b"), target("a", checks=list(many_results(1)))]), report("3.8.18", [target("a")])]
        self.write(*reports)
        first = self.contents()
        self.write(*reports)
        self.assertEqual(first, self.contents())

    def test_what_cannot_be_written_leaves_whole_pages(self):
        self.write(report("3.13.0", [target("old")]))
        before = self.contents()
        with mock.patch("os.replace", side_effect=OSError("no space left")), self.assertRaisesRegex(OSError, "no space left"):
            self.write(report("3.13.0", [target("new")]))
        self.assertEqual(before, self.contents())

    def test_a_file_in_the_way_is_an_error_of_the_system(self):
        self.folder.write_text("I was here")
        with self.assertRaises(OSError):
            self.write(report("3.13.0", []))
        self.assertEqual("I was here", self.folder.read_text())

    def test_pages_fetch_nothing_but_what_lies_beside_them(self):
        self.write(report("3.13.0", [target("m")]))
        for page in self.pages():
            fetched = page.values("script", "src") + page.values("link", "href") + page.values("img", "src")
            for path in fetched:
                self.assertTrue(path == "data:," or (page.path.parent / path).is_file(), path)
        self.assertNotRegex((PACKAGE / "_html/templates/style.css").read_text(), r"@import|url\(")
        self.assertNotRegex((PACKAGE / "_html/templates/script.js").read_text(), r"fetch\(|XMLHttpRequest|https?:")


class WithoutJinja(unittest.TestCase):
    def test_says_what_to_install(self):
        with mock.patch.dict(sys.modules, {"jinja2": None}), self.assertRaises(RuntimeError) as raised:
            _html.write_pages("{}", "/nonexistent")
        self.assertEqual("isograde report needs Jinja2: pip install 'isograde[report]'", str(raised.exception))


class Colours(unittest.TestCase):
    """Contrast after WCAG 2: https://www.w3.org/TR/WCAG21/#contrast-minimum."""

    @staticmethod
    def luminance(colour):
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(self, *colours):
        dark, light = sorted(map(self.luminance, colours))
        return (light + 0.05) / (dark + 0.05)

    def test_text_can_be_read(self):
        schemes = re.findall(r":root \{(.*?)\}", (PACKAGE / "_html/templates/style.css").read_text(), re.DOTALL)[:2]
        for scheme, block in zip(("light", "dark"), schemes):
            colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
            pairs = [(colour[f"{grade}-text"], colour[f"{grade}-ground"]) for grade in GRADES]
            pairs += [(colour[text], colour[ground]) for text in ("text", "muted", "link") for ground in ("ground", "panel", "code")]
            for pair in pairs:
                with self.subTest(scheme, pair=pair):
                    self.assertGreaterEqual(self.contrast(*pair), 4.5)


# ---- many, and in a browser ---------------------------------------------------------------------------------------


class Many(Written):
    def test_twenty_reports_of_a_hundred_modules_are_quick_and_small(self):
        text = many_reports()
        started = time.process_time()
        _html.write_pages(text, str(self.folder))
        self.assertLess(time.process_time() - started, 30)
        self.assertLess((self.folder / "index.html").stat().st_size, 1_000_000)
        self.assertLess(max(path.stat().st_size for path in (self.folder / "modules").iterdir()), 2_000_000)
        self.assertEqual(2000, len(self.page("index.html").values("td", "data-grade")))


@WITHOUT_JINJA
@unittest.skipIf(playwright is None, "the package playwright is not installed")
@unittest.skipUnless(os.path.exists(CHROMIUM), f"there is no {CHROMIUM}")
class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        _html.write_pages(many_reports(), folder.name)
        cls.index = pathlib.Path(folder.name, "index.html").as_uri()
        driver = playwright.sync_playwright().start()
        cls.addClassCleanup(driver.stop)
        cls.chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        cls.addClassCleanup(cls.chromium.close)

    def setUp(self):
        self.complaints, self.requests = [], []
        context = self.chromium.new_context(viewport={"width": 1280, "height": 900})
        self.addCleanup(context.close)
        context.on("request", lambda request: self.requests.append(request.url))
        self.page = context.new_page()
        self.page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.index)

    def tearDown(self):
        self.assertEqual([], self.complaints)
        self.assertEqual([], [url for url in self.requests if not url.startswith(("file:", "data:"))])

    def shown(self):
        return self.page.locator("#matrix tbody tr:visible th a").all_text_contents()

    def focused(self):
        """The module and the number of the column that have the focus."""
        return self.page.evaluate(
            "() => { const cell = document.activeElement.closest('th, td');"
            " return [cell.parentElement.cells[0].querySelector('a').title, cell.cellIndex]; }"
        )

    def leave_for_a_module(self):
        self.page.locator("#matrix tbody tr:visible td a").first.click()
        self.page.wait_for_url("**/modules/**")

    def width(self):
        return self.page.evaluate("() => document.documentElement.scrollWidth")

    def test_whole_matrix_is_there(self):
        self.assertEqual(100, len(self.shown()))
        self.assertEqual(20, self.page.locator("#matrix thead th").count() - 1)
        self.assertEqual("100 of 100 rows", self.page.locator("#shown").text_content())
        # Twenty CPythons fit side by side.
        self.assertTrue(self.page.eval_on_selector(".matrix", "box => box.scrollWidth <= box.clientWidth"))

    def test_headings_stay_in_sight(self):
        self.page.set_viewport_size({"width": 400, "height": 700})
        self.page.eval_on_selector(".matrix", "box => box.scrollTo(600, 1500)")
        places = (".matrix", "#matrix thead th:first-child", "#matrix tbody tr:nth-child(60) th")
        box, heading, name = (self.page.locator(place).bounding_box() for place in places)
        self.assertAlmostEqual(box["y"], heading["y"], delta=2)
        self.assertAlmostEqual(box["x"], name["x"], delta=2)

    def test_narrow_window_does_not_scroll_sideways(self):
        self.page.set_viewport_size({"width": 400, "height": 700})
        for page in ("index.html", "modules/module_44.html", "checks/state-one.html"):
            self.page.goto(self.index.replace("index.html", page))
            self.assertLessEqual(self.width(), 400, page)

    def test_filters_survive_a_visit_to_a_module(self):
        self.page.fill("#search", "MODULE_4")
        self.page.check("[name=grade][value=F]", force=True)
        before = self.shown()
        self.assertTrue(before)
        self.assertTrue(all("module_4" in name or name.startswith("pkg") for name in before), before)
        self.assertLess(len(before), 15)
        self.leave_for_a_module()
        self.page.go_back()
        self.page.wait_for_selector("#matrix")
        self.assertEqual(before, self.shown())
        self.assertEqual("MODULE_4", self.page.input_value("#search"))
        self.assertTrue(self.page.is_checked("[name=grade][value=F]"))
        # By the link, too.
        self.leave_for_a_module()
        self.page.click("a.to-matrix")
        self.page.wait_for_selector("#matrix")
        self.assertEqual(before, self.shown())

    def test_address_holds_the_filters(self):
        self.page.goto("about:blank")
        self.page.goto(self.index + "#module=module_5&grade=A,B&kind=extension&differs=1")
        self.assertEqual("module_5", self.page.input_value("#search"))
        self.assertEqual("extension", self.page.input_value("#kind"))
        self.assertTrue(self.page.is_checked("#differs"))
        self.assertTrue(0 < len(self.shown()) < 10)

    def test_a_package_heads_what_is_shown_of_it(self):
        self.page.fill("#search", "pkg01.module_05")
        self.assertEqual(["pkg01", "pkg01.module_05"], self.shown())
        self.page.fill("#search", "")
        self.page.select_option("#kind", "package")
        self.assertEqual(["pkg00", "pkg01", "pkg02", "pkg03"], self.shown())

    def test_only_what_differs(self):
        self.page.check("#differs")
        differing = self.shown()
        self.assertTrue(0 < len(differing) < 100)
        self.assertNotIn("module_60", differing)
        self.assertIn("module_61", differing)

    def test_no_match_is_said_and_undone(self):
        self.page.fill("#search", "nothing has this name")
        self.assertTrue(self.page.locator("#nothing").is_visible())
        self.page.click("#clear")
        self.assertEqual(100, len(self.shown()))
        self.assertFalse(self.page.locator("#nothing").is_visible())
        self.assertNotIn("#", self.page.url)

    def test_filtering_feels_instant(self):
        spent = self.page.evaluate(
            "() => { const search = document.querySelector('#search'); const started = performance.now();"
            " for (const text of ['m', 'mo', 'mod', '']) {"
            " search.value = text; search.dispatchEvent(new Event('input', {bubbles: true})); document.body.offsetHeight; }"
            " return (performance.now() - started) / 4; }"
        )
        self.assertLess(spent, 100)

    def test_keys(self):
        self.page.keyboard.press("/")
        self.assertEqual("search", self.page.evaluate("() => document.activeElement.id"))
        self.page.keyboard.type("module_6")
        self.page.focus("#matrix tbody tr:not([hidden]) th a")
        self.assertEqual(["module_60", 0], self.focused())
        moves = ["ArrowDown 61 0", "ArrowRight 61 1", "End 61 20", "ArrowUp 60 20", "Home 60 0", "ArrowUp 60 0"]
        for key, module, column in map(str.split, moves):
            self.page.keyboard.press(key)
            self.assertEqual([f"module_{module}", int(column)], self.focused(), key)
        # The matrix is one stop of the tab key.
        self.assertEqual(1, self.page.locator("#matrix tbody a[tabindex='0']").count())
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/modules/module_60.html#3.8.0")
        self.page.go_back()
        self.page.wait_for_selector("#matrix")
        self.page.keyboard.press("Escape")
        self.assertEqual(100, len(self.shown()))

    def test_focus_is_not_below_the_headings(self):
        self.page.focus("#matrix tbody tr:last-child td:last-child a")
        for _ in range(90):
            self.page.keyboard.press("ArrowUp")
        uncovered = self.page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " return document.elementFromPoint(box.x + 5, box.y + 5) === document.activeElement; }"
        )
        self.assertTrue(uncovered)

    def test_a_jump_on_the_page_keeps_the_filters(self):
        self.page.fill("#search", "module_7")
        self.page.click("nav a[href='#grades']")
        self.assertIn("module=module_7", self.page.url)
        self.page.click("nav a[href='#reports']")
        self.assertTrue(self.page.locator("#reports table").is_visible())

    def test_a_cell_opens_the_section_of_its_cpython(self):
        self.page.click("#matrix a[href='modules/module_50.html#3.9.1']")
        self.page.wait_for_selector("details.python")
        self.assertEqual(["3.9.1"], self.page.eval_on_selector_all("details.python[open]", "all => all.map(one => one.id)"))
        self.page.click("text=Open all")
        self.assertEqual(20, self.page.locator("details.python[open]").count())


if __name__ == "__main__":
    unittest.main()
