"""The report of `isograde grade`: what report.schema.json says, as frozen dataclasses."""

import dataclasses
import os
import re
from typing import Any, Dict, Iterator, Literal, Mapping, Optional, Tuple

from isograde._errors import UsageError
from isograde._records import Path, Record, Trouble, more, read_json, read_record, schema_of
from isograde._report_parts import Confinement, Control, Python, Recipe, Timings, Version
from isograde._target import Kind, Target

SCHEMA, FIRST_SCHEMA = "isograde/report/2", "isograde/report/1"
_WORST_FIRST = "FDCBA"


@dataclasses.dataclass(frozen=True)
class Report(Record):
    """The targets of a run, their grades, and what these rest on. Iterating gives the targets, in the order of the request, the members
    of a distribution behind it.

    `more` of every part has the keys that this isograde does not know, a newer one's.
    """

    schema: str
    isograde: Version
    date: str  # when the run ended, UTC: "2026-11-23T07:52:59Z"
    python: Python
    interpreters: int  # how many lived at once, beside the main one
    stress: int  # factor on what is repeated because it may go wrong by chance
    seed: int  # of what is staggered at random
    fast: bool  # the checks that rest on repetition were left out
    control: Tuple[Control, ...]
    timings: Timings
    targets: Tuple[Target, ...]
    selection: Optional[Tuple[str, ...]] = None  # what narrowed the run to a part of the checks; (): nothing; None: not told
    confinement: Optional[Confinement] = None  # None: of an isograde that had none
    recipe: Optional[Recipe] = None  # what is wrong with recipes that belong to no target
    more: Mapping[str, Any] = more()

    @classmethod
    def from_json(cls, value: Any, source: str = "the report") -> "Report":
        """Of a plain object, as `json.load` gives it. source: what messages call it. Raises UsageError where it is no report."""
        schema = schema_of(value, source)
        if schema not in (SCHEMA, FIRST_SCHEMA):
            raise UsageError(f"{source} is of schema {schema}, and this isograde reads {SCHEMA} and {FIRST_SCHEMA}")
        try:
            return read_record(cls, _renamed(value, _SINCE_FIRST) if schema == FIRST_SCHEMA else value, "")
        except Trouble as trouble:
            raise UsageError(f"{source} is no report of schema {schema}: {trouble}") from trouble

    def to_json(self) -> Dict[str, Any]:
        value = super().to_json()
        return _renamed(value, _AS_IN_FIRST) if self.schema == FIRST_SCHEMA else value

    def __iter__(self) -> Iterator[Target]:
        return iter(self.targets)

    def target(self, name: str, kind: Optional[Kind] = None) -> Target:
        """A target by its name, or a distribution by another spelling of it or by what its users import.

        A distribution goes before a module of the same name, unless the kind is told. Raises KeyError.
        """
        those = [one for one in self.targets if kind is None or one.kind == kind]
        distributions = [one for one in those if one.kind == "distribution"]
        for one in (
            *(one for one in distributions if one.name == name),
            *(one for one in those if one.name == name),
            *(one for one in distributions if normalised(one.name) == normalised(name)),
            *(one for one in distributions if name in one.roots),
        ):
            return one
        raise KeyError(f"{name} is no target of this report; these are: {', '.join(one.name for one in those) or 'none'}")

    @property
    def heads(self) -> Tuple[Target, ...]:
        """The targets without the members of a distribution that is one of them."""
        distributions = {one.name for one in self.targets if one.kind == "distribution" and one.distribution is None}
        return tuple(one for one in self.targets if one.kind == "distribution" or one.distribution not in distributions)

    @property
    def worst(self) -> Optional[Target]:
        """The head with the lowest letter, the first of them; None where none has a letter: "refuses" and "unknown" are none."""
        return min((one for one in self.heads if one.grade in _WORST_FIRST), key=lambda one: _WORST_FIRST.index(one.grade), default=None)

    def below(self, threshold: Literal["A", "B", "C", "D"]) -> Tuple[Target, ...]:
        """The heads with a lower grade, those that `--fail-under` tells. "refuses" and "unknown" are below nothing."""
        lower = _WORST_FIRST[: _WORST_FIRST.index(threshold)]
        return tuple(one for one in self.heads if one.grade in tuple(lower))


def load(path: Path) -> Report:
    """Reads what `isograde grade --format json` wrote. Raises UsageError, which names the file, where it is no such report."""
    return Report.from_json(read_json(path), os.fspath(path))


def normalised(name: str) -> str:
    """A distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


# What schema 1 called a package is a distribution.
_SINCE_FIRST = {"package": "distribution"}
_AS_IN_FIRST = {"distribution": "package"}


def _renamed(report: Dict[str, Any], words: Mapping[str, str]) -> Dict[str, Any]:
    """The report with some words of its targets' kinds and keys changed; what is no report stays what it is."""

    def target(one: Any) -> Any:
        if not isinstance(one, dict):
            return one
        changed = {words.get(key, key): value for key, value in one.items()}
        kind = one.get("kind")
        return {**changed, "kind": words.get(kind, kind)} if isinstance(kind, str) else changed

    targets = report.get("targets")
    return {**report, "targets": [target(one) for one in targets]} if isinstance(targets, list) else report
