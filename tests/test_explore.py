"""Finding calls that nobody described, and grading by them."""

import json
import os
import pathlib
import subprocess
import sys
import time

from tests import expectations, support
from tests.awkward_modules import AWKWARD

# What nobody finds by trying: nothing says what is not right with a call, but for the stub.
STUBBED = """
class Tint:
    def __init__(self, depth):
        if depth != 7:
            raise TypeError("no")
def paint(*given, **named):
    if given[:1] != ("ultramarine",) or type(given[1]) is not Tint or type(named["gloss"]) is not bytearray:
        raise TypeError("no")
"""
STUB = """
import sys
from typing import Literal, overload
Kinds = Literal["ultramarine", "ochre"]
class Tint:
    def __init__(self, depth: Literal[7]) -> None: ...
if sys.version_info >= (3, 8):
    @overload
    def paint(kind: int) -> None: ...
    @overload
    def paint(kind: Kinds, tint: Tint, varnish: str = ..., *, gloss: bytearray, thick: bool = False) -> None: ...
"""
ANNOTATED = """
import enum, typing
class Size(enum.Enum):
    SMALL = 7
def wanted(size: Size, material: "typing.Literal['oak', 'ash']"):
    if size is not Size.SMALL or material != "ash":
        raise TypeError("no")
    return [material]
"""


class ExploreCase(support.Case):
    def setUp(self):
        super().setUp()
        self.modules = pathlib.Path(self.folder, "modules")
        self.modules.mkdir()

    def environment(self):
        return support.environment(PYTHONPATH=os.pathsep.join([str(self.modules), str(support.MODULES)]))

    def explored(self, name, *more):
        """The recipe that is written, and what is said."""
        file = pathlib.Path(self.folder, name + ".toml")
        ran = support.isograde("explore", name, "-o", str(file), *more, env=self.environment())
        self.assertEqual((0, ""), (ran.exit_code, ran.err), ran.out)
        return file, ran.out

    def grade(self, name, *more):
        file = pathlib.Path(self.folder, "report.json")
        ran = support.isograde("grade", name, "--no-store", "--fast", "--tries", "0", "--format", f"json={file}", *more, env=self.environment())
        self.assertEqual(0, ran.exit_code, ran.err)
        return json.loads(file.read_text())["targets"][0]


class Explored(ExploreCase):
    def test_awkward_modules_keep_their_own_calls_to_themselves(self):
        for name, source in AWKWARD.items():
            with self.subTest(name):
                (self.modules / (name + ".py")).write_text(source)
                _, said = self.explored(name)
                called = {"is_documented": "Kitchen", "is_badly_documented": "plain("}.get(name, "module.plain(")
                self.assertIn(called, said)

    def test_what_ends_its_process_is_told(self):
        for name, told in (("ends_its_process", "module.dies()\n      the process crashed with SIGKILL"), ("never_returns", "module.waits()\n")):
            with self.subTest(name):
                (self.modules / (name + ".py")).write_text(AWKWARD[name])
                file, said = self.explored(name)
                self.assertIn(told, said)
                self.assertNotIn("dies", file.read_text())
                self.assertNotIn("waits", file.read_text())

    def test_what_is_another_every_time_is_not_compared_by_value(self):
        (self.modules / "changes_its_answer.py").write_text(AWKWARD["changes_its_answer"])
        file, _ = self.explored("changes_its_answer")
        text = file.read_text()
        for call in ("now()", "process()", "hashed()"):
            self.assertIn(f'call = "module.{call}"\ncompare = "class"', text)
        self.assertNotRegex(text, r"plain\([^\n]*\ncompare")

    def test_what_changes_its_surroundings_comes_last(self):
        (self.modules / "patches.py").write_text(AWKWARD["patches"])
        file, said = self.explored("patches")
        self.assertIn("module.sets()\n      gives None; changes the environment", said)
        self.assertLess(file.read_text().index("plain("), file.read_text().index("sets()"))
        self.assertNotIn("patch()", file.read_text())  # of its own interpreter, and no others

    def test_documentation_comes_first(self):
        (self.modules / "is_documented.py").write_text(AWKWARD["is_documented"])
        file, said = self.explored("is_documented")
        self.assertIn("public callables (2 from its documentation)", said)
        self.assertIn("soup of the day", file.read_text())

    def test_a_stub_says_what_is_wanted(self):
        (self.modules / "stubbed.py").write_text(STUBBED)
        _, said = self.explored("stubbed")
        self.assertIn("called 0 of 2 public callables", said)
        for broken in (False, True):
            with self.subTest(broken=broken):
                (self.modules / "stubbed.pyi").write_text("def (" if broken else STUB)
                _, said = self.explored("stubbed")
                self.assertIn(f"called {0 if broken else 2} of 2 public callables", said)

    def test_annotations_say_what_is_wanted(self):
        (self.modules / "annotated.py").write_text(ANNOTATED)
        _, said = self.explored("annotated")
        self.assertIn("gives ['ash']", said)

    def test_twice_the_same(self):
        first = self.explored("isolated_with_state")[0].read_text()
        again = self.explored("isolated_with_state", "--jobs", "1")[0].read_text()
        self.assertEqual(first, again)
        self.assertIn("module.Tally()", first)
        self.assertIn("isolated_with_state.Error", first)

    def test_it_does_not_take_long(self):
        (self.modules / "is_large.py").write_text(AWKWARD["is_large"])
        begun = time.monotonic()
        self.explored("is_large")
        self.assertLess(time.monotonic() - begun, 60)

    def test_no_such_target(self):
        ran = support.isograde("explore", "nobody_has_this", env=self.environment())
        self.assertEqual(2, ran.exit_code)
        self.assertIn("nobody_has_this", ran.err)


