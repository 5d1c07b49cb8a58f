"""Reports as `isograde.load` gives them: what the schema says, and back to the JSON that was read."""

import copy
import dataclasses
import json
import pickle
import typing
import unittest

from tests import package, pages, support

isograde = package.load()

SCHEMA = json.loads((support.CHECKOUT / "harness" / "report" / "report.schema.json").read_text())
ENVIRONMENT = {
    "schema": "isograde/env/1",
    "isograde": {"version": "0.1.0"},
    "date": "2026-03-01T12:00:00Z",
    "python": {"version": "3.14.0", "executable": "/usr/bin/python3.14", "debug": False, "free_threaded": False, "compiler": "GCC 14"},
    "interpreters": 3,
    "distributions": [
        {
            "name": "numpy",
            "version": "2.3.0",
            "extension_modules": 19,
            "generators": [{"name": "Cython", "version": "3.1.2"}, {"name": "pybind11"}],
            "grade": "refuses",
            "reason": "it declines further interpreters",
            "use": {"legacy": {"use": "refuses", "reason": "cannot load module more than once per process"}, "isolated": {"use": "refuses"}},
            "blocked_by": [],
            "first_reason": "cannot load module more than once per process",
            "from_store": True,
        },
        {
            "name": "Some.Thing",
            "version": "",
            "extension_modules": 1,
            "generators": [],
            "grade": "refuses",
            "reason": "numpy declines further interpreters",
            "use": {},
            "blocked_by": ["numpy"],
            "from_store": False,
        },
    ],
    "pure": [{"name": "six", "version": "1.17.0"}],
    "unreadable": [{"name": "broken", "problem": "its METADATA has no name"}],
    "timings": {"interpreters": 9, "children": 9, "wall_s": 1.5, "cpu_s": 1, "floor_s": 0.5},
    "store": {"hits": 1, "misses": 1},
}


def resolved(schema):
    """What the schema refers to, if it does."""
    return {**SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], **schema} if "$ref" in schema else schema


def example(schema, optional=True):
    """A value that the schema describes, with everything that it may have or with what it must have only."""
    schema = resolved(schema)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema["type"] == "object":
        kept = schema["properties"] if optional else schema.get("required", ())
        return {name: example(schema["properties"][name], optional) for name in kept}
    if schema["type"] == "array":
        return [example(schema["items"], optional)]
    return {"string": "text", "integer": 3, "number": 1.5, "boolean": True}[schema["type"]]


def described(schema, hint, place="report"):
    """Each object of the schema with the class that stands for it, and each enumeration with its Literal."""
    schema = resolved(schema)
    if typing.get_origin(hint) is typing.Union:
        hint = typing.get_args(hint)[0]
    if schema.get("type") == "array":
        yield from described(schema["items"], typing.get_args(hint)[0], place + "[]")
    elif schema.get("type") == "object":
        yield place, schema, hint
        hints = typing.get_type_hints(hint)
        for name, inner in schema["properties"].items():
            if name in hints:
                yield from described(inner, hints[name], f"{place}.{name}")
    elif "enum" in schema:
        yield place, schema, hint


class Schema(unittest.TestCase):
    def test_is_what_the_classes_say(self):
        seen = set()
        for place, schema, hint in described(SCHEMA, isograde.Report):
            seen.add(place)
            with self.subTest(place):
                if "enum" in schema:
                    self.assertEqual(set(schema["enum"]), set(typing.get_args(hint)))
                    continue
                fields = {field.name: field for field in dataclasses.fields(hint) if field.name != "more"}
                self.assertLessEqual(set(schema["properties"]), set(fields))
                required = {name for name, field in fields.items() if field.default is dataclasses.MISSING}
                self.assertEqual(set(schema.get("required", ())), required)
        self.assertIn("report.targets[].checks[].evidence[]", seen)
        self.assertIn("report.targets[].use.isolated.use", seen)

    def test_every_part_of_it_is_read_and_written_again(self):
        for optional in (True, False):
            value = example(SCHEMA, optional)
            with self.subTest(value):
                self.assertEqual(value, isograde.Report.from_json(value).to_json())

    def test_a_distribution_without_anything_is_written_as_one(self):
        value = example(SCHEMA, optional=False)
        value["targets"][0].update(kind="distribution", version="", roots=[], members=[], libraries=[])
        self.assertEqual(value, isograde.Report.from_json(value).to_json())

    def test_what_is_to_come_is_read(self):
        value = example(SCHEMA, optional=False)
        value["targets"][0].update(generator={"name": "Cython"}, from_store=True)
        report = isograde.Report.from_json(value)
        self.assertEqual(("Cython", None), (report.targets[0].generator.name, report.targets[0].generator.version))
        self.assertTrue(report.targets[0].from_store)
        self.assertEqual(value, report.to_json())

    def test_what_is_unknown_is_kept(self):
        value = example(SCHEMA)
        value["colour"] = value["targets"][0]["colour"] = value["targets"][0]["checks"][0]["evidence"][0]["colour"] = {"red": [1, None]}
        report = isograde.Report.from_json(value)
        self.assertEqual({"colour": {"red": [1, None]}}, report.targets[0].checks[0].evidence[0].more)
        self.assertEqual(value, report.to_json())


