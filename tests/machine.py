"""What stays of a run on the machine that it ran on: processes, listening sockets, files, shared memory."""

import os
import pathlib

# Where anything may write that minds no rules. Not deeper: whatever else runs here writes there, too.
SHARED = (
    "/",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/dev/mqueue",
    "/run",
    "/etc",
    "/home",
    "/opt",
    "/usr/local/bin",
    "~",
    "~/.config",
    "~/.local",
    "~/.cache",
    ".",
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/random", "/dev/urandom")
_LISTENING = "0A"  # state, as in /proc/net/tcp


def _names_in(folder, minding):
    try:
        return {os.path.join(folder, name) for name in os.listdir(folder) if minding(name)}
    except OSError:
        return set()


def _files_of(root):
    """Each file of a tree with its size and time of change, but for what Python compiles by itself."""
    found = set()
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            path = os.path.join(folder, name)
            try:
                status = os.lstat(path)
            except OSError:
                continue
            found.add((path, status.st_size, status.st_mtime_ns, status.st_mode))
    return found


def _modes(paths):
    """Of each that is there, its mode and owner, as text."""
    found = set()
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            continue
        found.add(f"{path}: {status.st_mode:o}, of {status.st_uid}:{status.st_gid}")
    return found


def _listening():
    """Of TCP and UNIX sockets, what they listen at."""
    found = set()
    for kind in ("tcp", "tcp6"):
        for line in pathlib.Path("/proc/net", kind).read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == _LISTENING:
                found.add((kind, local))
    for line in pathlib.Path("/proc/net/unix").read_text().splitlines()[1:]:
        words = line.split()
        if int(words[3], 16) & 0x10000:  # __SO_ACCEPTCON
            found.add(("unix", words[-1]))
    return found


def processes(mark):
    """Ids and command lines of the living processes that have `mark`, NAME=VALUE, in their environment."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:  # ended meanwhile
            pass
    return found


class Machine:
    """As it is when this is made; changed() tells what is otherwise later.

    trees: folders of which every file counts. shared: those in which names count. ours: beginnings of names in these that are of whoever
    compares.
    """

    def __init__(self, trees=(), shared=SHARED, ours=()):
        self._trees = [str(tree) for tree in trees]
        self._shared = shared
        self._ours = tuple(ours)
        self._before = self._look()

    def _look(self):
        names = set()
        for folder in self._shared:
            names |= _names_in(os.path.expanduser(folder), lambda name: not name.startswith(self._ours))
        files = set()
        for tree in self._trees:
            files |= _files_of(tree)
        modes = _modes([*DEVICES, *map(os.path.expanduser, self._shared)])
        return {"a socket listens": _listening(), "a file is there": names, "a file was changed": files, "a mode was changed": modes}

    def changed(self):
        """["a socket listens: ...", ...]: what came, and of files what went."""
        now = self._look()
        told = [f"{what}: {one}" for what, before in self._before.items() for one in sorted(now[what] - before)]
        gone = self._before["a file is there"] - now["a file is there"]
        return told + [f"a file is gone: {one}" for one in sorted(gone)]
