"""What a module does to whoever grades it: nothing gets through, its neighbour keeps its grade, nothing is left."""

import contextlib
import os
import pathlib
import socket
import sys
import tempfile
import unittest

from tests import support

ATTACKS = support.CHECKOUT / "modules_under_test" / "hostile" / "attacks"
BYSTANDER = "isolated_with_state"
# What gets through unless the kernel keeps it from that, by what report.json says that it does.
HELD_BY = {
    "files": ("files_in_tmp", "files_where_scratch_will_be", "folder_renamed", "library_cut_short", "helper_replaced"),
    "metadata": ("helper_disabled", "descriptors_changed"),
    "network": ("connects_by_tcp",),
    "signals": ("parent_memory", "parent_descriptors", "parent_signal", "neighbours_signal"),
    "system_calls": ("parent_trace", "parent_limits", "parent_priority", "sends_by_udp", "connects_here"),
    "shared_memory": ("writes_shared_memory",),
}
ALWAYS_HELD = ("board_cut_short", "neighbours_descriptors", "opens_the_terminal")
# How isograde is started, as by a shell that keeps a descriptor for itself.
LEAVES_A_FILE_OPEN = ("sh", "-c", 'exec 9</dev/null; exec "$@"', "sh")
# These spoil what the harness would be told of it, and count as what they are: its doing.
ON_THE_CHANNEL = ("frame_nested", "frame_of_wrong_shape", "frame_of_no_kind", "frame_too_long", "frames_without_end")
# These spend more of the machine than one experiment may.
OF_THE_MACHINE = {
    "memory_of_children": "took all memory that it may have",
    "memory_that_is_shared": "took all memory that it may have",
    "memory_in_files_without_a_name": "took all memory that it may have",
    "threads_without_end": "started more processes or threads than it may",
    "bytes_in_scratch": "put more into its working directory than it may",
    "files_in_scratch": "put more into its working directory than it may",
}


