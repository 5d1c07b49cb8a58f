"""In the Python that is asked: what importing a distribution's roots loads in main and in two further interpreters of one kind.

python uses_probe.py DESCRIPTOR KIND DISTRIBUTION ROOT...

Writes a line of JSON to the descriptor for each interpreter, main first, as soon as it is known; what comes after a crash is missing.
Knows nothing of isograde, and is as short as it can be. For CPython 3.8 and newer.
"""

import importlib.metadata
import importlib.util
import os
import pathlib
import sys

LOOK = """
import importlib, json, os, sys
names, raised = {}, {}
for root in roots:
    try:
        names[root] = sorted(name for name in dir(importlib.import_module(root)) if not name.startswith("_"))
    except BaseException as error:
        raised[root] = "%s: %s" % (type(error).__name__, error)
files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
loaded = sorted(name for name, file in files.items() if isinstance(file, str) and os.path.realpath(file) in libraries)
os.write(descriptor, (json.dumps({"names": names, "raised": raised, "loaded": loaded}) + "\\n").encode())
"""


def libraries(distribution, roots):
    """The paths of all that ends in .so: by RECORD, or where that lists none, in the folders that the roots are packages of."""
    try:
        listed = importlib.metadata.distribution(distribution).files or ()
        found = {os.path.realpath(file.locate()) for file in listed if file.suffix == ".so"}
    except importlib.metadata.PackageNotFoundError:
        found = set()
    if not found:
        specs = [importlib.util.find_spec(root.split(".")[0]) for root in roots]
        folders = [folder for spec in specs if spec for folder in spec.submodule_search_locations or ()]
        found = {os.path.realpath(file) for folder in folders for file in pathlib.Path(folder).rglob("*.so")}
    return sorted(found)


def of_3_13(kind):
    """What creates an interpreter of that kind, and what runs code in one."""
    import _interpreters

    configs = {name: _interpreters.new_config("legacy") for name in ("legacy", "strict")}
    configs["strict"].check_multi_interp_extensions = True
    configs["isolated"] = _interpreters.new_config("isolated")
    return lambda: _interpreters.create(configs[kind]), _interpreters.exec


def of_3_8(kind):
    import _xxsubinterpreters

    if kind == "strict" or (kind == "isolated" and sys.version_info < (3, 12)):
        sys.exit(77)
    how = {"isolated": kind == "isolated"} if sys.version_info >= (3, 9) else {}
    return lambda: _xxsubinterpreters.create(**how), _xxsubinterpreters.run_string


def main():
    descriptor, kind, distribution, *roots = sys.argv[1:]
    create, run = (of_3_13 if sys.version_info >= (3, 13) else of_3_8)(kind)
    given = {"descriptor": int(descriptor), "roots": roots, "libraries": libraries(distribution, roots)}
    code = "".join(f"{name} = {value!r}\n" for name, value in given.items()) + LOOK
    exec(code, {})
    for _ in range(2):
        failure = run(create(), code)
        if failure:
            raise SystemError(failure.formatted)
    os._exit(0)  # Before 3.13, leaving in order while others live aborts.


main()
