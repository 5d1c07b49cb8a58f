"""The small distributions of modules_under_test/distributions, and what the toml file of each shape expects of them.

    about = "what is special about it"

    [[distribution]]                 # more than one where it takes more than one to show
    name = "Dist-Name"
    typed = ["dist_name"]            # other spellings, if any are to be tried
    version = ""                     # where it has none; default: 1.0
    roots = ["package"]
    loaded = ["package._core"]       # the members that the roots load, by name, sorted
    apart = ["package._tests"]       # the others
    libraries = ["package/_library.so"]
    grade = ["A"]                    # one of these; an A is a B where there is no own GIL
    grade_on = { "3.12" = ["B"] }    # other ones on some CPython
    use = "works"                    # in every config, or:
    use = { is = "falls back", missing_modules = [...], missing_names = [...] }
    use = { is = "refuses", through = "Other-Dist" }
    use = { is = "unsafe", by_import = "works" }    # and what it looks like to who only imports it

    [[distribution.use]]             # or different ones, by configs, since and until; the first that holds is expected
    is = "works"
    configs = ["legacy"]

    [distribution.fails."package._core"]    # the checks that fail, by whose they are: a member's, or the distribution's own
    "state/no-objects-in-static-storage" = "why"    # or a table, with since and until

What is in none of `fails` does not fail.
"""

import dataclasses
import pathlib
import tomllib

from tests import expectations, support

SOURCES = expectations.FOLDER / "distributions"
FOLDER = support.MODULES.parent / "distributions"
CONFIGS = ("legacy", "strict", "isolated")


@dataclasses.dataclass(frozen=True)
class Use:
    """What is expected of one use; `configs`, `since` and `until` say where."""

    word: str
    configs: tuple = CONFIGS
    since: tuple = (3,)
    until: tuple = (3,)
    missing_modules: tuple = ()
    missing_names: tuple = ()
    through: str = ""
    by_import: str = ""

    @classmethod
    def read(cls, value):
        table = {"is": value} if isinstance(value, str) else dict(value)
        given = {key: expectations.as_version(table.pop(key)) for key in ("since", "until") if key in table}
        given |= {key: tuple(table.pop(key)) for key in ("configs", "missing_modules", "missing_names") if key in table}
        return cls(word=table.pop("is"), **given, **table)

    def holds(self, config, version):
        return config in self.configs and expectations.is_within(version, self.since, self.until)

    def seen_by_import(self):
        return self.by_import or self.word


@dataclasses.dataclass(frozen=True, eq=False)
class Distribution:
    shape: str
    name: str
    typed: tuple
    version: str
    roots: tuple
    loaded: tuple
    apart: tuple
    libraries: tuple
    grades: tuple
    grades_on: dict  # version: grades
    uses: tuple
    fails: dict  # whose: {check: Entry}

    @classmethod
    def read(cls, shape, table):
        uses = table["use"] if isinstance(table["use"], list) else [table["use"]]
        fails = {
            owner: {check: expectations.Entry.read(value) for check, value in checks.items()} for owner, checks in table.get("fails", {}).items()
        }
        return cls(
            shape=shape,
            name=table["name"],
            typed=tuple(table.get("typed", [table["name"]])),
            version=table.get("version", "1.0"),
            roots=tuple(table["roots"]),
            loaded=tuple(table["loaded"]),
            apart=tuple(table.get("apart", ())),
            libraries=tuple(table.get("libraries", ())),
            grades=tuple(table["grade"]),
            grades_on={expectations.as_version(version): tuple(grades) for version, grades in table.get("grade_on", {}).items()},
            uses=tuple(map(Use.read, uses)),
            fails=fails,
        )

    @property
    def folder(self):
        """Where it is installed."""
        return FOLDER / self.shape

    def environment(self):
        return support.environment(PYTHONPATH=str(self.folder))

    def use(self, config, version):
        return next(use for use in self.uses if use.holds(config, version))

    def grades_here(self):
        if support.version() in self.grades_on:
            return self.grades_on[support.version()]
        return tuple("B" if grade == "A" and support.version() < (3, 12) else grade for grade in self.grades)

    def fails_on(self, version):
        """Whose checks fail on that CPython: (member or distribution, check)."""
        return {
            (owner, check)
            for owner, checks in self.fails.items()
            for check, entry in checks.items()
            if entry.holds_on(version) and version >= expectations.FIRST_CPYTHON.get(check, ())
        }


def configs_on(version):
    return CONFIGS if version >= (3, 12) else ("legacy",)


def read_all(folder=SOURCES):
    found = []
    for file in sorted(pathlib.Path(folder).glob("*/*.toml")):
        found += [Distribution.read(file.stem, table) for table in tomllib.loads(file.read_text())["distribution"]]
    return found
