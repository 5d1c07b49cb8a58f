"""The other one's half."""

from ._things import directions

__all__ = ["directions"]
