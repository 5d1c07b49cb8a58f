"""`isograde judge`: what a run has observed, judged again."""

import json

from tests import expectations, looking, support

# Some of each kind; the last four crash, each elsewhere.
MODULES = ("isolated_with_state", "refuses_cleanly_by_itself", "shared_exception", "last_error_wins", "object_in_second_unit", "leaves_a_thread")
CRASHING = ("crashes_in_second_interpreter", "frees_twice_at_end", "exit_callback_into_dead_interpreter", "static_outlives_interpreter")


@support.once
def modules():
    found = {module.name: module for kind in ("conforming", "violating") for module in expectations.of_kind(kind)}
    return [found[name] for name in (*MODULES, *CRASHING) if found[name].applies()]


class Judge(support.Case):
    def judge(self, *arguments):
        file = self.folder / "again.json"
        run = support.isograde("judge", *arguments, "--output", file)
        return run, json.loads(file.read_text()) if file.exists() else None

    def stored(self, *arguments):
        file = self.folder / "seen.json"
        graded = [module.name for module in modules()]
        run = support.grade("--observations", file, *graded, *looking.recipe_options(modules()), *arguments)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        return file, run.report

    def test_gives_the_same_report(self):
        file, report = self.stored("enum", "zlib")
        run, again = self.judge(file)
        self.assertEqual(support.THRESHOLD_MET, run.exit_code, run.err)
        self.assertEqual(report, again)
        crashes = [
            target["name"]
            for target in again["targets"]
            if any("crashed with" in check["message"] for check in target["checks"] if check["verdict"] == "fail")
        ]
        self.assertLessEqual({module.name for module in modules()} & set(CRASHING), set(crashes))

    def test_stacks_of_crashes_are_kept(self):
        file, _ = self.stored("--check", "loading/*")
        records = [
            record
            for target in json.loads(file.read_text())["targets"]
            for seen in target["observations"].values()
            for record in seen["records"].values()
        ]
        self.assertTrue(any(thread["frames"] for record in records for thread in record["post_mortem"]["threads"]))

    def test_of_a_part_of_the_checks_is_that_part(self):
        file, report = self.stored("--check", "exceptions/*")
        run, again = self.judge(file)
        self.assertEqual(report, again, run.err)
        _, fewer = self.judge(file, "--check", "exceptions/exceptions-do-not-cross")
        self.assertEqual({"exceptions/exceptions-do-not-cross"}, {check["id"] for target in fewer["targets"] for check in target["checks"]})
        self.assertIn("--check exceptions/exceptions-do-not-cross", fewer["selection"])

    def test_of_what_was_not_observed_it_cannot_tell(self):
        file, _ = self.stored("--check", "exceptions/*")
        stored = json.loads(file.read_text())
        stored["report"]["selection"] = []
        file.write_text(json.dumps(stored))
        _, again = self.judge(file)
        ids = {
            (check["id"], check["verdict"]) for target in again["targets"] for check in target["checks"] if check["id"].startswith("lifecycle/ends-")
        }
        self.assertNotIn("pass", {verdict for _, verdict in ids})
        self.assertNotIn("harness_error", {verdict for _, verdict in ids})

    def test_a_file_that_is_none_is_told(self):
        self.assert_one_sentence(support.isograde("judge", self.folder / "absent.json"), "absent.json")
        self.assert_one_sentence(support.isograde("judge", self.write("a.json", "{")), "a.json")
        self.assert_one_sentence(support.isograde("judge", self.write("b.json", {"schema": "isograde/report/1"})), "b.json", "isograde/report/1")
        self.assert_one_sentence(support.isograde("judge", self.write("c.json", {"schema": "isograde/observations/1"})), "c.json")

    def test_a_file_of_which_something_is_missing_is_told(self):
        file, _ = self.stored("--check", "loading/*")
        whole = json.loads(file.read_text())
        for what, change in {
            "configs": lambda stored: stored.update(configs=[]),
            "controls": lambda stored: stored.update(control={}),
            "target": lambda stored: stored["targets"].append(stored["targets"][0]),
            "alone": lambda stored: stored["targets"][0]["observations"]["any"]["records"].pop("alone"),
            "any": lambda stored: stored["targets"][0]["observations"].pop("any"),
            "a config": lambda stored: stored["targets"][0]["observations"].pop("legacy"),
        }.items():
            with self.subTest(what):
                stored = json.loads(json.dumps(whole))
                change(stored)
                self.assert_one_sentence(support.isograde("judge", self.write("changed.json", stored)), "changed.json")

    def test_what_cannot_be_read_in_it_is_told(self):
        file, _ = self.stored("--check", "loading/*")
        stored = json.loads(file.read_text())
        stored["targets"][0]["observations"]["legacy"]["records"]["main-first"]["observations"] = [{"observation": "import", "data": 7}]
        file.write_text(json.dumps(stored))
        self.assert_one_sentence(support.isograde("judge", file), "seen.json")

    def test_a_place_that_cannot_be_written_is_told_before_anything_is_graded(self):
        self.assert_one_sentence(support.isograde("grade", "zlib", "--observations", self.folder / "no" / "such.json"), "such.json")
