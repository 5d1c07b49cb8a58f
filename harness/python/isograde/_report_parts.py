"""What the reports of `isograde grade` and `isograde env` have in common."""

import dataclasses
from typing import Any, Literal, Mapping, Optional, Tuple

from isograde._records import Record, more

InterpreterConfig = Literal["legacy", "strict", "isolated", "override"]


@dataclasses.dataclass(frozen=True)
class Version(Record):
    """The isograde that wrote it."""

    version: str
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Python(Record):
    """The CPython that the grades hold for."""

    version: str  # "3.13.0"
    executable: str
    debug: bool
    free_threaded: bool
    compiler: str
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Control(Record):
    """How an experiment went with no extension at all: "complete", or what happened."""

    config: InterpreterConfig
    experiment: str
    outcome: str
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Confinement(Record):
    """How far what was graded was kept from doing things outside (docs/what_is_trusted.md)."""

    asked: Literal["off", "try", "require"]  # "off": nothing was held
    files: bool  # writing, making and removing files outside of its scratch folder
    metadata: bool  # changing modes, owners and times of files there
    network: bool  # connecting and listening by TCP
    signals: bool  # sending signals to other processes, connecting to their abstract sockets
    system_calls: bool  # other sockets, tracing, mounts, and more
    attempts: bool  # what was denied by its system call was noted
    shared_memory: bool  # seeing what is shared by name
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Timings(Record):
    """What the run cost; times in seconds."""

    interpreters: int  # created
    children: int  # forked
    wall_s: float
    cpu_s: float
    floor_s: float  # CPU time of creating and ending as many interpreters with nothing in them
    tries: Optional[int] = None  # of the children: without a target, to find out how reliable this CPython is
    tries_cpu_s: Optional[float] = None  # of cpu_s: theirs
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class RecipeProblem(Record):
    """What is wrong with a recipe, and no fault of the module. What it is about was not called."""

    file: str
    text: str
    module: Optional[str] = None  # that it is for, where that could be read
    line: Optional[int] = None  # from 1
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Recipe(Record):
    """What there is to say about recipes."""

    problems: Tuple[RecipeProblem, ...]
    more: Mapping[str, Any] = more()
