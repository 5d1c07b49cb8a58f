"""What `import isograde` offers to programs: the command line's `grade` and `env`, each run in a process of its own."""

import json
import logging
import os
from typing import Any, Callable, Iterable, List, Mapping, Optional, TypeVar, Union

from isograde import _process
from isograde._env_report import Environment
from isograde._errors import HarnessError, UsageError
from isograde._records import Path
from isograde._report import Report
from isograde._report_parts import InterpreterConfig

Words = Union[str, Iterable[str]]
Paths = Union[Path, Iterable[Path]]
Told = TypeVar("Told", Report, Environment)

_USAGE, _HARNESS_FAILED = 2, 99
_TOLD = 3  # failures in a message
# Below a threshold of pyproject.toml, and nothing here can be graded: what there is to know stands in the report.
_REPORTED = (0, 1, 77)


def grade(
    targets: Optional[Paths] = None,
    *,
    python: Optional[Path] = None,
    checks: Words = (),
    configs: Union[InterpreterConfig, Iterable[InterpreterConfig]] = (),
    interpreters: Optional[int] = None,
    jobs: Optional[int] = None,
    recipes: Paths = (),
    all_members: bool = False,
    fast: bool = False,
    seed: Optional[int] = None,
    stress: Optional[int] = None,
    timeout: Optional[float] = None,
    explore: Optional[float] = None,
    options: Words = (),
    env: Optional[Mapping[str, str]] = None,
    cwd: Optional[Path] = None,
) -> Report:
    """Runs `isograde grade` and gives its report.

    The modules are found as the command line finds them: from `cwd` and `env` (default: this process's), by the Python `python`
    (default: the one that runs this), whatever this process has put on its sys.path. Nothing of them is loaded in this process.

    targets: names of distributions or modules; default: those of [tool.isograde] in the pyproject.toml of `cwd`.
    python: as for `--python`.
    checks: globs of ids, such as "state/*"; default: all.
    configs: "legacy", "strict", "isolated", "override"; default: all that this CPython has.
    interpreters: how many live at once; default 3. jobs: experiments at a time; default: one for each core.
    recipes: files. all_members: also what importing a distribution does not load. fast: without what rests on repetition.
    seed, stress: of what is staggered and repeated.
    timeout: seconds without getting on after which an experiment counts as hung; default 30.
    explore: seconds for which calls that no recipe describes are looked for, at most; 0: none are made, and the grade is by import
    only; default 60. What was found stands in `target.called`.
    options: more words for the command line, such as ["--tries", "0"].

    Raises UsageError where the command line would exit 2, an unknown target among others, and HarnessError where it would exit 99;
    what was graded all the same is their `report`. A target that cannot be graded, all of them included (exit code 77), has the
    grade "unknown" and its reason; a threshold of pyproject.toml is for the command line: see Report.below.
    What the run said on the side is logged, by the logger "isograde".
    """
    words = ["grade", *_targets(targets)]
    numbers = {"interpreters": interpreters, "jobs": jobs, "seed": seed, "stress": stress, "timeout": timeout, "explore": explore}
    words += [f"--{option}={value}" for option, value in numbers.items() if value is not None]
    for option, values in (("check", _each(checks)), ("config", _each(configs)), ("recipe", _each(recipes))):
        words += [f"--{option}={value}" for value in values]
    words += [*(["--all-members"] if all_members else []), *(["--fast"] if fast else []), *_each(options)]
    return _told(_process.run(words, python, env, cwd), Report.from_json)


def env(
    *,
    python: Optional[Path] = None,
    explore: Optional[float] = None,
    options: Words = (),
    env: Optional[Mapping[str, str]] = None,
    cwd: Optional[Path] = None,
) -> Environment:
    """Runs `isograde env` and gives what it found: the distributions of the environment of `python` (default: of the Python that
    runs this). explore: as in grade(); default: uses are told by import only. options: more words for the command line.

    Raises UsageError and HarnessError, as grade() does; there is no report then.
    """
    exploring = [] if explore is None else [f"--explore={explore}"]
    return _told(_process.run(["env", *exploring, *_each(options)], python, env, cwd), Environment.from_json)


def _targets(targets: Optional[Paths]) -> List[str]:
    if targets is None:
        return []
    names = _each(targets)
    if not names:
        raise UsageError("there is no target among the targets")
    for name in names:
        if name.startswith("-"):
            raise UsageError(f"{name} is no target; what the command line takes beside targets are `options`")
    return names


def _each(values: Paths) -> List[str]:
    """One, or each of several."""
    return [os.fspath(value) for value in ([values] if isinstance(values, (str, os.PathLike)) else values)]


def _told(ended: _process.Ended, read: Callable[[Any], Told]) -> Told:
    found = None
    if ended.written is not None:
        try:
            found = read(json.loads(ended.written))
        except (ValueError, UsageError) as error:
            raise HarnessError(f"what isograde wrote cannot be read: {error}; {ended.how()}") from error
    report = found if isinstance(found, Report) else None
    if ended.exit_code == _USAGE:
        raise UsageError(ended.how(), report)
    if found is None or ended.exit_code not in _REPORTED:
        raise HarnessError(_failure(ended, report), report)
    for line in ended.said.splitlines():
        logging.getLogger("isograde").info("%s", line)
    return found


def _failure(ended: _process.Ended, report: Optional[Report]) -> str:
    """Why there is no report, or none to go by. What failed may stand in the report alone."""
    if ended.exit_code != _HARNESS_FAILED or ended.said or report is None:
        return ended.how()
    failed = [f"control, with no extension, {one.config} {one.experiment}: {one.outcome}" for one in report.control if one.outcome != "complete"]
    for target in report:
        failed += [f"{target.name}, {one.id} ({one.config}): {one.message}" for one in target.checks if one.verdict == "harness_error"]
    further = [f"and {len(failed) - _TOLD} more"] if len(failed) > _TOLD else []
    return "\n".join([*failed[:_TOLD], *further]) or ended.how()
