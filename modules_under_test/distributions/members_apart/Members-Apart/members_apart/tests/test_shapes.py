"""Loads the extension module that is there for the tests."""

from ._shapes import Shape

__all__ = ["Shape"]
