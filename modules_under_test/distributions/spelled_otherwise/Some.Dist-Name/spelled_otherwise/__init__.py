"""A package that its distribution's name does not resemble, as PIL's does not."""

from ._core import add

__all__ = ["add"]