class Graded(ExploreCase):
    def test_awkward_modules_have_the_grade_that_is_right(self):
        """Nothing of theirs is another interpreter's; that some change the environment is theirs, and told."""
        for name, source in AWKWARD.items():
            (self.modules / (name + ".py")).write_text(source)
        file = pathlib.Path(self.folder, "report.json")
        ran = support.isograde(
            "grade", *AWKWARD, "--explore", "60", "--no-store", "--fast", "--tries", "0", "--format", f"json={file}", env=self.environment()
        )
        self.assertEqual(0, ran.exit_code, ran.err)
        for target in json.loads(file.read_text())["targets"]:
            with self.subTest(target["name"]):
                expected = ("D",) if target["name"] == "patches" else ("A", "B")
                self.assertIn(target["grade"], expected, target["reason"])

    def test_an_f_that_takes_a_call(self):
        for name, check in (
            ("result_of_first_interpreters_type", "identity/results-stay-home"),
            ("cached_error_of_another_module", "exceptions/raises-own-classes"),
        ):
            with self.subTest(name):
                self.assertNotIn(check, self.failed(self.grade(name)))
                target = self.grade(name, "--explore", "60")
                self.assertEqual("F", target["grade"])
                self.assertIn(check, self.failed(target))
                self.assertLess(0, target["called"]["answered"])

    def test_nothing_that_nobody_chose_is_called_unconfined(self):
        written = pathlib.Path(self.folder, "written")
        (self.modules / "writes.py").write_text(f"def write():\n    open({str(written)!r}, 'w').close()\n")
        without_landlock = (sys.executable, support.CHECKOUT / "tests" / "restricted.py", "no-landlock")
        for options, by, said in (
            (("--confine", "off"), (), "in confinement alone (--confine off)"),
            ((), without_landlock, "not looked for where what is called may write files anywhere"),
        ):
            with self.subTest(said):
                told = ("--no-store", "--fast", "--tries", "0", "--explore", "60")
                ran = support.isograde("grade", "writes", *told, *options, env=self.environment(), by=by)
                self.assertEqual(0, ran.exit_code, ran.err)
                self.assertIn(said, ran.err)
                self.assertIn("import only", ran.out)
                ran = support.isograde("explore", "writes", *options, env=self.environment(), by=by)
                self.assertEqual(support.HARNESS_FAILED, ran.exit_code)
                self.assertIn(said, ran.err)
                self.assertFalse(written.exists())

    def test_what_is_otherwise_where_it_falls_back_is_told_once(self):
        """As `datetime` does, whose extension module is another distribution's, or none's."""
        (self.modules / "falls_back.py").write_text(
            "try:\n    import single_phase_init\n"
            "except ImportError:\n    class taken:\n        def __init__(self, text):\n            raise TypeError('takes nothing')\n"
            "else:\n    def taken(text):\n        return text\n"
        )
        target = self.grade("falls_back", "--explore", "60")
        own = support.version() >= (3, 12)
        self.assertEqual(own, "loading/same-implementation" in self.failed(target))
        self.assertNotIn("exceptions/accepts-own-types", self.failed(target))
        self.assertEqual("D" if own else target["grade"], target["grade"])

    @staticmethod
    def failed(target):
        return {check["id"] for check in target["checks"] if check["verdict"] == "fail"}

    def test_a_script_shows_it_without_isograde(self):
        nothing = pathlib.Path(self.folder, "nothing.toml")
        nothing.write_text('module = "cached_class_of_first_interpreter"\n')
        foreign = "(?s)in main: .*its own: True.*in a further one: .*its own: False"
        for name, recipe, shown in (
            ("result_of_first_interpreters_type", (), foreign),
            ("cached_error_of_another_module", (), foreign),
            ("cached_class_of_first_interpreter", ("--recipe", str(nothing)), "in main: (?!raised).*\nin a further one: raised TypeError"),
        ):
            with self.subTest(name):
                scripts = pathlib.Path(self.folder, name)
                self.grade(name, "--explore", "60", "--reproduce", str(scripts), *recipe)
                self.assertTrue(list(scripts.iterdir()))
                for script in scripts.iterdir():
                    ran = subprocess.run(
                        [support.PYTHON, str(script)], env=self.environment(), capture_output=True, text=True, timeout=60, check=False
                    )
                    self.assertEqual(1, ran.returncode, ran.stdout + ran.stderr)
                    self.assertRegex(ran.stdout, shown)

    def test_conforming_modules_stay_what_they_are(self):
        for name in (
            "cached_error_of_another_module_repaired",
            "result_of_first_interpreters_type_repaired",
            "isolated_with_state",
            "isolated_without_state",
            "immortal_and_static_only",
        ):
            with self.subTest(name):
                self.assertEqual(set(), self.failed(self.grade(name, "--explore", "60")))

    def test_it_is_what_happens_where_nothing_is_said(self):
        environment = self.environment()
        del environment["ISOGRADE_EXPLORE"]
        ran = support.isograde("grade", "isolated_with_state", "--fast", "--tries", "0", env=environment)
        self.assertRegex(ran.out, r"called +\d+ of \d+ public callables, 1 of its 1\s+exceptions")
        self.assertNotIn("import only", ran.out)

    def test_a_grade_without_calls_says_so(self):
        badge, shields = pathlib.Path(self.folder, "badge.svg"), pathlib.Path(self.folder, "shields.json")
        ran = support.isograde(
            "grade", "isolated_with_state", "--fast", "--tries", "0", "--format", f"text,badge={badge},shields={shields}", env=self.environment()
        )
        self.assertIn("(import only: its functions were not called)", " ".join(ran.out.split()))
        self.assertIn("(import only, fast)", badge.read_text())
        self.assertIn("(import only, fast)", json.loads(shields.read_text())["message"])

    def test_time_that_is_up(self):
        (self.modules / "is_slow.py").write_text("import time\n" + "".join("def wait_%d(a):\n    time.sleep(0.2)\n" % number for number in range(40)))
        begun = time.monotonic()
        target = self.grade("is_slow", "--explore", "2")
        self.assertLess(time.monotonic() - begun, 30)
        self.assertTrue(target["called"]["was_capped"])

    def test_a_gate_makes_the_calls_of_its_baseline(self):
        module = self.modules / "has_grown.py"
        baseline, now = pathlib.Path(self.folder, "baseline.json"), pathlib.Path(self.folder, "now.json")
        module.write_text("def first(a):\n    return [a]\n")
        options = ("--explore", "60", "--fast", "--tries", "0", "--baseline", baseline)
        made = support.isograde("gate", *options, "--update", "has_grown", env=self.environment())
        self.assertEqual(0, made.exit_code, made.err)
        module.write_text("def first(a):\n    return [a]\ndef another(a):\n    return {a}\n")
        compared = support.isograde("gate", *options, "--output", str(now), env=self.environment())
        self.assertEqual(0, compared.exit_code, compared.err)
        before, after = (json.loads(file.read_text())["targets"][0]["called"] for file in (baseline, now))
        self.assertEqual(before, after)
        self.assertNotIn("another", str(after))

    def test_the_recipe_that_is_written_grades_the_same(self):
        name = "result_of_first_interpreters_type"
        recipe, _ = self.explored(name)
        by_recipe = self.grade(name, "--recipe", str(recipe))
        explored = self.grade(name, "--explore", "60")
        self.assertEqual(explored["grade"], by_recipe["grade"])
        by_chance = {"concurrency/parallel-use-agrees"}
        self.assertEqual(self.failed(explored) - by_chance, self.failed(by_recipe) - by_chance)


