"""For nobody."""

from ._things import directions

__all__ = ["directions"]
