"""``python -m isograde``, the console script ``isograde``, ``python /path/to/isograde``, and, with the least to import,
``python /path/to/isograde/__main__.py``.

Imports as little as it can: what is loaded here is loaded in every sandboxed child before its target.
"""

import sys


def _bench():
    """The library of ``bench``, which alone needs the C++ library of the machine, for Google Benchmark."""
    try:
        from isograde import _bench
    except ImportError as error:
        sys.stderr.write("isograde: bench cannot be loaded here: %s\n" % error)
        sys.exit(2)
    return _bench


def _harness():
    wants = sys.argv[1] if len(sys.argv) > 1 else None
    if __package__:
        if wants == "bench":
            return _bench()
        from isograde import _harness

        return _harness
    # Run as a folder or a file: nothing of isograde is on sys.path but this folder itself. Put there what `-m` would have put.
    # Once the package is imported, its modules are found by its own path.
    import os

    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[0] = os.getcwd()
    sys.path.append(os.path.dirname(folder))
    try:
        if wants == "bench":
            _harness = _bench()
        else:
            from isograde import _harness
    finally:
        sys.path.pop()
    if getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    return _harness


def _run_in(python, arguments):
    """Replaces this process by the same command in another Python, in which nothing of isograde is installed."""
    import os
    import shutil

    path = shutil.which(python)
    if path is None:
        sys.stderr.write("isograde: no Python at %s\n" % python)
        return 2
    sys.stdout.flush()
    try:
        os.execv(path, [path, os.path.abspath(__file__)] + arguments)
    except OSError as error:
        sys.stderr.write("isograde: %s cannot be run: %s\n" % (path, error.strerror))
        return 2


def main():
    """The console script: this file in the Python asked for with ``--python``, in this one otherwise.

    Not in this process: a console script has loaded modules of its own by now.
    """
    arguments = sys.argv[1:]
    python = sys.executable
    if arguments[:1] == ["--python"]:
        if len(arguments) < 2:
            sys.stderr.write("isograde: --python wants a Python\n")
            return 2
        python, arguments = arguments[1], arguments[2:]
    elif arguments and arguments[0].startswith("--python="):
        python, arguments = arguments[0][len("--python=") :], arguments[1:]
    return _run_in(python, arguments)


if __name__ == "__main__":
    import os

    if sys.argv[1:2] and sys.argv[1].split("=")[0] == "--python":
        sys.exit(main())
    code = _harness().main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.argv[1:2] == ["run-in-fresh-process"]:  # an experiment that watches how Python leaves
        sys.exit(code)
    # Nothing here wants to be finalised, and finalising costs as much as an interpreter.
    os._exit(code)
