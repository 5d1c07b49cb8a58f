"""A package with an extension module that is isolated."""

from ._core import add

__all__ = ["add"]
