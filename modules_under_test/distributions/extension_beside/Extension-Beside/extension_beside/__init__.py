"""A package whose extension module stands beside it, as time_machine's."""

from _extension_beside import add

__all__ = ["add"]
