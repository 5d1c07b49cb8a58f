#!/usr/bin/env python3
"""Check that every recipe in this folder holds on the Python that runs this script.

A recipe (README.md) says how to make one extension module raise an exception of its own, how to hand it objects of its
interpreter, and how to exercise it.  The checks of isograde draw conclusions from what these calls do in
several interpreters, so first they have to do the same in one, everywhere.

    verify.py [MODULE...]                     check the recipes (3.11 and newer, which can read TOML)
    verify.py --dump > recipes.json           print all recipes as JSON (3.11 and newer)
    verify.py --check recipes.json [MODULE...]    check the recipes of such a file (3.8 and newer)
    verify.py --subinterpreters ...           and compare with what a further interpreter of the process gives

For each recipe whose module this Python has, in a new process with an empty current directory:

- `setup` runs, with `module` bound to the module under test;
- each `raises` raises, twice, exactly that attribute of the module, and it is an exception that the module brought:
  neither one of the builtins, nor the runtime's, nor known to the process before the module was imported;
  or exactly that exception of another module, or that builtin;
- each `declines` names an exception, and its call compiles; in further interpreters it raises that (--subinterpreters);
- each `accepts` and `exercise` give the same repr twice, no object's address in it, and nothing stays behind in the directory;
- a second process, with another hash seed, gives the same reprs.

One line is printed for each recipe that does not hold, and a last line "N passed, N failed, N skipped".
The exit status is 1 if any failed.  What --subinterpreters prints is for information: a module that is not
isolated may well differ there, refuse, or crash, and finding that is the business of isograde itself.
"""

import builtins
import marshal
import os
import sys
import time

CHILD = "--child"
# What the child imports is what a recipe finds imported: nothing that an interpreter does not start with anyway.
if __name__ == "__main__" and CHILD not in sys.argv:
    import argparse
    import concurrent.futures
    import importlib.util
    import json
    import re
    import subprocess
    import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
TIME_LIMIT = 60  # seconds for one process; the processes of a loaded machine are slow
RUNTIME_OWNED = 1 << 1  # Py_TPFLAGS_STATIC_BUILTIN: since 3.12 a static type that the runtime manages
KEYS = {
    "recipe": {"module", "setup", "since", "until", "raises", "accepts", "declines", "exercise", "purposeful", "current"},
    "raises": {"exception", "call", "since", "until"},
    "accepts": {"call", "since", "until"},
    "declines": {"exception", "call", "since", "until"},
    "exercise": {"call", "since", "until"},
    "purposeful": {"level", "what", "reason", "items", "since", "until"},
    "current": {"level", "set", "seen", "since", "until"},
}
LEVELS = {
    "purposeful": {"process", "runtime", "interpreter", "thread", "context", "module"},
    "current": {"thread", "context", "process"},
}


# Reading recipes


def read_recipes():
    """All recipes of this folder, by the name of their module."""
    import tomllib  # 3.11

    recipes = []
    for name in sorted(os.listdir(FOLDER)):
        if name.endswith(".toml"):
            with open(os.path.join(FOLDER, name), "rb") as file:
                recipe = tomllib.load(file)
            if recipe.get("module") != name[: -len(".toml")]:
                raise ValueError("{}: `module` has to be the name of the file".format(name))
            recipes.append(recipe)
    return recipes


def malformed(recipe):
    """What is wrong with the form of a recipe, as a list of sentences."""
    wrong = []

    def look(kind, table):
        for key in sorted(set(table) - KEYS[kind]):
            wrong.append("unknown key {} in {}".format(key, kind))
        for key in ("since", "until"):
            if not re.match(r"3\.\d+$", table.get(key, "3.8")):
                wrong.append("{} is not a version of Python: {!r}".format(key, table[key]))

    look("recipe", recipe)
    for kind in ("raises", "accepts", "declines", "purposeful", "current"):
        for table in recipe.get(kind, ()):
            look(kind, table)
            for key in sorted(KEYS[kind] - {"since", "until", "items"} - set(table)):
                wrong.append("{} without {}".format(kind, key))
    for kind, levels in LEVELS.items():
        for table in recipe.get(kind, ()):
            if table.get("level") not in levels:
                wrong.append("unknown level: {!r}".format(table.get("level")))
    if "exercise" in recipe:
        look("exercise", recipe["exercise"])
    if "call" not in recipe.get("exercise", {}):
        wrong.append("no exercise")
    return wrong


