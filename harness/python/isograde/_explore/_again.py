"""Makes the calls that were chosen once more, one after the other, in fresh processes whose hashes and addresses are others.

What does not come out the same there is no result to compare interpreters by.
"""

import contextlib
import json
import os
import subprocess
import sys
import time

from isograde._explore import _child

_SEEDS = ("1", "20")
_OF_THE_IMPORT = 30  # seconds
_OF_A_CALL = 3
_MOST_BREAKS = 4
_GLANCE = 0.5  # seconds between two looks at such a process
_TIMES = 2  # in each process
_PROGRAM = """
import json, sys
order = json.load(open(sys.argv[1]))
sys.path[:] = [order["isograde"]] + order["path"]
from isograde._explore import _again  # its own modules are found by its own path from then on
del sys.path[0]
_again.make(order, sys.argv[2])
"""


class Uses:
    """The calls of a recipe, which are made before those that were found: what they give is not to change by these."""

    def __init__(self, recipe):
        self.calls = []
        self.names = {"__builtins__": sys.modules["builtins"], "module": sys.modules.get(recipe["module"])}
        if self.names["module"] is None:
            return
        try:
            exec(compile(recipe["setup"], "<recipe>", "exec"), self.names)
        except Exception:  # told when it is graded
            return
        self.calls = recipe["uses"]
        self.last = self.now()
        if self.now() != self.last:
            self.calls = []

    def now(self):
        given = [_child.evaluated(call, self.names) for call in self.calls]
        return [_child.shown(value) if returned else type(value).__name__ for returned, value in given]

    def have_changed(self):
        before, self.last = self.last, self.now()
        return before != self.last


def make(order, results):
    """In such a process: writes what came of each call, twice, a line each."""
    child = _child.Child({**order, "avoid": []})
    with open(results, "w", encoding="utf-8") as file:
        for _ in child.load():
            pass
        uses = Uses(order["recipe"])
        for turn in range(_TIMES):
            for call in order["calls"]:
                print(json.dumps(call["code"]), file=file, flush=True)
                begin = time.perf_counter()
                steps = child.attempt(call["code"])
                while True:
                    try:
                        next(steps)
                    except StopIteration as end:
                        outcome = end.value
                        break
                outcome["seconds"] = time.perf_counter() - begin
                outcome["interferes"] = turn == 0 and bool(uses.calls) and uses.have_changed()
                print(json.dumps(outcome), file=file, flush=True)
    os._exit(0)  # what it leaves running is no matter here


def run(order):
    """Yields ("again", JSON): of each process, the outcomes of each call by its code. One that it did not come back from has fewer."""
    order = json.loads(order)
    order["path"] = list(sys.path)
    order["isograde"] = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for seed in _SEEDS:
        for _ in range(_MOST_BREAKS):
            outcomes, broke = yield from outcomes_of(order, seed)
            if broke is None:
                break
            # In a sequence it breaks what it does not break alone. Without it, the others may go on.
            order["calls"] = [call for call in order["calls"] if call["code"] != broke]
        yield "again", json.dumps(outcomes)


def outcomes_of(order, seed):
    """Outcomes by the code of each call, and the call that the process did not come back from or None. Yields while it waits."""
    with open("order.json", "w", encoding="utf-8") as file:
        json.dump(order, file)
    results = "results.txt"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(results)
    process = subprocess.Popen(
        [sys.executable, "-B", "-c", _PROGRAM, "order.json", results],
        env=dict(os.environ, PYTHONHASHSEED=seed),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    size = 0
    end = time.monotonic() + _OF_THE_IMPORT
    while process.poll() is None:
        yield "call", "all of them, in a fresh process"  # that it gets on
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GLANCE)
        now = os.path.getsize(results) if os.path.exists(results) else 0
        if now > size:
            size = now
            end = time.monotonic() + _OF_A_CALL
        elif process.poll() is None and time.monotonic() > end:
            process.kill()
            process.wait()
    lines = []
    if os.path.exists(results):
        with open(results, encoding="utf-8") as file:
            lines = file.read().splitlines()
    outcomes = {}
    for code, outcome in zip(lines[::2], lines[1::2]):
        outcomes.setdefault(json.loads(code), []).append(json.loads(outcome))
    return outcomes, json.loads(lines[-1]) if len(lines) % 2 else None


def settled(text):
    """JSON {"chosen", "told": [JSON of run()...]} -> JSON of what was chosen, without what comes out otherwise when it is done again, and
    with how it is compared."""
    given = json.loads(text)
    chosen = given["chosen"]
    rounds = [json.loads(one) for one in given["told"]]
    kept = []
    for call in chosen["calls"]:
        all_times = [outcomes.get(call["code"], []) for outcomes in rounds]
        if not rounds or any(len(times) != _TIMES for times in all_times):
            continue
        outcomes = [outcome for times in all_times for outcome in times]
        if any(outcome["interferes"] or (outcome["returned"], outcome["type"]) != (call["returned"], call["type"]) for outcome in outcomes):
            continue
        if min(outcome["seconds"] for outcome in outcomes) > _child.SLOW:
            continue  # every experiment would make it
        shown = {outcome.get("value", outcome["message"]) for outcome in outcomes}
        call["by_value"] = call["returned"] and len(shown | {call["value"]}) == 1
        kept.append(call)
    chosen["calls"] = kept
    return json.dumps(chosen)
