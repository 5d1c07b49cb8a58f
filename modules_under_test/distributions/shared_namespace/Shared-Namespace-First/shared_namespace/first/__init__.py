"""In a package that has no __init__ and is not this distribution's alone, as google's."""

from ._core import add

__all__ = ["add"]
