"""What is kept of a run: what has not changed is not run again, and what has is."""

import json
import os
import pathlib
import shutil
import subprocess

from tests import support

PURE = "import json\ntry:\n    import nobody_has_this\nexcept ImportError:\n    nobody_has_this = None\n"


class StoreCase(support.Case):
    """Runs with a store of their own."""

    def setUp(self):
        super().setUp()
        self.store = pathlib.Path(self.folder, "store")
        self.modules = pathlib.Path(self.folder, "modules")
        self.modules.mkdir()

    def environment(self, **changes):
        path = os.pathsep.join([str(self.modules), str(support.MODULES)])
        return support.environment(**{"PYTHONPATH": path, "ISOGRADE_STORE": str(self.store), **changes})

    def run_of(self, *arguments, **changes):
        """Of which targets nothing was run, and what all of them are."""
        file = pathlib.Path(self.folder, "report.json")
        ran = support.isograde("grade", *arguments, "--fast", "--format", f"text,json={file}", env=self.environment(**changes))
        # Tries of this CPython, where no other test has made them yet, are told.
        told = [line for line in ran.err.splitlines() if not line.startswith("isograde: how reliable this CPython ")]
        self.assertEqual([], told)
        report = json.loads(file.read_text())
        for target in report["targets"]:
            target["is_known"] = target.pop("from_store", False)
        return ran, report

    def known(self, *arguments, **changes):
        _, report = self.run_of(*arguments, **changes)
        return [target["is_known"] for target in report["targets"]]


