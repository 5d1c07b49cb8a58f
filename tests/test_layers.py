"""ci/layers: what goes against the order of the rooms is found, in small trees made up for it. Needs nothing that was built."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(__file__).resolve().parent.parent
LAYERS = CHECKOUT / "ci" / "layers"


class Layers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="isograde-tests-")
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)

    def complaints(self, **files):
        """What ci/layers says about a tree of these files (`/` is written `__`, and `.h` is added), each given by what it includes."""
        for name, included in files.items():
            file = self.tree / (name.replace("__", "/") + ".h")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("#pragma once\n" + "".join(f"#include {header}\n" for header in included))
        run = subprocess.run([sys.executable, LAYERS, self.tree], capture_output=True, text=True)
        *said, self.last_line = run.stdout.splitlines()
        self.assertEqual((1 if said else 0, ""), (run.returncode, run.stderr))
        return said

    def test_downwards_is_fine(self):
        said = self.complaints(
            harness__base__error=[], harness__sandbox__child=['"base/error.h"', "<vector>"], harness__cli__main=['"sandbox/child.h"']
        )
        self.assertEqual([], said)
        self.assertEqual("3 files and 3 includes read, 0 against the order", self.last_line)

    def test_upwards_is_found(self):
        said = self.complaints(harness__sandbox__child=[], harness__base__error=['"sandbox/child.h"'])
        self.assertEqual(["harness/base/error.h:2: room base includes higher room sandbox (sandbox/child.h)"], said)
        self.assertEqual("2 files and 1 includes read, 1 against the order", self.last_line)

    def test_upwards_in_angle_brackets_is_found(self):
        said = self.complaints(harness__cli__main=[], harness__report__text=["<string>", "<cli/main.h>"])
        self.assertEqual(["harness/report/text.h:3: room report includes higher room cli (cli/main.h)"], said)

    def test_suites_include_the_harness_and_not_the_other_way_round(self):
        said = self.complaints(
            harness__checklist__check=[], suites__state__note=['"checklist/check.h"', '"suites/loading/stage.h"'], suites__loading__stage=[],
            harness__grading__schedule=['"suites/state/note.h"'], harness__grading__schedule_test=['"suites/state/note.h"'],
        )  # fmt: skip
        self.assertEqual(
            [
                "harness/grading/schedule.h:2: room grading includes higher room suites (suites/state/note.h)",
                "harness/grading/schedule_test.h:2: room grading includes higher room suites (suites/state/note.h)",
            ],
            said,
        )

    def test_one_direction_within_a_rank_is_fine(self):
        self.assertEqual([], self.complaints(harness__elf__library=[], harness__sandbox__child=['"elf/library.h"']))

    def test_a_circle_within_a_rank_is_found(self):
        said = self.complaints(
            harness__elf__library=['"interpreter/reference.h"'],
            harness__interpreter__reference=['"sandbox/child.h"'],
            harness__sandbox__child=['"elf/library.h"'],
            harness__sandbox__stage=['"sandbox/child.h"'],
        )
        self.assertEqual(
            [
                "harness/elf/library.h:2: room elf includes room interpreter, which includes it in turn (interpreter/reference.h)",
                "harness/interpreter/reference.h:2: room interpreter includes room sandbox, which includes it in turn (sandbox/child.h)",
                "harness/sandbox/child.h:2: room sandbox includes room elf, which includes it in turn (elf/library.h)",
            ],
            said,
        )

    def test_only_tests_include_what_is_for_tests(self):
        said = self.complaints(
            harness__testing__python=['"base/error.h"'], harness__base__error=[], harness__base__error_test=['"testing/python.h"'],
            harness__benchmarks__walk=['"testing/python.h"'],
            suites__state__note_test=['"testing/python.h"'], suites__state__note=['"testing/python.h"'],
        )  # fmt: skip
        self.assertEqual(["suites/state/note.h:2: room suites includes room testing, which is for tests (testing/python.h)"], said)

    def test_programs_are_included_by_nobody_and_know_low_rooms_only(self):
        said = self.complaints(
            harness__elf__library=[], harness__report__text=[],
            harness__unwinder__frames=['"elf/library.h"', '"report/text.h"'], harness__cli__main=['"unwinder/frames.h"'],
        )  # fmt: skip
        self.assertEqual(
            [
                "harness/cli/main.h:2: room cli includes unwinder, a program of its own (unwinder/frames.h)",
                "harness/unwinder/frames.h:3: room unwinder includes higher room report (report/text.h)",
            ],
            said,
        )

    def test_what_names_no_file_is_found(self):
        said = self.complaints(harness__base__error=['"base/eror.h"', "<no/such/header.h>"])
        self.assertEqual(["harness/base/error.h:2: base/eror.h names no file of the tree"], said)

    def test_what_lies_in_no_room_is_found(self):
        said = self.complaints(harness__error=[], harness__hall__door=[], harness__base__file=['"error.h"'])
        self.assertEqual(
            [
                "harness/base/file.h:2: error.h lies in no room",
                "harness/error.h:1: lies in no room that ci/layers knows",
                "harness/hall/door.h:1: lies in no room that ci/layers knows",
            ],
            said,
        )

    def test_what_is_no_code_is_not_read(self):
        self.complaints(harness__base__error=[], harness__cli__main=[])
        (self.tree / "harness/base/words.cc").write_text(
            '/* as in\n#include "cli/main.h"\n*/\nconst char* kText = R"c(\n#include "cli/main.h"\n)c";\n'
            '// #include "cli/main.h"\n  #  include "cli/main.h"\n'
        )
        self.assertEqual(["harness/base/words.cc:8: room base includes higher room cli (cli/main.h)"], self.complaints())

    def test_a_folder_without_a_harness_is_a_usage_error(self):
        run = subprocess.run([sys.executable, LAYERS, self.tree], capture_output=True, text=True)
        self.assertEqual((2, ""), (run.returncode, run.stdout))


if __name__ == "__main__":
    unittest.main()
