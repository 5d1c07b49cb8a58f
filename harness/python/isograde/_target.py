"""A target of a report: its grade, what an embedder gets of it, and the findings that these rest on."""

import dataclasses
from typing import Any, Literal, Mapping, Optional, Tuple

from isograde._records import Record, more
from isograde._report_parts import InterpreterConfig, Recipe

Grade = Literal["A", "B", "C", "D", "F", "refuses", "unknown"]
Kind = Literal["extension", "builtin", "pure", "distribution", "unknown"]
Verdict = Literal["pass", "fail", "not_applicable", "inconclusive", "harness_error"]
Severity = Literal["breaks", "contaminates", "hygiene", "note"]
Level = Literal["process", "runtime", "interpreter", "thread", "context", "module"]
Outcome = Literal["loads", "refuses", "fails", "crashes", "hangs"]
UseWord = Literal["works", "falls back", "refuses", "unsafe", "unknown"]
UseConfig = Literal["legacy", "strict", "isolated"]

_WORST_FIRST: Tuple[Severity, ...] = ("breaks", "contaminates", "hygiene", "note")
_OF_DISTRIBUTIONS = ("version", "roots", "members", "libraries")


@dataclasses.dataclass(frozen=True)
class Declared(Record):
    """What its module definition says; "" where that could not be read."""

    init: Literal["single-phase", "multi-phase", "export", ""]
    multiple_interpreters: Literal["per_interpreter_gil", "supported", "not_supported", "unspecified", ""]
    gil: Literal["used", "not_used", "unspecified", ""]
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Demonstrated(Record):
    """What it did in each config; None where it was not tried."""

    legacy: Optional[Outcome] = None
    strict: Optional[Outcome] = None
    isolated: Optional[Outcome] = None
    override: Optional[Outcome] = None
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Use(Record):
    """What an embedder gets of it in interpreters of one kind; falls back: it imports, without extension modules that it has in main."""

    use: UseWord
    reason: Optional[str] = None  # one sentence
    missing_modules: Tuple[str, ...] = ()  # extension modules that main loads and this does not
    missing_names: Tuple[str, ...] = ()  # public names that main has and this has not
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Uses(Record):
    """With a shared GIL, checked, and with a GIL of its own; None where that was not tried."""

    legacy: Optional[Use] = None
    strict: Optional[Use] = None
    isolated: Optional[Use] = None
    more: Mapping[str, Any] = more()

    @property
    def in_pool(self) -> UseWord:
        """In interpreters with their own GIL, which is what an InterpreterPoolExecutor has. Not tried: "unknown"."""
        return self.isolated.use if self.isolated else "unknown"


