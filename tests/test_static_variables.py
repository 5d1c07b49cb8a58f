"""A finding about static storage names the variable, and the line that declares it."""

import unittest

from tests import expectations, looking

NAMED = [module for module in expectations.of_kind("violating") if module.variable]
STRIPPED = "object_in_stripped_library"


class StaticVariables(looking.Case):
    def evidence(self, module, check="state/*"):
        """Of what it fails of state/, in any config."""
        for result in self.run_of_all.results(module, check):
            if result["verdict"] == "fail":
                yield from result["evidence"]

    @looking.looks_at_each(NAMED)
    def test_names_the_variable_and_its_line(self):
        self.assertTrue(looking.each_of(NAMED))
        for module in looking.each_of(NAMED):
            with self.subTest(module.name):
                found = {entry.get("variable"): entry for entry in self.evidence(module.name)}
                self.assertIn(module.variable, found)
                entry = found[module.variable]
                self.assertIn(f"/{module.name}/", entry["file"])
                self.assertGreater(entry["line"], 0)

    @looking.looks_at(STRIPPED)
    def test_says_where_one_lies_that_has_no_name(self):
        texts = [entry["text"] for entry in self.evidence(STRIPPED)]
        self.assertTrue(any(text.startswith("a variable at .bss+0x") and "which has no symbols" in text for text in texts), texts)

    @looking.looks_at("object_in_anonymous_namespace")
    def test_tells_the_part_of_a_struct(self):
        texts = [entry["text"] for entry in self.evidence("object_in_anonymous_namespace")]
        for part in (".origin", ".unit[1]"):
            with self.subTest(part):
                self.assertTrue(any(f"at {part} holds" in text for text in texts), texts)

    @looking.looks_at("object_in_second_unit")
    def test_tells_the_interpreter(self):
        for entry in self.evidence("object_in_second_unit", "state/no-objects-in-static-storage"):
            self.assertEqual([0], entry["interpreters"])

    @looking.looks_at("object_in_second_unit")
    def test_tells_the_interpreter_that_has_ended(self):
        entries = list(self.evidence("object_in_second_unit", "state/ended-interpreters-leave-nothing"))
        self.assertTrue(entries)
        for entry in entries:
            self.assertIn("which has ended", entry["text"])
            self.assertEqual("constants.c", entry["file"].rsplit("/", 1)[-1])


if __name__ == "__main__":
    unittest.main()
