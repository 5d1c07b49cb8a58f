"""A finding about a level of state, or about the C API, names what changed where, and who calls what."""

import unittest

from tests import looking, support

# One that looks itself up, by three ways, and `..._repaired`, which does not, are in one library.
IN_ONE_LIBRARY = ("pystate_in_shared_library", "pystate_in_stripped_library")


def texts(run, module, check):
    return [entry["text"] for result in run.results(module, check) if result["verdict"] == "fail" for entry in result["evidence"]]


class Levels(looking.Case):
    def assert_told(self, module, check, *parts):
        told = texts(self.run_of_all, module, check)
        self.assertTrue(any(all(part in text for part in parts) for text in told), told)

    @looking.looks_at("umask_set_at_import")
    def test_process(self):
        self.assert_told("umask_set_at_import", "state/process-state-untouched", "process: umask was", "is 177 (by its import in interpreter 0)")

    @looking.looks_at("input_hook_set_at_import")
    def test_runtime(self):
        self.assert_told("input_hook_set_at_import", "state/runtime-state-untouched", "runtime: PyOS_InputHook was none, is 0x")

    @looking.looks_at("registers_in_first_interpreter")
    def test_interpreter(self):
        self.assert_told(
            "registers_in_first_interpreter",
            "state/other-interpreters-untouched",
            "interpreter: sys.modules['registered_2'] is new: None (in interpreter 0, by its import in interpreter 1)",
        )

    @looking.looks_at("current_in_thread_local", "current_in_static")
    def test_thread_and_context(self):
        check = "state/thread-and-context-stay-home"
        self.assert_told("current_in_thread_local", check, "thread: `module.precision()` was 28, is 7 after `module.set_precision(7)`")
        self.assert_told("current_in_static", check, "context: `module.precision()` was 28, is 7")

    def test_what_is_on_purpose_is_told_and_not_charged(self):
        if not support.has_module("readline"):
            self.skipTest("this CPython has no readline")
        run = support.grade("--config", "legacy", "--check", "state/runtime*", "readline")
        (result,) = run.results("readline", "state/runtime*")
        if result["verdict"] == "not_applicable":
            self.skipTest(result["message"])
        self.assertEqual("pass", result["verdict"], result["message"])
        self.assertIn("on purpose: readline is the line editor of the process", result["message"])


class CApi(looking.Case):
    @looking.looks_at("error_found_by_pystate", "callback_by_gilstate")
    def test_names_the_callers(self):
        evidence = [
            entry
            for module, check in (("error_found_by_pystate", "c_api/no-pystate-lookup"), ("callback_by_gilstate", "c_api/no-gilstate"))
            for result in self.run_of_all.results(module, check)
            for entry in result["evidence"]
        ]
        callers = {entry["symbol"]: entry["text"] for entry in evidence}
        self.assertIn("called by Fail", callers["PyState_FindModule"])
        self.assertIn("called by Exec", callers["PyState_AddModule"])
        self.assertIn("called by ", callers["PyGILState_Ensure"])

    @looking.looks_at(*IN_ONE_LIBRARY, *(f"{module}_repaired" for module in IN_ONE_LIBRARY))
    def test_of_several_modules_in_a_library_the_one_that_looks_itself_up(self):
        check = "c_api/no-pystate-lookup"
        for module in IN_ONE_LIBRARY:
            with self.subTest(module):
                symbols = {entry["symbol"] for result in self.run_of_all.results(module, check) for entry in result["evidence"]}
                self.assertEqual({"PyState_AddModule", "PyState_FindModule", "PyState_RemoveModule"}, symbols)
                (repaired,) = self.run_of_all.results(f"{module}_repaired", check)
                self.assertEqual("pass", repaired["verdict"], repaired["message"])

    @looking.looks_at("private_function_used", "private_function_used_repaired")
    def test_ring(self):
        self.assertIn("_PyDict_NewPresized, called by Table", texts(self.run_of_all, "private_function_used", "c_api/ring")[0])
        (repaired,) = self.run_of_all.results("private_function_used_repaired", "c_api/ring")
        self.assertEqual("pass", repaired["verdict"])
        self.assertIn("the limited API of 3.", repaired["message"])


if __name__ == "__main__":
    unittest.main()
