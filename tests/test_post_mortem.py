"""A crash and a hang name the function and the line of the module that is to blame."""

import unittest

from tests import expectations, looking

CRASHING = [module for module in expectations.of_kind("violating") if module.blames]


@looking.looks_at_each(CRASHING)
class PostMortem(looking.Case):
    def evidence(self, module):
        """Of the failures that the module is there for."""
        for result in self.run_of_all.results(module.name):
            if result["id"] in module.fails and result["verdict"] == "fail":
                yield from result["evidence"]

    def test_names_function_and_line_of_the_module(self):
        for module in looking.each_of(CRASHING):
            with self.subTest(module.name):
                places = [(entry.get("function", ""), entry.get("file", ""), entry.get("line", 0)) for entry in self.evidence(module)]
                found = [place for place in places if module.blames in place[0] and module.recipe.with_suffix("").name in place[1] and place[2] > 0]
                self.assertTrue(found, places)

    def test_shows_the_stack_of_each_thread(self):
        for module in looking.each_of(CRASHING):
            with self.subTest(module.name):
                stacks = [entry["stack"] for entry in self.evidence(module) if "stack" in entry]
                self.assertTrue(any(module.blames in frame for stack in stacks for frame in stack), stacks)

    def test_says_it_in_the_text(self):
        for module in looking.each_of(CRASHING):
            with self.subTest(module.name):
                messages = [
                    result["message"]
                    for result in self.run_of_all.results(module.name)
                    if result["id"] in module.fails and result["verdict"] == "fail"
                ]
                self.assertTrue(any(f"in {module.blames}" in message for message in messages), messages)


if __name__ == "__main__":
    unittest.main()
