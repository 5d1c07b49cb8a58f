"""That what is left on a machine is seen; and that exploring what nobody described leaves nothing."""

import os
import pathlib
import socket
import subprocess
import time
import uuid

from tests import support
from tests.awkward_modules import AWKWARD
from tests.machine import SHARED, Machine, processes

# Where no other test writes.
QUIET = [folder for folder in SHARED if folder not in ("/tmp", "/var/tmp", "~/.cache", ".")]


class WhatIsLeft(support.Case):
    def test_is_told(self):
        tree = pathlib.Path(self.folder, "tree")
        tree.mkdir()
        (tree / "kept").write_text("")
        (tree / "changed").write_text("")
        before = Machine([tree], [self.folder])
        self.assertEqual([], before.changed())
        (tree / "changed").write_text("otherwise")
        pathlib.Path(self.folder, "new").write_text("")
        os.chmod(self.folder, 0o750)
        with socket.create_server(("127.0.0.1", 0)) as server:
            told = "; ".join(before.changed())
            self.assertIn(f"('tcp', '0100007F:{server.getsockname()[1]:04X}')", told)
        self.assertIn(f"a file is there: {self.folder}/new", told)
        self.assertIn(f"a file was changed: ('{tree}/changed'", told)
        self.assertIn(f"a mode was changed: {self.folder}: 40750, of ", told)
        self.assertNotIn("kept", told)

    def test_processes_by_their_mark(self):
        mark = f"ISOGRADE_TEST_MARK={uuid.uuid4()}"
        with subprocess.Popen(["sleep", "60"], env=dict([mark.split("=")])) as process:
            end = time.monotonic() + 10
            while not processes(mark) and time.monotonic() < end:  # until it is another program than this
                time.sleep(0.01)
            self.assertEqual({process.pid: "sleep 60 "}, processes(mark))
            process.kill()


class AfterExploring(support.Case):
    def test_nothing_is_left(self):
        modules, temporary = pathlib.Path(self.folder, "modules"), pathlib.Path(self.folder, "temporary")
        for folder in (modules, temporary):
            folder.mkdir()
        for name, source in AWKWARD.items():
            (modules / (name + ".py")).write_text(source)
        mark = f"ISOGRADE_TEST_MARK={uuid.uuid4()}"
        path = os.pathsep.join([str(modules), str(support.MODULES)])
        environment = support.environment(PYTHONPATH=path, TMPDIR=str(temporary), PYTHONDONTWRITEBYTECODE="1", **dict([mark.split("=")]))
        before = Machine([modules], QUIET)
        names = [*AWKWARD, "isolated_with_state", "_socket", "posix"]
        ran = support.isograde("grade", *names, "--explore", "60", "--no-store", "--fast", "--tries", "0", env=environment, cwd=self.folder)
        self.assertEqual(0, ran.exit_code, ran.err)
        end = time.monotonic() + 3
        while (processes(mark) or before.changed()) and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual({}, processes(mark))
        self.assertEqual([], before.changed())
        self.assertEqual([], os.listdir(temporary))
