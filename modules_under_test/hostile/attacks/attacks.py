"""Attacks, while it is imported, whoever grades it, in the way that the environment variable ISOGRADE_ATTACK names. An attack that gets
through raises AttackSucceeded, which can be read in the report; one that is refused leaves an ordinary module.

Nothing here does harm where it gets through: it does not write what it could have written.
"""

import contextlib
import ctypes
import json
import mmap
import os
import pathlib
import re
import resource
import socket
import stat
import struct
import threading
import time

PARENT = os.getppid()


class AttackSucceeded(Exception):
    pass


def siblings():
    children = []
    for task in pathlib.Path(f"/proc/{PARENT}/task").iterdir():
        children += [int(pid) for pid in (task / "children").read_text().split()]
    return [pid for pid in children if pid != os.getpid()]


def own_descriptors(kind):
    """Of this process, those above the ones that any program has."""
    found = []
    for entry in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if int(entry) > 2 and kind in os.readlink(f"/proc/self/fd/{entry}"):
                found.append(int(entry))
    return found


def pipe_of_results():
    for descriptor in own_descriptors("pipe:"):
        with contextlib.suppress(OSError):
            os.write(descriptor, b"")
            return descriptor
    raise OSError("no pipe")


def send(frame):
    body = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
    view = memoryview(struct.pack("=I", len(body)) + body)
    descriptor = pipe_of_results()
    while view:
        view = view[os.write(descriptor, view) :]


# ---- on the parent and on neighbours --------------------------------------------------------------------------


def parent_memory():
    with open(f"/proc/{PARENT}/mem", "r+b", buffering=0):
        return "it could write to its parent's memory"


def parent_descriptors():
    os.listdir(f"/proc/{PARENT}/fd")
    for entry in os.listdir(f"/proc/{PARENT}/fd"):
        os.readlink(f"/proc/{PARENT}/fd/{entry}")
    return "it could take its parent's descriptors"


def parent_signal():
    os.kill(PARENT, 0)
    return "it could send signals to its parent"


def parent_trace():
    libc = ctypes.CDLL(None, use_errno=True)
    seize, detach = 0x4206, 17
    if libc.ptrace(seize, PARENT, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    libc.ptrace(detach, PARENT, None, None)
    return "it could trace its parent"


def parent_limits():
    resource.prlimit(PARENT, resource.RLIMIT_NOFILE, resource.prlimit(PARENT, resource.RLIMIT_NOFILE))
    return "it could set its parent's limits"


def parent_priority():
    os.setpriority(os.PRIO_PROCESS, PARENT, os.getpriority(os.PRIO_PROCESS, PARENT))
    return "it could slow down its parent"


def neighbours_signal():
    for pid in siblings():
        os.kill(pid, 0)
        return "it could send signals to its neighbours"
    return ""


def neighbours_descriptors():
    maps = pathlib.Path("/proc/self/maps").read_text().splitlines()
    boards = {line.split()[4] for line in maps if "memfd:isograde-stages" in line}
    dumps = {os.stat(f"/proc/self/fd/{one}").st_ino for one in own_descriptors("memfd:isograde-dump")}
    if len(boards) > 1 or len(dumps) > 1:
        return f"it has {len(boards) - 1} boards and {len(dumps) - 1} descriptors of neighbours"
    return ""


# ---- on what it shares with the parent ------------------------------------------------------------------------


def board_cut_short():
    for descriptor in own_descriptors("memfd:isograde-stages"):
        os.ftruncate(descriptor, 0)
        return "it could cut the board short"
    return ""


def frame_nested():
    send(b'{"observation": "import", "data": ' + b"[" * 2_000_000 + b"]" * 2_000_000 + b"}")
    return ""


def frame_of_wrong_shape():
    send({"observation": "import", "data": [1, "two", {"three": 3}]})
    return ""


def frame_of_no_kind():
    send({"observation": "what nobody knows", "data": {}})
    return ""


def frame_too_long():
    os.write(pipe_of_results(), struct.pack("=I", 0xFFFFFFFF))
    return ""


def frames_without_end():
    text = {"observation": "recipe-fault", "data": {"text": "x" * (8 << 20)}}
    while True:
        send(text)


def harness_error_forged():
    send({"harness_error": "forged"})
    return ""


# ---- on files -------------------------------------------------------------------------------------------------


def write_to(path):
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    os.close(descriptor)
    os.unlink(path)
    return True


def files_in_tmp():
    return "it could write to /tmp" if write_to("/tmp/isograde-attack") else ""


def files_where_scratch_will_be():
    above = pathlib.Path.cwd().parent if os.environ["HOME"] == os.getcwd() else pathlib.Path(os.environ["HOME"]).parent
    for number in range(200):
        if write_to(above / str(number)):
            return "it could write where the next scratch folders will be"
    return ""


def folder_renamed():
    above = pathlib.Path(os.environ["HOME"]).parent
    os.rename(above, f"{above}-moved")
    os.rename(f"{above}-moved", above)
    return "it could rename the folder above"


def isograde_folder():
    for line in pathlib.Path("/proc/self/maps").read_text().splitlines():
        found = re.search(r"(/\S+)/_harness\.abi3\.so$", line)
        if found:
            return pathlib.Path(found[1])
    raise OSError("no library")


def library_cut_short():
    # For writing, that is: whoever may do that may truncate it.
    os.close(os.open(isograde_folder() / "_harness.abi3.so", os.O_WRONLY))
    return "it could write to isograde's library"


def helper_replaced():
    program = isograde_folder() / "isograde-unwind"
    copy = program.with_name("isograde-attack")
    os.link(program, copy)
    os.unlink(copy)
    return "it could replace isograde's programs"


def helper_disabled():
    program = isograde_folder() / "isograde-unwind"
    mode = stat.S_IMODE(os.stat(program).st_mode)
    os.chmod(program, mode)
    return "it could change the mode of isograde's programs"


def descriptors_changed():
    """Those that it was given, of files of this machine: what is open on a mount that can be written to passes by the mounts."""
    for number in map(int, os.listdir("/proc/self/fd")):
        with contextlib.suppress(OSError):
            name = os.readlink("/proc/self/fd/%d" % number)
            if name.startswith("/") and not name.startswith((os.getcwd(), "/memfd:", "/proc/")):
                os.fchmod(number, stat.S_IMODE(os.fstat(number).st_mode))
                return "it could change the mode of %s, by descriptor %d" % (name, number)
    raise PermissionError("of nothing that is open")


# ---- on the world ---------------------------------------------------------------------------------------------


def connects_by_tcp():
    with socket.create_connection(("127.0.0.1", int(os.environ["ISOGRADE_ATTACK_PORT"])), timeout=2):
        return "it could connect by TCP"


def sends_by_udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"text", ("127.0.0.1", int(os.environ["ISOGRADE_ATTACK_PORT"])))
        return "it could send by UDP"


