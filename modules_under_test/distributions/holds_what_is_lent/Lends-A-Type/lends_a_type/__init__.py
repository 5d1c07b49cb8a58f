"""A package with a type that all interpreters share."""

from ._shapes import Shape

__all__ = ["Shape"]
