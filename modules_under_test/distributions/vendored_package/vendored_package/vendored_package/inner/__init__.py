"""A package in it."""

from ._core import add

__all__ = ["add"]