def applies(table):
    """Whether the running Python is between `since` and `until`, both included."""

    def version(text):
        return tuple(int(part) for part in text.split("."))

    running = sys.version_info[:2]
    return version(table.get("since", "3.0")) <= running <= version(table.get("until", "3.999"))


def calls(recipe):
    """The calls of a recipe that hold for the running Python: (kind, table) pairs."""
    tables = [("raises", table) for table in recipe.get("raises", ())]
    tables += [("accepts", table) for table in recipe.get("accepts", ())]
    tables += [("declines", table) for table in recipe.get("declines", ())]
    tables += [("exercise", recipe["exercise"])]
    return [(kind, table) for kind, table in tables if applies(table)]


# Inside the child: one interpreter, one module


def exception_classes():
    """Every exception class that the interpreter knows."""
    known, todo = set(), [BaseException]
    while todo:
        for cls in type.__subclasses__(todo.pop()):
            if cls not in known:
                known.add(cls)
                todo.append(cls)
    return known


def exception_named(module, path):
    """The exception class: an attribute of the module, else of another one, else a builtin; and whether it is the module's. Or (None, False)."""
    parent, _, name = path.rpartition(".")
    found = [(module, path, True)]
    if parent:
        try:
            __import__(parent)
            found.append((sys.modules[parent], name, False))
        except ImportError:
            pass
    for owner, names, own in found + [(builtins, path, False)]:
        value = owner
        for one in names.split("."):
            value = getattr(value, one, None)
        if isinstance(value, type) and issubclass(value, BaseException):
            return value, own
    return None, False


def raised(module, namespace, table, known):
    """What is wrong with a `raises`, or None."""
    expected, own = exception_named(module, table["exception"])
    if expected is None:
        return "there is no exception {}".format(table["exception"])
    if own and (expected in known or (sys.version_info >= (3, 12) and expected.__flags__ & RUNTIME_OWNED)):
        return "{} is not an exception of the module's own".format(table["exception"])
    for _ in range(2):
        try:
            value = eval(compile(table["call"], "<raises>", "eval"), namespace)
        except BaseException as error:
            if type(error) is not expected:
                return "raises {}: {}, not {}".format(type(error).__qualname__, error, table["exception"])
        else:
            return "does not raise {}, but gives {:.200}".format(table["exception"], repr(value))
    return None


def declined(module, namespace, table, is_main):
    """What is wrong with a `declines`, or None. In main it does whatever it does."""
    expected = exception_named(module, table["exception"])[0]
    if expected is None:
        return "there is no exception {}".format(table["exception"])
    code = compile(table["call"], "<declines>", "eval")
    try:
        value = eval(code, namespace)
    except expected:
        return None
    except BaseException as error:
        return None if is_main else "raises {}: {}, not {}".format(type(error).__qualname__, error, table["exception"])
    return None if is_main else "gives {:.200}, and does not raise {}".format(repr(value), table["exception"])


