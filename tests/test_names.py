"""Each way in which a target may be named, and what is said where that leads nowhere."""

import pathlib
import signal
import subprocess
import time
import unittest

from tests import support, wheels

CHECKS = ("--fast",)  # a part of the checks would have no grade
GRADED = "isolated_with_state"


class Case(support.Case):
    def grade(self, *arguments, path=(), modules=True, **how):
        """With these folders on sys.path, and the modules under test."""
        entries = [*map(str, path), *([str(support.MODULES)] if modules else [])]
        changes = how.pop("changes", {})
        environment = support.environment(PYTHONPATH=":".join(entries) or None, TMPDIR=str(self.temporary()), **changes)
        run = support.grade(*CHECKS, *arguments, env=environment, **how)
        self.assertNotIn("Traceback", run.err)
        self.assertNotIn("internal error", run.err)
        self.assertEqual([], list(self.temporary().glob("isograde-environment-*")), "the environment was left behind")
        return run

    def temporary(self):
        folder = self.folder / "tmp"
        folder.mkdir(exist_ok=True)
        return folder

    def said(self, run):
        return [line for line in run.err.splitlines() if "is not known yet" not in line]

    def assert_says(self, run, *parts):
        """One line of stderr, isograde's own."""
        [line] = self.said(run)
        self.assertTrue(line.startswith("isograde: "), line)
        for part in parts:
            self.assertIn(str(part), line)

    def assert_graded(self, run, *names):
        for name in names:
            self.assertIn(run.grade(name), ("A", "B", "C"), run.err)


class Files(Case):
    """An extension module by the path of its file."""

    def test_is_graded_by_its_own_name(self):
        run = self.grade(wheels.core(), modules=False)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        self.assert_graded(run, GRADED)
        self.assertEqual(str(wheels.core()), run.target(GRADED)["file"])

    def test_inside_of_a_package(self):
        wheels.install(self.folder / "build", "Ig-Pack", wheels.files_with_core("ig_pack"))
        path = pathlib.Path("build", "ig_pack", wheels.core().name)
        run = self.grade(path, cwd=self.folder)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        self.assert_graded(run, f"ig_pack.{GRADED}")
        self.assertEqual(str((self.folder / path).resolve()), run.target(f"ig_pack.{GRADED}")["file"])

    def test_that_cannot_be_graded_is_told(self):
        text = self.write("text.so", "This is a text.\n")
        old = self.write("old.cpython-36m-x86_64-linux-gnu.so", "")
        folder = self.folder / "folder.so"
        folder.mkdir()
        told = {
            text: "is no extension module",
            old: "is built for another Python",
            folder: "is a folder",
            self.folder / "absent.so": "no file at",
        }
        run = self.grade(*told, GRADED)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertEqual(len(told), len(self.said(run)), run.err)
        for path, words in told.items():
            self.assertTrue(any(str(path) in line and words in line for line in self.said(run)), run.err)
        self.assert_graded(run, GRADED)

    def test_that_is_not_what_its_name_imports(self):
        for number in (1, 2):
            folder = self.folder / str(number)
            folder.mkdir()
            (folder / wheels.core().name).write_bytes(wheels.core().read_bytes())
        run = self.grade(*(self.folder / str(number) / wheels.core().name for number in (1, 2)), modules=False)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_says(run, self.folder / "2", "importing isolated_with_state loads", self.folder / "1")
        self.assert_graded(run, GRADED)


class Projects(Case):
    """`.`"""

    def project(self, text):
        folder = self.folder / "project"
        (folder / "ig_here").mkdir(parents=True)
        (folder / "ig_here" / "__init__.py").write_text("raise ImportError('this is the source')\n")
        (folder / "pyproject.toml").write_text(text)
        return folder

    def test_is_graded_as_installed(self):
        folder = self.project("[project]\nname = 'Ig.Here'\n")
        wheels.install(self.folder / "site", "ig-here", wheels.files_with_core("ig_here"))
        run = self.grade(".", path=[self.folder / "site"], cwd=folder)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        self.assert_graded(run, "ig-here")
        self.assertTrue(run.target("ig-here")["members"][0]["file"].startswith(f"{self.folder}/site/"))

    def test_that_is_not_installed(self):
        folder = self.project("[project]\nname = 'ig-here'\n")
        run = self.grade(".", GRADED, cwd=folder)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_says(run, folder / "pyproject.toml", "is called ig-here, and no distribution is called so")
        self.assert_graded(run, GRADED)

    def test_without_a_name(self):
        run = self.grade(".", GRADED, cwd=self.project("[build-system]\nrequires = []\n"))
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_says(run, "`.` has no name")

    def test_that_is_none(self):
        run = self.grade(".", GRADED, cwd=self.folder)
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_says(run, "no pyproject.toml")
        self.assert_graded(run, GRADED)