def connects_here():
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
        one.connect(os.environ["ISOGRADE_ATTACK_SOCKET"])
        return "it could connect to a socket of this machine"


def opens_the_terminal():
    os.close(os.open("/dev/tty", os.O_RDWR))
    return "it could open the user's terminal"


def writes_shared_memory():
    path = pathlib.Path("/dev/shm", os.environ["ISOGRADE_ATTACK_NAME"])
    path.write_text("text")  # the test looks whether it is there outside
    return ""


# ---- on the machine: with the limits that tests/test_attacks.py gives ------------------------------------------

MEBIBYTE = 1 << 20


def fill(view):
    for at in range(0, len(view), 4096):
        view[at] = 1


def memory_of_children():
    """Each less than one process may have."""
    for _ in range(6):
        if os.fork() == 0:
            fill(bytearray(100 * MEBIBYTE))
            time.sleep(60)
    time.sleep(60)
    return "its children could have as much memory as they like"


def memory_that_is_shared():
    fill(mmap.mmap(-1, 600 * MEBIBYTE))
    time.sleep(60)
    return "it could have as much shared memory as it likes"


def memory_in_files_without_a_name():
    for _ in range(6):
        file = os.memfd_create("attack")
        os.posix_fallocate(file, 0, 100 * MEBIBYTE)
    time.sleep(60)
    return "it could keep as much in memory as it likes"


def threads_without_end():
    threading.stack_size(64 * 1024)
    stop = threading.Event()
    for _ in range(3000):
        threading.Thread(target=stop.wait, args=(60,), daemon=True).start()
    time.sleep(60)
    return "it could start as many threads as it likes"


def bytes_in_scratch():
    for number in range(12):
        with open(f"{os.environ['HOME']}/{number}", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, 100 * MEBIBYTE)
    time.sleep(60)
    return "it could fill the disk"


def files_in_scratch():
    for number in range(60_000):
        os.close(os.open(f"{os.environ['HOME']}/{number}", os.O_CREAT | os.O_WRONLY))
    time.sleep(60)
    return "it could make as many files as it likes"


def attack(name):
    try:
        return globals()[name]()
    except (OSError, PermissionError):
        return ""


if os.environ.get("ISOGRADE_ATTACK"):
    told = attack(os.environ["ISOGRADE_ATTACK"])
    if told:
        raise AttackSucceeded(told)


def value():
    return 1
