"""Reading lists of cases, the list of those that wait, and lists of distributions."""

import tomllib

KEYS = {"id", "install", "as", "python", "clean", "grade", "says", "never", "about"}


class BadList(Exception):
    """A list that cannot be used, with the reason in one line."""


def cases(file):
    """The cases of a list, in its order."""
    found = _entries(file, "case")
    for case in found:
        if "id" not in case or "as" not in case or not case.get("python"):
            raise BadList(f"{file}: a case wants an id, an `as` and a `python`: {case.get('id', case)}")
        if unknown := set(case) - KEYS:
            raise BadList(f"{file}: case {case['id']}: unknown key {', '.join(sorted(unknown))}")
    ids = [case["id"] for case in found]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise BadList(f"{file}: twice there: {', '.join(sorted(twice))}")
    return found


def waiting(file):
    """Of each case that waits, what for and why."""
    found = {}
    for entry in _entries(file, "waits"):
        if set(entry) != {"cases", "for", "why"}:
            raise BadList(f"{file}: an entry has `cases`, `for` and `why`, and nothing else: {entry}")
        for name in entry["cases"]:
            if name in found:
                raise BadList(f"{file}: {name} is there twice")
            found[name] = entry
    return found


def uses(file):
    """The distributions of a list of ci/uses, each with the names of the modules that its users import."""
    found = _entries(file, "uses")
    for entry in found:
        if set(entry) != {"distribution", "imports"} or not entry["imports"]:
            raise BadList(f"{file}: an entry has a `distribution` and its `imports`, and nothing else: {entry}")
    return [(entry["distribution"], entry["imports"]) for entry in found]


def _entries(file, kind):
    try:
        with open(file, "rb") as opened:
            return tomllib.load(opened).get(kind, [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadList(f"{file}: {error}") from error
