"""The pages of `isograde report` in headless Chromium: filter, search, open a module, go back."""

import os
import pathlib
import tempfile
import unittest

try:
    from playwright import sync_api as playwright
except ImportError:
    playwright = None

from tests.pages import WITHOUT_JINJA, _html, many_reports

CHROMIUM = "/usr/bin/chromium"


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
        self.assertEqual(60, len(self.shown()))
        self.assertEqual(20, self.page.locator("#matrix thead th").count() - 1)
        self.assertEqual("60 of 100 rows", self.page.locator("#shown").text_content())
        # Twenty CPythons fit side by side.
        self.assertTrue(self.page.eval_on_selector(".matrix", "box => box.scrollWidth <= box.clientWidth"))

    def test_headings_stay_in_sight(self):
        self.page.set_viewport_size({"width": 400, "height": 700})
        self.page.eval_on_selector(".matrix", "box => box.scrollTo(600, 1500)")
        places = (".matrix", "#matrix thead th:first-child", "#matrix tr[data-key=module_70] th")
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

    def test_members_are_folded_under_their_distribution(self):
        self.assertNotIn("pkg01.module_05", self.shown())
        fold = self.page.locator("tr[data-key=pkg01] button.unfold")
        fold.click()
        self.assertEqual(70, len(self.shown()))
        self.assertIn("pkg01.module_05", self.shown())
        self.assertEqual("true", fold.get_attribute("aria-expanded"))
        self.leave_for_a_module()
        self.page.go_back()
        self.page.wait_for_selector("#matrix")
        self.assertEqual(70, len(self.shown()))
        fold.click()
        self.assertEqual(60, len(self.shown()))

    def test_a_distribution_heads_what_is_shown_of_it(self):
        self.page.fill("#search", "pkg01.module_05")
        self.assertEqual(["pkg01", "pkg01.module_05"], self.shown())
        self.page.fill("#search", "")
        self.page.select_option("#kind", "distribution")
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
        self.assertEqual(60, len(self.shown()))
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
        self.assertEqual(60, len(self.shown()))

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