class Stored(StoreCase):
    def test_nothing_is_run_twice(self):
        _, first = self.run_of("isolated_with_state", "shared_list")
        ran, second = self.run_of("isolated_with_state", "shared_list")
        self.assertIn("from the store: 2 of 2", ran.out)
        self.assertEqual([False, False], [target.pop("is_known") for target in first["targets"]])
        self.assertEqual([True, True], [target.pop("is_known") for target in second["targets"]])
        self.assertEqual(first["targets"], second["targets"])
        self.assertEqual(0, second["timings"]["interpreters"])

    def test_more_checks_run_what_they_need_and_no_more(self):
        self.run_of("isolated_with_state", "--check", "loading/*")
        _, more = self.run_of("isolated_with_state")
        _, whole = self.run_of("isolated_with_state", ISOGRADE_STORE="")
        self.assertLess(0, more["timings"]["interpreters"])
        self.assertLessEqual(more["timings"]["interpreters"], whole["timings"]["interpreters"])

    def test_no_store_keeps_nothing(self):
        self.run_of("isolated_with_state", "--no-store")
        self.assertFalse(self.store.exists())

    def test_options_are_told_apart(self):
        self.assertEqual([False], self.known("isolated_with_state"))
        self.assertEqual([False], self.known("isolated_with_state", "--interpreters", "2", "--tries", "0"))
        self.assertEqual([True], self.known("isolated_with_state"))

    def test_a_file_of_its_own_is_changed(self):
        file = pathlib.Path(self.modules, "plain.py")
        file.write_text(PURE)
        self.assertEqual([False, False], self.known("plain", "isolated_with_state"))
        file.write_text(PURE + "\nMORE = 1\n")
        ran, report = self.run_of("plain", "isolated_with_state")
        self.assertEqual([False, True], [target["is_known"] for target in report["targets"]])
        self.assertIn(f"run again: plain: {file} changed", " ".join(ran.out.split()))

    def test_a_file_that_is_written_anew_as_it_was_has_not_changed(self):
        file = pathlib.Path(self.modules, "plain.py")
        file.write_text(PURE)
        self.known("plain")
        os.utime(file, (1, 1))
        self.assertEqual([True], self.known("plain"))

    def test_what_it_imports_is_changed(self):
        pathlib.Path(self.modules, "user.py").write_text("import used\n")
        used = pathlib.Path(self.modules, "used.py")
        used.write_text("")
        self.assertEqual([False, False], self.known("user", "isolated_with_state"))
        used.write_text("SOME = 1\n")
        self.assertEqual([False, True], self.known("user", "isolated_with_state"))

    def test_what_it_looked_for_in_vain_is_there_now(self):
        pathlib.Path(self.modules, "plain.py").write_text(PURE)
        self.assertEqual([False, False], self.known("plain", "isolated_with_state"))
        pathlib.Path(self.modules, "nobody_has_this.py").write_text("")
        ran, report = self.run_of("plain", "isolated_with_state")
        self.assertEqual([False, True], [target["is_known"] for target in report["targets"]])
        self.assertIn("nobody_has_this, which it looked for, is there now", " ".join(ran.out.split()))

    def test_a_sitecustomize_is_added(self):
        self.assertEqual([False], self.known("isolated_with_state"))
        pathlib.Path(self.modules, "sitecustomize.py").write_text("")
        ran, report = self.run_of("isolated_with_state")
        self.assertEqual([False], [target["is_known"] for target in report["targets"]])
        self.assertIn("run again: isolated_with_state: sitecustomize changed", ran.out)

    def test_a_variable_of_python_is_set(self):
        self.assertEqual([False], self.known("isolated_with_state"))
        self.assertEqual([False], self.known("isolated_with_state", PYTHONHASHSEED="1"))

    def test_a_variable_that_it_asks_for_is_set(self):
        pathlib.Path(self.modules, "plain.py").write_text("import os\nfast = not os.environ.get('PLAIN_IS_SLOW')\n")
        self.assertEqual([False, False], self.known("plain", "isolated_with_state"))
        ran, report = self.run_of("plain", "isolated_with_state", PLAIN_IS_SLOW="1")
        self.assertEqual([False, True], [target["is_known"] for target in report["targets"]])
        self.assertIn("the environment variable PLAIN_IS_SLOW, which it asked for, changed", support.one_line(ran.out))
        self.assertEqual([True, True], self.known("plain", "isolated_with_state", PLAIN_IS_SLOW="1", NOBODY_ASKS="1"))

    def test_a_recipe_is_changed(self):
        recipe = self.write("plain.toml", 'module = "plain"\n')
        pathlib.Path(self.modules, "plain.py").write_text(PURE)
        self.assertEqual([False], self.known("plain", "--recipe", str(recipe)))
        self.assertEqual([True], self.known("plain", "--recipe", str(recipe)))
        self.write("plain.toml", 'module = "plain"\n[exercise]\ncall = "1 + 1"\n')
        self.assertEqual([False], self.known("plain", "--recipe", str(recipe)))

    def test_damaged_entries_are_run_again(self):
        _, first = self.run_of("shared_list")
        for damage in (lambda data: data[: len(data) // 2], lambda data: data[:-5] + b"xxxxx", lambda data: b""):
            for file in self.store.rglob("*"):
                if file.is_file():
                    file.write_bytes(damage(file.read_bytes()))
            _, again = self.run_of("shared_list")
            self.assertEqual([False], [target.pop("is_known") for target in again["targets"]])
            self.assertEqual(first["targets"][0]["grade"], again["targets"][0]["grade"])
            self.assertEqual([True], self.known("shared_list"))

    def test_where_nothing_can_be_written_it_is_said_and_graded(self):
        file = self.write("file", "")
        ran = support.isograde("grade", "isolated_with_state", "--fast", "--store", f"{file}/store", env=self.environment())
        self.assertEqual(0, ran.exit_code)
        self.assertIn("isolated_with_state  ", ran.out)
        self.assertRegex(ran.err, r"\Aisograde: nothing new is stored: [^\n]+: Not a directory\n\Z")

    def test_two_runs_at_once_do_no_harm(self):
        command = support.command("grade", "--fast", "shared_list", "isolated_with_state")
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": self.environment()}
        runs = [subprocess.Popen(command, **quiet) for _ in range(2)]
        told = [run.communicate(timeout=support.TIME_LIMIT)[0] for run in runs]
        self.assertEqual([0, 0], [run.returncode for run in runs])
        self.assertEqual(told[0].splitlines()[2:12], told[1].splitlines()[2:12])
        self.assertEqual([True, True], self.known("shared_list", "isolated_with_state"))

    def test_a_crash_of_its_own_stays(self):
        _, first = self.run_of("crashes_in_second_interpreter", "--config", "legacy")
        _, second = self.run_of("crashes_in_second_interpreter", "--config", "legacy")
        self.assertEqual([True], [target.pop("is_known") for target in second["targets"]])
        self.assertEqual("F", first["targets"][0]["grade"])
        self.assertEqual("F", second["targets"][0]["grade"])

    def test_from_another_folder(self):
        self.assertEqual([False], self.known("isolated_with_state"))
        elsewhere = pathlib.Path(self.folder, "elsewhere")
        elsewhere.mkdir()
        pathlib.Path(elsewhere, "sys").mkdir()  # as in the root of a file system, and nothing that hides what is built in
        pathlib.Path(elsewhere, "warnings.txt").write_text("")
        ran = support.isograde("grade", "isolated_with_state", "--fast", env=self.environment(), cwd=elsewhere)
        self.assertIn("from the store", ran.out)
        pathlib.Path(elsewhere, "json.py").write_text("")  # not loaded: of no interest
        pathlib.Path(elsewhere, "warnings.py").write_text("")
        ran = support.isograde("grade", "isolated_with_state", "--fast", env=self.environment(), cwd=elsewhere)
        self.assertNotIn("from the store", ran.out)

    def test_store_tells_its_size_and_is_pruned(self):
        self.known("isolated_with_state")
        told = support.isograde("store", env=self.environment())
        self.assertEqual(0, told.exit_code)
        self.assertRegex(told.out, rf"^{self.store}\n2 targets, 4 files, \d+\.\d MiB\n$")
        told = support.isograde("store", "prune", env=self.environment())
        self.assertIn("removed: 0 files", told.out)
        told = support.isograde("store", "prune", "--older", "0", env=self.environment())
        self.assertIn("0 targets, 0 files", told.out)
        self.assertEqual([False], self.known("isolated_with_state"))

    def test_without_a_place_there_is_none(self):
        told = support.isograde("store", env=support.environment())
        self.assertEqual(2, told.exit_code)
        self.assert_one_sentence(told, "there is no store")


class Gate(StoreCase):
    def test_the_gate_uses_it(self):
        baseline = str(pathlib.Path(self.folder, "base.json"))
        support.isograde("gate", "--fast", "--baseline", baseline, "--update", "isolated_with_state", env=self.environment())
        ran = support.isograde("gate", "--fast", "--baseline", baseline, env=self.environment())
        self.assertEqual(0, ran.exit_code, ran.out + ran.err)
        self.assertIn("from the store", ran.out)


class Distribution(StoreCase):
    def test_each_file_of_it_counts(self):
        shape = pathlib.Path(support.MODULES.parent, "distributions", "two_statics")
        for part in shape.iterdir():
            shutil.copytree(part, self.modules / part.name) if part.is_dir() else shutil.copy(part, self.modules)
        self.assertEqual([False] * 3, self.known("Two-Statics"))
        self.assertEqual([True] * 3, self.known("Two-Statics"))
        (self.modules / "two_statics" / "__init__.py").open("a").write("\n# more\n")
        self.assertEqual([False] * 3, self.known("Two-Statics"))
