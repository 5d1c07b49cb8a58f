"""A package with extension modules that its users do not load, as numpy's."""

from ._core import add

__all__ = ["add"]
