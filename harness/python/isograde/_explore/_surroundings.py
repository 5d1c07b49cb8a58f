"""What a call may change beside what it is called on: looked at before and after each."""

import os
import sys
import threading
import time

_OF_THREADS = 0.05  # seconds
_now, _sleep = time.monotonic, time.sleep  # as they are before anything is called
_HOOKS = ("stdin", "stdout", "stderr", "displayhook", "excepthook", "unraisablehook", "breakpointhook", "path_hooks", "meta_path", "path")


def _descriptors():
    """Open ones; of the standard streams, what they are open on too."""
    found = []
    for number in range(3):
        try:
            status = os.fstat(number)
            found.append((status.st_dev, status.st_ino))
        except OSError:
            found.append(None)
    try:
        found.append(os.listdir("/proc/self/fd"))
    except OSError:
        found.append(None)
    return found


def _threads():
    """Native ones too, which Python does not know."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def _environment():
    held = getattr(os.environ, "_data", None)  # without decoding each
    return dict(held) if type(held) is dict else dict(os.environ)


def look():
    """Parts of this process that calls leave as they are, by name; equal where nothing has changed."""
    here = {
        "sys": tuple(id(sys.__dict__.get(name)) for name in _HOOKS) + (tuple(map(str, sys.path)),),
        "the environment": _environment(),
        "threads": _threads(),
        "limits": (sys.getrecursionlimit(), sys.getswitchinterval()),
        "tracing": (id(sys.gettrace()), id(sys.getprofile())),
    }
    here["descriptors"] = _descriptors()
    try:
        here["the working directory"] = os.getcwd()
    except OSError:
        here["the working directory"] = None
    warnings = sys.modules.get("warnings")
    here["warnings"] = len(getattr(warnings, "filters", ()))
    here["time"] = list(map(id, time.__dict__.values()))
    return here


def after(before):
    """look(), once threads that a call has started and joined are no longer listed, or have had their time."""
    here = look()
    end = _now() + _OF_THREADS
    while here["threads"] > before["threads"] and _now() < end:
        _sleep(_OF_THREADS / 10)
        here["threads"] = _threads()
    return here


def changed(before):
    """Names of what is different by now."""
    return differences(before, after(before))


def differences(before, now):
    names = {name for name in before if before[name] != now.get(name)}
    if now["threads"] < before["threads"]:
        names.discard("threads")  # one has ended
    return sorted(names)
