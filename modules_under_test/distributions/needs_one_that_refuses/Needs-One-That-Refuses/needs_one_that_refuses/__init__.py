"""A package that is isolated by itself, and cannot be without one that is not, as pandas."""

from one_that_refuses import add as add_there

from ._core import add

__all__ = ["add", "add_there"]
