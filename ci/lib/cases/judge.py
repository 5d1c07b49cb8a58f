"""Whether a report says of a case what it has to. A pure function of the case and the report.

Where the fault is real (`python`):

  grade   each target that was typed has one of these grades
  says    each of these is said, in the text (of --verbose) and in the JSON alike (see below)
  never   a grade: no typed target has it; "CHECK fails": no target fails that check; anything else stands nowhere in what is said
          about the targets, what to do about it included

Where the same target has to be clean (`clean`): none of `says` is shown by a failure that counts. A case that has no `says` has to
have another grade there than those of `grade`.

What is said about a target is the reason of its grade, and its findings that failed or could not tell. A finding that passed says
nothing: every report names every check. A string of `says` that names

  a check     (suite/name, or its name alone) is said by a failure of that check
  a config    is said by a target that was not turned away there
  else        has to begin a word of what is said

A report that shows nothing, because nothing was graded or loaded, or because the harness itself failed, is never right.
"""

import dataclasses
import re

GRADES = {"A", "B", "C", "D", "F", "refuses", "unknown"}
CONFIGS = {"legacy", "strict", "isolated", "override"}
SAYING = {"fail", "inconclusive", "harness_error"}


@dataclasses.dataclass(frozen=True)
class Told:
    """What one run of isograde told: its text and its JSON, which targets were asked for, and the text with --verbose."""

    names: list
    text: str
    report: dict
    everything: str = ""


def complaints(case, told, *, clean=False):
    """What is wrong with what was told, a sentence each; none if it is right."""
    found = [*_nothing_shown(told)]
    if found:
        return found
    return [*_shown_though_clean(case, told)] if clean else [*_grade(case, told), *_unsaid(case, told), *_forbidden(case, told)]


def targets_typed(told):
    """The targets that were asked for, without their members; None for one that the report does not have."""
    by_name = {target["name"]: target for target in told.report["targets"]}
    return {name: by_name.get(name) for name in told.names}


def _nothing_shown(told):
    for name, target in targets_typed(told).items():
        if target is None:
            yield f"the report has no target {name}"
        elif target["kind"] == "unknown":
            yield f"{name} was not graded: {target['reason']}"
    if not {outcome for target in told.report["targets"] for outcome in target["demonstrated"].values()} - {"fails"}:
        yield "nothing was seen to load"
    for target, check in _checks(told):
        if check["verdict"] == "harness_error":
            yield f"the harness failed in {check['id']} of {target['name']} ({check['config']}): {check['message']}"


def _grade(case, told):
    wanted = case.get("grade")
    for name, target in targets_typed(told).items():
        if wanted and target["grade"] not in wanted:
            yield f"{name} is {target['grade']}, not {' or '.join(wanted)}: {target['reason']}"


def _unsaid(case, told):
    for words in case.get("says", []):
        in_json = _is_said(words, told, lambda check: True)
        if words in CONFIGS or _is_check(words, told):
            if not in_json:
                yield f"nothing loads in {words}" if words in CONFIGS else f"{words} does not fail"
            continue
        in_text = _begins_a_word(words, _one_line(told.everything or told.text))
        if not in_text or not in_json:
            where = "" if not in_text and not in_json else " in the text" if not in_text else " in the JSON"
            yield f"it does not say {words!r}{where}"


def _forbidden(case, told):
    for words in case.get("never", []):
        check, fails, rest = words.partition(" fails")
        if words in GRADES:
            for name, target in targets_typed(told).items():
                if target["grade"] == words:
                    yield f"{name} is {words}: {target['reason']}"
        elif fails and not rest:
            if not _is_check(check, told):
                yield f"it has no check {check}"
            for target, finding in _failures_of(check, told):
                yield f"{target['name']} fails {finding['id']} ({finding['config']}): {finding['message']}"
        else:
            yield from _stands_in(words, told)


def _stands_in(words, told):
    for target, finding in _checks(told):
        if finding["verdict"] in SAYING and _contains(words, _strings(finding)):
            yield f"{finding['id']} ({finding['config']}) of {target['name']} says {words!r}: {finding['message']}"
            return
    if _contains(words, [target["reason"] for target in told.report["targets"]]):
        yield f"a reason says {words!r}"
    elif _contains(words, [_about_targets(told)]):
        yield f"the text says {words!r}"


def _shown_though_clean(case, told):
    shown = [words for words in case.get("says", []) if _is_said(words, told, _earns_a_grade)]
    for words in shown:
        yield f"it says {words!r} where there is nothing wrong"
    if not case.get("says"):
        for name, target in targets_typed(told).items():
            if target["grade"] in case.get("grade", []):
                yield f"{name} is {target['grade']} where there is nothing wrong: {target['reason']}"


def _earns_a_grade(check):
    return check["verdict"] == "fail" and check["counts"] and check["severity"] != "note"


def _is_said(words, told, matters):
    if words in CONFIGS:
        return any(target["demonstrated"].get(words, "refuses") != "refuses" for target in told.report["targets"])
    if _is_check(words, told):
        return any(matters(finding) for _, finding in _failures_of(words, told))
    said = [text for _, check in _checks(told) if check["verdict"] in SAYING and matters(check) for text in _strings(check, but=("remedy", "link"))]
    if matters is not _earns_a_grade:
        said += [target["reason"] for target in told.report["targets"]]
    return any(_begins_a_word(words, text) for text in said)


def _checks(told):
    return [(target, check) for target in told.report["targets"] for check in target["checks"]]


def _failures_of(words, told):
    return [(target, check) for target, check in _checks(told) if check["verdict"] == "fail" and _names(words, check)]


def _is_check(words, told):
    return any(_names(words, check) for _, check in _checks(told))


def _names(words, check):
    return words in (check["id"], check["id"].rpartition("/")[2])


def _strings(value, but=()):
    """All strings in a finding, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, inner in value.items() if key not in but for text in _strings(inner, but)]
    return [text for inner in value for text in _strings(inner, but)] if isinstance(value, list) else []


def _begins_a_word(words, text):
    return re.search(r"(?<!\w)" + re.escape(words), text) is not None


def _contains(words, texts):
    return any(words.lower() in _one_line(text).lower() for text in texts)


def _one_line(text):
    """The text is wrapped for reading: words that belong together stand in several lines."""
    return " ".join(text.split())


def _about_targets(told):
    """The text of the targets: what CPython itself does wrong is told behind them."""
    starts = [re.search(rf"\n{re.escape(target['name'])}(?: \S+)?  {target['grade']}\b", told.text) for target in told.report["targets"]]
    first = min((start.start() for start in starts if start), default=0)
    return told.text[first:].partition("\ncontrol, with no extension, ")[0]