class RecipeCheck(ExploreCase):
    def check(self, file):
        return support.isograde("recipe", "check", str(file), env=self.environment())

    def test_what_exploring_writes_fits(self):
        file, _ = self.explored("isolated_with_state")
        ran = self.check(file)
        self.assertEqual(0, ran.exit_code, ran.out + ran.err)
        self.assertRegex(ran.out, r"line \d+ +fits  `module\.Tally\(\)` gives")
        self.assertNotIn("  not ", ran.out)

    def test_what_does_not_is_told_by_its_line(self):
        file = pathlib.Path(self.folder, "some.toml")
        file.write_text(
            'module = "isolated_with_state"\n\n[[accepts]]\ncall = "module.Tally()"\n\n[[accepts]]\ncall = "module.Taly()"\n\n'
            '[[raises]]\nexception = "Eror"\ncall = "module.fail()"\n'
        )
        ran = self.check(file)
        self.assertEqual(1, ran.exit_code, ran.out + ran.err)
        self.assertRegex(ran.out, r"line 4 +fits")
        self.assertRegex(ran.out, r"line 7 +not .*Taly")
        self.assertRegex(ran.out, r"line 11 +not .*Eror")

    def test_for_a_module_that_is_not_there(self):
        file = pathlib.Path(self.folder, "some.toml")
        file.write_text('module = "nobody_has_this"\n')
        ran = self.check(file)
        self.assertEqual(2, ran.exit_code)
        self.assertIn("nobody_has_this", ran.err)


