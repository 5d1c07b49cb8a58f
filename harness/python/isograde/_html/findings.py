"""What a page says of one module on one CPython."""

import json
import os
import re

_VERDICTS = ("fail", "harness_error", "inconclusive", "pass", "not_applicable")
_SEVERITIES = ("breaks", "contaminates", "hygiene", "note")

# What each config is, for those who read a grade without the manual.
CONFIGS = {
    "any": "does not depend on the config",
    "legacy": "shared GIL, no check",
    "strict": "shared GIL, CPython's check of extensions",
    "isolated": "own GIL, CPython's check of extensions",
    "override": "own GIL, the check overridden; never counts",
}

# What an embedder calls interpreters of a config.
_USES = {"legacy": "shared GIL", "strict": "checked", "isolated": "own GIL"}

# What a declaration says of interpreters with a shared GIL, and of those with their own.
_DECLARED_SUPPORT = {
    "per_interpreter_gil": ("supported", "supported"),
    "supported": ("supported", "not supported"),
    "not_supported": ("not supported", "not supported"),
}
_DECLARED_WORDS = {
    "per_interpreter_gil": "per-interpreter GIL",
    "supported": "several interpreters under one GIL",
    "not_supported": "several interpreters not supported",
    "unspecified": "interpreter support not stated",
}
_GIL_WORDS = {"used": "needs the GIL", "not_used": "does not need the GIL"}

# A module that shares everything has evidence by the hundred. A page is for people: it shows some, folds more away, and leaves the
# rest to the report.
EVIDENCE_OPEN = 4
_EVIDENCE_SHOWN = 20
_FRAMES_SHOWN = 60
REMARKS_SHOWN = 6
LONGEST_TEXT = 4000


def _why_not_counted(result, target):
    if result["config"] == "override":
        return "it is what would happen if CPython's check were overridden"
    if result["config"] == "legacy" and target["declared"]["multiple_interpreters"] == "not_supported":
        return "this config ignores the module's declaration that it does not support several interpreters"
    if target["grade"] == "refuses":
        return "the module declines further interpreters, and this cannot be declined"
    return "the grade does not rest on it"


class _Entry:
    """Results of one check that say the same, told once."""

    def __init__(self, result, target):
        self.id = result["id"]
        self.verdict = result["verdict"]
        self.severity = result["severity"]
        self.level = result["level"]
        self.belongs = result.get("belongs", "")
        self.message = result["message"]
        self.evidence = [_shown_evidence(evidence, self.message, target) for evidence in result["evidence"][:_EVIDENCE_SHOWN]]
        self.more_evidence = len(result["evidence"]) - len(self.evidence)
        self.evidence = [evidence for evidence in self.evidence if any(evidence.values())]
        self.configs = []
        self.not_counted = {}  # reason -> configs

    def add(self, result, target):
        self.configs.append(result["config"])
        if not result["counts"]:
            self.not_counted.setdefault(_why_not_counted(result, target), []).append(result["config"])

    @property
    def counts(self):
        return sum(map(len, self.not_counted.values())) < len(self.configs)

    @property
    def order(self):
        return (not self.counts, _SEVERITIES.index(self.severity) if self.severity in _SEVERITIES else 9, self.id)


def _shown_evidence(evidence, message, target):
    """Evidence without what its text, the message above it, or the head of the page says already."""
    text = "" if evidence["text"] in message else evidence["text"]
    stack = evidence.get("stack", [])
    said = "\n".join([message, evidence["text"], os.path.basename(target["file"])] + stack)
    place = evidence.get("file", "") + (":%d" % evidence["line"] if "line" in evidence else "")
    if os.path.basename(place) in said:
        place = ""
    details = [
        ("variable", evidence.get("variable", "")),
        ("symbol", evidence.get("symbol", "")),
        ("function", evidence.get("function", "")),
        ("at", place),
        ("in", os.path.basename(evidence.get("library", ""))),
        ("signal", evidence.get("signal", "")),
    ]
    frames = stack[:_FRAMES_SHOWN] + (["... and %d more" % (len(stack) - _FRAMES_SHOWN)] if len(stack) > _FRAMES_SHOWN else [])
    return {
        "text": text,
        "details": [(label, value) for label, value in details if value and value not in said],
        "stack": "\n".join(frames),
        "python": evidence.get("python", "").rstrip(),
    }


def _sameness(result):
    """Equal for results that differ only in where objects and threads happened to be."""
    if result["verdict"] in ("pass", "not_applicable"):
        return result["message"]
    told = json.dumps([result["severity"], result["message"], result["evidence"]], sort_keys=True)
    return re.sub(r"0x[0-9a-f]+|\bthread \d+", "#", told)