class InstalledFirst(Case):
    """Wheels, requirements files and lock files: by pip, from a folder, without any network."""

    @classmethod
    def setUpClass(cls):
        if not support.has_module("pip"):
            raise unittest.SkipTest("this Python has no pip")

    def setUp(self):
        super().setUp()
        self.wheels = self.folder / "wheels"
        self.wheel = wheels.write(self.wheels, "Ig-Wheel", wheels.files_with_core("ig_wheel"))
        self.elsewhere = wheels.write(self.wheels, "ig-elsewhere", {"ig_elsewhere.py": b""}, tag="cp313-cp313-win_amd64")

    def install(self, *arguments, **changes):
        return self.grade(*arguments, modules=False, cwd=self.folder, changes={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels), **changes})

    def test_wheel_and_what_is_named_beside_it(self):
        run = self.install(self.wheel, "_struct")
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        self.assertEqual({"Ig-Wheel", f"ig_wheel.{GRADED}", "_struct"}, set(run.grades()))
        self.assert_graded(run, "Ig-Wheel")

    def test_wheel_for_another_platform(self):
        run = self.install(self.elsewhere)
        self.assertEqual(support.NOTHING_TO_GRADE, run.exit_code)
        self.assert_says(run, self.elsewhere, "is a wheel for another Python or platform than this")

    def test_wheels_that_are_none_beside_one_that_is(self):
        broken = self.write("ig_broken-1.0-py3-none-any.whl", "This is a text.\n")
        run = self.install(self.folder / "absent-1.0-py3-none-any.whl", self.write("text.whl", ""), broken, self.elsewhere, self.wheel)
        self.assertEqual(support.USAGE, run.exit_code)
        for words in ("no file at", "text.whl is no wheel", f"{broken} cannot be installed: ", "is a wheel for another Python"):
            self.assertEqual(1, sum(words in line for line in self.said(run)), run.err)
        self.assertEqual(4, len(self.said(run)), run.err)
        self.assert_graded(run, "Ig-Wheel")

    def test_requirements(self):
        wheels.write(self.wheels, "ig-needs", {"ig_needs.py": b""}, requires=["ig-absent>=2"])
        self.write("more.txt", "ig.wheel >= 1  # in another spelling\n")
        self.write("requirements.txt", "-r more.txt\nig-nowhere==3\nig-needs\nig-old; python_version < '3'\n-e .\n")
        run = self.install("-r", "requirements.txt")
        self.assertEqual(support.USAGE, run.exit_code)
        told = "\n".join(self.said(run))
        self.assertIn("ig-nowhere==3: there is no wheel of it for this Python", told)
        self.assertIn("ig-needs: it needs ig-absent>=2, and there is no wheel of that for this Python", told)
        self.assertIn("-e . is no wheel", told)
        self.assertEqual(3, len(self.said(run)), told)
        self.assert_graded(run, "Ig-Wheel")

    def test_requirements_of_which_there_is_nothing(self):
        self.write("requirements.txt", "ig-nowhere\n")
        run = self.install("--requirement=requirements.txt")
        self.assertEqual(support.NOTHING_TO_GRADE, run.exit_code)
        self.assert_says(run, "ig-nowhere: there is no wheel of it")

    def test_requirements_that_cannot_be_read(self):
        (self.folder / "binary.txt").write_bytes(b"\xff\xfe")
        self.write("empty.txt", "# nothing\n")
        run = self.install("-r", "absent.txt", "-rbinary.txt", "-r", "empty.txt", "_struct")
        self.assertEqual(support.USAGE, run.exit_code)
        for words in ("cannot read absent.txt: No such file", "cannot read binary.txt: it is no text", "empty.txt asks for nothing"):
            self.assertEqual(1, sum(words in line for line in self.said(run)), run.err)
        self.assertIn("_struct", run.grades())

    def lock(self, version="1.0", sha256=None, name="pylock.toml"):
        return self.write(
            name,
            f"""
lock-version = "{version}"
created-by = "hand"
[[packages]]
name = "ig-wheel"
version = "1.0"
[[packages.wheels]]
path = "wheels/{self.wheel.name}"
hashes = {{ sha256 = "{sha256 or wheels.sha256(self.wheel)}" }}
[[packages]]
name = "ig-unasked"
version = "1.0"
marker = "'docs' in dependency_groups"
[[packages.wheels]]
path = "wheels/ig_unasked-1.0-py3-none-any.whl"
hashes = {{ sha256 = "{"0" * 64}" }}
[[packages]]
name = "ig-source"
version = "1.0"
[packages.sdist]
path = "ig_source-1.0.tar.gz"
hashes = {{ sha256 = "{"0" * 64}" }}
""",
        )

    def test_lock_file(self):
        self.lock()
        run = self.install("pylock.toml", PIP_FIND_LINKS="")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assert_says(run, "ig-source==1.0 has no wheel in the lock file")
        self.assert_graded(run, "Ig-Wheel")
        self.assertNotIn("ig-unasked", run.grades())

    def test_lock_file_whose_hash_is_another(self):
        self.lock(sha256="1" * 64)
        run = self.install("pylock.toml", "_struct", PIP_FIND_LINKS="")
        self.assertEqual(support.USAGE, run.exit_code)
        self.assertTrue(any("ig-wheel==1.0 cannot be installed: " in line and "HASH" in line.upper() for line in self.said(run)), run.err)
        self.assertIn("_struct", run.grades())

    def test_lock_files_that_cannot_be_read(self):
        self.lock("2.0", name="pylock.new.toml")
        self.write("pylock.cut.toml", "lock-version = \n")
        self.write("pylock.toml", "[tool.other]\n")
        run = self.install("pylock.new.toml", "pylock.cut.toml", "pylock.toml", "_struct")
        self.assertEqual(support.USAGE, run.exit_code)
        for words in ("pylock.new.toml is a lock file of version 2.0: 1.0 is known", "pylock.cut.toml is no TOML", "pylock.toml is no lock file"):
            self.assertEqual(1, sum(words in line for line in self.said(run)), run.err)
        self.assertIn("_struct", run.grades())

    def test_no_network(self):
        self.write("requirements.txt", f"{self.wheel}\nig-nowhere\n")
        nowhere = {"PIP_NO_INDEX": None, "PIP_FIND_LINKS": None, "PIP_INDEX_URL": "http://127.0.0.1:1/simple"}
        run = self.install("-r", "requirements.txt", **nowhere)
        self.assert_says(run, "ig-nowhere cannot be installed: pip reaches no package index (Connection refused)")
        self.assert_graded(run, "Ig-Wheel")

    def test_environment_goes_with_whoever_interrupts(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            environment = support.environment(PYTHONPATH=None, TMPDIR=str(self.temporary()), PIP_NO_INDEX="1", PIP_FIND_LINKS=str(self.wheels))
            process = subprocess.Popen(support.command("grade", self.wheel), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            start = time.monotonic()
            while not list(self.temporary().glob("isograde-environment-*")):
                self.assertLess(time.monotonic() - start, support.TIME_LIMIT)
                time.sleep(0.02)
            process.send_signal(number)
            told = process.communicate(timeout=support.TIME_LIMIT)[1].decode()
            self.assertEqual(128 + number, process.returncode, told)
            self.assertEqual("isograde: interrupted\n", told)
            self.assertEqual([], list(self.temporary().glob("isograde-environment-*")))


class Pythons(Case):
    """`--python`, anywhere on the line."""

    def line(self, *words, **changes):
        command = [str(support.BUILD / "bin" / "isograde"), *map(str, words)]
        return subprocess.run(command, env=support.environment(**changes), capture_output=True, text=True, timeout=support.TIME_LIMIT)

    def test_stands_anywhere(self):
        expected = self.line("--python", support.PYTHON, "list", "targets").stdout
        for words in (["list", "--python", support.PYTHON, "targets"], ["list", "targets", f"--python={support.PYTHON}"]):
            self.assertEqual(expected, self.line(*words).stdout)

    @unittest.skipIf("forky-bin" in support.PYTHON, "a Python in a root of its own makes environments that are of use there only")
    def test_that_of_an_environment_and_of_a_version(self):
        version = ".".join(map(str, support.full_version()))
        folder = self.folder / "environment"
        subprocess.run([support.PYTHON, "-m", "venv", "--without-pip", folder], check=True)
        graded = self.line("grade", *CHECKS, "_struct", "--python", folder)
        self.assertIn(f"CPython {version}", graded.stdout, graded.stderr)
        installed = self.folder / "versions" / version / "bin"
        installed.mkdir(parents=True)
        (installed / "python3").symlink_to(support.PYTHON)
        short = ".".join(map(str, support.version()))
        graded = self.line("grade", *CHECKS, "_struct", "--python", short, PYENV_ROOT=str(self.folder), PATH="/usr/bin:/bin")
        self.assertIn(f"CPython {short}.", graded.stdout, graded.stderr)

    def test_that_is_not_there(self):
        gone, empty = self.folder / "gone", self.folder / "empty"
        (gone / "bin").mkdir(parents=True)
        (gone / "bin" / "python").symlink_to("/nowhere/python3.9")
        empty.mkdir()
        for python, words in (
            (gone, f"the Python of the environment {gone} is gone: bin/python leads to /nowhere/python3.9"),
            (empty, f"the folder {empty} is no environment"),
            (gone / "bin" / "python", "a link to /nowhere/python3.9"),
            ("3.99", "no Python 3.99: looked for python3.99 on PATH"),
            ("no-such-python", "no Python at no-such-python"),
        ):
            with self.subTest(python):
                run = self.line("grade", "_struct", "--python", python)
                self.assertEqual(support.USAGE, run.returncode)
                self.assertRegex(run.stderr, r"\Aisograde: [^\n]+\n\Z")
                self.assertIn(words, run.stderr)
        self.assertIn("--python wants a Python", self.line("grade", "_struct", "--python").stderr)

    def test_that_an_environment_was_made_with_is_gone(self):
        folder = self.folder / "environment"
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").symlink_to(support.PYTHON)
        (folder / "pyvenv.cfg").write_text("home = /nowhere/bin\n")
        run = self.line("--python", folder, "grade", "_struct")
        self.assertEqual(support.USAGE, run.returncode)
        self.assertIn("it was made with that of /nowhere/bin, which is not there", run.stderr)


class Mistyped(Case):
    def test_targets(self):
        wheels.install(self.folder, "Ig-Typed", wheels.files_with_core("ig_typed"))
        for typed, meant in (("ig-tped", "Ig-Typed"), ("_structt", "_struct"), ("json.decodr", "json.decoder")):
            run = self.grade(typed, path=[self.folder])
            self.assertEqual(support.USAGE, run.exit_code)
            self.assert_says(run, typed, f"did you mean {meant}?")

    def test_checks_options_and_commands(self):
        for words, meant in (
            (["grade", GRADED, "--check", "identity/attribute-stay-home"], "identity/attributes-stay-home"),
            (["explain", "identity/attributes-stays-home"], "identity/attributes-stay-home"),
            (["explain", "atributes-stay-home"], "identity/attributes-stay-home"),
            (["grade", GRADED, "--fail-undr", "B"], "--fail-under"),
            (["garde", GRADED], "grade"),
        ):
            with self.subTest(words):
                self.assert_one_sentence(support.isograde(*words), f"did you mean {meant}?")


class Damaged(Case):
    """Distributions that are not whole: told, and graded as far as can be, and the others too."""

    def grade_beside_another(self, *names, code=support.THRESHOLD_MET):
        run = self.grade(*names, GRADED, path=[self.folder])
        self.assertEqual(code, run.exit_code, run.err)
        self.assert_graded(run, GRADED)
        return run

    def test_record_that_is_no_text_or_lists_what_is_not_there(self):
        for record in (b"\xff\xfe\x00", b"ig_lost.py,,\n"):
            wheels.install(self.folder, "Ig-Record", wheels.files_with_core("ig_record"), RECORD=record)
            run = self.grade_beside_another("ig-record")
            self.assert_says(run, "the RECORD of Ig-Record is damaged")
            self.assert_graded(run, "Ig-Record")

    def test_record_that_lists_a_library_that_is_not_there(self):
        files = wheels.files_with_core("ig_part")
        wheels.install(self.folder, "Ig-Part", {**files, "ig_part/_gone.so": b""})
        (self.folder / "ig_part" / "_gone.so").unlink()
        run = self.grade_beside_another("Ig-Part")
        self.assert_says(run, "Ig-Part is damaged: ig_part/_gone.so, which its RECORD lists, is not there")
        self.assert_graded(run, "Ig-Part")

    def test_metadata_without_a_name(self):
        wheels.install(self.folder, "Ig-Nameless", wheels.files_with_core("ig_nameless"), METADATA=b"Metadata-Version: 2.1\n")
        run = self.grade_beside_another("ig-nameless")
        self.assert_says(run, "has no name: the distribution is taken for Ig_Nameless, after its folder")
        self.assert_graded(run, "Ig_Nameless")

    def test_two_distributions_with_one_root(self):
        for name in ("Ig-First", "Ig-Second"):
            wheels.install(self.folder, name, wheels.files_with_core("ig_root"))
        run = self.grade_beside_another("ig_root", code=support.USAGE)
        self.assert_says(run, "ig_root is in several distributions: name the one that is meant, Ig-First and Ig-Second")
        run = self.grade_beside_another("Ig-First")
        self.assert_says(run, "Ig-First and Ig-Second have both installed ig_root/")
        self.assert_graded(run, "Ig-First")

    def test_a_thousand_modules(self):
        files = {f"ig_many/_m{number}.so": b"PyInit__m%d" % number for number in range(1000)}
        files.update({f"ig_many/p{number}.py": b"" for number in range(1000)})
        wheels.install(self.folder, "Ig-Many", {**wheels.files_with_core("ig_many"), **files})
        run = self.grade_beside_another("Ig-Many")
        self.assertEqual(1001, len(run.target("Ig-Many")["members"]))
        self.assert_graded(run, "Ig-Many")


class Recipes(Case):
    def test_may_name_a_distribution_a_root_or_a_member(self):
        wheels.install(self.folder, "Ig-Recipe", wheels.files_with_core("ig_recipe"))
        for name in ("ig_recipe.dist", "Ig.recipe", "ig_recipe", f"ig_recipe.{GRADED}"):
            recipe = self.write("recipe.toml", f"module = {name!r}\n[exercise]\ncall = 'module.no_such_function()'\n")
            run = self.grade("Ig-Recipe", "--recipe", recipe, path=[self.folder])
            with self.subTest(name):
                taken = "no_such_function" in support.one_line(run.out)
                self.assertEqual(name != "ig_recipe.dist", taken, run.out)
                if not taken:
                    words = f"{recipe}: it is for ig_recipe.dist, which is not graded here"
                    self.assertIn(words, support.one_line(run.out).split("Ig-Recipe ")[0], "at the top")
                    self.assertEqual([{"file": str(recipe), "text": words.partition(": ")[2]}], run.report["recipe"]["problems"])

    def test_that_another_goes_before_is_told(self):
        wheels.install(self.folder, "Ig-Recipe", wheels.files_with_core("ig_recipe"))
        first = self.write("first.toml", "module = 'ig_recipe'\n[exercise]\ncall = 'repr(1)'\n")
        second = self.write("second.toml", f"module = 'ig_recipe.{GRADED}'\n[exercise]\ncall = 'repr(2)'\n")
        run = self.grade("Ig-Recipe", "--recipe", first, "--recipe", second, path=[self.folder])
        self.assert_says(run, second, f"it is for ig_recipe.{GRADED}, and Ig-Recipe is graded with {first}")


class Listed(Case):
    def test_targets_are_distributions_too(self):
        wheels.install(self.folder, "Ig-Listed", wheels.files_with_core("ig_listed"), version="2.5")
        wheels.install(self.folder, "Ig-Plain", {"ig_plain.py": b""})
        wheels.install(self.folder, "Ig-Broken", {"ig_broken.py": b""}, RECORD=b"\xff")
        run = support.isograde("list", "targets", env=support.environment(PYTHONPATH=str(self.folder)))
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        self.assertRegex(run.out, r"(?m)^Ig-Listed +2\.5 +1 extension module$")
        self.assertRegex(run.out, r"(?m)^without extension modules: .*Ig-Plain 1\.0")
        self.assertIn("the RECORD of Ig-Broken is damaged", run.out)
        self.assertRegex(run.out, r"(?m)^_struct$")
