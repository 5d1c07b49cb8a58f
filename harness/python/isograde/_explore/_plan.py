"""What is tried next, and which calls are kept. Made of what children tell, it decides the same whatever machine they ran on."""

import json

from isograde._explore import _stubs
from isograde._explore._choosing import Choosing

_BATCH = (6, 30)  # fewest and most accesses that are tried in one child, each of which imports the target
_CHILDREN = 12  # of one round, where there is enough to do
_MOST_CALLS = 16000
_CALLS_OF_ONE = (24, 90)  # fewest and most that are tried of one access
_USUAL = 10  # calls of one, where there are many
_FEWEST = 50  # accesses that are tried in any case
_MOST_MAKERS = 3  # further calls that make an object of a type
_MOST_OWN = 6  # objects of its own types that are tried as arguments
_MOST_RESTARTS = 5  # of one access, each without the calls that have changed something
_MOST_BREAKS = 3  # of one access; and of looking around
_STAGES = 4  # examples; functions and classes; methods of what comes out; methods of what comes out of these


def step(text):
    """One step of a plan, in a process of its own. JSON {"target", "state", "told", "is_late"} -> JSON {"state", "orders", "chosen"}.

    `target`: as the harness has it; `state`: of the last step, null before the first; `told`: see Plan.take; `is_late`: the time is up.
    There is `chosen` where no order is left.
    """
    given = json.loads(text)
    plan = Plan(given["target"])
    if given["state"] is not None:
        vars(plan).update(given["state"])
        plan.take(given["told"])
    orders = plan.orders()
    plan.was_capped = plan.was_late or (bool(orders) and given["is_late"])
    if plan.was_capped:
        orders = []
    chosen = None if orders else Choosing(plan).chosen()
    return json.dumps({"state": vars(plan), "orders": orders, "chosen": chosen})