def evaluate(recipe, known, is_main=True):
    """Run a recipe in this interpreter, in which the exception classes `known` were there before.

    Gives a dictionary: `refused`, what the import raised; else `outcomes`, one for each call,
    {"kind", "call", "wrong": a sentence or None, "reprs": of two results, "cpu_ms": of the first}.
    """
    try:
        __import__(recipe["module"])
    except Exception as error:
        return {"refused": "{}: {}".format(type(error).__name__, error)}
    namespace = {"__name__": "recipe", "module": sys.modules[recipe["module"]]}
    try:
        exec(compile(recipe.get("setup", ""), "<setup>", "exec"), namespace)
    except Exception as error:
        return {"outcomes": [{"kind": "setup", "call": "", "wrong": repr(error), "reprs": [], "cpu_ms": 0}]}

    outcomes = []
    for kind, table in calls(recipe):
        outcome = {"kind": kind, "call": table["call"], "wrong": None, "reprs": [], "cpu_ms": 0}
        start = time.process_time()
        if kind == "raises":
            outcome["wrong"] = raised(namespace["module"], namespace, table, known)
        elif kind == "declines":
            outcome["wrong"] = declined(namespace["module"], namespace, table, is_main)
        else:
            try:
                for _ in range(2):
                    outcome["reprs"].append(repr(eval(compile(table["call"], "<%s>" % kind, "eval"), namespace)))
                    outcome["cpu_ms"] = outcome["cpu_ms"] or (time.process_time() - start) * 1000
            except BaseException as error:
                outcome["wrong"] = "raises {}: {}".format(type(error).__qualname__, error)
        outcomes.append(outcome)
    return {"outcomes": outcomes}


# Runs in a further interpreter. `evaluate` is not handed over: this file is read there again. Up to 3.11 the builtin
# exceptions are shared, and know the classes of the main interpreter, so that `known` would tell nothing there.
INTERPRETER_SOURCE = """
import marshal
with open({script!r}, "rb") as file:
    verify = {{"__name__": "verify", "__file__": {script!r}}}
    exec(compile(file.read(), {script!r}, "exec"), verify)
given = marshal.dumps(verify["evaluate"](marshal.loads({recipe!r}), (), is_main=False))
with open({writing}, "wb") as file:
    file.write(len(given).to_bytes(4, "little") + given)
"""


def evaluate_in_subinterpreter(recipe):
    """Run a recipe in a further interpreter: with a GIL of its own where the Python has that."""
    reading, writing = os.pipe()
    source = INTERPRETER_SOURCE.format(script=os.path.abspath(__file__), recipe=marshal.dumps(recipe), writing=writing)
    if sys.version_info >= (3, 13):
        import _interpreters

        failure = _interpreters.exec(_interpreters.create("isolated"), source)
        if failure is not None:
            raise RuntimeError(failure.formatted)
    else:
        import _xxsubinterpreters

        _xxsubinterpreters.run_string(_xxsubinterpreters.create(), source)
    with open(reading, "rb") as file:
        return marshal.loads(file.read(int.from_bytes(file.read(4), "little")))


def child(where):
    """Read a recipe from standard input, run it, give what it gave on standard output."""
    out = os.dup(1)
    os.dup2(2, 1)  # a recipe that prints does not come in between
    recipe = marshal.loads(sys.stdin.buffer.read())
    if where == "main":
        known = exception_classes()
        if recipe["module"] in sys.modules:  # then what it brought is among them
            known = {cls for cls in known if cls.__module__ == "builtins"}
        given = evaluate(recipe, known)
    else:
        given = evaluate_in_subinterpreter(recipe)
    given["left_behind"] = sorted(os.listdir())
    with open(out, "wb") as file:
        file.write(marshal.dumps(given))
    os._exit(0)  # ending is not what a recipe is about


# Outside


