"""What isograde raises. Each carries the report, where one was written all the same: exit codes 2 and 99 leave the other targets graded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isograde._report import Report


class Error(Exception):
    """The root of what isograde raises. `report`: what was found all the same, if anything was."""

    def __init__(self, message: str, report: Report | None = None) -> None:
        super().__init__(message)
        self.report = report


class UsageError(Error):
    """What was asked for cannot be: an unknown target or check, a file that cannot be read. What exits 2 on the command line."""


class HarnessError(Error):
    """isograde failed, or CPython did without any module, and no grade can be told. What exits 99 on the command line."""
