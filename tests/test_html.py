"""The pages of `isograde report`, over synthetic reports: what stands on them, and what hostile names cannot do.

Needs no built isograde.
"""

import re
import sys
import time
import unittest
import urllib.parse
from unittest import mock

from tests.pages import GRADES, PACKAGE, Written, _html, failure, many_reports, many_results, report, result, target


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
        self.assertEqual(["F", "refuses", "A"], list(index.values("td", "data-grade")))
        self.assertIn("3.13.0", self.module("m").ids())
        self.assertIn("not graded here", index.values("td", "title"))

    def rows(self):
        return re.findall(r"<tr data-kind.*?<a [^>]*>([^<]*)", (self.folder / "index.html").read_text(), re.DOTALL)

    def test_members_of_a_distribution_stand_below_it(self):
        whole = target("Pkg", "D", kind="distribution", version="1.2", worst="pkg.b")
        members = [
            target("pkg._tests", distribution="Pkg", apart=True),
            target("pkg.b", "D", distribution="Pkg"),
            target("pkg.a", distribution="Pkg"),
        ]
        index = self.write(report("3.13.0", [target("aaa"), whole, *members, target("pkg_2")]))
        self.assertEqual(["aaa", "Pkg", "pkg.a", "pkg.b", "pkg._tests", "pkg_2"], self.rows())
        self.assertIn("distribution 1.2, worst: pkg.b", index.words())
        self.assertIn("apart: no root loads it", index.words())
        self.assertRegex(self.module("Pkg").words(), "Members pkg.a A pkg.b D Apart: no root loads them, and they do not count pkg._tests A")

    def test_a_package_of_schema_1_is_a_distribution(self):
        targets = [target("pkg", "D", kind="package", worst="pkg.b"), target("pkg.b", "D", package="pkg")]
        newer = [target("pkg", "B", kind="distribution"), target("pkg.b", "B", distribution="pkg")]
        index = self.write(report("3.13.0", targets, schema="isograde/report/1"), report("3.14.0", newer))
        self.assertEqual(["pkg", "pkg.b"], self.rows())
        self.assertEqual(["distribution", "extension"], index.values("tr", "data-kind"))
        self.assertEqual(["pkg"], index.values("tr", "data-distribution"))

    def test_a_distribution_may_be_called_as_its_module_is(self):
        targets = [target("ujson", "D", kind="distribution"), target("ujson", "A", distribution="ujson")]
        index = self.write(report("3.13.0", targets))
        self.assertEqual(["ujson", "ujson"], self.rows())
        self.assertEqual(["D", "A"], index.values("td", "data-grade"))
        pages = index.values("a", "href")
        self.assertIn("modules/ujson.html#3.13.0", pages)
        self.assertIn("distribution", self.module("ujson (distribution)").words())

    def test_distributions_in_a_circle_lose_no_row(self):
        owners = {"a": "b", "b": "a", "c": "c", "d": "gone"}
        index = self.write(report("3.13.0", [target(name, distribution=owner) for name, owner in owners.items()]))
        self.assertEqual(4, len(index.values("tr", "data-kind")))

    def test_summary_counts_distributions_and_not_their_members(self):
        whole = [target("p", "D", kind="distribution"), target("p.a", "D", distribution="p")]
        self.write(report("3.13.0", [*whole, target("b", "A"), target("c", "A")]))
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
        self.assertIn("The reports grade nothing.", self.write(report("3.13.0", [])).words())


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

    def test_uses_are_told_with_what_is_missing(self):
        fallback = {"use": "falls back", "missing_modules": ["m._fast"], "missing_names": [f"m.Name{number}" for number in range(9)]}
        use = {"isolated": {"use": "refuses", "reason": "ImportError: no"}, "strict": fallback, "legacy": {"use": "works"}}
        words = self.shown(use=use).words()
        self.assertRegex(words, "shared GIL works .*checked falls back without m._fast it has no m.Name0, .* own GIL refuses ImportError: no")
        self.assertIn("3 more m.Name6", words)
        self.assertIn("shared GIL works, checked falls back, own GIL refuses", self.page("index.html").values("a", "title")[1])

    def test_what_a_distribution_is_of_is_told(self):
        members = [{"name": "m._a", "file": "/lib/m/_a.so", "loaded": True}, {"name": "m._tests", "file": "/lib/m/_tests.so", "loaded": False}]
        words = self.shown(kind="distribution", version="6.0.2", roots=["m", "m.more"], members=members, libraries=["/lib/m/libx.so"]).words()
        for part in ("version6.0.2", "rootm, m.more", "other library/lib/m/libx.so", "Not graded, since no root loads it: m._tests."):
            self.assertIn(part, words)

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
        evidence = dict.fromkeys(("text", "variable", "symbol", "function", "file", "library", "signal", "python"), word)
        remark = {"check": word, "text": word, "link": "javascript:alert(1)"}
        diagnosis = {"level": "process", "belongs": "module", "shows_in": [remark], "lives_in": [remark], "remedies": [remark]}
        check = failure(f"{word}`{word}`", evidence=[{**evidence, "line": 1, "stack": [word]}], remedy=word, link="javascript:alert(1)")
        said = dict.fromkeys(("file", "reason", "refusal", "dependency", "distribution", "version", "worst"), word)
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
        for scheme, block in zip(("light", "dark"), schemes, strict=True):
            colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
            pairs = [(colour[f"{grade}-text"], colour[f"{grade}-ground"]) for grade in GRADES]
            pairs += [(colour[text], colour[ground]) for text in ("text", "muted", "link") for ground in ("ground", "panel", "code")]
            for pair in pairs:
                with self.subTest(scheme, pair=pair):
                    self.assertGreaterEqual(self.contrast(*pair), 4.5)


class Many(Written):
    def test_twenty_reports_of_a_hundred_modules_are_quick_and_small(self):
        text = many_reports()
        started = time.process_time()
        _html.write_pages(text, str(self.folder))
        self.assertLess(time.process_time() - started, 30)
        self.assertLess((self.folder / "index.html").stat().st_size, 1_000_000)
        self.assertLess(max(path.stat().st_size for path in (self.folder / "modules").iterdir()), 2_000_000)
        self.assertEqual(2000, len(self.page("index.html").values("td", "data-grade")))
