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

    # First, as there may be another package of that name in the working directory.
    folder = os.path.dirname(os.path.abspath(__file__))
    if not getattr(sys.flags, "safe_path", False):
        try:
            sys.path[0] = os.getcwd()
        except OSError:  # it was removed
            del sys.path[0]
    sys.path.insert(0, os.path.dirname(folder))
    try:
        if wants == "bench":
            _harness = _bench()
        else:
            from isograde import _harness
    finally:
        del sys.path[0]
    return _harness


def _fill_standard_streams():
    """Opens /dev/null in the place of those that are closed: whatever is opened next would be taken for one of them."""
    import os

    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free


def _flush():
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _wants_more(words):
    """Whether the command line is for another Python than this one, or for one that has more installed."""
    words = words[: words.index("--")] if "--" in words else words
    if any(word == "--python" or word.startswith("--python=") for word in words):
        return True
    command = next((word for word in words if not word.startswith("-")), "")
    return command in ("grade", "gate", "env", "can", "explore") and any(map(_names_what_is_installed_first, words))


def _names_what_is_installed_first(word):
    """A requirements file, a wheel, or a lock file: pylock.toml or pylock.NAME.toml, says PEP 751."""
    if word.startswith("-"):
        return word.startswith(("-r", "--requirement"))
    file = word.rpartition("/")[2]
    return file.endswith(".whl") or (file.startswith("pylock.") and file.endswith(".toml"))


def _run_in(path, words):
    """Replaces this process by the same command in another Python, in which nothing of isograde is installed."""
    import os

    _flush()
    try:
        os.execv(path, [path, os.path.abspath(__file__)] + words)
    except OSError as error:
        sys.stderr.write("isograde: %s cannot be run: %s\n" % (path, error.strerror))
        return 2


def main():
    """The console script: this file in the Python asked for with ``--python``, in this one otherwise.

    Not in this process: a console script has loaded modules of its own by now.
    """
    import os

    folder = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not __package__ and folder not in sys.path:
        sys.path.insert(0, folder)
    from isograde import _pythons

    try:
        python, words = _pythons.split(sys.argv[1:])
        path = sys.executable if python is None else _pythons.find(python)
    except _pythons.NoPython as error:
        sys.stderr.write("isograde: %s\n" % error)
        return 2
    if python is None and __name__ == "__main__":
        from isograde import _environments

        return _environments.run(words)
    return _run_in(path, words)


if __name__ == "__main__":
    import os

    if sys.version_info < (3, 8):  # noqa: UP036 (for whoever tries)
        sys.stderr.write("isograde: CPython 3.8 is the oldest that it runs in, and %s is %d.%d\n" % ((sys.executable,) + sys.version_info[:2]))
        sys.exit(2)
    # What could not be installed in a temporary environment is told by isograde._environments, whose second run this is then.
    if _wants_more(sys.argv[1:]) and "ISOGRADE_NOT_INSTALLED" not in os.environ:
        sys.exit(main())
    _fill_standard_streams()
    code = _harness().main(sys.argv[1:])
    _flush()
    if sys.argv[1:2] == ["run-in-fresh-process"]:  # an experiment that watches how Python leaves
        sys.exit(code)
    # Nothing here wants to be finalised, and finalising costs as much as an interpreter.
    os._exit(code)