class Attacks(support.Case):
    def setUp(self):
        super().setUp()
        self.tmp = pathlib.Path(self.folder, "tmp")
        self.tmp.mkdir()

    def attacked(self, attack, *options, exit_code=0, by=()):
        path = os.pathsep.join([str(ATTACKS), str(support.MODULES)])
        with contextlib.ExitStack() as stack:
            by_tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            here = stack.enter_context(socket.socket(socket.AF_UNIX))
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="isograde-tests-"))
            here.bind(f"{folder}/socket")
            here.listen()
            environment = support.environment(
                PYTHONPATH=path,
                TMPDIR=str(self.tmp),
                ISOGRADE_ATTACK=attack,
                ISOGRADE_ATTACK_PORT=str(by_tcp.getsockname()[1]),
                ISOGRADE_ATTACK_SOCKET=f"{folder}/socket",
                ISOGRADE_ATTACK_NAME=f"isograde-attack-{os.getpid()}",
            )
            ran = support.grade("attacks", BYSTANDER, "--fast", *options, env=environment, by=(*LEAVES_A_FILE_OPEN, *by))
        self.assertEqual(exit_code, ran.exit_code, ran.out + ran.err)
        report = ran.report
        self.assertEqual([], list(self.tmp.iterdir()), "left behind")
        named = pathlib.Path("/dev/shm", f"isograde-attack-{os.getpid()}")
        self.assertFalse(report["confinement"]["shared_memory"] and named.exists(), "left behind")
        named.unlink(missing_ok=True)
        by_name = {target["name"]: target for target in report["targets"]}
        self.assertIn(by_name[BYSTANDER]["grade"], ("A", "B"), by_name[BYSTANDER]["reason"])
        return ran, report["confinement"], by_name["attacks"]

    def test_nothing_gets_through(self):
        for held, attacks in (*HELD_BY.items(), (None, ALWAYS_HELD)):
            for attack in attacks:
                with self.subTest(attack=attack):
                    _, confinement, target = self.attacked(attack)
                    if held is None or confinement[held]:
                        self.assertEqual("loads", target["demonstrated"]["legacy"], target["reason"])
                        self.assertNotIn("AttackSucceeded", str(target))

    def test_what_it_writes_to_the_channel_is_its_own_doing(self):
        for attack in ON_THE_CHANNEL:
            with self.subTest(attack=attack):
                ran, _, target = self.attacked(attack)
                self.assertEqual("F", target["grade"], target["reason"])
                self.assertNotIn("internal error", ran.err)

    @unittest.skipIf(support.version() < (3, 12), "the same in all")
    def test_what_it_spends_has_an_end(self):
        for attack, words in OF_THE_MACHINE.items():
            with self.subTest(attack=attack):
                ran, _, target = self.attacked(attack, "--memory", "300")
                self.assertEqual("F", target["grade"], target["reason"])
                self.assertIn(words, support.one_line(ran.out))

    def test_an_error_that_it_forges_is_its_own_alone(self):
        ran, _, target = self.attacked("harness_error_forged", exit_code=99)
        self.assertEqual("unknown", target["grade"])
        self.assertIn("forged", ran.err)

    def test_what_it_tried_is_told(self):
        _, confinement, target = self.attacked("sends_by_udp")
        if not confinement["attempts"]:
            self.skipTest("attempts go unnoticed here")
        told = [check for check in target["checks"] if check["id"] == "state/process-state-untouched" and check["verdict"] == "fail"]
        self.assertEqual({"note"}, {check["severity"] for check in told})
        self.assertIn("tried to open a socket of UDP while importing it", told[0]["message"])

    def test_what_does_not_load_because_of_it_says_so(self):
        (self.folder / "wants_udp.py").write_text("import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n")
        for confine, grades in (("try", ("unknown",)), ("off", ("A", "B"))):
            ran = support.grade("wants_udp", "--fast", "--confine", confine, env=support.environment(PYTHONPATH=str(self.folder)))
            (target,) = ran.report["targets"]
            self.assertIn(target["grade"], grades, target["reason"])
            if confine == "try" and ran.report["confinement"]["attempts"]:
                self.assertIn("it tried to open a socket of UDP, which its confinement does not let it do", target["reason"])

    @unittest.skipIf(support.version() < (3, 12), "the same in all")
    @unittest.skipIf("forky-bin" in support.PYTHON, "what starts a Python in a root of its own has to mount")
    def test_what_is_said_to_hold_is_true_where_less_can_be_had(self):
        """Without Landlock, and in a container."""
        for profile, lost in {"no-landlock": ("files", "network", "signals"), "docker": ("shared_memory",)}.items():
            by = (sys.executable, support.CHECKOUT / "tests" / "restricted.py", profile)
            for held, attacks in HELD_BY.items():
                with self.subTest(profile=profile, attack=attacks[0]):
                    ran, confinement, target = self.attacked(attacks[0], by=by)
                    self.assertFalse(confinement[held] and held in lost)
                    self.assertEqual(profile == "no-landlock", "confined in part" in ran.out, ran.out)
                    through = "AttackSucceeded" in str(target)
                    if confinement[held]:
                        self.assertFalse(through, target["reason"])
                    elif held == "network" or (held in ("files", "signals") and not confinement["shared_memory"]):  # else the mounts hold it
                        self.assertTrue(through, target["reason"])

    def test_asked_for_all_it_grades_nothing_where_less_can_be_had(self):
        by = (sys.executable, support.CHECKOUT / "tests" / "restricted.py", "no-landlock")
        ran = support.isograde("grade", "enum", "--fast", "--confine", "require", by=by)
        self.assertEqual(support.HARNESS_FAILED, ran.exit_code)
        self.assertIn("--confine require: here a module may write files anywhere, connect by TCP, send signals", support.one_line(ran.err))

    def test_unconfined_the_attacks_get_through(self):
        """Or these tests would show nothing."""
        for attack in (
            "parent_memory",
            "parent_descriptors",
            "parent_signal",
            "files_in_tmp",
            "library_cut_short",
            "connects_by_tcp",
            "sends_by_udp",
        ):
            if attack == "library_cut_short" and not os.access(support.BUILD / "python" / "isograde" / "_harness.abi3.so", os.W_OK):
                continue  # it is another user's
            with self.subTest(attack=attack):
                ran, confinement, target = self.attacked(attack, "--confine", "off")
                self.assertEqual("off", confinement["asked"])
                self.assertEqual("unknown", target["grade"])
                self.assertIn("AttackSucceeded", target["reason"] + str(target))
                self.assertIn("not confined", ran.out)


if __name__ == "__main__":
    unittest.main()
