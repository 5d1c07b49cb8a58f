"""The report of `isograde env`: the distributions of an environment, and which of them can be used in further interpreters."""

import dataclasses
import os
from typing import Any, Iterator, Mapping, Optional, Tuple

from isograde._errors import UsageError
from isograde._records import Path, Record, Trouble, more, read_json, read_record, schema_of
from isograde._report import normalised
from isograde._report_parts import Python, Timings, Version
from isograde._target import Generator, Grade, Uses, UseWord

SCHEMA = "isograde/env/1"


@dataclasses.dataclass(frozen=True)
class Distribution(Record):
    """One that has extension modules."""

    name: str
    version: str
    extension_modules: int
    generators: Tuple[Generator, ...]
    grade: Grade
    reason: str  # of the grade: one sentence
    use: Uses
    blocked_by: Tuple[str, ...]  # distributions that it needs and that refuse further interpreters
    from_store: bool  # nothing was run: what it is graded by was observed before
    first_reason: Optional[str] = None  # why it cannot be used, where it cannot
    more: Mapping[str, Any] = more()

    @property
    def in_pool(self) -> UseWord:
        """What an InterpreterPoolExecutor gets of it. Not tried, as before CPython 3.12: "unknown"."""
        return self.use.in_pool


@dataclasses.dataclass(frozen=True)
class PureDistribution(Record):
    """One without extension modules."""

    name: str
    version: str
    needs_unusable: Tuple[str, ...] = ()  # that it requires, or that these do, and that cannot be used in the most isolated kind
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Unreadable(Record):
    """One whose metadata cannot be read, and why."""

    name: str
    problem: str
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class FromStore(Record):
    """Of how many distributions the store had what was observed, and of how many it had not."""

    hits: int
    misses: int
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Environment(Record):
    """An environment. Iterating gives the distributions that have extension modules."""

    schema: str
    isograde: Version
    date: str  # when the run ended, UTC: "2026-11-23T07:52:59Z"
    python: Python
    interpreters: int  # how many lived at once, beside the main one
    distributions: Tuple[Distribution, ...]
    pure: Tuple[PureDistribution, ...]
    unreadable: Tuple[Unreadable, ...]
    timings: Timings
    store: FromStore
    more: Mapping[str, Any] = more()

    @classmethod
    def from_json(cls, value: Any, source: str = "the environment") -> "Environment":
        """Of a plain object, as `json.load` gives it. source: what messages call it. Raises UsageError where it is none."""
        schema = schema_of(value, source)
        if schema != SCHEMA:
            raise UsageError(f"{source} is of schema {schema}, and of environments this isograde reads {SCHEMA}")
        try:
            return read_record(cls, value, "")
        except Trouble as trouble:
            raise UsageError(f"{source} is no environment of schema {schema}: {trouble}") from trouble

    def __iter__(self) -> Iterator[Distribution]:
        return iter(self.distributions)

    def distribution(self, name: str) -> Distribution:
        """One that has extension modules, by any spelling of its name. Raises KeyError."""
        for one in self.distributions:
            if normalised(one.name) == normalised(name):
                return one
        raise KeyError(f"{name} is no distribution with extension modules of this environment")


def load_environment(path: Path) -> Environment:
    """Reads what `isograde env --format json` wrote. Raises UsageError, which names the file, where it is no such file."""
    return Environment.from_json(read_json(path), os.fspath(path))