class Plan:
    """The calls of one target. Rounds: orders for children that run beside each other, until there are none. Plain data throughout."""

    def __init__(self, target):
        self.target = {
            "roots": target["roots"] or [target["name"]],
            "members": [member["name"] for member in target["members"] if member["is_loaded"]],
            "packages": target["packages"] or [target["name"].partition(".")[0]],
            "file": target["file"] if target["kind"] == "distribution" else "",
        }
        self.places = {"members": target["members"], "packages": self.target["packages"], "file": target["file"]}
        self.main = self.target["roots"][0]
        self.avoid = []
        self.broke = []  # {"code", "how"}
        self.known = None  # accesses, once looked around
        self.stubs = None  # signatures by qualified names, once looked around
        self.constants = []
        self.examples = []
        self.found = {}  # name of an access: what came of it
        self.made = {}  # name of a type of its own: {"code", "methods"}
        self.waiting = []
        self.breaks = {}
        self.restarts = {}  # by name of an access: how often it was gone on with after a call that has changed something
        self.stage = 0
        self.calls = 0
        self.asked = []
        self.own_exceptions = []  # names
        self.was_late = False  # the time was up within an access
        self.was_capped = False

    def orders(self):
        """What is tried next, one order for each child; none: all has been tried."""
        if self.known is None:
            self.asked = [[]] if self.breaks.get("", 0) < _MOST_BREAKS else []
            return [self.order("look", []) for _ in self.asked]
        while not self.waiting and self.stage < _STAGES and self.calls < _MOST_CALLS:
            self.stage += 1
            self.waiting = self.next_stage()
        if self.calls >= _MOST_CALLS:
            self.waiting = []
        fewest, most = _BATCH
        size = max(fewest, min(most, len(self.waiting) // _CHILDREN))
        self.asked = [self.waiting[begin : begin + size] for begin in range(0, len(self.waiting), size)]
        self.waiting = []
        return [self.order("examples" if self.stage == 1 else "search", batch) for batch in self.asked]

    def order(self, what, batch):
        fewest, most = _CALLS_OF_ONE
        each = max(fewest, min(most, _MOST_CALLS // max(len(self.known or ()), 1)))
        own = [made["code"] for _, made in sorted(self.made.items())][:_MOST_OWN] + self.constants
        made = {name.rpartition(".")[2]: made["code"] for name, made in sorted(self.made.items(), reverse=True)}
        batch = [{**access, "shapes": self.shapes(access["name"])} for access in batch]
        return {**self.target, "what": what, "batch": batch, "avoid": self.avoid, "own": own, "made": made, "calls": each}

    def shapes(self, name):
        """What stubs say of how it is called: of "package.module.Class.method", by the longest end that one has."""
        parts = name.split(".")
        for begin in range(1, len(parts)):
            found = (self.stubs or {}).get(".".join(parts[begin:]))
            if found:
                return found
        return []

    def take(self, told):
        """Of each order, {"found": [JSON...], "last": the call that was under way, "how": how the child broke, or ""}."""
        for batch, one in zip(self.asked, told):
            found = [json.loads(text) for text in one["found"]]
            if self.known is None:
                self.take_look(found, one)
                continue
            done = {entry["access"]["code"] for entry in found}
            for entry in found:
                self.take_found(entry)
                self.was_late |= entry.get("late", False)
                if entry.get("changed") and self.restarts.get(entry["access"]["name"], 0) < _MOST_RESTARTS:
                    self.restarts[entry["access"]["name"]] = self.restarts.get(entry["access"]["name"], 0) + 1
                    self.avoid.append(entry["changed"])
                    self.waiting.append(entry["access"])
            left = [access for access in batch if access["code"] not in done]
            if one["how"]:
                self.note_break(one)
                if left:
                    name = left[0]["name"]
                    self.breaks[name] = self.breaks.get(name, 0) + 1
                    if self.breaks[name] >= _MOST_BREAKS:
                        self.found.setdefault(name, _untried(left[0]))
                        left = left[1:]
            elif not found:
                left = []  # nothing that could be loaded
            self.waiting += left

    def note_break(self, one):
        if one["last"]:
            self.avoid.append(one["last"])
            self.broke.append({"code": one["last"], "how": one["how"]})

    def take_look(self, found, one):
        if one["how"]:
            self.note_break(one)
            self.breaks[""] = self.breaks.get("", 0) + 1
            return
        look = found[0] if found else {"accesses": [], "constants": [], "examples": [], "own_exceptions": []}
        self.examples = [
            {"code": "example %d" % number, "name": "example %d" % number, "statements": statements}
            for number, statements in enumerate(look["examples"], 1)
        ]
        self.known = look["accesses"]
        self.stubs = _stubs.signatures(_stubs.files(self.places))
        self.constants = look["constants"]
        self.own_exceptions = look["own_exceptions"]

    def take_found(self, entry):
        self.calls += entry["calls"]
        entry["access"].pop("shapes", None)
        name = entry["access"]["name"]
        known = self.found.get(name)
        if known:
            codes = {outcome["code"] for outcome in known["outcomes"]}
            known["outcomes"] += [outcome for outcome in entry["outcomes"] if outcome["code"] not in codes]
            known["answered"] |= entry["answered"]
            known["closed"] = known.get("closed", True) and entry.get("closed", False)
        else:
            self.found[name] = entry
        for outcome in entry["outcomes"]:
            if outcome.get("made") and "methods" in outcome:
                made = {"code": outcome["code"], "others": [], "methods": outcome["methods"], "stage": self.stage}
                others = self.made.setdefault(outcome["type"], made)["others"]
                if outcome["code"] != self.made[outcome["type"]]["code"] and len(others) < _MOST_MAKERS:
                    others.append(outcome["code"])

    def next_stage(self):
        if self.stage == 1:
            return self.examples
        if self.stage == 2:
            return self.affordable(self.known)
        methods = {}  # by name: what is inherited comes once
        for _, made in sorted(self.made.items()):
            if made["stage"] < self.stage:
                for access in made["methods"]:
                    if access["name"] not in self.found:
                        methods.setdefault(access["name"], access)
        methods = list(methods.values()) + (self.by_others() if self.stage == _STAGES else [])
        silent = [entry["access"] for _, entry in sorted(self.found.items()) if not entry["answered"] and "statements" not in entry["access"]]
        again = silent if self.stage == 3 and self.made else []
        return self.affordable(methods + again)

    def by_others(self):
        """Methods that took nothing, of objects that are made in another way."""
        found = []
        for _, made in sorted(self.made.items()):
            for access in made["methods"]:
                if access["name"] in self.found and not self.found[access["name"]]["answered"]:
                    found += [{**access, "code": access["code"].replace(made["code"], code, 1)} for code in made["others"]]
        return found

    def affordable(self, accesses):
        """Those for which there are calls left: of the main module first, of others evenly spread. The rest is noted as not tried."""
        room = max((_MOST_CALLS - self.calls) // _USUAL, _FEWEST)
        others = [index for index, access in enumerate(accesses) if "part(" in access["code"]]
        places = max(room - (len(accesses) - len(others)), 0)
        if len(others) > places:
            others = [others[index * len(others) // places] for index in range(places)]
        others = set(others)
        kept = [access for index, access in enumerate(accesses) if index in others or "part(" not in access["code"]][:room]
        names = {access["name"] for access in kept}
        for access in accesses:
            if access["name"] not in names:
                self.found.setdefault(access["name"], _untried(access))
        return kept


def _untried(access):
    return {"access": access, "calls": 0, "outcomes": [], "answered": False, "raised": []}
