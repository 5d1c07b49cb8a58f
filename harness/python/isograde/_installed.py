"""What this Python has: for those who ask, and for those who mistype it."""

import os
import sys

_LIKE_IT = 0.75  # of 1, as difflib has it


def _top_level_names():
    for folder in sys.path:
        try:
            files = os.listdir(folder or ".")
        except OSError:
            continue
        for file in files:
            name, dot, suffix = file.partition(".")
            if name.isidentifier() and (not dot or suffix == "py" or suffix.endswith("so")):
                yield name
    yield from sys.builtin_module_names


def did_you_mean(name, distributions):
    """``; did you mean X?`` for the distribution or module whose name is most like one that nothing is called; empty where none is."""
    import difflib

    known = {}
    for one in distributions:
        known.setdefault(one.name.lower(), one.name)
    package = name.rpartition(".")[0]
    for module in _submodules(package) if package else _top_level_names():
        known.setdefault(module.lower(), module)
    likely = difflib.get_close_matches(name.lower(), list(known), 1, _LIKE_IT)
    return "; did you mean %s?" % known[likely[0]] if likely else ""


def _submodules(package):
    import pkgutil

    from isograde import _targets

    try:
        spec, _ = _targets.find(package)
    except Exception:  # a finder of this environment is broken
        return []
    locations = spec.submodule_search_locations if spec is not None else None
    return [package + "." + module.name for module in pkgutil.iter_modules(locations or [])]


def listing():
    """The distributions: a line each of those that have extension modules, and one of the others."""
    from isograde._distributions import all_distributions

    rows, others, problems = [], [], []
    for one in sorted(all_distributions(), key=lambda one: one.key):
        try:
            count = len(one.files().extensions)
        except Exception as error:  # its metadata is damaged
            problems.append("%s cannot be read: %s" % (one.name, " ".join(str(error).split())))
            continue
        if one.damage:
            problems.append(one.damage)
        if count:
            rows.append("%-30s %-14s %d extension module%s" % (one.name, one.version, count, "" if count == 1 else "s"))
        else:
            others.append("%s %s" % (one.name, one.version) if one.version else one.name)
    if others:
        rows.append("without extension modules: " + ", ".join(others))
    return "\n".join(rows + problems) or "none"
