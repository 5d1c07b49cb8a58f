"""Makes calls in the main interpreter of a child: what is tried is told before, what came of it after."""

import _thread
import contextlib
import json
import os
import re
import sys
import time

from isograde._explore import _accesses, _examples, _search, _surroundings, _values

_OF_THREADS = 0.05  # seconds
_LONGEST_LABEL = 110  # bytes
_LONGEST = 4000  # characters of a value
_LONGEST_MESSAGE = 300
_MOST_CONSTANTS = 6
_MOST_MADE = 3  # objects that one example makes
_ADDRESS = re.compile(r"0x[0-9a-f]{5,}")
_WHAT_IT_GOT = re.compile(r",? \(?(?:not|got|given) ")
_GIVEN = re.compile(
    r"'[^']*'|\"[^\"]*\"|\b(?:str|bytes|int|float|list|dict|tuple|set|NoneType|bool|complex|type|function|bytearray|memoryview|\d+)\b"
)


def label(code):
    """What a call is journaled by, and avoided: the code itself, where the journal's board has room for it."""
    encoded = code.encode("utf-8", "replace")
    if len(encoded) <= _LONGEST_LABEL:
        return code
    number = 0  # no module is imported for this: it may be the target
    for byte in encoded:
        number = (number * 31 + byte) & 0xFFFFFFFF
    return "%s... #%08x" % (encoded[: _LONGEST_LABEL - 20].decode("utf-8", "ignore"), number)


def part(name):
    return sys.modules[name]


class Callback:
    """What is given where a function is wanted: it notes whether another thread calls it."""

    def __init__(self):
        self.was_called_elsewhere = False
        self.home = _thread.get_ident()

    def function(self):
        def callback(*given, **named):
            self.was_called_elsewhere |= _thread.get_ident() != self.home
            return given[0] if given else None

        return callback

    def was_called(self):
        """Whether another thread has called it, once those that a call has started have ended or have had their time."""
        end = _now() + _OF_THREADS
        while _now() < end and len(os.listdir("/proc/self/task")) > 1:
            time.sleep(_OF_THREADS / 10)
        told, self.was_called_elsewhere = self.was_called_elsewhere, False
        return told


def shown(value):
    """repr(), cut, and never raising."""
    try:
        return repr(value)[:_LONGEST]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return "<repr raised %s>" % type(error).__name__


def class_name(kind):
    name = _accesses.type_name(kind)
    return name[len("builtins.") :] if name.startswith("builtins.") else name


_now = time.monotonic
SLOW = 0.25  # seconds: every experiment would make such a call
_BUILTINS = sys.modules["builtins"].__dict__
_KEPT = dict(_BUILTINS)


def evaluated(code, names):
    """(whether it returned, what it returned or raised)."""
    try:
        return True, eval(compile(code, "<call>", "eval"), names)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        error.__traceback__ = None
        return False, error


def has_patched():
    """Whether Python's built-in names are others than they were: they are put back, as whoever goes on needs them."""
    if _BUILTINS == _KEPT:
        return False
    _BUILTINS.clear()
    _BUILTINS.update(_KEPT)
    return True


class _Changed(Exception):
    """A call has changed what others would be tried in."""


class _Late(Exception):
    """The time is up."""


