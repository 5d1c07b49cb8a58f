"""What of a target is public and can be called: its functions and classes, and the methods of an object.

An access is how one is reached: its code, an expression; and its name, in which all ways to reach the same thing are one.
"""

import re
import sys

_MOST = 3000  # names of a module that are looked at
_MOST_OF_A_CLASS = 40  # attributes
_MOST_MEMBERS = 4  # of an enum
_DATA = (int, str, bytes, float, bool, type(None))
_PLAIN = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_OPERATORS = (
    ("__len__", "len({})"),
    ("__iter__", "list(zip(range(4), {}))"),
    ("__next__", "next({})"),
    ("__getitem__", "{}[0]"),
    ("__eq__", "{} == {}"),
    ("__lt__", "{} < {}"),
    ("__hash__", "type(hash({}))"),
    ("__add__", "{} + {}"),
    ("__bool__", "bool({})"),
    ("__int__", "int({})"),
    ("__contains__", "'ab' in {}"),
    ("__enter__", "{}.__enter__()"),
    ("__str__", "str({})"),
    ("__repr__", "repr({})"),
    ("__copy__", "{}.__copy__()"),
    ("__reduce__", "{}.__reduce__()"),
)


_OF_THE_CLASS = ("classmethod", "staticmethod", "classmethod_descriptor", "builtin_function_or_method")


def looked_up(holder, name):
    """An attribute, or None where looking raises."""
    try:
        return getattr(holder, name)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None


def public_names(module):
    """Public names of a module, sorted; where they are many, those of plain data are left out first."""
    declared = vars(module).get("__all__")
    if isinstance(declared, (list, tuple)) and all(type(name) is str for name in declared):
        names = set(declared)
    else:
        names = {name for name in vars(module) if type(name) is str and not name.startswith("_")}
    found = sorted(name for name in names if _PLAIN.match(name))
    if len(found) > _MOST:
        held = vars(module)
        found = [name for name in found if type(held.get(name)) not in _DATA]
    return found[:_MOST]


def code_of(module, main, path):
    return "module." + path if module == main else "part(%r).%s" % (module, path)


def comes_with(name, packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


def is_own(value, module, packages):
    """Whether what a module of the target calls its own is the target's, and not what it has imported from elsewhere."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or not file.endswith((".py", ".pyc")):
        return True  # who compiles a module does not import into it by name
    home = looked_up(value, "__module__")
    if home == "builtins":  # as all types say that name no module: is there another module that has it?
        return not any(value is held for held in _of_others(packages))
    if type(home) is not str or home not in sys.modules or comes_with(home, packages):
        return True
    name = looked_up(value, "__name__")
    elsewhere = sys.modules[home]
    return type(name) is not str or getattr(elsewhere, "__dict__", {}).get(name) is not value


def _of_others(packages):
    """Public classes of loaded modules that are not the target's."""
    for name, module in list(sys.modules.items()):
        if type(module) is type(sys) and not comes_with(name, packages):
            yield from (value for value in list(module.__dict__.values()) if type(value) is type)


def is_class(value):
    """Whether it is a class, whatever it says that it is."""
    return type in type.__dict__["__mro__"].__get__(type(value))


def is_exception(kind):
    return BaseException in type.__dict__["__mro__"].__get__(kind)


def own_bases(kind):
    """A class and its bases with their dicts, but those that Python itself has built in."""
    for one in type.__dict__["__mro__"].__get__(kind):
        own = type.__dict__["__dict__"].__get__(one)
        if type(own.get("__module__")) is str or not type_name(one).startswith("builtins."):
            yield one, own


def _is_data(raw):
    """Whether an attribute of a class is a value, which is had by looking."""
    kinds = type.__dict__["__mro__"].__get__(type(raw))
    return type(raw).__name__ not in _OF_THE_CLASS and not any("__get__" in type.__dict__["__dict__"].__get__(one) for one in kinds)


def _members(kind):
    """Names of some members of an enum, which before Python 3.11 are no attributes of their class."""
    if "enum" not in sys.modules or type(kind) is not sys.modules["enum"].EnumMeta:
        return []
    names = type.__dict__["__dict__"].__get__(kind).get("_member_names_")
    return [name for name in names if type(name) is str and _PLAIN.match(name)][:_MOST_MEMBERS] if type(names) is list else []


def class_accesses(code, name, kind):
    """Those of its class and static methods, and of its values, by what the classes themselves hold: no attribute is asked for."""
    found = [{"code": "%s.%s" % (code, member), "name": "%s.%s" % (name, member), "whole": True, "data": True} for member in _members(kind)]
    seen = {access["code"].rpartition(".")[2] for access in found}
    for one, own in own_bases(kind):
        for attribute, raw in own.items():
            if type(attribute) is not str or attribute in seen or attribute.startswith("_"):
                continue
            seen.add(attribute)
            if _is_data(raw) and len(found) < _MOST_OF_A_CLASS:
                found.append({"code": code + "." + attribute, "name": name + "." + attribute, "whole": True, "data": True})
            elif type(raw).__name__ in _OF_THE_CLASS:
                holder = name if one is kind else type_name(one)
                found.append({"code": code + "." + attribute, "name": holder + "." + attribute})
    return sorted(found, key=lambda access: access["code"])


def method_accesses(producer, value):
    """Methods and operators of an object that the expression `producer` makes."""
    kind = type(value)
    homes = {}  # of each attribute: the class that has it, by which it is one for all that inherit it
    for one, own in own_bases(kind):
        for attribute, raw in own.items():
            if type(attribute) is str and type(raw).__name__ not in _OF_THE_CLASS:
                homes.setdefault(attribute, one)
    found = []
    for attribute in sorted(attribute for attribute in homes if _PLAIN.match(attribute)):
        if not attribute.startswith("_") and callable(looked_up(kind, attribute)):
            found.append({"code": "(%s).%s" % (producer, attribute), "name": "%s.%s" % (type_name(homes[attribute]), attribute)})
    for special, template in _OPERATORS:
        own = next((one for one in kind.__mro__ if special in one.__dict__), object)
        if own is not object and not type_name(own).startswith("builtins."):
            code = template.replace("{}", "(%s)" % producer)
            found.append({"code": code, "name": "%s.%s" % (type_name(own), special), "whole": True})
    return found


def type_name(kind):
    """ "module.Qualname"."""
    try:
        return "%s.%s" % (type.__dict__["__module__"].__get__(kind), type.__dict__["__qualname__"].__get__(kind))
    except (AttributeError, TypeError):
        return type.__dict__["__name__"].__get__(kind)