def run(recipe, where):
    """Run a recipe in a new process; gives what the child printed, or {"crashed": sentence}."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-I", os.path.abspath(__file__), CHILD, where],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            out, err = process.communicate(marshal.dumps(recipe), timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return {"crashed": "no end after {} s".format(TIME_LIMIT)}
    try:
        return marshal.loads(out)
    except (EOFError, ValueError, TypeError):
        last = (err.decode(errors="replace").strip().splitlines() or ["no output"])[-1]
        return {"crashed": "exit status {}: {:.300}".format(process.returncode, last)}


def abridged(call):
    text = " ".join(call.split())
    return text if len(text) <= 70 else text[:67] + "..."


def differences(one, other):
    """What is wrong in either of two runs of a recipe, or differs between them, as sentences."""
    for given in (one, other):
        for key in ("crashed", "refused"):
            if key in given:
                return ["{}: {}".format(key, given[key])]
    wrong = []
    for first, second in zip(one["outcomes"], other["outcomes"]):
        what = "{}: {}".format(first["kind"], abridged(first["call"]))
        if first["wrong"] or second["wrong"]:
            wrong.append("{}: {}".format(what, first["wrong"] or second["wrong"]))
        elif len(set(first["reprs"] + second["reprs"])) > 1:
            wrong.append("{}: gives {}".format(what, ", then ".join(map("{:.200}".format, first["reprs"] + second["reprs"]))))
        elif any(re.search(r"\bat 0x[0-9a-fA-F]+", text) for text in first["reprs"]):
            wrong.append("{}: there is an address in {:.200}".format(what, first["reprs"][0]))
    for given in (one, other):
        if given["left_behind"]:
            wrong.append("left behind: {}".format(", ".join(given["left_behind"])))
            break
    return wrong


def verify(recipe, subinterpreters):
    """Give (sentences of what is wrong, sentences about further interpreters, the slowest call in ms)."""
    wrong = malformed(recipe)
    if wrong:
        return wrong, [], 0
    here = run(recipe, "main")
    wrong = differences(here, run(recipe, "main"))
    notes = []
    if subinterpreters and not wrong:
        notes = differences(here, run(recipe, "subinterpreter"))
    return wrong, notes, max([outcome["cpu_ms"] for outcome in here.get("outcomes", ())] or [0])


def available(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:  # no such package
        return False
    except ValueError:  # loaded without a spec
        return name in sys.modules


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dump", action="store_true", help="print all recipes as JSON and leave (Python 3.11 and newer)")
    parser.add_argument("--check", metavar="FILE", help="read the recipes from such a JSON file")
    parser.add_argument("--subinterpreters", action="store_true", help="compare with a further interpreter, for information")
    parser.add_argument("--times", action="store_true", help="print the CPU time of each recipe's slowest call")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes at a time")
    parser.add_argument("modules", metavar="MODULE", nargs="*", help="only these modules' recipes")
    options = parser.parse_args()

    if options.check:
        with open(options.check) as file:
            recipes = json.load(file)
    elif sys.version_info >= (3, 11):
        recipes = read_recipes()
    else:
        parser.error("this Python cannot read TOML: give --check a file that --dump made")
    if options.dump:
        json.dump(recipes, sys.stdout, indent=1)
        print()
        return 0

    unknown = set(options.modules) - {recipe["module"] for recipe in recipes}
    if unknown:
        parser.error("no recipe for {}".format(", ".join(sorted(unknown))))
    if options.modules:
        recipes = [recipe for recipe in recipes if recipe["module"] in options.modules]
    chosen = [recipe for recipe in recipes if applies(recipe) and available(recipe["module"])]

    failed = absent = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda recipe: verify(recipe, options.subinterpreters), chosen)
        for recipe, (wrong, notes, slowest) in zip(chosen, results):
            if any(sentence.startswith("refused: ") for sentence in wrong):
                absent += 1
                print("note: {} is here, but does not import: {}".format(recipe["module"], "; ".join(wrong)))
                continue
            failed += bool(wrong)
            if wrong:
                print("{}: {}".format(recipe["module"], "; ".join(wrong)))
            if notes:
                print("note: in a further interpreter, {}: {}".format(recipe["module"], "; ".join(notes)))
            if options.times:
                print("{}: {:.1f} ms".format(recipe["module"], slowest))
    print("{} passed, {} failed, {} skipped".format(len(chosen) - failed - absent, failed, len(recipes) - len(chosen) + absent))
    return 1 if failed else 0


if __name__ == "__main__":
    if CHILD in sys.argv:
        child(sys.argv[-1])
    sys.exit(main())