class ModulesUnderTest(support.Case):
    """Without their recipes."""

    # What takes a call, and what shows it: a call that another thread answers, a class that is looked up once, what one sets and all see,
    # what is put back at once.
    FOUND = (
        "cached_class_of_first_interpreter",
        "callback_by_gilstate",
        "current_in_static",
        "current_in_thread_local",
        "current_of_the_process",
        "exchanges_a_function_of_time",
        "last_error_wins",
        "takes_memory_of_argv",
    )

    def graded(self, modules):
        file = pathlib.Path(self.folder, "report.json")
        ran = support.isograde("grade", *[module.name for module in modules], "--explore", "120", "--no-store", "--format", f"json={file}")
        self.assertEqual(0, ran.exit_code, ran.err)
        return {target["name"]: target for target in json.loads(file.read_text())["targets"]}

    def test_conforming_ones_stay_what_they_are(self):
        modules = [module for module in expectations.of_kind("conforming") if module.applies() and "[[purposeful]]" not in module.recipe.read_text()]
        self.assertTrue(modules)
        for name, target in self.graded(modules).items():
            with self.subTest(name):
                worst = [check for check in target["checks"] if check["verdict"] == "fail" and check["severity"] in ("breaks", "contaminates")]
                self.assertEqual([], [f"{check['id']}: {check['message'][:200]}" for check in worst])

    def test_violating_ones_are_found(self):
        modules = [module for module in expectations.of_kind("violating") if module.applies() and module.name in self.FOUND]
        self.assertTrue(modules)
        for name, target in self.graded(modules).items():
            with self.subTest(name):
                self.assertIn(target["grade"], ("D", "F"), target["reason"])


class Words(support.Case):
    """What is read out of TypeErrors, and of documentation."""

    def setUp(self):
        super().setUp()
        sys.path.insert(0, str(support.CHECKOUT / "harness" / "python"))
        self.addCleanup(sys.path.pop, 0)

    def test_what_a_type_error_asks_for(self):
        from isograde._explore import _values

        for words, first in (
            ("a bytes-like object is required, not 'str'", "bytes"),
            ("expected string or bytes-like object", "bytes"),
            ("an integer is required (got type str)", "number"),
            ("'str' object is not callable", "text"),
            ("argument 2 must be a callable function", "function"),
        ):
            self.assertEqual(first, _values.asked_for(words)[0], words)
        self.assertEqual([], _values.asked_for("no"))

    def test_how_many_arguments_are_asked_for(self):
        from isograde._explore import _search

        for words, count in (
            ("f() takes exactly one argument (0 given)", 1),
            ("f() takes exactly 3 arguments (0 given)", 3),
            ("f() missing 2 required positional arguments: 'a' and 'b'", 2),
            ("f expected at least 2 arguments, got 0", 2),
            ("unsupported operand", None),
        ):
            self.assertEqual(count, _search._arity_said({"returned": False, "message": words}), words)

    def test_code_in_documentation(self):
        from isograde._explore import _examples

        text = "Use it.\n\n```python\nimport a\na.b()\n```\n\nOr so::\n\n    c = 1\n    d(c)\n\nAnd\n\n>>> e(1)\n2\n"
        self.assertEqual([["e(1)"], ["import a", "a.b()"], ["c = 1", "d(c)"]], [_examples.statements(block) for block in _examples.blocks(text)])
        self.assertEqual([], _examples.statements("no python here"))
