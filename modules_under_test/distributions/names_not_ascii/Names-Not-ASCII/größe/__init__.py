"""A package whose name, and whose extension module's, is not ASCII."""

from ._länge import add

__all__ = ["add"]
