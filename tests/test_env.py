"""Every distribution of an environment at once, and one of them in one line."""

import json
import pathlib
import shutil
import tempfile
import unittest

from tests import distributions, support

try:
    import jsonschema
    import referencing
except ImportError:
    jsonschema = None

SHAPES = ("all_isolated", "falls_back_silently", "needs_one_that_refuses", "two_statics")
REPORT = support.CHECKOUT / "harness" / "report"


def install_shapes(site):
    site.mkdir()
    for shape in SHAPES:
        shutil.copytree(distributions.FOLDER / shape, site, dirs_exist_ok=True)


class EnvironmentCase(support.Case):
    """With an environment and a store of its own."""

    def setUp(self):
        super().setUp()
        self.site = pathlib.Path(self.folder, "site-packages")
        self.store = pathlib.Path(self.folder, "store")
        install_shapes(self.site)

    def add(self, name, metadata=None, record="", version="1.0", files=()):
        """A distribution without anything but metadata, and some text files."""
        folder = self.site / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(metadata if metadata is not None else f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (folder / "RECORD").write_bytes(record if isinstance(record, bytes) else record.encode())
        for file in files:
            (self.site / file).parent.mkdir(parents=True, exist_ok=True)
            (self.site / file).write_text("")

    def run_of(self, command, *arguments):
        environment = support.environment(PYTHONPATH=str(self.site), ISOGRADE_STORE=str(self.store), COLUMNS="120")
        return support.isograde(command, *arguments, env=environment)

    def names(self):
        known = {shape: [one.name for one in distributions.read_all() if one.shape == shape] for shape in SHAPES}
        return sorted(name for names in known.values() for name in names)


class EnvCase(EnvironmentCase):
    def report(self, *arguments, exit_code=0):
        file = self.folder / "env.json"
        ran = self.run_of("env", "--format", f"text,json={file}", *arguments)
        self.assertEqual(exit_code, ran.exit_code, ran.out + ran.err)
        return ran, json.loads(file.read_text())


class Env(EnvCase):
    """What nobody changes: all have one environment, and one store."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        cls.addClassCleanup(folder.cleanup)
        cls.shared = pathlib.Path(folder.name)
        install_shapes(cls.shared / "site-packages")

    def setUp(self):
        support.Case.setUp(self)
        self.site, self.store = self.shared / "site-packages", self.shared / "store"
        if not (self.site / "pure_one.py").exists():
            requires = "Metadata-Version: 2.1\nName: pure-one\nVersion: 1.0\nRequires-Dist: {}\n"
            self.add("pure-one", requires.format("Two_Statics>=1.0"), record="pure_one.py,,\n", files=["pure_one.py"])
            two = requires.replace("one", "two").format("pure.one ; python_version > '3'")
            self.add("pure-two", two, record="pure_two.py,,\n", files=["pure_two.py"])
            self.add("broken", metadata="nothing\n")

    def test_each_distribution_has_a_line(self):
        ran, report = self.report()
        lines = ran.out.splitlines()
        for one in report["distributions"]:
            (line,) = [line for line in lines if line.startswith(one["name"] + " 1.0")]
            for use in one["use"].values():
                self.assertIn(use["use"], line)
        pure = {one["name"]: one["needs_unusable"] for one in report["pure"]}
        self.assertEqual([["Two-Statics"], ["Two-Statics"], []], [pure[name] for name in ("pure-one", "pure-two", "broken")])
        self.assertIn("pure-one (Two-Statics), pure-two (Two-Statics)", support.one_line(ran.out))
        self.assertRegex(ran.out, r"without extension modules: .*pure-one")
        self.assertLessEqual(set(self.names()), {one["name"] for one in report["distributions"]} | {one["name"] for one in report["pure"]})

    def test_it_is_as_grade_says(self):
        _, report = self.report()
        graded = {one["name"]: one for one in report["distributions"]}
        alone = support.grade("Two-Statics", env=support.environment(PYTHONPATH=str(self.site)))
        (head,) = [target for target in alone.report["targets"] if target["kind"] == "distribution"]
        self.assertEqual(head["grade"], graded["Two-Statics"]["grade"])
        self.assertEqual(
            {config: use["use"] for config, use in head["use"].items()}, {config: use["use"] for config, use in graded["Two-Statics"]["use"].items()}
        )

    def test_who_blocks_whom(self):
        _, report = self.report()
        blocked = {one["name"]: one["blocked_by"] for one in report["distributions"] if one["blocked_by"]}
        wanted = [one for one in distributions.read_all() if one.shape == "needs_one_that_refuses"]
        through = {one.name: use.through for one in wanted for use in one.uses if use.through}
        for name, other in through.items():
            if support.version() >= (3, 12):
                self.assertEqual([other.replace("_", "-")], [blocker.lower() for blocker in blocked[name]])

    @unittest.skipIf(jsonschema is None, "the package jsonschema is not installed")
    def test_json_is_after_the_schema(self):
        _, report = self.report()
        schemas = [json.loads((REPORT / name).read_text()) for name in ("report.schema.json", "env.schema.json")]
        registry = referencing.Registry().with_resources([(schema["$id"], referencing.Resource.from_contents(schema)) for schema in schemas])
        validator = jsonschema.Draft202012Validator(schemas[1], registry=registry)
        validator.validate(report)
        validator.validate(self.report()[1])  # nothing of which is run

    def test_the_second_time_nothing_is_run(self):
        self.report()
        _, first = self.report()
        ran, second = self.report()
        self.assertEqual({"hits": len(first["distributions"]), "misses": 0}, second["store"], ran.out)
        for one in first["distributions"] + second["distributions"]:
            del one["from_store"]
        self.assertEqual(first["distributions"], second["distributions"])

    def test_for_exits_1_where_something_cannot_be_used(self):
        _, report = self.report()
        for purpose, config in (("shared", "legacy"), ("pool", "isolated")):
            if config == "isolated" and support.version() < (3, 12):
                ran = self.run_of("env", "--for", purpose)
                self.assert_one_sentence(ran, "share one GIL")
                continue
            unusable = [one["name"] for one in report["distributions"] if one["use"][config]["use"] not in ("works", "falls back")]
            ran, _ = self.report("--for", purpose, exit_code=1 if unusable else 0)
            for name in unusable:
                self.assertIn(name, ran.err)

    def test_pages_name_each(self):
        files = {kind: self.folder / f"env.{kind}" for kind in ("markdown", "html")}
        ran = self.run_of("env", "--format", ",".join(f"{kind}={file}" for kind, file in files.items()))
        self.assertEqual(0, ran.exit_code, ran.err)
        for file in files.values():
            self.assertIn("Two-Statics", file.read_text())


class Changed(EnvCase):
    def test_what_cannot_be_read_is_told_and_the_rest_graded(self):
        self.add("nameless", metadata="Metadata-Version: 2.1\nVersion: 1.0\n")
        self.add("no-text", record=b"\xff\xfe\x00,,\n")
        ran, report = self.report()
        self.assertIn("Two-Statics", [one["name"] for one in report["distributions"]])
        told = {one["name"] for one in report["unreadable"] + report["pure"] + report["distributions"]}
        self.assertLessEqual({"nameless"}, told)
        self.assertTrue({"no-text", "no_text"} & told, told)
        for one in report["unreadable"]:
            self.assertIn(one["problem"], support.one_line(ran.out))

    def test_a_thousand_modules(self):
        names = [f"many/module_{number}.py" for number in range(1000)]
        self.add("many", record="".join(f"{name},,\n" for name in ["many/__init__.py", *names]), files=["many/__init__.py", *names])
        shutil.copytree(self.site / "two_statics", self.site / "many" / "inner")
        record = "".join(f"many/inner/{file.name},,\n" for file in (self.site / "many" / "inner").iterdir() if file.is_file())
        (self.site / "many-1.0.dist-info" / "RECORD").open("a").write(record)
        _, report = self.report()
        self.assertIn("many", [one["name"] for one in report["distributions"]])

    def test_one_of_the_name_of_its_only_module(self):
        (library,) = support.MODULES.glob("isolated_with_state.*")
        shutil.copy(library, self.site)
        self.add("isolated_with_state", version="2.5", record=f"{library.name},,\n")
        for _ in ("new", "stored"):
            _, report = self.report()
            versions = {one["name"]: one["version"] for one in report["distributions"]}
            self.assertEqual("2.5", versions.get("isolated_with_state"), versions)

    def test_an_environment_of_pure_python(self):
        shutil.rmtree(self.site)
        self.site.mkdir()
        ran, report = self.report()
        self.assertEqual([], report["distributions"])
        self.assertIn("0 with extension modules", ran.out)


class Can(EnvironmentCase):
    def answer(self, *arguments, exit_code):
        ran = self.run_of("can", *arguments)
        self.assertEqual(exit_code, ran.exit_code, ran.out + ran.err)
        self.assertRegex(ran.out, r"\A[^\n]+\n\Z")
        return ran.out

    def test_yes(self):
        self.assertIn(": yes\n", self.answer("All-Isolated", exit_code=0))

    def test_yes_without(self):
        (one,) = [one for one in distributions.read_all() if one.shape == "falls_back_silently"]
        config = distributions.configs_on(support.version())[-1]
        if one.use(config, support.version()).word != "falls back":
            self.skipTest("it works here")
        self.assertIn(": yes, without its extension modules", self.answer(one.name, exit_code=0))

    def test_no_and_what_instead(self):
        told = self.answer("Two-Statics", exit_code=1)
        self.assertIn(": no, it is unsafe: ", told)
        self.assertIn("instead: processes", told)
        self.assertIn("by import only", told)

    def test_from_the_store_it_is_the_whole_truth(self):
        self.run_of("grade", "Two-Statics")
        self.assertNotIn("by import only", self.answer("Two-Statics", exit_code=1))

    def test_a_version_that_can(self):
        self.run_of("grade", "All-Isolated")
        (metadata,) = self.site.glob("[Aa]ll*solated*.dist-info")
        file = metadata / "METADATA"
        file.write_text(file.read_text().replace("Version: 1.0", "Version: 2.0"))
        metadata.rename(str(metadata).replace("-1.0", "-2.0"))
        package = self.site / "all_isolated"
        refuses = "import os\nif 'WAS_HERE' in os.environ:\n    raise ImportError('once per process')\nos.environ['WAS_HERE'] = '1'\n"
        (package / "__init__.py").write_text(refuses + (package / "__init__.py").read_text())
        told = self.answer("All-Isolated", exit_code=1)
        self.assertIn("All-Isolated 2.0", told)
        self.assertIn("instead: version 1.0, which can", told)

    def test_what_is_not_there(self):
        self.assert_one_sentence(self.run_of("can", "nobody_has_this"), "nobody_has_this")

    def test_where_there_is_no_own_gil(self):
        if support.version() >= (3, 12):
            self.skipTest("interpreters may have their own")
        self.assert_one_sentence(self.run_of("can", "All-Isolated", "--in", "pool"), "share one GIL")
        self.assertIn("shared GIL", self.answer("All-Isolated", exit_code=0))
