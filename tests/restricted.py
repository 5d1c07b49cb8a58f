"""Runs a command in a process that lacks system calls, as an older kernel or a container does.

    restricted.py PROFILE COMMAND...

`no-ptrace`: where nobody may trace. `no-pidfd`, `no-landlock`: a kernel without it. `docker`: what Docker's default profile keeps from a container
without capabilities, where it is of matter here (https://docs.docker.com/engine/security/seccomp/); the others are allowed there too,
Landlock and seccomp among them.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

X86 = {"x86_64": True, "aarch64": False}[platform.machine()]
LANDLOCK = {444, 445, 446}
# By number; those from 424 on are the same everywhere.
MOUNTS = {428, 429, 430, 431, 432, 433, 442} | ({165, 166, 155, 161} if X86 else {40, 39, 41, 51})  # mount, umount2, pivot_root, chroot
NAMESPACES = {272, 308} if X86 else {97, 268}  # unshare, setns
OTHERS = {425, 426, 427} | ({321, 298, 248, 249, 250, 304, 323} if X86 else {280, 241, 217, 218, 219, 265, 282})  # io_uring, bpf, perf, keys, ...
CLONE3, PIDFD_OPEN = 435, 434

PROFILES = {
    "no-ptrace": {101 if X86 else 117: errno.EPERM},
    "no-pidfd": {PIDFD_OPEN: errno.ENOSYS},
    "no-landlock": dict.fromkeys(LANDLOCK, errno.ENOSYS),
    "docker": {**dict.fromkeys(MOUNTS | NAMESPACES | OTHERS, errno.EPERM), CLONE3: errno.ENOSYS},
}

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER_MODE = 38, 22, 2
LOAD_NUMBER, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000


def restrict(failures):
    """Lets these system calls fail, by number with their errno, here and in all that is started."""
    code = [(LOAD_NUMBER, 0, 0, 0)]
    for number, error in failures.items():
        code += [(JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | error)]
    code.append((RETURN, 0, 0, ALLOW))
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *one) for one in code))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(code), ctypes.addressof(instructions)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or libc.prctl(PR_SET_SECCOMP, FILTER_MODE, program, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no filter of system calls")


if __name__ == "__main__":
    restrict(PROFILES[sys.argv[1]])
    os.execv(sys.argv[2], sys.argv[2:])