class Child:
    """What one child does, as an iterator of ("call", code) before each call and ("found", JSON) after each access."""

    def __init__(self, order):
        self.order = order
        self.avoid = set(order["avoid"])
        self.names = {"__builtins__": sys.modules["builtins"], "part": part, "example": _examples.example}
        self.callback = Callback()
        self.names["callback"] = self.callback.function()
        self.changes = []
        self.here = None  # its surroundings as they were after the last call
        self.changed = ""  # the first call that has changed its surroundings
        self.by_object = {}  # id of what is public: its name
        self.types = set()  # that the target's modules have, wherever they say to be from

    def load(self):
        for root in self.order["roots"]:
            yield "call", label("import " + root)
            try:
                __import__(root)
            except ImportError:
                continue
        for root in self.order["roots"]:
            if root in sys.modules:
                self.names["module"] = sys.modules[root]
                self.main = root
                break
        for name, module in self.modules():
            for value in list(getattr(module, "__dict__", {}).values()):
                if (
                    _accesses.is_class(value)
                    and type(value).__hash__ is type.__hash__
                    and _accesses.is_own(value, module, self.order["packages"] + self.order["members"])
                ):
                    self.types.add(value)
            for attribute in _accesses.public_names(module) if hasattr(module, "__dict__") else ():
                self.by_object.setdefault(id(vars(module).get(attribute)), name + "." + attribute)

    def attempt(self, code):
        if label(code) in self.avoid:
            return {"code": code, "returned": False, "type": "TypeError", "message": "", "complaint": "", "changes": [], "slow": False}
        before = self.here or _surroundings.look()
        yield "call", label(code)
        begin = _now()
        returned, value = evaluated(code, self.names)
        seconds = _now() - begin
        calls_back = "callback" in code and self.callback.was_called()
        patched = has_patched()
        outcome = {"code": code, "returned": returned, "type": class_name(type(value)), "message": "", "complaint": "", "slow": seconds > SLOW}
        if returned:
            outcome["value"] = shown(value)
            outcome["made"] = not outcome["slow"] and self.is_own_type(type(value))
        else:
            try:
                message = str(value)[:_LONGEST_MESSAGE]
            except Exception:
                message = ""
            outcome["message"] = message
            outcome["complaint"] = _GIVEN.sub("", _WHAT_IT_GOT.split(message)[0])
            if isinstance(value, OSError):
                outcome["errno"] = value.errno
            outcome["own"] = self.is_own_type(type(value))
        if type(value).__name__ == "coroutine":
            value.close()
        if calls_back:
            outcome["calls_back"] = True
        value = None  # what it stands for goes with it
        self.here = _surroundings.after(before)
        outcome["changes"] = ["builtins"] * patched + _surroundings.differences(before, self.here)
        self.changes += outcome["changes"]
        return outcome

    def is_late(self):
        return _now() > self.order["until"]

    def attempt_unchanged(self, code):
        """As attempt; whatever comes after one that has changed something is not tried here."""
        if self.changed:
            raise _Changed
        if self.is_late():
            raise _Late
        outcome = yield from self.attempt(code)
        if outcome["changes"]:
            self.changed = label(code)
        return outcome

    def is_own(self, value, module):
        return _accesses.is_own(value, module, self.order["packages"] + self.order["members"])

    def is_own_type(self, kind):
        if kind in self.types:
            return True
        home = looked_up_text(kind, "__module__")
        return _accesses.comes_with(home, self.order["packages"]) or home in self.order["roots"] or home in self.order["members"]

    def modules(self):
        names = [*self.order["roots"], *self.order["members"]]
        return [(name, sys.modules[name]) for name in dict.fromkeys(names) if name in sys.modules]

    def look(self):
        """What there is to be called."""
        seen = set()
        accesses = []
        constants = []
        exceptions = set()
        for name, module in self.modules():
            if not hasattr(module, "__dict__"):
                continue
            for attribute in _accesses.public_names(module):
                code = _accesses.code_of(name, self.main, attribute)
                if label(code) in self.avoid:
                    continue
                yield "call", label(code)
                value = _accesses.looked_up(module, attribute)
                if id(value) in seen or type(value) is type(sys):
                    continue
                seen.add(id(value))
                if callable(value) and self.is_own(value, module):
                    accesses.append({"code": code, "name": name + "." + attribute})
                    if _accesses.is_class(value):
                        if _accesses.is_exception(value):
                            exceptions.add(class_name(value))
                        accesses += _accesses.class_accesses(code, name + "." + attribute, value)
                elif type(value) in (str, int) and len(constants) < _MOST_CONSTANTS:
                    constants.append(code)
        yield "call", "its documentation"
        examples = _examples.find(self.order, self.modules())
        yield "found", json.dumps({"accesses": accesses, "constants": constants, "examples": examples, "own_exceptions": sorted(exceptions)})

    def examples(self):
        """Examples of the documentation, each as far as its statements can be made here."""
        for access in self.order["batch"]:
            yield from self.example(access)
            if self.changes or self.is_late():
                return

    def example(self, access):
        working, last, names = [], "", []
        scratch = {**self.names["module"].__dict__, "__name__": "__main__"}
        before = _surroundings.look()
        for statement in access["statements"]:
            code = access["code"] + ": " + statement
            if label(code) in self.avoid:
                continue
            wanted = _examples.imported(statement)
            if wanted is not None and not all(name in sys.modules for name in wanted):
                continue  # nothing is imported that the target does without
            yield "call", label(code)
            is_expression = _examples.is_expression(statement)
            returned, _ = evaluated("(exec(%r, own), None)[1]" % statement, {"own": scratch, "__builtins__": self.names["__builtins__"]})
            if not returned:
                continue
            working.append(statement)
            last = statement if is_expression else ""
            named = [self.name_of(source, scratch) for source in _examples.called(statement)]
            names += [name for name in named if name]
        changes = _surroundings.changed(before)
        self.here = None
        found = {"access": access, "calls": len(access["statements"]), "outcomes": [], "answered": False, "raised": []}
        made = [name for name, value in sorted(scratch.items()) if name not in self.names["module"].__dict__ and self.is_own_type(type(value))]
        # The whole; then what it makes, from which more can be called.
        for body, wanted in [(working[:-1] if last else working, last)] + [(working, name) for name in made[:_MOST_MADE]]:
            if not names:
                break
            outcome = yield from self.attempt("example(module, %r, %r)" % ("\n".join(body), wanted))
            if not outcome["returned"]:
                continue
            outcome["shows"] = sorted(set(names))
            outcome["changes"] = sorted(set(outcome["changes"]) | set(changes))
            if outcome["made"]:
                outcome["methods"] = yield from self.methods(outcome)
            found["outcomes"].append(outcome)
        yield "found", json.dumps(found)

    def name_of(self, source, names):
        """The name of the access that a piece of an example calls, or None."""
        returned, value = evaluated(source, names)
        if not returned:
            return None
        owner = getattr(value, "__self__", None)
        method = getattr(value, "__name__", None)
        if owner is not None and type(owner) is not type(sys) and type(method) is str:
            kind = owner if _accesses.is_class(owner) else type(owner)
            return "%s.%s" % (self.by_object.get(id(kind), _accesses.type_name(kind)), method)
        return self.by_object.get(id(value))

    def search(self):
        values = _values.pool(self.order["own"])
        for access in self.order["batch"]:
            code = access["code"]
            if label(code) in self.avoid:
                yield "found", json.dumps({"access": access, "calls": 0, "outcomes": [], "answered": False})
                continue
            yield "call", label(code)
            _, target = (False, None) if access.get("whole") else evaluated(code, self.names)
            search = _search.Search(access, values, self.order["made"], self.attempt_unchanged, self.order["calls"])
            with contextlib.suppress(_Changed, _Late):
                yield from search.run(target)
            outcomes = sorted(search.kept.values(), key=lambda one: (len(one["code"]), one["code"]))
            for outcome in outcomes:
                outcome.pop("arguments", None)
                outcome.pop("asked", None)
                if outcome.get("made"):
                    outcome["methods"] = yield from self.methods(outcome)
            found = {"access": access, "calls": len(search.tried), "outcomes": outcomes, "answered": search.has_answer()}
            found["changed"] = self.changed
            found["late"] = self.is_late()
            found["closed"] = search.is_closed()
            found["raised"] = sorted({one["type"] for one in search.tried.values() if not one["returned"]})
            yield "found", json.dumps(found)
            if self.changes or self.is_late():
                return  # what else is tried is tried where nothing has changed

    def methods(self, outcome):
        yield "call", label(outcome["code"])
        returned, value = evaluated(outcome["code"], self.names)
        return _accesses.method_accesses(outcome["code"], value) if returned else []


def looked_up_text(kind, name):
    value = _accesses.looked_up(kind, name)
    return value if type(value) is str else ""


def run(order):
    """`order`: JSON of _plan."""
    child = Child(json.loads(order))
    yield from child.load()
    if "module" not in child.names:
        return
    yield from {"look": child.look, "examples": child.examples, "search": child.search}[child.order["what"]]()