class Case(support.Case):
    def report(self, *targets, **more):
        return isograde.Report.from_json(pages.report("3.13.0", list(targets), **more))

    def refused(self, content, *parts, load=isograde.load):
        """What a file of this content is refused with names the file."""
        file = content if content is None or hasattr(content, "exists") else self.write("r.json", content)
        with self.assertRaises(isograde.UsageError) as raised:
            load(file)
        for part in (str(file), *parts):
            self.assertIn(part, str(raised.exception))
        self.assertNotIn("\n", str(raised.exception))


class Reading(Case):
    def test_schema_1_in_the_words_of_2(self):
        member = pages.target("p._core", "D", package="p")
        packages = pages.target("p", "D", kind="package", worst="p._core")
        value = pages.report("3.13.0", [packages, member], schema="isograde/report/1")
        before = copy.deepcopy(value)
        report = isograde.load(self.write("r.json", value))
        self.assertEqual(("distribution", "p", None), (report.targets[0].kind, report.targets[1].distribution, report.targets[0].use))
        self.assertEqual([report.targets[0]], list(report.heads))
        self.assertEqual(value, report.to_json())
        self.assertEqual(before, value)

    def test_files_that_are_no_reports(self):
        self.refused(self.folder / "absent.json", "No such file")
        self.refused(self.folder, "directory")
        self.refused("", "no JSON")
        self.refused('{"schema": ', "no JSON")
        self.refused('{"schema": NaN}', "NaN")
        self.refused("[" * 200_000 + "]" * 200_000, "nested")
        self.refused("[]", "schema")
        self.refused({"schema": 2}, "schema")
        self.refused({"schema": "isograde/report/3"}, "isograde/report/3", "isograde/report/2")
        self.refused({"schema": "isograde/report/2"}, "it has no isograde")
        self.refused({"schema": "isograde/report/1", "targets": [3]}, "it has no isograde")
        self.refused(ENVIRONMENT, "isograde/env/1")

    def test_what_is_wrong_in_a_report_is_told_with_its_place(self):
        def put(value, *place):
            report = pages.report("3.13.0", [pages.target("m", checks=[pages.failure(evidence=[{"text": "t"}])])])
            inside = report
            for key in place[:-1]:
                inside = inside[key]
            inside[place[-1]] = value
            return report

        for value, said, *place in (
            ("Z", 'targets[0].grade is "Z", and not one of "A", "B"', "targets", 0, "grade"),
            (["A"], "targets[0].grade", "targets", 0, "grade"),
            (None, "targets[0].refusal is null", "targets", 0, "refusal"),
            (True, "interpreters is true, and not a whole number", "interpreters"),
            (1.5, "seed is 1.5", "seed"),
            ("1", 'timings.wall_s is "1", and not a number', "timings", "wall_s"),
            ({}, "targets is no list", "targets"),
            ([], "python is no object", "python"),
            ({}, "it has no targets[0].checks[0].evidence[0].text", "targets", 0, "checks", 0, "evidence", 0),
            (["a", 1], "targets[0].roots[1] is 1", "targets", 0, "roots"),
        ):
            with self.subTest(said):
                self.refused(put(value, *place), said)

    def test_a_report_cannot_be_changed(self):
        report = self.report(pages.target("m"))
        with self.assertRaises(dataclasses.FrozenInstanceError):
            report.targets[0].grade = "F"
        report.to_json()["targets"].clear()
        self.assertEqual(["m"], [target.name for target in report])

    def test_a_report_is_a_value(self):
        report, same, other = self.report(pages.target("m")), self.report(pages.target("m")), self.report(pages.target("m", "F"))
        self.assertEqual({report, other}, {report, same, other})
        self.assertEqual(report, pickle.loads(pickle.dumps(report)))
        self.assertEqual("F", dataclasses.replace(report, targets=other.targets).to_json()["targets"][0]["grade"])

    def test_an_error_keeps_its_report_when_it_is_pickled(self):
        for kind in (isograde.UsageError, isograde.HarnessError):
            error = pickle.loads(pickle.dumps(kind("no", self.report(pages.target("m")))))
            self.assertEqual((kind, "no", "m"), (type(error), str(error), error.report.targets[0].name))
            self.assertIsInstance(error, isograde.Error)


