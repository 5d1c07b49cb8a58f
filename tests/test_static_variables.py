"""A finding about static storage names the variable, and the line that declares it."""

import unittest

from tests import support

NAMED = [module for module in support.modules_under_test("violating") if module.variable and module.applies()]
STRIPPED = "object_in_stripped_library"


def evidence(module, check="state/*"):
    """Of what it fails of state/, in any config."""
    for result in support.run_of_modules_under_test().results(module, check):
        if result["verdict"] == "fail":
            yield from result["evidence"]


class StaticVariables(unittest.TestCase):
    def test_names_the_variable_and_its_line(self):
        self.assertTrue(NAMED)
        for module in NAMED:
            with self.subTest(module.name):
                found = {entry.get("variable"): entry for entry in evidence(module.name)}
                self.assertIn(module.variable, found)
                entry = found[module.variable]
                self.assertIn(f"/{module.name}/", entry["file"])
                self.assertGreater(entry["line"], 0)

    def test_says_where_one_lies_that_has_no_name(self):
        texts = [entry["text"] for entry in evidence(STRIPPED)]
        self.assertTrue(any(text.startswith("a variable at .bss+0x") and "which has no symbols" in text for text in texts), texts)

    def test_tells_the_part_of_a_struct(self):
        texts = [entry["text"] for entry in evidence("object_in_anonymous_namespace")]
        for part in (".origin", ".unit[1]"):
            with self.subTest(part):
                self.assertTrue(any(f"at {part} holds" in text for text in texts), texts)

    def test_tells_the_interpreter(self):
        for entry in evidence("object_in_second_unit", "state/no-objects-in-static-storage"):
            self.assertEqual([0], entry["interpreters"])

    def test_tells_the_interpreter_that_has_ended(self):
        entries = list(evidence("object_in_second_unit", "state/ended-interpreters-leave-nothing"))
        self.assertTrue(entries)
        for entry in entries:
            self.assertIn("which has ended", entry["text"])
            self.assertEqual("constants.c", entry["file"].rsplit("/", 1)[-1])


if __name__ == "__main__":
    unittest.main()
