"""As few calls as show most: each callable that answered, each class of exception that came up, each type that is made."""

from isograde._explore._search import is_answer

_MOST = 48
_WEIGHTS = 5
# What a call does to its own interpreter, others do not see; but whatever comes after it there does. And whoever is given a
# descriptor, or gives one as a number, is to close it; whoever starts a thread, to end it.
_FOR_ITSELF = {"builtins", "sys", "tracing", "descriptors", "threads"}


class Choosing:
    """Of a plan that has come to its end."""

    def __init__(self, plan):
        self.plan = plan
        self.candidates = []  # (outcome, access, position)
        for position, entry in enumerate(plan.found.values()):
            for outcome in entry["outcomes"]:
                if is_answer(outcome) and not outcome["slow"] and not outcome.get("calls_back") and not _FOR_ITSELF & set(outcome["changes"]):
                    self.candidates.append((outcome, entry["access"], position))

    def shown_by(self, outcome, access):
        """What a call shows, by how much it counts."""
        if "shows" in outcome:
            shown = {(3, "returns", name) for name in outcome["shows"]} | {(4, "answers", name) for name in outcome["shows"]}
            return shown | ({(1, "makes", outcome["type"])} if outcome.get("made") else set())
        shown = {(4, "answers", access["name"])}
        if not outcome["returned"]:
            return shown | {(0 if outcome.get("own") else 2, "raises", outcome["type"])}
        shown.add((3, "returns", access["name"]))
        if outcome.get("made"):
            shown.add((1, "makes", outcome["type"]))
        return shown

    def chosen(self):
        plan = self.plan
        entries = [
            entry
            for entry in plan.found.values()
            if "statements" not in entry["access"] and not entry["access"].get("data") and not entry.get("closed")
        ]
        documented = {name for outcome, _, _ in self.candidates for name in outcome.get("shows", ())}

        raised = sorted({outcome["type"] for outcome, _, _ in self.candidates if not outcome["returned"] and outcome.get("own")})

        def is_answered(entry):
            return entry["answered"] or entry["access"]["name"] in documented

        return {
            "main": plan.main,
            "calls": [self.told(outcome, access) for outcome, access in self.ordered(self.pick())],
            "callback": self.calling_back(),
            "callables": len(entries),
            "answered": sum(is_answered(entry) for entry in entries),
            "documented": sum(entry["access"]["name"] in documented for entry in entries),
            "silent": [{"name": entry["access"]["name"], "raised": entry.get("raised", [])} for entry in entries if not is_answered(entry)],
            "exceptions": raised,
            "own_exceptions": len({*plan.own_exceptions, *raised}),
            "was_capped": plan.was_capped,
            "tried": plan.calls,
            "broke": plan.broke,
            "trouble": "",
        }

    def calling_back(self):
        """A call that has `callback` called from another thread, or ""."""
        found = [
            outcome["code"]
            for entry in self.plan.found.values()
            for outcome in entry["outcomes"]
            if outcome.get("calls_back") and outcome["returned"] and outcome["code"].startswith("module.")
        ]
        return min(found, key=lambda code: (len(code), code), default="")

    def pick(self):
        """Those that show something that none before shows; where there are too many, evenly."""
        rest = sorted(
            self.candidates,
            key=lambda one: (len(one[0]["changes"]), "shows" not in one[0], not one[0]["returned"], len(one[0]["code"]), one[0]["code"]),
        )
        picked = []
        shown = set()
        for weight in range(_WEIGHTS):
            wanted = []
            for outcome, access, position in rest:
                new = {item for item in self.shown_by(outcome, access) if item[0] == weight} - shown
                if new:
                    shown |= self.shown_by(outcome, access)
                    wanted.append((position, outcome, access))
            wanted.sort(key=lambda one: (one[0], one[1]["code"]))
            room = _MOST - len(picked)
            if len(wanted) > room:
                wanted = [wanted[index * len(wanted) // room] for index in range(room)] if room > 0 else []
            picked += [(outcome, access) for _, outcome, access in wanted]
        return picked

    def ordered(self, picked):
        """As they are made: what changes its surroundings comes last."""
        return sorted(picked, key=lambda one: (len(one[0]["changes"]), one[0]["code"]))

    def told(self, outcome, access):
        needs = sorted(name for name in self.plan.target["members"] if "part(%r)" % name in outcome["code"])
        return {
            "code": outcome["code"],
            "needs": needs,
            "returned": outcome["returned"],
            "type": outcome["type"],
            "value": outcome.get("value", ""),
            "changes": outcome["changes"],
            "why": access["name"],
        }