class Asking(Case):
    """What a report can be asked, beside what it says."""

    def setUp(self):
        super().setUp()
        distribution = {"kind": "distribution", "version": "1", "roots": ["yaml"], "members": [], "libraries": []}
        self.of_all = self.report(
            pages.target("_csv", "B"),
            pages.target("Py_YAML", "D", **distribution),
            pages.target("yaml._yaml", "D", distribution="Py_YAML"),
            pages.target("yaml._tests", "F", distribution="Py_YAML", apart=True),
            pages.target("same", "refuses", **{**distribution, "roots": ["same"]}),
            pages.target("same", "unknown"),
            pages.target("of_another", "D", distribution="not here"),
        )

    def test_for_a_target(self):
        for name, found in (("_csv", "_csv"), ("Py_YAML", "Py_YAML"), ("py-yaml", "Py_YAML"), ("yaml", "Py_YAML"), ("yaml._yaml", "yaml._yaml")):
            self.assertEqual(found, self.of_all.target(name).name)
        self.assertEqual("distribution", self.of_all.target("same").kind)
        self.assertEqual("extension", self.of_all.target("same", "extension").kind)
        with self.assertRaisesRegex(KeyError, "numpy is no target of this report; these are: _csv, Py_YAML"):
            self.of_all.target("numpy")

    def test_for_its_heads_and_the_worst_of_them(self):
        self.assertEqual(["_csv", "Py_YAML", "same", "same", "of_another"], [target.name for target in self.of_all.heads])
        self.assertEqual("Py_YAML", self.of_all.worst.name)
        self.assertIsNone(self.report(pages.target("m", "refuses"), pages.target("n", "unknown")).worst)

    def test_for_what_is_below_a_threshold(self):
        self.assertEqual(["_csv", "Py_YAML", "of_another"], [target.name for target in self.of_all.below("A")])
        self.assertEqual(["Py_YAML", "of_another"], [target.name for target in self.of_all.below("B")])
        self.assertEqual((), self.of_all.below("D"))

    def test_for_findings_gravest_first(self):
        checks = [
            pages.failure("first", severity="hygiene"),
            pages.failure("second", severity="breaks"),
            pages.failure("third", severity="breaks"),
            pages.failure("not counted", severity="breaks", counts=False),
            pages.result(),
        ]
        target = self.report(pages.target("m", "F", checks=checks)).targets[0]
        self.assertEqual(["second", "third", "first"], [check.message for check in target.findings])

    def test_for_its_use_in_a_pool(self):
        use = {"legacy": {"use": "works"}, "isolated": {"use": "falls back", "missing_modules": ["m._core"]}}
        report = self.report(pages.target("m", use=use), pages.target("n", use={"legacy": {"use": "works"}}), pages.target("o"))
        self.assertEqual(["falls back", "unknown", "unknown"], [target.in_pool for target in report])


class OfAnEnvironment(Case):
    def test_is_read_and_written_again(self):
        environment = isograde.load_environment(self.write("env.json", ENVIRONMENT))
        self.assertEqual(ENVIRONMENT, environment.to_json())
        self.assertEqual([("numpy", "refuses"), ("Some.Thing", "unknown")], [(one.name, one.in_pool) for one in environment])
        self.assertEqual(("numpy",), environment.distribution("some-thing").blocked_by)
        self.assertEqual("its METADATA has no name", environment.unreadable[0].problem)
        with self.assertRaisesRegex(KeyError, "six"):
            environment.distribution("six")

    def test_files_that_are_none(self):
        self.refused(pages.report("3.13.0", []), "isograde/report/2", "isograde/env/1", load=isograde.load_environment)
        self.refused({**ENVIRONMENT, "store": {"hits": 1}}, "store.misses", load=isograde.load_environment)
