"""A package that nobody installed."""

from ._core import add
from .inner import add as add_there

__all__ = ["add", "add_there"]
