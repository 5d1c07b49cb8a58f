"""isograde: grades CPython extension modules for isolation between interpreters.

    report = isograde.grade(["mypackage"])      what `isograde grade mypackage` finds
    environment = isograde.env()                what `isograde env` finds
    report = isograde.load("report.json")       what an earlier run has written

Imports nothing by itself: this module is loaded in every sandboxed child before its target.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # to type checkers it is true, by its name
if TYPE_CHECKING:
    from isograde._api import env as env
    from isograde._api import grade as grade
    from isograde._env_report import Distribution as Distribution
    from isograde._env_report import Environment as Environment
    from isograde._env_report import FromStore as FromStore
    from isograde._env_report import PureDistribution as PureDistribution
    from isograde._env_report import Unreadable as Unreadable
    from isograde._env_report import load_environment as load_environment
    from isograde._errors import Error as Error
    from isograde._errors import HarnessError as HarnessError
    from isograde._errors import UsageError as UsageError
    from isograde._report import Report as Report
    from isograde._report import load as load
    from isograde._report_parts import Confinement as Confinement
    from isograde._report_parts import Control as Control
    from isograde._report_parts import Python as Python
    from isograde._report_parts import Recipe as Recipe
    from isograde._report_parts import RecipeProblem as RecipeProblem
    from isograde._report_parts import Timings as Timings
    from isograde._report_parts import Version as Version
    from isograde._target import BrokenCall as BrokenCall
    from isograde._target import Called as Called
    from isograde._target import Check as Check
    from isograde._target import Declared as Declared
    from isograde._target import DeclinedCall as DeclinedCall
    from isograde._target import Demonstrated as Demonstrated
    from isograde._target import Diagnosis as Diagnosis
    from isograde._target import Evidence as Evidence
    from isograde._target import FoundCall as FoundCall
    from isograde._target import Generator as Generator
    from isograde._target import Member as Member
    from isograde._target import Remark as Remark
    from isograde._target import SilentCallable as SilentCallable
    from isograde._target import Target as Target
    from isograde._target import Use as Use
    from isograde._target import Uses as Uses

__all__ = [
    "BrokenCall",
    "Called",
    "Check",
    "Confinement",
    "Control",
    "Declared",
    "DeclinedCall",
    "Demonstrated",
    "Diagnosis",
    "Distribution",
    "Environment",
    "Error",
    "Evidence",
    "FoundCall",
    "FromStore",
    "Generator",
    "HarnessError",
    "Member",
    "PureDistribution",
    "Python",
    "Recipe",
    "RecipeProblem",
    "Remark",
    "Report",
    "SilentCallable",
    "Target",
    "Timings",
    "Unreadable",
    "UsageError",
    "Use",
    "Uses",
    "Version",
    "env",
    "grade",
    "load",
    "load_environment",
]

if not TYPE_CHECKING:  # to which every name would be one of isograde's

    def __getattr__(name):
        if name not in __all__:
            raise AttributeError("module 'isograde' has no attribute %r" % name)
        from importlib import import_module

        for home in ("_errors", "_report_parts", "_target", "_report", "_env_report", "_api"):
            module = import_module("isograde." + home)
            if hasattr(module, name):
                value = globals()[name] = getattr(module, name)
                return value

    def __dir__():
        return sorted({*globals(), *__all__})
