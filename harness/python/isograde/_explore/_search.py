"""The search for arguments that one callable takes, guided by what it says of those that it does not."""

import inspect
import re

from isograde._explore import _values

_NUMBERS = {"no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "zero": 0}
_ALIKE = ("number", "bytes", "numbers", "real", "list", "array")
_MOST_ARGUMENTS = 5
_MOST_OF_A_STUB = 8  # arguments
_LONGEST_ANNOTATION = 300  # characters
_MOST_IN_VAIN = 24
_ARITY = re.compile(
    r"(?:takes|expected|needs|requires)(?: exactly| at least| at most| from)? (\w+)(?: positional| keyword)?(?: or more)? ?(?:arguments?|to \d+)"
    r"|at (?:least|most) (\d+) arguments?|missing (\d+) required|expected (\d+) argument"
)
_CLOSED = re.compile(r"cannot create '.*' instances|[Nn]o constructor defined|cannot be instantiated|[Cc]an(?:'t|not) instantiate")
_POSITION = re.compile(r"\b(?:arg(?:ument)?|parameter) (\d+)\b|\(pos (\d+)\)")
_MOST_SLOW = 3
_DENIED = {1, 13}  # EPERM, EACCES


def is_answer(outcome):
    """Whether it was called in earnest: it returned, or raised what is not about how it was called, or about what it may do here."""
    if outcome["returned"]:
        return True
    return outcome["type"] not in ("TypeError", "AttributeError") and outcome.get("errno") not in _DENIED


class Search:
    """Of one access. `attempt`: a generator function that evaluates code, and returns its outcome."""

    def __init__(self, access, values, made, attempt, most):
        self.access = access
        self.values = values
        self.made = made  # expressions for objects of the target's own types, by the last part of the type's name
        self.attempt = attempt
        self.left = most
        self.variations = max(8, 2 * most - 60)  # where there is much to try, answers come before what else there is
        self.slow = 0  # calls that took long
        self.asked = []  # of each argument, what its annotation asks for
        self.tried = {}
        self.kept = {}  # (returned, type, whether it calls back): outcome

    def run(self, target):
        """Tries; `target` is the callable, or None where it cannot be looked at."""
        if self.access.get("whole"):
            yield from self.call(None)
            return
        first = yield from self.call([])
        if self.is_closed():
            return
        reserve = self.left // 2  # a stub may be wrong, or about another function of the name
        self.left -= reserve
        for shape in self.access.get("shapes", ()):
            yield from self.with_shape(shape)
        self.left += reserve if self.slow < _MOST_SLOW else 0
        fewest, most, shape = _shape_of(target)
        said = _arity_said(first)
        counts = range(fewest, most + 1) if fewest is not None else _around(said)
        for count in counts:
            if count > 0:
                yield from self.with_count(count, shape)
            if self.left <= 0 or (fewest is None and count >= 2 and self.has_answer()):
                break
        yield from self.variants()

    def with_shape(self, shape):
        """As a stub has it: with what is needed; with one more, and all that there is."""
        for optional in dict.fromkeys((0, 1, len(shape["optional"]))):
            parts = [("", text) for text in shape["needed"] + shape["optional"][:optional]] + [tuple(one) for one in shape["named"]]
            if optional <= len(shape["optional"]) and 0 < len(parts) <= _MOST_OF_A_STUB and self.left > 0:
                yield from self.with_count(len(parts), parts, is_known=True)

    def has_answer(self):
        return any(is_answer(outcome) for outcome in self.kept.values())

    def is_closed(self):
        """Whether it says that nobody may call it: a class without instances that others make."""
        refusals = [one["message"] for one in self.tried.values() if not one["returned"]]
        return bool(refusals) and len(refusals) == len(self.tried) and all(map(_CLOSED.search, refusals))

    def call(self, arguments):
        """The outcome with these arguments, [(name or "", expression)...]; None: the code as it is."""
        code = self.access["code"]
        if arguments is not None:
            code += "(%s)" % ", ".join("%s=%s" % (name, value) if name else value for name, value in arguments)
        if code in self.tried:
            return self.tried[code]
        if self.left <= 0:
            return {"code": code, "returned": False, "type": "TypeError", "message": "", "complaint": "", "changes": [], "slow": False}
        self.left -= 1
        outcome = yield from self.attempt(code)
        self.slow += outcome["slow"]
        if self.slow == _MOST_SLOW:
            self.left = 0  # it waits for something: whatever is kept of it, every experiment would wait for
        outcome["arguments"] = arguments
        outcome["asked"] = self.asked
        self.tried[code] = outcome
        key = (outcome["returned"], outcome["type"], outcome.get("calls_back", False))
        if key not in self.kept or (_rank(code) < _rank(self.kept[key]["code"]) and not outcome["changes"]):
            self.kept[key] = outcome
        return outcome

    def with_count(self, count, shape, is_known=False):
        """Finds arguments, so many, that are taken: one after the other, by what is said of each.

        shape: of each argument, as far as known, the name by which it has to be given, or "", and the source of its annotation.
        is_known: nothing is tried but what the annotations ask for, where they ask for something.
        """
        parts = (list(shape) + [("", "")] * count)[:count]
        asked = [_values.asked_by(annotation, self.values, self.made) for _, annotation in parts]
        self.asked = asked
        arguments = [(name, wanted[0] if wanted else self.values["text"]) for (name, _), wanted in zip(parts, asked)]
        base = yield from self.call(arguments)
        if count > 1 and not (is_known and any(asked)):  # many take several of a kind, and say nothing of one that is another
            for value in self.alike(base["message"]):
                if is_answer(base) or self.left <= 0:
                    return
                candidate = [(name, value) for name, _ in arguments]
                outcome = yield from self.call(candidate)
                if is_answer(outcome) or _is_further(outcome, base):
                    arguments, base = candidate, outcome
        for _ in range(2):  # what is said of the last may be about the first
            for position in range(count):
                if is_answer(base):
                    return
                told = _POSITION.search(base["message"])
                if told and int(told[1] or told[2]) != position + 1 and int(told[1] or told[2]) <= count:
                    continue
                others = [] if is_known and asked[position] else self.in_order(base["message"], count)
                for value in dict.fromkeys(asked[position] + others):
                    candidate = list(arguments)
                    candidate[position] = (arguments[position][0], value)
                    outcome = yield from self.call(candidate)
                    if is_answer(outcome) or _is_further(outcome, base):
                        arguments, base = candidate, outcome
                        break
                if self.left <= 0:
                    return

    def alike(self, message):
        """Values for all places at once, those that are asked for first."""
        asked = [self.values[name] for name in _values.asked_for(message) if name in self.values]
        return list(
            dict.fromkeys(asked[:4] + [self.values[name] for name in _ALIKE] + [value for name, value in self.values.items() if "own" in name][:4])
        )

    def in_order(self, message, count):
        """Values, those that are asked for first; fewer where there are many places."""
        asked = [self.values[name] for name in _values.asked_for(message) if name in self.values]
        others = [value for value in self.values.values() if value not in asked]
        return asked + (others if count == 1 else others[:14])

    def variants(self):
        """What else comes out, with one argument another than in the first answer."""
        answers = [one for one in self.tried.values() if is_answer(one) and one["arguments"] is not None]
        if not answers:
            return
        in_vain = 0  # calls since one that brought something new
        best = max(answers, key=lambda one: (one["returned"], len(one["arguments"])))
        known, asked = best["arguments"], best["asked"]
        for position in range(len(known)):
            for value in dict.fromkeys((asked[position] if position < len(asked) else []) + list(self.values.values())):
                before, kinds = self.left, len(self.kept)
                yield from self.call(known[:position] + [(known[position][0], value)] + known[position + 1 :])
                self.variations -= before - self.left
                in_vain = 0 if len(self.kept) > kinds else in_vain + 1
                if self.left <= 0 or self.variations <= 0 or in_vain > _MOST_IN_VAIN:
                    return


def _rank(code):
    """Of two calls that give the same, that is kept which has values that can be other ones in another interpreter; then the shorter."""
    return not any(value in code for value in _values.SEEDED), len(code)


def _shape_of(target):
    """Fewest and most arguments that are worth trying, by its signature, and of each the name by which it has to be given, or "", and the
    source of its annotation."""
    try:
        parameters = list(inspect.signature(target).parameters.values())
    except KeyboardInterrupt:
        raise
    except BaseException:
        return None, 3, []
    positional = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    needed = [one for one in positional if one.default is one.empty]
    named = [one for one in parameters if one.kind is one.KEYWORD_ONLY and one.default is one.empty]
    if any(one.kind is one.VAR_POSITIONAL for one in parameters) and not needed:
        return None, 3, []
    fewest = min(len(needed) + len(named), _MOST_ARGUMENTS)
    most = min(max(fewest, len(positional) + len(named)), fewest + 1, _MOST_ARGUMENTS)
    return fewest, most, [("", _annotation(one)) for one in needed] + [(one.name, _annotation(one)) for one in named]


def _annotation(parameter):
    """Its source, or what it looks like; "": there is none."""
    kind = parameter.annotation
    if kind is parameter.empty:
        return ""
    if type(kind) is str:
        return kind
    try:
        return kind.__name__ if type(kind) is type else repr(kind)[:_LONGEST_ANNOTATION]
    except KeyboardInterrupt:
        raise
    except BaseException:
        return ""


def _arity_said(outcome):
    """How many arguments a TypeError asks for; None: it does not say."""
    found = _ARITY.search(outcome["message"]) if not outcome["returned"] else None
    if not found:
        return None
    word = next(group for group in found.groups() if group)
    return int(word) if word.isdigit() else _NUMBERS.get(word)


def _around(said):
    if said is None:
        return range(1, 4)
    return range(max(said, 1), min(said + 1, _MOST_ARGUMENTS) + 1)


def _is_further(outcome, base):
    """Whether another thing was wrong with it: whatever was wrong before is taken now."""
    return outcome["type"] != base["type"] or outcome["complaint"] != base["complaint"]