@dataclasses.dataclass(frozen=True)
class Generator(Record):
    """What wrote the C code of an extension module, such as Cython."""

    name: str
    version: Optional[str] = None  # where the binary tells it
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Member(Record):
    """An extension module of a distribution. loaded: by importing the roots, in main."""

    name: str
    file: str
    loaded: bool
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class DeclinedCall(Record):
    """A call that further interpreters decline, by the exception that its recipe documents."""

    call: str
    exception: str
    interpreters: Tuple[int, ...]
    configs: Tuple[InterpreterConfig, ...]
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class FoundCall(Record):
    """A call that exploring has found, and that is made in every experiment."""

    call: str  # an expression, in which `module` is Called.main
    needs: Tuple[str, ...]  # modules without which it is not made
    by_value: bool  # what it gives is compared by its repr, else by its class
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class SilentCallable(Record):
    """Something public that took none of the values that it was called with."""

    name: str
    raised: Tuple[str, ...]  # by all that was tried; none: it was not tried
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class BrokenCall(Record):
    """A call that its process did not come back from."""

    code: str
    how: str  # "was killed by SIGSEGV ..."
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Called(Record):
    """What exploring a target showed of its public callables: functions, classes, methods of what came out."""

    callables: int
    answered: int  # of these: returned, or raised what is not about how they were called
    documented: int  # of these: by examples of its own documentation
    exceptions: int  # classes of its own that came up
    own_exceptions: int  # classes of its own that are public
    was_capped: bool  # the time was up before all was tried
    main: str  # the module that `module` is in the calls
    calls: Tuple[FoundCall, ...]  # in this order
    callback: str  # one that has `callback` called from another thread; "": none did
    silent: Tuple[SilentCallable, ...]
    broke: Tuple[BrokenCall, ...]
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Remark(Record):
    """A sentence, and the id of the check that it is from."""

    check: str
    text: str
    link: Optional[str] = None
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Diagnosis(Record):
    """Where state lives that makes checks fail, and where it belongs."""

    level: Level
    belongs: Level
    shows_in: Tuple[Remark, ...]  # what failed because of it, worst first
    lives_in: Tuple[Remark, ...]  # variables, types, functions of CPython
    remedies: Tuple[Remark, ...]
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Evidence(Record):
    """A piece of what a finding rests on. `text` is complete in itself, the rest is the same in parts."""

    text: str
    object_path: Optional[str] = None  # how the module leads to the object
    type: Optional[str] = None
    address: Optional[str] = None  # "0x7f..."
    interpreters: Tuple[int, ...] = ()  # 0 is the main one, then in order of creation
    signal: Optional[str] = None  # "SIGSEGV"
    symbol: Optional[str] = None  # the function or variable of CPython's C API that it is about
    variable: Optional[str] = None  # the static variable that it is about
    library: Optional[str] = None  # the shared library that the variable is in
    script: Optional[str] = None  # Python that shows it without isograde
    function: Optional[str] = None  # in which it happened
    file: Optional[str] = None  # of the function's source, as the compiler noted it
    line: Optional[int] = None  # from 1
    stack: Tuple[str, ...] = ()  # native frames of one thread, innermost first
    python: Optional[str] = None  # Python frames, as CPython dumps them
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Check(Record):
    """A check's finding in one config; config "any": it does not depend on one."""

    id: str  # "state/no-static-types"
    config: Literal["legacy", "strict", "isolated", "override", "any"]
    verdict: Verdict
    severity: Severity  # of this finding
    level: Level  # where the state lives
    counts: bool  # whether the grade may rest on it
    message: str
    evidence: Tuple[Evidence, ...]
    belongs: Optional[Level] = None  # of a failure: where the state belongs
    remedy: Optional[str] = None  # of a failure: what its author can do
    link: Optional[str] = None  # of a failure: where the rule stands
    more: Mapping[str, Any] = more()


@dataclasses.dataclass(frozen=True)
class Target(Record):
    """What was graded: a distribution, or one module."""

    name: str  # import name; of a distribution its own
    kind: Kind
    file: str  # of a distribution, the folder of its metadata; "": compiled into the Python, or not found
    sha256: str  # of the file, or ""
    declared: Declared
    demonstrated: Demonstrated
    grade: Grade
    reason: str  # one sentence
    checks: Tuple[Check, ...]
    dependency: Optional[str] = None  # the module that it needs and that does not load in further interpreters
    refusal: Optional[str] = None  # the words with which it declines further interpreters
    declines: Tuple[DeclinedCall, ...] = ()
    called: Optional[Called] = None  # where it was explored
    import_only: bool = False  # nothing of it was called
    recipe: Optional[Recipe] = None  # what is wrong with its own
    use: Optional[Uses] = None  # None: a report of schema 1, or nothing to say
    version: Optional[str] = None  # of a distribution; "": it has no metadata
    roots: Tuple[str, ...] = ()  # of a distribution: what its users import
    members: Tuple[Member, ...] = ()  # of a distribution: its extension modules; graded ones are targets of their own
    libraries: Tuple[str, ...] = ()  # of a distribution: paths of its native libraries that are no modules
    distribution: Optional[str] = None  # that it is a member of, where it was not named itself
    apart: bool = False  # a member that no root loads: it does not count
    worst: Optional[str] = None  # of a distribution: the member that its grade is from
    diagnosis: Tuple[Diagnosis, ...] = ()  # the level of the worst failure first
    generator: Optional[Generator] = None  # None: unknown, or it was written by hand
    abi3: Optional[str] = None  # the oldest CPython that its wheel is for, of one of the stable ABI
    way_to_a: Optional[str] = None
    from_store: bool = False  # nothing was run: what it is graded by was observed before
    more: Mapping[str, Any] = more()

    @property
    def findings(self) -> Tuple[Check, ...]:
        """The failed checks that its grade may rest on, gravest first."""
        failed = [check for check in self.checks if check.verdict == "fail" and check.counts]
        return tuple(sorted(failed, key=lambda check: _WORST_FIRST.index(check.severity)))

    @property
    def in_pool(self) -> UseWord:
        """What an InterpreterPoolExecutor gets of it. Not tried, as before CPython 3.12: "unknown"."""
        return self.use.in_pool if self.use else "unknown"

    def _is_written(self, name: str) -> bool:
        return super()._is_written(name) or (self.version is not None and name in _OF_DISTRIBUTIONS)
