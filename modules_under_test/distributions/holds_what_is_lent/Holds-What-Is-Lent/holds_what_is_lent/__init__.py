"""A package with an attribute that is another package's."""

from ._core import Shape

__all__ = ["Shape"]