def _entries(target):
    """The results of a target by verdict, those that say the same in several configs as one."""
    folded = {}
    for result in target["checks"]:
        key = (result["id"], result["verdict"], _sameness(result))
        if key not in folded:
            folded[key] = _Entry(result, target)
        folded[key].add(result, target)
    ordered = sorted(folded.values(), key=lambda entry: entry.order)
    return {verdict: [entry for entry in ordered if entry.verdict == verdict] for verdict in _VERDICTS}


def _declaration(declared):
    """What the module says of itself, in words."""
    if not declared["init"]:
        return "nothing that could be read"
    words = [declared["init"] + " init"]
    if declared["multiple_interpreters"]:
        words.append(_DECLARED_WORDS.get(declared["multiple_interpreters"], declared["multiple_interpreters"]))
    if declared["gil"] in _GIL_WORDS:
        words.append(_GIL_WORDS[declared["gil"]])
    return ", ".join(words)


def _making(target):
    """What wrote the target, or those of its members that are its own targets, in words; empty: it is not known."""
    generator = target.get("generator") or {}
    words = " ".join(word for word in (generator.get("name", ""), generator.get("version", "")) if word)
    if "abi3" in target:
        words += " (abi3%s)" % (" of " + target["abi3"] if "." in target["abi3"] else "")
    return words.strip()


def _makings(target, graded):
    own = _making(target)
    return [own] if own else sorted({_making(of_it) for _, of_it in graded if _making(of_it) and not of_it.get("apart")})


def _declared_beside_demonstrated(target):
    """For each config in which it was tried: what it declares of it, and what it did."""
    shared, own = _DECLARED_SUPPORT.get(target["declared"]["multiple_interpreters"], ("not stated", "not stated"))
    return [
        {
            "config": config,
            "meaning": meaning,
            "declared": own if config in ("isolated", "override") else shared,
            "demonstrated": target["demonstrated"][config],
        }
        for config, meaning in CONFIGS.items()
        if config in target["demonstrated"]
    ]


def _uses(target):
    """What an embedder gets of it, use by use: the rows of a table."""
    found = target.get("use", {})
    return [
        {
            "name": name,
            "meaning": CONFIGS[config],
            "word": found[config]["use"],
            "reason": found[config].get("reason", ""),
            "missing_modules": found[config].get("missing_modules", []),
            "missing_names": found[config].get("missing_names", []),
        }
        for config, name in _USES.items()
        if config in found
    ]


def use_summary(target):
    """What "shared GIL works, own GIL refuses" is one of; empty where nothing is known of uses."""
    return ", ".join("%s %s" % (use["name"], use["word"]) for use in _uses(target))


def state_heading(level, belongs):
    """The level that state lives at, and the one where it belongs."""
    if level == "module":
        return "module state"
    if level == belongs:
        return "%s state, not the module's to change" % level
    return "%s state, which belongs to the %s" % (level, belongs)


def _diagnosis(target):
    """The parts of its diagnosis that are well-formed: the harness makes one of its own and does not read this."""

    def is_text_in(of, *keys):
        return isinstance(of, dict) and all(isinstance(of.get(key), str) for key in keys)

    def remarks(part, key):
        found = part.get(key)
        return [
            dict(remark, link=remark.get("link") if is_text_in(remark, "link") else "")
            for remark in (found if isinstance(found, list) else ())
            if is_text_in(remark, "check", "text")
        ]

    parts = target.get("diagnosis")
    return [
        dict(part, **{key: remarks(part, key) for key in ("shows_in", "lives_in", "remedies")})
        for part in (parts if isinstance(parts, list) else ())
        if is_text_in(part, "level", "belongs")
    ]


def section_of(row, column, target):
    graded = [(member, dict(member.cells)[column]) for member in row.members]
    graded = [(member, of_it) for member, of_it in graded if of_it]
    names = {of_it["name"] for _, of_it in graded}
    return {
        "column": column,
        "target": target,
        "entries": _entries(target),
        "declaration": "nothing: pure Python" if target["kind"] == "pure" else _declaration(target["declared"]),
        "makings": _makings(target, graded),
        "diagnosis": _diagnosis(target),
        "uses": _uses(target),
        "configs": _declared_beside_demonstrated(target),
        "members": [(member, of_it["grade"]) for member, of_it in graded if not of_it.get("apart")],
        "apart": [(member, of_it["grade"]) for member, of_it in graded if of_it.get("apart")],
        "ungraded": [member["name"] for member in target.get("members", []) if not member["loaded"] and member["name"] not in names],
    }
