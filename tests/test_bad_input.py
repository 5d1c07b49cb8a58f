"""What cannot be graded is told in one clear sentence that names it, and takes nothing else along."""

import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from tests import support

GRADED = "isolated_with_state"  # another target of the same run


class BadInput(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = support.environment(PYTHONPATH=f"{support.MODULES}:{self.folder}")

    def write(self, name, text):
        file = self.folder / name
        file.write_text(text)
        return file

    def grade(self, *arguments):
        run = support.grade("--fast", *arguments, env=self.environment)
        self.assertNotIn("Traceback", run.err)
        self.assertNotIn("internal error", run.err)
        return run

    def suffix(self):
        built = next(support.MODULES.glob(f"{GRADED}.*"))
        return built.name.removeprefix(GRADED)

    def assert_one_sentence(self, text, *names):
        """One line of stderr, isograde's own, that names what it is about."""
        # Besides what a CPython is told that is graded for the first time.
        lines = [line for line in text.splitlines() if "is not known yet" not in line]
        self.assertEqual(1, len(lines), text)
        self.assertRegex(lines[0], r"^isograde: ")
        for name in names:
            self.assertIn(str(name), lines[0])

    def assert_other_target_is_graded(self, run):
        self.assertIsNotNone(run.report, run.err)
        self.assertIn(run.grade(GRADED), ("A", "B"))

    # Names

    def test_unknown_module(self):
        run = self.grade("no_such_module", GRADED)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "no module named no_such_module")
        self.assertEqual("unknown", run.grade("no_such_module"))
        self.assert_other_target_is_graded(run)

    def test_unknown_module_alone(self):
        run = self.grade("no_such_module")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "no_such_module")

    def test_unknown_submodule(self):
        run = self.grade("json.no_such_module", GRADED)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "json.no_such_module")
        self.assert_other_target_is_graded(run)

    def test_file_that_is_absent(self):
        run = self.grade("./lib/_csv.so", GRADED)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "no file at ./lib/_csv.so")
        self.assert_other_target_is_graded(run)

    def test_no_target(self):
        run = support.isograde("grade")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "name a module")

    def test_pure_python_module_is_said_to_be_no_extension(self):
        self.write("no_extension.py", "answer = 42\n")
        run = self.grade("no_extension", GRADED)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code)
        self.assertEqual("pure", run.target("no_extension")["kind"])
        self.assertIn("pure Python", run.out)
        self.assert_other_target_is_graded(run)

    # Files

    def assert_unimportable(self, name, words):
        run = self.grade(name, GRADED)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code)
        self.assertEqual("unknown", run.grade(name))
        self.assertIn(words, run.target(name)["reason"])
        self.assertNotIn("\n", run.target(name)["reason"])
        self.assertIn(name, run.out)
        self.assert_other_target_is_graded(run)
        self.assertEqual(support.NOTHING_TO_GRADE, self.grade(name).exit_code)

    def test_module_that_raises_at_import(self):
        self.assert_unimportable("raises_at_import", "ValueError: raises_at_import cannot be imported anywhere")

    def test_python_module_that_raises_at_import(self):
        self.write("raises_in_python.py", "raise RuntimeError('not today')\n")
        self.assert_unimportable("raises_in_python", "RuntimeError: not today")

    def test_library_that_is_none(self):
        file = self.write("no_library" + self.suffix(), "This is a text.\n")
        self.assert_unimportable("no_library", str(file))

    def test_empty_library(self):
        self.write("empty_library" + self.suffix(), "")
        self.assert_unimportable("empty_library", "file too short")

    def test_library_cut_short(self):
        whole = next(support.MODULES.glob(f"{GRADED}.*")).read_bytes()
        (self.folder / ("cut_library" + self.suffix())).write_bytes(whole[: len(whole) // 3])
        run = self.grade("cut_library", GRADED)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code)
        self.assertIn(run.grade("cut_library"), ("unknown", "F"))  # the system's loader may crash on it
        self.assert_other_target_is_graded(run)

    def test_library_without_the_init_function(self):
        built = next(support.MODULES.glob(f"{GRADED}.*"))
        shutil.copy(built, self.folder / ("renamed" + self.suffix()))
        self.assert_unimportable("renamed", "PyInit_renamed")

    def test_library_for_another_python(self):
        file = self.write("for_another.cpython-36m-x86_64-linux-gnu.so", "")
        run = self.grade("for_another", GRADED)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "for_another is built for another Python", file)
        self.assertEqual("unknown", run.grade("for_another"))
        self.assert_other_target_is_graded(run)

    # Recipes

    def test_recipe_that_does_not_parse(self):
        recipe = self.write("broken.toml", 'module = "_csv"\nsetup = \n')
        run = self.grade("_csv", GRADED, "--recipe", recipe)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, f"{recipe}:2")
        self.assert_other_target_is_graded(run)

    def test_recipe_that_is_absent(self):
        run = self.grade(GRADED, "--recipe", self.folder / "absent.toml")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "absent.toml")

    def test_recipe_for_what_is_not_graded(self):
        recipe = self.write("other.toml", 'module = "mistyped"\n')
        run = self.grade(GRADED, "--recipe", recipe)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code)
        self.assert_one_sentence(run.err, recipe, "mistyped", "is not graded here")

    def test_recipe_whose_call_raises_nothing(self):
        recipe = self.write("quiet.toml", f'module = "{GRADED}"\n[[raises]]\nexception = "Error"\ncall = "1 + 1"\n')
        run = self.grade("isolated_without_state", GRADED, "--recipe", recipe)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code)
        results = run.results(GRADED, "exceptions/old-functions-raise-old-exceptions")
        self.assertEqual({"inconclusive"}, {result["verdict"] for result in results if result["config"] != "override"})
        self.assertIn("`1 + 1` raised nothing", results[0]["message"])
        self.assertEqual("unknown", run.grade(GRADED))
        self.assertIn(run.grade("isolated_without_state"), ("A", "B"))

    # What is wrong with a recipe says nothing of its module, which is graded without what is wrong

    def grade_by(self, recipe, *arguments):
        """GRADED by a recipe of this text."""
        file = self.write("recipe.toml", f"module = {GRADED!r}\n{recipe}")
        return self.grade(GRADED, "--recipe", file, *arguments)

    def assert_fault_of_the_recipe(self, run, line, *words):
        """It is told, with its place and these words, in the json report and in the text; and no finding comes of it."""
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        [problem] = run.target(GRADED)["recipe"]["problems"]
        self.assertEqual((str(self.folder / "recipe.toml"), line), (problem["file"], problem.get("line")))
        for word in words:
            self.assertIn(word, problem["text"])
        told = f"the recipe's fault, not the module's: {problem['file']}:{line}: {problem['text']}"
        self.assertIn(support.one_line(told), support.one_line(run.out))
        self.assertIn(run.grade(GRADED), ("A", "B"), run.why(GRADED))
        self.assertEqual(set(), run.failed(GRADED) - {"c_api/ring"})

    def assert_nothing_was_called(self, run):
        self.assertIn("(import only: its recipe is at fault)", run.target(GRADED)["reason"])

    def test_recipe_whose_setup_raises(self):
        run = self.grade_by('setup = "1 / 0"\n[exercise]\ncall = "1"\n')
        self.assert_fault_of_the_recipe(run, 2, "its setup raises ZeroDivisionError: division by zero in the main interpreter alone")
        self.assert_nothing_was_called(run)

    def test_recipe_whose_setup_never_ends(self):
        start = time.monotonic()
        run = self.grade_by('setup = "while True: pass"\n[exercise]\ncall = "1"\n', "--timeout", "2")
        self.assertLess(time.monotonic() - start, 60)
        self.assert_fault_of_the_recipe(run, 2, "its setup does not come to its end", "hung for 2 s while running its recipe's setup")
        self.assert_nothing_was_called(run)

    def test_recipe_whose_setup_ends_the_process(self):
        run = self.grade_by("setup = \"__import__('os').abort()\"\n[exercise]\ncall = '1'\n")
        self.assert_fault_of_the_recipe(run, 2, "its setup does not come to its end", "SIGABRT")
        self.assert_nothing_was_called(run)

    def test_recipe_whose_setup_raises_in_further_interpreters_alone(self):
        setup = "import __main__\\nif not hasattr(__main__, '__file__'): raise KeyError('here')"  # main's is isograde's
        file = self.write("recipe.toml", f'module = "{GRADED}"\nsetup = "{setup}"\n[exercise]\ncall = "1"\n')
        run = self.grade(GRADED, "--recipe", file)
        problems = run.target(GRADED)["recipe"]["problems"]
        self.assertEqual({(str(file), 2)}, {(problem["file"], problem["line"]) for problem in problems})
        self.assertIn("its setup raises KeyError: 'here' in 1, 2, 3 (legacy)", problems[0]["text"])
        self.assertEqual([], run.counted_failures(GRADED), "nothing is the module's fault")

    def test_recipe_that_names_no_exception(self):
        for table, exception in (("raises", "NoError"), ("raises", "json.decoder.NoError"), ("raises", "no_module.Error"), ("declines", "NoError")):
            with self.subTest(table, exception=exception):
                run = self.grade_by(f'[[{table}]]\nexception = "{exception}"\ncall = "1"\n')
                self.assert_fault_of_the_recipe(run, 4, f"there is no exception {exception}")

    def test_recipe_whose_call_is_wrong_in_itself(self):
        for table in ("[[accepts]]", "[exercise]", "[[declines]]\nexception = 'ValueError'", "[[raises]]\nexception = 'ValueError'", "[callback]"):
            for call, words in (("1 +", "SyntaxError"), ("no_name + 1", "NameError"), ("module.no_function()", "has no attribute")):
                if table == "[callback]" and call != "1 +":
                    continue  # called in a further interpreter alone
                with self.subTest(table, call=call):
                    run = self.grade_by(f"[[accepts]]\ncall = '2'\n{table}\ncall = {call!r}\n")
                    self.assert_fault_of_the_recipe(run, table.count("\n") + 5, f"`{call}` raises", words)
                    self.assertNotIn("were not called", run.target(GRADED)["reason"])

    def test_recipe_whose_state_cannot_be_set(self):
        for setter, seen, line in (("1 / 0", "1", 3), ("1", "1 / 0", 4)):
            run = self.grade_by(f"[[current]]\nset = '{setter}'\nseen = '{seen}'\nlevel = 'process'\n")
            self.assert_fault_of_the_recipe(run, line, "`1 / 0` raises ZeroDivisionError")

    def assert_cannot_be_read(self, run, line, words):
        """As above, of a recipe whose form is wrong, which ends in exit code 2."""
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, f"{self.folder / 'recipe.toml'}:{line}: {words}")
        [problem] = run.target(GRADED)["recipe"]["problems"]
        self.assertEqual((line, words), (problem["line"], problem["text"][: len(words)]))
        self.assertIn("the recipe's fault, not the module's: ", support.one_line(run.out))
        self.assert_nothing_was_called(run)
        self.assert_other_target_is_graded(run)

    def test_recipe_with_an_unknown_key(self):
        self.assert_cannot_be_read(self.grade_by("[[raise]]\n"), 2, "`raise` is nothing that a recipe has here")

    def test_recipe_with_an_unknown_level(self):
        for table in ("[[current]]\nset = '1'\nseen = '1'", "[[purposeful]]\nwhat = 'w'\nreason = 'r'"):
            self.assert_cannot_be_read(self.grade_by(f"{table}\nlevel = 'planet'\n"), 5, "`level` is one of")

    def test_faults_of_recipes_are_in_every_format_and_judged_again(self):
        stored = self.folder / "observations.json"
        run = self.grade_by('setup = "1 / 0"\n', "--observations", stored)
        text = run.target(GRADED)["recipe"]["problems"][0]["text"]
        for form in ("text", "json", "markdown", "junit", "sarif"):
            with self.subTest(form):
                self.assertIn(text, support.one_line(support.isograde("judge", stored, "--format", form, env=self.environment).out))

    # Options

    def test_unwritable_output(self):
        for path in (self.folder / "absent" / "report.json", self.folder):
            with self.subTest(path):
                run = support.isograde("grade", GRADED, "--output", path, env=self.environment)
                self.assertEqual(support.USAGE, run.exit_code)
                self.assert_one_sentence(run.err, f"cannot write {path}")

    def test_output_that_fails_when_written_keeps_the_text(self):
        run = support.isograde("grade", GRADED, "--output", "/proc/report.json", env=self.environment)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "cannot write /proc/report.json")

    def test_output_that_is_a_link_stays_one(self):
        behind, link = self.folder / "behind.json", self.folder / "link.json"
        behind.touch()
        link.symlink_to(behind)
        run = support.isograde("grade", GRADED, "--output", link, env=self.environment)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code)
        self.assertTrue(link.is_symlink())
        self.assertIn("isograde/report/2", behind.read_text())

    def test_unknown_check(self):
        run = self.grade(GRADED, "--check", "identity/no-such-check")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "identity/no-such-check")

    def test_unknown_check_to_explain(self):
        run = support.isograde("explain", "identity/no-such-check")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, "identity/no-such-check")

    def test_unknown_option_and_value(self):
        for arguments in (["--no-such-option"], ["--config", "no-such-config"], ["--interpreters", "1"], ["--fail-under", "Z"], ["--jobs", "0"]):
            with self.subTest(arguments):
                run = support.isograde("grade", GRADED, *arguments)
                self.assertEqual(support.USAGE, run.exit_code)
                self.assertIn(arguments[0], run.err)

    def test_unknown_command(self):
        run = support.isograde("no-such-command")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertIn("no-such-command", run.err)

    def test_python_that_is_absent(self):
        path = self.folder / "python3.99"
        run = support.isograde("grade", GRADED, python=path)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_one_sentence(run.err, path)

    def test_python_that_is_no_program(self):
        path = self.write("python", "This is a text.\n")
        path.chmod(0o755)
        package = support.BUILD / "python" / "isograde" / "__main__.py"
        run = subprocess.run([support.PYTHON, package, "--python", path, "grade", GRADED], env=self.environment, capture_output=True, text=True)
        self.assertEqual(support.USAGE, run.returncode)
        self.assert_one_sentence(run.stderr, path, "cannot be run")

    def test_report_that_is_nested_too_deeply(self):
        report = self.folder / "report.json"
        support.isograde("grade", "--fast", GRADED, "--output", report)
        report.write_text('{"extra": ' + "[" * 200_000 + "]" * 200_000 + ", " + report.read_text()[1:])
        for command in (["badge", report], ["report", report, "-o", self.folder / "pages"], ["gate", "--baseline", report, GRADED]):
            run = support.isograde(*command)
            self.assertEqual(support.USAGE, run.exit_code)
            self.assert_one_sentence(run.err, report, "nested")

    # Recipes that misbehave: the module that they are for is graded without them, or as far as can be told

    def grade_with_exercise(self, call, *arguments):
        recipe = self.write("recipe.toml", f"module = {GRADED!r}\n[exercise]\ncall = {call!r}\n")
        return self.grade("--recipe", recipe, "--timeout", "2", *arguments, GRADED)

    def messages(self, run):
        return "\n".join(result["message"] for result in run.results(GRADED))

    def test_exercise_that_never_ends(self):
        start = time.monotonic()
        run = self.grade_with_exercise("[None for _ in iter(int, 1)]")
        self.assertLess(time.monotonic() - start, 30)
        self.assertEqual("unknown", run.grade(GRADED))
        self.assertIn("in a single interpreter it hung for 2 s", self.messages(run))

    def test_exercise_that_allocates_without_bound(self):
        run = self.grade_with_exercise("[bytearray(1 << 24) for _ in iter(int, 1)]", "--memory", "256")
        self.assertEqual("unknown", run.grade(GRADED))
        self.assertIn("MemoryError", self.messages(run))

    def test_exercise_that_starts_processes_without_bound(self):
        call = "[__import__('subprocess').Popen(['sleep', '60']) for _ in iter(int, 1)]"
        run = self.grade_with_exercise(call)
        self.assertEqual("unknown", run.grade(GRADED))
        self.assertIn("started more processes or threads than it may", self.messages(run))

    def test_callback_that_is_never_called(self):
        recipe = self.write("recipe.toml", f"module = {GRADED!r}\n[callback]\ncall = 'None'\n")
        run = self.grade("--recipe", recipe, GRADED)
        self.assertEqual("unknown", run.grade(GRADED))
        self.assertIn("the callback was never called", self.messages(run))
