"""A package that stays in its project."""

from ._core import add

__all__ = ["add"]
