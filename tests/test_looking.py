"""A test sees the modules under test that it declares, and no others; and no others are graded for it."""

import types
import unittest

from tests import looking, support

EACH = [types.SimpleNamespace(name=name) for name in ("shared_list", "shared_heap_type")]


class Examples:  # in a class, where unittest does not look for tests
    @looking.looks_at_each(EACH)
    class OneByOne(looking.Case):
        def test_each(self):
            pass

        @looking.looks_at("shared_list", "static_type")
        def test_two(self):
            pass

    class Plain(looking.Case):
        def test_nothing(self):
            pass


EACH_ONE, TWO, NOTHING = Examples.OneByOne("test_each"), Examples.OneByOne("test_two"), Examples.Plain("test_nothing")
SUITE = unittest.TestSuite([unittest.TestSuite([EACH_ONE, TWO]), NOTHING])


class Select(unittest.TestCase):
    def test_all_tests_and_what_they_declare(self):
        self.assertEqual(([EACH_ONE, TWO, NOTHING], {"shared_list", "shared_heap_type", "static_type"}), looking.select(SUITE))

    def test_one_test_wants_its_own_modules_alone(self):
        self.assertEqual(([TWO], {"shared_list", "static_type"}), looking.select([TWO]))
        self.assertEqual(([NOTHING], set()), looking.select([NOTHING]))

    def test_chosen_modules_leave_out_what_does_not_look_at_them(self):
        self.assertEqual(([EACH_ONE], {"shared_heap_type"}), looking.select(SUITE, {"shared_heap_type"}))

    def test_a_test_that_needs_several_modules_wants_all_of_them_chosen(self):
        self.assertEqual(([EACH_ONE], {"shared_list"}), looking.select(SUITE, {"shared_list"}))
        self.assertEqual(([EACH_ONE, TWO], {"shared_list", "static_type"}), looking.select(SUITE, {"shared_list", "static_type"}))

    def test_a_name_that_is_not_found_is_not_left_out(self):
        missing = unittest.defaultTestLoader.loadTestsFromName("tests.test_looking.NoSuchClass")
        tests, _ = looking.select(missing, {"shared_list"})
        self.assertEqual(1, len(tests))


class View(unittest.TestCase):
    def seen_by(self, test, *graded):
        targets = [{"name": name, "checks": [], "grade": "D"} for name in graded]
        return looking.View.of(support.Run(0, "", "", {"targets": targets}), test)

    def test_shows_what_was_declared(self):
        view = self.seen_by(TWO, "shared_list", "static_type", "shared_heap_type")
        self.assertEqual({"shared_list": "D", "static_type": "D"}, view.grades())
        self.assertEqual("D", view.grade("shared_list"))

    def test_says_which_test_looks_at_what_it_does_not_declare(self):
        for test in (TWO, NOTHING):
            with self.subTest(test.id()), self.assertRaises(AssertionError) as caught:
                self.seen_by(test, "shared_list", "static_type", "shared_heap_type").results("shared_heap_type")
            self.assertIn(f"{test.id()} looks at shared_heap_type and does not declare it", str(caught.exception))

    def test_says_what_was_not_graded(self):
        with self.assertRaises(AssertionError) as caught:
            self.seen_by(TWO, "shared_list").grade("static_type")
        self.assertIn("static_type, which was not graded", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
