"""A package with two extension modules, each with an object in a static variable."""

from ._shapes import Shape
from ._things import directions

__all__ = ["Shape", "directions"]
