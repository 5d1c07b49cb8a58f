"""``python -m isograde``, ``python /path/to/isograde``, and, with the least to import, ``python /path/to/isograde/__main__.py``.

Imports as little as it can: what is loaded here is loaded in every sandboxed child before its target.
"""

import sys


def _harness():
    if __package__:
        from isograde import _harness

        return _harness
    # Run as a folder or a file: nothing of isograde is on sys.path but this folder itself. Put there what `-m` would have put.
    import os

    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[0] = os.getcwd()
    sys.path.append(os.path.dirname(folder))
    try:
        from isograde import _harness, _targets
    finally:
        sys.path.pop()
    if getattr(sys.flags, "safe_path", False):
        del sys.path[0]
    return _harness


if __name__ == "__main__":
    import os

    code = _harness().main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.argv[1:2] == ["run-in-fresh-process"]:  # an experiment that watches how Python leaves
        sys.exit(code)
    # Nothing here wants to be finalised, and finalising costs as much as an interpreter.
    os._exit(code)
